//! Expressions and comparisons.

use crate::diag::{Diagnostic, Fix, Safety, SyntaxProblem};
use crate::source::Span;
use crate::syntax::keywords::Keyword;
use crate::syntax::tree::{
    BinaryOp, CompareOp, Expr, ExprKind, GrowthBase, Interval, PeriodRef, TargetKind, Tolerance, UnaryOp,
};

use super::build::{Builder, Piece, Pieces};
use super::grammar::Rule;
use super::mark::Role;

/// How deep an expression may be; also how long a chain of operators.
const MAX_EXPR_DEPTH: u32 = 200;

/// An expression with the depth of its tree.
pub(super) struct Deep {
    pub expr: Expr,
    pub depth: u32,
}

impl Deep {
    pub fn leaf(kind: ExprKind, span: Span) -> Self {
        Deep { expr: Expr { kind, span }, depth: 1 }
    }
}

impl<'c> Builder<'c> {
    pub fn expr(&mut self, piece: Piece<'c>) -> Expr {
        self.deep_expr(piece).expr
    }

    /// Returns an expression one level above others, or a leaf in its place where it would be too deep.
    pub fn node(&mut self, kind: ExprKind, span: Span, below: u32) -> Deep {
        if below < MAX_EXPR_DEPTH {
            return Deep { expr: Expr { kind, span }, depth: below + 1 };
        }
        if !self.is_too_deep {
            self.is_too_deep = true;
            self.report(Diagnostic::at(span, SyntaxProblem::NestingTooDeep { limit: u64::from(MAX_EXPR_DEPTH) }));
        }
        Deep::leaf(ExprKind::Bad, span)
    }

    /// `A and B or C`: `and` binds tighter.
    pub fn deep_expr(&mut self, piece: Piece<'c>) -> Deep {
        let mut whole: Option<Deep> = None;
        let mut conjunction: Option<Deep> = None;
        let mut pending = BinaryOp::And;
        let span = self.span(&piece);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::condition => {
                    let next = self.condition(part);
                    conjunction = Some(match conjunction.take() {
                        Some(left) => self.binary(pending, left, next),
                        None => next,
                    });
                }
                _ if self.keyword(&part) == Some(Keyword::Or) => {
                    whole = self.join_or(whole.take(), conjunction.take());
                }
                _ => pending = BinaryOp::And,
            }
        }
        let joined = self.join_or(whole, conjunction);
        joined.unwrap_or_else(|| Deep::leaf(ExprKind::Bad, span))
    }

    fn join_or(&mut self, whole: Option<Deep>, next: Option<Deep>) -> Option<Deep> {
        match (whole, next) {
            (Some(left), Some(right)) => Some(self.binary(BinaryOp::Or, left, right)),
            (left, right) => left.or(right),
        }
    }

    fn binary(&mut self, op: BinaryOp, left: Deep, right: Deep) -> Deep {
        let span = left.expr.span.to(right.expr.span);
        let below = left.depth.max(right.depth);
        self.node(ExprKind::Binary(op, Box::new(left.expr), Box::new(right.expr)), span, below)
    }

    fn condition(&mut self, piece: Piece<'c>) -> Deep {
        let span = self.span(&piece);
        let mut negations = Vec::new();
        let mut found: Option<Deep> = None;
        let mut parts = piece.into_inner().peekable();
        while let Some(part) = parts.next() {
            match part.as_rule() {
                Rule::negation => negations.push(self.span(&part)),
                Rule::sum if parts.peek().is_some_and(|next| next.as_rule() == Rule::postfix) => {
                    found = Some(self.signed_bound(part, parts.by_ref().collect()));
                }
                Rule::sum => found = Some(self.sum(part)),
                _ => {
                    if let Some(left) = found.take() {
                        found = Some(self.comparison_expr(left, part));
                    }
                }
            }
        }
        let mut deep = found.unwrap_or_else(|| Deep::leaf(ExprKind::Bad, span));
        for not in negations.into_iter().rev() {
            let span = not.to(deep.expr.span);
            deep = self.node(ExprKind::Unary(UnaryOp::Not, Box::new(deep.expr)), span, deep.depth);
        }
        deep
    }

    /// `增减率 -5%以上`: what reads like a difference is a subject and a negative amount.
    fn signed_bound(&mut self, sum: Piece<'c>, after: Vec<Piece<'c>>) -> Deep {
        let whole = self.span(&sum);
        let mut parts: Vec<Piece<'c>> = sum.into_inner().collect();
        let is_difference = parts.iter().rev().nth(1).is_some_and(|op| self.arithmetic(op) == Some(BinaryOp::Sub));
        if !is_difference {
            self.report(Diagnostic::at(whole, SyntaxProblem::BoundWithoutAmount {}));
            return Deep::leaf(ExprKind::Bad, whole);
        }
        let (Some(amount), Some(minus)) = (parts.pop(), parts.pop()) else { return Deep::leaf(ExprKind::Bad, whole) };
        self.mark(&minus, Role::Sign);
        let sign = self.span(&minus);
        let left = self.sum_of(parts, whole);
        let amount = self.factor(amount);
        let span = sign.to(amount.expr.span);
        let right = self.node(ExprKind::Unary(UnaryOp::Neg, Box::new(amount.expr)), span, amount.depth);
        let (mut postfix, mut tolerance) = (None, None);
        for part in after {
            match part.as_rule() {
                Rule::postfix => postfix = self.keyword(&part),
                _ => tolerance = Some(self.tolerance(part)),
            }
        }
        let depth = left.depth.max(right.depth);
        let (subject, right) = (Box::new(left.expr), right.expr);
        let kind = match postfix {
            Some(Keyword::OrLess) => ExprKind::Compare(CompareOp::Le, subject, Box::new(right)),
            Some(Keyword::OrSo) => ExprKind::About(subject, Box::new(right), tolerance),
            _ => ExprKind::Compare(CompareOp::Ge, subject, Box::new(right)),
        };
        self.node(kind, whole, depth)
    }

    fn comparison_expr(&mut self, left: Deep, piece: Piece<'c>) -> Deep {
        let span = left.expr.span.to(self.span(&piece));
        let (target, depth) = self.comparison(piece);
        let below = left.depth.max(depth);
        let subject = Box::new(left.expr);
        let kind = match target {
            TargetKind::Compare(op, right) => ExprKind::Compare(op, subject, Box::new(right)),
            TargetKind::Within(interval) => ExprKind::Within(subject, interval),
            TargetKind::About(right, tolerance) => ExprKind::About(subject, Box::new(right), tolerance),
            TargetKind::Holds => subject.kind,
        };
        self.node(kind, span, below)
    }

    /// Returns a comparison without its left side, and the depth of what it holds.
    pub fn comparison(&mut self, piece: Piece<'c>) -> (TargetKind, u32) {
        let form = piece.as_rule();
        let whole = self.span(&piece);
        let mut op = None;
        let mut side: Option<Deep> = None;
        let mut postfix = None;
        let mut tolerance = None;
        let mut interval = None;
        if form == Rule::within {
            self.mark(&piece, Role::Means(Keyword::Between));
        }
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::comparator | Rule::glued_comparator => op = self.compare_op(&part),
                Rule::sum => side = Some(self.sum(part)),
                Rule::postfix => postfix = self.keyword(&part),
                Rule::tolerance => tolerance = Some(self.tolerance(part)),
                Rule::interval => interval = Some(self.interval(part)),
                Rule::whole_place => side = Some(Deep::leaf(ExprKind::Whole(self.name(&part), None), whole)),
                Rule::quantity => {
                    let shift = self.quantity(&part);
                    if let Some(Deep { expr: Expr { kind: ExprKind::Whole(_, slot), .. }, .. }) = &mut side {
                        *slot = Some(shift);
                    }
                }
                _ => {}
            }
        }
        if let Some((interval, depth)) = interval {
            return (TargetKind::Within(interval), depth);
        }
        let Some(Deep { expr, depth }) = side else { return (TargetKind::Holds, 0) };
        // As a range, it is read as what was meant and gives no second message.
        if form == Rule::compare
            && let Some(interval) = self.range_as_difference(&expr, whole)
        {
            return (TargetKind::Within(interval), depth);
        }
        let is_about = form == Rule::about;
        let kind = match (op, postfix) {
            (_, None) if is_about => TargetKind::About(expr, tolerance),
            (Some(op), None) => TargetKind::Compare(op, expr),
            (None | Some(CompareOp::Ge | CompareOp::Eq), Some(Keyword::OrSo)) => TargetKind::About(expr, tolerance),
            (None | Some(CompareOp::Ge), Some(Keyword::OrMore)) => TargetKind::Compare(CompareOp::Ge, expr),
            (None | Some(CompareOp::Le), Some(_)) if postfix == Some(Keyword::OrLess) => {
                TargetKind::Compare(CompareOp::Le, expr)
            }
            (op, _) => {
                self.report(Diagnostic::at(whole, SyntaxProblem::BoundsDisagree {}));
                TargetKind::Compare(op.unwrap_or(CompareOp::Ge), expr)
            }
        };
        (kind, depth)
    }

    pub fn compare_op(&self, piece: &Piece<'c>) -> Option<CompareOp> {
        use CompareOp::{Eq, Ge, Gt, Le, Lt, Ne};
        Some(match self.written(piece) {
            ">=" | "≥" | "⩾" | "＞=" | ">＝" | "＞＝" => Ge,
            "<=" | "≤" | "⩽" | "＜=" | "<＝" | "＜＝" => Le,
            "!=" | "≠" | "！=" | "!＝" | "！＝" => Ne,
            ">" | "＞" => Gt,
            "<" | "＜" => Lt,
            "=" | "＝" => Eq,
            word => match Keyword::from_word(word)? {
                Keyword::Ge => Ge,
                Keyword::Le => Le,
                Keyword::Gt => Gt,
                Keyword::Lt => Lt,
                Keyword::Ne => Ne,
                Keyword::Eq => Eq,
                _ => return None,
            },
        })
    }

    pub fn tolerance(&mut self, piece: Piece<'c>) -> Tolerance {
        let span = self.span(&piece);
        self.mark(&piece, Role::Sign);
        let quantity = piece.into_inner().find(|p| p.as_rule() == Rule::quantity).map(|p| self.quantity(&p));
        let zero = || crate::syntax::tree::Quantity {
            number: rust_decimal::Decimal::ZERO,
            unit: None,
            span,
            number_span: span,
        };
        Tolerance { quantity: quantity.unwrap_or_else(zero), span }
    }

    pub fn interval(&mut self, piece: Piece<'c>) -> (Interval, u32) {
        let span = self.span(&piece);
        let mut interval = Interval { low: None, high: None, is_low_open: false, is_high_open: false, span };
        let mut depth = 0;
        let Some(form) = piece.into_inner().next() else { return (interval, 0) };
        let is_hyphened = form.as_rule() == Rule::hyphened;
        let mut is_first = form.as_rule() == Rule::bracketed;
        if is_hyphened {
            self.report_hyphen(&form, span);
        }
        for part in form.into_inner() {
            match part.as_rule() {
                Rule::round => interval.is_low_open = true,
                Rule::round_end => interval.is_high_open = true,
                Rule::dots => self.mark(&part, Role::Range),
                Rule::sum | Rule::low => {
                    let is_low = is_first || part.as_rule() == Rule::low;
                    is_first = false;
                    let sum = if part.as_rule() == Rule::low { part.into_inner().next() } else { Some(part) };
                    let Some(side) = sum.map(|s| self.sum(s)) else { continue };
                    depth = depth.max(side.depth);
                    let slot = if is_low { &mut interval.low } else { &mut interval.high };
                    *slot = Some(Box::new(side.expr));
                }
                Rule::number | Rule::quantity => {
                    let is_low = part.as_rule() == Rule::number;
                    let quantity = self.quantity(&part);
                    let end = Expr { span: quantity.span, kind: ExprKind::Quantity(quantity) };
                    let slot = if is_low { &mut interval.low } else { &mut interval.high };
                    *slot = Some(Box::new(end));
                    depth = 1;
                }
                _ => {}
            }
        }
        (interval, depth)
    }

    /// `in 3-5个` might be a difference: the range is written `3..5个`.
    fn report_hyphen(&mut self, form: &Piece<'c>, span: Span) {
        let written = self.slice(span);
        // The dash stands between the number and the quantity.
        let ends: Vec<Span> = form.clone().into_inner().map(|end| self.span(&end)).collect();
        let (low, high) = match ends.as_slice() {
            [low, high] => (self.slice(*low), self.slice(*high)),
            _ => (written, written),
        };
        let proposal = format!("{low}..{high}");
        let problem = SyntaxProblem::HyphenInRange { found: written.to_owned(), proposal: proposal.clone() };
        let mut diagnostic = Diagnostic::at(span, problem);
        diagnostic.fix = Some(Fix { span, replacement: proposal, safety: Safety::Unsafe });
        self.report(diagnostic);
    }

    /// `>= 5-10万元` says "from 5 to 10" in a plan, and five minus ten here: two amounts of one unit, the lesser first.
    fn range_as_difference(&mut self, right: &Expr, whole: Span) -> Option<Interval> {
        let ExprKind::Binary(BinaryOp::Sub, left, right_end) = &right.kind else { return None };
        let (ExprKind::Quantity(low), ExprKind::Quantity(high)) = (&left.kind, &right_end.kind) else { return None };
        let unit = |q: &crate::syntax::tree::Quantity| q.unit.as_ref().map(|u| u.text.clone());
        if unit(high).is_none() || unit(low).is_some_and(|u| Some(u) != unit(high)) || low.number >= high.number {
            return None;
        }
        let proposal = format!("介于 {}..{}", self.slice(low.span), self.slice(high.span));
        let found = self.slice(right.span).to_owned();
        let problem = SyntaxProblem::HyphenInRange { found, proposal: proposal.clone() };
        self.report(Diagnostic::at(right.span, problem).fix(whole, proposal, Safety::Unsafe));
        let (low, high) = (Some(left.clone()), Some(right_end.clone()));
        Some(Interval { low, high, is_low_open: false, is_high_open: false, span: right.span })
    }

    /// `A + B * C`: `*` and `/` bind tighter.
    pub fn sum(&mut self, piece: Piece<'c>) -> Deep {
        let span = self.span(&piece);
        self.sum_of(piece.into_inner(), span)
    }

    fn sum_of(&mut self, parts: impl IntoIterator<Item = Piece<'c>>, span: Span) -> Deep {
        let mut parts = parts.into_iter();
        let Some(first) = parts.next() else {
            return Deep::leaf(ExprKind::Bad, span);
        };
        let mut product = self.factor(first);
        let mut total: Option<(Deep, BinaryOp)> = None;
        while let (Some(op), Some(next)) = (parts.next(), parts.next()) {
            let Some(op) = self.arithmetic(&op) else { return Deep::leaf(ExprKind::Bad, span) };
            let next = self.factor(next);
            if matches!(op, BinaryOp::Mul | BinaryOp::Div) {
                product = self.binary(op, product, next);
            } else {
                let left = match total.take() {
                    Some((left, before)) => self.binary(before, left, product),
                    None => product,
                };
                total = Some((left, op));
                product = next;
            }
        }
        match total {
            Some((left, op)) => self.binary(op, left, product),
            None => product,
        }
    }

    fn arithmetic(&self, piece: &Piece<'c>) -> Option<BinaryOp> {
        Some(match self.written(piece) {
            "+" | "＋" => BinaryOp::Add,
            "-" | "－" | "−" => BinaryOp::Sub,
            "*" | "＊" | "×" => BinaryOp::Mul,
            "/" | "／" | "÷" => BinaryOp::Div,
            _ => return None,
        })
    }

    pub fn factor(&mut self, piece: Piece<'c>) -> Deep {
        let span = self.span(&piece);
        let mut signs = Vec::new();
        let mut found: Option<Deep> = None;
        for part in piece.into_inner() {
            match (part.as_rule(), found.take()) {
                (Rule::minus, _) => {
                    self.mark(&part, Role::Sign);
                    signs.push(self.span(&part));
                }
                (Rule::at_place, Some(inner)) => {
                    let span = inner.expr.span.to(self.span(&part));
                    let Some(path) = part.into_inner().next().map(|p| self.path(p)) else { continue };
                    found = Some(self.node(ExprKind::At(Box::new(inner.expr), path), span, inner.depth));
                }
                (Rule::index, Some(inner)) => {
                    let span = inner.expr.span.to(self.span(&part));
                    let date = part.into_inner().find(|p| p.as_rule() == Rule::date).map(|p| self.date(&p));
                    let period = date.map_or(PeriodRef::Previous, PeriodRef::Fixed);
                    found = Some(self.node(ExprKind::Index(Box::new(inner.expr), period), span, inner.depth));
                }
                (_, None) => found = Some(self.primary(part)),
                (_, some) => found = some,
            }
        }
        let mut deep = found.unwrap_or_else(|| Deep::leaf(ExprKind::Bad, span));
        for sign in signs.into_iter().rev() {
            let span = sign.to(deep.expr.span);
            deep = self.node(ExprKind::Unary(UnaryOp::Neg, Box::new(deep.expr)), span, deep.depth);
        }
        deep
    }

    fn primary(&mut self, piece: Piece<'c>) -> Deep {
        let span = self.span(&piece);
        match piece.as_rule() {
            Rule::paren => self.paren(piece, span),
            Rule::aggregate => self.aggregate(piece, span),
            Rule::over_periods | Rule::periods_where => self.over_periods(piece, span),
            Rule::rank_of => self.rank(piece, span),
            Rule::times_last => self.times_last(piece, span),
            Rule::total | Rule::gain | Rule::growth | Rule::yearly | Rule::change => self.call(piece, span),
            _ => self.leaf(piece, span),
        }
    }

    fn paren(&mut self, piece: Piece<'c>, span: Span) -> Deep {
        match piece.into_inner().find(|p| p.as_rule() == Rule::expr) {
            Some(inner) => {
                let inner = self.deep_expr(inner);
                self.node(ExprKind::Paren(Box::new(inner.expr)), span, inner.depth)
            }
            None => Deep::leaf(ExprKind::Bad, span),
        }
    }

    fn leaf(&mut self, piece: Piece<'c>, span: Span) -> Deep {
        match piece.as_rule() {
            Rule::name => Deep::leaf(ExprKind::Name(self.name(&piece)), span),
            Rule::quantity => Deep::leaf(ExprKind::Quantity(self.quantity(&piece)), span),
            Rule::text => Deep::leaf(ExprKind::Text(self.text(&piece)), span),
            Rule::day => Deep::leaf(ExprKind::Day(self.date(&piece)), span),
            Rule::truth => Deep::leaf(ExprKind::Bool(self.keyword(&piece) == Some(Keyword::Yes)), span),
            _ => Deep::leaf(ExprKind::Bad, span),
        }
    }

    /// The functions over time.
    fn call(&mut self, piece: Piece<'c>, span: Span) -> Deep {
        let form = piece.as_rule();
        let mut subject = None;
        let mut window = None;
        let mut since = None;
        let mut is_previous = false;
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::sum => subject = Some(self.sum(part)),
                Rule::window => window = Some(self.window(part)),
                Rule::since => since = self.since(part.into_inner()),
                Rule::previous => is_previous = true,
                _ => {}
            }
        }
        let Some(Deep { expr, depth }) = subject else { return Deep::leaf(ExprKind::Bad, span) };
        let inner = Box::new(expr);
        let kind = match form {
            Rule::total => ExprKind::Total(inner, window),
            Rule::gain => ExprKind::Gain(inner, since),
            Rule::yearly => ExprKind::Yearly(inner, since),
            Rule::change => ExprKind::Change(inner),
            Rule::growth => {
                let base = match since {
                    Some(date) => GrowthBase::Since(date),
                    None if is_previous => GrowthBase::Previous,
                    None => GrowthBase::YearBefore,
                };
                ExprKind::Growth(inner, base)
            }
            _ => ExprKind::Bad,
        };
        self.node(kind, span, depth)
    }

    fn since(&mut self, mut pieces: Pieces<'c>) -> Option<crate::syntax::tree::Date> {
        pieces.next().map(|date| self.date(&date))
    }
}
