//! The report on a run as one page: summary with charts, rules with filters, a page for every town and office, trends,
//! derivations, findings, and what it all rests on.
//!
//! A page that is small enough is written out as HTML, so that it can be read and printed without its script. A larger one
//! keeps cards, places and offices packed (`pack`), and long lists of entities as marks over the roster (`lists`); its
//! script makes them when they are looked at. `scene` is what the parts look things up in: one look at each check, made
//! once. INVARIANT: nothing is cut without saying how much and where the whole is to be seen.

mod areas;
mod entities;
mod findings;
mod lights;
mod lists;
mod looks;
mod naming;
mod offices;
mod pack;
mod places;
mod rule;
mod scene;
mod site;
mod steps;
mod summary;
mod tally;
mod times;
mod trend;
mod wall;
mod words;

pub use site::{Beside, Download, SiteError, WholeReport, WritePage, site};
pub use wall::outline::MapFile;

use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;

use super::document::document;
use super::page::{HtmlError, Markup, Page, environment, page};
use crate::document::Document;
use crate::ranking::{self, Telling};
use crate::view::Source;
use crate::view::term::OtherTimes;
use crate::words::say;
use dabiao_lang::diag::Lang;
use lists::Lists;
use pack::Pack;
use scene::Scene;
use wall::{Links, Wall};

/// Bytes of the wall up to which it is written out as it is.
const PLAIN_WALL_BYTES: usize = 400_000;
/// Bytes of cards, places and offices up to which they are written out as they are.
const PLAIN_BYTES: usize = 3_000_000;

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = concat!(include_str!("unpack.js"), include_str!("report.js"), include_str!("wall.js"));
/// The script of pages that hold the wall alone.
const WALL_SCRIPT: &str = include_str!("wall.js");
const TEMPLATES: [(&str, &str); 12] = [
    ("macros.html", include_str!("macros.html")),
    ("summary.html", include_str!("summary.html")),
    ("times.html", include_str!("times.html")),
    ("rules.html", include_str!("rules.html")),
    ("card.html", include_str!("card.html")),
    ("wall.html", include_str!("wall.html")),
    ("areas.html", include_str!("areas.html")),
    ("offices.html", include_str!("offices.html")),
    ("office.html", include_str!("office.html")),
    ("lights.html", include_str!("lights.html")),
    ("findings.html", include_str!("findings.html")),
    ("report.html", include_str!("report.html")),
];

/// Returns the report as an HTML file; `command` is the one that writes it again.
///
/// # Errors
/// [`HtmlError`] if a template is at fault.
pub fn evaluation(source: &Source<'_>, command: &str) -> Result<String, HtmlError> {
    evaluation_on(source, command, None)
}

/// Returns the report as an HTML file, its places drawn with the shapes of a map.
///
/// # Errors
/// [`HtmlError`] if a template is at fault.
pub fn evaluation_on(source: &Source<'_>, command: &str, map: Option<&MapFile>) -> Result<String, HtmlError> {
    let mut lists = Lists::default();
    let mut scene = Scene::new(source);
    if let Some(map) = map {
        scene.on_map(map);
    }
    scene.looks = entities::looks(&scene, &mut lists);
    let data = source.session.data();
    let mut environment = environment()?;
    environment.add_filter("hash", |text: &str| in_address(text));
    for (name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    let mut parts = Parts::of(&scene, &environment)?;
    parts.wall = WallPart::of(&scene);
    let (parts, pack) = parts.placed(lists, (&scene, data));
    let other_times = OtherTimes::of(&scene.view, scene.style());
    let heading = heading(&scene);
    let title = format!("{heading} {} {}", say(source.lang, "截至", "as of"), source.judgement.as_of);
    let values = context! {
        t => told(words::all(source.lang)),
        as_of => source.judgement.as_of.to_string(),
        counted => other_times.as_ref().map(|o| o.sentence(&scene.view)),
        other_times => told(times::views(&scene, other_times.as_ref())),
        heading,
        heads => summary::heads(&scene),
        plans => told(summary::plans(&scene)),
        notice => data.notice.as_deref().map(str::trim),
        summary => told(summary::view(&scene)),
        rules => parts.rows,
        cards => told(&parts.cards),
        wall => told(&parts.wall),
        areas => told(&parts.areas),
        areas_left_out => scene.areas.n_left_out,
        offices => told(&parts.offices),
        is_packed => parts.is_packed,
        roster_at => parts.roster_at,
        lights => told(scene.lights.names().iter().map(scene::LightView::of).collect::<Vec<_>>()),
        boards => told(lights::boards(&scene)),
        scores_html => scores(source),
        findings => told(findings::view(&scene)),
        rules_digest => source.session.rules().digest(),
        data_digest => &data.digest,
        has_roster => data.roster.is_given,
        command,
        version => env!("CARGO_PKG_VERSION"),
    };
    let body = Markup(environment.get_template("report.html")?.render(values)?).then(Markup(pack.html()));
    page(&Page { lang: source.lang, title: &title, body: &body, style: STYLE, script: SCRIPT })
}

/// The long parts of the page.
struct Parts {
    /// The rows of the rules, for the templates.
    rows: Value,
    cards: Vec<Part>,
    areas: Vec<Part>,
    offices: Vec<Part>,
    wall: Option<WallPart>,
    is_packed: bool,
    /// Where the roster of the packed lists stands.
    roster_at: String,
}

/// The wall: what is always written out, and what can be packed.
#[derive(Debug, Serialize)]
struct WallPart {
    controls: String,
    legend: String,
    /// Signs and words of verdicts, for the script.
    verdicts: String,
    body: Part,
    left_out: usize,
}

impl WallPart {
    fn of(scene: &Scene<'_>) -> Option<Self> {
        let wall = Wall::of(scene, Links::View)?;
        let (rows, left_out) = wall.rows();
        let html = wall.places(&scene.outlines) + &wall.squares(&rows);
        let body = Part { html, ..Part::default() };
        Some(Self { controls: wall.controls(), legend: wall.legend(), verdicts: scene.verdicts(), body, left_out })
    }
}

/// A part that can be packed.
#[derive(Debug, Default, Serialize)]
struct Part {
    name: String,
    /// What stands beside the name: the code of a place.
    key: String,
    /// Its HTML; empty where it is packed.
    html: String,
    /// Where it is packed; empty where it is not.
    at: String,
}

impl Parts {
    fn of(scene: &Scene<'_>, environment: &Environment<'_>) -> Result<Self, HtmlError> {
        let words = told(words::all(scene.lang()));
        let rows = told(rule::rows(scene));
        let mut budget = steps::Budget::default();
        let card = environment.get_template("card.html")?;
        let mut cards = Vec::new();
        for j in &scene.view.rules {
            let steps_html = steps::html(scene, j.at, &mut budget);
            let html = card.render(context! { t => words.clone(), r => told(rule::card(scene, *j)), steps_html })?;
            cards.push(Part { html, ..Part::default() });
        }
        let office = environment.get_template("office.html")?;
        let mut offices = Vec::new();
        for view in offices::views(scene) {
            let name = view.name.clone();
            let html = office.render(context! { t => words.clone(), office => told(view), rules => rows.clone() })?;
            offices.push(Part { name, html, ..Part::default() });
        }
        let areas = areas::pages(scene).into_iter().zip(&scene.areas.all).map(|(page, id)| {
            let code = scene.view.data.roster.key(*id);
            let key = if code == page.name { String::new() } else { code.to_owned() };
            Part { name: page.name, key, html: page.html, at: String::new() }
        });
        let areas = areas.collect();
        Ok(Self { rows, cards, areas, offices, wall: None, is_packed: false, roster_at: String::new() })
    }

    /// Packs the parts where they are too long to be written out; long lists are always packed.
    fn placed(mut self, lists: Lists, (scene, data): (&Scene<'_>, &dabiao_data::Dataset)) -> (Self, Pack) {
        let mut pack = Pack::default();
        if let Some((packed, roster)) = lists.finish(data, &scene.areas) {
            pack = packed;
            self.roster_at = roster.attribute();
        }
        let n_bytes: usize =
            [&self.cards, &self.areas, &self.offices].into_iter().flatten().map(|p| p.html.len()).sum();
        self.is_packed = n_bytes > PLAIN_BYTES;
        if self.is_packed {
            for part in [&mut self.cards, &mut self.areas, &mut self.offices].into_iter().flatten() {
                part.at = pack.add(&part.html).attribute();
                part.html = String::new();
            }
        }
        if let Some(wall) = self.wall.as_mut().filter(|w| w.body.html.len() > PLAIN_WALL_BYTES) {
            wall.body.at = pack.add(&wall.body.html).attribute();
            wall.body.html = String::new();
            self.is_packed = true;
        }
        (self, pack)
    }
}

/// The tables of points, grades and ranks, with what would move each up one place.
fn scores(source: &Source<'_>) -> String {
    let mut tables = Document::default();
    for scores in &source.judgement.scores {
        let telling = (source.lang, Telling::Steps, 3);
        let world = (source.session.rules(), source.session.data());
        ranking::write(&mut tables, world, (scores, &source.judgement.earlier), telling);
    }
    document(&tables).0
}

fn heading(scene: &Scene<'_>) -> String {
    let title = say(scene.lang(), "达标评估报告", "Evaluation report");
    let title = match &scene.source.judgement.term {
        Some(term) => format!("{} {title}", crate::words::term(term.period, scene.lang())),
        None => title.to_owned(),
    };
    match (summary::region(scene), scene.lang()) {
        (Some(region), Lang::Zh) => format!("{region}{title}"),
        (Some(region), Lang::En) => format!("{title}: {region}"),
        (None, _) => title,
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
