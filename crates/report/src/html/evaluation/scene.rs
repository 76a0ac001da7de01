//! What all parts of the report look things up in: rules with their judgements, offices, places and lights.

use std::sync::Arc;

use serde::Serialize;

use super::Source;
use crate::evaluation::summary::offices;
use crate::evaluation::{Context, Judged, Names};
use crate::html::document::sign;
use crate::json::{Detail, Options};
use crate::words;
use dabiao_data::{EntityId, Roster};
use dabiao_eval::{Judgement, Trend};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Model, Verdict};

/// Places that have a page at most.
const MOST_AREAS: usize = 400;

/// What the parts of the report look things up in.
pub(super) struct Scene<'a> {
    pub(super) source: &'a Source<'a>,
    pub(super) ctx: Context<'a>,
    pub(super) judged: Vec<Judged<'a>>,
    pub(super) trends: &'a [Vec<Trend>],
    /// The offices that answer for rules, in the order of the rules.
    pub(super) offices: Vec<Arc<str>>,
    pub(super) areas: Areas,
}

/// The places right below the region, each with all that lies in it.
#[derive(Debug, Default)]
pub(super) struct Areas {
    /// The places, in roster order.
    pub(super) all: Vec<EntityId>,
    /// For each entity the place that it lies in, by position.
    of: Vec<Option<u32>>,
    /// Places that have no page.
    pub(super) n_left_out: usize,
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
    /// `red`, `amber`, `green`, `blue` or `other`.
    pub(super) class: &'static str,
    /// The place among its colours; the first is the best.
    pub(super) order: usize,
}

impl<'a> Scene<'a> {
    /// Gathers what a report is about.
    pub(super) fn new(source: &'a Source<'a>, trends: &'a [Vec<Trend>]) -> Self {
        let (model, data) = (source.rules.model(), source.data);
        let options = Options { detail: Detail::Full, lang: source.lang };
        let judged: Vec<Judged<'a>> = model
            .rules
            .iter()
            .zip(&source.judgement.rules)
            .map(|(rule, judgement)| Judged { rule, judgement })
            .collect();
        let mut all: Vec<Arc<str>> = Vec::new();
        for office in judged.iter().flat_map(|j| offices(j.rule)) {
            if !all.contains(office) {
                all.push(office.clone());
            }
        }
        let ctx = Context { model, data, names: Names::of(&data.roster), options };
        let areas = Areas::of(&data.roster, source.judgement);
        Self { source, ctx, judged, trends, offices: all, areas }
    }

    /// Returns the language.
    pub(super) fn lang(&self) -> Lang {
        self.source.lang
    }

    /// Returns the rules' model.
    pub(super) fn model(&self) -> &'a Model {
        self.source.rules.model()
    }

    /// Returns a verdict as it is shown.
    pub(super) fn verdict(&self, verdict: Verdict) -> VerdictView {
        VerdictView {
            key: verdict.as_str(),
            word: words::verdict(verdict, self.lang()),
            sign: sign(verdict),
            order: Verdict::ALL.iter().position(|v| *v == verdict).unwrap_or(0),
        }
    }

    /// Returns the worst light of a rule.
    pub(super) fn light(&self, rule: usize) -> Option<LightView> {
        let lights = self.source.judgement.lights.iter().flat_map(|board| {
            let declared = self.model().lights.get(board.lights);
            let line = move |l: usize| declared.and_then(|d| d.lines.get(l).map(|line| (d, line.colour)));
            board.rows.iter().filter(move |r| r.rule == rule).filter_map(move |r| r.line.and_then(line))
        });
        let (declared, colour) = lights.max_by_key(|(_, colour)| *colour)?;
        let name = declared.colours.get(colour)?.to_string();
        Some(LightView { class: colour_class(&name), name, order: colour })
    }

    /// Returns the names of all lights that occur, the best first.
    pub(super) fn light_names(&self) -> Vec<LightView> {
        let mut all: Vec<LightView> = (0..self.judged.len()).filter_map(|rule| self.light(rule)).collect();
        all.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
        all.dedup_by(|a, b| a.name == b.name);
        all
    }
}

/// Returns the colour that a name stands for.
pub(super) fn colour_class(name: &str) -> &'static str {
    let has = |words: &[&str]| words.iter().any(|w| name.to_lowercase().contains(w));
    match () {
        () if has(&["红", "red"]) => "red",
        () if has(&["黄", "橙", "yellow", "amber", "orange"]) => "amber",
        () if has(&["绿", "green"]) => "green",
        () if has(&["蓝", "blue"]) => "blue",
        () => "other",
    }
}

impl Areas {
    /// The children of the root; without a single root, whoever stands at the top.
    fn of(roster: &Roster, judgement: &Judgement) -> Self {
        let root = match roster.roots.as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        let ids = || (0..roster.entities.len() as u32).map(EntityId);
        let is_area = |id: &EntityId| roster.get(*id).is_some_and(|e| e.parent == root && Some(*id) != root);
        let mut all: Vec<EntityId> = ids().filter(is_area).collect();
        let n_left_out = all.len().saturating_sub(MOST_AREAS);
        all.truncate(MOST_AREAS);
        let mut areas = Self { all, of: vec![None; roster.entities.len()], n_left_out };
        let has_many = judgement.rules.iter().flat_map(|r| &r.checks).any(|c| c.members.is_some() || c.entity != root);
        if !has_many {
            return Self { of: areas.of, ..Self::default() };
        }
        for id in ids() {
            let found = areas.search(roster, id);
            if let Some(slot) = areas.of.get_mut(id.0 as usize) {
                *slot = found;
            }
        }
        areas
    }

    fn search(&self, roster: &Roster, id: EntityId) -> Option<u32> {
        let mut at = Some(id);
        // A roster is no deeper than its levels; the bound keeps a damaged one from looping.
        for _ in 0..64 {
            let here = at?;
            if let Ok(position) = self.all.binary_search(&here) {
                return u32::try_from(position).ok();
            }
            at = roster.get(here).and_then(|e| e.parent);
        }
        None
    }

    /// Returns the position of the place that an entity lies in.
    pub(super) fn position(&self, id: EntityId) -> Option<usize> {
        self.of.get(id.0 as usize).copied().flatten().map(|p| p as usize)
    }
}
