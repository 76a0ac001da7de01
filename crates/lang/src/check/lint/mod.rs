//! Findings that need reasoning over several rules: one file for each family, named for what it finds.
//!
//! Takes a model whose types are checked, gives warnings; a lint never makes a rule invalid. To add one, write
//! `lint/<name>.rs` with a function of the shape [`Lint`], list it in `LINTS`, and put its words into `diag/lint.rs`.
//! INVARIANT: a contradiction or an implication is reported only where [`mod@super::reason`] has proved it.

mod average;
mod bands;
mod base;
pub mod census;
mod cite;
mod contradiction;
mod dates;
mod exceptions;
mod growth;
mod implied;
mod limited;
mod lookalikes;
mod names;
mod parts;
mod product;
mod roster;
mod sides;
mod tasks;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use self::census::Census;
use self::cite::Key;

use super::reason::ids::Ids;
use super::reason::obligation::{self, Obligations};
use super::reason::solve::{self, Found};
use crate::diag::Diagnostic;
use crate::model::Model;

/// What lints look at.
#[derive(Debug)]
pub struct Context<'a> {
    /// The rules.
    pub model: &'a Model,
    /// What is what in them.
    pub ids: &'a Ids<'a>,
    /// Their targets as demands on figures.
    pub obligations: Obligations,
    /// What follows from them.
    pub found: Found,
    /// The obligations of each target.
    by_target: BTreeMap<Key, Vec<usize>>,
    /// Targets of which a lint has said in its own words why they are idle.
    explained: RefCell<BTreeSet<Key>>,
}

/// A lint: looks at everything and adds what it finds.
pub type Lint = fn(&Context<'_>, &mut Vec<Diagnostic>);

/// All lints, in the order in which they run: those that explain in their own words come before `implied`.
const LINTS: &[Lint] = &[
    contradiction::run,
    parts::run,
    growth::levels,
    growth::totals,
    average::run,
    implied::run,
    dates::milestones,
    dates::same_demand,
    dates::before_issue,
    base::run,
    bands::run,
    exceptions::run,
    product::run,
    names::run,
    lookalikes::run,
    tasks::run,
    limited::run,
];

/// Runs every lint; with a roster also those that need one. `average-total` is then said with its numbers only.
pub fn run(model: &Model, census: Option<&dyn Census>) -> Vec<Diagnostic> {
    let ids = Ids::new(&model.schema);
    let ctx = Context::new(&ids, model);
    let mut out = Vec::new();
    for lint in LINTS {
        lint(&ctx, &mut out);
    }
    if let Some(census) = census {
        out.retain(|d| d.code() != "average-total");
        roster::run(&ctx, census, &mut out);
    }
    out
}

impl<'a> Context<'a> {
    fn new(ids: &'a Ids<'a>, model: &'a Model) -> Self {
        let obligations = obligation::of(ids, model);
        let found = solve::solve(ids, model, &obligations);
        let mut by_target: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (idx, obligation) in obligations.all.iter().enumerate() {
            by_target.entry(Key::of(obligation)).or_default().push(idx);
        }
        Context { model, ids, obligations, found, by_target, explained: RefCell::default() }
    }
}
