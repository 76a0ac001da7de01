//! Fingerprints of changes: digests of meaning, so that an approval follows a change through new layout, moved files and
//! renamed rules, and lapses as soon as the change itself is another one.

use super::change::Name;
use dabiao_lang::core::Code;
use dabiao_lang::model::ids;

/// Returns the digest of a change: its name, what the rules asked before and ask now, and what else changed.
pub(super) fn of(name: Name, before: &[Code], after: &[Code], detail: [&str; 2]) -> String {
    let mut code = Code::of("change");
    code.text(name.as_str());
    code.set(before, |code, c| code.code(c));
    code.set(after, |code, c| code.code(c));
    code.list(detail, Code::text);
    ids::hex(code.bytes(), 8)
}
