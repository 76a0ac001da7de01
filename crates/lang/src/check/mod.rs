//! Model to rule set: types, units and kinds checked, and reasoning over targets.
//!
//! [`load`] goes all the way from paths. [`check`] takes a model: `unify` learns the units of undeclared indicators,
//! `types` and its kin find what cannot be judged, `lint` what is probably not meant; what stands is translated into the
//! core ([`RuleSet::meaning`]). INVARIANT: a rule whose `errors` are empty can be evaluated and has statements in the core.

mod expr;
mod fence;
mod given;
mod indicator;
mod lights;
pub mod lint;
mod load;
mod paths;
mod plain;
pub mod reason;
mod rule;
mod scheme;
mod show;
mod tables;
mod time;
mod types;
mod unify;
mod weight;

use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;
use rustc_hash::FxHashSet;

pub use load::{Library, Loaded, Purpose, Version, load, load_text, load_with};
pub use paths::beside;
pub use tables::{TableRead, TableReader};

use self::lint::census::Census;
use self::types::{Checker, Pass};
use crate::core::{Core, Meaning, Names};
use crate::diag::{CheckProblem, Diagnostic, Place};
use crate::model::{Allow, IndicatorId, Model};
use crate::source::FileId;

/// A model that has been checked: every rule without errors is sound; the others are `invalid` with their reasons.
#[derive(Debug, Clone)]
pub struct RuleSet {
    model: Model,
    /// What it means; made when it is first asked for, since judging alone needs no identities.
    meant: OnceLock<Arc<(Core, Meaning)>>,
}

impl RuleSet {
    /// Returns the model; rules whose `errors` are not empty must not be evaluated.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Returns a part of a checked model as a rule set of its own; what its rules use must be in its schema.
    pub fn of_checked(model: Model) -> Self {
        Self { model, meant: OnceLock::new() }
    }

    fn meant(&self) -> &(Core, Meaning) {
        self.meant.get_or_init(|| {
            let mut core = Core::default();
            let names = Names::declared(&mut core, &self.model.schema);
            let meaning = Meaning::of(&mut core, &self.model, &names);
            Arc::new((core, meaning))
        })
    }

    /// Returns what the rules mean: statements of sound rules over the ids of [`RuleSet::core`].
    pub fn meaning(&self) -> &Meaning {
        &self.meant().1
    }

    /// Returns the core in which [`RuleSet::meaning`] has its ids.
    pub fn core(&self) -> &Core {
        &self.meant().0
    }

    /// Returns the digest of what the rules mean: SHA-256 in hexadecimal, independent of layout, comments and paths.
    pub fn digest(&self) -> String {
        self.meaning().digest()
    }

    /// Returns the `allow`s that no longer count on a day, of files and of rules, in file order.
    pub fn lapsed(&self, day: NaiveDate) -> impl Iterator<Item = &Allow> {
        let of_rules = self.model.rules.iter().flat_map(|r| r.allows.iter());
        self.model.allows.iter().chain(of_rules).filter(move |a| a.until.is_some_and(|until| until < day))
    }
}

/// Checks a model: learns what undeclared indicators are, then types everything, then looks for what is not meant.
///
/// The findings are not sorted; errors are kept in the rules that they concern as well.
pub fn check(model: Model) -> (RuleSet, Vec<Diagnostic>) {
    let (rules, mut diagnostics) = sound(model);
    if !errors_come_first(&rules.model, &mut diagnostics) {
        plain::run(&rules.model, &mut diagnostics);
        diagnostics.extend(lint::run(&rules.model, None));
        silence(&rules, &mut diagnostics);
    }
    (rules, diagnostics)
}

/// Returns what needs reasoning over several rules, for rules that were loaded without it, with the numbers of a roster where
/// there is one: together with what loading found, everything that [`check`] finds, and what only a roster tells.
pub fn reason(rules: &RuleSet, census: Option<&dyn Census>) -> Vec<Diagnostic> {
    if has_too_many_errors(&rules.model) {
        return Vec::new();
    }
    let mut found = lint::run(&rules.model, census);
    silence(rules, &mut found);
    found
}

/// How many rules may have errors before nothing but errors is looked for: nobody reads two notes on each of a hundred
/// thousand rules that say nothing yet, and they take longer to find and more room than the errors.
const MAX_FAULTY: usize = 1_000;

fn n_faulty(model: &Model) -> usize {
    model.rules.iter().filter(|r| !r.errors.is_empty()).count()
}

fn has_too_many_errors(model: &Model) -> bool {
    n_faulty(model) > MAX_FAULTY
}

/// Says that only errors were looked for, where too many rules have any.
fn errors_come_first(model: &Model, out: &mut Vec<Diagnostic>) -> bool {
    if !has_too_many_errors(model) {
        return false;
    }
    let n_faulty = n_faulty(model);
    out.retain(Diagnostic::is_error);
    let problem = CheckProblem::ErrorsFirst { n_rules: n_faulty as u64, limit: MAX_FAULTY as u64 };
    out.push(Diagnostic::new(Place::Nowhere, problem));
    true
}

/// Checks a model without looking for what is probably not meant: for those who only evaluate. The rules are the same.
pub fn check_to_evaluate(model: Model) -> (RuleSet, Vec<Diagnostic>) {
    let (rules, mut diagnostics) = sound(model);
    if !errors_come_first(&rules.model, &mut diagnostics) {
        plain::run(&rules.model, &mut diagnostics);
        silence(&rules, &mut diagnostics);
    }
    (rules, diagnostics)
}

/// Types everything: what can be judged is known afterwards, what is probably not meant is not.
fn sound(mut model: Model) -> (RuleSet, Vec<Diagnostic>) {
    let schema = std::mem::take(&mut model.schema);
    let mut checker = Checker::new(&schema);
    checker.schemes = model.schemes.iter().map(|s| s.name.clone()).collect();
    let order = checker.formula_cycles();
    checker.formulas(&order);
    for rule in &mut model.rules {
        checker.rule(rule);
    }
    model.schemes.iter_mut().for_each(|s| checker.scheme(s));
    checker.pass = Pass::Report;
    checker.declarations();
    checker.formulas(&order);
    for rule in &mut model.rules {
        checker.rule(rule);
    }
    for audit in &mut model.audits {
        checker.audit(audit);
    }
    for test in &mut model.tests {
        checker.test(test);
    }
    model.schemes.iter_mut().for_each(|s| checker.scheme(s));
    model.lights.iter_mut().for_each(|l| checker.lights(l));
    let learned: Vec<_> = (0..schema.indicators.len()).map(|n| checker.conclusion(IndicatorId(n as u32))).collect();
    let mut diagnostics = checker.out;
    model.schema = schema;
    for (indicator, (unit, kind)) in model.schema.indicators.iter_mut().zip(learned) {
        indicator.unit = indicator.unit.take().or(unit);
        indicator.kind = indicator.kind.take().or(kind);
    }
    scheme::run(&mut model, &mut diagnostics);
    lights::run(&mut model, &mut diagnostics);
    (RuleSet::of_checked(model), diagnostics)
}

/// Drops warnings and hints that a file or a rule silences; errors are never silenced.
pub fn silence(rules: &RuleSet, diagnostics: &mut Vec<Diagnostic>) {
    let model = &rules.model;
    let has_rule_allows = model.rules.iter().any(|r| !r.allows.is_empty());
    if model.allows.is_empty() && !has_rule_allows {
        return;
    }
    let of_files: FxHashSet<(FileId, &str)> = model.allows.iter().map(|a| (a.span.file, &*a.code)).collect();
    let with_allows = model.rules.iter().filter(|r| !r.allows.is_empty());
    let of_rules: FxHashSet<(&str, &str)> =
        with_allows.flat_map(|r| r.allows.iter().map(|a| (&*r.id, &*a.code))).collect();
    let is_silent = |d: &Diagnostic| match d.place {
        Place::Span(span) => {
            of_files.contains(&(span.file, d.code())) || d.rules.iter().any(|id| of_rules.contains(&(&**id, d.code())))
        }
        _ => false,
    };
    diagnostics.retain(|d| d.is_error() || !is_silent(d));
}
