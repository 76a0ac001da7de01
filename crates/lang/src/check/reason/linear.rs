//! Reading: an expression as a weighted sum of the figures that it reads.
//!
//! What is not linear becomes a figure of its own under its id ([`Figure::Opaque`]), which keeps the reasoning sound:
//! nothing is known of it but that it is the same number wherever the id is the same.

use std::cell::RefCell;
use std::sync::Arc;

use super::figure::{Crowd, Figure, Linear, Place, When, Within};
use super::ids::Ids;
use super::tally::{OneValue, Population, Tallies};
use crate::core::{ExprId, PlaceId};
use crate::model::{
    Aggregate, AggregateFn, BinaryOp, EntityRef, Exact, Expr, ExprKind, Frequency, IndicatorId, Kind, Period,
    PeriodRef, Window, WithinYear,
};

/// Where and when an expression is read.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// What is what.
    pub ids: &'a Ids<'a>,
    /// The populations that are counted, gathered as expressions are read.
    pub tallies: &'a RefCell<Tallies>,
    /// Whose values.
    pub place: &'a Place,
    /// Of which period.
    pub when: When,
    /// Places left out of what is counted, sorted.
    pub but: &'a [PlaceId],
}

impl<'a> Reading<'a> {
    /// Returns an expression as a linear form.
    pub fn linear(&self, expr: &Expr) -> Linear {
        self.known(expr).unwrap_or_else(|| self.opaque(expr))
    }

    fn known(&self, expr: &Expr) -> Option<Linear> {
        let minus = -&Exact::ONE;
        match &expr.kind {
            ExprKind::Quantity(q) => Some(Linear::constant(q.base.clone())),
            ExprKind::Bool(b) => Some(Linear::constant(if *b { Exact::ONE } else { Exact::ZERO })),
            ExprKind::Grade(rank, _) => Some(Linear::constant(Exact::from(i64::from(*rank)))),
            ExprKind::Value(id) => Some(self.value(*id)),
            ExprKind::Neg(a) => Some(Linear::default().plus(&self.linear(a), &minus)),
            ExprKind::Binary(BinaryOp::Add, a, b) => Some(self.linear(a).plus(&self.linear(b), &Exact::ONE)),
            ExprKind::Binary(BinaryOp::Sub, a, b) => Some(self.linear(a).plus(&self.linear(b), &minus)),
            ExprKind::Binary(BinaryOp::Mul, a, b) => self.product(a, b),
            ExprKind::Binary(BinaryOp::Div, a, b) => {
                let (a, b) = (self.linear(a), self.linear(b));
                Some(Linear::default().plus(&a, &Exact::ONE.checked_div(b.as_constant()?)?))
            }
            ExprKind::AtPeriod(a, PeriodRef::Fixed(p)) => Some(self.at(When::At(*p)).linear(a)),
            ExprKind::AtPeriod(a, PeriodRef::Previous) => Some(self.step(|p| p.step(-1))?.linear(a)),
            ExprKind::AtEntity(a, place) => {
                let place = self.named(place)?;
                Some(Reading { place: &place, ..*self }.linear(a))
            }
            ExprKind::Gain(a, Some(base)) => Some(self.linear(a).plus(&self.since(*base)?.linear(a), &minus)),
            ExprKind::Change(a) => Some(self.linear(a).plus(&self.step(|p| p.step_years(-1))?.linear(a), &minus)),
            ExprKind::Total(a, Some(window)) => self.total(a, window),
            ExprKind::Aggregate(a) => self.aggregate(a),
            _ => None,
        }
    }

    fn aggregate(&self, a: &Aggregate) -> Option<Linear> {
        if a.place.is_some() {
            return None;
        }
        match (a.function, &a.body) {
            (AggregateFn::Count, None) => Some(self.size(a)),
            (AggregateFn::Count, Some(body)) => self.count(a, body, true),
            (AggregateFn::Sum, Some(body)) => {
                let population = self.population(a, body);
                let id = self.tallies.borrow_mut().id(population, []);
                Some(Linear::figure(Figure::Sum(id)))
            }
            _ => None,
        }
    }

    /// Returns how many members there are, whatever is known of them.
    pub fn size(&self, a: &Aggregate) -> Linear {
        Linear::figure(Figure::Size(Arc::new(Crowd {
            within: self.within(a),
            filter: self.filter(a),
            but: Vec::new(),
        })))
    }

    /// Returns how many members a condition on one value holds (or fails) for.
    pub fn count(&self, a: &Aggregate, condition: &Expr, wanted: bool) -> Option<Linear> {
        let one = OneValue::of(self.ids, condition)?;
        let population = self.population(a, one.subject);
        self.tallies.borrow_mut().count(population, &one.cuts(), |x| one.holds(x) == wanted)
    }

    /// Returns how many members there are that a condition on one value applies to.
    pub fn counted(&self, a: &Aggregate, condition: &Expr) -> Option<Linear> {
        let one = OneValue::of(self.ids, condition)?;
        let population = self.population(a, one.subject);
        self.tallies.borrow_mut().count(population, &one.cuts(), |_| true)
    }

    /// Returns how many members have a value.
    pub fn having(&self, a: &Aggregate, value: &Expr) -> Option<Linear> {
        let population = self.population(a, value);
        self.tallies.borrow_mut().count(population, &[], |_| true)
    }

    fn population(&self, a: &Aggregate, subject: &Expr) -> Population {
        let filter = self.filter(a);
        if let (Some(id), Some(written)) = (filter, &a.filter) {
            self.tallies.borrow_mut().filter(id, written);
        }
        Population {
            crowd: Crowd { within: self.within(a), filter, but: self.but.to_vec() },
            subject: self.ids.of(subject),
            indicator: match subject.kind {
                ExprKind::Value(id) => Some(id),
                _ => None,
            },
            when: self.when,
        }
    }

    fn filter(&self, a: &Aggregate) -> Option<ExprId> {
        self.ids.of_some(a.filter.as_ref())
    }

    fn within(&self, a: &Aggregate) -> Within {
        Within { members: self.ids.members(&a.level), place: self.place.clone() }
    }

    fn value(&self, id: IndicatorId) -> Linear {
        Linear::figure(Figure::Value(id, self.place.clone(), self.when))
    }

    fn product(&self, a: &Expr, b: &Expr) -> Option<Linear> {
        let (a, b) = (self.linear(a), self.linear(b));
        if let Some(factor) = a.as_constant() {
            return Some(Linear::default().plus(&b, factor));
        }
        b.as_constant().map(|factor| Linear::default().plus(&a, factor))
    }

    /// A total of yearly figures; finer windows are left opaque.
    fn total(&self, a: &Expr, window: &Window) -> Option<Linear> {
        let years = window.from.distance_to(window.to)?;
        if window.from.frequency() != Frequency::Year || !(0..=100).contains(&years) || !self.is_yearly(a) {
            return None;
        }
        let each = (0..=years).map(|n| self.at(When::At(window.from.step(n))).linear(a));
        Some(each.fold(Linear::default(), |sum, x| sum.plus(&x, &Exact::ONE)))
    }

    /// Whether finer figures, if any, add up to the year, so that yearly figures add up to the window.
    fn is_yearly(&self, a: &Expr) -> bool {
        match &a.kind {
            ExprKind::Value(id) => self
                .ids
                .schema
                .indicator(*id)
                .is_some_and(|i| i.kind == Some(Kind::Flow) && i.within_year.is_none_or(|w| w == WithinYear::Sum)),
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, a, b) => self.is_yearly(a) && self.is_yearly(b),
            _ => false,
        }
    }

    /// Returns the reading of another period.
    pub fn at(&self, when: When) -> Reading<'a> {
        Reading { when, ..*self }
    }

    fn step(&self, to: impl Fn(Period) -> Period) -> Option<Reading<'a>> {
        match self.when {
            When::At(p) => Some(self.at(When::At(to(p)))),
            When::UpTo(_) | When::Newest(_) => None,
        }
    }

    /// Returns the reading of a base period; only periods of one length compare.
    pub fn since(&self, base: Period) -> Option<Reading<'a>> {
        matches!(self.when, When::At(p) if p.frequency() == base.frequency()).then(|| self.at(When::At(base)))
    }

    /// A place after `@`; a level is that of the current entity, so it depends on whose value is read.
    fn named(&self, place: &EntityRef) -> Option<Place> {
        place.level.is_none().then(|| Place::At(self.ids.place(place)))
    }

    /// Returns an expression as a figure of its own.
    pub fn opaque(&self, expr: &Expr) -> Linear {
        Linear::figure(Figure::Opaque(self.ids.of(expr), self.place.clone(), self.when))
    }
}
