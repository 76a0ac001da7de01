//! The words of forms in both languages.

use crate::words::say;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Frequency, LevelId, Period, Schema, print};

/// Characters of a sheet's name that the format allows, with room for a number behind it.
const NAME_LIMIT: usize = 24;

/// Returns the name of a sheet of figures: `村级年报`.
pub(super) fn sheet_name(schema: &Schema, level: Option<LevelId>, frequency: Frequency, lang: Lang) -> String {
    let level = level.map_or("", |l| print::whole_level_in(schema, l, lang));
    let name = match lang {
        Lang::Zh => format!("{}{}", level_word(level), report(frequency)),
        Lang::En => format!("{level} {}", often(frequency)),
    };
    let refused = |c: char| c.is_control() || "[]:*?/\\'".contains(c);
    name.trim().chars().take(NAME_LIMIT).map(|c| if refused(c) { '_' } else { c }).collect()
}

/// 村 is 村级, 安置区 stays what it is.
pub(super) fn level_word(level: &str) -> String {
    if level.chars().count() == 1 { format!("{level}级") } else { level.to_owned() }
}

fn report(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::Year => "年报",
        Frequency::Half => "半年报",
        Frequency::Quarter => "季报",
        Frequency::Month => "月报",
        Frequency::Day => "日报",
    }
}

fn often(frequency: Frequency) -> &'static str {
    match frequency {
        Frequency::Year => "yearly",
        Frequency::Half => "half-yearly",
        Frequency::Quarter => "quarterly",
        Frequency::Month => "monthly",
        Frequency::Day => "daily",
    }
}

/// Returns how often something is reported.
pub(super) fn frequency(frequency: Frequency, lang: Lang) -> &'static str {
    match (lang, frequency) {
        (Lang::En, f) => often(f),
        (Lang::Zh, Frequency::Year) => "每年",
        (Lang::Zh, Frequency::Half) => "每半年",
        (Lang::Zh, Frequency::Quarter) => "每季度",
        (Lang::Zh, Frequency::Month) => "每月",
        (Lang::Zh, Frequency::Day) => "每日",
    }
}

/// Returns a period as a form says it: `2025年`, `2025年3季度`, `2025年6月`.
pub(super) fn period(period: Period, lang: Lang) -> String {
    let text = period.to_string();
    if lang == Lang::En {
        return text;
    }
    let year = period.year();
    let tail = text.get(4..).unwrap_or("");
    match period.frequency() {
        Frequency::Year => format!("{year}年"),
        Frequency::Half => format!("{year}年{}", if tail == "H1" { "上半年" } else { "下半年" }),
        Frequency::Quarter => format!("{year}年{}季度", tail.trim_start_matches('Q')),
        Frequency::Month => format!("{year}年{}月", tail.trim_start_matches(['-', '0'])),
        Frequency::Day => text,
    }
}

/// Returns the name of the workbook of those who lie in no other.
pub(super) fn rest(lang: Lang) -> &'static str {
    say(lang, "其余单位", "others")
}

/// Returns a text in the brackets of a language, with the space before them that it asks for.
pub(super) fn bracketed(text: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("（{text}）"),
        Lang::En => format!(" ({text})"),
    }
}
