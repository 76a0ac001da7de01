//! HTML: one self-contained page that needs no network, prints on A4 and fits a phone.
//!
//! [`page`] is the shell that every page of ours has (head, style, policy); [`document`] turns a
//! [`Document`](super::Document) into its body, [`standalone`] does both. INVARIANT: whatever comes from rules, data or
//! file names passes through [`escape`] or a template, which escapes; only [`Markup`] goes into a page as it stands, and
//! the page's policy lets no other style or script run and nothing be loaded.

mod chart;
mod document;
mod evaluation;
mod page;
mod receipt;

pub use chart::steps::{STEPS_STYLE, Step, steps};
pub use document::{document, standalone};
pub use evaluation::{Beside, Download, MapFile, SiteError, WholeReport, WritePage, evaluation, evaluation_on, site};
pub use page::{HtmlError, Markup, Page, escape, page};
pub use receipt::{ReceiptPage, receipt};
