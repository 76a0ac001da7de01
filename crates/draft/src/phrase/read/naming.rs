//! Names of what an amount measures: a table of patterns, tried in order, each with the doubt that it leaves.

use super::Reader;
use super::amount::is_counter;
use crate::phrase::doubt::Doubt;
use crate::phrase::lists;
use crate::phrase::marks::{Amount, Mark, MarkKind};
use crate::phrase::subject::{self, Words};
use crate::tables::nouns::STANDALONE;

/// What a pattern looks at.
struct Naming<'r, 'a> {
    reader: &'r Reader<'a>,
    words: &'r Words,
    noun: &'r str,
    amount: &'r Amount,
    idx: usize,
}

/// A way to find a name, and what is uncertain about a name that was found so.
struct Pattern {
    find: fn(&Naming<'_, '_>) -> Option<String>,
    doubt: Option<Doubt>,
}

/// The patterns, those that leave no doubt first wherever both could fit.
const PATTERNS: &[Pattern] = &[
    Pattern { find: measure_of_a_noun_behind, doubt: None },
    Pattern { find: measure_of_the_subject, doubt: Some(Doubt::NameBefore) },
    Pattern { find: measure_alone, doubt: Some(Doubt::NameShort) },
    Pattern { find: grade_of_the_subject, doubt: None },
    Pattern { find: grade_of_a_later_noun, doubt: None },
    Pattern { find: noun_behind_a_verb, doubt: None },
    Pattern { find: part_in_brackets, doubt: Some(Doubt::NameBefore) },
    Pattern { find: noun_of_listed_things, doubt: None },
    Pattern { find: part_of_which, doubt: Some(Doubt::NameBefore) },
    Pattern { find: sibling_of_the_subject, doubt: Some(Doubt::NameBefore) },
    Pattern { find: own, doubt: None },
    Pattern { find: noun_behind, doubt: None },
    Pattern { find: deed_and_unit, doubt: None },
    Pattern { find: clause_before, doubt: Some(Doubt::NameBefore) },
    Pattern { find: subject_before, doubt: Some(Doubt::NameBefore) },
    Pattern { find: topic, doubt: Some(Doubt::NameAbove) },
];

impl Reader<'_> {
    /// Finds the name of what an amount measures: before it, behind it, or in what was spoken of.
    pub(super) fn name(
        &self,
        words: &Words,
        noun: &str,
        amount: &Amount,
        idx: usize,
    ) -> (Option<String>, Option<Doubt>) {
        let naming = Naming { reader: self, words, noun, amount, idx };
        for pattern in PATTERNS {
            if let Some(name) = (pattern.find)(&naming).filter(|n| !n.is_empty()) {
                return (Some(name), pattern.doubt);
            }
        }
        (None, None)
    }
}

impl Naming<'_, '_> {
    fn name(&self) -> &str {
        &self.words.name
    }

    fn last(&self) -> Option<&str> {
        self.reader.sentence.subject.as_deref()
    }

    fn topic(&self) -> Option<&str> {
        Some(self.reader.context.topic).filter(|t| !t.is_empty())
    }
}

fn n(text: &str) -> usize {
    text.chars().count()
}

/// 规模50亿元的产业引导基金
fn measure_of_a_noun_behind(it: &Naming<'_, '_>) -> Option<String> {
    let end = it.reader.marks.get(it.idx)?.end;
    let is_of = subject::is_measure(it.name()) && it.reader.line.at(end) == '的' && n(it.noun) >= 2;
    is_of.then(|| format!("{}{}", it.noun, it.name()))
}

/// 汽车零部件、新型显示、生物医药3个产业集群: the list says which; what is counted stands behind the number.
fn noun_of_listed_things(it: &Naming<'_, '_>) -> Option<String> {
    let before = it.reader.marks.get(..it.idx)?;
    let is_listed = match before {
        [
            ..,
            Mark { kind: MarkKind::Amount(_) | MarkKind::Close, end, .. },
            Mark { kind: MarkKind::Stop('、'), start, .. },
        ] => end != start,
        [.., Mark { kind: MarkKind::Stop('、'), .. }] => true,
        _ => false,
    };
    let is_thing = is_listed && is_counter(&it.amount.unit) && subject::measure(it.name()).is_none();
    (is_thing && !it.words.has_verb && n(it.noun) >= 2).then(|| it.noun.to_owned())
}

/// 产量 behind 茶园面积达到5万亩 is that of 茶.
fn measure_of_the_subject(it: &Naming<'_, '_>) -> Option<String> {
    if !subject::is_measure(it.name()) || STANDALONE.contains(&it.name()) {
        return None;
    }
    let last = it.last().filter(|l| !STANDALONE.contains(l)).or(it.topic())?;
    Some(format!("{}{}", subject::stem(last), it.name()))
}

fn measure_alone(it: &Naming<'_, '_>) -> Option<String> {
    let is_bare = subject::is_measure(it.name()) && !STANDALONE.contains(&it.name());
    is_bare.then(|| it.name().to_owned())
}

/// 市级 behind 省级示范村3个.
fn grade_of_the_subject(it: &Naming<'_, '_>) -> Option<String> {
    let (_, thing) = it.last().filter(|_| subject::is_grade(it.name())).and_then(lists::graded)?;
    Some(format!("{}{thing}", it.name()))
}

/// 1个国家级、1个省级产业示范园: the noun stands behind the last grade.
fn grade_of_a_later_noun(it: &Naming<'_, '_>) -> Option<String> {
    if !subject::is_grade(it.noun) || !it.name().is_empty() {
        return None;
    }
    let later = (it.idx + 1..it.idx + 8)
        .map(|n| subject::right(it.reader.line, it.reader.marks, n))
        .find_map(|r| lists::graded(&r).map(|(_, thing)| thing.to_owned()));
    Some(format!("{}{}", it.noun, later.unwrap_or_default()))
}

/// 履职情况进行1次综合分析, 各择优遴选20名乡村教师: the noun stands behind the number.
fn noun_behind_a_verb(it: &Naming<'_, '_>) -> Option<String> {
    let head = subject::before_verb(it.name()).filter(|_| n(it.noun) >= 2 && is_counter(&it.amount.unit))?;
    let head = subject::name_of(head).name;
    let is_short = n(it.noun) <= 4 && n(&head) >= 2;
    Some(if is_short { format!("{head}{}", it.noun) } else { it.noun.to_owned() })
}

/// 12万亩（林下3万亩）
fn part_in_brackets(it: &Naming<'_, '_>) -> Option<String> {
    let last = it.last().filter(|_| it.reader.is_in_brackets(it.idx) && (1..=3).contains(&n(it.name())))?;
    Some(format!("{}{last}", it.name()))
}

/// 社区食堂10家，其中街道级4家; 扑火队1支、每支不少于15人
fn part_of_which(it: &Naming<'_, '_>) -> Option<String> {
    let name = it.name();
    let reader = it.reader;
    let start = reader.marks.get(it.idx)?.start;
    let is_part = reader.line.text(reader.clause_start(start), start).contains("其中");
    let is_kind = is_part && name.ends_with(['级', '类', '型']) && n(name) <= 4 && it.noun.is_empty();
    let is_each = name.starts_with('每') && n(name) <= 2;
    let last = it.last().filter(|_| is_kind || is_each)?;
    Some(if is_each { format!("{last}{name}") } else { format!("{name}{last}") })
}

/// 供餐率城区达90%、乡村达98%: the second place has the rate of the first.
fn sibling_of_the_subject(it: &Naming<'_, '_>) -> Option<String> {
    let is_rate = matches!(it.amount.unit.as_str(), "%" | "‰");
    let is_place = is_rate && (1..=4).contains(&n(it.name())) && subject::measure(it.name()).is_none();
    let last = it.last().filter(|_| is_place && !it.name().ends_with(['率', '比']))?;
    let at = ["率", "比例", "占比", "比重"].iter().filter_map(|w| last.rfind(w).map(|at| at + w.len())).max()?;
    let (rate, place) = last.split_at_checked(at)?;
    (!place.is_empty() && n(place) <= 4).then(|| format!("{rate}{}", it.name()))
}

fn own(it: &Naming<'_, '_>) -> Option<String> {
    (n(it.name()) >= 2).then(|| it.name().to_owned())
}

fn noun_behind(it: &Naming<'_, '_>) -> Option<String> {
    let counts = is_counter(&it.amount.unit);
    (!it.noun.is_empty() && (n(it.noun) >= 2 || counts)).then(|| it.noun.to_owned())
}

/// 培训1200人次: what is done, in the words of the unit; `accept` puts the verb before it.
fn deed_and_unit(it: &Naming<'_, '_>) -> Option<String> {
    it.words.deed.or_else(|| it.reader.deed_behind(it.idx))?;
    // A cell of a table is about its row.
    if it.reader.context.is_cell
        && let Some(topic) = it.topic()
    {
        return Some(topic.to_owned());
    }
    let unit = super::stem(&it.amount.unit);
    let noun = match unit {
        "人次" => "人次",
        "人" | "名" => "人数",
        "元" => "金额",
        "户" => "户数",
        "亩" => "面积",
        "公里" => "里程",
        "吨" => "量",
        "次" | "场" | "期" | "场次" => "次数",
        _ => return None,
    };
    (it.last().is_none() || n(it.name()) == 0).then(|| noun.to_owned())
}

/// Words that end the subject of a clause.
const PREDICATES: &[&str] = &[
    "增速",
    "高于",
    "快于",
    "保持",
    "达到",
    "稳步",
    "持续",
    "显著",
    "明显",
    "不断",
    "进一步",
    "基本",
    "稳定",
    "有所",
    "力争",
    "逐步",
];

/// The subject of the clause before, where that has no figure: 收入增速高于城镇，年均增长5.5%.
fn clause_before(it: &Naming<'_, '_>) -> Option<String> {
    let before = it.reader.marks.get(..it.idx)?;
    let mut stops = before.iter().rev();
    let comma = stops.find(|m| matches!(m.kind, MarkKind::Stop(_)) || matches!(m.kind, MarkKind::Amount(_)))?;
    if comma.kind != MarkKind::Stop('，') {
        return None;
    }
    let start = stops.next().filter(|m| matches!(m.kind, MarkKind::Stop(_) | MarkKind::Time(_)))?.end;
    let clause = it.reader.line.text(start, comma.start);
    let cut = PREDICATES.iter().filter_map(|w| clause.find(w).filter(|at| *at > 0)).min()?;
    let name = subject::name_of(clause.get(..cut)?).name;
    (n(&name) >= 3).then_some(name)
}

/// What is counted is no rate: 竣工8个 behind 开工率达到60% is about the 项目 that were counted before.
fn subject_before(it: &Naming<'_, '_>) -> Option<String> {
    let is_rate = it.last().is_some_and(|l| l.ends_with(['率', '比']) || l.ends_with("比例") || l.ends_with("比重"));
    if is_rate && is_counter(&it.amount.unit) {
        return it.reader.sentence.counted.clone();
    }
    it.last().map(str::to_owned)
}

fn topic(it: &Naming<'_, '_>) -> Option<String> {
    it.topic().map(str::to_owned)
}
