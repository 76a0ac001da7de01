//! From paths to a dataset: which files there are (`discover`), what each is (`table`), rosters first, then statistics.

use std::io;
use std::sync::Arc;

use super::accepted::Accepted;
use super::ahead::{self, Sheets};
use super::dataset::{Dataset, OriginColumn, RowId, Submission};
use super::dated;
use super::discover::{self, discover};
use super::entered;
use super::explanations;
use super::figures::{FigureReader, Shape};
use super::findings::Findings;
use super::finish::finish;
use super::gather;
use super::header::{Layout, Names, RosterColumns, WideColumns};
use super::lanes;
use super::loader::Loader;
use super::mapping;
use super::open::{self, Found, Known, Opener, Shelves, read_problem};
use super::phrase::day;
use super::place::{At, Sheet};
use super::promise;
use super::reader::{RawRow, Rows};
use super::receipt::{ColumnReceipt, ColumnRole, SheetReceipt, Stated, StatedBy};
use super::register;
use super::request::LoadRequest;
use super::roster::RosterReader;
use super::roster_rows::PlacedRoster;
use super::sdmx::{Rewriter, Rewritten};
use super::shape;
use super::table::{NoTable, Said, Table};
use super::tabs::{self, Tab};
use super::tasks;
use super::watched::Watched;
use crate::DataProblem;
use dabiao_lang::diag::{Both, Diagnostic, failure};
use dabiao_lang::model::{IndicatorId, Schema};
use dabiao_lang::source::Files;

/// After how many rows progress is told.
const STEP: u64 = 1 << 14;

/// Somebody who wants to know how far the loading is.
pub trait Progress {
    /// So many of all files are read; the rows count over all files.
    fn at(&mut self, file: &str, done: usize, total: usize, rows: u64);
}

/// Nobody.
impl Progress for () {
    fn at(&mut self, _: &str, _: usize, _: usize, _: u64) {}
}

/// Loads rosters and statistics.
///
/// The findings are those of [`Dataset::findings`], given beside it for the case that nothing at all could be read and
/// there is no dataset.
///
/// # Example
/// ```
/// use dabiao_data as data;
/// use dabiao_lang::model;
/// use dabiao_lang::source::MemoryFiles;
/// let schema = model::lower(&[], &Default::default()).0.schema;
/// let files = MemoryFiles::new([("d/名录.csv", "代码,名称,层级,上级\n1,紫阳县,县,\n2,卡子镇,镇,1\n")]);
/// let request = data::LoadRequest { paths: vec!["d".to_owned()], ..Default::default() };
/// let (dataset, findings) = data::load(&files, &request, &schema);
/// assert_eq!(dataset.map(|d| d.roster.entities.len()), Some(2));
/// assert!(findings.iter().all(|f| !f.is_error()));
/// ```
pub fn load(files: &dyn Files, request: &LoadRequest, schema: &Schema) -> (Option<Dataset>, Vec<Diagnostic>) {
    load_with(files, request, schema, &mut ())
}

/// Loads rosters and statistics, and tells how far it is.
pub fn load_with(
    files: &dyn Files,
    request: &LoadRequest,
    schema: &Schema,
    progress: &mut dyn Progress,
) -> (Option<Dataset>, Vec<Diagnostic>) {
    run(files, request, schema, (progress, None))
}

/// Loads a table of tasks: one that names no indicator is about the one given.
pub(super) fn load_tasks(
    files: &dyn Files,
    path: &str,
    (schema, about): (&Schema, IndicatorId),
) -> (Option<Dataset>, Vec<Diagnostic>) {
    let request = LoadRequest { paths: vec![path.to_owned()], ..LoadRequest::default() };
    run(files, &request, schema, (&mut (), Some(about)))
}

fn run(
    files: &dyn Files,
    request: &LoadRequest,
    schema: &Schema,
    told: (&mut dyn Progress, Option<IndicatorId>),
) -> (Option<Dataset>, Vec<Diagnostic>) {
    match files.across_threads() {
        Some(shared) => {
            let watched = Watched::new(shared);
            read_watched(
                Shelves { files: &watched, shared: Some(&watched) },
                &|| watched.digest(),
                request,
                (schema, told),
            )
        }
        None => {
            let watched = Watched::new(files);
            read_watched(Shelves { files: &watched, shared: None }, &|| watched.digest(), request, (schema, told))
        }
    }
}

type Told<'p> = (&'p mut dyn Progress, Option<IndicatorId>);

fn read_watched(
    shelves: Shelves<'_>,
    digest: &dyn Fn() -> String,
    request: &LoadRequest,
    (schema, (progress, about)): (&Schema, Told<'_>),
) -> (Option<Dataset>, Vec<Diagnostic>) {
    let mut findings = Findings::default();
    let found = discover(shelves.files, request, schema, &mut findings);
    let mut accepted = Accepted::default();
    let mapping = read_mappings((shelves.files, schema), &found, &mut accepted, &mut findings);
    let names = Names::new(schema);
    let known = Known { schema, names: &names, encoding: request.encoding, mapping: &mapping };
    let opener = Opener::new(shelves, known);
    let n_threads = lanes::threads(request.threads);
    let (rosters, tables) = classify(&opener, (request, n_threads), &found, &mut findings);
    if rosters.is_empty() && tables.is_empty() {
        findings.add_nowhere(DataProblem::NoData {});
        return (None, findings.finish().0);
    }
    let roster =
        ahead::sheets(&opener, &rosters, n_threads, |sheets| read_rosters(sheets, schema, &rosters, &mut findings));
    let mut loader = Loader::new(schema, roster, findings);
    loader.accepted = accepted;
    loader.about = about;
    let mut teller = Teller { progress, done: 0, total: tables.len(), rows: 0 };
    ahead::sheets(&opener, &tables, n_threads, |sheets| {
        for table in &tables {
            teller.tell(&table.sheet);
            read_table(sheets, table, &mut loader, &mut teller);
            teller.done += 1;
        }
    });
    register::apply(&opener, &found.registers, &mut loader);
    tasks::put(&mut loader);
    mapping.iter().for_each(|rule| rule.report_unused(&mut loader.findings));
    let mut dataset = finish(loader);
    dataset.digest = digest();
    dataset.notice = found.notice;
    let findings = dataset.findings.clone();
    (Some(dataset), findings)
}

/// Tells how far the reading is.
struct Teller<'p> {
    progress: &'p mut dyn Progress,
    done: usize,
    total: usize,
    rows: u64,
}

impl Teller<'_> {
    fn tell(&mut self, sheet: &Sheet) {
        self.progress.at(&sheet.file, self.done, self.total, self.rows);
    }

    #[inline]
    fn row(&mut self, sheet: &Sheet) {
        self.rows += 1;
        if self.rows.is_multiple_of(STEP) {
            self.tell(sheet);
        }
    }
}

fn read_mappings(
    (files, schema): (&dyn Files, &Schema),
    found: &discover::Found,
    accepted: &mut Accepted,
    findings: &mut Findings,
) -> Vec<mapping::FileRule> {
    let mut rules = Vec::new();
    for file in &found.beside {
        let bytes = files.read(file).unwrap_or_default();
        accepted.add(String::from_utf8_lossy(&bytes).trim_start_matches('\u{FEFF}'));
    }
    for file in &found.mappings {
        let sheet = Sheet::of_file(file);
        match files.read(file) {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                accepted.add(text.trim_start_matches('\u{FEFF}'));
                rules.extend(mapping::read(schema, &sheet, text.trim_start_matches('\u{FEFF}'), findings));
            }
            Err(e) => {
                let problem = DataProblem::FileUnreadable { file: file.to_string(), reason: failure(&e) };
                findings.add(sheet.at(), problem);
            }
        }
    }
    rules
}

/// Finds out what every sheet of every file is: rosters and tables of statistics.
fn classify(
    opener: &Opener<'_>,
    (request, n_threads): (&LoadRequest, usize),
    found: &discover::Found,
    findings: &mut Findings,
) -> (Vec<Table>, Vec<Table>) {
    let (mut rosters, mut tables) = (Vec::new(), Vec::new());
    let recognised = ahead::each_file(opener, &found.tables, n_threads, |opener, file| {
        let mut findings = Findings::default();
        (recognise_file(opener, file, &mut findings), findings)
    });
    for (file, (of_file, said)) in found.tables.iter().zip(recognised) {
        let is_wanted = found.named.contains(file);
        findings.absorb(said);
        for mut table in of_file {
            if is_wanted && table.part == 0 {
                table.layout = as_roster(table.layout);
            }
            match table.layout {
                Layout::Roster(_) if is_wanted || found.named.is_empty() => rosters.push(table),
                Layout::Roster(_) => findings.ignore(table.sheet.at(), "roster", || match request.roster {
                    Some(_) => Both::new(
                        "另外指定了名录，此名录没有采用",
                        "another roster was named, so this one was left aside",
                    ),
                    None => Both::new(
                        "方案写明了另一份名录，此名录没有采用",
                        "the plan names another roster, so this one was left aside",
                    ),
                }),
                _ => tables.push(table),
            }
        }
    }
    (rosters, tables)
}

/// Finds the tables of one file; what is none of them is said.
fn recognise_file(opener: &Opener<'_>, file: &Arc<str>, findings: &mut Findings) -> Vec<Table> {
    let whole = Sheet::of_file(file);
    let mut tables = Vec::new();
    let sheets = match opener.sheets(file) {
        Ok(sheets) => sheets,
        Err((row, problem)) => {
            findings.add(At { row, ..whole.at() }, problem);
            return tables;
        }
    };
    let marks = read_marks(opener, &sheets, findings);
    let mut tabs = marks.as_ref().map(|marks| tabs::tabs(opener, &sheets, marks, findings).into_iter());
    let mut headless = Vec::new();
    for mut found in sheets {
        let tab = tabs.as_mut().and_then(Iterator::next);
        if let Some(notice) = found.notice.take() {
            findings.add(whole.at(), notice);
        }
        let name = found.sheet.name.clone();
        if name.as_deref() == Some(super::marks::SHEET) {
            continue;
        }
        let said = match tab {
            Some(Tab::Aside) => continue,
            Some(Tab::Promised(said)) => Some(said),
            Some(Tab::Stranger) => {
                findings.ignore(found.sheet.at(), "stranger", || {
                    Both::new("填报表没有列出的工作表", "a sheet that the form was not handed out with")
                });
                continue;
            }
            None => said_by_mapping(opener, &found.sheet),
        };
        let Some(said) = said else {
            ignore_sheet(&found.sheet, findings);
            continue;
        };
        let is_promised = said.is_form;
        if found.is_hidden && marks.is_none() {
            let sheet = name.map_or_else(String::new, |n| n.to_string());
            findings.add(found.sheet.at(), DataProblem::SheetHidden { sheet });
            continue;
        }
        match recognise(opener, &found, said) {
            Ok(Ok(found)) => {
                for table in found {
                    for (row, column, problem) in &table.problems {
                        findings.add(At { sheet: &table.sheet, row: *row, column: *column }, problem.clone());
                    }
                    tables.push(table);
                }
            }
            Ok(Err(NoTable::Refused(problems))) => {
                for (row, column, problem) in problems {
                    findings.add(At { sheet: &found.sheet, row, column }, problem);
                }
            }
            Ok(Err(_)) if is_promised => {
                let promised = name.map_or_else(String::new, |n| n.to_string());
                let here = vec![promised.clone()];
                findings.add(found.sheet.at(), DataProblem::FormSheetMissing { promised, found: here });
            }
            Ok(Err(none)) => headless.push((found.sheet, none)),
            Err((row, problem)) => findings.add(At { sheet: &found.sheet, row, column: 0 }, problem),
        }
    }
    report_headless(&whole, headless, tables.is_empty(), findings);
    tables
}

/// Sheets of a workbook that are no tables are listed; a file without any table is a mistake.
fn report_headless(whole: &Sheet, headless: Vec<(Sheet, NoTable)>, is_all: bool, findings: &mut Findings) {
    let has_rows = headless.iter().any(|(_, n)| matches!(n, NoTable::NoHeader(..)));
    if is_all && !has_rows && !headless.is_empty() {
        return findings.add(whole.at(), DataProblem::FileEmpty { file: whole.file.to_string() });
    }
    for (sheet, none) in headless {
        match none {
            NoTable::NoHeader(row, cells) if is_all => {
                let found = cells.iter().filter(|c| !c.trim().is_empty()).take(8);
                let found = found.map(|c| super::cell::shown(c.trim())).collect();
                findings.add(At { sheet: &sheet, row, column: 0 }, DataProblem::HeaderUnknown { found });
            }
            NoTable::NoHeader(..) => ignore_sheet(&sheet, findings),
            NoTable::Empty | NoTable::Refused(_) => {}
        }
    }
}

fn ignore_sheet(sheet: &Sheet, findings: &mut Findings) {
    findings.ignore(sheet.at(), "sheet", || Both::new("没有数据表的工作表", "a sheet without a table of data"));
}

/// Reads the hidden sheet of one of our own forms.
fn read_marks(opener: &Opener<'_>, sheets: &[Found], findings: &mut Findings) -> Option<super::marks::Marks> {
    let found = sheets.iter().find(|f| f.sheet.name.as_deref() == Some(super::marks::SHEET))?;
    let read = opener.with_rows(&found.sheet, found.idx, |rows| super::marks::read(opener.known.schema, rows));
    match read {
        Ok(Ok(marks)) => marks,
        Ok(Err(error)) => {
            findings.add(found.sheet.at(), read_problem(&found.sheet.file, &error));
            None
        }
        Err((row, problem)) => {
            findings.add(At { row, ..found.sheet.at() }, problem);
            None
        }
    }
}

/// Returns what the mapping says of a sheet; `None` where it chooses other sheets of the file.
fn said_by_mapping(opener: &Opener<'_>, sheet: &Sheet) -> Option<Arc<Said>> {
    let rules = opener.known.mapping;
    if let Some(rule) = rules.iter().find(|r| r.fits(&sheet.file, sheet.name.as_deref())) {
        return Some(rule.said.clone());
    }
    let is_chosen = sheet.name.is_some() && rules.iter().any(|r| r.chooses_sheets(&sheet.file));
    (!is_chosen).then(Arc::default)
}

fn recognise(opener: &Opener<'_>, found: &Found, said: Arc<Said>) -> Result<Result<Vec<Table>, NoTable>, open::Wrong> {
    let place = (found.sheet.clone(), found.idx);
    let read = opener.with_rows(&found.sheet, found.idx, |rows| {
        let table = promise::recognise(opener.known.names, place, said, rows);
        (table, rows.take_problems())
    })?;
    // What is wrong with the form is reported when the rows are read; a file without a table is not read again.
    match read {
        (Ok(Err(none)), problems) => match problems.into_iter().next() {
            Some((row, _, problem)) => Err((row, problem)),
            None => Ok(Err(none)),
        },
        (Ok(table), _) => Ok(table),
        (Err(error), _) => Err((0, read_problem(&found.sheet.file, &error))),
    }
}

/// A file that was named as the roster is one, even without levels or parents.
fn as_roster(layout: Layout) -> Layout {
    match layout {
        Layout::Wide(WideColumns { who, figures, .. }) => {
            let name = who.name.or(who.code).unwrap_or(0);
            Layout::Roster(RosterColumns { code: who.code, name, level: None, parent: who.above, attributes: figures })
        }
        other => other,
    }
}

/// Skips the header; titles above it are listed.
///
/// # Errors
/// Whatever kept it from being read.
fn skip_header(rows: &mut dyn Rows, table: &Table, findings: &mut Findings) -> io::Result<()> {
    for &row in table.above.iter().filter(|_| !table.said.is_form) {
        let at = At { sheet: &table.sheet, row, column: 0 };
        findings.ignore(at, "title", || Both::new("表头以上的行", "rows above the header"));
    }
    while let Some(row) = rows.next_row()? {
        if row.number >= table.header_row {
            break;
        }
    }
    Ok(())
}

/// Hands every row behind the header to a reader, and problems of form to the findings.
///
/// Returns the number of the last row.
fn each_row<C>(
    rows: &mut dyn Rows,
    table: &Table,
    context: &mut C,
    findings_of: impl Fn(&mut C) -> &mut Findings,
    mut read: impl FnMut(&mut C, RawRow<'_>),
) -> u32 {
    let mut cut_short = skip_header(rows, table, findings_of(context)).err();
    let mut last = table.header_row;
    let (mut n_filtered, mut first_filtered) = (0, 0);
    // A condition on a column that is not there chooses nothing; that it is not there was said.
    let chooses_nothing = table.filter.is_closed || !table.filter.unknown.is_empty();
    let error = loop {
        if cut_short.is_some() {
            break cut_short.take();
        }
        match rows.next_row() {
            Ok(Some(row)) => {
                if row.number > table.last_row {
                    break None;
                }
                last = row.number;
                let row = table.panel.map_or(row, |p| row.between(p.first, p.last));
                if chooses_nothing || !(table.filter.is_empty() || table.filter.passes(row)) {
                    n_filtered += 1;
                    first_filtered = if n_filtered == 1 { row.number } else { first_filtered };
                    continue;
                }
                read(context, row);
            }
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    let findings = findings_of(context);
    let filtered = At { sheet: &table.sheet, row: first_filtered, column: 0 };
    findings.ignore_some(filtered, "filtered", n_filtered, || match chooses_nothing {
        true => Both::new("没有读取的行", "rows that were not read"),
        false => Both::new("映射文件筛去的行", "rows that the mapping file filters out"),
    });
    for (row, column, problem) in rows.take_problems() {
        findings.add(At { sheet: &table.sheet, row, column }, problem);
    }
    if let Some(error) = error {
        findings.add(table.sheet.at(), read_problem(&table.sheet.file, &error));
    }
    last
}

fn read_rosters(
    sheets: &Sheets<'_, '_>,
    schema: &Schema,
    tables: &[Table],
    findings: &mut Findings,
) -> Option<PlacedRoster> {
    let mut reader = RosterReader::new(schema);
    for table in tables {
        let Layout::Roster(columns) = &table.layout else { continue };
        reader.begin(&table.sheet, columns);
        let result = sheets.rows(table, |rows| {
            each_row(
                rows,
                table,
                findings,
                |f| f,
                |findings, row| {
                    if !row.is_blank() {
                        reader.read(At { sheet: &table.sheet, row: row.number, column: 0 }, columns, row, findings);
                    }
                },
            );
        });
        if let Err((row, problem)) = result {
            findings.add(At { row, ..table.sheet.at() }, problem);
        }
    }
    (!tables.is_empty()).then(|| reader.finish(findings))
}

/// Reads a table that holds no figures, row by row: what it says stands beside them.
fn read_beside(
    sheets: &Sheets<'_, '_>,
    table: &Table,
    loader: &mut Loader<'_>,
    mut read: impl FnMut(&mut Loader<'_>, At<'_>, RowId, RawRow<'_>),
) {
    let first = loader.begin_table(&table.sheet);
    let result = sheets.rows(table, |rows| {
        each_row(
            rows,
            table,
            loader,
            |l| &mut l.findings,
            |loader, row| {
                read(loader, At { sheet: &table.sheet, row: row.number, column: 0 }, first, row);
            },
        )
    });
    let last = result.unwrap_or_else(|(row, problem)| {
        loader.findings.add(At { row, ..table.sheet.at() }, problem);
        0
    });
    loader.next_row.0 = loader.next_row.0.saturating_add(last.max(table.header_row));
}

/// Reads a table of statistics.
fn read_table(sheets: &Sheets<'_, '_>, table: &Table, loader: &mut Loader<'_>, teller: &mut Teller<'_>) {
    match &table.layout {
        Layout::Explanations(columns) => {
            return read_beside(sheets, table, loader, |loader, at, first, row| {
                let read = explanations::read(at, first, columns, row, &mut loader.findings);
                loader.explanations.extend(read);
            });
        }
        Layout::Points(columns) => {
            return read_beside(sheets, table, loader, |loader, at, first, row| {
                let read = entered::read(at, first, columns, row, &mut loader.findings);
                loader.entered.extend(read);
            });
        }
        _ => {}
    }
    let (facts, mut submission) = gather::gather(table, loader);
    loader.facts = facts;
    // A table of tasks is about its own indicator, whatever its name or its title says of the one that is measured.
    loader.facts.indicator = loader.about.or(loader.facts.indicator);
    gather::find_period_quietly(table, loader);
    let dated = dated::with_periods(table, loader.facts.period);
    let table = dated.as_ref().unwrap_or(table);
    submission.origin = loader.origins.files.len();
    let first = loader.begin_table(&table.sheet);
    let shape = Shape { n_columns: table.n_columns, figures: Vec::new(), skip: table.said.skip.clone() };
    let mut reader = FigureReader::new(&table.sheet, first, shape);
    reader.begin(loader, table);
    let result = sheets.rows(table, |rows| read_rows(rows, table, &mut reader, (loader, teller)));
    let last = match result {
        Ok(last) => last,
        Err((row, problem)) => {
            loader.findings.add(At { row, ..table.sheet.at() }, problem);
            0
        }
    };
    loader.next_row.0 = loader.next_row.0.saturating_add(last.max(table.header_row));
    let outcome = reader.finish(loader);
    keep_receipt(table, outcome.receipt, first, loader);
    let mut form = table.form.clone();
    form.complete(table.foot.clone());
    form.complete(outcome.foot);
    submission.entities = outcome.entities;
    submission.n_values = outcome.n_values;
    submission.date = submission.date.or_else(|| stated_day(table, &form, &mut loader.findings));
    keep_submission(table, submission, loader);
}

/// Gives a receipt its shape and keeps it; what is unsure and not confirmed is a finding.
fn keep_receipt(table: &Table, mut receipt: SheetReceipt, first: RowId, loader: &mut Loader<'_>) {
    receipt.entity = loader.facts.entity;
    shape::conclude(&mut receipt, loader.schema, (first, RowId(loader.next_row.0.saturating_sub(1))));
    shape::confirm(&mut receipt, &loader.accepted);
    shape::report(&receipt, &table.sheet, loader.schema, &mut loader.findings);
    loader.receipts.push(receipt);
}

/// Tables of one sheet are one submission.
fn keep_submission(table: &Table, submission: Submission, loader: &mut Loader<'_>) {
    match loader.submissions.last_mut().filter(|_| table.part > 0) {
        Some(last) => {
            last.entities.extend(submission.entities);
            last.entities.sort_unstable();
            last.entities.dedup();
            last.n_values += submission.n_values;
            last.date = last.date.or(submission.date);
        }
        None => loader.submissions.push(submission),
    }
}

/// Returns the day that a form states; one that is no day is a finding.
fn stated_day(table: &Table, form: &super::form::FormHead, findings: &mut Findings) -> Option<chrono::NaiveDate> {
    let fact = form.date.as_ref()?;
    let found = day(&fact.text);
    if found.is_none() && fact.text.chars().any(|c| c.is_ascii_digit()) {
        let at = At { sheet: &table.sheet, row: fact.row, column: fact.column };
        findings.add(at, DataProblem::PeriodUnreadable { text: super::cell::shown(&fact.text) });
    }
    found
}

type Context<'c, 's, 'p> = (&'c mut Loader<'s>, &'c mut Teller<'p>);

/// Reads the rows of a table by its layout; returns the number of the last one.
fn read_rows(rows: &mut dyn Rows, table: &Table, reader: &mut FigureReader<'_>, context: Context<'_, '_, '_>) -> u32 {
    let (loader, teller) = context;
    match &table.layout {
        Layout::Roster(_) | Layout::Explanations(_) | Layout::Points(_) => 0,
        Layout::Long(columns) => {
            let is_ready = (columns.period.is_some() || gather::report_period(table, loader))
                && (columns.who.code.is_some() || columns.who.name.is_some() || gather::find_entity(table, loader))
                && (columns.indicator.is_some()
                    || loader.facts.indicator.is_some()
                    || gather::report_no_indicator(table, loader));
            if !is_ready {
                return 0;
            }
            list_extra(table, &columns.extra, loader);
            reader.receipt.columns.push(value_column(table, columns));
            let extra = columns.extra.iter().map(|h| super::wide::entry(h, ColumnRole::Unused));
            reader.receipt.columns.extend(extra);
            reader.shape.figures = vec![columns.value];
            let column = columns.value as u32 + 1;
            let indicator = loader.facts.indicator.filter(|_| columns.indicator.is_none());
            loader.set_columns(std::iter::once(OriginColumn { indicator, period: None, entity: None, column }));
            let mut rewriter = Rewriter::default();
            let last = each_row(
                rows,
                table,
                loader,
                |l| &mut l.findings,
                |loader, row| {
                    teller.row(&table.sheet);
                    let Some(sdmx) = &table.sdmx else { return reader.read_long(loader, columns, row) };
                    let at = At { sheet: &table.sheet, row: row.number, column: 0 };
                    match rewriter.row(loader, (sdmx, &table.filter), at, row) {
                        Some(Rewritten::Observation(row)) => reader.read_long(loader, columns, row),
                        Some(Rewritten::Withdrawal(row)) => reader.withdraw(loader, columns, row),
                        None => {}
                    }
                },
            );
            if table.sdmx.is_some() {
                rewriter.report(&table.sheet, table.header_row, &mut loader.findings);
            }
            last
        }
        Layout::Wide(columns) => {
            let mut figures = reader.begin_wide(loader, columns, table);
            reader.across.set_parts(&reader.receipt.columns);
            let has_periods = columns.figures.iter().any(|h| h.is_dated() && h.name.is_empty());
            if has_periods && loader.facts.indicator.is_none() && figures.is_empty() {
                gather::report_no_indicator(table, loader);
                return 0;
            }
            let is_dated =
                columns.period.is_some() || (!figures.is_empty() && figures.iter().all(super::wide::Figure::is_dated));
            let is_dated = is_dated || reader.keep_dated(loader, columns, &mut figures);
            if !is_dated && !gather::report_period(table, loader) {
                return 0;
            }
            loader.set_columns(figures.iter().map(super::wide::Figure::origin));
            each_row(
                rows,
                table,
                loader,
                |l| &mut l.findings,
                |loader, row| {
                    teller.row(&table.sheet);
                    reader.read_wide(loader, columns, &figures, row);
                },
            )
        }
        Layout::Cross(columns) => {
            let across = reader.begin_cross(loader, columns, table);
            reader.across.set_parts(&reader.receipt.columns);
            let has_who = columns.who.code.is_some() || columns.who.name.is_some();
            let is_dated = !across.is_empty() && across.iter().all(super::cross::Across::is_dated);
            let has_entities = !across.is_empty() && across.iter().all(super::cross::Across::has_entity);
            let is_ready = (is_dated || gather::report_period(table, loader))
                && (has_who || has_entities || gather::find_entity(table, loader));
            if !is_ready {
                return 0;
            }
            loader.set_columns(across.iter().map(super::cross::Across::origin));
            each_row(
                rows,
                table,
                loader,
                |l| &mut l.findings,
                |loader, row| {
                    teller.row(&table.sheet);
                    reader.read_cross(loader, columns, &across, row);
                },
            )
        }
    }
}

/// Returns the entry of the column of values of a long table.
fn value_column(table: &Table, columns: &super::header::LongColumns) -> ColumnReceipt {
    let (row, column) = (table.header_row, columns.value as u32 + 1);
    let unit = columns.value_unit.clone();
    let unit = unit.map(|value| Stated { value, by: StatedBy::Header, row, column });
    let header = table.heads.get(columns.value).cloned().unwrap_or_default();
    ColumnReceipt { column, row, header, unit, role: ColumnRole::Figures, ..ColumnReceipt::default() }
}

fn list_extra(table: &Table, extra: &[super::header::Head], loader: &mut Loader<'_>) {
    for head in extra {
        let at = At { sheet: &table.sheet, row: table.header_row, column: head.column as u32 + 1 };
        let text = super::cell::shown(&head.text);
        let what = || Both::of(format!("列 `{text}` 没有用到"), format!("column `{text}` is not used"));
        loader.findings.ignore(at, &text, what);
    }
}
