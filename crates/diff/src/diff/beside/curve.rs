//! The points of an entry as a function of its measure, and the proof of which of two gives more.
//!
//! A method gives points that are straight (or a hyperbola, for `<=` by proportion) between a few edges. On a common
//! refinement two of them are compared at every edge and at both ends of every stretch between; straight lines that are
//! in order at both ends of a stretch are in order on all of it. INVARIANT: a relation is given only where that was done
//! for every measure that the indicator admits; what cannot be taken apart so is not compared.

use super::bounds::{constant, of_target};
use dabiao_lang::model::light::Bounds;
use dabiao_lang::model::scheme::{Entry, Goal, Method, Side, Step, Whole};
use dabiao_lang::model::{CompareOp, Exact, Precision};

/// Edges beyond which a curve is not taken apart: 100 points in steps of 0.05 are, 0.01 points for each of 100,000 steps
/// is no table of points.
const MOST_EDGES: usize = 5_000;

/// What two curves come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Compared {
    /// A measure at which the new one gives more, with the points of both.
    pub(super) more: Option<(Exact, [Exact; 2])>,
    /// A measure at which the new one gives less, with the points of both.
    pub(super) less: Option<(Exact, [Exact; 2])>,
}

/// The points of an entry by its measure.
#[derive(Debug, Clone)]
pub(super) struct Curve {
    form: Form,
    points: Exact,
    floor: Option<Exact>,
    cap: Option<Exact>,
    nothing: Option<Bounds>,
    precision: Option<Precision>,
}

#[derive(Debug, Clone)]
enum Form {
    /// `w × a / t`
    Share { goal: Exact },
    /// `w × t / a`
    Inverse { goal: Exact },
    /// `w × (base + span × (a − worst) / (best − worst))`
    Line { base: Exact, span: Exact, best: Exact, worst: Exact },
    /// `a`
    Direct,
    /// Points by value; the first that holds it counts, then the one for everything else.
    Bands(Vec<(Option<Bounds>, Exact)>),
    /// Steps away from the goal.
    Steps { start: Exact, goal: Exact, steps: Vec<Step> },
}

impl Curve {
    /// Returns the curve of an entry whose numbers are constants.
    pub(super) fn of(e: &Entry) -> Option<Self> {
        let goal = || match &e.goal {
            Some(Goal::Compare(op, x)) => Some((*op, constant(x)?)),
            _ => None,
        };
        let met = |bounds: Bounds| Form::Bands(vec![(Some(bounds), e.points.clone()), (None, Exact::ZERO)]);
        let form = match &e.method {
            Method::Met => match &e.goal {
                Some(Goal::Compare(op, x)) => met(Bounds::of(*op, constant(x)?)?),
                Some(Goal::Within(i)) => met(of_target(&dabiao_lang::model::TargetKind::Within(i.clone()))?),
                _ => return None,
            },
            Method::Ratio => match goal()? {
                (CompareOp::Ge | CompareOp::Gt, goal) if goal.is_positive() => Form::Share { goal },
                (CompareOp::Le | CompareOp::Lt, goal) if goal.is_positive() => Form::Inverse { goal },
                _ => return None,
            },
            Method::Efficacy { best, worst, base, span } => {
                let (best, worst) = (constant(best)?, constant(worst)?);
                Form::Line { base: base.clone(), span: span.clone(), best, worst }
            }
            Method::Rescale { of } if of.base.is_positive() => Form::Share { goal: of.base.clone() },
            Method::Direct => Form::Direct,
            Method::Bands(bands) => {
                let band = |b: &dabiao_lang::model::scheme::Band| match &b.values {
                    None => Some((None, b.points.clone())),
                    Some(values) => Some((Some(of_target(values)?), b.points.clone())),
                };
                Form::Bands(bands.iter().map(band).collect::<Option<Vec<_>>>()?)
            }
            Method::Steps { start, steps } => {
                let needs_goal = steps.iter().any(|s| s.side != Side::FromZero);
                let goal = if needs_goal { goal()?.1 } else { Exact::ZERO };
                Form::Steps { start: start.clone(), goal, steps: steps.clone() }
            }
            _ => return None,
        };
        let is_free = e.is_unclamped || matches!(e.method, Method::Efficacy { .. });
        let or = |stated: &Option<Exact>, default: Exact| stated.clone().or_else(|| (!is_free).then_some(default));
        let nothing = match &e.nothing {
            None => None,
            Some(values) => Some(of_target(values)?),
        };
        let (floor, cap) = (or(&e.floor, Exact::ZERO), or(&e.cap, e.points.clone()));
        Some(Self { form, points: e.points.clone(), floor, cap, nothing, precision: e.precision })
    }

    /// Returns the points of a measure before they are rounded.
    pub(super) fn at(&self, a: &Exact) -> Option<Exact> {
        if self.nothing.as_ref().is_some_and(|n| n.contains(a)) {
            return Some(Exact::ZERO);
        }
        let w = &self.points;
        let x = match &self.form {
            Form::Share { goal } => (w * a).checked_div(goal)?,
            Form::Inverse { .. } if !a.is_positive() => w.clone(),
            Form::Inverse { goal } => (w * goal).checked_div(a)?,
            Form::Line { base, span, best, worst } => {
                let share = (a - worst).checked_div(&(best - worst))?;
                w * &(base + &(span * &share))
            }
            Form::Direct => a.clone(),
            Form::Bands(bands) => {
                let own = bands.iter().find(|(b, _)| b.as_ref().is_some_and(|b| b.contains(a)));
                own.or_else(|| bands.iter().find(|(b, _)| b.is_none())).map(|(_, x)| x.clone())?
            }
            Form::Steps { start, goal, steps } => {
                let sum = steps.iter().map(|s| s.points_at(goal, a)).collect::<Option<Vec<_>>>()?;
                sum.into_iter().fold(start.clone(), |x, y| &x + &y)
            }
        };
        let x = self.floor.as_ref().map_or(x.clone(), |f| x.max(f.clone()));
        Some(self.cap.as_ref().map_or(x.clone(), |c| x.min(c.clone())))
    }

    /// Returns the measures at which the curve may jump or bend; `None` where there are too many.
    fn edges(&self) -> Option<Vec<Exact>> {
        let mut edges: Vec<Exact> = self.nothing.iter().flat_map(ends).collect();
        let clamps = || self.floor.iter().chain(&self.cap);
        match &self.form {
            Form::Share { goal } => {
                edges.extend(clamps().filter_map(|x| (x * goal).checked_div(&self.points)));
            }
            Form::Inverse { goal } => {
                edges.push(Exact::ZERO);
                edges.extend(clamps().filter_map(|x| (&self.points * goal).checked_div(x)));
            }
            Form::Line { base, span, best, worst } => {
                let at = |x: &Exact| {
                    let share = (&x.checked_div(&self.points)? - base).checked_div(span)?;
                    Some(worst + &(&share * &(best - worst)))
                };
                edges.extend(clamps().filter_map(at));
            }
            Form::Direct => edges.extend(clamps().cloned()),
            Form::Bands(bands) => edges.extend(bands.iter().flat_map(|(b, _)| b.iter().flat_map(ends))),
            Form::Steps { goal, steps, .. } => {
                edges.extend([goal.clone(), Exact::ZERO]);
                for step in steps {
                    edges.extend(self.of_steps(step, goal)?);
                }
            }
        }
        (edges.len() <= MOST_EDGES).then_some(edges)
    }

    /// Where steps begin, as far as they still change anything.
    fn of_steps(&self, step: &Step, goal: &Exact) -> Option<Vec<Exact>> {
        let range = match (&self.floor, &self.cap) {
            (Some(floor), Some(cap)) => cap - floor,
            // Without an end the steps go on for ever, unless they have one of their own.
            _ => step.most.clone()?,
        };
        let start = match &self.form {
            Form::Steps { start, .. } => start.abs(),
            _ => Exact::ZERO,
        };
        let most = step.most.clone().unwrap_or_else(|| &range + &start);
        let n = most.checked_div(&step.points.abs())?.ceil().to_i64()?.checked_add(2)?;
        let n = usize::try_from(n).ok().filter(|n| *n <= MOST_EDGES)?;
        let half = if step.whole == Whole::HalfUp { Exact::ratio(1, 2) } else { Exact::ZERO };
        let place = |k: usize| {
            let way = &(&Exact::from(k as i64) - &half) * &step.length.base;
            match step.side {
                Side::Below => goal - &way,
                Side::Above => goal + &way,
                Side::FromZero => way,
            }
        };
        Some((0..=n).map(place).collect())
    }

    fn is_curved(&self) -> bool {
        matches!(self.form, Form::Inverse { .. })
    }

    /// Compares two curves over the measures that are possible; `None` where they cannot be compared.
    pub(super) fn compare(old: &Self, new: &Self, range: &Bounds) -> Option<Compared> {
        let rounding = |c: &Self| c.precision.map(|p| (p.digits, p.rounding));
        // A proof for lines that are not straight says nothing; rounding alike keeps the order.
        if old.is_curved() != new.is_curved() || rounding(old) != rounding(new) {
            return None;
        }
        let mut edges = old.edges()?;
        edges.extend(new.edges()?);
        edges.extend(ends(range));
        edges.retain(|x| range.contains(x));
        edges.sort();
        edges.dedup();
        let mut found = Compared { more: None, less: None };
        for a in &edges {
            found.see(a, old.at(a)?, new.at(a)?);
        }
        for (stretch, reach) in stretches(&edges, range) {
            found.stretch((&stretch, reach), old, new)?;
        }
        Some(found)
    }
}

impl Compared {
    fn see(&mut self, a: &Exact, old: Exact, new: Exact) {
        let gap = |[x, y]: &[Exact; 2]| (y - x).abs();
        let slot = match new.cmp(&old) {
            std::cmp::Ordering::Greater => &mut self.more,
            std::cmp::Ordering::Less => &mut self.less,
            std::cmp::Ordering::Equal => return,
        };
        let pair = [old, new];
        // The widest gap tells most; a measure in short figures is easier to check than one that is not.
        let key = |a: &Exact, pair: &[Exact; 2]| (gap(pair), std::cmp::Reverse(a.to_text().len()));
        if slot.as_ref().is_none_or(|(b, p)| key(a, &pair) > key(b, p)) {
            *slot = Some((a.clone(), pair));
        }
    }

    /// Looks at both ends of a stretch on which neither curve has an edge, by way of two measures within it.
    fn stretch(&mut self, ([x, y], reach): (&[Exact; 2], Stretch), old: &Curve, new: &Curve) -> Option<()> {
        let (of_x, of_y) = ([old.at(x)?, new.at(x)?], [old.at(y)?, new.at(y)?]);
        for (a, [was, is]) in [(x, &of_x), (y, &of_y)] {
            self.see(a, was.clone(), is.clone());
        }
        let gap = |[was, is]: &[Exact; 2]| is - was;
        let (at_x, at_y) = (gap(&of_x), gap(&of_y));
        let times = |n: i64, x: &Exact| &Exact::from(n) * x;
        // The gap of straight lines is straight: its limits at the two ends of the stretch (twice the limit, where the two
        // measures stand at a quarter and at three); without an end its slope tells.
        let limits = match reach {
            Stretch::Ended => [&times(3, &at_x) - &at_y, &times(3, &at_y) - &at_x],
            Stretch::Endless => [&times(2, &at_x) - &at_y, &at_y - &at_x],
        };
        for limit in limits {
            let is_known = !limit.is_positive() && !limit.is_negative()
                || if limit.is_positive() { self.more.is_some() } else { self.less.is_some() };
            if !is_known && !old.is_curved() {
                // It turns within the last quarter, where a measure shows it that is not worth looking for.
                return None;
            }
        }
        Some(())
    }
}

/// Whether a stretch has an end on its far side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stretch {
    Ended,
    Endless,
}

/// Two measures within each stretch between edges, at a quarter and at three; a stretch without an end is seen near it.
fn stretches(edges: &[Exact], range: &Bounds) -> Vec<([Exact; 2], Stretch)> {
    let quarter = Exact::ratio(1, 4);
    let mut all: Vec<([Exact; 2], Stretch)> = edges
        .windows(2)
        .filter_map(|pair| match pair {
            [x, y] => Some(([x + &(&(y - x) * &quarter), y + &(&(x - y) * &quarter)], Stretch::Ended)),
            _ => None,
        })
        .collect();
    let (Some(first), Some(last)) = (edges.first(), edges.last()) else { return all };
    let (one, two) = (Exact::ONE, Exact::from(2));
    if range.low.is_none() {
        all.push(([first - &one, first - &two], Stretch::Endless));
    }
    if range.high.is_none() {
        all.push(([last + &one, last + &two], Stretch::Endless));
    }
    all
}

fn ends(bounds: &Bounds) -> impl Iterator<Item = Exact> + '_ {
    bounds.low.iter().chain(&bounds.high).map(|(x, _)| x.clone())
}
