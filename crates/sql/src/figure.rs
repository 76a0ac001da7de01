//! What is compared where it is more than one reported figure: growth, a quotient, a total of years.
//!
//! A quotient of two figures is held against a line by products: `a / b >= l / k` is `a * k >= b * l` where b is positive.
//! Whoever has a b of 0 is left to the core, as is whoever lacks one of both while the other is 0.

use dabiao_lang::model::{
    Basis, BinaryOp, CompareOp, Exact, Expr, ExprKind, Frequency, IndicatorId, Period, Quantity, Window,
};

use crate::number::{Digits, Units};
use crate::refusal::Refusal;

/// The largest factor of a product: five digits and twelve before the point fit 64 bits.
const MOST_FACTOR: i128 = 99_999;

/// The most years of a total.
const MOST_SUMMANDS: i32 = 100;

/// What is meant: figures of an indicator, perhaps by something.
#[derive(Debug, Clone)]
pub(crate) struct Meant {
    pub(crate) of: IndicatorId,
    /// `None` is the figure as it was reported.
    pub(crate) by: Option<By>,
}

/// What a figure is seen by.
#[derive(Debug, Clone)]
pub(crate) enum By {
    /// Growth over an earlier year.
    Growth(Basis),
    /// Divided by another figure.
    Quotient(IndicatorId),
    /// Added up over the years of a window.
    Total(Window),
}

impl By {
    /// Returns the indicator that is divided by.
    pub(crate) fn divisor(&self, own: IndicatorId) -> Option<IndicatorId> {
        match self {
            By::Growth(_) => Some(own),
            By::Quotient(id) => Some(*id),
            By::Total(_) => None,
        }
    }
}

/// Figures of one indicator.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    pub(crate) names: Vec<String>,
    pub(crate) units: Units,
    /// Whether it is declared that figures are not negative (`取值 0..`).
    pub(crate) is_from_zero: bool,
}

/// Which figures are read for which year that is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) period: String,
    pub(crate) of: String,
}

/// A side with its years.
#[derive(Debug, Clone)]
pub(crate) struct Summed {
    pub(crate) side: Side,
    pub(crate) sources: Vec<Source>,
}

/// A comparison by products: `over * by_over ? under * by_under`.
#[derive(Debug, Clone)]
pub(crate) struct Products {
    pub(crate) op: CompareOp,
    pub(crate) by_over: i128,
    pub(crate) by_under: i128,
}

/// What is computed from figures.
#[derive(Debug, Clone)]
pub(crate) enum Figure {
    /// A quotient of two figures.
    Quotient { over: Summed, under: Summed, lines: Vec<Products> },
    /// A total of so many years.
    Total { of: Summed, n_years: usize, lines: Vec<(CompareOp, Digits)> },
}

/// Returns what an expression means.
pub(crate) fn meant(expr: &Expr) -> Result<Meant, Refusal> {
    let value = |e: &Expr| match &e.kind {
        ExprKind::Value(id) => Ok(*id),
        _ => Err(Refusal::Shape),
    };
    match &expr.kind {
        ExprKind::Value(id) => Ok(Meant { of: *id, by: None }),
        ExprKind::Growth(x, basis) => Ok(Meant { of: value(x)?, by: Some(By::Growth(*basis)) }),
        ExprKind::Binary(BinaryOp::Div, a, b) => Ok(Meant { of: value(a)?, by: Some(By::Quotient(value(b)?)) }),
        ExprKind::Total(x, Some(window)) => Ok(Meant { of: value(x)?, by: Some(By::Total(*window)) }),
        _ => Err(Refusal::Shape),
    }
}

/// Returns what is computed for years that are judged, and held against lines.
pub(crate) fn of(
    by: &By,
    (top, below): (Side, Option<Side>),
    (years, lines): (&[String], &[(CompareOp, &Quantity)]),
) -> Result<Figure, Refusal> {
    let own = |years: &[String]| years.iter().map(|y| Source { period: y.clone(), of: y.clone() }).collect::<Vec<_>>();
    match (by, below) {
        (By::Growth(basis), Some(below)) => {
            let sources = years.iter().map(|y| base_of(y, *basis)).collect::<Result<_, _>>()?;
            // Growth by 6% is 1.06 times the base.
            let lines = products(lines, (&top, &below), |line| Some(line + &Exact::ONE))?;
            let under = Summed { side: below, sources };
            Ok(Figure::Quotient { over: Summed { side: top, sources: own(years) }, under, lines })
        }
        (By::Quotient(_), Some(below)) => {
            let lines = products(lines, (&top, &below), |line| Some(line.clone()))?;
            let under = Summed { side: below, sources: own(years) };
            Ok(Figure::Quotient { over: Summed { side: top, sources: own(years) }, under, lines })
        }
        (By::Total(window), _) => {
            let [year] = years else { return Err(Refusal::Time) };
            let from = window.from;
            let is_yearly = from.frequency() == Frequency::Year && window.to.to_string() == *year;
            let n = window.to.year() - from.year();
            if !is_yearly || !(0..MOST_SUMMANDS).contains(&n) {
                return Err(Refusal::Time);
            }
            let sources = (0..=n).map(|i| Source { period: year.clone(), of: from.step(i).to_string() }).collect();
            let digits = |(op, bound): &(CompareOp, &Quantity)| Some((*op, top.units.digits(&bound.base)?));
            let lines = lines.iter().map(digits).collect::<Option<_>>().ok_or(Refusal::Indicator)?;
            Ok(Figure::Total { of: Summed { side: top, sources }, n_years: n.unsigned_abs() as usize + 1, lines })
        }
        _ => Err(Refusal::Shape),
    }
}

/// The year that a year is compared with.
fn base_of(year: &str, basis: Basis) -> Result<Source, Refusal> {
    let period = Period::parse(year).ok_or(Refusal::Time)?;
    let base = match basis {
        Basis::YearBefore | Basis::Previous => period.step(-1),
        Basis::Since(base) if base.frequency() == Frequency::Year && base.year() < period.year() => base,
        Basis::Since(_) => return Err(Refusal::Time),
    };
    Ok(Source { period: year.to_owned(), of: base.to_string() })
}

/// Lines as factors of products of figures in the smallest of their units.
fn products(
    lines: &[(CompareOp, &Quantity)],
    (over, under): (&Side, &Side),
    of_line: impl Fn(&Exact) -> Option<Exact>,
) -> Result<Vec<Products>, Refusal> {
    let scale = under.units.least.factor.checked_div(&over.units.least.factor).ok_or(Refusal::Indicator)?;
    let one = |(op, bound): &(CompareOp, &Quantity)| {
        let (num, den) = (&of_line(&bound.base)? * &scale).to_parts()?;
        // With a line of 0 or below, figures that are missing may not matter: that is for the core to say.
        let fits = |n: i128| (1..=MOST_FACTOR).contains(&n);
        (fits(num) && fits(den)).then_some(Products { op: *op, by_over: den, by_under: num })
    };
    lines.iter().map(one).collect::<Option<_>>().ok_or(Refusal::Shape)
}
