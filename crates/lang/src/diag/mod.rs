//! What is wrong and where: one type for every finding about a user's text or data, and its words in Chinese and English.
//!
//! A [`Diagnostic`] holds a [`Problem`] (a stable code with its arguments), a [`Place`], labelled further places, and
//! a fix where there is one. The sentence is made from code and arguments by a table of each stage: those of rule text
//! stand beside this file, those of the stages above in their own crates (`problem.rs`). Nothing is rendered here.

mod check;
mod failure;
mod lint;
mod model;
mod scheme;
mod signs;
mod syntax;
mod words;

pub use check::CheckProblem;
pub use failure::{failure, told};
pub use lint::LintProblem;
pub use model::ModelProblem;
pub use scheme::SchemeProblem;
pub(crate) use signs::joins_pictures;
pub use signs::{Hidden, hidden, sign, signs};
pub use syntax::SyntaxProblem;
pub use words::{Both, Lang, Say};

use std::sync::Arc;

use crate::source::Span;

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Something that cannot be judged as it stands.
    Error,
    /// Something that is probably not what was meant.
    Warning,
    /// Something worth knowing.
    Info,
}

impl Severity {
    /// Returns the word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        }
    }
}

/// A stable code and what it says of itself before any argument is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeInfo {
    /// The code, in lower case with hyphens, as in `unit-missing`.
    pub code: &'static str,
    /// The severity with which it is reported.
    pub severity: Severity,
}

/// What a stage can find: a stable code with the arguments of its sentence.
///
/// Every stage declares its own with [`problems!`](crate::problems); a [`Problem`] holds any of them, so that the stages
/// above need not be known here.
pub trait StageProblem: std::any::Any + std::fmt::Debug + Send + Sync {
    /// Returns the code and the severity with which it is reported.
    fn info(&self) -> CodeInfo;

    /// Returns the sentence: one line, lower case in English, without a full stop.
    fn message(&self, lang: Lang) -> String;

    /// Returns the proposal that goes with the sentence, if there is one.
    fn help(&self, lang: Lang) -> Option<String>;
}

/// What is wrong: a problem of any stage.
///
/// Two are equal if they have the same code and say the same in both languages.
#[derive(Debug, Clone)]
pub struct Problem(Arc<dyn StageProblem>);

impl<P: StageProblem> From<P> for Problem {
    fn from(problem: P) -> Self {
        Self(Arc::new(problem))
    }
}

impl Problem {
    /// Returns the code and the severity with which it is reported.
    pub fn info(&self) -> CodeInfo {
        self.0.info()
    }

    /// Returns the stable code.
    pub fn code(&self) -> &'static str {
        self.info().code
    }

    /// Returns the severity with which the code is reported.
    pub fn severity(&self) -> Severity {
        self.info().severity
    }

    /// Returns the sentence: one line, lower case in English, without a full stop.
    pub fn message(&self, lang: Lang) -> String {
        self.0.message(lang)
    }

    /// Returns the proposal that goes with the sentence, if there is one.
    pub fn help(&self, lang: Lang) -> Option<String> {
        self.0.help(lang)
    }

    /// Returns it as the problem of one stage, if it is of that stage.
    pub fn of_stage<P: StageProblem>(&self) -> Option<&P> {
        let any: &dyn std::any::Any = &*self.0;
        any.downcast_ref()
    }
}

impl PartialEq for Problem {
    fn eq(&self, other: &Self) -> bool {
        let said = |p: &Self, lang| (p.message(lang), p.help(lang));
        self.info() == other.info()
            && (Arc::ptr_eq(&self.0, &other.0)
                || [Lang::Zh, Lang::En].iter().all(|l| said(self, *l) == said(other, *l)))
    }
}

impl Eq for Problem {}

/// Codes of the stages above that a rule may `allow`: they are found when rules meet data.
///
/// The language knows no stage above it but the names of these; `tests/tidy.rs` holds them against the stages' own lists.
const CODES_ABOVE: &[&str] = &[
    "approval-commit",
    "approval-day",
    "approval-differs",
    "approval-foreign",
    "approval-incomplete",
    "approval-lapsed",
    "approval-masks",
    "approval-stale",
    "approval-twice",
    "approval-unreadable",
    "approval-unsigned",
    "audit-failed",
    "bad-byte",
    "baseline-differs",
    "book-damaged",
    "book-encrypted",
    "book-too-large",
    "cite-deadline",
    "cite-differs",
    "cite-document",
    "cite-figure",
    "cite-misplaced",
    "cite-office",
    "cite-section",
    "code-mangled",
    "code-name-mismatch",
    "code-zeros-lost",
    "column-doubtful",
    "column-headless",
    "column-hidden",
    "column-twice",
    "column-undated",
    "columns-claim-one",
    "comma-decimal",
    "comma-unclear",
    "cumulative-falls",
    "data-coarser",
    "data-file-special",
    "data-link-outside",
    "data-out-of-range",
    "data-unit-mismatch",
    "data-unit-mixed",
    "data-unit-twice",
    "data-unit-unknown",
    "dataflow-unknown",
    "day-for-number",
    "day-of-yearly-flow",
    "deadline-finer-than-data",
    "dimension-unread",
    "encoding-unknown",
    "entity-ambiguous",
    "entity-blank",
    "entity-column-missing",
    "entity-misspelt",
    "entity-unclear",
    "entity-unknown",
    "entity-unseen",
    "explanation-hard",
    "explanation-incomplete",
    "explanation-stale",
    "figure-merged",
    "file-empty",
    "file-unreadable",
    "filter-column-unknown",
    "findings-capped",
    "flag-unreadable",
    "form-changed",
    "form-column-added",
    "form-column-other",
    "form-period-apart",
    "form-sheet-missing",
    "form-sheet-renamed",
    "form-stale",
    "format-apart",
    "format-scales",
    "format-unreadable",
    "former-name",
    "formula-error",
    "formula-no-value",
    "grade-unknown",
    "header-unknown",
    "indicator-column-missing",
    "indicator-misspelt",
    "judged-for-each",
    "last-year-differs",
    "last-year-scaled",
    "level-unclear",
    "levels-mixed",
    "mapping-key-unknown",
    "mapping-unreadable",
    "mapping-unused",
    "mapping-value",
    "no-data",
    "not-text",
    "number-unreadable",
    "parts-differ",
    "percent-as-share",
    "period-column-missing",
    "period-disagrees",
    "period-from-file-name",
    "period-from-title",
    "period-unreadable",
    "place-ambiguous",
    "place-gone",
    "place-merged",
    "place-unknown",
    "places-apart",
    "points-beyond",
    "points-incomplete",
    "points-twice",
    "points-unasked",
    "proof-contradicted",
    "quote-unclosed",
    "roll-up-differs",
    "roster-absent",
    "roster-cell-unreadable",
    "roster-code-twice",
    "roster-cycle",
    "roster-level-blank",
    "roster-level-unknown",
    "roster-name-blank",
    "roster-name-twice",
    "roster-parent-ambiguous",
    "roster-parent-blank",
    "roster-parent-level",
    "roster-parent-unknown",
    "roster-successor-unknown",
    "row-cut-short",
    "row-ragged",
    "row-too-long",
    "rows-hidden",
    "same-as-last-year",
    "same-for-all",
    "self-check-differs",
    "sheet-hidden",
    "sheet-unit-ambiguous",
    "sheet-unit-apart",
    "status-from-file-name",
    "status-unknown",
    "submitter-unknown",
    "table-goes-on",
    "thousands-misplaced",
    "time-no-date",
    "title-says-plan",
    "total-across-differs",
    "total-differs",
    "total-of-each",
    "total-row",
    "unit-contradicted",
    "unit-implausible",
    "unit-slip",
    "unit-undeclared",
    "value-conflict",
    "within-year-differs",
    "within-year-undeclared",
    "year-end-dates",
    "year-jump",
];

/// Returns every code that `allow` may name.
pub fn allowable_codes() -> Vec<&'static str> {
    rule_codes().iter().map(|c| c.code).chain(CODES_ABOVE.iter().copied()).collect()
}

/// Returns every code that can be found in rules alone, in the order of the stages.
pub fn rule_codes() -> Vec<CodeInfo> {
    let stages = [SyntaxProblem::ALL, ModelProblem::ALL, CheckProblem::ALL, LintProblem::ALL, SchemeProblem::ALL];
    stages.concat()
}

/// Where a finding is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In rule text.
    Span(Span),
    /// In a data file.
    Cell(Cell),
    /// In no one place.
    Nowhere,
}

/// A place in a data file; rows and columns count from 1, 0 meaning the whole file or row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cell {
    /// The file as the user knows it.
    pub file: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The row.
    pub row: u32,
    /// The column.
    pub column: u32,
}

impl Cell {
    /// Returns the cell as spreadsheets name it: `C7`, `7:7` for a whole row, "" for the whole file.
    pub fn reference(&self) -> String {
        match (self.row, self.column) {
            (0, _) => String::new(),
            (row, 0) => format!("{row}:{row}"),
            (row, column) => format!("{}{row}", column_letters(column)),
        }
    }
}

/// Returns the letters of a column counted from 1: 28 is `AB`.
fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Writes `file:row:column`, or `file Sheet1!C7` in a workbook.
impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        match &self.sheet {
            Some(sheet) if self.row > 0 => write!(f, " {sheet}!{}", self.reference()),
            Some(sheet) => write!(f, " {sheet}"),
            None => [self.row, self.column].into_iter().take_while(|n| *n > 0).try_for_each(|n| write!(f, ":{n}")),
        }
    }
}

/// A further place with a few words on what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The words.
    pub text: Both,
}

/// Whether a fix may be applied without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Safety {
    /// Keeps the meaning.
    Safe,
    /// Changes the meaning, probably for the better.
    Unsafe,
    /// Only to be shown.
    DisplayOnly,
}

/// A replacement of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The text to replace.
    pub span: Span,
    /// What to put there.
    pub replacement: String,
    /// Whether it may be applied without asking.
    pub safety: Safety,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What is wrong.
    pub problem: Problem,
    /// How grave it is here.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// Further places.
    pub labels: Vec<Label>,
    /// The fix, where there is one.
    pub fix: Option<Fix>,
    /// The IDs of the rules that it concerns.
    pub rules: Vec<String>,
    /// For findings in data: the indicator, entity and period that it concerns, each where known.
    pub subject: Option<Box<Subject>>,
    /// What the submitter says of it, where that was asked for.
    pub explanation: Option<Box<Explained>>,
}

/// An explanation that was given for a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The words.
    pub text: String,
    /// Who says so.
    pub who: String,
    /// When.
    pub date: String,
}

/// What a finding in data is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subject {
    /// The indicator's name.
    pub indicator: Option<String>,
    /// The entity's code, or its name where it has no code.
    pub entity: Option<String>,
    /// The period's label.
    pub period: Option<String>,
}

impl Diagnostic {
    /// Returns a finding in rule text.
    pub fn at(span: Span, problem: impl Into<Problem>) -> Self {
        Self::new(Place::Span(span), problem)
    }

    /// Returns a finding in a data file.
    pub fn in_cell(cell: Cell, problem: impl Into<Problem>) -> Self {
        Self::new(Place::Cell(cell), problem)
    }

    /// Returns a finding at any place.
    pub fn new(place: Place, problem: impl Into<Problem>) -> Self {
        let problem = problem.into();
        let severity = problem.severity();
        Self {
            problem,
            severity,
            place,
            labels: Vec::new(),
            fix: None,
            rules: Vec::new(),
            subject: None,
            explanation: None,
        }
    }

    /// Adds a labelled further place.
    #[must_use]
    pub fn label(mut self, span: Span, text: Both) -> Self {
        self.labels.reserve_exact(1);
        self.labels.push(Label { span, text });
        self
    }

    /// Adds a fix.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>, safety: Safety) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into(), safety });
        self
    }

    /// Names a rule that the finding concerns.
    #[must_use]
    pub fn rule(mut self, id: impl Into<String>) -> Self {
        self.concerns(id);
        self
    }

    /// Names a rule that the finding concerns; most concern one, for which a list would take room for four.
    pub(crate) fn concerns(&mut self, id: impl Into<String>) {
        self.rules.reserve_exact(1);
        self.rules.push(id.into());
    }

    /// Says what the finding is about.
    #[must_use]
    pub fn about(mut self, subject: Subject) -> Self {
        self.subject = Some(Box::new(subject));
        self
    }

    /// Returns the stable code.
    pub fn code(&self) -> &'static str {
        self.problem.code()
    }

    /// Returns whether this is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Sorts findings by place, severity and code, and drops repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| (&a.place, a.severity, a.code()).cmp(&(&b.place, b.severity, b.code())));
    // Places first: to compare two sentences they have to be written.
    diagnostics.dedup_by(|a, b| a.place == b.place && a == b);
}
