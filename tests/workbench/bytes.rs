//! Byte for byte: what the module answers is what the command line writes, on the five plans and on random worlds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dabiao_wasm::{Desk, Shelf, Status};
use serde_json::json;

use crate::oracle::generate::generate;
use crate::oracle::print::print;
use crate::workbench::{built, command};

const PLANS: [(&str, &str); 5] = [
    ("ziyang-2021", "2023-12-31"),
    ("baihe-2021", "2023-12-31"),
    ("langao-2021", "2023-12-31"),
    ("yongchang-2020", "2022-12-31"),
    ("ziyang-2017", "2019-12-31"),
];

/// Random worlds that are tried; `DABIAO_WORLDS` says otherwise.
const N_WORLDS: u64 = 60;

/// A question with the files that it is about and the answer of the command line.
struct Asked {
    files: Vec<(String, Vec<u8>)>,
    request: serde_json::Value,
    expected: Vec<u8>,
}

fn plan(key: &str, day: &str) -> Asked {
    let (rules, data) = (format!("rules/{key}"), format!("seeds/{key}"));
    let root = Path::new(crate::ROOT);
    let mut files = Vec::new();
    for folder in [&rules, "rules/common", &data] {
        for entry in fs::read_dir(root.join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            files.push((format!("{folder}/{name}"), fs::read(root.join(folder).join(&name)).unwrap()));
        }
    }
    let arguments = ["eval", &rules, "--data", &data, "--as-of", day, "--format", "json", "--detail", "full"];
    let request = json!({"do": "eval", "rules": [rules], "on": {"data": [data], "as_of": day}, "detail": "full"});
    Asked { files, request, expected: command(&arguments, root) }
}

/// A random world in a folder of its own; `None` where the command line cannot run it.
fn world(seed: u64, folder: &Path) -> Option<Asked> {
    let world = generate(seed);
    let printed = print(&world);
    let day = world.as_of.iso();
    fs::create_dir_all(folder.join("data")).unwrap();
    let mut files = vec![("a.rules".to_owned(), printed.rules.into_bytes())];
    files.extend(printed.roster.map(|r| ("data/roster.csv".to_owned(), r.into_bytes())));
    files.extend(
        printed
            .data
            .into_iter()
            .map(|(name, t)| (format!("data/{}", name.trim_start_matches("data/")), t.into_bytes())),
    );
    for (name, bytes) in &files {
        fs::create_dir_all(folder.join(name).parent().unwrap()).unwrap();
        fs::write(folder.join(name), bytes).unwrap();
    }
    let run = Command::new(env!("CARGO_BIN_EXE_dabiao"))
        .current_dir(folder)
        .args(["--lang", "zh", "eval", "a.rules", "--data", "data", "--as-of", &day, "--format", "json"])
        .output()
        .unwrap();
    let request = json!({"do": "eval", "rules": ["a.rules"], "on": {"data": ["data"], "as_of": day}});
    run.status.code().is_some_and(|c| c < 2).then_some(Asked { files, request, expected: run.stdout })
}

fn worlds(test: &str) -> Vec<Asked> {
    let n = std::env::var("DABIAO_WORLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(N_WORLDS);
    let place = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("workbench-worlds-{test}"));
    let _ = fs::remove_dir_all(&place);
    (0..n).filter_map(|seed| world(seed, &place.join(seed.to_string()))).collect()
}

#[test]
fn the_desk_gives_the_bytes_of_the_command_line() {
    let all: Vec<Asked> =
        PLANS.iter().map(|(key, day)| plan(key, day)).chain(worlds("desk").into_iter().take(40)).collect();
    for asked in &all {
        let shelf = Shelf::default();
        asked.files.iter().for_each(|(path, bytes)| shelf.put(path, bytes));
        let answer = Desk::new(&shelf).ask(asked.request.to_string().as_bytes(), &mut ());
        assert_ne!(answer.status, Status::Failed, "{}", String::from_utf8_lossy(&answer.document));
        assert_eq!(
            String::from_utf8_lossy(&answer.document),
            String::from_utf8_lossy(&asked.expected),
            "{}",
            asked.request
        );
    }
    assert!(all.len() >= 35, "most worlds can be judged: {}", all.len());
}

/// Node runs the module on every question, and says which answers differ.
#[test]
fn the_module_gives_the_bytes_of_the_command_line() {
    let Some(module) = built("dabiao.wasm") else { return };
    let all: Vec<Asked> = PLANS.iter().map(|(key, day)| plan(key, day)).chain(worlds("module")).collect();
    let list = all.iter().map(|a| {
        // A character a byte: not every table is UTF-8.
        let raw = |bytes: &[u8]| bytes.iter().map(|b| char::from(*b)).collect::<String>();
        let files: Vec<_> = a.files.iter().map(|(path, bytes)| json!([path, raw(bytes)])).collect();
        json!({"files": files, "request": a.request, "expected": String::from_utf8(a.expected.clone()).unwrap()})
    });
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("workbench-asked.json");
    fs::write(&place, serde_json::Value::from(list.collect::<Vec<_>>()).to_string()).unwrap();
    let script = Path::new(crate::ROOT).join("workbench/compare.mjs");
    let run = Command::new("node").arg(script).arg(module).arg(&place).output().expect("node runs");
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{told}{}", String::from_utf8_lossy(&run.stderr));
    assert!(told.contains(&format!("{} equal", all.len())), "{told}");
}

#[test]
fn a_question_that_cannot_be_read_is_refused() {
    let shelf = Shelf::default();
    let mut desk = Desk::new(&shelf);
    let questions = [
        "",
        "{",
        "[]",
        r#"{"do":"dance"}"#,
        r#"{"do":"eval","rules":[],"on":{"data":[],"as_of":"bald"}}"#,
        r#"{"do":"eval","rules":["nowhere.rules"],"on":{"data":["nowhere.csv"],"as_of":"2025-12-31"}}"#,
        r#"{"do":"eval","rules":["a.rules"],"data":["a.csv"]}"#,
        r#"{"do":"lsp","message":{"method":"x"}}"#,
        r#"{"do":"draft","document":"x.docx"}"#,
        r#"{"do":"page","code":"x"}"#,
    ];
    for question in questions {
        let answer = desk.ask(question.as_bytes(), &mut ());
        assert_eq!(answer.status, Status::Failed, "{question}");
        let told: serde_json::Value = serde_json::from_slice(&answer.document).unwrap();
        assert_eq!(told["schema"], "dabiao.failure/1", "{question}: {told}");
        assert!(told["message"]["en"].as_str().is_some_and(|e| !e.is_empty()), "{question}: {told}");
    }
}

#[test]
fn an_attempt_has_the_verdict_of_the_test_that_it_writes() {
    let shelf = Shelf::default();
    shelf.put(
        "甲.rules",
        "指标 收入 { 计量单位 万元; 层级 村 }\n规则 R-1 { 每个 村: 收入 >= 5万元 截至 2025 }\n".as_bytes(),
    );
    let mut desk = Desk::new(&shelf);
    let cases = [("5万元", "met"), ("49999元", "unmet"), ("_", "missing"), ("50000元", "met")];
    for (value, verdict) in cases {
        let ask = json!({"do": "try", "rules": ["甲.rules"], "rule": "R-1", "as_of": "2025-12-31",
            "givens": [format!("收入@甲村[2025] = {value}")]});
        let answer = desk.ask(ask.to_string().as_bytes(), &mut ());
        let told: serde_json::Value = serde_json::from_slice(&answer.document).unwrap();
        assert_eq!(told["verdict"], verdict, "{value}: {told}");
        // Kept as a test it passes.
        shelf.put("测.rules", told["test"].as_str().unwrap().as_bytes());
        let tests = desk.ask(r#"{"do":"test","rules":["甲.rules","测.rules"]}"#.as_bytes(), &mut ());
        assert_eq!(tests.status, Status::Fine, "{}", String::from_utf8_lossy(&tests.document));
    }
    let wrong = json!({"do": "try", "rules": ["甲.rules"], "rule": "R-1", "givens": ["收入@甲村[2025] = 五头牛"]});
    assert_eq!(desk.ask(wrong.to_string().as_bytes(), &mut ()).status, Status::Failed);
}
