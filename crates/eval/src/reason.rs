//! Why: sentences for what is missing, what conflicts and what nobody is meant by, in both languages.

use super::absent;
use super::aggregate::counted;
use super::aggregate::{self, Tally};
use super::amount::short_amount;
use super::bind::{Bound, World};
use super::frame::Reading;
use super::judgement::{Check, Observation};
use super::read::{self, Cell};
use super::state::State;
use super::time;
use super::untold;
use super::value::{Cause, Fault, Range, What};
use super::verdict::{Asked, Judged, frame_again, is_due, line_op};
use dabiao_data::{Domain, EntityId, RowId, Series, SpecialKind};
use dabiao_lang::diag::Both;
use dabiao_lang::model::walk;
use dabiao_lang::model::{
    Aggregate, AggregateFn, CompareOp, Exact, Expr, ExprKind, IndicatorId, Kind, Period, Target, Verdict,
};

/// How many names a sentence holds.
const NAMED: usize = 5;

/// Returns why a judgement came out as it did, where that is not plain from the figures.
pub(crate) fn of_judgement(
    asked: &Asked<'_, '_, '_>,
    entity: Option<EntityId>,
    judged: &Judged,
    target: &Target,
) -> Option<Both> {
    let world = asked.stage.world;
    let why = match judged.state {
        State::Wrong(fault) => Some(of_cause(world, fault.cause)),
        State::Empty => Some(of_empty(asked)),
        State::Out => Some(Both::new("不适用", "not applicable")),
        State::Exempt => Some(Both::new("不作要求", "nothing is asked")),
        State::Fails if judged.course.is_lost => Some(of_lost(asked, target)),
        State::Holds => certificate(asked, judged, target),
        State::Unknown if !untold::tasks(asked, entity).is_empty() => Some(of_untold(asked, entity)),
        State::Unknown if judged.verdict == Verdict::Missing => of_missing(asked, entity, judged, target),
        State::Unknown | State::Fails if judged.verdict == Verdict::Pending && of_window(asked).is_some() => {
            of_window(asked)
        }
        State::Unknown if judged.verdict == Verdict::Pending => Some(of_pending(asked)),
        _ => None,
    };
    let why = match &judged.gate {
        Some(gate) => Some(gate.said(asked, why)),
        None => why,
    };
    match (judged.at, judged.verdict, why) {
        (Some(p), Verdict::Unmet, None) => Some(Both::of(format!("{p}未达到"), format!("broken in {p}"))),
        (Some(p), Verdict::Missing | Verdict::Invalid, Some(w)) => {
            Some(Both::of(format!("{p}：{}", w.zh), format!("{p}: {}", w.en)))
        }
        (_, _, why) => why,
    }
}

/// Returns what is said of a target that cannot hold any more.
fn of_lost(asked: &Asked<'_, '_, '_>, target: &Target) -> Both {
    match line_op(target, &asked.stage.statement.subject) {
        Some(CompareOp::Ge | CompareOp::Gt) => Both::new("已不可能再达到", "it can no longer be reached"),
        _ => Both::new("已经突破，不可能再守住", "broken: it can no longer be kept"),
    }
}

/// Returns when the years are over that a target goes over or is compared with, where they are not.
fn of_window(asked: &Asked<'_, '_, '_>) -> Option<Both> {
    let last = time::end_of_windows(asked.stage, asked.due)?;
    (last > asked.stage.world.as_of && asked.newest.is_some()).then(|| {
        Both::of(
            format!("所取的各期到 {last} 才结束，在那之前不能判定"),
            format!("the periods that it goes over end on {last}; until then nothing is decided"),
        )
    })
}

/// Returns why a target holds although figures are missing or wrong: the worst that they may still come to satisfies it.
fn certificate(asked: &Asked<'_, '_, '_>, judged: &Judged, target: &Target) -> Option<Both> {
    if matches!(asked.stage.statement.subject.kind, ExprKind::Yearly(..)) {
        // A root is known between two ends, with no figure missing.
        return None;
    }
    let compared = judged.compared.as_ref()?;
    let range = compared.rounded.as_ref().or(compared.val.as_range()).filter(|r| r.value().is_none())?;
    let worst = match (line_op(target, &asked.stage.statement.subject)?, &range.low, &range.high) {
        (CompareOp::Ge, Some(low), _) => (low, range.without.low),
        (CompareOp::Gt, Some(low), _) => (low, range.without.low),
        (CompareOp::Le | CompareOp::Lt, _, Some(high)) => (high, range.without.high),
        _ => return Some(Both::new("缺少的数据无论是多少，都达到目标", "whatever the missing figures are, it holds")),
    };
    let (shown, is_open) = (short_amount(target.unit.as_ref(), worst.0), worst.1);
    let (more, over) = match (is_open, Some(worst.0) == range.low.as_ref()) {
        (false, _) => ("", ""),
        (true, true) => ("大于", "more than "),
        (true, false) => ("小于", "less than "),
    };
    Some(Both::of(
        format!("缺少的数据按最不利补齐，仍为{more}{shown}，达到目标"),
        format!("the worst that the missing figures can come to still gives {over}{shown}, which is enough"),
    ))
}

/// Returns what is said where a task was not set.
fn of_untold(asked: &Asked<'_, '_, '_>, entity: Option<EntityId>) -> Both {
    match asked.newest.is_some() && untold::lacks_figures(asked, entity) && is_due(asked.stage.world, asked.due) {
        true => Both::new("任务未下达，数据也未报", "the task has not been set, nor have the figures been reported"),
        false => Both::new("任务未下达", "the task has not been set"),
    }
}

fn of_pending(asked: &Asked<'_, '_, '_>) -> Both {
    if asked.due.is_short {
        return Both::new("最后一段不足一个周期，不判定", "the last block is short and is not judged");
    }
    match asked.newest {
        None => Both::new("尚无数据", "there are no figures yet"),
        Some(p) => Both::of(
            format!("最新数据为{p}，尚不能判断进度"),
            format!("the newest figures, of {p}, do not tell the progress"),
        ),
    }
}

/// Returns what is wrong with figures.
pub(crate) fn of_cause(world: &World<'_>, cause: Cause) -> Both {
    match cause {
        Cause::Cell { indicator, entity, period } => of_cell(world, indicator, entity, period),
        Cause::ZeroDivision => Both::new("除数为零", "division by zero"),
        Cause::BaseNotPositive => Both::new("增速的基数不为正数", "the base of the growth is not positive"),
        Cause::NoYears => {
            Both::new("年均增速的基期不早于本期", "the base of the yearly growth is not before the period")
        }
        Cause::IllTyped => Both::new("比较的两边不是同类的值", "the two sides of a comparison are not of one type"),
        Cause::NotAmong => Both::new("不在参加排名的对象之中", "it is not among those who are ranked"),
        Cause::NoAncestor => Both::new("上级中没有该层级的对象", "there is no entity of that level above"),
        Cause::OutOfRange(id) => {
            let name = indicator_name(world, id);
            Both::of(
                format!("`{name}`的计算结果超出取值范围"),
                format!("the computed `{name}` lies outside what is possible"),
            )
        }
        Cause::Depth => Both::new("公式循环引用", "a formula leads back to itself"),
        Cause::Exceptions => {
            Both::new("同时适用两项目标不同的例外", "two exceptions with different targets fit at once")
        }
    }
}

fn of_cell(world: &World<'_>, id: IndicatorId, entity: EntityId, period: Option<Period>) -> Both {
    let name = indicator_name(world, id);
    let whose = entity_name(world, entity);
    let when = period.map_or(String::new(), |p| p.to_string());
    let special = match (world.bound(id), period) {
        (Bound::Series(s), Some(p)) => s.specials.get(&(p, entity)),
        _ => None,
    };
    let Some(special) = special else {
        return Both::of(format!("{whose}的`{name}`无法识别"), format!("`{name}` of {whose} cannot be read"));
    };
    let rows = rows_text(world, &special.rows);
    match &special.kind {
        SpecialKind::Conflict => Both::of(
            format!("{whose}{when}的`{name}`数据互相矛盾（{rows}）"),
            format!("the rows for `{name}` of {whose} in {when} disagree ({rows})"),
        ),
        SpecialKind::Invalid(why) => Both::of(
            format!("{whose}{when}的`{name}`有误（{rows}）：{}", why.zh),
            format!("`{name}` of {whose} in {when} is wrong ({rows}): {}", why.en),
        ),
        _ => Both::of(format!("{whose}{when}的`{name}`有误"), format!("`{name}` of {whose} in {when} is wrong")),
    }
}

fn rows_text(world: &World<'_>, rows: &[RowId]) -> String {
    let places = rows.iter().take(NAMED).filter_map(|r| world.data.origins.locate(*r));
    places.map(|(origin, row)| format!("{}:{row}", origin.file)).collect::<Vec<_>>().join(", ")
}

/// Returns why nobody is meant.
fn of_empty(asked: &Asked<'_, '_, '_>) -> Both {
    if let Some(a) = first_aggregate(&asked.stage.statement.subject)
        && let Some(filter) = &a.filter
        && let Some(absent) = absent::value(asked.stage.world, filter)
    {
        return absent;
    }
    Both::new("没有符合条件的对象", "nobody fits the condition")
}

fn first_aggregate(expr: &Expr) -> Option<&Aggregate> {
    match &expr.kind {
        ExprKind::Aggregate(a) => Some(a),
        ExprKind::Neg(x)
        | ExprKind::Not(x)
        | ExprKind::Total(x, _)
        | ExprKind::Gain(x, _)
        | ExprKind::Growth(x, _)
        | ExprKind::Yearly(x, _)
        | ExprKind::Change(x)
        | ExprKind::OverPeriods(_, x, _)
        | ExprKind::AtPeriod(x, _)
        | ExprKind::AtEntity(x, _)
        | ExprKind::Within(x, _) => first_aggregate(x),
        ExprKind::Binary(_, a, b) | ExprKind::Compare(_, a, b) | ExprKind::About(a, b, _) => {
            first_aggregate(a).or_else(|| first_aggregate(b))
        }
        _ => None,
    }
}

/// Returns what is missing and how it would decide.
fn of_missing(asked: &Asked<'_, '_, '_>, entity: Option<EntityId>, judged: &Judged, target: &Target) -> Option<Both> {
    let plain = Both::new("缺少数据", "figures are missing");
    let Some(a) = counted(&asked.stage.statement.subject) else { return Some(plain) };
    let Some(read_at) = judged.read_at else { return Some(plain) };
    let tally = aggregate::aggregate(frame_again(asked, entity, read_at), a).tally?;
    let unknown = tally.sure.unknown;
    if tally.open.total() > 0 {
        let n = tally.open.total();
        return Some(Both::of(
            format!("{n}个对象是否适用不明，{unknown}个缺数"),
            format!("whether {n} belong is unknown, and {unknown} have no figures"),
        ));
    }
    let line = judged.compared.as_ref()?.line.as_ref()?.value()?;
    let op = line_op(target, &asked.stage.statement.subject)?;
    Some(needed(a, &tally, op, line).unwrap_or(plain))
}

/// Returns how many of those missing would have to pass.
fn needed(a: &Aggregate, tally: &Tally, op: CompareOp, line: &Exact) -> Option<Both> {
    let unknown = tally.sure.unknown;
    let line = match a.function {
        AggregateFn::Share => line * &Exact::from(i128::from(tally.sure.total())),
        _ => line.clone(),
    };
    let have = Exact::from(i128::from(tally.sure.pass));
    match op {
        CompareOp::Ge | CompareOp::Gt => {
            let goal = if op == CompareOp::Ge { line.ceil() } else { &line.floor() + &Exact::ONE };
            let n = (&goal - &have).to_i64()?;
            Some(Both::of(
                format!("{unknown}个缺数，其中须有{n}个达到"),
                format!("{n} of the {unknown} would have to pass"),
            ))
        }
        CompareOp::Le | CompareOp::Lt => {
            let goal = if op == CompareOp::Le { line.floor() } else { &line.ceil() - &Exact::ONE };
            let n = (&goal - &have).to_i64()?;
            Some(Both::of(
                format!("{unknown}个缺数，其中至多只能有{n}个符合"),
                format!("no more than {n} of the {unknown} may fit"),
            ))
        }
        CompareOp::Eq | CompareOp::Ne => None,
    }
}

/// Returns why a check over many came out as it did.
pub(crate) fn of_many(
    asked: &Asked<'_, '_, '_>,
    list: &[EntityId],
    check: &Check,
    fault: Option<(EntityId, Fault)>,
    empty: &[EntityId],
) -> Option<Both> {
    let world = asked.stage.world;
    if check.verdict == Verdict::Empty {
        if list.is_empty() {
            return Some(Both::new("范围内没有对象", "nobody is in scope"));
        }
        let absent = asked.stage.filter().and_then(|f| absent::value(world, f));
        return Some(absent.unwrap_or_else(|| Both::new("没有符合条件的对象", "nobody fits the condition")));
    }
    if let (Verdict::Invalid, Some((entity, fault))) = (check.verdict, fault) {
        let why = of_cause(world, fault.cause);
        let who = entity_name(world, entity);
        let is_named = matches!(fault.cause, Cause::Cell { .. });
        return Some(if is_named {
            why
        } else {
            Both::of(format!("{who}：{}", why.zh), format!("{who}: {}", why.en))
        });
    }
    if !empty.is_empty() {
        let names: Vec<String> = empty.iter().take(NAMED).map(|e| entity_name(world, *e)).collect();
        let more = if empty.len() > NAMED { "…" } else { "" };
        return Some(Both::of(
            format!("无适用对象、未计入：{}{more}", names.join("、")),
            format!("left out for having nobody: {}{more}", names.join(", ")),
        ));
    }
    if check.verdict == Verdict::Missing {
        let n = check.missing.len();
        if let (0, Some(filter)) = (n, asked.stage.filter()) {
            return Some(of_membership(world, filter));
        }
        if n == 0 {
            return Some(Both::new("有的对象是否属于例外不明", "whether some are excepted is not known"));
        }
        let is_untold = |e: &&EntityId| !untold::tasks(asked, Some(**e)).is_empty();
        return Some(match check.missing.iter().filter(is_untold).count() {
            0 => Both::of(format!("{n}个对象缺数"), format!("{n} have no figures that decide")),
            all if all == n => {
                Both::of(format!("{n}个对象的任务未下达"), format!("the tasks of {n} have not been set"))
            }
            some => Both::of(
                format!("{n}个对象缺数，其中{some}个任务未下达"),
                format!("{n} have no figures that decide; the tasks of {some} of them have not been set"),
            ),
        });
    }
    None
}

/// Returns why it is not known who is meant: every figure is there, but who fits the condition is open.
fn of_membership(world: &World<'_>, filter: &Expr) -> Both {
    let mut nowhere = None;
    walk::expression(filter, &mut |e| {
        if let ExprKind::Value(id) = &e.kind
            && matches!(world.bound(*id), Bound::Nothing)
            && world.indicator(*id).is_some_and(|i| i.formula.is_none())
        {
            nowhere = nowhere.or(Some(*id));
        }
    });
    match nowhere {
        Some(id) => {
            let name = indicator_name(world, id);
            Both::of(
                format!("名录和数据中都没有`{name}`，无法判断谁符合条件"),
                format!("`{name}` is neither in the roster nor in the data: who fits the condition is not known"),
            )
        }
        None => Both::new("有的对象是否符合条件不明", "whether some fit the condition is not known"),
    }
}

/// Returns the name of an indicator.
pub(crate) fn indicator_name(world: &World<'_>, id: IndicatorId) -> String {
    world.indicator(id).map_or(String::new(), |i| i.name.to_string())
}

/// Returns the name of an entity.
pub(crate) fn entity_name(world: &World<'_>, id: EntityId) -> String {
    world.data.roster.get(id).map_or(String::new(), |e| e.name.to_string())
}

/// Writes a reading down with its row and its value as text.
pub(crate) fn observation(world: &World<'_>, reading: Reading) -> Observation {
    let Reading { indicator, entity, period, .. } = reading;
    let mut observation = Observation { indicator, entity, period, row: None, value: String::new() };
    match (world.bound(indicator), period) {
        (Bound::Attribute(c), _) => {
            let text = c.values.get(entity.0 as usize);
            observation.value = text.map_or(String::new(), |t| t.to_string());
        }
        (Bound::Series(series), Some(p)) => {
            observation.row = row_of(series, entity, p);
            observation.value = cell_text(world, series, indicator, entity, p);
        }
        _ => {}
    }
    observation
}

fn row_of(series: &Series, entity: EntityId, period: Period) -> Option<RowId> {
    let slab = series.slab(period, entity)?;
    let idx = slab.index_of(entity)?;
    match slab.values.get(idx) {
        Some(&dabiao_data::ABSENT) | None => None,
        Some(&dabiao_data::SPECIAL) => {
            let special = series.specials.get(&(period, entity));
            special.and_then(|s| s.rows.first().copied()).or_else(|| slab.rows.get(idx).copied())
        }
        Some(_) => slab.rows.get(idx).copied(),
    }
}

fn cell_text(world: &World<'_>, series: &Series, id: IndicatorId, entity: EntityId, period: Period) -> String {
    match read::cell(world, series, entity, period) {
        Cell::Value(val) => match val.what {
            What::Num(r) => number_text(world, series, id, &r),
            What::Truth(Some(b)) => if b { "是" } else { "否" }.to_owned(),
            What::Text(Some(t)) => t.to_string(),
            _ => String::new(),
        },
        Cell::BelowUnit(_) => "…".to_owned(),
        Cell::NotApplicable => "不适用".to_owned(),
        Cell::Wrong | Cell::Absent => String::new(),
    }
}

fn number_text(world: &World<'_>, series: &Series, id: IndicatorId, range: &Range) -> String {
    let Some(x) = range.value() else { return String::new() };
    if let (Domain::Grade, Some(Kind::Grade(names))) =
        (series.domain, world.indicator(id).and_then(|i| i.kind.as_ref()))
    {
        let rank = x.to_i64().and_then(|r| usize::try_from(r).ok());
        return rank.and_then(|r| names.get(r)).map_or(String::new(), |n| n.to_string());
    }
    let unit = world.indicator(id).and_then(|i| i.unit.as_ref()).or(series.unit.as_ref());
    super::value::in_unit(unit, x).to_text()
}
