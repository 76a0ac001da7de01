//! Schemes (考核办法): how figures and verdicts become points, ranks and grades.
//!
//! A scheme ranks the entities of one level. Its entries measure each entity (an expression, or the share of a rule's
//! judgements that are met below it) and turn the measure into points by one method. Plain data, comparable as text by
//! [`super::canon`]. INVARIANT: points are non-negative numbers; a malus holds what is taken away as a positive number.

use std::sync::Arc;

use super::Rounding;
use super::{
    CompareOp, EntityRef, Exact, Expr, Frequency, Interval, LevelRef, Period, PlanId, Precision, Quantity, TargetKind,
    Unit,
};
use crate::diag::Problem;
use crate::source::Span;

/// One scheme.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// Its name.
    pub name: Arc<str>,
    /// The plan that it belongs to.
    pub plan: Option<PlanId>,
    /// Who is ranked.
    pub who: Ranked,
    /// The period that is scored; `None`: the calendar year of the day of judgement.
    pub period: Option<Period>,
    /// The points that can be had, bonus excluded; `None` where it was not said.
    pub full: Option<Exact>,
    /// How the total is rounded; `None`: not at all.
    pub precision: Option<Precision>,
    /// Whether ranks go by the total before rounding.
    pub is_ranked_unrounded: bool,
    /// What place equal totals take.
    pub ties: Option<Ties>,
    /// What becomes of an entry that does not apply to an entity.
    pub inapplicable: Option<Inapplicable>,
    /// Whether a missing measure scores nothing.
    pub is_missing_zero: bool,
    /// What parts those who are ranked into groups, each with ranks, quotas and means of its own.
    pub group: Option<Expr>,
    /// The least total.
    pub floor: Option<Exact>,
    /// The most that bonuses add together.
    pub bonus_cap: Option<Exact>,
    /// The most that maluses take away together.
    pub malus_cap: Option<Exact>,
    /// The grades, the best first.
    pub grades: Vec<Grade>,
    /// What forbids a grade.
    pub vetoes: Vec<Veto>,
    /// The sections.
    pub sections: Vec<Section>,
    /// The entries, in file order.
    pub entries: Vec<Entry>,
    /// Anything else.
    pub note: Option<Arc<str>>,
    /// What makes it impossible to score by.
    pub errors: Vec<Problem>,
    /// Where it was written.
    pub span: Span,
    /// Where its name stands.
    pub head: Span,
    /// The file as the user knows it.
    pub file: Arc<str>,
    /// The line of its start, from 1.
    pub line: u32,
}

/// Who is ranked: the entities of a level that pass a filter, named ones left out.
#[derive(Debug, Clone)]
pub struct Ranked {
    /// The level.
    pub level: LevelRef,
    /// The filter.
    pub filter: Option<Expr>,
    /// Those left out by name.
    pub except: Vec<EntityRef>,
}

/// What place equal totals take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ties {
    /// The place.
    pub rule: TieRule,
    /// Entries whose points are compared first, in turn, by position.
    pub breakers: Vec<usize>,
}

/// What place those take that cannot be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TieRule {
    /// 占位: the best of their places, and the places behind it stay empty: 1, 1, 3.
    Skip,
    /// 不占位: the best of their places, and nothing is left empty: 1, 1, 2.
    Dense,
    /// 末位: the last of their places: 2, 2, 3.
    Lowest,
    /// 平均: the mean of their places: 1.5, 1.5, 3.
    Average,
}

/// What becomes of an entry that does not apply to an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Inapplicable {
    /// 剔除: its points are taken out and the rest is scaled up to the full points.
    Exclude,
    /// 满分: full points.
    Full,
    /// 平均: the mean of the points of those to whom it applies.
    Average,
    /// 零分: nothing.
    Zero,
}

/// A grade.
#[derive(Debug, Clone)]
pub struct Grade {
    /// Its name.
    pub name: Arc<str>,
    /// The total that it takes; `None` asks nothing.
    pub least: Option<(CompareOp, Exact)>,
    /// How many may have it.
    pub quota: Option<Quota>,
    /// Where it was written.
    pub span: Span,
    /// The line of its start, from 1.
    pub line: u32,
}

/// How many may have a grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Quota {
    /// A share of those who are ranked, with what becomes of a fraction.
    Share(Exact, Whole),
    /// A number.
    Count(Exact),
}

/// What becomes of a fraction of a step or a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whole {
    /// 整数: a started one does not count.
    Floor,
    /// 进一: a started one counts whole.
    Ceil,
    /// 连续: it counts in proportion.
    Continuous,
    /// 四舍五入: a half and more counts whole.
    HalfUp,
}

/// What forbids a grade (一票否决).
#[derive(Debug, Clone)]
pub struct Veto {
    /// The cause.
    pub cause: VetoCause,
    /// What follows.
    pub effect: VetoEffect,
    /// As written, for reports.
    pub text: Arc<str>,
    /// Where it was written.
    pub span: Span,
    /// The line of its start, from 1.
    pub line: u32,
}

/// What sets off a veto.
#[derive(Debug, Clone)]
pub enum VetoCause {
    /// Any of these rules is unmet.
    Rules(Vec<RuleRef>),
    /// Any rule with `一票否决` is unmet.
    MarkedRules,
    /// A condition holds.
    Condition(Box<Expr>),
}

/// What a veto does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VetoEffect {
    /// Sets the grade, by position.
    Grade(usize),
    /// Forbids a grade and all better ones, by position.
    Bar(usize),
}

/// A rule by its ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleRef {
    /// The ID.
    pub id: Arc<str>,
    /// Where it was written.
    pub span: Span,
}

/// Entries that stand together.
#[derive(Debug, Clone)]
pub struct Section {
    /// The title.
    pub title: Arc<str>,
    /// The points of its entries together, where stated.
    pub points: Option<Exact>,
    /// For whom alone it is meant.
    pub only: Option<Only>,
    /// Where it was written.
    pub span: Span,
}

/// For whom alone entries are meant.
#[derive(Debug, Clone)]
pub enum Only {
    /// Named entities.
    Places(Vec<EntityRef>),
    /// Those that pass a condition.
    Condition(Box<Expr>),
}

/// Whether an entry counts within the full points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntryKind {
    /// 项目: within.
    Item,
    /// 加分: beyond them.
    Bonus,
    /// 减分: taken away from them.
    Malus,
}

/// One line of the table of points.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Whether it counts within the full points.
    pub kind: EntryKind,
    /// The title.
    pub title: Arc<str>,
    /// The points that it can give or take.
    pub points: Exact,
    /// Whether no points were written, so that the weight of its rule stands for them; `check` fills them in.
    pub takes_weight: bool,
    /// Its section, by position.
    pub section: Option<usize>,
    /// For whom alone it is meant.
    pub only: Option<Only>,
    /// What is measured; `None` only where cases decide.
    pub source: Option<Source>,
    /// What it is compared with.
    pub goal: Option<Goal>,
    /// How the measure becomes points.
    pub method: Method,
    /// The least points; `None`: nothing.
    pub floor: Option<Exact>,
    /// The most points; `None`: the points of the entry.
    pub cap: Option<Exact>,
    /// Whether floor and cap were said to be none (`不封顶`, of the efficacy method alone by default).
    pub is_unclamped: bool,
    /// What gives nothing at all, whatever the method says.
    pub nothing: Option<TargetKind>,
    /// How the points are rounded.
    pub precision: Option<Precision>,
    /// What becomes of it where it does not apply; else as the scheme says.
    pub inapplicable: Option<Inapplicable>,
    /// Whether a missing measure scores nothing.
    pub is_missing_zero: bool,
    /// Places of equal measures, for methods that rank; else as the scheme says.
    pub ties: Option<TieRule>,
    /// Whether less is better, for methods that rank.
    pub is_lower_better: bool,
    /// What its points are multiplied by before they are bounded again (难度系数), read for the entity; `None`: by one.
    pub factor: Option<Box<Expr>>,
    /// The unit in which the measure is shown; set by `check`.
    pub unit: Option<Unit>,
    /// Anything else.
    pub note: Option<Arc<str>>,
    /// As written, without its title: what is measured and how, for reports.
    pub text: Arc<str>,
    /// Where it was written.
    pub span: Span,
    /// Where its title stands.
    pub head: Span,
    /// The line of its start, from 1.
    pub line: u32,
}

/// What an entry measures.
#[derive(Debug, Clone)]
pub enum Source {
    /// The value of an expression for the entity in the period.
    Value(Box<Expr>),
    /// The share of the judgements of rules at or below the entity that are met; several rules count alike.
    Rules(Vec<RuleRef>),
    /// The share of the checks that are met of the rules for which an office answers, by the weights of the rules.
    Led(Vec<Led>),
    /// The total of another scheme.
    Total(SchemeRef),
    /// Points that somebody enters, with who, when and on what basis: the name of the office.
    Entered(Arc<str>),
}

/// For what an office answers, and what share of it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Led {
    /// The part that it has in a rule.
    pub role: LedRole,
    /// The share that counts: 1 is all.
    pub share: Exact,
}

/// The part that an office has in a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LedRole {
    /// 牵头
    Lead,
    /// 责任
    Responsible,
    /// 配合
    Support,
}

/// A scheme by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemeRef {
    /// The name.
    pub name: Arc<str>,
    /// Of what parts of the period the mean is taken (`各季度平均`); `None`: of the period as a whole.
    pub mean_over: Option<Frequency>,
    /// Where it was written.
    pub span: Span,
}

/// What a measure is compared with.
#[derive(Debug, Clone)]
pub enum Goal {
    /// `>= X`
    Compare(CompareOp, Box<Expr>),
    /// `in [a, b]`
    Within(Interval),
    /// The mean of the measure over those who are ranked, and a distance from it.
    Mean {
        /// The comparison.
        op: CompareOp,
        /// The weight of each; `None`: all alike.
        weight: Option<Box<Expr>>,
        /// What is added to the mean.
        plus: Option<Box<Quantity>>,
    },
}

/// How a measure becomes points; `w` stands for the points of the entry, `a` for the measure.
#[derive(Debug, Clone)]
pub enum Method {
    /// 达标: `w` if the goal is reached, else nothing.
    Met,
    /// 比例: `w × a / t` for `>=`, `w × t / a` for `<=`.
    Ratio,
    /// 功效: `w × (base + span × (a − worst) / (best − worst))`.
    Efficacy {
        /// 满意值
        best: Box<Expr>,
        /// 不允许值
        worst: Box<Expr>,
        /// The share of `w` at the worst value: 60%.
        base: Exact,
        /// The share of `w` from the worst to the best: 40%.
        span: Exact,
    },
    /// 折算: `w × a / of`, a score borrowed from elsewhere.
    Rescale {
        /// The full points there.
        of: Box<Quantity>,
    },
    /// 直接: `a` itself, in points.
    Direct,
    /// 相对第一: `w × a / a₁`.
    ToFirst,
    /// 每退: `w` for the first place, so much less for each place behind it.
    PerPlace(Exact),
    /// 名次: points by place.
    Places(Vec<PlaceBand>),
    /// 区间: points by value.
    Bands(Vec<Band>),
    /// 每低 … 扣, 每高 … 加: steps from the goal (or from zero, for 每有).
    Steps {
        /// The points at the goal.
        start: Exact,
        /// The steps.
        steps: Vec<Step>,
    },
    /// 情形: points for each condition that holds, or for the highest alone.
    Cases {
        /// The conditions.
        cases: Vec<Case>,
        /// Whether only the one with the most points counts.
        is_highest_only: bool,
    },
    /// Nothing that could be read; the scheme has an error.
    Unknown,
}

/// Points for some places.
#[derive(Debug, Clone)]
pub struct PlaceBand {
    /// Whether places are counted from the last one: 1 is the last.
    pub is_from_last: bool,
    /// The first place; `None`: every place that no other line names.
    pub from: Option<u32>,
    /// The last place.
    pub to: u32,
    /// The points of each place in turn; one number serves all.
    pub points: Vec<Exact>,
    /// Where it was written.
    pub span: Span,
}

/// Points for some values.
#[derive(Debug, Clone)]
pub struct Band {
    /// The values; `None`: every value that no other line names.
    pub values: Option<TargetKind>,
    /// The points.
    pub points: Exact,
    /// As written.
    pub text: Arc<str>,
    /// Where it was written.
    pub span: Span,
}

/// Points for each step away from the goal.
#[derive(Debug, Clone)]
pub struct Step {
    /// The side of the goal.
    pub side: Side,
    /// The length of a step.
    pub length: Quantity,
    /// What each step adds; negative where it takes away.
    pub points: Exact,
    /// What becomes of a started step.
    pub whole: Whole,
    /// The most that these steps add or take away.
    pub most: Option<Exact>,
    /// As written.
    pub text: Arc<str>,
    /// Where it was written.
    pub span: Span,
}

impl Step {
    /// Returns what the steps from the goal to a measure come to; `None` for a step without a length.
    pub fn points_at(&self, goal: &Exact, measure: &Exact) -> Option<Exact> {
        let way = match self.side {
            Side::Below => goal - measure,
            Side::Above => measure - goal,
            Side::FromZero => measure.clone(),
        };
        if !way.is_positive() {
            return Some(Exact::ZERO);
        }
        let n = way.checked_div(&self.length.base)?;
        let n = match self.whole {
            Whole::Floor => n.floor(),
            Whole::Ceil => n.ceil(),
            Whole::Continuous => n,
            Whole::HalfUp => n.round(0, Rounding::HalfUp),
        };
        let x = &n * &self.points;
        Some(match &self.most {
            Some(most) if x.is_negative() => x.max(-most),
            Some(most) => x.min(most.clone()),
            None => x,
        })
    }
}

/// A side of the goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// 每低: the measure is below.
    Below,
    /// 每高: the measure is above.
    Above,
    /// 每有: counted from zero.
    FromZero,
}

/// Points for a condition.
#[derive(Debug, Clone)]
pub struct Case {
    /// The condition.
    pub condition: Expr,
    /// The points.
    pub points: Exact,
    /// As written.
    pub text: Arc<str>,
    /// Where it was written.
    pub span: Span,
}

impl Scheme {
    /// Returns the stable ID of an entry within its scheme: its number from 1.
    pub fn entry_id(&self, entry: usize) -> String {
        (entry + 1).to_string()
    }
}

impl Entry {
    /// Returns the rules that it is measured by.
    pub fn rules(&self) -> &[RuleRef] {
        match &self.source {
            Some(Source::Rules(rules)) => rules,
            _ => &[],
        }
    }
}

impl LedRole {
    /// Returns the word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            LedRole::Lead => "lead",
            LedRole::Responsible => "responsible",
            LedRole::Support => "support",
        }
    }

    /// Returns the offices that have this part in a rule.
    pub fn of(self, rule: &super::Rule) -> &[Arc<str>] {
        match self {
            LedRole::Lead => &rule.lead,
            LedRole::Responsible => &rule.responsible,
            LedRole::Support => &rule.support,
        }
    }
}

impl TieRule {
    /// Returns the word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            TieRule::Skip => "skip",
            TieRule::Dense => "dense",
            TieRule::Lowest => "lowest",
            TieRule::Average => "avg",
        }
    }
}

impl EntryKind {
    /// Returns the word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            EntryKind::Item => "item",
            EntryKind::Bonus => "bonus",
            EntryKind::Malus => "malus",
        }
    }
}
