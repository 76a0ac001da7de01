//! What holds for all rows of a table; `gather` finds it.

use super::dataset::{EntityId, Vintage};
use super::receipt::Stated;
use super::sheet_units::SheetUnits;
use dabiao_lang::model::{IndicatorId, Period};

/// What holds for all rows of a table.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    pub(super) period: Option<Period>,
    /// The period, and where it stands.
    pub(super) stated_period: Option<Stated<Period>>,
    pub(super) entity: Option<EntityId>,
    /// Who filled the table in: of namesakes, the one below is meant.
    pub(super) scope: Option<EntityId>,
    pub(super) indicator: Option<IndicatorId>,
    /// The units that the sheet states.
    pub(super) units: SheetUnits,
    pub(super) vintage: Vintage,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            period: None,
            stated_period: None,
            entity: None,
            scope: None,
            indicator: None,
            units: SheetUnits::default(),
            vintage: Vintage::Unstated,
        }
    }
}
