//! Trees to model: declarations first, then rules, audits and tests, in file order.
//!
//! Every name, unit and date is resolved or reported; shared fields are handed down; times and windows that were left
//! out are filled in. Read `context.rs` next, then one file for each part of the language.

mod assigned;
mod context;
mod declare;
mod due;
mod expr;
mod light;
mod method;
mod revision;
mod rule;
mod scheme;
mod spoken;
mod test;
mod time;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use self::context::{Context, Use, did_you_mean};
use self::declare::Declared;
use self::rule::Layers;
use super::ids::Ids;
use super::{Model, PlanId};
use crate::diag::{Both, Diagnostic, ModelProblem, Safety};
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::measure;
use crate::syntax::tree::{self, Tree};

/// Lowers trees to a model.
///
/// The order of the trees is the order of rules in the model; `sources` must hold their files.
pub fn lower(trees: &[Tree], sources: &SourceMap) -> (Model, Vec<Diagnostic>) {
    let mut ctx = Context::new(sources);
    let mut walk = Walk::after_declarations(&mut ctx, trees);
    for tree in trees {
        let mut file = walk.file(&ctx, tree.file);
        walk.items(&mut ctx, &mut file, &tree.items);
    }
    finished(ctx)
}

/// Lowers trees as [`lower`] does, and lets each item go when it is done: a large rule set is not held twice.
pub fn lower_and_drop(trees: Vec<Tree>, sources: &SourceMap) -> (Model, Vec<Diagnostic>) {
    let mut ctx = Context::new(sources);
    let mut walk = Walk::after_declarations(&mut ctx, &trees);
    for tree in trees {
        let At { file, name, mut plan, .. } = walk.file(&ctx, tree.file);
        for item in tree.items {
            let mut at = At { file, name: name.clone(), plan, layers: Vec::new() };
            walk.items(&mut ctx, &mut at, std::slice::from_ref(&item));
            plan = at.plan;
        }
    }
    finished(ctx)
}

/// Says what can be said when everything is known.
fn finished(mut ctx: Context<'_>) -> (Model, Vec<Diagnostic>) {
    ctx.check_expectations();
    ctx.report_undeclared();
    (ctx.model, ctx.diagnostics)
}

/// What is carried from file to file.
struct Walk {
    plans: FxHashMap<Arc<str>, PlanId>,
    ids: Ids,
    /// Where each written ID stands first.
    written: FxHashMap<Arc<str>, FirstUse>,
}

/// Where an ID is written first, and which rule has it.
struct FirstUse {
    span: Span,
    rule_idx: usize,
}

/// Where the walk stands in a file.
struct At<'t> {
    file: FileId,
    name: Arc<str>,
    plan: Option<PlanId>,
    layers: Layers<'t>,
}

impl Walk {
    /// Declares what the trees declare, and makes ready for their rules.
    fn after_declarations(ctx: &mut Context, trees: &[Tree]) -> Self {
        let mut declared = Declared::default();
        for tree in trees {
            declared.collect(&tree.items);
        }
        ctx.model.rules.reserve_exact(declared.n_rules);
        ctx.declare_units(&declared.units);
        ctx.declare_levels(&declared.levels);
        let plans = ctx.declare_plans(&declared.plans);
        ctx.declare_params(&declared.params);
        ctx.declare_indicators(&declared.indicators);
        Walk { plans, ids: Ids::default(), written: FxHashMap::default() }
    }

    /// Returns where a walk through a file begins.
    fn file<'t>(&self, ctx: &Context, file: FileId) -> At<'t> {
        let name: Arc<str> = Arc::from(ctx.sources.get(file).map_or("", |s| s.name()));
        let plan = (ctx.model.plans.len() == 1).then_some(PlanId(0));
        At { file, name, plan, layers: Vec::new() }
    }

    fn items<'t>(&mut self, ctx: &mut Context, at: &mut At<'t>, items: &'t [tree::Item]) {
        for item in items {
            match item {
                tree::Item::Plan(plan) => {
                    at.plan = self.plans.get(plan.name.text.trim()).copied().or(at.plan);
                }
                tree::Item::Group(group) => {
                    at.layers.insert(0, &group.fields);
                    self.items(ctx, at, &group.items);
                    at.layers.remove(0);
                }
                tree::Item::Rule(rule) => self.rule(ctx, at, rule),
                tree::Item::Audit(audit) => {
                    ctx.plan = at.plan;
                    ctx.tolerance = None;
                    let audit = ctx.audit(audit);
                    ctx.model.audits.push(audit);
                }
                tree::Item::Test(test) => {
                    let test = ctx.test(test);
                    ctx.model.tests.push(test);
                }
                tree::Item::Allow(allow) => {
                    let allow = ctx.allow(allow);
                    ctx.model.allows.push(allow);
                }
                tree::Item::Scheme(scheme) => self.scheme(ctx, at, scheme),
                tree::Item::Lights(lights) => {
                    let named = lights.lines.iter().find_map(|l| match l {
                        tree::LightsLine::Plan(text) => Some(text),
                        _ => None,
                    });
                    ctx.plan = named.and_then(|text| ctx.plan_by_name(text, &self.plans)).or(at.plan);
                    ctx.tolerance = None;
                    let lights = ctx.lights(lights, ctx.plan);
                    ctx.model.lights.push(lights);
                }
                // It was reported where it was found.
                tree::Item::SchemePart(_) => {}
                tree::Item::Version(version) => check_version(ctx, version),
                tree::Item::Use(_)
                | tree::Item::Param(_)
                | tree::Item::Indicator(_)
                | tree::Item::Unit(_)
                | tree::Item::Level(_) => {}
            }
        }
    }

    fn rule<'t>(&mut self, ctx: &mut Context, at: &mut At<'t>, tree: &'t tree::Rule) {
        let mark = ctx.mark();
        at.layers.insert(0, &tree.fields);
        ctx.usage = Use::Value;
        ctx.rule = Some(ctx.model.rules.len() as u32);
        ctx.plan = match ctx.named_plan(&at.layers, &self.plans) {
            Some(named) => named,
            None => at.plan,
        };
        // Only the rule's own tolerance counts before the plan's.
        ctx.tolerance = None;
        for fields in &at.layers {
            for field in *fields {
                if let (tree::RuleField::Tolerance(t), true) = (field, ctx.tolerance.is_none()) {
                    ctx.tolerance = Some(ctx.quantity(&t.quantity));
                }
            }
        }
        if ctx.tolerance.is_none() {
            ctx.tolerance = ctx.plan.and_then(|p| ctx.model.plans.get(p.0 as usize)).and_then(|p| p.tolerance.clone());
        }
        ctx.used_params.clear();
        let mut rule = ctx.rule(tree, &at.layers);
        rule.params = std::mem::take(&mut ctx.used_params);
        at.layers.remove(0);
        rule.file = at.name.clone();
        rule.line = ctx.sources.get(at.file).map_or(1, |s| s.position(tree.span.start).line);
        rule.id = match &tree.id {
            Some(id) => self.written_id(ctx, id),
            None => self.ids.made(&ctx.model.schema, rule.title.as_deref(), &rule.statements),
        };
        rule.errors = ctx.errors_since(mark, Some(&rule.id));
        ctx.model.rules.push(rule);
        ctx.rule = None;
    }

    fn scheme(&mut self, ctx: &mut Context, at: &At<'_>, tree: &tree::Scheme) {
        let named = tree.lines.iter().find_map(|l| match l {
            tree::SchemeLine::Plan(text) => Some(text),
            _ => None,
        });
        ctx.plan = named.and_then(|text| ctx.plan_by_name(text, &self.plans)).or(at.plan);
        ctx.tolerance = None;
        ctx.scheme = Some(Arc::from(&*tree.name.text));
        let mut scheme = ctx.scheme(tree, ctx.plan);
        ctx.scheme = None;
        scheme.file = at.name.clone();
        scheme.line = ctx.sources.get(at.file).map_or(1, |s| s.position(tree.span.start).line);
        ctx.model.schemes.push(scheme);
    }

    fn written_id(&mut self, ctx: &mut Context, name: &tree::Name) -> Arc<str> {
        let id: Arc<str> = Arc::from(&*name.text);
        match self.written.get(&id) {
            Some(first) => {
                let words = Both::new("这里已经用了", "used here already");
                let problem = ModelProblem::DuplicateId { id: id.to_string() };
                // Nobody can say which of the two is meant by the ID: neither is judged. Those in between have the error already.
                if let Some(rule) = ctx.model.rules.get_mut(first.rule_idx).filter(|r| r.errors.is_empty()) {
                    rule.errors.push(problem.clone().into());
                }
                let d = Diagnostic::at(name.span, problem).label(first.span, words);
                ctx.report(d);
            }
            None => {
                let first = FirstUse { span: name.span, rule_idx: ctx.model.rules.len() };
                self.written.insert(id.clone(), first);
            }
        }
        id
    }
}

fn check_version(ctx: &mut Context, version: &tree::Version) {
    if &*version.number.text != "1" {
        let problem = ModelProblem::UnknownVersion { number: version.number.text.to_string() };
        let span = version.number.span;
        ctx.report(Diagnostic::at(span, problem).fix(span, "1", Safety::Unsafe));
    }
}

impl Context<'_> {
    /// Reports, once for each name, what nobody declared: always where it is measured, and in filters (where it may be
    /// an attribute of the roster) only if a declared name is near.
    fn report_undeclared(&mut self) {
        let declared: Vec<Arc<str>> = self.declared_names().map(Arc::from).collect();
        for entry in std::mem::take(&mut self.undeclared_list) {
            if entry.spaced.is_some() {
                continue;
            }
            let Some(name) = self.model.schema.indicator(entry.id).map(|i| i.name.clone()) else { continue };
            let near = self.near.best(&name, declared.iter().map(|n| &**n)).map(str::to_owned);
            // What the rule compares it with is not what was meant: `X >= X` always holds.
            let near = near.filter(|n| !entry.first_value.is_some_and(|(_, rule)| self.reads(rule, n)));
            let (span, rule) = match (entry.first_value, &near) {
                (Some((span, rule)), _) => (span, rule),
                (None, Some(_)) => (entry.first, None),
                (None, None) => continue,
            };
            let whole = ["全国", "全省", "全市", "全县"].into_iter().find(|w| is_mean_of(&name, w));
            // 产值增速 is no misspelt 产值: as that it would be judged by its amount.
            let measured = measure(&name, self.around(span)).filter(|_| entry.first_value.is_some());
            let proposal = match (whole, &near) {
                _ if measured.is_some() => {
                    let call = measured.as_deref().unwrap_or_default();
                    Both::of(format!("写作 `{call}`"), format!("write `{call}`"))
                }
                (Some(whole), _) => Both::of(
                    format!("写作 `{whole}`，即本指标在上级的数"),
                    format!("write `{whole}`, the same figure of the place above"),
                ),
                (None, Some(near)) => did_you_mean(near),
                (None, None) => self.declaration(&name, rule),
            };
            let near = measured.or_else(|| whole.map(str::to_owned)).or(near);
            let problem = ModelProblem::IndicatorUndeclared { name: name.to_string(), proposal };
            let mut d = Diagnostic::at(span, problem);
            if let Some(near) = near {
                d = d.fix(span, near, Safety::Unsafe);
            }
            if let Some(rule) = rule.and_then(|r| self.model.rules.get(r as usize)) {
                d = d.rule(&*rule.id);
            }
            self.report(d);
        }
    }

    /// Returns whether a rule reads a declared indicator.
    fn reads(&self, rule: Option<u32>, name: &str) -> bool {
        let Some(rule) = rule.and_then(|r| self.model.rules.get(r as usize)) else { return false };
        self.names.get(name).is_some_and(|id| indicators_of(rule).contains(id))
    }

    /// Proposes a declaration that can be written as it stands: unit and kind are those of what it is compared with.
    fn declaration(&self, name: &str, rule: Option<u32>) -> Both {
        let rule = rule.and_then(|r| self.model.rules.get(r as usize));
        let other = rule
            .into_iter()
            .flat_map(indicators_of)
            .filter_map(|id| self.model.schema.indicator(id))
            .find(|i| i.is_declared);
        let (zh, en) = match other.and_then(|i| Some((i.unit.as_ref()?, i.kind.as_ref()?))) {
            Some((unit, kind)) => (
                format!("计量单位 {}; 类型 {}", unit.symbol, kind_zh(kind)),
                format!("unit {}; kind {}", unit.symbol, super::word::kind(kind)),
            ),
            None => ("计量单位 …; 类型 …".to_owned(), "unit …; kind …".to_owned()),
        };
        // What is set from above is a figure that nobody measures.
        let is_task = name.ends_with("任务") || name.ends_with("_task");
        let (zh, en) = if is_task { (format!("{zh}; 任务"), format!("{en}; assigned")) } else { (zh, en) };
        Both::of(format!("先声明它：`指标 {name} {{ {zh} }}`"), format!("declare it: `indicator {name} {{ {en} }}`"))
    }
}

/// Returns whether a name says the figure of a whole place: `全省平均`, `全市水平`.
fn is_mean_of(name: &str, whole: &str) -> bool {
    let rest = name.strip_prefix(whole).and_then(|rest| rest.strip_prefix('的').or(Some(rest)));
    rest.is_some_and(|rest| ["平均", "平均数", "平均水平", "水平", "均值", "总体水平"].contains(&rest))
}

/// Returns the indicators that the statements of a rule read.
fn indicators_of(rule: &super::Rule) -> Vec<super::IndicatorId> {
    let mut ids = Vec::new();
    for statement in &rule.statements {
        super::walk::expressions(statement, &mut |e| {
            if let super::ExprKind::Value(id) = &e.kind {
                ids.push(*id);
            }
        });
    }
    ids
}

fn kind_zh(kind: &super::Kind) -> &'static str {
    match kind {
        super::Kind::Flow => "时期数",
        super::Kind::Stock => "时点数",
        super::Kind::Ratio => "比率",
        super::Kind::Rank => "名次",
        super::Kind::Flag => "是非",
        super::Kind::Grade(_) => "等级",
        super::Kind::Text => "文字",
    }
}
