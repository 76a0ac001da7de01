//! Of several columns of one indicator, the one that is its figure.
//!
//! `集体收入 / 计划数 | 完成数 | 完成率`: the words decide (`aspect`). INVARIANT: where they do not, either none of the columns
//! is read and an error names them, or a single one is read as a doubt.

use std::rc::Rc;

use super::aspect::{self, Aspect};
use super::header::Head;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Frequency, IndicatorId, Period};

/// A column whose header names an indicator.
#[derive(Debug, Clone)]
pub(super) struct Claim<'h> {
    pub(super) head: &'h Head,
    pub(super) indicator: IndicatorId,
    /// The period that the header states.
    pub(super) period: Option<Period>,
    pub(super) aspect: Option<Aspect>,
    /// Whether only the group above the column names the indicator, and its own words something else.
    pub(super) is_by_group: bool,
}

/// What becomes of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    /// It is read, for the period of the header or of the table; with the words that chose it.
    Read { period: Option<Period>, why: Option<Both> },
    /// It is read, but a person should look whether it is the one.
    Doubtful { period: Option<Period>, why: Both },
    /// It holds the figures of the year before.
    LastYear(Option<Period>),
    /// It is another measure.
    Aside(Both),
    /// It claims what other columns claim too; these are their positions.
    Clash(Rc<[usize]>),
}

/// Chooses among the columns of a table of a period; without one, each row has its own.
pub(super) fn choose(claims: &[Claim<'_>], table: Option<Period>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = claims.iter().map(|c| alone(c, table)).collect();
    for i in 0..claims.len() {
        let Some(rival) = rivals(claims, &choices, i) else { continue };
        let ranks: Vec<(usize, u8)> = rival.iter().filter_map(|&r| Some((r, rank(claims.get(r)?)))).collect();
        let best = ranks.iter().map(|(_, rank)| *rank).min().unwrap_or(0);
        let shared: Rc<[usize]> = rival.as_slice().into();
        let winners: Vec<usize> = ranks.iter().filter(|(_, rank)| *rank == best).map(|(r, _)| *r).collect();
        for (r, rank) in ranks {
            let Some(choice) = choices.get_mut(r) else { continue };
            if winners.len() > 1 || best > TO_DATE {
                *choice = Choice::Clash(shared.clone());
            } else if rank != best {
                *choice = Choice::Aside(Both::new(
                    "同一指标另有一列是该时期的数",
                    "another column is the figure of the period",
                ));
            }
        }
    }
    unclaimed(claims, &mut choices);
    choices
}

/// The rank of words that say the year itself, and of those that say the year to date.
const YEAR: u8 = 0;
const TO_DATE: u8 = 1;

fn rank(claim: &Claim<'_>) -> u8 {
    match claim.aspect {
        Some(Aspect::Figure) if says_year(claim.head) => YEAR,
        Some(Aspect::ToDate) => TO_DATE,
        Some(_) => 2,
        None => 3,
    }
}

/// `本年完成` beside `累计完成`: the second may run over several years.
fn says_year(head: &Head) -> bool {
    ["本年", "今年", "当年", "全年"].iter().any(|w| head.text.contains(w)) && !head.text.contains("累计")
}

/// What a column would be if it were the only one.
fn alone(claim: &Claim<'_>, table: Option<Period>) -> Choice {
    let period = claim.period;
    let Some(aspect) = claim.aspect else {
        return match claim.is_by_group {
            true => Choice::Aside(Both::new("是该组的另一个指标", "another measure of its group")),
            false => Choice::Read { period, why: None },
        };
    };
    let word = claim.head.text.rsplit('/').next().unwrap_or("").to_owned();
    let why = Both::of(format!("按“{word}”选定"), format!("chosen by `{word}`"));
    match (aspect, period.or(table)) {
        (Aspect::Plan, _) => Choice::Aside(Both::new("是计划数，不是实际数", "what was planned, not what was done")),
        (Aspect::Rate, _) => Choice::Aside(Both::new("是比率，不是该指标的数", "a rate, not the figure")),
        (Aspect::Change, _) => Choice::Aside(Both::new("是增减，不是该指标的数", "a difference, not the figure")),
        (Aspect::Start, _) => Choice::Aside(Both::new("是期初数", "the figure at the beginning of the period")),
        (Aspect::LastYear, at) => Choice::LastYear(at.map(|p| p.step_years(-1))),
        (Aspect::Figure, _) => Choice::Read { period, why: Some(why) },
        // Rows of their own periods: whether the month or the year is meant cannot be told for all of them.
        (_, None) => Choice::Doubtful { period, why },
        (aspect, Some(at)) => match aspect.period(at) {
            Some(own) if Some(own) == table && period.is_none() => Choice::Read { period: None, why: Some(why) },
            Some(own) => Choice::Read { period: Some(own), why: Some(why) },
            None if at.frequency() == Frequency::Year => {
                Choice::Aside(Both::new("不是全年的数", "not the figure of the year"))
            }
            None => Choice::Aside(Both::new("所属时期不是季、半年或年", "of no quarter, half or year")),
        },
    }
}

/// Returns the columns that would be read as the same figure as one, itself included.
fn rivals(claims: &[Claim<'_>], choices: &[Choice], i: usize) -> Option<Vec<usize>> {
    let key = |j: usize| match (claims.get(j)?, choices.get(j)?) {
        (c, Choice::Read { period, .. } | Choice::Doubtful { period, .. }) => Some((c.indicator, *period)),
        _ => None,
    };
    let own = key(i)?;
    let all: Vec<usize> = (0..claims.len()).filter(|&j| key(j) == Some(own)).collect();
    (all.len() > 1).then_some(all)
}

/// A group of which no column is the figure: its only column may be, several are for a person to choose from.
fn unclaimed(claims: &[Claim<'_>], choices: &mut [Choice]) {
    for i in 0..claims.len() {
        let Some(claim) = claims.get(i).filter(|c| is_open_to_doubt(c)) else { continue };
        let is_of_group = |j: &usize| claims.get(*j).is_some_and(|c| c.indicator == claim.indicator);
        let group: Vec<usize> = (0..claims.len()).filter(is_of_group).collect();
        let is_settled = |j: &usize| !matches!(choices.get(*j), Some(Choice::Aside(_) | Choice::LastYear(_)));
        if group.iter().any(is_settled) {
            continue;
        }
        let is_open = |j: &usize| claims.get(*j).is_some_and(is_open_to_doubt);
        let open: Vec<usize> = group.into_iter().filter(is_open).collect();
        if let [only] = open.as_slice() {
            let word = claim.head.text.clone();
            let why = Both::of(
                format!("`{word}` 是否就是该指标，表头没有说清"),
                format!("whether `{word}` is the indicator, its header does not say"),
            );
            if let Some(choice) = choices.get_mut(*only) {
                *choice = Choice::Doubtful { period: claim.period, why };
            }
            continue;
        }
        let shared: Rc<[usize]> = open.as_slice().into();
        for &j in &open {
            if let Some(choice) = choices.get_mut(j) {
                *choice = Choice::Clash(shared.clone());
            }
        }
    }
}

/// Returns whether a column may be the figure of its group: its own words say neither what it is nor that it is a part.
fn is_open_to_doubt(claim: &Claim<'_>) -> bool {
    let own = claim.head.text.rsplit('/').next().unwrap_or("");
    claim.is_by_group && claim.aspect.is_none() && aspect::part_of(own).is_none()
}
