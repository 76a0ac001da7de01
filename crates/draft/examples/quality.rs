//! Measures the draft: `cargo run -p dabiao-draft --features documents --example quality -- CORPUS [--differences]`, or
//! shows what is made of a file: `… -- --show FILE`.
//!
//! CORPUS holds documents, each with a gold set beside it (`name.csv`): figures in the order of the document, each with
//! comparator, value, unit, deadline, form, indicator and level. The kind of a document is the first word of its name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

#[path = "/tmp/dw/gold.rs"]
mod gold;

use std::collections::BTreeMap;

use dabiao_draft::catalog::Catalog;
use dabiao_draft::{Document, propose, read, write};
use dabiao_lang::source::MemoryFiles;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--show", files @ ..] => files.iter().for_each(|f| show(f)),
        [folder, rest @ ..] => measure(folder, rest.contains(&"--differences")),
        [] => println!("quality CORPUS [--differences] | --show FILE"),
    }
}

fn document(path: &str) -> Document {
    read::bytes_of(path, &std::fs::read(path).expect("the document")).expect("a document")
}

fn show(path: &str) {
    let document = document(path);
    let draft = propose(&document);
    for number in &draft.numbers {
        println!("{:>5} {:<15} `{}`", number.range.start, number.fate.as_str(), document.quote(number.range).replace('\n', " "));
    }
    for table in &draft.tables {
        println!("{:?} {}", table.kind, table.columns.iter().map(|c| format!("{}={:?}", c.head, c.role)).collect::<Vec<_>>().join(" | "));
        for total in &table.totals {
            println!("  total {} stated {} found {}", total.name, total.stated, total.found);
        }
    }
    let (catalog, files) = (Catalog::default(), MemoryFiles::default());
    let order = write::Order { document: &document, draft: &draft, catalog: &catalog, path: "x.rules", files: &files };
    println!("{}", write::rules(&order).text);
}

fn measure(folder: &str, has_differences: bool) {
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("the corpus").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    let (mut by_form, mut by_kind) = (BTreeMap::new(), BTreeMap::new());
    for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e != "csv")) {
        let Ok(csv) = std::fs::read_to_string(path.with_extension("csv")) else { continue };
        let document = document(&path.to_string_lossy());
        let targets = gold::read(&csv, &document);
        let scores = gold::score(&document, &targets);
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let kind = name.split('-').next().unwrap_or(&name).to_owned();
        gold::add(&mut by_form, &scores);
        let mut sum = BTreeMap::new();
        sum.insert(kind, gold::total(&scores));
        gold::add(&mut by_kind, &sum);
        if has_differences {
            println!("{name}\n{}", gold::differences(&document, &targets));
        }
    }
    println!("## By form\n\n{}\n## By kind of document\n\n{}", gold::table(&by_form), gold::table(&by_kind));
}
