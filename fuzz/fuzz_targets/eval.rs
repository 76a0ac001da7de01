//! Rules and a table in one text, parted by a line of `---`: both ways of judging come to the same, and all is reported.
#![no_main]

use chrono::NaiveDate;
use dabiao::data::{self, LoadRequest};
use dabiao::diag::Lang;
use dabiao::eval::{self, Detail};
use dabiao::report::json::{self, Options};
use dabiao::source::MemoryFiles;
use dabiao::check;
use libfuzzer_sys::fuzz_target;

const ROSTER: &str = "代码,名称,层级,上级,脱贫村\n1,甲县,县,,\n2,子镇,镇,1,\n3,丑村,村,2,是\n4,寅村,村,2,否\n5,卯村,村,2,\n";

fuzz_target!(|text: &str| {
    let (rules, table) = text.split_once("\n---\n").unwrap_or((text, "指标,地区,时期,数值,单位\n收入,3,2025,6,万元\nX,1,2025,3,\n"));
    let loaded = check::load_text("x.rules", rules);
    let files = MemoryFiles::new([("d/a.csv", ROSTER), ("d/b.csv", table)]);
    let request = LoadRequest { paths: vec!["d".to_owned()], ..LoadRequest::default() };
    let Some(data) = data::load(&files, &request, &loaded.rules.model().schema).0 else { return };
    let Some(as_of) = NaiveDate::from_ymd_opt(2025, 12, 31) else { return };
    let judged = eval::Session::new(&loaded.rules, &data, as_of).evaluate(Detail::Full);
    let plain = eval::Session::plain(&loaded.rules, &data, as_of).evaluate(Detail::Full);
    assert_eq!(judged.rules.len(), loaded.rules.model().rules.len(), "a rule was lost");
    let verdicts = |j: &eval::Judgement| j.rules.iter().map(|r| r.verdict).collect::<Vec<_>>();
    assert_eq!(verdicts(&judged), verdicts(&plain), "the fast path differs");
    let options = Options { detail: json::Detail::Full, lang: Lang::Zh };
    let _ = json::report(&loaded.rules, &data, &judged, options);
    let _ = eval::Session::new(&loaded.rules, &data, as_of).needs();
    let _ = eval::run_tests(&loaded.rules);
});
