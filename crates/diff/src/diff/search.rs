//! Looking for figures on which two rules differ where reasoning gives none: small worlds, made from the constants of the
//! rules, in a fixed order.
//!
//! What is found is a witness; what is not found proves nothing.

use std::collections::BTreeSet;

use chrono::{Months, NaiveDate};

use super::data::{given_value, made};
use super::excerpt::Excerpt;
use super::try_out;
use dabiao_lang::model::{
    EntityRef, Exact, Expr, ExprKind, Given, GivenValue, IndicatorId, Kind, LevelId, Period, Scope, Verdict, walk,
};

/// How many worlds are tried.
const MAX_WORLDS: u32 = 240;
/// No more periods than these are filled.
const MAX_PERIODS: usize = 6;

/// Worlds that satisfy one side alone: the old, the new.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) old: Option<Vec<Given>>,
    pub(super) new: Option<Vec<Given>>,
}

/// Looks for a world for each side; `may_lack` says whether figures may be missing.
pub(super) fn search(excerpt: &Excerpt, wanted: (bool, bool), may_lack: MayLack) -> Found {
    let mut found = Found::default();
    let cells = Cells::of(excerpt, Reach::Due);
    if cells.all.is_empty() {
        return found;
    }
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    for n in 0..MAX_WORLDS {
        let givens = cells.world(excerpt, &mut random, n, may_lack);
        let Some(as_of) = try_out::last_day(excerpt, &givens) else { return found };
        let (before, after) = try_out::verdicts(excerpt, &givens, as_of);
        let fails = |v: Verdict| v == Verdict::Unmet || (may_lack == MayLack::Figures && v == Verdict::Missing);
        if before == Verdict::Met && fails(after) && found.old.is_none() {
            found.old = Some(givens);
        } else if after == Verdict::Met && fails(before) && found.new.is_none() {
            found.new = Some(givens);
        }
        if (found.old.is_some() || !wanted.0) && (found.new.is_some() || !wanted.1) {
            break;
        }
    }
    found
}

/// Looks for figures on which two rules that are satisfied alike come to different verdicts when they are due: what one
/// range calls a failure another may call a fault.
pub(super) fn differing(excerpt: &Excerpt) -> Option<Vec<Given>> {
    first_world(excerpt, MAX_COURSES, |before, after| before != after)
}

/// How many worlds are tried on a proof that two rules ask the same: enough for each number of members three times.
const MAX_DOUBTS: u32 = 12;

/// Looks for figures that satisfy one of two rules of which it was proved that they ask the same, and break the other.
///
/// The net under the proof: nothing is known that falls into it, and what does is a fault of the proof.
pub(super) fn contradicting(excerpt: &Excerpt) -> Option<Vec<Given>> {
    let is_broken = |a, b| matches!((a, b), (Verdict::Met, Verdict::Unmet) | (Verdict::Unmet, Verdict::Met));
    first_world(excerpt, MAX_DOUBTS, is_broken)
}

fn first_world(excerpt: &Excerpt, most: u32, is_found: impl Fn(Verdict, Verdict) -> bool) -> Option<Vec<Given>> {
    let cells = Cells::of(excerpt, Reach::Due);
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    (0..most).map(|n| cells.world(excerpt, &mut random, n, MayLack::Nothing)).find(|givens| {
        let found = try_out::last_day(excerpt, givens).map(|as_of| try_out::verdicts(excerpt, givens, as_of));
        found.is_some_and(|(before, after)| is_found(before, after))
    })
}

/// How many worlds are tried for a difference before the deadline.
const MAX_COURSES: u32 = 40;

/// Figures on which two rules that ask the same when they are due come to different verdicts before.
pub(super) struct Course {
    pub(super) givens: Vec<Given>,
    pub(super) as_of: NaiveDate,
    pub(super) found: (Verdict, Verdict),
}

/// Looks for a day before the last deadline, and figures of up to that day, on which the verdicts are not the same.
pub(super) fn course(excerpt: &Excerpt) -> Option<Course> {
    let cells = Cells::of(excerpt, Reach::Course);
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for n in 0..MAX_COURSES {
        let all = cells.world(excerpt, &mut random, n, MayLack::Nothing);
        let end = try_out::last_day(excerpt, &all)?;
        let mut days: Vec<NaiveDate> = cells.periods.iter().map(|p| p.last_day()).filter(|d| *d < end).collect();
        // Within the last year, too: a year that runs is judged otherwise than one that is over.
        days.extend(end.checked_sub_months(Months::new(6)));
        days.extend(end.checked_sub_months(Months::new(18)));
        for as_of in days {
            let is_known = |g: &&Given| g.period.is_none_or(|p| p.first_day() <= as_of);
            let givens: Vec<Given> = all.iter().filter(is_known).cloned().collect();
            if givens.is_empty() {
                continue;
            }
            let found = try_out::verdicts(excerpt, &givens, as_of);
            if found.0 != found.1 {
                return Some(Course { givens, as_of, found });
            }
        }
    }
    None
}

/// For which periods figures are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Those that rules name, and those a year before.
    Due,
    /// What a verdict before the deadline looks at, too: a course runs from a base value over a figure between.
    Course,
}

impl Reach {
    fn periods(self, excerpt: &Excerpt) -> Vec<Period> {
        let rules = || excerpt.old.iter().chain(&excerpt.new);
        let named: BTreeSet<Period> = rules().flat_map(|r| try_out::periods(&excerpt.plans, r)).collect();
        let before = |years: i32| named.iter().map(move |p| p.step_years(-years));
        let mut periods: Vec<Period> = named.iter().copied().collect();
        if self == Reach::Course {
            // The first year of a course, where the plan says none.
            periods.truncate(MAX_PERIODS - 3);
            periods.extend(excerpt.plans.iter().filter_map(|p| p.base).take(1));
            periods.extend(before(2).take(1));
        }
        periods.extend(before(1));
        periods.truncate(MAX_PERIODS);
        periods.sort();
        periods.dedup();
        periods
    }
}

/// Whether worlds may have holes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MayLack {
    /// All figures are there.
    Nothing,
    /// Figures may be missing.
    Figures,
}

/// A generator of numbers that is the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or_default().checked_rem(n).unwrap_or_default()
    }
}

/// What can be filled in, and with what.
struct Cells {
    all: Vec<Cell>,
    periods: Vec<Period>,
    word: String,
}

struct Cell {
    indicator: IndicatorId,
    of: Of,
    values: Vec<GivenValue>,
}

/// Whose figure.
enum Of {
    Region,
    Members,
    Place(EntityRef),
}

impl Cells {
    fn of(excerpt: &Excerpt, reach: Reach) -> Self {
        let rules = || excerpt.old.iter().chain(&excerpt.new);
        let schema = &excerpt.schema;
        let periods = reach.periods(excerpt);
        let mut levels: Vec<LevelId> = Vec::new();
        let (mut places, mut constants, mut texts) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        for s in rules().flat_map(|r| &r.statements) {
            match &s.scope {
                Scope::Every { level, .. } => levels.push(level.level),
                Scope::At(all) => places.extend(all.iter().cloned()),
                Scope::Unstated => {}
            }
            walk::expressions(s, &mut |e: &Expr| match &e.kind {
                ExprKind::Aggregate(a) => levels.push(a.level.level),
                ExprKind::AtEntity(_, place) => places.push(place.clone()),
                ExprKind::Quantity(q) => {
                    constants.insert(q.base.clone());
                }
                ExprKind::Text(t) => {
                    texts.insert(t.clone());
                }
                _ => {}
            });
        }
        let word = levels.first().map_or("对象", |l| schema.levels.name(*l)).to_owned();
        let mut cells = Self { all: Vec::new(), periods, word };
        for (idx, indicator) in (0u32..).zip(&schema.indicators) {
            let id = IndicatorId(idx);
            if id == excerpt.presence || indicator.formula.is_some() {
                continue;
            }
            let values = match &indicator.kind {
                Some(Kind::Flag) => vec![GivenValue::Bool(true), GivenValue::Bool(false)],
                Some(Kind::Grade(names)) => names.iter().map(|n| GivenValue::Text(n.clone())).collect(),
                Some(Kind::Text) => texts.iter().map(|t| GivenValue::Text(t.clone())).collect(),
                _ => near(&constants, indicator).into_iter().map(|x| given_value(schema, id, &x)).collect(),
            };
            let is_member = indicator.level.is_none_or(|l| levels.contains(&l)) && !levels.is_empty();
            let of = if is_member { Of::Members } else { Of::Region };
            for place in places.iter().filter(|p| p.level.is_none()) {
                let of = Of::Place(place.clone());
                cells.all.push(Cell { indicator: id, of, values: values.clone() });
            }
            cells.all.push(Cell { indicator: id, of, values });
        }
        cells
    }

    fn world(&self, excerpt: &Excerpt, random: &mut Random, n: u32, may_lack: MayLack) -> Vec<Given> {
        let n_members = [1, 2, 3, 5].get(n as usize % 4).copied().unwrap_or(1);
        let mut givens = Vec::new();
        let span = super::NOWHERE;
        for cell in self.all.iter().filter(|c| !c.values.is_empty()) {
            let entities: Vec<Option<EntityRef>> = match &cell.of {
                Of::Region => vec![None],
                Of::Members => (0..n_members).map(|i| Some(made(format!("{}{}", self.word, i + 1)))).collect(),
                Of::Place(place) => vec![Some(place.clone())],
            };
            for entity in entities {
                for period in &self.periods {
                    let is_missing = may_lack == MayLack::Figures && random.below(3) == 0;
                    let value = cell.values.get(random.below(cell.values.len())).filter(|_| !is_missing);
                    let value = value.cloned().unwrap_or(GivenValue::Missing);
                    let (indicator, entity) = (cell.indicator, entity.clone());
                    givens.push(Given { indicator, entity, period: Some(*period), value, span });
                }
            }
        }
        if givens.is_empty() {
            let entity = Some(made(format!("{}1", self.word)));
            let value = GivenValue::Bool(true);
            givens.push(Given { indicator: excerpt.presence, entity, period: None, value, span });
        }
        givens
    }
}

/// Values on, just below and just above every constant, between two of them, and nought.
fn near(constants: &BTreeSet<Exact>, indicator: &dabiao_lang::model::Indicator) -> Vec<Exact> {
    let unit = indicator.unit.as_ref().map_or(Exact::ONE, |u| u.factor.clone());
    let mut values = BTreeSet::from([Exact::ZERO, unit.clone()]);
    let half = Exact::ratio(1, 2);
    for (a, b) in constants.iter().zip(constants.iter().skip(1)) {
        values.insert(&(a + b) * &half);
    }
    for constant in constants {
        values.insert(constant.clone());
        for part in [Exact::ONE, Exact::ratio(1, 2), Exact::ratio(1, 20), Exact::ratio(1, 25)] {
            values.insert(constant + &(&unit * &part));
            values.insert(constant + &-&(&unit * &part));
        }
    }
    let is_possible =
        |x: &Exact| indicator.min.as_ref().is_none_or(|m| x >= m) && indicator.max.as_ref().is_none_or(|m| x <= m);
    values.into_iter().filter(is_possible).collect()
}
