//! Goes through a passage from left to right and says of every number what it is.
//!
//! What a sentence leaves unsaid is carried over: the deadline from an earlier sentence or heading, 每年 and 新增 along a
//! list, the subject of the sentence for a bare 产量. INVARIANT: every amount, time and named number of the passage is
//! in the result once.

use crate::document::Range;
use crate::line::Line;
use crate::tables::notes::{BINDING, EXPECTED, IN_PRINCIPLE};
use crate::tables::signs::{After, Before};
use crate::tables::times::UNTIL;
use dabiao_lang::model::{CompareOp, Schema};

use super::dates::{Dated, When};
use super::fate::{self, Around, Fate};
use super::marks::{self, Amount, Mark, MarkKind};
use super::scope::{self, Measure, Scope};
use super::signs::{self, Asked, Form, Signs};
use super::{lists, subject};

/// What the section and the plan say about a passage.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The units of the language.
    pub schema: &'a Schema,
    /// The years of the plan.
    pub years: (i32, i32),
    /// What the section is about, for a subject that no sentence names.
    pub topic: &'a str,
    /// Whether the section tells the past.
    pub is_past: bool,
    /// Whether the section deals with conditions and money.
    pub is_support: bool,
    /// Whether the section sets targets.
    pub is_goal: bool,
    /// Whether the section or table is one of scores.
    pub is_scoring: bool,
}

/// A passage and what it takes over from those before it.
#[derive(Debug, Clone, Default)]
pub struct Passage {
    /// The deadline that an earlier sentence or heading of the section gave.
    pub deadline: Option<When>,
}

/// A number with what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it stands in the document.
    pub range: Range,
    /// Where the whole phrase stands.
    pub phrase: Range,
    /// What it is.
    pub fate: Fate,
    /// What is asked, if it is a target.
    pub target: Option<Target>,
}

/// What a target says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The name of what is measured.
    pub name: String,
    /// In which form.
    pub form: Form,
    /// The comparison.
    pub asked: Asked,
    /// The figure, or the lower end.
    pub low: String,
    /// The upper end.
    pub high: Option<String>,
    /// The unit; empty where there is none.
    pub unit: String,
    /// The deadline.
    pub when: Option<When>,
    /// Whether the deadline was taken over from an earlier sentence.
    pub is_inherited: bool,
    /// The step of a duty that comes back.
    pub each: Option<&'static str>,
    /// Month and day by which it is due each time.
    pub each_by: Option<(u32, Option<u32>)>,
    /// For whom.
    pub scope: Option<Scope>,
    /// The word of modality.
    pub wording: Option<&'static str>,
    /// The value from which it starts.
    pub baseline: Option<(String, String)>,
    /// The year that a change is counted from.
    pub base_year: Option<i32>,
    /// 0 to 100.
    pub confidence: u8,
    /// What is uncertain.
    pub doubts: Vec<&'static str>,
}

/// Reads a passage.
pub fn read(line: &Line, context: &Context<'_>, passage: &mut Passage) -> Vec<Found> {
    let marks = marks::scan(line, context.schema);
    let mut reader = Reader::new(line, &marks, context, passage);
    for idx in 0..marks.len() {
        reader.mark(idx);
    }
    reader.found
}

/// A clause is looked at so many characters before and behind a number, however long it is.
const CLAUSE: usize = 240;
/// No list of figures that share names is longer.
const LONGEST_LIST: usize = 32;

/// What a sentence has said so far.
#[derive(Debug, Default)]
struct Sentence {
    deadline: Option<When>,
    each: Option<&'static str>,
    each_by: Option<(u32, Option<u32>)>,
    is_gain: bool,
    is_past: bool,
    subject: Option<String>,
    inner: Option<(String, String)>,
    scope: Option<Scope>,
    base_year: Option<i32>,
    baseline: Option<(String, String)>,
    has_target: bool,
    start: usize,
}

struct Reader<'a> {
    line: &'a Line,
    marks: &'a [Mark],
    context: &'a Context<'a>,
    passage: &'a mut Passage,
    sentence: Sentence,
    clause_start: usize,
    /// Which marks were read together with an earlier one.
    done: Vec<bool>,
    /// Where the mark begins that is read.
    cursor: usize,
    found: Vec<Found>,
}

impl<'a> Reader<'a> {
    fn new(line: &'a Line, marks: &'a [Mark], context: &'a Context<'a>, passage: &'a mut Passage) -> Self {
        Self {
            line,
            marks,
            context,
            passage,
            sentence: Sentence::default(),
            clause_start: 0,
            done: vec![false; marks.len()],
            cursor: 0,
            found: Vec::new(),
        }
    }

    fn mark(&mut self, idx: usize) {
        let Some(mark) = self.marks.get(idx) else { return };
        if self.done.get(idx) == Some(&true) {
            return;
        }
        self.cursor = mark.start;
        match &mark.kind {
            MarkKind::Stop(c) => self.stop(*c, mark.end),
            MarkKind::Time(time) => self.time(idx, time),
            // 2021年，全年合格率达到98%: the year is named already.
            MarkKind::Each(_) if self.line.begins(mark.start, "全年") && self.sentence.deadline.is_some() => {}
            MarkKind::Each(step) => {
                self.sentence.each = Some(step);
                self.sentence.deadline = None;
            }
            MarkKind::Universal(n) => self.universal(idx, *n),
            MarkKind::Doubling(growth) => self.doubling(idx, growth),
            MarkKind::Quoted | MarkKind::Named => self.named(mark, Fate::Name),
            MarkKind::DocumentNumber => self.named(mark, Fate::DocumentNumber),
            MarkKind::Open | MarkKind::Close => {}
            MarkKind::Amount(amount) => self.amount(idx, amount),
        }
    }

    fn stop(&mut self, c: char, end: usize) {
        match c {
            '。' | '！' | '？' | '\n' => {
                self.sentence = Sentence { start: end, ..Sentence::default() };
            }
            '；' => {
                let kept = std::mem::take(&mut self.sentence);
                self.sentence = Sentence {
                    start: end,
                    deadline: kept.deadline,
                    subject: kept.subject,
                    inner: kept.inner,
                    is_past: kept.is_past,
                    ..Sentence::default()
                };
            }
            '，' => self.sentence.scope = None,
            _ => {}
        }
        if matches!(c, '，' | '。' | '；' | '：' | '！' | '？' | '\n') {
            self.clause_start = end;
        }
    }

    fn push(&mut self, mark: &Mark, fate: Fate, target: Option<Target>) {
        let range = self.line.range(mark.start, mark.end);
        let phrase = self.line.range(self.clause_start(mark.start).min(mark.start), mark.end);
        self.found.push(Found { range, phrase, fate, target });
    }

    /// Notes a quoted name, if it holds a digit.
    fn named(&mut self, mark: &Mark, fate: Fate) {
        if self.line.slice(mark.start, mark.end).iter().any(char::is_ascii_digit) {
            self.push(mark, fate, None);
        }
    }

    fn time(&mut self, idx: usize, time: &Dated) {
        let Some(mark) = self.marks.get(idx) else { return };
        let start = mark.start;
        let is_base = ["比", "较", "相比", "基于", "与"].iter().any(|w| self.line.ends(start, w))
            || self.line.begins(time.end, "基础上")
            || self.line.begins(time.end, "的基础上")
            || self.line.begins(time.end, "水平之上");
        let until = self.line.word_before(start, UNTIL);
        let year = time.when.year();
        let fate = match (&time.when, year) {
            _ if is_base => {
                self.sentence.base_year = year;
                Fate::Date
            }
            (When::Years(from, to), _) => {
                let is_later = *to >= self.context.years.0;
                if is_later && (*from, *to) != self.context.years {
                    self.set_deadline(When::At(to.to_string()), false);
                }
                self.sentence.is_past |= !is_later;
                Fate::Date
            }
            (When::Month(m, d), _) if self.sentence.each.is_some() => {
                self.sentence.each_by = Some((*m, *d));
                Fate::Deadline
            }
            (When::Month(..), _) if !time.is_due => Fate::Date,
            (_, Some(y)) if y < self.context.years.0 && until.is_none_or(|w| w == "在" || w == "于" || w == "截至") =>
            {
                self.sentence.is_past = true;
                Fate::Date
            }
            (When::At(day), Some(_)) if day.len() == 10 && !time.is_due && until.is_none() => Fate::Date,
            (_, Some(_)) => {
                self.sentence.is_past = false;
                let holds_on = until.is_some_and(|w| !matches!(w, "在" | "于"));
                self.set_deadline(time.when.clone(), holds_on);
                Fate::Deadline
            }
            (When::Within(_) | When::YearEnd, None) if !time.is_due => Fate::Duration,
            _ => {
                self.set_deadline(time.when.clone(), false);
                Fate::Deadline
            }
        };
        self.push(mark, fate, None);
    }

    fn set_deadline(&mut self, when: When, holds_on: bool) {
        if holds_on {
            self.passage.deadline = Some(when.clone());
        }
        self.sentence.deadline = Some(when);
        self.sentence.each = None;
        self.sentence.each_by = None;
    }

    /// Notes that a mark was read together with an earlier one.
    fn take(&mut self, idx: usize) {
        if let Some(done) = self.done.get_mut(idx) {
            *done = true;
        }
    }

    /// Returns where the clause of a mark begins, no farther than what is looked at.
    fn clause_start(&self, at: usize) -> usize {
        self.clause_start.max(at.saturating_sub(CLAUSE))
    }

    /// Returns where the clause of a mark ends.
    fn clause_end(&self, idx: usize) -> usize {
        let rest = self.marks.get(idx + 1..).unwrap_or_default();
        let limit = self.marks.get(idx).map_or(0, |m| m.end + CLAUSE).min(self.line.len());
        rest.iter()
            .take_while(|m| m.start < limit)
            .find(|m| matches!(m.kind, MarkKind::Stop('，' | '。' | '；' | '：' | '！' | '？' | '\n')))
            .map_or(limit, |m| m.start)
    }

    fn amount(&mut self, idx: usize, amount: &Amount) {
        let Some(mark) = self.marks.get(idx) else { return };
        let left = subject::left(self.line, self.marks, idx);
        let (rest, signs) = signs::strip(&left);
        let around = Around {
            line: self.line,
            amount,
            start: mark.start,
            end: mark.end,
            clause_start: self.clause_start(mark.start),
            clause_end: self.clause_end(idx),
            sentence_start: self.sentence.start.max(mark.start.saturating_sub(2 * CLAUSE)),
            signs,
            is_timed: self.sentence.deadline.is_some() || self.sentence.each.is_some(),
            is_support: self.context.is_support,
            is_past: self.context.is_past || self.sentence.is_past,
            is_scoring: self.context.is_scoring,
        };
        if let Some(fate) = fate::other_than_target(&around) {
            if fate == Fate::Baseline
                || (fate == Fate::Past && self.line.holds(self.clause_start(mark.start), mark.start, "现有"))
            {
                self.sentence.baseline = Some((amount.low.clone(), amount.unit.clone()));
                let name = subject::name_of(&left).name;
                if fate == Fate::Baseline {
                    self.sentence.subject =
                        Some(base_name(&name)).filter(|n| !n.is_empty()).or(self.sentence.subject.take());
                }
                return self.push(mark, Fate::Baseline, None);
            }
            return self.push(mark, fate, None);
        }
        if self.condition(idx, amount, signs, rest) {
            return;
        }
        let group = self.group(idx);
        if group.len() > 1 || left.contains("分别") {
            return self.list(&group, signs);
        }
        self.single(idx, amount, signs, rest, &around);
    }

    /// Reads an amount that bounds a subject: 5万元以上的村, 500户以上的安置区, 80%的村.
    fn condition(&mut self, idx: usize, amount: &Amount, signs: Signs, rest: &str) -> bool {
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

    /// Returns whether a bracket is open at a mark.
    fn is_in_brackets(&self, idx: usize) -> bool {
        let before = self.marks.get(idx.saturating_sub(12)..idx).unwrap_or_default();
        before.iter().rev().find_map(|m| match m.kind {
            MarkKind::Open => Some(true),
            MarkKind::Close => Some(false),
            _ => None,
        }) == Some(true)
    }

    /// Returns the amounts that stand in one list with this one: `3个、7个和50个`.
    fn group(&self, idx: usize) -> Vec<usize> {
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
    fn list(&mut self, group: &[usize], signs: Signs) {
        let Some(&first) = group.first() else { return };
        let text = self.words_before(first);
        let (text, own) = signs::strip(&text);
        let names = lists::names(text);
        let words = subject::name_of(text);
        let signs = Signs { is_gain: own.is_gain || words.is_gain || signs.is_gain, ..signs };
        let last_after = group.last().and_then(|&n| self.amount_at(n)).and_then(|a| a.after);
        let offset = names.len().saturating_sub(group.len());
        for (n, &idx) in group.iter().enumerate() {
            let (Some(mark), Some(amount)) = (self.marks.get(idx), self.amount_at(idx).cloned()) else { continue };
            let amount = Amount { after: amount.after.or(last_after), ..amount };
            let name = names.get(offset + n).or_else(|| names.last()).cloned().unwrap_or_default();
            let mut target = self.target(name, signs::form(signs, &amount), signs, &amount);
            if names.len() < group.len() {
                target.doubts.push("几个数共用一个名称");
                target.confidence = target.confidence.saturating_sub(15);
            }
            self.accept(mark, target);
        }
        group.iter().for_each(|&idx| self.take(idx));
    }

    fn amount_at(&self, idx: usize) -> Option<&Amount> {
        match &self.marks.get(idx)?.kind {
            MarkKind::Amount(amount) => Some(amount),
            _ => None,
        }
    }

    /// Returns the words before a list of amounts, back to a stop that is no 、.
    fn words_before(&self, idx: usize) -> String {
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

    /// Reads an amount by itself.
    fn single(&mut self, idx: usize, amount: &Amount, signs: Signs, rest: &str, around: &Around<'_>) {
        let Some(mark) = self.marks.get(idx) else { return };
        let words = subject::name_of(rest);
        let noun = subject::right(self.line, self.marks, idx);
        let is_stated = matches!(signs::asked(signs, amount), (_, true)) || signs.change.is_some();
        let follows = self.sentence.has_target;
        let ends_in_verb = subject::before_verb(&words.name).is_some();
        let is_evident = is_stated
            || ends_in_verb
            || words.has_verb
            || signs.is_gain
            || around.is_timed
            || self.passage.deadline.is_some()
            || follows
            || self.context.is_goal;
        let has_unit = !amount.unit.is_empty();
        // 每村都有一批能手 sets no number; 每年选派一批 happens or does not.
        let is_vague = matches!(amount.unit.as_str(), "批" | "支" | "片");
        let has_scope = words.scope.is_some() || self.sentence.scope.is_some();
        let is_duty = self.sentence.each.is_some() || has_scope && !is_vague;
        let is_least = matches!(signs.sign, Some(Before::Sign(CompareOp::Ge)));
        let is_figure_of_speech = amount.is_loose && !(is_least || (is_duty && !is_plenty(amount)));
        if !has_unit && !is_stated {
            return self.push(mark, Fate::Name, None);
        }
        let is_whole = matches!(self.marks.get(idx + 1).map(|m| &m.kind), Some(MarkKind::Universal(_)));
        if !is_evident || is_figure_of_speech || is_whole {
            return self.push(mark, Fate::Other, None);
        }
        let (name, doubt) = self.name(&words, &noun, amount, idx);
        let Some(name) = name else { return self.push(mark, Fate::Other, None) };
        let is_census = !is_stated
            && !words.has_verb
            && !signs.is_gain
            && ["将", "共", "辖", "涉及", "现"].iter().any(|w| self.line.ends(mark.start, w));
        if is_census {
            return self.push(mark, Fate::Other, None);
        }
        let is_done = signs.change == Some(Before::Rise)
            && words.name.is_empty()
            && !noun.is_empty()
            && subject::is_counter(&amount.unit);
        let signs = if is_done { Signs { change: None, ..signs } } else { signs };
        let is_gain = words.is_gain
            || signs.is_gain
            || (self.sentence.is_gain && !is_stated_before(signs) && !words.has_verb && signs.change.is_none());
        let signs = Signs { is_gain, ..signs };
        self.sentence.is_gain = is_gain;
        if let Some(names) = self.shared(idx, &name, rest, amount) {
            for name in names {
                let mut target = self.target(name, signs::form(signs, amount), signs, amount);
                target.scope.clone_from(&words.scope);
                self.accept(mark, target);
            }
            return;
        }
        let mut form = signs::form(signs, amount);
        if form == Form::Growth && ["增速", "增长率", "增幅", "增长"].iter().any(|w| name.ends_with(w)) {
            // 固定资产投资增速不低于8%: the name is a rate already.
            form = Form::Level;
        }
        if words.is_total {
            self.sentence.each = None;
            form = if form == Form::Level { Form::Total } else { form };
        }
        let mut target = self.target(name, form, signs, amount);
        target.scope = words.scope.or_else(|| self.sentence.scope.clone());
        if !is_stated {
            target.confidence = target.confidence.saturating_sub(10);
        }
        if let Some(doubt) = doubt {
            target.confidence = target.confidence.saturating_sub(10);
            target.doubts.push(doubt);
        }
        self.accept(mark, target);
    }

    /// Returns the names that share one figure: 绿化率、亮化率、硬化率均达到100%.
    fn shared(&self, idx: usize, name: &str, rest: &str, amount: &Amount) -> Option<Vec<String>> {
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

    /// Finds the name of what an amount measures: before it, behind it, or in what was spoken of.
    fn name(
        &self,
        words: &subject::Words,
        noun: &str,
        amount: &Amount,
        idx: usize,
    ) -> (Option<String>, Option<&'static str>) {
        let name = words.name.as_str();
        let last = self.sentence.subject.as_deref();
        if subject::is_measure(name) {
            return match last.or_else(|| Some(self.context.topic).filter(|t| !t.is_empty())) {
                Some(last) => (Some(format!("{}{name}", subject::stem(last))), Some("名称承接前文")),
                None => (Some(name.to_owned()), Some("名称不完整")),
            };
        }
        if subject::is_grade(name)
            && let Some((_, thing)) = last.and_then(lists::graded)
        {
            return (Some(format!("{name}{thing}")), None);
        }
        let counts =
            crate::tables::units::COUNTERS.contains(&amount.unit.trim_start_matches(|c| "十百千万亿".contains(c)));
        if subject::is_grade(noun) && name.is_empty() {
            // 1个国家级、1个省级产业示范园: the noun stands behind the last grade.
            let later = (idx + 1..idx + 8)
                .map(|n| subject::right(self.line, self.marks, n))
                .find_map(|r| lists::graded(&r).map(|(_, thing)| thing.to_owned()));
            return (Some(format!("{noun}{}", later.unwrap_or_default())), None);
        }
        if let (Some(head), true) = (subject::before_verb(name), noun.chars().count() >= 2 && counts) {
            // 履职情况进行1次综合分析, 各择优遴选20名乡村教师: the noun stands behind the number.
            let head = subject::name_of(head).name;
            let is_short = noun.chars().count() <= 4 && head.chars().count() >= 2;
            return (Some(if is_short { format!("{head}{noun}") } else { noun.to_owned() }), None);
        }
        if let (Some(last), true) = (last, self.is_in_brackets(idx) && (1..=3).contains(&name.chars().count())) {
            return (Some(format!("{name}{last}")), Some("名称承接前文"));
        }
        if name.chars().count() >= 2 {
            return (Some(name.to_owned()), None);
        }
        if !noun.is_empty() && (noun.chars().count() >= 2 || counts) {
            return (Some(noun.to_owned()), None);
        }
        if let Some(name) = self.clause_before(idx) {
            return (Some(name), Some("名称承接前文"));
        }
        match last {
            Some(last) => (Some(last.to_owned()), Some("名称承接前文")),
            None if !self.context.topic.is_empty() => (Some(self.context.topic.to_owned()), Some("名称取自标题")),
            None => (None, None),
        }
    }

    /// Returns the subject of the clause before, where that has no figure: 收入增速高于城镇，年均增长5.5%.
    fn clause_before(&self, idx: usize) -> Option<String> {
        const PREDICATES: &[&str] = &[
            "增速",
            "高于",
            "快于",
            "保持",
            "达到",
            "稳步",
            "持续",
            "显著",
            "明显",
            "不断",
            "进一步",
            "基本",
            "稳定",
            "有所",
            "力争",
            "逐步",
        ];
        let before = self.marks.get(..idx)?;
        let mut stops = before.iter().rev();
        let comma = stops.find(|m| matches!(m.kind, MarkKind::Stop(_)) || matches!(m.kind, MarkKind::Amount(_)))?;
        if comma.kind != MarkKind::Stop('，') {
            return None;
        }
        let start = stops.next().filter(|m| matches!(m.kind, MarkKind::Stop(_) | MarkKind::Time(_)))?.end;
        let clause = self.line.text(start, comma.start);
        let cut = PREDICATES.iter().filter_map(|w| clause.find(w).filter(|at| *at > 0)).min()?;
        let name = subject::name_of(clause.get(..cut)?).name;
        (name.chars().count() >= 3).then_some(name)
    }

    fn accept(&mut self, mark: &Mark, target: Target) {
        self.sentence.has_target = true;
        self.sentence.subject = Some(target.name.clone());
        self.push(mark, Fate::Target, Some(target));
    }

    fn target(&mut self, name: String, form: Form, signs: Signs, amount: &Amount) -> Target {
        let (asked, _) = signs::asked(signs, amount);
        let (low, unit) = percent(amount);
        let own = self.sentence.deadline.clone();
        let is_inherited = own.is_none() && self.passage.deadline.is_some() && self.sentence.each.is_none();
        let when = if self.sentence.each.is_some() { None } else { own.or_else(|| self.passage.deadline.clone()) };
        let mut target = Target {
            name,
            form,
            asked,
            low,
            high: amount.high.clone(),
            unit,
            when,
            is_inherited,
            each: self.sentence.each,
            each_by: self.sentence.each_by,
            scope: None,
            wording: self.wording(),
            baseline: self.sentence.baseline.take(),
            base_year: self.sentence.base_year,
            confidence: 95,
            doubts: Vec::new(),
        };
        if target.when.is_none() && target.each.is_none() {
            target.doubts.push("原文未写期限，取规划期末");
            target.confidence = 85;
        } else if is_inherited {
            target.doubts.push("期限承接前文");
            target.confidence = 90;
        }
        if amount.after == Some(After::More) {
            target.doubts.push("原文是约数");
            target.confidence = target.confidence.saturating_sub(15);
        }
        target
    }

    /// Returns the last word of modality before the number; a semicolon ends its reach.
    fn wording(&self) -> Option<&'static str> {
        let end = self.cursor;
        let start = self.sentence.start.max(end.saturating_sub(2 * CLAUSE));
        let last = |table: &[&'static str]| {
            table.iter().filter_map(|w| (start..end).rev().find(|&i| self.line.begins(i, w)).map(|at| (at, *w))).max()
        };
        [last(BINDING), last(EXPECTED), last(IN_PRINCIPLE)].into_iter().flatten().max().map(|(_, w)| w)
    }

    /// Reads 全覆盖 and 清零.
    fn universal(&mut self, idx: usize, n: usize) {
        let Some(mark) = self.marks.get(idx) else { return };
        let Some((_, noun, figure)) = crate::tables::notes::UNIVERSALS.get(n) else { return };
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
        let amount = Amount {
            low: low.to_owned(),
            high: None,
            unit: unit.to_owned(),
            after: None,
            unit_end: mark.end,
            is_loose: false,
        };
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
        target.confidence = target.confidence.saturating_sub(20);
        self.accept(mark, target);
    }

    /// Reads 翻一番.
    fn doubling(&mut self, idx: usize, growth: &str) {
        let Some(mark) = self.marks.get(idx) else { return };
        let left = subject::left(self.line, self.marks, idx);
        let (rest, _) = signs::strip(&left);
        let rest = signs::longest_end(rest, &["基础上", "的基础上"]).unwrap_or(rest);
        let name = subject::name_of(rest).name;
        let name = if name.chars().count() >= 2 { Some(name) } else { self.sentence.subject.clone() };
        let Some(name) = name else { return };
        let amount = Amount {
            low: growth.to_owned(),
            high: None,
            unit: "%".to_owned(),
            after: None,
            unit_end: mark.end,
            is_loose: false,
        };
        let target = self.target(name, Form::Growth, Signs::default(), &amount);
        self.accept(mark, target);
    }
}

/// 八成 is 80%.
fn percent(amount: &Amount) -> (String, String) {
    match amount.unit.as_str() {
        "成" => (format!("{}0", amount.low), "%".to_owned()),
        _ => (amount.low.clone(), amount.unit.clone()),
    }
}

/// Returns whether a loose number counts many: 十个 may be a figure of speech even under 每年.
fn is_plenty(amount: &Amount) -> bool {
    matches!(amount.unit.as_str(), "类" | "种" | "个" | "级" | "面" | "点" | "层") && amount.low != "1"
}

fn is_stated_before(signs: Signs) -> bool {
    signs.sign.is_some()
}

/// The noun of a bound that has no name: 500户以上的安置区 bounds 户数.
fn unit_noun(amount: &Amount) -> Option<String> {
    let stem = amount.unit.trim_start_matches(|c| "十百千万亿".contains(c));
    let noun = match stem {
        "户" => "户数",
        "人" | "名" => "人数",
        "亩" | "公顷" => "面积",
        "元" => "收入",
        "岁" => "年龄",
        _ => return None,
    };
    Some(noun.to_owned())
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

/// Takes 由 and 从 off the name before a base value.
fn base_name(name: &str) -> String {
    name.trim_end_matches(['由', '从', '自', '在']).to_owned()
}
