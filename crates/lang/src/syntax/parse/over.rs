//! Functions over entities and over periods: aggregates, ranks, means of years, years in which something holds.

use crate::source::Span;
use crate::syntax::keywords::Keyword;
use crate::syntax::tree::{Aggregate, AggregateFn, ExprKind, Path, PeriodFn, Periods, Rank, RankOrder, RankTies};

use super::build::{Builder, Piece};
use super::expr::Deep;
use super::grammar::Rule;
use super::mark::Role;

impl<'c> Builder<'c> {
    pub fn aggregate(&mut self, piece: Piece<'c>, span: Span) -> Deep {
        let mut function = None;
        let mut level = None;
        let mut place = None;
        let (mut filter, mut body, mut weight) = (None, None, None);
        let mut below = 0;
        let mut has_colon = false;
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::aggregate_function => function = self.aggregate_function(&part),
                Rule::name => level = Some(self.name(&part)),
                Rule::among => place = self.among(part),
                Rule::colon => has_colon = true,
                Rule::expr => {
                    let inner = self.deep_expr(part);
                    below = below.max(inner.depth);
                    *(if has_colon { &mut body } else { &mut filter }) = Some(inner.expr);
                }
                Rule::sum => {
                    let inner = self.sum(part);
                    below = below.max(inner.depth);
                    weight = Some(inner.expr);
                }
                _ => {}
            }
        }
        let (Some(function), Some(level)) = (function, level) else { return Deep::leaf(ExprKind::Bad, span) };
        let aggregate = Aggregate { function, level, place, filter, body, weight };
        self.node(ExprKind::Aggregate(Box::new(aggregate)), span, below)
    }

    fn aggregate_function(&self, piece: &Piece<'c>) -> Option<AggregateFn> {
        Some(match self.keyword(piece)? {
            Keyword::Count => AggregateFn::Count,
            Keyword::Share => AggregateFn::Share,
            Keyword::Sum => AggregateFn::Sum,
            Keyword::Avg => AggregateFn::Avg,
            Keyword::Min => AggregateFn::Min,
            Keyword::Max => AggregateFn::Max,
            Keyword::Median => AggregateFn::Median,
            _ => return None,
        })
    }

    /// `在 清江市`
    fn among(&mut self, piece: Piece<'c>) -> Option<Path> {
        self.mark(&piece, Role::Means(Keyword::Among));
        piece.into_inner().next().map(|p| self.path(p))
    }

    /// `平均(X, 2023..2025)`, `年数(C, 近5年)`
    pub fn over_periods(&mut self, piece: Piece<'c>, span: Span) -> Deep {
        let mut function = None;
        let mut inner = None;
        let mut periods = None;
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::period_function => function = self.period_function(&part),
                Rule::periods_function => {
                    let is_months = matches!(self.keyword(&part), Some(Keyword::Month | Keyword::Months));
                    let (own, word) = match is_months {
                        true => (PeriodFn::Months, Keyword::Months),
                        false => (PeriodFn::Years, Keyword::Years),
                    };
                    self.mark(&part, Role::Means(word));
                    function = Some(own);
                }
                Rule::sum => inner = Some(self.sum(part)),
                Rule::expr => inner = Some(self.deep_expr(part)),
                Rule::window => periods = Some(Periods::Window(self.window(part))),
                Rule::recent => periods = self.recent(part),
                _ => {}
            }
        }
        let (Some(function), Some(inner), Some(periods)) = (function, inner, periods) else {
            return Deep::leaf(ExprKind::Bad, span);
        };
        self.node(ExprKind::OverPeriods(function, Box::new(inner.expr), periods), span, inner.depth)
    }

    fn period_function(&self, piece: &Piece<'c>) -> Option<PeriodFn> {
        Some(match self.keyword(piece)? {
            Keyword::Avg => PeriodFn::Avg,
            Keyword::Min => PeriodFn::Min,
            Keyword::Max => PeriodFn::Max,
            Keyword::Median => PeriodFn::Median,
            _ => return None,
        })
    }

    /// `近3年`
    fn recent(&mut self, piece: Piece<'c>) -> Option<Periods> {
        self.mark(&piece, Role::Means(Keyword::Recent));
        let (mut count, mut step) = (None, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::block => count = Some(self.count(&part)),
                Rule::period_length => step = Some(self.frequency(&part)),
                _ => {}
            }
        }
        Some(Periods::Last(count?, step?))
    }

    /// `排名(X, 县 在 清江市, 由低到高, 并列 不占位)`
    pub fn rank(&mut self, piece: Piece<'c>, span: Span) -> Deep {
        self.mark(&piece, Role::Means(Keyword::Rank));
        let (mut value, mut level, mut place) = (None, None, None);
        let (mut order, mut ties) = (RankOrder::Descending, RankTies::Skip);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::sum => value = Some(self.sum(part)),
                Rule::name => level = Some(self.name(&part)),
                Rule::among => place = self.among(part),
                Rule::rank_order if self.keyword(&part) == Some(Keyword::Ascending) => order = RankOrder::Ascending,
                Rule::rank_ties => {
                    ties = match self.keyword(&part) {
                        Some(Keyword::Dense) => RankTies::Dense,
                        Some(Keyword::Lowest) => RankTies::Lowest,
                        _ => RankTies::Skip,
                    };
                }
                _ => {}
            }
        }
        let (Some(value), Some(level)) = (value, level) else { return Deep::leaf(ExprKind::Bad, span) };
        let rank = Rank { value: value.expr, level, place, order, ties };
        self.node(ExprKind::Rank(Box::new(rank)), span, value.depth)
    }
    /// `连续倒数("季度考核", 3位)`
    pub fn times_last(&mut self, piece: Piece<'c>, span: Span) -> Deep {
        self.mark(&piece, Role::Means(Keyword::TimesLast));
        let (mut scheme, mut places) = (None, None);
        for part in piece.into_inner() {
            match part.as_rule() {
                Rule::text => scheme = Some(self.text(&part)),
                Rule::quantity => places = Some(self.quantity(&part)),
                _ => {}
            }
        }
        match places {
            Some(places) => Deep::leaf(ExprKind::TimesLast(scheme, places), span),
            None => Deep::leaf(ExprKind::Bad, span),
        }
    }
}
