//! `explain`: how a verdict came about, step by step, with the figures that were used.

use chrono::NaiveDate;

use super::Detail;
use super::aggregate;
use super::bind::World;
use super::expr::{self, Want};
use super::frame::{Frame, Reading, Recorder};
use super::gather;
use super::judgement::{Derivation, Span};
use super::reason;
use super::stage::frame_at;
use super::stage::{Stage, Who};
use super::time::{self, Due};
use super::value::in_unit;
use super::value::{Range, Val, What};
use super::verdict::{self, Asked, Judged};
use dabiao_data::{Dataset, EntityId};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::{
    Aggregate, AggregateFn, Expr, ExprKind, IndicatorId, Rule, Statement, TargetKind, Unit, Verdict, print,
};

/// How many members of a population are shown one by one.
const SHOWN: usize = 300;

/// Derives the verdict of a rule, or of one entity under it; an unknown rule gives an empty derivation.
pub fn derive(rules: &RuleSet, data: &Dataset, as_of: NaiveDate, rule: usize, entity: Option<EntityId>) -> Derivation {
    let mut world = World::new(rules.model(), data, as_of);
    world.focus = entity;
    let recorder = Recorder::default();
    let Some(rule) = rules.model().rules.get(rule) else { return step(Both::new("", ""), Both::new("", "")) };
    let title = rule.title.as_ref().map_or(rule.id.to_string(), |t| format!("{} {t}", rule.id));
    let mut root = step(Both::of(title.clone(), title), Both::new("", ""));
    if let Some(problem) = rule.errors.first() {
        root.value = Both::of(
            format!("{}：{}", Verdict::Invalid.zh(), problem.message(Lang::Zh)),
            format!("invalid: {}", problem.message(Lang::En)),
        );
        return root;
    }
    let mut worst: Option<Verdict> = None;
    for statement in &rule.statements {
        of_statement(&world, &recorder, (rule, statement, entity), &mut root, &mut worst);
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
    world: &World<'_>,
    recorder: &Recorder,
    (rule, statement, entity): (&Rule, &Statement, Option<EntityId>),
    root: &mut Derivation,
    worst: &mut Option<Verdict>,
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
    for (index, target) in statement.targets.iter().enumerate() {
        let dues = match &target.time {
            dabiao_lang::model::Time::ByAttribute(id) => {
                let check = gather::by_own_date(&stage, (0, index, target), *id, Detail::Summary);
                keep(check.verdict);
                let what = Both::of(statement.text.to_string(), statement.text.to_string());
                root.children.push(step(what, word(check.verdict)));
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
            let (node, verdict) = of_check(&asked, entity);
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

fn of_check(asked: &Asked<'_, '_, '_>, entity: Option<EntityId>) -> (Derivation, Verdict) {
    let one = match (&asked.stage.who, entity) {
        (Who::One(e), _) => Some(*e),
        (Who::Each(list), Some(e)) if list.contains(&e) => Some(Some(e)),
        _ => None,
    };
    let Some(who) = one else { return of_many(asked) };
    let judged = verdict::judge(asked, who);
    let mut node = step(heading(asked, asked.due), said(asked, who, &judged));
    if let Some(e) = who {
        let name = reason::entity_name(asked.stage.world, e);
        node.what = Both::of(format!("{name}：{}", node.what.zh), format!("{name}: {}", node.what.en));
    }
    if let Some(read_at) = judged.read_at {
        let frame = frame_at(asked.stage, who, read_at);
        if let Some(filter) = asked.stage.filter() {
            node.children.push(of_expr(frame, filter, Want::Truth));
        }
        for exception in &asked.stage.statement.exceptions {
            node.children.push(of_expr(frame, &exception.filter, Want::Truth));
        }
        node.children.push(of_expr(frame, &asked.stage.statement.subject, Want::Any));
        let target = gather::applying(asked, &judged);
        if let TargetKind::Compare(_, right) | TargetKind::About(right, _) = &target.kind
            && !matches!(right.kind, ExprKind::Quantity(_))
        {
            node.children.push(of_expr(frame, right, Want::Any));
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

fn of_many(asked: &Asked<'_, '_, '_>) -> (Derivation, Verdict) {
    let check = gather::check(asked, 0, Detail::Summary);
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
    for entity in check.failing.iter().chain(&check.missing).take(SHOWN) {
        let (child, _) = of_check(asked, Some(*entity));
        node.children.push(child);
    }
    (node, check.verdict)
}

/// Derives an expression: its value, the figures read in it, and its parts.
fn of_expr(frame: Frame<'_, '_>, expr: &Expr, want: Want) -> Derivation {
    let world = frame.world;
    let text = |lang| print::expr_in(&world.model.schema, expr, lang);
    let val = expr::eval(frame, expr, want);
    let unit = unit_of(world, expr);
    let mut node = step(Both::of(text(Lang::Zh), text(Lang::En)), value_text(world, &val, unit.as_ref()));
    match &expr.kind {
        ExprKind::Value(id) => of_value(frame, *id, want, &mut node),
        ExprKind::Aggregate(a) => of_aggregate(frame, a, &mut node),
        ExprKind::Neg(x) | ExprKind::Not(x) => node.children.push(of_expr(frame, x, want)),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
            node.children.extend([a, b].into_iter().filter(|x| !is_constant(x)).map(|x| of_expr(frame, x, Want::Any)));
        }
        ExprKind::Within(x, _) => node.children.push(of_expr(frame, x, Want::Num)),
        ExprKind::Total(..)
        | ExprKind::Gain(..)
        | ExprKind::Growth(..)
        | ExprKind::Yearly(..)
        | ExprKind::Change(_)
        | ExprKind::AtPeriod(..)
        | ExprKind::AtEntity(..) => read_within(frame, expr, want, &mut node),
        ExprKind::Quantity(_) | ExprKind::Bool(_) | ExprKind::Grade(..) | ExprKind::Text(_) => {}
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

fn of_value(frame: Frame<'_, '_>, id: IndicatorId, want: Want, node: &mut Derivation) {
    let expr = Expr { kind: ExprKind::Value(id), span: frame.world.indicator(id).map_or(NOWHERE, |i| i.span) };
    let formula = frame.world.indicator(id).and_then(|i| i.formula.as_ref());
    match formula.filter(|_| frame.depth < 16) {
        Some(formula) => {
            node.children.push(of_expr(Frame { depth: frame.depth + 1, ..frame }, formula, Want::Any));
        }
        None => read_within(frame, &expr, want, node),
    }
}

const NOWHERE: dabiao_lang::source::Span =
    dabiao_lang::source::Span { file: dabiao_lang::source::FileId(0), start: 0, end: 0 };

fn of_aggregate(frame: Frame<'_, '_>, a: &Aggregate, node: &mut Derivation) {
    let is_count = matches!(a.function, AggregateFn::Count | AggregateFn::Share);
    let mut not_applicable = 0;
    let mut members: Vec<(EntityId, bool)> = Vec::new();
    aggregate::each_member(frame, a, &mut not_applicable, |m| members.push((m.entity, m.is_sure)));
    if let Some(focus) = frame.world.focus.filter(|f| members.iter().any(|(e, _)| e == f)) {
        members.retain(|(e, _)| *e == focus);
    }
    for (entity, is_sure) in members.into_iter().take(SHOWN) {
        let here = frame.of(Some(entity));
        let Some(body) = &a.body else { continue };
        let mut child = of_expr(here, body, if is_count { Want::Truth } else { Want::Num });
        flatten(&mut child);
        let name = reason::entity_name(frame.world, entity);
        let open = if is_sure { ("", "") } else { ("（是否适用不明）", " (perhaps not meant)") };
        child.what =
            Both::of(format!("{name}{}：{}", open.0, child.what.zh), format!("{name}{}: {}", open.1, child.what.en));
        node.children.push(child);
    }
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

/// Returns the unit in which a step is shown.
fn unit_of(world: &World<'_>, expr: &Expr) -> Option<Unit> {
    match &expr.kind {
        ExprKind::Quantity(q) => q.unit.clone(),
        ExprKind::Value(id) => world.indicator(*id)?.unit.clone(),
        ExprKind::Binary(dabiao_lang::model::BinaryOp::Add | dabiao_lang::model::BinaryOp::Sub, a, b) => {
            unit_of(world, a).or_else(|| unit_of(world, b))
        }
        ExprKind::Neg(x) | ExprKind::Total(x, _) | ExprKind::AtPeriod(x, _) | ExprKind::AtEntity(x, _) => {
            unit_of(world, x)
        }
        // The difference of two shares is shown as a share: a difference in base units has no other name here.
        ExprKind::Gain(x, _) | ExprKind::Change(x) => unit_of(world, x),
        ExprKind::Aggregate(a) => match a.function {
            AggregateFn::Count => None,
            AggregateFn::Share => world.model.schema.unit("%"),
            _ => unit_of(world, a.body.as_ref()?),
        },
        ExprKind::Growth(..) | ExprKind::Yearly(..) => world.model.schema.unit("%"),
        _ => None,
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
