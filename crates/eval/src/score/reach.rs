//! What can be reached: a measure that would give so many points, as a value that can exist.
//!
//! Between two of three villages there is no 82.67%: a share of members is so many members more, persons and months are
//! whole, and nothing lies outside the range that the indicator is declared to have. INVARIANT: what is offered gives at
//! least the points that are wanted; where nothing that can exist does, nothing is offered.

use super::column::Cell;
use super::measure::Scene;
use super::method::{Clamp, Formula};
use crate::expr::{self, Want};
use crate::scores::MoreMembers;
use crate::value::in_unit;
use dabiao_data::EntityId;
use dabiao_lang::model::scheme::{Entry, Source};
use dabiao_lang::model::{Aggregate, AggregateFn, Base, Exact, Expr, ExprKind, Unit};

/// A measure that is enough.
pub(super) struct Reach {
    /// The measure, in base units.
    pub(super) value: Exact,
    /// Where it is a share of members, how many more have to pass.
    pub(super) members: Option<MoreMembers>,
    /// How far it is from what is measured now, as a share of the greater of both: what is nearer is easier.
    pub(super) step: Exact,
}

/// How a measure moves, and where it ends.
struct Measure<'m> {
    now: &'m Exact,
    least: Option<Exact>,
    most: Option<Exact>,
    /// Of a share: how many members there are and how many pass; one is the step.
    members: Option<(Exact, Exact)>,
    /// Of whole things: the step, in base units.
    whole: Option<Exact>,
}

/// Returns the nearest measure that can exist at which an entry gives so many points.
pub(super) fn of(
    scene: &Scene<'_, '_>,
    (entry, cell): (&Entry, &Cell),
    entity: EntityId,
    wanted: &Exact,
) -> Option<Reach> {
    let formula = cell.formula.as_ref()?;
    let measure = Measure::of(scene, (entry, cell), entity)?;
    let clamp = clamp_of(entry);
    let needed = measure.admissible(&formula.needed(&entry.points, wanted)?)?;
    let gives = clamp.apply(formula.at(&entry.points, &needed)?);
    let is_enough =
        if entry.kind == dabiao_lang::model::scheme::EntryKind::Malus { gives <= *wanted } else { gives >= *wanted };
    if !is_enough || needed == *measure.now {
        return None;
    }
    let way = (&needed - measure.now).abs();
    let far = needed.abs().max(measure.now.abs());
    let step = way.checked_div(&far).unwrap_or(Exact::ONE);
    let members = measure.members.as_ref().and_then(|(total, passing)| {
        let reached = (&needed * total).to_i64()?;
        let more = &Exact::from(reached) - passing;
        Some(MoreMembers { more: more.to_i64()?, reached, total: total.to_i64()? })
    });
    Some(Reach { value: needed, members, step })
}

/// Returns the most points that an entry can give at a measure that can exist; `None` where nothing ends it.
pub(super) fn most(scene: &Scene<'_, '_>, (entry, cell): (&Entry, &Cell), entity: EntityId) -> Option<Exact> {
    let formula: &Formula = cell.formula.as_ref()?;
    let measure = Measure::of(scene, (entry, cell), entity)?;
    let clamp = clamp_of(entry);
    let at = |x: &Exact| Some(clamp.apply(formula.at(&entry.points, x)?));
    let now = at(measure.now)?;
    // A method is monotonous on each side of what is measured, or its best lies at an edge that the cap ends anyway.
    let ends = [measure.least.as_ref(), measure.most.as_ref()];
    let best = ends.into_iter().flatten().filter_map(at).max()?;
    (ends.iter().all(Option::is_some)).then(|| best.max(now))
}

fn clamp_of(entry: &Entry) -> Clamp {
    let cap = entry.cap.clone().or_else(|| (!entry.is_unclamped).then(|| entry.points.clone()));
    Clamp { floor: entry.floor.clone().or(Some(Exact::ZERO)), cap }
}

impl<'m> Measure<'m> {
    fn of(scene: &Scene<'_, '_>, (entry, cell): (&Entry, &'m Cell), entity: EntityId) -> Option<Self> {
        let now = cell.measured.as_ref()?.value()?;
        let share = || (Some(Exact::ZERO), Some(Exact::ONE));
        let (least, most, members, whole) = match entry.source.as_ref()? {
            Source::Rules(rules) => {
                // Several rules count alike, whatever they judge: then no number of judgements is the step.
                let tally = cell.tally.filter(|_| rules.len() == 1);
                let members = tally.map(|(total, passing)| (Exact::from(total as i64), Exact::from(passing as i64)));
                (share().0, share().1, members, None)
            }
            Source::Led(_) => (share().0, share().1, None, None),
            Source::Total(_) | Source::Entered(_) => (None, None, None, None),
            Source::Value(e) => match aggregate(e) {
                Some(a) if a.function == AggregateFn::Share => {
                    (share().0, share().1, members(scene, entity, (a, e)), None)
                }
                Some(a) if a.function == AggregateFn::Count => {
                    let most = count(scene, entity, &Aggregate { body: Some(always(e)), ..a.clone() }, e);
                    (Some(Exact::ZERO), most, None, Some(Exact::ONE))
                }
                _ => {
                    let (least, most) = range(scene, e);
                    (least, most, None, entry.unit.as_ref().and_then(step))
                }
            },
        };
        Some(Self { now, least, most, members, whole })
    }

    /// Returns the nearest value that can exist, away from what is measured now.
    fn admissible(&self, needed: &Exact) -> Option<Exact> {
        let is_up = needed > self.now;
        let step = match (&self.members, &self.whole) {
            (Some((total, _)), _) => Exact::ONE.checked_div(total),
            (None, whole) => whole.clone(),
        };
        let value = match step {
            Some(step) => {
                let n = needed.checked_div(&step)?;
                &(if is_up { n.ceil() } else { n.floor() }) * &step
            }
            None => needed.clone(),
        };
        let is_within =
            self.least.as_ref().is_none_or(|l| value >= *l) && self.most.as_ref().is_none_or(|m| value <= *m);
        is_within.then_some(value)
    }
}

fn aggregate(e: &Expr) -> Option<&Aggregate> {
    match &e.kind {
        ExprKind::Aggregate(a) => Some(a),
        _ => None,
    }
}

fn always(at: &Expr) -> Expr {
    Expr { kind: ExprKind::Bool(true), span: at.span }
}

/// How many members a share has, and how many of them pass.
fn members(scene: &Scene<'_, '_>, entity: EntityId, (a, e): (&Aggregate, &Expr)) -> Option<(Exact, Exact)> {
    let counting = Aggregate { function: AggregateFn::Count, ..a.clone() };
    let passing = count(scene, entity, &counting, e)?;
    let total = count(scene, entity, &Aggregate { body: Some(always(e)), ..counting }, e)?;
    total.is_positive().then_some((total, passing))
}

fn count(scene: &Scene<'_, '_>, entity: EntityId, a: &Aggregate, e: &Expr) -> Option<Exact> {
    let counting = Expr { kind: ExprKind::Aggregate(Box::new(a.clone())), span: e.span };
    expr::eval(scene.frame(entity), &counting, Want::Num).into_num().as_exact().cloned()
}

/// The declared range of a bare indicator.
fn range(scene: &Scene<'_, '_>, e: &Expr) -> (Option<Exact>, Option<Exact>) {
    match &e.kind {
        ExprKind::Value(id) => scene.world.indicator(*id).map_or((None, None), |i| (i.min.clone(), i.max.clone())),
        ExprKind::AtPeriod(inner, _) | ExprKind::AtEntity(inner, _) => range(scene, inner),
        _ => (None, None),
    }
}

/// The step of a unit that counts things: one of it, in base units; 千人 are reported in parts.
fn step(unit: &Unit) -> Option<Exact> {
    let is_counted = match unit.dim.0.as_slice() {
        [(Base::Count(_), 1)] => unit.factor == Exact::ONE,
        _ => matches!(&*unit.symbol, "位" | "次" | "起" | "天" | "日" | "月" | "个月"),
    };
    is_counted.then(|| Exact::ONE.checked_div(&in_unit(Some(unit), &Exact::ONE))).flatten()
}
