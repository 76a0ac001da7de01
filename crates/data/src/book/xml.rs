//! The few things that are asked of XML: elements by local name, attributes, text with its entities resolved.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::BookError;

/// Returns a reader for which `<a/>` is `<a></a>`.
pub(super) fn reader<R: BufRead>(input: R) -> Reader<R> {
    let mut reader = Reader::from_reader(input);
    reader.config_mut().expand_empty_elements = true;
    reader
}

/// Reads the next event.
pub(super) fn next<'b, R: BufRead>(reader: &mut Reader<R>, buf: &'b mut Vec<u8>) -> Result<Event<'b>, BookError> {
    buf.clear();
    reader.read_event_into(buf).map_err(|e| broken(&e))
}

/// Returns what is wrong with a text that is no XML, or that could not be read.
pub(super) fn broken(error: &quick_xml::Error) -> BookError {
    match error {
        quick_xml::Error::Io(e) if e.to_string() == super::package::TOO_LARGE => BookError::TooLarge,
        other => BookError::of_library("其中的 XML 不完整", &other),
    }
}

/// Returns an attribute by its local name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    for attribute in element.attributes().with_checks(false).flatten() {
        if attribute.key.local_name().as_ref() == name {
            return Some(unescaped(&attribute.value));
        }
    }
    None
}

/// Returns an attribute by its name with prefix.
pub(super) fn full_attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    for attribute in element.attributes().with_checks(false).flatten() {
        if attribute.key.as_ref() == name {
            return Some(unescaped(&attribute.value));
        }
    }
    None
}

fn unescaped(value: &str) -> String {
    match quick_xml::escape::unescape(value) {
        Ok(text) => text.into_owned(),
        Err(_) => value.to_owned(),
    }
}

/// Appends what an entity stands for; one that is not known is left out, as no office file declares any.
pub(super) fn push_entity(entity: &BytesRef<'_>, out: &mut Vec<u8>) {
    let c = match entity.resolve_char_ref() {
        Ok(Some(c)) => c,
        _ => match entity.as_ref() {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => return,
        },
    };
    out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}
