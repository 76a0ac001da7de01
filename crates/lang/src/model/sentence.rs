//! A statement as one sentence that a planner can read to a colleague, and that reads back as the same statement.
//!
//! The one time of a statement goes first, and a share or a count is said as plans say it: `到2025年，80%以上的村：达标村`. Chinese
//! uses the words of the language for signs (`不低于`, `介于`), English the signs themselves. INVARIANT: put into a rule of the
//! same plan, the sentence has the meaning of the statement that it was made from.

use chrono::Datelike as _;

use super::print::{expr_in, interval_in, level_in, name, operator, place, plain_fraction, quantity};
use super::{
    AggregateFn, CompareOp, Exception, Expr, ExprKind, Frequency, Period, Revision, Rule, Schema, Scope, Statement,
    Target, TargetKind, Time, Tolerance, Window,
};
use crate::diag::Lang;

/// Returns the sentences of a rule, one for each statement, exceptions included.
pub fn rule(schema: &Schema, rule: &Rule, lang: Lang) -> String {
    let all: Vec<String> = rule.statements.iter().map(|s| statement(schema, s, lang)).collect();
    all.join(match lang {
        Lang::Zh => "；",
        Lang::En => "; ",
    })
}

/// Returns the sentence of a statement with its exceptions.
pub fn statement(schema: &Schema, statement: &Statement, lang: Lang) -> String {
    let say = Sayer { schema, lang };
    let scope = say.scope(&statement.scope);
    let condition = say.condition(statement.condition.as_ref());
    let mut text = match say.led(statement) {
        Some((time, duty)) => format!("{time}{scope}{condition}{duty}"),
        None => format!("{scope}{condition}{}", say.in_order(statement)),
    };
    for exception in &statement.exceptions {
        text.push_str(&say.exception(exception));
    }
    for revision in &statement.revisions {
        text.push_str(&say.revision(revision));
    }
    text
}

struct Sayer<'a> {
    schema: &'a Schema,
    lang: Lang,
}

impl Sayer<'_> {
    fn word(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// A duty whose times stand behind its targets.
    fn in_order(&self, statement: &Statement) -> String {
        let targets: Vec<String> = statement.targets.iter().map(|t| self.target(t)).collect();
        let targets = self.joined(&targets);
        let gap = if targets.starts_with(' ') || targets.is_empty() { "" } else { " " };
        format!("{}{gap}{targets}", expr_in(self.schema, &statement.subject, self.lang))
    }

    /// A time in front, and the duty without it; only where there is one time, which nothing else takes over.
    fn led(&self, statement: &Statement) -> Option<(String, String)> {
        let [target] = statement.targets.as_slice() else { return None };
        if !statement.exceptions.is_empty() || !statement.revisions.is_empty() {
            return None;
        }
        let time = match &target.time {
            Time::Newest | Time::ByAttribute(_) => return None,
            Time::By(p) => format!("{}{}", self.word("到", "by "), self.date(*p)),
            other => self.time(other).trim_start().to_owned(),
        };
        let duty = self.counted(statement).unwrap_or_else(|| {
            let asked = self.asked(target);
            let gap = if asked.is_empty() { "" } else { " " };
            format!("{}{gap}{asked}", self.condition_text(&statement.subject))
        });
        Some((format!("{time}{}", self.word("，", ", ")), duty))
    }

    /// `80%以上的村：达标村`, where a share or a count of those that meet something has a plain bound.
    fn counted(&self, statement: &Statement) -> Option<String> {
        let ([target], ExprKind::Aggregate(of)) = (statement.targets.as_slice(), &statement.subject.kind) else {
            return None;
        };
        let TargetKind::Compare(op, Expr { kind: ExprKind::Quantity(bound), .. }) = &target.kind else { return None };
        let is_share = bound.unit.as_ref().is_some_and(|u| matches!(&*u.symbol, "%" | "‰"));
        let is_told = match of.function {
            AggregateFn::Share => is_share && plain_fraction(bound).is_none(),
            AggregateFn::Count => !is_share && bound.unit.is_some(),
            _ => false,
        };
        if !is_told || bound.value.is_negative() || of.place.is_some() || of.weight.is_some() {
            return None;
        }
        let how_many = match (op, self.lang) {
            (CompareOp::Ge, Lang::Zh) => format!("{}以上的", quantity(bound)),
            (CompareOp::Le, Lang::Zh) => format!("{}以下的", quantity(bound)),
            (CompareOp::Ge | CompareOp::Le | CompareOp::Gt | CompareOp::Lt, Lang::En) => {
                format!("{} {} of ", operator(*op), quantity(bound))
            }
            _ => return None,
        };
        let body = self.condition_text(of.body.as_ref()?);
        let level = name(level_in(self.schema, &of.level, self.lang));
        let filter = of.filter.as_ref().map_or_else(String::new, |filter| {
            format!(" {} {}", self.word("其中", "where"), expr_in(self.schema, filter, self.lang))
        });
        Some(format!("{how_many}{level}{filter}{}{body}", self.word("：", ": ")))
    }

    /// A condition with words in the place of signs, where it is one comparison.
    fn condition_text(&self, condition: &Expr) -> String {
        match &condition.kind {
            ExprKind::Compare(op, left, right) => {
                format!("{} {}", expr_in(self.schema, left, self.lang), self.comparison(*op, right))
            }
            _ => expr_in(self.schema, condition, self.lang),
        }
    }

    fn joined(&self, parts: &[String]) -> String {
        parts.join(self.word("，", ", "))
    }

    fn condition(&self, condition: Option<&Expr>) -> String {
        condition.map_or_else(String::new, |c| {
            let text = expr_in(self.schema, c, self.lang);
            format!("{} {text}{}", self.word("若", "when"), self.word("：", ": "))
        })
    }

    fn scope(&self, scope: &Scope) -> String {
        match scope {
            Scope::Unstated => String::new(),
            Scope::At(places) => {
                let places: Vec<String> = places.iter().map(place).collect();
                let places = places.join(self.word("、", ", "));
                format!("{} {places}{}", self.word("在", "at"), self.word("：", ": "))
            }
            Scope::Every { level: of, filter, except } => {
                let mut text = format!("{} {}", self.word("每个", "every"), name(level_in(self.schema, of, self.lang)));
                if let Some(filter) = filter {
                    let filter = expr_in(self.schema, filter, self.lang);
                    text.push_str(&format!(" {} {filter}", self.word("其中", "where")));
                }
                if !except.is_empty() {
                    let except: Vec<String> = except.iter().map(place).collect();
                    text.push_str(&format!(" {} {}", self.word("除", "except"), self.joined(&except)));
                }
                text.push_str(self.word("：", ": "));
                text
            }
        }
    }

    fn exception(&self, exception: &Exception) -> String {
        let filter = expr_in(self.schema, &exception.filter, self.lang);
        let targets: Vec<String> = exception.targets.iter().map(|t| self.target(t)).collect();
        let asked = if targets.is_empty() { self.word("无", "none").to_owned() } else { self.joined(&targets) };
        let head = self.word("；例外 ", "; except where ");
        format!("{head}{filter}{}{asked}", self.word("：", ": "))
    }

    fn revision(&self, revision: &Revision) -> String {
        let targets: Vec<String> = revision
            .replaced
            .iter()
            .filter_map(|n| revision.targets.get(*n))
            .map(|t| self.target(t).trim_start().to_owned())
            .collect();
        let document = revision.document.as_ref().map_or_else(String::new, |d| format!(" {}", super::print::quoted(d)));
        let head = self.word("；调整 自 ", "; revised since ");
        format!("{head}{}{document}{}{}", revision.since, self.word("：", ": "), self.joined(&targets))
    }

    fn target(&self, target: &Target) -> String {
        format!("{}{}", self.asked(target), self.time(&target.time))
    }

    fn asked(&self, target: &Target) -> String {
        match &target.kind {
            TargetKind::Compare(op, right) => self.comparison(*op, right),
            TargetKind::Within(range) => {
                format!("{} {}", self.word("介于", "in"), interval_in(self.schema, range, self.lang))
            }
            TargetKind::About(middle, tolerance) => {
                let middle_text = expr_in(self.schema, middle, self.lang);
                format!("{} {middle_text}{}", self.word("约", "about"), self.tolerance(tolerance, middle))
            }
            TargetKind::Holds => String::new(),
        }
    }

    /// In Chinese a word before an amount, a sign before anything else.
    fn comparison(&self, op: CompareOp, right: &Expr) -> String {
        let text = expr_in(self.schema, right, self.lang);
        let word = match op {
            CompareOp::Ge => "不低于",
            CompareOp::Gt => "超过",
            CompareOp::Le => "不超过",
            CompareOp::Lt => "低于",
            CompareOp::Eq => "等于",
            CompareOp::Ne => "不等于",
        };
        match &right.kind {
            ExprKind::Quantity(q) if self.lang == Lang::Zh && !q.value.is_negative() => {
                format!("{word}{}", quantity(q))
            }
            _ => format!("{} {text}", operator(op)),
        }
    }

    fn tolerance(&self, tolerance: &Tolerance, middle: &Expr) -> String {
        let unit = match &middle.kind {
            ExprKind::Quantity(q) => q.unit.as_ref(),
            _ => None,
        };
        match tolerance {
            Tolerance::Relative(share) => format!(" ± {}%", share * &super::Exact::from(100)),
            // Shares differ by percentage points; in % it would be a share of the amount.
            Tolerance::Absolute(base) if unit.is_some_and(|u| u.dim.is_ratio()) => {
                format!(" ± {}百分点", base * &super::Exact::from(100))
            }
            Tolerance::Absolute(base) => {
                let value = unit.map_or_else(|| base.clone(), |u| u.from_base(base));
                format!(" ± {value}{}", unit.map_or("", |u| &u.symbol))
            }
        }
    }

    fn time(&self, time: &Time) -> String {
        let window = |w: &Option<Window>| w.map_or_else(String::new, |w| format!(" {}", self.window(w)));
        match time {
            Time::Newest => String::new(),
            Time::By(p) => format!(" {}{}", self.word("截至", "by "), self.date(*p)),
            Time::In(p) => format!(" {}{}", self.word("于", "in "), self.date(*p)),
            Time::ByAttribute(id) => {
                let attribute = self.schema.indicator(*id).map_or_else(String::new, |i| name(&i.name));
                format!(" {} {attribute}", self.word("截至", "by"))
            }
            Time::Throughout(w) => format!(" {}{}", self.word("始终", "throughout"), window(w)),
            Time::Each { step, count, window: w, by } => {
                let mut text = format!(" {}{}", self.step(*step, *count), window(w));
                if let Some((month, day)) = by {
                    text.push_str(&format!(" {} {month:02}-{day:02}", self.word("截至", "by")));
                }
                text
            }
        }
    }

    fn step(&self, step: Frequency, count: u32) -> String {
        let (zh, en) = match step {
            Frequency::Year => ("年", "year"),
            Frequency::Half => ("半年", "half"),
            Frequency::Quarter => ("季度", "quarter"),
            Frequency::Month => ("月", "month"),
            Frequency::Day => ("日", "day"),
        };
        match (self.lang, count) {
            (Lang::Zh, 1) => format!("每{zh}"),
            (Lang::Zh, n) => format!("每{n}{zh}"),
            (Lang::En, 1) => format!("each {en}"),
            (Lang::En, n) => format!("each {n} {en}s"),
        }
    }

    /// `2021至2025年`; in English as it is written.
    fn window(&self, w: Window) -> String {
        let is_years = [w.from, w.to].iter().all(|p| p.frequency() == Frequency::Year);
        match self.lang {
            Lang::Zh if is_years && w.from != w.to => format!("{}至{}年", w.from, w.to),
            _ if w.from == w.to => format!("{}..{}", w.from, w.to),
            Lang::Zh => format!("{}至{}", self.date(w.from), self.date(w.to)),
            Lang::En => format!("{}..{}", w.from, w.to),
        }
    }

    /// `2025年`, `2025年上半年`, `2025年6月`; in English as it is written.
    fn date(&self, period: Period) -> String {
        let text = period.to_string();
        let first = period.first_day();
        match (self.lang, period.frequency()) {
            (Lang::En, _) => text,
            (Lang::Zh, Frequency::Year) => format!("{text}年"),
            (Lang::Zh, Frequency::Half) => {
                format!("{}年{}半年", first.year(), if first.month() == 1 { "上" } else { "下" })
            }
            (Lang::Zh, Frequency::Quarter) => {
                let nth = ["一", "二", "三", "四"].get(first.month0() as usize / 3).copied().unwrap_or("一");
                format!("{}年第{nth}季度", first.year())
            }
            (Lang::Zh, Frequency::Month) => format!("{}年{}月", first.year(), first.month()),
            (Lang::Zh, Frequency::Day) => format!("{}年{}月{}日", first.year(), first.month(), first.day()),
        }
    }
}
