//! Growing slabs: cells of one period for the entities of one level, sparse while few, dense once they are many.
//!
//! INVARIANT: memory is linear in the cells that were written, whatever their order.

use rustc_hash::FxHashMap;

use super::dataset::{ABSENT, EntityId, RowId, Slab};
use dabiao_lang::model::Period;

/// Entities with consecutive numbers, those of one level; the last may still grow where there is no roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    /// The first entity.
    pub(super) first: u32,
    /// How many.
    pub(super) len: u32,
}

/// A slab is dense once a cell in so many is written.
const DENSE_SHARE: usize = 8;
/// Two written cells that are no further apart than this share a slab.
const GAP: u32 = 16;

/// The cells of one period for one block.
#[derive(Debug, Clone)]
pub(super) struct GrowingSlab {
    pub(super) period: Period,
    first: u32,
    cells: Cells,
}

#[derive(Debug, Clone)]
enum Cells {
    Sparse(FxHashMap<u32, (i64, RowId)>),
    Dense { values: Vec<i64>, rows: Vec<RowId> },
}

impl GrowingSlab {
    pub(super) fn new(period: Period, block: Block) -> Self {
        Self { period, first: block.first, cells: Cells::Sparse(FxHashMap::default()) }
    }

    /// Returns the cell of an entity, making it absent if it is new; `n_entities` is the size of the block so far.
    #[inline]
    pub(super) fn cell(&mut self, entity: EntityId, n_entities: u32) -> Option<(&mut i64, &mut RowId)> {
        let idx = entity.0.checked_sub(self.first)?;
        if let Cells::Sparse(map) = &self.cells
            && (map.len() + 1) * DENSE_SHARE >= n_entities as usize
        {
            self.make_dense(n_entities);
        }
        match &mut self.cells {
            Cells::Sparse(map) => {
                let (value, row) = map.entry(idx).or_insert((ABSENT, RowId(0)));
                Some((value, row))
            }
            Cells::Dense { values, rows } => {
                let idx = idx as usize;
                if idx >= values.len() {
                    values.resize(idx + 1, ABSENT);
                    rows.resize(idx + 1, RowId(0));
                }
                values.get_mut(idx).zip(rows.get_mut(idx))
            }
        }
    }

    /// Returns what stands at a cell, without making it.
    pub(super) fn peek(&self, entity: EntityId) -> Option<(i64, RowId)> {
        let idx = entity.0.checked_sub(self.first)?;
        match &self.cells {
            Cells::Sparse(map) => map.get(&idx).copied(),
            Cells::Dense { values, rows } => Some((*values.get(idx as usize)?, *rows.get(idx as usize)?)),
        }
    }

    fn make_dense(&mut self, n_entities: u32) {
        let len = match &self.cells {
            Cells::Sparse(map) => map.keys().map(|&i| i + 1).max().unwrap_or(0).max(n_entities) as usize,
            Cells::Dense { .. } => return,
        };
        let mut values = vec![ABSENT; len];
        let mut rows = vec![RowId(0); len];
        if let Cells::Sparse(map) = &self.cells {
            for (&idx, &(value, row)) in map {
                if let Some((v, r)) = values.get_mut(idx as usize).zip(rows.get_mut(idx as usize)) {
                    (*v, *r) = (value, row);
                }
            }
        }
        self.cells = Cells::Dense { values, rows };
    }

    /// Returns the first entity of the block.
    pub(super) fn first(&self) -> u32 {
        self.first
    }

    /// Changes every written cell.
    pub(super) fn for_each(&mut self, mut change: impl FnMut(&mut i64)) {
        match &mut self.cells {
            Cells::Sparse(map) => map.values_mut().for_each(|(value, _)| change(value)),
            Cells::Dense { values, .. } => values.iter_mut().for_each(change),
        }
    }

    /// Returns the written cells, in no particular order.
    pub(super) fn written(&self) -> Vec<(u32, i64, RowId)> {
        let is_written = |c: &(u32, i64, RowId)| c.1 != ABSENT;
        match &self.cells {
            Cells::Sparse(map) => map.iter().map(|(&i, &(v, r))| (self.first + i, v, r)).filter(is_written).collect(),
            Cells::Dense { values, rows } => {
                let ids = self.first..;
                ids.zip(values).zip(rows).map(|((i, &v), &r)| (i, v, r)).filter(is_written).collect()
            }
        }
    }

    /// Forgets what is written for an entity.
    pub(super) fn forget(&mut self, entity: EntityId) {
        let Some(idx) = entity.0.checked_sub(self.first) else { return };
        match &mut self.cells {
            Cells::Sparse(map) => {
                map.remove(&idx);
            }
            Cells::Dense { values, .. } => {
                if let Some(value) = values.get_mut(idx as usize) {
                    *value = ABSENT;
                }
            }
        }
    }

    /// Turns the cells into slabs: one for the whole block where they are many, else one for each run.
    ///
    /// The outcome depends on which cells are written, not on how they came.
    pub(super) fn finish(self, block: Block, out: &mut Vec<Slab>) {
        let len = block.len as usize;
        match self.cells {
            Cells::Dense { mut values, mut rows } => {
                let n_written = values.iter().filter(|&&v| v != ABSENT).count();
                if n_written * DENSE_SHARE >= len {
                    values.resize(len, ABSENT);
                    rows.resize(len, RowId(0));
                    out.push(Slab { period: self.period, first: EntityId(block.first), values, rows });
                    return;
                }
                let slab = Self { cells: Cells::Dense { values, rows }, ..self };
                runs(slab.period, slab.written(), out);
            }
            Cells::Sparse(_) => runs(self.period, self.written(), out),
        }
    }

    /// Turns the cells into slabs after every entity got a new number; `blocks` are those of the new numbers.
    pub(super) fn finish_renumbered(self, new_ids: &[u32], blocks: &[Block], out: &mut Vec<Slab>) {
        let mut cells = self.written();
        for (id, ..) in &mut cells {
            *id = new_ids.get(*id as usize).copied().unwrap_or(*id);
        }
        cells.sort_unstable_by_key(|c| c.0);
        for block in blocks {
            let within: Vec<_> =
                cells.iter().copied().filter(|c| (block.first..block.first + block.len).contains(&c.0)).collect();
            if within.len() * DENSE_SHARE >= block.len as usize {
                fill_block(self.period, *block, &within, out);
            } else {
                runs(self.period, within, out);
            }
        }
    }
}

fn fill_block(period: Period, block: Block, cells: &[(u32, i64, RowId)], out: &mut Vec<Slab>) {
    if cells.is_empty() {
        return;
    }
    let mut values = vec![ABSENT; block.len as usize];
    let mut rows = vec![RowId(0); block.len as usize];
    for &(id, value, row) in cells {
        let idx = (id - block.first) as usize;
        if let Some((v, r)) = values.get_mut(idx).zip(rows.get_mut(idx)) {
            (*v, *r) = (value, row);
        }
    }
    out.push(Slab { period, first: EntityId(block.first), values, rows });
}

/// Makes a slab of each run of cells; short gaps are bridged.
fn runs(period: Period, mut cells: Vec<(u32, i64, RowId)>, out: &mut Vec<Slab>) {
    cells.sort_unstable_by_key(|c| c.0);
    let mut slab: Option<Slab> = None;
    for (id, value, row) in cells {
        let fits = slab.as_ref().is_some_and(|s| id - s.first.0 - (s.values.len() as u32) < GAP);
        if !fits {
            out.extend(slab.take());
        }
        let slab =
            slab.get_or_insert_with(|| Slab { period, first: EntityId(id), values: Vec::new(), rows: Vec::new() });
        let idx = (id - slab.first.0) as usize;
        slab.values.resize(idx, ABSENT);
        slab.rows.resize(idx, RowId(0));
        slab.values.push(value);
        slab.rows.push(row);
    }
    out.extend(slab);
}
