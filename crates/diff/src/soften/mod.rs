//! Softenings: every way in which somebody might weaken a rule set without being seen, tried one by one.
//!
//! Takes rule files in their canonical layout, gives versions that differ from them in one place each: a lower threshold,
//! a later deadline, a veto that is gone, another unit. An office runs them through `diff` and sees that each is named;
//! our own tests demand it. INVARIANT: the same files give the same softenings in the same order, and each still reads as
//! rules.
//!
//! `lines` finds the places, `edit` makes the changes to one line, both in the Chinese keywords; `english` says the same in
//! the others.

mod edit;
mod english;
mod lines;

use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::source::SourceMap;
use dabiao_lang::syntax::{self, FormatStyle, KeywordStyle};

pub use edit::Sort;

/// A rule file: its name, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    /// The name, as the user knows it.
    pub name: String,
    /// The text.
    pub text: String,
}

/// One way of weakening a rule set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Softening {
    /// What is done.
    pub sort: Sort,
    /// Which of the files is another one, by position.
    pub file: usize,
    /// The line that is changed, from 1.
    pub line: u32,
    /// The line as it was.
    pub before: String,
    /// The lines as they are; empty where it is gone.
    pub after: String,
    /// The whole text of the file.
    pub text: String,
}

impl Softening {
    /// Returns what is done, in a line.
    pub fn words(&self) -> Both {
        let (before, after) = (self.before.trim(), self.after.trim());
        let sort = self.sort.words();
        let gone = Both::new("删去", "dropped");
        let say = |what: &str, gone: &str| match after.is_empty() {
            true => format!("{what}: {before} → {gone}"),
            false => format!("{what}: {before} → {after}"),
        };
        Both::of(say(&sort.zh, &gone.zh), say(&sort.en, &gone.en))
    }
}

/// Returns a file in the layout in which softenings are made, with the keywords of a language; a file with errors stays as it
/// is.
pub fn canonical(file: &RuleFile, lang: Lang) -> RuleFile {
    let keywords = if lang == Lang::Zh { KeywordStyle::Zh } else { KeywordStyle::En };
    let mut sources = SourceMap::new();
    let id = sources.add(&file.name, &*file.text);
    let text = sources.get(id).and_then(|source| {
        let (tree, found) = syntax::parse(source);
        let is_sound = !found.iter().any(|d| d.is_error());
        is_sound.then(|| syntax::format(source, &tree, &FormatStyle { keywords }))
    });
    RuleFile { name: file.name.clone(), text: text.unwrap_or_else(|| file.text.clone()) }
}

/// Returns every softening of files, as versions of their [`canonical`] form in a language; those that would no longer read as
/// rules are left out.
pub fn softenings(files: &[RuleFile], lang: Lang) -> Vec<Softening> {
    let mut all = Vec::new();
    for (file, source) in files.iter().enumerate() {
        let (own, base) = (canonical(source, Lang::Zh), canonical(source, lang));
        for found in lines::softened(&own.text) {
            let text = found.applied(&own.text);
            if reads(&own.name, &text) && text != own.text {
                let (sort, line) = (found.sort, found.line);
                let (before, after) = (found.before, found.after.join("\n"));
                let softening = Softening { sort, file, line, before, after, text };
                all.push(match lang {
                    Lang::Zh => softening,
                    Lang::En => english::told(softening, &base),
                });
            }
        }
    }
    all
}

fn reads(name: &str, text: &str) -> bool {
    let mut sources = SourceMap::new();
    let id = sources.add(name, text);
    sources.get(id).is_some_and(|source| !syntax::parse(source).1.iter().any(|d| d.is_error()))
}
