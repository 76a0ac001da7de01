//! Whole sentences of plans, glued as documents write them: `到2025年全县三分之二以上的村收入达到5万元`.
//!
//! Takes a line and gives the finished one: `frame` takes off the times, the place and the words that only weigh; `people`
//! knows sentences about so many of the villages, `beside` targets that look at others (ranks, means, tasks), `spans` those
//! that look over years; what is left is a figure with a comparison, or one of the changes that `change` reads.
//! INVARIANT: every character of the line has been understood by one of them, or nothing is given.

mod beside;
mod frame;
mod people;
mod plain;
mod spans;

use super::{Around, change};
use frame::Frame;
pub(super) use plain::before_comparison;

/// A line that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// The finished line; several are parted by `; `.
    pub line: String,
    /// Whether it only lacked the blanks between name, comparison and figure.
    pub is_only_glued: bool,
}

/// One target, and the time that goes without saying.
struct Target {
    text: String,
    time: String,
}

impl Target {
    fn new(text: String) -> Self {
        Self { text, time: String::new() }
    }

    /// A target that is due at a time of its own where none is written.
    fn due(text: String, time: impl Into<String>) -> Self {
        Self { text, time: time.into() }
    }
}

/// Returns a sentence as a line of a rule, if all of it is understood.
pub(crate) fn read(line: &str, around: &Around<'_>) -> Option<Said> {
    let is_sentence = line.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    // Each place of a sentence is tried as the end of each part of it.
    if line.len() > super::LONGEST * 4 || line.chars().count() > super::LONGEST {
        return None;
    }
    // `by 2025` is a line of rules already, or none at all.
    let is_english = [" by", " in ", " each", " since", " throughout"].iter().any(|w| line.contains(w));
    if !is_sentence || is_english || line.contains(['"', '“', '{', ';', '；', '「', '\'', '\n']) {
        return None;
    }
    let line = frame::compact(line);
    if let Some(line) = conditional(&line, around) {
        return Some(Said { line, is_only_glued: false });
    }
    let lead = frame::lead(&line, around);
    let mut lines = whole(&lead, around).or_else(|| clauses(&lead, around))?;
    // Years that nothing has read would be lost.
    let is_lost = |(from, to): (u32, u32)| !lines.iter().any(|l| l.contains(&format!("{from}..{to}")));
    if lead.window.is_some_and(is_lost) {
        return None;
    }
    let is_only_glued = lines.len() == 1 && lead.is_bare && lines.first() == plain::read(&line, around).as_ref();
    if let Some(wording) = lead.wording {
        lines.push(format!("措辞 {wording}"));
    }
    (!lines.is_empty()).then(|| Said { line: lines.join("; "), is_only_glued })
}

/// Reads the body as one target; the comma of `…的村，收入…` parts none.
fn whole(lead: &Frame, around: &Around<'_>) -> Option<Vec<String>> {
    let frame = frame::of(lead, &lead.body, around);
    let target = one(&frame.body, &frame, around)?;
    Some(vec![with_time(&target, &frame)])
}

/// Reads a body as several targets. What has no time of its own has that of the beginning.
fn clauses(lead: &Frame, around: &Around<'_>) -> Option<Vec<String>> {
    let mut subject: Option<String> = None;
    let mut scope: Option<String> = None;
    let mut lines = Vec::new();
    for clause in frame::clauses(&lead.body) {
        let frame = frame::of(lead, clause, around);
        let body = &frame.body;
        // 产值到2025年达到350亿元，年均增长6%: the second clause is about the same figure.
        let own = one(body, &frame, around);
        let target = own.or_else(|| one(&format!("{}{body}", subject.as_ref()?), &frame, around))?;
        // 各镇招商不低于2亿元，同比增长10%: both are asked of every town.
        let own = target.text.split_once(": ").filter(|(scope, _)| scope.starts_with("每个 "));
        let target = match (own, &scope) {
            (None, Some(scope)) => Target { text: format!("{scope}: {}", target.text), ..target },
            _ => target,
        };
        let asked = target.text.split_once(": ").filter(|(who, _)| who.starts_with("每个 "));
        if let (Some((who, what)), None) = (asked, &scope) {
            scope = Some(who.to_owned());
            subject = subject.or_else(|| what.split(' ').next().map(str::to_owned));
        }
        subject = subject.or_else(|| plain::subject_of(body, around));
        lines.push(with_time(&target, &frame));
    }
    Some(lines).filter(|lines| lines.len() > 1)
}

/// Writes a target with its time; further lines stand behind both.
fn with_time(target: &Target, frame: &Frame) -> String {
    let time = if frame.time.is_empty() { &target.time } else { &frame.time };
    match target.text.split_once("; ") {
        Some((first, more)) => format!("{}; {more}", format!("{first} {time}").trim_end()),
        None => format!("{} {time}", target.text).trim_end().to_owned(),
    }
}

/// Returns one clause without its time.
fn one(clause: &str, frame: &Frame, around: &Around<'_>) -> Option<Target> {
    people::read(clause, frame, around)
        .or_else(|| spans::read(clause, frame, around))
        .or_else(|| beside::read(clause, around))
        .or_else(|| changed(clause, frame, around))
        .or_else(|| plain::read(clause, around).map(Target::new))
        .or_else(|| plain::done(clause, around).map(Target::new))
}

/// Returns what is to hold for each of several without its time: a target, or a flag that is declared.
fn one_of_each(clause: &str, frame: &Frame, around: &Around<'_>) -> Option<Target> {
    let flag = || around.is_declared(clause).then(|| Target::new(clause.to_owned()));
    spans::read(clause, frame, around)
        .or_else(|| beside::read(clause, around))
        .or_else(|| changed(clause, frame, around))
        .or_else(|| plain::read(clause, around).map(Target::new))
        .or_else(|| plain::done(clause, around).map(Target::new))
        .or_else(flag)
}

/// A change or a level in the words that `change` knows, whose subject is a name.
fn changed(clause: &str, frame: &Frame, around: &Around<'_>) -> Option<Target> {
    let clause = plain::without_verbs(clause, around);
    let is_subject = |subject: &str| plain::name(subject, around).is_some();
    // 每年 has been taken off: 每年提高1个百分点 is against the year before, and no gain since the base.
    let repeated = frame.time.strip_prefix('每').map(|_| frame.time.as_str());
    let yearly = repeated.and_then(|every| change::read_with(clause, around, every, is_subject));
    let read = match (yearly, repeated) {
        (Some(read), _) => read,
        (None, Some(_)) => change::read_of(clause, around, is_subject).filter(|read| is_level(read))?,
        (None, None) => change::read_of(clause, around, is_subject)?,
    };
    let timed = |word: &str| read.strip_suffix(word).map(|text| Target::due(text.to_owned(), word.trim_start()));
    timed(" 每年").or_else(|| timed(" 始终")).or_else(|| Some(Target::new(read.clone())))
}

/// Returns whether a line is about a level: 提高到65% every quarter is clear, 提高5% every quarter is against what?
fn is_level(line: &str) -> bool {
    !["增速(", "新增(", "增减(", "年均增速("].iter().any(|call| line.contains(call)) && !line.contains('[')
}

/// `当年财政收入下降的，三公经费下降5%以上`, `如果产值低于300亿元，则走访不少于1次`
fn conditional(line: &str, around: &Around<'_>) -> Option<String> {
    let (begins, rest) = match ["如果", "若", "当年", "当", "如", "凡"].iter().find_map(|w| line.strip_prefix(w))
    {
        Some(rest) => (true, rest),
        None => (false, line),
    };
    let comma = rest.find(['，', ','])?;
    let (condition, duty) = rest.split_at_checked(comma)?;
    let duty = duty.trim_start_matches(['，', ',']);
    let duty = duty.strip_prefix('则').or_else(|| duty.strip_prefix("那么")).unwrap_or(duty);
    let condition = match ["的", "时", "的话"].iter().find_map(|w| condition.strip_suffix(w)) {
        Some(condition) => condition,
        None if begins => condition,
        None => return None,
    };
    let condition = condition.trim_start_matches("当年").trim_start_matches("年度");
    let condition = plain::condition(condition, around)?;
    let duty = read(duty, around)?;
    let first = duty.line.split("; ").next()?;
    (first.len() == duty.line.len()).then(|| format!("若 {condition}: {first}"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const HEAD: &str = "方案 \"p\" { 地区 清河县; 期间 2021..2025; 基期 2020 }
指标 城镇化率 { 计量单位 %; 层级 县; 类型 比率 }
指标 产值 { 计量单位 亿元; 层级 县; 类型 时期数 }
指标 招商 { 计量单位 万元; 层级 镇; 类型 时期数 }
指标 走访 { 计量单位 次; 层级 镇; 类型 时期数 }
指标 收入 { 计量单位 万元; 层级 村; 类型 时期数 }
指标 有卫生室 { 层级 村; 类型 是非 }
指标 耕地 { 计量单位 万亩; 层级 县; 类型 时点数 }
指标 水田 { 计量单位 万亩; 层级 县; 类型 时点数 }\n";

    fn said(line: &str) -> Option<String> {
        read(line, &Around::new(HEAD)).map(|s| s.line)
    }

    #[test]
    fn what_is_not_understood_whole_is_left_alone() {
        for line in [
            "通过省级验收",
            "完成村庄规划编制",
            "污水处理设施全覆盖",
            "产值进入世界前三",
            "收入低于5万元的户数",
            "产值达到350亿元并通过验收",
            "推动产值达到350亿元",
            "到2025年",
            "产值",
            "近三年",
        ] {
            assert_eq!(said(line), None, "{line}");
        }
    }

    /// Sentences in the words of plans, each with the line that is offered for it.
    const SENTENCES: &[(&str, &str)] = &[
        ("到2025年全县城镇化率提高到65%", "城镇化率 >= 65% 截至 2025年"),
        ("2025年全县产值突破350亿元", "产值 > 350亿元 于 2025年"),
        ("力争到2025年产值翻一番", "产值 >= 产值[2020] * 2 截至 2025年; 措辞 力争"),
        ("十四五末产值达到350亿元", "产值 >= 350亿元 截至 2025年末"),
        ("我县产值年均增长7%左右，到2025年达到350亿元", "年均增速(产值) 约 7%; 产值 >= 350亿元 截至 2025年"),
        (
            "到2025年，产值突破350亿元，年均增长6.5%以上",
            "产值 > 350亿元 截至 2025年; 年均增速(产值) >= 6.5% 截至 2025年",
        ),
        ("三分之二以上的村收入达到5万元", "占比(村: 收入 >= 5万元) >= 2/3"),
        ("到2023年底，半数以上的村收入达到5万元", "占比(村: 收入 >= 5万元) >= 50% 截至 2023年底"),
        ("收入5万元以上的村达到130个", "数量(村: 收入 >= 5万元) >= 130个"),
        ("130个以上的村收入达到10万元", "数量(村: 收入 >= 10万元) >= 130个"),
        ("所有村有卫生室", "每个 村: 有卫生室"),
        ("退出时间在2019年前的村，收入不低于8000元", "每个 村 其中 退出时间 < 2019年: 收入 >= 8000元"),
        ("脱贫时间在2020年底前的村收入达到5万元", "每个 村 其中 脱贫时间 <= 2020年底: 收入 >= 5万元"),
        ("每个镇每年走访不少于两次", "每个 镇: 走访 >= 2次 每年"),
        ("各镇招商不低于全县平均的一半", "每个 镇: 招商 >= 平均(镇: 招商)@县 * 50%"),
        ("到2025年产值总量进入全市前5名", "排名(产值, 县 在 市) <= 5位 截至 2025年"),
        ("城镇化率高于全省平均水平", "城镇化率 > 城镇化率@省"),
        ("产值达到全市平均水平的1.2倍", "产值 >= 平均(县 在 市: 产值) * 1.2倍"),
        ("产值增速快于全市2个百分点以上", "增速(产值) >= 增速(产值@市) + 2个百分点 每年"),
        ("完成市下达的招商任务", "招商 >= 招商任务 每年"),
        ("产值完成年度目标的110%", "产值 >= 产值任务 * 110% 每年"),
        ("新增耕地中水田占50%以上", "新增(水田, 自 2020) / 新增(耕地, 自 2020) >= 50%"),
        ("当年财政收入下降的，产值下降5%以上", "若 增速(财政收入) < 0%: 增速(产值) <= -5%"),
        ("如果产值比上年下降3%以上，则走访不少于两次", "若 增速(产值) <= -3%: 走访 >= 2次"),
        ("五年中至少三年产值达到300亿元", "年数(产值 >= 300亿元, 2021..2025) >= 3年"),
        ("产值五年中有四年超过300亿元", "年数(产值 > 300亿元, 2021..2025) >= 4年"),
        ("近三年产值平均不低于300亿元", "平均(产值, 近3年) >= 300亿元"),
        ("产值三年滑动平均达到300亿元", "平均(产值, 近3年) >= 300亿元"),
        ("产值不低于历史最高", "产值 >= 最大(产值, 2016..2020)"),
        ("产值连续三年正增长", "增速(产值) > 0% 始终 2023..2025"),
        ("城镇化率逐年提高", "增减(城镇化率) > 0个百分点 每年"),
        ("城镇化率每年提高1.5个百分点", "增减(城镇化率) >= 1.5个百分点 每年"),
        ("城镇化率每季度提高到65%", "城镇化率 >= 65% 每季度"),
        ("确保产值只增不减", "增速(产值) >= 0% 每年; 措辞 确保"),
        ("2021—2025年累计走访达到10万次", "累计(走访, 2021..2025) >= 10万次"),
        ("2023年起产值由26.5亿元调整为24亿元", "产值 >= 26.5亿元; 调整 自 2023-01-01 \"文号\": >= 24亿元"),
        ("到2025年建成高标准农田5万亩", "建成高标准农田 >= 5万亩 截至 2025年"),
        ("产值弹性系数不超过0.5", "产值弹性系数 <= 0.5"),
        ("城镇化率年均提高0.8个百分点", "新增(城镇化率, 自 2020) >= 4个百分点 截至 2025"),
        ("城镇化率达到65%以上，比2022年提高2个百分点", "城镇化率 >= 65%; 新增(城镇化率, 自 2022) >= 2个百分点"),
        ("产值不低于上年", "增速(产值) >= 0% 每年"),
        ("城镇化率不低于上年水平", "增减(城镇化率) >= 0个百分点 每年"),
        ("收入增速高于产值增速1个百分点", "增速(收入) >= 增速(产值) + 1个百分点 每年"),
        ("各镇招商额不低于2亿元，同比增长10%以上", "每个 镇: 招商额 >= 2亿元; 每个 镇: 增速(招商额) >= 10%"),
        ("产值年均增速不低于6%", "年均增速(产值) >= 6%"),
        ("产值比2022年翻一番以上", "产值 >= 产值[2022] * 2"),
        ("城乡收入比缩小到2.2以内", "城乡收入比 <= 2.2"),
        ("每村培养2名以上后备干部", "每个 村: 培养后备干部 >= 2名"),
        ("90%以上的村达到省级标准", "占比(村: 达到省级标准) >= 90%"),
    ];

    #[test]
    fn sentences_become_lines_that_the_grammar_reads() {
        let mut wrong = Vec::new();
        for (sentence, line) in SENTENCES {
            let offered = said(sentence);
            if offered.as_deref() != Some(*line) {
                wrong.push(format!("{sentence}: {offered:?}"));
            }
            assert!(line.split("; ").all(crate::syntax::is_rule_line), "{line}");
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn what_would_be_lost_keeps_a_sentence_from_being_read() {
        for sentence in [
            "产值每两年增长10%",
            "2021—2025年城镇化率提高5个百分点",
            "产值每季度增长5%",
            "产值进入全国前十",
            "产值达到350亿元、并通过验收",
        ] {
            assert_eq!(said(sentence), None, "{sentence}");
        }
    }

    #[test]
    fn blanks_between_name_comparison_and_figure_are_all_that_lacks() {
        let is_glued = |line| read(line, &Around::new(HEAD)).unwrap().is_only_glued;
        assert!(is_glued("收入不低于5万元"));
        assert!(!is_glued("到2025年收入不低于5万元"));
        assert!(!is_glued("所有村收入不低于5万元"));
    }
}
