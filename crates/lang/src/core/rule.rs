//! Statements over ids: for whom, what, how much and by when.
//!
//! Targets and statements stand in the order in which they are written, so that a position means the same here and in
//! the model; their *codes* leave out order where it says nothing.

use chrono::NaiveDate;

use super::node::{Members, Range};
use super::who::Who;
use super::{Code, Core, ExprId, NameId, PlaceId};
use crate::model::canon::put_tolerance;
use crate::model::word;
use crate::model::{CompareOp, Frequency, Period, Tolerance, Window};

/// One sentence of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// For whom, as written.
    pub scope: Scope,
    /// For whom, as far as the rules decide it.
    pub who: Who,
    /// What must be so for anything to be asked.
    pub condition: Option<ExprId>,
    /// What is measured, or the condition that must hold.
    pub subject: ExprId,
    /// What is asked, in order.
    pub targets: Vec<Target>,
    /// Who is excepted, and to what.
    pub exceptions: Vec<Exception>,
    /// What is asked instead from some day on, in order.
    pub revisions: Vec<Revision>,
}

/// What is asked instead from some day on; who said so is no part of what is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The first day.
    pub since: NaiveDate,
    /// All targets from that day on.
    pub targets: Vec<Target>,
}

/// For whom a statement is written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// Nothing was said.
    Unstated,
    /// Every entity of a level below the region.
    Every {
        /// Who.
        members: Members,
        /// The filter.
        filter: Option<ExprId>,
        /// Those left out by name, sorted.
        except: Vec<PlaceId>,
    },
    /// Named places, sorted.
    At(Vec<PlaceId>),
}

/// Whom a statement excepts, and what is asked of them instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Whom.
    pub filter: ExprId,
    /// What.
    pub targets: Vec<Target>,
}

/// A comparison with its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The comparison.
    pub asked: Asked,
    /// When.
    pub time: Time,
}

/// A comparison without its left side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// `>= X`
    Compare(CompareOp, ExprId),
    /// `in [a, b)`
    Within(Range),
    /// `about X ± T`
    About(ExprId, Tolerance),
    /// The subject is a condition that must hold.
    Holds,
}

/// When a target must hold; a duty without a window has its plan's, and the last day of a year stands for the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Time {
    /// At the end of a period at the latest.
    By(Period),
    /// By a date of the entity.
    ByAttribute(NameId),
    /// In that period and no other.
    In(Period),
    /// Once for every block of the window.
    Each {
        /// The length of a step.
        step: Frequency,
        /// Steps in a block.
        count: u32,
        /// The window.
        window: Option<Window>,
        /// Month and day by which it is due in each block's last year.
        by: Option<(u32, u32)>,
    },
    /// In every period of the window.
    Throughout(Option<Window>),
    /// The newest period that has data.
    Newest,
}

impl Core {
    /// Returns the code of a statement: the same bytes for the same duty.
    pub fn statement(&self, s: &Statement) -> Code {
        let mut code = Code::of("statement");
        code.code(&self.scope(&s.scope));
        if let Some(condition) = s.condition {
            code.text("when");
            code.code(self.code(condition));
        }
        code.code(self.code(s.subject));
        let target = |code: &mut Code, t: &Target| code.code(&self.target(t));
        // An exception takes the place of the target that stands where it stands.
        match s.exceptions.is_empty() {
            true => code.set(&s.targets, target),
            false => code.list(&s.targets, target),
        }
        code.set(&s.exceptions, |code, e| code.code(&self.exception(e)));
        for revision in &s.revisions {
            code.text("since");
            code.text(&revision.since.to_string());
            code.list(&revision.targets, |code, t| code.code(&self.target(t)));
        }
        code
    }

    /// Returns the code of a scope.
    pub fn scope(&self, scope: &Scope) -> Code {
        let places = |code: &mut Code, all: &[PlaceId]| code.set(all, |code, p| self.put_place(code, *p));
        match scope {
            Scope::Unstated => Code::of("unstated"),
            Scope::Every { members, filter, except } => {
                let mut code = Code::of("every");
                self.put_members(&mut code, members);
                code.maybe(*filter, |code, f| code.code(self.code(f)));
                places(&mut code, except);
                code
            }
            Scope::At(all) => {
                let mut code = Code::of("at");
                places(&mut code, all);
                code
            }
        }
    }

    /// Returns the code of an exception.
    pub fn exception(&self, e: &Exception) -> Code {
        let mut code = Code::of("except");
        code.code(self.code(e.filter));
        code.list(&e.targets, |code, t| code.code(&self.target(t)));
        code
    }

    /// Returns the code of a target.
    pub fn target(&self, t: &Target) -> Code {
        let mut code = Code::of("target");
        code.code(&self.asked(&t.asked));
        code.code(&self.time(&t.time));
        code
    }

    /// Returns the code of a comparison without its left side.
    pub fn asked(&self, asked: &Asked) -> Code {
        let mut code = Code::default();
        match asked {
            Asked::Compare(op, x) => {
                code.text(word::compare(*op));
                code.code(self.code(*x));
            }
            Asked::Within(range) => {
                code.text("within");
                self.put_range(&mut code, range);
            }
            Asked::About(x, tolerance) => {
                code.text("about");
                code.code(self.code(*x));
                put_tolerance(&mut code, tolerance);
            }
            Asked::Holds => code.text("holds"),
        }
        code
    }

    /// Returns the code of a time.
    pub fn time(&self, time: &Time) -> Code {
        let mut code = Code::default();
        match time {
            Time::By(p) => {
                code.text("by");
                code.period(*p);
            }
            Time::In(p) => {
                code.text("in");
                code.period(*p);
            }
            Time::ByAttribute(name) => {
                code.text("by-date");
                self.put_name(&mut code, *name);
            }
            Time::Each { step, count, window, by } => {
                code.text("each");
                code.text(word::frequency(*step));
                code.whole((*count).into());
                code.maybe(*window, Code::window);
                code.maybe(*by, |code, (month, day)| {
                    code.whole(month.into());
                    code.whole(day.into());
                });
            }
            Time::Throughout(window) => {
                code.text("throughout");
                code.maybe(*window, Code::window);
            }
            Time::Newest => code.text("newest"),
        }
        code
    }
}
