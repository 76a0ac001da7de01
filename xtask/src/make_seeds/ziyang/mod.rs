//! The example county: real names and codes, invented figures.
//!
//! The figures are made so that the rules of `rules/ziyang-2021` come to a mixed report at the end of 2025, and so that a
//! reader of data meets what real folders hold: several units for one indicator, thousands separators, full-width
//! digits, marks for missing values, a conflicting duplicate, a revised figure, places of one name, two encodings.

mod county;
mod income;
mod roster;
mod settlements;
mod towns;
mod villages;

use super::SeedFile;

/// The note in every row that holds an invented figure.
pub const NOTE: &str = "虚构示例";

/// Returns the path of a file of the county.
pub fn path(name: &str) -> String {
    format!("ziyang-2021/{name}")
}

/// Returns all files of the county.
pub fn files() -> Vec<SeedFile> {
    let roster = roster::Roster::build();
    let notice = "示例数据声明：本报告所用统计数据和名录属性均为程序生成的虚构示例，不是紫阳县或任何地方的真实统计，\
                  只有镇村名称和区划代码是真实的。\n";
    vec![
        SeedFile { path: path("NOTICE.txt"), bytes: notice.as_bytes().to_vec() },
        roster.file(),
        county::yearly(),
        county::monthly(),
        income::file(&roster),
        villages::party(&roster),
        villages::services(&roster),
        towns::yearly(&roster),
        towns::monthly(&roster),
        settlements::file(&roster),
    ]
}
