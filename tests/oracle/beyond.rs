//! Values that go beyond one entity in one period: places among others and functions over years.

use super::calendar::{Day, Freq, Period};
use super::interval::{Interval, Truth};
use super::naive::{Basis, Ctx, Marks, Moment, Value, condition, median, number, sum};
use super::world::{Body, Fun, Level, OverPeriods, R, Ranking, Ties, World, Years, frac, int};

/// Returns the ancestor of an entity at a level, itself included.
pub fn ancestor(world: &World, mut e: usize, level: Level) -> usize {
    while world.entities[e].level != level {
        e = world.entities[e].parent.expect("an ancestor at that level");
    }
    e
}

/// Returns the place of the current entity among those of its level below an ancestor.
pub fn place(ctx: Ctx, ranking: &Ranking) -> Value {
    let turned = |r: Interval| if ranking.least_first { r.neg() } else { r };
    let own = number(ctx, &ranking.value);
    if own.marks.not_applicable || own.marks.empty {
        return Value { range: Interval::all(), marks: own.marks };
    }
    let mine = turned(own.range);
    let mut marks = own.marks;
    let mut rivals = Vec::new();
    for e in ctx.world.members(ranking.level, ancestor(ctx.world, ctx.entity, ranking.among)) {
        if e == ctx.entity {
            continue;
        }
        let of = number(ctx.at(e), &ranking.value);
        if of.marks.not_applicable || of.marks.empty {
            continue;
        }
        marks = marks.with(Marks {
            bad: false,
            senseless: false,
            bad_member: of.marks.bad || of.marks.bad_member,
            ..of.marks
        });
        rivals.push(turned(of.range));
    }
    let is_open = mine.single().is_none() || rivals.iter().any(|r| r.single().is_none());
    if ranking.ties == Ties::Dense && is_open {
        // How many of those who are better are equal, is a puzzle that the text does not ask to be solved.
        marks.loose = true;
    }
    let places: Vec<(bool, bool)> = rivals.iter().map(|r| before(r, &mine, ranking.ties)).collect();
    let (mut best, mut worst) = (1, 1);
    if ranking.ties == Ties::Dense {
        let mut better: Vec<&R> =
            rivals.iter().filter(|r| before(r, &mine, Ties::Skip).0).filter_map(|r| r.single()).collect();
        better.sort();
        better.dedup();
        (best, worst) = (1 + better.len() as i64, 1 + better.len() as i64);
    } else {
        best += places.iter().filter(|p| p.0).count() as i64;
        worst += places.iter().filter(|p| p.1).count() as i64;
    }
    let range = if marks.loose { Interval::all() } else { Interval::of(Some(int(best)), Some(int(worst))) };
    // What is one number whatever stands in the place of a wrong part has nothing wrong with it.
    marks.bad_member &= range.single().is_none();
    Value { range, marks }
}

/// Returns whether a rival stands before for certain, and whether he may.
fn before(rival: &Interval, mine: &Interval, ties: Ties) -> (bool, bool) {
    let at_least = rival.at_least(mine);
    let above = mine.at_least(rival).not();
    let decides = if ties == Ties::Lowest { at_least } else { above };
    (decides == Truth::Yes, decides != Truth::No)
}

/// Returns a function over years, quarters or months; one that does not apply is left out, one that nobody reported is unknown.
pub fn over_years(ctx: Ctx, over: &OverPeriods) -> Value {
    let last = Period::holding(over.each, ctx.moment.end());
    let periods = match over.span {
        Years::Window(a, b) => Period::between(over.each, Day::of(a, 1, 1), Day::of(b, 12, 31)),
        Years::Last(n) => (1 - n..=0).map(|k| last.plus(k)).collect(),
    };
    let mut marks = Marks::default();
    let mut ranges = Vec::new();
    let (mut n_out, mut n_empty) = (0, 0);
    for period in periods {
        // Of a period that is still to come only what is possible is known: no state is carried into it.
        let is_to_come = ctx.cut().is_some_and(|cut| period.start() > cut);
        let basis = if is_to_come && ctx.basis == Basis::Both { Basis::Ranges } else { ctx.basis };
        let here = Ctx { moment: Moment::At(period), basis, ..ctx };
        let (range, of) = match &over.body {
            _ if is_to_come && basis == Basis::Figures => (Interval::all(), Marks::default()),
            Body::Value(n) => {
                let v = number(here, n);
                (v.range, v.marks)
            }
            Body::Holds(c) => {
                let held = condition(here, c);
                (super::naive::truth_range(held.truth), held.marks)
            }
        };
        let range = match over.body {
            Body::Holds(_) if range == Interval::all() => Interval::of(Some(int(0)), Some(int(1))),
            _ => range,
        };
        if of.not_applicable {
            n_out += 1;
            continue;
        }
        if of.empty {
            n_empty += 1;
            continue;
        }
        let is_open = range.single().is_none();
        let bad_member = (of.bad || of.bad_member) && is_open;
        marks = marks.with(Marks { bad: false, senseless: false, bad_member, ..of });
        ranges.push(range);
    }
    if ranges.is_empty() {
        let not_applicable = n_out > 0 && n_empty == 0;
        let loose = n_out > 0 && n_empty > 0;
        return Value { range: Interval::all(), marks: Marks { not_applicable, loose, empty: n_out == 0, ..marks } };
    }
    let n = ranges.len() as i64;
    let range = match over.fun {
        // A month is a twelfth of a year.
        Fun::Count if over.each == Freq::Month => sum(&ranges).scale(&frac(1, 12)),
        Fun::Count | Fun::Sum => sum(&ranges),
        Fun::Min => super::naive::extreme(&ranges, false),
        Fun::Max => super::naive::extreme(&ranges, true),
        Fun::Median => {
            marks.loose |= ranges.iter().any(Interval::is_strict);
            median(&ranges)
        }
        Fun::Avg | Fun::Share => sum(&ranges).scale(&frac(1, n)),
    };
    marks.bad_member &= range.single().is_none();
    Value { range, marks }
}
