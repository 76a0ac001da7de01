//! Where in the files something stands: a table, and a cell in it.

use std::sync::Arc;

use dabiao_lang::diag::Cell;

/// A table: a file, or one sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(super) struct Sheet {
    /// The file as the user knows it.
    pub(super) file: Arc<str>,
    /// The sheet's name.
    pub(super) name: Option<Arc<str>>,
}

impl Sheet {
    /// Returns a file as a whole.
    pub(super) fn of_file(file: &Arc<str>) -> Self {
        Self { file: file.clone(), name: None }
    }

    /// Returns the place of the whole table.
    pub(super) fn at(&self) -> At<'_> {
        At { sheet: self, row: 0, column: 0 }
    }

    /// Returns the name of the file without folders and extension.
    pub(super) fn stem(&self) -> &str {
        let name = self.file.rsplit('/').next().unwrap_or("");
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

/// A place in a table, cheap to make.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'f> {
    /// The table.
    pub(super) sheet: &'f Sheet,
    /// The row, from 1; 0 is the whole table.
    pub(super) row: u32,
    /// The column, from 1; 0 is the whole row.
    pub(super) column: u32,
}

impl At<'_> {
    /// Returns the place for a finding.
    pub(super) fn cell(self) -> Cell {
        let sheet = self.sheet.name.as_ref().map(ToString::to_string);
        Cell { file: self.sheet.file.to_string(), sheet, row: self.row, column: self.column }
    }
}
