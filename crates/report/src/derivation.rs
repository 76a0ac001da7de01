//! `explain RULE`: how a verdict came about, step by step, with the figures that were read.

use std::fmt::Write as _;

use super::document::{Document, Line, Node, Tone};
use super::json;
use super::names::Names;
use super::words::say;
use crate::asked::symbol;
use dabiao_data::Dataset;
use dabiao_eval::{Derivation, Observation};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Model;

/// A derivation with what its parts are looked up in.
#[derive(Debug, Clone, Copy)]
pub struct Explained<'a> {
    /// The rules.
    pub rules: &'a RuleSet,
    /// The data.
    pub data: &'a Dataset,
    /// The rule, by position.
    pub rule: usize,
    /// The steps.
    pub steps: &'a [Derivation],
}

struct Context<'a> {
    explained: Explained<'a>,
    names: Names<'a>,
    lang: Lang,
}

/// Figures of one step that are shown; the others are counted.
const FIGURES_SHOWN: usize = 12;

/// Returns the derivation as a tree under the head of its rule.
pub fn derivation(explained: Explained<'_>, lang: Lang) -> Document {
    let mut document = Document::default();
    if let Some(rule) = explained.rules.model().rules.get(explained.rule) {
        let title = rule.title.as_deref().unwrap_or("");
        document.heading(1, Line::of(&*rule.id, Tone::Strong).text(format!("  {title}")));
        let place = format!("{}:{}", rule.file, rule.line);
        let cite = super::words::list(rule.cite.iter().map(|c| &**c), lang);
        document.paragraph(Line::of(format!("{cite}  {place}").trim().to_owned(), Tone::Faint));
    }
    let ctx = Context { explained, names: Names::of(&explained.data.roster), lang };
    let nodes = explained.steps.iter().map(|s| node(&ctx, s)).collect();
    document.blocks.push(super::document::Block::Tree(nodes));
    document
}

fn node(ctx: &Context<'_>, step: &Derivation) -> Node {
    let lang = ctx.lang;
    let value = step.value.get(lang);
    let mut line = Line::of(step.what.get(lang), Tone::Code);
    if !value.is_empty() {
        line = line.and(say(lang, "  得 ", "  = "), Tone::Faint).and(value, Tone::Strong);
    }
    let mut children: Vec<Node> = step.children.iter().map(|s| node(ctx, s)).collect();
    let shown = if step.observations.len() <= FIGURES_SHOWN + 1 { step.observations.len() } else { FIGURES_SHOWN };
    children.extend(step.observations.iter().take(shown).map(|o| leaf(figure(ctx, o))));
    if shown < step.observations.len() {
        let rest = step.observations.len() - shown;
        children.push(leaf(Line::of(
            match lang {
                Lang::Zh => format!("另有 {rest} 个数据，见 --format json"),
                Lang::En => format!("{rest} more figures, see --format json"),
            },
            Tone::Faint,
        )));
    }
    Node { line, children }
}

fn leaf(line: Line) -> Node {
    Node { line, children: Vec::new() }
}

/// A figure and where it stands: `集体经济经营性收入@桂花村[2025] = 4.8万元  (村集体.csv 第 17 行)`.
fn figure(ctx: &Context<'_>, o: &Observation) -> Line {
    let (model, data, lang) = (ctx.explained.rules.model(), ctx.explained.data, ctx.lang);
    let mut head = String::new();
    let name = model.schema.indicator(o.indicator).map_or("", |i| &i.name);
    let entity = ctx.names.get(o.entity);
    let _ = write!(head, "{name}@{entity}");
    if let Some(period) = o.period {
        let _ = write!(head, "[{period}]");
    }
    let value = match (&*o.value, lang) {
        ("", _) => say(lang, "缺数", "missing"),
        ("是", Lang::En) => "yes",
        ("否", Lang::En) => "no",
        (value, _) => value,
    };
    let unit = if o.value.is_empty() { "" } else { unit(model, data, o) };
    Line::from(format!("{head} = ")).and(format!("{value}{unit}"), Tone::Strong).and(origin(data, o, lang), Tone::Faint)
}

/// Returns the symbol of the unit in which a figure is shown.
pub(super) fn unit<'a>(model: &'a Model, data: &'a Dataset, o: &Observation) -> &'a str {
    let series = data.series.get(o.indicator.0 as usize).and_then(Option::as_ref);
    let indicator = model.schema.indicator(o.indicator);
    let of_series = series.and_then(|s| s.unit.as_ref()).or_else(|| indicator.and_then(|i| i.unit.as_ref()));
    let unit = match o.period {
        Some(_) => of_series,
        None => {
            let name = indicator.map_or("", |i| &i.name);
            data.roster.attributes.iter().find(|a| *a.name == *name).and_then(|a| a.unit.as_ref())
        }
    };
    unit.map_or("", symbol)
}

fn origin(data: &Dataset, o: &Observation, lang: Lang) -> String {
    let mut parts = Vec::new();
    if let Some((origin, row)) = o.row.and_then(|r| data.origins.locate(r)) {
        let key = o.period.map(|p| (o.indicator, p, o.entity));
        let cell = o.row.zip(key).and_then(|(r, key)| data.origins.cell(r, key)).filter(|c| c.sheet.is_some());
        parts.push(match (cell, lang) {
            (Some(cell), _) => cell.to_string(),
            (None, Lang::Zh) => format!("{} 第 {row} 行", origin.file),
            (None, Lang::En) => format!("{}, row {row}", origin.file),
        });
    }
    if let Some(status) = json::status(data, o).filter(|s| *s != "missing" || o.row.is_some()) {
        parts.push(status_word(status, lang).to_owned());
    }
    if parts.is_empty() { String::new() } else { format!("  ({})", parts.join(say(lang, "，", ", "))) }
}

fn status_word(status: &'static str, lang: Lang) -> &'static str {
    match (lang, status) {
        (Lang::En, other) => other,
        (Lang::Zh, "missing") => "缺",
        (Lang::Zh, "below_unit") => "不足一个单位",
        (Lang::Zh, "not_applicable") => "不适用",
        (Lang::Zh, "conflict") => "数据冲突",
        (Lang::Zh, "invalid") => "数据有误",
        (Lang::Zh, "provisional") => "初步",
        (Lang::Zh, "revised") => "修订",
        (Lang::Zh, "final") => "最终",
        (Lang::Zh, other) => other,
    }
}
