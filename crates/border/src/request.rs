//! What can be asked of a session. As JSON the verb is `do`: `{"do":"eval","rules":["plan.rules"],"on":{…}}`.
//!
//! A field that no request has is refused: a misspelt `"roster"` must not become a judgement without a roster.

use dabiao_lang::diag::Lang;
use dabiao_report::json;
use serde::Deserialize;

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
    /// The day of judgement, `2025-12-31`.
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

/// In which form an answer comes.
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
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}

/// What to compare.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiffRequest {
    /// The older rules.
    pub old: String,
    /// The newer rules.
    pub new: String,
    /// Data on which both are judged.
    #[serde(default)]
    pub on: Option<On>,
    /// The language of words.
    #[serde(default)]
    pub lang: LangWord,
}
