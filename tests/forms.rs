//! Forms that go out: they ask for all that evaluation will read, and for nothing else; how their workbooks are made.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use dabiao_data::{self as data, Dataset, EntityId, LoadRequest};
use dabiao_eval::{self as eval, Detail};
use dabiao_lang::check::{self, Loaded};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{IndicatorId, Period, Time};
use dabiao_lang::source::MemoryFiles;
use dabiao_report::form::{self, By, FormRequest};

fn collect(dir: &Path, name: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()) {
        let name = format!("{name}/{}", entry.file_name().unwrap().to_str().unwrap());
        match entry.is_dir() {
            true => collect(&entry, &name, files),
            false => files.push((name, fs::read(&entry).unwrap())),
        }
    }
}

fn load(files: &MemoryFiles, rules: &str, data_path: &str) -> (Loaded, Dataset) {
    let loaded = check::load(files, &[rules.to_owned()]);
    let request = LoadRequest { paths: vec![data_path.to_owned()], ..Default::default() };
    let dataset = data::load(files, &request, &loaded.rules.model().schema).0.expect("data are there");
    (loaded, dataset)
}

fn request(period: &str) -> FormRequest {
    let period = Period::parse(period).unwrap();
    FormRequest { period, level: None, by: By::Below, deadline: None, lang: Lang::Zh }
}

#[test]
fn forms_ask_for_all_that_evaluation_reads_of_the_period() {
    for plan in ["ziyang-2021", "langao-2021"] {
        let mut files = Vec::new();
        for folder in ["rules".to_owned(), format!("seeds/{plan}")] {
            collect(&Path::new(crate::ROOT).join(&folder), &folder, &mut files);
        }
        let (loaded, dataset) = load(&MemoryFiles::new(files), &format!("rules/{plan}"), &format!("seeds/{plan}"));
        let year = Period::parse("2025").unwrap();
        let asks = eval::Session::new(&loaded.rules, &dataset, year.last_day()).asks(year);
        let asked: BTreeSet<(IndicatorId, EntityId)> =
            asks.iter().flat_map(|a| a.entities.iter().map(|e| (a.indicator, *e))).collect();
        let judgement = eval::Session::new(&loaded.rules, &dataset, year.last_day()).evaluate(Detail::Full);
        let observations = judgement.rules.iter().flat_map(|r| &r.checks).flat_map(|c| &c.observations);
        let read: BTreeSet<(IndicatorId, EntityId)> = observations
            .filter(|o| o.period.is_some_and(|p| year.holds(p)))
            .filter(|o| loaded.rules.model().schema.indicator(o.indicator).unwrap().formula.is_none())
            .map(|o| (o.indicator, o.entity))
            .collect();
        let name = |(i, e): &(IndicatorId, EntityId)| {
            let indicator = &loaded.rules.model().schema.indicator(*i).unwrap().name;
            format!("{indicator} {}", dataset.roster.get(*e).unwrap().name)
        };
        let lacking: Vec<String> = read.difference(&asked).map(name).take(20).collect();
        assert!(lacking.is_empty(), "{plan}: read but not asked: {lacking:?}");
        // A duty that must hold throughout is broken once and for all: nothing later is read.
        let is_throughout = |i: IndicatorId| {
            let rules = asks.iter().filter(|a| a.indicator == i).flat_map(|a| a.rules.keys());
            let mut rules = rules.map(|r| &loaded.rules.model().rules[*r]);
            rules.all(|r| r.statements[0].targets.iter().all(|t| matches!(t.time, Time::Throughout(_))))
        };
        let idle = asked.difference(&read).filter(|(i, _)| !is_throughout(*i));
        let idle: Vec<String> = idle.map(name).take(20).collect();
        assert!(idle.is_empty(), "{plan}: asked but not read: {idle:?}");
        assert!(asked.len() > 500, "{}", asked.len());
    }
}

const RULES: &str = r#"
方案 "示例方案" { 地区 甲县 期间 2021..2025 机关 "甲县人民政府" }
层级 安置区 属 镇
指标 集体收入 { 单位 万元 层级 村 类型 时期数 取值 0.. 口径 "经营收入、发包收入之和" }
指标 覆盖率 { 单位 % 层级 村 类型 比率 取值 0..100 }
指标 图书室 { 层级 村 类型 是非 }
指标 评级 { 层级 村 类型 等级 [差, 中, 好] }
指标 书屋数 { 单位 个 层级 村 类型 时点数 取值 0.. 汇总 合计 }
指标 人均收入 { 单位 元/人 层级 村 类型 比率 公式 集体收入 / 人口 }
指标 人口 { 单位 人 层级 村 类型 时点数 取值 0.. }
指标 培训次数 { 单位 次 层级 镇 类型 时期数 频率 季 }
指标 老指标 { 单位 个 层级 村 类型 时点数 }
规则 A-1 "集体收入" { 每个 村 其中 脱贫村 = 是: 集体收入 >= 5万元 截至 2025 }
规则 A-2 { 每个 村: 覆盖率 >= 95% 截至 2025 }
规则 A-3 { 占比(村: 图书室 且 评级 >= 中) >= 80% 截至 2025 }
规则 A-4 { 书屋数 >= 10个 截至 2025 }
规则 A-5 { 每个 行政村: 人均收入 >= 100元/人 截至 2025 }
规则 A-6 { 每个 镇: 培训次数 >= 2次 每季度 2021..2025 }
规则 A-7 { 每个 村: 老指标 >= 1个 截至 2020 }
审核 "书屋" { 书屋数 <= 人口 }
"#;

const ROSTER: &str = "代码,名称,层级,上级,脱贫村
001,甲县,县,,
0011,乙镇,镇,001,
0012,乙镇,镇,001,
0111,=cmd|' /C calc'!A0,行政村,0011,是
0112,丙/村,社区,0011,否
0121,丁村,行政村,0012,
";

fn small() -> (Loaded, Dataset) {
    let data =
        "指标,代码,地区,时期,数值,计量单位\n集体收入,0111,,2024,30000,元\n覆盖率,0112,,2024,12345678901234567.5,%\n";
    let files = MemoryFiles::new([("r.rules", RULES), ("d/名录.csv", ROSTER), ("d/上年.csv", data)]);
    load(&files, "r.rules", "d")
}

fn session<'a>(loaded: &'a Loaded, dataset: &'a Dataset, request: &FormRequest) -> eval::Session<'a> {
    eval::Session::new(&loaded.rules, dataset, request.period.last_day())
}

/// The asked cells of a form by sheet: indicator and period, with the names of those who are asked.
fn asked(loaded: &Loaded, dataset: &Dataset, request: &FormRequest) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    for form in form::forms(&session(loaded, dataset, request), request).forms {
        for sheet in &form.sheets {
            let lines = all.entry(format!("{}/{}", form.stem, sheet.name)).or_insert_with(Vec::new);
            for (i, c) in sheet.columns.iter().enumerate() {
                let name = &loaded.rules.model().schema.indicator(c.indicator).unwrap().name;
                let who = sheet.rows.iter().filter(|r| r.is_asked[i]);
                let who: Vec<&str> = who.map(|r| dataset.roster.key(r.entity)).collect();
                lines.push(format!("{name} {}: {}", c.period, who.join(" ")));
            }
        }
    }
    all
}

#[test]
fn a_form_asks_whom_the_rules_mean_and_what_they_read() {
    let (loaded, dataset) = small();
    insta::assert_debug_snapshot!("asked_2025", asked(&loaded, &dataset, &request("2025")));
    let quarter = FormRequest { by: By::All, ..request("2025Q3") };
    let found = asked(&loaded, &dataset, &quarter);
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        [("甲县-2025Q3/镇级季报".to_owned(), vec!["培训次数 2025Q3: 0011 0012".to_owned()])]
    );
    let before = asked(&loaded, &dataset, &FormRequest { by: By::All, ..request("2020") });
    assert!(before["甲县-2020/村级年报"].contains(&"老指标 2020: 0111 0112 0121".to_owned()), "{before:?}");
    let town = loaded.rules.model().schema.levels.find("镇").unwrap().0;
    let towns = asked(&loaded, &dataset, &FormRequest { level: Some(town), by: By::All, ..request("2025") });
    assert_eq!(towns.keys().collect::<Vec<_>>(), ["甲县-2025/镇级季报"]);
}

fn part(workbook: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn workbooks(request: &FormRequest) -> BTreeMap<String, Vec<u8>> {
    let (loaded, dataset) = small();
    let forms = form::forms(&session(&loaded, &dataset, request), request).forms;
    let bytes = |f: &form::Form| form::workbook(&session(&loaded, &dataset, request), request, f).unwrap();
    forms.iter().map(|f| (f.stem.clone(), bytes(f))).collect()
}

#[test]
fn a_workbook_says_what_it_is_and_locks_what_is_not_to_be_filled_in() {
    let all = workbooks(&request("2025"));
    assert_eq!(all.keys().collect::<Vec<_>>(), ["乙镇-2025", "乙镇-2025_0012"]);
    let bytes = &all["乙镇-2025"];
    assert_eq!(*bytes, workbooks(&request("2025"))["乙镇-2025"], "same input, same bytes");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.clone())).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["填报说明", "镇级季报", "村级年报", "上年数据", "上年数据(2)", "dabiao_form"].map(str::to_owned)
    );
    assert_eq!(book.sheets_metadata()[5].visible, calamine::SheetVisible::Hidden);
    assert!(book.defined_names().iter().any(|(n, _)| n == "dabiao_form"));
    let rows = |book: &mut Xlsx<_>, sheet: &str| -> String {
        let range = book.worksheet_range(sheet).unwrap();
        let line = |r: &[Data]| {
            r.iter().map(ToString::to_string).collect::<Vec<_>>().join("|").trim_end_matches('|').to_owned()
        };
        range.rows().map(line).collect::<Vec<_>>().join("\n")
    };
    insta::assert_snapshot!("form_hidden", rows(&mut book, "dabiao_form"));
    insta::assert_snapshot!("form_villages", rows(&mut book, "村级年报"));
    insta::assert_snapshot!("form_instructions", rows(&mut book, "填报说明"));
    insta::assert_snapshot!("form_last_year", rows(&mut book, "上年数据(2)"));
    let range = book.worksheet_range("村级年报").unwrap();
    let injected = range.rows().flatten().find(|c| c.to_string().starts_with('=')).unwrap();
    assert!(matches!(injected, Data::String(_)), "text stays text");
    assert!(book.worksheet_formula("村级年报").unwrap().is_empty(), "no formula anywhere");
}

#[test]
fn validations_hold_the_admissible_ranges_in_chinese() {
    let all = workbooks(&request("2025"));
    let xml = part(&all["乙镇-2025"], "xl/worksheets/sheet3.xml");
    let validations: Vec<&str> = xml.split("<dataValidation ").skip(1).collect();
    let of = |name: &str| *validations.iter().find(|v| v.contains(&format!("promptTitle=\"{name}\""))).expect(name);
    let income = of("集体收入");
    assert!(income.starts_with("type=\"decimal\" errorStyle=\"warning\" operator=\"greaterThanOrEqual\""), "{income}");
    assert!(
        income.contains("<formula1>0</formula1>") && income.contains("单位：万元") && income.contains("没有数据请空着")
    );
    let share = of("覆盖率");
    assert!(share.contains("<formula1>0</formula1><formula2>100</formula2>"), "{share}");
    assert!(of("图书室").contains("<formula1>\"是,否,不适用\"</formula1>"));
    assert!(of("评级").contains("<formula1>\"差,中,好,不适用\"</formula1>"));
    assert!(of("书屋数").starts_with("type=\"whole\""), "{}", of("书屋数"));
    assert!(xml.contains("<sheetProtection sheet=\"1\""), "the sheet is locked");
    assert!(xml.contains("state=\"frozen\""), "the head stays in sight");
    let styles = part(&all["乙镇-2025"], "xl/styles.xml");
    assert!(styles.contains("<protection locked=\"0\"/>"), "and some cells are not");
}

struct Ran {
    status: i32,
    out: String,
    err: String,
}

fn run(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
    command.current_dir(crate::ROOT).args(arguments);
    for name in ["LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS", "NO_COLOR", "CLICOLOR_FORCE"] {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { status: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    path
}

#[test]
fn the_command_writes_a_workbook_for_each_town_and_overwrites_none() {
    let there = folder("template_towns");
    let to = there.to_str().unwrap();
    let roster = "seeds/ziyang-2021/名录.csv";
    let arguments =
        ["template", "rules/ziyang-2021", "--roster", roster, "--level", "村", "--period", "2025", "-o", to];
    let ran = run(&arguments);
    // A line for each, and below it what does not fit.
    let n_workbooks = ran.out.lines().filter(|l| !l.starts_with(' ')).count();
    assert_eq!((ran.status, n_workbooks), (0, 17), "{}{}", ran.out, ran.err);
    assert!(there.join("城关镇-2025.xlsx").exists() && !there.join("紫阳县-2025.xlsx").exists());
    // What is whole and the same is done; what is not there is written.
    fs::remove_file(there.join("城关镇-2025.xlsx")).unwrap();
    assert_eq!(run(&arguments).status, 0);
    assert!(there.join("城关镇-2025.xlsx").exists());
    assert_eq!(
        fs::read_dir(&there).unwrap().filter(|e| e.as_ref().unwrap().path().extension().unwrap() == "tmp").count(),
        0
    );
    // What somebody filled in is not overwritten, and nothing else is written.
    fs::write(there.join("汉王镇-2025.xlsx"), "filled in").unwrap();
    fs::remove_file(there.join("城关镇-2025.xlsx")).unwrap();
    let again = run(&arguments);
    assert_eq!(again.status, 2);
    assert!(again.err.contains("1 个文件已经存在") && again.err.contains("--force"), "{}", again.err);
    assert!(!there.join("城关镇-2025.xlsx").exists());
    assert_eq!(run(&[&arguments[..], &["--force"]].concat()).status, 0);
    let all = run(&[&arguments[..7], &["2025", "--by", "全部", "-o", to]].concat());
    let n_workbooks = all.out.lines().filter(|l| !l.starts_with(' ')).count();
    assert_eq!((all.status, n_workbooks), (0, 1), "{}", all.err);
    assert!(there.join("紫阳县-2025.xlsx").exists());
}

#[test]
fn awkward_requests_are_answered() {
    let there = folder("template_awkward");
    let to = there.to_str().unwrap();
    let roster = "seeds/ziyang-2021/名录.csv";
    let ask = |more: &[&str]| run(&[&["template", "rules/ziyang-2021", "-o", to], more].concat());
    let none = ask(&["--roster", roster, "--level", "星球"]);
    assert!(none.status == 2 && none.err.contains("没有层级 `星球`"), "{}", none.err);
    let early = ask(&["--roster", roster, "--period", "1990"]);
    assert!(early.status == 2 && early.err.contains("1990 没有要填报的指标"), "{}", early.err);
    let no_roster = ask(&["--data", "seeds/ziyang-2021/镇级年度指标（示例数据）.csv"]);
    assert!(no_roster.status == 2 && no_roster.err.contains("--roster"), "{}", no_roster.err);
    let period = ask(&["--roster", roster, "--period", "明年"]);
    assert!(period.status == 2 && period.err.contains("2025Q3"), "{}", period.err);
    assert!(ask(&[]).status == 2);
    assert!(!there.exists(), "nothing was written");
}

/// The cells of a sheet's figures: where they are, whose and which they are.
fn figure_cells(sheet: &form::FormSheet, keys: &[Vec<String>]) -> Vec<(String, EntityId, IndicatorId, Period)> {
    let from = keys.iter().position(|k| k[0] == "sheet" && k[1] == sheet.name).unwrap();
    let own: Vec<&Vec<String>> = keys[from + 1..].iter().take_while(|k| k[0] != "sheet").collect();
    let header: usize = own.iter().find(|k| k[0] == "header").unwrap()[1].parse().unwrap();
    let name = |column: usize| {
        let (high, low) = ((column - 1) / 26, (column - 1) % 26);
        let letter = |n: usize| char::from(b'A' + n as u8);
        if high == 0 { letter(low).to_string() } else { format!("{}{}", letter(high - 1), letter(low)) }
    };
    let column_of = |kind: &str| -> Vec<usize> {
        own.iter().filter(|k| k[0] == "column" && k[2] == kind).map(|k| k[1].parse().unwrap()).collect()
    };
    let mut cells = Vec::new();
    match sheet.shape {
        form::Shape::Wide => {
            let columns = column_of("indicator");
            assert_eq!(columns.len(), sheet.columns.len());
            for (n, row) in sheet.rows.iter().enumerate() {
                for (at, (column, is)) in columns.iter().zip(sheet.columns.iter().zip(&row.is_asked)) {
                    if *is {
                        let cell = format!("{}{}", name(*at), header + 1 + n);
                        cells.push((cell, row.entity, column.indicator, column.period));
                    }
                }
            }
        }
        form::Shape::Long => {
            let value = column_of("value")[0];
            for row in &sheet.rows {
                for (column, _) in sheet.columns.iter().zip(&row.is_asked).filter(|(_, is)| **is) {
                    let cell = format!("{}{}", name(value), header + 1 + cells.len());
                    cells.push((cell, row.entity, column.indicator, column.period));
                }
            }
        }
    }
    cells
}

fn keys(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range("dabiao_form").unwrap();
    range.rows().map(|r| r.iter().map(ToString::to_string).collect()).collect()
}

/// Fills cells of a workbook in, as Excel would: blank cells get a value and keep their looks.
fn filled(bytes: &[u8], values: &BTreeMap<(String, String), String>) -> Vec<u8> {
    let book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let names = book.sheet_names();
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for n in 0..from.len() {
        let mut file = from.by_index(n).unwrap();
        let path = file.name().unwrap().into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        let sheet = path.strip_prefix("xl/worksheets/sheet").and_then(|p| p.strip_suffix(".xml"));
        if let Some(name) = sheet.and_then(|n| names.get(n.parse::<usize>().unwrap() - 1)) {
            let mut out = String::new();
            for (i, piece) in text.split("<c r=\"").enumerate() {
                if i > 0 {
                    out.push_str("<c r=\"");
                }
                let cell = piece.split('"').next().unwrap();
                match (values.get(&(name.clone(), cell.to_owned())), piece.split_once("/>")) {
                    (Some(value), Some((blank, rest))) if i > 0 => {
                        assert!(!blank.contains('>'), "the cell is blank: {blank}");
                        out.push_str(&match value.parse::<f64>() {
                            Ok(_) => format!("{blank}><v>{value}</v></c>{rest}"),
                            Err(_) => format!("{blank} t=\"inlineStr\"><is><t>{value}</t></is></c>{rest}"),
                        });
                    }
                    _ => out.push_str(piece),
                }
            }
            text = out;
        }
        to.start_file(path.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut to, text.as_bytes()).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn filled_forms_of_a_county_read_back_as_what_was_filled_in() {
    let mut files = Vec::new();
    for folder in ["rules", "seeds/ziyang-2021"] {
        collect(&Path::new(crate::ROOT).join(folder), folder, &mut files);
    }
    let (loaded, dataset) = load(&MemoryFiles::new(files.clone()), "rules/ziyang-2021", "seeds/ziyang-2021");
    let request = request("2025");
    let figures = eval::Session::new(&loaded.rules, &dataset, chrono::NaiveDate::MAX);
    let roster = files.iter().find(|(p, _)| p.ends_with("ziyang-2021/名录.csv")).unwrap().1.clone();
    let mut back = vec![("d/名录.csv".to_owned(), roster)];
    let mut wanted = Vec::new();
    for form in form::forms(&session(&loaded, &dataset, &request), &request).forms {
        let bytes = form::workbook(&session(&loaded, &dataset, &request), &request, &form).unwrap();
        let keys = keys(&bytes);
        let mut values = BTreeMap::new();
        for sheet in &form.sheets {
            for (cell, entity, indicator, period) in figure_cells(sheet, &keys) {
                let value = figures.reported(indicator, entity, period);
                wanted.push((entity, indicator, period, value.clone()));
                if !value.is_empty() {
                    values.insert((sheet.name.clone(), cell), value);
                }
            }
        }
        back.push((format!("d/{}.xlsx", form.stem), filled(&bytes, &values)));
    }
    assert!(wanted.len() > 5_000 && wanted.iter().filter(|w| !w.3.is_empty()).count() > 4_500);
    let load_request = LoadRequest { paths: vec!["d".to_owned()], ..Default::default() };
    let schema = &loaded.rules.model().schema;
    let again = data::load(&MemoryFiles::new(back), &load_request, schema).0.unwrap();
    let errors: Vec<String> = again
        .findings
        .iter()
        .filter(|d| d.is_error())
        .map(|d| format!("{:?} {}", d.place, d.problem.message(Lang::En)))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let aside: Vec<&str> = again.ignored.iter().map(|i| i.what.get(Lang::En)).collect();
    assert!(aside.is_empty(), "what every form of ours has is no news: {aside:?}");
    let read = eval::Session::new(&loaded.rules, &again, chrono::NaiveDate::MAX);
    for (entity, indicator, period, value) in wanted {
        assert_eq!(dataset.roster.key(entity), again.roster.key(entity));
        let name = &schema.indicator(indicator).unwrap().name;
        assert_eq!(read.reported(indicator, entity, period), value, "{name} {} {period}", again.roster.key(entity));
    }
}
