//! Puts the stages together: outline, plans, phrases, tables and offices become a draft.

use super::document::{Document, Range};
use super::grid::Grid;
use super::line::Line;
use super::offices::{self, Named, Offices};
use super::outline::{self, Outline, Passage, Section};
use super::phrase::{self, Context, Fate, Found, Mark, MarkKind, When};
use super::plan::{self, Plan};
use super::proposal::{Draft, Number, Place, Proposal, TableRead};
use super::table::{self, Caption, FromTable};
use super::tables::notes::{BINDING, EXPECTED, PAST_HEADINGS, SUPPORT_HEADINGS};
use dabiao_lang::model::{Nature, Schema};

/// Proposes rules for a document.
pub fn propose(document: &Document) -> Draft {
    let schema = Schema::default();
    let outline = outline::read(document);
    let lines: Vec<(Line, Vec<Mark>)> = outline.passages.iter().map(|p| folded(document, p, &schema)).collect();
    let issued = plan::issued(document, &lines);
    let plans = plans(document, &outline, &lines, &issued);
    let mut builder = Builder {
        document,
        schema: &schema,
        outline: &outline,
        plans: &plans,
        deadlines: Vec::new(),
        entered: None,
        n_paragraphs: 0,
        above: Vec::new(),
        n_groups: 0,
        draft: Draft::default(),
    };
    for (passage, (line, marks)) in outline.passages.iter().zip(&lines) {
        builder.passage(passage, line, marks);
    }
    let mut draft = builder.draft;
    attach_offices(&outline, &lines, &mut draft.proposals);
    add_labels(document, &outline, &mut draft.numbers);
    draft.numbers.sort_by_key(|n| n.range);
    draft.plans = plans;
    draft.outline = outline;
    draft
}

fn folded(document: &Document, passage: &Passage, schema: &Schema) -> (Line, Vec<Mark>) {
    if passage.table.is_some() {
        return (Line::default(), Vec::new());
    }
    let line = Line::fold(document.slice(passage.range), passage.range.start);
    let marks = phrase::scan(&line, schema);
    (line, marks)
}

fn plans(document: &Document, outline: &Outline, lines: &[(Line, Vec<Mark>)], issued: &plan::Issued) -> Vec<Plan> {
    let mut all = Vec::new();
    // Found once: every plan of a long file would ask for it.
    let of_file = std::cell::OnceCell::new();
    for (idx, part) in outline.parts.iter().enumerate() {
        let is_own = |p: &Passage| outline.sections.get(p.section).is_some_and(|s| s.part == idx);
        let first = outline.passages.iter().position(is_own).unwrap_or(0);
        let last = outline.passages.iter().rposition(is_own).map_or(first, |n| n + 1);
        let mut found = plan::read(document, part, lines.get(first..last).unwrap_or_default(), Some(issued));
        // A plan of several in one file that names no years shares those of the whole file.
        if found.is_guessed && outline.parts.len() > 1 {
            found.years = *of_file.get_or_init(|| plan::years_of(lines, issued));
        }
        all.push(found);
    }
    all
}

struct Builder<'a> {
    document: &'a Document,
    schema: &'a Schema,
    outline: &'a Outline,
    plans: &'a [Plan],
    /// Deadlines of the open sections: how deep, and what they or their headings said.
    deadlines: Vec<(usize, Option<When>)>,
    entered: Option<usize>,
    /// Paragraphs of the open section.
    n_paragraphs: usize,
    /// Short lines right above, the nearest last: titles and units of a table.
    above: Vec<String>,
    /// Groups of breakdowns so far.
    n_groups: usize,
    draft: Draft,
}

/// Lines above a table that may be its title, its number and its unit.
const CAPTION: usize = 4;
/// Longer lines are text.
const CAPTION_LENGTH: usize = 60;

impl Builder<'_> {
    fn passage(&mut self, passage: &Passage, line: &Line, marks: &[Mark]) {
        let Some(section) = self.outline.sections.get(passage.section) else { return };
        let Some(plan) = self.plans.get(section.part) else { return };
        self.enter(passage.section, section);
        if passage.is_aside {
            return self.aside(line, marks);
        }
        let context = context(self.schema, section, plan);
        let deadline = self.deadlines.last().and_then(|(_, w)| w.clone());
        match &passage.table {
            Some(grid) => {
                let caption = Caption { lines: self.caption(section), deadline };
                self.table(passage, grid, &context, plan, &caption);
                self.above.clear();
            }
            None => {
                self.n_paragraphs += 1;
                let mut carried = phrase::Passage { deadline };
                let found = phrase::read_marks(line, marks, &context, &mut carried);
                self.text(passage.section, section.part, found);
                if let Some((_, deadline)) = self.deadlines.last_mut() {
                    *deadline = carried.deadline;
                }
                self.note_line(line);
            }
        }
    }

    fn note_line(&mut self, line: &Line) {
        if line.len() > CAPTION_LENGTH {
            self.above.clear();
        } else if line.len() > 0 {
            self.above.push(line.text(0, line.len()));
        }
        if self.above.len() > CAPTION {
            self.above.remove(0);
        }
    }

    /// Returns what stands above a table, the nearest first: lines, then headings, then the title of the plan.
    fn caption(&self, section: &Section) -> Vec<String> {
        let headings = [&section.title].into_iter().chain(section.above.iter().rev());
        let title = self.outline.parts.get(section.part).map(|p| &p.title);
        let all = self.above.iter().rev().chain(headings).chain(title);
        all.filter(|l| !l.is_empty()).cloned().collect()
    }

    fn aside(&mut self, line: &Line, marks: &[Mark]) {
        for mark in marks {
            if line.slice(mark.start, mark.end).iter().any(char::is_ascii_digit) {
                let range = line.range(mark.start, mark.end);
                self.draft.numbers.push(Number { range, fate: Fate::Aside, proposal: None });
            }
        }
    }

    fn text(&mut self, section: usize, plan: usize, found: Vec<Found>) {
        for (n, found) in found.into_iter().enumerate() {
            let place = Place::Paragraph(self.n_paragraphs, n + 1);
            let one = FromTable { found, offices: Offices::default(), nature: None, group: None, slot: (0, 0) };
            self.add((section, plan), one, place);
        }
    }

    fn table(&mut self, passage: &Passage, grid: &Grid, context: &Context<'_>, plan: &Plan, caption: &Caption) {
        let Some(section) = self.outline.sections.get(passage.section) else { return };
        let read = table::read(self.document, grid, context, plan, caption);
        let n_table = self.draft.tables.len() + 1;
        // Groups of different tables are different.
        let first_group = self.n_groups;
        let mut slot = (0, 0, 0);
        for mut one in read.found {
            let nth = if (slot.0, slot.1) == one.slot { slot.2 + 1 } else { 1 };
            slot = (one.slot.0, one.slot.1, nth);
            one.group = one.group.map(|g| first_group + g);
            self.n_groups = self.n_groups.max(one.group.map_or(0, |g| g + 1));
            self.add((passage.section, section.part), one, Place::Cell(n_table, slot.0, slot.1, nth));
        }
        self.draft.tables.push(TableRead {
            range: passage.range,
            kind: read.kind,
            columns: read.columns,
            totals: read.totals,
            items: read.items,
        });
    }

    /// Opens a section: it takes over what the sections around it said, unless its heading names a time.
    fn enter(&mut self, idx: usize, section: &Section) {
        if self.entered == Some(idx) {
            return;
        }
        self.entered = Some(idx);
        self.n_paragraphs = 0;
        let depth = section.above.len();
        self.deadlines.retain(|(d, _)| *d < depth);
        if depth == 0 {
            self.deadlines.clear();
        }
        let own = self.time_of_heading(section);
        let around = self.deadlines.last().and_then(|(_, w)| w.clone());
        self.deadlines.push((depth, own.or(around)));
    }

    /// Returns the time that a heading names, from the plan's years on: 二、2023年目标, （二）“十四五”时期.
    fn time_of_heading(&self, section: &Section) -> Option<When> {
        let plan = self.plans.get(section.part)?;
        let title: Vec<char> = section.title.chars().collect();
        let line = Line::fold(&title, 0);
        phrase::scan(&line, self.schema).into_iter().find_map(|m| match m.kind {
            MarkKind::Time(time) => match time.when {
                When::At(_) | When::Before(_) => Some(time.when).filter(|w| w.year() >= Some(plan.years.0)),
                When::Years(from, to) if (from, to) != plan.years && from >= plan.years.0 => {
                    Some(When::At(to.to_string()))
                }
                _ => None,
            },
            _ => None,
        })
    }

    fn add(&mut self, (section, plan): (usize, usize), one: FromTable, place: Place) {
        let Found { range, phrase, fate, target } = one.found;
        let (target, none) = if fate == Fate::NoTask { (None, target) } else { (target, None) };
        self.draft.no_tasks.extend(one.group.zip(none));
        let proposal = target.map(|target| {
            let nature = one.nature.or_else(|| nature(target.wording));
            let offices = one.offices;
            let group = one.group;
            self.draft.proposals.push(Proposal { plan, section, range, phrase, target, offices, nature, group, place });
            self.draft.proposals.len() - 1
        });
        self.draft.numbers.push(Number { range, fate, proposal });
    }
}

fn context<'a>(schema: &'a Schema, section: &'a Section, plan: &Plan) -> Context<'a> {
    let headings = || section.above.iter().chain([&section.title]);
    let holds = |words: &[&str]| headings().any(|h| words.iter().any(|w| h.contains(w)));
    let topic = ["产业", "工程", "行动", "业"]
        .iter()
        .find_map(|t| section.title.strip_suffix(t))
        .filter(|t| t.chars().count() <= 6);
    // 2023年工作回顾 in a plan of 2024.
    let is_gone = |h: &String| plan::last_year_in(h).is_some_and(|y| y < plan.years.0);
    let is_past = holds(PAST_HEADINGS) || headings().any(is_gone) && !holds(&["目标", "计划"]);
    let is_goal = holds(&["目标", "指标"]) || plan.is_of_tasks && !is_past;
    let is_support = holds(SUPPORT_HEADINGS) || plan.is_of_support;
    Context {
        schema,
        years: plan.years,
        this_year: plan.this_year(),
        topic: topic.unwrap_or_default(),
        is_past: is_past && !is_goal,
        is_support: is_support && !is_goal,
        is_goal,
        is_scoring: holds(&["评分", "计分", "赋分", "考核评分", "评分标准", "加分", "扣分", "分值"]),
        is_cell: false,
    }
}

fn nature(wording: Option<&str>) -> Option<Nature> {
    let wording = wording?;
    if BINDING.contains(&wording) {
        Some(Nature::Binding)
    } else if EXPECTED.contains(&wording) {
        Some(Nature::Expected)
    } else {
        None
    }
}

/// Gives each proposal the offices that are named next in its section, else those named before it there.
fn attach_offices(outline: &Outline, lines: &[(Line, Vec<Mark>)], proposals: &mut [Proposal]) {
    let mut named: Vec<(usize, Named)> = Vec::new();
    for (passage, (line, _)) in outline.passages.iter().zip(lines) {
        named.extend(offices::find(line).into_iter().map(|n| (passage.section, n)));
    }
    for proposal in proposals.iter_mut().filter(|p| p.offices.is_empty()) {
        let from = named.partition_point(|(_, n)| n.range.start < proposal.range.start);
        let after = named.get(from).filter(|(section, _)| *section == proposal.section);
        let before = from.checked_sub(1).and_then(|i| named.get(i)).filter(|(section, _)| *section == proposal.section);
        if let Some((_, found)) = after.or(before) {
            proposal.offices = found.offices.clone();
        }
    }
}

/// Lists the numbers of headings too.
fn add_labels(document: &Document, outline: &Outline, numbers: &mut Vec<Number>) {
    for &range in &outline.labels {
        if document.slice(range).iter().any(|c| c.is_ascii_digit() || ('０'..='９').contains(c)) {
            numbers.push(Number { range: digits(document, range), fate: Fate::DocumentNumber, proposal: None });
        }
    }
}

fn digits(document: &Document, range: Range) -> Range {
    let n =
        document.slice(range).iter().take_while(|c| !c.is_ascii_digit() && !('０'..='９').contains(*c)).count() as u32;
    Range { start: range.start + n, end: range.end }
}
