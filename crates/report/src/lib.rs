//! Everything a person or a program reads: JSON by contract, reports, pictures of diagnostics.
//!
//! | what | from | to |
//! |---|---|---|
//! | [`json`] | rules, data, judgement, diagnostics | the documents of the JSON contract, with structs of their own |
//! | [`evaluation()`], [`derivation()`], [`needs()`], [`rule_tests()`], [`audits`], [`submissions`], [`followup_document()`] | the same | a [`Document`]: headings, tables, paragraphs |
//! | [`render`] | a [`Document`] | terminal, plain text, Markdown |
//! | [`html`] (feature `html`) | the same, or a [`Document`] | one self-contained page |
//! | [`form`] (feature `office`) | rules, roster, last year's figures | workbooks to be filled in |
//! | [`workbook`] (feature `office`) | rules, data, judgement, follow-up list | the report as an Excel workbook |
//! | [`bulletin`] (feature `office`) | the same | the 通报 as a Word document, and letters to those who are late |
//! | [`ledger`] | a file beside the data, a follow-up list | every failure with its number, until data prove it over |
//! | [`code`] | – | short codes by which figures are named and disputed |
//! | [`marked`] (feature `office`) | a workbook that came in, findings | the same workbook, marked, to be given back |
//! | [`office`] (feature `office`) | – | what workbooks and documents have in common |
//! | [`diagnostic`] | a diagnostic and the sources | a picture with carets, one line, GitHub commands, SARIF |
//!
//! INVARIANT: nothing here decides anything; the same input gives the same bytes, and only the terminal renderers know
//! of colour.

pub mod asked;
pub mod audits;
#[cfg(feature = "office")]
pub mod bulletin;
pub mod code;
pub mod compared;
pub mod derivation;
pub mod diagnostic;
pub mod document;
pub mod earlier;
pub mod evaluation;
pub mod followup;
#[cfg(feature = "office")]
pub mod form;
#[cfg(feature = "html")]
pub mod html;
pub mod intake;
pub mod json;
pub mod ledger;
mod left;
mod lights;
#[cfg(feature = "office")]
pub mod marked;
mod names;
pub mod needs;
pub mod number;
#[cfg(feature = "office")]
pub mod office;
pub mod pages;
pub mod place;
#[cfg(any(feature = "html", feature = "office"))]
mod qr;
pub mod ranking;
pub mod reading;
pub mod receipts;
pub mod render;
pub mod rule_tests;
pub mod subject;
pub mod submissions;
mod view;
pub mod words;
#[cfg(feature = "office")]
pub mod workbook;

pub use derivation::{Explained, derivation};
pub use document::Document;
pub use evaluation::evaluation;
pub use followup::{followup, followup_document};
pub use needs::needs;
pub use ranking::ranking;
pub use rule_tests::rule_tests;
pub use view::Source;
