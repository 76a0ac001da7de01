//! 达标 dabiao: an embedded rules language for evaluating indicator compliance.
//!
//! Rules say what a plan promises, statistics what was reached; a judgement says for each promise whether it was kept, why,
//! and what is missing to know. Numbers are exact from input to verdict, missing is an answer, and the same input gives the
//! same bytes: no clock, no environment, no files but those that the host hands in.
//!
//! ```
//! use dabiao::{check, data, eval, model::Verdict, source::MemoryFiles};
//!
//! let files = MemoryFiles::new([
//!     ("plan.rules", "指标 收入 { 计量单位 万元; 层级 村 }\n每个 村: 收入 >= 5万元 截至 2025\n"),
//!     ("2025.csv", "指标,地区,时期,数值,单位\n收入,东村,2025,6,万元\n收入,西村,2025,43000,元\n"),
//! ]);
//! let loaded = check::load(&files, &["plan.rules".into()]);
//! let request = data::LoadRequest { paths: vec!["2025.csv".into()], ..Default::default() };
//! let (dataset, _findings) = data::load(&files, &request, &loaded.rules.model().schema);
//! let dataset = dataset.unwrap();
//!
//! let session = eval::Session::new(&loaded.rules, &dataset, "2025-12-31".parse().unwrap());
//! let judgement = session.evaluate(eval::Detail::Full);
//! assert_eq!(judgement.rules[0].verdict, Verdict::Unmet); // 西村 has 4.3万元
//! ```
//!
//! # The map
//!
//! | module | for |
//! |---|---|
//! | [`source`] | text and files that the host hands in: `trait Files`, `MemoryFiles` |
//! | [`diag`] | what is wrong, where, in Chinese and English, with a fix |
//! | [`check`] | rule files to sound rules |
//! | [`model`] | what rules are made of: indicators, levels, periods, units, exact numbers, verdicts |
//! | [`data`] | rosters and statistics to columns, every cell checked |
//! | [`eval`] | the judgement, its derivations, what is missing, scores, rule tests |
//! | [`report`] | the JSON contract; reports as text and Markdown; page, workbook and letter by feature |
//! | `diff` (feature) | what changed between two versions, and whose verdict flips |
//! | `draft` (feature) | from a document to proposed rules |
//!
//! These are the names that hold from version to version. Behind them stand the crates `dabiao-lang`, `dabiao-data`,
//! `dabiao-eval`, `dabiao-report`, `dabiao-diff` and `dabiao-draft`, one for each group of stages; what they show besides is
//! for the command line, editors and tests, and may change with any version.
//!
//! # Features
//!
//! None by default. `excel` reads workbooks, `office` writes them and Word documents, `html` writes pages, `terminal` draws
//! pictures of findings, `diff` compares, `draft` proposes rules from text and Markdown, `documents` also from Word and HTML,
//! `pdf` from PDF.

/// A day: the day of judgement is an argument, since the library knows no clock.
pub use chrono::NaiveDate;

/// Text and files that the host hands in.
pub mod source {
    pub use dabiao_lang::source::{Entry, EntryKind, Files, MemoryFiles, Position, SourceMap, Span};
}

/// What is wrong, where, in Chinese and English, with a fix.
pub mod diag {
    pub use dabiao_lang::diag::{Both, Cell, Diagnostic, Fix, Label, Lang, Place, Problem, Safety, Severity};
}

/// Rule files to sound rules.
pub mod check {
    pub use dabiao_data::rules::{library, load, load_to_evaluate};
    pub use dabiao_lang::check::{Library, Loaded, RuleSet, Version, load_text};
}

/// What rules are made of: indicators, levels, periods, units, exact numbers, verdicts.
pub mod model {
    pub use dabiao_lang::model::{
        Exact, Frequency, Indicator, IndicatorId, Kind, LevelId, Model, Nature, Period, Plan, Rule, Schema, Statement,
        Target, Unit, Verdict,
    };
}

/// Rosters and statistics to columns, every cell checked.
pub mod data {
    pub use dabiao_data::{
        Dataset, DatasetBuilder, Entity, EntityId, LoadRequest, Observation, Origin, Roster, Value, load,
    };
}

/// The judgement, its derivations, what is missing, scores, rule tests.
pub mod eval {
    pub use dabiao_eval::{
        Amount, Ask, AuditResult, Check, Derivation, Detail, EntityJudgement, Judgement, Left, Members, Needed, Row,
        RuleJudgement, ScoreRow, Scorecard, Scores, Session, Steps, TestOutcome, Trend, run_tests,
    };
}

/// The JSON contract and reports as documents; page, workbook and letter by feature.
pub mod report {
    pub use dabiao_report::{Document, Explained, derivation, evaluation, needs};

    /// The JSON contract: `docs/schema` holds its schemas.
    pub mod json {
        pub use dabiao_report::json::{CheckJson, Detail, Options, ReportJson, check, report};
    }

    /// Documents as text for a terminal, and as Markdown.
    pub mod render {
        pub use dabiao_report::render::{Look, markdown, text};
    }

    /// The report as one page.
    #[cfg(feature = "html")]
    pub mod html {
        pub use dabiao_report::html::{HtmlError, evaluation};
    }

    /// The report as a workbook, and as a letter.
    #[cfg(feature = "office")]
    pub mod office {
        pub use dabiao_report::Source;
        pub use dabiao_report::bulletin::document as letter;
        pub use dabiao_report::office::OfficeError;
        pub use dabiao_report::workbook::workbook;
    }
}

/// What changed between two versions, and whose verdict flips.
#[cfg(feature = "diff")]
pub mod diff {
    pub use dabiao_diff::diff::{Change, Data, Diff, Flip, Impact, Kind, Side, Witness, compare, impact};
}

/// From a document to proposed rules.
#[cfg(feature = "draft")]
pub mod draft {
    pub use dabiao_draft::{Document, Draft, Plan, Proposal, propose, read};
}
