//! Keys of rules: two rules with one key ask the same, whatever their layout, units, order of conditions or ID.
//!
//! Built on the keys of expressions in `check::reason::key`. INVARIANT: keys of two rule sets compare only after `align`
//! has given their levels one numbering and their indicators one name each.

use std::fmt::Write as _;

use dabiao_lang::check::reason::key;
use dabiao_lang::model::canon::{Detail, Writer};
use dabiao_lang::model::{
    EntityRef, Exception, ExprKind, Frequency, Model, Period, Plan, Rule, Schema, Scope, Statement, Target, TargetKind,
    Time, Tolerance, Window,
};

/// Returns the plan of a rule.
pub(super) fn plan<'m>(model: &'m Model, rule: &Rule) -> Option<&'m Plan> {
    model.plans.get(rule.plan?.0 as usize)
}

/// Returns the key of all that a rule asks: statements in any order, the region, and the plan's period where it counts.
pub(super) fn obligation(model: &Model, rule: &Rule) -> String {
    let plan = plan(model, rule);
    let mut statements: Vec<String> = rule.statements.iter().map(|s| statement(model, plan, s)).collect();
    statements.sort();
    let mut out = statements.join("\n");
    let _ = write!(out, "\n@{}", region(plan));
    if let Some(p) = rule.precision {
        let _ = write!(out, " {}{:?}", p.digits, p.rounding);
    }
    if rule.is_missing_zero {
        out.push_str(" missing as zero");
    }
    out
}

/// Returns the key of a region; without a plan it is the root of the roster.
pub(super) fn region(plan: Option<&Plan>) -> String {
    plan.and_then(|p| p.region.as_ref()).map_or_else(String::new, key::place)
}

/// Returns what stays of a rule when thresholds and times are edited.
pub(super) fn shape(model: &Model, rule: &Rule) -> String {
    let mut writer = Writer::new(&model.schema, Detail::Shape);
    rule.statements.iter().for_each(|s| writer.statement(s));
    writer.out
}

/// Returns the key of a statement.
pub(super) fn statement(model: &Model, plan: Option<&Plan>, s: &Statement) -> String {
    let schema = &model.schema;
    let mut targets: Vec<String> = s.targets.iter().map(|t| target(schema, plan, t)).collect();
    if s.exceptions.is_empty() {
        targets.sort();
        targets.dedup();
    }
    let mut out = format!("{} {} {}", scope(schema, &s.scope), key::of(schema, &s.subject), targets.join(";"));
    let mut exceptions: Vec<String> = s.exceptions.iter().map(|e| exception(schema, plan, e)).collect();
    exceptions.sort();
    exceptions.iter().for_each(|e| out.push_str(e));
    out
}

/// Returns the key of an exception.
pub(super) fn exception(schema: &Schema, plan: Option<&Plan>, e: &Exception) -> String {
    let targets: Vec<String> = e.targets.iter().map(|t| target(schema, plan, t)).collect();
    format!(" except {}: {}", key::of(schema, &e.filter), targets.join(";"))
}

/// Returns the key of a scope.
pub(super) fn scope(schema: &Schema, scope: &Scope) -> String {
    match scope {
        Scope::Unstated => String::new(),
        Scope::Every { level, filter, except } => {
            let filter = filter.as_ref().map_or_else(String::new, |f| key::of(schema, f));
            format!("every {} where {filter} but {}:", key::level(level), places(except))
        }
        Scope::At(all) => format!("at {}:", places(all)),
    }
}

fn places(all: &[EntityRef]) -> String {
    let mut all: Vec<String> = all.iter().map(key::place).collect();
    all.sort();
    all.dedup();
    all.join(",")
}

/// Returns the key of a target.
pub(super) fn target(schema: &Schema, plan: Option<&Plan>, t: &Target) -> String {
    format!("{}{}", comparison(schema, &t.kind), time(schema, plan, &t.time))
}

/// Returns the key of a comparison without its left side.
pub(super) fn comparison(schema: &Schema, kind: &TargetKind) -> String {
    match kind {
        TargetKind::Compare(op, right) => format!("{op:?} {}", key::of(schema, right)),
        TargetKind::Within(range) => format!("in {}", key::interval_key(schema, range)),
        TargetKind::About(middle, Tolerance::Relative(t)) => format!("about {} *{t}", key::of(schema, middle)),
        TargetKind::About(middle, Tolerance::Absolute(t)) => format!("about {} {t}", key::of(schema, middle)),
        TargetKind::Holds => "holds".to_owned(),
    }
}

/// Returns the key of a time; a duty without a window has its plan's.
pub(super) fn time(schema: &Schema, plan: Option<&Plan>, time: &Time) -> String {
    let window = |w: &Option<Window>| {
        let w = w.or_else(|| plan.and_then(|p| p.window));
        w.map_or_else(String::new, |w| format!("{}..{}", w.from, w.to))
    };
    match time {
        Time::By(p) => format!(" by {}", named(*p)),
        Time::In(p) => format!(" in {}", named(*p)),
        Time::ByAttribute(id) => format!(" by {}", schema.indicator(*id).map_or("", |i| &i.name)),
        Time::Each { step, count, window: w, by } => format!(" each {count} {step:?} {} {by:?}", window(w)),
        Time::Throughout(w) => format!(" throughout {}", window(w)),
        Time::Newest => String::new(),
    }
}

/// The last day of a year stands for the year.
pub(super) fn named(period: Period) -> Period {
    let year = period.widen(Frequency::Year);
    if period.frequency() == Frequency::Day && year.last_day() == period.last_day() { year } else { period }
}

/// Returns what a statement measures: the level and the value, without conditions, filters, thresholds and times.
///
/// `每个 村: 收入 >= 5万元`, `数量(村: 收入 >= 5万元) >= 9个` and `占比(村: 收入 >= 5万元) >= 9%` measure one thing in three
/// forms; `form` tells them apart.
pub(super) fn measure(schema: &Schema, s: &Statement) -> Measure {
    let mut values = Vec::new();
    let (mut level, mut form) = (String::new(), "value".to_owned());
    if let Scope::Every { level: of, .. } = &s.scope {
        level = key::level(of);
        form = "every".to_owned();
    }
    match &s.subject.kind {
        ExprKind::Aggregate(a) => {
            level = key::level(&a.level);
            form = format!("{:?}", a.function);
            match &a.body {
                Some(body) => indicators(schema, body, &mut values),
                None => a.filter.iter().for_each(|f| indicators(schema, f, &mut values)),
            }
        }
        ExprKind::Total(..) => form = "total".to_owned(),
        ExprKind::Gain(..) => form = "gain".to_owned(),
        ExprKind::Growth(..) | ExprKind::Yearly(..) => form = "growth".to_owned(),
        ExprKind::Change(..) => form = "change".to_owned(),
        _ => {}
    }
    if values.is_empty() {
        indicators(schema, &s.subject, &mut values);
    }
    values.sort();
    values.dedup();
    Measure { values, level, form }
}

/// What a statement measures.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Measure {
    /// The indicators, sorted.
    pub(super) values: Vec<String>,
    /// The level whose entities are judged or counted.
    pub(super) level: String,
    /// How.
    pub(super) form: String,
}

fn indicators(schema: &Schema, e: &dabiao_lang::model::Expr, out: &mut Vec<String>) {
    dabiao_lang::model::walk::expression(e, &mut |e| {
        if let ExprKind::Value(id) = &e.kind {
            out.extend(schema.indicator(*id).map(|i| i.name.to_string()));
        }
    });
}
