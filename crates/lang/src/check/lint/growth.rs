//! `growth-short`, `growth-idle`: a duty for every year against the level asked for at the end. `yearly-short`,
//! `uneven-pace`: yearly duties against the total.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::base::alone;
use super::cite::Key;
use crate::check::reason::figure::{Figure, Place, When};
use crate::check::reason::obligation::Demand;
use crate::diag::{Both, Diagnostic, LintProblem};
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
    /// Growth over several years at once.
    spans: Vec<Span>,
}

/// What one year must be at least, as a multiple of an earlier one: `年均增速` and `增速(X, 自 2020)`.
struct Span {
    from: Period,
    to: Period,
    factor: Exact,
    key: Key,
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
                let is_rate = course.is_rate(from, *period);
                let grown = Grown { end, from, start: start.clone(), anchor, duty: duty.key, time: *period, is_rate };
                out.extend(report(ctx, *own, target, &grown));
            }
        }
    }
    for course in courses(ctx).values() {
        for span in &course.spans {
            let short = course.short_of_level(span).or_else(|| course.short_of_span(span));
            let Some((own, target, grown)) = short.filter(|(own, ..)| said.insert(*own)) else { continue };
            // What is asked on average follows from the level just because it is too little for it.
            ctx.explained.borrow_mut().insert(grown.duty);
            out.extend(report(ctx, own, &target, &grown));
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
    /// Whether every year grows by a rate, and none by an amount.
    is_rate: bool,
}

fn report(ctx: &Context<'_>, own: Key, target: &Exact, grown: &Grown) -> Option<Diagnostic> {
    let asked = ctx.asked(own)?;
    let (own_name, duty) = (asked.named(), ctx.named(grown.duty));
    let (from, time) = (grown.from.to_string(), grown.time.to_string());
    let (start, reached) = (asked.amount(&grown.start), asked.amount(&grown.end));
    let problem = if grown.end < *target {
        let advice = advice(target, grown);
        LintProblem::GrowthShort { own: own_name, duty, from, start, reached, time, advice }
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

/// Says what yearly rate would do, in hundredths of a per cent and rounded up, so that it does.
fn advice(target: &Exact, grown: &Grown) -> Both {
    let years = grown.from.distance_to(grown.time).filter(|n| grown.is_rate && (1..=60).contains(n));
    let rate = years.zip(target.checked_div(&grown.start)).and_then(|(n, ratio)| yearly_rate(&ratio, n));
    match rate {
        Some(rate) => Both::of(
            format!("请提高逐年要求（每年至少 {rate}%），或调低总目标"),
            format!("raise the yearly duty (to at least {rate}% a year), or lower the level"),
        ),
        None => Both::new("请提高逐年要求，或调低总目标", "raise the yearly duty, or lower the level"),
    }
}

/// Returns the least rate, in per cent with two digits, of which so many years make a ratio.
fn yearly_rate(ratio: &Exact, years: i32) -> Option<String> {
    let whole = Exact::from(10_000);
    let reaches = |steps: i64| {
        let factor = Exact::from(10_000 + steps).checked_div(&whole)?;
        Some((0..years).fold(Exact::ONE, |product, _| &product * &factor) >= *ratio)
    };
    // Up to doubling every year; a plan asks for no more.
    let (mut low, mut high) = (0_i64, 10_000_i64);
    if !reaches(high)? || reaches(low)? {
        return None;
    }
    while low + 1 < high {
        let middle = (low + high) / 2;
        if reaches(middle)? {
            high = middle;
        } else {
            low = middle;
        }
    }
    Exact::from(high).checked_div(&Exact::from(100)).map(|rate| rate.to_text())
}

impl Course {
    /// A mean growth that does not reach the level from a stated base value.
    fn short_of_level(&self, span: &Span) -> Option<(Key, Exact, Grown)> {
        let (start, anchor) = self.anchors.get(&span.from)?;
        let level = self
            .levels
            .iter()
            .find(|(at, target, key)| *at == span.to && *key != span.key && *anchor != Some(*key) && *start < *target);
        let (_, target, own) = level?;
        let end = start * &span.factor;
        let grown = Grown {
            end,
            from: span.from,
            start: start.clone(),
            anchor: *anchor,
            duty: span.key,
            time: span.to,
            is_rate: true,
        };
        (grown.end < *target).then(|| (*own, target.clone(), grown))
    }

    /// Growth of every year that does not make up the growth over all of them.
    fn short_of_span(&self, span: &Span) -> Option<(Key, Exact, Grown)> {
        let duty = self.duties.get(&span.to)?;
        let end = self.grown(span.from, &Exact::ONE, span.to)?;
        let is_rate = self.is_rate(span.from, span.to);
        let grown =
            Grown { end, from: span.from, start: Exact::ONE, anchor: None, duty: duty.key, time: span.to, is_rate };
        let is_short = is_rate && duty.key != span.key && grown.end < span.factor;
        is_short.then(|| (span.key, span.factor.clone(), grown))
    }

    /// Returns whether the duties of all years after `from` are rates.
    fn is_rate(&self, from: Period, to: Period) -> bool {
        self.duties.range(from.step(1)..=to).all(|(_, duty)| duty.step.is_zero())
    }

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
            } else if let Some((id, place, span)) = span(demand, key) {
                courses.entry((id, place)).or_default().spans.push(span);
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

/// `X - f × X[years before] >= 0` with f > 0.
fn span(demand: &Demand, key: Key) -> Option<(IndicatorId, &Place, Span)> {
    let is_floor = matches!(demand.op, CompareOp::Ge | CompareOp::Gt) && demand.form.constant.0.is_zero();
    let terms: Vec<_> = demand.form.terms.iter().filter(|_| is_floor).collect();
    let [(Figure::Value(before, a, When::At(from)), factor), (Figure::Value(id, b, When::At(to)), one)] =
        terms.as_slice()
    else {
        return None;
    };
    let is_of_years = from.frequency() == Frequency::Year && to.frequency() == Frequency::Year;
    let is_span = before == id && a == b && is_of_years && from.distance_to(*to).is_some_and(|n| n > 1);
    let is_growth = is_span && **one == Exact::ONE && factor.is_negative();
    is_growth.then(|| (*id, b, Span { from: *from, to: *to, factor: -*factor, key }))
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
    // A total that is what the years make is said for the reader; a duty of every two years is meant to ask something.
    let is_block = matches!(asked.target.time, Time::Each { .. });
    if rest == 0 && sum == *target && !is_block {
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
