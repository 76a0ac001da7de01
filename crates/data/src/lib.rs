//! Files to columns: rosters and statistics as offices submit them, every cell checked, nothing guessed, nothing lost.
//!
//! [`load`] finds the files (`discover`), turns bytes into rows (`open`; `decode`, `csv`, `book` behind the trait in
//! `reader`; `ahead` does it on other threads, a `batch` at a time, `lanes` shares work out), finds headers and forms (`table`, `header`, `form`,
//! `marks`, `sdmx`, `mapping`) and what a table says as a whole (`gather`, `facts`), reads the roster (`roster`,
//! `roster_rows`, `roster_links`, `roster_text`, `attribute`, `places`; `emergent` where there is none) and the figures (`figures`,
//! `wide`, `cross`, `cell`, `units`; `totals` and `watch` look for slips) and what is said of them (`explanations`), reads points that people gave (`entered`), gathers them in growing columns (`store`, `series`,
//! `slabs`) and finishes the [`Dataset`] (`finish`, `digest`).

mod accepted;
mod across;
mod ahead;
mod aspect;
mod attribute;
mod batch;
#[cfg(feature = "excel")]
mod book;
mod builder;
mod cell;
mod choice;
mod codes;
mod comma;
mod conflicts;
mod corner;
mod cross;
mod csv;
pub mod dataset;
mod dated;
pub mod decode;
mod digest;
mod discover;
mod emergent;
mod entered;
mod entity_index;
mod eurostat;
mod explanations;
mod facts;
mod figures;
mod filter;
mod findings;
mod finish;
mod form;
mod formers;
mod gather;
mod grid;
mod head_row;
mod header;
pub mod ids;
mod interner;
pub mod lanes;
mod last_year;
mod levels;
mod load;
mod loader;
mod mapping;
mod marks;
mod names;
mod open;
mod outline;
mod panels;
mod part_of_year;
mod phrase;
mod place;
mod places;
mod plausible;
mod problem;
mod promise;
mod reader;
pub mod receipt;
mod register;
mod request;
mod roster;
mod roster_links;
mod roster_rows;
mod roster_text;
pub mod rules;
mod said;
mod sdmx;
mod series;
mod shape;
mod sheet;
mod sheet_units;
mod shown;
mod signed;
mod slabs;
mod store;
mod successors;
mod survey;
mod table;
mod tabs;
mod tasks;
mod totals;
mod unit_reading;
mod units;
mod watch;
mod watched;
mod wide;
mod year_end;

pub use attribute::AttributeValues;
pub use builder::{DatasetBuilder, Observation, Value};
pub use dataset::{
    ABSENT, Attribute, Dataset, Domain, EnteredPoints, Entity, EntityId, Explanation, Former, Ignored, Origin,
    OriginColumn, Origins, Roster, RowId, SPECIAL, Series, Slab, Special, SpecialKind, Submission, Vintage,
};
pub use decode::Encoding;
pub use entity_index::EntityIndex;
pub use grid::{GridRow, grid};
pub use load::{Progress, load, load_with};
pub use outline::outline;
pub use problem::DataProblem;
pub use receipt::{
    ColumnReceipt, ColumnRole, Doubt, Matches, Proof, ProofKind, Provisional, RowRole, RowRun, Sample, SheetLayout,
    SheetReceipt, Stated, StatedBy, SubjectReceipt,
};
pub use request::LoadRequest;
pub use roster_text::RosterText;
