//! However many threads read, the dataset is the same to the last finding: made-up sheets of every kind and files that do not
//! mean well, read by one thread, where nothing is read ahead, and by several.

use std::io::{self, Read as _};
use std::num::NonZeroUsize;

use super::sheets::{ROSTER, RULES, recipes, write};
use dabiao_data::{self as data, LoadRequest};
use dabiao_lang::check::load_text;
use dabiao_lang::source::{Entry, Files, MemoryFiles};
use proptest::prelude::*;

/// Reads the files by so many threads and writes down everything that came of it.
fn read(files: &dyn Files, threads: usize) -> String {
    let loaded = load_text("a.rules", RULES);
    let request = LoadRequest {
        paths: vec!["d".to_owned()],
        roster: Some("名录.csv".to_owned()),
        threads: NonZeroUsize::new(threads),
        ..LoadRequest::default()
    };
    format!("{:#?}", data::load(files, &request, &loaded.rules.model().schema))
}

fn with_roster(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> MemoryFiles {
    let mut all = MemoryFiles::new(files);
    all.put("名录.csv", ROSTER.as_bytes());
    all
}

#[test]
fn a_folder_of_unlike_sheets_is_read_the_same() {
    let sheet = |(n, recipe)| {
        let (file, bytes, _) = write::file(recipe);
        (format!("d/{n:03}-{file}"), bytes)
    };
    let files = with_roster(recipes().into_iter().step_by(1999).enumerate().map(sheet));
    let alone = read(&files, 1);
    assert!(alone.contains("receipts"), "nothing was read");
    for threads in [2, 3, 16] {
        assert!(read(&files, threads) == alone, "{threads} threads read something else");
    }
}

/// A disk that fails in the middle of every table.
struct Failing(MemoryFiles);

impl Files for Failing {
    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + '_>> {
        let bytes = self.0.read(path)?;
        let is_roster = path == "名录.csv";
        let good = io::Cursor::new(bytes).take(if is_roster { u64::MAX } else { 1_500_000 });
        Ok(if is_roster { Box::new(good) } else { Box::new(good.chain(Broken)) })
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        self.0.list(path)
    }

    fn across_threads(&self) -> Option<&(dyn Files + Sync)> {
        Some(self)
    }
}

struct Broken;

impl io::Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}

#[test]
fn a_file_that_breaks_off_is_told_the_same() {
    let row = |n: usize| format!("集体收入,东门村,{},{n},万元\n", 2000 + n % 25);
    let text: String = std::iter::once("指标,地区,年份,数值,单位\n".to_owned()).chain((0..60_000).map(row)).collect();
    let files = Failing(with_roster((0..3).map(|n| (format!("d/{n}.csv"), text.clone().into_bytes()))));
    let alone = read(&files, 1);
    assert_eq!(alone.matches("the disk is gone").count(), 6, "each file is told once, in the dataset and beside it");
    for threads in [2, 3, 16] {
        assert!(read(&files, threads) == alone, "{threads} threads read something else");
    }
}

/// A line as nobody should send it.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let good = (0..6usize, 2020..2026u32, -5..2000i32).prop_map(|(who, year, value)| {
        let who = ["河口镇", "东门村", "1012", "没有", "合计", "云台镇/南坡村"][who];
        format!("集体收入,{who},{year},{value},万元")
    });
    prop_oneof![
        12 => good.prop_map(String::into_bytes),
        1 => Just(b"\xB4\xFA\xC2\xEB,\xFF,2024,1,".to_vec()),
        1 => Just("集体收入,\"东门\n村\",2024,\"1,234\",万元".into()),
        1 => Just("集体收入,\"东门村,2024,7,万元".into()),
        1 => Just("集体收入,东门村".into()),
        1 => Just("填表说明：以上为初步数".into()),
        1 => Just("指标,地区,年份,数值,单位".into()),
        1 => Just(Vec::new()),
        1 => Just(vec![b'x'; 20_000]),
    ]
}

fn table() -> impl Strategy<Value = Vec<u8>> {
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r")];
    let head = prop_oneof![4 => Just("指标,地区,年份,数值,单位"), 1 => Just("单位：万元"), 1 => Just("指标,地区,数值")];
    (head, end, prop::collection::vec(line(), 0..50), 1..5usize, any::<bool>()).prop_map(
        |(head, end, lines, times, is_ended)| {
            let mut text = head.as_bytes().to_vec();
            for line in std::iter::repeat_n(&lines, times).flatten() {
                text.extend_from_slice(end.as_bytes());
                text.extend_from_slice(line);
            }
            text.extend_from_slice(if is_ended { end.as_bytes() } else { b"" });
            text
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn hostile_files_are_read_the_same(tables in prop::collection::vec(table(), 1..6), threads in 2..6usize) {
        let files = with_roster(tables.into_iter().enumerate().map(|(n, t)| (format!("d/{n}.csv"), t)));
        prop_assert!(read(&files, threads) == read(&files, 1), "{} threads read something else", threads);
    }
}
