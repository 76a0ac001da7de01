//! Whether rules and documents agree: figures, deadlines and offices against the cited sections, and what no rule carries.
//!
//! `place` finds the section that a cite means, `reread` reads the place again and compares field by field, `facts` looks for
//! the figures of rules that name no place, and `coverage` asks
//! the other way round. INVARIANT: a document is only read; nothing is guessed where a cite leads nowhere.

mod coverage;
mod facts;
mod place;
pub(crate) mod reread;
pub(crate) mod told;

use crate::CiteProblem;
use crate::document::Document;
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::{Both, Diagnostic};
use dabiao_lang::model::{ExprKind, Model, Period, Quantity, Rule, SetFigure, Statement, Target, Time, print, walk};
use dabiao_lang::source::{FileId, SourceMap, Span};

pub use coverage::{Coverage, Missing};
use facts::Facts;
use place::{Cited, Library};
use reread::{Field, Where};
use told::{Exported, Told};

/// What came of comparing rules with documents.
#[derive(Debug)]
pub struct Checked {
    /// The texts of rules and documents, for showing places.
    pub sources: SourceMap,
    /// Where they disagree.
    pub findings: Vec<Diagnostic>,
    /// What no rule carries, one entry for each plan of each document that some rule cites.
    pub coverage: Vec<Coverage>,
}

/// Compares rules with documents.
pub fn check(loaded: &Loaded, documents: &[Document]) -> Checked {
    let mut sources = loaded.sources.clone();
    let library = Library::of(documents, &mut sources);
    let told = Exported::of(loaded);
    let mut checker = Checker {
        library: &library,
        told: &told,
        model: loaded.rules.model(),
        findings: Vec::new(),
        cited: Vec::new(),
    };
    let model = loaded.rules.model();
    for rule in &model.rules {
        let plan = rule.plan.and_then(|p| model.plans.get(p.0 as usize));
        checker.rule(rule, plan);
    }
    let Checker { findings, cited, .. } = checker;
    let coverage = coverage::of(&library, model, &cited);
    Checked { sources, findings, coverage }
}

struct Checker<'a> {
    library: &'a Library<'a>,
    /// The rules as the contract exports them.
    told: &'a Exported,
    model: &'a Model,
    findings: Vec<Diagnostic>,
    /// Which rule cites which part of which document.
    cited: Vec<(usize, usize, String)>,
}

impl Checker<'_> {
    fn rule(&mut self, rule: &Rule, plan: Option<&dabiao_lang::model::Plan>) {
        if rule.cite.is_empty() {
            return;
        }
        let mut facts = Facts::default();
        let mut labels = Vec::new();
        let mut home = None;
        for cite in &rule.cite {
            match self.library.find(cite, plan) {
                Cited::Nowhere => {
                    self.report(rule, rule.head, CiteProblem::UnknownDocument { cite: cite.to_string() }, None)
                }
                Cited::Document { document, part, lacking } => {
                    let name = self.library.part_title(document, part);
                    self.report(
                        rule,
                        rule.head,
                        CiteProblem::UnknownSection { section: lacking, document: name },
                        None,
                    );
                    self.cited.push((document, part, rule.id.to_string()));
                }
                Cited::Sections { document, part, sections, label } => {
                    for section in &sections {
                        facts.add(&self.library.facts(document, *section));
                    }
                    home = home.or(sections.first().map(|s| (document, part, *s)));
                    labels.push(label);
                    self.cited.push((document, part, rule.id.to_string()));
                }
            }
        }
        let Some((document, part, first)) = home else { return };
        if self.reread(rule, document) {
            return;
        }
        let section = labels.join("、");
        let there = self.library.heading(document, first);
        for statement in &rule.statements {
            self.figures(rule, statement, &facts, (document, part, &section), there);
            for target in &statement.targets {
                self.deadline(rule, target, plan, &facts, (&section, there));
            }
        }
        self.offices(rule, &facts, (&section, there));
    }

    /// Compares a rule with what stands at the place that it cites; returns whether a place was found.
    fn reread(&mut self, rule: &Rule, document: usize) -> bool {
        let (Some((draft, readings)), Some(told)) = (self.library.readings(document), self.told.told(&rule.id)) else {
            return false;
        };
        let place = rule.cite.iter().map(|c| place::within(c)).find(|w| *w != Where::Section).unwrap_or(Where::Section);
        let targets: Vec<(Span, Span)> =
            rule.statements.iter().flat_map(|s| s.targets.iter().map(|t| (t.span, s.span))).collect();
        let mut is_proved = false;
        let mut reported: Vec<(Field, usize)> = Vec::new();
        for here in &told {
            let Some((span, statement)) = targets.get(here.target_idx) else { continue };
            let Some((reading, is_placed)) = reread::of(readings, draft, &place, here) else { continue };
            is_proved |= is_placed;
            let at = draft.proposals.get(reading.proposal).and_then(|p| self.library.span(document, p.phrase));
            for found in reread::differences(here, reading, is_placed) {
                let primary = match found.field {
                    Field::Base | Field::Offices | Field::Nature => rule.head,
                    Field::Function | Field::Level | Field::Filter => *statement,
                    Field::Value | Field::Unit => self.figure_of(here).unwrap_or(*span),
                    _ => *span,
                };
                // What the rule says once, or a target of a whole table, is reported once.
                let said = match found.field {
                    Field::Base | Field::Offices | Field::Nature => (found.field, 0),
                    Field::Value | Field::Unit if here.figure.is_some() => (found.field, primary.range().start),
                    _ => (found.field, span.range().start),
                };
                if reported.contains(&said) {
                    continue;
                }
                reported.push(said);
                let problem =
                    CiteProblem::RereadDiffers { field: found.field.said(), here: found.here, there: found.there };
                self.report(rule, primary, problem, at);
            }
        }
        is_proved
    }

    /// Returns where the figure of a table of tasks stands.
    fn figure_of(&self, here: &Told) -> Option<Span> {
        let at = here.figure.as_ref()?;
        Some(set_figure(self.model, at)?.quantity.span)
    }

    fn report(&mut self, rule: &Rule, span: Span, problem: CiteProblem, there: Option<Span>) {
        let mut found = Diagnostic::at(span, problem).rule(rule.id.to_string());
        if let Some(there) = there {
            found = found.label(there, Both::new("原文在这里", "what the document says"));
        }
        let is_silenced = rule.allows.iter().any(|a| &*a.code == found.code());
        if !is_silenced {
            self.findings.push(found);
        }
    }

    /// Every figure of a statement must stand in the cited sections.
    fn figures(
        &mut self,
        rule: &Rule,
        statement: &Statement,
        facts: &Facts,
        (document, part, section): (usize, usize, &str),
        there: Option<Span>,
    ) {
        for q in quantities(self.model, statement) {
            if facts::is_implied(q) || facts.holds(q) {
                continue;
            }
            let figure = print::quantity(q);
            let elsewhere = self.library.sections_with(document, part, q);
            let section = section.to_owned();
            let problem = if elsewhere.is_empty() {
                CiteProblem::FigureAbsent { figure, section }
            } else {
                CiteProblem::FigureElsewhere { figure, section, elsewhere }
            };
            self.report(rule, q.span, problem, there);
        }
    }

    /// A deadline must stand in the section, or be the first or last year of the plan.
    fn deadline(
        &mut self,
        rule: &Rule,
        target: &Target,
        plan: Option<&dabiao_lang::model::Plan>,
        facts: &Facts,
        (section, there): (&str, Option<Span>),
    ) {
        let due = match target.time {
            Time::By(p) | Time::In(p) => p,
            _ => return,
        };
        let year = due.year();
        let window = plan.and_then(|p| p.window).map(|w| (w.from.year(), w.to.year()));
        let is_plans = window.is_some_and(|(from, to)| year == from || year == to);
        // `2025之前` is due at the end of 2024.
        if is_plans || facts.has_year(year) || facts.has_year(year + 1) || facts.has_span(year, window) {
            return;
        }
        let problem = CiteProblem::DeadlineAbsent { deadline: Period::to_string(&due), section: section.to_owned() };
        self.report(rule, target.span, problem, there);
    }

    /// Where a section names offices, those of the rule must be among them.
    fn offices(&mut self, rule: &Rule, facts: &Facts, (section, there): (&str, Option<Span>)) {
        if !facts.names_offices() {
            return;
        }
        let mut absent: Vec<String> = Vec::new();
        for office in rule.lead.iter().chain(&rule.responsible).chain(&rule.support) {
            if !facts.names(office) && !absent.iter().any(|a| **a == **office) {
                absent.push(office.to_string());
            }
        }
        for office in absent {
            let problem = CiteProblem::OfficeAbsent { office, section: section.to_owned() };
            self.report(rule, rule.head, problem, there);
        }
    }
}

/// Returns the figure of a table of tasks.
pub(crate) fn set_figure<'m>(model: &'m Model, at: &told::SetAt) -> Option<&'m SetFigure> {
    let named = model.schema.indicators.iter().find(|i| *i.name == *at.indicator)?;
    named.assigned.as_ref()?.figures.get(at.idx)
}

/// Returns the figures of a statement: those that stand in it, and those of the tasks that it compares with.
fn quantities<'m>(model: &'m Model, statement: &'m Statement) -> Vec<&'m Quantity> {
    let mut all: Vec<&Quantity> = Vec::new();
    walk::expressions(statement, &mut |e| match &e.kind {
        ExprKind::Quantity(q) => all.push(q),
        ExprKind::Value(id) => {
            let set = model.schema.indicator(*id).and_then(|i| i.assigned.as_ref());
            all.extend(set.into_iter().flat_map(|a| a.figures.iter().map(|f| &f.quantity)));
        }
        _ => {}
    });
    all
}

/// Adds the text of a document to the texts that places are shown in.
fn add_source(document: &Document, sources: &mut SourceMap) -> (FileId, Vec<u32>) {
    let mut offsets = Vec::with_capacity(document.text.len() + 1);
    let mut text = String::with_capacity(document.text.len() * 3);
    for c in &document.text {
        offsets.push(text.len() as u32);
        text.push(*c);
    }
    offsets.push(text.len() as u32);
    (sources.add(document.name.as_str(), text), offsets)
}
