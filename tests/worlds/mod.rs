//! Small worlds: a rule file whose comments hold the day, the roster and the statistics.
//!
//! `// as of 2025-12-31` is the day of judgement; `// --- NAME.csv` begins a table, one row a comment line.

use chrono::NaiveDate;

pub struct World {
    pub as_of: NaiveDate,
    pub tables: Vec<(String, String)>,
}

pub fn world(text: &str) -> World {
    let mut world = World { as_of: NaiveDate::MAX, tables: Vec::new() };
    for line in text.lines().map_while(|l| l.strip_prefix("//")).map(str::trim) {
        if let Some(day) = line.strip_prefix("as of ") {
            world.as_of = day.parse().unwrap();
        } else if let Some(name) = line.strip_prefix("--- ") {
            world.tables.push((format!("data/{name}"), String::new()));
        } else if let Some((_, table)) = world.tables.last_mut() {
            table.push_str(line);
            table.push('\n');
        }
    }
    world
}
