//! What a rule says beside its obligation: title, nature, offices, weight, sources. Each field that changed is a change.
//!
//! The nature, the wording and a veto make a rule weightier or lighter without touching what data satisfy it, so they are
//! `relaxed` or `tightened` without a witness; offices, sources and weights are `metadata`.

use std::sync::Arc;

use super::change::{Kind, Name};
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Dim, Exact, Model, Nature, Period, Progress, Rule, print};

/// A field that changed.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub(super) name: Name,
    pub(super) kind: Kind,
    pub(super) before: Both,
    pub(super) after: Both,
}

impl Field {
    /// Returns whether every part of a rule that was split has to keep it: titles and notes are their own, weights add up.
    pub(super) fn is_of_each_part(&self) -> bool {
        !matches!(self.name, Name::TitleChanged | Name::NoteChanged | Name::WeightRaised | Name::WeightLowered)
    }
}

/// Returns the change of the weights of several rules together.
pub(super) fn weights(old: &[&Rule], new: &[&Rule]) -> Option<Field> {
    let sum = |rules: &[&Rule]| rules.iter().filter_map(|r| r.weight.as_ref()).fold(Exact::ZERO, |x, y| &x + y);
    let mut out = Vec::new();
    weight(&mut out, Some(&sum(old)), Some(&sum(new)));
    out.pop()
}

/// Returns the fields that differ, in the order in which a rule is written.
pub(super) fn compare(old: (&Model, &Rule), new: (&Model, &Rule)) -> Vec<Field> {
    let (a, b) = (old.1, new.1);
    let mut out = Vec::new();
    text(&mut out, Name::TitleChanged, a.title.as_ref(), b.title.as_ref());
    text(&mut out, Name::PlanChanged, plan_name(old), plan_name(new));
    nature(&mut out, a.nature, b.nature);
    wording(&mut out, a.wording.as_ref(), b.wording.as_ref());
    veto(&mut out, a.is_veto, b.is_veto);
    weight(&mut out, a.weight.as_ref(), b.weight.as_ref());
    offices(&mut out, Name::LeadChanged, &a.lead, &b.lead);
    offices(&mut out, Name::ResponsibleChanged, &a.responsible, &b.responsible);
    offices(&mut out, Name::SupportChanged, &a.support, &b.support);
    offices(&mut out, Name::CarryChanged, &a.carry, &b.carry);
    offices(&mut out, Name::CiteChanged, &a.cite, &b.cite);
    text(&mut out, Name::NoteChanged, a.note.as_ref(), b.note.as_ref());
    let (x, y) = (baseline(a), baseline(b));
    if x.0 != y.0 {
        // Whether it makes the course easier depends on the figures.
        push(&mut out, Name::BaselineChanged, Kind::Incomparable, same(&x.1), same(&y.1));
    }
    if a.progress != b.progress {
        let (name, kind) = match (expects_most(&a.progress, &b.progress), expects_most(&b.progress, &a.progress)) {
            (true, false) => (Name::ProgressRelaxed, Kind::Relaxed),
            (false, true) => (Name::ProgressTightened, Kind::Tightened),
            _ => (Name::ProgressChanged, Kind::Incomparable),
        };
        push(&mut out, name, kind, progress(&a.progress), progress(&b.progress));
    }
    if allows(a) != allows(b) {
        push(&mut out, Name::AllowChanged, Kind::Metadata, same(&allows(a)), same(&allows(b)));
    }
    out
}

fn push(out: &mut Vec<Field>, name: Name, kind: Kind, before: Both, after: Both) {
    out.push(Field { name, kind, before, after });
}

fn same(text: &str) -> Both {
    if text.is_empty() { Both::new("无", "none") } else { Both::of(text, text) }
}

fn plan_name<'m>((model, rule): (&'m Model, &Rule)) -> Option<&'m Arc<str>> {
    super::versions::plan(model, rule).map(|p| &p.name)
}

fn text(out: &mut Vec<Field>, name: Name, a: Option<&Arc<str>>, b: Option<&Arc<str>>) {
    let trimmed = |x: Option<&Arc<str>>| x.map_or_else(String::new, |x| x.trim().to_owned());
    let (a, b) = (trimmed(a), trimmed(b));
    if a != b {
        push(out, name, Kind::Metadata, same(&a), same(&b));
    }
}

/// The order of offices and sources says nothing.
fn offices(out: &mut Vec<Field>, name: Name, a: &[Arc<str>], b: &[Arc<str>]) {
    let sorted = |x: &[Arc<str>]| {
        let mut x: Vec<&str> = x.iter().map(|o| &**o).collect();
        x.sort_unstable();
        x.dedup();
        x.join("、")
    };
    if sorted(a) != sorted(b) {
        push(out, name, Kind::Metadata, same(&a.join("、")), same(&b.join("、")));
    }
}

fn nature(out: &mut Vec<Field>, a: Option<Nature>, b: Option<Nature>) {
    let words = |n: Option<Nature>| match n {
        Some(Nature::Binding) => Both::new("约束性", "binding"),
        Some(Nature::Expected) => Both::new("预期性", "expected"),
        None => Both::new("不注明", "not stated"),
    };
    let (name, kind) = match (a, b) {
        _ if a == b => return,
        (Some(Nature::Binding), _) => (Name::NatureRelaxed, Kind::Relaxed),
        (_, Some(Nature::Binding)) => (Name::NatureTightened, Kind::Tightened),
        _ => (Name::NatureChanged, Kind::Metadata),
    };
    push(out, name, kind, words(a), words(b));
}

/// Words of documents for how strongly something is wanted, the weakest first; one line holds words of one meaning.
const WORDINGS: [(usize, &[&str]); 7] = [
    (0, &["原则上", "principle", "in principle"]),
    (0, &["尽量", "尽可能", "视情", "as far as possible"]),
    (0, &["鼓励", "引导", "encourage"]),
    (1, &["力争", "争取", "strive"]),
    (1, &["努力", "try"]),
    (3, &["确保", "ensure"]),
    (3, &["必须", "务必", "must"]),
];

/// How strong a rule is that says nothing of it: more than one that is only striven for, less than one to be ensured.
const UNSAID: usize = 2;

/// How strong a wording is, and which words mean the same; words that are not known have no place.
fn strength(wording: &str) -> Option<(usize, usize)> {
    if wording.is_empty() {
        return Some((UNSAID, WORDINGS.len()));
    }
    let is_known = |(_, words): &(usize, &[&str])| words.iter().any(|w| w.eq_ignore_ascii_case(wording));
    let at = WORDINGS.iter().position(is_known)?;
    WORDINGS.get(at).map(|(strength, _)| (*strength, at))
}

fn wording(out: &mut Vec<Field>, a: Option<&Arc<str>>, b: Option<&Arc<str>>) {
    let (x, y) = (a.map_or("", |a| a.trim()), b.map_or("", |b| b.trim()));
    let strongest = WORDINGS.iter().map(|(s, _)| *s).max();
    let (name, kind) = match (strength(x), strength(y)) {
        (p, q) if x == y || (p.is_some() && p == q) => return,
        (Some((p, _)), Some((q, _))) if p > q => (Name::WordingRelaxed, Kind::Relaxed),
        (Some((p, _)), Some((q, _))) if p < q => (Name::WordingTightened, Kind::Tightened),
        // Nothing is stronger than what has to be ensured, whatever an unknown word means.
        (Some((p, _)), None) if Some(p) == strongest => (Name::WordingRelaxed, Kind::Relaxed),
        (None, Some((q, _))) if Some(q) == strongest => (Name::WordingTightened, Kind::Tightened),
        _ => (Name::WordingChanged, Kind::Metadata),
    };
    push(out, name, kind, same(x), same(y));
}

fn veto(out: &mut Vec<Field>, a: bool, b: bool) {
    let words = |v: bool| if v { Both::new("一票否决", "veto") } else { Both::new("无", "none") };
    let (name, kind) = match (a, b) {
        (false, true) => (Name::VetoAdded, Kind::Tightened),
        (true, false) => (Name::VetoRemoved, Kind::Relaxed),
        _ => return,
    };
    push(out, name, kind, words(a), words(b));
}

/// Without a weight a rule weighs nothing.
fn weight(out: &mut Vec<Field>, a: Option<&Exact>, b: Option<&Exact>) {
    let (x, y) = (a.cloned().unwrap_or(Exact::ZERO), b.cloned().unwrap_or(Exact::ZERO));
    if x != y {
        let name = if x < y { Name::WeightRaised } else { Name::WeightLowered };
        push(out, name, Kind::Metadata, same(&x.to_text()), same(&y.to_text()));
    }
}

/// A stated base value: the amount in base units, its dimension, and its period.
#[derive(PartialEq, Eq)]
struct Stated {
    base: Exact,
    dim: Option<Dim>,
    period: Option<Period>,
}

/// What a base value says, and how it is shown.
fn baseline(rule: &Rule) -> (Option<Stated>, String) {
    rule.baseline.as_ref().map_or_else(Default::default, |(q, p)| {
        let period = p.map_or_else(String::new, |p| format!(" ({p})"));
        let dim = q.unit.as_ref().map(|u| u.dim.clone());
        (Some(Stated { base: q.base.clone(), dim, period: *p }), format!("{}{period}", print::quantity(q)))
    })
}

fn progress(p: &Progress) -> Both {
    match p {
        Progress::Straight => Both::new("按时间比例", "in proportion to time"),
        Progress::Steps => Both::new("阶梯", "steps"),
        Progress::None => Both::new("无", "none"),
        Progress::Table(rows) => {
            let hundred = Exact::from(100);
            let rows: Vec<String> = rows.iter().map(|(p, x)| format!("{p}: {}%", (x * &hundred).to_text())).collect();
            same(&rows.join("; "))
        }
    }
}

/// Whether one course asks at every moment at least what another asks.
fn expects_most(more: &Progress, less: &Progress) -> bool {
    match (more, less) {
        (_, Progress::None) => true,
        (Progress::None, _) => false,
        (_, Progress::Steps) => true,
        (Progress::Steps, _) => false,
        (Progress::Straight, Progress::Straight) => true,
        (Progress::Table(a), Progress::Table(b)) => b.iter().all(|(period, share)| {
            // The floor that holds by the end of that period.
            let held = a.iter().filter(|(p, _)| p.last_day() <= period.last_day()).map(|(_, x)| x).max();
            held.is_some_and(|x| x >= share)
        }),
        (Progress::Straight, Progress::Table(_)) | (Progress::Table(_), Progress::Straight) => false,
    }
}

fn allows(rule: &Rule) -> String {
    let mut all: Vec<String> = rule
        .allows
        .iter()
        .map(|a| {
            let until = a.until.map_or_else(String::new, |d| format!(" 至 {d}"));
            format!("{}{until}{}", a.code, a.reason.as_ref().map_or_else(String::new, |r| format!(" \"{r}\"")))
        })
        .collect();
    all.sort();
    all.join("; ")
}
