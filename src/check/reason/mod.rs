//! Exact reasoning over targets: what cannot hold together, and what follows from what.
//!
//! Nothing here knows rules; lints translate targets into linear constraints over the figures they speak of.

pub mod simplex;
