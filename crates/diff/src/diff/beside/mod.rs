//! What stands beside the rules: audits, schemes with their grades, vetoes and items, lights. Paired by title, compared
//! part by part.
//!
//! A part that lets more pass is `relaxed`, one that lets less pass is `tightened`, each only where that is sure; what is
//! neither is `incomparable`, for nobody can say that it does no harm. Before and after are what differs, with the line on
//! which it stands.

mod audit;
mod bounds;
mod curve;
mod graded;
mod item;
mod lights;
mod same;
mod scheme;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cause::{Causes, Subject};
use super::change::{Kind, Name};
use super::versions::{Version, Versions};
use dabiao_lang::core::Code;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Expr, ExprKind, Plan, PlanId, Schema, Upward, print, walk};

/// A thing beside the rules that changed.
#[derive(Debug, Clone)]
pub(super) struct Beside {
    pub(super) name: Name,
    pub(super) kind: Kind,
    /// What it is called.
    pub(super) title: String,
    /// The IDs of rules that it touches.
    pub(super) rules: Vec<Arc<str>>,
    pub(super) before: Option<Text>,
    pub(super) after: Option<Text>,
    /// What shows it: a measure with the points of both.
    pub(super) example: Option<Both>,
    /// Whether the kind is proved.
    pub(super) is_proved: bool,
    /// Positions of the shared declarations that brought it about.
    pub(super) causes: Vec<usize>,
}

/// A thing of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// The meaning of the whole thing.
    pub(super) key: Code,
    /// What differs, as it is shown.
    pub(super) shown: Both,
    /// Its position among those of its kind.
    pub(super) at: usize,
    pub(super) file: Arc<str>,
    pub(super) line: u32,
}

impl Text {
    fn new(shown: Both, at: At<'_>) -> Self {
        // What is not there is said to be so.
        let shown = if shown.zh.is_empty() { Both::new("无", "none") } else { shown };
        Self { key: at.key.clone(), shown, at: at.idx, file: at.file.clone(), line: at.line }
    }
}

/// Where something stands, and what it means as a whole.
#[derive(Clone, Copy)]
struct At<'a> {
    key: &'a Code,
    idx: usize,
    file: &'a Arc<str>,
    line: u32,
}

impl Beside {
    fn new(name: Name, kind: Kind, title: String) -> Self {
        let is_proved = kind != Kind::Incomparable;
        Self { name, kind, title, rules: vec![], before: None, after: None, example: None, is_proved, causes: vec![] }
    }

    fn sides(self, before: Option<Text>, after: Option<Text>) -> Self {
        Self { before, after, ..self }
    }
}

/// Both rule sets, with what their shared declarations changed.
#[derive(Clone, Copy)]
struct Sides<'m> {
    old: &'m Version<'m>,
    new: &'m Version<'m>,
    causes: &'m Causes,
}

impl Sides<'_> {
    fn schemas(&self) -> (&Schema, &Schema) {
        (&self.old.model.schema, &self.new.model.schema)
    }

    /// Returns the shared declarations that changed on which any of some expressions of the new rule set rests.
    fn touching(&self, all: &[&Expr]) -> Vec<usize> {
        if self.causes.all.is_empty() {
            return Vec::new();
        }
        let mut used = BTreeSet::new();
        all.iter().for_each(|e| reach(self.new, e, &mut used));
        let is_touched = |subject: &Subject| matches!(subject, Subject::Indicator(name) if used.contains(name));
        let all = self.causes.all.iter().enumerate();
        let touched = all.filter(|(_, (subject, cause))| is_touched(subject) && cause.name != Name::IndicatorRenamed);
        touched.map(|(idx, _)| idx).collect()
    }
}

/// Returns the plan of something that stands beside the rules.
fn plan_of<'m>(version: &Version<'m>, plan: Option<PlanId>) -> Option<&'m Plan> {
    version.model.plans.get(plan?.0 as usize)
}

/// What of its plan a thing takes in: for whom and when it is.
fn plan_words(plan: Option<&Plan>) -> String {
    plan.map_or_else(String::new, |p| {
        let region = p.region.as_ref().map_or_else(String::new, |r| format!(" {}", print::place(r)));
        let window = p.window.map_or_else(String::new, |w| format!(" {}..{}", w.from, w.to));
        format!("{}{region}{window}", p.name)
    })
}

/// Collects the old names of all indicators on which an expression rests, formulas of formulas included.
fn reach(version: &Version<'_>, e: &Expr, out: &mut BTreeSet<Arc<str>>) {
    let mut ids = Vec::new();
    let values = |e: &Expr, ids: &mut Vec<_>| {
        walk::expression(e, &mut |e| {
            if let ExprKind::Value(id) = &e.kind {
                ids.push(*id);
            }
        });
    };
    values(e, &mut ids);
    while let Some(id) = ids.pop() {
        let (Some(indicator), Some(name)) = (version.model.schema.indicator(id), version.name(id)) else { continue };
        if !out.insert(name.clone()) {
            continue;
        }
        ids.extend(indicator.parts.iter().flat_map(|p| p.parts.iter().copied()));
        if let Upward::Weighted(weight) = indicator.upward {
            ids.push(weight);
        }
        indicator.formula.iter().for_each(|formula| values(formula, &mut ids));
    }
}

/// Compares everything beside the rules.
pub(super) fn compare(versions: &Versions<'_>, causes: &Causes) -> Vec<Beside> {
    let sides = Sides { old: &versions.old, new: &versions.new, causes };
    let mut out = Vec::new();
    audit::compare(sides, &mut out);
    scheme::compare(sides, &mut out);
    lights::compare(sides, &mut out);
    out
}

/// A thing with its position among those of its kind.
type Placed<'a, T> = (usize, &'a T);

/// Things of both sides that have one title, in order where titles repeat; then what is gone, and what is new.
struct Pairs<'a, T> {
    both: Vec<(Placed<'a, T>, Placed<'a, T>)>,
    gone: Vec<Placed<'a, T>>,
    new: Vec<Placed<'a, T>>,
}

fn pairs<'a, T>(old: &'a [T], new: &'a [T], title: impl Fn(&T) -> &str) -> Pairs<'a, T> {
    let mut gone: Vec<(usize, &T)> = old.iter().enumerate().collect();
    let mut out = Pairs { both: Vec::new(), gone: Vec::new(), new: Vec::new() };
    for (at, item) in new.iter().enumerate() {
        match gone.iter().position(|(_, known)| title(known) == title(item)) {
            Some(found) => out.both.push((gone.remove(found), (at, item))),
            None => out.new.push((at, item)),
        }
    }
    out.gone = gone;
    out
}

/// One text in both languages.
fn same_words(text: impl Into<String>) -> Both {
    let text = text.into();
    Both::of(text.clone(), text)
}
