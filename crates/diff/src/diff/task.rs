//! Tasks that the rules set: which cells of two tables differ, and what that makes of rules that hold figures against them.
//!
//! A higher task is more to do where the rule asks for at least that much, and less where it is a cap. INVARIANT: a direction
//! is claimed only for rules that are the same but for tasks, and that read them on the right side alone, where more of a task
//! is a higher line.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Kind, Name};
use dabiao_lang::diag::Both;
use dabiao_lang::model::{
    Assigned, AssignedFrom, BinaryOp, CompareOp, Exact, Expr, ExprKind, Indicator, Period, Rule, Schema, SetFigure,
    Statement, TargetKind, print, reads, walk,
};

/// Cells that are told one by one; the others are told as one.
const TOLD: usize = 200;

/// A cell of a table of tasks that changed.
pub(super) struct Cell {
    pub(super) said: Both,
    pub(super) name: Name,
    pub(super) before: String,
    pub(super) after: String,
}

/// Returns the names of changes of tasks that rules set.
pub(super) fn is_of_tasks(name: Name) -> bool {
    matches!(name, Name::TaskRaised | Name::TaskLowered | Name::TaskAdded | Name::TaskRemoved)
}

/// Returns whether the figures of an indicator are measured, set with the data, or set by the rules.
pub(super) fn who_sets(i: &Indicator) -> &'static str {
    match i.assigned.as_ref().map(|a| &a.from) {
        None => "",
        Some(AssignedFrom::Data) => "assigned",
        Some(AssignedFrom::Table | AssignedFrom::File(..)) => "assigned { … }",
    }
}

/// Compares two tables cell by cell.
pub(super) fn cells(old: &Indicator, new: &Indicator) -> Vec<Cell> {
    let figures = |i: &Indicator| -> BTreeMap<(String, Period), SetFigure> {
        let all = i.assigned.as_ref().map(|a: &Assigned| a.figures.as_slice()).unwrap_or_default();
        all.iter().map(|f| ((f.path(), f.period), f.clone())).collect()
    };
    let (a, b) = (figures(old), figures(new));
    let keys: BTreeSet<&(String, Period)> = a.keys().chain(b.keys()).collect();
    let shown = |f: Option<&SetFigure>| f.map_or_else(String::new, |f| print::quantity(&f.quantity));
    let mut found = Vec::new();
    for key in keys {
        let name = match (a.get(key), b.get(key)) {
            (Some(x), Some(y)) if x.quantity.base < y.quantity.base => Name::TaskRaised,
            (Some(x), Some(y)) if x.quantity.base > y.quantity.base => Name::TaskLowered,
            (Some(_), None) => Name::TaskRemoved,
            (None, Some(_)) => Name::TaskAdded,
            _ => continue,
        };
        let (before, after) = (shown(a.get(key)), shown(b.get(key)));
        found.push(Cell { said: said(&old.name, key), name, before, after });
    }
    together(&old.name, found)
}

fn said(indicator: &str, (path, period): &(String, Period)) -> Both {
    let indicator = print::name(indicator);
    let place = if path.is_empty() { String::new() } else { format!("@{path}") };
    Both::of(format!("任务 {indicator}{place}[{period}]"), format!("task {indicator}{place}[{period}]"))
}

/// Tells the cells beyond a number as one for each name.
fn together(indicator: &str, mut all: Vec<Cell>) -> Vec<Cell> {
    let rest = all.split_off(all.len().min(TOLD));
    let mut counts: BTreeMap<Name, usize> = BTreeMap::new();
    rest.iter().for_each(|c| *counts.entry(c.name).or_default() += 1);
    all.extend(counts.into_iter().map(|(name, n)| Cell {
        said: Both::of(format!("任务 {indicator} 另外 {n} 格"), format!("{n} more cells of the task {indicator}")),
        name,
        before: String::new(),
        after: n.to_string(),
    }));
    all
}

/// Returns what rules come to that are the same but for these changes of tasks.
pub(super) fn direction(schema: &Schema, rules: &[&Rule], names: &[Name]) -> Kind {
    let more = |n: &Name| matches!(n, Name::TaskRaised | Name::TaskAdded);
    let is_more = match (names.iter().all(more), names.iter().any(more)) {
        (true, _) => true,
        (false, false) => false,
        (false, true) => return Kind::Incomparable,
    };
    let mut lines = rules.iter().flat_map(|r| &r.statements).map(|s| line(schema, s)).filter(|l| *l != Line::None);
    let Some(first) = lines.next() else { return Kind::Incomparable };
    if first == Line::Unclear || !lines.all(|l| l == first) {
        return Kind::Incomparable;
    }
    if (first == Line::Floor) == is_more { Kind::Tightened } else { Kind::Relaxed }
}

/// What a statement holds against tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// Nothing.
    None,
    /// At least so much.
    Floor,
    /// At most so much.
    Cap,
    Unclear,
}

fn line(schema: &Schema, statement: &Statement) -> Line {
    let reads_tasks = |e: &Expr| {
        let mut found = false;
        walk::expression(e, &mut |e| {
            if let ExprKind::Value(id) = &e.kind {
                found |= schema.indicator(*id).is_some_and(|i| i.assigned.is_some() || i.formula.is_some());
            }
        });
        found
    };
    let mut any = false;
    walk::expressions(statement, &mut |e| any |= matches!(e.kind, ExprKind::Value(_)) && reads_tasks(e));
    if !any {
        return Line::None;
    }
    if reads_tasks(&statement.subject) || statement.condition.is_some() || !statement.exceptions.is_empty() {
        return Line::Unclear;
    }
    let mut found = Line::None;
    for target in &statement.targets {
        let TargetKind::Compare(op, right) = &target.kind else { return Line::Unclear };
        if !reads_tasks(right) {
            continue;
        }
        let own = match op {
            CompareOp::Ge | CompareOp::Gt if rises(schema, right) => Line::Floor,
            CompareOp::Le | CompareOp::Lt if rises(schema, right) => Line::Cap,
            _ => return Line::Unclear,
        };
        if found != Line::None && found != own {
            return Line::Unclear;
        }
        found = own;
    }
    found
}

/// Returns whether an expression of tasks grows with each of them.
fn rises(schema: &Schema, e: &Expr) -> bool {
    let positive = |e: &Expr| matches!(&e.kind, ExprKind::Quantity(q) if q.base > Exact::ZERO);
    match &e.kind {
        ExprKind::Value(_) => reads::is_set(schema, e),
        ExprKind::AtEntity(x, _) | ExprKind::AtPeriod(x, _) | ExprKind::Total(x, _) => rises(schema, x),
        ExprKind::Binary(BinaryOp::Mul, a, b) => (positive(a) && rises(schema, b)) || (rises(schema, a) && positive(b)),
        ExprKind::Binary(BinaryOp::Div, a, b) => rises(schema, a) && positive(b),
        ExprKind::Binary(BinaryOp::Add, a, b) => {
            let fits = |e: &Expr| matches!(e.kind, ExprKind::Quantity(_)) || rises(schema, e);
            fits(a) && fits(b)
        }
        _ => false,
    }
}
