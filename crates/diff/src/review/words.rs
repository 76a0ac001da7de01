//! How kinds of changes are said and how much they stand out.

use crate::diff::Kind;
use dabiao_lang::diag::{Lang, Severity};
use dabiao_report::document::Tone;

/// Returns the word of a kind.
pub fn kind_word(kind: Kind, lang: Lang) -> String {
    kind.words().get(lang).to_owned()
}

/// Returns how a kind stands out: what asks less before what asks something else before what asks more.
pub fn tone(kind: Kind) -> Tone {
    match kind {
        Kind::Relaxed | Kind::Removed => Tone::Severity(Severity::Error),
        Kind::Incomparable => Tone::Severity(Severity::Warning),
        Kind::Tightened | Kind::Added => Tone::Severity(Severity::Info),
        Kind::Equivalent | Kind::Metadata => Tone::Faint,
    }
}
