//! What stands beside the rules: audits, schemes with their items, lights. Paired by title, compared by their codes.
//!
//! None of it is an obligation, so every change is `metadata`; an item that is measured by rules, and lights that watch
//! rules, name them.

use std::sync::Arc;

use super::change::Name;
use super::versions::{Version, Versions};
use dabiao_lang::core::Code;
use dabiao_lang::model::scheme::{Entry, RuleRef};
use dabiao_lang::model::{Exact, Lights, Scheme};

/// A thing beside the rules that changed.
#[derive(Debug, Clone)]
pub(super) struct Beside {
    pub(super) name: Name,
    /// What it is called.
    pub(super) title: String,
    /// The IDs of rules that it touches.
    pub(super) rules: Vec<Arc<str>>,
    pub(super) before: Option<Text>,
    pub(super) after: Option<Text>,
}

/// A thing of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// Its meaning.
    pub(super) key: Code,
    /// As it is shown.
    pub(super) shown: String,
    /// Its position among those of its kind.
    pub(super) at: usize,
    pub(super) file: Arc<str>,
    pub(super) line: u32,
}

/// Compares everything beside the rules.
pub(super) fn compare(versions: &Versions<'_>) -> Vec<Beside> {
    let (old, new) = (&versions.old, &versions.new);
    let mut out = Vec::new();
    let audit = [Name::AuditAdded, Name::AuditRemoved, Name::AuditChanged];
    pairs(&mut out, audit, &audits(old), &audits(new));
    let scheme = [Name::SchemeAdded, Name::SchemeRemoved, Name::SchemeChanged];
    pairs(&mut out, scheme, &schemes(old), &schemes(new));
    for (a, s) in
        old.model.schemes.iter().filter_map(|a| Some((a, new.model.schemes.iter().find(|s| s.name == a.name)?)))
    {
        items(&mut out, (old, a), (new, s));
    }
    let lights = [Name::LightsAdded, Name::LightsRemoved, Name::LightsChanged];
    pairs(&mut out, lights, &all_lights(old), &all_lights(new));
    out
}

/// A title, the rules that are touched, and the text.
type Titled = (String, Vec<Arc<str>>, Text);

/// What is new, gone or other, by title; titles that repeat pair in order.
fn pairs(out: &mut Vec<Beside>, [added, removed, changed]: [Name; 3], old: &[Titled], new: &[Titled]) {
    let mut free: Vec<&Titled> = old.iter().collect();
    for (title, rules, text) in new {
        let known = free.iter().position(|(t, ..)| t == title).map(|at| free.remove(at));
        let before = known.map(|(.., text)| text.clone());
        let name = match &before {
            None => added,
            Some(before) if before.key != text.key => changed,
            Some(_) => continue,
        };
        let (title, rules, after) = (title.clone(), rules.clone(), Some(text.clone()));
        out.push(Beside { name, title, rules, before, after });
    }
    for (title, rules, text) in free {
        let (title, rules, before) = (title.clone(), rules.clone(), Some(text.clone()));
        out.push(Beside { name: removed, title, rules, before, after: None });
    }
}

fn audits(version: &Version<'_>) -> Vec<Titled> {
    let one = |(at, audit): (usize, &dabiao_lang::model::Audit)| {
        let key = version.ids.audit(audit);
        let shown: Vec<&str> = audit.statements.iter().map(|s| &*s.text).collect();
        let text = Text { key, shown: shown.join("; "), at, file: Arc::from(""), line: 0 };
        (audit.title.to_string(), Vec::new(), text)
    };
    version.model.audits.iter().enumerate().map(one).collect()
}

/// Schemes without their entries, which are compared one by one.
fn schemes(version: &Version<'_>) -> Vec<Titled> {
    let one = |(at, s): (usize, &Scheme)| {
        let plan = s.plan.and_then(|p| version.model.plans.get(p.0 as usize));
        let key = version.ids.scheme_head(plan, s);
        let full = s.full.as_ref().map(Exact::to_text).unwrap_or_default();
        let text = Text { key, shown: format!("{} {full}", s.name), at, file: s.file.clone(), line: s.line };
        (s.name.to_string(), Vec::new(), text)
    };
    version.model.schemes.iter().enumerate().map(one).collect()
}

fn items(out: &mut Vec<Beside>, (old, a): (&Version<'_>, &Scheme), (new, b): (&Version<'_>, &Scheme)) {
    let all = |version: &Version<'_>, s: &Scheme| -> Vec<Titled> {
        let one = |(at, e): (usize, &Entry)| {
            let shown = format!("{} {}", e.points.to_text(), e.text);
            let text = Text { key: version.ids.entry(e), shown, at, file: s.file.clone(), line: s.line };
            (format!("{} / {}", s.name, e.title), ids(e.rules()), text)
        };
        s.entries.iter().enumerate().map(one).collect()
    };
    let mark = out.len();
    pairs(out, [Name::ItemAdded, Name::ItemRemoved, Name::ItemChanged], &all(old, a), &all(new, b));
    for found in out.iter_mut().skip(mark).filter(|f| f.name == Name::ItemChanged) {
        let entry = |s: &Scheme, t: &Option<Text>| t.as_ref().and_then(|t| s.entries.get(t.at)).cloned();
        let (Some(x), Some(y)) = (entry(a, &found.before), entry(b, &found.after)) else { continue };
        let moved = Entry { points: y.points.clone(), ..x.clone() };
        if old.ids.entry(&moved) == new.ids.entry(&y) {
            found.name = if x.points < y.points { Name::PointsRaised } else { Name::PointsLowered };
        }
    }
}

fn ids(rules: &[RuleRef]) -> Vec<Arc<str>> {
    rules.iter().map(|r| r.id.clone()).collect()
}

fn all_lights(version: &Version<'_>) -> Vec<Titled> {
    let one = |(at, l): (usize, &Lights)| {
        let shown: Vec<&str> = l.lines.iter().map(|line| &*line.text).collect();
        let plan = l.plan.and_then(|p| version.model.plans.get(p.0 as usize));
        let key = version.ids.lights(plan, l);
        let text = Text { key, shown: shown.join("; "), at, file: Arc::from(""), line: 0 };
        (l.name.to_string(), ids(&l.rules), text)
    };
    version.model.lights.iter().enumerate().map(one).collect()
}
