//! Sheets made up from everything that varies in the tables of offices, with the true values beside them.
//!
//! A [`Recipe`] is one choice of layout, place of the unit, place of the period, awkward trait and file format; `layout`
//! draws it (`over_time` those with periods across, `awkward` what people do to finished tables), `write` and `text` make the
//! file, and [`judge`] compares what was read with what is true.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::float_arithmetic, dead_code)]

pub mod awkward;
pub mod grid;
pub mod layout;
pub mod over_time;
pub mod text;
pub mod write;

use std::collections::BTreeMap;

use dabiao_data::{self as data, Dataset, Domain, LoadRequest, SPECIAL};
use dabiao_lang::model::{Exact, Schema};
use dabiao_lang::source::MemoryFiles;

pub const RULES: &str = "
指标 集体收入 { 计量单位 万元; 类型 时期数; 层级 村; 取值 0.. }
指标 经营收入 { 计量单位 万元; 类型 时期数; 层级 村; 取值 0.. }
指标 户数 { 计量单位 户; 类型 时点数; 层级 村 }
规则 A \"甲\" { 每个 村: 集体收入 >= 5万元 截至 2025 }
规则 B \"乙\" { 每个 村: 经营收入 >= 1万元 截至 2025 }
规则 C \"丙\" { 每个 村: 户数 >= 1户 截至 2025 }
";
pub const ROSTER: &str = "代码,名称,层级,上级\n1,青禾县,县,\n101,河口镇,镇,1\n102,云台镇,镇,1\n1011,东门村,村,101\n1012,西关村,村,101\n1021,南坡村,村,102\n1022,北岭村,村,102\n";
/// Villages with 集体收入 and 经营收入 in 元 and 户数.
pub const VILLAGES: [(&str, &str, i64, i64, i64); 4] = [
    ("东门村", "1011", 42_000, 31_000, 310),
    ("西关村", "1012", 75_000, 52_000, 250),
    ("南坡村", "1021", 61_000, 47_000, 188),
    ("北岭村", "1022", 53_000, 12_000, 402),
];

macro_rules! choices {
    ($name:ident { $($choice:ident),* $(,)? }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($choice),* }
        impl $name { pub const ALL: &[$name] = &[$($name::$choice),*]; }
    };
}

choices!(Layout {
    Wide,
    WideByTown,
    Cross,
    Across,
    Years,
    Panels,
    Stacked,
    Long,
    Months,
    GroupYears,
    YearGroups,
    CrossYears,
    TownBlocks,
    TwoTables,
});
choices!(UnitAt {
    HeaderWan,
    HeaderYuan,
    Corner,
    CornerYuan,
    CornerOfTwo,
    Title,
    Foot,
    Lone,
    NumberFormat,
    ScaledFormat,
    InCells,
    Unsaid,
    UnsaidYuan,
});
choices!(PeriodAt { Title, Sheet, File, Beside, Column, Label, Head, Nowhere });
choices!(Quirk {
    None,
    PlanAndDone,
    LastYear,
    MonthAndToDate,
    PartOf,
    DocumentNumber,
    SendDay,
    TotalRow,
    TotalColumn,
    Headless,
    Numbered,
    Notes,
    MergedFigure,
    HiddenColumn,
    Flat,
    SpacedHeads,
    Serial,
    Codes,
    PaddedNames,
    JoinedNames,
    BlankRows,
    TextNumbers,
    MergedTown,
    SubTotals,
    HiddenRow,
    ThreeRows,
    Unrelated,
    OtherUnitBelow,
    Missing,
    Remarks,
    Formulas,
});
choices!(Format { Csv, Xlsx, HandXlsx, Ods, SharedXlsx, GbkCsv, Tsv, Html });

/// In how many formats each table is written; which ones goes round, so that every kind of table comes in every format.
const FORMATS: usize = 3;

#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    pub layout: Layout,
    pub unit: UnitAt,
    pub period: PeriodAt,
    pub quirk: Quirk,
    pub format: Format,
}

/// Returns every recipe that makes a table somebody might write.
pub fn recipes() -> Vec<Recipe> {
    let mut all = Vec::new();
    let mut turn = 0;
    for &layout in Layout::ALL {
        for &unit in UnitAt::ALL {
            for &period in PeriodAt::ALL {
                for &quirk in Quirk::ALL {
                    let recipe = |format| Recipe { layout, unit, period, quirk, format };
                    let possible: Vec<Recipe> =
                        Format::ALL.iter().map(|&f| recipe(f)).filter(|r| r.is_possible()).collect();
                    let n = possible.len();
                    all.extend((0..n.min(FORMATS)).map(|i| possible[(turn + i * n / FORMATS) % n]));
                    turn += 1;
                }
            }
        }
    }
    all
}

impl Layout {
    /// Returns whether every village has a row of its own, and indicators stand across.
    pub fn has_rows_of_villages(self) -> bool {
        matches!(self, Layout::Wide | Layout::WideByTown | Layout::Stacked | Layout::Panels)
    }

    /// Returns whether the columns say for which period they are.
    pub fn is_dated(self) -> bool {
        matches!(self, Layout::Years | Layout::GroupYears | Layout::YearGroups | Layout::CrossYears)
    }
}

impl Format {
    /// Returns whether it keeps merged cells, number formats and what is hidden.
    pub fn has_formats(self) -> bool {
        matches!(self, Format::Xlsx | Format::HandXlsx | Format::SharedXlsx)
    }

    /// Returns whether a file of it has named sheets.
    pub fn is_book(self) -> bool {
        self.has_formats() || self == Format::Ods
    }
}

impl Recipe {
    /// Returns whether the sheet says all that is needed: one in 元 that nowhere says so can only be asked about, and one
    /// without a period can only be refused.
    pub fn is_readable(self) -> bool {
        self.unit != UnitAt::UnsaidYuan && self.period != PeriodAt::Nowhere
    }

    fn is_possible(self) -> bool {
        self.format_fits() && self.period_fits() && self.quirk_fits() && self.unit_fits()
    }

    fn format_fits(self) -> bool {
        let needs_book = self.period == PeriodAt::Sheet;
        let needs_formats = matches!(self.unit, UnitAt::NumberFormat | UnitAt::ScaledFormat)
            || matches!(self.quirk, Quirk::MergedFigure | Quirk::HiddenColumn | Quirk::HiddenRow | Quirk::Formulas);
        (!needs_book || self.format.is_book()) && (!needs_formats || self.format.has_formats())
    }

    fn unit_fits(self) -> bool {
        match self.layout {
            // Our own long form: a blank unit is the declared one, by contract.
            Layout::Long => !matches!(self.unit, UnitAt::UnsaidYuan),
            // Each of its tables states its own unit above itself.
            Layout::TwoTables => matches!(self.unit, UnitAt::Corner | UnitAt::HeaderYuan | UnitAt::HeaderWan),
            _ => true,
        }
    }

    fn period_fits(self) -> bool {
        let rows =
            matches!(self.layout, Layout::Wide | Layout::WideByTown | Layout::Stacked | Layout::Panels | Layout::Long);
        match self.period {
            PeriodAt::Column => rows && !self.is_grouped(),
            PeriodAt::Beside => self.unit != UnitAt::Lone,
            // The year before the name: `2025年集体收入`.
            PeriodAt::Head => matches!(self.layout, Layout::Wide | Layout::WideByTown) && !self.is_grouped(),
            PeriodAt::Nowhere => !self.layout.is_dated(),
            _ => true,
        }
    }

    /// Returns whether several columns stand under each indicator.
    fn is_grouped(self) -> bool {
        matches!(
            self.quirk,
            Quirk::PlanAndDone | Quirk::LastYear | Quirk::MonthAndToDate | Quirk::Flat | Quirk::ThreeRows
        )
    }

    fn quirk_fits(self) -> bool {
        use Layout::{
            Across, Cross, CrossYears, GroupYears, Long, Months, Stacked, TownBlocks, TwoTables, Wide, WideByTown,
            YearGroups, Years,
        };
        let wide = matches!(self.layout, Wide | WideByTown);
        let rows = wide || matches!(self.layout, Years | Months | GroupYears | YearGroups | TownBlocks);
        match self.quirk {
            Quirk::None | Quirk::DocumentNumber | Quirk::SendDay | Quirk::Notes => true,
            Quirk::PlanAndDone | Quirk::LastYear | Quirk::MonthAndToDate => {
                wide || matches!(self.layout, Stacked | Cross)
            }
            Quirk::Flat => wide || self.layout == Stacked,
            Quirk::PartOf => wide || self.layout == Stacked,
            Quirk::TotalRow => (wide || matches!(self.layout, Years | Cross | Across)) && self.layout != Cross,
            Quirk::TotalColumn => wide || matches!(self.layout, Stacked | Across | Months),
            Quirk::Headless => wide || matches!(self.layout, Stacked | Years),
            Quirk::Numbered => rows || self.layout == Stacked,
            Quirk::SpacedHeads => true,
            Quirk::MergedFigure | Quirk::HiddenColumn => self.layout == Wide,
            Quirk::Serial | Quirk::Codes | Quirk::Missing | Quirk::Remarks => rows,
            Quirk::HiddenRow => rows,
            Quirk::PaddedNames | Quirk::JoinedNames => !matches!(self.layout, Cross | CrossYears),
            Quirk::BlankRows => !matches!(self.layout, TwoTables),
            Quirk::TextNumbers => !matches!(self.unit, UnitAt::NumberFormat | UnitAt::ScaledFormat | UnitAt::InCells),
            Quirk::MergedTown => self.layout == WideByTown,
            Quirk::SubTotals => wide,
            Quirk::ThreeRows => wide,
            Quirk::Unrelated => wide,
            Quirk::OtherUnitBelow => self.layout == Stacked && self.unit == UnitAt::HeaderWan,
            Quirk::Formulas => wide || matches!(self.layout, Years | Across | Long),
        }
    }
}

/// True values in base units, by indicator, entity and period.
pub type Truth = BTreeMap<(String, String, String), Exact>;

/// What became of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Every true value was read, nothing else, and nothing is unsure.
    Right,
    /// Every true value was read, nothing else, and the receipt asks for a look.
    RightButAsked,
    /// Something was not read, and it is told.
    UnreadAndTold,
    /// Something was read wrongly, and the receipt or an error says that it is unsure.
    WrongAndTold,
    /// Something was not read and nothing says so.
    UnreadAndSilent,
    /// Something was read wrongly and nothing says so.
    WrongAndSilent,
}

/// Reads a sheet and compares.
pub fn judge(schema: &Schema, recipe: Recipe) -> (Outcome, String) {
    let (file, bytes, truth) = write::file(recipe);
    let files = MemoryFiles::new([(format!("d/{file}"), bytes), ("名录.csv".to_owned(), ROSTER.as_bytes().to_vec())]);
    let request =
        LoadRequest { paths: vec!["d".to_owned()], roster: Some("名录.csv".to_owned()), ..LoadRequest::default() };
    let (dataset, findings) = data::load(&files, &request, schema);
    let read = dataset.as_ref().map(|d| values(schema, d)).unwrap_or_default();
    let is_wrong = read.iter().any(|(key, value)| truth.get(key) != Some(value));
    let is_whole = truth.iter().all(|(key, value)| read.get(key) == Some(value));
    let has_error = findings.iter().any(dabiao_lang::diag::Diagnostic::is_error);
    let is_asked = dataset.as_ref().is_some_and(|d| d.receipts.iter().any(data::SheetReceipt::is_provisional));
    let is_told = has_error || is_asked;
    let outcome = match (is_wrong, is_whole) {
        // Nothing is to be read of a sheet without a period: that must be said.
        (false, true) if truth.is_empty() && !has_error => Outcome::UnreadAndSilent,
        (false, true) if is_told => Outcome::RightButAsked,
        (false, true) => Outcome::Right,
        (true, _) if is_told => Outcome::WrongAndTold,
        (true, _) => Outcome::WrongAndSilent,
        (false, false) if is_told || dataset.is_some_and(|d| !d.ignored.is_empty()) => Outcome::UnreadAndTold,
        (false, false) => Outcome::UnreadAndSilent,
    };
    let codes: Vec<&str> = findings.iter().map(|f| f.code()).collect();
    (outcome, format!("{recipe:?} {outcome:?} {codes:?}"))
}

fn values(schema: &Schema, dataset: &Dataset) -> Truth {
    let mut all = Truth::new();
    for (indicator, series) in schema.indicators.iter().zip(&dataset.series) {
        let Some(series) = series else { continue };
        let Domain::Number { scale } = series.domain else { continue };
        for slab in &series.slabs {
            for (i, value) in slab.values.iter().enumerate().filter(|(_, v)| **v > SPECIAL) {
                let entity = dataset.roster.entities[slab.first.0 as usize + i].name.to_string();
                let key = (indicator.name.to_string(), entity, slab.period.to_string());
                all.insert(key, Exact::from_scaled(*value, scale));
            }
        }
    }
    all
}
