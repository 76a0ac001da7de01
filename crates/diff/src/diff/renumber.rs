//! Rules and indicators moved to other numbers of indicators and levels, so that two rule sets speak of one schema.

use rustc_hash::FxHashMap;

use super::versions::Version;
use dabiao_lang::model::{
    EntityRef, Exception, Expr, ExprKind, Indicator, IndicatorId, Interval, LevelId, LevelRef, Parts, Rule, Scope,
    Statement, Target, TargetKind, Time, Upward,
};

/// New numbers by old ones; what has none keeps its own.
#[derive(Debug, Clone, Default)]
pub(super) struct Renumber {
    pub(super) indicators: FxHashMap<IndicatorId, IndicatorId>,
    pub(super) levels: Vec<LevelId>,
}

impl Renumber {
    /// Returns the joint numbers of the levels of a version; indicators have none yet.
    pub(super) fn of(version: &Version<'_>) -> Self {
        Self { indicators: FxHashMap::default(), levels: version.level_numbers.clone() }
    }

    pub(super) fn indicator(&self, id: &mut IndicatorId) {
        *id = self.indicators.get(id).copied().unwrap_or(*id);
    }

    fn level_id(&self, id: &mut LevelId) {
        *id = self.levels.get(id.0 as usize).copied().unwrap_or(*id);
    }

    fn level(&self, level: &mut LevelRef) {
        self.level_id(&mut level.level);
    }

    fn place(&self, place: &mut EntityRef) {
        if let Some(level) = &mut place.level {
            self.level_id(level);
        }
    }

    /// Renumbers a rule.
    pub(super) fn rule(&self, rule: &mut Rule) {
        rule.statements.iter_mut().for_each(|s| self.statement(s));
    }

    /// Renumbers a statement.
    pub(super) fn statement(&self, s: &mut Statement) {
        match &mut s.scope {
            Scope::Unstated => {}
            Scope::Every { level, filter, except } => {
                self.level(level);
                filter.iter_mut().for_each(|f| self.expr(f));
                except.iter_mut().for_each(|e| self.place(e));
            }
            Scope::At(places) => places.iter_mut().for_each(|p| self.place(p)),
        }
        s.condition.iter_mut().for_each(|c| self.expr(c));
        self.expr(&mut s.subject);
        s.targets.iter_mut().for_each(|t| self.target(t));
        s.revisions.iter_mut().flat_map(|r| &mut r.targets).for_each(|t| self.target(t));
        for Exception { filter, targets, .. } in &mut s.exceptions {
            self.expr(filter);
            targets.iter_mut().for_each(|t| self.target(t));
        }
    }

    fn target(&self, target: &mut Target) {
        match &mut target.kind {
            TargetKind::Compare(_, e) | TargetKind::About(e, _) => self.expr(e),
            TargetKind::Within(range) => self.interval(range),
            TargetKind::Holds => {}
        }
        if let Time::ByAttribute(id) = &mut target.time {
            self.indicator(id);
        }
    }

    /// Renumbers an indicator's own declaration.
    pub(super) fn declaration(&self, i: &mut Indicator) {
        i.level.iter_mut().for_each(|l| self.level_id(l));
        i.formula.iter_mut().for_each(|f| self.expr(f));
        if let Some(Parts { parts, .. }) = &mut i.parts {
            parts.iter_mut().for_each(|p| self.indicator(p));
        }
        if let Upward::Weighted(id) = &mut i.upward {
            self.indicator(id);
        }
    }

    fn interval(&self, range: &mut Interval) {
        range.low.iter_mut().chain(&mut range.high).for_each(|e| self.expr(e));
    }

    fn expr(&self, expr: &mut Expr) {
        match &mut expr.kind {
            ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_) | ExprKind::Day(_) => {}
            ExprKind::Rank(rank) => {
                self.expr(&mut rank.value);
                self.level(&mut rank.level);
                rank.place.iter_mut().for_each(|p| self.place(p));
            }
            ExprKind::Value(id) => self.indicator(id),
            ExprKind::Neg(a)
            | ExprKind::Not(a)
            | ExprKind::Total(a, _)
            | ExprKind::Gain(a, _)
            | ExprKind::Growth(a, _)
            | ExprKind::Yearly(a, _)
            | ExprKind::Change(a)
            | ExprKind::OverPeriods(_, a, _)
            | ExprKind::AtPeriod(a, _) => self.expr(a),
            ExprKind::AtEntity(a, place) => {
                self.expr(a);
                self.place(place);
            }
            ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
                self.expr(a);
                self.expr(b);
            }
            ExprKind::Within(a, range) => {
                self.expr(a);
                self.interval(range);
            }
            ExprKind::Aggregate(a) => {
                self.level(&mut a.level);
                a.place.iter_mut().for_each(|p| self.place(p));
                a.filter.iter_mut().chain(&mut a.body).chain(&mut a.weight).for_each(|e| self.expr(e));
            }
        }
    }
}
