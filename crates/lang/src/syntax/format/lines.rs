//! Lines and the blank lines between them.

/// What a line is, as far as blank lines go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// A line of a body, or an item without a body.
    Plain,
    /// The rest of a line.
    Continued,
    /// A comment on a line of its own.
    Comment,
    /// The line that opens a body.
    Head,
    /// The line that closes one.
    Close,
}

/// A line of the result.
#[derive(Debug)]
pub(super) struct Line {
    pub kind: LineKind,
    pub level: usize,
    pub text: String,
    /// Whether an empty line stood before it in the source.
    pub has_blank_before: bool,
}

/// Puts lines together.
pub(super) fn join(lines: &[Line]) -> String {
    let mut out = String::with_capacity(lines.iter().map(|l| l.text.len() + l.level * 4 + 2).sum());
    let leads_to_head = leads_to_head(lines);
    let mut before: Option<&Line> = None;
    for (line, leads) in lines.iter().zip(leads_to_head) {
        if before.is_some_and(|before| needs_blank(before, line, leads)) {
            out.push('\n');
        }
        for _ in 0..line.level {
            out.push_str("    ");
        }
        out.push_str(&line.text);
        out.push('\n');
        before = Some(line);
    }
    out
}

/// Returns for each line whether it is a head or a comment that stands right above one.
fn leads_to_head(lines: &[Line]) -> Vec<bool> {
    let mut leads = vec![false; lines.len()];
    let mut is_leading = false;
    for (slot, line) in leads.iter_mut().zip(lines).rev() {
        *slot = line.kind == LineKind::Head || (line.kind == LineKind::Comment && is_leading);
        is_leading = *slot && !line.has_blank_before;
    }
    leads
}

fn needs_blank(before: &Line, line: &Line, leads_to_head: bool) -> bool {
    match (before.kind, line.kind) {
        (_, LineKind::Continued | LineKind::Close) | (LineKind::Head, _) => false,
        (LineKind::Close, _) => true,
        (LineKind::Comment, _) if leads_to_head => line.has_blank_before,
        _ => leads_to_head || line.has_blank_before,
    }
}
