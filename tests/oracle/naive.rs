//! Expressions and conditions, evaluated one at a time over maps: every unknown value is the interval of what it may
//! still be, every condition yes, no or open. Nothing is cached and nothing is shared with the library.

use super::beyond::ancestor;
use super::calendar::{Day, Freq, Period};
use super::interval::{Interval, Truth, round};
use super::store::{Cell, Key, Store};
use super::world::{Against, Agg, AttrCell, Body, Cond, Fun, Kind, Num, Op, R, Test, Unit, Within, World, frac, int};
use num_traits::{Signed, Zero};
use std::cell::RefCell;

/// The period that an expression is read in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    /// That period alone.
    At(Period),
    /// The state at its end; a flow counts from 1 January.
    Until(Period),
    /// Both years and those between: a flow is totalled, others are read in the last.
    Block(Period, Period),
}

impl Moment {
    /// Returns the last day.
    pub fn end(self) -> Day {
        match self {
            Moment::At(p) | Moment::Until(p) | Moment::Block(_, p) => p.end(),
        }
    }

    fn map(self, f: impl Fn(Period) -> Period) -> Moment {
        match self {
            Moment::At(p) => Moment::At(f(p)),
            Moment::Until(p) => Moment::Until(f(p)),
            Moment::Block(_, p) => Moment::At(f(p)),
        }
    }
}

/// How far the data are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum View {
    /// The whole period: it has ended.
    Whole,
    /// Up to the end of the newest data, a running sum standing at what it is so far.
    SoFar(Day),
    /// The same, but a running sum may still grow (and fall, where negatives are possible).
    Certain(Day),
    /// The same, and of a state whose period still runs only what is possible is known.
    Settled(Day),
}

/// What values rest on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Basis {
    /// Figures and declared ranges.
    Both,
    /// Figures alone: nothing is known of unknown values.
    Figures,
    /// Declared ranges alone: every figure is taken away.
    Ranges,
}

/// Where an expression is evaluated.
#[derive(Clone, Copy)]
pub struct Ctx<'a> {
    /// The case.
    pub world: &'a World,
    /// Its data.
    pub store: &'a Store,
    /// The current entity.
    pub entity: usize,
    /// The period.
    pub moment: Moment,
    /// The view.
    pub view: View,
    /// What values rest on.
    pub basis: Basis,
    /// 缺数 按 0.
    pub missing_as_zero: bool,
    /// The period that is judged, for which a line of tasks is read.
    pub line: Option<Moment>,
    /// Where the keys of unknown values are noted, if anybody asks.
    pub unknowns: Option<&'a RefCell<Vec<Key>>>,
}

/// What came of an expression.
#[derive(Clone, PartialEq, Debug)]
pub struct Value {
    /// What it may be.
    pub range: Interval,
    /// How it came about.
    pub marks: Marks,
}

/// How a value or a truth came about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Marks {
    /// It rests directly on a bad value or a division by zero.
    pub bad: bool,
    /// One of several parts is bad: a member of an aggregate, a quarter of a year, an operand.
    pub bad_member: bool,
    /// An aggregate over nobody.
    pub empty: bool,
    /// An aggregate that may be over nobody.
    pub maybe_empty: bool,
    /// 不适用.
    pub not_applicable: bool,
    /// The spec leaves room: bad values beside a part that decides alone.
    pub loose: bool,
    /// A division by zero, or a growth from nothing: wrong whatever else there is.
    pub senseless: bool,
    /// One of several members makes no sense like that.
    pub senseless_member: bool,
}

impl Marks {
    /// Returns the marks of one of several.
    pub fn part(self) -> Marks {
        Marks { bad: self.senseless, bad_member: self.bad_member || self.bad, ..self }
    }

    /// Returns both together.
    pub fn with(self, o: Marks) -> Marks {
        Marks {
            bad: self.bad || o.bad,
            bad_member: self.bad_member || o.bad_member,
            empty: self.empty || o.empty,
            maybe_empty: self.maybe_empty || o.maybe_empty,
            not_applicable: self.not_applicable || o.not_applicable,
            loose: self.loose || o.loose,
            senseless: self.senseless || o.senseless,
            senseless_member: self.senseless_member || o.senseless_member,
        }
    }
}

/// A truth and how it came about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// The truth.
    pub truth: Truth,
    /// How it came about.
    pub marks: Marks,
}

impl Value {
    fn exact(v: R) -> Value {
        Value { range: Interval::exact(v), marks: Marks::default() }
    }

    fn unknown(range: Interval) -> Value {
        Value { range, marks: Marks::default() }
    }

    fn marked(marks: Marks) -> Value {
        Value { range: Interval::all(), marks }
    }

    fn join(&self, o: &Value, range: Interval) -> Value {
        Value { range, marks: self.marks.with(o.marks) }
    }

    /// Returns the value as one of several: a bad figure is unknown, no more.
    fn part(mut self) -> Value {
        self.marks = self.marks.part();
        self
    }
}

impl<'a> Ctx<'a> {
    /// Returns the same at another entity.
    pub fn at(self, entity: usize) -> Ctx<'a> {
        Ctx { entity, ..self }
    }

    fn in_whole(self, moment: Moment) -> Ctx<'a> {
        Ctx { moment, view: View::Whole, ..self }
    }

    /// Returns the end of the newest data, where they are looked at before the time has come.
    pub fn cut(&self) -> Option<Day> {
        match self.view {
            View::Whole => None,
            View::SoFar(d) | View::Certain(d) | View::Settled(d) => Some(d),
        }
    }
}

/// Evaluates an expression.
pub fn number(ctx: Ctx, num: &Num) -> Value {
    match num {
        Num::Const(q) => Value::exact(q.base()),
        Num::Ind(x) => indicator(ctx, *x),
        Num::Attr(a) => match &ctx.world.entities[ctx.entity].attrs[*a] {
            AttrCell::Number(n) => Value::exact(int(*n)),
            _ => Value::unknown(Interval::all()),
        },
        Num::AtEntity(x, e) => indicator(ctx.at(*e), *x),
        Num::AtLevel(x, level) => indicator(ctx.at(ancestor(ctx.world, ctx.entity, *level)), *x),
        Num::Rank(ranking) => super::beyond::place(ctx, ranking),
        Num::Over(over) => super::beyond::over_years(ctx, over),
        Num::Above(agg, level) | Num::Peers(agg, level) => {
            aggregate(ctx.at(ancestor(ctx.world, ctx.entity, *level)), agg)
        }
        Num::Weighted(parts) => parts.iter().fold(Value::exact(int(0)), |sum, (x, line, weight)| {
            let share = arithmetic('/', &indicator(ctx, *x), &Value::exact(line.base()));
            arithmetic('+', &sum, &arithmetic('*', &share, &Value::exact(frac(*weight, 100))))
        }),
        Num::InYear(x, y) => indicator(ctx.in_whole(Moment::At(Period::year(*y))), *x).part(),
        Num::PrevOf(x) => indicator(ctx.in_whole(ctx.moment.map(|p| p.plus(-1))), *x).part(),
        Num::Arith(op, a, b) => arithmetic(*op, &number(ctx, a), &number(ctx, b)),
        Num::Agg(agg) => aggregate(ctx, agg),
        Num::Total(x, window) => total(ctx, *x, *window),
        Num::Gain(x, y) => {
            let base = number(ctx.in_whole(Moment::At(Period::year(*y))), x);
            arithmetic('-', &number(ctx, x), &base)
        }
        Num::Change(x) => {
            let base = number(ctx.in_whole(ctx.moment.map(Period::year_before)), x);
            arithmetic('-', &number(ctx, x), &base)
        }
        Num::Growth(x, against) => growth(ctx, x, *against),
        Num::Yearly(..) => unreachable!("compared in `holds`"),
    }
}

fn arithmetic(op: char, a: &Value, b: &Value) -> Value {
    let (a, b) = (&a.clone().part(), &b.clone().part());
    match op {
        '+' => a.join(b, a.range.plus(&b.range)),
        '-' => a.join(b, a.range.plus(&b.range.neg())),
        '*' => {
            let mut out = a.join(b, a.range.times(&b.range));
            out.marks.loose |= a.range.is_strict() || b.range.is_strict();
            out
        }
        _ => {
            let mut out = a.join(b, a.range.over(&b.range));
            out.marks.loose |= a.range.is_strict() || b.range.is_strict();
            let is_zero = b.range.single().is_some_and(Zero::is_zero);
            (out.marks.bad, out.marks.senseless) = (out.marks.bad || is_zero, out.marks.senseless || is_zero);
            out
        }
    }
}

fn growth(ctx: Ctx, x: &Num, against: Against) -> Value {
    let moment = match against {
        Against::YearAgo => ctx.moment.map(Period::year_before),
        Against::Prev => ctx.moment.map(|p| p.plus(-1)),
        Against::Since(y) => Moment::At(Period::year(y)),
    };
    let base = number(ctx.in_whole(moment), x).part();
    let mut now = number(ctx, x).part();
    // What goes before a block of years, a year or a block, the text does not say.
    now.marks.loose |= matches!(ctx.moment, Moment::Block(a, b) if a != b);
    if base.range.hi.as_ref().is_some_and(|v| !v.is_positive()) {
        let mut out = now.join(&base, Interval::all());
        let is_senseless = !out.marks.not_applicable && !out.marks.empty;
        (out.marks.bad, out.marks.senseless) = (out.marks.bad || is_senseless, out.marks.senseless || is_senseless);
        return out;
    }
    let ratio = if base.range.lo.as_ref().is_some_and(Signed::is_positive) {
        now.range.over(&base.range).plus(&Interval::exact(int(-1)))
    } else {
        Interval::all()
    };
    let mut out = now.join(&base, ratio);
    // `…` in a growth: how sharp the bounds are, the text does not say.
    out.marks.loose |= now.range.is_strict() || base.range.is_strict();
    out
}

fn total(ctx: Ctx, x: usize, window: Option<(i64, i64)>) -> Value {
    let (from, to) = window.unwrap_or_else(|| match ctx.moment {
        Moment::Block(a, b) => (a.n, b.n),
        Moment::At(p) | Moment::Until(p) => (p.start().year(), p.end().year()),
    });
    let moment = Moment::Block(Period::year(from), Period::year(to));
    indicator(Ctx { moment, ..ctx }, x)
}

fn indicator(ctx: Ctx, x: usize) -> Value {
    let ind = &ctx.world.indicators[x];
    if ind.set.is_some() {
        return task(ctx, x);
    }
    // Whether a formula over flows totals them over a block, the text does not say.
    let is_block = matches!(ctx.moment, Moment::Block(a, b) if a != b);
    if let Some(formula) = &ind.formula {
        let mut value = number(ctx, formula).part();
        value.marks.loose |= is_block;
        return value;
    }
    if let Some(class) = &ind.class {
        let mut held = condition(ctx, class);
        held.marks = held.marks.part();
        held.marks.loose |= is_block;
        let range = match held.truth {
            Truth::Yes => Interval::exact(int(1)),
            Truth::No => Interval::exact(int(0)),
            Truth::Open => Interval::of(Some(int(0)), Some(int(1))),
        };
        return Value { range, marks: held.marks };
    }
    let periods = read_periods(ctx, x);
    let read = |p: &Period| in_period(ctx, x, ctx.entity, *p);
    let all: Vec<Value> = match ind.roll() {
        // The last part that applies, else the last.
        Some(Within::Last) => {
            let newest_first: Vec<Value> = periods.iter().rev().map(read).collect();
            let first = newest_first.iter().find(|v| !v.marks.not_applicable).or(newest_first.first());
            first.cloned().into_iter().collect()
        }
        _ => periods.iter().map(read).collect(),
    };
    // Parts that do not apply are left out, unless all are.
    let applying: Vec<Value> = all.iter().filter(|v| !v.marks.not_applicable).cloned().collect();
    let mut values = if applying.is_empty() { all } else { applying };
    let is_made_of_parts = whole_periods(ctx, x).len() > 1;
    if is_made_of_parts {
        values = values.into_iter().map(Value::part).collect();
    }
    let mut marks = values.iter().fold(Marks::default(), |m, v| m.with(v.marks));
    // Own figures for a part of the time and figures from below for the rest: the text does not say.
    let is_above = ind.upward_sum && ctx.world.entities[ctx.entity].level < ind.level;
    let is_own = |p: &Period| ctx.store.get((x, ctx.entity, *p)).is_some();
    marks.loose |= is_above && ind.freq != Freq::Year && periods.iter().any(is_own);
    // A base that is still running: the text does not say.
    marks.loose |= ctx.view == View::Whole && periods.iter().any(|p| p.end() > ctx.world.as_of);
    let ranges: Vec<Interval> = values.into_iter().map(|v| v.range).collect();
    let mut range = match ind.roll() {
        Some(Within::Avg) => sum(&ranges).scale(&frac(1, ranges.len().max(1) as i64)),
        Some(Within::Max) => extreme(&ranges, true),
        _ => sum(&ranges),
    };
    if periods.is_empty() {
        range = unknown_range(ctx, x, false);
    }
    if ind.roll() == Some(Within::Sum) && is_incomplete(ctx, x) && !matches!(ctx.view, View::Whole | View::SoFar(_)) {
        let grows_only = ind.lo.is_some_and(|lo| !lo.base().is_negative());
        range = Interval {
            lo_out: grows_only && range.lo_out,
            lo: range.lo.filter(|_| grows_only),
            hi: None,
            hi_out: false,
        };
    }
    if ind.precision.is_some() && range.is_strict() {
        // Where `…` is rounded, the text does not say.
        marks.loose = true;
    }
    // A wrong part that changes nothing: the greatest of months is 100% whatever another month was.
    marks.bad_member &= range.single().is_none();
    Value { range, marks }
}

/// Returns a figure that somebody sets: it never runs, and nobody's silence makes it 0.
fn task(ctx: Ctx, x: usize) -> Value {
    let ctx = Ctx { view: View::Whole, missing_as_zero: false, ..ctx };
    in_period(ctx, x, ctx.entity, Period::holding(Freq::Year, ctx.moment.end()))
}

/// Returns the line of a comparison, where it is a constant or made of tasks that have been set.
pub fn line_of(ctx: Ctx, right: &Num) -> Option<R> {
    let moment = ctx.line.unwrap_or(ctx.moment);
    match right {
        Num::Const(q) => Some(q.base()),
        tasks if is_set(ctx.world, tasks) => number(Ctx { moment, ..ctx }, tasks).range.single().cloned(),
        _ => None,
    }
}

/// Returns whether a number is made of figures that somebody sets, and of nothing that is measured.
pub fn is_set(world: &World, n: &Num) -> bool {
    match n {
        Num::Ind(x) => world.indicators[*x].set.is_some(),
        Num::Arith(_, a, b) => {
            (is_set(world, a) || matches!(**a, Num::Const(_))) && is_set(world, b)
                || is_set(world, a) && matches!(**b, Num::Const(_))
        }
        _ => false,
    }
}

/// Returns the periods of an indicator's own length that make up the moment, as far as the view goes.
fn read_periods(ctx: Ctx, x: usize) -> Vec<Period> {
    let ind = &ctx.world.indicators[x];
    let all = whole_periods(ctx, x);
    let Some(cut) = ctx.cut() else { return all };
    match ind.roll() {
        // What has begun by then: a year's own figure is there while the quarters of another indicator still come in.
        Some(Within::Sum | Within::Avg | Within::Max) => all.into_iter().filter(|p| p.start() <= cut).collect(),
        Some(Within::Last) => {
            let now = Period::holding(ind.freq, ctx.moment.end().min(cut));
            let mut seen: Vec<Period> = all.into_iter().filter(|p| p.n <= now.n).collect();
            if seen.is_empty() {
                seen.push(now);
            }
            seen
        }
        None => vec![Period::holding(ind.freq, ctx.moment.end().min(cut))],
    }
}

fn whole_periods(ctx: Ctx, x: usize) -> Vec<Period> {
    let ind = &ctx.world.indicators[x];
    let last = Period::holding(ind.freq, ctx.moment.end());
    match (ind.roll(), ctx.moment) {
        (Some(Within::Sum), Moment::Block(a, b)) => Period::between(ind.freq, a.start(), b.end()),
        (Some(Within::Sum), Moment::Until(p)) => Period::between(ind.freq, Day::of(p.end().year(), 1, 1), p.end()),
        (
            Some(Within::Sum | Within::Avg | Within::Max | Within::Last),
            Moment::At(p) | Moment::Until(p) | Moment::Block(_, p),
        ) if ind.freq > p.freq => Period::between(ind.freq, p.start(), p.end()),
        _ => vec![last],
    }
}

fn is_incomplete(ctx: Ctx, x: usize) -> bool {
    let Some(cut) = ctx.cut() else { return false };
    let all = whole_periods(ctx, x);
    all.iter().any(|p| p.end() > cut || p.end() > ctx.world.as_of)
}

/// Returns the value of one entity in one period of the indicator's own length.
fn in_period(ctx: Ctx, x: usize, e: usize, p: Period) -> Value {
    let ind = &ctx.world.indicators[x];
    let may_change = |day: Day| p.end() > day || p.end() > ctx.world.as_of;
    let is_open = matches!(ctx.view, View::Settled(day) if may_change(day)) && ind.roll() != Some(Within::Sum);
    let cell = if ctx.basis == Basis::Ranges || is_open { None } else { ctx.store.get((x, e, p)) };
    let is_above = ctx.world.entities[e].level < ind.level;
    match cell {
        Some(Cell::Value(v)) => return Value::exact(v.clone()),
        Some(Cell::Small(top)) => {
            let range = Interval { lo: Some(int(0)), hi: Some(top.clone()), lo_out: true, hi_out: true };
            return Value::unknown(range);
        }
        Some(Cell::NotApplicable) => return Value::marked(Marks { not_applicable: true, ..Marks::default() }),
        Some(Cell::Bad) => {
            // Beside figures from below for other months: which of them counts, the text does not say.
            let marks = Marks { bad: true, loose: is_above && ind.freq != Freq::Year, ..Marks::default() };
            return Value { range: unknown_range(ctx, x, false), marks };
        }
        Some(Cell::Unknown) | None => {}
    }
    if ind.upward_sum && is_above && ctx.world.members(ind.level, e).is_empty() {
        // Like an aggregate over nobody.
        return Value::marked(Marks { empty: true, ..Marks::default() });
    }
    if let (Some(weight), true) = (ind.weight, ind.upward_sum && is_above) {
        return weighted(ctx, x, e, p, weight);
    }
    if ind.upward_sum && is_above {
        let members = ctx.world.members(ind.level, e);
        let mut out = Value::exact(int(0));
        let is_out = |m: &usize| in_period(ctx, x, *m, p).marks.not_applicable;
        if !members.is_empty() && members.iter().all(is_out) {
            return Value::marked(Marks { not_applicable: true, ..Marks::default() });
        }
        for m in members {
            let v = in_period(ctx, x, m, p);
            if !v.marks.not_applicable {
                // A computed figure is an aggregate: a bad member counts as unknown.
                let v = v.part();
                out = out.join(&v, out.range.plus(&v.range));
            }
        }
        return out;
    }
    if let Some(notes) = ctx.unknowns {
        notes.borrow_mut().push((x, e, p));
    }
    // A period that has not begun lacks nothing yet.
    if ctx.missing_as_zero && ctx.basis != Basis::Ranges && p.start() <= ctx.world.as_of {
        return Value::exact(int(0));
    }
    Value::unknown(unknown_range(ctx, x, false))
}

/// The mean of those below, each weighed by an attribute; whoever weighs nothing has no say.
fn weighted(ctx: Ctx, x: usize, e: usize, p: Period, weight: usize) -> Value {
    let mut top = Interval::exact(int(0));
    let mut bottom = int(0);
    let mut marks = Marks::default();
    let mut n = 0;
    for m in ctx.world.members(ctx.world.indicators[x].level, e) {
        let v = in_period(ctx, x, m, p);
        if v.marks.not_applicable {
            continue;
        }
        n += 1;
        let v = v.part();
        marks = marks.with(v.marks);
        match &ctx.world.entities[m].attrs[weight] {
            AttrCell::Number(w) => {
                if *w != 0 {
                    top = top.plus(&v.range.scale(&int(*w)));
                    bottom += int(*w);
                }
            }
            // How sharp the bounds are under an unknown weight, the text does not say.
            _ => marks.loose = true,
        }
    }
    if n == 0 {
        return Value::marked(Marks { not_applicable: true, ..marks });
    }
    if bottom.is_zero() {
        return Value::marked(Marks { loose: true, ..marks });
    }
    Value { range: top.scale(&bottom.recip()), marks }
}

fn unknown_range(ctx: Ctx, x: usize, is_nonneg: bool) -> Interval {
    let ind = &ctx.world.indicators[x];
    match ind.kind {
        Kind::Flag => return Interval::of(Some(int(0)), Some(int(1))),
        Kind::Grade => return Interval::of(Some(int(0)), Some(int(2))),
        _ => {}
    }
    if ctx.basis == Basis::Figures {
        return Interval::all();
    }
    let lo = ind.lo.map(|q| q.base());
    let lo = if is_nonneg { Some(lo.unwrap_or_else(|| int(0)).max(int(0))) } else { lo };
    Interval::of(lo, ind.hi.map(|q| q.base()))
}

/// Returns the sum of several.
pub fn sum(ranges: &[Interval]) -> Interval {
    ranges.iter().fold(Interval::exact(int(0)), |a, b| a.plus(b))
}

/// Returns the least or the greatest of several.
pub fn extreme(ranges: &[Interval], is_max: bool) -> Interval {
    // The greatest: at least the greatest low end that is known, at most the greatest high end if all are known.
    let one = |r: &Interval| if is_max { r.clone() } else { r.neg() };
    let all: Vec<Interval> = ranges.iter().map(one).collect();
    let lo = all.iter().filter_map(|r| r.lo.clone()).max();
    let hi = all.iter().map(|r| r.hi.clone()).collect::<Option<Vec<R>>>().and_then(|v| v.into_iter().max());
    let lo_out = lo.is_some() && all.iter().any(|r| r.lo == lo && r.lo_out);
    let hi_out = hi.is_some() && all.iter().filter(|r| r.hi == hi).all(|r| r.hi_out);
    let out = Interval { lo, hi, lo_out, hi_out };
    if is_max { out } else { out.neg() }
}

/// Returns the middle of several.
pub fn median(ranges: &[Interval]) -> Interval {
    let middle = |ends: Vec<Option<R>>, infinite_first: bool| -> Option<R> {
        let n = ends.len();
        let mut known: Vec<R> = ends.iter().flatten().cloned().collect();
        known.sort();
        let mut sorted: Vec<Option<R>> = known.into_iter().map(Some).collect();
        let infinite = vec![None; n - sorted.len()];
        sorted = if infinite_first { [infinite, sorted].concat() } else { [sorted, infinite].concat() };
        let (a, b) = (sorted[(n - 1) / 2].clone()?, sorted[n / 2].clone()?);
        Some((a + b) / int(2))
    };
    Interval::of(
        middle(ranges.iter().map(|r| r.lo.clone()).collect(), true),
        middle(ranges.iter().map(|r| r.hi.clone()).collect(), false),
    )
}

/// A member of an aggregate: whether it belongs, and what came of it.
struct Member {
    belongs: Truth,
    range: Interval,
}

fn aggregate(ctx: Ctx, agg: &Agg) -> Value {
    let mut marks = Marks::default();
    let mut members = Vec::new();
    let mut n_out = 0;
    for e in ctx.world.members(agg.level, ctx.entity) {
        let here = ctx.at(e);
        let belongs =
            agg.filter.as_ref().map_or(Held { truth: Truth::Yes, marks: Marks::default() }, |f| condition(here, f));
        marks.loose |= belongs.marks.loose;
        if belongs.marks.not_applicable {
            n_out += 1;
            continue;
        }
        if belongs.truth == Truth::No {
            continue;
        }
        let (range, of_body) = match &agg.body {
            Body::Holds(c) => {
                let held = condition(here, c);
                (truth_range(held.truth), held.marks)
            }
            Body::Value(n) => {
                let v = number(here, n);
                (v.range, v.marks)
            }
        };
        marks.loose |= of_body.loose;
        if of_body.not_applicable {
            n_out += 1;
            continue;
        }
        if of_body.empty {
            // A member over nobody is left out.
            continue;
        }
        let both = belongs.marks.with(of_body);
        let is_bad = |m: Marks, is_open: bool| (m.bad || m.bad_member) && is_open;
        let is_open = range.single().is_none() || belongs.truth == Truth::Open;
        let is_body_open = range.single().is_none();
        marks.bad_member |= is_bad(of_body, is_body_open) || is_bad(belongs.marks, belongs.truth == Truth::Open);
        // A wrong figure whose range decides, of somebody who may not belong.
        marks.loose |= of_body.bad && !is_body_open && belongs.truth == Truth::Open;
        marks.senseless_member |= (both.senseless || both.senseless_member) && is_open;
        // A bad member is unknown; whether its range may still decide for it, the text does not say.
        marks.loose |= both.loose || both.empty || both.maybe_empty;
        members.push(Member { belongs: belongs.truth, range });
    }
    let is_count = matches!(agg.fun, Fun::Count | Fun::Sum);
    let reads_figures = agg.filter.as_ref().is_some_and(|f| !leaves_of(ctx.world, f).is_empty());
    if members.is_empty() {
        // A count of those whose figures say so is 0 over nobody; without figures, nobody is meant.
        if is_count && reads_figures && !n_of_level_is(n_out, ctx, agg) && !names_nobody(ctx.world, agg) {
            return Value { range: Interval::exact(int(0)), marks: Marks { loose: marks.loose, ..Marks::default() } };
        }
        return Value { range: Interval::all(), marks: Marks { empty: true, ..marks } };
    }
    let is_open = members.iter().any(|m| m.belongs == Truth::Open);
    marks.maybe_empty = members.iter().all(|m| m.belongs == Truth::Open)
        && agg.fun != Fun::Count
        && !(agg.fun == Fun::Sum && reads_figures);
    if agg.fun == Fun::Median && members.iter().any(|m| m.range.is_strict()) {
        // Whether the middle of `…` may be its end, the text does not say.
        marks.loose = true;
    }
    let range = if is_open { open_fold(agg.fun, &members) } else { known_fold(agg.fun, &members) };
    marks.bad_member &= range.single().is_none();
    Value { range, marks }
}

/// What became of a member of a count or share.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The condition holds.
    Passing,
    /// It does not.
    Failing,
    /// Nobody knows for want of figures.
    Missing,
    /// Nobody knows because of a wrong figure.
    Invalid,
    /// Whether it belongs is unknown.
    Unknown,
    /// 不适用.
    Out,
}

/// Returns what became of every member of a count or share, or nothing where the text leaves room.
pub fn parts(ctx: Ctx, agg: &Agg) -> Option<Vec<(usize, Part)>> {
    let Body::Holds(c) = &agg.body else { return None };
    let mut out = Vec::new();
    for e in ctx.world.members(agg.level, ctx.entity) {
        let here = ctx.at(e);
        let all = Held { truth: Truth::Yes, marks: Marks::default() };
        let belongs = agg.filter.as_ref().map_or(all, |f| condition(here, f));
        let held = condition(here, c);
        if belongs.marks.loose || held.marks.loose || held.marks.maybe_empty {
            return None;
        }
        let part = match (belongs.truth, held.truth) {
            _ if belongs.marks.not_applicable => Part::Out,
            (Truth::No, _) => continue,
            _ if held.marks.not_applicable => Part::Out,
            _ if held.marks.empty => continue,
            (Truth::Open, _) => Part::Unknown,
            (_, Truth::Yes) => Part::Passing,
            (_, Truth::No) => Part::Failing,
            _ if held.marks.bad || held.marks.bad_member => Part::Invalid,
            _ => Part::Missing,
        };
        out.push((e, part));
    }
    Some(out)
}

/// Returns whether all of a level below the entity are out of the population.
fn n_of_level_is(n_out: usize, ctx: Ctx, agg: &Agg) -> bool {
    ctx.world.members(agg.level, ctx.entity).len() == n_out
}

/// Returns whether a filter asks for an attribute's value that nobody in the roster has.
fn names_nobody(world: &World, agg: &Agg) -> bool {
    fn absent(world: &World, c: &Cond) -> bool {
        let has = |a: usize, wanted: AttrCell| world.entities.iter().any(|e| e.attrs[a] == wanted);
        match c {
            Cond::AttrFlag(a, b) => !has(*a, AttrCell::Flag(*b)),
            Cond::AttrText(a, w) => !has(*a, AttrCell::Text(w)),
            Cond::And(a, b) => absent(world, a) || absent(world, b),
            Cond::Or(a, b) => absent(world, a) && absent(world, b),
            _ => false,
        }
    }
    agg.filter.as_ref().is_some_and(|f| absent(world, f))
}

/// Returns a truth as a number: 1, 0, or between them.
pub fn truth_range(t: Truth) -> Interval {
    match t {
        Truth::Yes => Interval::exact(int(1)),
        Truth::No => Interval::exact(int(0)),
        Truth::Open => Interval::of(Some(int(0)), Some(int(1))),
    }
}

fn known_fold(fun: Fun, members: &[Member]) -> Interval {
    let ranges: Vec<Interval> = members.iter().map(|m| m.range.clone()).collect();
    let n = ranges.len() as i64;
    match fun {
        Fun::Count | Fun::Sum => sum(&ranges),
        Fun::Share | Fun::Avg => sum(&ranges).scale(&frac(1, n)),
        Fun::Min => extreme(&ranges, false),
        Fun::Max => extreme(&ranges, true),
        Fun::Median => median(&ranges),
    }
}

/// Tries every membership: the union of what each gives.
fn open_fold(fun: Fun, members: &[Member]) -> Interval {
    let open: Vec<usize> = (0..members.len()).filter(|&i| members[i].belongs == Truth::Open).collect();
    let mut out: Option<Interval> = None;
    for choice in 0..(1usize << open.len()) {
        let is_in = |i: usize| open.iter().position(|&o| o == i).is_none_or(|k| choice >> k & 1 == 1);
        let chosen: Vec<Member> = (members.iter().enumerate())
            .filter(|(i, _)| is_in(*i))
            .map(|(_, m)| Member { belongs: Truth::Yes, range: m.range.clone() })
            .collect();
        let one = match (chosen.is_empty(), fun) {
            (true, Fun::Count | Fun::Sum) => Interval::exact(int(0)),
            (true, _) => Interval::all(),
            (false, _) => known_fold(fun, &chosen),
        };
        out = Some(out.map_or(one.clone(), |o| o.hull(&one)));
    }
    out.unwrap_or_else(Interval::all)
}

/// How the compared value is rounded: decimals, half-even, and the unit it is rounded in.
pub type Rounding = Option<(u32, bool, Unit)>;

/// Evaluates a condition.
pub fn condition(ctx: Ctx, cond: &Cond) -> Held {
    match cond {
        Cond::Is(num, test) => holds(ctx, num, test, None).0,
        Cond::Flag(x) => flag(&indicator(ctx, *x), true),
        Cond::FlagIs(x, b) => flag(&indicator(ctx, *x), *b),
        Cond::AttrFlag(a, b) => attribute(ctx, *a, |c| match c {
            AttrCell::Flag(v) => Some(v == b),
            _ => None,
        }),
        Cond::AttrText(a, word) => attribute(ctx, *a, |c| match c {
            AttrCell::Text(v) => Some(v == word),
            _ => None,
        }),
        Cond::AttrYear(a, op, year) => attribute(ctx, *a, |c| match c {
            AttrCell::Year(v) => {
                Some(compare(*op, &Interval::exact(int(*v)), &Interval::exact(int(*year))) == Truth::Yes)
            }
            _ => None,
        }),
        Cond::Grade(x, op, g) => {
            let v = indicator(ctx, *x);
            Held { truth: compare(*op, &v.range, &Interval::exact(int(*g as i64))), marks: v.marks }
        }
        Cond::Not(a) => {
            let held = condition(ctx, a);
            Held { truth: held.truth.not(), marks: held.marks }
        }
        Cond::And(a, b) => both(condition(ctx, a), condition(ctx, b), Truth::No),
        Cond::Or(a, b) => both(condition(ctx, a), condition(ctx, b), Truth::Yes),
    }
}

/// Joins two conditions; `decisive` is the truth that decides alone.
fn both(a: Held, b: Held, decisive: Truth) -> Held {
    // A wrong part that cannot change what its side comes to cannot change the whole.
    let settled = |h: Held| {
        let bad_member = h.marks.bad_member && h.truth == Truth::Open;
        Held { marks: Marks { bad_member, ..h.marks }, ..h }
    };
    let (a, b) = (settled(a), settled(b));
    let truth = if decisive == Truth::No { a.truth.and(b.truth) } else { a.truth.or(b.truth) };
    let mut marks = a.marks.with(b.marks);
    let decides = |h: Held| h.truth == decisive && !h.marks.bad && !h.marks.empty && !h.marks.not_applicable;
    if marks.bad && (decides(a) || decides(b)) {
        marks.loose = true;
    }
    marks.loose |= a.marks.not_applicable != b.marks.not_applicable || a.marks.empty != b.marks.empty;
    Held { truth, marks }
}

fn flag(v: &Value, wanted: bool) -> Held {
    let is_yes = v.range.equals(&Interval::exact(int(1)));
    let truth = match v.range.single() {
        Some(_) => is_yes,
        None => Truth::Open,
    };
    Held { truth: if wanted { truth } else { truth.not() }, marks: v.marks }
}

fn attribute(ctx: Ctx, a: usize, test: impl Fn(&AttrCell) -> Option<bool>) -> Held {
    let truth = test(&ctx.world.entities[ctx.entity].attrs[a]).map_or(Truth::Open, Truth::of);
    Held { truth, marks: Marks::default() }
}

fn compare(op: Op, a: &Interval, b: &Interval) -> Truth {
    match op {
        Op::Ge => a.at_least(b),
        Op::Lt => a.at_least(b).not(),
        Op::Le => b.at_least(a),
        Op::Gt => b.at_least(a).not(),
        Op::Eq => a.equals(b),
        Op::Ne => a.equals(b).not(),
    }
}

/// Evaluates a subject against a test; also gives the subject's value.
pub fn holds(ctx: Ctx, num: &Num, test: &Test, rounding: Rounding) -> (Held, Value) {
    if let Num::Yearly(x, since) = num {
        return yearly(ctx, *x, *since, test);
    }
    let value = number(ctx, num);
    let rounding = rounding.or_else(|| own_rounding(ctx.world, num, test));
    let range = rounded(&value.range, rounding);
    let exact = |q: &super::world::Quantity| Interval::exact(q.base());
    let mut marks = value.marks;
    let truth = match test {
        Test::Cmp(op, right) => {
            // A line of tasks is that of the period that is judged, however old the newest figures are.
            let moment = ctx.line.filter(|_| is_set(ctx.world, right)).unwrap_or(ctx.moment);
            let right = number(Ctx { moment, ..ctx }, right);
            marks = marks.with(right.marks);
            compare(*op, &range, &right.range)
        }
        Test::Closed(a, b) => compare(Op::Ge, &range, &exact(a)).and(compare(Op::Le, &range, &exact(b))),
        Test::Bracket(a, a_open, b, b_open) => {
            let low = if *a_open { Op::Gt } else { Op::Ge };
            let high = if *b_open { Op::Lt } else { Op::Le };
            compare(low, &range, &exact(a)).and(compare(high, &range, &exact(b)))
        }
        Test::About(q, percent) => {
            let width = q.base() * frac(*percent, 100);
            let (a, b) = (Interval::exact(q.base() - &width), Interval::exact(q.base() + &width));
            compare(Op::Ge, &range, &a).and(compare(Op::Le, &range, &b))
        }
    };
    (Held { truth, marks }, value)
}

/// An indicator's own 精度 counts wherever the bare indicator is compared with a constant.
fn own_rounding(world: &World, num: &Num, test: &Test) -> Rounding {
    let Num::Ind(x) = num else { return None };
    let is_constant = !matches!(test, Test::Cmp(_, right) if !matches!(right, Num::Const(_)));
    let (decimals, is_even) = world.indicators[*x].precision.filter(|_| is_constant)?;
    Some((decimals, is_even, world.indicators[*x].unit))
}

/// Returns the value as it is compared.
pub fn as_compared(world: &World, num: &Num, test: &Test, of_rule: Rounding, range: &Interval) -> Interval {
    rounded(range, of_rule.or_else(|| own_rounding(world, num, test)))
}

fn rounded(range: &Interval, rounding: Rounding) -> Interval {
    let Some((decimals, is_half_even, unit)) = rounding else { return range.clone() };
    let k = frac(unit.factor.0, unit.factor.1);
    let on = |v: &R| round(&(v / &k), decimals, is_half_even) * &k;
    Interval::of(range.lo.as_ref().map(on), range.hi.as_ref().map(on))
}

fn yearly(ctx: Ctx, x: usize, since: i64, test: &Test) -> (Held, Value) {
    let Test::Cmp(op, Num::Const(g)) = test else { unreachable!("generated with a constant") };
    let now = indicator(ctx, x).part();
    let base = indicator(ctx.in_whole(Moment::At(Period::year(since))), x).part();
    let mut marks = now.marks.with(base.marks);
    marks.loose |= now.range.is_strict() || base.range.is_strict();
    // No year has passed since the base: nothing to judge by yet, or a rule that makes no sense.
    marks.loose |= ctx.moment.end().year() <= since;
    let none = Value::marked(marks);
    if base.range.hi.as_ref().is_some_and(|v| !v.is_positive()) {
        marks.bad |= !marks.not_applicable && !marks.empty;
        marks.senseless |= marks.bad;
        return (Held { truth: Truth::Open, marks }, none);
    }
    if !base.range.lo.as_ref().is_some_and(Signed::is_positive) {
        return (Held { truth: Truth::Open, marks }, none);
    }
    let mut grown = base.range.clone();
    for _ in since..ctx.moment.end().year() {
        grown = grown.scale(&(int(1) + g.base()));
    }
    (Held { truth: compare(*op, &now.range, &grown), marks }, none)
}

/// Returns the length of period that all data of an expression have, the finest first.
pub fn finest(world: &World, num: &Num) -> Freq {
    leaves(world, num).into_iter().map(|x| world.indicators[x].freq).max().unwrap_or(Freq::Year)
}

/// Returns the indicators that a subject measures; bases, ancestors and other places are left out.
pub fn leaves(world: &World, num: &Num) -> Vec<usize> {
    let mut out = Vec::new();
    gather(world, num, &mut out);
    out.sort_unstable();
    out.dedup();
    out
}

/// Returns the indicators that a condition reads.
pub fn leaves_of(world: &World, cond: &Cond) -> Vec<usize> {
    let mut out = Vec::new();
    gather_cond(world, cond, &mut out);
    out.sort_unstable();
    out.dedup();
    out
}

fn gather(world: &World, num: &Num, out: &mut Vec<usize>) {
    match num {
        Num::Const(_) | Num::Attr(_) | Num::AtEntity(..) | Num::AtLevel(..) | Num::InYear(..) | Num::PrevOf(_) => {}
        Num::Ind(x) | Num::Total(x, _) | Num::Yearly(x, _) => gather_indicator(world, *x, out),
        Num::Arith(_, a, b) => {
            gather(world, a, out);
            gather(world, b, out);
        }
        Num::Agg(agg) => gather_body(world, &agg.body, out),
        Num::Gain(a, _) | Num::Growth(a, _) | Num::Change(a) => gather(world, a, out),
        Num::Rank(ranking) => gather(world, &ranking.value, out),
        Num::Over(over) => gather_body(world, &over.body, out),
        Num::Weighted(parts) => parts.iter().for_each(|(x, ..)| gather_indicator(world, *x, out)),
        Num::Above(..) => {}
        Num::Peers(agg, _) => gather_body(world, &agg.body, out),
    }
}

fn gather_body(world: &World, body: &Body, out: &mut Vec<usize>) {
    match body {
        Body::Holds(c) => gather_cond(world, c, out),
        Body::Value(n) => gather(world, n, out),
    }
}

fn gather_indicator(world: &World, x: usize, out: &mut Vec<usize>) {
    let ind = &world.indicators[x];
    match (&ind.formula, &ind.class) {
        (Some(f), _) => gather(world, f, out),
        (_, Some(c)) => gather_cond(world, c, out),
        // What somebody sets is not measured.
        _ if ind.set.is_some() => {}
        _ => out.push(x),
    }
}

fn gather_cond(world: &World, cond: &Cond, out: &mut Vec<usize>) {
    match cond {
        Cond::Is(a, test) => {
            gather(world, a, out);
            if let Test::Cmp(_, b) = test {
                gather(world, b, out);
            }
        }
        Cond::Flag(x) | Cond::FlagIs(x, _) | Cond::Grade(x, ..) => gather_indicator(world, *x, out),
        Cond::AttrFlag(..) | Cond::AttrText(..) | Cond::AttrYear(..) => {}
        Cond::Not(a) => gather_cond(world, a, out),
        Cond::And(a, b) | Cond::Or(a, b) => {
            gather_cond(world, a, out);
            gather_cond(world, b, out);
        }
    }
}
