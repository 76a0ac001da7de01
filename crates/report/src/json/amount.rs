//! Values as decimal strings, with a fraction beside those that do not end.

use serde::Serialize;

use crate::asked::{Figure, symbol};
use dabiao_eval as eval;
use dabiao_lang::model::Exact;

/// A value with its unit.
#[derive(Debug, Clone, Serialize)]
pub struct AmountJson<'a> {
    /// The decimal string.
    pub value: String,
    /// `n/d` where the decimal form does not end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exact: Option<String>,
    /// The unit as the plan writes it.
    pub unit: Option<&'a str>,
}

impl<'a> AmountJson<'a> {
    /// Returns an amount of a judgement.
    pub fn of(amount: &'a eval::Amount) -> Self {
        Self::number(&amount.value, amount.unit.as_ref().map(symbol))
    }

    /// Returns a number in a unit.
    pub fn number(value: &Exact, unit: Option<&'a str>) -> Self {
        Self { value: value.to_text(), exact: value.to_fraction(), unit }
    }

    /// Returns a figure in a unit.
    pub fn figure(figure: &Figure<'_>, unit: Option<&'a str>) -> Self {
        Self { value: figure.to_text(), exact: figure.to_fraction(), unit }
    }
}
