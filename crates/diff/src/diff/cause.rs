//! Shared declarations that changed: indicators, units, levels and plans, each compared once, whatever rests on them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::change::{Cause, Name};
use super::meaning;
use dabiao_lang::check::reason::key;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{
    Exact, ExprKind, Frequency, Indicator, IndicatorId, Kind, Model, Plan, Rule, Schema, Time, Upward, Window,
    WithinYear, print, walk,
};

/// What a cause is a declaration of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    Indicator(Arc<str>),
    Unit(Arc<str>),
    Level(u32),
    /// By the name of the old plan.
    Plan(Arc<str>),
}

/// All causes, and what each is about.
#[derive(Debug, Clone, Default)]
pub(super) struct Causes {
    pub(super) all: Vec<(Subject, Cause)>,
}

impl Causes {
    /// Compares all declarations of two aligned models.
    pub(super) fn of(old: &Model, new: &Model, renamed: &[(Arc<str>, Arc<str>)]) -> Self {
        let mut causes = Self::default();
        causes.renamed(renamed);
        let after: BTreeMap<&str, &Indicator> = new.schema.indicators.iter().map(|i| (&*i.name, i)).collect();
        for a in &old.schema.indicators {
            if let Some(b) = after.get(&*a.name) {
                causes.indicator((&old.schema, a), (&new.schema, b));
            }
        }
        causes.units(&old.schema, &new.schema);
        causes.levels(&old.schema, &new.schema);
        for a in &old.plans {
            if let Some(b) = new.plans.iter().find(|b| b.name == a.name) {
                causes.plan(a, b);
            }
        }
        causes
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

    fn indicator(&mut self, (old, a): (&Schema, &Indicator), (new, b): (&Schema, &Indicator)) {
        let mut differs = |name: Name, before: String, after: String| {
            if before != after {
                let words = (same(&before), same(&after));
                self.add(Subject::Indicator(a.name.clone()), indicator_words(&a.name), name, words);
            }
        };
        let text = |t: &Option<Arc<str>>| t.as_ref().map_or_else(String::new, |t| t.trim().to_owned());
        let formula = |s: &Schema, i: &Indicator| i.formula.as_ref().map_or_else(String::new, |f| key::of(s, f));
        let is_both_declared = a.is_declared && b.is_declared;
        differs(Name::DefinitionChanged, text(&a.definition), text(&b.definition));
        if formula(old, a) != formula(new, b) {
            let shown = |s: &Schema, i: &Indicator| i.formula.as_ref().map_or_else(String::new, |f| print::expr(s, f));
            differs(Name::FormulaChanged, shown(old, a), shown(new, b));
        }
        differs(Name::RollUpChanged, roll_up(old, a), roll_up(new, b));
        differs(Name::IndicatorRoundingChanged, rounding(a), rounding(b));
        differs(Name::FrequencyChanged, frequency(a.frequency), frequency(b.frequency));
        differs(Name::PartsChanged, parts(old, a), parts(new, b));
        let range = (range(a), range(b));
        differs(range_name(a, b), range.0, range.1);
        // What nobody declared is learned from the rules, and changes with them.
        if is_both_declared {
            differs(Name::LevelChanged, level(old, a), level(new, b));
            differs(Name::KindChanged, kind(a), kind(b));
            differs(Name::UnitChanged, unit(a), unit(b));
        }
    }

    fn units(&mut self, old: &Schema, new: &Schema) {
        for a in &old.units {
            let Some(b) = new.units.iter().find(|b| b.symbol == a.symbol) else { continue };
            if a.dim != b.dim || a.factor != b.factor {
                let shown = |u: &dabiao_lang::model::Unit| same(&format!("{} {}", u.factor.to_text(), u.dim.words()));
                let said = Both::of(format!("单位 {}", a.symbol), format!("unit {}", a.symbol));
                self.add(Subject::Unit(a.symbol.clone()), said, Name::UnitChanged, (shown(a), shown(b)));
            }
        }
    }

    fn levels(&mut self, old: &Schema, new: &Schema) {
        for (idx, (a, b)) in (0u32..).zip(old.levels.all.iter().zip(&new.levels.all)) {
            if a.parent != b.parent {
                let parent =
                    |s: &Schema, l: &dabiao_lang::model::Level| same(l.parent.map_or("", |p| s.levels.name(p)));
                let said = Both::of(format!("层级 {}", a.name), format!("level {}", a.name));
                let words = (parent(old, a), parent(new, b));
                self.add(Subject::Level(idx), said, Name::LevelChanged, words);
            }
        }
    }

    fn plan(&mut self, a: &Plan, b: &Plan) {
        let said = Both::of(format!("方案 {}", a.name), format!("plan {}", a.name));
        let mut differs = |name: Name, before: String, after: String| {
            if before != after {
                self.add(Subject::Plan(a.name.clone()), said.clone(), name, (same(&before), same(&after)));
            }
        };
        let window = |w: Option<Window>| w.map_or_else(String::new, |w| format!("{}..{}", w.from, w.to));
        differs(Name::RegionChanged, meaning::region(Some(a)), meaning::region(Some(b)));
        differs(Name::PlanWindowChanged, window(a.window), window(b.window));
        let base = |p: &Plan| p.base.map_or_else(String::new, |p| p.to_string());
        if a.window == b.window {
            differs(Name::BaselineChanged, base(a), base(b));
        }
    }

    /// Returns what some causes changed, from what to what; the order of declarations says nothing.
    pub(super) fn key(&self, causes: &[usize]) -> String {
        let all = causes.iter().filter_map(|c| self.all.get(*c)).map(|(_, c)| {
            let texts = [c.subject.zh.as_ref(), c.name.as_str(), c.before.zh.as_ref(), c.after.zh.as_ref()];
            texts.map(|t| format!("{}:{t}", t.len())).join(" ")
        });
        let mut all: Vec<String> = all.collect();
        all.sort();
        all.join("\n")
    }

    /// Returns the causes that touch a rule of the new model (or of the old one, where the rule is gone).
    pub(super) fn touching(&self, model: &Model, rule: &Rule) -> Vec<usize> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let used = Used::of(model, rule);
        let plan = meaning::plan(model, rule);
        let touches = |subject: &Subject, name: Name| match subject {
            Subject::Indicator(i) => used.indicators.contains(&**i),
            Subject::Unit(u) => used.units.contains(&**u),
            Subject::Level(l) => used.levels.contains(l),
            Subject::Plan(p) => {
                let has_own_window = name == Name::PlanWindowChanged && !used.needs_window;
                plan.is_some_and(|own| own.name == *p) && !has_own_window
            }
        };
        let all = self.all.iter().enumerate();
        all.filter(|(_, (subject, cause))| touches(subject, cause.name)).map(|(idx, _)| idx).collect()
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
        Some(Kind::Flag) => "是非".to_owned(),
        Some(Kind::Grade(names)) => format!("等级 [{}]", names.join(", ")),
        Some(Kind::Text) => "文字".to_owned(),
        None => String::new(),
    }
}

fn unit(i: &Indicator) -> String {
    i.unit.as_ref().map_or_else(String::new, |u| u.symbol.to_string())
}

/// What a rule rests on.
#[derive(Debug, Default)]
struct Used<'m> {
    indicators: BTreeSet<&'m str>,
    units: BTreeSet<&'m str>,
    levels: BTreeSet<u32>,
    needs_window: bool,
}

impl<'m> Used<'m> {
    fn of(model: &'m Model, rule: &'m Rule) -> Self {
        let mut used = Self::default();
        for s in &rule.statements {
            if let dabiao_lang::model::Scope::Every { level, .. } = &s.scope {
                used.levels.insert(level.level.0);
            }
            walk::expressions(s, &mut |e| used.expr(model, e));
            let excepted = s.exceptions.iter().flat_map(|e| &e.targets);
            for target in s.targets.iter().chain(excepted) {
                match &target.time {
                    Time::ByAttribute(id) => used.indicator(model, *id),
                    // The plan's period is filled in where a target states none, and reads as if it were written.
                    Time::Each { window, .. } | Time::Throughout(window) => {
                        let own = meaning::plan(model, rule).and_then(|p| p.window);
                        used.needs_window |= window.is_none() || *window == own;
                    }
                    _ => {}
                }
            }
        }
        used
    }

    fn expr(&mut self, model: &'m Model, e: &'m dabiao_lang::model::Expr) {
        match &e.kind {
            ExprKind::Value(id) => self.indicator(model, *id),
            ExprKind::Quantity(q) => self.units.extend(q.unit.iter().map(|u| &*u.symbol)),
            ExprKind::Aggregate(a) => {
                self.levels.insert(a.level.level.0);
            }
            _ => {}
        }
    }

    /// An indicator and all that it is made of.
    fn indicator(&mut self, model: &'m Model, id: IndicatorId) {
        let Some(i) = model.schema.indicator(id) else { return };
        if !self.indicators.insert(&i.name) {
            return;
        }
        self.levels.extend(i.level.map(|l| l.0));
        self.units.extend(i.unit.iter().map(|u| &*u.symbol));
        for part in i.parts.iter().flat_map(|p| &p.parts) {
            self.indicator(model, *part);
        }
        if let Upward::Weighted(weight) = i.upward {
            self.indicator(model, weight);
        }
        if let Some(formula) = &i.formula {
            walk::expression(formula, &mut |e| self.expr(model, e));
        }
    }
}
