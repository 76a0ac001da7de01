//! Figures, the numbers that rules speak of, and linear forms of them.

use std::sync::Arc;

use crate::core::node::Members;
use crate::core::{ExprId, PlaceId};
use crate::model::{Exact, IndicatorId, Period};

/// A number that rules speak of: small, since forms are lists of them and are compared and copied all the time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure {
    /// The value of an indicator.
    Value(IndicatorId, Place, When),
    /// How many members of a population lie in one piece of the number line; see `tally`.
    Tally(usize, usize),
    /// How many members a population has.
    Size(Arc<Crowd>),
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
    Each(Arc<Crowd>),
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
    /// The figures and their weights.
    pub terms: Terms,
    /// The constant.
    pub constant: Constant,
}

/// Figures and their weights, none zero, in the order of the figures.
///
/// A list: nearly all forms speak of one figure or two, for which a node of a tree takes ten times the room.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms(Vec<(Figure, Exact)>);

impl Terms {
    /// Returns how many figures there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there is no figure.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the figures with their weights.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Figure, &Exact)> {
        self.0.iter().map(|(figure, weight)| (figure, weight))
    }

    /// Returns the list.
    pub fn as_slice(&self) -> &[(Figure, Exact)] {
        &self.0
    }

    /// Returns the figures.
    pub fn keys(&self) -> impl Iterator<Item = &Figure> {
        self.0.iter().map(|(figure, _)| figure)
    }

    /// Returns the weights.
    pub fn values(&self) -> impl Iterator<Item = &Exact> {
        self.0.iter().map(|(_, weight)| weight)
    }

    /// Adds a weight to that of a figure.
    fn add(&mut self, figure: &Figure, weight: Exact) {
        match self.0.binary_search_by(|(own, _)| own.cmp(figure)) {
            Ok(at) => {
                let sum = self.0.get(at).map(|(_, own)| own + &weight).filter(|sum| !sum.is_zero());
                match (sum, self.0.get_mut(at)) {
                    (Some(sum), Some((_, own))) => *own = sum,
                    _ => drop(self.0.remove(at)),
                }
            }
            Err(at) if !weight.is_zero() => self.0.insert(at, (figure.clone(), weight)),
            Err(_) => {}
        }
    }
}

impl IntoIterator for Terms {
    type Item = (Figure, Exact);
    type IntoIter = std::vec::IntoIter<(Figure, Exact)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
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
        Self { terms: Terms::default(), constant: Constant(value) }
    }

    /// Returns a figure.
    pub fn figure(figure: Figure) -> Self {
        Self { terms: Terms(vec![(figure, Exact::ONE)]), constant: Constant::default() }
    }

    /// Returns the sum of figures that are in their order, each once.
    pub fn sum(figures: impl Iterator<Item = Figure>) -> Self {
        let terms: Vec<(Figure, Exact)> = figures.map(|figure| (figure, Exact::ONE)).collect();
        debug_assert!(terms.is_sorted_by(|(a, _), (b, _)| a < b));
        Self { terms: Terms(terms), constant: Constant::default() }
    }

    /// Returns the sum with `times` another form.
    #[must_use]
    pub fn plus(mut self, other: &Linear, times: &Exact) -> Self {
        if !other.constant.0.is_zero() {
            self.constant.0 = &self.constant.0 + &(&other.constant.0 * times);
        }
        if self.terms.is_empty() && !times.is_zero() {
            self.terms.0 = other.terms.iter().map(|(figure, weight)| (figure.clone(), weight * times)).collect();
            return self;
        }
        for (figure, weight) in other.terms.iter() {
            self.terms.add(figure, weight * times);
        }
        self
    }

    /// Returns the value of a form without figures.
    pub fn as_constant(&self) -> Option<&Exact> {
        self.terms.is_empty().then_some(&self.constant.0)
    }
}
