//! Lights given: for every judgement that is watched, the line whose condition holds.
//!
//! A rule with a duty of every period has a light for the newest period that has begun. The last period's light is that
//! of the same judgement on the last day of the period before, found by giving lights on each such day in turn, a year
//! of periods back; the first has none before it. Conditions are read as true, false or not known.

use chrono::{Months, NaiveDate};
use rustc_hash::FxHashMap;

use super::amount::Span;
use super::bind::World;
use super::earlier::{EarlierLights, LightOf};
use super::expr::{self, Want};
use super::frame::{Flow, Recorder, Sight};
use super::scores::{HandedLight, LightBoard, LightRow};
use super::stage::{Stage, Who, frame_at};
use super::state::State;
use super::time::{self, Due};
use super::value::{Range, What};
use super::verdict::{self, Asked, Judged};
use dabiao_data::EntityId;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::light::{Bounds, Measure, When};
use dabiao_lang::model::{Exact, Lights, Period, Rule, Time, Verdict};

/// Periods that are looked back.
const LOOKED_BACK: i32 = 12;

/// A judgement, wherever it is met again.
type Key = (usize, usize, usize, Option<Span>, Option<EntityId>);
/// The colour of each judgement on some day.
type Colours = FxHashMap<Key, usize>;

/// Gives the lights of all declarations.
pub(super) fn run(world: &World<'_>, recorder: &Recorder) -> Vec<LightBoard> {
    world.model.lights.iter().enumerate().map(|(n, l)| of_lights(world, recorder, n, l)).collect()
}

fn of_lights(world: &World<'_>, recorder: &Recorder, n: usize, lights: &Lights) -> LightBoard {
    let is_sound = lights.errors.is_empty();
    if !is_sound {
        return LightBoard { lights: n, rows: Vec::new() };
    }
    let mut last = Colours::default();
    if asks_for_last(lights) {
        let now = Period::containing(world.as_of, lights.frequency);
        for back in (1..=LOOKED_BACK).rev() {
            let then = world.on(now.step(-back).last_day());
            let rows = Day { world: &then, recorder, lights, last: &last, handed: None }.rows();
            last = colours(lights, &rows);
        }
    }
    let handed = world.earlier.lights(&lights.name, world.as_of);
    LightBoard { lights: n, rows: Day { world, recorder, lights, last: &last, handed }.rows() }
}

fn asks_for_last(lights: &Lights) -> bool {
    fn asks(when: &When) -> bool {
        match when {
            When::And(all) | When::Or(all) => all.iter().any(asks),
            When::Not(inner) => asks(inner),
            When::LastLight(_) => true,
            _ => false,
        }
    }
    lights.lines.iter().filter_map(|l| l.when.as_ref()).any(asks)
}

fn colours(lights: &Lights, rows: &[LightRow]) -> Colours {
    let of = |r: &LightRow| {
        let colour = lights.lines.get(r.line?)?.colour;
        Some(((r.rule, r.statement, r.target, r.period, r.entity), colour))
    };
    rows.iter().filter_map(of).collect()
}

/// Lights on one day.
struct Day<'d, 'w, 'a> {
    world: &'w World<'a>,
    recorder: &'w Recorder,
    lights: &'d Lights,
    last: &'d Colours,
    handed: Option<&'d EarlierLights>,
}

/// A judgement as conditions look at it.
struct Look<'j, 'w, 'a> {
    stage: &'j Stage<'w, 'a>,
    due: &'j Due,
    entity: Option<EntityId>,
    judged: &'j Judged,
    lag: Option<Exact>,
    overdue: Exact,
    last: Option<usize>,
    handed: Option<HandedLight>,
}

impl<'w, 'a> Day<'_, 'w, 'a> {
    fn rows(&self) -> Vec<LightRow> {
        let mut rows = Vec::new();
        for (n, rule) in self.world.model.rules.iter().enumerate().filter(|(_, r)| self.is_watched(r)) {
            if let Some(problem) = rule.errors.first() {
                let reason = Both::of(problem.message(Lang::Zh), problem.message(Lang::En));
                rows.push(dark((n, 0, 0), None, reason));
                continue;
            }
            self.rule((n, rule), &mut rows);
        }
        rows
    }

    fn is_watched(&self, rule: &Rule) -> bool {
        match (self.lights.rules.is_empty(), self.lights.plan) {
            (false, _) => self.lights.rules.iter().any(|r| r.id == rule.id),
            (true, Some(plan)) => rule.plan == Some(plan),
            (true, None) => true,
        }
    }

    fn rule(&self, (n, rule): (usize, &'a Rule), rows: &mut Vec<LightRow>) {
        for (s, statement) in rule.statements.iter().enumerate() {
            self.recorder.restart(super::Detail::Summary);
            let stage = match Stage::new(self.world, self.recorder, rule, statement) {
                Ok(stage) => stage,
                Err(problem) => {
                    let reason = Both::of(problem.message(Lang::Zh), problem.message(Lang::En));
                    rows.push(dark((n, s, 0), None, reason));
                    continue;
                }
            };
            for (t, target) in statement.targets_on(self.world.as_of).iter().enumerate() {
                let dues = match &target.time {
                    // The dates of entities are judged as of today, with whatever has been reported.
                    Time::ByAttribute(_) => vec![time::by(&stage, Period::day(self.world.as_of))],
                    _ => time::dues(&stage, target).unwrap_or_default(),
                };
                let Some(due) = self.newest(&dues) else { continue };
                let is_due = verdict::is_due(self.world, due);
                let newest = if is_due { None } else { verdict::newest(&stage) };
                let asked = Asked { stage: &stage, target, index: t, due, newest };
                let each: Vec<Option<EntityId>> = match &stage.who {
                    Who::One(e) => vec![*e],
                    Who::Each(list) => list.iter().copied().map(Some).collect(),
                };
                for entity in each {
                    let judged = verdict::judge(&asked, entity);
                    if judged.state != State::Out {
                        rows.push(self.row((n, s, t), (&stage, due), (entity, &judged)));
                    }
                }
            }
        }
    }

    /// The newest time that has begun, else the first.
    fn newest<'x>(&self, dues: &'x [Due]) -> Option<&'x Due> {
        dues.iter().rfind(|d| d.start <= self.world.as_of).or(dues.first())
    }

    fn row(
        &self,
        (rule, statement, target): (usize, usize, usize),
        (stage, due): (&Stage<'w, 'a>, &Due),
        (entity, judged): (Option<EntityId>, &Judged),
    ) -> LightRow {
        let key = (rule, statement, target, Some(due.label), entity);
        let handed = self.handed((rule, statement, target), entity);
        // What was handed out in the period before is what it was; else it is found again.
        let before = Period::containing(self.world.as_of, self.lights.frequency).step(-1);
        let in_period = handed
            .filter(|h| before.first_day() <= h.as_of && h.as_of <= before.last_day() && self.has_period(due, before));
        let look = Look {
            stage,
            due,
            entity,
            judged,
            lag: lag(judged),
            overdue: overdue(judged.verdict, due.end, self.world.as_of),
            last: in_period.map(|h| h.colour).or_else(|| self.last.get(&key).copied()),
            handed,
        };
        let (line, why) = self.choose(&look);
        LightRow {
            rule,
            statement,
            target,
            period: Some(due.label),
            entity,
            line,
            last: look.last,
            handed,
            reason: self.reason(&look, why),
        }
    }

    /// Whether the same judgement was there in the period before: a duty that begins later had no light then.
    fn has_period(&self, due: &Due, before: Period) -> bool {
        due.start <= before.last_day()
    }

    /// What an earlier report gave the same duty.
    fn handed(
        &self,
        (rule, statement, target): (usize, usize, usize),
        entity: Option<EntityId>,
    ) -> Option<HandedLight> {
        let told = self.handed?;
        let of = LightOf {
            rule: self.world.model.rules.get(rule)?.id.to_string(),
            statement: statement + 1,
            target: target + 1,
            entity: entity.map(|e| self.world.data.roster.key(e).to_owned()),
        };
        let name = told.colours.get(&of)?;
        let colour = self.lights.colours.iter().position(|c| **c == **name)?;
        Some(HandedLight { as_of: told.as_of, colour })
    }

    /// Finds the line that holds, or says why there is none.
    fn choose(&self, look: &Look<'_, '_, '_>) -> (Option<usize>, Option<Both>) {
        let (mut held, mut is_open): (Option<usize>, bool) = (None, false);
        for (n, line) in self.lights.lines.iter().enumerate() {
            let Some(when) = &line.when else { continue };
            match holds(when, look) {
                Some(true) if held.is_some() => {
                    return (None, Some(Both::new("同时满足两盏灯的条件", "the conditions of two lights hold")));
                }
                Some(true) => held = Some(n),
                Some(false) => {}
                None => is_open = true,
            }
            if self.lights.is_in_order && (held.is_some() || is_open) {
                break;
            }
        }
        if held.is_some() && !(is_open && self.lights.is_in_order) {
            return (held, None);
        }
        if is_open {
            return (
                None,
                Some(Both::new("缺数，不知道该亮哪盏灯", "figures are missing: it is not known which light holds")),
            );
        }
        match self.lights.lines.iter().position(|l| l.when.is_none()) {
            Some(rest) => (Some(rest), None),
            None => (None, Some(Both::new("没有一盏灯的条件满足", "no condition holds"))),
        }
    }

    fn reason(&self, look: &Look<'_, '_, '_>, why: Option<Both>) -> Both {
        let v = look.judged.verdict;
        let (mut zh, mut en) = (vec![v.zh().to_owned()], vec![v.as_str().to_owned()]);
        let percent = |x: &Exact| {
            format!("{}%", (x * &Exact::from(100)).round(2, dabiao_lang::model::Rounding::HalfUp).to_text())
        };
        let course = &look.judged.course;
        if let (Some(p), Some(x)) = (&course.progress, &course.expected) {
            zh.push(format!("完成 {}，应完成 {}", percent(p), percent(x)));
            en.push(format!("{} done, {} expected", percent(p), percent(x)));
        }
        if look.overdue.is_positive() {
            zh.push(format!("逾期 {} 个月", look.overdue.to_text()));
            en.push(format!("{} months overdue", look.overdue.to_text()));
        }
        if let Some((h, colour)) = look.handed.and_then(|h| Some((h, self.lights.colours.get(h.colour)?))) {
            zh.push(format!("上次（{}）{colour}", h.as_of));
            en.push(format!("{colour} on {}", h.as_of));
        } else if let Some(last) = look.last.and_then(|c| self.lights.colours.get(c)) {
            zh.push(format!("上期{last}"));
            en.push(format!("{last} before"));
        }
        if let Some(why) = why {
            zh.push(why.zh.to_string());
            en.push(why.en.to_string());
        }
        Both::of(zh.join("；"), en.join("; "))
    }
}

fn dark((rule, statement, target): (usize, usize, usize), entity: Option<EntityId>, reason: Both) -> LightRow {
    LightRow { rule, statement, target, period: None, entity, line: None, last: None, handed: None, reason }
}

/// By how much progress is below what is expected; what has reached its target does not lag.
fn lag(judged: &Judged) -> Option<Exact> {
    match judged.verdict {
        Verdict::Met | Verdict::Exempt | Verdict::Early => Some(Exact::ZERO),
        Verdict::OnTrack | Verdict::Behind => {
            let course = &judged.course;
            course.expected.as_ref().zip(course.progress.as_ref()).map(|(x, p)| x - p)
        }
        _ => None,
    }
}

/// Whole months since something was due that is not met.
fn overdue(verdict: Verdict, end: NaiveDate, as_of: NaiveDate) -> Exact {
    if !matches!(verdict, Verdict::Unmet | Verdict::Missing | Verdict::Invalid) {
        return Exact::ZERO;
    }
    // A deadline at the end of a month is a month old at the end of the next.
    let is_last = end.succ_opt().is_some_and(|d| chrono::Datelike::day(&d) == 1);
    let (from, to) = match (is_last, end.succ_opt(), as_of.succ_opt()) {
        (true, Some(from), Some(to)) => (from, to),
        _ => (end, as_of),
    };
    let n = (1..=1200u32).take_while(|n| from.checked_add_months(Months::new(*n)).is_some_and(|d| d <= to)).last();
    Exact::from(i64::from(n.unwrap_or(0)))
}

fn holds(when: &When, look: &Look<'_, '_, '_>) -> Option<bool> {
    match when {
        When::And(all) => fold(all, look, false),
        When::Or(all) => fold(all, look, true),
        When::Not(inner) => holds(inner, look).map(|b| !b),
        When::Verdict(v) => Some(look.judged.verdict == *v),
        When::LastLight(colour) => Some(look.last == *colour),
        // Where no progress is measured no comparison with it holds.
        When::Number(Measure::Lag, bounds) => Some(look.lag.as_ref().is_some_and(|x| bounds.contains(x))),
        When::Number(Measure::Overdue, bounds) => Some(bounds.contains(&look.overdue)),
        When::Number(Measure::Value(e), bounds) => {
            let range = read(look, e, Want::Num).into_num().as_range().cloned()?;
            within(&range, bounds)
        }
        When::Value(e) => match read(look, e, Want::Truth).into_truth().what {
            What::Truth(t) => t,
            _ => Some(false),
        },
    }
}

/// Whether a figure lies within bounds, as far as every value that it may have says the same.
fn within(range: &Range, bounds: &Bounds) -> Option<bool> {
    if let (Some(a), Some(b)) = (&range.low, &range.high)
        && a == b
    {
        return Some(bounds.contains(a));
    }
    let above = |x: &Option<Exact>| {
        bounds.low.as_ref().is_none_or(|(l, is_in)| x.as_ref().is_some_and(|x| x > l || *is_in && x == l))
    };
    let below = |x: &Option<Exact>| {
        bounds.high.as_ref().is_none_or(|(h, is_in)| x.as_ref().is_some_and(|x| x < h || *is_in && x == h))
    };
    if above(&range.low) && below(&range.high) {
        return Some(true);
    }
    // All values lie below the lower end, or above the upper one.
    let is_under = range.high.is_some() && !above(&range.high);
    let is_over = range.low.is_some() && !below(&range.low);
    (is_under || is_over).then_some(false)
}

fn fold(all: &[When], look: &Look<'_, '_, '_>, dominant: bool) -> Option<bool> {
    let mut found = Some(!dominant);
    for one in all {
        match holds(one, look) {
            Some(b) if b == dominant => return Some(dominant),
            Some(_) => {}
            None => found = None,
        }
    }
    found
}

/// Reads an expression for the entity in the period that was judged.
fn read(look: &Look<'_, '_, '_>, e: &dabiao_lang::model::Expr, want: Want) -> super::value::Val {
    let as_of = look.stage.world.as_of;
    let sight = if look.due.end <= as_of { Sight::Ended } else { Sight::Running(as_of) };
    let (period, flow) = look.judged.read_at.map_or((look.due.period, Flow::Alone), |(p, f, _)| (p, f));
    // A line of tasks is that of the judged period, as it was for the verdict.
    let line = (look.due.end > as_of).then_some(look.due.period);
    let frame = frame_at(look.stage, look.entity, (period, flow, sight));
    expr::eval(super::frame::Frame { line, ..frame }, e, want)
}
