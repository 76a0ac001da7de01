//! A figure and where it stands, for machines.

use crate::asked::symbol;
use dabiao_data::{Dataset, SpecialKind};
use dabiao_eval::Observation;
use dabiao_lang::model::Model;
use serde::Serialize;

/// A figure and where it stands.
#[derive(Debug, Serialize)]
pub(super) struct ObservationJson<'a> {
    indicator: &'a str,
    entity: &'a str,
    period: Option<String>,
    value: Option<&'a str>,
    unit: Option<&'a str>,
    status: Option<&'static str>,
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    row: Option<u32>,
}

impl<'a> ObservationJson<'a> {
    pub(super) fn of(model: &'a Model, data: &'a Dataset, o: &'a Observation) -> Self {
        let indicator = model.schema.indicator(o.indicator);
        let name = indicator.map_or("", |i| &i.name);
        let series = data.series.get(o.indicator.0 as usize).and_then(Option::as_ref);
        let unit = match o.period {
            Some(_) => series.and_then(|s| s.unit.as_ref()).or_else(|| indicator.and_then(|i| i.unit.as_ref())),
            None => data.roster.attributes.iter().find(|a| *a.name == *name).and_then(|a| a.unit.as_ref()),
        };
        let place = o.row.and_then(|r| data.origins.locate(r));
        Self {
            indicator: name,
            entity: data.roster.key(o.entity),
            period: o.period.map(|p| p.to_string()),
            value: (!o.value.is_empty()).then_some(o.value.as_str()),
            unit: unit.map(symbol),
            status: status(data, o),
            file: place.map(|(origin, _)| &*origin.file),
            sheet: place.and_then(|(origin, _)| origin.sheet.as_deref()),
            row: place.map(|(_, row)| row),
        }
    }
}

/// Returns the vintage of a figure, or why it is none; a plain figure has no word.
pub(crate) fn status(data: &Dataset, o: &Observation) -> Option<&'static str> {
    let series = data.series.get(o.indicator.0 as usize).and_then(Option::as_ref);
    let key = o.period.map(|p| (p, o.entity));
    let special = series.zip(key).and_then(|(s, k)| s.specials.get(&k));
    let vintage = series.zip(key).and_then(|(s, k)| s.vintages.get(&k)).map(|v| v.as_str());
    match special.map(|s| &s.kind) {
        Some(SpecialKind::Missing) => Some("missing"),
        Some(SpecialKind::BelowUnit(_)) => Some("below_unit"),
        Some(SpecialKind::NotApplicable) => Some("not_applicable"),
        Some(SpecialKind::Conflict) => Some("conflict"),
        Some(SpecialKind::Invalid(_)) => Some("invalid"),
        Some(SpecialKind::Number(_)) | None if o.value.is_empty() => Some("missing"),
        Some(SpecialKind::Number(_)) | None => vintage.filter(|v| !v.is_empty()),
    }
}
