//! Random worlds from a seed: small rosters, awkward data and rules of every statement form. Data and thresholds come
//! from the same few numbers, so that values on the line are common.

use super::calendar::{Day, Freq, Period};
use super::forms::rules;
use super::world::{
    AttrCell, Attribute, Entity, HECTARE, HOUSEHOLD, Indicator, Kind, Level, MU, NONE, PERCENT, PERMILLE, PERSON, Plan,
    Quantity, Row, RowValue, TIMES, Test, Unit, WAN_PERSON, WAN_YUAN, Within, World, YUAN,
};
use super::world::{Cond, Num, Op};

/// A stream of choices (splitmix64), the same for the same seed everywhere.
pub struct Dice(u64);

impl Dice {
    /// Returns the dice of a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns a number from 0 up to `n`, `n` excluded.
    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }

    /// Returns a number between two, both included.
    pub fn between(&mut self, a: i64, b: i64) -> i64 {
        a + self.below((b - a + 1) as u64) as i64
    }

    /// Returns true `percent` times in a hundred.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// Returns one of several.
    pub fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize].clone()
    }
}

/// Sets the dice of the newer forms apart.
const SECOND: u64 = 0x5EC0_4DED_1710_4000;
/// Sets the dice of windows in larger expressions apart.
const THIRD: u64 = 0x1A56_E0FA_1100_7000;

/// Sets the dice of tasks, revisions and shorter periods apart.
const FOURTH: u64 = 0x7A5C_0F00_4EED_9000;

/// The columns of every roster: a flag, a number, a word and a year.
pub const POOR: usize = 0;
/// 户数.
pub const HOUSEHOLDS: usize = 1;
/// 类型区.
pub const REGION_TYPE: usize = 2;
/// 退出年份.
pub const EXIT_YEAR: usize = 3;

/// Returns the world of a seed.
pub fn generate(seed: u64) -> World {
    let mut d = Dice::new(seed);
    let has_roster = !d.chance(6);
    let entities = entities(&mut d, has_roster);
    let mut world = World {
        attributes: vec![
            Attribute { name: "脱贫村", unit: NONE },
            Attribute { name: "户数", unit: HOUSEHOLD },
            Attribute { name: "类型区", unit: NONE },
            Attribute { name: "退出年份", unit: NONE },
        ],
        entities,
        has_roster,
        indicators: vec![],
        rows: vec![],
        plan: None,
        rules: vec![],
        as_of: as_of(&mut d),
        layout: d.below(3) as u8,
    };
    world.indicators = indicators(&mut d, has_roster);
    if d.chance(65) {
        world.plan = Some(plan(&mut d, &world));
    }
    world.rows = rows(&mut d, &world);
    world.rules = rules(&mut d, &world);
    // By dice of their own, so that a seed means the same world of the first forms for ever.
    super::second_edition::add(&mut Dice::new(seed ^ SECOND), &mut world);
    super::third_edition::add(&mut Dice::new(seed ^ THIRD), &mut world);
    super::fourth_edition::add(&mut Dice::new(seed ^ FOURTH), &mut world);
    world
}

fn entities(d: &mut Dice, has_roster: bool) -> Vec<Entity> {
    let mut out = vec![entity(d, "610000".into(), "测试县".into(), Level::County, None)];
    let names = ["东村", "南村", "西村", "北村", "桂花村"];
    for t in 0..d.between(2, 3) {
        let town = out.len();
        let code = format!("61{:04}", t + 1);
        out.push(entity(d, code.clone(), format!("{}镇", ["甲", "乙", "丙"][t as usize]), Level::Town, Some(0)));
        let n_villages = d.between(2, 4) as usize;
        for (v, tail) in names.iter().enumerate().take(n_villages) {
            let name = if v == 0 && has_roster {
                "桂花村".into()
            } else {
                format!("{}{}", ["甲", "乙", "丙"][t as usize], tail)
            };
            out.push(entity(d, format!("{code}{v:02}"), name, Level::Village, Some(town)));
        }
    }
    out
}

fn entity(d: &mut Dice, code: String, name: String, level: Level, parent: Option<usize>) -> Entity {
    let mut cell = |c: AttrCell| if d.chance(7) { AttrCell::Unknown } else { c };
    let attrs = vec![AttrCell::Flag(false), AttrCell::Number(0), AttrCell::Text("川道"), AttrCell::Year(0)];
    let mut attrs: Vec<AttrCell> = attrs.into_iter().map(&mut cell).collect();
    for a in &mut attrs {
        *a = match a {
            AttrCell::Flag(_) => AttrCell::Flag(d.chance(50)),
            AttrCell::Number(_) => AttrCell::Number(d.between(1, 6) * 50),
            AttrCell::Text(_) => AttrCell::Text(d.pick(&["川道", "山区", "高寒"])),
            AttrCell::Year(_) => AttrCell::Year(d.between(2021, 2025)),
            AttrCell::Unknown => AttrCell::Unknown,
        };
    }
    Entity { code, name, level, parent, attrs }
}

fn as_of(d: &mut Dice) -> Day {
    let y = d.between(2020, 2026);
    match d.below(8) {
        0 => Day::of(y, 12, 30),
        1 | 2 => Day::of(y, 12, 31),
        3 => Day::of(y, 1, 1),
        4 => Day::of(y, 6, 30),
        5 => Day::of(y, d.between(1, 12), d.between(1, 28)),
        6 => Day::of(y, 10, d.between(30, 31)),
        _ => Day::of(2026, 1, 15),
    }
}

/// A family of indicators that compare with one another.
struct Family {
    names: [&'static str; 2],
    unit: Unit,
    kind: Kind,
}

const FAMILIES: [Family; 8] = [
    Family { names: ["集体收入", "项目投资"], unit: WAN_YUAN, kind: Kind::Flow },
    Family { names: ["茶园面积", "粮田面积"], unit: MU, kind: Kind::Stock },
    Family { names: ["常住人口", "劳动力"], unit: PERSON, kind: Kind::Stock },
    Family { names: ["参保率", "入学率"], unit: PERCENT, kind: Kind::Ratio },
    Family { names: ["患病率", "出生率"], unit: PERMILLE, kind: Kind::Ratio },
    Family { names: ["事故次数", "演出次数"], unit: TIMES, kind: Kind::Flow },
    Family { names: ["通硬化路", "有卫生室"], unit: NONE, kind: Kind::Flag },
    Family { names: ["景区级别", "支部级别"], unit: NONE, kind: Kind::Grade },
];

fn indicators(d: &mut Dice, has_roster: bool) -> Vec<Indicator> {
    let mut out: Vec<Indicator> = Vec::new();
    let mut used: Vec<usize> = Vec::new();
    for _ in 0..d.between(1, 3) {
        let f = d.below(FAMILIES.len() as u64) as usize;
        if used.contains(&f) {
            continue;
        }
        used.push(f);
        let level = match d.below(10) {
            0 if has_roster => Level::County,
            1 if has_roster => Level::Town,
            _ => Level::Village,
        };
        let one = indicator(d, &FAMILIES[f], 0, level, has_roster);
        let has_two = d.chance(45);
        if has_two {
            let mut two = indicator(d, &FAMILIES[f], 1, level, has_roster);
            two.freq = one.freq;
            two.within = one.within;
            two.upward_sum = one.upward_sum;
            two.weight = one.weight;
            out.push(two);
        }
        out.push(one);
        if has_two && matches!(FAMILIES[f].kind, Kind::Flow | Kind::Stock) && d.chance(40) {
            let (a, b) = (out.len() - 2, out.len() - 1);
            let formula = Num::Arith('/', Box::new(Num::Ind(a)), Box::new(Num::Ind(b)));
            out.push(derived(&format!("比重{a}"), PERCENT, Kind::Ratio, &out[b].clone(), Some(formula), None));
        }
        if matches!(FAMILIES[f].kind, Kind::Flow | Kind::Stock | Kind::Ratio) && level == Level::Village && d.chance(20)
        {
            let x = out.len() - 1;
            if out[x].formula.is_none() {
                let like = out[x].clone();
                let test = Test::Cmp(Op::Ge, Num::Const(quantity(d, &like)));
                let class = Cond::Is(Num::Ind(x), test);
                out.push(derived(&format!("重点类{x}"), NONE, Kind::Flag, &like, None, Some(class)));
            }
        }
    }
    out
}

fn derived(
    name: &str,
    unit: Unit,
    kind: Kind,
    like: &Indicator,
    formula: Option<Num>,
    class: Option<Cond>,
) -> Indicator {
    Indicator {
        name: name.to_owned(),
        unit,
        kind,
        lo: None,
        hi: None,
        freq_written: false,
        within: None,
        upward_sum: false,
        weight: None,
        precision: None,
        formula,
        class,
        set: None,
        ..like.clone()
    }
}

/// Returns a name, sometimes one that is hard to keep apart from signs and words.
fn hostile(d: &mut Dice, name: &str) -> String {
    match d.below(40) {
        0 => format!("{name}（净）"),
        1 => format!("{name} 甲"),
        2 => format!("Add({name},乙)"),
        3 => format!("{name}-2"),
        4 => format!("2{name}"),
        5 => format!("{name}/人"),
        6 => format!("不低于5{name}"),
        _ => name.to_owned(),
    }
}

fn indicator(d: &mut Dice, family: &Family, i: usize, level: Level, has_roster: bool) -> Indicator {
    let is_number = !matches!(family.kind, Kind::Flag | Kind::Grade);
    let freq = match d.below(12) {
        0 if is_number => Freq::Half,
        1 | 2 if is_number => Freq::Quarter,
        3 if is_number => Freq::Month,
        _ => Freq::Year,
    };
    let zero = Quantity::new(0, 0, family.unit);
    let is_share = family.unit == PERCENT;
    let lo = (is_number && d.chance(60)).then_some(zero);
    let hi = (is_share && lo.is_some() && d.chance(60)).then_some(Quantity::new(100, 0, PERCENT));
    let within = match family.kind {
        Kind::Ratio if freq != Freq::Year => Some(d.pick(&[Within::Last, Within::Avg, Within::Max])),
        Kind::Stock if freq != Freq::Year && d.chance(30) => Some(d.pick(&[Within::Avg, Within::Max, Within::Last])),
        Kind::Flow if d.chance(10) => Some(Within::Sum),
        _ => None,
    };
    // The greatest of sums is not the sum of the greatest: which is meant, the text does not say.
    let upward_sum = matches!(family.kind, Kind::Flow | Kind::Stock)
        && within != Some(Within::Max)
        && level != Level::County
        && d.chance(35);
    // A ratio is weighed by households: the greatest and the mean over months of a mean are left out.
    let is_weighed = family.kind == Kind::Ratio
        && level != Level::County
        && !matches!(within, Some(Within::Max | Within::Avg))
        && has_roster
        && d.chance(35);
    let weight = is_weighed.then_some(HOUSEHOLDS);
    let upward_sum = upward_sum || is_weighed;
    let precision = (is_number && d.chance(12)).then(|| (d.below(2) as u32, d.chance(50)));
    Indicator {
        name: hostile(d, family.names[i]),
        unit: family.unit,
        kind: family.kind,
        level,
        lo,
        hi,
        freq,
        freq_written: freq != Freq::Year || d.chance(30),
        within,
        upward_sum,
        weight,
        precision,
        formula: None,
        class: None,
        set: None,
    }
}

/// Returns a value or threshold that suits an indicator, from a few numbers.
pub fn quantity(d: &mut Dice, ind: &Indicator) -> Quantity {
    quantity_in(d, ind.unit)
}

/// Returns a value or threshold in a unit or one of its relatives.
pub fn quantity_in(d: &mut Dice, unit: Unit) -> Quantity {
    let k = d.between(1, 8);
    let is_other = d.chance(25);
    match unit.name {
        "万元" if is_other => Quantity::new(k * 10_000, 0, YUAN),
        "万元" if d.chance(20) => Quantity::new(k * 10 + 5, 1, WAN_YUAN),
        "亩" if is_other => Quantity::new(k, 0, HECTARE),
        "亩" => Quantity::new(k * 15, 0, MU),
        "人" if is_other => Quantity::new(k, 1, WAN_PERSON),
        "人" => Quantity::new(k * 1000, 0, PERSON),
        "%" if is_other => Quantity::new((86 + 2 * k) * 10, 1, PERCENT),
        "%" => Quantity::new(86 + 2 * k - 2, 0, PERCENT),
        _ => Quantity::new(k, 0, unit),
    }
}

fn plan(d: &mut Dice, world: &World) -> Plan {
    let from = d.between(2020, 2022);
    let window = (from, d.between(from + 1, 2025));
    let base = d.chance(35).then(|| from - d.between(1, 1));
    let town = |d: &mut Dice| {
        let towns: Vec<usize> = (0..world.entities.len()).filter(|&e| world.entities[e].level == Level::Town).collect();
        d.pick(&towns)
    };
    let region = match d.below(6) {
        0 | 1 if world.has_roster => Some(0),
        2 if world.has_roster => Some(town(d)),
        _ => None,
    };
    Plan { window, base, region }
}

fn rows(d: &mut Dice, world: &World) -> Vec<Row> {
    let missing = d.pick(&[0, 4, 12, 35]);
    let dirty = d.pick(&[0, 0, 4, 9]);
    let to = d.between(2022, 2025);
    let mut out = Vec::new();
    for (x, ind) in world.indicators.iter().enumerate() {
        if ind.formula.is_some() || ind.class.is_some() {
            continue;
        }
        let from = if ind.freq == Freq::Month { to - 1 } else { d.between(2019, 2021) };
        for e in 0..world.entities.len() {
            let at = world.entities[e].level;
            let is_own = at == ind.level;
            let is_reported_above = world.has_roster && ind.upward_sum && at < ind.level && d.chance(20);
            if !is_own && !is_reported_above {
                continue;
            }
            let is_out = is_own && dirty > 0 && d.chance(4);
            let mut periods = Period::between(ind.freq, Day::of(from, 1, 1), Day::of(to, 12, 31));
            if d.chance(20) {
                periods.truncate(periods.len() / 2 + 1);
            }
            for (i, p) in periods.into_iter().enumerate() {
                if is_out || (dirty > 0 && d.chance(2)) {
                    out.push(Row { indicator: x, entity: e, period: p, value: RowValue::NotApplicable, rank: 2 });
                    continue;
                }
                let is_needed = !world.has_roster && i == 0;
                cell(d, world, &mut out, (x, e, p), if is_needed { 0 } else { missing }, dirty);
            }
        }
    }
    if d.chance(50) {
        // Any order: a shuffle by the same dice.
        for i in (1..out.len()).rev() {
            let k = d.below(i as u64 + 1) as usize;
            out.swap(i, k);
        }
    }
    out
}

fn cell(d: &mut Dice, world: &World, out: &mut Vec<Row>, key: (usize, usize, Period), missing: u64, dirty: u64) {
    let ind = &world.indicators[key.0];
    let row = |value, rank| Row { indicator: key.0, entity: key.1, period: key.2, value, rank };
    if d.chance(missing) {
        match d.below(5) {
            0 | 1 => {}
            2 if !matches!(ind.kind, Kind::Flag | Kind::Grade) => out.push(row(RowValue::Small, 2)),
            _ => out.push(row(RowValue::Missing(d.pick(&["", "-", "—", "NA", "缺"])), 2)),
        }
        return;
    }
    let value = value(d, ind);
    if d.chance(dirty) {
        out.push(row(RowValue::Bad, 2));
        return;
    }
    if d.chance(dirty) {
        let other = self::value(d, ind);
        match d.below(4) {
            0 => out.push(row(other, 2)),
            1 => out.push(row(other, 3)),
            2 => out.push(row(RowValue::Missing("-"), d.below(4) as u8)),
            _ => out.push(row(value.clone(), 2)),
        }
    }
    let rank = if dirty > 0 && d.chance(20) { d.below(4) as u8 } else { 2 };
    out.push(row(value, rank));
}

fn value(d: &mut Dice, ind: &Indicator) -> RowValue {
    match ind.kind {
        Kind::Flag => RowValue::Flag(d.chance(65)),
        Kind::Grade => RowValue::Grade(d.below(3) as usize),
        _ => {
            let mut q = quantity(d, ind);
            let is_free = ind.lo.is_none() || d.chance(2);
            if is_free && d.chance(6) {
                q.digits = -q.digits;
            } else if d.chance(6) {
                q.digits = 0;
            }
            RowValue::Number(q)
        }
    }
}
