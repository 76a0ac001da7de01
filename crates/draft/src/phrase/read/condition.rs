//! Amounts that bound a subject: 5万元以上的村, 500户以上的安置区, 80%的村.

use super::{Reader, stem};
use crate::phrase::fate::Fate;
use crate::phrase::marks::{Amount, Mark, MarkKind};
use crate::phrase::scope::{self, Measure, Scope};
use crate::phrase::signs::{self, Asked, Form, Signs};
use crate::phrase::subject;
use crate::tables::signs::{After, Before};

impl Reader<'_> {
    /// Reads an amount that bounds a subject: 5万元以上的村, 500户以上的安置区, 80%的村.
    pub(super) fn condition(&mut self, idx: usize, amount: &Amount, signs: Signs, rest: &str) -> bool {
        let Some(mark) = self.marks.get(idx) else { return false };
        let next = self.marks.get(idx + 1);
        let limit = next.map_or(self.line.len(), |m| m.start);
        let behind = self.line.text(mark.end, limit);
        let has_de = behind.starts_with('的');
        let noun = behind.strip_prefix('的').unwrap_or(&behind);
        if self.describes_what_was_counted(idx, amount, has_de) {
            self.push(mark, Fate::Condition, None);
            return true;
        }
        if self.describes_what_is_counted(idx, amount, noun, rest) {
            self.sentence.described = Some((idx + 1, self.description(mark, rest)));
            self.sentence.deed = subject::name_of(rest).deed;
            self.push(mark, Fate::Condition, None);
            return true;
        }
        let is_ratio = amount.unit == "%";
        if is_ratio {
            return match scope::level_in(noun)
                .filter(|_| has_de || noun.starts_with("村") || noun.starts_with("以上的"))
            {
                Some((scope, predicate)) if !matches!(signs.sign, Some(Before::Reach(_))) => {
                    self.share(idx, amount, (signs, rest), scope, predicate)
                }
                _ => false,
            };
        }
        let has_bound = matches!(amount.after, Some(After::Sign(_)))
            || amount.high.is_some()
            || matches!(signs.sign, Some(Before::Sign(_)));
        if !has_bound || !has_de && !matches!(amount.after, Some(After::Sign(_))) {
            return false;
        }
        let Some((scope, tail)) = scope::level_in(noun) else {
            // 年产值超100亿元的龙头企业15家: the first amount describes what the second counts.
            let describes = has_de && matches!(next.map(|m| &m.kind), Some(MarkKind::Amount(_))) && !noun.is_empty();
            if describes {
                let sign = self.line.text(self.clause_start(mark.start), mark.start);
                let words = subject::name_of(&sign).name;
                self.sentence.described = Some((idx + 1, format!("{words}{}的", self.line.text(mark.start, mark.end))));
                self.push(mark, Fate::Condition, None);
            }
            return describes;
        };
        let name = subject::name_of(rest).name;
        let inner = if name.is_empty() {
            self.sentence.inner.clone().map(|(n, _)| n).or_else(|| unit_noun(amount))
        } else {
            Some(name)
        };
        let Some(inner) = inner else { return false };
        self.sentence.inner = Some((inner.clone(), amount.unit.clone()));
        let (asked, _) = signs::asked(signs, amount);
        let asked = if amount.high.is_some() { Asked::Between } else { asked };
        let measure = Measure {
            name: subject::finish_name(&inner, &amount.unit),
            asked,
            low: amount.low.clone(),
            high: amount.high.clone(),
            unit: amount.unit.clone(),
        };
        let is_plain = scope.flag.is_none() || scope.level == "安置区";
        let scope = Scope { measure: Some(measure), flag: None, ..scope };
        self.push(mark, Fate::Condition, None);
        if let Some(Mark { kind: MarkKind::Amount(counted), .. }) = next
            && tail.chars().count() <= 8
            && matches!(counted.unit.as_str(), "个" | "%" | "家")
        {
            self.counted(idx + 1, counted.clone(), scope, tail);
        } else if is_plain && has_de {
            self.sentence.scope = Some(scope);
        }
        true
    }

    /// Returns whether an amount is the size of what the amount before it counts: 2台75吨锅炉, 3个产值超500亿元的集群.
    fn describes_what_was_counted(&self, idx: usize, amount: &Amount, has_de: bool) -> bool {
        let Some((mark, before)) = self.marks.get(idx).zip(idx.checked_sub(1).and_then(|i| self.marks.get(i))) else {
            return false;
        };
        let counts = matches!(&before.kind, MarkKind::Amount(a) if subject::is_counter(&a.unit));
        let has_noun = self.line.at(mark.end).is_alphabetic();
        let is_next = before.end == mark.start && subject::is_size(amount);
        let is_said = has_de && subject::DESCRIBING.iter().any(|w| self.line.begins(before.end, w));
        counts && has_noun && !subject::is_counter(&amount.unit) && (is_next || is_said)
    }

    /// Returns whether an amount is the size of what the next one counts: 5兆瓦风机20台, 投资10亿元以上项目30个.
    fn describes_what_is_counted(&self, idx: usize, amount: &Amount, noun: &str, rest: &str) -> bool {
        let Some(Mark { kind: MarkKind::Amount(next), .. }) = self.marks.get(idx + 1) else { return false };
        let counts = subject::is_counter(&next.unit) || matches!(stem(&next.unit), "公里" | "米" | "亩" | "平方米");
        let noun = signs::strip(noun).0;
        let is_noun = (2..=14).contains(&noun.chars().count()) && noun.chars().all(char::is_alphabetic);
        let name = subject::name_of(rest).name;
        let is_money = matches!(stem(&amount.unit), "元" | "亩" | "人" | "户" | "平方米" | "美元");
        let is_bound = matches!(amount.after, Some(After::Sign(_))) && is_money;
        let is_open = name.is_empty() || is_bound && subject::DESCRIBING.iter().any(|w| name.ends_with(w));
        counts && is_noun && is_open && (is_bound || subject::is_size(amount))
    }

    /// Returns the words that describe what is counted next: 投资10亿元以上.
    fn description(&self, mark: &Mark, rest: &str) -> String {
        let name = subject::name_of(rest).name;
        let size = self.line.text(mark.start, mark.end);
        format!("{name}{size}")
    }

    /// Proposes a count or a share of the entities that a condition selects.
    fn counted(&mut self, idx: usize, amount: Amount, scope: Scope, tail: &str) {
        let Some(mark) = self.marks.get(idx) else { return };
        let (_, signs) = signs::strip(tail);
        let form = if amount.unit == "%" { Form::Share } else { Form::Count };
        let name = scope.measure.as_ref().map_or_else(String::new, |m| m.name.clone());
        let mut target = self.target(name, form, signs, &amount);
        target.scope = Some(scope);
        self.sentence.has_target = true;
        self.take(idx);
        self.push(mark, Fate::Target, Some(target));
    }

    /// Proposes a share of a level's entities: 80%的集镇社区建成志愿服务站.
    fn share(
        &mut self,
        idx: usize,
        amount: &Amount,
        (signs, rest): (Signs, &str),
        scope: Scope,
        predicate: &str,
    ) -> bool {
        let Some(mark) = self.marks.get(idx) else { return false };
        let predicate = match predicate.trim_matches(['和', '及', '与', '、']) {
            "" => self.predicate_behind(idx),
            said => said.to_owned(),
        };
        let mut name = subject::name_of(signs::strip(&predicate).0).name;
        if name.is_empty() {
            name = subject::name_of(rest).name;
        }
        if name.is_empty() {
            name = self.sentence.subject.clone().unwrap_or_default();
        }
        if name.is_empty() {
            return false;
        }
        let mut target = self.target(name, Form::Share, signs, amount);
        target.scope = Some(scope);
        self.accept(mark, target);
        true
    }

    /// Returns what the entities of a share are to do where it does not follow at once: behind a bracket, or behind
    /// the next share of `90%的城镇社区和80%的农村社区建立…`.
    fn predicate_behind(&self, idx: usize) -> String {
        let Some(next) = self.marks.get(idx + 1) else { return String::new() };
        let behind = self.line.text(next.end, self.clause_end(idx + 1));
        match next.kind {
            MarkKind::Open => behind.split_once(')').map_or(String::new(), |(_, tail)| tail.to_owned()),
            MarkKind::Amount(_) => {
                let noun = behind.strip_prefix('的').unwrap_or(&behind);
                scope::level_in(noun).map_or(String::new(), |(_, tail)| tail.to_owned())
            }
            _ => String::new(),
        }
    }
}

/// The noun of a bound that has no name: 500户以上的安置区 bounds 户数.
fn unit_noun(amount: &Amount) -> Option<String> {
    let noun = match stem(&amount.unit) {
        "户" => "户数",
        "人" | "名" => "人数",
        "亩" | "公顷" => "面积",
        "元" => "收入",
        "岁" => "年龄",
        _ => return None,
    };
    Some(noun.to_owned())
}
