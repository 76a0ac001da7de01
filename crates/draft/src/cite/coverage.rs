//! Which figures of a document no rule carries.

use rust_decimal::Decimal;

use crate::document::Range;
use crate::phrase::Form;
use crate::proposal::Proposal;
use dabiao_lang::model::{Exact, Model, Quantity, Schema};
use dabiao_lang::source::Span;

use super::facts;
use super::place::Library;

/// How much of a plan the rules carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The document.
    pub document: String,
    /// The plan's title.
    pub plan: String,
    /// Figures that look like targets.
    pub total: usize,
    /// Those that some rule of the plan carries.
    pub carried: usize,
    /// The others.
    pub missing: Vec<Missing>,
}

/// A figure that no rule carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Where it stands, in characters of the document.
    pub range: Range,
    /// Where it stands among the texts.
    pub span: Option<Span>,
    /// The section.
    pub section: String,
    /// The phrase.
    pub quote: String,
    /// What the draft would call it.
    pub name: String,
}

impl Coverage {
    /// Returns the share in per cent, rounded down; a plan without targets is covered.
    pub fn percent(&self) -> usize {
        (self.carried * 100).checked_div(self.total).unwrap_or(100)
    }
}

/// Compares the drafts of all cited plans with the rules that cite them.
pub fn of(library: &Library<'_>, model: &Model, cited: &[(usize, usize, String)]) -> Vec<Coverage> {
    let mut plans: Vec<(usize, usize)> = cited.iter().map(|(d, p, _)| (*d, *p)).collect();
    plans.sort_unstable();
    plans.dedup();
    let schema = Schema::default();
    plans
        .into_iter()
        .filter_map(|(d, p)| {
            let (document, draft) = library.draft(d)?;
            let ids: Vec<&str> =
                cited.iter().filter(|(a, b, _)| (*a, *b) == (d, p)).map(|(.., id)| id.as_str()).collect();
            let figures = figures(model, &ids);
            let wanted: Vec<&Proposal> = draft.proposals.iter().filter(|x| x.plan == p).collect();
            let mut missing = Vec::new();
            for proposal in &wanted {
                if !is_carried(proposal, &figures, &schema) {
                    let section =
                        draft.outline.sections.get(proposal.section).map(|s| s.label.clone()).unwrap_or_default();
                    let quote = document.quote(proposal.phrase).replace(['\n', '\r'], "");
                    missing.push(Missing {
                        range: proposal.range,
                        span: library.span(d, proposal.range),
                        section,
                        quote,
                        name: proposal.target.name.clone(),
                    });
                }
            }
            let total = wanted.len();
            Some(Coverage {
                document: document.name.clone(),
                plan: library.part_title(d, p),
                total,
                carried: total - missing.len(),
                missing,
            })
        })
        .collect()
}

/// The figures of the rules that cite a plan.
fn figures<'m>(model: &'m Model, ids: &[&str]) -> Vec<&'m Quantity> {
    let of_plan = model.rules.iter().filter(|r| ids.contains(&&*r.id));
    of_plan.flat_map(|r| r.statements.iter().flat_map(|s| super::quantities(model, s))).collect()
}

/// Whether some rule has the figure; coverage and clearing are often said by flags, which hold no figure.
fn is_carried(proposal: &Proposal, figures: &[&Quantity], schema: &Schema) -> bool {
    let target = &proposal.target;
    let Some(number) = Decimal::from_str_exact(&target.low).ok().map(Exact::from) else { return true };
    let (base, dim) = facts::in_base(&number, &target.unit, schema);
    let is_worded = target.form == Form::Universal || number == Exact::ONE;
    is_worded
        || figures.iter().any(|q| {
            let same_dim = match (&dim, q.unit.as_ref().map(|u| &u.dim)) {
                (Some(a), Some(b)) => facts::is_alike(a, b),
                _ => true,
            };
            // A fall of 13.5% is -13.5% in the rule.
            let is_same = |q: &Exact, asked: &Exact| q == asked || q.abs() == *asked;
            (is_same(&q.base, &base) && same_dim) || (dim.is_none() && is_same(&q.value, &number))
        })
}
