//! One look at all places: a map or tiles of them, and the wall of squares, places by tasks.
//!
//! `squares` is the wall, `tiles` the places in the order of the roster, `map` the places where the roster says they lie;
//! `outline` reads such places and shapes. A square has a sign, a value and what is lacking, so that nothing is told by
//! colour alone; `wall.js` sorts it and lets the tiles show one task. INVARIANT: who has no square is counted.

mod map;
pub(super) mod outline;
mod squares;
mod tiles;

use super::areas;
use super::in_address;
use super::scene::Scene;
use crate::html::page::escape;
use crate::view::counts::Counts;
use crate::words::say;
use outline::Outline;

use dabiao_data::EntityId;
use rustc_hash::FxHashMap;

/// Places that stand as tiles.
const MOST_TILES: usize = 4_000;
/// Squares that one page holds: at about a hundred bytes each a few megabytes before they are packed.
const MOST_SQUARES: usize = 60_000;

/// Where links to places lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Links {
    /// To the view of places of the same page.
    View,
    /// To pages of their own.
    Pages,
}

/// What is looked at all at once.
pub(super) struct Wall<'s, 'a> {
    scene: &'s Scene<'a>,
    links: Links,
    /// How the rules came out in each place.
    counts: Vec<Counts>,
    /// The rules that concern some place, by row.
    columns: Vec<usize>,
    /// For each place how every column stands there, a letter for a rule.
    letters: Vec<String>,
    /// The lights of places for rules, now and before, where an earlier report is at hand.
    lit: FxHashMap<(usize, EntityId), String>,
}

/// Returns the lights that places were given by an earlier report, beside those that they have now.
fn lit(scene: &Scene<'_>) -> FxHashMap<(usize, EntityId), String> {
    let mut all = FxHashMap::default();
    for board in &scene.source.judgement.lights {
        let Some(declared) = scene.view.model.lights.get(board.lights) else { continue };
        let name = |colour: usize| declared.colours.get(colour).map(|c| &**c);
        for row in &board.rows {
            let now = row.line.and_then(|l| declared.lines.get(l)).and_then(|l| name(l.colour));
            let before = row.handed.and_then(|h| name(h.colour));
            if let (Some(entity), Some(now), Some(before)) = (row.entity, now, before) {
                all.entry((row.rule, entity)).or_insert_with(|| format!("{before} → {now}"));
            }
        }
    }
    all
}

impl<'s, 'a> Wall<'s, 'a> {
    /// Gathers it; `None` where no rule is judged place by place.
    pub(super) fn of(scene: &'s Scene<'a>, links: Links) -> Option<Self> {
        let concerns = |row: &usize| scene.looks.get(*row).is_some_and(|l| l.areas.iter().any(Option::is_some));
        let columns: Vec<usize> = (0..scene.view.rules.len()).filter(concerns).collect();
        if columns.is_empty() || scene.areas.all.is_empty() {
            return None;
        }
        let mut letters = vec![String::with_capacity(columns.len()); scene.areas.all.len()];
        for row in &columns {
            for (own, letter) in letters.iter_mut().zip(areas::concerned(scene, *row).chars()) {
                own.push(letter);
            }
        }
        Some(Self { scene, links, counts: areas::counts(scene), columns, letters, lit: lit(scene) })
    }

    /// Returns the places that have squares on one page, and how many have none.
    pub(super) fn rows(&self) -> (Vec<usize>, usize) {
        let n_all = self.scene.areas.all.len();
        let n_shown = (MOST_SQUARES / self.columns.len().max(1)).clamp(1, n_all);
        let mut rows: Vec<usize> = (0..n_all).collect();
        if n_shown < n_all {
            // Those with most that wants attention stand on the wall; the view of places has all.
            rows.sort_by_key(|at| (std::cmp::Reverse(self.counts.get(*at).map_or(0, Counts::n_bad)), *at));
            rows.truncate(n_shown);
            rows.sort_unstable();
        }
        (rows, n_all - n_shown)
    }

    /// Returns how many columns it has.
    pub(super) fn n_columns(&self) -> usize {
        self.columns.len()
    }

    /// Returns the controls, which a script shows.
    pub(super) fn controls(&self) -> String {
        let (scene, lang) = (self.scene, self.scene.lang());
        let mut out = format!(
            "<form class=\"wallform noprint\" hidden><label>{} <select name=\"task\"><option value=\"\">{}</option>",
            say(lang, "看哪项任务", "Which task"),
            say(lang, "全部任务", "all tasks")
        );
        for (at, row) in self.columns.iter().enumerate() {
            let (id, task) = scene.looks.get(*row).map_or(("", ""), |l| (&l.id, &l.task));
            out.push_str(&format!("<option value=\"{at}\">{id} {task}</option>"));
        }
        out.push_str(&format!(
            "</select></label> <label>{} <select name=\"order\"><option value=\"\">{}</option><option value=\"worst\">{}</option></select></label></form>\n",
            scene.word("sort"),
            say(lang, "名录顺序", "order of the roster"),
            say(lang, "差的在前", "the worst first")
        ));
        out
    }

    /// Returns the map, where it is known where places lie, and the tiles.
    pub(super) fn places(&self, outlines: &[Option<Outline>]) -> String {
        let mut out = map::svg(self, outlines).unwrap_or_default();
        out.push_str(&tiles::html(self));
        out
    }

    /// Returns the squares of some places.
    pub(super) fn squares(&self, rows: &[usize]) -> String {
        squares::html(self, rows)
    }

    /// Returns the signs with their words.
    pub(super) fn legend(&self) -> String {
        let present = self.counts.iter().fold(Counts::default(), |mut all, c| {
            all.add_all(c);
            all
        });
        let one = |(v, _): (dabiao_lang::model::Verdict, usize)| {
            let v = self.scene.verdict(v);
            format!("<span class=\"v v-{}\">{} {}</span>", v.key, v.sign, v.word)
        };
        format!("<p class=\"keys\">{}</p>\n", present.present().map(one).collect::<Vec<_>>().join(" "))
    }

    /// The address of a place.
    fn address(&self, at: usize) -> String {
        match self.links {
            Links::View => format!("#view=areas&amp;area={}", in_address(&self.name(at))),
            Links::Pages => format!("places/{at}.html"),
        }
    }

    /// The light of a place for the task of a column, before and now; empty where no earlier report tells it.
    fn light(&self, at: usize, column: usize) -> &str {
        let rule = self.columns.get(column).and_then(|row| self.scene.view.rules.get(*row)).map(|j| j.at);
        let key = rule.zip(self.scene.areas.all.get(at).copied());
        key.and_then(|key| self.lit.get(&key)).map_or("", String::as_str)
    }

    /// Points and rank of a place now and before, where an earlier report tells them.
    fn points(&self, at: usize) -> String {
        let Some(place) = self.scene.areas.all.get(at) else { return String::new() };
        let judgement = self.scene.source.judgement;
        let key = self.scene.view.data.roster.key(*place);
        let of = |scores: &dabiao_eval::Scores| {
            let scheme = self.scene.view.model.schemes.get(scores.scheme)?;
            let row = scores.rows.iter().find(|r| r.entity == *place)?;
            let then = judgement.earlier.last(&scheme.name, scores.period, key)?;
            let now = row.total.value().map_or_else(|| "?".to_owned(), |x| crate::number::shown(x, &[]));
            Some(format!("{} {} → {now}", scheme.name, then.points.as_deref().unwrap_or("-")))
        };
        judgement.scores.iter().filter_map(of).collect::<Vec<_>>().join(say(self.scene.lang(), "；", "; "))
    }

    fn name(&self, at: usize) -> String {
        self.scene.areas.all.get(at).map(|id| self.scene.view.names.get(*id)).unwrap_or_default()
    }

    /// What a place is told by as a whole: class and sign of the worst, and how many there are of each verdict.
    fn standing(&self, at: usize) -> Standing {
        let lang = self.scene.lang();
        let Some(counts) = self.counts.get(at) else { return Standing::default() };
        let Some((worst, _)) = counts.present().next() else {
            return Standing { text: say(lang, "无任务", "no task").to_owned(), ..Standing::default() };
        };
        let each: Vec<String> = counts.present().map(|(v, n)| format!("{}{n}", self.scene.verdict(v).sign)).collect();
        let verdict = self.scene.verdict(worst);
        Standing { class: verdict.key, sign: verdict.sign, text: each.join(" ") }
    }
}

/// What a place is told by as a whole.
#[derive(Default)]
struct Standing {
    class: &'static str,
    sign: &'static str,
    text: String,
}

/// The attributes by which a script lets a place show one task.
fn marks(wall: &Wall<'_, '_>, at: usize) -> String {
    let standing = wall.standing(at);
    let letters = wall.letters.get(at).map_or("", String::as_str);
    format!(
        "data-at=\"{at}\" data-v=\"{letters}\" data-whole=\"{}|{}|{}\"",
        standing.class,
        standing.sign,
        escape(&standing.text)
    )
}
