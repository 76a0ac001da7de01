//! Dates, windows and times: what was written becomes periods that exist.

use super::context::Context;
use crate::diag::{Diagnostic, ModelProblem, Safety};
use crate::lexicon::numeral::date_in_digits;
use crate::model::{Period, Time, Window};
use crate::source::Span;
use crate::syntax::tree::{self, Frequency};

impl Context<'_> {
    /// Resolves a date; one that does not exist is reported.
    pub fn period(&mut self, date: tree::Date) -> Option<Period> {
        let period = Period::from_kind(date.kind);
        // What the parser could not read as a date has its finding already.
        if period.is_none() && date.kind != tree::DateKind::Year(0) {
            let written = self.text(date.span).trim().to_owned();
            self.at(date.span, ModelProblem::NoSuchDate { written });
        }
        period
    }

    /// Resolves a window; one that ends before it begins is reported.
    pub fn window(&mut self, window: &tree::Window) -> Option<Window> {
        let (from, to) = (self.period(window.from), self.period(window.to));
        let (from, to) = (from?, to?);
        if from.first_day() > to.last_day() {
            let problem = ModelProblem::WindowReversed { from: from.to_string(), to: to.to_string() };
            let fix = format!("{}..{}", self.text(window.to.span).trim(), self.text(window.from.span).trim());
            self.report(Diagnostic::at(window.span, problem).fix(window.span, fix, Safety::Unsafe));
            return None;
        }
        Some(Window { from, to })
    }

    /// Returns the window of the plan of the rule at hand.
    pub fn plan_window(&self) -> Option<Window> {
        self.model.plans.get(self.plan?.0 as usize)?.window
    }

    /// Returns the base period of the plan of the rule at hand.
    pub fn plan_base(&self) -> Option<Period> {
        self.model.plans.get(self.plan?.0 as usize)?.base
    }

    /// Returns the time of a target about which nothing was said.
    pub fn default_time(&self) -> Time {
        self.plan_window().map_or(Time::Newest, |w| Time::By(w.to))
    }

    /// Resolves a time; an impossible one is reported and gives `None`.
    pub fn time(&mut self, time: &tree::Time) -> Option<Time> {
        Some(match &time.kind {
            tree::TimeKind::By(date) => Time::By(whole_year(self.period(*date)?)),
            tree::TimeKind::ByAttribute(name) => {
                if let Some(digits) = date_in_digits(&name.text) {
                    self.numeral(name, digits);
                    return None;
                }
                let before = std::mem::replace(&mut self.usage, super::context::Use::Filter);
                let id = self.indicator(name);
                self.usage = before;
                Time::ByAttribute(id)
            }
            tree::TimeKind::Before(date) => Time::By(whole_year(self.period(*date)?.step(-1))),
            tree::TimeKind::In(date) => Time::In(whole_year(self.period(*date)?)),
            tree::TimeKind::Each { step, count, window, by } => self.each(time.span, *step, *count, (window, *by))?,
            tree::TimeKind::Throughout(window) => Time::Throughout(self.window_or_plan(window.as_ref())?),
        })
    }

    /// Returns a written window, else the plan's, else none; `None` outside where the written one is impossible.
    pub fn window_or_plan(&mut self, window: Option<&tree::Window>) -> Option<Option<Window>> {
        match window {
            Some(written) => self.window(written).map(Some),
            None => Some(self.plan_window()),
        }
    }

    fn each(
        &mut self,
        span: Span,
        step: Frequency,
        count: u32,
        (window, by): (&Option<tree::Window>, Option<(u32, u32)>),
    ) -> Option<Time> {
        if count == 0 {
            self.at(span, ModelProblem::StepZero {});
            return None;
        }
        // A year with 29 February serves as the measure: the day must exist in some year.
        if let Some((month, day)) = by
            && chrono::NaiveDate::from_ymd_opt(2024, month, day).is_none()
        {
            self.at(span, ModelProblem::NoSuchDate { written: format!("{month:02}-{day:02}") });
            return None;
        }
        let window = self.window_or_plan(window.as_ref())?;
        Some(Time::Each { step, count, window, by })
    }
}

/// Returns the year for its last day: `2025-12-31` names the year, as `2025年底` does.
fn whole_year(period: Period) -> Period {
    let year = period.widen(Frequency::Year);
    if period.frequency() == Frequency::Day && period.last_day() == year.last_day() { year } else { period }
}
