//! Changes of text, and how they are applied.

use dabiao_lang::source::Span;

/// A replacement; an empty span inserts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
}

impl TextEdit {
    /// Returns a replacement.
    pub fn new(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Returns an insertion.
    pub fn insert(at: Span, text: impl Into<String>) -> Self {
        Self::new(Span { end: at.start, ..at }, text)
    }
}

/// Returns a text after edits of it; edits that overlap one before them, or do not fit, are left out.
pub fn applied(text: &str, edits: &[TextEdit]) -> String {
    let mut sorted: Vec<&TextEdit> = edits.iter().collect();
    sorted.sort_by_key(|e| (e.span.start, e.span.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in sorted {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        let Some(before) = text.get(at..start) else { continue };
        if text.get(start..end).is_none() {
            continue;
        }
        out.push_str(before);
        out.push_str(&edit.text);
        at = end;
    }
    out.push_str(text.get(at..).unwrap_or(""));
    out
}
