//! `dabiao.audit/1`: what the audits found in the data, by submitter.

use serde::Serialize;

use super::report::ExplanationJson;
use super::{AmountJson, Options, iso};
use crate::asked::symbol;
use crate::audits::{Standing, Submitter};
use dabiao_data::Dataset;
use dabiao_eval::{AuditResult, Sides};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::{Diagnostic, Place};
use dabiao_lang::model::print;

/// The document.
#[derive(Debug, Serialize)]
pub struct AuditsJson<'a> {
    schema: &'static str,
    as_of: String,
    rules_digest: String,
    data_digest: &'a str,
    submitters: Vec<SubmitterJson<'a>>,
    /// On the explanations themselves.
    others: Vec<OtherJson<'a>>,
    /// How each table was read; absent where none was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    receipt: Vec<super::receipt::SheetJson<'a>>,
}

#[derive(Debug, Serialize)]
struct SubmitterJson<'a> {
    entity: &'a str,
    name: &'a str,
    hard: usize,
    open: usize,
    explained: usize,
    results: Vec<ResultJson<'a>>,
}

#[derive(Debug, Serialize)]
struct ResultJson<'a> {
    code: &'static str,
    title: &'a str,
    standing: &'static str,
    entity: &'a str,
    name: &'a str,
    period: String,
    indicators: Vec<&'a str>,
    message: String,
    sides: Option<SidesJson<'a>>,
    explanation: Option<ExplanationJson<'a>>,
    rules: &'a [String],
    #[serde(flatten)]
    place: PlaceJson<'a>,
}

/// Both sides, in one unit; they should be as `should` says, within the tolerance.
#[derive(Debug, Serialize)]
struct SidesJson<'a> {
    left: AmountJson<'a>,
    should: Option<&'static str>,
    right: AmountJson<'a>,
    difference: AmountJson<'a>,
    tolerance: AmountJson<'a>,
}

#[derive(Debug, Serialize)]
struct PlaceJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
}

#[derive(Debug, Serialize)]
struct OtherJson<'a> {
    code: &'static str,
    severity: &'static str,
    message: String,
    #[serde(flatten)]
    place: PlaceJson<'a>,
}

/// Returns the document for what the audits found in these data by these rules.
pub fn audits<'a>(
    (rules, data): (&'a RuleSet, &'a Dataset),
    as_of: chrono::NaiveDate,
    (submitters, others): (&[Submitter<'a>], &'a [Diagnostic]),
    options: Options,
) -> AuditsJson<'a> {
    let submitter = |s: &Submitter<'a>| {
        let count = |standing| s.results.iter().filter(|r| Standing::of(r) == standing).count();
        SubmitterJson {
            entity: data.roster.key(s.entity),
            name: data.roster.get(s.entity).map_or("", |e| &e.name),
            hard: count(Standing::Hard),
            open: count(Standing::Open),
            explained: count(Standing::Explained),
            results: s.results.iter().map(|r| result(rules, data, r, options)).collect(),
        }
    };
    let other = |d: &'a Diagnostic| OtherJson {
        code: d.code(),
        severity: d.severity.as_str(),
        message: d.problem.message(options.lang),
        place: PlaceJson::of(d),
    };
    AuditsJson {
        schema: "dabiao.audit/1",
        as_of: iso(as_of),
        rules_digest: rules.digest(),
        data_digest: &data.digest,
        submitters: submitters.iter().map(submitter).collect(),
        others: others.iter().map(other).collect(),
        receipt: super::receipt::sheets(rules.model(), data, options.lang),
    }
}

fn result<'a>(rules: &'a RuleSet, data: &'a Dataset, r: &'a AuditResult, options: Options) -> ResultJson<'a> {
    let schema = &rules.model().schema;
    ResultJson {
        code: r.finding.code(),
        title: r.title.get(options.lang),
        standing: Standing::of(r).as_str(),
        entity: data.roster.key(r.entity),
        name: data.roster.get(r.entity).map_or("", |e| &e.name),
        period: r.period.to_string(),
        indicators: r.indicators.iter().filter_map(|id| schema.indicator(*id)).map(|i| &*i.name).collect(),
        message: r.finding.problem.message(options.lang),
        sides: r.sides.as_ref().map(SidesJson::of),
        explanation: r.finding.explanation.as_deref().map(ExplanationJson::of),
        rules: &r.finding.rules,
        place: PlaceJson::of(&r.finding),
    }
}

impl<'a> SidesJson<'a> {
    fn of(sides: &'a Sides) -> Self {
        let unit = sides.unit.as_ref().map(symbol);
        Self {
            left: AmountJson::number(&sides.left, unit),
            should: sides.should.map(print::operator),
            right: AmountJson::number(&sides.right, unit),
            difference: AmountJson::number(&sides.difference(), unit),
            tolerance: AmountJson::number(&sides.tolerance, unit),
        }
    }
}

impl<'a> PlaceJson<'a> {
    fn of(d: &'a Diagnostic) -> Self {
        match &d.place {
            Place::Cell(cell) => Self {
                file: Some(&cell.file),
                sheet: cell.sheet.as_deref(),
                row: Some(cell.row).filter(|row| *row > 0),
                column: Some(cell.column).filter(|column| *column > 0),
            },
            Place::Span(_) | Place::Nowhere => Self { file: None, sheet: None, row: None, column: None },
        }
    }
}
