//! What a name stands for: the same thing at every place where it is meant, whatever it is called there.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use dabiao_lang::model::{Expr, ExprKind, IndicatorId, Model, names::fold, walk};
use dabiao_lang::source::Span;
use dabiao_lang::syntax::uses::{NameRole, NameUse};

/// Something that has a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Symbol {
    /// An indicator, declared or not, under any of its names.
    Indicator(IndicatorId),
    /// A rule by its ID.
    Rule(Box<str>),
    /// A plan by its name.
    Plan(Box<str>),
    /// A level, or a label of the roster.
    Level(Box<str>),
    /// A declared unit, multipliers taken off.
    Unit(Box<str>),
    /// An office by its name.
    Office(Box<str>),
    /// A place by the name at hand, without those above it.
    Place(Box<str>),
    /// The code of a finding.
    Code(Box<str>),
    /// A scheme or lights by name.
    Scheme(Box<str>),
}

/// How names are resolved in one model.
#[derive(Debug, Default)]
pub struct Symbols {
    indicators: HashMap<Arc<str>, IndicatorId>,
    levels: HashSet<Arc<str>>,
    units: Vec<Arc<str>>,
    /// Names that turned out to be grades and texts.
    constants: HashSet<Span>,
}

impl Symbols {
    /// Gathers the names of a model.
    pub fn of(model: &Model) -> Self {
        let mut indicators: HashMap<Arc<str>, IndicatorId> = HashMap::new();
        for (idx, indicator) in model.schema.indicators.iter().enumerate() {
            let id = IndicatorId(idx as u32);
            for name in std::iter::once(&indicator.name).chain(&indicator.also) {
                indicators.entry(name.clone()).or_insert(id);
            }
        }
        Self {
            indicators,
            levels: model.schema.levels.all.iter().map(|l| l.name.clone()).collect(),
            units: model.schema.units.iter().map(|u| u.symbol.clone()).collect(),
            constants: constants(model),
        }
    }

    /// Returns the indicator of a name.
    pub fn indicator(&self, name: &str) -> Option<IndicatorId> {
        self.indicators.get(name).or_else(|| self.indicators.get(&*fold(name))).copied()
    }

    /// Returns what a name stands for at its place; words that name nothing of their own stand for nothing.
    pub fn of_use(&self, name: &NameUse) -> Option<Symbol> {
        let text = || name.text.clone();
        match name.role {
            NameRole::Value if self.constants.contains(&name.span) => None,
            NameRole::IndicatorDeclared | NameRole::AliasDeclared | NameRole::Value => {
                self.indicator(&name.text).map(Symbol::Indicator)
            }
            NameRole::LevelDeclared | NameRole::Level => Some(Symbol::Level(text())),
            NameRole::UnitDeclared => Some(Symbol::Unit(text())),
            NameRole::Unit => self.declared_unit(&name.text).map(|u| Symbol::Unit(u.into())),
            NameRole::RuleDeclared | NameRole::RuleMeant => Some(Symbol::Rule(text())),
            NameRole::PlanDeclared | NameRole::PlanMeant => Some(Symbol::Plan(text())),
            NameRole::SchemeDeclared => Some(Symbol::Scheme(text())),
            NameRole::Place if self.levels.contains(&*name.text) => Some(Symbol::Level(text())),
            NameRole::Place => Some(Symbol::Place(text())),
            NameRole::Office => Some(Symbol::Office(text())),
            NameRole::Code => Some(Symbol::Code(text())),
            NameRole::Grade | NameRole::Verdict => None,
        }
    }

    /// Returns the declared unit in a run of letters behind a number: `担` in `万担`.
    fn declared_unit(&self, run: &str) -> Option<&str> {
        let is_multiplier = |c: char| matches!(c, '十' | '百' | '千' | '万' | '亿');
        let bare = run.trim_start_matches(is_multiplier);
        self.units.iter().find(|u| ***u == *run || ***u == *bare).map(|u| &**u)
    }
}

/// The places of grades and texts, which look like names of indicators.
fn constants(model: &Model) -> HashSet<Span> {
    let mut found = HashSet::new();
    let mut see = |e: &Expr| {
        if matches!(e.kind, ExprKind::Grade(..) | ExprKind::Text(_)) {
            found.insert(e.span);
        }
    };
    let of_rules = model.rules.iter().flat_map(|r| &r.statements);
    let of_audits = model.audits.iter().flat_map(|a| &a.statements);
    of_rules.chain(of_audits).for_each(|s| walk::expressions(s, &mut see));
    model.schema.indicators.iter().filter_map(|i| i.formula.as_ref()).for_each(|f| walk::expression(f, &mut see));
    found
}
