//! The built-in levels and the labels that rosters give to some of their entities.

use super::{Level, LevelId, Levels};

/// Position of 村 among the built-in levels.
pub(crate) const VILLAGE: u32 = 5;

/// Built-in levels, the widest first, each with its English name.
const BUILTIN: [(&str, &str); 7] = [
    ("国", "country"),
    ("省", "province"),
    ("市", "city"),
    ("县", "county"),
    ("镇", "town"),
    ("村", "village"),
    ("户", "household"),
];

/// Returns the built-in levels.
pub(crate) fn builtin() -> Levels {
    let level = |(idx, (name, _)): (usize, &(&str, &str))| Level {
        name: (*name).into(),
        parent: (idx as u32).checked_sub(1).map(LevelId),
        span: None,
    };
    Levels { all: BUILTIN.iter().enumerate().map(level).collect() }
}

/// Words by which a roster labels some entities of a level, each with the position of that level.
const LABELS: [(&str, u32); 17] = [
    ("自治区", 1),
    ("直辖市", 1),
    ("地级市", 2),
    ("州", 2),
    ("自治州", 2),
    ("盟", 2),
    ("区", 3),
    ("旗", 3),
    ("县级市", 3),
    ("自治县", 3),
    ("乡", 4),
    ("民族乡", 4),
    ("街道", 4),
    ("社区", VILLAGE),
    ("行政村", VILLAGE),
    ("居委会", VILLAGE),
    ("村委会", VILLAGE),
];

/// Endings of the names of places that are no label of a level: 阿勒泰地区, 全国.
const ENDINGS: [(&str, u32); 1] = [("地区", 2)];

/// Returns the level of which a word labels some entities, with the label; an English name of a level has no label.
pub(crate) fn label(word: &str) -> Option<(LevelId, Option<&str>)> {
    if let Some((_, level)) = LABELS.iter().find(|(label, _)| *label == word) {
        return Some((LevelId(*level), Some(word)));
    }
    let idx = BUILTIN.iter().position(|(_, en)| *en == word)?;
    Some((LevelId(idx as u32), None))
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

    /// Returns the level that the name of a place tells: 样例州 is a 市, 蒿坪镇 a 镇; the longest ending counts.
    ///
    /// # Example
    /// ```
    /// let levels = dabiao::model::lower(&[], &Default::default()).0.schema.levels;
    /// assert_eq!(levels.of_place("样例自治州"), levels.of_place("样例市"));
    /// assert_ne!(levels.of_place("样例社区"), levels.of_place("样例区"));
    /// assert_eq!(levels.of_place("火星"), None);
    /// ```
    pub fn of_place(&self, name: &str) -> Option<LevelId> {
        let own = (0u32..).zip(&self.all).map(|(idx, level)| (&*level.name, idx));
        let all = own.chain(LABELS).chain(ENDINGS);
        let ending = all.filter(|(ending, _)| name.ends_with(ending)).max_by_key(|(ending, _)| ending.len());
        ending.map(|(_, level)| LevelId(level))
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
