//! Findings as people and machines read them: a picture with carets, one line, GitHub commands, SARIF.
//!
//! All take a [`Diagnostic`] and the texts of the run ([`Places`]). INVARIANT: the message stands alone in every form;
//! columns count characters from 1; a place that does not fit its text is moved to the nearest that does.

pub mod github;
mod line;
#[cfg(feature = "terminal")]
mod picture;
pub mod sarif;

pub use line::{line, place};
#[cfg(feature = "terminal")]
pub use picture::{Style, picture};

use dabiao_lang::diag::{Lang, Severity};

#[cfg(doc)]
use {crate::place::Places, dabiao_lang::diag::Diagnostic};

/// Returns the word for a severity.
pub fn severity(severity: Severity, lang: Lang) -> &'static str {
    match (severity, lang) {
        (Severity::Error, Lang::Zh) => "错误",
        (Severity::Warning, Lang::Zh) => "警告",
        (Severity::Info, Lang::Zh) => "提示",
        (_, Lang::En) => severity.as_str(),
    }
}
