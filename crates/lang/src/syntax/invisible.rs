//! `invisible-character`: text that a reviewer sees otherwise than the program reads it.
//!
//! A mark that turns the direction of a line, a character without width, a lone carriage return, behind which an editor
//! shows a new line that is still part of a comment: anywhere in a rule file, comments and texts too, as none of them has
//! a use there. One finding for each line and sort of character. See CVE-2021-42574.

use std::collections::BTreeMap;

use crate::diag::{Both, Diagnostic, Hidden, Place, Safety, SyntaxProblem, hidden, joins_pictures, sign, signs};
use crate::source::{Source, Span};

/// Lines that are reported: a file of nothing else must not fill the memory.
const MOST_LINES: usize = 200;

/// Adds what is not seen as what it is to what the reader found; a character that it stumbled over is told once.
pub(crate) fn add_characters(source: &Source, found: &mut Vec<Diagnostic>) {
    let is_told = |at: &Diagnostic| {
        let same = found.iter().filter(|d| d.code() == "unknown-character");
        let start = |d: &Diagnostic| if let Place::Span(span) = d.place { Some(span.start) } else { None };
        same.map(start).any(|told| told == start(at))
    };
    let more: Vec<Diagnostic> = characters(source).into_iter().filter(|d| !is_told(d)).collect();
    found.extend(more);
}

/// Returns a warning for each line of a text and each sort of character in it that is not seen as what it is.
fn characters(source: &Source) -> Vec<Diagnostic> {
    let text = source.text();
    if matches!(signs(text), std::borrow::Cow::Borrowed(_)) {
        return Vec::new();
    }
    let mut found: BTreeMap<(u32, Hidden), Seen> = BTreeMap::new();
    let mut rest = text.char_indices().peekable();
    let mut last = '\0';
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map(|(_, c)| *c);
        let is_mark_of_order = at == 0 && c == '\u{feff}';
        let is_line_end = c == '\r' && next == Some('\n');
        let is_harmless = is_mark_of_order || is_line_end || joins_pictures(last, c, next);
        if let Some(how) = hidden(c).filter(|_| !is_harmless) {
            let line = source.line_number(u32::try_from(at).unwrap_or(u32::MAX));
            found.entry((line, how)).or_insert(Seen { at, c, n: 0 }).n += 1;
            if found.len() > MOST_LINES {
                break;
            }
        }
        last = c;
    }
    found.into_iter().map(|((_, how), seen)| seen.report(source, how)).collect()
}

/// The first character of one sort in a line, and how many there are.
struct Seen {
    at: usize,
    c: char,
    n: u64,
}

impl Seen {
    fn report(&self, source: &Source, how: Hidden) -> Diagnostic {
        let words = how.words();
        let shown = format!("{} (U+{:04X})", sign(self.c), self.c as u32);
        let more = match self.n {
            1 => Both::new("", ""),
            n => Both::of(format!("，本行共 {n} 个"), format!(", {n} of them in this line")),
        };
        let said = Both::of(
            format!("这里有{} {shown}{}：读的人看到的和程序读到的不一样", words.zh, more.zh),
            format!("here is {} {shown}{}: a reader sees another text than the program reads", words.en, more.en),
        );
        let span = Span::new(source.id(), self.at, self.at + self.c.len_utf8());
        let proposal = Both::new("删去它，它多半是复制文字时带进来的", "delete it; it mostly comes with copied text");
        let found = Diagnostic::at(span, SyntaxProblem::InvisibleCharacter { said, proposal });
        if self.n == 1 { found.fix(span, "", Safety::Unsafe) } else { found }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Lang;
    use crate::source::SourceMap;

    fn found(text: &str) -> Vec<(u32, u32)> {
        let mut sources = SourceMap::new();
        let id = sources.add("a.rules", text);
        let all = sources.get(id).map(characters).unwrap_or_default();
        assert!(all.iter().all(|d| d.code() == "invisible-character" && !d.is_error()));
        assert!(all.iter().all(|d| !d.problem.message(Lang::Zh).chars().any(|c| hidden(c).is_some())));
        let place = |d: &Diagnostic| match d.place {
            crate::diag::Place::Span(span) => sources.position(span),
            _ => sources.position(Span::new(id, 0, 0)),
        };
        all.iter().map(|d| (place(d).line, place(d).column)).collect()
    }

    #[test]
    fn every_sort_is_found_where_it_stands_and_plain_text_is_left_alone() {
        for c in
            ['\u{202e}', '\u{200b}', '\u{2028}', '\u{1b}', '\u{ad}', '\u{2066}', '\u{feff}', '\u{e0041}', '\u{3164}']
        {
            assert_eq!(found(&format!("岗位 >= 1个\n// 注 {c}\n")), [(2, 6)], "{:x}", c as u32);
        }
        assert_eq!(found("岗位 <= 9个 // 上限\r, >= 100个\n"), [(1, 15)]);
        assert_eq!(found("\u{feff}岗位 >= 1个\r\n// 👩‍👩‍👧 ⚠️\r\n"), []);
        assert_eq!(found("\u{202e}\u{202d}\u{200b}\n").len(), 2);
        assert!(found(&"\u{200b}\n".repeat(100_000)).len() <= MOST_LINES + 1);
    }
}
