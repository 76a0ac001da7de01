//! For whom a figure is meant: 每个村, 各镇, 500户以上的安置区, 集镇社区.

use crate::tables::names::{EVERY, LEVELS};

use super::signs::Asked;

/// Entities of a level, with what narrows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The level or label as the language writes it.
    pub level: &'static str,
    /// A property that the words name: 集镇社区.
    pub flag: Option<String>,
    /// A measure that the words name: 户数 >= 500户.
    pub measure: Option<Measure>,
}

/// A condition on a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// The name of what is measured.
    pub name: String,
    /// The comparison.
    pub asked: Asked,
    /// The figure.
    pub low: String,
    /// The upper end of a range.
    pub high: Option<String>,
    /// The unit.
    pub unit: String,
}

/// Characters between 每个 and its level, at most.
const ADJECTIVE: usize = 16;

/// Takes `每个村` off the start of a text: gives the scope and the rest.
pub fn every(text: &str) -> Option<(Scope, &str)> {
    let word = EVERY.iter().filter(|w| text.starts_with(**w)).max_by_key(|w| w.len())?;
    let rest = text.strip_prefix(word)?;
    level_in(rest)
}

/// Takes a level with its adjective off the start of a text: `集镇社区建成…` gives 社区 with the flag 集镇社区.
pub fn level_in(text: &str) -> Option<(Scope, &str)> {
    for (idx, c) in text.char_indices().take(ADJECTIVE) {
        if "，。；、：()0123456789".contains(c) {
            return None;
        }
        let tail = text.get(idx..)?;
        let found = LEVELS.iter().filter(|(w, _)| tail.starts_with(w)).max_by_key(|(w, _)| w.len());
        if idx > 0 && ["达到", "建", "完成", "实现", "得到", "有", "全部", "开展"].iter().any(|w| tail.starts_with(w))
        {
            return None;
        }
        let Some((word, level)) = found else { continue };
        let head = text.get(..idx)?;
        let rest = tail.strip_prefix(word)?;
        // 集镇社区: a level that a wider one describes.
        let is_adjective = LEVELS.iter().any(|(w, _)| rest.starts_with(w)) && !rest.starts_with('村');
        if is_adjective {
            continue;
        }
        if is_inside_a_word(head, word, rest) {
            continue;
        }
        let flag = (!head.is_empty()).then(|| format!("{head}{word}"));
        return Some((Scope { level, flag, measure: None }, rest));
    }
    None
}

/// Returns whether the level is only part of another word: 农村, 乡村振兴, 村级, 城镇化.
fn is_inside_a_word(head: &str, word: &str, rest: &str) -> bool {
    let is_village = matches!(word, "村" | "镇" | "县" | "市" | "省");
    is_village
        && (head.ends_with(['乡', '农', '城', '本', '全', '该', '我', '中'])
            || rest.starts_with([
                '级', '民', '干', '两', '振', '化', '域', '长', '庄', '场', '委', '容', '道', '电', '部', '直',
            ])
            || (word == "市" && rest.starts_with('场')))
}
