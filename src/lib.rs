//! 达标 dabiao: an embedded rules language for evaluating indicator compliance.
//!
//! The modules in the order in which data flow:

pub use dabiao_lang::{check, core, diag, model, source, syntax};

pub use dabiao_data as data;
pub use dabiao_eval as eval;
pub use dabiao_report as report;

#[cfg(feature = "diff")]
pub use dabiao_diff::{diff, evidence, history, review, soften};
#[cfg(feature = "draft")]
pub use dabiao_draft as draft;
