//! Rules, groups and audits: shared fields handed down, plans assigned, times filled in.

use std::sync::Arc;

use super::context::{Context, TotalWindow, Use, did_you_mean};
use super::declare::{is_share, precision_from_tree};
use crate::diag::{Both, Diagnostic, ModelProblem, Safety};
use crate::model::{
    Allow, Audit, EntityRef, Exact, Exception, Expr, ExprKind, LevelId, PlanId, Progress, Quantity, Rule, Scope, Slack,
    Statement, Target, TargetKind, Time, walk,
};
use crate::source::Span;
use crate::syntax::tree::{self, RuleField};

/// The fields that hold for a rule: its own first, then those of its groups from the inside out.
pub(super) type Layers<'t> = Vec<&'t [RuleField]>;

/// A tree field's place for repetition: same number, same field.
fn slot(field: &RuleField) -> Option<(u8, Span, Both)> {
    let both = |zh, en| Both::new(zh, en);
    Some(match field {
        RuleField::Nature(_, s) => (0, *s, both("性质", "the nature")),
        RuleField::Wording(n) => (1, n.span, both("措辞", "the wording")),
        RuleField::Weight(q) => (2, q.span, both("权重", "the weight")),
        RuleField::Note(t) => (3, t.span, both("说明", "the note")),
        RuleField::Baseline(q, _) => (4, q.span, both("基期值", "the baseline")),
        RuleField::Precision(p) => (5, p.span, both("精度", "the precision")),
        RuleField::Progress(_, s) => (6, *s, both("进度", "the progress")),
        RuleField::Tolerance(t) => (7, t.span, both("左右的允许偏差", "the tolerance")),
        RuleField::Plan(t) => (8, t.span, both("方案", "the plan")),
        RuleField::Lead(_)
        | RuleField::Responsible(_)
        | RuleField::Support(_)
        | RuleField::Carry(_)
        | RuleField::Cite(_)
        | RuleField::Veto(_)
        | RuleField::MissingAsZero(_)
        | RuleField::Allow(_) => return None,
    })
}

impl Context<'_> {
    /// Lowers a rule; its ID and place are filled in by the caller.
    pub fn rule(&mut self, tree: &tree::Rule, layers: &Layers) -> Rule {
        self.report_repeated(&tree.fields);
        let mut rule = blank_rule(tree, self.plan);
        for fields in layers {
            self.fields(&mut rule, fields);
        }
        rule.plan = self.plan;
        for statement in &tree.statements {
            let lowered = self.statement(statement);
            rule.statements.push(lowered);
        }
        rule
    }

    fn report_repeated(&mut self, fields: &[RuleField]) {
        let mut seen: [Option<Span>; 9] = [None; 9];
        for field in fields {
            let Some((n, span, words)) = slot(field) else { continue };
            match seen.get_mut(usize::from(n)) {
                Some(Some(first)) => {
                    let first = *first;
                    let label = Both::new("先写在这里", "stated here first");
                    self.report(Diagnostic::at(span, ModelProblem::FieldRepeated { field: words }).label(first, label));
                }
                Some(empty) => *empty = Some(span),
                None => {}
            }
        }
    }

    /// Takes over the fields of one layer that no inner layer stated.
    fn fields(&mut self, rule: &mut Rule, fields: &[RuleField]) {
        let had = Filled::of(rule);
        for field in fields {
            match field {
                RuleField::Nature(n, _) => rule.nature = rule.nature.or(Some(*n)),
                RuleField::Wording(n) => keep(&mut rule.wording, &n.text),
                RuleField::Lead(t) => extend(&mut rule.lead, t, had.lead),
                RuleField::Responsible(t) => extend(&mut rule.responsible, t, had.responsible),
                RuleField::Support(t) => extend(&mut rule.support, t, had.support),
                RuleField::Carry(t) => extend(&mut rule.carry, t, had.carry),
                RuleField::Cite(t) => extend(&mut rule.cite, t, had.cite),
                RuleField::Weight(q) if rule.weight.is_none() => rule.weight = self.weight(q),
                RuleField::Note(t) => keep(&mut rule.note, &t.text),
                RuleField::Veto(_) => rule.is_veto = true,
                RuleField::Baseline(q, date) if rule.baseline.is_none() => {
                    let period = date.and_then(|d| self.period(d));
                    rule.baseline = Some((self.quantity(q), period));
                }
                RuleField::Precision(p) => rule.precision = rule.precision.or(Some(precision_from_tree(p))),
                RuleField::MissingAsZero(_) => rule.is_missing_zero = true,
                RuleField::Progress(p, _) if !had.progress => rule.progress = self.progress(p),
                RuleField::Allow(a) => {
                    let allow = self.allow(a);
                    rule.allows.push(allow);
                }
                // The plan and the tolerance are resolved before, by the caller.
                _ => {}
            }
        }
    }

    fn weight(&mut self, q: &tree::Quantity) -> Option<Exact> {
        let weight = self.quantity(q);
        let is_number = weight.unit.as_ref().is_none_or(|u| u.dim.is_ratio() || &*u.symbol == "分");
        if !is_number || weight.base.is_negative() {
            let written = self.text(q.span).to_owned();
            self.at(q.span, ModelProblem::WeightNumber { written });
            return None;
        }
        Some(weight.base)
    }

    fn progress(&mut self, progress: &tree::Progress) -> Progress {
        let rows = match progress {
            tree::Progress::Steps => return Progress::Steps,
            tree::Progress::None => return Progress::None,
            tree::Progress::Table(rows) => rows,
        };
        let mut table = Vec::new();
        for (date, share) in rows {
            let period = self.period(*date);
            let quantity = self.quantity(share);
            if !is_share(quantity.unit.as_ref()) || quantity.unit.as_ref().is_some_and(|u| u.is_bare()) {
                let written = self.text(share.span).to_owned();
                self.at(share.span, ModelProblem::ProgressShare { written });
            }
            table.extend(period.map(|p| (p, quantity.base)));
        }
        table.sort_by_key(|(p, _)| p.last_day());
        Progress::Table(table)
    }

    /// Lowers `allow`.
    pub fn allow(&mut self, allow: &tree::Allow) -> Allow {
        let code = &allow.code.text;
        let codes = crate::diag::allowable_codes();
        if !codes.contains(&&**code) {
            let near = self.near.best(code, codes.iter().copied());
            let proposal = match near {
                Some(near) => did_you_mean(near),
                None => Both::new("代码在提示的方括号里", "the code stands in brackets in front of the message"),
            };
            let problem = ModelProblem::AllowUnknown { code: code.to_string(), proposal };
            let d = Diagnostic::at(allow.code.span, problem);
            let span = allow.code.span;
            self.report(near.map_or(d.clone(), |near| d.fix(span, near, Safety::Unsafe)));
        }
        Allow {
            code: Arc::from(&**code),
            reason: allow.reason.as_ref().map(|t| Arc::from(&*t.text)),
            until: allow.until.and_then(|d| self.period(d)).map(|p| p.last_day()),
            span: allow.span,
        }
    }

    /// Lowers a statement.
    pub fn statement(&mut self, tree: &tree::Statement) -> Statement {
        let scope = match &tree.scope {
            None => Scope::Unstated,
            Some(tree::Scope::Every { level, filter, except, .. }) => Scope::Every {
                level: self.level(level),
                filter: filter.as_ref().map(|f| self.filter(f)),
                except: except.iter().map(|p| self.entity(p)).collect(),
            },
            Some(tree::Scope::At { places, .. }) => Scope::At(places.iter().map(|p| self.entity(p)).collect()),
        };
        let condition = tree.condition.as_ref().map(|c| self.condition(c, &scope));
        self.total_windows.clear();
        let subject = self.spoken(tree).unwrap_or_else(|| self.expr(&tree.subject));
        let windows = std::mem::take(&mut self.total_windows);
        let leading = tree.time.as_ref().and_then(|t| self.time(t));
        let default = leading.clone().or_else(|| self.end_of_windows(&subject)).unwrap_or_else(|| self.default_time());
        let targets = self.targets(&subject, &tree.targets, (leading.is_some(), &default));
        // A target without a time of its own is due where the total ends.
        let is_written = |t: &tree::Target| tree.time.is_some() || t.time.is_some();
        let timed = tree.targets.iter().zip(&targets).filter(|(t, _)| is_written(t)).map(|(_, t)| &t.time);
        self.total_times(&windows, timed);
        if let (Some(first), false) = (tree.exceptions.first(), matches!(scope, Scope::Every { .. })) {
            self.at(first.span, ModelProblem::ExceptionWithoutEvery {});
        }
        let exceptions = tree.exceptions.iter().map(|e| self.exception(&subject, e, &targets)).collect();
        let revisions = self.revisions(&subject, tree, &targets);
        let text = self.one_line(tree.span);
        Statement { scope, condition, subject, targets, exceptions, revisions, text, span: tree.span }
    }

    /// Lowers the condition of a duty, which is read for whoever is judged.
    ///
    /// In front of the scope (`若 产值 < 5亿元: 每个 镇: …`) it may speak of the county while towns are judged: where all
    /// that it reads is declared at one level above theirs, it is read for their ancestor of that level.
    fn condition(&mut self, tree: &tree::Condition, scope: &Scope) -> Expr {
        let lowered = self.filter(&tree.expr);
        let Scope::Every { level, .. } = scope else { return lowered };
        let schema = &self.model.schema;
        let mut read: Vec<Option<LevelId>> = Vec::new();
        walk::expression(&lowered, &mut |e| match &e.kind {
            ExprKind::Value(id) => read.push(schema.indicator(*id).and_then(|i| i.level)),
            // Whose figures these read is stated.
            ExprKind::Aggregate(_) | ExprKind::AtEntity(..) | ExprKind::Rank(_) => read.push(None),
            _ => {}
        });
        let Some(above) = read.first().copied().flatten().filter(|l| schema.levels.is_above(*l, level.level)) else {
            return lowered;
        };
        if !tree.is_before_scope || read.iter().any(|l| *l != Some(above)) {
            return lowered;
        }
        let span = lowered.span;
        let name: Arc<str> = Arc::from(schema.levels.name(above));
        let place = EntityRef { parts: vec![name], level: Some(above), span };
        Expr { kind: ExprKind::AtEntity(Box::new(lowered), place), span }
    }

    /// A total states its window, and so when it is due: another date, or every year, contradicts that. Without one it is that of
    /// the plan's period; every year may ask for its part, but another date would be judged by figures that come after it.
    fn total_times<'t>(&mut self, windows: &[TotalWindow], times: impl Iterator<Item = &'t Time> + Clone) {
        for TotalWindow { span, window, is_written } in windows {
            let last = window.to.last_day();
            for time in times.clone() {
                match time {
                    Time::Each { .. } if *is_written => self.at(*span, ModelProblem::TotalEachWindow {}),
                    Time::By(p) | Time::In(p) if p.last_day() != last => {
                        let (due, end) = (p.to_string(), window.to.to_string());
                        self.at(*span, ModelProblem::TotalOtherDate { due, end });
                    }
                    _ => {}
                }
            }
        }
    }

    /// Lowers the targets of a statement; one without a time takes the leading time, else the next later one in the
    /// list, else the default.
    fn targets(
        &mut self,
        subject: &Expr,
        targets: &[tree::Target],
        (has_leading, default): (bool, &Time),
    ) -> Vec<Target> {
        let mut times: Vec<Time> = Vec::with_capacity(targets.len());
        let mut next = default.clone();
        for target in targets.iter().rev() {
            let own = target.time.as_ref().and_then(|t| self.time(t));
            let time = own.clone().unwrap_or_else(|| next.clone());
            if let (Some(own), false) = (own, has_leading) {
                next = own;
            }
            times.push(time);
        }
        targets.iter().zip(times.into_iter().rev()).map(|(t, time)| self.target(subject, t, time)).collect()
    }

    pub(super) fn target(&mut self, subject: &Expr, tree: &tree::Target, time: Time) -> Target {
        let kind = match &tree.kind {
            tree::TargetKind::Compare(op, right) => TargetKind::Compare(*op, self.right_side(*op, subject, right)),
            tree::TargetKind::Within(interval) => TargetKind::Within(self.interval(interval)),
            tree::TargetKind::About(right, tolerance) => {
                let right = self.expr(right);
                let tolerance = self.tolerance(tolerance.as_ref(), &right);
                TargetKind::About(right, tolerance)
            }
            tree::TargetKind::Holds => TargetKind::Holds,
        };
        Target { kind, time, unit: None, text: self.one_line(tree.span), span: self.trimmed(tree.span) }
    }

    /// Lowers an exception: as many targets as the statement has, with the statement's times.
    fn exception(&mut self, subject: &Expr, tree: &tree::Exception, base: &[Target]) -> Exception {
        let filter = self.filter(&tree.filter);
        let last = tree.targets.len().saturating_sub(1);
        let mut targets = Vec::new();
        if !tree.targets.is_empty() {
            for (idx, of) in base.iter().enumerate() {
                let Some(written) = tree.targets.get(idx.min(last)) else { continue };
                let own = written.time.as_ref().and_then(|t| self.time(t));
                targets.push(self.target(subject, written, own.unwrap_or_else(|| of.time.clone())));
            }
        }
        Exception { filter, targets, span: tree.span }
    }

    /// Returns the text of a span on one line, comments left out.
    pub fn one_line(&self, span: Span) -> Arc<str> {
        let text = self.text(span).trim();
        if !text.contains(['\n', '\t']) && !text.contains("  ") {
            return Arc::from(text);
        }
        let lines = text.lines().map(|line| without_comment(line).split_whitespace().collect::<Vec<_>>().join(" "));
        let parts: Vec<String> = lines.filter(|l| !l.is_empty()).collect();
        Arc::from(parts.join(" "))
    }

    /// Lowers an audit.
    pub fn audit(&mut self, tree: &tree::Audit) -> Audit {
        let mark = self.mark();
        self.usage = Use::Value;
        let statements: Vec<Statement> = tree.statements.iter().map(|s| self.statement(s)).collect();
        let tolerance = tree.tolerance.as_ref().map(|s| self.slack(s));
        let title = match (&tree.title, statements.first()) {
            (Some(title), _) => Arc::from(&*title.text),
            (None, Some(s)) => s.text.clone(),
            (None, None) => Arc::from(""),
        };
        Audit {
            title,
            statements,
            is_hard: tree.is_hard.is_none_or(|(hard, _)| hard),
            tolerance,
            note: tree.note.as_ref().map(|t| Arc::from(&*t.text)),
            errors: self.errors_since(mark, None),
            span: tree.span,
            file: Arc::from(self.sources.name(tree.span)),
            line: self.line_of(tree.span),
        }
    }

    /// Returns the line, from 1, on which something starts.
    pub fn line_of(&self, span: Span) -> u32 {
        self.sources.position(span).line
    }

    /// Lowers the tolerance of a relation.
    pub fn slack(&mut self, tree: &tree::Slack) -> Slack {
        let quantity: Quantity = self.quantity(&tree.quantity);
        let unit = quantity.unit.filter(|u| !u.is_bare());
        Slack { amount: quantity.base.abs(), unit, is_per_item: tree.is_per_item }
    }

    /// Resolves the plan that a rule names.
    pub fn named_plan(
        &mut self,
        layers: &Layers,
        plans: &rustc_hash::FxHashMap<Arc<str>, PlanId>,
    ) -> Option<Option<PlanId>> {
        let text = layers.iter().flat_map(|fields| fields.iter()).find_map(|f| match f {
            RuleField::Plan(text) => Some(text),
            _ => None,
        })?;
        Some(self.plan_by_name(text, plans))
    }

    /// Resolves the name of a plan; one that nobody declared is reported.
    pub fn plan_by_name(
        &mut self,
        text: &tree::Text,
        plans: &rustc_hash::FxHashMap<Arc<str>, PlanId>,
    ) -> Option<PlanId> {
        if let Some(id) = plans.get(text.text.trim()) {
            return Some(*id);
        }
        let names: Vec<Arc<str>> = self.model.plans.iter().take(200).map(|p| p.name.clone()).collect();
        let near = self.near.best(&text.text, names.iter().map(|n| &**n));
        let proposal = match near {
            Some(near) => did_you_mean(near),
            None => Both::new("先用 `方案 \"…\" { … }` 声明它", "declare it first: `plan \"…\" { … }`"),
        };
        let mut d = Diagnostic::at(text.span, ModelProblem::PlanUnknown { name: text.text.to_string(), proposal });
        if let Some(near) = near {
            d = d.fix(text.span, format!("\"{near}\""), Safety::Unsafe);
        }
        self.report(d);
        None
    }
}

/// Which fields a rule has before the next layer.
struct Filled {
    lead: bool,
    responsible: bool,
    support: bool,
    carry: bool,
    cite: bool,
    progress: bool,
}

impl Filled {
    fn of(rule: &Rule) -> Self {
        Self {
            lead: !rule.lead.is_empty(),
            responsible: !rule.responsible.is_empty(),
            support: !rule.support.is_empty(),
            carry: !rule.carry.is_empty(),
            cite: !rule.cite.is_empty(),
            progress: !matches!(rule.progress, Progress::Straight),
        }
    }
}

fn keep(slot: &mut Option<Arc<str>>, text: &str) {
    if slot.is_none() {
        *slot = Some(Arc::from(text));
    }
}

fn extend(list: &mut Vec<Arc<str>>, texts: &[tree::Text], is_filled: bool) {
    if !is_filled {
        list.extend(texts.iter().map(|t| Arc::from(t.text.trim())));
    }
}

/// Returns a line without the comment at its end; marks inside quotation marks are text.
fn without_comment(line: &str) -> &str {
    let mut is_quoted = false;
    for (idx, c) in line.char_indices() {
        match c {
            '"' | '“' | '”' => is_quoted = !is_quoted,
            '#' if !is_quoted => return line.get(..idx).unwrap_or(line),
            '/' if !is_quoted && line.get(idx..).is_some_and(|l| l.starts_with("//")) => {
                return line.get(..idx).unwrap_or(line);
            }
            _ => {}
        }
    }
    line
}

fn blank_rule(tree: &tree::Rule, plan: Option<PlanId>) -> Rule {
    Rule {
        id: Arc::from(""),
        has_written_id: tree.id.is_some(),
        title: tree.title.as_ref().map(|t| Arc::from(&*t.text)),
        plan,
        statements: Vec::with_capacity(tree.statements.len()),
        nature: None,
        wording: None,
        lead: Vec::new(),
        responsible: Vec::new(),
        support: Vec::new(),
        carry: Vec::new(),
        cite: Vec::new(),
        weight: None,
        is_veto: false,
        note: None,
        baseline: None,
        precision: None,
        is_missing_zero: false,
        progress: Progress::Straight,
        params: Vec::new(),
        allows: Vec::new(),
        errors: Vec::new(),
        span: tree.span,
        head: tree.id.as_ref().map(|n| n.span).or(tree.title.as_ref().map(|t| t.span)).unwrap_or(tree.span),
        file: Arc::from(""),
        line: 0,
    }
}
