//! The texts that are open in the editor, changed piece by piece as it says.

use std::collections::BTreeMap;

use dabiao_ide::border::{Border, Point};
use gen_lsp_types::{Position, TextDocumentContentChangeEvent};

/// Open texts by path, with their versions.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    /// The texts.
    pub texts: BTreeMap<String, String>,
    /// The version of each, as the editor counts.
    pub versions: BTreeMap<String, i32>,
}

impl Documents {
    /// Takes a text that was opened.
    pub fn open(&mut self, path: String, text: String, version: i32) {
        // The reader of files drops the mark, and so must the positions.
        let text = text.strip_prefix('\u{FEFF}').map_or(text.clone(), str::to_owned);
        self.versions.insert(path.clone(), version);
        self.texts.insert(path, text);
    }

    /// Forgets a text that was closed.
    pub fn close(&mut self, path: &str) {
        self.texts.remove(path);
        self.versions.remove(path);
    }

    /// Applies changes in their order; those of a text that is not open are left out.
    pub fn change(&mut self, path: &str, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        let Some(text) = self.texts.get_mut(path) else { return };
        for change in changes {
            match change {
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => *text = whole.text,
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => {
                    let border = Border::of(text);
                    let at = |p: Position| border.offset(Point { line: p.line, unit: p.character }) as usize;
                    let (start, end) = (at(part.range.start), at(part.range.end));
                    if start <= end {
                        text.replace_range(start..end, &part.text);
                    }
                }
            }
        }
        self.versions.insert(path.to_owned(), version);
    }
}
