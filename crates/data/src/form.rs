//! The head and the foot of a form: who fills it in, when, in which unit, for which period.
//!
//! Takes rows of texts from above and below a table; gives the facts that stand behind known labels (`填报单位：卡子镇`,
//! or `填报单位：` and the value in the next cell). A row without a known label is no part of a form.

use super::names::fold;

/// A fact with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fact {
    pub(super) text: String,
    /// Row and column, from 1.
    pub(super) row: u32,
    pub(super) column: u32,
}

/// What a form says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FormHead {
    /// 表号
    pub(super) form: Option<Fact>,
    /// 填报单位
    pub(super) submitter: Option<Fact>,
    /// 计量单位, of the whole sheet.
    pub(super) unit: Option<Fact>,
    /// `单位：`, which may be either.
    pub(super) either: Option<Fact>,
    /// 报出日期
    pub(super) date: Option<Fact>,
    /// 统计年度
    pub(super) period: Option<Fact>,
    /// 指标, where the whole sheet is of one.
    pub(super) indicator: Option<Fact>,
    /// The titles.
    pub(super) titles: Vec<Fact>,
}

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Form,
    Submitter,
    Unit,
    Either,
    Date,
    Period,
    Indicator,
    Other,
}

/// Words that begin a foot note.
const NOTES: &[&str] =
    &["注", "备注", "附注", "说明", "填表说明", "填报说明", "指标解释", "审核关系", "note", "source"];

fn label(word: &str) -> Option<Label> {
    let word = fold(word).replace(' ', "");
    let word = word.split('(').next().unwrap_or("").to_ascii_lowercase();
    Some(match word.as_str() {
        "表号" => Label::Form,
        "填报单位" | "填表单位" | "报送单位" | "上报单位" | "编制单位" | "填报单位名称" | "填报镇" | "综合机关"
        | "submittedby" => Label::Submitter,
        "计量单位" | "金额单位" => Label::Unit,
        "单位" => Label::Either,
        "报出日期" | "填报日期" | "填表日期" | "上报日期" | "报送日期" | "报送时间" | "上报时间" | "填报时间"
        | "日期" | "date" => Label::Date,
        "统计年度" | "年度" | "报告期" | "报告期别" | "所属时期" | "数据时期" | "统计时期" | "统计时间" | "统计期"
        | "所属年度" | "数据年度" | "年份" | "时期" | "期间" => Label::Period,
        "指标" | "指标名称" => Label::Indicator,
        "制定机关"
        | "批准机关"
        | "备案机关"
        | "文号"
        | "批准文号"
        | "备案文号"
        | "有效期至"
        | "有效期截止时间"
        | "填报人"
        | "填表人"
        | "制表人"
        | "审核人"
        | "统计负责人"
        | "单位负责人"
        | "负责人"
        | "联系人"
        | "联系电话"
        | "电话"
        | "盖章"
        | "注"
        | "备注"
        | "附注"
        | "说明"
        | "填表说明"
        | "填报说明"
        | "指标解释"
        | "审核关系"
        | "资料来源"
        | "数据来源"
        | "issuedby"
        | "tobehandedinby"
        | "filledinby"
        | "headofoffice"
        | "telephone"
        | "note" => Label::Other,
        _ => return None,
    })
}

impl FormHead {
    /// Reads one row; `false` where it is no part of a form.
    pub(super) fn read(&mut self, row: u32, cells: &[String]) -> bool {
        let mut is_form = false;
        let mut loose: Vec<Fact> = Vec::new();
        // A label at the end of a cell announces what the next filled cell holds.
        let mut open: Option<Label> = None;
        for (column, cell) in (1..).zip(cells) {
            let text = cell.trim();
            if text.is_empty() {
                continue;
            }
            let facts = split(text);
            if facts.is_empty() {
                let fact = Fact { text: text.to_owned(), row, column };
                match open.take() {
                    Some(label) => self.set(label, fact),
                    None => loose.push(fact),
                }
                continue;
            }
            is_form = true;
            for (label, value) in facts {
                open = value.is_empty().then_some(label);
                if !value.is_empty() {
                    self.set(label, Fact { text: value, row, column });
                }
            }
        }
        // `（2025年）` at the left of `单位：万元` belongs to the title.
        self.titles.extend(loose.into_iter().filter(|_| is_form));
        is_form
    }

    /// The first fact of a kind counts: a foot repeats what the head says.
    fn set(&mut self, label: Label, fact: Fact) {
        let slot = match label {
            Label::Form => &mut self.form,
            Label::Submitter => &mut self.submitter,
            Label::Unit => &mut self.unit,
            Label::Either => &mut self.either,
            Label::Date => &mut self.date,
            Label::Period => &mut self.period,
            Label::Indicator => &mut self.indicator,
            Label::Other => return,
        };
        slot.get_or_insert(fact);
    }

    /// Takes over what another part of the form says.
    pub(super) fn complete(&mut self, other: FormHead) {
        let pairs = [
            (&mut self.form, other.form),
            (&mut self.submitter, other.submitter),
            (&mut self.date, other.date),
            (&mut self.period, other.period),
        ];
        for (slot, fact) in pairs {
            *slot = slot.take().or(fact);
        }
    }
}

/// Splits a cell into labels and what follows each; empty where it begins with none.
fn split(text: &str) -> Vec<(Label, String)> {
    let mut facts: Vec<(Label, String)> = Vec::new();
    for word in text.split_whitespace() {
        let labelled = word.split_once(['：', ':']).and_then(|(head, value)| Some((label(head)?, value)));
        match (labelled, facts.last_mut()) {
            (Some((label, value)), _) => facts.push((label, value.to_owned())),
            (None, Some((_, value))) => {
                if !value.is_empty() {
                    value.push(' ');
                }
                value.push_str(word);
            }
            (None, None) => {
                // `填 报 单 位：卡子镇`: letters set apart for their looks.
                let joined: String = text.split_whitespace().collect();
                let behind = text.split_once(['：', ':']).map_or("", |(_, value)| value.trim());
                let whole = joined.split_once(['：', ':']).and_then(|(head, value)| {
                    // Words of English keep the spaces between them.
                    let value = if head.is_ascii() { behind } else { value };
                    Some((label(head)?, value.to_owned()))
                });
                return whole.into_iter().collect();
            }
        }
    }
    facts
}

/// Returns whether a text begins a foot note: `注：…`, `填报人：张三`, `1.本表由…` does not.
pub(super) fn is_note(text: &str) -> bool {
    let text = text.trim();
    if !split(text).is_empty() {
        return true;
    }
    let folded = fold(text).to_ascii_lowercase();
    let head = folded.split([':', '：', ' ', '、', '.', '1']).next().unwrap_or("");
    NOTES.contains(&head) || (folded.starts_with('注') && folded.chars().count() > 8)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn read(cells: &[&str]) -> Option<FormHead> {
        let mut head = FormHead::default();
        let cells: Vec<String> = cells.iter().map(|&c| c.to_owned()).collect();
        head.read(3, &cells).then_some(head)
    }

    #[test]
    fn facts_stand_behind_their_labels() {
        let head = read(&["填报单位（盖章）：卡子镇", "", "计量单位： 万元"]).unwrap();
        assert_eq!(head.submitter.unwrap().text, "卡子镇");
        assert_eq!(head.unit.unwrap(), Fact { text: "万元".to_owned(), row: 3, column: 3 });
        let head = read(&["填报单位：", "卡子镇", "报出日期：2026年1月5日"]).unwrap();
        assert_eq!((head.submitter.unwrap().column, head.date.unwrap().text.as_str()), (2, "2026年1月5日"));
        let head = read(&["填报单位：卡子镇   填报人：张三  填报日期：2026-01-05"]).unwrap();
        assert_eq!((head.submitter.unwrap().text.as_str(), head.date.unwrap().text.as_str()), ("卡子镇", "2026-01-05"));
        assert_eq!(read(&["填 报 单 位：卡子镇"]).unwrap().submitter.unwrap().text, "卡子镇");
        assert_eq!(read(&["村名", "收入(万元)"]), None);
        assert_eq!(read(&["比例：", "3"]), None);
    }

    #[test]
    fn notes_are_told_from_names() {
        for text in ["注：数据为初步统计", "填报人：张三", "说明", "备注：无", "注 1.本表由镇填报"]
        {
            assert!(is_note(text), "{text}");
        }
        for text in ["注水村", "说明书村", "桂花村", "卡子镇"] {
            assert!(!is_note(text), "{text}");
        }
    }
}
