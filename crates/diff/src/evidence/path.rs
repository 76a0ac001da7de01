//! Paths inside a bundle: which are safe, and under which one an input is kept.

use std::collections::BTreeSet;

/// Returns whether a path stays inside the bundle on every system: relative, with `/`, and without `.`, `..`, drives,
/// empty parts or control characters.
///
/// # Example
/// ```
/// use dabiao_diff::evidence::is_safe;
/// assert!(is_safe("inputs/规则/a.rules"));
/// assert!(!is_safe("../a") && !is_safe("/etc/passwd") && !is_safe("a//b") && !is_safe("C:/x") && !is_safe("a\\b"));
/// ```
pub fn is_safe(path: &str) -> bool {
    let is_part = |p: &str| !p.is_empty() && p != "." && p != ".." && !p.ends_with([' ', '.']);
    !path.contains(|c: char| c.is_control() || matches!(c, '\\' | ':')) && path.split('/').all(is_part)
}

/// Returns the path under which an input is kept: like its name, but safe, and unlike any that is taken.
pub fn shelf(name: &str, taken: &BTreeSet<String>) -> String {
    let parts = name.split(['/', '\\']).filter(|p| !p.is_empty() && *p != ".").map(part);
    let mut path = String::from("inputs");
    parts.for_each(|p| {
        path.push('/');
        path.push_str(&p);
    });
    if path == "inputs" {
        path.push_str("/_");
    }
    // Two names that differ only in case are one file on some systems.
    let is_taken = |p: &str| taken.iter().any(|t| t.to_lowercase() == p.to_lowercase());
    let mut free = path.clone();
    let mut n = 2;
    while is_taken(&free) {
        free = match path.rsplit_once('.').filter(|(stem, end)| !end.contains('/') && !stem.ends_with('/')) {
            Some((stem, end)) => format!("{stem}-{n}.{end}"),
            None => format!("{path}-{n}"),
        };
        n += 1;
    }
    free
}

fn part(part: &str) -> String {
    if part == ".." {
        return "up".to_owned();
    }
    if part == "-" {
        return "stdin".to_owned();
    }
    let is_bad = |c: char| c.is_control() || matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let mut safe: String = part.chars().map(|c| if is_bad(c) { '_' } else { c }).collect();
    if safe.ends_with([' ', '.']) {
        safe.push('_');
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shelves_are_safe_and_distinct() {
        let mut taken = BTreeSet::new();
        for name in ["../a.csv", "up/a.csv", "/up/A.csv", "-", "./x/../b", "", "a.", "数据/2025年:一.csv"] {
            let path = shelf(name, &taken);
            assert!(is_safe(&path), "{path}");
            assert!(taken.insert(path.to_lowercase()), "{path}");
        }
        assert!(taken.contains("inputs/up/a-2.csv") && taken.contains("inputs/up/a-3.csv"), "{taken:?}");
    }
}
