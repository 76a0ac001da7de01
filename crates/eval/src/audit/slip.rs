//! Figures that are right in another unit: 元 in a 万元 column, a share as 0.95 among percents, 公顷 among 亩.
//!
//! A figure is a likely slip if, converted by one of the factors that its unit suggests, it is like more of the entity's
//! own other figures and of its neighbours than it is as it stands. Nothing is repaired. Large factors (from 1,000) may
//! be told from neighbours alone; small ones (15, 100) only from the entity's own figures or neighbours that lie close
//! together, because a village may well have fifteen times the tea of the next one.

use rustc_hash::FxHashSet;

use super::sink::{Found, Sink, short_amount, sides};
use super::sweep::{Column, Quartiles, is_positive};
use crate::EvalProblem;
use crate::reason;
use dabiao_data::EntityId;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Base, Exact, Frequency, Period, Schema, Unit};

/// The name of the check.
pub(super) const TITLE: Both = Both::new("单位错填", "slip of unit");
/// The code of the check.
pub(super) const CODE: &str = "unit-slip";

/// Factors from here on are told from neighbours alone.
const LARGE: i32 = 1000;

/// The most decimals with which somebody counts in a unit a thousand times the column's.
const GREATER_DECIMALS: usize = 3;

/// A way to go wrong.
struct Slip {
    /// What the figure must be multiplied by.
    correction: Exact,
    /// By how much it is off, whichever way.
    size: Exact,
    /// What somebody did.
    what: Both,
    /// The unit by which the figure would be the same number, where it is a smaller one.
    smaller: Option<String>,
}

/// Looks for slips; returns the cells that were found.
pub(super) fn check(column: &Column<'_, '_>, to: &mut Sink<'_, '_>) -> FxHashSet<(Period, EntityId)> {
    let mut found = FxHashSet::default();
    let Some(unit) = column.unit else { return found };
    let slips = slips(&column.world.model.schema, unit);
    let gaps: Vec<Gap> = slips.iter().filter_map(Gap::of).collect();
    for (period, entity) in candidates(column, &gaps) {
        if found.contains(&(period, entity)) {
            continue;
        }
        if let Some(problem) = slip_of(column, &slips, (period, entity)) {
            found.insert((period, entity));
            to.put(problem);
        }
    }
    found
}

/// How far two figures are apart where one of them is a slip: at least and at most so many times.
#[derive(Clone, Copy)]
struct Gap {
    least: i64,
    most: i64,
    is_large: bool,
}

impl Gap {
    fn of(slip: &Slip) -> Option<Self> {
        let size = slip.size.floor().to_i64()?;
        let is_large = size >= i64::from(LARGE);
        let (least, most) = if is_large { (size / 3, size.checked_mul(3)?) } else { (size * 2 / 3, size * 3 / 2 + 1) };
        Some(Self { least, most, is_large })
    }

    fn holds(self, low: i64, high: i64) -> bool {
        high >= low.saturating_mul(self.least) && high <= low.saturating_mul(self.most)
    }
}

/// Returns the cells that lie so far from those before or after them that a slip may be the reason.
fn candidates(column: &Column<'_, '_>, gaps: &[Gap]) -> Vec<(Period, EntityId)> {
    let Some(least) = gaps.iter().map(|g| g.least).min() else { return Vec::new() };
    if let [only] = column.periods.as_slice() {
        return far_from_neighbours(column, *only, least);
    }
    let mut cells = Vec::new();
    for (before, after) in column.periods.iter().zip(column.periods.iter().skip(1)) {
        for pair in column.pairs(*before, *after) {
            let (mut small, mut large) = (Vec::new(), Vec::new());
            for (i, (a, b)) in pair.before.iter().zip(pair.after).enumerate() {
                let entity = EntityId(pair.first.0 + i as u32);
                if is_positive(*a) != is_positive(*b) {
                    // Whoever has one figure only is held against its neighbours.
                    let period = if is_positive(*a) { *before } else { *after };
                    cells.extend(column.others(period, entity).is_empty().then_some((period, entity)));
                    continue;
                }
                let (low, high) = if a < b { (*a, *b) } else { (*b, *a) };
                if low <= 0 || high < low.saturating_mul(least) {
                    continue;
                }
                match gaps.iter().find(|g| g.holds(low, high)) {
                    Some(gap) if gap.is_large => large.push(entity),
                    Some(_) => small.push(entity),
                    None => {}
                }
            }
            // Where so many move so far, moving so far says nothing.
            let n = pair.after.len();
            let kept = (small.len() <= (n / 100).max(64)).then_some(small).into_iter();
            let kept = kept.chain((large.len() <= (n / 4).max(8)).then_some(large));
            cells.extend(kept.flatten().flat_map(|e| [(*before, e), (*after, e)]));
        }
    }
    cells.sort_unstable();
    cells.dedup();
    cells
}

/// Returns the cells of a lone period that lie far from the middle of their level.
fn far_from_neighbours(column: &Column<'_, '_>, period: Period, least: i64) -> Vec<(Period, EntityId)> {
    let mut cells = Vec::new();
    for (first, run) in column.runs(period) {
        let Some(middle) = column.quartiles(period, column.level(first)).map(|q| q.middle) else { continue };
        let (above, below) = (middle.saturating_mul(least), middle / least.max(1));
        let is_far = |m: i64| is_positive(m) && (m > above || m < below);
        cells.extend((first.0..).zip(run).filter(|(_, m)| is_far(**m)).map(|(e, _)| (period, EntityId(e))));
    }
    cells
}

/// Judges one figure.
fn slip_of(column: &Column<'_, '_>, slips: &[Slip], (period, entity): (Period, EntityId)) -> Option<Found> {
    let value = column.get(period, entity).filter(|m| is_positive(*m)).map(|m| column.exact(m))?;
    let own: Vec<(Period, Exact)> =
        column.others(period, entity).into_iter().map(|(p, m)| (p, column.exact(m))).collect();
    let neighbours = column.quartiles(period, column.level(entity));
    let evidence = Evidence { period, own: &own, neighbours: neighbours.as_deref() };
    let best = slips.iter().filter_map(|s| Some((evidence.weight(&value, s)?, s)));
    let (_, slip) = best.max_by(|(a, x), (b, y)| a.cmp(b).then_with(|| evidence.nearer(&value, x, y)))?;
    let converted = &value * &slip.correction;
    let name = column.world.indicator(column.id).map_or("", |i| &i.name);
    let held = evidence.reference(&converted)?;
    let problem = EvalProblem::UnitSlip {
        indicator: name.to_owned(),
        entity: reason::entity_name(column.world, entity),
        period: period.to_string(),
        value: short_amount(column.unit, &value).into(),
        slip: Box::new(slip.in_words(column.unit, &value, &converted)),
        converted: short_amount(column.unit, &converted).into(),
        like: Box::new(held.in_words(column.unit)),
    };
    Some(Found {
        problem,
        title: TITLE,
        indicators: vec![column.id],
        entity,
        period,
        sides: Some(sides(column.unit, (&value, None, held.value()), &Exact::ZERO)),
        is_hard: false,
    })
}

impl Slip {
    /// Returns what went wrong; where a cell may have named the smaller unit itself (`5元` for 5万元), both ways to it.
    fn in_words(&self, unit: Option<&Unit>, value: &Exact, converted: &Exact) -> Both {
        let Some((smaller, unit)) = self.smaller.as_deref().zip(unit) else { return self.what.clone() };
        let n = crate::value::in_unit(Some(unit), converted).to_text();
        // Nobody counts in the greater unit to so many decimals: the cell named the smaller one itself.
        let stands = crate::value::in_unit(Some(unit), value).to_text();
        if stands.split_once('.').is_some_and(|(_, decimals)| decimals.len() > GREATER_DECIMALS) {
            return Both::of(
                format!("把{n}{}写成了{n}{smaller}", unit.symbol),
                format!("{n}{smaller} written for {n}{}", unit.symbol),
            );
        }
        Both::of(
            format!("把{n}{}写成了{n}{smaller}，或{}", unit.symbol, self.what.zh),
            format!("{n}{smaller} written for {n}{}, or {}", unit.symbol, self.what.en),
        )
    }
}

/// What a figure can be held against.
struct Evidence<'e> {
    period: Period,
    own: &'e [(Period, Exact)],
    neighbours: Option<&'e Quartiles>,
}

/// What a converted figure is like.
enum Held<'e> {
    Own(Period, &'e Exact),
    Neighbours(&'e Exact),
}

impl Held<'_> {
    fn value(&self) -> &Exact {
        match self {
            Held::Own(_, x) | Held::Neighbours(x) => x,
        }
    }

    fn in_words(&self, unit: Option<&Unit>) -> Both {
        let text = short_amount(unit, self.value());
        match self {
            Held::Own(p, _) => {
                let year = if p.frequency() == Frequency::Year { "年" } else { "" };
                Both::of(format!("{p}{year}为{text}"), format!("{text} in {p}"))
            }
            Held::Neighbours(_) => {
                Both::of(format!("同级中位数为{text}"), format!("the median of its level being {text}"))
            }
        }
    }
}

impl<'e> Evidence<'e> {
    /// Returns how much speaks for a slip; `None` where not enough does.
    fn weight(&self, value: &Exact, slip: &Slip) -> Option<usize> {
        let converted = value * &slip.correction;
        let is_large = slip.size >= Exact::from(LARGE);
        let band = if is_large { Exact::from(3) } else { Exact::ratio(3, 2) };
        let like = |x: &Exact| self.own.iter().filter(|(_, own)| is_near(own, x, &band)).count();
        let (own_as_is, ownconverted) = (like(value), like(&converted));
        let among = |x: &Exact| self.neighbours.is_some_and(|q| is_among(q, x));
        let as_is = own_as_is + 2 * usize::from(among(value));
        let after = ownconverted + 2 * usize::from(among(&converted));
        if after <= as_is || (!is_large && own_as_is > 0) {
            return None;
        }
        let is_told_by_own = ownconverted > 0 && {
            // Of two figures that are a factor apart, the later one is asked about.
            let is_earlier = |(p, own): &&(Period, Exact)| *p < self.period && is_near(own, &converted, &band);
            ownconverted > 1 || self.own.iter().any(|o| is_earlier(&o))
        };
        let is_told_by_neighbours = among(&converted) && self.own.is_empty() && {
            let is_close = |q: &Quartiles| q.upper <= &q.lower * &Exact::from(2);
            is_large || self.neighbours.is_some_and(is_close)
        };
        (is_told_by_own || is_told_by_neighbours || (among(&converted) && ownconverted > 0)).then_some(after)
    }

    /// Orders two slips by how near they bring a figure to what it is held against, the nearer one greater.
    fn nearer(&self, value: &Exact, a: &Slip, b: &Slip) -> std::cmp::Ordering {
        let off = |s: &Slip| {
            let converted = value * &s.correction;
            let held = self.reference(&converted).map(|h| h.value().clone());
            held.and_then(|h| if h > converted { h.checked_div(&converted) } else { converted.checked_div(&h) })
        };
        match (off(a), off(b)) {
            (Some(x), Some(y)) => y.cmp(&x),
            (x, y) => x.is_some().cmp(&y.is_some()),
        }
    }

    /// Returns the newest own figure before, else the first one after, else the median of the level.
    fn reference(&self, converted: &Exact) -> Option<Held<'e>> {
        let before = self.own.iter().rev().find(|(p, x)| *p < self.period && is_near(x, converted, &Exact::from(3)));
        let any = before.or_else(|| self.own.iter().find(|(_, x)| is_near(x, converted, &Exact::from(3))));
        any.map(|(p, x)| Held::Own(*p, x)).or_else(|| self.neighbours.map(|q| Held::Neighbours(&q.median)))
    }
}

/// Returns whether two amounts above zero are at most a factor apart.
fn is_near(a: &Exact, b: &Exact, band: &Exact) -> bool {
    a <= &(b * band) && b <= &(a * band)
}

/// Returns whether an amount is among those of a level: between half the lower and twice the upper quartile.
fn is_among(q: &Quartiles, x: &Exact) -> bool {
    let two = Exact::from(2);
    x * &two >= q.lower && *x <= &q.upper * &two
}

/// Returns the ways to go wrong with a unit: other units of its dimension that offices use, at least fifteenfold away.
fn slips(schema: &Schema, unit: &Unit) -> Vec<Slip> {
    let mut all = Vec::new();
    if unit.dim.is_ratio() {
        if &*unit.symbol == "%" || &*unit.symbol == "％" {
            add(
                &mut all,
                Exact::from(100),
                Both::new("把小数（如 0.95）填进了百分数列", "a fraction (as 0.95) in a column of percents"),
            );
            add(
                &mut all,
                Exact::ratio(1, 100),
                Both::new("把百分数又乘了 100", "a percentage multiplied by 100 once more"),
            );
        } else {
            add(
                &mut all,
                Exact::ratio(1, 100),
                Both::new("把百分数填成了倍数", "a percentage in a column of multiples"),
            );
        }
        return all;
    }
    for other in usual_units(unit) {
        let Some(found) = schema.unit(&other) else { continue };
        if found.dim != unit.dim {
            continue;
        }
        let Some(correction) = found.factor.checked_div(&unit.factor) else { continue };
        let smaller = usual_units(unit).into_iter().find(|s| {
            let found = schema.unit(s).filter(|f| f.dim == unit.dim);
            found.is_some_and(|f| &f.factor * &correction == unit.factor && f.factor < unit.factor)
        });
        let zh = format!("把{other}填进了{}列", unit.symbol);
        add(&mut all, correction.clone(), Both::of(zh, format!("{other} in a column of {}", unit.symbol)));
        if let Some(last) = all.last_mut().filter(|s| s.correction == correction) {
            last.smaller = smaller;
        }
    }
    all
}

fn add(all: &mut Vec<Slip>, correction: Exact, what: Both) {
    let size = if correction < Exact::ONE { Exact::ONE.checked_div(&correction) } else { Some(correction.clone()) };
    if let Some(size) = size.filter(|s| *s >= Exact::from(15)) {
        all.push(Slip { correction, size, what, smaller: None });
    }
}

/// Returns the units that are confused with a unit.
fn usual_units(unit: &Unit) -> Vec<String> {
    let fixed: &[&str] = match unit.dim.0.as_slice() {
        [(Base::Money, 1)] => &["元", "万元", "亿元"],
        [(Base::Area, 1)] => &["平方米", "亩", "公顷", "平方公里", "万亩"],
        [(Base::Mass, 1)] => &["公斤", "斤", "吨", "万吨"],
        [(Base::Length, 1)] => &["米", "公里"],
        [(Base::Power, 1)] => &["瓦", "千瓦", "兆瓦", "万千瓦"],
        _ => &[],
    };
    if !fixed.is_empty() {
        return fixed.iter().map(|u| (*u).to_owned()).collect();
    }
    let stem = unit.stem();
    vec![stem.to_owned(), format!("万{stem}")]
}
