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

/// The share of a bar below which a stretch carries no text, in percent.
const LEAST_LABELLED: i64 = 7;

/// Returns the bar of some counts; `scale` is the count that fills the whole width.
pub(crate) fn bar(name: &str, stretches: &[Stretch<'_>], scale: usize) -> String {
    let told: Vec<String> =
        stretches.iter().filter(|s| s.count > 0).map(|s| format!("{} {}", s.word, s.count)).collect();
    let label = escape(&format!("{name}: {}", told.join(", ")));
    let mut out = format!("<svg class=\"bar\" role=\"img\" aria-label=\"{label}\" width=\"100%\" height=\"24\">");
    let mut before = 0_usize;
    for s in stretches.iter().filter(|s| s.count > 0) {
        let (x, width) = (percent(before, scale), percent(s.count, scale));
        let _ = write!(
            out,
            "<g class=\"b-{}\"><title>{} {}</title><rect x=\"{}%\" y=\"1\" width=\"{}%\" height=\"22\"/>",
            s.class,
            escape(s.word),
            s.count,
            x.to_text(),
            width.to_text()
        );
        if width >= Exact::from(LEAST_LABELLED) {
            let middle = (&x + &(&width * &Exact::ratio(1, 2))).round(3, Rounding::HalfUp);
            let _ = write!(out, "<text x=\"{}%\" y=\"17\">{} {}</text>", middle.to_text(), s.sign, s.count);
        }
        out.push_str("</g>");
        before += s.count;
    }
    out.push_str("</svg>");
    out
}

fn percent(part: usize, whole: usize) -> Exact {
    Exact::ratio(part as i128 * 100, (whole as i128).max(1)).round(3, Rounding::HalfUp)
}
