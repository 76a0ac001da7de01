//! Codes that a spreadsheet has spoiled: `6.10924E+11`, leading zeros dropped, digits behind the fifteenth lost.
//!
//! What the code was is never guessed; the finding says what happened and, where the roster has just one, which it may be.

use super::dataset::Roster;
use super::names::fold;
use crate::DataProblem;

/// A spreadsheet keeps so many digits of a number.
const KEPT: usize = 15;

/// Says what happened to a code that the roster does not know; `None` where it does not look spoiled.
pub(super) fn mangled(roster: &Roster, code: &str, rows: u64) -> Option<DataProblem> {
    let code = fold(code);
    if !code.bytes().next()?.is_ascii_digit() {
        return None;
    }
    if let Some((mantissa, exponent)) = code.split_once(['e', 'E']) {
        let is_number = mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        let is_exponent = exponent.strip_prefix('+').unwrap_or(exponent).parse::<u32>().is_ok_and(|e| e < 40);
        return (is_number && is_exponent).then_some(DataProblem::CodeMangled { code, rows });
    }
    if !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if code.len() > KEPT && code.ends_with("00") {
        let kept = code.get(..KEPT)?;
        let is_cut = |e: &super::dataset::Entity| e.code.len() == code.len() && e.code.starts_with(kept);
        return roster.entities.iter().any(is_cut).then_some(DataProblem::CodeMangled { code, rows });
    }
    let is_longer = |e: &&super::dataset::Entity| e.code.len() > code.len() && e.code.trim_start_matches('0') == code;
    let near = roster.entities.iter().find(is_longer).map(|e| e.code.to_string())?;
    Some(DataProblem::CodeZerosLost { code, near, rows })
}
