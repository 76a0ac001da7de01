//! The sheets of a form that came back: those that it was handed out with, renamed ones, and copies.
//!
//! INVARIANT: a sheet that the form promised is read, under whatever name it is found, or an error says that it is not there.

use std::sync::Arc;

use super::DataProblem;
use super::findings::Findings;
use super::marks::Marks;
use super::open::{Found, Opener};
use super::promise::{self, Likeness};
use super::table::Said;

/// Sheets of ours that hold no figures and are not listed.
const OURS: &str = "dabiao_";
/// Sheets of ours for the eyes of whoever fills in; early forms did not list them. Last year's figures have this year's
/// header and must never count as this year's.
const ASIDE: &[&str] = &["填报说明", "Instructions", "上年数据", "Last year"];

/// How each sheet of a form is to be read, in the order of its sheets.
pub(super) enum Tab {
    /// As one that was handed out.
    Promised(Arc<Said>),
    /// Not at all, as was said beforehand.
    Aside,
    /// Nothing is known of it.
    Stranger,
}

/// Finds out what the sheets of a form are.
pub(super) fn tabs(opener: &Opener<'_>, sheets: &[Found], marks: &Marks, findings: &mut Findings) -> Vec<Tab> {
    let name = |f: &Found| f.sheet.name.as_deref().unwrap_or("").to_owned();
    let mut tabs: Vec<Tab> = sheets
        .iter()
        .map(|found| match marks.iter().find(|(sheet, _)| *sheet == name(found)) {
            Some((_, Some(said))) => Tab::Promised(said.clone()),
            Some((_, None)) => Tab::Aside,
            None if name(found).starts_with(OURS) || ASIDE.iter().any(|a| name(found).starts_with(a)) => Tab::Aside,
            None => Tab::Stranger,
        })
        .collect();
    for (promised, said) in marks.iter().filter_map(|(n, s)| Some((n, s.as_ref()?))) {
        let is_there = sheets.iter().any(|f| name(f) == *promised);
        let mut is_found = is_there;
        for (found, tab) in sheets.iter().zip(&mut tabs) {
            // Beside the sheet itself, another one of its header is a copy only if it is a whole form; it may be anything else.
            let wanted = if is_there { Likeness::WholeForm } else { Likeness::Header };
            if !matches!(tab, Tab::Stranger) || !shows(opener, found, (said, wanted)) {
                continue;
            }
            // A copy is somebody else's: who fills it in stands on it.
            let submitter = said.submitter.clone().filter(|_| !is_there);
            *tab = Tab::Promised(Arc::new(Said { submitter, ..(**said).clone() }));
            let problem = DataProblem::FormSheetRenamed { promised: promised.clone(), found: name(found) };
            findings.add(found.sheet.at(), problem);
            is_found = true;
        }
        if !is_found && let Some(first) = sheets.first() {
            let others = sheets.iter().map(name).filter(|n| !n.starts_with(OURS)).collect();
            let problem = DataProblem::FormSheetMissing { promised: promised.clone(), found: others };
            findings.add(super::place::Sheet::of_file(&first.sheet.file).at(), problem);
        }
    }
    tabs
}

/// Returns whether a sheet has the header that was promised of another one.
fn shows(opener: &Opener<'_>, found: &Found, (said, wanted): (&Said, Likeness)) -> bool {
    let read =
        opener.with_rows(&found.sheet, found.idx, |rows| promise::shows(opener.known.names, (said, wanted), rows));
    matches!(read, Ok(Ok(true)))
}
