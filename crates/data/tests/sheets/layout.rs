//! A recipe as a grid of cells, with its true values.

use dabiao_lang::model::Exact;

use super::grid::{Grid, Made, Rows, Village, know, text};
use super::{Layout, PeriodAt, Quirk, Recipe, Truth, UnitAt, VILLAGES, awkward, over_time};

impl Recipe {
    pub fn is_yuan(self) -> bool {
        matches!(
            self.unit,
            UnitAt::HeaderYuan
                | UnitAt::CornerYuan
                | UnitAt::CornerOfTwo
                | UnitAt::Foot
                | UnitAt::Lone
                | UnitAt::NumberFormat
                | UnitAt::UnsaidYuan
        )
    }

    /// An amount of money as the sheet writes it.
    pub fn money(self, yuan: i64) -> Made {
        let plain = |n: i64| {
            let x = Exact::from(n).checked_div(&Exact::from(10_000)).unwrap();
            Made::Number(x.to_text(), "")
        };
        match self.unit {
            UnitAt::NumberFormat => Made::Number(yuan.to_string(), "#,##0\"元\""),
            UnitAt::InCells => match plain(yuan) {
                Made::Number(n, _) => Made::Text(format!("{n}万元")),
                other => other,
            },
            UnitAt::ScaledFormat => Made::Number(yuan.to_string(), "0!.0,\"万元\""),
            _ if self.is_yuan() => Made::Number(yuan.to_string(), ""),
            _ => plain(yuan),
        }
    }

    /// A head of money, with its unit where heads have it.
    pub fn head(self, name: &str) -> String {
        let name = if self.period == PeriodAt::Head { &format!("2025年{name}") } else { name };
        let name = if self.quirk == Quirk::SpacedHeads { spaced(name) } else { name.to_owned() };
        match self.unit {
            UnitAt::HeaderWan => format!("{name}（万元）"),
            UnitAt::HeaderYuan => format!("{name}(元)"),
            _ => name,
        }
    }
}

fn spaced(name: &str) -> String {
    name.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

/// Draws a recipe.
pub fn draw(recipe: Recipe) -> Grid {
    let mut grid = Grid::default();
    let (mut header, mut body) = body(recipe, &mut grid.truth);
    awkward::change(recipe, (&mut header, &mut body), &mut grid.truth);
    let width = header.iter().chain(&body).map(Vec::len).max().unwrap_or(1);
    above(recipe, width, &mut grid);
    let top = grid.rows.len() as u32;
    if header.len() > 1 && (recipe.format.is_book() || recipe.format == super::Format::Html) {
        merge_heads(&header, top, &mut grid);
    }
    grid.rows.extend(header);
    if recipe.quirk == Quirk::Numbered {
        let mark = |i: usize| if i == 0 { text("甲") } else { Made::Number(i.to_string(), "") };
        grid.rows.push((0..width).map(mark).collect());
    }
    let first = grid.rows.len() as u32;
    grid.rows.extend(body);
    awkward::mark(recipe, first, &mut grid);
    if recipe.quirk == Quirk::MergedFigure {
        // One figure over two villages: it belongs to neither.
        let column = if recipe.period == PeriodAt::Column { 2 } else { 1 };
        grid.merges.push((first, column, first + 1, column));
        grid.rows[first as usize + 1][column as usize] = Made::Blank;
        for village in &VILLAGES[..2] {
            grid.truth.remove(&("集体收入".to_owned(), village.0.to_owned(), "2025".to_owned()));
        }
    }
    if recipe.quirk == Quirk::HiddenColumn {
        grid.hidden.push(width as u16 - 1);
    }
    if recipe.unit == UnitAt::Foot {
        grid.rows.push(vec![text("单位：元")]);
    }
    if recipe.quirk == Quirk::Notes {
        grid.rows.push(vec![text("注：本表数据由各村上报，镇农经站汇总。")]);
        grid.rows.push(vec![text("填报人：张三"), text("单位负责人：李四")]);
    }
    grid
}

/// Titles and the head of the form.
fn above(recipe: Recipe, width: usize, grid: &mut Grid) {
    let year = if recipe.period == PeriodAt::Title { "2025年" } else { "" };
    let of_one = matches!(recipe.layout, Layout::Years | Layout::Months);
    let what = if of_one { "集体收入" } else { "村集体经济情况" };
    let unit = if recipe.unit == UnitAt::Title { "（单位：万元）" } else { "" };
    let number = if recipe.quirk == Quirk::DocumentNumber { "附件2：青政发〔2021〕5号 " } else { "" };
    grid.rows.push(vec![text(&format!("{number}{year}{what}统计表{unit}"))]);
    let corner = match recipe.unit {
        UnitAt::Corner => "单位：万元",
        UnitAt::CornerYuan => "计量单位：元",
        UnitAt::CornerOfTwo => "单位：元、户",
        _ => "",
    };
    let left = match recipe.period {
        PeriodAt::Beside => "（2025年）",
        PeriodAt::Label => "统计年度：2025年",
        _ => "",
    };
    if !corner.is_empty() || !left.is_empty() {
        let mut row = vec![Made::Blank; width];
        row[0] = text(left);
        let last = width - 1;
        if !corner.is_empty() {
            row[last] = text(corner);
        }
        grid.rows.push(row);
    }
    let lone = if recipe.unit == UnitAt::Lone { "（元）" } else { "" };
    let day = if recipe.quirk == Quirk::SendDay { "2026年1月20日" } else { "" };
    for cell in [day, lone].into_iter().filter(|c| !c.is_empty()) {
        let mut row = vec![Made::Blank; width];
        row[width - 1] = text(cell);
        grid.rows.push(row);
    }
}

/// Merges the cells of a header of several rows as a spreadsheet has them.
fn merge_heads(header: &[Vec<Made>], top: u32, grid: &mut Grid) {
    let is_blank = |r: usize, c: usize| header[r].get(c).is_none_or(|cell| *cell == Made::Blank);
    let is_empty_below = |r: usize, c: usize| (r + 1..header.len()).all(|b| is_blank(b, c));
    for r in 0..header.len() {
        for c in (0..header[r].len()).filter(|&c| !is_blank(r, c)) {
            let (mut right, mut down) = (c, r);
            while right + 1 < header[r].len() && is_blank(r, right + 1) && !is_empty_below(r, right + 1) {
                right += 1;
            }
            if right == c && is_empty_below(r, c) {
                down = header.len() - 1;
            }
            if (right, down) != (c, r) {
                grid.merges.push((top + r as u32, c as u16, top + down as u32, right as u16));
            }
        }
    }
}

fn body(recipe: Recipe, truth: &mut Truth) -> (Rows, Rows) {
    match recipe.layout {
        Layout::Wide | Layout::WideByTown => wide(recipe, &VILLAGES, truth),
        Layout::Stacked => stacked(recipe, truth),
        Layout::Panels => panels(recipe, truth),
        Layout::Cross => cross(recipe, truth),
        Layout::Across => across(recipe, truth),
        Layout::Years => over_time::years(recipe, truth),
        Layout::Months => over_time::months(recipe, truth),
        Layout::GroupYears => over_time::group_years(recipe, truth),
        Layout::YearGroups => over_time::year_groups(recipe, truth),
        Layout::CrossYears => over_time::cross_years(recipe, truth),
        Layout::Long => long(recipe, truth),
        Layout::TownBlocks => town_blocks(recipe, truth),
        Layout::TwoTables => two_tables(recipe, truth),
    }
}

/// The columns of one indicator under a group head: heads, and the figure of each as a share of the true one in percent.
fn group(quirk: Quirk) -> Vec<(&'static str, i64)> {
    match quirk {
        Quirk::PlanAndDone => vec![("计划数", 130), ("完成数", 100), ("完成率（%）", 0)],
        Quirk::LastYear => vec![("上年", 90), ("本年", 100), ("增减", 10)],
        Quirk::MonthAndToDate => vec![("本月", 20), ("累计", 100)],
        Quirk::Flat => vec![("计划数", 130), ("完成数", 100)],
        Quirk::ThreeRows => vec![("上年", 90), ("本年", 100)],
        _ => vec![("", 100)],
    }
}

fn wide(recipe: Recipe, villages: &[Village], truth: &mut Truth) -> (Rows, Rows) {
    let (mut first, mut second): (Vec<Made>, Vec<Made>) = (Vec::new(), Vec::new());
    let mut add = |a: &str, b: &str| {
        first.push(text(a));
        second.push(text(b));
    };
    if recipe.layout == Layout::WideByTown {
        add("乡镇", "");
    }
    add(if recipe.quirk == Quirk::SpacedHeads { "村  名" } else { "村名" }, "");
    if recipe.period == PeriodAt::Column {
        add("年份", "");
    }
    if recipe.quirk == Quirk::Headless {
        add("", "");
    }
    let columns = group(recipe.quirk);
    let is_total = recipe.quirk == Quirk::TotalColumn;
    for name in ["集体收入", "经营收入"] {
        for (i, (word, _)) in columns.iter().enumerate() {
            match (recipe.quirk, *word) {
                (Quirk::Flat, word) => add(&recipe.head(&format!("{name}{word}")), ""),
                (_, "") => add(&recipe.head(name), ""),
                (_, word) => add(if i == 0 { recipe.head(name) } else { String::new() }.as_str(), word),
            }
        }
    }
    if is_total {
        add("合计", "");
    }
    let households = match (recipe.quirk, recipe.period) {
        (Quirk::SpacedHeads, PeriodAt::Head) => "2025年户  数",
        (Quirk::SpacedHeads, _) => "户  数",
        (_, PeriodAt::Head) => "2025年户数",
        _ => "户数",
    };
    if recipe.quirk == Quirk::PartOf {
        add(households, "合计");
        add("", "其中：脱贫户");
    } else {
        add(households, "");
    }
    let mut rows = Rows::new();
    for &(name, _, income, business, n) in villages {
        know(truth, "集体收入", name, "2025", income);
        know(truth, "经营收入", name, "2025", business);
        know(truth, "户数", name, "2025", n);
        let mut row = Vec::new();
        if recipe.layout == Layout::WideByTown {
            row.push(text(if name.starts_with(['东', '西']) { "河口镇" } else { "云台镇" }));
        }
        row.push(text(name));
        if recipe.period == PeriodAt::Column {
            row.push(Made::Number("2025".to_owned(), ""));
        }
        if recipe.quirk == Quirk::Headless {
            row.push(Made::Number("7.5".to_owned(), ""));
        }
        for value in [income, business] {
            for &(word, share) in &columns {
                row.push(match word {
                    "完成率（%）" => Made::Number("76.9".to_owned(), ""),
                    _ => recipe.money(value * share / 100),
                });
            }
        }
        if is_total {
            row.push(recipe.money(income + business));
        }
        row.push(Made::Number(n.to_string(), ""));
        if recipe.quirk == Quirk::PartOf {
            row.push(Made::Number((n / 10).to_string(), ""));
        }
        rows.push(row);
    }
    if recipe.quirk == Quirk::TotalRow {
        let mut total = vec![Made::Blank; rows[0].len()];
        total[0] = text("合计");
        let n = rows[0].len();
        total[n - 1] = Made::Number(villages.iter().map(|v| v.4).sum::<i64>().to_string(), "");
        total[n - 2] = recipe.money(villages.iter().map(|v| v.3).sum());
        total[n - 3] = recipe.money(villages.iter().map(|v| v.2).sum());
        rows.push(total);
    }
    let header = if second.iter().all(|c| *c == Made::Blank) { vec![first] } else { vec![first, second] };
    (header, rows)
}

fn stacked(recipe: Recipe, truth: &mut Truth) -> (Rows, Rows) {
    let (header, mut rows) = wide(recipe, &VILLAGES[..2], truth);
    let unit = if recipe.quirk == Quirk::OtherUnitBelow { UnitAt::HeaderYuan } else { recipe.unit };
    let (again, more) = wide(Recipe { unit, ..recipe }, &VILLAGES[2..], truth);
    rows.push(vec![text("续表")]);
    rows.extend(again);
    rows.extend(more);
    (header, rows)
}

fn panels(recipe: Recipe, truth: &mut Truth) -> (Rows, Rows) {
    let (header, left) = wide(recipe, &VILLAGES[..2], truth);
    let (_, right) = wide(recipe, &VILLAGES[2..], truth);
    let beside = |a: &Vec<Made>, b: &Vec<Made>| a.iter().chain(b).cloned().collect::<Vec<Made>>();
    let header = header.iter().map(|h| beside(h, h)).collect();
    (header, left.iter().zip(&right).map(|(a, b)| beside(a, b)).collect())
}

/// The sheet of one village: an indicator in each row.
fn cross(recipe: Recipe, truth: &mut Truth) -> (Rows, Rows) {
    let (name, _, income, business, n) = VILLAGES[0];
    let columns = group(recipe.quirk);
    let has_units = matches!(recipe.unit, UnitAt::HeaderWan | UnitAt::HeaderYuan);
    let mut head = vec![text("指标名称"), text("代码")];
    if has_units {
        head.push(text("计量单位"));
    }
    for (word, _) in &columns {
        head.push(text(if word.is_empty() { "数量" } else { word }));
    }
    let unit = if recipe.is_yuan() { "元" } else { "万元" };
    let mut rows = Rows::new();
    for (i, (indicator, value)) in [("集体收入", income), ("经营收入", business), ("户数", n)].into_iter().enumerate()
    {
        know(truth, indicator, name, "2025", value);
        let mut row =
            vec![text(&format!("{}、{indicator}", ["一", "二", "三"][i])), Made::Number((i + 1).to_string(), "")];
        if has_units {
            row.push(text(if indicator == "户数" { "户" } else { unit }));
        }
        for &(word, share) in &columns {
            row.push(match (word, indicator) {
                ("完成率（%）", _) => Made::Number("76.9".to_owned(), ""),
                (_, "户数") => Made::Number((value * share / 100).to_string(), ""),
                _ => recipe.money(value * share / 100),
            });
        }
        rows.push(row);
    }
    (vec![head], rows)
}

/// A yearbook's table: indicators down, villages across, the corner blank.
fn across(recipe: Recipe, truth: &mut Truth) -> (Rows, Rows) {
    let mut head = vec![Made::Blank];
    head.extend(VILLAGES.iter().map(|v| text(v.0)));
    let is_total = recipe.quirk == Quirk::TotalColumn;
    if is_total {
        head.push(text("合计"));
    }
    let mut rows = Rows::new();
    type Figure = (&'static str, fn(&Village) -> i64);
    let figures: [Figure; 3] = [("集体收入", |v| v.2), ("经营收入", |v| v.3), ("户数", |v| v.4)];
    for (indicator, value) in figures {
        let label = if indicator == "户数" { indicator.to_owned() } else { recipe.head(indicator) };
        let mut row = vec![text(&label)];
        for village in &VILLAGES {
            know(truth, indicator, village.0, "2025", value(village));
            let n = value(village);
            row.push(if indicator == "户数" { Made::Number(n.to_string(), "") } else { recipe.money(n) });
        }
        if is_total {
            let sum: i64 = VILLAGES.iter().map(value).sum();
            row.push(if indicator == "户数" { Made::Number(sum.to_string(), "") } else { recipe.money(sum) });
        }
        rows.push(row);
    }
    (vec![head], rows)
}

/// One figure in each row.
fn long(recipe: Recipe, truth: &mut Truth) -> (Rows, Rows) {
    let is_said = matches!(recipe.unit, UnitAt::HeaderWan | UnitAt::HeaderYuan);
    let mut head = vec![text("指标名称"), text("村名")];
    if recipe.period == PeriodAt::Column {
        head.push(text("年份"));
    }
    head.push(text("数值"));
    if is_said {
        head.push(text("计量单位"));
    }
    let mut rows = Rows::new();
    for &(name, _, income, business, n) in &VILLAGES {
        for (indicator, value) in [("集体收入", income), ("经营收入", business), ("户数", n)] {
            know(truth, indicator, name, "2025", value);
            let mut row = vec![text(indicator), text(name)];
            if recipe.period == PeriodAt::Column {
                row.push(Made::Number("2025".to_owned(), ""));
            }
            let is_money = indicator != "户数";
            row.push(if is_money { recipe.money(value) } else { Made::Number(value.to_string(), "") });
            if is_said {
                let unit = if recipe.is_yuan() { "元" } else { "万元" };
                row.push(text(if is_money { unit } else { "户" }));
            }
            rows.push(row);
        }
    }
    (vec![head], rows)
}

/// Towns and their villages in one column, as yearbooks have them: a row of the town's sums before its villages.
fn town_blocks(recipe: Recipe, truth: &mut Truth) -> (Rows, Rows) {
    let (mut header, villages) = wide(recipe, &VILLAGES, truth);
    header[0][0] = text(if recipe.quirk == Quirk::SpacedHeads { "地  区" } else { "地区" });
    let mut rows = Rows::new();
    for (town, two) in [("河口镇", 0), ("云台镇", 2)] {
        let of = |f: fn(&Village) -> i64| VILLAGES[two..two + 2].iter().map(f).sum::<i64>();
        let (income, business, n) = (of(|v| v.2), of(|v| v.3), of(|v| v.4));
        for (indicator, value) in [("集体收入", income), ("经营收入", business), ("户数", n)] {
            know(truth, indicator, town, "2025", value);
        }
        rows.push(vec![text(town), recipe.money(income), recipe.money(business), Made::Number(n.to_string(), "")]);
        rows.extend(villages[two..two + 2].iter().cloned());
    }
    (header, rows)
}

/// Two tables on a sheet, each with its own title and unit.
fn two_tables(recipe: Recipe, truth: &mut Truth) -> (Rows, Rows) {
    let other = Recipe { unit: if recipe.is_yuan() { UnitAt::HeaderWan } else { UnitAt::HeaderYuan }, ..recipe };
    let (mut rows, mut below) = (Rows::new(), Rows::new());
    for &(name, _, income, business, n) in &VILLAGES {
        know(truth, "集体收入", name, "2025", income);
        know(truth, "经营收入", name, "2025", business);
        know(truth, "户数", name, "2025", n);
        rows.push(vec![text(name), recipe.money(income)]);
        below.push(vec![text(name), other.money(business), Made::Number(n.to_string(), "")]);
    }
    rows.push(Vec::new());
    rows.push(vec![text("村集体经营情况统计表")]);
    rows.push(vec![text("村名"), text(&other.head("经营收入")), text("户数")]);
    rows.extend(below);
    (vec![vec![text("村名"), text(&recipe.head("集体收入"))]], rows)
}
