//! Puts the stages together: outline, plans, phrases, tables and offices become a draft.

use super::document::{Document, Range};
use super::line::Line;
use super::offices::{self, Named, Offices};
use super::outline::{self, Outline, Passage, Section};
use super::phrase::{self, Context, Fate, Found, Mark, When};
use super::plan::{self, Plan};
use super::proposal::{Draft, Number, Proposal};
use super::table::{self, FromTable};
use super::tables::notes::{BINDING, EXPECTED, PAST_HEADINGS, SUPPORT_HEADINGS};
use dabiao_lang::model::{Nature, Schema};

/// Proposes rules for a document.
pub fn propose(document: &Document) -> Draft {
    let schema = Schema::default();
    let outline = outline::read(document);
    let lines: Vec<(Line, Vec<Mark>)> = outline.passages.iter().map(|p| folded(document, p, &schema)).collect();
    let issued = plan::issued(&lines);
    let plans = plans(document, &outline, &lines, &issued);
    let mut builder = Builder {
        document,
        schema: &schema,
        outline: &outline,
        plans: &plans,
        deadlines: Vec::new(),
        entered: None,
        draft: Draft::default(),
    };
    for (passage, (line, _)) in outline.passages.iter().zip(&lines) {
        builder.passage(passage, line);
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
    for (idx, part) in outline.parts.iter().enumerate() {
        let is_own = |p: &Passage| outline.sections.get(p.section).is_some_and(|s| s.part == idx);
        let first = outline.passages.iter().position(is_own).unwrap_or(0);
        let last = outline.passages.iter().rposition(is_own).map_or(first, |n| n + 1);
        let mut found = plan::read(document, part, lines.get(first..last).unwrap_or_default(), Some(issued));
        // A plan of several in one file that names no years shares those of the whole file.
        if found.is_guessed && outline.parts.len() > 1 {
            found.years = plan::read(document, part, lines, Some(issued)).years;
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
    draft: Draft,
}

impl Builder<'_> {
    fn passage(&mut self, passage: &Passage, line: &Line) {
        let Some(section) = self.outline.sections.get(passage.section) else { return };
        let Some(plan) = self.plans.get(section.part) else { return };
        self.enter(passage.section, section);
        let context = context(self.schema, section, plan);
        let mut carried = phrase::Passage { deadline: self.deadlines.last().and_then(|(_, w)| w.clone()) };
        match &passage.table {
            Some(rows) => {
                let found = table::read(self.document, rows, &context, plan);
                for one in found {
                    self.add(passage.section, section.part, one);
                }
            }
            None => {
                for found in phrase::read(line, &context, &mut carried) {
                    self.add(
                        passage.section,
                        section.part,
                        FromTable { found, offices: Offices::default(), nature: None },
                    );
                }
            }
        }
        if let Some((_, deadline)) = self.deadlines.last_mut() {
            *deadline = carried.deadline;
        }
    }

    /// Opens a section: it takes over what the sections around it said, unless its heading names a time.
    fn enter(&mut self, idx: usize, section: &Section) {
        if self.entered == Some(idx) {
            return;
        }
        self.entered = Some(idx);
        let depth = section.above.len();
        self.deadlines.retain(|(d, _)| *d < depth);
        if depth == 0 {
            self.deadlines.clear();
        }
        let title: Vec<char> = section.title.chars().collect();
        let line = Line::fold(&title, 0);
        let own = phrase::scan(&line, self.schema).into_iter().find_map(|m| match m.kind {
            phrase::MarkKind::Time(time) if matches!(time.when, When::At(_) | When::Before(_)) => Some(time.when),
            _ => None,
        });
        let around = self.deadlines.last().and_then(|(_, w)| w.clone());
        self.deadlines.push((depth, own.or(around)));
    }

    fn add(&mut self, section: usize, plan: usize, one: FromTable) {
        let Found { range, phrase, fate, target } = one.found;
        let proposal = target.map(|target| {
            let nature = one.nature.or_else(|| nature(target.wording));
            self.draft.proposals.push(Proposal { plan, section, range, phrase, target, offices: one.offices, nature });
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
    let is_goal = holds(&["目标", "指标"]);
    Context {
        schema,
        years: plan.years,
        topic: topic.unwrap_or_default(),
        is_past: holds(PAST_HEADINGS) && !is_goal,
        is_support: holds(SUPPORT_HEADINGS) && !is_goal,
        is_goal,
        is_scoring: holds(&["评分", "计分", "赋分", "考核评分", "评分标准", "加分", "扣分", "分值"]),
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
