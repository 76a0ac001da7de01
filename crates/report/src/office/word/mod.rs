//! Word documents (WordprocessingML, transitional) in the order that its schema asks for.
//!
//! `Writer` writes paragraphs and tables one after the other; [`pack`] puts them, a head and a foot into a file. Only what
//! our documents need is here. INVARIANT: children stand in the order of the schema, which Word and WPS hold to;
//! `tests/cases/office/word-order.txt` says it element by element. The same input gives the same bytes.

mod fill;
mod parts;
mod picture;
mod table;
mod text;

pub(crate) use fill::{Field, Filling, Unfilled, fill};
pub(crate) use parts::{About, pack};
pub(crate) use picture::relations as picture_relations;
pub(crate) use table::{Column, Table};
pub(crate) use text::{Align, Font, Paragraph, Run};

use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Twentieths of a point.
pub(crate) type Twips = u32;

/// XML in the making. Writing to memory does not fail, so no call here does.
pub(crate) struct Writer(quick_xml::Writer<Vec<u8>>);

impl Writer {
    /// Returns an empty document body.
    pub(crate) fn new() -> Self {
        Self(quick_xml::Writer::new(Vec::new()))
    }

    /// Returns an empty part with its declaration.
    fn part() -> Self {
        let mut writer = Self::new();
        writer.put(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))));
        writer
    }

    fn put(&mut self, event: Event<'_>) {
        // A vector takes whatever is written to it.
        let _ = self.0.write_event(event);
    }

    /// Opens an element, lets `inside` write what is in it, and closes it.
    fn element(&mut self, name: &str, attributes: &[(&str, &str)], inside: impl FnOnce(&mut Self)) {
        self.put(Event::Start(start(name, attributes)));
        inside(self);
        self.put(Event::End(BytesEnd::new(name)));
    }

    /// Writes an element with nothing in it.
    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.put(Event::Empty(start(name, attributes)));
    }

    /// Writes a property: an element with one value.
    fn value(&mut self, name: &str, value: impl std::fmt::Display) {
        self.empty(name, &[("w:val", &value.to_string())]);
    }

    fn text(&mut self, text: &str) {
        self.put(Event::Text(BytesText::new(text)));
    }

    /// Returns what was written.
    pub(crate) fn bytes(self) -> Vec<u8> {
        self.0.into_inner()
    }

    /// Writes what another writer wrote.
    fn append(&mut self, other: Writer) {
        self.0.get_mut().extend(other.bytes());
    }
}

fn start<'a>(name: &'a str, attributes: &[(&'a str, &'a str)]) -> BytesStart<'a> {
    BytesStart::new(name).with_attributes(attributes.iter().copied())
}
