//! XML as stretches of text: what is not changed stays as it was written, to the byte.

use dabiao_lang::diag::Both;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What a stretch of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Start,
    /// `<a/>`
    Empty,
    End,
    Other,
}

/// A tag, or what stands between two.
#[derive(Debug, Clone)]
pub(super) struct Piece<'t> {
    pub(super) kind: Kind,
    /// As written.
    pub(super) raw: &'t str,
    /// The name without its prefix.
    pub(super) name: String,
    /// With its prefix.
    pub(super) full_name: String,
    /// By local name.
    attributes: Vec<(String, String)>,
}

impl Piece<'_> {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str())
    }

    pub(super) fn opens(&self, name: &str) -> bool {
        matches!(self.kind, Kind::Start | Kind::Empty) && self.name == name
    }

    pub(super) fn closes(&self, name: &str) -> bool {
        self.kind == Kind::End && self.name == name
    }

    /// The prefix of its name with its colon; "" where it has none.
    pub(super) fn prefix(&self) -> &str {
        self.full_name.strip_suffix(self.name.as_str()).unwrap_or("")
    }

    /// The tag with one attribute set anew.
    pub(super) fn with(&self, key: &str, value: &str) -> String {
        let mut out = format!("<{}", self.full_name);
        let mut is_set = false;
        let inside = self.raw.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
        let written = inside.get(self.full_name.len()..).unwrap_or("");
        for (name, old) in split_attributes(written) {
            let value = if name == key { value } else { old };
            is_set |= name == key;
            out.push_str(&format!(" {name}=\"{value}\""));
        }
        if !is_set {
            out.push_str(&format!(" {key}=\"{value}\""));
        }
        out.push_str(if self.kind == Kind::Empty { "/>" } else { ">" });
        out
    }
}

/// Attributes as written: names, and values with their entities.
fn split_attributes(written: &str) -> Vec<(&str, &str)> {
    let mut all = Vec::new();
    let mut rest = written.trim_start();
    while let Some((name, behind)) = rest.split_once('=') {
        let behind = behind.trim_start();
        let Some(quote) = behind.chars().next().filter(|c| matches!(c, '"' | '\'')) else { break };
        let Some((value, behind)) = behind.get(1..).and_then(|b| b.split_once(quote)) else { break };
        all.push((name.trim(), value));
        rest = behind.trim_start();
    }
    all
}

fn attributes(tag: &BytesStart<'_>) -> Vec<(String, String)> {
    let value = |v: &str| quick_xml::escape::unescape(v).map_or_else(|_| v.to_owned(), |v| v.into_owned());
    let mut written = tag.attributes();
    written.with_checks(false).flatten().map(|a| (a.key.local_name().as_ref().to_owned(), value(&a.value))).collect()
}

/// Takes a text apart.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, Both> {
    let mut reader = Reader::from_str(text);
    let mut all = Vec::new();
    let mut from = 0;
    loop {
        let event = reader.read_event().map_err(|e| Both::of("其中的 XML 不完整", e.to_string()))?;
        let (kind, tag) = match &event {
            Event::Eof => return Ok(all),
            Event::Start(tag) => (Kind::Start, Some(tag)),
            Event::Empty(tag) => (Kind::Empty, Some(tag)),
            Event::End(_) => (Kind::End, None),
            _ => (Kind::Other, None),
        };
        let to = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let raw = text.get(from..to).unwrap_or("");
        from = to;
        let (mut name, mut full_name) = (String::new(), String::new());
        match (&event, tag) {
            (Event::End(end), _) => {
                name = end.local_name().as_ref().to_owned();
                full_name = end.name().as_ref().to_owned();
            }
            (_, Some(tag)) => {
                name = tag.local_name().as_ref().to_owned();
                full_name = tag.name().as_ref().to_owned();
            }
            _ => {}
        }
        all.push(Piece { kind, raw, name, full_name, attributes: tag.map(attributes).unwrap_or_default() });
    }
}
