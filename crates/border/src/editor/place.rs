//! Byte offsets as lines and columns from 1, in the measure that a host counts in, and back.
//!
//! INVARIANT: `offset(at(x)) == x` for every character boundary `x` within a line; what is no place is refused.

use std::cell::RefCell;
use std::collections::BTreeMap;

use dabiao_lang::diag::Both;
use dabiao_lang::source::{FileId, Source, SourceMap, Span};
use serde::Serialize;

use crate::answer::{Failure, FailureKind};
use crate::request::{At, Columns, Range};

/// Bytes between two stored counts: a line may have megabytes, and a thousand findings.
const STRIDE: usize = 256;

/// A range as it is told.
#[derive(Debug, Serialize)]
pub(super) struct RangeJson {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

/// A range with its file.
#[derive(Debug, Serialize)]
pub(super) struct PlaceJson<'s> {
    file: &'s str,
    #[serde(flatten)]
    range: RangeJson,
}

/// Measures the texts of a snapshot.
pub(super) struct Ruler<'s> {
    sources: &'s SourceMap,
    columns: Columns,
    /// For each file, how much stands before each multiple of [`STRIDE`] bytes.
    counts: RefCell<BTreeMap<FileId, Vec<u32>>>,
}

impl<'s> Ruler<'s> {
    pub(super) fn new(sources: &'s SourceMap, columns: Columns) -> Self {
        Self { sources, columns, counts: RefCell::default() }
    }

    /// Returns start and end of a span.
    pub(super) fn range(&self, span: Span) -> RangeJson {
        let (start, end) = (self.at(span.file, span.start), self.at(span.file, span.end.max(span.start)));
        RangeJson { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }

    /// Returns a span with its file.
    pub(super) fn place(&self, span: Span) -> PlaceJson<'s> {
        PlaceJson { file: self.sources.name(span), range: self.range(span) }
    }

    fn at(&self, file: FileId, offset: u32) -> At {
        let Some(source) = self.sources.get(file) else { return At { line: 1, column: 1 } };
        let text = source.text();
        let offset = text.floor_char_boundary((offset as usize).min(text.len()));
        let line_start = source.line_start(offset as u32) as usize;
        let mut counts = self.counts.borrow_mut();
        let counts = counts.entry(file).or_insert_with(|| self.strides(text.as_bytes()));
        let before = |at: usize| {
            let rest = text.as_bytes().get(at / STRIDE * STRIDE..at).unwrap_or_default();
            counts.get(at / STRIDE).copied().unwrap_or(0) + self.measure(rest)
        };
        At { line: source.line_number(offset as u32), column: before(offset) - before(line_start) + 1 }
    }

    fn strides(&self, text: &[u8]) -> Vec<u32> {
        let mut total = 0;
        let mut counts = vec![0];
        for chunk in text.chunks(STRIDE) {
            total += self.measure(chunk);
            counts.push(total);
        }
        counts
    }

    /// How much stands in a piece of UTF-8: a character counts where its first byte stands, so that pieces add up wherever
    /// they are cut.
    fn measure(&self, piece: &[u8]) -> u32 {
        piece.iter().map(|byte| self.measure_byte(*byte)).sum()
    }

    fn measure_byte(&self, byte: u8) -> u32 {
        let is_first = byte & 0b1100_0000 != 0b1000_0000;
        match self.columns {
            Columns::Bytes => 1,
            Columns::Characters => u32::from(is_first),
            // Four bytes of UTF-8 are two units of UTF-16.
            Columns::Utf16 => u32::from(is_first) + u32::from(byte >= 0b1111_0000),
        }
    }

    /// Returns the byte offset of a place.
    ///
    /// # Errors
    /// The file has no such line, the line no such column, or the column lies inside a character.
    pub(super) fn offset(&self, file: FileId, at: At) -> Result<u32, Failure> {
        let source = self.sources.get(file);
        source.and_then(|s| self.found(s, at)).ok_or_else(|| {
            let (name, At { line, column }) = (source.map_or("", Source::name), at);
            let message = Both::of(
                format!("`{name}` 里没有第 {line} 行第 {column} 列这个位置"),
                format!("`{name}` has no place at line {line}, column {column}"),
            );
            Failure::new(FailureKind::Unknown, message)
        })
    }

    fn found(&self, source: &Source, at: At) -> Option<u32> {
        if at.line == 0 || at.line > source.line_number(source.text().len() as u32) {
            return None;
        }
        let line = source.line(at.line);
        let mut left = at.column.checked_sub(1)?;
        for (idx, c) in line.char_indices() {
            if left == 0 {
                return Some(source.line_offset(at.line) + idx as u32);
            }
            let mut bytes = [0; 4];
            left = left.checked_sub(self.measure(c.encode_utf8(&mut bytes).as_bytes()))?;
        }
        (left == 0).then(|| source.line_offset(at.line) + line.len() as u32)
    }

    /// Returns the span of a range.
    ///
    /// # Errors
    /// One of its ends is no place, or it ends before it starts.
    pub(super) fn span(&self, file: FileId, range: Range) -> Result<Span, Failure> {
        let start = self.offset(file, At { line: range.line, column: range.column })?;
        let end = self.offset(file, At { line: range.end_line, column: range.end_column })?;
        if end < start {
            let message = Both::new("范围的终点在起点之前", "the range ends before it starts");
            return Err(Failure::new(FailureKind::Request, message));
        }
        Ok(Span { file, start, end })
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::*;

    const TEXT: &str = "指标 𠮷村\r\na\n\n“好”x\u{301}";

    fn sources() -> SourceMap {
        let mut sources = SourceMap::new();
        sources.add("a.rules", format!("{}{TEXT}", "字𠮷\n".repeat(200)));
        sources
    }

    #[test]
    fn every_boundary_comes_back_in_every_measure() {
        let sources = sources();
        let source = sources.iter().next().unwrap();
        for columns in [Columns::Characters, Columns::Utf16, Columns::Bytes] {
            let ruler = Ruler::new(&sources, columns);
            for at in (0..=source.text().len()).filter(|at| source.text().is_char_boundary(*at)) {
                // Between the two characters of a line end is no place.
                let is_between = source.text().get(..at).is_some_and(|t| t.ends_with('\r'));
                let told = ruler.at(source.id(), at as u32);
                assert!(is_between || ruler.offset(source.id(), told).unwrap() == at as u32, "{columns:?} {at}");
            }
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        let sources = sources();
        let file = sources.iter().next().unwrap().id();
        let refused = |columns, line, column| Ruler::new(&sources, columns).offset(file, At { line, column }).is_err();
        assert!(refused(Columns::Characters, 0, 1) && refused(Columns::Characters, 1, 0));
        assert!(refused(Columns::Characters, 1, 4) && !refused(Columns::Characters, 1, 3));
        // 𠮷 takes two units, four bytes: inside it is no place.
        assert!(refused(Columns::Utf16, 1, 3) && !refused(Columns::Utf16, 1, 4));
        assert!(refused(Columns::Bytes, 1, 5) && !refused(Columns::Bytes, 1, 8));
        assert!(refused(Columns::Characters, 205, 1) && !refused(Columns::Characters, 203, 1));
    }
}
