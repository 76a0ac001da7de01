//! Figures that a rule file sets: `任务 2025 { 东门镇: 3亿元; 西门镇 2026: 2亿元 }`.

use std::sync::Arc;

use super::context::Context;
use crate::diag::{Both, Cell, Diagnostic, ModelProblem, Place};
use crate::model::{Assigned, AssignedFrom, EntityRef, Indicator, Kind, SetFigure};
use crate::syntax::tree;

impl Context<'_> {
    /// Says of an indicator that its figures are set; those of a file are read later.
    pub(super) fn assigned(&mut self, tree: &tree::Assigned, i: &mut Indicator) {
        let name = i.name.to_string();
        if i.formula.is_some() {
            return self.at(tree.span, ModelProblem::AssignedFormula { name });
        }
        if matches!(i.kind, Some(Kind::Flag | Kind::Grade(_) | Kind::Text)) {
            return self.at(tree.span, ModelProblem::AssignedNotNumber { name });
        }
        let mark = self.mark();
        let (from, figures) = match &tree.from {
            tree::AssignedFrom::Data => (AssignedFrom::Data, Vec::new()),
            tree::AssignedFrom::File(text) => (AssignedFrom::File(Arc::from(text.text.trim()), text.span), Vec::new()),
            tree::AssignedFrom::Table(date, figures) => {
                let read = figures.iter().filter_map(|f| self.set_figure(f, *date, i)).collect();
                (AssignedFrom::Table, read)
            }
        };
        let mut assigned = Assigned { from, figures: Vec::new(), error: None, span: tree.span };
        for again in assigned.set(figures) {
            let first = assigned.figures.iter().find(|f| f.period == again.period && f.path() == again.path());
            if let (Place::Span(span), Some(Place::Span(before))) = (&again.place, first.map(|f| &f.place)) {
                let (entity, period) = (again.path(), again.period.to_string());
                let words = Both::new("这里已经定了一次", "set here already");
                let problem = ModelProblem::AssignedTwice { entity, period };
                self.report(Diagnostic::at(*span, problem).label(*before, words));
            }
        }
        let found = self.diagnostics.get(mark..).unwrap_or_default();
        assigned.error = found.iter().find(|d| d.is_error()).map(|d| d.problem.clone());
        i.assigned = Some(assigned);
    }

    fn set_figure(
        &mut self,
        tree: &tree::SetFigure,
        of_table: Option<tree::Date>,
        i: &mut Indicator,
    ) -> Option<SetFigure> {
        let Some(date) = tree.date.or(of_table) else {
            let written = self.text(tree.span).trim().to_owned();
            self.at(tree.span, ModelProblem::AssignedNoPeriod { written });
            return None;
        };
        let period = self.period(date)?;
        let entity = tree.entity.as_ref().map(|p| self.entity(p)).or_else(|| self.only_region());
        let quantity = self.quantity(&tree.value);
        let fits = match (&i.unit, &quantity.unit) {
            (Some(own), Some(unit)) => own.is_bare() == unit.is_bare() && own.dim.unify(&unit.dim).is_some(),
            (Some(own), None) => own.is_bare(),
            (None, _) => true,
        };
        if let (false, Some(unit)) = (fits, &i.unit) {
            let (written, unit) = (self.text(tree.value.span).trim().to_owned(), unit.symbol.to_string());
            self.at(tree.value.span, ModelProblem::AssignedUnit { written, name: i.name.to_string(), unit });
            return None;
        }
        if i.unit.is_none() {
            i.unit.clone_from(&quantity.unit);
        }
        let source = self.sources.get(tree.span.file);
        let cell = source.map(|s| {
            let at = s.position(tree.span.start);
            Cell { file: s.name().to_owned(), sheet: None, row: at.line, column: at.column }
        });
        Some(SetFigure { entity, period, quantity, place: Place::Span(tree.span), cell: cell.unwrap_or_default() })
    }

    /// Returns the region of the plans, where they agree on one.
    fn only_region(&self) -> Option<EntityRef> {
        let mut regions = self.model.plans.iter().filter_map(|p| p.region.as_ref());
        let first = regions.next()?;
        regions.all(|r| r.parts == first.parts).then(|| first.clone())
    }
}
