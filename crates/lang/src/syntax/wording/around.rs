//! What rule files say that a line of them takes for granted: years of the plan, its region, names that are declared.

use std::collections::BTreeMap;

/// What some texts of one rule set declare, found by their words alone: a text that cannot be read has it, too.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around<'a> {
    texts: Vec<&'a str>,
    /// The bodies of indicators, by name.
    bodies: BTreeMap<&'a str, &'a str>,
    levels: Vec<&'a str>,
}

impl<'a> Around<'a> {
    /// Takes the text of a whole file.
    pub fn new(text: &'a str) -> Self {
        Self::over([text])
    }

    /// Takes the texts of all files of a rule set; the first is the one in which the line stands.
    pub fn over(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut around = Self { texts: texts.into_iter().collect(), ..Self::default() };
        for text in around.texts.clone() {
            for word in ["指标", "indicator"] {
                around.take_indicators(text, word);
            }
            for word in ["层级", "level"] {
                let heads = text.match_indices(word).filter_map(|(at, _)| text.get(at + word.len()..));
                let names = heads.map(|rest| rest.trim_start_matches(' '));
                let declared = names.filter_map(|rest| rest.split_once([' ', '\n']));
                // `层级 安置区 属 镇` declares one, `层级 镇` in an indicator names one.
                let parts = declared.filter(|(_, after)| after.starts_with("属") || after.starts_with("in "));
                around.levels.extend(parts.map(|(name, _)| name));
            }
        }
        around
    }

    fn take_indicators(&mut self, text: &'a str, word: &str) {
        for (at, _) in text.match_indices(word) {
            let Some(rest) = text.get(at + word.len()..).filter(|r| r.starts_with([' ', '「', '\''])) else {
                continue;
            };
            let rest = rest.trim_start_matches([' ', '「', '\'']);
            let end = rest.find([' ', '{', '｛', '\n', '「', '」', '\'', '"']).unwrap_or(rest.len());
            let (Some(name), Some(after)) = (rest.get(..end), rest.get(end..)) else { continue };
            let after = after.trim_start_matches(['」', '\'', ' ']);
            let body = after.strip_prefix(['{', '｛']).map(|r| r.split(['}', '｝']).next().unwrap_or(r));
            // `指标 X` without a body is a line of a scheme, unless X is declared elsewhere.
            let Some(body) = body.filter(|_| !name.is_empty()) else { continue };
            self.bodies.entry(name).or_insert(body);
            for alias in field_in(body, &["别名", "alias"]) {
                self.bodies.entry(alias.trim_matches(['"', '“', '”'])).or_insert(body);
            }
        }
    }

    /// Returns the year that changes count from: the base of the first plan, else the year before its period.
    pub fn base_year(&self) -> Option<u32> {
        self.year_after(&["基期", "base"]).or_else(|| self.year_after(&["期间", "period"]).map(|y| y - 1))
    }

    /// Returns the last year of the first plan.
    pub fn last_year(&self) -> Option<u32> {
        let (from, rest) = self.after(&["期间", "period"])?;
        let rest = rest.trim_start_matches("年").trim_start_matches(['.', '-', '—', '–', '~', '至', '到']);
        year(rest).filter(|to| *to >= from)
    }

    /// Returns the region of the first plan.
    pub fn region(&self) -> Option<&'a str> {
        self.texts.iter().find_map(|text| field_in(text, &["地区", "region"]).first().copied())
    }

    fn year_after(&self, words: &[&str]) -> Option<u32> {
        self.after(words).map(|(year, _)| year)
    }

    /// Returns the year after a word and a blank, and what follows it.
    fn after(&self, words: &[&str]) -> Option<(u32, &'a str)> {
        let in_text = |text: &'a str| {
            let mut found = words.iter().flat_map(|w| text.match_indices(w));
            found.find_map(|(at, word)| {
                let rest = text.get(at + word.len()..)?;
                let rest = rest.trim_start_matches([' ', ':', '：']);
                Some((year(rest)?, rest.get(4..)?))
            })
        };
        self.texts.iter().find_map(|text| in_text(text))
    }

    /// Returns whether an indicator of this name is declared.
    pub fn is_declared(&self, name: &str) -> bool {
        self.bodies.contains_key(name)
    }

    /// Returns whether a text holds a declared name and more.
    pub fn has_declared_in(&self, text: &str) -> bool {
        self.bodies.keys().any(|name| name.len() < text.len() && text.contains(name))
    }

    /// Returns the longest declared name with which a text begins.
    pub fn declared_at_start(&self, text: &str) -> Option<&'a str> {
        let ends = text.char_indices().map(|(at, c)| at + c.len_utf8()).take(60);
        ends.filter_map(|end| self.bodies.get_key_value(text.get(..end)?)).last().map(|(name, _)| *name)
    }

    /// Returns the one declared name that begins with a text, if there is exactly one.
    pub fn only_one_beginning_with(&self, text: &str) -> Option<&'a str> {
        let mut found = self.bodies.keys().copied().filter(|name| name.starts_with(text));
        found.next().filter(|_| found.next().is_none())
    }

    /// Returns whether a level of this name is declared.
    pub fn is_level(&self, word: &str) -> bool {
        self.levels.contains(&word)
    }

    /// Returns the unit that the files declare for an indicator.
    pub fn unit(&self, name: &str) -> Option<&'a str> {
        self.field(name, &["计量单位", "单位", "unit"])
    }

    /// Returns the first word of a field of an indicator.
    pub fn field(&self, name: &str, words: &[&str]) -> Option<&'a str> {
        field_in(self.bodies.get(name)?, words).first().copied()
    }
}

/// Returns the first words of the fields that have one of some names; the first name that occurs at all counts.
fn field_in<'a>(body: &'a str, words: &[&str]) -> Vec<&'a str> {
    let Some(word) = words.iter().find(|w| body.contains(**w)) else { return Vec::new() };
    let behind = body.match_indices(word).filter_map(|(at, word)| body.get(at + word.len()..));
    let values = behind.map(|rest| rest.trim_start_matches([' ', ':', '：']));
    values.filter_map(|rest| rest.split([';', '；', '\n', ' ', '}']).next().filter(|v| !v.is_empty())).collect()
}

/// Returns the year with which a text begins.
pub(super) fn year(text: &str) -> Option<u32> {
    let digits = text.get(..4)?;
    text.get(4..)?.chars().next().is_none_or(|c| !c.is_ascii_digit()).then_some(())?;
    digits.parse().ok().filter(|y| (1900..2100).contains(y))
}
