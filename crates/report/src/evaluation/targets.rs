//! The table of targets: verdict, task, measured value, target, gap, deadline, office.

use super::summary::verdict;
use crate::document::{Column, Line, Table, Tone};
use crate::json::Detail;
use crate::view::View;
use crate::view::check::CheckView;
use crate::view::rule::RuleView;
use crate::view::words::Style;
use crate::words::{self, say};
use dabiao_eval::Check;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Verdict;

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
pub(super) fn table(ctx: &View<'_>, rules: &[RuleView<'_>], offices: Offices) -> Table {
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

fn rows(table: &mut Table, ctx: &View<'_>, j: RuleView<'_>) {
    let head = [Line::of(&*j.rule.id, Tone::Code), Line::from(j.task()), Line::from(office_names(ctx, j))];
    let [id, task, office] = head;
    if j.judgement.checks.is_empty() {
        let target = j.first_target().map_or(Line::default(), Line::from);
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
        let Cells { measured, target, gap, deadline } = Cells::of(ctx, &CheckView::of(ctx, j, check));
        push(table, [verdict(check.verdict, ctx), id, task, measured, target, gap, deadline, office]);
    }
}

/// A table without the column of offices takes the cells before it.
fn push(table: &mut Table, cells: [Line; 8]) {
    let n_columns = table.columns.len();
    table.row(cells.into_iter().take(n_columns));
}

/// The offices that answer for a rule; of many the first.
fn office_names(ctx: &View<'_>, j: RuleView<'_>) -> String {
    let lang = ctx.options.lang;
    let all = j.offices();
    let is_cut = all.len() > OFFICES_SHOWN + 1 && ctx.options.detail != Detail::Full;
    let shown = if is_cut { OFFICES_SHOWN } else { all.len() };
    let names = words::list(all.iter().take(shown).map(|o| &**o), lang);
    match lang {
        _ if !is_cut => names,
        Lang::Zh => format!("{names}等 {} 个", all.len()),
        Lang::En => format!("{names} and {} more", all.len() - shown),
    }
}

/// The checks to show: all, or when there are too many those that make the rule what it is, of a met one the last.
fn checks_shown<'a>(ctx: &View<'_>, j: RuleView<'a>) -> Vec<&'a Check> {
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
pub(super) fn n_left_out(ctx: &View<'_>, j: RuleView<'_>) -> usize {
    j.judgement.checks.len() - checks_shown(ctx, j).len()
}

/// What a check measured, was asked, lacks, and by when, as a terminal shows it.
pub(crate) struct Cells {
    pub(crate) measured: Line,
    pub(crate) target: Line,
    pub(crate) gap: Line,
    pub(crate) deadline: Line,
}

impl Cells {
    pub(crate) fn of(ctx: &View<'_>, check: &CheckView<'_>) -> Self {
        let style = Style::printed(ctx.options.lang);
        Self {
            measured: style.measured(&check.measured).into(),
            target: check.asked.as_ref().map(|a| style.asked(ctx, a)).unwrap_or_default().into(),
            gap: check.gap.map(|g| style.gap(g)).unwrap_or_default().into(),
            deadline: style.deadline(check.deadline).into(),
        }
    }
}
