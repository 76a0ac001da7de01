//! The trends of a rule: what it measures over time, with its targets and the way that is still needed.

use serde::Serialize;

use super::scene::Scene;
use crate::asked::{Asked, Figure, symbol};
use crate::html::chart::lines::{Dot, Goal, Plot, chart};
use crate::html::chart::spark;
use crate::view::check::CheckView;
use crate::view::rule::RuleView;
use dabiao_eval::{Check, Span, Trend, TrendOf};
use dabiao_lang::model::{Exact, Verdict};

/// Targets that one chart shows at most, the last ones.
const MOST_GOALS: usize = 12;

/// Rules up to which each row has its small line: more make a page that is slow to open.
const MOST_SPARKS: usize = 1_000;

/// A chart.
#[derive(Debug, Serialize)]
pub(super) struct TrendView {
    name: String,
    is_passing: bool,
    has_goals: bool,
    is_under_way: bool,
    chart_html: String,
}

/// Returns the charts of a rule.
pub(super) fn views(scene: &Scene<'_>, j: RuleView<'_>) -> Vec<TrendView> {
    let trends = scene.trends.get(j.at).map_or(&[][..], Vec::as_slice);
    trends.iter().filter_map(|t| view(scene, j, t)).collect()
}

/// Returns what the check that stands for a rule measured over time as a small line, where there are two figures or more.
pub(super) fn spark(scene: &Scene<'_>, j: RuleView<'_>) -> String {
    let trends = scene.trends.get(j.at).map_or(&[][..], Vec::as_slice);
    if scene.view.rules.len() > MOST_SPARKS {
        return String::new();
    }
    let shown = j.shown().map(|c| c.statement);
    let Some(trend) = trends.iter().find(|t| Some(t.statement) == shown) else { return String::new() };
    let first = trend.points.len().saturating_sub(spark::MOST_DOTS);
    let points = trend.points.iter().skip(first);
    let dots: Vec<(String, &Exact)> = points.map(|p| (p.period.to_string(), &p.value)).collect();
    spark::line(&dots, trend.unit.as_ref().map_or("", symbol)).unwrap_or_default()
}

fn view(scene: &Scene<'_>, j: RuleView<'_>, trend: &Trend) -> Option<TrendView> {
    let statement = j.rule.statements.get(trend.statement)?;
    let name = match statement.text.split_once([':', '：']) {
        Some(_) if matches!(trend.of, TrendOf::Passing(_)) => statement.text.to_string(),
        _ => dabiao_lang::model::print::expr_in(&scene.view.model.schema, &statement.subject, scene.lang()),
    };
    let checks = j.judgement.checks.iter().filter(|c| c.statement == trend.statement);
    let goals: Vec<Goal> = match trend.of {
        TrendOf::Value(_) => checks.clone().filter_map(|c| goal(scene, (j, c), trend)).collect(),
        TrendOf::Passing(_) => everybody(scene, trend, checks.clone().next_back()),
    };
    let surplus = goals.len().saturating_sub(MOST_GOALS);
    let goals: Vec<Goal> = goals.into_iter().skip(surplus).collect();
    let is_open = |c: &Check| matches!(c.verdict, Verdict::Behind | Verdict::OnTrack | Verdict::Pending);
    let is_under_way = checks.clone().next_back().is_some_and(is_open);
    let dot = |p: &dabiao_eval::TrendPoint| Dot {
        day: p.period.last_day(),
        label: p.period.to_string(),
        value: p.value.clone(),
    };
    let plot = Plot {
        name: &name,
        unit: trend.unit.as_ref().map_or("", symbol),
        dots: trend.points.iter().map(dot).collect(),
        goals,
        is_under_way,
    };
    let chart_html = chart(&plot)?;
    let (is_passing, has_goals) = (matches!(trend.of, TrendOf::Passing(_)), !plot.goals.is_empty());
    let is_under_way = is_under_way && has_goals;
    Some(TrendView { chart_html, is_passing, has_goals, is_under_way, name })
}

/// The line of a check, where it is a number in the unit of the trend.
fn goal(scene: &Scene<'_>, (j, check): (RuleView<'_>, &Check), trend: &Trend) -> Option<Goal> {
    let target = check.target_of(j.rule.statements.get(check.statement)?)?;
    let asked = Asked::in_check(target, check);
    let number = |f: &Figure<'_>| match f {
        Figure::Written(q) => Some(target.unit.as_ref().map_or_else(|| q.value.clone(), |u| u.from_base(&q.base))),
        Figure::Number(n) => Some(n.clone()),
        Figure::Word(_) | Figure::Flag(_) => None,
    };
    if target.unit.as_ref().map(symbol) != trend.unit.as_ref().map(symbol) {
        return None;
    }
    let value = asked.low.as_ref().or(asked.high.as_ref()).and_then(number)?;
    let view = CheckView::of(&scene.view, j, check);
    let text = view.asked.as_ref().map(|a| scene.style().asked(&scene.view, a)).unwrap_or_default();
    let day = check.due.or(check.period.map(last_day))?;
    let period = check.period.map(|p| scene.style().period(p)).unwrap_or_default();
    Some(Goal { day, value, label: format!("{period}: {text}") })
}

fn last_day(span: Span) -> chrono::NaiveDate {
    match span {
        Span::One(p) | Span::Window(_, p) => p.last_day(),
    }
}

/// Where each entity must hold the target, the line is all of them.
fn everybody(scene: &Scene<'_>, trend: &Trend, check: Option<&Check>) -> Vec<Goal> {
    let total = trend.points.last().and_then(|p| p.total).map(|n| Exact::from(i128::from(n)));
    let day = check.and_then(|c| c.due.or(c.period.map(last_day)));
    let period = check.and_then(|c| c.period).map(|p| scene.style().period(p)).unwrap_or_default();
    let goal = day.zip(total).map(|(day, value)| {
        let label = format!("{period}: {}", value.to_text());
        Goal { day, value, label }
    });
    goal.into_iter().collect()
}
