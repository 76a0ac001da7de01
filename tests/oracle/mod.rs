//! The second evaluator: naive, written from the description of the language alone, sharing no code with the first.
//!
//! # Decisions
//!
//! (filled in below as they are taken)

pub mod build;
pub mod calendar;
pub mod compare;
pub mod completions;
pub mod engine;
pub mod forms;
pub mod generate;
pub mod hand;
pub mod interval;
pub mod judge;
pub mod naive;
pub mod print;
pub mod progress;
pub mod shrink;
pub mod store;
pub mod verdict;
pub mod world;
