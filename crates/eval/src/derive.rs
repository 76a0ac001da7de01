//! `explain`: how a verdict came about, step by step, with the figures that were used.
//!
//! Verdicts, and who fails, are those that a judgement recorded; only the members that are shown are looked at again.

use super::Detail;
use super::aggregate;
use super::bind::World;
use super::expr::{self, Want};
use super::frame::{Frame, Reading, Recorder};
use super::gather;
use super::judgement::{Check, Derivation, RuleJudgement, Span};
use super::own_date;
use super::reason;
use super::shown::unit_of;
use super::stage::{Stage, Who};
use super::time::{self, Due};
use super::value::in_unit;
use super::value::{Range, Val, What};
use super::verdict::{self, Asked, Judged, frame_again};
use dabiao_data::EntityId;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::{
    Aggregate, AggregateFn, Expr, ExprKind, IndicatorId, Rule, Statement, TargetKind, Unit, Verdict, print,
};

/// Members of a population that are shown one by one, unless another number is asked for.
const SHOWN: usize = 300;

/// What is to be derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Steps {
    /// The rule, by position.
    pub rule: usize,
    /// The one entity that is asked about.
    pub entity: Option<EntityId>,
    /// How many members of a population are shown one by one; the others are counted.
    pub n_members: usize,
}

impl Steps {
    /// Returns the steps of a rule, with as many members as a person may want to read.
    pub fn of(rule: usize) -> Self {
        Self { rule, entity: None, n_members: SHOWN }
    }
}

/// What all steps look things up in.
#[derive(Clone, Copy)]
struct Context<'c> {
    steps: &'c Steps,
    judged: &'c RuleJudgement,
}

/// Derives the verdict of a rule, or of one entity under it; an unknown rule gives an empty derivation.
pub(super) fn derive(world: &World<'_>, judged: &RuleJudgement, steps: &Steps) -> Derivation {
    let focused = steps.entity.map(|e| world.focused(Some(e)));
    let world = focused.as_ref().unwrap_or(world);
    let recorder = Recorder::default();
    let Some(rule) = world.model.rules.get(steps.rule) else { return step(Both::new("", ""), Both::new("", "")) };
    let title = rule.title.as_ref().map_or(rule.id.to_string(), |t| format!("{} {t}", rule.id));
    let mut root = step(Both::of(title.clone(), title), Both::new("", ""));
    if let Some(problem) = rule.errors.first() {
        root.value = Both::of(
            format!("{}：{}", Verdict::Invalid.zh(), problem.message(Lang::Zh)),
            format!("invalid: {}", problem.message(Lang::En)),
        );
        return root;
    }
    let ctx = Context { steps, judged };
    let mut worst: Option<Verdict> = None;
    for (statement_idx, statement) in rule.statements.iter().enumerate() {
        of_statement((world, &recorder), ctx, (rule, statement, statement_idx), (&mut root, &mut worst));
    }
    root.value = word(worst.unwrap_or(Verdict::Empty));
    root
}

fn step(what: Both, value: Both) -> Derivation {
    Derivation { what, value, observations: Vec::new(), children: Vec::new() }
}

fn word(v: Verdict) -> Both {
    Both::new(v.zh(), v.as_str())
}

fn of_statement(
    (world, recorder): (&World<'_>, &Recorder),
    ctx: Context<'_>,
    (rule, statement, statement_idx): (&Rule, &Statement, usize),
    (root, worst): (&mut Derivation, &mut Option<Verdict>),
) {
    let mut keep = |v: Verdict| *worst = Some(worst.map_or(v, |w| w.min(v)));
    let stage = match Stage::new(world, recorder, rule, statement) {
        Ok(stage) => stage,
        Err(problem) => {
            keep(Verdict::Invalid);
            let what = Both::of(statement.text.to_string(), statement.text.to_string());
            root.children.push(step(what, Both::of(problem.message(Lang::Zh), problem.message(Lang::En))));
            return;
        }
    };
    for (index, target) in statement.targets_on(stage.world.as_of).iter().enumerate() {
        let recorded = |label: Option<Span>| {
            let is_it = |c: &&Check| {
                (c.statement, c.target) == (statement_idx, index) && (label.is_none() || c.period == label)
            };
            ctx.judged.checks.iter().find(is_it)
        };
        let dues = match &target.time {
            dabiao_lang::model::Time::ByAttribute(id) => {
                let again = || own_date::of_all(&stage, (statement_idx, index, target), *id, Detail::Summary);
                let verdict = recorded(None).map_or_else(|| again().verdict, |c| c.verdict);
                keep(verdict);
                let what = Both::of(statement.text.to_string(), statement.text.to_string());
                root.children.push(step(what, word(verdict)));
                continue;
            }
            _ => time::dues(&stage, target),
        };
        let dues = match dues {
            Ok(dues) => dues,
            Err(problem) => {
                keep(Verdict::Invalid);
                let what = Both::of(target.text.to_string(), target.text.to_string());
                root.children.push(step(what, Both::of(problem.message(Lang::Zh), problem.message(Lang::En))));
                continue;
            }
        };
        for due in dues {
            let newest = if verdict::is_due(world, &due) { None } else { verdict::newest(&stage) };
            let asked = Asked { stage: &stage, target, index, due: &due, newest };
            let (node, verdict) = of_check(&asked, ctx.steps.entity, (ctx, recorded(Some(due.label))));
            keep(verdict);
            root.children.push(node);
        }
    }
}

fn heading(asked: &Asked<'_, '_, '_>, due: &Due) -> Both {
    let period = match due.label {
        Span::One(p) => p.to_string(),
        Span::Window(a, b) => format!("{a}..{b}"),
    };
    let text = &asked.stage.statement.text;
    Both::of(format!("{text}（{period}）"), format!("{text} ({period})"))
}

fn of_check(
    asked: &Asked<'_, '_, '_>,
    entity: Option<EntityId>,
    (ctx, recorded): (Context<'_>, Option<&Check>),
) -> (Derivation, Verdict) {
    let one = match (&asked.stage.who, entity) {
        (Who::One(e), _) => Some(*e),
        (Who::Each(list), Some(e)) if list.contains(&e) => Some(Some(e)),
        _ => None,
    };
    let Some(who) = one else { return of_many(asked, ctx, recorded) };
    let n_members = ctx.steps.n_members;
    let judged = verdict::judge(asked, who);
    let mut node = step(heading(asked, asked.due), said(asked, who, &judged));
    if let Some(e) = who {
        let name = reason::entity_name(asked.stage.world, e);
        node.what = Both::of(format!("{name}：{}", node.what.zh), format!("{name}: {}", node.what.en));
    }
    if let Some(read_at) = judged.read_at {
        let frame = frame_again(asked, who, read_at);
        if let Some(condition) = &asked.stage.statement.condition {
            node.children.push(of_expr(frame, condition, (Want::Truth, n_members)));
        }
        if let Some(filter) = asked.stage.filter() {
            node.children.push(of_expr(frame, filter, (Want::Truth, n_members)));
        }
        for exception in &asked.stage.statement.exceptions {
            node.children.push(of_expr(frame, &exception.filter, (Want::Truth, n_members)));
        }
        node.children.push(of_expr(frame, &asked.stage.statement.subject, (Want::Any, n_members)));
        let target = gather::applying(asked, &judged);
        if let TargetKind::Compare(_, right) | TargetKind::About(right, _) = &target.kind
            && !matches!(right.kind, ExprKind::Quantity(_))
        {
            node.children.push(of_expr(frame, right, (Want::Any, n_members)));
        }
    }
    (node, judged.verdict)
}

fn said(asked: &Asked<'_, '_, '_>, who: Option<EntityId>, judged: &Judged) -> Both {
    let target = gather::applying(asked, judged);
    let verdict = word(judged.verdict);
    match reason::of_judgement(asked, who, judged, target) {
        Some(why) => Both::of(format!("{}：{}", verdict.zh, why.zh), format!("{}: {}", verdict.en, why.en)),
        None => verdict,
    }
}

fn of_many(asked: &Asked<'_, '_, '_>, ctx: Context<'_>, recorded: Option<&Check>) -> (Derivation, Verdict) {
    // A rule that is rejected because of one of its statements has no checks on record, not even of the others.
    let again = recorded.is_none().then(|| gather::check(asked, 0, Detail::Summary));
    let Some(check) = recorded.or(again.as_ref()) else {
        return (step(Both::new("", ""), Both::new("", "")), Verdict::Empty);
    };
    let m = check.members.unwrap_or_default();
    let (zh, en) = (check.verdict.zh(), check.verdict.as_str());
    let value = Both::of(
        format!("{zh}：共{}个，达到{}，未达到{}，缺数{}，有误{}", m.total, m.passing, m.failing, m.missing, m.invalid),
        format!(
            "{en}: of {}, {} pass, {} fail, {} missing, {} invalid",
            m.total, m.passing, m.failing, m.missing, m.invalid
        ),
    );
    let mut node = step(heading(asked, asked.due), value);
    let named = || check.failing.iter().chain(&check.missing);
    for entity in named().take(ctx.steps.n_members) {
        let (child, _) = of_check(asked, Some(*entity), (ctx, None));
        node.children.push(child);
    }
    node.children.extend(others(named().count().saturating_sub(ctx.steps.n_members)));
    (node, check.verdict)
}

/// Says how many members are not shown.
fn others(n: usize) -> Option<Derivation> {
    let say = || Both::of(format!("另有 {n} 个对象"), format!("{n} more entities"));
    (n > 0).then(|| step(say(), Both::new("", "")))
}

/// Derives an expression: its value, the figures read in it, and its parts.
fn of_expr(frame: Frame<'_, '_>, expr: &Expr, (want, n_members): (Want, usize)) -> Derivation {
    let world = frame.world;
    let text = |lang| print::expr_in(&world.model.schema, expr, lang);
    let val = expr::eval(frame, expr, want);
    let unit = unit_of(world, expr);
    let mut node = step(Both::of(text(Lang::Zh), text(Lang::En)), value_text(world, &val, unit.as_ref()));
    match &expr.kind {
        ExprKind::Value(id) => of_value(frame, *id, (want, n_members), &mut node),
        ExprKind::Aggregate(a) => of_aggregate(frame, a, n_members, &mut node),
        ExprKind::Neg(x) | ExprKind::Not(x) => node.children.push(of_expr(frame, x, (want, n_members))),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
            node.children.extend(
                [a, b].into_iter().filter(|x| !is_constant(x)).map(|x| of_expr(frame, x, (Want::Any, n_members))),
            );
        }
        ExprKind::Within(x, _) => node.children.push(of_expr(frame, x, (Want::Num, n_members))),
        ExprKind::Total(..)
        | ExprKind::Gain(..)
        | ExprKind::Growth(..)
        | ExprKind::Yearly(..)
        | ExprKind::Change(_)
        | ExprKind::OverPeriods(..)
        | ExprKind::Rank(_)
        | ExprKind::AtPeriod(..)
        | ExprKind::AtEntity(..) => read_within(frame, expr, want, &mut node),
        ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_) | ExprKind::Day(_) => {}
        ExprKind::TimesLast(_) => {}
    }
    node
}

fn is_constant(x: &Expr) -> bool {
    matches!(x.kind, ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_))
}

/// Notes the figures that an expression reads.
fn read_within(frame: Frame<'_, '_>, expr: &Expr, want: Want, node: &mut Derivation) {
    frame.recorder.restart(Detail::Full);
    expr::eval(frame, expr, want);
    let readings: Vec<Reading> = frame.recorder.take();
    node.observations = readings.into_iter().map(|r| reason::observation(frame.world, r)).collect();
}

fn of_value(frame: Frame<'_, '_>, id: IndicatorId, (want, n_members): (Want, usize), node: &mut Derivation) {
    let expr = Expr { kind: ExprKind::Value(id), span: frame.world.indicator(id).map_or(NOWHERE, |i| i.span) };
    let formula = frame.world.indicator(id).and_then(|i| i.formula.as_ref());
    match formula.filter(|_| frame.depth < 16) {
        Some(formula) => {
            node.children.push(of_expr(Frame { depth: frame.depth + 1, ..frame }, formula, (Want::Any, n_members)));
        }
        None => read_within(frame, &expr, want, node),
    }
}

const NOWHERE: dabiao_lang::source::Span =
    dabiao_lang::source::Span { file: dabiao_lang::source::FileId(0), start: 0, end: 0 };

fn of_aggregate(frame: Frame<'_, '_>, a: &Aggregate, n_members: usize, node: &mut Derivation) {
    let is_count = matches!(a.function, AggregateFn::Count | AggregateFn::Share);
    let all = frame.population(&a.level, a.place.as_ref());
    let mut members = first_members(frame, a, (&all, n_members));
    let mut n_others = 0;
    match frame.world.focus.filter(|f| all.contains(f)) {
        Some(focus) => members = first_members(frame, a, (&[focus], 1)),
        None if members.len() == n_members => n_others = n_belonging(frame, a, &all).saturating_sub(n_members),
        None => {}
    }
    for (entity, is_sure) in members {
        let here = frame.of(Some(entity));
        let Some(body) = &a.body else { continue };
        let mut child = of_expr(here, body, (if is_count { Want::Truth } else { Want::Num }, n_members));
        flatten(&mut child);
        let name = reason::entity_name(frame.world, entity);
        let open = if is_sure { ("", "") } else { ("（是否适用不明）", " (perhaps not meant)") };
        child.what =
            Both::of(format!("{name}{}：{}", open.0, child.what.zh), format!("{name}{}: {}", open.1, child.what.en));
        node.children.push(child);
    }
    node.children.extend(others(n_others));
}

/// Returns the first of those who belong, and whether that is certain; nobody behind them is looked at.
fn first_members(frame: Frame<'_, '_>, a: &Aggregate, (all, n): (&[EntityId], usize)) -> Vec<(EntityId, bool)> {
    let mut found: Vec<(EntityId, bool)> = Vec::new();
    let mut not_applicable = 0;
    for entity in all {
        if found.len() >= n {
            break;
        }
        aggregate::each_of(frame, a, (&[*entity], &mut not_applicable), |m| found.push((m.entity, m.is_sure)));
    }
    found
}

/// How many belong or may belong; of a count or share the tally tells.
fn n_belonging(frame: Frame<'_, '_>, a: &Aggregate, all: &[EntityId]) -> usize {
    if let Some(tally) = aggregate::aggregate(frame, a).tally {
        return usize::try_from(tally.sure.total() + tally.open.total()).unwrap_or(usize::MAX);
    }
    let (mut n, mut not_applicable) = (0, 0);
    aggregate::each_of(frame, a, (all, &mut not_applicable), |_| n += 1);
    n
}

/// Lets a comparison of one plain figure show the figure itself: with many members each line counts.
fn flatten(child: &mut Derivation) {
    if let [only] = child.children.as_mut_slice()
        && only.children.is_empty()
    {
        child.observations = std::mem::take(&mut only.observations);
        child.children.clear();
    }
}

fn value_text(world: &World<'_>, val: &Val, unit: Option<&Unit>) -> Both {
    let same = |text: String| Both::of(text.clone(), text);
    let said = match &val.what {
        What::Num(r) => same(range_text(r, unit)),
        What::Truth(Some(true)) => Both::new("是", "yes"),
        What::Truth(Some(false)) => Both::new("否", "no"),
        What::Truth(None) | What::Text(None) => Both::new("未知", "unknown"),
        What::Text(Some(t)) => same(t.to_string()),
        What::Empty => Both::new("无适用对象", "nobody"),
        What::NotApplicable => Both::new("不适用", "not applicable"),
    };
    match val.fault {
        Some(fault) => {
            let why = reason::of_cause(world, fault.cause);
            Both::of(format!("{}（{}）", said.zh, why.zh), format!("{} ({})", said.en, why.en))
        }
        None => said,
    }
}

fn range_text(r: &Range, unit: Option<&Unit>) -> String {
    let symbol = unit.map_or("", |u| &*u.symbol);
    let number = |x: &dabiao_lang::model::Exact| in_unit(unit, x).to_text();
    match (r.value(), &r.low, &r.high) {
        (Some(x), _, _) => format!("{}{symbol}", number(x)),
        (None, None, None) => "?".to_owned(),
        (None, low, high) => {
            let end = |x: &Option<dabiao_lang::model::Exact>| x.as_ref().map_or("…".to_owned(), number);
            format!("{}..{}{symbol}", end(low), end(high))
        }
    }
}
