//! Proof by rereading: the document is read again as a draft would, and rule and reading are compared field by field.
//!
//! A rule that says where it stands (`一 第3段第2数`, `表1第4行第3列`, `第61字`) is compared with what stands there; any other
//! with the reading of its value, unit and name, and then only in what a person would not word differently. Both sides are
//! compared as the contract exports them, so that spelling, layout and the names of indicators make no difference.

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::told::{Exported, Told};
use crate::catalog::Catalog;
use crate::document::Document;
use crate::proposal::{Draft, Proposal};
use crate::write;
use dabiao_lang::check;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::source::MemoryFiles;
use dabiao_lang::syntax::keywords::Keyword;

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

/// Reads a document again: one entry for each proposal that the language can take.
pub fn readings(document: &Document, draft: &Draft) -> Vec<Reading> {
    let (catalog, files) = (Catalog::default(), MemoryFiles::default());
    let order =
        write::Order { document, draft, catalog: &catalog, path: "reread.rules", files: &files, lang: Lang::Zh };
    let written = write::rules(&order);
    let loaded =
        check::load(&MemoryFiles::new([("reread.rules", written.text.as_str())]), &["reread.rules".to_owned()]);
    let exported = Exported::of(&loaded);
    let mut rules: FxHashMap<&str, Vec<Told>> = FxHashMap::default();
    let mut all = Vec::new();
    for (idx, (proposal, id)) in draft.proposals.iter().zip(&written.ids).enumerate() {
        let Some(id) = id.as_deref() else { continue };
        let left = rules.entry(id).or_insert_with(|| exported.told(id).unwrap_or_default());
        // The figures of a table are told by entity and year, anything else stands in the order of the rule.
        let own = draft.plans.get(proposal.plan).and_then(|plan| {
            let year = write::due_year(&proposal.target, plan).to_string();
            let who = proposal.target.at.as_ref().map(|who| Value::from(vec![who.as_str()]).to_string());
            let is_own = |t: &Told| {
                t.figure.as_ref().is_some_and(|f| f.year == year && t.text("at") == who && !proposal.target.is_of_all)
            };
            left.iter().position(is_own)
        });
        let Some(n) = own.or_else(|| left.iter().position(|t| t.figure.is_none())) else { continue };
        let told = left.remove(n);
        all.push(Reading { proposal: idx, place: write::place(&order, proposal), told });
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
        let (who, year) = told.who_and_when();
        let same = || readings.iter().filter(|r| group.is_some() && proposal(r).and_then(|p| p.group) == group);
        let own = same().find(|r| r.told.who_and_when() == (who.clone(), year.clone()));
        let own = own.or_else(|| same().find(|r| r.told.who_and_when().0 == who));
        // A task of nothing is no target of the document, but stands among the tasks.
        if own.is_none() && told.figure.is_some() && told.text("base_value").as_deref() == Some("0") {
            return None;
        }
        return Some((own.unwrap_or(first), true));
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
        // Lines of an older draft name the year of each figure, its table of tasks all of them.
        let is_line = here.figure.is_none() && there.figure.is_some();
        let year = |t: &Told| t.who_and_when().1;
        if is_line || year(here) != year(there) {
            compare(Field::Deadline, year(here), year(there));
        } else {
            compare(Field::Deadline, here.time(), there.time());
        }
    } else {
        compare(Field::Deadline, plain(here, "to"), plain(there, "to"));
    }
    let who = |t: &Told| [t.text("at"), t.text("level")].into_iter().flatten().collect::<Vec<_>>().join(" ");
    compare(Field::Level, who(here), who(there));
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
