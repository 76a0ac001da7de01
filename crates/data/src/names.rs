//! Names as people write them in tables: folded for comparison, and searched for a near one.

use strsim::damerau_levenshtein;

/// Folds full-width letters, digits and signs and trims, so that names compare.
pub(super) fn fold(name: &str) -> String {
    super::cell::fold(name)
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
