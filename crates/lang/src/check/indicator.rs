//! Declarations of indicators: formulas that end, units and kinds that fit, roll-ups that make sense.

use rustc_hash::{FxHashMap, FxHashSet};

use super::types::{Checker, Number, Sort, Ty, kind_words};
use crate::diag::{Both, CheckProblem, Diagnostic};
use crate::model::{Expr, ExprKind, Indicator, IndicatorId, Interval, Kind, Schema, Unit, Upward, WithinYear};

/// Returns the indicators with a formula, each behind those that it needs, and the cycles that were found on the way.
///
/// An indicator that is on a cycle or needs one that is does not appear in the order; each cycle starts at its
/// indicator that was declared first.
pub(super) fn formula_order(schema: &Schema) -> (Vec<IndicatorId>, Vec<Vec<IndicatorId>>) {
    let mut needs: FxHashMap<IndicatorId, Vec<IndicatorId>> = FxHashMap::default();
    for (indicator, idx) in schema.indicators.iter().zip(0..) {
        if let Some(formula) = &indicator.formula {
            let mut ids = Vec::new();
            values(formula, &mut ids);
            ids.retain(|id| schema.indicator(*id).is_some_and(|i| i.formula.is_some()));
            ids.sort_unstable();
            ids.dedup();
            needs.insert(IndicatorId(idx), ids);
        }
    }
    let (order, stuck) = settle(&needs);
    (order, cycles(&needs, &stuck))
}

/// Puts those first that need nothing, then those that need only what is there already; returns what is left over too.
fn settle(needs: &FxHashMap<IndicatorId, Vec<IndicatorId>>) -> (Vec<IndicatorId>, FxHashSet<IndicatorId>) {
    let mut n_open: FxHashMap<IndicatorId, usize> = needs.iter().map(|(id, list)| (*id, list.len())).collect();
    let mut users: FxHashMap<IndicatorId, Vec<IndicatorId>> = FxHashMap::default();
    let mut all: Vec<IndicatorId> = needs.keys().copied().collect();
    all.sort_unstable();
    for id in &all {
        for needed in needs.get(id).into_iter().flatten() {
            users.entry(*needed).or_default().push(*id);
        }
    }
    let mut ready: Vec<IndicatorId> = all.iter().copied().filter(|id| n_open.get(id) == Some(&0)).rev().collect();
    let mut order = Vec::new();
    while let Some(id) = ready.pop() {
        order.push(id);
        for user in users.get(&id).into_iter().flatten() {
            if let Some(n) = n_open.get_mut(user) {
                *n -= 1;
                if *n == 0 {
                    ready.push(*user);
                }
            }
        }
    }
    let done: FxHashSet<IndicatorId> = order.iter().copied().collect();
    (order, all.into_iter().filter(|id| !done.contains(id)).collect())
}

/// Follows what is stuck until it comes back to itself.
fn cycles(needs: &FxHashMap<IndicatorId, Vec<IndicatorId>>, stuck: &FxHashSet<IndicatorId>) -> Vec<Vec<IndicatorId>> {
    let mut starts: Vec<IndicatorId> = stuck.iter().copied().collect();
    starts.sort_unstable();
    let mut seen: FxHashSet<IndicatorId> = FxHashSet::default();
    let mut found = Vec::new();
    for start in starts {
        let mut path: Vec<IndicatorId> = Vec::new();
        let mut at = Some(start);
        while let Some(id) = at.filter(|id| seen.insert(*id)) {
            path.push(id);
            at = needs.get(&id).into_iter().flatten().copied().find(|n| stuck.contains(n));
        }
        let Some(from) = at.and_then(|id| path.iter().position(|p| *p == id)) else { continue };
        let mut cycle = path.split_off(from);
        let least = cycle.iter().enumerate().min_by_key(|(_, id)| **id).map_or(0, |(idx, _)| idx);
        cycle.rotate_left(least);
        found.push(cycle);
    }
    found
}

/// Collects the indicators that an expression reads.
pub(super) fn values(e: &Expr, out: &mut Vec<IndicatorId>) {
    match &e.kind {
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
        | ExprKind::AtEntity(x, _) => {
            values(x, out);
        }
        ExprKind::Binary(_, l, r) | ExprKind::Compare(_, l, r) | ExprKind::About(l, r, _) => {
            values(l, out);
            values(r, out);
        }
        ExprKind::Within(l, Interval { low, high, .. }) => {
            values(l, out);
            for end in [low, high].into_iter().flatten() {
                values(end, out);
            }
        }
        ExprKind::Aggregate(a) => {
            for part in [&a.filter, &a.body, &a.weight].into_iter().flatten() {
                values(part, out);
            }
        }
        ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_) | ExprKind::Day(_) => {}
        ExprKind::TimesLast(_) => {}
        ExprKind::Rank(rank) => values(&rank.value, out),
    }
}

impl Checker<'_> {
    /// Finds formulas that need themselves; what rests on them is broken.
    pub fn formula_cycles(&mut self) -> Vec<IndicatorId> {
        let (order, cycles) = formula_order(self.schema);
        let schema = self.schema;
        let name = |id: &IndicatorId| schema.indicator(*id).map_or_else(String::new, |i| i.name.to_string());
        let mut first = None;
        for cycle in cycles {
            let Some(head) = cycle.first() else { continue };
            let through = cycle.iter().cycle().skip(1).take(cycle.len().min(8)).map(name).collect();
            let problem = CheckProblem::FormulaCycle { name: name(head), through };
            if let Some(span) = schema.indicator(*head).and_then(|i| i.formula.as_ref()).map(|f| f.span) {
                self.out.push(Diagnostic::at(span, problem.clone()));
            }
            for id in &cycle {
                self.broken.insert(*id, problem.clone().into());
            }
            first = first.or(Some(problem));
        }
        // What needs a cycle without lying on one cannot be computed either.
        let done: FxHashSet<IndicatorId> = order.iter().copied().collect();
        if let Some(problem) = first {
            for (i, idx) in schema.indicators.iter().zip(0..) {
                if i.formula.is_some() && !done.contains(&IndicatorId(idx)) {
                    self.broken.entry(IndicatorId(idx)).or_insert_with(|| problem.clone().into());
                }
            }
        }
        order
    }

    /// Types formulas, each behind those that it needs.
    pub fn formulas(&mut self, order: &[IndicatorId]) {
        let schema = self.schema;
        for id in order {
            let Some(indicator) = schema.indicator(*id) else { continue };
            let Some(formula) = &indicator.formula else { continue };
            self.place = indicator.level;
            let mark = self.out.len();
            let ty = self.expr(formula);
            self.check_formula(indicator, formula, &ty);
            self.place = None;
            self.learn(*id, |k| k.formula = Some(ty));
            let error = self.out.iter().skip(mark).find(|d| d.is_error()).map(|d| d.problem.clone());
            let heavy = self.weigh_formula(*id, formula);
            if let (None, Some(problem)) = (&error, &heavy) {
                self.at(formula.span, problem.clone());
            }
            if let Some(problem) = error.or(self.inherited.pop()).or(heavy.map(Into::into)) {
                self.broken.insert(*id, problem);
            }
            self.inherited.clear();
        }
    }

    fn check_formula(&mut self, indicator: &Indicator, formula: &Expr, ty: &Ty) {
        let name = indicator.name.to_string();
        let is_flag = indicator.kind == Some(Kind::Flag);
        let wants_number = indicator.unit.is_some()
            || matches!(indicator.kind, Some(Kind::Flow | Kind::Stock | Kind::Ratio | Kind::Rank));
        let kind = indicator.kind.as_ref().map_or(Both::new("数值", "a number"), kind_words);
        match ty {
            Ty::Bad | Ty::Open(..) | Ty::AnyNumber => {}
            Ty::Flag if wants_number => {
                self.at(formula.span, CheckProblem::FormulaKind { name, kind, formula_kind: ty.words() });
            }
            Ty::Number(_) | Ty::Bare if is_flag => {
                self.at(formula.span, CheckProblem::FormulaKind { name, kind, formula_kind: ty.words() });
            }
            Ty::Number(n) => {
                let Some(unit) = &indicator.unit else { return };
                let is_point = unit.dim == Unit::point().dim && n.dim.is_ratio();
                if unit.dim.unify(&n.dim).is_none() && !is_point {
                    let problem =
                        CheckProblem::FormulaUnit { name, unit: unit.symbol.to_string(), formula_unit: n.words() };
                    self.at(formula.span, problem);
                }
            }
            _ => {}
        }
    }

    /// Checks what declarations say of parts and roll-ups.
    pub fn declarations(&mut self) {
        let schema = self.schema;
        for indicator in schema.indicators.iter().filter(|i| i.is_declared) {
            self.roll_up(indicator);
            self.parts(indicator);
        }
    }

    fn roll_up(&mut self, i: &Indicator) {
        let Some(kind) = &i.kind else { return };
        let is_number = matches!(kind, Kind::Flow | Kind::Stock | Kind::Ratio | Kind::Rank);
        let over_time = match (kind, i.within_year) {
            (Kind::Stock | Kind::Ratio | Kind::Rank, Some(WithinYear::Sum)) => {
                Some(Both::new("年内 合计", "within year sum"))
            }
            (_, Some(WithinYear::Sum | WithinYear::Avg)) if !is_number => {
                Some(Both::new("年内 合计/平均", "within year sum or avg"))
            }
            _ => None,
        };
        let over_entities = match (kind, i.upward) {
            (Kind::Ratio | Kind::Rank, Upward::Sum) => Some(Both::new("汇总 合计", "upward sum")),
            (_, Upward::Sum | Upward::Weighted(_)) if !is_number => Some(Both::new("汇总", "upward")),
            _ => None,
        };
        for how in [over_time, over_entities].into_iter().flatten() {
            let problem = CheckProblem::RollUp { name: i.name.to_string(), kind: kind_words(kind), how };
            self.at(i.span, problem);
        }
    }

    fn parts(&mut self, whole: &Indicator) {
        let (Some(parts), Some(unit)) = (&whole.parts, &whole.unit) else { return };
        for id in &parts.parts {
            let Some(part) = self.schema.indicator(*id) else { continue };
            let Some(part_unit) = &part.unit else { continue };
            if part_unit.dim.unify(&unit.dim).is_none() {
                let problem = CheckProblem::PartUnit {
                    part: part.name.to_string(),
                    part_unit: part_unit.symbol.to_string(),
                    whole: whole.name.to_string(),
                    unit: unit.symbol.to_string(),
                };
                self.at(parts.span, problem);
            }
        }
    }

    /// Returns what was learned of an indicator: its unit, and whether it is a flag or a text.
    pub fn conclusion(&self, id: IndicatorId) -> (Option<Unit>, Option<Kind>) {
        let Some(known) = self.known.get(id.0 as usize) else { return (None, None) };
        let of_formula = match &known.formula {
            Some(Ty::Number(Number { unit, sort, .. })) => Some((unit.clone(), sort.map(kind_of))),
            Some(Ty::Flag) => Some((None, Some(Kind::Flag))),
            _ => None,
        };
        if let Some(found) = of_formula {
            return found;
        }
        let kind = match (known.is_number, known.is_flag, known.is_text) {
            (false, true, false) => Some(Kind::Flag),
            _ => None,
        };
        (known.unit.as_ref().map(|(u, _)| u.clone()), kind)
    }
}

fn kind_of(sort: Sort) -> Kind {
    match sort {
        Sort::Flow => Kind::Flow,
        Sort::Stock => Kind::Stock,
        Sort::Ratio => Kind::Ratio,
        Sort::Rank => Kind::Rank,
    }
}
