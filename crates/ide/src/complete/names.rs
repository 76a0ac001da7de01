//! Names that the rule set and its data know: indicators, levels, places, offices, rules, plans, codes, files.

use dabiao_data::{Entity, Roster};
use dabiao_lang::diag::allowable_codes;
use dabiao_lang::model::{Kind, print};
use dabiao_lang::source::{Source, Span};
use dabiao_lang::syntax::keywords::Keyword;
use dabiao_lang::syntax::uses::NameRole;

use super::{Candidate, CandidateKind, Writer};
use crate::scan::WordKind;

/// Places of one answer at most: a county has a few thousand, and typing narrows them.
const PLACES: usize = 100;

impl Writer<'_> {
    /// Returns the declared indicators under all their names, and the attributes of the roster.
    pub(super) fn indicators(&self) -> Vec<Candidate> {
        let schema = &self.snapshot.model().schema;
        let mut found = Vec::new();
        for indicator in schema.indicators.iter().filter(|i| i.is_declared) {
            let unit = indicator.unit.as_ref().map_or("", |u| &*u.symbol);
            let level = indicator.level.map_or("", |l| schema.levels.name(l));
            let detail = format!("{level} {unit}").trim().to_owned();
            let own = Candidate::plain(CandidateKind::Indicator, print::name(&indicator.name), detail).ranked(3);
            found.push(own);
            for alias in &indicator.also {
                let detail = format!("= {}", indicator.name);
                found.push(Candidate::plain(CandidateKind::Indicator, print::name(alias), detail).ranked(5));
            }
        }
        let attributes = self.snapshot.facts().map_or(&[][..], |f| &f.data.roster.attributes);
        for attribute in attributes {
            let unit = attribute.unit.as_ref().map_or("", |u| &*u.symbol);
            found.push(Candidate::plain(CandidateKind::Indicator, print::name(&attribute.name), unit).ranked(4));
        }
        found
    }

    /// Returns the grades of the indicator on the left, or yes and no for a flag.
    pub(super) fn constants_of_left(&self) -> Vec<Candidate> {
        let names = self.context.before.iter().rev();
        let names = names.filter(|w| matches!(w.kind, WordKind::Run | WordKind::QuotedName));
        let indicator = names
            .filter_map(|w| self.snapshot.symbols().indicator(w.of(self.context.text).trim_matches(['「', '」'])))
            .find_map(|id| self.snapshot.model().schema.indicator(id));
        match indicator.and_then(|i| i.kind.as_ref()) {
            Some(Kind::Grade(grades)) => {
                grades.iter().map(|g| Candidate::plain(CandidateKind::Constant, &**g, "").ranked(1)).collect()
            }
            Some(Kind::Flag) => self.keywords(&[Keyword::Yes, Keyword::No]),
            _ => Vec::new(),
        }
    }

    pub(super) fn levels(&self) -> Vec<Candidate> {
        let levels = &self.snapshot.model().schema.levels;
        let level = |name: &str| Candidate::plain(CandidateKind::Level, name, "").ranked(2);
        // From the lowest: what is counted are mostly villages.
        let named = levels.all.iter().rev().map(|l| level(&l.name));
        named.chain(["社区", "行政村"].map(level)).collect()
    }

    /// Returns the places of the roster, by path where the name alone is not unique, and those that rules name.
    pub(super) fn places(&self) -> Vec<Candidate> {
        let mut found = Vec::new();
        if let Some(facts) = self.snapshot.facts() {
            let roster = &facts.data.roster;
            let mut times: std::collections::HashMap<&str, usize> = std::collections::HashMap::new();
            roster.entities.iter().for_each(|e| *times.entry(&e.name).or_default() += 1);
            let typed = self.context.typed;
            let all = roster.entities.iter().filter(|e| typed.is_empty() || super::fits(&e.name, typed));
            for entity in all.take(PLACES) {
                let is_unique = times.get(&*entity.name).is_none_or(|n| *n < 2);
                let label = if is_unique { print::name(&entity.name) } else { path(roster, entity) };
                found.push(Candidate::plain(CandidateKind::Place, label, &*entity.code).ranked(2));
            }
        }
        let named = self.snapshot.all_uses().filter(|u| u.role == NameRole::Place && self.is_elsewhere(u.span));
        found.extend(named.map(|u| Candidate::plain(CandidateKind::Place, print::name(&u.text), "").ranked(3)));
        found
    }

    /// Whether a name is another one than what is written at the cursor, which names nothing yet.
    fn is_elsewhere(&self, span: Span) -> bool {
        span.file != self.file || span.end < self.context.start || span.start > self.context.start
    }

    pub(super) fn offices(&self) -> Vec<Candidate> {
        let mut times: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        let uses = self.snapshot.all_uses().filter(|u| u.role == NameRole::Office && self.is_elsewhere(u.span));
        for office in uses {
            *times.entry(&office.text).or_default() += 1;
        }
        let mut all: Vec<(&str, usize)> = times.into_iter().collect();
        // Those that answer for much are the likely ones.
        all.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        let office = |(name, _): (&str, usize)| {
            let label = if self.context.in_text { name.to_owned() } else { print::name(name) };
            Candidate::plain(CandidateKind::Office, label, "").ranked(2)
        };
        all.into_iter().map(office).collect()
    }

    pub(super) fn rules(&self) -> Vec<Candidate> {
        let written = self.snapshot.model().rules.iter().filter(|r| r.has_written_id);
        let rule = |r: &dabiao_lang::model::Rule| {
            Candidate::plain(CandidateKind::Rule, &*r.id, r.title.as_deref().unwrap_or("")).ranked(2)
        };
        written.map(rule).collect()
    }

    pub(super) fn plans(&self) -> Vec<Candidate> {
        let plan = |p: &dabiao_lang::model::Plan| {
            let label = if self.context.in_text { p.name.to_string() } else { format!("\"{}\"", p.name) };
            Candidate::plain(CandidateKind::Constant, label, p.number.as_deref().unwrap_or("")).ranked(2)
        };
        self.snapshot.model().plans.iter().map(plan).collect()
    }

    /// Returns the codes that may be allowed; those that the file has first.
    pub(super) fn codes(&self) -> Vec<Candidate> {
        let found = &self.snapshot.loaded().diagnostics;
        let rank = |code: &str| if found.iter().any(|d| d.code() == code) { 1 } else { 4 };
        let code = |code: &'static str| {
            let insert = format!("{code} \"${{1}}\"$0");
            let plain = Candidate::plain(CandidateKind::Constant, code, "").ranked(rank(code));
            Candidate { insert, is_snippet: true, ..plain }
        };
        allowable_codes().into_iter().map(code).collect()
    }

    /// Returns the rule files that are known, by the path from the file at hand.
    pub(super) fn files(&self) -> Vec<Candidate> {
        let sources = &self.snapshot.loaded().sources;
        let Some(own) = sources.get(self.file).map(Source::name) else { return Vec::new() };
        let others = sources.iter().map(Source::name).filter(|n| *n != own);
        others.map(|n| Candidate::plain(CandidateKind::File, from(own, n), "").ranked(2)).collect()
    }
}

fn path(roster: &Roster, entity: &Entity) -> String {
    let above = entity.parent.and_then(|p| roster.get(p)).map_or("", |p| &p.name);
    format!("{}/{}", print::name(above), print::name(&entity.name))
}

/// The path to a file from the file that names it.
fn from(own: &str, other: &str) -> String {
    let (own, other): (Vec<&str>, Vec<&str>) = (own.split('/').collect(), other.split('/').collect());
    let n_same = own.iter().zip(&other).take_while(|(a, b)| a == b).count().min(own.len().saturating_sub(1));
    let up = own.len().saturating_sub(1).saturating_sub(n_same);
    let down = other.get(n_same..).unwrap_or_default().join("/");
    format!("{}{down}", "../".repeat(up))
}
