//! Judgements to checks: the worst of many, who fails and who is missing, how much is lacking, and why.

use std::rc::Rc;

use super::Detail;
use super::aggregate::{self, Tally, counted};
use super::bind::{Bound, Path};
use super::column::Test;
use super::compare::Compared;
use super::frame::{Flow, Reading, Sight};
use super::gate::Gate;
use super::judgement::{Amount, Asked as AskedValue, Check, EntityJudgement, Members, Observation, Pace};
use super::progress::Needed;
use super::reason;
use super::sift::{self, NEAREST, Sifted};
use super::stage::{Stage, Who, frame_at};
use super::state::State;
use super::time::Manner;
use super::value::{Fault, Range, What, in_unit};
use super::verdict::{self, Asked, Judged, frame_again, line_op};
use chrono::NaiveDate;
use dabiao_data::EntityId;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{
    Aggregate, AggregateFn, CompareOp, Exact, Expr, ExprKind, Period, Statement, Target, TargetKind, Unit, Verdict,
};

/// Judges one target at one time.
pub(crate) fn check(asked: &Asked<'_, '_, '_>, statement: usize, detail: Detail) -> Check {
    let stage = asked.stage;
    stage.recorder.restart(detail);
    let mut check = empty_check(asked, statement);
    match &stage.who {
        Who::One(entity) => one(asked, *entity, &mut check, detail),
        Who::Each(list) => many(asked, list, &mut check, detail),
    }
    if detail == Detail::Full {
        check.observations = observations(stage, stage.recorder.take());
    }
    check
}

fn empty_check(asked: &Asked<'_, '_, '_>, statement: usize) -> Check {
    let revision = revision_on(asked.stage.statement, asked.stage.world.as_of);
    Check { period: Some(asked.due.label), due: Some(asked.due.end), revision, ..blank(statement, asked.index) }
}

/// A check of which nothing is known yet.
fn blank(statement: usize, target: usize) -> Check {
    Check {
        statement,
        target,
        revision: None,
        period: None,
        due: None,
        entity: None,
        verdict: Verdict::Empty,
        measured: None,
        compared: None,
        bounds: None,
        asked: None,
        condition: None,
        gap: None,
        reason: None,
        progress: None,
        expected: None,
        pace: None,
        members: None,
        failing: Vec::new(),
        counted: Vec::new(),
        missing: Vec::new(),
        membership_unknown: Vec::new(),
        nearest: Vec::new(),
        own_lines: Vec::new(),
        entities: Vec::new(),
        observations: Vec::new(),
        marks: Vec::new(),
    }
}

/// Returns the position of the revision that is in force on a day.
pub(crate) fn revision_on(statement: &Statement, day: NaiveDate) -> Option<usize> {
    statement.revisions.iter().rposition(|r| r.since <= day)
}

fn amount(unit: Option<&Unit>, base: &Exact) -> Amount {
    Amount { value: in_unit(unit, base), unit: unit.cloned() }
}

/// Fills in a check of one entity or place.
fn one(asked: &Asked<'_, '_, '_>, entity: Option<EntityId>, check: &mut Check, detail: Detail) {
    let judged = verdict::judge(asked, entity);
    let target = applying(asked, &judged);
    let unit = target.unit.as_ref();
    check.entity = entity;
    check.verdict = judged.verdict;
    check.progress = judged.course.progress.clone();
    check.expected = judged.course.expected.clone();
    check.pace = judged.course.pace.as_ref().map(|p| match p {
        Needed::PerYear(x) => Pace::PerYear(amount(unit, x)),
        Needed::Within(x, days) => Pace::UntilDue(amount(unit, x), *days),
        Needed::OutOfReach => Pace::OutOfReach,
    });
    if let Some(compared) = &judged.compared {
        let range = compared.val.as_range();
        let is_sound = !compared.val.fault.is_some_and(|f| f.is_hard) && !compared.val.may_be_empty;
        let is_yearly = matches!(asked.stage.statement.subject.kind, ExprKind::Yearly(..));
        let enclosed = range.filter(|_| is_sound && is_yearly).and_then(enclosed);
        let value = range.filter(|_| is_sound).and_then(Range::value).or(enclosed.as_ref());
        check.measured = value.map(|v| amount(unit, v));
        check.compared = compared.rounded.as_ref().and_then(Range::value).map(|v| amount(unit, v));
        check.bounds = range.filter(|r| r.value().is_none() && enclosed.is_none()).and_then(|r| bounds(unit, r));
        check.asked = asked_value(target, compared, unit);
    }
    check.gap = gap(asked, &judged, target);
    if let Some(a) = counted(&asked.stage.statement.subject) {
        fill_members(asked, a, &judged, check, entity);
    }
    check.condition = judged.gate.as_ref().map(|gate| gate.told(asked));
    check.reason = reason::of_judgement(asked, entity, &judged, target);
    if detail == Detail::Full
        && let Some(e) = entity
    {
        check.entities.push(entity_judgement(asked, e, &judged));
    }
}

/// Returns a root that is known to within 10^-14, rounded to 12 digits after the point.
fn enclosed(r: &Range) -> Option<Exact> {
    let (low, high) = r.low.as_ref().zip(r.high.as_ref())?;
    (high - low < Exact::ratio(1, 100_000_000_000_000)).then(|| low.round(12, dabiao_lang::model::Rounding::HalfUp))
}

fn bounds(unit: Option<&Unit>, r: &Range) -> Option<(Option<Exact>, Option<Exact>)> {
    let end = |x: &Option<Exact>| x.as_ref().map(|x| in_unit(unit, x));
    (r.low.is_some() || r.high.is_some()).then(|| (end(&r.low), end(&r.high)))
}

/// Returns the target that an entity is judged by: the statement's, or an exception's.
pub(crate) fn applying<'a>(asked: &Asked<'_, '_, 'a>, judged: &Judged) -> &'a Target {
    judged
        .target
        .and_then(|i| asked.stage.statement.exceptions.get(i))
        .and_then(|e| e.targets.get(asked.index).or(e.targets.last()))
        .unwrap_or(asked.target)
}

/// Returns what a target came to where the rule does not state it as a constant.
fn asked_value(target: &Target, compared: &Compared, unit: Option<&Unit>) -> Option<AskedValue> {
    let is_constant = |e: &Expr| matches!(e.kind, ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..));
    let constant = match &target.kind {
        TargetKind::Compare(_, e) => is_constant(e),
        TargetKind::Within(i) => [&i.low, &i.high].into_iter().flatten().all(|e| is_constant(e)),
        TargetKind::About(..) => false,
        TargetKind::Holds => true,
    };
    if constant {
        return None;
    }
    let value = |r: &Option<Range>| r.as_ref().and_then(Range::value).map(|v| in_unit(unit, v));
    let (low, high) = (value(&compared.line), value(&compared.upper));
    (low.is_some() || high.is_some()).then_some(AskedValue { low, high })
}

/// Returns how much is lacking, in base units, where it is known and not nothing.
pub(crate) fn lacking(asked: &Asked<'_, '_, '_>, judged: &Judged, target: &Target) -> Option<Exact> {
    distance(asked, judged, target).filter(Exact::is_positive)
}

/// Returns how far a value is from its line: 0 for one that stands on a line it must leave behind.
fn distance(asked: &Asked<'_, '_, '_>, judged: &Judged, target: &Target) -> Option<Exact> {
    if matches!(judged.state, State::Holds | State::Out | State::Empty | State::Exempt) {
        return None;
    }
    let compared = judged.compared.as_ref()?;
    if compared.val.fault.is_some_and(|f| f.is_hard) || compared.val.may_be_empty {
        return None;
    }
    let value = compared.rounded.as_ref().or(compared.val.as_range())?.value()?;
    let line = compared.line.as_ref().and_then(Range::value);
    if let Some(op) = line_op(target, &asked.stage.statement.subject) {
        return Some(super::compare::lacking(op, value, line?));
    }
    let upper = compared.upper.as_ref().and_then(Range::value);
    let below = line.map(|l| super::compare::lacking(CompareOp::Ge, value, l));
    let above = upper.map(|u| super::compare::lacking(CompareOp::Le, value, u));
    below.into_iter().chain(above).max()
}

fn gap(asked: &Asked<'_, '_, '_>, judged: &Judged, target: &Target) -> Option<Amount> {
    if let Some(a) = counted(&asked.stage.statement.subject)
        && let Some(n) = entities_lacking(asked, a, judged, target)
    {
        let unit = target.unit.clone().filter(|_| a.function == AggregateFn::Count);
        return Some(Amount { value: n, unit });
    }
    let gap = lacking(asked, judged, target)?;
    Some(amount(target.unit.as_ref(), &gap))
}

/// Returns how many entities a count or share lacks.
fn entities_lacking(asked: &Asked<'_, '_, '_>, a: &Aggregate, judged: &Judged, target: &Target) -> Option<Exact> {
    if !matches!(judged.state, State::Fails) {
        return None;
    }
    let compared = judged.compared.as_ref()?;
    let value = compared.val.as_range()?.value()?;
    let line = compared.line.as_ref()?.value()?;
    let op = line_op(target, &asked.stage.statement.subject)?;
    let (period, flow, sight) = judged.read_at?;
    let (have, line) = if a.function == AggregateFn::Share {
        let tally = tally_at(asked, a, (period, flow, sight))?;
        let total = Exact::from(i128::from(tally.sure.total()));
        (value * &total, line * &total)
    } else {
        (value.clone(), line.clone())
    };
    let need = match op {
        CompareOp::Ge => &line.ceil() - &have,
        CompareOp::Gt => &(&line.floor() + &Exact::ONE) - &have,
        CompareOp::Le => &have - &line.floor(),
        CompareOp::Lt => &have - &(&line.ceil() - &Exact::ONE),
        CompareOp::Eq => (&have - &line).abs(),
        CompareOp::Ne => return None,
    };
    need.is_positive().then_some(need)
}

fn tally_at(asked: &Asked<'_, '_, '_>, a: &Aggregate, read_at: (Period, Flow, Sight)) -> Option<Tally> {
    let entity = match &asked.stage.who {
        Who::One(e) => *e,
        Who::Each(_) => return None,
    };
    aggregate::aggregate(frame_again(asked, entity, read_at), a).tally
}

/// Names the members of a count or share.
fn fill_members<'a>(
    asked: &Asked<'_, '_, 'a>,
    a: &'a Aggregate,
    judged: &Judged,
    check: &mut Check,
    entity: Option<EntityId>,
) {
    let Some(read_at) = judged.read_at else { return };
    let frame = frame_again(asked, entity, read_at);
    let mut members = Members::default();
    let mut nearest: Vec<(EntityId, Exact, Exact)> = Vec::new();
    let line = inner_line(a);
    let rounding = match a.body.as_ref().map(|b| &b.kind) {
        Some(ExprKind::Compare(_, left, right)) => super::compare::rounding(frame.unruled(), left, &[right]),
        _ => None,
    };
    let is_ceiling = asked.target.is_ceiling();
    let everybody = frame.population(&a.level, a.place.as_ref());
    let visit = |m: aggregate::Member| {
        if !m.is_sure {
            // Whoever may not be concerned is named neither among the failing nor among the missing.
            members.membership_unknown += 1;
            check.membership_unknown.push(m.entity);
            return;
        }
        members.total += 1;
        let truth = match m.val.what {
            What::Truth(t) => t,
            _ => None,
        };
        match truth {
            Some(true) => {
                members.passing += 1;
                check.counted.extend(is_ceiling.then_some(m.entity));
            }
            Some(false) => {
                members.failing += 1;
                check.failing.push(m.entity);
                if let Some((op, left, unit, line)) = line {
                    let val = super::expr::eval(frame.of(Some(m.entity)), left, super::expr::Want::Num).into_num();
                    if let Some(v) = val.as_exact() {
                        let compared = rounding.as_ref().map_or_else(|| v.clone(), |r| r.of(v));
                        nearest.push((m.entity, super::compare::lacking(op, &compared, line), in_unit(unit, v)));
                    }
                }
            }
            None if m.val.fault.is_some() => {
                members.invalid += 1;
                check.missing.push(m.entity);
            }
            None => {
                members.missing += 1;
                check.missing.push(m.entity);
            }
        }
    };
    let mut not_applicable = 0;
    let plain = aggregate::plain(frame, a).map(|test| (sift::sift(frame.world, &test, &everybody), test));
    match &plain {
        Some((sifted, test)) => aggregate::each_left((frame, a, test), (&sifted.rest, &mut not_applicable), visit),
        None => aggregate::each_of(frame, a, (&everybody, &mut not_applicable), visit),
    }
    members.not_applicable = not_applicable;
    if let Some((sifted, test)) = plain {
        let n_failing = sifted.failing.len() as u64;
        members.passing += sifted.n_passing;
        members.failing += n_failing;
        members.total += sifted.n_passing + n_failing;
        check.failing.extend(sifted.failing);
        if is_ceiling {
            let passes = |e: &EntityId| test.mantissa(*e).is_some_and(|m| test.passes(m));
            check.counted.extend(everybody.iter().copied().filter(passes));
        }
        if let Some((op, _, unit, line)) = line {
            nearest.extend(sifted.nearest.into_iter().map(|(_, e, m)| {
                let v = test.value(m);
                (e, super::compare::lacking(op, &v, line), in_unit(unit, &v))
            }));
        }
    }
    check.failing.sort_unstable();
    check.counted.sort_unstable();
    nearest.sort_by(|x, y| (&x.1, x.0).cmp(&(&y.1, y.0)));
    check.nearest = nearest.into_iter().take(NEAREST).map(|(e, _, v)| (e, v)).collect();
    check.members = Some(members);
}

/// Returns the comparison within a count, where it has a constant line: operator, left side, unit and line.
fn inner_line(a: &Aggregate) -> Option<(CompareOp, &Expr, Option<&Unit>, &Exact)> {
    match &a.body.as_ref()?.kind {
        ExprKind::Compare(op, left, right) => match &right.kind {
            ExprKind::Quantity(q) => Some((*op, left, q.unit.as_ref(), &q.base)),
            _ => None,
        },
        _ => None,
    }
}

/// Fills in a check over many entities.
fn many(asked: &Asked<'_, '_, '_>, list: &Rc<[EntityId]>, check: &mut Check, detail: Detail) {
    let list = &verdict::those_there(asked, list);
    let mut gathered = Gathered::default();
    let Some(test) = plain(asked) else {
        let is_alike = is_before_all_figures(asked);
        let mut last: Option<Judged> = None;
        for entity in list.iter() {
            let known = last.take().filter(|_| is_alike);
            let judged = known.unwrap_or_else(|| verdict::judge(asked, Some(*entity)));
            if detail == Detail::Full && judged.state != State::Out {
                check.entities.push(entity_judgement(asked, *entity, &judged));
            }
            gathered.add(asked, *entity, &judged, check);
            last = Some(judged);
        }
        return gathered.finish(asked, list, check);
    };
    let sifted = sift::sift(asked.stage.world, &test, list);
    // Whoever has no figure at all is judged once for all of them.
    let mut alike: Option<Judged> = None;
    for entity in &sifted.rest {
        if test.is_unreported(*entity) {
            let judged = alike.get_or_insert_with(|| verdict::judge(asked, Some(*entity)));
            gathered.add(asked, *entity, judged, check);
        } else {
            gathered.add(asked, *entity, &verdict::judge(asked, Some(*entity)), check);
        }
    }
    gathered.add_sifted(asked, &test, sifted, check);
    gathered.finish(asked, list, check);
}

/// One who fails, and by how little.
struct Near {
    gap: Exact,
    entity: EntityId,
    value: Exact,
    /// Its own line, where each has another.
    line: Option<Exact>,
}

/// What has been gathered from the judgements of many so far.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) members: Members,
    worst: Option<Verdict>,
    /// The best of those who are not known to be meant.
    worst_unsure: Option<Verdict>,
    empty: Vec<EntityId>,
    nearest: Vec<Near>,
    fault: Option<(EntityId, Fault)>,
    /// The condition that does not hold for the first of those who are asked nothing.
    exempt: Option<Gate>,
}

/// Whether nothing stands between a target and the value that it compares.
fn is_bare(stage: &Stage<'_, '_>) -> bool {
    stage.filter().is_none()
        && stage.statement.condition.is_none()
        && stage.statement.exceptions.is_empty()
        && stage.rule.precision.is_none()
}

/// Whether a reported value is compared with a constant on a day before anything of it was reported: nobody has a figure,
/// so all are judged alike. Since when something is late is asked of such days, of every entity of every rule.
fn is_before_all_figures(asked: &Asked<'_, '_, '_>) -> bool {
    let (stage, world) = (asked.stage, asked.stage.world);
    let TargetKind::Compare(_, right) = &asked.target.kind else { return false };
    let (ExprKind::Quantity(_), ExprKind::Value(id)) = (&right.kind, &stage.statement.subject.kind) else {
        return false;
    };
    let is_reported = world.indicator(*id).is_some_and(|i| i.formula.is_none());
    if !is_bare(stage) || !is_reported || world.path == Path::Plain || stage.recorder.readings.borrow().is_some() {
        return false;
    }
    match world.bound(*id) {
        Bound::Series(series) => series.slabs.iter().all(|slab| slab.period.first_day() > world.as_of),
        _ => false,
    }
}

/// Returns the test on columns of a target that is due and plain for every entity.
pub(crate) fn plain<'a>(asked: &Asked<'_, '_, 'a>) -> Option<Test<'a>> {
    let stage = asked.stage;
    if !is_bare(stage) || asked.due.manner == Manner::Throughout || !verdict::is_due(stage.world, asked.due) {
        return None;
    }
    let (TargetKind::Compare(op, right), ExprKind::Value(id)) = (&asked.target.kind, &stage.statement.subject.kind)
    else {
        return None;
    };
    let ExprKind::Quantity(q) = &right.kind else { return None };
    if stage.world.indicator(*id).is_some_and(|i| i.precision.is_some()) {
        return None;
    }
    let frame = frame_at(stage, None, (asked.due.period, asked.due.flow, Sight::Ended));
    Test::new(frame, *op, &stage.statement.subject, &q.base)
}

impl Gathered {
    /// Adds those whose plain values have been compared on their column.
    fn add_sifted(&mut self, asked: &Asked<'_, '_, '_>, test: &Test<'_>, sifted: Sifted, check: &mut Check) {
        let n_failing = sifted.failing.len() as u64;
        self.members.total += sifted.n_passing + n_failing;
        self.members.passing += sifted.n_passing;
        self.members.failing += n_failing;
        let worst = match (n_failing, sifted.n_passing) {
            (1.., _) => Some(Verdict::Unmet),
            (0, 1..) => Some(Verdict::Met),
            (0, 0) => None,
        };
        self.worst = self.worst.into_iter().chain(worst).min();
        if let (Some(op), TargetKind::Compare(_, right)) =
            (line_op(asked.target, &asked.stage.statement.subject), &asked.target.kind)
            && let ExprKind::Quantity(q) = &right.kind
        {
            for (_, entity, m) in sifted.nearest {
                let value = test.value(m);
                let gap = super::compare::lacking(op, &value, &q.base);
                self.keep_near(asked, Near { gap, entity, value, line: None });
            }
        }
        if check.failing.is_empty() {
            check.failing = sifted.failing;
        } else {
            // Those who were judged one by one stand among the others; a list is in the order of ids.
            check.failing.extend(sifted.failing);
            check.failing.sort_unstable();
        }
    }

    fn keep_near(&mut self, asked: &Asked<'_, '_, '_>, near: Near) {
        let at = self.nearest.partition_point(|n| (&n.gap, &n.entity) < (&near.gap, &near.entity));
        if at < NEAREST {
            let unit = asked.target.unit.as_ref();
            let (value, line) = (in_unit(unit, &near.value), near.line.map(|l| in_unit(unit, &l)));
            self.nearest.insert(at, Near { value, line, ..near });
            self.nearest.truncate(NEAREST);
        }
    }

    pub(crate) fn add(&mut self, asked: &Asked<'_, '_, '_>, entity: EntityId, judged: &Judged, check: &mut Check) {
        match judged.state {
            State::Out => {
                // The filter leaves out those who were never meant; a figure that does not apply takes one out.
                if judged.is_perhaps_meant {
                    self.members.not_applicable += 1;
                }
                return;
            }
            State::Exempt => {
                self.exempt = self.exempt.take().or_else(|| judged.gate.clone());
                self.members.not_applicable += 1;
                self.note(judged);
                return;
            }
            State::Empty => {
                self.empty.push(entity);
                return;
            }
            state if !judged.is_asked => {
                self.members.membership_unknown += 1;
                check.membership_unknown.push(entity);
                if let State::Wrong(fault) = state {
                    self.fault = self.fault.or(Some((entity, fault)));
                }
                self.note(judged);
                return;
            }
            State::Holds => self.members.passing += 1,
            State::Fails => {
                self.members.failing += 1;
                check.failing.push(entity);
                self.near(asked, entity, judged);
            }
            State::Unknown => {
                self.members.missing += 1;
                check.missing.push(entity);
            }
            State::Wrong(fault) => {
                self.members.invalid += 1;
                check.missing.push(entity);
                self.fault = self.fault.or(Some((entity, fault)));
            }
        }
        self.members.total += 1;
        self.note(judged);
    }

    fn note(&mut self, judged: &Judged) {
        let slot = if judged.is_sure { &mut self.worst } else { &mut self.worst_unsure };
        *slot = Some(slot.map_or(judged.verdict, |w| w.min(judged.verdict)));
    }

    fn near(&mut self, asked: &Asked<'_, '_, '_>, entity: EntityId, judged: &Judged) {
        let target = applying(asked, judged);
        let value = judged.compared.as_ref().and_then(|c| c.val.as_exact());
        let Some((gap, value)) = distance(asked, judged, target).zip(value) else { return };
        let (value, line) = (value.clone(), own_line(judged, target).cloned());
        self.keep_near(asked, Near { gap, entity, value, line });
    }

    pub(crate) fn finish(self, asked: &Asked<'_, '_, '_>, list: &[EntityId], check: &mut Check) {
        check.verdict = match (self.worst, self.worst_unsure) {
            (Some(a), Some(b)) => a.min(b),
            (Some(a), None) => a,
            // Perhaps nobody is meant at all.
            (None, Some(b)) => match b {
                Verdict::Met => Verdict::Missing,
                Verdict::Early | Verdict::OnTrack => Verdict::Pending,
                other => other,
            },
            (None, None) => Verdict::Empty,
        };
        for Near { entity, value, line, .. } in self.nearest {
            check.own_lines.extend(line.map(|line| (entity, line)));
            check.nearest.push((entity, value));
        }
        check.members = Some(self.members);
        check.reason = reason::of_many(asked, list, check, self.fault, &self.empty);
        if let (Verdict::Exempt, Some(gate)) = (check.verdict, self.exempt) {
            check.reason = Some(gate.said(asked, None));
            check.condition = Some(gate.told(asked));
        }
    }
}

pub(crate) fn entity_judgement(asked: &Asked<'_, '_, '_>, entity: EntityId, judged: &Judged) -> EntityJudgement {
    let target = applying(asked, judged);
    let unit = asked.target.unit.as_ref();
    let value = judged.compared.as_ref().and_then(|c| c.val.as_exact());
    EntityJudgement {
        entity,
        verdict: judged.verdict,
        value: value.map(|v| in_unit(unit, v)),
        gap: lacking(asked, judged, target).map(|g| in_unit(unit, &g)),
        line: own_line(judged, target).map(|l| in_unit(unit, l)),
        reason: reason::of_judgement(asked, Some(entity), judged, target),
    }
}

/// Returns the line of an entity where it is not the same for all.
fn own_line<'j>(judged: &'j Judged, target: &Target) -> Option<&'j Exact> {
    match &target.kind {
        TargetKind::Compare(_, right) if !matches!(right.kind, ExprKind::Quantity(_)) => {
            judged.compared.as_ref()?.line.as_ref()?.value()
        }
        _ => None,
    }
}

/// Writes readings down as observations.
pub(crate) fn observations(stage: &Stage<'_, '_>, readings: Vec<Reading>) -> Vec<Observation> {
    let mut all: Vec<Observation> = readings.into_iter().map(|r| reason::observation(stage.world, r)).collect();
    all.sort();
    all.dedup();
    all
}

/// Returns the check of a target for which there is no time at all.
pub(crate) fn without_time(statement: usize, target: usize, why: Both, verdict: Verdict) -> Check {
    Check { verdict, reason: Some(why), ..blank(statement, target) }
}
