//! Points, ranks and grades of earlier periods, as reports that were written then tell them.
//!
//! A report is what `rank --format json` or `eval --format json` wrote. INVARIANT: nothing is scored again: what was handed
//! out is what is compared with, and who is told apart by code.

use std::collections::BTreeSet;

use serde::Deserialize;

use dabiao_eval::{ScoreRow, Scores};
use dabiao_lang::diag::Both;
use dabiao_lang::model::Period;

/// How many places count as the last ones (后三位).
pub const LAST_PLACES: usize = 3;

/// Schemes of earlier reports, the newest period first.
#[derive(Debug, Clone, Default)]
pub struct Earlier(Vec<EarlierScheme>);

/// One scheme of an earlier period.
#[derive(Debug, Clone, Deserialize)]
struct EarlierScheme {
    scheme: String,
    period: String,
    #[serde(default)]
    rows: Vec<EarlierRow>,
}

/// How one entity came out then.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct EarlierRow {
    entity: String,
    pub(crate) points: Option<String>,
    pub(crate) rank: Option<String>,
    pub(crate) grade: Option<String>,
    #[serde(default)]
    group: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Written {
    schema: String,
    #[serde(default)]
    scores: Vec<EarlierScheme>,
}

impl Earlier {
    /// Takes a report in.
    ///
    /// # Errors
    /// What is wrong with it, where it is no report with points.
    pub fn add(&mut self, bytes: &[u8]) -> Result<(), Both> {
        let written: Written = serde_json::from_slice(bytes).map_err(|e| {
            Both::of(format!("不是 `rank` 或 `eval` 写的 JSON（{e}）"), format!("no JSON of `rank` or `eval` ({e})"))
        })?;
        if written.scores.is_empty() {
            return Err(Both::of(
                format!("这份 `{}` 里没有考核办法的得分", written.schema),
                format!("this `{}` holds no points of a scheme", written.schema),
            ));
        }
        self.0.extend(written.scores);
        let end = |s: &EarlierScheme| Period::parse(&s.period).map(|p| p.last_day());
        self.0.sort_by_key(|s| std::cmp::Reverse(end(s)));
        Ok(())
    }

    /// Returns how an entity came out when a scheme was last applied before a period.
    pub(crate) fn last<'s>(&'s self, scheme: &'s str, before: Period, entity: &str) -> Option<&'s EarlierRow> {
        self.of(scheme, before).next()?.rows.iter().find(|r| r.entity == entity)
    }

    /// Returns the period before which a scheme was last applied.
    pub(crate) fn period<'s>(&'s self, scheme: &'s str, before: Period) -> Option<&'s str> {
        self.of(scheme, before).next().map(|s| &*s.period)
    }

    /// Returns how many periods in a row, that of the scores among them, a row has been among the last places; 0 where it is
    /// not known.
    pub(crate) fn n_last(&self, scheme: &str, (scores, row): (&Scores, &ScoreRow), entity: &str) -> usize {
        let group = || scores.rows.iter().filter(|r| r.group == row.group);
        let Some(place) = row.rank.as_ref().filter(|_| group().all(|r| r.rank.is_some())) else { return 0 };
        let n_behind = group().filter(|r| r.rank.as_ref().is_some_and(|r| r > place)).count();
        if n_behind >= LAST_PLACES {
            return 0;
        }
        1 + self.of(scheme, scores.period).take_while(|s| is_last(s, entity)).count()
    }

    fn of<'s>(&'s self, scheme: &'s str, before: Period) -> impl Iterator<Item = &'s EarlierScheme> {
        let is_before =
            move |s: &&EarlierScheme| Period::parse(&s.period).is_some_and(|p| p.last_day() < before.first_day());
        // A period that two reports tell of counts once: the one that was named first.
        let mut seen = BTreeSet::new();
        self.0.iter().filter(move |s| s.scheme == scheme).filter(is_before).filter(move |s| seen.insert(&*s.period))
    }
}

/// Whether fewer than three others of its group stand behind an entity; where its rank is not known, it is not said.
fn is_last(scheme: &EarlierScheme, entity: &str) -> bool {
    let Some(own) = scheme.rows.iter().find(|r| r.entity == entity) else { return false };
    let rank = |r: &EarlierRow| r.rank.as_deref().and_then(place_of);
    let Some(place) = rank(own) else { return false };
    let group = || scheme.rows.iter().filter(|r| r.group == own.group);
    let is_known = group().all(|r| rank(r).is_some());
    is_known && group().filter(|r| rank(r).is_some_and(|r| r > place)).count() < LAST_PLACES
}

/// A place in thousandths: with averaged ties it may be a fraction.
fn place_of(text: &str) -> Option<i64> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = rest.chars().chain("000".chars()).take(3).collect();
    Some(whole.parse::<i64>().ok()?.checked_mul(1000)? + digits.parse::<i64>().ok()?)
}
