//! The statement of one target: scope, subject, comparison, time.

use super::fall::{self, Falling};
use super::names::Measured;
use super::spell;
use crate::phrase::{Asked, Form, Scope, Target, When};
use crate::plan::Plan;
use dabiao_lang::model::print;

/// Writes the statement of a target.
pub fn statement(target: &Target, plan: &Plan, measured: &Measured) -> String {
    let scope = target.scope.as_ref();
    let is_counted = matches!(target.form, Form::Count | Form::Share);
    let every = scope.filter(|_| !is_counted).map(|s| every(s, measured)).unwrap_or_default();
    let at = target.at.as_ref().map(|who| format!("在 {}: ", spell::name(who))).unwrap_or_default();
    let subject = subject(target, plan, measured);
    let text = target_text(target, plan, subject.contains("累计("));
    format!("{at}{every}{subject} {text}")
}

fn subject(target: &Target, plan: &Plan, measured: &Measured) -> String {
    let x = spell::name(&measured.name);
    let base = target.base_year.filter(|y| *y < plan.years.1).unwrap_or(plan.years.0 - 1);
    if target.is_of_all
        && let Some(level) = measured.summed
    {
        // What is done over several years is added up over them and over the entities.
        return match window(target, plan).filter(|_| target.form == Form::Total && measured.is_flow) {
            Some((from, to)) => format!("合计({level}: 累计({x}, {from}..{to}))"),
            None => format!("合计({level}: {x})"),
        };
    }
    match fall::of(target) {
        // 每年下降3%: each year against the year before.
        Some(Falling::Growth) if target.each.is_some() => return format!("增速({x})"),
        Some(Falling::Growth) => return format!("增速({x}, 自 {base})"),
        Some(Falling::Yearly) => return format!("年均增速({x}, 自 {base})"),
        Some(Falling::Gain) => return format!("新增({x}, 自 {base})"),
        Some(Falling::Own) => return x,
        None => {}
    }
    match target.form {
        Form::Gain => format!("新增({x}, 自 {base})"),
        Form::Total if measured.is_flow => match window(target, plan) {
            Some((from, to)) => format!("累计({x}, {from}..{to})"),
            None => x,
        },
        Form::Growth if target.each.is_some() || target.base_year.is_none() => format!("增速({x})"),
        Form::Growth => format!("增速({x}, 自 {base})"),
        // A mean of so many points a year is a gain over the years, shared among them.
        Form::Yearly if target.unit.ends_with("百分点") => {
            format!("新增({x}, 自 {base}) / {}", (last_year(target, plan) - base).max(1))
        }
        Form::Yearly => format!("年均增速({x}, 自 {base})"),
        Form::Count | Form::Share => aggregate(target, measured),
        _ => x,
    }
}

/// Returns the years that a sum runs over; within one year there is nothing to sum.
pub fn window(target: &Target, plan: &Plan) -> Option<(i32, i32)> {
    let is_inside = matches!(&target.when, Some(When::At(at) | When::Before(at)) if at.len() > 4);
    let to = last_year(target, plan);
    let from = target.window.map_or(plan.years.0, |w| w.0).min(to);
    (!is_inside && from < to).then_some((from, to))
}

fn every(scope: &Scope, measured: &Measured) -> String {
    format!("每个 {}{}: ", scope.level, filter(scope, measured))
}

fn filter(scope: &Scope, measured: &Measured) -> String {
    match (&scope.measure, &measured.filter) {
        (Some(m), Some(name)) => format!(" 其中 {}", condition(name, m.asked, &m.low, m.high.as_deref(), &m.unit)),
        (None, Some(name)) => format!(" 其中 {} = 是", spell::name(name)),
        _ => String::new(),
    }
}

fn aggregate(target: &Target, measured: &Measured) -> String {
    let Some(scope) = &target.scope else { return spell::name(&measured.name) };
    let word = if target.form == Form::Share { "占比" } else { "数量" };
    match (&scope.measure, &measured.filter) {
        (Some(m), Some(name)) => {
            format!("{word}({}: {})", scope.level, condition(name, m.asked, &m.low, m.high.as_deref(), &m.unit))
        }
        _ => format!("{word}({}{}: {} = 是)", scope.level, filter(scope, measured), spell::name(&measured.name)),
    }
}

fn condition(name: &str, asked: Asked, low: &str, high: Option<&str>, unit: &str) -> String {
    format!("{} {}", spell::name(name), figure(asked, low, high, unit))
}

fn figure(asked: Asked, low: &str, high: Option<&str>, unit: &str) -> String {
    let unit = spell::unit(unit);
    match (asked, high) {
        (Asked::Between, Some(high)) => format!("介于 {low}..{high}{unit}"),
        (Asked::About, _) => format!("约 {low}{unit}"),
        (Asked::Compare(op), _) => format!("{} {low}{unit}", print::operator(op)),
        (Asked::Between, None) => format!(">= {low}{unit}"),
    }
}

/// Writes the comparison of a target.
pub fn compared(target: &Target) -> String {
    if fall::of(target).is_some_and(|f| f != Falling::Own) {
        let (asked, low, high) = fall::mirrored(target);
        return figure(asked, &low, high.as_deref(), &target.unit);
    }
    figure(target.asked, &target.low, target.high.as_deref(), &target.unit)
}

/// Writes the figure of a target alone, as a table of tasks holds it.
pub fn figure_text(target: &Target) -> String {
    format!("{}{}", target.low, spell::unit(&target.unit))
}

/// Writes comparison and time as one target; a sum over years that end with the plan is due there without saying so.
pub fn target_text(target: &Target, plan: &Plan, has_window: bool) -> String {
    let time = match (has_window, last_year(target, plan)) {
        (false, _) => format!(" {}", time(target, plan)),
        (true, to) => due_with_window(to, plan),
    };
    format!("{}{time}", compared(target))
}

/// Returns the deadline of a sum over years: their end, left out where it is the plan's.
pub fn due_with_window(to: i32, plan: &Plan) -> String {
    if to == plan.years.1 { String::new() } else { format!(" 截至 {to}") }
}

/// Returns the year in which a target is due.
pub fn last_year(target: &Target, plan: &Plan) -> i32 {
    let named = target.when.as_ref().and_then(|w| due_year(w, plan)).or(target.window.map(|w| w.1));
    named.filter(|y| *y >= plan.years.0).unwrap_or(plan.years.1)
}

/// Returns the year in which a time ends, those included that are told from the plan's own: 三年内, 年底前, 6月底前.
fn due_year(when: &When, plan: &Plan) -> Option<i32> {
    match when {
        When::Within(n) => Some(within(*n, plan)),
        When::Relative(n) => Some(plan.this_year() + n),
        When::YearEnd | When::Part(_) | When::Month(..) => Some(plan.this_year()),
        When::At(_) | When::Before(_) | When::Years(..) | When::List(_) => when.year(),
    }
}

/// Returns when a target is due, as the language writes it.
pub fn time(target: &Target, plan: &Plan) -> String {
    let (from, to) = target.window.filter(|w| w.0 <= w.1).unwrap_or(plan.years);
    if let Some(step) = target.each {
        return each(target, step, (from, to));
    }
    let first = plan.years.0;
    if target.form == Form::Hold {
        return format!("始终 {first}..{}", last_year(target, plan).max(first));
    }
    match &target.when {
        Some(When::At(at)) if target.is_own_part => format!("于 {at}"),
        Some(When::Part(part)) if target.is_own_part => format!("于 {}{part}", plan.this_year()),
        Some(When::At(at)) => format!("截至 {at}"),
        Some(When::Before(at)) => format!("{at}之前"),
        Some(When::Years(_, to)) => format!("截至 {to}"),
        Some(When::List(years)) => format!("截至 {}", years.last().copied().unwrap_or(to)),
        Some(When::Within(n)) => format!("截至 {}", within(*n, plan)),
        Some(When::YearEnd) => format!("截至 {}", plan.this_year()),
        Some(When::Relative(n)) => format!("截至 {}", plan.this_year() + n),
        Some(When::Part(part)) => format!("截至 {}{part}", plan.this_year()),
        Some(When::Month(m, None)) => format!("截至 {}-{m:02}", plan.this_year()),
        Some(When::Month(m, Some(d))) => format!("截至 {}-{m:02}-{d:02}", plan.this_year()),
        None => format!("截至 {}", plan.years.1),
    }
}

fn each(target: &Target, step: &str, (from, to): (i32, i32)) -> String {
    let window = match step {
        "每季度" => format!("{from}Q1..{to}Q4"),
        "每半年" => format!("{from}H1..{to}H2"),
        s if s.ends_with('月') => format!("{from}-01..{to}-12"),
        _ => format!("{from}..{to}"),
    };
    let by = match target.each_by {
        Some((m, d)) if step == "每年" => format!(" 截至 {m:02}-{:02}", d.unwrap_or_else(|| last_day(m))),
        _ => String::new(),
    };
    format!("{step} {window}{by}")
}

/// `三年内` of a five-year plan is counted from the day of signature; the whole length of the plan is its end.
fn within(n: i32, plan: &Plan) -> i32 {
    let length = plan.years.1 - plan.years.0 + 1;
    if n >= length { plan.years.1 } else { (plan.years.0 + n).min(plan.years.1) }
}

fn last_day(month: u32) -> u32 {
    match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
