//! One amount: what it is if no target, else what it asks of what.

use super::{CLAUSE, Reader, stem};
use crate::phrase::fate::{self, Around, Fate};
use crate::phrase::marks::{Amount, Mark, MarkKind};
use crate::phrase::signs::{self, Form, Signs};
use crate::phrase::subject::{self, Words};
use crate::tables::nouns::FLOW_NOUNS;
use crate::tables::signs::Before;
use crate::tables::{units, verbs};
use dabiao_lang::model::CompareOp;
use dabiao_lang::model::Schema;

/// Between a number and what those it counts shall all do stand no more characters.
const LONGEST_SUBJECT: usize = 24;

/// An amount with the words around it.
struct Seen<'a> {
    idx: usize,
    amount: &'a Amount,
    signs: Signs,
    words: Words,
    noun: String,
    is_timed: bool,
}

impl Seen<'_> {
    fn start(&self, reader: &Reader<'_>) -> usize {
        reader.marks.get(self.idx).map_or(0, |m| m.start)
    }
}

/// What is told once a month is followed, not counted.
const TOLD: &[&str] = &["通报", "报送", "汇报", "公示", "点评", "报告", "上报"];

impl<'a> Reader<'a> {
    pub(super) fn amount(&mut self, idx: usize, amount: &Amount) {
        let Some(mark) = self.marks.get(idx) else { return };
        let mut left = subject::left(self.line, self.marks, idx);
        let per = per_unit(&left, amount, self.context.schema);
        let amount = match &per {
            Some((head, unit)) => {
                left.truncate(*head);
                &Amount { unit: unit.clone(), ..amount.clone() }
            }
            None => amount,
        };
        let (rest, signs) = signs::strip(&left);
        let around = self.around(idx, amount, signs);
        let is_timed = around.is_timed;
        let told = self.goes_on_telling(&left, amount, signs).then_some(Fate::Past);
        if let Some(fate) = fate::other_than_target(&around).or(told) {
            self.sentence.is_told |= fate == Fate::Past;
            return self.no_target(mark, fate, amount, rest);
        }
        if self.restates(idx, amount) {
            return self.push(mark, Fate::Same, None);
        }
        if self.condition(idx, amount, signs, rest) {
            return;
        }
        let group = self.group(idx);
        if group.len() > 1 || left.contains("分别") {
            return self.list(&group, signs);
        }
        let words = subject::name_of(rest);
        let noun = subject::right(self.line, self.marks, idx);
        let amount = &of_people(amount, &noun);
        self.single(Seen { idx, amount, signs, words, noun, is_timed }, rest);
    }

    fn around<'s>(&'s self, idx: usize, amount: &'s Amount, signs: Signs) -> Around<'s> {
        let mark = self.marks.get(idx);
        let (start, end) = mark.map_or((0, 0), |m| (m.start, m.end));
        Around {
            line: self.line,
            amount,
            start,
            end,
            clause_start: self.clause_start(start),
            clause_end: self.clause_end(idx),
            sentence_start: self.sentence.start.max(start.saturating_sub(2 * CLAUSE)),
            signs,
            is_timed: self.sentence.deadline.is_some() || self.sentence.each.is_some(),
            is_support: self.context.is_support,
            is_past: self.context.is_past || self.sentence.is_past,
            is_scoring: self.context.is_scoring,
            is_goal: self.context.is_goal,
        }
    }

    /// 全国共有机构98万个，卫生人员455万人: what is listed behind a fact is one, unless anything asks for it.
    fn goes_on_telling(&self, left: &str, amount: &Amount, signs: Signs) -> bool {
        let asks = ["力争", "确保", "再", "要", "将", "拟", "计划", "新", "争取", "实现", "完成"];
        self.sentence.is_told
            && !is_stated(signs, amount)
            && amount.after.is_none()
            && !subject::name_of(left).has_verb
            && !asks.iter().any(|w| left.contains(w))
    }

    /// Notes a number that is no target; a fact about a subject is the base of what follows about it.
    fn no_target(&mut self, mark: &Mark, fate: Fate, amount: &Amount, rest: &str) {
        let is_fact = matches!(fate, Fate::Baseline | Fate::Past);
        if is_fact {
            let name = subject::name_of(rest).name;
            let name = name.trim_end_matches(['由', '从', '自', '在']).trim_end_matches("现有").to_owned();
            let name = if name.is_empty() { subject::after(self.line, self.marks, mark.end) } else { name };
            if name.chars().count() >= 2 {
                self.sentence.subject = Some(name);
            }
            self.sentence.baseline = Some((amount.low.clone(), amount.unit.clone()));
        }
        self.push(mark, fate, None);
    }

    /// Returns whether an amount in brackets only says again what stands before them: 8万吨（1.6亿斤）.
    fn restates(&self, idx: usize, amount: &Amount) -> bool {
        let (Some(mark), Some(open)) = (self.marks.get(idx), idx.checked_sub(1).and_then(|i| self.marks.get(i))) else {
            return false;
        };
        let Some(before) = idx.checked_sub(2).and_then(|i| self.amount_at(i)) else { return false };
        let said = self.line.text(open.end, mark.start);
        let is_same = matches!(said.as_str(), "约" | "折合" | "合" | "即" | "折" | "约合" | "相当于" | "");
        let is_alone = self.marks.get(idx + 1).is_some_and(|m| m.kind == MarkKind::Close && m.start == mark.end);
        let schema = self.context.schema;
        let dim = |u: &str| schema.unit(u).map(|u| u.dim);
        let is_alike = !amount.unit.is_empty()
            && amount.unit != before.unit
            && dim(stem(&amount.unit)).is_some()
            && dim(stem(&amount.unit)) == dim(stem(&before.unit));
        open.kind == MarkKind::Open && is_alone && is_same && is_alike
    }

    /// Reads an amount by itself.
    fn single(&mut self, mut seen: Seen<'_>, rest: &str) {
        let Some(mark) = self.marks.get(seen.idx) else { return };
        if let Some(fate) = self.no_duty(&seen) {
            return self.push(mark, fate, None);
        }
        let (name, doubt) = self.name(&seen.words, &seen.noun, seen.amount, seen.idx);
        let Some(name) = name else { return self.push(mark, Fate::NotRead, None) };
        let name = match self.sentence.described.take_if(|(idx, _)| *idx == seen.idx) {
            Some((_, words)) => format!("{words}{name}"),
            None => name,
        };
        if self.is_census(&seen, mark) {
            return self.push(mark, Fate::Other, None);
        }
        self.settle_signs(&mut seen);
        if let Some(names) = self.shared(seen.idx, &name, rest, seen.amount) {
            for name in names {
                let mut target = self.target(name, signs::form(seen.signs, seen.amount), seen.signs, seen.amount);
                target.scope.clone_from(&seen.words.scope);
                self.accept(mark, target);
            }
            return;
        }
        let form = self.form(&seen, &name);
        let deed = self.deed(&seen, form);
        let mut target = self.target(name, form, seen.signs, seen.amount);
        target.scope = seen.words.scope.or_else(|| self.sentence.scope.clone());
        if let Some(doubt) = doubt {
            target.doubt(doubt);
        }
        // 年均培训10万人次: each year, as near as the language comes to a mean of years.
        if (seen.signs.change == Some(Before::Yearly) || seen.words.is_yearly)
            && form == Form::Level
            && target.each.is_none()
        {
            target.each = Some("每年");
            target.when = None;
        }
        if let Some(verb) = deed {
            target = done(target, verb);
        }
        self.accept(mark, target);
    }

    /// Returns what an amount is that sets nothing: part of a name, a figure of speech, nothing that is asked.
    fn no_duty(&self, seen: &Seen<'_>) -> Option<Fate> {
        let Seen { amount, signs, words, .. } = seen;
        let is_stated = is_stated(*signs, amount);
        let has_unit = !amount.unit.is_empty();
        // 每月通报一次: how the work is followed, no figure of it.
        let is_once = amount.is_loose && amount.low == "1" && stem(&amount.unit) == "次";
        if is_once && TOLD.iter().any(|w| self.line.ends(seen.start(self), w)) {
            return Some(Fate::Other);
        }
        if amount.unit.ends_with("百分点") && self.is_beside_another(seen.idx) {
            return Some(Fate::NotRead);
        }
        if !has_unit && !is_stated {
            return Some(Fate::Name);
        }
        let is_evident = is_stated
            || subject::before_verb(&words.name).is_some()
            || words.has_verb
            || words.deed.is_some()
            || signs.is_gain
            || seen.is_timed
            || self.passage.deadline.is_some()
            || self.sentence.has_target
            || self.context.is_goal
            // 结案率100%: a rate with its figure, in a text that is no report of the past.
            || amount.unit == "%" && words.name.ends_with('率') && !self.context.is_past && !self.sentence.is_past;
        // 每村都有一批能手 sets no number; 每年选派一批 happens or does not.
        let is_vague = matches!(amount.unit.as_str(), "批" | "支" | "片");
        let has_scope = words.scope.is_some() || self.sentence.scope.is_some();
        let is_duty = self.sentence.each.is_some() || has_scope && !is_vague;
        let is_least = matches!(signs.sign, Some(Before::Sign(CompareOp::Ge)));
        let is_counted = words.has_verb && counts_for_certain(amount, &seen.noun, words);
        // 资金申报每年分两批进行: in a document about money small numbers in words set nothing.
        if amount.is_loose && self.context.is_support {
            return Some(Fate::Other);
        }
        let is_speech = amount.is_loose && !(is_least || is_counted || (is_duty && !is_plenty(amount)));
        let is_whole = matches!(self.marks.get(seen.idx + 1).map(|m| &m.kind), Some(MarkKind::Universal(_)));
        // 20件民生实事: how many there are is their title, not their task.
        let is_list = matches!(amount.unit.as_str(), "件" | "项") && seen.noun.contains("实事");
        if is_speech || is_whole || is_list {
            return Some(Fate::Other);
        }
        (!is_evident && !self.is_done_to_a_list(seen.idx)).then_some(Fate::NotRead)
    }

    /// 培育茶叶、蚕桑3个产业链: the verb stands at the head of the list.
    fn is_done_to_a_list(&self, idx: usize) -> bool {
        let is_listed =
            idx.checked_sub(1).and_then(|i| self.marks.get(i)).is_some_and(|m| m.kind == MarkKind::Stop('、'));
        is_listed && subject::name_of(&self.words_before(idx)).has_verb
    }

    /// 增速高于经济增速1个百分点: the distance from another figure, no change of its own.
    fn is_beside_another(&self, idx: usize) -> bool {
        let Some(mark) = self.marks.get(idx) else { return false };
        let text = self.line.text(self.clause_start(mark.start), mark.start);
        let words = ["高于", "快于", "低于", "高出", "领先", "优于"];
        let found = words.iter().filter_map(|w| text.rfind(w).map(|at| at + w.len())).max();
        found.and_then(|at| text.get(at..)).is_some_and(|other| other.chars().count() >= 2)
    }

    /// 全县共辖12个镇: counted, not asked.
    fn is_census(&self, seen: &Seen<'_>, mark: &Mark) -> bool {
        !is_stated(seen.signs, seen.amount)
            && !seen.words.has_verb
            && !seen.signs.is_gain
            && ["将", "共", "辖", "涉及", "现", "现辖", "下辖", "总面积", "辖区", "占地", "占地面积", "用地"]
                .iter()
                .any(|w| self.line.ends(mark.start, w))
    }

    /// Reads 新增 and 增加 before a thing that is counted as a deed, and carries 新增 along a list.
    fn settle_signs(&mut self, seen: &mut Seen<'_>) {
        let is_done = seen.signs.change == Some(Before::Rise)
            && seen.words.name.is_empty()
            && !seen.noun.is_empty()
            && subject::is_counter(&seen.amount.unit);
        if is_done {
            seen.signs.change = None;
            seen.signs.is_gain = true;
        }
        let goes_on =
            self.sentence.is_gain && seen.signs.sign.is_none() && !seen.words.has_verb && seen.signs.change.is_none();
        seen.signs.is_gain |= seen.words.is_gain || goes_on;
        self.sentence.is_gain = seen.signs.is_gain;
    }

    fn form(&mut self, seen: &Seen<'_>, name: &str) -> Form {
        let form = signs::form(seen.signs, seen.amount);
        if form == Form::Growth && ["增速", "增长率", "增幅", "增长"].iter().any(|w| name.ends_with(w)) {
            // 固定资产投资增速不低于8%: the name is a rate already.
            return Form::Level;
        }
        if seen.words.is_total || seen.signs.is_total && self.adds_up(seen, name) {
            self.sentence.each = None;
            self.since_the_base();
            return if form == Form::Level { Form::Total } else { form };
        }
        form
    }

    /// 累计 before a number adds up what is done; 累计达到 of what stands may count all there ever was.
    fn adds_up(&self, seen: &Seen<'_>, name: &str) -> bool {
        let is_change = seen.signs.change.is_some();
        let is_doing = verbs::ends_in_a_deed(name) || FLOW_NOUNS.iter().any(|w| name.contains(w));
        let is_counted_in_turns = matches!(stem(&seen.amount.unit), "人次" | "次" | "场" | "场次" | "期" | "批次");
        let is_of_this_clause = self.sentence.spanned.is_none_or(|at| at == self.clause_start);
        let has_years = self.sentence.window.is_some() && is_of_this_clause || self.sentence.each.is_some();
        is_change || is_doing || is_counted_in_turns || has_years
    }

    /// What changes 累计 changes from the year before the first of its years.
    fn since_the_base(&mut self) {
        let first = self.sentence.window.map_or(self.context.years.0, |w| w.0);
        self.sentence.base_year = self.sentence.base_year.or(Some(first - 1));
    }

    /// Returns the verb of 95个贫困村全部出列, which stands behind what it is said of.
    pub(super) fn deed_behind(&self, idx: usize) -> Option<&'static str> {
        let end = self.marks.get(idx)?.end;
        let behind = self.line.text(end, self.clause_end(idx).min(end + LONGEST_SUBJECT));
        let all = ["全部", "如期", "整体", "全面"];
        let (at, word) = all.iter().filter_map(|w| Some((behind.find(w)?, *w))).min()?;
        let mut rest = behind.get(at + word.len()..)?;
        while let Some(next) = all.iter().chain(&["实现", "完成"]).find_map(|w| rest.strip_prefix(w)) {
            rest = next;
        }
        DONE_BEHIND.iter().find(|w| rest.starts_with(**w)).copied()
    }

    /// Returns the verb of what is to be done, the sentence's own along a list of what it is done to.
    fn deed(&mut self, seen: &Seen<'_>, form: Form) -> Option<&'static str> {
        let is_ratio = matches!(stem(&seen.amount.unit), "%" | "‰" | "倍" | "百分点" | "个百分点" | "成");
        let own = seen.words.deed.or(seen.signs.is_gain.then_some("新增")).or_else(|| self.deed_behind(seen.idx));
        let is_listed = seen.signs.sign.is_none() && !seen.words.has_verb;
        let verb = own.or(self.sentence.deed.filter(|_| is_listed));
        self.sentence.deed = verb;
        let fits = matches!(form, Form::Level | Form::Total | Form::Gain) && !is_ratio;
        verb.filter(|_| fits)
    }
}

/// 4.6万贫困人口, 3000农户: the unit is the thing itself.
fn of_people(amount: &Amount, noun: &str) -> Amount {
    let is_bare = !amount.unit.is_empty() && stem(&amount.unit).is_empty();
    let people = ["人口", "群众", "劳动力", "农民", "居民", "学生", "职工", "老人", "老年人"];
    let unit = match is_bare {
        true if people.iter().any(|w| noun.ends_with(w)) => format!("{}人", amount.unit),
        true if noun.ends_with("农户") || noun.ends_with("家庭") => format!("{}户", amount.unit),
        _ => return amount.clone(),
    };
    Amount { unit, ..amount.clone() }
}

/// What 95个贫困村全部出列 says that they do.
const DONE_BEHIND: &[&str] = &["出列", "脱贫", "摘帽", "退出", "销号", "搬迁", "整改", "入住", "竣工", "投产"];

/// Reads 不超过每亩500公斤: what it is counted per belongs to the unit. Returns where the words before it end.
fn per_unit(left: &str, amount: &Amount, schema: &Schema) -> Option<(usize, String)> {
    let at = left.rfind('每')?;
    let per = left.get(at + '每'.len_utf8()..)?;
    let head = left.get(..at)?;
    let is_unit = !per.is_empty()
        && per.chars().count() <= 4
        && schema.unit(per).is_some()
        && !matches!(per, "年" | "月" | "天" | "日");
    let has_sign = signs::strip(head).1.sign.is_some();
    let is_plain = !amount.unit.is_empty() && !amount.unit.contains('/') && stem(&amount.unit) != "元";
    (is_unit && has_sign && is_plain).then(|| (at, format!("{}/{per}", amount.unit)))
}

/// Makes a target one of what is done: the verb is part of the name, and what is done is summed.
pub(super) fn done(mut target: super::Target, verb: &'static str) -> super::Target {
    let is_gain = matches!(verb, "新增" | "净增" | "新增加");
    let is_each = target.each.is_some();
    // 新增 of what stands afterwards is a gain of it, unless it comes back every year or is itself a flow.
    let is_stock = is_gain && !is_each && !FLOW_NOUNS.iter().any(|w| target.name.contains(w));
    if is_stock {
        target.form = Form::Gain;
        return target;
    }
    target.form = if is_each { Form::Level } else { Form::Total };
    if !target.name.contains(verb) {
        target.name = format!("{verb}{}", target.name);
    }
    target.deed = Some(verb);
    target
}

fn is_stated(signs: Signs, amount: &Amount) -> bool {
    signs::asked(signs, amount).1 || signs.change.is_some()
}

/// Returns whether a loose number counts many: 十个 may be a figure of speech even under 每年.
fn is_plenty(amount: &Amount) -> bool {
    matches!(amount.unit.as_str(), "类" | "种" | "个" | "级" | "面" | "点" | "层") && amount.low != "1"
}

/// Words of what is spoken of in small numbers: 三项制度, 五大体系.
const SPOKEN: &[&str] = &[
    "机制", "制度", "体系", "问题", "方面", "原则", "目标", "任务", "工程", "行动", "措施", "环节", "阶段", "关系",
    "办法", "政策", "格局", "理念", "能力", "要求", "重点", "工作", "清单", "台账", "平台", "模式", "文化", "方向",
    "领域", "关口", "底线", "作用", "战略", "计划", "产业", "功能", "生态", "空间", "优势", "专项", "活动",
];

/// Small Chinese numbers that count for certain: ten and more, or two and more of what stands on the ground.
fn counts_for_certain(amount: &Amount, noun: &str, words: &Words) -> bool {
    let n: u32 = amount.low.parse().unwrap_or(0);
    let is_spoken = SPOKEN.iter().any(|w| noun.ends_with(w) || words.name.ends_with(w));
    let is_solid = matches!(
        amount.unit.as_str(),
        "家" | "所" | "座" | "户" | "人" | "名" | "亩" | "台" | "场" | "辆" | "处" | "间"
    );
    !is_spoken && (n >= 10 || n >= 2 && is_solid)
}

/// Returns whether a unit is one of counting.
pub(super) fn is_counter(unit: &str) -> bool {
    units::COUNTERS.contains(&stem(unit))
}
