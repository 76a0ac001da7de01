//! Tables: what the rows and columns hold is decided by what stands in them, then each kind is read in its own way.
//!
//! | file | for |
//! |---|---|
//! | `view` | the grid with every cell folded once |
//! | `head` | titles and units above, heads of several rows, notes below |
//! | `roles` | what each column holds, and why |
//! | `value` | the figure of a cell |
//! | `indicators` | indicator × year, with base, growth and class |
//! | `breakdown` | entity × figure: one rule with a figure for each |
//! | `projects` | rows of prose with offices and deadlines |
//! | `yearly` | years of the region alone in rows |
//! | `year_run` | the years of one indicator, in rows or columns |
//! | `scoring` | points: a scheme |

mod breakdown;
mod head;
mod indicators;
mod own_parts;
mod projects;
mod roles;
mod scoring;
mod value;
mod view;
mod year_run;
mod yearly;

use super::document::{Document, Range};
use super::grid::Grid;
use super::offices::Offices;
use super::phrase::{Context, Fate, Found, When};
use super::plan::Plan;
use dabiao_lang::diag::Both;
use dabiao_lang::model::Nature;

use head::RowKind;
pub use roles::{Column, Role};

/// A number of a table, with what its row says.
#[derive(Debug, Clone)]
pub struct FromTable {
    /// The number.
    pub found: Found,
    /// The offices of its row.
    pub offices: Offices,
    /// The class of its row.
    pub nature: Option<Nature>,
    /// The group of a breakdown's figures that it belongs to, counted from 0 within the table.
    pub group: Option<usize>,
    /// Where it stands: row and column, counted from 1.
    pub slot: (usize, usize),
}

/// A sum that a table states, and what its parts come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    /// Where the sum stands.
    pub range: Range,
    /// The column or row that it sums.
    pub name: String,
    /// The sum as stated.
    pub stated: String,
    /// The sum of the parts.
    pub found: String,
    /// Whether both are equal.
    pub is_right: bool,
}

/// An item of a table of points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where its points stand.
    pub range: Range,
    /// The class that it belongs to.
    pub group: Option<String>,
    /// What is scored.
    pub name: String,
    /// Its points.
    pub points: String,
    /// How points are given.
    pub method: String,
    /// Whether it is the sum of all.
    pub is_total: bool,
}

/// What the words around a table say for all of it.
#[derive(Debug, Clone, Default)]
pub struct Caption {
    /// The lines right above it and the headings, the nearest first.
    pub lines: Vec<String>,
    /// The deadline that is open where it stands.
    pub deadline: Option<When>,
}

/// What was read from a table.
#[derive(Debug, Clone, Default)]
pub struct Read {
    /// Its numbers.
    pub found: Vec<FromTable>,
    /// What it was taken for.
    pub kind: TableKind,
    /// What each column holds and why.
    pub columns: Vec<Column>,
    /// Sums that were checked.
    pub totals: Vec<Total>,
    /// The items of a scheme.
    pub items: Vec<Item>,
}

/// What a table was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TableKind {
    /// Indicators with targets in columns.
    Indicators,
    /// Figures for entities.
    Breakdown,
    /// Rows of words.
    #[default]
    Projects,
    /// Points.
    Scoring,
}

impl TableKind {
    /// Returns the word of the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            TableKind::Indicators => "indicators",
            TableKind::Breakdown => "breakdown",
            TableKind::Projects => "projects",
            TableKind::Scoring => "scoring",
        }
    }

    /// Returns the words for a user.
    pub fn said(self) -> Both {
        match self {
            TableKind::Indicators => Both::new("指标表", "a table of indicators"),
            TableKind::Breakdown => Both::new("任务分解表", "a breakdown"),
            TableKind::Projects => Both::new("逐行读的表", "a table read row by row"),
            TableKind::Scoring => Both::new("评分表", "a scoring table"),
        }
    }
}

/// What all ways of reading share.
pub(super) struct Reading<'a> {
    view: view::View<'a>,
    head: head::Head,
    columns: Vec<Column>,
    context: &'a Context<'a>,
    plan: &'a Plan,
    caption: &'a Caption,
    /// The time that stands around the table, found once.
    around: std::cell::OnceCell<(When, super::phrase::Doubt)>,
    /// The names of a breakdown's figures: one group each.
    groups: Vec<String>,
    /// Where quarters in its heads are quarters alone.
    own_parts: own_parts::OwnParts,
    out: Read,
}

/// Reads a table.
pub fn read(document: &Document, grid: &Grid, context: &Context<'_>, plan: &Plan, caption: &Caption) -> Read {
    let view = view::View::of(document, grid);
    let head = head::of(&view, context.schema);
    let frame = roles::Frame { view: &view, head: &head, context, plan, caption };
    let (kind, columns) = roles::of(&frame);
    let mut reading = Reading {
        view,
        head,
        columns,
        context,
        plan,
        caption,
        around: std::cell::OnceCell::new(),
        groups: Vec::new(),
        own_parts: own_parts::OwnParts::default(),
        out: Read::default(),
    };
    reading.own_parts = own_parts::OwnParts::of(&reading);
    reading.surroundings();
    match kind {
        TableKind::Indicators => indicators::read(&mut reading),
        TableKind::Breakdown => breakdown::read(&mut reading),
        TableKind::Projects if yearly::has_year_rows(&reading) => yearly::read(&mut reading),
        TableKind::Projects => projects::read(&mut reading),
        TableKind::Scoring => scoring::read(&mut reading),
    }
    let mut out = reading.out;
    out.kind = kind;
    out.columns = reading.columns;
    out
}

impl Reading<'_> {
    /// Lists the numbers of titles, heads and notes: they say what the others are.
    fn surroundings(&mut self) {
        for row in 0..self.view.n_rows() {
            let fate = match self.head.rows.get(row) {
                Some(RowKind::Title | RowKind::Group) => Fate::Name,
                Some(RowKind::Head) => Fate::Date,
                Some(RowKind::Note) => Fate::NotRead,
                Some(RowKind::Form) => {
                    self.answers(row);
                    continue;
                }
                _ => continue,
            };
            for column in 0..self.view.n_columns() {
                if self.view.is_first(row, column) {
                    self.list(row, column, fate);
                }
            }
        }
    }

    /// Reads what is filled in beside the labels of a form: a sentence may set something, a figure is a fact.
    fn answers(&mut self, row: usize) {
        for column in 0..self.view.n_columns() {
            let text = self.view.text(row, column);
            let is_sentence = text.chars().count() > 8 && text.contains(['，', '。', '；']);
            match self.view.is_first(row, column) {
                true if is_sentence => indicators::prose(self, (row, column), "", None, &Row::default()),
                true => self.list(row, column, Fate::Fact),
                false => {}
            }
        }
    }

    /// Lists the numbers of a cell that are no targets.
    fn list(&mut self, row: usize, column: usize, fate: Fate) {
        let found = value::numbers(self.view.line(row, column), self.view.range(row, column), fate, self.context);
        self.add(row, column, found, &Row::default());
    }

    fn add(&mut self, row: usize, column: usize, found: Vec<Found>, said: &Row) {
        let slot = (row + 1, column + 1);
        self.out.found.extend(found.into_iter().map(|found| FromTable {
            found,
            offices: said.offices.clone(),
            nature: said.nature,
            group: None,
            slot,
        }));
    }

    /// Returns the first column of a role.
    fn column(&self, want: fn(&Role) -> bool) -> Option<usize> {
        self.columns.iter().position(|c| want(&c.role))
    }

    fn role(&self, column: usize) -> Role {
        self.columns.get(column).map_or(Role::Other, |c| c.role)
    }

    /// Returns what a row says of all its figures.
    fn row(&self, row: usize) -> Row {
        Row { offices: self.offices(row), nature: self.nature(row), deadline: self.deadline(row) }
    }

    fn offices(&self, row: usize) -> Offices {
        let mut all = Offices::default();
        for (n, column) in self.columns.iter().enumerate().filter(|(_, c)| c.role == Role::Office) {
            let text = self.view.text(row, n).replace(['\n', ' '], "、");
            all.join(super::offices::of_cell(&text, &column.head));
        }
        all
    }

    fn nature(&self, row: usize) -> Option<Nature> {
        let class = self.view.text(row, self.column(|r| *r == Role::Nature)?);
        if class.contains("约束") {
            Some(Nature::Binding)
        } else if class.contains("预期") {
            Some(Nature::Expected)
        } else {
            None
        }
    }

    fn deadline(&self, row: usize) -> Option<When> {
        let column = self.column(|r| *r == Role::Time)?;
        value::time_in(self.view.line(row, column), self.context.schema)
    }
}

/// What a row says of all its figures.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    offices: Offices,
    nature: Option<Nature>,
    deadline: Option<When>,
}
