//! What stands in a section: figures in base units, years, offices, and the text itself.

use rust_decimal::Decimal;

use crate::document::{Document, Range};
use crate::line::Line;
use crate::offices;
use crate::phrase::{self, Amount, MarkKind, When};
use dabiao_lang::model::{Dim, Exact, Quantity, Schema};

/// The facts of one or more sections.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    figures: Vec<(Exact, Option<Dim>)>,
    years: Vec<i32>,
    spans: Vec<i32>,
    has_offices: bool,
    text: String,
}

impl Facts {
    /// Reads the facts of a range.
    pub fn of(document: &Document, range: Range, schema: &Schema) -> Self {
        let line = Line::fold(document.slice(range), range.start);
        let mut facts =
            Self { has_offices: !offices::find(&line).is_empty(), text: line.text(0, line.len()), ..Self::default() };
        for mark in phrase::scan(&line, schema) {
            match mark.kind {
                MarkKind::Amount(amount) => facts.amount(&amount, schema),
                MarkKind::Time(time) => match time.when {
                    When::Years(a, b) => facts.years.extend([a, b]),
                    When::Within(n) => facts.spans.push(n),
                    other => facts.years.extend(other.year()),
                },
                MarkKind::Named => facts.ratio(&line.text(mark.start, mark.end)),
                MarkKind::Doubling(growth) => {
                    facts.figures.extend(value(growth).map(|v| (&v * &Exact::ratio(1, 100), Some(Dim::ratio()))))
                }
                _ => {}
            }
        }
        facts
    }

    /// Reads `12：43：45`: shares of a whole.
    fn ratio(&mut self, text: &str) {
        let parts: Vec<Exact> = text.split('：').filter_map(value).collect();
        if parts.len() >= 2 {
            self.figures.extend(parts.iter().map(|v| (v * &Exact::ratio(1, 100), Some(Dim::ratio()))));
        }
    }

    fn amount(&mut self, amount: &Amount, schema: &Schema) {
        if amount.unit == "年" {
            self.spans.extend(
                [Some(&amount.low), amount.high.as_ref()].into_iter().flatten().filter_map(|n| n.parse::<i32>().ok()),
            );
        }
        for digits in [Some(&amount.low), amount.high.as_ref()].into_iter().flatten() {
            let Some(number) = value(digits) else { continue };
            let (base, dim) = in_base(&number, &amount.unit, schema);
            self.figures.push((base, dim));
            // 八成 is read as 8 with the unit 成.
            if amount.unit == "成" {
                self.figures.push((&number * &Exact::ratio(1, 10), Some(Dim::ratio())));
            }
        }
    }

    /// Adds the facts of another section.
    pub fn add(&mut self, other: &Facts) {
        self.figures.extend(other.figures.iter().cloned());
        self.years.extend(&other.years);
        self.spans.extend(&other.spans);
        self.has_offices |= other.has_offices;
        self.text.push_str(&other.text);
    }

    /// Returns whether a figure stands here in a unit of its dimension; a number without a unit fits any.
    ///
    /// 下降13.5% is -13.5% in a rule: what a text says of a fall has no sign.
    pub fn holds(&self, q: &Quantity) -> bool {
        let dim = q.unit.as_ref().map(|u| &u.dim);
        let is_same = |found: &Exact, asked: &Exact| found == asked || *found == asked.abs();
        self.holds_word(q)
            || self.figures.iter().any(|(value, found)| {
                is_same(value, &q.base) && fits(dim, found.as_ref()) || found.is_none() && is_same(value, &q.value)
            })
    }

    /// Returns whether 千亩 or 百户 stands here for 1000亩 or 100户.
    fn holds_word(&self, q: &Quantity) -> bool {
        let word = [(100, '百'), (1_000, '千'), (10_000, '万'), (100_000_000, '亿')];
        let Some((unit, (_, c))) = q.unit.as_ref().zip(word.iter().find(|(n, _)| q.base == Exact::from(*n))) else {
            return false;
        };
        self.text.contains(&format!("{c}{}", unit.stem()))
    }

    /// Returns whether a year is named.
    pub fn has_year(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// Returns whether `三年内` leads to a year of the plan.
    pub fn has_span(&self, year: i32, window: Option<(i32, i32)>) -> bool {
        let Some((from, _)) = window else { return !self.spans.is_empty() };
        self.spans.iter().any(|n| year == from + n || year == from + n - 1)
    }

    /// Returns whether any office is named in a form that says who answers.
    pub fn names_offices(&self) -> bool {
        self.has_offices
    }

    /// Returns whether an office is named, with or without its county or city: 公安局 for 县公安局.
    pub fn names(&self, office: &str) -> bool {
        let office: String = office
            .chars()
            .map(|c| match c {
                '（' => '(',
                '）' => ')',
                _ => c,
            })
            .filter(|c| !c.is_whitespace())
            .collect();
        let short = office.strip_prefix(['县', '市', '省', '区']).filter(|s| s.chars().count() >= 2);
        self.text.contains(&office) || short.is_some_and(|s| self.text.contains(s))
    }
}

/// Returns whether a figure need not stand in the text as a number: 全部, 清零, 一次, 半数 say it in words.
pub fn is_implied(q: &Quantity) -> bool {
    let is_ratio = q.unit.as_ref().is_some_and(|u| u.dim.is_ratio());
    let small = [0, 1, 2].iter().any(|n| q.value == Exact::from(*n));
    let words = is_ratio && (q.base == Exact::ONE || q.base == Exact::ratio(1, 2));
    small || words
}

fn fits(asked: Option<&Dim>, found: Option<&Dim>) -> bool {
    match (asked, found) {
        (Some(a), Some(b)) => is_alike(a, b),
        _ => true,
    }
}

/// Returns whether two dimensions are one for a cite.
pub fn is_alike(a: &Dim, b: &Dim) -> bool {
    a.unify(b).is_some() || is_point_and_ratio(a, b) || is_count(a) && is_count(b) || is_average(a, b)
}

/// 提高5% of a share is often meant as 5 percentage points.
fn is_point_and_ratio(a: &Dim, b: &Dim) -> bool {
    use dabiao_lang::model::Base::Point;
    let is_point = |d: &Dim| *d == Dim::of(Point);
    is_point(a) && b.is_ratio() || a.is_ratio() && is_point(b)
}

/// 平均就业150人 of a rule in 人/家: what a figure is shared among is often not written.
fn is_average(a: &Dim, b: &Dim) -> bool {
    let above = |d: &Dim| Dim(d.0.iter().filter(|(_, n)| *n > 0).cloned().collect());
    let is_quotient = |d: &Dim| d.0.iter().any(|(_, n)| *n < 0);
    (is_quotient(a) || is_quotient(b)) && above(a) == above(b)
}

/// 家 and 户 count what the rule may count in 个; which measure word is used is not what a cite proves.
fn is_count(d: &Dim) -> bool {
    matches!(d.0.as_slice(), [(dabiao_lang::model::Base::Count(_) | dabiao_lang::model::Base::Own(_), 1)])
}

fn value(digits: &str) -> Option<Exact> {
    Decimal::from_str_exact(digits).ok().map(Exact::from)
}

/// Returns a number in base units; a unit that the language does not know keeps its multipliers only.
pub fn in_base(number: &Exact, unit: &str, schema: &Schema) -> (Exact, Option<Dim>) {
    if unit.is_empty() {
        return (number.clone(), None);
    }
    match schema.read_unit(unit) {
        dabiao_lang::model::units::Reading::Known(u) => (u.to_base(number), (!u.is_bare()).then_some(u.dim)),
        dabiao_lang::model::units::Reading::Unknown(u, _) => (u.to_base(number), Some(u.dim)),
        dabiao_lang::model::units::Reading::RunsOn(_) => (number.clone(), None),
    }
}
