//! IDs for rules that have none: `~` and a digest of the title, else of scope, subject and filter.

use std::sync::Arc;

pub use super::code::hex;
use super::{Schema, Statement, canon};
use rustc_hash::FxHashMap;

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
