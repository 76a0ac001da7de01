//! Level words of a roster.

use std::sync::Arc;

use crate::model::{LevelId, Schema};

/// Words that label part of a level.
const LABELS: &[(&str, &[&str])] = &[
    ("国", &["国家", "country"]),
    ("省", &["自治区", "直辖市", "province"]),
    ("市", &["地级市", "地区", "州", "自治州", "盟", "prefecture"]),
    ("县", &["区", "旗", "县级市", "自治县", "市辖区", "自治旗", "county"]),
    ("镇", &["乡", "街道", "街道办", "街道办事处", "民族乡", "苏木", "乡镇", "town"]),
    ("村", &["社区", "居委会", "居民委员会", "行政村", "村委会", "村民委员会", "村级", "village"]),
    ("户", &["农户", "家庭", "household"]),
];

/// Returns the level of a word, and the word itself where it says more than the level.
pub(super) fn find(schema: &Schema, word: &str) -> Option<(LevelId, Option<Arc<str>>)> {
    let word = super::names::fold(word);
    let level = |name: &str| schema.levels.all.iter().position(|l| &*l.name == name).map(|i| LevelId(i as u32));
    if let Some(id) = level(&word) {
        return Some((id, None));
    }
    let (name, _) = LABELS.iter().find(|(_, labels)| labels.contains(&word.as_str()))?;
    let label = if word.is_ascii() { None } else { Some(word.into()) };
    Some((level(name)?, label))
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
