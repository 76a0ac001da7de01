//! The names in schemes (考核办法) and lights (亮灯).

use super::{NameRole, UseFinder};
use crate::syntax::tree::{
    Entry, EntryLine, Lights, LightsLine, MethodWord, Only, Scheme, SchemeLine, SchemePart, Veto,
};

impl UseFinder {
    pub(super) fn scheme(&mut self, scheme: &Scheme) {
        self.text(&scheme.name, NameRole::SchemeDeclared);
        scheme.lines.iter().for_each(|l| self.scheme_line(l));
        scheme.parts.iter().for_each(|p| self.scheme_part(p));
    }

    fn scheme_line(&mut self, line: &SchemeLine) {
        match line {
            SchemeLine::Subjects { level, filter, except } => {
                self.name(level, NameRole::Level);
                filter.iter().for_each(|e| self.expr(e));
                except.iter().for_each(|p| self.path(p));
            }
            SchemeLine::Full(quantity)
            | SchemeLine::Floor(quantity)
            | SchemeLine::BonusCap(quantity)
            | SchemeLine::MalusCap(quantity) => {
                self.quantity(quantity);
            }
            SchemeLine::Grouped(expr) => self.expr(expr),
            SchemeLine::Class(class) => {
                self.text(&class.name, NameRole::Grade);
                class.limits.iter().for_each(|(_, q)| self.quantity(q));
            }
            SchemeLine::Veto(veto) => self.veto(veto),
            SchemeLine::Plan(plan) => self.text(plan, NameRole::PlanMeant),
            SchemeLine::Period(_)
            | SchemeLine::Precision(_)
            | SchemeLine::Ranking(..)
            | SchemeLine::Ties(..)
            | SchemeLine::Inapplicable(..)
            | SchemeLine::MissingAsZero(_)
            | SchemeLine::Note(_) => {}
        }
    }

    fn veto(&mut self, veto: &Veto) {
        self.names(&veto.rules, NameRole::RuleMeant);
        veto.condition.iter().for_each(|e| self.expr(e));
        self.text(&veto.grade, NameRole::Grade);
    }

    pub(super) fn scheme_part(&mut self, part: &SchemePart) {
        match part {
            SchemePart::Section(section) => {
                section.points.iter().for_each(|q| self.quantity(q));
                section.only.iter().for_each(|o| self.only(o));
                section.entries.iter().for_each(|e| self.entry(e));
            }
            SchemePart::Entry(entry) => self.entry(entry),
        }
    }

    fn only(&mut self, only: &Only) {
        match only {
            Only::Places(places) => places.iter().for_each(|p| self.path(p)),
            Only::Condition(expr) => self.expr(expr),
        }
    }

    fn entry(&mut self, entry: &Entry) {
        entry.points.iter().for_each(|q| self.quantity(q));
        entry.lines.iter().for_each(|l| self.entry_line(l));
    }

    fn entry_line(&mut self, line: &EntryLine) {
        match line {
            EntryLine::Rules(names, _) => self.names(names, NameRole::RuleMeant),
            EntryLine::Led(all, _) => all.iter().filter_map(|l| l.share.as_ref()).for_each(|q| self.quantity(q)),
            // No role stands for a scheme that is meant: its name is looked up by whoever scores.
            EntryLine::TotalOf(_) | EntryLine::Entered(_) => {}
            EntryLine::Measure(expr) | EntryLine::Best(expr) | EntryLine::Worst(expr) => self.expr(expr),
            EntryLine::Goal(kind, _) | EntryLine::Nothing(kind, _) => self.target_kind(kind),
            EntryLine::GoalMean { weight, plus, .. } => {
                weight.iter().for_each(|e| self.expr(e));
                plus.iter().for_each(|q| self.quantity(q));
            }
            EntryLine::Method(method, _) => self.method(method),
            EntryLine::Start(quantity) | EntryLine::Floor(quantity) | EntryLine::Cap(quantity) => {
                self.quantity(quantity);
            }
            EntryLine::Step(step) => {
                let most = step.most.iter().map(|(_, q)| q);
                [&step.length, &step.points].into_iter().chain(most).for_each(|q| self.quantity(q));
            }
            EntryLine::Place(place) => place.points.iter().for_each(|q| self.quantity(q)),
            EntryLine::Band(kind, points, _) => {
                kind.iter().for_each(|k| self.target_kind(k));
                self.quantity(points);
            }
            EntryLine::Case(expr, points, _) => {
                self.expr(expr);
                self.quantity(points);
            }
            EntryLine::Only(only, _) => self.only(only),
            EntryLine::HighestOnly(_)
            | EntryLine::Unclamped(_)
            | EntryLine::LowerBetter(_)
            | EntryLine::Ties(..)
            | EntryLine::Inapplicable(..)
            | EntryLine::MissingAsZero(_)
            | EntryLine::Precision(_)
            | EntryLine::Note(_) => {}
        }
    }

    fn method(&mut self, method: &MethodWord) {
        match method {
            MethodWord::Efficacy(Some((start, rest))) => {
                self.quantity(start);
                self.quantity(rest);
            }
            MethodWord::Rescale(points) => self.quantity(points),
            MethodWord::Efficacy(None)
            | MethodWord::Met
            | MethodWord::Proportion
            | MethodWord::Direct
            | MethodWord::ToFirst => {}
        }
    }

    pub(super) fn lights(&mut self, lights: &Lights) {
        lights.name.iter().for_each(|n| self.text(n, NameRole::SchemeDeclared));
        for line in &lights.lines {
            match line {
                LightsLine::Rules(names) => self.names(names, NameRole::RuleMeant),
                LightsLine::Plan(plan) => self.text(plan, NameRole::PlanMeant),
                LightsLine::Light { when, .. } => when.iter().for_each(|e| self.expr(e)),
                LightsLine::Frequency(..) | LightsLine::InOrder(_) | LightsLine::Note(_) => {}
            }
        }
    }
}
