//! `similar-names`: two names that look like one indicator.
//!
//! Only differences that cannot change the meaning are taken for none: filling words (总, 年, 的, …) and the order of the
//! characters. Both must agree in unit, kind and level; two written definitions settle the matter.

use std::collections::BTreeMap;

use super::Context;
use crate::diag::{Both, Diagnostic, LintProblem};
use crate::model::{Indicator, IndicatorId, walk};

/// Words that add nothing to a name, the longer first.
const FILLERS: &[&str] = &["全县", "总的", "累计", "总", "的", "年"];
/// Endings that mean one thing.
const ENDINGS: &[(&str, &str)] =
    &[("个数", "数"), ("数量", "数"), ("总数", "数"), ("占比", "率"), ("比例", "率"), ("比率", "率")];
/// A shorter name is too short to be told apart.
const SHORTEST: usize = 4;

/// Compares all indicators that rules use by what their names come to.
pub(super) fn run(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut is_used = vec![false; ctx.model.schema.indicators.len()];
    for statement in ctx.model.rules.iter().flat_map(|r| &r.statements) {
        walk::expressions(statement, &mut |e| {
            if let crate::model::ExprKind::Value(IndicatorId(id)) = e.kind
                && let Some(slot) = is_used.get_mut(id as usize)
            {
                *slot = true;
            }
        });
    }
    let mut groups: BTreeMap<String, Vec<&Indicator>> = BTreeMap::new();
    for (indicator, _) in ctx.model.schema.indicators.iter().zip(&is_used).filter(|(_, used)| **used) {
        let essence = essence(&indicator.name);
        if essence.chars().count() >= SHORTEST {
            groups.entry(essence).or_default().push(indicator);
        }
    }
    for group in groups.values().filter(|g| g.len() > 1) {
        for pair in group.windows(2) {
            let [a, b] = pair else { continue };
            let (first, second) = if a.span < b.span { (a, b) } else { (b, a) };
            if may_be_one(first, second) {
                out.push(report(first, second));
            }
        }
    }
}

fn may_be_one(a: &Indicator, b: &Indicator) -> bool {
    let dims = (a.unit.as_ref().map(|u| &u.dim), b.unit.as_ref().map(|u| &u.dim));
    let is_alike = match dims {
        (Some(x), Some(y)) => x.unify(y).is_some(),
        _ => true,
    };
    let is_settled = a.definition.is_some() && b.definition.is_some();
    let is_level = a.level.is_none() || b.level.is_none() || a.level == b.level;
    is_alike && is_level && !is_settled && (a.kind.is_none() || b.kind.is_none() || a.kind == b.kind)
}

fn report(first: &Indicator, second: &Indicator) -> Diagnostic {
    let problem = LintProblem::SimilarNames {
        name: second.name.to_string(),
        other: first.name.to_string(),
        difference: Both::new("只差词序或虚词", "they differ in filling words or word order only"),
    };
    Diagnostic::at(second.span, problem).label(first.span, Both::new("另一个在这里", "the other one stands here"))
}

/// Returns what is left of a name without filling words, its characters sorted.
fn essence(name: &str) -> String {
    let mut text = name.to_owned();
    for (long, short) in ENDINGS {
        if let Some(stem) = text.strip_suffix(long) {
            text = format!("{stem}{short}");
            break;
        }
    }
    for filler in FILLERS {
        text = text.replace(filler, "");
    }
    // Numbers and letters mean something by their order.
    let (mut words, rest): (Vec<char>, Vec<char>) = text.chars().partition(|c| !c.is_ascii() && !c.is_numeric());
    words.sort_unstable();
    words.into_iter().chain(rest).collect()
}
