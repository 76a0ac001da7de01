//! The tree of schemes (考核办法) and lights (亮灯).

use super::{CompareOp, Date, Expr, Frequency, Name, Path, Precision, Quantity, TargetKind, Text};
use crate::source::Span;

/// `scheme "…" { … }`, `考核办法`.
#[derive(Debug, Clone)]
pub struct Scheme {
    /// The name.
    pub name: Text,
    /// The lines that are about all of it.
    pub lines: Vec<SchemeLine>,
    /// Sections and entries, in order.
    pub parts: Vec<SchemePart>,
    /// The whole.
    pub span: Span,
}

/// What a scheme is made of.
#[derive(Debug, Clone)]
pub enum SchemePart {
    /// `section "…" 40分 { … }`, `板块`.
    Section(Box<Section>),
    /// `item "…" 10分 { … }`, `项目`; also `bonus`, `加分` and `malus`, `减分`.
    Entry(Box<Entry>),
}

/// A line of a scheme.
#[derive(Debug, Clone)]
pub enum SchemeLine {
    /// `对象 镇 [其中 A] [除 X, Y]`, `subjects`.
    Subjects {
        /// The level, or a label of the roster.
        level: Name,
        /// The filter.
        filter: Option<Expr>,
        /// Those left out by name.
        except: Vec<Path>,
    },
    /// `期间 2025`, `period`.
    Period(Date),
    /// `满分 100`, `full`.
    Full(Quantity),
    /// `精度 2`, `precision`.
    Precision(Precision),
    /// `排名 全数` (true) or `排名 修约数`, `ranking unrounded|rounded`.
    Ranking(bool, Span),
    /// `并列 占位 先比 "…"`, `ties skip break "…"`.
    Ties(TieRule, Vec<Text>, Span),
    /// `不适用 剔除`, `not_applicable exclude`.
    Inapplicable(Inapplicable, Span),
    /// `缺数 按 0`, `missing as 0`.
    MissingAsZero(Span),
    /// `加分 至多 5分`, `bonus <= 5分`.
    BonusCap(Quantity),
    /// `减分 至多 20分`, `malus <= 20分`.
    MalusCap(Quantity),
    /// `等次 优秀 >= 90分 至多 15%`, `class`.
    Class(Class),
    /// `一票否决 … 结果 不合格`, `veto … then …`.
    Veto(Veto),
    /// `分组 类别`, `grouped 类别`.
    Grouped(Expr),
    /// `最低 0分`, `floor`.
    Floor(Quantity),
    /// `方案 NAME`, `plan NAME`.
    Plan(Text),
    /// `说明`, `note`.
    Note(Text),
}

/// What place equal totals take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TieRule {
    /// 占位
    Skip,
    /// 不占位
    Dense,
    /// 末位
    Lowest,
    /// 平均
    Average,
}

/// What becomes of an entry that does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inapplicable {
    /// 剔除
    Exclude,
    /// 满分
    Full,
    /// 平均
    Average,
    /// 零分
    Zero,
}

/// What becomes of a fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whole {
    /// 整步
    Floor,
    /// 进一
    Ceil,
    /// 连续
    Continuous,
    /// 四舍五入
    HalfUp,
}

/// A grade of a scheme.
#[derive(Debug, Clone)]
pub struct Class {
    /// The name.
    pub name: Text,
    /// Comparisons: `>= 90分` with the total, `至多 15%` with the number of those who have it.
    pub limits: Vec<(CompareOp, Quantity)>,
    /// What becomes of a fraction of a place.
    pub whole: Option<Whole>,
    /// The whole line.
    pub span: Span,
}

/// What forbids a grade.
#[derive(Debug, Clone)]
pub struct Veto {
    /// Rules by ID.
    pub rules: Vec<Name>,
    /// A condition; neither rules nor a condition: the rules with `一票否决`.
    pub condition: Option<Expr>,
    /// Whether the grade is forbidden (`不得`) and not given.
    pub is_bar: bool,
    /// The grade.
    pub grade: Text,
    /// The whole line.
    pub span: Span,
}

/// Entries that stand together.
#[derive(Debug, Clone)]
pub struct Section {
    /// The title.
    pub title: Text,
    /// The points.
    pub points: Option<Quantity>,
    /// For whom alone.
    pub only: Option<Only>,
    /// The entries.
    pub entries: Vec<Entry>,
    /// The whole.
    pub span: Span,
}

/// For whom alone something is meant.
#[derive(Debug, Clone)]
pub enum Only {
    /// `适用 A, B`
    Places(Vec<Path>),
    /// `适用 其中 COND`
    Condition(Expr),
}

/// Whether an entry counts within the full points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// 项目
    Item,
    /// 加分
    Bonus,
    /// 减分
    Malus,
}

/// One line of the table of points.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Whether it counts within the full points.
    pub kind: EntryKind,
    /// The title.
    pub title: Text,
    /// The points.
    pub points: Option<Quantity>,
    /// Its lines, in order.
    pub lines: Vec<EntryLine>,
    /// The whole.
    pub span: Span,
}

/// A line of an entry.
#[derive(Debug, Clone)]
pub enum EntryLine {
    /// `规则 A, B`, `rule A, B`.
    Rules(Vec<Name>, Span),
    /// `规则 牵头, 配合 50%`, `rule lead, support 50%`: the rules of an office.
    Led(Vec<Led>, Span),
    /// `总分 "党建考核"`, `total_of`.
    TotalOf(Text),
    /// `评分 "县委组织部"`, `entered_by`.
    Entered(Text),
    /// `指标 EXPR`, `indicator EXPR`.
    Measure(Expr),
    /// `目标 >= 95%`, `target >= 95%`.
    Goal(TargetKind, Span),
    /// `目标 >= 参评平均 等权 + 5%`, `target >= mean equal + 5%`.
    GoalMean {
        /// The comparison.
        op: CompareOp,
        /// The weight; `None`: all alike.
        weight: Option<Expr>,
        /// What is added, with its sign.
        plus: Option<Quantity>,
        /// The whole line.
        span: Span,
    },
    /// `方法 …`, `method …`.
    Method(MethodWord, Span),
    /// `满意值`, `best`.
    Best(Expr),
    /// `不允许值`, `worst`.
    Worst(Expr),
    /// `基础分`, `start`.
    Start(Quantity),
    /// `每低 1个百分点 扣 0.1分 整步 至多 2分`.
    Step(Step),
    /// `名次 1..3: 10分`, `place`.
    Place(Place),
    /// `区间 [90%, 95%): 8分`, `band`; `None`: `其余`.
    Band(Option<TargetKind>, Quantity, Span),
    /// `情形 COND: 10分`, `case`.
    Case(Expr, Quantity, Span),
    /// `取最高`, `highest`.
    HighestOnly(Span),
    /// `零分 >= 2次`, `zero >= 2次`.
    Nothing(TargetKind, Span),
    /// `最低 0分`, `floor`.
    Floor(Quantity),
    /// `最高 12分`, `cap`.
    Cap(Quantity),
    /// `不设限`, `unclamped`.
    Unclamped(Span),
    /// `越低越好`, `lower_better`.
    LowerBetter(Span),
    /// `并列 …`, `ties …`.
    Ties(TieRule, Span),
    /// `不适用 …`, `not_applicable …`.
    Inapplicable(Inapplicable, Span),
    /// `缺数 按 0`, `missing as 0`.
    MissingAsZero(Span),
    /// `精度 2`, `precision 2`.
    Precision(Precision),
    /// `适用 …`, `only …`.
    Only(Only, Span),
    /// `说明`, `note`.
    Note(Text),
}

/// For what an office answers, and what share of it counts.
#[derive(Debug, Clone)]
pub struct Led {
    /// The part that it has.
    pub role: LedRole,
    /// The share; `None`: all of it.
    pub share: Option<Quantity>,
    /// The whole.
    pub span: Span,
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

/// A method that has a word.
#[derive(Debug, Clone)]
pub enum MethodWord {
    /// 达标
    Met,
    /// 比例
    Proportion,
    /// 功效, with the points at the worst value and those from there to the best.
    Efficacy(Option<(Quantity, Quantity)>),
    /// 折算 110分
    Rescale(Quantity),
    /// 直接
    Direct,
    /// 相对第一
    ToFirst,
}

/// Points for each step.
#[derive(Debug, Clone)]
pub struct Step {
    /// From where it is counted.
    pub side: StepSide,
    /// The length of a step.
    pub length: Quantity,
    /// Whether it takes points away.
    pub is_deducted: bool,
    /// The points of a step.
    pub points: Quantity,
    /// What becomes of a started step.
    pub whole: Option<Whole>,
    /// The most, with the comparison as written.
    pub most: Option<(CompareOp, Quantity)>,
    /// The whole line.
    pub span: Span,
}

/// From where steps are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepSide {
    /// 每低: below the target.
    Below,
    /// 每高: above the target.
    Above,
    /// 每有: from zero.
    FromZero,
    /// 每退: places behind the first.
    Places,
}

/// Points by place.
#[derive(Debug, Clone)]
pub struct Place {
    /// Whether they are counted from the last place: `倒数`.
    pub is_from_last: bool,
    /// The first and the last place; `None`: `其余`.
    pub places: Option<(Quantity, Quantity)>,
    /// The points of each in turn.
    pub points: Vec<Quantity>,
    /// The whole line.
    pub span: Span,
}

/// `lights "…" { … }`, `亮灯`.
#[derive(Debug, Clone)]
pub struct Lights {
    /// The name.
    pub name: Option<Text>,
    /// The lines, in order.
    pub lines: Vec<LightsLine>,
    /// The whole.
    pub span: Span,
}

/// A line of a declaration of lights.
#[derive(Debug, Clone)]
pub enum LightsLine {
    /// `规则 A, B`, `rule A, B`.
    Rules(Vec<Name>),
    /// `频率 月`, `frequency month`.
    Frequency(Frequency, Span),
    /// `依次`, `in_order`.
    InOrder(Span),
    /// `方案 NAME`, `plan NAME`.
    Plan(Text),
    /// `说明`, `note`.
    Note(Text),
    /// `黄 "发督办函": 落后 > 10个百分点`.
    Light {
        /// The colour.
        colour: Text,
        /// What is done.
        action: Option<Text>,
        /// When; `None`: `其余`.
        when: Option<Expr>,
        /// The whole line.
        span: Span,
    },
}
