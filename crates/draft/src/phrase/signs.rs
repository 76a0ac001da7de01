//! Comparators around an amount: what is asked, and in which form.

use crate::tables::names::GAIN;
use crate::tables::signs::{ADVERBS, After, BEFORE, Before, INSIDE};
use dabiao_lang::model::CompareOp;

use super::marks::Amount;

/// In which form a figure is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// The level that is reached.
    Level,
    /// A level that is held throughout.
    Hold,
    /// What is added to the base year.
    Gain,
    /// The sum over the plan's years.
    Total,
    /// Growth in per cent.
    Growth,
    /// Compound growth in per cent.
    Yearly,
    /// A reduction by so much.
    Fall,
    /// A share of the entities of a level.
    Share,
    /// A number of the entities of a level.
    Count,
    /// Everything, or nothing left.
    Universal,
}

/// What is asked of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A comparison.
    Compare(CompareOp),
    /// Between the two ends, both included.
    Between,
    /// About so much.
    About,
}

/// What the words before an amount say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signs {
    /// The comparator, the nearest to the number where there are several.
    pub sign: Option<Before>,
    /// A change named farther away: the 年均增长 of `年均增长不低于6%`.
    pub change: Option<Before>,
    /// Whether the subject ends in a word of gain.
    pub is_gain: bool,
}

/// Takes the comparators and adverbs off the end of the words before an amount.
pub fn strip(text: &str) -> (&str, Signs) {
    let mut rest = text;
    let mut signs = Signs::default();
    for _ in 0..8 {
        if let Some((head, sign)) = before(rest) {
            match sign {
                Before::Rise | Before::Fall | Before::Yearly => signs.change = signs.change.or(Some(sign)),
                _ => signs.sign = signs.sign.or(Some(sign)),
            }
            rest = head;
        } else if let Some(head) = longest_end(rest, ADVERBS) {
            rest = head;
        } else {
            break;
        }
    }
    if signs.sign.is_none()
        && text.ends_with('的')
        && let Some((at, op)) =
            INSIDE.iter().filter_map(|(w, op)| rest.rfind(w).map(|at| (at, *op))).max_by_key(|(at, _)| *at)
    {
        signs.sign = Some(Before::Sign(op));
        rest = rest.get(..at).unwrap_or(rest);
    }
    if let Some(head) = longest_end(rest, GAIN) {
        signs.is_gain = true;
        rest = head;
    }
    (rest, signs)
}

fn before(text: &str) -> Option<(&str, Before)> {
    let found = BEFORE.iter().filter(|(w, _)| text.ends_with(w)).max_by_key(|(w, _)| w.len())?;
    // 超 and 过 are signs only right before a number and not inside a word.
    let head = text.strip_suffix(found.0)?;
    let is_cut = match found.0 {
        "过" => head.ends_with(['通', '经', '超', '不']),
        "达" => head.ends_with(['发', '传', '下', '到', '直']),
        "近" => head.ends_with(['附', '最', '临', '靠']),
        "实现" => true,
        // 改造提升1亿亩: what is done, not a change by so much.
        "提升" => head.ends_with(['造', '级', '化', '建']),
        _ => false,
    };
    (!is_cut).then_some((head, found.1))
}

/// Returns what stands before the longest word of a table that ends a text.
pub fn longest_end<'t>(text: &'t str, table: &[&str]) -> Option<&'t str> {
    let word = table.iter().filter(|w| text.ends_with(**w)).max_by_key(|w| w.len())?;
    text.strip_suffix(word)
}

/// Returns what stands behind the longest word of a table that begins a text.
pub fn longest_start<'t>(text: &'t str, table: &[&str]) -> Option<&'t str> {
    let word = table.iter().filter(|w| text.starts_with(**w)).max_by_key(|w| w.len())?;
    text.strip_prefix(word)
}

/// Returns what is asked, and whether the words said so.
pub fn asked(signs: Signs, amount: &Amount) -> (Asked, bool) {
    if amount.high.is_some() {
        return (Asked::Between, true);
    }
    if amount.after == Some(After::About) || signs.sign == Some(Before::About) {
        return (Asked::About, true);
    }
    let stated = match signs.sign {
        Some(Before::Sign(op) | Before::Hold(op) | Before::Reach(op)) => Some(op),
        _ => None,
    };
    match (stated, amount.after) {
        // 控制在5%以内, 达到5万元以上, 不超过 … 以上: the word behind says more than 达到.
        (Some(CompareOp::Ge) | None, Some(After::Sign(op))) => (Asked::Compare(op), true),
        (Some(op), _) => (Asked::Compare(op), true),
        (None, _) => (Asked::Compare(CompareOp::Ge), false),
    }
}

/// Returns the form of a figure by its signs and its unit.
pub fn form(signs: Signs, amount: &Amount) -> Form {
    let is_point = amount.unit.ends_with("百分点");
    let is_ratio = matches!(amount.unit.as_str(), "%" | "‰" | "倍" | "成");
    match (signs.change, signs.sign) {
        (Some(Before::Yearly), _) => {
            if is_ratio {
                Form::Yearly
            } else {
                Form::Level
            }
        }
        (Some(Before::Fall), _) => Form::Fall,
        (Some(Before::Rise), _) if is_point => Form::Gain,
        (Some(Before::Rise), _) if is_ratio => Form::Growth,
        (Some(Before::Rise), _) => Form::Gain,
        _ if signs.is_gain => {
            if is_ratio {
                Form::Growth
            } else {
                Form::Gain
            }
        }
        (_, Some(Before::Hold(_))) => Form::Hold,
        _ => Form::Level,
    }
}
