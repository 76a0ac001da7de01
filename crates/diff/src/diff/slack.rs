//! Tolerances as amounts: what `约 6% ± 0.5%` allows beside `约 6% ± 0.5个百分点`, in one unit.

use super::change::Name;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Exact, Expr, ExprKind, Rounding, Rule, TargetKind, Tolerance, Unit, print};

/// Returns how far a target may be missed before and after, of a change of that alone.
pub(super) fn figures(name: Name, (old, new): (&[&Rule], &[&Rule])) -> Option<Both> {
    if !matches!(name, Name::ToleranceWidened | Name::ToleranceNarrowed) {
        return None;
    }
    let (a, b) = (widths(old), widths(new));
    let (before, after) = a.iter().zip(&b).find(|((x, _), (y, _))| x != y)?;
    Some(Both::of(said(before, after), said(before, after)))
}

type Width<'r> = (Exact, Option<&'r Unit>);

fn said((before, _): &Width<'_>, (after, unit): &Width<'_>) -> String {
    let (scale, word) = match unit {
        Some(u) if u.dim.is_ratio() => (Exact::ratio(1, 100), "个百分点"),
        Some(u) => (u.factor.clone(), &*u.symbol),
        None => (Exact::ONE, ""),
    };
    let shown = |x: &Exact| {
        let value = x.checked_div(&scale).unwrap_or_else(|| x.clone());
        print::decimal(&value.round(4, Rounding::HalfUp), 0)
    };
    format!("{} → {}{word}", shown(before), shown(after))
}

/// The widths of all targets of rules that have one, in base units.
fn widths<'r>(rules: &[&'r Rule]) -> Vec<Width<'r>> {
    let targets = rules.iter().flat_map(|r| &r.statements).flat_map(|s| &s.targets);
    let width = |kind: &'r TargetKind| match kind {
        TargetKind::About(middle, tolerance) => Some(width(middle, tolerance)),
        _ => None,
    };
    targets.filter_map(|t| width(&t.kind)).collect()
}

fn width<'r>(middle: &'r Expr, tolerance: &Tolerance) -> Width<'r> {
    let quantity = match &middle.kind {
        ExprKind::Quantity(q) => Some(q),
        _ => None,
    };
    let of = match (tolerance, quantity) {
        (Tolerance::Relative(share), Some(q)) => share * &q.base.abs(),
        (Tolerance::Relative(x) | Tolerance::Absolute(x), _) => x.clone(),
    };
    (of, quantity.and_then(|q| q.unit.as_ref()))
}
