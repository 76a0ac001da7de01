//! One entry for everybody: measures first, then points, since some methods look at all of them.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use rustc_hash::FxHashSet;

use super::by_people;
use super::measure::{Kind, Measured, Scene};
use super::method::{Clamp, Formula, NumberBand};
use super::place::{self, Key};
use super::say;
use crate::aggregate;
use crate::compare;
use crate::expr::{self, Want};
use crate::scores::ItemState;
use crate::value::{Ext, Range, Val, What};
use dabiao_data::EntityId;
use dabiao_lang::diag::Both;
use dabiao_lang::model::light::Bounds;
use dabiao_lang::model::scheme::{
    Band, Entry, EntryKind, Goal, Inapplicable, Method, Only, PlaceBand, Scheme, Source, TieRule,
};
use dabiao_lang::model::{CompareOp, Exact, Expr, ExprKind, TargetKind, print};

/// How an entry came out for one entity, before anything is scaled up.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) state: ItemState,
    pub(crate) points: Range,
    pub(crate) measured: Option<Range>,
    pub(crate) how: Both,
    /// Of rules: how many judgements there are, and how many are met.
    pub(crate) tally: Option<(u64, u64)>,
    /// The method with its numbers, to find out what is needed for more.
    pub(crate) formula: Option<Formula>,
    /// Where it does not apply: what becomes of it.
    pub(crate) policy: Option<Option<Inapplicable>>,
}

/// What all entries of a scheme look at.
pub(crate) struct Board<'s, 'w, 'a> {
    pub(crate) scene: Scene<'w, 'a>,
    pub(crate) scheme: &'s Scheme,
    pub(crate) who: &'s [EntityId],
}

/// An entity that an entry is meant for, with its measure.
struct Own {
    idx: usize,
    entity: EntityId,
    measured: Measured,
}

/// Whose figures leave points open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Own,
    Others,
}

/// Returns whether an entry is meant for an entity; `None` where that is not known.
pub(crate) fn is_meant(scene: &Scene<'_, '_>, e: &Entry, entity: EntityId) -> Option<bool> {
    match &e.only {
        None => Some(true),
        Some(Only::Places(places)) => Some(places.iter().any(|p| scene.world.resolve_known(p) == Some(entity))),
        Some(Only::Condition(c)) => scene.truth(entity, c),
    }
}

impl Board<'_, '_, '_> {
    /// Scores an entry for everybody.
    pub(crate) fn column(&self, e: &Entry) -> Vec<Cell> {
        let mut cells: Vec<Option<Cell>> = vec![None; self.who.len()];
        let mut own = Vec::new();
        for (idx, entity) in self.who.iter().enumerate() {
            let slot = cells.get_mut(idx);
            match (is_meant(&self.scene, e, *entity), slot) {
                (Some(true), _) => {
                    own.push(Own { idx, entity: *entity, measured: self.measure(e, *entity) });
                }
                (Some(false), Some(slot)) => *slot = Some(elsewhere()),
                (None, Some(slot)) => {
                    let why = Both::new("不知道是否适用", "it is not known whether it applies");
                    *slot = Some(open(
                        e,
                        ItemState::Missing,
                        Range::between(Some(Exact::ZERO), Some(e.points.clone())),
                        why,
                    ));
                }
                (_, None) => {}
            }
        }
        for (idx, cell) in self.cells(e, own) {
            if let Some(slot) = cells.get_mut(idx) {
                *slot = Some(cell);
            }
        }
        cells.into_iter().map(|c| c.unwrap_or_else(elsewhere)).collect()
    }

    fn measure(&self, e: &Entry, entity: EntityId) -> Measured {
        match &e.source {
            Some(Source::Rules(rules)) => self.scene.share(entity, rules),
            Some(Source::Led(all)) => self.scene.led(entity, all),
            Some(Source::Total(scheme)) => self.scene.total_of(entity, scheme),
            Some(Source::Entered(office)) => by_people::measure(&self.scene, (self.scheme, e), office, entity),
            Some(Source::Value(x)) => {
                let number = self.scene.value(entity, x);
                match (&number.what, &e.goal, &e.method) {
                    // Flags, grades and growth rates are compared as they are.
                    (Kind::Out, ..) => number,
                    (_, Some(goal @ (Goal::Compare(..) | Goal::Within(_))), Method::Met) if is_no_number(x, goal) => {
                        self.scene.reaches(entity, x, goal)
                    }
                    _ => number,
                }
            }
            None => Measured { what: Kind::Other(None), why: None, tally: None },
        }
    }

    /// Scores those whom the entry is meant for.
    fn cells(&self, e: &Entry, own: Vec<Own>) -> Vec<(usize, Cell)> {
        let mut done: Vec<(usize, Cell)> = Vec::new();
        let (out, there): (Vec<Own>, Vec<Own>) = own.into_iter().partition(|o| matches!(o.measured.what, Kind::Out));
        // Whose missing measure counts nothing takes no place among the others, and no part in their mean.
        let looks_at_all = matches!(e.method, Method::ToFirst | Method::PerPlace(_) | Method::Places(_));
        let is_of_mean = matches!(e.goal, Some(Goal::Mean { .. }));
        // Of a share of judgements a part is known, which may be enough.
        let is_part_known = matches!(e.source, Some(Source::Rules(_) | Source::Led(_)));
        let is_aside = |o: &Own| {
            (looks_at_all || is_of_mean || !is_part_known) && self.is_missing_zero(e) && o.measured.is_missing()
        };
        let (aside, counted): (Vec<Own>, Vec<Own>) = there.into_iter().partition(is_aside);
        if looks_at_all {
            done.extend(self.by_rank(e, &counted));
        } else {
            let mean = self.mean(e, &counted);
            done.extend(counted.iter().map(|o| (o.idx, self.alone(e, o, mean.as_ref()))));
        }
        done.extend(aside.iter().map(|o| (o.idx, self.set_aside(e, o))));
        // What only the figures of others leave open is not missing here.
        let exact: FxHashSet<usize> =
            counted.iter().filter(|o| (looks_at_all || is_of_mean) && o.measured.is_exact()).map(|o| o.idx).collect();
        for (idx, cell) in &mut done {
            if let (Some(factor), Some(entity)) = (&e.factor, self.who.get(*idx)) {
                self.multiply(e, factor, *entity, cell);
            }
            self.finish(e, cell, if exact.contains(idx) { Whose::Others } else { Whose::Own });
        }
        let average = mean_of(&done);
        done.extend(out.into_iter().map(|o| (o.idx, self.inapplicable(e, o, average.as_ref()))));
        done
    }

    fn is_missing_zero(&self, e: &Entry) -> bool {
        e.is_missing_zero || self.scheme.is_missing_zero
    }

    /// One whose measure is missing, beside those who are ranked.
    fn set_aside(&self, e: &Entry, o: &Own) -> Cell {
        let a = o.measured.range().cloned().unwrap_or_else(Range::unbounded);
        let how = self.told(e, o, &a);
        Cell { measured: Some(a), ..open(e, ItemState::Missing, clamp(e).all(), how) }
    }

    /// Rounds the points, and lets a missing measure score nothing where that was said; of cases those that hold count.
    fn finish(&self, e: &Entry, cell: &mut Cell, whose: Whose) {
        if cell.state == ItemState::Missing && self.is_missing_zero(e) && whose == Whose::Own {
            let certain = cell.points.low.clone().filter(|_| matches!(e.method, Method::Cases { .. }));
            let points = certain.unwrap_or(Exact::ZERO);
            let said = match points.is_zero() {
                true => Both::new("缺数按 0 分计", "missing figures count 0 points"),
                false => Both::new("缺数的情形按不成立计", "cases whose figures are missing count as not holding"),
            };
            cell.points = Range::exact(points);
            cell.how = say::join(&[cell.how.clone(), said]);
        }
        if let Some(p) = e.precision {
            cell.points = cell.points.map_rising(|x| x.round(p.digits, p.rounding));
        }
        let points = say::points(&cell.points);
        let points = Both::of(format!("得 {}", points.zh), points.en.to_string());
        cell.how = say::join(&[cell.how.clone(), points]);
    }

    /// Multiplies points by the factor of an entity, and bounds them again; a factor that is not known leaves them open.
    fn multiply(&self, e: &Entry, factor: &Expr, entity: EntityId, cell: &mut Cell) {
        let clamp = clamp(e);
        let val = expr::eval(self.scene.frame(entity), factor, Want::Num).into_num();
        let known = val.as_exact().filter(|f| !f.is_negative()).cloned();
        // What would give more points is not worked out behind a factor: no offer is better than a wrong one.
        cell.formula = None;
        let Some(known) = known else {
            cell.points = clamp.all();
            cell.state = if cell.state == ItemState::Scored { ItemState::Missing } else { cell.state };
            cell.how = say::join(&[cell.how.clone(), Both::new("系数缺数", "the factor is not known")]);
            return;
        };
        let multiplied = cell.points.mul(&Range::exact(known.clone())).map_rising(|x| clamp.apply(x.clone()));
        // What gives nothing gives nothing, whatever the least points are.
        let is_nothing = e.nothing.is_some() && cell.points.value().is_some_and(Exact::is_zero);
        let may_be_nothing = e.nothing.is_some() && cell.points.low.as_ref().is_some_and(Exact::is_zero);
        let zero = || Range::exact(Exact::ZERO);
        cell.points = match (is_nothing, may_be_nothing) {
            (true, _) => zero(),
            (_, true) => multiplied.hull(&zero()),
            _ => multiplied,
        };
        let text = say::num(&known);
        cell.how = say::join(&[cell.how.clone(), Both::of(format!("乘系数 {text}"), format!("times {text}"))]);
    }

    /// What becomes of an entry that does not apply.
    fn inapplicable(&self, e: &Entry, o: Own, average: Option<&Range>) -> Cell {
        let policy = match e.kind {
            EntryKind::Item => e.inapplicable.or(self.scheme.inapplicable),
            // What is given or taken beyond the full points is not given to those to whom it does not apply.
            EntryKind::Bonus | EntryKind::Malus => e.inapplicable.or(Some(Inapplicable::Zero)),
        };
        let zero = || Range::exact(Exact::ZERO);
        let (points, what) = match policy {
            Some(Inapplicable::Exclude) => (
                zero(),
                Both::new("不适用，剔除，其余各项按满分折算", "does not apply: taken out, the rest is scaled up"),
            ),
            Some(Inapplicable::Full) => {
                (Range::exact(e.points.clone()), Both::new("不适用，按满分计", "does not apply: full points"))
            }
            Some(Inapplicable::Average) => (
                average.cloned().unwrap_or_else(|| Range::between(Some(Exact::ZERO), Some(e.points.clone()))),
                Both::new("不适用，按其他对象的平均分计", "does not apply: the mean of the others"),
            ),
            Some(Inapplicable::Zero) => (zero(), Both::new("不适用，不计分", "does not apply: nothing")),
            None => (
                Range::between(Some(Exact::ZERO), Some(e.points.clone())),
                Both::new(
                    "不适用，而考核办法没有写不适用怎么计分",
                    "does not apply, and the scheme does not say what follows",
                ),
            ),
        };
        let how = say::join(&[o.measured.why.unwrap_or_else(|| Both::new("", "")), what]);
        Cell {
            state: ItemState::NotApplicable,
            points,
            measured: None,
            how,
            tally: None,
            formula: None,
            policy: Some(policy),
        }
    }

    /// The mean of the measure over those to whom the entry applies, where its goal asks for it.
    fn mean(&self, e: &Entry, there: &[Own]) -> Option<Range> {
        let Some(Goal::Mean { weight, plus, .. }) = &e.goal else { return None };
        let pairs = there.iter().filter_map(|o| {
            let value = Val::range(o.measured.range()?.clone());
            let weight = match weight {
                Some(w) => expr::eval(self.scene.frame(o.entity), w, Want::Num),
                None => Val::num(Exact::ONE),
            };
            Some((value, weight))
        });
        let mean = match aggregate::weighted(pairs.collect()).what {
            What::Num(r) => r,
            _ => Range::unbounded(),
        };
        Some(match plus {
            Some(q) => mean.add(&Range::exact(q.base.clone())),
            None => mean,
        })
    }

    /// Scores one entity by a method that looks at it alone.
    fn alone(&self, e: &Entry, o: &Own, mean: Option<&Range>) -> Cell {
        if let Method::Cases { cases, is_highest_only } = &e.method {
            return self.by_cases(e, o, (cases, *is_highest_only));
        }
        let goal = self.goal(e, o.entity, mean);
        let clamp = clamp(e);
        if matches!(e.method, Method::Met) {
            return self.by_goal(e, o, goal.as_ref());
        }
        let Some(a) = o.measured.range().cloned() else {
            let why = Both::new("测得的不是数", "the measure is no number");
            return open(e, ItemState::Invalid, clamp.all(), why);
        };
        let (mut points, mut how, formula) = match self.formula(e, o.entity, goal.as_ref()) {
            Ok(formula) => {
                let Some(points) = formula.over(&e.points, &a, &clamp) else {
                    let why = Both::new(
                        "要除以零，或没有一行写到这个数",
                        "division by zero, or no line says what this scores",
                    );
                    return Cell { measured: Some(a), ..open(e, ItemState::Invalid, clamp.all(), why) };
                };
                (points, vec![self.told(e, o, &a), told_method(e, &formula, &a)], Some(formula))
            }
            Err((ItemState::Missing, why)) => (clamp.all(), vec![why], None),
            Err((state, why)) => return Cell { measured: Some(a), ..open(e, state, clamp.all(), why) },
        };
        if let Some(nothing) = &e.nothing {
            match self.scene.is_among(o.entity, &a, nothing) {
                Some(true) => {
                    points = Range::exact(Exact::ZERO);
                    how.push(Both::new("此项不得分", "this gives nothing"));
                }
                Some(false) => {}
                None => points = points.hull(&Range::exact(Exact::ZERO)),
            }
        }
        let state = state_of(&o.measured, &points);
        Cell { state, points, measured: Some(a), how: say::join(&how), tally: o.measured.tally, formula, policy: None }
    }

    /// Says what was measured, and why it is not known.
    fn told(&self, e: &Entry, o: &Own, a: &Range) -> Both {
        let text = say::range(a, e.unit.as_ref());
        let measured = match o.measured.tally {
            Some((total, passing)) => Both::of(
                format!("{total} 项判定，{passing} 项达标（{text}）"),
                format!("{passing} of {total} judgements are met ({text})"),
            ),
            None => Both::of(format!("测得 {text}"), format!("measured {text}")),
        };
        match (&o.measured.why, a.value()) {
            // Who judged, when and on what basis; or who has not yet.
            (Some(said), _) if matches!(e.source, Some(Source::Entered(_))) => said.clone(),
            (Some(why), None) => say::join(&[measured, why.clone()]),
            (None, None) => say::join(&[measured, Both::new("缺数", "figures are missing")]),
            _ => measured,
        }
    }

    /// The value that the measure is compared with.
    fn goal(&self, e: &Entry, entity: EntityId, mean: Option<&Range>) -> Option<(CompareOp, Range)> {
        match &e.goal {
            Some(Goal::Compare(op, x)) => {
                let val = expr::eval(self.scene.frame(entity), x, Want::Num).into_num();
                Some((*op, val.as_range().cloned().unwrap_or_else(Range::unbounded)))
            }
            Some(Goal::Mean { op, .. }) => Some((*op, mean.cloned().unwrap_or_else(Range::unbounded))),
            _ => None,
        }
    }

    /// Full points or nothing.
    fn by_goal(&self, e: &Entry, o: &Own, goal: Option<&(CompareOp, Range)>) -> Cell {
        let a = o.measured.range().cloned();
        let truth = match (&o.measured.what, &a, goal, &e.goal) {
            (Kind::Other(t), ..) => *t,
            (_, Some(a), Some((op, t)), _) => compare::numbers(*op, a, t),
            (_, Some(a), None, Some(Goal::Within(i))) => {
                self.scene.is_among(o.entity, a, &TargetKind::Within(i.clone()))
            }
            _ => None,
        };
        let points = match truth {
            Some(true) => Range::exact(e.points.clone()),
            Some(false) => Range::exact(Exact::ZERO),
            None => Range::between(Some(Exact::ZERO), Some(e.points.clone())),
        };
        let line = match (goal, &e.goal) {
            (Some((op, t)), _) => format!("{} {}", print::operator(*op), say::range(t, e.unit.as_ref())),
            _ => String::new(),
        };
        let verdict = match truth {
            Some(true) => Both::of(format!("达到目标 {line}"), format!("reaches the target {line}")),
            Some(false) => Both::of(format!("未达到目标 {line}"), format!("does not reach the target {line}")),
            None => Both::of(format!("目标 {line}"), format!("the target is {line}")),
        };
        let told = match &a {
            Some(a) => self.told(e, o, a),
            None => o.measured.why.clone().unwrap_or_else(|| Both::new("", "")),
        };
        let formula = goal.and_then(|(op, t)| {
            let low = t.value()?.clone();
            let bounds = Bounds::of(*op, low)?;
            let yes = NumberBand { bounds: Some(bounds), points: e.points.clone() };
            Some(Formula::Bands(vec![yes, NumberBand { bounds: None, points: Exact::ZERO }]))
        });
        let state = match truth {
            Some(_) => ItemState::Scored,
            None => state_of(&o.measured, &points),
        };
        Cell {
            state,
            points,
            measured: a,
            how: say::join(&[told, verdict]),
            tally: o.measured.tally,
            formula,
            policy: None,
        }
    }

    /// Evaluates the numbers of a method; says why where one is missing or wrong.
    fn formula(
        &self,
        e: &Entry,
        entity: EntityId,
        goal: Option<&(CompareOp, Range)>,
    ) -> Result<Formula, (ItemState, Both)> {
        let missing = |zh: &str, en: &str| (ItemState::Missing, Both::of(zh.to_owned(), en.to_owned()));
        let number = |x: &Expr| {
            let val = expr::eval(self.scene.frame(entity), x, Want::Num).into_num();
            val.as_exact()
                .cloned()
                .ok_or_else(|| missing("满意值或不允许值缺数", "the best or the worst value is missing"))
        };
        let line = || {
            let t = goal.and_then(|(_, t)| t.value()).cloned();
            t.ok_or_else(|| missing("目标值缺数", "the target is not known"))
        };
        Ok(match &e.method {
            Method::Ratio => {
                let goal_value = line()?;
                let op = goal.map_or(CompareOp::Ge, |(op, _)| *op);
                if goal_value.is_zero() && matches!(op, CompareOp::Ge | CompareOp::Gt) {
                    return Err((
                        ItemState::Invalid,
                        Both::new("目标是 0，不能算比例", "the target is 0: there is no proportion"),
                    ));
                }
                Formula::Ratio { op, goal: goal_value }
            }
            Method::Efficacy { best, worst, base, span } => {
                let (best, worst) = (number(best)?, number(worst)?);
                if best == worst {
                    let why = Both::new("满意值和不允许值相等", "the best and the worst value are equal");
                    return Err((ItemState::Invalid, why));
                }
                Formula::Line { base: base.clone(), span: span.clone(), best, worst }
            }
            Method::Rescale { of } => Formula::Ratio { op: CompareOp::Ge, goal: of.base.clone() },
            Method::Bands(bands) => Formula::Bands(self.bands(bands, entity)?),
            Method::Steps { start, steps } => {
                let needs = steps.iter().any(|s| s.side != dabiao_lang::model::scheme::Side::FromZero);
                let goal = if needs { line()? } else { Exact::ZERO };
                Formula::Steps { start: start.clone(), goal, steps: steps.clone() }
            }
            _ => Formula::Direct,
        })
    }

    fn bands(&self, bands: &[Band], entity: EntityId) -> Result<Vec<NumberBand>, (ItemState, Both)> {
        let end = |x: &Expr| {
            let val = expr::eval(self.scene.frame(entity), x, Want::Num).into_num();
            let why = || (ItemState::Missing, Both::new("区间的边界缺数", "the edge of a band is missing"));
            val.as_exact().cloned().ok_or_else(why)
        };
        let of = |b: &Band| {
            let bounds = match &b.values {
                None => None,
                Some(TargetKind::Compare(op, x)) => Bounds::of(*op, end(x)?),
                Some(TargetKind::Within(i)) => {
                    let low = i.low.as_deref().map(end).transpose()?.map(|x| (x, !i.is_low_open));
                    let high = i.high.as_deref().map(end).transpose()?.map(|x| (x, !i.is_high_open));
                    Some(Bounds { low, high })
                }
                Some(TargetKind::About(..) | TargetKind::Holds) => None,
            };
            Ok(NumberBand { bounds, points: b.points.clone() })
        };
        bands.iter().map(of).collect()
    }

    /// Points for each condition that holds.
    fn by_cases(
        &self,
        e: &Entry,
        o: &Own,
        (cases, is_highest_only): (&[dabiao_lang::model::scheme::Case], bool),
    ) -> Cell {
        let zero = || Exact::ZERO;
        let (mut low, mut high, mut held, mut is_open) = (zero(), zero(), Vec::new(), false);
        for case in cases {
            let truth = self.scene.truth(o.entity, &case.condition);
            let add = |sum: &Exact| {
                if is_highest_only { sum.clone().max(case.points.clone()) } else { sum + &case.points }
            };
            if truth != Some(false) {
                high = add(&high);
            }
            match truth {
                Some(true) => {
                    low = add(&low);
                    held.push(case.text.to_string());
                }
                Some(false) => {}
                None => is_open = true,
            }
        }
        let clamp = clamp(e);
        let points = Range::between(Some(clamp.apply(low)), Some(clamp.apply(high)));
        let how = match held.is_empty() {
            true if is_open => {
                Both::new("缺数，不知道情形是否成立", "figures are missing: it is not known whether a case holds")
            }
            true => Both::new("没有一种情形成立", "no case holds"),
            false => Both::of(held.join("、"), held.join(", ")),
        };
        let state = if points.value().is_some() { ItemState::Scored } else { ItemState::Missing };
        Cell { state, points, measured: None, how, tally: None, formula: None, policy: None }
    }

    /// Scores by the place among all, or against the first.
    fn by_rank(&self, e: &Entry, there: &[Own]) -> Vec<(usize, Cell)> {
        let rule = e.ties.or(self.scheme.ties.as_ref().map(|t| t.rule)).unwrap_or(TieRule::Skip);
        let ranges: Vec<Range> =
            there.iter().map(|o| o.measured.range().cloned().unwrap_or_else(Range::unbounded)).collect();
        let flip = |r: &Range| if e.is_lower_better { r.neg() } else { r.clone() };
        let key = |x: Option<Exact>, none: Ext| -> Key { vec![x.map_or(none, Ext::Fin)] };
        let low: Vec<Key> = ranges.iter().map(|r| key(flip(r).low, Ext::NegInf)).collect();
        let high: Vec<Key> = ranges.iter().map(|r| key(flip(r).high, Ext::PosInf)).collect();
        let places = place::open(&low, &high, rule);
        let n_places = n_places(e, &ranges, rule);
        let first = first_of(&ranges, e.is_lower_better);
        let each = there.iter().zip(&ranges).zip(places);
        each.map(|((o, a), place)| {
            let told = self.told(e, o, a);
            let cell = match &e.method {
                Method::ToFirst => self.to_first(e, o, (a, &first)),
                _ => by_place((e, n_places.clone()), &place, rule),
            };
            let how = say::join(&[told, cell.how]);
            let state = if cell.state == ItemState::Scored { state_of(&o.measured, &cell.points) } else { cell.state };
            (o.idx, Cell { state, how, measured: Some(a.clone()), ..cell })
        })
        .collect()
    }

    fn to_first(&self, e: &Entry, o: &Own, (a, first): (&Range, &Range)) -> Cell {
        let clamp = clamp(e);
        let (top, bottom) = if e.is_lower_better { (first, a) } else { (a, first) };
        let share = top.div(bottom);
        let points = match share {
            Ok(share) => {
                let scaled = share.mul(&Range::exact(e.points.clone()));
                let end = |x: Option<Exact>, none: &Option<Exact>| x.map(|x| clamp.apply(x)).or_else(|| none.clone());
                Range::between(end(scaled.low, &clamp.floor), end(scaled.high, &clamp.cap))
            }
            Err(_) => {
                let why = Both::new("第一名是 0，不能算比例", "the first is 0: there is no proportion");
                return open(e, ItemState::Invalid, clamp.all(), why);
            }
        };
        let text = say::range(first, e.unit.as_ref());
        let how = Both::of(format!("第一名 {text}"), format!("the first has {text}"));
        let state = state_of(&o.measured, &points);
        Cell { state, points, measured: None, how, tally: None, formula: None, policy: None }
    }
}

/// The best of all measures.
fn first_of(ranges: &[Range], is_lower_better: bool) -> Range {
    let better = |a: &Option<Exact>, b: &Option<Exact>, none_wins: bool| match (a, b) {
        (Some(a), Some(b)) if is_lower_better => Some(a.min(b).clone()),
        (Some(a), Some(b)) => Some(a.max(b).clone()),
        (a, b) => {
            if none_wins {
                None
            } else {
                a.clone().or_else(|| b.clone())
            }
        }
    };
    let mut all = ranges.iter();
    let Some(first) = all.next() else { return Range::unbounded() };
    all.fold(first.clone(), |x, r| {
        Range::between(better(&x.low, &r.low, is_lower_better), better(&x.high, &r.high, !is_lower_better))
    })
}

/// How many places are tried out for one entity.
const MANY_WAYS: usize = 100_000;

/// Scores by a place that was found, among so many places as there may be.
fn by_place((e, n_places): (&Entry, RangeInclusive<usize>), place: &place::Open, rule: TieRule) -> Cell {
    let clamp = clamp(e);
    // A number of places that is open matters only to lines that count from the last one.
    let all_at = |p: usize| n_places.clone().map(move |n| at_place(e, p, n.max(p)));
    let mean = |(first, n): (usize, usize), n_all: usize| {
        let sum = (first..first + n).fold(Exact::ZERO, |s, p| &s + &at_place(e, p, n_all));
        sum.checked_div(&Exact::from(n as i64)).unwrap_or(Exact::ZERO)
    };
    let whole = |rank: &Exact| rank.to_i64().and_then(|n| usize::try_from(n).ok()).unwrap_or(1);
    let [best, worst] = place.shares.map(|(first, n)| (first.max(1), n.max(1)));
    let n_ways = (worst.0 + worst.1 - best.0) * (n_places.end() + 1 - n_places.start());
    let mut possible: Vec<Exact> = match (place.is_decided, rule) {
        // So many ways are not gone through one by one; what the entry can give at all is certain, too.
        (false, _) if n_ways > MANY_WAYS => clamp.floor.iter().chain(&clamp.cap).cloned().collect(),
        (true, TieRule::Average) => vec![mean(best, *n_places.end())],
        (true, TieRule::Lowest) => all_at(best.0 + best.1 - 1).collect(),
        (true, TieRule::Skip) => all_at(best.0).collect(),
        (_, TieRule::Dense) => (whole(&place.best)..=whole(&place.worst)).flat_map(all_at).collect(),
        // From the best place that it may have alone to the last of those that it may share.
        (false, _) => (best.0..=(worst.0 + worst.1 - 1).max(best.0)).flat_map(all_at).collect(),
    };
    possible.iter_mut().for_each(|x| *x = clamp.apply(std::mem::replace(x, Exact::ZERO)));
    let points = Range::between(possible.iter().min().cloned(), possible.iter().max().cloned());
    let text = if place.is_decided {
        place.best.to_text()
    } else {
        format!("{} ~ {}", place.best.to_text(), place.worst.to_text())
    };
    let (zh, en) = match (place.is_decided && place.is_tied, place.shares[0].1) {
        (true, n) => (format!("第 {text} 名（{n} 家并列）"), format!("place {text} ({n} are equal)")),
        _ => (format!("第 {text} 名"), format!("place {text}")),
    };
    Cell {
        state: ItemState::Scored,
        points,
        measured: None,
        how: Both::of(zh, en),
        tally: None,
        formula: None,
        policy: None,
    }
}

/// Returns how many places there are: whoever is equal shares one where nothing is left empty behind them.
fn n_places(e: &Entry, ranges: &[Range], rule: TieRule) -> RangeInclusive<usize> {
    let n_all = ranges.len();
    let counts_from_last = matches!(&e.method, Method::Places(bands) if bands.iter().any(|b| b.is_from_last));
    if rule != TieRule::Dense || !counts_from_last {
        return n_all..=n_all;
    }
    let known: Option<BTreeSet<&Exact>> = ranges.iter().map(Range::value).collect();
    known.map_or(1..=n_all, |distinct| distinct.len()..=distinct.len())
}

/// The points of a place among so many; lines that count from the last one say it only where no other does.
fn at_place(e: &Entry, place: usize, n_all: usize) -> Exact {
    match &e.method {
        Method::PerPlace(less) => &e.points - &(less * &Exact::from(place as i64 - 1)),
        Method::Places(bands) => {
            let number = u32::try_from(place).unwrap_or(u32::MAX);
            let from_last = u32::try_from((n_all + 1).saturating_sub(place)).unwrap_or(u32::MAX);
            let counted = |b: &PlaceBand| if b.is_from_last { from_last } else { number };
            let holds = |b: &PlaceBand| b.from.is_some_and(|f| f <= counted(b) && counted(b) <= b.to);
            let from_first = bands.iter().find(|b| !b.is_from_last && holds(b));
            let rest = || bands.iter().find(|b| b.from.is_none());
            let Some(band) = from_first.or_else(|| bands.iter().find(|b| holds(b))).or_else(rest) else {
                return Exact::ZERO;
            };
            let at = band.from.map_or(0, |f| counted(band).saturating_sub(f) as usize);
            band.points.get(at).or_else(|| band.points.first()).cloned().unwrap_or(Exact::ZERO)
        }
        _ => Exact::ZERO,
    }
}

fn mean_of(cells: &[(usize, Cell)]) -> Option<Range> {
    let all: Vec<&Range> = cells.iter().map(|(_, c)| &c.points).collect();
    let sum = all.iter().fold(Range::exact(Exact::ZERO), |s, r| s.add(r));
    sum.div(&Range::exact(Exact::from(all.len() as i64))).ok().filter(|_| !all.is_empty())
}

fn told_method(e: &Entry, formula: &Formula, a: &Range) -> Both {
    let unit = e.unit.as_ref();
    let Some(a) = a.value() else { return Both::new("", "") };
    match formula {
        Formula::Ratio { op, goal } => {
            let is_up = matches!(op, CompareOp::Ge | CompareOp::Gt);
            let (top, bottom) = if is_up { (a, goal) } else { (goal, a) };
            let text = format!("{} × {} ÷ {}", say::num(&e.points), say::amount(top, unit), say::amount(bottom, unit));
            Both::of(text.clone(), text)
        }
        Formula::Line { base, span, best, worst } => {
            let text = format!(
                "{} × [{} + {} × ({} − {}) ÷ ({} − {})]",
                say::num(&e.points),
                say::num(base),
                say::num(span),
                say::amount(a, unit),
                say::amount(worst, unit),
                say::amount(best, unit),
                say::amount(worst, unit),
            );
            Both::of(text.clone(), text)
        }
        Formula::Direct => Both::new("", ""),
        Formula::Bands(bands) => {
            let Method::Bands(written) = &e.method else { return Both::new("", "") };
            let at = bands.iter().position(|b| b.bounds.as_ref().is_some_and(|v| v.contains(a)));
            let at = at.or_else(|| bands.iter().position(|b| b.bounds.is_none()));
            let text = at.and_then(|i| written.get(i)).map_or("", |b| &*b.text);
            Both::of(format!("落在 `{text}`"), format!("falls under `{text}`"))
        }
        Formula::Steps { start, goal, steps } => {
            let lines = steps.iter().map(|s| &*s.text).collect::<Vec<_>>().join("、");
            let way = (a - goal).abs();
            let far = say::distance(&way, unit);
            let (zh, en) = match a.cmp(goal) {
                std::cmp::Ordering::Equal => ("与目标相等".to_owned(), "on the target".to_owned()),
                std::cmp::Ordering::Less => (format!("比目标低 {far}"), format!("{far} below the target")),
                std::cmp::Ordering::Greater if goal.is_zero() => (String::new(), String::new()),
                std::cmp::Ordering::Greater => (format!("比目标高 {far}"), format!("{far} above the target")),
            };
            let start = say::num(start);
            say::join(&[
                Both::of(zh, en),
                Both::of(format!("从 {start} 分起，{lines}"), format!("from {start} points, {lines}")),
            ])
        }
    }
}

fn state_of(measured: &Measured, points: &Range) -> ItemState {
    match (&measured.what, points.value()) {
        (_, Some(_)) => ItemState::Scored,
        (Kind::Wrong(_), None) => ItemState::Invalid,
        _ => ItemState::Missing,
    }
}

/// Returns whether a goal compares something other than numbers; growth for each year is compared by its own rule.
fn is_no_number(x: &Expr, goal: &Goal) -> bool {
    let is_word = |e: &Expr| matches!(e.kind, ExprKind::Bool(_) | ExprKind::Text(_) | ExprKind::Grade(..));
    let is_other = match goal {
        Goal::Compare(_, right) => is_word(right),
        _ => false,
    };
    is_other || matches!(x.kind, ExprKind::Yearly(..))
}

fn clamp(e: &Entry) -> Clamp {
    let is_free = e.is_unclamped || matches!(e.method, Method::Efficacy { .. });
    let or = |stated: &Option<Exact>, default: Exact| stated.clone().or_else(|| (!is_free).then_some(default));
    Clamp { floor: or(&e.floor, Exact::ZERO), cap: or(&e.cap, e.points.clone()) }
}

fn open(e: &Entry, state: ItemState, points: Range, how: Both) -> Cell {
    let _ = e;
    Cell { state, points, measured: None, how, tally: None, formula: None, policy: None }
}

fn elsewhere() -> Cell {
    Cell {
        state: ItemState::Elsewhere,
        points: Range::exact(Exact::ZERO),
        measured: None,
        how: Both::new("这一项考核别的对象", "this is meant for others"),
        tally: None,
        formula: None,
        policy: None,
    }
}
