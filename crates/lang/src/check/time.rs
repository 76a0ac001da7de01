//! Times against what is reported: a deadline inside a year for annual figures, a month for which there is none.

use crate::diag::{Both, CheckProblem};
use crate::model::{Frequency, Period, Time};

/// Returns what is wrong with a time for an indicator that is reported once in each `frequency`.
pub(super) fn against_frequency(time: &Time, frequency: Frequency, name: &str) -> Option<CheckProblem> {
    let coarse = |period: Period| {
        let decides = period.widen(frequency);
        CheckProblem::CoarseData {
            name: name.to_owned(),
            frequency: words(frequency),
            time: period.to_string(),
            period: decides.to_string(),
        }
    };
    let finer = |time: Both| CheckProblem::FinerThanData { name: name.to_owned(), frequency: words(frequency), time };
    match time {
        // A deadline on the last day of a reporting period is met by that period's figure.
        Time::By(p) if p.frequency() > frequency && p.last_day() != p.widen(frequency).last_day() => Some(coarse(*p)),
        Time::In(p) if p.frequency() > frequency => Some(finer(both(*p))),
        Time::Each { step, .. } if *step > frequency => Some(finer(each(*step))),
        Time::Each { by: Some((month, day)), window, .. } => {
            let year = window.map_or(2000, |w| w.to.year());
            let due = chrono::NaiveDate::from_ymd_opt(year, *month, *day).map(Period::day)?;
            (due.last_day() != due.widen(frequency).last_day() && frequency != Frequency::Day).then(|| coarse(due))
        }
        Time::Throughout(Some(w)) if w.from.frequency() > frequency => Some(finer(both(w.from))),
        _ => None,
    }
}

fn words(frequency: Frequency) -> Both {
    match frequency {
        Frequency::Year => Both::new("年", "year"),
        Frequency::Half => Both::new("半年", "half-year"),
        Frequency::Quarter => Both::new("季度", "quarter"),
        Frequency::Month => Both::new("月", "month"),
        Frequency::Day => Both::new("日", "day"),
    }
}

fn each(step: Frequency) -> Both {
    match step {
        Frequency::Year => Both::new("每年", "each year"),
        Frequency::Half => Both::new("每半年", "each half"),
        Frequency::Quarter => Both::new("每季度", "each quarter"),
        Frequency::Month => Both::new("每月", "each month"),
        Frequency::Day => Both::new("每日", "each day"),
    }
}

fn both(period: Period) -> Both {
    Both::of(period.to_string(), period.to_string())
}
