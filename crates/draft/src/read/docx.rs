//! Word files to a document: paragraphs, headings by style, tables with joined cells.
//!
//! INVARIANT: no more than [`LONGEST`] bytes are unpacked, however small the file is.

use std::io::{BufReader, Cursor, Read as _};

use quick_xml::Reader as Xml;
use quick_xml::events::{BytesStart, Event};

use super::DocumentError;
use super::build::{Builder, Span};
use super::layout::{self, Piece, TableTree, Text};
use crate::document::Document;
use crate::grid::WIDEST;

/// Bytes of the main part that are unpacked.
const LONGEST: u64 = 96 << 20;

/// Reads a Word file.
pub fn read(name: &str, bytes: &[u8]) -> Result<Document, DocumentError> {
    let fault = |e: &dyn std::fmt::Display| {
        DocumentError::new(
            name,
            format!("不是读得了的 Word 文件：{e}"),
            format!("this is no Word file that can be read: {e}"),
        )
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| fault(&e))?;
    if let Some(error) = other_office(name, &mut archive) {
        return Err(error);
    }
    let part = archive.by_name("word/document.xml").map_err(|e| fault(&e))?;
    let mut xml = Xml::from_reader(BufReader::new(part.take(LONGEST)));
    let mut reader = Reader { out: Builder::new(name), ..Reader::default() };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => reader.start(&tag),
            Ok(Event::Empty(tag)) => {
                reader.start(&tag);
                reader.end(tag.local_name().as_ref());
            }
            Ok(Event::End(tag)) => reader.end(tag.local_name().as_ref()),
            Ok(Event::Text(text)) => {
                if reader.in_text {
                    reader.text.push(&text.xml10_content(), false);
                }
            }
            Ok(Event::GeneralRef(entity)) => {
                if reader.in_text {
                    reader.entity(&entity);
                }
            }
            Ok(Event::Eof) => break,
            Ok(_) => {}
            // What was read so far is kept: a part cut at the limit ends in the middle of a tag.
            Err(e) if reader.is_started => {
                let _ = e;
                break;
            }
            Err(e) => return Err(fault(&e)),
        }
        if reader.out.is_full() {
            break;
        }
    }
    reader.flush();
    // A part that was cut ends inside of tables.
    while !reader.tables.is_empty() {
        reader.end_table();
    }
    Ok(reader.out.finish())
}

/// Returns what to do with a packed file that is no Word file.
fn other_office(name: &str, archive: &mut zip::ZipArchive<Cursor<&[u8]>>) -> Option<DocumentError> {
    let mut has = |part: &str| archive.by_name(part).is_ok();
    let what = if has("word/document.xml") {
        return None;
    } else if has("content.xml") {
        ("OpenDocument 文字文档（.odt）", "an OpenDocument text (.odt)")
    } else if has("xl/workbook.xml") {
        ("Excel 工作簿", "an Excel workbook")
    } else if has("ppt/presentation.xml") {
        ("演示文稿", "a presentation")
    } else {
        ("压缩包，不是 Word 文件", "a packed file, but no Word file")
    };
    Some(DocumentError::new(
        name,
        format!("是{}，读不了：用 Word 或 WPS 打开，另存为 .docx 再试", what.0),
        format!("this is {}, which is not read: open it in Word, WPS or LibreOffice and save it as .docx", what.1),
    ))
}

#[derive(Default)]
struct Reader {
    out: Builder,
    text: Text,
    in_text: bool,
    is_started: bool,
    heading: Option<u8>,
    tables: Vec<TableTree>,
    /// Tables below the deepest that is kept.
    n_deeper: usize,
    /// Second copies of drawings, for programs that know no drawings.
    n_fallback: usize,
}

/// Tables inside tables; Word itself warns before this.
const DEEPEST: usize = 24;

impl Reader {
    fn start(&mut self, tag: &BytesStart<'_>) {
        self.is_started = true;
        match tag.local_name().as_ref() {
            "t" => self.in_text = self.n_fallback == 0,
            "Fallback" => self.n_fallback += 1,
            "tab" if self.tables.is_empty() => self.text.push("\t", false),
            "br" | "cr" => self.text.push(" ", false),
            "pStyle" => self.heading = attribute(tag, "val").and_then(|v| style_rank(&v)).or(self.heading),
            "outlineLvl" => {
                self.heading = attribute(tag, "val")
                    .and_then(|v| v.parse::<u8>().ok())
                    .filter(|n| *n < 9)
                    .map(|n| n + 1)
                    .or(self.heading)
            }
            "gridSpan" => self.span(|span| span.columns = number(tag)),
            "vMerge" => {
                let begins = attribute(tag, "val").is_some_and(|v| v == "restart");
                self.span(|span| span.goes_on = !begins);
            }
            "tbl" => self.begin_table(),
            "tr" if self.n_deeper == 0 => self.table(TableTree::row),
            "tc" if self.n_deeper == 0 => self.table(|t| t.cell(Span::ONE)),
            _ => {}
        }
    }

    fn end(&mut self, tag: &str) {
        match tag {
            "t" => self.in_text = false,
            "Fallback" => self.n_fallback = self.n_fallback.saturating_sub(1),
            "p" | "tc" => self.flush(),
            "tbl" if self.n_deeper > 0 => self.n_deeper -= 1,
            "tbl" => self.end_table(),
            _ => {}
        }
    }

    fn table(&mut self, change: impl FnOnce(&mut TableTree)) {
        if let Some(table) = self.tables.last_mut() {
            change(table);
        }
    }

    fn span(&mut self, change: impl FnOnce(&mut Span)) {
        if self.n_deeper == 0
            && let Some(span) = self.tables.last_mut().and_then(TableTree::last_span)
        {
            change(span);
        }
    }

    fn begin_table(&mut self) {
        self.flush();
        if self.tables.len() == DEEPEST {
            self.n_deeper += 1;
        } else {
            self.tables.push(TableTree::default());
        }
    }

    fn end_table(&mut self) {
        self.flush();
        let Some(table) = self.tables.pop() else { return };
        match self.tables.last_mut() {
            Some(outer) => outer.put(Piece::Table(table)),
            None => layout::write(&table, &mut self.out),
        }
    }

    fn entity(&mut self, entity: &quick_xml::events::BytesRef<'_>) {
        let resolved = entity.resolve_char_ref().ok().flatten();
        let name: &str = entity;
        match resolved.or(match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => None,
        }) {
            Some(c) => self.text.push(c.encode_utf8(&mut [0; 4]), false),
            None => self.text.push(" ", false),
        }
    }

    fn flush(&mut self) {
        let mut text = std::mem::take(&mut self.text);
        text.heading = self.heading.take().filter(|_| self.tables.is_empty());
        if text.is_blank() {
            return;
        }
        match self.tables.last_mut() {
            Some(table) => table.put(Piece::Text(text)),
            None => text.write(&mut self.out),
        }
    }
}

fn number(tag: &BytesStart<'_>) -> usize {
    attribute(tag, "val").and_then(|v| v.parse().ok()).unwrap_or(1).clamp(1, WIDEST)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(found.value.into_owned())
}

/// Returns the rank of a heading style: `Heading1`, `标题 2`; the bare numbers are what Chinese Word calls them.
fn style_rank(style: &str) -> Option<u8> {
    let lower = style.to_ascii_lowercase();
    let rest = lower.strip_prefix("heading").or_else(|| lower.strip_prefix("标题")).unwrap_or(&lower);
    rest.trim().parse::<u8>().ok().filter(|n| (1..=6).contains(n))
}
