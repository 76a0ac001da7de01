//! Counts of verdicts, as numbers and as a bar.

use serde::Serialize;

use super::scene::{Scene, VerdictView};
use crate::html::chart::bars::{Stretch, bar};
use dabiao_lang::model::Verdict;

/// One verdict and how many rules came to it.
#[derive(Debug, Serialize)]
pub(super) struct Tile {
    verdict: VerdictView,
    count: usize,
}

/// Returns how many there are of each verdict that occurs.
pub(super) fn tiles(scene: &Scene<'_>, verdicts: &[Verdict]) -> Vec<Tile> {
    let count = |v: Verdict| verdicts.iter().filter(|x| **x == v).count();
    let all = Verdict::ALL.into_iter().map(|v| Tile { verdict: scene.verdict(v), count: count(v) });
    all.filter(|t| t.count > 0).collect()
}

/// Returns the bar of some verdicts.
pub(super) fn bar_of(scene: &Scene<'_>, name: &str, verdicts: &[Verdict], scale: usize) -> String {
    let tiles = tiles(scene, verdicts);
    let stretch =
        |t: &Tile| Stretch { class: t.verdict.key, sign: t.verdict.sign, word: t.verdict.word, count: t.count };
    bar(name, &tiles.iter().map(stretch).collect::<Vec<_>>(), scale)
}
