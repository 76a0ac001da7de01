//! Offices scored by what they answer for: the checks of the rules that name them, due in the period.
//!
//! A duty of the whole county is one check for the office that leads it, however many villages it counts; rules weigh as
//! they say, and what is only supported counts for a share. INVARIANT: a check that is open leaves the measure open.

use super::measure::{Kind, Measured, Scene};
use crate::gather;
use crate::own_date;
use crate::reason;
use crate::stage::Stage;
use crate::time;
use crate::value::Range;
use crate::verdict::{self, Asked};
use crate::{Detail, judgement::Check, judgement::Span};
use dabiao_data::EntityId;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::lexicon::name::fold;
use dabiao_lang::model::scheme::Led;
use dabiao_lang::model::{Exact, Rule, Statement, Time, Verdict};

/// How the checks of one rule came out.
#[derive(Default)]
struct Checks {
    met: u64,
    open: u64,
    total: u64,
    is_wrong: bool,
    why: Option<Both>,
}

impl Scene<'_, '_> {
    /// Measures the share of the checks that are met of the rules for which an office answers.
    pub(crate) fn led(&self, office: EntityId, all: &[Led]) -> Measured {
        let name = fold(&reason::entity_name(self.world, office));
        let mut sum = Range::exact(Exact::ZERO);
        let (mut weights, mut whole) = (Exact::ZERO, Checks::default());
        for rule in &self.world.model.rules {
            let Some(led) = all.iter().find(|l| l.role.of(rule).iter().any(|o| fold(o) == name)) else { continue };
            let own = self.checks(rule);
            if own.total == 0 {
                continue;
            }
            let weight = rule.weight.as_ref().map_or(led.share.clone(), |w| &led.share * w);
            sum = sum.add(&own.range().mul(&Range::exact(weight.clone())));
            weights = &weights + &weight;
            whole.total += own.total;
            whole.met += own.met;
            whole.is_wrong |= own.is_wrong;
            whole.why = whole.why.or(own.why);
        }
        let tally = Some((whole.total, whole.met));
        let Some(factor) = Exact::ONE.checked_div(&weights) else {
            let why = Both::new("本期没有由它负责、到期的任务", "no task that it answers for is due in the period");
            return Measured { what: Kind::Out, why: Some(why), tally };
        };
        let share = sum.mul(&Range::exact(factor));
        let what = if whole.is_wrong { Kind::Wrong(share) } else { Kind::Number(share) };
        Measured { what, why: whole.why, tally }
    }

    fn checks(&self, rule: &Rule) -> Checks {
        let mut found = Checks::default();
        if let Some(problem) = rule.errors.first() {
            let why = Both::of(problem.message(Lang::Zh), problem.message(Lang::En));
            return Checks { total: 1, open: 1, is_wrong: true, why: Some(why), ..found };
        }
        for (at, statement) in rule.statements.iter().enumerate() {
            match self.of_statement(rule, (at, statement)) {
                Ok(checks) => checks.into_iter().for_each(|c| found.add(rule, c)),
                Err(why) => found.add_unjudged(why),
            }
        }
        found
    }

    fn of_statement(&self, rule: &Rule, (at, statement): (usize, &Statement)) -> Result<Vec<Check>, Both> {
        let told = |p: crate::EvalProblem| Both::of(p.message(Lang::Zh), p.message(Lang::En));
        let stage = Stage::new(self.world, self.recorder, rule, statement).map_err(told)?;
        let mut checks = Vec::new();
        for (index, target) in statement.targets_on(self.world.as_of).iter().enumerate() {
            if let Time::ByAttribute(id) = target.time {
                let parts = own_date::in_parts(&stage, (at, index, target), (id, self.period), Detail::Summary);
                checks.extend(parts.into_iter().filter(|c| c.period == Some(Span::One(self.period))));
                continue;
            }
            for due in time::dues(&stage, target).map_err(told)?.iter().filter(|d| self.is_of_period(d.end)) {
                let newest = if verdict::is_due(self.world, due) { None } else { verdict::newest(&stage) };
                checks.push(gather::check(&Asked { stage: &stage, target, index, due, newest }, at, Detail::Summary));
            }
        }
        Ok(checks)
    }
}

impl Checks {
    fn add(&mut self, rule: &Rule, check: Check) {
        match check.verdict {
            Verdict::Empty => return,
            Verdict::Met | Verdict::Early => self.met += 1,
            Verdict::Unmet => {}
            verdict => {
                self.open += 1;
                self.is_wrong |= verdict == Verdict::Invalid;
                let why = check.reason.unwrap_or_else(|| Both::new(verdict.zh(), verdict.as_str()));
                let told = Both::of(format!("{}：{}", rule.id, why.zh), format!("{}: {}", rule.id, why.en));
                self.why.get_or_insert(told);
            }
        }
        self.total += 1;
    }

    /// A rule that met the data badly is open, never passed.
    fn add_unjudged(&mut self, why: Both) {
        self.total += 1;
        self.open += 1;
        self.is_wrong = true;
        self.why.get_or_insert(why);
    }

    fn range(&self) -> Range {
        let of = |n: u64| Exact::from(n as i64).checked_div(&Exact::from(self.total as i64));
        Range::between(of(self.met), of(self.met + self.open))
    }
}
