//! One judgement: an entity, a target and a time to a verdict.

use std::rc::Rc;

use chrono::NaiveDate;

pub(crate) use super::asked::{Asked, line_op};
use super::bind::World;
use super::compare::{self, Compared};
use super::expr;
use super::frame::{Basis, Flow, Frame, Sight, Totals};
use super::gate::{self, Asks, Gate};
use super::periods::{self, Filters};
use super::progress::{self, Course};
use super::stage::frame_at;
use super::state::{State, state_of};
use super::time::{self, Due, Manner};
use super::value::{Cause, Fault, What};
use dabiao_data::EntityId;
use dabiao_lang::model::{ExprKind, Frequency, Period, Target, TargetKind, Verdict};

/// One judgement.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) verdict: Verdict,
    pub(crate) state: State,
    /// Whether the entity is known to be meant.
    pub(crate) is_sure: bool,
    /// Whether the filter leaves it in at all; whoever it does not was never meant and has not left.
    pub(crate) is_perhaps_meant: bool,
    /// Whether something is known to be asked of it: it is meant, and no exception that asks nothing may fit.
    pub(crate) is_asked: bool,
    /// What was compared; `None` where nothing could be.
    pub(crate) compared: Option<Compared>,
    /// The frame's period and flow in which it was read.
    pub(crate) read_at: Option<(Period, Flow, Sight)>,
    pub(crate) course: Course,
    /// The target that applies: the statement's, or an exception's.
    pub(crate) target: Option<usize>,
    /// The first broken or unknown period of `throughout`.
    pub(crate) at: Option<Period>,
    /// What became of the condition of the duty.
    pub(crate) gate: Option<Gate>,
}

impl Judged {
    pub(crate) fn new(verdict: Verdict, state: State) -> Self {
        Self {
            verdict,
            state,
            is_sure: true,
            is_perhaps_meant: true,
            is_asked: true,
            compared: None,
            read_at: None,
            course: Course::default(),
            target: None,
            at: None,
            gate: None,
        }
    }

    /// Returns the judgement of an entity that has left: a figure does not apply to it, or an exception asks nothing.
    pub(crate) fn out() -> Self {
        Self::new(Verdict::Empty, State::Out)
    }

    /// Returns the judgement of an entity that was never meant.
    fn never_meant() -> Self {
        Self { is_sure: false, is_perhaps_meant: false, is_asked: false, ..Self::out() }
    }
}

pub(crate) use super::newest::newest;

/// Judges one entity.
pub(crate) fn judge(asked: &Asked<'_, '_, '_>, entity: Option<EntityId>) -> Judged {
    if entity.is_some_and(|e| !is_there(asked, e)) {
        return Judged::never_meant();
    }
    let is_due = is_due(asked.stage.world, asked.due);
    let frame = base_frame(asked, entity);
    let doubt = match belongs(asked, frame) {
        Belongs::Surely => None,
        Belongs::Perhaps(fault) => Some(fault),
        Belongs::Left => return Judged::out(),
        Belongs::Never => return Judged::never_meant(),
    };
    let judged = match asked.due.manner {
        Manner::Throughout => throughout(asked, entity),
        _ => under_condition(asked, frame, if is_due { due } else { unfinished }),
    };
    match doubt {
        None => judged,
        Some(fault) => unsure(judged, fault),
    }
}

/// Returns what is known of an entity without a date of its own: the filter says whether that matters.
pub(crate) fn without_date(asked: &Asked<'_, '_, '_>, entity: EntityId, found: Judged) -> Judged {
    match belongs(asked, base_frame(asked, Some(entity))) {
        Belongs::Surely => found,
        Belongs::Perhaps(fault) => unsure(found, fault),
        Belongs::Left => Judged::out(),
        Belongs::Never => Judged::never_meant(),
    }
}

/// Judges a duty if its condition holds in a frame.
fn under_condition<'w, 'a>(
    asked: &Asked<'_, 'w, 'a>,
    frame: Frame<'w, 'a>,
    judge: impl Fn(&Asked<'_, 'w, 'a>, Frame<'w, 'a>) -> Judged,
) -> Judged {
    match gate::asks(asked, frame) {
        Asks::Yes(gate) => Judged { gate, ..judge(asked, frame) },
        Asks::No(gate) => Judged { gate: Some(gate), ..Judged::new(Verdict::Exempt, State::Exempt) },
        Asks::Perhaps(gate) => doubtful(judge(asked, frame), gate),
        Asks::Out(State::Empty) => Judged::new(Verdict::Empty, State::Empty),
        Asks::Out(_) => Judged::out(),
    }
}

/// Both cases count: whoever passes does no harm if nothing is asked of him.
fn doubtful(judged: Judged, gate: Gate) -> Judged {
    let is_ended = matches!(judged.verdict, Verdict::Met | Verdict::Unmet | Verdict::Missing | Verdict::Invalid);
    let (verdict, state) = match (judged.verdict, gate.fault) {
        (Verdict::Met | Verdict::Early | Verdict::Empty, _) => (judged.verdict, judged.state),
        (Verdict::Invalid, None) => (Verdict::Invalid, judged.state),
        (_, Some(fault)) => (Verdict::Invalid, State::Wrong(fault)),
        (_, None) if is_ended => (Verdict::Missing, State::Unknown),
        (_, None) => (Verdict::Pending, State::Unknown),
    };
    Judged { verdict, state, gate: Some(gate), ..judged }
}

/// Returns whether an entity is there when it is judged; of an obligation over many periods, in any of them.
pub(crate) fn is_there(asked: &Asked<'_, '_, '_>, entity: EntityId) -> bool {
    let there = |p: Period| asked.stage.world.is_there(entity, p);
    match asked.due.manner {
        Manner::Throughout => asked.due.all.iter().any(|p| there(*p)),
        _ => there(asked.due.period),
    }
}

/// Returns those of a list who are there when they are judged.
pub(crate) fn those_there(asked: &Asked<'_, '_, '_>, list: &Rc<[EntityId]>) -> Rc<[EntityId]> {
    match asked.due.manner {
        Manner::Throughout => list.iter().copied().filter(|e| is_there(asked, *e)).collect(),
        _ => asked.stage.world.living(Rc::clone(list), Some(asked.due.period)),
    }
}

/// Returns whether the deciding period has ended.
pub(crate) fn is_due(world: &World<'_>, due: &Due) -> bool {
    !due.is_short && due.end <= world.as_of
}

/// Returns the frame in which filters, exceptions and (once due) the target are read.
pub(crate) fn base_frame<'w, 'a>(asked: &Asked<'_, 'w, 'a>, entity: Option<EntityId>) -> Frame<'w, 'a> {
    let is_due = is_due(asked.stage.world, asked.due);
    let sight = if is_due { Sight::Ended } else { Sight::Open(horizon(asked)) };
    let frame = asked.stage.frame(entity, sight);
    let period = match (asked.due.manner, is_due) {
        // The newest period that has ended decides who is meant while the window runs.
        (Manner::Throughout, false) => asked.newest.unwrap_or(asked.due.period),
        (_, true) => asked.due.period,
        (_, false) => reading_period(asked).unwrap_or(asked.due.period),
    };
    // Before the period begins, only the roster is known: a figure of an earlier one says nothing of who will be meant.
    let is_other = is_due || asked.due.manner == Manner::Throughout || asked.newest.is_none();
    let is_begun = is_other || reading_period(asked).is_some();
    let basis = if is_begun { frame.basis } else { Basis::Ranges };
    as_asked(asked, Frame { period: Some(period), flow: asked.due.flow, basis, ..frame })
}

/// Returns the frame in which a judgement was read, to look at its parts again.
pub(crate) fn frame_again<'w, 'a>(
    asked: &Asked<'_, 'w, 'a>,
    entity: Option<EntityId>,
    read_at: (Period, Flow, Sight),
) -> Frame<'w, 'a> {
    as_asked(asked, frame_at(asked.stage, entity, read_at))
}

/// Returns the frame with what the time of the duty says: over what a total goes, for when tasks are read, whose places count.
fn as_asked<'w, 'a>(asked: &Asked<'_, 'w, 'a>, frame: Frame<'w, 'a>) -> Frame<'w, 'a> {
    let due = asked.due;
    let totals = if due.manner == Manner::Each { Totals::Period } else { Totals::Window };
    let is_early = !is_due(asked.stage.world, due) && due.manner != Manner::Throughout;
    Frame { totals, line: is_early.then_some(due.period), ..frame }.seen_from(due.period)
}

fn horizon(asked: &Asked<'_, '_, '_>) -> NaiveDate {
    // Without data the deciding period itself is looked at, and no figure of an earlier one stands in for it.
    asked.newest.map_or(asked.stage.world.as_of.max(asked.due.end), Period::last_day)
}

/// Whether an entity is meant by a filter.
enum Belongs {
    Surely,
    /// Nobody knows; what is wrong with the figures that would tell.
    Perhaps(Option<Fault>),
    /// A figure of the filter does not apply to it.
    Left,
    Never,
}

fn belongs(asked: &Asked<'_, '_, '_>, frame: Frame<'_, '_>) -> Belongs {
    let Some(filter) = asked.stage.filter() else { return Belongs::Surely };
    let val = expr::condition(frame, filter);
    match val.what {
        What::Truth(Some(true)) => Belongs::Surely,
        What::Truth(None) => Belongs::Perhaps(val.fault),
        What::NotApplicable => Belongs::Left,
        _ => Belongs::Never,
    }
}

/// Both cases count: whoever passes does no harm either way, whoever does not may not be meant at all.
fn unsure(judged: Judged, fault: Option<Fault>) -> Judged {
    let is_ended = matches!(judged.verdict, Verdict::Met | Verdict::Unmet | Verdict::Missing | Verdict::Invalid);
    let open = if is_ended { Verdict::Missing } else { Verdict::Pending };
    let (verdict, state) = match (judged.verdict, fault) {
        (Verdict::Met | Verdict::Exempt | Verdict::Early | Verdict::OnTrack | Verdict::Pending | Verdict::Empty, _) => {
            (judged.verdict, judged.state)
        }
        (_, Some(f)) => (Verdict::Invalid, State::Wrong(f)),
        (Verdict::Invalid, None) => (Verdict::Invalid, judged.state),
        _ => (open, State::Unknown),
    };
    Judged { verdict, state, is_sure: false, is_asked: false, ..judged }
}

/// The targets that may apply to an entity.
enum Applies<'a> {
    /// One of these, by position among the statement's targets and exceptions; `None` asks nothing.
    Any(Vec<Option<&'a Target>>, Option<Fault>),
    /// Two exceptions with different targets.
    Clash,
}

fn applying<'a>(asked: &Asked<'_, '_, 'a>, frame: Frame<'_, '_>) -> Applies<'a> {
    let mut sure: Option<Option<&'a Target>> = None;
    let mut open: Vec<Option<&'a Target>> = Vec::new();
    let mut fault = None;
    for exception in &asked.stage.statement.exceptions {
        let own = exception.targets.get(asked.index).or(exception.targets.last());
        let val = expr::condition(frame, &exception.filter);
        match val.what {
            What::Truth(Some(true)) => match sure {
                Some(other) if !is_same(other, own) => return Applies::Clash,
                _ => sure = Some(own),
            },
            What::Truth(None) => {
                fault = fault.or(val.fault);
                open.push(own);
            }
            _ => {}
        }
    }
    let mut all = vec![sure.unwrap_or(Some(asked.target))];
    for own in open {
        if !all.iter().any(|t| is_same(*t, own)) {
            all.push(own);
        }
    }
    Applies::Any(all, fault)
}

/// Returns whether two targets ask the same.
fn is_same(a: Option<&Target>, b: Option<&Target>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return a.is_none() && b.is_none() };
    match (&a.kind, &b.kind) {
        (TargetKind::Compare(x, p), TargetKind::Compare(y, q)) => match (&p.kind, &q.kind) {
            (ExprKind::Quantity(p), ExprKind::Quantity(q)) => x == y && p.base == q.base,
            _ => a.text == b.text,
        },
        _ => a.text == b.text,
    }
}

/// What an entity's targets came to in one frame.
struct Answer<'a> {
    state: State,
    compared: Option<Compared>,
    /// The targets that may apply; `None` asks nothing.
    targets: Vec<Option<&'a Target>>,
    /// What is wrong with the figures that say which applies.
    fault: Option<Fault>,
    target: Option<usize>,
}

impl Answer<'_> {
    /// Returns whether something is asked, whichever target applies.
    fn is_asked(&self) -> bool {
        self.targets.len() < 2 || self.targets.iter().all(Option::is_some)
    }
}

fn answer<'a>(asked: &Asked<'_, '_, 'a>, frame: Frame<'_, '_>) -> Answer<'a> {
    let wrong = |cause| Answer {
        state: State::Wrong(Fault::hard(cause)),
        compared: None,
        targets: Vec::new(),
        fault: None,
        target: None,
    };
    let (targets, fault) = match applying(asked, frame) {
        Applies::Clash => return wrong(Cause::Exceptions),
        Applies::Any(targets, fault) => (targets, fault),
    };
    let mut merged: Option<(State, Option<Compared>)> = None;
    for target in &targets {
        let next = match target {
            Some(t) => {
                let compared = compare::target(frame, asked.stage.rule, &asked.stage.statement.subject, t);
                (state_of(&compared.answer), Some(compared))
            }
            None => (State::Out, None),
        };
        merged = Some(match merged {
            None => next,
            Some(before) => (either(before.0, next.0, fault), before.1.or(next.1)),
        });
    }
    let (state, compared) = merged.unwrap_or((State::Out, None));
    let exception = asked.stage.statement.exceptions.iter().position(|e| {
        let own = e.targets.get(asked.index).or(e.targets.last());
        own.zip(targets.first().copied().flatten()).is_some_and(|(a, b)| std::ptr::eq(a, b))
    });
    Answer { state, compared, targets, fault, target: exception }
}

/// Returns the state where either of two targets may apply.
fn either(a: State, b: State, fault: Option<Fault>) -> State {
    match (a, b) {
        (x, y) if x == y => x,
        // Whoever is asked nothing does no harm.
        (State::Out, State::Holds) | (State::Holds, State::Out) => State::Holds,
        (State::Wrong(f), _) | (_, State::Wrong(f)) => State::Wrong(f),
        _ => fault.map_or(State::Unknown, State::Wrong),
    }
}

fn due(asked: &Asked<'_, '_, '_>, frame: Frame<'_, '_>) -> Judged {
    let answer = answer(asked, frame);
    let verdict = match answer.state {
        State::Holds => Verdict::Met,
        State::Fails => Verdict::Unmet,
        State::Unknown => Verdict::Missing,
        State::Wrong(_) => Verdict::Invalid,
        State::Empty => Verdict::Empty,
        // Whether anything is asked was settled before.
        State::Out | State::Exempt => return Judged::out(),
    };
    Judged {
        is_asked: answer.is_asked(),
        compared: answer.compared,
        read_at: frame.period.map(|p| (p, frame.flow, frame.sight)),
        target: answer.target,
        ..Judged::new(verdict, answer.state)
    }
}

/// Returns the period at which the newest data are read, or `None` where they do not count yet.
fn reading_period(asked: &Asked<'_, '_, '_>) -> Option<Period> {
    let newest = asked.newest?;
    let due = asked.due;
    let cut = newest.last_day();
    match due.manner {
        _ if due.is_total => (cut >= due.start).then_some(due.period),
        Manner::By if due.flow == Flow::YearToDate => {
            let subject = &asked.stage.statement.subject;
            if periods::is_cumulative(asked.stage.world, subject, Filters::Skipped) {
                (cut.min(due.end) >= due.start).then_some(due.period)
            } else if periods::is_cumulative(asked.stage.world, subject, Filters::Counted) {
                // Whom a flow of that year lets in is not known by the figures of the year before.
                Some(due.period)
            } else if newest.frequency() > due.period.frequency() {
                Some(newest.widen(due.period.frequency()))
            } else {
                Some(newest)
            }
        }
        Manner::By => {
            let widened = newest.widen(Frequency::Year);
            Some(if widened.last_day() > due.period.last_day() { due.period } else { widened })
        }
        _ => {
            let is_block = matches!(due.flow, Flow::Block(_) | Flow::YearToDate);
            let is_cumulative =
                is_block && periods::is_cumulative(asked.stage.world, &asked.stage.statement.subject, Filters::Skipped);
            let from = if is_cumulative { due.start } else { due.period.first_day() };
            let from = if due.flow == Flow::YearToDate { due.start } else { from };
            (cut >= from).then_some(due.period)
        }
    }
}

fn unfinished(asked: &Asked<'_, '_, '_>, frame: Frame<'_, '_>) -> Judged {
    let first = answer(asked, frame);
    match first.state {
        // Without any figure nobody knows yet whether it will apply; who is excepted for certain is asked nothing.
        State::Out if asked.newest.is_none() && first.targets.iter().any(Option::is_some) => {
            return Judged::new(Verdict::Pending, State::Unknown);
        }
        State::Out => return Judged::out(),
        State::Wrong(Fault { cause: Cause::Exceptions, .. }) => {
            return Judged::new(Verdict::Invalid, first.state);
        }
        _ if asked.due.is_short => return Judged::new(Verdict::Pending, State::Unknown),
        State::Empty => return Judged { compared: first.compared, ..Judged::new(Verdict::Empty, State::Empty) },
        _ => {}
    }
    if reading_period(asked).is_none() {
        return Judged { is_asked: first.is_asked(), ..Judged::new(Verdict::Pending, State::Unknown) };
    }
    let is_asked = first.is_asked();
    let mut each = first.targets.iter().flatten().map(|t| before_due(asked, frame, t));
    let Some(one) = each.next() else { return Judged::out() };
    // Where several targets may apply, what all of them come to is decided; whoever is early does no harm if nothing
    // is asked.
    let is_alike = each.all(|other| other.verdict == one.verdict) && (is_asked || one.verdict == Verdict::Early);
    let judged = Judged { target: first.target, is_asked, ..one };
    match (is_alike, first.fault) {
        (true, _) => judged,
        (false, Some(fault)) => Judged { verdict: Verdict::Invalid, state: State::Wrong(fault), ..judged },
        (false, None) => Judged { verdict: Verdict::Pending, state: State::Unknown, ..judged },
    }
}

/// Judges one target of something that is not due.
fn before_due(asked: &Asked<'_, '_, '_>, frame: Frame<'_, '_>, target: &Target) -> Judged {
    let compare = |frame| compare::target(frame, asked.stage.rule, &asked.stage.statement.subject, target);
    let open = compare(frame);
    let state = state_of(&open.answer);
    let now = Frame { sight: Sight::Running(horizon(asked)), ..frame };
    let so_far = compare(now);
    let read_at = |frame: Frame<'_, '_>| frame.period.map(|p| (p, frame.flow, frame.sight));
    let is_refuted = matches!(open.answer.what, What::Truth(Some(false)));
    let attempt = progress::Attempt { asked, frame: now, target, so_far: &so_far, open: state, is_refuted };
    let is_early = state == State::Holds && progress::may_be_early(&attempt);
    if is_early && !rests_on_ranges(&compare, frame) {
        // An unfinished sum is shown as it stands, not as what it may still become.
        let is_known = so_far.val.as_exact().is_some();
        let (shown, at) = if is_known { (so_far, now) } else { (open, frame) };
        return Judged {
            compared: Some(shown),
            read_at: read_at(at).filter(|_| !is_known).or(read_at(frame)),
            ..Judged::new(Verdict::Early, State::Holds)
        };
    }
    let course = progress::course(&attempt);
    let state = match (course.verdict, state_of(&so_far.answer)) {
        (Verdict::Invalid, state) => course.fault.map_or(state, State::Wrong),
        // An unfinished sum that is low enough so far may still grow; a wrong figure that changes nothing is unknown; and
        // where all years so far do not apply, one that is still to come may.
        (_, State::Holds | State::Wrong(_) | State::Out | State::Empty) => State::Unknown,
        (_, other) => other,
    };
    let verdict = course.verdict;
    Judged { compared: Some(so_far), read_at: read_at(now), course, ..Judged::new(verdict, state) }
}

/// Returns whether a target holds by declared ranges alone, whatever the figures.
fn rests_on_ranges<'w, 'a>(compare: &impl Fn(Frame<'w, 'a>) -> Compared, frame: Frame<'w, 'a>) -> bool {
    let holds = |basis| state_of(&compare(Frame { basis, ..frame }).answer) == State::Holds;
    !holds(Basis::Figures) && holds(Basis::Ranges)
}

/// One obligation over all periods: broken by any that has ended.
fn throughout(asked: &Asked<'_, '_, '_>, entity: Option<EntityId>) -> Judged {
    let mut worst: Option<Judged> = None;
    let (mut is_finished, mut ended, mut out) = (true, 0usize, 0usize);
    let over = time::end_of_windows(asked.stage, asked.due);
    for period in &asked.due.all {
        if over.max(Some(period.last_day())) > Some(asked.stage.world.as_of) {
            is_finished = false;
            continue;
        }
        ended += 1;
        if entity.is_some_and(|e| !asked.stage.world.is_there(e, *period)) {
            out += 1;
            continue;
        }
        let frame = Frame { period: Some(*period), flow: Flow::Alone, ..asked.stage.frame(entity, Sight::Ended) };
        let frame = frame.seen_from(*period);
        let judged = Judged { at: Some(*period), ..under_condition(asked, frame, due) };
        if judged.state == State::Out {
            out += 1;
            continue;
        }
        let is_first_broken = judged.verdict == Verdict::Unmet;
        if worst
            .as_ref()
            .is_none_or(|w| judged.verdict < w.verdict || judged.verdict == Verdict::Met && w.verdict == Verdict::Met)
        {
            worst = Some(judged);
        }
        if is_first_broken {
            break;
        }
    }
    if ended > 0 && out == ended {
        return Judged::out();
    }
    let Some(judged) = worst else { return before_throughout(asked, entity) };
    if judged.verdict == Verdict::Exempt && !is_finished {
        return Judged { verdict: Verdict::Pending, state: State::Unknown, ..judged };
    }
    if judged.verdict == Verdict::Met && !is_finished {
        return Judged { verdict: Verdict::OnTrack, ..judged };
    }
    judged
}

/// Judges an obligation of which no period has ended.
fn before_throughout(asked: &Asked<'_, '_, '_>, entity: Option<EntityId>) -> Judged {
    let Some(first) = asked.due.all.first() else { return Judged::new(Verdict::Pending, State::Unknown) };
    let frame = asked.stage.frame(entity, Sight::Open(horizon(asked)));
    let answer = answer(asked, Frame { period: Some(*first), flow: Flow::Alone, ..frame });
    match answer.state {
        State::Out => Judged::out(),
        State::Empty => Judged::new(Verdict::Empty, State::Empty),
        _ => Judged::new(Verdict::Pending, State::Unknown),
    }
}
