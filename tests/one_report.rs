//! Two tables of one report never disagree: what terminal, page, workbook and notice count is what the JSON counts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
#![cfg(all(feature = "html", feature = "office"))]

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Reader, Xlsx};
use dabiao_data::{self as data, LoadRequest};
use dabiao_eval::{Detail, Judgement, Session};
use dabiao_lang::check;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Period;
use dabiao_lang::source::MemoryFiles;
use dabiao_report::document::{Block, Document, Line};
use dabiao_report::json::{self, Options};
use dabiao_report::{self as report, Source, bulletin, followup, html, words, workbook};
use serde_json::Value;

use crate::ROOT;

/// How many of which verdict, by its Chinese word; nothing for none.
type Counts = BTreeMap<String, u64>;
/// Counts by name.
type Table = BTreeMap<String, Counts>;

/// All forms of one report.
struct Forms {
    json: Value,
    document: Document,
    page: String,
    workbook: Vec<u8>,
    notice: String,
    n_late: usize,
}

fn collect(folder: &Path, name: &str, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let name = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &name, files);
        } else {
            files.push((name, std::fs::read(entry.path()).unwrap()));
        }
    }
}

fn forms(session: &Session<'_>, judgement: &Judgement) -> Forms {
    let options = Options { detail: json::Detail::Full, lang: Lang::Zh };
    let (rules, data) = (session.rules(), session.data());
    let source = Source { session, judgement, lang: Lang::Zh };
    let mut notice = String::new();
    let packed = bulletin::document(source).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(packed)).unwrap();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut notice).unwrap();
    Forms {
        json: serde_json::to_value(json::report(rules, data, judgement, options)).unwrap(),
        document: report::evaluation(rules, data, judgement, options),
        page: html::evaluation(&source, "").unwrap(),
        workbook: workbook::workbook(source).unwrap(),
        notice,
        n_late: followup(session, judgement).items.len(),
    }
}

fn word(verdict: &str) -> String {
    let all = dabiao_lang::model::Verdict::ALL;
    let found = all.into_iter().find(|v| v.as_str() == verdict).unwrap();
    words::verdict(found, Lang::Zh).to_owned()
}

/// What the JSON counts, in all, by plan and by office.
struct Whole {
    all: Counts,
    plans: Table,
    offices: Table,
}

fn names(rule: &Value, key: &str) -> Vec<String> {
    rule[key].as_array().unwrap().iter().map(|n| n.as_str().unwrap().to_owned()).collect()
}

fn whole(json: &Value) -> Whole {
    let mut whole = Whole { all: Counts::new(), plans: Table::new(), offices: Table::new() };
    for rule in json["rules"].as_array().unwrap() {
        let verdict = word(rule["verdict"].as_str().unwrap());
        let mut offices = names(rule, "lead");
        if offices.is_empty() {
            offices = names(rule, "responsible");
        }
        if offices.is_empty() {
            offices.push("未明确责任单位".to_owned());
        }
        let plan = rule["plan"].as_str().unwrap_or("不属于任何方案").to_owned();
        *whole.all.entry(verdict.clone()).or_default() += 1;
        *whole.plans.entry(plan).or_default().entry(verdict.clone()).or_default() += 1;
        for office in offices {
            *whole.offices.entry(office).or_default().entry(verdict.clone()).or_default() += 1;
        }
    }
    let summary = json["summary"].as_object().unwrap().iter().filter(|(_, n)| n.as_u64() != Some(0));
    let summary: Counts = summary.map(|(v, n)| (word(v), n.as_u64().unwrap())).collect();
    assert_eq!(summary, whole.all, "the JSON counts its own rules");
    whole
}

fn plain(line: &Line) -> String {
    line.0.iter().map(|p| p.text.as_str()).collect()
}

/// Rows of text, the head first, as counts by the name in their first cell.
fn counts(rows: &[Vec<String>]) -> Table {
    let is_verdict = |head: &str| dabiao_lang::model::Verdict::ALL.iter().any(|v| words::verdict(*v, Lang::Zh) == head);
    let of_row = |row: &Vec<String>| {
        let cells = rows[0].iter().zip(row).skip(1).filter(|(head, _)| is_verdict(head));
        let cells = cells.filter(|(_, n)| *n != "-" && !n.is_empty());
        (row[0].clone(), cells.map(|(head, n)| (head.clone(), n.parse().unwrap())).collect())
    };
    rows[1..].iter().map(of_row).collect()
}

fn terminal_agrees(forms: &Forms, whole: &Whole) {
    let tables: Vec<Vec<Vec<String>>> = forms
        .document
        .blocks
        .iter()
        .filter_map(|b| match b {
            Block::Table(t) => {
                let head = t.columns.iter().map(|c| c.head.clone()).collect();
                Some(std::iter::once(head).chain(t.rows.iter().map(|r| r.iter().map(plain).collect())).collect())
            }
            _ => None,
        })
        .collect();
    let by_verdict: Counts =
        tables[0][1..].iter().filter(|r| r[0] != "合计").map(|r| (r[0].clone(), r[1].parse().unwrap())).collect();
    assert_eq!(by_verdict, whole.all, "the summary of the terminal");
    assert_eq!(counts(&tables[1]), whole.offices, "the offices of the terminal");
    let of_plan: Vec<Counts> = forms
        .document
        .blocks
        .iter()
        .filter_map(|b| match b {
            Block::Paragraph(line) => plain(line).split_once(" 条：").map(|(_, rest)| {
                let parts = rest.split('，').map(|p| p.rsplit_once(' ').unwrap());
                parts.map(|(word, n)| (word.to_owned(), n.parse().unwrap())).collect()
            }),
            _ => None,
        })
        .collect();
    let mut expected: Vec<&Counts> = whole.plans.values().collect();
    expected.sort();
    let mut found: Vec<&Counts> = of_plan.iter().collect();
    found.sort();
    assert_eq!(found, expected, "the heads of the plans");
}

/// The bars of a page by name: `aria-label="NAME: 未达标 2, 达标 3"`.
fn page_agrees(forms: &Forms, whole: &Whole) {
    let summary = forms.page.split_once("id=\"summary\"").unwrap().1.split_once("</section>").unwrap().0;
    let mut bars = Table::new();
    for label in summary.split("aria-label=\"").skip(1).filter_map(|l| l.split_once('"')).map(|(l, _)| l) {
        let (name, rest) = label.rsplit_once(": ").unwrap();
        let parts = rest.split(", ").map(|p| p.rsplit_once(' ').unwrap());
        bars.insert(name.to_owned(), parts.map(|(word, n)| (word.to_owned(), n.parse().unwrap())).collect());
    }
    for (name, counts) in whole.offices.iter().chain(whole.plans.iter().filter(|_| whole.plans.len() > 1)) {
        let name = name.replace('"', "&quot;");
        assert_eq!(bars.get(&name), Some(counts), "the bar of {name}");
    }
    let tiles = summary.split_once("<ul class=\"tiles\">").unwrap().1.split_once("</ul>").unwrap().0;
    let mut found = Counts::new();
    for tile in tiles.split("<b>").skip(1) {
        let (n, rest) = tile.split_once("</b><span>").unwrap();
        let text = rest.split_once("</span>").unwrap().0;
        found.insert(text.split_once(' ').unwrap().1.to_owned(), n.parse().unwrap());
    }
    assert_eq!(found, whole.all, "the tiles of the page");
}

fn workbook_agrees(forms: &Forms, whole: &Whole) {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(forms.workbook.clone())).unwrap();
    let mut sheet = |name: &str| -> Vec<Vec<String>> {
        let range = book.worksheet_range(name).unwrap();
        range.rows().map(|r| r.iter().map(ToString::to_string).collect()).collect()
    };
    let summary = sheet("汇总");
    let table = |head: &str| {
        let top = summary.iter().position(|r| r[0] == head).unwrap();
        let end = summary[top..].iter().position(|r| r[0].is_empty()).map_or(summary.len(), |n| top + n);
        summary[top..end].to_vec()
    };
    let verdicts = table("结论");
    let verdicts = verdicts[1..].iter().filter(|r| r[0] != "合计");
    let by_verdict: Counts = verdicts.map(|r| (r[0].clone(), r[1].parse().unwrap())).collect();
    assert_eq!(by_verdict, whole.all, "the summary of the workbook");
    assert_eq!(counts(&table("按方案")), whole.plans, "the plans of the workbook");
    assert_eq!(counts(&table("按牵头（责任）单位")), whole.offices, "the offices of the workbook");
    members_agree(&sheet("判定项"), &forms.json);
    let late = sheet("督办");
    let ids: std::collections::BTreeSet<(&str, &str)> =
        late[1..].iter().map(|r| (r[2].as_str(), r[3].as_str())).collect();
    assert!(ids.len() <= forms.n_late, "a duty stands once for each office");
}

/// Every check of the JSON has its row, with the same members.
fn members_agree(rows: &[Vec<String>], json: &Value) {
    let column = |head: &str| rows[0].iter().position(|c| c == head).unwrap();
    let keys =
        [("对象数", "total"), ("符合", "passing"), ("不符合", "failing"), ("缺数", "missing"), ("有误", "invalid")];
    let checks: Vec<&Value> =
        json["rules"].as_array().unwrap().iter().flat_map(|r| r["checks"].as_array().unwrap()).collect();
    assert_eq!(rows.len() - 1, checks.len(), "one row for each check");
    for (row, check) in rows[1..].iter().zip(checks) {
        assert_eq!(row[column("结论")], word(check["verdict"].as_str().unwrap()));
        for (head, key) in keys {
            let told = &row[column(head)];
            let expected = check["members"][key].as_u64().map(|n| n.to_string()).unwrap_or_default();
            assert_eq!(*told, expected, "{head} of {}", row[0]);
        }
        let listed = check["failing"].as_array().unwrap().len() as u64;
        assert!(check["members"]["failing"].as_u64().is_none_or(|n| n == listed), "whoever fails is named");
    }
}

/// The rows of the tables of a document: the text of each cell.
fn notice_rows(xml: &str) -> Vec<Vec<String>> {
    let cell = |c: &str| -> String {
        c.split("<w:t ").skip(1).filter_map(|t| t.split_once('>')?.1.split_once("</w:t>")).map(|(t, _)| t).collect()
    };
    let row = |r: &str| r.split("</w:tc>").map(cell).collect::<Vec<String>>();
    xml.split("<w:tr>").skip(1).map(|r| r.split_once("</w:tr>").map_or(r, |(r, _)| r)).map(row).collect()
}

fn notice_agrees(forms: &Forms, whole: &Whole) {
    let rows = notice_rows(&forms.notice);
    let n_plans = whole.plans.len();
    let (table, total) = (counts(&rows[..=n_plans]), &rows[n_plans + 1]);
    let plans: Table = whole.plans.iter().map(|(name, c)| (name.clone(), c.clone())).collect();
    assert_eq!(table, plans, "table 1 of the notice");
    if n_plans > 1 {
        let all = counts(&[rows[0].clone(), total.clone()]);
        assert_eq!(all["合计"], whole.all, "the last row of table 1");
    }
    if forms.n_late > 0 {
        let told = forms.notice.split_once("需督办的事项共").unwrap().1.split_once('项').unwrap().0;
        assert_eq!(told, forms.n_late.to_string(), "what is to be followed up");
    }
}

/// What is owed from before a period or ahead of it is the same in every form, and in none where there is no period.
fn other_times_agree(forms: &Forms, term: Option<&str>) {
    let n_checks = |key: &str| -> Option<usize> {
        let rules = forms.json.get(key)?.as_array()?;
        Some(rules.iter().map(|r| r["checks"].as_array().unwrap().len()).sum())
    };
    assert_eq!(forms.json.get("period").and_then(Value::as_str), term);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(forms.workbook.clone())).unwrap();
    let sheets = book.sheet_names();
    for (key, title) in [("arrears", "历史欠账"), ("ahead", "以后到期")] {
        let n = n_checks(key).unwrap_or(0);
        assert_eq!(n_checks(key).is_some(), term.is_some(), "{key}");
        let at = forms.document.blocks.iter().position(|b| matches!(b, Block::Heading(_, l) if plain(l) == title));
        let rows = at.and_then(|at| match forms.document.blocks.get(at + 1) {
            Some(Block::Table(t)) => Some(t.rows.len()),
            _ => None,
        });
        assert_eq!(rows.unwrap_or(0), n, "{title} on the terminal");
        let in_book =
            if sheets.iter().any(|s| s == title) { book.worksheet_range(title).unwrap().height() - 1 } else { 0 };
        assert_eq!(in_book, n, "{title} in the workbook");
        assert_eq!(forms.page.contains(&format!("<h3 id=\"{key}\">")), n > 0, "{title} on the page");
        assert_eq!(forms.notice.contains(title), n > 0 || term.is_some(), "{title} in the notice");
    }
}

#[test]
fn every_form_of_a_report_counts_the_same() {
    for (rules, seeds, day, term) in [
        ("rules/ziyang-2021", "seeds/ziyang-2021", "2023-12-31", None),
        ("rules/ziyang-2021", "seeds/ziyang-2021", "2025-12-31", None),
        ("rules/ziyang-2021", "seeds/ziyang-2021", "2025-12-31", Some("2025")),
        ("rules/ziyang-2021", "seeds/ziyang-2021", "2025-12-31", Some("2023")),
    ] {
        let mut files = Vec::new();
        for folder in ["rules", "seeds/ziyang-2021"] {
            collect(&Path::new(ROOT).join(folder), folder, &mut files);
        }
        let files = MemoryFiles::new(files);
        let loaded = check::load(&files, &[rules.to_owned()]);
        let request = LoadRequest { paths: vec![seeds.to_owned()], ..Default::default() };
        let data = data::load(&files, &request, &loaded.rules.model().schema).0.unwrap();
        let session = Session::new(&loaded.rules, &data, day.parse().unwrap());
        for detail in [Detail::Summary, Detail::Full] {
            let judgement = match term {
                Some(term) => session.evaluate_in(Period::parse(term).unwrap(), detail),
                None => session.evaluate(detail),
            };
            let forms = forms(&session, &judgement);
            let whole = whole(&forms.json);
            assert!(whole.all.values().sum::<u64>() > if term.is_some() { 10 } else { 100 });
            other_times_agree(&forms, term);
            assert!(term.is_some() || whole.offices.len() > 10 && whole.plans.len() > 1);
            terminal_agrees(&forms, &whole);
            page_agrees(&forms, &whole);
            workbook_agrees(&forms, &whole);
            notice_agrees(&forms, &whole);
        }
    }
}
