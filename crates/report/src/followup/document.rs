//! The list as a document for a terminal or as Markdown: a table for each office, and who is concerned below it.

use super::{Followup, Item, Office};
use crate::document::{Column, Document, Line, Note, Table, Tone};
use crate::evaluation::details;
use crate::evaluation::targets::Cells;
use crate::json::{Detail, Options};
use crate::view::View;
use crate::view::check::CheckView;
use crate::view::rule::RuleView;
use crate::words::{self, say};
use dabiao_data::{Dataset, EntityId};
use dabiao_eval::{Check, Judgement};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Verdict;

/// Entities named unless all are asked for.
const NAMES_SHOWN: usize = 10;
/// Entities named where all are asked for.
const NAMES_IN_FULL: usize = 300;

/// Returns the list as a document.
pub fn followup_document(
    (rules, data): (&RuleSet, &Dataset),
    judgement: &Judgement,
    list: &Followup,
    options: Options,
) -> Document {
    let lang = options.lang;
    let ctx = View::of(rules, data, judgement, options);
    let mut document = Document::default();
    let title = say(lang, "督办清单", "Follow-up list");
    let as_of = say(lang, "  截至 ", "  as of ");
    document.heading(1, Line::from(title).text(format!("{as_of}{}", judgement.as_of)));
    if let Some(notice) = &data.notice {
        document.paragraph(Line::of(notice.trim(), Tone::Faint));
    }
    if list.items.is_empty() {
        document.paragraph(say(lang, "没有需要督办的事项", "nothing is to be followed up"));
        return document;
    }
    document.paragraph(match lang {
        Lang::Zh => format!("共 {} 项，涉及 {} 个责任单位", list.items.len(), list.offices.len()),
        Lang::En => format!("{} items, {} offices", list.items.len(), list.offices.len()),
    });
    for office in &list.offices {
        of_office(&mut document, &ctx, (list, office));
    }
    document
}

fn of_office(document: &mut Document, ctx: &View<'_>, (list, office): (&Followup, &Office)) {
    let lang = ctx.options.lang;
    document.heading(2, office_name(office, lang));
    let mut table = Table::new([
        Column::text(say(lang, "结论", "verdict"), 8),
        Column::text(say(lang, "编号", "ID"), 9),
        Column::text(say(lang, "任务", "task"), 18),
        Column::number(say(lang, "实测", "measured"), 10),
        Column::text(say(lang, "目标", "target"), 10),
        Column::number(say(lang, "差距", "gap"), 8),
        Column::text(say(lang, "始于", "since"), 6),
        Column::text(say(lang, "期限", "deadline"), 8),
        Column::text(say(lang, "今后所需", "needed"), 12),
    ]);
    table.family = Some(0);
    let mut notes = Vec::new();
    for item in office.items.iter().filter_map(|i| list.items.get(*i)) {
        let Some((j, check)) = of_item(ctx, item) else { continue };
        let rule = j.rule;
        let view = CheckView::of(ctx, j, check);
        let cells = Cells::of(ctx, &view);
        table.row([
            Line::of(words::verdict(check.verdict, lang), Tone::Verdict(check.verdict)),
            Line::of(&*rule.id, Tone::Code),
            task(ctx, j, check).into(),
            cells.measured,
            cells.target,
            cells.gap,
            Line::from(since(item)),
            cells.deadline,
            Line::from(check.pace.as_ref().map(|p| details::pace(lang, p)).unwrap_or_default()),
        ]);
        let lines = who(ctx, &view);
        if !lines.is_empty() {
            notes.push(Note { term: Line::of(&*rule.id, Tone::Code), lines });
        }
    }
    document.table(table);
    document.notes(notes);
}

/// Returns the name of an office, or what stands for none.
pub(crate) fn office_name(office: &Office, lang: Lang) -> String {
    match &office.name {
        Some(name) => name.to_string(),
        None => say(lang, "未明确责任单位", "no office named").to_owned(),
    }
}

/// Returns since when, as a period.
pub(crate) fn since(item: &Item) -> String {
    item.since.map(|p| p.to_string()).unwrap_or_default()
}

/// Returns the rule and the check of an item.
pub(crate) fn of_item<'a>(ctx: &View<'a>, item: &Item) -> Option<(RuleView<'a>, &'a Check)> {
    let rule = *ctx.rules.get(item.rule)?;
    Some((rule, rule.judgement.checks.get(item.check)?))
}

/// Returns what is to be done, and by which place where the check is about one.
pub(crate) fn task(ctx: &View<'_>, j: RuleView<'_>, check: &Check) -> String {
    let text = j.task();
    match check.entity.filter(|e| !ctx.data.roster.roots.contains(e)) {
        Some(entity) => format!("{}{}{text}", ctx.names.get(entity), say(ctx.options.lang, "：", ": ")),
        None => text.to_owned(),
    }
}

/// Returns who stands against the target and who has not reported.
pub(crate) fn who(ctx: &View<'_>, view: &CheckView<'_>) -> Vec<Line> {
    let (lang, check) = (ctx.options.lang, view.check);
    let is_told = !matches!(check.verdict, Verdict::Missing | Verdict::Invalid);
    let lists = [
        (say(lang, "未达到：", "failing: "), if is_told { view.named() } else { &[] }),
        (say(lang, "缺数或有误：", "missing or invalid: "), check.missing.as_slice()),
    ];
    let mut lines: Vec<Line> = lists
        .into_iter()
        .filter(|(_, ids)| !ids.is_empty())
        .map(|(head, ids)| Line::from(format!("{head}{}", names(ctx, ids))))
        .collect();
    if lines.is_empty() {
        let reason = check.reason.as_ref().filter(|_| !is_told);
        lines.extend(reason.map(|r| Line::from(r.get(lang))));
    }
    lines
}

/// Returns the names of entities; of many the first, and how many there are.
fn names(ctx: &View<'_>, ids: &[EntityId]) -> String {
    let lang = ctx.options.lang;
    // Even a list in full does not name a whole county in one line: the report names each with its figures.
    let most = if ctx.options.detail == Detail::Full { NAMES_IN_FULL } else { NAMES_SHOWN };
    let shown = if ids.len() <= most + 1 { ids.len() } else { most };
    let all: Vec<String> = ids.iter().take(shown).map(|id| ctx.names.get(*id)).collect();
    let all = words::list(all.iter().map(String::as_str), lang);
    match lang {
        _ if shown == ids.len() => all,
        Lang::Zh => format!("{all} 等 {} 个", ids.len()),
        Lang::En => format!("{all} and {} more", ids.len() - shown),
    }
}
