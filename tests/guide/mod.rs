//! Runs the commands of a guide as its reader would, in a copy of the guide's files, and puts what they print into it.
//!
//! A block `sh` holds commands, one a line: `dabiao …`, or `cp A B` and `mkdir A` for what happens outside. Its fence may
//! say `exit=1` (the status of the last command) and `makes=a.html,b.xlsx` (files that must be there afterwards). A block
//! `text` behind it shows what the last command printed; `from=WORD` leaves out what stands before the first line with
//! that word, and `head=N` what comes after so many lines.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::markdown;

/// What the last command printed.
#[derive(Default)]
struct Printed {
    text: String,
    status: i32,
}

/// Returns the guide with the output of its commands, run in a copy of a folder.
pub fn run(guide: &str, folder: &str) -> String {
    let place = copy(folder);
    let page = markdown::read(guide);
    let lines: Vec<&str> = page.split_inclusive('\n').collect();
    let mut out = String::new();
    let (mut done, mut printed) = (0, Printed::default());
    for block in markdown::blocks(&page) {
        let n_lines = block.text.split_inclusive('\n').count();
        let word = |key: &str| block.words.iter().find_map(|w| w.strip_prefix(key));
        match block.words[0] {
            "sh" => {
                printed = commands(block.text, &place);
                let expected: i32 = word("exit=").map_or(0, |n| n.parse().unwrap());
                assert_eq!(printed.status, expected, "{guide}:{}: {}\n{}", block.line, block.text, printed.text);
                for file in word("makes=").into_iter().flat_map(|f| f.split(',')) {
                    assert!(place.join(file).metadata().is_ok_and(|m| m.len() > 0), "{}: no {file}", block.line);
                }
            }
            "text" => {
                lines[done..block.line - 1].iter().for_each(|l| out.push_str(l));
                out.push_str(&shown(&printed.text, word("from="), word("head=").map(|n| n.parse().unwrap())));
                done = block.line - 1 + n_lines;
            }
            _ => {}
        }
    }
    lines[done..].iter().for_each(|l| out.push_str(l));
    out
}

fn shown(text: &str, from: Option<&str>, head: Option<usize>) -> String {
    let start = from.map_or(0, |word| text.lines().position(|l| l.contains(word)).expect(word));
    let lines: Vec<&str> = text.lines().skip(start).collect();
    let n = head.unwrap_or(lines.len()).min(lines.len());
    let mut out: String = lines[..n].iter().map(|l| format!("{}\n", l.trim_end())).collect();
    if n < lines.len() {
        out.push_str("…\n");
    }
    out
}

fn commands(text: &str, place: &Path) -> Printed {
    let mut printed = Printed::default();
    for line in text.lines().filter(|l| !l.trim().is_empty() && !l.starts_with('#')) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[0] {
            "dabiao" => printed = dabiao(&words[1..], place),
            "mkdir" => std::fs::create_dir_all(place.join(words[1])).unwrap(),
            "cp" => {
                let to = words.last().unwrap();
                for from in &words[1..words.len() - 1] {
                    let name = Path::new(from).file_name().unwrap();
                    std::fs::copy(place.join(from), place.join(to).join(name)).unwrap();
                }
            }
            other => panic!("`{other}` is no command of a guide"),
        }
    }
    printed
}

fn dabiao(arguments: &[&str], place: &Path) -> Printed {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS", "NO_COLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    let output = command.current_dir(place).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let out = text(&output.stdout);
    let text = if out.is_empty() { text(&output.stderr) } else { out };
    Printed { text, status: output.status.code().unwrap() }
}

/// Copies a folder of the repository to a place where commands may write.
fn copy(folder: &str) -> PathBuf {
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join(Path::new(folder).file_name().unwrap());
    let _ = std::fs::remove_dir_all(&to);
    copy_all(&Path::new(crate::ROOT).join(folder), &to);
    to
}

fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_all(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
