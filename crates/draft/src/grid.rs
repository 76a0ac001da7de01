//! A table as a grid: every slot knows the cell that covers it, whatever file the table came from.
//!
//! Readers give rows of cells with how far each reaches; [`Grid::of`] lays them out as a browser would. A cell that reaches
//! over several rows or columns is one [`Cell`] in several slots, so that `镇` merged over ten rows is said of each.
//! INVARIANT: every slot of `rows × columns` is either covered by one cell or blank, and no table has more than
//! [`MOST_SLOTS`] slots, however far its cells claim to reach.

use super::range::Range;

/// Slots of a grid; a table that claims more is cut, so that spans cost no memory.
pub const MOST_SLOTS: usize = 400_000;
/// No table of a document is wider.
pub const WIDEST: usize = 256;

/// A cell as a reader meets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Where its text stands.
    pub range: Range,
    /// How many columns it reaches over.
    pub columns: usize,
    /// How many rows it reaches over.
    pub rows: usize,
    /// Whether it goes on the cell above, as Word writes merged rows.
    pub goes_on: bool,
}

impl Reach {
    /// Returns a cell of one slot.
    pub fn one(range: Range) -> Self {
        Self { range, columns: 1, rows: 1, goes_on: false }
    }
}

/// A cell in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Where its text stands.
    pub range: Range,
    /// Its first row.
    pub row: usize,
    /// Its first column.
    pub column: usize,
    /// How many rows it covers.
    pub rows: usize,
    /// How many columns it covers.
    pub columns: usize,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    cells: Vec<Cell>,
    slots: Vec<Vec<Option<usize>>>,
}

impl Grid {
    /// Lays out rows of cells.
    pub fn of(rows: &[Vec<Reach>]) -> Self {
        let mut grid = Self::default();
        let mut n_slots = 0;
        for (idx, row) in rows.iter().enumerate() {
            grid.need_row(idx);
            let mut column = 0;
            for reach in row {
                while grid.slots.get(idx).and_then(|r| r.get(column)).is_some_and(Option::is_some) {
                    column += 1;
                }
                let columns = reach.columns.clamp(1, WIDEST);
                if column + columns > WIDEST || n_slots > MOST_SLOTS {
                    break;
                }
                let down = reach.rows.clamp(1, rows.len() - idx);
                n_slots += columns * down;
                grid.place(reach, (idx, column), (down, columns));
                column += columns;
            }
        }
        let width = grid.slots.iter().map(Vec::len).max().unwrap_or(0);
        grid.slots.iter_mut().for_each(|r| r.resize(width, None));
        grid
    }

    fn need_row(&mut self, idx: usize) {
        if self.slots.len() <= idx {
            self.slots.resize(idx + 1, Vec::new());
        }
    }

    fn place(&mut self, reach: &Reach, (row, column): (usize, usize), (rows, columns): (usize, usize)) {
        let above = row.checked_sub(1).and_then(|r| self.slots.get(r)?.get(column).copied().flatten());
        let cell = match above.filter(|_| reach.goes_on) {
            Some(cell) => {
                if let Some(c) = self.cells.get_mut(cell) {
                    c.rows = row + 1 - c.row;
                }
                cell
            }
            None => {
                self.cells.push(Cell { range: reach.range, row, column, rows, columns });
                self.cells.len() - 1
            }
        };
        for r in row..row + rows {
            self.need_row(r);
            let Some(slots) = self.slots.get_mut(r) else { continue };
            if slots.len() < column + columns {
                slots.resize(column + columns, None);
            }
            slots.iter_mut().skip(column).take(columns).filter(|s| s.is_none()).for_each(|s| *s = Some(cell));
        }
    }

    /// Returns how many rows there are.
    pub fn n_rows(&self) -> usize {
        self.slots.len()
    }

    /// Returns how many columns there are.
    pub fn n_columns(&self) -> usize {
        self.slots.first().map_or(0, Vec::len)
    }

    /// Returns the position among [`Grid::cells`] of the cell that covers a slot.
    pub fn position(&self, row: usize, column: usize) -> Option<usize> {
        self.slots.get(row)?.get(column).copied().flatten()
    }

    /// Returns the cell that covers a slot.
    pub fn cell(&self, row: usize, column: usize) -> Option<&Cell> {
        self.cells.get(self.position(row, column)?)
    }

    /// Returns whether a slot is the first of its cell: what a cell says counts once.
    pub fn is_first(&self, row: usize, column: usize) -> bool {
        self.cell(row, column).is_some_and(|c| c.row == row && c.column == column)
    }

    /// Returns the cells that begin in a row, from left to right.
    pub fn begins(&self, row: usize) -> impl Iterator<Item = &Cell> {
        (0..self.n_columns()).filter(move |&c| self.is_first(row, c)).filter_map(move |c| self.cell(row, c))
    }

    /// Returns every cell, in the order of the file.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(n: usize, columns: usize, rows: usize) -> Reach {
        Reach { range: Range::new(n, n + 1), columns, rows, goes_on: false }
    }

    #[test]
    fn spans_cover_slots_as_in_a_browser() {
        // 甲 | 乙乙      甲 covers two rows, 乙 two columns.
        // 甲 | 丙 | 丁
        let grid = Grid::of(&[vec![reach(1, 1, 2), reach(2, 2, 1)], vec![reach(3, 1, 1), reach(4, 1, 1)]]);
        let at = |r, c| grid.cell(r, c).map(|c| c.range.start);
        assert_eq!((grid.n_rows(), grid.n_columns()), (2, 3));
        assert_eq!([at(0, 0), at(0, 1), at(0, 2)], [Some(1), Some(2), Some(2)]);
        assert_eq!([at(1, 0), at(1, 1), at(1, 2)], [Some(1), Some(3), Some(4)]);
        assert!(grid.is_first(0, 1) && !grid.is_first(0, 2) && !grid.is_first(1, 0));
    }

    #[test]
    fn a_cell_of_word_goes_on_below() {
        let below = Reach { goes_on: true, ..reach(9, 1, 1) };
        let grid = Grid::of(&[vec![reach(1, 1, 1), reach(2, 1, 1)], vec![below, reach(3, 1, 1)]]);
        assert_eq!(grid.cell(1, 0).map(|c| (c.range.start, c.rows)), Some((1, 2)));
    }

    #[test]
    fn spans_cost_no_memory() {
        let rows: Vec<Vec<Reach>> = (0..2_000).map(|n| vec![reach(n, 9_999, 9_999), reach(n, 9_999, 9_999)]).collect();
        assert!(Grid::of(&rows).n_columns() <= WIDEST);
    }
}
