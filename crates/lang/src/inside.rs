//! What a stage holds, as indented words: for looking inside, and for tests.
//!
//! Takes anything with a derived `Debug`, so a new field shows without being told of. Places, and what is absent, empty or
//! `false`, are left out; a struct around one value is that value. Nothing may be decided by this text: it is for people.
//!
//! ```
//! #[derive(Debug)]
//! struct Rule { id: Option<&'static str>, cites: Vec<u8>, is_bare: bool }
//! let rule = Rule { id: Some("A-1"), cites: vec![], is_bare: true };
//! assert_eq!(dabiao_lang::inside::outline(&rule), "rule id A-1, bare\n");
//! ```

use std::fmt::{Debug, Write as _};

/// Characters up to which a thing stands on one line.
///
/// Chosen so that a target with its time stays on a line and a page of text shows a whole small rule file.
const LINE: usize = 100;

/// Fields that say where something stands.
const PLACES: &[&str] = &["span", "number_span"];

/// Structs of one telling field; the field alone is shown.
const WRAPPERS: &[(&str, &str)] = &[
    ("Name", "text"),
    ("Text", "text"),
    ("Expr", "kind"),
    ("Time", "kind"),
    ("Date", "kind"),
    ("Path", "parts"),
    ("Tolerance", "quantity"),
];

/// Returns what a value holds, things that belong to it indented below it.
pub fn outline(value: &impl Debug) -> String {
    let text = format!("{value:?}");
    let mut reader = Reader { rest: &text };
    let thing = reader.thing().map(Thing::essence);
    let mut out = String::new();
    match thing.filter(|_| reader.rest.is_empty()) {
        Some(thing) => thing.write(&mut out, 0),
        // Some type writes a `Debug` of its own that has another form: better that than nothing.
        None => out = format!("{text}\n"),
    }
    out
}

/// A part of a debug text.
enum Thing {
    /// A number, a date, a word without fields.
    Word(String),
    /// A text, without its quotes.
    Text(String),
    /// A struct, a variant, a list (without a name), each member with its field's name where it has one.
    Group { name: String, members: Vec<(Option<String>, Thing)> },
}

impl Thing {
    /// Takes away places, wrappers and whatever is absent.
    fn essence(self) -> Self {
        let Thing::Group { name, members } = self else { return self };
        let is_place = |field: &Option<String>, t: &Thing| {
            field.as_deref().is_some_and(|f| PLACES.contains(&f))
                || matches!(t, Thing::Group { name, .. } if name == "Span")
        };
        let told = members.into_iter().filter(|(f, t)| !is_place(f, t));
        let mut members: Vec<_> =
            told.map(|(f, t)| (f, t.essence())).filter(|(f, t)| f.is_none() || !t.is_absent()).collect();
        let wrapped = WRAPPERS.iter().find(|(w, _)| *w == name).map(|(_, field)| *field);
        let is_wrapper = match members.as_slice() {
            [(Some(field), _)] => wrapped == Some(field.as_str()),
            // A variant around a struct of its own name says that name once.
            [(None, Thing::Group { name: inner, .. })] => name == "Some" || *inner == name,
            [(None, _)] => name == "Some" || name == "Name",
            _ => false,
        };
        match members.pop() {
            Some((_, inner)) if is_wrapper => inner,
            last => {
                members.extend(last);
                Thing::Group { name, members }
            }
        }
    }

    fn is_absent(&self) -> bool {
        match self {
            Thing::Word(word) => word == "None" || word == "false",
            Thing::Text(_) => false,
            Thing::Group { name, members } => name.is_empty() && members.is_empty(),
        }
    }

    fn write(&self, out: &mut String, depth: usize) {
        let line = self.line();
        let Thing::Group { name, members } = self else {
            let _ = writeln!(out, "{:depth$}{line}", "");
            return;
        };
        if line.chars().count() <= LINE {
            let _ = writeln!(out, "{:depth$}{line}", "");
            return;
        }
        let below = if name.is_empty() {
            depth
        } else {
            let _ = writeln!(out, "{:depth$}{}", "", lower(name));
            depth + 2
        };
        for (field, member) in members {
            let label = field.as_deref().map(label).unwrap_or_default();
            let line = join(&label, &member.line());
            if line.chars().count() <= LINE || label.is_empty() {
                if label.is_empty() {
                    member.write(out, below)
                } else {
                    writeln!(out, "{:below$}{line}", "").unwrap_or(())
                }
                continue;
            }
            let _ = writeln!(out, "{:below$}{label}", "");
            member.write(out, below + 2);
        }
    }

    /// The thing on one line.
    fn line(&self) -> String {
        match self {
            Thing::Word(word) => lower(word),
            Thing::Text(text) if is_plain(text) => text.clone(),
            Thing::Text(text) => format!("{text:?}"),
            Thing::Group { name, members } => {
                let parts: Vec<String> = members
                    .iter()
                    .map(|(field, t)| match (field, t) {
                        (Some(field), Thing::Word(word)) if word == "true" => label(field),
                        (Some(field), t) => join(&label(field), &t.nested()),
                        (None, t) => t.nested(),
                    })
                    .collect();
                join(&lower(name), &parts.join(", "))
            }
        }
    }

    /// The thing on one line, in brackets where it has several parts.
    fn nested(&self) -> String {
        match self {
            Thing::Group { name, members } if name.is_empty() => {
                let items: Vec<_> = members.iter().map(|(_, t)| t.nested()).collect();
                format!("[{}]", items.join(", "))
            }
            Thing::Group { members, .. } if !members.is_empty() => format!("({})", self.line()),
            _ => self.line(),
        }
    }
}

fn join(label: &str, rest: &str) -> String {
    match (label.is_empty(), rest.is_empty()) {
        (true, _) => rest.to_owned(),
        (_, true) => label.to_owned(),
        _ => format!("{label} {rest}"),
    }
}

/// A field's name as words: `is_bare` is `bare`.
fn label(field: &str) -> String {
    field.strip_prefix("is_").unwrap_or(field).replace('_', " ")
}

/// A type's or variant's name as words: `AtPeriod` is `at period`.
fn lower(name: &str) -> String {
    let mut out = String::new();
    for (i, c) in name.char_indices() {
        if c.is_ascii_uppercase() {
            if i > 0 {
                out.push(' ');
            }
            out.push(c.to_ascii_lowercase());
        } else {
            out.push(c);
        }
    }
    out
}

fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "_-./%‰".contains(c))
}

/// Reads a debug text from its start.
struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn take(&mut self, what: &str) -> bool {
        match self.rest.strip_prefix(what) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// A word up to a sign that ends it.
    fn word(&mut self) -> String {
        let ends = |c: char| matches!(c, ',' | '(' | ')' | '[' | ']' | '{' | '}' | '"' | ' ');
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }

    fn thing(&mut self) -> Option<Thing> {
        if self.rest.starts_with('"') {
            return self.text().map(Thing::Text);
        }
        if self.take("[") {
            return self.members("]").map(|members| Thing::Group { name: String::new(), members });
        }
        if self.take("{") {
            return self.members("}").map(|members| Thing::Group { name: String::new(), members });
        }
        let name = self.word();
        if self.take("(") {
            return self.members(")").map(|members| Thing::Group { name, members });
        }
        if self.take(" { ") {
            return self.members(" }").map(|members| Thing::Group { name, members });
        }
        (!name.is_empty()).then_some(Thing::Word(name))
    }

    /// Members up to a closing sign, which is taken.
    fn members(&mut self, close: &str) -> Option<Vec<(Option<String>, Thing)>> {
        let mut members = Vec::new();
        while !self.take(close) {
            let before = self.rest;
            let field = self.word();
            let field = match field.strip_suffix(':') {
                Some(field) if self.take(" ") => Some(field.to_owned()),
                _ => {
                    self.rest = before;
                    None
                }
            };
            let mut thing = self.thing()?;
            // The key of a map is a thing, too.
            if self.take(": ") {
                let value = self.thing()?;
                thing = Thing::Group { name: String::new(), members: vec![(None, thing), (None, value)] };
            }
            members.push((field, thing));
            self.take(", ");
        }
        Some(members)
    }

    /// A quoted text without its quotes; escapes stay as they are but for those of quotes.
    fn text(&mut self) -> Option<String> {
        let inner = self.rest.strip_prefix('"')?;
        let mut is_escaped = false;
        for (at, c) in inner.char_indices() {
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '"' => {
                    let (text, rest) = inner.split_at(at);
                    self.rest = rest.get(1..)?;
                    return Some(text.replace("\\\"", "\"").replace("\\'", "'"));
                }
                _ => {}
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::outline;

    #[derive(Debug)]
    #[allow(dead_code)]
    struct Deep {
        name: &'static str,
        items: Vec<Option<(u8, &'static str)>>,
        none: Option<u8>,
    }

    #[test]
    fn long_things_are_laid_out_below_their_name() {
        let deep = Deep {
            name: "甲 \"乙\", 丙",
            items: (0..12).map(|n| Some((n, "a long text that fills the line"))).collect(),
            none: None,
        };
        let text = outline(&deep);
        assert!(text.starts_with("deep\n  name \"甲 \\\"乙\\\", 丙\"\n  items\n    0, \"a long"), "{text}");
        assert_eq!(text.lines().count(), 15, "{text}");
    }

    #[test]
    fn what_has_another_form_is_shown_as_it_is() {
        assert_eq!(outline(&std::time::Duration::from_millis(1500)), "1.5s\n");
        assert_eq!(outline(&format_args!("a, b")), "a, b\n");
    }
}
