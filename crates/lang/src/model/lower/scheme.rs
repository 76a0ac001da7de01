//! Schemes: lines become fields, and the lines of an entry become one method.

use std::sync::Arc;

use super::context::{Context, Use, did_you_mean};
use super::declare::precision_from_tree;
use crate::diag::{Both, Diagnostic, Safety, SchemeProblem};
use crate::model::scheme::{
    Entry, EntryKind, Goal, Grade, Inapplicable, Led, LedRole, Only, Quota, Ranked, RuleRef, Scheme, SchemeRef,
    Section, Source, TieRule, Ties, Veto, VetoCause, VetoEffect, Whole,
};
use crate::model::{CompareOp, Exact, Expr, PlanId, TargetKind};
use crate::source::Span;
use crate::syntax::tree::{self, EntryLine, SchemeLine, SchemePart};

/// Lines of a scheme that refer to what other lines declare.
#[derive(Default)]
struct Later<'t> {
    breakers: Vec<&'t tree::Text>,
    vetoes: Vec<&'t tree::Veto>,
}

impl Context<'_> {
    /// Lowers a scheme; its place is filled in by the caller.
    pub fn scheme(&mut self, tree: &tree::Scheme, plan: Option<PlanId>) -> Scheme {
        let mark = self.mark();
        self.usage = Use::Value;
        let mut scheme = self.blank_scheme(tree, plan);
        let mut later = Later::default();
        let mut has_subjects = false;
        for line in &tree.lines {
            has_subjects |= matches!(line, SchemeLine::Subjects { .. });
            self.scheme_line(&mut scheme, line, &mut later);
        }
        if !has_subjects {
            let problem = SchemeProblem::SubjectsMissing { scheme: tree.name.text.to_string() };
            self.at(tree.name.span, problem);
        }
        for part in &tree.parts {
            match part {
                SchemePart::Entry(entry) => {
                    let entry = self.entry(entry, None);
                    scheme.entries.push(entry);
                }
                SchemePart::Section(section) => self.section(&mut scheme, section),
            }
        }
        for veto in later.vetoes {
            let veto = self.veto(&scheme, veto);
            scheme.vetoes.extend(veto);
        }
        self.breakers(&mut scheme, &later.breakers);
        scheme.errors = self.errors_since(mark, None);
        scheme
    }

    fn blank_scheme(&mut self, tree: &tree::Scheme, plan: Option<PlanId>) -> Scheme {
        let level = tree::Name { text: "镇".into(), span: tree.name.span };
        Scheme {
            name: Arc::from(&*tree.name.text),
            plan,
            who: Ranked { level: self.level(&level), filter: None, except: Vec::new() },
            period: None,
            full: None,
            precision: None,
            is_ranked_unrounded: false,
            ties: None,
            inapplicable: None,
            is_missing_zero: false,
            group: None,
            floor: None,
            bonus_cap: None,
            malus_cap: None,
            grades: Vec::new(),
            vetoes: Vec::new(),
            sections: Vec::new(),
            entries: Vec::new(),
            note: None,
            errors: Vec::new(),
            span: tree.span,
            head: tree.name.span,
            file: Arc::from(""),
            line: 0,
        }
    }

    fn scheme_line<'t>(&mut self, scheme: &mut Scheme, line: &'t SchemeLine, later: &mut Later<'t>) {
        match line {
            SchemeLine::Subjects { level, filter, except } => {
                let level = self.level(level);
                let filter = filter.as_ref().map(|f| self.filter(f));
                let except = except.iter().map(|p| self.entity(p)).collect();
                scheme.who = Ranked { level, filter, except };
            }
            SchemeLine::Period(date) => scheme.period = self.period(*date),
            SchemeLine::Full(q) => scheme.full = self.points(q),
            SchemeLine::Precision(p) => scheme.precision = Some(precision_from_tree(p)),
            SchemeLine::Ranking(is_unrounded, _) => scheme.is_ranked_unrounded = *is_unrounded,
            SchemeLine::Ties(rule, breakers, _) => {
                scheme.ties = Some(Ties { rule: tie_rule(*rule), breakers: Vec::new() });
                later.breakers.extend(breakers);
            }
            SchemeLine::Inapplicable(policy, _) => scheme.inapplicable = Some(inapplicable(*policy)),
            SchemeLine::MissingAsZero(_) => scheme.is_missing_zero = true,
            SchemeLine::BonusCap(q) => scheme.bonus_cap = self.points(q),
            SchemeLine::MalusCap(q) => scheme.malus_cap = self.points(q),
            SchemeLine::Class(class) => {
                let grade = self.grade(class);
                scheme.grades.push(grade);
            }
            SchemeLine::Veto(veto) => later.vetoes.push(veto),
            SchemeLine::Grouped(e) => scheme.group = Some(self.expr(e)),
            SchemeLine::Floor(q) => scheme.floor = self.points(q),
            SchemeLine::Plan(_) => {}
            SchemeLine::Note(text) => scheme.note = Some(Arc::from(&*text.text)),
        }
    }

    /// Reads a number of points.
    pub(super) fn points(&mut self, q: &tree::Quantity) -> Option<Exact> {
        let is_plain = q.unit.as_ref().is_none_or(|u| &*u.text == "分");
        if !is_plain || q.number.is_sign_negative() && !q.number.is_zero() {
            let written = self.text(q.span).to_owned();
            self.at(q.span, SchemeProblem::PointsNumber { written });
            return None;
        }
        Some(Exact::from(q.number))
    }

    fn grade(&mut self, tree: &tree::Class) -> Grade {
        let mut grade = Grade {
            name: Arc::from(&*tree.name.text),
            least: None,
            quota: None,
            span: tree.span,
            line: self.line_of(tree.span),
        };
        for (op, q) in &tree.limits {
            let is_share = q.unit.as_ref().is_some_and(|u| matches!(&*u.text, "%" | "％" | "‰"));
            match op {
                CompareOp::Le | CompareOp::Lt if is_share => {
                    let share = self.quantity(q).base;
                    grade.quota = Some(Quota::Share(share, tree.whole.map_or(Whole::Floor, whole)));
                }
                CompareOp::Le | CompareOp::Lt if q.unit.as_ref().is_none_or(|u| &*u.text != "分") => {
                    grade.quota = Some(Quota::Count(Exact::from(q.number)));
                }
                CompareOp::Ge | CompareOp::Gt => grade.least = self.points(q).map(|x| (*op, x)),
                _ => {
                    let written = self.text(tree.span).to_owned();
                    self.at(q.span, SchemeProblem::PointsNumber { written });
                }
            }
        }
        grade
    }

    fn section(&mut self, scheme: &mut Scheme, tree: &tree::Section) {
        let points = tree.points.as_ref().and_then(|q| self.points(q));
        let only = tree.only.as_ref().map(|o| self.only(o));
        let idx = scheme.sections.len();
        scheme.sections.push(Section {
            title: Arc::from(&*tree.title.text),
            points,
            only: only.clone(),
            span: tree.span,
        });
        for entry in &tree.entries {
            let mut entry = self.entry(entry, Some(idx));
            entry.only = entry.only.or_else(|| only.clone());
            scheme.entries.push(entry);
        }
    }

    pub(super) fn only(&mut self, tree: &tree::Only) -> Only {
        match tree {
            tree::Only::Places(paths) => Only::Places(paths.iter().map(|p| self.entity(p)).collect()),
            tree::Only::Condition(e) => Only::Condition(Box::new(self.filter(e))),
        }
    }

    fn entry(&mut self, tree: &tree::Entry, section: Option<usize>) -> Entry {
        let points = tree.points.as_ref().and_then(|q| self.points(q));
        let mut entry = blank_entry(tree, section);
        entry.text = self.entry_text(tree);
        entry.line = self.line_of(tree.span);
        for line in &tree.lines {
            self.entry_line(&mut entry, line);
        }
        entry.takes_weight = tree.points.is_none();
        entry.points = points.unwrap_or(Exact::ZERO);
        entry.method = self.method(&entry, tree);
        let is_met = matches!(entry.method, crate::model::scheme::Method::Met);
        if is_met && entry.goal.is_none() && matches!(entry.source, Some(Source::Rules(_) | Source::Led(_))) {
            entry.goal = Some(Goal::Compare(CompareOp::Ge, Box::new(self.all_of_them(tree.title.span))));
        }
        entry
    }

    /// `>= 100%`, which a rule asks of its judgements.
    fn all_of_them(&self, span: Span) -> Expr {
        let unit = crate::model::Unit::percent();
        let quantity =
            crate::model::Quantity { value: Exact::from(100), base: Exact::ONE, unit: Some(unit), digits: 0, span };
        Expr { kind: crate::model::ExprKind::Quantity(quantity), span }
    }

    /// The lines of an entry as one text.
    fn entry_text(&self, tree: &tree::Entry) -> Arc<str> {
        let body = self.text(tree.span);
        let inner = body.split_once('{').map_or("", |(_, b)| b).trim_end().trim_end_matches('}');
        let lines = inner.lines().map(|l| l.split("//").next().unwrap_or("").trim()).filter(|l| !l.is_empty());
        Arc::from(lines.collect::<Vec<_>>().join("；"))
    }

    fn entry_line(&mut self, entry: &mut Entry, line: &EntryLine) {
        match line {
            EntryLine::Rules(ids, _) => {
                let rules = ids.iter().map(rule_ref);
                match &mut entry.source {
                    Some(Source::Rules(list)) => list.extend(rules),
                    other => *other = Some(Source::Rules(rules.collect())),
                }
            }
            EntryLine::Led(all, _) => entry.source = Some(Source::Led(all.iter().map(|l| self.led(l)).collect())),
            EntryLine::TotalOf(name) => {
                let scheme = SchemeRef { name: Arc::from(&*name.text), span: name.span };
                entry.source = Some(Source::Total(scheme));
            }
            EntryLine::Entered(office) => entry.source = Some(Source::Entered(Arc::from(&*office.text))),
            EntryLine::Measure(e) => entry.source = Some(Source::Value(Box::new(self.expr(e)))),
            EntryLine::Goal(kind, _) => entry.goal = self.goal(entry, kind),
            EntryLine::GoalMean { op, weight, plus, .. } => {
                let weight = weight.as_ref().map(|w| Box::new(self.filter(w)));
                let plus = plus.as_ref().map(|q| Box::new(self.quantity(q)));
                entry.goal = Some(Goal::Mean { op: *op, weight, plus });
            }
            EntryLine::Nothing(kind, _) => entry.nothing = Some(self.values(entry, kind)),
            EntryLine::Floor(q) => entry.floor = self.points(q),
            EntryLine::Cap(q) => entry.cap = self.points(q),
            EntryLine::Unclamped(_) => entry.is_unclamped = true,
            EntryLine::LowerBetter(_) => entry.is_lower_better = true,
            EntryLine::Ties(rule, _) => entry.ties = Some(tie_rule(*rule)),
            EntryLine::Inapplicable(policy, _) => entry.inapplicable = Some(inapplicable(*policy)),
            EntryLine::MissingAsZero(_) => entry.is_missing_zero = true,
            EntryLine::Precision(p) => entry.precision = Some(precision_from_tree(p)),
            EntryLine::Only(only, _) => entry.only = Some(self.only(only)),
            EntryLine::Note(text) => entry.note = Some(Arc::from(&*text.text)),
            // The lines of methods are read together.
            _ => {}
        }
    }

    fn led(&mut self, tree: &tree::Led) -> Led {
        let role = match tree.role {
            tree::LedRole::Lead => LedRole::Lead,
            tree::LedRole::Responsible => LedRole::Responsible,
            tree::LedRole::Support => LedRole::Support,
        };
        let share = tree.share.as_ref().map_or(Exact::ONE, |q| self.quantity(q).base);
        if !share.is_positive() || share > Exact::ONE {
            let written = self.text(tree.span).to_owned();
            self.at(tree.span, SchemeProblem::PointsNumber { written });
        }
        Led { role, share }
    }

    fn goal(&mut self, entry: &Entry, kind: &tree::TargetKind) -> Option<Goal> {
        match self.values(entry, kind) {
            TargetKind::Compare(op, e) => Some(Goal::Compare(op, Box::new(e))),
            TargetKind::Within(interval) => Some(Goal::Within(interval)),
            _ => None,
        }
    }

    /// Lowers a comparison whose left side is the measure of an entry.
    pub(super) fn values(&mut self, entry: &Entry, kind: &tree::TargetKind) -> TargetKind {
        match kind {
            tree::TargetKind::Compare(op, right) => {
                let right = match &entry.source {
                    Some(Source::Value(left)) => self.right_side(*op, &left.clone(), right),
                    _ => self.expr(right),
                };
                TargetKind::Compare(*op, right)
            }
            tree::TargetKind::Within(interval) => TargetKind::Within(self.interval(interval)),
            tree::TargetKind::About(right, tolerance) => {
                let right = self.expr(right);
                let tolerance = self.tolerance(tolerance.as_ref(), &right);
                TargetKind::About(right, tolerance)
            }
            tree::TargetKind::Holds => TargetKind::Holds,
        }
    }

    fn veto(&mut self, scheme: &Scheme, tree: &tree::Veto) -> Option<Veto> {
        let cause = match &tree.condition {
            Some(e) => VetoCause::Condition(Box::new(self.expr(e))),
            None if tree.rules.is_empty() => VetoCause::MarkedRules,
            None => VetoCause::Rules(tree.rules.iter().map(rule_ref).collect()),
        };
        let Some(grade) = scheme.grades.iter().position(|g| *g.name == *tree.grade.text) else {
            self.grade_unknown(scheme, &tree.grade);
            return None;
        };
        let effect = if tree.is_bar { VetoEffect::Bar(grade) } else { VetoEffect::Grade(grade) };
        Some(Veto { cause, effect, text: self.one_line(tree.span), span: tree.span, line: self.line_of(tree.span) })
    }

    fn grade_unknown(&mut self, scheme: &Scheme, name: &tree::Text) {
        let names: Vec<Arc<str>> = scheme.grades.iter().map(|g| g.name.clone()).collect();
        let near = self.near.best(&name.text, names.iter().map(|n| &**n)).map(str::to_owned);
        let proposal = match &near {
            Some(near) => did_you_mean(near),
            None => Both::new("先用 `等次 …` 声明它", "declare it first: `class …`"),
        };
        let problem = SchemeProblem::GradeUnknown { name: name.text.to_string(), proposal };
        let mut d = Diagnostic::at(name.span, problem);
        if let Some(near) = near {
            d = d.fix(name.span, near, Safety::Unsafe);
        }
        self.report(d);
    }

    fn breakers(&mut self, scheme: &mut Scheme, names: &[&tree::Text]) {
        let mut found = Vec::new();
        for name in names {
            match scheme.entries.iter().position(|e| *e.title == *name.text) {
                Some(idx) => found.push(idx),
                None => {
                    let why = Both::new("没有这个项目", "there is no such item");
                    let help = Both::new("`先比` 后面写项目的标题", "`break` is followed by titles of items");
                    let problem = SchemeProblem::MethodUnclear { title: name.text.to_string(), why, help };
                    self.at(name.span, problem);
                }
            }
        }
        if let Some(ties) = &mut scheme.ties {
            ties.breakers = found;
        }
    }
}

pub(super) fn rule_ref(name: &tree::Name) -> RuleRef {
    RuleRef { id: Arc::from(&*name.text), span: name.span }
}

fn tie_rule(rule: tree::TieRule) -> TieRule {
    match rule {
        tree::TieRule::Skip => TieRule::Skip,
        tree::TieRule::Dense => TieRule::Dense,
        tree::TieRule::Lowest => TieRule::Lowest,
        tree::TieRule::Average => TieRule::Average,
    }
}

fn inapplicable(policy: tree::Inapplicable) -> Inapplicable {
    match policy {
        tree::Inapplicable::Exclude => Inapplicable::Exclude,
        tree::Inapplicable::Full => Inapplicable::Full,
        tree::Inapplicable::Average => Inapplicable::Average,
        tree::Inapplicable::Zero => Inapplicable::Zero,
    }
}

pub(super) fn whole(whole: tree::Whole) -> Whole {
    match whole {
        tree::Whole::Floor => Whole::Floor,
        tree::Whole::Ceil => Whole::Ceil,
        tree::Whole::Continuous => Whole::Continuous,
        tree::Whole::HalfUp => Whole::HalfUp,
    }
}

fn blank_entry(tree: &tree::Entry, section: Option<usize>) -> Entry {
    Entry {
        kind: match tree.kind {
            tree::EntryKind::Item => EntryKind::Item,
            tree::EntryKind::Bonus => EntryKind::Bonus,
            tree::EntryKind::Malus => EntryKind::Malus,
        },
        title: Arc::from(&*tree.title.text),
        points: Exact::ZERO,
        takes_weight: false,
        section,
        only: None,
        source: None,
        goal: None,
        method: crate::model::scheme::Method::Unknown,
        floor: None,
        cap: None,
        is_unclamped: false,
        nothing: None,
        precision: None,
        inapplicable: None,
        is_missing_zero: false,
        ties: None,
        is_lower_better: false,
        unit: None,
        note: None,
        text: Arc::from(""),
        span: tree.span,
        head: tree.title.span,
        line: 0,
    }
}
