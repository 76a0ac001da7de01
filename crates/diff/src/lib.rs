//! What changed between two versions of rules, and what one can show of it.
//!
//! | module | for |
//! |---|---|
//! | [`diff`] | what became of each obligation, proved, with data that shows it, and whose verdict flips |
//! | [`review`] | what nobody has accepted yet, side by side |
//! | [`history`] | what became of one rule over the versions, and which commit set each target |
//! | [`soften`] | every way of weakening rules unseen, to be tried on `diff` |
//! | [`evidence`] | what a sealed report rests on, and what does not fit |

pub mod diff;
pub mod evidence;
pub mod history;
pub mod review;
pub mod soften;
