//! How many rules came to which verdict: in all, by plan, by office. Every table of counts is printed from these.
//!
//! INVARIANT: the rows of a table by plan add up to the whole; in one by office a rule counts once for each office that
//! answers for it, and those for which nobody answers have a row of their own.

use std::sync::Arc;

use super::View;
use super::rule::RuleView;
use dabiao_lang::model::{Nature, Plan, Verdict};

/// Verdicts that want attention come first in [`Verdict::ALL`]; there are so many of them.
const N_BAD: usize = 5;

/// How many rules came to each verdict, in the order of [`Verdict::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts([usize; Verdict::ALL.len()]);

/// The rules of a plan.
pub(crate) struct PlanRules<'a> {
    /// `None` gathers the rules of no plan.
    pub(crate) plan: Option<&'a Plan>,
    pub(crate) rules: Vec<RuleView<'a>>,
}

/// What an office answers for.
pub(crate) struct OfficeCounts {
    /// `None` stands for nobody.
    pub(crate) office: Option<Arc<str>>,
    pub(crate) counts: Counts,
}

impl Counts {
    /// Counts rules.
    pub(crate) fn of<'r, 'a: 'r>(rules: impl IntoIterator<Item = &'r RuleView<'a>>) -> Self {
        Self::of_verdicts(rules.into_iter().map(|r| r.judgement.verdict))
    }

    /// Counts verdicts.
    pub(crate) fn of_verdicts(verdicts: impl IntoIterator<Item = Verdict>) -> Self {
        let mut counts = Self::default();
        verdicts.into_iter().for_each(|v| counts.add(v));
        counts
    }

    /// Counts one more.
    pub(crate) fn add(&mut self, verdict: Verdict) {
        if let Some(n) = position(verdict).and_then(|at| self.0.get_mut(at)) {
            *n += 1;
        }
    }

    /// Counts all that others count.
    pub(crate) fn add_all(&mut self, others: &Counts) {
        self.0.iter_mut().zip(others.0).for_each(|(n, more)| *n += more);
    }

    /// Returns how many came to a verdict.
    pub(crate) fn get(&self, verdict: Verdict) -> usize {
        position(verdict).and_then(|at| self.0.get(at)).copied().unwrap_or(0)
    }

    /// Returns how many there are.
    pub(crate) fn total(&self) -> usize {
        self.0.iter().sum()
    }

    /// Returns how many want attention.
    pub(crate) fn n_bad(&self) -> usize {
        self.0.iter().take(N_BAD).sum()
    }

    /// Returns the verdicts that occur, the worst first.
    pub(crate) fn present(&self) -> impl Iterator<Item = (Verdict, usize)> + '_ {
        Verdict::ALL.into_iter().zip(self.0).filter(|(_, n)| *n > 0)
    }
}

fn position(verdict: Verdict) -> Option<usize> {
    Verdict::ALL.iter().position(|v| *v == verdict)
}

/// Returns the counts of the rules of one nature; `None` is all.
pub(crate) fn of_nature(rules: &[RuleView<'_>], nature: Option<Nature>) -> Counts {
    Counts::of(rules.iter().filter(|r| nature.is_none() || r.rule.nature == nature))
}

/// Returns the rules of each plan, in the order of the rules.
pub(crate) fn by_plan<'a>(rules: &[RuleView<'a>]) -> Vec<PlanRules<'a>> {
    let mut groups: Vec<PlanRules<'a>> = Vec::new();
    for rule in rules {
        match groups.iter_mut().find(|g| g.rules.first().is_some_and(|r| r.rule.plan == rule.rule.plan)) {
            Some(group) => group.rules.push(*rule),
            None => groups.push(PlanRules { plan: rule.plan, rules: vec![*rule] }),
        }
    }
    groups
}

/// Returns the counts of each office, those with most that wants attention first, nobody last; nothing where no rule names
/// an office.
pub(crate) fn by_office(view: &View<'_>) -> Vec<OfficeCounts> {
    if view.offices.is_empty() {
        return Vec::new();
    }
    let mut all: Vec<OfficeCounts> =
        view.offices.iter().cloned().map(Some).chain([None]).map(OfficeCounts::new).collect();
    for rule in &view.rules {
        for office in &mut all {
            let answers = match &office.office {
                Some(name) => rule.offices().contains(name),
                None => rule.offices().is_empty(),
            };
            if answers {
                office.counts.add(rule.judgement.verdict);
            }
        }
    }
    all.retain(|o| o.counts.total() > 0);
    all.sort_by_key(|o| (o.office.is_none(), std::cmp::Reverse(o.counts.n_bad())));
    all
}

impl OfficeCounts {
    fn new(office: Option<Arc<str>>) -> Self {
        Self { office, counts: Counts::default() }
    }

    /// Returns the name of the office, or what stands for none.
    pub(crate) fn name<'s>(&'s self, view: &View<'_>) -> &'s str {
        self.office.as_deref().unwrap_or_else(|| view.say("未明确责任单位", "no office named"))
    }
}
