//! Offices: for each the rules that it answers for.

use serde::Serialize;

use super::scene::Scene;
use super::tally::{Tile, tiles};
use crate::evaluation::summary::offices;
use dabiao_lang::model::Verdict;

/// An office.
#[derive(Debug, Serialize)]
pub(super) struct OfficeView {
    at: usize,
    name: String,
    tiles: Vec<Tile>,
    /// Its rules by position, the worst first.
    rules: Vec<usize>,
}

/// Returns the offices, in the order of the rules.
pub(super) fn views(scene: &Scene<'_>) -> Vec<OfficeView> {
    let of_office = |(at, office): (usize, &std::sync::Arc<str>)| {
        let own = scene.judged.iter().enumerate().filter(|(_, j)| offices(j.rule).contains(office));
        let mut own: Vec<(Verdict, usize)> = own.map(|(rule, j)| (j.judgement.verdict, rule)).collect();
        let verdicts: Vec<Verdict> = own.iter().map(|(v, _)| *v).collect();
        own.sort_unstable();
        OfficeView {
            at,
            name: office.to_string(),
            tiles: tiles(scene, &verdicts),
            rules: own.into_iter().map(|(_, rule)| rule).collect(),
        }
    };
    scene.offices.iter().enumerate().map(of_office).collect()
}
