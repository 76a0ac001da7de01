//! Which rules a finding concerns, and what is not looked at yet: the figures of periods that have not begun.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::sink::cell_of;
use crate::bind::World;
use crate::periods::{self, Filters};
use crate::reason;
use crate::task;
use dabiao_data::{ABSENT, Ignored, RowId};
use dabiao_lang::diag::{Both, Diagnostic};
use dabiao_lang::model::{Expr, IndicatorId, Period, Rule, Scope, TargetKind};

/// Lists the figures of periods that begin after the day of judgement.
pub(crate) fn future(world: &World<'_>) -> Vec<Ignored> {
    let mut all = Vec::new();
    for (i, series) in world.data.series.iter().enumerate() {
        let Some(series) = series.as_ref().filter(|_| !task::is_set(world, IndicatorId(i as u32))) else { continue };
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

/// The rules that read each indicator, in the order of the rule set.
pub(super) struct Readers<'a>(FxHashMap<IndicatorId, Vec<(usize, &'a Rule)>>);

impl<'a> Readers<'a> {
    pub(super) fn of(world: &World<'a>) -> Self {
        let mut readers: FxHashMap<IndicatorId, Vec<(usize, &'a Rule)>> = FxHashMap::default();
        for (position, rule) in world.model.rules.iter().enumerate() {
            let mut ids = indicators_of(world, rule);
            ids.sort_unstable();
            ids.dedup();
            for id in ids {
                readers.entry(id).or_default().push((position, rule));
            }
        }
        Self(readers)
    }

    /// Returns the IDs of the rules that read any of these indicators and want to hear of a code on a day.
    pub(super) fn ids(&self, indicators: &[IndicatorId], code: &str, day: NaiveDate) -> Vec<String> {
        let rules = indicators.iter().flat_map(|id| self.0.get(id).map_or(&[][..], Vec::as_slice));
        let mut concerned: Vec<&(usize, &Rule)> = rules.filter(|(_, r)| !is_off_for(r, code, day)).collect();
        concerned.sort_unstable_by_key(|(position, _)| *position);
        concerned.dedup_by_key(|(position, _)| *position);
        concerned.iter().map(|(_, r)| r.id.to_string()).collect()
    }
}

/// Names the rules that use the indicator of a finding.
pub(crate) fn name_rules(world: &World<'_>, findings: &mut [Diagnostic]) {
    if !findings.iter().any(|f| f.rules.is_empty() && f.subject.as_ref().is_some_and(|s| s.indicator.is_some())) {
        return;
    }
    let readers = Readers::of(world);
    let all = (0..).map(IndicatorId).zip(&world.model.schema.indicators);
    let by_name: FxHashMap<&str, IndicatorId> = all.map(|(id, i)| (&*i.name, id)).collect();
    for finding in findings.iter_mut().filter(|f| f.rules.is_empty()) {
        let name = finding.subject.as_ref().and_then(|s| s.indicator.as_deref());
        if let Some(id) = name.and_then(|n| by_name.get(n)) {
            finding.rules = readers.ids(&[*id], finding.code(), world.as_of);
        }
    }
}

/// Returns whether a rule does not want to hear of a code on a day.
pub(super) fn is_off_for(rule: &Rule, code: &str, day: NaiveDate) -> bool {
    rule.allows.iter().any(|a| &*a.code == code && a.until.is_none_or(|until| until >= day))
}

/// Returns the expressions on the right side of a target.
pub(super) fn target_exprs(kind: &TargetKind) -> Vec<&Expr> {
    match kind {
        TargetKind::Compare(_, x) | TargetKind::About(x, _) => vec![x],
        TargetKind::Within(i) => [&i.low, &i.high].into_iter().flatten().map(|x| &**x).collect(),
        TargetKind::Holds => Vec::new(),
    }
}

/// Returns every indicator that a rule reads.
fn indicators_of(world: &World<'_>, rule: &Rule) -> Vec<IndicatorId> {
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
