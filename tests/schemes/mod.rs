//! Schemes applied a second time, naively: by fractions, entity by entity, from the description of the language alone.
//!
//! `world` is a county of towns with a few figures and one scheme, made up at random and printed as files; `naive` scores it where
//! every figure is known. A figure that is missing is tried with many values: what is told of it must be true of each.

pub mod naive;
pub mod world;
