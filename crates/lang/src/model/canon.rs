//! Meaning as text: one line for each thing, without spans, layout, comments or the spelling of keywords.
//!
//! Two things with the same text mean the same. The IDs of rules without a written one and the digest of a rule set
//! are digests of these texts, so a change here changes both: it belongs into the changelog.

mod scheme;

use std::fmt::Write as _;

use super::walk;
use super::{
    Aggregate, Audit, Exact, Exception, Expr, ExprKind, Indicator, IndicatorId, Interval, LevelRef, Model, Plan,
    Progress, Quantity, Rule, Schema, Scope, Slack, Statement, Target, TargetKind, Time, Tolerance, Unit, Upward,
    Window,
};

/// How much of an expression is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// All of it.
    Full,
    /// Without amounts and times: what stays when a threshold or a year is edited.
    Shape,
}

/// Writes meanings; holds the text so far.
pub struct Writer<'a> {
    schema: &'a Schema,
    detail: Detail,
    /// The text.
    pub out: String,
}

/// Returns a plan as text.
pub fn plan(p: &Plan) -> String {
    let mut out = format!("plan {:?} {:?} {:?} {:?} {:?}", p.name, p.number, p.issuer, p.source, p.note);
    let region = p.region.as_ref().map(|r| r.parts.join("/"));
    let window = p.window.map(|w| format!("{}..{}", w.from, w.to));
    let base = p.base.map(|b| b.to_string());
    let _ = write!(out, " {region:?} {window:?} {base:?} {:?}", p.date);
    if let Some(q) = &p.tolerance {
        let _ = write!(out, " ±{}", amount(q));
    }
    out
}

/// Returns an indicator as text; others that it names are given by position.
pub fn indicator(i: &Indicator) -> String {
    let schema = Schema::default();
    let mut w = Writer::new(&schema, Detail::Full);
    w.indicator(i);
    w.out
}

/// Returns the texts of everything in a model, sorted, so that the order of files does not matter.
pub fn model(model: &Model) -> Vec<String> {
    let schema = &model.schema;
    let mut all: Vec<String> = model.plans.iter().map(plan).collect();
    all.extend(schema.units.iter().map(|u| format!("unit {} = {} {}", u.symbol, u.factor, u.dim.words())));
    all.extend(
        schema
            .levels
            .all
            .iter()
            .filter(|l| l.span.is_some())
            .map(|l| format!("level {} in {}", l.name, l.parent.map_or("", |p| schema.levels.name(p)))),
    );
    let mut each = |write: &dyn Fn(&mut Writer)| {
        let mut w = Writer::new(schema, Detail::Full);
        write(&mut w);
        all.push(w.out);
    };
    for i in schema.indicators.iter().filter(|i| i.is_declared) {
        each(&|w| w.indicator(i));
    }
    for r in &model.rules {
        each(&|w| w.rule(r, r.plan.and_then(|p| model.plans.get(p.0 as usize))));
    }
    for a in &model.audits {
        each(&|w| w.audit(a));
    }
    for s in &model.schemes {
        each(&|w| w.scheme(s));
    }
    for l in &model.lights {
        each(&|w| w.lights(l));
    }
    all.sort();
    all
}

/// Returns all that decides the verdicts of a rule: what it asks, its plan's place and times, and what the rules say of
/// the indicators that it reads, formulas followed; names of people and documents, titles and notes are left out.
pub fn deciding(model: &Model, rule: &Rule) -> String {
    let schema = &model.schema;
    let mut w = Writer::new(schema, Detail::Full);
    w.put("rule");
    rule.statements.iter().for_each(|s| w.statement(s));
    let _ = write!(w.out, " {:?}", rule.precision);
    w.course(rule);
    for problem in &rule.errors {
        let _ = write!(w.out, " error {}", problem.code());
    }
    if let Some(plan) = rule.plan.and_then(|p| model.plans.get(p.0 as usize)) {
        let region = plan.region.as_ref().map(|r| r.parts.join("/"));
        let _ = write!(w.out, " plan {region:?} {:?}", plan.base);
        w.window(plan.window);
    }
    let mut texts: Vec<String> = read_by(schema, rule).into_iter().map(|i| measure(schema, i)).collect();
    let declared = schema.levels.all.iter().filter(|l| l.span.is_some());
    texts.extend(declared.map(|l| format!("level {} {:?}", l.name, l.parent.map(|p| schema.levels.name(p)))));
    texts.sort();
    format!("{}\n{}", w.out, texts.join("\n"))
}

/// The indicators that a rule reads, through formulas and weights, each once.
fn read_by<'a>(schema: &'a Schema, rule: &'a Rule) -> Vec<&'a Indicator> {
    let mut ids: Vec<IndicatorId> = Vec::new();
    let mut see = |e: &Expr| match e.kind {
        ExprKind::Value(id) if !ids.contains(&id) => ids.push(id),
        _ => {}
    };
    rule.statements.iter().for_each(|s| walk::expressions(s, &mut see));
    let targets =
        rule.statements.iter().flat_map(|s| s.targets.iter().chain(s.exceptions.iter().flat_map(|e| &e.targets)));
    ids.extend(targets.filter_map(|t| match t.time {
        Time::ByAttribute(id) => Some(id),
        _ => None,
    }));
    ids.sort_unstable();
    ids.dedup();
    let mut next = 0;
    while let Some(indicator) = ids.get(next).copied() {
        next += 1;
        let Some(indicator) = schema.indicator(indicator) else { continue };
        let mut see = |e: &Expr| match e.kind {
            ExprKind::Value(id) if !ids.contains(&id) => ids.push(id),
            _ => {}
        };
        if let Some(formula) = &indicator.formula {
            walk::expression(formula, &mut see);
        }
        if let Upward::Weighted(id) = indicator.upward
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    ids.into_iter().filter_map(|id| schema.indicator(id)).collect()
}

/// What the rules say of how an indicator is measured and rolled up; not how it is called elsewhere or explained.
fn measure(schema: &Schema, i: &Indicator) -> String {
    let mut w = Writer::new(schema, Detail::Full);
    let bare = Indicator {
        also: Vec::new(),
        parts: None,
        definition: None,
        source: None,
        note: None,
        tolerance: None,
        ..i.clone()
    };
    w.indicator(&bare);
    w.out
}

fn amount(q: &Quantity) -> String {
    // The digits as written count: 95% and 95.0% are equal values of different precision.
    let unit = q.unit.as_ref().map_or_else(String::new, |u| u.dim.words());
    format!("{}~{}{unit}", q.base, q.digits)
}

impl<'a> Writer<'a> {
    /// Returns an empty writer.
    pub fn new(schema: &'a Schema, detail: Detail) -> Self {
        Self { schema, detail, out: String::new() }
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn value(&mut self, id: IndicatorId) {
        match self.schema.indicator(id) {
            Some(i) => self.out.push_str(&i.name),
            None => {
                let _ = write!(self.out, "#{}", id.0);
            }
        }
    }

    fn exact(&mut self, label: &str, x: Option<&Exact>) {
        if let Some(x) = x {
            let _ = write!(self.out, " {label}{x}");
        }
    }

    fn window(&mut self, w: Option<Window>) {
        if let (Detail::Full, Some(w)) = (self.detail, w) {
            let _ = write!(self.out, " {}..{}", w.from, w.to);
        }
    }

    fn unit(&mut self, unit: Option<&Unit>) {
        if let Some(u) = unit {
            let _ = write!(self.out, " {}*{}", u.factor, u.dim.words());
        }
    }

    /// Writes an indicator.
    pub fn indicator(&mut self, i: &Indicator) {
        let mut also: Vec<&str> = i.also.iter().map(|a| &**a).collect();
        also.sort_unstable();
        let _ = write!(self.out, "indicator {} {also:?}", i.name);
        self.unit(i.unit.as_ref());
        let _ = write!(self.out, " {:?} {:?}", i.level.map(|l| l.0), i.kind);
        self.exact("min ", i.min.as_ref());
        self.exact("max ", i.max.as_ref());
        if let Some(f) = &i.formula {
            self.put(" = ");
            self.expr(f);
        }
        if let Some(p) = &i.parts {
            let _ = write!(self.out, " parts {}", p.is_complete);
            for id in &p.parts {
                self.put(" ");
                self.value(*id);
            }
        }
        let _ = write!(self.out, " {:?} {:?} {:?}", i.definition, i.frequency, i.precision);
        let _ = write!(self.out, " {:?}", i.within_year);
        match i.upward {
            Upward::Sum => self.put(" upward sum"),
            Upward::Weighted(id) => {
                self.put(" upward by ");
                self.value(id);
            }
            Upward::None => {}
        }
        self.slack(i.tolerance.as_ref());
        let _ = write!(self.out, " {:?} {:?}", i.source, i.note);
    }

    fn slack(&mut self, slack: Option<&Slack>) {
        if let Some(s) = slack {
            let by = if s.is_per_item { "*" } else { "" };
            let _ = write!(self.out, " {by}±{}{}", s.amount, s.unit.as_ref().map_or("", |u| &u.symbol));
        }
    }

    /// Writes a rule.
    pub fn rule(&mut self, r: &Rule, plan: Option<&Plan>) {
        let _ = write!(self.out, "rule {} {:?} {:?}", r.id, r.title, plan.map(|p| &p.name));
        for s in &r.statements {
            self.statement(s);
        }
        let _ = write!(self.out, " {:?} {:?} {:?} {:?}", r.nature, r.wording, r.lead, r.responsible);
        let _ = write!(self.out, " {:?} {:?} {:?} {:?} {:?}", r.support, r.carry, r.cite, r.note, r.precision);
        self.exact("weight ", r.weight.as_ref());
        let _ = write!(self.out, " veto {}", r.is_veto);
        self.course(r);
    }

    /// Writes what a rule says of missing figures, its base value and its course.
    fn course(&mut self, r: &Rule) {
        let _ = write!(self.out, " zero {}", r.is_missing_zero);
        if let Some((q, p)) = &r.baseline {
            let _ = write!(self.out, " base {} {}", amount(q), p.map(|p| p.to_string()).unwrap_or_default());
        }
        match &r.progress {
            Progress::Straight => {}
            Progress::Steps => self.put(" steps"),
            Progress::None => self.put(" no progress"),
            Progress::Table(rows) => {
                for (p, x) in rows {
                    let _ = write!(self.out, " {p}:{x}");
                }
            }
        }
    }

    fn audit(&mut self, a: &Audit) {
        let _ = write!(self.out, "audit {} {} {:?}", a.title, a.is_hard, a.note);
        self.slack(a.tolerance.as_ref());
        for s in &a.statements {
            self.statement(s);
        }
    }

    /// Writes a statement: all of it, or its scope, subject and filters.
    pub fn statement(&mut self, s: &Statement) {
        self.put(" {");
        self.scope(&s.scope);
        self.expr(&s.subject);
        if self.detail == Detail::Full {
            for t in &s.targets {
                self.target(t);
            }
            for e in &s.exceptions {
                self.exception(e);
            }
        }
        self.put("}");
    }

    fn scope(&mut self, scope: &Scope) {
        match scope {
            Scope::Unstated => {}
            Scope::Every { level, filter, except } => {
                self.put("every ");
                self.level(level);
                if let Some(f) = filter {
                    self.filter(f);
                }
                for e in except {
                    let _ = write!(self.out, " but {}", e.parts.join("/"));
                }
                self.put(": ");
            }
            Scope::At(places) => {
                for e in places {
                    let _ = write!(self.out, "at {} ", e.parts.join("/"));
                }
            }
        }
    }

    fn level(&mut self, level: &LevelRef) {
        let _ = match &level.label {
            Some(label) => write!(self.out, "{label}"),
            None => write!(self.out, "{}", self.schema.levels.name(level.level)),
        };
    }

    /// Filters are written in full: whom a rule is about is part of what it is.
    fn filter(&mut self, f: &Expr) {
        let before = std::mem::replace(&mut self.detail, Detail::Full);
        self.put(" where ");
        self.expr(f);
        self.detail = before;
    }

    fn exception(&mut self, e: &Exception) {
        self.put(" except ");
        self.expr(&e.filter);
        for t in &e.targets {
            self.target(t);
        }
    }

    fn target(&mut self, t: &Target) {
        match &t.kind {
            TargetKind::Compare(op, x) => {
                let _ = write!(self.out, " {op:?} ");
                self.expr(x);
            }
            TargetKind::Within(i) => self.interval(i),
            TargetKind::About(x, tolerance) => {
                self.put(" about ");
                self.expr(x);
                self.tolerance(tolerance);
            }
            TargetKind::Holds => {}
        }
        match &t.time {
            Time::By(p) => {
                let _ = write!(self.out, " by {p}");
            }
            Time::ByAttribute(id) => {
                self.put(" by ");
                self.value(*id);
            }
            Time::In(p) => {
                let _ = write!(self.out, " in {p}");
            }
            Time::Each { step, count, window, by } => {
                let _ = write!(self.out, " each {count} {step:?} {by:?}");
                self.window(*window);
            }
            Time::Throughout(w) => {
                self.put(" throughout");
                self.window(*w);
            }
            Time::Newest => {}
        }
        self.put(";");
    }

    fn tolerance(&mut self, t: &Tolerance) {
        let _ = match t {
            Tolerance::Relative(x) => write!(self.out, " ±*{x}"),
            Tolerance::Absolute(x) => write!(self.out, " ±{x}"),
        };
    }

    fn interval(&mut self, i: &Interval) {
        self.put(if i.is_low_open { " in (" } else { " in [" });
        if let Some(e) = &i.low {
            self.expr(e);
        }
        self.put(",");
        if let Some(e) = &i.high {
            self.expr(e);
        }
        self.put(if i.is_high_open { ")" } else { "]" });
    }

    /// Writes an expression.
    pub fn expr(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::Quantity(q) => {
                let text = if self.detail == Detail::Full { amount(q) } else { "_".to_owned() };
                self.put(&text);
            }
            ExprKind::Bool(b) => self.put(if *b { "yes" } else { "no" }),
            ExprKind::Grade(_, name) => self.put(name),
            ExprKind::Text(text) => {
                let _ = write!(self.out, "{text:?}");
            }
            ExprKind::Value(id) => self.value(*id),
            ExprKind::Neg(x) => self.call("-", &[x]),
            ExprKind::Not(x) => self.call("not", &[x]),
            ExprKind::Binary(op, l, r) => self.call(&format!("{op:?}"), &[l, r]),
            ExprKind::Compare(op, l, r) => self.call(&format!("{op:?}"), &[l, r]),
            ExprKind::Within(l, i) => {
                self.expr(l);
                self.interval(i);
            }
            ExprKind::About(l, r, t) => {
                self.call("about", &[l, r]);
                self.tolerance(t);
            }
            ExprKind::Aggregate(a) => self.aggregate(a),
            other => self.over_time(other),
        }
    }

    fn over_time(&mut self, kind: &ExprKind) {
        let is_full = self.detail == Detail::Full;
        let since = |p: &Option<super::Period>| p.filter(|_| is_full).map(|p| p.to_string()).unwrap_or_default();
        match kind {
            ExprKind::Total(x, w) => {
                self.call("total", &[x]);
                self.window(*w);
            }
            ExprKind::Gain(x, p) => self.call(&format!("gain{}", since(p)), &[x]),
            ExprKind::Yearly(x, p) => self.call(&format!("yearly{}", since(p)), &[x]),
            ExprKind::Growth(x, basis) => {
                let name = if is_full { format!("growth{basis:?}") } else { "growth".to_owned() };
                self.call(&name, &[x]);
            }
            ExprKind::Change(x) => self.call("change", &[x]),
            ExprKind::AtPeriod(x, p) => {
                let name = if is_full { format!("at{p:?}") } else { "at".to_owned() };
                self.call(&name, &[x]);
            }
            ExprKind::AtEntity(x, e) => {
                self.expr(x);
                let _ = write!(self.out, "@{}", e.parts.join("/"));
            }
            _ => {}
        }
    }

    fn call(&mut self, name: &str, args: &[&Expr]) {
        self.put(name);
        self.put("(");
        for (idx, arg) in args.iter().enumerate() {
            self.put(if idx > 0 { "," } else { "" });
            self.expr(arg);
        }
        self.put(")");
    }

    fn aggregate(&mut self, a: &Aggregate) {
        let _ = write!(self.out, "{:?}(", a.function);
        self.level(&a.level);
        if let Some(f) = &a.filter {
            self.filter(f);
        }
        if let Some(b) = &a.body {
            self.put(": ");
            self.expr(b);
        }
        if let Some(w) = &a.weight {
            self.put(" by ");
            self.expr(w);
        }
        self.put(")");
    }
}
