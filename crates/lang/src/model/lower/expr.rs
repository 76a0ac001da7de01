//! Expressions: names, amounts and dates resolved, parentheses gone.
//!
//! A name on one side of a comparison may be a grade or a text of the indicator on the other side; which one it is
//! depends on that indicator's kind and is decided here.

use std::sync::Arc;

use super::context::{Context, TotalWindow, Use};
use crate::diag::{Both, Diagnostic, ModelProblem, Safety, SchemeProblem, SyntaxProblem};
use crate::lexicon::numeral::fraction_in_words;
use crate::model::{
    Aggregate, Basis, BinaryOp, CompareOp, EntityRef, Exact, Expr, ExprKind, Indicator, Interval, Kind, Period,
    PeriodRef, Periods, Quantity, Rank, TimesLast, Tolerance, Unit,
};
use crate::source::Span;
use crate::syntax::tree;

impl Context<'_> {
    /// Lowers an expression.
    pub fn expr(&mut self, expr: &tree::Expr) -> Expr {
        let kind = match &expr.kind {
            tree::ExprKind::Quantity(q) => ExprKind::Quantity(self.quantity(q)),
            tree::ExprKind::Name(name) => self.named(name),
            tree::ExprKind::Day(date) => self.period(*date).map_or(ExprKind::Bool(false), ExprKind::Day),
            tree::ExprKind::Rank(rank) => ExprKind::Rank(Box::new(self.rank(rank))),
            tree::ExprKind::TimesLast(scheme, places) => self.times_last(scheme.as_ref(), places),
            tree::ExprKind::Text(text) => ExprKind::Text(Arc::from(&*text.text)),
            tree::ExprKind::Bool(b) => ExprKind::Bool(*b),
            tree::ExprKind::Paren(inner) => self.expr(inner).kind,
            tree::ExprKind::Unary(op, inner) => {
                let inner = self.expr(inner);
                match (op, inner.kind) {
                    // A negative amount is an amount: it has a unit, stands in ranges and before postfixes.
                    (tree::UnaryOp::Neg, ExprKind::Quantity(q)) => {
                        ExprKind::Quantity(Quantity { value: -&q.value, base: -&q.base, span: expr.span, ..q })
                    }
                    (op, kind) => {
                        let inner = Box::new(Expr { kind, span: inner.span });
                        match op {
                            tree::UnaryOp::Neg => ExprKind::Neg(inner),
                            tree::UnaryOp::Not => ExprKind::Not(inner),
                        }
                    }
                }
            }
            tree::ExprKind::Binary(op, l, r) => self.binary(*op, l, r),
            tree::ExprKind::Compare(op, l, r) => {
                let (l, r) = self.sides(*op, l, r);
                ExprKind::Compare(*op, Box::new(l), Box::new(r))
            }
            tree::ExprKind::Within(l, interval) => {
                let l = Box::new(self.expr(l));
                ExprKind::Within(l, self.interval(interval))
            }
            tree::ExprKind::About(l, r, tolerance) => {
                let (l, r) = (self.expr(l), self.expr(r));
                let tolerance = self.tolerance(tolerance.as_ref(), &r);
                ExprKind::About(Box::new(l), Box::new(r), tolerance)
            }
            tree::ExprKind::Aggregate(a) => ExprKind::Aggregate(Box::new(self.aggregate(a))),
            tree::ExprKind::Bad | tree::ExprKind::Whole(..) => self.bad(expr.span),
            other => self.over_time(other),
        };
        Expr { kind, span: expr.span }
    }

    /// Lowers a name: an amount that has one, a fraction in words, or what is measured.
    fn named(&mut self, name: &tree::Name) -> ExprKind {
        if let Some(param) = self.param(name) {
            return ExprKind::Quantity(param);
        }
        let is_declared = self.names.contains_key(&*name.text);
        match fraction_in_words(&name.text).filter(|_| !is_declared) {
            Some((part, whole)) => fraction(&Exact::from(part), &Exact::from(whole), name.span)
                .unwrap_or_else(|| ExprKind::Value(self.indicator(name))),
            None => ExprKind::Value(self.indicator(name)),
        }
    }

    fn rank(&mut self, rank: &tree::Rank) -> Rank {
        Rank {
            value: self.expr(&rank.value),
            level: self.level(&rank.level),
            place: rank.place.as_ref().map(|p| self.entity(p)),
            order: rank.order,
            ties: rank.ties,
        }
    }

    /// Lowers `连续倒数("季度考核", 3位)`: the places are a whole number of 位 or 名.
    fn times_last(&mut self, scheme: Option<&tree::Text>, places: &tree::Quantity) -> ExprKind {
        let unit = places.unit.as_ref().map(|u| &*u.text);
        let whole = u32::try_from(places.number).ok().filter(|n| *n > 0 && places.number.scale() == 0);
        let named = || Some(Arc::from(&*scheme?.text));
        let fitting = whole.filter(|_| matches!(unit, None | Some("位" | "名" | "个")));
        if fitting.is_none() {
            self.at(places.span, SchemeProblem::PlacesUnclear { written: self.text(places.span).to_owned() });
        }
        let scheme = named().or_else(|| self.scheme.clone());
        ExprKind::TimesLast(TimesLast { scheme, places: fitting.unwrap_or(1) })
    }

    /// Reports what the reader could not build; the rule that holds it is invalid, whatever stands in its place.
    fn bad(&mut self, span: crate::source::Span) -> ExprKind {
        let expected = Both::new("表达式", "an expression");
        let found = Both::new("不能识别的内容", "what cannot be read");
        self.report(Diagnostic::at(span, SyntaxProblem::Unexpected { expected, found }));
        ExprKind::Bool(false)
    }

    /// Lowers the forms that read other periods or places.
    fn over_time(&mut self, kind: &tree::ExprKind) -> ExprKind {
        match kind {
            tree::ExprKind::Total(total, window) => {
                let x = Box::new(self.expr(total));
                let read = self.window_or_plan(window.as_ref()).flatten();
                let span = window.as_ref().map_or(total.span, |w| w.span);
                let is_written = window.is_some();
                self.total_windows.extend(read.map(|window| TotalWindow { span, window, is_written }));
                ExprKind::Total(x, read)
            }
            tree::ExprKind::Gain(x, since) => {
                let x = Box::new(self.expr(x));
                ExprKind::Gain(x, self.since(*since))
            }
            tree::ExprKind::Yearly(x, since) => {
                let x = Box::new(self.expr(x));
                ExprKind::Yearly(x, self.since(*since))
            }
            tree::ExprKind::Growth(x, base) => {
                let x = Box::new(self.expr(x));
                ExprKind::Growth(
                    x,
                    match base {
                        tree::GrowthBase::YearBefore => Basis::YearBefore,
                        tree::GrowthBase::Previous => Basis::Previous,
                        tree::GrowthBase::Since(date) => self.period(*date).map_or(Basis::YearBefore, Basis::Since),
                    },
                )
            }
            tree::ExprKind::Change(x) => ExprKind::Change(Box::new(self.expr(x))),
            tree::ExprKind::OverPeriods(function, x, periods) => {
                let x = Box::new(self.expr(x));
                let periods = match periods {
                    tree::Periods::Window(window) => self.window(window).map(Periods::Window),
                    tree::Periods::Last(count, step) => Some(Periods::Last(*count, *step)),
                };
                periods.map_or(ExprKind::Bool(false), |periods| ExprKind::OverPeriods(*function, x, periods))
            }
            tree::ExprKind::Index(x, period) => {
                let x = Box::new(self.expr(x));
                ExprKind::AtPeriod(
                    x,
                    match period {
                        tree::PeriodRef::Previous => PeriodRef::Previous,
                        tree::PeriodRef::Fixed(date) => {
                            self.period(*date).map_or(PeriodRef::Previous, PeriodRef::Fixed)
                        }
                    },
                )
            }
            tree::ExprKind::At(x, path) => {
                let x = Box::new(self.expr(x));
                ExprKind::AtEntity(x, self.entity(path))
            }
            // Every other form is lowered in `expr`.
            _ => ExprKind::Bool(false),
        }
    }

    /// Returns the base period as written, else the plan's.
    fn since(&mut self, since: Option<tree::Date>) -> Option<crate::model::Period> {
        match since {
            Some(date) => self.period(date),
            None => self.plan_base(),
        }
    }

    fn binary(&mut self, op: BinaryOp, l: &tree::Expr, r: &tree::Expr) -> ExprKind {
        if let Some(name) = self.quoted_elsewhere(l, r) {
            self.at(name.span, SyntaxProblem::NameNeedsQuotes { name: name.text.to_string() });
            return ExprKind::Value(self.indicator(&name));
        }
        if op == BinaryOp::Sub {
            self.say_minus(l, r);
        }
        let (l, r) = (self.expr(l), self.expr(r));
        // `2/3`: a share that no number of digits writes exactly.
        if let (BinaryOp::Div, ExprKind::Quantity(a), ExprKind::Quantity(b)) = (op, &l.kind, &r.kind)
            && let (None, None) = (&a.unit, &b.unit)
            && let Some(share) = fraction(&a.base, &b.base, l.span.to(r.span))
        {
            return share;
        }
        ExprKind::Binary(op, Box::new(l), Box::new(r))
    }

    /// Asks whether a sign without blanks between two undeclared names is part of one name: `城乡-收入比`.
    fn say_minus(&mut self, l: &tree::Expr, r: &tree::Expr) {
        let (tree::ExprKind::Name(left), tree::ExprKind::Name(right)) = (&l.kind, &r.kind) else { return };
        let is_known = |n: &tree::Name| self.names.contains_key(&*n.text) || self.params.contains_key(&*n.text);
        let span = l.span.to(r.span);
        let text = self.text(span).trim().to_owned();
        // In a filter two columns of the roster are subtracted, which nobody declares.
        if self.usage == Use::Filter || is_known(left) || is_known(right) || text.contains(char::is_whitespace) {
            return;
        }
        let fixed = format!("「{text}」");
        let problem = ModelProblem::NameOrMinus { name: text };
        self.report(Diagnostic::at(span, problem).fix(span, fixed, Safety::Unsafe));
    }

    /// Returns the declared name that two undeclared ones make with the sign between them: `农-村路` for `「农-村路」`.
    fn quoted_elsewhere(&self, l: &tree::Expr, r: &tree::Expr) -> Option<tree::Name> {
        let (tree::ExprKind::Name(left), tree::ExprKind::Name(right)) = (&l.kind, &r.kind) else { return None };
        let is_known = |n: &tree::Name| self.names.contains_key(&*n.text) || self.params.contains_key(&*n.text);
        let span = l.span.to(r.span);
        let text = crate::model::names::fold(self.text(span));
        let is_meant = !is_known(left) && !is_known(right) && self.names.contains_key(text.as_str());
        is_meant.then(|| tree::Name { text: text.into(), span })
    }

    /// Lowers an expression that chooses entities.
    pub fn filter(&mut self, expr: &tree::Expr) -> Expr {
        let before = std::mem::replace(&mut self.usage, Use::Filter);
        let lowered = self.expr(expr);
        self.usage = before;
        lowered
    }

    fn aggregate(&mut self, a: &tree::Aggregate) -> Aggregate {
        let level = self.level(&a.level);
        let place = a.place.as_ref().map(|p| self.entity(p));
        let filter = a.filter.as_ref().map(|f| self.filter(f));
        let body = a.body.as_ref().map(|b| self.expr(b));
        let weight = a.weight.as_ref().map(|w| self.filter(w));
        Aggregate { function: a.function, level, place, filter, body, weight }
    }

    /// Lowers both sides of a comparison.
    fn sides(&mut self, op: CompareOp, l: &tree::Expr, r: &tree::Expr) -> (Expr, Expr) {
        let is_amount = matches!(strip(r).kind, tree::ExprKind::Quantity(_) | tree::ExprKind::Day(_));
        if constant_word(l).is_some() && self.is_undeclared(l) && !self.is_undeclared(r) && !is_amount {
            // `山区 = 类型`: the constant stands on the left.
            let right = self.expr(r);
            let left = self.right_side(op, &right, l);
            return (left, right);
        }
        let left = self.expr(l);
        let right = self.right_side(op, &left, r);
        (left, right)
    }

    fn is_undeclared(&self, e: &tree::Expr) -> bool {
        match &strip(e).kind {
            tree::ExprKind::Name(name) => !self.names.contains_key(&*name.text),
            _ => false,
        }
    }

    /// Lowers what a side is compared with: a grade or text of the other side's indicator, else an expression.
    pub fn right_side(&mut self, op: CompareOp, left: &Expr, right: &tree::Expr) -> Expr {
        let span = right.span;
        if let tree::ExprKind::Whole(place, shift) = &right.kind {
            return self.whole(left, place, shift.as_ref(), span);
        }
        if let Some(day) = self.day_beside(left, right) {
            return Expr { kind: ExprKind::Day(day), span };
        }
        let Some(word) = constant_word(right) else { return self.expr(right) };
        let Some(indicator) = self.measured(left) else { return self.expr(right) };
        let is_name = matches!(strip(right).kind, tree::ExprKind::Name(_));
        let declared = self.names.get(word).copied().filter(|_| is_name);
        match &indicator.kind {
            Some(Kind::Grade(grades)) => {
                if let Some(rank) = grades.iter().position(|g| **g == *word) {
                    return Expr { kind: ExprKind::Grade(rank as u32, Arc::from(word)), span };
                }
                if declared.is_none() {
                    let problem = ModelProblem::GradeUnknown {
                        grade: word.to_owned(),
                        indicator: indicator.name.to_string(),
                        grades: grades.iter().map(|g| g.to_string()).collect(),
                    };
                    self.at(span, problem);
                    return Expr { kind: ExprKind::Grade(0, Arc::from(word)), span };
                }
            }
            Some(Kind::Text) => {
                let is_text = |i: &Indicator| i.kind == Some(Kind::Text);
                if !declared.and_then(|id| self.model.schema.indicator(id)).is_some_and(is_text) {
                    return Expr { kind: ExprKind::Text(Arc::from(word)), span };
                }
            }
            None if declared.is_none() && indicator.unit.is_none() && matches!(op, CompareOp::Eq | CompareOp::Ne) => {
                return Expr { kind: ExprKind::Text(Arc::from(word)), span };
            }
            _ => {}
        }
        self.expr(right)
    }

    /// `高于 全市 1个百分点`: what is measured, of the place around, and a shift.
    fn whole(&mut self, left: &Expr, place: &tree::Name, shift: Option<&tree::Quantity>, span: Span) -> Expr {
        let word = place.text.trim_start_matches('全');
        let level = self.find_level(word);
        let around = EntityRef { parts: vec![Arc::from(word)], level, span: place.span };
        let kind = ExprKind::AtEntity(Box::new(left.clone()), around);
        let Some(shift) = shift else { return Expr { kind, span } };
        let shift = Expr { kind: ExprKind::Quantity(self.quantity(shift)), span: shift.span };
        let whole = Expr { kind, span: place.span };
        Expr { kind: ExprKind::Binary(BinaryOp::Add, Box::new(whole), Box::new(shift)), span }
    }

    /// `退出年份 <= 2020`: a bare year beside a name that says it is a date, and is no declared number.
    fn day_beside(&self, left: &Expr, right: &tree::Expr) -> Option<Period> {
        let tree::ExprKind::Quantity(q) = &strip(right).kind else { return None };
        let indicator = self.measured(left)?;
        let is_open = indicator.unit.is_none() && matches!(indicator.kind, None | Some(Kind::Text));
        let is_date = is_open && DATE_ENDINGS.iter().any(|ending| indicator.name.ends_with(ending));
        let year = i32::try_from(q.number).ok().filter(|_| q.unit.is_none() && q.number.scale() == 0)?;
        Period::year_of(year).filter(|_| is_date && (1900..=2200).contains(&year))
    }

    /// Returns the indicator whose value an expression is, read anywhere and at any time.
    fn measured(&self, expr: &Expr) -> Option<&Indicator> {
        match &expr.kind {
            ExprKind::Value(id) => self.model.schema.indicator(*id),
            ExprKind::AtPeriod(x, _) | ExprKind::AtEntity(x, _) => self.measured(x),
            _ => None,
        }
    }

    /// Lowers a range; a unit on one end serves both.
    pub fn interval(&mut self, interval: &tree::Interval) -> Interval {
        let mut low = interval.low.as_ref().map(|e| self.expr(e));
        let mut high = interval.high.as_ref().map(|e| self.expr(e));
        if let (Some(Expr { kind: ExprKind::Quantity(l), .. }), Some(Expr { kind: ExprKind::Quantity(h), .. })) =
            (&mut low, &mut high)
        {
            self.share_unit(l, h);
        }
        Interval {
            low: low.map(Box::new),
            high: high.map(Box::new),
            is_low_open: interval.is_low_open,
            is_high_open: interval.is_high_open,
        }
    }

    /// Gives a bare end of a range the unit of the other end: `3..5个`, `10万..50万元`.
    pub fn share_unit(&self, a: &mut Quantity, b: &mut Quantity) {
        let is_bare = |q: &Quantity| q.unit.as_ref().is_none_or(Unit::is_bare);
        let (bare, full) = match (is_bare(a), is_bare(b)) {
            (true, false) => (a, b),
            (false, true) => (b, a),
            _ => return,
        };
        let Some(unit) = &full.unit else { return };
        let shared = match &bare.unit {
            // Multipliers of its own replace those of the other end.
            Some(own) => match self.model.schema.unit(&format!("{}{}", own.symbol, unit.stem())) {
                Some(unit) => unit,
                None => return,
            },
            None => unit.clone(),
        };
        bare.base = shared.to_base(&bare.value);
        bare.unit = Some(shared);
    }

    /// Lowers the tolerance of `about`: the target's own, else the rule's, else the plan's.
    pub fn tolerance(&mut self, own: Option<&tree::Tolerance>, target: &Expr) -> Tolerance {
        let deviation = match own {
            Some(t) => Some(self.quantity(&t.quantity)),
            None => self.tolerance.clone(),
        };
        let amount = match &target.kind {
            ExprKind::Quantity(q) => Some(q),
            _ => None,
        };
        match deviation {
            Some(deviation) => {
                // A plan's tolerance is for all its targets; one of a target's own was written for its figure.
                if own.is_some() {
                    self.say_two_readings(&deviation, amount);
                }
                self.tolerance_of(&deviation, amount)
            }
            None => {
                self.at(target.span, ModelProblem::ToleranceMissing {});
                Tolerance::Relative(crate::model::Exact::ZERO)
            }
        }
    }
}

/// How names of dates end.
const DATE_ENDINGS: &[&str] = &["年份", "年度", "日期", "时间", "年月", "date", "year"];

/// Returns a plain fraction as a share; `None` over zero.
fn fraction(part: &Exact, whole: &Exact, span: Span) -> Option<ExprKind> {
    let base = part.checked_div(whole)?;
    let unit = Unit::percent();
    Some(ExprKind::Quantity(Quantity { value: unit.from_base(&base), base, unit: Some(unit), digits: 0, span }))
}

/// Returns an expression without its parentheses.
fn strip(mut expr: &tree::Expr) -> &tree::Expr {
    while let tree::ExprKind::Paren(inner) = &expr.kind {
        expr = inner;
    }
    expr
}

/// Returns the word of a name or text that may be a grade or text value.
fn constant_word(expr: &tree::Expr) -> Option<&str> {
    match &strip(expr).kind {
        tree::ExprKind::Name(name) => Some(&name.text),
        tree::ExprKind::Text(text) => Some(&text.text),
        _ => None,
    }
}
