//! `SHA256SUMS`: a line for each file of the bundle, as `sha256sum` writes and checks it.
//!
//! INVARIANT: a list that was read holds only safe paths, each once.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::path::is_safe;
use super::{SIGNATURE, STAMP, SUMS};
use dabiao_lang::diag::Both;

/// The digest of each file by its path in the bundle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums(pub BTreeMap<String, String>);

/// What is wrong with a list of digests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SumsError {
    /// A line is not a digest, two blanks and a path.
    Line(usize),
    /// A path leads out of the bundle, or could on some system.
    Path(usize, String),
    /// A path stands there twice, or is one that no list holds.
    Twice(usize, String),
}

impl SumsError {
    /// Returns what is wrong, with the line.
    pub fn say(&self) -> Both {
        match self {
            SumsError::Line(n) => Both::of(
                format!("`{SUMS}` 第 {n} 行不是“摘要、两个空格、路径”"),
                format!("line {n} of `{SUMS}` is not a digest, two blanks and a path"),
            ),
            SumsError::Path(n, path) => Both::of(
                format!("`{SUMS}` 第 {n} 行的路径 `{path}` 会指到证据包之外，拒绝读取"),
                format!("line {n} of `{SUMS}`: the path `{path}` may lead out of the bundle and was refused"),
            ),
            SumsError::Twice(n, path) => Both::of(
                format!("`{SUMS}` 第 {n} 行的 `{path}` 重复，或不该列入"),
                format!("line {n} of `{SUMS}`: `{path}` stands there twice, or must not be listed"),
            ),
        }
    }
}

impl Sums {
    /// Returns the list as text.
    pub fn to_text(&self) -> String {
        self.0.iter().fold(String::new(), |mut text, (path, digest)| {
            let _ = writeln!(text, "{digest}  {path}");
            text
        })
    }

    /// Returns the one digest of everything.
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(self.to_text()))
    }

    /// Reads a list.
    ///
    /// # Errors
    /// A line of another form, a path that is not safe, a path twice.
    pub fn from_text(text: &str) -> Result<Self, SumsError> {
        let mut sums = BTreeMap::new();
        for (line, number) in text.lines().zip(1..) {
            let (digest, path) = line.split_once("  ").ok_or(SumsError::Line(number))?;
            let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
            if digest.len() != 64 || !digest.chars().all(is_hex) {
                return Err(SumsError::Line(number));
            }
            if !is_safe(path) {
                return Err(SumsError::Path(number, path.to_owned()));
            }
            if [SUMS, SIGNATURE, STAMP].contains(&path) || sums.insert(path.to_owned(), digest.to_owned()).is_some() {
                return Err(SumsError::Twice(number, path.to_owned()));
            }
        }
        Ok(Self(sums))
    }
}

/// Returns bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_unsafe_paths_do_not() {
        let digest = "0".repeat(64);
        let sums = Sums([("inputs/规则/a b.rules".to_owned(), digest.clone())].into());
        assert_eq!(Sums::from_text(&sums.to_text()), Ok(sums));
        for path in ["../x", "/x", "a/../../x", "C:/x", "a\\x"] {
            assert_eq!(Sums::from_text(&format!("{digest}  {path}\n")), Err(SumsError::Path(1, path.to_owned())));
        }
        let twice = format!("{digest}  a\n{digest}  a\n");
        assert_eq!(Sums::from_text(&twice), Err(SumsError::Twice(2, "a".to_owned())));
        assert_eq!(Sums::from_text("x"), Err(SumsError::Line(1)));
    }
}
