//! Goes through a passage from left to right and says of every number what it is.
//!
//! What a sentence leaves unsaid is carried over: the deadline from an earlier sentence or heading, 每年 and 新增 along a
//! list, the subject of the sentence for a bare 产量. `amount` reads a figure by itself, `condition` figures that bound a
//! subject, `list` figures that share names, `naming` finds names, `time` times, `worded` figures in words.
//! INVARIANT: every amount, time and named number of the passage is in the result once.

mod amount;
mod condition;
mod list;
mod naming;
mod target;
mod time;
mod worded;

use crate::document::Range;
use crate::line::Line;
use crate::tables::notes::{BINDING, EXPECTED, IN_PRINCIPLE};
use crate::tables::signs::After;
use dabiao_lang::model::Schema;

use super::dates::When;
use super::doubt::Doubt;
use super::fate::Fate;
use super::marks::{self, Amount, Mark, MarkKind};
use super::scope::Scope;
use super::signs::{self, Form, Signs};

pub use target::Target;

/// What the section and the plan say about a passage.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The units of the language.
    pub schema: &'a Schema,
    /// The years of the plan.
    pub years: (i32, i32),
    /// The year in which the document speaks: 今年, 年底前.
    pub this_year: i32,
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
    /// Whether it is the cell of a table, whose subject may stand in its row.
    pub is_cell: bool,
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

/// Reads a passage.
pub fn read(line: &Line, context: &Context<'_>, passage: &mut Passage) -> Vec<Found> {
    let marks = marks::scan(line, context.schema);
    read_marks(line, &marks, context, passage)
}

/// Reads a passage whose marks are known.
pub fn read_marks(line: &Line, marks: &[Mark], context: &Context<'_>, passage: &mut Passage) -> Vec<Found> {
    let mut reader = Reader::new(line, marks, context, passage);
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
    /// Times that follow one upon the other: 2021年、2022年、2023年分别.
    times: Vec<When>,
    window: Option<(i32, i32)>,
    /// The year in which something is done, where it is named without an end.
    own_year: Option<i32>,
    /// Where the clause begins whose 五年 the window is.
    spanned: Option<usize>,
    each: Option<&'static str>,
    each_by: Option<(u32, Option<u32>)>,
    is_gain: bool,
    is_past: bool,
    subject: Option<String>,
    /// The last subject that was counted.
    counted: Option<String>,
    /// The verb of a deed, along a list of what it is done to.
    deed: Option<&'static str>,
    inner: Option<(String, String)>,
    /// The mark whose noun an amount before it describes, and the words that do: 投资10亿元以上.
    described: Option<(usize, String)>,
    /// Whether a figure of it told where things stand: what is listed behind does, too.
    is_told: bool,
    /// How many numbers were found before it began.
    n_before: usize,
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
            MarkKind::Each(step) => self.each(mark, step),
            MarkKind::Universal(n) => self.universal(idx, *n),
            MarkKind::Doubling(growth) => self.doubling(idx, growth),
            MarkKind::Quoted | MarkKind::Named => self.named(mark, Fate::Name),
            MarkKind::DocumentNumber => self.named(mark, Fate::DocumentNumber),
            MarkKind::HandedDown => self.handed_down(idx),
            MarkKind::Open | MarkKind::Close => {}
            MarkKind::Amount(amount) => self.amount(idx, amount),
        }
    }

    fn stop(&mut self, c: char, end: usize) {
        match c {
            '。' | '！' | '？' | '\n' => {
                self.sentence = Sentence { start: end, n_before: self.found.len(), ..Sentence::default() };
            }
            '；' => {
                let kept = std::mem::take(&mut self.sentence);
                self.sentence = Sentence {
                    start: end,
                    n_before: self.found.len(),
                    deadline: kept.deadline,
                    own_year: kept.own_year,
                    window: kept.window,
                    subject: kept.subject,
                    inner: kept.inner,
                    is_past: kept.is_past,
                    ..Sentence::default()
                };
            }
            '，' => {
                self.sentence.scope = None;
                self.sentence.deed = None;
            }
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

    fn amount_at(&self, idx: usize) -> Option<&'a Amount> {
        match &self.marks.get(idx)?.kind {
            MarkKind::Amount(amount) => Some(amount),
            _ => None,
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

    fn accept(&mut self, mark: &Mark, mut target: Target) {
        self.sentence.has_target = true;
        let bare = target.deed.and_then(|d| target.name.strip_prefix(d)).unwrap_or(&target.name);
        if amount::is_counter(&target.unit) && !bare.is_empty() {
            self.sentence.counted = Some(bare.to_owned());
        }
        self.sentence.subject = Some(bare.to_owned()).filter(|n| !n.is_empty()).or(self.sentence.subject.take());
        if target.form == Form::Total && target.window.is_none() && !target.is_inherited {
            target.window = self.sentence.own_year.map(|y| (y, y));
        }
        if is_torn(&target.name) {
            target.doubt(Doubt::NameTorn);
        }
        self.push(mark, Fate::Target, Some(target));
    }

    /// Makes a target with what the sentence has said.
    fn target(&mut self, name: String, form: Form, signs: Signs, amount: &Amount) -> Target {
        let (asked, is_stated) = signs::asked(signs, amount);
        let (low, unit) = percent(amount);
        let own = self.sentence.deadline.clone();
        let is_each = self.sentence.each.is_some();
        let mut target = Target::new(name, form, asked, low);
        target.is_inherited = own.is_none() && self.passage.deadline.is_some() && !is_each;
        target.when = if is_each { None } else { own.or_else(|| self.passage.deadline.clone()) };
        target.high.clone_from(&amount.high);
        target.unit = unit;
        target.each = self.sentence.each;
        target.each_by = self.sentence.each_by;
        target.window = self.sentence.window;
        target.wording = self.wording();
        target.baseline = self.sentence.baseline.take();
        target.base_year = self.sentence.base_year;
        if !is_stated && signs.change.is_none() && !signs.is_gain {
            target.doubt(Doubt::NoComparator);
        }
        if target.when.is_none() && !is_each && target.window.is_none() {
            target.doubt(Doubt::NoDeadline);
        } else if target.is_inherited {
            target.doubt(Doubt::DeadlineBefore);
        }
        if amount.after == Some(After::More) {
            target.doubt(Doubt::Approximate);
        }
        target
    }

    /// Returns the last word of modality before the number; a semicolon ends its reach.
    fn wording(&self) -> Option<&'static str> {
        let end = self.cursor;
        let start = self.sentence.start.max(end.saturating_sub(2 * CLAUSE));
        let last = |table: &[&'static str]| {
            table.iter().filter_map(|w| self.line.rfind(start, end, w).map(|at| (at, *w))).max()
        };
        // 不得 is said of one figure, 确保 of all that follow.
        let clause = self.clause_start(end);
        let reaches = |(at, word): &(usize, &str)| *at >= clause || !matches!(*word, "不得" | "严禁");
        let found = [last(BINDING), last(EXPECTED), last(IN_PRINCIPLE)].into_iter().flatten().filter(reaches);
        found.max().map(|(_, w)| w)
    }
}

/// A name of one character, or one that begins or ends in the middle of a word, was cut.
fn is_torn(name: &str) -> bool {
    let begins = ["和", "及", "等", "、", "的", "了", "其", "则", "于", "或"];
    let ends = ["不", "不得", "达", "的", "和", "及", "至", "到", "与", "为"];
    name.chars().count() < 2
        || begins.iter().any(|w| name.starts_with(w))
            && !name.starts_with("其他")
            && !name.starts_with("和谐")
            && !name.starts_with("等级")
        || ends.iter().any(|w| name.ends_with(w))
}

/// 八成 is 80%.
fn percent(amount: &Amount) -> (String, String) {
    match amount.unit.as_str() {
        "成" => (format!("{}0", amount.low), "%".to_owned()),
        _ => (amount.low.clone(), amount.unit.clone()),
    }
}

/// Returns the unit without its multipliers.
fn stem(unit: &str) -> &str {
    unit.trim_start_matches(|c| "十百千万亿".contains(c))
}
