//! Figures that share names: 茶叶、魔芋分别达到5万亩、3万亩; 2021、2022、2023年分别新建5、8、10个; 绿化率、亮化率均达到100%.

use super::{CLAUSE, LONGEST_LIST, Reader, amount, stem};
use crate::phrase::dates::When;
use crate::phrase::doubt::Doubt;
use crate::phrase::fate::Fate;
use crate::phrase::marks::{Amount, MarkKind};
use crate::phrase::signs::{self, Signs};
use crate::phrase::{lists, subject};

impl Reader<'_> {
    /// Returns the amounts that stand in one list with this one: `3个、7个和50个`.
    pub(super) fn group(&self, idx: usize) -> Vec<usize> {
        let mut group = vec![idx];
        let mut depth = 0usize;
        let mut last_end = self.marks.get(idx).map_or(0, |m| m.end);
        for (n, mark) in self.marks.iter().enumerate().skip(idx + 1) {
            if group.len() == LONGEST_LIST || n > idx + 4 * LONGEST_LIST || mark.start > last_end + CLAUSE {
                break;
            }
            let gap = self.line.text(last_end, mark.start);
            match mark.kind {
                MarkKind::Open => depth += 1,
                MarkKind::Close if depth == 0 => break,
                MarkKind::Close => {
                    depth -= 1;
                    last_end = mark.end;
                    continue;
                }
                _ if depth > 0 => continue,
                MarkKind::Stop('、') if gap.is_empty() => last_end = mark.end,
                MarkKind::Amount(_) if gap.is_empty() || matches!(gap.as_str(), "和" | "及" | "以及" | "与") => {
                    let is_apart = self
                        .line
                        .slice(self.marks.get(n.saturating_sub(1)).map_or(0, |m| m.start), mark.start)
                        .iter()
                        .any(|c| "、和及与".contains(*c));
                    if !is_apart || self.has_noun_behind(n) && !self.has_noun_behind(idx) {
                        break;
                    }
                    if self.has_noun_behind(idx) {
                        break;
                    }
                    group.push(n);
                    last_end = mark.end;
                }
                _ => break,
            }
        }
        group
    }

    /// Returns whether a noun follows an amount, so that it needs none before it.
    fn has_noun_behind(&self, idx: usize) -> bool {
        !subject::right(self.line, self.marks, idx).is_empty()
            && self.marks.get(idx).is_none_or(|m| self.line.at(m.end) != '和')
    }

    /// Reads a list of names against a list of amounts.
    pub(super) fn list(&mut self, group: &[usize], signs: Signs) {
        let Some(&first) = group.first() else { return };
        let text = self.words_before(first);
        let (text, own) = signs::strip(&text);
        let names = self.with_their_rate(first, lists::names(text));
        let words = subject::name_of(text);
        let signs = Signs {
            is_gain: own.is_gain || words.is_gain || signs.is_gain,
            change: own.change.or(signs.change),
            sign: own.sign.or(signs.sign),
            is_total: own.is_total || signs.is_total,
            is_mean: own.is_mean || signs.is_mean,
        };
        let last_after = group.last().and_then(|&n| self.amount_at(n)).and_then(|a| a.after);
        let times = self.times_of(group.len(), names.len());
        let offset = names.len().saturating_sub(group.len());
        for (n, &idx) in group.iter().enumerate() {
            let (Some(mark), Some(amount)) = (self.marks.get(idx), self.amount_at(idx).cloned()) else { continue };
            let unit = self.unit_in_list(group, n);
            let amount = Amount { after: amount.after.or(last_after), unit, ..amount };
            let place = if times.is_empty() { offset + n } else { 0 };
            let name = names.get(place).or_else(|| names.last()).cloned().unwrap_or_default();
            let name = if name.is_empty() { self.sentence.subject.clone().unwrap_or_default() } else { name };
            let mut target = self.target(name, signs::form(signs, &amount), signs, &amount);
            if let Some(when) = times.get(n) {
                target.when = Some(when.clone());
                target.each = None;
            } else if names.len() < group.len() {
                target.doubt(Doubt::NameShared);
            }
            target.scope.clone_from(&words.scope);
            let is_ratio = matches!(stem(&amount.unit), "%" | "‰" | "倍" | "百分点" | "个百分点");
            if let Some(verb) =
                words.deed.or(signs.is_gain.then_some("新增")).filter(|_| !is_ratio && signs.change.is_none())
            {
                target = amount::done(target, verb);
            }
            if target.name.is_empty() {
                self.push(mark, Fate::NotRead, None);
            } else {
                self.accept(mark, target);
            }
        }
        group.iter().for_each(|&idx| self.take(idx));
    }

    /// 本科以上学历比例，幼儿园、小学分别达到45%和85%: the clause before says what is measured of each.
    fn with_their_rate(&self, first: usize, names: Vec<String>) -> Vec<String> {
        let is_rate = self.amount_at(first).is_some_and(|a| matches!(a.unit.as_str(), "%" | "‰"));
        let is_bare = is_rate && names.len() >= 2 && names.iter().all(|n| subject::measure(n).is_none());
        let before = self.marks.get(..first).unwrap_or_default();
        let comma = before.iter().rposition(|m| matches!(m.kind, MarkKind::Stop(c) if c != '、'));
        let Some(comma) = comma.filter(|_| is_bare) else { return names };
        let Some(mark) = before.get(comma).filter(|m| m.kind == MarkKind::Stop('，')) else { return names };
        let from = comma.checked_sub(1).and_then(|i| before.get(i)).map_or(0, |m| m.end);
        let rate = subject::name_of(&self.line.text(from, mark.start)).name;
        if subject::measure(&rate).is_none() {
            return names;
        }
        names.into_iter().map(|n| format!("{n}{rate}")).collect()
    }

    /// The times of a list of figures about one thing, if there are as many: 2021、2022、2023年分别.
    fn times_of(&self, n_figures: usize, n_names: usize) -> Vec<When> {
        let times = &self.sentence.times;
        if times.len() == n_figures && n_figures > 1 && n_names <= 1 { times.clone() } else { Vec::new() }
    }

    /// 5、8、10个: the unit stands with the last.
    fn unit_in_list(&self, group: &[usize], n: usize) -> String {
        let own = group.get(n).and_then(|&i| self.amount_at(i)).map(|a| a.unit.clone()).unwrap_or_default();
        let last = group.last().and_then(|&i| self.amount_at(i)).map(|a| a.unit.clone()).unwrap_or_default();
        if own.is_empty() { last } else { own }
    }

    /// Returns the words before a list of amounts, back to a stop that is no 、.
    pub(super) fn words_before(&self, idx: usize) -> String {
        let Some(mark) = self.marks.get(idx) else { return String::new() };
        let mut start = mark.start.saturating_sub(60);
        for before in self.marks.get(..idx).unwrap_or_default().iter().rev() {
            if before.end <= start {
                break;
            }
            let parts = match before.kind {
                MarkKind::Stop(c) => c != '、',
                MarkKind::Quoted | MarkKind::Named => false,
                _ => true,
            };
            if parts {
                start = before.end;
                break;
            }
        }
        self.line.text(start, mark.start)
    }

    /// Returns the names that share one figure: 绿化率、亮化率、硬化率均达到100%.
    pub(super) fn shared(&self, idx: usize, name: &str, rest: &str, amount: &Amount) -> Option<Vec<String>> {
        let before = idx.checked_sub(1).and_then(|i| self.marks.get(i))?;
        let is_list = before.kind == MarkKind::Stop('、') && subject::measure(name).is_some();
        let left = subject::left(self.line, self.marks, idx);
        let all = left.strip_prefix(rest).is_some_and(|tail| tail.contains(['均', '都']) || tail.contains("分别"));
        if !is_list || !all || amount.high.is_some() {
            return None;
        }
        let words = self.words_before(idx);
        let names = lists::names(signs::strip(&words).0);
        (names.len() >= 2 && names.iter().all(|n| subject::measure(n).is_some())).then_some(names)
    }
}
