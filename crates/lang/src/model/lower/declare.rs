//! Declarations: units, levels, plans and indicators of all files, before any rule is read.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::context::{Context, blank_indicator};
use crate::diag::{Both, Diagnostic, ModelProblem, Safety};
use crate::model::canon;
use crate::model::{
    BinaryOp, Dim, Exact, Expr, ExprKind, Indicator, IndicatorId, Kind, Level, LevelId, Param, Parts, Plan, PlanId,
    Precision, Quantity, Unit, Upward, WithinYear,
};
use crate::source::Span;
use crate::syntax::tree;

/// The declarations of all files, in order.
#[derive(Default)]
pub(super) struct Declared<'t> {
    pub units: Vec<&'t tree::UnitDecl>,
    pub params: Vec<&'t tree::Param>,
    pub levels: Vec<&'t tree::LevelDecl>,
    pub indicators: Vec<&'t tree::Indicator>,
    pub plans: Vec<&'t tree::Plan>,
    /// How many rules there are.
    pub n_rules: usize,
}

impl<'t> Declared<'t> {
    /// Collects the declarations among items, groups included.
    pub fn collect(&mut self, items: &'t [tree::Item]) {
        for item in items {
            match item {
                tree::Item::Unit(u) => self.units.push(u),
                tree::Item::Param(p) => self.params.push(p),
                tree::Item::Level(l) => self.levels.push(l),
                tree::Item::Indicator(i) => self.indicators.push(i),
                tree::Item::Plan(p) => self.plans.push(p),
                tree::Item::Group(g) => self.collect(&g.items),
                tree::Item::Rule(_) => self.n_rules += 1,
                _ => {}
            }
        }
    }
}

fn first_here(name: &str) -> Both {
    Both::of(format!("`{name}` 先在这里声明"), format!("`{name}` is first declared here"))
}

impl Context<'_> {
    /// Declares units; a definition may use a unit that is declared later.
    pub fn declare_units(&mut self, units: &[&tree::UnitDecl]) {
        let mut first: FxHashMap<&str, &tree::UnitDecl> = FxHashMap::default();
        let mut waiting: Vec<&tree::UnitDecl> = Vec::new();
        for unit in units {
            let same = |a: &tree::UnitDecl, b: &tree::UnitDecl| {
                let of = |u: &tree::UnitDecl| {
                    u.definition.as_ref().map(|d| (d.number, d.unit.as_ref().map(|n| n.text.clone())))
                };
                of(a) == of(b)
            };
            match first.get(&*unit.name.text) {
                Some(before) if same(before, unit) => {}
                Some(before) => self.duplicate(&unit.name, before.name.span),
                None => {
                    first.insert(&unit.name.text, unit);
                    self.declare_or_wait(unit, &mut waiting);
                }
            }
        }
        // Each round resolves at least one unit or ends; what is left defines itself, or a chain longer than anyone's.
        for _ in 0..64 {
            let n_before = waiting.len();
            let round = std::mem::take(&mut waiting);
            for unit in round {
                let known =
                    unit.definition.as_ref().and_then(|d| d.unit.as_ref()).is_some_and(|u| self.is_unit(&u.text));
                if known { self.define_unit(unit) } else { waiting.push(unit) }
            }
            if waiting.len() == n_before {
                break;
            }
        }
        let names: FxHashSet<&str> = waiting.iter().map(|u| &*u.name.text).collect();
        for unit in &waiting {
            let needs = unit.definition.as_ref().and_then(|d| d.unit.as_ref()).map(|u| &*u.text);
            if needs.is_some_and(|n| names.contains(n)) {
                self.at(unit.span, ModelProblem::UnitCycle { unit: unit.name.text.to_string() });
                self.push_unit(Unit::own(&unit.name.text));
            } else {
                // Its definition uses a word that nobody declares: that is reported there.
                self.define_unit(unit);
            }
        }
    }

    fn is_unit(&self, written: &str) -> bool {
        self.model.schema.unit(written).is_some()
    }

    fn declare_or_wait<'t>(&mut self, unit: &'t tree::UnitDecl, waiting: &mut Vec<&'t tree::UnitDecl>) {
        match &unit.definition {
            None => {
                if let Some(builtin) = self.model.schema.unit(&unit.name.text) {
                    // `单位 个` repeats what is known.
                    debug_assert!(!builtin.is_bare());
                } else {
                    self.push_unit(Unit::own(&unit.name.text));
                }
            }
            Some(d) if d.unit.as_ref().is_some_and(|u| self.is_unit(&u.text)) => self.define_unit(unit),
            Some(_) => waiting.push(unit),
        }
    }

    fn define_unit(&mut self, unit: &tree::UnitDecl) {
        let Some(definition) = &unit.definition else { return };
        let amount = self.quantity(definition);
        let name = &unit.name.text;
        let Some(of) = amount.unit.filter(|u| !u.is_bare() && amount.base.is_positive()) else {
            self.at(definition.span, ModelProblem::UnitDefinition { unit: name.to_string() });
            return self.push_unit(Unit::own(name));
        };
        let declared = Unit { symbol: Arc::from(&**name), dim: of.dim, factor: amount.base };
        match self.model.schema.unit(name) {
            Some(builtin) if builtin.dim == declared.dim && builtin.factor == declared.factor => {}
            Some(_) => {
                let problem = ModelProblem::DuplicateName { name: name.to_string() };
                let words = Both::new("这是内置的计量单位", "this unit is built in");
                self.report(Diagnostic::at(unit.span, problem).label(unit.name.span, words));
            }
            None => self.push_unit(declared),
        }
    }

    fn push_unit(&mut self, unit: Unit) {
        self.model.schema.declare_unit(unit);
    }

    fn duplicate(&mut self, name: &tree::Name, before: Span) {
        let problem = ModelProblem::DuplicateName { name: name.text.to_string() };
        self.report(Diagnostic::at(name.span, problem).label(before, first_here(&name.text)));
    }

    /// Declares levels; a level above may be declared later.
    pub fn declare_levels(&mut self, levels: &[&tree::LevelDecl]) {
        let n_builtin = self.model.schema.levels.all.len();
        let mut fresh: Vec<&tree::LevelDecl> = Vec::new();
        let mut first: FxHashMap<&str, &tree::LevelDecl> = FxHashMap::default();
        for level in levels {
            if let Some(before) = first.get(&*level.name.text) {
                if before.parent.text != level.parent.text {
                    self.duplicate(&level.name, before.name.span);
                }
                continue;
            }
            first.insert(&level.name.text, level);
            if let Some(id) = self.find_level(&level.name.text) {
                let parent = self.model.schema.levels.get(id).and_then(|l| l.parent);
                if parent.map(|p| self.model.schema.levels.name(p)) != Some(&level.parent.text) {
                    self.at(level.name.span, ModelProblem::DuplicateName { name: level.name.text.to_string() });
                }
                continue;
            }
            fresh.push(level);
        }
        for level in &fresh {
            let id = LevelId(self.model.schema.levels.all.len() as u32);
            let name: Arc<str> = Arc::from(&*level.name.text);
            self.model.schema.levels.all.push(Level { name: name.clone(), parent: None, span: Some(level.span) });
            self.add_level(name, id);
        }
        for (level, idx) in fresh.iter().zip(n_builtin..) {
            let parent = self.level(&level.parent).level;
            let id = LevelId(idx as u32);
            if parent == id || self.model.schema.levels.is_above(id, parent) {
                self.at(level.span, ModelProblem::LevelCycle { name: level.name.text.to_string() });
                continue;
            }
            if let Some(slot) = self.model.schema.levels.all.get_mut(idx) {
                slot.parent = Some(parent);
            }
        }
    }

    /// Declares plans, in order.
    pub fn declare_plans(&mut self, plans: &[&tree::Plan]) -> FxHashMap<Arc<str>, PlanId> {
        let mut by_name: FxHashMap<Arc<str>, PlanId> = FxHashMap::default();
        for tree in plans {
            let plan = self.plan(tree);
            let name = plan.name.clone();
            if let Some(before) = by_name.get(&name).and_then(|id| self.model.plans.get(id.0 as usize)) {
                if canon::plan(before) != canon::plan(&plan) {
                    let label = before.span;
                    let problem = ModelProblem::DuplicateName { name: name.to_string() };
                    self.report(Diagnostic::at(tree.name.span, problem).label(label, first_here(&name)));
                }
                continue;
            }
            by_name.insert(name, PlanId(self.model.plans.len() as u32));
            self.model.plans.push(plan);
        }
        by_name
    }

    fn plan(&mut self, tree: &tree::Plan) -> Plan {
        let text = |t: &tree::Text| Some(Arc::from(&*t.text));
        let mut plan = Plan {
            name: Arc::from(tree.name.text.trim()),
            number: None,
            region: None,
            window: None,
            base: None,
            tolerance: None,
            issuer: None,
            date: None,
            source: None,
            roster: None,
            note: None,
            span: tree.span,
        };
        for field in &tree.fields {
            match field {
                tree::PlanField::Number(t) => plan.number = text(t),
                tree::PlanField::Region(path) => plan.region = Some(self.entity(path)),
                tree::PlanField::Period(w) => plan.window = self.window(w),
                tree::PlanField::Base(d) => plan.base = self.period(*d),
                tree::PlanField::Tolerance(t) => plan.tolerance = Some(self.quantity(&t.quantity)),
                tree::PlanField::Issuer(t) => plan.issuer = text(t),
                tree::PlanField::Date(d) => plan.date = self.period(*d).map(|p| p.last_day()),
                tree::PlanField::Source(t) => plan.source = text(t),
                tree::PlanField::Roster(t) => plan.roster = Some(Arc::from(t.text.trim())),
                tree::PlanField::Note(t) => plan.note = text(t),
            }
        }
        if let (None, Some(window)) = (plan.base, plan.window) {
            plan.base = crate::model::Period::year_of(window.from.year() - 1);
        }
        plan
    }

    /// Declares indicators: all names first, so that formulas may use what is declared later.
    pub fn declare_indicators(&mut self, indicators: &[&tree::Indicator]) {
        let mut fresh: Vec<(IndicatorId, &tree::Indicator)> = Vec::new();
        let mut again: Vec<(IndicatorId, &tree::Indicator)> = Vec::new();
        for tree in indicators {
            let name: Arc<str> = Arc::from(&*tree.name.text);
            if let Some(id) = self.names.get(&name) {
                again.push((*id, tree));
                continue;
            }
            if let Some(param) = self.params.get(&name).and_then(|p| self.model.params.get(*p)) {
                let before = param.span;
                self.duplicate(&tree.name, before);
            }
            let id = IndicatorId(self.model.schema.indicators.len() as u32);
            let mut indicator = blank_indicator(name.clone(), tree.name.span);
            indicator.is_declared = true;
            self.model.schema.indicators.push(indicator);
            self.names.insert(name, id);
            fresh.push((id, tree));
        }
        for (id, tree) in &fresh {
            self.declare_aliases(*id, tree);
        }
        for (id, tree) in &fresh {
            let indicator = self.indicator_fields(*id, tree);
            if let Some(slot) = self.model.schema.indicators.get_mut(id.0 as usize) {
                *slot = indicator;
            }
        }
        for (id, tree) in again {
            self.compare_declarations(id, tree);
        }
    }

    fn declare_aliases(&mut self, id: IndicatorId, tree: &tree::Indicator) {
        for field in &tree.fields {
            let tree::IndicatorField::Also(texts) = field else { continue };
            for text in texts {
                let alias = Self::alias(text);
                match self.names.get(&alias).copied() {
                    Some(other) if other == id => {}
                    Some(other) => {
                        let before = self.model.schema.indicator(other).map_or(text.span, |i| i.span);
                        let problem = ModelProblem::DuplicateName { name: alias.to_string() };
                        self.report(Diagnostic::at(text.span, problem).label(before, first_here(&alias)));
                    }
                    None => {
                        self.names.insert(alias.clone(), id);
                        if let Some(i) = self.model.schema.indicators.get_mut(id.0 as usize) {
                            i.also.push(alias);
                        }
                    }
                }
            }
        }
    }

    /// Reports a second declaration that says something else.
    fn compare_declarations(&mut self, id: IndicatorId, tree: &tree::Indicator) {
        let mark = self.mark();
        let mut second = self.indicator_fields(id, tree);
        // What is wrong with both was reported at the first.
        self.diagnostics.truncate(mark);
        second.also = aliases(tree);
        let Some(first) = self.model.schema.indicator(id) else { return };
        let is_alias = *first.name != *tree.name.text;
        if is_alias || canon::indicator(first) != canon::indicator(&second) {
            let before = first.span;
            self.duplicate(&tree.name, before);
        }
    }

    fn indicator_fields(&mut self, id: IndicatorId, tree: &tree::Indicator) -> Indicator {
        let text = |t: &tree::Text| Some(Arc::from(&*t.text));
        let mut i = match self.model.schema.indicator(id) {
            Some(i) => i.clone(),
            None => blank_indicator(Arc::from(&*tree.name.text), tree.name.span),
        };
        let (mut range, mut assigned) = (None, None);
        for field in &tree.fields {
            match field {
                tree::IndicatorField::Unit(name) => i.unit = self.declared_unit(name).filter(|u| !u.is_bare()),
                // Nobody knows at which level it is reported: a guess would judge by it and hide the change from `diff`.
                tree::IndicatorField::Level(name) => i.level = self.known_level(name).map(|l| l.level),
                tree::IndicatorField::Kind(kind, _) => i.kind = Some(kind_from_tree(kind)),
                tree::IndicatorField::Range(r) => range = Some(r),
                tree::IndicatorField::Also(_) => {}
                // A class of entities (`脱贫村 = 是 and 山区 = 是`) is made of attributes of the roster.
                tree::IndicatorField::Formula(e) if is_class(e) => i.formula = Some(self.filter(e)),
                tree::IndicatorField::WeightedFormula(parts, span) => i.formula = self.weighted(parts, *span),
                tree::IndicatorField::Formula(e) => i.formula = Some(self.expr(e)),
                tree::IndicatorField::Parts { is_complete, parts, span } => {
                    i.parts = Some(self.parts(id, *is_complete, parts, *span));
                }
                tree::IndicatorField::Definition(t) => i.definition = text(t),
                tree::IndicatorField::Frequency(f, _) => i.frequency = Some(*f),
                tree::IndicatorField::Precision(p) => i.precision = Some(precision_from_tree(p)),
                tree::IndicatorField::WithinYear(w, _) => i.within_year = Some(*w),
                tree::IndicatorField::Upward(u, _) => {
                    i.upward = match u {
                        tree::Upward::Sum => Upward::Sum,
                        tree::Upward::Weighted(name) => Upward::Weighted(self.indicator(name)),
                        tree::Upward::None => Upward::None,
                    }
                }
                tree::IndicatorField::Slack(s) => i.tolerance = Some(self.slack(s)),
                tree::IndicatorField::Source(t) => i.source = text(t),
                tree::IndicatorField::Note(t) => i.note = text(t),
                tree::IndicatorField::Assigned(a) => assigned = Some(a),
            }
        }
        if let Some(range) = range {
            (i.min, i.max) = self.value_range(range, i.unit.as_ref());
        }
        if i.kind == Some(Kind::Rank) && i.unit.is_none() {
            i.unit = Some(Unit::place());
        }
        i.within_year = i.within_year.or(match i.kind {
            Some(Kind::Flow) => Some(WithinYear::Sum),
            Some(Kind::Stock) => Some(WithinYear::Last),
            _ => None,
        });
        if let Some(tree) = assigned {
            self.assigned(tree, &mut i);
        }
        i
    }

    /// Lowers a weighted mean to the sum that it is; weights that do not make a whole are reported.
    fn weighted(&mut self, parts: &[tree::WeightedPart], span: Span) -> Option<Expr> {
        let mut sum: Option<Expr> = None;
        let mut total = Exact::ZERO;
        for part in parts {
            let value = self.expr(&part.value);
            let weight = self.quantity(&part.weight);
            if !is_share(weight.unit.as_ref()) || weight.unit.as_ref().is_some_and(Unit::is_bare) {
                let written = self.text(part.weight.span).to_owned();
                self.at(part.weight.span, ModelProblem::WeightShare { written });
                return None;
            }
            total = &total + &weight.base;
            let span = value.span.to(weight.span);
            let weight = Expr { span: weight.span, kind: ExprKind::Quantity(weight) };
            let term = Expr { kind: ExprKind::Binary(BinaryOp::Mul, Box::new(value), Box::new(weight)), span };
            sum = Some(match sum {
                None => term,
                Some(sum) => {
                    let span = sum.span.to(term.span);
                    Expr { kind: ExprKind::Binary(BinaryOp::Add, Box::new(sum), Box::new(term)), span }
                }
            });
        }
        if total != Exact::ONE {
            let percent = &total * &Exact::from(100);
            self.at(span, ModelProblem::WeightsNotWhole { total: format!("{percent}%") });
        }
        sum
    }

    /// Declares named amounts; the same amount twice is harmless.
    pub fn declare_params(&mut self, params: &[&tree::Param]) {
        for tree in params {
            let name: Arc<str> = Arc::from(&*tree.name.text);
            let quantity = self.quantity(&tree.quantity);
            let before = self.params.get(&name).and_then(|p| self.model.params.get(*p));
            match before {
                Some(before) if before.quantity.base == quantity.base && before.quantity.unit == quantity.unit => {}
                Some(before) => {
                    let span = before.span;
                    self.duplicate(&tree.name, span);
                }
                None => {
                    self.params.insert(name.clone(), self.model.params.len());
                    self.model.params.push(Param { name, quantity, span: tree.span });
                }
            }
        }
    }

    fn parts(&mut self, whole: IndicatorId, is_complete: bool, names: &[tree::Name], span: Span) -> Parts {
        let mut parts = Vec::new();
        for name in names {
            let id = self.indicator(name);
            if id == whole {
                self.at(name.span, ModelProblem::PartOfItself { name: name.text.to_string() });
            } else if !parts.contains(&id) {
                parts.push(id);
            }
        }
        Parts { is_complete, parts, span }
    }

    /// Resolves `取值`; a bare end other than 0 is reported where the unit is known.
    fn value_range(&mut self, range: &tree::ValueRange, unit: Option<&Unit>) -> (Option<Exact>, Option<Exact>) {
        let mut low = range.low.as_ref().map(|q| self.quantity(q));
        let mut high = range.high.as_ref().map(|q| self.quantity(q));
        if let (Some(l), Some(h)) = (&mut low, &mut high) {
            self.share_unit(l, h);
        }
        let low = low.map(|q| self.range_end(q, unit));
        let high = high.map(|q| self.range_end(q, unit));
        if let (Some(l), Some(h)) = (&low, &high)
            && l > h
        {
            let written = |q: &Option<tree::Quantity>| q.as_ref().map_or("", |q| self.text(q.span)).to_owned();
            let (low, high) = (written(&range.low), written(&range.high));
            let swapped = format!("{}..{}", high.trim(), low.trim());
            let problem = ModelProblem::RangeReversed { low, high };
            let span = self.trimmed(range.span);
            self.report(Diagnostic::at(span, problem).fix(span, swapped, Safety::Unsafe));
            return (None, None);
        }
        (low, high)
    }

    fn range_end(&mut self, end: Quantity, unit: Option<&Unit>) -> Exact {
        let Some(unit) = unit else { return end.base };
        let is_bare = end.unit.as_ref().is_none_or(Unit::is_bare);
        if !is_bare {
            let fits = end.unit.as_ref().is_none_or(|u| u.dim.unify(&unit.dim).is_some());
            if !fits {
                let written = self.text(end.span).to_owned();
                self.at(end.span, ModelProblem::RangeDimension { written, unit: unit.symbol.to_string() });
            }
            return end.base;
        }
        if end.base.is_zero() {
            return end.base;
        }
        let written = self.text(end.span).trim().to_owned();
        let fixed = format!("{written}{}", unit.symbol);
        let problem = ModelProblem::RangeUnit { written, unit: unit.symbol.to_string() };
        let span = self.trimmed(end.span);
        self.report(Diagnostic::at(span, problem).fix(span, fixed, Safety::Unsafe));
        unit.to_base(&end.base)
    }
}

/// Returns whether a formula only asks for flags and texts.
fn is_class(e: &tree::Expr) -> bool {
    use tree::ExprKind::{Binary, Bool, Compare, Name, Paren, Text, Unary};
    match &e.kind {
        Name(_) => true,
        Paren(x) | Unary(tree::UnaryOp::Not, x) => is_class(x),
        Binary(tree::BinaryOp::And | tree::BinaryOp::Or, l, r) => is_class(l) && is_class(r),
        Compare(_, l, r) => matches!(l.kind, Name(_)) && matches!(r.kind, Name(_) | Text(_) | Bool(_)),
        _ => false,
    }
}

fn aliases(tree: &tree::Indicator) -> Vec<Arc<str>> {
    let texts = tree.fields.iter().filter_map(|f| match f {
        tree::IndicatorField::Also(texts) => Some(texts),
        _ => None,
    });
    texts.flatten().map(Context::alias).collect()
}

fn kind_from_tree(kind: &tree::Kind) -> Kind {
    match kind {
        tree::Kind::Flow => Kind::Flow,
        tree::Kind::Stock => Kind::Stock,
        tree::Kind::Ratio => Kind::Ratio,
        tree::Kind::Rank => Kind::Rank,
        tree::Kind::Flag => Kind::Flag,
        tree::Kind::Grade(names) => Kind::Grade(names.iter().map(|n| Arc::from(&*n.text)).collect()),
        tree::Kind::Text => Kind::Text,
    }
}

/// Returns rounding as the model holds it.
pub(super) fn precision_from_tree(p: &tree::Precision) -> Precision {
    Precision { digits: p.digits.into(), rounding: p.rounding }
}

/// Returns whether a unit may stand for a share of something.
pub(super) fn is_share(unit: Option<&Unit>) -> bool {
    unit.is_some_and(|u| u.dim == Dim::ratio())
}
