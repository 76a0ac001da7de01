//! The lights of a form: a figure turns green or red while it is filled in, where a rule is one comparison of it with a number.
//!
//! Gives the lines that a column is compared with, and the rules that read it in another way, so that the instructions can
//! say of which a form shows nothing. INVARIANT: a light never says more than `eval` would of this figure alone.

use std::fmt::Write as _;

use super::FormColumn;
use dabiao_lang::model::{
    CompareOp, Exact, ExprKind, IndicatorId, LevelId, Model, Period, Rule, Scope, Statement, TargetKind, Time, Window,
    walk,
};

/// A line that a figure is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) op: CompareOp,
    /// In the unit of the indicator.
    pub(super) limit: Exact,
    /// The rule that says so.
    pub(super) rule: String,
}

/// What a column can show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct FigureLights {
    pub(super) lines: Vec<Line>,
    /// The rules of which it can show nothing.
    pub(super) others: Vec<String>,
}

/// Returns what a column of figures of a level can show.
pub(super) fn of_column(model: &Model, level: Option<LevelId>, column: &FormColumn) -> FigureLights {
    let mut lights = FigureLights::default();
    let rules: Vec<&Rule> = column.rules.iter().filter_map(|(i, _)| model.rules.get(*i)).collect();
    // A plan may be for a part of the rows; which one, a column of figures cannot show.
    let is_of_one_plan = rules.iter().all(|r| Some(r.plan) == rules.first().map(|first| first.plan));
    for rule in rules {
        let lines = of_rule(model, rule, (level, column)).filter(|_| is_of_one_plan);
        match lines {
            Some(lines) => lights.lines.extend(lines),
            None => lights.others.push(rule.id.to_string()),
        }
    }
    lights
}

/// Returns the lines of a rule; `None` where it reads the figure in any other way.
fn of_rule(model: &Model, rule: &Rule, (level, column): (Option<LevelId>, &FormColumn)) -> Option<Vec<Line>> {
    let indicator = model.schema.indicator(column.indicator)?;
    let unit = indicator.unit.as_ref()?;
    if rule.precision.is_some() || indicator.precision.is_some() {
        return None;
    }
    let mut lines = Vec::new();
    for statement in rule.statements.iter().filter(|s| reads(s, column.indicator)) {
        if !is_of_each(statement, column.indicator, level?) {
            return None;
        }
        for target in statement.targets.iter().filter(|t| decides(&t.time, column.period)) {
            let TargetKind::Compare(op, right) = &target.kind else { return None };
            let ExprKind::Quantity(q) = &right.kind else { return None };
            let limit = unit.from_base(&q.base);
            limit.decimal_digits()?;
            lines.push(Line { op: *op, limit, rule: rule.id.to_string() });
        }
    }
    (!lines.is_empty()).then_some(lines)
}

fn reads(statement: &Statement, id: IndicatorId) -> bool {
    let mut found = false;
    walk::expressions(statement, &mut |e| found |= matches!(&e.kind, ExprKind::Value(v) if *v == id));
    found
}

/// Returns whether a statement asks the figure of everybody at a level, and nothing else.
fn is_of_each(statement: &Statement, id: IndicatorId, level: LevelId) -> bool {
    let is_everybody = matches!(&statement.scope, Scope::Every { level: l, filter: None, except }
        if l.level == level && l.label.is_none() && except.is_empty());
    let is_bare = matches!(&statement.subject.kind, ExprKind::Value(v) if *v == id);
    is_everybody && is_bare && statement.exceptions.is_empty()
}

/// Returns whether a target is judged on the figure of a period.
fn decides(time: &Time, period: Period) -> bool {
    let is_within = |w: &Window| w.from.first_day() <= period.first_day() && period.last_day() <= w.to.last_day();
    match time {
        Time::By(p) | Time::In(p) => *p == period,
        Time::Each { step, count: 1, window, .. } => {
            *step == period.frequency() && window.as_ref().is_none_or(is_within)
        }
        Time::Throughout(window) => window.as_ref().is_none_or(is_within),
        Time::Each { .. } | Time::ByAttribute(_) | Time::Newest => false,
    }
}

/// Returns the formulas for a cell that passes every line, and for one that does not; neither for a cell without a number.
pub(super) fn formulas(lines: &[Line], cell: &str) -> (String, String) {
    let (mut all, mut any) = (String::new(), String::new());
    for line in lines {
        let holds = format!("{cell}{}{}", sign(line.op), line.limit.to_text());
        // Writing to a text cannot fail.
        let _ = write!(all, ",{holds}");
        let _ = write!(any, "{}NOT({holds})", if any.is_empty() { "" } else { "," });
    }
    (format!("=AND(ISNUMBER({cell}){all})"), format!("=AND(ISNUMBER({cell}),OR({any}))"))
}

fn sign(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Ge => ">=",
        CompareOp::Gt => ">",
        CompareOp::Le => "<=",
        CompareOp::Lt => "<",
        CompareOp::Eq => "=",
        CompareOp::Ne => "<>",
    }
}

/// Returns a line as people read it: `≥5万元`.
pub(super) fn told(line: &Line, unit: &str) -> String {
    let sign = match line.op {
        CompareOp::Ge => "≥",
        CompareOp::Le => "≤",
        CompareOp::Ne => "≠",
        other => sign(other),
    };
    format!("{sign}{}{unit}", line.limit.to_text())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_without_a_number_has_no_light() {
        let line = |op, limit: i64| Line { op, limit: Exact::from(limit), rule: "R".to_owned() };
        let (green, red) = formulas(&[line(CompareOp::Ge, 5), line(CompareOp::Lt, 50)], "D10");
        assert_eq!(green, "=AND(ISNUMBER(D10),D10>=5,D10<50)");
        assert_eq!(red, "=AND(ISNUMBER(D10),OR(NOT(D10>=5),NOT(D10<50)))");
    }
}
