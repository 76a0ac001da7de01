//! The suite of all doors (`tests/embedded/`), asked through the Rust interface of the border in this process.
//!
//! `bindings/check` asks it through the command line, C, Python and Node as well. `UPDATE=1` writes what the border answers
//! to questions that the command line has no words for: read the difference before it goes in.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use dabiao_border::{Limits, Request, Session};
use serde_json::Value;

/// A folder of the suite: its files, and its questions by name.
struct Suite {
    folder: PathBuf,
    questions: BTreeMap<String, Value>,
}

fn suites() -> Vec<Suite> {
    let root = Path::new(crate::ROOT).join("tests/embedded");
    let folders = fs::read_dir(root).unwrap().map(|e| e.unwrap().path()).filter(|p| p.join("asked.json").exists());
    let read = |folder: PathBuf| {
        let questions = serde_json::from_slice(&fs::read(folder.join("asked.json")).unwrap()).unwrap();
        Suite { folder, questions }
    };
    folders.map(read).collect()
}

fn session(folder: &Path) -> Session {
    let mut session = Session::new(Limits::default());
    for path in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        let is_put = path.extension().is_some_and(|e| ["rules", "csv", "toml", "xlsx"].iter().any(|known| e == *known));
        if is_put {
            session.put(path.file_name().unwrap().to_str().unwrap(), fs::read(&path).unwrap()).unwrap();
        }
    }
    session
}

#[test]
fn the_suite_of_all_doors_holds() {
    let mut wrong = Vec::new();
    let mut n_asked = 0;
    for suite in suites() {
        let session = session(&suite.folder);
        for (name, question) in &suite.questions {
            let answer = session.ask_json(question["ask"].to_string().as_bytes());
            let mut said = answer.document;
            said.extend(format!("status {}\n", answer.status as u8).bytes());
            let path = suite.folder.join(format!("{name}.expected"));
            if std::env::var("UPDATE").as_deref() == Ok("1") && question.get("run").is_none() {
                fs::write(&path, &said).unwrap();
            }
            n_asked += 1;
            if fs::read(&path).ok().as_ref() != Some(&said) {
                wrong.push(format!("{}: {}", path.display(), String::from_utf8_lossy(&said)));
            }
        }
    }
    assert!(n_asked > 40 && wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn documents_of_the_editor_fit_their_schema() {
    let path = format!("{}/docs/schema/editor.json", crate::ROOT);
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("mem:///schema.json", schema).unwrap();
    let index = compiler.compile("mem:///schema.json", &mut schemas).unwrap();
    let mut keys = std::collections::BTreeSet::new();
    for suite in suites() {
        for name in suite.questions.keys() {
            let text = fs::read_to_string(suite.folder.join(format!("{name}.expected"))).unwrap();
            let document = text.rsplit_once("status ").unwrap().0;
            let Ok(value) = serde_json::from_str::<Value>(document) else { continue };
            if value["schema"] == "dabiao.editor/1" {
                schemas.validate(&value, index).map_err(|e| format!("{name}: {e:#}")).unwrap();
                keys.extend(value.as_object().unwrap().keys().cloned());
            }
        }
    }
    let asked = ["actions", "completion", "edits", "findings", "hover", "outline", "places"];
    assert!(asked.iter().all(|key| keys.contains(*key)), "not every kind of answer was seen: {keys:?}");
}

/// What an editor at a host would do: type, rename, lay out; the session then holds what the edits say.
#[test]
fn edits_can_be_applied_as_they_are_told() {
    let folder = Path::new(crate::ROOT).join("tests/embedded/editor");
    let mut session = session(&folder);
    for columns in ["characters", "utf16", "bytes"] {
        let request = format!(r#"{{"do":"layout","file":"plan.rules","columns":"{columns}"}}"#);
        let answer: Value = serde_json::from_slice(&session.ask_json(request.as_bytes()).document).unwrap();
        let text = fs::read_to_string(folder.join("plan.rules")).unwrap();
        let laid_out = applied(&text, &answer["edits"], columns);
        session.put("out.rules", laid_out.clone()).unwrap();
        let fmt = session.ask_json(br#"{"do":"fmt","file":"plan.rules"}"#).document;
        assert_eq!(laid_out, String::from_utf8(fmt).unwrap(), "{columns}");
    }
}

/// Applies edits from the last to the first, measuring as the host does.
fn applied(text: &str, edits: &Value, columns: &str) -> String {
    let offset = |line: &Value, column: &Value| {
        let start: usize = text.split_inclusive('\n').take(line.as_u64().unwrap() as usize - 1).map(str::len).sum();
        let (mut at, mut left) = (start, column.as_u64().unwrap() - 1);
        for c in text[start..].chars() {
            if left == 0 {
                break;
            }
            left -= match columns {
                "bytes" => c.len_utf8(),
                "utf16" => c.len_utf16(),
                _ => 1,
            } as u64;
            at += c.len_utf8();
        }
        at
    };
    let mut out = text.to_owned();
    for edit in edits.as_array().unwrap().iter().rev() {
        let range = offset(&edit["line"], &edit["column"])..offset(&edit["end_line"], &edit["end_column"]);
        out.replace_range(range, edit["text"].as_str().unwrap());
    }
    out
}

/// `bindings/install-test` asks the installed doors themselves.
#[test]
fn all_doors_are_of_one_version() {
    let read = |path: &str| fs::read_to_string(Path::new(crate::ROOT).join(path)).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    let own = Session::new(Limits::default()).ask_json(br#"{"do":"version"}"#);
    assert_eq!(String::from_utf8(own.document).unwrap(), format!("{version}\n"));
    let npm: Value = serde_json::from_str(&read("bindings/js/package.json")).unwrap();
    assert_eq!(npm["version"], version);
    // The wheel takes its version from its crate.
    assert!(read("bindings/python/pyproject.toml").contains("dynamic = [\"version\"]"));
    let root = read("Cargo.toml");
    for line in root.lines().filter(|l| l.starts_with("dabiao") && l.contains("path = ")) {
        assert!(line.contains(&format!("version = \"={version}\"")), "{line}");
    }
    let crates = fs::read_dir(Path::new(crate::ROOT).join("crates")).unwrap().map(|e| e.unwrap().path());
    for folder in crates.chain(["arrow", "c", "python"].map(|b| Path::new(crate::ROOT).join("bindings").join(b))) {
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        assert!(manifest.contains("version.workspace = true"), "{} has a version of its own", folder.display());
    }
}

#[test]
fn requests_are_typed_as_well() {
    let folder = Path::new(crate::ROOT).join("tests/embedded/editor");
    let request: Request = serde_json::from_str(r#"{"do":"outline","file":"plan.rules"}"#).unwrap();
    let Request::Outline(file) = &request else { panic!("another request") };
    assert_eq!((file.file.as_str(), file.rules.len()), ("plan.rules", 0));
    assert!(session(&folder).ask(request).document.starts_with(br#"{"schema":"dabiao.editor/1","file":"plan.rules""#));
}
