//! The model: what the rules mean once names, units, dates and shared fields are resolved.
//!
//! [`lower()`] turns trees into a [`Model`]; `check` turns the model into a `RuleSet` that is known to be sound. The model
//! holds no data and knows no roster: places are [`EntityRef`]s, and a name that is no declared indicator may still turn
//! out to be an attribute of the roster.

pub mod assigned;
pub mod canon;
pub mod code;
pub mod exact;
pub mod expr;
pub mod ids;
mod levels;
pub mod light;
pub mod lower;
pub mod names;
pub mod period;
pub mod print;
pub mod reads;
pub mod scheme;
pub mod sentence;
pub mod unit;
mod unit_table;
pub mod units;
pub mod walk;
pub mod word;

use std::sync::Arc;

use chrono::NaiveDate;

pub use assigned::{Assigned, AssignedFrom, SetFigure};
pub use exact::Exact;
pub use expr::{
    Aggregate, AggregateFn, Basis, BinaryOp, CompareOp, Expr, ExprKind, Interval, PeriodFn, PeriodRef, Periods,
    Quantity, Rank, RankOrder, RankTies, Rounding, TimesLast, Tolerance, Window,
};
pub use light::Lights;
pub use lower::{lower, lower_and_drop};
pub use period::{Frequency, Period};
pub use scheme::Scheme;
pub use unit::{Base, Dim, Measure, Unit};

use crate::diag::Problem;
use crate::source::Span;
pub use crate::syntax::tree::{Nature, WithinYear};

/// Position of a plan in [`Model::plans`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlanId(pub u32);
/// Position of an indicator in [`Schema::indicators`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct IndicatorId(pub u32);
/// Position of a level in [`Levels`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LevelId(pub u32);

/// Everything that a rule set says.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// Units, levels and indicators: what `data` needs to read figures.
    pub schema: Schema,
    /// The plans, in file order.
    pub plans: Vec<Plan>,
    /// The amounts that have a name, in file order.
    pub params: Vec<Param>,
    /// The rules, in file order.
    pub rules: Vec<Rule>,
    /// The relations that data must satisfy.
    pub audits: Vec<Audit>,
    /// The tests of the rules.
    pub tests: Vec<Test>,
    /// How points, ranks and grades are given.
    pub schemes: Vec<Scheme>,
    /// How lights are given.
    pub lights: Vec<Lights>,
    /// Findings that were silenced with a reason.
    pub allows: Vec<Allow>,
}

/// Units, levels and indicators.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// The units that files declare, beside the built-in ones.
    pub units: Vec<Unit>,
    /// Where each declared unit stands in `units`; kept by [`Schema::declare_unit`].
    pub unit_index: rustc_hash::FxHashMap<Arc<str>, u32>,
    /// The levels.
    pub levels: Levels,
    /// Every name that is used as a value, declared or not.
    pub indicators: Vec<Indicator>,
    /// The rosters that plans name, each once: they count where nobody names another.
    pub rosters: Vec<RosterFile>,
}

/// A roster that a plan names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterFile {
    /// Where it lies.
    pub path: Arc<str>,
    /// Where it is named.
    pub span: Span,
}

/// The tree of levels.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    /// All levels, built-in ones first (国 省 市 县 镇 村 户).
    pub all: Vec<Level>,
}

/// The kind of an entity.
#[derive(Debug, Clone)]
pub struct Level {
    /// Its name.
    pub name: Arc<str>,
    /// The level above it.
    pub parent: Option<LevelId>,
    /// Where it was declared; `None` for a built-in one.
    pub span: Option<Span>,
}

/// A level, or those of its entities that the roster labels in one way (社区 among the 村).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LevelRef {
    /// The level.
    pub level: LevelId,
    /// The label that a row must carry.
    pub label: Option<Arc<str>>,
    /// Where it was written.
    pub span: Span,
}

/// A place as written: a code, a name or a path of names, or (after `@`) a level of the current entity's ancestors.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EntityRef {
    /// The parts, the widest place first.
    pub parts: Vec<Arc<str>>,
    /// The level of that name, where there is one and there is one part: `X@县`.
    pub level: Option<LevelId>,
    /// Where it was written.
    pub span: Span,
}

/// An amount with a name: `参数 年度目标 = 350亿元`. Where the name is used, the amount stands.
#[derive(Debug, Clone)]
pub struct Param {
    /// Its name.
    pub name: Arc<str>,
    /// The amount.
    pub quantity: Quantity,
    /// Where it was declared.
    pub span: Span,
}

/// A plan.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its name.
    pub name: Arc<str>,
    /// Its document number.
    pub number: Option<Arc<str>>,
    /// The entity whose plan it is.
    pub region: Option<EntityRef>,
    /// Its period.
    pub window: Option<Window>,
    /// Its base period: as stated, else the year before the window.
    pub base: Option<Period>,
    /// The tolerance of `about` where a rule gives none.
    pub tolerance: Option<Quantity>,
    /// Who issued it.
    pub issuer: Option<Arc<str>>,
    /// When it was signed.
    pub date: Option<NaiveDate>,
    /// Where its text is.
    pub source: Option<Arc<str>>,
    /// The file that says who is to report, as written.
    pub roster: Option<Arc<str>>,
    /// Anything else.
    pub note: Option<Arc<str>>,
    /// Where it was declared.
    pub span: Span,
}

/// What sort of quantity an indicator is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// 时期数
    Flow,
    /// 时点数
    Stock,
    /// 比率
    Ratio,
    /// 名次: 1 is the best.
    Rank,
    /// 是非
    Flag,
    /// 等级: the names, the lowest first.
    Grade(Vec<Arc<str>>),
    /// 文字
    Text,
}

/// An indicator, or any other name that is used as a value.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Its name.
    pub name: Arc<str>,
    /// Its other names.
    pub also: Vec<Arc<str>>,
    /// Whether it was declared; if not, it may be an attribute of the roster.
    pub is_declared: bool,
    /// Its unit: as declared; for an undeclared one the unit that rules compare it in, where that is one.
    pub unit: Option<Unit>,
    /// Its level.
    pub level: Option<LevelId>,
    /// Its kind, where known.
    pub kind: Option<Kind>,
    /// The lowest possible value, in base units.
    pub min: Option<Exact>,
    /// The highest possible value, in base units.
    pub max: Option<Exact>,
    /// How it follows from others.
    pub formula: Option<Expr>,
    /// What it consists of.
    pub parts: Option<Parts>,
    /// Its definition.
    pub definition: Option<Arc<str>>,
    /// How often it is reported.
    pub frequency: Option<Frequency>,
    /// How its value is rounded before it is compared.
    pub precision: Option<Precision>,
    /// How finer periods make up a longer one: as declared, else by kind (flow sum, stock last, ratio none).
    pub within_year: Option<WithinYear>,
    /// How a wider entity's figure follows from those below.
    pub upward: Upward,
    /// How far a reported whole may be from what its parts, or those below, make.
    pub tolerance: Option<Slack>,
    /// Who supplies it.
    pub source: Option<Arc<str>>,
    /// Anything else.
    pub note: Option<Arc<str>>,
    /// Where its figures are set, if they are not measured.
    pub assigned: Option<Assigned>,
    /// Where it was declared or first used.
    pub span: Span,
}

/// What an indicator consists of.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Whether the parts make up the whole.
    pub is_complete: bool,
    /// The parts.
    pub parts: Vec<IndicatorId>,
    /// Where it was said.
    pub span: Span,
}

/// Rounding before comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Precision {
    /// Digits after the point, in the unit of the target.
    pub digits: u32,
    /// What becomes of a half.
    pub rounding: Rounding,
}

/// How a wider entity's figure follows from those below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Upward {
    /// Their sum.
    Sum,
    /// Their average, weighted by another indicator or attribute.
    Weighted(IndicatorId),
    /// Not at all.
    #[default]
    None,
}

/// One obligation.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The ID, as written or `~` and a digest.
    pub id: Arc<str>,
    /// Whether the ID was written.
    pub has_written_id: bool,
    /// The title.
    pub title: Option<Arc<str>>,
    /// The plan that it belongs to.
    pub plan: Option<PlanId>,
    /// The statements; all must hold.
    pub statements: Vec<Statement>,
    /// 性质
    pub nature: Option<Nature>,
    /// 措辞
    pub wording: Option<Arc<str>>,
    /// 牵头
    pub lead: Vec<Arc<str>>,
    /// 责任
    pub responsible: Vec<Arc<str>>,
    /// 配合
    pub support: Vec<Arc<str>>,
    /// 落实
    pub carry: Vec<Arc<str>>,
    /// 依据
    pub cite: Vec<Arc<str>>,
    /// 权重
    pub weight: Option<Exact>,
    /// 一票否决
    pub is_veto: bool,
    /// 说明
    pub note: Option<Arc<str>>,
    /// 基期值, with its period where stated.
    pub baseline: Option<(Quantity, Option<Period>)>,
    /// 精度
    pub precision: Option<Precision>,
    /// 缺数 按 0
    pub is_missing_zero: bool,
    /// 进度
    pub progress: Progress,
    /// The named amounts that its statements use, by position in [`Model::params`], each once.
    pub params: Vec<usize>,
    /// Findings silenced for this rule.
    pub allows: Vec<Allow>,
    /// What makes the rule impossible to judge; a rule with any of these is `invalid`.
    pub errors: Vec<Problem>,
    /// Where it was written.
    pub span: Span,
    /// Where its ID or else its title stands; the whole where it has neither.
    pub head: Span,
    /// The file as the user knows it.
    pub file: Arc<str>,
    /// The line of its start, from 1.
    pub line: u32,
}

/// The expected course from base to target.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Progress {
    /// In proportion to time.
    #[default]
    Straight,
    /// Nothing before the deadline.
    Steps,
    /// Not judged.
    None,
    /// Floors by period: the share of the way that must be done by its end; sorted by last day.
    Table(Vec<(Period, Exact)>),
}

/// One sentence of a rule.
#[derive(Debug, Clone)]
pub struct Statement {
    /// For whom.
    pub scope: Scope,
    /// What must be so for anything to be asked, read for whoever is judged.
    pub condition: Option<Expr>,
    /// What is measured, or the condition that must hold.
    pub subject: Expr,
    /// What is asked, in order (at least one).
    pub targets: Vec<Target>,
    /// Who is excepted, and to what.
    pub exceptions: Vec<Exception>,
    /// What is asked instead from some day on, in the order of the days.
    pub revisions: Vec<Revision>,
    /// As written, without line breaks, for reports.
    pub text: Arc<str>,
    /// Where it was written.
    pub span: Span,
}

/// For whom a statement is meant.
#[derive(Debug, Clone)]
pub enum Scope {
    /// Nothing was said: the region, or every entity of the indicator's level; see LANGUAGE section 6.
    Unstated,
    /// Every entity of a level below the region.
    Every {
        /// The level.
        level: LevelRef,
        /// The filter.
        filter: Option<Expr>,
        /// Those left out by name.
        except: Vec<EntityRef>,
    },
    /// Named places.
    At(Vec<EntityRef>),
}

/// Whom a statement excepts, and what is asked of them instead.
#[derive(Debug, Clone)]
pub struct Exception {
    /// Whom.
    pub filter: Expr,
    /// What: for each target of the statement in turn; a shorter list's last serves the rest; empty asks nothing.
    pub targets: Vec<Target>,
    /// Where it was written.
    pub span: Span,
}

/// What a statement asks from some day on, and the document that says so.
#[derive(Debug, Clone)]
pub struct Revision {
    /// The first day on which it is in force.
    pub since: NaiveDate,
    /// The document.
    pub document: Option<Arc<str>>,
    /// All targets of the statement from that day on, those that stay the same among them.
    pub targets: Vec<Target>,
    /// Which of them are other than before, by position.
    pub replaced: Vec<usize>,
    /// Where it was written.
    pub span: Span,
}

/// A comparison with its time.
#[derive(Debug, Clone)]
pub struct Target {
    /// The comparison.
    pub kind: TargetKind,
    /// When.
    pub time: Time,
    /// The unit in which the measured value, the gap and the target are shown; set by `check`.
    pub unit: Option<Unit>,
    /// As written, for reports.
    pub text: Arc<str>,
    /// Where it was written.
    pub span: Span,
}

/// A comparison without its left side.
#[derive(Debug, Clone)]
pub enum TargetKind {
    /// `>= X`
    Compare(CompareOp, Expr),
    /// `in [a, b)`
    Within(Interval),
    /// `about X ± T`
    About(Expr, Tolerance),
    /// The subject is a condition that must hold.
    Holds,
}

/// When a target must hold.
#[derive(Debug, Clone)]
pub enum Time {
    /// At the end of a period at the latest. `before 2025` is `By` 2024; `before 2025-10-31` is `By` 2025-10-30.
    By(Period),
    /// By a date of the entity.
    ByAttribute(IndicatorId),
    /// In that period and no other.
    In(Period),
    /// Once for every block of the window.
    Each {
        /// The length of a step.
        step: Frequency,
        /// Steps in a block.
        count: u32,
        /// The window; `None`: every period that has data.
        window: Option<Window>,
        /// Month and day by which it is due in each block's last year.
        by: Option<(u32, u32)>,
    },
    /// In every period of the window.
    Throughout(Option<Window>),
    /// Nothing was said and there is no plan: the newest period that has data.
    Newest,
}

/// A relation that data must satisfy.
#[derive(Debug, Clone)]
pub struct Audit {
    /// The title.
    pub title: Arc<str>,
    /// The relations.
    pub statements: Vec<Statement>,
    /// Whether a failure must be corrected.
    pub is_hard: bool,
    /// How far the two sides may be apart.
    pub tolerance: Option<Slack>,
    /// Anything else.
    pub note: Option<Arc<str>>,
    /// What makes it impossible to apply.
    pub errors: Vec<Problem>,
    /// Where it was written.
    pub span: Span,
    /// The file as the user knows it.
    pub file: Arc<str>,
    /// The line of its start, from 1.
    pub line: u32,
}

/// How far two sides of a relation may be apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slack {
    /// The amount, in base units, not negative.
    pub amount: Exact,
    /// Its unit as written; a `%` against anything but a share is relative to the right side.
    pub unit: Option<Unit>,
    /// Whether it counts once for every figure of the relation (`每项`).
    pub is_per_item: bool,
}

/// A silenced finding.
#[derive(Debug, Clone)]
pub struct Allow {
    /// The code.
    pub code: Arc<str>,
    /// Why.
    pub reason: Option<Arc<str>>,
    /// The last day on which it counts.
    pub until: Option<NaiveDate>,
    /// Where it was written.
    pub span: Span,
}

/// A test of rules.
#[derive(Debug, Clone)]
pub struct Test {
    /// The title.
    pub title: Arc<str>,
    /// The values that there are.
    pub givens: Vec<Given>,
    /// What they must come to.
    pub expects: Vec<Expect>,
    /// What makes it impossible to run.
    pub errors: Vec<Problem>,
    /// Where it was written.
    pub span: Span,
}

/// A value of a test.
#[derive(Debug, Clone)]
pub struct Given {
    /// The indicator or attribute.
    pub indicator: IndicatorId,
    /// The entity; `None` is the region.
    pub entity: Option<EntityRef>,
    /// The period; `None` for an attribute.
    pub period: Option<Period>,
    /// The value.
    pub value: GivenValue,
    /// Where it was written.
    pub span: Span,
}

/// A value of a test.
#[derive(Debug, Clone)]
pub enum GivenValue {
    /// An amount.
    Quantity(Quantity),
    /// A flag.
    Bool(bool),
    /// A grade or a text.
    Text(Arc<str>),
    /// Not reported.
    Missing,
    /// Does not apply to the entity.
    NotApplicable,
}

/// What a test expects.
#[derive(Debug, Clone)]
pub struct Expect {
    /// The ID of the rule.
    pub rule: Arc<str>,
    /// The entity whose judgement is meant; `None` is the rule's verdict.
    pub entity: Option<EntityRef>,
    /// The verdict.
    pub verdict: Verdict,
    /// The day of judgement; `None` is the last day of the newest period among the givens.
    pub as_of: Option<NaiveDate>,
    /// Where it was written.
    pub span: Span,
}

/// What a judgement, a check or a rule came to; the order is from the worst to the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// 未达标
    Unmet,
    /// 数据有误
    Invalid,
    /// 缺数
    Missing,
    /// 无适用对象
    Empty,
    /// 进度滞后
    Behind,
    /// 未到期
    Pending,
    /// 正常推进
    OnTrack,
    /// 提前达标
    Early,
    /// 达标
    Met,
    /// 不适用: the condition of the duty does not hold.
    Exempt,
}

impl Verdict {
    /// All verdicts, the worst first.
    pub const ALL: [Verdict; 10] = [
        Verdict::Unmet,
        Verdict::Invalid,
        Verdict::Missing,
        Verdict::Empty,
        Verdict::Behind,
        Verdict::Pending,
        Verdict::OnTrack,
        Verdict::Early,
        Verdict::Met,
        Verdict::Exempt,
    ];

    /// Returns the word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Unmet => "unmet",
            Verdict::Invalid => "invalid",
            Verdict::Missing => "missing",
            Verdict::Empty => "empty",
            Verdict::Behind => "behind",
            Verdict::Pending => "pending",
            Verdict::OnTrack => "on_track",
            Verdict::Early => "early",
            Verdict::Met => "met",
            Verdict::Exempt => "exempt",
        }
    }

    /// Returns the Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Verdict::Unmet => "未达标",
            Verdict::Invalid => "数据有误",
            Verdict::Missing => "缺数",
            Verdict::Empty => "无适用对象",
            Verdict::Behind => "进度滞后",
            Verdict::Pending => "未到期",
            Verdict::OnTrack => "正常推进",
            Verdict::Early => "提前达标",
            Verdict::Met => "达标",
            Verdict::Exempt => "不适用",
        }
    }

    /// Reads either word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.as_str() == word || v.zh() == word)
    }
}

impl Statement {
    /// Returns the revision that is in force on a day, if any is.
    pub fn revision_on(&self, day: NaiveDate) -> Option<&Revision> {
        self.revisions.iter().rfind(|r| r.since <= day)
    }

    /// Returns what is asked on a day.
    pub fn targets_on(&self, day: NaiveDate) -> &[Target] {
        self.revision_on(day).map_or(&self.targets, |r| &r.targets)
    }

    /// Returns the revision in force on a day that set a target, if one did.
    pub fn revised_on(&self, day: NaiveDate, target: usize) -> Option<&Revision> {
        self.revisions.iter().rfind(|r| r.since <= day && r.replaced.contains(&target))
    }
}

impl Target {
    /// Returns whether less is better: `<= N`, `< N`, `= 0`.
    pub fn is_ceiling(&self) -> bool {
        match &self.kind {
            TargetKind::Compare(CompareOp::Le | CompareOp::Lt, _) => true,
            TargetKind::Compare(CompareOp::Eq, right) => {
                matches!(&right.kind, ExprKind::Quantity(q) if q.base.is_zero())
            }
            _ => false,
        }
    }
}

impl Schema {
    /// Returns an indicator.
    pub fn indicator(&self, id: IndicatorId) -> Option<&Indicator> {
        self.indicators.get(id.0 as usize)
    }
}

impl Levels {
    /// Returns a level.
    pub fn get(&self, id: LevelId) -> Option<&Level> {
        self.all.get(id.0 as usize)
    }
}
