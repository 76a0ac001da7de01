//! Drafts of documents: what becomes of every number, and the rule file that comes out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use dabiao::check;
use dabiao::draft::catalog::Catalog;
use dabiao::draft::{self, Document, read, write};
use dabiao::source::{MemoryFiles, SourceMap};
use dabiao::syntax::{self, FormatStyle};

/// A draft as a person would go through it: every number with its fate, then the rule file.
fn told(document: &Document) -> String {
    let found = draft::propose(document);
    let mut out = String::new();
    for number in &found.numbers {
        let section = found.outline.sections.iter().rev().find(|s| s.start <= number.range.start);
        let label = section.map(|s| s.label.as_str()).unwrap_or_default();
        let quote = document.quote(number.range).replace('\n', " ");
        out.push_str(&format!("{:>5} {label} {} `{quote}`\n", number.range.start, number.fate.as_str()));
    }
    format!("{out}\n{}", rules(document))
}

/// Writes the rule file, which must be sound and in canonical layout.
fn rules(document: &Document) -> String {
    let found = draft::propose(document);
    let (catalog, files) = (Catalog::default(), MemoryFiles::default());
    let order = write::Order { document, draft: &found, catalog: &catalog, path: "x.rules", files: &files };
    let text = write::rules(&order).text;
    let loaded = check::load(&MemoryFiles::new([("x.rules", text.as_str())]), &["x.rules".to_owned()]);
    let errors: Vec<_> = loaded.diagnostics.iter().filter(|d| d.is_error()).collect();
    assert!(errors.is_empty(), "{errors:?}\n{text}");
    let mut sources = SourceMap::new();
    let id = sources.add("x.rules", text.as_str());
    let source = sources.get(id).unwrap();
    assert_eq!(syntax::format(source, &syntax::parse(source).0, &FormatStyle::default()), text);
    text
}

#[test]
fn documents() {
    insta::glob!("cases/draft/*.{txt,md,html}", |path| {
        let name = path.file_name().unwrap().to_string_lossy();
        let document = read::bytes_of(&name, &std::fs::read(path).unwrap()).unwrap();
        insta::assert_snapshot!(told(&document));
    });
}
