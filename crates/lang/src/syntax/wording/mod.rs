//! Lines in the words of plans (`失业率控制在5%以内`), turned into lines that rules know (`失业率 <= 5%`).
//!
//! Takes the text of a line that does not fit and gives the finished line, with its figures, or nothing. What is offered
//! is read by the grammar first, so it can be followed as written. INVARIANT: nothing is offered of which a part was not
//! understood: a line that still holds words of a plan does not fit either.
//! `amount` finds figures, `change` reads predicates (由…提高到…), `blanks` closes those that are written apart, `functions` knows
//! them by other names, `slips` single words and signs.

mod amount;
mod blanks;
mod change;
mod functions;
mod sentence;
mod slips;

pub(crate) use sentence::{Spoken, spoken};
pub(crate) use slips::day_in_figures;

/// What a file says that a line of it takes for granted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Around<'a> {
    text: &'a str,
}

impl<'a> Around<'a> {
    /// Takes the text of a whole file.
    pub fn new(text: &'a str) -> Self {
        Self { text }
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

    fn year_after(&self, words: &[&str]) -> Option<u32> {
        self.after(words).map(|(year, _)| year)
    }

    /// Returns the year after a word and a blank, and what follows it.
    fn after(&self, words: &[&str]) -> Option<(u32, &'a str)> {
        let mut found = words.iter().flat_map(|w| self.text.match_indices(w));
        found.find_map(|(at, word)| {
            let rest = self.text.get(at + word.len()..)?;
            let rest = rest.trim_start_matches([' ', ':', '：']);
            Some((year(rest)?, rest.get(4..)?))
        })
    }

    /// Returns the unit that the file declares for an indicator.
    pub fn unit(&self, name: &str) -> Option<&'a str> {
        let body = ["指标", "indicator"].iter().find_map(|word| {
            let mut heads = self.text.match_indices(word);
            heads.find_map(|(at, word)| {
                let rest = self.text.get(at + word.len()..)?.trim_start().strip_prefix(name)?.trim_start();
                rest.strip_prefix('{').and_then(|r| r.split_once('}')).map(|(body, _)| body)
            })
        })?;
        let field = ["计量单位", "单位", "unit"].iter().find_map(|w| body.split_once(w))?.1;
        field.trim_start_matches([' ', ':', '：']).split([';', '；', '\n', ' ', '}']).next().filter(|u| !u.is_empty())
    }
}

/// Returns the year with which a text begins.
fn year(text: &str) -> Option<u32> {
    let digits = text.get(..4)?;
    text.get(4..)?.chars().next().is_none_or(|c| !c.is_ascii_digit()).then_some(())?;
    digits.parse().ok().filter(|y| (1900..2100).contains(y))
}

/// Returns a line in the words of rules, if all of it is understood; `fits` tells whether the grammar reads a line.
///
/// Several lines are parted by `; `.
pub(crate) fn in_rules(line: &str, around: &Around<'_>, fits: impl Fn(&str) -> bool) -> Option<String> {
    let all_fit = |text: &str| text.split("; ").all(&fits);
    let line = line.trim();
    if line.chars().count() > LONGEST {
        return None;
    }
    if let Some(field) = slips::field(line).filter(|f| all_fit(f)) {
        return Some(field);
    }
    let mut text = line.to_owned();
    for step in slips::STEPS {
        let Some(next) = step(&text) else { continue };
        text = next;
        if text != line && all_fit(&text) {
            return Some(text);
        }
    }
    let as_written = predicate(&text, around, line, &all_fit);
    as_written.or_else(|| predicate(&blanks::closed(&text)?, around, line, &all_fit))
}

/// Returns the line with its predicate in the words of rules.
fn predicate(text: &str, around: &Around<'_>, line: &str, fits: &impl Fn(&str) -> bool) -> Option<String> {
    let read = change::read(text, around)?;
    let slipped = slips::after_predicate(&read);
    [slipped, Some(read)].into_iter().flatten().find(|r| r != line && fits(r))
}

/// Characters beyond which a line is no single target.
const LONGEST: usize = 160;
