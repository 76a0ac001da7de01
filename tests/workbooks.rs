//! Workbooks as offices fill them in: written here, read back, and compared with what a person would say of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
#![cfg(all(feature = "excel", feature = "office"))]

use std::fmt::Write as _;

use dabiao_data::{self as data, LoadRequest};
use dabiao_lang::check::load_text;
use dabiao_lang::diag::{Lang, Place};
use dabiao_lang::source::MemoryFiles;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

const RULES: &str = "
指标 集体收入 { 计量单位 万元; 类型 时期数; 层级 村; 取值 0..; 别名 \"村集体经济收入\" }
指标 户数 { 计量单位 户; 类型 时点数; 层级 村 }
指标 通水率 { 计量单位 %; 类型 比率; 层级 村 }
指标 达标 { 类型 是非; 层级 村 }
指标 茶叶产量 { 计量单位 吨; 类型 时期数; 层级 村 }
规则 A \"甲\" { 每个 村: 集体收入 >= 5万元 截至 2025 }
";

const ROSTER: &str = "代码,名称,层级,上级\n1,紫阳县,县,\n101,城关镇,镇,1\n102,卡子镇,镇,1\n1011,桂花村,村,101\n1021,桂花村,村,102\n1022,新桃村,村,102\n0123,双河村,村,101\n";

/// A workbook of one sheet; `\t` parts cells, numbers are numbers, `=…` a formula, `#…` a failed one, `''` starts a text.
fn book(sheet: &str, text: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name(sheet).unwrap(), text);
    book.save_to_buffer().unwrap()
}

fn fill(sheet: &mut Worksheet, text: &str) {
    let percent = Format::new().set_num_format("0.0%");
    let day = Format::new().set_num_format("yyyy-mm-dd");
    for (row, line) in text.lines().enumerate() {
        for (column, cell) in line.split('\t').enumerate() {
            let (r, c) = (row as u32, column as u16);
            if let Some(text) = cell.strip_prefix('\'') {
                sheet.write(r, c, text).unwrap();
            } else if let Some(share) = cell.strip_prefix('%') {
                sheet.write_with_format(r, c, share.parse::<f64>().unwrap(), &percent).unwrap();
            } else if let Some(n) = cell.strip_prefix('@') {
                sheet.write_with_format(r, c, n.parse::<f64>().unwrap(), &day).unwrap();
            } else if let Some((formula, value)) = cell.strip_prefix('=').and_then(|f| f.split_once('|')) {
                sheet.write(r, c, Formula::new(formula).set_result(value)).unwrap();
            } else if let Ok(number) = cell.parse::<f64>() {
                sheet.write(r, c, number).unwrap();
            } else if !cell.is_empty() {
                sheet.write(r, c, cell).unwrap();
            }
        }
    }
}

fn read(files: Vec<(&str, Vec<u8>)>) -> String {
    let loaded = load_text("a.rules", RULES);
    let schema = &loaded.rules.model().schema;
    let mut all: Vec<(String, Vec<u8>)> = files.into_iter().map(|(n, b)| (format!("d/{n}"), b)).collect();
    all.push(("d/名录.csv".to_owned(), ROSTER.as_bytes().to_vec()));
    let request = LoadRequest { paths: vec!["d".to_owned()], ..LoadRequest::default() };
    let (dataset, findings) = data::load(&MemoryFiles::new(all), &request, schema);
    let dataset = dataset.unwrap();
    let outline = data::outline(schema, &dataset);
    let mut out: String = outline
        .lines()
        .skip_while(|l| !l.contains(" unit ") && !l.starts_with("ignored"))
        .collect::<Vec<_>>()
        .join("\n");
    for s in &dataset.submissions {
        let origin = &dataset.origins.files[s.origin];
        let who = s.submitter.map(|e| dataset.roster.key(e).to_owned());
        let sheet = origin.sheet.as_deref().unwrap_or("-");
        write!(
            out,
            "\nsubmission {} {sheet}: by {who:?} {:?} on {:?} {:?}, {} entities, {} cells",
            origin.file,
            s.form,
            s.date,
            s.vintage,
            s.entities.len(),
            s.n_values
        )
        .unwrap();
    }
    for f in &findings {
        let place = match &f.place {
            Place::Cell(cell) => cell.to_string(),
            _ => "-".to_owned(),
        };
        write!(out, "\n{place} {}[{}] {}", f.severity.as_str(), f.code(), f.problem.message(Lang::Zh)).unwrap();
    }
    out
}

fn read_one(sheet: &str, text: &str) -> String {
    read(vec![("2025年.xlsx", book(sheet, text))])
}

#[test]
fn a_filled_in_form() {
    let text = "2025年村集体经济情况统计表\n表号：紫农1表\t\t\t\t计量单位：万元\n填报单位：卡子镇\t\t\t\t报出日期：2026年1月5日\n序号\t村名\t集体收入\t户数\t通水率(%)\n甲\t乙\t1\t2\t3\n1\t桂花村\t5.5\t120\t%0.95\n\n2\t新桃村\t0.30000000000000004\t80\t92.5\n\t合计\t5.8\t201\t\n注：数据为初步统计\n填报人：张三\t\t单位负责人：李四\n";
    insta::assert_snapshot!(read_one("Sheet1", text));
}

#[test]
fn cells_that_offices_get_wrong() {
    let text = "村名\t集体收入(万元)\t通水率(%)\t户数\t达标\n城关镇/桂花村\t'1.2.3\t0.95\t=A1|#DIV/0!\t是\n新桃村\t@45356\t0.8\t'１，２００\tTRUE\n双河村\t'5万元左右\t95\t=1+1|\t不详\n卡子镇/桂花村\t' 1 234\t%0.9\t'12户\t否\n";
    insta::assert_snapshot!(read_one("2025", text));
}

#[test]
fn codes_that_a_spreadsheet_spoiled() {
    let text = "代码\t村名\t集体收入(万元)\n'1.02E+03\t新桃村\t1\n123\t双河村\t2\n1022\t新桃村\t3\n";
    insta::assert_snapshot!(read_one("2025", text));
}

#[test]
fn headers_of_several_rows() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let centre = Format::new();
    sheet.merge_range(0, 0, 0, 5, "村集体经济", &centre).unwrap();
    sheet.merge_range(1, 0, 2, 0, "乡镇", &centre).unwrap();
    sheet.merge_range(1, 1, 2, 1, "村名", &centre).unwrap();
    sheet.merge_range(1, 2, 1, 3, "2024年", &centre).unwrap();
    sheet.merge_range(1, 4, 1, 5, "2025年", &centre).unwrap();
    for (column, name) in [(2, "集体收入\n（万元）"), (3, "户数"), (4, "集体收入\n（万元）"), (5, "户数")]
    {
        sheet.write(2, column, name).unwrap();
    }
    sheet.merge_range(3, 0, 4, 0, "卡子镇", &centre).unwrap();
    for (row, village) in [(3, "桂花村"), (4, "新桃村")] {
        sheet.write(row, 1, village).unwrap();
        for column in 2..6 {
            sheet.write(row, column, row * 10 + u32::from(column)).unwrap();
        }
    }
    sheet.write(5, 0, "城关镇").unwrap();
    sheet.write(5, 1, "桂花村").unwrap();
    sheet.merge_range(5, 2, 6, 2, "7", &centre).unwrap();
    sheet.write(6, 0, "城关镇").unwrap();
    sheet.write(6, 1, "双河村").unwrap();
    let merged = book.save_to_buffer().unwrap();
    let unit_row = "村名\t集体收入\t户数\n\t万元\t户\n新桃村\t8\t9\n";
    let groups = "名称\t集体\t\t茶叶\n\t收入\t户数\t产量\n新桃村\t8\t9\t10\n";
    let files = vec![
        ("a.xlsx", merged),
        ("b2023年.xlsx", self::book("S", unit_row)),
        ("c2022年.xlsx", self::book("S", groups)),
    ];
    insta::assert_snapshot!(read(files));
}

#[test]
fn indicators_down_and_years_across() {
    let mut book = Workbook::new();
    let text = "指标名称\t计量单位\t2023年\t2024年\n一、集体收入\t元\t50000\t60000\n其中：茶叶产量（吨）\t\t3\t4\n未知指标\t个\t1\t2\n";
    fill(book.add_worksheet().set_name("新桃村").unwrap(), text);
    fill(book.add_worksheet().set_name("双河村").unwrap(), text);
    fill(book.add_worksheet().set_name("填报说明").unwrap(), "请认真填写\n谢谢\n");
    fill(book.add_worksheet().set_name("草稿").unwrap().set_hidden(true), text);
    let years = "各村集体收入（万元）\n村名\t2021年\t2022年\n新桃村\t1\t2\n双河村\t3\t4\n";
    let across = "指标\t计量单位\t新桃村\t双河村\t合计\n集体收入\t万元\t1.5\t2.5\t4\n";
    let files = vec![
        ("a.xlsx", book.save_to_buffer().unwrap()),
        ("b.xlsx", self::book("Sheet1", years)),
        ("c2020年.xlsx", self::book("Sheet1", across)),
        ("卡子镇_新桃村2019年.xlsx", self::book("Sheet1", "指标\t数值\n集体收入\t9\n")),
    ];
    insta::assert_snapshot!(read(files));
}

#[test]
fn two_versions_of_one_village() {
    let text = |v: &str| format!("填报单位：卡子镇\n村名\t集体收入(万元)\n新桃村\t{v}\n");
    let files = vec![
        ("卡子镇2025.xlsx", book("S", &text("5"))),
        ("卡子镇2025_修订.xlsx", book("S", &text("6"))),
        ("卡子镇2025(2).xlsx", book("S", &text("7"))),
        ("城关镇2025.xlsx", book("S", "村名\t集体收入(万元)\n双河村\t1\n双河村\t2\n桂花村\t3\n")),
    ];
    insta::assert_snapshot!(read(files));
}

#[test]
fn our_own_form_filled_in() {
    let mut book = Workbook::new();
    let text = "统计表\n填报单位：卡子镇\t报出日期：\t2026-02-01\n代码\t名称\t所属\t集体收入\t户数\t备注\n'1021\t桂花村\t卡子镇\t5\t10\t无\n'1022\t新桃村\t卡子镇\t\t12\t\n";
    fill(book.add_worksheet().set_name("数据").unwrap(), text);
    fill(book.add_worksheet().set_name("上年数据").unwrap(), "名称\t集体收入\n新桃村\t99\n");
    let marks = "dabiao.form\t'1\nsubmitter\t'102\t卡子镇\nsheet\t数据\nheader\t'3\nperiod\t'2025\ncolumn\t'1\tcode\ncolumn\t'2\tname\ncolumn\t'3\tparent\ncolumn\t'4\tindicator\t集体收入\t万元\ncolumn\t'5\tindicator\t户数\t户\ncolumn\t'6\tnote\n";
    fill(book.add_worksheet().set_name("dabiao_form").unwrap().set_hidden(true), marks);
    insta::assert_snapshot!(read(vec![("x.xlsx", book.save_to_buffer().unwrap())]));
}

#[test]
fn a_mapping_file_says_what_headers_do_not() {
    let mapping = "[[file]]\nmatch = \"经管*.xlsx\"\nsheet = \"汇总\"\nheader = 2\nperiod = 2025\nskip = [\"/\"]\nreceived = 2026-01-09\n[file.columns]\nA = \"entity\"\n\"收入合计\" = { indicator = \"集体收入\", unit = \"元\" }\nC = \"ignore\"\n\n[[file]]\nmatch = \"没有.csv\"\n\n[[file]]\nmatch = \"b.csv\"\nperiod = \"明年\"\ncolour = 1\n";
    let text = "无关\t的\t行\n单位\t收入合计\t户数\n新桃村\t50000\t3\n双河村\t/\t4\n";
    let files = vec![("经管站.xlsx", book("汇总", text)), ("dabiao.toml", mapping.as_bytes().to_vec())];
    insta::assert_snapshot!(read(files));
    let broken = vec![("经管站.xlsx", book("汇总", text)), ("dabiao.toml", b"[[file]\nmatch".to_vec())];
    insta::assert_snapshot!("a_broken_mapping_file", read(broken));
}

#[test]
fn sdmx_in_both_versions() {
    let one = "DATAFLOW,REF_AREA: 地区,INDICATOR,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE,UNIT_MULT,OBS_STATUS\nA:B(1.0),1022: 新桃村,X: 集体收入,2024,5,CNY,4,A\nA:B(1.0),9: 双河村,集体收入,2024,,CNY,4,M\nA:B(1.0),1021,集体收入,2024,7.5,CNY,4,P\nA:B(1.0),1011,集体收入,2024,7,CNY,4,E\n";
    let two = "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE\ndataflow,A:B(1.0),I,1022,集体收入,2025,6\ndataflow,A:B(1.0),D,1021,集体收入,2025,7\n";
    insta::assert_snapshot!(read(vec![("a.csv", one.into()), ("b.csv", two.into())]));
}

#[test]
fn hostile_workbooks_end_in_a_finding() {
    let sound = book("2025", "村名\t集体收入(万元)\n新桃村\t5\n");
    let cut = sound[..sound.len() / 2].to_vec();
    let wide = "村名\t".to_owned() + &"集体收入\t".repeat(300) + "\n新桃村\t5\n";
    let files = vec![
        ("a.xlsx", cut),
        ("b.xlsx", b"PK not a zip".to_vec()),
        ("c.xls", vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
        ("d.ods", Vec::new()),
        ("e2025.xlsx", sound),
        ("f2025.xlsx", book("S", &wide)),
        (
            "g.xlsx",
            zipped(&[
                ("xl/workbook.xml", BOMB_BOOK.to_owned()),
                ("xl/_rels/workbook.xml.rels", BOMB_RELS.to_owned()),
                ("xl/worksheets/sheet1.xml", bomb()),
            ]),
        ),
        ("h.xlsb", zipped(&[("xl/workbook.bin", "\u{1}\u{2}".repeat(40))])),
        (
            "i.ods",
            zipped(&[("META-INF/manifest.xml", SECRET_MANIFEST.to_owned()), ("content.xml", "not for you".to_owned())]),
        ),
    ];
    let out = read(files);
    assert!(
        out.contains("d/g.xlsx error[book-too-large]") || out.contains("d/g.xlsx S error[book-too-large]"),
        "{out}"
    );
    assert!(out.contains("[book-encrypted]"), "{out}");
    assert_eq!(out.matches("[book-damaged]").count(), 4, "{out}");
    assert!(out.contains("d/d.ods warning[file-empty]") && out.contains("2025 1022: 5"), "{out}");
    assert_eq!(out.matches("[columns-claim-one]").count(), 1, "{out}");
}

const BOMB_BOOK: &str = r#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const BOMB_RELS: &str =
    r#"<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const SECRET_MANIFEST: &str = r#"<m:manifest xmlns:m="m"><m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>"#;

/// A sheet of one row that unpacks to far more than it is packed.
fn bomb() -> String {
    let filler = " ".repeat(200 << 20);
    format!(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{filler}</t></is></c></row></sheetData></worksheet>"
    )
}

fn zipped(parts: &[(&str, String)]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A form that was handed out with these marks, and what its visible sheet became.
fn form(visible: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet().set_name("数据").unwrap(), visible);
    let marks = "dabiao.form\t'1\nsubmitter\t'102\t卡子镇\nsheet\t数据\nheader\t'3\nperiod\t'2025\ncolumn\t'1\tcode\ncolumn\t'2\tname\ncolumn\t'3\tindicator\t集体收入\t万元\ncolumn\t'4\tnote\n";
    fill(book.add_worksheet().set_name("dabiao_form").unwrap().set_hidden(true), marks);
    book.save_to_buffer().unwrap()
}

/// The visible sheet is the evidence: what it shows is read as it shows, and what it does not show is not guessed.
#[test]
fn forms_that_were_changed() {
    let head = "统计表\n填报单位：卡子镇\n";
    let cases = [
        ("as_handed_out", format!("{head}代码\t名称\t集体收入\t备注\n'1022\t新桃村\t5\t\n")),
        ("another_unit", format!("{head}代码\t名称\t集体收入（元）\t备注\n'1022\t新桃村\t50000\t\n")),
        ("an_unknown_header", format!("{head}代码\t名称\t常住人口\t备注\n'1022\t新桃村\t1200\t\n")),
        ("no_header_at_all", "'1022\t新桃村\t1200\t\n".to_owned()),
        ("another_indicator", format!("{head}代码\t名称\t户数\t备注\n'1022\t新桃村\t120\t\n")),
        ("rows_put_in_above", format!("说明\n请勿改动\n{head}代码\t名称\t集体收入\t备注\n'1022\t新桃村\t5\t\n")),
        ("column_put_in", format!("{head}代码\t名称\t人口\t集体收入\t备注\n'1022\t新桃村\t1200\t5\t\n")),
        (
            "period_written_over",
            format!("{head}代码\t名称\t集体收入\t备注\n'1022\t新桃村\t5\t\n")
                .replace("填报单位：卡子镇", "统计期：2024年"),
        ),
        (
            "period_written_over_in_part",
            format!("{head}代码\t名称\t集体收入\t备注\n'1022\t新桃村\t5\t\n")
                .replace("统计表\n填报单位：卡子镇", "2025年统计表\n统计期：2024年"),
        ),
        (
            "long_after",
            format!("{head}代码\t名称\t集体收入\t备注\n'1022\t新桃村\t5\t\n")
                .replace("填报单位：卡子镇", "报出日期：2027-02-01"),
        ),
    ];
    let mut out = String::new();
    for (title, visible) in cases {
        out += &format!("-- {title}\n{}", read(vec![("x.xlsx", form(&visible))]));
    }
    insta::assert_snapshot!(out);
}
