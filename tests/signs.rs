//! Names that attack their reader: terminal escapes, marks of direction, markup, formulas, commands of a workflow; as titles,
//! offices, entities, indicators and file names, through every renderer.

use std::collections::BTreeMap;
use std::io::Read as _;

use dabiao_data::{self as data, Dataset, LoadRequest};
use dabiao_diff::review::{self, Filter, Form, Review};
use dabiao_diff::{diff, history};
use dabiao_eval::{Detail, Judgement, Session};
use dabiao_lang::check::{self, Loaded};
use dabiao_lang::diag::{Lang, hidden};
use dabiao_lang::source::MemoryFiles;
use dabiao_report::diagnostic::{Style, github, line, picture, sarif};
use dabiao_report::json::{self, Options};
use dabiao_report::place::Places;
use dabiao_report::render::{Look, markdown, text};
use dabiao_report::{Document, Source, bulletin, evaluation, html, needs, workbook};

/// What a name may hold that does something to whoever shows it.
const HOSTILE: [&str; 9] = [
    "\u{1b}[2J\u{1b}[8m",
    "\u{9b}31m",
    "\u{202e}标达未\u{202c}",
    "岗\u{200b}位",
    "\u{7f}\u{8}\u{8}",
    "::error::x%0A::set-output name=a::b",
    "</td><script>alert(1)</script>",
    "=HYPERLINK(1)",
    "|x|**y**`z`",
];

struct World {
    loaded: Loaded,
    data: Dataset,
    judgement: Judgement,
}

/// One rule that is unmet, one that has an error, an audit and a scheme, all named by a hostile text.
fn world(evil: &str) -> World {
    let inside: String = evil.chars().filter(|c| !['"', '」', '\n'].contains(c)).collect();
    let rules = format!(
        "方案 \"{inside}\" {{\n    地区 甲县\n    期间 2021..2025\n}}\n指标 「{inside}」 {{\n    计量单位 万元\n    层级 村\n    类型 时期数\n}}\n规则 A \"{inside}\" {{\n    每个 村: 「{inside}」 >= 5万元 截至 2025\n    牵头 \"{inside}\"\n    依据 \"{inside}\"\n    说明 \"{inside}\"\n}}\n规则 B \"{inside}\" {{\n    「{inside}」 >= 5亩 截至 2025-13\n}}\n审核 \"{inside}\" {{\n    「{inside}」 >= 1万元\n}}\n"
    );
    let name = format!("{}.rules", inside.replace('/', "_"));
    let files = MemoryFiles::new([
        (format!("r/{name}"), rules),
        ("d/名录.csv".to_owned(), format!("代码,名称,层级,上级\n1,甲县,县,\n2,\"{inside}\",村,1\n")),
        (
            format!("d/{}.csv", inside.replace('/', "_")),
            format!("指标,对象,时期,数值,计量单位\n\"{inside}\",2,2025,0.5,万元\n\"{inside}\",2,2024,x,万元\n"),
        ),
    ]);
    let loaded = check::load(&files, &["r".to_owned()]);
    let request = LoadRequest { paths: vec!["d".to_owned()], ..LoadRequest::default() };
    let data = data::load(&files, &request, &loaded.rules.model().schema).0.expect("data");
    let as_of = "2025-12-31".parse().unwrap();
    let judgement = Session::new(&loaded.rules, &data, as_of).evaluate(Detail::Full);
    World { loaded, data, judgement }
}

/// Nothing that a terminal obeys or a reader does not see, but for line ends and tabs.
fn is_clean(what: &str, shown: &str) {
    if let Some(c) = shown.chars().find(|c| hidden(*c).is_some()) {
        let at = shown.find(c).unwrap_or(0);
        let near: String = shown[at..].chars().take(40).collect();
        panic!("{what}: U+{:04X} in {near:?}", c as u32);
    }
}

fn documents(world: &World) -> Vec<Document> {
    let World { loaded, data, judgement } = world;
    let options = Options { lang: Lang::Zh, detail: json::Detail::Full };
    let soft = check::load_text("新.rules", &loaded.sources.iter().next().unwrap().text().replace("5万元", "4万元"));
    let diff = diff::compare(&loaded.rules, &soft.rules);
    let open: Vec<_> = diff.changes.iter().collect();
    let filter = Filter::default();
    let titles = [loaded.sources.iter().next().unwrap().name(), "\u{1b}[1A"];
    let review = Review {
        diff: &diff,
        titles,
        open: &open,
        accepted: &[],
        filter: &filter,
        n_left_out: 0,
        faults: &[],
        impact: None,
    };
    let guard =
        history::Guard { review: &review, harmless: &[], commits: [None, None], is_shallow: true, unsigned: &[] };
    vec![
        evaluation(&loaded.rules, data, judgement, options),
        {
            let session = Session::new(&loaded.rules, data, judgement.as_of);
            needs(&loaded.rules, data, (&session.needs(), &session.scores()), options)
        },
        review::document(&review, Form::Beside, Lang::Zh),
        review::document(&review, Form::Stacked, Lang::En),
        history::guard_document(&guard, Form::Beside, Lang::Zh),
    ]
}

#[test]
fn text_markdown_and_pages_show_signs() {
    for evil in HOSTILE {
        let world = world(evil);
        for document in documents(&world) {
            for width in [40, 100] {
                is_clean("text", &text(&document, Look { width, is_coloured: false }));
            }
            is_clean("markdown", &markdown(&document));
            let page = html::standalone(&document, Lang::Zh).unwrap();
            is_clean("html", &page);
            assert!(!page.contains("<script>alert"), "{page}");
        }
        let World { loaded, data, judgement } = &world;
        let session = Session::new(&loaded.rules, data, judgement.as_of);
        let page = html::evaluation(&Source { session: &session, judgement, lang: Lang::Zh }, evil).unwrap();
        is_clean("the page of an evaluation", &page);
        assert!(!page.contains("<script>alert"));
    }
}

#[test]
fn colours_are_ours_alone() {
    let world = world(HOSTILE[0]);
    for document in documents(&world) {
        let shown = text(&document, Look { width: 100, is_coloured: true });
        // Every escape that is left sets a colour and nothing else.
        for part in shown.split('\u{1b}').skip(1) {
            let end = part.find(|c: char| c.is_ascii_alphabetic()).unwrap();
            assert_eq!(&part[end..=end], "m", "{part:?}");
        }
    }
}

#[test]
fn findings_show_signs_in_every_form() {
    for evil in HOSTILE {
        let World { loaded, data, .. } = world(evil);
        let places = Places::new(&loaded.sources);
        let found: Vec<_> = loaded.diagnostics.iter().chain(&data.findings).cloned().collect();
        assert!(found.len() > 2);
        for d in &found {
            for lang in [Lang::Zh, Lang::En] {
                is_clean("message", &d.problem.message(lang));
                is_clean("line", &line(d, &places, lang));
                is_clean("picture", &picture(d, &places, lang, Style::Plain));
                let command = github::command(d, &places, lang);
                is_clean("workflow command", &command);
                assert!(!command.contains('\n') && command.matches("\n::").count() == 0, "{command}");
            }
        }
        let sarif = json::bytes::text(&sarif::sarif(&found, &loaded.sources, Lang::Zh)).unwrap();
        is_clean("SARIF", &sarif);
        assert!(serde_json::from_str::<serde_json::Value>(&sarif).is_ok());
    }
}

#[test]
fn json_keeps_the_name_and_holds_nothing_hidden() {
    for evil in HOSTILE {
        let World { loaded, data, judgement } = world(evil);
        let options = Options { lang: Lang::Zh, detail: json::Detail::Full };
        let written = json::bytes::text(&json::report(&loaded.rules, &data, &judgement, options)).unwrap();
        is_clean("JSON", &written);
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read["rules"][0]["title"], evil, "programs get the name itself");
    }
}

/// The XML of an office file by name.
fn parts(bytes: Vec<u8>) -> BTreeMap<String, String> {
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..book.len() {
        let mut file = book.by_index(at).unwrap();
        let mut text = String::new();
        if file.read_to_string(&mut text).is_ok() {
            parts.insert(file.name().unwrap().into_owned(), text);
        }
    }
    parts
}

#[test]
fn office_files_show_signs_and_hold_no_formula() {
    for evil in HOSTILE {
        let World { loaded, data, judgement } = world(evil);
        let rules = &loaded.rules;
        let session = Session::new(rules, &data, judgement.as_of);
        let source = || Source { session: &session, judgement: &judgement, lang: Lang::Zh };
        for bytes in [workbook::workbook(source()).unwrap(), bulletin::document(source()).unwrap()] {
            for (name, xml) in parts(bytes) {
                is_clean(&name, &xml.replace("\r\n", "\n"));
                assert!(!xml.contains("<f>") && !xml.contains("<script>"), "{name}");
            }
        }
    }
}
