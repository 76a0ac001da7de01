//! Schemes and lights: the lines of their bodies.

use crate::source::Span;
use crate::syntax::keywords::Keyword;
use crate::syntax::letter::run;
use crate::syntax::tree::{
    Class, EntryKind, EntryLine, Expr, Inapplicable, Led, LedRole, LightsLine, MethodWord, Name, Only, Place, Quantity,
    SchemeLine, Step, StepSide, TargetKind, Text, TieRule, Veto, Whole,
};

use super::build::{Builder, Piece, Pieces};
use super::grammar::Rule;
use super::mark::Role;

/// What stands in the head of a section or an entry.
pub(super) struct PartHead {
    pub title: Text,
    pub points: Option<Quantity>,
    pub kind: EntryKind,
}

impl<'c> Builder<'c> {
    /// Builds the head of a section or an entry.
    pub fn part_head(&mut self, piece: Piece<'c>) -> Option<PartHead> {
        let kind = match self.keyword(&piece) {
            Some(Keyword::Bonus) => EntryKind::Bonus,
            Some(Keyword::Malus) => EntryKind::Malus,
            _ => EntryKind::Item,
        };
        let (mut title, mut points) = (None, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::text_like => title = Some(self.text(&part)),
                _ => points = Some(self.quantity(&part)),
            }
        }
        Some(PartHead { title: title?, points, kind })
    }

    /// Builds a line of a scheme; `None` where an expression of it was too deep.
    pub fn scheme_line(&mut self, piece: Piece<'c>) -> Option<SchemeLine> {
        self.mark_field_colon(&piece);
        self.is_too_deep = false;
        let span = self.span(&piece);
        let form = piece.as_rule();
        let word = self.keyword(&piece);
        let line = match form {
            Rule::subjects => self.subjects(piece)?,
            Rule::scheme_period => SchemeLine::Period(piece.into_inner().next().map(|p| self.date(&p))?),
            Rule::full_points => SchemeLine::Full(self.only_quantity(piece)?),
            Rule::precision => SchemeLine::Precision(self.precision(piece)?),
            Rule::ranking => {
                let word = piece.into_inner().next()?;
                SchemeLine::Ranking(self.keyword(&word) == Some(Keyword::Unrounded), span)
            }
            Rule::ties => {
                let mut parts = piece.into_inner();
                let rule = parts.next().map(|p| self.tie_rule(&p))?;
                SchemeLine::Ties(rule, self.texts(parts), span)
            }
            Rule::inapplicable => SchemeLine::Inapplicable(self.inapplicable(piece)?, span),
            Rule::missing => SchemeLine::MissingAsZero(self.as_zero(piece)?),
            Rule::extra_cap if word == Some(Keyword::Bonus) => SchemeLine::BonusCap(self.only_quantity(piece)?),
            Rule::extra_cap => SchemeLine::MalusCap(self.only_quantity(piece)?),
            Rule::class => SchemeLine::Class(self.class(piece)?),
            Rule::veto_line => SchemeLine::Veto(self.veto_line(piece)?),
            Rule::grouped => SchemeLine::Grouped(self.inner_expr(piece)?),
            Rule::floor => SchemeLine::Floor(self.only_quantity(piece)?),
            Rule::plan_head => SchemeLine::Plan(self.texts(piece.into_inner()).into_iter().next()?),
            Rule::note => SchemeLine::Note(self.texts(piece.into_inner()).into_iter().next()?),
            _ => return None,
        };
        (!self.is_too_deep).then_some(line)
    }

    fn subjects(&mut self, piece: Piece<'c>) -> Option<SchemeLine> {
        let (mut level, mut filter, mut except) = (None, None, Vec::new());
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::name => level = Some(self.name(&part)),
                Rule::expr => filter = Some(self.expr(part)),
                Rule::path => except.push(self.path(part)),
                _ => {}
            }
        }
        Some(SchemeLine::Subjects { level: level?, filter, except })
    }

    fn tie_rule(&self, piece: &Piece<'c>) -> TieRule {
        match self.keyword(piece) {
            Some(Keyword::Dense) => TieRule::Dense,
            Some(Keyword::Lowest) => TieRule::Lowest,
            Some(Keyword::Avg) => TieRule::Average,
            _ => TieRule::Skip,
        }
    }

    fn inapplicable(&self, piece: Piece<'c>) -> Option<Inapplicable> {
        Some(match self.keyword(&piece.into_inner().next()?)? {
            Keyword::FullPoints => Inapplicable::Full,
            Keyword::Avg => Inapplicable::Average,
            Keyword::ZeroPoints => Inapplicable::Zero,
            _ => Inapplicable::Exclude,
        })
    }

    fn whole(&self, piece: &Piece<'c>) -> Whole {
        match self.keyword(piece) {
            Some(Keyword::StartedStep) => Whole::Ceil,
            Some(Keyword::Continuous) => Whole::Continuous,
            Some(Keyword::HalfUp) => Whole::HalfUp,
            _ => Whole::Floor,
        }
    }

    fn class(&mut self, piece: Piece<'c>) -> Option<Class> {
        let span = self.span(&piece);
        let (mut name, mut limits, mut whole, mut op) = (None, Vec::new(), None, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::text_like => name = Some(self.text(&part)),
                Rule::comparator => op = self.compare_op(&part),
                Rule::whole => whole = Some(self.whole(&part)),
                _ => limits.push((op?, self.quantity(&part))),
            }
        }
        Some(Class { name: name?, limits, whole, span })
    }

    fn veto_line(&mut self, piece: Piece<'c>) -> Option<Veto> {
        let span = self.span(&piece);
        let (mut rules, mut condition, mut is_bar, mut grade) = (Vec::new(), None, false, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::rule_list => rules = self.rule_list(part),
                Rule::expr => condition = Some(self.expr(part)),
                Rule::bar => is_bar = true,
                _ => grade = Some(self.text(&part)),
            }
        }
        Some(Veto { rules, condition, is_bar, grade: grade?, span })
    }

    fn rule_list(&mut self, piece: Piece<'c>) -> Vec<Name> {
        piece.into_inner().filter(|p| p.as_rule() == Rule::id).map(|p| self.word(&p)).collect()
    }

    fn led_list(&mut self, piece: Piece<'c>) -> Vec<Led> {
        let parts = piece.into_inner().filter(|p| p.as_rule() == Rule::led);
        parts.map(|p| self.led(p)).collect()
    }

    fn led(&mut self, piece: Piece<'c>) -> Led {
        let span = self.span(&piece);
        let (mut role, mut share) = (LedRole::Lead, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::led_role => {
                    role = match self.keyword(&part) {
                        Some(Keyword::Responsible) => LedRole::Responsible,
                        Some(Keyword::Support) => LedRole::Support,
                        _ => LedRole::Lead,
                    };
                }
                _ => share = Some(self.quantity(&part)),
            }
        }
        Led { role, share, span }
    }

    /// Builds the line that says for whom something is meant; `None` where its condition was too deep.
    pub fn only(&mut self, piece: Piece<'c>) -> Option<Only> {
        self.mark_field_colon(&piece);
        self.is_too_deep = false;
        let (mut places, mut condition) = (Vec::new(), None);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::path => places.push(self.path(part)),
                Rule::expr => condition = Some(self.expr(part)),
                _ => {}
            }
        }
        if self.is_too_deep {
            return None;
        }
        Some(condition.map_or(Only::Places(places), Only::Condition))
    }

    /// Builds a line of an entry; `None` where an expression of it was too deep.
    pub fn entry_line(&mut self, piece: Piece<'c>) -> Option<EntryLine> {
        let is_list = matches!(piece.as_rule(), Rule::rule_list | Rule::led_list);
        if !is_list {
            self.mark_field_colon(&piece);
        }
        self.is_too_deep = false;
        let span = self.span(&piece);
        let line = match piece.as_rule() {
            Rule::rule_list => EntryLine::Rules(self.rule_list(piece), span),
            Rule::led_list => EntryLine::Led(self.led_list(piece), span),
            Rule::total_of => EntryLine::TotalOf(self.texts(piece.into_inner()).into_iter().next()?),
            Rule::entered => EntryLine::Entered(self.texts(piece.into_inner()).into_iter().next()?),
            Rule::measure => EntryLine::Measure(self.inner_expr(piece)?),
            Rule::goal => self.goal(piece)?,
            Rule::method => EntryLine::Method(self.method(piece)?, span),
            Rule::best => EntryLine::Best(self.inner_sum(piece)?),
            Rule::worst => EntryLine::Worst(self.inner_sum(piece)?),
            Rule::step => EntryLine::Step(self.step(piece)?),
            Rule::place => EntryLine::Place(self.place(piece)),
            Rule::band => self.band(piece)?,
            Rule::case => self.case(piece)?,
            Rule::nothing => {
                let inner = piece.into_inner().next()?;
                EntryLine::Nothing(self.comparison(inner).0, span)
            }
            Rule::highest => EntryLine::HighestOnly(span),
            Rule::unclamped => EntryLine::Unclamped(span),
            Rule::lower_better => EntryLine::LowerBetter(span),
            Rule::start => EntryLine::Start(self.only_quantity(piece)?),
            Rule::floor => EntryLine::Floor(self.only_quantity(piece)?),
            Rule::cap => EntryLine::Cap(self.only_quantity(piece)?),
            Rule::ties => EntryLine::Ties(piece.into_inner().next().map(|p| self.tie_rule(&p))?, span),
            Rule::inapplicable => EntryLine::Inapplicable(self.inapplicable(piece)?, span),
            Rule::missing => EntryLine::MissingAsZero(self.as_zero(piece)?),
            Rule::precision => EntryLine::Precision(self.precision(piece)?),
            Rule::only => EntryLine::Only(self.only(piece)?, span),
            Rule::note => EntryLine::Note(self.texts(piece.into_inner()).into_iter().next()?),
            _ => return None,
        };
        (!self.is_too_deep).then_some(line)
    }

    fn inner_expr(&mut self, piece: Piece<'c>) -> Option<Expr> {
        piece.into_inner().find(|p| p.as_rule() == Rule::expr).map(|p| self.expr(p))
    }

    fn inner_sum(&mut self, piece: Piece<'c>) -> Option<Expr> {
        piece.into_inner().find(|p| p.as_rule() == Rule::sum).map(|p| self.sum(p).expr)
    }

    fn goal(&mut self, piece: Piece<'c>) -> Option<EntryLine> {
        let span = self.span(&piece);
        let inner = piece.into_inner().next()?;
        if inner.as_rule() != Rule::mean {
            return Some(EntryLine::Goal(self.comparison(inner).0, span));
        }
        let (mut op, mut weight, mut plus) = (None, None, None);
        for part in inner.into_inner() {
            match part.as_rule() {
                Rule::comparator => op = self.compare_op(&part),
                Rule::factor => weight = Some(self.factor(part).expr),
                _ => plus = self.mean_plus(part.into_inner()),
            }
        }
        Some(EntryLine::GoalMean { op: op?, weight, plus, span })
    }

    fn mean_plus(&mut self, mut parts: Pieces<'c>) -> Option<Quantity> {
        let sign = parts.next()?;
        let is_minus = self.slice(self.span(&sign)).starts_with(['-', '－']);
        let mut quantity = parts.next().map(|p| self.quantity(&p))?;
        if is_minus {
            quantity.number.set_sign_negative(true);
        }
        Some(quantity)
    }

    fn method(&mut self, piece: Piece<'c>) -> Option<MethodWord> {
        let word = piece.into_inner().next()?;
        let keyword = self.keyword(&word)?;
        let mut quantities = word.into_inner().map(|p| self.quantity(&p)).collect::<Vec<_>>().into_iter();
        Some(match keyword {
            Keyword::Proportion => MethodWord::Proportion,
            Keyword::Efficacy => MethodWord::Efficacy(quantities.next().zip(quantities.next())),
            Keyword::Rescale => MethodWord::Rescale(quantities.next()?),
            Keyword::Direct => MethodWord::Direct,
            Keyword::ToFirst => MethodWord::ToFirst,
            _ => MethodWord::Met,
        })
    }

    fn step(&mut self, piece: Piece<'c>) -> Option<Step> {
        let span = self.span(&piece);
        let (mut side, mut is_deducted, mut quantities, mut whole, mut op) =
            (StepSide::Below, false, Vec::new(), None, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::step_side => {
                    side = match self.keyword(&part) {
                        Some(Keyword::PerAbove) => StepSide::Above,
                        Some(Keyword::PerCase) => StepSide::FromZero,
                        Some(Keyword::PerPlace) => StepSide::Places,
                        _ => StepSide::Below,
                    };
                }
                Rule::step_effect => is_deducted = self.keyword(&part) == Some(Keyword::Deduct),
                Rule::whole => whole = Some(self.whole(&part)),
                Rule::comparator => op = self.compare_op(&part),
                _ => quantities.push(self.quantity(&part)),
            }
        }
        let mut quantities = quantities.into_iter();
        let (length, points) = (quantities.next()?, quantities.next()?);
        Some(Step { side, length, is_deducted, points, whole, most: op.zip(quantities.next()), span })
    }

    fn place(&mut self, piece: Piece<'c>) -> Place {
        let span = self.span(&piece);
        let (mut places, mut points, mut is_past_colon, mut is_from_last) = (Vec::new(), Vec::new(), false, false);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::dots => self.mark(&part, Role::Range),
                Rule::colon => is_past_colon = true,
                Rule::from_last => is_from_last = true,
                Rule::quantity => {
                    let list = if is_past_colon { &mut points } else { &mut places };
                    let quantity = self.quantity(&part);
                    list.push(quantity);
                }
                _ => {}
            }
        }
        let last = places.last().cloned();
        Place { is_from_last, places: places.into_iter().next().zip(last), points, span }
    }

    fn band(&mut self, piece: Piece<'c>) -> Option<EntryLine> {
        let span = self.span(&piece);
        let (mut values, mut points) = (None, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::otherwise | Rule::colon => {}
                Rule::interval => values = Some(TargetKind::Within(self.interval(part).0)),
                Rule::quantity => points = Some(self.quantity(&part)),
                _ => values = Some(self.comparison(part).0),
            }
        }
        Some(EntryLine::Band(values, points?, span))
    }

    fn case(&mut self, piece: Piece<'c>) -> Option<EntryLine> {
        let span = self.span(&piece);
        let (mut condition, mut points) = (None, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::expr => condition = Some(self.expr(part)),
                Rule::quantity => points = Some(self.quantity(&part)),
                _ => {}
            }
        }
        Some(EntryLine::Case(condition?, points?, span))
    }

    /// Builds a line of lights; `None` where its condition was too deep.
    pub fn lights_line(&mut self, piece: Piece<'c>) -> Option<LightsLine> {
        self.is_too_deep = false;
        let span = self.span(&piece);
        let form = piece.as_rule();
        if matches!(form, Rule::frequency | Rule::plan_head | Rule::note) {
            self.mark_field_colon(&piece);
        }
        let line = match form {
            Rule::rule_list => LightsLine::Rules(self.rule_list(piece)),
            Rule::frequency => LightsLine::Frequency(piece.into_inner().next().map(|p| self.frequency(&p))?, span),
            Rule::in_order => LightsLine::InOrder(span),
            Rule::plan_head => LightsLine::Plan(self.texts(piece.into_inner()).into_iter().next()?),
            Rule::note => LightsLine::Note(self.texts(piece.into_inner()).into_iter().next()?),
            Rule::light => self.light(piece)?,
            _ => return None,
        };
        (!self.is_too_deep).then_some(line)
    }

    fn light(&mut self, piece: Piece<'c>) -> Option<LightsLine> {
        let span = self.span(&piece);
        let (mut colour, mut action, mut when) = (None, None, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::text_like => colour = Some(self.text(&part)),
                Rule::text => action = Some(self.text(&part)),
                Rule::expr => {
                    when = Some(self.expr(part.clone()));
                    self.mark_light_words(&part);
                }
                _ => {}
            }
        }
        Some(LightsLine::Light { colour: colour?, action, when, span })
    }

    /// The measures of lights and the verdicts are keywords in their conditions, and names elsewhere.
    fn mark_light_words(&mut self, piece: &Piece<'c>) {
        let Span { start, .. } = self.span(piece);
        let written = self.written(piece);
        let mut pos = 0;
        while let Some(rest) = written.get(pos..).filter(|r| !r.is_empty()) {
            let word = run(rest);
            if Keyword::from_word(word).is_some_and(|k| k.is_light_measure() || k.is_verdict()) {
                self.mark_at(start + pos as u32, Role::Plain);
            }
            pos += word.len().max(rest.chars().next().map_or(1, char::len_utf8));
        }
    }
}
