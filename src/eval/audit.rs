//! Relations that submitted data must satisfy: their failures are faults of the data, never of a rule.
//!
//! Also the findings that reported and computed figures differ, the figures of periods that have not begun, and which
//! rules a finding concerns.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::bind::{Bound, World};
use super::compare;
use super::expr::{self, Want};
use super::frame::{Basis, Flow, Frame, MissingAs, Recorder, Sight};
use super::judgement::Check;
use super::periods::{self, Filters};
use super::read::{self, Cell};
use super::reason;
use super::stage::{Stage, Who};
use super::value::What;
use crate::data::{ABSENT, EntityId, Ignored, RowId};
use crate::diag::{Both, Diagnostic, EvalProblem, Place, Severity, Subject};
use crate::model::{
    Audit, CompareOp, Exact, Expr, ExprKind, IndicatorId, Period, Rule, Scope, Statement, Target, TargetKind, Time,
    Unit, Upward,
};

/// Every relation that fails.
pub(crate) struct Audited {
    /// Whose data fail, by indicator and period and by code.
    failures: FxHashMap<(IndicatorId, Period), BTreeMap<&'static str, Vec<EntityId>>>,
    findings: Vec<Diagnostic>,
}

/// Applies every audit, and compares reported figures with computed ones.
pub(crate) fn run(world: &World<'_>, recorder: &Recorder) -> Audited {
    let mut audited = Audited { failures: FxHashMap::default(), findings: Vec::new() };
    recorder.restart(super::Detail::Summary);
    for audit in world.model.audits.iter().filter(|a| a.errors.is_empty()) {
        for statement in &audit.statements {
            apply(world, recorder, audit, statement, &mut audited);
        }
    }
    for (i, indicator) in world.model.schema.indicators.iter().enumerate() {
        if indicator.upward != Upward::None {
            compare_levels(world, recorder, IndicatorId(i as u32), &mut audited);
        }
    }
    audited
}

fn frame<'w, 'a>(world: &'w World<'a>, recorder: &'w Recorder, entity: EntityId, period: Period) -> Frame<'w, 'a> {
    Frame {
        world,
        recorder,
        supposed: None,
        region: world.region(None).unwrap_or(None),
        missing: MissingAs::Unknown,
        entity: Some(entity),
        period: Some(period),
        flow: Flow::Alone,
        sight: Sight::Running(period.last_day()),
        basis: Basis::Both,
        depth: 0,
    }
}

fn apply(world: &World<'_>, recorder: &Recorder, audit: &Audit, statement: &Statement, to: &mut Audited) {
    let mut indicators: Vec<IndicatorId> = Vec::new();
    let targets = statement.targets.iter().flat_map(|t| target_exprs(&t.kind));
    let mut pairs: BTreeSet<(Period, EntityId)> = BTreeSet::new();
    for used in
        std::iter::once(&statement.subject).chain(targets).flat_map(|x| periods::uses(world, x, Filters::Skipped))
    {
        indicators.push(used.id);
        if used.level.is_none() && used.place.is_none() && used.is_current {
            reported_pairs(world, used.id, &mut pairs);
        }
    }
    indicators.sort_unstable();
    indicators.dedup();
    let scope = in_scope(world, &statement.scope);
    for (period, entity) in pairs {
        if !scope.as_ref().is_none_or(|s| s.contains(&entity)) {
            continue;
        }
        let frame = frame(world, recorder, entity, period);
        if let Scope::Every { filter: Some(f), .. } = &statement.scope
            && !matches!(expr::condition(frame, f).what, What::Truth(Some(true)))
        {
            continue;
        }
        for target in statement.targets.iter().filter(|t| is_meant(&t.time, period)) {
            if let Some(difference) = broken(frame, audit, &statement.subject, target) {
                fail(world, audit, &indicators, (entity, period, difference), to);
            }
        }
    }
}

fn is_meant(time: &Time, period: Period) -> bool {
    match time {
        Time::In(p) => *p == period,
        _ => true,
    }
}

fn target_exprs(kind: &TargetKind) -> Vec<&Expr> {
    match kind {
        TargetKind::Compare(_, x) | TargetKind::About(x, _) => vec![x],
        TargetKind::Within(i) => [&i.low, &i.high].into_iter().flatten().map(|x| &**x).collect(),
        TargetKind::Holds => Vec::new(),
    }
}

fn reported_pairs(world: &World<'_>, id: IndicatorId, pairs: &mut BTreeSet<(Period, EntityId)>) {
    let Bound::Series(series) = world.bound(id) else { return };
    for slab in series.slabs.iter().filter(|s| s.period.first_day() <= world.as_of) {
        let cells = slab.values.iter().enumerate().filter(|(_, v)| **v != ABSENT);
        pairs.extend(cells.map(|(i, _)| (slab.period, EntityId(slab.first.0 + i as u32))));
    }
}

/// Returns the entities of a scope; `None` is everybody.
fn in_scope(world: &World<'_>, scope: &Scope) -> Option<FxHashSet<EntityId>> {
    let known = |places: &[crate::model::EntityRef]| places.iter().filter_map(|p| world.resolve_known(p)).collect();
    match scope {
        Scope::Unstated => None,
        Scope::At(places) => Some(known(places)),
        Scope::Every { level, except, .. } => {
            let left_out: FxHashSet<EntityId> = known(except);
            let below = world.below(level.level, level.label.as_ref());
            Some(below.all.iter().copied().filter(|e| !left_out.contains(e)).collect())
        }
    }
}

/// Returns how a relation fails, in words; `None` where it holds or is not known.
fn broken(frame: Frame<'_, '_>, audit: &Audit, subject: &Expr, target: &Target) -> Option<String> {
    let sides = match (&target.kind, &subject.kind) {
        (TargetKind::Compare(op, right), _) => Some((*op, subject, right)),
        (TargetKind::Holds, ExprKind::Compare(op, a, b)) => Some((*op, &**a, &**b)),
        _ => None,
    };
    let Some((op, a, b)) = sides else {
        let rule_free = match &target.kind {
            TargetKind::Within(i) => compare::within(frame, subject, i),
            TargetKind::About(x, t) => compare::about(frame, subject, x, t),
            _ => expr::condition(frame, subject),
        };
        return matches!(rule_free.what, What::Truth(Some(false))).then(String::new);
    };
    let (x, y) = (expr::eval(frame, a, Want::Any), expr::eval(frame, b, Want::Any));
    if let (Some(x), Some(y)) = (x.as_exact(), y.as_exact()) {
        let slack = audit.tolerance.clone().unwrap_or(Exact::ZERO);
        let apart = compare::lacking(op, x, y);
        let is_strict = matches!(op, CompareOp::Lt | CompareOp::Gt | CompareOp::Ne);
        let fails = if is_strict && slack.is_zero() { !holds(op, x, y) } else { apart > slack };
        let unit = target.unit.as_ref().or_else(|| unit_of(frame.world, a));
        let text = |v: &Exact| {
            let shown = super::value::in_unit(unit, v).to_text();
            unit.map_or(shown.clone(), |u| format!("{shown}{}", u.symbol))
        };
        return fails.then(|| format!("{} {} {}", text(x), opposite(op), text(y)));
    }
    matches!(compare::compare(frame, op, a, b).what, What::Truth(Some(false))).then(String::new)
}

fn holds(op: CompareOp, x: &Exact, y: &Exact) -> bool {
    match op {
        CompareOp::Lt => x < y,
        CompareOp::Gt => x > y,
        CompareOp::Ne => x != y,
        CompareOp::Le => x <= y,
        CompareOp::Ge => x >= y,
        CompareOp::Eq => x == y,
    }
}

fn opposite(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Lt => ">=",
        CompareOp::Gt => "<=",
        CompareOp::Ne => "=",
        CompareOp::Le => ">",
        CompareOp::Ge => "<",
        CompareOp::Eq => "≠",
    }
}

fn unit_of<'a>(world: &World<'a>, expr: &Expr) -> Option<&'a Unit> {
    match &expr.kind {
        ExprKind::Value(id) => world.indicator(*id)?.unit.as_ref(),
        ExprKind::Binary(_, a, _) => unit_of(world, a),
        _ => None,
    }
}

fn subject_of(world: &World<'_>, id: Option<&IndicatorId>, entity: EntityId, period: Period) -> Subject {
    Subject {
        indicator: id.map(|i| reason::indicator_name(world, *i)),
        entity: Some(world.data.roster.key(entity).to_owned()),
        period: Some(period.to_string()),
    }
}

fn fail(
    world: &World<'_>,
    audit: &Audit,
    indicators: &[IndicatorId],
    (entity, period, difference): (EntityId, Period, String),
    to: &mut Audited,
) {
    let problem = EvalProblem::AuditFails {
        title: audit.title.to_string(),
        entity: reason::entity_name(world, entity),
        period: period.to_string(),
        difference,
    };
    let mut finding = Diagnostic::at(audit.span, problem).about(subject_of(world, indicators.first(), entity, period));
    finding.severity = if audit.is_hard { Severity::Error } else { Severity::Warning };
    let code = finding.code();
    to.findings.push(finding);
    for indicator in indicators {
        to.failures.entry((*indicator, period)).or_default().entry(code).or_default().push(entity);
    }
}

/// Compares what wider entities report with what those below make.
fn compare_levels(world: &World<'_>, recorder: &Recorder, id: IndicatorId, to: &mut Audited) {
    let (Bound::Series(series), Some(indicator)) = (world.bound(id), world.indicator(id)) else { return };
    let Some(level) = indicator.level else { return };
    let mut pairs = BTreeSet::new();
    reported_pairs(world, id, &mut pairs);
    for (period, entity) in pairs {
        let here = world.data.roster.get(entity).and_then(|e| e.level);
        if here.is_none_or(|l| world.depth(l) >= world.depth(level)) {
            continue;
        }
        let Cell::Value(reported) = read::cell(world, series, entity, period) else { continue };
        let Some(computed) = read::roll_up(frame(world, recorder, entity, period), id) else { continue };
        let (Some(a), Some(b)) = (reported.as_exact(), computed.as_exact()) else { continue };
        if computed.fault.is_some() || a == b {
            continue;
        }
        let unit = indicator.unit.as_ref().or(series.unit.as_ref());
        let text = |v: &Exact| super::value::in_unit(unit, v).to_text();
        let problem = EvalProblem::RollUpDiffers {
            indicator: indicator.name.to_string(),
            entity: reason::entity_name(world, entity),
            period: period.to_string(),
            reported: text(a),
            computed: text(b),
        };
        let finding = Diagnostic::new(place_of(world, id, entity, period), problem).about(subject_of(
            world,
            Some(&id),
            entity,
            period,
        ));
        to.failures.entry((id, period)).or_default().entry(finding.code()).or_default().push(entity);
        to.findings.push(finding);
    }
}

fn place_of(world: &World<'_>, id: IndicatorId, entity: EntityId, period: Period) -> Place {
    let reading = super::frame::Reading { indicator: id, entity, period: Some(period), is_known: true };
    reason::observation(world, reading).row.and_then(|r| cell_of(world, r)).map_or(Place::Nowhere, Place::Cell)
}

fn cell_of(world: &World<'_>, row: RowId) -> Option<crate::diag::Cell> {
    let (origin, n) = world.data.origins.locate(row)?;
    let sheet = origin.sheet.as_ref().map(ToString::to_string);
    Some(crate::diag::Cell { file: origin.file.to_string(), sheet, row: n, column: 0 })
}

impl Audited {
    /// Marks a check that rests on data with findings: the recorder knows what it read.
    pub(crate) fn mark(&self, stage: &Stage<'_, '_>, check: &mut Check) {
        if self.failures.is_empty() {
            return;
        }
        let touched = stage.recorder.touched.borrow();
        let mut codes: BTreeSet<&'static str> = BTreeSet::new();
        for key in touched.iter().filter_map(|(i, p)| Some((*i, (*p)?))) {
            for (code, entities) in self.failures.get(&key).into_iter().flatten() {
                if !codes.contains(code) && entities.iter().any(|e| is_meant_by(stage, check, *e)) {
                    codes.insert(code);
                }
            }
        }
        check.marks.extend(codes.into_iter().map(str::to_owned));
    }

    /// Returns the findings.
    pub(crate) fn into_findings(self) -> Vec<Diagnostic> {
        self.findings
    }
}

fn is_meant_by(stage: &Stage<'_, '_>, check: &Check, entity: EntityId) -> bool {
    match &stage.who {
        Who::One(_) => stage.world.is_within(entity, check.entity.or(stage.region)),
        Who::Each(list) => {
            let parent = |e: &EntityId| stage.world.data.roster.get(*e).and_then(|e| e.parent);
            std::iter::successors(Some(entity), parent).take(64).any(|e| list.binary_search(&e).is_ok())
        }
    }
}

/// Lists the figures of periods that begin after the day of judgement.
pub(crate) fn future(world: &World<'_>) -> Vec<Ignored> {
    let mut all = Vec::new();
    for (i, series) in world.data.series.iter().enumerate() {
        let Some(series) = series else { continue };
        let name = reason::indicator_name(world, IndicatorId(i as u32));
        let mut counts: FxHashMap<Period, (u64, RowId)> = FxHashMap::default();
        let mut order: Vec<Period> = Vec::new();
        for slab in series.slabs.iter().filter(|s| s.period.first_day() > world.as_of) {
            for (value, row) in slab.values.iter().zip(&slab.rows) {
                if *value == ABSENT {
                    continue;
                }
                let slot = counts.entry(slab.period).or_insert_with(|| {
                    order.push(slab.period);
                    (0, *row)
                });
                slot.0 += 1;
                slot.1 = slot.1.min(*row);
            }
        }
        for period in order {
            let Some((count, row)) = counts.get(&period) else { continue };
            let what = Both::of(
                format!("`{name}`{period}的数据在评估日之后，未采用"),
                format!("the figures of `{name}` for {period} begin after the day of judgement"),
            );
            all.push(Ignored { cell: cell_of(world, *row).unwrap_or_default(), what, count: *count });
        }
    }
    all
}

/// Names the rules that use the indicator of a finding.
pub(crate) fn name_rules(world: &World<'_>, findings: &mut [Diagnostic]) {
    if !findings.iter().any(|f| f.rules.is_empty() && f.subject.as_ref().is_some_and(|s| s.indicator.is_some())) {
        return;
    }
    let mut by_name: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for rule in &world.model.rules {
        let mut ids = indicators_of(world, rule);
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            if let Some(indicator) = world.indicator(id) {
                by_name.entry(&indicator.name).or_default().push(&rule.id);
            }
        }
    }
    for finding in findings.iter_mut().filter(|f| f.rules.is_empty()) {
        let name = finding.subject.as_ref().and_then(|s| s.indicator.as_deref());
        if let Some(rules) = name.and_then(|n| by_name.get(n)) {
            finding.rules = rules.iter().map(|r| (*r).to_owned()).collect();
        }
    }
}

/// Returns every indicator that a rule reads.
pub(crate) fn indicators_of(world: &World<'_>, rule: &Rule) -> Vec<IndicatorId> {
    let mut ids = Vec::new();
    for statement in &rule.statements {
        let mut exprs: Vec<&Expr> = vec![&statement.subject];
        if let Scope::Every { filter: Some(f), .. } = &statement.scope {
            exprs.push(f);
        }
        let excepted = statement.exceptions.iter().flat_map(|e| &e.targets);
        exprs.extend(statement.targets.iter().chain(excepted).flat_map(|t| target_exprs(&t.kind)));
        exprs.extend(statement.exceptions.iter().map(|e| &e.filter));
        for x in exprs {
            ids.extend(periods::uses(world, x, Filters::Counted).iter().map(|u| u.id));
        }
    }
    ids
}
