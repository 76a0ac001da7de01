//! Which commit set each target of a rule: the first that asks the same, going back; and who changed last what else
//! decides: the definition and the unit of what is measured, its formula down to the leaves, a veto, the nature.

use super::walk::{self, At, Walker};
use super::{Commit, Extent};
use crate::diff::{self, Aspect, Change, Kind, Name, TargetAt};
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::{Model, Rule, sentence};

/// The targets of rules, each with the commit that set it.
#[derive(Debug, Clone, Default)]
pub struct Blame {
    /// In the order of the rules and of their targets.
    pub targets: Vec<Blamed>,
    /// What else decides and was changed, each with who did so last; by rule, the newest first.
    pub parts: Vec<BlamedPart>,
}

/// What a rule rests on beside its targets, and who changed it last.
#[derive(Debug, Clone)]
pub struct BlamedPart {
    /// The ID of the rule.
    pub id: String,
    /// What was changed, as `指标 收入`; the rule itself for its own fields.
    pub subject: Both,
    /// What of it.
    pub name: Name,
    /// As it was.
    pub before: Both,
    /// As it is.
    pub after: Both,
    /// The commit.
    pub commit: Commit,
}

/// A target and the commit that set it.
#[derive(Debug, Clone)]
pub struct Blamed {
    /// The ID of the rule.
    pub id: String,
    /// Its file.
    pub file: String,
    /// The line of the target.
    pub line: u32,
    /// The statement and the target, both counted from 1.
    pub statement: usize,
    /// The target.
    pub target: usize,
    /// What is asked, in both languages.
    pub text: Both,
    /// The commit.
    pub commit: Commit,
    /// What the commit did to the rule: `added` where it began there.
    pub kind: Kind,
    /// What the rule asked before, where it was there.
    pub before: Option<Both>,
    /// Whether a shallow clone ends there, so that the commit may only have kept it.
    pub is_cut: bool,
}

/// Blames one rule, or all rules of the newest version; `None` if there is no such rule.
pub fn blame(walker: &Walker<'_>, id: Option<&str>) -> Option<Blame> {
    let version = walker.version(0, &Extent::Asked);
    let model = version.rules.model();
    let chosen: Vec<usize> = match id {
        None => (0..model.rules.len()).collect(),
        Some(id) => {
            let exact = model.rules.iter().position(|r| *r.id == *id);
            vec![exact.or_else(|| model.rules.iter().position(|r| r.id.eq_ignore_ascii_case(id)))?]
        }
    };
    let (mut targets, mut parts) = (Vec::new(), Vec::new());
    for rule_idx in chosen {
        let Some(rule) = model.rules.get(rule_idx) else { continue };
        parts.extend(of_parts(walker, &rule.id));
        for (statement, said) in rule.statements.iter().enumerate() {
            for target in 0..said.targets.len() {
                let at = At { commit: 0, extent: Extent::Asked, rule: rule_idx };
                targets.extend(of_target(walker, (model, rule), at, TargetAt { statement, target }));
            }
        }
    }
    Some(Blame { targets, parts })
}

/// Who changed last what the rule rests on, and its own fields: the newest step that changed each.
fn of_parts(walker: &Walker<'_>, id: &str) -> Vec<BlamedPart> {
    let Some(log) = walk::log(walker, id) else { return Vec::new() };
    let mut parts: Vec<BlamedPart> = Vec::new();
    for step in &log.steps {
        let causes = step.causes.iter().map(|c| (c.subject.clone(), c.name, c.before.clone(), c.after.clone()));
        let fields = step.changes.iter().filter(|c| is_field(c)).filter_map(|c| {
            let (before, after) = (c.before.first()?, c.after.first()?);
            Some((Both::of(id, id), c.name, before.text.clone(), after.text.clone()))
        });
        for (subject, name, before, after) in causes.chain(fields) {
            if !parts.iter().any(|p| p.subject == subject && p.name == name) {
                let (id, commit) = (id.to_owned(), step.commit.clone());
                parts.push(BlamedPart { id, subject, name, before, after, commit });
            }
        }
    }
    parts
}

/// Whether a change is of a field beside what is asked: that has a row of its own already.
fn is_field(change: &Change) -> bool {
    use Aspect::{
        Baseline, Carry, Cite, Lead, Nature, Note, Plan, Progress, Responsible, Support, Title, Veto, Weight, Wording,
    };
    let of_fields =
        [Baseline, Carry, Cite, Lead, Nature, Note, Plan, Progress, Responsible, Support, Title, Veto, Weight, Wording];
    of_fields.contains(&change.name.aspect())
}

fn of_target(walker: &Walker<'_>, (model, rule): (&Model, &Rule), start: At, target: TargetAt) -> Option<Blamed> {
    let (at, kind, before) = origin(walker, start, target);
    Some(Blamed {
        id: rule.id.to_string(),
        file: rule.file.to_string(),
        line: rule.line,
        statement: target.statement + 1,
        target: target.target + 1,
        text: words(model, rule, target),
        is_cut: kind == Kind::Added && walker.commit(at.commit)?.is_cut,
        commit: walker.commit(at.commit)?.clone(),
        kind,
        before,
    })
}

/// Goes back as long as a parent asks the same.
fn origin(walker: &Walker<'_>, start: At, target: TargetAt) -> (At, Kind, Option<Both>) {
    let (mut at, mut target) = (start, target);
    loop {
        let version = walker.version(at.commit, &at.extent);
        let before = walker.before(&at);
        let earlier = before.iter().filter_map(|b| b.at.as_ref()).find_map(|parent| {
            let old = walker.version(parent.commit, &parent.extent);
            let kept = diff::kept((&old.rules, parent.rule), (&version.rules, at.rule));
            let same = kept.into_iter().find(|(new, _)| *new == target)?.1?;
            Some((parent.clone(), same))
        });
        if let Some(found) = earlier {
            (at, target) = found;
            continue;
        }
        let had = before.iter().find(|b| b.at.is_some());
        let kind = had.and_then(|b| b.changes.iter().map(|c| c.kind).find(|k| *k != Kind::Metadata));
        let text = had.and_then(|b| {
            let parent = b.at.as_ref()?;
            let old = walker.version(parent.commit, &parent.extent);
            let model = old.rules.model();
            let rule = model.rules.get(parent.rule)?;
            let say = |lang| sentence::rule(&model.schema, rule, lang);
            Some(Both::of(say(Lang::Zh), say(Lang::En)))
        });
        return (at, kind.unwrap_or(if had.is_some() { Kind::Equivalent } else { Kind::Added }), text);
    }
}

fn words(model: &Model, rule: &Rule, at: TargetAt) -> Both {
    let Some(statement) = rule.statements.get(at.statement) else { return Both::new("", "") };
    let mut alone = statement.clone();
    alone.targets = statement.targets.get(at.target).cloned().into_iter().collect();
    let say = |lang| sentence::statement(&model.schema, &alone, lang);
    Both::of(say(Lang::Zh), say(Lang::En))
}
