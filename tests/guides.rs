//! `docs/auditor-guide.zh.md` and `docs/git.md` are run: every file is written, every command is called, and the page must say
//! exactly what comes of it. `INSTA_UPDATE=always` writes the outputs into the page.
//!
//! A block with `name=PATH` behind its fence is a file. In a `console` block a line after `$ ` is a command for the shell,
//! and what follows is what it prints. Digests and fingerprints are whatever they are: only their form is compared.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::markdown;

/// An empty folder that no setting of this machine touches.
struct Place {
    root: PathBuf,
    n_commands: u32,
}

impl Place {
    fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guides").join(name);
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).unwrap();
        Self { root, n_commands: 0 }
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs a line of the shell, a day after the one before, and returns what it prints on both streams.
    fn run(&mut self, line: &str) -> String {
        self.n_commands += 1;
        let tool = Path::new(env!("CARGO_BIN_EXE_dabiao")).parent().unwrap().to_str().unwrap();
        let date = format!("2025-{:02}-{:02}T09:00:00+08:00", 3 + self.n_commands / 28, 1 + self.n_commands % 28);
        let mut command = Command::new("sh");
        command.args(["-c", &format!("exec 2>&1\n{line}")]).current_dir(&self.root);
        command.env("PATH", format!("{tool}:{}", std::env::var("PATH").unwrap()));
        for name in ["LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(name);
        }
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_PAGER", "cat");
        command.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date).env("HOME", &self.root);
        command
            .env("GIT_COMMITTER_NAME", "git")
            .env("GIT_COMMITTER_EMAIL", "git@example.org")
            .env("EMAIL", "a@example.org");
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    }
}

/// A page with the outputs that its commands really have.
fn played(page: &str, place: &mut Place) -> String {
    let mut out = String::new();
    let mut rest = page;
    for block in markdown::blocks(page) {
        let start = block.text.as_ptr() as usize - page.as_ptr() as usize;
        out.push_str(&page[page.len() - rest.len()..start]);
        rest = &page[start + block.text.len()..];
        if let Some(path) = block.words.iter().find_map(|w| w.strip_prefix("name=")) {
            place.write(path, block.text);
        }
        if block.words[0] != "console" {
            out.push_str(block.text);
            continue;
        }
        for line in block.text.lines().filter(|l| l.starts_with("$ ")) {
            let said = place.run(&line[2..]);
            let lines = said.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
            out.push_str(line);
            out.push('\n');
            if !lines.is_empty() {
                out.push_str(&lines);
                out.push('\n');
            }
        }
    }
    out + rest
}

/// The page with every digest replaced by its form.
fn without_digests(page: &str) -> String {
    let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let mut out = String::new();
    let mut run = String::new();
    for c in page.chars().chain(['\n']) {
        if is_hex(c) {
            run.push(c);
            continue;
        }
        out.push_str(if matches!(run.len(), 10 | 16 | 40 | 64) { "#" } else { &run });
        run.clear();
        out.push(c);
    }
    out
}

fn assert_played(path: &str) {
    let page = markdown::read(path);
    let mut place = Place::new(path.rsplit('/').next().unwrap());
    let now = played(&page, &mut place);
    if without_digests(&now) != without_digests(&page) {
        markdown::same(path, &now);
    }
}

#[test]
fn the_auditors_guide_says_what_happens() {
    assert_played("docs/auditor-guide.zh.md");
}

#[test]
fn the_page_on_git_says_what_happens() {
    assert_played("docs/git.md");
}
