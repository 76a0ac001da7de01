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

/// A demand made ready to be added again and again, and what must not be for it to be met.
#[derive(Debug, Clone)]
pub struct Ready {
    /// The demand.
    pub own: Limit,
    negations: [Option<Limit>; 2],
}

impl Ready {
    /// Returns the limits of which exactly one holds where the demand does not.
    pub fn negations(&self) -> impl Iterator<Item = &Limit> {
        self.negations.iter().flatten()
    }
}

/// A demand as a system takes it.
#[derive(Debug, Clone)]
pub enum Limit {
    /// It speaks of no figure, or of none that a bound could hold: whether it holds.
    Constant(bool),
    /// A bound of one variable.
    One(Var, Bound),
    /// The value of one variable.
    Equal(Var, Exact),
}

impl System {
    /// Adds a demand under a tag of the caller's.
    ///
    /// # Errors
    /// The demands that it visibly contradicts; [`System::check`] finds the rest.
    pub fn assert(&mut self, demand: &Demand, tag: usize) -> Result<(), Conflict> {
        let limit = self.scaled(&demand.form).limit(demand.op);
        self.assert_limit(&limit, tag)
    }

    /// Makes a demand ready.
    pub fn ready(&mut self, demand: &Demand) -> Ready {
        let scaled = self.scaled(&demand.form);
        let negations = demand.op_negations().map(|op| op.map(|op| scaled.limit(op)));
        Ready { own: scaled.limit(demand.op), negations }
    }

    /// Adds what was made ready of a demand of this system.
    ///
    /// # Errors
    /// As [`System::assert`].
    pub fn assert_limit(&mut self, limit: &Limit, tag: usize) -> Result<(), Conflict> {
        match limit {
            Limit::Constant(true) => Ok(()),
            Limit::Constant(false) => Err(Conflict(vec![tag])),
            Limit::One(var, bound) => self.simplex.bound(*var, bound, tag),
            Limit::Equal(var, value) => [Side::Lower, Side::Upper].into_iter().try_for_each(|side| {
                let bound = Bound { side, value: value.clone(), is_strict: false };
                self.simplex.bound(*var, &bound, tag)
            }),
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

    /// Finds the variable of a form: a figure, or a combination of figures scaled to lead with 1.
    fn scaled<'f>(&mut self, form: &'f Linear) -> Scaled<'f> {
        let lead = form.terms.iter().next().map(|(_, lead)| lead);
        let var = lead.and_then(|lead| {
            let scale = Exact::ONE.checked_div(lead)?;
            Some(self.variable(form, &scale))
        });
        Scaled { form, var: var.zip(lead), whole: whole(form) }
    }

    fn variable(&mut self, form: &Linear, scale: &Exact) -> Var {
        if let (Some((figure, _)), 1) = (form.terms.iter().next(), form.terms.len()) {
            return self.figure(figure);
        }
        // Most forms are plain sums, which are looked up as they are.
        if *scale == Exact::ONE
            && let Some(var) = self.forms.get(form.terms.as_slice())
        {
            return *var;
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

/// A form, the variable that it is a multiple of, and by how much it must be multiplied to have whole weights.
struct Scaled<'f> {
    form: &'f Linear,
    var: Option<(Var, &'f Exact)>,
    /// Only of forms that speak of nothing but numbers of entities.
    whole: Option<i128>,
}

impl Scaled<'_> {
    /// Returns what `form op 0` says of the variable.
    fn limit(&self, op: CompareOp) -> Limit {
        let constant = &self.form.constant.0;
        let Some((var, lead)) = self.var else { return Limit::Constant(tally::compare(op, constant, &Exact::ZERO)) };
        // A whole sum makes `sum + c >= 0` the same as `sum >= ⌈-c⌉`, and `sum > 129` the same as `sum >= 130`.
        let whole = self.whole.filter(|_| op != CompareOp::Eq).map(Exact::from);
        let least = match &whole {
            Some(common) => rounded(op, &-&(constant * common)),
            None => -constant,
        };
        let multiple = whole.as_ref().map_or_else(|| lead.clone(), |common| lead * common);
        let Some(value) = least.checked_div(&multiple) else { return Limit::Constant(true) };
        let (up, down) = if lead.is_negative() { (Side::Upper, Side::Lower) } else { (Side::Lower, Side::Upper) };
        let is_strict = whole.is_none() && matches!(op, CompareOp::Gt | CompareOp::Lt);
        match op {
            CompareOp::Ge | CompareOp::Gt => Limit::One(var, Bound { side: up, value, is_strict }),
            CompareOp::Le | CompareOp::Lt => Limit::One(var, Bound { side: down, value, is_strict }),
            CompareOp::Eq => Limit::Equal(var, value),
            CompareOp::Ne => Limit::Constant(true),
        }
    }
}

/// Returns the last whole number on the right side of a limit.
fn rounded(op: CompareOp, limit: &Exact) -> Exact {
    match op {
        CompareOp::Ge => limit.ceil(),
        CompareOp::Gt => &limit.floor() + &Exact::ONE,
        CompareOp::Lt => &limit.ceil() - &Exact::ONE,
        CompareOp::Le | CompareOp::Eq | CompareOp::Ne => limit.floor(),
    }
}

/// Returns what makes the weights of a form whole that speaks of nothing but numbers of entities.
fn whole(form: &Linear) -> Option<i128> {
    let is_number = |f: &Figure| matches!(f, Figure::Tally(..) | Figure::Size(_));
    if !form.terms.keys().all(is_number) {
        return None;
    }
    let mut common: i128 = 1;
    for weight in form.terms.values() {
        let (_, den) = weight.to_parts()?;
        if den != 1 {
            let divisor = num_integer::gcd(common, den);
            common = common.checked_mul(den.checked_div(divisor)?)?;
        }
    }
    (common <= 1_000_000_000).then_some(common)
}
