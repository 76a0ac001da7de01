//! HTML to a document: headings, paragraphs, list items and tables; scripts and styles are left out.
//!
//! Tags are read one after the other and never nested in memory, so that depth costs nothing.

use html5gum::{Token, Tokenizer};

use super::DocumentError;
use super::build::Builder;
use crate::document::{BlockKind, Document};

/// Parts the paragraphs inside one cell.
const PARAGRAPH: char = '\u{2029}';

/// Reads HTML.
pub fn read(name: &str, text: &str) -> Result<Document, DocumentError> {
    let mut reader =
        Reader { out: Builder::new(name), text: String::new(), hidden: None, heading: None, tables: 0, span: 1 };
    for token in Tokenizer::new(text) {
        let Ok(token) = token;
        if reader.out.is_full() {
            break;
        }
        match token {
            Token::StartTag(tag) => {
                let span = tag
                    .attributes
                    .iter()
                    .find(|(k, _)| k.as_slice() == b"colspan")
                    .and_then(|(_, v)| std::str::from_utf8(v.as_slice()).ok()?.trim().parse::<usize>().ok());
                reader.start(&String::from_utf8_lossy(tag.name.as_slice()), span.unwrap_or(1));
            }
            Token::EndTag(tag) => reader.end(&String::from_utf8_lossy(tag.name.as_slice())),
            Token::String(s) if reader.hidden.is_none() => reader.text.push_str(&String::from_utf8_lossy(s.as_slice())),
            _ => {}
        }
    }
    reader.flush();
    Ok(reader.out.finish())
}

struct Reader {
    out: Builder,
    text: String,
    /// The element whose content is not shown.
    hidden: Option<String>,
    heading: Option<u8>,
    tables: usize,
    span: usize,
}

/// The widest span that is believed.
const WIDEST: usize = 64;

impl Reader {
    fn start(&mut self, tag: &str, span: usize) {
        match tag {
            "script" | "style" | "head" | "noscript" | "template" if self.hidden.is_none() => {
                self.hidden = Some(tag.to_owned())
            }
            // `head` may lack its end.
            "body" => self.hidden = None,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.break_block();
                self.heading = tag.get(1..).and_then(|n| n.parse().ok());
            }
            "table" => {
                self.break_block();
                self.tables += 1;
            }
            "tr" if self.tables == 1 => {
                self.end_cell();
                self.out.end_row();
            }
            "td" | "th" if self.tables == 1 => {
                self.end_cell();
                self.span = span.clamp(1, WIDEST);
            }
            "p" | "div" | "li" | "br" | "section" | "article" | "ul" | "ol" | "blockquote" | "dd" | "dt" | "tr"
            | "hr" | "center" => self.break_block(),
            "td" | "th" => self.text.push(' '),
            _ => {}
        }
    }

    fn end(&mut self, tag: &str) {
        if self.hidden.as_deref() == Some(tag) {
            self.hidden = None;
        }
        match tag {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.break_block();
                self.heading = None;
            }
            "td" | "th" if self.tables == 1 => self.put_cell(),
            "table" => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    self.end_cell();
                    self.out.end_table();
                }
            }
            "p" | "div" | "li" | "section" | "article" | "blockquote" | "dd" | "dt" => self.break_block(),
            _ => {}
        }
    }

    /// Ends a block of running text, or a paragraph inside a cell.
    fn break_block(&mut self) {
        if self.tables > 0 {
            if !self.text.trim().is_empty() && !self.text.ends_with(PARAGRAPH) {
                self.text.push(PARAGRAPH);
            }
            return;
        }
        self.flush();
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.out.block(self.heading.map_or(BlockKind::Paragraph, BlockKind::Heading), &text);
    }

    /// Ends a cell that has no end tag.
    fn end_cell(&mut self) {
        if !self.text.trim().is_empty() {
            self.put_cell();
        }
    }

    fn put_cell(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.out.cell(text.trim_end_matches(PARAGRAPH));
        for _ in 1..std::mem::replace(&mut self.span, 1) {
            self.out.cell("");
        }
    }
}
