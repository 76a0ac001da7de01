//! What other engines do and this one must not: each test is a silent pass or a misleading mark that does not happen here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use chrono::NaiveDate;
use dabiao_data::{self as data, Dataset, LoadRequest};
use dabiao_eval::{self as eval, Detail, Judgement};
use dabiao_lang::check::{self, Loaded};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Verdict;
use dabiao_lang::source::MemoryFiles;
use dabiao_report::diagnostic::{Style, picture};
use dabiao_report::place::Places;
use dabiao_report::render::{Look, text, width};
use dabiao_report::{evaluation, json};

const ROSTER: &str =
    "代码,名称,层级,上级,类别\n1,甲县,县,,\n2,子镇,镇,1,\n3,丑村,村,2,山区\n4,寅村,村,2,川道\n5,卯村,村,2,山区\n";
const INCOME: &str = "指标 收入 {\n  计量单位 万元\n  层级 村\n  类型 时期数\n}\n";

struct Run {
    loaded: Loaded,
    data: Dataset,
    judgement: Judgement,
}

fn run(rules: &str, figures: &str) -> Run {
    let loaded = check::load_text("x.rules", &format!("{INCOME}{rules}"));
    let figures = format!("指标,地区,时期,数值,单位\n{figures}");
    let files = MemoryFiles::new([("d/名录.csv", ROSTER), ("d/数据.csv", &figures)]);
    let request = LoadRequest { paths: vec!["d".to_owned()], ..LoadRequest::default() };
    let data = data::load(&files, &request, &loaded.rules.model().schema).0.unwrap();
    let as_of = NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
    let judgement = eval::Session::new(&loaded.rules, &data, as_of).evaluate(Detail::Full);
    Run { loaded, data, judgement }
}

impl Run {
    fn verdicts(&self) -> Vec<Verdict> {
        self.judgement.rules.iter().map(|r| r.verdict).collect()
    }

    fn findings(&self) -> Vec<&'static str> {
        let mut codes: Vec<_> = self.data.findings.iter().chain(&self.judgement.findings).map(|d| d.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    fn errors(&self) -> Vec<&'static str> {
        self.loaded.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.code()).collect()
    }
}

fn verdict(rule: &str, figures: &str) -> Verdict {
    let run = run(rule, figures);
    assert_eq!(run.errors(), Vec::<&str>::new(), "{rule}");
    run.verdicts()[0]
}

#[test]
fn a_rule_on_broken_data_is_not_skipped_while_the_whole_passes() {
    let rules = "规则 A { 每个 村: 收入 >= 5万元 截至 2025 }\n规则 B { 在 丑村: 收入 >= 5万元 截至 2025 }\n";
    let good = "收入,3,2025,6,万元\n收入,5,2025,6,万元\n";
    // Two figures for one village that do not agree, a text where a number belongs, a unit of another dimension.
    for bad in ["收入,4,2025,6,万元\n收入,4,2025,9,万元\n", "收入,4,2025,六万,万元\n", "收入,4,2025,6,亩\n"]
    {
        let run = run(rules, &format!("{good}{bad}"));
        let verdicts = run.verdicts();
        assert!(matches!(verdicts[0], Verdict::Invalid | Verdict::Missing), "{bad}: {verdicts:?}");
        assert_eq!(verdicts[1], Verdict::Met, "{bad}: a rule that does not rest on it goes on");
        assert!(!run.findings().is_empty(), "{bad}: and it is said");
    }
}

#[test]
fn a_rule_with_an_error_is_invalid_and_is_in_the_report() {
    let run = run(
        "规则 A { 每个 村: 收入 >= 5亩 截至 2025 }\n规则 B { 在 丑村: 收入 >= 5万元 截至 2025 }\n",
        "收入,3,2025,6,万元\n",
    );
    assert_eq!(run.verdicts(), [Verdict::Invalid, Verdict::Met]);
    assert!(run.judgement.rules[0].reason.is_some(), "with its reason");
    let options = json::Options::default();
    let report = serde_json::to_value(json::report(&run.loaded.rules, &run.data, &run.judgement, options)).unwrap();
    assert_eq!(report["summary"]["invalid"], 1);
    assert_eq!(report["rules"].as_array().unwrap().len(), 2);
}

#[test]
fn the_negation_of_a_missing_comparison_is_missing() {
    for condition in ["非 (收入 < 5万元)", "not (收入 >= 5万元)", "收入 < 5万元 且 非 (收入 < 4万元)"]
    {
        assert_eq!(
            verdict(&format!("在 丑村: {condition} 截至 2025"), "收入,4,2025,6,万元\n"),
            Verdict::Missing,
            "{condition}"
        );
    }
    let count = "count(村: 非 (收入 < 5万元)) >= 2个 截至 2025";
    assert_eq!(verdict(count, "收入,3,2025,6,万元\n"), Verdict::Missing);
}

#[test]
fn text_is_not_compared_with_a_number() {
    let declared = "指标 评语 {\n  类型 文字\n  层级 村\n}\n";
    for rule in ["每个 村: 评语 >= 5 截至 2025", "每个 村: 评语 = 5 截至 2025", "count(村: 评语 > 3) >= 1个 截至 2025"]
    {
        let run = run(&format!("{declared}{rule}\n"), "评语,3,2025,9,\n");
        assert!(!run.errors().is_empty(), "{rule}");
        assert_eq!(run.verdicts(), [Verdict::Invalid], "{rule}");
    }
    // An attribute that holds texts, seen only when the roster is read.
    let run = run("count(村 其中 类别 > 3: 收入 >= 5万元) >= 1个 截至 2025\n", "收入,3,2025,6,万元\n");
    assert!(!matches!(run.verdicts()[0], Verdict::Met | Verdict::Unmet), "{:?}", run.verdicts());
}

#[test]
fn missing_is_not_zero() {
    let figures = "收入,3,2025,6,万元\n收入,4,2025,-,万元\n";
    assert_eq!(verdict("在 寅村: 收入 <= 5万元 截至 2025", figures), Verdict::Missing);
    assert_eq!(verdict("在 寅村: 收入 = 0万元 截至 2025", figures), Verdict::Missing);
    assert_eq!(verdict("sum(村: 收入) <= 10万元 截至 2025", figures), Verdict::Missing);
    assert_eq!(verdict("avg(村: 收入) >= 5万元 截至 2025", figures), Verdict::Missing);
    assert_eq!(verdict("share(村: 收入 >= 5万元) >= 50% 截至 2025", figures), Verdict::Missing);
    assert_eq!(verdict("每个 村: 收入 >= 5万元 截至 2025", figures), Verdict::Missing);
    // A whole line that nobody reported.
    assert_eq!(verdict("total(收入, 2024..2025) <= 100万元", "收入,3,2025,6,万元\n"), Verdict::Missing);
}

#[test]
fn missing_is_zero_only_where_the_rule_says_so_and_the_report_shows_it() {
    let run = run("规则 A {\n  sum(村: 收入) <= 10万元 截至 2025\n  缺数 按 0\n}\n", "收入,3,2025,6,万元\n");
    assert_eq!(run.verdicts(), [Verdict::Met]);
    let document = evaluation(&run.loaded.rules, &run.data, &run.judgement, json::Options::default());
    assert!(text(&document, Look::default()).contains("把缺数按 0 计算"));
}

#[test]
fn a_filter_that_nobody_fits_is_empty() {
    let figures = "收入,3,2025,6,万元\n收入,4,2025,6,万元\n收入,5,2025,6,万元\n";
    for rule in [
        "每个 村 其中 类别 = \"高原\": 收入 >= 5万元 截至 2025",
        "share(村 其中 类别 = \"高原\": 收入 >= 5万元) >= 50% 截至 2025",
        "sum(村 其中 类别 = \"高原\": 收入) <= 5万元 截至 2025",
        "count(村 其中 类别 = \"高原\": 收入 >= 5万元) <= 5个 截至 2025",
        "每个 村 其中 类别 = \"山区 \": 收入 >= 500万元 截至 2025",
    ] {
        let verdict = verdict(rule, figures);
        // Blanks around a value are no other value.
        let wanted = if rule.contains("山区") { Verdict::Unmet } else { Verdict::Empty };
        assert_eq!(verdict, wanted, "{rule}");
    }
}

/// The columns of the screen on which the carets stand and on which the text that they mark stands.
fn columns(picture: &str, marked: &str) -> (usize, usize) {
    let lines: Vec<&str> = picture.lines().collect();
    let carets = lines.iter().position(|l| l.contains('^')).unwrap();
    let caret = lines[carets].find('^').unwrap();
    let at = lines[carets - 1].rfind(marked).unwrap();
    (width(&lines[carets][..caret]), width(&lines[carets - 1][..at]))
}

#[test]
fn a_caret_stands_under_its_text_after_chinese() {
    for (rule, marked) in [
        ("每个 村: 收入 >= 5万 截至 2025", "5万"),
        ("规则 甲-1 \"所有村集体经济收入达到五万元（含）\" { 每个 村: 收入 >= 5亩 截至 2025 }", "5亩"),
        ("  在 丑村: 收入 => 5万元 截至 2025", "=>"),
        ("每个 乡村: 收入 >= 5万元", "乡村"),
    ] {
        let loaded = check::load_text("x.rules", &format!("{INCOME}{rule}\n"));
        let error = loaded.diagnostics.iter().find(|d| d.is_error()).unwrap();
        for lang in [Lang::Zh, Lang::En] {
            let shown = picture(error, &Places::new(&loaded.sources), lang, Style::Plain);
            let (caret, text) = columns(&shown, marked);
            assert_eq!(caret, text, "\n{shown}");
        }
    }
}

#[test]
fn a_column_counts_characters_not_bytes() {
    let loaded = check::load_text("x.rules", &format!("{INCOME}每个 村: 收入 >= 5万 截至 2025\n"));
    let shown = serde_json::to_value(json::check(&loaded.diagnostics, &loaded.sources, Lang::Zh)).unwrap();
    let all = shown["diagnostics"].as_array().unwrap();
    let error = all.iter().find(|d| d["code"] == "unit-missing").unwrap();
    assert_eq!((&error["line"], &error["column"], &error["end_column"]), (&6.into(), &13.into(), &15.into()));
    let error = loaded.diagnostics.iter().find(|d| d.code() == "unit-missing").unwrap();
    let shown = picture(error, &Places::new(&loaded.sources), Lang::Zh, Style::Plain);
    assert!(shown.contains("x.rules:6:13"), "{shown}");
}

#[test]
fn a_column_of_data_counts_cells() {
    let run = run("每个 村: 收入 >= 5万元 截至 2025\n", "收入,3,2025,六万,万元\n");
    let shown: Vec<_> = run.data.findings.iter().map(|d| format!("{:?}", d.place)).collect();
    assert!(shown.iter().any(|p| p.contains("row: 2, column: 4")), "{shown:?}");
}

#[test]
fn all_errors_are_told_at_once() {
    let rules = "规则 A { 每个 村: 收入 >= 5万 截至 2025 }\n规则 B { 收入 => 5万元 }\n规则 C { 每个 乡村: 收入 >= 5万元 }\n\
                 规则 D { 每个 村: 收入 >= 5亩 截至 2025 }\n规则 D { 每个 村: 收入 >= 5万元 截至 2025-13 }\n";
    let loaded = check::load_text("x.rules", &format!("{INCOME}{rules}"));
    let codes: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.code()).collect();
    for code in ["unit-missing", "broken-operator", "unknown-level", "duplicate-id", "no-such-date"] {
        assert!(codes.contains(&code), "{code} of {codes:?}");
    }
    assert!(codes.len() >= 6, "{codes:?}");
}
