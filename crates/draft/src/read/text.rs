//! Plain text to a document: lines, lines that were broken in the middle of a sentence, and tables of bars or tabs.

use crate::document::{Block, BlockKind, Document, Range};
use crate::line::Line;
use crate::outline;

use super::LONGEST_TEXT;

/// Reads plain text; places are those of the text itself.
pub fn read(name: &str, text: &str) -> Document {
    let mut chars: Vec<char> = text.chars().take(LONGEST_TEXT + 1).collect();
    let is_cut = chars.len() > LONGEST_TEXT;
    chars.truncate(LONGEST_TEXT);
    let lines = lines(&chars);
    let blocks = blocks(&chars, &lines);
    Document { name: name.to_owned(), text: chars, blocks, is_cut }
}

/// Parts a text into lines, line ends excluded.
pub fn lines(chars: &[char]) -> Vec<Range> {
    let mut all = Vec::new();
    let mut start = 0;
    for (idx, c) in chars.iter().enumerate() {
        if matches!(c, '\n' | '\u{c}' | '\u{2028}') {
            all.push(Range::new(start, idx));
            start = idx + 1;
        }
    }
    all.push(Range::new(start, chars.len()));
    all
}

/// Gathers lines into paragraphs and tables.
pub fn blocks(chars: &[char], lines: &[Range]) -> Vec<Block> {
    let slice = |r: Range| chars.get(r.start as usize..r.end as usize).unwrap_or_default();
    let width = typical_width(chars, lines);
    let mut blocks: Vec<Block> = Vec::new();
    let mut idx = 0;
    while let Some(&line) = lines.get(idx) {
        idx += 1;
        if let Some(rows) = table(chars, lines, idx - 1) {
            let last = idx - 1 + rows.len();
            let end = lines.get(last - 1).map_or(line.end, |l| l.end);
            blocks.push(Block { kind: BlockKind::Table(rows), range: Range { start: line.start, end } });
            idx = last;
            continue;
        }
        if slice(line).iter().all(|c| c.is_whitespace()) {
            continue;
        }
        let mut range = line;
        while let Some(next) = continued(chars, lines, idx, width) {
            range.end = lines.get(next).map_or(range.end, |l| l.end);
            idx = next + 1;
        }
        blocks.push(Block { kind: BlockKind::Paragraph, range });
    }
    blocks
}

/// Returns the width at which a file's lines were broken, or `None` where every paragraph is one line.
fn typical_width(chars: &[char], lines: &[Range]) -> Option<usize> {
    let long: Vec<usize> = lines
        .iter()
        .map(|l| {
            chars
                .get(l.start as usize..l.end as usize)
                .unwrap_or_default()
                .iter()
                .filter(|c| !c.is_whitespace())
                .count()
        })
        .filter(|n| *n >= 16)
        .collect();
    let longest = long.iter().copied().max()?;
    let near = long.iter().filter(|n| **n + 8 >= longest).count();
    (longest <= 90 && long.len() >= 6 && near * 4 >= long.len()).then_some(longest)
}

/// Lines between the two halves of a sentence that a page break parts: blank ones and the page's number.
const PAGE_BREAK: usize = 4;

/// Returns the line that goes on where the line before `idx` was broken in the middle of a sentence.
fn continued(chars: &[char], lines: &[Range], idx: usize, width: Option<usize>) -> Option<usize> {
    let slice = |n: usize| lines.get(n).map(|r| chars.get(r.start as usize..r.end as usize).unwrap_or_default());
    let line = slice(idx.checked_sub(1)?)?;
    let is_skipped =
        |l: &[char]| l.iter().all(|c| c.is_whitespace() || c.is_ascii_digit() || matches!(c, '-' | '—' | '–'));
    let next = (idx..idx + PAGE_BREAK).find(|&n| slice(n).is_some_and(|l| !is_skipped(l)))?;
    let last = line.iter().rev().find(|c| !c.is_whitespace()).copied()?;
    let is_open = last.is_alphanumeric() || matches!(last, '，' | '、' | '“');
    (next == idx || is_open).then_some(())?;
    let Some(width) = width else {
        return (is_open && is_sentence(line) && !begins_anew(slice(next)?)).then_some(next);
    };
    goes_on(line, slice(next)?, width).then_some(next)
}

/// Returns whether a line is running text: long, with a comma or full stop inside, and no heading.
fn is_sentence(line: &[char]) -> bool {
    let n = line.iter().filter(|c| !c.is_whitespace()).count();
    let has_stop = line.contains(&'。');
    let is_heading = !has_stop && outline::marker(&Line::fold(line, 0)).is_some();
    n >= 20 && !is_heading && (has_stop || line.iter().any(|c| matches!(c, '，' | ',')))
}

/// Returns whether a line begins a paragraph whatever stood before it.
fn begins_anew(next: &[char]) -> bool {
    let first = next.iter().find(|c| !c.is_whitespace()).copied().unwrap_or('\n');
    let is_indented = next.iter().take_while(|c| c.is_whitespace()).count() >= 2;
    outline::marker(&Line::fold(next, 0)).is_some()
        || is_indented
        || !(first.is_alphanumeric() || matches!(first, '“' | '（' | '('))
}

/// Returns whether a line was broken at the width of its file, in the middle of a sentence that the next one continues.
fn goes_on(line: &[char], next: &[char], width: usize) -> bool {
    let n = line.iter().filter(|c| !c.is_whitespace()).count();
    let last = line.iter().rev().find(|c| !c.is_whitespace()).copied().unwrap_or('\n');
    if n + 10 < width || matches!(last, '。' | '！' | '？') && n + 3 < width {
        return false;
    }
    // A numbered line begins a paragraph, and so does an indented one; but `2025.` may only be the end of a number.
    let is_numbered = outline::marker(&Line::fold(next, 0)).is_some() && !matches!(last, '、' | '，');
    let is_indented = next.first().is_some_and(|c| *c == '\u{3000}')
        || next.iter().take_while(|c| **c == ' ').count() >= 2 && matches!(last, '。' | '；' | '：');
    !is_numbered && !is_indented
}

/// Reads a table of at least two rows that begins at a line.
fn table(chars: &[char], lines: &[Range], from: usize) -> Option<Vec<Vec<Range>>> {
    let mut rows = Vec::new();
    for line in lines.iter().skip(from) {
        let cells = cells(chars, *line);
        if cells.len() < 3 {
            break;
        }
        rows.push(cells);
    }
    (rows.len() >= 2).then_some(rows)
}

/// Parts a line at bars or tabs.
pub fn cells(chars: &[char], line: Range) -> Vec<Range> {
    let text = chars.get(line.start as usize..line.end as usize).unwrap_or_default();
    let sign = if text.contains(&'|') { '|' } else { '\t' };
    let mut cells = Vec::new();
    let mut start = line.start as usize;
    for (n, c) in text.iter().enumerate() {
        if *c == sign {
            cells.push(trimmed(chars, start, line.start as usize + n));
            start = line.start as usize + n + 1;
        }
    }
    cells.push(trimmed(chars, start, line.end as usize));
    // `| a | b |` has nothing before its first and behind its last bar.
    if sign == '|' {
        if text.iter().find(|c| !c.is_whitespace()) == Some(&'|') {
            cells.remove(0);
        }
        if text.iter().rev().find(|c| !c.is_whitespace()) == Some(&'|') {
            cells.pop();
        }
    }
    cells
}

fn trimmed(chars: &[char], start: usize, end: usize) -> Range {
    let text = chars.get(start..end).unwrap_or_default();
    let head = text.iter().take_while(|c| c.is_whitespace()).count();
    let tail = text.iter().rev().take_while(|c| c.is_whitespace()).count();
    if head == text.len() { Range::new(start, start) } else { Range::new(start + head, end - tail) }
}
