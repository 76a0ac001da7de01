//! 达标 dabiao: an embedded rules language for evaluating indicator compliance.

pub mod check;
pub mod core;
#[cfg(feature = "cli")]
pub mod cli;
pub mod data;
pub mod diag;
pub mod diff;
pub mod draft;
pub mod eval;
pub mod evidence;
pub mod history;
pub mod model;
pub mod report;
pub mod review;
pub mod source;
pub mod syntax;
