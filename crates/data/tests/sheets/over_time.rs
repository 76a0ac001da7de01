//! Tables with periods across.

use super::grid::{Made, Rows, Village, know, text};
use super::{Quirk, Recipe, Truth, UnitAt, VILLAGES};

type Figure = (&'static str, fn(&Village) -> i64);
const FIGURES: [Figure; 3] = [("集体收入", |v| v.2), ("经营收入", |v| v.3), ("户数", |v| v.4)];
const YEARS: [(&str, i64); 2] = [("2024", 90), ("2025", 100)];

fn figure(recipe: Recipe, indicator: &str, value: i64) -> Made {
    if indicator == "户数" { Made::Number(value.to_string(), "") } else { recipe.money(value) }
}

fn name_head(recipe: Recipe) -> Made {
    text(if recipe.quirk == Quirk::SpacedHeads { "村  名" } else { "村名" })
}

/// What stands behind a period over figures of money.
fn unit_behind(recipe: Recipe) -> &'static str {
    match recipe.unit {
        UnitAt::HeaderWan => "（万元）",
        UnitAt::HeaderYuan => "（元）",
        _ => "",
    }
}

/// A table of one indicator with years across.
pub fn years(recipe: Recipe, truth: &mut Truth) -> (Rows, Rows) {
    let unit = unit_behind(recipe);
    let mut head = vec![name_head(recipe)];
    if recipe.quirk == Quirk::Headless {
        head.push(Made::Blank);
    }
    head.extend(["2024年", "2025年"].map(|y| text(&format!("{y}{unit}"))));
    let mut rows = Rows::new();
    for (name, _, income, ..) in VILLAGES {
        know(truth, "集体收入", name, "2024", income * 9 / 10);
        know(truth, "集体收入", name, "2025", income);
        let mut row = vec![text(name)];
        if recipe.quirk == Quirk::Headless {
            row.push(Made::Number("7.5".to_owned(), ""));
        }
        row.extend([recipe.money(income * 9 / 10), recipe.money(income)]);
        rows.push(row);
    }
    if recipe.quirk == Quirk::TotalRow {
        let sum: i64 = VILLAGES.iter().map(|v| v.2).sum();
        let last: i64 = VILLAGES.iter().map(|v| v.2 * 9 / 10).sum();
        rows.push(vec![text("合计"), recipe.money(last), recipe.money(sum)]);
    }
    (vec![head], rows)
}

/// A table of one indicator with the months of the year across.
pub fn months(recipe: Recipe, truth: &mut Truth) -> (Rows, Rows) {
    let unit = unit_behind(recipe);
    let mut head = vec![name_head(recipe)];
    head.extend((1..=6).map(|m| text(&format!("{m}月{unit}"))));
    if recipe.quirk == Quirk::TotalColumn {
        head.push(text("合计"));
    }
    let mut rows = Rows::new();
    for (name, _, income, ..) in VILLAGES {
        let mut row = vec![text(name)];
        let mut sum = 0;
        for month in 1..=6 {
            let value = income * (month + 10) / 100;
            sum += value;
            know(truth, "集体收入", name, &format!("2025-{month:02}"), value);
            row.push(recipe.money(value));
        }
        if recipe.quirk == Quirk::TotalColumn {
            row.push(recipe.money(sum));
        }
        rows.push(row);
    }
    (vec![head], rows)
}

/// Years under every indicator.
pub fn group_years(recipe: Recipe, truth: &mut Truth) -> (Rows, Rows) {
    let (mut first, mut second) = (vec![name_head(recipe)], vec![Made::Blank]);
    for (indicator, _) in FIGURES {
        first.push(text(&if indicator == "户数" { indicator.to_owned() } else { recipe.head(indicator) }));
        first.push(Made::Blank);
        second.extend(YEARS.map(|(year, _)| text(&format!("{year}年"))));
    }
    let row = |village: &Village, truth: &mut Truth| {
        let mut row = vec![text(village.0)];
        for (indicator, value) in FIGURES {
            for (year, share) in YEARS {
                let value = value(village) * share / 100;
                know(truth, indicator, village.0, year, value);
                row.push(figure(recipe, indicator, value));
            }
        }
        row
    };
    let rows = VILLAGES.iter().map(|v| row(v, truth)).collect();
    (vec![first, second], rows)
}

/// Indicators under every year.
pub fn year_groups(recipe: Recipe, truth: &mut Truth) -> (Rows, Rows) {
    let (mut first, mut second) = (vec![name_head(recipe)], vec![Made::Blank]);
    for (year, _) in YEARS {
        first.extend([text(&format!("{year}年")), Made::Blank, Made::Blank]);
        let head = |indicator: &str| if indicator == "户数" { indicator.to_owned() } else { recipe.head(indicator) };
        second.extend(FIGURES.map(|(indicator, _)| text(&head(indicator))));
    }
    let row = |village: &Village, truth: &mut Truth| {
        let mut row = vec![text(village.0)];
        for (year, share) in YEARS {
            for (indicator, value) in FIGURES {
                let value = value(village) * share / 100;
                know(truth, indicator, village.0, year, value);
                row.push(figure(recipe, indicator, value));
            }
        }
        row
    };
    let rows = VILLAGES.iter().map(|v| row(v, truth)).collect();
    (vec![first, second], rows)
}

/// The sheet of one village: an indicator in each row, years across.
pub fn cross_years(recipe: Recipe, truth: &mut Truth) -> (Rows, Rows) {
    let has_units = matches!(recipe.unit, UnitAt::HeaderWan | UnitAt::HeaderYuan);
    let mut head = vec![text(if recipe.quirk == Quirk::SpacedHeads { "指 标" } else { "指标" })];
    if has_units {
        head.push(text("计量单位"));
    }
    head.extend(YEARS.map(|(year, _)| text(&format!("{year}年"))));
    let village = &VILLAGES[0];
    let mut rows = Rows::new();
    for (indicator, value) in FIGURES {
        let mut row = vec![text(indicator)];
        if has_units {
            let unit = if recipe.is_yuan() { "元" } else { "万元" };
            row.push(text(if indicator == "户数" { "户" } else { unit }));
        }
        for (year, share) in YEARS {
            let value = value(village) * share / 100;
            know(truth, indicator, village.0, year, value);
            row.push(figure(recipe, indicator, value));
        }
        rows.push(row);
    }
    (vec![head], rows)
}
