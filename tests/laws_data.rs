//! Laws of reading: a plain slow reader gives the same values; order, files, layout and encoding change nothing; any
//! bytes are survived.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};

use dabiao_data::{self as data, ABSENT, Dataset, Domain, EntityId, LoadRequest, SPECIAL, SpecialKind};
use dabiao_lang::model::{Exact, Schema, lower};
use dabiao_lang::source::{MemoryFiles, SourceMap};
use dabiao_lang::syntax;
use proptest::prelude::*;

const RULES: &str = "指标 收入 { 计量单位 万元; 类型 时期数; 取值 0.. }\n指标 面积 { 计量单位 亩; 类型 时点数 }\n";
const ROSTER: &str =
    "代码,名称,层级,上级\n1,县,县,\n11,甲镇,镇,1\n12,乙镇,镇,1\n111,甲村,村,11\n112,乙村,村,11\n113,\"丙,村\",村,12\n";

fn schema() -> Schema {
    let mut sources = SourceMap::new();
    let id = sources.add("x.rules", RULES);
    lower(&[syntax::parse(sources.get(id).unwrap()).0], &sources).0.schema
}

/// One row: indicator, entity, year, value, unit and status, each an index into the lists below.
type Row = (usize, usize, i32, usize, usize, usize);

const INDICATORS: [&str; 3] = ["收入", "面积", "无关"];
const ENTITIES: [&str; 6] = ["甲村", "乙村", "丙,村", "甲镇", "112", "没有"];
const VALUES: [&str; 12] = [
    "1",
    "1.50",
    "2",
    "-3",
    "",
    "—",
    "\"1,234.5\"",
    "七",
    "0.0001",
    "9000000000000",
    "123456789012345678901",
    "不适用",
];
const UNITS: [&str; 5] = ["", "万元", "元", "亩", "公顷"];
const STATUS: [&str; 4] = ["", "初步", "修订", "最终"];

fn row() -> impl Strategy<Value = Row> {
    let value = prop_oneof![6 => 0..4usize, 3 => 4..12usize];
    (0..3usize, 0..6usize, 2020..2023i32, value, 0..5usize, prop_oneof![3 => Just(0usize), 1 => 0..4usize])
}

/// Blank units fit every indicator; the others only half of them, so most rows get a fitting one.
fn fitting((i, e, y, v, u, s): Row) -> Row {
    let unit = match (i, u) {
        (0, 3 | 4) => u - 2,
        (1, 1 | 2) => u + 2,
        _ => u,
    };
    (i, e, y, v, if v % 3 == 2 { u } else { unit }, s)
}

fn line((i, e, y, v, u, s): Row) -> String {
    let entity = if ENTITIES[e].contains(',') { format!("\"{}\"", ENTITIES[e]) } else { ENTITIES[e].to_owned() };
    format!("{},{entity},{y},{},{},{}", INDICATORS[i], VALUES[v], UNITS[u], STATUS[s])
}

fn text_of(rows: &[Row], end: &str) -> String {
    let mut text = format!("指标,地区,年份,数值,计量单位,状态{end}");
    for &row in rows {
        text += &line(row);
        text += end;
    }
    text
}

fn load_files(files: Vec<(&str, Vec<u8>)>) -> Dataset {
    let files: Vec<_> = files.into_iter().map(|(n, b)| (format!("d/{n}"), b)).collect();
    let request = LoadRequest { paths: vec!["d".to_owned()], ..LoadRequest::default() };
    data::load(&MemoryFiles::new(files), &request, &schema()).0.unwrap_or_default()
}

fn load_text(text: &[u8]) -> Dataset {
    load_files(vec![("0.csv", ROSTER.into()), ("1.csv", text.to_vec())])
}

/// A cell as both readers say it: a number in base units, or a word.
type Cells = BTreeMap<(String, String, String), String>;

fn cells_of(dataset: &Dataset) -> Cells {
    let mut cells = Cells::new();
    for (indicator, series) in schema().indicators.iter().zip(&dataset.series) {
        let Some(series) = series else { continue };
        let Domain::Number { scale } = series.domain else { panic!("no number") };
        for slab in &series.slabs {
            for (n, &value) in slab.values.iter().enumerate() {
                let entity = EntityId(slab.first.0 + n as u32);
                let said = match value {
                    ABSENT => continue,
                    SPECIAL => match &series.specials[&(slab.period, entity)].kind {
                        SpecialKind::Number(x) => x.to_text(),
                        SpecialKind::Invalid(_) => "invalid".to_owned(),
                        kind => format!("{kind:?}"),
                    },
                    m => Exact::from_scaled(m, scale).to_text(),
                };
                let key = (indicator.name.to_string(), dataset.roster.key(entity).to_owned(), slab.period.to_string());
                cells.insert(key, said);
            }
        }
    }
    cells
}

/// The plain reader: a map from key to all rows, decided when all are there.
fn plain_cells(text: &str) -> Cells {
    let codes = BTreeMap::from([("甲村", "111"), ("乙村", "112"), ("丙,村", "113"), ("甲镇", "11"), ("112", "112")]);
    let factors =
        BTreeMap::from([("万元", ("收入", 10_000)), ("元", ("收入", 1)), ("亩", ("面积", 1)), ("公顷", ("面积", 15))]);
    let mut all: BTreeMap<_, Vec<(usize, String)>> = BTreeMap::new();
    for record in csv::Reader::from_reader(text.as_bytes()).records() {
        let r = record.unwrap();
        let (indicator, Some(code)) = (&r[0], codes.get(&r[1])) else { continue };
        let default = match indicator {
            "收入" => "万元",
            "面积" => "亩",
            _ => continue,
        };
        let unit = if r[4].is_empty() { default } else { &r[4] };
        let said = match &r[3] {
            "" | "—" => "Missing".to_owned(),
            "不适用" => "NotApplicable".to_owned(),
            value => number(value, factors[unit], indicator),
        };
        let rank = ["初步", "", "修订", "最终"].iter().position(|s| *s == &r[5]).unwrap();
        let key = (indicator.to_owned(), (*code).to_owned(), r[2].to_owned());
        all.entry(key).or_default().push((rank, said));
    }
    all.into_iter().map(|(key, rows)| (key, decide(&rows))).collect()
}

fn number(value: &str, (dimension, factor): (&str, i64), indicator: &str) -> String {
    let value = value.replace(',', "");
    let (whole, fraction) = value.split_once('.').unwrap_or((&value, ""));
    let Ok(mantissa) = format!("{whole}{fraction}").parse::<i128>() else { return "invalid".to_owned() };
    let number = &Exact::ratio(mantissa, 10i128.pow(fraction.len() as u32)) * &Exact::from(factor);
    let is_sound = dimension == indicator && !(indicator == "收入" && number.is_negative());
    if is_sound { number.to_text() } else { "invalid".to_owned() }
}

fn decide(rows: &[(usize, String)]) -> String {
    let values: Vec<_> = rows.iter().filter(|(_, v)| v != "Missing").collect();
    let Some(best) = values.iter().map(|(rank, _)| *rank).max() else { return "Missing".to_owned() };
    let said: BTreeSet<&String> = values.iter().filter(|(rank, _)| *rank == best).map(|(_, v)| v).collect();
    if said.len() == 1 { (*said.first().unwrap()).clone() } else { "Conflict".to_owned() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Two invalid cells of one key may have different reasons, which is a conflict to us; the plain reader has one word.
    #[test]
    fn a_plain_reader_gives_the_same(rows in prop::collection::vec(row().prop_map(fitting), 0..60)) {
        let text = text_of(&rows, "\n");
        let (mut ours, plain) = (cells_of(&load_text(text.as_bytes())), plain_cells(&text));
        for (key, said) in &plain {
            if said == "invalid" && ours.get(key).is_some_and(|o| o == "Conflict") {
                ours.insert(key.clone(), said.clone());
            }
        }
        prop_assert_eq!(ours, plain);
    }

    #[test]
    fn order_files_line_ends_and_encodings_change_nothing(
        rows in prop::collection::vec(row().prop_map(fitting), 0..60),
        order in any::<u64>(),
        cut in 0..60usize,
    ) {
        let straight = load_text(text_of(&rows, "\n").as_bytes());
        let mut shuffled = rows.clone();
        shuffled.sort_by_key(|r| format!("{r:?}").bytes().fold(order, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)));
        let (a, b) = shuffled.split_at(cut.min(rows.len()));
        let gb = |t: String| encoding_rs::GB18030.encode(&t).0.into_owned();
        let with_mark = [b"\xEF\xBB\xBF".as_slice(), text_of(a, "\r\n").as_bytes()].concat();
        let mixed = load_files(vec![("x.csv", with_mark), ("y.csv", gb(text_of(b, "\n\n"))), ("z.csv", ROSTER.into())]);
        prop_assert_eq!(cells_of(&straight), cells_of(&mixed));
        // The digest is of the bytes that were read, which are others; the same ones again have the same.
        let again = load_text(text_of(&rows, "\n").as_bytes());
        prop_assert_eq!(&straight.digest, &again.digest);
        for (s, m) in straight.series.iter().zip(&mixed.series) {
            prop_assert_eq!(s.as_ref().map(|s| s.domain), m.as_ref().map(|s| s.domain));
            let layout = |s: &data::Series| s.slabs.iter().map(|s| (s.period, s.first, s.values.clone())).collect::<Vec<_>>();
            prop_assert_eq!(s.as_ref().map(layout), m.as_ref().map(layout));
        }
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'"'), Just(b','), Just(b'\n')], 0..400)) {
        let head = "指标,地区,年份,数值,计量单位,状态\n".as_bytes();
        load_text(&[head, &bytes].concat());
        load_text(&bytes);
        load_files(vec![("0.csv", [b"code,name,level,parent\n".as_slice(), &bytes].concat())]);
    }
}

/// Text that is built to be expensive is read in time proportional to its length.
#[test]
fn hostile_text_is_read_in_bounded_time() {
    let head = "指标,地区,年份,数值\n";
    let long = 1_000_000;
    let started = std::time::Instant::now();
    for text in [
        "x".repeat(3 * long),
        ",".repeat(3 * long),
        "\"".repeat(long),
        "\"\n".repeat(long / 2),
        format!("\"{}", "a\n".repeat(long / 2)),
        "\"\"x\n".repeat(long / 4),
        "收入,甲村,2024,七\n".repeat(100_000),
        (0..100_000).map(|i| format!("收入,村{i},2024,1\n")).collect::<String>(),
        (0..100_000).map(|i| format!("收入{i},甲村,2024,1\n")).collect::<String>(),
        "\0,".repeat(long / 2),
    ] {
        let dataset = load_text(format!("{head}{text}\n收入,甲村,2024,5\n").as_bytes());
        assert!(dataset.findings.len() <= 10_001);
        assert!(!dataset.findings.is_empty() || !dataset.ignored.is_empty());
        assert!(dataset.ignored.len() <= 1_001);
    }
    assert!(started.elapsed().as_secs() < 120, "{:?}", started.elapsed());
}
