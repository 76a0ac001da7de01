//! Comma-separated text to rows, in pieces of bounded size.
//!
//! Lines without a quotation mark, nearly all, are cut at the delimiters as they stand; the others go through a slower
//! path that unescapes (`"a ""b"" c"`, line breaks within quotes). Lines end in LF, CR LF or, in a file without LF, CR.
//! INVARIANT: time is linear in the bytes, and memory is bounded by [`ROW_LIMIT`] beyond one piece.

use std::io;

use super::comma::{self, Comma};
use super::decode::{Text, length_in};
use super::reader::{FormProblem, RawRow, Rows};
use crate::DataProblem;

/// The longest row in bytes.
const ROW_LIMIT: usize = 4 << 20;
/// The longest cell in quotes; an opening quote without an end within this many bytes is taken for a letter.
const QUOTE_LIMIT: usize = 64 << 10;
/// The most cells of a row; spreadsheets end at 16,384 columns too.
const CELL_LIMIT: usize = 16_384;
/// How many lines decide on the delimiter.
const SAMPLE_LINES: usize = 10;

/// How the header of the last dimension ends in a table of Eurostat with a column for each time.
pub(super) const ACROSS: &[&str] = &["\\TIME_PERIOD", "\\time"];

/// A file of comma-, semicolon- or tab-separated values.
pub(super) struct CsvRows<'a> {
    text: Text<'a>,
    /// Decoded text; `pos` is the start of the next row.
    buf: Vec<u8>,
    pos: usize,
    /// The first quotation mark at or after `pos`, or the end of `buf`.
    next_quote: usize,
    is_at_end: bool,
    line: u32,
    delimiter: u8,
    terminator: u8,
    cells: Vec<(u32, u32)>,
    unescaped: Vec<u8>,
    /// What the comma of numbers is; a file that is parted by commas has none.
    comma: Option<Comma>,
    /// A row whose numbers were written anew.
    rewritten: Vec<u8>,
    problems: Vec<FormProblem>,
}

/// How the slow path ended.
enum Quoted {
    /// The row ends before this position.
    Row(usize),
    /// The buffer ended first.
    NeedsMore,
    /// The quote of this column (from 1) has no end, or one within the text.
    Unclosed(u32),
}

impl<'a> CsvRows<'a> {
    /// Reads the first piece and finds delimiter, line end and the sense of commas, unless that is said.
    pub(super) fn open(text: Text<'a>, said: Option<Comma>) -> io::Result<Self> {
        let mut rows = Self {
            text,
            buf: Vec::new(),
            pos: 0,
            next_quote: 0,
            is_at_end: false,
            line: 1,
            delimiter: b',',
            terminator: b'\n',
            cells: Vec::new(),
            unescaped: Vec::new(),
            comma: None,
            rewritten: Vec::new(),
            problems: Vec::new(),
        };
        let mut bad = Vec::new();
        rows.is_at_end = !rows.text.fill(&mut rows.buf, &mut bad)?;
        if memchr::memchr(b'\n', &rows.buf).is_none() && memchr::memchr(b'\r', &rows.buf).is_some() {
            rows.terminator = b'\r';
        }
        rows.report_bad(&bad);
        rows.find_quote();
        rows.delimiter = match rows.first_line() {
            // Its first cell holds commas.
            line if has_times_across(line) && line.contains(&b'\t') => b'\t',
            _ => find_delimiter(&rows.buf, rows.terminator),
        };
        rows.comma = said.filter(|_| rows.delimiter != b',');
        if rows.comma.is_none() && rows.delimiter == b';' {
            rows.find_comma();
        }
        Ok(rows)
    }

    /// Returns the first line, before any row was read.
    pub(super) fn first_line(&self) -> &[u8] {
        self.buf.split(|b| *b == self.terminator).next().unwrap_or_default()
    }

    /// Finds out from the first piece what the comma of numbers is.
    fn find_comma(&mut self) {
        let lines = self.buf.split(|b| [b'\n', b'\r'].contains(b));
        let cells = lines.flat_map(|l| l.split(|b| *b == b';')).map(|c| c.strip_prefix(b"\"").unwrap_or(c));
        let (comma, example) = comma::find(cells.map(|c| c.strip_suffix(b"\"").unwrap_or(c)));
        self.comma = Some(comma);
        if let Some(example) = example {
            self.problems.push((1, 0, DataProblem::CommaDecimal { example }));
        }
    }

    /// Writes the numbers of a row anew where the comma may be their decimal sign; `false` where none is touched.
    fn rewrite(&mut self, found: &Found, next: usize) -> bool {
        let Some(comma) = self.comma.filter(|c| *c != Comma::Thousands) else { return false };
        let text = match found {
            Found::Plain(start) => self.buf.get(*start..next).unwrap_or_default(),
            Found::Quoted => self.unescaped.as_slice(),
        };
        let mut is_touched = false;
        let mut cells = Vec::with_capacity(self.cells.len());
        self.rewritten.clear();
        for &(start, end) in &self.cells {
            let cell = text.get(start as usize..end as usize).unwrap_or_default();
            let from = self.rewritten.len() as u32;
            match comma.rewrite(cell) {
                Some(new) => {
                    is_touched = true;
                    self.rewritten.extend_from_slice(&new);
                }
                None => self.rewritten.extend_from_slice(cell),
            }
            cells.push((from, self.rewritten.len() as u32));
        }
        if is_touched {
            self.cells = cells;
        }
        is_touched
    }

    /// Drops what was read and appends the next piece.
    fn fill(&mut self) -> io::Result<()> {
        self.buf.drain(..self.pos);
        self.pos = 0;
        let mut bad = Vec::new();
        self.is_at_end = !self.text.fill(&mut self.buf, &mut bad)?;
        self.report_bad(&bad);
        self.find_quote();
        Ok(())
    }

    fn find_quote(&mut self) {
        let rest = self.buf.get(self.pos..).unwrap_or_default();
        self.next_quote = memchr::memchr(b'"', rest).map_or(self.buf.len(), |i| self.pos + i);
    }

    /// Turns places in the buffer into lines and bytes of the file.
    fn report_bad(&mut self, bad: &[usize]) {
        let encoding = self.text.encoding();
        let (mut line, mut line_start, mut counted) = (self.line, 0, 0);
        let mut n_on_line = 0;
        for &at in bad {
            let between = self.buf.get(counted..at).unwrap_or_default();
            let n_lines = memchr::memchr_iter(self.terminator, between).count() as u32;
            n_on_line = if n_lines == 0 { n_on_line } else { 0 };
            line += n_lines;
            line_start = memchr::memrchr(self.terminator, between).map_or(line_start, |i| counted + i + 1);
            counted = at;
            let before =
                String::from_utf8_lossy(self.buf.get(line_start..at.min(line_start + ROW_LIMIT)).unwrap_or_default());
            // Every bad byte before it became a longer character.
            let longer = n_on_line * (length_in("\u{FFFD}", encoding) - 1);
            let byte = length_in(&before, encoding).saturating_sub(longer) + 1;
            n_on_line += 1;
            self.problems.push((line, 0, DataProblem::BadByte { byte, encoding: encoding.as_str() }));
        }
    }

    /// Cuts `pos..end` at the delimiters as it stands.
    fn split_plain(&mut self, end: usize) {
        self.cells.clear();
        let line = self.buf.get(self.pos..end).unwrap_or_default();
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut start = 0u32;
        each_delimiter(line, self.delimiter, |at| {
            self.cells.push((start, at));
            start = at + 1;
        });
        self.cells.push((start, line.len() as u32));
    }

    /// Reads a row that holds quotation marks into `unescaped`.
    fn split_quoted(&mut self) -> Quoted {
        self.cells.clear();
        self.unescaped.clear();
        let mut at = self.pos;
        loop {
            let cell_start = self.unescaped.len() as u32;
            if self.buf.get(at) == Some(&b'"') {
                match unescape(&self.buf, at + 1, self.is_at_end, &mut self.unescaped) {
                    Ok(after) => at = after,
                    Err(true) => return Quoted::NeedsMore,
                    Err(false) => return Quoted::Unclosed(self.cells.len() as u32 + 1),
                }
                // Behind its closing quote a cell must end; anything else is a quote that stands where none may.
                let is_closed = self.buf.get(at).is_none_or(|b| [b'\r', b'\n', self.delimiter].contains(b));
                if !is_closed {
                    return Quoted::Unclosed(self.cells.len() as u32 + 1);
                }
            }
            let rest = self.buf.get(at..).unwrap_or_default();
            let stop = match memchr::memchr2(self.delimiter, self.terminator, rest) {
                Some(n) => n,
                None if self.is_at_end => rest.len(),
                None => return Quoted::NeedsMore,
            };
            let plain = rest.get(..stop).unwrap_or_default();
            let is_last = rest.get(stop) != Some(&self.delimiter);
            let plain = if is_last { plain.strip_suffix(b"\r").unwrap_or(plain) } else { plain };
            self.unescaped.extend_from_slice(plain);
            self.cells.push((cell_start, self.unescaped.len() as u32));
            at += stop + 1;
            if is_last {
                return Quoted::Row(at.min(self.buf.len()));
            }
        }
    }

    /// Reads a line whose quotes do not pair as if they were not there.
    fn split_unpaired(&mut self, end: usize) {
        self.split_plain(end);
        let line = self.buf.get(self.pos..end).unwrap_or_default();
        for (start, end) in &mut self.cells {
            if *start < *end && line.get(*start as usize) == Some(&b'"') {
                *start += 1;
            }
            if *start < *end && line.get(*end as usize - 1) == Some(&b'"') {
                *end -= 1;
            }
        }
    }

    /// Skips a line that is too long.
    fn skip_line(&mut self) -> io::Result<()> {
        let limit = format!("{} MiB", ROW_LIMIT >> 20);
        self.problems.push((self.line, 0, DataProblem::RowTooLong { limit }));
        loop {
            let rest = self.buf.get(self.pos..).unwrap_or_default();
            if let Some(n) = memchr::memchr(self.terminator, rest) {
                self.pos += n + 1;
                self.line += 1;
                self.find_quote();
                return Ok(());
            }
            self.pos = self.buf.len();
            if self.is_at_end {
                return Ok(());
            }
            self.fill()?;
        }
    }
}

/// Calls `found` with each position of a delimiter, eight bytes at a time: cells are short, so that a call of a search
/// function for each would cost more than the search.
#[inline]
fn each_delimiter(line: &[u8], delimiter: u8, mut found: impl FnMut(u32)) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let pattern = u64::from(delimiter) * ONES;
    let (words, rest) = line.as_chunks::<8>();
    let mut base = 0u32;
    for word in words {
        // A byte of `x` is 0 where the word has the delimiter; its high bit alone is left in `hits`, and no other.
        let x = u64::from_le_bytes(*word) ^ pattern;
        let mut hits = !(((x & !HIGHS) + !HIGHS) | x | !HIGHS);
        while hits != 0 {
            found(base + hits.trailing_zeros() / 8);
            hits &= hits - 1;
        }
        base += 8;
    }
    for (at, byte) in (base..).zip(rest) {
        if *byte == delimiter {
            found(at);
        }
    }
}

/// Where a row stands after it was found.
enum Found {
    Plain(usize),
    Quoted,
}

impl CsvRows<'_> {
    /// Finds the next row and cuts it; returns its number and its extent.
    fn advance(&mut self) -> io::Result<Option<(u32, Found, usize)>> {
        loop {
            let rest = self.buf.get(self.pos..).unwrap_or_default();
            let end = match memchr::memchr(self.terminator, rest) {
                Some(n) => self.pos + n,
                None if !self.is_at_end && rest.len() > ROW_LIMIT => {
                    self.skip_line()?;
                    continue;
                }
                None if !self.is_at_end => {
                    self.fill()?;
                    continue;
                }
                None if rest.is_empty() => return Ok(None),
                None => self.buf.len(),
            };
            let (found, next) = if end <= self.next_quote {
                self.split_plain(end);
                (Found::Plain(self.pos), (end + 1).min(self.buf.len()))
            } else {
                match self.split_quoted() {
                    Quoted::Row(next) => (Found::Quoted, next),
                    Quoted::NeedsMore if self.buf.len() - self.pos <= ROW_LIMIT => {
                        self.fill()?;
                        continue;
                    }
                    Quoted::NeedsMore => {
                        self.skip_line()?;
                        continue;
                    }
                    Quoted::Unclosed(column) => {
                        self.problems.push((self.line, column, DataProblem::QuoteUnclosed {}));
                        self.split_unpaired(end);
                        (Found::Plain(self.pos), (end + 1).min(self.buf.len()))
                    }
                }
            };
            let number = self.line;
            self.line += match found {
                Found::Plain(_) => 1,
                Found::Quoted => {
                    let row = self.buf.get(self.pos..next).unwrap_or_default();
                    memchr::memchr_iter(self.terminator, row).count() as u32
                }
            };
            let start = self.pos;
            self.pos = next;
            if self.next_quote < self.pos {
                self.find_quote();
            }
            if self.cells.len() > CELL_LIMIT || next - start > ROW_LIMIT {
                let limit = format!("{CELL_LIMIT} cells or {} MiB", ROW_LIMIT >> 20);
                self.problems.push((number, 0, DataProblem::RowTooLong { limit }));
                self.cells = Vec::new();
                continue;
            }
            return Ok(Some((number, found, next)));
        }
    }
}

impl Rows for CsvRows<'_> {
    fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>> {
        let Some((number, found, next)) = self.advance()? else {
            return Ok(None);
        };
        let is_rewritten = self.rewrite(&found, next);
        let text = match found {
            _ if is_rewritten => self.rewritten.as_slice(),
            Found::Plain(start) => self.buf.get(start..next).unwrap_or_default(),
            Found::Quoted => self.unescaped.as_slice(),
        };
        let is_last = self.is_at_end && self.pos == self.buf.len();
        let is_cut = is_last && self.buf.last().is_some_and(|b| *b != self.terminator);
        let row = RawRow::new(number, text, &self.cells);
        Ok(Some(if is_cut { row.ending_the_file() } else { row }))
    }

    fn take_problems(&mut self) -> Vec<FormProblem> {
        std::mem::take(&mut self.problems)
    }

    fn exhaust(&mut self) -> io::Result<()> {
        self.text.exhaust()
    }
}

/// Copies the inside of a quoted cell, from behind its opening quote; returns the position behind the closing one.
///
/// # Errors
/// `true` when the text ended first but the file did not, `false` when the quote has no end.
fn unescape(text: &[u8], from: usize, is_at_end: bool, out: &mut Vec<u8>) -> Result<usize, bool> {
    let mut at = from;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(n) = memchr::memchr(b'"', rest) else {
            return Err(!is_at_end && text.len() - from <= QUOTE_LIMIT);
        };
        if at + n - from > QUOTE_LIMIT {
            return Err(false);
        }
        out.extend_from_slice(rest.get(..n).unwrap_or_default());
        at += n + 1;
        match text.get(at) {
            Some(b'"') => {
                out.push(b'"');
                at += 1;
            }
            None if !is_at_end => return Err(true),
            _ => return Ok(at),
        }
    }
}

/// Returns whether the first line of a file is the header of a table of Eurostat with a column for each time: its first cell
/// may hold commas.
pub(super) fn has_times_across(line: &[u8]) -> bool {
    let is_end = |b: Option<&u8>| b.is_none_or(|b| [b'\t', b',', b';', b'"', b'\r'].contains(b));
    ACROSS
        .iter()
        .any(|across| memchr::memmem::find_iter(line, across.as_bytes()).any(|at| is_end(line.get(at + across.len()))))
}

/// Finds the delimiter: the one that one of the first lines holds most of; a comma where none has any.
fn find_delimiter(text: &[u8], terminator: u8) -> u8 {
    let count = |d: u8| {
        let lines = text.split(|&b| b == terminator).take(SAMPLE_LINES);
        lines.map(|l| memchr::memchr_iter(d, l).count()).max().unwrap_or(0)
    };
    // Of two that are met equally often, the one on more lines parts the cells: decimal commas stand on some lines only.
    let on_lines = |d: u8| {
        let lines = text.split(|&b| b == terminator).take(SAMPLE_LINES);
        lines.filter(|l| memchr::memchr(d, l).is_some()).count()
    };
    // `max_by_key` prefers the last of equals, so the comma stands there.
    [b';', b'\t', b','].into_iter().max_by_key(|&d| (count(d), on_lines(d))).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::{each_delimiter, has_times_across};

    #[test]
    fn headers_of_eurostats_tables_are_known_and_names_with_a_backslash_are_not() {
        assert!(has_times_across(b"freq,unit,geo\\TIME_PERIOD\t2024 \t2025 "));
        assert!(has_times_across(b"unit,geo\\time\t2024\t2025"));
        assert!(has_times_across(b"freq,unit,geo\\TIME_PERIOD,2024,2025"));
        assert!(!has_times_across(b"a\\timetable,2024"));
        assert!(!has_times_across(b"geo,TIME_PERIOD,OBS_VALUE"));
    }

    #[test]
    fn every_delimiter_is_found_and_nothing_else() {
        // Bytes that differ from a comma in one bit or by one, on all offsets within a word.
        let tricky = [b',', b'-', b'+', 0xAC, b',', 0x2C ^ 0x01, 0, 0xFF, b',', b',', 0x80, b'x'];
        for start in 0..9 {
            let line: Vec<u8> =
                std::iter::repeat_n(b'a', start).chain(tricky.iter().copied().cycle().take(40)).collect();
            let mut found = Vec::new();
            each_delimiter(&line, b',', |at| found.push(at as usize));
            let plain: Vec<usize> = (0..line.len()).filter(|&i| line.get(i) == Some(&b',')).collect();
            assert_eq!(found, plain);
        }
    }
}
