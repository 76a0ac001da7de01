//! Days and periods of the second evaluator: counted from 1970-01-01, with nothing of the library's own calendar.

/// A day, counted from 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Day(pub i64);

impl Day {
    /// Returns the day of a civil date.
    pub fn of(y: i64, m: i64, d: i64) -> Day {
        let mut n = d - 1;
        for month in 1..m {
            n += days_in_month(y, month);
        }
        // Days before 1 January of year y, counted from year 1.
        let before = |y: i64| 365 * (y - 1) + (y - 1) / 4 - (y - 1) / 100 + (y - 1) / 400;
        Day(before(y) - before(1970) + n)
    }

    /// Returns year, month and day.
    pub fn ymd(self) -> (i64, i64, i64) {
        let mut y = 1970 + self.0 / 366;
        while Day::of(y + 1, 1, 1) <= self {
            y += 1;
        }
        let mut m = 1;
        while m < 12 && Day::of(y, m + 1, 1) <= self {
            m += 1;
        }
        (y, m, self.0 - Day::of(y, m, 1).0 + 1)
    }

    /// Returns the year.
    pub fn year(self) -> i64 {
        self.ymd().0
    }

    /// Returns the ISO form.
    pub fn iso(self) -> String {
        let (y, m, d) = self.ymd();
        format!("{y:04}-{m:02}-{d:02}")
    }

    /// Returns the day `n` days later.
    pub fn plus(self, n: i64) -> Day {
        Day(self.0 + n)
    }
}

fn days_in_month(y: i64, m: i64) -> i64 {
    match m {
        4 | 6 | 9 | 11 => 30,
        2 if y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// How long a period is; a later one is finer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Freq {
    /// 年.
    Year,
    /// 半年.
    Half,
    /// 季度.
    Quarter,
    /// 月.
    Month,
    /// 日.
    Day,
}

impl Freq {
    fn per_year(self) -> i64 {
        match self {
            Freq::Year => 1,
            Freq::Half => 2,
            Freq::Quarter => 4,
            Freq::Month => 12,
            Freq::Day => 0,
        }
    }
}

/// A period: its length and its number (years: the year; months: year * 12 + month - 1; days: the day).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Period {
    /// The length.
    pub freq: Freq,
    /// The number.
    pub n: i64,
}

impl Period {
    /// Returns a year.
    pub fn year(y: i64) -> Period {
        Period { freq: Freq::Year, n: y }
    }

    /// Returns the `i`th (from 1) half, quarter or month of a year.
    pub fn part(freq: Freq, y: i64, i: i64) -> Period {
        Period { freq, n: y * freq.per_year() + i - 1 }
    }

    /// Returns the period of that length that a day lies in.
    pub fn holding(freq: Freq, day: Day) -> Period {
        if freq == Freq::Day {
            return Period { freq, n: day.0 };
        }
        let (y, m, _) = day.ymd();
        let k = freq.per_year();
        Period { freq, n: y * k + (m - 1) * k / 12 }
    }

    fn first_month(self) -> (i64, i64) {
        let k = self.freq.per_year();
        (self.n.div_euclid(k), self.n.rem_euclid(k) * (12 / k) + 1)
    }

    /// Returns the first day.
    pub fn start(self) -> Day {
        if self.freq == Freq::Day {
            return Day(self.n);
        }
        let (y, m) = self.first_month();
        Day::of(y, m, 1)
    }

    /// Returns the last day.
    pub fn end(self) -> Day {
        if self.freq == Freq::Day {
            return Day(self.n);
        }
        self.plus(1).start().plus(-1)
    }

    /// Returns the period `n` later.
    pub fn plus(self, n: i64) -> Period {
        Period { n: self.n + n, ..self }
    }

    /// Returns the same period a year before.
    pub fn year_before(self) -> Period {
        if self.freq == Freq::Day {
            let (y, m, d) = Day(self.n).ymd();
            return Period { freq: Freq::Day, n: Day::of(y - 1, m, d.min(days_in_month(y - 1, m))).0 };
        }
        self.plus(-self.freq.per_year())
    }

    /// Returns the periods of length `freq` between two days, both ends lying inside the first and the last.
    pub fn between(freq: Freq, from: Day, to: Day) -> Vec<Period> {
        let (a, b) = (Period::holding(freq, from), Period::holding(freq, to));
        (a.n..=b.n).map(|n| Period { freq, n }).collect()
    }

    /// Returns the text: `2025`, `2025H1`, `2025Q3`, `2025-06` or a date.
    pub fn label(self) -> String {
        let k = self.freq.per_year();
        match self.freq {
            Freq::Year => format!("{}", self.n),
            Freq::Half => format!("{}H{}", self.n / k, self.n % k + 1),
            Freq::Quarter => format!("{}Q{}", self.n / k, self.n % k + 1),
            Freq::Month => format!("{}-{:02}", self.n / k, self.n % k + 1),
            Freq::Day => Day(self.n).iso(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_periods() {
        assert_eq!(Day::of(1970, 1, 1), Day(0));
        assert_eq!(Day::of(2000, 3, 1), Day(11017));
        for (y, m, d) in [(2024, 2, 29), (2025, 12, 31), (2020, 1, 1), (2100, 3, 1)] {
            assert_eq!(Day::of(y, m, d).ymd(), (y, m, d));
        }
        assert_eq!(Period::part(Freq::Quarter, 2025, 3).end().iso(), "2025-09-30");
        assert_eq!(Period::part(Freq::Half, 2025, 1).label(), "2025H1");
        assert_eq!(Period::holding(Freq::Month, Day::of(2024, 2, 9)).end().iso(), "2024-02-29");
        assert_eq!(Period::between(Freq::Quarter, Day::of(2024, 12, 31), Day::of(2025, 6, 30)).len(), 3);
    }
}
