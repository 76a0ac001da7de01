//! A line as small as a word: where a figure came from, beside the figure.

use crate::html::page::escape;
use crate::number::shown;
use dabiao_lang::model::Exact;

/// Figures of one line at most, the last ones.
pub(crate) const MOST_DOTS: usize = 12;

const WIDTH: i64 = 64;
const HEIGHT: i64 = 16;
const EDGE: i64 = 3;

/// Returns the line of some figures with their periods; `None` where there are fewer than two.
pub(crate) fn line(dots: &[(String, &Exact)], unit: &str) -> Option<String> {
    let [first, .., last] = dots else { return None };
    let (low, high) = (dots.iter().map(|d| d.1).min()?, dots.iter().map(|d| d.1).max()?);
    let span = high - low;
    let at = |n: usize, value: &Exact| {
        let x = EDGE + (WIDTH - 2 * EDGE) * n as i64 / (dots.len() as i64 - 1);
        let share = (value - low).checked_div(&span).unwrap_or(Exact::ratio(1, 2));
        let up = (&share * &Exact::from(HEIGHT - 2 * EDGE)).floor().to_i64().unwrap_or(0);
        (x, HEIGHT - EDGE - up)
    };
    let places: Vec<(i64, i64)> = dots.iter().enumerate().map(|(n, (_, value))| at(n, value)).collect();
    let path: Vec<String> = places.iter().map(|(x, y)| format!("{x} {y}")).collect();
    let (x, y) = places.last()?;
    let told = |d: &(String, &Exact)| format!("{} {}{unit}", d.0, shown(d.1, &[]));
    let label = escape(&format!("{} → {}", told(first), told(last)));
    Some(format!(
        "<svg class=\"spark\" role=\"img\" aria-label=\"{label}\" width=\"{WIDTH}\" height=\"{HEIGHT}\"><title>{label}</title>\
         <path d=\"M{}\"/><circle cx=\"{x}\" cy=\"{y}\" r=\"2.5\"/></svg>",
        path.join("L")
    ))
}
