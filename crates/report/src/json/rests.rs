//! What a check rests on, as one digest: the same figures give the same, whatever the file, the order or the unit.
//!
//! Figures are taken in base units, so that another unit in a declaration or a table changes nothing.

use dabiao_data::{Dataset, Domain, SPECIAL, SpecialKind};
use dabiao_eval::{Check, Observation};
use dabiao_lang::model::{Exact, Model, ids};

/// Returns the digest of the figures that a check rests on, and of how many it is about.
pub(super) fn digest(model: &Model, data: &Dataset, check: &Check) -> String {
    let mut lines: Vec<String> = check.observations.iter().map(|o| line(model, data, o)).collect();
    lines.sort_unstable();
    lines.dedup();
    if let Some(m) = check.members {
        lines.push(format!("{} {}", m.total, m.not_applicable));
    }
    ids::hex(lines.join("\n").as_bytes(), 32)
}

fn line(model: &Model, data: &Dataset, o: &Observation) -> String {
    let name = model.schema.indicator(o.indicator).map_or("", |i| &i.name);
    let period = o.period.map(|p| p.to_string()).unwrap_or_default();
    format!("{name}\u{1f}{}\u{1f}{period}\u{1f}{}", data.roster.key(o.entity), value(data, o))
}

/// The figure in base units; what is no number is written as it stands.
fn value(data: &Dataset, o: &Observation) -> String {
    let series = data.series.get(o.indicator.0 as usize).and_then(Option::as_ref);
    let Some((series, period)) = series.zip(o.period) else { return o.value.clone() };
    let slab = series.slab(period, o.entity);
    let mantissa = slab.and_then(|s| s.index_of(o.entity).and_then(|i| s.values.get(i)));
    let special = series.specials.get(&(period, o.entity)).map(|s| &s.kind);
    match (mantissa, series.domain, special) {
        (Some(&SPECIAL), _, Some(SpecialKind::Number(x))) => fraction(x),
        (Some(&m), Domain::Number { scale }, _) if m != SPECIAL && !o.value.is_empty() => {
            fraction(&Exact::from_scaled(m, scale))
        }
        _ => match special {
            Some(SpecialKind::BelowUnit(_)) => "below_unit".to_owned(),
            Some(SpecialKind::NotApplicable) => "not_applicable".to_owned(),
            Some(SpecialKind::Conflict) => "conflict".to_owned(),
            Some(SpecialKind::Invalid(_)) => "invalid".to_owned(),
            Some(SpecialKind::Missing | SpecialKind::Number(_)) | None => o.value.clone(),
        },
    }
}

fn fraction(x: &Exact) -> String {
    x.to_fraction().unwrap_or_else(|| x.to_text())
}
