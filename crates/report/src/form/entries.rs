//! What may be entered for an indicator, and how a cell says so: the admissible range as a validation of the workbook.
//!
//! INVARIANT: a validation never refuses what the reader would accept as a value of the indicator. Numbers outside the
//! range and marks such as 不适用 are asked back, not refused: an office may have its reasons, and evaluation sees them.

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, XlsxError};

use crate::office::cell::plain;
use crate::words::say;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Base, Exact, Indicator, Kind};

/// What may be entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Entry {
    /// One of some words.
    Words(Vec<String>),
    /// A number within bounds, as text in the unit of the indicator.
    Number { low: Option<String>, high: Option<String>, is_whole: bool },
    /// Anything.
    Any,
}

/// UTF-16 units of a list of words that stands in the validation itself.
const LIST_LIMIT: usize = 255;
/// UTF-16 units of a message.
const MESSAGE_LIMIT: usize = 255;
/// UTF-16 units of a title.
const TITLE_LIMIT: usize = 32;

/// Returns the mark of an entity to which an indicator does not apply.
pub(super) fn not_applicable(lang: Lang) -> &'static str {
    say(lang, "不适用", "not applicable")
}

/// Returns what may be entered for an indicator.
pub(super) fn entry(indicator: &Indicator, lang: Lang) -> Entry {
    let not_applicable = not_applicable(lang);
    match &indicator.kind {
        Some(Kind::Flag) => {
            let words = [say(lang, "是", "yes"), say(lang, "否", "no"), not_applicable];
            Entry::Words(words.map(str::to_owned).to_vec())
        }
        Some(Kind::Grade(names)) => {
            Entry::Words(names.iter().map(|n| n.to_string()).chain([not_applicable.to_owned()]).collect())
        }
        Some(Kind::Text) => Entry::Any,
        None if indicator.unit.is_none() => Entry::Any,
        Some(Kind::Flow | Kind::Stock | Kind::Ratio | Kind::Rank) | None => number(indicator),
    }
}

fn number(indicator: &Indicator) -> Entry {
    let in_unit = |x: &Exact| indicator.unit.as_ref().map_or(x.clone(), |u| u.from_base(x));
    // A bound whose decimal form does not end is widened: nothing admissible is refused.
    let low = indicator.min.as_ref().map(in_unit).map(|x| x.to_decimal_text().unwrap_or_else(|| x.floor().to_text()));
    let high = indicator.max.as_ref().map(in_unit).map(|x| x.to_decimal_text().unwrap_or_else(|| x.ceil().to_text()));
    Entry::Number { low, high, is_whole: is_counted(indicator) }
}

/// People, households and things are whole, unless they are counted by the ten thousand.
fn is_counted(indicator: &Indicator) -> bool {
    let is_total = matches!(indicator.kind, Some(Kind::Flow | Kind::Stock));
    let is_count =
        |u: &dabiao_lang::model::Unit| u.factor == Exact::ONE && matches!(u.dim.0.as_slice(), [(Base::Count(_), 1)]);
    is_total && indicator.unit.as_ref().is_some_and(is_count)
}

impl Entry {
    /// Returns what may be entered in words.
    pub(super) fn text(&self, lang: Lang) -> String {
        match self {
            Entry::Words(words) => words.join(say(lang, "、", ", ")),
            Entry::Any => say(lang, "不限", "anything").to_owned(),
            Entry::Number { low, high, is_whole } => {
                let what = match is_whole {
                    true => say(lang, "整数", "a whole number"),
                    false => say(lang, "数值", "a number"),
                };
                match (low, high, lang) {
                    (Some(low), Some(high), Lang::Zh) => format!("{low} 至 {high} 的{what}"),
                    (Some(low), Some(high), Lang::En) => format!("{what} from {low} to {high}"),
                    (Some(low), None, Lang::Zh) => format!("不小于 {low} 的{what}"),
                    (Some(low), None, Lang::En) => format!("{what} of at least {low}"),
                    (None, Some(high), Lang::Zh) => format!("不大于 {high} 的{what}"),
                    (None, Some(high), Lang::En) => format!("{what} of at most {high}"),
                    (None, None, _) => what.to_owned(),
                }
            }
        }
    }

    /// Returns whether the words are too many to stand in the validation itself.
    pub(super) fn needs_list(&self) -> bool {
        match self {
            Entry::Words(words) => {
                let length: usize = words.iter().map(|w| utf16(w) + 1).sum();
                length > LIST_LIMIT || words.iter().any(|w| w.contains([',', '"', '\n']) || w.trim() != w)
            }
            Entry::Number { .. } | Entry::Any => false,
        }
    }
}

/// Returns the validation of the cells of an indicator; `list` is where its words stand, if not in the validation itself.
pub(super) fn validation(
    indicator: &Indicator,
    entry: &Entry,
    list: Option<&str>,
    lang: Lang,
) -> Result<DataValidation, XlsxError> {
    let validation = match entry {
        Entry::Any => DataValidation::new().allow_any_value(),
        Entry::Words(words) => {
            let new = DataValidation::new();
            match list {
                Some(range) => new.allow_list_formula(Formula::new(range)),
                None => new.allow_list_strings(words)?,
            }
        }
        Entry::Number { low, high, is_whole } => {
            let rule = bounds(low.as_deref(), high.as_deref());
            let new = DataValidation::new().set_error_style(DataValidationErrorStyle::Warning);
            match is_whole {
                true => new.allow_whole_number_formula(rule),
                false => new.allow_decimal_number_formula(rule),
            }
        }
    };
    let title = cut(&plain(&indicator.name), TITLE_LIMIT);
    validation
        .ignore_blank(true)
        .set_input_title(&title)?
        .set_input_message(cut(&prompt(indicator, entry, lang), MESSAGE_LIMIT))?
        .set_error_title(say(lang, "填报内容不符", "Not admissible"))?
        .set_error_message(cut(&refusal(indicator, entry, lang), MESSAGE_LIMIT))
}

/// A number that is neither small nor large is asked for by bounds that hold everything.
fn bounds(low: Option<&str>, high: Option<&str>) -> DataValidationRule<Formula> {
    match (low, high) {
        (Some(low), Some(high)) => DataValidationRule::Between(Formula::new(low), Formula::new(high)),
        (Some(low), None) => DataValidationRule::GreaterThanOrEqualTo(Formula::new(low)),
        (None, Some(high)) => DataValidationRule::LessThanOrEqualTo(Formula::new(high)),
        (None, None) => DataValidationRule::GreaterThanOrEqualTo(Formula::new("-999999999999999")),
    }
}

fn prompt(indicator: &Indicator, entry: &Entry, lang: Lang) -> String {
    let mut parts = Vec::new();
    if let Some(unit) = &indicator.unit {
        parts.push(format!("{}{}", say(lang, "单位：", "unit: "), unit.symbol));
    }
    parts.push(format!("{}{}", say(lang, "应填：", "enter: "), entry.text(lang)));
    if indicator.unit.as_ref().is_some_and(|u| &*u.symbol == "%") {
        parts.push(say(lang, "填百分号前的数，如 95.5", "the number before the % sign, as 95.5").to_owned());
    }
    if let Some(definition) = &indicator.definition {
        parts.push(format!("{}{definition}", say(lang, "口径：", "definition: ")));
    }
    parts.iter().map(|p| plain(p)).collect::<Vec<_>>().join("\n")
}

fn refusal(indicator: &Indicator, entry: &Entry, lang: Lang) -> String {
    let unit = indicator.unit.as_ref().map_or("", |u| &u.symbol);
    let name = cut(&indicator.name, 60);
    let text = match (entry, lang) {
        (Entry::Number { .. }, Lang::Zh) => {
            let unit = if unit.is_empty() { String::new() } else { format!("，单位：{unit}") };
            format!(
                "“{name}”应填{}{unit}。没有数据请空着；确实不适用的填“不适用”，核实无误的数也可以保留，此时选“是”。",
                entry.text(lang)
            )
        }
        (Entry::Number { .. }, Lang::En) => {
            let unit = if unit.is_empty() { String::new() } else { format!(" ({unit})") };
            format!(
                "`{name}`{unit}: {}. Leave the cell empty if there are no data. Choose Yes to keep {} or a verified \
                 figure.",
                entry.text(lang),
                not_applicable(lang)
            )
        }
        (_, Lang::Zh) => format!("“{name}”只能从下拉列表中选：{}。没有数据请空着。", entry.text(lang)),
        (_, Lang::En) => {
            format!("`{name}`: choose one of {}. Leave the cell empty if there are no data.", entry.text(lang))
        }
    };
    plain(&text)
}

fn utf16(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Returns a text cut to a length, with a mark where it was cut: the whole stands in the instructions.
pub(super) fn cut(text: &str, limit: usize) -> String {
    if utf16(text) <= limit {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.len_utf16();
        if used > limit {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}
