//! Where places lie: coordinates in columns of the roster (经度 and 纬度), or shapes of a GeoJSON file.
//!
//! Degrees are kept in millionths (a tenth of a metre), so that a picture is laid out in whole numbers.

use serde_json::Value;

use dabiao_data::{EntityId, Roster};

/// What columns of coordinates are called, east and north.
const EAST: [&str; 6] = ["经度", "东经", "lon", "lng", "longitude", "经度坐标"];
const NORTH: [&str; 5] = ["纬度", "北纬", "lat", "latitude", "纬度坐标"];
/// Properties of a feature that name its place.
const NAMES: [&str; 10] = ["code", "代码", "adcode", "区划代码", "name", "名称", "NAME", "NAME_CHN", "title", "id"];

/// A point, in millionths of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    pub(super) east: i64,
    pub(super) north: i64,
}

/// Where a place lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outline {
    /// Its seat.
    Spot(Point),
    /// Its rings, the holes among them.
    Shape(Vec<Vec<Point>>),
}

impl Outline {
    pub(super) fn points(&self) -> Box<dyn Iterator<Item = Point> + '_> {
        match self {
            Outline::Spot(p) => Box::new(std::iter::once(*p)),
            Outline::Shape(rings) => Box::new(rings.iter().flatten().copied()),
        }
    }

    /// Where its name stands: the middle of its longest ring.
    pub(super) fn middle(&self) -> Point {
        match self {
            Outline::Spot(p) => *p,
            Outline::Shape(rings) => {
                let ring = rings.iter().max_by_key(|r| r.len()).map_or(&[][..], Vec::as_slice);
                let (mut east, mut north) = (ring.iter().map(|p| p.east), ring.iter().map(|p| p.north));
                let half = |all: &mut dyn Iterator<Item = i64>| {
                    let (least, most) = all.fold((i64::MAX, i64::MIN), |(l, m), x| (l.min(x), m.max(x)));
                    if least > most { 0 } else { least + (most - least) / 2 }
                };
                Point { east: half(&mut east), north: half(&mut north) }
            }
        }
    }
}

/// Returns where each place lies as columns of the roster say it.
pub(in crate::html) fn of_roster(roster: &Roster, places: &[EntityId]) -> Vec<Option<Outline>> {
    let column = |names: &[&str]| {
        let is_one = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
        roster.attributes.iter().find(|a| is_one(&a.name))
    };
    let (Some(east), Some(north)) = (column(&EAST), column(&NORTH)) else { return vec![None; places.len()] };
    let at = |id: &EntityId| {
        let text = |a: &dabiao_data::Attribute| a.values.get(id.0 as usize).cloned();
        let point = Point { east: degrees(&text(east)?, 180)?, north: degrees(&text(north)?, 90)? };
        Some(Outline::Spot(point))
    };
    places.iter().map(at).collect()
}

/// The shapes of a GeoJSON file with the names and codes that they are known by.
#[derive(Debug, Clone)]
pub struct MapFile(Vec<(Vec<String>, Outline)>);

impl MapFile {
    /// Reads a GeoJSON file; `None` where it is none, or has no shape.
    pub fn read(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let features = value.get("features")?.as_array()?;
        let named = |feature: &Value, key: &str| {
            let property = feature.get("properties").and_then(|p| p.get(key)).or_else(|| feature.get(key));
            property.and_then(|v| v.as_str().map(str::to_owned).or_else(|| v.as_i64().map(|n| n.to_string())))
        };
        let all: Vec<(Vec<String>, Outline)> = features
            .iter()
            .filter_map(|f| {
                Some((NAMES.iter().filter_map(|k| named(f, k)).collect(), f.get("geometry").and_then(geometry)?))
            })
            .collect();
        (!all.is_empty()).then_some(Self(all))
    }

    /// Gives each of some places its shape; `place` finds one by name or code.
    pub(in crate::html) fn place_into(&self, outlines: &mut [Option<Outline>], place: &dyn Fn(&str) -> Option<usize>) {
        for (names, outline) in &self.0 {
            let found = names.iter().find_map(|n| place(n));
            if let Some(slot) = found.and_then(|at| outlines.get_mut(at)) {
                *slot = Some(outline.clone());
            }
        }
    }
}

fn geometry(value: &Value) -> Option<Outline> {
    let coordinates = value.get("coordinates")?;
    let rings = |polygon: &Value| -> Vec<Vec<Point>> {
        let all = polygon.as_array().into_iter().flatten();
        all.map(|ring| ring.as_array().into_iter().flatten().filter_map(point).collect()).collect()
    };
    let shape = |rings: Vec<Vec<Point>>| {
        let rings: Vec<Vec<Point>> = rings.into_iter().filter(|r| r.len() > 2).collect();
        (!rings.is_empty()).then_some(Outline::Shape(rings))
    };
    match value.get("type")?.as_str()? {
        "Point" => point(coordinates).map(Outline::Spot),
        "Polygon" => shape(rings(coordinates)),
        "MultiPolygon" => shape(coordinates.as_array()?.iter().flat_map(rings).collect()),
        _ => None,
    }
}

fn point(value: &Value) -> Option<Point> {
    let part = |at: usize| value.get(at).filter(|v| v.is_number()).map(ToString::to_string);
    Some(Point { east: degrees(&part(0)?, 180)?, north: degrees(&part(1)?, 90)? })
}

/// Reads `109.5312`, `109.5312°` or `E109.5312` as millionths of a degree; `None` for anything else or beyond `most`.
fn degrees(text: &str, most: i64) -> Option<i64> {
    let text =
        text.trim().trim_start_matches(['E', 'N', 'e', 'n']).trim_end_matches(['°', 'E', 'N', 'e', 'n', '度']).trim();
    let (is_negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || !is_number(whole) || !is_number(rest) {
        return None;
    }
    let digits: String = rest.chars().chain("000000".chars()).take(6).collect();
    let value = whole.parse::<i64>().ok()? * 1_000_000 + digits.parse::<i64>().ok()?;
    (value <= most * 1_000_000).then_some(if is_negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_read_to_the_millionth_or_not_at_all() {
        let all = ["109.5312", "109.5312°", "E109.53", "-73.9", "32", "181", "32°15'", "", "1e2", "abc"];
        let read = all.map(|t| degrees(t, 180));
        let some = [Some(109_531_200), Some(109_531_200), Some(109_530_000), Some(-73_900_000), Some(32_000_000)];
        assert_eq!(read[..5], some);
        assert!(read[5..].iter().all(Option::is_none), "{read:?}");
    }

    #[test]
    fn shapes_find_their_places_by_code_or_name() {
        let text = r#"{"type":"FeatureCollection","features":[
            {"type":"Feature","properties":{"name":"甲镇"},"geometry":{"type":"Polygon","coordinates":[[[109.0,32.0],[109.1,32.0],[109.1,32.2],[109.0,32.0]]]}},
            {"type":"Feature","properties":{"adcode":12},"geometry":{"type":"Point","coordinates":[109.3,32.1]}},
            {"type":"Feature","properties":{"name":"外镇"},"geometry":{"type":"Point","coordinates":[1,2]}}]}"#;
        let place = |name: &str| ["甲镇", "12", "丙镇"].iter().position(|p| *p == name);
        let mut all = vec![None; 3];
        MapFile::read(text).map(|m| m.place_into(&mut all, &place)).unwrap_or_default();
        assert!(matches!(&all[..], [Some(Outline::Shape(rings)), Some(Outline::Spot(_)), None] if rings.len() == 1));
        assert_eq!(all.iter().flatten().next().map(|o| o.middle().north), Some(32_100_000));
        assert!(MapFile::read("[1]").is_none() && MapFile::read("{\"features\":[]}").is_none());
    }
}
