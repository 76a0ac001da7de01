//! Figures in words: 全覆盖, 清零, 零增长, 翻一番.

use super::Reader;
use crate::phrase::doubt::Doubt;
use crate::phrase::marks::Amount;
use crate::phrase::signs::{self, Asked, Form, Signs};
use crate::phrase::subject;
use crate::tables::notes::UNIVERSALS;
use dabiao_lang::model::CompareOp;

impl Reader<'_> {
    /// Reads 全覆盖 and 清零.
    pub(super) fn universal(&mut self, idx: usize, n: usize) {
        let Some(mark) = self.marks.get(idx) else { return };
        let Some((_, noun, figure)) = UNIVERSALS.get(n) else { return };
        // 动态清零机制, 全覆盖行动: a name, no target.
        let is_name = [
            "机制", "行动", "工作", "要求", "目标", "原则", "后续", "格局", "体系", "制度", "计划", "工程", "活动",
            "式",
        ]
        .iter()
        .any(|w| self.line.begins(mark.end, w));
        if is_name {
            return;
        }
        let left = subject::left(self.line, self.marks, idx);
        let (rest, _) = signs::strip(&left);
        let words = subject::name_of(rest);
        let own = signs::longest_end(&words.name, &["实现", "达到", "做到", "基本", "保持", "全部"])
            .unwrap_or(&words.name)
            .replace("实现", "");
        let name = if own.chars().count() >= 2 { Some(own) } else { self.sentence.subject.clone() };
        let Some(name) = name else { return };
        let (asked, low) = match *figure {
            "0" => (Asked::Compare(CompareOp::Eq), "0"),
            "<=0" => (Asked::Compare(CompareOp::Le), "0"),
            "<0" => (Asked::Compare(CompareOp::Lt), "0"),
            other => (Asked::Compare(CompareOp::Ge), other),
        };
        let unit = if noun.is_empty() { zero_unit(&name) } else { "%" };
        let amount = Amount::plain(low.to_owned(), unit, mark.end);
        let name = if name.ends_with("覆盖") && *noun == "覆盖率" {
            format!("{name}率")
        } else {
            format!("{name}{noun}")
        };
        let form = if *noun == "增长率" { Form::Growth } else { Form::Universal };
        let name = if form == Form::Growth { name.trim_end_matches("增长率").to_owned() } else { name };
        let mut target = self.target(name, form, Signs::default(), &amount);
        target.asked = asked;
        target.scope = words.scope;
        target.doubt(Doubt::Worded);
        target.doubts.retain(|d| *d != Doubt::NoComparator);
        self.accept(mark, target);
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
        target.doubts.retain(|d| *d != Doubt::NoComparator);
        self.accept(mark, target);
    }
}

fn zero_unit(name: &str) -> &'static str {
    if name.ends_with('户') || name.ends_with("家庭") {
        "户"
    } else if name.ends_with(['人', '员']) || name.ends_with("人口") {
        "人"
    } else {
        "个"
    }
}
