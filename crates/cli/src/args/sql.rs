//! What `sql` is told.

use clap::{Args, ValueEnum};

/// `sql`
#[derive(Debug, Args)]
pub struct SqlArgs {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// The engine that is to run it
    #[arg(long, value_enum)]
    pub dialect: DialectArg,
    /// The table of figures: indicator, entity, period, value, unit, status
    #[arg(long, value_name = "TABLE", default_value = "figures")]
    pub figures: String,
    /// The table of the roster: code, name, level, parent and attributes
    #[arg(long, value_name = "TABLE", default_value = "roster")]
    pub roster: String,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// An engine that runs SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DialectArg {
    /// SQLite
    Sqlite,
    /// PostgreSQL
    Postgresql,
    /// DuckDB
    Duckdb,
    /// Spark SQL, Databricks
    Spark,
    /// ClickHouse
    Clickhouse,
    /// Trino
    Trino,
    /// Snowflake
    Snowflake,
}
