//! What came in, given back: a copy of somebody's own workbook, the cells that are wrong coloured, with the sentence in a note.
//!
//! Takes the bytes of a file and what is said of its cells; gives a workbook. One in the form of Office Open XML stays as it
//! is but for the marks (`cells`, `styles`, `notes`); of any other file the cells are written anew (`plain`). INVARIANT: no
//! figure of the file is changed.

mod cells;
mod notes;
mod package;
mod plain;
mod styles;
mod xml;

use std::collections::BTreeMap;

use dabiao_lang::diag::{Both, Diagnostic, Lang, Place, Severity};

pub use plain::workbook;

use package::Package;

/// What is said of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The row, from 1.
    pub row: u32,
    /// The column, from 1.
    pub column: u32,
    /// How grave it is.
    pub severity: Severity,
    /// The sentence.
    pub sentence: String,
}

/// The marks of a file, by sheet; `None` is the only table of a file without sheets.
pub type Marks = BTreeMap<Option<String>, Vec<Mark>>;

/// Returns what findings say of the cells of every file, by file: errors and warnings, with the advice that goes with them.
///
/// What is said of a whole row or a whole sheet stands at its first cell.
pub fn marks<'f>(findings: impl Iterator<Item = &'f Diagnostic>, lang: Lang) -> BTreeMap<String, Marks> {
    let mut all: BTreeMap<String, Marks> = BTreeMap::new();
    for finding in findings.filter(|f| f.severity != Severity::Info) {
        let Place::Cell(cell) = &finding.place else { continue };
        let mark = Mark {
            row: cell.row.max(1),
            column: cell.column.max(1),
            severity: finding.severity,
            sentence: sentence(finding, lang),
        };
        all.entry(cell.file.clone()).or_default().entry(cell.sheet.clone()).or_default().push(mark);
    }
    for sheets in all.values_mut().flat_map(BTreeMap::values_mut) {
        together(sheets, lang);
    }
    all
}

fn sentence(finding: &Diagnostic, lang: Lang) -> String {
    let message = finding.problem.message(lang);
    let help = finding.problem.help(lang).map(|h| format!("\n{h}")).unwrap_or_default();
    let severity = super::diagnostic::severity(finding.severity, lang);
    let colon = super::words::say(lang, "：", ": ");
    format!("{severity}{colon}{message}{help}\n[{}]", finding.code())
}

/// Brings what is said of one cell into one note.
fn together(marks: &mut Vec<Mark>, lang: Lang) {
    /// A note that nobody reads to its end helps nobody.
    const SENTENCES: usize = 6;
    marks.sort_by_key(|m| (m.row, m.column, m.severity));
    let mut all: Vec<(Mark, usize)> = Vec::new();
    for mark in marks.drain(..) {
        match all.last_mut().filter(|(m, _)| (m.row, m.column) == (mark.row, mark.column)) {
            Some((last, n)) => {
                *n += 1;
                if *n <= SENTENCES && !last.sentence.contains(&mark.sentence) {
                    last.sentence = format!("{}\n\n{}", last.sentence, mark.sentence);
                }
            }
            None => all.push((mark, 1)),
        }
    }
    let more = |(mut mark, n): (Mark, usize)| {
        if n > SENTENCES {
            let rest = n - SENTENCES;
            mark.sentence.push_str(&match lang {
                Lang::Zh => format!("\n\n另有 {rest} 条"),
                Lang::En => format!("\n\nand {rest} more"),
            });
        }
        mark
    };
    marks.extend(all.into_iter().map(more));
}

/// Returns a marked copy of a workbook in the form of Office Open XML.
///
/// # Errors
/// Says why, where the file is no such workbook or its parts are not what they should be.
pub fn copy(bytes: &[u8], marks: &Marks) -> Result<Vec<u8>, Both> {
    let mut package = Package::open(bytes)?;
    let sheets = package.sheets()?;
    let mut styles = styles::Styles::read(&mut package)?;
    for (n, (name, path)) in sheets.iter().enumerate() {
        let Some(of_sheet) = marks.get(&Some(name.clone())).filter(|m| !m.is_empty()) else { continue };
        let text = package.text(path)?;
        let text = cells::mark(&text, of_sheet, &mut styles)?;
        let text = notes::attach(&mut package, (path, n + 1), text, of_sheet)?;
        package.put(path, text);
    }
    styles.write(&mut package);
    package.finish()
}
