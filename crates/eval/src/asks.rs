//! What the rules will read of one period: which indicator, at which level, of whom, how often. What a form has to ask.
//!
//! `needs` lists the figures that a judgement waits for; this lists those that a reporting round must bring, before there
//! are any. It walks every expression with the entities and the days that it is read for. What follows by formula is not
//! asked, its inputs are; what rolls up is asked where it is declared; what stands in the roster is not asked at all.
//! INVARIANT: who belongs is decided by the roster alone, so that a figure that is not there yet excludes nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use chrono::{Months, NaiveDate};

use super::bind::{Bound, Region, World};
use super::expr::{self, window_periods};
use super::frame::{self, Flow, Frame, MissingAs, Recorder, Sight};
use super::scheme_reads;
use super::stage::{Stage, Who};
use super::time;
use super::value::What;
use dabiao_data::EntityId;
use dabiao_lang::model::scheme::Scheme;
use dabiao_lang::model::{
    Aggregate, Basis, EntityRef, Expr, ExprKind, Frequency, IndicatorId, Interval, LevelId, LevelRef, Period,
    PeriodRef, Periods, Plan, Rule, Statement, Target, TargetKind, Time, Upward,
};

/// How deep formulas may lead into one another.
const MAX_DEPTH: u32 = 16;

/// A figure that the rules will read of a period, for everybody whose figure they will read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// What.
    pub indicator: IndicatorId,
    /// The level of those who are asked; `None` only for what has neither level nor data nor a scope.
    pub level: Option<LevelId>,
    /// Who is asked, in roster order.
    pub entities: Vec<EntityId>,
    /// How often it is reported.
    pub frequency: Frequency,
    /// The rules that read it, by position, with the day by which each is due.
    pub rules: BTreeMap<usize, Option<NaiveDate>>,
    /// The schemes that read it, by position.
    pub schemes: BTreeSet<usize>,
}

/// Lists what the rules will read of a period; `world` is that of its last day.
pub(super) fn asks(world: &World<'_>, period: Period) -> Vec<Ask> {
    let recorder = Recorder::default();
    let mut walk = Walk { world, recorder: &recorder, period, found: BTreeMap::new() };
    for (idx, rule) in world.model.rules.iter().enumerate().filter(|(_, r)| r.errors.is_empty()) {
        for statement in &rule.statements {
            if let Ok(stage) = Stage::new(world, &recorder, rule, statement) {
                walk.statement(&stage, idx, rule, statement);
                walk.lights(&stage, idx, rule, statement);
            }
        }
    }
    for (idx, scheme) in world.model.schemes.iter().enumerate().filter(|(_, s)| s.errors.is_empty()) {
        walk.scheme(idx, scheme);
    }
    walk.finish()
}

/// Everybody for whom an expression is read; `None` is a region that the roster does not name.
type People = Rc<[Option<EntityId>]>;

/// Days, both included.
type Days = (NaiveDate, NaiveDate);

/// On whose behalf a figure is asked, by position.
#[derive(Debug, Clone, Copy)]
enum Asker {
    Rule(usize),
    Scheme(usize),
}

/// For whom, of which days and on whose behalf an expression is read.
#[derive(Clone)]
struct Reach {
    region: Region,
    missing: MissingAs,
    asker: Asker,
    due: Option<NaiveDate>,
    step: Option<Frequency>,
    who: People,
    days: Rc<[Days]>,
    depth: u32,
}

/// What is known of an ask so far.
struct Found {
    is_asked: Vec<bool>,
    step: Option<Frequency>,
    rules: BTreeMap<usize, Option<NaiveDate>>,
    schemes: BTreeSet<usize>,
}

struct Walk<'w, 'a> {
    world: &'w World<'a>,
    recorder: &'w Recorder,
    period: Period,
    found: BTreeMap<(IndicatorId, Option<LevelId>), Found>,
}

impl<'w, 'a> Walk<'w, 'a> {
    fn statement(&mut self, stage: &Stage<'w, 'a>, rule_idx: usize, rule: &'a Rule, statement: &'a Statement) {
        let who: People = match &stage.who {
            Who::One(one) => Rc::new([*one]),
            Who::Each(all) => all.iter().map(|e| Some(*e)).collect(),
        };
        for target in statement.targets_on(self.period.last_day()) {
            let Some(days) = days_of(stage, rule, target) else { continue };
            let reach = Reach {
                region: stage.region,
                missing: if rule.is_missing_zero { MissingAs::Zero } else { MissingAs::Unknown },
                asker: Asker::Rule(rule_idx),
                due: due_of(stage, target),
                step: step_of(target),
                who: Rc::clone(&who),
                days: Rc::new([days]),
                depth: 0,
            };
            let filter = stage.filter();
            if let Some(filter) = filter {
                self.expr(&reach, filter);
            }
            let inside = Reach { who: self.sift(&reach, filter), ..reach };
            if let Some(condition) = &statement.condition {
                self.expr(&inside, condition);
            }
            self.expr(&inside, &statement.subject);
            self.target(&inside, target);
            for exception in &statement.exceptions {
                self.expr(&inside, &exception.filter);
                exception.targets.iter().for_each(|t| self.target(&inside, t));
            }
        }
    }

    /// What the conditions of lights read of a judgement that they watch.
    fn lights(&mut self, stage: &Stage<'w, 'a>, rule_idx: usize, rule: &'a Rule, statement: &'a Statement) {
        let who: People = match &stage.who {
            Who::One(one) => Rc::new([*one]),
            Who::Each(all) => all.iter().map(|e| Some(*e)).collect(),
        };
        for lights in self.world.model.lights.iter().filter(|l| l.errors.is_empty()) {
            let is_watched = match (lights.rules.is_empty(), lights.plan) {
                (false, _) => lights.rules.iter().any(|r| r.id == rule.id),
                (true, plan) => plan.is_none() || rule.plan == plan,
            };
            if !is_watched {
                continue;
            }
            for target in statement.targets_on(self.period.last_day()) {
                let Some(days) = days_of(stage, rule, target) else { continue };
                let reach = Reach {
                    region: stage.region,
                    missing: MissingAs::Unknown,
                    asker: Asker::Rule(rule_idx),
                    due: due_of(stage, target),
                    step: step_of(target),
                    who: Rc::clone(&who),
                    days: Rc::new([days]),
                    depth: 0,
                };
                scheme_reads::of_lines(&lights.lines).into_iter().for_each(|e| self.expr(&reach, e));
            }
        }
    }

    /// What a scheme reads of whoever it ranks.
    fn scheme(&mut self, idx: usize, scheme: &'a Scheme) {
        let plan = scheme.plan.and_then(|p| self.world.model.plans.get(p.0 as usize));
        let Ok(region) = self.world.region(plan) else { return };
        let left_out: Vec<EntityId> = scheme.who.except.iter().filter_map(|e| self.world.resolve(e).ok()).collect();
        let all = self.world.inhabitants(&scheme.who.level, region);
        let days = scheme.period.map_or((NaiveDate::MIN, NaiveDate::MAX), |p| (p.first_day(), p.last_day()));
        let reach = Reach {
            region,
            missing: MissingAs::Unknown,
            asker: Asker::Scheme(idx),
            due: None,
            step: None,
            who: all.iter().filter(|e| !left_out.contains(e)).map(|e| Some(*e)).collect(),
            days: Rc::new([days]),
            depth: 0,
        };
        let reach = Reach { who: self.sift(&reach, scheme.who.filter.as_ref()), ..reach };
        scheme_reads::of_scheme(scheme).into_iter().for_each(|e| self.expr(&reach, e));
    }

    fn target(&mut self, reach: &Reach, target: &'a Target) {
        match &target.kind {
            TargetKind::Compare(_, x) | TargetKind::About(x, _) => self.expr(reach, x),
            TargetKind::Within(range) => self.interval(reach, range),
            TargetKind::Holds => {}
        }
    }

    fn interval(&mut self, reach: &Reach, range: &'a Interval) {
        range.low.iter().chain(&range.high).for_each(|end| self.expr(reach, end));
    }

    fn expr(&mut self, reach: &Reach, expr: &'a Expr) {
        match &expr.kind {
            ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_) | ExprKind::Day(_) => {}
            ExprKind::TimesLast(_) => {}
            ExprKind::Rank(rank) => {
                self.expr(reach, &rank.value);
                let rivals = Reach { who: self.members(reach, &rank.level, rank.place.as_ref()), ..reach.clone() };
                self.expr(&rivals, &rank.value);
            }
            ExprKind::Value(id) => self.value(reach, *id),
            ExprKind::Neg(x) | ExprKind::Not(x) => self.expr(reach, x),
            ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
                self.expr(reach, a);
                self.expr(reach, b);
            }
            ExprKind::Within(x, range) => {
                self.expr(reach, x);
                self.interval(reach, range);
            }
            ExprKind::Aggregate(a) => self.aggregate(reach, a),
            ExprKind::AtEntity(x, place) => {
                let one = |e: Option<EntityId>| match place.level {
                    Some(level) if place.parts.len() == 1 => self.world.ancestor(e, level),
                    _ => self.world.resolve_known(place),
                };
                let mut who: Vec<Option<EntityId>> =
                    reach.who.iter().map(|e| one(*e)).filter(Option::is_some).collect();
                who.sort_unstable();
                who.dedup();
                self.expr(&Reach { who: who.into(), ..reach.clone() }, x);
            }
            ExprKind::Total(x, _)
            | ExprKind::Gain(x, _)
            | ExprKind::Growth(x, _)
            | ExprKind::Yearly(x, _)
            | ExprKind::Change(x)
            | ExprKind::OverPeriods(_, x, _)
            | ExprKind::AtPeriod(x, _) => {
                let days = days_inside(&reach.days, expr);
                self.expr(&Reach { days, ..reach.clone() }, x);
            }
        }
    }

    fn aggregate(&mut self, reach: &Reach, a: &'a Aggregate) {
        let all = self.members(reach, &a.level, a.place.as_ref());
        let inside = Reach { who: all, ..reach.clone() };
        if let Some(filter) = &a.filter {
            self.expr(&inside, filter);
        }
        let inside = Reach { who: self.sift(&inside, a.filter.as_ref()), ..inside };
        a.body.iter().chain(&a.weight).for_each(|x| self.expr(&inside, x));
    }

    /// Returns the entities of a level below everybody meant.
    fn members(&self, reach: &Reach, level: &LevelRef, place: Option<&EntityRef>) -> People {
        let around = |e: Option<EntityId>| match place {
            None => e,
            Some(EntityRef { level: Some(level), parts, .. }) if parts.len() == 1 => self.world.ancestor(e, *level),
            Some(place) => self.world.resolve_known(place),
        };
        let below = |e: &Option<EntityId>| self.world.members(level, around(*e), reach.region);
        match reach.who.as_ref() {
            [one] => below(one).iter().map(|e| Some(*e)).collect(),
            many => {
                let mut all: Vec<Option<EntityId>> = Vec::new();
                many.iter().for_each(|e| all.extend(below(e).iter().map(|e| Some(*e))));
                all.sort_unstable();
                all.dedup();
                all.into()
            }
        }
    }

    /// Leaves out those whom a filter excludes by the roster alone.
    fn sift(&self, reach: &Reach, filter: Option<&'a Expr>) -> People {
        let Some(filter) = filter.filter(|f| self.is_of_roster(f, 0)) else { return Rc::clone(&reach.who) };
        let may_belong = |e: &Option<EntityId>| {
            let frame = Frame {
                world: self.world,
                recorder: self.recorder,
                supposed: None,
                region: reach.region,
                missing: reach.missing,
                entity: *e,
                period: Some(self.period),
                vantage: Some(self.period),
                line: None,
                flow: Flow::Alone,
                sight: Sight::Ended,
                basis: frame::Basis::Both,
                states: frame::States::AsTheyStand,
                rounds: frame::Rounds::Indicator,
                totals: frame::Totals::Window,
                depth: 0,
            };
            !matches!(expr::condition(frame, filter).what, What::Truth(Some(false)) | What::NotApplicable)
        };
        reach.who.iter().copied().filter(may_belong).collect()
    }

    /// Returns whether an expression reads columns of the roster and nothing else.
    fn is_of_roster(&self, expr: &Expr, depth: u32) -> bool {
        let mut is = depth < MAX_DEPTH;
        dabiao_lang::model::walk::expression(expr, &mut |e| {
            is &= match &e.kind {
                ExprKind::Value(id) => match (self.world.bound(*id), self.world.indicator(*id)) {
                    (Bound::Attribute(_), _) => true,
                    (Bound::Nothing, Some(i)) => i.formula.as_ref().is_some_and(|f| self.is_of_roster(f, depth + 1)),
                    _ => false,
                },
                ExprKind::Aggregate(_) => false,
                _ => true,
            };
        });
        is
    }

    fn value(&mut self, reach: &Reach, id: IndicatorId) {
        let Some(indicator) = self.world.indicator(id) else { return };
        if matches!(self.world.bound(id), Bound::Attribute(_)) {
            return;
        }
        if let Some(formula) = &indicator.formula {
            if reach.depth < MAX_DEPTH {
                self.expr(&Reach { depth: reach.depth + 1, ..reach.clone() }, formula);
            }
            return;
        }
        let (first, last) = (self.period.first_day(), self.period.last_day());
        if !reach.days.iter().any(|(from, to)| *from <= last && first <= *to) {
            return;
        }
        let (above, here): (Vec<_>, Vec<_>) = match (indicator.level, &indicator.upward) {
            (Some(level), Upward::Sum | Upward::Weighted(_)) => {
                reach.who.iter().copied().partition(|e| self.stands_above(*e, level))
            }
            _ => (Vec::new(), reach.who.to_vec()),
        };
        self.ask(reach, id, &here);
        if let Some(level) = indicator.level.filter(|_| !above.is_empty()) {
            let level = LevelRef { level, label: None, span: indicator.span };
            let below = self.members(&Reach { who: above.into(), ..reach.clone() }, &level, None);
            self.ask(reach, id, &below);
            if let Upward::Weighted(weight) = indicator.upward
                && reach.depth < MAX_DEPTH
            {
                self.value(&Reach { who: below, depth: reach.depth + 1, ..reach.clone() }, weight);
            }
        }
    }

    fn stands_above(&self, entity: Option<EntityId>, level: LevelId) -> bool {
        match entity.and_then(|e| self.world.data.roster.get(e)) {
            Some(e) => e.level.is_none_or(|l| self.world.depth(l) < self.world.depth(level)),
            None => true,
        }
    }

    fn ask(&mut self, reach: &Reach, id: IndicatorId, who: &[Option<EntityId>]) {
        let roster = &self.world.data.roster;
        let n_all = roster.entities.len();
        let levels = who.iter().flatten().map(|e| roster.get(*e).and_then(|e| e.level));
        let mut levels: Vec<Option<LevelId>> = levels.collect();
        levels.sort_unstable();
        levels.dedup();
        if who.iter().flatten().next().is_none() {
            levels.push(self.world.indicator(id).and_then(|i| i.level));
        }
        for level in levels {
            let found = self.found.entry((id, level)).or_insert_with(|| Found {
                is_asked: vec![false; n_all],
                step: None,
                rules: BTreeMap::new(),
                schemes: BTreeSet::new(),
            });
            found.step = found.step.max(reach.step);
            match reach.asker {
                Asker::Rule(rule) => {
                    let due = found.rules.entry(rule).or_insert(reach.due);
                    *due = (*due).max(reach.due);
                }
                Asker::Scheme(scheme) => {
                    found.schemes.insert(scheme);
                }
            }
            let is_meant = |e: &&EntityId| {
                roster.get(**e).is_some_and(|x| x.level == level) && self.world.is_there(**e, self.period)
            };
            for e in who.iter().flatten().filter(is_meant) {
                if let Some(flag) = found.is_asked.get_mut(e.0 as usize) {
                    *flag = true;
                }
            }
        }
    }

    fn finish(self) -> Vec<Ask> {
        let world = self.world;
        let ask = |((indicator, level), found): ((IndicatorId, Option<LevelId>), Found)| {
            let declared = world.indicator(indicator).and_then(|i| i.frequency);
            let of_data = world.frequencies(indicator).last().copied();
            let asked = found.is_asked.iter().enumerate().filter(|(_, is)| **is);
            Ask {
                indicator,
                level,
                entities: asked.map(|(i, _)| EntityId(i as u32)).collect(),
                frequency: declared.or(of_data).or(found.step).unwrap_or(Frequency::Year),
                rules: found.rules,
                schemes: found.schemes,
            }
        };
        self.found.into_iter().map(ask).collect()
    }
}

/// Returns the days of which a target reads its subject: up to its deadline from the start of its plan, base included.
fn days_of(stage: &Stage<'_, '_>, rule: &Rule, target: &Target) -> Option<Days> {
    let from = base_of(stage.plan, rule).map_or(NaiveDate::MIN, Period::first_day);
    match target.time {
        Time::ByAttribute(_) => {
            let to = stage.plan.and_then(|p| p.window).map_or(NaiveDate::MAX, |w| w.to.last_day());
            Some((from, to))
        }
        Time::Newest => Some((from, NaiveDate::MAX)),
        Time::By(p) => Some((from, p.last_day())),
        Time::In(_) | Time::Each { .. } | Time::Throughout(_) => {
            let dues = time::dues(stage, target).ok()?;
            let from = dues.iter().map(|d| d.start).min()?;
            let to = dues.iter().map(|d| d.end).max()?;
            Some((from, to))
        }
    }
}

/// Returns the period that progress starts from.
fn base_of(plan: Option<&Plan>, rule: &Rule) -> Option<Period> {
    match &rule.baseline {
        Some((_, stated)) => stated.map(|p| p.step(1)).or_else(|| plan?.window.map(|w| w.from)),
        None => plan.and_then(|p| p.base.or(p.window.map(|w| w.from))),
    }
}

/// Returns the last day by which a target is due within or behind the period.
fn due_of(stage: &Stage<'_, '_>, target: &Target) -> Option<NaiveDate> {
    time::dues(stage, target).ok()?.iter().map(|d| d.end).max()
}

/// Returns how often a target reads its subject, where it says so.
fn step_of(target: &Target) -> Option<Frequency> {
    match target.time {
        Time::Each { step, by: None, .. } => Some(step),
        Time::In(p) | Time::Throughout(Some(dabiao_lang::model::Window { from: p, .. })) => Some(p.frequency()),
        _ => None,
    }
}

/// Returns the days of which a function over time reads what is inside it.
fn days_inside(days: &Rc<[Days]>, expr: &Expr) -> Rc<[Days]> {
    let year_before = |d: &Days| (d.0.checked_sub_months(Months::new(12)).unwrap_or(NaiveDate::MIN), d.1);
    let whole = |p: Period| (p.first_day(), p.last_day());
    match &expr.kind {
        ExprKind::Total(_, Some(w)) => {
            let all = window_periods(*w);
            match (all.first(), all.last()) {
                (Some(first), Some(last)) => Rc::new([(first.first_day(), last.last_day())]),
                _ => Rc::clone(days),
            }
        }
        ExprKind::OverPeriods(_, _, Periods::Window(w)) => {
            let all = window_periods(*w);
            match (all.first(), all.last()) {
                (Some(first), Some(last)) => Rc::new([(first.first_day(), last.last_day())]),
                _ => Rc::clone(days),
            }
        }
        ExprKind::OverPeriods(_, _, Periods::Last(count, step)) => {
            let back = |d: NaiveDate| Period::containing(d, *step).step(1 - i32::try_from(*count).unwrap_or(1));
            days.iter().map(|d| (back(d.1).first_day().min(d.0), d.1)).collect()
        }
        ExprKind::AtPeriod(_, PeriodRef::Fixed(p)) => Rc::new([whole(*p)]),
        ExprKind::Gain(_, Some(p)) | ExprKind::Yearly(_, Some(p)) | ExprKind::Growth(_, Basis::Since(p)) => {
            days.iter().copied().chain([whole(*p)]).collect()
        }
        ExprKind::Growth(..) | ExprKind::Change(_) | ExprKind::AtPeriod(_, PeriodRef::Previous) => {
            days.iter().map(year_before).collect()
        }
        _ => Rc::clone(days),
    }
}
