//! What may stand at a place while it is written: ranked, in either language, with the text to insert.
//!
//! `slot` decides from the words before the cursor what is wanted, `words` and `names` say what there is of it.
//! INVARIANT: the same for text that cannot be read; nothing is offered in comments.

mod names;
mod slot;
mod units;
mod words;

use dabiao_lang::source::{FileId, Span};

use crate::context::WritingContext;
use crate::snapshot::Snapshot;
use slot::Slot;

/// What is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CandidateKind {
    /// A word of the language.
    Keyword,
    /// A comparison or a conjunction.
    Operator,
    /// A function.
    Function,
    /// An indicator or an attribute.
    Indicator,
    /// A unit.
    Unit,
    /// A level.
    Level,
    /// A place.
    Place,
    /// An office.
    Office,
    /// A rule.
    Rule,
    /// A plan, a grade, a verdict, a code, a date.
    Constant,
    /// A file.
    File,
}

/// Something that may stand at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What is shown.
    pub label: String,
    /// A few words beside it.
    pub detail: String,
    /// What it is.
    pub kind: CandidateKind,
    /// What is inserted; with `$1`, `${1:…}` and `$0` where [`Candidate::is_snippet`].
    pub insert: String,
    /// Whether the inserted text has places to fill in.
    pub is_snippet: bool,
    /// Its rank, the best 0.
    pub rank: u8,
}

impl Candidate {
    pub(super) fn plain(kind: CandidateKind, label: impl Into<String>, detail: impl Into<String>) -> Self {
        let label = label.into();
        Self { insert: label.clone(), label, detail: detail.into(), kind, is_snippet: false, rank: 5 }
    }

    pub(super) fn ranked(self, rank: u8) -> Self {
        Self { rank, ..self }
    }

    /// Returns the inserted text for editors that know no places to fill in.
    pub fn unfilled(&self) -> String {
        if !self.is_snippet {
            return self.insert.clone();
        }
        let mut out = String::new();
        let mut rest = self.insert.as_str();
        while let Some((before, after)) = rest.split_once('$') {
            out.push_str(before);
            rest = match after.strip_prefix('{').and_then(|a| a.split_once('}')) {
                Some((place, behind)) => {
                    out.push_str(place.split_once(':').map_or("", |(_, words)| words));
                    behind
                }
                None => after.trim_start_matches(|c: char| c.is_ascii_digit()),
            };
        }
        out.push_str(rest);
        out
    }
}

/// What may stand at a place, and what it replaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// What is replaced.
    pub span: Span,
    /// What may stand there, the best first.
    pub candidates: Vec<Candidate>,
}

/// Candidates of one answer at most; what lies behind them is found by typing on.
const MOST: usize = 200;

/// Returns what may stand at a place.
pub fn complete(snapshot: &Snapshot, file: FileId, offset: u32) -> Completion {
    let text = snapshot.text(file);
    let context = WritingContext::at(text, offset);
    let end = text.floor_char_boundary((offset as usize).min(text.len())) as u32;
    let span = Span { file, start: context.start.min(end), end };
    if context.in_comment {
        return Completion { span, candidates: Vec::new() };
    }
    let writer = Writer { snapshot, file, context: &context, is_zh: prefers_chinese(text) };
    let mut candidates = writer.candidates(slot::of(&context, snapshot));
    candidates.retain(|c| fits(&c.label, context.typed) || fits(&c.detail, context.typed));
    for candidate in &mut candidates {
        if candidate.label.starts_with(context.typed) {
            candidate.rank = candidate.rank.saturating_sub(1);
        }
    }
    candidates.sort_by_key(|c| c.rank);
    let mut seen = std::collections::HashSet::new();
    candidates.retain(|c| seen.insert(c.label.clone()));
    candidates.truncate(MOST);
    Completion { span, candidates }
}

/// Whether the characters that were typed occur in a label in their order.
fn fits(label: &str, typed: &str) -> bool {
    let mut rest = label.chars().flat_map(char::to_lowercase);
    typed.chars().flat_map(char::to_lowercase).all(|c| rest.any(|l| l == c))
}

/// Whether a file is written in Chinese keywords: it has more of them than of English ones, or none yet.
fn prefers_chinese(text: &str) -> bool {
    let mut n_zh = 0_i32;
    for word in crate::scan::words(text).iter().filter(|w| w.kind == crate::scan::WordKind::Run) {
        let written = word.of(text);
        if dabiao_lang::syntax::keywords::Keyword::from_word(written).is_some() {
            n_zh += if written.is_ascii() { -1 } else { 1 };
        }
    }
    n_zh >= 0
}

/// Gathers candidates for one place.
struct Writer<'a> {
    snapshot: &'a Snapshot,
    file: FileId,
    context: &'a WritingContext<'a>,
    is_zh: bool,
}

impl Writer<'_> {
    fn candidates(&self, slot: Slot) -> Vec<Candidate> {
        match slot {
            Slot::Line => self.line(),
            Slot::Value => [self.scopes(), self.indicators(), self.functions()].concat(),
            Slot::Operand => [self.constants_of_left(), self.indicators(), self.functions()].concat(),
            Slot::Operator => [self.operators(), self.times()].concat(),
            Slot::AfterAmount => [self.times(), self.postfixes()].concat(),
            Slot::Date => [self.dates(), self.frequencies()].concat(),
            Slot::UnitOfNumber => self.units_of_number(),
            Slot::UnitOfIndicator => self.units(None),
            Slot::Level => self.levels(),
            Slot::Place => self.places(),
            Slot::PlaceOrLevel => [self.levels(), self.places()].concat(),
            Slot::Office => self.offices(),
            Slot::Rule => self.rules(),
            Slot::Plan => self.plans(),
            Slot::Code => self.codes(),
            Slot::File => self.files(),
            Slot::Words(keywords) => self.keywords(keywords),
            Slot::Nothing => Vec::new(),
        }
    }
}
