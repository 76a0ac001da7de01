//! Example figures for the four counties whose plans are kept beside the one of Ziyang 2021.
//!
//! Takes a table for each county (`tables/*.txt`, read by [`course`]) and the registers of real place names; gives a
//! roster and wide and long tables of invented figures. INVARIANT: a figure depends on its indicator, its place and its
//! year alone (see [`chance`]), so that a line added to a table changes no other line of the output.

mod chance;
mod course;
mod figures;
mod register;

use super::SeedFile;
use course::Table;
use register::Register;

/// The note in every row that holds an invented figure.
const NOTE: &str = "虚构示例";

/// A county with its plan and its years.
struct County {
    /// The folder below `seeds/` and the table's name.
    folder: &'static str,
    /// Its name.
    name: &'static str,
    /// Its register.
    register: &'static str,
    /// The table of its figures.
    table: &'static str,
    /// The first year with figures; the year before the plan.
    first: i64,
    /// The last year with figures.
    last: i64,
}

const COUNTIES: [County; 4] = [
    County {
        folder: "yongchang-2020",
        name: "永昌县",
        register: include_str!("../../../../seeds/register/yongchang.csv"),
        table: include_str!("tables/yongchang-2020.txt"),
        first: 2019,
        last: 2022,
    },
    County {
        folder: "langao-2021",
        name: "岚皋县",
        register: include_str!("../../../../seeds/register/langao.csv"),
        table: include_str!("tables/langao-2021.txt"),
        first: 2020,
        last: 2025,
    },
    County {
        folder: "ziyang-2017",
        name: "紫阳县",
        register: include_str!("../../../../seeds/register/ziyang.csv"),
        table: include_str!("tables/ziyang-2017.txt"),
        first: 2016,
        last: 2020,
    },
    County {
        folder: "baihe-2021",
        name: "白河县",
        register: include_str!("../../../../seeds/register/baihe.csv"),
        table: include_str!("tables/baihe-2021.txt"),
        first: 2020,
        last: 2025,
    },
];

/// Returns all files of the four counties.
#[must_use]
pub fn files() -> Vec<SeedFile> {
    COUNTIES.iter().flat_map(files_of).collect()
}

fn files_of(county: &County) -> Vec<SeedFile> {
    let table = Table::read(county.table);
    let register = Register::read(county.register, &table);
    let notice = format!(
        "示例数据声明：本报告所用统计数据和名录属性均为程序生成的虚构示例，不是{}或任何地方的真实统计，\
         只有镇村名称和区划代码是真实的；安置区、园区和景区也是虚构的。\n",
        county.name
    );
    let mut files = vec![
        SeedFile { path: format!("{}/NOTICE.txt", county.folder), bytes: notice.into_bytes() },
        register.file(county, &table),
        figures::county(county, &table),
    ];
    files.extend(figures::shorter(county, &table, &register));
    files.extend(figures::places(county, &table, &register));
    files
}
