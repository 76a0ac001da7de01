//! Labels of levels as filters: `每个 社区` against `每个 村` is `每个 村 其中 「名录中的层级」 = "社区"`.
//!
//! Only where the two sides label one level differently: elsewhere a label is part of the level's name.

use std::collections::BTreeMap;
use std::sync::Arc;

use dabiao_lang::model::{BinaryOp, CompareOp, Expr, ExprKind, IndicatorId, LevelId, LevelRef, Rule, Scope, walk};

/// Turns labels into filters in all rules, for levels that are not labelled alike throughout.
pub(super) fn as_filters(old: &mut [Rule], new: &mut [Rule], attribute: IndicatorId) {
    let mut labels: BTreeMap<LevelId, Vec<Option<Arc<str>>>> = BTreeMap::new();
    let mut see = |level: &LevelRef| {
        let known = labels.entry(level.level).or_default();
        if !known.contains(&level.label) {
            known.push(level.label.clone());
        }
    };
    for s in old.iter().chain(new.iter()).flat_map(|r| &r.statements) {
        if let Scope::Every { level, .. } = &s.scope {
            see(level);
        }
        walk::expressions(s, &mut |e| {
            if let ExprKind::Aggregate(a) = &e.kind {
                see(&a.level);
            }
        });
    }
    labels.retain(|_, known| known.len() > 1);
    if labels.is_empty() {
        return;
    }
    for s in old.iter_mut().chain(new).flat_map(|r| &mut r.statements) {
        if let Scope::Every { level, filter, .. } = &mut s.scope
            && labels.contains_key(&level.level)
        {
            *filter = filtered(level, filter.take(), attribute);
        }
        if let ExprKind::Aggregate(a) = &mut s.subject.kind
            && labels.contains_key(&a.level.level)
        {
            a.filter = filtered(&mut a.level, a.filter.take(), attribute);
        }
    }
}

fn filtered(level: &mut LevelRef, filter: Option<Expr>, attribute: IndicatorId) -> Option<Expr> {
    let Some(label) = level.label.take() else { return filter };
    let expr = |kind| Expr { kind, span: level.span };
    let (left, right) = (expr(ExprKind::Value(attribute)), expr(ExprKind::Text(label)));
    let own = expr(ExprKind::Compare(CompareOp::Eq, Box::new(left), Box::new(right)));
    Some(match filter {
        None => own,
        Some(filter) => expr(ExprKind::Binary(BinaryOp::And, Box::new(filter), Box::new(own))),
    })
}
