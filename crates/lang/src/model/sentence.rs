//! A statement as one sentence that a planner can read to a colleague, and that reads back as the same statement.
//!
//! Chinese uses the words of the language for signs (`不低于`, `介于`, `截至`), English the signs themselves. INVARIANT: put
//! into a rule of the same plan, the sentence has the meaning of the statement that it was made from.

use super::print::{expr_in, interval_in, level_in, name, operator, place, quantity};
use super::{
    CompareOp, Exception, Expr, ExprKind, Frequency, Period, Revision, Rule, Schema, Scope, Statement, Target,
    TargetKind, Time, Tolerance, Window,
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
    let targets: Vec<String> = statement.targets.iter().map(|t| say.target(t)).collect();
    let targets = say.joined(&targets);
    let gap = if targets.starts_with(' ') || targets.is_empty() { "" } else { " " };
    let subject = expr_in(schema, &statement.subject, lang);
    let scope = say.scope(&statement.scope);
    let condition = say.condition(statement.condition.as_ref());
    let mut text = format!("{scope}{condition}{subject}{gap}{targets}");
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
                format!("{} {}{} ", self.word("在", "at"), self.joined(&places), self.word("：", ":"))
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
        let asked = match &target.kind {
            TargetKind::Compare(op, right) => self.comparison(*op, right),
            TargetKind::Within(range) => {
                format!("{} {}", self.word("介于", "in"), interval_in(self.schema, range, self.lang))
            }
            TargetKind::About(middle, tolerance) => {
                let middle_text = expr_in(self.schema, middle, self.lang);
                format!("{} {middle_text}{}", self.word("约", "about"), self.tolerance(tolerance, middle))
            }
            TargetKind::Holds => String::new(),
        };
        format!("{asked}{}", self.time(&target.time))
    }

    /// In Chinese a word before an amount, a sign before anything else.
    fn comparison(&self, op: CompareOp, right: &Expr) -> String {
        let text = expr_in(self.schema, right, self.lang);
        let word = match op {
            CompareOp::Ge => "不低于",
            CompareOp::Gt => "超过",
            CompareOp::Le => "不超过",
            CompareOp::Lt => "低于",
            CompareOp::Eq | CompareOp::Ne => "",
        };
        match &right.kind {
            ExprKind::Quantity(q) if self.lang == Lang::Zh && !word.is_empty() && !q.value.is_negative() => {
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
        let window = |w: &Option<Window>| w.map_or_else(String::new, |w| format!(" {}..{}", date(w.from), date(w.to)));
        match time {
            Time::Newest => String::new(),
            Time::By(p) => format!(" {} {}", self.word("截至", "by"), date(*p)),
            Time::In(p) => format!(" {} {}", self.word("于", "in"), date(*p)),
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
}

fn date(period: Period) -> String {
    period.to_string()
}
