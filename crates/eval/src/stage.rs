//! A statement made ready for judging: for whom it is meant and which figures it rests on.

use std::cell::OnceCell;
use std::rc::Rc;

use super::bind::{Bound, Region, World};
use super::frame::{Basis, Flow, Frame, MissingAs, Recorder, Rounds, Sight, States, Supposed, Totals};
use super::periods::{self, Circle, Filters, Use};
use super::windows::Windows;
use crate::EvalProblem;
use dabiao_data::EntityId;
use dabiao_lang::model::{
    EntityRef, Expr, ExprKind, IndicatorId, LevelId, LevelRef, Period, Plan, Rule, Scope, Statement, Upward, Window,
    walk,
};

/// A statement of a rule with everybody it is meant for.
pub(crate) struct Stage<'w, 'a> {
    pub(crate) world: &'w World<'a>,
    pub(crate) recorder: &'w Recorder,
    pub(crate) supposed: Option<&'w Supposed>,
    pub(crate) rule: &'a Rule,
    pub(crate) plan: Option<&'a Plan>,
    pub(crate) statement: &'a Statement,
    pub(crate) region: Region,
    pub(crate) who: Who,
    pub(crate) circle: Circle,
    /// What the subject measures.
    pub(crate) uses: Vec<Use>,
    /// What subject, lines, conditions and filters name besides the period that is judged.
    pub(crate) windows: Windows,
    /// The newest period with data, once somebody asked for it.
    pub(crate) newest: OnceCell<Option<Period>>,
}

/// For whom a statement is meant.
#[derive(Debug, Clone)]
pub(crate) enum Who {
    /// One place: the region (`None` where it is not in the roster) or a named one.
    One(Option<EntityId>),
    /// Many, each judged on its own.
    Each(Rc<[EntityId]>),
}

impl<'w, 'a> Stage<'w, 'a> {
    /// Finds out for whom a statement is meant.
    pub(crate) fn new(
        world: &'w World<'a>,
        recorder: &'w Recorder,
        rule: &'a Rule,
        statement: &'a Statement,
    ) -> Result<Self, EvalProblem> {
        let plan = rule.plan.and_then(|p| world.model.plans.get(p.0 as usize));
        let region = world.region(plan)?;
        Self::within(world, recorder, (rule, statement), region)
    }

    /// Finds out for whom a statement is meant within a place, as if that were the region of the plan.
    pub(crate) fn within(
        world: &'w World<'a>,
        recorder: &'w Recorder,
        (rule, statement): (&'a Rule, &'a Statement),
        region: Region,
    ) -> Result<Self, EvalProblem> {
        let plan = rule.plan.and_then(|p| world.model.plans.get(p.0 as usize));
        check_places(world, statement)?;
        let uses = periods::uses(world, &statement.subject, Filters::Skipped);
        let (who, circle) = match &statement.scope {
            Scope::Every { level, except, .. } => every(world, region, level, except)?,
            Scope::At(places) => at(world, places)?,
            Scope::Unstated => unstated(world, region, &statement.subject, &uses)?,
        };
        Ok(Self {
            world,
            recorder,
            supposed: None,
            rule,
            plan,
            statement,
            region,
            who,
            circle,
            uses,
            windows: windows(world, statement),
            newest: OnceCell::new(),
        })
    }

    /// Returns the frame in which the statement is read for an entity.
    pub(crate) fn frame(&self, entity: Option<EntityId>, sight: Sight) -> Frame<'w, 'a> {
        Frame {
            world: self.world,
            recorder: self.recorder,
            supposed: self.supposed,
            region: self.region,
            missing: if self.rule.is_missing_zero { MissingAs::Zero } else { MissingAs::Unknown },
            entity,
            period: None,
            vantage: None,
            line: None,
            flow: Flow::Alone,
            sight,
            basis: Basis::Both,
            states: States::AsTheyStand,
            rounds: Rounds::Indicator,
            totals: Totals::Window,
            depth: 0,
        }
    }

    /// Returns the window of a target that states none: the plan's.
    pub(crate) fn window(&self, stated: Option<Window>) -> Option<Window> {
        stated.or_else(|| self.plan.and_then(|p| p.window))
    }

    /// Returns the filter of an `every` scope.
    pub(crate) fn filter(&self) -> Option<&'a Expr> {
        match &self.statement.scope {
            Scope::Every { filter, .. } => filter.as_ref(),
            _ => None,
        }
    }
}

type Meant = (Who, Circle);

fn every(world: &World<'_>, region: Region, level: &LevelRef, except: &[EntityRef]) -> Result<Meant, EvalProblem> {
    let left_out = except.iter().map(|e| world.resolve(e)).collect::<Result<Vec<_>, _>>()?;
    let all = world.inhabitants(level, region);
    if left_out.is_empty() {
        return Ok((Who::Each(all), Circle::Level(region, level.level)));
    }
    let kept: Rc<[EntityId]> = all.iter().copied().filter(|e| !left_out.contains(e)).collect();
    let circle = Circle::Several(kept.to_vec());
    Ok((Who::Each(kept), circle))
}

fn at(world: &World<'_>, places: &[EntityRef]) -> Result<Meant, EvalProblem> {
    let mut found = places.iter().map(|p| world.resolve(p)).collect::<Result<Vec<_>, _>>()?;
    found.sort_unstable();
    found.dedup();
    Ok(match found.as_slice() {
        [one] => (Who::One(Some(*one)), Circle::One(Some(*one))),
        many => (Who::Each(many.into()), Circle::Several(many.to_vec())),
    })
}

/// A statement without a scope: the region, or everybody who reports the indicator.
fn unstated(world: &World<'_>, region: Region, subject: &Expr, uses: &[Use]) -> Result<Meant, EvalProblem> {
    let here = (Who::One(region), Circle::One(region));
    let mut own = Vec::new();
    measured(subject, &mut own);
    if own.is_empty() || uses.iter().any(|u| u.level.is_some()) {
        return Ok(here);
    }
    let Some(first) = own.iter().find(|id| !is_regional(world, region, **id)) else {
        return check_levels(world, region, &own).map(|()| here);
    };
    check_levels(world, region, &own)?;
    if let Some(level) = level_of(world, *first, 0) {
        let span = world.indicator(*first).map_or(subject.span, |i| i.span);
        return every(world, region, &LevelRef { level, label: None, span }, &[]);
    }
    Ok((Who::Each(world.reporters(*first, region).into()), Circle::Anybody(region)))
}

/// Returns the names that an expression reads for the current entity itself.
fn measured(expr: &Expr, out: &mut Vec<IndicatorId>) {
    match &expr.kind {
        ExprKind::Value(id) => out.push(*id),
        ExprKind::Neg(x)
        | ExprKind::Not(x)
        | ExprKind::Total(x, _)
        | ExprKind::Gain(x, _)
        | ExprKind::Growth(x, _)
        | ExprKind::Yearly(x, _)
        | ExprKind::Change(x)
        | ExprKind::OverPeriods(_, x, _)
        | ExprKind::AtPeriod(x, _)
        | ExprKind::Within(x, _) => measured(x, out),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
            measured(a, out);
            measured(b, out);
        }
        _ => {}
    }
}

/// Returns what a statement names besides the period that is judged, wherever in it.
fn windows(world: &World<'_>, statement: &Statement) -> Windows {
    let filter = match &statement.scope {
        Scope::Every { filter, .. } => filter.as_ref(),
        _ => None,
    };
    let excepted = statement.exceptions.iter().map(|e| &e.filter);
    let read = [Some(&statement.subject), filter, statement.condition.as_ref()].into_iter().flatten().chain(excepted);
    let lines = statement.targets_on(world.as_of).iter().chain(statement.exceptions.iter().flat_map(|e| &e.targets));
    let of_lines = lines.map(|t| Windows::of_line(world, t));
    read.map(|x| Windows::of(world, x)).chain(of_lines).fold(Windows::default(), Windows::with)
}

/// Returns whether an indicator is declared at the region's level, reported for it or rolled up to it.
fn is_regional(world: &World<'_>, region: Region, id: IndicatorId) -> bool {
    let Some(indicator) = world.indicator(id) else { return false };
    let level = region.and_then(|r| world.data.roster.get(r)).and_then(|e| e.level);
    let is_declared_here = indicator.is_declared && level.is_some() && indicator.level == level;
    let is_reported = region.is_some_and(|r| world.is_reporter(id, r));
    if is_declared_here || is_reported || indicator.upward != Upward::None {
        return true;
    }
    let Some(formula) = indicator.formula.as_ref().filter(|_| indicator.level.is_none()) else { return false };
    let inner = periods::uses(world, formula, Filters::Skipped);
    inner.iter().all(|u| u.level.is_some() || u.place.is_some() || (u.id != id && is_regional(world, region, u.id)))
}

fn level_of(world: &World<'_>, id: IndicatorId, depth: u32) -> Option<LevelId> {
    let indicator = world.indicator(id)?;
    if indicator.level.is_some() || depth > 8 {
        return indicator.level;
    }
    let formula = indicator.formula.as_ref()?;
    periods::uses(world, formula, Filters::Skipped).iter().find_map(|u| level_of(world, u.id, depth + 1))
}

/// An undeclared name with data on several levels does not say for whom it is meant.
fn check_levels(world: &World<'_>, region: Region, own: &[IndicatorId]) -> Result<(), EvalProblem> {
    for id in own {
        let Some(indicator) = world.indicator(*id).filter(|i| !i.is_declared) else { continue };
        if !matches!(world.bound(*id), Bound::Series(_)) {
            continue;
        }
        let mut levels: Vec<LevelId> =
            world.reporters(*id, region).iter().filter_map(|e| world.data.roster.get(*e)?.level).collect();
        levels.sort_unstable();
        levels.dedup();
        if levels.len() > 1 {
            let name = |l: &LevelId| world.model.schema.levels.get(*l).map_or(String::new(), |x| x.name.to_string());
            return Err(EvalProblem::SeveralLevels {
                indicator: indicator.name.to_string(),
                levels: levels.iter().map(name).collect(),
            });
        }
    }
    Ok(())
}

/// Resolves every place that a statement names, so that an unknown one is told before anything is judged.
fn check_places(world: &World<'_>, statement: &Statement) -> Result<(), EvalProblem> {
    let mut places = Vec::new();
    places_in(&statement.subject, &mut places);
    if let Scope::Every { filter: Some(f), .. } = &statement.scope {
        places_in(f, &mut places);
    }
    if let Some(condition) = &statement.condition {
        places_in(condition, &mut places);
    }
    let excepted = statement.exceptions.iter().flat_map(|e| &e.targets);
    for target in statement.targets_on(world.as_of).iter().chain(excepted) {
        target_places(&target.kind, &mut places);
    }
    for exception in &statement.exceptions {
        places_in(&exception.filter, &mut places);
    }
    // Without a roster nothing says who lies where, and those who are ranked are all who reported.
    if world.data.roster.is_given {
        among_places(statement, &mut places);
    }
    for place in places {
        let is_level = place.level.is_some() && place.parts.len() == 1;
        if !is_level {
            world.resolve(place)?;
        }
    }
    Ok(())
}

/// Collects the places among whose entities something is ranked or averaged.
fn among_places<'e>(statement: &'e Statement, out: &mut Vec<&'e EntityRef>) {
    walk::expressions(statement, &mut |e| match &e.kind {
        ExprKind::Rank(rank) => out.extend(&rank.place),
        ExprKind::Aggregate(a) => out.extend(&a.place),
        _ => {}
    });
}

fn target_places<'e>(kind: &'e dabiao_lang::model::TargetKind, out: &mut Vec<&'e EntityRef>) {
    use dabiao_lang::model::TargetKind;
    match kind {
        TargetKind::Compare(_, x) | TargetKind::About(x, _) => places_in(x, out),
        TargetKind::Within(i) => {
            for end in [&i.low, &i.high].into_iter().flatten() {
                places_in(end, out);
            }
        }
        TargetKind::Holds => {}
    }
}

fn places_in<'e>(expr: &'e Expr, out: &mut Vec<&'e EntityRef>) {
    match &expr.kind {
        ExprKind::AtEntity(x, place) => {
            out.push(place);
            places_in(x, out);
        }
        ExprKind::Neg(x)
        | ExprKind::Not(x)
        | ExprKind::Total(x, _)
        | ExprKind::Gain(x, _)
        | ExprKind::Growth(x, _)
        | ExprKind::Yearly(x, _)
        | ExprKind::Change(x)
        | ExprKind::OverPeriods(_, x, _)
        | ExprKind::AtPeriod(x, _) => places_in(x, out),
        ExprKind::Within(x, i) => {
            places_in(x, out);
            for end in [&i.low, &i.high].into_iter().flatten() {
                places_in(end, out);
            }
        }
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
            places_in(a, out);
            places_in(b, out);
        }
        ExprKind::Rank(rank) => {
            places_in(&rank.value, out);
        }
        ExprKind::Aggregate(a) => {
            for x in [a.filter.as_ref(), a.body.as_ref(), a.weight.as_ref()].into_iter().flatten() {
                places_in(x, out);
            }
        }
        _ => {}
    }
}

/// Returns the frame in which a judgement was read.
pub(crate) fn frame_at<'w, 'a>(
    stage: &Stage<'w, 'a>,
    entity: Option<EntityId>,
    read_at: (Period, Flow, Sight),
) -> Frame<'w, 'a> {
    let (period, flow, sight) = read_at;
    Frame { period: Some(period), flow, ..stage.frame(entity, sight) }
}
