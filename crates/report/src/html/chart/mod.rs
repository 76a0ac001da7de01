//! Charts as SVG, laid out in whole numbers: stacked bars of counts, and lines over time with targets.
//!
//! INVARIANT: no number that is shown is computed here, only where it stands; every chart carries its content as text.

pub(super) mod bars;
pub(super) mod lines;
mod scale;
pub(super) mod spark;
pub(super) mod steps;
