//! The built-in levels and the labels that rosters give to some of their entities.

use crate::lexicon::level::{self as lexicon, BUILTIN};

use super::{Level, LevelId, Levels};

/// Position of 村 among the built-in levels.
pub(crate) const VILLAGE: u32 = 5;

/// Returns the built-in levels.
pub(crate) fn builtin() -> Levels {
    let level = |(idx, (name, _)): (usize, &(&str, &str))| Level {
        name: (*name).into(),
        parent: (idx as u32).checked_sub(1).map(LevelId),
        span: None,
    };
    Levels { all: BUILTIN.iter().enumerate().map(level).collect() }
}

/// Returns the level of which a word labels some entities, with the label; an English name of a level has no label.
pub(crate) fn label(word: &str) -> Option<(LevelId, Option<&str>)> {
    if let Some(level) = lexicon::labelled(word) {
        return Some((position(level)?, Some(word)));
    }
    let english = BUILTIN.iter().find(|(_, en)| *en == word)?;
    Some((position(english.0)?, None))
}

/// Returns the position of a built-in level.
fn position(level: &str) -> Option<LevelId> {
    BUILTIN.iter().position(|(name, _)| *name == level).map(|idx| LevelId(idx as u32))
}

impl Levels {
    /// Returns the level of a name and, where the word only labels some of its entities, that label.
    ///
    /// `村` is a level; `社区` labels some 村; a declared level goes before a label.
    ///
    /// # Example
    /// ```
    /// let levels = dabiao_lang::model::lower(&[], &Default::default()).0.schema.levels;
    /// assert_eq!(levels.find("村").map(|(_, label)| label), Some(None));
    /// assert_eq!(levels.find("社区").map(|(_, label)| label), Some(Some("社区")));
    /// assert_eq!(levels.find("火星"), None);
    /// ```
    pub fn find<'w>(&self, word: &'w str) -> Option<(LevelId, Option<&'w str>)> {
        match self.all.iter().position(|l| &*l.name == word) {
            Some(idx) => Some((LevelId(idx as u32), None)),
            None => label(word),
        }
    }

    /// Returns the level that the name of a place ends in, as the lexicon reads it.
    pub fn of_place(&self, name: &str) -> Option<LevelId> {
        self.find(lexicon::of_name(name)?).map(|(level, _)| level)
    }

    /// Returns whether `above` lies strictly above `below`.
    pub fn is_above(&self, above: LevelId, below: LevelId) -> bool {
        let mut at = self.get(below).and_then(|l| l.parent);
        // No chain is longer than there are levels.
        for _ in 0..self.all.len() {
            match at {
                Some(level) if level == above => return true,
                Some(level) => at = self.get(level).and_then(|l| l.parent),
                None => return false,
            }
        }
        false
    }

    /// Returns the name of a level, or "".
    pub fn name(&self, id: LevelId) -> &str {
        self.get(id).map_or("", |l| &l.name)
    }
}
