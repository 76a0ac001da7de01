//! The library in a few lines: rules and statistics from memory, verdicts out. Run it with `cargo run --example embed`.

use std::error::Error;

use chrono::NaiveDate;
use dabiao::data::{self, LoadRequest};
use dabiao::eval::{self, Detail};
use dabiao::model::Verdict;
use dabiao::{check, source::MemoryFiles};

fn main() -> Result<(), Box<dyn Error>> {
    let csv = "指标,地区,时期,数值,单位\n收入,东村,2025,6,万元\n收入,西村,2025,43000,元\n";
    let rules = "指标 收入 {\n  计量单位 万元\n  层级 村\n}\n规则 甲 { 每个 村: 收入 >= 5万元 截至 2025 }\n规则 乙 { count(村: 收入 >= 5万元) >= 1个 截至 2025 }\n";
    let files = MemoryFiles::new([("plan.rules", rules), ("2025.csv", csv)]);

    let loaded = check::load(&files, &["plan.rules".to_owned()]);
    let request = LoadRequest { paths: vec!["2025.csv".to_owned()], ..LoadRequest::default() };
    let (data, _findings) = data::load(&files, &request, &loaded.rules.model().schema);
    let data = data.ok_or("no data")?;
    let as_of = NaiveDate::from_ymd_opt(2025, 12, 31).ok_or("no such day")?;
    let judgement = eval::Session::new(&loaded.rules, &data, as_of).evaluate(Detail::Full);

    let verdicts: Vec<Verdict> = judgement.rules.iter().map(|rule| rule.verdict).collect();
    assert_eq!(verdicts, [Verdict::Unmet, Verdict::Met]);
    Ok(())
}
