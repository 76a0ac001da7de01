//! Grades: thresholds, quotas and vetoes.
//!
//! Grades are given from the best on. A quota is filled in order of the total; those who are equal get it together or,
//! where they do not all fit, not at all, since a quota is the most that may have the grade.

use super::place::Key;
use crate::value::Ext;
use dabiao_lang::model::scheme::{Grade, Quota, Whole};
use dabiao_lang::model::{CompareOp, Exact};

/// One who is graded.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// What decides the order.
    pub(crate) key: Key,
    /// The total that is compared with thresholds.
    pub(crate) total: Ext,
    /// The grade that a veto sets.
    pub(crate) forced: Option<usize>,
    /// The best grade that vetoes leave.
    pub(crate) best: usize,
}

/// A grade, and whether a better one was missed for want of a place alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) grade: Option<usize>,
    pub(crate) missed: Option<usize>,
}

/// Gives each a grade.
pub(crate) fn give(candidates: &[Candidate], grades: &[Grade]) -> Vec<Given> {
    let mut given: Vec<Given> = candidates.iter().map(|c| Given { grade: c.forced, missed: None }).collect();
    for (g, grade) in grades.iter().enumerate() {
        let is_open = |i: &usize| {
            let fits = candidates.get(*i).is_some_and(|c| c.best <= g && reaches(grade, &c.total));
            fits && given.get(*i).is_some_and(|x| x.grade.is_none())
        };
        let mut order: Vec<usize> = (0..candidates.len()).filter(is_open).collect();
        let key = |i: usize| candidates.get(i).map(|c| &c.key);
        order.sort_by(|a, b| key(*b).cmp(&key(*a)));
        let limit = limit(grade, candidates.len());
        let (mut n, mut is_full) = (0, false);
        for equal in order.chunk_by(|a, b| key(*a) == key(*b)) {
            is_full |= limit.is_some_and(|l| n + equal.len() > l);
            for i in equal {
                let Some(slot) = given.get_mut(*i) else { continue };
                if is_full {
                    slot.missed = slot.missed.or(Some(g));
                } else {
                    slot.grade = Some(g);
                }
            }
            n += equal.len();
        }
    }
    given
}

fn reaches(grade: &Grade, total: &Ext) -> bool {
    grade.least.as_ref().is_none_or(|(op, least)| {
        let least = Ext::Fin(least.clone());
        if *op == CompareOp::Gt { *total > least } else { *total >= least }
    })
}

/// Returns how many may have a grade.
pub(crate) fn limit(grade: &Grade, n_all: usize) -> Option<usize> {
    let exact = match grade.quota.as_ref()? {
        Quota::Share(share, whole) => {
            let x = share * &Exact::from(n_all as i64);
            match whole {
                Whole::Ceil => x.ceil(),
                Whole::HalfUp => x.round(0, dabiao_lang::model::Rounding::HalfUp),
                Whole::Floor | Whole::Continuous => x.floor(),
            }
        }
        Quota::Count(n) => n.floor(),
    };
    exact.to_i64().and_then(|n| usize::try_from(n).ok())
}
