//! Measures to points: one function for each method, exact, and with bounds where the measure is a range.
//!
//! A method is a function of the measure that is straight, or constant, between a few edges. For a range the points are
//! taken at both ends, at every edge inside, and between neighbouring edges; the hull of these holds every case.

use crate::value::Range;
use dabiao_lang::model::scheme::{Side, Step};
use dabiao_lang::model::{CompareOp, Exact};

/// A method with everything in it evaluated.
#[derive(Debug, Clone)]
pub(crate) enum Formula {
    Ratio { op: CompareOp, goal: Exact },
    Line { base: Exact, span: Exact, best: Exact, worst: Exact },
    Direct,
    Bands(Vec<NumberBand>),
    Steps { start: Exact, goal: Exact, steps: Vec<Step> },
}

/// A band with its ends evaluated.
#[derive(Debug, Clone)]
pub(crate) struct NumberBand {
    pub(crate) bounds: Option<dabiao_lang::model::light::Bounds>,
    pub(crate) points: Exact,
}

/// Between which points an entry stays.
#[derive(Debug, Clone)]
pub(crate) struct Clamp {
    pub(crate) floor: Option<Exact>,
    pub(crate) cap: Option<Exact>,
}

impl Clamp {
    pub(crate) fn apply(&self, x: Exact) -> Exact {
        let x = self.floor.as_ref().map_or(x.clone(), |f| x.max(f.clone()));
        self.cap.as_ref().map_or(x.clone(), |c| x.min(c.clone()))
    }

    /// Returns all that is possible.
    pub(crate) fn all(&self) -> Range {
        Range::between(self.floor.clone(), self.cap.clone())
    }
}

impl Formula {
    /// Returns the points of a measure before they are clamped; `None` where nothing says what they are.
    pub(crate) fn at(&self, w: &Exact, a: &Exact) -> Option<Exact> {
        match self {
            Formula::Ratio { op: CompareOp::Ge | CompareOp::Gt, goal } => (w * a).checked_div(goal),
            Formula::Ratio { goal, .. } => {
                // A ceiling that is not even touched is kept in full (or, with a cap, as `over` says).
                if !a.is_positive() { Some(w.clone()) } else { (w * goal).checked_div(a) }
            }
            Formula::Line { base, span, best, worst } => {
                let share = (a - worst).checked_div(&(best - worst))?;
                Some(w * &(base + &(span * &share)))
            }
            Formula::Direct => Some(a.clone()),
            Formula::Bands(bands) => {
                let own = bands.iter().find(|b| b.bounds.as_ref().is_some_and(|v| v.contains(a)));
                own.or_else(|| bands.iter().find(|b| b.bounds.is_none())).map(|b| b.points.clone())
            }
            Formula::Steps { start, goal, steps } => {
                let sum = steps.iter().map(|s| s.points_at(goal, a)).collect::<Option<Vec<_>>>()?;
                Some(sum.into_iter().fold(start.clone(), |x, y| &x + &y))
            }
        }
    }

    /// Returns the points of every possible measure.
    pub(crate) fn over(&self, w: &Exact, a: &Range, clamp: &Clamp) -> Option<Range> {
        // A ceiling that is not even touched is kept as well as can be: whatever comes near to nothing gives as much.
        if let (Formula::Ratio { op: CompareOp::Le | CompareOp::Lt, .. }, Some(cap)) = (self, &clamp.cap) {
            let most = cap.max(w).clone();
            match (a.value(), a.low.as_ref().is_some_and(Exact::is_positive)) {
                (Some(a), _) if !a.is_positive() => return Some(Range::exact(clamp.apply(most))),
                (None, false) => {
                    let least = a.high.as_ref().and_then(|h| self.at(w, h)).map(|x| clamp.apply(x));
                    return Some(Range::between(least.or_else(|| clamp.floor.clone()), Some(clamp.apply(most))));
                }
                _ => {}
            }
        }
        if let Some(a) = a.value() {
            return self.at(w, a).map(|x| Range::exact(clamp.apply(x)));
        }
        let mut places: Vec<Exact> = a.low.iter().chain(&a.high).cloned().collect();
        let is_inside = |x: &Exact| a.low.as_ref().is_none_or(|l| x > l) && a.high.as_ref().is_none_or(|h| x < h);
        places.extend(self.edges().into_iter().filter(is_inside));
        places.sort();
        places.dedup();
        let between: Vec<Exact> = places
            .windows(2)
            .filter_map(|pair| match pair {
                [x, y] => Some(&(x + y) * &Exact::ratio(1, 2)),
                _ => None,
            })
            .collect();
        places.extend(between);
        let all: Vec<Exact> = places.iter().filter_map(|x| self.at(w, x)).map(|x| clamp.apply(x)).collect();
        let found = Range::between(all.iter().min().cloned(), all.iter().max().cloned());
        // An end that is open may lead anywhere that the clamp leaves.
        Some(if a.low.is_none() || a.high.is_none() || all.is_empty() { clamp.all() } else { found })
    }

    fn edges(&self) -> Vec<Exact> {
        match self {
            Formula::Ratio { .. } => vec![Exact::ZERO],
            Formula::Line { .. } | Formula::Direct => Vec::new(),
            Formula::Bands(bands) => {
                let ends = bands.iter().filter_map(|b| b.bounds.as_ref());
                ends.flat_map(|b| b.low.iter().chain(&b.high).map(|(x, _)| x.clone())).collect()
            }
            Formula::Steps { goal, .. } => vec![goal.clone(), Exact::ZERO],
        }
    }

    /// Returns a measure at which the entry gives so many points, the nearest that is easy to say.
    pub(crate) fn needed(&self, w: &Exact, wanted: &Exact) -> Option<Exact> {
        match self {
            Formula::Ratio { op: CompareOp::Ge | CompareOp::Gt, goal } => (wanted * goal).checked_div(w),
            Formula::Ratio { goal, .. } => (w * goal).checked_div(wanted),
            Formula::Line { base, span, best, worst } => {
                let share = (&wanted.checked_div(w)? - base).checked_div(span)?;
                Some(worst + &(&share * &(best - worst)))
            }
            Formula::Direct => Some(wanted.clone()),
            Formula::Bands(bands) => {
                let enough = bands.iter().filter(|b| b.points >= *wanted).min_by(|a, b| a.points.cmp(&b.points))?;
                let bounds = enough.bounds.as_ref()?;
                bounds.low.as_ref().or(bounds.high.as_ref()).map(|(x, _)| x.clone())
            }
            Formula::Steps { start, goal, steps } => {
                let [step] = steps.as_slice() else { return None };
                let n = (wanted - start).checked_div(&step.points)?;
                let n = if step.points.is_negative() { n.floor() } else { n.ceil() };
                let way = &n.max(Exact::ZERO) * &step.length.base;
                Some(match step.side {
                    Side::Below => goal - &way,
                    Side::Above => goal + &way,
                    Side::FromZero => way,
                })
            }
        }
    }
}
