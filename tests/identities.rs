//! One meaning, one identity: names and places are what they are whatever signs are in them, and whatever differs in what
//! a rule asks, is measured by or weighs is said by `diff` and seen in a digest.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeSet;

use dabiao_data::{self as data, Dataset, LoadRequest};
use dabiao_diff::diff::{self, Data, Diff, Kind, Name};
use dabiao_eval::{self as eval, Detail};
use dabiao_lang::check::{self, RuleSet};
use dabiao_lang::core::Digests;
use dabiao_lang::model::Verdict;
use dabiao_lang::source::MemoryFiles;
use dabiao_report::subject::{Quantifier, describe};
use proptest::prelude::*;

fn rules(text: &str) -> RuleSet {
    let loaded = check::load_text("a.rules", text);
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{text}\n{errors:#?}");
    loaded.rules
}

fn data(rules: &RuleSet, tables: &[(&str, &str)]) -> Dataset {
    let files = MemoryFiles::new(tables.iter().map(|(name, text)| (format!("d/{name}"), text.as_bytes().to_vec())));
    let request = LoadRequest { paths: vec!["d".to_owned()], ..LoadRequest::default() };
    data::load(&files, &request, &rules.model().schema).0.unwrap()
}

fn verdict(rules: &RuleSet, tables: &[(&str, &str)], as_of: &str) -> Verdict {
    let dataset = data(rules, tables);
    eval::Session::new(rules, &dataset, as_of.parse().unwrap()).evaluate(Detail::Summary).rules[0].verdict
}

fn digests(rules: &RuleSet) -> Digests {
    rules.meaning().digests(0).unwrap()
}

/// The change of the first rule, which there must be.
fn only(diff: &Diff) -> (Kind, Name, bool) {
    let [change] = diff.changes.as_slice() else { panic!("{:#?}", diff.changes) };
    (change.kind, change.name, change.is_proved)
}

const HEAD: &str = "方案 \"样例\" { 地区 样例县; 期间 2021..2025; 基期 2020 }\n";

#[test]
fn a_path_is_another_place_than_a_name_in_quotes() {
    let with = |place: &str| {
        rules(&format!("{HEAD}指标 收入 {{ 计量单位 元; 层级 村 }}\n规则 R1 {{ 在 {place}: 收入 >= 5元 截至 2025 }}"))
    };
    let (path, name) = (with("样例镇/甲村"), with("'样例镇/甲村'"));
    assert_ne!(path.digest(), name.digest());
    assert_ne!(digests(&path).asks, digests(&name).asks);
    let found = diff::compare(&path, &name);
    assert_eq!(only(&found).1, Name::ScopeChanged, "{found:#?}");
    assert!(found.changes[0].is_difference());
}

#[test]
fn a_name_with_quotes_in_it_is_no_two_names() {
    let with = |sum: &str| {
        let names = ["甲", "乙", "丙", "'乙」 「甲'", "「Add(甲,乙)」"];
        let declared: String = names.iter().map(|n| format!("指标 {n} {{ 计量单位 元; 层级 村 }}\n")).collect();
        rules(&format!("{HEAD}{declared}规则 R1 {{ 每个 村: {sum} >= 5元 截至 2025 }}"))
    };
    let (three, quoted, printed) = (with("甲 + 乙 + 丙"), with("'乙」 「甲' + 丙"), with("「Add(甲,乙)」 + 丙"));
    for (a, b) in [(&three, &quoted), (&three, &printed), (&quoted, &printed)] {
        assert_ne!(a.digest(), b.digest());
        assert_eq!(only(&diff::compare(a, b)).1, Name::MeasureChanged);
    }
}

#[test]
fn for_whom_a_rule_is_meant_is_what_the_name_of_its_region_tells() {
    let quantifier = |region: &str, level: &str| {
        let text = format!(
            "方案 \"样例\" {{ 地区 {region}; 期间 2021..2025 }}
指标 收入 {{ 计量单位 元; 层级 {level}; 类型 时期数 }}
规则 R1 {{ 收入 >= 5元 截至 2025 }}"
        );
        let rules = rules(&text);
        let model = rules.model();
        describe(&model.schema, model.plans.first(), &model.rules[0].statements[0]).quantifier
    };
    // of counties: every one of them
    for region in ["样例州", "样例自治州", "样例盟", "样例地区", "样例市", "样例省"] {
        assert_eq!(quantifier(region, "县"), Quantifier::Every, "{region}");
    }
    // of counties: the region itself
    for region in ["样例县", "样例区", "样例旗", "样例自治县", "样例"] {
        assert_eq!(quantifier(region, "县"), Quantifier::Total, "{region}");
    }
    assert_eq!(quantifier("样例街道", "村"), Quantifier::Every);
    assert_eq!(quantifier("样例社区", "村"), Quantifier::Total);
}

const FORMULAS: &str = "指标 集体收入 { 计量单位 万元; 层级 村; 公式 经营收入 + 其他收入 }
指标 经营收入 { 计量单位 万元; 层级 村; 公式 承包收入 * 1 }
指标 其他收入 { 计量单位 万元; 层级 村; 类型 时期数 }
指标 承包收入 { 计量单位 万元; 层级 村; 类型 时期数 }
规则 R1 { 每个 村: 集体收入 >= 5万元 截至 2025 }
";

#[test]
fn a_formula_however_far_away_is_part_of_what_a_rule_is_measured_by() {
    let old = rules(&format!("{HEAD}{FORMULAS}"));
    let edits = [
        ("承包收入 * 1", "承包收入 * 3", Name::FormulaChanged),
        ("指标 承包收入 {", "指标 承包收入 { 口径 \"另一种算法\";", Name::DefinitionChanged),
        ("指标 经营收入 {", "指标 经营收入 { 口径 \"另一种算法\";", Name::DefinitionChanged),
    ];
    for (from, to, name) in edits {
        let new = rules(&format!("{HEAD}{}", FORMULAS.replace(from, to)));
        let (kind, found, _) = only(&diff::compare(&old, &new));
        assert!(!matches!(kind, Kind::Equivalent | Kind::Metadata), "{to}: {kind:?}");
        assert_eq!(found, name);
        assert_eq!(digests(&old).asks, digests(&new).asks);
        assert_ne!(digests(&old).measured_by, digests(&new).measured_by);
    }
}

#[test]
fn whatever_a_rule_is_measured_by_is_compared() {
    let indicator = "指标 收入 { 计量单位 元; 层级 村; 类型 时期数 }\n";
    let rule = "规则 R1 { 每个 村: 收入 >= 5元 截至 2025 }\n";
    let old = rules(&format!("{HEAD}{indicator}{rule}"));
    let with = |field: &str| rules(&format!("{HEAD}{}{rule}", indicator.replace("类型", &format!("{field}; 类型"))));
    let edits = [
        ("别名 \"全部收入\"", Name::AliasChanged),
        ("口径 \"到账数\"", Name::DefinitionChanged),
        ("汇总 合计", Name::RollUpChanged),
        ("年内 期末", Name::RollUpChanged),
        ("频率 月", Name::FrequencyChanged),
        ("精度 0", Name::IndicatorRoundingChanged),
        ("取值 0..", Name::RangeNarrowed),
        ("来源 \"统计局\"", Name::SourceChanged),
        ("说明 \"试行\"", Name::IndicatorNoteChanged),
    ];
    for (field, name) in edits {
        let new = with(field);
        let found = diff::compare(&old, &new);
        assert_eq!(only(&found).1, name, "{field}");
        assert!(diff::compare(&new, &old).changes.len() == 1, "{field}");
        assert_ne!(digests(&old).measured_by, digests(&new).measured_by, "{field}");
        assert_eq!(digests(&old).asks, digests(&new).asks, "{field}");
        // What may move a verdict is never called the same.
        let is_said_same = matches!(only(&found).0, Kind::Equivalent | Kind::Metadata);
        assert_eq!(is_said_same, name.is_harmless(), "{field}: {found:#?}");
    }
    let unit = rules(&format!("{HEAD}{}{rule}", indicator.replace("计量单位 元", "计量单位 万元")));
    let found = diff::compare(&old, &unit);
    assert_eq!(only(&found), (Kind::Incomparable, Name::UnitChanged, false));
    assert!(found.changes[0].reason.en.contains("10000 times as much"), "{}", found.changes[0].reason.en);
}

#[test]
fn a_date_that_moves_on_a_flow_is_neither_weaker_nor_stronger() {
    let with = |kind: &str, year: u32| {
        rules(&format!(
            "{HEAD}指标 X {{ 计量单位 个; 层级 县; 类型 {kind}; 取值 0.. }}\n规则 R1 {{ X >= 100个 截至 {year} }}"
        ))
    };
    let flow = diff::compare(&with("时期数", 2025), &with("时期数", 2022));
    assert_eq!(only(&flow), (Kind::Incomparable, Name::DeadlineAdvanced, true));
    assert_eq!(flow.changes[0].witnesses.len(), 2);
    let stock = diff::compare(&with("时点数", 2025), &with("时点数", 2022));
    assert_eq!(only(&stock).0, Kind::Tightened);
    assert!(stock.changes[0].assumes.is_some());
}

#[test]
fn what_is_the_same_when_due_but_not_before_is_a_change() {
    let with = |statement: &str| {
        let indicator = "指标 收入 { 计量单位 万元; 层级 村; 类型 时期数; 取值 0.. }";
        rules(&format!("{HEAD}{indicator}\n规则 R1 {{ {statement} }}"))
    };
    let old = with("占比(村: 收入 介于 [5万元, 50万元]) >= 100% 截至 2025");
    let new = with("每个 村: 收入 介于 [5万元, 50万元] 截至 2025");
    let found = diff::compare(&old, &new);
    assert_eq!(only(&found), (Kind::Incomparable, Name::CourseChanged, true));
    let witness = &found.changes[0].witnesses[0];
    assert_ne!(witness.before, witness.after);
    assert!(found.changes[0].is_difference());
}

#[test]
fn a_flip_of_a_rule_that_is_said_to_be_unchanged_is_a_contradiction() {
    // 别名 of another indicator takes the figures over: nothing that the rule reads was edited.
    let rule = "规则 R1 { 每个 村: 收入 >= 5元 截至 2025 }\n";
    let income = "指标 收入 { 计量单位 元; 层级 村; 类型 时期数 }\n";
    let old = rules(&format!("{HEAD}{income}{rule}"));
    let table = [("a.csv", "指标,对象,时期,数值\n收入,甲村,2025,6\n")];
    assert_eq!(verdict(&old, &table, "2025-12-31"), Verdict::Met);
    let request = |rules: &RuleSet, text: &'static str| data(rules, &[("a.csv", text)]);
    let (before, after) = (
        request(&old, "指标,对象,时期,数值\n收入,甲村,2025,6\n"),
        request(&old, "指标,对象,时期,数值\n收入,甲村,2025,4\n"),
    );
    let found = diff::compare(&old, &old);
    assert!(found.changes.is_empty());
    let both = Data { old: &before, new: &after, as_of: "2025-12-31".parse().unwrap() };
    let impact = diff::impact(&old, &old, &found, both);
    assert!(!impact.flips.is_empty() && impact.flips.iter().all(|f| f.contradicts), "{impact:#?}");
    assert_eq!(dabiao_diff::review::contradictions(&impact)[0].code(), "proof-contradicted");
    // The same figures, and nothing flips.
    let same = diff::impact(&old, &old, &found, Data { old: &before, new: &before, ..both });
    assert!(same.flips.is_empty());
}

/// Fields that say where something stands or how it is shown, not what it means.
const PLACES: [&str; 7] = ["span", "head", "file", "line", "text", "has_written_id", "unit_index"];

/// The fields of a struct, by its source text.
fn fields(source: &str, name: &str) -> Vec<String> {
    let start = source.find(&format!("pub struct {name} {{")).unwrap_or_else(|| panic!("no struct {name}"));
    let body = &source[start..start + source[start..].find("\n}").unwrap()];
    let lines = body.lines().filter_map(|l| l.trim().strip_prefix("pub ")?.split_once(':').map(|(f, _)| f.to_owned()));
    lines.filter(|f| !f.starts_with("struct ")).collect()
}

#[test]
fn every_field_of_everything_has_the_name_of_its_change() {
    let read = |path: &str| std::fs::read_to_string(format!("{}/{path}", crate::ROOT)).unwrap();
    let model: String =
        ["mod", "scheme", "light", "unit"].iter().map(|f| read(&format!("crates/lang/src/model/{f}.rs"))).collect();
    let docs = read("docs/diff.md");
    let table = docs.split("<!-- fields -->").nth(1).unwrap().split("<!-- end fields -->").next().unwrap();
    let mut told: BTreeSet<(String, String)> = BTreeSet::new();
    for row in table.lines().filter(|l| l.starts_with('|') && l.contains('`')) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        for name in cells[2].split(',').map(|n| n.trim().trim_matches('`')) {
            assert!(Name::parse(name).is_some(), "{row}: {name} is no name of a change");
        }
        told.insert((cells[0].to_owned(), cells[1].trim_matches('`').to_owned()));
    }
    let items = [
        "Plan",
        "Indicator",
        "Unit",
        "Level",
        "Rule",
        "Statement",
        "Target",
        "Exception",
        "Audit",
        "Scheme",
        "Entry",
        "Lights",
        "Ranked",
        "Ties",
        "Grade",
        "Veto",
        "RuleRef",
        "Section",
        "PlaceBand",
        "Band",
        "Step",
        "Case",
        "Line",
        "Parts",
        "Precision",
        "Slack",
        "Allow",
    ];
    for item in items {
        for field in fields(&model, item) {
            // The unit of a target and of an item is that in which results are shown.
            let is_shown = field == "unit" && matches!(item, "Target" | "Entry" | "Slack");
            if PLACES.contains(&field.as_str()) || is_shown {
                continue;
            }
            assert!(told.contains(&(item.to_owned(), field.clone())), "{item}.{field} has no change in docs/diff.md");
        }
    }
}

/// Names of signs that could be taken for what stands between names.
fn name() -> impl Strategy<Value = String> {
    "[甲乙/」「 ,()+A-CＡ-Ｃ\u{300}\u{200b}#@|-]{1,5}"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn different_operands_have_different_digests(
        names in prop::collection::vec(name(), 2..5),
        first in prop::collection::vec(any::<bool>(), 5),
        second in prop::collection::vec(any::<bool>(), 5),
    ) {
        let declared: String = names.iter().map(|n| format!("指标 '{n}' {{ 计量单位 元; 层级 村 }}\n")).collect();
        let with = |chosen: &[bool]| {
            let of: Vec<String> = names.iter().zip(chosen).filter(|(_, c)| **c).map(|(n, _)| format!("'{n}'")).collect();
            let sum = if of.is_empty() { format!("'{}'", names[0]) } else { of.join(" + ") };
            check::load_text("a.rules", &format!("{HEAD}{declared}规则 R1 {{ 每个 村: {sum} >= 5元 截至 2025 }}"))
        };
        let (a, b) = (with(&first), with(&second));
        // Names that are one name, or none, say nothing here.
        let is_sound = |l: &check::Loaded| l.diagnostics.iter().all(|d| !d.is_error());
        let distinct: BTreeSet<_> =
            a.rules.model().schema.indicators.iter().filter(|i| i.is_declared).map(|i| i.name.clone()).collect();
        prop_assume!(is_sound(&a) && is_sound(&b) && distinct.len() == names.len());
        let read = |chosen: &[bool]| -> BTreeSet<usize> {
            let of: BTreeSet<usize> = (0..names.len()).filter(|n| chosen[*n]).collect();
            if of.is_empty() { BTreeSet::from([0]) } else { of }
        };
        let is_same = read(&first) == read(&second);
        prop_assert_eq!(a.rules.digest() == b.rules.digest(), is_same, "{:?}", names);
        prop_assert_eq!(digests(&a.rules) == digests(&b.rules), is_same);
        prop_assert_eq!(diff::compare(&a.rules, &b.rules).changes.is_empty(), is_same);
    }
}
