//! Exact reasoning over targets: what cannot hold together, and what follows from what.
//!
//! Nothing here knows rules; lints translate targets into linear constraints over the figures they speak of.

pub mod facts;
pub mod figure;
pub mod key;
pub mod linear;
pub mod obligation;
pub mod simplex;
pub mod solve;
pub mod tally;
