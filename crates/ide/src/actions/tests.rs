//! The three tests that every threshold should have: 刚好, 差一点, 缺数.
//!
//! What each must come to follows from the sign of the comparison, not from the evaluator; a set of tests that does not
//! pass is not offered, since then the rule is of a shape that is not understood here.

use chrono::NaiveDate;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::{
    Base, CompareOp, Exact, ExprKind, Period, Quantity, Rule, Scope, Statement, Target, TargetKind, Time, Unit,
    Verdict, print,
};
use dabiao_lang::source::{MemoryFiles, Span};

use super::{Action, ActionKind, touches};
use crate::edit::{TextEdit, applied};
use crate::snapshot::Snapshot;

/// Returns the action that adds tests for the rule at a range.
pub(super) fn tests(snapshot: &Snapshot, range: Span) -> Option<Action> {
    let rule =
        snapshot.model().rules.iter().find(|r| r.has_written_id && r.errors.is_empty() && touches(r.head, range))?;
    let case = TestCase::of(snapshot, rule)?;
    let at = after_item(snapshot, rule.span);
    let offered = case.places(snapshot).into_iter().map(|place| case.written(snapshot, place.as_deref()));
    let text = offered.into_iter().find(|text| passes(snapshot, at, text))?;
    let title = Both::of(
        format!("为 {} 加测试：刚好、差一点、缺数", rule.id),
        format!("add tests for {}: on the line, just short, missing", rule.id),
    );
    Some(Action::edit(title, ActionKind::Rewrite, vec![TextEdit::insert(at, text)]))
}

/// The end of the line on which the item of the file that holds a rule ends: tests stand in no group.
fn after_item(snapshot: &Snapshot, span: Span) -> Span {
    let text = snapshot.text(span.file);
    let tree = snapshot.loaded().trees.iter().find(|t| t.file == span.file);
    let item = tree.and_then(|t| t.items.iter().map(super::item_span).find(|s| touches(*s, span)));
    let end = item.map_or(text.len(), |s| s.end as usize);
    let rest = text.get(end..).unwrap_or("");
    let line_end = end + rest.find('\n').map_or(rest.len(), |n| n + 1);
    Span::new(span.file, line_end, line_end)
}

/// A threshold of one indicator.
struct TestCase<'s> {
    rule: &'s Rule,
    statement: &'s Statement,
    op: CompareOp,
    line: &'s Quantity,
    /// The periods that need a figure.
    window: (Period, Period),
    as_of: NaiveDate,
    subject: String,
}

impl<'s> TestCase<'s> {
    fn of(snapshot: &'s Snapshot, rule: &'s Rule) -> Option<Self> {
        let [statement] = rule.statements.as_slice() else { return None };
        let [target] = statement.targets.as_slice() else { return None };
        let ExprKind::Value(id) = statement.subject.kind else { return None };
        let indicator = snapshot.model().schema.indicator(id).filter(|i| i.formula.is_none())?;
        let (op, line) = threshold(target)?;
        let window = window(&target.time)?;
        let subject = print::name(&indicator.name);
        Some(Self { rule, statement, op, line, window, as_of: window.1.last_day(), subject })
    }

    /// The places that a test may speak of: the region, or one entity of the level.
    fn places(&self, snapshot: &Snapshot) -> Vec<Option<String>> {
        let levels = &snapshot.model().schema.levels;
        let of_level = |name: &str| Some(format!("甲{name}"));
        match &self.statement.scope {
            Scope::Every { level, filter: None, .. } => vec![of_level(&print::level(&snapshot.model().schema, level))],
            Scope::Every { .. } => Vec::new(),
            Scope::At(places) => places.first().map(|p| Some(print::place(p))).into_iter().collect(),
            Scope::Unstated => {
                let mut places = vec![None];
                places.extend(levels.all.iter().map(|l| of_level(&l.name)));
                places
            }
        }
    }

    fn written(&self, snapshot: &Snapshot, place: Option<&str>) -> String {
        let on = matches!(self.op, CompareOp::Ge | CompareOp::Le | CompareOp::Eq);
        let verdict = |holds: bool| if holds { Verdict::Met } else { Verdict::Unmet };
        let step = self.step();
        let worse = match self.op {
            CompareOp::Le | CompareOp::Lt => &self.line.value + &step,
            _ => &self.line.value - &step,
        };
        let is_ceiling = matches!(self.op, CompareOp::Le | CompareOp::Lt);
        let cases = [
            (("刚好", "on the line"), Some(self.line.value.clone()), verdict(on)),
            (if is_ceiling { ("超一点", "just over") } else { ("差一点", "just short") }, Some(worse), Verdict::Unmet),
            (("缺数", "missing"), None, Verdict::Missing),
        ];
        let all = cases.into_iter().map(|(title, value, verdict)| self.test(snapshot, (title, place), value, verdict));
        format!("\n{}", all.collect::<Vec<_>>().join("\n"))
    }

    /// The least amount that a planner would call a difference: one of what is counted, else a hundredth.
    fn step(&self) -> Exact {
        let is_count =
            |u: &Unit| u.factor == Exact::ONE && matches!(u.dim.0.as_slice(), [(Base::Count(_) | Base::Own(_), 1)]);
        if self.line.digits == 0 && self.line.unit.as_ref().is_none_or(is_count) {
            return Exact::ONE;
        }
        Exact::ratio(1, 10_i128.pow(self.line.digits.clamp(2, 20)))
    }

    fn test(
        &self,
        snapshot: &Snapshot,
        ((zh, en), place): ((&str, &str), Option<&str>),
        value: Option<Exact>,
        verdict: Verdict,
    ) -> String {
        let (from, to) = self.window;
        let period = if from == to { from.to_string() } else { format!("{from}..{to}") };
        let n_periods = (0..200).take_while(|n| from.step(*n) <= to).count();
        let unit = self.line.unit.as_ref().map_or("", |u| &*u.symbol);
        let at = place.map(|p| format!("@{p}")).unwrap_or_default();
        let one = value.as_ref().map_or("_".to_owned(), Exact::to_text);
        let gap = if n_periods > 1 { " " } else { "" };
        let values = vec![one.as_str(); n_periods].join(" ");
        let values = if value.is_some() { format!("{values}{gap}{unit}") } else { values };
        let (given, id) = (format!("{}{at}[{period}] = {values}", self.subject), &self.rule.id);
        match snapshot.lang {
            Lang::Zh => format!(
                "测试 \"{id} {zh}\" {{\n    设 {given}\n    应得 {id} = {} 截至日 {}\n}}\n",
                verdict.zh(),
                self.as_of
            ),
            Lang::En => format!(
                "test \"{id} {en}\" {{\n    given {given}\n    expect {id} = {} as of {}\n}}\n",
                verdict.as_str(),
                self.as_of
            ),
        }
    }
}

fn threshold(target: &Target) -> Option<(CompareOp, &Quantity)> {
    match &target.kind {
        TargetKind::Compare(op, right) if *op != CompareOp::Ne => match &right.kind {
            ExprKind::Quantity(line) => Some((*op, line)),
            _ => None,
        },
        _ => None,
    }
}

/// The periods whose figures decide.
fn window(time: &Time) -> Option<(Period, Period)> {
    match time {
        Time::By(p) | Time::In(p) => Some((*p, *p)),
        Time::Each { window: Some(w), count: 1, by: None, .. } => Some((w.from, w.to)),
        Time::Throughout(Some(w)) => Some((w.from, w.to)),
        _ => None,
    }
}

/// Whether tests, put into their file, are read and pass.
fn passes(snapshot: &Snapshot, at: Span, text: &str) -> bool {
    let mut texts = std::collections::BTreeMap::new();
    let mut names = Vec::new();
    for source in snapshot.loaded().sources.iter() {
        let edits = [TextEdit::insert(at, text)];
        let edits = if source.id() == at.file { &edits[..] } else { &[] };
        names.push(source.name().to_owned());
        texts.insert(source.name().to_owned(), applied(source.text(), edits));
    }
    let loaded = dabiao_data::rules::load_to_evaluate(&MemoryFiles::new(texts), &names);
    let n_before = snapshot.model().tests.len();
    let n_after = loaded.rules.model().tests.len();
    let outcomes = dabiao_eval::run_tests(&loaded.rules);
    let model = loaded.rules.model();
    let is_ours = |o: &&dabiao_eval::TestOutcome| {
        model.tests.get(o.test).is_some_and(|t| {
            t.span.file == at.file
                && t.span.start >= at.start
                && (t.span.start as usize) < at.start as usize + text.len()
        })
    };
    let ours: Vec<_> = outcomes.iter().filter(is_ours).collect();
    n_after == n_before + 3 && ours.len() == 3 && ours.iter().all(|o| dabiao_report::rule_tests::passes(model, o))
}
