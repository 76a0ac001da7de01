//! The summary: counts of verdicts, in all and by plan, office and place, as bars; and what needs attention first.

use serde::Serialize;

use super::areas;
use super::naming::{office_names, task};
use super::scene::Scene;
use super::tally::{Tile, bar_of, tiles};
use crate::evaluation::summary::offices;
use crate::evaluation::{Judged, targets};
use crate::html::document::inline;
use crate::words::say;
use dabiao_lang::model::{Nature, Verdict};

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
    attention: Vec<Attention>,
    attention_left_out: usize,
}

/// A bar with its name.
#[derive(Debug, Serialize)]
pub(super) struct BarRow {
    name: String,
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
    gap_html: String,
    target_html: String,
    measured_html: String,
    office: String,
}

/// A plan as it is named in a filter.
#[derive(Debug, Serialize)]
pub(super) struct PlanView {
    name: String,
}

/// Returns the plans.
pub(super) fn plans(scene: &Scene<'_>) -> Vec<PlanView> {
    scene.model().plans.iter().map(|p| PlanView { name: p.name.to_string() }).collect()
}

/// Returns the plans as the head of the report names them: those that share document, place and period in one line.
pub(super) fn heads(scene: &Scene<'_>) -> Vec<String> {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for plan in &scene.model().plans {
        let region = plan.region.as_ref().map(dabiao_lang::model::print::place);
        let window = plan.window.map(|w| format!("{}..{}", w.from, w.to));
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
    let mut regions = scene.model().plans.iter().map(|p| p.region.as_ref().map(dabiao_lang::model::print::place));
    let first = regions.next()??;
    regions.all(|r| r.as_deref() == Some(&*first)).then_some(first)
}

/// Returns the summary.
pub(super) fn view(scene: &Scene<'_>) -> SummaryView {
    let verdicts: Vec<Verdict> = scene.judged.iter().map(|j| j.judgement.verdict).collect();
    let plan_groups = scene.model().plans.iter().enumerate().map(|(at, plan)| {
        let of_plan = scene.judged.iter().filter(|j| j.rule.plan.is_some_and(|p| p.0 as usize == at));
        (plan.name.to_string(), at, of_plan.map(|j| j.judgement.verdict).collect())
    });
    let office_groups = scene.offices.iter().enumerate().map(|(at, office)| {
        let of_office = scene.judged.iter().filter(|j| offices(j.rule).contains(office));
        (office.to_string(), at, of_office.map(|j| j.judgement.verdict).collect::<Vec<_>>())
    });
    let mut office_groups: Vec<Group> = office_groups.collect();
    // Offices with most that needs attention first; otherwise as they occur in the rules.
    office_groups.sort_by_key(|(_, _, all)| std::cmp::Reverse(all.iter().filter(|v| is_bad(**v)).count()));
    let area_groups = areas::verdicts(scene);
    let (attention, attention_left_out) = attention(scene);
    SummaryView {
        total: verdicts.len(),
        tiles: tiles(scene, &verdicts),
        plans: bars(scene, plan_groups.collect()),
        offices: bars(scene, office_groups),
        areas: bars(scene, area_groups),
        attention,
        attention_left_out,
    }
}

type Group = (String, usize, Vec<Verdict>);

fn is_bad(v: Verdict) -> bool {
    matches!(v, Verdict::Unmet | Verdict::Invalid | Verdict::Missing | Verdict::Empty | Verdict::Behind)
}

fn bars(scene: &Scene<'_>, groups: Vec<Group>) -> Vec<BarRow> {
    let most = groups.iter().map(|(_, _, all)| all.len()).max().unwrap_or(0);
    let groups = groups.into_iter().filter(|(_, _, all)| !all.is_empty());
    groups
        .map(|(name, at, all)| BarRow { bar_html: bar_of(scene, &name, &all, most), name, at, total: all.len() })
        .collect()
}

fn attention(scene: &Scene<'_>) -> (Vec<Attention>, usize) {
    let all = scene.judged.iter().enumerate().filter(|(_, j)| j.judgement.verdict == Verdict::Unmet);
    let mut unmet: Vec<(usize, Judged<'_>)> = all.map(|(at, j)| (at, *j)).collect();
    unmet.sort_by_key(|(_, j)| (j.rule.nature != Some(Nature::Binding), !j.rule.is_veto));
    let left_out = unmet.len().saturating_sub(MOST_ATTENTION);
    unmet.truncate(MOST_ATTENTION);
    let row = |(at, j): (usize, Judged<'_>)| {
        let check = j.judgement.checks.iter().find(|c| c.verdict == Verdict::Unmet);
        let cells = check.map(|c| targets::Cells::of(&scene.ctx, j, c));
        let text = |pick: fn(&targets::Cells) -> &crate::document::Line| {
            cells.as_ref().map(|c| inline(pick(c))).unwrap_or_default()
        };
        Attention {
            at,
            id: j.rule.id.to_string(),
            task: task(j),
            nature: match j.rule.nature {
                Some(Nature::Binding) => say(scene.lang(), "约束性", "binding"),
                Some(Nature::Expected) => say(scene.lang(), "预期性", "expected"),
                None => "",
            },
            gap_html: text(|c| &c.gap),
            target_html: text(|c| &c.target),
            measured_html: text(|c| &c.measured),
            office: office_names(scene, j),
        }
    };
    (unmet.into_iter().map(row).collect(), left_out)
}
