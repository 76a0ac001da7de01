//! JSON as bytes: every hidden character is written as an escape, so that a terminal that shows the document obeys none
//! of them. The values are the same to every reader of JSON.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

use dabiao_lang::diag::{hidden, signs};

/// Writes a document.
///
/// # Errors
/// Whatever kept it from being written.
pub fn write(writer: &mut dyn Write, document: &impl Serialize) -> io::Result<()> {
    document.serialize(&mut Serializer::with_formatter(writer, Escaping)).map_err(io::Error::from)
}

/// Returns a document as text.
///
/// # Errors
/// Never in practice: a document has no map with keys that are no text.
pub fn text(document: &impl Serialize) -> io::Result<String> {
    let mut bytes = Vec::new();
    write(&mut bytes, document)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// The compact form, with escapes for what is not to be seen.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if matches!(signs(fragment), std::borrow::Cow::Borrowed(_)) {
            return CompactFormatter.write_string_fragment(writer, fragment);
        }
        let mut units = [0; 2];
        for c in fragment.chars() {
            if hidden(c).is_none() {
                write!(writer, "{c}")?;
                continue;
            }
            for unit in c.encode_utf16(&mut units) {
                write!(writer, "\\u{unit:04x}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped_and_the_value_is_kept() {
        let hostile = "一\u{1b}[2J\u{9b}\u{202e}\u{200b}\u{7f}\u{e0041}\u{2028}\"\\\n二";
        let written = text(&hostile).unwrap_or_default();
        assert!(!written.chars().any(|c| hidden(c).is_some()), "{written}");
        assert_eq!(serde_json::from_str::<String>(&written).ok().as_deref(), Some(hostile));
        assert_eq!(text(&"甲 é 👩").ok(), serde_json::to_string(&"甲 é 👩").ok());
    }
}
