//! Any text as messages to the language server, a JSON document on each line: every request gets one answer, none of them
//! an internal error, and the server ends in peace.
#![no_main]

use dabiao_lsp::{Connection, Message, Notification, Request, serve};
use dabiao::source::MemoryFiles;
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    let (side, client) = Connection::memory();
    let server = std::thread::spawn(move || {
        let files = MemoryFiles::new([("/r/a.rules", "指标 收入 { 计量单位 万元; 层级 村 }\n")]);
        serve(&side, &files).is_ok()
    });
    let send = |message: Message| client.sender.send(message).is_ok();
    let folders = json!([{"uri": "file:///r", "name": "r"}]);
    let hello = json!({"processId": null, "rootUri": null, "workspaceFolders": folders, "capabilities": {}});
    send(Request::new((-1).into(), "initialize".to_owned(), hello).into());
    send(Notification::new("initialized".to_owned(), json!({})).into());
    let mut n_asked = 1;
    for (n, line) in text.lines().enumerate() {
        let Ok(value) = serde_json::from_str::<Value>(line) else { continue };
        let method = value.get("method").and_then(Value::as_str).unwrap_or("").to_owned();
        let params = value.get("params").cloned().unwrap_or(Value::Null);
        if matches!(method.as_str(), "shutdown" | "exit" | "initialize") {
            continue;
        }
        if value.get("id").is_some() {
            n_asked += 1;
            send(Request::new((n as i32).into(), method, params).into());
        } else {
            send(Notification::new(method, params).into());
        }
    }
    send(Request::new((-2).into(), "shutdown".to_owned(), Value::Null).into());
    send(Notification::new("exit".to_owned(), Value::Null).into());
    assert!(server.join().unwrap_or(false), "the server did not end in peace");
    let mut n_answers = 0;
    while let Ok(message) = client.receiver.try_recv() {
        if let Message::Response(response) = message {
            n_answers += 1;
            let answer = json!(response);
            assert!(answer.pointer("/error/code") != Some(&json!(-32603)), "{answer}");
        }
    }
    assert_eq!(n_answers, n_asked + 1);
});
