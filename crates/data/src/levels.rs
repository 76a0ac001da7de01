//! Level words of a roster.

use std::sync::Arc;

use dabiao_lang::model::{LevelId, Schema};

/// Longer words for what `model` knows by a shorter one.
const LONGER: &[(&str, &str)] = &[
    ("国家", "国"),
    ("地区", "地级市"),
    ("市辖区", "区"),
    ("自治旗", "旗"),
    ("苏木", "乡"),
    ("乡镇", "镇"),
    ("街道办", "街道"),
    ("街道办事处", "街道"),
    ("居民委员会", "居委会"),
    ("村民委员会", "村委会"),
    ("农户", "户"),
];

/// Returns the level of a word, and the word itself where it says more than the level.
pub(super) fn find(schema: &Schema, word: &str) -> Option<(LevelId, Option<Arc<str>>)> {
    let word = super::names::fold(word);
    let found = schema.levels.find(&word).or_else(|| {
        let (_, shorter) = LONGER.iter().find(|(longer, _)| *longer == word)?;
        schema.levels.find(shorter)
    });
    let (level, label) = found?;
    schema.levels.get(level)?;
    Some((level, label.map(Arc::from)))
}

/// Returns how many levels lie above.
pub(super) fn depth(schema: &Schema, level: LevelId) -> u32 {
    let mut depth = 0;
    let mut at = schema.levels.get(level).and_then(|l| l.parent);
    // Declarations may be wrong and go in a circle.
    while let Some(above) = at
        && depth < 64
    {
        depth += 1;
        at = schema.levels.get(above).and_then(|l| l.parent);
    }
    depth
}
