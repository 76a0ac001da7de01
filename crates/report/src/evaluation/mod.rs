//! The report on a run: what a county reads after an evaluation.
//!
//! Takes rules, data and their judgement, gives a [`Document`]: summary by verdict and by office; then each plan with its
//! sections in the order of its rules, a table of targets and what is to be said about each; then findings in the data,
//! what was left aside, and what the report rests on. INVARIANT: nothing is cut without saying how much and where the
//! whole is to be seen.

pub(super) mod details;
pub(super) mod sections;
pub(super) mod summary;
pub(super) mod targets;

use super::diagnostic;
use super::document::{Document, Line, Note, Tone};
use super::json::{self, Detail, Options};
use super::lights;
use super::ranking::{self, Telling};
use super::view::View;
use super::words::say;
use dabiao_data::Dataset;
use dabiao_eval::Judgement;
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::{Cell, Diagnostic, Lang, Place};

/// Findings shown unless all are asked for.
const FINDINGS_SHOWN: usize = 20;

/// Returns the report on a judgement; `judgement` must be that of these rules on these data.
pub fn evaluation(rules: &RuleSet, data: &Dataset, judgement: &Judgement, options: Options) -> Document {
    let ctx = View::of(rules, data, judgement, options);
    let mut document = Document::default();
    let title = say(options.lang, "达标评估报告", "Evaluation report");
    let as_of = say(options.lang, "  截至 ", "  as of ");
    document.heading(1, Line::from(title).text(format!("{as_of}{}", judgement.as_of)));
    if let Some(notice) = &data.notice {
        document.paragraph(Line::of(notice.trim(), Tone::Faint));
    }
    summary::write(&mut document, &ctx);
    scores(&mut document, (rules, data), judgement, options);
    sections::write(&mut document, &ctx);
    findings(&mut document, &ctx, judgement);
    left_aside(&mut document, &ctx, judgement);
    footer(&mut document, &ctx, rules, judgement);
    document
}

/// Ranks and lights stand before the rules, in short; `rank` tells more.
fn scores(document: &mut Document, world: (&RuleSet, &Dataset), judgement: &Judgement, options: Options) {
    let lang = options.lang;
    let is_full = options.detail == Detail::Full;
    let telling = if is_full { Telling::Items(None) } else { Telling::Brief };
    if !judgement.scores.is_empty() {
        document.heading(2, say(lang, "考核得分", "Scores"));
    }
    for one in &judgement.scores {
        ranking::write(document, world, one, (lang, telling, 3));
    }
    if !judgement.lights.is_empty() {
        document.heading(2, say(lang, "亮灯", "Lights"));
    }
    for board in &judgement.lights {
        let fullness = if is_full { lights::Fullness::All } else { lights::Fullness::Worst };
        lights::write(document, world, board, (lang, fullness));
    }
}

fn findings(document: &mut Document, ctx: &View<'_>, judgement: &Judgement) {
    let lang = ctx.options.lang;
    let mut all = json::findings(judgement);
    if all.is_empty() {
        return;
    }
    // The sort is stable: within one severity findings stay in the order of their places.
    all.sort_by_key(|d| d.severity);
    document.heading(2, say(lang, "发现的问题", "Findings"));
    let shown = limit(ctx, all.len());
    document.notes(all.iter().take(shown).map(|d| finding(ctx, d)).collect());
    rest(document, ctx, all.len() - shown);
}

fn finding(ctx: &View<'_>, d: &Diagnostic) -> Note {
    let lang = ctx.options.lang;
    let word = diagnostic::severity(d.severity, lang);
    let term = Line::of(word, Tone::Severity(d.severity));
    let place = match &d.place {
        Place::Cell(cell) => format!(" ({})", cell_place(lang, cell)),
        Place::Span(_) | Place::Nowhere => String::new(),
    };
    let first =
        Line::from(d.problem.message(lang)).and(place, Tone::Faint).and(format!(" [{}]", d.code()), Tone::Faint);
    let mut lines = vec![first];
    if let Some(e) = &d.explanation {
        let said = match lang {
            Lang::Zh => format!("说明：{}（{}，{}）", e.text, e.who, e.date),
            Lang::En => format!("explained: {} ({}, {})", e.text, e.who, e.date),
        };
        lines.push(Line::from(said));
    }
    if !d.rules.is_empty() {
        let about = say(lang, "涉及规则 ", "rules: ");
        lines.push(Line::of(format!("{about}{}", shortened(ctx, &d.rules)), Tone::Faint));
    }
    Note { term, lines }
}

fn shortened(ctx: &View<'_>, rules: &[String]) -> String {
    const SHOWN: usize = 12;
    let is_full = ctx.options.detail == Detail::Full;
    let shown = if is_full { rules.len() } else { rules.len().min(SHOWN) };
    let mut text = super::words::list(rules.iter().take(shown).map(String::as_str), ctx.options.lang);
    if shown < rules.len() {
        text.push_str(&match ctx.options.lang {
            Lang::Zh => format!(" 等 {} 条", rules.len()),
            Lang::En => format!(" and {} more", rules.len() - shown),
        });
    }
    text
}

/// Returns where a cell is, in words.
pub(super) fn cell_place(lang: Lang, cell: &Cell) -> String {
    if cell.sheet.is_some() {
        return cell.to_string();
    }
    let mut text = cell.file.clone();
    let parts = [(cell.row, say(lang, "行", "row ")), (cell.column, say(lang, "列", "column "))];
    for (n, word) in parts.into_iter().filter(|(n, _)| *n > 0) {
        text.push_str(&match lang {
            Lang::Zh => format!(" 第 {n} {word}"),
            Lang::En => format!(", {word}{n}"),
        });
    }
    text
}

fn left_aside(document: &mut Document, ctx: &View<'_>, judgement: &Judgement) {
    let lang = ctx.options.lang;
    let all = json::ignored(judgement);
    if all.is_empty() {
        return;
    }
    document.heading(2, say(lang, "未采用的数据", "Left aside"));
    let shown = limit(ctx, all.len());
    let note = |i: &&dabiao_data::Ignored| Note {
        term: Line::from(match lang {
            Lang::Zh => format!("{} 处", i.count),
            Lang::En => format!("{}x", i.count),
        }),
        lines: vec![Line::from(i.what.get(lang)).and(format!(" ({})", cell_place(lang, &i.cell)), Tone::Faint)],
    };
    document.notes(all.iter().take(shown).map(note).collect());
    rest(document, ctx, all.len() - shown);
}

fn limit(ctx: &View<'_>, n_all: usize) -> usize {
    match ctx.options.detail {
        Detail::Full => n_all,
        Detail::Normal => n_all.min(FINDINGS_SHOWN),
    }
}

fn rest(document: &mut Document, ctx: &View<'_>, n_rest: usize) {
    if n_rest > 0 {
        let before = match ctx.options.lang {
            Lang::Zh => format!("另有 {n_rest} 条，见 "),
            Lang::En => format!("{n_rest} more, see "),
        };
        document.paragraph(Line::of(before, Tone::Faint).and("--detail full", Tone::Code));
    }
}

/// How final the figures are that the report rests on, the newest periods first.
fn vintages(ctx: &View<'_>) -> Option<String> {
    const SHOWN: usize = 5;
    let lang = ctx.options.lang;
    let words = [
        say(lang, "初步", "provisional"),
        say(lang, "未注明", "not stated"),
        say(lang, "修订", "revised"),
        say(lang, "最终", "final"),
    ];
    let all = ctx.data.vintages();
    let of_period = |(period, counts): (&dabiao_lang::model::Period, &[u64; 4])| {
        let parts = words.iter().zip(counts).filter(|(_, n)| **n > 0).map(|(word, n)| format!("{word} {n}"));
        format!("{period}{}{}", say(lang, "：", ": "), parts.collect::<Vec<_>>().join(say(lang, "，", ", ")))
    };
    let mut lines: Vec<String> = all.iter().rev().take(SHOWN).map(of_period).collect();
    if all.len() > SHOWN {
        lines.push("…".to_owned());
    }
    (!lines.is_empty()).then(|| lines.join(say(lang, "；", "; ")))
}

fn footer(document: &mut Document, ctx: &View<'_>, rules: &RuleSet, judgement: &Judgement) {
    let lang = ctx.options.lang;
    document.heading(2, say(lang, "依据", "What this report rests on"));
    let note = |term: &'static str, text: String| Note { term: Line::from(term), lines: vec![Line::from(text)] };
    let mut notes = vec![
        note(say(lang, "截至日", "as of"), judgement.as_of.to_string()),
        note(say(lang, "规则摘要", "rules digest"), rules.digest()),
        note(say(lang, "数据摘要", "data digest"), ctx.data.digest.clone()),
    ];
    if let Some(text) = vintages(ctx) {
        notes.push(note(say(lang, "数据版本", "vintages"), text));
    }
    if !ctx.data.roster.is_given {
        let text = say(
            lang,
            "没有名录：没有报过数的对象无从得知，不在本报告之内",
            "no roster was given: entities that reported nothing cannot be seen here",
        );
        notes.push(note(say(lang, "名录", "roster"), text.to_owned()));
    }
    if let Some(notice) = &ctx.data.notice {
        notes.push(note(say(lang, "声明", "notice"), notice.trim().to_owned()));
    }
    document.notes(notes);
}
