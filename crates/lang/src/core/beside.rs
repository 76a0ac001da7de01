//! What stands beside the rules, as codes: audits, schemes with their items, lights.
//!
//! They are compared, never reasoned about, so their codes are all that is kept. Taken apart without `..`, like rules.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::measure::put_slack;
use super::scheme::put_rules;
use super::{Code, Lowering};
use crate::model::light::{Bounds, Line, Measure, When};
use crate::model::scheme::{Entry, Grade, Only, Ranked, RuleRef, Section, Veto, VetoCause, VetoEffect};
use crate::model::{Audit, EntityRef, Exact, Lights, Model, Plan, PlanId, Scheme, TargetKind, word};

/// The codes of everything beside the rules.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// Each thing.
    pub(super) all: Vec<Code>,
    /// Those that name a rule, by its ID.
    by_rule: FxHashMap<Arc<str>, Vec<Code>>,
}

impl Beside {
    /// Returns what names a rule.
    pub(super) fn naming(&self, id: &str) -> &[Code] {
        self.by_rule.get(id).map_or(&[], Vec::as_slice)
    }

    fn name(&mut self, rules: &[RuleRef], code: &Code) {
        for rule in rules {
            self.by_rule.entry(rule.id.clone()).or_default().push(code.clone());
        }
    }
}

impl Lowering<'_> {
    /// Returns the codes of everything beside the rules.
    pub(super) fn beside(&mut self, model: &Model) -> Beside {
        let mut beside = Beside::default();
        for audit in &model.audits {
            beside.all.push(self.audit(audit));
        }
        for scheme in &model.schemes {
            let head = self.scheme_head(plan_of(model, scheme.plan), scheme);
            for entry in &scheme.entries {
                let mut code = Code::of("item");
                code.code(&head);
                code.code(&self.entry(entry));
                beside.name(entry.rules(), &code);
            }
            for veto in &scheme.vetoes {
                if let VetoCause::Rules(rules) = &veto.cause {
                    beside.name(rules, &head);
                }
            }
            let mut whole = head;
            whole.list(&scheme.entries, |code, e| code.code(&self.entry(e)));
            beside.all.push(whole);
        }
        for lights in &model.lights {
            let code = self.lights(plan_of(model, lights.plan), lights);
            beside.name(&lights.rules, &code);
            beside.all.push(code);
        }
        beside
    }

    /// Returns the code of an audit.
    pub fn audit(&mut self, a: &Audit) -> Code {
        let Audit { title, statements, is_hard, tolerance, note, errors, span: _, file: _, line: _ } = a;
        let mut code = Code::of("audit");
        code.text(title);
        code.flag(*is_hard);
        code.maybe(tolerance.as_ref(), put_slack);
        code.maybe(note.as_deref(), Code::text);
        code.set(statements, |code, s| {
            let own = self.statement(None, s);
            code.code(&self.core.statement(&own));
        });
        code.set(errors, |code, e| code.text(e.code()));
        code
    }

    /// Returns the code of a scheme without its items.
    pub fn scheme_head(&mut self, plan: Option<&Plan>, s: &Scheme) -> Code {
        let Scheme {
            name,
            plan: _,
            who,
            period,
            full,
            precision,
            is_ranked_unrounded,
            ties,
            inapplicable,
            is_missing_zero,
            group,
            floor,
            bonus_cap,
            malus_cap,
            grades,
            vetoes,
            sections,
            entries: _,
            note,
            errors,
            span: _,
            head: _,
            file: _,
            line: _,
        } = s;
        let mut code = Code::of("scheme");
        code.text(name);
        self.put_plan(&mut code, plan);
        self.ranked(&mut code, who);
        code.maybe(*period, Code::period);
        code.maybe(full.as_ref(), Code::number);
        code.maybe(*precision, super::measure::put_precision);
        code.flag(*is_ranked_unrounded);
        code.maybe(ties.as_ref(), |code, t| {
            code.text(t.rule.as_str());
            code.list(&t.breakers, |code, b| code.whole(*b as u64));
        });
        code.maybe(*inapplicable, super::scheme::put_inapplicable);
        code.flag(*is_missing_zero);
        code.maybe(group.as_ref(), |code, g| self.put_expr(code, g));
        code.maybe(floor.as_ref(), Code::number);
        code.maybe(bonus_cap.as_ref(), Code::number);
        code.maybe(malus_cap.as_ref(), Code::number);
        code.list(grades, |code, g| {
            let Grade { name, least, quota, span: _, line: _ } = g;
            code.text(name);
            code.maybe(least.as_ref(), |code, (op, x)| {
                code.text(word::compare(*op));
                code.number(x);
            });
            code.maybe(quota.as_ref(), super::scheme::put_quota);
        });
        code.list(vetoes, |code, v| self.veto(code, v));
        code.list(sections, |code, s| {
            let Section { title, points, only, span: _ } = s;
            code.text(title);
            code.maybe(points.as_ref(), Code::number);
            code.maybe(only.as_ref(), |code, o| self.only(code, o));
        });
        code.maybe(note.as_deref(), Code::text);
        code.set(errors, |code, e| code.text(e.code()));
        code
    }

    fn ranked(&mut self, code: &mut Code, who: &Ranked) {
        let Ranked { level, filter, except } = who;
        let members = self.members(level);
        self.core.put_members(code, &members);
        code.maybe(filter.as_ref(), |code, f| self.put_expr(code, f));
        self.put_places(code, except);
    }

    fn veto(&mut self, code: &mut Code, v: &Veto) {
        let Veto { cause, effect, text: _, span: _, line: _ } = v;
        match cause {
            VetoCause::Rules(rules) => {
                code.text("rules");
                put_rules(code, rules);
            }
            VetoCause::MarkedRules => code.text("marked"),
            VetoCause::Condition(e) => {
                code.text("condition");
                self.put_expr(code, e);
            }
        }
        let (word, at) = match effect {
            VetoEffect::Grade(at) => ("grade", at),
            VetoEffect::Bar(at) => ("bar", at),
        };
        code.text(word);
        code.whole(*at as u64);
    }

    fn only(&mut self, code: &mut Code, only: &Only) {
        match only {
            Only::Places(places) => {
                code.text("places");
                self.put_places(code, places);
            }
            Only::Condition(c) => {
                code.text("condition");
                self.put_expr(code, c);
            }
        }
    }

    /// Returns the code of an item of a scheme.
    pub fn entry(&mut self, e: &Entry) -> Code {
        let Entry {
            kind,
            title,
            points,
            takes_weight,
            section,
            only,
            source,
            goal,
            method,
            floor,
            cap,
            is_unclamped,
            nothing,
            precision,
            inapplicable,
            is_missing_zero,
            ties,
            is_lower_better,
            factor,
            unit: _,
            note,
            text: _,
            span: _,
            head: _,
            line: _,
        } = e;
        let mut code = Code::of("entry");
        code.text(kind.as_str());
        code.text(title);
        code.number(points);
        code.flag(*takes_weight);
        code.maybe(*section, |code, s| code.whole(s as u64));
        code.maybe(only.as_ref(), |code, o| self.only(code, o));
        code.maybe(source.as_ref(), |code, s| self.source(code, s));
        code.maybe(goal.as_ref(), |code, g| self.goal(code, g));
        self.method(&mut code, method);
        code.maybe(floor.as_ref(), Code::number);
        code.maybe(cap.as_ref(), Code::number);
        code.flag(*is_unclamped);
        code.maybe(nothing.as_ref(), |code, n| self.put_asked(code, n));
        code.maybe(*precision, super::measure::put_precision);
        code.maybe(*inapplicable, super::scheme::put_inapplicable);
        code.flag(*is_missing_zero);
        code.maybe(*ties, |code, t| code.text(t.as_str()));
        code.flag(*is_lower_better);
        code.maybe(factor.as_ref(), |code, f| self.put_expr(code, f));
        code.maybe(note.as_deref(), Code::text);
        code
    }

    /// Returns the code of a declaration of lights.
    pub fn lights(&mut self, plan: Option<&Plan>, l: &Lights) -> Code {
        let Lights {
            name,
            plan: _,
            rules,
            frequency,
            is_in_order,
            colours,
            lines,
            note,
            errors,
            span: _,
            head: _,
            file: _,
            line: _,
        } = l;
        let mut code = Code::of("lights");
        code.text(name);
        self.put_plan(&mut code, plan);
        put_rules(&mut code, rules);
        code.text(word::frequency(*frequency));
        code.flag(*is_in_order);
        code.list(colours, |code, c| code.text(c));
        code.list(lines, |code, line| {
            let Line { colour, action, when, text: _, span: _, line: _ } = line;
            code.whole(*colour as u64);
            code.maybe(action.as_deref(), Code::text);
            code.maybe(when.as_ref(), |code, w| self.when(code, w));
        });
        code.maybe(note.as_deref(), Code::text);
        code.set(errors, |code, e| code.text(e.code()));
        code
    }

    fn when(&mut self, code: &mut Code, when: &When) {
        match when {
            When::And(all) | When::Or(all) => {
                code.text(if matches!(when, When::And(_)) { "and" } else { "or" });
                code.set(all, |code, w| self.when(code, w));
            }
            When::Not(inner) => {
                code.text("not");
                self.when(code, inner);
            }
            When::Verdict(v) => {
                code.text("verdict");
                code.text(v.as_str());
            }
            When::LastLight(colour) => {
                code.text("last");
                code.maybe(*colour, |code, c| code.whole(c as u64));
            }
            When::Number(measure, Bounds { low, high }) => {
                code.text("number");
                match measure {
                    Measure::Lag => code.text("lag"),
                    Measure::Overdue => code.text("overdue"),
                    Measure::Value(e) => {
                        code.text("value");
                        self.put_expr(code, e);
                    }
                }
                code.maybe(low.as_ref(), put_end);
                code.maybe(high.as_ref(), put_end);
            }
            When::Value(e) => {
                code.text("holds");
                self.put_expr(code, e);
            }
        }
    }

    /// Writes of which plan something is: its place and its times.
    fn put_plan(&mut self, code: &mut Code, plan: Option<&Plan>) {
        let region = plan.and_then(|p| p.region.as_ref()).map(|r| self.place(r));
        code.maybe(plan.map(|p| &*p.name), Code::text);
        code.maybe(region, |code, r| self.core.put_place(code, r));
        code.maybe(plan.and_then(|p| p.window), Code::window);
    }

    /// Writes an expression by its code.
    pub(super) fn put_expr(&mut self, code: &mut Code, e: &crate::model::Expr) {
        let id = self.expr(e);
        code.code(self.core.code(id));
    }

    /// Writes a comparison without its left side.
    pub(super) fn put_asked(&mut self, code: &mut Code, kind: &TargetKind) {
        let asked = self.asked(kind);
        code.code(&self.core.asked(&asked));
    }

    /// Writes places whose order does not count.
    fn put_places(&mut self, code: &mut Code, places: &[EntityRef]) {
        code.set(places, |code, p| {
            let id = self.place(p);
            self.core.put_place(code, id);
        });
    }
}

fn plan_of(model: &Model, plan: Option<PlanId>) -> Option<&Plan> {
    model.plans.get(plan?.0 as usize)
}

fn put_end(code: &mut Code, (x, is_in): &(Exact, bool)) {
    code.number(x);
    code.flag(*is_in);
}
