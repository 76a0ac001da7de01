//! Examples of the reasoning as figures that a rule can be judged on: the givens of a rule test.
//!
//! A number line with so many members in each piece becomes made-up entities (村1, 村2 …), each with a value from its piece and with
//! attributes that pass or fail the filters. What cannot be made is `None`; whatever is made is judged before it is shown.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::excerpt::Excerpt;
use super::prove::Proof;
use dabiao_lang::check::reason::entail::Example;
use dabiao_lang::check::reason::figure::{Crowd, Figure, Place, When, Within};
use dabiao_lang::check::reason::ids::Ids;
use dabiao_lang::check::reason::tally::{Line, OneValue, Piece, Population, Tally};
use dabiao_lang::core::PlaceId;
use dabiao_lang::model::{
    BinaryOp, EntityRef, Exact, Expr, ExprKind, Frequency, Given, GivenValue, IndicatorId, Kind, Period, Quantity,
    Schema, Scope, walk,
};

/// No more entities than this are made up.
const MAX_MEMBERS: usize = 3_000;

/// The period of what is asked for its newest value.
pub(super) fn newest() -> Option<Period> {
    Period::year_of(2025)
}

/// Returns the figures of an example as givens.
pub(super) fn givens(excerpt: &Excerpt, proof: &Proof<'_>, example: &Example, word: &str) -> Option<Vec<Given>> {
    let mut maker = Maker { ids: &proof.ids, presence: excerpt.presence, word, out: Vec::new() };
    let mut groups: BTreeMap<Within, Vec<Counted<'_>>> = BTreeMap::new();
    let mut sums: BTreeMap<usize, Exact> = BTreeMap::new();
    let mut sizes: BTreeMap<&Crowd, &Exact> = BTreeMap::new();
    for (figure, value) in example {
        match figure {
            Figure::Value(id, place, when) => maker.value(*id, place, *when, value)?,
            Figure::Tally(id, piece) => {
                let tally = proof.obligations.tallies.get(*id)?;
                let group = groups.entry(tally.population.crowd.within.clone()).or_default();
                match group.iter_mut().find(|c| c.tally.id == *id) {
                    Some(own) => own.counts.push((*piece, value.clone())),
                    None => group.push(Counted { tally, counts: vec![(*piece, value.clone())] }),
                }
            }
            Figure::Sum(id) => {
                sums.insert(*id, value.clone());
            }
            Figure::Size(key) => {
                sizes.insert(key, value);
            }
            Figure::Opaque(..) => return None,
        }
    }
    let filters = Filters { proof };
    for (members, group) in &groups {
        let size = sizes.iter().find(|(crowd, _)| crowd.within == *members && crowd.filter.is_none());
        let size = size.map(|(_, n)| *n);
        maker.members(&filters, group, &sums, size)?;
    }
    if groups.is_empty()
        && let Some(n) = sizes.values().next()
    {
        let n = usize::try_from(n.to_i64()?).ok().filter(|n| *n <= MAX_MEMBERS)?;
        (0..n).for_each(|i| maker.present(i));
    }
    if maker.out.is_empty() {
        return None;
    }
    maker.places(excerpt);
    Some(maker.out)
}

/// One number line with how many stand in each piece.
struct Counted<'p> {
    tally: &'p Tally,
    counts: Vec<(usize, Exact)>,
}

/// The filters of the populations.
struct Filters<'p> {
    proof: &'p Proof<'p>,
}

impl Filters<'_> {
    fn get(&self, population: &Population) -> Option<&Expr> {
        self.proof.obligations.tallies.filter_of(population.crowd.filter)
    }

    fn is_within(&self, inner: &Population, outer: &Population) -> bool {
        let (own, other) = (&inner.crowd, &outer.crowd);
        if !other.but.iter().all(|b| own.but.contains(b)) {
            return false;
        }
        other.filter.is_none()
            || own.filter == other.filter
            || self
                .get(inner)
                .zip(self.get(outer))
                .is_some_and(|(a, b)| dabiao_lang::check::reason::subset::implies(&self.proof.ids, a, b))
    }
}

struct Maker<'a> {
    ids: &'a Ids<'a>,
    presence: IndicatorId,
    word: &'a str,
    out: Vec<Given>,
}

/// Members that pass the same filters: how many, and their values on each number line.
struct Block<'p> {
    population: &'p Population,
    /// For each number line of the population: its indicator and period, and values in order.
    columns: Vec<(IndicatorId, Period, Vec<Exact>)>,
    size: usize,
    /// The places that they must be, where another population leaves those out by name.
    names: Option<Vec<PlaceId>>,
}

impl Maker<'_> {
    fn value(&mut self, id: IndicatorId, place: &Place, when: When, value: &Exact) -> Option<()> {
        let indicator = self.ids.schema.indicator(id)?;
        if indicator.formula.is_some() {
            return Some(());
        }
        let entity = match place {
            Place::Region(_) => None,
            Place::At(place) => Some(self.named(*place)),
            Place::Each(_) => Some(made(format!("{}1", self.word))),
        };
        self.give(entity.clone(), id, period(when)?, value);
        if let When::UpTo(p) = when {
            self.before(entity, id, p);
        }
        Some(())
    }

    /// A flow counts from 1 January: nothing happened before.
    fn before(&mut self, entity: Option<EntityRef>, id: IndicatorId, p: Period) {
        let is_flow = self.ids.schema.indicator(id).is_some_and(|i| i.kind == Some(Kind::Flow));
        if !is_flow || p.frequency() == Frequency::Day {
            return;
        }
        let earlier: Vec<Period> = p.widen(Frequency::Year).parts(p.frequency()).take_while(|q| *q < p).collect();
        for q in earlier {
            self.give(entity.clone(), id, q, &Exact::ZERO);
        }
    }

    fn named(&self, place: PlaceId) -> EntityRef {
        EntityRef { parts: self.ids.path(place), level: None, span: super::NOWHERE }
    }

    fn give(&mut self, entity: Option<EntityRef>, id: IndicatorId, period: Period, value: &Exact) {
        let value = given_value(self.ids.schema, id, value);
        self.push(Given { indicator: id, entity, period: Some(period), value, span: super::NOWHERE });
    }

    fn push(&mut self, given: Given) {
        let is_same = |g: &&Given| {
            g.indicator == given.indicator
                && g.period == given.period
                && g.entity.as_ref().map(|e| &e.parts) == given.entity.as_ref().map(|e| &e.parts)
        };
        // Few givens are made by hand; many by `members`, which never repeats one.
        if self.out.len() > 200 || !self.out.iter().any(|g| is_same(&g)) {
            self.out.push(given);
        }
    }

    /// Every place that a rule names is there.
    fn places(&mut self, excerpt: &Excerpt) {
        let mut named: Vec<&EntityRef> = Vec::new();
        for s in excerpt.old.iter().chain(&excerpt.new).flat_map(|r| &r.statements) {
            match &s.scope {
                Scope::Every { except, .. } => named.extend(except),
                Scope::At(places) => named.extend(places),
                Scope::Unstated => {}
            }
            walk::expressions(s, &mut |e| {
                if let ExprKind::AtEntity(_, place) = &e.kind
                    && place.level.is_none()
                {
                    named.push(place);
                }
            });
        }
        for place in named {
            let is_there = |g: &Given| g.entity.as_ref().is_some_and(|e| e.parts == place.parts);
            if !self.out.iter().any(is_there) {
                self.there(place.clone());
            }
        }
    }

    fn present(&mut self, n: usize) {
        self.there(made(format!("{}{}", self.word, n + 1)));
    }

    fn there(&mut self, entity: EntityRef) {
        let value = GivenValue::Bool(true);
        let (indicator, entity, span) = (self.presence, Some(entity), super::NOWHERE);
        self.out.push(Given { indicator, entity, period: None, value, span });
    }

    /// Makes the members of one level at one place.
    fn members(
        &mut self,
        filters: &Filters<'_>,
        group: &[Counted<'_>],
        sums: &BTreeMap<usize, Exact>,
        size: Option<&Exact>,
    ) -> Option<()> {
        let times = multiple(group)?;
        let mut blocks = blocks(filters, group, &times)?;
        for block in &mut blocks {
            self.fill(block, group, sums);
        }
        let populations: Vec<&Population> = blocks.iter().map(|b| b.population).collect();
        let mut n = 0;
        for block in &blocks {
            let attributes = self.attributes(filters, block.population, &populations)?;
            for i in 0..block.size {
                self.member(n + i, block, i, &attributes);
            }
            n += block.size;
        }
        let all = size.and_then(Exact::to_i64).and_then(|s| usize::try_from(s).ok()).unwrap_or(n);
        (n..all.min(MAX_MEMBERS)).for_each(|i| self.present(i));
        (n <= MAX_MEMBERS).then_some(())
    }

    fn member(&mut self, n: usize, block: &Block<'_>, i: usize, attributes: &[(IndicatorId, GivenValue)]) {
        let named = block.names.as_ref().and_then(|names| names.get(i));
        let entity = named.map_or_else(|| made(format!("{}{}", self.word, n + 1)), |place| self.named(*place));
        let mut periods: Vec<Period> = block.columns.iter().map(|(_, p, _)| *p).collect();
        periods.sort();
        periods.dedup();
        for (id, period, values) in &block.columns {
            if let Some(value) = values.get(i) {
                self.give(Some(entity.clone()), *id, *period, value);
            }
        }
        for (id, value) in attributes {
            for period in &periods {
                let given = Given {
                    indicator: *id,
                    entity: Some(entity.clone()),
                    period: Some(*period),
                    value: value.clone(),
                    span: super::NOWHERE,
                };
                self.push(given);
            }
        }
        if block.columns.is_empty() {
            self.present(n);
        }
    }

    /// Moves values within their pieces until they add up to what the example says.
    fn fill(&self, block: &mut Block<'_>, group: &[Counted<'_>], sums: &BTreeMap<usize, Exact>) {
        for counted in group.iter().filter(|c| c.tally.population == *block.population) {
            let Some(sum) = sums.get(&counted.tally.id) else { continue };
            let Some(id) = counted.tally.population.indicator else { continue };
            let pieces = counted.tally.pieces();
            let when = period(counted.tally.population.when);
            for (own, p, values) in &mut block.columns {
                if *own == id && Some(*p) == when {
                    move_to(values, pieces, sum, self.ids.schema.indicator(id).and_then(|i| i.min.as_ref()));
                }
            }
        }
    }

    /// Attributes with which a member passes the filter of its population and fails those of the others.
    fn attributes(
        &self,
        filters: &Filters<'_>,
        own: &Population,
        all: &[&Population],
    ) -> Option<Vec<(IndicatorId, GivenValue)>> {
        let mut found = BTreeMap::new();
        if let Some(filter) = filters.get(own) {
            satisfy(self.ids, filter, Want::Pass, &mut found)?;
        }
        for other in all.iter().filter(|p| p.crowd.filter != own.crowd.filter && !filters.is_within(own, p)) {
            if let Some(filter) = filters.get(other) {
                satisfy(self.ids, filter, Want::Fail, &mut found)?;
            }
        }
        Some(found.into_iter().collect())
    }
}

/// Returns a whole number that makes all counts whole.
fn multiple(group: &[Counted<'_>]) -> Option<Exact> {
    let mut common: i128 = 1;
    for (_, n) in group.iter().flat_map(|c| &c.counts) {
        let (_, den) = n.to_parts()?;
        common = common.checked_mul(den.checked_div(num_integer::gcd(common, den))?)?;
    }
    (common <= 1_000).then(|| Exact::ratio(common, 1))
}

/// Splits a population into blocks: those within a narrower one, and the rest.
fn blocks<'p>(filters: &Filters<'_>, group: &[Counted<'p>], times: &Exact) -> Option<Vec<Block<'p>>> {
    let is_same = |a: &Population, b: &Population| a.crowd.filter == b.crowd.filter && a.crowd.but == b.crowd.but;
    let mut populations: Vec<&Population> = Vec::new();
    for counted in group {
        let own = &counted.tally.population;
        if !populations.iter().any(|p| is_same(p, own)) {
            populations.push(own);
        }
    }
    let mut blocks = Vec::new();
    for own in &populations {
        let mut columns = Vec::new();
        let mut size = 0;
        for counted in group.iter().filter(|c| is_same(&c.tally.population, own)) {
            let inner: Vec<&Counted<'_>> = group
                .iter()
                .filter(|c| {
                    let p = &c.tally.population;
                    p.subject == counted.tally.population.subject
                        && p.when == counted.tally.population.when
                        && !is_same(p, own)
                        && filters.is_within(p, own)
                })
                .collect();
            let values = values(counted, &inner, times)?;
            size = size.max(values.len());
            let id = counted.tally.population.indicator?;
            columns.push((id, period(counted.tally.population.when)?, values));
        }
        let names = names(filters, own, &populations);
        if names.as_ref().is_some_and(|n| n.len() < size) {
            return None;
        }
        blocks.push(Block { population: own, columns, size, names });
    }
    Some(blocks)
}

/// Who is in a population and in none of the others that do not hold it: if only names tell, the places named.
fn names(filters: &Filters<'_>, own: &Population, all: &[&Population]) -> Option<Vec<PlaceId>> {
    let mut names: Option<Vec<PlaceId>> = None;
    for other in all.iter().filter(|p| !filters.is_within(own, p)) {
        let is_told_by_filter = other.crowd.filter.is_some() && other.crowd.filter != own.crowd.filter;
        if is_told_by_filter {
            continue;
        }
        let left_out = other.crowd.but.iter().filter(|b| !own.crowd.but.contains(b));
        let known = names.take();
        names = Some(left_out.filter(|b| known.as_ref().is_none_or(|k| k.contains(b))).copied().collect());
    }
    names
}

/// The values of those of a number line who are in none of the inner ones, the highest first.
fn values(own: &Counted<'_>, inner: &[&Counted<'_>], times: &Exact) -> Option<Vec<Exact>> {
    let pieces = own.tally.pieces();
    let count = |c: &Counted<'_>, piece: usize| {
        c.counts.iter().find(|(p, _)| *p == piece).map_or(Exact::ZERO, |(_, n)| n.clone())
    };
    let mut values = Vec::new();
    for (idx, piece) in pieces.iter().enumerate().rev() {
        let mut n = count(own, idx);
        for other in inner {
            n = &n + &-&count(other, idx);
        }
        let n = usize::try_from((&n * times).to_i64()?).ok().filter(|n| *n <= MAX_MEMBERS)?;
        values.extend(std::iter::repeat_n(piece.sample.clone(), n));
    }
    Some(values)
}

/// Shifts values within open pieces so that they add up to `sum`, as far as that goes.
fn move_to(values: &mut [Exact], pieces: &[Piece], sum: &Exact, least: Option<&Exact>) {
    let total = values.iter().fold(Exact::ZERO, |t, v| &t + v);
    let mut lacking = sum + &-&total;
    for value in values.iter_mut() {
        let Some(piece) = pieces.iter().find(|p| p.sample == *value && (p.low.is_none() || p.low != p.high)) else {
            continue;
        };
        let end = if lacking.is_positive() { piece.high.as_ref() } else { piece.low.as_ref().or(least) };
        let most = Exact::ratio(999, 1000);
        let room = end.map(|e| &(e + &-&*value) * &most);
        let step = match room {
            Some(room) if room.abs() < lacking.abs() => room,
            _ => lacking.clone(),
        };
        *value = &*value + &step;
        lacking = &lacking + &-&step;
        if lacking.is_zero() {
            return;
        }
    }
}

/// Whether a condition shall hold or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Want {
    Pass,
    Fail,
}

impl Want {
    fn turned(self) -> Self {
        match self {
            Want::Pass => Want::Fail,
            Want::Fail => Want::Pass,
        }
    }
}

/// Finds values of names that make a condition hold or fail; `None` where that is not simple.
fn satisfy(ids: &Ids<'_>, e: &Expr, want: Want, out: &mut BTreeMap<IndicatorId, GivenValue>) -> Option<()> {
    match (&e.kind, want) {
        (ExprKind::Not(a), _) => satisfy(ids, a, want.turned(), out),
        (ExprKind::Binary(BinaryOp::And, a, b), Want::Pass) | (ExprKind::Binary(BinaryOp::Or, a, b), Want::Fail) => {
            satisfy(ids, a, want, out)?;
            satisfy(ids, b, want, out)
        }
        (ExprKind::Binary(BinaryOp::And, a, b), Want::Fail) | (ExprKind::Binary(BinaryOp::Or, a, b), Want::Pass) => {
            let mut one = out.clone();
            if satisfy(ids, a, want, &mut one).is_some() {
                *out = one;
                return Some(());
            }
            satisfy(ids, b, want, out)
        }
        _ => match text_compared(e) {
            Some((id, text, is_equal)) => {
                let value = if is_equal == (want == Want::Pass) { text } else { Arc::from(format!("非{text}")) };
                settle(out, id, GivenValue::Text(value))
            }
            None => number(ids, e, want, out),
        },
    }
}

fn settle(out: &mut BTreeMap<IndicatorId, GivenValue>, id: IndicatorId, value: GivenValue) -> Option<()> {
    match out.get(&id) {
        Some(_) => None,
        None => {
            out.insert(id, value);
            Some(())
        }
    }
}

/// `类别 = "茶叶"`
fn text_compared(e: &Expr) -> Option<(IndicatorId, Arc<str>, bool)> {
    use dabiao_lang::model::CompareOp::{Eq, Ne};
    let ExprKind::Compare(op @ (Eq | Ne), a, b) = &e.kind else { return None };
    match (&a.kind, &b.kind) {
        (ExprKind::Value(id), ExprKind::Text(t)) | (ExprKind::Text(t), ExprKind::Value(id)) => {
            Some((*id, t.clone(), *op == Eq))
        }
        _ => None,
    }
}

fn number(ids: &Ids<'_>, e: &Expr, want: Want, out: &mut BTreeMap<IndicatorId, GivenValue>) -> Option<()> {
    let schema = ids.schema;
    let one = OneValue::of(ids, e)?;
    let ExprKind::Value(id) = one.subject.kind else { return None };
    let is_flag = schema.indicator(id).is_some_and(|i| i.kind == Some(Kind::Flag));
    let mut line = Line::default();
    line.cut(one.cuts());
    let fits = |x: &Exact| one.holds(x) == (want == Want::Pass) && (!is_flag || *x == Exact::ZERO || *x == Exact::ONE);
    // A name that has a value already keeps it if it fits.
    if let Some(known) = out.get(&id) {
        return number_of(known).filter(fits).map(|_| ());
    }
    let pieces = line.pieces();
    let value = pieces.iter().map(|p| &p.sample).find(|x| fits(x))?;
    out.insert(id, given_value(schema, id, value));
    Some(())
}

fn number_of(value: &GivenValue) -> Option<Exact> {
    match value {
        GivenValue::Quantity(q) => Some(q.base.clone()),
        GivenValue::Bool(b) => Some(if *b { Exact::ONE } else { Exact::ZERO }),
        _ => None,
    }
}

/// Returns a number as a value of an indicator: an amount in its unit, a flag or a grade.
pub(super) fn given_value(schema: &Schema, id: IndicatorId, value: &Exact) -> GivenValue {
    let indicator = schema.indicator(id);
    match indicator.and_then(|i| i.kind.as_ref()) {
        Some(Kind::Flag) => GivenValue::Bool(*value == Exact::ONE),
        Some(Kind::Grade(names)) => {
            let rank = value.to_i64().and_then(|r| usize::try_from(r).ok());
            let name = rank.and_then(|r| names.get(r)).cloned();
            name.map_or(GivenValue::Missing, GivenValue::Text)
        }
        _ => {
            let unit = indicator.and_then(|i| i.unit.clone());
            let own = unit.as_ref().map_or_else(|| value.clone(), |u| u.from_base(value));
            let span = super::NOWHERE;
            GivenValue::Quantity(Quantity { value: own, base: value.clone(), unit, digits: 0, span })
        }
    }
}

/// Returns the period of a figure.
fn period(when: When) -> Option<Period> {
    match when {
        When::At(p) | When::UpTo(p) => Some(p),
        When::Newest(_) => newest(),
    }
}

/// Returns an entity that was made up.
pub(super) fn made(name: String) -> EntityRef {
    EntityRef { parts: vec![Arc::from(name)], level: None, span: super::NOWHERE }
}
