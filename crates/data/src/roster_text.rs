//! Codes and names of a roster, one behind the other in a few long runs of text that all entities share.
//!
//! A roster of half a million villages has a million such words; each in a piece of memory of its own, they take three
//! times the bytes of their letters. Takes words as they are read; gives [`RosterText`], which reads as a `str`.
//! INVARIANT: a place is given out by the same runs that it is read from.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// How long a run gets before the next one begins: few runs for a large roster, no more than its text for a small one.
const RUN: usize = 1 << 20;

/// A code or a name: a piece of a text that many share.
#[derive(Clone, Default)]
pub struct RosterText {
    run: Arc<Box<str>>,
    start: u32,
    len: u32,
}

/// Where a word stands in [`TextRuns`].
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TextPlace {
    run: u32,
    start: u32,
    len: u32,
}

/// The runs while they grow.
#[derive(Debug, Default)]
pub(super) struct TextRuns {
    full: Vec<Arc<Box<str>>>,
    open: String,
}

impl TextRuns {
    /// Adds a word.
    pub(super) fn add(&mut self, word: &str) -> TextPlace {
        if self.open.len() + word.len() > RUN && !self.open.is_empty() {
            self.close();
        }
        let place = TextPlace { run: self.full.len() as u32, start: self.open.len() as u32, len: word.len() as u32 };
        self.open.push_str(word);
        place
    }

    /// Ends the run at hand, so that its words can be shared.
    pub(super) fn close(&mut self) {
        let run = std::mem::take(&mut self.open);
        self.full.push(Arc::new(run.into_boxed_str()));
    }

    /// Returns a word.
    pub(super) fn get(&self, place: TextPlace) -> &str {
        let run = self.full.get(place.run as usize).map_or(self.open.as_str(), |r| r);
        piece(run, place.start, place.len)
    }

    /// Returns a word of a run that has ended, to be kept.
    pub(super) fn shared(&self, place: TextPlace) -> RosterText {
        match self.full.get(place.run as usize) {
            Some(run) => RosterText { run: Arc::clone(run), start: place.start, len: place.len },
            None => RosterText::from(self.get(place)),
        }
    }
}

fn piece(run: &str, start: u32, len: u32) -> &str {
    run.get(start as usize..start as usize + len as usize).unwrap_or_default()
}

impl Deref for RosterText {
    type Target = str;

    fn deref(&self) -> &str {
        piece(&self.run, self.start, self.len)
    }
}

impl From<&str> for RosterText {
    fn from(word: &str) -> Self {
        Self { run: Arc::new(word.into()), start: 0, len: word.len() as u32 }
    }
}

impl From<String> for RosterText {
    fn from(word: String) -> Self {
        word.as_str().into()
    }
}

impl From<&Arc<str>> for RosterText {
    fn from(word: &Arc<str>) -> Self {
        (&**word).into()
    }
}

impl From<&RosterText> for Arc<str> {
    fn from(text: &RosterText) -> Self {
        Arc::from(&**text)
    }
}

impl AsRef<str> for RosterText {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Borrow<str> for RosterText {
    fn borrow(&self) -> &str {
        self
    }
}

impl PartialEq for RosterText {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for RosterText {}

impl PartialOrd for RosterText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for RosterText {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(&**other)
    }
}

impl Hash for RosterText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl fmt::Debug for RosterText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for RosterText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_what_they_are_across_runs() {
        let mut runs = TextRuns::default();
        let long = "长".repeat(RUN / 2);
        let words = ["", "村", &long, "a", &long, "", "东门村"];
        let places: Vec<TextPlace> = words.iter().map(|w| runs.add(w)).collect();
        assert!(words.iter().zip(&places).all(|(w, p)| runs.get(*p) == *w));
        runs.close();
        assert!(words.iter().zip(&places).all(|(w, p)| *runs.shared(*p) == **w));
        assert!(runs.full.len() > 2);
    }
}
