//! The statement of one tally.

use dabiao_lang::model::CompareOp;

use crate::Options;
use crate::dialect::{Dialect, identifier, literal};
use crate::tally::{Bound, Tally};

/// How figures that are missing are written.
const BLANK: &[&str] = &["", "-", "—", "NA", "缺"];

/// Marks of vintage, the best last.
const VINTAGES: &[(&str, &[&str])] =
    &[("0", &["初步", "provisional"]), ("1", &[""]), ("2", &["修订", "revised"]), ("3", &["最终", "final"])];

/// Returns the statement; one row comes of it.
pub(crate) fn sql(tally: &Tally, options: &Options<'_>) -> String {
    let parts = [
        keys(options),
        people(tally, options),
        members(tally),
        raw(tally, options),
        cells(tally, options.dialect),
        unplaced(tally, options),
    ];
    format!("WITH RECURSIVE\n{}\n{}", parts.join(",\n"), RESULT)
}

const RESULT: &str = "\
SELECT
  count(CASE WHEN belongs = 1 THEN 1 END) AS members,
  count(CASE WHEN belongs = 1 AND state = 'p' THEN 1 END) AS passing,
  count(CASE WHEN belongs = 1 AND state = 'f' THEN 1 END) AS failing,
  count(CASE WHEN belongs = 1 AND state = 'm' THEN 1 END) AS missing,
  count(CASE WHEN belongs IS NULL THEN 1 END) AS membership_unknown,
  count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled,
  (SELECT n FROM unplaced) AS unplaced
FROM (
  SELECT members.belongs, COALESCE(cells.state, 'm') AS state
  FROM members LEFT JOIN cells ON cells.code = members.code
) AS judged";

fn list<T: AsRef<str>>(texts: &[T]) -> String {
    texts.iter().map(|t| literal(t.as_ref())).collect::<Vec<_>>().join(", ")
}

/// By which names an entity is known: its code, and its name where only one has it.
fn keys(options: &Options<'_>) -> String {
    let roster = identifier(options.roster);
    format!(
        "keys AS (\n  SELECT word, min(code) AS code, count(DISTINCT code) AS n\n  FROM (SELECT code AS word, code FROM {roster} \
         UNION ALL SELECT name, code FROM {roster}) AS words\n  GROUP BY word\n)"
    )
}

/// The roster with the parents by their codes, and those who lie in the region.
fn people(tally: &Tally, options: &Options<'_>) -> String {
    let roster = identifier(options.roster);
    let belongs = match &tally.filter {
        None => "1".to_owned(),
        Some(name) => {
            let column = format!("r.{}", identifier(name));
            format!("CASE WHEN {column} = '是' THEN 1 WHEN {column} = '否' THEN 0 END")
        }
    };
    let people = format!(
        "people AS (\n  SELECT r.code, r.level, k.code AS parent, {belongs} AS belongs\n  FROM {roster} AS r LEFT JOIN keys AS k ON \
         k.word = r.parent AND k.n = 1 AND r.parent <> ''\n)"
    );
    let root = match &tally.region {
        None => "SELECT code FROM people WHERE parent IS NULL".to_owned(),
        Some(region) => format!("SELECT code FROM keys WHERE word = {} AND n = 1", literal(region)),
    };
    format!(
        "{people},\nbelow(code) AS (\n  {root}\n  UNION\n  SELECT people.code FROM people JOIN below ON people.parent = below.code\n)"
    )
}

fn members(tally: &Tally) -> String {
    format!(
        "members AS (\n  SELECT people.code, people.belongs FROM people JOIN below ON below.code = people.code\n  WHERE people.level = {}\n)",
        literal(&tally.level)
    )
}

/// The figures of the year, with what the engine knows of each row.
fn raw(tally: &Tally, options: &Options<'_>) -> String {
    let dialect = options.dialect;
    let figures = identifier(options.figures);
    let rank =
        VINTAGES.iter().map(|(rank, words)| format!("WHEN COALESCE(f.status, '') IN ({}) THEN {rank}", list(words)));
    let rank = rank.collect::<Vec<_>>().join(" ");
    format!(
        "texts AS (\n  SELECT k.code, COALESCE({value}, '') AS value, COALESCE(f.unit, '') AS unit,\n    CASE {rank} ELSE 9 END AS rank\n  \
         FROM {figures} AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1\n  WHERE f.indicator IN ({names}) AND {period} = {year}\n),\n\
         raw AS (\n  SELECT code, unit, rank, value,\n    CASE WHEN value IN ({blank}) THEN 'm' WHEN {plain} AND unit IN ('', {units}) THEN \
         'k' ELSE 's' END AS kind\n  FROM texts\n)",
        value = dialect.text("f.value"),
        names = list(&tally.names),
        period = dialect.text("f.period"),
        year = literal(&tally.year),
        blank = list(BLANK),
        plain = dialect.is_plain("value"),
        units = list(&tally.bounds.iter().map(|b| b.unit.as_str()).collect::<Vec<_>>()),
    )
}

/// One cell an entity: it passes, fails, or is spilled: an odd row, an odd mark, two values of the best vintage.
fn cells(tally: &Tally, dialect: Dialect) -> String {
    let mut arms = String::new();
    for (idx, bound) in tally.bounds.iter().enumerate() {
        let units = if idx == 0 { list(&["", &bound.unit]) } else { literal(&bound.unit) };
        arms.push_str(&format!(
            "\n      WHEN unit IN ({units}) THEN CASE WHEN {} THEN 'p' ELSE 'f' END",
            holds(tally.op, bound)
        ));
    }
    format!(
        "numbers AS (\n  SELECT code, unit, rank,\n    CASE WHEN kind = 'k' THEN {whole} END AS whole,\n    CASE WHEN kind = 'k' THEN {part} \
         END AS part\n  FROM raw WHERE kind = 'k'\n),\nbest AS (SELECT code, max(rank) AS rank FROM numbers GROUP BY code),\ntruths AS (\n  \
         SELECT numbers.code,\n    CASE{arms}\n    END AS truth\n  FROM numbers JOIN best ON best.code = numbers.code AND best.rank = \
         numbers.rank\n),\nodd AS (SELECT DISTINCT code FROM raw WHERE kind = 's' OR rank = 9),\ncells AS (\n  SELECT truths.code,\n    CASE \
         WHEN count(*) > 1 OR count(odd.code) > 0 THEN 's' ELSE min(truth) END AS state\n  FROM truths LEFT JOIN odd ON odd.code = \
         truths.code GROUP BY truths.code\n  UNION ALL\n  SELECT odd.code, 's' FROM odd WHERE odd.code NOT IN (SELECT code FROM truths)\n)",
        whole = dialect.integer(&dialect.whole("value")),
        part = dialect.integer(&format!("substr({} || '0000000000', 1, 10)", dialect.part("value"))),
    )
}

fn holds(op: CompareOp, bound: &Bound) -> String {
    let Bound { whole, part, .. } = bound;
    // A whole number in SQL must not begin with zeros.
    let part = part.trim_start_matches('0');
    let part = if part.is_empty() { "0" } else { part };
    let strict = |sign: &str, last: &str| format!("whole {sign} {whole} OR (whole = {whole} AND part {last} {part})");
    match op {
        CompareOp::Ge => strict(">", ">="),
        CompareOp::Gt => strict(">", ">"),
        CompareOp::Le => strict("<", "<="),
        CompareOp::Lt => strict("<", "<"),
        CompareOp::Eq => format!("whole = {whole} AND part = {part}"),
        CompareOp::Ne => format!("whole <> {whole} OR part <> {part}"),
    }
}

/// What might belong here under another spelling, and what the roster leaves open.
fn unplaced(tally: &Tally, options: &Options<'_>) -> String {
    let (figures, roster) = (identifier(options.figures), identifier(options.roster));
    let period = options.dialect.text("f.period");
    let attribute = match &tally.filter {
        // An attribute that is reported like a figure, too, may be overruled.
        Some(name) => format!(" OR f.indicator = {}", literal(name)),
        None => String::new(),
    };
    let oddly = match &tally.filter {
        Some(name) => format!(" OR COALESCE(r.{}, '') NOT IN ('', '是', '否')", identifier(name)),
        None => String::new(),
    };
    let roots = match &tally.region {
        None => {
            "(SELECT CASE WHEN count(*) = 1 THEN 0 ELSE count(*) + 1 END FROM people WHERE parent IS NULL)".to_owned()
        }
        Some(region) => format!(
            "(SELECT count(*) FROM people WHERE parent IS NULL AND code NOT IN (SELECT code FROM keys WHERE word = {region} AND n = 1)) + \
             (SELECT CASE WHEN count(*) = 1 THEN 0 ELSE 1 END FROM keys WHERE word = {region} AND n = 1)",
            region = literal(region)
        ),
    };
    format!(
        "unplaced AS (\n  SELECT\n    (SELECT count(*) FROM {figures} AS f WHERE COALESCE(f.indicator, '') NOT IN ({all}){attribute})\n    + \
         (SELECT count(*) FROM {figures} AS f WHERE f.indicator IN ({names}) AND NOT COALESCE({year}, {no}))\n    + (SELECT count(*) FROM \
         {figures} AS f LEFT JOIN keys AS k ON k.word = f.entity AND k.n = 1\n      WHERE f.indicator IN ({names}) AND k.code IS NULL)\n    + \
         (SELECT count(*) FROM {roster} AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ({levels}){oddly})\n    + \
         (SELECT count(*) FROM {roster} AS r LEFT JOIN keys AS k ON k.word = r.parent AND k.n = 1\n      WHERE COALESCE(r.parent, '') <> '' \
         AND k.code IS NULL)\n    + (SELECT count(*) FROM keys WHERE word IN (SELECT code FROM {roster}) AND n > 1)\n    + (SELECT count(*) - count(DISTINCT code) FROM {roster})\n    + {roots} AS n\n)",
        all = list(&tally.all_names),
        names = list(&tally.names),
        year = options.dialect.is_year(&period),
        no = if options.dialect == Dialect::Sqlite { "0" } else { "FALSE" },
        levels = list(&tally.levels),
    )
}
