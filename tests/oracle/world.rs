//! What a case is made of, in plain structs: a roster, indicators, rows, a plan and rules. Printed as text for the
//! engine ([`super::print`]) and judged directly by the second evaluator ([`super::judge`]).

use super::calendar::{Day, Freq, Period};
use num_bigint::BigInt;
use num_rational::BigRational;

/// An exact number.
pub type R = BigRational;

/// Returns a whole number.
pub fn int(n: i64) -> R {
    R::from_integer(BigInt::from(n))
}

/// Returns a fraction.
pub fn frac(n: i64, d: i64) -> R {
    R::new(BigInt::from(n), BigInt::from(d))
}

/// A unit: how it is written and how many base units it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unit {
    /// As written.
    pub name: &'static str,
    /// Base units in one, as a fraction.
    pub factor: (i64, i64),
}

macro_rules! units {
    ($($id:ident = $name:literal, $n:literal / $d:literal;)*) => {
        $(#[doc = concat!("The unit `", $name, "`.")] pub const $id: Unit = Unit { name: $name, factor: ($n, $d) };)*
    };
}
units! {
    YUAN = "元", 1 / 1;
    WAN_YUAN = "万元", 10_000 / 1;
    YI_YUAN = "亿元", 100_000_000 / 1;
    MU = "亩", 1 / 1;
    HECTARE = "公顷", 15 / 1;
    WAN_MU = "万亩", 10_000 / 1;
    PERCENT = "%", 1 / 100;
    PERMILLE = "‰", 1 / 1000;
    POINT = "百分点", 1 / 100;
    PERSON = "人", 1 / 1;
    WAN_PERSON = "万人", 10_000 / 1;
    HOUSEHOLD = "户", 1 / 1;
    TIMES = "次", 1 / 1;
    PIECE = "个", 1 / 1;
    PLACE = "位", 1 / 1;
    YEARS = "年", 1 / 1;
    MONTHS = "个月", 1 / 12;
    NONE = "", 1 / 1;
}

/// A written quantity: digits, decimals and unit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Quantity {
    /// The digits without the point.
    pub digits: i64,
    /// Digits after the point.
    pub scale: u32,
    /// The unit.
    pub unit: Unit,
}

impl Quantity {
    /// Returns a quantity.
    pub fn new(digits: i64, scale: u32, unit: Unit) -> Quantity {
        Quantity { digits, scale, unit }
    }

    /// Returns the value in base units.
    pub fn base(self) -> R {
        frac(self.digits, 10i64.pow(self.scale)) * frac(self.unit.factor.0, self.unit.factor.1)
    }

    /// Returns the number as written, without its unit.
    pub fn number(self) -> String {
        let sign = if self.digits < 0 { "-" } else { "" };
        let text = format!("{:0width$}", self.digits.unsigned_abs(), width = self.scale as usize + 1);
        let (whole, part) = text.split_at(text.len() - self.scale as usize);
        if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") }
    }

    /// Returns the whole text.
    pub fn text(self) -> String {
        format!("{}{}", self.number(), self.unit.name)
    }
}

/// The level of an entity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Level {
    /// 县.
    County,
    /// 镇.
    Town,
    /// 村.
    Village,
}

impl Level {
    /// Returns the word.
    pub fn word(self) -> &'static str {
        match self {
            Level::County => "县",
            Level::Town => "镇",
            Level::Village => "村",
        }
    }
}

/// A cell of an attribute column.
#[derive(Clone, PartialEq, Debug)]
pub enum AttrCell {
    /// Blank.
    Unknown,
    /// 是 or 否.
    Flag(bool),
    /// A number in the unit of the column.
    Number(i64),
    /// A word.
    Text(&'static str),
    /// A year, for `by ATTRIBUTE`.
    Year(i64),
}

/// An attribute column.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The name.
    pub name: &'static str,
    /// The unit of numbers.
    pub unit: Unit,
}

/// An entity of the roster.
#[derive(Clone, Debug)]
pub struct Entity {
    /// The code.
    pub code: String,
    /// The name, not always unique.
    pub name: String,
    /// The level.
    pub level: Level,
    /// The index of the parent.
    pub parent: Option<usize>,
    /// One cell for each attribute of the world.
    pub attrs: Vec<AttrCell>,
}

/// The kind of an indicator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// 时期数.
    Flow,
    /// 时点数.
    Stock,
    /// 比率.
    Ratio,
    /// 是非.
    Flag,
    /// 等级, with [`GRADES`].
    Grade,
}

/// The steps of every grade here, lowest first.
pub const GRADES: [&str; 3] = ["A", "AA", "AAA"];

/// How finer data make a longer period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Within {
    /// 合计.
    Sum,
    /// 期末.
    Last,
    /// 平均.
    Avg,
    /// 最大.
    Max,
}

/// An indicator.
#[derive(Clone, Debug)]
pub struct Indicator {
    /// The name.
    pub name: String,
    /// The declared unit.
    pub unit: Unit,
    /// The kind.
    pub kind: Kind,
    /// The level it is reported at.
    pub level: Level,
    /// Least possible value.
    pub lo: Option<Quantity>,
    /// Greatest possible value.
    pub hi: Option<Quantity>,
    /// How often its data come.
    pub freq: Freq,
    /// Whether 频率 is written.
    pub freq_written: bool,
    /// 年内, where written.
    pub within: Option<Within>,
    /// 汇总 合计, or 汇总 加权 if there is a weight.
    pub upward_sum: bool,
    /// 汇总 加权: the attribute that weighs.
    pub weight: Option<usize>,
    /// 精度: decimals, and whether half-even.
    pub precision: Option<(u32, bool)>,
    /// 公式.
    pub formula: Option<Num>,
    /// 公式 of a flag.
    pub class: Option<Cond>,
    /// 任务: where its figures stand, if somebody sets them.
    pub set: Option<SetIn>,
}

/// Where the figures of a task stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SetIn {
    /// In the rules.
    Rules,
    /// With the data.
    Data,
}

impl Indicator {
    /// Returns how finer data make a longer period, if they do.
    pub fn roll(&self) -> Option<Within> {
        self.within.or(match self.kind {
            Kind::Flow => Some(Within::Sum),
            Kind::Stock => Some(Within::Last),
            _ => None,
        })
    }
}

/// What a row says.
#[derive(Clone, PartialEq, Debug)]
pub enum RowValue {
    /// A number in a unit.
    Number(Quantity),
    /// 是 or 否.
    Flag(bool),
    /// A step of [`GRADES`].
    Grade(usize),
    /// One of the marks for missing, as written.
    Missing(&'static str),
    /// `…`.
    Small,
    /// `不适用`.
    NotApplicable,
    /// A word where a number belongs.
    Bad,
}

/// A row of the statistics.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// The indicator.
    pub indicator: usize,
    /// The entity.
    pub entity: usize,
    /// The period.
    pub period: Period,
    /// The value.
    pub value: RowValue,
    /// 0 最终, 1 修订, 2 none, 3 初步.
    pub rank: u8,
}

/// The plan of the rules.
#[derive(Clone, Debug)]
pub struct Plan {
    /// 期间.
    pub window: (i64, i64),
    /// 基期, where written.
    pub base: Option<i64>,
    /// 地区: an entity, where written.
    pub region: Option<usize>,
}

/// An aggregate function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fun {
    /// 数量.
    Count,
    /// 占比.
    Share,
    /// 合计.
    Sum,
    /// 平均.
    Avg,
    /// 最小.
    Min,
    /// 最大.
    Max,
    /// 中位数.
    Median,
}

/// What an aggregate runs over.
#[derive(Clone, Debug)]
pub enum Body {
    /// For count and share.
    Holds(Cond),
    /// For the others.
    Value(Num),
}

/// An aggregate.
#[derive(Clone, Debug)]
pub struct Agg {
    /// The function.
    pub fun: Fun,
    /// The level of the members.
    pub level: Level,
    /// Which of them.
    pub filter: Option<Cond>,
    /// What of them.
    pub body: Body,
}

/// What a growth compares with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Against {
    /// 同比.
    YearAgo,
    /// 环比.
    Prev,
    /// Since a year.
    Since(i64),
}

/// An expression.
#[derive(Clone, Debug)]
pub enum Num {
    /// A quantity.
    Const(Quantity),
    /// An indicator.
    Ind(usize),
    /// An attribute.
    Attr(usize),
    /// `X@NAME`.
    AtEntity(usize, usize),
    /// `X@LEVEL`.
    AtLevel(usize, Level),
    /// `X[2020]`.
    InYear(usize, i64),
    /// `X[prev]`.
    PrevOf(usize),
    /// `+ - * /`.
    Arith(char, Box<Num>, Box<Num>),
    /// count, share, sum …
    Agg(Box<Agg>),
    /// `total(X, A..B)`.
    Total(usize, Option<(i64, i64)>),
    /// `gain(X, since Y)`.
    Gain(Box<Num>, i64),
    /// `growth(X …)`.
    Growth(Box<Num>, Against),
    /// `yearly(X, since Y)`.
    Yearly(usize, i64),
    /// `change(X)`.
    Change(Box<Num>),
    /// `rank(X, LEVEL in LEVEL …)`.
    Rank(Box<Ranking>),
    /// `avg(X, A..B)`, `years(C, last n years)` …
    Over(Box<OverPeriods>),
    /// `avg(镇: X)@LEVEL`.
    Above(Box<Agg>, Level),
    /// `avg(LEVEL in LEVEL: X)`.
    Peers(Box<Agg>, Level),
    /// `weighted { A/5万元: 40%; … }`: an amount, what it is divided by, its weight in percent.
    Weighted(Vec<(usize, Quantity, i64)>),
}

/// A place among others.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// What is compared.
    pub value: Num,
    /// Who is compared: those of this level …
    pub level: Level,
    /// … below the ancestor at that level.
    pub among: Level,
    /// 由低到高.
    pub least_first: bool,
    /// 并列.
    pub ties: Ties,
}

/// Which place equal values have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ties {
    /// The better one; the next ones are skipped.
    Skip,
    /// The worse one.
    Lowest,
    /// The better one, and no gap after it.
    Dense,
}

/// A function over years.
#[derive(Clone, Debug)]
pub struct OverPeriods {
    /// Avg, Min, Max, Median, or Count for `years` and `months`.
    pub fun: Fun,
    /// What of each period.
    pub body: Body,
    /// Which years; of `Last`, how many periods.
    pub span: Years,
    /// How long each period is: a year, a quarter or a month.
    pub each: Freq,
}

/// The years of a function over years.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Years {
    /// `A..B`.
    Window(i64, i64),
    /// `last n years`.
    Last(i64),
}

/// A comparison.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Op {
    /// `>=`.
    Ge,
    /// `>`.
    Gt,
    /// `<=`.
    Le,
    /// `<`.
    Lt,
    /// `=`.
    Eq,
    /// `!=`.
    Ne,
}

/// What a subject is compared with.
#[derive(Clone, Debug)]
pub enum Test {
    /// `>= X`.
    Cmp(Op, Num),
    /// `in A..B`.
    Closed(Quantity, Quantity),
    /// `in [A, B)` and its sisters; true means that the end is outside.
    Bracket(Quantity, bool, Quantity, bool),
    /// `about A ± p%`.
    About(Quantity, i64),
}

/// A condition.
#[derive(Clone, Debug)]
pub enum Cond {
    /// A comparison.
    Is(Num, Test),
    /// A bare flag indicator.
    Flag(usize),
    /// `X = 是|否`.
    FlagIs(usize, bool),
    /// `ATTRIBUTE = 是|否`.
    AttrFlag(usize, bool),
    /// `ATTRIBUTE = WORD`.
    AttrText(usize, &'static str),
    /// `退出年份 <= 2020`.
    AttrYear(usize, Op, i64),
    /// `X >= AA`.
    Grade(usize, Op, usize),
    /// `and`.
    And(Box<Cond>, Box<Cond>),
    /// `or`.
    Or(Box<Cond>, Box<Cond>),
    /// `not`.
    Not(Box<Cond>),
}

/// When a target is due.
#[derive(Clone, Debug, PartialEq)]
pub enum Time {
    /// Not written.
    None,
    /// `by P` (a day stands for a date that is no year's end).
    By(Period),
    /// `in P`.
    In(Period),
    /// `each year|half|quarter|month [A..B]`.
    Each(Freq, Option<(i64, i64)>),
    /// `each N years [A..B]`.
    EachYears(i64, Option<(i64, i64)>),
    /// `each year by MM-DD [A..B]`.
    EachBy(i64, i64, Option<(i64, i64)>),
    /// `throughout [A..B]`.
    Throughout(Option<(i64, i64)>),
    /// `before P`.
    Before(Period),
    /// `by ATTRIBUTE`.
    ByAttr(usize),
}

/// A target.
#[derive(Clone, Debug)]
pub struct Target {
    /// The comparison.
    pub test: Test,
    /// The time.
    pub time: Time,
}

/// Whom a statement is about.
#[derive(Clone, Debug)]
pub enum Scope {
    /// Not written.
    Open,
    /// `at NAME`.
    At(usize),
    /// `every LEVEL where A except NAMES`.
    Every(Level, Option<Cond>, Vec<usize>),
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Whom.
    pub scope: Scope,
    /// `when C:`.
    pub condition: Option<Cond>,
    /// What and when.
    pub body: Duty,
    /// `except where C: TARGET`, or `none`.
    pub exceptions: Vec<(Cond, Option<Test>)>,
}

/// What a statement demands.
#[derive(Clone, Debug)]
pub enum Duty {
    /// A subject with targets.
    Targets(Num, Vec<Target>),
    /// A condition with a time.
    Holds(Cond, Time),
}

/// 进度.
#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    /// The straight line.
    Line,
    /// 阶梯.
    Steps,
    /// 无.
    No,
    /// `{ year: percent; … }`.
    Table(Vec<(i64, i64)>),
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The ID.
    pub id: String,
    /// The statements.
    pub statements: Vec<Statement>,
    /// 基期值.
    pub baseline: Option<Quantity>,
    /// 精度: decimals, and whether half-even.
    pub precision: Option<(u32, bool)>,
    /// 缺数 按 0.
    pub missing_as_zero: bool,
    /// 进度.
    pub course: Course,
    /// Which spelling of the keywords to print.
    pub chinese: bool,
    /// How the constants of targets are written.
    pub spelling: Spelling,
    /// 调整: what its last statement, of one target, asks from a day on; in the order of days.
    pub revisions: Vec<Revision>,
}

/// A target that follows another from a day on.
#[derive(Clone, Debug)]
pub struct Revision {
    /// The first day on which it is in force.
    pub since: Day,
    /// What is asked then.
    pub target: Target,
}

/// How a constant of a target is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spelling {
    /// As it is.
    Plain,
    /// Under a name of its own: `let NAME = 5万元`.
    Named,
    /// A share as a fraction: `1/2`.
    Fraction,
}

/// A whole case.
#[derive(Clone, Debug)]
pub struct World {
    /// Attribute columns.
    pub attributes: Vec<Attribute>,
    /// The roster; the first is the root.
    pub entities: Vec<Entity>,
    /// Whether the roster is handed over.
    pub has_roster: bool,
    /// The indicators.
    pub indicators: Vec<Indicator>,
    /// The statistics.
    pub rows: Vec<Row>,
    /// The plan.
    pub plan: Option<Plan>,
    /// The rules.
    pub rules: Vec<Rule>,
    /// 截至日.
    pub as_of: Day,
    /// Which layout the statistics take: 0 long, 1 wide where it can say the same, 2 long in two files.
    pub layout: u8,
}

impl World {
    /// Returns whether `e` lies below `top`.
    pub fn is_below(&self, e: usize, top: usize) -> bool {
        let mut at = self.entities[e].parent;
        while let Some(p) = at {
            if p == top {
                return true;
            }
            at = self.entities[p].parent;
        }
        false
    }

    /// Returns the entities of a level below `top`, or `top` itself where it is of that level.
    pub fn members(&self, level: Level, top: usize) -> Vec<usize> {
        (0..self.entities.len())
            .filter(|&e| self.entities[e].level == level && (e == top || self.is_below(e, top)))
            .collect()
    }

    /// Returns the entity under which the rules stand.
    pub fn region(&self) -> usize {
        self.plan.as_ref().and_then(|p| p.region).unwrap_or(0)
    }
}
