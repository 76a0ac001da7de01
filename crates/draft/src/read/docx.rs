//! Word files to a document: paragraphs, headings by style, tables with joined cells.
//!
//! INVARIANT: no more than [`LONGEST`] bytes are unpacked, however small the file is.

use std::io::{BufReader, Cursor, Read as _};

use quick_xml::Reader as Xml;
use quick_xml::events::{BytesStart, Event};

use super::DocumentError;
use super::build::Builder;
use crate::document::{BlockKind, Document};

/// Bytes of the main part that are unpacked.
const LONGEST: u64 = 96 << 20;
const PARAGRAPH: char = '\u{2029}';

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
                    reader.text.push_str(&text.xml10_content());
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
    Ok(reader.out.finish())
}

#[derive(Default)]
struct Reader {
    out: Builder,
    text: String,
    in_text: bool,
    is_started: bool,
    heading: Option<u8>,
    tables: usize,
    span: usize,
}

const WIDEST: usize = 64;

impl Reader {
    fn start(&mut self, tag: &BytesStart<'_>) {
        self.is_started = true;
        match tag.local_name().as_ref() {
            "t" => self.in_text = true,
            "tab" if self.tables == 0 => self.text.push('\t'),
            "br" | "cr" => self.text.push(' '),
            "pStyle" => self.heading = attribute(tag, "val").and_then(|v| style_rank(&v)).or(self.heading),
            "outlineLvl" => {
                self.heading = attribute(tag, "val")
                    .and_then(|v| v.parse::<u8>().ok())
                    .filter(|n| *n < 9)
                    .map(|n| n + 1)
                    .or(self.heading)
            }
            "gridSpan" => self.span = attribute(tag, "val").and_then(|v| v.parse().ok()).unwrap_or(1).clamp(1, WIDEST),
            "tbl" => {
                self.flush();
                self.tables += 1;
            }
            "tc" if self.tables == 1 => {
                self.text.clear();
                self.span = 1;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: &str) {
        match tag {
            "t" => self.in_text = false,
            "p" if self.tables == 0 => self.flush(),
            "p" if !self.text.trim().is_empty() => self.text.push(PARAGRAPH),
            "tc" if self.tables == 1 => {
                let text = std::mem::take(&mut self.text);
                self.out.cell(text.trim_end_matches(PARAGRAPH));
                for _ in 1..self.span {
                    self.out.cell("");
                }
                self.heading = None;
            }
            "tr" if self.tables == 1 => self.out.end_row(),
            "tbl" => {
                self.tables = self.tables.saturating_sub(1);
                if self.tables == 0 {
                    self.out.end_table();
                }
            }
            _ => {}
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
            Some(c) => self.text.push(c),
            None => self.text.push(' '),
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let heading = self.heading.take();
        self.out.block(heading.map_or(BlockKind::Paragraph, BlockKind::Heading), &text);
    }
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
