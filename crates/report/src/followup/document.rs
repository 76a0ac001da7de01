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
use dabiao_eval::{Check, Judgement, Remedy};
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
    let period = judgement.term.as_ref().map(|t| format!("  {}", words::term(t.period, lang))).unwrap_or_default();
    document.heading(1, Line::from(title).text(format!("{period}{as_of}{}", judgement.as_of)));
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
    let items = || office.items.iter().filter_map(|i| list.items.get(*i));
    for remedy in [Remedy::Act, Remedy::Explain] {
        let own: Vec<&Item> = items().filter(|i| i.remedy == remedy).collect();
        if own.is_empty() {
            continue;
        }
        if remedy == Remedy::Explain {
            document.heading(3, say(lang, "时期已过，须说明原因", "Its time is over: to be explained"));
        }
        of_items(document, ctx, &own);
    }
}

fn of_items(document: &mut Document, ctx: &View<'_>, items: &[&Item]) {
    let lang = ctx.options.lang;
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
    for item in items {
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
            Line::from(needed(ctx, item, check)),
        ]);
        let lines = who(ctx, &view);
        if !lines.is_empty() {
            notes.push(Note { term: Line::of(&*rule.id, Tone::Code), lines });
        }
    }
    document.table(table);
    document.notes(notes);
}

/// Returns what is needed from now on; of what is over, nothing but an explanation.
pub(crate) fn needed(ctx: &View<'_>, item: &Item, check: &Check) -> String {
    let lang = ctx.options.lang;
    let pace = check.pace.as_ref().map(|p| details::pace(lang, p));
    match (pace, item.remedy) {
        (Some(pace), _) => pace,
        (None, Remedy::Explain) => say(lang, "说明原因", "explain").to_owned(),
        (None, Remedy::Act) => String::new(),
    }
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
    let rule = ctx.rule(item.rule)?;
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
    let near = if is_told { nearest(ctx, view) } else { None };
    let named = if is_told && near.is_none() { view.named() } else { &[] };
    let lists = [
        (say(lang, "未达到：", "failing: "), named),
        (say(lang, "缺数或有误：", "missing or invalid: "), check.missing.as_slice()),
    ];
    let mut lines: Vec<Line> = near.into_iter().map(Line::from).collect();
    let listed = lists
        .into_iter()
        .filter(|(_, ids)| !ids.is_empty())
        .map(|(head, ids)| Line::from(format!("{head}{}", names(ctx, ids))));
    lines.extend(listed);
    if lines.is_empty() {
        let reason = check.reason.as_ref().filter(|_| !is_told);
        lines.extend(reason.map(|r| Line::from(r.get(lang))));
    }
    lines
}

/// Of very many who fail those nearest to the line, with their values: those that are to be brought over it first.
///
/// All names stand in the report; a list of a hundred says nobody what to do. Under a ceiling those who are counted are
/// named as they are: there is no line that they are near to.
fn nearest(ctx: &View<'_>, view: &CheckView<'_>) -> Option<String> {
    let (lang, check) = (ctx.options.lang, view.check);
    let n_failing = view.named().len();
    let is_many = n_failing > NAMES_SHOWN && ctx.options.detail != Detail::Full;
    let lacking = check.gap.as_ref().filter(|g| g.unit.is_none() && view.is_count() && !view.counts_to_a_ceiling());
    let is_fewer = lacking.is_some_and(|g| g.value < dabiao_lang::model::Exact::from(n_failing as i64));
    if check.nearest.is_empty() || !(is_many || is_fewer) {
        return None;
    }
    let unit = view.line_unit();
    let one = |(id, value): &(EntityId, dabiao_lang::model::Exact)| {
        let bracketed = format!("{}{unit}", crate::number::shown(value, &[]));
        match lang {
            Lang::Zh => format!("{}（{bracketed}）", ctx.names.get(*id)),
            Lang::En => format!("{} ({bracketed})", ctx.names.get(*id)),
        }
    };
    let all: Vec<String> = check.nearest.iter().map(one).collect();
    let all = words::list(all.iter().map(String::as_str), lang);
    let short = lacking.filter(|_| is_fewer).map(|g| g.value.to_text());
    Some(match (lang, short) {
        (Lang::Zh, Some(n)) => format!("还差 {n} 个，最接近的：{all}（未达到的共 {n_failing} 个）"),
        (Lang::Zh, None) => format!("未达到 {n_failing} 个，最接近的：{all}"),
        (Lang::En, Some(n)) => format!("{n} more are needed; nearest: {all} ({n_failing} fail in all)"),
        (Lang::En, None) => format!("{n_failing} fail; nearest: {all}"),
    })
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
