//! What a comparison came to for one of those who are judged, before time and doubt are weighed.

use super::value::{Cause, Fault, Val, What};

/// What a comparison came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Holds,
    Fails,
    Unknown,
    /// Undecided because of figures that are wrong.
    Wrong(Fault),
    /// An aggregate over nobody.
    Empty,
    /// Not in the population.
    Out,
    /// The condition of the duty does not hold.
    Exempt,
}

/// Returns what the answer of a comparison says.
pub(crate) fn state_of(answer: &Val) -> State {
    if let (What::Truth(_), Some(fault)) = (&answer.what, answer.fault.filter(|f| f.is_hard)) {
        return State::Wrong(fault);
    }
    match answer.what {
        What::Truth(Some(true)) => State::Holds,
        What::Truth(Some(false)) => State::Fails,
        What::Truth(None) => answer.fault.map_or(State::Unknown, State::Wrong),
        What::Empty => State::Empty,
        What::NotApplicable => State::Out,
        _ => State::Wrong(Fault::hard(Cause::IllTyped)),
    }
}
