//! Words of the language: the lines of each body, with places to fill in, operators, times, functions.

use dabiao_lang::model::Period;
use dabiao_lang::syntax::keywords::{Keyword, Position, keyword_table};

use super::{Candidate, CandidateKind, Writer};
use crate::context::Body;

use Keyword::*;

const OF_FILE: &[Keyword] =
    &[Rule, Plan, Group, Indicator, Every, At, Test, Audit, Use, Scheme, Lights, Unit, Level, Allow, Version];
const OF_PLAN: &[Keyword] = &[Number, Issuer, Date, Region, Period_, Base, AboutField, Source, Roster, Note];
const OF_GROUP: &[Keyword] = &[Rule, Lead, Responsible, Support, Carry, Cite, Nature, Wording, Note, Group, Allow];
const OF_INDICATOR: &[Keyword] = &[
    Unit, Level, Kind, Range, Definition, Also, Formula, Parts, Including, Frequency, WithinYear, Upward, Assigned,
    Precision, Tolerance, Source, Note,
];
const OF_RULE: &[Keyword] = &[
    Every,
    At,
    Lead,
    Responsible,
    Cite,
    Exception,
    Revised,
    Nature,
    Wording,
    Weight,
    Support,
    Carry,
    Note,
    Baseline,
    Progress,
    Precision,
    AboutField,
    MissingField,
    Veto,
    Plan,
    Allow,
];
const OF_TEST: &[Keyword] = &[Given, Expect];
const OF_AUDIT: &[Keyword] = &[Every, At, Hard, Soft, Tolerance, Note];
const OF_SCHEME: &[Keyword] = &[
    Subjects,
    Entry,
    Section,
    FullPoints,
    Ties,
    Class,
    NotApplicable,
    Bonus,
    Malus,
    Veto,
    Period_,
    Precision,
    Ranking,
    MissingField,
    Plan,
    Note,
];
const OF_ENTRY: &[Keyword] = &[
    Rule,
    Indicator,
    Target,
    Method,
    PerBelow,
    PerAbove,
    PerCase,
    PerPlace,
    Band,
    Case,
    Place,
    Start,
    Best,
    Worst,
    Floor,
    Cap,
    HighestOnly,
    LowerBetter,
    Unclamped,
    Ties,
    NotApplicable,
    MissingField,
    Precision,
    OnlyFor,
    Note,
];
const OF_LIGHTS: &[Keyword] = &[Rule, Frequency, InOrder, Plan, Note];
use Keyword::Period as Period_;

impl Writer<'_> {
    /// Returns what may begin a line of the body at hand.
    pub(super) fn line(&self) -> Vec<Candidate> {
        let (own, has_values): (&'static [Keyword], bool) = match self.context.body {
            Body::File => (OF_FILE, true),
            Body::Of(Plan) => (OF_PLAN, false),
            Body::Of(Group) => (OF_GROUP, true),
            Body::Of(Indicator) => (OF_INDICATOR, false),
            Body::Of(Rule) => (OF_RULE, true),
            Body::Of(Test) => (OF_TEST, false),
            Body::Of(Audit) => (OF_AUDIT, true),
            Body::Of(Scheme) => (OF_SCHEME, false),
            Body::Of(Section) => (&[Entry], false),
            Body::Of(Entry | Bonus | Malus) => (OF_ENTRY, false),
            Body::Of(Lights) => (OF_LIGHTS, false),
            Body::Of(_) => (&[], false),
        };
        let mut found: Vec<Candidate> = Vec::new();
        for (order, keyword) in own.iter().enumerate() {
            let rank = 2 + (order / 4).min(5) as u8;
            found.extend(self.spelled(*keyword).into_iter().map(|c| Candidate { rank: c.rank + rank, ..c }));
        }
        if has_values {
            found.extend(self.indicators());
            found.extend(self.functions());
        }
        found
    }

    /// Returns words of the language in both spellings.
    pub(super) fn keywords(&self, keywords: &[Keyword]) -> Vec<Candidate> {
        keywords.iter().flat_map(|k| self.spelled(*k)).collect()
    }

    /// Returns both canonical spellings of a keyword, that of the file's language first.
    fn spelled(&self, keyword: Keyword) -> Vec<Candidate> {
        let Some(entry) = keyword.entry() else { return Vec::new() };
        let (zh, en) = (entry.zh.first().copied().unwrap_or(""), entry.en.first().copied().unwrap_or(""));
        let make = |word: &str, other: &str, rank| {
            let plain = Candidate::plain(CandidateKind::Keyword, word, other).ranked(rank);
            match template(keyword, !word.is_ascii()) {
                Some(rest) => Candidate { insert: format!("{word}{rest}"), is_snippet: true, ..plain },
                Option::None => plain,
            }
        };
        let (zh_rank, en_rank) = if self.is_zh { (0, 3) } else { (3, 0) };
        vec![make(zh, en, zh_rank), make(en, zh, en_rank)]
    }

    /// Returns all spellings of the words of a position.
    fn of_position(&self, position: Position, kind: CandidateKind, skip: &[Keyword]) -> Vec<Candidate> {
        let entries = keyword_table().iter().filter(|e| e.position == position && !skip.contains(&e.keyword));
        let mut found = Vec::new();
        for entry in entries {
            let other = |words: &[&'static str]| words.first().copied().unwrap_or("");
            let (zh_rank, en_rank) = if self.is_zh { (2, 4) } else { (4, 2) };
            let zh = entry.zh.iter().map(|w| Candidate::plain(kind, *w, other(entry.en)).ranked(zh_rank));
            let en = entry.en.iter().map(|w| {
                // Signs belong to no language.
                let rank = if w.bytes().any(|b| b.is_ascii_alphabetic()) { en_rank } else { 1 };
                Candidate::plain(kind, *w, other(entry.zh)).ranked(rank)
            });
            found.extend(zh.chain(en));
        }
        found
    }

    pub(super) fn operators(&self) -> Vec<Candidate> {
        self.of_position(Position::Operator, CandidateKind::Operator, &[Yes, No, Not])
    }

    pub(super) fn postfixes(&self) -> Vec<Candidate> {
        // What `的` stands before is another sentence.
        self.of_position(Position::Postfix, CandidateKind::Keyword, &[Of])
    }

    /// Returns the words that begin a time, with the places to fill in.
    pub(super) fn times(&self) -> Vec<Candidate> {
        let mut found = self.keywords(&[By, In, Each, Throughout]);
        // Behind a value or an amount, a time is what is mostly lacking.
        found.iter_mut().for_each(|c| c.rank += 1);
        found
    }

    pub(super) fn functions(&self) -> Vec<Candidate> {
        let mut found = self.of_position(Position::Function, CandidateKind::Function, &[]);
        for candidate in &mut found {
            let inner = match Keyword::from_word(&candidate.label) {
                Some(Count | Share | Sum | Avg | Min | Max | Median) => "(${1:村}: $0)",
                _ => "($0)",
            };
            candidate.insert = format!("{}{inner}", candidate.label);
            candidate.is_snippet = true;
            candidate.rank += 3;
        }
        found
    }

    pub(super) fn scopes(&self) -> Vec<Candidate> {
        let is_start = matches!(self.context.back(0), ":" | "：") && self.context.n_open == 0;
        if is_start { self.keywords(&[Every, At]) } else { Vec::new() }
    }

    pub(super) fn frequencies(&self) -> Vec<Candidate> {
        Vec::new()
    }

    /// Returns the years of the plans, the last first, since most targets are due at the end.
    pub(super) fn dates(&self) -> Vec<Candidate> {
        let mut years: Vec<i32> = Vec::new();
        for window in self.snapshot.model().plans.iter().filter_map(|p| p.window) {
            years.extend((window.from.year()..=window.to.year()).take(50));
        }
        years.sort_unstable_by(|a, b| b.cmp(a));
        years.dedup();
        let label = |y: &i32| Period::year_of(*y).map(|p| p.to_string());
        let dates = years.iter().filter_map(label).enumerate();
        let constant = |(order, label): (usize, String)| {
            Candidate::plain(CandidateKind::Constant, label, "").ranked(1 + order.min(3) as u8)
        };
        dates.map(constant).collect()
    }
}

/// What follows a keyword when it is inserted, with the places to fill in.
fn template(keyword: Keyword, is_zh: bool) -> Option<&'static str> {
    Some(match (keyword, is_zh) {
        (Rule, true) => " ${1:编号} \"${2:标题}\" {\n    $0\n}",
        (Rule, false) => " ${1:ID} \"${2:title}\" {\n    $0\n}",
        (Plan, true) => " \"${1:方案名称}\" {\n    文号 \"${2}\"\n    地区 ${3}\n    期间 ${4:2021..2025}\n}\n$0",
        (Plan, false) => " \"${1:name}\" {\n    number \"${2}\"\n    region ${3}\n    period ${4:2021..2025}\n}\n$0",
        (Group, true) => " \"${1:标题}\" {\n    牵头 ${2}\n\n    $0\n}",
        (Group, false) => " \"${1:title}\" {\n    lead ${2}\n\n    $0\n}",
        (Indicator, true) => " ${1:名称} {\n    计量单位 ${2:万元}\n    层级 ${3:县}\n    类型 ${4:时期数}\n}\n$0",
        (Indicator, false) => " ${1:name} {\n    unit ${2:万元}\n    level ${3:县}\n    kind ${4:flow}\n}\n$0",
        (Test, true) => " \"${1:标题}\" {\n    设 ${2}\n    应得 ${3} = ${4:达标}\n}\n$0",
        (Test, false) => " \"${1:title}\" {\n    given ${2}\n    expect ${3} = ${4:met}\n}\n$0",
        (Audit, _) => " \"${1}\" {\n    $0\n}",
        (Scheme | Lights, _) => " \"${1}\" {\n    $0\n}",
        (Use | Cite | Note | Definition | Also | Number | Issuer | Source | Roster, _) => " \"${1}\"$0",
        (Every, _) => " ${1:村}: $0",
        (At, _) => " ${1}: $0",
        (Exception, _) => " ${1}: $0",
        (By | In, _) => " ${1:2025}$0",
        (
            Given | Expect | Lead | Responsible | Support | Carry | Unit | Level | Kind | Formula | Weight | Nature,
            _,
        ) => " $0",
        _ => return Option::None,
    })
}
