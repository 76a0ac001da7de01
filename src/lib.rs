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
//! | [`report`] | the JSON contract; reports as text and Markdown; page, workbook and document by feature |
//! | `diff` (feature) | what changed between two versions, and whose verdict flips; reviews, histories, evidence |
//! | `draft` (feature) | from a document to proposed rules |
//!
//! # Features
//!
//! None by default. `excel` reads workbooks, `office` writes them and Word documents, `html` writes pages, `terminal` draws
//! pictures of findings, `diff` compares, `draft` proposes rules from text and Markdown, `documents` also from Word, HTML and
//! PDF.

pub use dabiao_lang::{check, core, diag, model, source, syntax};

pub use dabiao_data as data;
pub use dabiao_eval as eval;
pub use dabiao_report as report;

#[cfg(feature = "diff")]
pub use dabiao_diff::{diff, evidence, history, review, soften};
#[cfg(feature = "draft")]
pub use dabiao_draft as draft;
