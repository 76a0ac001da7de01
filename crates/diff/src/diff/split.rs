//! One rule that became several, and several that became one: where statements or bands of values add up.
//!
//! Looks at rules that nobody was found for, together with what their partner became. Two shapes are recognised: the
//! statements of one rule stand in several now; the values that one rule counts (`>= 5万元`) are parted into bands
//! (`[5万元, 10万元)`, `[10万元, 50万元)`, `>= 50万元`).

use std::collections::{BTreeMap, BTreeSet};

use super::pair::{How, Pair, Pairs};
use super::versions::{Version, Versions, plan};
use dabiao_lang::check::reason::tally::{Line, OneValue};
use dabiao_lang::core::node::Members;
use dabiao_lang::core::rule::{Scope, Time};
use dabiao_lang::core::{Code, ExprId};
use dabiao_lang::model::{Aggregate, ExprKind, Rule, word};

/// Turns pairs and rests into splits and merges where what is asked adds up.
pub(super) fn gather(versions: &Versions<'_>, pairs: &mut Pairs) {
    let (old, new) = (&versions.old, &versions.new);
    if !pairs.added.is_empty() {
        let found = parts(old, new, pairs, Which::Old);
        apply(pairs, found, Which::Old);
    }
    if !pairs.removed.is_empty() {
        let found = parts(new, old, pairs, Which::New);
        apply(pairs, found, Which::New);
    }
}

/// The side on which one rule stands against several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Old,
    New,
}

/// One rule, its partner so far, and the rules that it corresponds to.
struct Parted {
    one: usize,
    many: Vec<usize>,
}

fn parts(one_side: &Version<'_>, other: &Version<'_>, pairs: &Pairs, which: Which) -> Vec<Parted> {
    let (alone, free) = match which {
        Which::Old => (&pairs.removed, &pairs.added),
        Which::New => (&pairs.added, &pairs.removed),
    };
    let mut by_statement: BTreeMap<Code, Vec<usize>> = BTreeMap::new();
    let mut by_value: BTreeMap<Counted, Vec<usize>> = BTreeMap::new();
    for &idx in free {
        let Some(rule) = other.model.rules.get(idx) else { continue };
        for key in statements(other, rule) {
            by_statement.entry(key).or_default().push(idx);
        }
        if let Some((key, _)) = counted(other, rule) {
            by_value.entry(key).or_default().push(idx);
        }
    }
    let paired = pairs.pairs.iter().filter_map(|p| match (p.old.as_slice(), p.new.as_slice(), which) {
        ([a], [b], Which::Old) => Some((*a, Some(*b))),
        ([a], [b], Which::New) => Some((*b, Some(*a))),
        _ => None,
    });
    let all: Vec<(usize, Option<usize>)> = alone.iter().map(|i| (*i, None)).chain(paired).collect();
    let mut taken: BTreeSet<usize> = BTreeSet::new();
    let mut found = Vec::new();
    for (one, partner) in all {
        let Some(rule) = one_side.model.rules.get(one) else { continue };
        let candidates = |all: Option<&Vec<usize>>| -> Vec<usize> {
            let free = all.into_iter().flatten().filter(|i| !taken.contains(i)).copied();
            partner.into_iter().chain(free).take(64).collect()
        };
        let many = by_statements(one_side, other, rule, &by_statement, &candidates)
            .or_else(|| by_bands(one_side, other, rule, &by_value, &candidates));
        if let Some(many) = many.filter(|m| m.len() > 1 && partner.is_none_or(|p| m.contains(&p))) {
            taken.extend(many.iter().copied());
            found.push(Parted { one, many });
        }
    }
    found
}

/// The codes of the statements of a rule, each with the region.
fn statements(version: &Version<'_>, rule: &Rule) -> BTreeSet<Code> {
    let plan = plan(version.model, rule);
    let one = |s| {
        let mut code = version.region(plan);
        let own = version.ids.statement(plan, s);
        code.code(&version.ids.code_of_statement(&own));
        code
    };
    rule.statements.iter().map(one).collect()
}

/// The statements of one rule, each in some rule that asks nothing else.
fn by_statements(
    one_side: &Version<'_>,
    other: &Version<'_>,
    rule: &Rule,
    index: &BTreeMap<Code, Vec<usize>>,
    candidates: &dyn Fn(Option<&Vec<usize>>) -> Vec<usize>,
) -> Option<Vec<usize>> {
    let own = statements(one_side, rule);
    if own.len() < 2 {
        return None;
    }
    let mut many = BTreeSet::new();
    let mut covered = BTreeSet::new();
    for key in &own {
        for idx in candidates(index.get(key)) {
            let theirs = other.model.rules.get(idx).map(|r| statements(other, r)).unwrap_or_default();
            if !theirs.is_empty() && theirs.is_subset(&own) && !theirs.is_subset(&covered) {
                covered.extend(theirs);
                many.insert(idx);
            }
        }
    }
    (covered == own).then(|| many.into_iter().collect())
}

/// What a rule counts, but for the condition and the number.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Counted {
    scope: Scope,
    function: &'static str,
    members: Members,
    filter: Option<ExprId>,
    subject: ExprId,
    times: Vec<Code>,
    region: Code,
}

/// What a rule counts, and the count.
fn counted<'m>(version: &Version<'m>, rule: &'m Rule) -> Option<(Counted, &'m Aggregate)> {
    let [statement] = rule.statements.as_slice() else { return None };
    let ExprKind::Aggregate(a) = &statement.subject.kind else { return None };
    let ids = &version.ids;
    let one = OneValue::of(ids, a.body.as_ref()?)?;
    let plan = plan(version.model, rule);
    let times: Vec<Time> = statement.targets.iter().map(|t| ids.time(plan, &t.time)).collect();
    let counted = Counted {
        scope: ids.scope(&statement.scope),
        function: word::function(a.function),
        members: ids.members(&a.level),
        filter: ids.of_some(a.filter.as_ref()),
        subject: ids.of(one.subject),
        times: times.iter().map(|t| ids.code_of_time(t)).collect(),
        region: version.region(plan),
    };
    Some((counted, a))
}

/// Bands that no value is in twice and that together hold the values of one rule.
fn by_bands(
    one_side: &Version<'_>,
    other: &Version<'_>,
    rule: &Rule,
    index: &BTreeMap<Counted, Vec<usize>>,
    candidates: &dyn Fn(Option<&Vec<usize>>) -> Vec<usize>,
) -> Option<Vec<usize>> {
    let (own_key, own) = counted(one_side, rule)?;
    let own = OneValue::of(&one_side.ids, own.body.as_ref()?)?;
    let mut bands = Vec::new();
    for idx in candidates(index.get(&own_key)) {
        let (theirs, band) = other.model.rules.get(idx).and_then(|r| counted(other, r))?;
        if theirs == own_key {
            bands.push((idx, OneValue::of(&other.ids, band.body.as_ref()?)?));
        }
    }
    let mut line = Line::default();
    line.cut(own.cuts());
    bands.iter().for_each(|(_, b)| line.cut(b.cuts()));
    let pieces = line.pieces();
    let is_parted = pieces.iter().all(|p| {
        let n = bands.iter().filter(|(_, b)| b.holds(&p.sample)).count();
        n == usize::from(own.holds(&p.sample))
    });
    (is_parted && !line.is_too_fine()).then(|| bands.into_iter().map(|(idx, _)| idx).collect())
}

fn apply(pairs: &mut Pairs, found: Vec<Parted>, which: Which) {
    for Parted { one, many } in found {
        let (old, new) = match which {
            Which::Old => (vec![one], many),
            Which::New => (many, vec![one]),
        };
        pairs.pairs.retain(|p| !p.old.iter().any(|i| old.contains(i)) || !p.new.iter().any(|i| new.contains(i)));
        pairs.removed.retain(|i| !old.contains(i));
        pairs.added.retain(|i| !new.contains(i));
        pairs.pairs.push(Pair { old, new, how: How::Parts });
    }
}
