//! What each target's indicator is called, in which unit, kind and level it is declared, or which existing one it is.

use rustc_hash::FxHashMap;

use super::Order;
use crate::phrase::{Form, Target, finish_name};
use crate::plan::Plan;
use dabiao_lang::model::{Dim, Schema, names};

/// An indicator to be declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Its name.
    pub name: String,
    /// Its unit, multipliers taken off; `None` for a flag or where no unit is known.
    pub unit: Option<String>,
    /// Its kind, as the language writes it.
    pub kind: &'static str,
    /// Its level or label.
    pub level: String,
}

/// What a proposal measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// The indicator's name.
    pub name: String,
    /// Whether it is a flow.
    pub is_flow: bool,
    /// The flag or measure of its scope's filter.
    pub filter: Option<String>,
}

/// The indicators of a draft.
#[derive(Debug, Default)]
pub struct Indicators {
    /// Those to be declared, in the order of use.
    pub declared: Vec<Declared>,
    /// Rule files that declare the others, sorted.
    pub used: Vec<String>,
    /// Units to be declared.
    pub units: Vec<String>,
    /// Levels to be declared.
    pub levels: Vec<&'static str>,
    /// One for each proposal.
    pub measured: Vec<Measured>,
    index: FxHashMap<String, usize>,
    schema: Schema,
}

impl Indicators {
    /// Settles the indicators of a draft.
    pub fn of(order: &Order<'_>) -> Self {
        let mut all = Self::default();
        for proposal in order.draft.proposals.iter().take(super::MOST_RULES) {
            let Some(plan) = order.draft.plans.get(proposal.plan) else { continue };
            let measured = all.measure(order, plan, &proposal.target);
            all.measured.push(measured);
        }
        all.used.sort();
        all.used.dedup();
        all
    }

    fn measure(&mut self, order: &Order<'_>, plan: &Plan, target: &Target) -> Measured {
        let scope = target.scope.as_ref();
        let level = scope.map_or(plan.level, |s| s.level);
        if let Some(scope) = scope {
            self.add_level(scope.level);
        }
        let filter = scope.and_then(|s| {
            if let Some(measure) = &s.measure {
                return Some(self.declare(
                    order,
                    &measure.name,
                    &measure.unit,
                    kind(&measure.name, &measure.unit, false),
                    level,
                ));
            }
            s.flag.as_ref().map(|flag| self.declare(order, flag, "", "是非", level))
        });
        let is_counted = matches!(target.form, Form::Count)
            || (target.form == Form::Share && scope.is_some_and(|s| s.measure.is_some()));
        if is_counted {
            return Measured { name: filter.clone().unwrap_or_default(), is_flow: false, filter };
        }
        if target.form == Form::Share {
            let name = self.declare(order, &target.name, "", "是非", level);
            return Measured { name, is_flow: false, filter };
        }
        let (name, unit) = measured_name(target);
        let is_flow = target.form == Form::Total || target.each.is_some();
        let kind = kind(&name, &unit, is_flow);
        let name = self.declare(order, &name, &unit, kind, level);
        Measured { is_flow: kind == "时期数", name, filter }
    }

    /// Declares an indicator, or finds the one that exists; returns its name.
    fn declare(&mut self, order: &Order<'_>, name: &str, unit: &str, kind: &'static str, level: &str) -> String {
        let name = clean(name);
        let unit = unit.trim_start_matches(|c| "十百千万亿".contains(c));
        let unit = if unit.ends_with("百分点") { "%" } else { unit };
        if kind != "是非"
            && let Some(entry) = order.catalog.find(&name, unit, &self.schema)
        {
            self.used.push(entry.file.clone());
            return entry.name.clone();
        }
        self.add_unit(unit);
        let mut candidate = name.clone();
        for n in 2..20 {
            let key = names::fold(&candidate);
            let taken = self.index.get(&key).and_then(|i| self.declared.get(*i));
            match taken {
                None if order.catalog.has(&candidate) => candidate = format!("{name}（草稿）"),
                None => {
                    self.index.insert(key, self.declared.len());
                    let unit = (!unit.is_empty() && kind != "是非").then(|| unit.to_owned());
                    self.declared.push(Declared { name: candidate.clone(), unit, kind, level: level.to_owned() });
                    return candidate;
                }
                Some(d) if self.fits(d, unit, kind, level) => return d.name.clone(),
                Some(_) => candidate = format!("{name}{}", suffix(unit, level, n)),
            }
        }
        candidate
    }

    fn fits(&self, declared: &Declared, unit: &str, kind: &str, level: &str) -> bool {
        let of = |u: &str| self.schema.unit(u).map(|u| u.dim);
        let is_flag = |k: &str| k == "是非";
        let same_unit = match (&declared.unit, unit.is_empty()) {
            (None, true) => true,
            (Some(a), false) => a == unit || matches!((of(a), of(unit)), (Some(a), Some(b)) if same_dim(&a, &b)),
            _ => is_flag(kind),
        };
        same_unit && is_flag(declared.kind) == is_flag(kind) && declared.level == level
    }

    fn add_unit(&mut self, unit: &str) {
        for part in unit.split('/').filter(|p| !p.is_empty()) {
            if self.schema.unit(part).is_none() && !self.units.iter().any(|u| u == part) {
                self.units.push(part.to_owned());
            }
        }
    }

    fn add_level(&mut self, level: &'static str) {
        let is_built_in = matches!(level, "国" | "省" | "市" | "县" | "镇" | "村" | "户" | "社区" | "行政村");
        if !is_built_in && !self.levels.contains(&level) {
            self.levels.push(level);
        }
    }
}

fn same_dim(a: &Dim, b: &Dim) -> bool {
    a == b
}

/// Returns the name and unit of what a target measures; a reduction is measured as one.
fn measured_name(target: &Target) -> (String, String) {
    let is_change = matches!(target.form, Form::Growth | Form::Yearly);
    if is_change {
        return (target.name.clone(), String::new());
    }
    if target.form == Form::Fall {
        return (format!("{}降幅", target.name), target.unit.clone());
    }
    (finish_name(&target.name, &target.unit), target.unit.clone())
}

/// Guesses the kind of an indicator by its unit and name.
fn kind(name: &str, unit: &str, is_flow: bool) -> &'static str {
    let stem = unit.trim_start_matches(|c| "十百千万亿".contains(c));
    if matches!(stem, "%" | "‰" | "倍" | "百分点" | "个百分点" | "成") {
        return "比率";
    }
    const STOCKS: &[&str] = &["余额", "存栏", "保有", "总数", "面积", "里程", "床位", "资产", "库容", "能力", "总量"];
    const FLOWS: &[&str] = &[
        "产量",
        "产值",
        "收入",
        "增加值",
        "销售",
        "交易",
        "投资",
        "培训",
        "人次",
        "次数",
        "新增",
        "招录",
        "培育人",
        "利润",
        "税",
        "出栏",
        "饲养量",
        "演出",
        "活动",
        "考核",
        "会议",
        "零售",
        "总值",
        "消费",
        "进出口",
        "支出",
        "发放",
        "里程改造",
    ];
    let is_stock = STOCKS.iter().any(|w| name.contains(w));
    let flows = FLOWS.iter().any(|w| name.contains(w))
        || matches!(stem, "人次" | "次" | "场" | "场次" | "期" | "批" | "遍" | "轮");
    if (flows && !is_stock) || is_flow { "时期数" } else { "时点数" }
}

/// Returns what parts two indicators of one name: the unit or the level.
fn suffix(unit: &str, level: &str, n: usize) -> String {
    match n {
        2 if !unit.is_empty() => format!("按{}", unit.replace(['/', '%', '‰', '㎡'], "每")),
        3 => format!("各{level}"),
        _ => ["二", "三", "四", "五", "六", "七", "八", "九", "十"]
            .get(n.saturating_sub(3))
            .map_or("另", |c| c)
            .to_owned(),
    }
}

/// Returns a name without what no name may hold.
fn clean(name: &str) -> String {
    let name: String = name
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '_' | '(' | ')' | '·' | '-' | '+'))
        .take(40)
        .collect();
    if name.is_empty() { "未命名指标".to_owned() } else { name }
}
