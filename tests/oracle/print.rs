//! A world as the text that a user would hand over: rules, roster and statistics.

use super::calendar::{Freq, Period};
use super::world::{
    Against, Agg, AttrCell, Body, Cond, Course, Duty, Fun, GRADES, Indicator, Kind, Num, Op, Quantity, Row, RowValue,
    Rule, Scope, SetIn, Spelling, Statement, Test, Ties, Time, Within, World, Years,
};
use std::fmt::Write as _;

/// What the engine is given.
#[derive(Debug, Clone)]
pub struct Files {
    /// The rules.
    pub rules: String,
    /// The roster, if it is handed over.
    pub roster: Option<String>,
    /// The statistics, each with a name.
    pub data: Vec<(String, String)>,
}

/// Prints a world.
pub fn print(world: &World) -> Files {
    Files { rules: rules(world), roster: world.has_roster.then(|| roster(world)), data: statistics(world) }
}

fn rules(world: &World) -> String {
    let mut out = String::new();
    if let Some(plan) = &world.plan {
        out.push_str("方案 \"测试方案\" {\n");
        if let Some(e) = plan.region {
            let _ = writeln!(out, "  地区 {}", path(world, e));
        }
        let _ = writeln!(out, "  期间 {}..{}", plan.window.0, plan.window.1);
        if let Some(y) = plan.base {
            let _ = writeln!(out, "  基期 {y}");
        }
        out.push_str("}\n");
    }
    for ind in &world.indicators {
        indicator(world, ind, &mut out);
    }
    for r in &world.rules {
        rule(world, r, &mut out);
    }
    out
}

fn indicator(world: &World, ind: &Indicator, out: &mut String) {
    let _ = writeln!(out, "指标 {} {{", quoted(&ind.name));
    if !matches!(ind.kind, Kind::Flag | Kind::Grade) {
        let _ = writeln!(out, "  计量单位 {}", ind.unit.name);
    }
    let _ = writeln!(out, "  层级 {}", ind.level.word());
    let kind = match ind.kind {
        Kind::Flow => "时期数".to_owned(),
        Kind::Stock => "stock".to_owned(),
        Kind::Ratio => "比率".to_owned(),
        Kind::Flag => "flag".to_owned(),
        Kind::Grade => format!("等级 [{}]", GRADES.join(", ")),
    };
    let _ = writeln!(out, "  类型 {kind}");
    if ind.lo.is_some() || ind.hi.is_some() {
        let end =
            |q: Option<Quantity>| q.map_or(String::new(), |q| if q.digits == 0 { "0".to_owned() } else { q.text() });
        let _ = writeln!(out, "  取值 {}..{}", end(ind.lo), end(ind.hi));
    }
    if ind.freq_written {
        let _ = writeln!(out, "  频率 {}", frequency(ind.freq));
    }
    if let Some(w) = ind.within {
        let word = match w {
            Within::Sum => "合计",
            Within::Last => "期末",
            Within::Avg => "平均",
            Within::Max => "最大",
        };
        let _ = writeln!(out, "  年内 {word}");
    }
    match (ind.upward_sum, ind.weight) {
        (true, Some(w)) => {
            let _ = writeln!(out, "  汇总 加权 {}", world.attributes[w].name);
        }
        (true, None) => out.push_str("  汇总 合计\n"),
        _ => {}
    }
    if let Some((decimals, is_even)) = ind.precision {
        let _ = writeln!(out, "  精度 {decimals} {}", if is_even { "四舍六入" } else { "四舍五入" });
    }
    if let Some(f) = &ind.formula {
        let _ = writeln!(out, "  公式 {}", num(world, f, true));
    }
    if let Some(c) = &ind.class {
        let _ = writeln!(out, "  公式 {}", cond(world, c, true));
    }
    match ind.set {
        Some(SetIn::Data) => out.push_str("  任务\n"),
        Some(SetIn::Rules) => set_figures(world, ind, out),
        None => {}
    }
    out.push_str("}\n");
}

/// Writes the figures of a task into the rules: a line each, with its place and its year.
fn set_figures(world: &World, ind: &Indicator, out: &mut String) {
    out.push_str("  任务 2024 {\n");
    for row in world.rows.iter().filter(|r| world.indicators[r.indicator].name == ind.name) {
        let RowValue::Number(q) = &row.value else { continue };
        let year = if row.period == Period::year(2024) { String::new() } else { format!(" {}", row.period.label()) };
        let _ = writeln!(out, "    {}{year}: {}", path(world, row.entity), q.text());
    }
    out.push_str("  }\n");
}

/// Takes the space out between a word and what it may be glued to.
fn glued(line: &str) -> String {
    let mut out = line.to_owned();
    for word in ["不低于", "不超过", "超过", "截至"] {
        for digit in '0'..='9' {
            out = out.replace(&format!("{word} {digit}"), &format!("{word}{digit}"));
        }
    }
    for level in ["县", "镇", "村"] {
        for tail in [":", " 其中"] {
            out = out.replace(&format!("每个 {level}{tail}"), &format!("每个{level}{tail}"));
        }
    }
    out
}

fn frequency(f: Freq) -> &'static str {
    match f {
        Freq::Year => "年",
        Freq::Half => "半年",
        Freq::Quarter => "季度",
        Freq::Month => "月",
        Freq::Day => "日",
    }
}

/// A constant that a rule names, with its amount.
type Named = (String, super::world::Quantity);
/// What stands for the constant of each target of a statement, where it is not written out.
type Stands = Vec<Option<String>>;

/// Returns the constants that the targets of a rule name, and what stands for the constant of each target.
fn named(rule: &Rule) -> (Vec<Named>, Vec<Stands>) {
    let mut lets = Vec::new();
    let mut name_of = |t: &super::world::Target| match &t.test {
        Test::Cmp(_, Num::Const(q)) if rule.spelling == Spelling::Named => {
            let name = format!("线{}_{}", rule.id.replace('-', "_"), lets.len() + 1);
            lets.push((name.clone(), *q));
            Some(name)
        }
        Test::Cmp(_, Num::Const(q)) if rule.spelling == Spelling::Fraction && q.unit.name == "%" && q.scale == 0 => {
            Some(format!("{}/100", q.digits))
        }
        _ => None,
    };
    let all = rule.statements.iter().map(|s| match &s.body {
        Duty::Targets(_, targets) => targets.iter().map(&mut name_of).collect(),
        Duty::Holds(..) => vec![],
    });
    let all = all.collect();
    (lets, all)
}

fn rule(world: &World, rule: &Rule, out: &mut String) {
    let zh = rule.chinese;
    let (lets, names) = named(rule);
    for (name, q) in lets {
        let _ = writeln!(out, "{} {name} = {}", if zh { "参数" } else { "let" }, q.text());
    }
    let _ = writeln!(out, "{} {} \"{}\" {{", if zh { "规则" } else { "rule" }, rule.id, rule.id);
    for (s, names) in rule.statements.iter().zip(&names) {
        let mut line = String::new();
        statement(world, s, (zh, names), &mut line);
        // Chinese is also written without spaces: `每个村:`, `不低于5万元`, `截至2025`.
        if zh && rule.id.ends_with(['1', '4']) {
            line = glued(&line);
        }
        out.push_str(&line);
    }
    for revision in &rule.revisions {
        let day = revision.since.iso();
        let asked = test(world, &revision.target.test, zh);
        let time = time(world, &revision.target.time, zh);
        let (word, since) = if zh { ("调整", "自") } else { ("revised", "since") };
        let _ = writeln!(out, "    {word} {since} {day} \"府发\": {asked}{time}");
    }
    if let Some(q) = rule.baseline {
        let _ = writeln!(out, "  {} {}", if zh { "基期值" } else { "baseline" }, q.text());
    }
    if let Some((decimals, is_even)) = rule.precision {
        let _ = writeln!(out, "  精度 {decimals} {}", if is_even { "四舍六入" } else { "四舍五入" });
    }
    if rule.missing_as_zero {
        out.push_str(if zh { "  缺数 按 0\n" } else { "  missing as 0\n" });
    }
    match &rule.course {
        Course::Line => {}
        Course::Steps => out.push_str("  进度 阶梯\n"),
        Course::No => out.push_str("  进度 无\n"),
        Course::Table(steps) => {
            let all: Vec<String> = steps.iter().map(|(y, p)| format!("{y}: {p}%")).collect();
            let _ = writeln!(out, "  进度 {{ {} }}", all.join("; "));
        }
    }
    out.push_str("}\n");
}

fn statement(world: &World, s: &Statement, (zh, names): (bool, &[Option<String>]), out: &mut String) {
    out.push_str("  ");
    match &s.scope {
        Scope::Open => {}
        Scope::At(e) => {
            let _ = write!(out, "{} {}: ", if zh { "在" } else { "at" }, path(world, *e));
        }
        Scope::Every(level, filter, except) => {
            let _ = write!(out, "{} {}", if zh { "每个" } else { "every" }, level.word());
            if let Some(f) = filter {
                let _ = write!(out, " {} {}", if zh { "其中" } else { "where" }, cond(world, f, zh));
            }
            if !except.is_empty() {
                let names: Vec<String> = except.iter().map(|e| path(world, *e)).collect();
                let _ = write!(out, " {} {}", if zh { "除" } else { "except" }, names.join(", "));
            }
            out.push_str(": ");
        }
    }
    if let Some(c) = &s.condition {
        let _ = write!(out, "{} {}: ", if zh { "若" } else { "when" }, cond(world, c, zh));
    }
    match &s.body {
        Duty::Targets(subject, targets) => {
            let asked = |(i, t): (usize, &super::world::Target)| match (&t.test, names.get(i)) {
                (Test::Cmp(o, _), Some(Some(name))) => format!("{} {name}{}", op(*o, zh), time(world, &t.time, zh)),
                _ => format!("{}{}", test(world, &t.test, zh), time(world, &t.time, zh)),
            };
            let all: Vec<String> = targets.iter().enumerate().map(asked).collect();
            // The time may also stand in front: `到2025年: …`.
            let is_short = s.exceptions.is_empty() && s.condition.is_none() && names.iter().all(Option::is_none);
            if let (true, [target]) = (zh && is_short, targets.as_slice())
                && let Time::By(p @ Period { freq: Freq::Year, n }) = target.time
                && n % 2 == 0
            {
                let scope = out.split_off(out.rfind('\n').map_or(0, |i| i + 1));
                let _ = write!(out, "  到{}年: {}", p.label(), scope.trim_start());
                let _ = writeln!(out, "{} {}", num(world, subject, zh), test(world, &target.test, zh));
                return;
            }
            let _ = writeln!(out, "{} {}", num(world, subject, zh), all.join(", "));
        }
        Duty::Holds(c, t) => {
            let text = match c {
                Cond::And(..) | Cond::Or(..) | Cond::Not(_) => format!("({})", cond(world, c, zh)),
                _ => cond(world, c, zh),
            };
            let _ = writeln!(out, "{text}{}", time(world, t, zh));
        }
    }
    for (c, t) in &s.exceptions {
        let word = if zh { "例外" } else { "except where" };
        let asked = t.as_ref().map_or_else(|| if zh { "无" } else { "none" }.to_owned(), |t| test(world, t, zh));
        let _ = writeln!(out, "    {word} {}: {asked}", cond(world, c, zh));
    }
}

fn op(o: Op, zh: bool) -> &'static str {
    match (o, zh) {
        (Op::Ge, true) => "不低于",
        (Op::Ge, false) => ">=",
        (Op::Gt, true) => "超过",
        (Op::Gt, false) => ">",
        (Op::Le, true) => "不超过",
        (Op::Le, false) => "<=",
        (Op::Lt, true) => "低于",
        (Op::Lt, false) => "<",
        (Op::Eq, true) => "等于",
        (Op::Eq, false) => "=",
        (Op::Ne, true) => "≠",
        (Op::Ne, false) => "!=",
    }
}

fn test(world: &World, t: &Test, zh: bool) -> String {
    match t {
        Test::Cmp(o, n) => format!("{} {}", op(*o, zh), num(world, n, zh)),
        Test::Closed(a, b) => format!("{} {}..{}", if zh { "介于" } else { "in" }, a.number(), b.text()),
        Test::Bracket(a, a_open, b, b_open) => {
            let (l, r) = (if *a_open { '(' } else { '[' }, if *b_open { ')' } else { ']' });
            format!("{} {l}{}, {}{r}", if zh { "介于" } else { "in" }, a.text(), b.text())
        }
        Test::About(q, p) if zh => format!("约 {} ± {p}%", q.text()),
        Test::About(q, p) => format!("about {} ± {p}%", q.text()),
    }
}

fn time(world: &World, t: &Time, zh: bool) -> String {
    let pick = |a: &'static str, b: &'static str| if zh { a } else { b };
    let span = |w: &Option<(i64, i64)>| w.map_or(String::new(), |(a, b)| format!(" {a}..{b}"));
    match t {
        Time::None => String::new(),
        Time::By(p) => format!(" {} {}", pick("截至", "by"), written(*p)),
        Time::In(p) => format!(" {} {}", pick("于", "in"), written(*p)),
        Time::Before(p) => format!(" before {}", written(*p)),
        Time::Each(f, w) => {
            let word = match f {
                Freq::Year => pick("每年", "each year"),
                Freq::Half => pick("每半年", "each half"),
                Freq::Quarter => pick("每季度", "each quarter"),
                Freq::Month | Freq::Day => pick("每月", "each month"),
            };
            format!(" {word}{}", span(w))
        }
        Time::EachYears(n, w) if zh => format!(" 每{n}年{}", span(w)),
        Time::EachYears(n, w) => format!(" each {n} years{}", span(w)),
        Time::EachBy(m, d, w) => format!(" each year{} by {m:02}-{d:02}", span(w)),
        Time::Throughout(w) => format!(" {}{}", pick("始终", "throughout"), span(w)),
        Time::ByAttr(a) => format!(" by {}", world.attributes[*a].name),
    }
}

fn written(p: Period) -> String {
    p.label()
}

/// Prints an expression.
pub fn num(world: &World, n: &Num, zh: bool) -> String {
    let name = |x: &usize| quoted(&world.indicators[*x].name);
    let pick = |a: &'static str, b: &'static str| if zh { a } else { b };
    match n {
        Num::Const(q) => q.text(),
        Num::Ind(x) => name(x),
        Num::Attr(a) => world.attributes[*a].name.to_owned(),
        Num::AtEntity(x, e) => format!("{}@{}", name(x), path(world, *e)),
        Num::AtLevel(x, level) => format!("{}@{}", name(x), level.word()),
        Num::InYear(x, y) => format!("{}[{y}]", name(x)),
        Num::PrevOf(x) => format!("{}[{}]", name(x), pick("上期", "prev")),
        Num::Arith(o, a, b) => {
            let side = |n: &Num| match n {
                Num::Arith(..) => format!("({})", num(world, n, zh)),
                _ => num(world, n, zh),
            };
            format!("{} {o} {}", side(a), side(b))
        }
        Num::Agg(a) => aggregate(world, (a, None), zh),
        Num::Total(x, w) => {
            let span = w.map_or(String::new(), |(a, b)| format!(", {a}..{b}"));
            format!("{}({}{span})", pick("累计", "total"), name(x))
        }
        Num::Gain(a, y) => format!("{}({}, {} {y})", pick("新增", "gain"), num(world, a, zh), pick("自", "since")),
        Num::Change(a) => format!("{}({})", pick("增减", "change"), num(world, a, zh)),
        Num::Growth(a, against) => {
            let tail = match against {
                Against::YearAgo => String::new(),
                Against::Prev => format!(", {}", pick("上期", "prev")),
                Against::Since(y) => format!(", {} {y}", pick("自", "since")),
            };
            format!("{}({}{tail})", pick("增速", "growth"), num(world, a, zh))
        }
        Num::Yearly(x, y) => format!("{}({}, {} {y})", pick("年均增速", "yearly"), name(x), pick("自", "since")),
        Num::Rank(r) => {
            let order = if r.least_first { pick(", 由低到高", ", ascending") } else { "" };
            let ties = match r.ties {
                Ties::Skip => "",
                Ties::Lowest => pick(", 并列 末位", ", ties lowest"),
                Ties::Dense => pick(", 并列 不占位", ", ties dense"),
            };
            let among = format!("{} {} {}", r.level.word(), pick("在", "in"), r.among.word());
            format!("{}({}, {among}{order}{ties})", pick("排名", "rank"), num(world, &r.value, zh))
        }
        Num::Over(o) => {
            let body = match &o.body {
                Body::Holds(c) => cond(world, c, zh),
                Body::Value(n) => num(world, n, zh),
            };
            let (of_zh, of_en) = match o.each {
                Freq::Quarter => ("个季度", "quarters"),
                Freq::Month => ("个月", "months"),
                _ => ("年", "years"),
            };
            let span = match (o.span, o.each) {
                (Years::Window(a, b), Freq::Quarter) => format!("{a}Q1..{b}Q4"),
                (Years::Window(a, b), Freq::Month) => format!("{a}-01..{b}-12"),
                (Years::Window(a, b), _) => format!("{a}..{b}"),
                (Years::Last(n), _) if zh => format!("近{n}{of_zh}"),
                (Years::Last(n), _) => format!("last {n} {of_en}"),
            };
            let fun = match (o.fun, o.each) {
                (Fun::Count, Freq::Month) => pick("月数", "months"),
                (Fun::Count, _) => pick("年数", "years"),
                (other, _) => fun_word(other, zh),
            };
            format!("{fun}({body}, {span})")
        }
        Num::Above(a, level) => format!("{}@{}", aggregate(world, (a, None), zh), level.word()),
        Num::Peers(a, level) => aggregate(world, (a, Some(*level)), zh),
        Num::Weighted(parts) => {
            let part = |(x, q, w): &(usize, super::world::Quantity, i64)| format!("{} / {}: {w}%", name(x), q.text());
            let all: Vec<String> = parts.iter().map(part).collect();
            format!("{} {{ {} }}", pick("加权", "weighted"), all.join("; "))
        }
    }
}

fn fun_word(fun: Fun, zh: bool) -> &'static str {
    let (cn, en) = match fun {
        Fun::Count => ("数量", "count"),
        Fun::Share => ("占比", "share"),
        Fun::Sum => ("合计", "sum"),
        Fun::Avg => ("平均", "avg"),
        Fun::Min => ("最小", "min"),
        Fun::Max => ("最大", "max"),
        Fun::Median => ("中位数", "median"),
    };
    if zh { cn } else { en }
}

fn aggregate(world: &World, (a, among): (&Agg, Option<super::world::Level>), zh: bool) -> String {
    let filter = a
        .filter
        .as_ref()
        .map_or(String::new(), |f| format!(" {} {}", if zh { "其中" } else { "where" }, cond(world, f, zh)));
    let body = match &a.body {
        Body::Holds(c) => cond(world, c, zh),
        Body::Value(n) => num(world, n, zh),
    };
    let among = among.map_or(String::new(), |l| format!(" {} {}", if zh { "在" } else { "in" }, l.word()));
    format!("{}({}{among}{filter}: {body})", fun_word(a.fun, zh), a.level.word())
}

/// Prints a condition.
pub fn cond(world: &World, c: &Cond, zh: bool) -> String {
    let name = |x: &usize| quoted(&world.indicators[*x].name);
    let yes = |b: bool| match (b, zh) {
        (true, true) => "是",
        (false, true) => "否",
        (true, false) => "yes",
        (false, false) => "no",
    };
    let inner = |c: &Cond| match c {
        Cond::And(..) | Cond::Or(..) => format!("({})", cond(world, c, zh)),
        _ => cond(world, c, zh),
    };
    match c {
        Cond::Is(n, t) => format!("{} {}", num(world, n, zh), test(world, t, zh)),
        Cond::Flag(x) => name(x),
        Cond::FlagIs(x, b) => format!("{} = {}", name(x), yes(*b)),
        Cond::AttrFlag(a, b) => format!("{} = {}", world.attributes[*a].name, yes(*b)),
        Cond::AttrText(a, w) => format!("{} = {w}", world.attributes[*a].name),
        Cond::AttrYear(a, o, y) => format!("{} {} {y}", world.attributes[*a].name, op(*o, false)),
        Cond::Grade(x, o, g) => format!("{} {} {}", name(x), op(*o, false), GRADES[*g]),
        Cond::And(a, b) => format!("{} {} {}", inner(a), if zh { "且" } else { "and" }, inner(b)),
        Cond::Or(a, b) => format!("{} {} {}", inner(a), if zh { "或" } else { "or" }, inner(b)),
        Cond::Not(a) => format!("{} ({})", if zh { "非" } else { "not" }, cond(world, a, zh)),
    }
}

/// Prints the way to an entity: its name, with its parent's where the name is not unique.
pub fn path(world: &World, e: usize) -> String {
    let entity = &world.entities[e];
    let is_unique = world.entities.iter().filter(|o| o.name == entity.name).count() == 1;
    match (is_unique, entity.parent) {
        (false, Some(p)) => format!("{}/{}", quoted(&world.entities[p].name), quoted(&entity.name)),
        _ => quoted(&entity.name),
    }
}

/// Returns a name as it stands in a table: the path where it is not unique.
fn in_table(world: &World, e: usize) -> String {
    let entity = &world.entities[e];
    let is_unique = world.entities.iter().filter(|o| o.name == entity.name).count() == 1;
    let text = match (is_unique, entity.parent) {
        (false, Some(p)) => format!("{}/{}", world.entities[p].name, entity.name),
        _ => entity.name.clone(),
    };
    csv(&text)
}

/// Quotes a cell that would fall apart.
fn csv(text: &str) -> String {
    if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// Puts a name into marks where it is no run of letters and digits, or might be a word of the language.
pub fn quoted(name: &str) -> String {
    let is_plain = name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && !name.starts_with("不低于")
        && !["where", "合计", "每年", "截至"].contains(&name);
    if is_plain { name.to_owned() } else { format!("「{name}」") }
}

fn roster(world: &World) -> String {
    let mut out = String::from("code,name,level,parent");
    for a in &world.attributes {
        let unit = if a.unit.name.is_empty() { String::new() } else { format!("({})", a.unit.name) };
        let _ = write!(out, ",{}{unit}", a.name);
    }
    out.push('\n');
    for e in &world.entities {
        let parent = e.parent.map_or("", |p| &world.entities[p].code);
        let _ = write!(out, "{},{},{},{parent}", e.code, csv(&e.name), e.level.word());
        for cell in &e.attrs {
            let text = match cell {
                AttrCell::Unknown => String::new(),
                AttrCell::Flag(b) => if *b { "是" } else { "否" }.to_owned(),
                AttrCell::Number(n) | AttrCell::Year(n) => n.to_string(),
                AttrCell::Text(t) => (*t).to_owned(),
            };
            let _ = write!(out, ",{text}");
        }
        out.push('\n');
    }
    out
}

fn statistics(world: &World) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let is_in_data = |r: &&Row| world.indicators[r.indicator].set != Some(SetIn::Rules);
    let mut rest: Vec<&Row> = world.rows.iter().filter(is_in_data).collect();
    if world.layout == 1 {
        for x in (0..world.indicators.len()).filter(|x| world.indicators[*x].set != Some(SetIn::Rules)) {
            if let Some(text) = wide(world, x) {
                rest.retain(|r| r.indicator != x);
                files.push((format!("wide{x}.csv"), text));
            }
        }
    }
    let middle = if world.layout == 2 { rest.len() / 2 } else { 0 };
    let (a, b) = rest.split_at(middle);
    if !a.is_empty() {
        files.push(("long1.csv".to_owned(), long(world, a, false)));
    }
    files.push(("long.csv".to_owned(), long(world, b, world.layout == 2 && world.has_roster)));
    files
}

fn long(world: &World, rows: &[&Row], by_code: bool) -> String {
    let mut out = if by_code {
        String::from("指标,code,时期,数值,计量单位,status\n")
    } else {
        String::from("indicator,entity,period,value,unit,status\n")
    };
    for (i, row) in rows.iter().enumerate() {
        let ind = &world.indicators[row.indicator];
        let place = if by_code { world.entities[row.entity].code.clone() } else { in_table(world, row.entity) };
        let unit = match &row.value {
            RowValue::Number(q) if q.unit != ind.unit || i % 2 == 0 => q.unit.name,
            _ => "",
        };
        let status = match (row.rank, i % 2) {
            (0, 0) => "最终",
            (0, _) => "final",
            (1, 0) => "修订",
            (1, _) => "revised",
            (3, 0) => "初步",
            (3, _) => "provisional",
            _ => "",
        };
        let value = cell(&row.value, i);
        let _ = writeln!(out, "{},{place},{},{value},{unit},{status}", csv(&ind.name), row.period.label());
    }
    out
}

fn cell(value: &RowValue, i: usize) -> String {
    match value {
        RowValue::Number(q) => q.number(),
        RowValue::Flag(b) => match (b, i % 3) {
            (true, 0) => "是",
            (true, 1) => "1",
            (true, _) => "true",
            (false, 0) => "否",
            (false, 1) => "0",
            (false, _) => "false",
        }
        .to_owned(),
        RowValue::Grade(g) => GRADES[*g].to_owned(),
        RowValue::Missing(mark) => (*mark).to_owned(),
        RowValue::Small => "…".to_owned(),
        RowValue::NotApplicable => "不适用".to_owned(),
        RowValue::Bad => "约五".to_owned(),
    }
}

/// Prints the rows of one indicator as a wide table, where they fit: one row a cell, no status, the declared unit.
fn wide(world: &World, x: usize) -> Option<String> {
    let ind = &world.indicators[x];
    let mut rows: Vec<&Row> = world.rows.iter().filter(|r| r.indicator == x).collect();
    let fits = |r: &&Row| r.rank == 2 && !matches!(&r.value, RowValue::Number(q) if q.unit != ind.unit);
    if rows.is_empty() || !rows.iter().all(fits) {
        return None;
    }
    rows.sort_by_key(|r| (r.entity, r.period));
    if rows.windows(2).any(|w| (w[0].entity, w[0].period) == (w[1].entity, w[1].period)) {
        return None;
    }
    let unit = if ind.unit.name.is_empty() { String::new() } else { format!("（{}）", ind.unit.name) };
    let mut out = format!("地区,年份,{}\n", csv(&format!("{}{unit}", ind.name)));
    for (i, row) in rows.iter().enumerate() {
        let _ = writeln!(out, "{},{},{}", in_table(world, row.entity), row.period.label(), cell(&row.value, i));
    }
    Some(out)
}
