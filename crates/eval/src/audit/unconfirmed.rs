//! Figures of tables whose reading is unsure and that nobody has confirmed: every check that rests on them says so.

use dabiao_data::{ABSENT, Dataset, EntityId, Provisional, RowId};
use dabiao_lang::model::{IndicatorId, Period};

use crate::judgement::Check;

/// Calls with every figure that is not confirmed: why, its period and its entity.
pub(super) fn each(data: &Dataset, mut found: impl FnMut(&Provisional, Period, EntityId)) {
    for (i, series) in data.series.iter().enumerate() {
        let id = IndicatorId(i as u32);
        // Tables come in the order of their rows, so that each row belongs to one run of them.
        let mut of_indicator: Vec<&Provisional> = data.provisional.iter().filter(|p| p.indicator == id).collect();
        of_indicator.sort_by_key(|p| p.rows);
        let Some(series) = series.as_ref().filter(|_| !of_indicator.is_empty()) else { continue };
        for slab in &series.slabs {
            for (entity, (value, row)) in (slab.first.0..).map(EntityId).zip(slab.values.iter().zip(&slab.rows)) {
                if *value == ABSENT {
                    continue;
                }
                for provisional in of_row(&of_indicator, *row) {
                    if provisional.period.is_none_or(|p| p == slab.period) {
                        found(provisional, slab.period, entity);
                    }
                }
            }
        }
    }
}

/// Returns the entries of the table that holds a row.
fn of_row<'p>(sorted: &'p [&'p Provisional], row: RowId) -> impl Iterator<Item = &'p Provisional> {
    let behind = sorted.partition_point(|p| p.rows.0 <= row);
    let last = behind.checked_sub(1).and_then(|i| sorted.get(i)).map(|p| p.rows);
    let first = last.map_or(behind, |rows| sorted.partition_point(|p| p.rows < rows));
    let table = sorted.get(first..behind).unwrap_or_default();
    table.iter().copied().filter(move |p| p.rows.1 >= row)
}

/// Returns whether a check rests on figures that nobody has confirmed yet.
pub fn is_provisional(data: &Dataset, check: &Check) -> bool {
    check.marks.iter().any(|mark| data.provisional.iter().any(|p| p.code == mark))
}
