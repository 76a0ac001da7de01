//! Sheets made up from everything that varies in the tables of offices, with the true values beside them.
//!
//! A [`Recipe`] is one choice of layout, place of the unit, place of the period, awkward trait and file format; `layout`
//! draws it, `write` makes the file, and [`judge`] compares what was read with what is true.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::float_arithmetic, dead_code)]

pub mod layout;
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

choices!(Layout { Wide, WideByTown, Cross, Across, Years, Panels, Stacked });
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
    Unsaid,
    UnsaidYuan,
});
choices!(PeriodAt { Title, Sheet, File, Beside, Column, Label });
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
});
choices!(Format { Csv, Xlsx, HandXlsx, Ods });

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
    for &layout in Layout::ALL {
        for &unit in UnitAt::ALL {
            for &period in PeriodAt::ALL {
                for &quirk in Quirk::ALL {
                    for &format in Format::ALL {
                        let recipe = Recipe { layout, unit, period, quirk, format };
                        if recipe.is_possible() {
                            all.push(recipe);
                        }
                    }
                }
            }
        }
    }
    all
}

impl Recipe {
    /// Returns whether the sheet says all that is needed: one in 元 that nowhere says so can only be asked about.
    pub fn is_readable(self) -> bool {
        self.unit != UnitAt::UnsaidYuan
    }

    fn is_possible(self) -> bool {
        let is_book = self.format != Format::Csv;
        let has_formats = matches!(self.format, Format::Xlsx | Format::HandXlsx);
        let wide = matches!(self.layout, Layout::Wide | Layout::WideByTown | Layout::Stacked | Layout::Panels);
        let grouped = matches!(self.quirk, Quirk::PlanAndDone | Quirk::LastYear | Quirk::MonthAndToDate | Quirk::Flat);
        (self.period != PeriodAt::Sheet || is_book)
            && (!matches!(self.unit, UnitAt::NumberFormat | UnitAt::ScaledFormat) || has_formats)
            && (self.period != PeriodAt::Column || (wide && !grouped))
            && (self.period != PeriodAt::Beside || !matches!(self.unit, UnitAt::Lone))
            && (!matches!(self.quirk, Quirk::MergedFigure | Quirk::HiddenColumn)
                || (has_formats && self.layout == Layout::Wide))
            && (self.layout != Layout::Years || !(grouped || matches!(self.quirk, Quirk::PartOf | Quirk::TotalColumn)))
            && (!matches!(self.layout, Layout::Cross | Layout::Across | Layout::Panels)
                || !matches!(self.quirk, Quirk::PartOf | Quirk::Flat | Quirk::Headless | Quirk::Numbered))
            && (self.layout != Layout::Across || !grouped)
            && (!matches!(self.layout, Layout::Panels)
                || !(grouped || matches!(self.quirk, Quirk::TotalColumn | Quirk::TotalRow)))
            && (self.layout != Layout::Stacked || !matches!(self.quirk, Quirk::TotalRow))
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
