//! A card for what stands at a place: an indicator, a rule, an amount, a level, a place, a word of the language.

use dabiao_data::{ABSENT, Dataset, Domain, EntityId, SPECIAL, Series};
use dabiao_lang::diag::{Lang, Severity};
use dabiao_lang::model::{Exact, Indicator, IndicatorId, Kind, Model, Rule, print, sentence, walk};
use dabiao_lang::source::{FileId, Span};
use dabiao_lang::syntax::keywords::Keyword;
use dabiao_report::{number, pages, words::say};

use crate::findings::findings;
use crate::hints::with_base;
use crate::lens;
use crate::navigate::symbol_at;
use crate::scan::{WordKind, words};
use crate::snapshot::Snapshot;
use crate::symbol::Symbol;

/// A card in Markdown, with the place that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoverCard {
    /// What it is about.
    pub span: Span,
    /// The card.
    pub markdown: String,
}

/// Returns the card for a place: of the name there, else of the amount or word; behind it the page of a finding there.
pub fn hover(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<HoverCard> {
    let own = named(snapshot, file, offset)
        .or_else(|| amount(snapshot, file, offset))
        .or_else(|| word(snapshot, file, offset));
    let page = page_at(snapshot, file, offset);
    match (own, page) {
        (Some(card), Some(page)) => {
            Some(HoverCard { markdown: format!("{}\n\n---\n\n{}", card.markdown, page.markdown), ..card })
        }
        (own, page) => own.or(page),
    }
}

fn named(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<HoverCard> {
    let span = snapshot.use_at(file, offset)?.span;
    let markdown = match symbol_at(snapshot, file, offset)? {
        Symbol::Indicator(id) => indicator(snapshot, id)?,
        Symbol::Rule(id) => {
            let idx = snapshot.model().rules.iter().position(|r| *r.id == *id)?;
            rule(snapshot, idx)?
        }
        Symbol::Level(name) => level(snapshot, &name)?,
        Symbol::Place(name) => place(snapshot, &name)?,
        Symbol::Code(code) => pages::page(&code)?.to_owned(),
        Symbol::Plan(name) => plan(snapshot.model(), &name, snapshot.lang)?,
        Symbol::Unit(_) | Symbol::Office(_) | Symbol::Scheme(_) => return None,
    };
    Some(HoverCard { span, markdown })
}

fn line(out: &mut String, term: &str, text: &str) {
    if !text.is_empty() {
        out.push_str(&format!("- {term}: {text}\n"));
    }
}

fn indicator(snapshot: &Snapshot, id: IndicatorId) -> Option<String> {
    let (lang, schema) = (snapshot.lang, &snapshot.model().schema);
    let own = schema.indicator(id)?;
    let mut out = format!("**{}**", own.name);
    if !own.is_declared {
        out.push_str(say(lang, "（没有声明）", " (not declared)"));
    }
    out.push_str("\n\n");
    line(&mut out, say(lang, "单位", "unit"), own.unit.as_ref().map_or("", |u| &u.symbol));
    line(&mut out, say(lang, "类型", "kind"), &kind(own, lang));
    line(&mut out, say(lang, "层级", "level"), own.level.map_or("", |l| schema.levels.name(l)));
    line(&mut out, say(lang, "别名", "also"), &own.also.join(say(lang, "、", ", ")));
    line(&mut out, say(lang, "口径", "definition"), own.definition.as_deref().unwrap_or(""));
    let formula = own.formula.as_ref().map(|f| print::expr_in(schema, f, lang)).unwrap_or_default();
    line(&mut out, say(lang, "公式", "formula"), &formula);
    line(&mut out, say(lang, "来源", "source"), own.source.as_deref().unwrap_or(""));
    if let Some(facts) = snapshot.facts() {
        line(&mut out, say(lang, "最新数据", "newest data"), &newest(&facts.data, own, id, lang).unwrap_or_default());
    }
    line(&mut out, say(lang, "规则", "rules"), &rules_of(snapshot.model(), id, lang));
    Some(out.trim_end().to_owned())
}

fn kind(indicator: &Indicator, lang: Lang) -> String {
    match &indicator.kind {
        None => String::new(),
        Some(Kind::Flow) => say(lang, "时期数", "flow").to_owned(),
        Some(Kind::Stock) => say(lang, "时点数", "stock").to_owned(),
        Some(Kind::Ratio) => say(lang, "比率", "ratio").to_owned(),
        Some(Kind::Rank) => say(lang, "名次", "rank").to_owned(),
        Some(Kind::Flag) => say(lang, "是非", "flag").to_owned(),
        Some(Kind::Text) => say(lang, "文字", "text").to_owned(),
        Some(Kind::Grade(grades)) => format!("{} [{}]", say(lang, "等级", "grade"), grades.join(", ")),
    }
}

/// Rules of one card at most.
const RULES_SHOWN: usize = 8;

fn rules_of(model: &Model, id: IndicatorId, lang: Lang) -> String {
    let reads = |rule: &Rule| {
        let mut is_read = false;
        let mut see = |e: &dabiao_lang::model::Expr| {
            is_read |= matches!(e.kind, dabiao_lang::model::ExprKind::Value(i) if i == id);
        };
        rule.statements.iter().for_each(|s| walk::expressions(s, &mut see));
        is_read
    };
    let all: Vec<&str> = model.rules.iter().filter(|r| reads(r)).map(|r| &*r.id).collect();
    let joint = say(lang, "、", ", ");
    let shown = all.get(..all.len().min(RULES_SHOWN)).unwrap_or_default().join(joint);
    match all.len().checked_sub(RULES_SHOWN).filter(|n| *n > 0) {
        Some(n) => format!("{shown}{joint}+{n}"),
        None => shown,
    }
}

/// The newest figure where there is one alone, else how many there are.
fn newest(data: &Dataset, own: &Indicator, id: IndicatorId, lang: Lang) -> Option<String> {
    let series = data.series.get(id.0 as usize)?.as_ref()?;
    let period = series.slabs.iter().map(|s| s.period).max_by_key(|p| p.last_day())?;
    let mut cells: Vec<(EntityId, i64)> = Vec::new();
    for slab in series.slabs.iter().filter(|s| s.period == period) {
        let ids = (slab.first.0..).map(EntityId);
        cells.extend(ids.zip(slab.values.iter().copied()).filter(|(_, v)| *v != ABSENT));
    }
    let symbol = own.unit.as_ref().or(series.unit.as_ref()).map_or("", |u| &*u.symbol);
    match cells.as_slice() {
        [(entity, mantissa)] if *mantissa != SPECIAL => {
            let name = data.roster.get(*entity).map_or("", |e| &e.name);
            let value = value(series, own, *mantissa)?;
            Some(format!("{name} {period}: {value}{symbol}"))
        }
        many => Some(match lang {
            Lang::Zh => format!("{period} 共 {} 个", many.len()),
            Lang::En => format!("{} figures of {period}", many.len()),
        }),
    }
}

fn value(series: &Series, own: &Indicator, mantissa: i64) -> Option<String> {
    let Domain::Number { scale } = series.domain else { return None };
    let base = Exact::from_scaled(mantissa, scale);
    let unit = own.unit.as_ref().or(series.unit.as_ref());
    Some(number::shown(&unit.map_or(base.clone(), |u| u.from_base(&base)), &[]))
}

/// The card of a rule: its sentence, what its thresholds are in base units, its verdict.
fn rule(snapshot: &Snapshot, idx: usize) -> Option<String> {
    let (lang, model) = (snapshot.lang, snapshot.model());
    let rule = model.rules.get(idx)?;
    let mut out = format!("**{}** {}\n\n", rule.id, rule.title.as_deref().unwrap_or(""));
    out.push_str(&sentence::rule(&model.schema, rule, lang));
    out.push_str("\n\n");
    let mut thresholds = Vec::new();
    for target in rule.statements.iter().flat_map(|s| &s.targets) {
        walk::target(target, &mut |e| {
            if let dabiao_lang::model::ExprKind::Quantity(q) = &e.kind
                && crate::hints::in_base_units(q).is_some()
            {
                thresholds.push(with_base(q));
            }
        });
    }
    line(&mut out, say(lang, "阈值", "thresholds"), &thresholds.join(say(lang, "、", ", ")));
    if let Some(judged) = snapshot.judgement().and_then(|j| j.rules.get(idx)) {
        line(&mut out, say(lang, "结论", "verdict"), &lens::words_of(snapshot, rule, judged));
    }
    let offices: Vec<&str> = rule.lead.iter().chain(&rule.responsible).map(|o| &**o).collect();
    line(&mut out, say(lang, "牵头、责任", "answers for it"), &offices.join(say(lang, "、", ", ")));
    let cite: Vec<&str> = rule.cite.iter().map(|c| &**c).collect();
    line(&mut out, say(lang, "依据", "cite"), &cite.join(say(lang, "、", ", ")));
    for problem in &rule.errors {
        line(&mut out, problem.code(), &problem.message(lang));
    }
    Some(out.trim_end().to_owned())
}

fn plan(model: &Model, name: &str, lang: Lang) -> Option<String> {
    let (idx, plan) = model.plans.iter().enumerate().find(|(_, p)| *p.name == *name)?;
    let n_rules = model.rules.iter().filter(|r| r.plan.is_some_and(|p| p.0 as usize == idx)).count();
    let mut out = format!("**{}**\n\n", plan.name);
    line(&mut out, say(lang, "文号", "number"), plan.number.as_deref().unwrap_or(""));
    let region = plan.region.as_ref().map(print::place).unwrap_or_default();
    line(&mut out, say(lang, "地区", "region"), &region);
    let window = plan.window.map(|w| format!("{}..{}", w.from, w.to)).unwrap_or_default();
    line(&mut out, say(lang, "期间", "period"), &window);
    line(&mut out, say(lang, "规则", "rules"), &n_rules.to_string());
    Some(out.trim_end().to_owned())
}

fn level(snapshot: &Snapshot, name: &str) -> Option<String> {
    let levels = &snapshot.model().schema.levels;
    let (id, label) = levels.find(name)?;
    let mut chain = vec![levels.name(id)];
    let mut at = levels.get(id).and_then(|l| l.parent);
    // No chain is longer than there are levels.
    for _ in 0..levels.all.len() {
        let Some(above) = at else { break };
        chain.push(levels.name(above));
        at = levels.get(above).and_then(|l| l.parent);
    }
    chain.reverse();
    let of = label.map(|l| format!("**{l}** = ")).unwrap_or_default();
    let mut out = format!("{of}{}", chain.join(" > "));
    if let Some(facts) = snapshot.facts() {
        let is_one =
            |e: &&dabiao_data::Entity| e.level == Some(id) && label.is_none_or(|l| e.label.as_deref() == Some(l));
        let n = facts.data.roster.entities.iter().filter(is_one).count();
        out.push_str(&match snapshot.lang {
            Lang::Zh => format!("\n\n名录里有 {n} 个"),
            Lang::En => format!("\n\n{n} in the roster"),
        });
    }
    Some(out)
}

/// Every place of that name or code in the roster, with those above it.
fn place(snapshot: &Snapshot, name: &str) -> Option<String> {
    let roster = &snapshot.facts()?.data.roster;
    let is_named = |e: &dabiao_data::Entity| *e.name == *name || (!e.code.is_empty() && *e.code == *name);
    let found: Vec<String> = roster
        .entities
        .iter()
        .filter(|e| is_named(e))
        .map(|e| {
            let mut path = vec![&*e.name];
            let mut at = e.parent;
            for _ in 0..16 {
                let Some(above) = at.and_then(|id| roster.get(id)) else { break };
                path.push(&above.name);
                at = above.parent;
            }
            path.reverse();
            format!("- {} {}", path.join("/"), e.code)
        })
        .collect();
    (!found.is_empty()).then(|| found.join("\n").trim_end().to_owned())
}

/// The card of an amount: what it is in base units.
fn amount(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<HoverCard> {
    let mut found = None;
    for statement in snapshot.model().rules.iter().flat_map(|r| &r.statements).filter(|s| s.span.file == file) {
        walk::expressions(statement, &mut |e| {
            if let dabiao_lang::model::ExprKind::Quantity(q) = &e.kind
                && e.span.start <= offset
                && offset <= e.span.end
                && q.unit.is_some()
            {
                found = Some(HoverCard { span: e.span, markdown: with_base(q) });
            }
        });
    }
    found
}

/// The card of a word of the language: its spellings.
fn word(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<HoverCard> {
    let text = snapshot.text(file);
    let at = words(text).into_iter().find(|w| w.start <= offset && offset < w.end)?;
    let is_word = matches!(at.kind, WordKind::Run | WordKind::Symbol);
    let entry = Keyword::from_word(at.of(text)).filter(|_| is_word)?.entry()?;
    let markdown = format!("{} = {}", entry.zh.join(" "), entry.en.join(" "));
    Some(HoverCard { span: Span { file, start: at.start, end: at.end }, markdown })
}

/// Returns the page of a code.
pub fn page(code: &str) -> Option<String> {
    pages::page(code).map(str::to_owned)
}

/// The page of the finding at a place.
fn page_at(snapshot: &Snapshot, file: FileId, offset: u32) -> Option<HoverCard> {
    let found = findings(snapshot, file);
    // A hint is said beside the text; its page would hide the card under it.
    let at = found.iter().filter(|f| f.severity() != Severity::Info && f.span.start <= offset && offset <= f.span.end);
    let closest = at.min_by_key(|f| f.span.end - f.span.start)?;
    Some(HoverCard { span: closest.span, markdown: pages::page(closest.diagnostic.code())?.to_owned() })
}
