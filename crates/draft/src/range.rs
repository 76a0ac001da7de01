//! Places in a document: ranges of characters, counted from 0, end excluded.

/// A range of characters of a document's text, end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Range {
    /// First character.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
}

impl Range {
    /// Returns the range `start..end`.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end) }
    }

    /// Returns whether two ranges share a character.
    pub fn meets(self, other: Range) -> bool {
        self.start < other.end && other.start < self.end
    }
}
