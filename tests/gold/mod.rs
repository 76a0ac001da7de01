//! Scores a draft against a gold set: figures with their positions, made by reading, never sentences.
//!
//! A proposal is right where its figure overlaps one of the gold set and value, unit, comparator and time agree; the
//! indicator is right where the names share half of their characters, the level where the words are one.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use dabiao_draft::{self as draft, Document, Draft, Plan, Proposal, write};
use dabiao_lang::model::CompareOp;

/// A target of the gold set.
#[derive(Debug, Clone)]
pub struct Gold {
    start: u32,
    end: u32,
    value: String,
    high: String,
    unit: String,
    op: String,
    due: String,
    form: String,
    level: String,
    indicator: String,
}

/// Counts of one form.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    /// Targets of the gold set.
    pub gold: usize,
    /// Proposals.
    pub proposed: usize,
    /// Right in value, unit, comparator and time.
    pub right: usize,
    /// Of those, right in indicator and level too.
    pub named: usize,
}

impl Score {
    fn add(&mut self, other: Score) {
        self.gold += other.gold;
        self.proposed += other.proposed;
        self.right += other.right;
        self.named += other.named;
    }

    /// Recall in tenths of a per cent.
    pub fn recall(self) -> usize {
        (self.right * 1000).checked_div(self.gold).unwrap_or(1000)
    }

    /// Precision in tenths of a per cent.
    pub fn precision(self) -> usize {
        (self.right * 1000).checked_div(self.proposed).unwrap_or(1000)
    }

    /// Those right in name and level among the gold set.
    pub fn named_recall(self) -> usize {
        (self.named * 1000).checked_div(self.gold).unwrap_or(1000)
    }

    /// Those right in name and level among the proposals.
    pub fn named_precision(self) -> usize {
        (self.named * 1000).checked_div(self.proposed).unwrap_or(1000)
    }
}

/// Reads a gold set; a figure is given by its place, or quoted in the order of the document.
pub fn read(csv: &str, document: &Document) -> Vec<Gold> {
    let mut rows = csv.lines();
    let is_quoted = rows.next().is_some_and(|head| head.starts_with("quote"));
    let mut at = 0;
    rows.filter(|r| !r.trim().is_empty())
        .map(|row| {
            let cells: Vec<&str> = row.split(',').collect();
            let cell = |n: usize| cells.get(n).copied().unwrap_or_default().to_owned();
            if !is_quoted {
                let number = |n| cell(n).parse().expect("a position");
                return Gold {
                    start: number(0),
                    end: number(1),
                    value: cell(2),
                    high: cell(3),
                    unit: cell(4),
                    op: cell(5),
                    due: cell(6),
                    form: cell(7),
                    level: cell(8),
                    indicator: cell(9),
                };
            }
            let quote: Vec<char> = cell(0).chars().collect();
            let start = find(&document.text, at, &quote).expect("a figure that is quoted in the order of the document");
            at = start + quote.len();
            Gold {
                start: start as u32,
                end: at as u32,
                op: cell(1),
                value: cell(2),
                high: cell(3),
                unit: cell(4),
                due: cell(5),
                form: cell(6),
                indicator: cell(7),
                level: cell(8),
            }
        })
        .collect()
}

/// Finds a figure that is no part of a longer number.
fn find(text: &[char], from: usize, quote: &[char]) -> Option<usize> {
    let is_digit = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_digit() || *c == '.');
    (from..=text.len().checked_sub(quote.len())?).find(|&i| {
        text[i..].starts_with(quote)
            && !(is_digit(quote.first()) && is_digit(i.checked_sub(1).and_then(|i| text.get(i))))
            && !(is_digit(quote.last()) && is_digit(text.get(i + quote.len())))
    })
}

/// Scores a document by form.
pub fn score(document: &Document, gold: &[Gold]) -> BTreeMap<String, Score> {
    let found = draft::propose(document);
    let mut by_form: BTreeMap<String, Score> = BTreeMap::new();
    let mut used = vec![false; gold.len()];
    for g in gold {
        by_form.entry(g.form.clone()).or_default().gold += 1;
    }
    for p in &found.proposals {
        let plan = &found.plans[p.plan];
        let fits = |idx: &usize| !used[*idx] && overlaps(p, &gold[*idx]) && agrees(p, plan, &gold[*idx]);
        let candidates: Vec<usize> = (0..gold.len()).filter(fits).collect();
        let best = candidates.iter().copied().find(|i| is_named(p, plan, &gold[*i])).or(candidates.first().copied());
        let form = best.map_or_else(|| format!("{:?}", p.target.form), |i| gold[i].form.clone());
        let score = by_form.entry(form).or_default();
        score.proposed += 1;
        if let Some(i) = best {
            used[i] = true;
            score.right += 1;
            score.named += usize::from(is_named(p, plan, &gold[i]));
        }
    }
    by_form
}

fn overlaps(p: &Proposal, g: &Gold) -> bool {
    p.range.start < g.end && g.start < p.range.end
}

fn agrees(p: &Proposal, plan: &Plan, g: &Gold) -> bool {
    let t = &p.target;
    let op = match t.asked {
        draft::Asked::Compare(CompareOp::Ge) => ">=",
        draft::Asked::Compare(CompareOp::Le) => "<=",
        draft::Asked::Compare(CompareOp::Gt) => ">",
        draft::Asked::Compare(CompareOp::Lt) => "<",
        draft::Asked::Compare(_) => "=",
        draft::Asked::Between => "range",
        draft::Asked::About => "about",
    };
    let high = t.high.clone().unwrap_or_default();
    let same = t.low == g.value && high == g.high && t.unit == g.unit && op == g.op;
    same && due(&write::time(t, plan)) == due(&g.due)
}

/// The step of a duty that comes back, else the last year or day.
fn due(text: &str) -> &str {
    match text.starts_with('每') {
        true => text.split(' ').next().unwrap_or(text),
        false => text.rsplit([' ', '.']).next().unwrap_or(text),
    }
}

fn is_named(p: &Proposal, plan: &Plan, g: &Gold) -> bool {
    let own = p.target.at.as_deref().and_then(write::level_of_entity);
    let below = p.target.is_of_all.then_some("镇");
    let level = own.or(below).unwrap_or_else(|| p.target.scope.as_ref().map_or(plan.level, |s| s.level));
    let same_level = level == g.level || (level.ends_with('村') && g.level.ends_with('村'));
    let (a, b): (Vec<char>, Vec<char>) = (p.target.name.chars().collect(), g.indicator.chars().collect());
    let shared = b.iter().filter(|c| a.contains(c)).count();
    same_level && shared * 2 >= b.len() && !b.is_empty()
}

/// Adds the scores of one document to those of another.
pub fn add(all: &mut BTreeMap<String, Score>, one: &BTreeMap<String, Score>) {
    for (form, score) in one {
        all.entry(form.clone()).or_default().add(*score);
    }
}

/// Returns all forms together.
pub fn total(all: &BTreeMap<String, Score>) -> Score {
    let mut sum = Score::default();
    all.values().for_each(|s| sum.add(*s));
    sum
}

/// Returns a table of Markdown.
pub fn table(all: &BTreeMap<String, Score>) -> String {
    let mut out = String::from(
        "| form | gold | proposed | recall | precision | recall with name and level | precision with both |\n|---|--:|--:|--:|--:|--:|--:|\n",
    );
    let sum = total(all);
    for (form, s) in all.iter().map(|(f, s)| (f.as_str(), *s)).chain([("all", sum)]) {
        let tenths = |n: usize| format!("{}.{}%", n / 10, n % 10);
        let (r, p, nr, np) = (s.recall(), s.precision(), s.named_recall(), s.named_precision());
        let _ = writeln!(
            out,
            "| {form} | {} | {} | {} | {} | {} | {} |",
            s.gold,
            s.proposed,
            tenths(r),
            tenths(p),
            tenths(nr),
            tenths(np)
        );
    }
    out
}

/// Returns what a draft lacks or has too much, as positions and figures.
pub fn differences(document: &Document, gold: &[Gold]) -> String {
    let found: Draft = draft::propose(document);
    let mut out = String::new();
    let hit = |p: &Proposal, g: &Gold| overlaps(p, g) && agrees(p, &found.plans[p.plan], g);
    for g in gold.iter().filter(|g| !found.proposals.iter().any(|p| hit(p, g))) {
        let _ = writeln!(
            out,
            "- not proposed: {}-{} {} {}{} {} {}",
            g.start, g.end, g.op, g.value, g.unit, g.due, g.indicator
        );
    }
    for p in &found.proposals {
        let plan = &found.plans[p.plan];
        let right: Vec<&Gold> = gold.iter().filter(|g| hit(p, g)).collect();
        if let Some(g) = right.first().filter(|_| !right.iter().any(|g| is_named(p, plan, g))) {
            let (want, level) = (&g.indicator, &g.level);
            let _ = writeln!(out, "- named otherwise: {}-{} {}, not {want} ({level})", g.start, g.end, p.target.name);
        }
    }
    for p in found.proposals.iter().filter(|p| !gold.iter().any(|g| hit(p, g))) {
        let t = &p.target;
        let due = write::time(t, &found.plans[p.plan]);
        let _ = writeln!(
            out,
            "- not in the gold set: {}-{} {}{} {due} {}",
            p.range.start, p.range.end, t.low, t.unit, t.name
        );
    }
    out
}
