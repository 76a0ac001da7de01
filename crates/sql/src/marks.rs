//! Words that tables of figures are written with: marks of vintage, and how a figure that is missing is written.

use crate::dialect::Dialect;

/// How figures that are missing are written.
const BLANK: &[&str] = &["", "-", "—", "NA", "缺"];

/// Marks of vintage, the best last.
const VINTAGES: &[(&str, &[&str])] =
    &[("0", &["初步", "provisional"]), ("1", &[""]), ("2", &["修订", "revised"]), ("3", &["最终", "final"])];

/// Returns texts as a list.
pub(crate) fn list<T: AsRef<str>>(dialect: Dialect, texts: &[T]) -> String {
    texts.iter().map(|t| dialect.literal(t.as_ref())).collect::<Vec<_>>().join(", ")
}

/// Returns the texts that stand for no figure, as a list.
pub(crate) fn blank(dialect: Dialect) -> String {
    list(dialect, BLANK)
}

/// Returns the rank of the vintage of a row; 9 where its mark is not listed.
pub(crate) fn rank(dialect: Dialect) -> String {
    let status = "COALESCE(f.status, '')";
    let rank = VINTAGES.iter().map(|(rank, words)| format!(" WHEN {status} IN ({}) THEN {rank}", list(dialect, words)));
    format!("CASE{} ELSE 9 END", rank.collect::<String>())
}
