//! Units and dimensions: what may be compared with what, and by which factor.
//!
//! A [`Unit`] is a symbol, a [`Dim`] and an exact factor: `value × factor` is the value in the base unit of the
//! dimension (元, 亩, 吨, 公里, 立方米, 千瓦, 年, 天; a ratio's base is 1 = 100%). The table of built-in units and the
//! reading of symbols (`万元`, `元/人`) are in `units.rs`.

use std::sync::Arc;

use super::Exact;

/// A base dimension.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Base {
    /// 元
    Money,
    /// 亩
    Area,
    /// 吨
    Mass,
    /// 公里
    Length,
    /// 立方米
    Volume,
    /// 千瓦
    Power,
    /// 年, 月
    Years,
    /// 天, 小时
    Days,
    /// 百分点: the difference of two shares.
    Point,
    /// Counts, by group of measure words.
    Count(Measure),
    /// A unit that is not known is a dimension of its own.
    Own(Arc<str>),
}

/// A group of measure words: words of one group compare with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// 个: takes the group of what it meets.
    Any,
    /// 人, 名
    Person,
    /// 人次
    PersonTime,
    /// 次, 场, 场次, 期, 批, 遍
    Event,
    /// 户
    Household,
    /// 头
    Head,
    /// 只, 羽
    Bird,
    /// 家, 处, 座, 条, 套, 所, 支, 院, 台, 项, 件, 盏, 张, 株, 辆, 间
    Item,
    /// 袋
    Bag,
    /// 箱
    Box,
    /// 位, 名次: a place in a ranking.
    Place,
    /// 级
    Grade,
    /// 岁
    Age,
    /// 学时, 课时
    Lesson,
    /// 份, 册, 本
    Copy,
    /// 床
    Bed,
    /// 尾
    Fish,
}

/// A dimension: base dimensions with their exponents, sorted, none zero. Empty is a ratio (`%`, `倍`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Dim(pub Vec<(Base, i8)>);

/// A unit of measurement.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unit {
    /// As written, multipliers included: `万元`, `元/人`, `%`.
    pub symbol: Arc<str>,
    /// Its dimension.
    pub dim: Dim,
    /// How many base units one of it is (multipliers included).
    pub factor: Exact,
}

impl Dim {
    /// Returns the dimension of a ratio.
    pub fn ratio() -> Self {
        Self::default()
    }

    /// Returns a base dimension.
    pub fn of(base: Base) -> Self {
        Self(vec![(base, 1)])
    }

    /// Returns whether this is a ratio.
    pub fn is_ratio(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the product with another dimension raised to `exponent`.
    #[must_use]
    pub fn times(&self, other: &Dim, exponent: i8) -> Dim {
        let mut all = self.0.clone();
        for (base, n) in &other.0 {
            match all.iter_mut().find(|(b, _)| b == base) {
                Some((_, m)) => *m = m.saturating_add(n.saturating_mul(exponent)),
                None => all.push((base.clone(), n.saturating_mul(exponent))),
            }
        }
        all.retain(|(_, n)| *n != 0);
        all.sort();
        Dim(all)
    }
}

impl Unit {
    /// Returns the value in base units of a value in this unit.
    pub fn to_base(&self, value: &Exact) -> Exact {
        value * &self.factor
    }

    /// Returns the value in this unit of a value in base units.
    pub fn from_base(&self, base: &Exact) -> Exact {
        base.checked_div(&self.factor).unwrap_or(Exact::ZERO)
    }
}
