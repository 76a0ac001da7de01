//! A rule: its row in the table, and below it what was judged, who is concerned, how it went and how it came about.

use std::sync::Arc;

use serde::Serialize;

use super::entities::{self, EntityTable};
use super::naming::{label, office_names, shown_check, task};
use super::scene::{LightView, Scene, VerdictView};
use super::{areas, steps, trend};
use crate::document::Line;
use crate::evaluation::summary::offices;
use crate::evaluation::targets::Cells;
use crate::evaluation::{Judged, details};
use crate::html::document::inline;
use crate::words::{self, say};
use dabiao_eval::Check;

/// Checks of one rule that are listed at most.
const MOST_CHECKS: usize = 36;

/// A rule as it is shown.
#[derive(Debug, Serialize)]
pub(super) struct RuleView {
    at: usize,
    id: String,
    task: String,
    plan: Option<String>,
    plan_at: Option<usize>,
    /// Whether the rule before it belongs to another plan.
    is_first_of_plan: bool,
    office: String,
    /// The positions of its offices, with blanks between.
    office_at: String,
    verdict: VerdictView,
    light: Option<LightView>,
    measured_html: String,
    target_html: String,
    gap_html: String,
    deadline: String,
    /// The day by which it sorts.
    due: String,
    /// Progress in thousandths, for sorting; empty where there is none.
    progress: String,
    /// The places that it concerns: `3:unmet 5:-`.
    areas: String,
    /// What a search looks at.
    text: String,
    brief: String,
    facts: Vec<Fact>,
    statements: Vec<String>,
    note: Option<String>,
    is_missing_zero: bool,
    reason: Option<String>,
    checks: Vec<CheckView>,
    checks_left_out: usize,
    trends: Vec<trend::TrendView>,
    entities: Vec<EntityTable>,
    steps_html: String,
}

/// A word and what it stands before.
#[derive(Debug, Serialize)]
struct Fact {
    key: &'static str,
    text: String,
}

/// A check as it is shown.
#[derive(Debug, Serialize)]
struct CheckView {
    verdict: VerdictView,
    what: String,
    measured_html: String,
    target_html: String,
    gap_html: String,
    deadline: String,
    facts_html: Vec<String>,
}

/// Returns all rules.
pub(super) fn views(scene: &Scene<'_>) -> Vec<RuleView> {
    let concerned = areas::concerned(scene);
    let mut budget = steps::Budget::default();
    let mut plan_before = None;
    let rules = scene.judged.iter().enumerate().map(|(at, j)| {
        let plan = Some(j.rule.plan);
        let is_first_of_plan = std::mem::replace(&mut plan_before, plan) != plan;
        let areas = concerned.get(at).cloned().unwrap_or_default();
        RuleView { is_first_of_plan, areas, steps_html: steps::html(scene, at, &mut budget), ..view(scene, at, *j) }
    });
    rules.collect()
}

fn view(scene: &Scene<'_>, at: usize, j: Judged<'_>) -> RuleView {
    let (rule, judgement) = (j.rule, j.judgement);
    let cells = shown_check(j).map(|c| Cells::of(&scene.ctx, j, c));
    let cell = |pick: fn(&Cells) -> &Line| cells.as_ref().map(|c| inline(pick(c))).unwrap_or_default();
    let plan = rule.plan.and_then(|p| scene.model().plans.get(p.0 as usize));
    let listed = checks_listed(j);
    RuleView {
        at,
        id: rule.id.to_string(),
        task: task(j),
        plan: plan.map(|p| p.name.to_string()),
        plan_at: rule.plan.map(|p| p.0 as usize),
        is_first_of_plan: false,
        office: office_names(scene, j),
        office_at: positions(scene, j),
        verdict: scene.verdict(judgement.verdict),
        light: scene.light(at),
        measured_html: cell(|c| &c.measured),
        target_html: if cells.is_some() { cell(|c| &c.target) } else { inline(&first_target(j)) },
        gap_html: cell(|c| &c.gap),
        deadline: cells.as_ref().map(|c| plain(&c.deadline)).unwrap_or_default(),
        due: shown_check(j).and_then(|c| c.due).map(|d| d.to_string()).unwrap_or_default(),
        progress: progress(j),
        areas: String::new(),
        text: search_text(scene, j),
        brief: brief(scene, j),
        facts: facts(scene, j),
        statements: rule.statements.iter().map(|s| s.text.to_string()).collect(),
        note: rule.note.as_deref().map(str::to_owned),
        is_missing_zero: rule.is_missing_zero,
        reason: judgement.reason.as_ref().map(|r| r.get(scene.lang()).to_owned()),
        checks: listed.iter().map(|c| check(scene, j, c)).collect(),
        checks_left_out: judgement.checks.len() - listed.len(),
        trends: trend::views(scene, at, j),
        entities: entities::tables(scene, j),
        steps_html: String::new(),
    }
}

fn first_target(j: Judged<'_>) -> Line {
    let target = j.rule.statements.first().and_then(|s| s.targets.first());
    target.map_or(Line::default(), |t| Line::from(&*t.text))
}

/// The worst checks first where not all are listed; those that are stay in order.
fn checks_listed<'a>(j: Judged<'a>) -> Vec<&'a Check> {
    let all = &j.judgement.checks;
    if all.len() <= MOST_CHECKS {
        return all.iter().collect();
    }
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|i| all.get(*i).map(|c| c.verdict));
    order.truncate(MOST_CHECKS);
    order.sort_unstable();
    order.into_iter().filter_map(|i| all.get(i)).collect()
}

fn check(scene: &Scene<'_>, j: Judged<'_>, check: &Check) -> CheckView {
    let cells = Cells::of(&scene.ctx, j, check);
    let facts = details::facts(&scene.ctx, j, check).into_iter().chain(details::marks(&scene.ctx, check));
    CheckView {
        verdict: scene.verdict(check.verdict),
        what: label(scene, j, check),
        measured_html: inline(&cells.measured),
        target_html: inline(&cells.target),
        gap_html: inline(&cells.gap),
        deadline: plain(&cells.deadline),
        facts_html: facts.map(|line| inline(&line)).collect(),
    }
}

fn plain(line: &Line) -> String {
    line.0.iter().map(|p| p.text.as_str()).collect()
}

fn positions(scene: &Scene<'_>, j: Judged<'_>) -> String {
    let all = offices(j.rule).iter().filter_map(|o| scene.offices.iter().position(|x| x == o));
    all.map(|p| p.to_string()).collect::<Vec<_>>().join(" ")
}

fn progress(j: Judged<'_>) -> String {
    let least = j.judgement.checks.iter().filter_map(|c| c.progress.as_ref()).min();
    let thousandths = least.map(|p| (p * &dabiao_lang::model::Exact::from(1000)).floor().to_text());
    thousandths.unwrap_or_default()
}

fn search_text(scene: &Scene<'_>, j: Judged<'_>) -> String {
    let rule = j.rule;
    let lists = [&rule.lead, &rule.responsible, &rule.support, &rule.carry, &rule.cite];
    let names = lists.into_iter().flatten().map(|n: &Arc<str>| n.to_string());
    let own = [rule.id.to_string(), task(j), plain_plan(scene, j)];
    let statements = rule.statements.iter().map(|s| s.text.to_string());
    own.into_iter().chain(statements).chain(names).collect::<Vec<_>>().join(" ").to_lowercase()
}

fn plain_plan(scene: &Scene<'_>, j: Judged<'_>) -> String {
    let plan = j.rule.plan.and_then(|p| scene.model().plans.get(p.0 as usize));
    plan.map(|p| p.name.to_string()).unwrap_or_default()
}

/// What is below the row, in a few words: `5 项判定，未达到 44 个，缺数 2 个`.
fn brief(scene: &Scene<'_>, j: Judged<'_>) -> String {
    let lang = scene.lang();
    let n_checks = j.judgement.checks.len();
    let mut parts = Vec::new();
    if n_checks > 1 {
        parts.push(format!("{n_checks} {}", say(lang, "项判定", "checks")));
    }
    if let Some(check) = shown_check(j) {
        let kinds = [
            (check.failing.len(), say(lang, "未达到", "fail")),
            (check.missing.len(), say(lang, "缺数或有误", "missing or invalid")),
        ];
        parts.extend(kinds.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| match lang {
            dabiao_lang::diag::Lang::Zh => format!("{word} {n} 个"),
            dabiao_lang::diag::Lang::En => format!("{n} {word}"),
        }));
    }
    parts.join(say(lang, "，", ", "))
}

fn facts(scene: &Scene<'_>, j: Judged<'_>) -> Vec<Fact> {
    let (rule, lang) = (j.rule, scene.lang());
    let list = |names: &[Arc<str>]| words::list(names.iter().map(|n| &**n), lang);
    let all = [
        ("plan", plain_plan(scene, j)),
        ("nature", rule.nature.map(|n| words::nature(n, lang).to_owned()).unwrap_or_default()),
        ("wording", rule.wording.as_deref().unwrap_or_default().to_owned()),
        ("lead", list(offices(rule))),
        ("support", list(&rule.support)),
        ("carry", list(&rule.carry)),
        ("cite", list(&rule.cite)),
        ("weight", rule.weight.as_ref().map(|w| w.to_text()).unwrap_or_default()),
        ("veto", if rule.is_veto { say(lang, "是", "yes").to_owned() } else { String::new() }),
        ("file", format!("{}:{}", rule.file, rule.line)),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| Fact { key, text }).collect()
}
