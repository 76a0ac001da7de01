//! The loop: messages in the order in which they came, cancelled requests answered, a panic answered and survived.
//!
//! Everything that has arrived is taken in before the next message is handled, so that a request that was cancelled
//! meanwhile costs nothing, and findings are sent once the editor has nothing more to say. INVARIANT: every request gets
//! one answer.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};

use dabiao_lang::diag::Lang;
use dabiao_lang::source::Files;
use gen_lsp_types as lsp;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use crate::answer::{Asked, Client, published};
use crate::capabilities::{capabilities, server_info};
use crate::settings::Settings;
use crate::uri::{path_of, uri_of};
use crate::workspace::Workspace;

/// Why serving ended early.
#[derive(Debug)]
pub struct ServeError(String);

impl std::fmt::Display for ServeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ServeError {}

/// Serves one editor until it says goodbye.
///
/// # Errors
/// The other end broke the order of the protocol, or is gone.
pub fn serve(connection: &Connection, files: &dyn Files) -> Result<(), ServeError> {
    let failed = |e: lsp_server::ProtocolError| ServeError(e.to_string());
    let (id, hello) = connection.initialize_start().map_err(failed)?;
    let told = json!({"capabilities": capabilities(), "serverInfo": server_info()});
    connection.initialize_finish(id, told).map_err(failed)?;
    let own = Connection { sender: connection.sender.clone(), receiver: connection.receiver.clone() };
    let mut server = Server::new(own, files, &hello);
    server.watch();
    server.run()
}

/// A server that is driven one message at a time, for hosts that cannot wait: a page, where nothing may block.
pub struct SteppedServer<'a> {
    server: Server<'a>,
    far: Connection,
}

impl<'a> SteppedServer<'a> {
    /// Begins to serve an editor; `hello` are the parameters of its `initialize`.
    pub fn new(files: &'a dyn Files, hello: &Value) -> Self {
        let (near, far) = Connection::memory();
        Self { server: Server::new(near, files, hello), far }
    }

    /// Returns the answer to `initialize`.
    pub fn greeting() -> Value {
        json!({"capabilities": capabilities(), "serverInfo": server_info()})
    }

    /// Takes a message and returns what is to be sent for it; findings wait for [`SteppedServer::settle`], so that a host
    /// decides when there is time for them.
    pub fn take(&mut self, message: Message) -> Vec<Message> {
        self.server.take(message);
        while let Some(message) = self.server.waiting.pop_front() {
            match message {
                Message::Request(request) => self.server.request(&request),
                Message::Notification(notification) => self.server.guarded(|s| s.notification(notification)),
                Message::Response(_) => {}
            }
        }
        self.far.receiver.try_iter().collect()
    }

    /// Returns the findings of what changed.
    pub fn settle(&mut self) -> Vec<Message> {
        self.server.guarded(Server::publish);
        self.far.receiver.try_iter().collect()
    }
}

struct Server<'a> {
    connection: Connection,
    workspace: Workspace<'a>,
    client: Client,
    root: Option<String>,
    locale: Option<String>,
    can_watch: bool,
    waiting: VecDeque<Message>,
    /// Files whose rule sets are to be told of again.
    dirty: BTreeSet<String>,
    /// The files for which findings were sent, by the rule set that they were found in.
    told: BTreeMap<Vec<String>, BTreeSet<String>>,
    is_over: bool,
}

impl<'a> Server<'a> {
    fn new(connection: Connection, files: &'a dyn Files, hello: &Value) -> Self {
        let folders = folders(hello);
        let root = folders.first().cloned();
        let locale = hello.get("locale").and_then(Value::as_str).map(str::to_owned);
        let options = hello.get("initializationOptions").unwrap_or(&Value::Null);
        let settings = Settings::read(options, root.as_deref(), locale.as_deref());
        let has = |path: &str| hello.pointer(path).and_then(Value::as_bool).unwrap_or(false);
        let client = Client {
            has_snippets: has("/capabilities/textDocument/completion/completionItem/snippetSupport"),
            shows_results: options.get("showsResults").and_then(Value::as_bool).unwrap_or(false),
        };
        Self {
            connection,
            workspace: Workspace::new(files, settings, folders),
            client,
            root,
            locale,
            can_watch: has("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration"),
            waiting: VecDeque::new(),
            dirty: BTreeSet::new(),
            told: BTreeMap::new(),
            is_over: false,
        }
    }

    /// Asks to be told of rule files and data that change on the disk.
    fn watch(&self) {
        if !self.can_watch {
            return;
        }
        let patterns = ["**/*.rules", "**/*.{csv,xlsx,xls,xlsb,ods}", "**/dabiao.toml"];
        let watchers: Vec<Value> = patterns.iter().map(|p| json!({"globPattern": p})).collect();
        let registration = json!({"registrations": [{
            "id": "dabiao-files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        }]});
        self.send(Request::new("dabiao-watch".to_owned().into(), "client/registerCapability".to_owned(), registration));
    }

    fn send(&self, message: impl Into<Message>) {
        // Where nobody listens any more, the next receive ends the loop.
        let _ = self.connection.sender.send(message.into());
    }

    fn run(&mut self) -> Result<(), ServeError> {
        loop {
            while let Ok(message) = self.connection.receiver.try_recv() {
                self.take(message);
            }
            match self.waiting.pop_front() {
                Some(Message::Request(request)) => self.request(&request),
                Some(Message::Notification(notification)) if notification.method == "exit" => {
                    let early = || ServeError("`exit` came before `shutdown`".to_owned());
                    return if self.is_over { Ok(()) } else { Err(early()) };
                }
                Some(Message::Notification(notification)) => self.guarded(|s| s.notification(notification)),
                Some(Message::Response(_)) => {}
                None if !self.dirty.is_empty() => self.guarded(Self::publish),
                None => match self.connection.receiver.recv() {
                    Ok(message) => self.take(message),
                    Err(_) => {
                        return if self.is_over { Ok(()) } else { Err(ServeError("the editor is gone".to_owned())) };
                    }
                },
            }
        }
    }

    /// Takes a message in; a cancellation takes its request off the waiting ones.
    fn take(&mut self, message: Message) {
        let Message::Notification(note) = &message else { return self.waiting.push_back(message) };
        if note.method != "$/cancelRequest" {
            return self.waiting.push_back(message);
        }
        let Some(id) = note.params.get("id").and_then(|id| serde_json::from_value::<RequestId>(id.clone()).ok()) else {
            return;
        };
        let is_it = |m: &Message| matches!(m, Message::Request(r) if r.id == id);
        if let Some(at) = self.waiting.iter().position(is_it) {
            self.waiting.remove(at);
            let code = ErrorCode::RequestCanceled as i32;
            self.send(Response::new_err(id, code, "cancelled".to_owned()));
        }
    }

    /// Does something that must not end the server: after a panic every snapshot is made anew.
    fn guarded(&mut self, act: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| act(self))).is_err() {
            self.workspace.saved();
            self.dirty.clear();
            self.log("internal error; the server goes on");
        }
    }

    fn log(&self, text: &str) {
        self.send(Notification::new("window/logMessage".to_owned(), json!({"type": 1, "message": text})));
    }

    fn request(&mut self, request: &Request) {
        if self.is_over {
            let code = ErrorCode::InvalidRequest as i32;
            return self.send(Response::new_err(request.id.clone(), code, "the server is shut down".to_owned()));
        }
        if request.method == "shutdown" {
            self.is_over = true;
            return self.send(Response::new_ok(request.id.clone(), Value::Null));
        }
        let mut asked = Asked { workspace: &mut self.workspace, client: self.client };
        let answer = catch_unwind(AssertUnwindSafe(|| asked.answer(request)));
        let response = match answer {
            Ok(Ok(value)) => {
                if request.method == "workspace/executeCommand" && !self.client.shows_results {
                    self.show(&value);
                }
                Response::new_ok(request.id.clone(), value)
            }
            Ok(Err(refusal)) => Response::new_err(request.id.clone(), refusal.code, refusal.message),
            Err(_) => {
                self.workspace.saved();
                let code = ErrorCode::InternalError as i32;
                Response::new_err(request.id.clone(), code, format!("internal error in `{}`", request.method))
            }
        };
        self.send(response);
    }

    /// Shows what a command gave back, for editors that would drop it.
    fn show(&self, value: &Value) {
        let none = match self.workspace.settings.lang {
            Lang::Zh => "没有可以显示的内容",
            Lang::En => "there is nothing to show",
        };
        let message = value.as_str().unwrap_or(none);
        self.send(Notification::new("window/showMessage".to_owned(), json!({"type": 3, "message": message})));
    }

    fn notification(&mut self, note: Notification) {
        match note.method.as_str() {
            "textDocument/didOpen" => {
                let Ok(p) = serde_json::from_value::<lsp::DidOpenTextDocumentParams>(note.params) else { return };
                let document = p.text_document;
                let path = path_of(&document.uri);
                self.workspace.documents.open(path.clone(), document.text, document.version);
                self.workspace.changed();
                self.dirty.insert(path);
            }
            "textDocument/didChange" => {
                let Ok(p) = serde_json::from_value::<lsp::DidChangeTextDocumentParams>(note.params) else { return };
                let path = path_of(&p.text_document.text_document_identifier.uri);
                self.workspace.documents.change(&path, p.text_document.version, p.content_changes);
                self.workspace.changed();
                self.dirty.insert(path);
            }
            "textDocument/didClose" => {
                let Ok(p) = serde_json::from_value::<lsp::DidCloseTextDocumentParams>(note.params) else { return };
                self.closed(&path_of(&p.text_document.uri));
            }
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => self.all_anew(),
            "workspace/didChangeConfiguration" => {
                let settings = note.params.get("settings").cloned().unwrap_or(Value::Null);
                self.workspace.settings = Settings::read(&settings, self.root.as_deref(), self.locale.as_deref());
                self.all_anew();
            }
            "workspace/didChangeWorkspaceFolders" => self.folders_changed(&note.params),
            _ => {}
        }
    }

    /// Forgets a text; what was found in a file that is on no disk is taken back.
    fn closed(&mut self, path: &str) {
        let set = self.workspace.found_in(path).unwrap_or_else(|| self.workspace.set_of(path));
        self.workspace.documents.close(path);
        self.workspace.changed();
        let is_read_by_others = self.workspace.documents.texts.keys().any(|p| self.workspace.set_of(p) == set);
        if is_read_by_others {
            self.dirty.insert(path.to_owned());
            return;
        }
        for file in self.told.remove(&set).unwrap_or_default() {
            self.tell(&file, Vec::new());
        }
    }

    fn all_anew(&mut self) {
        self.workspace.saved();
        self.dirty.extend(self.workspace.documents.texts.keys().cloned());
    }

    fn folders_changed(&mut self, params: &Value) {
        let paths = |key: &str| -> Vec<String> {
            let list = params.pointer(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            list.iter().filter_map(folder_path).collect()
        };
        let removed = paths("/event/removed");
        self.workspace.folders.retain(|f| !removed.contains(f));
        self.workspace.folders.extend(paths("/event/added"));
        self.all_anew();
    }

    /// Sends the findings of the rule sets of what changed.
    fn publish(&mut self) {
        let mut done = BTreeSet::new();
        while let Some(path) = self.dirty.pop_first() {
            let set = self.workspace.found_in(&path).unwrap_or_else(|| self.workspace.set_of(&path));
            if !done.insert(set.clone()) {
                continue;
            }
            let found = self.workspace.reasoned(&path).map(|(s, _)| published(s)).unwrap_or_default();
            let names: BTreeSet<String> = found.iter().map(|(name, _)| name.clone()).collect();
            let before = self.told.insert(set, names.clone()).unwrap_or_default();
            for (name, diagnostics) in found {
                self.tell(&name, diagnostics);
            }
            for gone in before.difference(&names) {
                self.tell(gone, Vec::new());
            }
            // Lenses and hints stand on the whole set: the editor asks for them again by itself when it redraws.
        }
    }

    fn tell(&self, path: &str, diagnostics: Vec<lsp::Diagnostic>) {
        let version = self.workspace.documents.versions.get(path).copied();
        let params = lsp::PublishDiagnosticsParams { uri: uri_of(path), version, diagnostics };
        self.send(Notification::new("textDocument/publishDiagnostics".to_owned(), params));
    }
}

/// The folders that the editor opened.
fn folders(hello: &Value) -> Vec<String> {
    let list = hello.get("workspaceFolders").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut folders: Vec<String> = list.iter().filter_map(folder_path).collect();
    if folders.is_empty() {
        let root = hello.get("rootUri").and_then(Value::as_str);
        folders.extend(root.map(|u| path_of(&lsp::Uri(u.to_owned())).trim_end_matches('/').to_owned()));
    }
    folders
}

fn folder_path(folder: &Value) -> Option<String> {
    let uri = folder.get("uri")?.as_str()?;
    Some(path_of(&lsp::Uri(uri.to_owned())).trim_end_matches('/').to_owned())
}
