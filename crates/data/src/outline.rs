//! A dataset as text: for looking inside, and for tests.

use std::fmt::Write as _;

use super::dataset::{ABSENT, Dataset, Domain, EntityId, RowId, Series, SpecialKind, Vintage};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Exact, Indicator, Kind, Period, Schema};

/// Returns the roster, all values with their rows, what was left aside and the notice, one line each.
pub fn outline(schema: &Schema, dataset: &Dataset) -> String {
    let mut out = String::new();
    roster(&mut out, schema, dataset);
    for (indicator, series) in schema.indicators.iter().zip(&dataset.series) {
        if let Some(series) = series {
            values(&mut out, dataset, indicator, series);
        }
    }
    for ignored in &dataset.ignored {
        let what = ignored.what.get(Lang::En);
        let _ = writeln!(out, "ignored {}: {what} ({})", ignored.cell, ignored.count);
    }
    if let Some(notice) = &dataset.notice {
        let _ = writeln!(out, "notice: {notice}");
    }
    out
}

fn roster(out: &mut String, schema: &Schema, dataset: &Dataset) {
    let roster = &dataset.roster;
    let _ = writeln!(out, "roster {}", if roster.is_given { "given" } else { "absent" });
    for (i, entity) in roster.entities.iter().enumerate() {
        let level = entity.level.and_then(|l| schema.levels.get(l)).map_or("?", |l| &l.name);
        let _ = write!(out, "  {i} {} {} {level}", entity.code, entity.name);
        if let Some(label) = &entity.label {
            let _ = write!(out, " ({label})");
        }
        if let Some(parent) = entity.parent {
            let _ = write!(out, " in {}", roster.key(parent));
        }
        for attribute in &roster.attributes {
            if let Some(value) = attribute.values.get(i) {
                let unit = attribute.unit.as_ref().map_or("", |u| &u.symbol);
                let _ = write!(out, ", {}={value}{unit}", attribute.name);
            }
        }
        out.push('\n');
    }
}

fn values(out: &mut String, dataset: &Dataset, indicator: &Indicator, series: &Series) {
    let unit = series.unit.as_ref().map_or("-", |u| &u.symbol);
    let _ = writeln!(out, "{} {:?} unit {unit}", indicator.name, series.domain);
    for slab in &series.slabs {
        for (entity, (&value, &row)) in (slab.first.0..).map(EntityId).zip(slab.values.iter().zip(&slab.rows)) {
            if value != ABSENT {
                value_line(out, dataset, indicator, series, (slab.period, entity, value, row));
            }
        }
    }
}

fn value_line(
    out: &mut String,
    dataset: &Dataset,
    indicator: &Indicator,
    series: &Series,
    (period, entity, value, row): (Period, EntityId, i64, RowId),
) {
    let _ = write!(out, "  {period} {}: ", dataset.roster.key(entity));
    let rows = match series.specials.get(&(period, entity)) {
        Some(special) => {
            out.push_str(&special_text(&special.kind));
            special.rows.clone()
        }
        None => {
            out.push_str(&plain_text(dataset, indicator, series, value));
            vec![row]
        }
    };
    match series.vintages.get(&(period, entity)) {
        Some(Vintage::Unstated) | None => {}
        Some(vintage) => {
            let _ = write!(out, " {}", vintage.as_str());
        }
    }
    for row in rows {
        if let Some((origin, n)) = dataset.origins.locate(row) {
            let _ = write!(out, " [{}:{n}]", origin.file);
        }
    }
    out.push('\n');
}

fn plain_text(dataset: &Dataset, indicator: &Indicator, series: &Series, value: i64) -> String {
    match series.domain {
        Domain::Number { scale } => {
            let base = Exact::from_scaled(value, scale);
            match &series.unit {
                Some(unit) => format!("{} (base {})", unit.from_base(&base), base),
                None => base.to_text(),
            }
        }
        Domain::Flag => if value == 1 { "yes" } else { "no" }.to_owned(),
        Domain::Grade => match &indicator.kind {
            Some(Kind::Grade(names)) => names.get(value as usize).map_or_else(String::new, ToString::to_string),
            _ => value.to_string(),
        },
        Domain::Text => dataset.texts.get(value as usize).map_or_else(String::new, |t| format!("`{t}`")),
    }
}

fn special_text(kind: &SpecialKind) -> String {
    match kind {
        SpecialKind::Missing => "missing".to_owned(),
        SpecialKind::BelowUnit(top) => format!("below {}", top.to_text()),
        SpecialKind::NotApplicable => "not applicable".to_owned(),
        SpecialKind::Conflict => "conflict".to_owned(),
        SpecialKind::Invalid(why) => format!("invalid: {}", why.get(Lang::En)),
        SpecialKind::Number(x) => format!("number {x:?}"),
    }
}
