//! Reading what earlier reports told: points, ranks, grades and lights, as `rank` or `eval` wrote them in JSON.

use chrono::NaiveDate;
use serde::Deserialize;

use dabiao_eval::{Earlier, EarlierLights, EarlierRow, EarlierScores, LightOf};
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Exact, Period};

#[derive(Debug, Deserialize)]
struct Written {
    schema: String,
    as_of: Option<String>,
    #[serde(default)]
    scores: Vec<SchemeWritten>,
    #[serde(default)]
    lights: Vec<LightsWritten>,
}

#[derive(Debug, Deserialize)]
struct SchemeWritten {
    scheme: String,
    period: String,
    #[serde(default)]
    rows: Vec<RowWritten>,
}

#[derive(Debug, Deserialize)]
struct RowWritten {
    entity: String,
    points: Option<String>,
    rank: Option<String>,
    grade: Option<String>,
    #[serde(default)]
    group: Option<String>,
}

#[derive(Debug, Deserialize)]
struct LightsWritten {
    name: String,
    #[serde(default)]
    rows: Vec<LightWritten>,
}

#[derive(Debug, Deserialize)]
struct LightWritten {
    rule: String,
    statement: usize,
    target_index: usize,
    entity: Option<String>,
    light: Option<String>,
}

/// Takes in a report.
///
/// # Errors
/// What is wrong with it, where it is no report with points or lights.
pub fn add(earlier: &mut Earlier, bytes: &[u8]) -> Result<(), Both> {
    let written: Written = serde_json::from_slice(bytes).map_err(|e| {
        Both::of(format!("不是 `rank` 或 `eval` 写的 JSON（{e}）"), format!("no JSON of `rank` or `eval` ({e})"))
    })?;
    if written.scores.is_empty() && written.lights.is_empty() {
        return Err(Both::of(
            format!("这份 `{}` 里没有考核办法的得分，也没有亮灯", written.schema),
            format!("this `{}` holds no points of a scheme and no lights", written.schema),
        ));
    }
    for scheme in written.scores {
        let period = Period::parse(&scheme.period).ok_or_else(|| {
            let text = &scheme.period;
            Both::of(format!("`{text}` 不是时期"), format!("`{text}` is no period"))
        })?;
        let rows = scheme.rows.into_iter().map(row).collect();
        earlier.add_scores(EarlierScores { scheme: scheme.scheme, period, rows });
    }
    let as_of: Option<NaiveDate> = written.as_of.and_then(|d| d.parse().ok());
    for lights in written.lights {
        let Some(as_of) = as_of else { continue };
        let colours = lights.rows.into_iter().filter_map(light).collect();
        earlier.add_lights(EarlierLights { name: lights.name, as_of, colours });
    }
    Ok(())
}

fn row(row: RowWritten) -> EarlierRow {
    // A rank that is averaged over equal ones may be a fraction; one that is no number was not decided.
    let rank = row.rank.as_deref().and_then(place);
    EarlierRow { entity: row.entity, points: row.points, rank, grade: row.grade, group: row.group }
}

fn light(row: LightWritten) -> Option<(LightOf, String)> {
    let of = LightOf { rule: row.rule, statement: row.statement, target: row.target_index, entity: row.entity };
    Some((of, row.light?))
}

/// Reads a place; thousandths are enough for the mean of two places.
fn place(text: &str) -> Option<Exact> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = rest.chars().chain("000".chars()).take(3).collect();
    let thousandths = whole.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
    Some(Exact::ratio(thousandths.into(), 1000))
}
