//! `eval --push-down` and `eval --plan`: what of the data can stay in a database, and which targets a database can count.

use super::Status;
use super::args::{EvalArgs, EvalFormat};
use super::database;
use super::inputs;
use super::output::Output;
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Both;
use dabiao_lang::model::Period;
use dabiao_sql::{Dialect, Options, Reach, Wants, targets};

/// Has tables of databases be read for these rules only.
pub(crate) fn begin(rules: &RuleSet, args: &EvalArgs) {
    database::read_only(Wants::of(rules, reach(args)));
}

/// Tells what stayed in the databases.
pub(crate) fn tell(out: &Output) {
    let left = database::left();
    for said in &left {
        out.message(said.get(out.lang));
    }
    if !left.is_empty() {
        let said = Both::new(
            "没有读的数据不参加数据核查：与上年的比较照做，再往前的不做",
            "what was not read is not checked: figures are compared with the year before, not with earlier ones",
        );
        out.message(said.get(out.lang));
    }
}

/// JSON tells of no years but those that verdicts rest on; every other form shows courses over the years.
fn reach(args: &EvalArgs) -> Reach {
    let is_json = |path: &String| path.rsplit_once('.').is_some_and(|(_, e)| e.eq_ignore_ascii_case("json"));
    let only_json = match args.format {
        Some(format) => format == EvalFormat::Json,
        None => !args.output.is_empty() && args.output.iter().all(is_json),
    };
    if only_json && args.period.is_none() && !has_site(args) {
        Reach::AsOf(Period::day(args.inputs.as_of))
    } else {
        Reach::AllYears
    }
}

#[cfg(feature = "html")]
fn has_site(args: &EvalArgs) -> bool {
    args.site.is_some()
}

#[cfg(not(feature = "html"))]
fn has_site(_: &EvalArgs) -> bool {
    false
}

/// Says for each target whether a database can count it, and for each indicator which years are read.
pub(crate) fn plan(args: &EvalArgs, out: &Output) -> Result<Status, Status> {
    let loaded = inputs::rules(&args.rules, out)?;
    let options = Options { dialect: Dialect::Duckdb, figures: "figures", roster: "roster", lang: out.lang };
    for shown in targets(&loaded.rules, &options) {
        let said = match &shown.sql {
            Ok(_) => Both::new("数据库可数", "a database can count it"),
            Err(refusal) => refusal.words(),
        };
        out.line(&format!("{} {}.{}  {}", shown.rule, shown.statement, shown.target, said.get(out.lang)));
    }
    let wants = Wants::of(&loaded.rules, reach(args));
    for indicator in &loaded.rules.model().schema.indicators {
        let name = &indicator.name;
        let said = match wants.first_year(name) {
            Some(year) => Both::of(format!("{name}：读 {year} 年起"), format!("{name}: read from {year} on")),
            None => Both::of(format!("{name}：读各年"), format!("{name}: all years are read")),
        };
        out.line(said.get(out.lang));
    }
    Ok(Status::Fine)
}
