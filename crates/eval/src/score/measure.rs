//! What an entry measures for an entity: the value of an expression, or the share of a rule's judgements that are met.

use std::sync::Arc;

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use crate::bind::{Region, World};
use crate::compare;
use crate::entered::Entered;
use crate::expr::{self, Want};
use crate::frame::{Basis, Flow, Frame, MissingAs, Recorder, Rounds, Sight, States, Totals};
use crate::reason;
use crate::scores::Points;
use crate::stage::{Stage, Who};
use crate::state::State;
use crate::time;
use crate::value::{Range, Val, What};
use crate::verdict::{self, Asked};
use dabiao_data::EntityId;
use dabiao_lang::diag::Both;
use dabiao_lang::model::scheme::{Goal, RuleRef, SchemeRef};
use dabiao_lang::model::{Exact, Expr, Frequency, Period, Rule, TargetKind, Verdict};

/// For which period a scheme is applied, and in which world.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'w, 'a> {
    pub(crate) world: &'w World<'a>,
    pub(crate) recorder: &'w Recorder,
    pub(crate) region: Region,
    pub(crate) period: Period,
    pub(crate) sight: Sight,
    /// The totals of schemes that were applied before; nobody has one where a scheme is only looked at.
    pub(crate) totals: Option<&'w OtherTotals>,
    /// The points that people entered.
    pub(crate) entered: &'w Entered,
}

/// Totals by scheme, by the parts of the period over which the mean is taken, and by entity.
pub(crate) type OtherTotals = FxHashMap<(Arc<str>, Option<Frequency>, EntityId), Points>;

/// What was measured.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub(crate) what: Kind,
    /// Why it is not known, or does not apply.
    pub(crate) why: Option<Both>,
    /// For rules: how many judgements there are, and how many are met.
    pub(crate) tally: Option<(u64, u64)>,
}

/// Whether there is a measure.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// A number, in base units; a range where figures are missing.
    Number(Range),
    /// A number that figures which are wrong leave open.
    Wrong(Range),
    /// Not a number: only whether it reaches its goal.
    Other(Option<bool>),
    /// It does not apply to the entity.
    Out,
}

impl Measured {
    fn new(what: Kind) -> Self {
        Self { what, why: None, tally: None }
    }

    /// Returns what was measured, with what is to be said of it.
    pub(super) fn of(what: Kind, why: Both) -> Self {
        Self { why: Some(why), ..Self::new(what) }
    }

    /// Returns whether it is one known number.
    pub(super) fn is_exact(&self) -> bool {
        matches!(&self.what, Kind::Number(r) if r.value().is_some())
    }

    /// Returns whether it is not known for want of figures.
    pub(super) fn is_missing(&self) -> bool {
        matches!(&self.what, Kind::Number(r) if r.value().is_none())
    }

    /// Returns the possible values, where it is a number.
    pub(crate) fn range(&self) -> Option<&Range> {
        match &self.what {
            Kind::Number(r) | Kind::Wrong(r) => Some(r),
            Kind::Other(_) | Kind::Out => None,
        }
    }
}

impl<'w, 'a> Scene<'w, 'a> {
    /// Returns the frame in which expressions are read for an entity.
    pub(crate) fn frame(&self, entity: EntityId) -> Frame<'w, 'a> {
        Frame {
            world: self.world,
            recorder: self.recorder,
            supposed: None,
            region: self.region,
            missing: MissingAs::Unknown,
            entity: Some(entity),
            period: Some(self.period),
            vantage: Some(self.period),
            line: None,
            flow: Flow::Alone,
            sight: self.sight,
            rounds: Rounds::Indicator,
            totals: Totals::Window,
            basis: Basis::Both,
            states: States::AsTheyStand,
            depth: 0,
        }
    }

    /// Returns whether a condition holds for an entity; `None` where it is not known.
    pub(crate) fn truth(&self, entity: EntityId, condition: &Expr) -> Option<bool> {
        match expr::condition(self.frame(entity), condition).what {
            What::Truth(t) => t,
            _ => Some(false),
        }
    }

    /// Measures an expression.
    pub(crate) fn value(&self, entity: EntityId, e: &Expr) -> Measured {
        of_val(self.world, expr::eval(self.frame(entity), e, Want::Num).into_num())
    }

    /// Returns whether an expression that need not be a number reaches a goal.
    pub(crate) fn reaches(&self, entity: EntityId, e: &Expr, goal: &Goal) -> Measured {
        let frame = self.frame(entity);
        let val = match goal {
            Goal::Compare(op, right) => compare::compare(frame, *op, e, right),
            Goal::Within(interval) => compare::within(frame, e, interval),
            Goal::Mean { .. } => return Measured::new(Kind::Other(None)),
        };
        match val.what {
            What::Truth(t) => Measured {
                why: val.fault.map(|f| reason::of_cause(self.world, f.cause)),
                ..Measured::new(Kind::Other(t.filter(|_| !val.fault.is_some_and(|f| f.is_hard))))
            },
            _ => of_val(self.world, val),
        }
    }

    /// Returns whether a number is among some values; `None` where it is not known.
    pub(crate) fn is_among(&self, entity: EntityId, x: &Range, values: &TargetKind) -> Option<bool> {
        let end = |e: &Expr| expr::eval(self.frame(entity), e, Want::Num).into_num().as_range().cloned();
        match values {
            TargetKind::Compare(op, e) => compare::numbers(*op, x, &end(e)?),
            TargetKind::Within(i) => {
                use dabiao_lang::model::CompareOp::{Ge, Gt, Le, Lt};
                let low = match &i.low {
                    Some(e) => compare::numbers(if i.is_low_open { Gt } else { Ge }, x, &end(e)?),
                    None => Some(true),
                };
                let high = match &i.high {
                    Some(e) => compare::numbers(if i.is_high_open { Lt } else { Le }, x, &end(e)?),
                    None => Some(true),
                };
                match (low, high) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    _ => None,
                }
            }
            TargetKind::About(..) | TargetKind::Holds => None,
        }
    }

    /// Measures the share of the judgements of some rules, due in the period, that are met below an entity.
    pub(crate) fn share(&self, entity: EntityId, rules: &[RuleRef]) -> Measured {
        let mut sum: Option<Range> = None;
        let mut whole = Tally::default();
        for r in rules {
            let tally = self.tally(entity, r);
            whole.total += tally.total;
            whole.passing += tally.passing;
            whole.unknown += tally.unknown;
            whole.wrong += tally.wrong;
            whole.why = whole.why.or_else(|| tally.why.clone());
            if let Some(share) = tally.range() {
                sum = Some(sum.map_or_else(|| share.clone(), |s| s.add(&share)));
                whole.n_rules += 1;
            }
        }
        let tally = Some((whole.total, whole.passing));
        let Some(sum) = sum else {
            let why = whole.why.unwrap_or_else(|| {
                Both::new(
                    "规则在本期没有要判定的对象或到期的要求",
                    "the rule judges nobody here, or nothing is due in the period",
                )
            });
            return Measured { what: Kind::Out, why: Some(why), tally };
        };
        let share = sum.div(&Range::exact(Exact::from(whole.n_rules))).unwrap_or_else(|_| Range::unbounded());
        let what = if whole.wrong > 0 { Kind::Wrong(share) } else { Kind::Number(share) };
        Measured { what, why: whole.why, tally }
    }

    /// Returns whether a rule is broken below an entity; `None` where it is not known.
    pub(crate) fn is_broken(&self, entity: EntityId, r: &RuleRef) -> Option<bool> {
        let tally = self.tally(entity, r);
        if tally.failing > 0 {
            return Some(true);
        }
        if tally.unknown > 0 { None } else { Some(false) }
    }

    fn tally(&self, entity: EntityId, r: &RuleRef) -> Tally {
        let mut tally = Tally::default();
        let Some(rule) = self.world.model.rules.iter().find(|rule| rule.id == r.id) else { return tally };
        if let Some(problem) = rule.errors.first() {
            use dabiao_lang::diag::Lang::{En, Zh};
            tally.total = 1;
            tally.unknown = 1;
            tally.wrong = 1;
            tally.why = Some(Both::of(problem.message(Zh), problem.message(En)));
            return tally;
        }
        for statement in &rule.statements {
            let stage = match Stage::within(self.world, self.recorder, (rule, statement), Some(entity)) {
                Ok(stage) => stage,
                Err(problem) => {
                    use dabiao_lang::diag::Lang::{En, Zh};
                    tally.why = Some(Both::of(problem.message(Zh), problem.message(En)));
                    continue;
                }
            };
            self.judge(&stage, entity, &mut tally);
        }
        tally
    }

    fn judge(&self, stage: &Stage<'_, 'a>, entity: EntityId, tally: &mut Tally) {
        let rule: &Rule = stage.rule;
        for (index, target) in stage.statement.targets_on(stage.world.as_of).iter().enumerate() {
            let Ok(dues) = time::dues(stage, target) else { continue };
            for due in dues.iter().filter(|d| self.is_of_period(d.end)) {
                let is_due = verdict::is_due(self.world, due);
                let newest = if is_due { None } else { verdict::newest(stage) };
                let asked = Asked { stage, target, index, due, newest };
                let each: Vec<Option<EntityId>> = match &stage.who {
                    Who::One(e) => vec![*e],
                    Who::Each(list) => list.iter().copied().map(Some).collect(),
                };
                for one in each.into_iter().filter(|e| e.is_none_or(|e| self.world.is_within(e, Some(entity)))) {
                    let judged = verdict::judge(&asked, one);
                    tally.add(&judged, || {
                        let which = one.map(|e| reason::entity_name(self.world, e)).unwrap_or_default();
                        let why = reason::of_judgement(&asked, one, &judged, target);
                        let (zh, en) = why.map_or((String::new(), String::new()), |w| (w.zh.into(), w.en.into()));
                        Both::of(format!("{}：{which} {zh}", rule.id), format!("{}: {which} {en}", rule.id))
                    });
                }
            }
        }
    }

    /// Takes the total of another scheme.
    pub(crate) fn total_of(&self, entity: EntityId, scheme: &SchemeRef) -> Measured {
        let key = (scheme.name.clone(), scheme.mean_over, entity);
        match self.totals.and_then(|t| t.get(&key)) {
            Some(Points { low, high }) => Measured::new(Kind::Number(Range::between(low.clone(), high.clone()))),
            None => {
                let name = &scheme.name;
                let why = Both::of(format!("`{name}` 不考核它"), format!("`{name}` does not rank it"));
                Measured { why: Some(why), ..Measured::new(Kind::Out) }
            }
        }
    }

    pub(super) fn is_of_period(&self, day: NaiveDate) -> bool {
        self.period.first_day() <= day && day <= self.period.last_day()
    }
}

/// How the judgements of a rule came out.
#[derive(Debug, Clone, Default)]
struct Tally {
    total: u64,
    passing: u64,
    failing: u64,
    unknown: u64,
    wrong: u64,
    n_rules: i64,
    why: Option<Both>,
}

impl Tally {
    fn add(&mut self, judged: &verdict::Judged, why: impl FnOnce() -> Both) {
        if judged.state == State::Out {
            return;
        }
        match judged.verdict {
            Verdict::Empty | Verdict::Exempt => return,
            Verdict::Met | Verdict::Early if judged.is_sure => self.passing += 1,
            Verdict::Unmet if judged.is_sure => self.failing += 1,
            _ => {
                self.unknown += 1;
                self.wrong += u64::from(judged.verdict == Verdict::Invalid);
                if self.why.is_none() {
                    self.why = Some(why());
                }
            }
        }
        self.total += 1;
    }

    /// The share of those that pass; unknown ones may pass or not.
    fn range(&self) -> Option<Range> {
        let of = |n: u64| Exact::from(n as i64).checked_div(&Exact::from(self.total as i64));
        Some(Range::between(Some(of(self.passing)?), Some(of(self.passing + self.unknown)?)))
    }
}

fn of_val(world: &World<'_>, val: Val) -> Measured {
    let why = val.fault.map(|f| reason::of_cause(world, f.cause));
    let range = |r: Range| if val.may_be_empty { Range::unbounded() } else { r };
    match val.what.clone() {
        What::Num(r) if val.fault.is_some_and(|f| f.is_hard) => {
            Measured { why, ..Measured::new(Kind::Wrong(Range::between(None, r.high.filter(|_| false)))) }
        }
        What::Num(r) => {
            let r = range(r);
            let is_wrong = val.fault.is_some() && r.value().is_none();
            Measured { why, ..Measured::new(if is_wrong { Kind::Wrong(r) } else { Kind::Number(r) }) }
        }
        What::NotApplicable => Measured {
            why: Some(Both::new("数据写明不适用", "the data say that it does not apply")),
            ..Measured::new(Kind::Out)
        },
        What::Empty => Measured {
            why: Some(Both::new("没有要统计的对象", "there is nobody to be measured")),
            ..Measured::new(Kind::Out)
        },
        What::Truth(t) => Measured { why, ..Measured::new(Kind::Other(t)) },
        What::Text(_) => Measured { why, ..Measured::new(Kind::Other(None)) },
    }
}
