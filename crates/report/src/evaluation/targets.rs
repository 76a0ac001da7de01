//! The table of targets: verdict, task, measured value, target, gap, deadline, office.

use super::summary::{offices, verdict};
use super::{Context, Judged};
use crate::asked::{self, Asked, Figure};
use crate::document::{Column, Line, Table, Tone};
use crate::json::Detail;
use crate::number::shown;
use crate::subject;
use crate::words::{self, say};
use dabiao_eval::{Amount, Check, Span};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Exact, Scope, Statement, Target, TargetKind, Verdict, print};

/// Checks of one rule shown unless all are asked for.
const CHECKS_SHOWN: usize = 6;
/// Offices of one rule shown unless all are asked for.
const OFFICES_SHOWN: usize = 2;

/// Whether the table says who answers for each rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offices {
    /// The rules have different offices.
    Each,
    /// All have the same, which stand above the table.
    Shared,
}

/// Returns the table of some rules.
pub(super) fn table(ctx: &Context<'_>, rules: &[Judged<'_>], offices: Offices) -> Table {
    let lang = ctx.options.lang;
    let mut table = Table::new([
        Column::text(say(lang, "结论", "verdict"), 8),
        Column::text(say(lang, "编号", "ID"), 10),
        Column::text(say(lang, "任务", "task"), 20),
        Column::number(say(lang, "实测", "measured"), 12),
        Column::text(say(lang, "目标", "target"), 12),
        Column::number(say(lang, "差距", "gap"), 10),
        Column::text(say(lang, "期限", "deadline"), 10),
    ]);
    if offices == Offices::Each {
        table.columns.push(Column::text(say(lang, "牵头（责任）", "lead"), 12));
    }
    for j in rules {
        rows(&mut table, ctx, *j);
    }
    table
}

fn rows(table: &mut Table, ctx: &Context<'_>, j: Judged<'_>) {
    let head = [Line::of(&*j.rule.id, Tone::Code), task(j), Line::from(office_names(ctx, j))];
    let [id, task, office] = head;
    if j.judgement.checks.is_empty() {
        let target = first_target(j).map_or(Line::default(), Line::from);
        let none = Line::default;
        push(table, [verdict(j.judgement.verdict, ctx), id, task, none(), target, none(), none(), office]);
        return;
    }
    let mut head = Some((id, task, office));
    let mut statement = 0;
    for check in checks_shown(ctx, j) {
        let is_next = check.statement != std::mem::replace(&mut statement, check.statement);
        let next = j.rule.statements.get(check.statement).filter(|_| is_next);
        let (id, task, office) = head.take().unwrap_or_else(|| {
            let text = next.map_or(Line::default(), |s| Line::of(&*s.text, Tone::Faint));
            (Line::default(), text, Line::default())
        });
        let Cells { measured, target, gap, deadline } = Cells::of(ctx, j, check);
        push(table, [verdict(check.verdict, ctx), id, task, measured, target, gap, deadline, office]);
    }
}

/// A table without the column of offices takes the cells before it.
fn push(table: &mut Table, cells: [Line; 8]) {
    let n_columns = table.columns.len();
    table.row(cells.into_iter().take(n_columns));
}

/// The offices that answer for a rule; of many the first.
fn office_names(ctx: &Context<'_>, j: Judged<'_>) -> String {
    let lang = ctx.options.lang;
    let all = offices(j.rule);
    let is_cut = all.len() > OFFICES_SHOWN + 1 && ctx.options.detail != Detail::Full;
    let shown = if is_cut { OFFICES_SHOWN } else { all.len() };
    let names = words::list(all.iter().take(shown).map(|o| &**o), lang);
    match lang {
        _ if !is_cut => names,
        Lang::Zh => format!("{names}等 {} 个", all.len()),
        Lang::En => format!("{names} and {} more", all.len() - shown),
    }
}

/// Returns what a rule wants done: its title, else its first statement.
pub(crate) fn task(j: Judged<'_>) -> Line {
    let text = j.rule.title.as_ref().or_else(|| j.rule.statements.first().map(|s| &s.text));
    text.map_or(Line::default(), |t| Line::from(&**t))
}

fn first_target(j: Judged<'_>) -> Option<&str> {
    Some(&*j.rule.statements.first()?.targets.first()?.text)
}

/// The checks to show: all, or when there are too many those that make the rule what it is, of a met one the last.
fn checks_shown<'a>(ctx: &Context<'_>, j: Judged<'a>) -> Vec<&'a Check> {
    let all = &j.judgement.checks;
    if all.len() <= CHECKS_SHOWN || ctx.options.detail == Detail::Full {
        return all.iter().collect();
    }
    if j.judgement.verdict == Verdict::Met {
        return all.last().into_iter().collect();
    }
    all.iter().filter(|c| c.verdict == j.judgement.verdict).take(CHECKS_SHOWN).collect()
}

/// Returns how many checks the table leaves out.
pub(super) fn n_left_out(ctx: &Context<'_>, j: Judged<'_>) -> usize {
    j.judgement.checks.len() - checks_shown(ctx, j).len()
}

/// What a check measured, was asked, lacks, and by when.
pub(crate) struct Cells {
    pub(crate) measured: Line,
    pub(crate) target: Line,
    pub(crate) gap: Line,
    pub(crate) deadline: Line,
}

impl Cells {
    pub(crate) fn of(ctx: &Context<'_>, j: Judged<'_>, check: &Check) -> Self {
        let statement = j.rule.statements.get(check.statement);
        let target = statement.and_then(|s| s.targets.get(check.target));
        Self {
            measured: measured(ctx, statement, target, check),
            target: statement.zip(target).map_or(Line::default(), |(s, t)| asked_line(ctx, s, t, check)),
            gap: check
                .gap
                .as_ref()
                .filter(|g| is_told(g, check))
                .map_or(Line::default(), |g| lacking(ctx.options.lang, g).into()),
            deadline: deadline(check).into(),
        }
    }
}

/// The difference of two shares is in percentage points, not in percent of something.
pub(super) fn lacking(lang: Lang, gap: &Amount) -> String {
    match &gap.unit {
        Some(unit) if &*unit.symbol == "%" => {
            format!("{}{}", shown(&gap.value, &[]), say(lang, "个百分点", " points"))
        }
        _ => amount(gap, &[]),
    }
}

/// A gap of nothing says something only where the line itself does not count: `> 1万吨`.
fn is_told(gap: &Amount, check: &Check) -> bool {
    !gap.value.is_zero() || check.verdict == Verdict::Unmet
}

fn measured(ctx: &Context<'_>, s: Option<&Statement>, target: Option<&Target>, check: &Check) -> Line {
    match (&check.measured, check.members) {
        (Some(m), _) => value(ctx, s, target, m).into(),
        (None, Some(m)) if is_for_each(s, check) && m.total > 0 => Line::from(match ctx.options.lang {
            Lang::Zh => format!("{}/{} 达标", m.passing, m.total),
            Lang::En => format!("{} of {} pass", m.passing, m.total),
        }),
        (None, _) => Line::from(between(target, check).unwrap_or_else(|| "-".to_owned())),
    }
}

/// Whether the members of a check are those that a target is asked of, one by one.
fn is_for_each(s: Option<&Statement>, check: &Check) -> bool {
    check.entity.is_none() && s.is_some_and(|s| subject::aggregate(&s.subject).is_none())
        || s.is_some_and(|s| matches!(s.scope, Scope::Every { .. }))
}

/// A value that missing figures leave open lies between two others.
fn between(target: Option<&Target>, check: &Check) -> Option<String> {
    let (low, high) = check.bounds.as_ref()?;
    let unit = target?.unit.as_ref().map_or("", |u| &u.symbol);
    Some(format!("{}..{}{unit}", shown(low.as_ref()?, &[]), shown(high.as_ref()?, &[])))
}

/// Returns a measured value with its unit; grades, texts and flags in words.
pub(crate) fn value(ctx: &Context<'_>, s: Option<&Statement>, target: Option<&Target>, measured: &Amount) -> String {
    let lang = ctx.options.lang;
    let is_flag = target.is_some_and(|t| matches!(t.kind, TargetKind::Holds));
    if is_flag && measured.unit.is_none() {
        return if measured.value.is_zero() { say(lang, "否", "no") } else { say(lang, "是", "yes") }.to_owned();
    }
    match s.map(|s| asked::figure(ctx.model, ctx.data, s, &measured.value)) {
        Some(Figure::Word(word)) => word.to_owned(),
        _ => {
            let lines = target.map(lines).unwrap_or_default();
            amount(measured, &lines.iter().collect::<Vec<_>>())
        }
    }
}

/// Returns the constants with which a value is compared, in the unit of the target.
fn lines(target: &Target) -> Vec<Exact> {
    let asked = Asked::of(target);
    let figures = [asked.low, asked.high];
    let number = |f: Figure<'_>| match (f, &target.unit) {
        (Figure::Written(q), Some(u)) => Some(u.from_base(&q.base)),
        (Figure::Written(q), None) => Some(q.value.clone()),
        _ => None,
    };
    figures.into_iter().flatten().filter_map(number).collect()
}

/// Returns an amount with its unit, shortened without crossing a line.
pub(crate) fn amount(amount: &Amount, lines: &[&Exact]) -> String {
    let symbol = amount.unit.as_ref().map_or("", |u| &u.symbol);
    format!("{}{symbol}", shown(&amount.value, lines))
}

/// The target as it is asked in this check: `每个村 >= 5万元`.
fn asked_line(ctx: &Context<'_>, s: &Statement, target: &Target, check: &Check) -> Line {
    let lang = ctx.options.lang;
    let asked = Asked::in_check(target, check);
    let text = if matches!(target.kind, TargetKind::Holds) {
        say(lang, "成立", "holds").to_owned()
    } else {
        asked_text(ctx, target, &asked)
    };
    match &s.scope {
        Scope::Every { level, .. } if check.entity.is_none() => {
            let each = say(lang, "每个", "every ");
            Line::from(format!("{each}{} {text}", print::level(&ctx.model.schema, level)))
        }
        _ => Line::from(text),
    }
}

/// Returns sign and values of a target; an expression that came to nothing is shown as it is written.
fn constant_text(asked: &Asked<'_>, lang: Lang) -> Option<String> {
    let unit = asked.unit.unwrap_or("");
    let figure = |f: &Figure<'_>| match f {
        Figure::Number(n) => shown(n, &[]),
        Figure::Flag(yes) => if *yes { say(lang, "是", "yes") } else { say(lang, "否", "no") }.to_owned(),
        other => other.to_text(),
    };
    let low = asked.low.as_ref().map(figure);
    let high = asked.high.as_ref().map(figure);
    match (asked.op, low, high) {
        (_, None, None) => None,
        ("range", low, high) => {
            let (low, high) = (low.unwrap_or_default(), high.unwrap_or_default());
            if asked.is_low_open || asked.is_high_open {
                let (open, close) =
                    (if asked.is_low_open { "(" } else { "[" }, if asked.is_high_open { ")" } else { "]" });
                Some(format!("{open}{low}, {high}{close} {unit}").trim_end().to_owned())
            } else {
                Some(format!("{low}..{high}{unit}"))
            }
        }
        ("about", Some(low), _) => {
            let tolerance = asked.tolerance.as_ref().map(|(t, unit)| format!(" ± {t}{unit}")).unwrap_or_default();
            Some(format!("{} {low}{unit}{tolerance}", say(lang, "约", "about")))
        }
        (op, Some(low), _) => Some(format!("{op} {low}{unit}")),
        (_, None, Some(high)) => Some(format!("{high}{unit}")),
    }
}

fn asked_text(ctx: &Context<'_>, target: &Target, asked: &Asked<'_>) -> String {
    if let Some(text) = constant_text(asked, ctx.options.lang) {
        return text;
    }
    let schema = &ctx.model.schema;
    match &target.kind {
        TargetKind::Compare(op, e) => {
            format!("{} {}", print::operator(*op), print::expr_in(schema, e, ctx.options.lang))
        }
        TargetKind::Within(range) => print::interval(schema, range),
        TargetKind::About(e, _) => print::expr_in(schema, e, ctx.options.lang),
        TargetKind::Holds => String::new(),
    }
}

/// The deadline as short as it can be said: a period whose last day it is, else the day.
fn deadline(check: &Check) -> String {
    let last = check.period.map(|p| match p {
        Span::One(p) | Span::Window(_, p) => p.last_day(),
    });
    match (check.period, check.due) {
        (Some(p), due) if due.is_none() || due == last => words::period(p),
        (_, Some(due)) => due.to_string(),
        (_, None) => String::new(),
    }
}
