//! Figures in words: 全覆盖, 清零, 零发生, 不发生, 零增长, 翻一番; and tasks whose figure somebody above sets.

use super::Reader;
use crate::phrase::doubt::Doubt;
use crate::phrase::fate::Fate;
use crate::phrase::marks::{Amount, Mark};
use crate::phrase::scope::Scope;
use crate::phrase::signs::{self, Asked, Form, Signs};
use crate::phrase::subject;
use crate::tables::notes::{EVENTS, UNIVERSALS, Whole};
use dabiao_lang::model::CompareOp;

impl Reader<'_> {
    /// Reads 全覆盖 and 清零.
    pub(super) fn universal(&mut self, idx: usize, n: usize) {
        let Some(mark) = self.marks.get(idx) else { return };
        let Some((_, noun, whole)) = UNIVERSALS.get(n).copied() else { return };
        // 动态清零机制, 全覆盖行动: a name, no target.
        let is_name = [
            "机制", "行动", "工作", "要求", "目标", "原则", "后续", "格局", "体系", "制度", "计划", "工程", "活动",
            "式", "创建", "村", "单位",
        ]
        .iter()
        .any(|w| self.line.begins(mark.end, w));
        if is_name || self.context.is_scoring && matches!(whole, Whole::Never | Whole::NeverBehind) {
            return;
        }
        if whole == Whole::NeverBehind {
            return self.never(idx, noun);
        }
        let left = subject::left(self.line, self.marks, idx);
        let (rest, _) = signs::strip(&left);
        let words = subject::name_of(rest);
        let own = signs::longest_end(&words.name, &["实现", "达到", "做到", "基本", "保持", "全部"])
            .unwrap_or(&words.name)
            .replace("实现", "");
        if whole == Whole::Cleared && self.nobody_is_left(idx) {
            return;
        }
        let is_own = own.chars().count() >= 2;
        let name = if is_own { Some(own) } else { self.sentence.subject.clone() };
        // A cell 零事故 is about its row.
        let topic = if self.context.is_cell { self.context.topic } else { "" };
        let name = name.or_else(|| (whole == Whole::Never).then(|| topic.to_owned()));
        let Some(name) = name else { return };
        let name =
            if name.ends_with("覆盖") && noun == "覆盖率" { format!("{name}率") } else { with_noun(&name, noun) };
        let form = if whole == Whole::NoGrowth || whole == Whole::Shrinks { Form::Growth } else { Form::Universal };
        let name = if form == Form::Growth { name.trim_end_matches("增长率").to_owned() } else { name };
        let said = Said { whole, name, form };
        self.whole(idx, said, words.scope);
    }

    /// Reads 年收入10万元以下的村清零: none of those that a bound selects is left.
    fn nobody_is_left(&mut self, idx: usize) -> bool {
        let (Some(mark), Some(bound)) = (self.marks.get(idx), idx.checked_sub(1).and_then(|i| self.marks.get(i)))
        else {
            return false;
        };
        let noun = self.line.text(bound.end, mark.start);
        let is_level = noun.strip_prefix('的').and_then(crate::phrase::scope::level_in).is_some_and(|(_, rest)| {
            signs::strip(rest).0.is_empty() || matches!(rest, "全部" | "动态" | "基本" | "实现")
        });
        let Some(scope) = self.sentence.scope.clone().filter(|s| is_level && s.measure.is_some()) else { return false };
        let name = scope.measure.as_ref().map_or_else(String::new, |m| m.name.clone());
        self.whole(idx, Said { whole: Whole::Cleared, name, form: Form::Count }, Some(scope));
        true
    }

    /// Reads 不发生重大事故: what does not happen stands behind.
    fn never(&mut self, idx: usize, noun: &str) {
        let Some(mark) = self.marks.get(idx) else { return };
        let behind = self.line.text(mark.end, self.clause_end(idx).min(mark.end + LONGEST_EVENT));
        // 不发生…的，得5分: a condition.
        let Some(end) = EVENTS.iter().filter_map(|w| behind.find(w).map(|at| at + w.len())).max() else { return };
        let (name, tail) = behind.split_at(end);
        if tail.starts_with('的') || name.contains(['、', '(']) {
            return;
        }
        let said = Said { whole: Whole::Never, name: with_noun(name, noun), form: Form::Universal };
        self.whole(idx, said, None);
    }

    fn whole(&mut self, idx: usize, said: Said, scope: Option<Scope>) {
        let Some(mark) = self.marks.get(idx) else { return };
        let (op, low) = match said.whole {
            Whole::All => (CompareOp::Ge, "100"),
            Whole::Cleared | Whole::Never | Whole::NeverBehind => (CompareOp::Eq, "0"),
            Whole::NoGrowth => (CompareOp::Le, "0"),
            Whole::Shrinks => (CompareOp::Lt, "0"),
        };
        let unit = match said.whole {
            Whole::Cleared | Whole::Never | Whole::NeverBehind => zero_unit(&said.name),
            _ => "%",
        };
        let amount = Amount::plain(low.to_owned(), unit, mark.end);
        // What never happens does not happen in any year.
        let form = if said.whole == Whole::Never { Form::Hold } else { said.form };
        let mut target = self.target(said.name, form, Signs::default(), &amount);
        target.asked = Asked::Compare(op);
        target.scope = scope;
        target.doubt(Doubt::Worded);
        target.doubts.retain(|d| *d != Doubt::NoComparator);
        self.accept(mark, target);
    }

    /// Notes a task whose figure is not in the document: 粮食产量完成省下达任务.
    pub(super) fn handed_down(&mut self, idx: usize) {
        let Some(mark) = self.marks.get(idx) else { return };
        let before = idx.checked_sub(1).and_then(|i| self.marks.get(i)).map_or(0, |m| m.end);
        let whole = Mark { start: self.clause_start(mark.start).max(before).min(mark.start), ..mark.clone() };
        self.push(&whole, Fate::SetAbove, None);
    }

    /// Reads 翻一番.
    pub(super) fn doubling(&mut self, idx: usize, growth: &str) {
        let Some(mark) = self.marks.get(idx) else { return };
        let left = subject::left(self.line, self.marks, idx);
        let (rest, _) = signs::strip(&left);
        let rest = signs::longest_end(rest, &["基础上", "的基础上"]).unwrap_or(rest);
        let name = subject::name_of(rest).name;
        let name = if name.chars().count() >= 2 { Some(name) } else { self.sentence.subject.clone() };
        let Some(name) = name else { return };
        let amount = Amount::plain(growth.to_owned(), "%", mark.end);
        let mut target = self.target(name, Form::Growth, Signs::default(), &amount);
        // 翻一番 is counted from the plan's base, not from the year before.
        target.base_year = target.base_year.or(Some(self.context.years.0 - 1));
        target.doubts.retain(|d| *d != Doubt::NoComparator);
        self.accept(mark, target);
    }
}

/// What never happens has no longer name.
const LONGEST_EVENT: usize = 24;

/// What a figure in words sets.
struct Said {
    whole: Whole,
    name: String,
    form: Form,
}

/// Puts a noun behind a name that does not end in its first half: 事故 and 事故次数.
fn with_noun(name: &str, noun: &str) -> String {
    let head: String = noun.chars().take(2).collect();
    let name = name.strip_suffix(head.as_str()).filter(|_| noun.chars().count() > 2).unwrap_or(name);
    format!("{name}{noun}")
}

fn zero_unit(name: &str) -> &'static str {
    if name.ends_with('户') || name.ends_with("家庭") {
        "户"
    } else if name.ends_with(['人', '员']) || name.ends_with("人口") || name.ends_with("人数") {
        "人"
    } else if name.ends_with("次数") {
        "次"
    } else if name.ends_with("件数") {
        "件"
    } else if name.ends_with("金额") {
        "元"
    } else {
        "个"
    }
}
