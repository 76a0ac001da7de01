//! The shared strings of a workbook, kept as one text.

use std::io::BufRead;

use quick_xml::events::Event;

use super::BookError;
use super::xml;

/// Texts by number.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: Vec<u8>,
    ends: Vec<u32>,
}

impl Strings {
    /// Reads `sharedStrings.xml`; of rich text the letters, of phonetic text nothing.
    pub(super) fn read(input: impl BufRead) -> Result<Self, BookError> {
        let mut reader = xml::reader(input);
        let mut strings = Self::default();
        let mut buf = Vec::new();
        let (mut is_text, mut is_phonetic) = (false, false);
        loop {
            match xml::next(&mut reader, &mut buf)? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "t" => is_text = !is_phonetic,
                    "rPh" => is_phonetic = true,
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "t" => is_text = false,
                    "rPh" => is_phonetic = false,
                    "si" => strings.close()?,
                    _ => {}
                },
                Event::Text(t) if is_text => strings.text.extend_from_slice(t.xml10_content().as_bytes()),
                Event::CData(t) if is_text => strings.text.extend_from_slice(t.as_bytes()),
                Event::GeneralRef(e) if is_text => xml::push_entity(&e, &mut strings.text),
                Event::Eof => return Ok(strings),
                _ => {}
            }
        }
    }

    fn close(&mut self) -> Result<(), BookError> {
        let start = self.ends.last().copied().unwrap_or(0) as usize;
        decode_escapes(&mut self.text, start);
        self.ends.push(u32::try_from(self.text.len()).map_err(|_| BookError::TooLarge)?);
        Ok(())
    }

    /// Returns a text.
    pub(super) fn get(&self, idx: usize) -> Option<&[u8]> {
        let end = *self.ends.get(idx)?;
        let start = idx.checked_sub(1).and_then(|i| self.ends.get(i)).copied().unwrap_or(0);
        self.text.get(start as usize..end as usize)
    }
}

/// Replaces `_x000D_` and its like, from a position on.
pub(super) fn decode_escapes(text: &mut Vec<u8>, from: usize) {
    let tail = text.get(from..).unwrap_or_default();
    if memchr::memmem::find(tail, b"_x").is_none() {
        return;
    }
    let tail = String::from_utf8_lossy(tail).into_owned();
    text.truncate(from);
    let mut rest = tail.as_str();
    while let Some(at) = rest.find("_x") {
        let (before, escape) = rest.split_at(at);
        text.extend_from_slice(before.as_bytes());
        let code = escape.get(2..6).filter(|_| escape.as_bytes().get(6) == Some(&b'_'));
        match code.and_then(|c| u32::from_str_radix(c, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                rest = escape.get(7..).unwrap_or("");
            }
            None => {
                text.extend_from_slice(b"_x");
                rest = escape.get(2..).unwrap_or("");
            }
        }
    }
    text.extend_from_slice(rest.as_bytes());
}
