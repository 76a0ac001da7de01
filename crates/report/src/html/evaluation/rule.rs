//! The rules: a row for each, and a card with its checks, trends, entities and derivation below it.

use std::sync::Arc;

use serde::Serialize;

use super::looks::EntityTable;
use super::naming::{label, office_names};
use super::scene::{LightView, Scene, VerdictView};
use super::{areas, trend};
use crate::evaluation::details;
use crate::html::document::inline;
use crate::view::check::CheckView;
use crate::view::rule::RuleView;
use crate::words::{self, say};
use dabiao_eval::Check;

/// Checks of one rule that are listed at most.
const MOST_CHECKS: usize = 36;

/// A rule as a row shows it.
#[derive(Debug, Serialize)]
pub(super) struct RuleRow {
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
    /// All lights that its judgements were given, the worst first.
    lights: Vec<LightView>,
    /// Their names, with bars between.
    light_names: String,
    cells: Cells,
    /// The day by which it sorts.
    due: String,
    /// Progress in thousandths, for sorting; empty where there is none.
    progress: String,
    /// How it stands in each place, a letter for a place.
    areas: String,
    /// What a search looks at.
    text: String,
    brief: String,
    /// What it measured over time as a small line; empty where there is none.
    spark_html: String,
}

/// What stands below the row of a rule.
#[derive(Debug, Serialize)]
pub(super) struct RuleCard<'s> {
    facts: Vec<Fact>,
    statements: Vec<String>,
    note: Option<String>,
    is_missing_zero: bool,
    reason: Option<String>,
    checks: Vec<CheckRow>,
    checks_left_out: usize,
    trends: Vec<trend::TrendView>,
    entities: &'s [EntityTable],
}

/// What a check measured, was asked, lacks, and by when, as it is printed.
#[derive(Debug, Default, Serialize)]
pub(super) struct Cells {
    pub(super) measured: String,
    pub(super) target: String,
    pub(super) gap: String,
    pub(super) deadline: String,
    pub(super) period: String,
}

impl Cells {
    /// Returns the cells of a check.
    pub(super) fn of(scene: &Scene<'_>, check: &CheckView<'_>) -> Self {
        let style = scene.style();
        Self {
            measured: style.measured(&check.measured),
            target: check.asked.as_ref().map(|a| style.asked(&scene.view, a)).unwrap_or_default(),
            gap: check.gap.map(|g| style.gap(g)).unwrap_or_default(),
            deadline: style.deadline(check.deadline),
            period: check.check.period.map(|p| style.period(p)).unwrap_or_default(),
        }
    }
}

/// A word and what it stands before.
#[derive(Debug, Serialize)]
struct Fact {
    key: &'static str,
    text: String,
}

/// A check as it is shown.
#[derive(Debug, Serialize)]
struct CheckRow {
    verdict: VerdictView,
    what: String,
    cells: Cells,
    facts_html: Vec<String>,
}

/// Returns the rows of all rules.
pub(super) fn rows(scene: &Scene<'_>) -> Vec<RuleRow> {
    let mut plan_before = None;
    let rules = scene.view.rules.iter().map(|j| {
        let plan = Some(j.rule.plan);
        let is_first_of_plan = std::mem::replace(&mut plan_before, plan) != plan;
        row(scene, *j, is_first_of_plan)
    });
    rules.collect()
}

fn row(scene: &Scene<'_>, j: RuleView<'_>, is_first_of_plan: bool) -> RuleRow {
    let shown = j.shown().map(|c| Cells::of(scene, &CheckView::of(&scene.view, j, c)));
    let unjudged = || Cells { target: j.first_target().unwrap_or_default().to_owned(), ..Cells::default() };
    let lights = scene.lights(j.at);
    RuleRow {
        at: j.row,
        id: j.rule.id.to_string(),
        task: j.task().to_owned(),
        plan: j.plan.map(|p| p.name.to_string()),
        plan_at: j.rule.plan.map(|p| p.0 as usize),
        is_first_of_plan,
        office: office_names(scene, j),
        office_at: positions(scene, j),
        verdict: scene.verdict(j.judgement.verdict),
        light_names: lights.iter().map(|l| &*l.name).collect::<Vec<_>>().join("|"),
        lights,
        cells: shown.unwrap_or_else(unjudged),
        due: j.shown().and_then(|c| c.due).map(|d| d.to_string()).unwrap_or_default(),
        progress: progress(j),
        areas: areas::concerned(scene, j.row),
        text: search_text(j),
        brief: brief(scene, j),
        spark_html: trend::spark(scene, j),
    }
}

/// Returns the card of a rule.
pub(super) fn card<'s>(scene: &'s Scene<'_>, j: RuleView<'_>) -> RuleCard<'s> {
    let listed = checks_listed(j);
    RuleCard {
        facts: facts(scene, j),
        statements: j.rule.statements.iter().map(|s| s.text.to_string()).collect(),
        note: j.rule.note.as_deref().map(str::to_owned),
        is_missing_zero: j.rule.is_missing_zero,
        reason: j.judgement.reason.as_ref().map(|r| r.get(scene.lang()).to_owned()),
        checks: listed.iter().map(|c| check(scene, j, c)).collect(),
        checks_left_out: j.judgement.checks.len() - listed.len(),
        trends: trend::views(scene, j),
        entities: scene.looks.get(j.row).map_or(&[], |l| &l.tables),
    }
}

/// The worst checks first where not all are listed; those that are stay in order.
fn checks_listed<'a>(j: RuleView<'a>) -> Vec<&'a Check> {
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

fn check(scene: &Scene<'_>, j: RuleView<'_>, check: &Check) -> CheckRow {
    let facts = details::facts(&scene.view, j, check).into_iter().chain(details::marks(&scene.view, check));
    CheckRow {
        verdict: scene.verdict(check.verdict),
        what: label(scene, j, check),
        cells: Cells::of(scene, &CheckView::of(&scene.view, j, check)),
        facts_html: facts.map(|line| inline(&line)).collect(),
    }
}

fn positions(scene: &Scene<'_>, j: RuleView<'_>) -> String {
    let all = j.offices().iter().filter_map(|o| scene.view.offices.iter().position(|x| x == o));
    all.map(|p| p.to_string()).collect::<Vec<_>>().join(" ")
}

fn progress(j: RuleView<'_>) -> String {
    let least = j.judgement.checks.iter().filter_map(|c| c.progress.as_ref()).min();
    let thousandths = least.map(|p| (p * &dabiao_lang::model::Exact::from(1000)).floor().to_text());
    thousandths.unwrap_or_default()
}

fn search_text(j: RuleView<'_>) -> String {
    let rule = j.rule;
    let lists = [&rule.lead, &rule.responsible, &rule.support, &rule.carry, &rule.cite];
    let names = lists.into_iter().flatten().map(|n: &Arc<str>| n.to_string());
    let own = [rule.id.to_string(), j.task().to_owned(), plan_name(j)];
    let statements = rule.statements.iter().map(|s| s.text.to_string());
    own.into_iter().chain(statements).chain(names).collect::<Vec<_>>().join(" ").to_lowercase()
}

fn plan_name(j: RuleView<'_>) -> String {
    j.plan.map(|p| p.name.to_string()).unwrap_or_default()
}

/// What is below the row, in a few words: `5 项判定，未达到 44 个，缺数 2 个`.
fn brief(scene: &Scene<'_>, j: RuleView<'_>) -> String {
    let lang = scene.lang();
    let n_checks = j.judgement.checks.len();
    let mut parts = Vec::new();
    if n_checks > 1 {
        parts.push(format!("{n_checks} {}", say(lang, "项判定", "checks")));
    }
    if let Some(check) = j.shown() {
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

fn facts(scene: &Scene<'_>, j: RuleView<'_>) -> Vec<Fact> {
    let (rule, lang) = (j.rule, scene.lang());
    let list = |names: &[Arc<str>]| words::list(names.iter().map(|n| &**n), lang);
    let all = [
        ("plan", plan_name(j)),
        ("nature", rule.nature.map(|n| words::nature(n, lang).to_owned()).unwrap_or_default()),
        ("wording", rule.wording.as_deref().unwrap_or_default().to_owned()),
        ("lead", list(j.offices())),
        ("support", list(&rule.support)),
        ("carry", list(&rule.carry)),
        ("cite", list(&rule.cite)),
        ("weight", rule.weight.as_ref().map(|w| w.to_text()).unwrap_or_default()),
        ("veto", if rule.is_veto { say(lang, "是", "yes").to_owned() } else { String::new() }),
        ("file", format!("{}:{}", rule.file, rule.line)),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| Fact { key, text }).collect()
}
