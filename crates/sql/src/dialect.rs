//! What differs between engines; how names and texts are quoted, here and nowhere else.

/// An engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite from 3.8.3.
    Sqlite,
    /// PostgreSQL.
    Postgresql,
    /// DuckDB.
    Duckdb,
}

/// Digits before the point that a sure number may have; two such numbers fit 64 bits.
pub(crate) const WHOLE: usize = 17;

/// Digits behind the point that a sure number may have.
pub(crate) const PART: usize = 10;

impl Dialect {
    /// Returns a column as text. SQLite's floats are no sure numbers: what it would print is not what it holds.
    pub(crate) fn text(self, column: &str) -> String {
        match self {
            Dialect::Sqlite => {
                format!("CASE WHEN typeof({column}) = 'real' THEN 'real' ELSE CAST({column} AS TEXT) END")
            }
            Dialect::Postgresql | Dialect::Duckdb => format!("CAST({column} AS TEXT)"),
        }
    }

    /// Returns whether a text is a plain number that fits.
    pub(crate) fn is_plain(self, text: &str) -> String {
        match self {
            Dialect::Sqlite => format!(
                "({text} GLOB '[0-9]*' AND {text} NOT GLOB '*[^0-9.]*' AND {text} NOT GLOB '*.*.*' AND {text} NOT GLOB '*.' \
                 AND length({whole}) <= {WHOLE} AND length({part}) <= {PART})",
                whole = self.whole(text),
                part = self.part(text),
            ),
            Dialect::Postgresql => format!("({text} ~ '^[0-9]{{1,{WHOLE}}}([.][0-9]{{1,{PART}}})?$')"),
            Dialect::Duckdb => format!("regexp_full_match({text}, '[0-9]{{1,{WHOLE}}}([.][0-9]{{1,{PART}}})?')"),
        }
    }

    /// Returns whether a text is a year.
    pub(crate) fn is_year(self, text: &str) -> String {
        match self {
            Dialect::Sqlite => format!("({text} GLOB '[0-9][0-9][0-9][0-9]')"),
            Dialect::Postgresql => format!("({text} ~ '^[0-9]{{4}}$')"),
            Dialect::Duckdb => format!("regexp_full_match({text}, '[0-9]{{4}}')"),
        }
    }

    /// Returns the digits before the point of a plain number.
    pub(crate) fn whole(self, text: &str) -> String {
        let at = self.point(text);
        format!("substr({text}, 1, {at} - 1)")
    }

    /// Returns the digits behind the point of a plain number.
    pub(crate) fn part(self, text: &str) -> String {
        let at = self.point(text);
        format!("substr({text}, {at} + 1)")
    }

    /// Where the point of a number stands, or would.
    fn point(self, text: &str) -> String {
        match self {
            Dialect::Sqlite => format!("instr({text} || '.', '.')"),
            Dialect::Postgresql | Dialect::Duckdb => format!("strpos({text} || '.', '.')"),
        }
    }

    /// Returns digits as a whole number; what is none of them gives an error in no engine.
    pub(crate) fn integer(self, digits: &str) -> String {
        match self {
            Dialect::Sqlite => format!("CAST({digits} AS INTEGER)"),
            Dialect::Postgresql => format!("CAST({digits} AS BIGINT)"),
            Dialect::Duckdb => format!("TRY_CAST({digits} AS BIGINT)"),
        }
    }
}

/// Returns an identifier as every one of the engines reads it.
pub fn identifier(name: &str) -> String {
    let plain: String = name.chars().filter(|c| *c != '\0').collect();
    format!("\"{}\"", plain.replace('"', "\"\""))
}

/// Returns a text as every one of the engines reads it.
pub fn literal(text: &str) -> String {
    let plain: String = text.chars().filter(|c| *c != '\0').collect();
    format!("'{}'", plain.replace('\'', "''"))
}
