//! Indicator × year: name, unit, base value, targets by year, growth, class and offices in columns.
//!
//! `〔13.5〕` in a column of levels is a sum over the plan's years; in a column of growth it is the change over them. Growth
//! has no unit of its own: its indicator is that of the level in the same row.

use super::roles::Role;
use super::value::{self, Value};
use super::{Reading, Row, year_run};
use crate::line::Line;
use crate::phrase::{self, Asked, Context, Doubt, Fate, Form, Found, Passage, Target, When};
use crate::tables::{heads, units, verbs};
use dabiao_lang::model::CompareOp;

/// Reads every row.
pub(super) fn read(reading: &mut Reading<'_>) {
    let mut last_name = String::new();
    for row in reading.head.figures() {
        let (name, unit) = name(reading, row, &last_name);
        last_name.clone_from(&name);
        let said =
            Said { name, unit: unit_of_row(reading, row).or(unit), base: base(reading, row), row: reading.row(row) };
        let first = reading.out.found.len();
        for column in 0..reading.view.n_columns() {
            let is_first = reading.view.is_first(row, column);
            let is_figure = matches!(reading.role(column), Role::Goal | Role::Growth);
            // A figure merged over several rows is said of each of them only where it names a common target.
            if is_first {
                cell(reading, row, column, &said);
            } else if is_figure && reading.view.goes_on(row, column) {
                continue;
            }
        }
        year_run::settle_row(reading, first);
    }
}

/// What a row says of all its figures.
pub(super) struct Said {
    pub(super) name: String,
    pub(super) unit: Option<String>,
    /// Value, unit and year of the base.
    pub(super) base: Option<(String, String, Option<i32>)>,
    pub(super) row: Row,
}

/// Returns the name of a row and the unit that it holds; a blank one goes on with the name above.
fn name(reading: &Reading<'_>, row: usize, last: &str) -> (String, Option<String>) {
    let Some(column) = reading.column(|r| *r == Role::Name) else { return (last.to_owned(), None) };
    let text = reading.view.text(row, column).replace('\n', "");
    let (name, unit) = value::name_and_unit(value::without_order(&text), reading.context.schema);
    let name = name.trim_matches(|c| "：，、。 ".contains(c)).to_owned();
    if name.is_empty() {
        return (last.to_owned(), None);
    }
    // 城镇 below a class 居民人均可支配收入 is half a name.
    let class = reading.columns.get(..column).unwrap_or_default().iter().rposition(|c| c.role == Role::Other);
    let above = class.map(|c| value::without_order(reading.view.text(row, c)).to_owned()).unwrap_or_default();
    let is_half =
        ["城镇", "农村", "其中", "总量", "增速", "人均", "男", "女", "数量", "比例", "占比"].contains(&name.as_str());
    if is_half && !above.is_empty() && above.chars().count() <= 20 {
        (format!("{name}{above}"), unit)
    } else {
        (name, unit)
    }
}

fn unit_of_row(reading: &Reading<'_>, row: usize) -> Option<String> {
    let text = reading.view.text(row, reading.column(|r| *r == Role::Unit)?);
    let unit = text.trim_matches(|c| "()（）—-/ ".contains(c));
    (!unit.is_empty()).then(|| unit.to_owned())
}

fn base(reading: &Reading<'_>, row: usize) -> Option<(String, String, Option<i32>)> {
    let (n, column) = reading.columns.iter().enumerate().rfind(|(_, c)| c.role == Role::Base)?;
    let unit = column.unit.clone().or_else(|| unit_of_row(reading, row)).unwrap_or_default();
    let value = value::read(reading.view.line(row, n), &unit, reading.context.schema)?;
    Some((value.amount.low, value.unit, column.when.as_ref().and_then(When::year)))
}

fn cell(reading: &mut Reading<'_>, row: usize, column: usize, said: &Said) {
    match reading.role(column) {
        Role::Goal => goal(reading, row, column, said),
        Role::Growth => growth(reading, row, column, said),
        Role::Base => reading.list(row, column, Fate::Baseline),
        Role::Points => reading.list(row, column, Fate::Scoring),
        Role::Order => reading.list(row, column, Fate::DocumentNumber),
        Role::Name => reading.list(row, column, Fate::Name),
        Role::Unit | Role::Nature | Role::Entity => reading.list(row, column, Fate::Name),
        Role::Time => reading.list(row, column, Fate::Deadline),
        Role::Method => reading.list(row, column, Fate::Scoring),
        Role::Prose => {
            let deadline = said.row.deadline.clone();
            prose(reading, (row, column), &said.name, deadline, &said.row);
        }
        Role::Office | Role::Place | Role::Other => reading.list(row, column, Fate::Fact),
    }
}

/// Returns what a goal column measures in a row.
pub(super) fn measured(row_name: &str, column_name: &str) -> String {
    let has = |w: &str| row_name.contains(w);
    match (row_name.is_empty(), column_name.is_empty()) {
        (_, true) => row_name.to_owned(),
        (true, false) => column_name.to_owned(),
        _ if has(column_name) => row_name.to_owned(),
        _ => format!("{row_name}{column_name}"),
    }
}

/// Reads the target of a cell.
fn goal(reading: &mut Reading<'_>, row: usize, column: usize, said: &Said) {
    let Some(head) = reading.columns.get(column).cloned() else { return };
    let unit = head.unit.clone().or_else(|| said.unit.clone()).or_else(|| reading.unit_around()).unwrap_or_default();
    let (when, doubt) = reading.due(head.when.clone().or_else(|| said.row.deadline.clone()));
    let name = measured(&said.name, &head.name);
    let line = reading.view.line(row, column);
    let value = value::read(line, &unit, reading.context.schema).filter(|v| is_simple(&v.head));
    let Some(value) = value else { return words(reading, (row, column), (&name, &unit), when, said) };
    let has_rate = ["新增", "净增", "累计"].iter().any(|w| name.contains(w));
    let form = if value.is_sum && (has_rate || !name.ends_with(['低', '降'])) { Form::Total } else { Form::Level };
    let is_sum = value.is_sum;
    let mut found = target(&name, value, form, when, line.range(0, line.len()));
    if let Some(target) = &mut found.target {
        target.doubts.extend(doubt);
        reading.settle_part(target, row, head.when.as_ref());
        with_base(target, said);
        // From 1.2 to 0: nothing is left, whatever the name says.
        let is_cleared = target.low.chars().all(|c| matches!(c, '0' | '.')) && said.base.is_some();
        if is_cleared && target.asked == Asked::Compare(CompareOp::Ge) {
            target.asked = Asked::Compare(CompareOp::Le);
        }
        if target.form == Form::Total && !is_sum && reading.has_yearly_columns() {
            target.window = head.when.as_ref().and_then(When::year).map(|y| (y, y));
        }
    }
    reading.add(row, column, vec![found], &said.row);
}

/// Signs and words before a figure that [`target`] understands; anything else is prose.
pub(super) fn is_simple(head: &str) -> bool {
    let rest = phrase::strip_signs(head).0;
    rest.trim_matches(|c| "〔[(-+ ".contains(c)).is_empty()
}

fn with_base(target: &mut Target, said: &Said) {
    if let Some((value, unit, year)) = &said.base {
        target.baseline =
            Some((value.clone(), unit.clone())).filter(|_| matches!(target.form, Form::Level | Form::Hold));
        target.base_year = *year;
    }
}

/// Reads the growth of a cell: a rate, or in brackets the change over the plan's years.
fn growth(reading: &mut Reading<'_>, row: usize, column: usize, said: &Said) {
    let Some(head) = reading.columns.get(column).cloned() else { return };
    let line = reading.view.line(row, column);
    let Some(mut value) = value::read(line, "", reading.context.schema) else {
        return reading.list(row, column, Fate::NotRead);
    };
    let unit = said.unit.clone().unwrap_or_default();
    let is_rate =
        ["增长", "增速", "降低", "下降", "提高", "减少", "增幅", "降幅"].iter().any(|w| said.name.ends_with(w));
    let is_sum = value.is_sum;
    let form = match (is_sum, is_rate) {
        (_, true) => Form::Level,
        (true, _) if is_flow(&said.name) => Form::Total,
        (true, _) => Form::Gain,
        _ if head.head.contains("年均") || reading.plan.years.1 > reading.plan.years.0 => Form::Yearly,
        _ => Form::Growth,
    };
    if value.unit.is_empty() {
        value.unit = match form {
            Form::Gain if matches!(unit.as_str(), "%" | "‰") => "个百分点".to_owned(),
            Form::Gain | Form::Total => unit.clone(),
            _ => "%".to_owned(),
        };
    } else if form == Form::Gain && value.unit == "%" && unit == "%" {
        value.unit = "个百分点".to_owned();
    }
    let (when, doubt) = reading.due(head.when.clone());
    let mut found = target(&said.name, value, form, when, line.range(0, line.len()));
    if let Some(target) = &mut found.target {
        target.own_unit = Some(unit).filter(|u| !u.is_empty());
        target.base_year = said.base.as_ref().and_then(|b| b.2);
        target.doubts.extend(doubt);
        // A fall of so much is written with a minus, or in brackets beside a name that is to fall.
        let is_down = target.low.starts_with('-');
        if target.asked == Asked::Compare(CompareOp::Le) && form == Form::Yearly && !is_down {
            target.asked = Asked::Compare(CompareOp::Ge);
            target.doubts.retain(|d| *d != Doubt::DirectionByName);
        }
    }
    reading.add(row, column, vec![found], &said.row);
}

fn is_flow(name: &str) -> bool {
    ["新增", "累计", "净增"].iter().any(|w| name.contains(w))
}

/// Reads a cell of words: `累计新增5万人`, `17600(年均8%)`, `全覆盖`.
fn words(
    reading: &mut Reading<'_>,
    (row, column): (usize, usize),
    (name, unit): (&str, &str),
    when: When,
    said: &Said,
) {
    let line = reading.view.line(row, column).clone();
    // A figure with something in brackets: the figure first, then what the brackets hold.
    let open = (1..line.len()).find(|&i| line.at(i) == '(');
    let mut found = Vec::new();
    let mut start = 0;
    if let Some(open) = open {
        let head = part(&line, 0, open);
        if let Some(value) = value::read(&head, unit, reading.context.schema).filter(|v| is_simple(&v.head)) {
            found.push(target(name, value, Form::Level, when.clone(), line.range(0, line.len())));
            start = open;
        }
    }
    let rest = part(&line, start, line.len());
    found.extend(read_words(&rest, reading.context, name, Some(when)));
    for one in &mut found {
        if let Some(target) = &mut one.target {
            if target.unit.is_empty() && target.own_unit.is_none() {
                target.unit = unit.to_owned();
            }
            let is_rate = target.unit == "%" && !matches!(unit, "%" | "");
            if line.holds(0, line.len(), "年均") && (target.form == Form::Growth || is_rate) {
                target.form = Form::Yearly;
            }
            target.own_unit = Some(unit.to_owned()).filter(|u| !u.is_empty() && *u != target.unit);
            with_base(target, said);
        }
    }
    reading.add(row, column, found, &said.row);
}

/// Returns a part of a line as one of its own.
fn part(line: &Line, start: usize, end: usize) -> Line {
    line.part(start, end)
}

/// Reads a cell as a sentence about a name.
pub(super) fn read_words(line: &Line, context: &Context<'_>, name: &str, deadline: Option<When>) -> Vec<Found> {
    let context = Context { topic: name, is_goal: true, is_past: false, is_cell: true, ..*context };
    let mut passage = Passage { deadline };
    phrase::read(line, &context, &mut passage)
}

/// Reads a cell as prose with what its row says.
pub(super) fn prose(
    reading: &mut Reading<'_>,
    (row, column): (usize, usize),
    name: &str,
    when: Option<When>,
    said: &Row,
) {
    let line = reading.view.line(row, column).clone();
    let (when, doubt) = reading.due(when);
    let mut found = read_words(&line, reading.context, name, Some(when));
    for target in found.iter_mut().filter_map(|f| f.target.as_mut()).filter(|t| t.is_inherited) {
        target.doubts.retain(|d| *d != Doubt::DeadlineBefore);
        target.doubts.extend(doubt);
    }
    reading.add(row, column, found, said);
}

/// Makes a target of a figure in a cell.
pub(super) fn target(name: &str, value: Value, form: Form, when: When, phrase: crate::document::Range) -> Found {
    let (_, signs) = phrase::strip_signs(&value.head);
    let (asked, is_stated) = phrase::asked(signs, &value.amount);
    let falls = heads::is_to_fall(name) && !is_stated;
    // A change of so much downwards: -1.9 is reached from above.
    let is_down = value.amount.low.starts_with('-') && !is_stated && form != Form::Level;
    let asked = if falls || is_down { Asked::Compare(CompareOp::Le) } else { asked };
    let mut doubts = Vec::new();
    if value.is_sum {
        doubts.push(Doubt::InBrackets);
    }
    if falls {
        doubts.push(Doubt::DirectionByName);
    }
    let deed = verbs::deed(name).map(|(verb, _)| verb);
    let mut target = Target::new(name.to_owned(), form, asked, value.amount.low.clone());
    target.high = value.amount.high.clone();
    target.unit = value.unit;
    target.when = Some(when);
    target.deed = deed;
    target.doubts = doubts;
    if deed.is_some() && target.form == Form::Level {
        target.form = Form::Total;
    }
    Found { range: value.place, phrase, fate: Fate::Target, target: Some(target) }
}

impl Reading<'_> {
    /// Parts that add up to their year are a flow's, and each is due for itself.
    pub(super) fn settle_part(&self, target: &mut phrase::Target, row: usize, when: Option<&When>) {
        let is_own = self.own_parts.holds(row);
        if is_own && target.form == Form::Level {
            target.form = Form::Total;
        }
        target.is_own_part = is_own && when.is_some_and(super::own_parts::is_part);
    }

    /// Returns whether several columns hold a year each, so that what is done is that year's and no sum.
    fn has_yearly_columns(&self) -> bool {
        let is_end = |c: &&super::Column| ["到", "至", "累计", "底", "末"].iter().any(|w| c.head.contains(w));
        let goals = self.columns.iter().filter(|c| c.role == Role::Goal && !is_end(c));
        let mut years: Vec<i32> = goals.filter_map(|c| c.when.as_ref().and_then(When::year)).collect();
        years.sort_unstable();
        years.dedup();
        years.len() >= 2
    }

    /// Returns the unit that stands around the table.
    pub(super) fn unit_around(&self) -> Option<String> {
        let schema = self.context.schema;
        self.head.unit.clone().or_else(|| {
            let near = self.caption.lines.iter().take(3);
            near.filter(|l| l.chars().count() <= 30).find_map(|l| value::unit_of_title(l, schema))
        })
    }

    /// Returns the unit of several that stand around the table (单位：人、万元) which the noun of a name asks for.
    pub(super) fn unit_by_name(&self, name: &str) -> Option<String> {
        let schema = self.context.schema;
        let lines = self.head.titles.iter().chain(self.caption.lines.iter().take(3));
        let listed = lines.filter_map(|l| value::units_of_title(l, schema)).next()?;
        let mut fitting = listed.into_iter().filter(|u| units::is_asked_by(name, u));
        fitting.next().filter(|_| fitting.next().is_none())
    }

    /// Returns the deadline of a figure: its own, else that of the titles, the caption, the headings, the plan.
    pub(super) fn due(&self, own: Option<When>) -> (When, Option<Doubt>) {
        if let Some(own) = own {
            return (own, None);
        }
        let (when, doubt) = self.around.get_or_init(|| self.time_around());
        (when.clone(), Some(*doubt))
    }

    /// Returns the time of titles, caption and headings, else the end of the plan.
    fn time_around(&self) -> (When, Doubt) {
        let schema = self.context.schema;
        let lines = self.head.titles.iter().chain(self.caption.lines.iter());
        // A day on a line of its own is the signature, no deadline.
        let is_due = |w: &When| {
            let is_day = matches!(w, When::At(at) if at.len() == 10);
            !is_day && w.year().is_none_or(|y| y >= self.plan.years.0)
        };
        let said = lines.filter_map(|l| value::time_of(l, schema)).find(is_due);
        match said.or_else(|| self.caption.deadline.clone()) {
            Some(when) => (when, Doubt::DeadlineAbove),
            None => (When::At(self.plan.years.1.to_string()), Doubt::NoDeadline),
        }
    }
}
