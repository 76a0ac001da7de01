//! Words of reports in both languages.

use dabiao_data::Vintage;
use dabiao_eval as eval;
use dabiao_lang::diag::{Cell, Lang};
use dabiao_lang::model::{Frequency, LevelRef, Nature, Period, Schema, Verdict, print};

/// Returns one of two texts.
pub fn say(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Returns the word of a verdict.
pub fn verdict(verdict: Verdict, lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => verdict.zh(),
        Lang::En => match verdict {
            Verdict::OnTrack => "on track",
            other => other.as_str(),
        },
    }
}

/// Returns the word of a level; one that the language knows has an English name, a label or a declared level has its own.
pub fn level<'a>(schema: &'a Schema, level: &'a LevelRef, lang: Lang) -> &'a str {
    print::level_in(schema, level, lang)
}

/// Returns text in the brackets of a language.
pub fn bracketed(text: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("（{text}）"),
        Lang::En => format!(" ({text})"),
    }
}

/// Returns a period as it is said: `2025年度`, `2025年上半年`, `2025年第三季度`, `2025年6月`.
pub fn term(period: Period, lang: Lang) -> String {
    let text = period.to_string();
    if lang == Lang::En {
        return text;
    }
    let quarters = ["一", "二", "三", "四"];
    match (period.frequency(), text.split_once(['H', 'Q', '-'])) {
        (Frequency::Year, _) => format!("{text}年度"),
        (Frequency::Half, Some((year, half))) => format!("{year}年{}半年", if half == "1" { "上" } else { "下" }),
        (Frequency::Quarter, Some((year, quarter))) => {
            let word = quarter.parse::<usize>().ok().and_then(|n| quarters.get(n.checked_sub(1)?));
            format!("{year}年第{}季度", word.unwrap_or(&quarter))
        }
        (Frequency::Month, Some((year, month))) => format!("{year}年{}月", month.trim_start_matches('0')),
        _ => text,
    }
}

/// Returns the word for the class of a target.
pub fn nature(nature: Nature, lang: Lang) -> &'static str {
    match nature {
        Nature::Binding => say(lang, "约束性", "binding"),
        Nature::Expected => say(lang, "预期性", "expected"),
    }
}

/// Returns the word for how final a table is.
pub fn vintage(vintage: Vintage, lang: Lang) -> &'static str {
    match vintage {
        Vintage::Provisional => say(lang, "初步", "provisional"),
        Vintage::Unstated => "",
        Vintage::Revised => say(lang, "修订", "revised"),
        Vintage::Final => say(lang, "最终", "final"),
    }
}

/// Joins the items of a list.
pub fn list<'a>(items: impl IntoIterator<Item = &'a str>, lang: Lang) -> String {
    let items: Vec<&str> = items.into_iter().collect();
    items.join(say(lang, "、", ", "))
}

/// Returns a period or window as it is said.
pub fn period(span: eval::Span) -> String {
    super::json::period(span)
}

/// Returns where a cell is, in words.
pub(crate) fn cell_place(lang: Lang, cell: &Cell) -> String {
    if cell.sheet.is_some() {
        return cell.to_string();
    }
    let mut text = cell.file.clone();
    let parts = [(cell.row, say(lang, "行", "row ")), (cell.column, say(lang, "列", "column "))];
    for (n, word) in parts.into_iter().filter(|(n, _)| *n > 0) {
        text.push_str(&match lang {
            Lang::Zh => format!(" 第 {n} {word}"),
            Lang::En => format!(", {word}{n}"),
        });
    }
    text
}
