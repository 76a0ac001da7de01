//! What editors should not send: cancelled requests, wrong parameters, files that break the server, messages at random.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::client::{Client, uri};

#[test]
fn a_request_that_was_cancelled_is_answered_so() {
    let mut client = Client::new(&[]);
    let text = "规则 A-1 { 收入 >= 5万元 截至 2025 }\n".repeat(2000);
    client.open("r/x.rules", &text);
    // The first keeps the server busy while the second is called back.
    let busy = client.send("textDocument/codeLens", json!({"textDocument": uri("r/x.rules")}));
    let late = client
        .send("textDocument/hover", json!({"textDocument": uri("r/x.rules"), "position": {"line": 0, "character": 9}}));
    client.tell("$/cancelRequest", json!({"id": late}));
    assert!(client.answer(&busy).is_ok());
    match client.answer(&late) {
        Err(error) => assert_eq!(error["code"], -32800),
        // It was quicker than the cancellation: an answer is allowed, silence is not.
        Ok(value) => assert!(value.is_object() || value.is_null()),
    }
    client.tell("$/cancelRequest", json!({"id": "nobody"}));
}

#[test]
fn a_panic_is_answered_and_survived() {
    let mut client = Client::new(&[]);
    client.open("r/x.rules", "引用 \"panic.rules\"\n规则 A-1 { 收入 >= 5万元 截至 2025 }\n");
    let error = client.refused("textDocument/foldingRange", json!({"textDocument": uri("r/x.rules")}));
    assert_eq!(error["code"], -32603);
    let whole = json!({"text": "规则 A-1 {\n收入 >= 5万元 截至 2025\n}\n"});
    client.change("r/x.rules", whole);
    let folds = client.ask("textDocument/foldingRange", json!({"textDocument": uri("r/x.rules")}));
    assert_eq!(folds.as_array().unwrap().len(), 1);
}

#[test]
fn what_cannot_be_understood_is_refused() {
    let mut client = Client::new(&[]);
    assert_eq!(client.refused("textDocument/hover", json!({"position": 3}))["code"], -32602);
    assert_eq!(client.refused("textDocument/teleport", json!({}))["code"], -32601);
    assert_eq!(client.refused("workspace/executeCommand", json!({"command": "rm"}))["code"], -32602);
    assert_eq!(
        client.ask(
            "textDocument/hover",
            json!({"textDocument": uri("r/none.rules"), "position": {"line": 0, "character": 0}})
        ),
        Value::Null
    );
}

const METHODS: &[&str] = &[
    "textDocument/completion",
    "textDocument/hover",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/documentHighlight",
    "textDocument/prepareRename",
    "textDocument/rename",
    "textDocument/documentSymbol",
    "textDocument/foldingRange",
    "textDocument/semanticTokens/full",
    "textDocument/inlayHint",
    "textDocument/formatting",
    "textDocument/rangeFormatting",
    "textDocument/codeAction",
    "textDocument/codeLens",
];

const TEXTS: &[&str] = &[
    "",
    "规则 A-1 {\n",
    "  每个 村: 收入 >= 5万元 截至 2025\n",
    "}\n",
    "指标 收入 { 单位 万元 }\n",
    "𠮷🀄",
    "\r\n",
    "\"",
    "「",
    "引用 \"x.rules\"\n",
    "(((((",
    "测试 \"\" {",
];

#[derive(Debug, Clone)]
enum Step {
    Open(u8, usize),
    Close(u8),
    Change(u8, [u32; 4], usize),
    Whole(u8, usize),
    Ask(usize, u8, [u32; 4]),
    Cancel(i32),
    Odd(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let place = || prop::array::uniform4(prop_oneof![0_u32..6, 0_u32..40, Just(u32::MAX)]);
    prop_oneof![
        2 => (0_u8..3, 0..TEXTS.len()).prop_map(|(f, t)| Step::Open(f, t)),
        1 => (0_u8..3).prop_map(Step::Close),
        4 => (0_u8..3, place(), 0..TEXTS.len()).prop_map(|(f, p, t)| Step::Change(f, p, t)),
        1 => (0_u8..3, 0..TEXTS.len()).prop_map(|(f, t)| Step::Whole(f, t)),
        6 => (0..METHODS.len(), 0_u8..3, place()).prop_map(|(m, f, p)| Step::Ask(m, f, p)),
        1 => (0_i32..40).prop_map(Step::Cancel),
        1 => (0..METHODS.len(), 0..4_usize).prop_map(|(m, o)| Step::Odd(m, o)),
    ]
}

fn take(client: &mut Client, step: &Step) -> Option<dabiao_lsp::RequestId> {
    let path = |f: u8| format!("r/{f}.rules");
    let range =
        |p: &[u32; 4]| json!({"start": {"line": p[0], "character": p[1]}, "end": {"line": p[2], "character": p[3]}});
    match step {
        Step::Open(f, t) => client.open(&path(*f), TEXTS[*t]),
        Step::Close(f) => client.tell("textDocument/didClose", json!({"textDocument": uri(&path(*f))})),
        Step::Change(f, p, t) => client.change(&path(*f), json!({"range": range(p), "text": TEXTS[*t]})),
        Step::Whole(f, t) => client.change(&path(*f), json!({"text": TEXTS[*t]})),
        Step::Ask(m, f, p) => {
            let params = json!({
                "textDocument": uri(&path(*f)), "position": {"line": p[0], "character": p[1]}, "range": range(p), "newName": TEXTS[p[2] as usize % TEXTS.len()],
                "context": {"diagnostics": [], "includeDeclaration": true}, "options": {"tabSize": 4, "insertSpaces": true},
            });
            return Some(client.send(METHODS[*m], params));
        }
        Step::Cancel(id) => client.tell("$/cancelRequest", json!({"id": id})),
        Step::Odd(m, o) => {
            let params =
                [json!(null), json!([]), json!({"textDocument": 3}), json!({"textDocument": {"uri": "file:///%zz"}})];
            client.tell("textDocument/didChange", params[*o].clone());
            return Some(client.send(METHODS[*m], params[*o].clone()));
        }
    }
    None
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Whatever is sent, every request gets exactly one answer, none of them an internal error, and the server ends in
    /// peace.
    #[test]
    fn no_sequence_of_messages_breaks_the_server(steps in prop::collection::vec(step(), 1..30)) {
        let mut client = Client::new(&[]);
        let asked: Vec<_> = steps.iter().filter_map(|s| take(&mut client, s)).collect();
        for id in asked {
            if let Err(error) = client.answer(&id) {
                prop_assert!(error["code"] != -32603, "{error}");
            }
        }
    }
}
