//! What a user can set in the editor; everything has a default, and what cannot be read is left at it.

use chrono::NaiveDate;
use dabiao_lang::diag::Lang;
use serde_json::Value;

/// The settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Settings {
    /// `lang`: the language of messages, `zh` or `en`.
    pub lang: Lang,
    /// `rules`: paths that are one rule set; without them the folder of a file is.
    pub rules: Vec<String>,
    /// `data`: figures; without them what lies beside the rules.
    pub data: Vec<String>,
    /// `roster`: the table of entities.
    pub roster: Option<String>,
    /// `asOf`: the day of judgement; without it the end of the newest period that has data.
    pub as_of: Option<NaiveDate>,
    /// `lens`: whether verdicts stand over rules.
    pub has_lens: Switch,
    /// `hints`: whether base units and due dates stand between the lines.
    pub has_hints: Switch,
}

/// Something that is on unless it is turned off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Switch {
    /// On.
    #[default]
    On,
    /// Off.
    Off,
}

impl Settings {
    /// Reads settings; `root` is the folder that relative paths start from, `locale` the editor's own language.
    pub fn read(value: &Value, root: Option<&str>, locale: Option<&str>) -> Self {
        // Editors send either the section or an object that holds it.
        let own = value.get("dabiao").unwrap_or(value);
        let text = |key: &str| own.get(key).and_then(Value::as_str).filter(|t| !t.is_empty());
        let path = |p: &str| match root {
            Some(root) if !is_absolute(p) => format!("{}/{p}", root.trim_end_matches('/')),
            _ => p.to_owned(),
        };
        let paths = |key: &str| -> Vec<String> {
            let list = own.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let many = list.iter().filter_map(Value::as_str).map(path);
            many.chain(text(key).map(path)).collect()
        };
        let switch = |key: &str| match own.get(key).and_then(Value::as_bool) {
            Some(false) => Switch::Off,
            _ => Switch::On,
        };
        let lang = match text("lang").filter(|l| *l != "auto").or(locale) {
            Some(l) if l.to_ascii_lowercase().starts_with("en") => Lang::En,
            _ => Lang::Zh,
        };
        Self {
            lang,
            rules: paths("rules"),
            data: paths("data"),
            roster: text("roster").map(path),
            as_of: text("asOf").and_then(|d| d.parse().ok()),
            has_lens: switch("lens"),
            has_hints: switch("hints"),
        }
    }
}

fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.get(1..2) == Some(":") || path.starts_with("\\\\")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_cannot_be_read_is_left_at_its_default() {
        let odd = json!({"dabiao": {"lang": 3, "rules": "规则", "data": ["a.csv", 4, "/b.csv"], "asOf": "soon", "lens": false}});
        let read = Settings::read(&odd, Some("/家"), Some("en-GB"));
        assert_eq!((read.lang, read.as_of, read.has_lens, read.has_hints), (Lang::En, None, Switch::Off, Switch::On));
        assert_eq!(
            (read.rules, read.data),
            (vec!["/家/规则".to_owned()], vec!["/家/a.csv".to_owned(), "/b.csv".to_owned()])
        );
        assert_eq!(Settings::read(&Value::Null, None, None), Settings::default());
    }
}
