//! The tables of a 通报.

use super::{Block, Grid, GridColumn, Side, sections};
use crate::diagnostic;
use crate::evaluation::details;
use crate::followup::Item;
use crate::followup::document::{of_item, office_name, since, task as duty, who};
use crate::office::scene::{Scene, plain, points, ranked};
use crate::view::check::{CheckView, GapUnit};
use crate::view::counts::{Counts, PlanRules, by_plan};
use crate::view::rule::RuleView;
use crate::view::term::{ApartRow, Part};
use crate::words;
use dabiao_eval::{Check, Remedy};
use dabiao_lang::diag::{Diagnostic, Lang, Severity};
use dabiao_lang::model::{Exact, Verdict};

/// Offices of one row that are named.
const OFFICES_SHOWN: usize = 3;
/// Characters of a remark in a table; the workbook has the whole.
const REMARK_SHOWN: usize = 120;

pub(super) fn column(head: &'static str, share: u32, side: Side) -> GridColumn {
    GridColumn { head, share, side }
}

/// How many targets of each plan came to which verdict.
pub(super) fn of_plans(scene: &Scene<'_>) -> Grid {
    let lang = scene.source.lang;
    let all = Counts::of(&scene.view.rules);
    let present: Vec<Verdict> = sections::ordered(&all).map(|(v, _)| v).collect();
    let mut columns =
        vec![column(scene.say("方案", "Plan"), 30, Side::Left), column(scene.say("合计", "All"), 8, Side::Middle)];
    columns.extend(present.iter().map(|v| column(words::verdict(*v, lang), 9, Side::Middle)));
    let row = |name: &str, counts: &Counts| {
        let number = |n: usize| if n == 0 { "-".to_owned() } else { n.to_string() };
        let mut cells = vec![name.to_owned(), counts.total().to_string()];
        cells.extend(present.iter().map(|v| number(counts.get(*v))));
        cells
    };
    let groups = by_plan(&scene.view.rules);
    let name = |g: &PlanRules<'_>| g.plan.map_or(scene.say("不属于任何方案", "of no plan"), |p| &p.name).to_owned();
    let mut rows: Vec<Vec<String>> = groups.iter().map(|g| row(&name(g), &Counts::of(&g.rules))).collect();
    if groups.len() > 1 {
        rows.push(row(scene.say("合计", "All"), &all));
    }
    Grid { columns, rows }
}

/// What is unmet or behind: by how much, by when, who answers for it.
pub(super) fn late(scene: &Scene<'_>, rules: &[RuleView<'_>]) -> Grid {
    let columns = vec![
        column(scene.say("序号", "No."), 7, Side::Middle),
        column(scene.say("目标任务", "Target"), 22, Side::Left),
        column(scene.say("结论", "Verdict"), 13, Side::Middle),
        column(scene.say("目标", "Asked"), 14, Side::Left),
        column(scene.say("实测", "Measured"), 14, Side::Right),
        column(scene.say("差距", "Gap"), 12, Side::Right),
        column(scene.say("期限", "Deadline"), 13, Side::Middle),
        column(scene.say("责任单位", "Office"), 17, Side::Left),
    ];
    let row = |(n, j): (usize, &RuleView<'_>)| {
        let check = j.shown().map(|c| CheckView::of(&scene.view, *j, c));
        let style = scene.style();
        vec![
            (n + 1).to_string(),
            j.task().to_owned(),
            words::verdict(j.judgement.verdict, scene.source.lang).to_owned(),
            check.as_ref().map(|c| asked_of(scene, c)).unwrap_or_default(),
            check.as_ref().map(|c| style.measured(&c.measured)).unwrap_or_default(),
            check.as_ref().map(|c| gap(scene, c)).unwrap_or_default(),
            check.as_ref().map(|c| style.deadline(c.deadline)).unwrap_or_default(),
            office_names(scene, *j),
        ]
    };
    Grid { columns, rows: rules.iter().enumerate().map(row).collect() }
}

/// What has no verdict for want of good data.
pub(super) fn open(scene: &Scene<'_>, rules: &[RuleView<'_>]) -> Grid {
    let lang = scene.source.lang;
    let columns = vec![
        column(scene.say("序号", "No."), 6, Side::Middle),
        column(scene.say("目标任务", "Target"), 28, Side::Left),
        column(scene.say("结论", "Verdict"), 10, Side::Middle),
        column(scene.say("原因", "Why"), 38, Side::Left),
        column(scene.say("责任单位", "Office"), 18, Side::Left),
    ];
    let row = |(n, j): (usize, &RuleView<'_>)| {
        let of_rule = j.judgement.reason.as_ref().map(|r| r.get(lang).to_owned());
        let of_check = || j.shown().and_then(|c| why(scene, &CheckView::of(&scene.view, *j, c)));
        vec![
            (n + 1).to_string(),
            j.task().to_owned(),
            words::verdict(j.judgement.verdict, lang).to_owned(),
            cut(&of_rule.or_else(of_check).unwrap_or_default()),
            office_names(scene, *j),
        ]
    };
    Grid { columns, rows: rules.iter().enumerate().map(row).collect() }
}

fn why(scene: &Scene<'_>, check: &CheckView<'_>) -> Option<String> {
    let names = who(&scene.view, check).into_iter().map(plain).next();
    check.check.reason.as_ref().map(|r| r.get(scene.source.lang).to_owned()).or(names)
}

fn asked_of(scene: &Scene<'_>, check: &CheckView<'_>) -> String {
    check.asked.as_ref().map(|a| scene.style().asked(&scene.view, a)).unwrap_or_default()
}

/// How much is lacking; of a duty of each how many have not fulfilled it.
fn gap(scene: &Scene<'_>, check: &CheckView<'_>) -> String {
    let lang = scene.source.lang;
    let members = check.check.members;
    match (check.gap, members.filter(|m| m.failing > 0 && check.check.entity.is_none())) {
        // The gap of a share is so many entities.
        (Some(gap), _) if members.is_some() && matches!(gap.unit, GapUnit::None) && lang == Lang::Zh => {
            format!("{}个", scene.style().gap(gap))
        }
        (Some(gap), _) => scene.style().gap(gap),
        (None, Some(m)) if lang == Lang::Zh => format!("{}个未达到", m.failing),
        (None, Some(m)) => format!("{} fail", m.failing),
        (None, None) => String::new(),
    }
}

/// A long remark is cut at its mark; the workbook has the whole.
fn cut(text: &str) -> String {
    if text.chars().count() <= REMARK_SHOWN {
        return text.to_owned();
    }
    let head: String = text.chars().take(REMARK_SHOWN).collect();
    format!("{head}…")
}

fn office_names(scene: &Scene<'_>, j: RuleView<'_>) -> String {
    let all = j.offices();
    let names = words::list(all.iter().take(OFFICES_SHOWN).map(|o| &**o), scene.source.lang);
    match scene.source.lang {
        _ if all.len() <= OFFICES_SHOWN => names,
        Lang::Zh => format!("{names}等{}个单位", all.len()),
        Lang::En => format!("{names} and {} more", all.len() - OFFICES_SHOWN),
    }
}

/// A table of ranks for each scheme.
pub(super) fn scores(scene: &Scene<'_>) -> Vec<Block> {
    let lang = scene.source.lang;
    let mut blocks = Vec::new();
    for scores in &scene.source.judgement.scores {
        let Some(scheme) = scene.view.model.schemes.get(scores.scheme) else { continue };
        let provisional =
            if scores.is_provisional { scene.say("，期末数据未全，暂列", ", provisional") } else { "" };
        blocks.push(Block::Caption(match lang {
            Lang::Zh => format!("{}（{}{provisional}）", scheme.name, scores.period),
            Lang::En => format!("{} ({}{provisional})", scheme.name, scores.period),
        }));
        if let Some(reason) = &scores.reason {
            blocks.push(Block::Body(reason.get(lang).to_owned()));
        }
        let columns = vec![
            column(scene.say("名次", "Rank"), 10, Side::Middle),
            column(scene.say("单位", "Entity"), 24, Side::Left),
            column(scene.say("得分", "Points"), 14, Side::Right),
            column(scene.say("等次", "Grade"), 12, Side::Middle),
            column(scene.say("说明", "Remarks"), 40, Side::Left),
        ];
        let mut rows = Vec::new();
        for r in ranked(scores) {
            let (best, worst) = &r.rank_bounds;
            let open = || format!("{}–{}", best.to_text(), worst.to_text());
            let vetoes = r.vetoes.iter().filter_map(|v| scheme.vetoes.get(*v)).map(|v| v.text.to_string());
            let remarks = [&r.grade_reason, &r.reason].into_iter().flatten().map(|t| t.get(lang).to_owned());
            rows.push(vec![
                r.rank.as_ref().map_or_else(open, Exact::to_text),
                scene.view.names.get(r.entity),
                points(&r.total),
                r.grade.and_then(|g| scheme.grades.get(g)).map_or(String::new(), |g| g.name.to_string()),
                cut(&vetoes.chain(remarks).collect::<Vec<_>>().join(scene.say("；", "; "))),
            ]);
        }
        blocks.push(Block::Table(Grid { columns, rows }));
    }
    blocks
}

/// What each office has to do and by when.
pub(super) fn followup(scene: &Scene<'_>) -> Vec<Block> {
    let source = scene.source;
    let list = &scene.followup;
    if list.items.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        column(scene.say("责任单位", "Office"), 16, Side::Left),
        column(scene.say("事项", "Duty"), 20, Side::Left),
        column(scene.say("结论", "Verdict"), 13, Side::Middle),
        column(scene.say("差距", "Gap"), 12, Side::Right),
        column(scene.say("始于", "Since"), 11, Side::Middle),
        column(scene.say("期限", "Deadline"), 13, Side::Middle),
        column(scene.say("要求", "What is required"), 20, Side::Left),
    ];
    let mut rows = Vec::new();
    for office in &list.offices {
        let mut name = office_name(office, source.lang);
        for item in office.items.iter().filter_map(|i| list.items.get(*i)) {
            let Some((j, check)) = of_item(&scene.view, item) else { continue };
            let shown = CheckView::of(&scene.view, j, check);
            // The name stands once; a table that goes on over pages is read from the top.
            rows.push(vec![
                std::mem::take(&mut name),
                duty(&scene.view, j, check),
                words::verdict(check.verdict, source.lang).to_owned(),
                gap(scene, &shown),
                since(item),
                scene.style().deadline(shown.deadline),
                required(scene, item, check),
            ]);
        }
    }
    let text = match source.lang {
        Lang::Zh => format!(
            "需督办的事项共{}项，涉及{}个责任单位（一项由几个单位负责的，分别列出）。涉及的镇、村名单见评估报告工作簿的“督办”表。",
            list.items.len(),
            list.offices.len()
        ),
        Lang::En => format!(
            "{} duties of {} offices are to be followed up (one that several answer for is listed for each). The workbook of \
             the report names the places concerned.",
            list.items.len(),
            list.offices.len()
        ),
    };
    vec![Block::Body(text), Block::Table(Grid { columns, rows })]
}

/// What is required, in a few words.
fn required(scene: &Scene<'_>, item: &Item, check: &Check) -> String {
    if item.remedy == Remedy::Explain {
        return scene.say("时期已过，说明原因", "its time is over: explain").to_owned();
    }
    let pace = check.pace.as_ref().map(|p| details::pace(scene.source.lang, p));
    match check.verdict {
        Verdict::Behind => pace.unwrap_or_else(|| scene.say("加快推进", "catch up").to_owned()),
        Verdict::Unmet => scene.say("说明原因，限期整改", "explain and remedy").to_owned(),
        Verdict::Missing => match check.missing.len() {
            0 => scene.say("补报数据", "report the figures").to_owned(),
            n if scene.source.lang == Lang::Zh => format!("补报 {n} 个对象的数据"),
            n => format!("report the figures of {n}"),
        },
        _ => scene.say("核实更正数据", "verify and correct the data").to_owned(),
    }
}

/// What is owed from before a period, or ahead of it.
pub(super) fn apart(scene: &Scene<'_>, (part, rows): (Part, &[ApartRow])) -> Grid {
    const SHARES: [(u32, Side); 9] = [
        (10, Side::Middle),
        (11, Side::Left),
        (20, Side::Left),
        (11, Side::Right),
        (12, Side::Left),
        (9, Side::Right),
        (9, Side::Middle),
        (14, Side::Left),
        (10, Side::Middle),
    ];
    let heads = part.heads(scene.source.lang);
    let columns = heads.into_iter().zip(SHARES).map(|(head, (share, side))| column(head, share, side));
    let row = |r: &ApartRow| {
        let verdict = words::verdict(r.verdict, scene.source.lang).to_owned();
        std::iter::once(verdict).chain(r.cells.iter().map(|c| cut(c))).collect()
    };
    Grid { columns: columns.collect(), rows: rows.iter().map(row).collect() }
}

/// How often which kind of finding occurs.
pub(super) fn findings(scene: &Scene<'_>, all: &[&Diagnostic]) -> Grid {
    let lang = scene.source.lang;
    let columns = vec![
        column(scene.say("级别", "Severity"), 10, Side::Middle),
        column(scene.say("问题", "Finding"), 20, Side::Left),
        column(scene.say("处数", "Number"), 8, Side::Right),
        column(scene.say("例", "Example"), 62, Side::Left),
    ];
    let mut kinds: Vec<(Severity, &'static str, usize, String)> = Vec::new();
    for d in all.iter().filter(|d| d.severity != Severity::Info) {
        match kinds.iter_mut().find(|(s, code, ..)| *s == d.severity && *code == d.code()) {
            Some((_, _, n, _)) => *n += 1,
            None => kinds.push((d.severity, d.code(), 1, d.problem.message(lang))),
        }
    }
    kinds.sort_by_key(|(severity, code, n, _)| (*severity, std::cmp::Reverse(*n), *code));
    let row = |(severity, code, n, example): (Severity, &str, usize, String)| {
        vec![diagnostic::severity(severity, lang).to_owned(), code.to_owned(), n.to_string(), cut(&example)]
    };
    Grid { columns, rows: kinds.into_iter().map(row).collect() }
}

/// What was reached, as an annex.
pub(super) fn annex(scene: &Scene<'_>) -> Vec<Block> {
    let good = [Verdict::Met, Verdict::Early];
    let met: Vec<RuleView<'_>> =
        scene.view.rules.iter().copied().filter(|j| good.contains(&j.judgement.verdict)).collect();
    if met.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        column(scene.say("序号", "No."), 7, Side::Middle),
        column(scene.say("编号", "ID"), 14, Side::Left),
        column(scene.say("目标任务", "Target"), 33, Side::Left),
        column(scene.say("目标", "Asked"), 17, Side::Left),
        column(scene.say("实测", "Measured"), 16, Side::Right),
        column(scene.say("结论", "Verdict"), 13, Side::Middle),
    ];
    let row = |(n, j): (usize, &RuleView<'_>)| {
        let check = j.shown().map(|c| CheckView::of(&scene.view, *j, c));
        let target = check.as_ref().map(|c| asked_of(scene, c)).unwrap_or_default();
        let measured = check.as_ref().map(|c| scene.style().measured(&c.measured)).unwrap_or_default();
        let verdict = words::verdict(j.judgement.verdict, scene.source.lang).to_owned();
        vec![(n + 1).to_string(), j.rule.id.to_string(), j.task().to_owned(), target, measured, verdict]
    };
    let rows = met.iter().enumerate().map(row).collect();
    let title = match scene.source.lang {
        Lang::Zh => format!("附件：已达标和提前达标的事项（{}项）", met.len()),
        Lang::En => format!("Annex: what has been reached ({})", met.len()),
    };
    vec![Block::Annex(title), Block::Table(Grid { columns, rows })]
}
