//! Proof by rereading: the document is read again as a draft would, and rule and reading are compared field by field.
//!
//! A rule that says where it stands (`一 第3段第2数`, `表1第4行第3列`, `第61字`) is compared with what stands there; any other
//! with the reading of its value, unit and name, and then only in what a person would not word differently. Both sides are
//! compared as the contract exports them, so that spelling, layout and the names of indicators make no difference.

use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::catalog::Catalog;
use crate::document::Document;
use crate::proposal::{Draft, Proposal};
use crate::write;
use dabiao_lang::check::{self, Loaded};
use dabiao_lang::diag::Both;
use dabiao_lang::source::MemoryFiles;
use dabiao_lang::syntax::keywords::Keyword;
use dabiao_report::json;

/// The place within a section that a cite names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// None.
    Section,
    /// The character at which a figure begins, counted from 0: `第61字`.
    Character(u32),
    /// A paragraph or a cell, as drafts write it: `第3段第2数`, `表1第4行第3列`.
    Place(String),
}

/// A statement of a rule as the contract exports it, with what the rule says of all.
#[derive(Debug, Clone, Default)]
pub struct Told {
    rule: Value,
    target: Value,
}

/// One reading of a document.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The proposal: its position in the draft.
    pub proposal: usize,
    /// Where it stands, as its own rule cites it.
    pub place: String,
    pub(crate) told: Told,
}

/// A field in which rule and reading differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The field.
    pub field: Field,
    /// What the rule says.
    pub here: Both,
    /// What the document says.
    pub there: Both,
}

/// The fields that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The comparator.
    Comparator,
    /// The figure.
    Value,
    /// The unit.
    Unit,
    /// Total, growth, gain.
    Function,
    /// For whom.
    Level,
    /// Which of them.
    Filter,
    /// When.
    Deadline,
    /// The base value.
    Base,
    /// Who answers.
    Offices,
    /// Binding or expected.
    Nature,
}

impl Field {
    /// Returns the word for it.
    pub fn said(self) -> Both {
        match self {
            Field::Comparator => Both::new("比较", "comparator"),
            Field::Value => Both::new("数值", "value"),
            Field::Unit => Both::new("计量单位", "unit"),
            Field::Function => Both::new("算法", "function"),
            Field::Level => Both::new("对象层级", "level"),
            Field::Filter => Both::new("对象条件", "filter"),
            Field::Deadline => Both::new("期限", "deadline"),
            Field::Base => Both::new("基期值", "base value"),
            Field::Offices => Both::new("责任单位", "offices"),
            Field::Nature => Both::new("性质", "nature"),
        }
    }
}

/// The rules of a set by ID, as the contract exports them.
pub fn told(loaded: &Loaded) -> FxHashMap<String, Value> {
    let value = serde_json::to_value(json::export(&loaded.rules)).unwrap_or_default();
    let rules = value.get("rules").and_then(Value::as_array).cloned().unwrap_or_default();
    let with_id = rules.into_iter().filter_map(|r| Some((r.get("id")?.as_str()?.to_owned(), r)));
    with_id.collect()
}

/// Reads a document again: one entry for each proposal that the language can take.
pub fn readings(document: &Document, draft: &Draft) -> Vec<Reading> {
    let (catalog, files) = (Catalog::default(), MemoryFiles::default());
    let order = write::Order { document, draft, catalog: &catalog, path: "reread.rules", files: &files };
    let written = write::rules(&order);
    let rules =
        told(&check::load(&MemoryFiles::new([("reread.rules", written.text.as_str())]), &["reread.rules".to_owned()]));
    let mut nth: FxHashMap<&str, usize> = FxHashMap::default();
    let mut all = Vec::new();
    for (idx, (proposal, id)) in draft.proposals.iter().zip(&written.ids).enumerate() {
        let Some(id) = id.as_deref() else { continue };
        let statement = nth.entry(id).and_modify(|n| *n += 1).or_insert(0);
        let Some(rule) = rules.get(id) else { continue };
        let target = rule.get("targets").and_then(|t| t.get(*statement)).cloned().unwrap_or_default();
        let place = write::place(&order, proposal);
        all.push(Reading { proposal: idx, place, told: Told { rule: rule.clone(), target } });
    }
    all
}

/// Finds the reading of a rule's statement.
pub fn of<'r>(readings: &'r [Reading], draft: &Draft, place: &Where, told: &Told) -> Option<(&'r Reading, bool)> {
    let proposal = |r: &Reading| draft.proposals.get(r.proposal);
    if let Where::Character(at) = place {
        let here = readings.iter().find(|r| proposal(r).is_some_and(|p| p.range.start == *at));
        return here.map(|r| (r, true));
    }
    if let Where::Place(words) = place {
        let mut here = readings.iter().filter(|r| r.place.replace(' ', "").ends_with(words.as_str()));
        // A breakdown cites its first figure; the others are told by their entity.
        let first = here.next()?;
        let group = proposal(first).and_then(|p| p.group);
        let entity = told.text("at").or_else(|| told.text("function"));
        let mut same = readings.iter().filter(|r| group.is_some() && proposal(r).and_then(|p| p.group) == group);
        let by_entity = same.find(|r| r.told.text("at").or_else(|| r.told.text("function")) == entity);
        return Some((by_entity.unwrap_or(first), true));
    }
    let fits = |r: &&Reading| {
        r.told.text("base_value") == told.text("base_value")
            && r.told.text("base_unit") == told.text("base_unit")
            && proposal(r).is_some_and(|p| is_alike(&told.name(), p))
    };
    let mut found = readings.iter().filter(fits);
    let one = found.next()?;
    // Two readings of one figure prove nothing about either.
    found.next().is_none().then_some((one, false))
}

/// Whether a rule's indicator is that of a reading: half of the characters of the shorter name.
fn is_alike(name: &str, proposal: &Proposal) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (name.chars().collect(), proposal.target.name.chars().collect());
    let shared = a.iter().filter(|c| b.contains(c)).count();
    let shorter = a.len().min(b.len());
    shorter >= 2 && shared * 2 > shorter
}

impl Told {
    /// Returns the statement of a rule.
    pub fn of(rule: &Value, target_idx: usize) -> Option<Self> {
        let target = rule.get("targets")?.get(target_idx)?.clone();
        Some(Self { rule: rule.clone(), target })
    }

    pub(crate) fn text(&self, key: &str) -> Option<String> {
        match self.target.get(key)? {
            Value::Null => None,
            Value::String(s) => Some(s.clone()),
            other => Some(other.to_string()),
        }
    }

    pub(crate) fn name(&self) -> String {
        self.text("indicator").unwrap_or_default()
    }

    fn of_rule(&self, key: &str) -> String {
        match self.rule.get(key) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(s)) => s.clone(),
            Some(Value::Array(all)) => {
                let mut names: Vec<&str> = all.iter().filter_map(Value::as_str).collect();
                names.sort_unstable();
                names.join("、")
            }
            Some(other) => other.to_string(),
        }
    }

    fn figure(&self) -> String {
        let plain = |k: &str| self.text(k).unwrap_or_default();
        let high = self.text("hi").map(|h| format!("..{h}")).unwrap_or_default();
        format!("{}{high}{}", plain("value"), plain("unit"))
    }

    /// Returns when it is due: `by 2025-12-31`, `each year 2021-01-01..2025-12-31`.
    fn time(&self) -> String {
        let word = self.text("time").unwrap_or_default();
        let freq = self.text("freq").filter(|_| word == "each").unwrap_or_default();
        let window: Vec<String> = [self.text("from"), self.text("to")].into_iter().flatten().collect();
        let parts = [word, freq, window.join("..")];
        parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Returns the filter without the names of indicators, which a person may word otherwise.
    fn filter(&self) -> String {
        let text = ["filter", "condition"].iter().filter_map(|k| self.text(k)).collect::<Vec<_>>().join(" ");
        let keep = |c: &char| c.is_ascii_digit() || "<>=.".contains(*c);
        text.chars().filter(keep).collect()
    }

    fn offices(&self) -> String {
        let named = ["lead", "responsible", "support", "carry"].map(|key| (key, self.of_rule(key)));
        let said = named.iter().filter(|(_, n)| !n.is_empty()).map(|(key, n)| format!("{key} {n}"));
        said.collect::<Vec<_>>().join("; ")
    }

    /// Returns the functions of the expression with the years in them: `total(…,2021..2025)`, `…` for the bare indicator.
    pub(crate) fn function(&self) -> String {
        let expr = self.text("expr").unwrap_or_default();
        let name = self.name();
        let mut bare = if name.is_empty() { expr } else { expr.replace(&name, "…") };
        bare.retain(|c| c == '…' || c.is_ascii() && !"'\" ".contains(c));
        bare
    }
}

/// Compares a rule with the reading of the place that it cites.
pub fn differences(here: &Told, there: &Reading, is_placed: bool) -> Vec<Difference> {
    let there = &there.told;
    let mut all = Vec::new();
    let mut compare = |field: Field, a: String, b: String| {
        if a != b {
            all.push(Difference { field, here: in_words(field, &a), there: in_words(field, &b) });
        }
    };
    let plain = |t: &Told, key: &str| t.text(key).unwrap_or_default();
    compare(Field::Comparator, plain(here, "op"), plain(there, "op"));
    if !is_placed {
        return all;
    }
    let unit = |t: &Told| plain(t, "base_unit");
    let is_same_figure =
        plain(here, "base_value") == plain(there, "base_value") && plain(here, "base_hi") == plain(there, "base_hi");
    if unit(here) != unit(there) {
        compare(Field::Unit, here.figure(), there.figure());
    } else if !is_same_figure {
        compare(Field::Value, here.figure(), there.figure());
    }
    // A rule of an older draft counts what is done as what stands; its name lacks the verb.
    let is_older =
        here.function() == "…" && there.function().starts_with("total(") && !here.name().contains(&there.name());
    if !is_older {
        compare(Field::Function, here.function(), there.function());
        compare(Field::Deadline, here.time(), there.time());
    } else {
        compare(Field::Deadline, plain(here, "to"), plain(there, "to"));
    }
    compare(Field::Level, plain(here, "level"), plain(there, "level"));
    compare(Field::Filter, here.filter(), there.filter());
    compare(Field::Base, here.of_rule("baseline"), there.of_rule("baseline"));
    compare(Field::Offices, here.offices(), there.offices());
    compare(Field::Nature, here.of_rule("nature"), there.of_rule("nature"));
    all
}

/// Says what is compared: the words of the contract as the language spells them, and `—` where nothing is said.
fn in_words(field: Field, told: &str) -> Both {
    if told.is_empty() {
        return Both::new("—", "—");
    }
    let is_in_words = matches!(field, Field::Function | Field::Deadline | Field::Offices | Field::Nature);
    if !is_in_words {
        return Both::of(told.to_owned(), told.to_owned());
    }
    let mut zh = String::new();
    let mut rest = told;
    while let Some(c) = rest.chars().next() {
        let len = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(len.max(c.len_utf8()));
        let spelt = Keyword::from_word(word).and_then(Keyword::entry).and_then(|e| e.zh.first().copied());
        zh.push_str(spelt.unwrap_or(word));
        rest = after;
    }
    Both::of(zh, told.to_owned())
}
