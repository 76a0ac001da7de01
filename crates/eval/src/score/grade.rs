//! Grades: thresholds, quotas and vetoes.
//!
//! Grades are given from the best on. A quota is filled in order of the total; those who are equal get it together or,
//! where they do not all fit, not at all, since a quota is the most that may have the grade. Where figures are missing, who may
//! have a grade and who must have it are counted apart: another who moves up may leave a place in a quota as well as take one,
//! so that neither the best nor the worst of all figures bounds what becomes of somebody.
//! INVARIANT: a grade that is told is that of every completion.

use super::place::Key;
use crate::value::Ext;
use dabiao_lang::model::scheme::{Grade, Quota, Whole};
use dabiao_lang::model::{CompareOp, Exact};

/// One who is graded.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// What decides the order, at the least and at the most.
    pub(crate) key: [Key; 2],
    /// The total that is compared with thresholds, at the least and at the most.
    pub(crate) total: [Ext; 2],
    /// The grade that vetoes set which hold.
    pub(crate) forced: Option<usize>,
    /// The worse grades that vetoes would set of which nobody knows whether they hold.
    pub(crate) may_be_forced: Vec<usize>,
    /// The best grade that vetoes leave: those that hold, and with them those of which nobody knows.
    pub(crate) best: [usize; 2],
}

/// What is told of a grade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given {
    /// This one, or none.
    Told(Option<usize>),
    /// Figures are missing: more than one may come of it.
    Open,
}

/// A grade, and whether a better one was missed for want of a place alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) given: Given,
    pub(crate) missed: Option<usize>,
}

/// What is known of one who is graded while the grades are gone through, unless a veto sets its grade.
#[derive(Debug, Clone, Copy)]
struct Standing {
    /// Whether it may still be without a grade, and whether it must.
    may_wait: bool,
    must_wait: bool,
    /// The first grade that it may get.
    first: Option<usize>,
    /// Whether it may get that one or miss it.
    is_open: bool,
    missed: Option<usize>,
}

/// Gives each a grade.
pub(crate) fn give(candidates: &[Candidate], grades: &[Grade]) -> Vec<Outcome> {
    let mut all: Vec<Standing> = candidates.iter().map(Standing::before).collect();
    for (g, grade) in grades.iter().enumerate() {
        all = after(candidates, &all, (g, grade));
    }
    candidates.iter().zip(all).map(|(c, s)| s.outcome(c)).collect()
}

fn after(candidates: &[Candidate], all: &[Standing], (g, grade): (usize, &Grade)) -> Vec<Standing> {
    let may_fit = |c: &Candidate, s: &Standing| s.may_wait && c.best[0] <= g && reaches(grade, &c.total[1]);
    let must_fit = |c: &Candidate, s: &Standing| s.must_wait && c.best[1] <= g && reaches(grade, &c.total[0]);
    let is_rival = |c: &Candidate, s: &Standing| must_fit(c, s) && c.may_be_forced.is_empty();
    let limit = limit(grade, candidates.len());
    // Those who may stand in the way, as high as they may; those who do for certain, as low as they may.
    let (mut possible, mut certain): (Vec<&Key>, Vec<&Key>) = (Vec::new(), Vec::new());
    if limit.is_some() {
        let of = || candidates.iter().zip(all);
        possible.extend(of().filter(|(c, s)| may_fit(c, s)).map(|(c, _)| &c.key[1]));
        certain.extend(of().filter(|(c, s)| is_rival(c, s)).map(|(c, _)| &c.key[0]));
        possible.sort();
        certain.sort();
    }
    let at_or_above = |keys: &[&Key], own: &Key| keys.len() - keys.partition_point(|k| *k < own);
    let has_place = |n: usize| limit.is_none_or(|l| n <= l);
    let each = candidates.iter().zip(all).map(|(c, s)| {
        let (may, must) = (may_fit(c, s), must_fit(c, s));
        // It stands among the possible ones itself, and among the certain ones where it is one of them and does not move.
        let is_counted = is_rival(c, s) && c.key[0] == c.key[1];
        let fewest = at_or_above(&certain, &c.key[1]) + usize::from(!is_counted);
        let most = at_or_above(&possible, &c.key[0]);
        s.given(g, (may && has_place(fewest), must && has_place(most)), must)
    });
    each.collect()
}

impl Standing {
    fn before(c: &Candidate) -> Self {
        let is_free = c.forced.is_none();
        Self { may_wait: is_free, must_wait: is_free, first: None, is_open: false, missed: None }
    }

    /// Returns what is known after a grade that it may or must get, and for which its total is enough or not.
    fn given(self, g: usize, (may_get, must_get): (bool, bool), is_enough: bool) -> Self {
        let is_first = may_get && self.first.is_none();
        Self {
            may_wait: self.may_wait && !must_get,
            must_wait: self.must_wait && !may_get,
            first: if is_first { Some(g) } else { self.first },
            // Whoever may get a grade and may miss it gets that one or a later one, or none.
            is_open: self.is_open || is_first && !must_get,
            missed: self.missed.or((is_enough && !may_get).then_some(g)),
        }
    }

    fn outcome(self, c: &Candidate) -> Outcome {
        let told = match c.forced {
            Some(g) => Given::Told(Some(g)),
            None if self.is_open => Given::Open,
            None => Given::Told(self.first),
        };
        let is_sure = c.may_be_forced.iter().all(|g| told == Given::Told(Some(*g)));
        let given = if is_sure { told } else { Given::Open };
        Outcome { given, missed: self.missed }
    }
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
