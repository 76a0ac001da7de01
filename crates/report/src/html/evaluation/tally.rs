//! Counts of verdicts, as numbers and as a bar.

use std::fmt::Write as _;

use serde::Serialize;

use super::in_address;
use super::scene::{Scene, VerdictView};
use crate::html::chart::bars::{Stretch, bar};
use crate::view::counts::Counts;

/// One verdict and how many rules came to it.
#[derive(Debug, Serialize)]
pub(super) struct Tile {
    verdict: VerdictView,
    count: usize,
}

/// Returns how many there are of each verdict that occurs.
pub(super) fn tiles(scene: &Scene<'_>, counts: &Counts) -> Vec<Tile> {
    counts.present().map(|(v, count)| Tile { verdict: scene.verdict(v), count }).collect()
}

/// Returns the tiles as HTML, each leading to the rules that it counts under one choice of a filter.
pub(super) fn tiles_html(scene: &Scene<'_>, counts: &Counts, (key, value): (&str, &str)) -> String {
    let mut out = String::from("<ul class=\"tiles\">\n");
    let value = in_address(value);
    for tile in tiles(scene, counts) {
        let VerdictView { key: verdict, sign, word, .. } = tile.verdict;
        let _ = writeln!(
            out,
            "<li><a class=\"tile t-{verdict}\" href=\"#view=rules&amp;{key}={value}&amp;verdict={verdict}\"><b>{}</b><span>{sign} {word}</span></a></li>",
            tile.count
        );
    }
    out.push_str("</ul>\n");
    out
}

/// Returns the bar of some verdicts.
pub(super) fn bar_of(scene: &Scene<'_>, name: &str, counts: &Counts, scale: usize) -> String {
    let tiles = tiles(scene, counts);
    let stretch =
        |t: &Tile| Stretch { class: t.verdict.key, sign: t.verdict.sign, word: t.verdict.word, count: t.count };
    bar(name, &tiles.iter().map(stretch).collect::<Vec<_>>(), scale)
}
