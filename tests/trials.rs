//! What went wrong in trials and must not again: folders below `tests/cases/trials/AREA`, each with a script of commands as
//! a person types them (`cmd`) and what must be read in the outcome (`expect`: `+ text` must be there, `- text` must not).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A copy of a case in a folder of its own, outside of every repository.
fn copy(area: &str, case: &Path) -> PathBuf {
    let root = std::env::temp_dir().join(format!("dabiao-trials-{}", std::process::id()));
    let place = root.join(area).join(case.file_name().unwrap());
    let _ = fs::remove_dir_all(&place);
    copy_into(case, &place);
    place
}

fn copy_into(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy_into(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// Runs a script with our program in its path and no setting of this machine; returns what both streams said.
fn run(script: &str, folder: &Path) -> String {
    let tool = Path::new(env!("CARGO_BIN_EXE_dabiao")).parent().unwrap();
    let path = format!("{}:{}", tool.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("sh");
    command.args(["-c", script]).current_dir(folder).env("PATH", path);
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS", "NO_COLOR", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_PAGER", "cat");
    let output = command.output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

/// Runs every case of an area and tells all that is wrong in one go.
fn cases(area: &str, at_least: usize) {
    let mut wrong = String::new();
    let folder = Path::new(crate::ROOT).join("tests/cases/trials").join(area);
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= at_least, "{area}: only {}", cases.len());
    for case in cases {
        let place = copy(area, &case);
        let said = run(&fs::read_to_string(case.join("cmd")).unwrap(), &place);
        let unmet: Vec<String> = (fs::read_to_string(case.join("expect")).unwrap().lines())
            .filter(|line| !is_as_expected(line, &said))
            .map(str::to_owned)
            .collect();
        if !unmet.is_empty() {
            let head: String = said.chars().take(3_000).collect();
            wrong.push_str(&format!("{area}/{}:\n{}\n{head}\n", case.file_name().unwrap().display(), unmet.join("\n")));
        }
        let _ = fs::remove_dir_all(place);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Whether one line of what is expected holds.
fn is_as_expected(line: &str, said: &str) -> bool {
    match line.split_at_checked(2) {
        Some(("+ ", text)) => said.contains(text),
        Some(("- ", text)) => !said.contains(text),
        _ => panic!("`{line}` begins with neither + nor -"),
    }
}

#[test]
fn auditor() {
    cases("auditor", 30);
}

#[test]
fn datain() {
    cases("datain", 20);
}

#[test]
fn evaluator() {
    cases("evaluator", 5);
}

#[test]
fn draft() {
    cases("draft", 10);
}

#[test]
fn planner() {
    cases("planner", 5);
}
