//! What is missing: the figures that undecided judgements wait for, those first that would decide most rules.
//!
//! A figure "decides" a rule when some single value of it, within what the indicator can be, would end a missing check.

use std::collections::{BTreeMap, BTreeSet};

use super::Detail;
use super::aggregate::counted;
use super::aggregate::{self, Tally};
use super::bind::World;
use super::compare;
use super::entered::Entered;
use super::expr;
use super::frame::{Frame, Reading, Recorder, Sight, Supposed};
use super::gather;
use super::judgement::Check;
use super::outcome::{Need, Needed, PointsNeed};
use super::reason;
use super::scheme_reads;
use super::score::{self, measure::Scene};
use super::stage::{Stage, Who};
use super::time;
use super::untold;
use super::value::{Val, What};
use super::verdict::{self, Asked, Judged};
use dabiao_data::EntityId;
use dabiao_lang::model::scheme::{Entry, Scheme, Source};
use dabiao_lang::model::{Aggregate, Exact, IndicatorId, Kind, Period, TargetKind, Verdict};

/// How many figures of one expression are tried one by one.
const TRIED: usize = 64;

type Key = (IndicatorId, EntityId, Option<Period>);

#[derive(Default)]
struct Wait {
    rules: BTreeSet<usize>,
    decides: BTreeSet<usize>,
    schemes: BTreeSet<usize>,
    /// Schemes in which some row waits for this figure alone.
    decides_schemes: BTreeSet<usize>,
}

/// Lists what undecided judgements wait for: figures, those first that would decide most rules, and points to be entered.
pub(super) fn needed(world: &World<'_>) -> Needed {
    Needed { figures: needs(world), points: points(world) }
}

/// Lists the points that nobody has entered, for periods that have ended.
fn points(world: &World<'_>) -> Vec<PointsNeed> {
    let recorder = Recorder::default();
    let entered = Entered::of(world);
    let mut all = Vec::new();
    for (position, scheme) in world.model.schemes.iter().enumerate().filter(|(_, s)| s.errors.is_empty()) {
        let by_people = |e: &&Entry| matches!(e.source, Some(Source::Entered(_)));
        if !scheme.entries.iter().any(|e| by_people(&e)) {
            continue;
        }
        let Some((scene, who)) = ended(world, &recorder, &entered, scheme) else { continue };
        for (item, entry) in scheme.entries.iter().enumerate().filter(|(_, e)| by_people(e)) {
            let Some(Source::Entered(office)) = &entry.source else { continue };
            let is_open = |e: &EntityId| {
                score::is_meant(&scene, entry, *e) != Some(false)
                    && entered.of_item(world, (scheme, entry), (*e, scene.period)).is_empty()
            };
            all.extend(who.iter().copied().filter(is_open).map(|entity| PointsNeed {
                scheme: position,
                entry: item,
                entity,
                period: scene.period,
                office: office.clone(),
            }));
        }
    }
    all
}

/// Returns in which scene and to whom a scheme is applied, once its period has ended.
fn ended<'w, 'a>(
    world: &'w World<'a>,
    recorder: &'w Recorder,
    entered: &'w Entered,
    scheme: &Scheme,
) -> Option<(Scene<'w, 'a>, Vec<EntityId>)> {
    let period = score::period_of(world, scheme);
    let plan = scheme.plan.and_then(|p| world.model.plans.get(p.0 as usize));
    let region = world.region(plan).ok().filter(|_| period.last_day() <= world.as_of)?;
    let scene = Scene { world, recorder, region, period, sight: Sight::Ended, totals: None, entered };
    let who = score::ranked(&scene, scheme).ok()?;
    Some((scene, who))
}

/// Lists the figures that undecided judgements wait for, those first that would decide most rules.
fn needs(world: &World<'_>) -> Vec<Need> {
    let recorder = Recorder::default();
    let mut waits: BTreeMap<Key, Wait> = BTreeMap::new();
    for (i, rule) in world.model.rules.iter().enumerate().filter(|(_, r)| r.errors.is_empty()) {
        for statement in &rule.statements {
            let Ok(stage) = Stage::new(world, &recorder, rule, statement) else { continue };
            for (t, target) in statement.targets_on(world.as_of).iter().enumerate() {
                for due in time::dues(&stage, target).unwrap_or_default() {
                    let asked = Asked { stage: &stage, target, index: t, due: &due, newest: None };
                    if verdict::is_due(world, &due) {
                        of_check(&asked, i, &mut waits);
                    }
                    if due.start <= world.as_of {
                        // A task is wanted as soon as its period runs, whatever else is known.
                        untold::all_tasks(&asked).into_iter().for_each(|r| add(&mut waits, r, i, false));
                    }
                }
            }
        }
    }
    for (i, scheme) in world.model.schemes.iter().enumerate().filter(|(_, s)| s.errors.is_empty()) {
        of_scheme(world, &recorder, (i, scheme), &mut waits);
    }
    let mut all: Vec<Need> = waits.into_iter().map(|(key, wait)| need(world, key, wait)).collect();
    all.sort_by_key(|n| (std::cmp::Reverse(n.n_decided), std::cmp::Reverse(n.rules.len() + n.schemes.len())));
    all
}

/// What the points of a scheme wait for, once its period has ended: a figure decides a row that waits for it alone.
fn of_scheme(
    world: &World<'_>,
    recorder: &Recorder,
    (position, scheme): (usize, &Scheme),
    waits: &mut BTreeMap<Key, Wait>,
) {
    let entered = Entered::default();
    let Some((scene, who)) = ended(world, recorder, &entered, scheme) else { return };
    let expressions = scheme_reads::of_scheme(scheme);
    for entity in who {
        recorder.restart(Detail::Full);
        for e in &expressions {
            expr::eval(scene.frame(entity), e, expr::Want::Num);
        }
        let mut missing: Vec<Key> =
            recorder.take().into_iter().filter(|r| !r.is_known).map(|r| (r.indicator, r.entity, r.period)).collect();
        missing.sort_unstable();
        missing.dedup();
        let is_alone = missing.len() == 1;
        for key in missing {
            let wait = waits.entry(key).or_default();
            wait.schemes.insert(position);
            if is_alone {
                wait.decides_schemes.insert(position);
            }
        }
    }
}

fn need(world: &World<'_>, (indicator, entity, period): Key, wait: Wait) -> Need {
    let row = reason::observation(world, Reading { indicator, entity, period, is_known: false }).row;
    Need {
        indicator,
        entity,
        period,
        row,
        rules: wait.rules.into_iter().collect(),
        schemes: wait.schemes.into_iter().collect(),
        n_decided: (wait.decides.len() + wait.decides_schemes.len()) as u64,
    }
}

fn of_check(asked: &Asked<'_, '_, '_>, rule: usize, waits: &mut BTreeMap<Key, Wait>) {
    let check = gather::check(asked, 0, Detail::Summary);
    if check.verdict != Verdict::Missing {
        return;
    }
    match (&asked.stage.who, counted(&asked.stage.statement.subject)) {
        (Who::Each(_), _) => {
            for entity in &check.missing {
                of_entity(asked, Some(*entity), rule, check.missing.len() == 1, waits);
            }
        }
        (Who::One(entity), Some(a)) => of_count(asked, *entity, a, &check, rule, waits),
        (Who::One(entity), None) => of_entity(asked, *entity, rule, true, waits),
    }
}

/// Returns the figures that were looked for in vain.
fn unknown(asked: &Asked<'_, '_, '_>, read: impl FnOnce()) -> Vec<Reading> {
    asked.stage.recorder.restart(Detail::Full);
    read();
    let readings = asked.stage.recorder.take();
    readings.into_iter().filter(|r| !r.is_known).collect()
}

fn add(waits: &mut BTreeMap<Key, Wait>, reading: Reading, rule: usize, decides: bool) {
    let wait = waits.entry((reading.indicator, reading.entity, reading.period)).or_default();
    wait.rules.insert(rule);
    if decides {
        wait.decides.insert(rule);
    }
}

/// One entity's judgement: each missing figure is tried with the values that could make a difference.
fn of_entity(
    asked: &Asked<'_, '_, '_>,
    entity: Option<EntityId>,
    rule: usize,
    is_last: bool,
    waits: &mut BTreeMap<Key, Wait>,
) {
    let missing = unknown(asked, || {
        verdict::judge(asked, entity);
    });
    let n = missing.len();
    for reading in missing {
        let ends = |v: Verdict| v == Verdict::Unmet || (is_last && v != Verdict::Missing);
        let decides =
            n <= TRIED && trials(asked, reading).into_iter().any(|s| ends(judge_supposing(asked, entity, &s).verdict));
        add(waits, reading, rule, decides);
    }
}

fn judge_supposing(asked: &Asked<'_, '_, '_>, entity: Option<EntityId>, supposed: &Supposed) -> Judged {
    let stage = asked.stage;
    let stage = Stage {
        world: stage.world,
        recorder: stage.recorder,
        supposed: Some(supposed),
        rule: stage.rule,
        plan: stage.plan,
        statement: stage.statement,
        region: stage.region,
        who: stage.who.clone(),
        circle: stage.circle.clone(),
        uses: Vec::new(),
        windows: stage.windows,
        newest: stage.newest.clone(),
    };
    let asked = Asked { stage: &stage, target: asked.target, index: asked.index, due: asked.due, newest: asked.newest };
    verdict::judge(&asked, entity)
}

/// Returns the values of a figure that could make a difference.
fn trials(asked: &Asked<'_, '_, '_>, reading: Reading) -> Vec<Supposed> {
    let Some(period) = reading.period else { return Vec::new() };
    let Some(indicator) = asked.stage.world.indicator(reading.indicator) else { return Vec::new() };
    let values: Vec<Val> = match &indicator.kind {
        Some(Kind::Flag) => vec![Val::truth(Some(true)), Val::truth(Some(false))],
        Some(Kind::Grade(names)) => (0..names.len()).map(|r| Val::num(Exact::from(r))).collect(),
        Some(Kind::Text) => Vec::new(),
        _ => {
            let far = Exact::from(10i128.pow(18));
            let line = match &asked.target.kind {
                TargetKind::Compare(_, x) | TargetKind::About(x, _) => constant(x),
                TargetKind::Within(i) => i.low.as_deref().or(i.high.as_deref()).and_then(constant),
                TargetKind::Holds => None,
            };
            let all = [Some(Exact::ZERO), Some(-&far), Some(far), indicator.min.clone(), indicator.max.clone(), line];
            let fits = |x: &Exact| {
                indicator.min.as_ref().is_none_or(|m| x >= m) && indicator.max.as_ref().is_none_or(|m| x <= m)
            };
            all.into_iter().flatten().filter(fits).map(Val::num).collect()
        }
    };
    let suppose = |value| Supposed { indicator: reading.indicator, entity: reading.entity, period, value };
    values.into_iter().map(suppose).collect()
}

fn constant(x: &dabiao_lang::model::Expr) -> Option<Exact> {
    match &x.kind {
        dabiao_lang::model::ExprKind::Quantity(q) => Some(q.base.clone()),
        _ => None,
    }
}

/// A count or share: one more that passes or fails may be enough.
fn of_count(
    asked: &Asked<'_, '_, '_>,
    entity: Option<EntityId>,
    a: &Aggregate,
    check: &Check,
    rule: usize,
    waits: &mut BTreeMap<Key, Wait>,
) {
    let frame = verdict::frame_again(asked, entity, (asked.due.period, asked.due.flow, super::frame::Sight::Ended));
    let Some(tally) = aggregate::aggregate(frame, a).tally else { return };
    let decides = tally.open.total() == 0 && one_more_decides(asked, frame, a, tally);
    for member in &check.missing {
        let here = frame.of(Some(*member));
        let missing = unknown(asked, || {
            for c in [a.filter.as_ref(), a.body.as_ref()].into_iter().flatten() {
                expr::condition(here, c);
            }
        });
        let is_alone = missing.len() == 1;
        for reading in missing {
            add(waits, reading, rule, decides && is_alone);
        }
    }
}

fn one_more_decides(asked: &Asked<'_, '_, '_>, frame: Frame<'_, '_>, a: &Aggregate, tally: Tally) -> bool {
    let TargetKind::Compare(op, right) = &asked.target.kind else { return tally.sure.unknown == 1 };
    let line = expr::eval(frame, right, expr::Want::Num);
    let with = |passes: bool| {
        let mut next = tally;
        next.sure.unknown = next.sure.unknown.saturating_sub(1);
        next.sure.add(Some(passes));
        let val = aggregate::of_tally(a.function, &next, None);
        matches!(compare::relation(*op, val, line.clone()).what, What::Truth(Some(_)))
    };
    with(true) || with(false)
}
