//! Writes the invented example statistics under `seeds/`, the same bytes on every machine.
//!
//! Takes the registers of real place names in `seeds/register/`; gives one folder for each county with a roster and six
//! years of figures. INVARIANT: no clock, no environment, no random source but [`random::Random`] with a fixed start.
//! To change the examples, change the tables under `ziyang/`, run `cargo run -p xtask -- make-seeds` and commit both;
//! a test compares the committed files with [`files`].

mod plans;
mod random;
mod table;
mod ziyang;

use std::path::Path;

/// A file to be written.
pub struct SeedFile {
    /// Its path below `seeds/`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// Returns all files of all counties.
#[must_use]
pub fn files() -> Vec<SeedFile> {
    let mut files = ziyang::files();
    files.extend(plans::files());
    files
}

/// Writes the files.
#[allow(dead_code, reason = "the test that compares the files includes this module")]
#[allow(clippy::expect_used, reason = "a tool that cannot write has nothing better to do than to say so")]
pub fn run() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../seeds");
    for file in files() {
        let path = seeds.join(&file.path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).expect("the folder of a seed");
        }
        std::fs::write(path, &file.bytes).expect("a file of seeds");
    }
}
