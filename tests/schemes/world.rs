//! A county of towns, four figures for each, and one scheme; printed as rules, roster and table.

use num_bigint::BigInt;
use num_rational::BigRational;

/// A fraction.
pub type R = BigRational;

/// Returns a fraction.
pub fn frac(n: i64, d: i64) -> R {
    R::new(BigInt::from(n), BigInt::from(d))
}

/// A whole number.
pub fn int(n: i64) -> R {
    frac(n, 1)
}

/// Numbers at random, the same for the same seed.
pub struct Dice(pub u64);

impl Dice {
    /// Returns one of so many numbers from 0.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }

    /// Returns one of several.
    pub fn one<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize].clone()
    }

    /// Returns yes once in so many times.
    pub fn once_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// The figures: amounts, a rate in percent, cases.
pub const FIGURES: [(&str, &str); 4] = [("投资", "亿元"), ("处理率", "%"), ("事故", "次"), ("人口", "人")];

/// What stands in a cell, in the unit of its figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Known(R),
    Missing,
    NotApplicable,
}

/// A town.
#[derive(Clone, Debug)]
pub struct Town {
    pub name: String,
    pub class: &'static str,
    pub factor: R,
    pub cells: [Cell; 4],
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Op {
    Ge,
    Gt,
    Le,
    Lt,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ties {
    Skip,
    Dense,
    Lowest,
    Average,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Apart {
    Exclude,
    Full,
    Average,
    Zero,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Whole {
    Floor,
    Ceil,
    Continuous,
    HalfUp,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Side {
    Below,
    Above,
    FromZero,
}

/// `每低 2个百分点 扣 0.5分 整步 至多 3分`; what is taken away is negative.
#[derive(Clone, Debug)]
pub struct Step {
    pub side: Side,
    pub length: R,
    pub points: R,
    pub whole: Whole,
    pub most: Option<R>,
}

/// What a figure is compared with.
#[derive(Clone, Debug)]
pub enum Goal {
    Line(R),
    /// The mean of all, and what is added to it.
    Mean(R),
    /// The same, weighted by 人口.
    Weighted(R),
}

#[derive(Clone, Debug)]
pub enum Method {
    Met(Op, Goal),
    Ratio(Op, Goal),
    Steps(Option<Goal>, Vec<Step>, Option<R>),
    Efficacy {
        best: R,
        worst: R,
    },
    /// From the lowest on: below the first edge, from it to the second, from that on.
    Bands([R; 2], [R; 3]),
    ToFirst,
    PerPlace(R),
    /// The points of the first two, of the last, of all others.
    Places([R; 2], R, R),
    /// Points for conditions (figure, operator, line); whether the highest alone counts.
    Cases(Vec<(usize, Op, R, R)>, bool),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Item,
    Bonus,
    Malus,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub kind: Kind,
    pub points: R,
    pub figure: usize,
    pub method: Method,
    pub floor: Option<R>,
    pub cap: Option<R>,
    pub nothing: Option<(Op, R)>,
    pub digits: Option<u32>,
    pub apart: Option<Apart>,
    pub has_factor: bool,
    pub ties: Option<Ties>,
    pub is_lower_better: bool,
    /// For towns of this class alone.
    pub only: Option<&'static str>,
}

/// A grade: the least total, a share or a number of those who may have it.
#[derive(Clone, Debug)]
pub struct Grade {
    pub least: Option<R>,
    pub share: Option<R>,
    pub count: Option<i64>,
}

/// `一票否决 事故 > n次 结果 …`: sets a grade, or forbids it and all better ones.
#[derive(Clone, Debug)]
pub struct Veto {
    pub more_than: R,
    pub grade: usize,
    pub bars: bool,
}

#[derive(Clone, Debug)]
pub struct World {
    pub towns: Vec<Town>,
    pub entries: Vec<Entry>,
    pub digits: Option<u32>,
    pub unrounded: bool,
    pub ties: Ties,
    pub breaker: Option<usize>,
    pub apart: Apart,
    pub missing_is_zero: bool,
    pub grouped: bool,
    pub floor: Option<R>,
    pub bonus_cap: Option<R>,
    pub malus_cap: Option<R>,
    pub grades: Vec<Grade>,
    pub vetoes: Vec<Veto>,
}

pub const GRADES: [&str; 3] = ["优秀", "良好", "一般"];

/// Writes a fraction that has few digits.
pub fn text(x: &R) -> String {
    let thousandths = x * int(1000);
    assert!(thousandths.is_integer(), "{x}");
    let n: i64 = thousandths.to_integer().try_into().unwrap();
    let sign = if n < 0 { "-" } else { "" };
    let (whole, rest) = (n.abs() / 1000, n.abs() % 1000);
    let digits = format!("{rest:03}");
    match digits.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        digits => format!("{sign}{whole}.{digits}"),
    }
}

/// Makes a world up.
pub fn world(seed: u64) -> World {
    let dice = &mut Dice(seed);
    let n = 2 + dice.below(4) as usize;
    let towns = (0..n).map(|i| town(dice, i)).collect();
    let apart = dice.one(&[Apart::Exclude, Apart::Exclude, Apart::Full, Apart::Average, Apart::Zero]);
    let mut entries = items(dice);
    let n_items = entries.len();
    if dice.once_in(2) {
        entries.push(beyond(dice, Kind::Bonus));
    }
    if dice.once_in(2) {
        entries.push(beyond(dice, Kind::Malus));
    }
    let grades = match dice.below(3) {
        0 => vec![],
        _ => grades(dice),
    };
    let vetoes = if grades.is_empty() { vec![] } else { (0..dice.below(3)).map(|_| veto(dice)).collect() };
    World {
        towns,
        digits: dice.one(&[None, Some(0), Some(1), Some(2)]),
        unrounded: dice.once_in(4),
        ties: dice.one(&[Ties::Skip, Ties::Dense, Ties::Lowest, Ties::Average]),
        breaker: dice.once_in(4).then(|| dice.below(n_items as u64) as usize),
        apart,
        missing_is_zero: dice.once_in(6),
        grouped: dice.once_in(4),
        floor: dice.once_in(5).then(|| int(30)),
        bonus_cap: dice.once_in(3).then(|| int(3)),
        malus_cap: dice.once_in(3).then(|| int(4)),
        grades,
        vetoes,
        entries,
    }
}

fn town(dice: &mut Dice, i: usize) -> Town {
    let cells = std::array::from_fn(|figure| match dice.below(12) {
        0 => Cell::Missing,
        1 if figure != 3 => Cell::NotApplicable,
        _ => Cell::Known(figure_value(dice, figure)),
    });
    Town {
        name: format!("{}镇", ["甲", "乙", "丙", "丁", "戊"][i]),
        class: dice.one(&["一类", "二类"]),
        factor: dice.one(&[frac(4, 5), int(1), frac(6, 5)]),
        cells,
    }
}

/// Returns a value that a figure may have.
pub fn figure_value(dice: &mut Dice, figure: usize) -> R {
    match figure {
        0 => frac(dice.below(13) as i64, 2),
        1 => {
            frac(dice.below(11) as i64 * 10, 1) - if dice.once_in(2) { frac(dice.below(10) as i64, 2) } else { int(0) }
        }
        2 => int(dice.below(5) as i64),
        _ => int(dice.below(4) as i64 * 50 + 50),
    }
    .max(int(0))
}

fn items(dice: &mut Dice) -> Vec<Entry> {
    let shares: &[&[i64]] = &[&[100], &[60, 40], &[50, 30, 20], &[40, 35, 25], &[25, 25, 25, 25]];
    let mut out = Vec::new();
    for points in dice.one(shares) {
        let item = entry(dice, Kind::Item, int(*points));
        if dice.once_in(6) {
            // One for each class, so that everybody's come to the full points.
            let other = entry(dice, Kind::Item, int(*points));
            out.push(Entry { only: Some("一类"), ..item });
            out.push(Entry { only: Some("二类"), ..other });
        } else {
            out.push(item);
        }
    }
    out
}

fn beyond(dice: &mut Dice, kind: Kind) -> Entry {
    let points = int(5);
    let method = match dice.below(3) {
        0 => {
            let step = if kind == Kind::Bonus { frac(3, 2) } else { frac(-3, 2) };
            let whole = dice.one(&[Whole::Floor, Whole::Ceil]);
            Method::Steps(
                None,
                vec![Step { side: Side::FromZero, length: int(1), points: step, whole, most: None }],
                None,
            )
        }
        1 => Method::Met(Op::Ge, Goal::Line(int(2))),
        _ => {
            let cases = vec![(2, Op::Ge, int(2), int(4)), (0, Op::Gt, int(3), int(2)), (1, Op::Lt, int(50), int(1))];
            Method::Cases(cases, dice.once_in(2))
        }
    };
    plain(kind, points, 2, method)
}

fn plain(kind: Kind, points: R, figure: usize, method: Method) -> Entry {
    Entry {
        kind,
        points,
        figure,
        method,
        floor: None,
        cap: None,
        nothing: None,
        digits: None,
        apart: None,
        has_factor: false,
        ties: None,
        is_lower_better: false,
        only: None,
    }
}

fn entry(dice: &mut Dice, kind: Kind, points: R) -> Entry {
    let figure = dice.below(3) as usize;
    let line = |dice: &mut Dice| match figure {
        0 => dice.one(&[int(2), int(3), frac(9, 2)]),
        1 => dice.one(&[int(50), int(80), int(95)]),
        _ => dice.one(&[int(1), int(2)]),
    };
    let goal = |dice: &mut Dice| match dice.below(6) {
        0 => Goal::Mean(if dice.once_in(2) { int(0) } else { int(1) }),
        1 => Goal::Weighted(int(0)),
        _ => Goal::Line(line(dice)),
    };
    let w = |n: i64, d: i64| &points * frac(n, d);
    let method = match dice.below(11) {
        0 | 1 => Method::Met(dice.one(&[Op::Ge, Op::Gt, Op::Le, Op::Lt]), goal(dice)),
        2 => Method::Ratio(dice.one(&[Op::Ge, Op::Le]), Goal::Line(line(dice))),
        3 | 4 => steps(dice, figure, goal),
        5 => Method::Efficacy { best: line(dice) + int(3), worst: line(dice) },
        6 => {
            let low = line(dice);
            Method::Bands([low.clone(), low + int(5)], [w(0, 1), w(1, 2), w(1, 1)])
        }
        7 => Method::ToFirst,
        8 => Method::PerPlace(w(1, 5)),
        9 => Method::Places([w(1, 1), w(4, 5)], w(1, 10), w(1, 2)),
        _ => Method::Ratio(Op::Ge, Goal::Line(line(dice))),
    };
    let ranks = matches!(method, Method::ToFirst | Method::PerPlace(_) | Method::Places(..));
    let alone = !ranks && !matches!(method, Method::Met(..) | Method::Cases(..));
    Entry {
        floor: (alone && dice.once_in(8)).then(|| w(1, 10)),
        cap: (alone && dice.once_in(8)).then(|| w(6, 5)),
        nothing: (alone && dice.once_in(8)).then(|| (Op::Lt, line(dice))),
        digits: dice.once_in(6).then_some(0),
        apart: dice.once_in(6).then(|| dice.one(&[Apart::Exclude, Apart::Full, Apart::Average, Apart::Zero])),
        has_factor: dice.once_in(8),
        ties: (ranks && dice.once_in(3)).then(|| dice.one(&[Ties::Skip, Ties::Dense, Ties::Lowest, Ties::Average])),
        is_lower_better: ranks && !matches!(method, Method::ToFirst) && dice.once_in(3),
        ..plain(kind, points.clone(), figure, method)
    }
}

fn steps(dice: &mut Dice, figure: usize, goal: impl Fn(&mut Dice) -> Goal) -> Method {
    let length = [frac(1, 2), int(5), int(1)][figure].clone();
    let whole = |dice: &mut Dice| dice.one(&[Whole::Floor, Whole::Ceil, Whole::Continuous, Whole::HalfUp]);
    let most = |dice: &mut Dice| dice.once_in(3).then(|| int(4));
    let one = |dice: &mut Dice, side, points: R| Step {
        side,
        length: length.clone(),
        points,
        whole: whole(dice),
        most: most(dice),
    };
    match dice.below(4) {
        0 => Method::Steps(None, vec![one(dice, Side::FromZero, frac(-3, 2))], None),
        1 => Method::Steps(Some(goal(dice)), vec![one(dice, Side::Above, frac(5, 2))], None),
        2 => {
            let both = vec![one(dice, Side::Below, frac(-3, 2)), one(dice, Side::Above, int(2))];
            Method::Steps(Some(goal(dice)), both, Some(int(15)))
        }
        _ => Method::Steps(Some(goal(dice)), vec![one(dice, Side::Below, frac(-5, 4))], None),
    }
}

fn grades(dice: &mut Dice) -> Vec<Grade> {
    let quota = |dice: &mut Dice| match dice.below(3) {
        0 => (None, None),
        1 => (Some(frac(1, 2)), None),
        _ => (None, Some(1 + dice.below(2) as i64)),
    };
    let (share, count) = quota(dice);
    let first = Grade { least: (share.is_none() && count.is_none() || dice.once_in(2)).then(|| int(80)), share, count };
    let (share, count) = quota(dice);
    let second = Grade { least: Some(int(50)), share, count };
    vec![first, second, Grade { least: None, share: None, count: None }]
}

fn veto(dice: &mut Dice) -> Veto {
    let bars = dice.once_in(2);
    Veto {
        more_than: int(1 + dice.below(2) as i64),
        grade: if bars { dice.below(2) as usize } else { 1 + dice.below(2) as usize },
        bars,
    }
}

/// The files of a world: rules, roster, table.
pub struct Files {
    pub rules: String,
    pub roster: String,
    pub table: String,
}

impl World {
    /// Prints the world.
    pub fn files(&self) -> Files {
        let mut roster = "code,name,level,parent,类别,难度系数\nC,测试县,县,,,\n".to_owned();
        let mut table = "indicator,entity,period,value,unit\n".to_owned();
        for (i, town) in self.towns.iter().enumerate() {
            roster += &format!("T{i},{},镇,C,{},{}\n", town.name, town.class, text(&town.factor));
            for ((name, unit), cell) in FIGURES.iter().zip(&town.cells) {
                let value = match cell {
                    Cell::Known(x) => text(x),
                    Cell::NotApplicable => "不适用".to_owned(),
                    Cell::Missing => continue,
                };
                table += &format!("{name},{},2025,{value},{unit}\n", town.name);
            }
        }
        // A table has a row, whatever is missing.
        table += "投资,测试县,2024,1,亿元\n";
        Files { rules: self.rules(), roster, table }
    }

    fn rules(&self) -> String {
        let mut out = String::new();
        for ((name, unit), (kind, range)) in
            FIGURES.iter().zip([("时期数", "0.."), ("比率", "0..100%"), ("时期数", "0.."), ("时点数", "0..")])
        {
            out += &format!("指标 {name} {{ 计量单位 {unit}; 层级 镇; 类型 {kind}; 取值 {range} }}\n");
        }
        out += "考核办法 \"考核\" {\n    对象 镇\n    期间 2025\n    满分 100\n";
        let mut line = |text: String| out += &format!("    {text}\n");
        if let Some(digits) = self.digits {
            line(format!("精度 {digits} 四舍五入"));
        }
        if self.unrounded {
            line("排名 全数".to_owned());
        }
        let breaker = self.breaker.map_or(String::new(), |b| format!(" 先比 \"项{b}\""));
        line(format!("并列 {}{breaker}", self.ties.word()));
        line(format!("不适用 {}", self.apart.word()));
        if self.missing_is_zero {
            line("缺数 按 0".to_owned());
        }
        if self.grouped {
            line("分组 类别".to_owned());
        }
        for (word, most) in [("最低", &self.floor), ("加分 至多", &self.bonus_cap), ("减分 至多", &self.malus_cap)]
        {
            if let Some(most) = most {
                line(format!("{word} {}分", text(most)));
            }
        }
        for (grade, name) in self.grades.iter().zip(GRADES) {
            let least = grade.least.as_ref().map_or(String::new(), |x| format!(" >= {}分", text(x)));
            let share = grade.share.as_ref().map_or(String::new(), |x| format!(" 至多 {}%", text(&(x * int(100)))));
            let count = grade.count.map_or(String::new(), |n| format!(" 至多 {n}个"));
            line(format!("等次 {name}{least}{share}{count}"));
        }
        for veto in &self.vetoes {
            let bars = if veto.bars { "不得 " } else { "" };
            line(format!("一票否决 事故 > {}次 结果 {bars}{}", text(&veto.more_than), GRADES[veto.grade]));
        }
        for (i, entry) in self.entries.iter().enumerate() {
            out += &entry.print(i);
        }
        out + "}\n"
    }
}

impl Ties {
    fn word(self) -> &'static str {
        match self {
            Ties::Skip => "占位",
            Ties::Dense => "不占位",
            Ties::Lowest => "末位",
            Ties::Average => "平均",
        }
    }
}

impl Apart {
    fn word(self) -> &'static str {
        match self {
            Apart::Exclude => "剔除",
            Apart::Full => "满分",
            Apart::Average => "平均",
            Apart::Zero => "零分",
        }
    }
}

impl Op {
    fn sign(self) -> &'static str {
        match self {
            Op::Ge => ">=",
            Op::Gt => ">",
            Op::Le => "<=",
            Op::Lt => "<",
        }
    }
}

impl Step {
    fn print(&self, unit: &str) -> String {
        let side = match self.side {
            Side::Below => "每低",
            Side::Above => "每高",
            Side::FromZero => "每有",
        };
        let verb = if self.points < int(0) { "扣" } else { "加" };
        let points = if self.points < int(0) { -self.points.clone() } else { self.points.clone() };
        let whole = match self.whole {
            Whole::Floor => "整步",
            Whole::Ceil => "进一",
            Whole::Continuous => "连续",
            Whole::HalfUp => "四舍五入",
        };
        let most = self.most.as_ref().map_or(String::new(), |m| format!(" 至多 {}分", text(m)));
        format!("{side} {}{unit} {verb} {}分 {whole}{most}", text(&self.length), text(&points))
    }
}

impl Entry {
    fn print(&self, i: usize) -> String {
        let word = match self.kind {
            Kind::Item => "项目",
            Kind::Bonus => "加分",
            Kind::Malus => "减分",
        };
        let (name, unit) = FIGURES[self.figure];
        let mut out = format!("    {word} \"项{i}\" {}分 {{\n", text(&self.points));
        let mut line = |text: String| out += &format!("        {text}\n");
        if !matches!(self.method, Method::Cases(..)) {
            line(format!("指标 {name}"));
        }
        if let Some(class) = self.only {
            line(format!("适用 其中 类别 = \"{class}\""));
        }
        let distance = if unit == "%" { "个百分点" } else { unit };
        let goal = |op: Op, goal: &Goal| {
            let plus = |x: &R| if *x == int(0) { String::new() } else { format!(" + {}{distance}", text(x)) };
            match goal {
                Goal::Line(x) => format!("目标 {} {}{unit}", op.sign(), text(x)),
                Goal::Mean(x) => format!("目标 {} 参评平均 等权{}", op.sign(), plus(x)),
                Goal::Weighted(x) => format!("目标 {} 参评平均 加权 人口{}", op.sign(), plus(x)),
            }
        };
        match &self.method {
            Method::Met(op, g) => line(goal(*op, g)),
            Method::Ratio(op, g) => {
                line(goal(*op, g));
                line("方法 比例".to_owned());
            }
            Method::Steps(g, steps, start) => {
                g.iter().for_each(|g| line(goal(Op::Ge, g)));
                start.iter().for_each(|s| line(format!("基础分 {}分", text(s))));
                let of = |s: &Step| if s.side == Side::FromZero { unit } else { distance };
                steps.iter().for_each(|s| line(s.print(of(s))));
            }
            Method::Efficacy { best, worst } => {
                line("方法 功效".to_owned());
                line(format!("满意值 {}{unit}", text(best)));
                line(format!("不允许值 {}{unit}", text(worst)));
            }
            Method::Bands([a, b], points) => {
                line(format!("区间 < {}{unit}: {}分", text(a), text(&points[0])));
                line(format!("区间 [{}{unit}, {}{unit}): {}分", text(a), text(b), text(&points[1])));
                line(format!("区间 >= {}{unit}: {}分", text(b), text(&points[2])));
            }
            Method::ToFirst => line("方法 相对第一".to_owned()),
            Method::PerPlace(less) => line(format!("每退 1个 扣 {}分", text(less))),
            Method::Places([first, second], last, rest) => {
                line(format!("名次 1..2: {}分, {}分", text(first), text(second)));
                line(format!("名次 倒数 1: {}分", text(last)));
                line(format!("名次 其余: {}分", text(rest)));
            }
            Method::Cases(cases, highest) => {
                for (figure, op, x, points) in cases {
                    let (name, unit) = FIGURES[*figure];
                    line(format!("情形 {name} {} {}{unit}: {}分", op.sign(), text(x), text(points)));
                }
                if *highest {
                    line("取最高".to_owned());
                }
            }
        }
        for (word, x) in [("最低", &self.floor), ("最高", &self.cap)] {
            if let Some(x) = x {
                line(format!("{word} {}分", text(x)));
            }
        }
        if let Some((op, x)) = &self.nothing {
            line(format!("零分 {} {}{unit}", op.sign(), text(x)));
        }
        if let Some(digits) = self.digits {
            line(format!("精度 {digits} 四舍五入"));
        }
        if let Some(apart) = self.apart {
            line(format!("不适用 {}", apart.word()));
        }
        if self.has_factor {
            line("系数 难度系数".to_owned());
        }
        if let Some(ties) = self.ties {
            line(format!("并列 {}", ties.word()));
        }
        if self.is_lower_better {
            line("越低越好".to_owned());
        }
        out + "    }\n"
    }
}
