//! Words of reports in both languages.

use dabiao_data::Vintage;
use dabiao_eval as eval;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Nature, Verdict};

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
