//! Offices: for each the rules that it answers for.

use serde::Serialize;

use super::scene::Scene;
use super::tally::{Tile, tiles};
use crate::view::counts::Counts;
use dabiao_lang::model::Verdict;

/// An office.
#[derive(Debug, Serialize)]
pub(super) struct OfficeView {
    pub(super) at: usize,
    pub(super) name: String,
    tiles: Vec<Tile>,
    /// Its rules by position, the worst first.
    rules: Vec<usize>,
}

/// Returns the offices, in the order of the rules.
pub(super) fn views(scene: &Scene<'_>) -> Vec<OfficeView> {
    let of_office = |(at, office): (usize, &std::sync::Arc<str>)| {
        let own = scene.view.rules.iter().filter(|j| j.offices().contains(office));
        let mut own: Vec<(Verdict, usize)> = own.map(|j| (j.judgement.verdict, j.row)).collect();
        let counts = Counts::of_verdicts(own.iter().map(|(v, _)| *v));
        own.sort_unstable();
        OfficeView {
            at,
            name: office.to_string(),
            tiles: tiles(scene, &counts),
            rules: own.into_iter().map(|(_, rule)| rule).collect(),
        }
    };
    scene.view.offices.iter().enumerate().map(of_office).collect()
}
