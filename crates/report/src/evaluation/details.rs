//! What is to be said about a rule beyond its row: who passes and fails, what is nearest, why, and what is needed.

use std::collections::BTreeMap;

use super::targets::n_left_out;
use crate::asked::Figure;
use crate::document::{Line, Note, Tone};
use crate::json::Detail;
use crate::number::{percent, shown};
use crate::view::View;
use crate::view::check::{CheckView, Gap};
use crate::view::rule::RuleView;
use crate::view::words::{Style, amount};
use crate::words::{self, say};
use dabiao_data::EntityId;
use dabiao_eval::{Amount, Check, EntityJudgement, Members, Pace};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Exact, Revision, Target, Verdict};

/// Entities named unless all are asked for.
const NAMES_SHOWN: usize = 8;
/// Entities nearest to the line that are named.
const NEAREST_SHOWN: usize = 5;

/// Returns what is to be said about a rule, or nothing.
pub(super) fn note(ctx: &View<'_>, j: RuleView<'_>) -> Option<Note> {
    let lang = ctx.options.lang;
    let mut lines = Vec::new();
    if let Some(reason) = &j.judgement.reason {
        lines.push(Line::from(reason.get(lang)));
    } else if j.judgement.verdict == Verdict::Invalid {
        lines.extend(
            j.rule.errors.iter().map(|e| Line::from(e.message(lang)).and(format!(" [{}]", e.code()), Tone::Faint)),
        );
    }
    if j.rule.is_missing_zero {
        lines.push(Line::from(say(lang, "本规则把缺数按 0 计算", "this rule takes missing figures as 0")));
    }
    let left_out = n_left_out(ctx, j);
    if left_out > 0 {
        lines.push(all_checks(ctx, j, left_out));
    }
    let is_one = j.judgement.checks.len() == 1;
    for check in j.judgement.checks.iter().filter(|c| is_told(ctx, j, c)) {
        let mut said = of_check(ctx, j, check).into_iter();
        if let Some(first) = said.next() {
            let label = if is_one { Line::default() } else { check_label(ctx, check) };
            lines.push(label.join(first));
        }
        lines.extend(said);
    }
    (!lines.is_empty()).then(|| Note { term: Line::of(&*j.rule.id, Tone::Code), lines })
}

/// Of many checks only the worst are told, as in the table.
fn is_told(ctx: &View<'_>, j: RuleView<'_>, check: &Check) -> bool {
    n_left_out(ctx, j) == 0 || ctx.options.detail == Detail::Full || {
        let worst = j.judgement.checks.iter().filter(|c| c.verdict == j.judgement.verdict).take(2);
        worst.into_iter().any(|c| std::ptr::eq(c, check))
    }
}

fn all_checks(ctx: &View<'_>, j: RuleView<'_>, left_out: usize) -> Line {
    let mut counts: BTreeMap<Verdict, usize> = BTreeMap::new();
    for c in &j.judgement.checks {
        *counts.entry(c.verdict).or_default() += 1;
    }
    let lang = ctx.options.lang;
    let counts: Vec<String> = counts.iter().map(|(v, n)| format!("{} {n}", words::verdict(*v, lang))).collect();
    let counts = counts.join(say(lang, "，", ", "));
    let n_all = j.judgement.checks.len();
    let line = Line::from(match lang {
        Lang::Zh => format!("共 {n_all} 项判定：{counts}；表中未列 {left_out} 项"),
        Lang::En => format!("{n_all} checks: {counts}; {left_out} are not in the table"),
    });
    line.join(see_all(ctx, j))
}

/// Where the whole of a list is to be seen.
fn see_all(ctx: &View<'_>, j: RuleView<'_>) -> Line {
    let (open, or, close) = match ctx.options.lang {
        Lang::Zh => ("（全部见 ", " 或 ", "）"),
        Lang::En => (" (see ", " or ", ")"),
    };
    Line::of(open, Tone::Faint)
        .and("--detail full", Tone::Code)
        .and(or, Tone::Faint)
        .and(format!("explain {}", j.rule.id), Tone::Code)
        .and(close, Tone::Faint)
}

/// Which check is meant, where a rule has several.
fn check_label(ctx: &View<'_>, check: &Check) -> Line {
    let entity = check.entity.filter(|e| !ctx.data.roster.roots.contains(e));
    let entity = entity.map(|e| format!("{} ", ctx.names.get(e))).unwrap_or_default();
    let period = check.period.map(words::period).unwrap_or_default();
    Line::of(format!("{entity}{period}"), Tone::Strong).text("  ")
}

fn of_check(ctx: &View<'_>, j: RuleView<'_>, check: &Check) -> Vec<Line> {
    let lang = ctx.options.lang;
    let mut lines = facts(ctx, j, check);
    let view = CheckView::of(ctx, j, check);
    if view.counts_to_a_ceiling() {
        lines.extend(entities(ctx, j, say(lang, "计入：", "counted: "), &check.counted));
    } else {
        lines.extend(nearest(ctx, &view));
        lines.extend(entities(ctx, j, say(lang, "不符合：", "fail: "), &check.failing));
    }
    lines.extend(entities(ctx, j, say(lang, "缺数：", "missing: "), &check.missing));
    let unknown = say(lang, "是否适用不明：", "unknown whether it applies: ");
    lines.extend(entities(ctx, j, unknown, &check.membership_unknown));
    lines.extend(own_targets(ctx, &view));
    lines.extend(marks(ctx, check));
    lines
}

/// Says which document set the target that was in force.
fn revised(revision: &Revision, lang: Lang) -> Line {
    let since = revision.since;
    let document = revision.document.as_deref();
    Line::from(match (lang, document) {
        (Lang::Zh, Some(d)) => format!("目标已调整，自 {since} 起（{d}）"),
        (Lang::Zh, None) => format!("目标已调整，自 {since} 起"),
        (Lang::En, Some(d)) => format!("the target is revised since {since} ({d})"),
        (Lang::En, None) => format!("the target is revised since {since}"),
    })
}

/// Returns what is to be said of a check as a whole: why, how far, how many.
pub(crate) fn facts(ctx: &View<'_>, j: RuleView<'_>, check: &Check) -> Vec<Line> {
    let mut lines = Vec::new();
    let statement = j.rule.statements.get(check.statement);
    lines.extend(statement.and_then(|s| check.revised_by(s)).map(|r| revised(r, ctx.options.lang)));
    if let Some(reason) = check.reason.as_ref().filter(|_| is_reason_told(ctx, j, check)) {
        lines.push(Line::from(reason.get(ctx.options.lang)));
    }
    if let Some(compared) = &check.compared {
        lines.push(rounding(ctx, j, check, compared));
    }
    if let Some(bounds) = bounds_line(ctx, j, check) {
        lines.push(bounds);
    }
    lines.extend(course(ctx, check));
    if let Some(m) = check.members.filter(|m| m.total > 0) {
        lines.push(members(ctx.options.lang, m));
    }
    lines
}

/// Returns which findings in the data a check rests on.
pub(crate) fn marks(ctx: &View<'_>, check: &Check) -> Option<Line> {
    let lang = ctx.options.lang;
    let text = say(lang, "所据数据有问题：", "rests on data with findings: ");
    let codes = words::list(check.marks.iter().map(String::as_str), lang);
    (!check.marks.is_empty()).then(|| Line::from(format!("{text}{codes}")))
}

/// That later periods of a yearly duty are still to come goes without saying.
fn is_reason_told(ctx: &View<'_>, j: RuleView<'_>, check: &Check) -> bool {
    check.verdict != Verdict::Pending || j.judgement.checks.len() == 1 || ctx.options.detail == Detail::Full
}

fn rounding(ctx: &View<'_>, j: RuleView<'_>, check: &Check, compared: &Amount) -> Line {
    let full = match &check.measured {
        Some(_) => Style::printed(ctx.options.lang).measured(&CheckView::of(ctx, j, check).measured),
        None => String::new(),
    };
    let rounded = amount(compared, &[]);
    Line::from(match ctx.options.lang {
        Lang::Zh => format!("按规定精度修约后为 {rounded}，修约前为 {full}；以修约后的值判定"),
        Lang::En => format!("rounded as the rule says: {rounded}, in full: {full}; the rounded value is judged"),
    })
}

fn bounds_line(ctx: &View<'_>, j: RuleView<'_>, check: &Check) -> Option<Line> {
    let (low, high) = check.bounds.as_ref()?;
    if check.missing.is_empty() && check.verdict != Verdict::Missing && check.verdict != Verdict::Invalid {
        return None;
    }
    let target = j.rule.statements.get(check.statement).and_then(|s| check.target_of(s));
    let unit = target.and_then(|t| t.unit.as_ref()).map_or("", |u| &u.symbol);
    let end = |e: &Exact| format!("{}{unit}", shown(e, &[]));
    let (low, high) = (end(low.as_ref()?), end(high.as_ref()?));
    (low != high).then(|| match ctx.options.lang {
        Lang::Zh => format!("缺数补齐后应在 {low} 至 {high} 之间").into(),
        Lang::En => format!("with the missing figures it lies between {low} and {high}").into(),
    })
}

/// Progress and pace belong to what is not yet due.
fn course(ctx: &View<'_>, check: &Check) -> Option<Line> {
    let lang = ctx.options.lang;
    let mut parts = Vec::new();
    if let Some(progress) = &check.progress {
        parts.push(format!("{} {}", say(lang, "已完成", "done"), percent(progress)));
    }
    if let Some(expected) = &check.expected {
        parts.push(format!("{} {}", say(lang, "按时序应完成", "expected by now"), percent(expected)));
    }
    parts.extend(check.pace.as_ref().map(|p| pace(lang, p)));
    (!parts.is_empty()).then(|| Line::from(parts.join(say(lang, "，", ", "))))
}

/// Returns what is needed from now on, in words.
pub(crate) fn pace(lang: Lang, pace: &Pace) -> String {
    match (pace, lang) {
        (Pace::PerYear(a), Lang::Zh) => format!("今后每年还需 {}", Style::printed(lang).gap(Gap::of(a))),
        (Pace::PerYear(a), Lang::En) => {
            format!("{} needed each year from now on", Style::printed(lang).gap(Gap::of(a)))
        }
        (Pace::UntilDue(a, days), Lang::Zh) => format!("今后 {days} 天内还需 {}", Style::printed(lang).gap(Gap::of(a))),
        (Pace::UntilDue(a, 1), Lang::En) => {
            format!("{} needed in the one day left", Style::printed(lang).gap(Gap::of(a)))
        }
        (Pace::UntilDue(a, days), Lang::En) => {
            format!("{} needed in the {days} days left", Style::printed(lang).gap(Gap::of(a)))
        }
        (Pace::OutOfReach, Lang::Zh) => "已不可能达到".to_owned(),
        (Pace::OutOfReach, Lang::En) => "can no longer be reached".to_owned(),
        (Pace::Growth(g), Lang::Zh) => format!("今后年均需增长 {}", percent(g)),
        (Pace::Growth(g), Lang::En) => format!("growth of {} needed each year from now on", percent(g)),
    }
}

fn members(lang: Lang, m: Members) -> Line {
    let mut line = match lang {
        Lang::Zh => Line::from(format!("共 {} 个：", m.total)),
        Lang::En => Line::from(format!("{} in all: ", m.total)),
    };
    let counts = [
        (say(lang, "符合", "pass"), m.passing),
        (say(lang, "不符合", "fail"), m.failing),
        (say(lang, "缺数", "missing"), m.missing),
        (say(lang, "数据有误", "invalid"), m.invalid),
    ];
    let counts: Vec<String> = counts
        .iter()
        .enumerate()
        .filter(|(i, (_, n))| *i < 2 || *n > 0)
        .map(|(_, (w, n))| format!("{w} {n}"))
        .collect();
    line = line.text(counts.join(say(lang, "，", ", ")));
    if m.not_applicable > 0 {
        line = line.text(match lang {
            Lang::Zh => format!("；另有不适用 {} 个", m.not_applicable),
            Lang::En => format!("; besides, {} to whom it does not apply", m.not_applicable),
        });
    }
    if m.membership_unknown > 0 {
        line = line.text(match lang {
            Lang::Zh => format!("；另有是否适用不明 {} 个", m.membership_unknown),
            Lang::En => format!("; besides, {} of whom it is unknown whether it applies", m.membership_unknown),
        });
    }
    line
}

fn nearest(ctx: &View<'_>, view: &CheckView<'_>) -> Option<Line> {
    let lang = ctx.options.lang;
    if view.check.nearest.is_empty() {
        return None;
    }
    let unit = view.line_unit();
    let told = |value: &Exact| match view.figure(ctx, value) {
        Figure::Word(word) => word.to_owned(),
        _ => format!("{}{unit}", shown(value, &[])),
    };
    let near = view.check.nearest.iter().take(NEAREST_SHOWN);
    let own =
        |id: &EntityId| view.check.own_lines.iter().find(|(e, _)| e == id).and_then(|(_, l)| own_target(ctx, view, l));
    let item = |(id, value): &(EntityId, Exact)| match (own(id), lang) {
        (None, _) => format!("{} {}", ctx.names.get(*id), told(value)),
        (Some(own), Lang::Zh) => format!("{} {}（目标{own}）", ctx.names.get(*id), told(value)),
        (Some(own), Lang::En) => format!("{} {} (target {own})", ctx.names.get(*id), told(value)),
    };
    let items: Vec<String> = near.map(item).collect();
    let text = say(lang, "最接近目标线：", "nearest to the line: ");
    Some(Line::from(format!("{text}{}", words::list(items.iter().map(String::as_str), lang))))
}

/// Returns the line of one who has its own, with its sign.
fn own_target(ctx: &View<'_>, view: &CheckView<'_>, line: &Exact) -> Option<String> {
    view.asked_of_member(Some(line)).map(|asked| Style::printed(ctx.options.lang).asked(ctx, &asked))
}

/// Tells each one's own target, where each has another: a task that is set for it.
fn own_targets(ctx: &View<'_>, view: &CheckView<'_>) -> Vec<Line> {
    let lang = ctx.options.lang;
    let style = Style::printed(lang);
    let one = |e: &EntityJudgement| {
        let own = own_target(ctx, view, e.line.as_ref()?)?;
        let value = e.value.as_ref().map_or_else(|| "-".to_owned(), |v| format!("{}{}", shown(v, &[]), view.unit()));
        let gap = e.gap.as_ref().filter(|g| !g.is_zero()).map(|value| {
            let unit = view.target.and_then(|t| t.unit.clone());
            style.gap(Gap::of(&Amount { value: value.clone(), unit }))
        });
        let (name, verdict) = (ctx.names.get(e.entity), words::verdict(e.verdict, lang));
        let is_ceiling = view.target.is_some_and(Target::is_ceiling);
        let gap = gap.map_or_else(String::new, |gap| match (lang, is_ceiling) {
            (Lang::Zh, false) => format!("，差 {gap}"),
            (Lang::Zh, true) => format!("，超出 {gap}"),
            (Lang::En, false) => format!(", {gap} short"),
            (Lang::En, true) => format!(", {gap} over"),
        });
        Some(Line::from(match lang {
            Lang::Zh => format!("{name}：目标{own}，实测 {value}{gap}，{verdict}"),
            Lang::En => format!("{name}: target {own}, measured {value}{gap}, {verdict}"),
        }))
    };
    view.check.entities.iter().filter_map(one).collect()
}

fn entities(ctx: &View<'_>, j: RuleView<'_>, head: &'static str, ids: &[EntityId]) -> Option<Line> {
    let lang = ctx.options.lang;
    if ids.is_empty() {
        return None;
    }
    let is_full = ctx.options.detail == Detail::Full;
    let shown = if is_full || ids.len() <= NAMES_SHOWN + 1 { ids.len() } else { NAMES_SHOWN };
    let names: Vec<String> = ids.iter().take(shown).map(|id| ctx.names.get(*id)).collect();
    let names = words::list(names.iter().map(String::as_str), lang);
    let line = Line::from(format!("{head}{names}"));
    if shown == ids.len() {
        return Some(line);
    }
    let rest = match lang {
        Lang::Zh => format!(" 等 {} 个", ids.len()),
        Lang::En => format!(" and {} more", ids.len() - shown),
    };
    Some(line.text(rest).join(see_all(ctx, j)))
}
