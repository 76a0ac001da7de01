//! `growth-short`, `growth-idle`: a duty for every year against the level asked for at the end. `yearly-short`,
//! `uneven-pace`: yearly duties against the total.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::base::alone;
use super::cite::Key;
use crate::check::reason::figure::{Figure, Place, When};
use crate::check::reason::obligation::Demand;
use crate::diag::{Diagnostic, LintProblem};
use crate::model::{CompareOp, Exact, Frequency, IndicatorId, Period, Time};

/// What one year must be at least: `factor × the year before + step`.
struct Duty {
    factor: Exact,
    step: Exact,
    key: Key,
}

/// All that is asked of one indicator at one place, by year.
#[derive(Default)]
struct Course {
    duties: BTreeMap<Period, Duty>,
    /// Base values and floors: the value, and the target that asks for it.
    anchors: BTreeMap<Period, (Exact, Option<Key>)>,
    levels: Vec<(Period, Exact, Key)>,
}

/// Compares every level with what the yearly duties make of an earlier value.
pub(super) fn levels(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut said = BTreeSet::new();
    for course in courses(ctx).values().filter(|c| !c.duties.is_empty()) {
        for (period, target, own) in &course.levels {
            let reached = course.anchors.range(..*period).filter_map(|(from, (start, key))| {
                let end = course.grown(*from, start, *period)?;
                (*key != Some(*own) && *start < *target).then_some((end, *from, start, *key))
            });
            let Some((end, from, start, anchor)) = reached.max() else { continue };
            let Some(duty) = course.duties.get(period).filter(|d| d.key != *own) else { continue };
            if said.insert(*own) {
                let grown = Grown { end, from, start: start.clone(), anchor, duty: duty.key, time: *period };
                out.extend(report(ctx, *own, target, &grown));
            }
        }
    }
}

/// What a value becomes by the yearly duties alone.
struct Grown {
    end: Exact,
    from: Period,
    start: Exact,
    anchor: Option<Key>,
    duty: Key,
    time: Period,
}

fn report(ctx: &Context<'_>, own: Key, target: &Exact, grown: &Grown) -> Option<Diagnostic> {
    let asked = ctx.asked(own)?;
    let (own_name, duty) = (asked.named(), ctx.named(grown.duty));
    let (from, time) = (grown.from.to_string(), grown.time.to_string());
    let (start, reached) = (asked.amount(&grown.start), asked.amount(&grown.end));
    let problem = if grown.end < *target {
        LintProblem::GrowthShort { own: own_name, duty, from, start, reached, time }
    } else {
        ctx.explained.borrow_mut().insert(own);
        // The level is what the duty comes to: the two are meant to agree.
        if grown.end == *target {
            return None;
        }
        LintProblem::GrowthIdle { own: own_name, duty, from, start, reached, time }
    };
    let found = ctx.with(ctx.at(own, problem)?, grown.duty);
    Some(grown.anchor.iter().fold(found, |found, key| ctx.with(found, *key)))
}

impl Course {
    /// Applies the duties of all years after `from`; `None` if a year has none.
    fn grown(&self, from: Period, start: &Exact, to: Period) -> Option<Exact> {
        let years = from.distance_to(to).filter(|n| (1..=60).contains(n))?;
        (1..=years).try_fold(start.clone(), |value, n| {
            let duty = self.duties.get(&from.step(n))?;
            Some(&(&value * &duty.factor) + &duty.step)
        })
    }
}

fn courses<'a>(ctx: &'a Context<'_>) -> BTreeMap<(IndicatorId, &'a Place), Course> {
    let mut courses: BTreeMap<(IndicatorId, &Place), Course> = BTreeMap::new();
    for (_, demand) in &ctx.obligations.baselines {
        if let Some((id, place, period, value)) = at_least(demand) {
            courses.entry((id, place)).or_default().anchors.entry(period).or_insert((value, None));
        }
    }
    for obligation in &ctx.obligations.all {
        let key = Key::of(obligation);
        for demand in &obligation.demands {
            if let Some((id, place, period, value)) = at_least(demand) {
                let course = courses.entry((id, place)).or_default();
                if ctx.asked(key).is_some_and(|a| matches!(a.target.time, Time::By(_) | Time::In(_))) {
                    course.levels.push((period, value.clone(), key));
                }
                let slot = course.anchors.entry(period).or_insert((value.clone(), Some(key)));
                if slot.0 < value {
                    *slot = (value, Some(key));
                }
            } else if let Some((id, place, period, duty)) = duty(demand, key) {
                courses.entry((id, place)).or_default().duties.entry(period).or_insert(duty);
            }
        }
    }
    courses
}

fn at_least(demand: &Demand) -> Option<(IndicatorId, &Place, Period, Exact)> {
    let is_floor = matches!(demand.op, CompareOp::Ge | CompareOp::Gt | CompareOp::Eq);
    match alone(demand).filter(|_| is_floor)? {
        (Figure::Value(id, place, When::At(p)), value) if p.frequency() == Frequency::Year => {
            value.is_positive().then_some((*id, place, *p, value))
        }
        _ => None,
    }
}

/// `X - f × X[year before] >= s` with f > 0.
fn duty(demand: &Demand, key: Key) -> Option<(IndicatorId, &Place, Period, Duty)> {
    if !matches!(demand.op, CompareOp::Ge | CompareOp::Gt) {
        return None;
    }
    let terms: Vec<_> = demand.form.terms.iter().collect();
    let [(Figure::Value(before, a, When::At(p)), factor), (Figure::Value(id, b, When::At(q)), one)] = terms.as_slice()
    else {
        return None;
    };
    let is_step = before == id && a == b && p.step(1) == *q && p.frequency() == Frequency::Year;
    let is_growth = is_step && **one == Exact::ONE && factor.is_negative();
    is_growth.then(|| (*id, b, *q, Duty { factor: -*factor, step: -&demand.form.constant.0, key }))
}

/// Compares totals over years with what is asked of the years.
pub(super) fn totals(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let courses = courses(ctx);
    let mut said = BTreeSet::new();
    for obligation in &ctx.obligations.all {
        let [demand] = obligation.demands.as_slice() else { continue };
        let Some((id, place, years)) = total(demand) else { continue };
        let Some(course) = courses.get(&(id, place)) else { continue };
        let own = Key::of(obligation);
        if said.insert(own) {
            out.extend(against_total(ctx, course, (own, &-&demand.form.constant.0), &years));
        }
    }
}

/// `X[2021] + … + X[2025] >= t`.
fn total(demand: &Demand) -> Option<(IndicatorId, &Place, Vec<Period>)> {
    if demand.form.terms.len() < 2 || !matches!(demand.op, CompareOp::Ge | CompareOp::Gt) {
        return None;
    }
    let (Figure::Value(id, place, _), _) = demand.form.terms.iter().next()? else { return None };
    let years = demand.form.terms.iter().map(|(figure, weight)| match figure {
        Figure::Value(i, p, When::At(year)) if i == id && p == place && *weight == Exact::ONE => Some(*year),
        _ => None,
    });
    Some((*id, place, years.collect::<Option<_>>()?))
}

fn against_total(
    ctx: &Context<'_>,
    course: &Course,
    (own, target): (Key, &Exact),
    years: &[Period],
) -> Option<Diagnostic> {
    let asked = ctx.asked(own)?;
    let known: Vec<_> = years.iter().filter_map(|y| course.anchors.get(y)).collect();
    let keys: BTreeSet<Key> = known.iter().filter_map(|(_, key)| *key).collect();
    let sum = known.iter().fold(Exact::ZERO, |sum, (value, _)| &sum + value);
    let rest = years.len().checked_sub(known.len())?;
    if rest == 0 && sum == *target {
        ctx.explained.borrow_mut().insert(own);
    }
    if keys.is_empty() || sum >= *target {
        return None;
    }
    let problem = if rest == 0 {
        let others = keys.iter().map(|k| ctx.named(*k)).collect();
        LintProblem::YearlyShort { own: asked.named(), others, sum: asked.amount(&sum) }
    } else {
        let each = (target + &-&sum).checked_div(&Exact::from(rest))?;
        let usual = sum.checked_div(&Exact::from(known.len()))?;
        if each < &usual * &Exact::from(2) {
            return None;
        }
        let other = ctx.named(*keys.first()?);
        LintProblem::UnevenPace { own: asked.named(), other, years: rest as u64, each: asked.amount(&each) }
    };
    let found = ctx.at(own, problem)?;
    Some(keys.iter().fold(found, |found, k| ctx.with(found, *k)))
}
