//! What rules pair by: the form of what they ask, and what they measure.

use dabiao_lang::core::NameId;
use dabiao_lang::core::node::Members;
use dabiao_lang::model::{self, ExprKind, Scope, Statement, word};

use super::versions::Version;

/// What a statement measures.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Measure {
    /// The indicators, sorted.
    pub(super) values: Vec<NameId>,
    /// The level whose entities are judged or counted.
    pub(super) level: Option<Members>,
    /// How.
    pub(super) form: &'static str,
}

/// Returns what a statement measures: the level and the value, without conditions, filters, thresholds and times.
///
/// `每个 村: 收入 >= 5万元`, `数量(村: 收入 >= 5万元) >= 9个` and `占比(村: 收入 >= 5万元) >= 9%` measure one thing in three
/// forms; `form` tells them apart.
pub(super) fn measure(version: &Version<'_>, s: &Statement) -> Measure {
    let ids = &version.ids;
    let mut values = Vec::new();
    let (mut level, mut form) = (None, "value");
    if let Scope::Every { level: of, .. } = &s.scope {
        level = Some(ids.members(of));
        form = "every";
    }
    match &s.subject.kind {
        ExprKind::Aggregate(a) => {
            level = Some(ids.members(&a.level));
            form = word::function(a.function);
            match &a.body {
                Some(body) => names(version, body, &mut values),
                None => a.filter.iter().for_each(|f| names(version, f, &mut values)),
            }
        }
        ExprKind::Total(..) => form = "total",
        ExprKind::Gain(..) => form = "gain",
        ExprKind::Growth(..) | ExprKind::Yearly(..) => form = "growth",
        ExprKind::Change(..) => form = "change",
        ExprKind::OverPeriods(..) => form = "over-periods",
        ExprKind::Rank(_) => form = "rank",
        _ => {}
    }
    if values.is_empty() {
        names(version, &s.subject, &mut values);
    }
    values.sort();
    values.dedup();
    Measure { values, level, form }
}

fn names(version: &Version<'_>, e: &model::Expr, out: &mut Vec<NameId>) {
    out.extend(version.ids.names_in(e));
}
