//! Dates, windows and the forms of time.

use crate::diag::{Both, Diagnostic, Safety, SyntaxProblem};
use crate::source::Span;
use crate::syntax::date::{parse_date, parse_month_day};
use crate::syntax::keywords::Keyword;
use crate::syntax::letter::digit;
use crate::syntax::tree::{Date, DateKind, Frequency, Time, TimeKind, Window};
use crate::syntax::wording::day_in_figures;

use super::build::{Builder, Piece};
use super::grammar::Rule;
use super::mark::Role;

impl<'c> Builder<'c> {
    pub fn date(&mut self, piece: &Piece<'c>) -> Date {
        let span = self.span(piece);
        let written = self.slice(span);
        let kind = match parse_date(written) {
            Some(kind) => kind,
            None => return self.no_date(span),
        };
        Date { kind, span }
    }

    /// Reports that something is no date, and returns one to go on with.
    fn no_date(&mut self, span: Span) -> Date {
        let diagnostic = not_a_date(span, self.slice(span));
        self.report(diagnostic);
        Date { kind: DateKind::Year(0), span }
    }

    pub fn window(&mut self, piece: Piece<'c>) -> Window {
        let span = self.span(&piece);
        let mut dates = Vec::with_capacity(2);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::date => dates.push(self.date(&part)),
                _ => self.mark(&part, Role::Range),
            }
        }
        let from = dates.first().copied().unwrap_or_else(|| self.no_date(span));
        Window { from, to: dates.last().copied().unwrap_or(from), span }
    }

    pub fn time(&mut self, piece: Piece<'c>) -> Option<Time> {
        let span = self.span(&piece);
        let form = piece.into_inner().next()?;
        let kind = match form.as_rule() {
            Rule::by => self.by(form),
            Rule::before | Rule::early_date => self.before(form),
            Rule::in_period => TimeKind::In(self.only_date(form)?),
            Rule::each => self.each(form),
            Rule::throughout => {
                let window = form.into_inner().next();
                TimeKind::Throughout(window.map(|w| self.window(w)))
            }
            _ => return None,
        };
        Some(Time { kind, span })
    }

    fn only_date(&mut self, form: Piece<'c>) -> Option<Date> {
        form.into_inner().next().map(|date| self.date(&date))
    }

    /// `by D`, `by ATTRIBUTE`, `到2025年底前`.
    fn by(&mut self, form: Piece<'c>) -> TimeKind {
        let has_postfix = self.postfix_start(&form).is_some();
        let Some(inner) = form.clone().into_inner().next() else { return TimeKind::Throughout(None) };
        match inner.as_rule() {
            Rule::name => TimeKind::ByAttribute(self.name(&inner)),
            _ if has_postfix => self.before(form),
            _ => TimeKind::By(self.date(&inner)),
        }
    }

    /// Returns where the postfix of `2025年底前` begins, if a time ends in one.
    fn postfix_start(&self, form: &Piece<'c>) -> Option<u32> {
        let span = self.span(form);
        let written = self.slice(span);
        let word = ["之前", "以前", "前", "before"].into_iter().find(|w| written.ends_with(w))?;
        // `before 2025` does not end in its word.
        (word.len() < written.len()).then_some(span.end - word.len() as u32)
    }

    /// `before D`, `D前`; with 底 or 末 the end of the period is still in time: `2025年底前` is `by 2025年底`.
    fn before(&mut self, form: Piece<'c>) -> TimeKind {
        let postfix = self.postfix_start(&form);
        let Some(inner) = form.into_inner().next() else { return TimeKind::Throughout(None) };
        let date = self.date(&inner);
        let is_by = self.slice(date.span).ends_with(['底', '末']);
        if let Some(start) = postfix {
            let prefix = if is_by { Keyword::By } else { Keyword::Before };
            self.mark_at(start, Role::AfterDate(prefix, 1));
        }
        if is_by { TimeKind::By(date) } else { TimeKind::Before(date) }
    }

    fn each(&mut self, form: Piece<'c>) -> TimeKind {
        let postfix = self.postfix_start(&form);
        let mut step = Frequency::Year;
        let mut count = 1;
        let mut window = None;
        let mut by = None;
        for part in form.into_inner() {
            match part.as_rule() {
                Rule::block => count = self.count(&part),
                Rule::period_length => step = self.frequency(&part),
                Rule::window => window = Some(self.window(part)),
                Rule::month_day => {
                    if let Some(start) = postfix {
                        let n_tokens = month_day_tokens(self.written(&part));
                        self.mark_at(start, Role::AfterDate(Keyword::By, n_tokens));
                    }
                    by = self.month_day(part);
                }
                _ => {}
            }
        }
        TimeKind::Each { step, count, window, by }
    }

    pub fn count(&mut self, piece: &Piece<'c>) -> u32 {
        let quantity = self.quantity(piece);
        match u32::try_from(quantity.number) {
            Ok(count) if count > 0 && quantity.number.scale() == 0 => count,
            _ => {
                self.report(Diagnostic::at(quantity.span, SyntaxProblem::NotACount {}));
                1
            }
        }
    }

    pub fn frequency(&mut self, piece: &Piece<'c>) -> Frequency {
        match self.keyword(piece) {
            Some(Keyword::Half) => Frequency::Half,
            Some(Keyword::Quarter) => Frequency::Quarter,
            Some(Keyword::Month) => Frequency::Month,
            Some(Keyword::Day) => Frequency::Day,
            _ => Frequency::Year,
        }
    }

    fn month_day(&mut self, piece: Piece<'c>) -> Option<(u32, u32)> {
        let span = self.span(&piece);
        let written = self.slice(span);
        if let Some(dash) = written.find(['-', '－', '−']) {
            self.mark_at(span.start + dash as u32, Role::Tight);
        } else if let Some(day) = day_start(written) {
            self.mark_at(span.start + day as u32, Role::Glued);
        }
        let found = parse_month_day(written);
        if found.is_none() {
            let diagnostic = not_a_date(span, written);
            self.report(diagnostic);
        }
        found
    }
}

/// Returns where the day of `10月31日` begins.
fn day_start(written: &str) -> Option<usize> {
    let month_end = written.find('月')? + '月'.len_utf8();
    let rest = written.get(month_end..)?;
    let blanks = rest.len() - rest.trim_start().len();
    rest.trim_start().starts_with(|c| digit(c).is_some()).then_some(month_end + blanks)
}

/// Returns of how many tokens a month and day consist: `10-31`, `10月31日`, `10月底`.
fn month_day_tokens(written: &str) -> u8 {
    match (written.contains(['-', '－', '−']), day_start(written)) {
        (true, _) => 3,
        (false, Some(_)) => 2,
        (false, None) => 1,
    }
}

/// Says that a text is no date; `20251231` is one that lacks its hyphens.
fn not_a_date(span: Span, written: &str) -> Diagnostic {
    let report = |proposal| Diagnostic::at(span, SyntaxProblem::NotADate { found: written.to_owned(), proposal });
    match day_in_figures(written) {
        Some(day) => {
            let proposal = Both::of(format!("写作 `{day}`"), format!("write `{day}`"));
            report(proposal).fix(span, day, Safety::Unsafe)
        }
        None => report(Both::new(
            "写年、季度、月或日，如 `2025年`、`2025Q3`、`2025-06`、`2025-10-31`",
            "write a year, quarter, month or day, as in `2025`, `2025Q3`, `2025-06`, `2025-10-31`",
        )),
    }
}
