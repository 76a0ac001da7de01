//! The roster: real codes and names, invented attributes.

use super::super::SeedFile;
use super::super::random::Random;
use super::super::table::Table;
use super::{NOTE, path};

const REGISTER: &str = include_str!("../../../../seeds/register/ziyang.csv");

const HEADER: [&str; 19] = [
    "code",
    "name",
    "level",
    "parent",
    "户数(户)",
    "脱贫村",
    "集体经济组织",
    "重点产业村",
    "乡村振兴任务重的村",
    "乡村振兴任务重的镇",
    "乡村振兴重点示范村",
    "易地搬迁安置村",
    "党组织软弱涣散村",
    "党建示范点",
    "社区类型",
    "集镇社区",
    "搬迁户数(户)",
    "搬迁人数(人)",
    "note",
];

/// A town.
pub struct Town {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether much is left to do there.
    pub is_heavy: bool,
}

/// A village or community.
#[derive(Clone)]
pub struct Village {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The name of its town.
    pub town: String,
    /// The code of its town.
    pub town_code: String,
    /// Whether it is a community rather than a village.
    pub is_community: bool,
    /// Whether it is a community of the county seat or a town seat.
    pub is_urban: bool,
    /// Whether it is a community of a town seat outside the county seat.
    pub is_town_seat: bool,
    /// Whether it has a collective economic organisation.
    pub has_collective: bool,
    /// Whether it was lifted out of poverty.
    pub was_poor: bool,
    /// Whether it is a village of key industries.
    pub is_key_industry: bool,
    /// Whether much is left to do there.
    pub is_heavy: bool,
    /// Whether settlements of relocated households lie in it.
    pub has_settlement: bool,
    /// Whether its party branch was listed as weak.
    pub is_weak: bool,
    /// Whether it is a demonstration point of party building.
    pub is_model: bool,
    /// Households.
    pub households: i64,
    /// Whether another place of the county has the same name.
    pub is_ambiguous: bool,
}

impl Village {
    /// Returns the name by which reports call it: with its town where the name alone is not unique.
    pub fn address(&self) -> String {
        if self.is_ambiguous { format!("{}/{}", self.town, self.name) } else { self.name.clone() }
    }
}

/// A settlement of relocated households (invented, name included).
pub struct Settlement {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The code of its town.
    pub town_code: String,
    /// Households.
    pub households: i64,
    /// People.
    pub people: i64,
}

/// Everybody who reports.
pub struct Roster {
    /// The towns.
    pub towns: Vec<Town>,
    /// Villages and communities.
    pub villages: Vec<Village>,
    /// Settlements.
    pub settlements: Vec<Settlement>,
}

impl Roster {
    /// Reads the register and invents the attributes.
    pub fn build() -> Self {
        let lines: Vec<Vec<&str>> = REGISTER.lines().skip(1).map(|line| line.split(',').collect()).collect();
        let mut towns = Vec::new();
        let mut villages = Vec::new();
        for cells in &lines {
            let &[code, name, level, parent, parent_name] = cells.as_slice() else { continue };
            match level {
                "镇" => towns.push(Town { code: code.to_owned(), name: name.to_owned(), is_heavy: false }),
                "行政村" | "社区" => villages.push(village(code, name, level, (parent, parent_name))),
                _ => {}
            }
        }
        let names: Vec<String> = villages.iter().map(|village| village.name.clone()).collect();
        for village in &mut villages {
            village.is_ambiguous = names.iter().filter(|name| **name == village.name).count() > 1;
        }
        let mut random = Random::new(20_211_025);
        for town in towns.iter_mut().rev().step_by(4) {
            town.is_heavy = true;
        }
        invent(&mut villages, &mut random);
        let settlements = settlements(&towns, &mut random);
        Self { towns, villages, settlements }
    }

    /// Returns the roster as a file.
    pub fn file(&self) -> SeedFile {
        let mut table = Table::new(&path("名录.csv"), &HEADER);
        let mut county = blank(["610924", "紫阳县", "县", ""]);
        put(&mut county, "note", "名称和代码真实");
        table.row(&county);
        for town in &self.towns {
            let mut cells = blank([&town.code, &town.name, "镇", "610924"]);
            put(&mut cells, "乡村振兴任务重的镇", yes_no(town.is_heavy));
            put(&mut cells, "note", "名称和代码真实，属性虚构");
            table.row(&cells);
        }
        for village in &self.villages {
            table.row(&village_row(village));
        }
        for settlement in &self.settlements {
            let mut cells = blank([&settlement.code, &settlement.name, "安置区", &settlement.town_code]);
            put(&mut cells, "搬迁户数(户)", &settlement.households.to_string());
            put(&mut cells, "搬迁人数(人)", &settlement.people.to_string());
            put(&mut cells, "note", NOTE);
            table.row(&cells);
        }
        table.utf8()
    }
}

fn village(code: &str, name: &str, level: &str, (town_code, town): (&str, &str)) -> Village {
    let is_community = level == "社区";
    let is_town_seat = is_community && name == "街道社区";
    Village {
        code: code.to_owned(),
        name: name.to_owned(),
        town: town.to_owned(),
        town_code: town_code.to_owned(),
        is_community,
        is_urban: is_town_seat || (is_community && town == "城关镇"),
        is_town_seat,
        has_collective: !is_community || name == "桂花树社区",
        was_poor: false,
        is_key_industry: false,
        is_heavy: false,
        has_settlement: false,
        is_weak: false,
        is_model: false,
        households: 0,
        is_ambiguous: false,
    }
}

/// Invents the attributes: how many of each kind, and who they are.
fn invent(villages: &mut [Village], random: &mut Random) {
    for village in villages.iter_mut() {
        village.households = if village.is_urban { random.between(700, 2400) } else { random.between(160, 780) };
    }
    mark(villages, random, 96, |village| !village.is_community, |village| village.was_poor = true);
    mark(villages, random, 30, |village| !village.is_community, |village| village.is_key_industry = true);
    mark(villages, random, 24, |village| village.was_poor, |village| village.is_heavy = true);
    mark(villages, random, 30, |village| !village.is_urban, |village| village.has_settlement = true);
    mark(villages, random, 5, |village| !village.is_urban, |village| village.is_weak = true);
    mark(villages, random, 40, |_| true, |village| village.is_model = true);
}

/// Sets an attribute for `n` of the villages that may have it.
fn mark(
    villages: &mut [Village],
    random: &mut Random,
    n: usize,
    may_have: impl Fn(&Village) -> bool,
    set: impl Fn(&mut Village),
) {
    let mut chosen: Vec<&mut Village> = villages.iter_mut().filter(|village| may_have(village)).collect();
    random.shuffle(&mut chosen);
    for village in chosen.into_iter().take(n) {
        set(village);
    }
}

fn settlements(towns: &[Town], random: &mut Random) -> Vec<Settlement> {
    let mut all = Vec::new();
    for (position, town) in towns.iter().chain(towns.iter().take(7)).enumerate() {
        let number = position + 1;
        let households = match number % 5 {
            1 => random.between(300, 620),
            2 => random.between(240, 299),
            _ => random.between(35, 220),
        };
        let people = households * random.between(28, 36) / 10;
        all.push(Settlement {
            code: format!("AZ{number:02}"),
            name: format!("示例安置区{number:02}"),
            town_code: town.code.clone(),
            households,
            people,
        });
    }
    all
}

fn village_row(village: &Village) -> Vec<String> {
    let level = if village.is_community { "社区" } else { "行政村" };
    let mut cells = blank([&village.code, &village.name, level, &village.town_code]);
    put(&mut cells, "户数(户)", &village.households.to_string());
    put(&mut cells, "脱贫村", yes_no(village.was_poor));
    put(&mut cells, "集体经济组织", yes_no(village.has_collective));
    put(&mut cells, "重点产业村", yes_no(village.is_key_industry));
    put(&mut cells, "乡村振兴任务重的村", yes_no(village.is_heavy));
    put(&mut cells, "乡村振兴重点示范村", "否");
    put(&mut cells, "易地搬迁安置村", yes_no(village.has_settlement));
    put(&mut cells, "党组织软弱涣散村", yes_no(village.is_weak));
    put(&mut cells, "党建示范点", yes_no(village.is_model));
    put(&mut cells, "社区类型", if village.is_urban { "城镇社区" } else { "农村社区" });
    put(&mut cells, "集镇社区", yes_no(village.is_town_seat));
    put(&mut cells, "note", "名称和代码真实，属性虚构");
    cells
}

fn blank(first: [&str; 4]) -> Vec<String> {
    let mut cells = vec![String::new(); HEADER.len()];
    for (cell, text) in cells.iter_mut().zip(first) {
        text.clone_into(cell);
    }
    cells
}

fn put(cells: &mut [String], column: &str, text: &str) {
    for (cell, header) in cells.iter_mut().zip(HEADER) {
        if header == column {
            text.clone_into(cell);
        }
    }
}

fn yes_no(value: bool) -> &'static str {
    if value { "是" } else { "否" }
}
