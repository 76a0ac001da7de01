//! Which aspects of an obligation changed, by comparing the parts of two rules one by one.
//!
//! Takes rules in one numbering. A part whose name needs a direction (`threshold-relaxed`) carries the old rule with that
//! part alone replaced, so that the direction can be proved.

use std::cmp::Ordering;

use super::change::Name;
use super::versions::plan;
use dabiao_lang::check::reason::ids::Ids;
use dabiao_lang::check::reason::subset;
use dabiao_lang::core::{Code, PlaceId};
use dabiao_lang::model::{
    Aggregate, Expr, ExprKind, Model, Plan, Rule, Scope, Statement, Target, TargetKind, Time, Tolerance, Window,
};

/// One part that changed.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) name: Name,
    /// The old rule with this part as it is now, for names that have a direction.
    pub(super) isolated: Option<Rule>,
}

/// Returns what changed between two rules of one joint model.
pub(super) fn parts(ids: &Ids<'_>, model: &Model, old: &Rule, new: &Rule) -> Vec<Part> {
    let mut finder = Finder { ids, old, plans: (plan(model, old), plan(model, new)), out: Vec::new() };
    finder.rule(new);
    let mut out = finder.out;
    out.sort_by_key(|p| p.name);
    out.dedup_by_key(|p| p.name);
    out
}

struct Finder<'m> {
    ids: &'m Ids<'m>,
    old: &'m Rule,
    plans: (Option<&'m Plan>, Option<&'m Plan>),
    out: Vec<Part>,
}

impl Finder<'_> {
    fn add(&mut self, name: Name) {
        self.out.push(Part { name, isolated: None });
    }

    /// Adds a part whose direction is to be proved, with the change made to the old rule.
    fn with(&mut self, name: Name, statement: usize, change: impl FnOnce(&mut Statement)) {
        let mut isolated = self.old.clone();
        if let Some(own) = isolated.statements.get_mut(statement) {
            change(own);
        }
        self.out.push(Part { name, isolated: Some(isolated) });
    }

    fn rule(&mut self, new: &Rule) {
        if self.ids.region(self.plans.0) != self.ids.region(self.plans.1) {
            self.add(Name::RegionChanged);
        }
        if self.old.precision != new.precision {
            self.add(Name::RoundingChanged);
        }
        match (self.old.is_missing_zero, new.is_missing_zero) {
            (false, true) => self.add(Name::MissingZeroAdded),
            (true, false) => self.add(Name::MissingZeroRemoved),
            _ => {}
        }
        let mut free: Vec<usize> = (0..new.statements.len()).collect();
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for (idx, s) in self.old.statements.iter().enumerate() {
            let own = self.ids.of(&s.subject);
            let is_alike = |i: &&usize| new.statements.get(**i).is_some_and(|t| self.ids.of(&t.subject) == own);
            match free.iter().find(is_alike).copied() {
                Some(i) => {
                    pairs.push((idx, i));
                    free.retain(|f| *f != i);
                }
                None => open.push(idx),
            }
        }
        // What measures something else now stands where it stood.
        for (idx, i) in open.iter().zip(&free) {
            pairs.push((*idx, *i));
        }
        let n = open.len().min(free.len());
        if open.len() > n {
            self.add(Name::StatementRemoved);
        }
        if free.len() > n {
            self.add(Name::StatementAdded);
        }
        for (a, b) in pairs {
            if let (Some(s), Some(t)) = (self.old.statements.get(a), new.statements.get(b)) {
                self.statement(a, s, t);
            }
        }
    }

    fn statement(&mut self, idx: usize, a: &Statement, b: &Statement) {
        self.scope(&a.scope, &b.scope);
        match (self.ids.of_some(a.condition.as_ref()), self.ids.of_some(b.condition.as_ref())) {
            (None, Some(_)) => self.add(Name::DutyConditionAdded),
            (Some(_), None) => self.add(Name::DutyConditionRemoved),
            (x, y) if x != y => self.add(Name::DutyConditionChanged),
            _ => {}
        }
        self.subject(idx, a, b);
        // Another measure has thresholds of its own.
        if !self.out.iter().any(|p| p.name == Name::MeasureChanged) {
            self.targets(idx, a, b);
        }
        let exceptions =
            |s: &Statement, plan| -> Vec<Code> { s.exceptions.iter().map(|e| self.ids.exception(plan, e)).collect() };
        let (x, y) = (exceptions(a, self.plans.0), exceptions(b, self.plans.1));
        let only = |x: &[Code], y: &[Code]| x.iter().any(|e| !y.contains(e));
        match (only(&x, &y), only(&y, &x)) {
            (false, true) => self.add(Name::ExceptionAdded),
            (true, false) => self.add(Name::ExceptionRemoved),
            (true, true) => self.add(Name::ExceptionChanged),
            _ => {}
        }
    }

    fn scope(&mut self, a: &Scope, b: &Scope) {
        match (a, b) {
            (Scope::Unstated, Scope::Unstated) => {}
            (Scope::At(x), Scope::At(y)) => {
                let (x, y) = (self.ids.places(x), self.ids.places(y));
                match (holds(&y, &x), holds(&x, &y)) {
                    (true, true) => {}
                    (true, false) => self.add(Name::ScopeWidened),
                    (false, true) => self.add(Name::ScopeNarrowed),
                    _ => self.add(Name::ScopeChanged),
                }
            }
            (Scope::Every { level: l, filter: f, except: e }, Scope::Every { level: m, filter: g, except: h }) => {
                match (self.ids.members(l) == self.ids.members(m), l.level == m.level, &l.label, &m.label) {
                    (true, ..) => {}
                    (_, true, None, Some(_)) => self.add(Name::ScopeNarrowed),
                    (_, true, Some(_), None) => self.add(Name::ScopeWidened),
                    _ => self.add(Name::ScopeChanged),
                }
                self.filter(f.as_ref(), g.as_ref());
                let (e, h) = (self.ids.places(e), self.ids.places(h));
                match (holds(&h, &e), holds(&e, &h)) {
                    (true, true) => {}
                    (true, false) => self.add(Name::ExemptionAdded),
                    (false, true) => self.add(Name::ExemptionRemoved),
                    _ => self.add(Name::ExemptionChanged),
                }
            }
            _ => self.add(Name::ScopeChanged),
        }
    }

    fn filter(&mut self, a: Option<&Expr>, b: Option<&Expr>) {
        let name = match (a, b) {
            (None, None) => return,
            (None, Some(_)) => Name::FilterNarrowed,
            (Some(_), None) => Name::FilterWidened,
            (Some(a), Some(b)) if self.ids.of(a) == self.ids.of(b) => return,
            (Some(a), Some(b)) => match (subset::implies(self.ids, a, b), subset::implies(self.ids, b, a)) {
                (true, true) => return,
                (false, true) => Name::FilterNarrowed,
                (true, false) => Name::FilterWidened,
                _ => Name::FilterChanged,
            },
        };
        self.add(name);
    }

    fn subject(&mut self, idx: usize, a: &Statement, b: &Statement) {
        if self.is_same(&a.subject, &b.subject) {
            return;
        }
        let subject = b.subject.clone();
        match (&a.subject.kind, &b.subject.kind) {
            (ExprKind::Aggregate(x), ExprKind::Aggregate(y)) => self.aggregate(idx, x, y, subject),
            (ExprKind::Total(x, v), ExprKind::Total(y, w)) if self.is_same(x, y) => self.window(*v, *w),
            (ExprKind::Gain(x, v), ExprKind::Gain(y, w)) | (ExprKind::Yearly(x, v), ExprKind::Yearly(y, w))
                if self.is_same(x, y) && v != w =>
            {
                self.add(Name::BaselineChanged);
            }
            _ if is_condition(a) && is_condition(b) => {
                self.with(Name::ConditionChanged, idx, |s| s.subject = subject);
            }
            _ => self.add(Name::MeasureChanged),
        }
    }

    fn is_same(&self, a: &Expr, b: &Expr) -> bool {
        self.ids.of(a) == self.ids.of(b)
    }

    fn aggregate(&mut self, idx: usize, x: &Aggregate, y: &Aggregate, subject: Expr) {
        if x.function != y.function {
            return self.add(Name::MeasureChanged);
        }
        if self.ids.members(&x.level) != self.ids.members(&y.level) {
            self.add(Name::PopulationChanged);
        }
        self.filter(x.filter.as_ref(), y.filter.as_ref());
        let of = |e: &Option<Expr>| self.ids.of_some(e.as_ref());
        if of(&x.body) != of(&y.body) {
            let is_condition =
                matches!(x.function, dabiao_lang::model::AggregateFn::Count | dabiao_lang::model::AggregateFn::Share);
            if is_condition {
                self.with(Name::ConditionChanged, idx, |s| s.subject = subject);
            } else {
                self.add(Name::MeasureChanged);
            }
        }
        if of(&x.weight) != of(&y.weight) {
            self.add(Name::MeasureChanged);
        }
    }

    fn targets(&mut self, idx: usize, a: &Statement, b: &Statement) {
        let (plan_a, plan_b) = self.plans;
        let time = |t: &Target, plan| self.ids.time(plan, &t.time);
        let mut free: Vec<usize> = (0..b.targets.len()).collect();
        let mut pairs = Vec::new();
        let mut open = Vec::new();
        for (n, x) in a.targets.iter().enumerate() {
            let own = time(x, plan_a);
            let is_alike = |i: &&usize| b.targets.get(**i).is_some_and(|y| time(y, plan_b) == own);
            match free.iter().find(is_alike).copied() {
                Some(i) => {
                    pairs.push((n, i));
                    free.retain(|f| *f != i);
                }
                None => open.push(n),
            }
        }
        pairs.extend(open.iter().copied().zip(free.iter().copied()));
        let n = open.len().min(free.len());
        if open.len() > n {
            self.add(Name::TargetRemoved);
        }
        if free.len() > n {
            self.add(Name::TargetAdded);
        }
        for (n, i) in pairs {
            if let (Some(x), Some(y)) = (a.targets.get(n), b.targets.get(i)) {
                self.comparison((idx, n), &x.kind, &y.kind);
                self.time(x, y);
            }
        }
    }

    fn comparison(&mut self, (idx, n): (usize, usize), x: &TargetKind, y: &TargetKind) {
        if self.ids.asked(x) == self.ids.asked(y) {
            return;
        }
        if let (TargetKind::About(p, t), TargetKind::About(q, u)) = (x, y)
            && self.is_same(p, q)
        {
            // A share of the amount and an amount are compared as amounts.
            let width = |t: &Tolerance, middle: &Expr| match (t, &middle.kind) {
                (Tolerance::Relative(x), ExprKind::Quantity(q)) => x * &q.base.abs(),
                (Tolerance::Relative(x) | Tolerance::Absolute(x), _) => x.clone(),
            };
            let is_wider = width(u, q) > width(t, p);
            return self.add(if is_wider { Name::ToleranceWidened } else { Name::ToleranceNarrowed });
        }
        let kind = y.clone();
        self.with(Name::ThresholdChanged, idx, |s| {
            if let Some(target) = s.targets.get_mut(n) {
                target.kind = kind;
            }
        });
    }

    fn time(&mut self, x: &Target, y: &Target) {
        let (a, b) = (&x.time, &y.time);
        let said = |t: &Time, plan| self.ids.time(plan, t);
        if said(a, self.plans.0) == said(b, self.plans.1) {
            return;
        }
        let (plan_a, plan_b) = (self.plans.0.and_then(|p| p.window), self.plans.1.and_then(|p| p.window));
        match (a, b) {
            (Time::By(p), Time::By(q)) | (Time::In(p), Time::In(q)) => {
                self.add(if p.last_day() < q.last_day() { Name::DeadlinePostponed } else { Name::DeadlineAdvanced });
            }
            (
                Time::Each { step: s, count: m, window: v, by: d },
                Time::Each { step: t, count: n, window: w, by: e },
            ) if s == t && m == n => {
                self.window(v.or(plan_a), w.or(plan_b));
                match (d, e) {
                    _ if d == e => {}
                    (Some(d), Some(e)) if d < e => self.add(Name::DeadlinePostponed),
                    (Some(_), Some(_)) => self.add(Name::DeadlineAdvanced),
                    _ => self.add(Name::DeadlineChanged),
                }
            }
            (Time::Throughout(v), Time::Throughout(w)) => self.window(v.or(plan_a), w.or(plan_b)),
            (Time::By(p), Time::In(q)) | (Time::In(p), Time::By(q)) => {
                self.add(match p.last_day().cmp(&q.last_day()) {
                    Ordering::Equal => Name::TimeFormChanged,
                    Ordering::Less => Name::DeadlinePostponed,
                    Ordering::Greater => Name::DeadlineAdvanced,
                })
            }
            _ => self.add(Name::DeadlineChanged),
        }
    }

    fn window(&mut self, a: Option<Window>, b: Option<Window>) {
        let within =
            |x: Window, y: Window| x.from.first_day() >= y.from.first_day() && x.to.last_day() <= y.to.last_day();
        match (a, b) {
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) if within(b, a) => self.add(Name::WindowShortened),
            (Some(a), Some(b)) if within(a, b) => self.add(Name::WindowExtended),
            (None, None) => {}
            _ => self.add(Name::WindowMoved),
        }
    }
}

/// Whether all places of `inner` are among `outer`.
fn holds(outer: &[PlaceId], inner: &[PlaceId]) -> bool {
    inner.iter().all(|p| outer.contains(p))
}

fn is_condition(s: &Statement) -> bool {
    s.targets.iter().all(|t| matches!(t.kind, TargetKind::Holds))
}
