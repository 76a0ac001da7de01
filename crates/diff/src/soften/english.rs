//! A softening in the keywords of English: the softened file is laid out anew, and what differs from the file is what was done.

use super::{RuleFile, Softening, canonical};
use dabiao_lang::diag::Lang;

/// Names and texts that softenings make up, and what they are in English.
const MADE_UP: &[(&str, &str)] = &[
    ("另一个数", "another figure"),
    ("（另行解释）", " (as explained elsewhere)"),
    ("列入考核", "assessed"),
    ("山区", "hilly"),
    ("某单位", "Somebody"),
    ("某地", "Somewhere"),
    ("别的县", "Elsewhere"),
];

/// Returns a softening as it reads in English beside `base`, the file in English before it.
pub(super) fn told(softening: Softening, base: &RuleFile) -> Softening {
    let file = RuleFile { name: base.name.clone(), text: softening.text };
    let text = canonical(&file, Lang::En).text;
    let (old, new): (Vec<&str>, Vec<&str>) = (base.text.lines().collect(), text.lines().collect());
    let n_same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    // What is put in between is told with the line that it follows.
    let is_put_in =
        new.len() > old.len() && old.iter().skip(n_same).eq(new.iter().skip(n_same + new.len() - old.len()));
    let n_head = if is_put_in { n_same.saturating_sub(1) } else { n_same };
    let n_most = old.len().min(new.len()) - n_head;
    let n_tail = old.iter().rev().zip(new.iter().rev()).take(n_most).take_while(|(a, b)| a == b).count();
    let between = |lines: &[&str]| -> Vec<String> {
        let n = lines.len() - n_head - n_tail;
        lines.iter().skip(n_head).take(n).map(|l| (*l).to_owned()).collect()
    };
    // Only what was put in is made up: the same words elsewhere are those of the rules.
    let after: Vec<String> = between(&new).iter().map(|l| in_english(l, base)).collect();
    let whole: Vec<String> = new
        .iter()
        .take(n_head)
        .map(|l| (*l).to_owned())
        .chain(after.iter().cloned())
        .chain(new.iter().skip(new.len() - n_tail).map(|l| (*l).to_owned()))
        .collect();
    let before = between(&old);
    // A block that is gone is told by its head, and begins behind the blank line that parted it from another.
    let n_blank = before.iter().take_while(|l| l.trim().is_empty()).count();
    Softening {
        line: (n_head + n_blank) as u32 + 1,
        before: match after.is_empty() {
            true => before.into_iter().nth(n_blank).unwrap_or_default(),
            false => before.join("\n"),
        },
        after: after.join("\n"),
        text: whole.join("\n") + "\n",
        ..softening
    }
}

/// A word that the rules use themselves is theirs, and stays.
fn in_english(line: &str, base: &RuleFile) -> String {
    let made_up = MADE_UP.iter().filter(|(zh, _)| !base.text.contains(zh));
    made_up.fold(line.to_owned(), |line, (zh, en)| line.replace(zh, en))
}
