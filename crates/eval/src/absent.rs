//! Values that a filter asks for and nobody has: an empty population whose reason can be named.

use super::bind::{Bound, World};
use dabiao_lang::diag::Both;
use dabiao_lang::model::{BinaryOp, CompareOp, Expr, ExprKind, IndicatorId};

/// Returns the value of a filter that occurs nowhere in the data, said openly.
pub(crate) fn value(world: &World<'_>, filter: &Expr) -> Option<Both> {
    match &filter.kind {
        ExprKind::Binary(BinaryOp::And, a, b) => value(world, a).or_else(|| value(world, b)),
        ExprKind::Binary(BinaryOp::Or, a, b) => value(world, a).filter(|_| value(world, b).is_some()),
        ExprKind::Compare(CompareOp::Eq, a, b) => {
            let ExprKind::Value(id) = &a.kind else { return None };
            let (wanted, flag) = match &b.kind {
                ExprKind::Text(text) => (text.to_string(), None),
                ExprKind::Bool(b) => (if *b { "是" } else { "否" }.to_owned(), Some(*b)),
                _ => return None,
            };
            let fits = |v: &str| match flag {
                Some(flag) => crate::value::read_flag(v) == Some(flag),
                None => crate::bind::fold(v) == crate::bind::fold(&wanted),
            };
            let occurs = match world.bound(*id) {
                Bound::Attribute(c) => c.values.iter().flatten().any(|v| fits(v)),
                _ => flag.is_some() || world.data.texts.iter().any(|v| fits(v)),
            };
            (!occurs).then(|| nowhere(world, *id, &wanted))
        }
        ExprKind::Value(id) => match world.bound(*id) {
            Bound::Attribute(c) => {
                let occurs = c.values.iter().flatten().any(|v| crate::value::read_flag(v) == Some(true));
                (!occurs).then(|| nowhere(world, *id, "是"))
            }
            _ => None,
        },
        _ => None,
    }
}

fn nowhere(world: &World<'_>, id: IndicatorId, value: &str) -> Both {
    let name = world.indicator(id).map_or(String::new(), |i| i.name.to_string());
    Both::of(format!("没有任何对象的`{name}`为“{value}”"), format!("`{name}` is `{value}` for nobody in the data"))
}
