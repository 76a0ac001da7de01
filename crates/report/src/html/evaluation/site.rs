//! A report as a folder of static pages: an index, one page for each place, office and rule, the wall, the findings.
//!
//! The pages are those parts of the one page that its script would show, written out one by one: a town opens its own
//! and sees its points, its lights and its duties first, each figure with the code by which it can be disputed. Links are
//! relative and nothing is loaded from elsewhere, so any share or web server hands the folder out; style and script lie
//! once beside the pages, since thousands of copies would be a quarter of the folder. INVARIANT: pages go to `write` one
//! after the other; no page holds more entities than a reader can look through, and what it leaves out it counts.

use std::fmt::Write as _;
use std::io;

use minijinja::context;
use rustc_hash::FxHashMap;

use super::lists::Lists;
use super::scene::Scene;
use super::wall::outline::MapFile;
use super::wall::{Links, Wall};
use super::{Parts, entities, findings, heading, in_address, told, words};
use super::{TEMPLATES, areas};
use crate::code;
use crate::html::page::{FolderPage, HtmlError, Markup, environment, escape, folder_page, style};
use crate::view::Source;
use crate::view::check::CheckView;
use crate::view::counts::Counts;
use crate::view::entities::{Outcomes, is_named};
use crate::view::rule::RuleView;
use crate::view::term::OtherTimes;
use crate::words as report_words;
use crate::words::say;
use dabiao_data::EntityId;
use dabiao_eval::{Check, ScoreRow, Scores, Span};
use dabiao_lang::diag::Lang;

/// The files that the pages share.
const STYLE_FILE: &str = "style.css";
const WALL_FILE: &str = "wall.js";
/// Figures of villages that all pages of places name together; above that only those that want attention.
///
/// A figure takes about thirty bytes: a folder of 200 MB has room for the pages of rules beside them.
const MOST_FIGURES: usize = 1_000_000;
/// Squares that one page of the wall holds: about a hundred bytes each, with names and heads below a megabyte.
const MOST_SQUARES_ON_PAGE: usize = 6_000;
/// Figures that one page of a place names.
const MOST_ON_PAGE: usize = 20_000;

/// A site that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// A template is at fault.
    #[error(transparent)]
    Page(#[from] HtmlError),
    /// A file could not be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<minijinja::Error> for SiteError {
    fn from(error: minijinja::Error) -> Self {
        Self::Page(error.into())
    }
}

/// Whether the report as one page lies beside the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WholeReport {
    /// It does, as `report.html`.
    Beside,
    /// It has so many bytes that it was left out: the pages say the same.
    LeftOut(usize),
}

/// A file of the folder that is no page of the report: a letter, a form, the receipt of reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// The heading that it stands below.
    pub group: String,
    /// What it is called.
    pub name: String,
    /// Where it lies within the folder.
    pub path: String,
}

/// What a site has beside the judgement.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// Shapes of places.
    pub map: Option<&'a MapFile>,
    /// Whether the whole report is there.
    pub whole: WholeReport,
    /// Files to be taken away.
    pub downloads: &'a [Download],
}

/// Takes the path of a file within the folder, and its text.
pub type WritePage<'w> = dyn FnMut(&str, &str) -> io::Result<()> + 'w;

/// Writes the pages of a report.
///
/// # Errors
/// [`SiteError`] if a template is at fault, or where `write` fails.
pub fn site(source: &Source<'_>, beside: &Beside<'_>, write: &mut WritePage<'_>) -> Result<(), SiteError> {
    let mut scene = Scene::new(source);
    if let Some(map) = beside.map {
        scene.on_map(map);
    }
    scene.looks = entities::looks(&scene, &mut Lists::default());
    let mut environment = environment()?;
    environment.add_filter("hash", |text: &str| in_address(text));
    for (name, text) in TEMPLATES {
        environment.add_template(name, text).map_err(HtmlError::from)?;
    }
    let parts = Parts::of(&scene, &environment)?;
    write(STYLE_FILE, &style(super::STYLE))?;
    write(WALL_FILE, super::WALL_SCRIPT)?;
    let mut site = Site { scene: &scene, write, beside };
    site.index(&parts)?;
    site.downloads()?;
    let figures = figures(&scene);
    for (at, part) in parts.areas.iter().enumerate() {
        let own = figures.get(at).map_or("", String::as_str);
        let body = format!("{}{}{own}", site.standing(at), part.html);
        site.page((&format!("places/{at}.html"), &part.name), &body)?;
    }
    for (at, part) in parts.offices.iter().enumerate() {
        site.page((&format!("offices/{at}.html"), &part.name), &part.html)?;
    }
    for (j, part) in scene.view.rules.iter().zip(&parts.cards) {
        let title = format!("{} {}", j.rule.id, j.task());
        site.page((&format!("rules/{}.html", j.row), &title), &part.html)?;
    }
    site.wall()?;
    let list = environment.get_template("findings.html")?;
    let html =
        list.render(context! { t => told(words::all(source.lang)), findings => told(findings::view(&scene)) })?;
    site.page(("findings.html", scene.word("findings")), &html)
}

struct Site<'s, 'a, 'w, 'f> {
    scene: &'s Scene<'a>,
    write: &'w mut WritePage<'f>,
    beside: &'s Beside<'s>,
}

impl Site<'_, '_, '_, '_> {
    /// Writes one page below a line that leads back.
    fn page(&mut self, names: (&str, &str), body: &str) -> Result<(), SiteError> {
        self.written(names, body, None)
    }

    /// Writes one page that sorts and colours its squares.
    fn scripted(&mut self, names: (&str, &str), body: &str) -> Result<(), SiteError> {
        self.written(names, body, Some(WALL_FILE))
    }

    fn written(&mut self, (path, title): (&str, &str), body: &str, script: Option<&str>) -> Result<(), SiteError> {
        let up = if path.contains('/') { "../" } else { "" };
        let scene = self.scene;
        let (head, index) = (escape(&heading(scene)), say(scene.lang(), "首页", "Index"));
        let as_of = format!("{} {}", scene.word("as_of"), scene.source.judgement.as_of);
        let title_html = escape(title);
        let mut html = format!("<p class=\"faint\"><a href=\"{up}index.html\">{index}</a> · {head} · {as_of}</p>\n");
        let _ = writeln!(html, "<h1>{title_html}</h1>");
        html.push_str(&risen(&linked(body, up)));
        let title = format!("{title} {}", heading(scene));
        let (style, script) = (format!("{up}{STYLE_FILE}"), script.map(|name| format!("{up}{name}")));
        let body = Markup(html);
        let page =
            FolderPage { lang: scene.lang(), title: &title, body: &body, style: &style, script: script.as_deref() };
        Ok((self.write)(path, &folder_page(&page)?)?)
    }

    fn index(&mut self, parts: &Parts) -> Result<(), SiteError> {
        let scene = self.scene;
        let mut body = String::new();
        if let Some(other) = OtherTimes::of(&scene.view, scene.style()) {
            let _ = writeln!(body, "<p>{}</p>", escape(&other.sentence(&scene.view)));
        }
        let whole = Counts::of(&scene.view.rules);
        let _ = writeln!(body, "<p>{}</p>", escape(&counted(scene, &whole)));
        let walls = match Wall::of(scene, Links::Pages) {
            Some(_) => format!(
                "<a href=\"map.html\">{}</a> · <a href=\"wall.html\">{}</a> · ",
                say(scene.lang(), "各地一览", "Every place"),
                scene.word("wall")
            ),
            None => String::new(),
        };
        let findings = scene.word("findings");
        let downloads = match self.beside.downloads {
            [] => String::new(),
            _ => format!(" · <a href=\"downloads.html\">{}</a>", self.downloads_title()),
        };
        let whole_report = self.whole_report();
        let _ = writeln!(body, "<p>{walls}<a href=\"findings.html\">{findings}</a>{downloads}{whole_report}</p>");
        let places = areas::counts(scene);
        let of_places = parts.areas.iter().zip(&places).map(|(p, c)| (p.name.clone(), counted(scene, c)));
        list(&mut body, (scene.word("areas"), "places"), of_places);
        list(
            &mut body,
            (scene.word("offices"), "offices"),
            parts.offices.iter().map(|o| (o.name.clone(), String::new())),
        );
        let of_rules = scene.view.rules.iter().map(|j| {
            let verdict = scene.verdict(j.judgement.verdict);
            (format!("{} {}", j.rule.id, j.task()), format!("{} {}", verdict.sign, verdict.word))
        });
        list(&mut body, (scene.word("rules"), "rules"), of_rules);
        let title = heading(scene);
        self.page(("index.html", &title), &body)
    }

    fn downloads_title(&self) -> &'static str {
        say(self.scene.lang(), "函、填报表和回执", "Letters, forms and receipts")
    }

    /// The page of what can be taken away.
    fn downloads(&mut self) -> Result<(), SiteError> {
        let all = self.beside.downloads;
        if all.is_empty() {
            return Ok(());
        }
        let mut body = String::new();
        for group in all.chunk_by(|a, b| a.group == b.group) {
            let head = group.first().map_or("", |d| &d.group);
            let _ = writeln!(body, "<h2>{}</h2>\n<ul>", escape(head));
            for download in group {
                let (path, name) = (in_path(&download.path), escape(&download.name));
                let _ = writeln!(body, "<li><a href=\"{path}\">{name}</a></li>");
            }
            body.push_str("</ul>\n");
        }
        let title = self.downloads_title();
        self.page(("downloads.html", title), &body)
    }

    /// Leads to the report as one page, or says how to get it.
    fn whole_report(&self) -> String {
        match (self.beside.whole, self.scene.lang()) {
            (WholeReport::Beside, lang) => {
                format!(" · <a href=\"report.html\">{}</a>", say(lang, "整份报告", "The whole report"))
            }
            (WholeReport::LeftOut(n), Lang::Zh) => format!(
                "</p>\n<p class=\"faint\">整份报告的单页有 {} MB，没有放在这里：各页合起来就是全文；要单页用 \
                 <code>dabiao eval … -o report.html</code>",
                n.div_ceil(1_000_000)
            ),
            (WholeReport::LeftOut(n), Lang::En) => format!(
                "</p>\n<p class=\"faint\">The whole report as one page has {} MB and is not here: these pages say the same. \
                 <code>dabiao eval … -o report.html</code> writes it",
                n.div_ceil(1_000_000)
            ),
        }
    }

    /// Points, rank and grade of a place, and the lights that it has: what it looks for first.
    fn standing(&self, at: usize) -> String {
        let scene = self.scene;
        let (Some(place), lang) = (scene.areas.all.get(at).copied(), scene.lang()) else { return String::new() };
        let model = scene.view.model;
        let mut out = String::new();
        for scores in &scene.source.judgement.scores {
            let Some(row) = scores.rows.iter().find(|r| r.entity == place) else { continue };
            let Some(scheme) = model.schemes.get(scores.scheme) else { continue };
            let points = |x: &Option<dabiao_lang::model::Exact>| {
                x.as_ref().map_or("?".to_owned(), |x| crate::number::shown(x, &[]))
            };
            let total = row.total.value().map_or_else(
                || format!("{}–{}", points(&row.total.low), points(&row.total.high)),
                |x| crate::number::shown(x, &[]),
            );
            let (best, worst) = &row.rank_bounds;
            let rank =
                row.rank.as_ref().map_or_else(|| format!("{}–{}", best.to_text(), worst.to_text()), |r| r.to_text());
            let grade =
                row.grade.and_then(|g| scheme.grades.get(g)).map(|g| format!(" · {}", g.name)).unwrap_or_default();
            let before = before(scene, (&scheme.name, scores), row);
            let text = match lang {
                Lang::Zh => format!("{}（{}）：{total} 分，第 {rank} 名{grade}{before}", scheme.name, scores.period),
                Lang::En => format!("{} ({}): {total} points, rank {rank}{grade}{before}", scheme.name, scores.period),
            };
            let _ = writeln!(out, "<p><strong>{}</strong></p>", escape(&text));
        }
        for board in &scene.source.judgement.lights {
            let Some(lights) = model.lights.get(board.lights) else { continue };
            for row in board.rows.iter().filter(|r| r.entity == Some(place)) {
                let Some(line) = row.line.and_then(|l| lights.lines.get(l)) else { continue };
                let colour = lights.colours.get(line.colour).map_or("", |c| c);
                let rule = model.rules.get(row.rule).map_or("", |r| &r.id);
                let _ = writeln!(out, "<p>{} {} {}</p>", escape(colour), escape(rule), escape(row.reason.get(lang)));
            }
        }
        out
    }

    /// The map of places, and the wall in as many pages as it takes.
    fn wall(&mut self) -> Result<(), SiteError> {
        let scene = self.scene;
        let Some(wall) = Wall::of(scene, Links::Pages) else { return Ok(()) };
        let title = scene.word("wall");
        let verdicts = escape(&scene.verdicts());
        let open =
            format!("<div class=\"wallpage\" data-verdicts=\"{verdicts}\">\n{}{}", wall.controls(), wall.legend());
        let map = say(scene.lang(), "各地一览", "Every place");
        let body = format!("{open}{}</div>\n", wall.places(&scene.outlines));
        self.scripted(("map.html", map), &body)?;
        let n_rows = (MOST_SQUARES_ON_PAGE / wall.n_columns()).max(1);
        let rows: Vec<usize> = (0..scene.areas.all.len()).collect();
        let pages: Vec<&[usize]> = rows.chunks(n_rows).collect();
        let path = |n: usize| if n == 0 { "wall.html".to_owned() } else { format!("wall-{}.html", n + 1) };
        let mut links = String::new();
        if pages.len() > 1 {
            let link = |n: usize| format!("<a href=\"{}\">{}</a>", path(n), n + 1);
            links = format!(
                "<p class=\"index noprint\">{}</p>\n",
                (0..pages.len()).map(link).collect::<Vec<_>>().join(" ")
            );
        }
        for (n, page) in pages.iter().enumerate() {
            let body = format!("{links}{open}{}</div>\n", wall.squares(page));
            self.scripted((&path(n), title), &body)?;
        }
        Ok(())
    }
}

/// Returns the path of a file as an address: its parts by bytes, what stands between them as it is.
fn in_path(path: &str) -> String {
    let part = |p: &str| p.split('.').map(in_address).collect::<Vec<_>>().join(".");
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// What a place came to in an earlier report, in brackets.
fn before(scene: &Scene<'_>, (scheme, scores): (&str, &Scores), row: &ScoreRow) -> String {
    let earlier = &scene.source.judgement.earlier;
    let key = scene.view.data.roster.key(row.entity);
    let then = earlier.period(scheme, scores.period).zip(earlier.last(scheme, scores.period, key));
    let Some((period, then)) = then else { return String::new() };
    let points = then.points.as_deref().unwrap_or("-");
    let rank = then.rank.as_ref().map_or_else(|| "-".to_owned(), |r| r.to_text());
    match scene.lang() {
        Lang::Zh => format!("（上次 {period}：{points} 分，第 {rank} 名）"),
        Lang::En => format!(" ({period}: {points} points, rank {rank})"),
    }
}

fn counted(scene: &Scene<'_>, counts: &Counts) -> String {
    let parts = counts.present().map(|(v, n)| format!("{} {n}", report_words::verdict(v, scene.lang())));
    parts.collect::<Vec<_>>().join(say(scene.lang(), "，", ", "))
}

fn list(out: &mut String, (head, folder): (&str, &str), all: impl Iterator<Item = (String, String)>) {
    let mut rows = String::new();
    for (at, (name, text)) in all.enumerate() {
        let (name, text) = (escape(&name), escape(&text));
        let _ =
            writeln!(rows, "<li><a href=\"{folder}/{at}.html\">{name}</a> <span class=\"faint\">{text}</span></li>");
    }
    if !rows.is_empty() {
        let _ = writeln!(out, "<h2>{}</h2>\n<ul>\n{rows}</ul>", escape(head));
    }
}

/// The figures of a place: a row for whoever has a value in a period, with all tasks that it decides the same way.
#[derive(Default)]
struct Figures {
    rows: Vec<FigureRow>,
    at: FxHashMap<(EntityId, Option<Span>, String, &'static str), usize>,
    n_figures: usize,
    n_left_out: usize,
}

/// A row of the figures.
struct FigureRow {
    entity: EntityId,
    period: Option<Span>,
    value: String,
    /// What came out.
    word: &'static str,
    /// Each task with the code of its figure, escaped.
    tasks: String,
}

impl Figures {
    fn add(&mut self, scene: &Scene<'_>, (j, check): (RuleView<'_>, &Check), of: (EntityId, String, &'static str)) {
        if self.n_figures >= MOST_ON_PAGE {
            self.n_left_out += 1;
            return;
        }
        self.n_figures += 1;
        let (entity, value, word) = of;
        let code = code::of(j.rule, check, Some(scene.view.data.roster.key(entity)));
        let task = format!("{} {code}", escape(&j.rule.id));
        let key = (entity, check.period, value, word);
        if let Some(row) = self.at.get(&key).and_then(|at| self.rows.get_mut(*at)) {
            row.tasks.push_str(", ");
            row.tasks.push_str(&task);
            return;
        }
        self.at.insert(key.clone(), self.rows.len());
        self.rows.push(FigureRow { entity, period: check.period, value: key.2, word, tasks: task });
    }
}

/// For each place the figures of those who lie in it, with the codes by which they can be disputed.
fn figures(scene: &Scene<'_>) -> Vec<String> {
    let mut tables: Vec<Figures> = scene.areas.all.iter().map(|_| Figures::default()).collect();
    let n_members = |j: &&RuleView<'_>| -> usize {
        j.judgement.checks.iter().filter_map(|c| c.members).map(|m| m.total as usize).sum()
    };
    let is_short = scene.view.rules.iter().map(|j| n_members(&j)).sum::<usize>() <= MOST_FIGURES;
    for j in &scene.view.rules {
        for (at, check) in j.judgement.checks.iter().enumerate() {
            let shown = CheckView::of(&scene.view, *j, check);
            let mut row = |entity: EntityId, (word, value): (&'static str, String)| {
                if let Some(table) = scene.areas.position(entity).and_then(|p| tables.get_mut(p)) {
                    table.add(scene, (*j, check), (entity, value, word));
                }
            };
            match Outcomes::of(scene.source.session, &scene.view, (j.at, at), &shown) {
                Outcomes::Each(all) => {
                    for e in all.iter().filter(|e| is_short || is_named(e.verdict)) {
                        let value = e
                            .value
                            .as_ref()
                            .map(|v| format!("{}{}", shown.figure(&scene.view, v).to_text(), shown.unit()));
                        row(e.entity, (scene.verdict(e.verdict).word, value.unwrap_or_default()));
                    }
                }
                Outcomes::Members { named, missing } => {
                    let against = say(scene.lang(), "不符合（或计入）", "fails (or is counted)");
                    let lacking = say(scene.lang(), "缺数或有误", "missing or invalid");
                    named.iter().for_each(|e| row(*e, (against, String::new())));
                    missing.iter().for_each(|e| row(*e, (lacking, String::new())));
                }
            }
        }
    }
    tables.into_iter().map(|t| table_of(scene, t)).collect()
}

/// There may be a million figures on a site: HTML asks for no ends of cells, and what figures share is said once.
fn table_of(scene: &Scene<'_>, mut figures: Figures) -> String {
    if figures.rows.is_empty() {
        return String::new();
    }
    // All that is about one of them stands together, in the order of the roster.
    figures.rows.sort_by_key(|r| r.entity);
    let heads = ["subject", "period", "value", "verdict"].map(|k| format!("<th scope=\"col\">{}</th>", scene.word(k)));
    let tasks = say(scene.lang(), "任务和代码", "Tasks and codes");
    let head = say(scene.lang(), "逐个数据", "Figure by figure");
    let mut out = format!(
        "<h2>{head}</h2>\n<table><thead><tr>{}<th scope=\"col\">{tasks}</th></tr></thead>\n<tbody>\n",
        heads.concat()
    );
    for row in &figures.rows {
        let name = escape(&scene.view.names.get(row.entity));
        let period = row.period.map(|p| scene.style().period(p)).unwrap_or_default();
        let (period, value) = (escape(&period), escape(&row.value));
        let _ = writeln!(out, "<tr><td>{name}<td>{period}<td class=n>{value}<td>{}<td>{}", row.word, row.tasks);
    }
    out.push_str("</tbody></table>\n");
    if figures.n_left_out > 0 {
        let _ = writeln!(out, "<p class=\"faint\">{} {}</p>", scene.word("and_more"), figures.n_left_out);
    }
    out
}

/// On a page of its own every heading stands right below the title.
fn risen(html: &str) -> String {
    let mut out = html.to_owned();
    for level in ["h3", "h4"] {
        out = out.replace(&format!("<{level}"), "<h2").replace(&format!("</{level}>"), "</h2>");
    }
    out
}

/// Lets links of the one page lead to the pages of the site; those to views that a script makes lead nowhere.
fn linked(html: &str, up: &str) -> String {
    let mut out = String::with_capacity(html.len() + 256);
    let mut rest = html;
    while let Some((before, after)) = rest.split_once("href=\"#") {
        out.push_str(before);
        let (target, behind) = after.split_once('"').unwrap_or((after, ""));
        match target.strip_prefix('r').filter(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())) {
            Some(row) => {
                let _ = write!(out, "href=\"{up}rules/{row}.html\"");
            }
            None => {
                let _ = write!(out, "data-view=\"{target}\"");
            }
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}
