//! Pages: the shell that all share, and documents as pages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use crate::made;

use dabiao_lang::diag::Lang;
use dabiao_report::document::{Column, Document, Line, Node, Table, Tone};
use dabiao_report::{self as report, html};

/// Text that would be something else if it were not escaped.
const HOSTILE: &str = "</style></script><img src=x onerror=alert(1)>\"'&{{ 7 * 7 }}{% raw %}\u{2028}\u{202e}\u{0}";

fn hostile_document() -> Document {
    let mut document = Document::default();
    document.heading(1, HOSTILE);
    document.paragraph(Line::of(HOSTILE, Tone::Code).and(HOSTILE, Tone::Faint));
    let mut table = Table::new([Column::text(HOSTILE, 1), Column::number(HOSTILE, 1)]);
    table.row([Line::from(HOSTILE), Line::of(HOSTILE, Tone::Strong)]);
    document.table(table);
    let leaf = Node { line: Line::from(HOSTILE), children: vec![] };
    document
        .blocks
        .push(dabiao_report::document::Block::Tree(vec![Node { line: Line::from(HOSTILE), children: vec![leaf] }]));
    document
}

#[test]
fn hostile_text_stays_text() {
    let page = html::standalone(&hostile_document(), Lang::Zh).unwrap();
    assert!(!page.contains("<img"), "{page}");
    assert_eq!(page.matches("</style>").count(), 1);
    assert!(!page.contains("</script>"));
    assert!(page.contains("{{ 7 * 7 }}{% raw %}"), "no template is read in a text");
    assert!(!page.contains('\u{202e}') && !page.contains('\u{0}'));
    assert_eq!(page.matches("onerror").count(), page.matches("&lt;img src=x onerror=alert(1)&gt;").count());
}

#[test]
fn a_page_loads_nothing_and_says_so() {
    let page = html::standalone(&hostile_document(), Lang::En).unwrap();
    assert!(page.starts_with("<!doctype html>\n<html lang=\"en\">"));
    assert!(page.contains("default-src &#39;none&#39;; style-src &#39;sha256-"));
    let shell = page.replace("&lt;", "");
    assert!(!shell.contains("http:") && !shell.contains("https:") && !shell.contains("@import"));
}

#[test]
fn a_report_and_a_derivation_as_pages() {
    let made = made::world();
    let report = report::evaluation(&made.rules, &made.data, &made.judgement, report::json::Options::default());
    let steps = made::steps();
    let derivation = report::derivation(made::explained(&made, &steps), Lang::Zh);
    let text = [report, derivation].map(|d| html::document(&d).as_str().replace(&made.rules.digest(), "DIGEST"));
    insta::assert_snapshot!(text.join("\n"));
}

mod evaluated {
    use dabiao_data::{self as data, Dataset, LoadRequest};
    use dabiao_eval::{self as eval, Judgement};
    use dabiao_lang::check::{self, Loaded};
    use dabiao_lang::diag::Lang;
    use dabiao_lang::source::MemoryFiles;
    use dabiao_report::{Source, html};

    /// A small county in which every name would be something else if it were not escaped.
    const EVIL: &str = "</script><img src=x onerror=alert(1)>&'{{ 7 * 7 }}\u{2028}\u{202e}";

    fn files() -> MemoryFiles {
        let rules = format!(
            "方案 \"甲{EVIL}\" {{ 地区 甲县\n期间 2021..2025 }}\n\
             指标 收入 {{ 计量单位 万元\n层级 村\n类型 时期数 }}\n指标 面积 {{ 计量单位 亩\n层级 县\n类型 时点数 }}\n\
             规则 R-1 \"{EVIL}\" {{ 每个 村: 收入 >= 5万元 截至 2023\n牵头 \"局{EVIL}\"\n说明 \"{EVIL}\" }}\n\
             规则 R-2 \"村数\" {{ 数量(村: 收入 >= 5万元) >= 3个 截至 2023\n牵头 \"局{EVIL}\" }}\n\
             规则 R-3 \"面积\" {{ 面积 >= 100亩 截至 2025\n性质 约束性 }}\n"
        );
        let quoted = format!("\"{}\"", EVIL.replace('"', "\"\""));
        let roster = format!(
            "代码,名称,层级,上级\n1,甲县,县,\n11,乙镇,镇,甲县\n12,丙镇,镇,甲县\n111,一村,村,乙镇\n112,{quoted},村,乙镇\n121,三村,村,丙镇\n122,四村,村,丙镇\n"
        );
        let figures = "指标,对象,时期,数值,计量单位\n收入,111,2022,6,万元\n收入,111,2023,7,万元\n收入,112,2023,4,万元\n\
                       收入,121,2022,3,万元\n收入,121,2023,5,万元\n面积,甲县,2021,40,亩\n面积,甲县,2022,50,亩\n面积,甲县,2023,60,亩\n";
        MemoryFiles::new([("a.rules", rules), ("名录.csv", roster), ("<b>.csv", figures.to_owned())])
    }

    struct Made {
        loaded: Loaded,
        data: Dataset,
        judgement: Judgement,
    }

    fn made() -> Made {
        let files = files();
        let loaded = check::load(&files, &["a.rules".to_owned()]);
        let errors: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let paths = vec!["名录.csv".to_owned(), "<b>.csv".to_owned()];
        let request = LoadRequest { paths, ..LoadRequest::default() };
        let data = data::load(&files, &request, &loaded.rules.model().schema).0.unwrap();
        let judgement =
            eval::Session::new(&loaded.rules, &data, "2023-12-31".parse().unwrap()).evaluate(eval::Detail::Full);
        Made { loaded, data, judgement }
    }

    fn page(lang: Lang) -> String {
        let made = made();
        let session = eval::Session::new(&made.loaded.rules, &made.data, made.judgement.as_of);
        html::evaluation(&Source { session: &session, judgement: &made.judgement, lang }, "dabiao eval '<b>'").unwrap()
    }

    #[test]
    fn hostile_names_stay_text() {
        for lang in [Lang::Zh, Lang::En] {
            let page = page(lang);
            assert!(!page.contains("<img") && !page.contains('\u{202e}'));
            assert_eq!(page.matches("</script>").count(), 1, "the one script is ours");
            assert!(page.matches("onerror=alert(1)").count() > 10, "the names are there");
            assert!(!page.contains("href=\"javascript") && !page.contains(" onclick"));
            assert!(!page.contains(" style=\""), "the policy allows no style within the text");
        }
    }

    #[test]
    fn tables_have_heads_and_nothing_is_hidden_without_the_script() {
        let page = page(Lang::Zh);
        assert_eq!(page.matches("<th ").count(), page.matches("scope=\"").count());
        assert!(!page.contains("<th>"));
        for view in ["summary", "rules", "areas", "offices", "findings", "about"] {
            assert!(page.contains(&format!("<section data-view=\"{view}\" id=\"{view}\">")), "{view}");
        }
        for word in ["R-1", "乙镇", "走势", "推导过程", "复核命令", "2023-12-31"] {
            assert!(page.contains(word), "{word}");
        }
        assert!(page.contains("data-areas=\"02\""), "each town has its own verdict");
    }

    #[test]
    fn the_same_input_gives_the_same_bytes() {
        assert_eq!(page(Lang::Zh), page(Lang::Zh));
        assert!(page(Lang::En).contains("<html lang=\"en\">"));
    }

    #[test]
    fn the_body_of_a_small_county() {
        let page = page(Lang::Zh);
        let body = page.split_once("<main").unwrap().1.split_once("</main>").unwrap().0;
        let made = made();
        let digests = [made.loaded.rules.digest(), made.data.digest.clone()];
        let body = digests.iter().fold(body.to_owned(), |text, digest| text.replace(digest.as_str(), "DIGEST"));
        insta::assert_snapshot!(body.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    }

    /// The page of a case whose data stand in its comments.
    fn of_case(name: &str) -> String {
        let root = crate::ROOT;
        let text = std::fs::read_to_string(format!("{root}/tests/cases/score/{name}.rules")).unwrap();
        let mut files = vec![("a.rules".to_owned(), text.clone())];
        let mut day = "";
        for line in text.lines().map_while(|l| l.strip_prefix("//")).map(str::trim_start) {
            match (line.strip_prefix("as of "), line.strip_prefix("--- "), files.len()) {
                (Some(date), _, _) => day = date,
                (_, Some(file), _) => files.push((file.to_owned(), String::new())),
                (_, _, 2..) => files.last_mut().unwrap().1.push_str(&format!("{line}\n")),
                _ => {}
            }
        }
        let paths: Vec<String> = files[1..].iter().map(|f| f.0.clone()).collect();
        let files = MemoryFiles::new(files);
        let loaded = check::load(&files, &["a.rules".to_owned()]);
        let request = LoadRequest { paths, ..LoadRequest::default() };
        let data = data::load(&files, &request, &loaded.rules.model().schema).0.unwrap();
        let session = eval::Session::new(&loaded.rules, &data, day.parse().unwrap());
        let judgement = session.evaluate(eval::Detail::Full);
        let source = Source { session: &session, judgement: &judgement, lang: Lang::Zh };
        html::evaluation(&source, "dabiao").unwrap()
    }

    #[test]
    fn points_and_lights_are_shown_where_there_are_any() {
        let lights = of_case("lights");
        assert!(lights.contains("<section data-view=\"scores\" id=\"scores\">"));
        assert!(lights.contains("<span class=\"light l-red\">● 红</span>") && lights.contains("约谈"));
        assert!(lights.contains("<select name=\"light\">") && lights.contains("data-light=\"红"));
        let ranking = of_case("ranking");
        let scores = ranking.split_once("得分与名次</h2>").unwrap().1.split_once("</section>").unwrap().0;
        assert!(scores.contains("<table>") && scores.contains("甲镇"), "{scores}");
        assert!(!page(Lang::Zh).contains("data-view=\"scores\""), "a report without them says nothing of them");
    }
}
