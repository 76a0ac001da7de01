//! How a place stands in the schemes: points and rank now and before, and whether it is among the last again.

use super::addressee::Who;
use crate::number::shown;
use crate::office::scene::{Scene, points};
use dabiao_eval::{LAST_PLACES, ScoreRow, Scores};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Exact;

/// Returns a sentence for each scheme that ranks a place; none for an office.
pub(super) fn sentences(scene: &Scene<'_>, who: &Who) -> Vec<String> {
    let Who::Place(place) = who else { return Vec::new() };
    let all = &scene.source.judgement.scores;
    all.iter().filter_map(|s| Some(sentence(scene, s, s.rows.iter().find(|r| r.entity == *place)?))).collect()
}

fn sentence(scene: &Scene<'_>, scores: &Scores, row: &ScoreRow) -> String {
    let scheme = scene.view.model.schemes.get(scores.scheme).map_or("", |s| &*s.name);
    let earlier = &scene.source.judgement.earlier;
    let key = scene.view.data.roster.key(row.entity);
    let (best, worst) = &row.rank_bounds;
    let total = row.total.value().map_or_else(|| points(&row.total), |x| shown(x, &[]));
    let rank = row.rank.as_ref().map_or_else(|| format!("{}~{}", best.to_text(), worst.to_text()), Exact::to_text);
    let period = crate::words::term(scores.period, scene.source.lang);
    let before = earlier.period(scheme, scores.period).zip(earlier.last(scheme, scores.period, key));
    let n_last = earlier.n_last(scheme, (scores, row), key);
    let dash = || "-".to_owned();
    let then = before.map(|(p, r)| {
        let (points, rank) = (r.points.clone().unwrap_or_else(dash), r.rank.as_ref().map_or_else(dash, Exact::to_text));
        (crate::words::term(p, scene.source.lang), points, rank)
    });
    match scene.source.lang {
        Lang::Zh => {
            let then = then.map(|(p, points, rank)| format!("，上次（{p}）{points}分、第{rank}名")).unwrap_or_default();
            let again =
                if n_last > 1 { format!("，连续{n_last}次排在后{LAST_PLACES}位") } else { String::new() };
            format!("《{scheme}》{period}得{total}分，第{rank}名{then}{again}。")
        }
        Lang::En => {
            let then =
                then.map(|(p, points, rank)| format!("; in {p} {points} points, rank {rank}")).unwrap_or_default();
            let again = if n_last > 1 {
                format!("; among the last {LAST_PLACES} for {n_last} periods running")
            } else {
                String::new()
            };
            format!("{scheme}, {period}: {total} points, rank {rank}{then}{again}.")
        }
    }
}
