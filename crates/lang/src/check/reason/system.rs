//! Demands as bounds of a simplex: figures become variables as they are met, forms of several figures combinations.
//!
//! Numbers of entities are whole: of a demand on nothing else the bound is the next whole number that satisfies it.

use rustc_hash::FxHashMap;

use super::figure::{Figure, Linear};
use super::obligation::Demand;
use super::simplex::{Bound, Conflict, Mark, Side, Simplex, Var};
use super::tally;
use crate::model::{CompareOp, Exact};

/// Demands that are tried together.
#[derive(Debug, Clone, Default)]
pub struct System {
    simplex: Simplex,
    figures: FxHashMap<Figure, Var>,
    forms: FxHashMap<Vec<(Figure, Exact)>, Var>,
}

/// A demand as a system takes it.
#[derive(Debug, Clone)]
pub enum Ready {
    /// It speaks of no figure, or of none that a bound could hold: whether it holds.
    Constant(bool),
    /// Bounds of one variable.
    Bounds(Var, Vec<Bound>),
}

impl System {
    /// Adds a demand under a tag of the caller's.
    ///
    /// # Errors
    /// The demands that it visibly contradicts; [`System::check`] finds the rest.
    pub fn assert(&mut self, demand: &Demand, tag: usize) -> Result<(), Conflict> {
        let ready = self.ready(demand);
        self.assert_ready(&ready, tag)
    }

    /// Makes a demand ready to be added again and again.
    pub fn ready(&mut self, demand: &Demand) -> Ready {
        if let Some(constant) = demand.form.as_constant() {
            return Ready::Constant(tally::compare(demand.op, constant, &Exact::ZERO));
        }
        self.bounds(demand).map_or(Ready::Constant(true), |(var, bounds)| Ready::Bounds(var, bounds))
    }

    /// Adds what was made ready of a demand of this system.
    ///
    /// # Errors
    /// As [`System::assert`].
    pub fn assert_ready(&mut self, ready: &Ready, tag: usize) -> Result<(), Conflict> {
        match ready {
            Ready::Constant(true) => Ok(()),
            Ready::Constant(false) => Err(Conflict(vec![tag])),
            Ready::Bounds(var, bounds) => bounds.iter().try_for_each(|b| self.simplex.bound(*var, b, tag)),
        }
    }

    /// Decides whether all demands can hold together.
    ///
    /// # Errors
    /// Tags of demands that cannot.
    pub fn check(&mut self) -> Result<(), Conflict> {
        self.simplex.check()
    }

    /// Remembers what was asserted.
    pub fn mark(&self) -> Mark {
        self.simplex.mark()
    }

    /// Takes back what was asserted since.
    pub fn back_to(&mut self, mark: Mark) {
        self.simplex.back_to(mark);
    }

    /// Returns the values of all figures after a successful check, in the order of the figures.
    pub fn values(&self) -> Vec<(Figure, Exact)> {
        let solution = self.simplex.solution();
        let value = |(f, var): (&Figure, &Var)| Some((f.clone(), solution.get(var.index())?.clone()));
        let mut values: Vec<(Figure, Exact)> = self.figures.iter().filter_map(value).collect();
        values.sort();
        values
    }

    /// Turns a demand into bounds of one variable: a figure, or a combination of figures scaled to lead with 1.
    pub fn bounds(&mut self, demand: &Demand) -> Option<(Var, Vec<Bound>)> {
        let whole = whole(demand);
        let demand = whole.as_ref().unwrap_or(demand);
        let (_, lead) = demand.form.terms.iter().next()?;
        let scale = Exact::ONE.checked_div(lead)?;
        let value = &-&demand.form.constant.0 * &scale;
        let var = self.variable(&demand.form, &scale);
        let bound = |side: Side, is_strict: bool| Bound { side, value: value.clone(), is_strict };
        let (up, down) = if lead.is_negative() { (Side::Upper, Side::Lower) } else { (Side::Lower, Side::Upper) };
        let bounds = match demand.op {
            CompareOp::Ge => vec![bound(up, false)],
            CompareOp::Gt => vec![bound(up, true)],
            CompareOp::Le => vec![bound(down, false)],
            CompareOp::Lt => vec![bound(down, true)],
            CompareOp::Eq => vec![bound(Side::Lower, false), bound(Side::Upper, false)],
            CompareOp::Ne => return None,
        };
        Some((var, bounds))
    }

    fn variable(&mut self, form: &Linear, scale: &Exact) -> Var {
        if let (Some((figure, _)), 1) = (form.terms.iter().next(), form.terms.len()) {
            return self.figure(figure);
        }
        let terms: Vec<(Figure, Exact)> = form.terms.iter().map(|(f, w)| (f.clone(), w * scale)).collect();
        if let Some(var) = self.forms.get(&terms) {
            return *var;
        }
        let vars: Vec<(Var, Exact)> = terms.iter().map(|(f, w)| (self.figure(f), w.clone())).collect();
        let var = self.simplex.combination(&vars);
        self.forms.insert(terms, var);
        var
    }

    fn figure(&mut self, figure: &Figure) -> Var {
        if let Some(var) = self.figures.get(figure) {
            return *var;
        }
        let var = self.simplex.variable();
        self.figures.insert(figure.clone(), var);
        var
    }
}

/// Returns a demand on numbers of entities with whole weights and without a strict comparison: `n > 129` is `n >= 130`.
fn whole(demand: &Demand) -> Option<Demand> {
    let is_number = |f: &Figure| matches!(f, Figure::Tally(..) | Figure::Size(_));
    if !demand.form.terms.keys().all(is_number) || demand.op == CompareOp::Eq {
        return None;
    }
    let mut common: i128 = 1;
    for weight in demand.form.terms.values() {
        let (_, den) = weight.to_parts()?;
        let divisor = num_integer::gcd(common, den);
        common = common.checked_mul(den.checked_div(divisor)?)?;
    }
    if common > 1_000_000_000 {
        return None;
    }
    let form = Linear::default().plus(&demand.form, &Exact::ratio(common, 1));
    let constant = form.constant.0.clone();
    // `sum + c op 0` with a whole sum: `sum >= -c` is `sum >= ⌈-c⌉`.
    let (op, limit) = match demand.op {
        CompareOp::Ge => (CompareOp::Ge, (-&constant).ceil()),
        CompareOp::Gt => (CompareOp::Ge, &(-&constant).floor() + &Exact::ONE),
        CompareOp::Le => (CompareOp::Le, (-&constant).floor()),
        CompareOp::Lt => (CompareOp::Le, &(-&constant).ceil() + &-&Exact::ONE),
        CompareOp::Eq | CompareOp::Ne => return None,
    };
    let mut form = form;
    form.constant.0 = -&limit;
    Some(Demand { form, op })
}
