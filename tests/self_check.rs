//! `eval --self-check`: random worlds and the plans come to the same in other units and spellings, and a verdict that was
//! changed behind its back is told in every way that it is recomputed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::process::Command;

use crate::oracle::engine::loaded;
use crate::oracle::generate::generate;
use crate::oracle::print::print;
use dabiao_eval::{Detail, Session, self_check};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Verdict;

#[test]
fn random_worlds_come_to_the_same() {
    let mut wrong = Vec::new();
    for seed in 500_000..500_300u64 {
        let world = generate(seed);
        let (rules, data, day) = loaded(&world, &print(&world)).unwrap();
        let session = Session::new(&rules.rules, &data, day);
        let found = self_check(&session, &session.evaluate(Detail::Summary));
        wrong.extend(found.iter().map(|d| format!("SEED={seed} {}", d.problem.message(Lang::En))));
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

#[test]
fn a_changed_verdict_is_told_in_every_way() {
    let source = "指标 收入 { 计量单位 万元; 层级 村; 类型 时期数 }\n规则 A { 每个 村: 收入 >= 5万元 截至 2025 }\n";
    let loaded = dabiao_lang::check::load_text("a.rules", source);
    let files = dabiao_lang::source::MemoryFiles::new([
        ("data/名录.csv", "code,name,level,parent\n1,清河县,县,\n11,甲村,村,1\n12,乙村,村,1\n"),
        ("data/数据.csv", "indicator,entity,period,value,unit\n收入,甲村,2025,6,万元\n收入,乙村,2025,70000,元\n"),
    ]);
    let request = dabiao_data::LoadRequest { paths: vec!["data".to_owned()], ..Default::default() };
    let data = dabiao_data::load(&files, &request, &loaded.rules.model().schema).0.unwrap();
    let session = Session::new(&loaded.rules, &data, "2025-12-31".parse().unwrap());
    let mut judgement = session.evaluate(Detail::Summary);
    assert!(self_check(&session, &judgement).is_empty());
    judgement.rules[0].checks[0].verdict = Verdict::Unmet;
    let told: Vec<String> =
        self_check(&session, &judgement).iter().map(|d| d.problem.message(Lang::En).to_string()).collect();
    let way = |how: &str| format!("internal error: `A` 2025 is unmet, but met when judged {how}");
    assert_eq!(
        told,
        [
            way("entity by entity"),
            way("with all amounts in other units"),
            way("as `share(…) = 100%`"),
            way("as `count(not …) = 0`"),
        ]
    );
}

#[test]
fn the_plans_come_to_the_same() {
    for (set, day) in [
        ("ziyang-2021", "2023-06-30"),
        ("ziyang-2021", "2025-12-31"),
        ("yongchang-2020", "2022-12-31"),
        ("langao-2021", "2025-12-31"),
        ("ziyang-2017", "2020-12-31"),
        ("baihe-2021", "2025-12-31"),
    ] {
        let (rules, seeds) = (format!("{}/rules/{set}", crate::ROOT), format!("{}/seeds/{set}", crate::ROOT));
        let run = Command::new(env!("CARGO_BIN_EXE_dabiao"))
            .args(["eval", &rules, "--data", &seeds, "--as-of", day, "--self-check", "--format", "json"])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(matches!(run.status.code(), Some(0 | 1)), "{set} on {day}: {said}");
    }
}
