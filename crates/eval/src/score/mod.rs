//! Schemes applied: points for everybody, then ranks, grades, and what would move each up one place.
//!
//! `measure` finds what an entry measures, `method` and `column` turn it into points, `place` and `grade` rank and
//! grade. Everything is exact; where figures are missing points are bounds, and ranks and grades are only told where
//! every completion gives the same. INVARIANT: the same rules, data and day give the same rows.

pub(crate) mod by_people;
mod column;
mod grade;
mod led;
pub(crate) mod measure;
mod method;
mod next;
mod place;
mod reach;
mod say;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::amount::Amount;
use super::bind::World;
use super::entered::Entered;
use super::expr::{self, Want};
use super::frame::{Recorder, Sight};
use super::scores::{ItemScore, ItemState, Points, ScoreRow, Scores};
use super::value::{Ext, Range, What, in_unit};
use crate::EvalProblem;
pub(crate) use column::is_meant;
use column::{Board, Cell};
use dabiao_data::EntityId;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::scheme::{Entry, EntryKind, Inapplicable, Scheme, Source, VetoCause, VetoEffect};
use dabiao_lang::model::{Exact, Expr, Frequency, Period};
use grade::{Candidate, Given, Outcome};
use measure::{OtherTotals, Scene};
use place::Key;

/// Applies every scheme.
pub(super) fn run(world: &World<'_>, recorder: &Recorder) -> Vec<Scores> {
    apply(world, recorder).0
}

/// Applies one scheme to a period that has ended; `None` where it cannot be applied, or where a total that it takes is that of
/// another period.
pub(crate) fn ranks(world: &World<'_>, n: usize, period: Period) -> Option<Vec<ScoreRow>> {
    let scheme = world.model.schemes.get(n)?;
    let recorder = Recorder::default();
    let takes_totals = others(scheme).next().is_some();
    let is_of_now = period == period_of(world, scheme);
    let is_bound = |name: &Arc<str>| world.model.schemes.iter().any(|s| s.name == *name && s.period.is_some());
    if takes_totals && !is_of_now && others(scheme).any(is_bound) {
        return None;
    }
    let totals = if takes_totals { apply(world, &recorder).1 } else { OtherTotals::default() };
    let scores = of_scheme((world, &recorder), (&totals, &Entered::of(world)), (n, scheme, period));
    scores.reason.is_none().then_some(scores.rows)
}

fn apply(world: &World<'_>, recorder: &Recorder) -> (Vec<Scores>, OtherTotals) {
    let schemes = &world.model.schemes;
    let mut done: Vec<Option<Scores>> = vec![None; schemes.len()];
    let mut totals = OtherTotals::default();
    let entered = Entered::of(world);
    // Each round applies those whose totals are all there; a circle is an error of the rules, and waits for nothing.
    for _ in 0..=schemes.len() {
        for (n, scheme) in schemes.iter().enumerate() {
            let is_ready = !scheme.errors.is_empty() || others(scheme).all(|name| is_done(world, &done, name));
            if done.get(n).is_some_and(Option::is_none) && is_ready {
                let period = period_of(world, scheme);
                totals.extend(means((world, recorder), (&totals, &entered), (scheme, period)));
                let scores = of_scheme((world, recorder), (&totals, &entered), (n, scheme, period));
                totals.extend(scores.rows.iter().map(|r| ((scheme.name.clone(), None, r.entity), r.total.clone())));
                if let Some(slot) = done.get_mut(n) {
                    *slot = Some(scores);
                }
            }
        }
    }
    (done.into_iter().flatten().collect(), totals)
}

/// Returns what is scored: the period that a scheme states, else the year of the day of judgement; of a scheme that others take by
/// quarters (`各季度平均`) the quarter.
pub(crate) fn period_of(world: &World<'_>, scheme: &Scheme) -> Period {
    let taken = world.model.schemes.iter().flat_map(|s| &s.entries).find_map(|e| match &e.source {
        Some(Source::Total(other)) if other.name == scheme.name => other.mean_over,
        _ => None,
    });
    scheme.period.unwrap_or_else(|| Period::containing(world.as_of, taken.unwrap_or(Frequency::Year)))
}

/// The schemes whose totals a scheme takes.
fn others(scheme: &Scheme) -> impl Iterator<Item = &Arc<str>> {
    scheme.entries.iter().filter_map(|e| match &e.source {
        Some(Source::Total(other)) => Some(&other.name),
        _ => None,
    })
}

/// Takes the means of other schemes' totals over parts of a period (`总分 "季度考核" 各季度平均`). A part that has not begun, or in
/// which a total is open, leaves the mean open; whoever is not ranked in a part has none there.
fn means(
    (world, recorder): (&World<'_>, &Recorder),
    (totals, entered): (&OtherTotals, &Entered),
    (scheme, period): (&Scheme, Period),
) -> OtherTotals {
    let mut found = OtherTotals::default();
    let asked = scheme.entries.iter().filter_map(|e| match &e.source {
        Some(Source::Total(other)) => Some((other, other.mean_over?)),
        _ => None,
    });
    for (other, over) in asked {
        let theirs = world.model.schemes.iter().enumerate().find(|(_, s)| s.name == other.name);
        let Some((n, their)) = theirs else { continue };
        let mut sums: FxHashMap<EntityId, (Range, i64)> = FxHashMap::default();
        let mut is_open = false;
        for part in period.parts(over) {
            let scores = of_scheme((world, recorder), (totals, entered), (n, their, part));
            is_open |= scores.reason.is_some() || scores.is_provisional;
            for row in scores.rows {
                let total = Range::between(row.total.low, row.total.high);
                let (sum, count) = sums.entry(row.entity).or_insert((Range::exact(Exact::ZERO), 0));
                (*sum, *count) = (sum.add(&total), *count + 1);
            }
        }
        found.extend(sums.into_iter().map(|(entity, (sum, count))| {
            let mean = sum.div(&Range::exact(Exact::from(count))).ok().filter(|_| !is_open);
            let mean = mean.unwrap_or_else(Range::unbounded);
            ((other.name.clone(), Some(over), entity), points(&mean))
        }));
    }
    found
}

fn is_done(world: &World<'_>, done: &[Option<Scores>], name: &Arc<str>) -> bool {
    world.model.schemes.iter().zip(done).filter(|(s, _)| s.name == *name).all(|(_, d)| d.is_some())
}

fn of_scheme(
    (world, recorder): (&World<'_>, &Recorder),
    (totals, entered): (&OtherTotals, &Entered),
    (n, scheme, period): (usize, &Scheme, Period),
) -> Scores {
    let is_provisional = period.last_day() > world.as_of;
    let mut scores = Scores { scheme: n, period, is_provisional, reason: None, rows: Vec::new() };
    if let Some(problem) = scheme.errors.first() {
        let say = |lang| format!("{} [{}]", problem.message(lang), problem.code());
        scores.reason = Some(Both::of(say(Lang::Zh), say(Lang::En)));
        return scores;
    }
    if period.first_day() > world.as_of {
        scores.reason = Some(Both::of(format!("考核期间 {period} 还没有开始"), format!("{period} has not begun")));
        return scores;
    }
    let plan = scheme.plan.and_then(|p| world.model.plans.get(p.0 as usize));
    let scene = world.region(plan).map(|region| {
        let sight = if is_provisional { Sight::Running(world.as_of) } else { Sight::Ended };
        Scene { world, recorder, region, period, sight, totals: Some(totals), entered }
    });
    let who = scene.and_then(|scene| Ok((scene, ranked(&scene, scheme)?)));
    match who {
        Ok((_, who)) if who.is_empty() => {
            scores.reason = Some(Both::new("没有要考核的对象", "there is nobody to be ranked"));
        }
        Ok((scene, who)) => scores.rows = in_groups(&scene, scheme, &who),
        Err(problem) => scores.reason = Some(Both::of(problem.message(Lang::Zh), problem.message(Lang::En))),
    }
    scores
}

/// Scores each group by itself; rows come back in roster order.
fn in_groups(scene: &Scene<'_, '_>, scheme: &Scheme, who: &[EntityId]) -> Vec<ScoreRow> {
    let Some(by) = &scheme.group else { return Table::new(&Board { scene: *scene, scheme, who }).rows() };
    let mut groups: Vec<(Option<Arc<str>>, Vec<EntityId>)> = Vec::new();
    for entity in who {
        let name = group_of(scene, *entity, by);
        match groups.iter_mut().find(|(n, _)| *n == name) {
            Some((_, members)) => members.push(*entity),
            None => groups.push((name, vec![*entity])),
        }
    }
    let mut rows = Vec::new();
    for (name, members) in groups {
        let own = Table::new(&Board { scene: *scene, scheme, who: &members }).rows();
        rows.extend(own.into_iter().map(|row| ScoreRow { group: name.clone(), ..row }));
    }
    let place = |e: EntityId| who.iter().position(|w| *w == e);
    rows.sort_by_cached_key(|r| place(r.entity));
    rows
}

/// The group of an entity; `None` where it is not known: such ones are ranked among themselves, and the report says so.
fn group_of(scene: &Scene<'_, '_>, entity: EntityId, by: &Expr) -> Option<Arc<str>> {
    match expr::eval(scene.frame(entity), by, Want::Text).what {
        What::Text(text) => text.map(|t| Arc::from(&*t)),
        What::Num(r) => r.value().map(|x| Arc::from(x.to_text())),
        What::Truth(t) => t.map(|t| Arc::from(if t { "是" } else { "否" })),
        _ => None,
    }
}

/// Returns who is ranked, in roster order.
pub(crate) fn ranked(scene: &Scene<'_, '_>, scheme: &Scheme) -> Result<Vec<EntityId>, EvalProblem> {
    let world = scene.world;
    let left_out = scheme.who.except.iter().map(|e| world.resolve(e)).collect::<Result<Vec<_>, _>>()?;
    let all = world.living(world.inhabitants(&scheme.who.level, scene.region), Some(scene.period));
    let is_in = |e: &EntityId| {
        !left_out.contains(e) && scheme.who.filter.as_ref().is_none_or(|f| scene.truth(*e, f) != Some(false))
    };
    Ok(all.iter().copied().filter(is_in).collect())
}

/// Points of all entries for everybody, and what follows from them.
struct Table<'b, 's, 'w, 'a> {
    board: &'b Board<'s, 'w, 'a>,
    /// By entry, then by entity.
    columns: Vec<Vec<Cell>>,
}

/// The sums of one entity.
struct Sum {
    /// By how much the points of items are scaled up; `None` where nothing is left.
    factor: Option<Exact>,
    unrounded: Range,
    total: Range,
    bonus: Range,
    deduction: Range,
    reason: Option<Both>,
}

impl<'b, 's, 'w, 'a> Table<'b, 's, 'w, 'a> {
    fn new(board: &'b Board<'s, 'w, 'a>) -> Self {
        let columns = board.scheme.entries.iter().map(|e| board.column(e)).collect();
        Self { board, columns }
    }

    fn scheme(&self) -> &'s Scheme {
        self.board.scheme
    }

    fn cells(&self, who: usize) -> impl Iterator<Item = (&'s Entry, &Cell)> {
        self.scheme().entries.iter().zip(self.columns.iter().filter_map(move |c| c.get(who)))
    }

    fn rows(&self) -> Vec<ScoreRow> {
        let scheme = self.scheme();
        let sums: Vec<Sum> = (0..self.board.who.len()).map(|i| self.sum(i)).collect();
        let keys = |end: fn(&Range) -> Ext| -> Vec<Key> {
            sums.iter().enumerate().map(|(i, s)| self.key(i, s, end)).collect()
        };
        let (low, high) = (keys(low_of), keys(high_of));
        let rule = scheme.ties.as_ref().map_or(dabiao_lang::model::scheme::TieRule::Skip, |t| t.rule);
        let places = place::open(&low, &high, rule);
        let mut rows: Vec<ScoreRow> =
            sums.iter().zip(places).enumerate().map(|(i, (sum, place))| self.row(i, sum, place)).collect();
        self.grade(&mut rows, &low, &high);
        let factors: Vec<Option<Exact>> = sums.into_iter().map(|s| s.factor).collect();
        for i in 0..rows.len() {
            let next = next::of(self.board, &self.columns, (&rows, &factors), i);
            if let Some(row) = rows.get_mut(i) {
                row.next = next;
            }
        }
        rows
    }

    fn key(&self, who: usize, sum: &Sum, end: fn(&Range) -> Ext) -> Key {
        let scheme = self.scheme();
        let total = if scheme.is_ranked_unrounded { &sum.unrounded } else { &sum.total };
        let breakers = scheme.ties.iter().flat_map(|t| &t.breakers);
        let points = breakers.filter_map(|e| self.columns.get(*e)?.get(who)).map(|c| end(&c.points));
        std::iter::once(end(total)).chain(points).collect()
    }

    fn sum(&self, who: usize) -> Sum {
        let scheme = self.scheme();
        let zero = || Range::exact(Exact::ZERO);
        let (mut items, mut bonus, mut malus) = (zero(), zero(), zero());
        let (mut full, mut left_out) = (Exact::ZERO, Exact::ZERO);
        for (e, cell) in self.cells(who).filter(|(_, c)| c.state != ItemState::Elsewhere) {
            match e.kind {
                EntryKind::Bonus => bonus = bonus.add(&cell.points),
                EntryKind::Malus => malus = malus.add(&cell.points),
                EntryKind::Item => {
                    full = &full + &e.points;
                    if cell.policy == Some(Some(Inapplicable::Exclude)) {
                        left_out = &left_out + &e.points;
                    } else {
                        items = items.add(&cell.points);
                    }
                }
            }
        }
        let factor = full.checked_div(&(&full - &left_out));
        let mut reason = (!left_out.is_zero() && factor.is_some()).then(|| {
            let (rest, full) = (say::num(&(&full - &left_out)), say::num(&full));
            Both::of(
                format!("有不适用的项目，其余 {rest} 分按 {full} 分折算"),
                format!("some items do not apply: the other {rest} points are scaled up to {full}"),
            )
        });
        let mut unrounded = match &factor {
            // Scaling up is no way to more than the full points, whatever counts beyond its own.
            Some(f) if !left_out.is_zero() => items.map_rising(|x| (x * f).min(x.clone().max(full.clone()))),
            Some(_) => items,
            None => Range::unbounded(),
        };
        if let Some(stated) = scheme.full.as_ref().filter(|stated| **stated != full) {
            let (full, stated) = (say::num(&full), say::num(stated));
            reason = Some(Both::of(
                format!("适用于它的项目合计 {full} 分，不是满分 {stated} 分"),
                format!("the items meant for it come to {full} points, not to {stated}"),
            ));
            unrounded = Range::unbounded();
        }
        let cap = |r: Range, cap: &Option<Exact>| match cap {
            Some(cap) => {
                let most = |x: Option<Exact>| Some(x.map_or(cap.clone(), |x| x.min(cap.clone())));
                Range::between(r.low.map(|x| x.min(cap.clone())), most(r.high))
            }
            None => r,
        };
        let (bonus, deduction) = (cap(bonus, &scheme.bonus_cap), cap(malus, &scheme.malus_cap));
        let unrounded = unrounded.add(&bonus).sub(&deduction);
        let unrounded = match &scheme.floor {
            Some(floor) => unrounded.map_rising(|x| x.clone().max(floor.clone())),
            None => unrounded,
        };
        let total = match scheme.precision {
            Some(p) => unrounded.map_rising(|x| x.round(p.digits, p.rounding)),
            None => unrounded.clone(),
        };
        Sum { factor, unrounded, total, bonus, deduction, reason }
    }

    fn row(&self, who: usize, sum: &Sum, place: place::Open) -> ScoreRow {
        let items = self.cells(who).map(|(e, cell)| item(e, cell, sum.factor.as_ref())).collect();
        ScoreRow {
            group: None,
            entity: self.board.who.get(who).copied().unwrap_or(EntityId(0)),
            total: points(&sum.total),
            unrounded: points(&sum.unrounded),
            rank: place.is_decided.then(|| place.best.clone()),
            rank_bounds: (place.best, place.worst),
            is_tied: place.is_tied,
            grade: None,
            is_grade_open: false,
            grade_reason: None,
            vetoes: Vec::new(),
            open_vetoes: Vec::new(),
            items,
            bonus: points(&sum.bonus),
            deduction: points(&sum.deduction),
            next: None,
            reason: sum.reason.clone(),
        }
    }

    /// Finds the vetoes and gives grades: those that hold in the best and in the worst case alike.
    fn grade(&self, rows: &mut [ScoreRow], low: &[Key], high: &[Key]) {
        let scheme = self.scheme();
        for (row, entity) in rows.iter_mut().zip(self.board.who) {
            for (v, veto) in scheme.vetoes.iter().enumerate() {
                match self.is_vetoed(*entity, &veto.cause) {
                    Some(true) => row.vetoes.push(v),
                    Some(false) => {}
                    None => row.open_vetoes.push(v),
                }
            }
        }
        if scheme.grades.is_empty() {
            return;
        }
        let candidates: Vec<Candidate> = rows
            .iter()
            .zip(low.iter().zip(high))
            .map(|(r, (l, h))| self.candidate(r, [l.clone(), h.clone()]))
            .collect();
        for (row, Outcome { given, missed }) in rows.iter_mut().zip(grade::give(&candidates, &scheme.grades)) {
            (row.grade, row.is_grade_open) = match given {
                Given::Told(grade) => (grade, false),
                Given::Open => (None, true),
            };
            row.grade_reason = self.grade_reason(row, missed);
        }
    }

    fn candidate(&self, row: &ScoreRow, key: [Key; 2]) -> Candidate {
        let total = [low_points(&row.total), high_points(&row.total)];
        let effects = |vetoes: &[usize]| -> Vec<&VetoEffect> {
            vetoes.iter().filter_map(|v| self.scheme().vetoes.get(*v)).map(|v| &v.effect).collect()
        };
        let (known, open) = (effects(&row.vetoes), effects(&row.open_vetoes));
        let forces = |of: &[&VetoEffect]| -> Vec<usize> {
            let set = |e: &&VetoEffect| if let VetoEffect::Grade(g) = e { Some(*g) } else { None };
            of.iter().filter_map(set).collect()
        };
        let leaves = |of: &[&VetoEffect]| {
            let bar = |e: &&VetoEffect| if let VetoEffect::Bar(g) = e { Some(g + 1) } else { None };
            of.iter().filter_map(bar).max().unwrap_or(0)
        };
        let forced = forces(&known).into_iter().max();
        let may_be_forced = forces(&open).into_iter().filter(|g| forced.is_none_or(|f| *g > f)).collect();
        let best = leaves(&known);
        Candidate { key, total, forced, may_be_forced, best: [best, best.max(leaves(&open))] }
    }

    fn grade_reason(&self, row: &ScoreRow, missed: Option<usize>) -> Option<Both> {
        let scheme = self.scheme();
        if let Some(veto) = row.vetoes.first().and_then(|v| scheme.vetoes.get(*v)) {
            return Some(Both::of(veto.text.to_string(), veto.text.to_string()));
        }
        if row.is_grade_open {
            return Some(Both::new("缺数，等次未定", "figures are missing: the grade is open"));
        }
        let grade = missed.and_then(|g| scheme.grades.get(g))?;
        let limit = grade::limit(grade, self.board.who.len())?;
        let name = &grade.name;
        Some(Both::of(
            format!("够 {name} 的分数，但名额至多 {limit} 个"),
            format!("the total is enough for {name}, but at most {limit} may have it"),
        ))
    }

    fn is_vetoed(&self, entity: EntityId, cause: &VetoCause) -> Option<bool> {
        let scene = &self.board.scene;
        let any = |all: &mut dyn Iterator<Item = Option<bool>>| {
            let mut found = Some(false);
            for one in all {
                match one {
                    Some(true) => return Some(true),
                    Some(false) => {}
                    None => found = None,
                }
            }
            found
        };
        match cause {
            VetoCause::Condition(e) => scene.truth(entity, e),
            VetoCause::Rules(rules) => any(&mut rules.iter().map(|r| scene.is_broken(entity, r))),
            VetoCause::MarkedRules => {
                let marked = scene.world.model.rules.iter().filter(|r| r.is_veto);
                let refs = marked.map(|r| dabiao_lang::model::scheme::RuleRef { id: r.id.clone(), span: r.span });
                any(&mut refs.map(|r| scene.is_broken(entity, &r)))
            }
        }
    }
}

fn low_of(r: &Range) -> Ext {
    r.low.clone().map_or(Ext::NegInf, Ext::Fin)
}

fn high_of(r: &Range) -> Ext {
    r.high.clone().map_or(Ext::PosInf, Ext::Fin)
}

fn low_points(p: &Points) -> Ext {
    p.low.clone().map_or(Ext::NegInf, Ext::Fin)
}

fn high_points(p: &Points) -> Ext {
    p.high.clone().map_or(Ext::PosInf, Ext::Fin)
}

fn points(r: &Range) -> Points {
    Points { low: r.low.clone(), high: r.high.clone() }
}

/// The entry as it counts: items are scaled up where others were left out.
fn item(e: &Entry, cell: &Cell, factor: Option<&Exact>) -> ItemScore {
    let unit = e.unit.as_ref();
    let is_scaled = e.kind == EntryKind::Item && factor.is_some_and(|f| *f != Exact::ONE);
    let is_left_out = cell.policy == Some(Some(Inapplicable::Exclude)) || cell.state == ItemState::Elsewhere;
    let scale = |x: &Exact| match factor {
        Some(f) if is_scaled => x * f,
        _ => x.clone(),
    };
    let full = if is_left_out { Exact::ZERO } else { scale(&e.points) };
    let scaled = cell.points.map_rising(scale);
    let how = if is_scaled && !is_left_out && !scaled.value().is_some_and(Exact::is_zero) {
        let text = say::points(&scaled);
        say::join(&[cell.how.clone(), Both::of(format!("折算为 {}", text.zh), format!("scaled up to {}", text.en))])
    } else {
        cell.how.clone()
    };
    let value = cell.measured.as_ref().and_then(Range::value);
    let open = cell.measured.as_ref().filter(|r| r.value().is_none());
    ItemScore {
        state: cell.state,
        points: points(&scaled),
        full,
        measured: value.map(|v| Amount { value: in_unit(unit, v), unit: unit.cloned() }),
        bounds: open.map(|r| {
            let end = |x: &Option<Exact>| x.as_ref().map(|x| in_unit(unit, x));
            (end(&r.low), end(&r.high))
        }),
        how,
    }
}
