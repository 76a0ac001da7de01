//! `dabiao.rules/1`: the rules themselves, one target for each comparison, for programs that judge or compare them.

use serde::Serialize;

use super::report::{RevisedJson, Strings, ToleranceJson, nature};
use super::schemes::{LightsJson, SchemeJson};
use super::{base, iso};
use crate::asked::{Asked, Figure, constant, symbol};
use crate::subject;
use dabiao_lang::check::RuleSet;
use dabiao_lang::model::{
    Audit, CompareOp, Exact, Exception, Expr, Indicator, Kind, Model, Param, Period, Plan, Precision, Progress,
    Revision, Rule, Schema, Scope, SetFigure, Statement, Target, TargetKind, Time, Unit, Upward, Window, print, word,
};

/// The document.
#[derive(Debug, Serialize)]
pub struct RulesJson<'a> {
    schema: &'static str,
    rules_digest: String,
    plans: Vec<PlanJson<'a>>,
    units: Vec<UnitJson<'a>>,
    levels: Vec<LevelJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    params: Vec<ParamJson<'a>>,
    indicators: Vec<IndicatorJson<'a>>,
    rules: Vec<RuleJson<'a>>,
    audits: Vec<AuditJson<'a>>,
    schemes: Vec<SchemeJson<'a>>,
    lights: Vec<LightsJson<'a>>,
}

/// Returns the document for a rule set.
pub fn export(rules: &RuleSet) -> RulesJson<'_> {
    let model = rules.model();
    RulesJson {
        schema: "dabiao.rules/1",
        rules_digest: rules.digest(),
        plans: model.plans.iter().map(PlanJson::of).collect(),
        units: model.schema.units.iter().map(UnitJson::of).collect(),
        levels: levels(&model.schema),
        params: model.params.iter().map(ParamJson::of).collect(),
        indicators: model.schema.indicators.iter().map(|i| IndicatorJson::of(&model.schema, i)).collect(),
        rules: model.rules.iter().map(|r| RuleJson::of(model, r)).collect(),
        audits: model.audits.iter().map(|a| AuditJson::of(&model.schema, a)).collect(),
        schemes: model.schemes.iter().map(|s| SchemeJson::of(model, s)).collect(),
        lights: model.lights.iter().map(|l| LightsJson::of(model, l)).collect(),
    }
}

#[derive(Debug, Serialize)]
struct PlanJson<'a> {
    name: &'a str,
    number: Option<&'a str>,
    region: Option<String>,
    from: Option<String>,
    to: Option<String>,
    base: Option<String>,
    tolerance: Option<String>,
    issuer: Option<&'a str>,
    date: Option<String>,
    source: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roster: Option<&'a str>,
    note: Option<&'a str>,
}

impl<'a> PlanJson<'a> {
    fn of(plan: &'a Plan) -> Self {
        Self {
            name: &plan.name,
            number: plan.number.as_deref(),
            region: plan.region.as_ref().map(print::place),
            from: plan.window.map(|w| iso(w.from.first_day())),
            to: plan.window.map(|w| iso(w.to.last_day())),
            base: plan.base.map(|p| p.to_string()),
            tolerance: plan.tolerance.as_ref().map(print::quantity),
            issuer: plan.issuer.as_deref(),
            date: plan.date.map(iso),
            source: plan.source.as_deref(),
            roster: plan.roster.as_deref(),
            note: plan.note.as_deref(),
        }
    }
}

/// An amount with a name.
#[derive(Debug, Serialize)]
struct ParamJson<'a> {
    name: &'a str,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<String>,
    unit: Option<&'a str>,
}

impl<'a> ParamJson<'a> {
    fn of(param: &'a Param) -> Self {
        let quantity = &param.quantity;
        Self {
            name: &param.name,
            value: quantity.value.to_text(),
            exact: quantity.value.to_fraction(),
            unit: quantity.unit.as_ref().map(|u| &*u.symbol),
        }
    }
}

/// A unit that the rules declare; `factor` base units make one.
#[derive(Debug, Serialize)]
struct UnitJson<'a> {
    unit: &'a str,
    factor: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    factor_exact: Option<String>,
    base_unit: String,
}

impl<'a> UnitJson<'a> {
    fn of(unit: &'a Unit) -> Self {
        Self {
            unit: &unit.symbol,
            factor: unit.factor.to_text(),
            factor_exact: unit.factor.to_fraction(),
            base_unit: base::unit(&unit.dim),
        }
    }
}

/// A level that the rules declare.
#[derive(Debug, Serialize)]
struct LevelJson<'a> {
    name: &'a str,
    parent: Option<&'a str>,
}

fn levels(schema: &Schema) -> Vec<LevelJson<'_>> {
    let declared = schema.levels.all.iter().filter(|l| l.span.is_some());
    declared
        .map(|l| LevelJson { name: &l.name, parent: l.parent.and_then(|p| schema.levels.get(p)).map(|p| &*p.name) })
        .collect()
}

#[derive(Debug, Serialize)]
struct IndicatorJson<'a> {
    name: &'a str,
    also: Strings<'a>,
    declared: bool,
    unit: Option<&'a str>,
    level: Option<&'a str>,
    kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    grades: Option<Strings<'a>>,
    min: Option<String>,
    max: Option<String>,
    base_unit: Option<String>,
    formula: Option<String>,
    parts: Option<PartsJson<'a>>,
    definition: Option<&'a str>,
    frequency: Option<&'static str>,
    precision: Option<PrecisionJson>,
    within_year: Option<&'static str>,
    upward: Option<UpwardJson<'a>>,
    /// In base units.
    #[serde(skip_serializing_if = "Option::is_none")]
    tolerance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tolerance_per_item: Option<bool>,
    source: Option<&'a str>,
    note: Option<&'a str>,
    /// The figures that somebody sets; empty where they come with the data.
    #[serde(skip_serializing_if = "Option::is_none")]
    assigned: Option<Vec<SetFigureJson>>,
}

/// A figure that is set.
#[derive(Debug, Serialize)]
struct SetFigureJson {
    /// A code, a name or a path; `null` is the region.
    entity: Option<String>,
    period: String,
    value: String,
    unit: Option<String>,
}

impl SetFigureJson {
    fn of(figure: &SetFigure) -> Self {
        Self {
            entity: figure.entity.as_ref().map(|_| figure.path()),
            period: figure.period.to_string(),
            value: figure.quantity.value.to_text(),
            unit: figure.quantity.unit.as_ref().map(|u| u.symbol.to_string()),
        }
    }
}

#[derive(Debug, Serialize)]
struct PartsJson<'a> {
    complete: bool,
    parts: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct PrecisionJson {
    digits: u32,
    rounding: &'static str,
}

impl PrecisionJson {
    fn of(p: Precision) -> Self {
        Self { digits: p.digits, rounding: print::rounding(p.rounding) }
    }
}

#[derive(Debug, Serialize)]
struct UpwardJson<'a> {
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    weight: Option<&'a str>,
}

impl<'a> IndicatorJson<'a> {
    fn of(schema: &'a Schema, i: &'a Indicator) -> Self {
        let name = |id| schema.indicator(id).map_or("", |i: &Indicator| &i.name);
        let dim = i.unit.as_ref().map(|u| &u.dim);
        Self {
            name: &i.name,
            also: Strings(&i.also),
            declared: i.is_declared,
            unit: i.unit.as_ref().map(symbol),
            level: i.level.and_then(|l| schema.levels.get(l)).map(|l| &*l.name),
            kind: i.kind.as_ref().map(word::kind),
            grades: match &i.kind {
                Some(Kind::Grade(names)) => Some(Strings(names)),
                _ => None,
            },
            min: i.min.as_ref().map(|x| base::value(x, dim).to_text()),
            max: i.max.as_ref().map(|x| base::value(x, dim).to_text()),
            base_unit: dim.map(base::unit),
            formula: i.formula.as_ref().map(|e| print::expr(schema, e)),
            parts: i
                .parts
                .as_ref()
                .map(|p| PartsJson { complete: p.is_complete, parts: p.parts.iter().map(|&id| name(id)).collect() }),
            definition: i.definition.as_deref(),
            frequency: i.frequency.map(word::frequency),
            precision: i.precision.map(PrecisionJson::of),
            within_year: i.within_year.map(word::within_year),
            upward: match i.upward {
                Upward::Sum => Some(UpwardJson { by: "sum", weight: None }),
                Upward::Weighted(w) => Some(UpwardJson { by: "weighted", weight: Some(name(w)) }),
                Upward::None => None,
            },
            tolerance: i.tolerance.as_ref().map(|s| s.amount.to_text()),
            tolerance_per_item: i.tolerance.as_ref().is_some_and(|s| s.is_per_item).then_some(true),
            source: i.source.as_deref(),
            note: i.note.as_deref(),
            assigned: i.assigned.as_ref().map(|a| a.figures.iter().map(SetFigureJson::of).collect()),
        }
    }
}

#[derive(Debug, Serialize)]
struct RuleJson<'a> {
    id: &'a str,
    title: Option<&'a str>,
    plan: Option<&'a str>,
    nature: Option<&'static str>,
    wording: Option<&'a str>,
    lead: Strings<'a>,
    responsible: Strings<'a>,
    support: Strings<'a>,
    carry: Strings<'a>,
    cite: Strings<'a>,
    weight: Option<String>,
    veto: bool,
    note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_period: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<PrecisionJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missing_as: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<&'static str>,
    file: &'a str,
    line: u32,
    targets: Vec<TargetJson<'a>>,
}

impl<'a> RuleJson<'a> {
    fn of(model: &'a Model, rule: &'a Rule) -> Self {
        let plan = rule.plan.and_then(|p| model.plans.get(p.0 as usize));
        Self {
            id: &rule.id,
            title: rule.title.as_deref(),
            plan: plan.map(|p| &*p.name),
            nature: rule.nature.map(nature),
            wording: rule.wording.as_deref(),
            lead: Strings(&rule.lead),
            responsible: Strings(&rule.responsible),
            support: Strings(&rule.support),
            carry: Strings(&rule.carry),
            cite: Strings(&rule.cite),
            weight: rule.weight.as_ref().map(Exact::to_text),
            veto: rule.is_veto,
            note: rule.note.as_deref(),
            baseline: rule.baseline.as_ref().map(|(q, _)| print::quantity(q)),
            baseline_period: rule.baseline.as_ref().and_then(|(_, p)| p.map(|p| p.to_string())),
            precision: rule.precision.map(PrecisionJson::of),
            missing_as: rule.is_missing_zero.then_some("0"),
            progress: progress(&rule.progress),
            errors: rule.errors.iter().map(dabiao_lang::diag::Problem::code).collect(),
            file: &rule.file,
            line: rule.line,
            targets: targets(model, plan, rule),
        }
    }
}

/// The straight line, which is what holds where nothing is said, has no text.
fn progress(progress: &Progress) -> Option<String> {
    match progress {
        Progress::Straight => None,
        Progress::Steps => Some("steps".to_owned()),
        Progress::None => Some("none".to_owned()),
        Progress::Table(rows) => {
            let rows: Vec<String> =
                rows.iter().map(|(p, share)| format!("{p}: {}%", share * &Exact::from(100))).collect();
            Some(rows.join("; "))
        }
    }
}

fn targets<'a>(model: &'a Model, plan: Option<&Plan>, rule: &'a Rule) -> Vec<TargetJson<'a>> {
    let mut all = Vec::new();
    for (statement_idx, statement) in rule.statements.iter().enumerate() {
        let subject = SubjectJson::of(&model.schema, plan, statement);
        for (target_idx, target) in statement.targets.iter().enumerate() {
            let exceptions = statement.exceptions.iter().map(|e| ExceptionJson::of(&model.schema, e, target_idx));
            all.push(TargetJson {
                statement: statement_idx + 1,
                target_index: target_idx + 1,
                subject: subject.clone(),
                asked: AskedJson::of(&model.schema, target),
                time: TimeJson::of(&model.schema, &target.time),
                exceptions: exceptions.collect(),
                revised: revised(&model.schema, statement, target_idx),
            });
        }
    }
    all
}

#[derive(Debug, Serialize)]
struct TargetJson<'a> {
    statement: usize,
    target_index: usize,
    #[serde(flatten)]
    subject: SubjectJson<'a>,
    #[serde(flatten)]
    asked: AskedJson<'a>,
    #[serde(flatten)]
    time: TimeJson<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exceptions: Vec<ExceptionJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    revised: Vec<RevisionJson<'a>>,
}

/// What takes the place of a target from some day on.
#[derive(Debug, Serialize)]
struct RevisionJson<'a> {
    #[serde(flatten)]
    revised: RevisedJson<'a>,
    #[serde(flatten)]
    asked: AskedJson<'a>,
    #[serde(flatten)]
    time: TimeJson<'a>,
}

fn revised<'a>(schema: &'a Schema, statement: &'a Statement, target: usize) -> Vec<RevisionJson<'a>> {
    let own = statement.revisions.iter().filter(|r| r.replaced.contains(&target));
    let json = |r: &'a Revision| {
        let asked = r.targets.get(target)?;
        let (revised, time) = (RevisedJson::of(r), TimeJson::of(schema, &asked.time));
        Some(RevisionJson { revised, asked: AskedJson::of(schema, asked), time })
    };
    own.filter_map(json).collect()
}

/// What is measured, and for whom.
#[derive(Debug, Clone, Serialize)]
struct SubjectJson<'a> {
    indicator: Option<&'a str>,
    expr: String,
    level: Option<String>,
    quantifier: &'static str,
    filter: Option<String>,
    condition: Option<String>,
    /// What must be so for anything to be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<String>,
    function: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    at: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    except: Vec<String>,
}

impl<'a> SubjectJson<'a> {
    fn of(schema: &'a Schema, plan: Option<&Plan>, statement: &'a Statement) -> Self {
        let found = subject::describe(schema, plan, statement);
        let (at, except) = match &statement.scope {
            Scope::Unstated => (&[][..], &[][..]),
            Scope::At(places) => (&places[..], &[][..]),
            Scope::Every { except, .. } => (&[][..], &except[..]),
        };
        Self {
            indicator: found.indicator,
            expr: print::expr(schema, &statement.subject),
            level: found.level,
            quantifier: found.quantifier.as_str(),
            filter: found.filter.map(|e| print::expr(schema, e)),
            condition: found.condition.map(|e| print::expr(schema, e)),
            when: statement.condition.as_ref().map(|c| print::expr(schema, c)),
            function: found.function,
            at: at.iter().map(print::place).collect(),
            except: except.iter().map(print::place).collect(),
        }
    }
}

/// What is asked: as written, and in base units.
#[derive(Debug, Serialize)]
struct AskedJson<'a> {
    op: &'static str,
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<String>,
    unit: Option<&'a str>,
    hi: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hi_exact: Option<String>,
    lo_open: bool,
    hi_open: bool,
    tolerance: Option<ToleranceJson>,
    base_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_value_exact: Option<String>,
    base_hi: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_hi_exact: Option<String>,
    base_unit: Option<String>,
    /// The right side where it is no constant.
    #[serde(skip_serializing_if = "Option::is_none")]
    value_expr: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hi_expr: Option<String>,
}

impl<'a> AskedJson<'a> {
    fn of(schema: &Schema, target: &'a Target) -> Self {
        let asked = Asked::of(target);
        let (low, high) = sides(target);
        let (base_low, base_high) = (low.and_then(base::constant_value), high.and_then(base::constant_value));
        let dim = [low, high].into_iter().flatten().find_map(base::dim);
        let unconstant = |e: Option<&Expr>| e.filter(|e| constant(e).is_none()).map(|e| print::expr(schema, e));
        Self {
            op: asked.op,
            value: asked.low.as_ref().map(Figure::to_text),
            exact: asked.low.as_ref().and_then(Figure::to_fraction),
            unit: asked.unit,
            hi: asked.high.as_ref().map(Figure::to_text),
            hi_exact: asked.high.as_ref().and_then(Figure::to_fraction),
            lo_open: asked.is_low_open,
            hi_open: asked.is_high_open,
            tolerance: asked.tolerance.map(ToleranceJson::of),
            base_value: base_low.as_ref().map(Exact::to_text),
            base_value_exact: base_low.as_ref().and_then(Exact::to_fraction),
            base_hi: base_high.as_ref().map(Exact::to_text),
            base_hi_exact: base_high.as_ref().and_then(Exact::to_fraction),
            base_unit: dim.or_else(|| target.unit.as_ref().map(|u| &u.dim)).map(base::unit),
            value_expr: unconstant(low),
            hi_expr: unconstant(high),
        }
    }
}

fn sides(target: &Target) -> (Option<&Expr>, Option<&Expr>) {
    match &target.kind {
        TargetKind::Compare(_, e) | TargetKind::About(e, _) => (Some(e), None),
        TargetKind::Within(range) => (range.low.as_deref(), range.high.as_deref()),
        TargetKind::Holds => (None, None),
    }
}

/// When a target must hold; days are ISO dates, both ends included.
#[derive(Debug, Serialize)]
struct TimeJson<'a> {
    time: Option<&'static str>,
    freq: Option<&'static str>,
    from: Option<String>,
    to: Option<String>,
    /// Periods in a block of `each 2 years`.
    #[serde(skip_serializing_if = "Option::is_none")]
    freq_count: Option<u32>,
    /// Month and day by which each is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    each_by: Option<String>,
    /// The attribute of the entity that holds the date.
    #[serde(skip_serializing_if = "Option::is_none")]
    attribute: Option<&'a str>,
}

impl<'a> TimeJson<'a> {
    fn of(schema: &'a Schema, time: &Time) -> Self {
        let mut json = Self {
            time: super::report::time(time),
            freq: None,
            from: None,
            to: None,
            freq_count: None,
            each_by: None,
            attribute: None,
        };
        match time {
            Time::By(p) => {
                json.freq = Some(word::frequency(p.frequency()));
                json.to = Some(iso(p.last_day()));
            }
            Time::ByAttribute(id) => json.attribute = schema.indicator(*id).map(|i| &*i.name),
            Time::In(p) => json.window(*p, *p),
            Time::Each { step, count, window, by } => {
                if let Some(Window { from, to }) = window {
                    json.window(*from, *to);
                }
                json.freq = Some(word::frequency(*step));
                json.freq_count = (*count > 1).then_some(*count);
                json.each_by = by.map(|(month, day)| format!("{month:02}-{day:02}"));
            }
            Time::Throughout(window) => {
                if let Some(Window { from, to }) = window {
                    json.window(*from, *to);
                }
            }
            Time::Newest => {}
        }
        json
    }

    fn window(&mut self, from: Period, to: Period) {
        self.freq = Some(word::frequency(from.frequency()));
        self.from = Some(iso(from.first_day()));
        self.to = Some(iso(to.last_day()));
    }
}

/// Whom a target excepts, and what is asked of them: nothing where `op` is null.
#[derive(Debug, Serialize)]
struct ExceptionJson<'a> {
    filter: String,
    #[serde(flatten)]
    asked: Option<AskedJson<'a>>,
}

impl<'a> ExceptionJson<'a> {
    fn of(schema: &Schema, exception: &'a Exception, target_idx: usize) -> Self {
        let target = exception.targets.get(target_idx).or_else(|| exception.targets.last());
        Self { filter: print::expr(schema, &exception.filter), asked: target.map(|t| AskedJson::of(schema, t)) }
    }
}

#[derive(Debug, Serialize)]
struct AuditJson<'a> {
    title: &'a str,
    hard: bool,
    tolerance: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tolerance_per_item: Option<bool>,
    /// The unit as written; the tolerance itself is in base units.
    #[serde(skip_serializing_if = "Option::is_none")]
    tolerance_unit: Option<&'a str>,
    note: Option<&'a str>,
    conditions: Vec<String>,
}

impl<'a> AuditJson<'a> {
    fn of(schema: &Schema, audit: &'a Audit) -> Self {
        Self {
            title: &audit.title,
            hard: audit.is_hard,
            tolerance: audit.tolerance.as_ref().map(|s| s.amount.to_text()),
            tolerance_per_item: audit.tolerance.as_ref().is_some_and(|s| s.is_per_item).then_some(true),
            tolerance_unit: audit.tolerance.as_ref().and_then(|s| s.unit.as_ref()).map(symbol),
            note: audit.note.as_deref(),
            conditions: audit.statements.iter().map(|s| condition(schema, s)).collect(),
        }
    }
}

/// A statement as one condition, scope and times left out.
fn condition(schema: &Schema, statement: &Statement) -> String {
    let subject = print::expr(schema, &statement.subject);
    let targets = statement.targets.iter().map(|t| match &t.kind {
        TargetKind::Compare(op, e) => compare(&subject, *op, &print::expr(schema, e)),
        TargetKind::Within(range) => format!("{subject} in {}", print::interval(schema, range)),
        TargetKind::About(e, _) => format!("{subject} about {}", print::expr(schema, e)),
        TargetKind::Holds => subject.clone(),
    });
    targets.collect::<Vec<_>>().join(" and ")
}

fn compare(left: &str, op: CompareOp, right: &str) -> String {
    format!("{left} {} {right}", print::operator(op))
}
