//! A table as the plain CSV that an office would have handed in, or of a table of figures what is wanted of it.

use std::io;

use dabiao_lang::diag::{Both, told};

use super::address::Address;
use super::client::Client;
use super::plain_csv::{each_row, is_plain, write_row};
use super::{dialect, wanted};

/// Reads a table, or of figures what is wanted of them.
pub(super) fn table(client: &mut Client, address: &Address) -> io::Result<Vec<u8>> {
    let mut names = Vec::new();
    each_row(&client.select(&dialect::columns(address))?, |cells| {
        names.extend(cells.first().map(|c| String::from_utf8_lossy(c).into_owned()));
    });
    let header: Vec<&[u8]> = names.iter().filter(|n| !dialect::is_order(n)).map(String::as_bytes).collect();
    if header.is_empty() {
        return Err(told(Both::new("没有这张表或视图", "there is no such table or view")));
    }
    let chosen = wanted::choose(client, address, &names)?;
    let condition = chosen.as_ref().map(|c| c.condition.as_str());
    let rows = client.select(&dialect::select(address, &names, condition))?;
    let mut out = Vec::with_capacity(rows.len() + 100);
    write_row(&mut out, &header);
    let mut n_rows = 0u64;
    if is_plain(&rows) && header.len() > 1 {
        out.extend_from_slice(&rows);
        n_rows = rows.iter().filter(|b| **b == b'\n').count() as u64;
    } else {
        each_row(&rows, |cells| {
            n_rows += 1;
            write_row(&mut out, &cells.iter().map(Vec::as_slice).collect::<Vec<_>>());
        });
    }
    match chosen {
        Some(chosen) if chosen.n_rows != n_rows => Err(told(Both::of(
            format!("应读 {} 行，读到 {n_rows} 行", chosen.n_rows),
            format!("{} rows were to be read, and {n_rows} came", chosen.n_rows),
        ))),
        _ => Ok(out),
    }
}
