//! The syntax tree: what was written, with a span on every node and nothing decided.
//!
//! Names are not resolved, units are still the run of letters after the number, dates may not exist.
//! INVARIANT: every span lies within the file of the [`Tree`] and on character boundaries. Meanings are compared
//! without spans, which is why no node derives `PartialEq`.

mod scheme;

pub use scheme::*;

use rust_decimal::Decimal;

use crate::source::{FileId, Span};

/// One file.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The file.
    pub file: FileId,
    /// The items in file order; text that could not be read is not among them (its diagnostics are).
    pub items: Vec<Item>,
    /// All comments in file order, for the formatter.
    pub comments: Vec<Comment>,
}

/// A comment, from `//` or `#` to the end of its line (line end excluded).
#[derive(Debug, Clone, Copy)]
pub struct Comment {
    /// Where it is.
    pub span: Span,
    /// Whether only blanks stand before it on its line.
    pub own_line: bool,
}

/// A name as written, without its quotes.
#[derive(Debug, Clone)]
pub struct Name {
    /// The text, full-width letters and digits folded, trimmed.
    pub text: Box<str>,
    /// Where it is, quotes included.
    pub span: Span,
}

/// A name with the names of the places above it: `卡子镇/桂花村`. One part in most cases.
#[derive(Debug, Clone)]
pub struct Path {
    /// The parts, the widest place first (at least one).
    pub parts: Vec<Name>,
    /// Where it is.
    pub span: Span,
}

/// A text in quotation marks, without them.
#[derive(Debug, Clone)]
pub struct Text {
    /// The text.
    pub text: Box<str>,
    /// Where it is, marks included.
    pub span: Span,
}

/// A number with the run of letters after it: `5万元`, `95%`, `130`.
#[derive(Debug, Clone)]
pub struct Quantity {
    /// The number, without multipliers, digits after the point kept (`95.0` has scale 1).
    pub number: Decimal,
    /// The multipliers and unit as written after the number: `万元`, `%`, `元/人`; `None` where nothing follows.
    pub unit: Option<Name>,
    /// Where the whole is.
    pub span: Span,
    /// Where the digits are.
    pub number_span: Span,
}

/// Something in a file.
#[derive(Debug, Clone)]
pub enum Item {
    /// `dabiao 1`, `语言 1`.
    Version(Version),
    /// `use "…"`, `引用 "…"`.
    Use(Text),
    /// `plan "…" { … }`, `方案`.
    Plan(Plan),
    /// `group "…" { … }`, `组`.
    Group(Group),
    /// `indicator … { … }`, `指标`.
    Indicator(Indicator),
    /// `unit 担 = 50公斤`, `单位`.
    Unit(UnitDecl),
    /// `level 安置区 in 镇`, `层级 … 属 …`.
    Level(LevelDecl),
    /// `let 年度目标 = 350亿元`, `参数`.
    Param(Param),
    /// `rule … { … }`, `规则`; or a bare statement, which is a rule without ID, title and fields.
    Rule(Box<Rule>),
    /// `audit "…" { … }`, `审核`.
    Audit(Box<Audit>),
    /// `test "…" { … }`, `测试`.
    Test(Test),
    /// `allow CODE "reason" [until DATE]`, `准许`: silences a finding in this file.
    Allow(Allow),
    /// `scheme "…" { … }`, `考核办法`.
    Scheme(Box<Scheme>),
    /// A part of a scheme; outside of one only where that was reported.
    SchemePart(Box<SchemePart>),
    /// `lights "…" { … }`, `亮灯`.
    Lights(Lights),
}

/// The version of the language.
#[derive(Debug, Clone)]
pub struct Version {
    /// The number, as written.
    pub number: Name,
    /// The whole line.
    pub span: Span,
}

/// Silences one code, visibly.
#[derive(Debug, Clone)]
pub struct Allow {
    /// The code, as in `no-lead`.
    pub code: Name,
    /// Why.
    pub reason: Option<Text>,
    /// Until when.
    pub until: Option<Date>,
    /// The whole.
    pub span: Span,
}

/// A document.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its name.
    pub name: Text,
    /// What is said of it.
    pub fields: Vec<PlanField>,
    /// The whole.
    pub span: Span,
}

/// A line of a plan.
#[derive(Debug, Clone)]
pub enum PlanField {
    /// `文号`, `number`: the document's number.
    Number(Text),
    /// `地区`, `region`: the entity whose plan it is.
    Region(Path),
    /// `期间`, `period`: the window.
    Period(Window),
    /// `基期`, `base`: the base period.
    Base(Date),
    /// `左右`, `about`: the tolerance of `about` where a rule gives none.
    Tolerance(Tolerance),
    /// `机关`, `issuer`.
    Issuer(Text),
    /// `日期`, `date`: when it was signed.
    Date(Date),
    /// `来源`, `source`: where the text is to be found (a path, an address, a key of the bibliography).
    Source(Text),
    /// `名录`, `roster`: the file that says who is to report.
    Roster(Text),
    /// `说明`, `note`.
    Note(Text),
}

/// A deviation that is still accepted: `±10%` or `±5人`.
#[derive(Debug, Clone)]
pub struct Tolerance {
    /// The deviation; a `%` is relative to the target.
    pub quantity: Quantity,
    /// The whole, `±` included.
    pub span: Span,
}

/// Fields shared by rules.
#[derive(Debug, Clone)]
pub struct Group {
    /// The title.
    pub title: Option<Text>,
    /// The shared fields.
    pub fields: Vec<RuleField>,
    /// The rules and groups, in order.
    pub items: Vec<Item>,
    /// The whole.
    pub span: Span,
}

/// The declaration of an indicator.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// Its name.
    pub name: Name,
    /// What is said of it.
    pub fields: Vec<IndicatorField>,
    /// The whole.
    pub span: Span,
}

/// A line of an indicator.
#[derive(Debug, Clone)]
pub enum IndicatorField {
    /// `计量单位`, `单位`, `unit`: the unit as written.
    Unit(Name),
    /// `层级`, `level`.
    Level(Name),
    /// `类型`, `kind`.
    Kind(Kind, Span),
    /// `取值`, `range`: `0..`, `0..100%`, `..50`.
    Range(ValueRange),
    /// `别名`, `also`: other names of the same indicator.
    Also(Vec<Text>),
    /// `公式`, `formula`.
    Formula(Expr),
    /// `公式 加权 { A/350亿元: 40%; … }`: a mean whose weights make 100%.
    WeightedFormula(Vec<WeightedPart>, Span),
    /// `分项 A, B` (all of it) or `其中 A, B` (some of it).
    Parts {
        /// Whether the parts make up the whole.
        is_complete: bool,
        /// The parts.
        parts: Vec<Name>,
        /// The whole line.
        span: Span,
    },
    /// `口径`, `definition`.
    Definition(Text),
    /// `频率`, `frequency`.
    Frequency(Frequency, Span),
    /// `精度 1 四舍五入`.
    Precision(Precision),
    /// `年内 合计|期末|平均|最大`, `within year sum|last|avg|max`.
    WithinYear(WithinYear, Span),
    /// `汇总 合计|加权 X|无`, `upward sum|weighted by X|none`.
    Upward(Upward, Span),
    /// `容差`, `tolerance`: how far a whole and its parts may be apart.
    Slack(Slack),
    /// `来源`, `source`: who supplies the figure.
    Source(Text),
    /// `说明`, `note`.
    Note(Text),
    /// `任务`, `assigned`: figures that somebody sets.
    Assigned(Assigned),
}

/// That the figures of an indicator are set and not measured, and where they stand.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// Where they stand.
    pub from: AssignedFrom,
    /// The whole line.
    pub span: Span,
}

/// Where the figures of an assigned indicator stand.
#[derive(Debug, Clone)]
pub enum AssignedFrom {
    /// `任务`: they come with the data.
    Data,
    /// `任务 "分解/招商.csv"`.
    File(Text),
    /// `任务 2025 { 东门镇: 3亿元 }`: the period of figures that name none, and the figures.
    Table(Option<Date>, Vec<SetFigure>),
}

/// A figure that is set: `东门镇 2025: 3亿元`.
#[derive(Debug, Clone)]
pub struct SetFigure {
    /// For whom; `None` is the region.
    pub entity: Option<Path>,
    /// When; `None` is the period of the table.
    pub date: Option<Date>,
    /// How much.
    pub value: Quantity,
    /// The whole.
    pub span: Span,
}

/// A part of a weighted mean and its weight: `产值/350亿元: 40%`.
#[derive(Debug, Clone)]
pub struct WeightedPart {
    /// The part.
    pub value: Expr,
    /// Its weight, a share.
    pub weight: Quantity,
}

/// How far two sides of a relation may be apart: `容差 0.5万元`, `容差 每项 0.05万元`.
#[derive(Debug, Clone)]
pub struct Slack {
    /// The amount.
    pub quantity: Quantity,
    /// Whether it counts once for every figure of the relation.
    pub is_per_item: bool,
}

/// What sort of quantity an indicator is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// `flow`, 时期数.
    Flow,
    /// `stock`, 时点数.
    Stock,
    /// `ratio`, 比率.
    Ratio,
    /// `rank`, 名次: a place, 1 being the best.
    Rank,
    /// `flag`, 是非.
    Flag,
    /// `grade [A, AA]`, 等级: ordered, the lowest first.
    Grade(Vec<Name>),
    /// `text`, 文字.
    Text,
}

/// Length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Frequency {
    /// 年.
    Year,
    /// 半年.
    Half,
    /// 季度.
    Quarter,
    /// 月.
    Month,
    /// 日.
    Day,
}

/// How finer periods make up a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithinYear {
    /// 合计.
    Sum,
    /// 期末.
    Last,
    /// 平均.
    Avg,
    /// 最大.
    Max,
}

/// How the figure of a wider entity follows from those below it.
#[derive(Debug, Clone)]
pub enum Upward {
    /// 合计.
    Sum,
    /// 加权 X.
    Weighted(Name),
    /// 无.
    None,
}

/// `0..`, `0..100%`, `..50`, both ends included; a unit on one end serves both.
#[derive(Debug, Clone)]
pub struct ValueRange {
    /// The lower end.
    pub low: Option<Quantity>,
    /// The upper end.
    pub high: Option<Quantity>,
    /// The whole.
    pub span: Span,
}

/// `精度 1 四舍五入`.
#[derive(Debug, Clone, Copy)]
pub struct Precision {
    /// Digits after the point, in the unit of the target.
    pub digits: u8,
    /// What becomes of a half.
    pub rounding: Rounding,
    /// The whole.
    pub span: Span,
}

/// What becomes of a half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// 四舍五入: away from zero.
    HalfUp,
    /// 四舍六入: to the even digit.
    HalfEven,
}

/// `单位 担 = 50公斤`; without a definition a unit of a new dimension.
#[derive(Debug, Clone)]
pub struct UnitDecl {
    /// The new unit.
    pub name: Name,
    /// What one of it is.
    pub definition: Option<Quantity>,
    /// The whole.
    pub span: Span,
}

/// `参数 年度目标 = 350亿元`: an amount with a name.
#[derive(Debug, Clone)]
pub struct Param {
    /// The name.
    pub name: Name,
    /// The amount.
    pub quantity: Quantity,
    /// The whole.
    pub span: Span,
}

/// `层级 安置区 属 镇`.
#[derive(Debug, Clone)]
pub struct LevelDecl {
    /// The new level.
    pub name: Name,
    /// The level above it.
    pub parent: Name,
    /// The whole.
    pub span: Span,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its ID, if it has one.
    pub id: Option<Name>,
    /// Its title.
    pub title: Option<Text>,
    /// The statements, in order; exceptions stand with the statement that they except.
    pub statements: Vec<Statement>,
    /// The fields, in order.
    pub fields: Vec<RuleField>,
    /// Whether it is a bare statement.
    pub is_bare: bool,
    /// The order in which statements, exceptions and fields were written, for the formatter.
    pub order: Vec<Member>,
    /// The whole.
    pub span: Span,
}

/// An entry of the body of a rule, by position in its list.
#[derive(Debug, Clone, Copy)]
pub enum Member {
    /// `statements[i]` (with its exceptions).
    Statement(usize),
    /// `fields[i]`.
    Field(usize),
}

/// A line of a rule or group that is not a statement.
#[derive(Debug, Clone)]
pub enum RuleField {
    /// `性质 约束性|预期性`, `nature binding|expected`.
    Nature(Nature, Span),
    /// `措辞 确保|力争|原则上`, `wording ensure|strive|principle`, or any other text.
    Wording(Name),
    /// `牵头`, `lead`: offices.
    Lead(Vec<Text>),
    /// `责任`, `responsible`.
    Responsible(Vec<Text>),
    /// `配合`, `support`.
    Support(Vec<Text>),
    /// `落实`, `carry`.
    Carry(Vec<Text>),
    /// `依据`, `cite`: one or more places in a document.
    Cite(Vec<Text>),
    /// `权重`, `weight`.
    Weight(Quantity),
    /// `一票否决`, `veto`.
    Veto(Span),
    /// `说明`, `note`.
    Note(Text),
    /// `基期值`, `baseline`, with its period where it is stated: `基期值 14.2万亩 于 2020`.
    Baseline(Quantity, Option<Date>),
    /// `精度`, `precision`.
    Precision(Precision),
    /// `缺数 按 0`, `missing as 0`.
    MissingAsZero(Span),
    /// `进度 …`, `progress …`.
    Progress(Progress, Span),
    /// `左右 ±10%`, `about ±10%`.
    Tolerance(Tolerance),
    /// `方案 NAME`, `plan NAME`: the plan that the rule belongs to.
    Plan(Text),
    /// `准许 CODE "…"`, `allow`.
    Allow(Allow),
}

/// The class of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nature {
    /// 约束性.
    Binding,
    /// 预期性.
    Expected,
}

/// The expected course from the base to the target.
#[derive(Debug, Clone)]
pub enum Progress {
    /// `阶梯`, `steps`: nothing is expected before the deadline.
    Steps,
    /// `无`, `none`: no progress is judged.
    None,
    /// `{ 2022: 40%; 2023: 60% }`.
    Table(Vec<(Date, Quantity)>),
}

/// `[time:] [scope:] subject target [, target …]` or a condition with an optional time.
#[derive(Debug, Clone)]
pub struct Statement {
    /// A time in front: `到2025年: …`; serves targets that have none of their own.
    pub time: Option<Time>,
    /// Under which condition: `若 增速(产值) < 5%:`.
    pub condition: Option<Condition>,
    /// For whom.
    pub scope: Option<Scope>,
    /// What is measured, or a whole condition (then `targets` holds one [`TargetKind::Holds`]).
    pub subject: Expr,
    /// What is asked of it (at least one).
    pub targets: Vec<Target>,
    /// Who is excepted, and to what.
    pub exceptions: Vec<Exception>,
    /// What is asked instead from some day on.
    pub revisions: Vec<Revision>,
    /// The whole, exceptions and revisions excluded.
    pub span: Span,
}

/// What must be so for a statement to ask anything.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The condition.
    pub expr: Expr,
    /// Whether it stands before the scope: `若 产值 < 5亿元: 每个 镇: …`.
    pub is_before_scope: bool,
    /// The whole, colon included.
    pub span: Span,
}

/// For whom a statement is meant.
#[derive(Debug, Clone)]
pub enum Scope {
    /// `每个 村 [其中 A] [除 X, Y]:`.
    Every {
        /// The level, or a label of the roster such as 社区.
        level: Name,
        /// The filter.
        filter: Option<Expr>,
        /// Those left out by name.
        except: Vec<Path>,
        /// The whole, colon included.
        span: Span,
    },
    /// `在 代化镇:`, one or more places.
    At {
        /// The places.
        places: Vec<Path>,
        /// The whole, colon included.
        span: Span,
    },
}

/// `例外 A: target [, target …]`.
#[derive(Debug, Clone)]
pub struct Exception {
    /// Whom it applies to.
    pub filter: Expr,
    /// What is asked instead; empty means nothing is asked (`例外 A: 无`).
    pub targets: Vec<Target>,
    /// The whole.
    pub span: Span,
}

/// `调整 自 2023-07-01 "紫政发〔2023〕5号": target [, target …]`.
#[derive(Debug, Clone)]
pub struct Revision {
    /// The first day on which it is in force.
    pub since: Date,
    /// The document that says so.
    pub document: Option<Text>,
    /// What is asked instead.
    pub targets: Vec<Target>,
    /// The whole.
    pub span: Span,
}

/// A comparison and an optional time.
#[derive(Debug, Clone)]
pub struct Target {
    /// The comparison.
    pub kind: TargetKind,
    /// When.
    pub time: Option<Time>,
    /// The whole.
    pub span: Span,
}

/// A comparison without its left side.
#[derive(Debug, Clone)]
pub enum TargetKind {
    /// `>= 5万元`, `5万元以上`; the right side may be an expression.
    Compare(CompareOp, Expr),
    /// `in 3..5个`, `in [10万元, 50万元)`.
    Within(Interval),
    /// `about 60人 ± 10%`, `约 60人 左右`.
    About(Expr, Option<Tolerance>),
    /// The subject is a condition that must hold.
    Holds,
}

/// Ways of comparing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `>=`
    Ge,
    /// `>`
    Gt,
    /// `<=`
    Le,
    /// `<`
    Lt,
    /// `=`
    Eq,
    /// `!=`
    Ne,
}

/// A range of values after `in`; at least one end is there.
#[derive(Debug, Clone)]
pub struct Interval {
    /// The lower end.
    pub low: Option<Box<Expr>>,
    /// The upper end.
    pub high: Option<Box<Expr>>,
    /// Whether the lower end itself is outside.
    pub is_low_open: bool,
    /// Whether the upper end itself is outside.
    pub is_high_open: bool,
    /// The whole.
    pub span: Span,
}

/// A point in time as written, not yet known to exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// What was written.
    pub kind: DateKind,
    /// Where.
    pub span: Span,
}

/// The ways to write a point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateKind {
    /// `2025`, `2025年`, `2025年底`, `2025年末`.
    Year(i32),
    /// `2025年上半年` (1), `2025H2` (2).
    Half(i32, u32),
    /// `2025Q3`, `2025年第三季度`, `2025年三季度`.
    Quarter(i32, u32),
    /// `2025-06`, `2025年6月`, `2025年10月底`.
    Month(i32, u32),
    /// `2025-10-31`, `2025年10月31日`.
    Day(i32, u32, u32),
}

/// `2021..2025`, both ends included; also one point: `2025`.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// The first period.
    pub from: Date,
    /// The last period.
    pub to: Date,
    /// The whole.
    pub span: Span,
}

/// When a target must hold.
#[derive(Debug, Clone)]
pub struct Time {
    /// The form.
    pub kind: TimeKind,
    /// The whole.
    pub span: Span,
}

/// The forms of time.
#[derive(Debug, Clone)]
pub enum TimeKind {
    /// `by D`, 截至, 到.
    By(Date),
    /// `by ATTRIBUTE`: a date of the entity.
    ByAttribute(Name),
    /// `before D`, `D 之前`, `D前`.
    Before(Date),
    /// `in P`, 于.
    In(Date),
    /// `each year 2021..2025 [by 10-31]`, `each 2 years`, 每年.
    Each {
        /// The step.
        step: Frequency,
        /// How many steps make one block (1 in most cases).
        count: u32,
        /// The window.
        window: Option<Window>,
        /// Month and day by which it is due in each period.
        by: Option<(u32, u32)>,
    },
    /// `throughout [A..B]`, 始终, 保持.
    Throughout(Option<Window>),
}

/// An expression.
#[derive(Debug, Clone)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// The whole.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Debug, Clone)]
pub enum ExprKind {
    /// `5万元`, `130`.
    Quantity(Quantity),
    /// An indicator, an attribute, a grade or a text value; which one is decided later.
    Name(Name),
    /// A text value: `"山区"`.
    Text(Text),
    /// `2020-12-31`: a point in time that a date of an entity is compared with.
    Day(Date),
    /// `全市 1个百分点`, after a comparison: what is measured, of the ancestor at that level, and a shift.
    Whole(Name, Option<Quantity>),
    /// `yes`, 是.
    Bool(bool),
    /// `(X)`.
    Paren(Box<Expr>),
    /// `-X`, `not X`.
    Unary(UnaryOp, Box<Expr>),
    /// `A + B`, `A and B`.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `A >= B`.
    Compare(CompareOp, Box<Expr>, Box<Expr>),
    /// `A in [10万元, 50万元)`.
    Within(Box<Expr>, Interval),
    /// `A about B ± 10%`.
    About(Box<Expr>, Box<Expr>, Option<Tolerance>),
    /// `count(村 where A: C)` and its kin.
    Aggregate(Box<Aggregate>),
    /// `total(X, 2021..2025)`, 累计.
    Total(Box<Expr>, Option<Window>),
    /// `gain(X, since 2020)`, 新增.
    Gain(Box<Expr>, Option<Date>),
    /// `growth(X …)`, 增速.
    Growth(Box<Expr>, GrowthBase),
    /// `yearly(X, since 2020)`, 年均增速.
    Yearly(Box<Expr>, Option<Date>),
    /// `change(X)`, 增减: against a year before.
    Change(Box<Expr>),
    /// `avg(X, 2023..2025)`, `years(C, last 5 years)`: over periods.
    OverPeriods(PeriodFn, Box<Expr>, Periods),
    /// `rank(X, 县 in 市)`, 排名.
    Rank(Box<Rank>),
    /// `times_last("季度考核", 3位)`, 连续倒数: the scheme, where it is named, and how many places are the last ones.
    TimesLast(Option<Text>, Quantity),
    /// `X[2020]`, `X[prev]`.
    Index(Box<Expr>, PeriodRef),
    /// `X@陕西省`, `X@县`.
    At(Box<Expr>, Path),
    /// What could not be read; it has a diagnostic, if not from the reader then from `lower`.
    Bad,
}

/// `-` and `not`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-`
    Neg,
    /// `not`, 非
    Not,
}

/// Operators between two expressions, comparison excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `and`, 且
    And,
    /// `or`, 或
    Or,
}

/// What growth is measured against.
#[derive(Debug, Clone, Copy)]
pub enum GrowthBase {
    /// The same period a year before, 同比.
    YearBefore,
    /// The previous period, 环比.
    Previous,
    /// A base period.
    Since(Date),
}

/// The period of an indexed expression.
#[derive(Debug, Clone, Copy)]
pub enum PeriodRef {
    /// `[prev]`, 上期.
    Previous,
    /// `[2020]`.
    Fixed(Date),
}

/// Functions over periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PeriodFn {
    /// 平均
    Avg,
    /// 最小
    Min,
    /// 最大
    Max,
    /// 中位数
    Median,
    /// 年数: in how many years something holds.
    Years,
    /// 月数: in how many months.
    Months,
}

/// The periods that a function goes over.
#[derive(Debug, Clone, Copy)]
pub enum Periods {
    /// `2023..2025`
    Window(Window),
    /// `last 3 years`, 近3年: so many, the last of which is the one that is judged.
    Last(u32, Frequency),
}

/// The place of an entity among others.
#[derive(Debug, Clone)]
pub struct Rank {
    /// What they are ranked by.
    pub value: Expr,
    /// Among whom.
    pub level: Name,
    /// Below which place; `None` is the region.
    pub place: Option<Path>,
    /// Which end is the first place.
    pub order: RankOrder,
    /// What becomes of equal values.
    pub ties: RankTies,
}

/// Which end is the first place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RankOrder {
    /// 由高到低: the greatest is the first.
    Descending,
    /// 由低到高: the least is the first.
    Ascending,
}

/// What becomes of equal values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RankTies {
    /// 占位: they share the better place, the next places stay free.
    Skip,
    /// 不占位: they share the better place, the next value takes the next one.
    Dense,
    /// 末位: they share the worse place.
    Lowest,
}

/// An aggregate over entities.
#[derive(Debug, Clone)]
pub struct Aggregate {
    /// The function.
    pub function: AggregateFn,
    /// The level, or a label of the roster.
    pub level: Name,
    /// `县 在 市`: those below another place than the one that is judged.
    pub place: Option<Path>,
    /// The filter.
    pub filter: Option<Expr>,
    /// What is counted (a condition) or aggregated (a value); `count(村 where A)` has none.
    pub body: Option<Expr>,
    /// `weighted by W`, 加权 W, of an average.
    pub weight: Option<Expr>,
}

/// Aggregate functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AggregateFn {
    /// 数量
    Count,
    /// 占比
    Share,
    /// 合计
    Sum,
    /// 平均
    Avg,
    /// 最小
    Min,
    /// 最大
    Max,
    /// 中位数
    Median,
}

/// A relation that submitted data must satisfy.
#[derive(Debug, Clone)]
pub struct Audit {
    /// Its title.
    pub title: Option<Text>,
    /// The relations.
    pub statements: Vec<Statement>,
    /// `强制` (hard) or `核实` (soft); hard where nothing is said.
    pub is_hard: Option<(bool, Span)>,
    /// `容差`, `tolerance`: how far the two sides may be apart.
    pub tolerance: Option<Slack>,
    /// `说明`, `note`.
    pub note: Option<Text>,
    /// The whole.
    pub span: Span,
}

/// A test of rules.
#[derive(Debug, Clone)]
pub struct Test {
    /// Its title.
    pub title: Option<Text>,
    /// `given …`, 设.
    pub givens: Vec<Given>,
    /// `expect …`, 应得.
    pub expects: Vec<Expect>,
    /// The whole.
    pub span: Span,
}

/// `given X@王家河村[2025] = 5万元`, `given X@王家河村[2021..2025] = 3 3.5 4 _ 5 万元`, `given 脱贫村@王家河村 = 是`.
#[derive(Debug, Clone)]
pub struct Given {
    /// The indicator or attribute.
    pub indicator: Name,
    /// The entity; `None` is the region.
    pub entity: Option<Path>,
    /// The periods; `None` for an attribute.
    pub window: Option<Window>,
    /// One value for each period.
    pub values: Vec<GivenValue>,
    /// The whole.
    pub span: Span,
}

/// A value of a test.
#[derive(Debug, Clone)]
pub enum GivenValue {
    /// `5万元` (in a series the unit of the last serves all).
    Quantity(Quantity),
    /// `是`
    Bool(bool, Span),
    /// A grade.
    Name(Name),
    /// A text.
    Text(Text),
    /// `_`
    Missing(Span),
    /// `不适用`
    NotApplicable(Span),
}

/// `expect ZY-07-1 [@王家河村] = met as of 2025-12-31`.
#[derive(Debug, Clone)]
pub struct Expect {
    /// The rule.
    pub rule: Name,
    /// One entity's judgement instead of the rule's verdict.
    pub entity: Option<Path>,
    /// The verdict's word, as written.
    pub verdict: Name,
    /// `as of`, 截至日.
    pub as_of: Option<Date>,
    /// The whole.
    pub span: Span,
}
