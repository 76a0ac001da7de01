//! Typing expressions: what each part gives, and what cannot be put together.

use super::types::{Checker, Number, Origin, Pass, RanksRead, Sort, Ty, Via, kind_words};
use crate::diag::{Both, CheckProblem, Diagnostic, Safety, SchemeProblem};
use crate::model::names::Near;
use crate::model::{
    Aggregate, AggregateFn, Base, BinaryOp, CompareOp, Dim, EntityRef, Expr, ExprKind, Frequency, IndicatorId,
    Interval, Kind, LevelRef, PeriodFn, Periods, Quantity, Rank, TimesLast, Unit, Upward,
};
use crate::source::Span;

impl Checker<'_> {
    /// Returns what an expression gives; what is wrong inside is reported.
    pub fn expr(&mut self, e: &Expr) -> Ty {
        match &e.kind {
            ExprKind::Quantity(q) => amount(q),
            ExprKind::Bool(_) => Ty::Flag,
            ExprKind::Grade(..) => Ty::Grade(None),
            ExprKind::Text(_) => Ty::Text,
            ExprKind::Value(id) => self.value(*id, e.span),
            ExprKind::Neg(x) => self.number(x),
            ExprKind::Not(x) => {
                self.condition(x);
                Ty::Flag
            }
            ExprKind::Binary(op, l, r) => self.binary(*op, l, r),
            ExprKind::Compare(op, l, r) => {
                let (lt, rt) = (self.expr(l), self.expr(r));
                self.compare(*op, (l, &lt), (r, &rt));
                Ty::Flag
            }
            ExprKind::Within(l, i) => {
                let lt = self.expr(l);
                self.within((l, &lt), i);
                Ty::Flag
            }
            ExprKind::About(l, r, _) => {
                let (lt, rt) = (self.number(l), self.number(r));
                self.unify((l, &lt), (r, &rt));
                Ty::Flag
            }
            ExprKind::Aggregate(a) => self.aggregate(a, e.span),
            ExprKind::OverPeriods(function, x, periods) => self.over_periods(*function, x, (*periods, e.span)),
            ExprKind::Rank(rank) => self.rank(rank),
            ExprKind::TimesLast(times) => self.times_last(times, e.span),
            ExprKind::Day(_) => Ty::Day,
            ExprKind::AtPeriod(x, _) => self.expr(x),
            ExprKind::AtEntity(x, place) => self.at_entity(x, place),
            ExprKind::Total(x, _) => self.total(x, e.span),
            ExprKind::Gain(x, _) => self.gain(x),
            ExprKind::Change(x) => self.difference(x),
            ExprKind::Growth(x, _) => {
                let ty = self.number(x);
                self.no_rank(x, &ty);
                Ty::Number(Number::share(Origin::Share))
            }
            ExprKind::Yearly(x, _) => {
                let ty = self.number(x);
                self.no_rank(x, &ty);
                Ty::Number(Number::share(Origin::Yearly))
            }
        }
    }

    /// Types an expression that must be true or false.
    pub fn condition(&mut self, e: &Expr) {
        match self.expr(e) {
            Ty::Flag | Ty::Bad => {}
            Ty::Open(id, Via::Value) => self.learn(id, |k| k.is_flag = true),
            _ => {
                self.no_condition(e);
            }
        }
    }

    /// Reports a value where a condition is needed.
    pub fn no_condition(&mut self, e: &Expr) {
        let name = self.show(e);
        let wanted = match self.range_meant(e) {
            Some(range) => Both::of(format!("写作 `{range}`"), format!("write `{range}`")),
            None => Both::of(
                format!("把它与目标比较，例如 `{} >= …`", name.zh),
                format!("compare it with something, as in `{} >= …`", name.en),
            ),
        };
        self.at(e.span, CheckProblem::ConditionExpected { name, wanted });
    }

    /// Returns the range that a glued `产值在500-600亿元` means, which reads as a name less an amount.
    fn range_meant(&self, e: &Expr) -> Option<String> {
        let ExprKind::Binary(BinaryOp::Sub, left, right) = &e.kind else { return None };
        let (ExprKind::Value(id), ExprKind::Quantity(high)) = (&left.kind, &right.kind) else { return None };
        let indicator = self.schema.indicator(*id).filter(|i| !i.is_declared)?;
        let bare = indicator.name.trim_end_matches(['万', '亿', '千']);
        let scale = indicator.name.get(bare.len()..)?;
        let subject = bare.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let low = bare.get(subject.len()..).filter(|low| !low.is_empty())?;
        let stem = if scale.is_empty() { "" } else { high.unit.as_ref()?.stem() };
        let subject = ["在", "为"].iter().find_map(|w| subject.strip_suffix(w)).unwrap_or(subject);
        let low = format!("{low}{scale}{stem}");
        (!subject.is_empty()).then(|| format!("{subject} in {low}..{}", super::show::quantity(high)))
    }

    /// Types an expression that must be a number.
    pub fn number(&mut self, e: &Expr) -> Ty {
        let ty = self.expr(e);
        if let Ty::Open(id, _) = ty {
            self.learn(id, |k| k.is_number = true);
        }
        if ty.is_numeric() {
            return ty;
        }
        let (name, kind) = (self.show(e), ty.words());
        self.at(e.span, CheckProblem::NumberExpected { name, kind });
        Ty::Bad
    }

    /// Returns what the value of an indicator is.
    fn value(&mut self, id: IndicatorId, span: Span) -> Ty {
        let schema = self.schema;
        let Some(indicator) = schema.indicator(id) else { return Ty::Bad };
        if self.pass == Pass::Report {
            if let Some(problem) = self.broken.get(&id) {
                self.inherited.push(problem.clone());
                return Ty::Bad;
            }
            self.check_level(id, span);
            if let Some(frequency) = indicator.frequency
                && self.coarsest.is_none_or(|(f, _)| frequency < f)
            {
                self.coarsest = Some((frequency, id));
            }
        }
        let sort = match &indicator.kind {
            Some(Kind::Flag) => return Ty::Flag,
            Some(Kind::Grade(_)) => return Ty::Grade(Some(id)),
            Some(Kind::Text) => return Ty::Text,
            Some(Kind::Flow) => Some(Sort::Flow),
            Some(Kind::Stock) => Some(Sort::Stock),
            Some(Kind::Ratio) => Some(Sort::Ratio),
            Some(Kind::Rank) => Some(Sort::Rank),
            None => None,
        };
        let known = self.known.get(id.0 as usize);
        let (unit, origin) = match (&indicator.unit, known.and_then(|k| k.unit.as_ref())) {
            (Some(unit), _) => (unit, Origin::Plain),
            (None, Some((unit, _))) => (unit, Origin::Learned(id)),
            (None, None) => {
                return match known {
                    Some(k) if k.formula.is_some() => k.formula.clone().unwrap_or(Ty::Bad),
                    Some(k) if k.is_flag && !k.is_number => Ty::Flag,
                    _ => Ty::Open(id, Via::Value),
                };
            }
        };
        let is_share = unit.dim.is_ratio() || unit.dim == Dim::of(Base::Point);
        let sort = sort.or(is_share.then_some(Sort::Ratio));
        Ty::Number(Number::new(unit.dim.clone(), sort, Some(unit.clone()), origin))
    }

    /// Warns where an indicator is read at a level for which it is not declared and to which it does not roll up.
    fn check_level(&mut self, id: IndicatorId, span: Span) {
        let schema = self.schema;
        let Some(indicator) = schema.indicator(id) else { return };
        let (Some(declared), Some(used)) = (indicator.level, self.place) else { return };
        let is_rolled_up = schema.levels.is_above(used, declared) && indicator.upward != Upward::None;
        // `收入@省`: a county's rule compares itself with the province, which reports the same figure.
        let is_around = self.is_elsewhere && schema.levels.is_above(used, declared);
        if declared == used || is_rolled_up || is_around || indicator.formula.is_some() {
            return;
        }
        let problem = CheckProblem::LevelDiffers {
            name: indicator.name.to_string(),
            declared: schema.levels.name(declared).to_owned(),
            used: schema.levels.name(used).to_owned(),
        };
        self.at(span, problem);
    }

    fn binary(&mut self, op: BinaryOp, l: &Expr, r: &Expr) -> Ty {
        if matches!(op, BinaryOp::And | BinaryOp::Or) {
            self.condition(l);
            self.condition(r);
            return Ty::Flag;
        }
        let (lt, rt) = (self.number(l), self.number(r));
        for (side, ty) in [(l, &lt), (r, &rt)] {
            if matches!(ty, Ty::Number(n) if n.origin == Origin::Yearly) {
                self.at(side.span, CheckProblem::YearlyAlone {});
                return Ty::Bad;
            }
        }
        match op {
            BinaryOp::Mul => product(&lt, &rt, 1),
            BinaryOp::Div => product(&lt, &rt, -1),
            _ => {
                if let Some(shifted) = shifted(&lt, &rt) {
                    return shifted;
                }
                let sum = self.unify((l, &lt), (r, &rt));
                match sum {
                    // `100% - X` is a share again.
                    Ty::Number(n) if op == BinaryOp::Sub && n.dim.is_ratio() && !is_amount(l) && !is_amount(r) => {
                        Ty::Number(Number { origin: Origin::Difference, ..n })
                    }
                    sum => sum,
                }
            }
        }
    }

    fn at_entity(&mut self, x: &Expr, place: &EntityRef) -> Ty {
        if let (Some(level), Some(here)) = (place.level, self.place)
            && level != here
            && !self.schema.levels.is_above(level, here)
        {
            let problem = CheckProblem::LevelNotAbove {
                written: place.parts.join("/"),
                level: self.schema.levels.name(here).to_owned(),
            };
            self.at(place.span, problem);
        }
        let before = std::mem::replace(&mut self.place, place.level);
        let was_elsewhere = std::mem::replace(&mut self.is_elsewhere, true);
        let ty = self.expr(x);
        self.place = before;
        self.is_elsewhere = was_elsewhere;
        ty
    }

    fn total(&mut self, x: &Expr, span: Span) -> Ty {
        match self.number(x) {
            Ty::Number(n) if matches!(n.sort, Some(Sort::Stock | Sort::Ratio | Sort::Rank)) => {
                let kind = n.sort.map_or(Both::new("", ""), Sort::words);
                let name = self.show(x);
                self.at(span, CheckProblem::TotalNotFlow { name, kind });
                Ty::Bad
            }
            ty => ty,
        }
    }

    fn gain(&mut self, x: &Expr) -> Ty {
        let ty = self.difference(x);
        if let Ty::Number(Number { sort: Some(Sort::Flow), .. }) = ty {
            let name = self.show(x);
            self.at(x.span, CheckProblem::GainOfFlow { name });
        }
        ty
    }

    /// Types the difference of two values of one expression: that of two shares is in 百分点.
    fn difference(&mut self, x: &Expr) -> Ty {
        match self.number(x) {
            Ty::Number(n) if n.dim.is_ratio() => {
                Ty::Number(Number::new(Dim::of(Base::Point), None, Some(Unit::point()), Origin::Plain))
            }
            Ty::Open(id, _) => Ty::Open(id, Via::Difference),
            ty => ty,
        }
    }

    fn aggregate(&mut self, a: &Aggregate, span: Span) -> Ty {
        if let Some(place) = &a.place {
            self.among(place, &a.level);
        } else if let Some(outer) = self.place
            && !self.schema.levels.is_above(outer, a.level.level)
        {
            let name = |id| self.schema.levels.name(id).to_owned();
            let problem = CheckProblem::LevelNotBelow { inner: name(a.level.level), outer: name(outer) };
            self.at(a.level.span, problem);
        }
        let before = self.place.replace(a.level.level);
        let was_elsewhere = std::mem::replace(&mut self.is_elsewhere, false);
        if let Some(filter) = &a.filter {
            self.condition(filter);
        }
        let ty = self.aggregate_body(a, span);
        self.is_elsewhere = was_elsewhere;
        self.place = before;
        ty
    }

    /// Checks that a place after `in` lies above those who are meant.
    fn among(&mut self, place: &EntityRef, level: &LevelRef) {
        let Some(outer) = place.level else { return };
        if !self.schema.levels.is_above(outer, level.level) {
            let name = |id| self.schema.levels.name(id).to_owned();
            let problem = CheckProblem::LevelNotBelow { inner: name(level.level), outer: name(outer) };
            self.at(level.span, problem);
        }
    }

    /// Types a place among others: what they are ranked by must be a number.
    fn rank(&mut self, rank: &Rank) -> Ty {
        if let Some(place) = &rank.place {
            self.among(place, &rank.level);
        }
        if let Some(here) = self.place.filter(|here| *here != rank.level.level) {
            let name = |id| self.schema.levels.name(id).to_owned();
            let problem = CheckProblem::RankLevel { level: name(rank.level.level), here: name(here) };
            self.at(rank.level.span, problem);
        }
        let before = self.place.replace(rank.level.level);
        self.number(&rank.value);
        self.place = before;
        let unit = Unit::place();
        Ty::Number(Number::new(unit.dim.clone(), Some(Sort::Rank), Some(unit), Origin::Plain))
    }

    /// Types how often somebody was among the last: only conditions of schemes and lights come after the ranks, and no
    /// points may rest on the ranks that they make.
    fn times_last(&mut self, times: &TimesLast, span: Span) -> Ty {
        let known = self.schemes.clone();
        let scheme = times.scheme.as_ref().or(match known.as_slice() {
            [only] => Some(only),
            _ => None,
        });
        match (&self.ranks, scheme) {
            (RanksRead::No, _) => self.at(span, SchemeProblem::TimesLastPlace {}),
            (_, None) => {
                let known: Vec<String> = known.iter().map(|s| format!("`{s}`")).collect();
                self.at(span, SchemeProblem::TimesLastWhose { known });
            }
            (RanksRead::ForPoints(own), Some(scheme)) if own == scheme => {
                self.at(span, SchemeProblem::SchemeCircle { name: scheme.to_string() });
            }
            (_, Some(scheme)) if !known.contains(scheme) => {
                let near = Near::default().best(scheme, known.iter().map(|t| &**t)).map(str::to_owned);
                let proposal = match &near {
                    Some(near) => Both::of(format!("是不是 `{near}`？"), format!("did you mean `{near}`?")),
                    None => Both::new("先写出这个考核办法", "declare it first: `scheme`"),
                };
                self.at(span, SchemeProblem::SchemeUnknown { name: scheme.to_string(), proposal });
            }
            _ => {}
        }
        let unit = Unit::times();
        Ty::Number(Number::new(unit.dim.clone(), Some(Sort::Ratio), Some(unit), Origin::Plain))
    }

    /// A growth of places says nothing: from 20 to 10 is no −50%.
    fn no_rank(&mut self, x: &Expr, ty: &Ty) {
        if matches!(ty, Ty::Number(Number { sort: Some(Sort::Rank), .. })) {
            let name = self.show(x);
            self.at(x.span, CheckProblem::RankGrowth { name });
        }
    }

    /// Types a function over periods.
    fn over_periods(&mut self, function: PeriodFn, x: &Expr, (periods, span): (Periods, Span)) -> Ty {
        let counted = match function {
            PeriodFn::Years => Frequency::Year,
            PeriodFn::Months => Frequency::Month,
            PeriodFn::Avg | PeriodFn::Min | PeriodFn::Max | PeriodFn::Median => return self.number(x),
        };
        self.condition(x);
        let step = match periods {
            Periods::Window(w) => w.from.frequency().max(w.to.frequency()),
            Periods::Last(_, step) => step,
        };
        // A window of years is a window of their months, too; months make no years.
        if step > counted {
            self.at(span, CheckProblem::PeriodsTooFine {});
        }
        let unit = if function == PeriodFn::Years { Unit::year() } else { Unit::month() };
        Ty::Number(Number::new(unit.dim.clone(), Some(Sort::Ratio), Some(unit), Origin::Plain))
    }

    fn aggregate_body(&mut self, a: &Aggregate, span: Span) -> Ty {
        if let Some(weight) = &a.weight {
            self.number(weight);
            if a.function != AggregateFn::Avg {
                let d =
                    Diagnostic::at(weight.span, CheckProblem::WeightMisplaced { function: function_words(a.function) });
                let behind = a.body.as_ref().map(|b| Span { start: b.span.end, ..weight.span });
                self.report(|_| behind.map_or(d.clone(), |span| d.fix(span, "", Safety::Unsafe)));
            }
        }
        let Some(body) = &a.body else {
            if a.function == AggregateFn::Count {
                return count();
            }
            self.at(span, CheckProblem::BodyMissing { function: function_words(a.function) });
            return Ty::Bad;
        };
        match a.function {
            AggregateFn::Count => {
                self.condition(body);
                count()
            }
            AggregateFn::Share => {
                self.condition(body);
                Ty::Number(Number::share(Origin::Share))
            }
            AggregateFn::Sum => match self.number(body) {
                Ty::Number(Number { sort: Some(Sort::Ratio | Sort::Rank), .. }) => {
                    let name = self.show(body);
                    self.at(body.span, CheckProblem::SumOfRatio { name });
                    Ty::Bad
                }
                ty => ty,
            },
            AggregateFn::Avg => match self.number(body) {
                Ty::Number(Number { sort: Some(Sort::Ratio), .. }) if a.weight.is_none() => {
                    let name = self.show(body);
                    self.at(body.span, CheckProblem::AvgUnweighted { name });
                    Ty::Bad
                }
                ty => ty,
            },
            AggregateFn::Min | AggregateFn::Max | AggregateFn::Median => self.number(body),
        }
    }

    /// Checks a comparison.
    pub fn compare(&mut self, op: CompareOp, (l, lt): (&Expr, &Ty), (r, rt): (&Expr, &Ty)) {
        let is_equality = matches!(op, CompareOp::Eq | CompareOp::Ne);
        match (lt, rt) {
            (Ty::Bad, _) | (_, Ty::Bad) => {}
            (Ty::Day | Ty::Open(_, Via::Value) | Ty::Text, Ty::Day) | (Ty::Day, Ty::Open(_, Via::Value) | Ty::Text) => {
                for ty in [lt, rt] {
                    if let Ty::Open(id, _) = ty {
                        self.learn(*id, |k| k.is_text = true);
                    }
                }
            }
            (Ty::Flag | Ty::Open(_, Via::Value), Ty::Flag) | (Ty::Flag, Ty::Open(_, Via::Value)) => {
                for ty in [lt, rt] {
                    if let Ty::Open(id, _) = ty {
                        self.learn(*id, |k| k.is_flag = true);
                    }
                }
                self.need_equality(is_equality, l, &Kind::Flag);
            }
            (Ty::Text | Ty::Open(_, Via::Value), Ty::Text) | (Ty::Text, Ty::Open(_, Via::Value)) => {
                for ty in [lt, rt] {
                    if let Ty::Open(id, _) = ty {
                        self.learn(*id, |k| k.is_text = true);
                    }
                }
                self.need_equality(is_equality, l, &Kind::Text);
            }
            (Ty::Grade(a), Ty::Grade(b)) => self.grades((l, *a), (r, *b)),
            (lt, rt) if lt.is_numeric() && rt.is_numeric() => {
                if !self.difference_in_percent((l, lt), (r, rt)) {
                    self.unify((l, lt), (r, rt));
                }
            }
            _ => self.kind_mismatch((l, lt), (r, rt)),
        }
    }

    /// Reports a difference of two shares that is compared with a percentage: 个百分点 are meant.
    fn difference_in_percent(&mut self, (l, lt): (&Expr, &Ty), (r, rt): (&Expr, &Ty)) -> bool {
        let (Ty::Number(a), Ty::Number(b)) = (lt, rt) else { return false };
        let is_percent = matches!(&r.kind, ExprKind::Quantity(q) if q.unit.as_ref().is_some_and(|u| &*u.symbol == "%"));
        let is_zero = matches!(&r.kind, ExprKind::Quantity(q) if q.base.is_zero());
        if a.origin != Origin::Difference || !a.dim.is_ratio() || !is_percent || is_zero {
            return false;
        }
        let (left, right) = (self.show(l), self.show(r));
        let (left_unit, right_unit) = (Unit::point().symbol.to_string(), b.words());
        let help = super::unify::points_help();
        self.at(r.span, CheckProblem::DimensionMismatch { left, left_unit, right, right_unit, help });
        true
    }

    fn need_equality(&mut self, is_equality: bool, l: &Expr, kind: &Kind) {
        if !is_equality {
            let name = self.show(l);
            self.at(l.span, CheckProblem::OrderNeeded { name, kind: kind_words(kind) });
        }
    }

    fn grades(&mut self, (l, a): (&Expr, Option<IndicatorId>), (r, b): (&Expr, Option<IndicatorId>)) {
        let scale = |id: Option<IndicatorId>| id.and_then(|id| self.schema.indicator(id)).and_then(|i| i.kind.clone());
        if let (Some(x), Some(y)) = (scale(a), scale(b))
            && x != y
        {
            let (left, right) = (self.show(l), self.show(r));
            self.at(l.span.to(r.span), CheckProblem::GradeScales { left, right });
        }
    }

    fn kind_mismatch(&mut self, (l, lt): (&Expr, &Ty), (r, rt): (&Expr, &Ty)) {
        let (left, right) = (self.show(l), self.show(r));
        let help = match (lt, rt) {
            (Ty::Flag, _) => Both::of(
                format!("写成 `{0} = 是` 或 `{0} = 否`", left.zh),
                format!("write `{0} = yes` or `{0} = no`", left.en),
            ),
            (_, Ty::Flag) => Both::of(
                format!("写成 `{0} = 是` 或 `{0} = 否`", right.zh),
                format!("write `{0} = yes` or `{0} = no`", right.en),
            ),
            (Ty::Grade(_), _) => Both::of(
                format!("把 `{}` 与它的一个等级比较", left.zh),
                format!("compare `{}` with one of its grades", left.en),
            ),
            _ => Both::new("两边要是同一种东西", "both sides must be of one kind"),
        };
        let problem = CheckProblem::KindMismatch { left, left_kind: lt.words(), right, right_kind: rt.words(), help };
        self.at(r.span, problem);
    }

    /// Checks `X in [a, b)`.
    pub fn within(&mut self, (l, lt): (&Expr, &Ty), i: &Interval) {
        for end in [&i.low, &i.high].into_iter().flatten() {
            let ty = self.expr(end);
            self.compare(CompareOp::Ge, (l, lt), (end, &ty));
        }
        let constant = |e: &Option<Box<Expr>>| match e.as_deref() {
            Some(Expr { kind: ExprKind::Quantity(q), .. }) => Some(q.clone()),
            _ => None,
        };
        if let (Some(low), Some(high)) = (constant(&i.low), constant(&i.high)) {
            let is_open = i.is_low_open || i.is_high_open;
            if low.base > high.base || (low.base == high.base && is_open) {
                let problem =
                    CheckProblem::RangeEmpty { low: super::show::quantity(&low), high: super::show::quantity(&high) };
                self.at(low.span.to(high.span), problem);
            }
        }
    }
}

fn is_amount(e: &Expr) -> bool {
    matches!(e.kind, ExprKind::Quantity(_))
}

/// Returns what a level, a share or a growth shifted by 百分点 is: a level again.
fn shifted(lt: &Ty, rt: &Ty) -> Option<Ty> {
    let (Ty::Number(level), Ty::Number(shift)) = (lt, rt) else { return None };
    let is_level = level.dim.is_ratio() && level.origin != Origin::Difference;
    (is_level && shift.dim == Dim::of(Base::Point))
        .then(|| Ty::Number(Number { origin: Origin::Plain, ..level.clone() }))
}

/// Returns what an amount is.
fn amount(q: &Quantity) -> Ty {
    match &q.unit {
        Some(unit) if !unit.is_bare() => {
            Ty::Number(Number::new(unit.dim.clone(), None, Some(unit.clone()), Origin::Plain))
        }
        _ => Ty::Bare,
    }
}

fn count() -> Ty {
    let unit = Unit::piece();
    Ty::Number(Number::new(unit.dim.clone(), Some(Sort::Stock), Some(unit), Origin::Count))
}

/// Returns a product (`exponent` 1) or quotient (-1).
fn product(lt: &Ty, rt: &Ty, exponent: i8) -> Ty {
    match (lt, rt) {
        (Ty::Bad, _) | (_, Ty::Bad) => Ty::Bad,
        (Ty::Bare, Ty::Bare) => Ty::Bare,
        (Ty::Number(n), Ty::Bare) => Ty::Number(n.clone()),
        (Ty::Bare, Ty::Number(n)) if exponent == 1 => Ty::Number(n.clone()),
        (Ty::Bare, Ty::Number(n)) => {
            Ty::Number(Number::new(Dim::ratio().times(&n.dim, -1), Some(Sort::Ratio), None, Origin::Plain))
        }
        (Ty::Number(a), Ty::Number(b)) => {
            let dim = a.dim.times(&b.dim, exponent);
            // A constant share (`产值 * 30%`) leaves the sort as it was; a quotient does not add up.
            let (sort, unit) = match exponent {
                1 if b.dim.is_ratio() => (a.sort, a.unit.clone()),
                1 if a.dim.is_ratio() => (b.sort, b.unit.clone()),
                1 => (None, None),
                _ if b.dim.is_ratio() && b.sort.is_none() => (a.sort, a.unit.clone()),
                _ => (Some(Sort::Ratio), dim.is_ratio().then(Unit::percent)),
            };
            Ty::Number(Number::new(dim, sort, unit, Origin::Plain))
        }
        _ => Ty::AnyNumber,
    }
}

fn function_words(f: AggregateFn) -> Both {
    match f {
        AggregateFn::Count => Both::new("数量", "`count`"),
        AggregateFn::Share => Both::new("占比", "`share`"),
        AggregateFn::Sum => Both::new("合计", "`sum`"),
        AggregateFn::Avg => Both::new("平均", "`avg`"),
        AggregateFn::Min => Both::new("最小", "`min`"),
        AggregateFn::Max => Both::new("最大", "`max`"),
        AggregateFn::Median => Both::new("中位数", "`median`"),
    }
}
