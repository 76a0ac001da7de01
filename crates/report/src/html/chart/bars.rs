//! One horizontal bar, stacked from counts; widths in percent, so that it fits any page.

use std::fmt::Write as _;

use crate::html::page::escape;
use dabiao_lang::model::{Exact, Rounding};

/// A stretch of a bar.
#[derive(Debug, Clone)]
pub(crate) struct Stretch<'a> {
    /// The class that colours it.
    pub(crate) class: &'a str,
    /// The sign that tells it apart without colour.
    pub(crate) sign: &'a str,
    /// The word.
    pub(crate) word: &'a str,
    /// How many.
    pub(crate) count: usize,
}

/// The share of a bar below which a stretch carries its sign alone, in percent.
const LEAST_COUNTED: i64 = 7;
/// The least width of a stretch, in thousandths of the bar: a sign has room in it, so that none is told by colour alone.
const LEAST_WIDTH: i64 = 22;

/// Returns the bar of some counts; `scale` is the count that fills the whole width.
pub(crate) fn bar(name: &str, stretches: &[Stretch<'_>], scale: usize) -> String {
    let present: Vec<&Stretch<'_>> = stretches.iter().filter(|s| s.count > 0).collect();
    let told: Vec<String> = present.iter().map(|s| format!("{} {}", s.word, s.count)).collect();
    let label = escape(&format!("{name}: {}", told.join(", ")));
    let mut out = format!("<svg class=\"bar\" role=\"img\" aria-label=\"{label}\" width=\"100%\" height=\"24\">");
    let mut x = Exact::ZERO;
    for (s, width) in present.iter().zip(widths(&present, scale)) {
        let _ = write!(
            out,
            "<g class=\"b-{}\"><title>{} {}</title><rect x=\"{}%\" y=\"1\" width=\"{}%\" height=\"22\"/>",
            s.class,
            escape(s.word),
            s.count,
            x.to_text(),
            width.to_text()
        );
        let middle = (&x + &(&width * &Exact::ratio(1, 2))).round(3, Rounding::HalfUp);
        let count = if width >= Exact::from(LEAST_COUNTED) { format!(" {}", s.count) } else { String::new() };
        let _ = write!(out, "<text x=\"{}%\" y=\"17\">{}{count}</text></g>", middle.to_text(), s.sign);
        x = &x + &width;
    }
    out.push_str("</svg>");
    out
}

/// Widths in percent: as the counts, but none below the least; what that takes, the wide ones give.
fn widths(present: &[&Stretch<'_>], scale: usize) -> Vec<Exact> {
    let least = Exact::ratio(i128::from(LEAST_WIDTH), 10);
    let mut all: Vec<Exact> = present.iter().map(|s| percent(s.count, scale)).collect();
    let lacking = all.iter().filter(|w| **w < least).fold(Exact::ZERO, |sum, w| &sum + &(&least - w));
    // Twice the least, so that who gives does not fall below it.
    let is_wide = |w: &Exact| *w > &least + &least;
    let spare = all.iter().filter(|w| is_wide(w)).fold(Exact::ZERO, |sum, w| &sum + &(w - &least));
    let given = lacking.checked_div(&spare).unwrap_or(Exact::ZERO).min(Exact::ONE);
    for width in &mut all {
        if *width < least {
            *width = least.clone();
        } else if is_wide(width) {
            *width = (&*width - &(&(&*width - &least) * &given)).round(3, Rounding::HalfUp);
        }
    }
    all
}

fn percent(part: usize, whole: usize) -> Exact {
    Exact::ratio(part as i128 * 100, (whole as i128).max(1)).round(3, Rounding::HalfUp)
}
