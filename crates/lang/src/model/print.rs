//! Expressions back to text: the canonical spelling of the language, in the keywords of either language.
//!
//! Takes an expression of the model, gives one line that parses back to the same meaning. INVARIANT: brackets stand
//! only where the order of operations needs them; a name that is no plain run of letters is quoted.

pub use super::word::{compare as operator, function};
use std::fmt::Write as _;

use super::{
    Aggregate, Basis, BinaryOp, EntityRef, Exact, Expr, ExprKind, Frequency, IndicatorId, Interval, LevelId, LevelRef,
    Period, PeriodFn, PeriodRef, Periods, Quantity, Rank, RankOrder, RankTies, Rounding, Schema, TimesLast, Tolerance,
    Window, word,
};
use crate::diag::Lang;
use crate::syntax::keywords::Keyword;

/// How tightly an operation binds; the order is from the loosest to the tightest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Sign,
    Postfix,
}

/// Returns the canonical text of an expression or a condition, with English keywords.
pub fn expr(schema: &Schema, expr: &Expr) -> String {
    let mut printer = Printer { schema, lang: Lang::En, levels: Levels::AsDeclared, out: String::new() };
    printer.expr(expr, Binding::Or);
    printer.out
}

/// Returns the text of an expression or a condition, with the keywords of a language, and its words for levels.
pub fn expr_in(schema: &Schema, expr: &Expr, lang: Lang) -> String {
    let mut printer = Printer { schema, lang, levels: Levels::InWords, out: String::new() };
    printer.expr(expr, Binding::Or);
    printer.out
}

/// Returns the canonical text of a range as it stands after `in`, with English keywords.
pub fn interval(schema: &Schema, range: &Interval) -> String {
    let mut printer = Printer { schema, lang: Lang::En, levels: Levels::AsDeclared, out: String::new() };
    printer.interval(range);
    printer.out
}

/// Returns the canonical text of a range as it stands after `in`, with the keywords of a language.
pub fn interval_in(schema: &Schema, range: &Interval, lang: Lang) -> String {
    let mut printer = Printer { schema, lang, levels: Levels::InWords, out: String::new() };
    printer.interval(range);
    printer.out
}

/// Returns an amount as it was written: `5万元`, `95.0%`.
pub fn quantity(q: &Quantity) -> String {
    if let Some(fraction) = plain_fraction(q) {
        return fraction;
    }
    let symbol = q.unit.as_ref().map_or("", |u| &u.symbol);
    format!("{}{symbol}", decimal(&q.value, q.digits))
}

/// Returns a share that no number of digits writes exactly as the fraction that it is: `2/3`.
pub fn plain_fraction(q: &Quantity) -> Option<String> {
    q.unit.as_ref().filter(|u| u.dim.is_ratio())?;
    q.value.to_fraction().and_then(|_| q.base.to_fraction())
}

/// Returns a number with at least `digits` digits after the point.
pub fn decimal(value: &Exact, digits: u32) -> String {
    let mut text = value.to_text();
    let have = text.split_once('.').map_or(0, |(_, fraction)| fraction.chars().count());
    let lack = (digits.min(40) as usize).saturating_sub(have);
    if lack > 0 {
        if have == 0 {
            text.push('.');
        }
        text.extend(std::iter::repeat_n('0', lack));
    }
    text
}

/// Returns a name, in quotes where it is no plain run of letters, digits and `_`.
pub fn name(text: &str) -> String {
    let starts_well = text.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    if starts_well && text.chars().all(|c| c.is_alphanumeric() || c == '_') && !is_keyword(text) {
        return text.to_owned();
    }
    if text.contains('」') { format!("'{text}'") } else { format!("「{text}」") }
}

/// Returns the name of a level, or the label of the roster that stands for it.
pub fn level(schema: &Schema, level: &LevelRef) -> String {
    let plain = schema.levels.get(level.level).map_or("", |l| &l.name);
    level.label.as_deref().unwrap_or(plain).to_owned()
}

/// Returns the word of a level in a language; one that the language knows has an English name, a label or a declared level has
/// its own.
pub fn level_in<'a>(schema: &'a Schema, level: &'a LevelRef, lang: Lang) -> &'a str {
    level.label.as_deref().unwrap_or_else(|| whole_level_in(schema, level.level, lang))
}

/// Returns the word of all of a level in a language, as [`level_in`] does.
pub fn whole_level_in(schema: &Schema, level: LevelId, lang: Lang) -> &str {
    const ENGLISH: [&str; 7] = ["country", "province", "city", "county", "town", "village", "household"];
    let own = schema.levels.name(level);
    let is_it = |word: &&str| schema.levels.find(word).is_some_and(|(id, _)| id == level);
    match lang {
        Lang::En => ENGLISH.into_iter().find(is_it).unwrap_or(own),
        Lang::Zh => own,
    }
}

/// Returns a place: its names from the widest on, with `/` between.
pub fn place(place: &EntityRef) -> String {
    let parts: Vec<String> = place.parts.iter().map(|p| path_part(p)).collect();
    parts.join("/")
}

/// A code of digits stands as it is; other parts follow the rule for names.
fn path_part(text: &str) -> String {
    if !text.is_empty() && text.chars().all(|c| c.is_ascii_digit()) { text.to_owned() } else { name(text) }
}

/// Words that would be read as something else than a name.
fn is_keyword(text: &str) -> bool {
    Keyword::from_word(text).is_some_and(|k| !k.is_soft())
}

struct Printer<'a> {
    schema: &'a Schema,
    lang: Lang,
    levels: Levels,
    out: String,
}

/// How levels are named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Levels {
    /// As the contract has them, whatever the language.
    AsDeclared,
    /// In the language of the text.
    InWords,
}

/// English keywords and their Chinese spellings.
const CHINESE: &[(&str, &str)] = &[
    ("count", "数量"),
    ("share", "占比"),
    ("sum", "合计"),
    ("avg", "平均"),
    ("min", "最小"),
    ("max", "最大"),
    ("median", "中位数"),
    ("total", "累计"),
    ("gain", "新增"),
    ("growth", "增速"),
    ("yearly", "年均增速"),
    ("change", "增减"),
    ("rank", "排名"),
    ("times_last", "连续倒数"),
    ("years", "年数"),
    ("months", "月数"),
    ("among", "在"),
    ("ascending", "由低到高"),
    ("ties", "并列"),
    ("dense", "不占位"),
    ("lowest", "末位"),
    ("yes", "是"),
    ("no", "否"),
    ("not", "非"),
    ("and", "且"),
    ("or", "或"),
    ("in", "介于"),
    ("about", "约"),
    ("where", "其中"),
    ("weighted by", "加权"),
    ("since", "自"),
    ("prev", "上期"),
];

impl Printer<'_> {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// Returns a keyword in the language of the text.
    fn word(&self, english: &'static str) -> &'static str {
        match self.lang {
            Lang::En => english,
            Lang::Zh => CHINESE.iter().find(|(en, _)| *en == english).map_or(english, |(_, zh)| zh),
        }
    }

    fn spaced(&mut self, english: &'static str) {
        let word = self.word(english);
        self.push(&format!(" {word} "));
    }

    fn indicator(&mut self, id: IndicatorId) {
        let text = self.schema.indicator(id).map_or(String::new(), |i| name(&i.name));
        self.push(&text);
    }

    /// Prints an expression, in brackets where it binds more loosely than its surroundings need.
    fn expr(&mut self, expr: &Expr, at_least: Binding) {
        let needs_brackets = binding(expr) < at_least;
        if needs_brackets {
            self.push("(");
        }
        self.bare(expr);
        if needs_brackets {
            self.push(")");
        }
    }

    fn bare(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::Quantity(q) => self.push(&quantity(q)),
            ExprKind::Bool(yes) => self.push(self.word(if *yes { "yes" } else { "no" })),
            ExprKind::Grade(_, grade) => self.push(&name(grade)),
            ExprKind::Text(text) => self.push(&quoted(text)),
            ExprKind::Value(id) => self.indicator(*id),
            ExprKind::Neg(x) => {
                self.push("-");
                self.expr(x, Binding::Postfix);
            }
            ExprKind::Not(x) => {
                self.push(self.word("not"));
                self.push(" ");
                self.expr(x, Binding::Not);
            }
            ExprKind::Binary(op, a, b) => self.binary(*op, a, b),
            ExprKind::Compare(op, a, b) => {
                self.expr(a, Binding::Sum);
                self.push(&format!(" {} ", operator(*op)));
                self.expr(b, Binding::Sum);
            }
            ExprKind::Within(x, range) => {
                self.expr(x, Binding::Sum);
                self.spaced("in");
                self.interval(range);
            }
            ExprKind::About(x, around, tolerance) => {
                self.expr(x, Binding::Sum);
                self.spaced("about");
                self.expr(around, Binding::Sum);
                self.tolerance(tolerance, around);
            }
            ExprKind::Aggregate(a) => self.aggregate(a),
            ExprKind::OverPeriods(function, x, periods) => self.over_periods(*function, x, *periods),
            ExprKind::Rank(rank) => self.rank(rank),
            ExprKind::TimesLast(TimesLast { scheme, places }) => {
                let scheme = scheme.iter().map(|s| format!("{}, ", quoted(s))).collect::<String>();
                self.push(&format!("{}({scheme}{places}位)", self.word("times_last")));
            }
            ExprKind::Day(day) => self.push(&day_text(*day)),
            ExprKind::Total(..) | ExprKind::Gain(..) | ExprKind::Growth(..) => self.over_time(e),
            ExprKind::Yearly(..) | ExprKind::Change(..) => self.over_time(e),
            ExprKind::AtPeriod(x, period) => {
                self.expr(x, Binding::Postfix);
                match period {
                    PeriodRef::Previous => self.push(&format!("[{}]", self.word("prev"))),
                    PeriodRef::Fixed(p) => self.push(&format!("[{p}]")),
                }
            }
            ExprKind::AtEntity(x, entity) => {
                self.expr(x, Binding::Postfix);
                self.push(&format!("@{}", place(entity)));
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, a: &Expr, b: &Expr) {
        let (sign, own, right) = match op {
            BinaryOp::Add => ("+", Binding::Sum, Binding::Product),
            BinaryOp::Sub => ("-", Binding::Sum, Binding::Product),
            BinaryOp::Mul => ("*", Binding::Product, Binding::Sign),
            BinaryOp::Div => ("/", Binding::Product, Binding::Sign),
            BinaryOp::And => ("and", Binding::And, Binding::Not),
            BinaryOp::Or => ("or", Binding::Or, Binding::And),
        };
        self.expr(a, own);
        self.spaced(sign);
        self.expr(b, right);
    }

    fn interval(&mut self, range: &Interval) {
        if !range.is_low_open && !range.is_high_open {
            self.end(range.low.as_deref());
            self.push("..");
            self.end(range.high.as_deref());
            return;
        }
        self.push(if range.is_low_open { "(" } else { "[" });
        self.end(range.low.as_deref());
        self.push(", ");
        self.end(range.high.as_deref());
        self.push(if range.is_high_open { ")" } else { "]" });
    }

    fn end(&mut self, end: Option<&Expr>) {
        if let Some(e) = end {
            self.expr(e, Binding::Sum);
        }
    }

    /// An absolute tolerance is said in the unit of what it surrounds.
    fn tolerance(&mut self, tolerance: &Tolerance, around: &Expr) {
        match tolerance {
            Tolerance::Relative(share) => {
                let percent = share * &Exact::from(100);
                self.push(&format!(" ± {percent}%"));
            }
            // Shares differ by percentage points; in % it would be a share of the amount.
            Tolerance::Absolute(base) if unit_of(around).is_some_and(|u| u.dim.is_ratio()) => {
                self.push(&format!(" ± {}百分点", base * &Exact::from(100)));
            }
            Tolerance::Absolute(base) => {
                let unit = unit_of(around);
                let value = unit.map_or_else(|| base.clone(), |u| u.from_base(base));
                self.push(&format!(" ± {value}{}", unit.map_or("", |u| &u.symbol)));
            }
        }
    }

    fn aggregate(&mut self, a: &Aggregate) {
        let level = self.level(&a.level);
        self.push(&format!("{}({}", self.word(function(a.function)), name(&level)));
        self.among(a.place.as_ref());
        if let Some(filter) = &a.filter {
            self.spaced("where");
            self.expr(filter, Binding::Or);
        }
        if let Some(body) = &a.body {
            self.push(": ");
            self.expr(body, Binding::Or);
        }
        if let Some(weight) = &a.weight {
            self.spaced("weighted by");
            self.expr(weight, Binding::Or);
        }
        self.push(")");
    }

    fn level(&self, of: &LevelRef) -> String {
        match self.levels {
            Levels::AsDeclared => level(self.schema, of),
            Levels::InWords => level_in(self.schema, of, self.lang).to_owned(),
        }
    }

    fn among(&mut self, below: Option<&EntityRef>) {
        if let Some(below) = below {
            let word = if self.lang == Lang::En { "in" } else { "在" };
            self.push(&format!(" {word} {}", place(below)));
        }
    }

    fn over_periods(&mut self, function: PeriodFn, x: &Expr, periods: Periods) {
        self.push(self.word(word::period_function(function)));
        self.push("(");
        self.expr(x, Binding::Or);
        match periods {
            Periods::Window(Window { from, to }) => self.push(&format!(", {from}..{to})")),
            Periods::Last(count, step) => {
                let text = match self.lang {
                    Lang::En => format!(", last {count} {})", length(step, Lang::En)),
                    Lang::Zh => format!(", 近{count}{})", length(step, Lang::Zh)),
                };
                self.push(&text);
            }
        }
    }

    fn rank(&mut self, rank: &Rank) {
        self.push(&format!("{}(", self.word("rank")));
        self.expr(&rank.value, Binding::Sum);
        let level = self.level(&rank.level);
        self.push(&format!(", {}", name(&level)));
        self.among(rank.place.as_ref());
        if rank.order == RankOrder::Ascending {
            self.push(&format!(", {}", self.word("ascending")));
        }
        if rank.ties != RankTies::Skip {
            self.push(&format!(", {} {}", self.word("ties"), self.word(word::rank_ties(rank.ties))));
        }
        self.push(")");
    }

    fn over_time(&mut self, e: &Expr) {
        let (word_since, word_prev) = (self.word("since"), self.word("prev"));
        let since = |p: &Option<Period>| p.map_or(String::new(), |p| format!(", {word_since} {p}"));
        let (function, x, rest) = match &e.kind {
            ExprKind::Total(x, window) => {
                ("total", x, window.map_or(String::new(), |Window { from, to }| format!(", {from}..{to}")))
            }
            ExprKind::Gain(x, base) => ("gain", x, since(base)),
            ExprKind::Growth(x, Basis::YearBefore) => ("growth", x, String::new()),
            ExprKind::Growth(x, Basis::Previous) => ("growth", x, format!(", {word_prev}")),
            ExprKind::Growth(x, Basis::Since(p)) => ("growth", x, since(&Some(*p))),
            ExprKind::Yearly(x, base) => ("yearly", x, since(base)),
            ExprKind::Change(x) => ("change", x, String::new()),
            _ => return,
        };
        self.push(self.word(function));
        self.push("(");
        self.expr(x, Binding::Or);
        let _ = write!(self.out, "{rest})");
    }
}

/// A year stands with its word, so that it is no number.
fn day_text(day: Period) -> String {
    if day.frequency() == Frequency::Year { format!("{day}年") } else { day.to_string() }
}

/// Returns the word for several periods of a length.
fn length(step: Frequency, lang: Lang) -> &'static str {
    match (step, lang) {
        (Frequency::Year, Lang::Zh) => "年",
        (Frequency::Year, Lang::En) => "years",
        (Frequency::Half, Lang::Zh) => "半年",
        (Frequency::Half, Lang::En) => "halves",
        (Frequency::Quarter, Lang::Zh) => "季度",
        (Frequency::Quarter, Lang::En) => "quarters",
        (Frequency::Month, Lang::Zh) => "个月",
        (Frequency::Month, Lang::En) => "months",
        (Frequency::Day, Lang::Zh) => "天",
        (Frequency::Day, Lang::En) => "days",
    }
}

fn binding(e: &Expr) -> Binding {
    match &e.kind {
        ExprKind::Binary(BinaryOp::Or, ..) => Binding::Or,
        ExprKind::Binary(BinaryOp::And, ..) => Binding::And,
        ExprKind::Not(_) => Binding::Not,
        ExprKind::Compare(..) | ExprKind::Within(..) | ExprKind::About(..) => Binding::Comparison,
        ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, ..) => Binding::Sum,
        ExprKind::Binary(BinaryOp::Mul | BinaryOp::Div, ..) => Binding::Product,
        ExprKind::Neg(_) => Binding::Sign,
        _ => Binding::Postfix,
    }
}

fn unit_of(e: &Expr) -> Option<&super::Unit> {
    match &e.kind {
        ExprKind::Quantity(q) => q.unit.as_ref(),
        ExprKind::Neg(x) => unit_of(x),
        _ => None,
    }
}

/// A text has no escapes: it takes the quotation marks that it does not itself hold.
/// Returns a text in quotes that it does not hold itself.
pub fn quoted(text: &str) -> String {
    if text.contains('"') { format!("“{text}”") } else { format!("\"{text}\"") }
}

/// Returns the word for a way of rounding.
pub fn rounding(rounding: Rounding) -> &'static str {
    match rounding {
        Rounding::HalfUp => "half-up",
        Rounding::HalfEven => "half-even",
    }
}
