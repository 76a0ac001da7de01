//! Lines in the words of plans (`失业率控制在5%以内`), turned into lines that rules know (`失业率 <= 5%`).
//!
//! Takes the text of a line that does not fit and gives the finished line, with its figures, or nothing. What is offered
//! is read by the grammar first, so it can be followed as written. INVARIANT: nothing is offered of which a part was not
//! understood: a line that still holds words of a plan does not fit either.
//! `around` is what the file says besides, `amount` finds figures, `change` reads predicates (由…提高到…), `blanks` closes
//! those that are written apart, `said` reads whole sentences, `functions` knows them by other names, `slips` single words
//! and signs.

mod amount;
mod around;
mod blanks;
mod change;
mod functions;
mod said;
mod sentence;
mod slips;

pub(crate) use around::Around;
use around::year;
pub(crate) use said::{Said, read as said};
pub(crate) use sentence::{Spoken, measure, spoken};
pub(crate) use slips::day_in_figures;

/// Returns the name with which a run of letters begins, without a comparison that is glued to it.
pub(crate) fn name_of_run(text: &str) -> &str {
    said::before_comparison(text)
}

/// Returns a period in a line that rules do not have, and the one to be written for it: `每旬`, `每月`.
pub(crate) fn strange_period(line: &str) -> Option<(&'static str, &'static str)> {
    const PERIODS: [(&str, &str); 9] = [
        ("每旬", "每月"),
        ("每周", "每月"),
        ("每星期", "每月"),
        ("每半个月", "每月"),
        ("每半月", "每月"),
        ("每双月", "每2个月"),
        ("每学年", "每年"),
        ("每学期", "每半年"),
        ("每届", "每年"),
    ];
    let is_open = |at: usize| !line.get(..at).is_some_and(|t| t.contains(['"', '“', '「', '\'']));
    PERIODS.iter().find(|(word, _)| line.find(word).is_some_and(is_open)).copied()
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
    if let Some(said) = said::read(line, around).filter(|s| all_fit(&s.line)) {
        return Some(said.line);
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
