//! The statement of one tally: one row for each year and place.

use dabiao_lang::model::CompareOp;

use crate::Options;
use crate::computed;
use crate::dialect::{Dialect, WHOLE, WHOLE_OF_SUM};
use crate::marks::{self, list};
use crate::number::{self, Digits};
use crate::population;
use crate::tally::{Asked, Tally, Who};

/// Returns the statement.
pub(crate) fn sql(tally: &Tally, options: &Options<'_>) -> String {
    let parts = [
        population::keys(options),
        population::people(tally, options),
        population::members(tally, options),
        population::places(tally, options),
        years(tally, options.dialect),
        figures(tally, options),
        judged(tally),
        unplaced(tally, options),
    ];
    format!("WITH\n{}\n{}{}", parts.join(",\n"), result(tally), options.dialect.behind())
}

fn years(tally: &Tally, dialect: Dialect) -> String {
    let years = tally.years.iter().map(|y| format!("SELECT {} AS period", dialect.literal(y)));
    format!("years AS ({})", years.collect::<Vec<_>>().join(" UNION ALL "))
}

/// One cell an entity and year, however it comes about.
fn figures(tally: &Tally, options: &Options<'_>) -> String {
    match &tally.asked {
        Asked::Test(_) | Asked::Sum => format!("{},\n{}", raw(tally, options), cells(tally, options.dialect)),
        Asked::Computed(figure) => computed::cells(figure, options),
    }
}

/// The figures of the years, with what the engine knows of each row.
fn raw(tally: &Tally, options: &Options<'_>) -> String {
    let dialect = options.dialect;
    format!(
        "texts AS (\n  SELECT k.code AS code, {period} AS period, COALESCE({value}, '') AS value, {unit} AS unit,\n    {rank} AS rank\n  \
         FROM {figures} AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1\n  WHERE f.indicator IN ({names}) AND {period} IN ({years})\n),\n\
         plain AS (\n  SELECT code, period, rank, value, {plain} AS is_plain, {shift} AS shift FROM texts\n),\nraw AS (\n  SELECT code, period, \
         rank, value, shift,\n    CASE WHEN value IN ({blank}) THEN 'm' WHEN is_plain AND length({whole}) + shift <= {most} THEN 'k' ELSE 's' END \
         AS kind\n  FROM plain\n)",
        period = dialect.text("f.period"),
        value = dialect.text("f.value"),
        unit = tally.units.said(dialect, "f.unit"),
        rank = marks::rank(dialect),
        figures = dialect.table(options.figures),
        names = list(dialect, &tally.names),
        years = list(dialect, &tally.years),
        plain = dialect.is_plain("value"),
        shift = tally.units.shift(dialect, "unit"),
        blank = marks::blank(dialect),
        whole = dialect.whole("value"),
        most = if matches!(tally.asked, Asked::Sum) { WHOLE_OF_SUM } else { WHOLE },
    )
}

/// One cell an entity and year: the figure of the best vintage, and whether all rows of that vintage say the same.
fn cells(tally: &Tally, dialect: Dialect) -> String {
    let (whole, part) = number::columns(dialect, "value");
    let state = match &tally.asked {
        Asked::Sum | Asked::Computed(_) => "'p'".to_owned(),
        Asked::Test(lines) => {
            let holds = lines.iter().map(|(op, digits)| format!("({})", holds(*op, digits))).collect::<Vec<_>>();
            format!("CASE WHEN {} THEN 'p' ELSE 'f' END", holds.join(" AND "))
        }
    };
    format!(
        "numbers AS (\n  SELECT code, period, rank,\n    {whole} AS whole,\n    {part} AS part\n  FROM raw WHERE kind = 'k'\n),\nbest AS (SELECT \
         code, period, max(rank) AS rank FROM numbers GROUP BY code, period),\nvalues_of AS (\n  SELECT numbers.code AS code, numbers.period AS period, min(whole) \
         AS whole, max(whole) AS whole_too, min(part) AS part, max(part) AS part_too\n  FROM numbers JOIN best ON best.code = numbers.code AND \
         best.period = numbers.period AND best.rank = numbers.rank\n  GROUP BY numbers.code, numbers.period\n),\ncells AS (\n  SELECT code, \
         period, whole, part,\n    CASE WHEN whole <> whole_too OR part <> part_too THEN 'x' ELSE {state} END AS state\n  FROM values_of\n),\nodd \
         AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9)"
    )
}

fn holds(op: CompareOp, digits: &Digits) -> String {
    let Digits { whole, part } = digits;
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

/// Everybody in every year: passes, fails, is missing, in conflict, or spilled.
fn judged(tally: &Tally) -> String {
    // Of a group nobody is counted who lies below none of its places.
    let of_place = if matches!(tally.who, Who::BelowEach(..)) { "\n  WHERE members.place IS NOT NULL" } else { "" };
    format!(
        "judged AS (\n  SELECT members.place AS place, years.period AS period, members.belongs AS belongs, cells.whole AS whole, cells.part AS part,\n    CASE WHEN odd.code IS NOT NULL THEN \
         's' ELSE COALESCE(cells.state, 'm') END AS state\n  FROM members CROSS JOIN years\n  LEFT JOIN cells ON cells.code = members.code AND \
         cells.period = years.period\n  LEFT JOIN odd ON odd.code = members.code AND odd.period = years.period{of_place}\n)"
    )
}

/// What might belong here under another spelling, and what the roster leaves open.
fn unplaced(tally: &Tally, options: &Options<'_>) -> String {
    let dialect = options.dialect;
    let (figures, roster) = (dialect.table(options.figures), dialect.table(options.roster));
    let names = list(dialect, &tally.names);
    let year = dialect.is_year(&dialect.text("f.period"));
    let all = list(dialect, &tally.all_names);
    let levels = list(dialect, &tally.levels);
    let mut counts = vec![
        format!("(SELECT count(*) FROM {figures} AS f WHERE COALESCE(f.indicator, '') NOT IN ({all}))"),
        format!(
            "(SELECT count(*) FROM {figures} AS f WHERE f.indicator IN ({names}) AND NOT COALESCE({year}, {}))",
            dialect.no()
        ),
        format!(
            "(SELECT count(*) FROM {figures} AS f LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = f.entity WHERE \
             f.indicator IN ({names}) AND k.code IS NULL)"
        ),
        format!(
            "(SELECT count(*) FROM {roster} AS r WHERE COALESCE(r.code, '') = '' OR COALESCE(r.level, '') NOT IN ({levels}))"
        ),
        format!(
            "(SELECT count(*) FROM {roster} AS r LEFT JOIN (SELECT word, code FROM keys WHERE n = 1) AS k ON k.word = r.parent WHERE \
             COALESCE(r.parent, '') <> '' AND k.code IS NULL)"
        ),
        format!("(SELECT count(*) FROM keys WHERE word IN (SELECT code FROM {roster}) AND n > 1)"),
        format!("(SELECT count(*) - count(DISTINCT code) FROM {roster})"),
        roots(tally, dialect),
    ];
    if let Some(name) = &tally.filter {
        // An attribute that is reported like a figure, too, may be overruled.
        counts.push(format!("(SELECT count(*) FROM {figures} AS f WHERE f.indicator = {})", dialect.literal(name)));
        let column = format!("r.{}", dialect.identifier(name));
        counts
            .push(format!("(SELECT count(*) FROM {roster} AS r WHERE COALESCE({column}, '') NOT IN ('', '是', '否'))"));
    }
    counts.extend(population::loose_ends(tally, options));
    if matches!(tally.asked, Asked::Sum) {
        // More summands than sums of 64 bits are sure to hold.
        counts.push("(SELECT CASE WHEN count(*) > 9000000 THEN 1 ELSE 0 END FROM members)".to_owned());
    }
    format!("unplaced AS (\n  SELECT\n    {} AS n\n)", counts.join("\n    + "))
}

/// Roots beside the one that is asked about.
fn roots(tally: &Tally, dialect: Dialect) -> String {
    match &tally.region {
        None => "(SELECT CASE WHEN count(*) = 1 THEN 0 ELSE count(*) + 1 END FROM people WHERE parent = '')".to_owned(),
        Some(region) => format!(
            "(SELECT count(*) FROM people WHERE parent = '' AND code NOT IN (SELECT code FROM root))\n    + (SELECT CASE WHEN count(*) = 1 THEN 0 \
             ELSE 1 END FROM keys WHERE word = {} AND n = 1)",
            dialect.literal(region)
        ),
    }
}

/// The counts, in one order for all statements.
fn result(tally: &Tally) -> String {
    let count = |state: &str| format!("count(CASE WHEN belongs = 1 AND state = '{state}' THEN 1 END)");
    let passing = if matches!(tally.asked, Asked::Sum) { "known" } else { "passing" };
    let mut columns = vec![
        "years.period AS period".to_owned(),
        "places.place AS place".to_owned(),
        "count(CASE WHEN belongs = 1 THEN 1 END) AS members".to_owned(),
        format!("{} AS {passing}", count("p")),
        format!("{} AS failing", count("f")),
        format!("{} AS missing", count("m")),
        format!("{} AS invalid", count("x")),
        "count(CASE WHEN state IS NOT NULL AND belongs IS NULL THEN 1 END) AS membership_unknown".to_owned(),
        "count(CASE WHEN state = 's' AND (belongs = 1 OR belongs IS NULL) THEN 1 END) AS spilled".to_owned(),
        "max(unplaced.n) AS unplaced".to_owned(),
    ];
    if matches!(tally.asked, Asked::Sum) {
        columns.remove(4);
        let sum = |column: &str| format!("sum(CASE WHEN belongs = 1 AND state = 'p' THEN {column} ELSE 0 END)");
        columns.push(format!("{} AS sum_whole", sum("whole")));
        columns.push(format!("{} AS sum_part", sum("part")));
    }
    format!(
        "SELECT\n  {}\nFROM years CROSS JOIN places CROSS JOIN unplaced\nLEFT JOIN judged ON judged.period = years.period AND judged.place = \
         places.place\nGROUP BY years.period, places.place\nORDER BY period, place",
        columns.join(",\n  ")
    )
}
