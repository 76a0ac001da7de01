//! Columns under parts of a year (`1月 | 2月 | 累计`) in a table of a year get their periods.
//!
//! INVARIANT: without a year they have none and are not read; 累计 behind them reaches to the last of them, whatever the
//! title says.

use super::aspect::Aspect;
use super::header::{Head, Layout};
use super::table::Table;
use dabiao_lang::model::{Frequency, Period};

/// Returns the table with the periods of its columns, where parts of a year stand over them.
pub(super) fn with_periods(table: &Table, period: Option<Period>) -> Option<Table> {
    let has_parts = heads(&table.layout).is_some_and(|heads| heads.iter().any(|h| h.part.is_some()));
    let period = period.filter(|_| has_parts)?;
    let mut table = table.clone();
    let mut last: Option<Period> = None;
    for head in heads_mut(&mut table.layout)? {
        if let Some((part, at)) = head.part {
            head.period = head.period.or_else(|| part.of(period.year()));
            head.period_at = at;
            last = head.period.or(last);
        } else if is_to_date(head) && head.period.is_none() {
            // Behind June, 累计 reaches from January to June; whatever year the title says.
            head.period = last.filter(|p| p.frequency() != Frequency::Year);
        }
    }
    Some(table)
}

fn is_to_date(head: &Head) -> bool {
    let own = head.text.rsplit('/').next().unwrap_or("");
    head.aspect.or_else(|| Aspect::of(own)) == Some(Aspect::ToDate)
}

fn heads(layout: &Layout) -> Option<&Vec<Head>> {
    match layout {
        Layout::Wide(w) if w.period.is_none() => Some(&w.figures),
        Layout::Cross(c) => Some(&c.figures),
        _ => None,
    }
}

fn heads_mut(layout: &mut Layout) -> Option<&mut Vec<Head>> {
    match layout {
        Layout::Wide(w) => Some(&mut w.figures),
        Layout::Cross(c) => Some(&mut c.figures),
        _ => None,
    }
}
