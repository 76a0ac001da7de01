//! Points, ranks and grades as people read them: a table of those who are ranked, what would move each up one place,
//! and how every item's points came about.
//!
//! Rows are in order of rank, best first; equal ones in roster order. INVARIANT: points that missing figures leave open
//! are shown as bounds, never as a number.

mod past;

use super::document::{Column, Document, Line, Note, Table, Tone};
use super::names::Names;
use super::number::shown;
use super::words::say;
use dabiao_data::{Dataset, EntityId};
use dabiao_eval::{Amount, Earlier, ItemState, NextPlace, Offer, Points, ScoreRow, Scores};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::scheme::{EntryKind, Scheme};
use dabiao_lang::model::{Exact, Model, Rule, Scope};

/// Entries that have a column of their own; with more, sections have.
const MOST_COLUMNS: usize = 12;
/// Entries named of those that can still give points.
const OFFERS_SHOWN: usize = 4;

/// Rules that a scheme to start from names.
const MOST_DRAFTED: usize = 20;

/// How much is told of each row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// The table, and what is out of the ordinary.
    Brief,
    /// Also what would move each up one place.
    Steps,
    /// Also how the points of every item came about; of one entity alone, where one is given.
    Items(Option<EntityId>),
}

/// Returns the tables of some schemes as a document of their own.
pub fn ranking(rules: &RuleSet, data: &Dataset, scores: &[Scores], (lang, telling): (Lang, Telling)) -> Document {
    since(rules, data, (scores, &Earlier::default()), (lang, telling))
}

/// Returns the tables of some schemes beside what the same schemes came to before.
pub fn since(
    rules: &RuleSet,
    data: &Dataset,
    (scores, earlier): (&[Scores], &Earlier),
    (lang, telling): (Lang, Telling),
) -> Document {
    let mut document = Document::default();
    for one in scores {
        write(&mut document, (rules, data), (one, earlier), (lang, telling, 1));
    }
    document
}

/// What the parts of a table look things up in.
struct Context<'a> {
    scheme: &'a Scheme,
    scores: &'a Scores,
    data: &'a Dataset,
    earlier: &'a Earlier,
    names: Names<'a>,
    lang: Lang,
}

/// Writes the table of one scheme, beside what it came to before, under a heading of some level.
pub(super) fn write(
    document: &mut Document,
    (rules, data): (&RuleSet, &Dataset),
    (scores, earlier): (&Scores, &Earlier),
    (lang, telling, level): (Lang, Telling, u8),
) {
    let Some(scheme) = rules.model().schemes.get(scores.scheme) else { return };
    let ctx = Context { scheme, scores, data, earlier, names: Names::of(&data.roster), lang };
    let period = format!("  {}", scores.period);
    document.heading(level, Line::from(&*scheme.name).text(period));
    if let Some(reason) = &scores.reason {
        document
            .paragraph(Line::of(say(lang, "不能计分：", "cannot be applied: "), Tone::Strong).text(reason.get(lang)));
        return;
    }
    if scores.is_provisional {
        let text = say(
            lang,
            "考核期间还没有结束，按现有数据暂计",
            "the period has not ended: provisional, by the figures so far",
        );
        document.paragraph(Line::of(text, Tone::Faint));
    }
    let mut order: Vec<&ScoreRow> = scores.rows.iter().collect();
    order.sort_by(|a, b| (&a.rank_bounds.0, &a.rank_bounds.1).cmp(&(&b.rank_bounds.0, &b.rank_bounds.1)));
    let columns = columns(&ctx);
    match scheme.group {
        None => document.table(table(&ctx, &order, &columns)),
        Some(_) => groups(document, &ctx, (&order, &columns), level),
    }
    past::write(document, &ctx);
    document.notes(legend(&ctx, &columns));
    let notes = order.iter().filter_map(|r| note(&ctx, r, telling));
    document.notes(notes.collect());
}

/// A table for each group, in the order in which the roster has them.
fn groups(document: &mut Document, ctx: &Context<'_>, (order, columns): (&[&ScoreRow], &[PointsColumn]), level: u8) {
    let mut names: Vec<Option<&str>> = Vec::new();
    for row in order {
        if !names.contains(&row.group.as_deref()) {
            names.push(row.group.as_deref());
        }
    }
    names.sort_unstable_by_key(|n| (n.is_none(), *n));
    for name in names {
        let unknown = say(ctx.lang, "不知道属于哪一组", "of no known group");
        document.heading(level + 1, name.unwrap_or(unknown));
        let own: Vec<&ScoreRow> = order.iter().copied().filter(|r| r.group.as_deref() == name).collect();
        document.table(Table { family: Some(0), ..table(ctx, &own, columns) });
    }
}

/// A column of points: some entries together.
struct PointsColumn {
    head: String,
    entries: Vec<usize>,
}

fn columns(ctx: &Context<'_>) -> Vec<PointsColumn> {
    let scheme = ctx.scheme;
    let items: Vec<usize> = of_kind(scheme, EntryKind::Item);
    let mut all: Vec<PointsColumn> = Vec::new();
    if items.len() <= MOST_COLUMNS || scheme.sections.is_empty() {
        all.extend(items.iter().map(|i| PointsColumn { head: scheme.entry_id(*i), entries: vec![*i] }));
    } else {
        for (s, section) in scheme.sections.iter().enumerate() {
            let own = |i: &&usize| scheme.entries.get(**i).is_some_and(|e| e.section == Some(s));
            let entries = items.iter().filter(own).copied().collect();
            all.push(PointsColumn { head: section.title.to_string(), entries });
        }
        let loose = |i: &usize| scheme.entries.get(*i).is_some_and(|e| e.section.is_none());
        let loose = items.iter().copied().filter(loose);
        all.extend(loose.map(|i| PointsColumn { head: scheme.entry_id(i), entries: vec![i] }));
    }
    all
}

fn of_kind(scheme: &Scheme, kind: EntryKind) -> Vec<usize> {
    scheme.entries.iter().enumerate().filter(|(_, e)| e.kind == kind).map(|(i, _)| i).collect()
}

fn table(ctx: &Context<'_>, order: &[&ScoreRow], columns: &[PointsColumn]) -> Table {
    let lang = ctx.lang;
    let mut heads = vec![
        Column::number(say(lang, "名次", "rank"), 4),
        Column::text(say(lang, "对象", "entity"), 8),
        Column::number(say(lang, "总分", "total"), 6),
    ];
    let has_grades = !ctx.scheme.grades.is_empty();
    if has_grades {
        heads.push(Column::text(say(lang, "等次", "grade"), 4));
    }
    heads.extend(columns.iter().map(|c| Column::number(&*c.head, 4)));
    let extras: Vec<(EntryKind, &str)> =
        [(EntryKind::Bonus, say(lang, "加分", "bonus")), (EntryKind::Malus, say(lang, "减分", "malus"))]
            .into_iter()
            .filter(|(kind, _)| !of_kind(ctx.scheme, *kind).is_empty())
            .collect();
    heads.extend(extras.iter().map(|(_, head)| Column::number(*head, 4)));
    heads.extend(past::heads(ctx));
    let mut table = Table::new(heads);
    for row in order {
        let mut cells = vec![
            Line::from(rank(row)),
            Line::from(ctx.names.get(row.entity)),
            Line::of(points(&row.total), Tone::Strong),
        ];
        if has_grades {
            cells.push(Line::from(grade(ctx, row)));
        }
        cells.extend(columns.iter().map(|c| Line::from(sum(row, &c.entries))));
        cells.extend(extras.iter().map(|(kind, _)| match kind {
            EntryKind::Malus => Line::from(minus(&points(&row.deduction))),
            _ => Line::from(points(&row.bonus)),
        }));
        cells.extend(past::cells(ctx, row));
        table.row(cells);
    }
    table
}

fn minus(text: &str) -> String {
    if text == "0" { text.to_owned() } else { format!("-{text}") }
}

fn rank(row: &ScoreRow) -> String {
    match &row.rank {
        Some(rank) => rank.to_text(),
        None => format!("{}~{}", row.rank_bounds.0.to_text(), row.rank_bounds.1.to_text()),
    }
}

fn grade(ctx: &Context<'_>, row: &ScoreRow) -> String {
    match row.grade.and_then(|g| ctx.scheme.grades.get(g)) {
        Some(grade) => grade.name.to_string(),
        None if row.is_grade_open => say(ctx.lang, "未定", "open").to_owned(),
        None => "-".to_owned(),
    }
}

/// Returns points as text: bounds where they are open.
fn points(p: &Points) -> String {
    let end = |x: &Option<Exact>| x.as_ref().map_or_else(|| "?".to_owned(), |x| shown(x, &[]));
    match p.value() {
        Some(x) => shown(x, &[]),
        None => format!("{}~{}", end(&p.low), end(&p.high)),
    }
}

/// The points of some entries together.
fn sum(row: &ScoreRow, entries: &[usize]) -> String {
    let own: Vec<_> = entries.iter().filter_map(|i| row.items.get(*i)).collect();
    let is_apart = own.iter().all(|i| matches!(i.state, ItemState::Elsewhere));
    let is_left_out = own.iter().all(|i| i.state == ItemState::NotApplicable && i.full.is_zero());
    if is_apart || is_left_out {
        return "-".to_owned();
    }
    let add = |pick: fn(&Points) -> &Option<Exact>| {
        own.iter().try_fold(Exact::ZERO, |s, i| Some(&s + pick(&i.points).as_ref()?))
    };
    points(&Points { low: add(|p| &p.low), high: add(|p| &p.high) })
}

/// What the numbers at the heads of columns stand for.
fn legend(ctx: &Context<'_>, columns: &[PointsColumn]) -> Vec<Note> {
    let mut notes = Vec::new();
    for column in columns {
        let [entry] = column.entries.as_slice() else { continue };
        let Some(e) = ctx.scheme.entries.get(*entry) else { continue };
        let full = e.points.to_text();
        let section = e.section.and_then(|s| ctx.scheme.sections.get(s)).map_or("", |s| &*s.title);
        let text = match ctx.lang {
            Lang::Zh => format!("{}（{full} 分）", e.title),
            Lang::En => format!("{} ({full} points)", e.title),
        };
        let line =
            Line::from(text).and(if section.is_empty() { String::new() } else { format!("  {section}") }, Tone::Faint);
        notes.push(Note { term: Line::of(&*column.head, Tone::Code), lines: vec![line] });
    }
    notes
}

/// What is to be said of a row.
fn note(ctx: &Context<'_>, row: &ScoreRow, telling: Telling) -> Option<Note> {
    let lang = ctx.lang;
    let is_asked_for = match telling {
        Telling::Items(Some(entity)) => row.entity == entity,
        _ => true,
    };
    if !is_asked_for {
        return None;
    }
    let mut lines = Vec::new();
    for v in &row.vetoes {
        let text = ctx.scheme.vetoes.get(*v).map_or("", |v| &*v.text);
        lines.push(Line::of(say(lang, "否决：", "veto: "), Tone::Strong).text(text));
    }
    for v in &row.open_vetoes {
        let text = ctx.scheme.vetoes.get(*v).map_or("", |v| &*v.text);
        lines.push(Line::from(say(lang, "缺数，不知道是否否决：", "not known whether it holds: ")).text(text));
    }
    if row.vetoes.is_empty() {
        lines.extend(row.grade_reason.iter().map(|r| Line::from(r.get(lang))));
    }
    lines.extend(row.reason.iter().map(|r| Line::from(r.get(lang))));
    if matches!(telling, Telling::Items(_)) {
        lines.extend(items(ctx, row));
    } else {
        lines.extend(open_items(ctx, row));
    }
    if telling != Telling::Brief {
        lines.extend(row.next.as_ref().map(|n| next(ctx, n)));
    }
    (!lines.is_empty()).then(|| Note { term: Line::of(ctx.names.get(row.entity), Tone::Strong), lines })
}

fn items(ctx: &Context<'_>, row: &ScoreRow) -> Vec<Line> {
    let of = |(e, i): (&dabiao_lang::model::scheme::Entry, &dabiao_eval::ItemScore)| {
        let head = format!("{}  {}/{}  ", e.title, points(&i.points), shown(&i.full, &[]));
        (i.state != ItemState::Elsewhere).then(|| Line::from(head).and(i.how.get(ctx.lang), Tone::Faint))
    };
    ctx.scheme.entries.iter().zip(&row.items).filter_map(of).collect()
}

/// The items whose points are open or were left out.
fn open_items(ctx: &Context<'_>, row: &ScoreRow) -> Vec<Line> {
    let is_odd = |i: &dabiao_eval::ItemScore| {
        matches!(i.state, ItemState::Missing | ItemState::Invalid | ItemState::NotApplicable)
    };
    let odd = ctx.scheme.entries.iter().zip(&row.items).filter(|(_, i)| is_odd(i));
    odd.map(|(e, i)| Line::from(format!("{}{}", e.title, say(ctx.lang, "：", ": "))).text(i.how.get(ctx.lang)))
        .collect()
}

fn next(ctx: &Context<'_>, n: &NextPlace) -> Line {
    let above = ctx.names.get(n.above);
    let lacking = shown(&n.lacking, &[&Exact::ZERO]);
    let rank = n.rank.as_ref().map(|r| match ctx.lang {
        Lang::Zh => format!("第 {} 名 ", r.to_text()),
        Lang::En => format!(", rank {}", r.to_text()),
    });
    let rank = rank.unwrap_or_default();
    let mut offers: Vec<String> = n.offers.iter().take(OFFERS_SHOWN).filter_map(|o| offer(ctx, o)).collect();
    if offers.is_empty() {
        offers.push(say(ctx.lang, "没有还能得分的项目", "no item has points left").to_owned());
    }
    let text = match ctx.lang {
        Lang::Zh => {
            let more = if n.is_more { "以上" } else { "" };
            let short = if n.is_enough { "" } else { "（全部得满也不够）" };
            format!("追上{rank}{above} 还差 {lacking} 分{more}：{}{short}", offers.join("、"))
        }
        Lang::En => {
            let more = if n.is_more { "more than " } else { "" };
            let short = if n.is_enough { "" } else { " (not enough together)" };
            format!("{more}{lacking} points behind {above}{rank}: {}{short}", offers.join(", "))
        }
    };
    Line::from(text)
}

/// What one item can still give: what has to be done where it is enough alone, else the most that is to be had.
fn offer(ctx: &Context<'_>, o: &Offer) -> Option<String> {
    let lang = ctx.lang;
    let e = ctx.scheme.entries.get(o.entry)?;
    if let Some(m) = o.members {
        return Some(match lang {
            Lang::Zh => format!("{}（再有 {} 个达标，即 {}/{}，就够）", e.title, m.more, m.reached, m.total),
            Lang::En => format!("{} (enough if {} more pass: {}/{})", e.title, m.more, m.reached, m.total),
        });
    }
    let points = shown(&o.points, &[]);
    Some(match (lang, o.needed.as_ref().map(needed)) {
        (Lang::Zh, Some(value)) => format!("{}（到 {value} 就够）", e.title),
        (Lang::En, Some(value)) => format!("{} (enough at {value})", e.title),
        (Lang::Zh, None) => format!("{}（至多还可得 {points} 分）", e.title),
        (Lang::En, None) => format!("{} (at most {points} points more)", e.title),
    })
}

/// A measure that is enough; so many months are no month of the year.
fn needed(amount: &Amount) -> String {
    let unit = match amount.unit.as_ref().map_or("", |u| &*u.symbol) {
        "月" => "个月",
        other => other,
    };
    format!("{}{unit}", shown(&amount.value, &[]))
}

/// Returns a scheme for a level to start from, with Chinese and with English words: the rules that are judged there or
/// below it, each all or nothing, by their weights where they state any, else alike.
pub fn draft(model: &Model, level: &str) -> (String, String) {
    let id = model.schema.levels.find(level).map(|(id, _)| id);
    let levels = &model.schema.levels;
    let is_below = |rule: &&Rule| {
        rule.errors.is_empty()
            && rule.statements.iter().all(|s| match &s.scope {
                Scope::Every { level: own, .. } => {
                    id.is_some_and(|id| own.level == id || levels.is_above(id, own.level))
                }
                _ => false,
            })
    };
    let rules: Vec<&Rule> = model.rules.iter().filter(is_below).take(MOST_DRAFTED).collect();
    let is_weighted = !rules.is_empty() && rules.iter().all(|r| r.weight.is_some());
    let points = |n: usize, r: &Rule| match &r.weight {
        Some(w) if is_weighted => w.clone(),
        // Whole points that add up to 100: what does not divide goes to the first.
        _ => Exact::from((100 / rules.len() + usize::from(n < 100 % rules.len())) as i64),
    };
    let all: Vec<(Exact, &Rule)> = rules.iter().enumerate().map(|(n, r)| (points(n, r), *r)).collect();
    let sum = all.iter().fold(Exact::ZERO, |s, (p, _)| &s + p).to_text();
    let title = |r: &Rule| r.title.as_deref().unwrap_or(&r.id).to_owned();
    let items = |item: &str, rule: &str| -> String {
        let of = |(p, r): &(Exact, &Rule)| {
            format!("    {item} \"{}\" {}分 {{\n        {rule} {}\n    }}\n", title(r), p.to_text(), r.id)
        };
        all.iter().map(of).collect::<Vec<_>>().join("\n")
    };
    (
        format!(
            "考核办法 \"{level}级考核\" {{\n    对象 {level}\n    满分 {sum}\n    并列 占位\n    不适用 剔除\n\n{}}}",
            items("项目", "规则")
        ),
        format!(
            "scheme \"{level}\" {{\n    subjects {level}\n    full {sum}\n    ties skip\n    not_applicable exclude\n\n{}}}",
            items("item", "rule")
        ),
    )
}
