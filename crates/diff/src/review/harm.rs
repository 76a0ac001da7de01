//! Which changes are proved to do no harm: what a gate lets through without anybody's word.
//!
//! A change is harmless where it asks more, or the same, and that is proved without taking anything for granted; or where
//! nothing rests on it. INVARIANT: whatever is not known to be harmless is not.

use crate::diff::{Change, Kind, Name};

/// Returns whether a change is proved harmless.
pub fn is_harmless(change: &Change) -> bool {
    let is_sure = change.is_proved && change.assumes.is_none();
    match change.kind {
        Kind::Equivalent | Kind::Tightened => is_sure,
        Kind::Added => true,
        Kind::Metadata => says_nothing(change.name),
        Kind::Relaxed | Kind::Removed | Kind::Incomparable => false,
    }
}

/// Names of changes on which no verdict, no score, no light and no office rests.
fn says_nothing(name: Name) -> bool {
    matches!(name, Name::TitleChanged | Name::NoteChanged | Name::RuleRenamed | Name::Reworded | Name::SameObligation)
}
