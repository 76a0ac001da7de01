//! For whom, when and how an expression is read.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::NaiveDate;
use rustc_hash::FxHashSet;

use super::bind::{Region, World};
use dabiao_data::EntityId;
use dabiao_lang::model::{EntityRef, Frequency, IndicatorId, LevelRef, Period, Precision};

/// Which periods a flow is totalled over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// The period alone.
    Alone,
    /// From 1 January to the end of the period.
    YearToDate,
    /// So many periods, the last of which is the one that is read.
    Block(u32),
}

/// Which observations count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Those of periods that have ended: what `met` and `unmet` rest on.
    Ended,
    /// Those of periods that have begun; an unfinished flow may still grow.
    Open(NaiveDate),
    /// Those of periods that have begun; an unfinished flow is taken as it is.
    Running(NaiveDate),
}

/// One figure that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Reading {
    pub(crate) indicator: IndicatorId,
    pub(crate) entity: EntityId,
    pub(crate) period: Option<Period>,
    /// Whether a value was found.
    pub(crate) is_known: bool,
}

/// Notes which figures are read.
#[derive(Debug, Default)]
pub(crate) struct Recorder {
    /// Every figure; only when asked for.
    pub(crate) readings: RefCell<Option<Vec<Reading>>>,
    /// Which indicators in which periods.
    pub(crate) touched: RefCell<FxHashSet<(IndicatorId, Option<Period>)>>,
    last: std::cell::Cell<Option<(IndicatorId, Option<Period>)>>,
}

/// A value put in the place of a figure, to see what a report of it would change.
#[derive(Debug, Clone)]
pub(crate) struct Supposed {
    pub(crate) indicator: IndicatorId,
    pub(crate) entity: EntityId,
    pub(crate) period: Period,
    pub(crate) value: super::value::Val,
}

/// For whom, when and how an expression is read.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'w, 'a> {
    pub(crate) world: &'w World<'a>,
    pub(crate) recorder: &'w Recorder,
    pub(crate) supposed: Option<&'w Supposed>,
    pub(crate) region: Region,
    pub(crate) missing: MissingAs,
    pub(crate) entity: Option<EntityId>,
    pub(crate) period: Option<Period>,
    /// The period whose places are judged; earlier figures are those of what has become of them by then.
    pub(crate) vantage: Option<Period>,
    /// The period for which a line that is made of tasks is read, where figures of an earlier one are held against it.
    pub(crate) line: Option<Period>,
    pub(crate) flow: Flow,
    pub(crate) sight: Sight,
    pub(crate) basis: Basis,
    pub(crate) states: States,
    pub(crate) rounds: Rounds,
    pub(crate) totals: Totals,
    pub(crate) depth: u32,
}

/// What a total sums over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Totals {
    /// Its window.
    Window,
    /// The period that is judged: `累计(X) >= 10 每年` asks each year for its part.
    Period,
}

/// Whose `精度` rounds what is compared here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rounds {
    /// The compared indicator's own: within counts, filters, formulas, and in rules that state none.
    Indicator,
    /// The rule's, for the values that its targets compare.
    Rule(Precision),
}

/// What an evaluation may rest on; to see whether declared ranges alone decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Basis {
    /// Figures and declared ranges.
    Both,
    /// Figures; nothing is known of unknown values.
    Figures,
    /// Declared ranges; no figure is known.
    Ranges,
}

/// What is known of a state whose period still runs: `人口` of a year that has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum States {
    /// It is what it is now: what `early` and progress rest on.
    AsTheyStand,
    /// Only what is possible: what is certain whatever may still come rests on this.
    Open,
}

/// What a missing figure counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MissingAs {
    /// Unknown.
    Unknown,
    /// `缺数 按 0`
    Zero,
}

impl Recorder {
    /// Notes a reading.
    pub(crate) fn note(&self, reading: Reading) {
        let key = (reading.indicator, reading.period);
        if self.last.get() != Some(key) {
            self.last.set(Some(key));
            self.touched.borrow_mut().insert(key);
        }
        if let Some(list) = self.readings.borrow_mut().as_mut() {
            list.push(reading);
        }
    }

    /// Forgets everything and starts again, keeping every figure if `is_full`.
    pub(crate) fn restart(&self, detail: super::Detail) {
        self.last.set(None);
        self.touched.borrow_mut().clear();
        *self.readings.borrow_mut() = match detail {
            super::Detail::Full => Some(Vec::new()),
            super::Detail::Summary => None,
        };
    }

    /// Returns every figure read since the start, sorted, each once.
    pub(crate) fn take(&self) -> Vec<Reading> {
        let mut all = self.readings.borrow_mut().take().unwrap_or_default();
        all.sort_unstable();
        all.dedup();
        all
    }
}

impl<'w, 'a> Frame<'w, 'a> {
    /// Returns the frame in which only indicators' own precision counts.
    pub(crate) fn unruled(self) -> Self {
        Self { rounds: Rounds::Indicator, ..self }
    }

    /// Returns the frame for another entity.
    pub(crate) fn of(self, entity: Option<EntityId>) -> Self {
        Self { entity, ..self }
    }

    /// Returns the frame for another period; a run of periods keeps its length only among periods of one length.
    pub(crate) fn at(self, period: Period) -> Self {
        let keeps = self.period.is_some_and(|p| p.frequency() == period.frequency());
        Self { period: Some(period), flow: if keeps { self.flow } else { Flow::Alone }, line: None, ..self }
    }

    /// Returns the frame that reads whole periods: a base that has not ended is not known by its parts.
    pub(crate) fn whole(self) -> Self {
        let sight = match self.sight {
            Sight::Ended => Sight::Ended,
            Sight::Open(_) => Sight::Open(NaiveDate::MAX),
            Sight::Running(_) => Sight::Running(NaiveDate::MAX),
        };
        Self { sight, ..self }
    }

    /// Returns the frame for one period alone.
    pub(crate) fn alone(self, period: Period) -> Self {
        Self { period: Some(period), flow: Flow::Alone, line: None, ..self }
    }

    /// Returns the frame one period (or one block of them) earlier.
    pub(crate) fn previous(self) -> Option<Self> {
        let period = self.period?;
        Some(match self.flow {
            Flow::Block(n) => Self { period: Some(period.step(-(n.max(1) as i32))), ..self },
            Flow::Alone | Flow::YearToDate => self.alone(period.step(-1)),
        })
    }

    /// Returns the frame one year earlier.
    pub(crate) fn year_before(self) -> Option<Self> {
        let period = self.period?;
        let years = match self.flow {
            // The block before a block of years is as long as the block.
            Flow::Block(n) if period.frequency() == Frequency::Year => n as i32,
            _ => 1,
        };
        Some(Self { period: Some(period.step_years(-years)), ..self })
    }

    /// Returns the entity that a place stands for: a named one, or an ancestor of the frame's entity.
    pub(crate) fn place(&self, place: &EntityRef) -> Option<EntityId> {
        match place.level {
            Some(level) if place.parts.len() == 1 => self.world.ancestor(self.entity, level),
            _ => self.world.resolve_known(place),
        }
    }

    /// Returns the entities of a level below a place, else below the frame's entity.
    pub(crate) fn population(&self, level: &LevelRef, place: Option<&EntityRef>) -> Rc<[EntityId]> {
        let Some(place) = place else { return self.members(level) };
        if !self.world.data.roster.is_given {
            // Nothing says who lies where: all who reported are meant.
            return self.world.living(self.world.members(level, None, self.region), self.period);
        }
        match self.place(place) {
            // A place above the region has others below it than those that the plan is about.
            Some(place) => self.world.living(self.world.members(level, Some(place), self.region), self.period),
            None => Rc::new([]),
        }
    }

    /// Returns whether observations of a period count.
    pub(crate) fn sees(&self, period: Period) -> bool {
        match self.sight {
            Sight::Ended => period.last_day() <= self.world.as_of,
            Sight::Open(_) | Sight::Running(_) => period.first_day() <= self.world.as_of,
        }
    }

    /// Returns whether a period lies after the newest data.
    pub(crate) fn is_beyond(&self, part: Period) -> bool {
        match self.sight {
            Sight::Ended => false,
            Sight::Open(horizon) | Sight::Running(horizon) => part.first_day() > horizon,
        }
    }

    /// Returns whether a state in a period that ends on a day may still change, as far as this frame cares.
    pub(crate) fn may_change(&self, last_day: NaiveDate) -> bool {
        self.states == States::Open && self.is_open(last_day)
    }

    /// Returns whether a sum over a period that ends on a day may still grow.
    pub(crate) fn is_open(&self, last_day: NaiveDate) -> bool {
        match self.sight {
            Sight::Open(horizon) => last_day > horizon || last_day > self.world.as_of,
            Sight::Ended | Sight::Running(_) => false,
        }
    }
}
