//! The pages of `docs/` and the READMEs say what is so: examples hold, tables and help texts are those of the program.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use dabiao_lang::check;
use dabiao_lang::diag::Lang;
use dabiao_lang::source::{Source, SourceMap};
use dabiao_lang::syntax::keywords::keyword_table;
use dabiao_lang::syntax::{self, FormatStyle};

use crate::guide;
use crate::markdown;

fn pages() -> Vec<PathBuf> {
    let root = Path::new(crate::ROOT);
    let files = [root.to_owned(), root.join("docs")].into_iter().flat_map(|d| std::fs::read_dir(d).unwrap());
    let mut pages: Vec<_> =
        files.map(|e| e.unwrap().path()).filter(|p| p.extension().is_some_and(|e| e == "md")).collect();
    pages.sort();
    pages
}

/// What is wrong with an example: errors, or another layout than the canonical one.
fn faults(text: &str) -> Vec<String> {
    let loaded = check::load_text("example.rules", text);
    let errors = loaded.diagnostics.iter().filter(|d| d.is_error());
    let mut faults: Vec<String> = errors.map(|d| format!("[{}] {}", d.code(), d.problem.message(Lang::En))).collect();
    let mut sources = SourceMap::new();
    let id = sources.add("example.rules", text);
    let source: &Source = sources.get(id).unwrap();
    let formatted = syntax::format(source, &syntax::parse(source).0, &FormatStyle::default());
    if faults.is_empty() && formatted != text {
        faults.push(format!("not in the canonical layout, which is\n{formatted}"));
    }
    faults
}

#[test]
fn examples_are_sound_and_in_the_canonical_layout() {
    let mut wrong = String::new();
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        for block in markdown::blocks(&page).iter().filter(|b| b.words == ["rules"]) {
            for fault in faults(block.text) {
                writeln!(wrong, "{}:{}: {fault}", path.display(), block.line).unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn good_examples_of_diagnostics_are_in_the_canonical_layout() {
    let mut wrong = String::new();
    for info in dabiao_cli::all_codes() {
        let page = dabiao_report::pages::page(info.code).unwrap_or_default();
        for block in markdown::blocks(page).iter().filter(|b| b.words[0] == "rules" && !b.words.contains(&"bad")) {
            let layout = faults(block.text).into_iter().filter(|f| f.starts_with("not in"));
            layout.for_each(|fault| writeln!(wrong, "{}: {fault}", info.code).unwrap());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn files_that_recipes_name_exist() {
    let root = Path::new(crate::ROOT);
    let folders = ["src/", "crates/", "xtask/", "tests/", "docs/", "grammar/", "rules/"];
    for page in ["docs/adding.md", "ARCHITECTURE.md"] {
        let text = markdown::read(page);
        let quoted = text.split('`').skip(1).step_by(2);
        let paths = quoted.filter(|p| folders.iter().any(|f| p.starts_with(f)) && !p.contains(['<', '*', ' ']));
        let lacking: Vec<_> = paths.filter(|p| !root.join(p).exists()).collect();
        assert!(lacking.is_empty(), "{page} names {lacking:?}");
    }
}

/// Replaces what stands between two marks of a page.
fn between(page: &str, mark: &str, text: &str) -> String {
    let (open, close) = (format!("<!-- {mark} -->\n"), format!("<!-- end {mark} -->"));
    let (before, rest) = page.split_once(&open).unwrap();
    let (_, after) = rest.split_once(&close).unwrap();
    format!("{before}{open}\n{text}\n{close}{after}")
}

#[test]
fn the_table_of_changes_is_that_of_diff() {
    let mut table = String::from("| name | mirror | aspect | 中文 | English |\n|---|---|---|---|---|\n");
    for name in dabiao_diff::diff::Name::ALL {
        let (mirror, words) = (name.mirror(), name.words());
        let mirror = if mirror == *name { String::new() } else { format!("`{}`", mirror.as_str()) };
        let (own, aspect) = (name.as_str(), name.aspect().as_str());
        writeln!(table, "| `{own}` | {mirror} | {aspect} | {} | {} |", words.zh, words.en).unwrap();
    }
    let page = markdown::read("docs/diff.md");
    markdown::same("docs/diff.md", &between(&page, "names", &table));
}

#[test]
fn the_table_of_keywords_is_the_programs() {
    let mut table = String::from("| 位置 position | English | 中文 | 可作名称 may be a name |\n|---|---|---|---|\n");
    for entry in keyword_table() {
        let words = |list: &[&str]| list.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(" ");
        let soft = if entry.is_soft { "是 yes" } else { "" };
        writeln!(table, "| {:?} | {} | {} | {soft} |", entry.position, words(entry.en), words(entry.zh)).unwrap();
    }
    let page = markdown::read("docs/language.md");
    markdown::same("docs/language.md", &between(&page, "keywords", &table));
}

#[test]
fn the_help_is_what_the_program_prints() {
    let verbs = [
        "check",
        "fmt",
        "eval",
        "draft",
        "cite check",
        "verify",
        "log",
        "blame",
        "explain",
        "test",
        "audit",
        "submissions",
        "needs",
        "report-diff",
        "rank",
        "template",
        "export",
        "sql",
        "debug",
        "lsp",
        "completions",
    ];
    let mut page = markdown::read("docs/cli.md").split("\n## ").next().unwrap().to_owned();
    for verb in std::iter::once("").chain(verbs) {
        writeln!(page, "\n## dabiao {verb}").unwrap();
        for lang in ["zh", "en"] {
            let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dabiao"));
            let asked = command.args(verb.split_whitespace()).args(["--lang", lang, "--help"]);
            let output = asked.env_remove("COLUMNS").output().unwrap();
            assert!(output.status.success(), "{verb} --help");
            let help = String::from_utf8(output.stdout).unwrap();
            let help: Vec<&str> = help.lines().map(str::trim_end).collect();
            write!(page, "\n```text\n{}\n```\n", help.join("\n").trim_end()).unwrap();
        }
    }
    markdown::same("docs/cli.md", &page.replace("## dabiao \n", "## dabiao\n"));
}

#[test]
fn the_evaluators_guide_shows_what_its_commands_print() {
    let guide = "docs/evaluator-guide.zh.md";
    markdown::same(guide, &guide::run(guide, "docs/evaluator-guide"));
}
