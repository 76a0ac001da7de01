//! The report on a run as one page: summary with charts, rules with filters, a page for every town and office, trends,
//! derivations, findings, and what it all rests on.
//!
//! Everything is written out as HTML, so that the page can be read and printed without its script; the script only
//! hides, sorts and switches. `scene` is what the parts look things up in; each part makes plain rows of text for its
//! template. INVARIANT: nothing is cut without saying how much and where the whole is to be seen.

mod areas;
mod entities;
mod findings;
mod lights;
mod naming;
mod offices;
mod rule;
mod scene;
mod steps;
mod summary;
mod tally;
mod trend;
mod words;

use minijinja::value::Serde;
use minijinja::{Value, context};

use super::document::document;
use super::page::{HtmlError, Markup, Page, environment, page};
use crate::document::Document;
use crate::ranking::{self, Telling};
use crate::words::say;
use dabiao_data::Dataset;
use dabiao_eval::{self as eval, Judgement};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Lang;
use scene::Scene;

/// What a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The rules.
    pub rules: &'a RuleSet,
    /// The data.
    pub data: &'a Dataset,
    /// Their judgement, in full detail.
    pub judgement: &'a Judgement,
    /// The language of the text.
    pub lang: Lang,
    /// The command that writes the report again.
    pub command: &'a str,
}

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");
const TEMPLATES: [(&str, &str); 8] = [
    ("macros.html", include_str!("macros.html")),
    ("summary.html", include_str!("summary.html")),
    ("rules.html", include_str!("rules.html")),
    ("areas.html", include_str!("areas.html")),
    ("offices.html", include_str!("offices.html")),
    ("lights.html", include_str!("lights.html")),
    ("findings.html", include_str!("findings.html")),
    ("report.html", include_str!("report.html")),
];

/// Returns the report as an HTML file.
///
/// # Errors
/// [`HtmlError`] if a template is at fault.
pub fn evaluation(source: &Source<'_>) -> Result<String, HtmlError> {
    let trends = eval::trends(source.rules, source.data, source.judgement.as_of);
    let scene = Scene::new(source, &trends);
    let mut environment = environment()?;
    environment.add_filter("hash", in_address);
    for (name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    let rules = rule::views(&scene);
    let heading = heading(&scene);
    let title = format!("{heading} {} {}", say(source.lang, "截至", "as of"), source.judgement.as_of);
    let values = context! {
        t => told(words::all(source.lang)),
        as_of => source.judgement.as_of.to_string(),
        heading,
        heads => summary::heads(&scene),
        plans => told(summary::plans(&scene)),
        notice => source.data.notice.as_deref().map(str::trim),
        summary => told(summary::view(&scene)),
        rules => told(&rules),
        areas => told(areas::views(&scene)),
        areas_left_out => scene.areas.n_left_out,
        offices => told(offices::views(&scene)),
        lights => told(scene.light_names()),
        boards => told(lights::boards(&scene)),
        scores_html => scores(source),
        findings => told(findings::view(&scene)),
        rules_digest => source.rules.digest(),
        data_digest => &source.data.digest,
        has_roster => source.data.roster.is_given,
        command => source.command,
        version => env!("CARGO_PKG_VERSION"),
    };
    let body = Markup(environment.get_template("report.html")?.render(values)?);
    page(&Page { lang: source.lang, title: &title, body: &body, style: STYLE, script: SCRIPT })
}

/// The tables of points, grades and ranks, with what would move each up one place.
fn scores(source: &Source<'_>) -> String {
    let mut tables = Document::default();
    for scores in &source.judgement.scores {
        let telling = (source.lang, Telling::Steps, 3);
        ranking::write(&mut tables, (source.rules, source.data), scores, telling);
    }
    document(&tables).0
}

fn heading(scene: &Scene<'_>) -> String {
    let title = say(scene.lang(), "达标评估报告", "Evaluation report");
    match (summary::region(scene), scene.lang()) {
        (Some(region), Lang::Zh) => format!("{region}{title}"),
        (Some(region), Lang::En) => format!("{title}: {region}"),
        (None, _) => title.to_owned(),
    }
}

/// Returns text as it stands after `#` in an address: everything but letters and digits of ASCII is written by bytes.
fn in_address(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_' {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn told(value: impl serde::Serialize) -> Value {
    Value::from(Serde(value))
}
