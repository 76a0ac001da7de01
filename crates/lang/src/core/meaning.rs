//! A whole rule set in a core, and what each of its rules comes to in three codes.
//!
//! A rule *asks* something (statements, times, exceptions, what is missing, rounding, base and course), is *measured by*
//! something (indicators down to the leaves of their formulas, units, levels) and *weighs* something (nature, veto,
//! weight, offices, sources, schemes, lights). Whatever decides a verdict or what follows from it is in one of the three.
//! INVARIANT: a rule with an error has no statements here.

use super::measure::{Measures, Reads, put_precision};
use super::rule::{Scope, Statement, Time};
use super::{Code, Core, Lowering, NameId, Names};
use crate::model::canon::put_quantity;
use crate::model::word;
use crate::model::{Allow, Exact, Model, Nature, Period, Plan, Progress, Quantity, Rule, Statement as Written, walk};

/// What one rule set means, in the ids of a core.
#[derive(Debug, Clone, Default)]
pub struct Meaning {
    /// The rules, by their positions in the model.
    pub rules: Vec<RuleMeaning>,
    /// What is said of the names that they use.
    pub measures: Measures,
    /// Everything that stands in the rule set, each by its code, in no order.
    all: Vec<Code>,
}

/// What one rule means.
#[derive(Debug, Clone)]
pub struct RuleMeaning {
    /// Its statements, in the order in which they are written; `None` where it has an error.
    pub statements: Option<Vec<Statement>>,
    /// The region of its plan.
    pub region: Option<super::PlaceId>,
    /// What satisfies it when it is due: statements, region, rounding, missing figures.
    pub duty: Code,
    /// What it asks: its duty, and the course on which it is judged before it is due.
    pub asks: Code,
    /// What it weighs.
    pub weighs: Code,
    reads: Reads,
}

/// What a rule comes to, as SHA-256 in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Digests {
    /// Statement, targets, times, exceptions, missing figures, rounding, base value, course; region and base period.
    pub asks: String,
    /// Units and factors, other names, definitions, formulas down to their leaves, roll-up, range, frequency, levels.
    pub measured_by: String,
    /// Nature, wording, veto, weight, offices, sources, plan, and the scheme items and lights that name it.
    pub weighs: String,
}

impl Meaning {
    /// Returns what a model means; `names` says what its indicators are called in the core.
    pub fn of(core: &mut Core, model: &Model, names: &Names) -> Self {
        let mut lowering = Lowering { core, schema: &model.schema, names };
        let measures = lowering.measures();
        let beside = lowering.beside(model);
        let rules: Vec<RuleMeaning> = model.rules.iter().map(|r| lowering.rule(model, r, &beside)).collect();
        let mut all = beside.all;
        all.extend(model.rules.iter().zip(&rules).map(|(written, r)| whole(written, r)));
        all.extend(model.plans.iter().map(|p| lowering.plan(p)));
        all.extend(measures.units().cloned());
        let declared = model.schema.levels.all.iter().filter(|l| l.span.is_some());
        all.extend(declared.map(|l| {
            let mut code = Code::of("level");
            code.text(&l.name);
            code.maybe(l.parent, |code, p| code.text(model.schema.levels.name(p)));
            code
        }));
        let indicators = (0u32..).zip(&model.schema.indicators).filter(|(_, i)| i.is_declared);
        let named: Vec<NameId> = indicators.map(|(idx, _)| lowering.name(crate::model::IndicatorId(idx))).collect();
        all.extend(named.into_iter().filter_map(|n| measures.own(n).cloned()));
        Self { rules, measures, all }
    }

    /// Returns the code of what a rule is measured by.
    pub fn measured_by(&self, rule: usize) -> Code {
        let reads = self.rules.get(rule).map(|r| &r.reads);
        let names = reads.into_iter().flat_map(|r| r.names.iter().copied());
        self.measures.code(names, reads.map_or(&[], |r| &r.levels))
    }

    /// Returns the three digests of a rule.
    pub fn digests(&self, rule: usize) -> Option<Digests> {
        let own = self.rules.get(rule)?;
        Some(Digests {
            asks: own.asks.digest(),
            measured_by: self.measured_by(rule).digest(),
            weighs: own.weighs.digest(),
        })
    }

    /// Returns the digest of what decides the verdicts of a rule: what it asks and what it is measured by.
    pub fn deciding(&self, rule: usize) -> String {
        let mut code = Code::of("deciding");
        self.rules.get(rule).iter().for_each(|r| code.code(&r.asks));
        code.code(&self.measured_by(rule));
        code.digest()
    }

    /// Returns the digest of everything that the rule set says, whatever the order of files, rules and declarations.
    pub fn digest(&self) -> String {
        let mut code = Code::of("rules");
        code.set(&self.all, |code, one| code.code(one));
        code.digest()
    }
}

/// A rule as a part of its rule set: with its ID, and what it asks and weighs.
fn whole(written: &Rule, rule: &RuleMeaning) -> Code {
    let mut code = Code::of("rule");
    code.text(&written.id);
    code.code(&rule.asks);
    code.code(&rule.weighs);
    code
}

impl Lowering<'_> {
    fn rule(&mut self, model: &Model, r: &Rule, beside: &super::beside::Beside) -> RuleMeaning {
        let Rule {
            id,
            has_written_id: _,
            title,
            plan,
            statements,
            nature,
            wording,
            lead,
            responsible,
            support,
            carry,
            cite,
            weight,
            is_veto,
            note,
            baseline,
            precision,
            is_missing_zero,
            progress,
            // Where a named amount is used, the amount itself stands.
            params: _,
            allows,
            errors,
            span: _,
            head: _,
            file: _,
            line: _,
        } = r;
        let plan = plan.and_then(|p| model.plans.get(p.0 as usize));
        let mut reads = Reads::default();
        let lowered = self.statements(plan, statements, &mut reads);
        let mut duty = Code::of("duty");
        // Of a rule with an error it counts as well what it says; but nobody may reason about that.
        duty.set(&lowered, |code, s| code.code(&self.core.statement(s)));
        let sound = errors.is_empty().then_some(lowered);
        duty.set(errors, |code, e| code.text(e.code()));
        let region = plan.and_then(|p| p.region.as_ref()).map(|p| self.place(p));
        duty.maybe(region, |code, p| self.core.put_place(code, p));
        duty.maybe(*precision, put_precision);
        duty.flag(*is_missing_zero);
        let mut asks = Code::of("asks");
        asks.code(&duty);
        asks.maybe(plan.and_then(|p| p.base), Code::period);
        asks.maybe(baseline.as_ref(), put_baseline);
        put_progress(&mut asks, progress);
        let mut weighs = Code::of("weighs");
        weighs.maybe(title.as_deref(), |code, t| code.text(t.trim()));
        weighs.maybe(*nature, |code, n| {
            code.text(match n {
                Nature::Binding => "binding",
                Nature::Expected => "expected",
            });
        });
        weighs.maybe(wording.as_deref(), |code, w| code.text(word::wording(w)));
        for offices in [lead, responsible, support, carry, cite] {
            weighs.texts(offices.iter().map(|o| o.trim()));
        }
        weighs.number(weight.as_ref().unwrap_or(&Exact::ZERO));
        weighs.flag(*is_veto);
        weighs.maybe(note.as_deref(), |code, n| code.text(n.trim()));
        weighs.set(allows, put_allow);
        weighs.maybe(plan, put_issue);
        weighs.set(beside.naming(id), |code, one| code.code(one));
        RuleMeaning { statements: sound, region, duty, asks, weighs, reads }
    }

    fn statements(&mut self, plan: Option<&Plan>, all: &[Written], reads: &mut Reads) -> Vec<Statement> {
        let mut out = Vec::with_capacity(all.len());
        for s in all {
            let own = self.statement(plan, s);
            walk::expressions(s, &mut |e| self.reads(e, reads));
            if let Scope::Every { members, .. } = &own.scope {
                reads.levels.push(members.level);
            }
            let targets = own.targets.iter().chain(own.exceptions.iter().flat_map(|e| &e.targets));
            let targets = targets.chain(own.revisions.iter().flat_map(|r| &r.targets));
            reads.names.extend(targets.filter_map(|t| match t.time {
                Time::ByAttribute(name) => Some(name),
                _ => None,
            }));
            out.push(own);
        }
        out
    }

    /// A plan as a part of its rule set.
    fn plan(&mut self, p: &Plan) -> Code {
        let region = p.region.as_ref().map(|r| self.place(r));
        let mut code = Code::of("plan");
        put_issue(&mut code, p);
        code.maybe(region, |code, r| self.core.put_place(code, r));
        code.maybe(p.window, Code::window);
        code.maybe(p.base, Code::period);
        put_roster(&mut code, p);
        code
    }
}

/// What a plan says of itself as a document, and the tolerance of `about`, which its rules have taken in already.
fn put_issue(code: &mut Code, p: &Plan) {
    let Plan { name, number, region: _, window: _, base: _, tolerance, issuer, date, source, roster: _, note, span: _ } =
        p;
    code.text(name);
    for text in [number, issuer, source, note] {
        code.maybe(text.as_deref(), Code::text);
    }
    code.maybe(*date, |code, d| code.text(&d.to_string()));
    code.maybe(tolerance.as_ref(), put_quantity);
}

/// Nothing is put where no roster is named, as before plans could name one: forms and reports keep their digests.
fn put_roster(code: &mut Code, p: &Plan) {
    if let Some(roster) = &p.roster {
        code.text(roster);
    }
}

fn put_baseline(code: &mut Code, (quantity, period): &(Quantity, Option<Period>)) {
    put_quantity(code, quantity);
    code.maybe(*period, Code::period);
}

fn put_progress(code: &mut Code, progress: &Progress) {
    match progress {
        Progress::Straight => code.text("straight"),
        Progress::Steps => code.text("steps"),
        Progress::None => code.text("none"),
        Progress::Table(rows) => {
            code.text("table");
            code.list(rows, |code, (period, share)| {
                code.period(*period);
                code.number(share);
            });
        }
    }
}

fn put_allow(code: &mut Code, allow: &Allow) {
    let Allow { code: what, reason, until, span: _ } = allow;
    code.text(what);
    code.maybe(reason.as_deref(), Code::text);
    code.maybe(*until, |code, d| code.text(&d.to_string()));
}
