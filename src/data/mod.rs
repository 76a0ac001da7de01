//! Files to columns: rosters and statistics as offices submit them, every cell checked, nothing guessed, nothing lost.

pub mod dataset;

pub use dataset::{
    ABSENT, Attribute, Dataset, Domain, Entity, EntityId, Ignored, Origin, Origins, Roster, RowId, SPECIAL, Series,
    Slab, Special, SpecialKind, Vintage,
};
