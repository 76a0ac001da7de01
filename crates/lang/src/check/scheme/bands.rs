//! Bands and places: every possible value has exactly one line.
//!
//! The number line is cut at the edges of all bands; one number of each piece stands for the piece, so that the proof is
//! exact: the edges themselves, one between each two neighbours, and one beyond either end.

use crate::diag::{Diagnostic, SchemeProblem};
use crate::model::scheme::{Band, Entry, Method, Scheme, Source};
use crate::model::{AggregateFn, Base, CompareOp, Exact, Expr, ExprKind, Interval, Model, TargetKind, Unit};

/// What a measure can be.
#[derive(Debug, Clone, Default)]
pub(in crate::check) struct Domain {
    pub min: Option<Exact>,
    pub max: Option<Exact>,
    /// Whether it takes whole numbers only.
    pub is_whole: bool,
}

pub(super) fn run(model: &Model, scheme: &Scheme, out: &mut Vec<Diagnostic>) {
    for entry in &scheme.entries {
        match &entry.method {
            Method::Bands(bands) => of_values(model, entry, bands, out),
            Method::Places(places) => {
                let mut taken: Vec<(bool, u32, u32)> = Vec::new();
                for p in places {
                    let Some(from) = p.from else { continue };
                    if let Some((_, a, b)) =
                        taken.iter().find(|(l, a, b)| *l == p.is_from_last && from <= *b && *a <= p.to)
                    {
                        let problem = SchemeProblem::ScoreOverlap {
                            title: entry.title.to_string(),
                            first: format!("{a}..{b}"),
                            second: format!("{from}..{}", p.to),
                            witness: format!("第 {} 名", from.max(*a)),
                        };
                        out.push(Diagnostic::at(p.span, problem));
                    }
                    taken.push((p.is_from_last, from, p.to));
                }
            }
            _ => {}
        }
    }
}

/// Returns what an expression can be.
pub(in crate::check) fn domain(model: &Model, source: &Source) -> Domain {
    match source {
        Source::Total(_) | Source::Entered(_) => Domain::default(),
        Source::Rules(_) | Source::Led(_) => Domain { min: Some(Exact::ZERO), max: Some(Exact::ONE), is_whole: false },
        Source::Value(e) => domain_of(model, e),
    }
}

/// Returns what an expression can be.
pub(in crate::check) fn domain_of(model: &Model, e: &Expr) -> Domain {
    match &e.kind {
        ExprKind::Value(id) => {
            let Some(i) = model.schema.indicator(*id) else { return Domain::default() };
            let is_count = |u: &Unit| matches!(u.dim.0.as_slice(), [(Base::Count(_), 1)]) && u.factor == Exact::ONE;
            let is_whole = i.formula.is_none() && i.unit.as_ref().is_some_and(is_count);
            Domain { min: i.min.clone(), max: i.max.clone(), is_whole }
        }
        ExprKind::Aggregate(a) => match a.function {
            AggregateFn::Count => Domain { min: Some(Exact::ZERO), max: None, is_whole: true },
            AggregateFn::Share => Domain { min: Some(Exact::ZERO), max: Some(Exact::ONE), is_whole: false },
            _ => Domain::default(),
        },
        ExprKind::AtPeriod(x, _) | ExprKind::AtEntity(x, _) => domain_of(model, x),
        _ => Domain::default(),
    }
}

impl Domain {
    /// Returns one number of every piece into which some edges cut what is possible, in order.
    pub fn pieces(&self, mut edges: Vec<Exact>) -> Vec<Exact> {
        edges.extend(self.min.iter().chain(&self.max).cloned());
        edges.sort();
        edges.dedup();
        let mut found = Vec::with_capacity(edges.len() * 2 + 1);
        match (edges.first(), edges.last()) {
            (Some(first), Some(last)) => {
                let (first, last) = (first - &Exact::ONE, last + &Exact::ONE);
                found.push(first);
                for pair in edges.windows(2) {
                    if let [a, b] = pair {
                        found.push(a.clone());
                        found.push(self.between(a, b));
                    }
                }
                found.extend(edges.last().cloned());
                found.push(last);
            }
            _ => found.push(Exact::ZERO),
        }
        found.retain(|x| self.is_possible(x));
        found
    }

    fn between(&self, a: &Exact, b: &Exact) -> Exact {
        let whole = &a.floor() + &Exact::ONE;
        if whole < *b { whole } else { &(a + b) * &Exact::ratio(1, 2) }
    }

    fn is_possible(&self, x: &Exact) -> bool {
        let is_inside = self.min.as_ref().is_none_or(|m| x >= m) && self.max.as_ref().is_none_or(|m| x <= m);
        is_inside && (!self.is_whole || x.is_integer())
    }
}

fn of_values(model: &Model, entry: &Entry, bands: &[Band], out: &mut Vec<Diagnostic>) {
    let Some(source) = &entry.source else { return };
    let domain = domain(model, source);
    let mut edges = Vec::new();
    for values in bands.iter().filter_map(|b| b.values.as_ref()) {
        if !constants(values, &mut edges) {
            // What moves cannot be proved here; the first band that holds counts.
            return;
        }
    }
    let has_rest = bands.iter().any(|b| b.values.is_none());
    let mut overlaps: Vec<(usize, usize)> = Vec::new();
    let mut has_gap = false;
    for x in domain.pieces(edges) {
        let holding: Vec<(usize, &Band)> =
            bands.iter().enumerate().filter(|(_, b)| b.values.as_ref().is_some_and(|v| contains(v, &x))).collect();
        let witness = || shown(entry.unit.as_ref(), &x);
        match holding.as_slice() {
            [] if !has_rest && !has_gap => {
                has_gap = true;
                let problem = SchemeProblem::ScoreGap { title: entry.title.to_string(), witness: witness() };
                out.push(Diagnostic::at(entry.head, problem));
            }
            [(i, a), (j, b), ..] if !overlaps.contains(&(*i, *j)) => {
                overlaps.push((*i, *j));
                let problem = SchemeProblem::ScoreOverlap {
                    title: entry.title.to_string(),
                    first: a.text.to_string(),
                    second: b.text.to_string(),
                    witness: witness(),
                };
                out.push(Diagnostic::at(b.span, problem));
            }
            _ => {}
        }
    }
}

fn shown(unit: Option<&Unit>, x: &Exact) -> String {
    match unit {
        Some(u) => format!("{}{}", u.from_base(x).to_text(), u.symbol),
        None => x.to_text(),
    }
}

/// Collects the ends of a comparison with constants; says whether there is nothing else in it.
fn constants(values: &TargetKind, edges: &mut Vec<Exact>) -> bool {
    let mut add = |e: &Expr| match &e.kind {
        ExprKind::Quantity(q) => {
            edges.push(q.base.clone());
            true
        }
        ExprKind::Neg(x) => match &x.kind {
            ExprKind::Quantity(q) => {
                edges.push(-&q.base);
                true
            }
            _ => false,
        },
        _ => false,
    };
    match values {
        TargetKind::Compare(_, e) => add(e),
        TargetKind::Within(Interval { low, high, .. }) => low.iter().chain(high).all(|e| add(e)),
        TargetKind::About(..) | TargetKind::Holds => false,
    }
}

fn constant(e: &Expr) -> Option<Exact> {
    match &e.kind {
        ExprKind::Quantity(q) => Some(q.base.clone()),
        ExprKind::Neg(x) => constant(x).map(|x| -&x),
        _ => None,
    }
}

fn contains(values: &TargetKind, x: &Exact) -> bool {
    match values {
        TargetKind::Compare(op, e) => constant(e).is_some_and(|c| match op {
            CompareOp::Ge => *x >= c,
            CompareOp::Gt => *x > c,
            CompareOp::Le => *x <= c,
            CompareOp::Lt => *x < c,
            CompareOp::Eq => *x == c,
            CompareOp::Ne => *x != c,
        }),
        TargetKind::Within(i) => {
            let low = i.low.as_deref().and_then(constant);
            let high = i.high.as_deref().and_then(constant);
            let above = low.is_none_or(|l| *x > l || !i.is_low_open && *x == l);
            let below = high.is_none_or(|h| *x < h || !i.is_high_open && *x == h);
            above && below
        }
        TargetKind::About(..) | TargetKind::Holds => false,
    }
}
