//! 达标 dabiao: an embedded rules language for evaluating indicator compliance.

pub mod diag;
pub mod source;
pub mod syntax;
