//! What villages and communities report by year, in two wide tables.

use super::super::SeedFile;
use super::super::random::Random;
use super::super::table::Table;
use super::path;
use super::roster::{Roster, Village};

const PARTY: [&str; 19] = [
    "地区",
    "年份",
    "党组织标准化等级",
    "村党组织书记学历",
    "村两委中青年成员占比(%)",
    "村两委中专高中以上占比(%)",
    "党员致富能手数(名)",
    "党务村务财务公开",
    "村两委年轻干部数(名)",
    "村两委妇女成员数(名)",
    "村级后备干部数(名)",
    "书记履职综合分析次数(次)",
    "党员致富能手最少帮带户数(户)",
    "新发展党员数(名)",
    "驻村第一书记",
    "驻村总队长数(名)",
    "书记主任一肩挑",
    "未整顿到位软弱涣散党组织",
    "note",
];

const SERVICES: [&str; 18] = [
    "地区",
    "年份",
    "社区社会组织数（个）",
    "平安积分超市",
    "社区志愿服务站",
    "党员联系群众覆盖率（%）",
    "社区辅警数（名）",
    "家长学校或家教服务站",
    "村公共文化设施",
    "农家书屋数（个）",
    "文体活动室数（个）",
    "文化活动器材套数（套）",
    "文化活动队伍数（支）",
    "文体小广场数（个）",
    "戏曲演出场次（场）",
    "文化活动开展",
    "科技特派员",
    "note",
];

/// Returns the figures of party building, in GB18030.
pub fn party(roster: &Roster) -> SeedFile {
    let mut table = Table::new(&path("村级党建指标（示例数据）.csv"), &PARTY);
    let mut random = Random::new(321);
    let ranks = ranks(roster.villages.len(), &mut random);
    let schooling = ranks_of_schooling(roster.villages.len(), &mut random);
    for (position, village) in roster.villages.iter().enumerate() {
        let rank = ranks.get(position).copied().unwrap_or(0);
        let school = schooling.get(position).copied().unwrap_or("大专");
        for year in 2021..=2025 {
            let standing = Standing { village, position, rank, school };
            table.row(&party_row(&standing, year, &mut random));
        }
    }
    table.gb18030()
}

/// A village with what was drawn for it.
struct Standing<'a> {
    village: &'a Village,
    position: usize,
    rank: usize,
    school: &'static str,
}

/// For 2025: 3 below the county's standard, 94 at it, 92 at the city's, 18 at the province's.
fn ranks(n: usize, random: &mut Random) -> Vec<usize> {
    let mut all: Vec<usize> =
        (0..n).map(|position| [3, 97, 189].iter().filter(|bound| position >= **bound).count()).collect();
    random.shuffle(&mut all);
    all
}

/// 32 below middle school, 94 with middle school, 79 with college and more, 2 that did not report.
fn ranks_of_schooling(n: usize, random: &mut Random) -> Vec<&'static str> {
    let mut all: Vec<&'static str> = (0..n)
        .map(|position| match position {
            0..32 => "初中及以下",
            32..126 => "中专高中",
            126..191 => "大专",
            191..205 => "本科及以上",
            _ => "缺",
        })
        .collect();
    random.shuffle(&mut all);
    all
}

fn party_row(standing: &Standing<'_>, year: i64, random: &mut Random) -> Vec<String> {
    let &Standing { village, position, rank, school } = standing;
    let grades = ["未认定", "县级", "市级", "省级"];
    let is_early = village.is_model && position % 5 < 3;
    let held = match year {
        2021 | 2022 => rank.min(1),
        2023 | 2024 => {
            if is_early {
                rank.max(2)
            } else {
                rank.min(1)
            }
        }
        _ => {
            if is_early {
                rank.max(2)
            } else {
                rank
            }
        }
    };
    let young =
        if year == 2021 && village.name == "营梁村" { "—".to_owned() } else { random.between(1, 2).to_string() };
    let helped = if random.between(1, 12) == 1 { "不适用".to_owned() } else { random.between(2, 4).to_string() };
    let recruits = if (position % 41 == 7) && year >= 2024 { 0 } else { i64::from(year % 2 == 0 || position % 3 == 0) };
    let must_have_team = village.was_poor || village.has_settlement || village.is_heavy || village.is_weak;
    let leaders = match (must_have_team, village.name.as_str(), year) {
        (_, "营梁村", 2025) => String::new(),
        (true, ..) => "1".to_owned(),
        (false, ..) => "0".to_owned(),
    };
    let flag = |value: bool| if value { "是" } else { "否" }.to_owned();
    vec![
        village.address(),
        year.to_string(),
        grades.get(held).copied().unwrap_or("县级").to_owned(),
        school.to_owned(),
        random.between(52, 86).to_string(),
        random.between(54, 92).to_string(),
        random.between(1, 6).to_string(),
        flag(year >= 2022),
        young,
        random.between(1, 3).to_string(),
        random.between(3, 7).to_string(),
        "1".to_owned(),
        helped,
        recruits.to_string(),
        flag(must_have_team),
        leaders,
        flag(!village.is_urban || position % 4 != 0),
        flag(false),
        "虚构示例".to_owned(),
    ]
}

/// Returns the figures of governance, culture and technical advice.
pub fn services(roster: &Roster) -> SeedFile {
    let mut table = Table::new(&path("村级治理与文化指标（示例数据）.csv"), &SERVICES);
    let mut random = Random::new(365);
    for (position, village) in roster.villages.iter().enumerate() {
        for year in 2021..=2025 {
            table.row(&services_row((position, village), year, &mut random));
        }
    }
    table.utf8()
}

fn services_row((position, village): (usize, &Village), year: i64, random: &mut Random) -> Vec<String> {
    let organisations = match (village.is_urban, village.name.as_str()) {
        (true, "西关社区") => 9,
        (true, _) => random.between(6, 8) + year - 2021,
        (false, _) => random.between(3, 5) + (year - 2021) / 2,
    };
    let has_volunteers = if village.is_town_seat { position % 6 != 1 } else { position % 2 == 0 };
    let contact = match year {
        2025 if position % 53 == 5 => "缺".to_owned(),
        2025 => "100".to_owned(),
        _ => random.between(86, 99).to_string(),
    };
    let plaza =
        if year == 2025 && village.name == "新坪垭村" { 0 } else { i64::from(year >= 2023 || position % 3 == 0) };
    let opera = if year == 2022 && position % 10 == 3 { 0 } else { random.between(1, 2) };
    let has_school = if village.is_urban { position % 11 != 0 || year < 2021 } else { position % 6 != 2 };
    let adviser = match (village.is_key_industry, year) {
        (true, 2025) if position % 17 == 4 => String::new(),
        (true, _) => if year >= 2023 { "是" } else { "否" }.to_owned(),
        (false, _) => "否".to_owned(),
    };
    let flag = |value: bool| if value { "是" } else { "否" }.to_owned();
    vec![
        village.address(),
        year.to_string(),
        organisations.to_string(),
        flag(year >= 2023 || position % 2 == 0),
        flag(has_volunteers),
        contact,
        i64::from(village.is_community).to_string(),
        flag(has_school),
        flag(year >= 2022),
        "1".to_owned(),
        "1".to_owned(),
        random.between(1, 2).to_string(),
        "1".to_owned(),
        plaza.to_string(),
        opera.to_string(),
        flag(true),
        adviser,
        "虚构示例".to_owned(),
    ]
}
