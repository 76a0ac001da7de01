//! A small county with a judgement made by hand.
#![allow(dead_code)]

use std::sync::Arc;

use dabiao_data::{Dataset, Entity, EntityId, Ignored, Origin, Origins, Roster, RowId};
use dabiao_eval::{
    Amount, Asked, Check, Derivation, EntityJudgement, ExpectOutcome, Judgement, Members, Need, Needed, Observation,
    Pace, RuleCoverage, RuleJudgement, Span, TestOutcome, ThresholdCoverage,
};
use dabiao_lang::check::{RuleSet, load_text};
use dabiao_lang::diag::{Both, Cell, Diagnostic, Subject};
use dabiao_lang::model::{Exact, IndicatorId, LevelId, Period, Schema, Verdict};
use dabiao_report::Explained;

pub struct World {
    pub rules: RuleSet,
    pub data: Dataset,
    pub judgement: Judgement,
}

pub fn world() -> World {
    let text = include_str!("../cases/report/plan.rules");
    let rules = load_text("rules/plan.rules", text).rules;
    let data = data(rules.model().schema.indicators.len());
    let n_rules = rules.model().rules.len();
    let mut all = judgements();
    all.resize_with(n_rules, || judged(Verdict::Pending, Vec::new()));
    let judgement = Judgement {
        as_of: chrono::NaiveDate::from_ymd_opt(2024, 12, 31).unwrap(),
        rules: all,
        left: Vec::new(),
        scores: Vec::new(),
        lights: Vec::new(),
        findings: vec![finding()],
        ignored: data.ignored.clone(),
        audits: Vec::new(),
        term: None,
        earlier: std::sync::Arc::default(),
    };
    World { rules, data, judgement }
}

fn data(n_indicators: usize) -> Dataset {
    let mut entities = vec![entity("610924", "紫阳县", 3, None)];
    entities.push(entity("610924101", "城关镇", 4, Some(0)));
    entities.push(entity("610924102", "蒿坪镇", 4, Some(0)));
    for (n, name) in VILLAGES.iter().enumerate() {
        entities.push(entity(&format!("6109241{n:02}"), name, 5, Some(1 + n as u32 % 2)));
    }
    let roster = Roster { entities, is_given: true, roots: vec![EntityId(0)], ..Roster::default() };
    let origin =
        |file: &str, first| Origin { file: file.into(), sheet: None, first: RowId(first), columns: Vec::new() };
    Dataset {
        roster,
        series: vec![None; n_indicators],
        origins: Origins { files: vec![origin("村集体经济.csv", 0), origin("县级.csv", 500)] },
        ignored: vec![Ignored {
            cell: Cell { file: "村集体经济.csv".into(), row: 0, column: 7, ..Cell::default() },
            what: Both::new("列 `备注` 不是任何指标", "the column `备注` is no indicator"),
            count: 20,
        }],
        notice: Some("本报告所用数字均为虚构示例".to_owned()),
        digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        ..Dataset::default()
    }
}

const VILLAGES: [&str; 16] = [
    "和平村",
    "塘磨子沟村",
    "楠木村",
    "太平村",
    "青中村",
    "西门河村",
    "双坪村",
    "大力滩村",
    "全安村",
    "双星村",
    "金石村",
    "黄金村",
    "东关社区",
    "河滨路社区",
    "桂花村",
    "桂花村",
];

fn entity(code: &str, name: &str, level: u32, parent: Option<u32>) -> Entity {
    let (code, name): (Arc<str>, Arc<str>) = (code.into(), name.into());
    Entity {
        code: (&code).into(),
        name: (&name).into(),
        level: Some(LevelId(level)),
        label: None,
        parent: parent.map(EntityId),
    }
}

fn finding() -> Diagnostic {
    let cell = Cell { file: "村集体经济.csv".into(), row: 17, column: 4, ..Cell::default() };
    let loaded = load_text("x.rules", "产值 >= 5万元 by 2025-02-30");
    let problem = loaded.diagnostics.into_iter().next().unwrap().problem;
    let subject = Subject {
        indicator: Some("集体经济经营性收入".into()),
        entity: Some("610924107".into()),
        period: Some("2024".into()),
    };
    Diagnostic::in_cell(cell, problem).about(subject).rule("ZY-07-1").rule("ZY-07-2")
}

fn year(y: i32) -> Period {
    Period::year_of(y).unwrap()
}

pub fn amount(value: Exact, unit: &str) -> Amount {
    Amount { value, unit: Schema::default().unit(unit) }
}

pub fn check(verdict: Verdict, y: i32) -> Check {
    Check {
        statement: 0,
        target: 0,
        revision: None,
        period: Some(Span::One(year(y))),
        due: Some(year(y).last_day()),
        entity: None,
        verdict,
        measured: None,
        compared: None,
        bounds: None,
        asked: None,
        condition: None,
        gap: None,
        reason: None,
        progress: None,
        expected: None,
        pace: None,
        members: None,
        failing: vec![],
        counted: vec![],
        missing: vec![],
        membership_unknown: vec![],
        nearest: vec![],
        own_lines: Vec::new(),
        entities: vec![],
        observations: vec![],
        marks: vec![],
    }
}

pub fn judged(verdict: Verdict, checks: Vec<Check>) -> RuleJudgement {
    RuleJudgement { verdict, reason: None, checks }
}

fn ids(range: std::ops::Range<u32>) -> Vec<EntityId> {
    range.map(EntityId).collect()
}

fn judgements() -> Vec<RuleJudgement> {
    let villages = check(Verdict::Unmet, 2024);
    let every = Check {
        gap: Some(amount(Exact::from(11), "个")),
        members: Some(Members {
            total: 16,
            passing: 4,
            failing: 11,
            missing: 1,
            invalid: 0,
            not_applicable: 1,
            membership_unknown: 0,
        }),
        failing: ids(3..14),
        missing: ids(17..18),
        nearest: vec![(EntityId(17), Exact::from_scaled(499, 2)), (EntityId(5), Exact::from_scaled(48, 1))],
        entities: vec![EntityJudgement {
            entity: EntityId(5),
            verdict: Verdict::Unmet,
            value: Some(Exact::from_scaled(48, 1)),
            gap: Some(Exact::from_scaled(2, 1)),
            line: None,
            reason: None,
        }],
        observations: vec![Observation {
            indicator: IndicatorId(0),
            entity: EntityId(5),
            period: Some(year(2024)),
            row: Some(RowId(16)),
            value: "4.8".to_owned(),
        }],
        marks: vec!["conflict".to_owned()],
        ..villages.clone()
    };
    let count = Check {
        measured: Some(amount(Exact::from(121), "个")),
        bounds: Some((Some(Exact::from(121)), Some(Exact::from(133)))),
        gap: Some(amount(Exact::from(9), "个")),
        reason: Some(Both::new(
            "12 个村没有上报，其中须有 9 个符合",
            "12 villages have not reported; 9 of them would have to pass",
        )),
        members: Some(Members {
            total: 207,
            passing: 121,
            failing: 74,
            missing: 12,
            invalid: 0,
            not_applicable: 0,
            membership_unknown: 0,
        }),
        ..check(Verdict::Missing, 2024)
    };
    let share = Check {
        measured: Some(amount(Exact::ratio(12100, 177), "%")),
        gap: Some(amount(Exact::from(3), "个")),
        target: 1,
        ..check(Verdict::Unmet, 2023)
    };
    let share_met = Check { measured: Some(amount(Exact::ratio(10000, 176), "%")), ..check(Verdict::Met, 2022) };
    let tea = Check {
        measured: Some(amount(Exact::from_scaled(2512, 2), "万亩")),
        gap: Some(amount(Exact::from_scaled(88, 2), "万亩")),
        progress: Some(Exact::ratio(23, 45)),
        expected: Some(Exact::ratio(4, 5)),
        pace: Some(Pace::PerYear(amount(Exact::from_scaled(88, 2), "万亩"))),
        ..check(Verdict::Behind, 2025)
    };
    let stable = Check {
        period: Some(Span::Window(year(2021), year(2025))),
        due: Some(year(2025).last_day()),
        measured: Some(amount(Exact::from_scaled(102, 1), "万吨")),
        ..check(Verdict::OnTrack, 2025)
    };
    let total = Check { measured: Some(amount(Exact::from(51), "万吨")), ..check(Verdict::Early, 2025) };
    let growths: Vec<Check> = (0..9)
        .map(|n| Check {
            statement: 1,
            measured: Some(amount(Exact::ratio(100, 30 + i128::from(n)), "%")),
            pace: Some(Pace::Growth(Exact::ratio(3, 100))),
            ..check(if n % 2 == 0 { Verdict::Met } else { Verdict::Unmet }, 2015 + n)
        })
        .collect();
    let rate = Check {
        measured: Some(amount(Exact::from_scaled(9496, 2), "%")),
        compared: Some(amount(Exact::from(95), "%")),
        ..check(Verdict::Met, 2025)
    };
    let grade = Check { statement: 1, measured: Some(amount(Exact::from(1), "")), ..check(Verdict::Met, 2025) };
    let computed = Check {
        statement: 3,
        asked: Some(Asked { low: Some(Exact::from(110_000)), high: None }),
        measured: Some(amount(Exact::from(120_000), "吨")),
        ..check(Verdict::Met, 2025)
    };
    let mut invalid = judged(Verdict::Invalid, vec![]);
    invalid.reason = Some(Both::new("规则有错误：unit-missing", "the rule has an error: unit-missing"));
    vec![
        judged(Verdict::Unmet, vec![every]),
        judged(Verdict::Missing, vec![count]),
        judged(Verdict::Unmet, vec![share_met, share]),
        judged(Verdict::Behind, vec![tea]),
        judged(Verdict::OnTrack, vec![stable]),
        judged(Verdict::Early, vec![total]),
        judged(Verdict::Unmet, growths),
        judged(Verdict::Met, vec![rate, grade, computed]),
        invalid,
    ]
}

/// Removes the sequences that a terminal takes for colours.
pub fn without_colour(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            chars.by_ref().find(|c| *c == 'm');
        } else {
            out.push(c);
        }
    }
    out
}

pub fn needs() -> Needed {
    let need = |entity, row, rules, n_decided| Need {
        indicator: IndicatorId(0),
        entity: EntityId(entity),
        period: Some(year(2024)),
        row,
        rules,
        schemes: Vec::new(),
        n_decided,
    };
    let figures = vec![need(17, Some(RowId(3)), vec![0, 1, 2], 2), need(18, None, vec![0], 0)];
    Needed { figures, points: Vec::new() }
}

pub fn steps() -> Vec<Derivation> {
    let observation = |entity, row: Option<u32>, value: &str| Observation {
        indicator: IndicatorId(0),
        entity: EntityId(entity),
        period: Some(year(2024)),
        row: row.map(RowId),
        value: value.to_owned(),
    };
    let leaf = |zh: &str, en: &str, value: &str, observations| Derivation {
        what: Both::of(zh, en),
        value: Both::of(value, value),
        observations,
        children: vec![],
    };
    let inner = leaf(
        "集体经济经营性收入 >= 5万元",
        "集体经济经营性收入 >= 5万元",
        "11 / 16",
        vec![observation(5, Some(16), "4.8"), observation(17, None, "")],
    );
    let compared = leaf("68.75% >= 70.0%", "68.75% >= 70.0%", "否", vec![]);
    vec![Derivation {
        what: Both::of("目标 2：截至 2023", "target 2: by 2023"),
        value: Both::of("未达标", "unmet"),
        observations: vec![],
        children: vec![
            Derivation { children: vec![inner], ..leaf("share(村: …)", "share(村: …)", "68.75%", vec![]) },
            compared,
        ],
    }]
}

pub fn explained<'a>(world: &'a World, steps: &'a [Derivation]) -> Explained<'a> {
    Explained { rules: &world.rules, data: &world.data, rule: 2, steps }
}

pub fn outcomes() -> Vec<TestOutcome> {
    let reason = Some(Both::new("还没有到期", "not yet due"));
    let failed = ExpectOutcome { found: Some(Verdict::Pending), is_passed: false, reason };
    let passed = ExpectOutcome { found: Some(Verdict::Unmet), is_passed: true, reason: None };
    vec![TestOutcome { test: 0, expects: vec![failed, passed.clone()] }, TestOutcome { test: 1, expects: vec![passed] }]
}

pub fn coverage() -> Vec<RuleCoverage> {
    let threshold =
        |text: &str, is_above| ThresholdCoverage { text: text.into(), is_below: true, is_on: true, is_above };
    let rule =
        |rule, is_missing, thresholds| RuleCoverage { rule, is_met: true, is_unmet: true, is_missing, thresholds };
    vec![
        rule(0, true, vec![threshold(">= 5万元", true)]),
        rule(1, false, vec![threshold("[10万元, 50万元)", true), threshold(">= 130个", false)]),
        rule(3, false, vec![]),
    ]
}
