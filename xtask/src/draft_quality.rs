//! Measures the draft: `cargo run --release -p xtask -- draft-quality FOLDER [--differences]`.
//!
//! FOLDER holds documents with their gold sets beside them (`tests/cases/draft/corpus/tuned`, `…/held`), or the five plans
//! under the names of the files in `tests/cases/draft/gold`, which are not part of the repository. Prints recall and
//! precision by form and by kind of document (the first word of its name), and with `--differences` what is lacking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use dabiao_draft::read;

use crate::gold::{self, Score};

/// Prints the tables.
pub fn run(arguments: &[String]) {
    let folder = arguments.first().expect("the folder of the documents");
    let has_differences = arguments.iter().any(|a| a == "--differences");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    let (mut by_form, mut by_kind) = (BTreeMap::new(), BTreeMap::new());
    for path in paths.iter().filter(|p| p.extension().is_some_and(|e| e != "csv")) {
        let Some(csv) = gold_of(path) else { continue };
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let document = read::bytes_of(&path.to_string_lossy(), &std::fs::read(path).unwrap()).unwrap();
        let targets = gold::read(&csv, &document);
        let scores = gold::score(&document, &targets);
        gold::add(&mut by_form, &scores);
        let kind: BTreeMap<String, Score> =
            [(name.split('-').next().unwrap_or(&name).to_owned(), gold::total(&scores))].into();
        gold::add(&mut by_kind, &kind);
        if has_differences {
            println!("{name}\n{}", gold::differences(&document, &targets));
        }
    }
    println!("## By form\n\n{}\n## By kind of document\n\n{}", gold::table(&by_form), gold::table(&by_kind));
}

/// The gold set of a document: beside it, or in the repository.
fn gold_of(document: &Path) -> Option<String> {
    let name = document.with_extension("csv");
    let ours = Path::new("tests/cases/draft/gold").join(name.file_name()?);
    std::fs::read_to_string(&name).or_else(|_| std::fs::read_to_string(ours)).ok()
}
