//! `sql`: what the rules ask of a database, a statement for each target below the sentence of its rule.

use super::Status;
use super::args::{DialectArg, SqlArgs};
use super::inputs;
use super::output::Output;
use dabiao_sql::{Dialect, Options, text};

/// Writes the statements.
pub(crate) fn run(args: &SqlArgs, out: &Output) -> Status {
    let loaded = match inputs::rules(&args.rules, out) {
        Ok(loaded) => loaded,
        Err(status) => return status,
    };
    let dialect = match args.dialect {
        DialectArg::Sqlite => Dialect::Sqlite,
        DialectArg::Postgresql => Dialect::Postgresql,
        DialectArg::Duckdb => Dialect::Duckdb,
        DialectArg::Spark => Dialect::Spark,
        DialectArg::Clickhouse => Dialect::Clickhouse,
        DialectArg::Trino => Dialect::Trino,
        DialectArg::Snowflake => Dialect::Snowflake,
    };
    let options = Options { dialect, figures: &args.figures, roster: &args.roster, lang: out.lang };
    out.result(&text(&loaded.rules, &options));
    if loaded.diagnostics.iter().any(|d| d.is_error()) { Status::Findings } else { Status::Fine }
}
