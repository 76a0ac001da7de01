//! The data of one run in columns: a roster, and for each indicator dense slabs of exact values.
//!
//! Entities are numbered so that those of one level are consecutive. A [`Slab`] holds one period of one indicator for a
//! run of entities: an `i64` mantissa (`mantissa / 10^scale` base units; 0/1 for flags, the rank for grades, a text id
//! for texts) and the row that it came from. What is not a plain value (missing with a mark, below the unit shown, not
//! applicable, in conflict, ill-typed, too precise for the column) is [`SPECIAL`] in the slab and explained in
//! [`Series::specials`]. INVARIANT: the same rows in any order and any files give the same dataset, row numbers apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::attribute::AttributeValues;
pub use super::ids::{EntityId, RowId};
use super::receipt::{Provisional, SheetReceipt};
use super::roster_text::RosterText;
use dabiao_lang::diag::{Both, Cell, Diagnostic};
use dabiao_lang::model::{Exact, IndicatorId, LevelId, Period, Unit};

/// The mantissa of a cell without any row, or of a blank cell of a wide table.
pub const ABSENT: i64 = i64::MIN;
/// The mantissa of a cell that [`Series::specials`] explains.
pub const SPECIAL: i64 = i64::MIN + 1;

/// Roster and observations.
#[derive(Debug, Clone, Default)]
pub struct Dataset {
    /// Who should have reported.
    pub roster: Roster,
    /// One entry for each indicator of the schema, in its order; `None` where there is no data.
    pub series: Vec<Option<Series>>,
    /// Texts of text indicators, by id.
    pub texts: Vec<Arc<str>>,
    /// Where rows came from.
    pub origins: Origins,
    /// The tables of statistics, in the order of their reading.
    pub submissions: Vec<Submission>,
    /// What was understood of every table, in the order of their reading.
    pub receipts: Vec<SheetReceipt>,
    /// The figures that nobody has confirmed, where the reading was unsure.
    pub provisional: Vec<Provisional>,
    /// What was found wrong while reading.
    pub findings: Vec<Diagnostic>,
    /// What was left aside, said openly.
    pub ignored: Vec<Ignored>,
    /// What submitters say of figures that audits ask about, in the order of the rows.
    pub explanations: Vec<Explanation>,
    /// Points that people entered for items of schemes, in the order of the rows.
    pub entered: Vec<EnteredPoints>,
    /// A notice that belongs under every report on these data (`NOTICE.txt` beside them).
    pub notice: Option<String>,
    /// SHA-256 of the bytes that were read, whatever the files are called; of data built in memory, of their content.
    pub digest: String,
}

/// What a submitter says of a figure that an audit asks about. It is not part of the digest: it changes no verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The title of the audit, or the code or name of a general check.
    pub audit: Arc<str>,
    /// The indicator, where it is stated.
    pub indicator: Option<Arc<str>>,
    /// The code, name or path of the entity, as written.
    pub entity: Arc<str>,
    /// The period.
    pub period: Period,
    /// The words.
    pub text: Arc<str>,
    /// Who explains.
    pub who: Arc<str>,
    /// When.
    pub date: NaiveDate,
    /// Where it stands.
    pub row: RowId,
}

/// Points that somebody entered for an item of a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnteredPoints {
    /// The scheme, where it is stated.
    pub scheme: Option<Arc<str>>,
    /// The title of the item.
    pub item: Arc<str>,
    /// The code, name or path of the entity, as written.
    pub entity: Arc<str>,
    /// The period.
    pub period: Period,
    /// The points; `None` where the item does not apply.
    pub points: Option<Exact>,
    /// Who judged.
    pub who: Arc<str>,
    /// When.
    pub date: NaiveDate,
    /// On what basis.
    pub basis: Arc<str>,
    /// Where it stands.
    pub row: RowId,
}

/// Something in the data that no rule could use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// Where.
    pub cell: Cell,
    /// What and why.
    pub what: Both,
    /// How many rows or cells.
    pub count: u64,
}

/// The table of all entities, level by level.
#[derive(Debug, Clone, Default)]
pub struct Roster {
    /// The entities; those of one level stand together, in roster order.
    pub entities: Vec<Entity>,
    /// Attribute columns.
    pub attributes: Vec<Attribute>,
    /// Whether a roster was given; if not, entities are those that reported.
    pub is_given: bool,
    /// Entities without a parent.
    pub roots: Vec<EntityId>,
    /// What the roster says of places that changed.
    pub formers: FxHashMap<EntityId, Former>,
}

/// What is known of the changes of one entity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Former {
    /// Names that it had.
    pub names: Vec<Arc<str>>,
    /// Codes that it had.
    pub codes: Vec<Arc<str>>,
    /// Its first day.
    pub valid_from: Option<NaiveDate>,
    /// Its last day.
    pub valid_to: Option<NaiveDate>,
    /// The entity that it was merged into.
    pub merged_into: Option<EntityId>,
}

impl Former {
    /// Returns whether it existed at some time of a period.
    pub(super) fn exists_in(&self, period: Period) -> bool {
        self.valid_from.is_none_or(|d| d <= period.last_day()) && self.valid_to.is_none_or(|d| d >= period.first_day())
    }
}

/// Somebody who is reported on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// The code; empty where there is none.
    pub code: RosterText,
    /// The name.
    pub name: RosterText,
    /// The level; `None` where no roster and no indicator tells.
    pub level: Option<LevelId>,
    /// The label in the level column, where it says more than the level: 社区.
    pub label: Option<Arc<str>>,
    /// The entity above.
    pub parent: Option<EntityId>,
}

/// A column of the roster. Values are kept as text; what they mean depends on what they are compared with.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// The header without its unit.
    pub name: Arc<str>,
    /// The unit of the header.
    pub unit: Option<Unit>,
    /// One entry for each entity.
    pub values: AttributeValues,
}

/// All values of one indicator.
#[derive(Debug, Clone)]
pub struct Series {
    /// What a mantissa means.
    pub domain: Domain,
    /// The unit for showing values: as declared, else as first met in order of the key.
    pub unit: Option<Unit>,
    /// The slabs, sorted by period, then by first entity.
    pub slabs: Vec<Slab>,
    /// What is not a plain value.
    pub specials: FxHashMap<(Period, EntityId), Special>,
    /// The vintage of values whose row stated one.
    pub vintages: FxHashMap<(Period, EntityId), Vintage>,
}

/// What a mantissa means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// `mantissa / 10^scale` base units.
    Number {
        /// Digits after the point.
        scale: u32,
    },
    /// 0 no, 1 yes.
    Flag,
    /// The rank from 0.
    Grade,
    /// Position in [`Dataset::texts`].
    Text,
}

/// One period of one indicator for a run of entities.
#[derive(Debug, Clone)]
pub struct Slab {
    /// The period.
    pub period: Period,
    /// The entity of the first cell; cell `i` belongs to entity `first + i`.
    pub first: EntityId,
    /// Mantissas, [`ABSENT`] or [`SPECIAL`].
    pub values: Vec<i64>,
    /// The row of each value; meaningless where the value is [`ABSENT`].
    pub rows: Vec<RowId>,
}

/// A cell that is not a plain value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Special {
    /// What it is.
    pub kind: SpecialKind,
    /// The rows that say so.
    pub rows: Vec<RowId>,
}

/// Why a cell is not a plain value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SpecialKind {
    /// Reported as missing: blank, `-`, `—`, `NA`, `缺`.
    Missing,
    /// `…`: more than nothing and less than this, in base units: one of the last digit shown.
    BelowUnit(Exact),
    /// `不适用`: the entity is out of the population.
    NotApplicable,
    /// Rows of the same rank disagree.
    Conflict,
    /// Ill-typed, of the wrong dimension, or outside what is possible.
    Invalid(Both),
    /// A number that does not fit the column.
    Number(Exact),
}

/// How final a value is; the order is from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Vintage {
    /// 初步
    Provisional,
    /// Nothing said.
    Unstated,
    /// 修订
    Revised,
    /// 最终
    Final,
}

/// The files of a run, and which rows are theirs.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    /// The files in order of their first row.
    pub files: Vec<Origin>,
}

/// A file (or sheet) and its place among all rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file as the user knows it.
    pub file: Arc<str>,
    /// The sheet of a workbook.
    pub sheet: Option<Arc<str>>,
    /// The first [`RowId`] of the file; row `n` of the file (from 1) is `first + n - 1`.
    pub first: RowId,
    /// Its columns of figures, so that a cell can be named.
    pub columns: Vec<OriginColumn>,
}

/// A column of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OriginColumn {
    /// The indicator, where the whole column is of one.
    pub indicator: Option<IndicatorId>,
    /// The period, where the whole column is of one.
    pub period: Option<Period>,
    /// The entity, where the whole column is of one.
    pub entity: Option<EntityId>,
    /// The column, from 1.
    pub column: u32,
}

/// One table that somebody handed in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Submission {
    /// Position in [`Origins::files`].
    pub origin: usize,
    /// Who filled it in, as far as the table, its name or its folder says.
    pub submitter: Option<EntityId>,
    /// The submitter as written, where it is not in the roster.
    pub submitter_text: Option<String>,
    /// The number of the form (表号).
    pub form: Option<String>,
    /// The day on which it came in: from the register or the mapping file, else as the form says.
    pub date: Option<NaiveDate>,
    /// How final the whole table is.
    pub vintage: Option<Vintage>,
    /// The entities that it names, sorted.
    pub entities: Vec<EntityId>,
    /// How many cells hold something.
    pub n_values: u64,
}

impl Vintage {
    /// Reads the word of a status column or of a file name, in lower case; "" says nothing.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "" => Some(Vintage::Unstated),
            "最终" | "终" | "最终核实" | "最终核实数" | "定案" | "final" => Some(Vintage::Final),
            "修订" | "修订数" | "初步核实" | "初步核实数" | "revised" => Some(Vintage::Revised),
            "初步" | "初步核算" | "初步核算数" | "快报" | "快报数" | "provisional" | "preliminary" => {
                Some(Vintage::Provisional)
            }
            _ => None,
        }
    }

    /// Returns the word for reports; nothing said is an empty word.
    pub fn as_str(self) -> &'static str {
        match self {
            Vintage::Provisional => "provisional",
            Vintage::Unstated => "",
            Vintage::Revised => "revised",
            Vintage::Final => "final",
        }
    }
}

impl Origins {
    /// Returns the file of a row, and its number there from 1.
    pub fn locate(&self, row: RowId) -> Option<(&Origin, u32)> {
        let idx = self.files.partition_point(|f| f.first <= row).checked_sub(1)?;
        let origin = self.files.get(idx)?;
        Some((origin, row.0 - origin.first.0 + 1))
    }

    /// Returns the place of a row.
    pub fn row_cell(&self, row: RowId) -> Option<Cell> {
        let (origin, n) = self.locate(row)?;
        let sheet = origin.sheet.as_ref().map(ToString::to_string);
        Some(Cell { file: origin.file.to_string(), sheet, row: n, column: 0 })
    }

    /// Returns the place of a value: its cell where the table has one column for it, else its row.
    pub fn cell(&self, row: RowId, (indicator, period, entity): (IndicatorId, Period, EntityId)) -> Option<Cell> {
        let (origin, _) = self.locate(row)?;
        let is_its = |c: &&OriginColumn| {
            c.indicator.is_none_or(|i| i == indicator)
                && c.period.is_none_or(|p| p == period)
                && c.entity.is_none_or(|e| e == entity)
        };
        let mut columns = origin.columns.iter().filter(is_its);
        let column = columns.next().filter(|_| columns.next().is_none());
        Some(Cell { column: column.map_or(0, |c| c.column), ..self.row_cell(row)? })
    }
}

impl Dataset {
    /// Returns how many figures of each period are provisional, of no stated vintage, revised and final; nothing where
    /// no row states a vintage.
    pub fn vintages(&self) -> BTreeMap<Period, [u64; 4]> {
        let mut counts: BTreeMap<Period, [u64; 4]> = BTreeMap::new();
        let stated = self.series.iter().flatten().flat_map(|s| s.vintages.iter());
        for ((period, _), vintage) in stated {
            if let Some(n) = counts.entry(*period).or_default().get_mut(*vintage as usize) {
                *n += 1;
            }
        }
        for slab in self.series.iter().flatten().flat_map(|s| &s.slabs) {
            let Some(all) = counts.get_mut(&slab.period) else { continue };
            if let Some(unstated) = all.get_mut(Vintage::Unstated as usize) {
                *unstated += slab.values.iter().filter(|v| **v != ABSENT).count() as u64;
            }
        }
        for all in counts.values_mut() {
            let [provisional, cells, revised, last] = *all;
            *all = [provisional, cells.saturating_sub(provisional + revised + last), revised, last];
        }
        counts
    }
}

impl Roster {
    /// Returns an entity.
    pub fn get(&self, id: EntityId) -> Option<&Entity> {
        self.entities.get(id.0 as usize)
    }

    /// Returns the code of an entity, or its name where it has none.
    pub fn key(&self, id: EntityId) -> &str {
        self.get(id).map_or("", |e| if e.code.is_empty() { &e.name } else { &e.code })
    }

    /// Returns whether `id` is `above` or lies below it.
    pub fn is_within(&self, id: EntityId, above: EntityId) -> bool {
        let mut at = Some(id);
        // A roster is a forest no deeper than its levels; the bound keeps a damaged one from looping.
        for _ in 0..64 {
            match at {
                Some(e) if e == above => return true,
                Some(e) => at = self.get(e).and_then(|e| e.parent),
                None => return false,
            }
        }
        false
    }
}

impl Series {
    /// Returns the slab that holds an entity's cell of a period.
    pub fn slab(&self, period: Period, entity: EntityId) -> Option<&Slab> {
        let behind = self.slabs.partition_point(|s| (s.period, s.first) <= (period, entity));
        let slab = self.slabs.get(behind.checked_sub(1)?)?;
        (slab.period == period && slab.index_of(entity).is_some()).then_some(slab)
    }
}

impl Slab {
    /// Returns the position of an entity's cell.
    pub fn index_of(&self, entity: EntityId) -> Option<usize> {
        let idx = entity.0.checked_sub(self.first.0)? as usize;
        (idx < self.values.len()).then_some(idx)
    }
}
