//! Rules as SQL: for each target that a database can count, one statement; for each other, why not.
//!
//! A statement says only what it is sure of. A figure is sure when its text is a plain number that fits, its unit is one of
//! those that the statement lists, and its mark of vintage one of the closed list. Of whom it is not sure is counted as
//! `spilled`; rows that might be figures under another spelling, and a roster that leaves something open, as `unplaced`.
//! Where both are 0, `members`, `passing`, `failing`, `missing`, `invalid`, `membership_unknown` and the sum are those of the
//! report; a test searches for the counterexample. Numbers are compared by their digits: no cast, no division, no rounding.
//!
//! | file | for |
//! |---|---|
//! | `tally`, `refusal` | which targets can be counted, what of them SQL needs to know, and why others cannot |
//! | `figure`, `computed` | growth, quotients and totals: what is compared, and how without a division |
//! | `statement`, `population`, `number`, `marks` | the statement; who is counted; figures by their digits; vintages and blanks |
//! | `wants` | what can stay in the database when rows are read |
//! | `dialect` | what differs between engines; how names and texts are quoted |

mod computed;
mod dialect;
mod figure;
mod marks;
mod number;
mod population;
mod refusal;
mod statement;
mod tally;
mod wants;

pub use dialect::{DIALECTS, Dialect};
pub use refusal::Refusal;
pub use wants::{Reach, Wants};

use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::sentence;

/// What the statements are written for.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// The engine.
    pub dialect: Dialect,
    /// The table of figures, perhaps with its schema: `indicator, entity, period, value, unit, status`.
    pub figures: &'a str,
    /// The roster: `code, name, level, parent` and attributes.
    pub roster: &'a str,
    /// The language of the comments.
    pub lang: Lang,
}

/// What became of one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The rule.
    pub rule: String,
    /// Which statement of it, from 1.
    pub statement: usize,
    /// Which target of that, from 1.
    pub target: usize,
    /// The statement, or why there is none.
    pub sql: Result<String, Refusal>,
    /// The unit in which `sum_whole` and `sum_part` are told; `None` where nothing is summed up.
    pub unit: Option<String>,
}

/// Returns every target of the rules, in their order.
pub fn targets(rules: &RuleSet, options: &Options<'_>) -> Vec<Shown> {
    let model = rules.model();
    let mut shown = Vec::new();
    for rule in &model.rules {
        for (s, asked) in rule.statements.iter().enumerate() {
            for (t, target) in asked.targets.iter().enumerate() {
                let tally = tally::tally(model, rule, asked, target);
                let summed = tally.as_ref().ok().filter(|t| matches!(t.asked, tally::Asked::Sum));
                let unit = summed.map(|t| t.units.least.symbol.to_string());
                shown.push(Shown {
                    rule: rule.id.to_string(),
                    statement: s + 1,
                    target: t + 1,
                    sql: tally.map(|tally| statement::sql(&tally, options)),
                    unit,
                });
            }
        }
    }
    shown
}

/// Returns the statements as one text, each below the sentence of its rule.
pub fn text(rules: &RuleSet, options: &Options<'_>) -> String {
    let model = rules.model();
    let mut out = String::new();
    for shown in targets(rules, options) {
        let rule = model.rules.iter().find(|r| *r.id == *shown.rule);
        let said = rule.map(|r| sentence::rule(&model.schema, r, options.lang)).unwrap_or_default();
        comment(&mut out, &format!("{} {}.{}  {said}", shown.rule, shown.statement, shown.target));
        if let Some(unit) = &shown.unit {
            let both = dabiao_lang::diag::Both::of(
                format!("合计 = sum_whole + sum_part ÷ 10^10（{unit}）"),
                format!("the sum is sum_whole + sum_part / 10^10 in {unit}"),
            );
            comment(&mut out, both.get(options.lang));
        }
        match shown.sql {
            Ok(sql) => out.push_str(&format!("{sql};\n\n")),
            Err(refusal) => {
                comment(&mut out, refusal.words().get(options.lang));
                out.push('\n');
            }
        }
    }
    out
}

/// Writes a comment; whatever users wrote stays in its one line.
fn comment(out: &mut String, text: &str) {
    out.push_str("-- ");
    out.extend(text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }));
    if text.ends_with('\\') {
        // Spark goes on with the comment in the next line.
        out.push(' ');
    }
    out.push('\n');
}
