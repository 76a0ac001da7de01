//! Rules and indicators moved to other numbers of indicators and levels, so that two rule sets speak of one schema.

use rustc_hash::FxHashMap;

use super::versions::Version;
use dabiao_lang::model::{
    EntityRef, Expr, ExprKind, Indicator, IndicatorId, LevelId, LevelRef, Parts, Rule, Scope, Statement, Time, Upward,
    walk,
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
            Scope::Every { level, except, .. } => {
                self.level(level);
                except.iter_mut().for_each(|e| self.place(e));
            }
            Scope::At(places) => places.iter_mut().for_each(|p| self.place(p)),
        }
        for target in walk::targets_mut(s) {
            if let Time::ByAttribute(id) = &mut target.time {
                self.indicator(id);
            }
        }
        walk::change_expressions(s, &mut |e| self.one(e));
    }

    /// Renumbers an indicator's own declaration.
    pub(super) fn declaration(&self, i: &mut Indicator) {
        i.level.iter_mut().for_each(|l| self.level_id(l));
        i.formula.iter_mut().for_each(|f| walk::change_expression(f, &mut |e| self.one(e)));
        if let Some(Parts { parts, .. }) = &mut i.parts {
            parts.iter_mut().for_each(|p| self.indicator(p));
        }
        if let Upward::Weighted(id) = &mut i.upward {
            self.indicator(id);
        }
    }

    fn one(&self, expr: &mut Expr) {
        match &mut expr.kind {
            ExprKind::Value(id) => self.indicator(id),
            ExprKind::AtEntity(_, place) => self.place(place),
            ExprKind::Rank(rank) => {
                self.level(&mut rank.level);
                rank.place.iter_mut().for_each(|p| self.place(p));
            }
            ExprKind::Aggregate(a) => {
                self.level(&mut a.level);
                a.place.iter_mut().for_each(|p| self.place(p));
            }
            _ => {}
        }
    }
}
