//! Lights: conditions over verdict, lag, lateness, the last light and figures.

use std::sync::Arc;

use super::context::{Context, Use};
use super::scheme::rule_ref;
use crate::diag::{Both, SchemeProblem};
use crate::model::light::{Bounds, Line, Measure, When};
use crate::model::{CompareOp, Exact, Expr, ExprKind, Frequency, Lights, PlanId, Verdict};
use crate::syntax::keywords::Keyword;
use crate::syntax::tree::{self, BinaryOp, LightsLine, UnaryOp};

/// What stands on the left of a comparison.
enum Left {
    Verdict,
    LastLight,
    Number(Measure),
}

impl Context<'_> {
    /// Lowers a declaration of lights.
    pub fn lights(&mut self, tree: &tree::Lights, plan: Option<PlanId>) -> Lights {
        let mark = self.mark();
        self.usage = Use::Value;
        let (name, head) = match &tree.name {
            Some(text) => (Arc::from(&*text.text), text.span),
            None => (Arc::from(""), tree.span),
        };
        let mut lights = Lights {
            name,
            plan,
            rules: Vec::new(),
            frequency: Frequency::Month,
            is_in_order: false,
            colours: Vec::new(),
            lines: Vec::new(),
            note: None,
            errors: Vec::new(),
            span: tree.span,
            head,
            file: Arc::from(self.sources.name(tree.span)),
            line: self.line_of(tree.span),
        };
        for line in &tree.lines {
            if let LightsLine::Light { colour, .. } = line
                && !lights.colours.iter().any(|c| **c == *colour.text)
            {
                lights.colours.push(Arc::from(&*colour.text));
            }
        }
        best_first(&mut lights.colours);
        for line in &tree.lines {
            self.lights_line(&mut lights, line);
        }
        lights.errors = self.errors_since(mark, None);
        lights
    }

    fn lights_line(&mut self, lights: &mut Lights, line: &LightsLine) {
        match line {
            LightsLine::Rules(ids) => lights.rules.extend(ids.iter().map(rule_ref)),
            LightsLine::Frequency(f, _) => lights.frequency = *f,
            LightsLine::InOrder(_) => lights.is_in_order = true,
            LightsLine::Plan(_) => {}
            LightsLine::Note(text) => lights.note = Some(Arc::from(&*text.text)),
            LightsLine::Light { colour, action, when, span } => {
                let when = when.as_ref().map(|e| self.when(&lights.colours, e));
                lights.lines.push(Line {
                    colour: lights.colours.iter().position(|c| **c == *colour.text).unwrap_or(0),
                    action: action.as_ref().map(|t| Arc::from(&*t.text)),
                    when,
                    text: self.one_line(*span),
                    span: *span,
                    line: self.line_of(*span),
                });
            }
        }
    }

    fn when(&mut self, colours: &[Arc<str>], e: &tree::Expr) -> When {
        match &e.kind {
            tree::ExprKind::Paren(inner) => self.when(colours, inner),
            tree::ExprKind::Unary(UnaryOp::Not, inner) => When::Not(Box::new(self.when(colours, inner))),
            tree::ExprKind::Binary(BinaryOp::And, a, b) => {
                When::And(vec![self.when(colours, a), self.when(colours, b)])
            }
            tree::ExprKind::Binary(BinaryOp::Or, a, b) => When::Or(vec![self.when(colours, a), self.when(colours, b)]),
            tree::ExprKind::Compare(op, left, right) => self.comparison_when(colours, (*op, left, right), e),
            tree::ExprKind::Within(left, interval) => match self.left(left) {
                Some(Left::Number(measure)) => self.within_when(measure, interval, e),
                Some(_) => self.no_light(e, Both::new("它不是数", "it is no number")),
                None => self.value_when(e),
            },
            _ => self.value_when(e),
        }
    }

    fn value_when(&mut self, e: &tree::Expr) -> When {
        if let tree::ExprKind::Name(name) = &e.kind
            && word_of(name).is_some()
        {
            return self.no_light(e, Both::new("要与什么比较", "it must be compared with something"));
        }
        When::Value(Arc::new(self.expr(e)))
    }

    /// Returns what the left side of a comparison is, where it is a measure of lights or a figure to compare.
    fn left(&mut self, e: &tree::Expr) -> Option<Left> {
        if let tree::ExprKind::Name(name) = &e.kind {
            match word_of(name) {
                Some(Keyword::VerdictWord) => return Some(Left::Verdict),
                Some(Keyword::LastLight) => return Some(Left::LastLight),
                Some(Keyword::Lag) => return Some(Left::Number(Measure::Lag)),
                Some(Keyword::Overdue) => return Some(Left::Number(Measure::Overdue)),
                _ => {}
            }
        }
        None
    }

    fn comparison_when(
        &mut self,
        colours: &[Arc<str>],
        (op, left, right): (CompareOp, &tree::Expr, &tree::Expr),
        whole: &tree::Expr,
    ) -> When {
        match self.left(left) {
            Some(Left::Verdict) => self.verdict_when(op, right, whole),
            Some(Left::LastLight) => self.last_when(colours, (op, right), whole),
            Some(Left::Number(measure)) => match self.constant_of(&measure, right) {
                Some(x) => number_when(measure, op, x),
                None => self.no_light(whole, self.wanted(&measure)),
            },
            None => self.figure_when(op, left, right, whole),
        }
    }

    /// A figure that is compared with a constant takes part in the proof; everything else is simply true or not.
    fn figure_when(&mut self, op: CompareOp, left: &tree::Expr, right: &tree::Expr, whole: &tree::Expr) -> When {
        let lowered = self.expr(whole);
        let _ = (left, right);
        match lowered.kind {
            ExprKind::Compare(_, l, r) => match r.kind {
                ExprKind::Quantity(q) => number_when(Measure::Value(Arc::from(*l)), op, q.base),
                kind => {
                    let r = Box::new(Expr { kind, span: r.span });
                    When::Value(Arc::new(Expr { kind: ExprKind::Compare(op, l, r), span: lowered.span }))
                }
            },
            kind => When::Value(Arc::new(Expr { kind, span: lowered.span })),
        }
    }

    fn within_when(&mut self, measure: Measure, interval: &tree::Interval, whole: &tree::Expr) -> When {
        let mut end = |e: &Option<Box<tree::Expr>>| match e {
            Some(e) => self.constant_of(&measure, e).map(Some),
            None => Some(None),
        };
        let (Some(low), Some(high)) = (end(&interval.low), end(&interval.high)) else {
            return self.no_light(whole, self.wanted(&measure));
        };
        let bounds =
            Bounds { low: low.map(|x| (x, !interval.is_low_open)), high: high.map(|x| (x, !interval.is_high_open)) };
        When::Number(measure, bounds)
    }

    fn verdict_when(&mut self, op: CompareOp, right: &tree::Expr, whole: &tree::Expr) -> When {
        let verdict = match &right.kind {
            tree::ExprKind::Name(name) => Verdict::parse(&name.text),
            tree::ExprKind::Text(text) => Verdict::parse(&text.text),
            _ => None,
        };
        match (verdict, op) {
            (Some(v), CompareOp::Eq) => When::Verdict(v),
            (Some(v), CompareOp::Ne) => When::Not(Box::new(When::Verdict(v))),
            _ => self.no_light(
                whole,
                Both::new("结论只能等于或不等于九种结论之一", "a verdict is or is not one of the nine verdicts"),
            ),
        }
    }

    fn last_when(&mut self, colours: &[Arc<str>], (op, right): (CompareOp, &tree::Expr), whole: &tree::Expr) -> When {
        let name = match &right.kind {
            tree::ExprKind::Name(name) => &*name.text,
            tree::ExprKind::Text(text) => &*text.text,
            _ => "",
        };
        let is_none = matches!(name, "无" | "none");
        let colour = colours.iter().position(|c| **c == *name);
        match (colour, op) {
            (None, _) if !is_none => {
                self.no_light(whole, Both::new("没有这种颜色的灯", "there is no light of this colour"))
            }
            (colour, CompareOp::Eq) => When::LastLight(colour),
            (colour, CompareOp::Ne) => When::Not(Box::new(When::LastLight(colour))),
            _ => self.no_light(whole, Both::new("灯只能等于或不等于", "a light is or is not the same")),
        }
    }

    /// Reads a constant in the unit of a measure: percentage points as a share, months as a number.
    fn constant_of(&mut self, measure: &Measure, e: &tree::Expr) -> Option<Exact> {
        let (q, is_negative) = match &e.kind {
            tree::ExprKind::Quantity(q) => (q, false),
            tree::ExprKind::Unary(UnaryOp::Neg, inner) => match &inner.kind {
                tree::ExprKind::Quantity(q) => (q, true),
                _ => return None,
            },
            _ => return None,
        };
        let unit = q.unit.as_ref().map(|u| &*u.text);
        let fits = match measure {
            Measure::Lag => matches!(unit, Some("百分点" | "个百分点")) || (q.number.is_zero() && unit.is_none()),
            Measure::Overdue => matches!(unit, Some("月" | "个月")) || (q.number.is_zero() && unit.is_none()),
            Measure::Value(_) => true,
        };
        if !fits {
            return None;
        }
        let x = match measure {
            Measure::Overdue => Exact::from(q.number),
            _ => self.quantity(q).base,
        };
        Some(if is_negative { -&x } else { x })
    }

    fn wanted(&self, measure: &Measure) -> Both {
        match measure {
            Measure::Lag => Both::new("落后以百分点计", "a lag is in percentage points"),
            Measure::Overdue => Both::new("逾期以月计", "being overdue is in months"),
            Measure::Value(_) => Both::new("要与常数比较", "it must be compared with a constant"),
        }
    }

    fn no_light(&mut self, e: &tree::Expr, why: Both) -> When {
        let written = self.text(e.span).to_owned();
        self.at(e.span, SchemeProblem::LightsUnclear { written, why });
        When::Or(Vec::new())
    }
}

/// Colours are written from the best to the worst; who lets the first condition that holds decide begins with the worst. Red
/// before green says which it is.
fn best_first(colours: &mut [Arc<str>]) {
    let at = |words: &[&str]| {
        let is_it = |c: &Arc<str>| words.iter().any(|w| c.to_lowercase().contains(w));
        colours.iter().position(is_it)
    };
    if at(&["红", "red"]).zip(at(&["绿", "green"])).is_some_and(|(red, green)| red < green) {
        colours.reverse();
    }
}

fn word_of(name: &tree::Name) -> Option<Keyword> {
    Keyword::from_word(&name.text)
        .filter(|k| matches!(k, Keyword::VerdictWord | Keyword::LastLight | Keyword::Lag | Keyword::Overdue))
}

fn number_when(measure: Measure, op: CompareOp, x: Exact) -> When {
    match Bounds::of(op, x.clone()) {
        Some(bounds) => When::Number(measure, bounds),
        None => {
            let is_it = Bounds { low: Some((x.clone(), true)), high: Some((x, true)) };
            When::Not(Box::new(When::Number(measure, is_it)))
        }
    }
}
