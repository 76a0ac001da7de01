//! The condition of a duty: `若 增速(产值) < 5%: …`.
//!
//! Read in the same frame as filters, for whoever is judged. Where it does not hold nothing is asked; where it is unknown,
//! a duty that is met anyway is met, and anything else is missing.

use super::derive;
use super::expr::{self, Want};
use super::frame::Frame;
use super::judgement::ConditionTold;
use super::value::{Fault, Val, What};
use super::verdict::{Asked, Judged, State};
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::{Expr, ExprKind, Verdict, print};

/// What became of a condition.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub(crate) holds: Option<bool>,
    fault: Option<Fault>,
    /// What the condition compares.
    value: Option<Val>,
}

/// Whether a duty is asked.
pub(crate) enum Asks {
    /// There is no condition, or it holds.
    Yes(Option<Gate>),
    /// It does not hold.
    No(Gate),
    /// It is unknown.
    Perhaps(Gate),
    /// What the condition reads does not apply to the entity, or is over nobody.
    Out(State),
}

/// Reads the condition of a statement in a frame.
pub(crate) fn asks(asked: &Asked<'_, '_, '_>, frame: Frame<'_, '_>) -> Asks {
    let Some(condition) = &asked.stage.statement.condition else { return Asks::Yes(None) };
    let val = expr::condition(frame, condition);
    let fault = val.fault;
    let gate = |holds| Gate { holds, fault, value: compared_value(frame, condition) };
    match val.what {
        What::Truth(Some(_)) if fault.is_some_and(|f| f.is_hard) => Asks::Perhaps(gate(None)),
        What::Truth(Some(true)) => Asks::Yes(Some(gate(Some(true)))),
        What::Truth(Some(false)) => Asks::No(gate(Some(false))),
        What::NotApplicable => Asks::Out(State::Out),
        What::Empty => Asks::Out(State::Empty),
        _ => Asks::Perhaps(gate(None)),
    }
}

/// Reads what a condition compares where the condition is read.
fn compared_value(frame: Frame<'_, '_>, condition: &Expr) -> Option<Val> {
    match &condition.kind {
        ExprKind::AtEntity(inner, place) => compared_value(frame.of(Some(frame.place(place)?)), inner),
        _ => compared(condition).map(|x| expr::eval(frame, x, Want::Any)),
    }
}

/// Returns what a condition compares, where it is one comparison.
fn compared(condition: &Expr) -> Option<&Expr> {
    match &condition.kind {
        ExprKind::Compare(_, x, _) | ExprKind::Within(x, _) | ExprKind::About(x, ..) => Some(x),
        ExprKind::AtEntity(x, _) => compared(x),
        _ => None,
    }
}

/// Returns whether there is a figure to show.
fn is_known(val: &Val) -> bool {
    match &val.what {
        What::Num(range) => range.value().is_some(),
        What::Truth(truth) => truth.is_some(),
        What::Text(text) => text.is_some(),
        What::Empty | What::NotApplicable => false,
    }
}

/// Both cases count: whoever passes does no harm if nothing is asked of him.
pub(crate) fn doubtful(judged: Judged, gate: Gate) -> Judged {
    let is_ended = matches!(judged.verdict, Verdict::Met | Verdict::Unmet | Verdict::Missing | Verdict::Invalid);
    let (verdict, state) = match (judged.verdict, gate.fault) {
        (Verdict::Met | Verdict::Early | Verdict::Empty, _) => (judged.verdict, judged.state),
        (Verdict::Invalid, None) => (Verdict::Invalid, judged.state),
        (_, Some(fault)) => (Verdict::Invalid, State::Wrong(fault)),
        (_, None) if is_ended => (Verdict::Missing, State::Unknown),
        (_, None) => (Verdict::Pending, State::Unknown),
    };
    Judged { verdict, state, gate: Some(gate), ..judged }
}

impl Gate {
    /// Returns what became of the condition with its figure, and what else is said of the judgement.
    pub(crate) fn said(&self, asked: &Asked<'_, '_, '_>, why: Option<Both>) -> Both {
        let told = self.told(asked);
        let (zh, en) = match self.holds {
            Some(true) => ("成立", "holds"),
            Some(false) => ("不成立", "does not hold"),
            None => ("尚不能确定", "is not known to hold"),
        };
        let value = told.value.unwrap_or_else(|| Both::new("", ""));
        let shown = |value: &str, zh: bool| match (value.is_empty(), zh) {
            (true, _) => String::new(),
            (false, true) => format!("（实为 {value}）"),
            (false, false) => format!(" (it is {value})"),
        };
        let mut said = Both::of(
            format!("条件 {} {zh}{}", told.text.zh, shown(&value.zh, true)),
            format!("the condition {} {en}{}", told.text.en, shown(&value.en, false)),
        );
        if let Some(why) = why {
            said = Both::of(format!("{}；{}", said.zh, why.zh), format!("{}; {}", said.en, why.en));
        }
        said
    }

    /// Returns what is told of the condition.
    pub(crate) fn told(&self, asked: &Asked<'_, '_, '_>) -> ConditionTold {
        let world = asked.stage.world;
        let condition = asked.stage.statement.condition.as_ref();
        let text = |lang| condition.map_or_else(String::new, |c| print::expr_in(&world.model.schema, c, lang));
        let unit = condition.and_then(compared).and_then(|x| derive::unit_of(world, x));
        ConditionTold {
            text: Both::of(text(Lang::Zh), text(Lang::En)),
            holds: self.holds,
            value: self.value.as_ref().filter(|v| is_known(v)).map(|v| derive::value_text(world, v, unit.as_ref())),
        }
    }
}
