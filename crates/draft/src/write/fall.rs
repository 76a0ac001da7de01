//! A reduction as the language says it: a change below zero since the base, never an indicator of its own.
//!
//! 能耗下降13.5% is `增速(能耗, 自 2020) <= -13.5%`, so that the figures of 能耗 decide it; 降低5个百分点 and 减少200人 are gains
//! below zero. Only what falls by a fixed amount every year has no such form, since a gain is counted from one base.

use crate::phrase::{Asked, Form, Target};
use dabiao_lang::model::CompareOp;

/// How a reduction is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Falling {
    /// As growth below zero.
    Growth,
    /// As compound growth below zero.
    Yearly,
    /// As a gain below zero.
    Gain,
    /// As an indicator of its own.
    Own,
}

/// Returns how the reduction of a target is measured; `None` where it asks for none.
pub fn of(target: &Target) -> Option<Falling> {
    let is_ratio = matches!(target.unit.as_str(), "%" | "‰" | "成");
    match target.form {
        _ if target.low.contains('/') && matches!(target.form, Form::Fall | Form::YearlyFall) => Some(Falling::Own),
        Form::YearlyFall => Some(Falling::Yearly),
        Form::Fall if is_ratio => Some(Falling::Growth),
        Form::Fall if target.each.is_some() => Some(Falling::Own),
        Form::Fall => Some(Falling::Gain),
        _ => None,
    }
}

/// Returns a target's comparison seen from below zero: at least 5 less is at most -5.
pub fn mirrored(target: &Target) -> (Asked, String, Option<String>) {
    let asked = match target.asked {
        Asked::Compare(op) => Asked::Compare(match op {
            CompareOp::Ge => CompareOp::Le,
            CompareOp::Gt => CompareOp::Lt,
            CompareOp::Le => CompareOp::Ge,
            CompareOp::Lt => CompareOp::Gt,
            other => other,
        }),
        other => other,
    };
    match &target.high {
        Some(high) => (asked, below(high), Some(below(&target.low))),
        None => (asked, below(&target.low), None),
    }
}

fn below(digits: &str) -> String {
    let is_zero = digits.chars().all(|c| matches!(c, '0' | '.'));
    if is_zero { digits.to_owned() } else { format!("-{digits}") }
}
