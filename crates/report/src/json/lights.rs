//! The `lights` of a report: for each declaration the light of every judgement that is watched.

use serde::Serialize;

use dabiao_data::Dataset;
use dabiao_eval::{LightBoard, LightRow};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Lights, Model};

/// One declaration with its lights.
#[derive(Debug, Serialize)]
pub struct LightsJson<'a> {
    name: &'a str,
    plan: Option<&'a str>,
    /// The colours, the best first, with how many judgements have each.
    colours: Vec<ColourJson<'a>>,
    /// How many judgements have none.
    dark: u64,
    /// The codes of the errors of the declaration.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<&'static str>,
    rows: Vec<RowJson<'a>>,
}

#[derive(Debug, Serialize)]
struct ColourJson<'a> {
    name: &'a str,
    order: usize,
    count: u64,
}

#[derive(Debug, Serialize)]
struct RowJson<'a> {
    rule: &'a str,
    title: Option<&'a str>,
    statement: usize,
    target_index: usize,
    period: Option<String>,
    entity: Option<&'a str>,
    name: Option<&'a str>,
    light: Option<&'a str>,
    /// The place of the light among the colours, from 1.
    order: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<&'a str>,
    /// What an earlier report gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<HandedJson<'a>>,
    reason: &'a str,
}

#[derive(Debug, Serialize)]
struct HandedJson<'a> {
    as_of: String,
    light: &'a str,
}

/// Returns the lights of all declarations.
pub fn lights<'a>(model: &'a Model, data: &'a Dataset, all: &'a [LightBoard], lang: Lang) -> Vec<LightsJson<'a>> {
    let of = |board: &'a LightBoard| {
        let lights = model.lights.get(board.lights)?;
        let colour_of = |r: &LightRow| r.line.and_then(|l| lights.lines.get(l)).map(|l| l.colour);
        let count = |colour| board.rows.iter().filter(|r| colour_of(r) == colour).count() as u64;
        let colour =
            |(n, name): (usize, &'a std::sync::Arc<str>)| ColourJson { name, order: n + 1, count: count(Some(n)) };
        Some(LightsJson {
            name: &lights.name,
            plan: lights.plan.and_then(|p| model.plans.get(p.0 as usize)).map(|p| &*p.name),
            colours: lights.colours.iter().enumerate().map(colour).collect(),
            dark: count(None),
            errors: lights.errors.iter().map(dabiao_lang::diag::Problem::code).collect(),
            rows: board.rows.iter().filter_map(|r| row((model, data), lights, r, lang)).collect(),
        })
    };
    all.iter().filter_map(of).collect()
}

fn row<'a>(
    (model, data): (&'a Model, &'a Dataset),
    lights: &'a Lights,
    r: &'a LightRow,
    lang: Lang,
) -> Option<RowJson<'a>> {
    let rule = model.rules.get(r.rule)?;
    let line = r.line.and_then(|l| lights.lines.get(l));
    let colour = |c: usize| lights.colours.get(c).map(|n| &**n);
    Some(RowJson {
        rule: &rule.id,
        title: rule.title.as_deref(),
        statement: r.statement + 1,
        target_index: r.target + 1,
        period: r.period.map(super::period),
        entity: r.entity.map(|e| data.roster.key(e)),
        name: r.entity.and_then(|e| data.roster.get(e)).map(|e| &*e.name),
        light: line.and_then(|l| colour(l.colour)),
        order: line.map(|l| l.colour + 1),
        action: line.and_then(|l| l.action.as_deref()),
        last: r.last.and_then(colour),
        earlier: r.handed.and_then(|h| Some(HandedJson { as_of: super::iso(h.as_of), light: colour(h.colour)? })),
        reason: r.reason.get(lang),
    })
}
