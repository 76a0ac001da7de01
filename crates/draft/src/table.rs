//! Tables of indicators: name, unit, base value, targets by year, growth, class and offices in columns.
//!
//! `〔13.5〕` and `[13.5]` are sums over the plan's years. A table without a column of names and one of targets is read cell by
//! cell, like text, with the deadline and the offices of its row.

use super::document::{Document, Range};
use super::line::Line;
use super::offices::{self, Offices};
use super::phrase::{self, Amount, Asked, Context, Fate, Form, Found, MarkKind, Passage, Target, When};
use super::plan::Plan;
use dabiao_lang::model::Nature;

/// A number of a table, with what its row says.
#[derive(Debug, Clone)]
pub struct FromTable {
    /// The number.
    pub found: Found,
    /// The offices of its row.
    pub offices: Offices,
    /// The class of its row.
    pub nature: Option<Nature>,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Unit,
    Base(Option<i32>),
    Goal(Option<i32>),
    Growth,
    Nature,
    Office,
    Time,
    Score,
    Order,
    Other,
}

/// Rows that may belong to the head.
const HEAD_ROWS: usize = 3;

/// Reads a table.
pub fn read(document: &Document, rows: &[Vec<Range>], context: &Context<'_>, plan: &Plan) -> Vec<FromTable> {
    let mut reader = Reader {
        document,
        context,
        plan,
        columns: Vec::new(),
        heads: Vec::new(),
        is_scoring: context.is_scoring,
        name: String::new(),
        out: Vec::new(),
    };
    let n_head = reader.head(rows);
    let is_indicators = reader.columns.contains(&Column::Name)
        && reader.columns.iter().any(|c| matches!(c, Column::Goal(_) | Column::Growth));
    for row in rows.get(..n_head).unwrap_or_default() {
        row.iter().for_each(|cell| reader.plain_dates(*cell));
    }
    for row in rows.get(n_head..).unwrap_or_default() {
        if is_indicators { reader.indicator(row) } else { reader.prose(row) }
    }
    reader.out
}

struct Reader<'a> {
    document: &'a Document,
    context: &'a Context<'a>,
    plan: &'a Plan,
    columns: Vec<Column>,
    heads: Vec<String>,
    is_scoring: bool,
    name: String,
    out: Vec<FromTable>,
}

impl Reader<'_> {
    fn line(&self, cell: Range) -> Line {
        Line::fold(self.document.slice(cell), cell.start)
    }

    fn text(&self, cell: Range) -> String {
        let line = self.line(cell);
        line.text(0, line.len())
    }

    /// Finds the head of the table and what its columns hold; returns how many rows it takes.
    fn head(&mut self, rows: &[Vec<Range>]) -> usize {
        let limit = rows.len().min(HEAD_ROWS);
        let is_head = |r: &Self, row: &Vec<Range>| {
            row.iter().map(|c| r.column(&r.text(*c))).filter(|c| *c != Column::Other).count() >= 2
        };
        let Some(first) = (0..limit).find(|&n| rows.get(n).is_some_and(|row| is_head(self, row))) else { return 0 };
        let mut heads: Vec<String> =
            rows.get(first).map(|row| row.iter().map(|c| self.text(*c)).collect()).unwrap_or_default();
        let mut n_head = first + 1;
        // A second row of the head repeats what spans both rows or leaves it blank, and holds no figure but years.
        if let Some(second) = rows.get(n_head)
            && self.is_second_head(&heads, second)
        {
            for (n, cell) in second.iter().enumerate() {
                let text = self.text(*cell);
                match heads.get_mut(n) {
                    Some(head) if !head.contains(&text) => head.push_str(&text),
                    Some(_) => {}
                    None => heads.push(text),
                }
            }
            n_head += 1;
        }
        self.columns = heads.iter().map(|h| self.column(h)).collect();
        self.is_scoring |= heads
            .iter()
            .any(|h| ["分值", "评分", "得分", "权重", "扣分", "赋分", "计分"].iter().any(|w| h.contains(w)));
        self.settle_years();
        self.heads = heads;
        n_head
    }

    fn is_second_head(&self, heads: &[String], row: &[Range]) -> bool {
        let texts: Vec<String> = row.iter().map(|c| self.text(*c)).collect();
        let years = texts.iter().filter(|t| year(t).is_some()).count();
        let same = texts.iter().zip(heads).filter(|(a, b)| a.is_empty() || a == b).count();
        years >= 2 && same + years >= texts.len()
    }

    fn column(&self, head: &str) -> Column {
        let has = |words: &[&str]| words.iter().any(|w| head.contains(w));
        if head.is_empty() || head.chars().count() > 24 {
            Column::Other
        } else if has(&["序号", "编号"]) {
            Column::Order
        } else if has(&["属性", "性质", "指标类型", "类型"]) {
            Column::Nature
        } else if has(&["牵头", "责任", "部门", "配合"]) {
            Column::Office
        } else if has(&["计量单位", "单位"]) && !has(&["责任", "牵头"]) && head.chars().count() <= 6 {
            Column::Unit
        } else if has(&["分值", "得分", "权重", "标准分", "满分"]) && !has(&["标准", "办法", "细则"]) {
            Column::Score
        } else if has(&["年均", "增速", "增长率", "增幅"]) {
            Column::Growth
        } else if has(&["时限", "完成时间", "时间节点", "时间安排"]) {
            Column::Time
        } else if has(&["指标名称", "主要指标", "具体指标"])
            || has(&["指标"])
                && year(head).is_none()
                && !has(&["目标值", "指标值", "一级", "二级指标类", "解释", "说明"])
        {
            Column::Name
        } else if has(&["基期", "现状", "实际", "完成值", "基准", "完成情况", "预计"]) {
            Column::Base(year(head))
        } else if has(&["目标", "规划", "任务数", "任务", "计划"])
            && !has(&["任务名称", "目标任务", "重点任务", "主要任务", "工作任务", "任务内容"])
        {
            Column::Goal(year(head))
        } else if let Some(y) = year(head) {
            if y < self.plan.years.0 { Column::Base(Some(y)) } else { Column::Goal(Some(y)) }
        } else if has(&["项目", "名称", "内容"]) {
            Column::Name
        } else {
            Column::Other
        }
    }

    /// Where several columns carry only a year and none says 基期, the earliest is the base.
    fn settle_years(&mut self) {
        let has_base = self.columns.iter().any(|c| matches!(c, Column::Base(_)));
        let years: Vec<i32> = self
            .columns
            .iter()
            .filter_map(|c| match c {
                Column::Goal(Some(y)) => Some(*y),
                _ => None,
            })
            .collect();
        let plan_from = self.plan.years.0;
        if let (false, Some(first), true) = (has_base, years.iter().min().copied(), years.len() > 1)
            && first <= plan_from
        {
            for column in &mut self.columns {
                if *column == Column::Goal(Some(first)) {
                    *column = Column::Base(Some(first));
                }
            }
        }
        // Of several columns named 指标 (a class and the indicator) the last is the name.
        let last = self.columns.iter().rposition(|c| *c == Column::Name);
        for (n, column) in self.columns.iter_mut().enumerate() {
            if *column == Column::Name && Some(n) != last {
                *column = Column::Other;
            }
        }
    }

    fn cells<'r>(
        &self,
        row: &'r [Range],
        want: fn(Column) -> bool,
    ) -> impl Iterator<Item = (Column, Range)> + use<'r, '_> {
        row.iter().zip(&self.columns).filter(move |(_, c)| want(**c)).map(|(r, c)| (*c, *r))
    }

    fn first(&self, row: &[Range], want: fn(Column) -> bool) -> Option<String> {
        self.cells(row, want).next().map(|(_, r)| self.text(r))
    }

    /// Reads a row of an indicator table.
    fn indicator(&mut self, row: &[Range]) {
        let name =
            self.first(row, |c| c == Column::Name).filter(|n| !n.is_empty()).unwrap_or_else(|| self.name.clone());
        self.name.clone_from(&name);
        let (name, in_name) = name_and_unit(&name, self.context);
        let column_unit = self
            .first(row, |c| c == Column::Unit)
            .map(|u| u.trim_matches(|c| "()—-/".contains(c)).to_owned())
            .filter(|u| !u.is_empty());
        let unit = column_unit.or(in_name).unwrap_or_default();
        let class = self.first(row, |c| c == Column::Nature).unwrap_or_default();
        let nature = if class.contains("约束") {
            Some(Nature::Binding)
        } else if class.contains("预期") {
            Some(Nature::Expected)
        } else {
            None
        };
        let offices = self.offices(row);
        let base = self.cells(row, |c| matches!(c, Column::Base(_))).last();
        let base_value = base.and_then(|(_, cell)| self.value(cell, &unit).map(|v| (v.amount.low, v.unit)));
        let base_year = base.and_then(|(c, _)| if let Column::Base(y) = c { y } else { None });
        let row_out: Vec<(Column, Range)> = row.iter().zip(&self.columns).map(|(r, c)| (*c, *r)).collect();
        for (column, cell) in row_out {
            let found = match column {
                Column::Goal(year) => self.goal(cell, &name, &unit, year),
                Column::Growth => self.growth(cell, &name, &unit),
                Column::Base(_) => self.numbers(cell, Fate::Baseline),
                Column::Score => self.numbers(cell, Fate::Scoring),
                Column::Order => self.numbers(cell, Fate::DocumentNumber),
                Column::Name => self.numbers(cell, Fate::Name),
                _ => self.numbers(cell, Fate::Other),
            };
            for mut one in found {
                if let Some(target) = &mut one.target {
                    target.baseline = base_value.clone().filter(|_| matches!(target.form, Form::Level));
                    target.base_year = base_year;
                }
                self.out.push(FromTable { found: one, offices: offices.clone(), nature });
            }
        }
    }

    fn offices(&self, row: &[Range]) -> Offices {
        let mut all = Offices::default();
        for ((cell, column), head) in row.iter().zip(&self.columns).zip(&self.heads) {
            if *column == Column::Office {
                let found = offices::of_cell(&self.text(*cell), head);
                all.lead.extend(found.lead);
                all.responsible.extend(found.responsible);
                all.support.extend(found.support);
                all.carry.extend(found.carry);
            }
        }
        all
    }

    /// Lists the numbers of a cell that are no targets.
    fn numbers(&self, cell: Range, fate: Fate) -> Vec<Found> {
        let line = self.line(cell);
        let marks = phrase::scan(&line, self.context.schema);
        let is_number = |k: &MarkKind| {
            matches!(
                k,
                MarkKind::Amount(_) | MarkKind::Time(_) | MarkKind::Named | MarkKind::DocumentNumber | MarkKind::Quoted
            )
        };
        let has_digit = |s: usize, e: usize| line.slice(s, e).iter().any(char::is_ascii_digit);
        let numbers = marks.iter().filter(|m| is_number(&m.kind) && has_digit(m.start, m.end));
        numbers
            .map(|m| {
                let range = line.range(m.start, m.end);
                let fate = if matches!(m.kind, MarkKind::Time(_)) { Fate::Date } else { fate };
                Found { range, phrase: cell, fate, target: None }
            })
            .collect()
    }

    fn plain_dates(&mut self, cell: Range) {
        for found in self.numbers(cell, Fate::Date) {
            self.out.push(FromTable { found, offices: Offices::default(), nature: None });
        }
    }

    /// Reads the value of a cell.
    fn value(&self, cell: Range, unit: &str) -> Option<Value> {
        let line = self.line(cell);
        let is_sum = line.at(0) == '〔'
            || line.at(0) == '['
            || (line.at(0) == '(' && line.at(line.len().saturating_sub(1)) == ')');
        let start = (0..line.len())
            .find(|&i| line.at(i).is_ascii_digit() || "百千".contains(line.at(i)) && line.begins(i + 1, "分之"))?;
        let is_minus = start > 0 && line.at(start - 1) == '-' && start == 1;
        let mut amount = phrase::amount_in(&line, start, self.context.schema)?;
        if is_minus {
            amount.low.insert(0, '-');
        }
        let head = line.text(0, start);
        let rest = line.text(amount.unit_end, line.len());
        // `100%左右` has its own unit; `达到3个以上` too; the column's unit serves a bare number.
        if rest.chars().any(|c| c.is_ascii_digit()) && amount.high.is_none() {
            return None;
        }
        let multiplier_only = !amount.unit.is_empty() && amount.unit.chars().all(|c| "十百千万亿".contains(c));
        let unit = match amount.unit.is_empty() {
            true => unit.to_owned(),
            false if multiplier_only && !unit.starts_with(&amount.unit) => format!("{}{unit}", amount.unit),
            false => amount.unit.clone(),
        };
        Some(Value { place: line.range(start, amount.unit_end), amount, unit, head, is_sum })
    }

    fn goal(&self, cell: Range, name: &str, unit: &str, year: Option<i32>) -> Vec<Found> {
        let Some(value) = self.value(cell, unit) else { return self.numbers(cell, Fate::Other) };
        let form = if value.is_sum { Form::Total } else { Form::Level };
        let year = year.unwrap_or(self.plan.years.1);
        vec![self.found(cell, name, value, form, year)]
    }

    fn growth(&self, cell: Range, name: &str, unit: &str) -> Vec<Found> {
        let Some(mut value) = self.value(cell, unit) else { return self.numbers(cell, Fate::Other) };
        let is_rate =
            ["增长", "增速", "降低", "下降", "提高", "减少", "增幅", "降幅"].iter().any(|w| name.ends_with(w));
        let form = if value.is_sum {
            Form::Total
        } else if is_rate {
            Form::Level
        } else {
            Form::Yearly
        };
        if form == Form::Yearly {
            value.unit = "%".to_owned();
        } else if value.unit.is_empty() {
            value.unit = unit.to_owned();
        }
        vec![self.found(cell, name, value, form, self.plan.years.1)]
    }

    fn found(&self, cell: Range, name: &str, value: Value, form: Form, year: i32) -> Found {
        let (_, signs) = phrase::strip_signs(&value.head);
        let (asked, is_stated) = phrase::asked(signs, &value.amount);
        // A share or a rate that is to fall has no sign in a table; the name says so.
        let falls = [
            "死亡率",
            "失业率",
            "排放",
            "消耗",
            "能耗",
            "恩格尔系数",
            "浓度",
            "漏评率",
            "错退率",
            "发病率",
            "发生率",
            "用水量",
        ]
        .iter()
        .any(|w| name.contains(w))
            && !["降低", "下降", "减少", "达标"].iter().any(|w| name.contains(w));
        let asked = if falls && !is_stated { Asked::Compare(dabiao_lang::model::CompareOp::Le) } else { asked };
        let mut doubts = Vec::new();
        if value.is_sum {
            doubts.push("括号内的数按规划期累计理解");
        }
        if falls && !is_stated {
            doubts.push("按名称判断越低越好，读作不高于");
        }
        let target = Target {
            name: name.to_owned(),
            form,
            asked,
            low: value.amount.low.clone(),
            high: value.amount.high.clone(),
            unit: value.unit,
            when: Some(When::At(year.to_string())),
            is_inherited: false,
            each: None,
            each_by: None,
            scope: None,
            wording: None,
            baseline: None,
            base_year: None,
            confidence: if doubts.is_empty() { 95 } else { 85 },
            doubts,
        };
        Found { range: value.place, phrase: cell, fate: Fate::Target, target: Some(target) }
    }

    /// Reads a row of any other table as text.
    fn prose(&mut self, row: &[Range]) {
        let offices = self.offices(row);
        let name =
            self.first(row, |c| c == Column::Name).map(|n| name_and_unit(&n, self.context).0).unwrap_or_default();
        let time = row.iter().zip(&self.columns).find(|(_, c)| **c == Column::Time).map(|(r, _)| self.line(*r));
        let deadline = time.and_then(|line| {
            phrase::scan(&line, self.context.schema).into_iter().find_map(|m| match m.kind {
                MarkKind::Time(t) => Some(t.when),
                _ => None,
            })
        });
        for (n, cell) in row.iter().enumerate() {
            let column = self.columns.get(n).copied().unwrap_or(Column::Other);
            let found = match column {
                Column::Score => self.numbers(*cell, Fate::Scoring),
                Column::Order => self.numbers(*cell, Fate::DocumentNumber),
                Column::Time => self.numbers(*cell, Fate::Deadline),
                _ => {
                    let context = Context { is_scoring: self.is_scoring, topic: &name, ..*self.context };
                    let mut passage = Passage { deadline: deadline.clone() };
                    phrase::read(&self.line(*cell), &context, &mut passage)
                }
            };
            self.out.extend(found.into_iter().map(|found| FromTable { found, offices: offices.clone(), nature: None }));
        }
    }
}

struct Value {
    amount: Amount,
    unit: String,
    head: String,
    is_sum: bool,
    place: Range,
}

/// Returns the year that a head names.
fn year(head: &str) -> Option<i32> {
    let digits: Vec<char> = head.chars().collect();
    let found = digits.windows(4).find(|w| w.iter().all(char::is_ascii_digit))?;
    found.iter().collect::<String>().parse().ok().filter(|y| (1949..=2100).contains(y))
}

/// Parts `粮食产量（万吨）` into the name and the unit, and takes a leading number of order off.
fn name_and_unit(name: &str, context: &Context<'_>) -> (String, Option<String>) {
    let name = name.trim_start_matches(|c: char| c.is_ascii_digit() || "①②③④⑤⑥⑦⑧⑨⑩、.() *#".contains(c));
    let name = name.split_once(')').filter(|(head, _)| head.chars().count() <= 2).map_or(name, |(_, rest)| rest);
    let name = name.strip_prefix("其中：").unwrap_or(name);
    if let Some((head, tail)) = name.rsplit_once('(')
        && let Some(inner) = tail.strip_suffix(')')
    {
        let is_unit = context.schema.unit(inner).is_some()
            || super::tables::units::EXTRA.contains(&inner)
            || super::tables::units::EXTRA.contains(&inner.trim_start_matches(|c| "十百千万亿".contains(c)))
            || inner.contains('/');
        if is_unit {
            return (head.to_owned(), Some(inner.to_owned()));
        }
        return (format!("{head}{}", if inner.chars().count() <= 4 { "" } else { inner }), None);
    }
    (name.to_owned(), None)
}
