//! The register of what came in: a table with the file or the submitter, and the day.
//!
//! The day on which a submission came in decides whether it was late. Nothing else tells it: the clock of a file system
//! says when a file was copied.

use std::sync::Arc;

use chrono::NaiveDate;

use super::findings::Findings;
use super::loader::Loader;
use super::names::fold;
use super::open::Opener;
use super::phrase::day;
use super::place::{At, Sheet};
use crate::DataProblem;

/// One line of the register.
struct Receipt {
    file: String,
    submitter: String,
    date: NaiveDate,
}

/// Reads the registers and gives submissions their days.
pub(super) fn apply(opener: &Opener<'_>, registers: &[Arc<str>], loader: &mut Loader<'_>) {
    let mut receipts = Vec::new();
    for file in registers {
        let sheet = Sheet::of_file(file);
        read(opener, &sheet, &mut receipts, &mut loader.findings);
    }
    for i in 0..loader.submissions.len() {
        let Some(submission) = loader.submissions.get(i) else { continue };
        let Some(origin) = loader.origins.files.get(submission.origin) else { continue };
        let name = origin.file.rsplit('/').next().unwrap_or("");
        let is_file = |r: &&Receipt| !r.file.is_empty() && (r.file == *origin.file || r.file == name);
        let is_submitter = |r: &&Receipt| {
            r.file.is_empty() && submission.submitter.is_some() && loader.place_of(&r.submitter) == submission.submitter
        };
        let found = receipts.iter().find(is_file).or_else(|| receipts.iter().find(is_submitter)).map(|r| r.date);
        if let (Some(date), Some(submission)) = (found, loader.submissions.get_mut(i)) {
            submission.date = Some(date);
        }
    }
}

fn read(opener: &Opener<'_>, sheet: &Sheet, receipts: &mut Vec<Receipt>, findings: &mut Findings) {
    let mut columns: Option<(Option<usize>, Option<usize>, usize)> = None;
    let result = opener.with_rows(sheet, None, |rows| {
        while let Ok(Some(row)) = rows.next_row() {
            let cells: Vec<String> = row.iter().map(|c| String::from_utf8_lossy(c).trim().to_owned()).collect();
            let Some((file, submitter, date)) = columns else {
                let find = |names: &[&str]| cells.iter().position(|c| names.contains(&fold(c).to_lowercase().as_str()));
                let date = find(&["received", "date", "收到日期", "报送日期", "日期"]);
                let found = (find(&["file", "文件", "文件名"]), find(&["submitter", "填报单位", "报送单位", "单位"]));
                columns = date.map(|d| (found.0, found.1, d));
                if columns.is_none() {
                    let at = At { sheet, row: row.number, column: 0 };
                    findings.add(at, DataProblem::HeaderUnknown { found: cells.into_iter().take(8).collect() });
                    return;
                }
                continue;
            };
            let cell = |c: Option<usize>| c.and_then(|c| cells.get(c)).cloned().unwrap_or_default();
            match day(&cell(Some(date))) {
                Some(day) => receipts.push(Receipt { file: cell(file), submitter: cell(submitter), date: day }),
                None if row.is_blank() => {}
                None => {
                    let at = At { sheet, row: row.number, column: date as u32 + 1 };
                    findings.add(at, DataProblem::PeriodUnreadable { text: super::cell::shown(&cell(Some(date))) });
                }
            }
        }
    });
    if let Err((row, problem)) = result {
        findings.add(At { sheet, row, column: 0 }, problem);
    }
}
