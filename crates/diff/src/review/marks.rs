//! Two texts with what is in one alone marked, for reading them side by side.
//!
//! Compared word by word: a number with what belongs to it, a Latin word, or one Chinese character. INVARIANT: the pieces
//! of each line make up its text.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use dabiao_report::document::{Line, Tone};

/// Returns both texts with their differences marked.
pub fn marked(before: &str, after: &str) -> (Line, Line) {
    let (a, b) = (words(before), words(after));
    let (mut left, mut right) = (Line::default(), Line::default());
    for op in capture_diff_slices(Algorithm::Myers, &a, &b) {
        let (tag, old, new) = op.as_tag_tuple();
        let is_common = tag == DiffTag::Equal;
        left = add(left, &a, old, if is_common { Tone::Plain } else { Tone::Gone });
        right = add(right, &b, new, if is_common { Tone::Plain } else { Tone::New });
    }
    (left, right)
}

fn add(mut line: Line, words: &[&str], range: Range<usize>, tone: Tone) -> Line {
    let text = words.get(range).unwrap_or_default().concat();
    match line.0.last_mut().filter(|p| p.tone == tone) {
        Some(piece) => piece.text.push_str(&text),
        None if text.is_empty() => {}
        None => line = line.and(text, tone),
    }
    line
}

/// Splits a text into runs of digits, Latin words, blanks, and single other characters.
fn words(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        '0'..='9' | '.' | '%' | '_' => 1,
        'a'..='z' | 'A'..='Z' => 2,
        ' ' => 3,
        _ => 0,
    };
    let mut all = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let this = class(c);
        if last.is_some_and(|l| l != this || this == 0) {
            all.extend(text.get(start..at));
            start = at;
        }
        last = Some(this);
    }
    all.extend(text.get(start..).filter(|t| !t.is_empty()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &Line) -> String {
        let piece = |p: &dabiao_report::document::Piece| match p.tone {
            Tone::Gone => format!("[-{}]", p.text),
            Tone::New => format!("[+{}]", p.text),
            _ => p.text.clone(),
        };
        line.0.iter().map(piece).collect()
    }

    #[test]
    fn what_differs_is_marked_and_nothing_is_lost() {
        let (a, b) = marked("每个 村：收入 不低于 5万元 截至 2025", "每个 村：收入 不低于 3.5万元 截至 2027");
        assert_eq!(shown(&a), "每个 村：收入 不低于 [-5]万元 截至 [-2025]");
        assert_eq!(shown(&b), "每个 村：收入 不低于 [+3.5]万元 截至 [+2027]");
        let (a, b) = marked("", "x");
        assert_eq!((shown(&a).as_str(), shown(&b).as_str()), ("", "[+x]"));
    }
}
