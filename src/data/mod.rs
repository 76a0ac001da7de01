//! Files to columns: rosters and statistics as offices submit them, every cell checked, nothing guessed, nothing lost.
//!
//! [`load`] finds the files (`load`), turns bytes into rows (`decode`, `csv` behind the trait in `reader`), understands
//! headers (`header`), reads the roster (`roster`, `places`; `emergent` where there is none) and the figures (`figures`,
//! `cell`, `units`) and what is said of them (`explanations`), gathers them in growing columns (`store`, `series`, `slabs`) and finishes the [`Dataset`]
//! (`finish`, `digest`).

mod builder;
mod cell;
mod csv;
pub mod dataset;
mod decode;
mod digest;
mod emergent;
mod explanations;
mod figures;
mod findings;
mod finish;
mod header;
mod interner;
mod levels;
mod load;
mod loader;
mod names;
mod outline;
mod places;
mod reader;
mod roster;
mod series;
mod slabs;
mod store;
mod units;

pub use builder::{DatasetBuilder, Observation, Value};
pub use dataset::{
    ABSENT, Attribute, Dataset, Domain, Entity, EntityId, Explanation, Ignored, Origin, Origins, Roster, RowId,
    SPECIAL, Series, Slab, Special, SpecialKind, Vintage,
};
pub use decode::Encoding;
pub use load::{LoadRequest, load};
pub use outline::outline;
