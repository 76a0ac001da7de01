//! What a table says as a whole: who, when, in which unit, of which indicator.
//!
//! The nearest word counts: what a mapping file or one of our own forms says, then the head of the form, then the name
//! of the sheet, then the title, then the name of the file. INVARIANT: nothing is guessed; where a table does not say what
//! its rows and columns leave open, it is not read, and where two places disagree, that is a finding.

use super::dataset::{EntityId, Submission, Vintage};
use super::emergent::is_total;
use super::facts::Facts;
use super::form::Fact;
use super::header::split_unit;
use super::loader::Loader;
use super::names::fold;
use super::phrase::{day, period_in};
use super::place::{At, Sheet};
use super::receipt::{Stated, StatedBy};
use super::sheet_units::SheetUnits;
use super::table::Table;
use super::units;
use crate::DataProblem;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{IndicatorId, Period, Unit};

/// Gathers what a table says as a whole, and what is to be said of it as a submission.
pub(super) fn gather(table: &Table, loader: &mut Loader<'_>) -> (Facts, Submission) {
    let (said, form) = (&table.said, &table.form);
    let mut submission = Submission { form: form.form.as_ref().map(|f| f.text.clone()), ..Submission::default() };
    let (scope, text) = submitter(table, loader);
    submission.submitter = scope;
    submission.submitter_text = text;
    submission.date = said.received.as_deref().and_then(day);
    let vintage = vintage(table, loader);
    submission.vintage = Some(vintage).filter(|v| *v != Vintage::Unstated);
    let units = units_of(table, loader);
    let indicator = indicator(table, loader);
    let facts = Facts { scope, indicator, units, vintage, ..Facts::default() };
    (facts, submission)
}

/// Finds who filled the table in, or the name that the roster does not know.
fn submitter(table: &Table, loader: &mut Loader<'_>) -> (Option<EntityId>, Option<String>) {
    if loader.emergent.is_some() {
        return (None, table.said.submitter.clone().or_else(|| table.form.submitter.as_ref().map(|f| f.text.clone())));
    }
    if let Some(said) = &table.said.submitter
        && let Some(found) = find(loader, said)
    {
        return (Some(found), None);
    }
    if let Some(fact) = &table.form.submitter {
        let found = find(loader, &fact.text);
        if found.is_none() {
            let name = super::cell::shown(&fact.text);
            loader.findings.add(at(table, fact), DataProblem::SubmitterUnknown { name: name.clone() });
            return (None, Some(name));
        }
        return (found, None);
    }
    let either = table.form.either.as_ref().and_then(|f| find(loader, &f.text));
    (either.or_else(|| by_names(&table.sheet, loader)), None)
}

/// Finds an entity by the name of the sheet, of the file or of its folders.
fn by_names(sheet: &Sheet, loader: &Loader<'_>) -> Option<EntityId> {
    let folders = sheet.file.rsplit('/').skip(1);
    let all = sheet.name.as_deref().into_iter().chain([sheet.stem()]).chain(folders);
    all.into_iter().find_map(|name| find(loader, name))
}

/// Finds the entity of a text: its whole, else the longest name within it that is of one entity only.
fn find(loader: &Loader<'_>, text: &str) -> Option<EntityId> {
    if let Some(found) = loader.place_of(text) {
        return Some(found);
    }
    let letters: Vec<char> = fold(text).chars().take(60).collect();
    for len in (2..=letters.len().min(16)).rev() {
        let mut found: Vec<EntityId> = Vec::new();
        for piece in letters.windows(len) {
            let name: String = piece.iter().collect();
            found.extend(loader.named(&name));
        }
        found.sort_unstable();
        found.dedup();
        match found.as_slice() {
            [] => {}
            [one] => return Some(*one),
            // `卡子镇_新桃村`: the one that lies below the others.
            many => {
                let is_lowest = |id: &&EntityId| many.iter().all(|&above| loader.roster.is_within(**id, above));
                return many.iter().find(is_lowest).copied();
            }
        }
    }
    None
}

fn at<'t>(table: &'t Table, fact: &Fact) -> At<'t> {
    At { sheet: &table.sheet, row: fact.row, column: fact.column }
}

/// Finds how final the table is, by what is said or by a word in the name of its file.
fn vintage(table: &Table, loader: &mut Loader<'_>) -> Vintage {
    if let Some(word) = &table.said.status {
        return Vintage::parse(&fold(word).to_lowercase()).unwrap_or_else(|| {
            loader.findings.add(table.sheet.at(), DataProblem::StatusUnknown { text: word.clone() });
            Vintage::Unstated
        });
    }
    const WORDS: &[(&str, Vintage)] = &[
        ("修订", Vintage::Revised),
        ("更正", Vintage::Revised),
        ("订正", Vintage::Revised),
        ("最终", Vintage::Final),
        ("终稿", Vintage::Final),
        ("定稿", Vintage::Final),
        ("初步", Vintage::Provisional),
        ("快报", Vintage::Provisional),
    ];
    let stem = table.sheet.stem();
    let Some((word, vintage)) = WORDS.iter().find(|(word, _)| stem.contains(word)) else { return Vintage::Unstated };
    let status = Both::new(
        match vintage {
            Vintage::Revised => "修订",
            Vintage::Final => "最终",
            _ => "初步",
        },
        vintage.as_str(),
    );
    loader.findings.add(table.sheet.at(), DataProblem::StatusFromName { word: (*word).to_owned(), status });
    *vintage
}

/// Finds the units of the whole sheet, from the nearest place to the farthest.
fn units_of(table: &Table, loader: &mut Loader<'_>) -> SheetUnits {
    let mut stated: Vec<Stated<Unit>> = Vec::new();
    if let Some(value) = table.said.unit.as_deref().and_then(|u| units::find(loader.schema, u)) {
        stated.push(Stated { value, by: StatedBy::Mapping, row: 0, column: 0 });
    }
    let mut add = |text: &str, by: StatedBy, (row, column): (u32, u32)| {
        let found = units::list(loader.schema, text);
        let is_found = found.is_some();
        stated.extend(found.into_iter().flatten().map(|value| Stated { value, by, row, column }));
        is_found
    };
    let fact = table.form.unit.as_ref().or(table.form.either.as_ref());
    let is_unit = fact.is_none_or(|f| add(&f.text, StatedBy::Corner, (f.row, f.column)));
    let title = |f: &Fact, add: &mut dyn FnMut(&str, StatedBy, (u32, u32)) -> bool| {
        let is_whole = f.text.starts_with(['(', '（', '[', '【']) && add(&f.text, StatedBy::Corner, (f.row, f.column));
        if let Some(part) = unit_in(&f.text).filter(|_| !is_whole) {
            add(&part, StatedBy::Title, (f.row, f.column));
        }
    };
    table.form.titles.iter().for_each(|f| title(f, &mut add));
    if let Some(part) = table.sheet.name.as_deref().and_then(unit_in) {
        add(&part, StatedBy::SheetName, (0, 0));
    }
    let foot = table.foot.unit.as_ref().or(table.foot.either.as_ref());
    if let Some(foot) = foot {
        add(&foot.text, StatedBy::Foot, (foot.row, foot.column));
    }
    if let Some(fact) = fact.filter(|_| !is_unit && !table.said.is_form)
        && find_quietly(loader, &fact.text).is_none()
    {
        let text = super::cell::shown(&fact.text);
        let what = || Both::of(format!("表头的计量单位 `{text}`"), format!("the form's unit `{text}`"));
        loader.findings.ignore(at(table, fact), &text, what);
    }
    stated.sort_by_key(|s| s.by);
    SheetUnits { stated }
}

/// Returns what a title says of units: what stands in its last bracket, or behind `单位：`.
fn unit_in(text: &str) -> Option<String> {
    let folded = fold(text);
    if let Some((_, behind)) = folded.rsplit_once("单位:") {
        return Some(behind.trim().trim_end_matches([')', ']', '】', '。']).to_owned());
    }
    let inside = folded.strip_suffix([')', '】', ']'])?;
    let (_, inside) = inside.rsplit_once(['(', '【', '['])?;
    Some(inside.to_owned())
}

fn find_quietly(loader: &Loader<'_>, text: &str) -> Option<EntityId> {
    if loader.emergent.is_some() { None } else { find(loader, text) }
}

/// Finds the indicator of a table that is of one: as said, by the form, the sheet, the title or the file.
fn indicator(table: &Table, loader: &Loader<'_>) -> Option<IndicatorId> {
    let said = table.said.indicator.iter().chain(table.form.indicator.as_ref().map(|f| &f.text));
    if let Some(id) = said.filter_map(|t| loader.indicator_of_row(t)).next() {
        return Some(id);
    }
    let sheet = table.sheet.name.as_deref();
    let titles = table.form.titles.iter().map(|f| f.text.as_str());
    let names = sheet.into_iter().chain(titles).chain([table.sheet.stem()]);
    names.into_iter().find_map(|text| named_in(loader, text))
}

/// Finds the longest name of an indicator within a text.
fn named_in(loader: &Loader<'_>, text: &str) -> Option<IndicatorId> {
    let (name, _) = split_unit(loader.schema, text);
    let letters: Vec<char> = fold(&name).chars().take(60).collect();
    for len in (2..=letters.len()).rev() {
        let mut pieces = letters.windows(len).map(|w| w.iter().collect::<String>());
        if let Some(id) = pieces.find_map(|p| loader.indicator_of(&p)) {
            return Some(id);
        }
    }
    None
}

/// Finds the one entity of a table whose rows name none; `false` where there is none.
pub(super) fn find_entity(table: &Table, loader: &mut Loader<'_>) -> bool {
    let form = table.form.submitter.as_ref();
    if loader.emergent.is_some() {
        let sheet = table.sheet.name.as_deref().filter(|n| !is_default_name(n));
        let stated = table.said.entity.as_deref().or(form.map(|f| f.text.as_str())).or(sheet);
        let stated = stated.map(fold).filter(|n| !n.is_empty() && !is_total(n));
        let next = loader.next_row;
        loader.facts.entity = stated.and_then(|n| loader.emergent.as_mut().map(|e| e.intern("", &n, next)));
    } else {
        let said = table.said.entity.as_deref().and_then(|e| find(loader, e));
        // A sheet that is named after a village is of the village, whoever filled it in.
        let sheet = table.sheet.name.as_deref().and_then(|n| find(loader, n));
        let title = || table.form.titles.iter().find_map(|f| find(loader, &f.text));
        loader.facts.entity = said.or(sheet).or(loader.facts.scope).or_else(title);
    }
    if loader.facts.entity.is_none() {
        let at = At { row: table.header_row, ..table.sheet.at() };
        loader.findings.add(at, DataProblem::EntityColumnMissing {});
    }
    loader.facts.entity.is_some()
}

/// Returns whether a sheet bears the name that every new one has.
fn is_default_name(name: &str) -> bool {
    let lower = fold(name).to_lowercase();
    let rest = ["sheet", "工作表", "表", "第"].iter().find_map(|p| lower.strip_prefix(p));
    rest.is_some_and(|r| r.chars().all(|c| c.is_ascii_digit() || matches!(c, '页' | '_' | '-')))
}

/// Says that a table of one indicator does not say which; `false` for good measure.
pub(super) fn report_no_indicator(table: &Table, loader: &mut Loader<'_>) -> bool {
    let at = At { row: table.header_row, ..table.sheet.at() };
    loader.findings.add(at, DataProblem::IndicatorColumnMissing {});
    false
}

/// Finds the period of a whole table, silently: a column may do without.
pub(super) fn find_period_quietly(table: &Table, loader: &mut Loader<'_>) {
    let stated = periods(table).into_iter().next();
    loader.facts.period = stated.as_ref().map(|s| s.value);
    loader.facts.stated_period = stated;
}

/// Reports from where the period of a table was taken, or that it has none; `false` where it has none.
pub(super) fn report_period(table: &Table, loader: &mut Loader<'_>) -> bool {
    let header = At { row: table.header_row, ..table.sheet.at() };
    let sources = periods(table);
    let Some(first) = sources.first() else {
        loader.findings.add(header, DataProblem::PeriodColumnMissing {});
        return false;
    };
    let period = first.value.to_string();
    let at = At { row: first.row, column: first.column, ..header };
    let other = sources.iter().find(|p| p.value != first.value);
    if let Some(other) = other.filter(|_| first.by != StatedBy::Mapping) {
        let problem = DataProblem::PeriodDisagrees { used: period, other: other.value.to_string() };
        loader.findings.add(header, problem);
    } else if first.by == StatedBy::FileName {
        loader.findings.add(header, DataProblem::PeriodFromName { period });
    } else if matches!(first.by, StatedBy::Title | StatedBy::SheetName) {
        loader.findings.add(at, DataProblem::PeriodFromTitle { period, by: first.by.words() });
    }
    true
}

/// Returns the periods that a table states, from the nearest place to the farthest.
fn periods(table: &Table) -> Vec<Stated<Period>> {
    let mut all: Vec<Stated<Period>> = Vec::new();
    let mut add = |value: Option<Period>, by: StatedBy, (row, column): (u32, u32)| {
        all.extend(value.map(|value| Stated { value, by, row, column }));
    };
    add(table.said.period, StatedBy::Mapping, (0, 0));
    let form = table.form.period.as_ref();
    let of_form = form.and_then(|f| Period::parse(&fold(&f.text)).or_else(|| period_in(&f.text)));
    add(of_form, StatedBy::Corner, form.map_or((0, 0), |f| (f.row, f.column)));
    add(table.sheet.name.as_deref().and_then(period_in), StatedBy::SheetName, (0, 0));
    let titles: Vec<(Period, &Fact)> =
        table.form.titles.iter().filter_map(|f| Some((period_in(&f.text)?, f))).collect();
    let title = titles.first().filter(|(t, _)| titles.iter().all(|(o, _)| o == t));
    if let Some((period, fact)) = title {
        add(Some(*period), StatedBy::Title, (fact.row, fact.column));
    }
    add(table.sheet.file.rsplit('/').next().and_then(period_in), StatedBy::FileName, (0, 0));
    all
}
