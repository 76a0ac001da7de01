//! CSV tables in the making, and numbers as people write them.

use super::SeedFile;

/// A table that becomes a CSV file.
pub struct Table {
    path: String,
    text: String,
}

impl Table {
    /// Begins a table with its header.
    pub fn new(path: &str, header: &[&str]) -> Self {
        let mut table = Self { path: path.to_owned(), text: String::new() };
        table.row(header);
        table
    }

    /// Adds a row; cells with a comma are quoted.
    pub fn row<S: AsRef<str>>(&mut self, cells: &[S]) {
        let quoted: Vec<String> = cells.iter().map(|cell| quote(cell.as_ref())).collect();
        self.text.push_str(&quoted.join(","));
        self.text.push('\n');
    }

    /// Ends the table as UTF-8.
    pub fn utf8(self) -> SeedFile {
        SeedFile { path: self.path, bytes: self.text.into_bytes() }
    }

    /// Ends the table as UTF-8 behind a byte order mark, as spreadsheets save it.
    pub fn utf8_with_mark(self) -> SeedFile {
        SeedFile { path: self.path, bytes: format!("\u{feff}{}", self.text).into_bytes() }
    }

    /// Ends the table as GB18030, as older office software saves it.
    pub fn gb18030(self) -> SeedFile {
        let (bytes, _, _) = encoding_rs::GB18030.encode(&self.text);
        SeedFile { path: self.path, bytes: bytes.into_owned() }
    }
}

fn quote(cell: &str) -> String {
    if cell.contains([',', '"', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

/// Writes `value / 10^decimals`.
pub fn decimal(value: i64, decimals: u32) -> String {
    if decimals == 0 {
        return value.to_string();
    }
    let unit = 10_i64.pow(decimals);
    let width = usize::try_from(decimals).unwrap_or(0);
    format!("{}.{:0width$}", value / unit, value % unit)
}

/// Puts a comma between the thousands of a written number.
pub fn with_thousands(number: &str) -> String {
    let (whole, rest) = number.split_once('.').map_or((number, None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && (whole.chars().count() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match rest {
        Some(rest) => format!("{grouped}.{rest}"),
        None => grouped,
    }
}

/// Writes digits and the point in full width.
pub fn full_width(number: &str) -> String {
    number
        .chars()
        .map(|character| match character {
            '0'..='9' | '.' => char::from_u32(u32::from(character) + 0xFEE0).unwrap_or(character),
            _ => character,
        })
        .collect()
}
