//! Where results and messages go, in which language and with how much colour.

use std::cell::{Cell, RefCell};
use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};

use super::Status;
use super::args::{ColorArg, ReportFormat};
use dabiao_lang::diag::{Both, Lang, signs};
use dabiao_report::document::Document;
use dabiao_report::json::bytes;
use dabiao_report::render::{Look, markdown, text};

/// Standard output and standard error of one run.
#[derive(Debug)]
pub(crate) struct Output {
    /// The language of everything that is said.
    pub lang: Lang,
    /// Whether results are coloured.
    pub is_coloured: bool,
    /// Whether messages are coloured.
    pub is_error_coloured: bool,
    is_broken: Cell<bool>,
    /// Results go to this file instead of standard output, once all are there.
    file: Option<(String, RefCell<Vec<u8>>)>,
    /// Messages are kept here instead of being shown.
    heard: Option<RefCell<String>>,
}

impl Output {
    /// Decides on colour: only on a terminal, never where `NO_COLOR` is set, unless asked for.
    pub fn new(lang: Lang, color: ColorArg) -> Self {
        let allowed = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty());
        let decide = |is_terminal: bool| match color {
            ColorArg::Always => true,
            ColorArg::Never => false,
            ColorArg::Auto => is_terminal && allowed,
        };
        Self {
            lang,
            is_coloured: decide(io::stdout().is_terminal()),
            is_error_coloured: decide(io::stderr().is_terminal()),
            is_broken: Cell::new(false),
            file: None,
            heard: None,
        }
    }

    /// Lets results go to a file, without colour.
    pub fn write_to_file(&mut self, path: &str) {
        self.file = Some((path.to_owned(), RefCell::default()));
        self.is_coloured = false;
    }

    /// Returns an output that shows no message but keeps them for [`Output::heard`].
    pub fn muted(lang: Lang) -> Self {
        Self { heard: Some(RefCell::default()), ..Self::new(lang, ColorArg::Never) }
    }

    /// Returns the messages that were kept.
    pub fn heard(&self) -> String {
        self.heard.as_ref().map(|h| h.borrow().clone()).unwrap_or_default()
    }

    /// Writes a line about what users wrote to standard output; hidden characters are shown as signs.
    pub fn line(&self, text: &str) {
        self.result(&format!("{}\n", signs(text)));
    }

    /// Writes to standard output; a reader that went away (`| head`) is no error.
    pub fn result(&self, text: &str) {
        self.result_with(|w| w.write_all(text.as_bytes()));
    }

    /// Lets `write` write to standard output.
    pub fn result_with(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) {
        if let Some((_, kept)) = &self.file {
            // Writing to memory does not fail, but what is written may.
            self.is_broken.set(self.is_broken.get() || write(&mut *kept.borrow_mut()).is_err());
            return;
        }
        let mut stdout = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let done = write(&mut stdout).and_then(|()| stdout.flush());
        if done.is_err_and(|e| e.kind() != io::ErrorKind::BrokenPipe) {
            self.is_broken.set(true);
        }
    }

    /// Writes a line to standard error; hidden characters are shown as signs.
    pub fn message(&self, text: &str) {
        self.painted(&signs(text));
    }

    /// Writes to standard error what holds nothing of a user's that could move a cursor, but perhaps colours of ours.
    pub fn painted(&self, text: &str) {
        if let Some(heard) = &self.heard {
            heard.borrow_mut().push_str(&format!("{}\n", text.trim_end_matches('\n')));
            return;
        }
        // Nothing is left to be done when even standard error cannot be written.
        let _ = writeln!(io::stderr().lock(), "{}", text.trim_end_matches('\n'));
    }

    /// Says why the run failed, and fails.
    pub fn fail(&self, why: &Both) -> Status {
        let head = match self.lang {
            Lang::Zh => "错误：",
            Lang::En => "error: ",
        };
        self.message(&format!("{head}{}", why.get(self.lang)));
        Status::Failed
    }

    /// Returns the exit status, which is a failure if the results could not be written.
    pub fn finish(&self, status: Status) -> Status {
        if self.is_broken.get() {
            return self.fail(&Both::new("结果无法写到标准输出", "the result could not be written to standard output"));
        }
        match &self.file {
            // What could not run leaves the file as it was.
            Some((path, kept)) if status != Status::Failed => {
                match write_file(path, self, |w| w.write_all(&kept.borrow())) {
                    Ok(()) => status,
                    Err(failed) => failed,
                }
            }
            _ => status,
        }
    }
}

impl Output {
    /// Writes one JSON document and a line end.
    pub fn json(&self, document: &impl serde::Serialize) {
        self.result_with(|w| {
            bytes::write(w, document)?;
            w.write_all(b"\n")
        });
    }

    /// Writes a document as text or Markdown.
    pub fn document(&self, document: &Document, format: ReportFormat) {
        let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let look = Look { width: columns.unwrap_or(100), is_coloured: self.is_coloured };
        match format {
            ReportFormat::Markdown => self.result(&markdown(document)),
            #[cfg(feature = "html")]
            ReportFormat::Html => match dabiao_report::html::standalone(document, self.lang) {
                Ok(page) => self.result(&page),
                Err(error) => self.message(&error.to_string()),
            },
            _ => self.result(&text(document, look)),
        }
    }
}

/// Writes beside the file first, so that a report that cannot be finished does not replace one that is.
pub(crate) fn write_file(
    path: &str,
    out: &Output,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Status> {
    let beside = format!("{path}.tmp");
    let written = fs::File::create(&beside).and_then(|file| {
        let mut writer = BufWriter::with_capacity(1 << 16, file);
        write(&mut writer)?;
        writer.flush()
    });
    written.and_then(|()| fs::rename(&beside, path)).map_err(|error| {
        // The half-written file is ours; that it may be gone already is fine.
        let _ = fs::remove_file(&beside);
        out.fail(&Both::of(format!("写不了 `{path}`：{error}"), format!("cannot write `{path}`: {error}")))
    })
}
