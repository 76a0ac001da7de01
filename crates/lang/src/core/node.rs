//! Nodes: the kinds of expression, over ids of what is inside.

use std::sync::Arc;

use super::{Code, Core, Edition, ExprId, NameId, Place, PlaceId};
use crate::model::canon::{put_periods, put_tolerance};
use crate::model::word;
use crate::model::{
    AggregateFn, Basis, CompareOp, Dim, Exact, Period, PeriodFn, PeriodRef, Periods, RankOrder, RankTies, TimesLast,
    Tolerance, Window,
};

/// An expression or a condition.
#[derive(Debug, Clone)]
pub enum Node {
    /// A constant amount in base units; a bare number has no dimension.
    Amount {
        /// The amount.
        base: Exact,
        /// Its dimension.
        dim: Option<Dim>,
    },
    /// A constant flag.
    Flag(bool),
    /// A constant grade: its rank from 0 and its name.
    Grade(u32, Arc<str>),
    /// A constant text.
    Text(Arc<str>),
    /// The value of an indicator (or attribute) for the entity and period at hand.
    Value(NameId),
    /// `-X`
    Neg(ExprId),
    /// `not C`
    Not(ExprId),
    /// What commutes: sums, products, `and`, `or`.
    Joined(Joint, Vec<ExprId>),
    /// `A - B`
    Minus(ExprId, ExprId),
    /// `A / B`
    Over(ExprId, ExprId),
    /// A comparison; `A >= B` is `B <= A`.
    Compare(Relation, ExprId, ExprId),
    /// `A in [10万元, 50万元)`
    Within(ExprId, Range),
    /// `A about B ± T`
    About(ExprId, ExprId, Tolerance),
    /// `count(村 where A: C)` and its kin.
    Aggregate(Aggregate),
    /// `total(X, A..B)`
    Total(ExprId, Option<Window>),
    /// `gain(X, since P)`
    Gain(ExprId, Option<Period>),
    /// `growth(X, …)`
    Growth(ExprId, Basis),
    /// `yearly(X, since P)`
    Yearly(ExprId, Option<Period>),
    /// `change(X)`
    Change(ExprId),
    /// `avg(X, A..B)`, `years(C, last 5 years)`
    OverPeriods(PeriodFn, ExprId, Periods),
    /// `rank(X, 县 in 市)`
    Rank(Rank),
    /// In how many periods running somebody was among the last places of a scheme.
    TimesLast(TimesLast),
    /// A point in time.
    Day(Period),
    /// `X[P]`
    AtPeriod(ExprId, PeriodRef),
    /// `X@E`
    AtPlace(ExprId, PlaceId),
}

/// How operands are joined whose order does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Joint {
    /// `+`
    Sum,
    /// `*`
    Product,
    /// `and`
    All,
    /// `or`
    Any,
}

/// How two sides are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// `<=`
    AtMost,
    /// `<`
    Below,
    /// `=`
    Equal,
    /// `!=`
    Unequal,
}

/// A range of values.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Range {
    /// The lower end.
    pub low: Option<ExprId>,
    /// The upper end.
    pub high: Option<ExprId>,
    /// Whether the lower end itself is outside.
    pub is_low_open: bool,
    /// Whether the upper end itself is outside.
    pub is_high_open: bool,
}

/// The entities of a level, or those that the roster labels in one way.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Members {
    /// The level.
    pub level: NameId,
    /// The label.
    pub label: Option<Arc<str>>,
}

/// The place of an entity among others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rank {
    /// What they are ranked by.
    pub value: ExprId,
    /// Among whom.
    pub members: Members,
    /// Below which place.
    pub place: Option<PlaceId>,
    /// Which end is the first place.
    pub order: RankOrder,
    /// What becomes of equal values.
    pub ties: RankTies,
}

/// An aggregate over entities.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Aggregate {
    /// The function.
    pub function: AggregateFn,
    /// Over whom.
    pub members: Members,
    /// Below which place, where it is not the entity at hand.
    pub place: Option<PlaceId>,
    /// Who belongs; `None` is everybody.
    pub filter: Option<ExprId>,
    /// The condition of a count or share, the value of the others; `None` counts the members themselves.
    pub body: Option<ExprId>,
    /// The weight of an average.
    pub weight: Option<ExprId>,
}

impl Node {
    /// Returns a comparison in its one form.
    pub fn compare(op: CompareOp, a: ExprId, b: ExprId) -> Self {
        match op {
            CompareOp::Le => Node::Compare(Relation::AtMost, a, b),
            CompareOp::Lt => Node::Compare(Relation::Below, a, b),
            CompareOp::Ge => Node::Compare(Relation::AtMost, b, a),
            CompareOp::Gt => Node::Compare(Relation::Below, b, a),
            CompareOp::Eq => Node::Compare(Relation::Equal, a, b),
            CompareOp::Ne => Node::Compare(Relation::Unequal, a, b),
        }
    }

    /// Returns what is directly inside, filters and weights included.
    pub fn args(&self) -> impl Iterator<Item = ExprId> {
        let mut args: Vec<ExprId> = Vec::new();
        match self {
            Node::Amount { .. } | Node::Flag(_) | Node::Grade(..) | Node::Text(_) | Node::Value(_) | Node::Day(_) => {}
            Node::TimesLast(_) => {}
            Node::Rank(rank) => args.push(rank.value),
            Node::Neg(a)
            | Node::Not(a)
            | Node::Total(a, _)
            | Node::Gain(a, _)
            | Node::Growth(a, _)
            | Node::Yearly(a, _)
            | Node::Change(a)
            | Node::OverPeriods(_, a, _)
            | Node::AtPeriod(a, _)
            | Node::AtPlace(a, _) => args.push(*a),
            Node::Joined(_, all) => args.extend(all),
            Node::Minus(a, b) | Node::Over(a, b) | Node::Compare(_, a, b) | Node::About(a, b, _) => {
                args.extend([*a, *b]);
            }
            Node::Within(a, range) => {
                args.push(*a);
                args.extend(range.low.iter().chain(&range.high));
            }
            Node::Aggregate(a) => args.extend(a.filter.iter().chain(&a.body).chain(&a.weight)),
        }
        args.into_iter()
    }

    /// Writes the node; what is inside by its own code.
    pub(super) fn code(&self, core: &Core) -> Code {
        let inner = |code: &mut Code, id: ExprId| code.code(core.code(id));
        let mut code;
        match self {
            Node::Amount { base, dim } => {
                code = Code::of("amount");
                code.number(base);
                code.maybe(dim.as_ref(), Code::dim);
            }
            Node::Flag(flag) => {
                code = Code::of("flag");
                code.flag(*flag);
            }
            Node::Grade(rank, name) => {
                code = Code::of("grade");
                code.whole((*rank).into());
                code.text(name);
            }
            Node::Text(text) => {
                code = Code::of("text");
                code.text(text);
            }
            Node::Value(name) => {
                code = Code::of("value");
                core.put_name(&mut code, *name);
            }
            Node::Joined(joint, all) => {
                code = Code::of(joint.word());
                code.list(all, |code, id| inner(code, *id));
            }
            Node::Compare(relation, a, b) => {
                code = Code::of(relation.word());
                inner(&mut code, *a);
                inner(&mut code, *b);
            }
            Node::Within(a, range) => {
                code = Code::of("within");
                inner(&mut code, *a);
                core.put_range(&mut code, range);
            }
            Node::Aggregate(a) => {
                code = Code::of("aggregate");
                code.text(word::function(a.function));
                core.put_members(&mut code, &a.members);
                if let Some(place) = a.place {
                    code.text("below");
                    core.put_place(&mut code, place);
                }
                for part in [a.filter, a.body, a.weight] {
                    code.maybe(part, inner);
                }
            }
            other => return other.code_in_time(core),
        }
        code
    }

    /// Writes what has one or two operands and is read elsewhere or at another time.
    fn code_in_time(&self, core: &Core) -> Code {
        let of = |word: &str, inside: &[ExprId]| {
            let mut code = Code::of(word);
            inside.iter().for_each(|id| code.code(core.code(*id)));
            code
        };
        let mut code;
        match self {
            Node::Neg(a) => return of("neg", &[*a]),
            Node::Not(a) => return of("not", &[*a]),
            Node::Minus(a, b) => return of("minus", &[*a, *b]),
            Node::Over(a, b) => return of("over", &[*a, *b]),
            Node::Change(a) => return of("change", &[*a]),
            Node::About(a, b, tolerance) => {
                code = of("about", &[*a, *b]);
                put_tolerance(&mut code, tolerance);
            }
            Node::OverPeriods(function, a, periods) => {
                code = of("over-periods", &[*a]);
                code.text(word::period_function(*function));
                put_periods(&mut code, *periods);
            }
            Node::Rank(rank) => {
                let Rank { value, members, place, order, ties } = rank;
                code = of("rank", &[*value]);
                core.put_members(&mut code, members);
                code.maybe(*place, |code, place| core.put_place(code, place));
                code.text(word::rank_order(*order));
                code.text(word::rank_ties(*ties));
            }
            Node::TimesLast(TimesLast { scheme, places }) => {
                code = of("times-last", &[]);
                code.maybe(scheme.as_deref(), |code, scheme| code.text(scheme));
                code.whole((*places).into());
            }
            Node::Day(day) => {
                code = of("day", &[]);
                code.period(*day);
            }
            Node::Total(a, window) => {
                code = of("total", &[*a]);
                code.maybe(*window, Code::window);
            }
            Node::Gain(a, since) => {
                code = of("gain", &[*a]);
                code.maybe(*since, Code::period);
            }
            Node::Yearly(a, since) => {
                code = of("yearly", &[*a]);
                code.maybe(*since, Code::period);
            }
            Node::Growth(a, basis) => {
                code = of("growth", &[*a]);
                put_basis(&mut code, *basis);
            }
            Node::AtPeriod(a, period) => {
                code = of("at-period", &[*a]);
                match period {
                    PeriodRef::Previous => code.text("previous"),
                    PeriodRef::Fixed(p) => code.period(*p),
                }
            }
            Node::AtPlace(a, place) => {
                code = of("at-place", &[*a]);
                core.put_place(&mut code, *place);
            }
            // Those of `code`.
            Node::Amount { .. }
            | Node::Flag(_)
            | Node::Grade(..)
            | Node::Text(_)
            | Node::Value(_)
            | Node::Joined(..)
            | Node::Compare(..)
            | Node::Within(..)
            | Node::Aggregate(_) => return self.code(core),
        }
        code
    }
}

impl Joint {
    fn word(self) -> &'static str {
        match self {
            Joint::Sum => "sum",
            Joint::Product => "product",
            Joint::All => "all",
            Joint::Any => "any",
        }
    }
}

impl Relation {
    fn word(self) -> &'static str {
        match self {
            Relation::AtMost => "at-most",
            Relation::Below => "below",
            Relation::Equal => "equal",
            Relation::Unequal => "unequal",
        }
    }
}

fn put_basis(code: &mut Code, basis: Basis) {
    match basis {
        Basis::YearBefore => code.text("year-before"),
        Basis::Previous => code.text("previous"),
        Basis::Since(p) => {
            code.text("since");
            code.period(p);
        }
    }
}

impl Core {
    /// Writes a name.
    pub(super) fn put_name(&self, code: &mut Code, name: NameId) {
        let name = self.name_at(name);
        code.text(&name.text);
        code.text(match name.edition {
            Edition::First => "",
            Edition::New => "new",
        });
    }

    /// Writes a place.
    pub fn put_place(&self, code: &mut Code, place: PlaceId) {
        match self.place_at(place) {
            Place::Path(parts) => {
                code.text("path");
                code.list(parts, |code, part| code.text(part));
            }
            Place::Ancestor(level) => {
                code.text("ancestor");
                code.text(level);
            }
        }
    }

    /// Writes over whom.
    pub(super) fn put_members(&self, code: &mut Code, members: &Members) {
        self.put_name(code, members.level);
        code.maybe(members.label.as_deref(), Code::text);
    }

    /// Writes a range.
    pub(super) fn put_range(&self, code: &mut Code, range: &Range) {
        for end in [range.low, range.high] {
            code.maybe(end, |code, id| code.code(self.code(id)));
        }
        code.flag(range.is_low_open);
        code.flag(range.is_high_open);
    }
}
