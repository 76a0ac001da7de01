//! `tasks-short`, `tasks-over`, `tasks-total`, `weaker-task`, `tasks-untold`: tables of tasks added up, followed through the
//! years, and held against the rules that use them.
//!
//! A table is about what a rule measures where an `every` statement compares the two (`每个 镇: 招商 >= 招商任务`). What is
//! asked of the whole is a target on the sum of the members, on a figure that is summed upwards, or of a region named by place.
//! A figure of the plan's region in the table is the whole's own; a place is left out of a sum if places below it are in the table.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::cite::{Asked, amount};
use crate::check::reason::tally::constant;
use crate::diag::{Both, Diagnostic, LintProblem};
use crate::model::{
    Aggregate, AggregateFn, BinaryOp, CompareOp, Exact, Expr, ExprKind, IndicatorId, Period, Scope, SetFigure,
    TargetKind, Time, Upward, Window,
};

/// Places that are named in one finding.
const NAMED: usize = 5;

/// A statement that holds a figure of every member against its task.
struct Use<'a> {
    asked: Asked<'a>,
    measured: IndicatorId,
    task: IndicatorId,
    op: CompareOp,
    /// The part of its task that everybody is held to: 9/10 in `招商 >= 招商任务 * 90%`.
    part: Exact,
}

/// Looks at every table of tasks that rules set.
pub(super) fn run(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    let mut strictest: BTreeMap<(IndicatorId, IndicatorId, bool), Use<'_>> = BTreeMap::new();
    for asked in ctx.all() {
        let Some(used) = as_use(ctx, asked) else { continue };
        untold(ctx, &used, out);
        // Who is held to the whole task in one rule and to nine tenths in another is held to the whole.
        let is_stricter =
            |known: &Use<'_>| if is_floor(used.op) { used.part > known.part } else { used.part < known.part };
        let key = (used.measured, used.task, is_floor(used.op));
        if strictest.get(&key).is_none_or(is_stricter) {
            strictest.insert(key, used);
        }
    }
    for used in strictest.values() {
        followed(ctx, used, out);
        totals(ctx, used, out);
        wholes(ctx, used, out);
    }
}

impl Use<'_> {
    /// Returns the name of the task with the part of it that is asked: `招商任务 * 90%`.
    fn named(&self, ctx: &Context<'_>) -> String {
        let name = name(ctx, self.task);
        if self.part == Exact::ONE { name } else { format!("{name} * {}%", &self.part * &Exact::from(100)) }
    }
}

fn is_floor(op: CompareOp) -> bool {
    matches!(op, CompareOp::Ge | CompareOp::Gt)
}

fn as_use<'a>(ctx: &Context<'a>, asked: Asked<'a>) -> Option<Use<'a>> {
    if !matches!(asked.statement.scope, Scope::Every { .. }) {
        return None;
    }
    let TargetKind::Compare(op, right) = &asked.target.kind else { return None };
    let ExprKind::Value(measured) = &asked.statement.subject.kind else { return None };
    let (task, part) = part_of_task(right)?;
    let is_known = matches!(op, CompareOp::Ge | CompareOp::Gt | CompareOp::Le | CompareOp::Lt);
    (is_known && !figures(ctx, task).is_empty()).then_some(Use { asked, measured: *measured, task, op: *op, part })
}

/// Reads `招商任务`, `招商任务 * 90%` and `90% * 招商任务`.
fn part_of_task(right: &Expr) -> Option<(IndicatorId, Exact)> {
    let (task, part) = match &right.kind {
        ExprKind::Value(task) => return Some((*task, Exact::ONE)),
        ExprKind::Binary(BinaryOp::Mul, a, b) => match (&a.kind, &b.kind) {
            (ExprKind::Value(task), _) => (*task, constant(b)?),
            (_, ExprKind::Value(task)) => (*task, constant(a)?),
            _ => return None,
        },
        _ => return None,
    };
    (part > Exact::ZERO).then_some((task, part))
}

fn figures<'a>(ctx: &Context<'a>, task: IndicatorId) -> &'a [SetFigure] {
    let indicator = ctx.model.schema.indicators.get(task.0 as usize);
    indicator.and_then(|i| i.assigned.as_ref()).map(|a| a.figures.as_slice()).unwrap_or_default()
}

fn name(ctx: &Context<'_>, id: IndicatorId) -> String {
    ctx.model.schema.indicator(id).map_or_else(String::new, |i| i.name.to_string())
}

/// Returns whether a figure is that of the whole region.
fn is_whole(ctx: &Context<'_>, figure: &SetFigure) -> bool {
    let Some(entity) = &figure.entity else { return true };
    ctx.model.plans.iter().filter_map(|p| p.region.as_ref()).any(|r| r.parts.last() == entity.parts.last())
}

/// Returns the figures of the members of a period: neither that of the whole nor those of places that contain others.
fn members<'a>(ctx: &Context<'a>, task: IndicatorId, period: Period) -> Vec<&'a SetFigure> {
    let all: Vec<&SetFigure> = figures(ctx, task).iter().filter(|f| f.period == period && !is_whole(ctx, f)).collect();
    let above: BTreeSet<String> = all.iter().filter_map(|f| Some(f.path().rsplit_once('/')?.0.to_owned())).collect();
    all.into_iter().filter(|f| !above.contains(&f.path())).collect()
}

fn sum(figures: &[&SetFigure]) -> Exact {
    figures.iter().fold(Exact::ZERO, |sum, f| &sum + &f.quantity.base)
}

fn shown(figure: &SetFigure) -> String {
    amount(figure.quantity.unit.as_ref(), &figure.quantity.base)
}

/// A later task that asks less of the same place.
fn followed(ctx: &Context<'_>, used: &Use<'_>, out: &mut Vec<Diagnostic>) {
    let mut by_place: BTreeMap<String, Vec<&SetFigure>> = BTreeMap::new();
    for figure in figures(ctx, used.task) {
        by_place.entry(figure.path()).or_default().push(figure);
    }
    for (place, mut all) in by_place {
        all.sort_by_key(|f| (f.period.frequency(), f.period));
        for (before, after) in all.iter().zip(all.iter().skip(1)) {
            let is_next = before.period.frequency() == after.period.frequency();
            let (x, y) = (&before.quantity.base, &after.quantity.base);
            if !is_next || !(if is_floor(used.op) { y < x } else { y > x }) {
                continue;
            }
            let problem = LintProblem::WeakerTask {
                name: name(ctx, used.task),
                place: place.clone(),
                later: after.period.to_string(),
                after: shown(after),
                earlier: before.period.to_string(),
                before: shown(before),
            };
            out.push(Diagnostic::new(after.place.clone(), problem).rule(&*used.asked.rule.id));
        }
    }
}

/// The figure of the region beside those of its members.
fn totals(ctx: &Context<'_>, used: &Use<'_>, out: &mut Vec<Diagnostic>) {
    for whole in figures(ctx, used.task).iter().filter(|f| is_whole(ctx, f)) {
        let members = members(ctx, used.task, whole.period);
        let sum = sum(&members);
        if members.is_empty() || sum == whole.quantity.base {
            continue;
        }
        let unit = whole.quantity.unit.as_ref();
        let problem = LintProblem::TasksTotal {
            name: name(ctx, used.task),
            period: whole.period.to_string(),
            total: shown(whole),
            sum: amount(unit, &sum),
            gap: amount(unit, &(&sum - &whole.quantity.base).abs()),
        };
        out.push(Diagnostic::new(whole.place.clone(), problem).rule(&*used.asked.rule.id));
    }
}

/// What is asked of the whole against what its members are told to do.
fn wholes(ctx: &Context<'_>, used: &Use<'_>, out: &mut Vec<Diagnostic>) {
    for asked in ctx.all().map(Asked::at_last) {
        let Some(window) = of_whole(ctx, &asked, used.measured) else { continue };
        let Some((op, line)) = asked.constant().filter(|(op, _)| is_floor(*op) == is_floor(used.op)) else { continue };
        if matches!(op, CompareOp::Eq | CompareOp::Ne) {
            continue;
        }
        for (period, sum) in sums(ctx, used.task, &asked.target.time, window) {
            let sum = &sum * &used.part;
            let is_short = if is_floor(op) { sum < line } else { sum > line };
            if !is_short {
                continue;
            }
            let (own, tasks) = (asked.named(), used.named(ctx));
            let (gap, shown) = (asked.amount(&(&sum - &line).abs()), asked.amount(&sum));
            let problem = match is_floor(op) {
                true => LintProblem::TasksShort { own, tasks, period, sum: shown, gap },
                false => LintProblem::TasksOver { own, tasks, period, sum: shown, gap },
            };
            let words = Both::new("各对象的任务用在这里", "the tasks are used here");
            let found = Diagnostic::at(asked.span(), problem).rule(asked.rule.id.to_string());
            out.push(found.label(used.asked.span(), words).rule(used.asked.rule.id.to_string()));
        }
    }
}

/// Returns whether a statement asks something of all members together: `Some` with the window of a total.
fn of_whole(ctx: &Context<'_>, asked: &Asked<'_>, measured: IndicatorId) -> Option<Option<Window>> {
    let (subject, window) = match &asked.statement.subject.kind {
        ExprKind::Total(x, window) => (&**x, *window),
        _ => (&asked.statement.subject, None),
    };
    let is_summed = ctx.model.schema.indicator(measured).is_some_and(|i| i.upward == Upward::Sum);
    let is_value = |e: &Expr| matches!(&e.kind, ExprKind::Value(id) if *id == measured);
    let of_region = || match &asked.statement.scope {
        Scope::Unstated => is_summed,
        Scope::At(places) => {
            let region = asked.plan.and_then(|p| p.region.as_ref());
            matches!((places.as_slice(), region), ([one], Some(r)) if one.parts.last() == r.parts.last())
        }
        Scope::Every { .. } => false,
    };
    let is_all = match &subject.kind {
        ExprKind::Value(_) => is_value(subject) && of_region(),
        ExprKind::Aggregate(a) => matches!(asked.statement.scope, Scope::Unstated) && is_sum(a, &is_value),
        _ => false,
    };
    is_all.then_some(window)
}

fn is_sum(a: &Aggregate, is_value: &impl Fn(&Expr) -> bool) -> bool {
    a.function == AggregateFn::Sum && a.filter.is_none() && a.place.is_none() && a.body.as_ref().is_some_and(is_value)
}

/// Returns the sums of the tasks for each time at which something is asked, as far as there are any.
fn sums(ctx: &Context<'_>, task: IndicatorId, time: &Time, window: Option<Window>) -> Vec<(String, Exact)> {
    if let Some(window) = window {
        let all: Vec<Vec<&SetFigure>> = years(window).into_iter().map(|p| members(ctx, task, p)).collect();
        let is_whole = !all.is_empty() && all.iter().all(|y| !y.is_empty());
        let text = format!("{}..{}", window.from, window.to);
        return if is_whole { vec![(text, all.iter().fold(Exact::ZERO, |s, y| &s + &sum(y)))] } else { Vec::new() };
    }
    let of = |period: Period| {
        let all = members(ctx, task, period);
        (!all.is_empty()).then(|| (period.to_string(), sum(&all)))
    };
    periods(time).into_iter().filter_map(of).collect()
}

fn years(window: Window) -> Vec<Period> {
    let mut all = vec![window.from];
    // A window is no longer than a century of days; the bound keeps a damaged one from looping.
    while let Some(last) = all.last().copied().filter(|p| p.last_day() < window.to.last_day() && all.len() < 400) {
        all.push(last.step(1));
    }
    all
}

fn periods(time: &Time) -> Vec<Period> {
    match time {
        Time::By(p) | Time::In(p) => vec![*p],
        Time::Each { count: 1, window: Some(w), step, .. } if w.from.frequency() == *step => years(*w),
        Time::Throughout(Some(w)) => years(*w),
        _ => Vec::new(),
    }
}

/// Periods for which a rule needs tasks that some place of the table has not got.
fn untold(ctx: &Context<'_>, used: &Use<'_>, out: &mut Vec<Diagnostic>) {
    let all = figures(ctx, used.task);
    let places: BTreeSet<String> = all.iter().filter(|f| !is_whole(ctx, f)).map(SetFigure::path).collect();
    for period in periods(&used.asked.target.time) {
        // Tasks of months or quarters make up those of a year.
        let has =
            |f: &&SetFigure| period.first_day() <= f.period.first_day() && f.period.last_day() <= period.last_day();
        let told: BTreeSet<String> = all.iter().filter(has).map(SetFigure::path).collect();
        let lacking: Vec<&str> = places.difference(&told).map(String::as_str).collect();
        if lacking.is_empty() {
            continue;
        }
        let more = if lacking.len() > NAMED { "…" } else { "" };
        let named = lacking.iter().take(NAMED).copied().collect::<Vec<_>>();
        let problem = LintProblem::TasksUntold {
            own: used.asked.named(),
            name: name(ctx, used.task),
            period: period.to_string(),
            n: lacking.len() as u64,
            places: Both::of(format!("{}{more}", named.join("、")), format!("{}{more}", named.join(", "))),
        };
        out.push(Diagnostic::at(used.asked.span(), problem).rule(&*used.asked.rule.id));
    }
}
