//! Values in base units: the first unit that LANGUAGE lists for each dimension, ratios in %.

use crate::asked::{Figure, constant};
use dabiao_lang::model::{Base, Dim, Exact, Expr, ExprKind, Measure, Quantity};

/// Returns the value of a constant in base units.
pub(super) fn constant_value(e: &Expr) -> Option<Exact> {
    match constant(e)? {
        Figure::Written(q) => Some(written_value(q)),
        // Only a negative constant becomes a number of its own.
        Figure::Number(_) => match &e.kind {
            ExprKind::Neg(x) => constant_value(x).map(|x| -&x),
            _ => None,
        },
        Figure::Word(_) | Figure::Flag(_) => None,
    }
}

fn written_value(q: &Quantity) -> Exact {
    match &q.unit {
        Some(u) if u.dim == Dim::of(Base::Point) => q.value.clone(),
        other => value(&q.base, other.as_ref().map(|u| &u.dim)),
    }
}

/// Returns a value as it is written in base units: a ratio is kept as a share of 1 and written in %.
pub(super) fn value(base: &Exact, dim: Option<&Dim>) -> Exact {
    if dim.is_some_and(Dim::is_ratio) { base * &Exact::from(100) } else { base.clone() }
}

/// Returns the dimension of a constant.
pub(super) fn dim(e: &Expr) -> Option<&Dim> {
    match &e.kind {
        ExprKind::Quantity(q) => q.unit.as_ref().map(|u| &u.dim),
        ExprKind::Neg(x) => dim(x),
        _ => None,
    }
}

/// Returns the unit in which base values are written: the first that LANGUAGE lists for the dimension.
pub(super) fn unit(dim: &Dim) -> String {
    if dim.is_ratio() {
        return "%".to_owned();
    }
    let part = |is_above: bool| {
        let mut words = Vec::new();
        for (base, n) in dim.0.iter().filter(|(_, n)| (*n > 0) == is_above) {
            words.extend(std::iter::repeat_n(word_of(base), usize::from(n.unsigned_abs())));
        }
        words
    };
    let (above, below) = (part(true), part(false));
    let above = if above.is_empty() { "1".to_owned() } else { above.join("·") };
    std::iter::once(above).chain(below).collect::<Vec<_>>().join("/")
}

fn word_of(base: &Base) -> String {
    let word = match base {
        Base::Money => "元",
        Base::Area => "亩",
        Base::Mass => "吨",
        Base::Length => "公里",
        Base::Volume => "立方米",
        Base::Power => "千瓦",
        Base::Years => "年",
        Base::Days => "天",
        Base::Point => "百分点",
        Base::Count(m) => measure_word(*m),
        Base::Own(name) => return name.to_string(),
    };
    word.to_owned()
}

fn measure_word(measure: Measure) -> &'static str {
    match measure {
        Measure::Any | Measure::Item => "个",
        Measure::Person => "人",
        Measure::PersonTime => "人次",
        Measure::Event => "次",
        Measure::Household => "户",
        Measure::Head => "头",
        Measure::Bird => "只",
        Measure::Bag => "袋",
        Measure::Box => "箱",
        Measure::Place => "位",
        Measure::Grade => "级",
        Measure::Age => "岁",
        Measure::Lesson => "学时",
        Measure::Copy => "份",
        Measure::Bed => "床",
        Measure::Fish => "尾",
    }
}
