//! Figures of entities that no rule can see: outside every region, or without a level. Told with their first row, so that
//! nobody leaves a population silently.

use rustc_hash::{FxHashMap, FxHashSet};

use super::sink::cell_of;
use crate::EvalProblem;
use crate::bind::{Region, World};
use crate::reason;
use dabiao_data::{ABSENT, EntityId, RowId};
use dabiao_lang::diag::{Diagnostic, Place, Subject};
use dabiao_lang::model::{EntityRef, ExprKind, Scope, walk};

/// More entities than this are told as one number.
const MOST: usize = 200;

/// Returns a finding for every entity that has figures which no rule can read.
pub(crate) fn unseen(world: &World<'_>) -> Vec<Diagnostic> {
    let sight = Sight::of(world);
    // Without rules there is nothing to be left out of; without a roster everybody who reports is seen.
    if sight.regions.is_empty() || !world.data.roster.is_given {
        return Vec::new();
    }
    let mut first: FxHashMap<EntityId, (RowId, u64)> = FxHashMap::default();
    for slab in world.data.series.iter().flatten().flat_map(|s| &s.slabs) {
        for (i, (value, row)) in slab.values.iter().zip(&slab.rows).enumerate() {
            if *value == ABSENT {
                continue;
            }
            let entity = EntityId(slab.first.0 + i as u32);
            if sight.is_seen(world, entity) {
                continue;
            }
            let slot = first.entry(entity).or_insert((*row, 0));
            *slot = (slot.0.min(*row), slot.1 + 1);
        }
    }
    let mut all: Vec<(EntityId, (RowId, u64))> = first.into_iter().collect();
    all.sort_unstable_by_key(|(e, _)| *e);
    all.iter().take(MOST).map(|(entity, (row, count))| finding(world, *entity, (*row, *count))).collect()
}

fn finding(world: &World<'_>, entity: EntityId, (row, count): (RowId, u64)) -> Diagnostic {
    let place = cell_of(world, row).map_or(Place::Nowhere, Place::Cell);
    let subject = Subject { entity: Some(world.data.roster.key(entity).to_owned()), ..Subject::default() };
    let problem = EvalProblem::EntityUnseen { entity: reason::entity_name(world, entity), count };
    Diagnostic::new(place, problem).about(subject)
}

/// What the rules can see: their regions with all below and above, and whoever they name.
struct Sight {
    regions: Vec<Region>,
    named: FxHashSet<EntityId>,
}

impl Sight {
    fn of(world: &World<'_>) -> Self {
        let mut sight = Self { regions: Vec::new(), named: FxHashSet::default() };
        for rule in world.model.rules.iter().filter(|r| r.errors.is_empty()) {
            let plan = rule.plan.and_then(|p| world.model.plans.get(p.0 as usize));
            let Ok(region) = world.region(plan) else { continue };
            if !sight.regions.contains(&region) {
                sight.regions.push(region);
            }
            for statement in &rule.statements {
                if let Scope::At(places) = &statement.scope {
                    places.iter().for_each(|p| sight.name(world, p));
                }
                walk::expressions(statement, &mut |e| match &e.kind {
                    ExprKind::AtEntity(_, place) => sight.name(world, place),
                    ExprKind::Rank(rank) => sight.around(world, region, rank.place.as_ref()),
                    ExprKind::Aggregate(a) => sight.around(world, region, a.place.as_ref()),
                    _ => {}
                });
            }
        }
        sight
    }

    fn name(&mut self, world: &World<'_>, place: &EntityRef) {
        self.named.extend(world.resolve_known(place));
    }

    /// Those below the place among whose entities something is ranked or averaged.
    fn around(&mut self, world: &World<'_>, region: Region, place: Option<&EntityRef>) {
        let Some(place) = place else { return };
        let around = match place.level {
            Some(level) if place.parts.len() == 1 => world.ancestor(region, level),
            _ => world.resolve_known(place),
        };
        if around.is_some() && !self.regions.contains(&around) {
            self.regions.push(around);
        }
    }

    fn is_seen(&self, world: &World<'_>, entity: EntityId) -> bool {
        let has_level = world.data.roster.get(entity).is_some_and(|e| e.level.is_some());
        let is_around = |region: &Region| {
            let is_above = region.is_some_and(|r| world.is_within(r, Some(entity)));
            is_above || (has_level && world.is_within(entity, *region))
        };
        self.named.contains(&entity) || self.regions.iter().any(is_around)
    }
}
