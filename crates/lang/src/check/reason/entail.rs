//! Whether demands follow from others, and if not, figures that show it.

use super::figure::Figure;
use super::obligation::Demand;
use super::system::System;
use crate::model::Exact;

/// Figures with values: one way for all that was given to hold and one thing that was asked to fail.
pub type Example = Vec<(Figure, Exact)>;

/// Returns an example for every demand of `asked` that does not follow from `given`; none means that all follow.
///
/// What is given and cannot hold together has no examples: everything follows from it.
pub fn counterexamples(given: &[&Demand], asked: &[&Demand]) -> Vec<Example> {
    let mut system = System::default();
    if given.iter().try_for_each(|d| system.assert(d, 0)).and_then(|()| system.check()).is_err() {
        return Vec::new();
    }
    let mark = system.mark();
    let mut examples = Vec::new();
    for negation in asked.iter().flat_map(|d| d.negations()) {
        if system.assert(&negation, 1).and_then(|()| system.check()).is_ok() {
            examples.push(system.values());
        }
        system.back_to(mark);
    }
    examples
}

/// Returns figures for which all demands hold, if there are any.
pub fn example(given: &[&Demand]) -> Option<Example> {
    let mut system = System::default();
    given.iter().try_for_each(|d| system.assert(d, 0)).and_then(|()| system.check()).ok()?;
    Some(system.values())
}
