//! Names: folding, near names for suggestions, and the glued forms that are mistakes.
//!
//! INVARIANT: [`Near`] does a bounded amount of work however many unknown names a rule set holds.

pub use crate::lexicon::name::fold;

/// Finds the names nearest to an unknown one, until its budget is spent.
#[derive(Debug)]
pub struct Near {
    budget: usize,
}

impl Default for Near {
    fn default() -> Self {
        Self { budget: 400_000 }
    }
}

/// Characters beyond which a name is too long to compare.
const LONGEST: usize = 40;

impl Near {
    /// Returns the nearest candidate that is close enough to propose, the first among equals.
    pub fn best<'a>(&mut self, name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        let len = name.chars().count();
        if len > LONGEST {
            return None;
        }
        let mut best: Option<(usize, &str)> = None;
        for candidate in candidates {
            if self.budget == 0 {
                break;
            }
            self.budget -= 1;
            let Some(cost) = distance(name, len, candidate) else { continue };
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, candidate));
            }
        }
        best.map(|(_, candidate)| candidate)
    }
}

/// Returns how far two names are apart, or `None` where nobody would mistake one for the other.
///
/// A Chinese character carries as much as a short word, so one wrong character in three is already far; a name that
/// holds the other whole (`经营性收入` in `集体经济经营性收入`) is near.
fn distance(name: &str, len: usize, candidate: &str) -> Option<usize> {
    let other = candidate.chars().count();
    if other > LONGEST || name == candidate {
        return None;
    }
    let (short, long) = (len.min(other), len.max(other));
    if short >= 2 && short * 3 >= long && (name.contains(candidate) || candidate.contains(name)) {
        return Some(long - short);
    }
    let allowed = match long {
        0..=1 => return None,
        2..=5 => 1,
        6..=8 => 2,
        _ => long / 4,
    };
    if long - short > allowed {
        return None;
    }
    let cost = strsim::osa_distance(name, candidate);
    // Two-character names that share one character are too many to be a hint, unless they are not Chinese.
    let is_weak = long == 2 && !name.is_ascii();
    (cost <= allowed && !is_weak).then_some(cost)
}

/// Words that a name may be glued to by mistake, with how the right form is written; the longest of a kind first.
const GLUED: &[(&str, Glue)] = &[
    ("每一个", Glue::Scope),
    ("每个", Glue::Scope),
    ("所有", Glue::Scope),
    ("各", Glue::Scope),
    ("每半年", Glue::Time),
    ("每季度", Glue::Time),
    ("每年", Glue::Time),
    ("每月", Glue::Time),
    ("年均增速", Glue::Call),
    ("中位数", Glue::Call),
    ("累计", Glue::Call),
    ("新增", Glue::Call),
    ("增速", Glue::Call),
    ("增减", Glue::Call),
    ("截至", Glue::Space),
    ("始终", Glue::Space),
    ("保持", Glue::Space),
    ("其中", Glue::Space),
    ("满足", Glue::Space),
    ("并且", Glue::Space),
    ("且", Glue::Space),
    ("或", Glue::Space),
    ("非", Glue::Space),
    ("到", Glue::Space),
    ("于", Glue::Space),
    ("自", Glue::Space),
];

/// How a glued word is written apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Glue {
    /// `每个 村: X`
    Scope,
    /// `每年: X`
    Time,
    /// `累计(X)`
    Call,
    /// `截至 X`
    Space,
}

/// Operator words, longest first.
const OPERATORS: &[&str] = &[
    "不低于",
    "不少于",
    "不高于",
    "不超过",
    "不大于",
    "不小于",
    "至少",
    "至多",
    "达到",
    "超过",
    "高于",
    "低于",
    "突破",
    "等于",
    "大于",
    "小于",
    ">=",
    "<=",
];

/// Returns the spaced form of an undeclared name that was glued to a keyword, or `None` where it is just a name.
///
/// `is_declared` tells whether a text is a declared name; `level_len` how many bytes of a text's beginning are a level.
pub fn unglue(
    name: &str,
    is_declared: impl Fn(&str) -> bool,
    level_len: impl Fn(&str) -> Option<usize>,
) -> Option<String> {
    for (word, glue) in GLUED {
        let Some(rest) = name.strip_prefix(word) else { continue };
        match glue {
            Glue::Scope => {
                let Some(at) = level_len(rest) else { continue };
                let (level, rest) = rest.split_at_checked(at)?;
                if rest.is_empty() {
                    return Some(format!("{word} {level}:"));
                }
                if *word == "每个" || is_declared(rest) {
                    return Some(format!(
                        "{word} {level}: {}",
                        split_operator(rest).unwrap_or_else(|| rest.to_owned())
                    ));
                }
            }
            Glue::Time if is_declared(rest) => return Some(format!("{word}: {rest}")),
            Glue::Call if is_declared(rest) => return Some(format!("{word}({rest})")),
            Glue::Space if is_declared(rest) => return Some(format!("{word} {rest}")),
            Glue::Call | Glue::Space | Glue::Time => {}
        }
    }
    split_operator(name)
}

/// Returns a run with blanks around the first operator word that stands before a digit.
fn split_operator(name: &str) -> Option<String> {
    if !name.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    for (idx, _) in name.char_indices() {
        let (head, tail) = name.split_at_checked(idx)?;
        let Some(word) = OPERATORS.iter().find(|w| tail.starts_with(**w)) else { continue };
        let rest = tail.strip_prefix(*word).unwrap_or("");
        // 收入低于5万元的户数 is the name of a number of households: apart, nothing could read it.
        if rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.contains('的') {
            let head = if head.is_empty() { String::new() } else { format!("{head} ") };
            return Some(format!("{head}{word} {rest}"));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_near() {
        let names = ["集体经济经营性收入", "茶园面积", "户数"];
        let mut near = Near::default();
        assert_eq!(near.best("集体经济经营收入", names), Some("集体经济经营性收入"));
        assert_eq!(near.best("茶叶面积", names), Some("茶园面积"));
        assert_eq!(near.best("人数", names), None);
        assert_eq!(near.best("生猪出栏", names), None);
    }

    #[test]
    fn glued_names_come_apart() {
        let declared = |s: &str| s == "收入";
        let level = |s: &str| s.starts_with('村').then_some("村".len());
        assert_eq!(unglue("每个村收入", declared, level).as_deref(), Some("每个 村: 收入"));
        assert_eq!(unglue("各村民小组", declared, level), None);
        assert_eq!(unglue("收入低于5万元的户数", declared, level), None);
        assert_eq!(unglue("累计收入", declared, level).as_deref(), Some("累计(收入)"));
        assert_eq!(unglue("收入不低于5万元", declared, level).as_deref(), Some("收入 不低于 5万元"));
        assert_eq!(unglue("每年收入", declared, level).as_deref(), Some("每年: 收入"));
        assert_eq!(unglue("每年新增就业岗位", declared, level), None);
    }

    #[test]
    fn full_width_letters_fold() {
        assert_eq!(fold(" ＧＤＰ２０２０ "), "GDP2020");
        assert_eq!(fold("人均收入（元）"), "人均收入(元)");
    }
}
