//! Rules as demands: each target in each of its periods becomes linear demands on figures.
//!
//! "Satisfied" means: on complete and valid data, with nobody's population empty, the target holds. INVARIANT: whenever a
//! target is satisfied its demands hold; where [`Obligation::is_exact`] is set, the converse is true as well.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::blocks;
use super::figure::{Crowd, Figure, Linear, Place, When, Within};
use super::ids::Ids;
use super::limits::{self, Limited, Stop};
use super::linear::Reading;
use super::tally::{self, Tallies};
use crate::core::rule::Scope as Meant;
use crate::core::{ExprId, PlaceId};
use crate::model::{
    Aggregate, AggregateFn, Basis, BinaryOp, CompareOp, Exact, Expr, ExprKind, Frequency, Model, Period, PeriodRef,
    Rule, Scope, Statement, Target, TargetKind, Time, Window, walk,
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
    /// Those of the demands that say only that there is something to judge: somebody is counted, a base is positive.
    pub presumed: Vec<Demand>,
    /// The same said of any one member, where the demands count members: what links the periods of a figure is known of
    /// figures only.
    pub of_each: Vec<Demand>,
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
    /// Targets (rule, statement, target) of which some period could not be put into demands, or not all that is asked.
    pub partial: BTreeSet<(usize, usize, usize)>,
    /// Targets that were not put into demands for their size.
    pub limited: Vec<Limited>,
}

/// Returns the obligations of all rules without errors.
pub fn of(ids: &Ids<'_>, model: &Model) -> Obligations {
    let tallies = RefCell::new(Tallies::default());
    let translator = Translator { ids, model, tallies: &tallies, newest: RefCell::default() };
    // Twice: pieces of the number line can be named only when all thresholds are known.
    translator.all();
    tallies.borrow_mut().close();
    let (all, partial) = translator.all();
    let baselines = translator.baselines();
    let limited = translator.limited(&partial);
    Obligations { all, baselines, partial, limited, tallies: tallies.into_inner() }
}

struct Translator<'a> {
    ids: &'a Ids<'a>,
    model: &'a Model,
    tallies: &'a RefCell<Tallies>,
    /// What is asked for its newest value; each has a newest period of its own.
    newest: RefCell<BTreeMap<(ExprId, Meant), u32>>,
}

/// Demands under way, and whether they say everything.
#[derive(Default)]
struct Draft {
    demands: Vec<Demand>,
    presumed: Vec<Demand>,
    of_each: Vec<Demand>,
    is_exact: bool,
}

impl Draft {
    fn nothing() -> Self {
        Self::default()
    }

    fn exact(demands: Vec<Demand>) -> Self {
        Self { demands, is_exact: true, ..Self::default() }
    }

    fn and(mut self, other: Draft) -> Self {
        self.demands.extend(other.demands);
        self.presumed.extend(other.presumed);
        self.of_each.extend(other.of_each);
        self.is_exact &= other.is_exact;
        self
    }

    /// Adds what must be for there to be something to judge.
    fn where_there_is(mut self, presumed: Demand) -> Self {
        self.presumed.push(presumed);
        self
    }

    fn all(mut self) -> Self {
        self.demands.extend(self.presumed.iter().cloned());
        self
    }
}

impl<'a> Translator<'a> {
    fn all(&self) -> (Vec<Obligation>, BTreeSet<(usize, usize, usize)>) {
        let (mut all, mut partial) = (Vec::new(), BTreeSet::new());
        for (rule_idx, rule) in self.model.rules.iter().enumerate().filter(|(_, r)| r.errors.is_empty()) {
            for (s_idx, statement) in rule.statements.iter().enumerate() {
                for (t_idx, target) in statement.targets.iter().enumerate() {
                    let key = (rule_idx, s_idx, t_idx);
                    let plan = rule.plan.and_then(|p| self.model.plans.get(p.0 as usize));
                    let blocks = blocks::of(&self.model.schema, plan, statement, target);
                    let periods = self.periods(rule, statement, target);
                    // Blocks are known to be judged at their ends only, so whoever needs every day must not rest on them.
                    if periods.is_empty() {
                        partial.insert(key);
                    }
                    let of_year = part_of_total(statement, target);
                    let of_period = of_year.as_ref().unwrap_or(statement);
                    let each = periods.into_iter().map(|when| (when, self.target(rule, of_period, target, when)));
                    let of_blocks = blocks.iter().filter_map(|(block, when)| {
                        Some((*when, self.target(rule, block, block.targets.get(t_idx)?, *when)))
                    });
                    for (when, draft) in each.chain(of_blocks) {
                        let Draft { demands, presumed, of_each, is_exact } = draft.all();
                        if !is_exact {
                            partial.insert(key);
                        }
                        if !demands.is_empty() {
                            let (rule, statement, target) = key;
                            all.push(Obligation {
                                rule,
                                statement,
                                target,
                                when,
                                demands,
                                presumed,
                                of_each,
                                is_exact,
                            });
                        }
                    }
                }
            }
        }
        (all, partial)
    }

    /// The periods in each of which the target must hold; none where they are not known from the rules alone.
    fn periods(&self, rule: &Rule, statement: &Statement, target: &Target) -> Vec<When> {
        let unfold = |window: &Window, frequency: Frequency| {
            let from = Period::containing(window.from.first_day(), frequency);
            let n = window.from.parts_until(window.to, frequency).filter(|n| *n <= limits::PERIODS).unwrap_or(0);
            (0..n).map(|i| When::At(from.step(i))).collect::<Vec<_>>()
        };
        let plan = rule.plan.and_then(|p| self.model.plans.get(p.0 as usize));
        let window = |own: &Option<Window>| own.or_else(|| plan.and_then(|p| p.window));
        match &target.time {
            Time::By(p) if named(*p).frequency() != Frequency::Year => vec![When::UpTo(named(*p))],
            Time::By(p) | Time::In(p) => vec![When::At(named(*p))],
            Time::Newest => vec![self.newest(statement)],
            Time::Each { step, count: 1, window: own, by: None } => {
                window(own).map_or_else(Vec::new, |w| unfold(&w, *step))
            }
            Time::Throughout(own) => {
                window(own).map_or_else(Vec::new, |w| unfold(&w, w.from.frequency().max(w.to.frequency())))
            }
            Time::Each { .. } | Time::ByAttribute(_) => Vec::new(),
        }
    }

    /// Which of the targets that were left aside were so for their size.
    fn limited(&self, partial: &BTreeSet<(usize, usize, usize)>) -> Vec<Limited> {
        let size = |at: &(usize, usize, usize)| {
            let rule = self.model.rules.get(at.0)?;
            let statement = rule.statements.get(at.1)?;
            let n = statement.exceptions.len();
            if n > limits::EXCEPTIONS {
                return Some(Limited { at: *at, stop: Stop::Exceptions, n });
            }
            let plan = rule.plan.and_then(|p| self.model.plans.get(p.0 as usize));
            let (own, step) = match &statement.targets.get(at.2)?.time {
                Time::Each { step, count: 1, window, by: None } => (*window, Some(*step)),
                Time::Throughout(window) => (*window, None),
                _ => return None,
            };
            let window = own.or_else(|| plan.and_then(|p| p.window))?;
            let step = step.unwrap_or_else(|| window.from.frequency().max(window.to.frequency()));
            let n = window.from.parts_until(window.to, step)?;
            (n > limits::PERIODS).then_some(Limited { at: *at, stop: Stop::Periods, n: usize::try_from(n).ok()? })
        };
        partial.iter().filter_map(size).collect()
    }

    /// The newest period that has data is that of the subject and of those for whom it is judged.
    fn newest(&self, statement: &Statement) -> When {
        let scope = match self.ids.scope(&statement.scope) {
            Meant::Every { members, filter, except: _ } => Meant::Every { members, filter, except: Vec::new() },
            other => other,
        };
        let own = (self.ids.of(&statement.subject), scope);
        let mut all = self.newest.borrow_mut();
        let next = u32::try_from(all.len()).unwrap_or(u32::MAX);
        When::Newest(*all.entry(own).or_insert(next))
    }

    fn target(&self, rule: &Rule, statement: &Statement, target: &Target, when: When) -> Draft {
        // What is asked under a condition may not be asked at all.
        if rule.precision.is_some() || statement.condition.is_some() || !self.is_plain(statement) {
            return Draft::nothing();
        }
        let region = Place::Region(self.region(rule));
        match &statement.scope {
            Scope::Unstated => self.ask(&statement.subject, &target.kind, &region, when),
            Scope::At(places) => {
                let each = places
                    .iter()
                    .map(|p| self.ask(&statement.subject, &target.kind, &Place::At(self.ids.place(p)), when));
                each.fold(Draft::exact(Vec::new()), Draft::and)
            }
            Scope::Every { level, filter, except } => {
                let scope = Aggregate {
                    function: AggregateFn::Count,
                    level: level.clone(),
                    place: None,
                    filter: filter.clone(),
                    body: None,
                    weight: None,
                };
                let but = self.ids.places(except);
                let asked = Asked { subject: &statement.subject, region: &region, when, but: &but };
                if statement.exceptions.is_empty() {
                    return self.every(&scope, target, asked);
                }
                if statement.exceptions.len() > limits::EXCEPTIONS {
                    return Draft::nothing();
                }
                self.excepted(&scope, statement, target, asked)
            }
        }
    }

    /// Whether values are compared as they are (not rounded first) and are all read in the judged period: beside a
    /// total, flows are read over its window.
    fn is_plain(&self, statement: &Statement) -> bool {
        let mut is_plain = true;
        let mut totals = 0;
        walk::expressions(statement, &mut |e| match &e.kind {
            ExprKind::Value(id) => {
                is_plain &= self.model.schema.indicator(*id).is_none_or(|i| i.precision.is_none());
            }
            ExprKind::Total(..) => totals += 1,
            _ => {}
        });
        is_plain && (totals == 0 || (totals == 1 && matches!(statement.subject.kind, ExprKind::Total(..))))
    }

    fn region(&self, rule: &Rule) -> Option<PlaceId> {
        let plan = rule.plan.and_then(|p| self.model.plans.get(p.0 as usize));
        self.ids.region(plan)
    }

    /// Every member of a population: nobody fails, or of any one member the demands hold.
    fn every(&self, scope: &Aggregate, target: &Target, asked: Asked<'_>) -> Draft {
        let Asked { subject, region, when, but } = asked;
        let reading = Reading { but, ..self.reading(region, when) };
        let condition = condition(subject, target);
        let failing = condition.as_ref().and_then(|c| reading.count(scope, c, false));
        let Some(failing) = failing else {
            let within = Within { members: self.ids.members(&scope.level), place: region.clone() };
            let crowd = Crowd { within, filter: self.ids.of_some(scope.filter.as_ref()), but: but.to_vec() };
            let mut tallies = self.tallies.borrow_mut();
            if let (Some(id), Some(written)) = (crowd.filter, &scope.filter) {
                tallies.filter(id, written);
            }
            tallies.remember(crowd.clone());
            drop(tallies);
            return self.ask(subject, &target.kind, &Place::Each(Arc::new(crowd)), when);
        };
        let counted = condition.as_ref().and_then(|c| reading.counted(scope, c));
        let draft = counted.map(somebody).into_iter().fold(Draft::exact(nobody(failing)), Draft::where_there_is);
        Draft { of_each: self.of_each(scope, target, asked), ..draft }
    }

    /// What is asked of any one member, where a plain figure or its total is asked of all: who is a member does not change
    /// from period to period unless a filter reads figures.
    fn of_each(&self, scope: &Aggregate, target: &Target, asked: Asked<'_>) -> Vec<Demand> {
        let Asked { subject, region, when, but } = asked;
        let value = match &subject.kind {
            ExprKind::Total(x, _) => x,
            _ => subject,
        };
        if scope.filter.is_some() || !matches!(value.kind, ExprKind::Value(_)) {
            return Vec::new();
        }
        let within = Within { members: self.ids.members(&scope.level), place: region.clone() };
        let crowd = Crowd { within, filter: None, but: but.to_vec() };
        let draft = self.ask(subject, &target.kind, &Place::Each(Arc::new(crowd)), when);
        if draft.is_exact { draft.demands } else { Vec::new() }
    }

    /// Everybody but those excepted, and each group of those: a population of its own for each.
    fn excepted(&self, scope: &Aggregate, statement: &Statement, target: &Target, asked: Asked<'_>) -> Draft {
        let index = statement.targets.iter().position(|t| std::ptr::eq(t, target)).unwrap_or_default();
        let filters: Vec<&Expr> = statement.exceptions.iter().map(|e| &e.filter).collect();
        let rest = filters.iter().fold(scope.filter.clone(), |rest, f| {
            let not = Expr { kind: ExprKind::Not(Box::new((*f).clone())), span: f.span };
            Some(joined(rest, not))
        });
        let mut all = self.every(&Aggregate { filter: rest, ..scope.clone() }, target, asked);
        for (idx, exception) in statement.exceptions.iter().enumerate() {
            let Some(own) = exception.targets.get(index).or(exception.targets.last()) else { continue };
            let filter = Some(joined(scope.filter.clone(), exception.filter.clone()));
            all = all.and(self.every(&Aggregate { filter, ..scope.clone() }, own, asked));
            // Whom two exceptions fit with different targets is judged invalid.
            let others = filters.iter().skip(idx + 1);
            let is_apart = |f: &&Expr| super::subset::excludes(self.ids, &exception.filter, f);
            all.is_exact &= others.clone().all(is_apart);
        }
        // One group may be empty, all together may not.
        let condition = condition(asked.subject, target);
        let reading = Reading { but: asked.but, ..self.reading(asked.region, asked.when) };
        let counted = condition.as_ref().and_then(|c| reading.counted(scope, c));
        all.presumed = counted.map(somebody).into_iter().collect();
        all
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
        special.unwrap_or_else(|| {
            let demand = demand(reading.linear(left), op, right);
            // An aggregate over nobody is judged `empty`, which the bare demand does not say.
            let is_exact = !demand.figures().any(|f| matches!(f, Figure::Tally(..) | Figure::Size(_) | Figure::Sum(_)));
            Draft { demands: vec![demand], is_exact, ..Draft::default() }
        })
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
                    (_, When::UpTo(_) | When::Newest(_)) => return None,
                };
                let base = reading.since(base)?.linear(x);
                Some(scaled(reading.linear(x), op, &(c + &Exact::ONE), &base))
            }
            ExprKind::Yearly(x, Some(base)) => {
                let When::At(now) = reading.when else { return None };
                reading.since(*base)?;
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
            AggregateFn::Median => None,
            AggregateFn::Count => {
                let right = Linear::constant(c.clone());
                let counted = demand(reading.count(a, body, true)?, op, &right);
                Some(over_somebody(vec![counted], a, reading.counted(a, body)?))
            }
            AggregateFn::Sum => {
                let expr = Expr { kind: ExprKind::Aggregate(Box::new(a.clone())), span: body.span };
                let sum = demand(reading.linear(&expr), op, &Linear::constant(c.clone()));
                Some(over_somebody(vec![sum], a, reading.having(a, body)?))
            }
            AggregateFn::Share => Some(per_head(reading.count(a, body, true)?, op, c, reading.counted(a, body)?)),
            AggregateFn::Avg if a.weight.is_none() => {
                let sum = Aggregate { function: AggregateFn::Sum, ..a.clone() };
                let sum = Expr { kind: ExprKind::Aggregate(Box::new(sum)), span: body.span };
                Some(per_head(reading.linear(&sum), op, c, reading.having(a, body)?))
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
        let somebody = somebody(reading.counted(a, &passes)?);
        let counted = if is_for_all {
            nobody(reading.count(a, &passes, false)?)
        } else {
            vec![demand(reading.count(a, &passes, true)?, CompareOp::Ge, &one)]
        };
        Some(Draft::exact(counted).where_there_is(somebody))
    }

    fn reading<'b>(&'b self, place: &'b Place, when: When) -> Reading<'b> {
        Reading { ids: self.ids, tallies: self.tallies, place, when, but: &[] }
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
                Scope::At(places) => Place::At(self.ids.place(places.first()?)),
                Scope::Every { .. } => return None,
            };
            let form = self.reading(&place, When::At(period)).linear(subject);
            Some((idx, demand(form, CompareOp::Eq, &Linear::constant(quantity.base.clone()))))
        });
        stated.collect()
    }
}

/// What is asked of whom, and when.
#[derive(Clone, Copy)]
struct Asked<'b> {
    subject: &'b Expr,
    region: &'b Place,
    when: When,
    /// Places left out by name.
    but: &'b [PlaceId],
}

/// A total that is asked for each year is asked for that year's part.
fn part_of_total(statement: &Statement, target: &Target) -> Option<Statement> {
    let ExprKind::Total(x, _) = &statement.subject.kind else { return None };
    let is_each = matches!(target.time, Time::Each { .. });
    is_each.then(|| Statement { subject: (**x).clone(), ..statement.clone() })
}

/// Both conditions.
fn joined(a: Option<Expr>, b: Expr) -> Expr {
    match a {
        None => b,
        Some(a) => {
            let span = a.span;
            Expr { kind: ExprKind::Binary(BinaryOp::And, Box::new(a), Box::new(b)), span }
        }
    }
}

/// What a stated base value is the value of: of `growth(X)` and `gain(X)` it is X.
fn base_subject(subject: &Expr) -> &Expr {
    match &subject.kind {
        ExprKind::Growth(x, _) | ExprKind::Gain(x, _) | ExprKind::Yearly(x, _) | ExprKind::Change(x) => x,
        _ => subject,
    }
}

/// Returns the target as a condition on the subject.
pub fn condition(subject: &Expr, target: &Target) -> Option<Expr> {
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

/// Nobody is counted: of each piece of the number line there is none.
fn nobody(failing: Linear) -> Vec<Demand> {
    if failing.terms.is_empty() {
        return vec![Demand { form: failing, op: CompareOp::Eq }];
    }
    let none = |(figure, _): (Figure, Exact)| Demand { form: Linear::figure(figure), op: CompareOp::Eq };
    failing.terms.into_iter().map(none).collect()
}

/// Over nobody nothing is judged.
fn somebody(counted: Linear) -> Demand {
    demand(counted, CompareOp::Ge, &Linear::constant(Exact::ONE))
}

/// A count or sum: where a filter may read a figure it is 0 over nobody, else nothing is judged there.
fn over_somebody(demands: Vec<Demand>, a: &Aggregate, counted: Linear) -> Draft {
    let draft = Draft::exact(demands);
    if a.filter.is_some() { draft } else { draft.where_there_is(somebody(counted)) }
}

/// A share or an average: as [`scaled`], over a number of members.
fn per_head(left: Linear, op: CompareOp, c: &Exact, members: Linear) -> Draft {
    let form = left.plus(&members, &-c);
    Draft::exact(vec![Demand { form, op }]).where_there_is(somebody(members))
}

/// The last day of a year stands for the year.
fn named(period: Period) -> Period {
    let year = period.widen(Frequency::Year);
    if period.frequency() == Frequency::Day && year.last_day() == period.last_day() { year } else { period }
}

/// `left / over op c`, which is `left - c × over op 0` where `over` is positive, as it must be for the quotient to be
/// judged at all.
fn scaled(left: Linear, op: CompareOp, c: &Exact, over: &Linear) -> Draft {
    let positive = Demand { form: over.clone(), op: CompareOp::Gt };
    Draft::exact(vec![Demand { form: left.plus(over, &-c), op }]).where_there_is(positive)
}

impl Demand {
    /// Returns the demands of which exactly one holds where this one does not.
    pub fn negations(&self) -> Vec<Demand> {
        self.op_negations().into_iter().flatten().map(|op| Demand { form: self.form.clone(), op }).collect()
    }

    /// Returns the comparisons of [`Demand::negations`], of the same form.
    pub fn op_negations(&self) -> [Option<CompareOp>; 2] {
        match self.op {
            CompareOp::Ge => [Some(CompareOp::Lt), None],
            CompareOp::Gt => [Some(CompareOp::Le), None],
            CompareOp::Le => [Some(CompareOp::Gt), None],
            CompareOp::Lt => [Some(CompareOp::Ge), None],
            CompareOp::Eq => [Some(CompareOp::Lt), Some(CompareOp::Gt)],
            CompareOp::Ne => [Some(CompareOp::Eq), None],
        }
    }

    /// Returns the figures that it speaks of.
    pub fn figures(&self) -> impl Iterator<Item = &Figure> {
        self.form.terms.keys()
    }
}
