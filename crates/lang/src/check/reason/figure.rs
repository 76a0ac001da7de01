//! Figures, the numbers that rules speak of, and linear forms of them.

use std::collections::BTreeMap;

use crate::core::node::Members;
use crate::core::{ExprId, PlaceId};
use crate::model::{Exact, IndicatorId, Period};

/// A number that rules speak of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure {
    /// The value of an indicator.
    Value(IndicatorId, Place, When),
    /// How many members of a population lie in one piece of the number line; see `tally`.
    Tally(usize, usize),
    /// How many members a population has.
    Size(Crowd),
    /// The sum over a population.
    Sum(usize),
    /// Anything else, by what it is, place and period.
    Opaque(ExprId, Place, When),
}

/// Whose value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Where nothing was said: the region, or whatever the statement is judged at.
    Region(Option<PlaceId>),
    /// A named place.
    At(PlaceId),
    /// Any one member of a population.
    Each(Box<Crowd>),
}

/// The members of a population, whatever is counted of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Crowd {
    /// Who.
    pub within: Within,
    /// The filter.
    pub filter: Option<ExprId>,
    /// Places left out by name, sorted.
    pub but: Vec<PlaceId>,
}

/// The members of a level at a place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Within {
    /// Level and label.
    pub members: Members,
    /// The place below which they lie.
    pub place: Place,
}

/// Of which period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum When {
    /// That period.
    At(Period),
    /// From 1 January to the end of a period inside the year, as a flow counts after `by`.
    UpTo(Period),
    /// The newest that has data, which is one for each number that is asked for: those with one number are the same.
    Newest(u32),
}

/// A weighted sum of figures plus a constant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Linear {
    /// The figures and their weights, none zero.
    pub terms: BTreeMap<Figure, Exact>,
    /// The constant.
    pub constant: Constant,
}

/// The constant of a linear form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constant(pub Exact);

impl Default for Constant {
    fn default() -> Self {
        Constant(Exact::ZERO)
    }
}

impl Linear {
    /// Returns a constant.
    pub fn constant(value: Exact) -> Self {
        Self { terms: BTreeMap::new(), constant: Constant(value) }
    }

    /// Returns a figure.
    pub fn figure(figure: Figure) -> Self {
        Self { terms: BTreeMap::from([(figure, Exact::ONE)]), constant: Constant::default() }
    }

    /// Returns the sum with `times` another form.
    #[must_use]
    pub fn plus(mut self, other: &Linear, times: &Exact) -> Self {
        self.constant.0 = &self.constant.0 + &(&other.constant.0 * times);
        for (figure, weight) in &other.terms {
            let sum = self.terms.get(figure).map_or_else(|| weight * times, |old| old + &(weight * times));
            if sum.is_zero() {
                self.terms.remove(figure);
            } else {
                self.terms.insert(figure.clone(), sum);
            }
        }
        self
    }

    /// Returns the value of a form without figures.
    pub fn as_constant(&self) -> Option<&Exact> {
        self.terms.is_empty().then_some(&self.constant.0)
    }
}
