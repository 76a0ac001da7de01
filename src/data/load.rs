//! From paths to a dataset: which files there are, what each is, rosters first, then statistics.

use std::io;
use std::sync::Arc;

use super::csv::CsvRows;
use super::dataset::{Dataset, Roster};
use super::decode::{Encoding, Text, TextError};
use super::explanations;
use super::figures::FigureReader;
use super::findings::{At, Findings};
use super::finish::finish;
use super::header::{self, Layout, LongColumns, RosterColumns, WideColumns};
use super::loader::Loader;
use super::reader::Rows;
use super::roster::RosterReader;
use crate::diag::{Both, DataProblem, Diagnostic};
use crate::model::{Period, Schema};
use crate::source::Files;

/// How many rows may stand above a header (a title, a note on units).
const TITLE_ROWS: usize = 10;

/// What to load.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadRequest {
    /// Files and folders of statistics; a folder may hold the roster too.
    pub paths: Vec<String>,
    /// The roster; rosters among `paths` are then left aside.
    pub roster: Option<String>,
    /// The encoding of all files, where it is not to be found out.
    pub encoding: Option<Encoding>,
}

/// Loads rosters and statistics.
///
/// The findings are those of [`Dataset::findings`], given beside it for the case that nothing at all could be read and
/// there is no dataset.
///
/// # Example
/// ```
/// use dabiao::{data, model, source::MemoryFiles};
/// let schema = model::lower(&[], &Default::default()).0.schema;
/// let files = MemoryFiles::new([("d/名录.csv", "代码,名称,层级,上级\n1,紫阳县,县,\n2,卡子镇,镇,1\n")]);
/// let request = data::LoadRequest { paths: vec!["d".to_owned()], ..Default::default() };
/// let (dataset, findings) = data::load(&files, &request, &schema);
/// assert_eq!(dataset.map(|d| d.roster.entities.len()), Some(2));
/// assert!(findings.iter().all(|f| !f.is_error()));
/// ```
pub fn load(files: &dyn Files, request: &LoadRequest, schema: &Schema) -> (Option<Dataset>, Vec<Diagnostic>) {
    let mut findings = Findings::default();
    let found = discover(files, request, &mut findings);
    let opener = Opener { files, schema, encoding: request.encoding };
    let (rosters, tables) = classify(&opener, request, &found, &mut findings);
    if rosters.is_empty() && tables.is_empty() {
        findings.add_nowhere(DataProblem::NoData {});
        return (None, findings.finish().0);
    }
    let roster = read_rosters(&opener, &rosters, &mut findings);
    let mut loader = Loader::new(schema, roster, findings);
    for table in tables {
        read_table(&opener, table, &mut loader);
    }
    let mut dataset = finish(loader);
    dataset.notice = found.notice;
    let findings = dataset.findings.clone();
    (Some(dataset), findings)
}

/// The files of a request.
#[derive(Default)]
struct Found {
    tables: Vec<Arc<str>>,
    notice: Option<String>,
}

/// A table whose header was understood.
struct Table {
    file: Arc<str>,
    layout: Layout,
    /// The row of the header.
    header_row: u32,
    n_columns: usize,
}

fn discover(files: &dyn Files, request: &LoadRequest, findings: &mut Findings) -> Found {
    let mut found = Found::default();
    for path in request.roster.iter().chain(&request.paths) {
        visit(files, path, Depth(0), &mut found, findings);
    }
    let mut seen = rustc_hash::FxHashSet::default();
    found.tables.retain(|t| seen.insert(t.clone()));
    found
}

/// How deep a folder lies; links may make folders endless.
#[derive(Clone, Copy)]
struct Depth(u32);

fn visit(files: &dyn Files, path: &str, depth: Depth, found: &mut Found, findings: &mut Findings) {
    let file: Arc<str> = path.into();
    let at = At { file: &file, row: 0, column: 0 };
    match files.list(path) {
        Err(e) => findings.add(at, DataProblem::FileUnreadable { file: path.to_owned(), reason: reason(&e) }),
        Ok(Some(mut entries)) if depth.0 < 16 => {
            entries.sort();
            for entry in entries {
                let name = entry.path.rsplit('/').next().unwrap_or("");
                if name == "NOTICE.txt" {
                    let text = files.read(&entry.path).map(|b| String::from_utf8_lossy(&b).trim().to_owned());
                    found.notice = found.notice.take().or(text.ok());
                } else if !name.starts_with('.') {
                    visit_entry(files, &entry, depth, found, findings);
                }
            }
        }
        Ok(Some(_)) => findings.ignore(at, "deep", || Both::new("文件夹层次太深", "the folder lies too deep")),
        Ok(None) => sort_file(file, Given::ByName, found, findings),
    }
}

fn visit_entry(
    files: &dyn Files,
    entry: &crate::source::Entry,
    depth: Depth,
    found: &mut Found,
    findings: &mut Findings,
) {
    if entry.is_folder {
        visit(files, &entry.path, Depth(depth.0 + 1), found, findings);
    } else {
        sort_file(entry.path.as_str().into(), Given::InFolder, found, findings);
    }
}

/// Whether a file was named, or stood in a folder that was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    ByName,
    InFolder,
}

fn sort_file(file: Arc<str>, given: Given, found: &mut Found, findings: &mut Findings) {
    let at = At { file: &file, row: 0, column: 0 };
    let extension =
        file.rsplit('/').next().and_then(|n| n.rsplit_once('.')).map_or("", |(_, e)| e).to_ascii_lowercase();
    match extension.as_str() {
        "csv" | "tsv" => found.tables.push(file),
        "xlsx" | "xls" | "xlsm" | "xlsb" | "ods" | "et" => {
            findings.add(at, DataProblem::FormatUnreadable { file: file.to_string() });
        }
        _ if given == Given::ByName => found.tables.push(file),
        _ => findings.ignore(at, "not a table", || Both::new("不是 CSV 或 TSV 的文件", "not a CSV or TSV file")),
    }
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// What is needed to open a table.
struct Opener<'a> {
    files: &'a dyn Files,
    schema: &'a Schema,
    encoding: Option<Encoding>,
}

impl<'a> Opener<'a> {
    /// Opens a file as rows, or reports why it cannot be.
    fn open(&self, file: &Arc<str>, findings: &mut Findings) -> Option<CsvRows<'a>> {
        let at = At { file, row: 0, column: 0 };
        let unreadable = |e: &io::Error| DataProblem::FileUnreadable { file: file.to_string(), reason: reason(e) };
        let text = match self.files.open(file).map_err(TextError::Io).and_then(|i| Text::open(i, self.encoding)) {
            Ok(text) => text,
            Err(TextError::Io(e)) => {
                findings.add(at, unreadable(&e));
                return None;
            }
            Err(TextError::NotText) => {
                findings.add(at, DataProblem::NotText { file: file.to_string() });
                return None;
            }
            Err(TextError::Unknown { line, byte }) => {
                findings.add(At { row: line, ..at }, DataProblem::EncodingUnknown { byte });
                return None;
            }
        };
        match CsvRows::open(text) {
            Ok(rows) => Some(rows),
            Err(e) => {
                findings.add(at, unreadable(&e));
                None
            }
        }
    }

    /// Reads on to the header and says what the table is.
    fn recognise(&self, file: &Arc<str>, findings: &mut Findings) -> Option<Table> {
        let mut rows = self.open(file, findings)?;
        let mut first: Option<(u32, Vec<String>)> = None;
        for _ in 0..TITLE_ROWS {
            let Ok(Some(row)) = rows.next_row() else { break };
            if row.is_blank() {
                continue;
            }
            let cells: Vec<String> = row.iter().map(|c| String::from_utf8_lossy(c).into_owned()).collect();
            let number = row.number;
            let mut problems = Vec::new();
            if let Some(layout) = header::recognise(&cells, self.schema, &mut problems) {
                for (column, problem) in problems {
                    findings.add(At { file, row: number, column }, problem);
                }
                return Some(Table { file: file.clone(), layout, header_row: number, n_columns: cells.len() });
            }
            first.get_or_insert((number, cells));
        }
        let Some((row, cells)) = first else {
            findings.add(At { file, row: 0, column: 0 }, DataProblem::FileEmpty { file: file.to_string() });
            return None;
        };
        let found = cells.iter().take(8).map(|c| super::cell::shown(c.trim())).collect();
        findings.add(At { file, row, column: 0 }, DataProblem::HeaderUnknown { found });
        None
    }
}

fn classify(
    opener: &Opener<'_>,
    request: &LoadRequest,
    found: &Found,
    findings: &mut Findings,
) -> (Vec<Table>, Vec<Table>) {
    let (mut rosters, mut tables) = (Vec::new(), Vec::new());
    for file in &found.tables {
        let is_wanted = request.roster.as_deref() == Some(&**file);
        let Some(mut table) = opener.recognise(file, findings) else { continue };
        if is_wanted {
            table.layout = as_roster(table.layout);
        }
        let at = At { file, row: 0, column: 0 };
        match table.layout {
            Layout::Roster(_) if is_wanted || request.roster.is_none() => rosters.push(table),
            Layout::Roster(_) => findings.ignore(at, "roster", || {
                Both::new("另外指定了名录，此名录没有采用", "another roster was named, so this one was left aside")
            }),
            _ => tables.push(table),
        }
    }
    (rosters, tables)
}

/// A file that was named as the roster is one, even without levels or parents.
fn as_roster(layout: Layout) -> Layout {
    match layout {
        Layout::Wide(WideColumns { who, figures, .. }) => match who.name.or(who.code) {
            Some(name) => {
                Layout::Roster(RosterColumns { code: who.code, name, level: None, parent: None, attributes: figures })
            }
            None => {
                Layout::Roster(RosterColumns { code: None, name: 0, level: None, parent: None, attributes: figures })
            }
        },
        other => other,
    }
}

/// Skips to the first row behind the header; titles above it are listed.
fn skip_header<'a>(opener: &Opener<'a>, table: &Table, findings: &mut Findings) -> Option<CsvRows<'a>> {
    let mut rows = opener.open(&table.file, findings)?;
    loop {
        match rows.next_row() {
            Ok(Some(row)) if row.number >= table.header_row => return Some(rows),
            Ok(Some(row)) => {
                let at = At { file: &table.file, row: row.number, column: 0 };
                if !row.is_blank() {
                    findings.ignore(at, "title", || Both::new("表头以上的行", "rows above the header"));
                }
            }
            _ => return None,
        }
    }
}

/// Hands every row behind the header to a reader; problems of form go to the findings.
///
/// Returns the number of the last row.
fn each_row<C>(
    rows: &mut CsvRows<'_>,
    context: &mut C,
    mut read: impl FnMut(&mut C, super::reader::RawRow<'_>),
) -> (u32, Option<io::Error>) {
    let mut last = 0;
    loop {
        match rows.next_row() {
            Ok(Some(row)) => {
                last = row.number;
                read(context, row);
            }
            Ok(None) => return (last, None),
            Err(e) => return (last, Some(e)),
        }
    }
}

/// Reports what was wrong with the form of a file.
fn report_form(file: &Arc<str>, rows: &mut CsvRows<'_>, error: Option<io::Error>, findings: &mut Findings) {
    for (row, column, problem) in rows.take_problems() {
        findings.add(At { file, row, column }, problem);
    }
    if let Some(e) = error {
        let problem = DataProblem::FileUnreadable { file: file.to_string(), reason: reason(&e) };
        findings.add(At { file, row: 0, column: 0 }, problem);
    }
}

fn read_rosters(opener: &Opener<'_>, tables: &[Table], findings: &mut Findings) -> Option<Roster> {
    let mut reader = RosterReader::new(opener.schema);
    for table in tables {
        let Layout::Roster(columns) = &table.layout else { continue };
        let Some(mut rows) = skip_header(opener, table, findings) else { continue };
        reader.begin(columns);
        let file = &table.file;
        let (_, error) = each_row(&mut rows, findings, |findings, row| {
            if !row.is_blank() {
                reader.read(At { file, row: row.number, column: 0 }, columns, row, findings);
            }
        });
        report_form(file, &mut rows, error, findings);
    }
    (!tables.is_empty()).then(|| reader.finish(findings))
}

fn read_table(opener: &Opener<'_>, table: Table, loader: &mut Loader<'_>) {
    let Some(mut rows) = skip_header(opener, &table, &mut loader.findings) else { return };
    let first = loader.begin_file(&table.file);
    let mut reader = FigureReader::new(&table.file, first, table.n_columns);
    let (last, error) = match &table.layout {
        Layout::Roster(_) => (0, None),
        Layout::Explanations(columns) => {
            let file = &table.file;
            each_row(&mut rows, loader, |loader, row| {
                let at = At { file, row: row.number, column: 0 };
                let read = explanations::read(at, first, columns, row, &mut loader.findings);
                loader.explanations.extend(read);
            })
        }
        Layout::Long(columns) => {
            if !prepare_period(&table, columns.period.is_some(), loader) {
                return;
            }
            list_extra(&table, columns, loader);
            each_row(&mut rows, loader, |loader, row| reader.read_long(loader, columns, row))
        }
        Layout::Wide(columns) => {
            let figures = reader.begin_wide(loader, columns, table.header_row);
            let is_dated = columns.period.is_some() || figures.iter().all(super::figures::Figure::is_dated);
            if !prepare_period(&table, is_dated, loader) {
                return;
            }
            each_row(&mut rows, loader, |loader, row| reader.read_wide(loader, columns, &figures, row))
        }
    };
    loader.next_row.0 = loader.next_row.0.saturating_add(last.max(table.header_row));
    report_form(&table.file, &mut rows, error, &mut loader.findings);
    reader.finish(loader);
}

/// Finds the period of a table without a period column; `false` where there is none.
fn prepare_period(table: &Table, is_dated: bool, loader: &mut Loader<'_>) -> bool {
    loader.file_period = None;
    if is_dated {
        return true;
    }
    let at = At { file: &table.file, row: table.header_row, column: 0 };
    match year_in_name(&table.file) {
        Some(period) => {
            loader.findings.add(at, DataProblem::PeriodFromName { period: period.to_string() });
            loader.file_period = Some(period);
            true
        }
        None => {
            loader.findings.add(at, DataProblem::PeriodColumnMissing {});
            false
        }
    }
}

/// Returns the one year between 1949 and 2199 in a file's name.
fn year_in_name(file: &str) -> Option<Period> {
    let name = file.rsplit('/').next()?;
    let runs = name.split(|c: char| !c.is_ascii_digit()).filter(|r| !r.is_empty());
    let mut years = runs.filter(|r| r.len() == 4).filter_map(|r| r.parse().ok()).filter(|y| (1949..2200).contains(y));
    let year = years.next()?;
    if years.next().is_some() { None } else { Period::year_of(year) }
}

fn list_extra(table: &Table, columns: &LongColumns, loader: &mut Loader<'_>) {
    for head in &columns.extra {
        let at = At { file: &table.file, row: table.header_row, column: head.column as u32 + 1 };
        let text = super::cell::shown(&head.text);
        let what = || Both::of(format!("列 `{text}` 没有用到"), format!("column `{text}` is not used"));
        loader.findings.ignore(at, &text, what);
    }
}
