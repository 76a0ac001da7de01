//! What is wrong in a file, as an editor shows it: place, words, and the fix where there is one.

use dabiao_lang::diag::{Diagnostic, Fix, Lang, Place, Severity};
use dabiao_lang::source::{FileId, Span};

use crate::snapshot::Snapshot;

/// A finding in rule text.
#[derive(Debug, Clone)]
pub struct FileFinding<'s> {
    /// Where; a finding without a place stands at the start of the first file.
    pub span: Span,
    /// The finding.
    pub diagnostic: &'s Diagnostic,
}

impl FileFinding<'_> {
    /// Returns the sentence, and the proposal on a line of its own.
    pub fn words(&self, lang: Lang) -> String {
        let problem = &self.diagnostic.problem;
        match problem.help(lang) {
            Some(help) => format!("{}\n{help}", problem.message(lang)),
            None => problem.message(lang),
        }
    }

    /// Returns how grave it is.
    pub fn severity(&self) -> Severity {
        self.diagnostic.severity
    }

    /// Returns the fix.
    pub fn fix(&self) -> Option<&Fix> {
        self.diagnostic.fix.as_ref()
    }
}

/// Returns the findings of a file, in order of place.
pub fn findings(snapshot: &Snapshot, file: FileId) -> Vec<FileFinding<'_>> {
    let first = snapshot.loaded().sources.iter().next().map(|s| s.id());
    let place = |d: &Diagnostic| match d.place {
        Place::Span(span) => Some(span),
        Place::Nowhere => first.map(|f| Span::new(f, 0, 0)),
        Place::Cell(_) => None,
    };
    let found = snapshot.loaded().diagnostics.iter().filter_map(|diagnostic| {
        let span = place(diagnostic)?;
        (span.file == file).then_some(FileFinding { span, diagnostic })
    });
    found.collect()
}
