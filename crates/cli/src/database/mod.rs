//! Tables that stand in databases and in columnar files, read through the client program that their users have.
//!
//! `sqlite:stat.db#figures` is read by `sqlite3`, `postgresql://host/db#figures` by `psql`, `duckdb:stat.duckdb#figures` and
//! `x.parquet` by `duckdb`: no driver is built in, and how one signs in is what these programs know anyway (`PGPASSWORD`,
//! `~/.pgpass`, `PGSERVICE`). With the features `arrow` and `parquet` columnar files are read by the Arrow project's own readers. A table or view is read whole and handed over as CSV, so that it goes through the one loader.
//!
//! | file | for |
//! |---|---|
//! | `address` | what a path names |
//! | `dialect` | what each engine is told, and how names are quoted |
//! | `columnar` | files of Arrow and Parquet, where their readers were built in |
//! | `client` | a program that runs as long as we do: all tables of a database come from one snapshot |
//! | `wanted` | which rows stay in the database, where only what the rules ask for is read |
//! | `rows`, `plain_csv` | what a program wrote, as the plain CSV that an office would have handed in |
//!
//! INVARIANT: nothing is written to a database; what broke off is an error, never a part; no secret is in any message.

mod address;
mod client;
mod columnar;
mod dialect;
mod plain_csv;
mod rows;
mod wanted;

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

pub(crate) use address::{TableSource, parse};
use client::Client;
pub(crate) use wanted::{left, read_only};

/// The programs that run, by what they read; they belong to the process, and so does this.
static CLIENTS: Mutex<BTreeMap<String, Client>> = Mutex::new(BTreeMap::new());

/// Ends the programs that run, and with them the folders that they wrote to: what belongs to the process is not dropped by itself.
pub(crate) fn close() {
    CLIENTS.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// Reads the table that a path names as CSV with a header.
pub(crate) fn read(source: &TableSource) -> io::Result<Vec<u8>> {
    let address = match source {
        TableSource::Columnar(path) => return columnar::read(path),
        TableSource::Table(address) => address,
    };
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    let key = format!("{} {}", address.engine.program(), address.place);
    if !clients.contains_key(&key) {
        clients.insert(key.clone(), Client::begin(address)?);
    }
    let read = clients.get_mut(&key).map(|client| rows::table(client, address));
    match read {
        Some(Ok(csv)) => Ok(csv),
        Some(Err(error)) => {
            // A program that failed has ended, and its snapshot with it.
            clients.remove(&key);
            Err(error)
        }
        None => Err(io::Error::from(io::ErrorKind::NotFound)),
    }
}
