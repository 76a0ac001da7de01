//! Exact reasoning over targets: what cannot hold together, and what follows from what.
//!
//! `obligation` turns the targets of rules into linear demands on the figures they speak of; `solve` (for lints) and
//! `entail` (for comparing two versions of a rule) decide which can hold together and what follows from what.

pub mod alone;
pub mod blocks;
pub mod entail;
pub mod facts;
pub mod figure;
pub mod ids;
pub mod limits;
pub mod linear;
pub mod obligation;
pub mod periods;
pub mod simplex;
pub mod solve;
pub mod subset;
pub mod system;
pub mod tally;
