//! The condition of a duty: `若 增速(产值) < 5%: …`.
//!
//! Read in the same frame as filters, for whoever is judged. Where it does not hold nothing is asked; where it is unknown,
//! a duty that is met anyway is met, and anything else is missing.

use super::asked::Asked;
use super::expr::{self, Want};
use super::frame::Frame;
use super::judgement::ConditionTold;
use super::shown::unit_of;
use super::state::State;
use super::value::{Fault, Val, What, in_unit};
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::{Expr, ExprKind, Unit, print};

/// What became of a condition.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub(crate) holds: Option<bool>,
    pub(crate) fault: Option<Fault>,
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

/// Returns a figure in words; `None` where there is none to show.
fn figure(val: &Val, unit: Option<&Unit>) -> Option<Both> {
    Some(match &val.what {
        What::Num(range) => {
            let symbol = unit.map_or("", |u| &u.symbol);
            let text = format!("{}{symbol}", in_unit(unit, range.value()?).to_text());
            Both::of(text.clone(), text)
        }
        What::Truth(Some(true)) => Both::new("是", "yes"),
        What::Truth(Some(false)) => Both::new("否", "no"),
        What::Text(Some(text)) => Both::of(text.to_string(), text.to_string()),
        What::Truth(None) | What::Text(None) | What::Empty | What::NotApplicable => return None,
    })
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
        let unit = condition.and_then(compared).and_then(|x| unit_of(world, x));
        ConditionTold {
            text: Both::of(text(Lang::Zh), text(Lang::En)),
            holds: self.holds,
            value: self.value.as_ref().and_then(|v| figure(v, unit.as_ref())),
        }
    }
}
