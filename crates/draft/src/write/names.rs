//! What each target's indicator is called, in which unit, kind and level it is declared, or which existing one it is.

use rustc_hash::FxHashMap;

use super::Order;
use super::fall::{self, Falling};
use super::tasks::{self, Tasks};
use crate::phrase::{Form, PER_HEADS, Target, finish_name};
use crate::proposal::Proposal;
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
    /// Its field `任务`, where its figures are set.
    pub tasks: Option<String>,
}

/// How the figures of a breakdown are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breakdowns {
    /// As a table of tasks, wherever they fit into one.
    AsData,
    /// Line by line.
    AsLines,
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
    /// The level that the sum of a breakdown runs over.
    pub summed: Option<&'static str>,
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
    /// The tables of tasks, by group.
    pub tasks: FxHashMap<usize, Tasks>,
    index: FxHashMap<String, usize>,
    schema: Schema,
}

impl Indicators {
    /// Settles the indicators of a draft.
    pub fn of(order: &Order<'_>, breakdowns: Breakdowns) -> Self {
        let mut all = Self::default();
        let levels = group_levels(order);
        for proposal in order.draft.proposals.iter().take(super::MOST_RULES) {
            let Some(plan) = order.draft.plans.get(proposal.plan) else { continue };
            let level = proposal.group.and_then(|g| levels.get(&g).copied());
            let mut measured = all.measure(order, level.unwrap_or(plan.level), &proposal.target);
            measured.summed = level;
            all.measured.push(measured);
        }
        if breakdowns == Breakdowns::AsData {
            all.set_tasks(order, &levels);
        }
        all.used.sort();
        all.used.dedup();
        all
    }

    /// Returns whether any figures of a breakdown stand as a table of tasks.
    pub fn has_tasks(&self) -> bool {
        !self.tasks.is_empty()
    }

    /// Declares an indicator of tasks for each group whose figures fit into one table.
    fn set_tasks(&mut self, order: &Order<'_>, levels: &FxHashMap<usize, &'static str>) {
        let draft = order.draft;
        let mut groups: FxHashMap<usize, (Vec<&Target>, Vec<&Target>)> = FxHashMap::default();
        for (group, p) in
            draft.proposals.iter().filter_map(|p| Some((p.group?, p))).filter(|(_, p)| !p.target.is_of_all)
        {
            groups.entry(group).or_default().0.push(&p.target);
        }
        for (group, target) in &draft.no_tasks {
            groups.entry(*group).or_default().1.push(target);
        }
        let firsts = draft.proposals.iter().take(super::MOST_RULES).enumerate();
        for (n, proposal) in firsts.filter(|(_, p)| !p.target.is_of_all) {
            let Some((group, (set, none))) = proposal.group.and_then(|g| groups.remove_entry(&g)) else { continue };
            let Some((plan, measured)) = draft.plans.get(proposal.plan).zip(self.measured.get(n).cloned()) else {
                continue;
            };
            let Some(figures) = tasks::figures(&set, &none, plan) else { continue };
            let level = proposal.target.at.is_some().then(|| levels.get(&group).copied().unwrap_or("镇"));
            let Some(mut own) = self.declared.iter().find(|d| d.name == measured.name).cloned() else { continue };
            own.level = level.unwrap_or(plan.level).to_owned();
            own.tasks = Some(tasks::table(&figures.all));
            // The task of a sum over years is one figure at their end, and is not added up itself.
            own.kind = if figures.since.is_some() { "时点数" } else { own.kind };
            let name = self.declare_tasks(own);
            let (years, is_whole) = tasks::years(&figures.all);
            self.tasks.insert(group, Tasks { name, op: figures.op, years, is_whole, since: figures.since, level });
        }
    }

    /// Declares the tasks of an indicator under a name of their own; returns the name.
    fn declare_tasks(&mut self, mut own: Declared) -> String {
        let tails = ["人数", "户数", "数"];
        let stem = tails.iter().find_map(|t| own.name.strip_suffix(t)).filter(|s| s.chars().count() >= 2);
        let stem = stem.unwrap_or(&own.name);
        let stem = stem.strip_suffix("任务").unwrap_or(stem).to_owned();
        // The tasks of a sum over years stand beside those of each year.
        let sum = if own.kind == "时点数" && self.index.contains_key(&names::fold(&format!("{stem}任务"))) {
            "累计"
        } else {
            ""
        };
        let mut name = format!("{stem}{sum}任务");
        for n in 2..20 {
            if !self.index.contains_key(&names::fold(&name)) {
                break;
            }
            name = format!("{stem}任务{}", suffix("", "", n.max(3)));
        }
        self.index.insert(names::fold(&name), self.declared.len());
        own.name.clone_from(&name);
        self.declared.push(own);
        name
    }

    fn measure(&mut self, order: &Order<'_>, level: &'static str, target: &Target) -> Measured {
        let scope = target.scope.as_ref();
        let level = scope.map_or(level, |s| s.level);
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
            return Measured { name: filter.clone().unwrap_or_default(), is_flow: false, filter, summed: None };
        }
        if target.form == Form::Share {
            let name = self.declare(order, &target.name, "", "是非", level);
            return Measured { name, is_flow: false, filter, summed: None };
        }
        let (name, unit) = measured_name(target);
        let is_flow = target.form == Form::Total || target.each.is_some() || target.deed.is_some();
        let is_fraction = target.low.contains('/');
        let kind = if is_fraction { "比率" } else { kind(&name, &unit, is_flow) };
        let name = self.declare(order, &name, &unit, kind, level);
        Measured { is_flow: kind == "时期数", name, filter, summed: None }
    }

    /// Declares an indicator, or finds the one that exists; returns its name.
    fn declare(&mut self, order: &Order<'_>, name: &str, unit: &str, kind: &'static str, level: &str) -> String {
        let name = clean(name);
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
                    self.declared.push(Declared {
                        name: candidate.clone(),
                        unit,
                        kind,
                        level: level.to_owned(),
                        tasks: None,
                    });
                    return candidate;
                }
                Some(d) if self.fits(d, unit, kind, level) => {
                    let name = d.name.clone();
                    self.give_unit(&key, unit, kind);
                    return name;
                }
                Some(_) => candidate = format!("{name}{}", suffix(unit, level, n)),
            }
        }
        candidate
    }

    fn fits(&self, declared: &Declared, unit: &str, kind: &str, level: &str) -> bool {
        let of = |u: &str| self.schema.unit(u).map(|u| u.dim);
        let is_flag = |k: &str| k == "是非";
        let same_unit = match (&declared.unit, unit.is_empty()) {
            // Growth has no unit of its own: it is that of the level, whichever was read first.
            (None, _) | (_, true) if !is_flag(kind) && !is_flag(declared.kind) => true,
            (None, true) => true,
            (Some(a), false) => a == unit || matches!((of(a), of(unit)), (Some(a), Some(b)) if same_dim(&a, &b)),
            _ => is_flag(kind),
        };
        same_unit && is_flag(declared.kind) == is_flag(kind) && declared.level == level
    }

    /// Gives an indicator that was only read as growing the unit of its level.
    fn give_unit(&mut self, key: &str, unit: &str, kind: &'static str) {
        let place = self.index.get(key).copied();
        if let Some(declared) = place.and_then(|i| self.declared.get_mut(i))
            && declared.unit.is_none()
            && !unit.is_empty()
            && kind != "是非"
        {
            declared.unit = Some(unit.to_owned());
            declared.kind = kind;
        }
    }

    fn add_unit(&mut self, unit: &str) {
        for part in unit.split('/').map(bare_unit).filter(|p| !p.is_empty()) {
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

/// The level of the entities of each breakdown, by the first of them whose name tells it.
fn group_levels(order: &Order<'_>) -> FxHashMap<usize, &'static str> {
    let mut levels = FxHashMap::default();
    for proposal in &order.draft.proposals {
        if let (Some(group), Some(who)) = (proposal.group, &proposal.target.at) {
            let level = level_of_entity(who);
            if let Some(level) = level {
                levels.entry(group).or_insert(level);
            }
        }
    }
    // The years of the region alone are a group without entities.
    let is_below = |p: &&Proposal| p.target.at.is_some() || p.target.is_of_all;
    for proposal in order.draft.proposals.iter().filter(is_below) {
        let above = order.draft.plans.get(proposal.plan).map_or("县", |p| p.level);
        if let Some(group) = proposal.group {
            levels.entry(group).or_insert(level_below(above));
        }
    }
    levels
}

/// Returns the level to which a plan hands down its tasks, where no name tells it.
fn level_below(level: &str) -> &'static str {
    match level {
        "国" => "省",
        "省" => "市",
        "市" => "县",
        "镇" => "村",
        _ => "镇",
    }
}

/// Returns the level of an entity by the end of its name.
pub fn level_of_entity(name: &str) -> Option<&'static str> {
    const TAILS: &[(&[&str], &str)] = &[
        (&["镇", "乡", "街道", "办事处", "街办", "苏木"], "镇"),
        (&["村", "社区", "嘎查"], "村"),
        (&["县", "区", "旗"], "县"),
        (&["市", "州", "盟"], "市"),
        (&["省", "自治区"], "省"),
    ];
    TAILS.iter().find(|(tails, _)| tails.iter().any(|t| name.ends_with(t))).map(|(_, level)| *level)
}

/// Returns a unit without its multipliers; 万亩 is declared as it is written, its 亩 is known.
fn bare_unit(unit: &str) -> &str {
    unit.trim_start_matches(|c| "十百千万亿".contains(c))
}

fn same_dim(a: &Dim, b: &Dim) -> bool {
    a == b
}

/// Returns the name and unit of what a target measures.
fn measured_name(target: &Target) -> (String, String) {
    let own = target.own_unit.clone().unwrap_or_default();
    if matches!(target.form, Form::Growth | Form::Yearly) {
        let is_point = target.unit.ends_with("百分点");
        return (target.name.clone(), if is_point && own.is_empty() { "%".to_owned() } else { own });
    }
    if target.form == Form::Gain && !own.is_empty() {
        return (finish_name(&target.name, &own), own);
    }
    match fall::of(target) {
        Some(Falling::Growth | Falling::Yearly) => return (target.name.clone(), own),
        Some(Falling::Own) if target.unit.ends_with("百分点") || target.low.contains('/') => {
            return (format!("{}降幅", target.name), target.unit.clone());
        }
        Some(Falling::Own) => return (format!("{}减少量", target.name), target.unit.clone()),
        Some(Falling::Gain) | None => {}
    }
    (finish_name(&target.name, &target.unit), target.unit.clone())
}

/// Guesses the kind of an indicator by its unit and name.
fn kind(name: &str, unit: &str, is_flow: bool) -> &'static str {
    let stem = unit.trim_start_matches(|c| "十百千万亿".contains(c));
    if matches!(stem, "%" | "‰" | "倍" | "百分点" | "个百分点" | "成") || unit == PER_HEADS {
        return "比率";
    }
    // 单位GDP能耗, 万元工业增加值用水量: intensities, whatever they are made of.
    if name.starts_with("单位") || name.starts_with("万元") {
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
        "招商引资",
        "引资",
        "到位资金",
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
        .filter(|c| c.is_alphanumeric() || matches!(c, '_' | '(' | ')' | '·' | '-' | '+' | '.'))
        .take(40)
        .collect();
    if name.is_empty() { "未命名指标".to_owned() } else { name }
}
