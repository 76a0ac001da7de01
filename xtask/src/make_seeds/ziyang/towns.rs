//! What the towns report: by year in a wide table, and some by month, quarter and half-year.

use super::super::SeedFile;
use super::super::random::Random;
use super::super::table::Table;
use super::roster::{Roster, Town};
use super::{NOTE, path};

const HEADER: [&str; 25] = [
    "单位名称",
    "年份",
    "产业致富带头人数（名）",
    "党校巡回培训轮次（次）",
    "镇空编缺员数（名）",
    "镇挂职干部数（名）",
    "镇专职党务干部数（名）",
    "镇党建办公室",
    "镇干部健康体检次数（次）",
    "镇小食堂",
    "镇小厕所",
    "镇小澡堂",
    "镇小图书室",
    "镇小文体活动室",
    "镇周转房",
    "镇新发展农村党员数（名）",
    "镇新发展年轻农村党员数（名）",
    "镇管理体制改革完成",
    "镇一窗受理一站办理",
    "平安志愿服务团队数（个）",
    "村规民约备案履行机制",
    "镇公共文化设施",
    "镇引进企业数（家）",
    "口粮田面积（亩）",
    "note",
];

/// Returns the yearly figures; `口粮田面积` is a column that no rule asks for.
pub fn yearly(roster: &Roster) -> SeedFile {
    let mut table = Table::new(&path("镇级年度指标（示例数据）.csv"), &HEADER);
    let mut random = Random::new(17);
    for town in &roster.towns {
        for year in 2021..=2025 {
            table.row(&row(town, year, &mut random));
        }
    }
    table.utf8()
}

fn row(town: &Town, year: i64, random: &mut Random) -> Vec<String> {
    let name = town.name.as_str();
    let leaders = random.between(9, 13) * (year - 2020) + random.between(22, 34);
    let vacancies = match (name, year) {
        ("界岭镇", 2023) => 2,
        ("瓦庙镇", 2023) => 1,
        (_, 2021) => random.between(2, 7),
        (_, 2022) => random.between(0, 3),
        _ => 0,
    };
    let seconded = i64::from(town.is_heavy || random.between(1, 4) == 1);
    let staff = if name == "东木镇" && year == 2025 { "-".to_owned() } else { random.between(2, 4).to_string() };
    let members = random.between(6, 14);
    let young = members - random.between(1, members / 2);
    let enterprises = if name == "界岭镇" { 0 } else { (year - 2021).min(1) + i64::from(year >= 2024) };
    let flag = |value: bool| if value { "是" } else { "否" }.to_owned();
    vec![
        town.name.clone(),
        year.to_string(),
        leaders.to_string(),
        "1".to_owned(),
        vacancies.to_string(),
        seconded.to_string(),
        staff,
        flag(year >= 2022),
        "1".to_owned(),
        flag(true),
        flag(true),
        flag(year >= 2023 && name != "麻柳镇"),
        flag(year >= 2022),
        flag(year >= 2022),
        flag(year >= 2024),
        members.to_string(),
        young.to_string(),
        flag(year >= 2023),
        flag(year >= 2024),
        random.between(1, 3).to_string(),
        flag(year >= 2022),
        flag(true),
        enterprises.to_string(),
        random.between(2_000, 9_000).to_string(),
        NOTE.to_owned(),
    ]
}

/// Returns the figures of shorter periods.
pub fn monthly(roster: &Roster) -> SeedFile {
    let header = ["indicator", "entity", "period", "value", "unit", "note"];
    let mut table = Table::new(&path("镇级月度季度指标（示例数据）.csv"), &header);
    for town in &roster.towns {
        let mut row = |indicator: &str, period: &str, text: &str| {
            table.row(&[indicator, &town.name, period, text, "次", NOTE]);
        };
        for (year, month) in (2021..=2025).flat_map(|year| (1..=12).map(move |month| (year, month))) {
            let trained = match (town.name.as_str(), year) {
                ("双桥镇", 2023) => month == 12,
                _ => month == 6 || month == 11,
            };
            row("镇党委农村党员集中培训次数", &format!("{year}-{month:02}"), if trained { "1" } else { "0" });
        }
        for (year, half) in (2022..=2025).flat_map(|year| (1..=2).map(move |half| (year, half))) {
            row("大型普法活动次数", &format!("{year}H{half}"), "1");
        }
        for (year, quarter) in (2022..=2025).flat_map(|year| (1..=4).map(move |quarter| (year, quarter))) {
            let is_silent = town.name == "洄水镇" && (year, quarter) == (2024, 3);
            row("道德评议次数", &format!("{year}Q{quarter}"), if is_silent { "" } else { "1" });
        }
    }
    table.utf8()
}
