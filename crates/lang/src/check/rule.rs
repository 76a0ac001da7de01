//! Rules and audits: each statement typed under its scope, each target with the unit in which it is shown.

use super::time;
use super::types::{Checker, Number, Origin, Pass, Sort, Ty};
use crate::diag::{Both, CheckProblem, Diagnostic, Problem};
use crate::model::{
    Audit, CompareOp, Expr, ExprKind, Interval, LevelId, Quantity, Rule, Scope, Statement, Target, TargetKind, Unit,
};

impl Checker<'_> {
    /// Types a rule; in the reporting pass its errors and the units of its targets are set.
    pub fn rule(&mut self, rule: &mut Rule) {
        let mark = self.out.len();
        let mut subject = None;
        for statement in &mut rule.statements {
            let ty = self.statement(statement);
            if rule.baseline.is_some() && subject.is_none() {
                subject = Some((statement.subject.clone(), ty));
            }
        }
        if let (Some((baseline, _)), Some((subject, ty)), Pass::Report) = (&rule.baseline, &subject, self.pass) {
            self.baseline(baseline, (subject, ty));
        }
        if self.pass == Pass::Report {
            self.blame(mark, &rule.id, &mut rule.errors);
        }
    }

    /// Types an audit.
    pub fn audit(&mut self, audit: &mut Audit) {
        let mark = self.out.len();
        for statement in &mut audit.statements {
            self.statement(statement);
        }
        if self.pass == Pass::Report {
            for d in self.out.iter().skip(mark).filter(|d| d.is_error()) {
                audit.errors.push(d.problem.clone());
            }
            audit.errors.append(&mut self.inherited);
        }
    }

    /// Gives the findings since `mark` the rule's ID and keeps the errors among them.
    fn blame(&mut self, mark: usize, id: &str, errors: &mut Vec<Problem>) {
        for d in self.out.iter_mut().skip(mark) {
            d.concerns(id);
            if d.is_error() {
                errors.push(d.problem.clone());
            }
        }
        errors.append(&mut self.inherited);
    }

    fn statement(&mut self, s: &mut Statement) -> Ty {
        self.weigh_statement(s);
        self.coarsest = None;
        self.place = self.scope(&s.scope);
        if let Some(condition) = &s.condition {
            self.condition(condition);
        }
        let subject = self.expr(&s.subject);
        self.rank_upside_down(&subject, s);
        for target in &mut s.targets {
            self.target((&s.subject, &subject), target);
        }
        for target in s.revisions.iter_mut().flat_map(|r| &mut r.targets) {
            self.target((&s.subject, &subject), target);
        }
        for exception in &mut s.exceptions {
            self.condition(&exception.filter);
            for target in &mut exception.targets {
                self.target((&s.subject, &subject), target);
            }
        }
        self.place = None;
        subject
    }

    /// Warns of `>=` against a place: 1 is the best.
    fn rank_upside_down(&mut self, subject: &Ty, s: &Statement) {
        if !matches!(subject, Ty::Number(Number { sort: Some(Sort::Rank), .. })) {
            return;
        }
        for target in &s.targets {
            if let TargetKind::Compare(op @ (CompareOp::Ge | CompareOp::Gt), right) = &target.kind {
                let proposal = if *op == CompareOp::Ge { "<=" } else { "<" };
                let written = self.show(right);
                let said = |written: &str| format!("{proposal} {written}");
                let proposal = Both::of(said(&written.zh), said(&written.en));
                let problem = CheckProblem::RankUpsideDown { proposal };
                self.at(target.span, problem);
            }
        }
    }

    /// Types the filter of a scope and returns the level of its entities.
    fn scope(&mut self, scope: &Scope) -> Option<LevelId> {
        let Scope::Every { level, filter, .. } = scope else { return None };
        self.place = Some(level.level);
        if let Some(filter) = filter {
            self.condition(filter);
        }
        Some(level.level)
    }

    fn target(&mut self, (subject, ty): (&Expr, &Ty), target: &mut Target) {
        match &target.kind {
            TargetKind::Compare(op, right) => {
                let rt = self.expr(right);
                self.compare(*op, (subject, ty), (right, &rt));
                if *op == CompareOp::Eq {
                    self.exact_equality((subject, ty), right);
                }
            }
            TargetKind::Within(interval) => self.within((subject, ty), interval),
            TargetKind::About(right, _) => {
                let rt = self.number(right);
                self.compare(CompareOp::Ge, (subject, ty), (right, &rt));
            }
            TargetKind::Holds => self.condition_of(subject, ty),
        }
        if self.pass == Pass::Report {
            target.unit = written_unit(&target.kind).or_else(|| shown_unit(ty));
            self.reporting_period(target);
        }
    }

    /// Checks that a subject that was typed already is a condition.
    fn condition_of(&mut self, subject: &Expr, ty: &Ty) {
        match ty {
            Ty::Flag | Ty::Bad => {}
            Ty::Open(id, _) => self.learn(*id, |k| k.is_flag = true),
            _ => {
                self.no_condition(subject);
            }
        }
    }

    /// Warns of `=` against something that is measured; a count of entities and zero can be hit.
    fn exact_equality(&mut self, (subject, ty): (&Expr, &Ty), right: &Expr) {
        let is_measured = matches!(
            ty,
            Ty::Number(Number { sort: Some(Sort::Flow | Sort::Stock), origin: Origin::Plain | Origin::Learned(_), .. })
        );
        if let (true, ExprKind::Quantity(q)) = (is_measured, &right.kind)
            && !q.base.is_zero()
        {
            let name = self.show(subject);
            self.at(right.span, CheckProblem::ExactEquality { name });
        }
    }

    /// Compares the unit of a base value with the subject; what is measured against a base anyway is left alone.
    fn baseline(&mut self, baseline: &Quantity, (subject, ty): (&Expr, &Ty)) {
        use ExprKind::{Change, Gain, Growth, Yearly};
        if matches!(subject.kind, Growth(..) | Yearly(..) | Gain(..) | Change(..)) {
            return;
        }
        let e = Expr { kind: ExprKind::Quantity(baseline.clone()), span: baseline.span };
        let base = self.expr(&e);
        if ty.is_numeric() {
            self.unify((subject, ty), (&e, &base));
        }
    }

    /// Compares the time of a target with how often its indicators are reported.
    fn reporting_period(&mut self, target: &Target) {
        let Some((frequency, id)) = self.coarsest else { return };
        let Some(name) = self.schema.indicator(id).map(|i| i.name.to_string()) else { return };
        if let Some(problem) = time::against_frequency(&target.time, frequency, &name) {
            self.report(|_| Diagnostic::at(target.span, problem));
        }
    }
}

/// Returns the unit that a target writes.
fn written_unit(kind: &TargetKind) -> Option<Unit> {
    let of = |e: &Expr| match &e.kind {
        ExprKind::Quantity(q) => q.unit.clone().filter(|u| !u.is_bare()),
        _ => None,
    };
    match kind {
        TargetKind::Compare(_, e) | TargetKind::About(e, _) => of(e),
        TargetKind::Within(Interval { low, high, .. }) => [low, high].into_iter().flatten().find_map(|e| of(e)),
        TargetKind::Holds => None,
    }
}

/// Returns the unit of a subject.
fn shown_unit(ty: &Ty) -> Option<Unit> {
    match ty {
        Ty::Number(n) => n.unit.clone(),
        _ => None,
    }
}
