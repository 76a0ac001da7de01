//! Sheets read ahead: other threads open files, hash them and cut their rows, while one makes sense of the rows.
//!
//! Each lane reads the sheets of its files one after the other and waits where it is too far ahead. INVARIANT: whoever takes
//! the rows gets them, and what is wrong with their form, in the order and at the moment in which reading without
//! threads gives them; so nothing that is made of them tells how many threads there were.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;

use rustc_hash::FxHashMap;

use super::batch::Batch;
use super::lanes;
use super::open::{Opener, Wrong};
use super::reader::{FormProblem, RawRow, Rows};
use super::table::Table;

/// How many batches a lane may be ahead.
const AHEAD: usize = 4;

/// The two ends of a lane, for whoever takes its rows.
struct Lane {
    sent: Receiver<Sent>,
    /// Batches that were read go back, so that their memory is used again.
    used: Sender<Batch>,
}

/// The two ends of a lane, for the thread that reads.
struct Ends {
    to: SyncSender<Sent>,
    spare: Receiver<Batch>,
}

/// What a lane sends of each of its tables: batches and an end, or what kept the sheet from being opened.
enum Sent {
    Rows(Batch),
    End(io::Result<()>, Vec<FormProblem>),
    Unopened(Wrong),
}

/// The rows of tables, to be taken in the order of the tables.
pub(super) struct Sheets<'o, 'a> {
    opener: &'o Opener<'a>,
    /// The lane of each file.
    lane_of: FxHashMap<Arc<str>, usize>,
    /// What the lanes send; one whose thread could not be begun sends nothing, and its files are read on the spot.
    lanes: Vec<Option<Lane>>,
}

/// Hands the sheets of tables to somebody who takes their rows, read ahead by so many threads where the files can be read
/// by several.
pub(super) fn sheets<T>(
    opener: &Opener<'_>,
    tables: &[Table],
    n_threads: usize,
    take: impl FnOnce(&mut Sheets<'_, '_>) -> T,
) -> T {
    let mut lane_of: FxHashMap<Arc<str>, usize> = FxHashMap::default();
    for table in tables {
        let n = lane_of.len();
        lane_of.entry(table.sheet.file.clone()).or_insert(n % n_threads.max(1));
    }
    let Some(new_opener) = opener.across_threads().filter(|_| n_threads > 1) else {
        return take(&mut Sheets { opener, lane_of, lanes: Vec::new() });
    };
    thread::scope(|scope| {
        let n_lanes = n_threads.min(lane_of.len());
        let begin = |lane: usize| {
            let own: Vec<&Table> = tables.iter().filter(|t| lane_of.get(&t.sheet.file) == Some(&lane)).collect();
            let ((to, sent), (used, spare)) = (sync_channel(AHEAD), channel());
            let read = move || read_all(&new_opener(), &own, &Ends { to, spare });
            let begun = thread::Builder::new().name("dabiao-read".to_owned()).spawn_scoped(scope, read);
            begun.ok().map(|_| Lane { sent, used })
        };
        let lanes = (0..n_lanes).map(begin).collect();
        take(&mut Sheets { opener, lane_of, lanes })
    })
}

/// Maps files to what is found in each, by so many threads; the order is that of the files.
pub(super) fn each_file<T: Send>(
    opener: &Opener<'_>,
    files: &[Arc<str>],
    n_threads: usize,
    look: impl Fn(&Opener<'_>, &Arc<str>) -> T + Sync,
) -> Vec<T> {
    let n_lanes = n_threads.min(files.len());
    let Some(new_opener) = opener.across_threads().filter(|_| n_lanes > 1) else {
        return files.iter().map(|file| look(opener, file)).collect();
    };
    lanes::share_out(files.len(), n_lanes, |own| {
        let opener = new_opener();
        own.filter_map(|n| files.get(n)).map(|file| look(&opener, file)).collect()
    })
}

/// Reads the sheets of a lane and sends their rows, until nobody takes them any more.
fn read_all(opener: &Opener<'_>, tables: &[&Table], ends: &Ends) {
    for table in tables {
        let sent = opener.with_rows_to_the_end(&table.sheet, table.sheet_idx, |rows| send(rows, table.last_row, ends));
        let is_over = match sent {
            Ok(Some(end)) => ends.to.send(end).is_err(),
            Ok(None) => true,
            Err(wrong) => ends.to.send(Sent::Unopened(wrong)).is_err(),
        };
        if is_over {
            return;
        }
    }
}

/// Sends the rows of a sheet up to the first one behind the table; `None` where nobody takes them.
fn send(rows: &mut dyn Rows, last_row: u32, ends: &Ends) -> Option<Sent> {
    let fresh = || ends.spare.try_recv().unwrap_or_default();
    let mut batch = fresh();
    let end = loop {
        let (number, problems) = match rows.next_row() {
            Ok(Some(row)) => {
                let number = row.number;
                batch.push(row);
                (number, rows.take_problems())
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        };
        batch.say(problems);
        if number > last_row {
            break Ok(());
        }
        if batch.is_full() {
            ends.to.send(Sent::Rows(std::mem::replace(&mut batch, fresh()))).ok()?;
        }
    };
    if !batch.is_empty() {
        ends.to.send(Sent::Rows(batch)).ok()?;
    }
    Some(Sent::End(end, rows.take_problems()))
}

impl Sheets<'_, '_> {
    /// Hands the rows of the next table to a reader.
    pub(super) fn rows<T>(&self, table: &Table, read: impl FnOnce(&mut dyn Rows) -> T) -> Result<T, Wrong> {
        let lane = self.lane_of.get(&table.sheet.file).and_then(|lane| self.lanes.get(*lane)?.as_ref());
        let Some(lane) = lane else {
            return self.opener.with_rows_to_the_end(&table.sheet, table.sheet_idx, read);
        };
        let mut rows = AheadRows { lane, batch: Batch::default(), at: 0, end: None, found: Vec::new() };
        match rows.next_batch() {
            Some(wrong) => Err(wrong),
            None => {
                let made = read(&mut rows);
                // What nobody looked at is not to be taken for the next table's.
                while rows.end.is_none() {
                    rows.next_batch();
                }
                Ok(made)
            }
        }
    }
}

/// The rows of one table, as a lane sends them.
struct AheadRows<'l> {
    lane: &'l Lane,
    batch: Batch,
    /// The position of the next row in the batch.
    at: usize,
    /// How the table ended; the problems are those found behind its last row.
    end: Option<(io::Result<()>, Vec<FormProblem>)>,
    found: Vec<FormProblem>,
}

impl AheadRows<'_> {
    /// Takes what is sent next; returns what kept the sheet from being opened.
    fn next_batch(&mut self) -> Option<Wrong> {
        match self.lane.sent.recv() {
            Ok(Sent::Rows(batch)) => {
                let mut used = std::mem::replace(&mut self.batch, batch);
                used.clear();
                self.at = 0;
                // A lane that is done needs it no more.
                let _ = self.lane.used.send(used);
            }
            Ok(Sent::End(how, problems)) => self.end = Some((how, problems)),
            Ok(Sent::Unopened(wrong)) => {
                self.end = Some((Ok(()), Vec::new()));
                return Some(wrong);
            }
            // The lane fell; its thread's fault comes up where threads are joined.
            Err(_) => self.end = Some((Err(io::Error::other("a reading thread ended")), Vec::new())),
        }
        None
    }
}

impl Rows for AheadRows<'_> {
    fn next_row(&mut self) -> io::Result<Option<RawRow<'_>>> {
        while self.batch.row(self.at).is_none() {
            if let Some((how, problems)) = &mut self.end {
                self.found.append(problems);
                return std::mem::replace(how, Ok(())).map(|()| None);
            }
            self.next_batch();
        }
        self.at += 1;
        self.found.extend_from_slice(self.batch.problems(self.at - 1));
        Ok(self.batch.row(self.at - 1))
    }

    fn take_problems(&mut self) -> Vec<FormProblem> {
        std::mem::take(&mut self.found)
    }
}
