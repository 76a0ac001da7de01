//! The values of a view in words: in Chinese or English, as they are printed.

use super::View;
use super::check::{AskedOf, Deadline, Gap, GapUnit, Measured};
use crate::asked::{Asked, Figure};
use crate::number::shown;
use crate::words::{level as level_word, say};
use dabiao_eval::{Amount, Span};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Exact, TargetKind, print};

/// A language, and signs as they stand on paper: `≥5万元`, `2021至2025`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) lang: Lang,
}

impl Style {
    /// Returns the style of what is handed around, which every form of a report is.
    pub(crate) fn printed(lang: Lang) -> Self {
        Self { lang }
    }

    /// Returns what stands between two ends.
    fn to(self) -> &'static str {
        say(self.lang, "至", "–")
    }

    /// Returns a sign of comparison.
    fn sign(self, sign: &'static str) -> String {
        match sign {
            ">=" => "≥".to_owned(),
            "<=" => "≤".to_owned(),
            ">" => say(self.lang, "＞", ">").to_owned(),
            "<" => say(self.lang, "＜", "<").to_owned(),
            "!=" => "≠".to_owned(),
            "=" => say(self.lang, "＝", "=").to_owned(),
            other => format!("{other} "),
        }
    }

    /// Returns a period or window: `2025`, `2025Q3`, `2021至2025`.
    pub(crate) fn period(self, span: Span) -> String {
        match span {
            Span::One(p) => p.to_string(),
            Span::Window(from, until) => format!("{from}{}{until}", self.to()),
        }
    }

    /// Returns a deadline.
    pub(crate) fn deadline(self, deadline: Deadline) -> String {
        match deadline {
            Deadline::None => String::new(),
            Deadline::Period(p) => self.period(p),
            Deadline::Day(day) => day.to_string(),
        }
    }

    /// Returns a measured value with its unit; `-` where nothing is known.
    pub(crate) fn measured(self, measured: &Measured<'_>) -> String {
        match measured {
            Measured::Number(a, lines) => amount(a, &lines.iter().collect::<Vec<_>>()),
            Measured::Word(word) => (*word).to_owned(),
            Measured::Flag(yes) => flag(*yes, self.lang).to_owned(),
            Measured::Passing(passing, total) => match self.lang {
                Lang::Zh => format!("{passing}/{total} 达标"),
                Lang::En => format!("{passing} of {total} pass"),
            },
            Measured::Between(low, high, unit) => {
                let unit = unit.map_or("", |u| &*u.symbol);
                format!("{}{}{}{unit}", shown(low, &[]), self.to(), shown(high, &[]))
            }
            Measured::Nothing => "-".to_owned(),
        }
    }

    /// Returns how much is lacking, with its unit.
    pub(crate) fn gap(self, gap: Gap<'_>) -> String {
        format!("{}{}", shown(gap.value, &[]), self.gap_unit(gap.unit))
    }

    /// Returns in what a gap is counted.
    pub(crate) fn gap_unit<'a>(self, unit: GapUnit<'a>) -> &'a str {
        match unit {
            GapUnit::None => "",
            GapUnit::Points => say(self.lang, "个百分点", " points"),
            GapUnit::Of(unit) => &unit.symbol,
        }
    }

    /// Returns a target as it is asked: `每个村 ≥5万元`.
    pub(crate) fn asked(self, view: &View<'_>, of: &AskedOf<'_>) -> String {
        let what = match of.target.kind {
            TargetKind::Holds => say(self.lang, "成立", "holds").to_owned(),
            _ => self.constant(&of.asked).unwrap_or_else(|| self.expression(view, of)),
        };
        match of.each {
            Some(level) => {
                let each = say(self.lang, "每个", "every ");
                format!("{each}{} {what}", level_word(&view.model.schema, level, self.lang))
            }
            None => what,
        }
    }

    /// Sign and values of a target, where it came to some.
    fn constant(self, asked: &Asked<'_>) -> Option<String> {
        let unit = asked.unit.unwrap_or("");
        let figure = |f: &Figure<'_>| match f {
            Figure::Number(n) => shown(n, &[]),
            Figure::Flag(yes) => flag(*yes, self.lang).to_owned(),
            other => other.to_text(),
        };
        let (low, high) = (asked.low.as_ref().map(figure), asked.high.as_ref().map(figure));
        match (asked.op, low, high) {
            (_, None, None) => None,
            ("range", low, high) => Some(self.range(asked, (low, high), unit)),
            ("about", Some(low), _) => {
                let tolerance = asked.tolerance.as_ref().map(|(t, unit)| format!(" ± {t}{unit}")).unwrap_or_default();
                Some(format!("{} {low}{unit}{tolerance}", say(self.lang, "约", "about")))
            }
            (op, Some(low), _) => Some(format!("{}{low}{unit}", self.sign(op))),
            (_, None, Some(high)) => Some(format!("{high}{unit}")),
        }
    }

    fn range(self, asked: &Asked<'_>, (low, high): (Option<String>, Option<String>), unit: &str) -> String {
        let end = |is_open: bool, open: &'static str, closed: &'static str| if is_open { open } else { closed };
        let (above, below) = (end(asked.is_low_open, ">", ">="), end(asked.is_high_open, "<", "<="));
        if let (Some(low), Some(high), false, false) = (&low, &high, asked.is_low_open, asked.is_high_open) {
            return format!("{low}{}{high}{unit}", self.to());
        }
        let low = low.map(|l| format!("{}{l}{unit}", self.sign(above)));
        let high = high.map(|h| format!("{}{h}{unit}", self.sign(below)));
        let both: Vec<String> = low.into_iter().chain(high).collect();
        both.join(say(self.lang, "且", " and "))
    }

    /// A target that came to nothing is shown as it is written.
    fn expression(self, view: &View<'_>, of: &AskedOf<'_>) -> String {
        let schema = &view.model.schema;
        match &of.target.kind {
            TargetKind::Compare(op, e) => {
                format!("{}{}", self.sign(print::operator(*op)), print::expr_in(schema, e, self.lang))
            }
            TargetKind::Within(range) => print::interval(schema, range),
            TargetKind::About(e, _) => print::expr_in(schema, e, self.lang),
            TargetKind::Holds => String::new(),
        }
    }
}

fn flag(yes: bool, lang: Lang) -> &'static str {
    if yes { say(lang, "是", "yes") } else { say(lang, "否", "no") }
}

/// Returns an amount with its unit, shortened without crossing a line.
pub(crate) fn amount(amount: &Amount, lines: &[&Exact]) -> String {
    let symbol = amount.unit.as_ref().map_or("", |u| &u.symbol);
    format!("{}{symbol}", shown(&amount.value, lines))
}
