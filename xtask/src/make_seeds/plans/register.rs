//! The roster of a county: real names and codes, invented attributes and invented settlements.

use super::super::SeedFile;
use super::super::table::{Table as Csv, decimal};
use super::chance;
use super::course::{Course, Line, Table, at};
use super::{County, NOTE};

/// An entity.
pub struct Place {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its level or label: 县, 镇, 行政村, 社区, 安置区.
    pub level: String,
    /// The code of the place above.
    pub parent: String,
    /// The name by which reports call it: with its town where the name alone is not unique.
    pub address: String,
    /// Whether it is invented, name included.
    pub is_invented: bool,
}

impl Place {
    /// Returns whether a line about `level` is about this place: 村 means villages and communities, 镇 also 乡.
    pub fn is_of(&self, level: &str) -> bool {
        match level {
            "村" => matches!(self.level.as_str(), "行政村" | "社区"),
            "镇" => matches!(self.level.as_str(), "镇" | "乡" | "街道"),
            _ => self.level == level,
        }
    }
}

/// All entities of a county.
pub struct Register {
    /// They, in the order of the register, the invented ones last.
    pub places: Vec<Place>,
}

impl Register {
    /// Reads the register and adds the invented places.
    pub fn read(text: &str, table: &Table) -> Self {
        let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
        let n_named = |wanted: &str| rows.iter().filter(|cells| cells.get(1) == Some(&wanted)).count();
        let mut places: Vec<Place> = Vec::new();
        for cells in &rows {
            let &[code, name, level, parent, parent_name] = cells.as_slice() else { continue };
            let is_plain = n_named(name) == 1;
            places.push(Place {
                code: code.into(),
                name: name.into(),
                level: level.into(),
                parent: parent.into(),
                address: if is_plain { name.into() } else { format!("{parent_name}/{name}") },
                is_invented: false,
            });
        }
        let towns: Vec<String> =
            places.iter().filter(|place| place.is_of("镇")).map(|town| town.code.clone()).collect();
        for (level, number) in &table.extra {
            for (index, town) in (1..=*number).zip(towns.iter().cycle()) {
                let name = format!("示例{level}{index:02}");
                places.push(Place {
                    code: format!("{level}{index:02}"),
                    address: name.clone(),
                    name,
                    level: level.clone(),
                    parent: town.clone(),
                    is_invented: true,
                });
            }
        }
        Self { places }
    }

    /// Returns the places that a line is about, in order.
    pub fn of<'a>(&'a self, level: &str) -> Vec<&'a Place> {
        self.places.iter().filter(|place| place.is_of(level)).collect()
    }

    /// Returns the roster as a file.
    pub fn file(&self, county: &County, table: &Table) -> SeedFile {
        let mut header = vec!["code", "name", "level", "parent"];
        header.extend(table.attributes.iter().map(|line| line.name.as_str()));
        header.push("note");
        let mut csv = Csv::new(&format!("{}/名录.csv", county.folder), &header);
        let mut above = String::new();
        for place in outside(table) {
            let level = if place.ends_with('省') { "省" } else { "市" };
            let mut cells = vec![place.clone(), place.clone(), level.to_owned(), above];
            cells.resize(header.len() - 1, String::new());
            cells.push("比较用，数值虚构".to_owned());
            csv.row(&cells);
            above = place;
        }
        let columns: Vec<Vec<String>> = table.attributes.iter().map(|line| self.attribute(line)).collect();
        for (index, place) in self.places.iter().enumerate() {
            let parent = if place.level == "县" { above.clone() } else { place.parent.clone() };
            let mut cells = vec![place.code.clone(), place.name.clone(), place.level.clone(), parent];
            cells.extend(columns.iter().map(|column| column.get(index).cloned().unwrap_or_default()));
            cells.push(if place.is_invented { NOTE } else { "名称和代码真实，属性虚构" }.to_owned());
            csv.row(&cells);
        }
        csv.utf8()
    }

    /// Returns the cells of an attribute, one for each place, empty where it has no meaning.
    fn attribute(&self, line: &Line) -> Vec<String> {
        let n = self.of(&line.level).len();
        let mut ranks = chance::ranks(n, &line.name).into_iter();
        let mut cell = |place: &Place| {
            if !place.is_of(&line.level) {
                // What only a village can be, a community is not; elsewhere the attribute has no meaning.
                let is_plain_no =
                    line.level == "行政村" && place.level == "社区" && matches!(line.course, Course::Share(_));
                return if is_plain_no { "否".to_owned() } else { String::new() };
            }
            let rank = ranks.next().unwrap_or(0);
            let percent = i64::try_from(rank * 100 / n.max(1)).unwrap_or(0);
            match &line.course {
                Course::Share(points) => {
                    let share = at(points, 0).map_or(0, |share| share.digits);
                    if percent < share { "是" } else { "否" }.to_owned()
                }
                Course::Grades(grades) => pick(grades, percent),
                Course::Between(low, high, _) => {
                    // By place alone, so that households and people of one settlement are in proportion.
                    let part = chance::below(1000, &["attribute", &place.code]);
                    decimal(low.digits + (high.digits - low.digits) * part / 1000, low.places)
                }
                Course::Each(text) => text.clone(),
            }
        };
        self.places.iter().map(&mut cell).collect()
    }
}

/// Returns the places outside the county that the table names, each once, the widest first.
fn outside(table: &Table) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (place, ..) in &table.county {
        if !place.is_empty() && !names.contains(place) {
            names.push(place.clone());
        }
    }
    names.sort_by_key(|name| !name.ends_with('省'));
    names
}

/// Returns the grade at a percentage of the way through the shares.
pub fn pick(grades: &[(String, i64)], percent: i64) -> String {
    let mut bound = 0;
    for (grade, share) in grades {
        bound += share;
        if percent < bound {
            return grade.clone();
        }
    }
    grades.last().map(|(grade, _)| grade.clone()).unwrap_or_default()
}
