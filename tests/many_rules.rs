//! Many rules over one column: the sorted column, the scan and the general path give the same judgement.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;

use dabiao_data as data;
use dabiao_eval::{self as eval, Detail};
use dabiao_lang::{check, source::MemoryFiles};

/// 400 villages with ties, negative values, missing rows, blank cells, marks, conflicts and a figure of many digits.
fn tables(has_quarter: bool) -> Vec<(String, String)> {
    let mut roster = "code,name,level,parent\nC,全县,县,\n".to_owned();
    let mut figures = "indicator,entity,period,value,unit\n".to_owned();
    for v in 0..400 {
        writeln!(roster, "V{v:03},村{v:03},村,C").unwrap();
        let value = match v % 17 {
            0 => continue,
            1 => String::new(),
            2 => "…".to_owned(),
            3 if v % 3 == 0 => "不适用".to_owned(),
            4 if v % 5 == 0 => "1.23456789012345".to_owned(),
            _ => format!("{}.{}", v * 7 % 23, v % 4),
        };
        writeln!(figures, "收入,村{v:03},2025,{value},万元").unwrap();
        if v % 61 == 0 {
            writeln!(figures, "收入,村{v:03},2025,99,万元").unwrap();
        }
    }
    if has_quarter {
        writeln!(figures, "收入,村000,2025Q4,3,万元").unwrap();
    }
    vec![("data/roster.csv".to_owned(), roster), ("data/figures.csv".to_owned(), figures)]
}

fn rules(indicator: &str, extra: &str) -> String {
    let mut text = format!("指标 收入 {{ 单位 万元; 层级 村; {indicator} }}\n");
    for r in 0..120 {
        let op = [">=", ">", "<=", "<"][r % 4];
        let line = format!("{}.{}万元", r / 4 % 25, r % 3);
        let statement = match r % 3 {
            0 => format!("每个 村: 收入 {op} {line} 截至 2025"),
            1 => format!("占比(村: 收入 {op} {line}) >= 70% 截至 2025"),
            _ => format!("数量(村: 收入 {op} {line}) <= 150个 截至 2025"),
        };
        writeln!(text, "规则 R{r} {{ {statement}{extra} }}").unwrap();
    }
    text
}

#[test]
fn every_way_gives_the_same_judgement() {
    for (indicator, extra, has_quarter) in [
        ("类型 时期数", "", false),
        ("类型 时期数; 取值 0..", "", false),
        ("类型 时点数", "; 缺数 按 0", false),
        ("取值 6万元..30万元", "", false),
        ("类型 时期数; 汇总 合计", "", true),
    ] {
        let loaded = check::load_text("many.rules", &rules(indicator, extra));
        assert!(!loaded.diagnostics.iter().any(|d| d.is_error()));
        let files = MemoryFiles::new(tables(has_quarter));
        let request = data::LoadRequest { paths: vec!["data".to_owned()], ..Default::default() };
        let (data, _) = data::load(&files, &request, &loaded.rules.model().schema);
        let data = data.unwrap();
        let as_of = chrono::NaiveDate::from_ymd_opt(2025, 12, 31).unwrap();
        let all = eval::Session::new(&loaded.rules, &data, as_of).evaluate(Detail::Summary);
        let plain = eval::Session::plain(&loaded.rules, &data, as_of).evaluate(Detail::Summary);
        for (i, (a, b)) in all.rules.iter().zip(&plain.rules).enumerate() {
            assert_eq!(format!("{a:#?}"), format!("{b:#?}"), "rule {i} of {indicator}");
            if i % 9 > 0 {
                continue;
            }
            // A rule judged alone scans its column.
            let alone = eval::Session::new(&loaded.rules, &data, as_of).evaluate_rule(i, Detail::Summary);
            assert_eq!(format!("{a:?}"), format!("{alone:?}"), "rule {i} of {indicator}, alone");
        }
        one_by_one(&loaded.rules, &data, as_of);
        before_all_figures(&loaded.rules, &data);
        let verdicts: std::collections::BTreeSet<_> = all.rules.iter().map(|r| r.verdict.as_str()).collect();
        assert!(verdicts.len() > 1, "{verdicts:?}");
    }
}

/// Before anything was reported nobody has a figure: to judge one for all gives what judging each of them gives.
fn before_all_figures(rules: &check::RuleSet, data: &data::Dataset) {
    let session = |year, is_plain| {
        let as_of = chrono::NaiveDate::from_ymd_opt(year, 12, 31).unwrap();
        if is_plain { eval::Session::plain(rules, data, as_of) } else { eval::Session::new(rules, data, as_of) }
    };
    for year in [2020, 2024] {
        let judged = |is_plain| session(year, is_plain).evaluate(Detail::Full);
        assert_eq!(format!("{:#?}", judged(false).rules), format!("{:#?}", judged(true).rules), "{year}");
    }
    let since = |is_plain| {
        let session = session(2025, is_plain);
        session.since(&session.evaluate(Detail::Summary))
    };
    let found = since(false);
    assert_eq!(found, since(true));
    assert!(found.iter().flatten().any(Option::is_some));
}

/// Whoever is looked at one check after the other comes out as a judgement in full records it.
fn one_by_one(rules: &check::RuleSet, data: &data::Dataset, as_of: chrono::NaiveDate) {
    let session = eval::Session::new(rules, data, as_of);
    let (summary, full) = (session.evaluate(Detail::Summary), session.evaluate(Detail::Full));
    for (rule, judged) in full.rules.iter().enumerate() {
        for (at, check) in judged.checks.iter().enumerate().filter(|(_, c)| c.entity.is_none()) {
            let found = session.entities(&summary, rule, at);
            assert_eq!(format!("{found:?}"), format!("{:?}", check.entities), "rule {rule}, check {at}");
        }
    }
}

/// Rules of every kind that a proof, a witness or a search answers; `shift` moves their lines, dates and filters.
fn versions(shift: usize) -> String {
    let mut text = "方案 \"方案\" { 地区 全县; 期间 2021..2025 }\n".to_owned();
    text += "指标 收入 { 单位 万元; 层级 村; 类型 时期数; 取值 0.. }\n指标 人口 { 单位 人; 层级 村; 类型 时点数; 取值 0.. }\n";
    for r in 0..104 {
        let n = 5 + (r + shift * (r % 4)) % 7;
        let year = 2023 + (r / 10 + shift * (r % 3)) % 3;
        let statement = match r % 8 {
            0 => format!("每个 村: 收入 >= {n}万元 截至 {year}"),
            1 => format!("占比(村: 收入 > {n}万元) >= {}% 截至 {year}", 60 + n),
            2 => format!("数量(村 其中 人口 >= {n}00人: 收入 >= 3万元) <= {n}个 截至 {year}"),
            3 => format!("合计(村: 收入) in {n}..{}万元 截至 {year}", n + 9),
            4 => format!("增速(收入)@全县 >= {n}% 截至 {year}"),
            5 => format!("每个 村 其中 人口 < {n}00人: 收入 / 人口 >= {n}元/人 截至 {year}"),
            6 => format!("中位数(村: 收入) >= {n}万元 截至 {year}"),
            _ => format!("若 合计(村: 人口) > {n}000人: 平均(村: 收入) >= {n}万元 截至 {year}"),
        };
        writeln!(text, "规则 R{r} {{ {statement} }}").unwrap();
    }
    text
}

#[test]
fn any_number_of_threads_finds_the_same_changes() {
    use dabiao_diff::diff::{Options, compare_with};
    let [old, new] = [0, 1].map(|shift| check::load_text("a.rules", &versions(shift)));
    for loaded in [&old, &new] {
        let errors: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
    let found = |threads: usize| {
        let options = Options { threads: std::num::NonZeroUsize::new(threads), ..Options::default() };
        format!("{:#?}", compare_with(&old.rules, &new.rules, options))
    };
    let alone = found(1);
    assert!(alone.matches("is_proved: true").count() > 25 && alone.matches("Witness {").count() > 40);
    for threads in [2, 5] {
        assert!(found(threads) == alone, "{threads} threads find other changes");
    }
}
