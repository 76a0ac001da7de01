//! Lines and columns for many findings: columns in characters from 1, without walking a long line again and again.
//!
//! [`dabiao_lang::source::Source::position`] counts from the start of the line, which is right for one finding and quadratic
//! for a hundred thousand on one line of ten megabytes. [`Places`] counts each text once.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use dabiao_lang::source::{FileId, Position, Source, SourceMap, Span};

/// Bytes between two stored counts.
const STRIDE: usize = 256;

/// Positions in the texts of a run.
pub struct Places<'a> {
    sources: &'a SourceMap,
    /// For each file, the characters before each multiple of [`STRIDE`] bytes.
    counts: RefCell<FxHashMap<FileId, Vec<u32>>>,
}

/// A place with its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Where it starts.
    pub start: Position,
    /// Where it ends; the column is one past the last character.
    pub end: Position,
}

impl<'a> Places<'a> {
    /// Returns the positions in these texts.
    pub fn new(sources: &'a SourceMap) -> Self {
        Self { sources, counts: RefCell::default() }
    }

    /// Returns the texts.
    pub fn sources(&self) -> &'a SourceMap {
        self.sources
    }

    /// Returns start and end of a span; a span of no known file is at 1:1.
    pub fn extent(&self, span: Span) -> Extent {
        match self.sources.get(span.file) {
            Some(source) => Extent {
                start: self.position(source, span.start),
                end: self.position(source, span.end.max(span.start)),
            },
            None => {
                let origin = Position { line: 1, column: 1 };
                Extent { start: origin, end: origin }
            }
        }
    }

    fn position(&self, source: &Source, offset: u32) -> Position {
        let text = source.text();
        let offset = text.floor_char_boundary((offset as usize).min(text.len()));
        let line_start = source.line_start(offset as u32) as usize;
        let mut counts = self.counts.borrow_mut();
        let counts = counts.entry(source.id()).or_insert_with(|| strides(text));
        let column = characters_before(text, counts, offset) - characters_before(text, counts, line_start);
        Position { line: source.line_number(offset as u32), column: column + 1 }
    }
}

fn strides(text: &str) -> Vec<u32> {
    let mut total = 0;
    let mut counts = vec![0];
    for chunk in text.as_bytes().chunks(STRIDE) {
        total += count(chunk);
        counts.push(total);
    }
    counts
}

fn characters_before(text: &str, counts: &[u32], offset: usize) -> u32 {
    let stride_idx = offset / STRIDE;
    let rest = text.as_bytes().get(stride_idx * STRIDE..offset).unwrap_or_default();
    counts.get(stride_idx).copied().unwrap_or(0) + count(rest)
}

/// Counts the bytes that begin a character.
fn count(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| b & 0xC0 != 0x80).count() as u32
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_plain_count_everywhere() {
        let text = "每个 村: 产值 >= 5万\n\n".repeat(400) + "尾";
        let mut sources = SourceMap::new();
        let file = sources.add("a.rules", text.clone());
        let places = Places::new(&sources);
        for offset in 0..=text.len() {
            let want = sources.get(file).unwrap().position(offset as u32);
            assert_eq!(places.extent(Span::new(file, offset, offset)).start, want, "at byte {offset}");
        }
    }
}
