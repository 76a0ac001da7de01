//! Rules that schemes and lights name: whether they are there, and whether they can be judged below those who are ranked.

use std::sync::Arc;

use crate::diag::{Both, Diagnostic, Safety, SchemeProblem};
use crate::model::names::Near;
use crate::model::scheme::{Entry, RuleRef, Scheme, SchemeRef, Source, VetoCause};
use crate::model::{
    Aggregate, AggregateFn, Exact, Expr, ExprKind, Frequency, LevelId, Model, Period, Rule, Scope, Statement,
};

/// Looks up the rules of a scheme; an entry without points takes the weight of its only rule.
pub(super) fn resolve(model: &Model, scheme: &mut Scheme, out: &mut Vec<Diagnostic>) {
    let level = scheme.who.level.level;
    for entry in &mut scheme.entries {
        for r in entry.rules() {
            if let Some(rule) = find(model, r, out) {
                level_of(model, (rule, r), level, out);
            }
        }
        weight(model, entry, out);
    }
    for veto in &scheme.vetoes {
        if let VetoCause::Rules(rules) = &veto.cause {
            for r in rules {
                if let Some(rule) = find(model, r, out) {
                    level_of(model, (rule, r), level, out);
                }
            }
        }
    }
}

/// A scheme by its name, with those whose totals it takes.
pub(super) struct Taken {
    name: Arc<str>,
    totals: Vec<Arc<str>>,
    /// Whether it has a period of its own.
    has_period: bool,
}

/// Returns for each scheme whose totals it takes.
pub(super) fn taken_totals(schemes: &[Scheme]) -> Vec<Taken> {
    let of = |s: &Scheme| s.entries.iter().filter_map(total).map(|other| other.name.clone()).collect();
    let taken = |s: &Scheme| Taken { name: s.name.clone(), totals: of(s), has_period: s.period.is_some() };
    schemes.iter().map(taken).collect()
}

fn total(entry: &Entry) -> Option<&SchemeRef> {
    match &entry.source {
        Some(Source::Total(other)) => Some(other),
        _ => None,
    }
}

/// Reports totals of schemes that are not there, or that would rest on themselves.
pub(super) fn totals(scheme: &Scheme, all: &[Taken], out: &mut Vec<Diagnostic>) {
    for other in scheme.entries.iter().filter_map(total) {
        if let Some(taken) = all.iter().find(|t| t.name == other.name) {
            parted(scheme, (other, taken), out);
            if rests_on(&other.name, &scheme.name, all) {
                let name = scheme.name.to_string();
                out.push(Diagnostic::at(other.span, SchemeProblem::SchemeCircle { name }));
            }
            continue;
        }
        let near = Near::default().best(&other.name, all.iter().map(|t| &*t.name)).map(str::to_owned);
        let proposal = match &near {
            Some(near) => Both::of(format!("是不是 `{near}`？"), format!("did you mean `{near}`?")),
            None => Both::new("先写出这个考核办法", "declare it first: `scheme`"),
        };
        out.push(Diagnostic::at(other.span, SchemeProblem::SchemeUnknown { name: other.name.to_string(), proposal }));
    }
}

/// `各季度平均` applies the other scheme to each quarter: it must have no period of its own, and the quarters lie in this one's.
fn parted(scheme: &Scheme, (other, taken): (&SchemeRef, &Taken), out: &mut Vec<Diagnostic>) {
    let Some(over) = other.mean_over else { return };
    let whole = scheme.period.map_or(Frequency::Year, Period::frequency);
    let name = other.name.to_string();
    if taken.has_period {
        let why = Both::of(format!("`{name}` 自己写了期间"), format!("`{name}` has a period of its own"));
        let help = Both::new(
            "去掉它的 `期间`，它就按每一期计算",
            "leave its `period` out, so that it is applied to each part",
        );
        out.push(Diagnostic::at(other.span, SchemeProblem::TotalParted { name, why, help }));
    } else if over <= whole {
        let why = Both::new("本考核的期间没有这样的几期", "the period of this scheme has no such parts");
        let help = Both::new("写更短的一期，或去掉平均", "name shorter parts, or leave the mean out");
        out.push(Diagnostic::at(other.span, SchemeProblem::TotalParted { name, why, help }));
    }
}

/// Whether the total of a scheme rests on that of another, or is it.
fn rests_on(from: &Arc<str>, on: &Arc<str>, all: &[Taken]) -> bool {
    let mut seen: Vec<Arc<str>> = Vec::new();
    let mut open = vec![from.clone()];
    while let Some(name) = open.pop() {
        if name == *on {
            return true;
        }
        if !seen.contains(&name) {
            open.extend(all.iter().filter(|t| t.name == name).flat_map(|t| t.totals.iter().cloned()));
            seen.push(name);
        }
    }
    false
}

fn weight(model: &Model, entry: &mut Entry, out: &mut Vec<Diagnostic>) {
    if !entry.takes_weight {
        return;
    }
    let weight = match &entry.source {
        Some(Source::Rules(rules)) if rules.len() == 1 => {
            rules.first().and_then(|r| by_id(model, &r.id)).and_then(|r| r.weight.clone())
        }
        _ => None,
    };
    match weight {
        Some(points) => entry.points = points,
        None => {
            entry.points = Exact::ZERO;
            out.push(Diagnostic::at(entry.head, SchemeProblem::PointsUnstated { title: entry.title.to_string() }));
        }
    }
}

fn by_id<'m>(model: &'m Model, id: &str) -> Option<&'m Rule> {
    model.rules.iter().find(|r| *r.id == *id)
}

/// Returns the rule that is named, or reports that there is none.
pub(in crate::check) fn find<'m>(model: &'m Model, r: &RuleRef, out: &mut Vec<Diagnostic>) -> Option<&'m Rule> {
    if let Some(rule) = by_id(model, &r.id) {
        return Some(rule);
    }
    let ids: Vec<Arc<str>> = model.rules.iter().take(2000).map(|r| r.id.clone()).collect();
    let near = Near::default().best(&r.id, ids.iter().map(|i| &**i)).map(str::to_owned);
    let proposal = match &near {
        Some(near) => Both::of(format!("是不是 `{near}`？"), format!("did you mean `{near}`?")),
        None => Both::new("`dabiao check` 的规则都有编号", "the ID is what follows `rule`"),
    };
    let mut d = Diagnostic::at(r.span, SchemeProblem::RuleUnknown { id: r.id.to_string(), proposal });
    if let Some(near) = near {
        d = d.fix(r.span, near, Safety::Unsafe);
    }
    out.push(d);
    None
}

/// Reports a rule that is judged above those who are ranked, or whose amount is that of the whole region.
fn level_of(model: &Model, (rule, r): (&Rule, &RuleRef), level: LevelId, out: &mut Vec<Diagnostic>) {
    if is_region_of(model, rule, level) {
        return;
    }
    let Some(why) = rule.statements.iter().find_map(|s| misfit(model, s, level)) else { return };
    let name = model.schema.levels.name(level).to_owned();
    out.push(Diagnostic::at(r.span, SchemeProblem::RuleLevel { id: r.id.to_string(), level: name, why }));
}

/// Whether the plan of a rule is that of one of those who are ranked.
fn is_region_of(model: &Model, rule: &Rule, level: LevelId) -> bool {
    let plan = rule.plan.and_then(|p| model.plans.get(p.0 as usize));
    plan.and_then(|p| p.region.as_ref()).and_then(|r| r.level).is_some_and(|l| l == level)
}

fn misfit(model: &Model, statement: &Statement, level: LevelId) -> Option<Both> {
    let levels = &model.schema.levels;
    let is_above = |l: LevelId| l != level && levels.is_above(l, level);
    if let Scope::Every { level: own, .. } = &statement.scope {
        let name = levels.name(own.level);
        return is_above(own.level)
            .then(|| Both::of(format!("它按{name}判定"), format!("it is judged for each {name}")));
    }
    if matches!(statement.scope, Scope::At(_)) {
        return None;
    }
    let mut own = Vec::new();
    let mut whole = false;
    outside(&statement.subject, &mut own, &mut whole);
    if whole {
        return Some(Both::new(
            "它的数量是对全域定的（数量、合计）",
            "its amount is that of the whole region (a count or a sum)",
        ));
    }
    own.into_iter().find_map(|id| {
        let l = model.schema.indicator(id)?.level.filter(|l| is_above(*l))?;
        let name = levels.name(l);
        Some(Both::of(format!("它的指标在{name}一级"), format!("its indicator is at level {name}")))
    })
}

/// Collects the names that are read for the place itself, and finds counts and sums over entities.
fn outside(e: &Expr, own: &mut Vec<crate::model::IndicatorId>, whole: &mut bool) {
    match &e.kind {
        ExprKind::Value(id) => own.push(*id),
        ExprKind::Aggregate(a) => {
            let Aggregate { function, .. } = &**a;
            *whole |= matches!(function, AggregateFn::Count | AggregateFn::Sum);
        }
        ExprKind::Neg(x)
        | ExprKind::Not(x)
        | ExprKind::Total(x, _)
        | ExprKind::Gain(x, _)
        | ExprKind::Growth(x, _)
        | ExprKind::Yearly(x, _)
        | ExprKind::Change(x)
        | ExprKind::OverPeriods(_, x, _)
        | ExprKind::AtPeriod(x, _)
        | ExprKind::Within(x, _) => outside(x, own, whole),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
            outside(a, own, whole);
            outside(b, own, whole);
        }
        _ => {}
    }
}
