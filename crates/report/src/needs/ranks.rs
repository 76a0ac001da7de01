//! Ranks and grades that missing figures leave open: between which places, and which figures decide it.

use super::{SHOWN, finish};
use crate::document::{Column, Document, Line, Table};
use crate::json::{Detail, Options};
use crate::names::Names;
use crate::words::{self, say};
use dabiao_data::{Dataset, EntityId};
use dabiao_eval::{Need, Needed, ScoreRow, Scores};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Lang;

/// A place or grade that is not decided.
pub(crate) struct OpenRank<'a> {
    pub(crate) scores: &'a Scores,
    pub(crate) row: &'a ScoreRow,
    /// Its own figures that are missing.
    pub(crate) own: Vec<&'a Need>,
    /// Whether points that people give are open for it.
    pub(crate) n_points: usize,
    /// Who else keeps it open: missing figures of theirs may put them before or behind it.
    pub(crate) others: Vec<EntityId>,
}

/// Returns the rows of schemes whose rank or grade is open, scheme by scheme in the order of the rows.
pub(crate) fn open_ranks<'a>(data: &Dataset, needed: &'a Needed, scores: &'a [Scores]) -> Vec<OpenRank<'a>> {
    let mut all = Vec::new();
    for one in scores {
        let is_uncertain = |r: &ScoreRow| r.total.value().is_none();
        for row in one.rows.iter().filter(|r| r.rank.is_none() || r.is_grade_open) {
            let is_own = |n: &&Need| n.schemes.contains(&one.scheme) && data.roster.is_within(n.entity, row.entity);
            // Whoever stands before or behind it for certain keeps nothing open, whatever is missing of them.
            let (best, worst) = &row.rank_bounds;
            let may_pass = |r: &ScoreRow| r.rank_bounds.0 <= *worst && r.rank_bounds.1 >= *best;
            let is_rival = |r: &ScoreRow| r.entity != row.entity && r.group == row.group && may_pass(r);
            let rivals = one.rows.iter().filter(|r| is_uncertain(r) && is_rival(r));
            let n_points = needed.points.iter().filter(|p| p.scheme == one.scheme && p.entity == row.entity).count();
            all.push(OpenRank {
                scores: one,
                row,
                own: needed.figures.iter().filter(is_own).collect(),
                n_points,
                others: rivals.map(|r| r.entity).collect(),
            });
        }
    }
    all
}

/// Lists them.
pub(super) fn write(
    document: &mut Document,
    (rules, data): (&RuleSet, &Dataset),
    needed: &Needed,
    (scores, options): (&[Scores], Options),
) {
    let (lang, model) = (options.lang, rules.model());
    let all = open_ranks(data, needed, scores);
    if all.is_empty() {
        return;
    }
    document.heading(2, say(lang, "未定的名次和等次", "Ranks and grades that are open"));
    let names = Names::of(&data.roster);
    let mut table = Table::new([
        Column::text(say(lang, "考核办法", "scheme"), 14),
        Column::text(say(lang, "对象", "entity"), 8),
        Column::number(say(lang, "名次", "rank"), 6),
        Column::text(say(lang, "等次", "grade"), 6),
        Column::text(say(lang, "等待", "waits for"), 24),
    ]);
    let n_shown = if options.detail == Detail::Full { all.len() } else { SHOWN };
    for open in all.iter().take(n_shown) {
        let scheme = model.schemes.get(open.scores.scheme);
        let grade = match open.row.grade.and_then(|g| scheme?.grades.get(g)) {
            Some(grade) => grade.name.to_string(),
            None if open.row.is_grade_open => say(lang, "未定", "open").to_owned(),
            None => String::new(),
        };
        let (best, worst) = &open.row.rank_bounds;
        let rank = open.row.rank.as_ref().map_or_else(
            || format!("{}{}{}", best.to_text(), say(lang, "至", "–"), worst.to_text()),
            dabiao_lang::model::Exact::to_text,
        );
        table.row([
            Line::from(scheme.map_or("", |s| &s.name)),
            Line::from(names.get(open.row.entity)),
            Line::from(rank),
            Line::from(grade),
            Line::from(waits(open, (rules, data, &names), lang)),
        ]);
    }
    finish(document, table, (all.len(), options));
}

/// Its own figures by name; those of others by who they are.
fn waits(open: &OpenRank<'_>, (rules, data, names): (&RuleSet, &Dataset, &Names<'_>), lang: Lang) -> String {
    let figure = |n: &&Need| {
        let indicator = rules.model().schema.indicator(n.indicator).map_or("", |i| &i.name);
        let of = if n.entity == open.row.entity {
            String::new()
        } else {
            data.roster.get(n.entity).map_or(String::new(), |e| e.name.to_string())
        };
        format!("{of}{indicator} {}", n.period.map(|p| p.to_string()).unwrap_or_default()).trim().to_owned()
    };
    let mut parts: Vec<String> = open.own.iter().map(figure).collect();
    if open.n_points > 0 {
        parts.push(match lang {
            Lang::Zh => format!("评分 {} 项", open.n_points),
            Lang::En => format!("{} points to be entered", open.n_points),
        });
    }
    if open.row.rank.is_none() && !open.others.is_empty() {
        let others: Vec<String> = open.others.iter().map(|id| names.get(*id)).collect();
        let others = words::list(others.iter().map(String::as_str), lang);
        parts.push(match lang {
            Lang::Zh => format!("{others}的数据"),
            Lang::En => format!("the figures of {others}"),
        });
    }
    parts.join(say(lang, "；", "; "))
}
