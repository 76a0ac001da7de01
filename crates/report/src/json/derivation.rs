//! `dabiao.derivation/1`: how a verdict came about.

use serde::Serialize;

use super::observation::ObservationJson;
use crate::Explained;
use dabiao_data::Dataset;
use dabiao_eval::Derivation;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Model;

/// The document.
#[derive(Debug, Serialize)]
pub struct DerivationJson<'a> {
    schema: &'static str,
    id: &'a str,
    title: Option<&'a str>,
    file: &'a str,
    line: u32,
    steps: Vec<StepJson<'a>>,
}

#[derive(Debug, Serialize)]
struct StepJson<'a> {
    what: &'a str,
    value: &'a str,
    observations: Vec<ObservationJson<'a>>,
    steps: Vec<StepJson<'a>>,
}

/// Returns the document for the steps of one rule.
pub fn derivation<'a>(explained: Explained<'a>, lang: Lang) -> DerivationJson<'a> {
    let model = explained.rules.model();
    let rule = model.rules.get(explained.rule);
    DerivationJson {
        schema: "dabiao.derivation/1",
        id: rule.map_or("", |r| &r.id),
        title: rule.and_then(|r| r.title.as_deref()),
        file: rule.map_or("", |r| &r.file),
        line: rule.map_or(0, |r| r.line),
        steps: explained.steps.iter().map(|s| step(model, explained.data, s, lang)).collect(),
    }
}

fn step<'a>(model: &'a Model, data: &'a Dataset, s: &'a Derivation, lang: Lang) -> StepJson<'a> {
    StepJson {
        what: s.what.get(lang),
        value: s.value.get(lang),
        observations: s.observations.iter().map(|o| ObservationJson::of(model, data, o)).collect(),
        steps: s.children.iter().map(|c| step(model, data, c, lang)).collect(),
    }
}
