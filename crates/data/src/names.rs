//! Names as people write them in tables: folded for comparison, and searched for a near one.

use strsim::damerau_levenshtein;

/// Folds full-width letters, digits and signs and trims, so that names compare.
pub(super) fn fold(name: &str) -> String {
    super::cell::fold(name)
}

/// Returns a name without the spaces that set Chinese letters apart for their looks: `东 门 村` is 东门村.
pub(super) fn squeezed(name: &str) -> String {
    let name = fold(name);
    if !name.contains(' ') {
        return name;
    }
    let letters: Vec<char> = name.chars().collect();
    let is_wide = |c: Option<&char>| c.is_some_and(|c| !c.is_ascii() && c.is_alphanumeric());
    let mut out = String::with_capacity(name.len());
    for (i, c) in letters.iter().enumerate() {
        let behind = letters.iter().skip(i).find(|c| **c != ' ');
        if *c == ' ' && is_wide(out.chars().next_back().as_ref()) && is_wide(behind) {
            continue;
        }
        out.push(*c);
    }
    out
}

/// Returns a name without what numbers or marks it: `其中：`, `一、`, `（二）`, `1.`, `#`, `△`.
pub(super) fn unmarked(name: &str) -> &str {
    const MARKS: &[char] = &['#', '△', '▲', '*', '※', '☆', '★', '●', '○', '◆', '◇', '■', '□', '·', '+'];
    let name = name.trim_start_matches(MARKS).trim_start();
    let name = name.strip_prefix("其中").map_or(name, |n| n.trim_start_matches([':', '：']));
    let is_number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let rest = name.trim_start_matches('(').trim_start_matches(is_number);
    match rest.strip_prefix(['、', '.', ')', '．']) {
        Some(rest) if rest.len() < name.len() => rest.trim_start(),
        _ => name.trim_start(),
    }
}

/// Looks for near names, within a budget for the whole run so that many wrong names cost no more than a few.
#[derive(Debug, Clone)]
pub(super) struct Near {
    budget: usize,
}

/// How many letters one suggestion is off at most: one in short names, a third in long ones.
fn tolerance(name: &str) -> usize {
    match name.chars().count() {
        0 | 1 => 0,
        2..=5 => 1,
        n => (n / 3).min(3),
    }
}

impl Near {
    /// Returns a search that compares at most about two million times.
    pub(super) fn new() -> Self {
        Self { budget: 2_000_000 }
    }

    /// Returns the nearest candidates that are close, at most three, in their order.
    pub(super) fn find<'c>(&mut self, name: &str, candidates: impl Iterator<Item = &'c str>) -> Vec<&'c str> {
        let allowed = tolerance(name);
        let length = name.chars().count();
        if allowed == 0 || length > 60 {
            return Vec::new();
        }
        let mut best = (allowed, Vec::new());
        for candidate in candidates {
            if self.budget == 0 {
                break;
            }
            self.budget -= 1;
            // Lengths in bytes are at hand; a letter takes at most four.
            if candidate.len().abs_diff(name.len()) > allowed * 4 {
                continue;
            }
            let distance = damerau_levenshtein(name, candidate);
            if distance < best.0 {
                best = (distance, vec![candidate]);
            } else if distance == best.0 && best.1.len() < 3 && !best.1.contains(&candidate) {
                best.1.push(candidate);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::{squeezed, unmarked};

    #[test]
    fn spaces_between_chinese_letters_go_and_others_stay() {
        for (name, wanted) in [
            ("东 门 村", "东门村"),
            ("张　村", "张村"),
            ("New Town", "New Town"),
            ("东门村 3 组", "东门村 3 组"),
            (" 东门 ", "东门"),
        ] {
            assert_eq!(squeezed(name), wanted);
        }
    }

    #[test]
    fn marks_before_names_go() {
        for (name, wanted) in [
            ("#东门村", "东门村"),
            ("△ 经营收入", "经营收入"),
            ("其中：户数", "户数"),
            ("一、收入", "收入"),
            ("1.收入", "收入"),
            ("十里村", "十里村"),
        ] {
            assert_eq!(unmarked(name), wanted);
        }
    }
}
