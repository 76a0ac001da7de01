//! One proposal as the text of a rule; the head of the file.

use super::names::{Indicators, Measured};
use super::{Order, spell};
use crate::document::Document;
use crate::phrase::{Asked, Form, Scope, Target, When};
use crate::plan::Plan;
use crate::proposal::Proposal;
use dabiao_lang::model::{CompareOp, Nature, print};

/// A part of the file behind its head.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Text that holds no rule: the head of a plan.
    Text(String),
    /// The rule of a proposal.
    Rule {
        /// Its position in the draft.
        proposal: usize,
        /// Its ID.
        id: String,
        /// The comment above it.
        comment: String,
        /// Its text.
        text: String,
    },
}

/// Writes what stands before the plans: what the file uses and declares.
pub fn head(order: &Order<'_>, indicators: &Indicators) -> String {
    let n = order.draft.proposals.len();
    let mut out = format!(
        "{}\n语言 1\n",
        spell::comment(&format!(
            "由 {} 起草，共 {n} 条，供人核对：每条上面写着出处、把握和疑点。",
            file_name(order.document)
        ))
    );
    if n > super::MOST_RULES {
        out.push_str(&format!("{}\n", spell::comment(&format!("只写了前 {} 条。", super::MOST_RULES))));
    }
    for file in &indicators.used {
        out.push_str(&format!("引用 {}\n", spell::text(&relative(order.path, file))));
    }
    out.push('\n');
    for unit in &indicators.units {
        out.push_str(&format!("单位 {}\n", spell::name(unit)));
    }
    for level in &indicators.levels {
        let above = if *level == "自然村" { "村" } else { "镇" };
        out.push_str(&format!("层级 {level} 属 {above}\n"));
    }
    for i in &indicators.declared {
        let unit = i.unit.as_ref().map(|u| format!("计量单位 {}\n", unit_text(u))).unwrap_or_default();
        out.push_str(&format!("\n指标 {} {{\n{unit}层级 {}\n类型 {}\n}}\n", spell::name(&i.name), i.level, i.kind));
    }
    out
}

fn file_name(document: &Document) -> &str {
    document.name.rsplit(['/', '\\']).next().unwrap_or(&document.name)
}

/// A unit as a declaration writes it; a compound is written part by part.
fn unit_text(unit: &str) -> String {
    if matches!(unit, "%" | "‰") {
        return unit.to_owned();
    }
    unit.split('/')
        .map(|p| if p.chars().all(|c| c.is_alphabetic() && !c.is_ascii()) { p.to_owned() } else { format!("「{p}」") })
        .collect::<Vec<_>>()
        .join("/")
}

/// Returns the path of a file as seen from where another stands.
fn relative(from: &str, file: &str) -> String {
    let parts = |p: &str| -> Vec<String> {
        p.replace('\\', "/").split('/').filter(|s| !s.is_empty() && *s != ".").map(str::to_owned).collect()
    };
    if file.starts_with('/') != from.starts_with('/') {
        return file.to_owned();
    }
    let (mut base, target) = (parts(from), parts(file));
    base.pop();
    let common = base.iter().zip(&target).take_while(|(a, b)| a == b).count();
    let ups = base.iter().skip(common).map(|_| "..".to_owned());
    ups.chain(target.into_iter().skip(common)).collect::<Vec<_>>().join("/")
}

/// Writes the plans and rules.
pub fn pieces(order: &Order<'_>, indicators: &Indicators) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut open = None;
    let mut count = 0usize;
    for (idx, (proposal, measured)) in order.draft.proposals.iter().zip(&indicators.measured).enumerate() {
        let Some(plan) = order.draft.plans.get(proposal.plan) else { continue };
        if open != Some(proposal.plan) {
            open = Some(proposal.plan);
            count = 0;
            out.push(Piece::Text(plan_text(order, proposal.plan, plan)));
        }
        count += 1;
        let id = format!("{:02}-{count:03}", proposal.plan + 1);
        out.push(Piece::Rule {
            proposal: idx,
            comment: comment(order, proposal),
            text: rule(order, proposal, plan, measured, &id),
            id,
        });
    }
    out
}

fn plan_text(order: &Order<'_>, idx: usize, plan: &Plan) -> String {
    let mut out = format!("方案 {} {{\n", spell::text(&plan_name(order, idx, plan)));
    if let Some(number) = &plan.number {
        out.push_str(&format!("文号 {}\n", spell::text(number)));
    }
    if let Some(date) = &plan.date {
        out.push_str(&format!("日期 {date}\n"));
    }
    if let Some(region) = &plan.region {
        out.push_str(&format!("地区 {}\n", spell::name(region)));
    }
    out.push_str(&format!("期间 {}..{}\n基期 {}\n", plan.years.0, plan.years.1, plan.years.0 - 1));
    let has_about = order.draft.proposals.iter().any(|p| p.plan == idx && p.target.asked == Asked::About);
    if has_about {
        out.push_str("左右 ±10%\n");
    }
    out.push_str("}\n");
    let mut notes = Vec::new();
    if plan.is_guessed {
        notes.push("期间由文中期限推断，请核对");
    }
    if has_about {
        notes.push("原文的“左右”没有写幅度，暂按上下 10%，请核对");
    }
    if notes.is_empty() { out } else { format!("{}\n{out}", spell::comment(&notes.join("；"))) }
}

/// Plans of one file have names of their own.
fn plan_name(order: &Order<'_>, idx: usize, plan: &Plan) -> String {
    let again = order.draft.plans.iter().take(idx).filter(|p| p.name == plan.name).count();
    if again == 0 { plan.name.clone() } else { format!("{}（{}）", plan.name, again + 1) }
}

fn comment(order: &Order<'_>, proposal: &Proposal) -> String {
    let target = &proposal.target;
    let quote: String = order.document.quote(proposal.phrase).chars().filter(|c| !c.is_control()).take(80).collect();
    let mut parts = vec![format!("把握 {}%", target.confidence)];
    parts.extend(target.doubts.iter().map(|d| (*d).to_owned()));
    let place = format!("第 {} 字起", proposal.range.start + 1);
    format!("{}\n{}", spell::comment(&format!("{place}：{quote}")), spell::comment(&parts.join("；")))
}

fn rule(order: &Order<'_>, proposal: &Proposal, plan: &Plan, measured: &Measured, id: &str) -> String {
    let target = &proposal.target;
    let mut out = format!("规则 {id} {} {{\n", spell::text(&title(target)));
    out.push_str(&statement(target, plan, measured));
    out.push('\n');
    if let Some(nature) = proposal.nature {
        out.push_str(match nature {
            Nature::Binding => "性质 约束性\n",
            Nature::Expected => "性质 预期性\n",
        });
    }
    if let Some(wording) = target.wording {
        out.push_str(&format!("措辞 {}\n", spell::text(wording)));
    }
    let offices = &proposal.offices;
    for (field, names) in
        [("牵头", &offices.lead), ("责任", &offices.responsible), ("配合", &offices.support), ("落实", &offices.carry)]
    {
        if !names.is_empty() {
            let names: Vec<String> = names
                .iter()
                .map(|n| spell::name(n))
                .map(|n| if n.starts_with('「') { spell::text(n.trim_matches(['「', '」'])) } else { n })
                .collect();
            out.push_str(&format!("{field} {}\n", names.join(", ")));
        }
    }
    if let Some((value, unit)) = baseline(target) {
        let year = target.base_year.map(|y| format!(" 于 {y}")).unwrap_or_default();
        out.push_str(&format!("基期值 {value}{unit}{year}\n"));
    }
    let section = order.draft.outline.sections.get(proposal.section);
    let label = section.map(|s| if s.label.is_empty() { s.title.clone() } else { s.label.clone() }).unwrap_or_default();
    let cite = format!("{} {label} 第{}字", plan.name, proposal.range.start + 1);
    out.push_str(&format!("依据 {}\n}}\n", spell::text(&cite)));
    out
}

/// A base value is a field only where it has the target's unit and the target is a level.
fn baseline(target: &Target) -> Option<(&str, &str)> {
    let (value, unit) = target.baseline.as_ref()?;
    let plain = matches!(target.form, Form::Level | Form::Hold) && unit == &target.unit && !unit.is_empty();
    plain.then_some((value.as_str(), unit.as_str()))
}

fn title(target: &Target) -> String {
    let sign = match target.asked {
        Asked::Compare(CompareOp::Ge) => "达到",
        Asked::Compare(CompareOp::Le) => "不超过",
        Asked::Compare(CompareOp::Gt) => "超过",
        Asked::Compare(CompareOp::Lt) => "低于",
        Asked::Compare(_) => "为",
        Asked::Between | Asked::About => "",
    };
    let form = match target.form {
        Form::Gain => "新增",
        Form::Growth => "增长",
        Form::Yearly => "年均增长",
        Form::Fall => "下降",
        _ => sign,
    };
    let high = target.high.as_ref().map(|h| format!("至{h}")).unwrap_or_default();
    let about = if target.asked == Asked::About { "左右" } else { "" };
    format!("{}{form}{}{high}{}{about}", target.name, target.low, target.unit)
}

fn statement(target: &Target, plan: &Plan, measured: &Measured) -> String {
    let x = spell::name(&measured.name);
    let since = plan.years.0 - 1;
    let base = target.base_year.filter(|y| *y < plan.years.1).unwrap_or(since);
    let scope = target.scope.as_ref();
    let every = scope
        .filter(|_| !matches!(target.form, Form::Count | Form::Share))
        .map(|s| every(s, measured))
        .unwrap_or_default();
    let subject = match target.form {
        Form::Gain => format!("新增({x}, 自 {base})"),
        Form::Total if measured.is_flow => format!("累计({x}, {}..{})", plan.years.0, last_year(target, plan)),
        Form::Growth if target.each.is_some() || target.base_year.is_none() => format!("增速({x})"),
        Form::Growth => format!("增速({x}, 自 {base})"),
        Form::Yearly => format!("年均增速({x}, 自 {base})"),
        Form::Count | Form::Share => aggregate(target, scope, measured),
        _ => x,
    };
    format!("{every}{subject} {} {}", compared(target), time(target, plan))
}

fn every(scope: &Scope, measured: &Measured) -> String {
    format!("每个 {}{}: ", scope.level, filter(scope, measured))
}

fn filter(scope: &Scope, measured: &Measured) -> String {
    match (&scope.measure, &measured.filter) {
        (Some(m), Some(name)) => format!(" 其中 {}", condition(name, m.asked, &m.low, m.high.as_deref(), &m.unit)),
        (None, Some(name)) => format!(" 其中 {} = 是", spell::name(name)),
        _ => String::new(),
    }
}

fn aggregate(target: &Target, scope: Option<&Scope>, measured: &Measured) -> String {
    let Some(scope) = scope else { return spell::name(&measured.name) };
    let word = if target.form == Form::Share { "占比" } else { "数量" };
    match (&scope.measure, &measured.filter) {
        (Some(m), Some(name)) => {
            format!("{word}({}: {})", scope.level, condition(name, m.asked, &m.low, m.high.as_deref(), &m.unit))
        }
        _ => format!("{word}({}{}: {} = 是)", scope.level, filter(scope, measured), spell::name(&measured.name)),
    }
}

fn condition(name: &str, asked: Asked, low: &str, high: Option<&str>, unit: &str) -> String {
    format!("{} {}", spell::name(name), figure(asked, low, high, unit))
}

fn figure(asked: Asked, low: &str, high: Option<&str>, unit: &str) -> String {
    match (asked, high) {
        (Asked::Between, Some(high)) => format!("介于 {low}..{high}{unit}"),
        (Asked::About, _) => format!("约 {low}{unit}"),
        (Asked::Compare(op), _) => format!("{} {low}{unit}", print::operator(op)),
        (Asked::Between, None) => format!(">= {low}{unit}"),
    }
}

fn compared(target: &Target) -> String {
    figure(target.asked, &target.low, target.high.as_deref(), &target.unit)
}

fn last_year(target: &Target, plan: &Plan) -> i32 {
    target.when.as_ref().and_then(When::year).filter(|y| *y >= plan.years.0).unwrap_or(plan.years.1)
}

/// Returns when a target is due, as the language writes it.
pub fn time(target: &Target, plan: &Plan) -> String {
    let (from, to) = plan.years;
    if let Some(step) = target.each {
        let window = match step {
            "每季度" => format!("{from}Q1..{to}Q4"),
            "每半年" => format!("{from}H1..{to}H2"),
            s if s.ends_with('月') => format!("{from}-01..{to}-12"),
            _ => format!("{from}..{to}"),
        };
        let by = match target.each_by {
            Some((m, d)) if step == "每年" => format!(" 截至 {m:02}-{:02}", d.unwrap_or_else(|| last_day(m))),
            _ => String::new(),
        };
        return format!("{step} {window}{by}");
    }
    if target.form == Form::Hold {
        return format!("始终 {from}..{}", last_year(target, plan).max(from));
    }
    match &target.when {
        Some(When::At(at)) => format!("截至 {at}"),
        Some(When::Before(at)) => format!("{at}之前"),
        Some(When::Years(_, to)) => format!("截至 {to}"),
        Some(When::Within(n)) => format!("截至 {}", within(*n, plan)),
        Some(When::YearEnd) => format!("截至 {from}"),
        Some(When::Month(m, None)) => format!("截至 {from}-{m:02}"),
        Some(When::Month(m, Some(d))) => format!("截至 {from}-{m:02}-{d:02}"),
        None => format!("截至 {to}"),
    }
}

/// `三年内` of a five-year plan is counted from the day of signature; the whole length of the plan is its end.
fn within(n: i32, plan: &Plan) -> i32 {
    let length = plan.years.1 - plan.years.0 + 1;
    if n >= length { plan.years.1 } else { (plan.years.0 + n).min(plan.years.1) }
}

fn last_day(month: u32) -> u32 {
    match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
