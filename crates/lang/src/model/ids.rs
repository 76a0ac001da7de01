//! IDs for rules that have none: `~` and a digest of the title, else of scope, subject and filter.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::{Schema, Statement, canon};

/// Hands out IDs; equal ones are numbered in the order in which they are asked for.
#[derive(Debug, Default)]
pub struct Ids {
    seen: FxHashMap<Arc<str>, u32>,
}

impl Ids {
    /// Returns the ID of a rule that has no written one.
    pub fn made(&mut self, schema: &Schema, title: Option<&str>, statements: &[Statement]) -> Arc<str> {
        let digest = match title.filter(|t| !t.trim().is_empty()) {
            Some(title) => hex(title.trim().as_bytes(), 6),
            None => hex(canon::shape(schema, statements).bytes(), 6),
        };
        let id: Arc<str> = Arc::from(format!("~{digest}"));
        let n = self.seen.entry(id.clone()).or_insert(0);
        *n += 1;
        if *n == 1 { id } else { Arc::from(format!("~{digest}-{n}")) }
    }
}

/// Returns the first bytes of the SHA-256 digest in hexadecimal.
pub fn hex(bytes: &[u8], n_bytes: usize) -> String {
    let mut out = String::with_capacity(n_bytes * 2);
    for byte in Sha256::digest(bytes).iter().take(n_bytes) {
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
    out
}
