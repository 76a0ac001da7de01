//! Which expressions schemes and lights read: what `asks` must ask and `needs` must miss beside the figures of rules.

use dabiao_lang::model::light::{Line, Measure, When};
use dabiao_lang::model::scheme::{Entry, Goal, Method, Only, Scheme, Source, VetoCause};
use dabiao_lang::model::{Expr, Interval, TargetKind};

/// Returns every expression of a scheme that is read for whoever is ranked, from the outside; rules that entries name ask
/// for their figures themselves.
pub(crate) fn of_scheme(scheme: &Scheme) -> Vec<&Expr> {
    let mut all: Vec<&Expr> = scheme.who.filter.iter().collect();
    all.extend(scheme.sections.iter().filter_map(|s| of_only(s.only.as_ref()?)));
    all.extend(scheme.vetoes.iter().filter_map(|v| match &v.cause {
        VetoCause::Condition(e) => Some(&**e),
        VetoCause::Rules(_) | VetoCause::MarkedRules => None,
    }));
    scheme.entries.iter().for_each(|e| of_entry(e, &mut all));
    all
}

fn of_only(only: &Only) -> Option<&Expr> {
    match only {
        Only::Condition(e) => Some(e),
        Only::Places(_) => None,
    }
}

fn of_entry<'a>(entry: &'a Entry, all: &mut Vec<&'a Expr>) {
    all.extend(entry.only.as_ref().and_then(of_only));
    if let Some(Source::Value(e)) = &entry.source {
        all.push(e);
    }
    all.extend(entry.factor.as_deref());
    match &entry.goal {
        Some(Goal::Compare(_, e)) => all.push(e),
        Some(Goal::Within(range)) => of_interval(range, all),
        Some(Goal::Mean { weight, .. }) => all.extend(weight.as_deref()),
        None => {}
    }
    if let Some(values) = &entry.nothing {
        of_target(values, all);
    }
    match &entry.method {
        Method::Efficacy { best, worst, .. } => all.extend([&**best, &**worst]),
        Method::Bands(bands) => bands.iter().filter_map(|b| b.values.as_ref()).for_each(|v| of_target(v, all)),
        Method::Cases { cases, .. } => all.extend(cases.iter().map(|c| &c.condition)),
        _ => {}
    }
}

fn of_target<'a>(target: &'a TargetKind, all: &mut Vec<&'a Expr>) {
    match target {
        TargetKind::Compare(_, e) | TargetKind::About(e, _) => all.push(e),
        TargetKind::Within(range) => of_interval(range, all),
        TargetKind::Holds => {}
    }
}

fn of_interval<'a>(range: &'a Interval, all: &mut Vec<&'a Expr>) {
    all.extend(range.low.iter().chain(&range.high).map(|e| &**e));
}

/// Returns every expression in the conditions of lights.
pub(crate) fn of_lines(lines: &[Line]) -> Vec<&Expr> {
    fn walk<'a>(when: &'a When, all: &mut Vec<&'a Expr>) {
        match when {
            When::And(inner) | When::Or(inner) => inner.iter().for_each(|w| walk(w, all)),
            When::Not(inner) => walk(inner, all),
            When::Number(Measure::Value(e), _) | When::Value(e) => all.push(e),
            When::Number(..) | When::Verdict(_) | When::LastLight(_) => {}
        }
    }
    let mut all = Vec::new();
    lines.iter().filter_map(|l| l.when.as_ref()).for_each(|w| walk(w, &mut all));
    all
}
