//! `dabiao.needs/1`: which figures are missing, those first that would decide most.

use serde::Serialize;

use dabiao_data::Dataset;
use dabiao_eval::Need;
use dabiao_lang::check::RuleSet;

/// The document.
#[derive(Debug, Serialize)]
pub struct NeedsJson<'a> {
    schema: &'static str,
    needs: Vec<NeedJson<'a>>,
}

#[derive(Debug, Serialize)]
struct NeedJson<'a> {
    indicator: &'a str,
    entity: &'a str,
    name: &'a str,
    period: Option<String>,
    decides: u64,
    rules: Vec<&'a str>,
    schemes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
}

/// Returns the document for a list of missing figures, in the order of the list.
pub fn needs<'a>(rules: &'a RuleSet, data: &'a Dataset, needs: &'a [Need]) -> NeedsJson<'a> {
    NeedsJson { schema: "dabiao.needs/1", needs: needs.iter().map(|n| need(rules, data, n)).collect() }
}

fn need<'a>(rules: &'a RuleSet, data: &'a Dataset, need: &'a Need) -> NeedJson<'a> {
    let model = rules.model();
    let place = need.row.and_then(|r| data.origins.locate(r));
    NeedJson {
        indicator: model.schema.indicator(need.indicator).map_or("", |i| &i.name),
        entity: data.roster.key(need.entity),
        name: data.roster.get(need.entity).map_or("", |e| &e.name),
        period: need.period.map(|p| p.to_string()),
        decides: need.n_decided,
        rules: need.rules.iter().filter_map(|r| model.rules.get(*r)).map(|r| &*r.id).collect(),
        schemes: need.schemes.iter().filter_map(|s| model.schemes.get(*s)).map(|s| &*s.name).collect(),
        file: place.map(|(origin, _)| &*origin.file),
        row: place.map(|(_, row)| row),
    }
}
