//! Lines with something in them that the language does not have at all: a field, a period, a gap in a figure, a dash.

use crate::diag::{Both, Diagnostic, Safety, SyntaxProblem};
use crate::source::Span;
use crate::syntax::keywords::{Keyword, Position};
use crate::syntax::wording::strange_period;

use super::build::Builder;
use super::expect::{Stretch, nearest};
use super::grammar::Rule;
use super::token::Kind;

/// The fields of a plan, in the order in which they are named to somebody who wrote another.
const OF_PLAN: &[Keyword] = &[
    Keyword::Number,
    Keyword::Region,
    Keyword::Period,
    Keyword::Base,
    Keyword::Issuer,
    Keyword::Date,
    Keyword::Source,
    Keyword::Roster,
    Keyword::AboutField,
    Keyword::Note,
];
const OF_INDICATOR: &[Keyword] = &[
    Keyword::Unit,
    Keyword::Level,
    Keyword::Kind,
    Keyword::Range,
    Keyword::Also,
    Keyword::Formula,
    Keyword::Parts,
    Keyword::Definition,
    Keyword::Frequency,
    Keyword::WithinYear,
    Keyword::Upward,
    Keyword::Precision,
    Keyword::Assigned,
    Keyword::Source,
    Keyword::Note,
];
const OF_RULE: &[Keyword] = &[
    Keyword::Nature,
    Keyword::Wording,
    Keyword::Lead,
    Keyword::Responsible,
    Keyword::Support,
    Keyword::Carry,
    Keyword::Cite,
    Keyword::Weight,
    Keyword::Veto,
    Keyword::Baseline,
    Keyword::Precision,
    Keyword::MissingField,
    Keyword::Progress,
    Keyword::Exception,
    Keyword::Note,
];
const OF_AUDIT: &[Keyword] = &[Keyword::Hard, Keyword::Soft, Keyword::Tolerance, Keyword::Note];
const OF_SCHEME: &[Keyword] = &[
    Keyword::Subjects,
    Keyword::Period,
    Keyword::FullPoints,
    Keyword::Precision,
    Keyword::Ranking,
    Keyword::Ties,
    Keyword::MissingField,
    Keyword::Class,
    Keyword::Grouped,
    Keyword::Note,
];
/// Endings of the names of fields in documents; in a rule a line may begin with the name of an indicator as well.
const ENDINGS: [&str; 18] = [
    "人", "单位", "部门", "机构", "科室", "频次", "周期", "方式", "依据", "来源", "时限", "期限", "要求", "编号",
    "类别", "名称", "备查", "附件",
];

impl Builder<'_> {
    /// `审批人 王某`: a field that no block of this kind has.
    pub fn unknown_field(&self, stretch: &Stretch, found_idx: usize) -> Option<Diagnostic> {
        let (block, fields) = match stretch.entry {
            Rule::plan_member_alone => (Both::new("方案", "a plan"), OF_PLAN),
            Rule::indicator_member_alone => (Both::new("指标", "an indicator"), OF_INDICATOR),
            Rule::rule_member_alone => (Both::new("规则", "a rule"), OF_RULE),
            Rule::audit_member_alone => (Both::new("审核", "an audit"), OF_AUDIT),
            Rule::scheme_line_alone => (Both::new("考核办法", "a scheme"), OF_SCHEME),
            _ => return None,
        };
        let first = stretch.token(0);
        let span = self.token_span(first);
        let word = self.slice(span);
        let may_be_statement = matches!(stretch.entry, Rule::rule_member_alone | Rule::audit_member_alone);
        let is_statement = may_be_statement && !self.is_like_a_field(word, stretch, found_idx);
        let is_misspelt =
            nearest(word, &[Position::Field, Position::Item]).is_some_and(|(keyword, _)| fields.contains(&keyword));
        if first.kind != Kind::Name || found_idx > 1 || is_statement || is_misspelt {
            return None;
        }
        let entries = || fields.iter().filter_map(|field| field.entry());
        let zh: Vec<&str> = entries().filter_map(|e| e.zh.last().copied()).collect();
        let en: Vec<&str> = entries().filter_map(|e| e.en.first().copied()).collect();
        let fields = Both::of(zh.join("、"), en.join(", "));
        Some(Diagnostic::at(span, SyntaxProblem::UnknownField { found: word.to_owned(), block, fields }))
    }

    /// Returns whether a line of a rule begins like a field: a text behind it, or one of the words that documents use.
    fn is_like_a_field(&self, word: &str, stretch: &Stretch, found_idx: usize) -> bool {
        let behind = stretch.token(found_idx).kind;
        let is_alone = found_idx == 1 && found_idx < stretch.len() && !self.around().is_declared(word);
        is_alone && (behind == Kind::Text || (behind == Kind::Name && ENDINGS.iter().any(|e| word.ends_with(e))))
    }

    /// `每旬 走访 >= 3次`
    pub fn no_such_period(&self, stretch: &Stretch) -> Option<Diagnostic> {
        if stretch.entry == Rule::head_alone || stretch.len() == 0 {
            return None;
        }
        let whole = self.token_span(stretch.token(0)).to(self.token_span(stretch.last()));
        let line = self.slice(whole);
        let (found, proposal) = strange_period(line)?;
        let at = whole.start + line.find(found)? as u32;
        let span = Span { start: at, end: at + found.len() as u32, ..whole };
        let problem = SyntaxProblem::NoSuchPeriod { found: found.to_owned(), proposal: proposal.to_owned() };
        Some(Diagnostic::at(span, problem))
    }

    /// `>= 6 _ 万元`: a gap was left in the figure.
    pub fn gap_in_figure(&self, stretch: &Stretch, found_idx: usize) -> Option<Diagnostic> {
        let (before, gap, unit) =
            (stretch.token(found_idx.checked_sub(1)?), stretch.token(found_idx), stretch.token(found_idx + 1));
        let is_gap = found_idx + 1 < stretch.len() && self.slice(self.token_span(gap)).chars().all(|c| c == '_');
        if before.kind != Kind::Number || !is_gap || !matches!(unit.kind, Kind::Name | Kind::Word(_)) {
            return None;
        }
        let span = self.token_span(before).to(self.token_span(unit));
        let proposal = format!("{}{}", self.slice(self.token_span(before)), self.slice(self.token_span(unit)));
        let problem = SyntaxProblem::UnitApart { found: self.slice(span).to_owned(), proposal: proposal.clone() };
        Some(Diagnostic::at(span, problem).fix(span, proposal, Safety::Unsafe))
    }

    /// `城镇化—率 >= 65%`: a dash is no minus; between two letters it belongs to a name.
    pub fn dash_in_name(&self, stretch: &Stretch, found_idx: usize) -> Option<Diagnostic> {
        let dash = self.token_span(stretch.token(found_idx));
        let is_dash = self.slice(dash).chars().all(|c| matches!(c, '—' | '–' | '~' | '～'));
        let before = stretch.token(found_idx.checked_sub(1)?);
        let after = stretch.token(found_idx + 1);
        let are_names = before.kind == Kind::Name && after.kind == Kind::Name && found_idx + 1 < stretch.len();
        if !is_dash || !are_names {
            return None;
        }
        let whole = self.token_span(before).to(self.token_span(after));
        let name = self.slice(whole);
        if name.contains(' ') {
            let problem =
                SyntaxProblem::BrokenOperator { found: self.slice(dash).to_owned(), proposal: "-".to_owned() };
            return Some(Diagnostic::at(dash, problem).fix(dash, "-", Safety::Unsafe));
        }
        let fixed = format!("「{name}」");
        let problem = SyntaxProblem::NameNeedsQuotes { name: name.to_owned() };
        Some(Diagnostic::at(whole, problem).fix(whole, fixed, Safety::Unsafe))
    }
}
