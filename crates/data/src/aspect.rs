//! The words beside an indicator in a header: planned, done, last year, year to date. They decide which of several
//! columns is the figure.
//!
//! `集体收入 / 计划数 | 完成数 | 完成率` are three columns of which one holds the indicator; `本月 | 累计` are two of which
//! the period decides. INVARIANT: a word that stands in no list says nothing, and a column under such a word is another
//! measure: it is never taken for the indicator silently.

use super::names::fold;
use dabiao_lang::model::{Frequency, Period};

/// What a word says of the figures below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Aspect {
    /// They are those of the period of the table: 完成数, 本年, 合计.
    Figure,
    /// They are what was intended: 计划数.
    Plan,
    /// They say how much of the plan was done, or a share: 完成率.
    Rate,
    /// They are those of the year before: 上年同期.
    LastYear,
    /// They are a difference: 增减, 同比.
    Change,
    /// They run from the beginning of the year to the end of the period: 累计.
    ToDate,
    /// They are those of the month alone: 本月.
    Month,
    /// They are those of the quarter alone: 本季.
    Quarter,
    /// They are those of another day: 年初.
    Start,
}

const FIGURE: &[&str] = &[
    "本年实际完成数",
    "实际完成数",
    "本年实际数",
    "本年完成数",
    "全年完成数",
    "本期实际数",
    "本年发生额",
    "本期发生额",
    "全年实际",
    "全年完成",
    "实际完成",
    "本年实际",
    "本年完成",
    "本期实际",
    "本期完成",
    "当年实际",
    "当年完成",
    "完成情况",
    "完成数",
    "完成值",
    "完成额",
    "完成量",
    "实际数",
    "实际值",
    "实绩数",
    "本年数",
    "本期数",
    "今年数",
    "当年数",
    "当期数",
    "期末数",
    "年末数",
    "期末余额",
    "年末余额",
    "现状值",
    "决算数",
    "执行数",
    "全年数",
    "完成",
    "实际",
    "实绩",
    "本年度",
    "本年",
    "本期",
    "今年",
    "当年",
    "当期",
    "报告期",
    "期末",
    "年末",
    "现状",
    "决算",
    "全年",
];
/// Words that mean the whole of the group above them, or nothing but "the figure"; they are no part of a longer name.
const WHOLE: &[&str] = &[
    "数量", "金额", "数值", "数额", "数据", "数", "值", "小计", "合计", "总计", "总数", "总量", "总额", "全部", "计",
    "共计",
];
const PLAN: &[&str] = &[
    "全年目标任务",
    "年度目标任务",
    "年度计划数",
    "年初计划数",
    "年初预算数",
    "全年计划数",
    "年度任务数",
    "全年任务数",
    "应完成数",
    "下达任务数",
    "目标任务数",
    "年度目标",
    "年度计划",
    "年度任务",
    "全年目标",
    "全年计划",
    "全年任务",
    "年初计划",
    "年初预算",
    "预计完成",
    "指标任务",
    "考核目标",
    "考核指标",
    "责任目标",
    "目标任务",
    "下达任务",
    "下达数",
    "计划数",
    "计划值",
    "目标数",
    "目标值",
    "任务数",
    "任务量",
    "预算数",
    "预计数",
    "预测数",
    "应完成",
    "计划",
    "目标",
    "任务",
    "预算",
    "预计",
    "预测",
];
const RATE: &[&str] = &[
    "完成百分比",
    "完成比例",
    "完成进度",
    "完成计划率",
    "占计划比例",
    "占计划",
    "完成计划",
    "完成率",
    "达标率",
    "占比",
    "比重",
    "比例",
    "进度",
    "完成%",
    "占%",
];
const LAST_YEAR: &[&str] = &[
    "上年同期累计数",
    "去年同期累计数",
    "上年同期累计",
    "去年同期累计",
    "上年同期数",
    "去年同期数",
    "上年实际数",
    "上年完成数",
    "去年实际数",
    "去年完成数",
    "上年发生额",
    "上年实际",
    "上年完成",
    "上年同期",
    "去年实际",
    "去年完成",
    "去年同期",
    "上年累计",
    "去年累计",
    "上年度",
    "上年末",
    "上年数",
    "去年底",
    "去年末",
    "去年数",
    "上年",
    "去年",
];
const CHANGE: &[&str] = &[
    "增减百分比",
    "增减幅度",
    "增减额",
    "增减数",
    "增减率",
    "增减量",
    "增长率",
    "增长额",
    "增长数",
    "增长量",
    "增加额",
    "增加数",
    "净增额",
    "净增数",
    "增减",
    "增幅",
    "增长",
    "增加",
    "增量",
    "增速",
    "净增",
    "同比",
    "环比",
];
const TO_DATE: &[&str] = &[
    "本年累计完成数",
    "本年累计完成",
    "本年累计数",
    "今年累计数",
    "当年累计数",
    "年初至今",
    "年初以来",
    "自年初累计",
    "年初累计",
    "累计完成数",
    "累计完成",
    "本年累计",
    "今年累计",
    "当年累计",
    "本期累计",
    "至本月累计",
    "1至本月",
    "1-本月",
    "1月至本月",
    "年累计",
    "累计数",
    "累计值",
    "累计额",
    "累计",
];
const MONTH: &[&str] = &[
    "本月实际完成",
    "本月发生额",
    "本月完成数",
    "本月完成",
    "本月实际",
    "当月完成",
    "本月数",
    "当月数",
    "本月",
    "当月",
];
const QUARTER: &[&str] = &["本季度完成", "本季完成数", "本季完成", "本季度数", "本季度", "当季", "本季数", "本季"];
const START: &[&str] = &["年初余额", "期初余额", "年初数", "期初数", "年初", "期初"];

/// All lists but [`WHOLE`]; the order decides where a word stands in a longer one.
const LISTS: [(Aspect, &[&str]); 9] = [
    (Aspect::LastYear, LAST_YEAR),
    (Aspect::ToDate, TO_DATE),
    (Aspect::Rate, RATE),
    (Aspect::Change, CHANGE),
    (Aspect::Month, MONTH),
    (Aspect::Quarter, QUARTER),
    (Aspect::Plan, PLAN),
    (Aspect::Start, START),
    (Aspect::Figure, FIGURE),
];

/// Beginnings of comparisons: `比上年增减`, `较去年同期`; the longer before the shorter that they end in.
const COMPARED: &[&str] = &[
    "与上年相比",
    "与去年相比",
    "比上年同期",
    "比去年同期",
    "较上年同期",
    "较去年同期",
    "比上年",
    "较上年",
    "比去年",
    "较去年",
    "同比",
    "环比",
    "比",
    "较",
];

impl Aspect {
    /// Returns what a word says that stands alone in a cell of a header.
    pub(super) fn of(word: &str) -> Option<Self> {
        let word = bare(word);
        if COMPARED.iter().any(|c| word.starts_with(c)) && !RATE.contains(&word.as_str()) {
            return Some(Aspect::Change);
        }
        if WHOLE.contains(&word.as_str()) {
            return Some(Aspect::Figure);
        }
        LISTS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(aspect, _)| *aspect)
    }

    /// Returns whether figures of this aspect are those of the indicator, in some period.
    pub(super) fn is_figure(self) -> bool {
        matches!(self, Aspect::Figure | Aspect::ToDate | Aspect::Month | Aspect::Quarter)
    }

    /// Returns the period that figures of this aspect are of, in a table of a period; `None` where they are of no one
    /// period that the language knows, as of nine months.
    pub(super) fn period(self, table: Period) -> Option<Period> {
        match (self, table.frequency()) {
            (Aspect::Figure, _) => Some(table),
            (Aspect::ToDate, Frequency::Year) => Some(table),
            (Aspect::ToDate, _) => to_date(table),
            (Aspect::Month, Frequency::Month) | (Aspect::Quarter, Frequency::Quarter) => Some(table),
            (Aspect::Quarter, Frequency::Month) => Some(table.widen(Frequency::Quarter)),
            _ => None,
        }
    }
}

/// Returns the period from the beginning of the year to the end of another: of June the half, of December the year.
pub(super) fn to_date(end: Period) -> Option<Period> {
    let coarser = [Frequency::Quarter, Frequency::Half, Frequency::Year];
    let year = end.widen(Frequency::Year);
    coarser
        .into_iter()
        .map(|f| end.widen(f))
        .find(|p| p.last_day() == end.last_day() && p.first_day() == year.first_day())
}

/// Splits a name into the rest and what a word at its front or end says: `集体收入（本年）`, `上年集体收入`.
///
/// The caller must know the rest; a word that is part of a name (`计划投资`) is found by that name first.
pub(super) fn split(name: &str) -> Option<(String, Aspect)> {
    let folded = fold(name).replace(' ', "");
    if let Some((rest, inside)) = folded.strip_suffix(')').and_then(|n| n.rsplit_once('('))
        && let Some(aspect) = Aspect::of(inside)
    {
        return Some((rest.to_owned(), aspect));
    }
    for (aspect, words) in LISTS {
        for word in words {
            let rest = folded.strip_suffix(word).or_else(|| folded.strip_prefix(word));
            if let Some(rest) = rest.map(|r| r.trim_matches(['-', '_', '/', ':', '—', '·', '、', '的'])) {
                let compared = COMPARED.iter().find_map(|c| rest.strip_suffix(c));
                let aspect = if compared.is_some() { Aspect::Change } else { aspect };
                let rest = compared.unwrap_or(rest);
                return (!rest.is_empty()).then(|| (rest.to_owned(), aspect));
            }
        }
    }
    None
}

/// Returns a name without `其中`, `#` or `△` before it, where it has one: part of the group before it.
pub(super) fn part_of(name: &str) -> Option<String> {
    let folded = fold(name);
    let rest = folded.trim_start_matches(['#', '＃', '△', '▲', '*', ' ']);
    let rest = match rest.strip_prefix("其中") {
        Some(rest) => rest.trim_start_matches([':', '：', '、', '的', ' ']),
        None if rest.len() < folded.len() => rest,
        None => return None,
    };
    (!rest.is_empty()).then(|| rest.to_owned())
}

/// A word without blanks, and without `(万元)` or `%` that only say the unit.
fn bare(word: &str) -> String {
    let folded = fold(word).replace([' ', '\n', '\r'], "");
    let inner = folded.split_once('(').map_or(folded.as_str(), |(head, _)| head);
    inner.trim_end_matches(':').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_columns_are_told_apart() {
        for (word, aspect) in [
            ("计划数", Some(Aspect::Plan)),
            ("完 成 数", Some(Aspect::Figure)),
            ("完成率（%）", Some(Aspect::Rate)),
            ("上年同期", Some(Aspect::LastYear)),
            ("比上年增减", Some(Aspect::Change)),
            ("同比（%）", Some(Aspect::Change)),
            ("本月", Some(Aspect::Month)),
            ("累计", Some(Aspect::ToDate)),
            ("合计", Some(Aspect::Figure)),
            ("经营性", None),
            ("", None),
        ] {
            assert_eq!(Aspect::of(word), aspect, "{word}");
        }
    }

    #[test]
    fn names_give_up_the_word_at_their_end() {
        let split = |n: &str| split(n).map(|(rest, a)| format!("{rest} {a:?}")).unwrap_or_default();
        assert_eq!(split("集体收入完成数"), "集体收入 Figure");
        assert_eq!(split("集体收入（上年）"), "集体收入 LastYear");
        assert_eq!(split("上年集体收入"), "集体收入 LastYear");
        assert_eq!(split("集体收入比上年增长"), "集体收入 Change");
        assert_eq!(split("集体收入"), "");
        assert_eq!(part_of("其中：脱贫户"), Some("脱贫户".to_owned()));
        assert_eq!(part_of("  #投资收益"), Some("投资收益".to_owned()));
        assert_eq!(part_of("其他"), None);
    }

    #[test]
    fn what_runs_from_january_is_a_period_only_at_its_ends() {
        let to_date = |t: &str| Period::parse(t).and_then(to_date).map_or_else(|| "-".to_owned(), |p| p.to_string());
        let all: Vec<String> = ["2025-03", "2025-06", "2025-09", "2025-12", "2025Q2", "2025Q3"].map(to_date).into();
        assert_eq!(all, ["2025Q1", "2025H1", "-", "2025", "2025H1", "-"]);
    }
}
