//! What holds for all rows of a table; `gather` finds it.

use super::dataset::{EntityId, Vintage};
use super::units;
use dabiao_lang::model::{IndicatorId, Period, Schema, Unit};

/// What holds for all rows of a table.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub(super) period: Option<Period>,
    pub(super) entity: Option<EntityId>,
    /// Who filled the table in: of namesakes, the one below is meant.
    pub(super) scope: Option<EntityId>,
    pub(super) indicator: Option<IndicatorId>,
    pub(super) unit: Option<Unit>,
    pub(super) vintage: Vintage,
}

impl Default for Facts {
    fn default() -> Self {
        Self { period: None, entity: None, scope: None, indicator: None, unit: None, vintage: Vintage::Unstated }
    }
}

impl Facts {
    /// Returns the unit of the sheet for an indicator that it fits.
    pub(super) fn unit_for(&self, schema: &Schema, indicator: IndicatorId) -> Option<&Unit> {
        let declared = schema.indicator(indicator).and_then(|i| i.unit.as_ref());
        self.unit.as_ref().filter(|u| declared.is_none_or(|d| units::are_alike(&d.dim, &u.dim)))
    }
}
