//! Lights: conditions typed, and the proof that every judgement has exactly one light.
//!
//! A judgement is a verdict, a lag, a number of months, a last light, and figures. Numbers are cut into pieces at the
//! constants of the conditions; one case stands for each combination of pieces that can be. Going through all cases is
//! exact. Combinations that cannot be are left out: progress is measured only where a judgement is unfinished or came
//! out, and only what was due and is not met is overdue.

use super::scheme::bands::{Domain, domain_of};
use super::scheme::rules;
use super::types::{Checker, Pass, RanksRead};
use crate::diag::{Both, Diagnostic, SchemeProblem};
use crate::model::code::Code;
use crate::model::light::{Line, Measure, When};
use crate::model::{Exact, Expr, ExprKind, Lights, Model, Schema, Verdict, canon};

/// Cases beyond which the proof is not tried.
const MOST_CASES: usize = 200_000;

impl Checker<'_> {
    /// Types the conditions of lights.
    pub fn lights(&mut self, lights: &mut Lights) {
        let mark = self.out.len();
        self.ranks = RanksRead::AfterPoints;
        for line in &lights.lines {
            if let Some(when) = &line.when {
                self.when(when);
            }
        }
        self.ranks = RanksRead::No;
        if self.pass == Pass::Report {
            lights.errors.extend(self.out.iter().skip(mark).filter(|d| d.is_error()).map(|d| d.problem.clone()));
            lights.errors.append(&mut self.inherited);
        }
    }

    fn when(&mut self, when: &When) {
        match when {
            When::And(all) | When::Or(all) => all.iter().for_each(|w| self.when(w)),
            When::Not(inner) => self.when(inner),
            When::Number(Measure::Value(e), _) => {
                self.number(e);
            }
            When::Value(e) => self.condition(e),
            When::Verdict(_) | When::LastLight(_) | When::Number(..) => {}
        }
    }
}

/// Looks up the rules that are watched and proves each declaration complete and without overlaps.
pub(super) fn run(model: &mut Model, out: &mut Vec<Diagnostic>) {
    let mut all = std::mem::take(&mut model.lights);
    for lights in &mut all {
        let mark = out.len();
        for r in &lights.rules {
            rules::find(model, r, out);
        }
        let errors: Vec<_> = out.iter().skip(mark).map(|d| d.problem.clone()).collect();
        lights.errors.extend(errors);
        // Gaps and overlaps leave single judgements dark; they do not keep the others from their light.
        if lights.errors.is_empty() {
            Proof::new(model, lights).run(out);
        }
    }
    model.lights = all;
}

/// A judgement, as far as conditions look at it.
#[derive(Debug, Clone)]
struct Case {
    verdict: Verdict,
    lag: Option<Exact>,
    overdue: Exact,
    last: Option<usize>,
    numbers: Vec<Exact>,
    truths: Vec<bool>,
}

struct Proof<'m> {
    schema: &'m Schema,
    lights: &'m Lights,
    lags: Vec<Exact>,
    months: Vec<Exact>,
    has_last: bool,
    /// Figures that are compared with constants: their meaning, an expression, and their pieces.
    numbers: Vec<(Code, &'m Expr, Vec<Exact>)>,
    /// Other conditions, by meaning.
    truths: Vec<(Code, &'m Expr)>,
}

impl<'m> Proof<'m> {
    fn new(model: &'m Model, lights: &'m Lights) -> Self {
        let mut seen = Seen::new(&model.schema);
        for when in lights.lines.iter().filter_map(|l| l.when.as_ref()) {
            seen.look(when);
        }
        let lag = Domain::default();
        let months = Domain { min: Some(Exact::ZERO), max: None, is_whole: true };
        seen.lag_edges.push(Exact::ZERO);
        let numbers = seen.numbers.into_iter();
        Self {
            schema: &model.schema,
            lights,
            lags: lag.pieces(seen.lag_edges),
            months: months.pieces(seen.month_edges),
            has_last: seen.has_last,
            numbers: numbers.map(|(text, e, edges)| (text, e, domain_of(model, e).pieces(edges))).collect(),
            truths: seen.truths,
        }
    }

    fn run(&self, out: &mut Vec<Diagnostic>) {
        let n_last = if self.has_last { self.lights.colours.len() + 1 } else { 1 };
        let n_numbers = self.numbers.iter().map(|(_, _, p)| p.len()).try_fold(1usize, usize::checked_mul);
        let n_truths = 1usize.checked_shl(self.truths.len() as u32).filter(|_| self.truths.len() < 20);
        let of_verdicts = 9 * (self.lags.len() + 1) * self.months.len();
        let n = n_numbers.zip(n_truths).and_then(|(a, b)| a.checked_mul(b)?.checked_mul(of_verdicts * n_last));
        if n.is_none_or(|n| n > MOST_CASES) {
            let name = self.lights.name.to_string();
            out.push(Diagnostic::at(self.lights.head, SchemeProblem::LightsIntricate { name }));
            return;
        }
        let mut found = Found::default();
        for case in self.of_courses() {
            for last in std::iter::once(None).chain((0..n_last.saturating_sub(1)).map(Some)) {
                self.of_figures(&mut Case { last, ..case.clone() }, 0, &mut |case| self.look(case, &mut found));
            }
        }
        out.append(&mut found.out);
    }

    /// Every combination of verdict, lag and months that can be; the most telling first.
    fn of_courses(&self) -> Vec<Case> {
        const ORDER: [Verdict; 9] = [
            Verdict::Behind,
            Verdict::OnTrack,
            Verdict::Unmet,
            Verdict::Met,
            Verdict::Early,
            Verdict::Missing,
            Verdict::Pending,
            Verdict::Invalid,
            Verdict::Empty,
        ];
        let mut all = Vec::new();
        for verdict in ORDER {
            let lags: Vec<Option<Exact>> = match verdict {
                Verdict::Behind => {
                    self.lags.iter().filter(|l| l.is_positive()).cloned().map(Some).chain([None]).collect()
                }
                Verdict::OnTrack => {
                    self.lags.iter().filter(|l| !l.is_positive()).cloned().map(Some).chain([None]).collect()
                }
                Verdict::Met | Verdict::Early => vec![Some(Exact::ZERO)],
                _ => vec![None],
            };
            let is_overdue = matches!(verdict, Verdict::Unmet | Verdict::Missing | Verdict::Invalid);
            let months: Vec<Exact> = if is_overdue { self.months.clone() } else { vec![Exact::ZERO] };
            for lag in &lags {
                for overdue in &months {
                    all.push(Case {
                        verdict,
                        lag: lag.clone(),
                        overdue: overdue.clone(),
                        last: None,
                        numbers: Vec::new(),
                        truths: Vec::new(),
                    });
                }
            }
        }
        all
    }

    fn of_figures(&self, case: &mut Case, at: usize, see: &mut impl FnMut(&Case)) {
        if let Some((_, _, pieces)) = self.numbers.get(at) {
            for x in pieces {
                case.numbers.push(x.clone());
                self.of_figures(case, at + 1, see);
                case.numbers.pop();
            }
        } else if case.truths.len() < self.truths.len() {
            for truth in [true, false] {
                case.truths.push(truth);
                self.of_figures(case, at, see);
                case.truths.pop();
            }
        } else {
            see(case);
        }
    }

    fn look(&self, case: &Case, found: &mut Found) {
        let holds = |l: &Line| l.when.as_ref().is_some_and(|w| self.holds(w, case));
        let mut holding = self.lights.lines.iter().enumerate().filter(|(_, l)| holds(l));
        let (first, second) = (holding.next(), holding.next());
        let name = || self.lights.name.to_string();
        match (first, second) {
            (None, _) if !found.has_gap && self.lights.lines.iter().all(|l| l.when.is_some()) => {
                found.has_gap = true;
                let problem = SchemeProblem::LightsGap { name: name(), witness: self.words(case) };
                found.out.push(Diagnostic::at(self.lights.head, problem));
            }
            (Some((i, a)), Some((j, b))) if !self.lights.is_in_order && !found.overlaps.contains(&(i, j)) => {
                found.overlaps.push((i, j));
                let problem = SchemeProblem::LightsOverlap {
                    name: name(),
                    first: a.text.to_string(),
                    second: b.text.to_string(),
                    witness: self.words(case),
                };
                found.out.push(Diagnostic::at(b.span, problem));
            }
            _ => {}
        }
    }

    fn holds(&self, when: &When, case: &Case) -> bool {
        match when {
            When::And(all) => all.iter().all(|w| self.holds(w, case)),
            When::Or(all) => all.iter().any(|w| self.holds(w, case)),
            When::Not(inner) => !self.holds(inner, case),
            When::Verdict(v) => case.verdict == *v,
            When::LastLight(colour) => case.last == *colour,
            When::Number(Measure::Lag, bounds) => case.lag.as_ref().is_some_and(|x| bounds.contains(x)),
            When::Number(Measure::Overdue, bounds) => bounds.contains(&case.overdue),
            When::Number(Measure::Value(e), bounds) => {
                let code = canon::expr(self.schema, e);
                let at = self.numbers.iter().position(|(t, ..)| *t == code);
                at.and_then(|i| case.numbers.get(i)).is_some_and(|x| bounds.contains(x))
            }
            When::Value(e) => {
                let code = canon::expr(self.schema, e);
                let at = self.truths.iter().position(|(t, _)| *t == code);
                at.and_then(|i| case.truths.get(i)).copied().unwrap_or(false)
            }
        }
    }

    /// Says what a case is.
    fn words(&self, case: &Case) -> Both {
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        let asks_lag = self.lags.len() > 3 || self.uses_lag();
        match &case.lag {
            Some(x) if asks_lag => {
                let points = (x * &Exact::from(100)).to_text();
                zh.push(format!("落后 {points}个百分点"));
                en.push(format!("the lag is {points}个百分点"));
            }
            None if asks_lag => {
                zh.push("没有进度可比".to_owned());
                en.push("no progress is measured".to_owned());
            }
            _ => {}
        }
        zh.push(format!("结论为{}", case.verdict.zh()));
        en.push(format!("the verdict is {}", case.verdict.as_str()));
        if self.months.len() > 1 {
            zh.push(format!("逾期 {} 个月", case.overdue.to_text()));
            en.push(format!("it is {} months overdue", case.overdue.to_text()));
        }
        if self.has_last {
            let colour = case.last.and_then(|c| self.lights.colours.get(c)).map_or("无", |c| &**c);
            zh.push(format!("上期灯为{colour}"));
            en.push(format!("the last light was {colour}"));
        }
        for ((_, e, _), x) in self.numbers.iter().zip(&case.numbers) {
            let unit = super::scheme::unit_of(self.schema, e);
            let value =
                unit.as_ref().map_or_else(|| x.to_text(), |u| format!("{}{}", u.from_base(x).to_text(), u.symbol));
            let name = super::show::expr(self.schema, e);
            zh.push(format!("{} 为 {value}", name.zh));
            en.push(format!("{} is {value}", name.en));
        }
        for ((_, e), truth) in self.truths.iter().zip(&case.truths) {
            let name = super::show::expr(self.schema, e);
            zh.push(format!("`{}` {}", name.zh, if *truth { "成立" } else { "不成立" }));
            en.push(format!("`{}` {}", name.en, if *truth { "holds" } else { "does not hold" }));
        }
        Both::of(zh.join("、"), en.join(", "))
    }

    fn uses_lag(&self) -> bool {
        fn any(when: &When) -> bool {
            match when {
                When::And(all) | When::Or(all) => all.iter().any(any),
                When::Not(inner) => any(inner),
                When::Number(Measure::Lag, _) => true,
                _ => false,
            }
        }
        self.lights.lines.iter().filter_map(|l| l.when.as_ref()).any(any)
    }
}

#[derive(Default)]
struct Found {
    out: Vec<Diagnostic>,
    has_gap: bool,
    overlaps: Vec<(usize, usize)>,
}

/// What the conditions of a declaration look at.
struct Seen<'m> {
    schema: &'m Schema,
    lag_edges: Vec<Exact>,
    month_edges: Vec<Exact>,
    has_last: bool,
    numbers: Vec<(Code, &'m Expr, Vec<Exact>)>,
    truths: Vec<(Code, &'m Expr)>,
}

impl<'m> Seen<'m> {
    fn new(schema: &'m Schema) -> Self {
        Self {
            schema,
            lag_edges: Vec::new(),
            month_edges: Vec::new(),
            has_last: false,
            numbers: Vec::new(),
            truths: Vec::new(),
        }
    }

    fn look(&mut self, when: &'m When) {
        match when {
            When::And(all) | When::Or(all) => all.iter().for_each(|w| self.look(w)),
            When::Not(inner) => self.look(inner),
            When::Verdict(_) => {}
            When::LastLight(_) => self.has_last = true,
            When::Number(measure, bounds) => {
                let ends = bounds.low.iter().chain(&bounds.high).map(|(x, _)| x.clone());
                match measure {
                    Measure::Lag => self.lag_edges.extend(ends),
                    Measure::Overdue => self.month_edges.extend(ends),
                    Measure::Value(e) => {
                        let code = canon::expr(self.schema, e);
                        match self.numbers.iter_mut().find(|(t, ..)| *t == code) {
                            Some((_, _, edges)) => edges.extend(ends),
                            None => self.numbers.push((code, e, ends.collect())),
                        }
                    }
                }
            }
            When::Value(e) => {
                let code = canon::expr(self.schema, e);
                if !self.truths.iter().any(|(t, _)| *t == code) && !matches!(e.kind, ExprKind::Bool(_)) {
                    self.truths.push((code, e));
                }
            }
        }
    }
}
