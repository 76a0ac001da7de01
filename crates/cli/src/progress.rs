//! How far a long run is, on standard error where that is a terminal; gone when it ends.
//!
//! A bar while tables are read, since their number is known; for what comes then, what is being done and for how long.
//! A crate for bars (indicatif) was weighed: it and what it rests on draw many bars at once, on threads of their own; here
//! is one line.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use dabiao_data::Progress;
use dabiao_lang::diag::{Both, Lang};

/// How long a run may take before it is worth a line.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line changes.
const PAUSE: Duration = Duration::from_millis(300);
/// Signs of a full bar.
const BAR: usize = 20;

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
        Self { lang, is_terminal, next: Instant::now() + PATIENCE, is_drawn: false }
    }
}

/// Writes over the line; a blank text takes it away.
fn draw(text: &str) {
    // A terminal that went away is no reason to stop.
    let _ = write!(io::stderr(), "\r\x1b[K{text}").and_then(|()| io::stderr().flush());
}

/// `██████░░░░` for so many of so many.
fn bar(done: usize, total: usize) -> String {
    let full = (BAR * done.min(total)).checked_div(total).unwrap_or(0);
    format!("{}{}", "█".repeat(full), "░".repeat(BAR - full))
}

impl Progress for ProgressLine {
    fn at(&mut self, file: &str, done: usize, total: usize, rows: u64) {
        if !self.is_terminal || Instant::now() < self.next {
            return;
        }
        self.next = Instant::now() + PAUSE;
        let name: String = file.rsplit('/').next().unwrap_or("").chars().take(30).filter(|c| !c.is_control()).collect();
        let bar = bar(done, total);
        draw(&match self.lang {
            Lang::Zh => format!("{bar} 已读 {done}/{total} 张表，{rows} 行：{name}"),
            Lang::En => format!("{bar} read {done} of {total} tables, {rows} rows: {name}"),
        });
        self.is_drawn = true;
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        if self.is_drawn {
            draw("");
        }
    }
}

/// Says what is being done, from the first second on until it is dropped.
pub(crate) struct Working {
    is_over: Arc<AtomicBool>,
    teller: Option<JoinHandle<()>>,
}

impl Working {
    /// Begins; nothing is shown where standard error is no terminal.
    pub(crate) fn on(what: &Both, lang: Lang) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let teller = io::stderr().is_terminal().then(|| {
            let (is_over, what) = (Arc::clone(&is_over), what.get(lang).to_owned());
            std::thread::spawn(move || tell(&is_over, &what, lang))
        });
        Self { is_over, teller }
    }
}

fn tell(is_over: &AtomicBool, what: &str, lang: Lang) {
    let start = Instant::now();
    let mut is_drawn = false;
    while !is_over.load(Ordering::Relaxed) {
        std::thread::park_timeout(if is_drawn { PAUSE } else { PATIENCE });
        let seconds = start.elapsed().as_secs();
        if !is_over.load(Ordering::Relaxed) && start.elapsed() >= PATIENCE {
            draw(&match lang {
                Lang::Zh => format!("{what}……{seconds} 秒"),
                Lang::En => format!("{what} … {seconds} s"),
            });
            is_drawn = true;
        }
    }
    if is_drawn {
        draw("");
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(teller) = self.teller.take() {
            teller.thread().unpark();
            // One that could not draw has nothing to take away either.
            let _ = teller.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bar;

    #[test]
    fn a_bar_is_as_long_as_it_is_done() {
        assert_eq!(bar(0, 4), "░".repeat(20));
        assert_eq!(bar(1, 4), format!("{}{}", "█".repeat(5), "░".repeat(15)));
        assert_eq!(bar(9, 4), "█".repeat(20));
        assert_eq!(bar(0, 0), "░".repeat(20));
    }
}
