//! The three lists of a letter, its words, and the slip for the reply.

use std::collections::BTreeMap;

use super::addressee::{Addressee, Late, LetterKind, Who};
use super::tables::column;
use super::{Block, Grid, Side, sections, standing, words};
use crate::code;
use crate::followup::Item;
use crate::followup::document::{needed, of_item, since, task, who};
use crate::office::scene::{Scene, plain};
use crate::view::check::CheckView;
use crate::view::rule::RuleView;
use crate::words as report_words;
use chrono::NaiveDate;
use dabiao_data::EntityId;
use dabiao_eval::{Check, Remedy};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Verdict;

/// Days in which a reply is asked for where nobody says by when.
const DAYS_TO_REPLY: i64 = 15;
/// Places of a town that one row names; the page of the town has all.
const MOST_OWN: usize = 20;

/// What a letter says, part by part.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    pub(super) number: String,
    pub(super) title: String,
    pub(super) to: String,
    pub(super) opening: String,
    /// How a place stands in the schemes.
    pub(super) standing: Vec<String>,
    /// Tasks, who answers, what is to be remedied: each with its head.
    pub(super) lists: [(String, Grid); 3],
    pub(super) nearest: Vec<String>,
    pub(super) requirements: String,
    pub(super) sign: Vec<String>,
    pub(super) slip: Grid,
    /// The codes of all figures in it.
    pub(super) codes: Vec<String>,
    pub(super) reply_by: String,
    /// How many items there are, how many are unmet, how many behind.
    pub(super) n_items: [usize; 3],
}

/// Gathers what a letter says.
pub(super) fn parts(
    scene: &Scene<'_>,
    to: &Addressee<'_>,
    (kind, title): (LetterKind, &str),
    reply_by: Option<NaiveDate>,
) -> Parts {
    let lang = scene.source.lang;
    let reply_by = reply_by.unwrap_or_else(|| scene.as_of() + chrono::Duration::days(DAYS_TO_REPLY));
    let head = |zh, en| scene.say(zh, en).to_owned();
    Parts {
        number: head("　　　〔　　　　〕　　　号", "No. ________"),
        title: title.to_owned(),
        to: to.name.clone(),
        opening: format!("{}{}", opening(scene, to, kind), again(scene, to)),
        standing: standing::sentences(scene, &to.who),
        lists: [
            (head("任务清单", "Tasks"), tasks(scene, to)),
            (head("责任清单", "Who answers"), duties(scene, to)),
            (head("整改清单", "To be remedied"), remedies(scene, to)),
        ],
        nearest: nearest(scene, to),
        requirements: requirements(scene, to, reply_by),
        sign: sections::sign(scene),
        slip: slip(scene, to),
        codes: codes(scene, to),
        reply_by: words::day(reply_by, lang),
        n_items: [to.items.len(), count(scene, to, Verdict::Unmet), count(scene, to, Verdict::Behind)],
    }
}

/// Returns what a letter consists of.
pub(super) fn blocks(scene: &Scene<'_>, parts: &Parts) -> Vec<Block> {
    let lang = scene.source.lang;
    let mut blocks = vec![
        Block::Number(parts.number.clone()),
        Block::Title(parts.title.clone()),
        Block::Address(format!("{}{}", parts.to, scene.say("：", ":"))),
        Block::Body(parts.opening.clone()),
    ];
    blocks.extend(parts.standing.iter().cloned().map(Block::Body));
    let lists: Vec<_> = parts.lists.iter().filter(|(_, grid)| !grid.rows.is_empty()).collect();
    for (n, (head, grid)) in lists.iter().enumerate() {
        blocks.push(Block::Heading(format!("{}{head}", words::section(n + 1, lang))));
        blocks.push(Block::Table(grid.clone()));
    }
    blocks.extend(parts.nearest.iter().cloned().map(Block::Body));
    let required = scene.say("有关要求", "What is required");
    blocks.push(Block::Heading(format!("{}{required}", words::section(lists.len() + 1, lang))));
    blocks.push(Block::Body(parts.requirements.clone()));
    blocks.push(Block::Sign(parts.sign.clone()));
    blocks.push(Block::Annex(scene.say("回执", "Reply slip").to_owned()));
    blocks.push(Block::Table(parts.slip.clone()));
    if !parts.codes.is_empty() {
        let head = scene.say(
            "数据代码（扫码得到核对用的命令）",
            "Codes of figures (scan for the command that tells how each came about)",
        );
        blocks.push(Block::Subheading(head.to_owned()));
        blocks.push(Block::Codes(parts.codes.clone()));
    }
    blocks
}

/// The codes of the figures that a letter names.
fn codes(scene: &Scene<'_>, to: &Addressee<'_>) -> Vec<String> {
    let roster = &scene.view.data.roster;
    let mut all: Vec<String> = Vec::new();
    for late in &to.items {
        let Some((j, check)) = of_item(&scene.view, late.item) else { continue };
        let entity = |e: EntityId| code::of(j.rule, check, Some(roster.key(e)));
        match late.own.as_slice() {
            [] => all.push(code::of(j.rule, check, check.entity.map(|e| roster.key(e)))),
            own => all.extend(own.iter().take(MOST_OWN).map(|e| entity(*e))),
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|code| seen.insert(code.clone()));
    all
}

fn opening(scene: &Scene<'_>, to: &Addressee<'_>, kind: LetterKind) -> String {
    let lang = scene.source.lang;
    let (n, day) = (to.items.len(), words::day(scene.as_of(), lang));
    let (unmet, behind) = (count(scene, to, Verdict::Unmet), count(scene, to, Verdict::Behind));
    match lang {
        Lang::Zh => {
            let verb = match kind {
                LetterKind::Reminder => "现予提醒",
                LetterKind::Urging => "现予督办",
                LetterKind::Notice => "现予通报",
            };
            format!(
                "截至{day}，你单位有{n}项目标任务需要整改或说明，其中未达标{unmet}项、进度滞后{behind}项，{verb}。\
                 每个数据后的代码可用于核对或提出异议：`dabiao explain 代码 规则 --data 数据 --as-of {}`。",
                scene.as_of()
            )
        }
        Lang::En => format!(
            "As of {day}, {n} of your targets are to be remedied or explained: {unmet} unmet, {behind} behind. The code behind \
             each figure serves to verify or to dispute it: `dabiao explain CODE RULES --data DATA --as-of {}`.",
            scene.as_of()
        ),
    }
}

/// How many of the matters have had letters before, and which letter this one is for them.
fn again(scene: &Scene<'_>, to: &Addressee<'_>) -> String {
    let mut by_times: BTreeMap<usize, usize> = BTreeMap::new();
    for late in to.items.iter().filter(|l| l.n_letters > 0) {
        *by_times.entry(late.n_letters + 1).or_default() += 1;
    }
    let told = by_times.into_iter().map(|(times, n)| match scene.source.lang {
        Lang::Zh => format!("其中{n}项已是第{}次发函", words::numeral(times)),
        Lang::En => format!("for {n} of them this is letter number {times}"),
    });
    let told: Vec<String> = told.collect();
    match (told.is_empty(), scene.source.lang) {
        (true, _) => String::new(),
        (false, Lang::Zh) => format!("{}。", told.join("，")),
        (false, Lang::En) => format!(" Of these, {}.", told.join(", ")),
    }
}

fn count(scene: &Scene<'_>, to: &Addressee<'_>, verdict: Verdict) -> usize {
    let of = |l: &&Late<'_>| of_item(&scene.view, l.item).is_some_and(|(_, c)| c.verdict == verdict);
    to.items.iter().filter(of).count()
}

/// What an office answers for, whatever became of it.
fn tasks(scene: &Scene<'_>, to: &Addressee<'_>) -> Grid {
    let columns = vec![
        column(scene.say("序号", "No."), 7, Side::Middle),
        column(scene.say("编号", "ID"), 13, Side::Left),
        column(scene.say("目标任务", "Target"), 30, Side::Left),
        column(scene.say("目标", "Asked"), 16, Side::Left),
        column(scene.say("实测", "Measured"), 14, Side::Right),
        column(scene.say("期限", "Deadline"), 10, Side::Middle),
        column(scene.say("结论", "Verdict"), 10, Side::Middle),
    ];
    let is_own = |j: &&RuleView<'_>| match &to.who {
        Who::Office(Some(name)) => j.offices().contains(name),
        Who::Office(None) => j.offices().is_empty(),
        Who::Place(_) => false,
    };
    let row = |(n, j): (usize, &RuleView<'_>)| {
        let check = j.shown().map(|c| CheckView::of(&scene.view, *j, c));
        let style = scene.style();
        vec![
            (n + 1).to_string(),
            j.rule.id.to_string(),
            j.task().to_owned(),
            check.as_ref().and_then(|c| c.asked.as_ref()).map(|a| style.asked(&scene.view, a)).unwrap_or_default(),
            check.as_ref().map(|c| style.measured(&c.measured)).unwrap_or_default(),
            check.as_ref().map(|c| style.deadline(c.deadline)).unwrap_or_default(),
            report_words::verdict(j.judgement.verdict, scene.source.lang).to_owned(),
        ]
    };
    Grid { columns, rows: scene.view.rules.iter().filter(is_own).enumerate().map(row).collect() }
}

/// Who leads, answers, supports and carries out what is late.
fn duties(scene: &Scene<'_>, to: &Addressee<'_>) -> Grid {
    let columns = vec![
        column(scene.say("编号", "ID"), 13, Side::Left),
        column(scene.say("目标任务", "Target"), 27, Side::Left),
        column(scene.say("牵头", "Lead"), 15, Side::Left),
        column(scene.say("责任", "Responsible"), 15, Side::Left),
        column(scene.say("配合", "Support"), 15, Side::Left),
        column(scene.say("落实", "Carried out by"), 15, Side::Left),
    ];
    let list = |all: &[std::sync::Arc<str>]| report_words::list(all.iter().map(|o| &**o), scene.source.lang);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (j, _) in to.items.iter().filter_map(|l| of_item(&scene.view, l.item)) {
        let rule = j.rule;
        let row = vec![
            rule.id.to_string(),
            j.task().to_owned(),
            list(&rule.lead),
            list(&rule.responsible),
            list(&rule.support),
            list(&rule.carry),
        ];
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    Grid { columns, rows }
}

fn remedies(scene: &Scene<'_>, to: &Addressee<'_>) -> Grid {
    let columns = vec![
        column(scene.say("编号", "No."), 11, Side::Middle),
        column(scene.say("事项", "Duty"), 20, Side::Left),
        column(scene.say("目标", "Asked"), 13, Side::Left),
        column(scene.say("实测（代码）", "Measured (code)"), 18, Side::Left),
        column(scene.say("差距", "Gap"), 9, Side::Right),
        column(scene.say("始于", "Since"), 8, Side::Middle),
        column(scene.say("期限", "Deadline"), 9, Side::Middle),
        column(scene.say("依据", "Source"), 12, Side::Left),
        column(scene.say("要求", "Required"), 14, Side::Left),
    ];
    let row = |(n, late): (usize, &Late<'_>)| {
        let (j, check) = of_item(&scene.view, late.item)?;
        let shown = CheckView::of(&scene.view, j, check);
        let style = scene.style();
        let cite = report_words::list(j.rule.cite.iter().map(|c| &**c), scene.source.lang);
        Some(vec![
            late.number.clone().unwrap_or_else(|| (n + 1).to_string()),
            lit(scene, task(&scene.view, j, check), late),
            shown.asked.as_ref().map(|a| style.asked(&scene.view, a)).unwrap_or_default(),
            measured(scene, late, (j, check)),
            shown.gap.map(|g| style.gap(g)).unwrap_or_default(),
            since(late.item),
            style.deadline(shown.deadline),
            cite,
            required(scene, late.item, check),
        ])
    };
    Grid { columns, rows: to.items.iter().enumerate().filter_map(row).collect() }
}

/// A task with its light.
fn lit(scene: &Scene<'_>, task: String, late: &Late<'_>) -> String {
    match &late.light {
        Some(light) => format!("{task}{}", report_words::bracketed(light, scene.source.lang)),
        None => task,
    }
}

/// The figure of a check with its code; in a letter to a place those of its own who fail, each with a code.
fn measured(scene: &Scene<'_>, late: &Late<'_>, (j, check): (RuleView<'_>, &Check)) -> String {
    let roster = &scene.view.data.roster;
    if late.own.is_empty() {
        let shown = CheckView::of(&scene.view, j, check);
        let code = code::of(j.rule, check, check.entity.map(|e| roster.key(e)));
        let code = report_words::bracketed(&code, scene.source.lang);
        return format!("{}{code}", scene.style().measured(&shown.measured));
    }
    let shown = CheckView::of(&scene.view, j, check);
    // Everybody is judged for this: once for the letter, not once for each name.
    let values = scene.source.session.entities(scene.source.judgement, late.item.rule, late.item.check);
    let at = |e: &EntityId| {
        let value = values.iter().find(|x| x.entity == *e).and_then(|x| x.value.clone());
        let value = value.map(|v| format!(" {}{}", shown.figure(&scene.view, &v).to_text(), shown.unit()));
        let code = code::of(j.rule, check, Some(roster.key(*e)));
        let code = report_words::bracketed(&code, scene.source.lang);
        format!("{}{}{code}", scene.view.names.get(*e), value.unwrap_or_default())
    };
    let named: Vec<String> = late.own.iter().take(MOST_OWN).map(at).collect();
    let rest = late.own.len() - named.len();
    let named = report_words::list(named.iter().map(String::as_str), scene.source.lang);
    match (rest, scene.source.lang) {
        (0, _) => named,
        (n, Lang::Zh) => format!("{named}，另有 {n} 个"),
        (n, Lang::En) => format!("{named} and {n} more"),
    }
}

fn required(scene: &Scene<'_>, item: &Item, check: &Check) -> String {
    let needed = needed(&scene.view, item, check);
    if !needed.is_empty() {
        return needed;
    }
    let word = match (item.remedy, check.verdict) {
        (Remedy::Explain, _) => ("说明原因", "explain"),
        (_, Verdict::Unmet) => ("限期整改", "remedy"),
        (_, Verdict::Behind) => ("加快推进", "catch up"),
        (_, Verdict::Missing) => ("补报数据", "report the figures"),
        _ => ("核实更正数据", "verify and correct"),
    };
    scene.say(word.0, word.1).to_owned()
}

/// Who stands against what is late, the nearest first.
fn nearest(scene: &Scene<'_>, to: &Addressee<'_>) -> Vec<String> {
    if matches!(to.who, Who::Place(_)) {
        return Vec::new();
    }
    let of = |l: &Late<'_>| {
        let (j, check) = of_item(&scene.view, l.item)?;
        let lines: Vec<String> =
            who(&scene.view, &CheckView::of(&scene.view, j, check)).into_iter().map(plain).collect();
        (!lines.is_empty())
            .then(|| format!("{}{}{}", j.rule.id, scene.say("：", ": "), lines.join(scene.say("；", "; "))))
    };
    to.items.iter().filter_map(of).collect()
}

fn requirements(scene: &Scene<'_>, to: &Addressee<'_>, reply_by: NaiveDate) -> String {
    let lang = scene.source.lang;
    let day = words::day(reply_by, lang);
    let has_past = to.items.iter().any(|l| l.item.remedy == Remedy::Explain);
    match lang {
        Lang::Zh => {
            let past = if has_past { "时期已过、不能再补的，请说明原因；" } else { "" };
            format!(
                "请对照整改清单逐项研究，能补的限期补上；{past}请于{day}前填写回执报送。对数据有异议的，写明代码。\
                 事项以数据达到目标为准销号。"
            )
        }
        Lang::En => {
            let past = if has_past { " Explain what belongs to a time that is over." } else { "" };
            format!(
                "Go through what is to be remedied, and remedy what can be.{past} Return the slip by {day}. Name the code of a \
                 figure that you dispute. A matter is closed when the data show that the target is reached."
            )
        }
    }
}

fn slip(scene: &Scene<'_>, to: &Addressee<'_>) -> Grid {
    let columns = vec![
        column(scene.say("编号", "No."), 12, Side::Middle),
        column(scene.say("事项", "Duty"), 26, Side::Left),
        column(scene.say("原因和整改措施", "Cause and remedy"), 28, Side::Left),
        column(scene.say("完成时限", "Done by"), 11, Side::Middle),
        column(scene.say("责任人", "Who"), 10, Side::Middle),
        column(scene.say("有异议的代码", "Codes disputed"), 13, Side::Left),
    ];
    let row = |(n, late): (usize, &Late<'_>)| {
        let (j, check) = of_item(&scene.view, late.item)?;
        let number = late.number.clone().unwrap_or_else(|| (n + 1).to_string());
        let blank = String::new;
        Some(vec![number, task(&scene.view, j, check), blank(), blank(), blank(), blank()])
    };
    Grid { columns, rows: to.items.iter().enumerate().filter_map(row).collect() }
}

/// Returns those at or below a place who stand against a check.
pub(super) fn failing_below(scene: &Scene<'_>, item: &Item, place: EntityId) -> Vec<EntityId> {
    let Some((j, check)) = of_item(&scene.view, item) else { return Vec::new() };
    let roster = &scene.view.data.roster;
    if let Some(entity) = check.entity {
        let is_own = entity == place || roster.is_within(entity, place) && check.members.is_none();
        return if is_own { vec![entity] } else { Vec::new() };
    }
    let shown = CheckView::of(&scene.view, j, check);
    let all = shown.named().iter().chain(&check.missing);
    all.copied().filter(|e| roster.is_within(*e, place)).collect()
}
