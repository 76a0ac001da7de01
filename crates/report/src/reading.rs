//! `explain RULE` without data: what a rule asks, as the tool reads it.

use super::document::{Document, Line, Note, Tone};
use super::words::{list, say};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Model, Nature, Period, Rule, Scope, Statement, Time, print};

/// Returns the reading of a rule, by its position.
pub fn reading(rules: &RuleSet, rule: usize, lang: Lang) -> Document {
    let model = rules.model();
    let mut document = Document::default();
    let Some(rule) = model.rules.get(rule) else { return document };
    document.heading(1, Line::of(&*rule.id, Tone::Strong).text(format!("  {}", rule.title.as_deref().unwrap_or(""))));
    for statement in &rule.statements {
        document.paragraph(Line::of(&*statement.text, Tone::Strong));
        document.notes(lines(model, statement, lang));
    }
    document.notes(fields(model, rule, lang));
    document.paragraph(Line::of(format!("{}:{}", rule.file, rule.line), Tone::Faint));
    for problem in &rule.errors {
        let text = format!("{} [{}]", problem.message(lang), problem.code());
        document.paragraph(Line::of(text, Tone::Strong));
    }
    document
}

fn lines(model: &Model, statement: &Statement, lang: Lang) -> Vec<Note> {
    let mut lines = vec![note(say(lang, "范围", "for"), scope(model, &statement.scope, lang))];
    let measured = print::expr_in(&model.schema, &statement.subject, lang);
    lines.push(note(say(lang, "衡量", "measures"), measured));
    for target in &statement.targets {
        lines.push(note(say(lang, "要求", "asks"), format!("{}  {}", target.text, time(&target.time, lang))));
    }
    for exception in &statement.exceptions {
        let who = print::expr_in(&model.schema, &exception.filter, lang);
        let asked: Vec<&str> = exception.targets.iter().map(|t| &*t.text).collect();
        let asked =
            if asked.is_empty() { say(lang, "不作要求", "nothing is asked").into() } else { asked.join(", ") };
        lines.push(note(say(lang, "例外", "except"), format!("{who}: {asked}")));
    }
    lines
}

fn scope(model: &Model, scope: &Scope, lang: Lang) -> String {
    match scope {
        Scope::Unstated => {
            say(lang, "本地区（指标属下级时为其每个对象）", "the region, or every entity of the indicator's level")
                .to_owned()
        }
        Scope::At(places) => {
            let places: Vec<String> = places.iter().map(print::place).collect();
            places.join(say(lang, "、", ", "))
        }
        Scope::Every { level, filter, except } => {
            let mut text =
                format!("{}{}", say(lang, "每个", "every "), super::words::level(&model.schema, level, lang));
            if let Some(filter) = filter {
                let filter = print::expr_in(&model.schema, filter, lang);
                text.push_str(&format!("{}{filter}", say(lang, "，其中 ", " where ")));
            }
            if !except.is_empty() {
                let except: Vec<String> = except.iter().map(print::place).collect();
                text.push_str(&format!("{}{}", say(lang, "，不含 ", " except "), except.join("、")));
            }
            text
        }
    }
}

fn time(time: &Time, lang: Lang) -> String {
    let due = |p: &Period| p.last_day();
    match (time, lang) {
        (Time::By(p), Lang::Zh) => format!("最迟到 {p}（{} 日终评定）", due(p)),
        (Time::By(p), Lang::En) => format!("at {p} at the latest (judged at the end of {})", due(p)),
        (Time::In(p), Lang::Zh) => format!("只看 {p} 一期"),
        (Time::In(p), Lang::En) => format!("in {p} and no other period"),
        (Time::Each { window: Some(w), .. }, Lang::Zh) => format!("{}..{} 每期分别评定", w.from, w.to),
        (Time::Each { window: Some(w), .. }, Lang::En) => format!("each period of {}..{} by itself", w.from, w.to),
        (Time::Each { .. }, Lang::Zh) => "凡有数据的每期分别评定".to_owned(),
        (Time::Each { .. }, Lang::En) => "each period that has data, by itself".to_owned(),
        (Time::Throughout(Some(w)), Lang::Zh) => format!("{}..{} 各期都须保持，一期不符即未达标", w.from, w.to),
        (Time::Throughout(Some(w)), Lang::En) => {
            format!("in all periods of {}..{}; one that fails breaks it", w.from, w.to)
        }
        (Time::Throughout(None), Lang::Zh) => "凡有数据的各期都须保持".to_owned(),
        (Time::Throughout(None), Lang::En) => "in all periods that have data".to_owned(),
        (Time::ByAttribute(_), Lang::Zh) => "按各对象自己的日期".to_owned(),
        (Time::ByAttribute(_), Lang::En) => "by each entity's own date".to_owned(),
        (Time::Newest, Lang::Zh) => "没有写期限：看最新一期数据".to_owned(),
        (Time::Newest, Lang::En) => "no time is given: the newest period that has data".to_owned(),
    }
}

fn fields(model: &Model, rule: &Rule, lang: Lang) -> Vec<Note> {
    let mut fields = Vec::new();
    let mut add = |zh: &'static str, en: &'static str, text: String| {
        if !text.is_empty() {
            fields.push(note(say(lang, zh, en), text));
        }
    };
    let offices = |all: &[std::sync::Arc<str>]| list(all.iter().map(|o| &**o), lang).to_string();
    let plan = rule.plan.and_then(|p| model.plans.get(p.0 as usize)).map(|p| p.name.to_string());
    add("方案", "plan", plan.unwrap_or_default());
    let nature = match rule.nature {
        Some(Nature::Binding) => say(lang, "约束性", "binding"),
        Some(Nature::Expected) => say(lang, "预期性", "expected"),
        None => "",
    };
    add("性质", "nature", nature.to_owned());
    add("牵头", "lead", offices(&rule.lead));
    add("责任", "responsible", offices(&rule.responsible));
    add("配合", "support", offices(&rule.support));
    add("落实", "carried out by", offices(&rule.carry));
    add("依据", "cite", offices(&rule.cite));
    add("说明", "note", rule.note.as_deref().unwrap_or("").to_owned());
    fields
}

fn note(term: &str, text: impl Into<String>) -> Note {
    Note { term: Line::of(term, Tone::Faint), lines: vec![Line::from(text.into())] }
}
