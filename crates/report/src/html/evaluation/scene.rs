//! What all parts of the report look things up in: the view of the judgement, what one look at its checks gave, places,
//! lights and trends.

use std::collections::BTreeMap;

use serde::Serialize;

use super::looks::RuleLook;
use super::places::Areas;
use super::wall::outline::{self, MapFile, Outline};
use super::words;
use crate::html::document::sign;
use crate::view::light::{Light, RuleLights};
use crate::view::words::Style;
use crate::view::{Source, View};
use crate::words as report_words;
use dabiao_eval::Trend;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Verdict;

/// What the parts of the report look things up in.
pub(super) struct Scene<'a> {
    pub(super) source: Source<'a>,
    pub(super) view: View<'a>,
    pub(super) trends: Vec<Vec<Trend>>,
    pub(super) lights: RuleLights,
    pub(super) areas: Areas,
    /// Where each place lies, as far as it is known.
    pub(super) outlines: Vec<Option<Outline>>,
    /// What the checks of each rule came to.
    pub(super) looks: Vec<RuleLook>,
    words: BTreeMap<&'static str, &'static str>,
}

/// A verdict as it is shown.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct VerdictView {
    pub(super) key: &'static str,
    pub(super) word: &'static str,
    pub(super) sign: &'static str,
    /// 0 is the worst.
    pub(super) order: usize,
}

/// A light as it is shown.
#[derive(Debug, Clone, Serialize)]
pub(super) struct LightView {
    pub(super) name: String,
    /// The class of its colour.
    pub(super) class: &'static str,
    /// How many judgements have it.
    pub(super) count: usize,
    /// What an earlier report gave the same judgements; empty where nothing is known.
    pub(super) before: String,
}

impl LightView {
    pub(super) fn of(light: &Light) -> Self {
        Self { name: light.name.clone(), class: light.class, count: light.count, before: light.before.join("/") }
    }
}

impl<'a> Scene<'a> {
    /// Gathers what a report is about; what the checks came to is looked at next.
    pub(super) fn new(source: &Source<'a>) -> Self {
        let view = View::in_full(source);
        let areas = Areas::of(&source.session.data().roster, source.judgement);
        let outlines = outline::of_roster(&source.session.data().roster, &areas.all);
        let (lights, trends) = (RuleLights::of(&view), source.session.trends());
        let words = words::all(source.lang);
        Self { source: *source, view, trends, lights, areas, outlines, looks: Vec::new(), words }
    }

    /// Lets places have the shapes that a map gives.
    pub(super) fn on_map(&mut self, map: &MapFile) {
        let roster = &self.source.session.data().roster;
        let is_it = |id: &dabiao_data::EntityId, name: &str| {
            roster.key(*id) == name || roster.get(*id).is_some_and(|e| &*e.name == name)
        };
        let place = |name: &str| self.areas.all.iter().position(|id| is_it(id, name));
        let mut outlines = std::mem::take(&mut self.outlines);
        map.place_into(&mut outlines, &place);
        self.outlines = outlines;
    }

    /// Returns the language.
    pub(super) fn lang(&self) -> Lang {
        self.source.lang
    }

    /// Returns the style of what is handed around.
    pub(super) fn style(&self) -> Style {
        Style::printed(self.source.lang)
    }

    /// Returns a word of the page.
    pub(super) fn word(&self, key: &'static str) -> &'static str {
        self.words.get(key).copied().unwrap_or_default()
    }

    /// Returns a verdict as it is shown.
    pub(super) fn verdict(&self, verdict: Verdict) -> VerdictView {
        VerdictView {
            key: verdict.as_str(),
            word: report_words::verdict(verdict, self.lang()),
            sign: sign(verdict),
            order: Verdict::ALL.iter().position(|v| *v == verdict).unwrap_or(0),
        }
    }

    /// Returns signs and words of all verdicts as a script reads them.
    pub(super) fn verdicts(&self) -> String {
        let all = Verdict::ALL.into_iter().map(|v| self.verdict(v));
        let all: BTreeMap<&str, [&str; 2]> = all.map(|v| (v.key, [v.sign, v.word])).collect();
        serde_json::to_string(&all).unwrap_or_default()
    }

    /// Returns all lights of a rule, the worst first.
    pub(super) fn lights(&self, rule: usize) -> Vec<LightView> {
        self.lights.all(rule).iter().map(LightView::of).collect()
    }
}
