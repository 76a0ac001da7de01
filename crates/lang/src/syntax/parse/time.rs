//! Dates, windows and the forms of time.

use crate::diag::{Diagnostic, SyntaxProblem};
use crate::syntax::keywords::Keyword;
use crate::syntax::lex::{Kind, parse_date, parse_month_day};
use crate::syntax::tree::{Date, DateKind, Frequency, Time, TimeKind, Window};

use super::build::{Builder, Piece, Role};
use super::grammar::Rule;

impl<'c> Builder<'c> {
    pub fn date(&mut self, piece: &Piece<'c>) -> Date {
        let span = self.span(piece);
        let written = self.slice(span);
        let kind = match parse_date(written) {
            Some(kind) => kind,
            None => {
                self.report(Diagnostic::at(span, SyntaxProblem::NotADate { found: written.to_owned() }));
                DateKind::Year(0)
            }
        };
        Date { kind, span }
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
        let from = dates.first().copied().unwrap_or(Date { kind: DateKind::Year(0), span });
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
        let has_postfix = self.ends_in_before(&form);
        let Some(inner) = form.clone().into_inner().next() else { return TimeKind::Throughout(None) };
        match inner.as_rule() {
            Rule::name => TimeKind::ByAttribute(self.name(&inner)),
            _ if has_postfix => self.before(form),
            _ => TimeKind::By(self.date(&inner)),
        }
    }

    fn ends_in_before(&self, form: &Piece<'c>) -> bool {
        let last = self.token(self.token_idx(form.as_span().end().saturating_sub(1)));
        last.kind == Kind::Word(Keyword::Before)
    }

    /// `before D`, `D前`; with 底 or 末 the end of the period is still in time: `2025年底前` is `by 2025年底`.
    fn before(&mut self, form: Piece<'c>) -> TimeKind {
        let is_postfix = self.ends_in_before(&form);
        let last_idx = self.token_idx(form.as_span().end().saturating_sub(1));
        let Some(inner) = form.into_inner().next() else { return TimeKind::Throughout(None) };
        let date = self.date(&inner);
        let is_by = self.slice(date.span).ends_with(['底', '末']);
        if is_postfix {
            let prefix = if is_by { Keyword::By } else { Keyword::Before };
            self.mark_idx(last_idx, Role::AfterDate(prefix, 1));
        }
        if is_by { TimeKind::By(date) } else { TimeKind::Before(date) }
    }

    fn each(&mut self, form: Piece<'c>) -> TimeKind {
        let last_idx = self.token_idx(form.as_span().end().saturating_sub(1));
        let is_postfix = self.ends_in_before(&form);
        let mut step = Frequency::Year;
        let mut count = 1;
        let mut window = None;
        let mut by = None;
        for part in form.into_inner() {
            match part.as_rule() {
                Rule::number => count = self.count(&part),
                Rule::period_length => step = self.frequency(&part),
                Rule::window => window = Some(self.window(part)),
                Rule::month_day => {
                    if is_postfix {
                        let n_tokens = self.n_tokens(&part) as u8;
                        self.mark_idx(last_idx, Role::AfterDate(Keyword::By, n_tokens));
                    }
                    by = self.month_day(part);
                }
                _ => {}
            }
        }
        TimeKind::Each { step, count, window, by }
    }

    fn count(&mut self, piece: &Piece<'c>) -> u32 {
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
        self.mark_symbols(&piece, b'-', Role::Tight);
        if self.n_tokens(&piece) == 2 {
            self.mark_idx(self.token_idx(piece.as_span().end().saturating_sub(1)), Role::Glued);
        }
        let found = parse_month_day(written);
        if found.is_none() {
            self.report(Diagnostic::at(span, SyntaxProblem::NotADate { found: written.to_owned() }));
        }
        found
    }
}
