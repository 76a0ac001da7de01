//! Pages: the shell that all share, and documents as pages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
#![cfg(feature = "html")]

mod made;

use dabiao::diag::Lang;
use dabiao::report::document::{Column, Document, Line, Node, Table, Tone};
use dabiao::report::{self, html};

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
        .push(dabiao::report::document::Block::Tree(vec![Node { line: Line::from(HOSTILE), children: vec![leaf] }]));
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
