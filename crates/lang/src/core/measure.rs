//! Declarations of indicators over ids: what each says of itself, and what it rests on.
//!
//! INVARIANT: what a rule is measured by is closed: with an indicator belongs everything that its formula, its parts, its
//! weights and its level name, down to the leaves.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{Code, Lowering, NameId};
use crate::model::canon::{put_assigned, put_kind};
use crate::model::{
    Dim, Expr, ExprKind, Indicator, IndicatorId, LevelId, Parts, Precision, Schema, Slack, Upward, walk, word,
};

/// What is said of every name that a rule set uses.
#[derive(Debug, Clone, Default)]
pub struct Measures {
    all: FxHashMap<NameId, Measure>,
    /// Levels with those above them, the lowest first.
    levels: FxHashMap<NameId, Code>,
    /// The units that are declared, with their dimensions: data may come in any of them.
    units: Vec<(Dim, Code)>,
}

/// What is said of one name.
#[derive(Debug, Clone)]
struct Measure {
    /// Its own declaration.
    own: Code,
    /// Its dimension, where it is a number whose unit is known.
    dim: Option<Dim>,
    /// The names that it is computed from.
    made_of: Vec<NameId>,
    /// Its parts.
    parts: Vec<NameId>,
    /// The levels that it speaks of.
    levels: Vec<NameId>,
}

impl Measures {
    /// Returns the names that some names rest on, themselves included.
    pub fn closure(&self, names: impl IntoIterator<Item = NameId>) -> BTreeSet<NameId> {
        let mut found = BTreeSet::new();
        let mut open: Vec<NameId> = names.into_iter().collect();
        while let Some(next) = open.pop() {
            if found.insert(next) {
                open.extend(self.all.get(&next).into_iter().flat_map(|m| m.made_of.iter().chain(&m.parts).copied()));
            }
        }
        found
    }

    /// Returns the code of all that some names and levels are measured by, down to the leaves.
    pub fn code(&self, names: impl IntoIterator<Item = NameId>, levels: &[NameId]) -> Code {
        let names = self.closure(names);
        let measures: Vec<&Measure> = names.iter().filter_map(|n| self.all.get(n)).collect();
        let mut all: BTreeSet<NameId> = levels.iter().copied().collect();
        all.extend(measures.iter().flat_map(|m| m.levels.iter().copied()));
        let mut code = Code::of("measured-by");
        code.set(&measures, |code, m| code.code(&m.own));
        code.set(all.iter().filter_map(|l| self.levels.get(l)), Code::code);
        let is_read_in = |dim: &Dim| measures.iter().any(|m| m.dim.as_ref().is_none_or(|d| d == dim));
        code.set(self.units.iter().filter(|(dim, _)| is_read_in(dim)), |code, (_, unit)| code.code(unit));
        code
    }

    /// Returns the names of which some part of the value is computed from one of these, and these.
    pub fn made_of(&self, names: &BTreeSet<NameId>) -> BTreeSet<NameId> {
        let mut users: FxHashMap<NameId, Vec<NameId>> = FxHashMap::default();
        for (name, measure) in &self.all {
            measure.made_of.iter().for_each(|part| users.entry(*part).or_default().push(*name));
        }
        let mut found = BTreeSet::new();
        let mut open: Vec<NameId> = names.iter().copied().collect();
        while let Some(next) = open.pop() {
            if found.insert(next) {
                open.extend(users.get(&next).into_iter().flatten().copied());
            }
        }
        found
    }

    /// Returns the units that are declared.
    pub fn units(&self) -> impl Iterator<Item = &Code> {
        self.units.iter().map(|(_, code)| code)
    }

    /// Returns what is said of one name alone.
    pub fn own(&self, name: NameId) -> Option<&Code> {
        self.all.get(&name).map(|m| &m.own)
    }
}

/// What an expression reads: names and levels.
#[derive(Debug, Clone, Default)]
pub(super) struct Reads {
    pub(super) names: Vec<NameId>,
    pub(super) levels: Vec<NameId>,
}

impl Lowering<'_> {
    /// Returns what is said of all names of the schema.
    pub fn measures(&mut self) -> Measures {
        let schema = self.schema;
        let mut measures = Measures::default();
        for (idx, indicator) in (0u32..).zip(&schema.indicators) {
            let name = self.name(IndicatorId(idx));
            let mut reads = Reads::default();
            let own = self.measure(indicator, &mut reads);
            let parts = indicator.parts.iter().flat_map(|p| &p.parts).map(|id| self.name(*id)).collect();
            let dim = indicator.unit.as_ref().map(|u| u.dim.clone());
            measures.all.insert(name, Measure { own, dim, made_of: reads.names, parts, levels: reads.levels });
        }
        for (level, code) in chains(schema) {
            measures.levels.insert(self.level(level), code);
        }
        measures.units.extend(schema.units.iter().map(|u| {
            let mut code = Code::of("unit");
            code.unit(u);
            (u.dim.clone(), code)
        }));
        measures
    }

    /// Adds what an expression itself reads, whatever is inside it.
    pub(super) fn reads(&mut self, e: &Expr, reads: &mut Reads) {
        match &e.kind {
            ExprKind::Value(id) => reads.names.push(self.name(*id)),
            ExprKind::Aggregate(a) => {
                reads.levels.push(self.level(a.level.level));
                reads.levels.extend(a.place.iter().filter_map(|p| p.level).map(|l| self.level(l)));
            }
            ExprKind::Rank(rank) => {
                reads.levels.push(self.level(rank.level.level));
                reads.levels.extend(rank.place.iter().filter_map(|p| p.level).map(|l| self.level(l)));
            }
            ExprKind::AtEntity(_, place) => reads.levels.extend(place.level.map(|l| self.level(l))),
            _ => {}
        }
    }

    fn measure(&mut self, i: &Indicator, reads: &mut Reads) -> Code {
        let Indicator {
            name,
            also,
            is_declared,
            unit,
            level,
            kind,
            min,
            max,
            formula,
            parts,
            definition,
            frequency,
            precision,
            within_year,
            upward,
            tolerance,
            source,
            note,
            assigned,
            span: _,
        } = i;
        let mut code = Code::of("indicator");
        code.text(name);
        code.texts(also.iter().map(|a| &**a));
        code.flag(*is_declared);
        code.maybe(unit.as_ref(), Code::unit);
        code.maybe(*level, |code, l| code.text(self.schema.levels.name(l)));
        reads.levels.extend(level.map(|l| self.level(l)));
        code.maybe(kind.as_ref(), put_kind);
        code.maybe(min.as_ref(), Code::number);
        code.maybe(max.as_ref(), Code::number);
        formula.iter().for_each(|f| walk::expression(f, &mut |e| self.reads(e, reads)));
        let formula = formula.as_ref().map(|f| self.expr(f));
        code.maybe(formula, |code, f| code.code(self.core.code(f)));
        code.maybe(parts.as_ref(), |code, p| self.parts(code, p));
        code.maybe(definition.as_deref(), |code, d| code.text(d.trim()));
        code.maybe(*frequency, |code, f| code.text(word::frequency(f)));
        code.maybe(*precision, put_precision);
        code.maybe(*within_year, |code, w| code.text(word::within_year(w)));
        match upward {
            Upward::Sum => code.text("sum"),
            Upward::Weighted(id) => {
                let weight = self.name(*id);
                reads.names.push(weight);
                code.text("weighted");
                self.core.put_name(&mut code, weight);
            }
            Upward::None => code.text("none"),
        }
        code.maybe(tolerance.as_ref(), put_slack);
        code.maybe(source.as_deref(), Code::text);
        code.maybe(note.as_deref(), Code::text);
        // What is measured has the codes that it had before there were tasks.
        if let Some(assigned) = assigned {
            put_assigned(&mut code, assigned);
        }
        code
    }

    fn parts(&mut self, code: &mut Code, p: &Parts) {
        let Parts { is_complete, parts, span: _ } = p;
        code.flag(*is_complete);
        let names: Vec<NameId> = parts.iter().map(|id| self.name(*id)).collect();
        code.set(&names, |code, name| self.core.put_name(code, *name));
    }
}

/// Every level with those above it: its name and the code of the level above, so that a long chain is not written out anew
/// for each of its links.
fn chains(schema: &Schema) -> Vec<(LevelId, Code)> {
    let mut known: Vec<Option<Code>> = vec![None; schema.levels.all.len()];
    for idx in 0..known.len() {
        // Up to a level whose code is known; a damaged tree that goes in a circle ends where it began.
        let (mut way, mut at) = (Vec::new(), Some(LevelId(idx as u32)));
        while let Some(level) = at.filter(|l| known.get(l.0 as usize).is_some_and(Option::is_none) && !way.contains(l))
        {
            way.push(level);
            at = schema.levels.get(level).and_then(|l| l.parent);
        }
        while let Some(level) = way.pop() {
            let mut code = Code::of("level");
            code.text(schema.levels.name(level));
            let above = schema.levels.get(level).and_then(|l| l.parent).and_then(|p| known.get(p.0 as usize)?.as_ref());
            code.maybe(above, Code::code);
            if let Some(slot) = known.get_mut(level.0 as usize) {
                *slot = Some(code.bounded());
            }
        }
    }
    (0u32..).zip(known).filter_map(|(idx, code)| Some((LevelId(idx), code?))).collect()
}

/// Writes how values are rounded.
pub(super) fn put_precision(code: &mut Code, p: Precision) {
    let Precision { digits, rounding } = &p;
    code.whole((*digits).into());
    code.text(word::rounding(*rounding));
}

/// Writes how far two sides may be apart.
pub(super) fn put_slack(code: &mut Code, slack: &Slack) {
    let Slack { amount, unit, is_per_item } = slack;
    code.number(amount);
    code.maybe(unit.as_ref(), Code::unit);
    code.flag(*is_per_item);
}
