//! Which changes are wanted: by kind, by aspect, by name.
//!
//! Words of one sort widen the choice, words of different sorts narrow it: `relaxed,removed` are both, while
//! `relaxed,threshold` are thresholds that were relaxed.

use crate::diff::{Aspect, Change, Kind, Name};
use dabiao_lang::diag::{Both, Lang};

/// A choice of changes; an empty one lets everything through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    kinds: Vec<Kind>,
    aspects: Vec<Aspect>,
    names: Vec<Name>,
}

impl Filter {
    /// Reads words, each a kind, an aspect or a name in either language; several may stand in one, with commas.
    ///
    /// # Errors
    /// A word that is none of them, with the one that was probably meant.
    pub fn parse(words: &[String]) -> Result<Self, Both> {
        let mut filter = Self::default();
        for word in words.iter().flat_map(|w| w.split([',', '，', '、'])).map(str::trim).filter(|w| !w.is_empty()) {
            let is = |stable: &str, both: Both| stable.eq_ignore_ascii_case(word) || both.zh == word;
            let kind = Kind::ALL.into_iter().find(|k| is(k.as_str(), k.words()));
            let aspect = Aspect::ALL.iter().copied().find(|a| is(a.as_str(), a.words()));
            let name = Name::ALL.iter().copied().find(|n| is(n.as_str(), n.words()));
            match (kind, name, aspect) {
                (Some(kind), ..) => filter.kinds.push(kind),
                (_, Some(name), _) => filter.names.push(name),
                (.., Some(aspect)) => filter.aspects.push(aspect),
                _ => return Err(unknown(word)),
            }
        }
        Ok(filter)
    }

    /// Returns whether a change is wanted.
    pub fn lets(&self, change: &Change) -> bool {
        let all_names = || change.parts.iter().copied().chain([change.name]);
        let is_aspect = |a: &Aspect| change.aspects.contains(a) || change.name.aspect() == *a;
        let kind = self.kinds.is_empty() || self.kinds.contains(&change.kind);
        let has_subject = !self.aspects.is_empty() || !self.names.is_empty();
        let subject = self.aspects.iter().any(is_aspect) || all_names().any(|n| self.names.contains(&n));
        kind && (!has_subject || subject)
    }

    /// Returns what is wanted in words; empty where everything is.
    pub fn words(&self, lang: Lang) -> String {
        let kinds = self.kinds.iter().map(|k| k.words().get(lang).to_owned());
        let aspects = self.aspects.iter().map(|a| a.words().get(lang).to_owned());
        let names = self.names.iter().map(|n| n.words().get(lang).to_owned());
        let all: Vec<String> = kinds.chain(aspects).chain(names).collect();
        all.join(if lang == Lang::Zh { "、" } else { ", " })
    }

    /// Returns whether everything is wanted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn unknown(word: &str) -> Both {
    let kinds = Kind::ALL.into_iter().map(Kind::as_str);
    let aspects = Aspect::ALL.iter().map(|a| a.as_str());
    let all = kinds.chain(aspects).chain(Name::ALL.iter().map(|n| n.as_str()));
    let near = all.map(|w| (strsim::damerau_levenshtein(w, word), w)).min().filter(|(d, _)| *d <= 3).map(|(_, w)| w);
    let (zh, en) = near.map_or_else(
        || ("；可用 relaxed、removed、tightened 等".to_owned(), "; there are relaxed, removed, tightened …".to_owned()),
        |w| (format!("，是不是 `{w}`？"), format!("; did you mean `{w}`?")),
    );
    Both::of(
        format!("`{word}` 不是变动的种类、方面或名称{zh}"),
        format!("`{word}` is no kind, aspect or name of a change{en}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_in_both_languages_and_mistakes_are_answered() {
        let read = |w: &str| Filter::parse(&[w.to_owned()]);
        assert_eq!(read("放宽,门槛"), read("relaxed,threshold"));
        assert_eq!(read("threshold-relaxed"), read("门槛放宽"));
        assert!(read("relaxde").is_err_and(|e| e.en.contains("`relaxed`")));
        assert!(read(" ").is_ok_and(|f| f.is_empty()));
    }
}
