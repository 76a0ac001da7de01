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

use super::document::{Column, Document, Line, Note, Table, Tone};
use super::intake;
use super::json::{self, Detail, Options};
use super::left;
use super::lights;
use super::ranking::{self, Telling};
use super::view::View;
use super::view::term::{ApartRow, OtherTimes, Part};
use super::view::words::Style;
pub(super) use super::words::cell_place;
use super::words::say;
use dabiao_data::Dataset;
use dabiao_eval::Judgement;
use dabiao_lang::check::RuleSet;

/// Returns the report on a judgement; `judgement` must be that of these rules on these data.
pub fn evaluation(rules: &RuleSet, data: &Dataset, judgement: &Judgement, options: Options) -> Document {
    let ctx = View::of(rules, data, judgement, options);
    let mut document = Document::default();
    let title = say(options.lang, "达标评估报告", "Evaluation report");
    let as_of = say(options.lang, "  截至 ", "  as of ");
    let period = judgement
        .term
        .as_ref()
        .map(|t| format!("  {}", super::words::term(t.period, options.lang)))
        .unwrap_or_default();
    document.heading(1, Line::from(title).text(format!("{period}{as_of}{}", judgement.as_of)));
    let other_times = OtherTimes::of(&ctx, Style::printed(options.lang));
    if let Some(other) = &other_times {
        document.paragraph(other.sentence(&ctx));
    }
    if let Some(notice) = &data.notice {
        document.paragraph(Line::of(notice.trim(), Tone::Faint));
    }
    summary::write(&mut document, &ctx);
    scores(&mut document, (rules, data), judgement, options);
    sections::write(&mut document, &ctx);
    left::write(&mut document, &ctx);
    for (part, rows) in other_times.iter().flat_map(OtherTimes::parts) {
        apart(&mut document, &ctx, (part, rows));
    }
    intake::findings(&mut document, json::findings(judgement), options);
    intake::left_aside(&mut document, &json::ignored(judgement), options);
    footer(&mut document, &ctx, rules, judgement);
    document
}

/// What is owed from before the period, or ahead of it.
fn apart(document: &mut Document, ctx: &View<'_>, (part, rows): (Part, &[ApartRow])) {
    let lang = ctx.options.lang;
    document.heading(2, part.title(lang));
    const WIDTHS: [usize; 9] = [8, 10, 20, 12, 12, 10, 10, 12, 12];
    let columns = part.heads(lang).into_iter().zip(WIDTHS).map(|(head, width)| Column::text(head, width));
    let mut table = Table::new(columns);
    for row in rows {
        let cells = row.cells.iter().map(|c| Line::from(c.as_str()));
        table.row(std::iter::once(summary::verdict(row.verdict, ctx)).chain(cells));
    }
    document.table(table);
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
        ranking::write(document, world, (one, &judgement.earlier), (lang, telling, 3));
    }
    if !judgement.lights.is_empty() {
        document.heading(2, say(lang, "亮灯", "Lights"));
    }
    for board in &judgement.lights {
        let fullness = if is_full { lights::Fullness::All } else { lights::Fullness::Worst };
        lights::write(document, world, board, (lang, fullness));
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
