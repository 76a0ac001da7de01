//! The language server through its protocol: a client that sends what editors send, and some that they should not.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod client;
mod hostile;
mod neovim;
mod process;

use serde_json::json;

use client::{Client, uri};

const RULES: &str = "指标 收入 {\n    计量单位 万元\n    层级 村\n    类型 时期数\n}\n规则 A-1 \"🀄甲\" {\n    每个 村: 收入 >= 5 截至 2025\n}\n";

#[test]
fn a_finding_comes_with_its_fix_and_goes_with_it() {
    let mut client = Client::new(&[("r/x.rules", RULES)]);
    client.open("r/x.rules", RULES);
    let found = client.findings("r/x.rules");
    let missing = found.iter().find(|d| d["code"] == "unit-missing").expect("`5` has no unit");
    assert_eq!(missing["range"]["start"], json!({"line": 6, "character": 16}));
    let actions = client.ask(
        "textDocument/codeAction",
        json!({"textDocument": uri("r/x.rules"), "range": missing["range"], "context": {"diagnostics": []}}),
    );
    let fix = actions.as_array().unwrap().iter().find(|a| a["kind"] == "quickfix").expect("a fix");
    let edit = &fix["edit"]["changes"]["file:///r/x.rules"][0];
    assert_eq!(edit["newText"], "5万元");
    client.change("r/x.rules", json!({"range": edit["range"], "text": edit["newText"]}));
    assert!(client.findings("r/x.rules").iter().all(|d| d["code"] != "unit-missing"));
}

#[test]
fn positions_count_utf16_beyond_the_basic_plane() {
    let mut client = Client::new(&[]);
    let text = "指标 「𠮷𠮷收入」 { 计量单位 万元; 层级 村 }\n规则 A-1 { 每个 村: 「𠮷𠮷收入」 >= 5万元 截至 2025 }\n";
    client.open("r/x.rules", text);
    let at = json!({"textDocument": uri("r/x.rules"), "position": {"line": 1, "character": 18}});
    let defined = client.ask("textDocument/definition", at.clone());
    assert_eq!(defined[0]["range"], json!({"start": {"line": 0, "character": 3}, "end": {"line": 0, "character": 11}}));
    // A change behind the pair lands where the editor meant it.
    let place = json!({"start": {"line": 1, "character": 27}, "end": {"line": 1, "character": 28}});
    client.change("r/x.rules", json!({"range": place, "text": "8"}));
    let hover = client.ask("textDocument/hover", json!({"textDocument": uri("r/x.rules"), "position": place["start"]}));
    assert!(hover["contents"]["value"].as_str().unwrap().contains("8万元 = 80000元"), "{hover}");
}

#[test]
fn every_question_has_an_answer() {
    let table = "代码,名称,层级,上级\n1,甲县,县,\n2,甲村,村,1\n3,乙村,村,1\n";
    let figures = "指标,地区,时期,数值,单位\n收入,甲村,2025,6,万元\n收入,乙村,2025,4,万元\n";
    let text = RULES.replace(">= 5 截至", ">= 5万元 截至");
    let mut client = Client::new(&[("r/x.rules", &text), ("r/名录.csv", table), ("r/数据.csv", figures)]);
    client.open("r/x.rules", &text);
    let file = uri("r/x.rules");
    let at =
        |line: u32, character: u32| json!({"textDocument": file, "position": {"line": line, "character": character}});
    let lenses = client.ask("textDocument/codeLens", json!({"textDocument": file}));
    assert_eq!(lenses[0]["command"]["title"], "未达标 1/2，差 1（截至 2025-12-31）");
    let shown = client.ask(
        "workspace/executeCommand",
        json!({"command": "dabiao.derivation", "arguments": lenses[0]["command"]["arguments"]}),
    );
    assert!(shown.as_str().unwrap().contains("乙村"), "{shown}");
    let completion = client.ask("textDocument/completion", at(6, 10));
    assert!(completion["items"].as_array().unwrap().iter().any(|i| i["label"] == "收入"));
    let symbols = client.ask("textDocument/documentSymbol", json!({"textDocument": file}));
    assert_eq!(symbols.as_array().unwrap().len(), 2);
    let tokens = client.ask("textDocument/semanticTokens/full", json!({"textDocument": file}));
    assert_eq!(tokens["data"].as_array().unwrap().len() % 5, 0);
    let whole = json!({"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}});
    let hints = client.ask("textDocument/inlayHint", json!({"textDocument": file, "range": whole}));
    assert!(hints.as_array().unwrap().iter().any(|h| h["label"] == "= 50000元"), "{hints}");
    let references = client.ask("textDocument/references", json!({"textDocument": file, "position": {"line": 6, "character": 11}, "context": {"includeDeclaration": true}}));
    assert_eq!(references.as_array().unwrap().len(), 2);
    let folds = client.ask("textDocument/foldingRange", json!({"textDocument": file}));
    assert_eq!(folds.as_array().unwrap().len(), 2);
    let edits = client
        .ask("textDocument/formatting", json!({"textDocument": file, "options": {"tabSize": 4, "insertSpaces": true}}));
    // One blank line is lacking between the two items.
    assert_eq!(edits[0]["newText"], "\n");
    let prepared = client.ask("textDocument/prepareRename", at(6, 11));
    assert_eq!(prepared["placeholder"], "收入");
    let highlights = client.ask("textDocument/documentHighlight", at(6, 11));
    assert_eq!(highlights.as_array().unwrap().len(), 2);
}

#[test]
fn a_rename_reaches_every_folder_that_reads_the_declaration_and_no_other() {
    let common = "指标 收入 {\n    计量单位 万元\n    层级 村\n}\n";
    let user = "引用 \"../common/a.rules\"\n规则 A-1 { 每个 村: 收入 >= 5万元 截至 2025 }\n";
    let other = "指标 收入 { 计量单位 亿元 }\n规则 B-1 { 收入 >= 5亿元 截至 2025 }\n";
    let files = [("w/common/a.rules", common), ("w/甲/x.rules", user), ("w/乙/y.rules", other)];
    let mut client = Client::new(&files);
    client.open("w/common/a.rules", common);
    let edit = client.ask(
        "textDocument/rename",
        json!({"textDocument": uri("w/common/a.rules"), "position": {"line": 0, "character": 3}, "newName": "村收入"}),
    );
    let changes = edit["changes"].as_object().unwrap();
    let mut names: Vec<&str> = changes.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["file:///w/%E7%94%B2/x.rules", "file:///w/common/a.rules"]);
    let refused = client.refused(
        "textDocument/rename",
        json!({"textDocument": uri("w/common/a.rules"), "position": {"line": 0, "character": 3}, "newName": "甲\"乙"}),
    );
    assert!(refused["message"].as_str().unwrap().contains("不能作名称"));
}

#[test]
fn settings_count_at_once() {
    let mut client = Client::new(&[]);
    client.open("r/x.rules", RULES);
    client.findings("r/x.rules");
    client.tell("workspace/didChangeConfiguration", json!({"settings": {"dabiao": {"lang": "en"}}}));
    let found = client.findings("r/x.rules");
    assert!(found.iter().any(|d| d["message"].as_str().unwrap().starts_with("`5` has no unit")), "{found:?}");
}

#[test]
fn a_file_that_changes_on_the_disk_is_read_again() {
    let mut client = Client::new(&[("r/指标.rules", "指标 收入 { 计量单位 万元; 层级 村 }\n")]);
    let text = "规则 A-1 { 每个 村: 收入 >= 5万元 截至 2025; 牵头 县委 }\n";
    client.open("r/x.rules", text);
    assert!(client.findings("r/x.rules").iter().all(|d| d["severity"] != 1));
    client.write("r/指标.rules", "指标 收入 { 计量单位 亩; 层级 村 }\n");
    client.tell("workspace/didChangeWatchedFiles", json!({"changes": [{"uri": "file:///r/指标.rules", "type": 2}]}));
    assert!(client.findings("r/x.rules").iter().any(|d| d["code"] == "dimension-mismatch"));
}

#[test]
fn what_was_found_is_taken_back_when_the_file_is_closed() {
    let mut client = Client::new(&[]);
    client.open("untitled:Untitled-1", "规则 {");
    assert!(!client.findings("untitled:Untitled-1").is_empty());
    client.tell("textDocument/didClose", json!({"textDocument": uri("untitled:Untitled-1")}));
    assert!(client.findings("untitled:Untitled-1").is_empty());
}
