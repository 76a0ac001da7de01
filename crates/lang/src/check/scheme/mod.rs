//! Schemes: every entry typed, then what only the whole shows: sums, references, grades, ties.

pub(super) mod bands;
mod points;
pub(super) mod rules;

use std::sync::Arc;

use super::types::{Checker, Number, Origin, Pass, RanksRead, Ty};
use crate::diag::{Both, Diagnostic, SchemeProblem};
use crate::model::code::Code;
use crate::model::scheme::{Entry, Goal, Method, Only, Quota, Scheme, Side, Source, VetoCause};
use crate::model::{Base, CompareOp, Dim, Exact, Expr, ExprKind, Model, Quantity, Schema, TargetKind, Unit, canon};

impl Checker<'_> {
    /// Types a scheme; in the reporting pass its errors and the units of its entries are set.
    pub fn scheme(&mut self, scheme: &mut Scheme) {
        let mark = self.out.len();
        self.place = Some(scheme.who.level.level);
        self.ranks = RanksRead::ForPoints(scheme.name.clone());
        if let Some(filter) = &scheme.who.filter {
            self.condition(filter);
        }
        if let Some(group) = &scheme.group {
            self.expr(group);
        }
        self.ranks = RanksRead::AfterPoints;
        for veto in &scheme.vetoes {
            if let VetoCause::Condition(e) = &veto.cause {
                self.condition(e);
            }
        }
        self.ranks = RanksRead::ForPoints(scheme.name.clone());
        for entry in &mut scheme.entries {
            self.place = Some(scheme.who.level.level);
            self.entry(entry);
        }
        self.place = None;
        self.ranks = RanksRead::No;
        if self.pass == Pass::Report {
            scheme.errors.extend(self.out.iter().skip(mark).filter(|d| d.is_error()).map(|d| d.problem.clone()));
            scheme.errors.append(&mut self.inherited);
        }
    }

    fn entry(&mut self, entry: &mut Entry) {
        if let Some(Only::Condition(e)) = &entry.only {
            self.condition(e);
        }
        if let Some(factor) = &entry.factor {
            self.factor(entry, factor);
        }
        let Some((subject, ty)) = self.measure(entry) else {
            if let Method::Cases { cases, .. } = &entry.method {
                cases.iter().for_each(|c| self.condition(&c.condition));
            }
            return;
        };
        match &entry.goal {
            Some(Goal::Compare(op, right)) => self.side((&subject, &ty), *op, right),
            Some(Goal::Within(interval)) => self.within((&subject, &ty), interval),
            Some(Goal::Mean { weight, plus, .. }) => {
                if let Some(w) = weight {
                    self.number(w);
                }
                if let Some(q) = plus {
                    self.distance((&subject, &ty), q);
                }
            }
            None => {}
        }
        if let Some(nothing) = &entry.nothing {
            self.values((&subject, &ty), nothing);
        }
        self.of_method(entry, (&subject, &ty));
        if self.pass == Pass::Report {
            entry.unit = goal_unit(&entry.goal).or(match &ty {
                Ty::Number(n) => n.unit.clone(),
                _ => None,
            });
        }
    }

    /// Returns what an entry measures, and its type; the share of a rule's judgements is written as 100%.
    fn measure(&mut self, entry: &Entry) -> Option<(Expr, Ty)> {
        match entry.source.as_ref()? {
            Source::Value(e) => {
                let ty = match &entry.goal {
                    // A flag or a grade can be a goal of its own: `目标 = 是`.
                    Some(Goal::Compare(CompareOp::Eq | CompareOp::Ne | CompareOp::Ge | CompareOp::Gt, _))
                        if matches!(entry.method, Method::Met) =>
                    {
                        self.expr(e)
                    }
                    _ => self.number(e),
                };
                Some(((**e).clone(), ty))
            }
            source @ (Source::Total(_) | Source::Entered(_)) => {
                let span = match source {
                    Source::Total(scheme) => scheme.span,
                    _ => entry.head,
                };
                let unit = Unit::own("分");
                let dim = unit.dim.clone();
                let quantity =
                    Quantity { value: Exact::ONE, base: Exact::ONE, unit: Some(unit.clone()), digits: 0, span };
                let ty = Ty::Number(Number::new(dim, None, Some(unit), Origin::Plain));
                Some((Expr { kind: ExprKind::Quantity(quantity), span }, ty))
            }
            source @ (Source::Rules(_) | Source::Led(_)) => {
                let span = match source {
                    Source::Rules(rules) => rules.first().map_or(entry.head, |r| r.span),
                    _ => entry.head,
                };
                let quantity = Quantity {
                    value: Exact::from(100),
                    base: Exact::ONE,
                    unit: Some(Unit::percent()),
                    digits: 0,
                    span,
                };
                let ty = Ty::Number(Number::share(Origin::Share));
                Some((Expr { kind: ExprKind::Quantity(quantity), span }, ty))
            }
        }
    }

    fn side(&mut self, subject: (&Expr, &Ty), op: CompareOp, right: &Expr) {
        let ty = self.expr(right);
        self.compare(op, subject, (right, &ty));
    }

    fn values(&mut self, subject: (&Expr, &Ty), values: &TargetKind) {
        match values {
            TargetKind::Compare(op, right) => self.side(subject, *op, right),
            TargetKind::About(right, _) => self.side(subject, CompareOp::Ge, right),
            TargetKind::Within(interval) => self.within(subject, interval),
            TargetKind::Holds => {}
        }
    }

    /// A distance between two values: of shares in 百分点, which these documents also write as %.
    fn distance(&mut self, (subject, ty): (&Expr, &Ty), q: &Quantity) {
        let is_share = |d: &Dim| d.is_ratio() || *d == Dim::of(Base::Point);
        let own = q.unit.as_ref().filter(|u| !u.is_bare()).map(|u| &u.dim);
        if let (Ty::Number(n), Some(own)) = (ty, own)
            && is_share(&n.dim)
            && is_share(own)
        {
            return;
        }
        let right = Expr { kind: ExprKind::Quantity(q.clone()), span: q.span };
        self.side((subject, ty), CompareOp::Ge, &right);
    }

    fn of_method(&mut self, entry: &Entry, subject: (&Expr, &Ty)) {
        match &entry.method {
            Method::Efficacy { best, worst, .. } => {
                self.side(subject, CompareOp::Ge, best);
                self.side(subject, CompareOp::Ge, worst);
            }
            Method::Rescale { of } => {
                let right = Expr { kind: ExprKind::Quantity((**of).clone()), span: of.span };
                self.side(subject, CompareOp::Ge, &right);
            }
            Method::Direct => self.in_points(entry, subject),
            Method::Bands(bands) => {
                for band in bands {
                    if let Some(values) = &band.values {
                        self.values(subject, values);
                    }
                }
            }
            Method::Steps { steps, .. } => {
                for step in steps {
                    match step.side {
                        Side::FromZero => {
                            let length = Expr { kind: ExprKind::Quantity(step.length.clone()), span: step.length.span };
                            self.side(subject, CompareOp::Ge, &length);
                        }
                        Side::Below | Side::Above => self.distance(subject, &step.length),
                    }
                }
            }
            _ => {}
        }
    }

    /// `系数 难度系数` multiplies points, so it must be a plain number or a ratio.
    fn factor(&mut self, entry: &Entry, factor: &Expr) {
        if let Ty::Number(n) = self.number(factor)
            && !n.dim.is_ratio()
        {
            let words = n.words();
            let why = Both::of(
                format!("系数以 {words} 计，不是倍数"),
                format!("the factor is in {words}, and no plain number"),
            );
            let help = Both::new(
                "系数的指标不写计量单位，或用 %",
                "declare the indicator of the factor without a unit, or in %",
            );
            self.at(entry.head, SchemeProblem::MethodUnclear { title: entry.title.to_string(), why, help });
        }
    }

    /// `方法 直接` takes the measure as points, so it must be in 分 or without a unit.
    fn in_points(&mut self, entry: &Entry, (_, ty): (&Expr, &Ty)) {
        let wrong = match ty {
            Ty::Number(n) if n.dim != Dim::of(Base::Own("分".into())) => n.words(),
            _ => return,
        };
        let why = Both::of(format!("它以 {wrong} 计，不是分"), format!("it is in {wrong}, not in points"));
        let help = Both::new("用 `方法 折算 …` 或别的方法", "use `method rescale …` or another method");
        self.at(entry.head, SchemeProblem::MethodUnclear { title: entry.title.to_string(), why, help });
    }
}

fn goal_unit(goal: &Option<Goal>) -> Option<Unit> {
    let of = |e: &Expr| match &e.kind {
        ExprKind::Quantity(q) => q.unit.clone().filter(|u| !u.is_bare()),
        _ => None,
    };
    match goal {
        Some(Goal::Compare(_, e)) => of(e),
        Some(Goal::Within(i)) => [&i.low, &i.high].into_iter().flatten().find_map(|e| of(e)),
        _ => None,
    }
}

/// Returns the unit in which an expression is shown.
pub(super) fn unit_of(schema: &Schema, e: &Expr) -> Option<Unit> {
    match &e.kind {
        ExprKind::Value(id) => schema.indicator(*id).and_then(|i| i.unit.clone()),
        ExprKind::AtPeriod(x, _) | ExprKind::AtEntity(x, _) => unit_of(schema, x),
        ExprKind::Aggregate(a) if a.function == crate::model::AggregateFn::Share => Some(Unit::percent()),
        ExprKind::Growth(..) => Some(Unit::percent()),
        _ => None,
    }
}

/// Looks at each scheme as a whole; what is an error keeps it from being applied.
pub(super) fn run(model: &mut Model, out: &mut Vec<Diagnostic>) {
    let mut schemes = std::mem::take(&mut model.schemes);
    let taken = rules::taken_totals(&schemes);
    for scheme in &mut schemes {
        let mark = out.len();
        rules::resolve(model, scheme, out);
        rules::totals(scheme, &taken, out);
        points::run(&model.schema, scheme, out);
        bands::run(model, scheme, out);
        ties(scheme, out);
        grades(scheme, out);
        twice(&model.schema, scheme, out);
        division(scheme, out);
        let errors = out.iter().skip(mark).filter(|d| d.is_error());
        scheme.errors.extend(errors.map(|d| d.problem.clone()));
    }
    model.schemes = schemes;
}

/// Returns whether a method ranks.
fn ranks(method: &Method) -> bool {
    matches!(method, Method::PerPlace(_) | Method::Places(_))
}

fn ties(scheme: &Scheme, out: &mut Vec<Diagnostic>) {
    if scheme.ties.is_none() {
        let problem = SchemeProblem::TiesUnstated { own: scheme.name.to_string() };
        out.push(Diagnostic::at(scheme.head, problem));
        let untold = scheme.entries.iter().filter(|e| ranks(&e.method) && e.ties.is_none());
        out.extend(untold.map(|e| Diagnostic::at(e.head, SchemeProblem::TiesUnstated { own: e.title.to_string() })));
    }
    let is_any_open = scheme.entries.iter().any(|e| e.inapplicable.is_none() && e.source.is_some());
    if scheme.inapplicable.is_none() && is_any_open {
        let problem = SchemeProblem::InapplicableUnstated { scheme: scheme.name.to_string() };
        out.push(Diagnostic::at(scheme.head, problem));
    }
}

fn grades(scheme: &Scheme, out: &mut Vec<Diagnostic>) {
    for (better, worse) in scheme.grades.iter().zip(scheme.grades.iter().skip(1)) {
        let asks_no_more = match (&better.least, &worse.least) {
            (Some((_, a)), Some((_, b))) => a <= b,
            (None, Some(_)) => better.quota.is_none(),
            // Two grades that ask nothing of the total are told apart by their quotas.
            (None, None) => better.quota.is_none(),
            (Some(_), None) => false,
        };
        if asks_no_more {
            let problem = SchemeProblem::GradeOrder { better: better.name.to_string(), worse: worse.name.to_string() };
            out.push(Diagnostic::at(worse.span, problem));
        }
    }
    let shares = scheme.grades.iter().filter_map(|g| match &g.quota {
        Some(Quota::Share(x, _)) => Some(x),
        _ => None,
    });
    let sum = shares.fold(Exact::ZERO, |a, b| &a + b);
    if sum > Exact::ONE {
        let sum = format!("{}%", (&sum * &Exact::from(100)).to_text());
        out.push(Diagnostic::at(scheme.head, SchemeProblem::QuotaOver { scheme: scheme.name.to_string(), sum }));
    }
}

/// What an entry scores.
#[derive(PartialEq, Eq)]
enum Scored {
    Value(Code),
    Rules(Vec<Arc<str>>),
    Led(Vec<Arc<str>>),
    Total(Arc<str>),
}

/// Warns of a measure that two items score.
fn twice(schema: &Schema, scheme: &Scheme, out: &mut Vec<Diagnostic>) {
    let mut seen: Vec<(Scored, &Entry)> = Vec::new();
    for entry in &scheme.entries {
        let (scored, measure) = match &entry.source {
            Some(Source::Value(e)) => (Scored::Value(canon::expr(schema, e)), super::show::expr(schema, e)),
            Some(Source::Rules(rules)) => {
                let ids: Vec<Arc<str>> = rules.iter().map(|r| r.id.clone()).collect();
                let words = ids.join(" ");
                (Scored::Rules(ids), Both::same(words))
            }
            Some(Source::Led(all)) => {
                let roles: Vec<Arc<str>> = all.iter().map(|l| Arc::from(l.role.as_str())).collect();
                let words = roles.join(" ");
                (Scored::Led(roles), Both::same(words))
            }
            Some(Source::Total(s)) => (Scored::Total(s.name.clone()), Both::same(&*s.name)),
            // Who enters points enters them item by item.
            Some(Source::Entered(_)) | None => continue,
        };
        let first = seen.iter().find(|(m, e)| *m == scored && e.kind == entry.kind && !is_apart(e, entry));
        if let Some((_, first)) = first {
            let (first_title, second) = (first.title.to_string(), entry.title.to_string());
            let problem = SchemeProblem::ScoredTwice { first: first_title, second, measure };
            let label = Both::new("已在这里计分", "scored here already");
            out.push(Diagnostic::at(entry.head, problem).label(first.head, label));
        }
        seen.push((scored, entry));
    }
}

/// Entries that are each meant for some only may measure the same.
fn is_apart(a: &Entry, b: &Entry) -> bool {
    a.only.is_some() && b.only.is_some()
}

/// Finds constants that a method divides by although they are zero.
fn division(scheme: &Scheme, out: &mut Vec<Diagnostic>) {
    for entry in &scheme.entries {
        let constant = |e: &Expr| match &e.kind {
            ExprKind::Quantity(q) => Some(q.base.clone()),
            _ => None,
        };
        let what = match (&entry.method, &entry.goal) {
            (Method::Ratio, Some(Goal::Compare(CompareOp::Ge | CompareOp::Gt, t)))
                if constant(t).is_some_and(|t| t.is_zero()) =>
            {
                Both::new("目标是 0", "the target is 0")
            }
            (Method::Efficacy { best, worst, .. }, _) if constant(best).is_some_and(|b| constant(worst) == Some(b)) => {
                Both::new("满意值和不允许值相等", "the best and the worst value are equal")
            }
            (Method::Rescale { of }, _) if of.base.is_zero() => Both::new("原满分是 0", "the full score there is 0"),
            _ => continue,
        };
        out.push(Diagnostic::at(entry.head, SchemeProblem::ScoreDivision { title: entry.title.to_string(), what }));
    }
}
