//! Laws of reading and formatting, on every rule file of the repository and on hostile text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dabiao_lang::source::{Source, SourceMap};
use dabiao_lang::syntax::{self, FormatStyle, KeywordStyle};
use proptest::prelude::*;

const STYLES: [KeywordStyle; 3] = [KeywordStyle::AsWritten, KeywordStyle::Zh, KeywordStyle::En];

fn with_source<T>(text: &str, then: impl FnOnce(&Source) -> T) -> T {
    let mut sources = SourceMap::new();
    let id = sources.add("x.rules", text);
    then(sources.get(id).unwrap())
}

fn rule_files() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rules") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    for folder in ["tests/cases", "rules"] {
        walk(&Path::new(crate::ROOT).join(folder), &mut found);
    }
    found.sort();
    assert!(found.len() > 10);
    found
}

/// Formats a text in every style and checks that nothing but layout changed; texts with errors are only read.
fn check_laws(text: &str) {
    // Formatting gives the source back where it gives up; these lines show that it did not.
    let untidy = format!("{text}\n\n\n");
    with_source(&untidy, |source| {
        let (tree, problems) = syntax::parse(source);
        if !problems.is_empty() {
            return;
        }
        for keywords in STYLES {
            let style = FormatStyle { keywords };
            let once = syntax::format(source, &tree, &style);
            assert!(!once.ends_with("\n\n"), "gave up: {text}");
            with_source(&once, |printed| {
                let (again, problems) = syntax::parse(printed);
                assert_eq!(problems, [], "{once}");
                assert!(syntax::same_meaning(&tree, &again), "{keywords:?} changed the meaning:\n{once}");
                assert_eq!(syntax::format(printed, &again, &style), once, "not idempotent: {text}");
                let words = |source: &Source, tree: &syntax::tree::Tree| -> Vec<String> {
                    tree.comments.iter().map(|c| source.slice(c.span).to_owned()).collect()
                };
                assert_eq!(words(source, &tree), words(printed, &again));
            });
        }
    });
}

#[test]
fn formatting_twice_changes_nothing_and_keeps_meaning_and_comments() {
    for path in rule_files() {
        check_laws(&std::fs::read_to_string(path).unwrap());
    }
}

#[test]
fn no_prefix_of_a_case_panics() {
    for path in rule_files().iter().filter(|p| {
        ["tests/cases/syntax", "tests/cases/format"].iter().any(|f| p.starts_with(Path::new(crate::ROOT).join(f)))
    }) {
        let text = std::fs::read_to_string(path).unwrap();
        for (i, _) in text.char_indices() {
            with_source(&text[..i], |source| {
                let (tree, problems) = syntax::parse(source);
                if problems.is_empty() && i % 31 == 0 {
                    check_laws(&text[..i]);
                }
                drop(tree);
            });
        }
    }
}

#[test]
fn deep_nesting_is_reported() {
    let n = 100_000;
    let cases = [
        format!("X >= {}1{}", "(".repeat(n), ")".repeat(n)),
        format!("X >= {}1", "(".repeat(n)),
        format!("X[{}", "[".repeat(n)),
        "group {\n".repeat(n),
        format!("{}{}", "group { ".repeat(n), "} ".repeat(n)),
        format!("X >= {}1", "- ".repeat(n)),
        format!("{}X >= 1", "not ".repeat(n)),
        format!("X >= 1{}", " + 1".repeat(n)),
        format!("X >= 1{}", " and Y >= 1".repeat(n)),
        format!("X{} >= 1", "@A".repeat(n)),
        format!("X{} >= 1", "[2020]".repeat(n)),
        format!("{}X{} >= 1", "growth(".repeat(n), ")".repeat(n)),
        format!("X in {}3", "(X in ".repeat(n)),
    ];
    for text in &cases {
        with_source(text, |source| {
            let (_, problems) = syntax::parse(source);
            assert!(problems.iter().any(|p| p.code() == "nesting-too-deep"), "{}", &text[..40]);
        });
    }
}

/// Whatever opens a bracket or a body, and what stands before it inside of a statement.
const OPENINGS: &[&str] = &[
    "X - (",
    "X - -(",
    "-(",
    "X * (",
    "X / (",
    "(X - ",
    "X 5 - (",
    "X -5 - (",
    "X -5%以上 - (",
    "not (",
    "not X - (",
    "X = 3 or (",
    "X >= 1 - (",
    "X >= 5 - (X ",
    "X 高于 (",
    "X 达到 (",
    "X in (",
    "X in (X in ",
    "X in 3 - (",
    "X in 3..5 - (",
    "X 介于 [1 - (",
    "X in [",
    "X about (",
    "X 约 3 - (",
    "X = 3, >= (",
    "X[",
    "X@(",
    "growth(",
    "growth(X - ",
    "X - growth(",
    "total(",
    "yearly(",
    "change(",
    "gain(",
    "avg(avg(",
    "avg(村: ",
    "avg(村 where ",
    "avg(村 in 甲市 where ",
    "avg(X, weighted ",
    "X - avg(",
    "max(X, 2021..2025) - (",
    "count(村: X - (",
    "count(村 where X - (",
    "share(村 where X - (",
    "years(X >= ",
    "rank(",
    "rank(X - (",
    "when X - (",
    "every 村 where X - (",
    "except X - (",
    "group {\n",
    "rule A {\n",
    "rule A { except X - (",
    "plan \"a\" {\n",
    "indicator X {\n",
    "indicator X { formula ",
    "指标 X { 公式 加权 { ",
    "indicator X { formula X - (",
    "audit {\n",
    "审核 { X - (",
    "test {\n",
    "测试 { 设 X = (",
    "scheme \"a\" {\n",
    "考核办法 \"a\" { 板块 \"b\" { 项目 \"c\" { 情形 X - (",
    "考核办法 \"a\" { 一票否决 X - (",
    "考核办法 \"a\" { 对象 镇 where X - (",
    "section \"a\" {\n",
    "entry \"a\" {\n",
    "entry \"a\" { 区间 (",
    "lights {\n",
    "亮灯 { 黄: X - (",
    "progress { ",
    "rule A { progress { 2022: ",
];

/// Nothing is tried twice at every level: a text of forty levels that does not fit, left open or closed, takes no longer
/// than its length tells. Twice at each level would be a million million times.
#[test]
fn no_opening_doubles_the_work() {
    let closed = |text: &str| -> String {
        let closer = |c: char| match c {
            '(' => Some(')'),
            '[' => Some(']'),
            '{' => Some('}'),
            _ => None,
        };
        text.chars().rev().filter_map(closer).collect()
    };
    for opening in OPENINGS {
        for (n, innermost) in [(40, ""), (40, "1"), (90, "1 1"), (90, ">= >= 1"), (30, "+")] {
            let open = format!("{}{innermost}", opening.repeat(n));
            for text in [format!("{open}{}", closed(&open)), open] {
                let start = Instant::now();
                with_source(&text, |source| drop(syntax::parse(source)));
                assert!(start.elapsed() < Duration::from_secs(5), "{opening} {n} times, then `{innermost}`");
            }
        }
    }
}

#[test]
fn a_hundred_levels_are_fine() {
    let n = 100;
    let cases = [
        format!("X >= {}1{}", "(".repeat(n), ")".repeat(n)),
        format!("{}X{} >= 1", "growth(".repeat(n), ")".repeat(n)),
        format!("{}X{} >= 1", "count(村: ".repeat(n - 1), " > 1)".repeat(n - 1)),
        format!("X in [1, {}2{}]", "(".repeat(n - 1), ")".repeat(n - 1)),
        format!("{}rule A {{ X >= 1 }}{}", "group { ".repeat(n - 1), " }".repeat(n - 1)),
        format!("X >= 1{}", " + 1".repeat(150)),
    ];
    for text in cases {
        with_source(&text, |source| assert_eq!(syntax::parse(source).1, [], "{}", &text[..20]));
    }
}

#[test]
fn time_grows_with_length_only() {
    let cases: [(&str, &str); 9] = [
        ("many errors on many lines", "收入 >= >= 5万元\n"),
        ("many errors on one line", "收入 >= >= 5万元; "),
        ("one long sum", "+ 1 "),
        ("one long name", "收入"),
        ("open brackets", "X >= (\n牵头 局\n"),
        ("open braces", "规则 A {\n"),
        ("one unknown character again and again", "？"),
        ("unknown characters", "？！"),
        ("sound rules", "rule A { X >= 1 by 2025 }\n"),
    ];
    for (title, unit) in cases {
        let time = |n: usize| {
            let text = unit.repeat(n);
            with_source(&text, |source| {
                let start = Instant::now();
                let (_, problems) = syntax::parse(source);
                assert!(problems.len() <= 1_001, "{title}: {}", problems.len());
                start.elapsed()
            })
        };
        let (short, long) = (time(2_000), time(20_000));
        assert!(long < short * 40 + Duration::from_millis(200), "{title}: {short:?} then {long:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check_laws(&text);
    }

    #[test]
    fn any_tokens_are_read(words in prop::collection::vec(prop::sample::select(vec![
        "规则", "rule", "A-1", "\"t\"", "{", "}", "(", ")", "[", "]", "\n", ";", ",", "、", ":", "每个", "村", "每个村", "其中", "除", "例外",
        "收入", "X", ">=", "<", "=", "达到", "约", "左右", "5万元", "5", "2025", "2025年底", "前", "以上", "by", "到", "in", "介于", "3..5", "-",
        "+", "/", "not", "and", "或", "count(", "growth(", "total(", "since", "自", "每年", "each", "year", "牵头", "进度", "无", "@", "±", "..", "是",
        "// c\n", "# c\n", "plan", "指标", "单位", "test", "given", "设", "_", "不适用", "expect", "as of", "allow", "group", "组", "'n'", "“t”",
        "4", "10-31", "10月31日", "之前", "至", "before", "%", "元/人", "A/B",
    ]), 0..40), glue in prop::collection::vec(prop::bool::weighted(0.8), 40)) {
        let mut text = String::new();
        for (word, is_apart) in words.iter().zip(glue) {
            text.push_str(word);
            if is_apart { text.push(' '); }
        }
        check_laws(&text);
    }
}
