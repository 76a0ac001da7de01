//! Small worlds by hand: a county with one town and some villages, series of figures, one rule after another.

use super::calendar::{Day, Freq, Period};
use super::world::{
    AttrCell, Attribute, Course, Duty, Entity, HOUSEHOLD, Indicator, Kind, Level, NONE, Num, Op, PERCENT, PIECE, POINT,
    Plan, Quantity, Row, RowValue, Rule, Scope, Spelling, Statement, Target, Test, Time, Unit, WAN_YUAN, Within, World,
    YUAN,
};

/// The only indicator of most cases.
pub const X: usize = 0;
/// The second.
pub const Y: usize = 1;
/// The county.
pub const COUNTY: usize = 0;
/// The town.
pub const TOWN: usize = 1;
/// The first village.
pub const FIRST: usize = 2;

/// A world under construction.
#[derive(Clone)]
pub struct Build(pub World);

/// Returns a county with one town and `n` villages; it is judged at the end of 2025.
pub fn villages(n: usize) -> Build {
    let entity = |code: String, name: String, level, parent| Entity {
        code,
        name,
        level,
        parent,
        attrs: vec![AttrCell::Flag(false), AttrCell::Number(100), AttrCell::Text("川道"), AttrCell::Year(2024)],
    };
    let mut entities = vec![
        entity("610000".into(), "测试县".into(), Level::County, None),
        entity("610001".into(), "甲镇".into(), Level::Town, Some(COUNTY)),
    ];
    for i in 0..n {
        entities.push(entity(format!("610001{i:03}"), format!("第{i}村"), Level::Village, Some(TOWN)));
    }
    let attributes = vec![
        Attribute { name: "脱贫村", unit: NONE },
        Attribute { name: "户数", unit: HOUSEHOLD },
        Attribute { name: "类型区", unit: NONE },
        Attribute { name: "退出年份", unit: NONE },
    ];
    Build(World {
        attributes,
        entities,
        has_roster: true,
        indicators: vec![],
        rows: vec![],
        plan: None,
        rules: vec![],
        as_of: Day::of(2025, 12, 31),
        layout: 0,
    })
}

impl Build {
    /// Adds an indicator of villages.
    pub fn indicator(mut self, name: &str, unit: Unit, kind: Kind) -> Build {
        self.0.indicators.push(Indicator {
            name: name.to_owned(),
            unit,
            kind,
            level: Level::Village,
            lo: None,
            hi: None,
            freq: Freq::Year,
            freq_written: false,
            within: None,
            upward_sum: false,
            weight: None,
            precision: None,
            formula: None,
            class: None,
            set: None,
        });
        self
    }

    /// Adds 集体收入, a flow in 万元.
    pub fn income(self) -> Build {
        self.indicator("集体收入", WAN_YUAN, Kind::Flow)
    }

    /// Adds 参保率, a ratio in %.
    pub fn rate(self) -> Build {
        self.indicator("参保率", PERCENT, Kind::Ratio)
    }

    /// Adds 固定资产, a stock in 万元.
    pub fn assets(self) -> Build {
        self.indicator("固定资产", WAN_YUAN, Kind::Stock)
    }

    /// Changes the last indicator.
    pub fn with(mut self, change: impl Fn(&mut Indicator)) -> Build {
        change(self.0.indicators.last_mut().unwrap());
        self
    }

    /// Declares that the last indicator is not negative.
    pub fn never_negative(self) -> Build {
        self.with(|i| i.lo = Some(Quantity::new(0, 0, i.unit)))
    }

    /// Declares how often the last indicator comes.
    pub fn every(self, freq: Freq) -> Build {
        self.with(|i| (i.freq, i.freq_written) = (freq, true))
    }

    /// Declares how the last indicator makes a year.
    pub fn within(self, within: Within) -> Build {
        self.with(|i| i.within = Some(within))
    }

    /// Adds the figures of one period, village by village: a number in the declared unit, `_` no row, `-` missing,
    /// `…`, `~` not applicable, `!` a word, `y` and `n`, `a|b` two rows.
    pub fn in_period(mut self, x: usize, period: Period, series: &str) -> Build {
        for (i, token) in series.split_whitespace().enumerate() {
            for one in token.split('|') {
                self = self.row(x, FIRST + i, period, one, 2);
            }
        }
        self
    }

    /// Adds the figures of a year.
    pub fn year(self, x: usize, y: i64, series: &str) -> Build {
        self.in_period(x, Period::year(y), series)
    }

    /// Adds the figures of the first village, year after year.
    pub fn series(mut self, x: usize, from: i64, series: &str) -> Build {
        for (i, token) in series.split_whitespace().enumerate() {
            self = self.row(x, FIRST, Period::year(from + i as i64), token, 2);
        }
        self
    }

    /// Adds the same figure for villages `from..to`.
    pub fn fill(mut self, x: usize, y: i64, range: std::ops::Range<usize>, token: &str) -> Build {
        for i in range {
            self = self.row(x, FIRST + i, Period::year(y), token, 2);
        }
        self
    }

    /// Adds a row.
    pub fn row(mut self, indicator: usize, entity: usize, period: Period, token: &str, rank: u8) -> Build {
        let unit = self.0.indicators[indicator].unit;
        let value = match token {
            "_" => return self,
            "-" => RowValue::Missing("-"),
            "…" => RowValue::Small,
            "~" => RowValue::NotApplicable,
            "!" => RowValue::Bad,
            "y" => RowValue::Flag(true),
            "n" => RowValue::Flag(false),
            "A" => RowValue::Grade(0),
            "AA" => RowValue::Grade(1),
            "AAA" => RowValue::Grade(2),
            number => RowValue::Number(read(number, unit)),
        };
        self.0.rows.push(Row { indicator, entity, period, value, rank });
        self
    }

    /// Declares the plan.
    pub fn plan(mut self, from: i64, to: i64) -> Build {
        self.0.plan = Some(Plan { window: (from, to), base: None, region: None });
        self
    }

    /// Sets the day of judgement.
    pub fn judged_on(mut self, y: i64, m: i64, d: i64) -> Build {
        self.0.as_of = Day::of(y, m, d);
        self
    }

    /// Sets a roster cell of a village.
    pub fn cell(mut self, village: usize, attribute: usize, cell: AttrCell) -> Build {
        self.0.entities[FIRST + village].attrs[attribute] = cell;
        self
    }

    /// Changes the last rule.
    pub fn also(mut self, change: impl Fn(&mut Rule)) -> Build {
        change(self.0.rules.last_mut().unwrap());
        self
    }

    /// Adds a rule of one statement.
    pub fn statement(mut self, scope: Scope, body: Duty) -> Build {
        self.0.rules.push(Rule {
            id: format!("R-{}", self.0.rules.len() + 1),
            statements: vec![Statement { scope, condition: None, body, exceptions: vec![] }],
            baseline: None,
            precision: None,
            missing_as_zero: false,
            course: Course::Line,
            chinese: self.0.rules.len().is_multiple_of(2),
            spelling: Spelling::Plain,
            revisions: vec![],
        });
        self
    }

    /// Adds `every 村: NUM TEST TIME`.
    pub fn each_village(self, num: Num, test: Test, time: Time) -> Build {
        self.statement(Scope::Every(Level::Village, None, vec![]), Duty::Targets(num, vec![Target { test, time }]))
    }

    /// Adds `NUM TEST TIME`.
    pub fn open(self, num: Num, test: Test, time: Time) -> Build {
        self.statement(Scope::Open, Duty::Targets(num, vec![Target { test, time }]))
    }
}

fn read(text: &str, unit: Unit) -> Quantity {
    let (number, unit) = match text.strip_suffix('元') {
        Some(n) => (n, YUAN),
        None => (text, unit),
    };
    let scale = number.split_once('.').map_or(0, |(_, d)| d.len() as u32);
    Quantity::new(number.replace('.', "").parse().unwrap(), scale, unit)
}

/// Returns an amount in 万元.
pub fn wan(text: &str) -> Quantity {
    read(text, WAN_YUAN)
}

/// Returns a percentage.
pub fn pct(n: i64) -> Quantity {
    Quantity::new(n, 0, PERCENT)
}

/// Returns percentage points.
pub fn points(n: i64) -> Quantity {
    Quantity::new(n, 0, POINT)
}

/// Returns a number of 个.
pub fn pieces(n: i64) -> Quantity {
    Quantity::new(n, 0, PIECE)
}

/// Returns a comparison with a quantity.
pub fn is(op: Op, q: Quantity) -> Test {
    Test::Cmp(op, Num::Const(q))
}

/// Returns `>= q`.
pub fn ge(q: Quantity) -> Test {
    is(Op::Ge, q)
}

/// Returns `by Y`.
pub fn by(y: i64) -> Time {
    Time::By(Period::year(y))
}
