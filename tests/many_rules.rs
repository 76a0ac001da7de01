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
