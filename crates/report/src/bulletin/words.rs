//! Days, numerals and names as official documents write them.

use chrono::{Datelike, NaiveDate};

use crate::office::scene::Scene;
use dabiao_lang::diag::Lang;

/// Returns a day: `2025年12月31日`.
pub(super) fn day(date: NaiveDate, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        Lang::En => date.to_string(),
    }
}

/// Returns a number up to 99 in Chinese: `十二`.
pub(super) fn numeral(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |d: usize| DIGITS.get(d).copied().unwrap_or("");
    match (n / 10, n % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens @ 2..=9, ones) => format!("{}十{}", digit(tens), digit(ones)),
        _ => n.to_string(),
    }
}

/// Returns the number of a section: `一、`, `1. `.
pub(super) fn section(n: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}、", numeral(n)),
        Lang::En => format!("{n}. "),
    }
}

/// Returns the number of a subsection: `（一）`, `(1) `.
pub(super) fn subsection(n: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("（{}）", numeral(n)),
        Lang::En => format!("({n}) "),
    }
}

/// Returns the place that the report is on: that of all plans, else the root of the roster; "" where neither tells.
pub(super) fn region(scene: &Scene<'_>) -> String {
    let mut places: Vec<String> = Vec::new();
    for plan in &scene.view.model.plans {
        let place = plan.region.as_ref().and_then(|r| r.parts.last()).map(|p| p.to_string());
        places.extend(place.filter(|p| !places.contains(p)));
    }
    let roster = &scene.view.data.roster;
    match (places.as_slice(), roster.roots.as_slice()) {
        ([one], _) => one.clone(),
        ([], [root]) if roster.is_given => roster.get(*root).map_or(String::new(), |e| e.name.to_string()),
        _ => String::new(),
    }
}

/// Returns the title.
pub(super) fn title(scene: &Scene<'_>) -> String {
    let (lang, date, region) = (scene.source.lang, scene.as_of(), region(scene));
    // Without a period everything since the plans began is counted: that is no notice of a year.
    let period = scene.source.judgement.term.as_ref().map(|t| crate::words::term(t.period, lang));
    match (lang, period) {
        (Lang::Zh, Some(period)) => format!("关于{region}{period}目标任务完成情况的通报"),
        (Lang::Zh, None) => format!("关于{region}截至{}目标任务完成情况的通报", day(date, lang)),
        (Lang::En, period) => {
            let of = if region.is_empty() { String::new() } else { format!(" of {region}") };
            let of_period = period.map(|p| format!(" for {p}")).unwrap_or_default();
            format!("Bulletin on the targets{of}{of_period} as of {date}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::numeral;

    #[test]
    fn numerals_are_chinese() {
        let all: Vec<String> = [1, 9, 10, 11, 20, 35, 99].map(numeral).to_vec();
        assert_eq!(all, ["一", "九", "十", "十一", "二十", "三十五", "九十九"]);
    }
}
