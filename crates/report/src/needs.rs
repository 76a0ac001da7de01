//! `needs`: which figures are missing, those first that would decide most.

mod ranks;

pub(crate) use ranks::{OpenRank, open_ranks};

use super::document::{Column, Document, Line, Table, Tone};
use super::json::{Detail, Options, set_by};
use super::words::{self, say};
use crate::names::Names;
use dabiao_data::Dataset;
use dabiao_eval::{Need, Needed, PointsNeed, Scores};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Lang;

/// Figures listed unless all are asked for.
const SHOWN: usize = 40;

/// Returns the tables of what is missing, in the order of the lists.
pub fn needs(rules: &RuleSet, data: &Dataset, (needed, scores): (&Needed, &[Scores]), options: Options) -> Document {
    let lang = options.lang;
    let mut document = Document::default();
    document.heading(1, say(lang, "缺少的数据", "Missing figures"));
    match needed.figures.is_empty() {
        true => document.paragraph(say(lang, "没有缺数", "nothing is missing")),
        false => figures(&mut document, (rules, data), &needed.figures, options),
    }
    ranks::write(&mut document, (rules, data), needed, (scores, options));
    if !needed.points.is_empty() {
        document.heading(2, say(lang, "等待录入的评分", "Points to be entered"));
        points(&mut document, (rules, data), &needed.points, options);
    }
    document
}

/// Lists the points that nobody has entered.
fn points(document: &mut Document, (rules, data): (&RuleSet, &Dataset), all: &[PointsNeed], options: Options) {
    let lang = options.lang;
    let names = Names::of(&data.roster);
    let mut table = Table::new([
        Column::text(say(lang, "评分单位", "who enters them"), 14),
        Column::text(say(lang, "考核办法", "scheme"), 16),
        Column::text(say(lang, "项目", "item"), 16),
        Column::text(say(lang, "对象", "entity"), 10),
        Column::text(say(lang, "时期", "period"), 7),
    ]);
    for need in shown(all, options) {
        let scheme = rules.model().schemes.get(need.scheme);
        table.row([
            Line::from(&*need.office),
            Line::from(scheme.map_or("", |s| &s.name)),
            Line::from(scheme.and_then(|s| s.entries.get(need.entry)).map_or("", |e| &e.title)),
            Line::from(names.get(need.entity)),
            Line::from(need.period.to_string()),
        ]);
    }
    finish(document, table, (all.len(), options));
}

/// Lists the figures that are missing.
fn figures(document: &mut Document, (rules, data): (&RuleSet, &Dataset), needs: &[Need], options: Options) {
    let lang = options.lang;
    let names = Names::of(&data.roster);
    let mut table = Table::new([
        Column::text(say(lang, "指标", "indicator"), 16),
        Column::text(say(lang, "对象", "entity"), 10),
        Column::text(say(lang, "时期", "period"), 7),
        Column::number(say(lang, "可定", "decides"), 8),
        Column::text(say(lang, "等待它的规则和考核办法", "rules and schemes that wait for it"), 20),
    ]);
    let model = rules.model();
    for need in shown(needs, options) {
        let ids = need.rules.iter().filter_map(|r| model.rules.get(*r)).map(|r| r.id.to_string());
        let schemes = need.schemes.iter().filter_map(|s| model.schemes.get(*s));
        let head = say(lang, "考核办法 ", "scheme ");
        let waiting: Vec<String> = ids.chain(schemes.map(|s| format!("{head}{}", s.name))).collect();
        table.row([
            Line::from(model.schema.indicator(need.indicator).map_or("", |i| &i.name)),
            Line::from(match set_by(rules, data, need) {
                Some(above) => match lang {
                    Lang::Zh => format!("{}（由{}下达）", names.get(need.entity), names.get(above)),
                    Lang::En => format!("{} (set by {})", names.get(need.entity), names.get(above)),
                },
                None => names.get(need.entity).to_string(),
            }),
            Line::from(need.period.map(|p| p.to_string()).unwrap_or_default()),
            Line::from(need.n_decided.to_string()),
            Line::of(words::list(waiting.iter().map(String::as_str), lang), Tone::Code),
        ]);
    }
    finish(document, table, (needs.len(), options));
}

/// Returns the rows that are listed.
fn shown<T>(all: &[T], options: Options) -> &[T] {
    let n = if options.detail == Detail::Full { all.len() } else { all.len().min(SHOWN) };
    all.get(..n).unwrap_or(all)
}

/// Puts the table into the document, and says how many more rows there are.
fn finish(document: &mut Document, table: Table, (n_all, options): (usize, Options)) {
    let rest = n_all.saturating_sub(table.rows.len());
    document.table(table);
    if rest > 0 {
        let text = match options.lang {
            Lang::Zh => format!("另有 {rest} 项，见 "),
            Lang::En => format!("{rest} more, see "),
        };
        document.paragraph(Line::of(text, Tone::Faint).and("--detail full", Tone::Code));
    }
}
