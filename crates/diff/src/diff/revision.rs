//! Targets that are revised from some day on: a revision that is new is announced, with the direction in which it goes.

use super::change::{Kind, Name};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{CompareOp, ExprKind, Rule, Schema, Statement, Target, TargetKind, Time, sentence};

/// What became of the revisions of rules.
pub(super) struct Revised {
    pub(super) name: Name,
    pub(super) kind: Kind,
    /// Whether nothing else changed in what the rules ask.
    pub(super) is_alone: bool,
}

/// Compares the revisions of rules; `None` where there are none, or they are the same and nothing else is.
pub(super) fn revised((old, a): (&Schema, &[&Rule]), (new, b): (&Schema, &[&Rule])) -> Option<Revised> {
    let (before, after) = (Said::of(old, a), Said::of(new, b));
    let is_alone = before.bare == after.bare;
    if before.revisions == after.revisions {
        return None;
    }
    Some(match (before.has_any(), after.has_any()) {
        (false, _) => Revised { name: Name::RevisionAnnounced, kind: direction(b), is_alone },
        (_, false) => Revised { name: Name::RevisionWithdrawn, kind: direction(a).mirror(), is_alone },
        _ => Revised { name: Name::RevisionChanged, kind: Kind::Incomparable, is_alone },
    })
}

/// Returns whether some target of rules is revised, so that no proof about the targets as they stand is one about the rule.
pub(super) fn has_any(rules: &[&Rule]) -> bool {
    rules.iter().flat_map(|r| &r.statements).any(|s| !s.revisions.is_empty())
}

/// What rules say: without their revisions, and the revisions alone.
struct Said {
    bare: Vec<String>,
    revisions: Vec<String>,
}

impl Said {
    fn of(schema: &Schema, rules: &[&Rule]) -> Self {
        let (mut bare, mut revisions) = (Vec::new(), Vec::new());
        for s in rules.iter().flat_map(|r| &r.statements) {
            let full = sentence::statement(schema, s, Lang::En);
            let plain = sentence::statement(schema, &Statement { revisions: Vec::new(), ..s.clone() }, Lang::En);
            let own = full.strip_prefix(&plain).unwrap_or(&full);
            revisions.extend((!own.is_empty()).then(|| own.to_owned()));
            bare.push(plain);
        }
        Self { bare, revisions }
    }

    fn has_any(&self) -> bool {
        !self.revisions.is_empty()
    }
}

/// Returns which way revisions lead, where all of them lead one way and only the numbers differ.
fn direction(rules: &[&Rule]) -> Kind {
    let mut found: Option<Kind> = None;
    for s in rules.iter().flat_map(|r| &r.statements) {
        let mut before: &[Target] = &s.targets;
        for revision in &s.revisions {
            for (old, new) in before.iter().zip(&revision.targets) {
                let Some(step) = step(old, new) else { return Kind::Incomparable };
                match (step, found) {
                    (Kind::Equivalent, _) => {}
                    (step, None) => found = Some(step),
                    (step, Some(known)) if step == known => {}
                    _ => return Kind::Incomparable,
                }
            }
            before = &revision.targets;
        }
    }
    found.unwrap_or(Kind::Incomparable)
}

fn step(old: &Target, new: &Target) -> Option<Kind> {
    let (TargetKind::Compare(op, a), TargetKind::Compare(other, b)) = (&old.kind, &new.kind) else { return None };
    let (ExprKind::Quantity(x), ExprKind::Quantity(y)) = (&a.kind, &b.kind) else { return None };
    // A date that moves is another duty.
    if op != other || !is_same_time(&old.time, &new.time) {
        return None;
    }
    let is_more = match x.base.cmp(&y.base) {
        std::cmp::Ordering::Equal => return Some(Kind::Equivalent),
        order => order.is_lt(),
    };
    match op {
        CompareOp::Ge | CompareOp::Gt => Some(if is_more { Kind::Tightened } else { Kind::Relaxed }),
        CompareOp::Le | CompareOp::Lt => Some(if is_more { Kind::Relaxed } else { Kind::Tightened }),
        CompareOp::Eq | CompareOp::Ne => None,
    }
}

fn is_same_time(a: &Time, b: &Time) -> bool {
    match (a, b) {
        (Time::By(x), Time::By(y)) | (Time::In(x), Time::In(y)) => x == y,
        (Time::ByAttribute(x), Time::ByAttribute(y)) => x == y,
        (Time::Each { step, count, window, by }, Time::Each { step: s, count: c, window: w, by: b }) => {
            (step, count, window, by) == (s, c, w, b)
        }
        (Time::Throughout(x), Time::Throughout(y)) => x == y,
        (Time::Newest, Time::Newest) => true,
        _ => false,
    }
}
