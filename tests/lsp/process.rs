//! The real program on standard input and output, as an editor starts it.

use std::io::{BufReader, Write};
use std::process::{Command, Stdio};

use dabiao_lsp::{Message, Notification, Request};
use serde_json::{Value, json};

#[test]
fn the_program_serves_on_standard_input_and_output() {
    let mut server = Command::new(env!("CARGO_BIN_EXE_dabiao"))
        .args(["lsp", "--stdio", "--lang", "zh"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = server.stdin.take().unwrap();
    let mut output = BufReader::new(server.stdout.take().unwrap());
    let request =
        |id: i32, method: &str, params: Value| Message::from(Request::new(id.into(), method.to_owned(), params));
    let root = format!("file://{}/rules/ziyang-2017", std::fs::canonicalize(crate::ROOT).unwrap().display());
    request(1, "initialize", json!({"processId": null, "rootUri": root, "capabilities": {}}))
        .write(&mut input)
        .unwrap();
    Message::from(Notification::new("initialized".to_owned(), json!({}))).write(&mut input).unwrap();
    let file = format!("{root}/%E6%8C%87%E6%A0%87.rules");
    let text = std::fs::read_to_string(format!("{}/rules/ziyang-2017/指标.rules", crate::ROOT)).unwrap();
    let document = json!({"uri": file, "languageId": "dabiao", "version": 1, "text": text});
    Message::from(Notification::new("textDocument/didOpen".to_owned(), json!({"textDocument": document})))
        .write(&mut input)
        .unwrap();
    request(2, "textDocument/documentSymbol", json!({"textDocument": {"uri": file}})).write(&mut input).unwrap();
    request(3, "shutdown", Value::Null).write(&mut input).unwrap();
    Message::from(Notification::new("exit".to_owned(), Value::Null)).write(&mut input).unwrap();
    input.flush().unwrap();
    let mut symbols = 0;
    while let Some(message) = Message::read(&mut output).unwrap() {
        if let Message::Response(response) = message {
            let answer = serde_json::to_value(&response).unwrap();
            if answer["id"] == 2 {
                symbols = answer["result"].as_array().unwrap().len();
            }
        }
    }
    assert!(symbols > 3, "the indicators of the plan");
    assert!(server.wait().unwrap().success());
}
