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
            let describes = has_de
                && matches!(next.map(|m| &m.kind), Some(MarkKind::Amount(a)) if subject::is_counter(&a.unit))
                && !noun.is_empty();
            if describes {
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
