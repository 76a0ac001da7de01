//! The tables of tasks and the rosters that belong to rules: which files they are, and who reads the tables. Rosters are
//! read with the data; here it is only seen that they are there.
//!
//! This crate reads no tables: whoever loads rules hands in a [`TableReader`], the ordinary reader of statistics being one. A
//! table obeys the same fence as `use`. INVARIANT: a table that was not read is an error; it never looks like an empty one.

use rustc_hash::FxHashMap;

use super::fence::Fence;
use super::paths::beside;
use crate::diag::{Both, Diagnostic, ModelProblem, Problem, failure};
use crate::model::{AssignedFrom, IndicatorId, Model, RosterFile, Schema, SetFigure, reads};
use crate::source::{Files, Span};
use crate::syntax::tree::{self, Item, Tree};

/// Reads the figures of one indicator from a table beside the rules.
pub type TableReader = fn(&dyn Files, &str, (&Schema, IndicatorId)) -> TableRead;

/// What came of reading a table.
#[derive(Debug, Default)]
pub struct TableRead {
    /// The figures, in any order.
    pub figures: Vec<SetFigure>,
    /// What was found wrong in the table.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads nothing: for one text that has no files beside it.
pub(super) fn unread(_: &dyn Files, path: &str, _: (&Schema, IndicatorId)) -> TableRead {
    let why = Both::new("规则只是一段文字，旁边没有文件", "the rules are one text without files beside it");
    let problem = ModelProblem::AssignedMissing { path: path.to_owned(), why };
    TableRead { figures: Vec::new(), diagnostics: vec![Diagnostic::new(crate::diag::Place::Nowhere, problem)] }
}

/// The tables that a rule set names: the path of each, or why it is not read.
#[derive(Debug, Default)]
pub(super) struct Tables {
    paths: FxHashMap<Span, Result<String, ModelProblem>>,
    /// The rosters that plans name, in the order of the files.
    rosters: Vec<(Span, Result<String, ModelProblem>)>,
}

impl Tables {
    /// Finds the tables that a file names.
    pub(super) fn add(&mut self, tree: &Tree, file: &str, fence: Option<&Fence<'_>>) {
        self.add_items(&tree.items, file, fence);
    }

    fn add_items(&mut self, items: &[Item], file: &str, fence: Option<&Fence<'_>>) {
        for item in items {
            match item {
                Item::Group(group) => self.add_items(&group.items, file, fence),
                // A text that is in no file has nothing beside it: whoever holds it hands in the roster, too.
                Item::Plan(plan) if fence.is_some() => {
                    for field in &plan.fields {
                        let tree::PlanField::Roster(text) = field else { continue };
                        let path = beside(file, text.text.trim());
                        let refused = fence.and_then(|f| f.keeps_out(&path));
                        self.rosters.push((text.span, refused.map_or(Ok(path), Err)));
                    }
                }
                Item::Indicator(indicator) => {
                    for field in &indicator.fields {
                        let tree::IndicatorField::Assigned(assigned) = field else { continue };
                        let tree::AssignedFrom::File(text) = &assigned.from else { continue };
                        let path = beside(file, text.text.trim());
                        let refused = fence.and_then(|f| f.keeps_out(&path));
                        let read = refused.map_or(Ok(path), Err);
                        self.paths.insert(text.span, read);
                    }
                }
                _ => {}
            }
        }
    }

    /// Returns the files that were found.
    pub(super) fn files(&self) -> impl Iterator<Item = &String> {
        self.paths.values().filter_map(|p| p.as_ref().ok())
    }

    /// Reads the tables into a model; a rule that reads a table with an error cannot be judged.
    pub(super) fn fill(&self, model: &mut Model, files: &dyn Files, reader: TableReader) -> Vec<Diagnostic> {
        let mut all = self.name_rosters(model, files);
        for idx in 0..model.schema.indicators.len() {
            let id = IndicatorId(idx as u32);
            let Some(assigned) = model.schema.indicator(id).and_then(|i| i.assigned.as_ref()) else { continue };
            if let Some(problem) = assigned.error.clone() {
                give_to_readers(model, id, &problem);
                continue;
            }
            let AssignedFrom::File(_, span) = assigned.from else { continue };
            let read = match self.paths.get(&span) {
                Some(Ok(path)) => read(files, (path, span), (&model.schema, id), reader),
                Some(Err(why)) => {
                    TableRead { diagnostics: vec![Diagnostic::at(span, why.clone())], ..Default::default() }
                }
                None => unread(files, "", (&model.schema, id)),
            };
            let found = settle(model, id, span, read);
            let error = found.iter().find(|d| d.is_error()).map(|d| d.problem.clone());
            if let Some(problem) = error {
                give_to_readers(model, id, &problem);
            }
            all.extend(found);
        }
        all
    }
}

impl Tables {
    /// Puts the rosters into the model, each once; one that is not there is told where it is named.
    fn name_rosters(&self, model: &mut Model, files: &dyn Files) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for (span, path) in &self.rosters {
            match path {
                Ok(path) => {
                    if model.schema.rosters.iter().any(|r| *r.path == **path) {
                        continue;
                    }
                    if let Err(why) = files.open(path) {
                        let problem = ModelProblem::RosterUnreadable { path: path.clone(), why: failure(&why) };
                        found.push(Diagnostic::at(*span, problem));
                    }
                    // What is not there is kept: whoever judges must not do without it unawares.
                    model.schema.rosters.push(RosterFile { path: path.as_str().into(), span: *span });
                }
                Err(why) => found.push(Diagnostic::at(*span, why.clone())),
            }
        }
        found
    }
}

fn read(files: &dyn Files, (path, span): (&str, Span), of: (&Schema, IndicatorId), reader: TableReader) -> TableRead {
    let is_unread = std::ptr::fn_addr_eq(reader, unread as TableReader);
    if let (false, Err(why)) = (is_unread, files.read(path)) {
        let problem = ModelProblem::AssignedMissing { path: path.to_owned(), why: failure(&why) };
        return TableRead { figures: Vec::new(), diagnostics: vec![Diagnostic::at(span, problem)] };
    }
    let mut read = reader(files, path, of);
    if read.figures.is_empty() && !read.diagnostics.iter().any(Diagnostic::is_error) {
        let name = of.0.indicator(of.1).map_or_else(String::new, |i| i.name.to_string());
        let problem = ModelProblem::AssignedEmpty { path: path.to_owned(), name };
        read.diagnostics.push(Diagnostic::at(span, problem));
    }
    read
}

/// Puts the figures into the indicator; what has no place of its own is reported where the table is named.
fn settle(model: &mut Model, id: IndicatorId, span: Span, read: TableRead) -> Vec<Diagnostic> {
    let mut found = read.diagnostics;
    for diagnostic in &mut found {
        if diagnostic.place == crate::diag::Place::Nowhere {
            diagnostic.place = crate::diag::Place::Span(span);
        }
    }
    let slot = model.schema.indicators.get_mut(id.0 as usize).and_then(|i| i.assigned.as_mut());
    let again = slot.map(|assigned| assigned.set(read.figures)).unwrap_or_default();
    found.extend(again.into_iter().map(|figure| {
        let (entity, period) = (figure.path(), figure.period.to_string());
        let problem = ModelProblem::AssignedTwice { entity, period };
        Diagnostic::new(figure.place, problem).label(span, Both::new("任务表在这里引用", "the table is named here"))
    }));
    found
}

/// Gives a problem to every rule that reads an indicator, itself or through formulas.
fn give_to_readers(model: &mut Model, id: IndicatorId, problem: &Problem) {
    let schema = &model.schema;
    for rule in &mut model.rules {
        if reads::of_rule(schema, rule).contains(&id) {
            rule.errors.push(problem.clone());
        }
    }
}
