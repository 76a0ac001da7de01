//! Advice can be followed as written: every fix, put into its own bad example, gives text that is read.
//!
//! Over all pages of `docs/diagnostics` and all golden cases: where a finding carries a fix, the text with the fix has no
//! finding of that code at that place any more, and none of syntax that it had not before. Helps that carry no fix are
//! not tried.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fmt::Write as _;

use dabiao_lang::check::{self, Loaded};
use dabiao_lang::diag::{Diagnostic, Fix, Lang, Place};

use crate::{ROOT, markdown};

/// Texts of rules with their names: bad examples of pages, and golden cases.
fn texts() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for info in dabiao_cli::all_codes() {
        let page = dabiao_report::pages::page(info.code).unwrap_or_default();
        let blocks = markdown::blocks(page);
        let rules = blocks.iter().filter(|b| b.words[0] == "rules" && !b.words.contains(&"good"));
        let is_one_file = |w: &&str| !w.starts_with("name=");
        let text: String = rules.filter(|b| b.words.iter().all(&is_one_file)).map(|b| b.text).collect();
        all.push((format!("docs/diagnostics/{}.md", info.code), text));
    }
    for folder in ["syntax", "check", "lint", "format"] {
        for entry in std::fs::read_dir(format!("{ROOT}/tests/cases/{folder}")).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            all.push((format!("{folder}/{}", path.file_name().unwrap().to_string_lossy()), text));
        }
    }
    all.sort();
    all
}

/// Codes of the reader.
fn is_syntax(found: &Diagnostic) -> bool {
    found.problem.of_stage::<dabiao_lang::diag::SyntaxProblem>().is_some() && found.is_error()
}

fn start(found: &Diagnostic) -> u32 {
    match found.place {
        Place::Span(span) => span.start,
        _ => 0,
    }
}

fn with_fix(text: &str, fix: &Fix) -> String {
    let (start, end) = (fix.span.start as usize, fix.span.end as usize);
    format!("{}{}{}", &text[..start], fix.replacement, &text[end..])
}

/// What is wrong with following one piece of advice, if anything.
fn wrong(text: &str, before: &Loaded, found: &Diagnostic) -> Option<String> {
    let fix = found.fix.as_ref()?;
    let fixed = with_fix(text, fix);
    let after = check::load_text("x.rules", &fixed);
    let n_syntax = |l: &Loaded| l.diagnostics.iter().filter(|d| is_syntax(d)).count();
    let is_left = after.diagnostics.iter().any(|d| d.code() == found.code() && start(d) == start(found));
    if is_left && fixed != text && !fix.replacement.is_empty() {
        return Some(format!("is found again after `{}`", fix.replacement));
    }
    (n_syntax(&after) > n_syntax(before)).then(|| format!("`{}` cannot be read", fix.replacement))
}

#[test]
fn every_fix_can_be_applied_as_it_is() {
    let mut out = String::new();
    let mut n_tried = 0;
    for (name, text) in texts() {
        let before = check::load_text("x.rules", &text);
        for found in &before.diagnostics {
            n_tried += usize::from(found.fix.is_some());
            if let Some(why) = wrong(&text, &before, found) {
                let said = found.problem.help(Lang::Zh).unwrap_or_default();
                writeln!(out, "{name} {} ({said}): {why}", found.code()).unwrap();
            }
        }
    }
    assert!(n_tried > 150, "only {n_tried} fixes were tried");
    assert!(out.is_empty(), "{out}");
}

/// Lines in the words of plans, and the meaning that the offered line has: text by text.
#[test]
fn what_is_offered_means_what_the_plan_says() {
    let head = "方案 \"p\" { 地区 清河县; 期间 2021..2025; 基期 2020 }
指标 城镇化率 { 计量单位 %; 层级 县; 类型 比率 }
指标 产值 { 计量单位 亿元; 层级 县; 类型 时期数 }
指标 走访 { 计量单位 次; 层级 镇; 类型 时期数 }
指标 收入 { 计量单位 万元; 层级 村; 类型 时期数 }\n";
    let mut wrong = String::new();
    for (said, meant) in [
        ("城镇化率 提高到65%", "城镇化率 >= 65%"),
        ("城镇化率提升至65%以上 截至 2025", "城镇化率 >= 65% 截至 2025"),
        ("城镇化率 由60%提高到65%", "城镇化率 >= 65%; 基期值 60%"),
        ("城镇化率 从2020年的60%提高到65%", "城镇化率 >= 65%; 基期值 60% 于 2020"),
        ("城镇化率 提高5个百分点 截至 2025", "新增(城镇化率, 自 2020) >= 5个百分点 截至 2025"),
        ("城镇化率 控制在65%以内", "城镇化率 <= 65%"),
        ("城镇化率控制在65%以下 截至 2025", "城镇化率 <= 65% 截至 2025"),
        ("产值 稳定在20亿元以上", "产值 >= 20亿元 始终"),
        ("产值 较2020年增长50%", "增速(产值, 自 2020) >= 50%"),
        ("产值 比上年增长6% 每年", "增速(产值) >= 6% 每年"),
        ("产值 每年增长6%", "增速(产值) >= 6% 每年"),
        ("产值 年均增长6.5%左右", "年均增速(产值) 约 6.5%"),
        ("产值 每年增长6%以内", "增速(产值) <= 6% 每年"),
        ("城镇化率 由60.5%提高到65.8%", "城镇化率 >= 65.8%; 基期值 60.5%"),
        ("产值 年均增长6%", "年均增速(产值) >= 6%"),
        ("产值 每年下降6%", "增速(产值) <= -6% 每年"),
        ("产值 翻一番", "产值 >= 产值[2020] * 2"),
        ("产值 零增长", "增速(产值) <= 0% 每年"),
        ("产值 力争达到350亿元", "产值 >= 350亿元; 措辞 力争"),
        ("产值 超350亿元", "产值 > 350亿元"),
        ("产值 >= 3,500亿元 截至 2025", "产值 >= 3500亿元 截至 2025"),
        ("产值 >= 1,003,500亿元 截至 2025", "产值 >= 1003500亿元 截至 2025"),
        ("产值 >= 300亿元 截至 2023，350亿元 截至 2025", "产值 >= 300亿元 截至 2023, >= 350亿元 截至 2025"),
        ("产值 >= 350亿元 截至 2025.12.31", "产值 >= 350亿元 截至 2025-12-31"),
        ("产值 >= 350亿元 截至 20251231", "产值 >= 350亿元 截至 2025-12-31"),
        ("产值 >= 350亿元 2025年末", "产值 >= 350亿元 截至 2025年末"),
        ("产值 >= 350亿元 十四五末", "产值 >= 350亿元 截至 2025年末"),
        ("每个 镇: 走访 不少于两次 每年", "每个 镇: 走访 >= 2次 每年"),
        ("每个 镇: 走访 >= 1次 每两年", "每个 镇: 走访 >= 1次 每2年"),
        ("产值 由 20亿元 提高 到 40亿元 截至 2025", "产值 >= 40亿元 截至 2025; 基期值 20亿元"),
        ("城镇化率 控制 在 5% 以内", "城镇化率 <= 5%"),
        ("80%的村: 收入 >= 5万元", "占比(村: 收入 >= 5万元) >= 80%"),
        ("城镇化率 3%-5% 截至 2025", "城镇化率 介于 3%..5% 截至 2025"),
        ("如果 产值 >= 300亿元 则 城镇化率 >= 60%", "若 产值 >= 300亿元: 城镇化率 >= 60%"),
        ("在清河县: 产值 >= 350亿元", "在 清河县: 产值 >= 350亿元"),
        ("全县: 产值 >= 350亿元", "产值 >= 350亿元"),
        ("牵头单位 甲局", "牵头 甲局"),
        ("备注 \"含国有农场\"", "说明 \"含国有农场\""),
    ] {
        let text = format!("{head}规则 A {{\n{said}\n}}\n");
        let loaded = check::load_text("x.rules", &text);
        let fixes: Vec<&Fix> =
            loaded.diagnostics.iter().filter(|d| is_syntax(d)).filter_map(|d| d.fix.as_ref()).collect();
        let is_offered = matches!(fixes[..], [fix] if with_fix(&text, fix) == text.replacen(said, meant, 1));
        if !is_offered {
            let offered: Vec<&str> = fixes.iter().map(|f| &*f.replacement).collect();
            writeln!(wrong, "{said}: {offered:?} and not {meant}").unwrap();
        }
        let loaded = check::load_text("x.rules", &format!("{head}规则 A {{\n{meant}\n}}\n"));
        assert!(!loaded.diagnostics.iter().any(is_syntax), "{meant}");
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Returns the text that a help says to write, if it is one that can be written as it stands.
fn to_write(help: &str) -> Option<&str> {
    let rest = ["写作 `", "写成 `", "改为 `"].iter().find_map(|w| help.split_once(w))?.1;
    let text = rest.split('`').next()?;
    // A place for what the program cannot know.
    let is_open = ["…", "指标名", "层级:", "地名:"].iter().any(|w| text.contains(w));
    (!is_open && !text.is_empty()).then_some(text)
}

/// Codes whose help names a word to be written somewhere else than where the finding stands, each with the reason.
const ELSEWHERE: &[(&str, &str)] = &[
    ("coarse-data", "the other way out, another frequency, stands in the declaration"),
    ("invisible-character", "an office is named by its rule, whose place is no place to write at"),
    ("kind-mismatch", "which of the two is meant only the author knows"),
    ("no-such-period", "the figure changes with the period"),
    ("progress-share", "the share is an example"),
    ("rank-upside-down", "the comparison is replaced, its time stays"),
    ("second-comparison", "the range is an example"),
    ("tolerance-unit", "the tolerance is an example"),
    ("unit-definition", "the unit is an example"),
    ("weight-number", "the weight is an example"),
];

#[test]
fn what_a_help_says_to_write_can_be_put_in_by_an_editor() {
    let mut without = std::collections::BTreeMap::new();
    let (mut n_fixes, mut n_helps) = (0, 0);
    for (_, text) in texts() {
        for found in check::load_text("x.rules", &text).diagnostics {
            let help = found.problem.help(Lang::Zh).unwrap_or_default();
            n_helps += usize::from(!help.is_empty());
            n_fixes += usize::from(found.fix.is_some());
            if found.fix.is_none() && to_write(&help).is_some() {
                without.entry(found.code()).or_insert(help);
            }
        }
    }
    without.retain(|code, _| !ELSEWHERE.iter().any(|(known, _)| known == code));
    assert!(without.is_empty(), "of {n_helps} helps {n_fixes} carry a fix; these do not: {without:#?}");
}

/// The line in which a place lies.
fn line_at(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |n| n + 1);
    let end = text[at..].find('\n').map_or(text.len(), |n| at + n);
    text[start..end].trim()
}

/// What every fix makes of its line, and the sentence of the rule in which it stands: for somebody who reads whether the
/// advice means what it says.
#[test]
fn what_every_fix_means() {
    let mut out = String::new();
    let mut seen = std::collections::BTreeSet::new();
    for (name, text) in texts() {
        for found in check::load_text("x.rules", &text).diagnostics {
            let Some(fix) = &found.fix else { continue };
            let fixed = with_fix(&text, fix);
            let at = fix.span.start as usize;
            let end = at + fix.replacement.len();
            let line = |text: &str, from: usize| line_at(text, from.min(text.len())).to_owned();
            let told = (found.code(), line(&text, at), fix.replacement.clone());
            if !seen.insert(told) {
                continue;
            }
            let after = check::load_text("x.rules", &fixed);
            let model = after.rules.model();
            // A fix may add a line: what comes after it is of the same rule.
            let of_rule =
                |r: &&dabiao_lang::model::Rule| (r.span.start as usize) < end.max(at + 1) && at <= r.span.end as usize;
            let said: Vec<String> = model
                .rules
                .iter()
                .filter(of_rule)
                .map(|r| dabiao_lang::model::sentence::rule(&model.schema, r, Lang::Zh))
                .collect();
            let help = found.problem.help(Lang::Zh).unwrap_or_default();
            writeln!(out, "{name} {}\n  {}\n  = {help}", found.code(), found.problem.message(Lang::Zh)).unwrap();
            writeln!(out, "  - {}\n  + {}", line(&text, at), line(&fixed, at)).unwrap();
            said.iter().for_each(|said| writeln!(out, "  » {said}").unwrap());
        }
    }
    insta::assert_snapshot!(out);
}
