//! Text to tree and back: parsing with recovery, and the one canonical layout.

pub mod tree;
