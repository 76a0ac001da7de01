//! Single words and signs that plans write otherwise than rules: `二〇二五年`, `3,500亿元`, `每个季度`, `并且`.
//!
//! Each step takes a line and gives the line with its kind of slip mended, or nothing where there is none.

use super::amount::{at_start, next};
use crate::lexicon::numeral::{date_in_digits, quantity_in_digits};

type Step = fn(&str) -> Option<String>;

/// The steps in the order in which they are taken: signs and figures first, then times, then what needs both.
pub(super) const STEPS: &[Step] = &[
    full_stop,
    signs,
    thousands,
    dates,
    year_in_words,
    numerals,
    super::functions::functions,
    plan_end,
    time_words,
    repeated,
    leading_time,
    conditional,
    everywhere,
    scope,
    share_of,
    range,
    from_then_on,
    continued,
    bare_date,
    index,
    quoted_subject,
];

/// Returns a line whose field is named as documents name it: `牵头单位 甲局`.
pub(super) fn field(line: &str) -> Option<String> {
    const FIELDS: [(&str, &str); 50] = [
        ("牵头单位", "牵头"),
        ("牵头部门", "牵头"),
        ("牵头责任单位", "牵头"),
        ("主责单位", "牵头"),
        ("主办单位", "牵头"),
        ("责任单位", "责任"),
        ("责任部门", "责任"),
        ("责任人", "责任"),
        ("负责单位", "责任"),
        ("负责", "责任"),
        ("配合单位", "配合"),
        ("配合部门", "配合"),
        ("协办单位", "配合"),
        ("落实单位", "落实"),
        ("备注", "说明"),
        ("注", "说明"),
        ("文件依据", "依据"),
        ("出处", "依据"),
        ("级别", "层级"),
        ("属性", "性质"),
        ("指标属性", "性质"),
        ("单位名称", "单位"),
        ("发文单位", "机关"),
        ("发文机关", "机关"),
        ("印发机关", "机关"),
        ("印发单位", "机关"),
        ("发布机关", "机关"),
        ("发布单位", "机关"),
        ("制定机关", "机关"),
        ("发文字号", "文号"),
        ("文件号", "文号"),
        ("规划期", "期间"),
        ("规划期间", "期间"),
        ("计划期", "期间"),
        ("实施期限", "期间"),
        ("基准年", "基期"),
        ("基期年", "基期"),
        ("基年", "基期"),
        ("数据来源", "来源"),
        ("资料来源", "来源"),
        ("报送频率", "频率"),
        ("统计频率", "频率"),
        ("报送周期", "频率"),
        ("统计口径", "口径"),
        ("指标口径", "口径"),
        ("统计范围", "口径"),
        ("计算公式", "公式"),
        ("计算方法", "公式"),
        ("指标类型", "类型"),
        ("取值范围", "取值"),
    ];
    const VALUES: [(&str, &str, &str); 9] = [
        ("层级", "县级", "县"),
        ("层级", "镇级", "镇"),
        ("层级", "村级", "村"),
        ("层级", "市级", "市"),
        ("层级", "省级", "省"),
        ("层级", "乡镇", "镇"),
        ("类型", "百分比", "比率"),
        ("类型", "存量", "时点数"),
        ("类型", "流量", "时期数"),
    ];
    let cut = line.find([' ', ':', '：'])?;
    let (word, rest) = line.split_at_checked(cut)?;
    let value = rest.trim_start_matches([' ', ':', '：']).trim();
    let known = FIELDS.iter().find(|(said, _)| *said == word).map(|(_, field)| *field);
    let field = known.unwrap_or(word);
    let meant = VALUES.iter().find(|(of, said, _)| *of == field && *said == value).map(|(_, _, v)| *v);
    if known.is_none() && meant.is_none() {
        return None;
    }
    Some(format!("{field} {}", meant.unwrap_or(value)))
}

/// What is left to do once the predicate stands in the words of rules.
pub(super) fn after_predicate(line: &str) -> Option<String> {
    let mut text = line.to_owned();
    for step in [bare_date as Step, quoted_subject] {
        text = step(&text).unwrap_or(text);
    }
    (text != line).then_some(text)
}

/// Replaces one text by another everywhere.
fn replaced(line: &str, pairs: &[(&str, &str)]) -> Option<String> {
    let out = pairs.iter().fold(line.to_owned(), |text, (from, to)| text.replace(from, to));
    (out != line).then_some(out)
}

fn full_stop(line: &str) -> Option<String> {
    let cut = line.trim_end_matches(['。', '．', '.', '，', '、', '！']);
    (cut.len() < line.len() && !cut.is_empty()).then(|| cut.to_owned())
}

fn signs(line: &str) -> Option<String> {
    replaced(line, &[("≧", ">="), ("≦", "<="), ("≮", ">="), ("≯", "<="), ("﹥", ">"), ("﹤", "<"), ("％", "%")])
}

/// `3,500亿元`
fn thousands(line: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = line;
    let mut is_changed = false;
    while let Some(at) = rest.find([',', '，']) {
        let (before, after) = rest.split_at_checked(at)?;
        let sign = after.chars().next()?;
        let tail = after.get(sign.len_utf8()..)?;
        let n_before = before.chars().rev().take_while(char::is_ascii_digit).count();
        let n_after = tail.chars().take_while(char::is_ascii_digit).count();
        let is_group = (1..=3).contains(&n_before) && n_after == 3;
        out.push_str(before);
        if is_group {
            is_changed = true;
            // The next group sees three digits before its comma.
            out.push_str(tail.get(..3)?);
            let next = tail.get(3..)?;
            if next.starts_with([',', '，']) {
                rest = tail;
                out.truncate(out.len() - 3);
                continue;
            }
            rest = next;
        } else {
            out.push(sign);
            rest = tail;
        }
    }
    out.push_str(rest);
    is_changed.then_some(out)
}

/// Returns a day that is written without hyphens (`2025.12.31`, `20251231`) as rules write it.
pub(crate) fn day_in_figures(text: &str) -> Option<String> {
    dates(text.trim()).filter(|day| day.len() == "2025-12-31".len())
}

/// `2025.12.31`, `2025/12/31`, `20251231`
fn dates(line: &str) -> Option<String> {
    let digits = |text: &str, n: usize| text.get(..n).is_some_and(|t| t.bytes().all(|b| b.is_ascii_digit()));
    for (at, _) in line.char_indices() {
        let after_digit = line.get(..at).is_some_and(|t| t.ends_with(|c: char| c.is_ascii_digit() || c == '.'));
        let Some(rest) = line.get(at..).filter(|r| !after_digit && super::year(r).is_some() || digits(r, 8)) else {
            continue;
        };
        let year = rest.get(..4)?;
        let parts: Option<(&str, &str, &str)> = if digits(rest, 8) && !after_digit && !digits(rest, 9) {
            Some((rest.get(4..6)?, rest.get(6..8)?, rest.get(8..)?))
        } else {
            rest.get(4..)
                .and_then(|tail| tail.strip_prefix(['.', '/', '．', '／']))
                .and_then(|tail| tail.split_once(['.', '/', '．', '／']))
                .filter(|(month, _)| !month.is_empty() && digits(month, month.len()))
                .and_then(|(month, tail)| {
                    let end = tail.bytes().take_while(u8::is_ascii_digit).count();
                    let (day, tail) = tail.split_at_checked(end)?;
                    Some((month, day, tail))
                })
        };
        let Some((month, day, tail)) = parts else { continue };
        let (month, day) = (month.parse::<u8>().ok()?, day.parse::<u8>().ok()?);
        let year: u32 = year.parse().ok()?;
        if (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day) {
            return Some(format!("{}{year}-{month:02}-{day:02}{tail}", line.get(..at)?));
        }
    }
    None
}

/// `二〇二五年`
fn year_in_words(line: &str) -> Option<String> {
    let at = line.find('二').filter(|at| line.get(*at..).is_some_and(|t| t.contains('年')))?;
    let (before, rest) = line.split_at_checked(at)?;
    let end = rest.find('年')? + '年'.len_utf8();
    let (year, tail) = rest.split_at_checked(end)?;
    Some(format!("{before}{}{tail}", date_in_digits(year)?))
}

/// Measure words before which a numeral is written in words.
pub(super) const MEASURES: [&str; 30] = [
    "次", "场", "个", "家", "户", "人", "名", "件", "项", "处", "所", "条", "座", "台", "辆", "头", "只", "亩", "万亩",
    "元", "万元", "亿元", "吨", "公里", "人次", "期", "批", "套", "支", "起",
];

/// `不少于两次`, `>= 九成`, `超过三分之二`, `过半`
fn numerals(line: &str) -> Option<String> {
    const BEFORE: [&str; 24] = [
        " ",
        "=",
        ">",
        "<",
        "不低于",
        "不少于",
        "不高于",
        "不超过",
        "不大于",
        "不小于",
        "至少",
        "至多",
        "达到",
        "超过",
        "高于",
        "低于",
        "大于",
        "小于",
        "多于",
        "少于",
        "突破",
        "提高到",
        "下降到",
        "控制在",
    ];
    if let Some(out) = replaced(line, &[("超过半数", "> 50%"), ("过半数", "> 50%"), ("过半", "> 50%")]) {
        return Some(out);
    }
    for (at, _) in line.char_indices().skip(1) {
        let (before, rest) = line.split_at_checked(at)?;
        if !BEFORE.iter().any(|w| before.ends_with(w)) {
            continue;
        }
        let run = rest.find(|c: char| !(c.is_alphanumeric() || c == '.')).unwrap_or(rest.len());
        let run = rest.get(..run)?;
        let ends = run.char_indices().map(|(i, c)| i + c.len_utf8());
        let known = |unit: &str| MEASURES.contains(&unit);
        let best = ends.filter_map(|end| Some((end, quantity_in_digits(run.get(..end)?, known)?))).next_back();
        if let Some((end, digits)) = best {
            let gap = if before.ends_with(' ') { "" } else { " " };
            return Some(format!("{before}{gap}{digits}{}", rest.get(end..)?));
        }
    }
    None
}

/// `十四五末`, `规划期末`
fn plan_end(line: &str) -> Option<String> {
    const PLANS: [(&str, u32); 4] = [("十二五", 2015), ("十三五", 2020), ("十四五", 2025), ("十五五", 2030)];
    for word in ["到规划期末", "截至规划期末", "规划期末", "到期末"] {
        if let Some((before, after)) = line.split_once(word) {
            let after = after.trim_start_matches([',', '，', ':', '：', ' ']);
            return Some(format!("{before}{after}").trim().to_owned());
        }
    }
    for (name, year) in PLANS {
        let Some((before, after)) = line.split_once(name) else { continue };
        let before = before.trim_end_matches(['“', '"', '＂']);
        let after = after.trim_start_matches(['”', '"', '＂']);
        let after = after.strip_prefix("规划").unwrap_or(after);
        let tail = ["期末", "末期", "末", "收官之年"].iter().find_map(|w| after.strip_prefix(w))?;
        let head = ["截至", "到", "至"].iter().find_map(|w| before.strip_suffix(w)).unwrap_or(before);
        return Some(format!("{head}截至 {year}年{tail}"));
    }
    None
}

/// `在2025年` for a time, `到 2025 年`
fn time_words(line: &str) -> Option<String> {
    let (before, after) = line.split_once(" 在")?;
    super::year(after.trim_start())?;
    Some(format!("{before} 于 {}", after.trim_start()))
}

/// `每个季度`, `每两年`
fn repeated(line: &str) -> Option<String> {
    replaced(
        line,
        &[
            ("每个季度", "每季度"),
            ("每个月", "每月"),
            ("每个年度", "每年"),
            ("每一年", "每年"),
            ("每年度", "每年"),
            ("每个半年", "每半年"),
            ("每两年", "每2年"),
            ("每三年", "每3年"),
            ("每四年", "每4年"),
            ("每五年", "每5年"),
            ("每隔一年", "每2年"),
            ("每两个月", "每2个月"),
        ],
    )
}

/// `到2025年底，产值 >= 350亿元`
fn leading_time(line: &str) -> Option<String> {
    let rest = ["到", "截至", "至"].iter().find_map(|w| line.strip_prefix(w))?.trim_start();
    super::year(rest)?;
    let at = line.find(['，', ',', '、', ':', '：'])?;
    let (time, body) = line.split_at_checked(at)?;
    Some(format!("{time}: {}", body.trim_start_matches(['，', ',', '、', ':', '：', ' '])))
}

/// `如果 A 则 B`
fn conditional(line: &str) -> Option<String> {
    let rest = ["如果", "若", "当", "如"].iter().find_map(|w| line.strip_prefix(w))?;
    let (condition, duty) =
        [" 则 ", " 则", "，则", "时，", " 那么 ", "的，"].iter().find_map(|w| rest.split_once(w))?;
    // 财政收入下降: as it stands it would be a flag that nobody reports.
    if !condition.contains(['<', '>', '=', '≥', '≤']) {
        return None;
    }
    Some(format!("若 {}: {}", condition.trim().trim_end_matches(['，', ',']), duty.trim()))
}

/// `全县: 产值 >= 350亿元`
fn everywhere(line: &str) -> Option<String> {
    let rest = ["全县", "全市", "全省", "全区"].iter().find_map(|w| line.strip_prefix(w))?;
    Some(rest.trim_start().strip_prefix([':', '：'])?.trim_start().to_owned())
}

/// `在清河县: …`
fn scope(line: &str) -> Option<String> {
    let rest = line.strip_prefix('在').filter(|r| !r.starts_with(' '))?;
    rest.contains([':', '：']).then(|| format!("在 {rest}"))
}

/// `80%的村: 收入 >= 5万元`, `80%以上的村 收入 >= 5万元`
fn share_of(line: &str) -> Option<String> {
    let figure = at_start(line).filter(|f| f.is_share())?;
    let (op, rest) = match figure.rest.strip_prefix("以上") {
        Some(rest) => (">=", rest),
        None => (">=", figure.rest),
    };
    let rest = rest.strip_prefix('的')?;
    let cut = rest.find([':', '：', ' ', '，'])?;
    let (level, body) = rest.split_at_checked(cut)?;
    let body = body.trim_start_matches([':', '：', ' ', '，']);
    // A time behind the condition belongs to the share.
    let at = [" 截至", " 到", " 于", " 每年", " 始终"].iter().filter_map(|w| body.find(w)).min().unwrap_or(body.len());
    let (condition, time) = body.split_at_checked(at)?;
    Some(format!("占比({level}: {}) {op} {}{time}", condition.trim(), figure.written))
}

/// `3%-5%`, `>= 5~10万元`, `介于 3%至5%`
fn range(line: &str) -> Option<String> {
    const DASHES: [&str; 9] = ["-", "－", "—", "–", "~", "～", "至", "到", "——"];
    for (at, _) in line.char_indices().skip(1) {
        let (before, rest) = line.split_at_checked(at)?;
        if before.ends_with(|c: char| c.is_alphanumeric() || c == '.' || c == '-')
            && !before.ends_with(['于', '在', '到'])
        {
            continue;
        }
        let Some(low) = at_start(rest).filter(|low| super::year(low.written).is_none()) else { continue };
        let Some(tail) = DASHES.iter().find_map(|d| low.rest.trim_start().strip_prefix(d)) else { continue };
        let Some(high) = next(tail) else { continue };
        if high.unit.is_empty() || !(low.unit.is_empty() || low.unit == high.unit) {
            continue;
        }
        let head = before.trim_end();
        let words = [">=", "<=", "≥", "≤", ">", "<", "介于", "达到", "不低于", "控制在", "保持在", "为", "在", "in"];
        let head = words.iter().find_map(|w| head.strip_suffix(w)).unwrap_or(head).trim_end();
        let tail = high.rest.trim_start_matches("之间");
        return Some(format!("{head} 介于 {}..{}{tail}", low.written, high.written));
    }
    None
}

/// `>= 300亿元 截至 2023，350亿元 截至 2025`: the second figure takes the comparison of the first.
fn continued(line: &str) -> Option<String> {
    const SIGNS: [&str; 12] = [">=", "<=", "≥", "≤", "不低于", "不少于", "不高于", "不超过", "达到", "超过", ">", "<"];
    // Of two that begin at one place the longer stands first in the list.
    let first = SIGNS.iter().filter_map(|s| Some((line.find(s)?, *s))).min_by_key(|(at, _)| *at)?;
    let mut out = String::new();
    let mut is_changed = false;
    for (i, part) in line.split([',', '，', '、']).enumerate() {
        let part = part.trim();
        if i > 0 {
            let is_bare = at_start(part).is_some_and(|f| !f.unit.is_empty() && !f.unit.starts_with('年'));
            out.push_str(if is_bare { ", " } else { "，" });
            if is_bare {
                out.push_str(first.1);
                out.push(' ');
                is_changed = true;
            }
        }
        out.push_str(part);
    }
    is_changed.then_some(out)
}

/// `产值 >= 26亿元 截至 2025, 自 2023-07-01 起 >= 24亿元`: what holds from a day on is a revision.
fn from_then_on(line: &str) -> Option<String> {
    let (at, word) = ["自", "从"].iter().find_map(|w| Some((line.find(w).filter(|at| *at > 0)?, w)))?;
    let (before, rest) = line.split_at_checked(at)?;
    let before = before.trim_end();
    let target = before.strip_suffix([',', '，', '；'])?;
    let rest = rest.strip_prefix(word)?.trim_start();
    super::year(rest)?;
    let (day, rest) = rest.split_once('起')?;
    let rest = rest.trim_start_matches([' ', ',', '，', '改', '调', '整', '为']);
    let day = match day.trim().trim_end_matches('年') {
        year if year.len() == 4 => format!("{year}-01-01"),
        day => day.to_owned(),
    };
    let rest = if at_start(rest).is_some() { format!(">= {rest}") } else { rest.to_owned() };
    Some(format!("{target}; 调整 自 {day} \"文号\": {rest}"))
}

/// `350亿元 2025年末`
fn bare_date(line: &str) -> Option<String> {
    let at = line.rfind(' ')?;
    let (before, date) = line.split_at_checked(at)?;
    let date = date.trim_start();
    super::year(date)?;
    let ends_in_figure = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '%' | '％'))
        && !["截至", "到", "于", "自", "by", "in", "each", "since", "每年", "始终", "之前"]
            .iter()
            .any(|w| before.ends_with(w));
    ends_in_figure.then(|| format!("{before} 截至 {date}"))
}

/// `产值[上年]`
fn index(line: &str) -> Option<String> {
    replaced(line, &[("[上年]", "[上期]"), ("[去年]", "[上期]"), ("［上年］", "[上期]"), ("[上一年]", "[上期]")])
}

/// `每千人口执业（助理）医师数 >= 3.05人`: a name with brackets or a dot stands in its own quotes.
fn quoted_subject(line: &str) -> Option<String> {
    const SIGNS: [&str; 11] = [">=", "<=", "≥", "≤", ">", "<", "=", "不低于", "不少于", "不高于", "不超过"];
    let (scope, body) = match line.rfind(": ") {
        Some(at) => line.split_at_checked(at + 2)?,
        None => ("", line),
    };
    let at = SIGNS.iter().filter_map(|s| body.find(s)).min()?;
    let (subject, rest) = body.split_at_checked(at)?;
    let subject = subject.trim();
    const CALLS: [&str; 12] =
        ["增速", "新增", "增减", "年均增速", "累计", "占比", "数量", "合计", "平均", "最大", "最小", "中位数"];
    let is_call = CALLS.iter().any(|f| subject.strip_prefix(f).is_some_and(|rest| rest.starts_with(['(', '（'])));
    if is_call {
        return None;
    }
    let is_odd = subject.contains(['(', '（', '.', '-', '－', '·', '/', '、']) && !subject.contains(['「', ' ']);
    let begins = subject.chars().next().is_some_and(|c| !c.is_ascii_digit());
    (is_odd && begins).then(|| format!("{scope}「{subject}」 {rest}"))
}
