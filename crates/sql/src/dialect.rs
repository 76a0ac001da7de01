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
    /// Spark SQL from 3.4: Spark, Databricks, Sail.
    Spark,
    /// ClickHouse from 24.3, chDB.
    Clickhouse,
    /// Trino.
    Trino,
    /// Snowflake.
    Snowflake,
}

/// All engines, in the order of the documentation.
pub const DIALECTS: [Dialect; 7] = [
    Dialect::Sqlite,
    Dialect::Postgresql,
    Dialect::Duckdb,
    Dialect::Spark,
    Dialect::Clickhouse,
    Dialect::Trino,
    Dialect::Snowflake,
];

/// Digits before the point that a sure number may have; such a number fits 64 bits.
pub(crate) const WHOLE: usize = 17;

/// Digits before the point of a number that is summed up: nine million of them fit 64 bits.
pub(crate) const WHOLE_OF_SUM: usize = 12;

/// Digits before the point of a number that is multiplied to be compared: with a factor of five digits it fits 64 bits.
pub(crate) const WHOLE_OF_PRODUCT: usize = 12;

/// Digits behind the point that a sure number may have.
pub(crate) const PART: usize = 10;

impl Dialect {
    /// Returns an identifier.
    ///
    /// Snowflake folds names that are written without quotes to capitals, and so are plain ASCII names here.
    ///
    /// # Example
    /// ```
    /// use dabiao_sql::Dialect;
    ///
    /// assert_eq!(Dialect::Postgresql.identifier("脱\"贫"), "\"脱\"\"贫\"");
    /// assert_eq!(Dialect::Spark.identifier("a`b"), "`a``b`");
    /// assert_eq!(Dialect::Snowflake.identifier("figures"), "\"FIGURES\"");
    /// ```
    pub fn identifier(self, name: &str) -> String {
        let plain: String = name.chars().filter(|c| *c != '\0').collect();
        match self {
            Dialect::Spark => format!("`{}`", plain.replace('`', "``")),
            Dialect::Clickhouse => format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\"")),
            Dialect::Snowflake if is_ascii_word(&plain) => format!("\"{}\"", plain.to_ascii_uppercase()),
            _ => format!("\"{}\"", plain.replace('"', "\"\"")),
        }
    }

    /// Returns a table by its name, perhaps with its schema and catalog before it: `stat.figures`.
    pub fn table(self, name: &str) -> String {
        name.split('.').map(|part| self.identifier(part)).collect::<Vec<_>>().join(".")
    }

    /// Returns a text.
    ///
    /// # Example
    /// ```
    /// use dabiao_sql::Dialect;
    ///
    /// assert_eq!(Dialect::Sqlite.literal("it's \\"), "'it''s \\'");
    /// assert_eq!(Dialect::Clickhouse.literal("it's \\"), "'it\\'s \\\\'");
    /// ```
    pub fn literal(self, text: &str) -> String {
        let plain: String = text.chars().filter(|c| *c != '\0').collect();
        match self {
            // Spark puts variables in for `${…}` before it reads a statement; the escape is read afterwards.
            Dialect::Spark => format!("'{}'", backslashed(&plain).replace('$', "\\u0024")),
            Dialect::Clickhouse | Dialect::Snowflake => format!("'{}'", backslashed(&plain)),
            _ => format!("'{}'", plain.replace('\'', "''")),
        }
    }

    /// Returns a column as text. A float is no sure number where its text is not what it holds.
    pub(crate) fn text(self, column: &str) -> String {
        match self {
            Dialect::Sqlite => {
                format!("CASE WHEN typeof({column}) = 'real' THEN 'real' ELSE CAST({column} AS TEXT) END")
            }
            Dialect::Postgresql | Dialect::Duckdb => format!("CAST({column} AS TEXT)"),
            Dialect::Spark => format!("CAST({column} AS STRING)"),
            Dialect::Clickhouse => format!("toString({column})"),
            Dialect::Trino => format!("CAST({column} AS VARCHAR)"),
            Dialect::Snowflake => {
                format!(
                    "CASE WHEN SYSTEM$TYPEOF({column}) LIKE 'FLOAT%' THEN 'real' ELSE CAST({column} AS VARCHAR) END"
                )
            }
        }
    }

    /// Returns whether a text is a plain number that fits.
    pub(crate) fn is_plain(self, text: &str) -> String {
        if self == Dialect::Sqlite {
            return format!(
                "({text} GLOB '[0-9]*' AND {text} NOT GLOB '*[^0-9.]*' AND {text} NOT GLOB '*.*.*' AND {text} NOT GLOB '*.' \
                 AND length({whole}) <= {WHOLE} AND length({part}) <= {PART})",
                whole = self.whole(text),
                part = self.part(text),
            );
        }
        self.matches(text, &format!("[0-9]{{1,{WHOLE}}}([.][0-9]{{1,{PART}}})?"))
    }

    /// Returns whether a text is a year.
    pub(crate) fn is_year(self, text: &str) -> String {
        match self {
            Dialect::Sqlite => format!("({text} GLOB '[0-9][0-9][0-9][0-9]')"),
            _ => self.matches(text, "[0-9]{4}"),
        }
    }

    /// Returns whether the whole of a text is digits and points of one form.
    fn matches(self, text: &str, form: &str) -> String {
        match self {
            // `$` of these engines stands before a last line end, too: nothing but digits and points may be there.
            Dialect::Spark => format!("({text} RLIKE '^{form}$' AND NOT {text} RLIKE '[^0-9.]')"),
            Dialect::Trino => format!("(regexp_like({text}, '^{form}$') AND NOT regexp_like({text}, '[^0-9.]'))"),
            Dialect::Snowflake => {
                format!("(REGEXP_LIKE({text}, '{form}') AND NOT REGEXP_LIKE({text}, '.*[^0-9.].*', 's'))")
            }
            Dialect::Clickhouse => format!("match({text}, '^{form}$')"),
            Dialect::Duckdb => format!("regexp_full_match({text}, '{form}')"),
            Dialect::Postgresql | Dialect::Sqlite => format!("({text} ~ '^{form}$')"),
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
            Dialect::Sqlite | Dialect::Spark => format!("instr({text} || '.', '.')"),
            Dialect::Postgresql | Dialect::Duckdb | Dialect::Trino => format!("strpos({text} || '.', '.')"),
            Dialect::Clickhouse => format!("position({text} || '.', '.')"),
            Dialect::Snowflake => format!("position('.', {text} || '.')"),
        }
    }

    /// Returns digits as a whole number; what is none of them gives an error in no engine.
    pub(crate) fn integer(self, digits: &str) -> String {
        match self {
            Dialect::Sqlite => format!("CAST({digits} AS INTEGER)"),
            Dialect::Postgresql => format!("CAST({digits} AS BIGINT)"),
            Dialect::Clickhouse => format!("toInt64OrNull({digits})"),
            Dialect::Duckdb | Dialect::Spark | Dialect::Trino | Dialect::Snowflake => {
                format!("TRY_CAST({digits} AS BIGINT)")
            }
        }
    }

    /// Returns what is false.
    pub(crate) fn no(self) -> &'static str {
        if self == Dialect::Sqlite { "0" } else { "FALSE" }
    }

    /// Returns what stands behind a statement.
    pub(crate) fn behind(self) -> &'static str {
        match self {
            // Without it whoever has no figure would get the figure 0, and a new name would hide the column of that name.
            Dialect::Clickhouse => "\nSETTINGS join_use_nulls = 1, prefer_column_name_to_alias = 1",
            _ => "",
        }
    }
}

fn backslashed(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\'', "\\'")
}

fn is_ascii_word(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}
