//! A client: what an editor sends, and what it remembers of the answers.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use dabiao_lang::source::{Entry, Files, MemoryFiles};
use dabiao_lsp::{Connection, Message, Notification, Request, RequestId, serve};
use serde_json::{Value, json};

/// Files that a test can change while the server runs; reading one whose name holds `panic` panics.
#[derive(Clone, Default)]
pub struct Disk(Arc<Mutex<BTreeMap<String, String>>>);

impl Disk {
    fn held(&self) -> MemoryFiles {
        MemoryFiles::new(self.0.lock().unwrap().clone())
    }
}

impl Files for Disk {
    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + '_>> {
        assert!(!path.contains("panic"), "a file that cannot be survived");
        let bytes = self.held().read(path)?;
        Ok(Box::new(io::Cursor::new(bytes)))
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        self.held().list(path)
    }
}

/// An editor.
pub struct Client {
    pub connection: Connection,
    disk: Disk,
    server: Option<JoinHandle<bool>>,
    next_id: i32,
    version: i32,
    found: BTreeMap<String, Vec<Value>>,
    /// Answers that nobody has asked for yet.
    answers: BTreeMap<String, Value>,
}

/// The document of a path as parameters name it.
pub fn uri(path: &str) -> Value {
    json!({"uri": address(path)})
}

fn address(path: &str) -> String {
    if path.contains(':') {
        return path.to_owned();
    }
    let encode = |b: u8| {
        if b.is_ascii_alphanumeric() || b"./-_".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") }
    };
    format!("file:///{}", path.bytes().map(encode).collect::<String>())
}

impl Client {
    /// Starts a server on files, and says hello.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let disk = Disk::default();
        files.iter().for_each(|(p, t)| drop(disk.0.lock().unwrap().insert(format!("/{p}"), (*t).to_owned())));
        let (server_side, connection) = Connection::memory();
        let files = disk.clone();
        let server = std::thread::spawn(move || serve(&server_side, &files).is_ok());
        let mut client = Self {
            connection,
            disk,
            server: Some(server),
            next_id: 0,
            version: 0,
            found: BTreeMap::new(),
            answers: BTreeMap::new(),
        };
        let folders = json!([{"uri": "file:///r", "name": "r"}, {"uri": "file:///w", "name": "w"}]);
        let told = client.ask(
            "initialize",
            json!({"processId": null, "rootUri": null, "workspaceFolders": folders, "capabilities": {}}),
        );
        assert_eq!(told["capabilities"]["positionEncoding"], "utf-16");
        client.tell("initialized", json!({}));
        client
    }

    pub fn tell(&mut self, method: &str, params: Value) {
        self.connection.sender.send(Notification::new(method.to_owned(), params).into()).unwrap();
    }

    /// Sends a request without waiting.
    pub fn send(&mut self, method: &str, params: Value) -> RequestId {
        self.next_id += 1;
        let id = RequestId::from(self.next_id);
        self.connection.sender.send(Request::new(id.clone(), method.to_owned(), params).into()).unwrap();
        id
    }

    /// Takes one message in.
    fn receive(&mut self, patience: Duration) -> bool {
        let Ok(message) = self.connection.receiver.recv_timeout(patience) else { return false };
        match message {
            Message::Notification(note) if note.method == "textDocument/publishDiagnostics" => {
                let name = note.params["uri"].as_str().unwrap().to_owned();
                self.found.insert(name, note.params["diagnostics"].as_array().unwrap().clone());
            }
            Message::Response(response) => {
                let id = response.id.to_string();
                let answer = serde_json::to_value(response).unwrap();
                assert!(self.answers.insert(id, answer).is_none(), "one answer to each request");
            }
            _ => {}
        }
        true
    }

    /// Waits for the answer to a request: a result or an error.
    pub fn answer(&mut self, id: &RequestId) -> Result<Value, Value> {
        loop {
            if let Some(answer) = self.answers.remove(&id.to_string()) {
                return answer.get("error").cloned().map_or_else(|| Ok(answer["result"].clone()), Err);
            }
            assert!(self.receive(Duration::from_secs(60)), "no answer to {id}");
        }
    }

    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        self.answer(&id).unwrap_or_else(|e| panic!("{method}: {e}"))
    }

    pub fn refused(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        self.answer(&id).expect_err(method)
    }

    pub fn open(&mut self, path: &str, text: &str) {
        self.version += 1;
        let document = json!({"uri": address(path), "languageId": "dabiao", "version": self.version, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub fn change(&mut self, path: &str, change: Value) {
        self.version += 1;
        let document = json!({"uri": address(path), "version": self.version});
        self.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
    }

    /// Changes a file on the disk.
    pub fn write(&mut self, path: &str, text: &str) {
        self.disk.0.lock().unwrap().insert(format!("/{path}"), text.to_owned());
    }

    /// Waits until the server has told everything, and returns what it found in a file.
    pub fn findings(&mut self, path: &str) -> Vec<Value> {
        // Findings are sent when nothing waits: once for what was sent so far, and the second question comes after them.
        for _ in 0..2 {
            let id = self.send("textDocument/foldingRange", json!({"textDocument": uri(path)}));
            let _ = self.answer(&id);
            std::thread::sleep(Duration::from_millis(30));
        }
        while self.receive(Duration::from_millis(150)) {}
        self.found.get(&address(path)).cloned().unwrap_or_default()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let id = self.send("shutdown", Value::Null);
        self.answer(&id).unwrap();
        self.tell("exit", Value::Null);
        assert!(self.server.take().unwrap().join().unwrap(), "the server ended in peace");
    }
}
