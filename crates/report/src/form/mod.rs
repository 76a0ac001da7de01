//! Forms: workbooks that ask exactly for what the rules will read, for towns to fill in and `--data` to read back.
//!
//! [`forms`] turns rules, roster and last year's figures into plain [`Form`]s (which sheets, which columns, which rows);
//! [`workbook`] makes one into the bytes of a workbook. `docs/forms.md` is the contract with the reader. INVARIANT: every
//! figure that the rules will read of the period is on exactly one form; what nobody will read is on none.

mod book;
mod collect;
mod entries;
pub mod file_name;
mod instructions;
mod last;
mod lights;
mod points;
mod sheet;
mod words;

use std::sync::Arc;

use chrono::NaiveDate;

pub use book::workbook;
pub use collect::{Collected, forms};
pub use points::{PointsForm, points_forms, points_workbook};

use dabiao_data::EntityId;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Frequency, IndicatorId, LevelId, Period};

/// What forms are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormRequest {
    /// The period that is reported on.
    pub period: Period,
    /// Only what is asked of this level.
    pub level: Option<LevelId>,
    /// Whose forms stand in one workbook.
    pub by: By,
    /// The day by which forms are to be handed in.
    pub deadline: Option<NaiveDate>,
    /// The language of everything but names.
    pub lang: Lang,
}

/// Whose forms stand in one workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// One workbook for each entity of the level below the region; the region itself has its own.
    Below,
    /// One for each entity of a level; who lies in none of them shares one.
    Level(LevelId),
    /// One for all.
    All,
}

/// One workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The name of its file, without the ending: fit for Windows, and unlike that of any other form of the request.
    pub stem: String,
    /// Who fills it in; `None` is everybody.
    pub submitter: Option<EntityId>,
    /// The sheets of figures.
    pub sheets: Vec<FormSheet>,
}

/// A sheet of figures: those of one level that are reported equally often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSheet {
    /// Its name.
    pub name: String,
    /// The level of those who are asked; `None` only where nothing tells.
    pub level: Option<LevelId>,
    /// How often its figures are reported.
    pub frequency: Frequency,
    /// The columns of figures.
    pub columns: Vec<FormColumn>,
    /// The rows.
    pub rows: Vec<FormRow>,
    /// Which way it lies.
    pub shape: Shape,
}

/// Which way a sheet lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A row for each entity, a column for each figure.
    Wide,
    /// A row for each figure: for a few entities with many figures.
    Long,
}

/// A column of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormColumn {
    /// What is asked.
    pub indicator: IndicatorId,
    /// Of which period.
    pub period: Period,
    /// The rules that read it, by position, with the day by which each is due.
    pub rules: Arc<[(usize, Option<NaiveDate>)]>,
    /// The schemes that read it, by position.
    pub schemes: Arc<[usize]>,
}

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormRow {
    /// Whose figures.
    pub entity: EntityId,
    /// For each column whether the rules will read this entity's figure.
    pub is_asked: Vec<bool>,
}
