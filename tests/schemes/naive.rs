//! Scores a world in which every figure is known, or counts nothing where it is missing: by fractions, town by town.

use super::world::{Apart, Cell, Entry, Goal, Kind, Method, Op, R, Side, Step, Ties, Town, Whole, World, int};

/// How a town comes out.
#[derive(Clone, Debug)]
pub struct Row {
    /// By entry; nothing where it is meant for others.
    pub points: Vec<Option<R>>,
    pub total: R,
    pub bonus: R,
    pub deduction: R,
    pub rank: R,
    pub grade: Option<usize>,
}

/// What a figure is for an entry.
#[derive(Clone, Debug, PartialEq)]
enum Measure {
    Known(R),
    Missing,
    Out,
    Elsewhere,
}

/// Scores every town; `None` where the description of the language leaves something without a value: a first place of 0, or an
/// item that applies to nobody.
pub fn score(world: &World) -> Option<Vec<Row>> {
    let mut rows: Vec<Option<Row>> = vec![None; world.towns.len()];
    let classes: &[Option<&str>] = if world.grouped { &[Some("一类"), Some("二类")] } else { &[None] };
    for class in classes {
        let own: Vec<usize> =
            (0..world.towns.len()).filter(|i| class.is_none_or(|c| world.towns[*i].class == c)).collect();
        let towns: Vec<&Town> = own.iter().map(|i| &world.towns[*i]).collect();
        for (i, row) in own.into_iter().zip(group(world, &towns)?) {
            rows[i] = Some(row);
        }
    }
    rows.into_iter().collect()
}

/// The points of an entry for a town, and whether it is taken out.
#[derive(Clone, Debug)]
struct Got {
    points: Option<R>,
    is_left_out: bool,
}

fn group(world: &World, towns: &[&Town]) -> Option<Vec<Row>> {
    let columns: Vec<Vec<Got>> = world.entries.iter().map(|e| column(world, e, towns)).collect::<Option<_>>()?;
    let sums: Vec<Sum> = (0..towns.len()).map(|i| sum(world, &columns, i)).collect::<Option<_>>()?;
    let key = |i: usize| {
        let total = if world.unrounded { &sums[i].unrounded } else { &sums[i].total };
        let breaker = world.breaker.map(|b| columns[b][i].points.clone().unwrap_or_else(|| int(0)));
        (total.clone(), breaker)
    };
    let keys: Vec<_> = (0..towns.len()).map(key).collect();
    let ranks = places(&keys, world.ties);
    let grades = grades(world, towns, &sums, &keys);
    Some(
        (0..towns.len())
            .map(|i| Row {
                points: columns.iter().map(|c| c[i].points.clone()).collect(),
                total: sums[i].total.clone(),
                bonus: sums[i].bonus.clone(),
                deduction: sums[i].deduction.clone(),
                rank: ranks[i].clone(),
                grade: grades[i],
            })
            .collect(),
    )
}

struct Sum {
    unrounded: R,
    total: R,
    bonus: R,
    deduction: R,
}

fn sum(world: &World, columns: &[Vec<Got>], i: usize) -> Option<Sum> {
    let (mut items, mut rest, mut full) = (int(0), int(0), int(0));
    let (mut bonus, mut malus) = (int(0), int(0));
    for (e, column) in world.entries.iter().zip(columns) {
        let Some(points) = &column[i].points else { continue };
        match e.kind {
            Kind::Bonus => bonus += points,
            Kind::Malus => malus += points,
            Kind::Item => {
                full += &e.points;
                if !column[i].is_left_out {
                    rest += &e.points;
                    items += points;
                }
            }
        }
    }
    if rest == int(0) {
        return None;
    }
    let scaled = &items * &full / &rest;
    // Scaling up is no way to more than the full points.
    let scaled = if rest < full { scaled.min(items.max(full)) } else { scaled };
    let capped = |x: R, most: &Option<R>| most.as_ref().map_or(x.clone(), |m| x.min(m.clone()));
    let (bonus, deduction) = (capped(bonus, &world.bonus_cap), capped(malus, &world.malus_cap));
    let mut unrounded = scaled + &bonus - &deduction;
    if let Some(floor) = &world.floor {
        unrounded = unrounded.max(floor.clone());
    }
    let total = world.digits.map_or_else(|| unrounded.clone(), |d| rounded(&unrounded, d));
    Some(Sum { unrounded, total, bonus, deduction })
}

/// Rounds, a half away from zero.
fn rounded(x: &R, digits: u32) -> R {
    let factor = int(10i64.pow(digits));
    (x * &factor).round() / factor
}

fn measure(e: &Entry, town: &Town) -> Measure {
    if e.only.is_some_and(|class| class != town.class) {
        return Measure::Elsewhere;
    }
    match &town.cells[e.figure] {
        _ if matches!(e.method, Method::Cases(..)) => Measure::Known(int(0)),
        Cell::Known(x) => Measure::Known(x.clone()),
        Cell::Missing => Measure::Missing,
        Cell::NotApplicable => Measure::Out,
    }
}

/// Scores an entry for everybody in a group.
fn column(world: &World, e: &Entry, towns: &[&Town]) -> Option<Vec<Got>> {
    let measures: Vec<Measure> = towns.iter().map(|t| measure(e, t)).collect();
    let known = |i: &usize| match &measures[*i] {
        Measure::Known(x) => Some(x.clone()),
        _ => None,
    };
    let there: Vec<usize> = (0..towns.len()).filter(|i| known(i).is_some()).collect();
    let values: Vec<R> = there.iter().filter_map(known).collect();
    let mean = mean(e, &there.iter().map(|i| towns[*i]).collect::<Vec<_>>(), &values);
    let mut got: Vec<Got> = vec![Got { points: None, is_left_out: false }; towns.len()];
    for (at, i) in there.iter().enumerate() {
        got[*i].points =
            Some(finished(e, towns[*i], raw(world, e, (towns[*i], &values, at), mean.as_ref())?, &values[at]));
    }
    for (i, measure) in measures.iter().enumerate() {
        if *measure == Measure::Missing {
            assert!(world.missing_is_zero);
            got[i].points = Some(int(0));
        }
    }
    let count = |g: &[Got]| g.iter().filter(|g| g.points.is_some()).count();
    let n = count(&got);
    let average =
        (n > 0).then(|| got.iter().filter_map(|g| g.points.clone()).fold(int(0), |a, b| a + b) / int(n as i64));
    for (i, measure) in measures.iter().enumerate() {
        if *measure != Measure::Out {
            continue;
        }
        let apart = if e.kind == Kind::Item { e.apart.unwrap_or(world.apart) } else { Apart::Zero };
        got[i] = match apart {
            Apart::Exclude => Got { points: Some(int(0)), is_left_out: true },
            Apart::Zero => Got { points: Some(int(0)), is_left_out: false },
            Apart::Full => Got { points: Some(e.points.clone()), is_left_out: false },
            Apart::Average => Got { points: Some(average.clone()?), is_left_out: false },
        };
    }
    Some(got)
}

/// The mean that a goal asks for, with what is added to it.
fn mean(e: &Entry, towns: &[&Town], values: &[R]) -> Option<R> {
    let goal = match &e.method {
        Method::Met(_, g) | Method::Ratio(_, g) | Method::Steps(Some(g), ..) => g,
        _ => return None,
    };
    let (plus, is_weighted) = match goal {
        Goal::Line(_) => return None,
        Goal::Mean(plus) => (plus, false),
        Goal::Weighted(plus) => (plus, true),
    };
    let weight = |t: &Town| match &t.cells[3] {
        Cell::Known(x) if is_weighted => x.clone(),
        _ => int(1),
    };
    let (mut sum, mut all) = (int(0), int(0));
    for (town, x) in towns.iter().zip(values) {
        sum += x * weight(town);
        all += weight(town);
    }
    (all != int(0)).then(|| sum / all + plus)
}

fn holds(x: &R, op: Op, line: &R) -> bool {
    match op {
        Op::Ge => x >= line,
        Op::Gt => x > line,
        Op::Le => x <= line,
        Op::Lt => x < line,
    }
}

/// The points before factor, bounds and rounding; `None` where there are none.
fn raw(world: &World, e: &Entry, (town, values, at): (&Town, &[R], usize), mean: Option<&R>) -> Option<R> {
    let (x, w) = (&values[at], &e.points);
    let line = |g: &Goal| match g {
        Goal::Line(x) => x.clone(),
        Goal::Mean(_) | Goal::Weighted(_) => mean.cloned().unwrap_or_else(|| int(0)),
    };
    Some(match &e.method {
        Method::Met(op, g) => {
            if holds(x, *op, &line(g)) {
                w.clone()
            } else {
                int(0)
            }
        }
        Method::Ratio(Op::Ge | Op::Gt, g) => w * x / line(g),
        Method::Ratio(_, g) => {
            // Nothing at all is as much below a ceiling as can be.
            if *x <= int(0) { e.cap.clone().unwrap_or_else(|| w.clone()) } else { w * line(g) / x }
        }
        Method::Steps(g, steps, start) => {
            let line = g.as_ref().map_or_else(|| int(0), line);
            let takes = steps.iter().all(|s| s.points < int(0));
            // Of a malus what is taken away is counted from nothing.
            let (sign, from) = match (e.kind, start) {
                (Kind::Malus, _) => (int(-1), int(0)),
                (_, Some(start)) => (int(1), start.clone()),
                (_, None) => (int(1), if takes { w.clone() } else { int(0) }),
            };
            steps.iter().fold(from, |sum, s| sum + &sign * step(s, x, &line))
        }
        Method::Efficacy { best, worst } => {
            w * (super::world::frac(3, 5) + super::world::frac(2, 5) * (x - worst) / (best - worst))
        }
        Method::Bands([a, b], points) => {
            let at = if x < a {
                0
            } else if x < b {
                1
            } else {
                2
            };
            points[at].clone()
        }
        Method::ToFirst => {
            let first = values.iter().max()?;
            if *first == int(0) {
                return None;
            }
            w * x / first
        }
        Method::PerPlace(less) => {
            let rank = &places(&order(e, values), e.ties.unwrap_or(world.ties))[at];
            w - less * (rank - int(1))
        }
        Method::Places(firsts, last, rest) => {
            by_place(e, values, at, e.ties.unwrap_or(world.ties), (firsts, last, rest))
        }
        Method::Cases(cases, highest) => {
            let held = cases.iter().filter(|(figure, op, line, _)| match &town.cells[*figure] {
                Cell::Known(x) => holds(x, *op, line),
                Cell::Missing | Cell::NotApplicable => false,
            });
            let points: Vec<&R> = held.map(|(.., p)| p).collect();
            match highest {
                true => points.into_iter().max().cloned().unwrap_or_else(|| int(0)),
                false => points.into_iter().fold(int(0), |a, b| a + b),
            }
        }
    })
}

fn step(s: &Step, x: &R, line: &R) -> R {
    let way = match s.side {
        Side::Below => line - x,
        Side::Above => x - line,
        Side::FromZero => x.clone(),
    };
    if way <= int(0) {
        return int(0);
    }
    let n = way / &s.length;
    let n = match s.whole {
        Whole::Floor => n.floor(),
        Whole::Ceil => n.ceil(),
        Whole::Continuous => n,
        Whole::HalfUp => n.round(),
    };
    let points = n * &s.points;
    match &s.most {
        Some(most) if points < int(0) => points.max(-most.clone()),
        Some(most) => points.min(most.clone()),
        None => points,
    }
}

/// What decides places: more is better.
fn order(e: &Entry, values: &[R]) -> Vec<R> {
    values.iter().map(|x| if e.is_lower_better { -x.clone() } else { x.clone() }).collect()
}

/// The place of each by a rule for those who are equal.
fn places<K: Ord>(keys: &[K], ties: Ties) -> Vec<R> {
    let of = |key: &K| {
        let above = keys.iter().filter(|k| *k > key).count() as i64;
        let equal = keys.iter().filter(|k| *k == key).count() as i64;
        let mut better: Vec<&K> = keys.iter().filter(|k| *k > key).collect();
        better.sort();
        better.dedup();
        match ties {
            Ties::Skip => int(above + 1),
            Ties::Dense => int(better.len() as i64 + 1),
            Ties::Lowest => int(above + equal),
            Ties::Average => super::world::frac(2 * above + equal + 1, 2),
        }
    };
    keys.iter().map(of).collect()
}

fn by_place(e: &Entry, values: &[R], at: usize, ties: Ties, (firsts, last, rest): (&[R; 2], &R, &R)) -> R {
    let keys = order(e, values);
    let all = places(&keys, ties);
    let n_places =
        if ties == Ties::Dense { all.iter().max().cloned().unwrap_or_else(|| int(1)) } else { int(all.len() as i64) };
    let points = |place: &R| {
        if *place == int(1) {
            firsts[0].clone()
        } else if *place == int(2) {
            firsts[1].clone()
        } else if *place == n_places {
            last.clone()
        } else {
            rest.clone()
        }
    };
    if ties != Ties::Average {
        return points(&all[at]);
    }
    let above = keys.iter().filter(|k| **k > keys[at]).count() as i64;
    let equal = keys.iter().filter(|k| **k == keys[at]).count() as i64;
    (above + 1..=above + equal).fold(int(0), |sum, p| sum + points(&int(p))) / int(equal)
}

/// Applies what gives nothing, the factor, the bounds and the rounding of an entry.
fn finished(e: &Entry, town: &Town, raw: R, x: &R) -> R {
    if e.nothing.as_ref().is_some_and(|(op, line)| holds(x, *op, line)) {
        return int(0);
    }
    let is_free = matches!(e.method, Method::Efficacy { .. });
    let bounded = |x: R| {
        let floor = e.floor.clone().or_else(|| (!is_free).then(|| int(0)));
        let cap = e.cap.clone().or_else(|| (!is_free).then(|| e.points.clone()));
        let x = floor.map_or(x.clone(), |f| x.max(f));
        cap.map_or(x.clone(), |c| x.min(c))
    };
    let points = bounded(raw);
    let points = if e.has_factor { bounded(points * &town.factor) } else { points };
    e.digits.map_or(points.clone(), |d| rounded(&points, d))
}

fn grades<K: Ord>(world: &World, towns: &[&Town], sums: &[Sum], keys: &[K]) -> Vec<Option<usize>> {
    let accidents = |t: &Town| match &t.cells[2] {
        Cell::Known(x) => x.clone(),
        Cell::Missing | Cell::NotApplicable => int(0),
    };
    let held = |t: &Town| world.vetoes.iter().filter(|v| accidents(t) > v.more_than).collect::<Vec<_>>();
    let mut given: Vec<Option<usize>> =
        towns.iter().map(|t| held(t).iter().filter(|v| !v.bars).map(|v| v.grade).max()).collect();
    let best: Vec<usize> =
        towns.iter().map(|t| held(t).iter().filter(|v| v.bars).map(|v| v.grade + 1).max().unwrap_or(0)).collect();
    for (g, grade) in world.grades.iter().enumerate() {
        let fits = |i: &usize| {
            given[*i].is_none() && best[*i] <= g && grade.least.as_ref().is_none_or(|x| sums[*i].total >= *x)
        };
        let candidates: Vec<usize> = (0..towns.len()).filter(fits).collect();
        let share = grade.share.as_ref().map(|s| (s * int(towns.len() as i64)).floor());
        let limit = share.or(grade.count.map(int));
        for &i in &candidates {
            // Whoever comes with those before and beside it within the number has it.
            let n = candidates.iter().filter(|j| keys[**j] >= keys[i]).count() as i64;
            if limit.as_ref().is_none_or(|l| int(n) <= *l) {
                given[i] = Some(g);
            }
        }
    }
    given
}
