//! What each column of a table holds, by its head and by what stands in it, with the reason; and what the table is.
//!
//! Content decides over words where it is plain (units, names of towns, dates): heads are often blank, cut or wrong.

use super::head::Head;
use super::value;
use super::view::View;
use super::{Caption, TableKind};
use crate::phrase::{Context, When};
use crate::plan::Plan;
use crate::tables::heads::{self, holds};
use dabiao_lang::diag::Both;
use dabiao_lang::model::Schema;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Numbers of order.
    Order,
    /// Names of indicators or projects.
    Name,
    /// Names of entities.
    Entity,
    /// Units.
    Unit,
    /// Figures from before.
    Base,
    /// Figures that are to be reached.
    Goal,
    /// Rates of change.
    Growth,
    /// 约束性 or 预期性.
    Nature,
    /// Offices.
    Office,
    /// Deadlines.
    Time,
    /// Points.
    Points,
    /// How points are given.
    Method,
    /// Places.
    Place,
    /// Sentences.
    Prose,
    /// Remarks and facts.
    Other,
}

impl Role {
    /// Returns the word of the JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Order => "order",
            Role::Name => "name",
            Role::Entity => "entity",
            Role::Unit => "unit",
            Role::Base => "base",
            Role::Goal => "goal",
            Role::Growth => "growth",
            Role::Nature => "nature",
            Role::Office => "office",
            Role::Time => "time",
            Role::Points => "points",
            Role::Method => "method",
            Role::Place => "place",
            Role::Prose => "prose",
            Role::Other => "other",
        }
    }
}

/// A column with what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What it holds.
    pub role: Role,
    /// Its head.
    pub head: String,
    /// Its head without unit, time and words such as 目标值.
    pub name: String,
    /// The unit that its head gives.
    pub unit: Option<String>,
    /// The time that its head gives.
    pub when: Option<When>,
    /// Why it is taken to hold that.
    pub reason: Both,
}

/// What roles are decided by.
pub struct Frame<'a> {
    pub view: &'a View<'a>,
    pub head: &'a Head,
    pub context: &'a Context<'a>,
    pub plan: &'a Plan,
    pub caption: &'a Caption,
}

/// What stands in a column.
#[derive(Debug, Default)]
struct Content {
    filled: usize,
    figures: usize,
    entities: usize,
    units: usize,
    classes: usize,
    prose: usize,
    dates: usize,
    is_counted: bool,
    chars: usize,
}

/// Rows that are looked at to tell what a column holds; more rows of a kind say nothing new.
const SAMPLE: usize = 200;
/// A cell that is longer is prose.
const PROSE: usize = 18;

impl Content {
    fn of(frame: &Frame<'_>, column: usize) -> Self {
        let mut c = Self { is_counted: true, ..Self::default() };
        let rows = frame.head.figures();
        for (n, &row) in rows.iter().take(SAMPLE).enumerate() {
            let text = frame.view.text(row, column);
            c.is_counted &=
                text.parse() == Ok(n + 1) || text.is_empty() || text.parse().is_ok_and(|k: usize| k <= n + 1);
            if text.is_empty() || matches!(text, "-" | "--" | "/" | "\\") {
                continue;
            }
            c.add(text, frame);
        }
        c.is_counted &= c.filled >= 2 && c.figures == c.filled;
        c
    }

    fn add(&mut self, text: &str, frame: &Frame<'_>) {
        let n = text.chars().count();
        let has_digit = text.chars().any(|c| c.is_ascii_digit());
        let is_sentence = text.contains(['。', '；', '，', '\n']) && n > 8 || n > PROSE;
        self.filled += 1;
        self.chars += n;
        let is_date = has_digit && (text.contains('年') || text.contains('月')) && n <= 16;
        self.dates += usize::from(is_date || value::is_years(text));
        self.entities += usize::from(heads::is_entity(text) || heads::is_total(text));
        self.units += usize::from(value::is_unit(text.trim_matches(['(', ')']), frame.context.schema));
        self.classes +=
            usize::from(matches!(text, "约束性" | "预期性" | "约束" | "预期" | "约束性指标" | "预期性指标"));
        self.prose += usize::from(is_sentence);
        // 农村改厕(30分): a name with its points in brackets is no figure.
        let has_outer = value::has_digit_outside_brackets(text);
        self.figures +=
            usize::from(has_digit && has_outer && !is_sentence && !is_date && n <= 14 || value::is_plain(text));
    }

    fn is_most(&self, n: usize) -> bool {
        self.filled > 0 && n * 5 >= self.filled * 3
    }
}

/// Decides what the table is and what its columns hold.
pub fn of(frame: &Frame<'_>) -> (TableKind, Vec<Column>) {
    let contents: Vec<Content> = (0..frame.view.n_columns()).map(|c| Content::of(frame, c)).collect();
    let mut columns: Vec<Column> = contents.iter().enumerate().map(|(n, c)| column(frame, n, c)).collect();
    settle_years(&mut columns, frame.plan.years.0);
    settle_names(&mut columns, &contents);
    settle_figures(&mut columns, frame);
    (kind(&columns, frame), columns)
}

fn column(frame: &Frame<'_>, n: usize, content: &Content) -> Column {
    let head = frame.head.text(n);
    let schema = frame.context.schema;
    let (bare, unit) = value::name_and_unit(&head, schema);
    let when = value::time_of(&head, schema).or_else(|| {
        // 年度建设目标 in a plan of one year is that year's.
        let is_yearly =
            frame.plan.years.0 == frame.plan.years.1 && ["年度", "全年", "当年"].iter().any(|w| head.contains(w));
        is_yearly.then(|| When::At(frame.plan.years.1.to_string()))
    });
    let (role, reason) = role(&head, content, when.as_ref(), frame.plan);
    let name = name_of(&bare, schema);
    Column { role, head, name, unit, when, reason }
}

/// Takes times and plain words of goals off a head.
pub fn name_of(head: &str, schema: &Schema) -> String {
    let chars: Vec<char> = head.chars().collect();
    let line = crate::line::Line::fold(&chars, 0);
    let mut name = String::new();
    let mut at = 0;
    for mark in crate::phrase::scan(&line, schema) {
        if matches!(mark.kind, crate::phrase::MarkKind::Time(_)) {
            name.push_str(&line.text(at, mark.start));
            at = mark.end;
        }
    }
    name.push_str(&line.text(at, line.len()));
    // 全年 is a time: what is left of it, 全, is no part of a name.
    for word in ["全年", "当年", "本年度", "本年"] {
        name = name.trim().strip_prefix(word).map(str::to_owned).unwrap_or(name);
        name = name.strip_suffix(word).map(str::to_owned).unwrap_or(name);
    }
    let is_frame = |c: char| c.is_ascii_digit() || "年度到底末 ()（）-、，。：".contains(c);
    let mut name = name.trim_matches(is_frame).to_owned();
    for word in ["计划", "拟", "应", "预计", "需", "下达", "目标", "规划", "任务"] {
        name = name.strip_prefix(word).filter(|r| r.chars().count() >= 2).map(str::to_owned).unwrap_or(name);
    }
    loop {
        // 总产值, 养殖规模: the last word is part of the name.
        let is_tail = |w: &&&str| w.chars().count() >= 2 && !matches!(**w, "规模" | "标准");
        let tails = heads::PLAIN_GOAL.iter().filter(is_tail);
        let tail = tails.filter(|w| name.ends_with(**w) && **w != name).max_by_key(|w| w.len());
        let Some(rest) = tail.and_then(|w| name.strip_suffix(w)).filter(|r| r.chars().count() >= 2) else { break };
        name = rest.trim_matches(is_frame).to_owned();
    }
    for word in ["任务", "计划", "目标"] {
        // 小麦任务面积 is the area of wheat that is asked.
        if let Some((a, b)) = name.split_once(word).filter(|(a, b)| a.chars().count() >= 2 && b.chars().count() >= 2) {
            name = format!("{a}{b}");
        }
    }
    if heads::PLAIN_GOAL.contains(&name.as_str()) { String::new() } else { name }
}

fn role(head: &str, c: &Content, when: Option<&When>, plan: &Plan) -> (Role, Both) {
    let by_head = |role| (role, Both::new("表头的字眼", "words of the head"));
    let by_content = |role| (role, Both::new("格子里的内容", "what stands in its cells"));
    if holds(head, heads::ORDER) {
        return by_head(Role::Order);
    }
    if c.is_counted && head.chars().count() <= 2 {
        return by_content(Role::Order);
    }
    if c.is_most(c.classes) {
        return by_content(Role::Nature);
    }
    if c.is_most(c.units) && !c.is_most(c.figures) {
        return by_content(Role::Unit);
    }
    let is_unit_head = matches!(head, "单位" | "计量单位" | "(单位)");
    if is_unit_head && c.figures == 0 && c.chars <= c.filled * 4 && !c.is_most(c.entities) {
        return by_head(Role::Unit);
    }
    let is_office = holds(head, heads::OFFICE) && !holds(head, heads::METHOD) && !c.is_most(c.figures);
    if is_office {
        return by_head(Role::Office);
    }
    if holds(head, heads::METHOD) && !c.is_most(c.figures) {
        return by_head(Role::Method);
    }
    if c.is_most(c.dates) && (holds(head, heads::TIME) || !(when.is_some() && c.is_most(c.figures)))
        || (holds(head, heads::TIME) || matches!(head, "时间" | "年度" | "年份"))
            && !c.is_most(c.figures)
            && c.prose * 2 < c.filled.max(1)
    {
        return if c.is_most(c.dates) { by_content(Role::Time) } else { by_head(Role::Time) };
    }
    if holds(head, heads::NOTE) && !c.is_most(c.figures) {
        return by_head(Role::Other);
    }
    if c.is_most(c.figures) {
        return figure_role(head, when, plan);
    }
    if holds(head, heads::PLACE) {
        return by_head(Role::Place);
    }
    if c.is_most(c.entities) {
        return by_content(Role::Entity);
    }
    if c.prose * 3 >= c.filled.max(1) {
        return by_content(Role::Prose);
    }
    if when.is_some()
        || holds(head, &["目标", "指标值", "任务数", "任务量", "计划数"]) && !holds(head, &["目标任务", "名称"])
    {
        return if c.figures > 0 { by_head(Role::Goal) } else { by_head(Role::Prose) };
    }
    let is_short = c.filled > 0 && c.chars <= c.filled * 6;
    if holds(head, heads::ENTITY) && is_short && c.figures == 0 && !holds(head, heads::NAME) {
        return by_head(Role::Entity);
    }
    if holds(head, heads::NAME) {
        return by_head(Role::Name);
    }
    if c.figures > 0 { by_content(Role::Prose) } else { by_content(Role::Name) }
}

/// What a column of figures holds.
fn figure_role(head: &str, when: Option<&When>, plan: &Plan) -> (Role, Both) {
    let by_head = |role| (role, Both::new("一列数，表头的字眼", "figures, and the words of the head"));
    if holds(head, heads::POINTS) {
        return by_head(Role::Points);
    }
    if holds(head, heads::GROWTH) {
        return by_head(Role::Growth);
    }
    let is_before = when.and_then(When::year).is_some_and(|y| y < plan.years.0);
    let is_task = holds(head, &["任务", "目标", "计划", "规划", "拟"]);
    if (holds(head, heads::BASE) && !is_task) || is_before {
        return by_head(Role::Base);
    }
    if holds(head, heads::FACT) && !is_task {
        return by_head(Role::Other);
    }
    by_head(Role::Goal)
}

/// Where several columns carry only a year and none says 基期, the earliest is the base if it is the plan's first or earlier.
fn settle_years(columns: &mut [Column], plan_from: i32) {
    let has_base = columns.iter().any(|c| c.role == Role::Base);
    let is_bare = |c: &Column| c.role == Role::Goal && c.name.is_empty() && !holds(&c.head, heads::GOAL);
    let years: Vec<i32> =
        columns.iter().filter(|c| is_bare(c)).filter_map(|c| c.when.as_ref().and_then(When::year)).collect();
    // Of two years with a gap between them the first is where things stand; years in a row are yearly tasks.
    let (Some(first), Some(last)) = (years.iter().min().copied(), years.iter().max().copied()) else { return };
    let is_gap = years.len() == 2 && last - first >= 3;
    if has_base || !is_gap || first > plan_from {
        return;
    }
    for column in columns.iter_mut().filter(|c| c.when.as_ref().and_then(When::year) == Some(first)) {
        column.role = Role::Base;
        column.reason = Both::new("几个年份中最早的一年", "the earliest of several years");
    }
}

/// Of several columns of names the one next to the figures names the rows; the others are classes.
fn settle_names(columns: &mut [Column], contents: &[Content]) {
    let names: Vec<usize> = columns.iter().enumerate().filter(|(_, c)| c.role == Role::Name).map(|(n, _)| n).collect();
    let is_indicator = |n: &&usize| columns.get(**n).is_some_and(|c| holds(&c.head, &["指标", "项目名称", "名称"]));
    let filled = |n: &&usize| contents.get(**n).is_some_and(|c| c.filled > 0);
    let by_words = names.iter().filter(filled).rfind(is_indicator);
    let best = by_words.or_else(|| names.iter().rfind(filled)).copied();
    for n in names {
        if Some(n) != best
            && let Some(column) = columns.get_mut(n)
        {
            column.role = Role::Other;
            column.reason = Both::new("另有名称列", "another column names the rows");
        }
    }
}

/// Where some columns say that they are tasks, a bare column of people or households is a fact beside them.
fn settle_figures(columns: &mut [Column], frame: &Frame<'_>) {
    let has_task = columns.iter().any(|c| c.role == Role::Goal && (holds(&c.head, heads::GOAL) || c.when.is_some()));
    let has_caption = frame.caption.lines.iter().chain(&frame.head.titles).any(|l| holds(l, heads::TASK_CAPTION));
    for column in columns.iter_mut().filter(|c| c.role == Role::Goal) {
        let is_said = holds(&column.head, heads::GOAL) || column.when.is_some();
        let is_size = holds(&column.head, &["总数", "现有", "基数", "总人口"])
            || ["人口", "户数", "人数", "村数", "总面积"]
                .iter()
                .any(|w| column.name == *w || column.name.ends_with("总人口"));
        if !is_said && (has_task && is_size || !has_task && !has_caption && frame.context.is_past) {
            column.role = Role::Other;
            column.reason =
                Both::new("旁边另有任务列，这一列是基本情况", "another column holds the task; this is a fact");
        }
    }
    // 总投资 beside 年度投资 is the size of the project, not this year's task.
    let is_yearly = |c: &Column| {
        let is_some_years = c.head.contains("年") || c.head.contains("计划") || c.when.is_some();
        c.role == Role::Goal && c.head.contains("投资") && !c.head.contains("总投资") && is_some_years
    };
    let has_yearly = columns.iter().any(is_yearly);
    for column in columns
        .iter_mut()
        .filter(|c| has_yearly && c.role == Role::Goal && c.head.contains("总投资") && c.when.is_none())
    {
        column.role = Role::Other;
        column.reason = Both::new(
            "另有年度投资，总投资是项目规模",
            "the size of the project; the task stands in the yearly column",
        );
    }
}

fn kind(columns: &[Column], frame: &Frame<'_>) -> TableKind {
    let has = |role| columns.iter().any(|c| c.role == role);
    let goals = columns.iter().filter(|c| c.role == Role::Goal).count();
    let is_scored = frame.context.is_scoring
        || frame
            .caption
            .lines
            .iter()
            .chain(&frame.head.titles)
            .any(|l| holds(l, &["考核", "评分", "绩效", "考评", "评价"]));
    let has_words = has(Role::Prose) || has(Role::Name) || has(Role::Method);
    if has(Role::Points) && has_words && (has(Role::Method) || is_scored) || has(Role::Method) && is_scored {
        return TableKind::Scoring;
    }
    let entity_heads =
        columns.iter().filter(|c| c.role == Role::Goal && is_entity_head(&c.head, frame.context.schema)).count();
    if has(Role::Name) && entity_heads >= 2 {
        return TableKind::Breakdown;
    }
    if has(Role::Entity) && goals > 0 && !has(Role::Prose) && !has(Role::Name) {
        return TableKind::Breakdown;
    }
    if has(Role::Name) && (goals > 0 || has(Role::Growth)) && !has(Role::Prose) {
        return TableKind::Indicators;
    }
    if has(Role::Entity) && goals > 0 && !has(Role::Prose) {
        return TableKind::Breakdown;
    }
    TableKind::Projects
}

/// Returns whether a head names an entity or all of them.
pub fn is_entity_head(head: &str, schema: &Schema) -> bool {
    let (bare, _) = value::name_and_unit(head, schema);
    heads::is_entity(&bare) || heads::is_total(&bare)
}
