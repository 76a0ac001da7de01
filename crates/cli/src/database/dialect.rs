//! What each engine is told: begin a snapshot, name the columns, hand the rows over. Names are quoted as the
//! statements of `dabiao sql` quote them.

use dabiao_sql::Dialect;

use super::address::{Address, Engine, Table};

/// A column that says the order of rows and is not handed over.
pub(super) const ORDER: [&str; 2] = ["seq", "序号"];

/// Returns an identifier as every one of the engines reads it.
pub(super) fn identifier(name: &str) -> String {
    Dialect::Postgresql.identifier(name)
}

/// Returns a text as every one of the engines reads it.
pub(super) fn literal(text: &str) -> String {
    Dialect::Postgresql.literal(text)
}

impl Engine {
    /// Returns the arguments with which the program begins.
    pub(super) fn arguments(self, place: &str) -> Vec<String> {
        let own = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        match self {
            // A file whose name begins like an option is none.
            Engine::Sqlite if place.starts_with('-') => self.arguments(&format!("./{place}")),
            Engine::Sqlite => [own(&["-readonly", "-batch", "-bail", "-init", "/dev/null"]), own(&[place])].concat(),
            Engine::Postgres => {
                [own(&["-X", "-q", "-w", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d"]), own(&[place])].concat()
            }
            Engine::DuckDb if place.starts_with('-') => self.arguments(&format!("./{place}")),
            Engine::DuckDb if place.is_empty() => own(&["-batch", "-bail", "-init", "/dev/null"]),
            Engine::DuckDb => [own(&["-readonly", "-batch", "-bail", "-init", "/dev/null"]), own(&[place])].concat(),
        }
    }

    /// Returns what begins the one snapshot from which all tables are read.
    pub(super) fn begin(self) -> &'static str {
        match self {
            // The transaction of SQLite begins with its first reading.
            Engine::Sqlite => {
                ".mode csv\n.headers off\n.separator , \"\\n\"\nPRAGMA query_only = 1;\nBEGIN;\nSELECT 0 FROM sqlite_master WHERE 0;\n"
            }
            Engine::Postgres => {
                "SET client_encoding = 'UTF8';\nSET extra_float_digits = 1;\nSET datestyle = 'ISO';\nBEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\n"
            }
            Engine::DuckDb => ".mode csv\n.headers off\n.nullvalue \"\"\nBEGIN;\n",
        }
    }

    /// Returns what lets the next rows go into a file, hands them over, and says so.
    pub(super) fn into_file(self, select: &str, file: &str, done: &str) -> String {
        match self {
            Engine::Postgres => {
                format!("\\o {}\nCOPY ({select}) TO STDOUT (FORMAT csv);\n\\o\n\\echo {done}\n", literal(file))
            }
            // Its own writer of CSV needs a quarter of the time of the program's.
            Engine::DuckDb => {
                format!("COPY ({select}) TO {} (FORMAT csv, HEADER false);\n.print {done}\n", literal(file))
            }
            Engine::Sqlite => {
                format!(".once {}\n{select};\n.print {done}\n", identifier(file))
            }
        }
    }
}

/// Returns the statement that names the columns of a table, in their order.
pub(super) fn columns(address: &Address) -> String {
    match address.engine {
        Engine::Sqlite => {
            let Table::Named(name) = &address.table else { return String::new() };
            format!("SELECT name FROM pragma_table_info({})", literal(name))
        }
        Engine::Postgres => {
            let class = literal(&source(address));
            format!(
                "SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = {class}::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
            )
        }
        Engine::DuckDb => format!("SELECT column_name FROM (DESCRIBE SELECT * FROM {})", source(address)),
    }
}

/// Returns the statement that hands the rows of a table over, perhaps only those of a condition.
pub(super) fn select(address: &Address, names: &[String], condition: Option<&str>) -> String {
    let shown: Vec<String> = names.iter().filter(|n| !is_order(n)).map(|n| shown(address.engine, n)).collect();
    let order = names.iter().find(|n| is_order(n)).map(|n| format!(" ORDER BY {}", identifier(n)));
    let condition = condition.map(|c| format!(" WHERE {c}")).unwrap_or_default();
    format!("SELECT {} FROM {}{condition}{}", shown.join(", "), source(address), order.unwrap_or_default())
}

/// Returns the statement that counts the rows by two columns, as text.
pub(super) fn groups(address: &Address, columns: [&str; 2]) -> String {
    let [a, b] = columns.map(|name| format!("CAST({} AS {})", identifier(name), text(address.engine)));
    format!("SELECT {a}, {b}, count(*) FROM {} GROUP BY {a}, {b}", source(address))
}

/// Returns the condition that a column is one of some texts.
pub(super) fn one_of(engine: Engine, column: &str, texts: &[&str]) -> String {
    let all: Vec<String> = texts.iter().map(|t| literal(t)).collect();
    // As text: a number in a column of SQLite without a type would be equal to none.
    format!("CAST({} AS {}) IN ({})", identifier(column), text(engine), all.join(", "))
}

fn text(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite | Engine::Postgres => "TEXT",
        Engine::DuckDb => "VARCHAR",
    }
}

/// Whether a column says the order of rows.
pub(super) fn is_order(name: &str) -> bool {
    ORDER.iter().any(|o| name.eq_ignore_ascii_case(o))
}

/// A column as text that keeps every digit. SQLite would round what it holds as a float to 15 digits: where these do not
/// read back as the same float, 17 are written.
fn shown(engine: Engine, name: &str) -> String {
    let column = identifier(name);
    match engine {
        Engine::Sqlite => format!(
            "CASE WHEN typeof({column}) <> 'real' THEN {column} WHEN CAST(printf('%.15g', {column}) AS REAL) = {column} THEN printf('%.15g', {column}) ELSE printf('%!.17g', {column}) END"
        ),
        Engine::Postgres => column,
        // A blank text is written like nothing at all, without quotes.
        Engine::DuckDb => format!("NULLIF(CAST({column} AS VARCHAR), '')"),
    }
}

fn source(address: &Address) -> String {
    match (&address.table, address.engine) {
        (Table::File(path), _) => literal(path),
        (Table::Named(name), Engine::Sqlite) => identifier(name),
        (Table::Named(name), Engine::Postgres | Engine::DuckDb) => match name.split_once('.') {
            Some((schema, table)) => format!("{}.{}", identifier(schema), identifier(table)),
            None => identifier(name),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::address::{TableSource, parse};
    use super::*;

    #[test]
    fn hostile_names_stay_names() {
        assert_eq!(identifier("a\"; DROP TABLE b; --"), "\"a\"\"; DROP TABLE b; --\"");
        assert_eq!(literal("o'; DELETE"), "'o''; DELETE'");
        let Some(Ok(TableSource::Table(address))) = parse("postgresql://h/d#统计.数\"据") else { return };
        let names = ["序号".to_owned(), "收入\"x".to_owned()];
        assert_eq!(select(&address, &names, None), "SELECT \"收入\"\"x\" FROM \"统计\".\"数\"\"据\" ORDER BY \"序号\"");
    }
}
