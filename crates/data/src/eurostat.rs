//! Eurostat's wide tables (`freq,unit,geo\TIME_PERIOD` and a column for each time) to rows of SDMX-CSV.
//!
//! The dimensions stand in the first cell, parted by commas (its TSV files), or in cells of their own (what its clients write). Each
//! cell of a figure becomes one observation, numbered like the row in which it stands, with its flag (`12.3 p`, `: c`).
//! The dataflow is the name of the file. INVARIANT: a row whose dimensions are not those of the header is told and left out; nothing is
//! shifted.

use std::io;

use super::csv::{ACROSS, CsvRows};
use super::reader::{FormProblem, RawRow, Rows};
use crate::DataProblem;

/// The observations of such a table, one row each.
pub(super) struct Unfolded<'a> {
    rows: CsvRows<'a>,
    flow: String,
    /// How many cells hold the dimensions; they are split at commas where it is one.
    n_cells: usize,
    n_dimensions: usize,
    times: Vec<String>,
    /// The row that is being handed out.
    current: Current,
    ragged: Vec<FormProblem>,
    text: Vec<u8>,
    cells: Vec<(u32, u32)>,
}

/// A row of the table.
#[derive(Default)]
struct Current {
    number: u32,
    dimensions: Vec<String>,
    /// A figure and its time, the next one last.
    figures: Vec<(String, String)>,
}

impl<'a> Unfolded<'a> {
    /// Takes the rows of a file whose first line is such a header.
    pub(super) fn new(rows: CsvRows<'a>, file: &str) -> Self {
        let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let stem = name.split('.').next().unwrap_or(name);
        let flow = stem.strip_prefix("estat_").unwrap_or(stem).to_ascii_uppercase();
        Self {
            rows,
            flow,
            n_cells: 0,
            n_dimensions: 0,
            times: Vec::new(),
            current: Current::default(),
            ragged: Vec::new(),
            text: Vec::new(),
            cells: Vec::new(),
        }
    }

    /// Reads the header and returns the one that the observations have.
    fn header(&mut self) -> io::Result<Option<RawRow<'_>>> {
        let Some(row) = self.rows.next_row()? else { return Ok(None) };
        let number = row.number;
        let texts: Vec<String> = row.iter().map(text).collect();
        let is_last = |t: &String| ACROSS.iter().any(|a| t.ends_with(a));
        self.n_cells = texts.iter().position(is_last).map_or(texts.len(), |i| i + 1);
        let (who, times) = texts.split_at_checked(self.n_cells).unwrap_or((&[], &[]));
        let mut ids: Vec<String> = who.iter().flat_map(|t| t.split(',')).map(|t| t.trim().to_owned()).collect();
        if let Some(last) = ids.last_mut() {
            last.truncate(last.find('\\').unwrap_or(last.len()));
        }
        self.n_dimensions = ids.len();
        self.times = times.to_vec();
        let after = ["TIME_PERIOD", "OBS_VALUE", "OBS_FLAG"].map(str::to_owned);
        let header: Vec<String> = std::iter::once("DATAFLOW".to_owned()).chain(ids).chain(after).collect();
        Ok(Some(self.row(number, header.iter().map(String::as_str))))
    }

    /// Takes the next row of the table; `false` behind the last.
    fn advance(&mut self) -> io::Result<Option<bool>> {
        let Some(row) = self.rows.next_row()? else { return Ok(None) };
        let texts: Vec<String> = row.iter().map(text).collect();
        let is_cut = row.ends_file() && texts.len() < self.n_cells + self.times.len();
        let number = row.number;
        let (who, figures) = texts.split_at_checked(self.n_cells).unwrap_or((&texts, &[]));
        let dimensions: Vec<String> = match who {
            [one] => one.split(',').map(|t| t.trim().to_owned()).collect(),
            cells => cells.to_vec(),
        };
        if dimensions.len() != self.n_dimensions || figures.len() > self.times.len() {
            let (cells, columns) = (dimensions.len() + figures.len(), self.n_dimensions + self.times.len());
            let ragged = DataProblem::RowRagged { cells: cells as u64, columns: columns as u64 };
            // What was found before it stays before it, however often somebody asks.
            self.ragged.append(&mut self.rows.take_problems());
            self.ragged.push((number, 0, ragged));
            return Ok(Some(false));
        }
        let mut figures: Vec<(String, String)> = figures.iter().cloned().zip(self.times.iter().cloned()).collect();
        figures.retain(|(figure, _)| !figure.is_empty());
        figures.reverse();
        self.current = Current { number, dimensions, figures };
        Ok(Some(is_cut))
    }

    /// Makes a row of texts.
    fn row<'t>(&mut self, number: u32, texts: impl Iterator<Item = &'t str>) -> RawRow<'_> {
        self.text.clear();
        self.cells.clear();
        for text in texts {
            let start = self.text.len() as u32;
            self.text.extend_from_slice(text.as_bytes());
            self.cells.push((start, self.text.len() as u32));
        }
        RawRow::new(number, &self.text, &self.cells)
    }
}

impl Rows for Unfolded<'_> {
    fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>> {
        if self.n_dimensions == 0 {
            return self.header();
        }
        while self.current.figures.is_empty() {
            match self.advance()? {
                None => return Ok(None),
                Some(false) => {}
                // A row that was cut short is handed on short, and refused like any other.
                Some(true) => {
                    let Current { number, dimensions, .. } = std::mem::take(&mut self.current);
                    let flow = self.flow.clone();
                    let texts = std::iter::once(flow.as_str()).chain(dimensions.iter().map(String::as_str));
                    return Ok(Some(self.row(number, texts).ending_the_file()));
                }
            }
        }
        let Some((figure, time)) = self.current.figures.pop() else { return Ok(None) };
        let (value, flag) = figure.split_once(' ').unwrap_or((&figure, ""));
        let Current { number, dimensions, figures } = std::mem::take(&mut self.current);
        let flow = std::mem::take(&mut self.flow);
        let texts = std::iter::once(flow.as_str()).chain(dimensions.iter().map(String::as_str));
        self.row(number, texts.chain([time.as_str(), value, flag.trim()]));
        self.flow = flow;
        self.current = Current { number, dimensions, figures };
        Ok(Some(RawRow::new(number, &self.text, &self.cells)))
    }

    fn take_problems(&mut self) -> Vec<FormProblem> {
        let mut problems = std::mem::take(&mut self.ragged);
        problems.append(&mut self.rows.take_problems());
        problems
    }

    fn exhaust(&mut self) -> io::Result<()> {
        self.rows.exhaust()
    }
}

/// The text of a cell, without the blanks that Eurostat puts behind it.
fn text(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).trim().to_owned()
}
