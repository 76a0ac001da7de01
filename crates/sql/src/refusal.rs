//! Why a target is left to `dabiao eval`.

use dabiao_lang::diag::Both;

/// Why a target is not counted by SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The rule has an error.
    Error,
    /// Its time is neither a year nor each year.
    Time,
    /// It is about something else than who passes comparisons with constants, or a sum.
    Shape,
    /// The filter is more than one attribute.
    Filter,
    /// The indicator is rounded, computed, rolled up, limited, set as a task or not reported by the year.
    Indicator,
    /// The region is a path, the level a label, or it is not said for whom.
    Place,
    /// Missing figures count as 0, or there are exceptions, a revision or a condition.
    Rule,
}

impl Refusal {
    /// Returns the reason in both languages.
    pub fn words(self) -> Both {
        match self {
            Refusal::Error => Both::new("规则有错误", "the rule has an error"),
            Refusal::Time => Both::new(
                "期限不是某一年或每年，由 `dabiao eval` 判定",
                "its time is neither a year nor each year; `dabiao eval` judges it",
            ),
            Refusal::Shape => Both::new(
                "不是数一数有多少对象的数、增速、比值或累计达到某个数，也不是合计，由 `dabiao eval` 判定",
                "it neither counts who passes a comparison with a constant by a figure, growth, quotient or total, nor sums up; `dabiao eval` judges it",
            ),
            Refusal::Filter => Both::new(
                "范围的条件不止一个是非属性，由 `dabiao eval` 判定",
                "its filter is more than one attribute; `dabiao eval` judges it",
            ),
            Refusal::Indicator => Both::new(
                "指标有精度、公式、汇总、取值限制或是任务数，由 `dabiao eval` 判定",
                "the indicator is rounded, computed, rolled up, limited or a task; `dabiao eval` judges it",
            ),
            Refusal::Place => Both::new(
                "地区或层级不是一个名称，由 `dabiao eval` 判定",
                "region or level is no plain name; `dabiao eval` judges it",
            ),
            Refusal::Rule => Both::new(
                "有条件、例外、调整、精度或缺数按 0，由 `dabiao eval` 判定",
                "it has a condition, exceptions, a revision, a precision or takes missing figures as 0; `dabiao eval` judges it",
            ),
        }
    }
}
