//! Statements, their scopes and targets, and exceptions.

use crate::syntax::keywords::Keyword;
use crate::syntax::tree::{
    Aggregate, AggregateFn, CompareOp, Condition, Exception, Expr, ExprKind, Revision, Scope, Statement, Target,
    TargetKind,
};

use super::build::{Builder, Piece};
use super::grammar::Rule;
use super::mark::Role;

impl<'c> Builder<'c> {
    /// Returns a statement, or `None` where an expression of it was too deep.
    pub fn statement(&mut self, piece: Piece<'c>) -> Option<Statement> {
        let span = self.span(&piece);
        self.is_too_deep = false;
        let mut time_before = None;
        let mut condition = None;
        let mut scope = None;
        let mut subject: Option<Expr> = None;
        let mut targets: Vec<Target> = Vec::with_capacity(1);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::time if subject.is_none() => time_before = self.time(part),
                Rule::time => {
                    let time = self.time(part);
                    if let (Some(target), Some(time)) = (targets.last_mut(), time) {
                        target.span = target.span.to(time.span);
                        target.time = Some(time);
                    }
                }
                Rule::when => {
                    condition = self.when(part, scope.is_none());
                }
                Rule::every => scope = self.every(part),
                Rule::at => scope = Some(self.at(part)),
                Rule::expr => {
                    let expr = self.expr(part);
                    let (left, target) = split_target(expr);
                    subject = Some(left);
                    targets.push(target);
                }
                Rule::counted => {
                    let (counted, target) = self.counted(part)?;
                    subject = Some(counted);
                    targets.push(target);
                }
                Rule::target => targets.push(self.target(part)),
                // The one behind a time in front goes on with the sentence.
                Rule::comma if subject.is_some() => self.mark(&part, Role::TargetComma),
                _ => {}
            }
        }
        let subject = subject.filter(|_| !self.is_too_deep)?;
        Some(Statement {
            time: time_before,
            condition,
            scope,
            subject,
            targets,
            exceptions: Vec::new(),
            revisions: Vec::new(),
            span,
        })
    }

    /// `80%以上的村: 收入 不低于5万元` is `占比(村: 收入 不低于5万元) >= 80%`, an amount in another unit than a ratio a count.
    fn counted(&mut self, piece: Piece<'c>) -> Option<(Expr, Target)> {
        let span = self.span(&piece);
        let (mut op, mut amount, mut level) = (CompareOp::Ge, None, None);
        let mut exprs = Vec::new();
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::comparator => op = self.compare_op(&part)?,
                Rule::quantity => amount = Some(self.quantity(&part)),
                Rule::postfix | Rule::glued_postfix if self.keyword(&part) == Some(Keyword::OrLess) => {
                    op = CompareOp::Le;
                }
                Rule::name => level = Some(self.name(&part)),
                Rule::expr => exprs.push(self.expr(part)),
                _ => {}
            }
        }
        let body = exprs.pop()?;
        let filter = exprs.pop();
        let amount = amount?;
        let is_share = amount.unit.as_ref().is_some_and(|u| matches!(&*u.text, "%" | "％" | "‰"));
        let function = if is_share { AggregateFn::Share } else { AggregateFn::Count };
        let aggregate = Aggregate { function, level: level?, place: None, filter, body: Some(body), weight: None };
        let target = Target {
            span: amount.span,
            kind: TargetKind::Compare(op, Expr { span: amount.span, kind: ExprKind::Quantity(amount) }),
            time: None,
        };
        Some((Expr { kind: ExprKind::Aggregate(Box::new(aggregate)), span }, target))
    }

    fn when(&mut self, piece: Piece<'c>, is_before_scope: bool) -> Option<Condition> {
        let span = self.span(&piece);
        let expr = piece.into_inner().find(|p| p.as_rule() == Rule::expr).map(|p| self.expr(p))?;
        Some(Condition { expr, is_before_scope, span })
    }

    fn every(&mut self, piece: Piece<'c>) -> Option<Scope> {
        let span = self.span(&piece);
        let mut level = None;
        let mut filter = None;
        let mut except = Vec::new();
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::name => level = Some(self.name(&part)),
                Rule::expr => filter = Some(self.expr(part)),
                Rule::path => except.push(self.path(part)),
                _ => {}
            }
        }
        Some(Scope::Every { level: level?, filter, except, span })
    }

    fn at(&mut self, piece: Piece<'c>) -> Scope {
        let span = self.span(&piece);
        let paths = piece.into_inner().filter(|p| p.as_rule() == Rule::path);
        let places = paths.map(|p| self.path(p)).collect();
        Scope::At { places, span }
    }

    fn target(&mut self, piece: Piece<'c>) -> Target {
        let span = self.span(&piece);
        let mut kind = TargetKind::Holds;
        let mut time = None;
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::time => time = self.time(part),
                _ => kind = self.comparison(part).0,
            }
        }
        Target { kind, time, span }
    }

    /// Returns an exception, or `None` where an expression of it was too deep.
    pub fn exception(&mut self, piece: Piece<'c>) -> Option<Exception> {
        let span = self.span(&piece);
        self.is_too_deep = false;
        self.mark(&piece, Role::Means(Keyword::Exception));
        let mut filter = None;
        let mut targets = Vec::new();
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::expr => filter = Some(self.expr(part)),
                Rule::target => targets.push(self.target(part)),
                Rule::comma => self.mark(&part, Role::TargetComma),
                _ => {}
            }
        }
        let filter = filter.filter(|_| !self.is_too_deep)?;
        Some(Exception { filter, targets, span })
    }

    /// Returns a revision of the statement before it.
    pub fn revision(&mut self, piece: Piece<'c>) -> Option<Revision> {
        let span = self.span(&piece);
        self.is_too_deep = false;
        let (mut since, mut document, mut targets) = (None, None, Vec::new());
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::since => since = part.into_inner().next().map(|p| self.date(&p)),
                Rule::text => document = Some(self.text(&part)),
                Rule::target => targets.push(self.target(part)),
                Rule::comma => self.mark(&part, Role::TargetComma),
                _ => {}
            }
        }
        let since = since.filter(|_| !self.is_too_deep)?;
        Some(Revision { since, document, targets, span })
    }
}

/// Takes the comparison off an expression that is one; the rest is the subject.
fn split_target(expr: Expr) -> (Expr, Target) {
    let span = expr.span;
    let target =
        |kind, from: &Expr| Target { kind, time: None, span: crate::source::Span { start: from.span.end, ..span } };
    match expr.kind {
        ExprKind::Compare(op, left, right) => {
            let mut found = target(TargetKind::Compare(op, *right), &left);
            found.span.end = span.end;
            (*left, found)
        }
        ExprKind::Within(left, interval) => {
            let found = target(TargetKind::Within(interval), &left);
            (*left, found)
        }
        ExprKind::About(left, right, tolerance) => {
            let found = target(TargetKind::About(*right, tolerance), &left);
            (*left, found)
        }
        kind => (Expr { kind, span }, Target { kind: TargetKind::Holds, time: None, span }),
    }
}
