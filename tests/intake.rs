//! Every folder of `tests/cases/intake` is run by the real command line, line by line of its `cmd`: what came in, what every
//! verb says of it, and how it ends. `< FILE` at the end of a line is a pipe; `#` begins a remark.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

#[test]
fn cases() {
    insta::glob!("cases/intake/*/cmd", |path| {
        let folder = path.parent().unwrap();
        let mut out = String::new();
        for line in std::fs::read_to_string(path).unwrap().lines().filter(|l| !l.is_empty()) {
            match line.starts_with('#') {
                true => writeln!(out, "{line}").unwrap(),
                false => writeln!(out, "$ {line}\n{}", told(folder, line)).unwrap(),
            }
        }
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => true, snapshot_suffix => folder.file_name().unwrap().to_str().unwrap() }, {
            insta::assert_snapshot!(out);
        });
    });
}

/// Runs one line and returns what it tells in JSON, in short, and how it ends.
fn told(folder: &Path, line: &str) -> String {
    let (line, input) = line.split_once(" < ").map_or((line, None), |(l, f)| (l, Some(f)));
    let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
    command.current_dir(folder).args(line.split_whitespace()).args(["--format", "json"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let bytes = input.map_or_else(Vec::new, |file| std::fs::read(folder.join(file)).unwrap());
    // Whoever does not read its input ends before all is written.
    let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), &bytes);
    let output = child.wait_with_output().unwrap();
    let mut out = String::from_utf8(output.stderr).unwrap();
    if let Ok(document) = serde_json::from_slice::<Value>(&output.stdout) {
        short(&document, &mut out);
    }
    writeln!(out, "[exit {}]", output.status.code().unwrap()).unwrap();
    out
}

fn short(document: &Value, out: &mut String) {
    let list = |key: &str| document[key].as_array().cloned().unwrap_or_default();
    for rule in list("rules") {
        let check = &rule["checks"][0];
        let members = &check["members"];
        let marks = check["marks"].as_array().map_or(0, Vec::len);
        let of = |key: &str| members[key].as_u64().unwrap_or(0);
        let counts = format!("{} passing, {} failing, {} missing", of("passing"), of("failing"), of("missing"));
        writeln!(out, "{}: {} ({counts}, {marks} marks)", rule["id"], rule["verdict"]).unwrap();
    }
    for one in list("submitters") {
        let fields = ["name", "state", "due", "reported", "hard", "open"].map(|k| one[k].to_string());
        writeln!(out, "submitter {}", fields.join(" ").replace("null", "-")).unwrap();
        one["results"].as_array().into_iter().flatten().for_each(|r| finding("result", r, out));
        one["findings"].as_array().into_iter().flatten().for_each(|f| finding("finding", f, out));
    }
    for need in list("needs") {
        writeln!(out, "need {} {} {}", need["name"], need["indicator"], need["period"]).unwrap();
    }
    list("findings").iter().for_each(|f| finding("finding", f, out));
    for one in list("ignored") {
        writeln!(out, "ignored {} x{}", one["what"], one["count"]).unwrap();
    }
}

fn finding(what: &str, f: &Value, out: &mut String) {
    let place = ["file", "sheet", "row", "column"].map(|k| f[k].to_string()).join(" ").replace("null", "-");
    let grave = f["severity"].as_str().or(f["standing"].as_str()).unwrap_or("-");
    writeln!(out, "{what} {grave} {} at {place}: {}", f["code"], f["message"]).unwrap();
    if let Some(rules) = f["rules"].as_array().filter(|r| !r.is_empty()) {
        writeln!(out, "    rules {}", rules.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")).unwrap();
    }
}
