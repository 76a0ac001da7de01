//! The statements for each engine, as the command line writes them; `tests/databases/sql` runs them on the engines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::path::Path;
use std::process::Command;

use dabiao_sql::{DIALECTS, Dialect};

fn written(rules: &str, dialect: &str, more: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
    command.current_dir(crate::ROOT).args(["sql", rules, "--dialect", dialect]).args(more).env("LANG", "C.UTF-8");
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

fn name(dialect: Dialect) -> String {
    format!("{dialect:?}").to_lowercase()
}

#[test]
fn statements_are_those_that_the_engines_were_asked() {
    let folder = Path::new(crate::ROOT).join("tests/databases");
    for dialect in DIALECTS.map(name) {
        let path = folder.join(format!("{dialect}.sql"));
        let said = written("tests/databases/plan.rules", &dialect, &[]);
        if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
            fs::write(&path, &said).unwrap();
        }
        assert!(said == fs::read_to_string(&path).unwrap(), "{dialect}.sql is other than what is written");
        // Sentences of rules may tell of quotients.
        let statements: Vec<&str> = said.lines().filter(|l| !l.starts_with("--")).collect();
        assert!(
            !statements.iter().any(|l| l.contains(" / ") || l.to_uppercase().contains("ROUND(")),
            "nothing is rounded"
        );
    }
}

#[test]
fn every_dialect_of_the_library_is_one_of_the_command_line() {
    for dialect in DIALECTS.map(name) {
        let said = written("tests/databases/plan.rules", &dialect, &["--figures", "stat.数\"据", "--roster", "a`b"]);
        let count = if ["spark"].contains(&&*dialect) { "`stat`.`数\"据`" } else { "\"数" };
        assert!(said.contains(count), "{dialect}: {}", &said[..400.min(said.len())]);
    }
}

#[test]
fn what_a_revision_replaced_is_not_counted() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("revised.rules");
    let rule = "指标 面积 { 计量单位 亩; 层级 村; 类型 时点数 }\n规则 R-1 { 每个 村: 面积 >= 26亩 于 2025\n 调整 自 2023-07-01 \"文\": >= 24亩 }\n";
    fs::write(&path, rule).unwrap();
    let said = written(path.to_str().unwrap(), "duckdb", &["--lang", "en"]);
    assert!(said.contains("a revision") && !said.contains("SELECT"), "{said}");
}
