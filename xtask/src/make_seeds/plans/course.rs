//! The table of a county: which figure is reported where, and how it runs over the years.
//!
//! A line is a word, an indicator and its course, with blanks between them:
//!
//! ```text
//! 县 粮食播种面积 万亩 2020:22.31 2025:22.60        a course by year, straight lines between the years named
//! 他 陕西省 农村居民人均可支配收入 元 2020:13316 …  the same for a place outside the county
//! 月 就业状态数据比对次数 次 1 2023-07:缺           the same figure in every month (季, 半年), with exceptions
//! 镇 镇茶园面积 亩 9000..16000 300                  a number for each place, and its growth in a year
//! 村 生活垃圾有效治理 是非 2020:60 2025:97          the share of places, in percent, that can say yes
//! 村 党组织标准化等级 等级 县级:40 市级:50 省级:10  shares of grades, in percent, the same in all years
//! 属性 村 脱贫村 60                                 an attribute of the roster that is yes in 60% of the places
//! 属性 安置区 安置区类型 城镇:40 农村:60            one with several values
//! 增加 园区 12                                      twelve invented places of a level that the register has not
//! 例 集体经济经营性收入 桂花村 2025 —               one figure instead of what the course gives
//! ```
//!
//! Lines that begin with `#` are remarks. A line that is none of these is a mistake of ours and is left out.

/// Points of a course: a year and what stands there; `None` is missing from that year's figures.
pub type Points = Vec<(i64, Option<Decimal>)>;

/// A number with its digits after the point.
#[derive(Clone, Copy)]
pub struct Decimal {
    /// The digits, without the point.
    pub digits: i64,
    /// How many of them stand after the point.
    pub places: u32,
}

/// What a place reports for one indicator.
pub enum Course {
    /// A number drawn between two, and its growth in a year.
    Between(Decimal, Decimal, Decimal),
    /// Yes for a share of the places, in percent.
    Share(Points),
    /// One of several values, with the percent of places that have it.
    Grades(Vec<(String, i64)>),
    /// One number in every period of that length.
    Each(String),
}

/// A line about the places of a level.
pub struct Line {
    /// The level, or the length of the period.
    pub level: String,
    /// The indicator or attribute.
    pub name: String,
    /// The unit; empty where there is none.
    pub unit: String,
    /// The course.
    pub course: Course,
}

/// The table.
#[derive(Default)]
pub struct Table {
    /// Figures of the county or a wider place: the place (empty is the county), the indicator, the unit, the points.
    pub county: Vec<(String, String, String, Points)>,
    /// Figures of shorter periods: `level` is the place's level, the unit's first part the length (月, 季, 半年).
    pub shorter: Vec<(String, Line)>,
    /// Figures of places, by level.
    pub places: Vec<Line>,
    /// Attributes.
    pub attributes: Vec<Line>,
    /// Invented places: level and number.
    pub extra: Vec<(String, usize)>,
    /// Single figures: indicator, place, period, text.
    pub singles: Vec<[String; 4]>,
}

impl Table {
    /// Reads the table.
    pub fn read(text: &str) -> Self {
        let mut table = Self::default();
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            table.add(&words);
        }
        table
    }

    fn add(&mut self, words: &[&str]) {
        match words {
            ["县", name, unit, rest @ ..] => {
                self.county.push((String::new(), (*name).into(), (*unit).into(), points(rest)));
            }
            ["他", place, name, unit, rest @ ..] => {
                self.county.push(((*place).into(), (*name).into(), (*unit).into(), points(rest)));
            }
            ["属性", level, name, rest @ ..] => self.attributes.push(attribute(level, name, rest)),
            ["增加", level, number] => self.extra.push(((*level).into(), number.parse().unwrap_or(0))),
            ["例", name, place, period, text] => {
                self.singles.push([*name, *place, *period, *text].map(String::from));
            }
            [length @ ("月" | "季" | "半年"), level, name, unit, value] => {
                let course = Course::Each((*value).into());
                let line = Line { level: (*level).into(), name: (*name).into(), unit: (*unit).into(), course };
                self.shorter.push(((*length).into(), line));
            }
            [level, name, kind, rest @ ..] if !level.starts_with('#') => {
                if let Some(course) = course(kind, rest) {
                    let unit = if matches!(*kind, "是非" | "等级") { "" } else { kind };
                    let line = Line { level: (*level).into(), name: (*name).into(), unit: unit.into(), course };
                    self.places.push(line);
                }
            }
            _ => {}
        }
    }

    /// Returns the single figure that stands instead of the course.
    pub fn single(&self, name: &str, place: &str, period: &str) -> Option<&str> {
        let mut found = self.singles.iter().filter(|[n, p, t, _]| n == name && p == place && t == period);
        found.next().map(|[.., text]| text.as_str())
    }
}

fn attribute(level: &str, name: &str, rest: &[&str]) -> Line {
    let course = match rest {
        [one] if one.contains("..") => course("", &[one, "0"]),
        [one] => one.parse().ok().map(|percent| Course::Share(vec![(0, Some(Decimal { digits: percent, places: 0 }))])),
        _ => course("等级", rest),
    };
    let course = course.unwrap_or(Course::Share(Vec::new()));
    Line { level: level.into(), name: name.into(), unit: String::new(), course }
}

fn course(kind: &str, rest: &[&str]) -> Option<Course> {
    match (kind, rest) {
        ("是非", _) => Some(Course::Share(points(rest))),
        ("等级", _) => {
            let pairs = rest.iter().filter_map(|word| word.split_once(':'));
            Some(Course::Grades(pairs.map(|(grade, share)| (grade.into(), share.parse().unwrap_or(0))).collect()))
        }
        (_, [range, growth]) => {
            let (low, high) = range.split_once("..")?;
            Some(Course::Between(decimal(low)?, decimal(high)?, decimal(growth)?))
        }
        _ => None,
    }
}

fn points(words: &[&str]) -> Points {
    let pairs = words.iter().filter_map(|word| word.split_once(':'));
    pairs.filter_map(|(year, value)| Some((year.parse().ok()?, decimal(value)))).collect()
}

fn decimal(text: &str) -> Option<Decimal> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{rest}").parse().ok()?;
    Some(Decimal { digits, places: u32::try_from(rest.len()).ok()? })
}

/// Returns the value of a year on the straight line between its neighbours; `None` where it is missing.
pub fn at(points: &Points, year: i64) -> Option<Decimal> {
    let places = points.iter().filter_map(|(_, value)| value.map(|value| value.places)).max().unwrap_or(0);
    let digits = |value: Decimal| value.digits * 10_i64.pow(places - value.places);
    if let Some((_, exact)) = points.iter().find(|(at, _)| *at == year) {
        return exact.map(|value| Decimal { digits: digits(value), places });
    }
    let known = || points.iter().filter_map(|(at, value)| Some((*at, digits((*value)?))));
    let before = known().filter(|(at, _)| *at < year).max_by_key(|(at, _)| *at);
    let after = known().filter(|(at, _)| *at > year).min_by_key(|(at, _)| *at);
    let value = match (before, after) {
        (Some((from, low)), Some((to, high))) => low + (high - low) * (year - from) / (to - from),
        (Some((_, only)), None) | (None, Some((_, only))) => only,
        (None, None) => return None,
    };
    Some(Decimal { digits: value, places })
}
