//! Lights as people read them: how many of each colour, and which judgements stand worst.

use super::document::{Column, Document, Line, Table, Tone};
use super::names::Names;
use super::words::say;
use dabiao_data::Dataset;
use dabiao_eval::{LightBoard, LightRow};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Lights;

/// Judgements listed unless all are asked for.
const SHOWN: usize = 20;

/// Writes the lights of one declaration.
pub(super) fn write(
    document: &mut Document,
    (rules, data): (&RuleSet, &Dataset),
    board: &LightBoard,
    (lang, is_full): (Lang, Fullness),
) {
    let model = rules.model();
    let Some(lights) = model.lights.get(board.lights) else { return };
    let name = if lights.name.is_empty() { say(lang, "亮灯", "Lights") } else { &*lights.name };
    document.heading(3, name);
    if let Some(problem) = lights.errors.first() {
        let head = say(lang, "不能亮灯：", "cannot be given: ");
        document.paragraph(Line::of(head, Tone::Strong).text(problem.message(lang)));
        return;
    }
    document.paragraph(counts(lights, board, lang));
    let mut rows: Vec<&LightRow> = board.rows.iter().filter(|r| colour(lights, r) != Some(0)).collect();
    // The worst first; those without a light stand before all.
    rows.sort_by_key(|r| std::cmp::Reverse(colour(lights, r).map_or(usize::MAX, |c| c)));
    let shown = if is_full == Fullness::All { rows.len() } else { rows.len().min(SHOWN) };
    let names = Names::of(&data.roster);
    let mut table = Table::new([
        Column::text(say(lang, "灯", "light"), 4),
        Column::text(say(lang, "规则", "rule"), 8),
        Column::text(say(lang, "对象", "entity"), 8),
        Column::text(say(lang, "时期", "period"), 7),
        Column::text(say(lang, "措施", "action"), 6),
        Column::text(say(lang, "依据", "reason"), 16),
    ]);
    for r in rows.iter().take(shown) {
        let line = r.line.and_then(|l| lights.lines.get(l));
        let light = colour(lights, r).and_then(|c| lights.colours.get(c)).map_or(say(lang, "无灯", "none"), |c| &**c);
        table.row([
            Line::of(light, Tone::Strong),
            Line::of(model.rules.get(r.rule).map_or("", |rule| &*rule.id), Tone::Code),
            Line::from(r.entity.map(|e| names.get(e)).unwrap_or_default()),
            Line::from(r.period.map(super::words::period).unwrap_or_default()),
            Line::from(line.and_then(|l| l.action.as_deref()).unwrap_or("")),
            Line::from(r.reason.get(lang)),
        ]);
    }
    document.table(table);
    if shown < rows.len() {
        let rest = rows.len() - shown;
        let text = match lang {
            Lang::Zh => format!("另有 {rest} 项，见 "),
            Lang::En => format!("{rest} more, see "),
        };
        document.paragraph(Line::of(text, Tone::Faint).and("--detail full", Tone::Code));
    }
}

/// Whether all rows are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fullness {
    /// The worst alone.
    Worst,
    /// All.
    All,
}

fn colour(lights: &Lights, row: &LightRow) -> Option<usize> {
    row.line.and_then(|l| lights.lines.get(l)).map(|l| l.colour)
}

fn counts(lights: &Lights, board: &LightBoard, lang: Lang) -> Line {
    let count = |c: Option<usize>| board.rows.iter().filter(|r| colour(lights, r) == c).count();
    let mut parts: Vec<String> =
        lights.colours.iter().enumerate().map(|(n, name)| format!("{name} {}", count(Some(n)))).collect();
    let dark = count(None);
    if dark > 0 {
        parts.push(format!("{} {dark}", say(lang, "无灯", "none")));
    }
    Line::from(parts.join(say(lang, "，", ", ")))
}
