//! Any bytes as a table: the first half as one file, the second as another, each beside a sound roster too.
#![no_main]

use dabiao::check;
use dabiao::data::{self, LoadRequest};
use dabiao::source::MemoryFiles;
use libfuzzer_sys::fuzz_target;

const ROSTER: &str = "代码,名称,层级,上级\n1,甲县,县,\n2,子镇,镇,1\n3,丑村,村,2\n";

fuzz_target!(|bytes: &[u8]| {
    let loaded = check::load_text("x.rules", "指标 收入 {\n单位 万元\n层级 村\n}\n每个 村: 收入 >= 5万元 by 2025\n");
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let request = LoadRequest { paths: vec!["d".to_owned()], ..LoadRequest::default() };
    let schema = &loaded.rules.model().schema;
    let alone = MemoryFiles::new([("d/a.csv", first), ("d/b.csv", second)]);
    let beside = MemoryFiles::new([("d/名录.csv", ROSTER.as_bytes()), ("d/b.csv", bytes)]);
    let _ = data::load(&alone, &request, schema);
    let _ = data::load(&beside, &request, schema);
});
