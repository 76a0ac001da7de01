//! What an auditor must not be fooled by: folders below `tests/cases/auditor`, each with a script of commands as a person
//! types them (`cmd`) and what must be read in the outcome (`expect`: `+ text` must be there, `- text` must not).

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A copy of a case in a folder of its own, outside of every repository.
fn copy(case: &Path) -> PathBuf {
    let root = std::env::temp_dir().join(format!("dabiao-auditor-{}", std::process::id()));
    let place = root.join(case.file_name().unwrap());
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

#[test]
fn cases() {
    let mut wrong = String::new();
    let folder = Path::new(crate::ROOT).join("tests/cases/auditor");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() > 10);
    for case in cases {
        let place = copy(&case);
        let said = run(&fs::read_to_string(case.join("cmd")).unwrap(), &place);
        for line in fs::read_to_string(case.join("expect")).unwrap().lines() {
            let is_wanted = match line.split_at_checked(2) {
                Some(("+ ", text)) => said.contains(text),
                Some(("- ", text)) => !said.contains(text),
                _ => panic!("{}: `{line}` begins with neither + nor -", case.display()),
            };
            if !is_wanted {
                wrong.push_str(&format!("{}: {line}\n", case.file_name().unwrap().display()));
            }
        }
        if wrong.contains(&*case.file_name().unwrap().to_string_lossy()) {
            wrong.push_str(&said.chars().take(3_000).collect::<String>());
        }
        let _ = fs::remove_dir_all(place);
    }
    assert!(wrong.is_empty(), "{wrong}");
}
