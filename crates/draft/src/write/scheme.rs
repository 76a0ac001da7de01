//! A table of points as a scheme: items with their points, how they are given, grades, and what only a person can judge.
//!
//! An item whose row has a target is scored by the rule of that target; any other by points that a person enters (台账,
//! 民主测评). The points are added up against the stated total. INVARIANT: what the language refuses stands as a comment.

use super::{Order, spell};
use crate::line::Line;
use crate::phrase::{self, MarkKind};
use crate::plan::Plan;
use crate::proposal::TableRead;
use crate::table::{Item, TableKind};
use dabiao_lang::check;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Schema;
use dabiao_lang::source::MemoryFiles;
use rust_decimal::Decimal;

/// Who enters points, where the table does not say: to be replaced by whoever reads the draft over.
const WHO: &str = "\"考核部门\"";

/// Writes the schemes of a draft: one for each table of points.
pub fn schemes(order: &Order<'_>) -> String {
    let mut out = String::new();
    let tables = order.draft.tables.iter().filter(|t| t.kind == TableKind::Scoring && !t.items.is_empty());
    for (n, table) in tables.enumerate() {
        let Some(plan) = order.draft.plans.first() else { continue };
        out.push('\n');
        out.push_str(&scheme(order, plan, table, n));
    }
    out
}

/// An item with the points that it is worth.
struct Scored<'a> {
    item: &'a Item,
    points: Decimal,
    name: String,
    is_bonus: bool,
}

fn scheme(order: &Order<'_>, plan: &Plan, table: &TableRead, nth: usize) -> String {
    let scored = scored(table, nth);
    let sum: Decimal = scored.iter().filter(|s| !s.is_bonus).map(|s| s.points).sum();
    let text = written(order, plan, &scored, sum, nth);
    let mut notes = vec![
        match order.lang {
            Lang::Zh => "由评分表起草：每项的算法写在“说明”里，能由数据算的请改成指标和扣分办法，其余由人打分（评分表要有项目、对象、时期、得分、评分人、日期、依据各列）",
            Lang::En => "drafted from a table of points: how each item is scored stands in its note; what data can score becomes an indicator with a method, the rest is entered by people (a table with item, entity, period, points, who, date, basis)",
        }
        .to_owned(),
    ];
    if let Some(stated) = table.items.iter().find(|i| i.is_total)
        && let Ok(stated) = stated.points.parse::<Decimal>()
    {
        let all: Decimal = scored.iter().map(|s| s.points).sum();
        if stated != sum && stated != all {
            let (stated, all) = (stated.normalize(), all.normalize());
            notes.push(match order.lang {
                Lang::Zh => format!("原表合计 {stated} 分，各项相加 {all} 分，请核对"),
                Lang::En => {
                    format!("the table says {stated} points in all, its items add up to {all}: compare the document")
                }
            });
        }
    }
    let comment: String = notes.iter().map(|n| format!("{}\n", spell::comment(n))).collect();
    if is_sound(&text) {
        return format!("{comment}{text}");
    }
    let lines: String = text.lines().map(|l| format!("{}\n", spell::comment(l))).collect();
    let said = match order.lang {
        Lang::Zh => "写成考核办法后有错，留作参考：",
        Lang::En => "as a scheme it has errors; kept to be looked at:",
    };
    format!("{comment}{}\n{lines}", spell::comment(said))
}

/// Gives every item a name of its own; items of no points and the line of the total are left out.
fn scored(table: &TableRead, nth: usize) -> Vec<Scored<'_>> {
    let mut all: Vec<Scored<'_>> = Vec::new();
    for item in table.items.iter().filter(|i| !i.is_total) {
        let Some(points) = item.points.parse::<Decimal>().ok().filter(|p| *p > Decimal::ZERO) else { continue };
        let base = spell::plain(&item.name);
        let base = if base.is_empty() { "考核项目".to_owned() } else { base };
        let again = all.iter().filter(|s| s.name.starts_with(&base)).count();
        let suffix = if again == 0 { String::new() } else { format!("之{}", again + 1) };
        let table_mark = if nth == 0 { String::new() } else { format!("表{}", nth + 1) };
        let is_bonus = item.name.contains("加分") || item.group.as_deref().is_some_and(|g| g.contains("加分"));
        all.push(Scored { item, points, name: format!("{base}{suffix}{table_mark}"), is_bonus });
    }
    all
}

fn written(order: &Order<'_>, plan: &Plan, scored: &[Scored<'_>], sum: Decimal, nth: usize) -> String {
    let level = subjects(plan);
    let mut out = String::new();
    let mark = if nth == 0 { String::new() } else { format!("之{}", nth + 1) };
    out.push_str(&format!("考核办法 {} {{\n", spell::text(&format!("{}{mark}", plan.name))));
    out.push_str(&format!("对象 {level}\n期间 {}\n满分 {}\n并列 占位\n不适用 剔除\n", plan.years.1, sum.normalize()));
    out.push_str(&grades(order));
    if order.document.text.windows(4).any(|w| w == ['一', '票', '否', '决']) {
        out.push_str("说明 \"原文有一票否决，请写成 `一票否决 条件 结果 等次`\"\n");
    }
    for one in scored {
        let word = if one.is_bonus { "加分" } else { "项目" };
        let note: String = one.item.method.chars().filter(|c| !c.is_control()).take(120).collect();
        let note = if note.is_empty() { String::new() } else { format!("说明 {}\n", spell::text(&note)) };
        out.push_str(&format!(
            "\n{word} {} {}分 {{\n评分 {WHO}\n{note}}}\n",
            spell::text(&one.name),
            one.points.normalize(),
        ));
    }
    out.push_str("}\n");
    out
}

/// Who is scored: what the title says, else the level below the plan's.
fn subjects(plan: &Plan) -> &'static str {
    let says = |words: &[&str]| words.iter().any(|w| plan.name.contains(w));
    if says(&["乡镇", "镇级", "镇(街", "各镇", "街道"]) {
        "镇"
    } else if says(&["县区", "区县", "县级", "各县"]) {
        "县"
    } else if says(&["行政村", "村级", "村(社区)"]) {
        "村"
    } else {
        match plan.level {
            "国" => "省",
            "省" => "市",
            "市" => "县",
            _ => "镇",
        }
    }
}

/// Words of grades, the best first.
const GRADES: &[&str] = &["优秀", "优良", "良好", "合格", "达标", "一般", "基本合格", "不合格", "较差", "差"];

/// Reads the grades of the text: 90分以上为优秀, 80—90分为良好.
fn grades(order: &Order<'_>) -> String {
    let schema = Schema::default();
    let mut found: Vec<(Decimal, &str)> = Vec::new();
    let passages = order.draft.outline.passages.iter().filter(|p| p.table.is_none() && !p.is_aside);
    for passage in passages {
        let line = Line::fold(order.document.slice(passage.range), passage.range.start);
        if !GRADES.iter().any(|g| line.holds(0, line.len(), g)) {
            continue;
        }
        for mark in phrase::scan(&line, &schema) {
            let MarkKind::Amount(amount) = &mark.kind else { continue };
            let is_points = amount.unit == "分";
            let behind = line.text(mark.end, (mark.end + 10).min(line.len()));
            let grade = GRADES.iter().filter_map(|g| behind.find(g).map(|at| (at, *g))).min();
            let is_floor =
                !matches!(amount.after, Some(crate::tables::signs::After::Sign(dabiao_lang::model::CompareOp::Le)));
            if let (true, true, Some((_, grade)), Ok(low)) = (is_points, is_floor, grade, amount.low.parse()) {
                found.push((low, grade));
            }
        }
    }
    found.sort_by_key(|(low, _)| std::cmp::Reverse(*low));
    found.dedup_by_key(|(_, g)| *g);
    found.dedup_by_key(|(low, _)| *low);
    let mut out: String = found.iter().map(|(low, g)| format!("等次 {g} >= {}分\n", low.normalize())).collect();
    if !found.is_empty() {
        let last = if found.iter().any(|(_, g)| *g == "不合格") { "较差" } else { "不合格" };
        out.push_str(&format!("等次 {last}\n"));
    }
    out
}

fn is_sound(text: &str) -> bool {
    let text = format!("语言 1\n{text}");
    let loaded = check::load(&MemoryFiles::new([("scheme.rules", text.as_str())]), &["scheme.rules".to_owned()]);
    loaded.diagnostics.iter().all(|d| !d.is_error())
}
