//! Which rows stay in the database, where only what the rules ask for is read (`--push-down`).
//!
//! The engine counts the rows by indicator and period, as they are written; what is needed of them is decided here, by the
//! names and periods as the loader reads them, and asked for by those texts. INVARIANT: a table whose columns are not those
//! of a plain long table is read whole; so is one with a blank indicator or period. What came must be as many rows as
//! were counted.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use dabiao_lang::diag::Both;
use dabiao_sql::Wants;

use super::address::{Address, Table};
use super::client::Client;
use super::dialect;
use super::plain_csv::each_row;

/// Columns of a plain long table, as they are headed.
const INDICATOR: [&str; 4] = ["指标", "指标名称", "指标名", "indicator"];
const PERIOD: [&str; 5] = ["时期", "年份", "年度", "period", "year"];

/// Words in headers of columns that say a time beside the year.
const FINER: [&str; 9] = ["月", "季", "半年", "日期", "month", "quarter", "half", "date", "day"];

/// The most combinations of indicator and period that are looked at.
const MOST_GROUPS: usize = 50_000;

/// What is wanted, and what stayed where it is; they belong to the process, as the programs do.
static STATE: Mutex<State> = Mutex::new(State { wants: None, left: Vec::new() });

struct State {
    wants: Option<Wants>,
    left: Vec<Both>,
}

/// Has only what is wanted be read of tables of figures from now on.
pub(crate) fn read_only(wants: Wants) {
    STATE.lock().unwrap_or_else(PoisonError::into_inner).wants = Some(wants);
}

/// Returns what stayed in the databases, a sentence for each table.
pub(crate) fn left() -> Vec<Both> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner).left.clone()
}

/// Rows that are asked for.
pub(super) struct Chosen {
    pub(super) condition: String,
    pub(super) n_rows: u64,
}

/// A combination of indicator and period, with the number of its rows.
struct Group {
    indicator: String,
    period: String,
    n_rows: u64,
}

/// Chooses the rows of a table; nothing where it is read whole.
pub(super) fn choose(client: &mut Client, address: &Address, names: &[String]) -> io::Result<Option<Chosen>> {
    let Some(wants) = STATE.lock().unwrap_or_else(PoisonError::into_inner).wants.clone() else { return Ok(None) };
    let Some(indicator) = column(names, &INDICATOR) else { return Ok(None) };
    let (Some(period), false) = (column(names, &PERIOD), names.iter().any(|n| is_finer(n))) else {
        note(address, None);
        return Ok(None);
    };
    let groups = read_groups(client, address, [indicator, period])?;
    let is_blank = |g: &Group| g.indicator.trim().is_empty() || g.period.trim().is_empty();
    let (needed, left): (Vec<&Group>, Vec<&Group>) = groups.iter().partition(|g| wants.needs(&g.indicator, &g.period));
    if groups.len() > MOST_GROUPS || groups.iter().any(is_blank) {
        note(address, None);
        return Ok(None);
    }
    let n_rows = needed.iter().map(|g| g.n_rows).sum();
    note(address, Some((n_rows, left.iter().map(|g| g.n_rows).sum())));
    if left.is_empty() {
        return Ok(None);
    }
    Ok(Some(Chosen { condition: condition(address, [indicator, period], &needed), n_rows }))
}

/// The one column that is headed by one of some words.
fn column<'n>(names: &'n [String], words: &[&str]) -> Option<&'n str> {
    let mut found = names.iter().filter(|n| words.iter().any(|w| n.trim().eq_ignore_ascii_case(w)));
    match (found.next(), found.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

fn is_finer(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    FINER.iter().any(|word| name.contains(word))
}

fn read_groups(client: &mut Client, address: &Address, columns: [&str; 2]) -> io::Result<Vec<Group>> {
    let counted = client.select(&dialect::groups(address, columns))?;
    let mut groups = Vec::new();
    each_row(&counted, |cells| {
        let text = |idx: usize| cells.get(idx).map(|c| String::from_utf8_lossy(c).into_owned()).unwrap_or_default();
        groups.push(Group { indicator: text(0), period: text(1), n_rows: text(2).parse().unwrap_or(0) });
    });
    Ok(groups)
}

/// The condition of rows that are needed: indicators with the same periods stand together.
fn condition(address: &Address, [indicator, period]: [&str; 2], needed: &[&Group]) -> String {
    let mut periods: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for group in needed {
        periods.entry(&group.indicator).or_default().push(&group.period);
    }
    let mut indicators: BTreeMap<Vec<&str>, Vec<&str>> = BTreeMap::new();
    for (name, mut of_it) in periods {
        of_it.sort_unstable();
        indicators.entry(of_it).or_default().push(name);
    }
    let one_of = |column: &str, texts: &[&str]| dialect::one_of(address.engine, column, texts);
    let parts = indicators
        .iter()
        .map(|(periods, names)| format!("({} AND {})", one_of(indicator, names), one_of(period, periods)));
    let parts: Vec<String> = parts.collect();
    // Nothing that is needed is no row at all.
    if parts.is_empty() { "1 = 0".to_owned() } else { parts.join(" OR ") }
}

/// Notes what was read of a table: the rows that were and those that were not; `None` is the whole table.
fn note(address: &Address, counts: Option<(u64, u64)>) {
    let table = match &address.table {
        Table::Named(name) | Table::File(name) => name,
    };
    let said = match counts {
        None => Both::of(
            format!("`{table}`：整表读入（不是一行一个指标、一个时期的长表）"),
            format!("`{table}`: read whole (no long table with one indicator and one period a row)"),
        ),
        Some((read, left)) => Both::of(
            format!("`{table}`：读入 {read} 行，其余 {left} 行规则用不到，留在库里"),
            format!("`{table}`: {read} rows read; {left} that no rule needs stay in the database"),
        ),
    };
    STATE.lock().unwrap_or_else(PoisonError::into_inner).left.push(said);
}
