//! Rules as demands: each target in each of its periods becomes linear demands on figures.
//!
//! "Satisfied" means: on complete and valid data, with nobody's population empty, the target holds. INVARIANT: whenever a
//! target is satisfied its demands hold; where [`Obligation::is_exact`] is set, the converse is true as well.

use std::cell::RefCell;

use super::key;
use super::linear::{Figure, Linear, Place, Reading, When};
use super::tally::{self, Tallies};
use crate::model::{
    Aggregate, AggregateFn, Basis, BinaryOp, CompareOp, Exact, Expr, ExprKind, Frequency, Model, Period, PeriodRef,
    Rule, Scope, Statement, Target, TargetKind, Time, Window,
};

/// One target in one period, as demands.
#[derive(Debug, Clone)]
pub struct Obligation {
    /// Position of the rule in the model.
    pub rule: usize,
    /// Position of the statement.
    pub statement: usize,
    /// Position of the target.
    pub target: usize,
    /// The period that decides.
    pub when: When,
    /// What must hold of the figures.
    pub demands: Vec<Demand>,
    /// Whether the demands say all that the target says.
    pub is_exact: bool,
}

/// `form op 0`; `op` is never `!=`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// The left side.
    pub form: Linear,
    /// The comparison.
    pub op: CompareOp,
}

/// All demands of a model, and what is known of the figures.
#[derive(Debug, Clone, Default)]
pub struct Obligations {
    /// One for each target and period that can be put into demands.
    pub all: Vec<Obligation>,
    /// The populations that are counted.
    pub tallies: Tallies,
    /// Base values that rules state: the rule's position and the demand.
    pub baselines: Vec<(usize, Demand)>,
}

/// The longest window that is unfolded period by period.
const MAX_PERIODS: i32 = 120;

/// Returns the obligations of all rules without errors.
pub fn of(model: &Model) -> Obligations {
    let tallies = RefCell::new(Tallies::default());
    let translator = Translator { model, tallies: &tallies };
    // Twice: pieces of the number line can be named only when all thresholds are known.
    translator.all();
    tallies.borrow_mut().close();
    let all = translator.all();
    let baselines = translator.baselines();
    Obligations { all, baselines, tallies: tallies.into_inner() }
}

struct Translator<'a> {
    model: &'a Model,
    tallies: &'a RefCell<Tallies>,
}

/// Demands under way, and whether they say everything.
struct Draft {
    demands: Vec<Demand>,
    is_exact: bool,
}

impl Draft {
    fn nothing() -> Self {
        Self { demands: Vec::new(), is_exact: false }
    }

    fn exact(demands: Vec<Demand>) -> Self {
        Self { demands, is_exact: true }
    }

    fn and(mut self, other: Draft) -> Self {
        self.demands.extend(other.demands);
        self.is_exact &= other.is_exact;
        self
    }
}

impl<'a> Translator<'a> {
    fn all(&self) -> Vec<Obligation> {
        let mut all = Vec::new();
        for (rule_idx, rule) in self.model.rules.iter().enumerate().filter(|(_, r)| r.errors.is_empty()) {
            for (s_idx, statement) in rule.statements.iter().enumerate() {
                for (t_idx, target) in statement.targets.iter().enumerate() {
                    for when in self.periods(statement, target) {
                        let draft = self.target(rule, statement, target, when);
                        if !draft.demands.is_empty() {
                            all.push(Obligation {
                                rule: rule_idx,
                                statement: s_idx,
                                target: t_idx,
                                when,
                                demands: draft.demands,
                                is_exact: draft.is_exact,
                            });
                        }
                    }
                }
            }
        }
        all
    }

    /// The periods in each of which the target must hold; none where they are not known from the rules alone.
    fn periods(&self, statement: &Statement, target: &Target) -> Vec<When> {
        let unfold = |window: &Window, frequency: Frequency| {
            let from = Period::containing(window.from.first_day(), frequency);
            let to = Period::containing(window.to.last_day(), frequency);
            let n = from.distance_to(to).unwrap_or(-1);
            let n = if n < MAX_PERIODS { n } else { -1 };
            (0..=n).map(|i| When::At(from.step(i))).collect::<Vec<_>>()
        };
        match &target.time {
            Time::By(p) | Time::In(p) => vec![When::At(*p)],
            Time::Newest => vec![When::Newest],
            Time::Each { step, count: 1, window: Some(w), by: None } => unfold(w, *step),
            Time::Throughout(Some(w)) if self.is_yearly(&statement.subject) => unfold(w, Frequency::Year),
            Time::Each { .. } | Time::Throughout(_) | Time::ByAttribute(_) => Vec::new(),
        }
    }

    /// Whether an indicator is declared to be reported by the year, so that "every period" is every year.
    fn is_yearly(&self, subject: &Expr) -> bool {
        match &subject.kind {
            ExprKind::Value(id) => {
                self.model.schema.indicator(*id).is_some_and(|i| i.frequency.is_none_or(|f| f == Frequency::Year))
            }
            _ => false,
        }
    }

    fn target(&self, rule: &Rule, statement: &Statement, target: &Target, when: When) -> Draft {
        if rule.precision.is_some() || self.is_rounded(&statement.subject) {
            return Draft::nothing();
        }
        let region = Place::Region(self.region(rule));
        match &statement.scope {
            Scope::Unstated => self.ask(&statement.subject, &target.kind, &region, when),
            Scope::At(places) => {
                let each =
                    places.iter().map(|p| self.ask(&statement.subject, &target.kind, &Place::At(key::place(p)), when));
                each.fold(Draft::exact(Vec::new()), Draft::and)
            }
            Scope::Every { level, filter, except } => {
                let is_whole = except.is_empty() && statement.exceptions.is_empty();
                let scope = Aggregate {
                    function: AggregateFn::Count,
                    level: level.clone(),
                    filter: filter.clone(),
                    body: None,
                    weight: None,
                };
                let suffix = if is_whole { String::new() } else { format!(" but {:?}", statement.span) };
                self.every(&scope, &suffix, statement, target, &region, when)
            }
        }
    }

    fn is_rounded(&self, subject: &Expr) -> bool {
        match &subject.kind {
            ExprKind::Value(id) => self.model.schema.indicator(*id).is_some_and(|i| i.precision.is_some()),
            _ => false,
        }
    }

    fn region(&self, rule: &Rule) -> String {
        let plan = rule.plan.and_then(|p| self.model.plans.get(p.0 as usize));
        plan.and_then(|p| p.region.as_ref()).map_or_else(String::new, key::place)
    }

    /// Every member of a population: nobody fails, and of any one member the demands hold.
    fn every(
        &self,
        scope: &Aggregate,
        suffix: &str,
        statement: &Statement,
        target: &Target,
        region: &Place,
        when: When,
    ) -> Draft {
        let reading = self.reading(region, when);
        let condition = condition(&statement.subject, target);
        let failing =
            if suffix.is_empty() { condition.as_ref().and_then(|c| reading.count(scope, c, false)) } else { None };
        let filter = scope.filter.as_ref().map_or_else(String::new, |f| key::of(&self.model.schema, f));
        let members = tally::size_key(&tally::members(&scope.level, region), &filter);
        let one = self.ask(&statement.subject, &target.kind, &Place::Each(format!("{members}{suffix}")), when);
        let Some(failing) = failing else { return Draft { is_exact: one.is_exact && suffix.is_empty(), ..one } };
        let nobody = Demand { form: failing, op: CompareOp::Eq };
        let somebody =
            Demand { form: reading.size(scope).plus(&Linear::constant(Exact::ONE), &-&Exact::ONE), op: CompareOp::Ge };
        Draft::exact(vec![nobody, somebody])
    }

    fn ask(&self, subject: &Expr, kind: &TargetKind, place: &Place, when: When) -> Draft {
        match kind {
            TargetKind::Compare(op, right) => self.compare(subject, *op, right, place, when),
            TargetKind::Within(range) => {
                let low = if range.is_low_open { CompareOp::Gt } else { CompareOp::Ge };
                let high = if range.is_high_open { CompareOp::Lt } else { CompareOp::Le };
                let ends = [(low, &range.low), (high, &range.high)];
                let parts = ends
                    .into_iter()
                    .filter_map(|(op, e)| e.as_ref().map(|e| self.compare(subject, op, e, place, when)));
                parts.fold(Draft::exact(Vec::new()), Draft::and)
            }
            TargetKind::About(right, tolerance) => {
                let Some(middle) = tally::constant(right) else { return Draft::nothing() };
                let (low, high) = tally::about(&middle, tolerance);
                let low = self.compare_with(subject, CompareOp::Ge, &Linear::constant(low), place, when);
                low.and(self.compare_with(subject, CompareOp::Le, &Linear::constant(high), place, when))
            }
            TargetKind::Holds => self.condition(subject, place, when),
        }
    }

    fn condition(&self, condition: &Expr, place: &Place, when: When) -> Draft {
        match &condition.kind {
            ExprKind::Binary(BinaryOp::And, a, b) => self.condition(a, place, when).and(self.condition(b, place, when)),
            ExprKind::Compare(op, a, b) => self.compare(a, *op, b, place, when),
            ExprKind::Within(a, range) => self.ask(a, &TargetKind::Within(range.clone()), place, when),
            ExprKind::About(a, b, t) => self.ask(a, &TargetKind::About((**b).clone(), t.clone()), place, when),
            ExprKind::Value(_) => {
                self.compare_with(condition, CompareOp::Eq, &Linear::constant(Exact::ONE), place, when)
            }
            ExprKind::Not(a) if matches!(a.kind, ExprKind::Value(_)) => {
                self.compare_with(a, CompareOp::Eq, &Linear::constant(Exact::ZERO), place, when)
            }
            _ => Draft::nothing(),
        }
    }

    fn compare(&self, left: &Expr, op: CompareOp, right: &Expr, place: &Place, when: When) -> Draft {
        let right = self.reading(place, when).linear(right);
        self.compare_with(left, op, &right, place, when)
    }

    fn compare_with(&self, left: &Expr, op: CompareOp, right: &Linear, place: &Place, when: When) -> Draft {
        if op == CompareOp::Ne {
            return Draft::nothing();
        }
        let reading = self.reading(place, when);
        let special = right.as_constant().and_then(|c| self.against_constant(left, op, c, reading));
        special.unwrap_or_else(|| Draft::exact(vec![demand(reading.linear(left), op, right)]))
    }

    /// Shares, averages, growth and quotients are not linear, but linear once a constant stands on the other side.
    fn against_constant(&self, left: &Expr, op: CompareOp, c: &Exact, reading: Reading<'_>) -> Option<Draft> {
        match &left.kind {
            ExprKind::Aggregate(a) => self.aggregate(a, op, c, reading),
            ExprKind::Growth(x, basis) => {
                let base = match (basis, reading.when) {
                    (Basis::Since(p), _) => *p,
                    (Basis::YearBefore, When::At(p)) => p.step_years(-1),
                    (Basis::Previous, When::At(p)) => p.step(-1),
                    (_, When::Newest) => return None,
                };
                Some(scaled(reading.linear(x), op, &(c + &Exact::ONE), &reading.at(When::At(base)).linear(x)))
            }
            ExprKind::Yearly(x, Some(base)) => {
                let When::At(now) = reading.when else { return None };
                let years = u32::try_from(base.distance_to(now)?).ok().filter(|n| (1..=100).contains(n))?;
                let factor = &Exact::ONE + c;
                if !factor.is_positive() || base.frequency() != Frequency::Year {
                    return None;
                }
                Some(scaled(reading.linear(x), op, &factor.pow(years), &reading.at(When::At(*base)).linear(x)))
            }
            ExprKind::Binary(BinaryOp::Div, a, b) if self.is_never_negative(b) => {
                Some(scaled(reading.linear(a), op, c, &reading.linear(b)))
            }
            _ => None,
        }
    }

    fn is_never_negative(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Value(id) => {
                let indicator = self.model.schema.indicator(*id);
                indicator.and_then(|i| i.min.as_ref()).is_some_and(|m| !m.is_negative())
            }
            ExprKind::Aggregate(a) => {
                a.function == AggregateFn::Count || a.body.as_ref().is_some_and(|b| self.is_never_negative(b))
            }
            ExprKind::AtPeriod(a, PeriodRef::Fixed(_) | PeriodRef::Previous) | ExprKind::AtEntity(a, _) => {
                self.is_never_negative(a)
            }
            _ => false,
        }
    }

    fn aggregate(&self, a: &Aggregate, op: CompareOp, c: &Exact, reading: Reading<'_>) -> Option<Draft> {
        let body = a.body.as_ref()?;
        match a.function {
            AggregateFn::Count | AggregateFn::Sum | AggregateFn::Median => None,
            AggregateFn::Share => Some(scaled(reading.count(a, body, true)?, op, c, &reading.size(a))),
            AggregateFn::Avg if a.weight.is_none() => {
                let sum = Aggregate { function: AggregateFn::Sum, ..a.clone() };
                let sum = Expr { kind: ExprKind::Aggregate(Box::new(sum)), span: body.span };
                Some(scaled(reading.linear(&sum), op, c, &reading.size(a)))
            }
            AggregateFn::Avg => None,
            AggregateFn::Min | AggregateFn::Max => self.extreme(a, body, op, c, reading),
        }
    }

    /// `min >= c`: nobody is below; `max >= c`: somebody is at or above; and the other way round.
    fn extreme(&self, a: &Aggregate, body: &Expr, op: CompareOp, c: &Exact, reading: Reading<'_>) -> Option<Draft> {
        let right =
            crate::model::Quantity { value: c.clone(), base: c.clone(), unit: None, digits: 0, span: body.span };
        let right = Expr { kind: ExprKind::Quantity(right), span: body.span };
        let passes = Expr { kind: ExprKind::Compare(op, Box::new(body.clone()), Box::new(right)), span: body.span };
        let is_for_all = match (a.function, op) {
            (AggregateFn::Min, CompareOp::Ge | CompareOp::Gt) => true,
            (AggregateFn::Max, CompareOp::Le | CompareOp::Lt) => true,
            (_, CompareOp::Eq | CompareOp::Ne) => return None,
            _ => false,
        };
        let one = Linear::constant(Exact::ONE);
        let somebody = demand(reading.size(a), CompareOp::Ge, &one);
        let counted = if is_for_all {
            demand(reading.count(a, &passes, false)?, CompareOp::Eq, &Linear::default())
        } else {
            demand(reading.count(a, &passes, true)?, CompareOp::Ge, &one)
        };
        Some(Draft::exact(vec![counted, somebody]))
    }

    fn reading<'b>(&'b self, place: &'b Place, when: When) -> Reading<'b> {
        Reading { schema: &self.model.schema, tallies: self.tallies, place, when }
    }

    /// The base values that rules state of a plain indicator.
    fn baselines(&self) -> Vec<(usize, Demand)> {
        let stated = self.model.rules.iter().enumerate().filter(|(_, r)| r.errors.is_empty());
        let stated = stated.filter_map(|(idx, rule)| {
            let (quantity, period) = rule.baseline.as_ref()?;
            let plan = rule.plan.and_then(|p| self.model.plans.get(p.0 as usize));
            let period = period.or_else(|| plan.and_then(|p| p.base))?;
            let statement = rule.statements.first()?;
            let subject = base_subject(&statement.subject);
            let place = match &statement.scope {
                Scope::Unstated => Place::Region(self.region(rule)),
                Scope::At(places) => Place::At(key::place(places.first()?)),
                Scope::Every { .. } => return None,
            };
            let form = self.reading(&place, When::At(period)).linear(subject);
            Some((idx, demand(form, CompareOp::Eq, &Linear::constant(quantity.base.clone()))))
        });
        stated.collect()
    }
}

/// What a stated base value is the value of: of `growth(X)` and `gain(X)` it is X.
fn base_subject(subject: &Expr) -> &Expr {
    match &subject.kind {
        ExprKind::Growth(x, _) | ExprKind::Gain(x, _) | ExprKind::Yearly(x, _) | ExprKind::Change(x) => x,
        _ => subject,
    }
}

/// The target as a condition on the subject, where its right side is constant.
fn condition(subject: &Expr, target: &Target) -> Option<Expr> {
    let left = Box::new(subject.clone());
    let kind = match &target.kind {
        TargetKind::Compare(op, right) => ExprKind::Compare(*op, left, Box::new(right.clone())),
        TargetKind::Within(range) => ExprKind::Within(left, range.clone()),
        TargetKind::About(right, tolerance) => ExprKind::About(left, Box::new(right.clone()), tolerance.clone()),
        TargetKind::Holds => return Some(subject.clone()),
    };
    Some(Expr { kind, span: target.span })
}

fn demand(left: Linear, op: CompareOp, right: &Linear) -> Demand {
    Demand { form: left.plus(right, &-&Exact::ONE), op }
}

/// `left / over op c`, which is `left - c × over op 0` where `over` is positive, as it must be for the quotient to be
/// judged at all.
fn scaled(left: Linear, op: CompareOp, c: &Exact, over: &Linear) -> Draft {
    let positive = Demand { form: over.clone(), op: CompareOp::Gt };
    Draft::exact(vec![Demand { form: left.plus(over, &-c), op }, positive])
}

impl Demand {
    /// Returns the demands of which exactly one holds where this one does not.
    pub fn negations(&self) -> Vec<Demand> {
        let with = |op: CompareOp| Demand { form: self.form.clone(), op };
        match self.op {
            CompareOp::Ge => vec![with(CompareOp::Lt)],
            CompareOp::Gt => vec![with(CompareOp::Le)],
            CompareOp::Le => vec![with(CompareOp::Gt)],
            CompareOp::Lt => vec![with(CompareOp::Ge)],
            CompareOp::Eq => vec![with(CompareOp::Lt), with(CompareOp::Gt)],
            CompareOp::Ne => vec![with(CompareOp::Eq)],
        }
    }

    /// Returns the figures that it speaks of.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.form.terms.keys()
    }
}
