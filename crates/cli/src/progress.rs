//! How far a long reading is, on standard error where that is a terminal; gone when it ends.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use dabiao_data::Progress;
use dabiao_lang::diag::Lang;

/// How long a reading may take before it is worth a line, and how often the line changes.
const PAUSE: Duration = Duration::from_millis(300);

/// One line that is written over again and again.
pub(crate) struct ProgressLine {
    lang: Lang,
    is_terminal: bool,
    next: Instant,
    is_drawn: bool,
}

impl ProgressLine {
    /// Starts; nothing is shown for the first moment.
    pub(crate) fn new(lang: Lang) -> Self {
        let is_terminal = io::stderr().is_terminal();
        Self { lang, is_terminal, next: Instant::now() + PAUSE, is_drawn: false }
    }

    fn draw(&mut self, text: &str) {
        // A terminal that went away is no reason to stop.
        let _ = write!(io::stderr(), "\r\x1b[K{text}").and_then(|()| io::stderr().flush());
        self.is_drawn = !text.is_empty();
    }
}

impl Progress for ProgressLine {
    fn at(&mut self, file: &str, done: usize, total: usize, rows: u64) {
        if !self.is_terminal || Instant::now() < self.next {
            return;
        }
        self.next = Instant::now() + PAUSE;
        let name: String = file.rsplit('/').next().unwrap_or("").chars().take(30).filter(|c| !c.is_control()).collect();
        let text = match self.lang {
            Lang::Zh => format!("已读 {done}/{total} 张表，{rows} 行：{name}"),
            Lang::En => format!("read {done} of {total} tables, {rows} rows: {name}"),
        };
        self.draw(&text);
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        if self.is_drawn {
            self.draw("");
        }
    }
}
