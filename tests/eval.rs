//! Verdicts on small worlds: a case is a rule file whose first comments hold the day, the roster and the statistics.
//!
//! The comments are those of `worlds`. The snapshot holds every rule with its checks, as `evaluate` and (the same)
//! `evaluate_plain` judge them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use dabiao_data as data;
use dabiao_eval::{self as eval, Check, Detail, Judgement};
use dabiao_lang::{check, diag::Lang, source::MemoryFiles};

use crate::worlds;

use worlds::world;

fn shown(check: &Check, data: &data::Dataset) -> String {
    let names = |list: &[data::EntityId]| list.iter().map(|e| data.roster.key(*e)).collect::<Vec<_>>().join(" ");
    let period = match check.period {
        Some(eval::Span::One(p)) => p.to_string(),
        Some(eval::Span::Window(a, b)) => format!("{a}..{b}"),
        None => "-".to_owned(),
    };
    let mut out = format!("  {}.{} {period}: {}", check.statement + 1, check.target + 1, check.verdict.as_str());
    let mut add = |what: &str, text: String| out.push_str(&format!("\n      {what} {text}"));
    check.measured.iter().for_each(|a| add("measured", format!("{}", a.value)));
    check.compared.iter().for_each(|a| add("compared", format!("{}", a.value)));
    check.bounds.iter().for_each(|b| add("bounds", format!("{b:?}")));
    check.gap.iter().for_each(|a| add("gap", format!("{}", a.value)));
    check.progress.iter().for_each(|p| add("progress", format!("{p} of {:?}", check.expected)));
    check.pace.iter().for_each(|p| add("pace", format!("{p:?}").chars().take(60).collect()));
    check.members.iter().for_each(|m| add("members", format!("{m:?}")));
    check.reason.iter().for_each(|r| add("reason", format!("{} | {}", r.get(Lang::Zh), r.get(Lang::En))));
    let lists =
        [("failing", names(&check.failing)), ("missing", names(&check.missing)), ("marks", check.marks.join(" "))];
    lists.into_iter().filter(|(_, l)| !l.is_empty()).for_each(|(what, l)| add(what, l));
    out
}

fn text(rules: &check::RuleSet, data: &data::Dataset, judgement: &Judgement) -> String {
    let mut out = String::new();
    for (rule, judged) in rules.model().rules.iter().zip(&judgement.rules) {
        let why = judged.reason.as_ref().map_or("", |r| r.get(Lang::En));
        out.push_str(&format!("{}: {} {why}\n", rule.id, judged.verdict.as_str()));
        judged.checks.iter().for_each(|c| out.push_str(&format!("{}\n", shown(c, data))));
    }
    for f in &judgement.findings {
        let rules = if f.rules.is_empty() { String::new() } else { format!(" [{}]", f.rules.join(" ")) };
        out.push_str(&format!("! {} {} {}{rules}\n", f.severity.as_str(), f.code(), f.problem.message(Lang::En)));
        f.explanation.iter().for_each(|e| out.push_str(&format!("  = {} ({}, {})\n", e.text, e.who, e.date)));
    }
    judgement.ignored.iter().for_each(|i| out.push_str(&format!("- {} ({})\n", i.what.get(Lang::En), i.count)));
    out
}

#[test]
fn cases() {
    insta::glob!("cases/eval/*.rules", |path| {
        let source = std::fs::read_to_string(path).unwrap();
        let world = world(&source);
        let loaded = check::load_text("case.rules", &source);
        let request = data::LoadRequest { paths: vec!["data".to_owned()], ..Default::default() };
        let files = MemoryFiles::new(world.tables);
        let (data, findings) = data::load(&files, &request, &loaded.rules.model().schema);
        let data = data.unwrap_or_else(|| panic!("{findings:?}"));
        let judged = text(
            &loaded.rules,
            &data,
            &eval::Session::new(&loaded.rules, &data, world.as_of).evaluate(Detail::Summary),
        );
        assert_eq!(
            judged,
            text(
                &loaded.rules,
                &data,
                &eval::Session::plain(&loaded.rules, &data, world.as_of).evaluate(Detail::Summary)
            )
        );
        insta::assert_snapshot!(judged);
    });
}

/// Worlds in which every rule's title says what it must come to: the decisions on points that were once open or wrong.
#[test]
fn titles_say_the_verdicts() {
    let mut wrong = Vec::new();
    let folder = format!("{}/tests/cases/eval_decided", crate::ROOT);
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 20, "{}", paths.len());
    for path in paths {
        let source = std::fs::read_to_string(&path).unwrap();
        let world = world(&source);
        let loaded = check::load_text("case.rules", &source);
        let request = data::LoadRequest { paths: vec!["data".to_owned()], ..Default::default() };
        let files = MemoryFiles::new(world.tables);
        let (data, findings) = data::load(&files, &request, &loaded.rules.model().schema);
        let data = data.unwrap_or_else(|| panic!("{findings:?}"));
        for detail in [Detail::Summary, Detail::Full] {
            let judged = eval::Session::new(&loaded.rules, &data, world.as_of).evaluate(detail);
            for (rule, judged) in loaded.rules.model().rules.iter().zip(&judged.rules) {
                let found = judged.verdict.as_str();
                if rule.title.as_deref() != Some(found) {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    wrong.push(format!("{name} {}: {found}, not {:?} {:?}", rule.id, rule.title, judged.checks));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
