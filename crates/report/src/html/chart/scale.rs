//! Axes: where a value or a day stands, and which values are worth a tick.

use chrono::NaiveDate;

use dabiao_lang::model::Exact;

/// Ticks that an axis of values has at most.
const MOST_TICKS: i64 = 5;

/// An axis of values, from the bottom to the top of a chart.
#[derive(Debug, Clone)]
pub(super) struct Values {
    low: Exact,
    high: Exact,
    bottom: i64,
    top: i64,
    /// The values with a tick, from the lowest.
    pub(super) ticks: Vec<Exact>,
}

impl Values {
    /// Returns an axis that holds all values, with room above and below; `bottom` and `top` are coordinates.
    pub(super) fn around<'a>(values: impl Iterator<Item = &'a Exact>, (bottom, top): (i64, i64)) -> Option<Self> {
        let values: Vec<&Exact> = values.collect();
        let (least, most) = (*values.iter().min()?, *values.iter().max()?);
        let span = most - least;
        let span = if span.is_zero() { least.abs().max(Exact::ONE) } else { span };
        let step = step(&(&span * &Exact::ratio(5, 4)));
        // Zero is shown where it is near: a bar of history that starts at zero misleads nobody.
        let is_near_zero = !least.is_negative() && least * &Exact::from(3) < span;
        let floor = |x: &Exact| &x.checked_div(&step).map_or(Exact::ZERO, |n| n.floor()) * &step;
        let low = if is_near_zero { Exact::ZERO } else { floor(&(least - &(&span * &Exact::ratio(1, 10)))) };
        let low = if least.is_negative() { low } else { low.max(Exact::ZERO) };
        let mut high = low.clone();
        let mut ticks = vec![low.clone()];
        while high < *most && ticks.len() < 12 {
            high = &high + &step;
            ticks.push(high.clone());
        }
        Some(Self { low, high, bottom, top, ticks })
    }

    /// Returns the coordinate of a value.
    pub(super) fn at(&self, value: &Exact) -> i64 {
        let range = &self.high - &self.low;
        let share = (value - &self.low).checked_div(&range).unwrap_or(Exact::ZERO);
        let way = &share * &Exact::from(self.top - self.bottom);
        self.bottom + way.floor().to_i64().unwrap_or(0)
    }
}

/// Returns a round distance between ticks: 1, 2 or 5 times a power of ten.
fn step(span: &Exact) -> Exact {
    let raw = span * &Exact::ratio(1, i128::from(MOST_TICKS));
    let ten = Exact::from(10);
    let mut power = Exact::ONE;
    for _ in 0..40 {
        if power <= raw {
            break;
        }
        power = &power * &Exact::ratio(1, 10);
    }
    for _ in 0..40 {
        if &power * &ten > raw {
            break;
        }
        power = &power * &ten;
    }
    let multiples = [1_i64, 2, 5, 10].map(|n| &power * &Exact::from(n));
    multiples.into_iter().find(|s| *s >= raw).unwrap_or(power)
}

/// An axis of days, from left to right.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    first: NaiveDate,
    last: NaiveDate,
    left: i64,
    right: i64,
}

impl Days {
    /// Returns an axis that holds all days; `left` and `right` are coordinates.
    pub(super) fn around(days: impl Iterator<Item = NaiveDate> + Clone, (left, right): (i64, i64)) -> Option<Self> {
        let (first, last) = (days.clone().min()?, days.max()?);
        Some(Self { first, last, left, right })
    }

    /// Returns the coordinate of a day.
    pub(super) fn at(&self, day: NaiveDate) -> i64 {
        let whole = (self.last - self.first).num_days().max(1);
        self.left + (self.right - self.left) * (day - self.first).num_days() / whole
    }

    /// Returns the coordinate of the left and of the right end.
    pub(super) fn ends(&self) -> (i64, i64) {
        (self.left, self.right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_everything() {
        for (values, want) in [
            (vec![3, 47], vec!["0", "20", "40", "60"]),
            (vec![91, 97], vec!["90", "92", "94", "96", "98"]),
            (vec![5, 5], vec!["4", "6"]),
            (vec![-3, 4], vec!["-4", "-2", "0", "2", "4"]),
        ] {
            let values: Vec<Exact> = values.into_iter().map(Exact::from).collect();
            let axis = Values::around(values.iter(), (100, 0)).map(|a| a.ticks).unwrap_or_default();
            assert_eq!(axis.iter().map(Exact::to_text).collect::<Vec<_>>(), want);
        }
    }
}
