//! Fingerprints of changes: digests of meaning, so that an approval follows a change through new layout, moved files and
//! renamed rules, and lapses as soon as the change itself is another one.

use super::change::Name;
use dabiao_lang::model::ids;

/// Returns the digest of a change: its name, what the rules asked before and ask now, and what else changed.
pub(super) fn of(name: Name, before: &[String], after: &[String], detail: [&str; 2]) -> String {
    let mut before = before.to_vec();
    let mut after = after.to_vec();
    before.sort();
    after.sort();
    let text = format!("{}\0{}\0{}\0{}\0{}", name.as_str(), before.join("\n"), after.join("\n"), detail[0], detail[1]);
    ids::hex(text.as_bytes(), 8)
}
