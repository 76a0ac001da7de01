//! What office files are made from, and what their parts look things up in.

use chrono::NaiveDate;

use crate::evaluation::{Context, Judged, Names, targets};
use crate::followup::Followup;
use crate::json::{Detail, Options};
use crate::words::say;
use dabiao_data::Dataset;
use dabiao_eval::{Check, Judgement, Points, ScoreRow, Scores};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Exact, Verdict};

/// What a report is made from.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The rules.
    pub rules: &'a RuleSet,
    /// The data.
    pub data: &'a Dataset,
    /// Their judgement, in full detail.
    pub judgement: &'a Judgement,
    /// What is to be followed up.
    pub followup: &'a Followup,
    /// The language of the text.
    pub lang: Lang,
}

/// What the parts of an office file look things up in.
pub(crate) struct Scene<'a> {
    pub(crate) source: Source<'a>,
    pub(crate) ctx: Context<'a>,
    pub(crate) judged: Vec<Judged<'a>>,
}

impl<'a> Scene<'a> {
    /// Gathers what a report is about.
    pub(crate) fn new(source: Source<'a>) -> Self {
        let (model, data) = (source.rules.model(), source.data);
        let options = Options { detail: Detail::Full, lang: source.lang };
        let judged = model.rules.iter().zip(&source.judgement.rules);
        let judged = judged.map(|(rule, judgement)| Judged { rule, judgement }).collect();
        Self { source, ctx: Context { model, data, names: Names::of(&data.roster), options }, judged }
    }

    /// Returns one of two texts.
    pub(crate) fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        say(self.source.lang, zh, en)
    }

    /// Returns the day of judgement.
    pub(crate) fn as_of(&self) -> NaiveDate {
        self.source.judgement.as_of
    }
}

/// The check that stands for a rule: of the worst ones the first, of a met rule the last.
pub(crate) fn shown_check<'a>(j: Judged<'a>) -> Option<&'a Check> {
    let all = &j.judgement.checks;
    match j.judgement.verdict {
        Verdict::Met => all.last(),
        worst => all.iter().find(|c| c.verdict == worst),
    }
}

/// Returns what a rule wants done.
pub(crate) fn task(j: Judged<'_>) -> String {
    plain(targets::task(j))
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
