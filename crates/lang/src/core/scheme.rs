//! How points are given, as codes: sources, goals and methods of the items of schemes.

use super::{Code, Lowering};
use crate::model::canon::put_quantity;
use crate::model::scheme::{
    Band, Case, Goal, Inapplicable, Led, Method, PlaceBand, Quota, RuleRef, SchemeRef, Side, Source, Step, Whole,
};
use crate::model::{TargetKind, word};

impl Lowering<'_> {
    pub(super) fn source(&mut self, code: &mut Code, source: &Source) {
        match source {
            Source::Value(e) => {
                code.text("value");
                self.put_expr(code, e);
            }
            Source::Rules(rules) => {
                code.text("rules");
                put_rules(code, rules);
            }
            Source::Led(all) => {
                code.text("led");
                code.list(all, |code, Led { role, share }| {
                    code.text(role.as_str());
                    code.number(share);
                });
            }
            Source::Total(SchemeRef { name, span: _ }) => {
                code.text("total");
                code.text(name);
            }
            Source::Entered(office) => {
                code.text("entered");
                code.text(office);
            }
        }
    }

    pub(super) fn goal(&mut self, code: &mut Code, goal: &Goal) {
        match goal {
            Goal::Compare(op, x) => {
                code.text(word::compare(*op));
                self.put_expr(code, x);
            }
            Goal::Within(range) => self.put_asked(code, &TargetKind::Within(range.clone())),
            Goal::Mean { op, weight, plus } => {
                code.text("mean");
                code.text(word::compare(*op));
                code.maybe(weight.as_ref(), |code, w| self.put_expr(code, w));
                code.maybe(plus.as_deref(), put_quantity);
            }
        }
    }

    pub(super) fn method(&mut self, code: &mut Code, method: &Method) {
        match method {
            Method::Met => code.text("met"),
            Method::Ratio => code.text("proportion"),
            Method::Efficacy { best, worst, base, span } => {
                code.text("efficacy");
                self.put_expr(code, best);
                self.put_expr(code, worst);
                code.number(base);
                code.number(span);
            }
            Method::Rescale { of } => {
                code.text("rescale");
                put_quantity(code, of);
            }
            Method::Direct => code.text("direct"),
            Method::ToFirst => code.text("to-first"),
            Method::PerPlace(x) => {
                code.text("per-place");
                code.number(x);
            }
            Method::Places(bands) => {
                code.text("places");
                code.list(bands, |code, PlaceBand { is_from_last, from, to, points, span: _ }| {
                    code.flag(*is_from_last);
                    code.maybe(*from, |code, n| code.whole(n.into()));
                    code.whole((*to).into());
                    code.list(points, Code::number);
                });
            }
            Method::Bands(bands) => {
                code.text("bands");
                code.list(bands, |code, Band { values, points, text: _, span: _ }| {
                    code.maybe(values.as_ref(), |code, v| self.put_asked(code, v));
                    code.number(points);
                });
            }
            Method::Steps { start, steps } => {
                code.text("steps");
                code.number(start);
                code.list(steps, put_step);
            }
            Method::Cases { cases, is_highest_only } => {
                code.text("cases");
                code.flag(*is_highest_only);
                code.list(cases, |code, Case { condition, points, text: _, span: _ }| {
                    self.put_expr(code, condition);
                    code.number(points);
                });
            }
            Method::Unknown => code.text("unknown"),
        }
    }
}

/// Writes the IDs of rules whose order does not count.
pub(super) fn put_rules(code: &mut Code, rules: &[RuleRef]) {
    code.texts(rules.iter().map(|r| &*r.id));
}

fn put_step(code: &mut Code, step: &Step) {
    let Step { side, length, points, whole, most, text: _, span: _ } = step;
    code.text(match side {
        Side::Below => "below",
        Side::Above => "above",
        Side::FromZero => "from-zero",
    });
    put_quantity(code, length);
    code.number(points);
    code.text(whole_word(*whole));
    code.maybe(most.as_ref(), Code::number);
}

fn whole_word(whole: Whole) -> &'static str {
    match whole {
        Whole::Floor => "floor",
        Whole::Ceil => "ceil",
        Whole::Continuous => "continuous",
        Whole::HalfUp => "half-up",
    }
}

/// Writes how many may have a grade.
pub(super) fn put_quota(code: &mut Code, quota: &Quota) {
    match quota {
        Quota::Share(x, whole) => {
            code.text("share");
            code.number(x);
            code.text(whole_word(*whole));
        }
        Quota::Count(x) => {
            code.text("count");
            code.number(x);
        }
    }
}

/// Writes what becomes of an item that does not apply.
pub(super) fn put_inapplicable(code: &mut Code, inapplicable: Inapplicable) {
    code.text(match inapplicable {
        Inapplicable::Exclude => "exclude",
        Inapplicable::Full => "full",
        Inapplicable::Average => "average",
        Inapplicable::Zero => "zero",
    });
}
