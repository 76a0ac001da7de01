//! Files of Arrow and Parquet, where their readers were built in (features `arrow` and `parquet`).

use std::io;

use dabiao_lang::diag::{Both, told};

/// Reads a columnar file as CSV with a header.
#[cfg(any(feature = "arrow", feature = "parquet"))]
pub(super) fn read(path: &str) -> io::Result<Vec<u8>> {
    let bytes = std::fs::read(path)?;
    dabiao_arrow::csv_of_file(bytes).map_err(|why| {
        let [zh, en] = why.words();
        told(Both::of(zh, en))
    })
}

/// Says what this build lacks, and how to go on without it.
#[cfg(not(any(feature = "arrow", feature = "parquet")))]
pub(super) fn read(path: &str) -> io::Result<Vec<u8>> {
    // A file that is not there is told as such.
    std::fs::metadata(path)?;
    Err(told(Both::new(
        "这个程序编译时没有带 Arrow 的读取功能：请另存为 Parquet 或 CSV，或用 `--features arrow` 重新编译",
        "this program was built without the reader of Arrow: save the table as Parquet or CSV, or build it with `--features arrow`",
    )))
}
