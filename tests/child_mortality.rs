//! A real statistic from end to end: every verdict of every country as it was computed a second way (see
//! `tests/cases/child_mortality/SOURCE.md`), and no false alarm by the general checks on the data.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const FOLDER: &str = "tests/cases/child_mortality";

/// Rule, target, period, country: verdict, and the value of those that are about all together.
type Verdicts = BTreeMap<[String; 4], (String, String)>;

fn expected() -> Verdicts {
    let path = Path::new(crate::ROOT).join(FOLDER).join("expected.csv");
    let mut rows = csv::Reader::from_path(path).unwrap();
    let rows = rows.records().map(|row| {
        let row = row.unwrap();
        let cell = |i: usize| row[i].to_owned();
        ([cell(0), cell(1), cell(2), cell(3)], (cell(4), cell(5)))
    });
    rows.collect()
}

fn report() -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
    command.current_dir(crate::ROOT);
    let rules = format!("{FOLDER}/targets.rules");
    let (data, roster) = (format!("{FOLDER}/mortality.csv"), format!("{FOLDER}/countries.csv"));
    command.args(["eval", &rules, "--data", &data, "--roster", &roster, "--as-of", "2018-12-31"]);
    let output = command.args(["--detail", "full", "--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The value as a fraction, in lowest terms: `60.5` is `121/2`.
fn fraction(amount: &Value) -> String {
    if let Some(exact) = amount["exact"].as_str() {
        return exact.to_owned();
    }
    let (whole, digits) =
        amount["value"].as_str().unwrap().split_once('.').unwrap_or((amount["value"].as_str().unwrap(), ""));
    let (mut top, mut bottom) = (format!("{whole}{digits}").parse::<i128>().unwrap(), 10i128.pow(digits.len() as u32));
    for prime in [2, 5] {
        while top % prime == 0 && bottom % prime == 0 {
            (top, bottom) = (top / prime, bottom / prime);
        }
    }
    format!("{top}/{bottom}")
}

fn judged(report: &Value) -> Verdicts {
    let mut all = Verdicts::new();
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    for rule in report["rules"].as_array().unwrap() {
        for check in rule["checks"].as_array().unwrap() {
            let key = |country: &str| {
                [text(&rule["id"]), check["target_index"].to_string(), text(&check["period"]), country.to_owned()]
            };
            let entities = check["entities"].as_array().unwrap();
            if entities.is_empty() || !check["measured"].is_null() {
                all.insert(key("*"), (text(&check["verdict"]), fraction(&check["measured"])));
                continue;
            }
            for one in entities {
                all.insert(key(one["entity"].as_str().unwrap()), (text(&one["verdict"]), String::new()));
            }
        }
    }
    all
}

#[test]
fn every_country_comes_to_the_verdict_that_was_computed_a_second_way() {
    let report = report();
    let (mut ours, expected) = (judged(&report), expected());
    // Years that are not over are pending and were not computed.
    ours.retain(|_, (verdict, _)| verdict != "pending");
    let wrong: Vec<_> = expected.iter().filter(|(key, verdict)| ours.get(*key) != Some(*verdict)).collect();
    assert!(
        wrong.is_empty(),
        "{} differ, such as {:?} which came to {:?}",
        wrong.len(),
        wrong[0],
        ours.get(wrong[0].0)
    );
    assert_eq!(ours.len(), expected.len());
    // Countries, each with nine duties of one year and eighteen of the others.
    assert_eq!(expected.len(), 197 * (6 + 18) + 8);
    let findings: Vec<_> = report["findings"].as_array().unwrap().iter().map(|f| f["message"].to_string()).collect();
    assert_eq!(findings, Vec::<String>::new());
}
