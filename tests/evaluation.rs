//! The report on a judgement that is made by hand, so that every kind of verdict and remark occurs in it once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use crate::made;

use dabiao_lang::diag::Lang;
use dabiao_report::json::{Detail, Options};
use dabiao_report::render::{Look, markdown, text};
use dabiao_report::{self as report, evaluation, json};

/// The digest of the rules changes with every word of their canonical text, which is not the matter here.
fn stable(made: &made::World, text: String) -> String {
    text.replace(&made.rules.digest(), "DIGEST")
}

#[test]
fn in_chinese_for_a_terminal() {
    let made = made::world();
    let document = evaluation(&made.rules, &made.data, &made.judgement, Options::default());
    insta::assert_snapshot!(stable(&made, text(&document, Look::default())));
}

#[test]
fn in_english_and_full() {
    let made = made::world();
    let options = Options { lang: Lang::En, detail: Detail::Full };
    let document = evaluation(&made.rules, &made.data, &made.judgement, options);
    insta::assert_snapshot!(stable(&made, text(&document, Look { width: 120, is_coloured: false })));
}

#[test]
fn as_markdown() {
    let made = made::world();
    let document = evaluation(&made.rules, &made.data, &made.judgement, Options::default());
    insta::assert_snapshot!(stable(&made, markdown(&document)));
}

#[test]
fn as_json() {
    let made = made::world();
    let options = Options { lang: Lang::Zh, detail: Detail::Full };
    let report = json::report(&made.rules, &made.data, &made.judgement, options);
    insta::assert_snapshot!(stable(&made, serde_json::to_string_pretty(&report).unwrap()));
}

#[test]
fn derivations_needs_and_tests_for_a_terminal() {
    let made = made::world();
    let steps = made::steps();
    let documents = [
        report::derivation(made::explained(&made, &steps), Lang::Zh),
        report::needs(&made.rules, &made.data, (&made::needs(), &[]), Options::default()),
        report::rule_tests(&made.rules, &made::outcomes(), &made::coverage(), Lang::Zh),
    ];
    let texts = documents.iter().map(|d| format!("{}\n{}", text(d, Look::default()), markdown(d)));
    insta::assert_snapshot!(texts.collect::<Vec<_>>().join("\n"));
}

#[test]
fn colour_changes_nothing_but_colour() {
    let made = made::world();
    let document = evaluation(&made.rules, &made.data, &made.judgement, Options::default());
    let plain = text(&document, Look::default());
    let coloured = text(&document, Look { is_coloured: true, ..Look::default() });
    assert!(coloured.contains("\u{1b}["), "there is colour");
    assert!(!plain.contains('\u{1b}'), "there is none");
    assert_eq!(made::without_colour(&coloured), plain);
}

#[test]
fn no_line_is_wider_than_asked() {
    let made = made::world();
    let document = evaluation(&made.rules, &made.data, &made.judgement, Options::default());
    for width in [80, 100, 120] {
        for line in text(&document, Look { width, is_coloured: false }).lines() {
            // A closing mark may hang over by its own width.
            assert!(dabiao_report::render::width(line) <= width + 2, "{width}: {line}");
        }
    }
}

#[test]
fn about_is_shown_by_its_middle() {
    use dabiao_data as data;
    use dabiao_eval as eval;
    use dabiao_lang::{check, source::MemoryFiles};
    let files = MemoryFiles::new([
        ("a.rules", "规则 A { 招录人数 约 20人 ± 10% 于 2022 }"),
        ("a.csv", "指标,对象,时期,数值,计量单位\n招录人数,甲县,2022,19,人"),
    ]);
    let loaded = check::load(&files, &["a.rules".to_owned()]);
    let request = data::LoadRequest { paths: vec!["a.csv".to_owned()], ..Default::default() };
    let data = data::load(&files, &request, &loaded.rules.model().schema).0.unwrap();
    let as_of = chrono::NaiveDate::from_ymd_opt(2022, 12, 31).unwrap();
    let judgement = dabiao_eval::Session::new(&loaded.rules, &data, as_of).evaluate(eval::Detail::Summary);
    let report = serde_json::to_value(json::report(&loaded.rules, &data, &judgement, Options::default())).unwrap();
    let check = &report["rules"][0]["checks"][0];
    assert_eq!(check["verdict"], "met");
    assert_eq!(check["target"]["value"], "20");
    assert!(check["target"]["hi"].is_null());
}
