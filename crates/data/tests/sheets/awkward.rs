//! What people do to a finished table: numbers of rows, blanks within names, sums between, a row hidden.

use super::grid::{Grid, Made, Rows, text};
use super::{Layout, PeriodAt, Quirk, Recipe, Truth, VILLAGES};

/// The column of the villages' names.
fn name_column(recipe: Recipe) -> usize {
    usize::from(recipe.layout == Layout::WideByTown)
}

/// Changes header and rows.
pub fn change(recipe: Recipe, (header, body): (&mut Rows, &mut Rows), truth: &mut Truth) {
    if recipe.period == PeriodAt::Nowhere {
        truth.clear();
    }
    match recipe.quirk {
        Quirk::Serial => serial(header, body),
        Quirk::Codes => codes(recipe, header, body),
        Quirk::PaddedNames => rename(header, body, |n| n.chars().map(String::from).collect::<Vec<_>>().join(" ")),
        Quirk::JoinedNames => rename(header, body, |n| format!("{}{n}", town_of(n))),
        Quirk::BlankRows => {
            let (width, at) = (header[0].len(), body.len().min(2));
            body.insert(at, vec![Made::Blank; width]);
            body.insert(0, vec![Made::Blank; width]);
        }
        Quirk::TextNumbers => body.iter_mut().flatten().for_each(with_commas),
        Quirk::MergedTown => {
            for row in [1, 3] {
                body[row][0] = Made::Blank;
            }
        }
        Quirk::SubTotals => sub_totals(recipe, body),
        Quirk::ThreeRows => three_rows(recipe, header),
        Quirk::Unrelated => unrelated(header, body),
        Quirk::Missing => missing(recipe, body, truth),
        Quirk::Remarks => {
            header[0].push(text("备注"));
            header.iter_mut().skip(1).for_each(|r| r.push(Made::Blank));
            body.iter_mut().for_each(|r| r.push(Made::Blank));
            body[0].pop();
            body[0].push(text("已核实"));
        }
        _ => {}
    }
}

/// Marks what only the file keeps.
pub fn mark(recipe: Recipe, first: u32, grid: &mut Grid) {
    match recipe.quirk {
        Quirk::HiddenRow => grid.hidden_rows.push(first + 1),
        Quirk::MergedTown => grid.merges.extend([(first, 0, first + 1, 0), (first + 2, 0, first + 3, 0)]),
        _ => {}
    }
}

fn serial(header: &mut Rows, body: &mut Rows) {
    for (i, row) in header.iter_mut().enumerate() {
        row.insert(0, if i == 0 { text("序号") } else { Made::Blank });
    }
    for (i, row) in body.iter_mut().enumerate() {
        row.insert(0, Made::Number((i + 1).to_string(), ""));
    }
}

fn codes(recipe: Recipe, header: &mut Rows, body: &mut Rows) {
    let at = name_column(recipe);
    let head = if recipe.layout == Layout::TownBlocks { "代码" } else { "村代码" };
    for (i, row) in header.iter_mut().enumerate() {
        row.insert(at, if i == 0 { text(head) } else { Made::Blank });
    }
    for row in body.iter_mut() {
        let name = row[at].clone();
        let towns = [("河口镇", "101"), ("云台镇", "102")];
        let code = VILLAGES.iter().map(|v| (v.0, v.1)).chain(towns).find(|(n, _)| text(n) == name).unwrap().1;
        row.insert(at, Made::Number(code.to_owned(), ""));
    }
}

fn town_of(village: &str) -> &'static str {
    if village.starts_with(['东', '西']) { "河口镇" } else { "云台镇" }
}

fn rename(header: &mut Rows, body: &mut Rows, change: impl Fn(&str) -> String) {
    for cell in header.iter_mut().chain(body.iter_mut()).flatten() {
        if let Made::Text(t) = cell
            && VILLAGES.iter().any(|v| v.0 == t)
        {
            *t = change(t);
        }
    }
}

/// A number as text with commas, as copied out of a document.
fn with_commas(cell: &mut Made) {
    let Made::Number(n, "") = cell else { return };
    let (whole, rest) = n.split_once('.').map_or((n.as_str(), String::new()), |(w, r)| (w, format!(".{r}")));
    // A year is written without.
    if whole.len() < 5 {
        return;
    }
    let at = whole.len() - 3;
    *cell = Made::Text(format!("{},{}{rest}", &whole[..at], &whole[at..]));
}

fn number(cell: &Made) -> Option<i64> {
    let Made::Number(n, _) = cell else { return None };
    n.parse::<f64>().ok().map(|x| (x * 1e6).round() as i64)
}

/// `小计` behind the villages of each town.
fn sub_totals(recipe: Recipe, body: &mut Rows) {
    let at = name_column(recipe);
    for (town, end) in [("云台镇", 4), ("河口镇", 2)] {
        let two = [body[end - 2].clone(), body[end - 1].clone()];
        let sum = |c: usize| match (number(&two[0][c]), number(&two[1][c]), &two[0][c]) {
            (Some(a), Some(b), Made::Number(_, format)) => {
                let sum = (a + b) as f64 / 1e6;
                Made::Number(sum.to_string(), format)
            }
            _ => Made::Blank,
        };
        let mut row: Vec<Made> = (0..two[0].len()).map(sum).collect();
        if recipe.period == PeriodAt::Column {
            row[at + 1] = two[0][at + 1].clone();
        }
        row[0] = if at == 1 { text(town) } else { text(&format!("{town}小计")) };
        if at == 1 {
            row[1] = text("小计");
        }
        body.insert(end, row);
    }
}

/// A head over the heads: 收入情况.
fn three_rows(recipe: Recipe, header: &mut Rows) {
    let at = name_column(recipe) + 1 + usize::from(recipe.period == PeriodAt::Column);
    let mut over = vec![Made::Blank; header[0].len()];
    over[at] = text("收入情况");
    // The names stand in the topmost row, and so does the last column, which is in no group.
    let last = over.len() - 1;
    for column in (0..at).chain([last]) {
        over[column] = std::mem::take(&mut header[0][column]);
    }
    header.insert(0, over);
}

/// Columns of other indicators, some of which sound alike.
fn unrelated(header: &mut Rows, body: &mut Rows) {
    for (head, figure) in [("常住人口（人）", "1200"), ("集体收入增长率（%）", "7.5"), ("人均集体收入（元）", "350")]
    {
        header[0].push(text(head));
        header.iter_mut().skip(1).for_each(|r| r.push(Made::Blank));
        body.iter_mut().for_each(|r| r.push(Made::Number(figure.to_owned(), "")));
    }
}

/// One figure is `-`.
fn missing(recipe: Recipe, body: &mut Rows, truth: &mut Truth) {
    let row = usize::from(recipe.layout == Layout::TownBlocks);
    let last = body[row].len() - 1;
    body[row][last] = text("-");
    let (indicator, period) = match recipe.layout {
        Layout::Years => ("集体收入", "2025"),
        Layout::Months => ("集体收入", "2025-06"),
        _ => ("户数", "2025"),
    };
    truth.remove(&(indicator.to_owned(), VILLAGES[0].0.to_owned(), period.to_owned()));
}
