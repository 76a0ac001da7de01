//! Of whom anything is asked, where that is not certain: conditions, exceptions and filters that are open.

use super::interval::Truth;
use super::judge::{Judged, any_verdict};
use super::naive::Held;
use super::verdict::{Allowed, Verdict, only};
use super::world::{Cond, Num};

/// Returns whether a condition holds figures of one period against another's.
pub fn compares_periods(c: &Cond) -> bool {
    match c {
        Cond::Is(n, _) => {
            matches!(n, Num::Growth(..) | Num::Change(_) | Num::Gain(..) | Num::PrevOf(_) | Num::Yearly(..))
        }
        Cond::Not(a) => compares_periods(a),
        Cond::And(a, b) | Cond::Or(a, b) => compares_periods(a) || compares_periods(b),
        _ => false,
    }
}

/// What becomes of a judgement where it is not certain that the entity is meant.
pub fn with_doubt(judged: Judged, belongs: Held) -> Judged {
    if belongs.truth == Truth::Open {
        return with_open_membership(judged, belongs.marks.bad || belongs.marks.bad_member);
    }
    if belongs.marks.bad {
        // A wrong figure whose declared range says that the entity is meant: it is, or nobody knows.
        let perhaps = with_open_membership(judged.clone(), true);
        return Judged { is_unknown_member: false, ..judged_or(perhaps, judged) };
    }
    judged
}

/// Whether a duty under a condition asks anything.
pub enum Gate {
    /// It does.
    Asks,
    /// The condition does not hold.
    Exempt,
    /// Nobody knows; whether because of a wrong figure.
    Perhaps(bool),
    /// What it reads does not apply.
    Out,
    /// What it reads is over nobody.
    Nobody,
    /// The text leaves room.
    Anything,
}

/// Returns what a condition makes of a duty.
pub fn gate(held: Held) -> Gate {
    let m = held.marks;
    match held.truth {
        _ if m.loose || m.maybe_empty => Gate::Anything,
        _ if m.not_applicable => Gate::Out,
        _ if m.empty => Gate::Nobody,
        // A wrong figure whose range would decide.
        Truth::Yes | Truth::No if m.bad => Gate::Anything,
        Truth::Yes => Gate::Asks,
        Truth::No => Gate::Exempt,
        Truth::Open => Gate::Perhaps(m.bad || m.bad_member),
    }
}

/// It is unknown whether anything is asked: whoever has met it has met it anyway, else nobody knows.
pub fn doubtful(judged: Judged, is_bad: bool) -> Judged {
    let Some(allowed) = &judged.allowed else { return judged };
    let open = match (is_bad, judged.is_due) {
        (true, _) => Verdict::Invalid,
        (false, true) => Verdict::Missing,
        (false, false) => Verdict::Pending,
    };
    let one = |v: &Verdict| match v {
        Verdict::Met | Verdict::Early | Verdict::Empty => *v,
        Verdict::Invalid => Verdict::Invalid,
        // A window that runs on may have been broken already.
        Verdict::Missing | Verdict::Unmet if open == Verdict::Pending => Verdict::Missing,
        _ => open,
    };
    let allowed: Allowed = allowed.iter().map(one).collect();
    Judged { allowed: Some(allowed), gap: None, ..judged }
}

/// Nothing may be asked of it: whoever holds does no harm, of the others nothing is decided.
pub fn perhaps_asked(judged: Judged) -> Judged {
    let Some(allowed) = &judged.allowed else { return judged };
    // A window that runs on is missing for certain where a period that has ended lacks its figure.
    let is_fine = |v: &Verdict| {
        matches!(
            v,
            Verdict::Met | Verdict::Exempt | Verdict::Early | Verdict::Empty | Verdict::Invalid | Verdict::Missing
        )
    };
    let open = if judged.is_due { Verdict::Missing } else { Verdict::Pending };
    let mut out: Allowed = allowed.iter().map(|v| if is_fine(v) { *v } else { open }).collect();
    if allowed.contains(&Verdict::Invalid) {
        out.extend([open, Verdict::Invalid]);
    }
    let is_unknown_member = *allowed != only(&[Verdict::Exempt]);
    Judged { allowed: Some(out), is_unknown_member, ..judged }
}

/// A year that is broken, of somebody who may be asked nothing, is missing among the others, or waits with them.
pub fn with_broken_years(judged: Judged) -> Judged {
    let allowed = judged.allowed.map(|mut all| {
        if all.contains(&Verdict::Unmet) {
            all.extend([Verdict::Missing, Verdict::Invalid]);
        }
        all
    });
    Judged { allowed, ..judged }
}

/// Two readings of one judgement, both fair.
pub fn judged_or(one: Judged, other: Judged) -> Judged {
    let allowed = match (one.allowed.clone(), &other.allowed) {
        (Some(a), Some(b)) => Some(a.union(b).copied().collect()),
        (a, _) => a,
    };
    Judged { allowed, ..one }
}

/// Both cases count: whoever passes does no harm either way; whoever does not may not be meant at all.
pub fn with_open_membership(judged: Judged, is_bad: bool) -> Judged {
    let Some(mut allowed) = judged.allowed.clone() else { return judged };
    // Where the text leaves everything open, whether the entity is out is open, too.
    let exempt = only(&[Verdict::Exempt]);
    let is_unknown_member = allowed != any_verdict() && allowed != exempt;
    if allowed.contains(&Verdict::Unmet) {
        allowed.insert(Verdict::Missing);
        allowed.remove(&Verdict::Unmet);
    }
    if !judged.is_due {
        allowed = any_verdict();
    }
    if allowed.contains(&Verdict::Met) || allowed == exempt {
        allowed.extend([Verdict::Missing, Verdict::Pending, Verdict::Empty]);
    }
    if is_bad {
        allowed.insert(Verdict::Invalid);
    }
    Judged { allowed: Some(allowed), is_unknown_member, ..judged }
}
