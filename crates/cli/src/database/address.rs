//! What a path names: a table in a database, or a columnar file.

use dabiao_lang::diag::Both;

/// Which program reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
    DuckDb,
}

impl Engine {
    /// Returns the name of the program.
    pub(crate) fn program(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite3",
            Engine::Postgres => "psql",
            Engine::DuckDb => "duckdb",
        }
    }
}

/// What a path names that is no plain file of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TableSource {
    /// A columnar file.
    Columnar(String),
    /// A table that a client program reads.
    Table(Address),
}

/// A table in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) engine: Engine,
    /// The file or the server; nothing where the table is a file itself.
    pub(crate) place: String,
    /// The table or view, perhaps with its schema; or the columnar file.
    pub(crate) table: Table,
}

/// What is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Table {
    Named(String),
    File(String),
}

/// Returns what a path names, where it names no plain file.
///
/// # Errors
/// What is wrong with an address: no table, a password.
pub(crate) fn parse(path: &str) -> Option<Result<TableSource, Both>> {
    if is_columnar(path) {
        return Some(Ok(TableSource::Columnar(path.to_owned())));
    }
    if has_extension(path, "parquet") {
        let table = Table::File(path.to_owned());
        return Some(Ok(TableSource::Table(Address { engine: Engine::DuckDb, place: String::new(), table })));
    }
    let (engine, place) = match path.split_once(':')? {
        ("sqlite", place) => (Engine::Sqlite, place),
        ("duckdb", place) => (Engine::DuckDb, place),
        ("postgresql" | "postgres", rest) if rest.starts_with("//") => (Engine::Postgres, path),
        _ => return None,
    };
    Some(named(engine, place).map(TableSource::Table))
}

/// Returns whether the readers of the Arrow project are meant: always for its own files, for Parquet where they were built in.
fn is_columnar(path: &str) -> bool {
    ["arrow", "arrows", "feather"].iter().any(|e| has_extension(path, e))
        || cfg!(feature = "parquet") && has_extension(path, "parquet")
}

fn has_extension(path: &str, extension: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, own)| own.eq_ignore_ascii_case(extension))
}

fn named(engine: Engine, place: &str) -> Result<Address, Both> {
    let (place, table) = place.split_once('#').unwrap_or((place, ""));
    if engine == Engine::Postgres && has_password(place) {
        return Err(Both::new(
            "地址里不能写密码：请用环境变量 PGPASSWORD 或 ~/.pgpass",
            "an address must not hold a password: use the variable PGPASSWORD or ~/.pgpass",
        ));
    }
    if table.is_empty() || table.chars().any(char::is_control) {
        return Err(Both::new(
            "要写明哪一张表或视图，如 `sqlite:stat.db#figures`",
            "name the table or view, as in `sqlite:stat.db#figures`",
        ));
    }
    Ok(Address { engine, place: place.to_owned(), table: Table::Named(table.to_owned()) })
}

/// Whether the address of a server holds a secret: `user:secret@`, or `password=` behind the `?`.
fn has_password(place: &str) -> bool {
    let behind = place.split_once("//").map_or(place, |(_, rest)| rest);
    let host = behind.split(['/', '?']).next().unwrap_or("");
    let in_user = host.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'));
    in_user || place.split(['?', '&']).any(|part| part.to_ascii_lowercase().starts_with("password="))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_files() {
        assert_eq!(parse("data/2025.csv"), None);
        assert_eq!(parse("C:/data/2025.csv"), None);
        assert_eq!(parse("postgresql:odd.csv"), None);
        assert_eq!(parse("a.b/2025.ARROW"), Some(Ok(TableSource::Columnar("a.b/2025.ARROW".to_owned()))));
        let table = Table::Named("figures".to_owned());
        let address = Address { engine: Engine::Sqlite, place: "a/stat.db".to_owned(), table };
        assert_eq!(parse("sqlite:a/stat.db#figures"), Some(Ok(TableSource::Table(address))));
        assert!(parse("sqlite:stat.db").is_some_and(|a| a.is_err()));
    }

    #[test]
    fn passwords_are_refused() {
        for secret in
            ["postgresql://u:secret@h/d#t", "postgres://h/d?password=secret#t", "postgresql://h/d?a=b&PASSWORD=x#t"]
        {
            let refused = parse(secret).and_then(Result::err);
            assert!(refused.is_some_and(|why| !why.en.contains("secret")), "{secret}");
        }
        assert!(parse("postgresql://u@h:5432/d#s.t").is_some_and(|a| a.is_ok()));
    }
}
