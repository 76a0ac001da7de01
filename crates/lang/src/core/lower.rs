//! Model to core: expressions become nodes, statements stand over ids.
//!
//! Takes a model that has been checked (units and names resolved). What a model holds is taken apart field by field and
//! without `..`, so that a new field does not compile until somebody has said what it means.

use std::sync::Arc;

use super::node::{Aggregate, Joint, Members, Node, Range, Rank};
use super::rule::{Asked, Exception, Revision, Scope, Statement, Target, Time};
use super::{Core, Edition, ExprId, NameId, Place, PlaceId, who};
use crate::model::{
    self, BinaryOp, EntityRef, Expr, ExprKind, Frequency, IndicatorId, Interval, LevelId, LevelRef, Period, Plan,
    Schema, TargetKind, Window,
};

/// What each indicator of a schema is called in a core, by its position.
#[derive(Debug, Clone, Default)]
pub struct Names(Vec<NameId>);

impl Names {
    /// Names indicators as they are declared.
    pub fn declared(core: &mut Core, schema: &Schema) -> Self {
        Self(schema.indicators.iter().map(|i| core.name(&i.name)).collect())
    }

    /// Names indicators by what a caller says of each.
    pub fn by(core: &mut Core, schema: &Schema, name: impl Fn(IndicatorId) -> (Arc<str>, Edition)) -> Self {
        let name = |(idx, _)| {
            let (text, edition) = name(IndicatorId(idx));
            core.name_of(&text, edition)
        };
        Self((0u32..).zip(&schema.indicators).map(name).collect())
    }

    /// Returns the name of an indicator.
    pub fn get(&self, id: IndicatorId) -> Option<NameId> {
        self.0.get(id.0 as usize).copied()
    }
}

/// Translates what one model says.
#[derive(Debug)]
pub struct Lowering<'a> {
    /// Where the meanings go.
    pub core: &'a mut Core,
    /// Whose numbers the model uses.
    pub schema: &'a Schema,
    /// What they are called in the core.
    pub names: &'a Names,
}

impl Lowering<'_> {
    /// Returns the id of an expression or a condition.
    pub fn expr(&mut self, e: &Expr) -> ExprId {
        let node = match &e.kind {
            ExprKind::Quantity(q) => Node::Amount { base: q.base.clone(), dim: q.unit.as_ref().map(|u| u.dim.clone()) },
            ExprKind::Bool(flag) => Node::Flag(*flag),
            ExprKind::Grade(rank, name) => Node::Grade(*rank, name.clone()),
            ExprKind::Text(text) => Node::Text(text.clone()),
            ExprKind::Value(id) => Node::Value(self.name(*id)),
            ExprKind::Neg(a) => Node::Neg(self.expr(a)),
            ExprKind::Not(a) => Node::Not(self.expr(a)),
            ExprKind::Binary(op, a, b) => self.binary(*op, a, b),
            ExprKind::Compare(op, a, b) => Node::compare(*op, self.expr(a), self.expr(b)),
            ExprKind::Within(a, range) => Node::Within(self.expr(a), self.range(range)),
            ExprKind::About(a, b, tolerance) => Node::About(self.expr(a), self.expr(b), tolerance.clone()),
            ExprKind::Aggregate(a) => Node::Aggregate(self.aggregate(a)),
            ExprKind::Total(a, window) => Node::Total(self.expr(a), *window),
            ExprKind::Gain(a, since) => Node::Gain(self.expr(a), *since),
            ExprKind::Growth(a, basis) => Node::Growth(self.expr(a), *basis),
            ExprKind::Yearly(a, since) => Node::Yearly(self.expr(a), *since),
            ExprKind::Change(a) => Node::Change(self.expr(a)),
            ExprKind::OverPeriods(function, a, periods) => Node::OverPeriods(*function, self.expr(a), *periods),
            ExprKind::Rank(rank) => Node::Rank(self.rank(rank)),
            ExprKind::TimesLast(times) => Node::TimesLast(times.clone()),
            ExprKind::Day(day) => Node::Day(named(*day)),
            ExprKind::AtPeriod(a, period) => Node::AtPeriod(self.expr(a), *period),
            ExprKind::AtEntity(a, place) => Node::AtPlace(self.expr(a), self.place(place)),
        };
        self.core.expr(node)
    }

    /// Returns the name of an indicator; one that is not in the schema has a name that nobody can write.
    pub fn name(&mut self, id: IndicatorId) -> NameId {
        let nobody = || self.core.name(&Arc::from(format!("\0{}", id.0)));
        self.names.get(id).unwrap_or_else(nobody)
    }

    /// Returns the name of a level.
    pub fn level(&mut self, id: LevelId) -> NameId {
        self.core.name(&Arc::from(self.schema.levels.name(id)))
    }

    /// Returns over whom something goes.
    pub fn members(&mut self, level: &LevelRef) -> Members {
        let LevelRef { level, label, span: _ } = level;
        Members { level: self.level(*level), label: label.clone() }
    }

    /// Returns the id of a place.
    pub fn place(&mut self, place: &EntityRef) -> PlaceId {
        let EntityRef { parts, level, span: _ } = place;
        let place = match level {
            Some(level) => Place::Ancestor(Arc::from(self.schema.levels.name(*level))),
            None => Place::Path(parts.clone()),
        };
        self.core.place(place)
    }

    /// Returns the ids of places, each once, in the order of their paths.
    pub fn places(&mut self, all: &[EntityRef]) -> Vec<PlaceId> {
        let mut ids: Vec<PlaceId> = all.iter().map(|p| self.place(p)).collect();
        ids.sort_by(|a, b| self.core.place_at(*a).cmp(self.core.place_at(*b)));
        ids.dedup();
        ids
    }

    /// A long sum is one node: its operands are gathered before any of them is joined.
    fn binary(&mut self, op: BinaryOp, a: &Expr, b: &Expr) -> Node {
        let joint = match op {
            BinaryOp::Add => Joint::Sum,
            BinaryOp::Mul => Joint::Product,
            BinaryOp::And => Joint::All,
            BinaryOp::Or => Joint::Any,
            BinaryOp::Sub => return Node::Minus(self.expr(a), self.expr(b)),
            BinaryOp::Div => return Node::Over(self.expr(a), self.expr(b)),
        };
        let (mut open, mut operands) = (vec![b, a], Vec::new());
        while let Some(next) = open.pop() {
            match &next.kind {
                ExprKind::Binary(inner, a, b) if *inner == op => open.extend([&**b, &**a]),
                _ => operands.push(self.expr(next)),
            }
        }
        Node::Joined(joint, operands)
    }

    fn range(&mut self, range: &Interval) -> Range {
        let Interval { low, high, is_low_open, is_high_open } = range;
        let low = low.as_ref().map(|e| self.expr(e));
        let high = high.as_ref().map(|e| self.expr(e));
        Range { low, high, is_low_open: *is_low_open, is_high_open: *is_high_open }
    }

    fn aggregate(&mut self, a: &model::Aggregate) -> Aggregate {
        let model::Aggregate { function, level, place, filter, body, weight } = a;
        Aggregate {
            function: *function,
            members: self.members(level),
            place: place.as_ref().map(|p| self.place(p)),
            filter: filter.as_ref().map(|e| self.expr(e)),
            body: body.as_ref().map(|e| self.expr(e)),
            weight: weight.as_ref().map(|e| self.expr(e)),
        }
    }

    fn rank(&mut self, rank: &model::Rank) -> Rank {
        let model::Rank { value, level, place, order, ties } = rank;
        Rank {
            value: self.expr(value),
            members: self.members(level),
            place: place.as_ref().map(|p| self.place(p)),
            order: *order,
            ties: *ties,
        }
    }

    /// Returns a statement of a rule of a plan.
    pub fn statement(&mut self, plan: Option<&Plan>, s: &model::Statement) -> Statement {
        let model::Statement { scope, condition, subject, targets, exceptions, revisions, text: _, span: _ } = s;
        let target = |own: &mut Self, t: &model::Target| own.target(plan, t);
        Statement {
            who: who::of(self.schema, plan, s),
            scope: self.scope(scope),
            condition: condition.as_ref().map(|c| self.expr(c)),
            subject: self.expr(subject),
            targets: targets.iter().map(|t| target(self, t)).collect(),
            exceptions: exceptions.iter().map(|e| self.exception(plan, e)).collect(),
            revisions: revisions.iter().map(|r| self.revision(plan, r)).collect(),
        }
    }

    /// Returns for whom a statement is written.
    pub fn scope(&mut self, scope: &model::Scope) -> Scope {
        match scope {
            model::Scope::Unstated => Scope::Unstated,
            model::Scope::Every { level, filter, except } => Scope::Every {
                members: self.members(level),
                filter: filter.as_ref().map(|f| self.expr(f)),
                except: self.places(except),
            },
            model::Scope::At(all) => Scope::At(self.places(all)),
        }
    }

    /// Returns a revision.
    fn revision(&mut self, plan: Option<&Plan>, r: &model::Revision) -> Revision {
        let model::Revision { since, document: _, targets, replaced: _, span: _ } = r;
        Revision { since: *since, targets: targets.iter().map(|t| self.target(plan, t)).collect() }
    }

    /// Returns an exception.
    pub fn exception(&mut self, plan: Option<&Plan>, e: &model::Exception) -> Exception {
        let model::Exception { filter, targets, span: _ } = e;
        Exception { filter: self.expr(filter), targets: targets.iter().map(|t| self.target(plan, t)).collect() }
    }

    /// Returns a target.
    pub fn target(&mut self, plan: Option<&Plan>, t: &model::Target) -> Target {
        // The unit is that in which results are shown; amounts are in base units.
        let model::Target { kind, time, unit: _, text: _, span: _ } = t;
        Target { asked: self.asked(kind), time: self.time(plan, time) }
    }

    /// Returns a comparison without its left side.
    pub fn asked(&mut self, kind: &TargetKind) -> Asked {
        match kind {
            TargetKind::Compare(op, right) => Asked::Compare(*op, self.expr(right)),
            TargetKind::Within(range) => Asked::Within(self.range(range)),
            TargetKind::About(middle, tolerance) => Asked::About(self.expr(middle), tolerance.clone()),
            TargetKind::Holds => Asked::Holds,
        }
    }

    /// Returns a time; a duty without a window has its plan's.
    pub fn time(&mut self, plan: Option<&Plan>, time: &model::Time) -> Time {
        let window = |own: &Option<Window>| own.or_else(|| plan.and_then(|p| p.window));
        match time {
            model::Time::By(p) => Time::By(named(*p)),
            model::Time::In(p) => Time::In(named(*p)),
            model::Time::ByAttribute(id) => Time::ByAttribute(self.name(*id)),
            model::Time::Each { step, count, window: own, by } => {
                Time::Each { step: *step, count: *count, window: window(own), by: *by }
            }
            model::Time::Throughout(own) => Time::Throughout(window(own)),
            model::Time::Newest => Time::Newest,
        }
    }
}

/// The last day of a year stands for the year.
pub(super) fn named(period: Period) -> Period {
    let year = period.widen(Frequency::Year);
    if period.frequency() == Frequency::Day && year.last_day() == period.last_day() { year } else { period }
}
