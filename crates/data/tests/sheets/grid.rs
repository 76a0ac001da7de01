//! The grid of a made sheet: its cells, and its true values.

use dabiao_lang::model::Exact;

use super::Truth;

pub type Rows = Vec<Vec<Made>>;
pub type Village = (&'static str, &'static str, i64, i64, i64);

/// A cell of a made sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Made {
    #[default]
    Blank,
    Text(String),
    /// A number as written, and its number format; "" is the general one.
    Number(String, &'static str),
}

/// A made sheet.
#[derive(Debug, Clone, Default)]
pub struct Grid {
    pub rows: Vec<Vec<Made>>,
    /// First and last row and column, from 0.
    pub merges: Vec<(u32, u16, u32, u16)>,
    pub hidden: Vec<u16>,
    /// Rows, from 0.
    pub hidden_rows: Vec<u32>,
    pub truth: Truth,
}

pub fn text(t: &str) -> Made {
    if t.is_empty() { Made::Blank } else { Made::Text(t.to_owned()) }
}

/// Notes a true value, in base units.
pub fn know(truth: &mut Truth, indicator: &str, village: &str, period: &str, value: i64) {
    truth.insert((indicator.to_owned(), village.to_owned(), period.to_owned()), Exact::from(value));
}
