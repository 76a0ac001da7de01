//! Points that people entered, held against the items that ask for them (`评分 "县委组织部"`).
//!
//! Points that nobody entered are missing; points beyond what the item gives, and two that differ, are wrong. What fits no
//! item is said to be, so that a misspelt title is no loss in silence.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::measure::{Kind, Measured, Scene};
use crate::EvalProblem;
use crate::bind::{World, fold};
use crate::entered::is_meant;
use crate::value::Range;
use dabiao_data::{EnteredPoints, EntityId};
use dabiao_lang::diag::{Both, Diagnostic, Place, Subject};
use dabiao_lang::model::Exact;
use dabiao_lang::model::scheme::{Entry, Method, Scheme, Source};

/// Takes the points that were entered for an entity.
pub(super) fn measure(
    scene: &Scene<'_, '_>,
    (scheme, entry): (&Scheme, &Entry),
    office: &str,
    entity: EntityId,
) -> Measured {
    let rows = scene.entered.of_item(scene.world, (scheme, entry), (entity, scene.period));
    let [first, others @ ..] = rows.as_slice() else {
        let why = Both::of(format!("`{office}` 还没有评分"), format!("`{office}` has not entered points yet"));
        return Measured::of(Kind::Number(Range::unbounded()), why);
    };
    let signed = Both::of(
        format!("{} {} 评，依据：{}", first.who, first.date, first.basis),
        format!("by {} on {}, on the basis of {}", first.who, first.date, first.basis),
    );
    if others.iter().any(|row| row.points != first.points) {
        let why = Both::new("录入了不同的得分", "different points were entered");
        return Measured::of(Kind::Wrong(Range::unbounded()), why);
    }
    match &first.points {
        None => Measured::of(Kind::Out, signed),
        Some(points) if is_beyond(entry, points) => {
            let text = points.to_text();
            let why =
                Both::of(format!("录入的 {text} 分超出了本项的分值"), format!("{text} is beyond what the item gives"));
            Measured::of(Kind::Wrong(Range::unbounded()), why)
        }
        Some(points) => Measured::of(Kind::Number(Range::exact(points.clone())), signed),
    }
}

/// Returns whether points are more or less than somebody may enter.
fn is_beyond(entry: &Entry, points: &Exact) -> bool {
    let most = match &entry.method {
        Method::Direct => entry.cap.clone().or_else(|| (!entry.is_unclamped).then(|| entry.points.clone())),
        Method::Rescale { of } => Some(of.base.clone()),
        _ => None,
    };
    let least = entry.floor.clone().unwrap_or(Exact::ZERO);
    *points < least || most.is_some_and(|most| *points > most)
}

/// Says which rows give no points, and why.
pub(crate) fn findings(world: &World<'_>) -> Vec<Diagnostic> {
    let asked: Vec<(&Scheme, &Entry)> = (world.model.schemes.iter())
        .flat_map(|s| s.entries.iter().map(move |e| (s, e)))
        .filter(|(_, e)| matches!(e.source, Some(Source::Entered(_))))
        .collect();
    let mut first: FxHashMap<(EntityId, String, String), &EnteredPoints> = FxHashMap::default();
    let mut found = Vec::new();
    for row in &world.data.entered {
        let entity = match world.written(&row.entity) {
            Ok(entity) => entity,
            Err(problem) => {
                found.push(about(world, row, problem));
                continue;
            }
        };
        let item = row.item.to_string();
        let fitting: Vec<&(&Scheme, &Entry)> = asked.iter().filter(|one| is_meant(row, **one)).collect();
        if fitting.is_empty() {
            let items: BTreeSet<String> = asked.iter().map(|(_, e)| e.title.to_string()).collect();
            let items = items.into_iter().collect();
            found.push(about(world, row, EvalProblem::PointsUnasked { item, items }));
            continue;
        }
        if let Some(points) = &row.points
            && fitting.iter().all(|(_, e)| is_beyond(e, points))
        {
            let most = fitting.first().map_or_else(String::new, |(_, e)| e.points.to_text());
            let points = points.to_text();
            found.push(about(world, row, EvalProblem::PointsBeyond { item: item.clone(), points, most }));
        }
        let key = (entity, fold(&row.item), format!("{} {}", row.period, row.scheme.as_deref().unwrap_or("")));
        let before = *first.entry(key).or_insert(row);
        if before.points != row.points {
            let told = |p: &Option<Exact>| p.as_ref().map_or_else(|| "不适用".to_owned(), Exact::to_text);
            let (before, points) = (told(&before.points), told(&row.points));
            found.push(about(world, row, EvalProblem::PointsTwice { item, before, points }));
        }
    }
    found
}

fn about(world: &World<'_>, row: &EnteredPoints, problem: EvalProblem) -> Diagnostic {
    let place = world.data.origins.row_cell(row.row).map_or(Place::Nowhere, Place::Cell);
    Diagnostic::new(place, problem).about(Subject {
        indicator: None,
        entity: Some(row.entity.to_string()),
        period: Some(row.period.to_string()),
    })
}
