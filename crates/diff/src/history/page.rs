//! The log of a rule as a page: the thresholds over time, then every step.

use chrono::NaiveDate;

use super::chart::{Point, points};
use super::document::log_document;
use super::walk::Log;
use crate::diff::TargetAt;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Exact, Unit};
use dabiao_report::Document;
use dabiao_report::html::{self, HtmlError, Markup, Page, STEPS_STYLE, Step};
use dabiao_report::words::say;

/// Returns the page.
///
/// # Errors
/// [`HtmlError`] if a template is at fault.
pub fn log_page(log: &Log, id: &str, lang: Lang) -> Result<String, HtmlError> {
    let mut head = log_document(log, id, lang);
    let steps = Document { blocks: head.blocks.split_off(head.blocks.len().min(1)) };
    let body = html::document(&head).then(charts(log, lang)).then(html::document(&steps));
    let title = format!("{id} {}", say(lang, "沿革", "through its history"));
    html::page(&Page { lang, title: &title, body: &body, style: STEPS_STYLE, script: "" })
}

/// A chart for each target that the newest version with thresholds has.
fn charts(log: &Log, lang: Lang) -> Markup {
    let versions: Vec<(NaiveDate, String, Vec<Point>)> = log.steps.iter().rev().filter_map(version).collect();
    let newest = versions.iter().rev().find(|(_, _, points)| !points.is_empty()).map(|(_, _, points)| points.clone());
    newest.unwrap_or_default().iter().fold(Markup::default(), |all, point| {
        let unit = point.unit.as_ref().map_or("", |u| &*u.symbol);
        let steps: Vec<Step> = versions.iter().map(|v| step(v, point.at, point.unit.as_ref())).collect();
        html::steps(point.text.get(lang), unit, &steps).map_or(all.clone(), |chart| all.then(chart))
    })
}

/// What is not committed has no day and no place in a chart.
fn version(step: &super::Step) -> Option<(NaiveDate, String, Vec<Point>)> {
    let day = step.commit.day().parse().ok()?;
    Some((day, step.commit.author.clone(), points(step)))
}

fn step((day, author, points): &(NaiveDate, String, Vec<Point>), at: TargetAt, unit: Option<&Unit>) -> Step {
    let point = points.iter().find(|p| p.at == at && p.is_comparable(unit));
    let value = point.map(|p| unit.map_or_else(|| p.base.clone(), |u| -> Exact { u.from_base(&p.base) }));
    Step { day: *day, value, label: author.clone() }
}
