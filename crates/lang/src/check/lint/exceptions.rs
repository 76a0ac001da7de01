//! `exceptions-overlap`, `exception-unreached`, `nothing-left`: the exceptions of a statement against each other and
//! against its scope.

use super::Context;
use crate::check::reason::key;
use crate::check::reason::tally::{OneValue, Population, Tally};
use crate::diag::{Both, Diagnostic, LintProblem};
use crate::model::{
    BinaryOp, CompareOp, Exact, Exception, Expr, ExprKind, Kind, Model, Rule, Schema, Scope, Statement, TargetKind,
};

/// Looks at every statement with exceptions.
pub(super) fn run(ctx: &Context<'_>, out: &mut Vec<Diagnostic>) {
    for rule in ctx.model.rules.iter().filter(|r| r.errors.is_empty()) {
        for statement in rule.statements.iter().filter(|s| !s.exceptions.is_empty()) {
            overlaps(ctx.model, rule, statement, out);
            unreached(ctx.model, rule, statement, out);
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

fn overlaps(model: &Model, rule: &Rule, statement: &Statement, out: &mut Vec<Diagnostic>) {
    for (idx, a) in statement.exceptions.iter().enumerate() {
        for b in statement.exceptions.iter().skip(idx + 1) {
            let all: Vec<&Expr> = conjuncts(&a.filter).into_iter().chain(conjuncts(&b.filter)).collect();
            if asks_same(&model.schema, a, b) || excludes_itself(model, &all) {
                continue;
            }
            let found = Diagnostic::at(b.filter.span, LintProblem::ExceptionsOverlap { id: rule.id.to_string() });
            let found = found.label(a.filter.span, Both::new("另一条例外在这里", "the other exception stands here"));
            out.push(found.rule(rule.id.to_string()));
        }
    }
}

fn asks_same(schema: &Schema, a: &Exception, b: &Exception) -> bool {
    let asked = |e: &Exception| -> Vec<String> {
        let targets = e.targets.iter().map(|t| match &t.kind {
            TargetKind::Compare(op, right) => format!("{op:?} {}", key::of(schema, right)),
            TargetKind::Within(range) => key::interval_key(schema, range),
            TargetKind::About(right, tolerance) => format!("about {} {tolerance:?}", key::of(schema, right)),
            TargetKind::Holds => "holds".to_owned(),
        });
        targets.collect()
    };
    asked(a) == asked(b)
}

fn unreached(model: &Model, rule: &Rule, statement: &Statement, out: &mut Vec<Diagnostic>) {
    let filter = match &statement.scope {
        Scope::Every { filter, .. } => filter.as_ref(),
        _ => None,
    };
    let scope: Vec<&Expr> = filter.map(conjuncts).unwrap_or_default();
    let mut is_any = false;
    for exception in &statement.exceptions {
        let own = conjuncts(&exception.filter);
        let all: Vec<&Expr> = own.iter().chain(&scope).copied().collect();
        if excludes_itself(model, &all) {
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
    if !is_any && covers_all(model, statement, &scope) {
        let problem = LintProblem::NothingLeft { id: rule.id.to_string() };
        out.push(Diagnostic::at(statement.subject.span, problem).rule(rule.id.to_string()));
    }
}

/// Whether conditions can be shown to exclude each other: two of them on one value that no value satisfies both.
fn excludes_itself(model: &Model, all: &[&Expr]) -> bool {
    let pairs = all.iter().enumerate().flat_map(|(idx, a)| all.iter().skip(idx + 1).map(move |b| (*a, *b)));
    pairs.into_iter().any(|(a, b)| excludes(model, a, b))
}

fn excludes(model: &Model, a: &Expr, b: &Expr) -> bool {
    let schema = &model.schema;
    if let (Some((x, text_a, is_a)), Some((y, text_b, is_b))) = (text(schema, a), text(schema, b)) {
        return x == y && if is_a && is_b { text_a != text_b } else { is_a != is_b && text_a == text_b };
    }
    let (Some(one), Some(other)) = (OneValue::of(schema, a), OneValue::of(schema, b)) else { return false };
    if key::of(schema, one.subject) != key::of(schema, other.subject) {
        return false;
    }
    samples(model, &[one, other]).iter().all(|x| !(one.holds(x) && other.holds(x)))
}

/// `X = "text"` or `X != "text"`: the key of X, the text, and whether it is the former.
fn text<'a>(schema: &Schema, condition: &'a Expr) -> Option<(String, &'a str, bool)> {
    match &condition.kind {
        ExprKind::Compare(op @ (CompareOp::Eq | CompareOp::Ne), a, b) => match &b.kind {
            ExprKind::Text(text) => Some((key::of(schema, a), text, *op == CompareOp::Eq)),
            _ => None,
        },
        _ => None,
    }
}

/// A value in each piece into which the conditions cut the number line; of a flag there are only two.
fn samples(model: &Model, conditions: &[OneValue<'_>]) -> Vec<Exact> {
    let indicator = conditions.first().and_then(|c| match c.subject.kind {
        ExprKind::Value(id) => model.schema.indicator(id),
        _ => None,
    });
    if indicator.is_some_and(|i| i.kind == Some(Kind::Flag)) {
        return vec![Exact::ZERO, Exact::ONE];
    }
    let mut line = Tally::new(0, Population::nobody());
    conditions.iter().for_each(|c| line.cut(c.cuts()));
    line.pieces().into_iter().map(|p| p.sample).collect()
}

/// Whether the exceptions can be shown to leave nobody: all on one value, of which they cover every case, or one that
/// repeats the scope.
fn covers_all(model: &Model, statement: &Statement, scope: &[&Expr]) -> bool {
    let schema = &model.schema;
    let keys: Vec<String> = scope.iter().map(|c| key::of(schema, c)).collect();
    let repeats = |e: &Exception| conjuncts(&e.filter).iter().all(|c| keys.contains(&key::of(schema, c)));
    if statement.exceptions.iter().any(repeats) {
        return true;
    }
    let ones: Option<Vec<OneValue<'_>>> =
        statement.exceptions.iter().map(|e| OneValue::of(schema, &e.filter)).collect();
    let Some(ones) = ones else { return false };
    let mut subjects: Vec<String> = ones.iter().map(|o| key::of(schema, o.subject)).collect();
    subjects.dedup();
    subjects.len() == 1 && samples(model, &ones).iter().all(|x| ones.iter().any(|o| o.holds(x)))
}
