//! What the settlements of relocated households report.

use super::super::SeedFile;
use super::super::table::Table;
use super::roster::Roster;
use super::{NOTE, path};

/// Returns the file: wide, one row for each settlement and year.
pub fn file(roster: &Roster) -> SeedFile {
    let mut table = Table::new(&path("安置区年度指标（示例数据）.csv"), &["对象", "年份", "就业创业服务窗口", "note"]);
    for settlement in &roster.settlements {
        let is_large = settlement.households >= 300 || settlement.people >= 800;
        for year in 2021..=2025 {
            let has_desk = is_large && (year >= 2023 || settlement.households % 2 == 0);
            table.row(&[settlement.name.as_str(), &year.to_string(), if has_desk { "是" } else { "否" }, NOTE]);
        }
    }
    table.utf8()
}
