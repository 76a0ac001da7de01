//! The files of a host, and the one door through which everything is asked.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use dabiao_data::Progress;
use dabiao_lang::diag::Both;
use dabiao_lang::source::{Files, MemoryFiles};

use crate::answer::{Answer, Failure, FailureKind};
use crate::bounded::Bounded;
use crate::inputs::Host;
use crate::limits::Limits;
use crate::request::Request;
use crate::{attempt, compare, draft, editor, facts, guard, receipt, rules};

/// Files in memory, and questions about them.
///
/// A session may be asked from several threads at once; putting a file takes it for itself. INVARIANT: the same files and
/// the same request give the same bytes, whatever was asked before.
#[derive(Debug)]
pub struct Session {
    files: Arc<MemoryFiles>,
    sizes: BTreeMap<String, u64>,
    limits: Limits,
}

impl Session {
    /// Returns a session without files.
    pub fn new(limits: Limits) -> Self {
        Self { files: Arc::default(), sizes: BTreeMap::new(), limits }
    }

    /// Puts a file in, in place of one of that name.
    ///
    /// # Errors
    /// [`FailureKind::Limit`] where the session would hold more than it may; it holds what it held before.
    pub fn put(&mut self, path: &str, content: impl Into<Vec<u8>>) -> Result<(), Failure> {
        let content = content.into();
        let size = content.len() as u64;
        let others: u64 = self.sizes.iter().filter(|(p, _)| *p != path).map(|(_, n)| n).sum();
        if others.saturating_add(size) > self.limits.n_bytes {
            return Err(too_large());
        }
        Arc::make_mut(&mut self.files).put(path, content);
        self.sizes.insert(path.to_owned(), size);
        Ok(())
    }

    /// Takes a file out; returns whether it was there.
    pub fn remove(&mut self, path: &str) -> bool {
        Arc::make_mut(&mut self.files).remove(path);
        self.sizes.remove(path).is_some()
    }

    /// Returns the names of the files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.sizes.keys().map(String::as_str)
    }

    /// Answers a request.
    pub fn ask(&self, request: Request) -> Answer {
        let is_stopped = Arc::<AtomicBool>::default();
        let files = Bounded::new(self.files.clone(), self.limits.n_lines, is_stopped.clone());
        guard::run(self.limits, &is_stopped, move || answer(&files, &request).unwrap_or_else(|f| f.answer()))
    }

    /// Answers a request that is written as JSON.
    pub fn ask_json(&self, request: &[u8]) -> Answer {
        if request.len() as u64 > self.limits.n_bytes {
            return too_large().answer();
        }
        match serde_json::from_slice(request) {
            Ok(request) => self.ask(request),
            Err(error) => {
                let message = Both::of(format!("请求读不懂：{error}"), format!("the request cannot be read: {error}"));
                Failure::new(FailureKind::Request, message).answer()
            }
        }
    }
}

fn too_large() -> Failure {
    let message = Both::new("超过了会话允许的字节数", "there are more bytes than the session allows");
    Failure::new(FailureKind::Limit, message)
}

fn answer(files: &Bounded, request: &Request) -> Result<Answer, Failure> {
    let answered = answer_of(&mut Host { files, waiting: &mut () }, request);
    // A limit that was reached on the way is what is to be told, whatever was made of the rest.
    files.whole().and(answered)
}

/// Answers a request where the caller stands: for hosts without threads, whose instance is thrown away when it fails.
///
/// Nothing guards the caller here; whoever can have threads asks a [`Session`].
pub fn answer_here(files: &dyn Files, request: &Request, waiting: &mut dyn Progress) -> Answer {
    answer_of(&mut Host { files, waiting }, request).unwrap_or_else(|failure| failure.answer())
}

fn answer_of(host: &mut Host<'_>, request: &Request) -> Result<Answer, Failure> {
    match request {
        Request::Check(asked) => Ok(rules::check(host.files, asked)),
        Request::Export(asked) => rules::export(host.files, asked),
        Request::Say(asked) => rules::say(host.files, asked),
        Request::Test(asked) => rules::test(host.files, asked),
        Request::Fmt(asked) => rules::fmt(host.files, asked),
        Request::Page(asked) => rules::page(asked),
        Request::Eval(asked) => facts::eval(host, asked),
        Request::Explain(asked) => facts::explain(host, asked),
        Request::Needs(asked) => facts::needs(host, asked),
        Request::Diff(asked) => compare::diff(host, asked),
        Request::Read(asked) => receipt::read(host, asked),
        Request::Day(asked) => receipt::day(host, asked),
        Request::Draft(asked) => draft::draft(host.files, asked),
        Request::Try(asked) => attempt::attempt(host.files, asked),
        Request::Version(_) => Ok(rules::version()),
        Request::Findings(_)
        | Request::Complete(_)
        | Request::Hover(_)
        | Request::Definition(_)
        | Request::References(_)
        | Request::Rename(_)
        | Request::Outline(_)
        | Request::Layout(_)
        | Request::Actions(_) => editor::answer(host, request),
    }
}
