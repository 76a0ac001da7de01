//! `exceptions-overlap`, `exception-unreached`, `nothing-left`: the exceptions of a statement against each other and
//! against its scope.

use super::Context;
use crate::check::reason::ids::Ids;
use crate::check::reason::tally::{Line, OneValue};
use crate::core::ExprId;
use crate::core::rule::Asked;
use crate::diag::{Both, Diagnostic, LintProblem};
use crate::model::{BinaryOp, CompareOp, Exact, Exception, Expr, ExprKind, Kind, Rule, Scope, Statement};

/// Looks at every statement with exceptions.
pub(super) fn run(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for rule in ctx.model.rules.iter().filter(|r| r.errors.is_empty()) {
        for statement in rule.statements.iter().filter(|s| !s.exceptions.is_empty()) {
            overlaps(ctx.ids, rule, statement, out);
            unreached(ctx.ids, rule, statement, out);
        }
    }
}

/// Returns the conditions that all must hold.
pub(super) fn conjuncts(condition: &Expr) -> Vec<&Expr> {
    match &condition.kind {
        ExprKind::Binary(BinaryOp::And, a, b) => conjuncts(a).into_iter().chain(conjuncts(b)).collect(),
        _ => vec![condition],
    }
}

/// A condition with what it is a condition on, found once: a statement may have thousands of exceptions.
struct Condition<'e> {
    /// `X = "text"` or `X != "text"`: X, the text, and whether it is the former.
    text: Option<(ExprId, &'e str, bool)>,
    /// Comparisons of one value with constants, and the value.
    one: Option<(OneValue<'e>, ExprId)>,
}

impl<'e> Condition<'e> {
    fn of(ids: &Ids<'_>, condition: &'e Expr) -> Self {
        let one = OneValue::of(ids, condition);
        Self { text: text(ids, condition), one: one.map(|one| (one, ids.of(one.subject))) }
    }
}

/// The conditions that all must hold.
fn conditions<'e>(ids: &Ids<'_>, condition: &'e Expr) -> Vec<Condition<'e>> {
    conjuncts(condition).into_iter().map(|c| Condition::of(ids, c)).collect()
}

fn overlaps(ids: &Ids<'_>, rule: &Rule, statement: &Statement, out: &mut Vec<Diagnostic>) {
    let all: Vec<(&Exception, Vec<Condition<'_>>, Vec<Asked>)> =
        statement.exceptions.iter().map(|e| (e, conditions(ids, &e.filter), asked(ids, e))).collect();
    for (idx, (a, of_a, asked_a)) in all.iter().enumerate() {
        for (b, of_b, asked_b) in all.iter().skip(idx + 1) {
            let both: Vec<&Condition<'_>> = of_a.iter().chain(of_b).collect();
            if asked_a == asked_b || excludes_itself(ids, &both) {
                continue;
            }
            let found = Diagnostic::at(b.filter.span, LintProblem::ExceptionsOverlap { id: rule.id.to_string() });
            let found = found.label(a.filter.span, Both::new("另一条例外在这里", "the other exception stands here"));
            out.push(found.rule(rule.id.to_string()));
        }
    }
}

/// What an exception asks.
fn asked(ids: &Ids<'_>, e: &Exception) -> Vec<Asked> {
    e.targets.iter().map(|t| ids.asked(&t.kind)).collect()
}

fn unreached(ids: &Ids<'_>, rule: &Rule, statement: &Statement, out: &mut Vec<Diagnostic>) {
    let filter = match &statement.scope {
        Scope::Every { filter, .. } => filter.as_ref(),
        _ => None,
    };
    let scope: Vec<&Expr> = filter.map(conjuncts).unwrap_or_default();
    let of_scope: Vec<Condition<'_>> = scope.iter().map(|c| Condition::of(ids, c)).collect();
    let mut is_any = false;
    for exception in &statement.exceptions {
        let own = conditions(ids, &exception.filter);
        let all: Vec<&Condition<'_>> = own.iter().chain(&of_scope).collect();
        if excludes_itself(ids, &all) {
            is_any = true;
            let problem = LintProblem::ExceptionUnreached { id: rule.id.to_string() };
            let found = Diagnostic::at(exception.filter.span, problem).rule(rule.id.to_string());
            let label = Both::new("适用范围在这里", "the scope stands here");
            out.push(match filter {
                Some(f) => found.label(f.span, label),
                None => found,
            });
        }
    }
    if !is_any && covers_all(ids, statement, &scope) {
        let problem = LintProblem::NothingLeft { id: rule.id.to_string() };
        out.push(Diagnostic::at(statement.subject.span, problem).rule(rule.id.to_string()));
    }
}

/// Whether conditions can be shown to exclude each other: two of them on one value that no value satisfies both.
fn excludes_itself(ids: &Ids<'_>, all: &[&Condition<'_>]) -> bool {
    let pairs = all.iter().enumerate().flat_map(|(idx, a)| all.iter().skip(idx + 1).map(move |b| (*a, *b)));
    pairs.into_iter().any(|(a, b)| excludes(ids, a, b))
}

fn excludes(ids: &Ids<'_>, a: &Condition<'_>, b: &Condition<'_>) -> bool {
    if let (Some((x, text_a, is_a)), Some((y, text_b, is_b))) = (a.text, b.text) {
        return x == y && if is_a && is_b { text_a != text_b } else { is_a != is_b && text_a == text_b };
    }
    let (Some((one, x)), Some((other, y))) = (a.one, b.one) else { return false };
    x == y && samples(ids, &[one, other]).iter().all(|v| !(one.holds(v) && other.holds(v)))
}

/// `X = "text"` or `X != "text"`: X, the text, and whether it is the former.
fn text<'a>(ids: &Ids<'_>, condition: &'a Expr) -> Option<(ExprId, &'a str, bool)> {
    match &condition.kind {
        ExprKind::Compare(op @ (CompareOp::Eq | CompareOp::Ne), a, b) => match &b.kind {
            ExprKind::Text(text) => Some((ids.of(a), text, *op == CompareOp::Eq)),
            _ => None,
        },
        _ => None,
    }
}

/// A value in each piece into which the conditions cut the number line; of a flag there are only two.
fn samples(ids: &Ids<'_>, conditions: &[OneValue<'_>]) -> Vec<Exact> {
    let indicator = conditions.first().and_then(|c| match c.subject.kind {
        ExprKind::Value(id) => ids.schema.indicator(id),
        _ => None,
    });
    if indicator.is_some_and(|i| i.kind == Some(Kind::Flag)) {
        return vec![Exact::ZERO, Exact::ONE];
    }
    let mut line = Line::default();
    conditions.iter().for_each(|c| line.cut(c.cuts()));
    line.pieces().into_iter().map(|p| p.sample).collect()
}

/// Whether the exceptions can be shown to leave nobody: all on one value, of which they cover every case, or one that
/// repeats the scope.
fn covers_all(ids: &Ids<'_>, statement: &Statement, scope: &[&Expr]) -> bool {
    let known: Vec<ExprId> = scope.iter().map(|c| ids.of(c)).collect();
    let repeats = |e: &Exception| conjuncts(&e.filter).iter().all(|c| known.contains(&ids.of(c)));
    if statement.exceptions.iter().any(repeats) {
        return true;
    }
    let ones: Option<Vec<OneValue<'_>>> = statement.exceptions.iter().map(|e| OneValue::of(ids, &e.filter)).collect();
    let Some(ones) = ones else { return false };
    let mut subjects: Vec<ExprId> = ones.iter().map(|o| ids.of(o.subject)).collect();
    subjects.dedup();
    subjects.len() == 1 && samples(ids, &ones).iter().all(|x| ones.iter().any(|o| o.holds(x)))
}
