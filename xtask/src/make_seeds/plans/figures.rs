//! The figures: the county's by year, those of shorter periods, and wide tables for each level.

use super::super::SeedFile;
use super::super::table::{Table as Csv, decimal};
use super::chance;
use super::course::{Course, Decimal, Line, Table, at};
use super::register::{Place, Register, pick};
use super::{County, NOTE};

const LONG: [&str; 6] = ["indicator", "entity", "period", "value", "unit", "note"];

/// Returns the yearly figures of the county, and those of wider places that its rules compare it with.
pub fn county(county: &County, table: &Table) -> SeedFile {
    let mut csv = Csv::new(&format!("{}/县级年度指标（示例数据）.csv", county.folder), &LONG);
    for (place, name, unit, points) in &table.county {
        let entity = if place.is_empty() { county.name } else { place };
        for year in county.first..=county.last {
            let period = year.to_string();
            let text = match (table.single(name, entity, &period), at(points, year)) {
                (Some(text), _) => text.to_owned(),
                (None, Some(value)) if unit == "是非" => if value.digits == 0 { "否" } else { "是" }.to_owned(),
                (None, Some(value)) => decimal(value.digits, value.places),
                (None, None) => "缺".to_owned(),
            };
            let unit = if unit == "是非" { "" } else { unit };
            csv.row(&[name.as_str(), entity, &period, &text, unit, NOTE]);
        }
    }
    csv.utf8()
}

/// Returns the figures by month, quarter and half-year, where the table has any.
pub fn shorter(county: &County, table: &Table, register: &Register) -> Option<SeedFile> {
    if table.shorter.is_empty() {
        return None;
    }
    let mut csv = Csv::new(&format!("{}/月度季度指标（示例数据）.csv", county.folder), &LONG);
    for (length, line) in &table.shorter {
        let Course::Each(value) = &line.course else { continue };
        for place in register.of(&line.level) {
            for period in (county.first + 1..=county.last).flat_map(|year| periods(length, year)) {
                let text = table.single(&line.name, &place.name, &period).unwrap_or(value);
                csv.row(&[line.name.as_str(), &place.address, &period, text, &line.unit, NOTE]);
            }
        }
    }
    Some(csv.utf8())
}

fn periods(length: &str, year: i64) -> Vec<String> {
    match length {
        "月" => (1..=12).map(|month| format!("{year}-{month:02}")).collect(),
        "季" => (1..=4).map(|quarter| format!("{year}Q{quarter}")).collect(),
        _ => (1..=2).map(|half| format!("{year}H{half}")).collect(),
    }
}

/// Returns a wide table for each level that the table has lines about.
pub fn places(county: &County, table: &Table, register: &Register) -> Vec<SeedFile> {
    let mut levels: Vec<&str> = Vec::new();
    for line in &table.places {
        if !levels.contains(&line.level.as_str()) {
            levels.push(&line.level);
        }
    }
    levels.into_iter().map(|level| wide(county, table, (level, register))).collect()
}

fn wide(county: &County, table: &Table, (level, register): (&str, &Register)) -> SeedFile {
    let lines: Vec<&Line> = table.places.iter().filter(|line| line.level == level).collect();
    let titles: Vec<String> = lines.iter().map(|line| title(line)).collect();
    let mut header = vec!["对象", "年份"];
    header.extend(titles.iter().map(String::as_str));
    header.push("note");
    let mut csv = Csv::new(&format!("{}/{level}年度指标（示例数据）.csv", county.folder), &header);
    let places = register.of(level);
    let ranks: Vec<Vec<usize>> = lines.iter().map(|line| chance::ranks(places.len(), &line.name)).collect();
    for (index, place) in places.iter().enumerate() {
        for year in county.first..=county.last {
            let mut cells = vec![place.address.clone(), year.to_string()];
            for (line, ranks) in lines.iter().zip(&ranks) {
                let rank = ranks.get(index).copied().unwrap_or(0);
                let figure = Figure { line, place, years: year - county.first, percent_of: (rank, places.len()) };
                let single = table.single(&line.name, &place.name, &year.to_string());
                cells.push(single.map_or_else(|| figure.text(year), str::to_owned));
            }
            cells.push(NOTE.to_owned());
            csv.row(&cells);
        }
    }
    csv.utf8()
}

fn title(line: &Line) -> String {
    if line.unit.is_empty() { line.name.clone() } else { format!("{}({})", line.name, line.unit) }
}

/// One cell of a wide table.
struct Figure<'a> {
    line: &'a Line,
    place: &'a Place,
    years: i64,
    percent_of: (usize, usize),
}

impl Figure<'_> {
    fn text(&self, year: i64) -> String {
        let (rank, n) = self.percent_of;
        let per_mille = i64::try_from(rank * 1000 / n.max(1)).unwrap_or(0);
        match &self.line.course {
            Course::Between(low, high, growth) => self.between((*low, *high, *growth)),
            Course::Share(points) => {
                let share = at(points, year).map_or(0, |share| share.digits * 10 / 10_i64.pow(share.places));
                if per_mille < share { "是" } else { "否" }.to_owned()
            }
            Course::Grades(grades) => pick(grades, per_mille / 10),
            Course::Each(text) => text.clone(),
        }
    }

    fn between(&self, (low, high, growth): (Decimal, Decimal, Decimal)) -> String {
        let places = low.places.max(high.places).max(growth.places);
        let digits = |value: Decimal| value.digits * 10_i64.pow(places - value.places);
        let width = digits(high) - digits(low) + 1;
        let start = digits(low) + chance::below(width, &[&self.line.name, &self.place.code]);
        decimal((start + digits(growth) * self.years).max(0), places)
    }
}
