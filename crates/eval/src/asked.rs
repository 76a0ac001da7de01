//! A target that is put to somebody: what is asked, by when, and where the line stands.

use super::stage::Stage;
use super::time::Due;
use dabiao_lang::model::{CompareOp, ExprKind, Period, Target, TargetKind};

/// A target with the exceptions that may replace it.
pub(crate) struct Asked<'s, 'w, 'a> {
    pub(crate) stage: &'s Stage<'w, 'a>,
    pub(crate) target: &'a Target,
    /// Position of the target in the statement.
    pub(crate) index: usize,
    pub(crate) due: &'s Due,
    /// The newest period with data, one for all entities.
    pub(crate) newest: Option<Period>,
}

/// Returns the comparison of a target, where it is one with a single line.
pub(crate) fn line_op(target: &Target, subject: &dabiao_lang::model::Expr) -> Option<CompareOp> {
    match (&target.kind, &subject.kind) {
        (TargetKind::Compare(op, _), _) => Some(*op),
        (TargetKind::Holds, ExprKind::Compare(op, ..)) => Some(*op),
        _ => None,
    }
}
