//! Whether rules and documents agree: figures, deadlines and offices against the cited sections, and what no rule carries.
//!
//! `place` finds the section that a cite means, `facts` reads what stands there, [`check`] compares, and `coverage` asks
//! the other way round. INVARIANT: a document is only read; nothing is guessed where a cite leads nowhere.

mod coverage;
mod facts;
mod place;

use crate::CiteProblem;
use crate::document::Document;
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::{Both, Diagnostic};
use dabiao_lang::model::{ExprKind, Period, Quantity, Rule, Statement, Target, Time, print, walk};
use dabiao_lang::source::{FileId, SourceMap, Span};

pub use coverage::{Coverage, Missing};
use facts::Facts;
use place::{Cited, Library};

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
    let mut checker = Checker { library: &library, findings: Vec::new(), cited: Vec::new() };
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

    fn report(&mut self, rule: &Rule, span: Span, problem: CiteProblem, there: Option<Span>) {
        let mut found = Diagnostic::at(span, problem).rule(rule.id.to_string());
        if let Some(there) = there {
            found = found.label(there, Both::new("依据的这一节", "the cited section"));
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
        let mut figures: Vec<&Quantity> = Vec::new();
        walk::expressions(statement, &mut |e| {
            if let ExprKind::Quantity(q) = &e.kind {
                figures.push(q);
            }
        });
        for q in figures {
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
