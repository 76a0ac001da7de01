//! The library as a function from printed files to what its report says, in plain words and numbers.

use super::print::Files;
use super::world::World;
use dabiao_lang::diag::{Diagnostic, Lang};
use dabiao_lang::source::{MemoryFiles, SourceMap};

/// Returns the errors that the library finds in the rules alone.
pub fn rule_errors(files: &Files) -> Vec<String> {
    let loaded = dabiao_lang::check::load_text("case.rules", &files.rules);
    words(&loaded.sources, &loaded.diagnostics)
}

fn words(sources: &SourceMap, diagnostics: &[Diagnostic]) -> Vec<String> {
    let place = |d: &Diagnostic| match &d.place {
        dabiao_lang::diag::Place::Span(span) => format!("{} `{}`", sources.position(*span), sources.slice(*span)),
        other => format!("{other:?}"),
    };
    (diagnostics.iter().filter(|d| d.is_error()))
        .map(|d| format!("{} {}: {}", d.code(), place(d), d.problem.message(Lang::En)))
        .collect()
}

/// Reads a world as the library does.
fn load(files: &Files) -> Result<(dabiao_lang::check::Loaded, dabiao_data::Dataset), String> {
    let loaded = dabiao_lang::check::load_text("case.rules", &files.rules);
    let mut all: Vec<(String, String)> =
        files.data.iter().map(|(name, text)| (format!("data/{name}"), text.clone())).collect();
    all.extend(files.roster.iter().map(|text| ("roster.csv".to_owned(), text.clone())));
    let request = dabiao_data::LoadRequest {
        paths: vec!["data".to_owned()],
        roster: files.roster.is_some().then(|| "roster.csv".to_owned()),
        ..Default::default()
    };
    let (dataset, findings) = dabiao_data::load(&MemoryFiles::new(all), &request, &loaded.rules.model().schema);
    let dataset = dataset.ok_or_else(|| format!("no data: {findings:?}"))?;
    Ok((loaded, dataset))
}

/// Reads a world as the library does, with its day.
pub fn loaded(
    world: &World,
    files: &Files,
) -> Result<(dabiao_lang::check::Loaded, dabiao_data::Dataset, chrono::NaiveDate), String> {
    let (rules, data) = load(files)?;
    Ok((rules, data, day_of(world)))
}

fn day_of(world: &World) -> chrono::NaiveDate {
    let (y, m, d) = world.as_of.ymd();
    chrono::NaiveDate::from_ymd_opt(y as i32, m as u32, d as u32).unwrap()
}

/// Says where an entity that is looked at alone comes out otherwise than a judgement in full records it.
pub fn looked_at_again(world: &World, files: &Files) -> Result<Option<String>, String> {
    use dabiao_eval::{Detail, Session};
    let (loaded, dataset) = load(files)?;
    let session = Session::new(&loaded.rules, &dataset, day_of(world));
    let (summary, full) = (session.evaluate(Detail::Summary), session.evaluate(Detail::Full));
    for (rule, judged) in full.rules.iter().enumerate() {
        for (at, check) in judged.checks.iter().enumerate().filter(|(_, c)| c.entity.is_none()) {
            let (found, recorded) = (session.entities(&summary, rule, at), &check.entities);
            if format!("{found:?}") != format!("{recorded:?}") {
                return Ok(Some(format!("rule {rule}, check {at}: {found:#?} against {recorded:#?}")));
            }
        }
    }
    Ok(None)
}

/// Returns the report of the library as the document of the contract, in full.
pub fn report(world: &World, files: &Files) -> Result<serde_json::Value, String> {
    let (loaded, dataset) = load(files)?;
    let as_of = day_of(world);
    let judgement = dabiao_eval::Session::new(&loaded.rules, &dataset, as_of).evaluate(dabiao_eval::Detail::Full);
    let options = dabiao_report::json::Options { detail: dabiao_report::json::Detail::Full, lang: Lang::En };
    let report = dabiao_report::json::report(&loaded.rules, &dataset, &judgement, options);
    serde_json::to_value(&report).map_err(|e| e.to_string())
}
