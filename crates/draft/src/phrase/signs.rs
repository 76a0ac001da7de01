//! Comparators around an amount: what is asked, and in which form.

use crate::tables::names::GAIN;
use crate::tables::signs::{ADVERBS, After, BEFORE, Before, COMPARATORS, INSIDE, NEGATED, NEGATIONS};
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
    /// A compound reduction in per cent: 年均下降.
    YearlyFall,
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
    /// Whether 累计 stands between the subject and the number.
    pub is_total: bool,
    /// Whether a fall is a mean of years: 年均下降.
    pub is_mean: bool,
}

/// Takes the comparators and adverbs off the end of the words before an amount.
pub fn strip(text: &str) -> (&str, Signs) {
    let mut rest = text;
    let mut signs = Signs::default();
    for _ in 0..8 {
        if let Some((head, sign)) = before(rest) {
            match sign {
                Before::Rise | Before::Fall | Before::Yearly => {
                    signs.is_total |= rest.get(head.len()..).is_some_and(|w| w.starts_with("累计"));
                    signs.change = signs.change.or(Some(sign));
                }
                _ => signs.sign = signs.sign.or(Some(sign)),
            }
            rest = head;
        } else if let Some(head) = longest_end(rest, &["年均", "年平均", "每年平均"]) {
            // 年均分别增长6.5%和7.5%: the mean stands apart from the growth.
            signs.is_mean = true;
            signs.change = match signs.change {
                Some(Before::Rise) | None => Some(Before::Yearly),
                other => other,
            };
            rest = head;
        } else if let Some(head) = longest_end(rest, ADVERBS).filter(|h| is_adverb(rest, h, signs)) {
            signs.is_total |= matches!(rest.get(head.len()..), Some("累计" | "累积"));
            rest = head;
        } else {
            break;
        }
    }
    if signs.sign.is_none()
        && text.ends_with('的')
        && let Some((head, op)) = inside(rest)
    {
        signs.sign = Some(Before::Sign(op));
        rest = head;
    }
    if let Some(head) = longest_end(rest, GAIN) {
        signs.is_gain = true;
        rest = head;
    }
    (rest, signs)
}

/// Reads the last sign inside a clause, with the negation before it: 不得低于工资总额的.
fn inside(text: &str) -> Option<(&str, CompareOp)> {
    // 增加值占地区生产总值比重由31%提高到35%: the 占 is part of the name.
    let is_name = |at: usize, w: &str| {
        *w == *"占"
            && text.get(at..).is_some_and(|rest| ["比重", "比例", "比由", "份额"].iter().any(|m| rest.contains(m)))
    };
    let plain = INSIDE
        .iter()
        .filter_map(|(w, op)| text.rfind(w).filter(|&at| !is_name(at, w)).map(|at| (at, *op)))
        .max_by_key(|(at, _)| *at);
    let compared = COMPARATORS
        .iter()
        .filter(|(w, _)| w.chars().count() >= 2)
        .filter_map(|(w, _)| text.rfind(w).map(|at| at + w.len()))
        .max()
        .and_then(|end| match compared(text.get(..end)?)? {
            // Without a negation 低于 compares with what follows and sets no figure.
            (head, Before::Sign(op)) if matches!(op, CompareOp::Ge | CompareOp::Le) => Some((head, op)),
            _ => None,
        });
    let (head, op) = compared.or_else(|| plain.and_then(|(at, op)| Some((text.get(..at)?, op))))?;
    Some((head, op))
}

fn before(text: &str) -> Option<(&str, Before)> {
    if let Some(found) = compared(text) {
        return Some(found);
    }
    let found = BEFORE.iter().filter(|(w, _)| text.ends_with(w)).max_by_key(|(w, _)| w.len())?;
    let head = text.strip_suffix(found.0)?;
    let is_cut = match found.0 {
        "达" => head.ends_with(['发', '传', '下', '到', '直']),
        "近" => head.ends_with(['附', '最', '临', '靠']),
        // 改造提升1亿亩: what is done, not a change by so much.
        "提升" => head.ends_with(['造', '级', '化', '建']),
        "稳定" | "保持" | "保有" => head.is_empty(),
        "约" => head.ends_with(['节', '条', '合', '制', '公', '契']),
        "增长率" | "增长" => head.ends_with("自然"),
        _ => false,
    };
    (!is_cut).then_some((head, found.1))
}

/// 落后产能: without a comparator behind it, 能 is more often the end of a noun than an adverb.
fn is_adverb(text: &str, head: &str, signs: Signs) -> bool {
    let word = text.get(head.len()..).unwrap_or_default();
    let is_doubtful =
        matches!(word, "能" | "可" | "以" | "要" | "应" | "需" | "将" | "也" | "就" | "又" | "到" | "至" | "是" | "均");
    !is_doubtful || signs.sign.is_some() || signs.change.is_some()
}

/// Reads a comparator with the negation before it: 不得 + 小于 is at least.
fn compared(text: &str) -> Option<(&str, Before)> {
    if let Some((head, op)) = longest_sign(text, NEGATED) {
        return Some((head, Before::Sign(op)));
    }
    let (head, op) = longest_sign(text, COMPARATORS)?;
    // 超 and 过 are signs only right before a number and not inside a word.
    let word = text.get(head.len()..)?;
    let is_cut = match word {
        "过" => head.ends_with(['通', '经', '超', '难', '度', '越', '渡', '不', '胜', '跳', '错', '路']),
        "超" => head.ends_with(['赶', '反']),
        "高于" | "多于" | "快于" => false,
        _ => false,
    };
    if is_cut {
        return None;
    }
    match NEGATIONS.iter().filter(|w| head.ends_with(**w)).max_by_key(|w| w.len()).and_then(|w| head.strip_suffix(w)) {
        Some(rest) => Some((rest, Before::Sign(negated(op)))),
        None => Some((head, Before::Sign(op))),
    }
}

fn longest_sign<'t>(text: &'t str, table: &[(&str, CompareOp)]) -> Option<(&'t str, CompareOp)> {
    let (word, op) = table.iter().filter(|(w, _)| text.ends_with(w)).max_by_key(|(w, _)| w.len())?;
    Some((text.strip_suffix(word)?, *op))
}

/// Returns the comparison that holds where another does not.
fn negated(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Lt => CompareOp::Ge,
        CompareOp::Le => CompareOp::Gt,
        CompareOp::Gt => CompareOp::Le,
        CompareOp::Ge => CompareOp::Lt,
        other => other,
    }
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
            if is_ratio || is_point {
                Form::Yearly
            } else {
                Form::Level
            }
        }
        (Some(Before::Fall), _) if signs.is_mean && is_ratio => Form::YearlyFall,
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
