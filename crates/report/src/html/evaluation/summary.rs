//! The summary: counts of verdicts, in all and by plan, office and place, as bars; and what needs attention first.

use serde::Serialize;

use super::areas;
use super::naming::office_names;
use super::rule::Cells;
use super::scene::Scene;
use super::tally::{Tile, bar_of, tiles};
use crate::view::check::CheckView;
use crate::view::counts::{Counts, by_office, by_plan};
use crate::view::rule::RuleView;
use crate::words::say;
use dabiao_eval::Span;
use dabiao_lang::model::{Nature, Plan, Verdict};

/// Places that are charted.
const MOST_AREAS: usize = 60;
/// Rules that are listed as needing attention first.
const MOST_ATTENTION: usize = 12;

/// The summary.
#[derive(Debug, Serialize)]
pub(super) struct SummaryView {
    total: usize,
    tiles: Vec<Tile>,
    plans: Vec<BarRow>,
    offices: Vec<BarRow>,
    areas: Vec<BarRow>,
    areas_left_out: usize,
    attention: Vec<Attention>,
    attention_left_out: usize,
}

/// A bar with its name.
#[derive(Debug, Serialize)]
pub(super) struct BarRow {
    name: String,
    /// Whether a filter can choose it.
    is_chosen: bool,
    /// The position of what it stands for.
    at: usize,
    bar_html: String,
    total: usize,
}

/// A rule that needs attention.
#[derive(Debug, Serialize)]
struct Attention {
    at: usize,
    id: String,
    task: String,
    nature: &'static str,
    gap: String,
    target: String,
    measured: String,
    period: String,
    office: String,
}

/// A plan as it is named in a filter.
#[derive(Debug, Serialize)]
pub(super) struct PlanView {
    name: String,
}

/// Returns the plans.
pub(super) fn plans(scene: &Scene<'_>) -> Vec<PlanView> {
    scene.view.model.plans.iter().map(|p| PlanView { name: p.name.to_string() }).collect()
}

/// Returns the plans as the head of the report names them: those that share document, place and period in one line.
pub(super) fn heads(scene: &Scene<'_>) -> Vec<String> {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for plan in &scene.view.model.plans {
        let region = plan.region.as_ref().map(dabiao_lang::model::print::place);
        let window = plan.window.map(|w| scene.style().period(Span::Window(w.from, w.to)));
        let number = plan.number.as_deref().map(str::to_owned);
        let shared = [region, window, number].into_iter().flatten().collect::<Vec<_>>().join(" ");
        match groups.iter_mut().find(|(s, _)| *s == shared) {
            Some((_, names)) => names.push(&plan.name),
            None => groups.push((shared, vec![&plan.name])),
        }
    }
    let lang = scene.lang();
    let line = |(shared, names): (String, Vec<&str>)| {
        let colon = if shared.is_empty() { "" } else { say(lang, "：", ": ") };
        format!("{shared}{colon}{}", crate::words::list(names, lang))
    };
    groups.into_iter().map(line).collect()
}

/// Returns the one place that all plans are for.
pub(super) fn region(scene: &Scene<'_>) -> Option<String> {
    let mut regions = scene.view.model.plans.iter().map(|p| p.region.as_ref().map(dabiao_lang::model::print::place));
    let first = regions.next()??;
    regions.all(|r| r.as_deref() == Some(&*first)).then_some(first)
}

/// Returns the summary.
pub(super) fn view(scene: &Scene<'_>) -> SummaryView {
    let all = Counts::of(&scene.view.rules);
    let position = |plan: Option<&Plan>| {
        plan.and_then(|p| scene.view.model.plans.iter().position(|x| std::ptr::eq(x, p))).unwrap_or(usize::MAX)
    };
    let no_plan = say(scene.lang(), "不属于任何方案", "of no plan");
    let plans = by_plan(&scene.view.rules);
    let plans = plans.iter().map(|g| Group {
        name: g.plan.map_or(no_plan, |p| &p.name).to_owned(),
        is_chosen: g.plan.is_some(),
        at: position(g.plan),
        counts: Counts::of(&g.rules),
    });
    let offices = by_office(&scene.view);
    let offices = offices.iter().map(|o| Group {
        name: o.name(&scene.view).to_owned(),
        is_chosen: o.office.is_some(),
        at: o.office.as_ref().and_then(|n| scene.view.offices.iter().position(|x| x == n)).unwrap_or(usize::MAX),
        counts: o.counts,
    });
    let areas = scene.areas.all.iter().zip(areas::counts(scene)).enumerate();
    let areas = areas.map(|(at, (id, counts))| Group { name: scene.view.names.get(*id), is_chosen: true, at, counts });
    let mut areas: Vec<Group> = areas.filter(|g| g.counts.total() > 0).collect();
    let areas_left_out = areas.len().saturating_sub(MOST_AREAS);
    if areas_left_out > 0 {
        // Of very many places those with most that wants attention are charted; the view of places has all.
        areas.sort_by_key(|g| (std::cmp::Reverse(g.counts.n_bad()), g.at));
        areas.truncate(MOST_AREAS);
    }
    let (attention, attention_left_out) = attention(scene);
    SummaryView {
        total: all.total(),
        tiles: tiles(scene, &all),
        plans: bars(scene, plans.collect()),
        offices: bars(scene, offices.collect()),
        areas: bars(scene, areas),
        areas_left_out,
        attention,
        attention_left_out,
    }
}

/// A name with its counts.
struct Group {
    name: String,
    /// Whether a filter can choose it.
    is_chosen: bool,
    at: usize,
    counts: Counts,
}

fn bars(scene: &Scene<'_>, groups: Vec<Group>) -> Vec<BarRow> {
    let most = groups.iter().map(|g| g.counts.total()).max().unwrap_or(0);
    let groups = groups.into_iter().filter(|g| g.counts.total() > 0);
    groups
        .map(|g| BarRow {
            bar_html: bar_of(scene, &g.name, &g.counts, most),
            total: g.counts.total(),
            name: g.name,
            is_chosen: g.is_chosen,
            at: g.at,
        })
        .collect()
}

fn attention(scene: &Scene<'_>) -> (Vec<Attention>, usize) {
    let all = scene.view.rules.iter().filter(|j| j.judgement.verdict == Verdict::Unmet);
    let mut unmet: Vec<RuleView<'_>> = all.copied().collect();
    unmet.sort_by_key(|j| (j.rule.nature != Some(Nature::Binding), !j.rule.is_veto));
    let left_out = unmet.len().saturating_sub(MOST_ATTENTION);
    unmet.truncate(MOST_ATTENTION);
    let row = |j: RuleView<'_>| {
        let cells = j.shown().map(|c| Cells::of(scene, &CheckView::of(&scene.view, j, c))).unwrap_or_default();
        Attention {
            at: j.row,
            id: j.rule.id.to_string(),
            task: j.task().to_owned(),
            nature: match j.rule.nature {
                Some(Nature::Binding) => say(scene.lang(), "约束性", "binding"),
                Some(Nature::Expected) => say(scene.lang(), "预期性", "expected"),
                None => "",
            },
            gap: cells.gap,
            target: cells.target,
            measured: cells.measured,
            period: cells.period,
            office: office_names(scene, j),
        }
    };
    (unmet.into_iter().map(row).collect(), left_out)
}
