//! One scheme on both sides, and where its parts stand: what the comparisons of heads and of items share.

use super::{At, Sides, Text};
use dabiao_lang::core::Code;
use dabiao_lang::diag::Both;
use dabiao_lang::model::Scheme;

/// One scheme of both sides.
pub(super) struct Pair<'m> {
    pub(super) sides: Sides<'m>,
    pub(super) old: (usize, &'m Scheme),
    pub(super) new: (usize, &'m Scheme),
    /// What is compared, as a whole.
    pub(super) keys: [&'m Code; 2],
}

impl Pair<'_> {
    /// Returns the name of the scheme.
    pub(super) fn name(&self) -> String {
        self.new.1.name.to_string()
    }

    /// Returns a text of the old scheme; line 0 is the line of its head.
    pub(super) fn before(&self, shown: Both, line: u32) -> Option<Text> {
        let ((idx, s), [key, _]) = (self.old, self.keys);
        Some(Text::new(shown, At { key, idx, file: &s.file, line: if line == 0 { s.line } else { line } }))
    }

    /// Returns a text of the new scheme; line 0 is the line of its head.
    pub(super) fn after(&self, shown: Both, line: u32) -> Option<Text> {
        let ((idx, s), [_, key]) = (self.new, self.keys);
        Some(Text::new(shown, At { key, idx, file: &s.file, line: if line == 0 { s.line } else { line } }))
    }
}
