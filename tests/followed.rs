//! What an office acts on, run as its users run it: one year, follow-up, letters, the ledger, codes of figures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
#![cfg(all(feature = "html", feature = "office"))]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use dabiao_report::ledger::{Event, EventKind, Ledger};
use serde_json::Value;

const RULES: &str = r#"语言 1
方案 "培训规划" { 地区 甲县; 期间 2021..2025 }
指标 培训人次 { 单位 人次; 层级 镇; 类型 时期数; 取值 0.. }
指标 道路 { 单位 公里; 层级 镇; 类型 时点数; 取值 0.. }
规则 T-1 "每年每镇培训三百人次" {
    每个 镇: 培训人次 >= 300人次 每年 2021..2025
    牵头 县人社局
    配合 县财政局
    依据 "三(一)"
}
规则 T-2 "每镇道路十公里" {
    每个 镇: 道路 >= 10公里 截至 2023, >= 12公里 截至 2025, >= 13公里 截至 2027
    牵头 县交通局
    依据 "三(二)"
}
"#;
const ROSTER: &str = "代码,名称,层级,上级\n1,甲县,县,\n11,东镇,镇,1\n12,西镇,镇,1\n";

/// 培训: missed by both in 2021 and by one in 2022, kept since; 道路: as each test has it.
fn figures(roads: &str) -> String {
    let mut text = String::from("指标,对象,年份,数值,计量单位\n");
    for (year, east, west) in [(2021, 290, 280), (2022, 310, 290), (2023, 300, 300), (2024, 320, 330), (2025, 340, 310)]
    {
        text += &format!("培训人次,东镇,{year},{east},人次\n培训人次,西镇,{year},{west},人次\n");
    }
    text + roads
}

struct Office(PathBuf);

impl Office {
    fn new(name: &str, roads: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        fs::write(path.join("r.rules"), RULES).unwrap();
        fs::write(path.join("名录.csv"), ROSTER).unwrap();
        let office = Self(path);
        office.report(roads);
        office
    }

    fn report(&self, roads: &str) {
        fs::write(self.0.join("数据.csv"), figures(roads)).unwrap();
    }

    fn run(&self, verb: &str, more: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dabiao"));
        command.current_dir(&self.0).args(verb.split(' ')).arg("r.rules");
        command.args(["--roster", "名录.csv", "--data", "数据.csv"]).args(more);
        for name in ["LANG", "LC_ALL", "LC_MESSAGES", "COLUMNS"] {
            command.env_remove(name);
        }
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn json(&self, verb: &str, more: &[&str]) -> Value {
        let (status, out, err) = self.run(verb, &[more, &["--format", "json"]].concat());
        assert!(status < 2, "{err}");
        serde_json::from_str(&out).unwrap()
    }
}

const KEPT: &str = "道路,东镇,2025,12,公里\n道路,西镇,2025,13,公里\n道路,东镇,2023,9,公里\n道路,西镇,2023,11,公里\n";
const MISSED: &str = "道路,东镇,2025,11,公里\n道路,西镇,2025,13,公里\n道路,东镇,2023,9,公里\n道路,西镇,2023,11,公里\n";

#[test]
fn a_year_counts_what_falls_due_in_it() {
    let office = Office::new("one-year", KEPT);
    let year = |y: &str| office.json("eval", &["--as-of", "2025-12-31", "--period", y]);
    let of = |v: &Value, key: &str| -> Vec<String> {
        let checks = |r: &Value| -> Vec<String> {
            let told = |c: &Value| {
                format!(
                    "{} {} {}",
                    r["id"].as_str().unwrap(),
                    c["period"].as_str().unwrap(),
                    c["verdict"].as_str().unwrap()
                )
            };
            r["checks"].as_array().unwrap().iter().map(told).collect()
        };
        v[key].as_array().unwrap().iter().flat_map(checks).collect()
    };
    let now = year("2025");
    assert_eq!(of(&now, "rules"), ["T-1 2025 met", "T-2 2025 met"]);
    assert_eq!(of(&now, "arrears"), ["T-1 2021 unmet", "T-1 2022 unmet", "T-2 2023 unmet"]);
    assert_eq!(of(&now, "ahead").len(), 1, "{:?}", of(&now, "ahead"));
    assert!(of(&now, "ahead")[0].starts_with("T-2 2027 "));
    assert_eq!(now["summary"]["met"], 2);
    let former = year("2023");
    assert_eq!(of(&former, "rules"), ["T-1 2023 met", "T-2 2023 unmet"]);
    // The next time alone: T-1 in 2024, T-2 in 2025.
    assert_eq!(of(&former, "ahead").len(), 2);
    let quarter = year("2025Q3");
    assert!(of(&quarter, "rules").is_empty(), "a duty of the year falls due with it");
    assert_eq!(of(&year("2025-12"), "rules").len(), 2);
    let whole = office.json("eval", &["--as-of", "2025-12-31"]);
    assert!(whole.get("arrears").is_none() && whole.get("period").is_none());
    assert_eq!(whole["summary"]["unmet"], 2, "the verdict of the plan is the worst of its years");
}

#[test]
fn the_notice_of_a_year_is_about_that_year() {
    let office = Office::new("notice-year", KEPT);
    let (status, _, err) = office.run(
        "eval",
        &["--as-of", "2025-12-31", "--period", "2025", "-o", "r.html", "-o", "r.docx", "-o", "r.xlsx", "-o", "r.md"],
    );
    assert_eq!((status, err.as_str()), (0, ""));
    let page = fs::read_to_string(office.0.join("r.html")).unwrap();
    assert!(page.contains("2025年度") && page.contains("历史欠账") && page.contains("以后到期"));
    let text = fs::read_to_string(office.0.join("r.md")).unwrap();
    assert!(
        text.contains("只计2025年度到期的 2 条规则；此前到期未完成的 3 项（历史欠账）和以后到期的 1 项另列"),
        "{text}"
    );
}

#[test]
fn follow_up_asks_for_what_can_still_be_done() {
    let office = Office::new("follow-up", KEPT);
    let (status, out, _) = office.run("followup", &["--as-of", "2025-12-31"]);
    assert!(
        status == 0 && out.contains("没有需要督办的事项"),
        "what was missed and has been kept since is over: {out}"
    );
    // In 2022 the training of 2021 cannot be made up for, and nothing better has come.
    let past = office.json("followup", &["--as-of", "2021-12-31"]);
    let items = past["offices"][0]["items"].as_array().unwrap();
    assert_eq!((items[0]["rule"].as_str(), items[0]["remedy"].as_str()), (Some("T-1"), Some("explain")));
    office.report(MISSED);
    let now = office.json("followup", &["--as-of", "2025-12-31"]);
    let item = &now["offices"][0]["items"][0];
    assert_eq!((item["rule"].as_str(), item["period"].as_str()), (Some("T-2"), Some("2025")), "one row for the duty");
    assert_eq!(item["remedy"], "act", "a road can be built late");
}

#[test]
fn a_matter_is_closed_when_data_prove_it() {
    let office = Office::new("ledger", MISSED);
    let ledger =
        |day: &str, more: &[&str]| office.json("ledger", &[&["--as-of", day, "--ledger", "台账.txt"], more].concat());
    let seen = ledger("2025-12-31", &[]);
    assert_eq!((seen["open"].as_u64(), seen["moved"]["opened"].as_u64()), (Some(1), Some(1)));
    assert!(!office.0.join("台账.txt").exists(), "without --update nothing is written");
    ledger("2025-12-31", &["--update"]);
    let text = fs::read_to_string(office.0.join("台账.txt")).unwrap();
    let line = text.lines().last().unwrap();
    assert_eq!(line, "2025-001\tT-2\t1\t-\t县交通局\t立 2025-12-31");
    // The office replies; the reply stays, and closes nothing.
    fs::write(office.0.join("台账.txt"), text.replace(line, &format!("{line}\t复 2026-01-09 已约谈东镇"))).unwrap();
    let again = ledger("2026-01-31", &["--update"]);
    assert_eq!((again["open"].as_u64(), again["moved"]["opened"].as_u64()), (Some(1), Some(0)));
    office.report(KEPT);
    let kept = ledger("2026-03-31", &["--update"]);
    assert_eq!((kept["open"].as_u64(), kept["moved"]["closed"].as_u64()), (Some(0), Some(1)));
    office.report(MISSED);
    let fallen = ledger("2026-06-30", &["--update"]);
    // What is reached after its deadline is proved, too; the verdict on the deadline stays.
    office.report(&format!("{MISSED}道路,东镇,2026,12,公里\n道路,西镇,2026,13,公里\n"));
    let late = ledger("2026-12-31", &[]);
    assert_eq!((late["open"].as_u64(), late["moved"]["closed"].as_u64()), (Some(0), Some(1)));
    assert_eq!((fallen["open"].as_u64(), fallen["moved"]["reopened"].as_u64()), (Some(1), Some(1)));
    let text = fs::read_to_string(office.0.join("台账.txt")).unwrap();
    let expected =
        "2025-001\tT-2\t1\t-\t县交通局\t立 2025-12-31\t复 2026-01-09 已约谈东镇\t销 2026-03-31\t再 2026-06-30";
    assert_eq!(text.lines().last().unwrap(), expected);
}

#[test]
fn letters_name_figures_that_explain_finds() {
    let office = Office::new("letters", MISSED);
    let write = || {
        let (status, out, err) =
            office.run("letters", &["--as-of", "2025-12-31", "--period", "2025", "--ledger", "台账.txt", "-o", "函"]);
        assert_eq!(status, 1, "{err}");
        out
    };
    assert!(write().contains("县交通局-督办函.docx"));
    let page = fs::read_to_string(office.0.join("函/县交通局-督办函.html")).unwrap();
    for part in ["任务清单", "责任清单", "整改清单", "有关要求", "回执", "2025-001", "三(二)", "限期整改"]
    {
        assert!(page.contains(part), "{part}");
    }
    let ledger = fs::read_to_string(office.0.join("台账.txt")).unwrap();
    assert!(ledger.contains("函 2025-12-31 督办函"), "{ledger}");
    write();
    assert_eq!(fs::read_to_string(office.0.join("台账.txt")).unwrap(), ledger, "the same letter is noted once");
    let code: String = page
        .split('（')
        .find_map(|p| p.split_once('）').filter(|(c, _)| c.len() == 7 && c.is_ascii()))
        .unwrap()
        .0
        .to_owned();
    let (status, out, err) = office.run(&format!("explain {code}"), &["--as-of", "2025-12-31"]);
    assert!(status < 2 && out.contains("T-2") && out.contains("11"), "{out}{err}");
    let (status, _, err) = office.run("explain 0000000", &["--as-of", "2025-12-31"]);
    assert!(status == 2 && err.contains("0000000"), "{err}");
    // Half a year later it is made known to all; to the towns go their own figures alone.
    let (_, out, _) = office.run("letters", &["--as-of", "2026-07-15", "--to", "镇", "-o", "镇函"]);
    assert!(out.contains("东镇-通报") && !out.contains("西镇"), "{out}");
    let page = fs::read_to_string(office.0.join("镇函/东镇-通报.html")).unwrap();
    assert!(page.contains("东镇 11公里（"), "{page}");
}

/// The parts of a Word document.
fn parts(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    (0..archive.len())
        .map(|at| {
            let mut part = archive.by_index(at).unwrap();
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut part, &mut bytes).unwrap();
            (part.name().unwrap().to_string(), bytes)
        })
        .collect()
}

fn text(path: &Path) -> String {
    let all = parts(path);
    String::from_utf8(all.iter().find(|(n, _)| n == "word/document.xml").unwrap().1.clone()).unwrap()
}

/// Changes the text of a Word document, as somebody at the office does.
fn change(path: &Path, from: &str, to: &str) {
    let all = parts(path);
    let mut archive = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in all {
        archive.start_file(&name, zip::write::SimpleFileOptions::default()).unwrap();
        let bytes = match &*name {
            "word/document.xml" => String::from_utf8(bytes).unwrap().replace(from, to).into_bytes(),
            _ => bytes,
        };
        std::io::Write::write_all(&mut archive, &bytes).unwrap();
    }
    archive.finish().unwrap();
}

#[test]
fn letters_fill_in_the_documents_of_the_office() {
    let office = Office::new("letters-template", MISSED);
    let letters =
        |more: &[&str]| office.run("letters", &[&["--as-of", "2025-12-31", "--period", "2025"], more].concat());
    let (status, out, err) = letters(&["--blank", "模板"]);
    assert!(status == 0 && out.contains("模板/督办函.docx") && out.contains("{{整改清单}}"), "{out}{err}");
    let (status, _, err) = letters(&["--blank", "模板"]);
    assert!(status == 2 && err.contains("没有改动"), "what the office changed is not written over: {err}");
    let template = office.0.join("模板/督办函.docx");
    let blank = text(&template);
    assert!(blank.contains("{{单位}}") && blank.contains("{{二维码}}"), "{blank}");
    // The office writes its own words, and Word cuts a field into runs.
    change(
        &template,
        "{{正文}}",
        "县委办&amp;政府办通知{</w:t></w:r><w:r><w:t>{单</w:t></w:r><w:r><w:t>位}}：{{未达标项数}}项",
    );
    let (status, _, err) = letters(&["--template", "模板", "-o", "函"]);
    assert_eq!(status, 1, "{err}");
    let letter = office.0.join("函/县交通局-督办函.docx");
    let filled = text(&letter);
    assert!(!filled.contains("{{") && !filled.contains("}}"), "{filled}");
    assert!(filled.contains("县委办&amp;政府办通知县交通局") && filled.contains("：1项"), "{filled}");
    assert_eq!(crate::office::out_of_order(&filled), Vec::<String>::new());
    assert!(filled.matches("<w:tbl>").count() >= 4, "three lists and the slip");
    let names: Vec<String> = parts(&letter).into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"word/media/qr0.png".to_owned()), "{names:?}");
    let types = parts(&letter).into_iter().find(|(n, _)| n == "[Content_Types].xml").unwrap().1;
    assert!(String::from_utf8(types).unwrap().contains("image/png"));
    // A field that nobody knows is named beside those that there are; the other letters' templates are not needed.
    change(&template, "{{标题}}", "{{标 题}}");
    let (status, _, err) = letters(&["--template", "模板", "-o", "函"]);
    assert!(status == 2 && err.contains("{{标 题}}") && err.contains("任务清单"), "{err}");
    let (status, _, err) = letters(&["--template", "函", "-o", "函"]);
    assert!(status == 2 && err.contains("督办函.docx"), "{err}");
}

/// All pages of a folder with their paths within it.
fn pages(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(pages(&path));
        } else if path.extension().is_some_and(|e| e == "html") {
            all.push((path.clone(), fs::read_to_string(&path).unwrap()));
        }
    }
    all
}

/// An address as the path that it means.
fn unescaped(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let [first, more @ ..] = rest {
        let code = (*first == b'%').then(|| u8::from_str_radix(std::str::from_utf8(&more[..2]).unwrap(), 16).unwrap());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &more[2..] } else { more };
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_site_is_pages_whose_links_lead_somewhere() {
    let office = Office::new("site", MISSED);
    for day in ["2024-12-31", "2025-12-31", "2025-12-31"] {
        let (status, _, err) = office.run("eval", &["--as-of", day, "--site", "网页", "-o", "r.json"]);
        assert!(status < 2, "{err}");
    }
    let root = office.0.join("网页");
    let mut names: Vec<String> =
        fs::read_dir(&root).unwrap().flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    assert_eq!(names, ["2024-12-31", "2025-12-31", "compare.html", "index.html"], "nothing half-written is left");
    let all = pages(&root);
    assert!(all.len() > 12, "{}", all.len());
    for (path, text) in &all {
        assert!(!text.contains("http:") && !text.contains("https:"), "{}: nothing is loaded", path.display());
        if path.ends_with("report.html") {
            assert!(!text.contains("rel=\"stylesheet\"") && !text.contains("src=\""), "the whole report is one file");
            continue;
        }
        // Letters and the receipt are taken away, and so hold all that they need.
        let is_taken = path.ends_with("receipt.html") || path.parent().is_some_and(|p| p.ends_with("letters"));
        let is_of_a_day = path.parent() != Some(&root) && !is_taken;
        assert_eq!(text.contains("<style>"), !is_of_a_day, "{}: the pages of a day share their style", path.display());
        let addresses = text.split("href=\"").skip(1).chain(text.split("src=\"").skip(1));
        for target in addresses.filter_map(|t| t.split('"').next()) {
            let file = path.parent().unwrap().join(unescaped(target));
            let is_own = target.starts_with('#') || target.starts_with("data:") || file.exists();
            assert!(is_own, "{} leads to {target}", path.display());
        }
    }
    let downloads = fs::read_to_string(root.join("2025-12-31/downloads.html")).unwrap();
    for part in ["receipt.html", "县交通局-督办函.docx", "县交通局-督办函.html", "东镇-2025.xlsx"] {
        assert!(downloads.contains(part), "{part}: {downloads}");
    }
    let town = fs::read_to_string(root.join("2025-12-31/places/0.html")).unwrap();
    assert!(town.contains("东镇") && town.contains("11公里") && !town.contains("西镇"), "{town}");
    let wall = fs::read_to_string(root.join("2025-12-31/wall.html")).unwrap();
    assert!(wall.contains("rules/1.html") && wall.contains("places/1.html"));
    let compared = fs::read_to_string(root.join("compare.html")).unwrap();
    assert!(compared.contains("T-2"), "{compared}");
}

#[test]
fn a_ledger_that_cannot_be_read_is_left_alone() {
    let office = Office::new("ledger-broken", MISSED);
    for (line, told) in [
        ("2025-001\tT-2", "第 1 行"),
        ("2025-001\tT-2\t一\t-\t甲\t立 2025-12-31", "第几句"),
        ("2025-001\tT-2\t1\t-\t甲\t复 2025-12-31", "立"),
        ("2025-001\tT-2\t1\t-\t甲\t立 昨天", "立 昨天"),
    ] {
        fs::write(office.0.join("台账.txt"), line).unwrap();
        let (status, _, err) = office.run("ledger", &["--as-of", "2025-12-31", "--ledger", "台账.txt", "--update"]);
        assert!(status == 2 && err.contains(told), "{line}: {err}");
        assert_eq!(fs::read_to_string(office.0.join("台账.txt")).unwrap(), line);
    }
}

proptest::proptest! {
    #[test]
    fn a_ledger_reads_back(texts in proptest::collection::vec("[^\t\r\n]{0,12}", 1..6)) {
        let mut ledger = Ledger::read("# 说明\n2025-001\tA-1\t1\t-\t甲局\t立 2025-12-31\n").unwrap();
        let day = "2026-01-09".parse().unwrap();
        let kinds = [EventKind::Reply, EventKind::Letter, EventKind::Closed, EventKind::Reopened];
        for (text, kind) in texts.iter().zip(kinds.into_iter().cycle()) {
            ledger.matters[0].events.push(Event { kind, day, text: text.trim().to_owned() });
        }
        let text = ledger.to_text();
        let read = Ledger::read(&text).unwrap();
        proptest::prop_assert_eq!(read.to_text(), text);
        proptest::prop_assert_eq!(read.matters, ledger.matters);
    }
}
