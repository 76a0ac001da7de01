//! The places where they lie: shapes where a map file gives them, else a disc at the coordinates of the roster.
//!
//! Laid out in whole numbers; the sign stands in every place, so that no colour is needed to read it.

use std::fmt::Write as _;

use super::outline::{Outline, Point};
use super::{Wall, marks};
use crate::html::page::escape;
use crate::words::say;

const WIDTH: i64 = 1000;
const EDGE: i64 = 50;
/// Names are written where there are no more places than this; more would stand on each other.
const MOST_NAMED: usize = 60;

/// Where degrees stand on the picture.
struct Frame {
    west: i64,
    north: i64,
    /// Millionths of a degree of latitude to one unit of the picture.
    scale: i64,
    /// The cosine of the middle latitude, in thousandths: a degree of longitude is so much shorter.
    shrink: i64,
    height: i64,
}

impl Frame {
    fn around(all: &[(usize, &Outline)]) -> Option<Self> {
        let points = || all.iter().flat_map(|(_, o)| o.points());
        let (west, east) = (points().map(|p| p.east).min()?, points().map(|p| p.east).max()?);
        let (south, north) = (points().map(|p| p.north).min()?, points().map(|p| p.north).max()?);
        let shrink = cosine((south + north) / 2);
        let (wide, high) = ((east - west) * shrink / 1000, north - south);
        let scale = (wide / (WIDTH - 2 * EDGE)).max(high / (WIDTH - 2 * EDGE)).max(1);
        Some(Self { west, north, scale, shrink, height: high / scale + 2 * EDGE })
    }

    fn at(&self, p: Point) -> (i64, i64) {
        ((p.east - self.west) * self.shrink / 1000 / self.scale + EDGE, (self.north - p.north) / self.scale + EDGE)
    }
}

/// Returns the map; `None` where fewer than two places say where they lie.
pub(super) fn svg(wall: &Wall<'_, '_>, outlines: &[Option<Outline>]) -> Option<String> {
    let all: Vec<(usize, &Outline)> =
        outlines.iter().enumerate().filter_map(|(at, o)| o.as_ref().map(|o| (at, o))).collect();
    if all.len() < 2 {
        return None;
    }
    let frame = Frame::around(&all)?;
    let lang = wall.scene.lang();
    let mut out = format!(
        "<h3>{0}</h3>\n<svg class=\"map\" role=\"group\" aria-label=\"{0}\" viewBox=\"0 0 {WIDTH} {1}\">\n",
        say(lang, "地图", "Map"),
        frame.height
    );
    let is_named = all.len() <= MOST_NAMED;
    for (at, outline) in &all {
        place(wall, (*at, outline), (&frame, is_named), &mut out);
    }
    out.push_str("</svg>\n");
    let n_unknown = outlines.len() - all.len();
    if n_unknown > 0 {
        let text = match lang {
            dabiao_lang::diag::Lang::Zh => format!("另有 {n_unknown} 个地方没有坐标，见下面各地一览"),
            dabiao_lang::diag::Lang::En => format!("{n_unknown} more places do not say where they lie; they are below"),
        };
        let _ = writeln!(out, "<p class=\"faint\">{text}</p>");
    }
    Some(out)
}

fn place(wall: &Wall<'_, '_>, (at, outline): (usize, &Outline), (frame, is_named): (&Frame, bool), out: &mut String) {
    let (standing, name) = (wall.standing(at), escape(&wall.name(at)));
    let (x, y) = frame.at(outline.middle());
    let _ = write!(
        out,
        "<a class=\"spot v-{}\" href=\"{}\" {}><title>{name}</title>",
        standing.class,
        wall.address(at),
        marks(wall, at),
    );
    match outline {
        Outline::Spot(_) => {
            let _ = write!(out, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{}\"/>", if is_named { 17 } else { 9 });
        }
        Outline::Shape(rings) => {
            let ring = |ring: &Vec<Point>| {
                let points: Vec<String> = ring.iter().map(|p| frame.at(*p)).map(|(x, y)| format!("{x} {y}")).collect();
                format!("M{}Z", points.join("L"))
            };
            let _ = write!(out, "<path d=\"{}\"/>", rings.iter().map(ring).collect::<String>());
        }
    }
    if is_named {
        let _ = write!(
            out,
            "<text class=\"sign\" x=\"{x}\" y=\"{}\">{}</text><text x=\"{x}\" y=\"{}\">{name}</text>",
            y + 6,
            standing.sign,
            y + 36
        );
    }
    out.push_str("</a>\n");
}

/// The cosine of a latitude in thousandths, from a table of every five degrees.
fn cosine(latitude: i64) -> i64 {
    const TABLE: [i64; 19] =
        [1000, 996, 985, 966, 940, 906, 866, 819, 766, 707, 643, 574, 500, 423, 342, 259, 174, 87, 1];
    let step = usize::try_from((latitude.abs() + 2_500_000) / 5_000_000).unwrap_or(0);
    TABLE.get(step).copied().unwrap_or(1)
}
