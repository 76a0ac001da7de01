//! The `scores` of a report: for each scheme the table of points, grades and ranks.
//!
//! Points that missing figures leave open have no value but bounds, in the way of measured values.

use chrono::NaiveDate;
use serde::Serialize;

use super::amount::AmountJson;
use dabiao_data::Dataset;
use dabiao_eval::{Earlier, ItemScore, NextPlace, Points, ScoreRow, Scores};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::scheme::{Entry, Grade, Quota, Scheme};
use dabiao_lang::model::{Exact, Model};

/// One scheme with its table.
#[derive(Debug, Serialize)]
pub struct ScoresJson<'a> {
    scheme: &'a str,
    plan: Option<&'a str>,
    level: &'a str,
    /// The full points, bonus excluded.
    total: Option<String>,
    period: String,
    /// Whether the period has not ended.
    provisional: bool,
    /// What place equal totals take: `skip`, `dense`, `lowest`, `avg`.
    ties: Option<&'static str>,
    grades: Vec<GradeJson<'a>>,
    sections: Vec<SectionJson<'a>>,
    items: Vec<EntryJson<'a>>,
    /// The codes of the errors that keep the scheme from being applied.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    rows: Vec<RowJson<'a>>,
}

#[derive(Debug, Serialize)]
struct GradeJson<'a> {
    name: &'a str,
    /// The total that it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<String>,
    /// The share or number that may have it, in % or without a unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    quota: Option<AmountJson<'a>>,
}

#[derive(Debug, Serialize)]
struct SectionJson<'a> {
    title: &'a str,
    points: Option<String>,
}

#[derive(Debug, Serialize)]
struct EntryJson<'a> {
    id: String,
    kind: &'static str,
    section: Option<&'a str>,
    title: &'a str,
    full: String,
    /// The IDs of the rules that it is measured by.
    rules: Vec<&'a str>,
    /// What is measured and how, as written.
    text: &'a str,
}

/// Points: known, or between bounds.
#[derive(Debug, Serialize)]
struct PointsJson {
    points: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    points_exact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounds: Option<[Option<String>; 2]>,
}

impl PointsJson {
    fn of(points: &Points) -> Self {
        let value = points.value();
        let end = |x: &Option<Exact>| x.as_ref().map(Exact::to_text);
        Self {
            points: value.map(Exact::to_text),
            points_exact: value.and_then(Exact::to_fraction),
            bounds: value.is_none().then(|| [end(&points.low), end(&points.high)]),
        }
    }
}

/// How an entity came out before.
#[derive(Debug, Serialize)]
struct PastJson {
    period: String,
    points: Option<String>,
    rank: Option<String>,
    grade: Option<String>,
    /// How many periods in a row, this one among them, it has been among the last three.
    times_last: usize,
}

#[derive(Debug, Serialize)]
struct RowJson<'a> {
    /// The group in which it is ranked; absent where the scheme has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a str>,
    entity: &'a str,
    name: &'a str,
    #[serde(flatten)]
    points: PointsJson,
    /// The total before rounding, where that makes a difference.
    #[serde(skip_serializing_if = "Option::is_none")]
    unrounded: Option<String>,
    grade: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grade_reason: Option<&'a str>,
    rank: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rank_bounds: Option<[String; 2]>,
    /// What it came to when the scheme was last applied, where a report of that time was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<PastJson>,
    tied: bool,
    vetoed: bool,
    vetoes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    open_vetoes: Vec<&'a str>,
    items: Vec<ItemJson<'a>>,
    bonus: PointsJson,
    deduction: PointsJson,
    next: Option<NextJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct ItemJson<'a> {
    id: String,
    title: &'a str,
    full: String,
    /// `scored`, `missing`, `invalid`, `not_applicable`, `elsewhere`.
    state: &'static str,
    #[serde(flatten)]
    points: PointsJson,
    measured: Option<AmountJson<'a>>,
    how: &'a str,
}

#[derive(Debug, Serialize)]
struct NextJson<'a> {
    /// Who stands one place above.
    entity: &'a str,
    name: &'a str,
    rank: Option<String>,
    /// The points lacking to draw level.
    points: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    points_exact: Option<String>,
    /// Whether it takes more than that.
    more_than: bool,
    /// Whether the items offer enough.
    enough: bool,
    items: Vec<OfferJson<'a>>,
}

#[derive(Debug, Serialize)]
struct OfferJson<'a> {
    id: String,
    title: &'a str,
    /// The points that are still to be had.
    points: String,
    /// The measure at which this item alone would give what is lacking.
    #[serde(skip_serializing_if = "Option::is_none")]
    needed: Option<AmountJson<'a>>,
    /// Where that is a share of members: so many more have to pass, then so many do, of so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<[i64; 3]>,
}

/// `dabiao.rank/1`: the tables alone.
#[derive(Debug, Serialize)]
pub struct RankJson<'a> {
    schema: &'static str,
    as_of: String,
    rules_digest: String,
    data_digest: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<&'a str>,
    scores: Vec<ScoresJson<'a>>,
}

/// Returns the document for some tables.
pub fn rank<'a>(
    (rules, data): (&'a RuleSet, &'a Dataset),
    all: &'a [Scores],
    (as_of, lang): (NaiveDate, Lang),
) -> RankJson<'a> {
    RankJson {
        schema: "dabiao.rank/1",
        as_of: super::iso(as_of),
        rules_digest: rules.digest(),
        data_digest: &data.digest,
        notice: data.notice.as_deref(),
        scores: scores(rules.model(), data, (all, &Earlier::default()), lang),
    }
}

impl RankJson<'_> {
    /// Puts beside every row what the same scheme came to before.
    #[must_use]
    pub fn since(mut self, earlier: &Earlier, all: &[Scores]) -> Self {
        for (table, scores) in self.scores.iter_mut().zip(all) {
            table.since(earlier, scores);
        }
        self
    }
}

impl ScoresJson<'_> {
    fn since(&mut self, earlier: &Earlier, scores: &Scores) {
        let Some(period) = earlier.period(self.scheme, scores.period) else { return };
        for (row, of) in self.rows.iter_mut().zip(&scores.rows) {
            let then = earlier.last(self.scheme, scores.period, row.entity);
            row.earlier = Some(PastJson {
                period: period.to_string(),
                points: then.and_then(|r| r.points.clone()),
                rank: then.and_then(|r| r.rank.as_ref()).map(Exact::to_text),
                grade: then.and_then(|r| r.grade.clone()),
                times_last: earlier.n_last(self.scheme, (scores, of), row.entity),
            });
        }
    }
}

/// What the parts of the table look things up in.
#[derive(Debug, Clone, Copy)]
struct Context<'a> {
    scheme: &'a Scheme,
    data: &'a Dataset,
    lang: Lang,
}

/// Returns the tables of all schemes.
pub fn scores<'a>(
    model: &'a Model,
    data: &'a Dataset,
    (all, earlier): (&'a [Scores], &Earlier),
    lang: Lang,
) -> Vec<ScoresJson<'a>> {
    let of = |s: &'a Scores| {
        let scheme = model.schemes.get(s.scheme)?;
        let mut table = table(model, Context { scheme, data, lang }, s);
        table.since(earlier, s);
        Some(table)
    };
    all.iter().filter_map(of).collect()
}

fn table<'a>(model: &'a Model, ctx: Context<'a>, scores: &'a Scores) -> ScoresJson<'a> {
    let scheme = ctx.scheme;
    let level = &scheme.who.level;
    ScoresJson {
        scheme: &scheme.name,
        plan: scheme.plan.and_then(|p| model.plans.get(p.0 as usize)).map(|p| &*p.name),
        level: level.label.as_deref().unwrap_or_else(|| model.schema.levels.name(level.level)),
        total: scheme.full.as_ref().map(Exact::to_text),
        period: scores.period.to_string(),
        provisional: scores.is_provisional,
        ties: scheme.ties.as_ref().map(|t| t.rule.as_str()),
        grades: scheme.grades.iter().map(grade).collect(),
        sections: scheme
            .sections
            .iter()
            .map(|s| SectionJson { title: &s.title, points: s.points.as_ref().map(Exact::to_text) })
            .collect(),
        items: scheme.entries.iter().enumerate().map(|(n, e)| entry(scheme, n, e)).collect(),
        errors: scheme.errors.iter().map(dabiao_lang::diag::Problem::code).collect(),
        reason: scores.reason.as_ref().map(|r| r.get(ctx.lang)),
        rows: scores.rows.iter().map(|r| row(ctx, r)).collect(),
    }
}

fn grade(g: &Grade) -> GradeJson<'_> {
    let quota = g.quota.as_ref().map(|q| match q {
        Quota::Share(share, _) => AmountJson::number(&(share * &Exact::from(100)), Some("%")),
        Quota::Count(n) => AmountJson::number(n, None),
    });
    GradeJson { name: &g.name, least: g.least.as_ref().map(|(_, x)| x.to_text()), quota }
}

fn entry<'a>(scheme: &'a Scheme, n: usize, e: &'a Entry) -> EntryJson<'a> {
    EntryJson {
        id: scheme.entry_id(n),
        kind: e.kind.as_str(),
        section: e.section.and_then(|s| scheme.sections.get(s)).map(|s| &*s.title),
        title: &e.title,
        full: e.points.to_text(),
        rules: e.rules().iter().map(|r| &*r.id).collect(),
        text: &e.text,
    }
}

fn row<'a>(ctx: Context<'a>, r: &'a ScoreRow) -> RowJson<'a> {
    let scheme = ctx.scheme;
    let grade = r.grade.and_then(|g| scheme.grades.get(g)).map(|g| &*g.name);
    let texts = |list: &'a [usize]| -> Vec<&'a str> {
        list.iter().filter_map(|&v| scheme.vetoes.get(v)).map(|v| &*v.text).collect()
    };
    let (best, worst) = &r.rank_bounds;
    RowJson {
        group: r.group.as_deref(),
        entity: ctx.data.roster.key(r.entity),
        name: ctx.data.roster.get(r.entity).map_or("", |e| &e.name),
        points: PointsJson::of(&r.total),
        unrounded: r.unrounded.value().filter(|u| Some(*u) != r.total.value()).map(Exact::to_text),
        grade,
        grade_reason: r.grade_reason.as_ref().map(|g| g.get(ctx.lang)),
        rank: r.rank.as_ref().map(Exact::to_text),
        rank_bounds: r.rank.is_none().then(|| [best.to_text(), worst.to_text()]),
        earlier: None,
        tied: r.is_tied,
        vetoed: !r.vetoes.is_empty(),
        vetoes: texts(&r.vetoes),
        open_vetoes: texts(&r.open_vetoes),
        items: r.items.iter().enumerate().filter_map(|(n, i)| item(ctx, n, i)).collect(),
        bonus: PointsJson::of(&r.bonus),
        deduction: PointsJson::of(&r.deduction),
        next: r.next.as_ref().map(|n| next(ctx, n)),
        reason: r.reason.as_ref().map(|t| t.get(ctx.lang)),
    }
}

fn item<'a>(ctx: Context<'a>, n: usize, i: &'a ItemScore) -> Option<ItemJson<'a>> {
    let entry = ctx.scheme.entries.get(n)?;
    Some(ItemJson {
        id: ctx.scheme.entry_id(n),
        title: &entry.title,
        full: i.full.to_text(),
        state: i.state.as_str(),
        points: PointsJson::of(&i.points),
        measured: i.measured.as_ref().map(AmountJson::of),
        how: i.how.get(ctx.lang),
    })
}

fn next<'a>(ctx: Context<'a>, n: &'a NextPlace) -> NextJson<'a> {
    NextJson {
        entity: ctx.data.roster.key(n.above),
        name: ctx.data.roster.get(n.above).map_or("", |e| &e.name),
        rank: n.rank.as_ref().map(Exact::to_text),
        points: n.lacking.to_text(),
        points_exact: n.lacking.to_fraction(),
        more_than: n.is_more,
        enough: n.is_enough,
        items: n
            .offers
            .iter()
            .map(|o| OfferJson {
                id: ctx.scheme.entry_id(o.entry),
                title: ctx.scheme.entries.get(o.entry).map_or("", |e| &e.title),
                points: o.points.to_text(),
                needed: o.needed.as_ref().map(AmountJson::of),
                members: o.members.map(|m| [m.more, m.reached, m.total]),
            })
            .collect(),
    }
}
