//! A request to an answer. Holds the shelf and, once an editor has said hello, its language server.
//!
//! What is asked of rules and data is a request of `dabiao_border`, in its words; `lsp` and `lsp-settle` are the two verbs
//! that only a page has.

use dabiao_border::{Answer, Failure, FailureKind, Request, Status, answer_here};
use dabiao_data::Progress;
use dabiao_lang::diag::Both;
use dabiao_lsp::{Message, SteppedServer};
use serde_json::{Value, json};

use crate::shelf::Shelf;

/// A shelf with whoever answers questions about what stands on it.
///
/// # Example
/// ```
/// use dabiao_wasm::{Desk, Shelf, Status};
/// let shelf = Shelf::default();
/// shelf.put("a.rules", "每个 村: 收入 >= 5万元 截至 2025\n".as_bytes());
/// let mut desk = Desk::new(&shelf);
/// let answer = desk.ask(br#"{"do":"check","rules":["a.rules"]}"#, &mut ());
/// assert_eq!(answer.status, Status::Fine);
/// assert!(String::from_utf8_lossy(&answer.document).starts_with(r#"{"schema":"dabiao.check/1""#));
/// ```
pub struct Desk<'f> {
    shelf: &'f Shelf,
    editor: Option<SteppedServer<'f>>,
}

impl<'f> Desk<'f> {
    /// Returns a desk beside a shelf.
    pub fn new(shelf: &'f Shelf) -> Self {
        Self { shelf, editor: None }
    }

    /// Answers a request in JSON; whoever waits is told how far the reading of figures is.
    pub fn ask(&mut self, request: &[u8], waiting: &mut dyn Progress) -> Answer {
        let asked: Value = match serde_json::from_slice(request) {
            Ok(asked) => asked,
            Err(error) => return refused(&error.to_string()),
        };
        match asked.get("do").and_then(Value::as_str) {
            Some("lsp") => self.take(asked.get("message").cloned().unwrap_or_default()),
            Some("lsp-settle") => sent(self.editor.as_mut().map(SteppedServer::settle).unwrap_or_default()),
            _ => match serde_json::from_value::<Request>(asked) {
                Ok(request) => answer_here(self.shelf, &request, waiting),
                Err(error) => refused(&error.to_string()),
            },
        }
    }

    /// Takes a message of an editor; `initialize` begins anew.
    fn take(&mut self, message: Value) -> Answer {
        if message.get("method").and_then(Value::as_str) == Some("initialize") {
            let hello = message.get("params").cloned().unwrap_or_default();
            self.editor = Some(SteppedServer::new(self.shelf, &hello));
            return told(&json!([{"jsonrpc": "2.0", "id": message.get("id"), "result": SteppedServer::greeting()}]));
        }
        let Some(editor) = &mut self.editor else { return refused("no `initialize` yet") };
        match serde_json::from_value::<Message>(message) {
            Ok(message) => sent(editor.take(message)),
            Err(error) => refused(&error.to_string()),
        }
    }
}

fn refused(why: &str) -> Answer {
    let message = Both::of(format!("请求读不懂：{why}"), format!("the request cannot be read: {why}"));
    Failure::new(FailureKind::Request, message).answer()
}

fn sent(messages: Vec<Message>) -> Answer {
    told(&messages.iter().filter_map(|m| serde_json::to_value(m).ok()).collect())
}

fn told(messages: &Value) -> Answer {
    Answer { status: Status::Fine, document: messages.to_string().into_bytes() }
}
