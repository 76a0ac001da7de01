//! Hostile input through the whole library: any text as rules, any bytes as data. Nothing panics, overflows the stack of a
//! test's thread (2 MB) or takes longer than a generous bound, and whatever parsed can be formatted, judged and shown.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use dabiao_data::{self as data, Dataset, LoadRequest};
use dabiao_eval::{self as eval, Detail, Session, Steps};
use dabiao_lang::check::{self, Loaded};
use dabiao_lang::diag::{Diagnostic, Lang};
use dabiao_lang::source::MemoryFiles;
use dabiao_lang::syntax::{self, FormatStyle, KeywordStyle};
use dabiao_report::diagnostic::{Style, picture};
use dabiao_report::json::{self, Options};
use dabiao_report::place::Places;
use dabiao_report::render::{Look, text as to_text};
use dabiao_report::{evaluation, needs};
use proptest::prelude::*;

const ROSTER: &str =
    "代码,名称,层级,上级,脱贫村\n1,甲县,县,,\n2,子镇,镇,1,\n3,丑村,村,2,是\n4,寅村,村,2,否\n5,卯村,村,2,\n";
const FIGURES: &str = "指标,地区,时期,数值,单位\n收入,3,2024,4,万元\n收入,3,2025,50000,元\n收入,4,2025,6,万元\n收入,4,2025,7,万元\n\
                       X,1,2025,3,\nX,1,2024,…,\n甲,1,2025,70,%\n人口,3,2025,不适用,人\n";

/// Far more than any case needs on a busy machine, far less than anything quadratic would take.
const PATIENCE: Duration = Duration::from_secs(60);

fn dataset(tables: &[(&str, &[u8])], loaded: &Loaded) -> (Option<Dataset>, Vec<Diagnostic>) {
    let files = MemoryFiles::new(tables.iter().map(|(name, bytes)| (format!("d/{name}"), bytes.to_vec())));
    let request = LoadRequest { paths: vec!["d".to_owned()], ..LoadRequest::default() };
    data::load(&files, &request, &loaded.rules.model().schema)
}

fn judge(loaded: &Loaded, tables: &[(&str, &[u8])]) {
    let Some(data) = dataset(tables, loaded).0 else { return };
    let as_of = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
    let session = Session::new(&loaded.rules, &data, as_of);
    let judgement = session.evaluate(Detail::Full);
    assert_eq!(judgement.rules.len(), loaded.rules.model().rules.len(), "a rule was lost");
    let options = Options { lang: Lang::En, detail: json::Detail::Full };
    let document = evaluation(&loaded.rules, &data, &judgement, options);
    to_text(&document, Look::default());
    serde_json::to_string(&json::report(&loaded.rules, &data, &judgement, options)).unwrap();
    let lacking = session.needs();
    to_text(&needs(&loaded.rules, &data, (&lacking, &session.scores()), options), Look::default());
    for (rule, judged) in judgement.rules.iter().enumerate().take(3) {
        session.derive(judged, &Steps::of(rule));
    }
}

fn show(loaded: &Loaded) {
    let places = Places::new(&loaded.sources);
    for diagnostic in loaded.diagnostics.iter().take(50) {
        for lang in [Lang::Zh, Lang::En] {
            let shown = picture(diagnostic, &places, lang, Style::Plain);
            assert!(shown.len() < 100_000, "{}: {} bytes", diagnostic.code(), shown.len());
        }
    }
    serde_json::to_string(&json::check(&loaded.diagnostics, &loaded.sources, Lang::Zh)).unwrap();
    serde_json::to_string(&json::export(&loaded.rules)).unwrap();
}

fn format(loaded: &Loaded) {
    for (source, tree) in loaded.sources.iter().zip(&loaded.trees) {
        for keywords in [KeywordStyle::AsWritten, KeywordStyle::Zh, KeywordStyle::En] {
            syntax::format(source, tree, &FormatStyle { keywords });
        }
    }
}

/// Everything that can be done with a text as rules.
fn through(text: &str) -> Loaded {
    let loaded = check::load_text("x.rules", text);
    format(&loaded);
    show(&loaded);
    loaded.rules.digest();
    eval::run_tests(&loaded.rules);
    eval::coverage(&loaded.rules);
    judge(&loaded, &[("a.csv", ROSTER.as_bytes()), ("b.csv", FIGURES.as_bytes())]);
    loaded
}

/// Runs something within the bound.
fn in_time<T>(title: &str, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let result = run();
    assert!(start.elapsed() < PATIENCE, "{title}: {:?}", start.elapsed());
    result
}

fn has(loaded: &Loaded, code: &str) -> bool {
    loaded.diagnostics.iter().any(|d| d.code() == code)
}

#[test]
fn a_long_line_of_anything() {
    let units = [
        "甲 >= 5万元 且 ",
        "甲",
        "甲 ",
        "\"",
        "「」",
        "'",
        "“",
        "5",
        "5万",
        "万",
        "，",
        ", ",
        "@乙",
        "[2020]",
        "非 ",
        "- ",
        "{",
        "}",
        "((",
        "组 {",
        "//",
        "\0",
        "\u{feff}",
        "…",
        "0.",
        "1..",
        "测试 ",
        "设 ",
        "甲@乙[2025] = 5; ",
        "甲 >= 5万元; ",
        "\r",
        "\u{202e}",
        "👩‍👩‍👧",
        "% ",
        "/",
        "count(",
        "例外 ",
        "±",
        "进度 {",
        "<",
        "= ",
        "2025",
        "2025-",
        "e\u{301}",
    ];
    for unit in units {
        in_time(unit, || through(&unit.repeat(20_000 / unit.len())));
    }
}

#[test]
fn a_longer_line() {
    for unit in ["甲 >= 5万元, ", "\"", "收入"] {
        in_time(unit, || through(&format!("甲 >= 1, {}", unit.repeat(200_000 / unit.len()))));
    }
}

#[test]
fn thousands_of_findings() {
    let rule = |n: usize, body: &str| format!("规则 R-{n} {{ {body} }}\n");
    let kinds: [(&str, &dyn Fn(usize) -> String); 12] = [
        ("unknown names", &|n| rule(n, &format!("指标甲{n} >= 5万元 by 2025"))),
        ("unknown levels", &|n| rule(n, &format!("每个 层{n}: 甲 >= 5万元 by 2025"))),
        ("unknown units", &|n| rule(n, &format!("甲 >= 5某{n}位 by 2025"))),
        ("unknown places", &|n| rule(n, &format!("在 地方{n}: 甲 >= 5万元 by 2025"))),
        ("equal IDs", &|n| rule(1, &format!("甲 >= {n}万元 by 2025"))),
        ("one indicator", &|n| rule(n, &format!("甲 >= {n}万元 by 2025"))),
        ("overlapping bands", &|n| rule(n, &format!("甲 in {n}..{}万元 by 2025", n + 3))),
        ("equal bare lines", &|_| "甲 >= 5万元 by 2025\n".to_owned()),
        ("disagreeing units", &|n| rule(n, if n % 2 == 0 { "甲 >= 5万元" } else { "甲 >= 5亩" })),
        ("dates that are none", &|n| rule(n, "甲 >= 5万元 by 2025-13-45")),
        ("one name, many declarations", &|n| format!("指标 甲 {{\n  别名 \"乙{n}\"\n}}\n")),
        ("expectations of nothing", &|n| format!("测试 \"{n}\" {{\n  应得 R{n} = 达标 截至日 2025-12-31\n}}\n")),
    ];
    for (title, line) in kinds {
        let text: String = (0..1_000).map(line).collect();
        let loaded = in_time(title, || through(&text));
        assert!(!loaded.diagnostics.is_empty(), "{title}");
    }
}

#[test]
fn many_unknown_names_are_not_compared_pair_by_pair() {
    let text = |n: usize| (0..n).map(|n| format!("rule R-{n} {{ 指标甲{n} >= 5万元 by 2025 }}\n")).collect::<String>();
    let time = |n: usize| {
        let text = text(n);
        let start = Instant::now();
        let loaded = check::load_text("x.rules", &text);
        assert!(loaded.diagnostics.len() >= n);
        start.elapsed()
    };
    let (short, long) = (time(2_000), time(20_000));
    assert!(long < short * 40 + Duration::from_secs(1), "{short:?} then {long:?}");
}

#[test]
fn long_chains() {
    let n = 2_000;
    let lines = |line: &dyn Fn(usize) -> String| (0..n).map(line).collect::<String>();
    let cases = [
        ("formulas", lines(&|i| format!("指标 甲{i} {{\n公式 甲{} + 乙\n}}\n", i + 1)) + "甲0 >= 5万元 by 2025\n"),
        ("parts", lines(&|i| format!("指标 甲{i} {{\n分项 甲{}, 甲{}\n}}\n", i + 1, i + 2))),
        ("levels", lines(&|i| format!("层级 层{i}级 属 层{}级\n", i + 1)) + "每个 层0级: 甲 >= 5万元\n"),
        ("units", lines(&|i| format!("单位 单{i}位 = 2单{}位\n", i + 1)) + "甲 >= 5单0位\n"),
        (
            "exceptions",
            format!(
                "规则 R {{\n每个 村: 收入 >= 5万元 by 2025\n{}}}\n",
                lines(&|i| format!("例外 收入 = {i}万元: >= 3万元\n"))
            ),
        ),
        ("targets", format!("甲 >= 1万元 by 2025{}\n", lines(&|i| format!(", >= {i}万元 by {}", 2000 + i)))),
        (
            "givens",
            format!(
                "收入 >= 1万元 by 2025\n测试 \"t\" {{\n{}}}\n",
                lines(&|i| format!("设 收入@村{i}[2025] = 5万元\n"))
            ),
        ),
        ("uses", lines(&|i| format!("use \"{i}.rules\"\n"))),
    ];
    for (title, text) in cases {
        in_time(title, || through(&text));
    }
}

#[test]
fn work_that_doubles() {
    let mut text: String = (0..60).map(|i| format!("指标 甲{i} {{\n公式 甲{} + 甲{}\n}}\n", i + 1, i + 1)).collect();
    text += "指标 甲60 {\n单位 万元\n层级 村\n}\n甲0 >= 5万元 by 2025\n";
    let loaded = in_time("doubling", || through(&text));
    assert!(has(&loaded, "too-intricate"));
    let nested =
        |open: &str, close: &str, n: usize| format!("{}收入{} >= 1万元 by 2025\n", open.repeat(n), close.repeat(n));
    for text in [
        nested("growth(", ")", 60),
        nested("change(", ")", 60),
        nested("gain(", ", since 2020)", 60),
        nested("sum(村: ", ")@甲县", 30),
        nested("count(村: ", " > 1)@甲县", 30),
    ] {
        let loaded = in_time(&text, || through(&text));
        assert!(has(&loaded, "too-intricate"), "{text}");
    }
}

#[test]
fn endless_windows_and_numbers() {
    let cases = [
        "X >= 5 each year 0001..9999",
        "收入 >= 5万元 each day 0001..9999",
        "X >= 5 throughout 0001-01-01..9999-12-31",
        "total(X, 0001..9999) >= 5",
        "yearly(X, since 0001) >= 5% by 9999",
        "yearly(X, since 2024) >= 5.1234567890123456789012345% by 2025",
        "X >= 5 each 9999 years 0001..9999",
        "X >= 5 each 99999999999 years",
        "X >= 5亿亿亿亿亿亿亿亿亿亿亿亿亿亿亿亿亿亿亿亿亿亿 by 2025",
        "X >= 0.0000000000000000000000000001 by 2025",
        "X / 0 >= 5 by 2025",
        "X * X * X * X * X * X * X * X >= 5 by 2025",
        "收入 >= 9999999999999999999999999999万亿亿亿亿元 by 2025",
        "X[prev][prev][prev] >= 5 by 0001",
        "growth(X, since 2025) >= 5% by 2025",
        "X in 5..3 by 2025",
        "X in [5, 5) by 2025",
        "X about 0 ± 10% by 2025",
        "X about 5 ± 99999999999999999999% by 2025",
        "X >= 5 by 9999-12-31",
        "X >= 5 by 0000",
        "X >= 5 before 0001-01-01",
        "X[0001] >= 5 by 2025",
        "share(村: 收入 >= 5万元) >= 5000000000000% by 2025",
    ];
    for text in cases {
        in_time(text, || through(text));
        in_time(text, || {
            through(&format!("方案 \"x\" {{\n期间 0001..9999\n}}\n规则 R {{\n{text}\n精度 20 四舍五入\n}}\n"))
        });
    }
}

fn shipped() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, found) } else { found.push(path) }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(crate::ROOT).join("rules"), &mut found);
    found.retain(|p| p.extension().is_some_and(|e| e == "rules"));
    found.sort();
    assert!(found.len() > 20);
    found
}

#[test]
fn prefixes_of_shipped_rules() {
    for path in shipped() {
        let text = std::fs::read_to_string(path).unwrap();
        // A stride that is prime to the lengths of lines cuts at every kind of place; the first 4 kB hold every kind.
        let text = &text[..text.floor_char_boundary(4_000)];
        for at in (0..text.len()).step_by(401).filter(|&at| text.is_char_boundary(at)) {
            let loaded = check::load_text("x.rules", &text[..at]);
            show(&loaded);
            format(&loaded);
        }
    }
}

#[test]
fn big_tables() {
    let loaded = check::load_text("x.rules", "指标 收入 {\n单位 万元\n层级 村\n}\n每个 村: 收入 >= 5万元 by 2025\n");
    let rows = |row: &dyn Fn(usize) -> String| (0..5_000).map(row).collect::<String>();
    let long = "指标,地区,时期,数值,单位\n";
    let cases = [
        ("bad cells", long.to_owned() + &rows(&|i| format!("收入,3,20{i},x{i},元{i}\n"))),
        ("unknown places", long.to_owned() + &rows(&|i| format!("收入,村{i},2025,5,万元\n"))),
        ("unknown indicators", long.to_owned() + &rows(&|i| format!("指标{i},3,2025,5,万元\n"))),
        ("conflicts", long.to_owned() + &rows(&|i| format!("收入,3,2025,{i},万元\n"))),
        ("short rows", long.to_owned() + &rows(&|_| "收入\n".to_owned())),
        ("one row", long.to_owned() + &"收入,".repeat(50_000)),
        ("open quote", long.to_owned() + "\"" + &"收入,3,2025,5,万元\n".repeat(4_000)),
        ("quotes", long.to_owned() + &"\"".repeat(50_000)),
        ("wide", "地区".to_owned() + &(0..3_000).map(|i| format!(",收入{i}(万元)")).collect::<String>() + "\n3\n"),
        ("wide, one name", "地区".to_owned() + &",收入（万元）".repeat(5_000) + "\n3" + &",5".repeat(5_000) + "\n"),
        ("digits", format!("{long}收入,3,2025,{},万元\n", "9".repeat(100_000))),
        ("blank lines", "\n".repeat(50_000) + long),
        ("not text", "\0".repeat(50_000)),
    ];
    for (title, table) in cases {
        in_time(title, || judge(&loaded, &[("a.csv", ROSTER.as_bytes()), ("b.csv", table.as_bytes())]));
    }
}

#[test]
fn big_rosters() {
    let loaded = check::load_text("x.rules", "每个 村: 收入 >= 5万元 by 2025\n在 村1: 收入 >= 5万元 by 2025\n");
    let head = "代码,名称,层级,上级\n";
    let rows = |row: &dyn Fn(usize) -> String| (0..1_500).map(row).collect::<String>();
    let cases = [
        ("one chain", head.to_owned() + &rows(&|i| format!("{i},村{i},村,{}\n", i + 1))),
        ("one circle", head.to_owned() + &rows(&|i| format!("{i},村{i},村,{}\n", (i + 1) % 1_500))),
        ("its own parent", head.to_owned() + &rows(&|i| format!("{i},村{i},村,{i}\n"))),
        ("one name", head.to_owned() + &rows(&|i| format!("{i},村1,村,\n"))),
        ("one code", head.to_owned() + &rows(&|i| format!("1,村{i},村,\n"))),
        ("parents by one name", head.to_owned() + &rows(&|i| format!("{i},村1,村,村1\n"))),
        ("unknown levels", head.to_owned() + &rows(&|i| format!("{i},村{i},层{i},\n"))),
    ];
    for (title, roster) in cases {
        in_time(title, || judge(&loaded, &[("a.csv", roster.as_bytes()), ("b.csv", FIGURES.as_bytes())]));
    }
}

const WORDS: &[&str] = &[
    "规则",
    "R-1",
    "\"t\"",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\n",
    "\n",
    ";",
    ",",
    ":",
    "每个",
    "村",
    "每个村:",
    "其中",
    "除",
    "例外",
    "收入",
    "X",
    "甲",
    "人口",
    ">=",
    "<",
    "=",
    "达到",
    "约",
    "左右",
    "5万元",
    "70%",
    "5",
    "2025",
    "2025年底",
    "之前",
    "以上",
    "by",
    "截至",
    "in",
    "介于",
    "3..5",
    "-",
    "+",
    "/",
    "*",
    "非",
    "且",
    "或",
    "count(村:",
    "share(村:",
    "sum(村:",
    "growth(",
    "total(",
    "gain(",
    "avg(",
    "since",
    "自",
    "每年",
    "each",
    "牵头",
    "进度",
    "无",
    "@",
    "@甲县",
    "[2024]",
    "[prev]",
    "±",
    "10%",
    "..",
    "是",
    "方案",
    "期间",
    "2021..2025",
    "指标",
    "计量单位",
    "万元",
    "层级",
    "县",
    "类型",
    "时期数",
    "比率",
    "公式",
    "单位",
    "测试",
    "设",
    "应得",
    "达标",
    "截至日",
    "审核",
    "强制",
    "核实",
    "容差",
    "缺数 按 0",
    "基期值",
    "精度 1",
    "脱贫村",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_bytes_as_rules(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let files = MemoryFiles::new([("r/x.rules", bytes)]);
        let loaded = check::load(&files, &["r".to_owned()]);
        show(&loaded);
        format(&loaded);
    }

    #[test]
    fn any_words_as_rules(words in prop::collection::vec(prop::sample::select(WORDS), 0..60)) {
        through(&words.join(" "));
    }

    #[test]
    fn any_statement(words in prop::collection::vec(prop::sample::select(WORDS), 1..9), head in 0..4usize) {
        let heads = ["每个 村: 收入 ", "收入 >= 5万元 ", "share(村: 收入 >= 5万元) ", "X "];
        through(&format!("{}{}", heads[head], words.join(" ")));
    }

    #[test]
    fn any_bytes_as_data(bytes in prop::collection::vec(any::<u8>(), 0..600), other in prop::collection::vec(any::<u8>(), 0..200)) {
        let loaded = check::load_text("x.rules", "每个 村: 收入 >= 5万元 by 2025\n");
        judge(&loaded, &[("a.csv", &bytes), ("b.csv", &other)]);
        judge(&loaded, &[("a.csv", ROSTER.as_bytes()), ("b.csv", &[FIGURES.as_bytes(), &bytes].concat())]);
    }

    #[test]
    fn any_cells_as_data(cells in prop::collection::vec(prop::sample::select(vec![
        "代码", "名称", "层级", "上级", "指标", "地区", "时期", "年份", "数值", "单位", "状态", "收入(万元)", "收入", "甲县", "丑村", "子镇/丑村", "/", "村", "县", "1", "3",
        "2025", "2025年", "2025Q9", "2025-13", "0000", "５０", "1,000", "\"1,000\"", "-", "—", "缺", "…", "不适用", "是", "5%", "1e5", "-0", "99999999999999999999999999999999",
        "0.00000000000000000000000000000000001", "万元", "亩", "\"", "", "修订", "\u{feff}",
    ]), 0..80), width in 1..8usize) {
        let table: String = cells.chunks(width).map(|row| row.join(",") + "\n").collect();
        let loaded = check::load_text("x.rules", "每个 村: 收入 >= 5万元 by 2025\nsum(村: 收入) >= 5万元 by 2025\n");
        judge(&loaded, &[("a.csv", table.as_bytes())]);
        judge(&loaded, &[("a.csv", ROSTER.as_bytes()), ("b.csv", table.as_bytes())]);
    }
}

#[test]
fn the_caps_say_that_they_cut() {
    let loaded = check::load_text("x.rules", &"收入 >= >= 5万元\n".repeat(4_000));
    assert!(has(&loaded, "more-errors"));
    assert!(loaded.diagnostics.len() < 3_000, "{}", loaded.diagnostics.len());
}

#[test]
fn the_library_may_be_shared_between_threads() {
    fn holds<T: Send + Sync + 'static>() {}
    holds::<check::RuleSet>();
    holds::<Loaded>();
    holds::<Dataset>();
    holds::<eval::Judgement>();
    holds::<Diagnostic>();
}
