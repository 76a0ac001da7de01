//! What became of an obligation: proved, or said not to be.

use super::Options;
use super::change::{Kind, Name, Witness};
use crate::diag::{Both, Lang};
use crate::model::{CompareOp, ExprKind, Model, Rule, TargetKind, sentence};

/// What is said of a pair.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) kind: Kind,
    pub(super) name: Name,
    pub(super) parts: Vec<Name>,
    pub(super) reason: Both,
    pub(super) is_proved: bool,
    pub(super) assumes: Option<Both>,
    pub(super) witnesses: Vec<Witness>,
}

/// Judges rules that belong together and do not ask the same in the same words.
pub(super) fn judge(old: &Model, new: &Model, rules: (&[&Rule], &[&Rule]), _options: Options) -> Vec<Finding> {
    let (name, kind, is_proved) = match rules {
        ([a], [b]) => threshold(a, b).unwrap_or((Name::SeveralChanged, Kind::Incomparable, false)),
        _ => (Name::SeveralChanged, Kind::Incomparable, false),
    };
    let say = |model: &Model, rules: &[&Rule], l: Lang| {
        rules.iter().map(|r| sentence::rule(&model.schema, r, l)).collect::<Vec<_>>().join("; ")
    };
    let reason = |l: Lang| format!("{}: {} → {}", name.words().get(l), say(old, rules.0, l), say(new, rules.1, l));
    let reason = Both::of(reason(Lang::Zh), reason(Lang::En));
    vec![Finding { kind, name, parts: Vec::new(), reason, is_proved, assumes: None, witnesses: Vec::new() }]
}

/// One threshold against another, everything else the same.
fn threshold(a: &Rule, b: &Rule) -> Option<(Name, Kind, bool)> {
    let ([s], [t]) = (a.statements.as_slice(), b.statements.as_slice()) else { return None };
    let ([x], [y]) = (s.targets.as_slice(), t.targets.as_slice()) else { return None };
    let (TargetKind::Compare(op, x), TargetKind::Compare(other, y)) = (&x.kind, &y.kind) else { return None };
    let (ExprKind::Quantity(x), ExprKind::Quantity(y)) = (&x.kind, &y.kind) else { return None };
    let is_floor = match op {
        _ if op != other || x.base == y.base => return None,
        CompareOp::Ge | CompareOp::Gt => true,
        CompareOp::Le | CompareOp::Lt => false,
        _ => return None,
    };
    Some(match (x.base < y.base) == is_floor {
        true => (Name::ThresholdTightened, Kind::Tightened, true),
        false => (Name::ThresholdRelaxed, Kind::Relaxed, true),
    })
}
