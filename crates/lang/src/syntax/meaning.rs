//! A tree without its places: for comparing what two texts say, and for looking inside.
//!
//! The text is made from the derived `Debug` of the tree, so a new field can never be forgotten in a comparison.

use std::fmt::Write as _;

use super::keywords::{Keyword, Position};
use super::tree::{Item, Tree};
use crate::inside;

/// Returns whether two trees say the same, wherever it stands and in whichever language its keywords are.
pub fn same_meaning(left: &Tree, right: &Tree) -> bool {
    let outline = |tree: &Tree| without_places(&tree.items);
    outline(left) == outline(right)
}

/// Returns what a tree holds as indented words, without places.
pub fn outline(tree: &Tree) -> String {
    tree.items.iter().map(inside::outline).collect()
}

/// The items as text; verdicts and wordings, which the tree keeps as written, are put into English.
fn without_places(items: &[Item]) -> String {
    let mut full = String::new();
    for item in items {
        // Writing into a string cannot fail.
        let _ = write!(full, "{item:?}");
    }
    let mut out = String::with_capacity(full.len() / 3);
    let mut wrappers = Vec::new();
    let mut pos = 0;
    while let Some(rest) = full.get(pos..).filter(|r| !r.is_empty()) {
        if rest.starts_with('"') {
            let len = string_len(rest);
            out += canonical(rest.get(..len).unwrap_or(""));
            pos += len;
        } else if let Some(len) = place_len(rest) {
            pos += len;
        } else if let Some(wrapper) = WRAPPERS.iter().find(|w| rest.starts_with(**w)) {
            wrappers.push(true);
            pos += wrapper.len();
        } else if rest.starts_with(" { ") {
            wrappers.push(false);
            out += "{";
            pos += 3;
        } else if rest.starts_with(" }") {
            if wrappers.pop() == Some(false) {
                out += "}";
            }
            pos += 2;
        } else {
            let c = rest.chars().next().unwrap_or(' ');
            out.push(c);
            pos += c.len_utf8();
        }
    }
    out
}

/// Structs of one field beside their place; only the field is shown.
const WRAPPERS: &[&str] = &[
    "Name { text: ",
    "Text { text: ",
    "Expr { kind: ",
    "Time { kind: ",
    "Date { kind: ",
    "Path { parts: ",
    "Tolerance { quantity: ",
];

/// Returns the length of a place at the start of a text, with the comma and the name of its field before it.
fn place_len(text: &str) -> Option<usize> {
    let field = [", number_span: ", ", span: ", ", "]
        .into_iter()
        .find(|f| text.strip_prefix(f).is_some_and(|rest| rest.starts_with("Span { ")));
    let bare = ["number_span: ", "span: ", ""]
        .into_iter()
        .find(|f| text.strip_prefix(f).is_some_and(|rest| rest.starts_with("Span { ")));
    let start = field.or(bare)?.len();
    let len = text.get(start..)?.find('}')? + 1;
    let trailing = if field.is_none() && text.get(start + len..)?.starts_with(", ") { 2 } else { 0 };
    Some(start + len + trailing)
}

/// Returns the length of the quoted string at the start of a text.
fn string_len(text: &str) -> usize {
    let mut is_escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return i + 1,
            _ => {}
        }
    }
    text.len()
}

/// Returns a quoted word, or its English spelling if it is a word that the tree keeps as written.
fn canonical(quoted: &str) -> &str {
    let entry = Keyword::from_word(quoted.trim_matches('"')).and_then(Keyword::entry);
    match entry {
        // The one word that is a verdict and a value of a test; values are not kept as written.
        Some(e) if matches!(e.keyword, Keyword::NotApplicable | Keyword::Exempt) => "\"exempt\"",
        Some(e) if matches!(e.position, Position::Value | Position::Verdict) || e.keyword == Keyword::MissingField => {
            e.en.first().copied().unwrap_or(quoted)
        }
        _ => quoted,
    }
}
