//! `dabiao.needs/1`: which figures are missing, those first that would decide most.

use serde::Serialize;

use crate::needs::{OpenRank, open_ranks};
use dabiao_data::{Dataset, EntityId};
use dabiao_eval::{Need, Needed, PointsNeed, Scores};
use dabiao_lang::check::RuleSet;
use dabiao_lang::model::Exact;

/// The document.
#[derive(Debug, Serialize)]
pub struct NeedsJson<'a> {
    schema: &'static str,
    needs: Vec<NeedJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    points: Vec<PointsJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ranks: Vec<RankJson<'a>>,
}

/// A rank or grade that missing figures leave open.
#[derive(Debug, Serialize)]
struct RankJson<'a> {
    scheme: &'a str,
    period: String,
    entity: &'a str,
    name: &'a str,
    /// The rank, where it is decided and the grade alone is open.
    rank: Option<String>,
    rank_bounds: [String; 2],
    grade: Option<&'a str>,
    grade_open: bool,
    /// Positions in `needs` of its own missing figures, from 0.
    needs: Vec<usize>,
    /// How many points people have still to enter for it.
    points: usize,
    /// Codes of the others whose missing figures keep it open.
    others: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct PointsJson<'a> {
    scheme: &'a str,
    item: &'a str,
    entity: &'a str,
    name: &'a str,
    period: String,
    office: &'a str,
}

#[derive(Debug, Serialize)]
struct NeedJson<'a> {
    indicator: &'a str,
    entity: &'a str,
    name: &'a str,
    period: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    set_by: Option<&'a str>,
    decides: u64,
    rules: Vec<&'a str>,
    schemes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
}

/// Returns the document for what is missing, in the order of the lists.
pub fn needs<'a>(rules: &'a RuleSet, data: &'a Dataset, (needed, scores): (&'a Needed, &'a [Scores])) -> NeedsJson<'a> {
    NeedsJson {
        schema: "dabiao.needs/1",
        needs: needed.figures.iter().map(|n| need(rules, data, n)).collect(),
        points: needed.points.iter().map(|n| points(rules, data, n)).collect(),
        ranks: open_ranks(data, needed, scores).iter().map(|o| rank(rules, data, (needed, o))).collect(),
    }
}

fn rank<'a>(rules: &'a RuleSet, data: &'a Dataset, (needed, open): (&Needed, &OpenRank<'_>)) -> RankJson<'a> {
    let scheme = rules.model().schemes.get(open.scores.scheme);
    let (best, worst) = &open.row.rank_bounds;
    let position = |own: &&Need| needed.figures.iter().position(|n| std::ptr::eq(n, *own));
    RankJson {
        scheme: scheme.map_or("", |s| &s.name),
        period: open.scores.period.to_string(),
        entity: data.roster.key(open.row.entity),
        name: data.roster.get(open.row.entity).map_or("", |e| &e.name),
        rank: open.row.rank.as_ref().map(Exact::to_text),
        rank_bounds: [best.to_text(), worst.to_text()],
        grade: open.row.grade.and_then(|g| scheme?.grades.get(g)).map(|g| &*g.name),
        grade_open: open.row.is_grade_open,
        needs: open.own.iter().filter_map(position).collect(),
        points: open.n_points,
        others: open.others.iter().map(|id| data.roster.key(*id)).collect(),
    }
}

fn points<'a>(rules: &'a RuleSet, data: &'a Dataset, need: &'a PointsNeed) -> PointsJson<'a> {
    let scheme = rules.model().schemes.get(need.scheme);
    PointsJson {
        scheme: scheme.map_or("", |s| &s.name),
        item: scheme.and_then(|s| s.entries.get(need.entry)).map_or("", |e| &e.title),
        entity: data.roster.key(need.entity),
        name: data.roster.get(need.entity).map_or("", |e| &e.name),
        period: need.period.to_string(),
        office: &need.office,
    }
}

/// Returns who owes a task that was not handed down: the place above the one that it is for; nobody owes a measured figure but
/// the place itself.
pub(crate) fn set_by(rules: &RuleSet, data: &Dataset, need: &Need) -> Option<EntityId> {
    rules.model().schema.indicator(need.indicator)?.assigned.as_ref()?;
    data.roster.get(need.entity)?.parent
}

fn need<'a>(rules: &'a RuleSet, data: &'a Dataset, need: &'a Need) -> NeedJson<'a> {
    let model = rules.model();
    let place = need.row.and_then(|r| data.origins.locate(r));
    NeedJson {
        indicator: model.schema.indicator(need.indicator).map_or("", |i| &i.name),
        entity: data.roster.key(need.entity),
        name: data.roster.get(need.entity).map_or("", |e| &e.name),
        period: need.period.map(|p| p.to_string()),
        set_by: set_by(rules, data, need).map(|id| data.roster.key(id)),
        decides: need.n_decided,
        rules: need.rules.iter().filter_map(|r| model.rules.get(*r)).map(|r| &*r.id).collect(),
        schemes: need.schemes.iter().filter_map(|s| model.schemes.get(*s)).map(|s| &*s.name).collect(),
        file: place.map(|(origin, _)| &*origin.file),
        row: place.map(|(_, row)| row),
    }
}
