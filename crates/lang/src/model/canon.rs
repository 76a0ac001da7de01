//! What declarations say and how rules are built, as codes, before anything is checked: for telling a repeated declaration
//! from another one, and for the IDs of rules that have none.
//!
//! What rules *mean* is told by the core, once they are checked. The IDs of rules without a written one are digests of
//! [`shape`], so a change here changes them: it belongs into the changelog.

use super::code::Code;
use super::word;
use super::{
    Aggregate, Assigned, AssignedFrom, Basis, EntityRef, Expr, ExprKind, Indicator, IndicatorId, Interval, Kind,
    LevelId, LevelRef, PeriodRef, Periods, Plan, Quantity, Schema, Scope, SetFigure, Statement, TimesLast, Tolerance,
    Upward,
};

/// Returns what a plan says.
pub fn plan(p: &Plan) -> Code {
    let Plan { name, number, region, window, base, tolerance, issuer, date, source, roster, note, span: _ } = p;
    let mut code = Code::of("plan");
    code.text(name);
    for text in [number, issuer, source, note] {
        code.maybe(text.as_deref(), Code::text);
    }
    code.maybe(region.as_ref(), put_place);
    code.maybe(*window, Code::window);
    code.maybe(*base, Code::period);
    code.maybe(*date, |code, d| code.text(&d.to_string()));
    code.maybe(tolerance.as_ref(), put_quantity);
    code.maybe(roster.as_deref(), Code::text);
    code
}

/// Returns what a declaration of an indicator says; others that it names are given by position.
pub fn indicator(i: &Indicator) -> Code {
    let Indicator {
        name,
        also,
        is_declared: _,
        unit,
        level,
        kind,
        min,
        max,
        formula,
        parts,
        definition,
        frequency,
        precision,
        within_year,
        upward,
        tolerance,
        source,
        note,
        assigned,
        span: _,
    } = i;
    let writer = Writer { schema: None, detail: Detail::Full };
    let mut code = Code::of("indicator");
    code.text(name);
    code.texts(also.iter().map(|a| &**a));
    code.maybe(unit.as_ref(), Code::unit);
    code.maybe(level.as_ref(), |code, LevelId(n)| code.whole((*n).into()));
    code.maybe(kind.as_ref(), put_kind);
    code.maybe(min.as_ref(), Code::number);
    code.maybe(max.as_ref(), Code::number);
    code.maybe(formula.as_ref(), |code, f| writer.expr(code, f));
    code.maybe(parts.as_ref(), |code, p| {
        code.flag(p.is_complete);
        code.list(&p.parts, |code, IndicatorId(n)| code.whole((*n).into()));
    });
    code.maybe(definition.as_deref(), Code::text);
    code.maybe(*frequency, |code, f| code.text(word::frequency(f)));
    code.maybe(*precision, |code, p| {
        code.whole(p.digits.into());
        code.text(word::rounding(p.rounding));
    });
    code.maybe(*within_year, |code, w| code.text(word::within_year(w)));
    match upward {
        Upward::Sum => code.text("sum"),
        Upward::Weighted(IndicatorId(n)) => code.whole((*n).into()),
        Upward::None => code.text("none"),
    }
    code.maybe(tolerance.as_ref(), |code, s| {
        code.number(&s.amount);
        code.maybe(s.unit.as_ref(), Code::unit);
        code.flag(s.is_per_item);
    });
    code.maybe(source.as_deref(), Code::text);
    code.maybe(note.as_deref(), Code::text);
    if let Some(assigned) = assigned {
        put_assigned(&mut code, assigned);
    }
    code
}

/// Writes whose figures are set and to what, wherever they stand.
pub(crate) fn put_assigned(code: &mut Code, assigned: &Assigned) {
    let Assigned { from, figures, error: _, span: _ } = assigned;
    code.text("assigned");
    code.flag(*from == AssignedFrom::Data);
    code.list(figures, |code, figure| {
        let SetFigure { entity, period, quantity, place: _, cell: _ } = figure;
        code.maybe(entity.as_ref(), put_place);
        code.period(*period);
        code.number(&quantity.base);
    });
}

/// Returns what stays of statements when a threshold or a year is edited: scope, subject and filters.
pub fn shape(schema: &Schema, statements: &[Statement]) -> Code {
    let writer = Writer { schema: Some(schema), detail: Detail::Shape };
    let mut code = Code::of("shape");
    code.list(statements, |code, s| {
        writer.scope(code, &s.scope);
        writer.expr(code, &s.subject);
    });
    code
}

/// Returns what an expression says, as it is written.
pub fn expr(schema: &Schema, e: &Expr) -> Code {
    let mut code = Code::of("expr");
    Writer { schema: Some(schema), detail: Detail::Full }.expr(&mut code, e);
    code
}

/// How much of an expression is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// All of it.
    Full,
    /// Without amounts and times.
    Shape,
}

/// Writes expressions.
#[derive(Clone, Copy)]
struct Writer<'a> {
    /// Where names are known; else positions stand for them.
    schema: Option<&'a Schema>,
    detail: Detail,
}

impl Writer<'_> {
    fn is_full(self) -> bool {
        self.detail == Detail::Full
    }

    fn scope(self, code: &mut Code, scope: &Scope) {
        match scope {
            Scope::Unstated => code.text("unstated"),
            Scope::Every { level, filter, except } => {
                code.text("every");
                self.level(code, level);
                code.maybe(filter.as_ref(), |code, f| self.filter(code, f));
                code.list(except, put_place);
            }
            Scope::At(places) => {
                code.text("at");
                code.list(places, put_place);
            }
        }
    }

    /// Filters are written in full: whom a rule is about is part of what it is.
    fn filter(self, code: &mut Code, f: &Expr) {
        Self { detail: Detail::Full, ..self }.expr(code, f);
    }

    fn level(self, code: &mut Code, level: &LevelRef) {
        match self.schema {
            Some(schema) => code.text(schema.levels.name(level.level)),
            None => code.whole(level.level.0.into()),
        }
        code.maybe(level.label.as_deref(), Code::text);
    }

    fn expr(self, code: &mut Code, e: &Expr) {
        let mut own = Code::default();
        self.kind(&mut own, &e.kind);
        code.code(&own.bounded());
    }

    fn call(self, code: &mut Code, word: &str, args: &[&Expr]) {
        code.text(word);
        args.iter().for_each(|a| self.expr(code, a));
    }

    fn kind(self, code: &mut Code, kind: &ExprKind) {
        match kind {
            ExprKind::Quantity(q) if self.is_full() => put_quantity(code, q),
            ExprKind::Quantity(_) => code.text("amount"),
            ExprKind::Bool(flag) => code.flag(*flag),
            ExprKind::Grade(_, name) => {
                code.text("grade");
                code.text(name);
            }
            ExprKind::Text(text) => {
                code.text("text");
                code.text(text);
            }
            ExprKind::Value(id) => {
                code.text("value");
                match self.schema.and_then(|s| s.indicator(*id)) {
                    Some(i) => code.text(&i.name),
                    None => code.whole(id.0.into()),
                }
            }
            ExprKind::Neg(a) => self.call(code, "neg", &[a]),
            ExprKind::Not(a) => self.call(code, "not", &[a]),
            ExprKind::Binary(op, a, b) => self.call(code, word::binary(*op), &[a, b]),
            ExprKind::Compare(op, a, b) => self.call(code, word::compare(*op), &[a, b]),
            ExprKind::Within(a, range) => {
                self.call(code, "within", &[a]);
                self.range(code, range);
            }
            ExprKind::About(a, b, tolerance) => {
                self.call(code, "about", &[a, b]);
                put_tolerance(code, tolerance);
            }
            ExprKind::Aggregate(a) => self.aggregate(code, a),
            over_time => self.over_time(code, over_time),
        }
    }

    fn range(self, code: &mut Code, range: &Interval) {
        let Interval { low, high, is_low_open, is_high_open } = range;
        for end in [low, high] {
            code.maybe(end.as_ref(), |code, e| self.expr(code, e));
        }
        code.flag(*is_low_open);
        code.flag(*is_high_open);
    }

    fn aggregate(self, code: &mut Code, a: &Aggregate) {
        let Aggregate { function, level, place, filter, body, weight } = a;
        code.text(word::function(*function));
        self.level(code, level);
        // Left out where there is none, so that codes of before the form stay as they were.
        if let Some(place) = place {
            code.text("below");
            put_place(code, place);
        }
        code.maybe(filter.as_ref(), |code, f| self.filter(code, f));
        code.maybe(body.as_ref(), |code, b| self.expr(code, b));
        code.maybe(weight.as_ref(), |code, w| self.expr(code, w));
    }

    fn over_time(self, code: &mut Code, kind: &ExprKind) {
        let is_full = self.is_full();
        match kind {
            ExprKind::Total(x, window) => {
                self.call(code, "total", &[x]);
                code.maybe(window.filter(|_| is_full), Code::window);
            }
            ExprKind::Gain(x, since) | ExprKind::Yearly(x, since) => {
                self.call(code, if matches!(kind, ExprKind::Gain(..)) { "gain" } else { "yearly" }, &[x]);
                code.maybe(since.filter(|_| is_full), Code::period);
            }
            ExprKind::Growth(x, basis) => {
                self.call(code, "growth", &[x]);
                code.maybe(Some(*basis).filter(|_| is_full), |code, basis| match basis {
                    Basis::YearBefore => code.text("year-before"),
                    Basis::Previous => code.text("previous"),
                    Basis::Since(p) => code.period(p),
                });
            }
            ExprKind::Change(x) => self.call(code, "change", &[x]),
            ExprKind::OverPeriods(function, x, periods) => {
                self.call(code, "over-periods", &[x]);
                code.text(word::period_function(*function));
                code.maybe(Some(*periods).filter(|_| is_full), put_periods);
            }
            ExprKind::Rank(rank) => {
                self.call(code, "rank", &[&rank.value]);
                self.level(code, &rank.level);
                code.maybe(rank.place.as_ref(), put_place);
                code.text(word::rank_order(rank.order));
                code.text(word::rank_ties(rank.ties));
            }
            ExprKind::TimesLast(TimesLast { scheme, places }) => {
                code.text("times-last");
                code.maybe(scheme.as_deref(), |code, scheme| code.text(scheme));
                code.whole((*places).into());
            }
            ExprKind::Day(day) => {
                code.text("day");
                code.period(*day);
            }
            ExprKind::AtPeriod(x, period) => {
                self.call(code, "at-period", &[x]);
                code.maybe(Some(*period).filter(|_| is_full), |code, period| match period {
                    PeriodRef::Previous => code.text("previous"),
                    PeriodRef::Fixed(p) => code.period(p),
                });
            }
            ExprKind::AtEntity(x, place) => {
                self.call(code, "at-place", &[x]);
                put_place(code, place);
            }
            // Those of `kind`.
            ExprKind::Quantity(_)
            | ExprKind::Bool(_)
            | ExprKind::Grade(..)
            | ExprKind::Text(_)
            | ExprKind::Value(_)
            | ExprKind::Neg(_)
            | ExprKind::Not(_)
            | ExprKind::Binary(..)
            | ExprKind::Compare(..)
            | ExprKind::Within(..)
            | ExprKind::About(..)
            | ExprKind::Aggregate(_) => {}
        }
    }
}

/// Writes the periods that a function goes over.
pub fn put_periods(code: &mut Code, periods: Periods) {
    match periods {
        Periods::Window(window) => {
            code.text("window");
            code.window(window);
        }
        Periods::Last(count, step) => {
            code.text("last");
            code.whole(count.into());
            code.text(word::frequency(step));
        }
    }
}

fn put_place(code: &mut Code, place: &EntityRef) {
    code.list(&place.parts, |code, part| code.text(part));
}

/// Writes an amount: its value in base units and its dimension.
pub fn put_quantity(code: &mut Code, q: &Quantity) {
    // The digits as written say nothing: 95% and 95.0% are one amount.
    code.text("amount");
    code.number(&q.base);
    code.maybe(q.unit.as_ref(), |code, u| code.dim(&u.dim));
}

/// Writes a kind with its grades.
pub fn put_kind(code: &mut Code, kind: &Kind) {
    code.text(word::kind(kind));
    if let Kind::Grade(names) = kind {
        code.list(names, |code, name| code.text(name));
    }
}

/// Writes an accepted deviation.
pub fn put_tolerance(code: &mut Code, tolerance: &Tolerance) {
    let (word, x) = match tolerance {
        Tolerance::Relative(x) => ("relative", x),
        Tolerance::Absolute(x) => ("absolute", x),
    };
    code.text(word);
    code.number(x);
}
