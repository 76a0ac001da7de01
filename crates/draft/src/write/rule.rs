//! One proposal as the text of a rule; the head of the file.

use rustc_hash::FxHashMap;

use super::names::{Indicators, Measured};
use super::statement::statement;
use super::{Order, spell, tasks};
use crate::document::Document;
use crate::offices::Offices;
use crate::phrase::{Asked, Fate, Form, Target};
use crate::plan::Plan;
use crate::proposal::{Number, Place, Proposal};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{CompareOp, Nature};

/// A part of the file behind its head.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Text that holds no rule: the head of a plan.
    Text(String),
    /// The rule of a proposal.
    Rule {
        /// The proposals that it is made of: their positions in the draft.
        proposals: Vec<usize>,
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
    let from = file_name(order.document);
    let said = match order.lang {
        Lang::Zh => format!("由 {from} 起草，共 {n} 条，供人核对：每条上面写着出处、把握和疑点。"),
        Lang::En => format!("drafted from {from}, {n} in all: above each its source, and doubts"),
    };
    let mut out = format!("{}\n语言 1\n", spell::comment(&said));
    out.push_str(&unread(order));
    if n > super::MOST_RULES {
        let most = super::MOST_RULES;
        let said = match order.lang {
            Lang::Zh => format!("只写了前 {most} 条。"),
            Lang::En => format!("only the first {most} are written"),
        };
        out.push_str(&format!("{}\n", spell::comment(&said)));
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
        let tasks = i.tasks.as_deref().unwrap_or_default();
        let name = spell::name(&i.name);
        out.push_str(&format!("\n指标 {name} {{\n{unit}层级 {}\n类型 {}\n{tasks}}}\n", i.level, i.kind));
    }
    out
}

/// Numbers that are named at the head of a file; a person who sees this many looks at the document instead.
const MOST_UNREAD: usize = 40;

/// What was not read stands first, then sums that do not fit.
fn unread(order: &Order<'_>) -> String {
    let unread: Vec<_> = order.draft.numbers.iter().filter(|n| n.fate == Fate::NotRead).collect();
    let mut out = String::new();
    if !unread.is_empty() {
        let (n, quotes) = (unread.len(), quoted(order, &unread));
        let said = match order.lang {
            Lang::Zh => format!("没有读懂的数 {n} 个，请人工看：{quotes}"),
            Lang::En => format!("numbers that were not understood, to be looked at: {n}: {quotes}"),
        };
        out.push_str(&format!("{}\n", spell::comment(&said)));
    }
    let above: Vec<_> = order.draft.numbers.iter().filter(|n| n.fate == Fate::SetAbove).collect();
    if !above.is_empty() {
        let (n, quotes) = (above.len(), quoted(order, &above));
        let said = match order.lang {
            Lang::Zh => format!("上级另行下达、本文件没有数的任务 {n} 项，没有起草：{quotes}"),
            Lang::En => format!("tasks that are set elsewhere and have no number here, not drafted: {n}: {quotes}"),
        };
        out.push_str(&format!("{}\n", spell::comment(&said)));
    }
    for total in order.draft.tables.iter().flat_map(|t| &t.totals).filter(|t| !t.is_right) {
        let (name, stated, found) = (&total.name, &total.stated, &total.found);
        let said = match order.lang {
            Lang::Zh => format!("“{name}”合计写的是 {stated}，各行相加是 {found}，请核对原文"),
            Lang::En => {
                format!("the total of `{name}` is stated as {stated}, its rows add up to {found}: compare the document")
            }
        };
        out.push_str(&format!("{}\n", spell::comment(&said)));
    }
    if order.document.has_lost_tables {
        let said = match order.lang {
            Lang::Zh => "PDF 里的表格没有行列，格子里的数按文字读：有表格的文件请改用 Word 或 HTML",
            Lang::En => {
                "tables in a PDF have no rows and columns, their figures were read as text: take the Word or HTML file instead"
            }
        };
        out.push_str(&format!("{}\n", spell::comment(said)));
    }
    out
}

/// The words of the document around some numbers; the first of very many.
fn quoted(order: &Order<'_>, numbers: &[&Number]) -> String {
    let quotes: Vec<String> = numbers.iter().take(MOST_UNREAD).map(|n| order.document.quote(n.range)).collect();
    let (between, more) = match order.lang {
        Lang::Zh => ("、", " 等"),
        Lang::En => (", ", " and others"),
    };
    format!("{}{}", quotes.join(between), if numbers.len() > MOST_UNREAD { more } else { "" })
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

/// Writes the plans and rules; the figures of a breakdown are one rule.
pub fn pieces(order: &Order<'_>, indicators: &Indicators) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut open = None;
    let mut count = 0usize;
    let proposals = order.draft.proposals.get(..indicators.measured.len()).unwrap_or_default();
    let mut groups: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (idx, group) in proposals.iter().enumerate().filter_map(|(n, p)| Some((n, p.group?))) {
        groups.entry(group).or_default().push(idx);
    }
    for (idx, proposal) in proposals.iter().enumerate() {
        let all = match proposal.group {
            // A group stands where its first figure does.
            Some(group) => groups.remove(&group),
            None => Some(vec![idx]),
        };
        let (Some(all), Some(plan)) = (all, order.draft.plans.get(proposal.plan)) else { continue };
        if open != Some(proposal.plan) {
            open = Some(proposal.plan);
            count = 0;
            out.push(Piece::Text(plan_text(order, proposal.plan, plan)));
        }
        count += 1;
        let id = format!("{:02}-{count:03}", proposal.plan + 1);
        out.push(Piece::Rule {
            comment: comment(order, proposal),
            text: rule(order, plan, indicators, (&all, &id)),
            proposals: all,
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
        notes.push(say(
            order,
            "期间由文中期限推断，请核对",
            "the period is inferred from the dates of the text: compare it",
        ));
    }
    if has_about {
        notes.push(say(
            order,
            "原文的“左右”没有写幅度，暂按上下 10%，请核对",
            "the text says about and not how far; 10% either way for now",
        ));
    }
    if notes.is_empty() { out } else { format!("{}\n{out}", spell::comment(&notes.join(say(order, "；", "; ")))) }
}

/// Plans of one file have names of their own.
fn plan_name(order: &Order<'_>, idx: usize, plan: &Plan) -> String {
    let again = order.draft.plans.iter().take(idx).filter(|p| p.name == plan.name).count();
    if again == 0 { plan.name.clone() } else { format!("{}（{}）", plan.name, again + 1) }
}

fn comment(order: &Order<'_>, proposal: &Proposal) -> String {
    let target = &proposal.target;
    let quote: String = order.document.quote(proposal.phrase).chars().filter(|c| !c.is_control()).take(80).collect();
    let mut parts = vec![format!("{} {}%", say(order, "把握", "sure to"), target.confidence())];
    parts.extend(target.doubts.iter().map(|d| d.said().get(order.lang).to_owned()));
    let source = match order.lang {
        Lang::Zh => format!("{}：{quote}", place(order, proposal)),
        Lang::En => format!("{}: \"{quote}\"", [section(order, proposal), place_in_english(proposal.place)].join(" ")),
    };
    format!("{}\n{}", spell::comment(&source), spell::comment(&parts.join(say(order, "；", "; "))))
}

fn say(order: &Order<'_>, zh: &'static str, en: &'static str) -> &'static str {
    if order.lang == Lang::Zh { zh } else { en }
}

/// Returns where a proposal stands, as a word processor shows it: heading, paragraph and figure; table, row and column.
pub fn place(order: &Order<'_>, proposal: &Proposal) -> String {
    let within = place_within(proposal.place);
    [section(order, proposal), within].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The label of the section that a proposal stands in, as the document writes it.
fn section(order: &Order<'_>, proposal: &Proposal) -> String {
    let section = order.draft.outline.sections.get(proposal.section);
    let label = section.map(|s| if s.label.is_empty() { s.title.clone() } else { s.label.clone() }).unwrap_or_default();
    label.split_whitespace().collect()
}

fn place_in_english(place: Place) -> String {
    match place {
        Place::Paragraph(paragraph, 1) => format!("paragraph {paragraph}"),
        Place::Paragraph(paragraph, nth) => format!("paragraph {paragraph}, figure {nth}"),
        Place::Cell(table, row, column, 1) => format!("table {table}, row {row}, column {column}"),
        Place::Cell(table, row, column, nth) => format!("table {table}, row {row}, column {column}, figure {nth}"),
        Place::Unknown => String::new(),
    }
}

fn place_within(place: Place) -> String {
    match place {
        Place::Paragraph(paragraph, 1) => format!("第{paragraph}段"),
        Place::Paragraph(paragraph, nth) => format!("第{paragraph}段第{nth}数"),
        Place::Cell(table, row, column, 1) => format!("表{table}第{row}行第{column}列"),
        Place::Cell(table, row, column, nth) => format!("表{table}第{row}行第{column}列第{nth}数"),
        Place::Unknown => String::new(),
    }
}

fn rule(order: &Order<'_>, plan: &Plan, indicators: &Indicators, (all, id): (&[usize], &str)) -> String {
    let of = |idx: &usize| order.draft.proposals.get(*idx).zip(indicators.measured.get(*idx));
    let parts: Vec<(&Proposal, &Measured)> = all.iter().filter_map(of).collect();
    let Some((proposal, measured)) = parts.first().copied() else { return String::new() };
    let target = &proposal.target;
    let title = match (parts.len(), target.at.is_some() || target.is_of_all) {
        (0 | 1, _) => title(target),
        (_, true) => format!("{}任务分解", target.name),
        (_, false) => format!("{}年度任务", target.name),
    };
    let mut out = format!("规则 {id} {} {{\n", spell::text(&title));
    let tasks = proposal.group.and_then(|g| indicators.tasks.get(&g));
    if let Some(tasks) = tasks {
        out.push_str(&tasks::statements(tasks, &measured.name, plan));
    }
    for (one, measured) in parts.iter().filter(|(p, _)| tasks.is_none() || p.target.is_of_all) {
        out.push_str(&statement(&one.target, plan, measured));
        out.push('\n');
    }
    if let Some(nature) = proposal.nature {
        out.push_str(match nature {
            Nature::Binding => "性质 约束性\n",
            Nature::Expected => "性质 预期性\n",
        });
    }
    if let Some(wording) = target.wording {
        out.push_str(&format!("措辞 {}\n", spell::text(wording)));
    }
    out.push_str(&offices(&proposal.offices));
    if let Some((value, unit)) = baseline(target).filter(|_| parts.len() == 1) {
        let year = target.base_year.map(|y| format!(" 于 {y}")).unwrap_or_default();
        out.push_str(&format!("基期值 {value}{}{year}\n", spell::unit(unit)));
    }
    let cite = format!("{} {}", plan.name, place(order, proposal));
    out.push_str(&format!("依据 {}\n}}\n", spell::text(&cite)));
    out
}

fn offices(offices: &Offices) -> String {
    let mut out = String::new();
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
        Form::YearlyFall => "年均下降",
        _ => sign,
    };
    let high = target.high.as_ref().map(|h| format!("至{h}")).unwrap_or_default();
    let about = if target.asked == Asked::About { "左右" } else { "" };
    format!("{}{form}{}{high}{}{about}", target.name, target.low, target.unit)
}
