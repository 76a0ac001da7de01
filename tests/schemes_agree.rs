//! Points, ranks and grades computed twice: by the library and by a naive second program, on schemes and figures made up at random.
//!
//! Where every figure is known both must say the same. Where some are missing, what is told must be true of whatever they turn out
//! to be: the naive program tries many values for each. `SCHEME_SEED=n` shows one world, `SCHEME_CASES=n` tries more.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    missing_docs
)]

use dabiao_data as data;
use dabiao_eval::{self as eval, Detail, Points, ScoreRow};
use dabiao_lang::check;
use dabiao_lang::model::Exact;
use dabiao_lang::source::MemoryFiles;

use crate::schemes::naive::{self, Row};
use crate::schemes::world::{Cell, Dice, Files, R, World, figure_value, int, world};

/// Worlds in one run.
const N_WORLDS: u64 = 3_000;
/// Values that are tried for all missing figures of one world.
const N_TRIES: usize = 24;

fn fraction(x: &Exact) -> R {
    let (n, d) = x.to_parts().expect("points of small schemes are short");
    R::new(n.into(), d.into())
}

/// Scores a world as the library does.
fn scored(files: &Files) -> Vec<ScoreRow> {
    let loaded = check::load_text("case.rules", &files.rules);
    let errors: Vec<_> = loaded
        .diagnostics
        .iter()
        .filter(|d| d.is_error())
        .map(|d| d.problem.message(dabiao_lang::diag::Lang::En))
        .collect();
    assert!(errors.is_empty(), "{errors:?}\n{}", files.rules);
    let request = data::LoadRequest {
        paths: vec!["data.csv".to_owned()],
        roster: Some("roster.csv".to_owned()),
        ..Default::default()
    };
    let tables = MemoryFiles::new([("data.csv", files.table.as_str()), ("roster.csv", files.roster.as_str())]);
    let (data, findings) = data::load(&tables, &request, &loaded.rules.model().schema);
    let data = data.unwrap_or_else(|| panic!("{findings:?}"));
    let day = chrono::NaiveDate::from_ymd_opt(2026, 1, 15).unwrap();
    let judged = eval::Session::new(&loaded.rules, &data, day).evaluate(Detail::Summary);
    let scores = &judged.scores[0];
    assert!(scores.reason.is_none() && !scores.is_provisional, "{:?}", scores.reason);
    scores.rows.clone()
}

/// Returns whether points may come to a number.
fn may_be(points: &Points, x: &R) -> bool {
    points.low.as_ref().is_none_or(|l| fraction(l) <= *x) && points.high.as_ref().is_none_or(|h| fraction(h) >= *x)
}

/// Says where a row tells something else than what is true of one completion.
fn wrong(row: &ScoreRow, truth: &Row, is_complete: bool) -> Option<String> {
    let differs = |what: &str, points: &Points, x: &R| {
        let is_right = if is_complete { points.value().map(fraction).as_ref() == Some(x) } else { may_be(points, x) };
        (!is_right).then(|| {
            let end = |e: &Option<Exact>| e.as_ref().map_or("…".to_owned(), Exact::to_text);
            format!("{what} is {}~{}, expected {x}", end(&points.low), end(&points.high))
        })
    };
    for (i, (item, points)) in row.items.iter().zip(&truth.points).enumerate() {
        let Some(points) = points else { continue };
        // What is left out is shown with no points, whatever becomes of the rest.
        if let Some(found) = differs(&format!("item {i}"), &item.points, points).filter(|_| !is_scaled(row)) {
            return Some(found);
        }
    }
    let of_row = [
        differs("bonus", &row.bonus, &truth.bonus),
        differs("deduction", &row.deduction, &truth.deduction),
        differs("total", &row.total, &truth.total),
    ];
    if let Some(found) = of_row.into_iter().flatten().next() {
        return Some(found);
    }
    let rank = row.rank.as_ref().map(fraction);
    let (best, worst) = (fraction(&row.rank_bounds.0), fraction(&row.rank_bounds.1));
    if rank.as_ref().is_some_and(|r| *r != truth.rank)
        || is_complete && rank.is_none()
        || truth.rank < best
        || truth.rank > worst
    {
        return Some(format!("rank is {rank:?} in {best}~{worst}, expected {}", truth.rank));
    }
    let is_told = !row.is_grade_open;
    if is_told && row.grade != truth.grade || is_complete && !is_told {
        return Some(format!("grade is {:?} (open: {}), expected {:?}", row.grade, row.is_grade_open, truth.grade));
    }
    None
}

/// Items are shown scaled up where others were left out.
fn is_scaled(row: &ScoreRow) -> bool {
    row.items.iter().any(|i| i.full == Exact::ZERO)
}

/// Returns the world with something in the place of each missing figure.
fn completed(world: &World, dice: &mut Dice) -> World {
    let mut done = world.clone();
    for town in &mut done.towns {
        for (figure, cell) in town.cells.iter_mut().enumerate().filter(|(_, c)| **c == Cell::Missing) {
            let far = [int(0), int(if figure == 1 { 100 } else { 1_000 })];
            *cell = Cell::Known(if dice.once_in(3) { dice.one(&far) } else { figure_value(dice, figure) });
        }
    }
    done
}

fn difference(seed: u64) -> Option<String> {
    let mut world = world(seed);
    if world.missing_is_zero {
        // Nobody said what a weight or the ground of a veto counts that is missing.
        let known = Cell::Known(int(1));
        world
            .towns
            .iter_mut()
            .flat_map(|t| &mut t.cells[2..])
            .filter(|c| **c == Cell::Missing)
            .for_each(|c| *c = known.clone());
    }
    let is_complete = world.missing_is_zero || !world.towns.iter().any(|t| t.cells.contains(&Cell::Missing));
    let files = world.files();
    let rows = scored(&files);
    let dice = &mut Dice(seed ^ 0x5eed);
    for _ in 0..if is_complete { 1 } else { N_TRIES } {
        let one = if is_complete { world.clone() } else { completed(&world, dice) };
        let Some(truth) = naive::score(&one) else { continue };
        for ((row, truth), town) in rows.iter().zip(&truth).zip(&one.towns) {
            if let Some(found) = wrong(row, truth, is_complete) {
                let cells: Vec<_> = one.towns.iter().map(|t| (&t.name, &t.cells)).collect();
                return Some(format!(
                    "SCHEME_SEED={seed}: {} {found}\n{}\n{}\n{}\n{cells:?}\n{:?}",
                    town.name, files.rules, files.roster, files.table, row.items
                ));
            }
        }
    }
    None
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn two_programs_agree_on_points_ranks_and_grades() {
    let first = number("SCHEME_SEED").unwrap_or(1);
    let n = number("SCHEME_CASES").unwrap_or(if number("SCHEME_SEED").is_some() { 1 } else { N_WORLDS });
    let found: Vec<String> = (first..first + n).filter_map(difference).collect();
    let heads: Vec<&str> = found.iter().filter_map(|f| f.lines().next()).collect();
    assert!(found.is_empty(), "{} of {n}:\n{}\n\n{}", found.len(), heads.join("\n"), found[0]);
}
