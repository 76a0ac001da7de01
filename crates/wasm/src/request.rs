//! What can be asked: the verbs of the command line, each with its inputs, as JSON.
//!
//! `{"do":"eval","rules":["甲.rules"],"data":["2025.csv"],"as_of":"2025-12-31","format":"json"}`. Paths are those of the
//! shelf. What is left out has the default of the command line.

use chrono::NaiveDate;
use dabiao_data::LoadRequest;
use dabiao_lang::diag::Lang;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The language of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LangWord {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl From<LangWord> for Lang {
    fn from(word: LangWord) -> Self {
        match word {
            LangWord::Zh => Lang::Zh,
            LangWord::En => Lang::En,
        }
    }
}

/// The form of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FormWord {
    /// One document of the JSON contract.
    #[default]
    Json,
    /// One page.
    Html,
    /// A piece of a page, without its head.
    Part,
    /// Markdown.
    Markdown,
    /// An Excel workbook.
    Xlsx,
    /// A Word document.
    Docx,
    /// What is to be written into a file of the language: the rules of a draft, the confirmations of a receipt.
    Rules,
}

/// How much a report lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DetailWord {
    /// What decides.
    #[default]
    Summary,
    /// Every entity and every figure.
    Full,
}

/// Rules, figures and a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Inputs {
    /// Rule files and folders.
    pub rules: Vec<String>,
    /// Files and folders of figures.
    pub data: Vec<String>,
    /// The roster, where it does not stand among the figures.
    pub roster: Option<String>,
    /// The mapping file.
    pub mapping: Option<String>,
    /// The day of judgement, as `2025-12-31`.
    #[serde(deserialize_with = "day")]
    pub as_of: Option<NaiveDate>,
    /// The language of the answer.
    pub lang: LangWord,
    /// The form of the answer.
    pub format: FormWord,
    /// How much is listed.
    pub detail: DetailWord,
}

impl Inputs {
    /// Returns what of it concerns figures.
    pub fn load_request(&self) -> LoadRequest {
        LoadRequest {
            paths: self.data.clone(),
            roster: self.roster.clone(),
            encoding: None,
            mapping: self.mapping.clone(),
        }
    }

    /// Returns the language of the answer.
    pub fn lang(&self) -> Lang {
        self.lang.into()
    }
}

/// Reads a day; an empty text is none.
fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    let text = Option::<String>::deserialize(from)?.filter(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(|e| D::Error::custom(format!("as_of: {text}: {e}")))).transpose()
}

/// A question.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Ask {
    /// Findings in rules: `dabiao check`.
    Check(Inputs),
    /// The judgement: `dabiao eval`.
    Eval(Inputs),
    /// What was understood of every sheet: `dabiao read`.
    Read(Inputs),
    /// The last day of the newest period that has figures, as text; "" where there are none.
    Day(Inputs),
    /// The rules by the contract: `dabiao export`.
    Export(Inputs),
    /// How the tests in the rules turn out: `dabiao test`.
    Test(Inputs),
    /// What is missing: `dabiao needs`.
    Needs(Inputs),
    /// A rule as a sentence, or with figures how its verdict came about: `dabiao explain`.
    Explain {
        /// The ID of the rule.
        rule: String,
        /// The rest.
        #[serde(flatten)]
        inputs: Inputs,
    },
    /// The page of a code: `dabiao explain CODE`.
    Page {
        /// The code.
        code: String,
    },
    /// What changed between two versions: `dabiao diff`.
    Diff {
        /// The older rules.
        old: Vec<String>,
        /// The newer rules, and figures for whose verdict flips.
        #[serde(flatten)]
        inputs: Inputs,
    },
    /// Rules proposed from a document: `dabiao draft`.
    Draft {
        /// The document.
        document: String,
        /// Language and form.
        #[serde(flatten)]
        inputs: Inputs,
    },
    /// The verdict of one rule in the world that some givens make, as a rule test does.
    Try {
        /// The ID of the rule.
        rule: String,
        /// What stands after `given`, one a line: `茶园面积@甲镇[2025] = 3万亩`.
        givens: Vec<String>,
        /// The rest.
        #[serde(flatten)]
        inputs: Inputs,
    },
    /// A message of the Language Server Protocol; the answer is the list of messages that it brought about.
    Lsp {
        /// The message; the first is `initialize`.
        message: Value,
    },
    /// The findings of what changed since the last time, as messages of the protocol.
    LspSettle,
}
