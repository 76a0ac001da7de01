//! The second evaluator: naive, written from the description of the language alone, sharing no code with the first.
//!
//! # Decisions
//!
//! Where the description is silent, this evaluator takes one of these readings:
//!
//! - `in P` and `each` before P begins: `each` is pending; `in` may also show progress where there is an order.
//! - A flow in a running period is what it is so far for progress, and "that or more" for `early` (anything, where no
//!   range says that it cannot be negative). Figures must have their part in it: what holds by ranges alone is not early.
//! - An unfinished duty with a figure in error at the newest period is invalid, due or not.
//! - Progress rests on the value in the plan's base period, told by days or by months: both are accepted.
//! - A formula means what it would mean spelled out in the rule: after `by` its flows count from 1 January.
//! - Without a time and without a plan the newest period with data is meant as after `by`.
//! - A computed figure (汇总) is an aggregate: a wrong figure below counts as unknown; 不适用 below is left out, and where
//!   all are 不适用 the figure above is too.
//! - 不适用 in all parts of a period takes the entity out for the period; in some parts only, nothing is fixed.
//! - A region whose own level the rule names (每个 县 in a county's plan) is meant itself.
//! - `yearly` in the base year itself: pending before the deadline.
//!
//! Where two readings are both fair it allows both (a set of verdicts instead of one), and takes no side in: `…` under
//! 缺数 按 0 and in a figure that is also computed; a wrong member whose declared range would decide for it; own figures
//! for some months beside figures from below; the newest data where several indicators differ; a filter on data over
//! several periods at once; formulas over blocks of years; a base period that is still running; clashing exceptions
//! before they are due; a short last block over nobody; `throughout` before its end.

pub mod beyond;
pub mod build;
pub mod calendar;
pub mod compare;
pub mod completions;
pub mod engine;
pub mod forms;
pub mod fourth_edition;
pub mod generate;
pub mod hand;
pub mod interval;
pub mod judge;
pub mod membership;
pub mod naive;
pub mod print;
pub mod progress;
pub mod respelled;
pub mod second_edition;
pub mod shrink;
pub mod store;
pub mod third_edition;
pub mod verdict;
pub mod windows;
pub mod world;
