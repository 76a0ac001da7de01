//! Shared declarations that changed: indicators, units, levels and plans, each compared once, whatever rests on them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::change::{Cause, Name};
use super::task;
use super::versions::{Version, Versions, plan};
use dabiao_lang::diag::Both;
use dabiao_lang::model::{
    Dim, Exact, ExprKind, Frequency, Indicator, IndicatorId, Kind, Level, Model, Param, Plan, Rule, Schema, Time, Unit,
    Upward, Window, WithinYear, print, walk,
};

/// What a cause is a declaration of; names are those of the old side.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    Indicator(Arc<str>),
    Unit(Arc<str>, Dim),
    Level(Arc<str>),
    /// By the name of the old plan.
    Plan(Arc<str>),
    /// A named amount.
    Param(Arc<str>),
}

/// All causes, and what each is about.
#[derive(Debug, Clone, Default)]
pub(super) struct Causes {
    pub(super) all: Vec<(Subject, Cause)>,
    /// Indicators that measure another thing now: their definition or formula changed, or that of something they are
    /// computed from, however far away.
    another: BTreeSet<Arc<str>>,
}

impl Causes {
    /// Compares all declarations of two versions.
    pub(super) fn of(versions: &Versions<'_>) -> Self {
        let (old, new) = (&versions.old, &versions.new);
        let mut causes = Self::default();
        causes.renamed(&versions.renamed);
        let after: BTreeMap<Arc<str>, &Indicator> =
            new.names.iter().cloned().zip(&new.model.schema.indicators).collect();
        for a in &old.model.schema.indicators {
            if let Some(b) = after.get(&a.name) {
                causes.indicator((old, a), (new, b));
            }
        }
        causes.units(&old.model.schema, &new.model.schema);
        causes.levels(&old.model.schema, &new.model.schema);
        causes.params(old.model, new.model);
        for a in &old.model.plans {
            if let Some(b) = new.model.plans.iter().find(|b| b.name == a.name) {
                causes.plan((old, a), (new, b));
            }
        }
        causes.find_another(versions);
        causes
    }

    /// What is computed from another thing is another thing, on either side.
    fn find_another(&mut self, versions: &Versions<'_>) {
        let changed = |(subject, cause): &(Subject, Cause)| match subject {
            Subject::Indicator(name) if matches!(cause.name, Name::DefinitionChanged | Name::FormulaChanged) => {
                Some(name.clone())
            }
            _ => None,
        };
        let changed: BTreeSet<Arc<str>> = self.all.iter().filter_map(changed).collect();
        if changed.is_empty() {
            return;
        }
        for version in [&versions.old, &versions.new] {
            let named = (0u32..).zip(&version.names);
            let ids: BTreeMap<_, _> = named.map(|(idx, name)| (version.ids.name(IndicatorId(idx)), name)).collect();
            let own = ids.iter().filter(|(_, name)| changed.contains(**name)).map(|(id, _)| *id).collect();
            let made_of = version.meaning().measures.made_of(&own);
            self.another.extend(made_of.iter().filter_map(|id| ids.get(id)).map(|name| (*name).clone()));
        }
    }

    /// Returns whether an indicator (by its old name) measures another thing now.
    pub(super) fn is_another(&self, name: &str) -> bool {
        self.another.contains(name)
    }

    fn add(&mut self, subject: Subject, said: Both, name: Name, (before, after): (Both, Both)) {
        self.all.push((subject, Cause { subject: said, name, before, after, rules: Vec::new() }));
    }

    fn renamed(&mut self, renamed: &[(Arc<str>, Arc<str>)]) {
        for (a, b) in renamed {
            let names = (same(&print::name(a)), same(&print::name(b)));
            self.add(Subject::Indicator(a.clone()), indicator_words(a), Name::IndicatorRenamed, names);
        }
    }

    fn indicator(&mut self, (old, a): (&Version<'_>, &Indicator), (new, b): (&Version<'_>, &Indicator)) {
        let mut differs = |name: Name, before: String, after: String| {
            if before != after {
                let words = (same(&before), same(&after));
                self.add(Subject::Indicator(a.name.clone()), indicator_words(&a.name), name, words);
            }
        };
        let schemas = (&old.model.schema, &new.model.schema);
        let text = |t: &Option<Arc<str>>| t.as_ref().map_or_else(String::new, |t| t.trim().to_owned());
        differs(Name::DefinitionChanged, text(&a.definition), text(&b.definition));
        if old.ids.of_some(a.formula.as_ref()) != new.ids.of_some(b.formula.as_ref()) {
            let shown = |s: &Schema, i: &Indicator| i.formula.as_ref().map_or_else(String::new, |f| print::expr(s, f));
            let (before, after) = (shown(schemas.0, a), shown(schemas.1, b));
            // Two formulas may look alike: a path and a name in quotes.
            let mark = if before == after { " （新）" } else { "" };
            differs(Name::FormulaChanged, before, format!("{after}{mark}"));
        }
        differs(Name::TaskSourceChanged, task::who_sets(a).to_owned(), task::who_sets(b).to_owned());
        differs(Name::RollUpChanged, roll_up(schemas.0, a), roll_up(schemas.1, b));
        differs(Name::IndicatorRoundingChanged, rounding(a), rounding(b));
        differs(Name::FrequencyChanged, frequency(a.frequency), frequency(b.frequency));
        differs(Name::PartsChanged, parts(schemas.0, a), parts(schemas.1, b));
        if (&a.min, &a.max) != (&b.min, &b.max) {
            differs(range_name(a, b), range(a), range(b));
        }
        differs(Name::AliasChanged, aliases(a, b), aliases(b, a));
        differs(Name::SourceChanged, text(&a.source), text(&b.source));
        differs(Name::IndicatorNoteChanged, text(&a.note), text(&b.note));
        if a.tolerance != b.tolerance {
            differs(Name::SlackChanged, slack(a), slack(b));
        }
        differs(Name::LevelChanged, level(schemas.0, a), level(schemas.1, b));
        // What nobody declared is learned from the rules, and changes with them.
        if a.is_declared && b.is_declared {
            differs(Name::KindChanged, kind(a), kind(b));
        } else if a.is_declared != b.is_declared {
            let name = if b.is_declared { Name::DeclarationAdded } else { Name::DeclarationRemoved };
            let word = |i: &Indicator| if i.is_declared { print::name(&i.name) } else { String::new() };
            differs(name, word(a), word(b));
        }
        let measured_in = |u: &Option<Unit>| u.as_ref().map(|u| (u.dim.clone(), u.factor.clone()));
        if measured_in(&a.unit) != measured_in(&b.unit) {
            let words = (same(&unit(a)), unit_after(a, b));
            // What nobody declared is learned from the rules, and follows them.
            let name = if a.is_declared || b.is_declared { Name::UnitChanged } else { Name::UnitLearned };
            self.add(Subject::Indicator(a.name.clone()), indicator_words(&a.name), name, words);
        }
        for cell in task::cells(a, b) {
            let words = (same(&cell.before), same(&cell.after));
            self.add(Subject::Indicator(a.name.clone()), cell.said, cell.name, words);
        }
    }

    fn units(&mut self, old: &Schema, new: &Schema) {
        let said = |u: &Unit| Both::of(format!("单位 {}", u.symbol), format!("unit {}", u.symbol));
        let shown = |u: Option<&Unit>| {
            same(&u.map_or_else(String::new, |u| format!("{} {}", u.factor.to_text(), u.dim.words())))
        };
        for a in &old.units {
            let b = new.units.iter().find(|b| b.symbol == a.symbol);
            if b.is_none_or(|b| a.dim != b.dim || a.factor != b.factor) {
                let words = (shown(Some(a)), shown(b));
                self.add(Subject::Unit(a.symbol.clone(), a.dim.clone()), said(a), Name::UnitChanged, words);
            }
        }
        for b in new.units.iter().filter(|b| old.units.iter().all(|a| a.symbol != b.symbol)) {
            let words = (shown(None), shown(Some(b)));
            self.add(Subject::Unit(b.symbol.clone(), b.dim.clone()), said(b), Name::UnitChanged, words);
        }
    }

    fn params(&mut self, old: &Model, new: &Model) {
        for a in &old.params {
            let Some(b) = new.params.iter().find(|b| b.name == a.name) else { continue };
            let dim = |p: &Param| p.quantity.unit.as_ref().map(|u| u.dim.clone());
            if a.quantity.base != b.quantity.base || dim(a) != dim(b) {
                let said = Both::of(format!("参数 {}", a.name), format!("parameter {}", a.name));
                let words = (same(&print::quantity(&a.quantity)), same(&print::quantity(&b.quantity)));
                self.add(Subject::Param(a.name.clone()), said, Name::ParamChanged, words);
            }
        }
    }

    fn levels(&mut self, old: &Schema, new: &Schema) {
        let parent =
            |s: &Schema, l: Option<&Level>| l.and_then(|l| l.parent).map_or("", |p| s.levels.name(p)).to_owned();
        for a in &old.levels.all {
            let b = new.levels.all.iter().find(|b| b.name == a.name);
            let (before, after) = (parent(old, Some(a)), parent(new, b));
            if b.is_some() && before != after {
                let said = Both::of(format!("层级 {}", a.name), format!("level {}", a.name));
                self.add(Subject::Level(a.name.clone()), said, Name::LevelChanged, (same(&before), same(&after)));
            }
        }
    }

    fn plan(&mut self, (old, a): (&Version<'_>, &Plan), (new, b): (&Version<'_>, &Plan)) {
        let said = Both::of(format!("方案 {}", a.name), format!("plan {}", a.name));
        let mut differs = |name: Name, before: String, after: String| {
            if before != after {
                self.add(Subject::Plan(a.name.clone()), said.clone(), name, (same(&before), same(&after)));
            }
        };
        let text = |t: &Option<Arc<str>>| t.as_ref().map_or_else(String::new, |t| t.trim().to_owned());
        let window = |w: Option<Window>| w.map_or_else(String::new, |w| format!("{}..{}", w.from, w.to));
        if old.region(Some(a)) != new.region(Some(b)) {
            let region = |p: &Plan| p.region.as_ref().map_or_else(String::new, print::place);
            differs(Name::RegionChanged, region(a), region(b));
        }
        differs(Name::PlanWindowChanged, window(a.window), window(b.window));
        let base = |p: &Plan| p.base.map_or_else(String::new, |p| p.to_string());
        differs(Name::BasePeriodChanged, base(a), base(b));
        differs(Name::PlanNumberChanged, text(&a.number), text(&b.number));
        differs(Name::PlanIssuerChanged, text(&a.issuer), text(&b.issuer));
        let date = |p: &Plan| p.date.map_or_else(String::new, |d| d.to_string());
        differs(Name::PlanDateChanged, date(a), date(b));
        differs(Name::PlanSourceChanged, text(&a.source), text(&b.source));
        differs(Name::PlanRosterChanged, text(&a.roster), text(&b.roster));
        differs(Name::PlanNoteChanged, text(&a.note), text(&b.note));
        let tolerance = |p: &Plan| p.tolerance.as_ref().map_or_else(String::new, print::quantity);
        differs(Name::PlanToleranceChanged, tolerance(a), tolerance(b));
    }

    /// Returns what some causes changed, from what to what; the order of declarations says nothing.
    pub(super) fn key(&self, causes: &[usize]) -> String {
        // The unit of an indicator that nobody declared is layout: it is that of whoever writes it first.
        let is_declared = |c: &&(Subject, Cause)| c.1.name != Name::UnitLearned;
        let all = causes.iter().filter_map(|c| self.all.get(*c)).filter(is_declared).map(|(_, c)| {
            let texts = [c.subject.zh.as_ref(), c.name.as_str(), c.before.zh.as_ref(), c.after.zh.as_ref()];
            texts.map(|t| format!("{}:{t}", t.len())).join(" ")
        });
        let mut all: Vec<String> = all.collect();
        all.sort();
        all.join("\n")
    }

    /// Returns the causes that touch a rule, as it was or as it is.
    pub(super) fn touching(&self, versions: &Versions<'_>, rules: [Option<&Rule>; 2]) -> Vec<usize> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let sides = [&versions.old, &versions.new].into_iter().zip(rules);
        let used: Vec<Used> = sides.filter_map(|(version, rule)| Some(Used::of(version, rule?))).collect();
        let touches = |used: &Used, subject: &Subject, name: Name| match subject {
            Subject::Indicator(i) => used.indicators.contains(i),
            Subject::Unit(u, dim) => used.units.contains(u) || used.dims.contains(dim),
            Subject::Level(l) => used.levels.contains(l),
            Subject::Param(p) => used.params.contains(p),
            Subject::Plan(p) => used.plans.contains(p) && (name != Name::PlanWindowChanged || used.needs_window),
        };
        let all = self.all.iter().enumerate();
        let is_touching = |(subject, cause): &(Subject, Cause)| used.iter().any(|u| touches(u, subject, cause.name));
        all.filter(|(_, one)| is_touching(one)).map(|(idx, _)| idx).collect()
    }
}

fn same(text: &str) -> Both {
    if text.is_empty() { Both::new("无", "none") } else { Both::of(text, text) }
}

fn indicator_words(name: &str) -> Both {
    Both::of(format!("指标 {}", print::name(name)), format!("indicator {}", print::name(name)))
}

fn roll_up(schema: &Schema, i: &Indicator) -> String {
    let upward = match i.upward {
        Upward::Sum => "汇总 合计".to_owned(),
        Upward::Weighted(id) => format!("汇总 加权 {}", schema.indicator(id).map_or("", |w| &w.name)),
        Upward::None => String::new(),
    };
    let within = match i.within_year {
        Some(WithinYear::Sum) => "年内 合计",
        Some(WithinYear::Last) => "年内 期末",
        Some(WithinYear::Avg) => "年内 平均",
        Some(WithinYear::Max) => "年内 最大",
        None => "",
    };
    [upward.as_str(), within].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("; ")
}

fn rounding(i: &Indicator) -> String {
    i.precision.map_or_else(String::new, |p| format!("{} {}", p.digits, print::rounding(p.rounding)))
}

fn frequency(f: Option<Frequency>) -> String {
    let word = f.map(|f| match f {
        Frequency::Year => "年",
        Frequency::Half => "半年",
        Frequency::Quarter => "季度",
        Frequency::Month => "月",
        Frequency::Day => "日",
    });
    word.unwrap_or_default().to_owned()
}

fn parts(schema: &Schema, i: &Indicator) -> String {
    let Some(parts) = &i.parts else { return String::new() };
    let mut names: Vec<&str> = parts.parts.iter().filter_map(|p| schema.indicator(*p)).map(|p| &*p.name).collect();
    names.sort_unstable();
    format!("{} {}", if parts.is_complete { "分项" } else { "其中" }, names.join(", "))
}

fn range(i: &Indicator) -> String {
    if i.min.is_none() && i.max.is_none() {
        return String::new();
    }
    let shown = |x: &Option<Exact>| {
        x.as_ref().map_or_else(String::new, |x| {
            let value = i.unit.as_ref().map_or_else(|| x.clone(), |u| u.from_base(x));
            format!("{}{}", value.to_text(), i.unit.as_ref().map_or("", |u| &u.symbol))
        })
    };
    format!("{}..{}", shown(&i.min), shown(&i.max))
}

fn range_name(a: &Indicator, b: &Indicator) -> Name {
    let reaches = |a: &Indicator, b: &Indicator| {
        let low = a.min.as_ref().is_none_or(|x| b.min.as_ref().is_some_and(|y| x <= y));
        low && a.max.as_ref().is_none_or(|x| b.max.as_ref().is_some_and(|y| x >= y))
    };
    match (reaches(a, b), reaches(b, a)) {
        (true, false) => Name::RangeNarrowed,
        (false, true) => Name::RangeWidened,
        _ => Name::RangeChanged,
    }
}

fn level(schema: &Schema, i: &Indicator) -> String {
    i.level.map_or_else(String::new, |l| schema.levels.name(l).to_owned())
}

fn kind(i: &Indicator) -> String {
    match &i.kind {
        Some(Kind::Flow) => "时期数".to_owned(),
        Some(Kind::Stock) => "时点数".to_owned(),
        Some(Kind::Ratio) => "比率".to_owned(),
        Some(Kind::Rank) => "名次".to_owned(),
        Some(Kind::Flag) => "是非".to_owned(),
        Some(Kind::Grade(names)) => format!("等级 [{}]", names.join(", ")),
        Some(Kind::Text) => "文字".to_owned(),
        None => String::new(),
    }
}

fn unit(i: &Indicator) -> String {
    i.unit.as_ref().map_or_else(String::new, |u| u.symbol.to_string())
}

/// The unit as it is; with how much more a figure without a unit now says, where that can be told.
fn unit_after(a: &Indicator, b: &Indicator) -> Both {
    let own = unit(b);
    let (Some(x), Some(y)) = (&a.unit, &b.unit) else { return same(&own) };
    let Some(times) = y.factor.checked_div(&x.factor).filter(|t| x.dim == y.dim && *t != Exact::ONE) else {
        return same(&own);
    };
    let times = times.to_fraction().unwrap_or_else(|| times.to_text());
    Both::of(
        format!("{own}（没有写单位的数改按原来的 {times} 倍读）"),
        format!("{own} (figures without a unit are now read as {times} times as much)"),
    )
}

/// The other names of one side; the name of the other side does not count, nor does its own.
fn aliases(own: &Indicator, other: &Indicator) -> String {
    let mut names: Vec<&str> = own.also.iter().map(|a| &**a).filter(|a| **a != *other.name).collect();
    names.sort_unstable();
    names.dedup();
    names.iter().map(|n| print::name(n)).collect::<Vec<_>>().join(", ")
}

fn slack(i: &Indicator) -> String {
    i.tolerance.as_ref().map_or_else(String::new, |s| {
        let symbol = s.unit.as_ref().map_or("", |u| &u.symbol);
        let value = s.unit.as_ref().map_or_else(|| s.amount.clone(), |u| u.from_base(&s.amount));
        format!("{}{}{symbol}", if s.is_per_item { "每项 " } else { "" }, value.to_text())
    })
}

/// What a rule rests on; names are those of the old side.
#[derive(Debug, Default)]
struct Used {
    indicators: BTreeSet<Arc<str>>,
    units: BTreeSet<Arc<str>>,
    /// The dimensions of what is measured: data may come in any unit of them.
    dims: BTreeSet<Dim>,
    levels: BTreeSet<Arc<str>>,
    plans: BTreeSet<Arc<str>>,
    params: BTreeSet<Arc<str>>,
    needs_window: bool,
}

impl Used {
    fn of(version: &Version<'_>, rule: &Rule) -> Self {
        let mut used = Self::default();
        used.rule(version, rule);
        used
    }

    fn rule(&mut self, version: &Version<'_>, rule: &Rule) {
        let model = version.model;
        self.plans.extend(plan(model, rule).map(|p| p.name.clone()));
        let params = rule.params.iter().filter_map(|p| model.params.get(*p));
        self.params.extend(params.map(|p| p.name.clone()));
        for s in &rule.statements {
            if let dabiao_lang::model::Scope::Every { level, .. } = &s.scope {
                self.level(model, level.level);
            }
            walk::expressions(s, &mut |e| self.expr(version, e));
            let excepted = s.exceptions.iter().flat_map(|e| &e.targets);
            let revised = s.revisions.iter().flat_map(|r| &r.targets);
            for target in s.targets.iter().chain(excepted).chain(revised) {
                match &target.time {
                    Time::ByAttribute(id) => self.indicator(version, *id),
                    // The plan's period is filled in where a target states none, and reads as if it were written.
                    Time::Each { window, .. } | Time::Throughout(window) => {
                        let own = plan(model, rule).and_then(|p| p.window);
                        self.needs_window |= window.is_none() || *window == own;
                    }
                    _ => {}
                }
            }
        }
    }

    /// A level and those above it.
    fn level(&mut self, model: &Model, level: dabiao_lang::model::LevelId) {
        let mut at = model.schema.levels.get(level);
        while let Some(level) = at.filter(|l| self.levels.insert(l.name.clone())) {
            at = level.parent.and_then(|p| model.schema.levels.get(p));
        }
    }

    fn expr(&mut self, version: &Version<'_>, e: &dabiao_lang::model::Expr) {
        match &e.kind {
            ExprKind::Value(id) => self.indicator(version, *id),
            ExprKind::Quantity(q) => self.units.extend(q.unit.iter().map(|u| u.symbol.clone())),
            ExprKind::Aggregate(a) => {
                self.level(version.model, a.level.level);
                a.place.iter().filter_map(|p| p.level).for_each(|l| self.level(version.model, l));
            }
            ExprKind::Rank(rank) => {
                self.level(version.model, rank.level.level);
                rank.place.iter().filter_map(|p| p.level).for_each(|l| self.level(version.model, l));
            }
            ExprKind::AtEntity(_, place) => place.level.iter().for_each(|l| self.level(version.model, *l)),
            _ => {}
        }
    }

    /// An indicator and all that it is made of.
    fn indicator(&mut self, version: &Version<'_>, id: IndicatorId) {
        let (Some(i), Some(name)) = (version.model.schema.indicator(id), version.name(id)) else { return };
        if !self.indicators.insert(name.clone()) {
            return;
        }
        i.level.iter().for_each(|l| self.level(version.model, *l));
        self.units.extend(i.unit.iter().map(|u| u.symbol.clone()));
        self.dims.extend(i.unit.iter().map(|u| u.dim.clone()));
        for part in i.parts.iter().flat_map(|p| &p.parts) {
            self.indicator(version, *part);
        }
        if let Upward::Weighted(weight) = i.upward {
            self.indicator(version, weight);
        }
        if let Some(formula) = &i.formula {
            walk::expression(formula, &mut |e| self.expr(version, e));
        }
    }
}
