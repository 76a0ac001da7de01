//! Any bytes as a workbook, whatever its name says, beside a sound roster: a web page, XML, a zip file, a binary form.
#![no_main]

use dabiao::check;
use dabiao::data::{self, LoadRequest};
use dabiao::source::MemoryFiles;
use libfuzzer_sys::fuzz_target;

const ROSTER: &str = "代码,名称,层级,上级,撤销日期,并入\n1,甲县,县,,,\n2,子镇,镇,1,,\n3,丑村,村,2,,\n4,寅村,村,2,2023,丑村\n";

fuzz_target!(|bytes: &[u8]| {
    let loaded = check::load_text("x.rules", "指标 收入 {\n单位 万元\n类型 时期数\n层级 村\n}\n每个 村: 收入 >= 5万元 by 2025\n");
    let request = LoadRequest { paths: vec!["d".to_owned()], ..LoadRequest::default() };
    for name in ["d/a2025.xlsx", "d/a2025.xls", "d/a2025.ods", "d/a2025.xlsb"] {
        let files = MemoryFiles::new([("d/名录.csv", ROSTER.as_bytes()), (name, bytes)]);
        let _ = data::load(&files, &request, &loaded.rules.model().schema);
    }
});
