//! What the parts of an office file look things up in: the view of the judgement, the lights and the list for 督办.

use chrono::NaiveDate;

use crate::followup::{Followup, followup};
use crate::view::light::RuleLights;
use crate::view::words::Style;
use crate::view::{Source, View};
use dabiao_eval::{Points, ScoreRow, Scores};
use dabiao_lang::model::Exact;

/// What the parts of an office file look things up in.
pub(crate) struct Scene<'a> {
    pub(crate) source: Source<'a>,
    pub(crate) view: View<'a>,
    pub(crate) lights: RuleLights,
    pub(crate) followup: Followup,
}

impl<'a> Scene<'a> {
    /// Gathers what a report is about.
    pub(crate) fn new(source: Source<'a>) -> Self {
        let view = View::in_full(&source);
        let lights = RuleLights::of(&view);
        let followup = followup(source.session, source.judgement);
        Self { source, view, lights, followup }
    }

    /// Returns one of two texts.
    pub(crate) fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.view.say(zh, en)
    }

    /// Returns the style of what is handed around.
    pub(crate) fn style(&self) -> Style {
        Style::printed(self.source.lang)
    }

    /// Returns the day of judgement.
    pub(crate) fn as_of(&self) -> NaiveDate {
        self.source.judgement.as_of
    }
}

/// Returns the text of a line.
pub(crate) fn plain(line: crate::document::Line) -> String {
    line.0.into_iter().map(|p| p.text).collect()
}

/// Returns the rows of a table of points, the first place first; those who share one stay in roster order.
pub(crate) fn ranked(scores: &Scores) -> Vec<&ScoreRow> {
    let mut rows: Vec<&ScoreRow> = scores.rows.iter().collect();
    rows.sort_by(|a, b| (a.rank.as_ref().unwrap_or(&a.rank_bounds.0)).cmp(b.rank.as_ref().unwrap_or(&b.rank_bounds.0)));
    rows
}

/// Returns points as a number, or what missing figures leave open.
pub(crate) fn points(points: &Points) -> String {
    let end = |x: &Option<Exact>| x.as_ref().map_or_else(|| "?".to_owned(), Exact::to_text);
    points.value().map_or_else(|| format!("{}–{}", end(&points.low), end(&points.high)), Exact::to_text)
}
