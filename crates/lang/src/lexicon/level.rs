//! The levels of places, the words that label some places of a level, and what a place's name says of its level.

/// Built-in levels, the widest first, each with its English name.
pub const BUILTIN: [(&str, &str); 7] = [
    ("国", "country"),
    ("省", "province"),
    ("市", "city"),
    ("县", "county"),
    ("镇", "town"),
    ("村", "village"),
    ("户", "household"),
];

/// Words that label some places of a level, with that level.
const LABELS: &[(&str, &str)] = &[
    ("自治区", "省"),
    ("直辖市", "省"),
    ("地级市", "市"),
    ("州", "市"),
    ("自治州", "市"),
    ("盟", "市"),
    ("区", "县"),
    ("旗", "县"),
    ("县级市", "县"),
    ("自治县", "县"),
    ("乡", "镇"),
    ("民族乡", "镇"),
    ("街道", "镇"),
    ("社区", "村"),
    ("行政村", "村"),
    ("居委会", "村"),
    ("村委会", "村"),
];

/// Words that end the name of a place but label none.
const ENDINGS: &[(&str, &str)] = &[("地区", "市"), ("自治旗", "县"), ("苏木", "镇")];

/// Words of documents that name a level and are no label of one: what they call 乡镇 is 镇 here.
const MEANT: &[(&str, &str)] = &[
    ("乡镇", "镇"),
    ("镇街", "镇"),
    ("街镇", "镇"),
    ("镇乡", "镇"),
    ("乡镇街道", "镇"),
    ("镇级", "镇"),
    ("县区", "县"),
    ("区县", "县"),
    ("县市区", "县"),
    ("县级", "县"),
    ("地市", "市"),
    ("市州", "市"),
    ("市级", "市"),
    ("省份", "省"),
    ("村居", "村"),
    ("村社区", "村"),
    ("村级", "村"),
    ("农户", "户"),
];

/// Returns the level that documents mean by a word which names none here.
pub fn meant(word: &str) -> Option<&'static str> {
    MEANT.iter().find(|(said, _)| *said == word).map(|(_, level)| *level)
}

/// Returns the level of which a word labels some places: `社区` labels some 村.
pub fn labelled(word: &str) -> Option<&'static str> {
    LABELS.iter().find(|(label, _)| *label == word).map(|(_, level)| *level)
}

/// Returns the level that the name of a place ends in: `延边朝鲜族自治州` is a 市; the longest ending decides.
///
/// # Example
/// ```
/// use dabiao_lang::lexicon::level::of_name;
/// assert_eq!(of_name("锡林郭勒盟"), Some("市"));
/// assert_eq!(of_name("内蒙古自治区"), Some("省"));
/// assert_eq!(of_name("全部"), None);
/// ```
pub fn of_name(name: &str) -> Option<&'static str> {
    // Nobody's name ends in 户 or 国 as a level's does.
    let own = BUILTIN.iter().map(|(level, _)| (*level, *level)).filter(|(level, _)| !matches!(*level, "户" | "国"));
    let words = own.chain(LABELS.iter().copied()).chain(ENDINGS.iter().copied());
    words.filter(|(word, _)| name.ends_with(word)).max_by_key(|(word, _)| word.len()).map(|(_, level)| level)
}
