//! A breakdown as data: the figures of its entities become one table of tasks, and one line compares with them.
//!
//! `任务 2025 { 城关镇: 0.91万亩 }` and `每个 镇: 小麦面积 >= 小麦面积任务 截至 2025` say what forty lines `在 城关镇: …` would say,
//! and the figures can be added up, compared with last year's and asked back as data. Only figures that are put alike fit
//! into one table: levels with one comparison, each due at the end of a year. Anything else stays line by line.

use rustc_hash::FxHashSet;

use super::spell;
use crate::phrase::{Asked, Form, Target};
use crate::plan::Plan;
use dabiao_lang::model::{CompareOp, print};

/// The tasks of one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tasks {
    /// The indicator that holds them.
    pub name: String,
    /// The comparison with them.
    pub op: CompareOp,
    /// The years that they are set for, in order.
    pub years: Vec<i32>,
    /// Whether every entity has a task for each of the years, one upon the other.
    pub is_whole: bool,
    /// The year from which what is done is added up, where the tasks are sums over years.
    pub since: Option<i32>,
    /// The level of the entities; `None` where the region alone has tasks, year by year.
    pub level: Option<&'static str>,
}

/// A figure of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskFigure {
    entity: Option<String>,
    year: i32,
    /// The first year of the sum that it is set for.
    since: Option<i32>,
    text: String,
}

/// What the figures of a group come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskFigures {
    /// The figures.
    pub all: Vec<TaskFigure>,
    /// The comparison that they share.
    pub op: CompareOp,
    /// The year from which they are sums.
    pub since: Option<i32>,
}

/// Fewer figures than this are lines.
const FEWEST: usize = 2;

/// Returns the figures of a group if they fit into one table.
pub fn figures(set: &[&Target], none: &[&Target], plan: &Plan) -> Option<TaskFigures> {
    let first = set.first().filter(|_| set.len() >= FEWEST)?;
    let Asked::Compare(op) = first.asked else { return None };
    let mut all: Vec<TaskFigure> = Vec::new();
    let mut seen: FxHashSet<(Option<&str>, i32)> = FxHashSet::default();
    for target in set.iter().chain(none) {
        let figure = figure(target, plan).filter(|_| is_alike(target, first))?;
        let is_again = !seen.insert((target.at.as_deref(), figure.year));
        if is_again || all.first().is_some_and(|f| f.since != figure.since) {
            return None;
        }
        all.push(figure);
    }
    let since = all.first().and_then(|f| f.since);
    Some(TaskFigures { all, op, since })
}

/// Returns whether two targets of a group are put alike, whatever their figures.
fn is_alike(target: &Target, first: &Target) -> bool {
    let is_zero = target.low.chars().all(|c| matches!(c, '0' | '.'));
    let is_plain = target.scope.is_none() && target.each.is_none() && !target.low.contains('/');
    is_plain
        && target.name == first.name
        && (target.form == first.form || is_zero)
        && matches!(target.form, Form::Level | Form::Total)
        && target.asked == first.asked
        && target.at.is_some() == first.at.is_some()
}

fn figure(target: &Target, plan: &Plan) -> Option<TaskFigure> {
    let time = super::time(target, plan);
    let year: i32 = time.strip_prefix("截至 ").filter(|t| t.len() == 4)?.parse().ok()?;
    let text = super::figure_text(target);
    let since = (target.form == Form::Total).then(|| super::window(target, plan)).flatten().map(|w| w.0);
    Some(TaskFigure { entity: target.at.clone(), year, since, text })
}

/// Returns the years of a table, and whether every entity has a figure for all of them and none is left out.
pub fn years(figures: &[TaskFigure]) -> (Vec<i32>, bool) {
    let mut years: Vec<i32> = figures.iter().map(|f| f.year).collect();
    years.sort_unstable();
    years.dedup();
    let is_unbroken = years.windows(2).all(|w| matches!(w, [a, b] if a + 1 == *b));
    let mut entities: Vec<&Option<String>> = figures.iter().map(|f| &f.entity).collect();
    entities.sort_unstable();
    entities.dedup();
    let is_full = figures.len() == entities.len() * years.len();
    (years, is_unbroken && is_full)
}

/// Writes the table as a field of its indicator.
pub fn table(figures: &[TaskFigure]) -> String {
    let (years, _) = years(figures);
    let (head, is_single) = match years.as_slice() {
        [year] => (format!("任务 {year} {{\n"), true),
        _ => ("任务 {\n".to_owned(), false),
    };
    let mut out = head;
    for f in figures {
        let who = f.entity.as_deref().map(spell::name).unwrap_or_default();
        let line = match (f.entity.is_some(), is_single) {
            (true, true) => who,
            (true, false) => format!("{who} {}", f.year),
            (false, _) => f.year.to_string(),
        };
        out.push_str(&format!("{line}: {}\n", f.text));
    }
    out.push_str("}\n");
    out
}

/// Writes the lines that compare with the tasks: one for all years that follow one upon the other, else a target for each.
pub fn statements(tasks: &Tasks, measured: &str, plan: &Plan) -> String {
    let every = tasks.level.map(|l| format!("每个 {l}: ")).unwrap_or_default();
    let (measured, name, op) = (spell::name(measured), spell::name(&tasks.name), print::operator(tasks.op));
    if let Some(from) = tasks.since {
        let due = |to: &i32| super::due_with_window(*to, plan);
        let one = |to: &i32| format!("{every}累计({measured}, {from}..{to}) {op} {name}{}\n", due(to));
        return tasks.years.iter().map(one).collect();
    }
    match (tasks.years.as_slice(), tasks.is_whole) {
        ([first, .., last], true) => format!("{every}{measured} {op} {name} 每年 {first}..{last}\n"),
        // One statement: the demand is one, with a figure for each of its years.
        (years, _) => {
            let due: Vec<String> = years.iter().map(|y| format!("{op} {name} 截至 {y}")).collect();
            format!("{every}{measured} {}\n", due.join(", "))
        }
    }
}
