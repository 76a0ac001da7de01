//! The operating income of village collectives, 2020 to 2025.

use super::super::SeedFile;
use super::super::random::Random;
use super::super::table::{Table, decimal, full_width, with_thousands};
use super::roster::{Roster, Village};
use super::{NOTE, path};

/// Income in units of 0.01万元 (100元).
type Hundreds = i64;

const INDICATOR: &str = "集体经济经营性收入";

/// How a village stands at the end of 2025.
#[derive(Clone, Copy)]
enum Class {
    Rich,
    Middle,
    Low,
    Short,
    Silent,
}

/// Returns the file.
pub fn file(roster: &Roster) -> SeedFile {
    let header = ["指标", "code", "地区", "时期", "数值", "计量单位", "status", "note"];
    let mut table = Table::new(&path("村集体经济2020-2025（示例数据）.csv"), &header);
    let mut random = Random::new(5_10_50);
    let mut villages: Vec<&Village> = roster.villages.iter().filter(|village| village.has_collective).collect();
    let mut classes = classes(&mut random);
    villages.sort_by(|left, right| left.code.cmp(&right.code));
    for (position, village) in villages.iter().enumerate() {
        let Some(class) = classes.pop() else { break };
        let income = course(class, &mut random);
        for (year, value) in (2020..).zip(income) {
            let text = if year == 2025 && matches!(class, Class::Silent) {
                ["", "—", "缺"].get(position % 3).unwrap_or(&"").to_owned().to_owned()
            } else {
                value.map_or_else(String::new, |value| written(village, value))
            };
            let unit = if is_in_yuan(village) { "元" } else { "万元" };
            let period = year.to_string();
            table.row(&[INDICATOR, &village.code, &village.address(), &period, &text, unit, "", NOTE]);
        }
    }
    awkward(&mut table);
    table.utf8()
}

/// Rows that are there twice: a conflict, a revision, and the same figure in two units.
fn awkward(table: &mut Table) {
    let mut row = |place: &str, period: &str, text: &str, unit: &str, status: &str| {
        table.row(&[INDICATOR, "", place, period, text, unit, status, NOTE]);
    };
    row("双桥镇/四坪村", "2023", "3.00", "万元", "初步");
    row("四坪村", "2024", "11.11", "万元", "");
    row("高滩镇/关庙村", "2020", "0.50", "万元", "初步");
    row("东木镇/关庙村", "2020", "0.50", "万元", "初步");
    row("红椿镇/白兔村", "2021", "1.20", "万元", "初步");
}

/// 19 rich, 131 in the middle, 22 low, one short of the floor, three that did not report for 2025.
fn classes(random: &mut Random) -> Vec<Class> {
    let counts = [(Class::Rich, 19), (Class::Middle, 131), (Class::Low, 22), (Class::Short, 1), (Class::Silent, 3)];
    let mut all: Vec<Class> = counts.into_iter().flat_map(|(class, n)| std::iter::repeat_n(class, n)).collect();
    random.shuffle(&mut all);
    all
}

fn course(class: Class, random: &mut Random) -> Vec<Option<Hundreds>> {
    let last: Hundreds = match class {
        Class::Rich => random.between(50_00, 96_00),
        Class::Middle => middle(random),
        Class::Low => random.between(5_05, 9_98),
        Class::Short => 4_86,
        Class::Silent => random.between(6_00, 30_00),
    };
    let starts_empty = matches!(class, Class::Low) && random.between(1, 5) == 1;
    let shares = [random.between(18, 34), random.between(38, 46), random.between(58, 66), random.between(70, 76)];
    let mut values: Vec<Option<Hundreds>> = shares.into_iter().map(|share| Some(last * share / 100)).collect();
    values.push(Some(last * random.between(84, 92) / 100));
    values.push(Some(last));
    if starts_empty && let Some(first) = values.first_mut() {
        *first = Some(0);
    }
    values
}

/// Most villages of the middle class stand near its lower end; a few just below the next class.
fn middle(random: &mut Random) -> Hundreds {
    match random.between(1, 20) {
        1 => random.between(48_00, 49_98),
        2..=5 => random.between(24_00, 45_00),
        _ => random.between(10_00, 24_00),
    }
}

fn is_in_yuan(village: &Village) -> bool {
    matches!(village.town.as_str(), "双安镇" | "毛坝镇")
}

/// Writes the figure as its town does: in 元 with separators, in full width, or plainly.
fn written(village: &Village, value: Hundreds) -> String {
    if is_in_yuan(village) {
        return with_thousands(&(value * 100).to_string());
    }
    let text = decimal(value, 2);
    if village.town == "瓦庙镇" { full_width(&text) } else { text }
}
