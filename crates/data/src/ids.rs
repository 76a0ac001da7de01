//! Numbers of entities and rows.

/// Position of an entity in [`Roster::entities`](super::dataset::Roster::entities).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId(pub u32);

/// Position of a row in all files of the run; see [`Origins`](super::dataset::Origins).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct RowId(pub u32);
