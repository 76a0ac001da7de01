//! Markdown to a document: headings by `#`, tables by bars, the rest as paragraphs. Places are those of the file.

use crate::document::{Block, BlockKind, Document, Range};

use super::text;

/// Reads Markdown.
pub fn read(name: &str, source: &str) -> Document {
    let mut document = text::read(name, source);
    let lines = text::lines(&document.text);
    let mut blocks = Vec::new();
    let mut idx = 0;
    while let Some(&line) = lines.get(idx) {
        let slice = document.slice(line);
        let first = slice.iter().find(|c| !c.is_whitespace()).copied();
        idx += 1;
        match first {
            None => {}
            Some('#') => blocks.push(heading(&document, line)),
            Some('|') => {
                let end = (idx..lines.len())
                    .find(|&n| !lines.get(n).is_some_and(|l| document.slice(*l).contains(&'|')))
                    .unwrap_or(lines.len());
                blocks.extend(table(&document, lines.get(idx - 1..end).unwrap_or_default()));
                idx = end;
            }
            Some(_) => {
                let start = line.start
                    + slice.iter().take_while(|c| c.is_whitespace() || matches!(c, '-' | '*' | '>' | '+')).count()
                        as u32;
                blocks.push(Block { kind: BlockKind::Paragraph, range: Range { start, end: line.end } });
            }
        }
    }
    document.blocks = blocks;
    document
}

fn heading(document: &Document, line: Range) -> Block {
    let slice = document.slice(line);
    let blanks = slice.iter().take_while(|c| c.is_whitespace()).count();
    let rank = slice.iter().skip(blanks).take_while(|c| **c == '#').count();
    let head = slice.iter().skip(blanks + rank).take_while(|c| c.is_whitespace()).count();
    let start = line.start + (blanks + rank + head) as u32;
    Block { kind: BlockKind::Heading(rank.min(6) as u8), range: Range { start: start.min(line.end), end: line.end } }
}

fn table(document: &Document, lines: &[Range]) -> Option<Block> {
    let is_rule = |r: &Range| document.slice(*r).iter().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    let rows: Vec<Vec<Range>> = lines.iter().filter(|r| !is_rule(r)).map(|r| text::cells(&document.text, *r)).collect();
    let (first, last) = (lines.first()?, lines.last()?);
    (!rows.is_empty())
        .then_some(Block { kind: BlockKind::Table(rows), range: Range { start: first.start, end: last.end } })
}
