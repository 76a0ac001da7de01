//! Like with like: two numbers that are added or compared must have one dimension, and a bare number has none.

use super::show;
use super::types::{Checker, Number, Origin, Ty, Via};
use crate::diag::{Both, CheckProblem, Diagnostic, Lang, Safety};
use crate::model::{Base, Dim, Exact, Expr, ExprKind, IndicatorId, Unit};

impl Checker<'_> {
    /// Checks that two numbers may be added or compared, and returns what their sum is.
    pub fn unify(&mut self, (l, lt): (&Expr, &Ty), (r, rt): (&Expr, &Ty)) -> Ty {
        match (lt, rt) {
            (Ty::Number(a), Ty::Number(b)) => self.numbers((l, a), (r, b)),
            (Ty::Number(n), Ty::Bare) => self.bare((l, n), r),
            (Ty::Bare, Ty::Number(n)) => self.bare((r, n), l),
            (Ty::Open(id, via), Ty::Number(n)) => self.open((l, *id, *via), (r, n)),
            (Ty::Number(n), Ty::Open(id, via)) => self.open((r, *id, *via), (l, n)),
            (Ty::Open(id, _), Ty::Bare) => self.open_bare((l, *id), r),
            (Ty::Bare, Ty::Open(id, _)) => self.open_bare((r, *id), l),
            (Ty::Open(a, _), Ty::Open(b, _)) => {
                for id in [a, b] {
                    self.learn(*id, |k| k.is_number = true);
                }
                Ty::AnyNumber
            }
            (Ty::Bad, _) | (_, Ty::Bad) => Ty::Bad,
            (Ty::Bare, Ty::Bare) => Ty::Bare,
            _ => Ty::AnyNumber,
        }
    }

    fn numbers(&mut self, (l, a): (&Expr, &Number), (r, b): (&Expr, &Number)) -> Ty {
        if let Some(dim) = a.dim.unify(&b.dim) {
            // A constant takes the sort of what it is added to.
            let sort = if a.sort == b.sort { a.sort } else { a.sort.xor(b.sort) };
            let unit = if a.dim == dim { &a.unit } else { &b.unit };
            return Ty::Number(Number::new(dim, sort, unit.clone().or_else(|| b.unit.clone()), Origin::Plain));
        }
        let point = Dim::of(Base::Point);
        let is_difference = |x: &Number, y: &Number| x.origin == Origin::Difference && y.dim == point;
        if is_difference(a, b) || is_difference(b, a) {
            return Ty::Number(Number::new(point, None, Some(Unit::point()), Origin::Plain));
        }
        for ((e, n), other) in [((l, a), b), ((r, b), a)] {
            if let Origin::Learned(id) = n.origin {
                self.disagree((e, id), n, other);
                return Ty::Bad;
            }
        }
        let (left, right) = (self.show(l), self.show(r));
        let help = mismatch_help(a, b);
        let problem =
            CheckProblem::DimensionMismatch { left, left_unit: a.words(), right, right_unit: b.words(), help };
        let span = r.span;
        let (label, words) = (l.span, a.words());
        self.report(|_| {
            Diagnostic::at(span, problem).label(label, Both::of(format!("以 {words} 计"), format!("in {words}")))
        });
        Ty::Bad
    }

    /// Reports an undeclared indicator that is compared in two dimensions.
    fn disagree(&mut self, (e, id): (&Expr, IndicatorId), learned: &Number, here: &Number) {
        let Some(first) = self.known.get(id.0 as usize).and_then(|k| k.unit.as_ref()).map(|(_, span)| *span) else {
            return;
        };
        let name = self.schema.indicator(id).map_or_else(String::new, |i| i.name.to_string());
        let before = learned.words();
        let words = Both::of(format!("这里以 {before} 计"), format!("in {before} here"));
        let problem = CheckProblem::UnitDisagrees { name, here: here.words(), before };
        self.report(|_| Diagnostic::at(e.span, problem).label(first, words));
    }

    /// Reports a bare number next to one with a unit; a bare number of entities is plain enough for a warning.
    fn bare(&mut self, (with, n): (&Expr, &Number), bare: &Expr) -> Ty {
        let fixed = fixed(bare, n);
        let (written, against) = (self.show(bare), self.show(with));
        let span = bare.span;
        let is_literal = matches!(bare.kind, ExprKind::Quantity(_));
        if n.origin == Origin::Count {
            let example = fixed.clone();
            let d = Diagnostic::at(span, CheckProblem::BareNumber { written, against, example });
            self.report(|_| if is_literal { d.fix(span, fixed, Safety::Safe) } else { d });
            return Ty::Number(n.clone());
        }
        let d =
            Diagnostic::at(span, CheckProblem::UnitMissing { written, against, unit: n.words(), fixed: fixed.clone() });
        let words = Both::of(format!("以 {} 计", n.words()), format!("in {}", n.words()));
        let label = with.span;
        self.report(|_| {
            let d = d.label(label, words);
            if is_literal { d.fix(span, fixed, Safety::Unsafe) } else { d }
        });
        Ty::Bad
    }

    /// Learns the unit of an open indicator from an amount.
    fn open(&mut self, (_, id, via): (&Expr, IndicatorId, Via), (amount, n): (&Expr, &Number)) -> Ty {
        let point = Dim::of(Base::Point);
        let unit = match via {
            // 百分点 are what two shares differ by.
            Via::Difference if n.dim == point => Some(Unit::percent()),
            _ => n.unit.clone(),
        };
        let Some(unit) = unit else { return Ty::AnyNumber };
        let span = amount.span;
        self.learn(id, |k| {
            k.is_number = true;
            if k.unit.is_none() {
                k.unit = Some((unit, span));
            }
        });
        Ty::Number(n.clone())
    }

    fn open_bare(&mut self, (e, id): (&Expr, IndicatorId), bare: &Expr) -> Ty {
        self.learn(id, |k| k.is_number = true);
        let (written, against) = (self.show(bare), self.show(e));
        let example = format!("{}个", written.get(Lang::En));
        self.at(bare.span, CheckProblem::BareNumber { written, against, example });
        Ty::AnyNumber
    }
}

/// Returns a bare number with the unit that it lacks.
fn fixed(bare: &Expr, n: &Number) -> String {
    let ExprKind::Quantity(q) = &bare.kind else { return format!("… {}", n.words()) };
    let number = show::number(&q.value, q.digits);
    let words = n.words();
    // 0.65 beside a share in % is sixty-five of a hundred, and no 0.65%.
    if q.unit.is_none() && words == "%" && q.value.is_positive() && q.value < Exact::ONE {
        let hundredfold = &q.value * &Exact::from(100);
        return format!("{}%", show::number(&hundredfold, q.digits.saturating_sub(2)));
    }
    match (&q.unit, &n.unit) {
        (Some(own), Some(unit)) => format!("{number}{}{}", own.symbol, unit.stem()),
        (Some(own), None) => format!("{number}{}{words}", own.symbol),
        (None, _) => format!("{number}{words}"),
    }
}

/// Returns what is said of % and 百分点.
pub(super) fn points_help() -> Both {
    Both::new(
        "水平、占比和增速用 %，两个比率之差（新增、增减、相减）用 百分点",
        "levels, shares and growth take %, the difference of two ratios (gain, change, minus) takes 百分点",
    )
}

fn mismatch_help(a: &Number, b: &Number) -> Both {
    let point = Dim::of(Base::Point);
    let is_pair = |x: &Dim, y: &Dim| a.dim == *x && b.dim == *y || a.dim == *y && b.dim == *x;
    if is_pair(&point, &Dim::ratio()) {
        return points_help();
    }
    if is_pair(&Dim::of(Base::Years), &Dim::of(Base::Days)) {
        return Both::new("年、月与天、小时不能换算", "years and months do not convert to days and hours");
    }
    let is_count = |d: &Dim| matches!(d.0.as_slice(), [(Base::Count(_), _)]);
    if is_count(&a.dim) && is_count(&b.dim) {
        return Both::of(
            format!("{} 和 {} 是不同的量词，不能相比", a.words(), b.words()),
            format!("{} and {} count different things", a.words(), b.words()),
        );
    }
    Both::of(
        format!("请以 {} 书写，或核对是否用错了指标", a.words()),
        format!("write it in {}, or check whether this is the indicator that was meant", a.words()),
    )
}
