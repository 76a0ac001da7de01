//! How long an editor waits: a keystroke in one of the five plans, checked together, until each answer is there.
//!
//! Prints the median and the 95th percentile in milliseconds for each question. A keystroke and the questions behind it
//! are timed as one for the first question, since the rule set is read again there; the others ask the same snapshot.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]
// Times are no figures of a report.
#![allow(missing_docs, clippy::float_arithmetic)]

use std::collections::BTreeMap;
use std::io;
use std::time::Instant;

use dabiao_lang::source::{Entry, Files, MemoryFiles};
use dabiao_lsp::{Connection, Message, Notification, Request, RequestId, serve};
use serde_json::{Value, json};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const PLANS: [&str; 5] = ["baihe-2021", "langao-2021", "yongchang-2020", "ziyang-2017", "ziyang-2021"];
/// Keystrokes: enough that the 95th percentile is no single one.
const KEYS: usize = 120;

struct Memory(MemoryFiles);

impl Files for Memory {
    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + '_>> {
        self.0.open(path)
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        self.0.list(path)
    }
}

fn rules() -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for folder in PLANS.into_iter().chain(["common"]) {
        for entry in std::fs::read_dir(format!("{ROOT}/rules/{folder}")).unwrap() {
            let path = entry.unwrap().path();
            let name = format!("/rules/{folder}/{}", path.file_name().unwrap().to_string_lossy());
            if name.ends_with(".rules") {
                texts.insert(name, std::fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
}

struct Editor {
    connection: Connection,
    id: i32,
}

impl Editor {
    fn tell(&self, method: &str, params: Value) {
        self.connection.sender.send(Notification::new(method.to_owned(), params).into()).unwrap();
    }

    fn ask(&mut self, method: &str, params: Value) -> f64 {
        self.id += 1;
        let id = RequestId::from(self.id);
        let began = Instant::now();
        self.connection.sender.send(Request::new(id.clone(), method.to_owned(), params).into()).unwrap();
        loop {
            match self.connection.receiver.recv().unwrap() {
                Message::Response(response) if response.id == id => return began.elapsed().as_secs_f64() * 1000.0,
                _ => {}
            }
        }
    }
}

fn main() {
    let texts = rules();
    let n_lines: usize = texts.values().map(|t| t.lines().count()).sum();
    let (side, connection) = Connection::memory();
    let files = Memory(MemoryFiles::new(texts.clone()));
    let server = std::thread::spawn(move || serve(&side, &files).is_ok());
    let mut editor = Editor { connection, id: 0 };
    let options = json!({"rules": ["/rules"]});
    editor.ask(
        "initialize",
        json!({"processId": null, "rootUri": null, "capabilities": {}, "initializationOptions": options}),
    );
    editor.tell("initialized", json!({}));
    let open: Vec<(&String, &String)> =
        texts.iter().filter(|(n, _)| n.contains("产业振兴") || n.contains("特色产业")).collect();
    for (name, text) in &open {
        let document = json!({"uri": format!("file://{name}"), "languageId": "dabiao", "version": 1, "text": text});
        editor.tell("textDocument/didOpen", json!({"textDocument": document}));
    }
    let mut times: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for key in 0..KEYS {
        let (name, text) = open[key % open.len()];
        let uri = json!({"uri": format!("file://{name}")});
        let line = (key * 37) % text.lines().count().max(1);
        let at = json!({"line": line, "character": 4});
        let change = json!({"range": {"start": at, "end": at}, "text": if key % 2 == 0 { "收" } else { " " }});
        let document = json!({"uri": format!("file://{name}"), "version": key + 2});
        editor.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": [change]}));
        let place = json!({"textDocument": uri, "position": {"line": line, "character": 5}});
        let whole = json!({"textDocument": uri, "range": {"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}}});
        for (name, method, params) in [
            ("keystroke + completion", "textDocument/completion", &place),
            ("hover", "textDocument/hover", &place),
            ("definition", "textDocument/definition", &place),
            ("semantic tokens", "textDocument/semanticTokens/full", &json!({"textDocument": uri})),
            ("inlay hints", "textDocument/inlayHint", &whole),
            ("outline", "textDocument/documentSymbol", &json!({"textDocument": uri})),
            ("code lens", "textDocument/codeLens", &json!({"textDocument": uri})),
        ] {
            let took = editor.ask(method, params.clone());
            times.entry(name).or_default().push(took);
        }
    }
    println!("{} files, {n_lines} lines, {KEYS} keystrokes (ms)", texts.len());
    for (name, mut all) in times {
        all.sort_by(f64::total_cmp);
        let at = |share: usize| all[(all.len() * share / 100).min(all.len() - 1)];
        println!("{name:24} median {:7.1}   p95 {:7.1}", at(50), at(95));
    }
    editor.ask("shutdown", Value::Null);
    editor.tell("exit", Value::Null);
    assert!(server.join().unwrap());
}
