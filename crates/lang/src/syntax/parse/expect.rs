//! What was expected and what was found, in words; and the mistakes that have a name of their own.

use pest::Parser as _;
use pest::error::{Error, ErrorVariant, InputLocation};

use crate::diag::{Both, Diagnostic, Safety, SyntaxProblem};
use crate::source::Span;
use crate::syntax::MAX_PROBLEMS;
use crate::syntax::keywords::{Keyword, Position, keyword_table};
use crate::syntax::lines::MAX_DEPTH;
use crate::syntax::wording::in_rules;

use super::build::Builder;
use super::grammar::{Grammar, Rule};
use super::token::{self, Kind, Token};

/// Some tokens that a rule of the grammar did not fit.
pub(super) struct Stretch {
    tokens: Vec<Token>,
    /// What follows them.
    next: Token,
    pub entry: Rule,
    error: Box<Error<Rule>>,
    /// The token at which the rule gave up; the number of tokens at their end.
    found_idx: usize,
}

impl Stretch {
    /// Finds the token at which a rule gave up; a glued word is taken apart there.
    pub fn new(text: &str, mut tokens: Vec<Token>, next: Token, entry: Rule, error: Error<Rule>) -> Stretch {
        let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
        let at = tokens.first().map_or(next.start, |t| t.start) + at as u32;
        let mut found_idx = tokens.partition_point(|t| t.end <= at);
        if let Some(whole) = tokens.get(found_idx).copied().filter(|t| t.start < at) {
            let part = |start: u32, end: u32| {
                let kind = token::kind_of(text.get(start as usize..end as usize).unwrap_or(""));
                Token { kind, start, end }
            };
            // A letter of a unit or of a text in marks is no place to cut at.
            if matches!(whole.kind, Kind::Name | Kind::Word(_)) && text.is_char_boundary(at as usize) {
                tokens.splice(found_idx..=found_idx, [part(whole.start, at), part(at, whole.end)]);
                found_idx += 1;
            }
        }
        Stretch { tokens, next, entry, error: Box::new(error), found_idx }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn token(&self, token_idx: usize) -> Token {
        self.tokens.get(token_idx).copied().unwrap_or(self.next)
    }

    pub(super) fn last(&self) -> Token {
        self.tokens.last().copied().unwrap_or(self.next)
    }
}

impl Builder<'_> {
    /// Reports that some tokens do not fit.
    pub fn report_unfit(&mut self, stretch: &Stretch) {
        if self.problems.len() >= MAX_PROBLEMS {
            self.n_unsaid += 1;
            return;
        }
        if let ErrorVariant::CustomError { .. } = stretch.error.variant {
            // pest gave up because the stack ran low.
            let span = self.token_span(stretch.token(0)).to(self.token_span(stretch.last()));
            self.report(Diagnostic::at(span, SyntaxProblem::NestingTooDeep { limit: MAX_DEPTH as u64 }));
            return;
        }
        let found_idx = stretch.found_idx;
        let expected: &[Rule] = match &stretch.error.variant {
            ErrorVariant::ParsingError { positives, .. } => positives,
            ErrorVariant::CustomError { .. } => &[],
        };
        let diagnostic = self
            .broken_operator(stretch, found_idx)
            .or_else(|| self.name_needs_quotes(stretch))
            .or_else(|| self.no_such_period(stretch))
            .or_else(|| self.gap_in_figure(stretch, found_idx))
            .or_else(|| self.dash_in_name(stretch, found_idx))
            .or_else(|| self.unit_apart(stretch, found_idx))
            .or_else(|| self.comma_for_colon(stretch, found_idx))
            .or_else(|| self.missing_colon(stretch, found_idx, expected))
            .or_else(|| self.plan_words(stretch, found_idx))
            .or_else(|| self.misspelt_time(stretch, found_idx, expected))
            .or_else(|| self.change_in_words(stretch, found_idx))
            .or_else(|| self.misspelt_value(stretch, found_idx, expected))
            .or_else(|| self.unknown_field(stretch, found_idx))
            .or_else(|| self.unknown_keyword(stretch, found_idx))
            .or_else(|| self.second_comparison(stretch, found_idx, expected))
            .unwrap_or_else(|| self.unexpected(stretch, found_idx, expected));
        self.report(diagnostic);
    }

    /// Reports a field that begins where its line should have ended, and returns the token at which it begins.
    pub fn report_shared_line(&mut self, stretch: &Stretch) -> Option<usize> {
        let ErrorVariant::ParsingError { positives, .. } = &stretch.error.variant else { return None };
        let found_idx = stretch.found_idx;
        let token = stretch.token(found_idx);
        let is_inside = found_idx > 0 && found_idx < stretch.len();
        let begins_line =
            |k: Keyword| k.entry().is_some_and(|e| matches!(e.position, Position::Field | Position::Item));
        let is_field = matches!(token.kind, Kind::Word(k) if begins_line(k));
        if !is_inside || !is_field || !positives.contains(&Rule::EOI) || self.problems.len() >= MAX_PROBLEMS {
            return None;
        }
        let span = self.token_span(token);
        let problem = SyntaxProblem::LineShared { found: self.slice(span).to_owned() };
        let place = Span { end: span.start, ..span };
        self.report(Diagnostic::at(span, problem).fix(place, "; ", Safety::Unsafe));
        Some(found_idx)
    }

    pub(super) fn token_span(&self, token: Token) -> Span {
        Span { file: self.source.id(), start: token.start, end: token.end }
    }

    /// Reports that a head has no body; `last` is where it ends.
    pub fn report_bodiless(&mut self, last: Span) {
        let place = Span { start: last.end, ..last };
        let found = Both::new("行尾", "the end of the line");
        let expected = Both::new("`{`", "`{`");
        self.report(Diagnostic::at(place, SyntaxProblem::Unexpected { expected, found }));
    }

    fn unexpected(&self, stretch: &Stretch, found_idx: usize, expected: &[Rule]) -> Diagnostic {
        let mut words: Vec<Both> = Vec::new();
        for &wanted in &self.to_the_point(stretch, expected) {
            // What ends a head is its brace.
            let is_brace_due = wanted == Rule::EOI && stretch.entry == Rule::head_alone;
            let wanted = if is_brace_due { Rule::brace } else { wanted };
            if let Some((zh, en)) = rule_words(wanted) {
                let both = Both::new(zh, en);
                if !words.contains(&both) {
                    words.push(both);
                }
            }
        }
        words.sort_by(|a, b| a.en.cmp(&b.en));
        let is_end = found_idx >= stretch.len();
        if is_end {
            words.retain(|w| w.en != "the end of the line");
        }
        let expected = match words.as_slice() {
            [] => Both::new("别的写法", "something else"),
            _ => one_of(&words),
        };
        let (span, found) = if is_end { self.end_of(stretch) } else { self.found(stretch.token(found_idx)) };
        Diagnostic::at(span, SyntaxProblem::Unexpected { expected, found })
    }

    /// Leaves out what could also follow but is hardly ever meant.
    fn to_the_point(&self, stretch: &Stretch, expected: &[Rule]) -> Vec<Rule> {
        let is_field = matches!(stretch.token(0).kind, Kind::Word(k)
            if k.entry().is_some_and(|e| e.position == Position::Field && e.is_soft));
        // A line that begins like a field was tried as a statement too.
        let is_of_statement = |r: &Rule| {
            let words =
                [Rule::comparison, Rule::compare, Rule::comparator, Rule::within, Rule::about, Rule::bound, Rule::time];
            is_field && (words.contains(r) || *r == Rule::comma)
        };
        let noise = [
            Rule::when,
            Rule::whole_place,
            Rule::day,
            Rule::among,
            Rule::at_place,
            Rule::index,
            Rule::arithmetic,
            Rule::logic,
            Rule::postfix,
            Rule::square,
        ];
        let kept: Vec<Rule> = expected.iter().copied().filter(|r| !noise.contains(r) && !is_of_statement(r)).collect();
        if kept.is_empty() { expected.to_vec() } else { kept }
    }

    /// `3 <= X <= 5`
    fn second_comparison(&self, stretch: &Stretch, found_idx: usize, expected: &[Rule]) -> Option<Diagnostic> {
        let token = stretch.token(found_idx);
        let is_comparison = match token.kind {
            Kind::Symbol(b) => matches!(b, b'g' | b'l' | b'>' | b'<' | b'=' | b'!'),
            Kind::Word(k) => k.is_target_word(),
            _ => false,
        };
        if found_idx >= stretch.len() || !is_comparison || !expected.contains(&Rule::logic) {
            return None;
        }
        Some(Diagnostic::at(self.token_span(token), SyntaxProblem::SecondComparison {}))
    }

    fn found(&self, token: Token) -> (Span, Both) {
        let span = self.token_span(token);
        let written = self.slice(span);
        let short: String = written.chars().take(40).collect();
        (span, Both::of(format!("`{short}`"), format!("`{short}`")))
    }

    /// Returns the place after the last token of a stretch, and the words for what stands there.
    fn end_of(&self, stretch: &Stretch) -> (Span, Both) {
        let next = stretch.next;
        if stretch.len() == 0 {
            return (self.token_span(next), Both::new("`{`", "`{`"));
        }
        let last = self.token_span(stretch.last());
        let span = Span { start: last.end, ..last };
        match next.kind {
            Kind::Symbol(b'{') => (self.token_span(next), Both::new("`{`", "`{`")),
            Kind::Symbol(b'}') => (self.token_span(next), Both::new("`}`", "`}`")),
            _ => (span, Both::new("行尾", "the end of the line")),
        }
    }

    /// `> =`, `=>`, `==`, `=<`, `<>`, `&&`.
    fn broken_operator(&self, stretch: &Stretch, found_idx: usize) -> Option<Diagnostic> {
        let found = stretch.token(found_idx);
        let before = stretch.token(found_idx.checked_sub(1)?);
        let (Kind::Symbol(first), Kind::Symbol(second)) = (before.kind, found.kind) else { return None };
        if !are_adjacent(before, found, self.source.text()) {
            return None;
        }
        let proposal = match (first, second) {
            (b'>', b'=') | (b'=', b'>') | (b'g', b'=') => ">=",
            (b'<', b'=') | (b'=', b'<') | (b'l', b'=') => "<=",
            (b'<', b'>') => "!=",
            (b'=', b'=') => "=",
            _ => return None,
        };
        let span = self.token_span(before).to(self.token_span(found));
        let problem =
            SyntaxProblem::BrokenOperator { found: self.slice(span).to_owned(), proposal: proposal.to_owned() };
        Some(Diagnostic::at(span, problem).fix(span, proposal, Safety::Unsafe))
    }

    /// `5万元 截止 2025`, `5万元 截止2025`
    fn misspelt_time(&self, stretch: &Stretch, found_idx: usize, expected: &[Rule]) -> Option<Diagnostic> {
        let token = stretch.token(found_idx);
        let is_due = expected.iter().any(|r| matches!(r, Rule::time | Rule::by));
        if found_idx >= stretch.len() || token.kind != Kind::Name || !is_due {
            return None;
        }
        let whole = self.token_span(token);
        let written = self.slice(whole);
        let word = written.find(|c: char| c.is_ascii_digit()).map_or(written, |at| written.get(..at).unwrap_or(""));
        let span = Span { end: whole.start + word.len() as u32, ..whole };
        let (keyword, proposal) = nearest(word, &[Position::Time])?;
        if keyword.is_soft() {
            return None;
        }
        let problem = SyntaxProblem::UnknownKeyword { found: word.to_owned(), proposal: proposal.to_owned() };
        Some(Diagnostic::at(span, problem).fix(span, proposal, Safety::Unsafe))
    }

    /// `5 万元`
    fn unit_apart(&self, stretch: &Stretch, found_idx: usize) -> Option<Diagnostic> {
        let found = stretch.token(found_idx);
        let before = stretch.token(found_idx.checked_sub(1)?);
        let is_unit = matches!(found.kind, Kind::Name) || matches!(found.kind, Kind::Word(k) if k.is_soft());
        // `26万亩 十四五末`: the number has its unit already; `5万 元` has only the first half of it.
        let ends_in_multiplier = || self.slice(self.token_span(before)).ends_with(['十', '百', '千', '万', '亿']);
        let is_number = before.kind == Kind::Number || (before.kind == Kind::Quantity && ends_in_multiplier());
        if found_idx >= stretch.len() || !is_unit || !is_number || !are_adjacent(before, found, self.source.text()) {
            return None;
        }
        let span = self.token_span(before).to(self.token_span(found));
        let proposal = format!("{}{}", self.slice(self.token_span(before)), self.slice(self.token_span(found)));
        let problem = SyntaxProblem::UnitApart { found: self.slice(span).to_owned(), proposal: proposal.clone() };
        Some(Diagnostic::at(span, problem).fix(span, proposal, Safety::Safe))
    }

    /// `每个 村，收入 >= 5万元`
    fn comma_for_colon(&self, stretch: &Stretch, found_idx: usize) -> Option<Diagnostic> {
        let first = stretch.token(0);
        let is_glued = first.kind == Kind::Name && is_glued_scope(self.slice(self.token_span(first)));
        let is_scope = is_glued || matches!(first.kind, Kind::Word(Keyword::Every | Keyword::At));
        let comma_idx = found_idx.checked_sub(1).filter(|&i| i > 0)?;
        let is_comma = |i: usize| stretch.token(i).kind == Kind::Symbol(b',');
        let has_colon = (0..comma_idx).any(|i| stretch.token(i).kind == Kind::Symbol(b':'));
        if !is_scope || found_idx >= stretch.len() || !is_comma(comma_idx) || has_colon {
            return None;
        }
        let comma = self.token_span(stretch.token(comma_idx));
        let after = self.slice(self.token_span(stretch.token(0)).to(self.token_span(stretch.token(comma_idx - 1))));
        let problem = SyntaxProblem::MissingColon { after: after.to_owned() };
        Some(Diagnostic::at(comma, problem).fix(comma, ":", Safety::Unsafe))
    }

    /// `指标 农-村路`, `指标 PM2.5浓度`
    fn name_needs_quotes(&mut self, stretch: &Stretch) -> Option<Diagnostic> {
        let is_indicator = stretch.entry == Rule::head_alone
            && stretch.token(0).kind == Kind::Word(Keyword::Indicator)
            && stretch.len() > 1;
        if !is_indicator {
            return None;
        }
        let whole = self.token_span(stretch.token(1)).to(self.token_span(stretch.last()));
        let name = self.slice(whole);
        let is_plain = !name.contains([' ', '\n', '「', '」', '\'', '"', '“']);
        let fixed = format!("「{name}」");
        let word = self.slice(self.token_span(stretch.token(0)));
        let fits = is_plain && Grammar::parse(Rule::head_alone, &format!("{word} {fixed}")).is_ok();
        let problem = SyntaxProblem::NameNeedsQuotes { name: name.to_owned() };
        fits.then(|| Diagnostic::at(whole, problem).fix(whole, fixed, Safety::Unsafe))
    }

    /// `收入 增长 10%`, `失业率 控制在5%以内`, `牵头单位 甲局`: the finished line is offered, once the grammar reads it.
    fn plan_words(&mut self, stretch: &Stretch, found_idx: usize) -> Option<Diagnostic> {
        if stretch.entry == Rule::head_alone || stretch.len() == 0 {
            return None;
        }
        let whole = self.token_span(stretch.token(0)).to(self.token_span(stretch.last()));
        let line = self.slice(whole);
        if line.contains('\n') {
            return None;
        }
        let fits = |part: &str| Grammar::parse(stretch.entry, part).is_ok();
        let proposal = in_rules(line, self.around(), fits)?;
        let at = if found_idx < stretch.len() { self.token_span(stretch.token(found_idx)) } else { whole };
        let problem = match self.change_word(stretch, found_idx) {
            Some(word) => SyntaxProblem::ChangeInWords { word, call: proposal.clone() },
            None => SyntaxProblem::PlanWords { found: shortened(line), proposal: proposal.clone() },
        };
        Some(Diagnostic::at(at, problem).fix(whole, proposal, Safety::Unsafe))
    }

    /// Returns the word of change with which a token begins.
    fn change_word(&self, stretch: &Stretch, found_idx: usize) -> Option<String> {
        const WORDS: [&str; 8] = ["年均增长", "同比增长", "增长", "增加", "提高", "下降", "减少", "降低"];
        let token = stretch.token(found_idx);
        let is_due = found_idx > 0 && found_idx < stretch.len() && token.kind == Kind::Name;
        let written = self.slice(self.token_span(token));
        let word = WORDS.iter().find(|w| is_due && written.starts_with(**w))?;
        let behind = self.slice(self.token_span(token).to(self.token_span(stretch.last())));
        let is_level = behind.get(word.len()..).is_some_and(|rest| rest.trim_start().starts_with(['到', '至']));
        (!is_level).then(|| (*word).to_owned())
    }

    /// `收入 增长`, with no figure at all: more than nothing.
    fn change_in_words(&mut self, stretch: &Stretch, found_idx: usize) -> Option<Diagnostic> {
        let word = self.change_word(stretch, found_idx)?;
        let rest = self.token_span(stretch.token(found_idx)).to(self.token_span(stretch.last()));
        let times = ["截至", "于", "每", "始终", "by", "in", "each", "throughout"];
        let until = |text: &str| times.iter().filter_map(|w| text.find(w)).min().unwrap_or(text.len());
        let behind = self.slice(rest);
        if behind.get(..until(behind)).is_some_and(|b| b.contains(|c: char| c.is_ascii_digit())) {
            // 增长 到 40亿元: what was not understood is asked for by nobody here.
            return None;
        }
        let before = stretch.token(found_idx.checked_sub(1)?);
        if before.kind != Kind::Name {
            return None;
        }
        let subject = self.slice(self.token_span(before));
        let call = match word.as_str() {
            "年均增长" => format!("年均增速({subject}) > 0%"),
            "下降" | "减少" | "降低" => format!("增速({subject}) < 0%"),
            _ => format!("增速({subject}) > 0%"),
        };
        let span = self.token_span(stretch.token(found_idx));
        let span = Span { end: span.start + word.len() as u32, ..span };
        let whole = self.token_span(before).to(span);
        let problem = SyntaxProblem::ChangeInWords { word, call: call.clone() };
        Some(Diagnostic::at(span, problem).fix(whole, call, Safety::Unsafe))
    }

    /// `性质 约束姓`
    fn misspelt_value(&self, stretch: &Stretch, found_idx: usize, expected: &[Rule]) -> Option<Diagnostic> {
        const WORD_RULES: [Rule; 7] = [
            Rule::nature_word,
            Rule::kind,
            Rule::period_length,
            Rule::rounding,
            Rule::yearly_fold,
            Rule::roll_up,
            Rule::audit_kind,
        ];
        let token = stretch.token(found_idx);
        let is_due = expected.iter().any(|r| WORD_RULES.contains(r));
        if found_idx >= stretch.len() || found_idx != 1 || token.kind != Kind::Name || !is_due {
            return None;
        }
        let span = self.token_span(token);
        let found = self.slice(span);
        let proposal = nearest(found, &[Position::Value])?.1;
        let problem = SyntaxProblem::UnknownKeyword { found: found.to_owned(), proposal: proposal.to_owned() };
        Some(Diagnostic::at(span, problem).fix(span, proposal, Safety::Unsafe))
    }

    /// A line that begins with a word near to a keyword and does not fit otherwise.
    fn unknown_keyword(&self, stretch: &Stretch, found_idx: usize) -> Option<Diagnostic> {
        let first = stretch.token(0);
        if first.kind != Kind::Name || found_idx > 1 {
            return None;
        }
        let positions: &[Position] = match stretch.entry {
            Rule::head_alone | Rule::line_alone => &[Position::Item, Position::Scope],
            Rule::rule_member_alone => &[Position::Scope, Position::Field],
            Rule::group_member_alone => &[Position::Item, Position::Scope, Position::Field],
            _ => &[Position::Field, Position::Item],
        };
        let span = self.token_span(first);
        let found = self.slice(span);
        // `每个村 收入 …`: the glued form is read only before a colon.
        if is_glued_scope(found) && positions.contains(&Position::Scope) {
            let problem = SyntaxProblem::MissingColon { after: found.to_owned() };
            return Some(Diagnostic::at(span, problem).fix(span, format!("{found}:"), Safety::Unsafe));
        }
        let proposal = nearest(found, positions)?.1;
        let problem = SyntaxProblem::UnknownKeyword { found: found.to_owned(), proposal: proposal.to_owned() };
        Some(Diagnostic::at(span, problem).fix(span, proposal, Safety::Unsafe))
    }

    /// Returns the item keyword that a word is nearest to.
    pub fn nearest_item(&self, token: Token) -> Option<Keyword> {
        nearest(self.slice(self.token_span(token)), &[Position::Item]).map(|(keyword, _)| keyword)
    }

    /// `每个 村 收入 >= 5万元`
    fn missing_colon(&self, stretch: &Stretch, found_idx: usize, expected: &[Rule]) -> Option<Diagnostic> {
        let first = stretch.token(0).kind;
        let is_scope = matches!(first, Kind::Word(Keyword::Every | Keyword::At | Keyword::Except | Keyword::Exception));
        if !is_scope || !expected.contains(&Rule::colon) || found_idx <= 1 {
            return None;
        }
        let before = self.token_span(stretch.token(found_idx - 1));
        let whole = self.token_span(stretch.token(0)).to(before);
        let found = stretch.token(found_idx);
        let is_comma = found_idx < stretch.len() && found.kind == Kind::Symbol(b',');
        let place = if is_comma { self.token_span(found) } else { Span { start: before.end, ..before } };
        let after: String = self.slice(whole).to_owned();
        Some(Diagnostic::at(before, SyntaxProblem::MissingColon { after }).fix(place, ":", Safety::Unsafe))
    }
}

/// Returns a line as it may stand in a sentence.
fn shortened(line: &str) -> String {
    match line.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or("")),
        None => line.to_owned(),
    }
}

/// Returns whether a word is a scope and its level in one: `每个村`.
fn is_glued_scope(word: &str) -> bool {
    ["每个", "所有", "各"].iter().any(|w| word.len() > w.len() && word.starts_with(w))
}

/// Returns whether nothing but blanks stands between two tokens.
fn are_adjacent(left: Token, right: Token, text: &str) -> bool {
    text.get(left.end as usize..right.start as usize).is_some_and(|gap| gap.chars().all(|c| matches!(c, ' ' | '\t')))
}

/// Returns the keyword of some positions that a word is near to, with its spelling.
pub(super) fn nearest(word: &str, positions: &[Position]) -> Option<(Keyword, &'static str)> {
    let n_chars = word.chars().count();
    let limit = if word.is_ascii() { (n_chars / 3).max(1) } else { 1 };
    if !(2..=16).contains(&n_chars) {
        return None;
    }
    let mut best: Option<(usize, Keyword, &'static str)> = None;
    for entry in keyword_table().iter().filter(|e| positions.contains(&e.position)) {
        for &spelling in entry.en.iter().chain(entry.zh) {
            // One shared character of two says little, unless it is the first.
            let is_short = spelling.chars().count() <= 2;
            if is_short && spelling.chars().next() != word.chars().next() {
                continue;
            }
            let distance = strsim::levenshtein(word, spelling);
            if distance <= limit && best.is_none_or(|(least, ..)| distance < least) {
                best = Some((distance, entry.keyword, spelling));
            }
        }
    }
    best.map(|(_, keyword, spelling)| (keyword, spelling))
}

/// Joins words by "or".
fn one_of(words: &[Both]) -> Both {
    let shown: Vec<&Both> = words.iter().take(6).collect();
    let zh: Vec<&str> = shown.iter().map(|w| w.zh.as_ref()).collect();
    let en: Vec<&str> = shown.iter().map(|w| w.en.as_ref()).collect();
    let (zh, en) = match (zh.split_last(), en.split_last()) {
        (Some((zh_last, zh)), Some((en_last, en))) if !zh.is_empty() => {
            (format!("{}或{zh_last}", zh.join("、")), format!("{} or {en_last}", en.join(", ")))
        }
        _ => (zh.concat(), en.concat()),
    };
    Both::of(zh, en)
}

/// Returns what a rule of the grammar is called, Chinese and English; `None` where its parts say more.
///
/// A test holds that every rule which can be reported has its words.
fn rule_words(of: Rule) -> Option<(&'static str, &'static str)> {
    use Rule::*;
    Some(match of {
        EOI => ("行尾", "the end of the line"),
        use_item | version | unit_item | level_item | param_item => ("一项声明", "a declaration"),
        rule | rule_head | group | group_head | plan | plan_head | indicator | indicator_head | audit | audit_head
        | test | test_head => ("规则、方案、指标等项", "a rule, plan, indicator or another item"),
        plan_number | region | plan_period | base | issuer | plan_date | source | plan_roster | note
        | tolerance_field | unit_field | level_field | kind_field | range_field | also | formula | parts
        | definition | frequency | within_year | upward | nature | wording | lead | responsible | support | carry
        | cite | weight | veto | baseline | missing | progress | weighted_formula | assigned | audit_kind
        | audit_tolerance | allow => ("字段", "a field"),
        precision => ("字段", "a field"),
        unit_name | unit_name_part => ("计量单位", "a unit"),
        kind => ("指标类型", "a kind (flow, stock, ratio, flag, grade, text)"),
        value_range => ("取值范围", "a range, as in `0..`"),
        period_length => ("年、半年、季度、月或日", "year, half, quarter, month or day"),
        rounding => ("`四舍五入`或`四舍六入`", "`half-up` or `half-even`"),
        yearly_fold => ("`合计`、`期末`、`平均`或`最大`", "`sum`, `last`, `avg` or `max`"),
        roll_up => ("`合计`、`加权`或`无`", "`sum`, `weighted by` or `none`"),
        nature_word => ("`约束性`或`预期性`", "`binding` or `expected`"),
        text | text_like => ("文字", "a text"),
        per_item => ("`每项`", "`per_item`"),
        progress_word => ("`阶梯`或`无`", "`steps` or `none`"),
        milestone => ("进度节点，如 `2022: 40%`", "a milestone, as in `2022: 40%`"),
        tolerance | plus_minus => ("`±`", "`±`"),
        scheme | scheme_head | lights | lights_head => {
            ("规则、方案、指标等项", "a rule, plan, indicator or another item")
        }
        section | section_head => ("板块", "a section"),
        score_entry | entry_head => ("项目", "an item"),
        subjects | scheme_period | full_points | grouped | ranking | ties | inapplicable | extra_cap | class
        | veto_line | only => ("考核办法的一行", "a line of a scheme"),
        measure | goal | method | best | worst | start | step | place | band | case | highest | nothing | floor
        | cap | unclamped | lower_better | total_of | entered | difficulty => ("项目的一行", "a line of an item"),
        in_order | light => ("亮灯的一行", "a line of lights"),
        rule_list => ("`规则` 与编号", "`rule` and an ID"),
        mean_over | mean_over_half_years | mean_over_quarters | mean_over_months => {
            ("`各季度平均`、`各月平均`或`各半年平均`", "`mean_of_quarters`, `mean_of_months` or `mean_of_half_years`")
        }
        led_list | led | led_role => ("`牵头`、`责任`或`配合`", "`lead`, `responsible` or `support`"),
        from_last => ("`倒数`", "`from_last`"),
        ranking_word => ("`全数`或`修约数`", "`unrounded` or `rounded`"),
        tie_rule => ("`占位`、`不占位`、`末位`或`平均`", "`skip`, `dense`, `lowest` or `avg`"),
        inapplicable_word => ("`剔除`、`满分`、`平均`或`零分`", "`exclude`, `full`, `avg` or `zero`"),
        whole => ("`整步`、`进一`、`连续`或`四舍五入`", "`whole`, `started`, `continuous` or `half-up`"),
        bar => ("`不得`", "`bar`"),
        mean => ("`参评平均`", "`mean`"),
        mean_plus => ("`+` 或 `-`", "`+` or `-`"),
        method_word => (
            "`达标`、`比例`、`功效`、`折算`、`直接`或`相对第一`",
            "`met`, `proportion`, `efficacy`, `rescale`, `direct` or `to_first`",
        ),
        step_side => ("`每低`、`每高`、`每有`或`每退`", "`per_below`, `per_above`, `per_case` or `per_place`"),
        step_effect => ("`扣`或`加`", "`deduct` or `add`"),
        otherwise => ("`其余`", "`otherwise`"),
        given => ("`设`", "`given`"),
        expect => ("`应得`", "`expect`"),
        given_value | gap => ("数值", "a value"),
        statement => ("语句", "a statement"),
        every | at => ("`每个`或`在`", "`every` or `at`"),
        when => ("`若` 与条件", "`when` and a condition"),
        weighted_part => ("一个分量和权重，如 `产值/350亿元: 40%`", "a part and its weight, as in `产值/350亿元: 40%`"),
        set_figure => ("一个任务数，如 `东门镇 2025: 3亿元`", "a figure that is set, as in `东门镇 2025: 3亿元`"),
        weighted_word => ("`加权`", "`weighted`"),
        among => ("`在` 与地方", "`in` and a place"),
        recent => ("时期，如 `近3年`", "periods, as in `last 3 years`"),
        rank_order => ("`由高到低`或`由低到高`", "`descending` or `ascending`"),
        rank_ties => ("`占位`、`不占位`或`末位`", "`skip`, `dense` or `lowest`"),
        exception => ("例外", "an exception"),
        revision => ("调整", "a revision"),
        no_target => ("`无`", "`none`"),
        target | compare | against | whole_place | glued_comparator | comparator | within | about | bound => {
            ("比较，如 `>= 5万元`", "a comparison, as in `>= 5万元`")
        }
        glued_of => ("`的`", "`of`"),
        postfix | glued_postfix => ("`以上`、`以下`或`左右`", "`以上`, `以下` or `左右`"),
        interval | bracketed | dotted | hyphened | low => ("范围，如 `3..5个`", "a range, as in `3..5个`"),
        time | by | before | in_period | each | throughout | early_date => {
            ("时间，如 `截至 2025`", "a time, as in `by 2025`")
        }
        window => ("时间范围，如 `2021..2025`", "a window, as in `2021..2025`"),
        window_dots | dots => ("`..`", "`..`"),
        date | day => ("日期", "a date"),
        month_day => ("月日，如 `10-31`", "a month and day, as in `10-31`"),
        expr | counted | condition | sum | factor => ("表达式", "an expression"),
        negation => ("`非`", "`not`"),
        logic => ("`且`或`或`", "`and` or `or`"),
        arithmetic | minus => ("运算符", "an operator"),
        at_place => ("`@`", "`@`"),
        index => ("`[`", "`[`"),
        paren | round => ("`(`", "`(`"),
        truth => ("`是`或`否`", "`yes` or `no`"),
        aggregate | aggregate_function | over_periods | period_function | periods_where | periods_function
        | rank_of | times_last | total | gain | growth | yearly | change => ("函数", "a function"),
        since => ("`自` 与日期", "`since` and a date"),
        previous => ("`上期`", "`prev`"),
        name | path | path_part => ("名称", "a name"),
        id => ("编号", "an ID"),
        number | block => ("数", "a number"),
        quantity | signed => ("带单位的数量", "a quantity"),
        belongs => ("`属`", "`in`"),
        until_word => ("`至`", "`until`"),
        as_of_word => ("`截至日`", "`as of`"),
        brace => ("`{`", "`{`"),
        close => ("`}`", "`}`"),
        round_end => ("`)`", "`)`"),
        square => ("`[`", "`[`"),
        square_end => ("`]`", "`]`"),
        comma => ("`,`", "`,`"),
        colon => ("`:`", "`:`"),
        equals => ("`=`", "`=`"),
        // Rules that leave no piece behind are never reported; a test holds that all others have their words.
        _ => return None,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_that_can_be_reported_has_its_words() {
        let grammar = include_str!("../../../grammar/dabiao.pest");
        // Parts of one word, which is reported as a whole, the cutter's words, and line ends.
        let is_part = |name: &str| {
            name.starts_with("loose_")
                || ["sep", "run", "bare_name", "quoted_name", "quoted_text", "number_text", "unit_text", "unit_rest"]
                    .contains(&name)
        };
        for &form in Rule::all_rules() {
            let name = format!("{form:?}");
            let is_silent = grammar.contains(&format!("\n{name} = _{{"));
            assert!(is_silent || is_part(&name) || rule_words(form).is_some(), "{name} has no words");
        }
    }
}
