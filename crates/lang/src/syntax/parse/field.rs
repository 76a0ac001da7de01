//! The lines of plans, indicators, rules and tests that are not statements.

use crate::diag::{Diagnostic, SyntaxProblem};
use crate::syntax::keywords::Keyword;
use crate::syntax::tree::{
    Allow, Assigned, AssignedFrom, Expect, Given, GivenValue, IndicatorField, Kind, Name, Nature, PlanField, Precision,
    Progress, Rounding, RuleField, SetFigure, Slack, Text, Tolerance, Upward, ValueRange, WeightedPart, WithinYear,
};

use super::build::{Builder, Piece};
use super::grammar::Rule;
use super::mark::Role;

/// So many figures of a table of tasks stand on one line.
const ON_ONE_LINE: usize = 3;

impl<'c> Builder<'c> {
    fn first_text(&mut self, piece: Piece<'c>) -> Option<Text> {
        piece.into_inner().find(|p| p.as_rule() == Rule::text_like).map(|p| self.text(&p))
    }

    fn first_name(&mut self, piece: Piece<'c>) -> Option<Name> {
        piece.into_inner().find(|p| p.as_rule() == Rule::name).map(|p| self.name(&p))
    }

    pub fn plan_field(&mut self, piece: Piece<'c>) -> Option<PlanField> {
        self.mark_field_colon(&piece);
        Some(match piece.as_rule() {
            Rule::plan_number => PlanField::Number(self.first_text(piece)?),
            Rule::region => PlanField::Region(piece.into_inner().next().map(|p| self.path(p))?),
            Rule::plan_period => PlanField::Period(piece.into_inner().next().map(|p| self.window(p))?),
            Rule::base => PlanField::Base(piece.into_inner().next().map(|p| self.date(&p))?),
            Rule::tolerance_field => PlanField::Tolerance(self.tolerance_field(piece)?),
            Rule::issuer => PlanField::Issuer(self.first_text(piece)?),
            Rule::plan_date => PlanField::Date(piece.into_inner().next().map(|p| self.date(&p))?),
            Rule::source => PlanField::Source(self.first_text(piece)?),
            Rule::plan_roster => {
                PlanField::Roster(piece.into_inner().find(|p| p.as_rule() == Rule::text).map(|p| self.text(&p))?)
            }
            Rule::note => PlanField::Note(self.first_text(piece)?),
            _ => return None,
        })
    }

    fn tolerance_field(&mut self, piece: Piece<'c>) -> Option<Tolerance> {
        self.mark(&piece, Role::Means(Keyword::AboutField));
        piece.into_inner().next().map(|p| self.tolerance(p))
    }

    pub fn indicator_field(&mut self, piece: Piece<'c>) -> Option<IndicatorField> {
        self.mark_field_colon(&piece);
        let span = self.span(&piece);
        let form = piece.as_rule();
        let first = piece.clone().into_inner().next();
        Some(match form {
            Rule::unit_field => IndicatorField::Unit(first.map(|p| self.joined_name(p))?),
            Rule::level_field => IndicatorField::Level(self.first_name(piece)?),
            Rule::kind_field => IndicatorField::Kind(self.kind(first?)?, span),
            Rule::range_field => IndicatorField::Range(self.value_range(first?)),
            Rule::also => IndicatorField::Also(self.texts(piece.into_inner())),
            Rule::formula => {
                self.is_too_deep = false;
                IndicatorField::Formula(self.expr(first?))
            }
            Rule::weighted_formula => {
                self.is_too_deep = false;
                IndicatorField::WeightedFormula(self.weighted_parts(piece), span)
            }
            Rule::parts => {
                let is_complete = self.keyword(&piece) == Some(Keyword::Parts);
                if !is_complete {
                    self.mark(&piece, Role::Means(Keyword::Including));
                }
                let names = piece.into_inner().filter(|p| p.as_rule() == Rule::name);
                IndicatorField::Parts { is_complete, parts: names.map(|p| self.name(&p)).collect(), span }
            }
            Rule::definition => IndicatorField::Definition(self.first_text(piece)?),
            Rule::frequency => IndicatorField::Frequency(self.frequency(&first?), span),
            Rule::precision => IndicatorField::Precision(self.precision(piece)?),
            Rule::within_year => {
                let fold = match self.keyword(&first?)? {
                    Keyword::Last => WithinYear::Last,
                    Keyword::Avg => WithinYear::Avg,
                    Keyword::Max => WithinYear::Max,
                    _ => WithinYear::Sum,
                };
                IndicatorField::WithinYear(fold, span)
            }
            Rule::upward => {
                let roll_up = first?;
                let upward = match self.keyword(&roll_up)? {
                    Keyword::Sum => Upward::Sum,
                    Keyword::WeightedBy => Upward::Weighted(self.first_name(roll_up)?),
                    _ => Upward::None,
                };
                IndicatorField::Upward(upward, span)
            }
            Rule::audit_tolerance => IndicatorField::Slack(self.slack(piece)?),
            Rule::source => IndicatorField::Source(self.first_text(piece)?),
            Rule::note => IndicatorField::Note(self.first_text(piece)?),
            Rule::assigned => IndicatorField::Assigned(self.assigned(piece)),
            _ => return None,
        })
    }

    fn assigned(&mut self, piece: Piece<'c>) -> Assigned {
        let span = self.span(&piece);
        let (mut file, mut date, mut figures) = (None, None, Vec::new());
        // A few figures stand on one line, a table has a line for each.
        let is_table = piece.clone().into_inner().filter(|p| p.as_rule() == Rule::set_figure).count() > ON_ONE_LINE;
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::brace | Rule::close if is_table => self.mark(&part, Role::Table),
                Rule::text => file = Some(self.text(&part)),
                Rule::date => date = Some(self.date(&part)),
                Rule::set_figure => figures.extend(self.set_figure(part)),
                _ => {}
            }
        }
        let from = match file {
            Some(file) => AssignedFrom::File(file),
            None if date.is_none() && figures.is_empty() => AssignedFrom::Data,
            None => AssignedFrom::Table(date, figures),
        };
        Assigned { from, span }
    }

    fn set_figure(&mut self, piece: Piece<'c>) -> Option<SetFigure> {
        let span = self.span(&piece);
        let (mut entity, mut date, mut value) = (None, None, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::path => entity = Some(self.path(part)),
                Rule::date => date = Some(self.date(&part)),
                Rule::signed => value = Some(self.quantity(&part)),
                _ => {}
            }
        }
        Some(SetFigure { entity, date, value: value?, span })
    }

    fn kind(&mut self, piece: Piece<'c>) -> Option<Kind> {
        Some(match self.keyword(&piece)? {
            Keyword::Flow => Kind::Flow,
            Keyword::Stock => Kind::Stock,
            Keyword::Ratio => Kind::Ratio,
            Keyword::RankKind | Keyword::Rank | Keyword::Place => {
                self.mark(&piece, Role::Means(Keyword::RankKind));
                Kind::Rank
            }
            Keyword::Flag => Kind::Flag,
            Keyword::TextKind => Kind::Text,
            _ => {
                let names = piece.into_inner().filter(|p| p.as_rule() == Rule::name);
                Kind::Grade(names.map(|p| self.name(&p)).collect())
            }
        })
    }

    fn value_range(&mut self, piece: Piece<'c>) -> ValueRange {
        let mut range = ValueRange { low: None, high: None, span: self.span(&piece) };
        let mut is_past_dots = false;
        for part in piece.into_inner() {
            if part.as_rule() == Rule::dots {
                self.mark(&part, Role::Range);
                is_past_dots = true;
            } else {
                let end = self.quantity(&part);
                *(if is_past_dots { &mut range.high } else { &mut range.low }) = Some(end);
            }
        }
        range
    }

    pub fn precision(&mut self, piece: Piece<'c>) -> Option<Precision> {
        let span = self.span(&piece);
        let mut digits = None;
        let mut rounding = Rounding::HalfUp;
        for part in piece.into_inner() {
            if part.as_rule() == Rule::rounding {
                if self.keyword(&part) == Some(Keyword::HalfEven) {
                    rounding = Rounding::HalfEven;
                }
                continue;
            }
            let number = self.quantity(&part);
            digits = u8::try_from(number.number).ok().filter(|&d| d <= 20 && number.number.scale() == 0);
            if digits.is_none() {
                self.report(Diagnostic::at(number.span, SyntaxProblem::NotDigits {}));
            }
        }
        Some(Precision { digits: digits?, rounding, span })
    }

    pub fn rule_field(&mut self, piece: Piece<'c>) -> Option<RuleField> {
        if piece.as_rule() != Rule::allow {
            self.mark_field_colon(&piece);
        }
        let span = self.span(&piece);
        let form = piece.as_rule();
        Some(match form {
            Rule::nature => {
                let word = piece.into_inner().next()?;
                let is_binding = self.keyword(&word) == Some(Keyword::Binding);
                RuleField::Nature(if is_binding { Nature::Binding } else { Nature::Expected }, span)
            }
            Rule::wording => {
                let word = piece.into_inner().next()?;
                let text = self.text(&word);
                if matches!(self.keyword(&word), Some(Keyword::Ensure | Keyword::Strive | Keyword::InPrinciple)) {
                    self.mark(&word, Role::Plain);
                }
                RuleField::Wording(Name { text: text.text, span: text.span })
            }
            Rule::lead => RuleField::Lead(self.texts(piece.into_inner())),
            Rule::responsible => RuleField::Responsible(self.texts(piece.into_inner())),
            Rule::support => RuleField::Support(self.texts(piece.into_inner())),
            Rule::carry => RuleField::Carry(self.texts(piece.into_inner())),
            Rule::cite => RuleField::Cite(self.texts(piece.into_inner())),
            Rule::weight => RuleField::Weight(piece.into_inner().next().map(|p| self.quantity(&p))?),
            Rule::veto => RuleField::Veto(span),
            Rule::note => RuleField::Note(self.first_text(piece)?),
            Rule::baseline => {
                let mut parts = piece.into_inner();
                let value = parts.next().map(|p| self.quantity(&p))?;
                RuleField::Baseline(value, parts.next().map(|p| self.date(&p)))
            }
            Rule::precision => RuleField::Precision(self.precision(piece)?),
            Rule::missing => RuleField::MissingAsZero(self.as_zero(piece)?),
            Rule::progress => RuleField::Progress(self.progress(piece), span),
            Rule::tolerance_field => RuleField::Tolerance(self.tolerance_field(piece)?),
            Rule::plan_head => RuleField::Plan(self.first_text(piece)?),
            Rule::allow => RuleField::Allow(self.allow(piece)?),
            _ => return None,
        })
    }

    /// Returns the first quantity of a line.
    pub fn only_quantity(&mut self, piece: Piece<'c>) -> Option<crate::syntax::tree::Quantity> {
        piece.into_inner().find(|p| p.as_rule() == Rule::quantity).map(|p| self.quantity(&p))
    }

    /// Builds `缺数 按 0`.
    pub fn as_zero(&mut self, piece: Piece<'c>) -> Option<crate::source::Span> {
        let span = self.span(&piece);
        let value = piece.into_inner().last().map(|p| self.quantity(&p))?;
        if !value.number.is_zero() {
            self.report(Diagnostic::at(value.span, SyntaxProblem::NotZero {}));
        }
        Some(span)
    }

    fn progress(&mut self, piece: Piece<'c>) -> Progress {
        let mut milestones = Vec::new();
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::progress_word if self.keyword(&part) == Some(Keyword::Steps) => return Progress::Steps,
                Rule::progress_word => return Progress::None,
                Rule::milestone => {
                    let mut sides = part.into_inner();
                    let date = sides.next().map(|p| self.date(&p));
                    let share = sides.last().map(|p| self.quantity(&p));
                    milestones.extend(date.zip(share));
                }
                _ => {}
            }
        }
        Progress::Table(milestones)
    }

    pub fn allow(&mut self, piece: Piece<'c>) -> Option<Allow> {
        let span = self.span(&piece);
        let (mut code, mut reason, mut until) = (None, None, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::id => code = Some(self.word(&part)),
                Rule::text => reason = Some(self.text(&part)),
                Rule::until_word => self.mark(&part, Role::Means(Keyword::Until)),
                Rule::date => until = Some(self.date(&part)),
                _ => {}
            }
        }
        Some(Allow { code: code?, reason, until, span })
    }

    pub fn given(&mut self, piece: Piece<'c>) -> Option<Given> {
        let span = self.span(&piece);
        let (mut indicator, mut entity, mut window) = (None, None, None);
        let mut values: Vec<GivenValue> = Vec::new();
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::name => indicator = Some(self.name(&part)),
                Rule::path => entity = Some(self.path(part)),
                Rule::window => window = Some(self.window(part)),
                Rule::given_value => {
                    let value = self.given_value(part)?;
                    add_given(&mut values, value);
                }
                _ => {}
            }
        }
        Some(Given { indicator: indicator?, entity, window, values, span })
    }

    fn given_value(&mut self, piece: Piece<'c>) -> Option<GivenValue> {
        let span = self.span(&piece);
        let Some(inner) = piece.clone().into_inner().next() else {
            return Some(GivenValue::NotApplicable(span));
        };
        Some(match inner.as_rule() {
            Rule::signed => GivenValue::Quantity(self.quantity(&inner)),
            Rule::truth => GivenValue::Bool(self.keyword(&inner) == Some(Keyword::Yes), span),
            Rule::text => GivenValue::Text(self.text(&inner)),
            Rule::name => GivenValue::Name(self.name(&inner)),
            Rule::gap => GivenValue::Missing(span),
            _ => return None,
        })
    }

    pub fn expect(&mut self, piece: Piece<'c>) -> Option<Expect> {
        let span = self.span(&piece);
        let (mut rule, mut entity, mut verdict, mut as_of) = (None, None, None, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::id => rule = Some(self.word(&part)),
                Rule::path => entity = Some(self.path(part)),
                Rule::name => {
                    verdict = Some(self.name(&part));
                    match self.keyword(&part) {
                        // 不适用 is a value of a test elsewhere, and a verdict here.
                        Some(Keyword::NotApplicable) => self.mark(&part, Role::Means(Keyword::Exempt)),
                        Some(_) => self.mark(&part, Role::Plain),
                        None => {}
                    }
                }
                Rule::as_of_word => self.mark(&part, Role::Means(Keyword::AsOf)),
                Rule::date => as_of = Some(self.date(&part)),
                _ => {}
            }
        }
        Some(Expect { rule: rule?, entity, verdict: verdict?, as_of, span })
    }

    /// Builds the parts of a weighted mean.
    fn weighted_parts(&mut self, piece: Piece<'c>) -> Vec<WeightedPart> {
        let mut parts = Vec::new();
        for row in piece.into_inner() {
            if row.as_rule() == Rule::weighted_word {
                self.mark(&row, Role::Means(Keyword::WeightedSum));
                continue;
            }
            let (mut value, mut weight) = (None, None);
            for part in row.into_inner() {
                match part.as_rule() {
                    Rule::sum => value = Some(self.sum(part).expr),
                    Rule::quantity => weight = Some(self.quantity(&part)),
                    _ => {}
                }
            }
            parts.extend(value.zip(weight).map(|(value, weight)| WeightedPart { value, weight }));
        }
        parts
    }

    /// Builds the tolerance of a relation.
    pub fn slack(&mut self, piece: Piece<'c>) -> Option<Slack> {
        let (mut quantity, mut is_per_item) = (None, false);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::quantity => quantity = Some(self.quantity(&part)),
                _ => is_per_item = true,
            }
        }
        Some(Slack { quantity: quantity?, is_per_item })
    }
}

/// Adds a value to a series; a name after a bare number is the unit of it, also where missing values stand between:
/// `3 3.5 _ 5 万元`, `6 _ 万元`.
fn add_given(values: &mut Vec<GivenValue>, value: GivenValue) {
    let last = values.iter_mut().rev().find(|v| !matches!(v, GivenValue::Missing(_)));
    if let (Some(GivenValue::Quantity(last)), GivenValue::Name(unit)) = (last, &value)
        && last.unit.is_none()
    {
        last.span = last.span.to(unit.span);
        last.unit = Some(unit.clone());
        return;
    }
    values.push(value);
}
