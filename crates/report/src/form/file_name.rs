//! Names of files that every system accepts, and that stay apart where entities share a name.

use rustc_hash::FxHashSet;

/// Characters of a name; with the longest ending it stays below what Windows allows for a path.
const LENGTH_LIMIT: usize = 60;

/// Names that Windows keeps for devices.
const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];

/// Gives out names, each once.
#[derive(Debug, Default)]
pub struct Names {
    taken: FxHashSet<String>,
}

impl Names {
    /// Returns a name for a file; one that is taken gets the code behind it, else a number.
    pub fn give(&mut self, wanted: &str, code: &str) -> String {
        let name = safe(wanted);
        let with_code = (!code.is_empty()).then(|| safe(&format!("{name}_{code}")));
        let numbered = (2..).map(|n| format!("{name}_{n}"));
        let all = std::iter::once(name.clone()).chain(with_code).chain(numbered);
        for candidate in all {
            // Windows and macOS take `A.xlsx` and `a.xlsx` for one file.
            if self.taken.insert(candidate.to_lowercase()) {
                return candidate;
            }
        }
        name
    }
}

/// Returns a name without what Windows refuses.
pub(super) fn safe(name: &str) -> String {
    let refused = |c: char| c.is_control() || "<>:\"/\\|?*".contains(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    let kept: String = name.trim().chars().take(LENGTH_LIMIT).map(|c| if refused(c) { '_' } else { c }).collect();
    let kept = kept.trim_start_matches('.').trim_end_matches(['.', ' ']);
    let head = kept.split('.').next().unwrap_or("").to_ascii_uppercase();
    let numbered =
        |word: &str| head.strip_prefix(word).is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()));
    let is_device = DEVICES.contains(&head.as_str()) || numbered("COM") || numbered("LPT");
    match kept {
        "" => "_".to_owned(),
        _ if is_device => format!("_{kept}"),
        _ => kept.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_differ() {
        assert_eq!(safe("a/b:c*?\"<>|\\d"), "a_b_c_______d");
        assert_eq!(safe(" ..桂花村. "), "桂花村");
        assert_eq!(safe("con.txt"), "_con.txt");
        assert_eq!(safe("LPT1"), "_LPT1");
        assert_eq!(safe("..."), "_");
        let mut names = Names::default();
        assert_eq!(names.give("桂花镇", "1"), "桂花镇");
        assert_eq!(names.give("桂花镇", "2"), "桂花镇_2");
        assert_eq!(names.give("桂花镇", "2"), "桂花镇_3");
        assert_eq!(names.give("A", ""), "A");
        assert_eq!(names.give("a", ""), "a_2");
    }
}
