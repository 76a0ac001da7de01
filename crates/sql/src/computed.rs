//! One cell an entity and year that is computed: growth, quotients and totals, by products and sums of whole numbers.
//!
//! INVARIANT: no product leaves 64 bits, whatever an engine works out first: factors have five digits at most, figures twelve
//! before the point, and differences are cut off where their sign is sure before they are put together.

use dabiao_lang::model::CompareOp;

use crate::Options;
use crate::dialect::{Dialect, WHOLE_OF_PRODUCT};
use crate::figure::{Figure, Products, Source, Summed};
use crate::marks::{self, list};
use crate::number::{self, Digits};

/// Beyond so many wholes the parts behind the point, however often they are taken, change no sign.
const SURE: u32 = 200_000;

/// Ten to the number of digits behind the point.
const ONE: &str = "10000000000";

/// Returns the cells, and who is not sure.
pub(crate) fn cells(figure: &Figure, options: &Options<'_>) -> String {
    let dialect = options.dialect;
    let sides: Vec<(&str, &Summed)> = match figure {
        Figure::Quotient { over, under, .. } => vec![("a", over), ("b", under)],
        Figure::Total { of, .. } => vec![("a", of)],
    };
    let asked: Vec<String> =
        sides.iter().flat_map(|(name, side)| side.sources.iter().map(|s| asked(dialect, name, s))).collect();
    let texts: Vec<String> = sides.iter().map(|(name, side)| texts(options, name, side)).collect();
    let state = match figure {
        Figure::Quotient { lines, .. } => quotient(lines),
        Figure::Total { of, n_years, lines } => total(of, *n_years, lines),
    };
    format!(
        "asked AS ({}),\ntexts AS (\n  {}\n),\n{},\n{state},\nodd AS (SELECT DISTINCT code, period FROM raw WHERE kind = 's' OR rank = 9)",
        asked.join(" UNION ALL "),
        texts.join("\n  UNION ALL "),
        values(dialect),
    )
}

fn asked(dialect: Dialect, side: &str, source: &Source) -> String {
    let (period, of) = (dialect.literal(&source.period), dialect.literal(&source.of));
    format!("SELECT {period} AS period, '{side}' AS side, {of} AS source")
}

/// The rows of one side, each for the year that it is judged for.
fn texts(options: &Options<'_>, name: &str, summed: &Summed) -> String {
    let (dialect, side) = (options.dialect, &summed.side);
    format!(
        "SELECT k.code AS code, asked.period AS period, asked.side AS side, asked.source AS source, COALESCE({value}, '') AS value, {shift} AS \
         shift,\n    {rank} AS rank\n  FROM {figures} AS f JOIN keys AS k ON k.word = f.entity AND k.n = 1 JOIN asked ON asked.source = {period} AND \
         asked.side = '{name}'\n  WHERE f.indicator IN ({names})",
        value = dialect.text("f.value"),
        shift = side.units.shift(dialect, &format!("({})", side.units.said(dialect, "f.unit"))),
        rank = marks::rank(dialect),
        figures = dialect.table(options.figures),
        period = dialect.text("f.period"),
        names = list(dialect, &side.names),
    )
}

/// One value an entity, year, side and source: that of the best vintage; then one a side.
fn values(dialect: Dialect) -> String {
    let (whole, part) = number::columns(dialect, "value");
    format!(
        "plain AS (\n  SELECT code, period, side, source, rank, value, {plain} AS is_plain, shift FROM texts\n),\nraw AS (\n  SELECT code, period, \
         side, source, rank, value, shift,\n    CASE WHEN value IN ({blank}) THEN 'm' WHEN is_plain AND length({digits}) + shift <= {most} THEN 'k' ELSE \
         's' END AS kind\n  FROM plain\n),\nnumbers AS (\n  SELECT code, period, side, source, rank,\n    {whole} AS whole,\n    {part} AS part\n  FROM raw WHERE kind = \
         'k'\n),\nbest AS (SELECT code, period, side, source, max(rank) AS rank FROM numbers GROUP BY code, period, side, source),\nvalues_of AS (\n  \
         SELECT numbers.code AS code, numbers.period AS period, numbers.side AS side, numbers.source AS source, min(whole) AS whole, max(whole) AS whole_too, \
         min(part) AS part, max(part) AS part_too\n  FROM numbers JOIN best ON best.code = numbers.code AND best.period = numbers.period AND best.side = \
         numbers.side AND best.source = numbers.source AND best.rank = numbers.rank\n  GROUP BY numbers.code, numbers.period, numbers.side, \
         numbers.source\n),\nsides AS (\n  SELECT code, period, side, count(*) AS n, sum(whole) AS whole, sum(part) AS part,\n    max(CASE WHEN whole <> \
         whole_too OR part <> part_too THEN 1 ELSE 0 END) AS mixed\n  FROM values_of GROUP BY code, period, side\n)",
        plain = dialect.is_plain("value"),
        blank = marks::blank(dialect),
        digits = dialect.whole("value"),
        most = WHOLE_OF_PRODUCT,
    )
}

/// Whether somebody has both figures, and whether their quotient passes.
fn quotient(lines: &[Products]) -> String {
    let holds: Vec<String> = lines.iter().map(products).collect();
    format!(
        "pairs AS (\n  SELECT one.code AS code, one.period AS period, a.whole AS whole, a.part AS part, a.mixed AS mixed, b.whole AS under_whole, b.part AS \
         under_part, b.mixed AS under_mixed\n  FROM (SELECT DISTINCT code, period FROM sides) AS one\n  LEFT JOIN (SELECT code, period, whole, part, mixed \
         FROM sides WHERE side = 'a') AS a ON a.code = one.code AND a.period = one.period\n  LEFT JOIN (SELECT code, period, whole, part, mixed FROM sides \
         WHERE side = 'b') AS b ON b.code = one.code AND b.period = one.period\n),\ncells AS (\n  SELECT code, period, whole, part,\n    CASE WHEN whole IS NULL THEN \
         CASE WHEN under_mixed = 1 OR (under_whole = 0 AND under_part = 0) THEN 's' ELSE 'm' END\n      WHEN under_whole IS NULL THEN CASE WHEN mixed = 1 OR \
         (whole = 0 AND part = 0) THEN 's' ELSE 'm' END\n      WHEN under_whole = 0 AND under_part = 0 THEN 's'\n      WHEN mixed = 1 OR under_mixed = 1 THEN \
         'x'\n      WHEN {} THEN 'p' ELSE 'f' END AS state\n  FROM pairs\n)",
        holds.join(" AND ")
    )
}

fn products(line: &Products) -> String {
    let Products { op, by_over, by_under } = line;
    let of = |column: &str| format!("({column} * {by_over} - under_{column} * {by_under})");
    sign(*op, &of("whole"), &of("part"))
}

/// Whether the total of somebody who has all figures passes; with a figure missing it is at least what is known.
fn total(of: &Summed, n_years: usize, lines: &[(CompareOp, Digits)]) -> String {
    let holds = |op: CompareOp, Digits { whole, part }: &Digits| {
        sign(op, &format!("(whole - {whole})"), &format!("(part - {part})"))
    };
    let all: Vec<String> = lines.iter().map(|(op, line)| holds(*op, line)).collect();
    let short = match of.side.is_from_zero {
        false => "'s'".to_owned(),
        true => with_missing(lines, holds),
    };
    format!(
        "cells AS (\n  SELECT code, period, whole, part,\n    CASE WHEN mixed = 1 THEN CASE WHEN n = {n_years} THEN 'x' ELSE 's' END\n      WHEN n < {n_years} \
         THEN {short}\n      WHEN {} THEN 'p' ELSE 'f' END AS state\n  FROM sides\n)",
        all.join(" AND ")
    )
}

/// What the known part of a total decides, where what is missing can only add to it.
fn with_missing(lines: &[(CompareOp, Digits)], holds: impl Fn(CompareOp, &Digits) -> String) -> String {
    let beyond = |(op, line): &(CompareOp, Digits)| match op {
        CompareOp::Le | CompareOp::Eq => Some(holds(CompareOp::Gt, line)),
        CompareOp::Lt => Some(holds(CompareOp::Ge, line)),
        CompareOp::Ge | CompareOp::Gt | CompareOp::Ne => None,
    };
    let reached = |(op, line): &(CompareOp, Digits)| match op {
        CompareOp::Ge | CompareOp::Gt => Some(holds(*op, line)),
        CompareOp::Ne => Some(holds(CompareOp::Gt, line)),
        CompareOp::Le | CompareOp::Lt | CompareOp::Eq => None,
    };
    let lost: Vec<String> = lines.iter().filter_map(beyond).collect();
    let won: Option<Vec<String>> = lines.iter().map(reached).collect();
    let mut arms = String::new();
    if !lost.is_empty() {
        arms.push_str(&format!(" WHEN {} THEN 'f'", lost.join(" OR ")));
    }
    if let Some(won) = won {
        arms.push_str(&format!(" WHEN {} THEN 'p'", won.join(" AND ")));
    }
    format!("CASE{arms} ELSE 'm' END")
}

/// Whether a difference, told by wholes and parts, is what a comparison asks for.
fn sign(op: CompareOp, whole: &str, part: &str) -> String {
    let beyond = SURE + 1;
    let cut =
        format!("CASE WHEN {whole} > {SURE} THEN {beyond} WHEN {whole} < -{SURE} THEN -{beyond} ELSE {whole} END");
    let sign = match op {
        CompareOp::Ge => ">=",
        CompareOp::Gt => ">",
        CompareOp::Le => "<=",
        CompareOp::Lt => "<",
        CompareOp::Eq => "=",
        CompareOp::Ne => "<>",
    };
    format!("(({cut}) * {ONE} + {part} {sign} 0)")
}
