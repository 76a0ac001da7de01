//! What the audits found, by submitter: what an office sends back to each town.
//!
//! The submitter is the town that an entity lies in; whoever lies in no town submits for itself. Within a submitter
//! results are in order of period and roster.

use super::document::{Column, Document, Line, Note, Table, Tone};
use super::evaluation::cell_place;
use super::intake;
use super::json::{Detail, Options};
use super::names::Names;
use super::number::shown;
use super::words::say;
use dabiao_data::{Dataset, EntityId};
use dabiao_eval::{AuditResult, Intake, Sides};
use dabiao_lang::diag::{Diagnostic, Lang, Place, Severity};
use dabiao_lang::model::{Exact, Model, print};

/// Results shown of one submitter unless all are asked for.
const SHOWN: usize = 40;

/// What one submitter has to see to.
#[derive(Debug)]
pub struct Submitter<'a> {
    /// The town, or whoever submits for itself.
    pub entity: EntityId,
    /// What was found in its data.
    pub results: Vec<&'a AuditResult>,
}

/// How a result stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Must be corrected.
    Hard,
    /// Must be corrected or explained.
    Open,
    /// Is explained.
    Explained,
}

impl Standing {
    /// Returns how a result stands.
    pub fn of(result: &AuditResult) -> Self {
        match (result.is_hard, result.explanation) {
            (true, _) => Standing::Hard,
            (false, None) => Standing::Open,
            (false, Some(_)) => Standing::Explained,
        }
    }

    /// Returns the word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Hard => "hard",
            Standing::Open => "open",
            Standing::Explained => "explained",
        }
    }

    fn word(self, lang: Lang) -> &'static str {
        match self {
            Standing::Hard => say(lang, "强制", "hard"),
            Standing::Open => say(lang, "核实", "to explain"),
            Standing::Explained => say(lang, "已说明", "explained"),
        }
    }

    fn tone(self) -> Tone {
        Tone::Severity(match self {
            Standing::Hard => Severity::Error,
            Standing::Open => Severity::Warning,
            Standing::Explained => Severity::Info,
        })
    }
}

/// Groups results by who submitted the data, in roster order.
pub fn by_submitter<'a>(model: &Model, data: &Dataset, results: &'a [AuditResult]) -> Vec<Submitter<'a>> {
    let town =
        model.schema.levels.all.iter().position(|l| &*l.name == "镇").map(|i| dabiao_lang::model::LevelId(i as u32));
    let mut all: Vec<Submitter<'a>> = Vec::new();
    for result in results {
        let parent = |e: &EntityId| data.roster.get(*e).and_then(|e| e.parent);
        let is_town = |e: &EntityId| data.roster.get(*e).is_some_and(|e| e.level.is_some() && e.level == town);
        let entity = std::iter::successors(Some(result.entity), parent).take(64).find(is_town).unwrap_or(result.entity);
        match all.iter_mut().find(|s| s.entity == entity) {
            Some(submitter) => submitter.results.push(result),
            None => all.push(Submitter { entity, results: vec![result] }),
        }
    }
    all.sort_by_key(|s| s.entity);
    all
}

/// All that is to be said of the data.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// What each submitter has to see to.
    pub submitters: &'a [Submitter<'a>],
    /// Findings on the explanations themselves.
    pub others: &'a [Diagnostic],
    /// What else the reader had to say.
    pub intake: &'a Intake,
}

/// Returns the document for what was found.
pub fn audits(data: &Dataset, found: &Found<'_>, options: Options) -> Document {
    let lang = options.lang;
    let Found { submitters, others, intake } = *found;
    let names = Names::of(&data.roster);
    let mut document = Document::default();
    document.heading(1, say(lang, "审核结果", "Audit results"));
    if submitters.is_empty() {
        // Nothing found in what was read is not nothing found: what was not read may hold anything.
        document.paragraph(match intake.is_empty() {
            true => say(lang, "没有发现问题", "nothing was found"),
            false => say(
                lang,
                "读到的数据都通过了审核；读取时的问题见下",
                "every audit holds for what was read; see below for how the reading went",
            ),
        });
    }
    document.table(summary(&names, submitters, lang));
    for submitter in submitters {
        document.heading(2, names.get(submitter.entity));
        let all = submitter.results.len();
        let shown = if options.detail == Detail::Full { all } else { all.min(SHOWN) };
        let results: Vec<&AuditResult> = submitter.results.iter().take(shown).copied().collect();
        document.table(sides_table(&names, &results, lang));
        document.notes(results.iter().enumerate().map(|(i, r)| note(i + 1, r, lang)).collect());
        if shown < all {
            let rest = all - shown;
            let text = match lang {
                Lang::Zh => format!("另有 {rest} 条，见 "),
                Lang::En => format!("{rest} more, see "),
            };
            document.paragraph(Line::of(text, Tone::Faint).and("--detail full", Tone::Code));
        }
    }
    if !others.is_empty() {
        document.heading(2, say(lang, "关于说明", "On the explanations"));
        let term = |d: &Diagnostic| Line::of(super::diagnostic::severity(d.severity, lang), Tone::Severity(d.severity));
        document.notes(others.iter().map(|d| Note { term: term(d), lines: vec![sentence(d, lang)] }).collect());
    }
    intake::write(&mut document, intake, options);
    document
}

fn summary(names: &Names<'_>, submitters: &[Submitter<'_>], lang: Lang) -> Table {
    let standings = [Standing::Hard, Standing::Open, Standing::Explained];
    let mut table = Table::new([
        Column::text(say(lang, "填报单位", "submitter"), 10),
        Column::number(say(lang, "强制（须更正）", "hard (correct)"), 6),
        Column::number(say(lang, "核实（待说明）", "soft (explain)"), 6),
        Column::number(say(lang, "已说明", "explained"), 6),
    ]);
    let count = |s: &Submitter<'_>, standing| s.results.iter().filter(|r| Standing::of(r) == standing).count();
    let shown = |n: usize| Line::from(if n == 0 { "-".to_owned() } else { n.to_string() });
    for submitter in submitters {
        let counts = standings.iter().map(|s| shown(count(submitter, *s)));
        table.row(std::iter::once(Line::from(names.get(submitter.entity))).chain(counts));
    }
    let totals = standings.iter().map(|s| shown(submitters.iter().map(|one| count(one, *s)).sum()));
    if submitters.len() > 1 {
        table.row(std::iter::once(Line::of(say(lang, "合计", "all"), Tone::Strong)).chain(totals));
    }
    table
}

fn sides_table(names: &Names<'_>, results: &[&AuditResult], lang: Lang) -> Table {
    let mut table = Table::new([
        Column::number("", 2),
        Column::text(say(lang, "对象", "entity"), 8),
        Column::text(say(lang, "时期", "period"), 4),
        Column::text(say(lang, "审核", "audit"), 14),
        Column::number(say(lang, "上报", "reported"), 8),
        Column::text(say(lang, "应", "should be"), 2),
        Column::number(say(lang, "对照", "held against"), 8),
        Column::number(say(lang, "相差", "difference"), 6),
        Column::number(say(lang, "容差", "tolerance"), 4),
        Column::text(say(lang, "级别", "level"), 6),
    ]);
    table.family = Some(0);
    for (i, result) in results.iter().enumerate() {
        let standing = Standing::of(result);
        let [left, should, right, difference, tolerance] = result.sides.as_ref().map(sides).unwrap_or_default();
        table.row([
            Line::from((i + 1).to_string()),
            Line::from(names.get(result.entity)),
            Line::from(result.period.to_string()),
            Line::from(result.title.get(lang)),
            Line::from(left),
            Line::from(should),
            Line::from(right),
            Line::from(difference),
            Line::from(tolerance),
            Line::of(standing.word(lang), standing.tone()),
        ]);
    }
    table
}

fn sides(sides: &Sides) -> [String; 5] {
    let unit = sides.unit.as_ref().map_or("", |u| &*u.symbol);
    let amount = |x: &Exact, other: &Exact| format!("{}{unit}", shown(x, &[other]));
    let bare = |x: &Exact| shown(x, &[]);
    let tolerance = if sides.tolerance.is_zero() { String::new() } else { bare(&sides.tolerance) };
    let should = sides.should.map_or("", print::operator);
    [
        amount(&sides.left, &sides.right),
        should.to_owned(),
        amount(&sides.right, &sides.left),
        bare(&sides.difference()),
        tolerance,
    ]
}

fn note(number: usize, result: &AuditResult, lang: Lang) -> Note {
    let mut lines = vec![sentence(&result.finding, lang)];
    if let Some(e) = &result.finding.explanation {
        lines.push(Line::from(match lang {
            Lang::Zh => format!("说明：{}（{}，{}）", e.text, e.who, e.date),
            Lang::En => format!("explained: {} ({}, {})", e.text, e.who, e.date),
        }));
    }
    if !result.finding.rules.is_empty() {
        let rules = super::words::list(result.finding.rules.iter().take(12).map(String::as_str), lang);
        lines.push(Line::of(format!("{}{rules}", say(lang, "涉及规则 ", "rules: ")), Tone::Faint));
    }
    Note { term: Line::from(number.to_string()), lines }
}

fn sentence(d: &Diagnostic, lang: Lang) -> Line {
    let where_it_is = match &d.place {
        Place::Cell(cell) => format!(" ({})", cell_place(lang, cell)),
        Place::Span(_) | Place::Nowhere => String::new(),
    };
    Line::from(d.problem.message(lang)).and(where_it_is, Tone::Faint).and(format!(" [{}]", d.code()), Tone::Faint)
}
