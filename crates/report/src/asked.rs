//! A target as it is shown: sign, values and unit, taken from the rule or from what the check came to.
//!
//! INVARIANT: a constant is shown as the plan writes it, its digits kept; anything else is shown in the target's unit.

use dabiao_data::Dataset;
use dabiao_eval as eval;
use dabiao_lang::model::{
    CompareOp, Exact, Expr, ExprKind, IndicatorId, Interval, Kind, Model, Quantity, Schema, Statement, Target,
    TargetKind, Tolerance, Unit, print,
};

/// What a target asks for.
#[derive(Debug, Clone, Default)]
pub struct Asked<'a> {
    /// `>=`, `>`, `<=`, `<`, `=`, `!=`, `range` or `about`.
    pub op: &'static str,
    /// The value, or the lower end of a range.
    pub low: Option<Figure<'a>>,
    /// The upper end of a range.
    pub high: Option<Figure<'a>>,
    /// The symbol of the unit.
    pub unit: Option<&'a str>,
    /// Whether the lower end itself is outside.
    pub is_low_open: bool,
    /// Whether the upper end itself is outside.
    pub is_high_open: bool,
    /// The tolerance of `about`, with its unit.
    pub tolerance: Option<(Exact, String)>,
}

/// A value as it is shown.
#[derive(Debug, Clone)]
pub enum Figure<'a> {
    /// A constant of the rule.
    Written(&'a Quantity),
    /// A number that was computed.
    Number(Exact),
    /// A grade or a text.
    Word(&'a str),
    /// A flag.
    Flag(bool),
}

impl Figure<'_> {
    /// Returns the decimal string or the word of the JSON contract; a flag is `1` or `0`.
    pub fn to_text(&self) -> String {
        match self {
            Figure::Written(q) => print::decimal(&q.value, q.digits),
            Figure::Number(n) => n.to_text(),
            Figure::Word(w) => (*w).to_owned(),
            Figure::Flag(yes) => if *yes { "1" } else { "0" }.to_owned(),
        }
    }

    /// Returns `n/d` where the decimal form does not end.
    pub fn to_fraction(&self) -> Option<String> {
        match self {
            Figure::Number(n) => n.to_fraction(),
            Figure::Written(q) => q.value.to_fraction(),
            Figure::Word(_) | Figure::Flag(_) => None,
        }
    }
}

impl<'a> Asked<'a> {
    /// Returns what a target asks for by itself.
    pub fn of(target: &'a Target) -> Self {
        let unit = target.unit.as_ref().map(symbol);
        match &target.kind {
            TargetKind::Compare(op, e) => Self { op: print::operator(*op), ..Self::one(e, unit) },
            TargetKind::Within(range) => Self::within(range, unit),
            TargetKind::About(e, tolerance) => {
                Self { op: "about", tolerance: Some(deviation(tolerance, e)), ..Self::one(e, unit) }
            }
            TargetKind::Holds => Self { op: "=", low: Some(Figure::Flag(true)), ..Self::default() },
        }
    }

    /// Returns what a target asks for in a check, where that is more than the rule states.
    pub fn in_check(target: &'a Target, check: &eval::Check) -> Self {
        let mut asked = Self::of(target);
        if asked.op == "about" {
            // Evaluation gives the ends of what is accepted; the target is what lies between them.
            let ends = check.asked.as_ref().and_then(|a| a.low.as_ref().zip(a.high.as_ref()));
            let middle = ends.map(|(low, high)| Figure::Number(&(low + high) * &Exact::ratio(1, 2)));
            asked.low = asked.low.or(middle);
        } else if let Some(found) = &check.asked {
            asked.low = match (asked.low, found.low.clone()) {
                (Some(Figure::Flag(_)), Some(n)) => Some(Figure::Flag(!n.is_zero())),
                (_, n) => n.map(Figure::Number),
            };
            asked.high = found.high.clone().map(Figure::Number);
            asked.unit = target.unit.as_ref().map(symbol).or(asked.unit);
        }
        asked
    }

    fn one(e: &'a Expr, unit: Option<&'a str>) -> Self {
        Self { low: constant(e), unit: unit_of(e).or(unit), ..Self::default() }
    }

    fn within(range: &'a Interval, unit: Option<&'a str>) -> Self {
        let (low, high) = (range.low.as_deref(), range.high.as_deref());
        let written = low.and_then(unit_of).or_else(|| high.and_then(unit_of));
        Self {
            op: "range",
            low: low.and_then(constant),
            high: high.and_then(constant),
            unit: written.or(unit),
            is_low_open: range.is_low_open,
            is_high_open: range.is_high_open,
            tolerance: None,
        }
    }
}

/// Returns the symbol of a unit.
pub fn symbol(unit: &Unit) -> &str {
    &unit.symbol
}

/// Returns the constant that an expression is.
pub fn constant(e: &Expr) -> Option<Figure<'_>> {
    match &e.kind {
        ExprKind::Quantity(q) => Some(Figure::Written(q)),
        ExprKind::Neg(x) => match &x.kind {
            ExprKind::Quantity(q) => Some(Figure::Number(-&q.value)),
            _ => None,
        },
        ExprKind::Bool(yes) => Some(Figure::Flag(*yes)),
        ExprKind::Grade(_, name) => Some(Figure::Word(name)),
        ExprKind::Text(text) => Some(Figure::Word(text)),
        _ => None,
    }
}

fn unit_of(e: &Expr) -> Option<&str> {
    match &e.kind {
        ExprKind::Quantity(q) => q.unit.as_ref().map(symbol),
        ExprKind::Neg(x) => unit_of(x),
        _ => None,
    }
}

/// A relative tolerance is in %, an absolute one in the unit of what it surrounds.
fn deviation(tolerance: &Tolerance, around: &Expr) -> (Exact, String) {
    match tolerance {
        Tolerance::Relative(share) => (share * &Exact::from(100), "%".to_owned()),
        Tolerance::Absolute(base) => match &around.kind {
            // What two shares may be apart is in percentage points: 6% ± 0.5% would be another target.
            ExprKind::Quantity(Quantity { unit: Some(u), .. }) if u.dim.is_ratio() => {
                (base * &Exact::from(100), "百分点".to_owned())
            }
            ExprKind::Quantity(Quantity { unit: Some(u), .. }) => (u.from_base(base), u.symbol.to_string()),
            _ => (base.clone(), String::new()),
        },
    }
}

/// Returns the one indicator that a subject is the plain value of.
pub fn plain_indicator(subject: &Expr) -> Option<IndicatorId> {
    match &subject.kind {
        ExprKind::Value(id) => Some(*id),
        ExprKind::AtPeriod(x, _) | ExprKind::AtEntity(x, _) => plain_indicator(x),
        _ => None,
    }
}

/// Returns the figure that stands for a measured value: grades and texts are kept by number.
pub fn figure<'a>(model: &'a Model, data: &'a Dataset, statement: &Statement, value: &Exact) -> Figure<'a> {
    let kind = plain_indicator(&statement.subject).and_then(|id| kind_of(&model.schema, id));
    let position = value.to_i64().and_then(|n| usize::try_from(n).ok());
    let word = match (kind, position) {
        (Some(Kind::Grade(names)), Some(n)) => names.get(n),
        (Some(Kind::Text), Some(n)) => data.texts.get(n),
        _ => None,
    };
    word.map_or_else(|| Figure::Number(value.clone()), |w| Figure::Word(w))
}

fn kind_of(schema: &Schema, id: IndicatorId) -> Option<&Kind> {
    schema.indicator(id)?.kind.as_ref()
}

/// Returns whether more is better (`Some(true)`), less (`Some(false)`), or neither.
pub fn direction(target: &Target) -> Option<bool> {
    match &target.kind {
        TargetKind::Compare(CompareOp::Ge | CompareOp::Gt, _) => Some(true),
        TargetKind::Compare(CompareOp::Le | CompareOp::Lt, _) => Some(false),
        _ => None,
    }
}
