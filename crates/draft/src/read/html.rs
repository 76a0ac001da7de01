//! HTML to a document: headings, paragraphs, list items and tables; scripts and styles are left out.
//!
//! Tags are read one after the other; only open tables are kept, as the pieces of [`super::layout`], which tells a table of
//! data from one that only arranges a page. INVARIANT: tables nested deeper than [`DEEPEST`] are read as text, so that
//! depth costs nothing.

use html5gum::{StartTag, Token, Tokenizer};

use super::DocumentError;
use super::build::{Builder, Span};
use super::layout::{self, Piece, TableTree, Text};
use crate::document::Document;
use crate::grid::WIDEST;

/// Tables inside tables; old pages have five or six.
const DEEPEST: usize = 24;
/// Elements whose content is no text.
const UNSHOWN: &[&str] = &["script", "style", "head", "noscript", "template", "select", "button", "textarea"];
/// Elements around a document.
const AROUND: &[&str] = &["nav", "footer", "aside"];
/// Elements that end what stands before them.
const BLOCKS: &[&str] = &[
    "p",
    "div",
    "li",
    "br",
    "section",
    "article",
    "ul",
    "ol",
    "blockquote",
    "dd",
    "dt",
    "hr",
    "center",
    "main",
    "header",
    "caption",
    "thead",
    "tbody",
    "tfoot",
];

/// Reads HTML.
pub fn read(name: &str, text: &str) -> Result<Document, DocumentError> {
    let mut reader = Reader { out: Builder::new(name), ..Reader::default() };
    for token in Tokenizer::new(text) {
        let Ok(token) = token;
        if reader.out.is_full() {
            break;
        }
        match token {
            Token::StartTag(tag) => reader.start(&tag),
            Token::EndTag(tag) => reader.end(&String::from_utf8_lossy(tag.name.as_slice())),
            Token::String(s) => reader.string(&String::from_utf8_lossy(s.as_slice())),
            _ => {}
        }
    }
    reader.flush();
    while !reader.tables.is_empty() {
        reader.end_table();
    }
    Ok(reader.out.finish())
}

#[derive(Default)]
struct Reader {
    out: Builder,
    text: Text,
    /// The element whose content is not shown.
    hidden: Option<String>,
    is_title: bool,
    links: usize,
    around: usize,
    tables: Vec<TableTree>,
    /// Tables below the deepest that is kept.
    n_deeper: usize,
}

impl Reader {
    fn string(&mut self, text: &str) {
        if self.is_title {
            self.out.title(text);
        }
        if self.hidden.is_none() {
            // A line end of the file is only a blank.
            let text = text.replace(['\n', '\r'], " ");
            self.text.push(&text, self.links > 0);
        }
    }

    fn start(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(tag.name.as_slice()).into_owned();
        match name.as_str() {
            "title" => self.is_title = true,
            n if UNSHOWN.contains(&n) && self.hidden.is_none() => self.hidden = Some(name),
            // `head` may lack its end.
            "body" => self.hidden = None,
            "a" if !tag.self_closing => self.links += 1,
            n if AROUND.contains(&n) => {
                self.flush();
                self.around += 1;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.text.heading = name.get(1..).and_then(|n| n.parse().ok());
            }
            "table" => self.begin_table(),
            "tr" if self.n_deeper == 0 => {
                self.flush();
                if let Some(table) = self.tables.last_mut() {
                    table.row();
                }
            }
            "td" | "th" if self.n_deeper == 0 => {
                self.flush();
                let span = Span { columns: number(tag, b"colspan"), rows: number(tag, b"rowspan"), goes_on: false };
                if let Some(table) = self.tables.last_mut() {
                    table.cell(span);
                }
            }
            "td" | "th" | "tr" => self.flush(),
            n if BLOCKS.contains(&n) => self.flush(),
            _ => {}
        }
    }

    fn end(&mut self, tag: &str) {
        if self.hidden.as_deref() == Some(tag) {
            self.hidden = None;
        }
        match tag {
            "title" => self.is_title = false,
            "a" => self.links = self.links.saturating_sub(1),
            n if AROUND.contains(&n) => {
                self.flush();
                self.around = self.around.saturating_sub(1);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.text.heading = None;
            }
            "td" | "th" => self.flush(),
            "table" if self.n_deeper > 0 => self.n_deeper -= 1,
            "table" => {
                self.flush();
                self.end_table();
            }
            n if BLOCKS.contains(&n) => self.flush(),
            _ => {}
        }
    }

    fn begin_table(&mut self) {
        self.flush();
        // A link that was never closed does not make the rest of the page one.
        self.links = 0;
        if self.tables.len() == DEEPEST {
            self.n_deeper += 1;
        } else {
            self.tables.push(TableTree::default());
        }
    }

    fn end_table(&mut self) {
        let Some(table) = self.tables.pop() else { return };
        match self.tables.last_mut() {
            Some(outer) => outer.put(Piece::Table(table)),
            None => layout::write(&table, &mut self.out),
        }
    }

    /// Ends a block of running text, or a paragraph inside a cell.
    fn flush(&mut self) {
        let heading = self.text.heading;
        let mut text = std::mem::take(&mut self.text);
        self.text.heading = heading;
        if text.is_blank() {
            return;
        }
        text.is_around = self.around > 0;
        text.is_page = true;
        match self.tables.last_mut() {
            Some(table) => table.put(Piece::Text(text)),
            None => text.write(&mut self.out),
        }
    }
}

fn number(tag: &StartTag<()>, name: &[u8]) -> usize {
    let value = tag.attributes.iter().find(|(k, _)| k.as_slice() == name);
    let parsed = value.and_then(|(_, v)| std::str::from_utf8(v.as_slice()).ok()?.trim().parse::<usize>().ok());
    parsed.unwrap_or(1).clamp(1, WIDEST * 16)
}
