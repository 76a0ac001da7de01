//! What was understood of every sheet: which header became which indicator, unit and period, and from which cell.
//!
//! The loader fills a [`SheetReceipt`] while it decides how a sheet is read and reads by what stands in it, so that it can
//! say nothing that was not done. INVARIANT: every column of a sheet's header has its entry, used or not.

use std::sync::Arc;

use super::ids::{EntityId, RowId};
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Exact, IndicatorId, Period, Unit};

/// What was understood of one table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SheetReceipt {
    /// The file as the user knows it.
    pub file: Arc<str>,
    /// The sheet of a workbook.
    pub sheet: Option<Arc<str>>,
    /// How the table is laid out.
    pub layout: SheetLayout,
    /// The first and the last row of the header, from 1.
    pub header: (u32, u32),
    /// The first and the last of its rows among all rows of the run.
    pub row_ids: (RowId, RowId),
    /// What names tables of this form: their headers and what they were taken for, not their period or figures.
    pub shape: String,
    /// Whether somebody confirmed the shape.
    pub is_accepted: bool,
    /// The period of the whole table.
    pub period: Option<Stated<Period>>,
    /// The units that the sheet states as a whole.
    pub units: Vec<Stated<Unit>>,
    /// Who filled it in.
    pub submitter: Option<Stated<EntityId>>,
    /// The entity of the whole table, where no row names one.
    pub entity: Option<EntityId>,
    /// The columns, from the left.
    pub columns: Vec<ColumnReceipt>,
    /// The indicators that its rows name, where they do.
    pub subjects: Vec<SubjectReceipt>,
    /// What its rows are, in runs.
    pub rows: Vec<RowRun>,
    /// How rows found their entities.
    pub matches: Matches,
    /// What totals and last year's figures say of the reading.
    pub proofs: Vec<Proof>,
    /// What is unsure of the table as a whole.
    pub doubts: Vec<Doubt>,
}

/// How a table is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SheetLayout {
    /// One figure in each row.
    #[default]
    Long,
    /// An entity in each row, indicators or periods across.
    Wide,
    /// An indicator in each row, periods or entities across.
    Cross,
}

/// Something that a sheet says, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T> {
    /// What it says.
    pub value: T,
    /// What sort of place says it.
    pub by: StatedBy,
    /// The cell, from 1; 0 where it is no cell.
    pub row: u32,
    /// The cell, from 1; 0 where it is no cell.
    pub column: u32,
}

/// Where something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum StatedBy {
    /// A mapping file, or the hidden sheet of one of our own forms.
    Mapping,
    /// The header of the column, or the row itself.
    Header,
    /// A column of the same indicator beside it.
    Neighbour,
    /// The head of the form: its corner, or a line of its own.
    Corner,
    /// The name of the sheet.
    SheetName,
    /// A title.
    Title,
    /// A note below the table.
    Foot,
    /// The number format of the cells.
    NumberFormat,
    /// The name of the file or of its folder.
    FileName,
    /// The declaration of the indicator in the rules.
    Rules,
}

/// What was understood of a column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnReceipt {
    /// The column, from 1.
    pub column: u32,
    /// The row of the cell that names it, from 1.
    pub row: u32,
    /// Its header as written.
    pub header: String,
    /// What it is.
    pub role: ColumnRole,
    /// The indicator whose figures it holds.
    pub indicator: Option<IndicatorId>,
    /// The unit of its figures.
    pub unit: Option<Stated<Unit>>,
    /// The period of its figures.
    pub period: Option<Stated<Period>>,
    /// The entity of its figures, where the header names one.
    pub entity: Option<EntityId>,
    /// Why it is not read, or which words chose it.
    pub why: Option<Both>,
    /// How many of its cells hold something.
    pub n_filled: u64,
    /// How many of them have a number format that says the unit.
    pub n_formatted: u64,
    /// The first figures.
    pub samples: Vec<Sample>,
    /// What is unsure.
    pub doubts: Vec<Doubt>,
}

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum ColumnRole {
    /// Figures of an indicator.
    Figures,
    /// Names of entities.
    Entity,
    /// Codes of entities.
    Code,
    /// The place above.
    Above,
    /// Names of indicators.
    Indicator,
    /// Units of rows.
    Unit,
    /// Periods of rows.
    Period,
    /// How final a row is.
    Status,
    /// Figures of the year before, for comparison.
    LastYear,
    /// Sums of the other columns, for comparison.
    Total,
    /// Another measure of the indicator, not its figure: what was planned, a rate.
    Aside,
    /// Nothing that a rule uses.
    #[default]
    Unused,
}

/// A figure as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// The row, from 1.
    pub row: u32,
    /// The column, from 1.
    pub column: u32,
    /// As written.
    pub text: String,
    /// In base units.
    pub base: Exact,
}

/// What was understood of the rows of one indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectReceipt {
    /// The first row that names it, from 1.
    pub row: u32,
    /// The column that names it, from 1.
    pub column: u32,
    /// As written.
    pub text: String,
    /// The indicator.
    pub indicator: IndicatorId,
    /// The unit of its figures.
    pub unit: Option<Stated<Unit>>,
    /// The first figures.
    pub samples: Vec<Sample>,
    /// What is unsure.
    pub doubts: Vec<Doubt>,
}

/// Rows of one sort, one below the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowRun {
    /// The first row, from 1.
    pub first: u32,
    /// The last row.
    pub last: u32,
    /// What they are.
    pub role: RowRole,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowRole {
    /// A title, or the head of the form.
    Head,
    /// A part of the header.
    Header,
    /// Figures.
    Figures,
    /// A total.
    Total,
    /// A note.
    Note,
    /// It names nobody that is known.
    Unmatched,
    /// It names an indicator that no rule knows.
    Unused,
    /// It could not be read.
    Refused,
}

/// How rows found their entities: how many names and codes, not how many rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Matches {
    /// By a code.
    pub by_code: u64,
    /// By a name that one entity has.
    pub by_name: u64,
    /// By a name below the place that the row names, or below who filled the table in.
    pub by_place: u64,
    /// Not at all.
    pub unmatched: u64,
    /// Totals.
    pub totals: u64,
}

/// Something that confirms a reading or speaks against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// What was compared.
    pub kind: ProofKind,
    /// The column, from 1; 0 is the whole table.
    pub column: u32,
    /// How many comparisons agree.
    pub n_agree: u64,
    /// How many do not.
    pub n_differ: u64,
    /// The sentence.
    pub what: Both,
}

/// What was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProofKind {
    /// A total with the rows above it.
    TotalRow,
    /// A total with the columns beside it.
    TotalColumn,
    /// A column of last year's figures with those that are known.
    LastYear,
}

/// Something that a person should look at before the figures count for sure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// What it is.
    pub problem: DataProblem,
    /// The cell, from 1; 0 is the whole row or table.
    pub row: u32,
    /// The cell, from 1; 0 is the whole row or table.
    pub column: u32,
    /// What a confirmation names: the shape, or, where the figures themselves raise the doubt, these figures.
    pub key: String,
    /// Whether it was confirmed.
    pub is_accepted: bool,
}

/// Figures that nobody has confirmed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provisional {
    /// Of which indicator.
    pub indicator: IndicatorId,
    /// Of which period, where only one is meant.
    pub period: Option<Period>,
    /// The first and the last row, among all rows of the run.
    pub rows: (RowId, RowId),
    /// The code of the finding that says why.
    pub code: &'static str,
}

impl Doubt {
    /// Returns a doubt about a cell; what a confirmation names is filled in when the shape of the table is known.
    pub(super) fn new(problem: DataProblem, row: u32, column: u32) -> Self {
        Self { problem, row, column, key: String::new(), is_accepted: false }
    }
}

impl SheetReceipt {
    /// Returns all doubts: those of the table, then of columns, then of rows.
    pub fn all_doubts(&self) -> impl Iterator<Item = &Doubt> {
        let columns = self.columns.iter().flat_map(|c| &c.doubts);
        self.doubts.iter().chain(columns).chain(self.subjects.iter().flat_map(|s| &s.doubts))
    }

    /// Returns whether something is unsure that nobody confirmed.
    pub fn is_provisional(&self) -> bool {
        self.all_doubts().any(|d| !d.is_accepted)
    }

    /// Adds a row to the runs.
    pub(super) fn note_row(&mut self, row: u32, role: RowRole) {
        /// A sheet whose rows change their sort more often than this is no table that anybody looks at.
        const RUNS: usize = 4_096;
        if let Some(run) = self.rows.last_mut()
            && run.role == role
            && (run.last + 1 == row || run.last == row)
        {
            run.last = row;
        } else if self.rows.len() < RUNS {
            self.rows.push(RowRun { first: row, last: row, role });
        }
    }
}

impl StatedBy {
    /// Returns the word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            StatedBy::Mapping => "mapping",
            StatedBy::Header => "header",
            StatedBy::Neighbour => "neighbour",
            StatedBy::Corner => "corner",
            StatedBy::SheetName => "sheet_name",
            StatedBy::Title => "title",
            StatedBy::Foot => "foot",
            StatedBy::NumberFormat => "number_format",
            StatedBy::FileName => "file_name",
            StatedBy::Rules => "rules",
        }
    }

    /// Returns the words for a person.
    pub fn words(self) -> Both {
        let (zh, en) = match self {
            StatedBy::Mapping => ("映射文件", "the mapping file"),
            StatedBy::Header => ("表头", "the header"),
            StatedBy::Neighbour => ("相邻的列", "the column beside it"),
            StatedBy::Corner => ("表头右上角", "the head of the form"),
            StatedBy::SheetName => ("工作表名", "the name of the sheet"),
            StatedBy::Title => ("标题", "the title"),
            StatedBy::Foot => ("表下的说明", "the note below the table"),
            StatedBy::NumberFormat => ("单元格的数字格式", "the number format of the cells"),
            StatedBy::FileName => ("文件名", "the name of the file"),
            StatedBy::Rules => ("规则中的声明", "the declaration in the rules"),
        };
        Both::new(zh, en)
    }
}

impl SheetLayout {
    /// Returns the word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            SheetLayout::Long => "long",
            SheetLayout::Wide => "wide",
            SheetLayout::Cross => "cross",
        }
    }
}

impl ColumnRole {
    /// Returns the word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            ColumnRole::Figures => "figures",
            ColumnRole::Entity => "entity",
            ColumnRole::Code => "code",
            ColumnRole::Above => "above",
            ColumnRole::Indicator => "indicator",
            ColumnRole::Unit => "unit",
            ColumnRole::Period => "period",
            ColumnRole::Status => "status",
            ColumnRole::LastYear => "last_year",
            ColumnRole::Total => "total",
            ColumnRole::Aside => "aside",
            ColumnRole::Unused => "unused",
        }
    }
}

impl RowRole {
    /// Returns the word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            RowRole::Head => "head",
            RowRole::Header => "header",
            RowRole::Figures => "figures",
            RowRole::Total => "total",
            RowRole::Note => "note",
            RowRole::Unmatched => "unmatched",
            RowRole::Unused => "unused",
            RowRole::Refused => "refused",
        }
    }
}
