//! The words that name what is measured: those before the number, else those behind it, else what was spoken of.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::line::Line;
use crate::tables::names::{GRADES, HEADS, MEASURES, RIGHT_STOPS, VERBS, WHOLE};
use crate::tables::nouns::WHOLE_NOUNS;
use crate::tables::units::NOUNS;
use crate::tables::verbs;

use super::marks::{Mark, MarkKind};
use super::scope::{self, Scope};
use super::signs::longest_start;

/// Names are cut to this many characters.
const LONGEST: usize = 28;
/// A clause before a number is read back so far.
const REACH: usize = 80;

/// Returns the words between what stands before an amount and the amount: times, brackets and 每年 cut out.
pub fn left(line: &Line, marks: &[Mark], idx: usize) -> String {
    let Some(mark) = marks.get(idx) else { return String::new() };
    let mut pieces: Vec<String> = Vec::new();
    let mut end = mark.start;
    let floor = mark.start.saturating_sub(REACH);
    let mut depth = 0usize;
    let mut tail = String::new();
    for before in marks.get(..idx).unwrap_or_default().iter().rev() {
        if before.end < floor {
            break;
        }
        match before.kind {
            MarkKind::Close => {
                if depth == 0 {
                    tail = line.text(before.end, end) + &tail;
                }
                depth += 1;
            }
            MarkKind::Open if depth > 0 => {
                depth -= 1;
                end = before.start;
            }
            _ if depth > 0 => {}
            MarkKind::Time(_) | MarkKind::Each(_) => {
                // A time ends the clause unless only a word or two of the subject stand before it.
                pieces.push(line.text(before.end, end) + &tail);
                tail.clear();
                // 能耗比2025年下降: 比 belongs to the time.
                let has_than =
                    matches!(before.kind, MarkKind::Time(_)) && matches!(line.before(before.start), '比' | '较');
                end = before.start - usize::from(has_than);
            }
            MarkKind::Quoted | MarkKind::Named | MarkKind::DocumentNumber => {}
            // 15岁以上人群吸烟率: an age is part of the name.
            MarkKind::Amount(ref a) if matches!(a.unit.as_str(), "岁" | "周岁") => {}
            // 35岁以下的不低于50%: a bound describes the subject and does not part it from its number.
            MarkKind::Amount(ref a)
                if a.after.is_some() && line.text(before.end, end).starts_with('的') && pieces.is_empty() =>
            {
                tail = line.text(before.end + 1, end) + &tail;
                end = before.start;
            }
            _ => {
                pieces.push(line.text(before.end, end) + &tail);
                return joined(pieces);
            }
        }
    }
    if depth == 0 {
        pieces.push(line.text(floor.min(end), end) + &tail);
    }
    joined(pieces)
}

fn joined(mut pieces: Vec<String>) -> String {
    pieces.retain(|p| !p.is_empty());
    // Where 每年 or a date parts two pieces, the subject stands in the last unless that is only a verb or a sign.
    match pieces.first() {
        Some(last) if pieces.len() > 1 && is_name(strip_heads(super::signs::strip(last).0).0) => last.clone(),
        _ => pieces.iter().rev().map(String::as_str).collect(),
    }
}

/// What the words before an amount hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The name that is left; may be empty.
    pub name: String,
    /// Whether a verb of doing was cut off.
    pub has_verb: bool,
    /// The verb of what is to be done that was cut off.
    pub deed: Option<&'static str>,
    /// Whether 年均 was cut off.
    pub is_yearly: bool,
    /// Whether a word of gain was cut off.
    pub is_gain: bool,
    /// Whether 累计 was cut off.
    pub is_total: bool,
    /// For whom.
    pub scope: Option<Scope>,
}

/// Cuts heads, verbs and scopes off the words before an amount until a name is left.
pub fn name_of(text: &str) -> Words {
    let mut words = Words { is_total: text.contains("累计"), ..Words::default() };
    // 接种率以乡镇为单位保持在…: the manner of counting is no part of the name.
    let manner = text.strip_suffix("为单位").and_then(|t| t.rsplit_once('以'));
    let mut rest = manner.map_or(text, |(head, _)| head);
    for _ in 0..24 {
        if let Some(after) = longest_start(rest, &["年均", "平均每年", "年平均"]) {
            words.is_yearly = true;
            rest = after;
        } else if let Some((scope, after)) = scope::every(rest) {
            words.scope = Some(scope);
            rest = after;
        } else if let Some(after) = longest_start(rest, WHOLE)
            .filter(|a| !a.starts_with(['级', '直', '城', '域', '委', '政', '内']) && !tears(rest, a))
        {
            rest = after;
        } else if let Some((after, is_gain)) = verb(rest) {
            // 新增造林20万亩: the deed is the planting.
            let known = words.deed.filter(|d| !matches!(*d, "新增" | "净增" | "新增加"));
            words.deed = known.or(verbs::deed(rest).map(|(verb, _)| verb)).or(words.deed);
            words.has_verb = true;
            words.is_gain |= is_gain;
            if after.chars().count() == 1 {
                break;
            }
            rest = after;
        } else if let Some(after) = longest_start(rest, HEADS).filter(|a| a.chars().count() != 1 && !tears(rest, a)) {
            rest = after;
        } else {
            break;
        }
    }
    words.name = tidy(rest);
    if !words.has_verb
        && let Some((after, is_gain)) = inner_verb(&words.name)
    {
        words.has_verb = true;
        words.is_gain |= is_gain;
        words.name = after;
    }
    words
}

/// Returns what is left behind the verb that begins a text, and whether it is a word of gain.
fn verb(text: &str) -> Option<(&str, bool)> {
    // 新建设施农业: of the verbs that begin it, the longest that tears no noun.
    let after = VERBS
        .iter()
        .chain(verbs::DEEDS)
        .filter_map(|v| text.strip_prefix(v))
        .filter(|a| !tears(text, a))
        .min_by_key(|a| a.len())?;
    let head = text.strip_suffix(after)?;
    // 有机茶园, 养老床位: a verb of one character is the beginning of a noun more often than a verb.
    if head.chars().count() == 1 && !after.is_empty() {
        return None;
    }
    // 发展指数, 服务站: a verb that is the beginning of a noun stays.
    let is_noun = MEASURES.contains(&after) && !matches!(head, "新增" | "实现" | "完成" | "达到")
        || after.starts_with(['率', '量', '额', '值', '站', '点', '面'])
        || verbs::DEEDS.contains(&head) && after == "时限";
    (!is_noun).then_some((after, matches!(head, "新增" | "净增" | "新增加" | "每年新增")))
}

/// Returns whether what is left of a text begins in the middle of a noun.
fn tears(text: &str, after: &str) -> bool {
    let cut = text.len().saturating_sub(after.len());
    let Some(head) = text.get(..cut) else { return false };
    // No noun of the table is longer than nine characters.
    let starts = head.char_indices().rev().take(9);
    starts.into_iter().any(|(at, c)| {
        let nouns = nouns_by_first().get(&c).map(Vec::as_slice).unwrap_or_default();
        let rest = text.get(at..).unwrap_or_default();
        nouns.iter().any(|noun| cut < at + noun.len() && rest.starts_with(noun))
    })
}

/// The nouns that no cut may part, by their first character: names are cut often, and each cut asks for all of them.
fn nouns_by_first() -> &'static FxHashMap<char, Vec<&'static str>> {
    static TABLE: OnceLock<FxHashMap<char, Vec<&'static str>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: FxHashMap<char, Vec<&'static str>> = FxHashMap::default();
        for noun in WHOLE_NOUNS {
            if let Some(first) = noun.chars().next() {
                table.entry(first).or_default().push(noun);
            }
        }
        table
    })
}

/// Finds the last verb inside a long clause and returns what follows it.
fn inner_verb(name: &str) -> Option<(String, bool)> {
    const STRONG: &[&str] = &[
        "新建",
        "建设",
        "建成",
        "培育",
        "创建",
        "打造",
        "引进",
        "新增",
        "完成",
        "举办",
        "选派",
        "遴选",
        "扶持",
        "带动",
        "吸纳",
        "实现",
        "配备",
        "达到",
        "确保",
        "力争",
        "组织开展",
        "累计",
    ];
    let count = name.chars().count();
    if count <= 12 {
        return None;
    }
    let found = STRONG.iter().filter_map(|w| name.rfind(w).map(|at| (at + w.len(), *w))).max_by_key(|(at, _)| *at)?;
    let after = name.get(found.0..).filter(|a| !tears(name, a))?;
    (after.chars().count() >= 2).then(|| (tidy(after), found.1 == "新增"))
}

/// Returns the noun that stands behind a place, up to the next mark.
pub fn after(line: &Line, marks: &[Mark], end: usize) -> String {
    let next = marks.iter().find(|m| m.start >= end && !matches!(m.kind, MarkKind::Quoted | MarkKind::Named));
    let limit = next.map_or(line.len(), |m| m.start).min(end + REACH);
    tidy(&line.text(end, limit))
}

/// Returns a text without the words of obligation and place at its start.
fn strip_heads(text: &str) -> (&str, bool) {
    let mut rest = text;
    let mut has_verb = false;
    while let Some(after) = longest_start(rest, HEADS)
        .or_else(|| longest_start(rest, WHOLE))
        .or_else(|| longest_start(rest, VERBS).inspect(|_| has_verb = true))
    {
        rest = after;
    }
    (rest, has_verb)
}

fn is_name(text: &str) -> bool {
    text.chars().count() >= 2
}

/// Takes quotes, stray signs and a long chain of attributes off a name.
fn tidy(text: &str) -> String {
    let text = text.trim_matches(|c: char| "的等及与、，；：()“”‘’\"'《》<>-—+·. /|".contains(c));
    let text = text.strip_prefix('和').filter(|t| !t.starts_with(['谐', '美', '平'])).unwrap_or(text);
    let text = text.strip_suffix('和').unwrap_or(text);
    let mut name = text.to_owned();
    if text.chars().count() > 14
        && let Some((_, after)) = text.rsplit_once('的')
        && after.chars().count() >= 3
    {
        name = after.to_owned();
    }
    let over = name.chars().count().saturating_sub(LONGEST);
    name.chars().skip(over).filter(|c| !"“”‘’\"'《》".contains(*c)).collect()
}

/// Returns the noun behind an amount, up to the next mark or verb.
pub fn right(line: &Line, marks: &[Mark], idx: usize) -> String {
    let Some(mark) = marks.get(idx) else { return String::new() };
    let mut start = mark.end;
    let rest = marks.get(idx + 1..).unwrap_or_default();
    // 1名35岁以下的年轻干部: a bound before the noun is passed over.
    if let Some(Mark { kind: MarkKind::Amount(bound), start: at, end }) = rest.first()
        && *at == mark.end
        && bound.after.is_some()
        && line.at(*end) == '的'
    {
        start = *end;
    }
    start = behind_its_size(line, mark, rest).unwrap_or(start);
    let next = rest.iter().find(|m| m.start >= start && !matches!(m.kind, MarkKind::Quoted | MarkKind::Named));
    let limit = next.map_or(line.len(), |m| m.start).min(start + REACH);
    let text = line.text(start, limit);
    // 1203人全部脱贫: what they do, and no noun.
    if ["全部", "如期", "全面"].iter().any(|w| text.starts_with(w)) {
        return String::new();
    }
    let mut text = text.strip_prefix('的').unwrap_or(&text).to_owned();
    // 2个集生产、加工、配送为一体的产业园: the noun stands behind all that describes it.
    if text.starts_with('集') && line.at(limit) == '、' {
        let end =
            (limit..line.len().min(limit + REACH)).find(|&i| matches!(line.at(i), '，' | '。' | '；')).unwrap_or(limit);
        let clause = line.text(limit, end);
        text = clause.rsplit_once('的').map_or(text, |(_, noun)| noun.to_owned());
    }
    // 30家具有生态主导力的企业: what it has stands between the number and the noun.
    let describes = ["具有", "具备", "拥有", "符合", "年产", "产值", "营收"].iter().any(|w| text.starts_with(w));
    if describes && let Some((_, noun)) = text.rsplit_once('的') {
        text = noun.to_owned();
    }
    let text = text.as_str();
    // 失能照护机构: a stop of one character behind one character is the inside of a word.
    let is_stop =
        |w: &str, at: usize| at > 0 && (w.chars().count() > 1 || text.get(..at).is_some_and(|h| h.chars().count() > 1));
    let stop = RIGHT_STOPS.iter().filter_map(|w| text.find(w).filter(|&at| is_stop(w, at))).min().unwrap_or(text.len());
    let mut noun = text.get(..stop).unwrap_or(text);
    if let Some((_, after)) = noun.rsplit_once('的')
        && after.chars().count() >= 2
    {
        noun = after;
    }
    tidy(noun)
}

/// Words with which a description of what is counted begins: 3个产值超500亿元的产业集群.
pub const DESCRIBING: &[&str] = &[
    "产值",
    "年产值",
    "营收",
    "年营收",
    "营业收入",
    "主营业务收入",
    "收入",
    "年收入",
    "投资",
    "总投资",
    "投资额",
    "规模",
    "年产",
    "年销售",
    "销售收入",
    "税收",
    "年税收",
    "纳税",
    "面积",
    "种植面积",
    "集体经济收入",
    "集体收入",
    "计划总投资",
];

/// Returns where the noun begins behind the size that stands between it and its number: 2台75吨锅炉, 3个产值超500亿元的集群.
fn behind_its_size(line: &Line, mark: &Mark, rest: &[Mark]) -> Option<usize> {
    let size = rest.first()?;
    let MarkKind::Amount(amount) = &size.kind else { return None };
    if size.start == mark.end {
        return is_size(amount).then_some(size.end);
    }
    let describes = DESCRIBING.iter().any(|w| line.begins(mark.end, w));
    (describes && line.at(size.end) == '的' && !is_counter(&amount.unit)).then_some(size.end)
}

/// Returns whether an amount may describe a thing by its size, with no sign and no comparator.
pub fn is_size(amount: &super::marks::Amount) -> bool {
    const SIZES: &[&str] = &[
        "千伏",
        "千伏安",
        "兆瓦",
        "千瓦",
        "MW",
        "KW",
        "kW",
        "毫米",
        "厘米",
        "米",
        "吨",
        "升",
        "立方米",
        "马力",
        "匹",
        "兆",
        "GB",
        "T",
        "TB",
        "毫升",
    ];
    let stem = amount.unit.trim_start_matches(|c| "十百千万亿".contains(c));
    amount.after.is_none() && amount.high.is_none() && (SIZES.contains(&stem) || SIZES.contains(&amount.unit.as_str()))
}

/// Returns the text before the verb that ends it: 卫生部门各择优遴选 wants a noun behind the number.
pub fn before_verb(name: &str) -> Option<&str> {
    super::signs::longest_end(name, VERBS)
}

/// Returns a text without the verbs at its start, down to one character.
pub fn without_verb(text: &str) -> &str {
    verb(text).map(|(rest, _)| rest).filter(|rest| !rest.is_empty()).unwrap_or(text)
}

/// Returns whether a unit only counts things.
pub fn is_counter(unit: &str) -> bool {
    crate::tables::units::COUNTERS.contains(&unit.trim_start_matches(|c| "十百千万亿".contains(c)))
}

/// Returns whether a text is only a grade such as 省级.
pub fn is_grade(text: &str) -> bool {
    GRADES.contains(&text)
}

/// Returns whether a text is only a noun of measure such as 产量.
pub fn is_measure(text: &str) -> bool {
    MEASURES.contains(&text)
}

/// Returns a name without its noun of measure: 茶 of 茶园面积 stays 茶园.
pub fn stem(name: &str) -> &str {
    let tail = MEASURES.iter().filter(|m| name.ends_with(**m)).max_by_key(|m| m.len());
    tail.and_then(|m| name.strip_suffix(m)).filter(|s| !s.is_empty()).unwrap_or(name)
}

/// Returns the noun of measure that ends a name.
pub fn measure(name: &str) -> Option<&'static str> {
    MEASURES.iter().filter(|m| name.ends_with(**m) && name.len() > m.len()).max_by_key(|m| m.len()).copied()
}

/// Returns a name with the noun that its unit asks for: 高标准农田 in 万亩 becomes 高标准农田面积.
pub fn finish_name(name: &str, unit: &str) -> String {
    let stem = unit.trim_start_matches(|c| "十百千万亿".contains(c));
    if MEASURES.iter().any(|m| name.ends_with(m))
        || name.ends_with(['率', '量', '值', '额', '数', '度', '比', '次', '积', '力'])
    {
        return name.to_owned();
    }
    let noun = NOUNS.iter().find(|(of, _)| of.contains(&stem)).map(|(_, noun)| *noun);
    match noun {
        Some(noun) if name.ends_with(noun) => name.to_owned(),
        Some(noun) => format!("{name}{noun}"),
        None if stem.is_empty() => name.to_owned(),
        None if crate::tables::units::COUNTERS.contains(&stem) => format!("{name}数"),
        None => name.to_owned(),
    }
}
