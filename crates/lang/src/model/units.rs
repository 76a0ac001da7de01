//! The built-in units and the reading of what stands after a number: `万元`, `元/人`, `个百分点`, `‰`.
//!
//! Takes the run of letters as written, gives a [`Unit`] whose factor leads to the base unit of its dimension. The whole
//! run is tried first, then multipliers (十 百 千 万 亿) are taken off one after the other, then `/` splits a compound.
//! The table is in `unit_table.rs`, the types are in `unit.rs`.

use std::sync::Arc;

use super::unit_table::{builtin, ratio};
use super::{Base, Dim, Exact, Measure, Schema, Unit};

/// What a run of letters after a number turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// A unit, or only multipliers (see [`Unit::is_bare`]).
    Known(Unit),
    /// A word that no table holds: a dimension of its own; the word without its multipliers is given beside it.
    Unknown(Unit, Arc<str>),
    /// A known unit with something glued behind it: how many bytes of the run the unit takes.
    RunsOn(usize),
}

/// Returns what a multiplier multiplies by.
pub(crate) fn multiplier(c: char) -> Option<i128> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }
}

/// Splits a run into its leading multipliers and the rest: `万元` gives 10000 and `元`.
fn split_multipliers(written: &str) -> (Exact, &str) {
    let mut factor = Exact::ONE;
    for (idx, c) in written.char_indices() {
        match multiplier(c) {
            // A run of thousands of multipliers is no number: the factor stays small and the rest is read as a unit.
            Some(n) if idx < 24 => factor = &factor * &Exact::ratio(n, 1),
            _ => return (factor, written.get(idx..).unwrap_or("")),
        }
    }
    (factor, "")
}

/// Returns a word that no table holds as a unit of its own, and the word without its multipliers.
fn unknown(written: &str) -> (Unit, &str) {
    let (factor, rest) = split_multipliers(written);
    (Unit { symbol: written.into(), dim: Dim::of(Base::Own(rest.into())), factor }, rest)
}

/// Returns whether a slash and a number stand behind the beginning.
fn is_rate(written: &str, first: &str) -> bool {
    let below = written.get(first.len()..).and_then(|rest| rest.strip_prefix('/'));
    below.is_some_and(|below| below.starts_with(|c: char| c.is_ascii_digit()))
}

/// Returns whether something is a word and not only digits or multipliers.
fn is_word(text: &str) -> bool {
    !split_multipliers(text).1.is_empty() && !text.starts_with(|c: char| c.is_ascii_digit())
}

impl Unit {
    /// Returns whether this is no unit but only multipliers: the `万` of `5万`.
    pub fn is_bare(&self) -> bool {
        self.dim.is_ratio() && self.symbol.chars().all(|c| multiplier(c).is_some())
    }

    /// Returns the symbol without its multipliers: `元` of `万元`, `千瓦` of `万千瓦`.
    pub fn stem(&self) -> &str {
        let mut rest: &str = &self.symbol;
        loop {
            let is_whole = builtin(rest).is_some() || ratio(rest).is_some();
            let mut chars = rest.chars();
            match chars.next() {
                Some(c) if !is_whole && multiplier(c).is_some() => rest = chars.as_str(),
                _ => return rest,
            }
        }
    }

    /// Returns a unit of a dimension of its own.
    pub fn own(symbol: &str) -> Unit {
        Unit { symbol: symbol.into(), dim: Dim::of(Base::Own(symbol.into())), factor: Exact::ONE }
    }

    /// Returns 个, the unit of a count.
    pub fn piece() -> Unit {
        Unit { symbol: "个".into(), dim: Dim::of(Base::Count(Measure::Any)), factor: Exact::ONE }
    }

    /// Returns %, the unit of a share.
    pub fn percent() -> Unit {
        Unit { symbol: "%".into(), dim: Dim::ratio(), factor: Exact::ratio(1, 100) }
    }

    /// Returns 位, the unit of a place in a ranking.
    pub fn place() -> Unit {
        Unit { symbol: "位".into(), dim: Dim::of(Base::Count(Measure::Place)), factor: Exact::ONE }
    }

    /// Returns 次.
    pub fn times() -> Unit {
        Unit { symbol: "次".into(), dim: Dim::of(Base::Count(Measure::Event)), factor: Exact::ONE }
    }

    /// Returns 年.
    pub fn year() -> Unit {
        Unit { symbol: "年".into(), dim: Dim::of(Base::Years), factor: Exact::ONE }
    }

    /// Returns 个月.
    pub fn month() -> Unit {
        Unit { symbol: "个月".into(), dim: Dim::of(Base::Years), factor: Exact::ratio(1, 12) }
    }

    /// Returns 百分点, the unit of the difference of two shares.
    pub fn point() -> Unit {
        Unit { symbol: "百分点".into(), dim: Dim::of(Base::Point), factor: Exact::ratio(1, 100) }
    }
}

impl Dim {
    /// Returns the dimension that both sides have, or `None` where they differ.
    ///
    /// 个 takes the group of what it meets: 个 and 人 give 人, 个/户 and a ratio give a ratio.
    pub fn unify(&self, other: &Dim) -> Option<Dim> {
        if self == other {
            return Some(self.clone());
        }
        let any = Base::Count(Measure::Any);
        let quotient = self.times(other, -1);
        match quotient.0.as_slice() {
            [(a, n), (b, m)] if i16::from(*n) == -i16::from(*m) => {
                let group = match (a, b) {
                    (Base::Count(_), Base::Count(_)) if *a == any => b,
                    (Base::Count(_), Base::Count(_)) if *b == any => a,
                    _ => return None,
                };
                Some(self.with_group(group))
            }
            _ => None,
        }
    }

    /// Returns this dimension with 个 replaced by a group of measure words.
    fn with_group(&self, group: &Base) -> Dim {
        let any = Base::Count(Measure::Any);
        let Some((_, n)) = self.0.iter().find(|(b, _)| *b == any) else { return self.clone() };
        self.times(&Dim::of(any.clone()), n.saturating_neg()).times(&Dim::of(group.clone()), *n)
    }

    /// Returns the base unit in words: `元`, `元/人`; `%` for a ratio.
    pub fn words(&self) -> String {
        let word = |(base, n): &(Base, i8)| match n.unsigned_abs() {
            1 => base.word().to_owned(),
            k => format!("{}^{k}", base.word()),
        };
        let side =
            |keep: fn(i8) -> bool| self.0.iter().filter(|(_, n)| keep(*n)).map(word).collect::<Vec<_>>().join("·");
        let (above, below) = (side(|n| n > 0), side(|n| n < 0));
        match (above.is_empty(), below.is_empty()) {
            (true, true) => "%".to_owned(),
            (false, true) => above,
            (true, false) => format!("1/{below}"),
            (false, false) => format!("{above}/{below}"),
        }
    }
}

impl Base {
    /// Returns the word of the base unit.
    pub fn word(&self) -> &str {
        match self {
            Base::Money => "元",
            Base::Area => "亩",
            Base::Mass => "吨",
            Base::Length => "公里",
            Base::Volume => "立方米",
            Base::Power => "千瓦",
            Base::Years => "年",
            Base::Days => "天",
            Base::Point => "百分点",
            Base::Own(name) => name,
            Base::Count(m) => match m {
                Measure::Any => "个",
                Measure::Person => "人",
                Measure::PersonTime => "人次",
                Measure::Event => "次",
                Measure::Household => "户",
                Measure::Head => "头",
                Measure::Bird => "只",
                Measure::Item => "家",
                Measure::Bag => "袋",
                Measure::Box => "箱",
                Measure::Place => "位",
                Measure::Grade => "级",
                Measure::Age => "岁",
                Measure::Lesson => "学时",
                Measure::Copy => "份",
                Measure::Bed => "床",
                Measure::Fish => "尾",
            },
        }
    }
}

impl Schema {
    /// Returns the unit that a run of letters means, or `None` where it is no known unit; only multipliers are none.
    ///
    /// # Example
    /// ```
    /// use dabiao_lang::model::Schema;
    /// let schema = Schema::default();
    /// assert_eq!(schema.unit("万元").map(|u| u.factor.to_text()), Some("10000".to_owned()));
    /// assert_eq!(schema.unit("公斤/亩").map(|u| u.dim.words()), Some("吨/亩".to_owned()));
    /// assert!(schema.unit("万").is_none());
    /// ```
    pub fn unit(&self, written: &str) -> Option<Unit> {
        match self.read_unit(written.trim()) {
            Reading::Known(unit) if !unit.is_bare() => Some(unit),
            _ => None,
        }
    }

    /// Declares a unit; of two with one symbol the first stays.
    pub fn declare_unit(&mut self, unit: Unit) {
        let idx = self.units.len() as u32;
        self.unit_index.entry(unit.symbol.clone()).or_insert(idx);
        self.units.push(unit);
    }

    /// Reads the run of letters after a number.
    pub fn read_unit(&self, written: &str) -> Reading {
        if let Some((dim, factor)) = self.compound(written) {
            return Reading::Known(Unit { symbol: written.into(), dim, factor });
        }
        if let Some((dim, factor, word)) = self.partly_known(written) {
            return Reading::Unknown(Unit { symbol: written.into(), dim, factor }, word.into());
        }
        // The longest beginning that is a unit; no unit is longer than a few characters.
        let ends = written.char_indices().map(|(idx, _)| idx).skip(1).take(16);
        let longest = ends.filter(|&end| self.begins_with_unit(written.get(..end).unwrap_or(""))).last();
        if let Some(end) = longest {
            return Reading::RunsOn(end);
        }
        let (unit, word) = unknown(written);
        Reading::Unknown(unit, word.into())
    }

    /// Reads a word that is declared to be a unit, so that nothing can be glued to it: `班次` is a unit of its own, though
    /// it begins with one.
    pub fn read_declared_unit(&self, written: &str) -> Reading {
        match self.read_unit(written) {
            Reading::RunsOn(_) if !written.contains('/') => {
                let (unit, word) = unknown(written);
                Reading::Unknown(unit, word.into())
            }
            other => other,
        }
    }

    /// Returns whether a beginning of a run is a unit (multipliers alone are not).
    fn begins_with_unit(&self, head: &str) -> bool {
        let (_, rest) = split_multipliers(head);
        !rest.is_empty() && self.simple(head).is_some()
    }

    /// Reads `元/人`, `立方米每秒` and plain units.
    fn compound(&self, written: &str) -> Option<(Dim, Exact)> {
        let mut parts = written.split('/');
        let first = parts.next()?;
        // `/10万` and `1/10万` are rates: so many of a hundred thousand.
        let (mut dim, mut factor) = match first {
            "" | "1" if is_rate(written, first) => (Dim::ratio(), Exact::ONE),
            _ => self.simple(first).or_else(|| self.each(first))?,
        };
        for part in parts.take(4) {
            let (below, n) = self.denominator(part)?;
            dim = dim.times(&below, -1);
            factor = factor.checked_div(&n)?;
        }
        (written.split('/').count() <= 4).then_some((dim, factor))
    }

    /// Reads what stands below a `/`: a unit, or a level of which one each is meant, perhaps of a round number.
    fn denominator(&self, written: &str) -> Option<(Dim, Exact)> {
        let digits = written.find(|c: char| !c.is_ascii_digit()).unwrap_or(written.len());
        let (number, rest) = written.split_at_checked(digits)?;
        let number = if number.is_empty() { Exact::ONE } else { Exact::from(number.parse::<i64>().ok()?) };
        let is_level = matches!(rest, "村" | "镇" | "乡镇" | "乡" | "街道" | "社区" | "县" | "市" | "校" | "企业");
        let (dim, factor) = match self.simple(rest) {
            Some(known) => known,
            None if is_level => (Dim::of(Base::Count(Measure::Item)), Exact::ONE),
            None => return None,
        };
        // A number alone is a rate only where it is written with digits (`例/10万`): `例/万` may have lost its unit.
        if dim.is_ratio() && (digits == 0 || !factor.is_positive() || self.whole(rest).is_some()) {
            return None;
        }
        Some((dim, &factor * &number))
    }

    /// Reads `立方米每秒`. A word of time after 每 is a time of the rule (`5万元每年`), but for hours and seconds.
    fn each(&self, written: &str) -> Option<(Dim, Exact)> {
        let (above, below) = written.split_once('每')?;
        let (above, below_unit) = (self.simple(above)?, self.simple(below)?);
        let is_rate = !below_unit.0.is_ratio() && !matches!(below, "年" | "月" | "个月" | "天" | "日");
        let factor = above.1.checked_div(&below_unit.1)?;
        is_rate.then(|| (above.0.times(&below_unit.0, -1), factor))
    }

    /// Reads a compound of which only one part is unknown, which is a dimension of its own: `毫克/勺`.
    fn partly_known<'w>(&self, written: &'w str) -> Option<(Dim, Exact, &'w str)> {
        let (above, below) = written.split_once('/').filter(|(_, below)| !below.contains('/'))?;
        match (self.simple(above), self.denominator(below)) {
            (Some((dim, factor)), None) if is_word(below) && !self.begins_with_any(below) => {
                let (unit, word) = unknown(below);
                Some((dim.times(&unit.dim, -1), factor.checked_div(&unit.factor)?, word))
            }
            (None, Some((dim, factor))) if is_word(above) && !self.begins_with_any(above) => {
                let (unit, word) = unknown(above);
                Some((unit.dim.times(&dim, -1), unit.factor.checked_div(&factor)?, word))
            }
            _ => None,
        }
    }

    /// Returns whether a known unit stands at the beginning of a run.
    fn begins_with_any(&self, run: &str) -> bool {
        let ends = run.char_indices().map(|(idx, _)| idx).skip(1).take(16);
        ends.into_iter().any(|end| self.begins_with_unit(run.get(..end).unwrap_or("")))
    }

    /// Reads a unit without `/`: the whole word, else after taking off multipliers.
    fn simple(&self, written: &str) -> Option<(Dim, Exact)> {
        let mut rest = written;
        let mut factor = Exact::ONE;
        for _ in 0..8 {
            if let Some((dim, n)) = self.whole(rest) {
                return Some((dim, &factor * &n));
            }
            let mut chars = rest.chars();
            let n = multiplier(chars.next()?)?;
            factor = &factor * &Exact::ratio(n, 1);
            rest = chars.as_str();
            if rest.is_empty() {
                return Some((Dim::ratio(), factor));
            }
        }
        None
    }

    /// Looks a whole word up: built-in units first, then declared ones.
    fn whole(&self, word: &str) -> Option<(Dim, Exact)> {
        if let Some((base, (num, den))) = builtin(word) {
            return Some((Dim::of(base), Exact::ratio(num, den)));
        }
        if let Some(factor) = ratio(word) {
            return Some((Dim::ratio(), factor));
        }
        let unit = self.units.get(*self.unit_index.get(word)? as usize)?;
        Some((unit.dim.clone(), unit.factor.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(written: &str) -> Option<String> {
        Schema::default().unit(written).map(|u| format!("{} {}", u.factor, u.dim.words()))
    }

    #[test]
    fn multipliers_come_off_only_where_the_whole_is_no_unit() {
        assert_eq!(factor("千瓦").as_deref(), Some("1 千瓦"));
        assert_eq!(factor("万千瓦").as_deref(), Some("10000 千瓦"));
        assert_eq!(factor("万亿元").as_deref(), Some("1000000000000 元"));
        assert_eq!(factor("个百分点").as_deref(), Some("0.01 百分点"));
        assert_eq!(factor("百分点").as_deref(), Some("0.01 百分点"));
        assert_eq!(factor("百户").as_deref(), Some("100 户"));
        assert_eq!(factor("人/万亩").as_deref(), Some("0.0001 人/亩"));
        assert_eq!(factor("公顷").as_deref(), Some("15 亩"));
    }

    #[test]
    fn a_known_unit_with_more_behind_it_is_not_a_unit() {
        let schema = Schema::default();
        assert_eq!(schema.read_unit("万元每年"), Reading::RunsOn("万元".len()));
        assert!(
            matches!(schema.read_unit("万担"), Reading::Unknown(u, w) if &*w == "担" && u.factor == Exact::from(10_000))
        );
        assert!(matches!(schema.read_unit("万"), Reading::Known(u) if u.is_bare()));
    }

    #[test]
    fn ge_takes_the_group_of_what_it_meets() {
        let dim = |w: &str| Schema::default().unit(w).map(|u| u.dim).unwrap_or_default();
        assert_eq!(dim("个").unify(&dim("人")), Some(dim("人")));
        assert_eq!(dim("元/个").unify(&dim("元/户")), Some(dim("元/户")));
        assert_eq!(dim("人").unify(&dim("户")), None);
        assert_eq!(dim("个/户").unify(&Dim::ratio()), Some(Dim::ratio()));
        assert_eq!(dim("月").unify(&dim("天")), None);
    }
}
