//! Two texts with what is in one alone marked, for reading them side by side.
//!
//! Compared word by word: a number with what belongs to it, a Latin word, or one Chinese character. INVARIANT: the pieces
//! of each line make up its text.

use dabiao_report::document::{Line, Tone};

/// Words of a text beyond which nothing is marked; comparing is quadratic.
const LONGEST: usize = 1_500;

/// Returns both texts with their differences marked.
pub fn marked(before: &str, after: &str) -> (Line, Line) {
    let (a, b) = (words(before), words(after));
    if a.len() > LONGEST || b.len() > LONGEST {
        return (before.into(), after.into());
    }
    let common = common(&a, &b);
    let side = |words: &[&str], is_common: &dyn Fn(usize) -> bool, tone: Tone| {
        let mut line = Line::default();
        for (n, word) in words.iter().enumerate() {
            let tone = if is_common(n) { Tone::Plain } else { tone };
            match line.0.last_mut().filter(|p| p.tone == tone) {
                Some(piece) => piece.text.push_str(word),
                None => line = line.and(*word, tone),
            }
        }
        line
    };
    let left = side(&a, &|n| common.iter().any(|(i, _)| *i == n), Tone::Gone);
    let right = side(&b, &|n| common.iter().any(|(_, j)| *j == n), Tone::New);
    (left, right)
}

/// Returns the positions of a longest common sequence.
fn common(a: &[&str], b: &[&str]) -> Vec<(usize, usize)> {
    let width = b.len() + 1;
    let mut longest = vec![0_u32; (a.len() + 1) * width];
    let get = |table: &[u32], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, x) in a.iter().enumerate().rev() {
        for (j, y) in b.iter().enumerate().rev() {
            let best = match x == y {
                true => get(&longest, i + 1, j + 1) + 1,
                false => get(&longest, i + 1, j).max(get(&longest, i, j + 1)),
            };
            if let Some(cell) = longest.get_mut(i * width + j) {
                *cell = best;
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut found = Vec::new();
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        if x == y {
            found.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if get(&longest, i + 1, j) >= get(&longest, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
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
