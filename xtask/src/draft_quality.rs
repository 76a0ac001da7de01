//! Measures the draft against the gold set: `cargo run --release -p xtask -- draft-quality FOLDER`.
//!
//! FOLDER holds the five documents under the names of the files in `tests/cases/draft/gold`; they are not part of the
//! repository. Prints the tables of `docs/draft-quality.md`, and with `--differences` what is lacking or too much.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::print_stdout)]

use std::collections::BTreeMap;

use dabiao::draft::read;

use crate::gold;

/// The half that the draft was tuned on; the others were only measured.
const TUNED: [&str; 3] = ["000-ziyang-2021", "001-yongchang-2020", "002-langao-2021"];

/// Prints the tables.
pub fn run(arguments: &[String]) {
    let mut arguments = arguments.iter();
    let folder = arguments.next().expect("the folder of the documents");
    let has_differences = arguments.next().is_some_and(|a| a == "--differences");
    let mut halves = [BTreeMap::new(), BTreeMap::new()];
    let mut names: Vec<_> = std::fs::read_dir("tests/cases/draft/gold").unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    for path in names {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let targets = gold::read(&std::fs::read_to_string(&path).unwrap());
        let file = format!("{folder}/{name}.txt");
        let Ok(bytes) = std::fs::read(&file) else {
            println!("{file}: not there");
            continue;
        };
        let document = read::bytes_of(&file, &bytes).unwrap();
        let scores = gold::score(&document, &targets);
        let half = usize::from(!TUNED.contains(&name.as_str()));
        gold::add(&mut halves[half], &scores);
        let sum = gold::total(&scores);
        println!("{name}: recall {} precision {} (tenths of a per cent)", sum.recall(), sum.precision());
        if has_differences {
            println!("{}", gold::differences(&document, &targets));
        }
    }
    println!("\n## Tuned on\n\n{}\n## Held out\n\n{}", gold::table(&halves[0]), gold::table(&halves[1]));
}
