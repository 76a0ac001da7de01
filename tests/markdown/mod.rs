//! Reads the fenced blocks of a Markdown page, and compares generated pages with what stands in the repository.
#![allow(dead_code)]

use std::path::Path;

/// A fenced block: the words behind its fence, its text, and the line on which the text begins.
pub struct Block<'a> {
    pub words: Vec<&'a str>,
    pub text: &'a str,
    pub line: usize,
}

/// Returns the blocks of a page that say what they hold, in order.
pub fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut open: Option<(Vec<&str>, usize, usize)> = None;
    let mut at = 0;
    for (number, line) in page.split_inclusive('\n').enumerate() {
        let next = at + line.len();
        if let Some(info) = line.strip_prefix("```") {
            match open.take() {
                Some((words, start, first)) if !words.is_empty() => {
                    found.push(Block { words, text: &page[start..at], line: first });
                }
                Some(_) => {}
                None => open = Some((info.split_whitespace().collect(), next, number + 2)),
            }
        }
        at = next;
    }
    assert!(open.is_none(), "a fence is never closed");
    found
}

/// Returns the text of a file of the repository.
pub fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(crate::ROOT).join(path)).unwrap()
}

/// Compares a file with what it should hold; `INSTA_UPDATE=always` writes it.
pub fn same(path: &str, expected: &str) {
    let file = Path::new(crate::ROOT).join(path);
    if std::env::var("INSTA_UPDATE").is_ok_and(|v| v == "always") {
        std::fs::write(&file, expected).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = found.lines().zip(expected.lines()).position(|(f, e)| f != e);
    assert!(
        found == expected,
        "{path} is stale from line {:?} on: run with INSTA_UPDATE=always",
        differs.map(|l| l + 1)
    );
}
