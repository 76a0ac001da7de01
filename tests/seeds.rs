//! The committed example data are what their generator writes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "../examples/make_seeds/main.rs"]
mod make_seeds;

use std::fs;
use std::path::Path;

#[test]
fn committed_files_are_what_the_generator_writes() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for file in make_seeds::files() {
        let committed = fs::read(seeds.join(&file.path)).unwrap_or_default();
        assert!(committed == file.bytes, "{} is stale: run `cargo run --example make_seeds`", file.path);
    }
}
