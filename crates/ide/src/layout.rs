//! The one layout as edits: of a whole file, or of the lines that a range touches.

use dabiao_lang::source::{FileId, Span};
use dabiao_lang::syntax::{self, FormatStyle, KeywordStyle};
use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::edit::TextEdit;
use crate::snapshot::Snapshot;

/// Returns the edits that put a file into the one layout; none where its text cannot be read.
pub fn format(snapshot: &Snapshot, file: FileId, keywords: KeywordStyle) -> Vec<TextEdit> {
    let Some(source) = snapshot.loaded().sources.get(file) else { return Vec::new() };
    // The tree of the snapshot may lack what could not be read.
    let (tree, problems) = syntax::parse(source);
    if !problems.is_empty() {
        return Vec::new();
    }
    let mut text = syntax::format(source, &tree, &FormatStyle { keywords });
    if source.text().contains("\r\n") && !text.contains("\r\n") {
        text = text.replace('\n', "\r\n");
    }
    line_edits(source.text(), &text, file)
}

/// Returns the edits of [`format()`] that touch a range.
pub fn format_range(snapshot: &Snapshot, range: Span) -> Vec<TextEdit> {
    let mut edits = format(snapshot, range.file, KeywordStyle::AsWritten);
    edits.retain(|e| e.span.start <= range.end && range.start <= e.span.end);
    edits
}

/// The edits of whole lines that turn one text into another.
fn line_edits(old: &str, new: &str, file: FileId) -> Vec<TextEdit> {
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<&str>>();
    let ops = capture_diff_slices(Algorithm::Myers, &lines(old), &lines(new));
    let starts = |text: &str| -> Vec<usize> {
        let lens = text.split_inclusive('\n').map(str::len);
        std::iter::once(0)
            .chain(lens.scan(0, |at, len| {
                *at += len;
                Some(*at)
            }))
            .collect()
    };
    let (old_starts, new_starts) = (starts(old), starts(new));
    let at = |starts: &[usize], line: usize, text: &str| starts.get(line).copied().unwrap_or(text.len());
    let changed = ops.iter().filter(|op| op.tag() != DiffTag::Equal);
    changed
        .map(|op| {
            let (from, to) = (op.old_range(), op.new_range());
            let span = Span::new(file, at(&old_starts, from.start, old), at(&old_starts, from.end, old));
            let written = new.get(at(&new_starts, to.start, new)..at(&new_starts, to.end, new)).unwrap_or("");
            TextEdit::new(span, written)
        })
        .collect()
}
