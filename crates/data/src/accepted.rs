//! What somebody confirmed after a look at the receipt: `[[accepted]]` in `dabiao.toml`.
//!
//! ```toml
//! [[accepted]]
//! shape = "0123456789abcdef"
//! says = "a.xlsx Sheet1：集体收入（万元）"
//! ```
//! Only `shape` counts; the words are for people.

use rustc_hash::FxHashSet;
use toml::de::{DeTable, DeValue};

/// The confirmed shapes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Accepted {
    keys: FxHashSet<String>,
}

impl Accepted {
    /// Takes what a mapping file confirms; text that is no TOML is reported where mappings are read.
    pub(super) fn add(&mut self, text: &str) {
        let Ok(root) = DeTable::parse(text) else { return };
        for (key, value) in root.get_ref() {
            if !is_key(key.get_ref()) {
                continue;
            }
            match value.get_ref() {
                DeValue::Array(list) => list.iter().for_each(|item| self.entry(item.get_ref())),
                other => self.entry(other),
            }
        }
    }

    fn entry(&mut self, value: &DeValue<'_>) {
        let shape = match value {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Table(table) => table
                .iter()
                .find(|(k, _)| matches!(k.get_ref().as_ref(), "shape" | "表样"))
                .and_then(|(_, v)| match v.get_ref() {
                    DeValue::String(text) => Some(text.to_string()),
                    _ => None,
                }),
            _ => None,
        };
        self.keys.extend(shape.map(|s| s.trim().to_lowercase()).filter(|s| !s.is_empty()));
    }

    /// Returns whether a shape, or the figures of a table, were confirmed.
    pub(super) fn holds(&self, key: &str) -> bool {
        self.keys.contains(key)
    }
}

/// Returns whether a key of a mapping file is that of confirmations.
pub(super) fn is_key(word: &str) -> bool {
    matches!(word, "accepted" | "已确认")
}
