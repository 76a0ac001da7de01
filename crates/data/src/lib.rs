//! Files to columns: rosters and statistics as offices submit them, every cell checked, nothing guessed, nothing lost.
//!
//! [`load`] finds the files (`discover`), turns bytes into rows (`open`; `decode`, `csv`, `book` behind the trait in
//! `reader`), finds headers and forms (`table`, `header`, `form`, `marks`, `sdmx`, `mapping`) and what a table says as a
//! whole (`gather`, `facts`), reads the roster (`roster`, `places`; `emergent` where there is none) and the figures (`figures`,
//! `wide`, `cell`, `units`; `totals` and `watch` look for slips) and what is said of them (`explanations`), gathers them in growing columns (`store`, `series`,
//! `slabs`) and finishes the [`Dataset`] (`finish`, `digest`).

#[cfg(feature = "excel")]
mod book;
mod builder;
mod cell;
mod codes;
mod comma;
mod conflicts;
mod csv;
pub mod dataset;
pub mod decode;
mod digest;
mod discover;
mod emergent;
mod explanations;
mod facts;
mod figures;
mod filter;
mod findings;
mod finish;
mod form;
mod formers;
mod gather;
mod header;
mod interner;
mod levels;
mod load;
mod loader;
mod mapping;
mod marks;
mod names;
mod open;
mod outline;
mod phrase;
mod place;
mod places;
mod problem;
mod promise;
mod reader;
mod register;
mod request;
mod roster;
mod sdmx;
mod series;
mod slabs;
mod store;
mod successors;
mod table;
mod tabs;
mod totals;
mod units;
mod watch;
mod watched;
mod wide;

pub use builder::{DatasetBuilder, Observation, Value};
pub use dataset::{
    ABSENT, Attribute, Dataset, Domain, Entity, EntityId, Explanation, Former, Ignored, Origin, OriginColumn, Origins,
    Roster, RowId, SPECIAL, Series, Slab, Special, SpecialKind, Submission, Vintage,
};
pub use decode::Encoding;
pub use load::{Progress, load, load_with};
pub use outline::outline;
pub use problem::DataProblem;
pub use request::LoadRequest;
