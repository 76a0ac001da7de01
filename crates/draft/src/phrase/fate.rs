//! What becomes of a number that is no target, with the reason.

use crate::line::Line;
use crate::tables::notes::{ELIGIBILITY, FROM, PAST, SCORING, STEPS, SUBSIDY, SUBSIDY_FOR_CERTAIN};
use crate::tables::signs::{After, Before};
use crate::tables::times::SPAN_AFTER;

use super::marks::Amount;
use super::signs::Signs;

/// What a number of a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// A figure of a target.
    Target,
    /// A bound inside a target: the 500户 of `500户以上的安置区`.
    Condition,
    /// The value from which a target starts.
    Baseline,
    /// A time by which something is due.
    Deadline,
    /// Any other date.
    Date,
    /// Part of a name.
    Name,
    /// The number of a document or a section.
    DocumentNumber,
    /// Money given under conditions, and its rates.
    Subsidy,
    /// Points of a score, and its steps.
    Scoring,
    /// Who may take part.
    Eligibility,
    /// What was reached before.
    Past,
    /// How long something takes.
    Duration,
    /// The same figure once more, in another unit.
    Same,
    /// A fact about the row of a table.
    Fact,
    /// A task of nothing in a breakdown.
    NoTask,
    /// What surrounds the document on a saved page.
    Aside,
    /// A task whose figure somebody above sets elsewhere.
    SetAbove,
    /// A figure of speech, or counted without being asked.
    Other,
    /// It was not understood.
    NotRead,
}

impl Fate {
    /// Returns the word of the JSON and of style sheets.
    pub fn as_str(self) -> &'static str {
        match self {
            Fate::Target => "target",
            Fate::Condition => "condition",
            Fate::Baseline => "baseline",
            Fate::Deadline => "deadline",
            Fate::Date => "date",
            Fate::Name => "name",
            Fate::DocumentNumber => "document_number",
            Fate::Subsidy => "subsidy",
            Fate::Scoring => "scoring",
            Fate::Eligibility => "eligibility",
            Fate::Past => "past",
            Fate::Duration => "duration",
            Fate::Same => "same",
            Fate::Fact => "fact",
            Fate::NoTask => "no_task",
            Fate::Aside => "aside",
            Fate::SetAbove => "set_above",
            Fate::Other => "other",
            Fate::NotRead => "not_read",
        }
    }

    /// Returns the Chinese word with the reason.
    pub fn zh(self) -> &'static str {
        match self {
            Fate::Target => "目标值",
            Fate::Condition => "目标里的条件",
            Fate::Baseline => "基期值",
            Fate::Deadline => "期限",
            Fate::Date => "日期，不是期限",
            Fate::Name => "名称里的数字",
            Fate::DocumentNumber => "文号或序号",
            Fate::Subsidy => "补助标准，不是目标",
            Fate::Scoring => "评分用的分值或步长，不是目标",
            Fate::Eligibility => "资格条件，不是目标",
            Fate::Past => "已有的事实，不是目标",
            Fate::Duration => "时间长短，不是目标",
            Fate::Same => "同一个数换一种单位",
            Fate::Fact => "表里的基本情况，不是目标",
            Fate::NoTask => "任务为零",
            Fate::Aside => "页面上的导航，不是文件正文",
            Fate::SetAbove => "上级另行下达的任务，本文件没有数，没有起草",
            Fate::Other => "泛指或介绍情况，不是目标",
            Fate::NotRead => "没有读懂，请人工看",
        }
    }

    /// Returns the English word with the reason.
    pub fn en(self) -> &'static str {
        match self {
            Fate::Target => "the figure of a target",
            Fate::Condition => "a condition inside a target",
            Fate::Baseline => "a base value",
            Fate::Deadline => "a deadline",
            Fate::Date => "a date, no deadline",
            Fate::Name => "part of a name",
            Fate::DocumentNumber => "the number of a document or section",
            Fate::Subsidy => "the rate of a subsidy, no target",
            Fate::Scoring => "points or steps of a score, no target",
            Fate::Eligibility => "a condition of eligibility, no target",
            Fate::Past => "a past fact, no target",
            Fate::Duration => "a length of time, no target",
            Fate::Same => "the same figure in another unit",
            Fate::Fact => "a fact of a table, no target",
            Fate::NoTask => "no task",
            Fate::Aside => "around the document on the page",
            Fate::SetAbove => "a task set above, whose figure is not in this document; not drafted",
            Fate::Other => "a figure of speech or a description, no target",
            Fate::NotRead => "not understood; a person must look",
        }
    }

    /// Every fate, in the order of the table in the documentation.
    pub const ALL: [Fate; 19] = [
        Fate::Target,
        Fate::Condition,
        Fate::Baseline,
        Fate::Deadline,
        Fate::Date,
        Fate::Name,
        Fate::DocumentNumber,
        Fate::Subsidy,
        Fate::Scoring,
        Fate::Eligibility,
        Fate::Past,
        Fate::Duration,
        Fate::Same,
        Fate::Fact,
        Fate::NoTask,
        Fate::Aside,
        Fate::SetAbove,
        Fate::Other,
        Fate::NotRead,
    ];
}

/// What stands around an amount, for telling what it is.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The line.
    pub line: &'a Line,
    /// The amount.
    pub amount: &'a Amount,
    /// Where the amount begins.
    pub start: usize,
    /// One past the amount and the words behind it.
    pub end: usize,
    /// Where its clause begins.
    pub clause_start: usize,
    /// Where its clause ends.
    pub clause_end: usize,
    /// Where its sentence, up to a semicolon, begins.
    pub sentence_start: usize,
    /// The comparators before it.
    pub signs: Signs,
    /// Whether a deadline in the plan's time or a 每年 stands in the sentence.
    pub is_timed: bool,
    /// Whether the section deals with conditions and money.
    pub is_support: bool,
    /// Whether the section tells the past, or the sentence stands in a past year.
    pub is_past: bool,
    /// Whether the section or table is one of scores.
    pub is_scoring: bool,
    /// Whether the section sets targets.
    pub is_goal: bool,
}

/// Returns what an amount is if it cannot be a target.
pub fn other_than_target(a: &Around<'_>) -> Option<Fate> {
    scoring(a)
        .or_else(|| grant(a))
        .or_else(|| subsidy(a))
        .or_else(|| baseline(a))
        .or_else(|| past(a))
        .or_else(|| eligibility(a))
        .or_else(|| duration(a))
}

impl Around<'_> {
    fn holds(&self, words: &[&str]) -> bool {
        words.iter().any(|w| self.line.holds(self.clause_start, self.clause_end, w))
    }

    fn sentence_holds(&self, words: &[&str]) -> bool {
        words.iter().any(|w| self.line.holds(self.sentence_start, self.clause_end, w))
    }

    fn stem(&self) -> &str {
        self.amount.unit.trim_start_matches(|c| "十百千万亿".contains(c))
    }

    fn is_money(&self) -> bool {
        let stem = self.stem();
        stem.starts_with('元') || stem.starts_with("美元")
    }

    /// Where the words end that may say of a figure that it is paid for: soon, and in the same sentence.
    fn later(&self) -> usize {
        let limit = (self.clause_end + 24).min(self.line.len());
        (self.end..limit).find(|&i| matches!(self.line.at(i), '。' | '；' | '！' | '\n')).unwrap_or(limit)
    }

    /// Whether it is a change against the year before that is asked for: 比上年提高3个百分点.
    fn is_asked_against_last_year(&self) -> bool {
        self.signs.change.is_some() && (self.is_goal || self.is_timed) && !self.is_past
    }

    fn is_plain_sign(&self) -> bool {
        matches!(self.signs.sign, Some(Before::Sign(_) | Before::Hold(_) | Before::Reach(_)))
    }
}

fn scoring(a: &Around<'_>) -> Option<Fate> {
    if a.stem() == "分" {
        return Some(Fate::Scoring);
    }
    let near = a.line.text(a.start.saturating_sub(8).max(a.clause_start), a.start);
    let is_step = STEPS.iter().any(|w| {
        near.rfind(w).is_some_and(|at| near.get(at + w.len()..).is_some_and(|rest| rest.chars().count() <= 4))
    });
    let pays = ["扣", "加", "减", "得", "奖", "计", "赋"];
    let is_paid = pays.iter().any(|w| a.line.holds(a.end, (a.clause_end + 12).min(a.line.len()), w));
    if is_step && (is_paid || a.is_scoring) {
        return Some(Fate::Scoring);
    }
    let is_full = a.line.holds(a.end, a.clause_end, "得满分") && !is_step;
    if a.is_scoring && !a.is_plain_sign() && a.amount.after.is_none() && !is_full {
        return Some(Fate::Scoring);
    }
    let has_points = a.holds(SCORING.get(..13).unwrap_or_default());
    (has_points && is_step).then_some(Fate::Scoring)
}

/// Money that is given: by what rate, for how long and to whom. `年利率` and `年产值` are no `每年`.
fn grant(a: &Around<'_>) -> Option<Fate> {
    let near = a.line.text(a.start.saturating_sub(8).max(a.clause_start), a.start);
    let later = a.later();
    let is_given = |from: usize| GRANTS.iter().any(|w| a.line.holds(from, later, w));
    // 按年利率3%给予贴息
    if a.stem() == "%" && near.contains("利率") && !near.contains('降') && is_given(a.end) {
        return Some(Fate::Subsidy);
    }
    // 贴息期限不超过3年
    let is_term = ["期限", "年限"].iter().any(|w| near.contains(w));
    if a.stem() == "年" && is_term && ["贴息", "贷款", "补助", "补贴", "奖补"].iter().any(|w| a.sentence_holds(&[w]))
    {
        return Some(Fate::Duration);
    }
    // 年产值达到5万元以上的，一次性奖励10万元
    let rest = a.line.text(a.end, a.clause_end);
    let ends_clause = rest.ends_with('的') && rest.chars().count() <= 3;
    (ends_clause && is_given(a.clause_end)).then_some(Fate::Eligibility)
}

/// Words of giving.
const GRANTS: [&str; 7] = ["补助", "奖补", "奖励", "补贴", "给予", "贴息", "资助"];

fn subsidy(a: &Around<'_>) -> Option<Fate> {
    let before = a.line.text(a.start.saturating_sub(10).max(a.sentence_start), a.start);
    let is_rate = a.is_money()
        && (a.amount.unit.contains('/') || before.contains('每'))
        && !before.contains("每年")
        && !before.contains("每个");
    // 发放惠民消费券500万元 in a list of tasks is one; the same words in a rule of support are not.
    let words = if a.is_goal && !is_rate { SUBSIDY_FOR_CERTAIN } else { SUBSIDY };
    // 县财政每年安排专项资金1000万元: a duty of the treasury, whoever is given it.
    let is_budget = a.is_timed
        && a.holds(&["安排", "列支", "预算", "投入"])
        && a.holds(&["财政"])
        && !a.holds(&["给予", "奖励", "补助"]);
    if is_budget {
        return None;
    }
    let gives = a.sentence_holds(words);
    let is_ratio = matches!(a.stem(), "%" | "倍" | "成");
    if a.is_money() && gives && !(a.is_timed && a.is_plain_sign() && a.holds(&["达到", "收入", "产值"])) {
        return Some(Fate::Subsidy);
    }
    if is_rate && !a.holds(&["收入", "增收", "产值", "利润"]) {
        return Some(Fate::Subsidy);
    }
    // 学生资助比例达100%: a share of those who are given something is no rate of what they are given.
    let is_share = a.is_plain_sign() && a.holds(&["比例达", "率达", "面达"]);
    if gives && is_ratio && !a.is_timed && !is_share && !a.holds(&["覆盖率", "参保率", "达到"]) {
        return Some(Fate::Subsidy);
    }
    if a.is_support && !a.is_timed {
        return Some(if a.is_money() || gives { Fate::Subsidy } else { Fate::Eligibility });
    }
    (is_paid_for(a) && !a.is_timed).then_some(Fate::Eligibility)
}

/// What is paid for: 每新增100亩补助3万元. 改造危房286户，户均补助2万元 is a task with its rate behind it.
fn is_paid_for(a: &Around<'_>) -> bool {
    let later = a.later();
    let given = ["补助", "奖补", "奖励", "补贴", "给予"].iter().filter_map(|w| a.line.find(a.end, later, w)).min();
    let is_rate = |at: usize| {
        let next = a.line.text(a.clause_end, at.max(a.clause_end));
        ["户均", "人均", "亩均", "平均"].iter().any(|w| next.trim_start_matches('，').starts_with(w))
    };
    given.is_some_and(|at| at < a.clause_end || !is_rate(at))
}

/// The value that something rises or falls from: 由40%提高到50%, 在现有14.2万亩基础上.
fn baseline(a: &Around<'_>) -> Option<Fate> {
    let before = a.line.text(a.start.saturating_sub(24).max(a.clause_start), a.start);
    let after = a.line.text(a.end, (a.end + 10).min(a.line.len()));
    let has_from = FROM.iter().any(|w| before.contains(w));
    let rises = [
        "提高", "增加", "增长", "提升", "扩大", "上升", "升至", "增至", "降低", "下降", "降至", "减少", "缩小", "缩短",
        "压减", "发展", "恢复",
    ];
    let is_left =
        rises.iter().any(|w| after.starts_with(w)) || after.starts_with("基础上") || after.starts_with("的基础上");
    (has_from && is_left).then_some(Fate::Baseline)
}

fn past(a: &Around<'_>) -> Option<Fate> {
    // Words that compare tell the past in a report, and a base in a plan.
    const COMPARED: &[&str] = &["比上年", "同比", "上年", "上年度", "上一年", "去年"];
    let is_asked = a.is_asked_against_last_year();
    let words = PAST.iter().filter(|w| !(is_asked && COMPARED.contains(w)));
    let said = words.filter_map(|w| a.line.find(a.clause_start, a.start, w).map(|at| at + w.chars().count())).max();
    // `已建成的小区…达到100%`: what was reached describes the subject.
    let is_attribute = |at: usize| a.line.holds(at, a.start, "的") && a.line.text(at, a.start) != "的";
    if said.is_some_and(|at| !is_attribute(at)) && !a.line.ends(a.start, "为了") {
        return Some(Fate::Past);
    }
    let just_done = ["了", "达到了", "完成了"].iter().any(|w| a.line.ends(a.start, w));
    (just_done || (a.is_past && !a.is_timed)).then_some(Fate::Past)
}

fn eligibility(a: &Around<'_>) -> Option<Fate> {
    let has_bound = matches!(a.amount.after, Some(After::Sign(_))) || a.amount.high.is_some() || a.is_plain_sign();
    let is_age = matches!(a.stem(), "岁" | "周岁") && !a.holds(&["寿命"]);
    if is_age {
        return Some(Fate::Eligibility);
    }
    // 对排名后10%的县约谈: who is meant by their place.
    let is_place = a.stem() == "%" && ["排名后", "排名前", "末位"].iter().any(|w| a.line.ends(a.start, w));
    if is_place {
        return Some(Fate::Condition);
    }
    // 连续两次排名末位: when something happens to somebody.
    if ["连续", "连续排名"].iter().any(|w| a.line.ends(a.start, w)) && !a.is_plain_sign() {
        return Some(Fate::Condition);
    }
    let begins = ["对", "凡", "如", "若", "符合", "申请"].iter().any(|w| a.line.begins(a.clause_start, w));
    let meant = a.holds(ELIGIBILITY) && a.line.holds(a.end, a.clause_end, "的");
    if has_bound
        && !a.is_timed
        && !sets_a_figure_behind(a)
        && (meant || (begins && a.line.holds(a.end, a.clause_end, "的")))
    {
        return Some(Fate::Eligibility);
    }
    let is_condition = ["可以认定", "方可", "可申报", "可享受", "予以认定", "可申请"]
        .iter()
        .any(|w| a.line.holds(a.end, (a.clause_end + 40).min(a.line.len()), w));
    (is_condition && !a.is_timed).then_some(Fate::Eligibility)
}

/// 亩均税收低于5万元的企业数量压减40%: a bound inside a target, where nothing is given.
fn sets_a_figure_behind(a: &Around<'_>) -> bool {
    let clause = a.line.slice(a.end, a.clause_end);
    let has_figure = clause.iter().any(char::is_ascii_digit);
    has_figure && !GRANTS.iter().any(|w| a.line.holds(a.end, a.later(), w)) && !a.is_support
}

fn duration(a: &Around<'_>) -> Option<Fate> {
    let is_time =
        matches!(a.stem(), "年" | "月" | "个月" | "天" | "日" | "小时" | "个小时" | "分钟" | "个工作日" | "工作日");
    if !is_time {
        return None;
    }
    // 每批连续工作不少于6个月: how long each time, no figure of the whole.
    if a.line.holds(a.start.saturating_sub(10).max(a.clause_start), a.start, "连续") {
        return Some(Fate::Duration);
    }
    let names_days = ["天数", "日数", "年限", "寿命", "时长", "时间", "周期", "工时"];
    if names_days.iter().any(|w| a.line.holds(a.start.saturating_sub(8).max(a.clause_start), a.start, w)) {
        return None;
    }
    let is_span = SPAN_AFTER.iter().any(|w| a.line.begins(a.amount.unit_end, w));
    (is_span || !a.is_plain_sign()).then_some(Fate::Duration)
}
