//! What lowering carries along: the model so far, the names that are taken, and the findings.
//!
//! INVARIANT: a finding that is reported while a rule is lowered lies behind [`Context::mark`], so that it can be given
//! the rule's ID and kept in its errors.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diag::{Both, Diagnostic, ModelProblem, Problem, Safety};
use crate::lexicon::numeral::quantity_in_digits;
use crate::model::names::{Near, fold, unglue};
use crate::model::units::Reading;
use crate::model::{
    EntityRef, Indicator, IndicatorId, LevelId, LevelRef, Model, PlanId, Quantity, Tolerance, Unit, Upward, levels,
    unit_table,
};
use crate::model::{Exact, Rounding, print};
use crate::source::{SourceMap, Span};
use crate::syntax::keywords::Keyword;
use crate::syntax::{Around, tree};

/// Whether a name is read as a value or only to choose entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// In a subject, a target or a formula: it is an indicator.
    Value,
    /// In a filter: it may well be an attribute of the roster.
    Filter,
}

/// What is known of a name that no file declares.
#[derive(Debug, Clone)]
pub(super) struct Undeclared {
    /// The indicator that stands for it.
    pub id: IndicatorId,
    /// Where it is first used as a value, and by which rule.
    pub first_value: Option<(Span, Option<u32>)>,
    /// Where it is first used at all.
    pub first: Span,
    /// Its spaced form, where it looks like several words written as one.
    pub spaced: Option<String>,
}

/// The window of a total in the statement at hand.
#[derive(Debug, Clone, Copy)]
pub(super) struct TotalWindow {
    /// Where it stands; where none is written, the figure that is totalled.
    pub span: Span,
    pub window: crate::model::Window,
    /// Whether it is written; otherwise it is the plan's period.
    pub is_written: bool,
}

/// The state of lowering.
pub(super) struct Context<'a> {
    pub sources: &'a SourceMap,
    pub model: Model,
    pub diagnostics: Vec<Diagnostic>,
    /// Declared names and aliases.
    pub names: FxHashMap<Arc<str>, IndicatorId>,
    /// Names that are used and not declared, with their order of appearance.
    pub undeclared: FxHashMap<Arc<str>, u32>,
    pub undeclared_list: Vec<Undeclared>,
    pub usage: Use,
    /// Position of the rule at hand.
    pub rule: Option<u32>,
    /// The plan of the rule at hand.
    pub plan: Option<PlanId>,
    /// The name of the scheme at hand.
    pub scheme: Option<Arc<str>>,
    /// The tolerance of `about` in the rule at hand.
    pub tolerance: Option<Quantity>,
    pub near: Near,
    /// Named amounts by name: positions in [`Model::params`].
    pub params: FxHashMap<Arc<str>, usize>,
    /// Those that the rule at hand has used so far.
    pub used_params: Vec<usize>,
    /// The windows of the totals in the statement at hand.
    pub total_windows: Vec<TotalWindow>,
    /// What the files say in words, gone through once and only where a sentence of a plan is met.
    around: std::cell::OnceCell<Around<'a>>,
    levels: FxHashMap<Arc<str>, LevelId>,
    units: FxHashMap<Box<str>, Option<Unit>>,
}

impl<'a> Context<'a> {
    pub fn new(sources: &'a SourceMap) -> Self {
        let mut model = Model::default();
        model.schema.levels = levels::builtin();
        let levels = model.schema.levels.all.iter().zip(0..).map(|(l, i)| (l.name.clone(), LevelId(i))).collect();
        Self {
            sources,
            model,
            diagnostics: Vec::new(),
            names: FxHashMap::default(),
            undeclared: FxHashMap::default(),
            undeclared_list: Vec::new(),
            usage: Use::Value,
            total_windows: Vec::new(),
            rule: None,
            plan: None,
            tolerance: None,
            near: Near::default(),
            params: FxHashMap::default(),
            used_params: Vec::new(),
            scheme: None,
            around: std::cell::OnceCell::new(),
            levels,
            units: FxHashMap::default(),
        }
    }

    /// Returns what the files of the rule set say in words, that of a span first.
    pub fn around(&self, span: Span) -> &Around<'a> {
        self.around.get_or_init(|| {
            let own = self.sources.get(span.file).into_iter();
            let others = self.sources.iter().filter(|source| source.id() != span.file);
            Around::over(own.chain(others).map(|source| source.text()))
        })
    }

    /// Reports a finding.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports a problem at a place.
    pub fn at(&mut self, span: Span, problem: impl Into<Problem>) {
        self.diagnostics.push(Diagnostic::at(span, problem));
    }

    /// Returns the position behind which the next findings lie.
    pub fn mark(&self) -> usize {
        self.diagnostics.len()
    }

    /// Gives the findings since `mark` the ID of their rule and returns the errors among them.
    pub fn errors_since(&mut self, mark: usize, id: Option<&str>) -> Vec<Problem> {
        let mut errors = Vec::new();
        for d in self.diagnostics.iter_mut().skip(mark) {
            if let Some(id) = id {
                d.concerns(id);
            }
            if d.is_error() {
                errors.push(d.problem.clone());
            }
        }
        errors
    }

    /// Returns a span without the blanks at its ends.
    pub fn trimmed(&self, span: Span) -> Span {
        let text = self.text(span);
        let start = (text.len() - text.trim_start().len()) as u32;
        let end = (text.len() - text.trim_end().len()) as u32;
        if start as usize == text.len() {
            span
        } else {
            Span { start: span.start + start, end: span.end - end, ..span }
        }
    }

    /// Returns the text of a span as it stands in its file.
    pub fn text(&self, span: Span) -> &'a str {
        self.sources.slice(span)
    }

    /// Adds a level; a name that is taken keeps its first meaning.
    pub fn add_level(&mut self, name: Arc<str>, id: LevelId) {
        self.levels.entry(name).or_insert(id);
    }

    /// Returns a declared or built-in level.
    pub fn find_level(&self, name: &str) -> Option<LevelId> {
        self.levels.get(name).copied()
    }

    /// Resolves a level or a label of the roster for a rule; an unknown one is reported, which takes the rule out, and stands
    /// for the lowest built-in level.
    pub fn level(&mut self, name: &tree::Name) -> LevelRef {
        let lowest = LevelRef { level: LevelId(levels::VILLAGE), label: None, span: name.span };
        self.known_level(name).unwrap_or(lowest)
    }

    /// Resolves a level or a label of the roster; an unknown one is reported and stands for nothing.
    pub fn known_level(&mut self, name: &tree::Name) -> Option<LevelRef> {
        if let Some(level) = self.find_level(&name.text) {
            return Some(LevelRef { level, label: None, span: name.span });
        }
        if let Some((level, label)) = levels::label(&name.text) {
            return Some(LevelRef { level, label: label.map(Arc::from), span: name.span });
        }
        let all: Vec<Arc<str>> = self.model.schema.levels.all.iter().map(|l| l.name.clone()).collect();
        let meant = crate::lexicon::level::meant(&name.text).filter(|meant| self.find_level(meant).is_some());
        let near = meant.or_else(|| self.near.best(&name.text, all.iter().map(|n| &**n)));
        let text = &name.text;
        let proposal = match near {
            Some(near) => did_you_mean(near),
            None => Both::of(
                format!("先声明这个层级，例如 `层级 {text} 属 镇`"),
                format!("declare it first, for instance `level {text} in 镇`"),
            ),
        };
        let mut d = Diagnostic::at(name.span, ModelProblem::UnknownLevel { name: text.to_string(), proposal });
        if let Some(near) = near {
            d = d.fix(name.span, near, Safety::Unsafe);
        }
        self.report(d);
        None
    }

    /// Resolves a place as far as rules alone allow.
    pub fn entity(&self, path: &tree::Path) -> EntityRef {
        let level = match path.parts.as_slice() {
            [one] => self.find_level(&one.text),
            _ => None,
        };
        EntityRef { parts: path.parts.iter().map(|p| Arc::from(&*p.text)).collect(), level, span: path.span }
    }

    /// Returns the amount that a name stands for, as if it were written there.
    pub fn param(&mut self, name: &tree::Name) -> Option<Quantity> {
        let position = *self.params.get(&*name.text)?;
        if !self.used_params.contains(&position) {
            self.used_params.push(position);
        }
        self.model.params.get(position).map(|p| Quantity { span: name.span, ..p.quantity.clone() })
    }

    /// Resolves a name that is used as a value; one that nobody declared becomes an indicator of its own.
    pub fn indicator(&mut self, name: &tree::Name) -> IndicatorId {
        if let Some(id) = self.names.get(&*name.text) {
            return *id;
        }
        let digits = quantity_in_digits(&name.text, |unit| self.model.schema.unit(unit).is_some());
        let is_numeral = digits.is_some();
        if let Some(digits) = digits {
            self.numeral(name, digits);
        }
        let idx = match self.undeclared.get(&*name.text) {
            Some(idx) => *idx,
            None => self.add_undeclared(name),
        };
        let (usage, rule) = (self.usage, self.rule);
        let Some(entry) = self.undeclared_list.get_mut(idx as usize) else { return IndicatorId(0) };
        if usage == Use::Value && !is_numeral && entry.first_value.is_none() {
            entry.first_value = Some((name.span, rule));
        }
        let (id, spaced) = (entry.id, entry.spaced.clone());
        // A name in quotation marks was meant as one name.
        if let Some(spaced) = spaced.filter(|_| !self.text(name.span).starts_with(['「', '\'', '‘'])) {
            let problem = ModelProblem::NameGlued { name: name.text.to_string(), spaced: spaced.clone() };
            self.report(Diagnostic::at(name.span, problem).fix(name.span, spaced, Safety::Unsafe));
        }
        id
    }

    /// Reports a number in words and offers the digits.
    pub fn numeral(&mut self, name: &tree::Name, digits: String) {
        let problem = ModelProblem::NumberInWords { written: name.text.to_string(), digits: digits.clone() };
        self.report(Diagnostic::at(name.span, problem).fix(name.span, digits, Safety::Unsafe));
    }

    fn add_undeclared(&mut self, name: &tree::Name) -> u32 {
        let id = IndicatorId(self.model.schema.indicators.len() as u32);
        let text: Arc<str> = Arc::from(&*name.text);
        self.model.schema.indicators.push(blank_indicator(text.clone(), name.span));
        let spaced = self.unglue(&text);
        let idx = self.undeclared_list.len() as u32;
        self.undeclared_list.push(Undeclared { id, first_value: None, first: name.span, spaced });
        self.undeclared.insert(text, idx);
        idx
    }

    /// Returns the spaced form of an undeclared name that looks like several words written as one.
    pub fn unglue(&self, name: &str) -> Option<String> {
        let level_len = |text: &str| {
            let ends = text.char_indices().map(|(i, c)| i + c.len_utf8()).take(8);
            let is_level = |s: &str| self.find_level(s).is_some() || levels::label(s).is_some();
            ends.filter(|&end| text.get(..end).is_some_and(is_level)).last()
        };
        unglue(name, |text| self.names.contains_key(text), level_len)
    }

    /// Resolves a unit; what is wrong with it is reported at every place where it stands.
    pub fn unit(&mut self, name: &tree::Name) -> Option<Unit> {
        if let Some(Some(unit)) = self.units.get(&*name.text) {
            return Some(unit.clone());
        }
        match self.model.schema.read_unit(&name.text) {
            Reading::Known(unit) => {
                self.units.insert(name.text.clone(), Some(unit.clone()));
                Some(unit)
            }
            Reading::Unknown(unit, word) => {
                self.report_unknown_unit(name, &word);
                // Reported once; from then on it is a unit like any other.
                self.units.insert(name.text.clone(), Some(unit.clone()));
                Some(unit)
            }
            Reading::RunsOn(end) => {
                let (unit, rest) = name.text.split_at_checked(end).unwrap_or((&name.text, ""));
                self.report_run_on(name, unit, rest);
                self.model.schema.unit(unit)
            }
        }
    }

    /// Resolves the unit in which an indicator is declared: the whole word is one.
    pub fn declared_unit(&mut self, name: &tree::Name) -> Option<Unit> {
        if let Reading::Unknown(unit, word) = self.model.schema.read_declared_unit(&name.text)
            && !self.units.contains_key(&name.text)
        {
            self.report_unknown_unit(name, &word);
            self.units.insert(name.text.clone(), Some(unit));
        }
        self.unit(name)
    }

    fn report_run_on(&mut self, name: &tree::Name, unit: &str, rest: &str) {
        let written = name.text.to_string();
        // A clause may stand behind a blank (`5万元 每年`); anything else belongs to the name, or is a unit that nobody declared.
        let is_clause = rest.starts_with('每') || starts_with_keyword(rest);
        let proposal = match is_clause {
            true => Both::of(
                format!("写成 `{unit} {rest}`，或者先声明：`单位 {written}`"),
                format!("write `{unit} {rest}`, or declare it: `unit {written}`"),
            ),
            false if rest.starts_with('/') => Both::of(
                format!("`/` 后面要写一个单位，例如 `{unit}/人`、`{unit}/10万人`"),
                format!("behind `/` a unit is needed, as in `{unit}/人` or `{unit}/10万人`"),
            ),
            false => Both::of(
                format!("只写 `{unit}`，`{rest}` 归到指标的名称里；若它整个是一个单位，先声明：`单位 {written}`"),
                format!(
                    "write `{unit}` alone, `{rest}` belongs to the indicator's name; if all of it is a unit, declare it: `unit {written}`"
                ),
            ),
        };
        let fix = if is_clause { format!("{unit} {rest}") } else { unit.to_owned() };
        let (unit, rest) = (unit.to_owned(), rest.to_owned());
        let problem = ModelProblem::UnitRunsOn { written, unit, rest, proposal };
        self.report(Diagnostic::at(name.span, problem).fix(name.span, fix, Safety::Unsafe));
    }

    fn report_unknown_unit(&mut self, name: &tree::Name, word: &str) {
        let declared: Vec<Arc<str>> = self.model.schema.units.iter().take(200).map(|u| u.symbol.clone()).collect();
        let near = self.near.best(word, declared.iter().map(|s| &**s));
        let proposal = near.map_or_else(|| declaration(word), did_you_mean);
        let d = Diagnostic::at(name.span, ModelProblem::UnitUnknown { unit: word.to_owned(), proposal });
        // Multipliers in front of the word stay.
        let fixed =
            near.and_then(|near| Some(format!("{}{near}", self.text(name.span).trim_end().strip_suffix(word)?)));
        let span = self.trimmed(name.span);
        self.report(fixed.map_or(d.clone(), |fixed| d.fix(span, fixed, Safety::Unsafe)));
    }

    /// Resolves an amount.
    pub fn quantity(&mut self, quantity: &tree::Quantity) -> Quantity {
        let value = crate::model::Exact::from(quantity.number);
        let unit = quantity.unit.as_ref().and_then(|name| self.unit(name));
        let base = unit.as_ref().map_or_else(|| value.clone(), |u| u.to_base(&value));
        Quantity { value, base, unit, digits: quantity.number.scale(), span: quantity.span }
    }

    /// Turns a written deviation into a tolerance of a target.
    pub fn tolerance_of(&mut self, deviation: &Quantity, target: Option<&Quantity>) -> Tolerance {
        let base = deviation.base.abs();
        match &deviation.unit {
            Some(unit) if unit.dim.is_ratio() && !unit.is_bare() => Tolerance::Relative(base),
            unit => {
                let wanted = target.and_then(|t| t.unit.as_ref());
                let fits = match (unit, wanted) {
                    (Some(u), Some(t)) if t.dim.is_ratio() && !t.is_bare() => {
                        u.dim == crate::model::Dim::of(crate::model::Base::Point)
                    }
                    (Some(u), Some(t)) => u.is_bare() == t.is_bare() && u.dim.unify(&t.dim).is_some(),
                    (None, Some(t)) => t.is_bare(),
                    (_, None) => true,
                };
                if let (false, Some(t)) = (fits, target) {
                    let (tolerance, target) = (self.text(deviation.span), self.text(t.span));
                    self.at(
                        deviation.span,
                        ModelProblem::ToleranceUnit { tolerance: tolerance.to_owned(), target: target.to_owned() },
                    );
                }
                Tolerance::Absolute(base)
            }
        }
    }

    /// A share of a share: `约 6% ± 0.5%` is 5.97% to 6.03%, and may be meant as 5.5% to 6.5%.
    pub fn say_two_readings(&mut self, deviation: &Quantity, target: Option<&Quantity>) {
        let is_share = deviation.unit.as_ref().is_some_and(|u| u.dim.is_ratio() && !u.is_bare());
        let Some(target) =
            target.filter(|t| is_share && t.unit.as_ref().is_some_and(|u| u.dim.is_ratio() && !u.is_bare()))
        else {
            return;
        };
        let percent = |x: &Exact| print::decimal(&(x * &Exact::from(100)).round(4, Rounding::HalfUp), 0);
        let reach = |width: &Exact| {
            let (low, high) = (percent(&(&target.base - width)), percent(&(&target.base + width)));
            Both::of(format!("{low}% 至 {high}%"), format!("{low}% to {high}%"))
        };
        let width = &target.base.abs() * &deviation.base;
        let problem = ModelProblem::ToleranceUnclear {
            target: print::quantity(target),
            tolerance: print::quantity(deviation),
            near: reach(&width),
            wide: reach(&deviation.base),
            points: format!("{}个百分点", percent(&width)),
            tolerance_points: format!("{}个百分点", percent(&deviation.base)),
        };
        self.at(deviation.span, problem);
    }

    /// Returns the declared names and aliases in order of declaration.
    pub fn declared_names(&self) -> impl Iterator<Item = &str> {
        let declared = self.model.schema.indicators.iter().filter(|i| i.is_declared);
        declared.flat_map(|i| std::iter::once(&*i.name).chain(i.also.iter().map(|a| &**a)))
    }

    /// Returns a text folded for comparison with names.
    pub fn alias(text: &tree::Text) -> Arc<str> {
        Arc::from(fold(&text.text))
    }
}

/// Returns an indicator of which only the name is known.
pub(super) fn blank_indicator(name: Arc<str>, span: Span) -> Indicator {
    Indicator {
        name,
        also: Vec::new(),
        is_declared: false,
        unit: None,
        level: None,
        kind: None,
        min: None,
        max: None,
        formula: None,
        parts: None,
        definition: None,
        frequency: None,
        precision: None,
        within_year: None,
        upward: Upward::None,
        tolerance: None,
        source: None,
        note: None,
        assigned: None,
        span,
    }
}

/// Returns how an unknown unit is declared, with the group in which such a word would be counted.
fn declaration(word: &str) -> Both {
    match unit_table::likely_group(word) {
        Some(group) => Both::of(
            format!("声明它：与 {group} 相当的写 `单位 {word} = 1{group}`，自成一种的写 `单位 {word}`"),
            format!(
                "declare it: `unit {word} = 1{group}` where it counts as {group} does, `unit {word}` where it stands alone"
            ),
        ),
        None => Both::of(
            format!("声明它：`单位 {word}`；能折算的，在后面写明一{word}是多少"),
            format!("declare it: `unit {word}`, followed by how much one is if it converts"),
        ),
    }
}

fn starts_with_keyword(text: &str) -> bool {
    let ends = text.char_indices().map(|(i, c)| i + c.len_utf8()).take(6);
    ends.into_iter().any(|end| text.get(..end).is_some_and(|head| Keyword::from_word(head).is_some()))
}

/// Returns the question that proposes a near name.
pub(super) fn did_you_mean(near: &str) -> Both {
    Both::of(format!("是不是 `{near}`？"), format!("did you mean `{near}`?"))
}
