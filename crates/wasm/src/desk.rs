//! A request to an answer. Holds the shelf and, once an editor has said hello, its language server.

use dabiao_data::Progress;
use dabiao_lsp::{Message, SteppedServer};
use serde_json::{Value, json};

use crate::answer::{Answer, Status};
use crate::request::Ask;
use crate::shelf::Shelf;
use crate::{comparing, drafting, judging, receiving, trying, writing};

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
/// assert!(String::from_utf8_lossy(&answer.bytes).starts_with(r#"{"schema":"dabiao.check/1""#));
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
        match serde_json::from_slice(request) {
            Ok(ask) => self.answer(ask, waiting),
            Err(error) => Answer::refused(format!("request: {error}")),
        }
    }

    fn answer(&mut self, ask: Ask, waiting: &mut dyn Progress) -> Answer {
        let shelf = self.shelf;
        match ask {
            Ask::Check(inputs) => writing::check(shelf, &inputs),
            Ask::Export(inputs) => writing::export(shelf, &inputs),
            Ask::Test(inputs) => writing::test(shelf, &inputs),
            Ask::Page { code } => writing::page(&code),
            Ask::Eval(inputs) => judging::eval(shelf, &inputs, waiting),
            Ask::Day(inputs) => judging::day(shelf, &inputs, waiting),
            Ask::Needs(inputs) => judging::needs(shelf, &inputs, waiting),
            Ask::Explain { rule, inputs } => judging::explain(shelf, &rule, &inputs, waiting),
            Ask::Read(inputs) => receiving::read(shelf, &inputs, waiting),
            Ask::Diff { old, inputs } => comparing::diff(shelf, &old, &inputs, waiting),
            Ask::Draft { document, inputs } => drafting::draft(shelf, &document, &inputs),
            Ask::Try { rule, givens, inputs } => trying::attempt(shelf, (&rule, &givens), &inputs),
            Ask::Lsp { message } => self.take(message),
            Ask::LspSettle => sent(self.editor.as_mut().map(SteppedServer::settle).unwrap_or_default()),
        }
    }

    /// Takes a message of an editor; `initialize` begins anew.
    fn take(&mut self, message: Value) -> Answer {
        if message.get("method").and_then(Value::as_str) == Some("initialize") {
            let hello = message.get("params").cloned().unwrap_or_default();
            self.editor = Some(SteppedServer::new(self.shelf, &hello));
            let told = json!([{"jsonrpc": "2.0", "id": message.get("id"), "result": SteppedServer::greeting()}]);
            return Answer::text(Status::Fine, told.to_string());
        }
        let Some(editor) = &mut self.editor else { return Answer::refused("no `initialize` yet".to_owned()) };
        match serde_json::from_value::<Message>(message) {
            Ok(message) => sent(editor.take(message)),
            Err(error) => Answer::refused(format!("message: {error}")),
        }
    }
}

fn sent(messages: Vec<Message>) -> Answer {
    let messages: Vec<Value> = messages.iter().filter_map(|m| serde_json::to_value(m).ok()).collect();
    Answer::text(Status::Fine, Value::from(messages).to_string())
}
