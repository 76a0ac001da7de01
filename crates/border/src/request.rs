//! What can be asked of a session. As JSON the verb is `do`: `{"do":"eval","rules":["plan.rules"],"on":{…}}`.
//!
//! A field that no request has is refused: a misspelt `"roster"` must not become a judgement without a roster.

use dabiao_lang::diag::Lang;
use dabiao_report::json;
use serde::{Deserialize, Deserializer};

/// One question to a session.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub enum Request {
    /// What is wrong with rules: `dabiao.check/1`.
    Check(CheckRequest),
    /// The rules by the contract: `dabiao.rules/1`.
    Export(RulesRequest),
    /// Every rule as one sentence, a line each.
    Say(RulesRequest),
    /// The tests that stand in the rules: `dabiao.test/1`.
    Test(TestRequest),
    /// One file in the one layout.
    Fmt(FmtRequest),
    /// The judgement: `dabiao.report/1`, or as Markdown or a page.
    Eval(EvalRequest),
    /// What a rule asks; with data, how its verdict came about.
    Explain(ExplainRequest),
    /// What is missing: `dabiao.needs/1`.
    Needs(NeedsRequest),
    /// What changed between two versions: `dabiao.diff/1`.
    Diff(DiffRequest),
    /// What was understood of every sheet, before anything is judged: `dabiao.read/1`.
    Read(ReadRequest),
    /// The last day of the newest period that has figures, as text; "" where there are none.
    Day(ReadRequest),
    /// Rules proposed from a document; where it is built in.
    Draft(DraftRequest),
    /// The verdict of one rule in the world that some givens make, as a test of a rule has it.
    Try(TryRequest),
    /// The page of a code, as Markdown.
    Page(PageRequest),
    /// The version of this build, as text: `0.2.0`.
    Version(VersionRequest),
    /// What is wrong in one file, with fixes: `dabiao.editor/1`, as all below.
    Findings(FileRequest),
    /// What may stand at a place while it is written.
    Complete(PlaceRequest),
    /// The card of what stands at a place.
    Hover(PlaceRequest),
    /// Where the name at a place is declared.
    Definition(PlaceRequest),
    /// Everywhere the thing that is named at a place is meant.
    References(PlaceRequest),
    /// The edits that give the thing at a place another name.
    Rename(RenameRequest),
    /// What a file consists of: plan, group, rule.
    Outline(FileRequest),
    /// The edits that put a file, or a range of it, into the one layout.
    Layout(LayoutRequest),
    /// What can be done about a range at one click.
    Actions(RangeRequest),
}

/// The data of a question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct On {
    /// Files and folders of statistics.
    pub data: Vec<String>,
    /// The roster.
    #[serde(default)]
    pub roster: Option<String>,
    /// The mapping file.
    #[serde(default)]
    pub mapping: Option<String>,
    /// The encoding of text files, where it is not to be found out: `utf-8`, `gb18030`, ….
    #[serde(default)]
    pub encoding: Option<String>,
    /// The day of judgement, `2025-12-31`; only what is judged needs one.
    #[serde(default)]
    pub as_of: String,
}

/// The language of words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LangWord {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl LangWord {
    pub(crate) fn lang(self) -> Lang {
        match self {
            LangWord::Zh => Lang::Zh,
            LangWord::En => Lang::En,
        }
    }
}

/// How much a report tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DetailWord {
    /// Verdicts, counts and lists of those that fail.
    #[default]
    Summary,
    /// Also every entity's judgement and the figures that it rests on.
    Full,
}

impl DetailWord {
    pub(crate) fn of_report(self) -> json::Detail {
        match self {
            DetailWord::Summary => json::Detail::Normal,
            DetailWord::Full => json::Detail::Full,
        }
    }
}

/// In which form an answer comes. A form that a verb has not, or that is not built in, is refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// By the contract.
    #[default]
    Json,
    /// As Markdown.
    Markdown,
    /// As one page; where it is built in.
    Html,
    /// As a piece of a page, without its head; where pages are built in.
    Part,
    /// As an Excel workbook; where it is built in.
    Xlsx,
    /// As a Word document; where it is built in.
    Docx,
    /// As what is to be written into a file: the rules of a draft, the confirmations of a receipt.
    Rules,
}

/// Rules, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RulesRequest {
    /// Files and folders of rules.
    pub rules: Vec<String>,
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}

/// What to check.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// Files and folders of rules.
    pub rules: Vec<String>,
    /// Whether warnings count as findings.
    #[serde(default)]
    pub deny_warnings: bool,
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}

/// Which tests to run.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestRequest {
    /// Files and folders of rules.
    pub rules: Vec<String>,
    /// Whether it is told what no test reaches.
    #[serde(default)]
    pub coverage: bool,
    /// In which form.
    #[serde(default)]
    pub form: Form,
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}

/// What to lay out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FmtRequest {
    /// One file of rules.
    pub file: String,
    /// The language of keywords; as written without one.
    #[serde(default)]
    pub keywords: Option<LangWord>,
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}

/// What to judge.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvalRequest {
    /// Files and folders of rules.
    pub rules: Vec<String>,
    /// The data and the day.
    pub on: On,
    /// Only what falls due in this period.
    #[serde(default)]
    pub period: Option<String>,
    /// How much is told.
    #[serde(default)]
    pub detail: DetailWord,
    /// In which form.
    #[serde(default)]
    pub form: Form,
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}

/// What to explain.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplainRequest {
    /// Files and folders of rules.
    pub rules: Vec<String>,
    /// The ID of a rule.
    pub rule: String,
    /// The data and the day; without them, what the rule asks is told.
    #[serde(default)]
    pub on: Option<On>,
    /// In which form; without data the answer is Markdown.
    #[serde(default)]
    pub form: Form,
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeedsRequest {
    /// Files and folders of rules.
    pub rules: Vec<String>,
    /// The data and the day.
    pub on: On,
    /// In which form.
    #[serde(default)]
    pub form: Form,
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}

/// What to compare. A side is one path, or a list of them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiffRequest {
    /// The older rules.
    #[serde(deserialize_with = "one_or_more")]
    pub old: Vec<String>,
    /// The newer rules.
    #[serde(deserialize_with = "one_or_more")]
    pub new: Vec<String>,
    /// Data on which both are judged.
    #[serde(default)]
    pub on: Option<On>,
    /// In which form.
    #[serde(default)]
    pub form: Form,
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}

fn one_or_more<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Paths {
        One(String),
        More(Vec<String>),
    }
    Ok(match Paths::deserialize(from)? {
        Paths::One(path) => vec![path],
        Paths::More(paths) => paths,
    })
}

/// What to read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadRequest {
    /// Files and folders of rules, whose indicators are looked for.
    pub rules: Vec<String>,
    /// The data; no day is needed.
    pub on: On,
    /// In which form.
    #[serde(default)]
    pub form: Form,
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}

/// What to draft from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DraftRequest {
    /// The document.
    pub document: String,
    /// Rules whose indicators exist already.
    #[serde(default)]
    pub rules: Vec<String>,
    /// In which form; the rules themselves are `rules`.
    #[serde(default)]
    pub form: Form,
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}

/// What to try.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TryRequest {
    /// Files and folders of rules.
    pub rules: Vec<String>,
    /// The ID of a rule.
    pub rule: String,
    /// What stands after `given`, one a line: `茶园面积@甲镇[2025] = 3万亩`.
    pub givens: Vec<String>,
    /// The day of judgement; the end of what is given without one.
    #[serde(default)]
    pub as_of: Option<String>,
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}

/// Which page to show.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageRequest {
    /// The code.
    pub code: String,
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}

/// Which version answers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VersionRequest {
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}

/// How columns are counted, from 1, in a question of an editor and in its answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Columns {
    /// Characters, as in all other documents and in Python.
    #[default]
    Characters,
    /// Units of UTF-16, as in JavaScript: `𠮷` is two.
    Utf16,
    /// Bytes of UTF-8, as in C and Rust.
    Bytes,
}

/// A place in a file; line and column count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct At {
    /// The line.
    pub line: u32,
    /// The column.
    pub column: u32,
}

/// A range in a file; the end column is one past the last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// The line of its start.
    pub line: u32,
    /// The column of its start.
    pub column: u32,
    /// The line of its end.
    pub end_line: u32,
    /// The column of its end.
    pub end_column: u32,
}

/// What every question of an editor tells.
#[cfg(feature = "editor")]
pub(crate) struct Written<'r> {
    pub(crate) rules: &'r [String],
    pub(crate) file: &'r str,
    pub(crate) on: Option<&'r On>,
    pub(crate) columns: Columns,
    pub(crate) lang: Lang,
}

/// Declares a question of an editor: what all of them tell, and the fields of its own.
macro_rules! editor_request {
    ($(#[$doc:meta])* $name:ident { $($(#[$of_field:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            /// The file that is written.
            pub file: String,
            /// Files and folders of rules that the file belongs to; the file alone where there are none.
            #[serde(default)]
            pub rules: Vec<String>,
            $($(#[$of_field])* pub $field: $type,)*
            /// Data, for verdicts and figures on cards; without a day the newest period decides.
            #[serde(default)]
            pub on: Option<On>,
            /// How columns are counted.
            #[serde(default)]
            pub columns: Columns,
            /// The language of words.
            #[serde(default)]
            pub lang: LangWord,
        }

        #[cfg(feature = "editor")]
        impl $name {
            pub(crate) fn written(&self) -> Written<'_> {
                let rules = if self.rules.is_empty() { std::slice::from_ref(&self.file) } else { &self.rules[..] };
                Written { rules, file: &self.file, on: self.on.as_ref(), columns: self.columns, lang: self.lang.lang() }
            }
        }
    };
}

editor_request! {
    /// A question about one file of rules.
    FileRequest {}
}

editor_request! {
    /// A question about a place.
    PlaceRequest {
        /// The place.
        at: At,
    }
}

editor_request! {
    /// A question about a range.
    RangeRequest {
        /// The range.
        range: Range,
    }
}

editor_request! {
    /// Another name for what stands at a place.
    RenameRequest {
        /// The place.
        at: At,
        /// The new name.
        to: String,
    }
}

editor_request! {
    /// What to lay out, as edits.
    LayoutRequest {
        /// Only what touches this range; the whole file without one.
        #[serde(default)]
        range: Option<Range>,
        /// The language of keywords; as written without one. Only for whole files.
        #[serde(default)]
        keywords: Option<LangWord>,
    }
}
