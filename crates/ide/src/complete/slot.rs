//! What is wanted at a place, by the words before it.

use dabiao_lang::syntax::keywords::{Keyword, Position};

use crate::context::{Body, WritingContext, keyword};
use crate::scan::WordKind;
use crate::snapshot::Snapshot;

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// The beginning of a line of a body.
    Line,
    /// Something that is measured, or a scope.
    Value,
    /// The right side of a comparison.
    Operand,
    /// A comparison behind a value.
    Operator,
    /// A time or a postfix behind an amount.
    AfterAmount,
    /// A date behind a time word.
    Date,
    /// The unit of a number.
    UnitOfNumber,
    /// The unit of an indicator.
    UnitOfIndicator,
    /// A level.
    Level,
    /// A place.
    Place,
    /// A place, or a level above.
    PlaceOrLevel,
    /// An office.
    Office,
    /// The ID of a rule.
    Rule,
    /// The name of a plan.
    Plan,
    /// The code of a finding.
    Code,
    /// A rule file.
    File,
    /// Words of the language.
    Words(&'static [Keyword]),
    /// Nothing that could be known.
    Nothing,
}

const KINDS: &[Keyword] = &[
    Keyword::Flow,
    Keyword::Stock,
    Keyword::Ratio,
    Keyword::RankKind,
    Keyword::Flag,
    Keyword::Grade,
    Keyword::TextKind,
];
const FREQUENCIES: &[Keyword] = &[Keyword::Year, Keyword::Half, Keyword::Quarter, Keyword::Month, Keyword::Day];
const WITHIN_YEAR: &[Keyword] = &[Keyword::Sum, Keyword::Last, Keyword::Avg, Keyword::Max];
const UPWARD: &[Keyword] = &[Keyword::Sum, Keyword::WeightedBy, Keyword::None];
const NATURES: &[Keyword] = &[Keyword::Binding, Keyword::Expected];
const WORDINGS: &[Keyword] = &[Keyword::Ensure, Keyword::Strive, Keyword::InPrinciple];
const ROUNDINGS: &[Keyword] = &[Keyword::HalfUp, Keyword::HalfEven];
const PROGRESS: &[Keyword] = &[Keyword::Steps, Keyword::None];
const VERDICTS: &[Keyword] = &[
    Keyword::Met,
    Keyword::Exempt,
    Keyword::Unmet,
    Keyword::Missing,
    Keyword::Invalid,
    Keyword::Empty,
    Keyword::Early,
    Keyword::OnTrack,
    Keyword::Behind,
    Keyword::Pending,
];
const TIES: &[Keyword] = &[Keyword::Skip, Keyword::Dense, Keyword::Lowest, Keyword::Avg];
const INAPPLICABLE: &[Keyword] = &[Keyword::Exclude, Keyword::FullPoints, Keyword::Avg, Keyword::ZeroPoints];
const METHODS: &[Keyword] =
    &[Keyword::Met, Keyword::Proportion, Keyword::Efficacy, Keyword::Rescale, Keyword::Direct, Keyword::ToFirst];

/// Returns what is wanted at a place.
pub(super) fn of(context: &WritingContext<'_>, snapshot: &Snapshot) -> Slot {
    if context.in_text {
        return in_text(context);
    }
    let Some(last) = context.last() else { return Slot::Line };
    let is_glued = last.end == context.start;
    if last.kind == WordKind::Number && is_glued {
        return if is_date(context) { Slot::Nothing } else { Slot::UnitOfNumber };
    }
    let written = context.back(0);
    if written == "@" {
        return Slot::PlaceOrLevel;
    }
    if written == "(" || written == "（" {
        return bracket(context);
    }
    field(context).unwrap_or_else(|| statement(context, snapshot))
}

fn in_text(context: &WritingContext<'_>) -> Slot {
    match context.first_keyword() {
        Some(Keyword::Use) => Slot::File,
        Some(Keyword::Plan) if context.body != Body::File => Slot::Plan,
        Some(Keyword::Lead | Keyword::Responsible | Keyword::Support | Keyword::Carry) => Slot::Office,
        _ => Slot::Nothing,
    }
}

/// Whether the digits before the cursor belong to a date.
fn is_date(context: &WritingContext<'_>) -> bool {
    let before = context.back(1);
    keyword(before).and_then(Keyword::entry).is_some_and(|e| e.position == Position::Time)
        || matches!(before, "..")
        || matches!(context.first_keyword(), Some(Keyword::Period | Keyword::Base | Keyword::Date))
        || before == "[" && !matches!(keyword(context.back(2)), Some(Keyword::Between | Keyword::In))
}

fn bracket(context: &WritingContext<'_>) -> Slot {
    use Keyword::{Avg, Count, Max, Median, Min, Share, Sum};
    match keyword(context.back(1)) {
        Some(Count | Share | Sum | Avg | Min | Max | Median) => Slot::Level,
        _ => Slot::Value,
    }
}

/// What a field wants; `None` where the line is no field.
fn field(context: &WritingContext<'_>) -> Option<Slot> {
    let (first, n) = (context.first_keyword()?, context.before.len());
    let is_next = n == 1 || matches!(context.back(0), "," | "，" | "、");
    let within = |slot| Some(if is_next { slot } else { Slot::Nothing });
    match (context.body, first) {
        (Body::File, Keyword::Level) => Some(if n == 1 { Slot::Nothing } else { Slot::Level }),
        (Body::File, Keyword::Use | Keyword::Version | Keyword::Unit) => Some(Slot::Nothing),
        (Body::Of(Keyword::Indicator), _) => of_indicator(first, n),
        (Body::Of(Keyword::Plan), Keyword::Region) => Some(Slot::Place),
        (Body::Of(Keyword::Plan), _) => Some(Slot::Nothing),
        (Body::Of(Keyword::Test), Keyword::Expect) => expectation(context),
        (Body::Of(Keyword::Scheme), Keyword::Subjects) if n == 1 => Some(Slot::Level),
        (_, Keyword::Ties) => within(Slot::Words(TIES)),
        (_, Keyword::NotApplicable) => within(Slot::Words(INAPPLICABLE)),
        (_, Keyword::Method) => within(Slot::Words(METHODS)),
        (_, Keyword::Lead | Keyword::Responsible | Keyword::Support | Keyword::Carry) => within(Slot::Office),
        (_, Keyword::Allow) => within(Slot::Code),
        (_, Keyword::Nature) => within(Slot::Words(NATURES)),
        (_, Keyword::Wording) => within(Slot::Words(WORDINGS)),
        (_, Keyword::Progress) => within(Slot::Words(PROGRESS)),
        (_, Keyword::Precision) => Some(if n == 2 { Slot::Words(ROUNDINGS) } else { Slot::Nothing }),
        (body, Keyword::Plan) if body != Body::File => within(Slot::Plan),
        (body, Keyword::Rule) if !matches!(body, Body::File | Body::Of(Keyword::Group)) => within(Slot::Rule),
        (_, Keyword::Rule | Keyword::Plan | Keyword::Group | Keyword::Indicator | Keyword::Note | Keyword::Cite) => {
            Some(Slot::Nothing)
        }
        _ => None,
    }
}

fn of_indicator(first: Keyword, n: usize) -> Option<Slot> {
    let only_first = |slot| Some(if n == 1 { slot } else { Slot::Nothing });
    match first {
        Keyword::Unit => only_first(Slot::UnitOfIndicator),
        Keyword::Level => only_first(Slot::Level),
        Keyword::Kind => only_first(Slot::Words(KINDS)),
        Keyword::Frequency => only_first(Slot::Words(FREQUENCIES)),
        Keyword::WithinYear => only_first(Slot::Words(WITHIN_YEAR)),
        Keyword::Upward => only_first(Slot::Words(UPWARD)),
        Keyword::Precision => Some(if n == 2 { Slot::Words(ROUNDINGS) } else { Slot::Nothing }),
        Keyword::Formula | Keyword::Parts | Keyword::Including => None,
        _ => Some(Slot::Nothing),
    }
}

fn expectation(context: &WritingContext<'_>) -> Option<Slot> {
    if context.before.len() == 1 {
        return Some(Slot::Rule);
    }
    match context.back(0) {
        "=" | "＝" => Some(Slot::Words(VERDICTS)),
        _ => Some(Slot::Nothing),
    }
}

/// What a statement wants behind its last word.
fn statement(context: &WritingContext<'_>, snapshot: &Snapshot) -> Slot {
    let Some(last) = context.last() else { return Slot::Line };
    let written = context.back(0);
    match context.last_keyword() {
        Some(Keyword::Every) => return Slot::Level,
        Some(Keyword::At) => return Slot::Place,
        Some(Keyword::Except) if !context.back(1).is_empty() => return Slot::Place,
        Some(Keyword::Under) => return Slot::Level,
        Some(Keyword::By | Keyword::In | Keyword::Until | Keyword::Since | Keyword::Before)
            if !is_range_in(context) =>
        {
            return Slot::Date;
        }
        Some(Keyword::Each) => return Slot::Words(FREQUENCIES),
        Some(k) if k.entry().is_some_and(|e| e.position == Position::Operator) => {
            let joins = matches!(k, Keyword::And | Keyword::Or | Keyword::Not);
            return if joins { Slot::Value } else { Slot::Operand };
        }
        Some(Keyword::Where | Keyword::Exception | Keyword::Given | Keyword::WeightedBy) => return Slot::Value,
        _ => {}
    }
    match (last.kind, written) {
        (WordKind::Symbol, "%" | "％" | "‰") => Slot::AfterAmount,
        (WordKind::Symbol, ":" | "：" | "+" | "-" | "*" | "/" | "," | "，") => Slot::Value,
        (WordKind::Symbol, _) => Slot::Operand,
        (WordKind::Open, _) => Slot::Value,
        (WordKind::Close, _) => Slot::Operator,
        (WordKind::Run, _) if follows_number(context) => Slot::AfterAmount,
        (WordKind::Number, _) => Slot::AfterAmount,
        (WordKind::Run | WordKind::QuotedName, name) => {
            let is_level = snapshot.model().schema.levels.find(name).is_some();
            if is_level && keyword(context.back(1)) == Some(Keyword::Every) {
                Slot::Words(&[Keyword::Where, Keyword::Except])
            } else {
                Slot::Operator
            }
        }
        _ => Slot::Nothing,
    }
}

/// `in` before a range: behind a value, no time.
fn is_range_in(context: &WritingContext<'_>) -> bool {
    context.back(0) == "in" && !follows_amount(context)
}

fn follows_amount(context: &WritingContext<'_>) -> bool {
    let n = context.before.len();
    let at = |back: usize| n.checked_sub(back + 1).and_then(|i| context.before.get(i));
    at(1).is_some_and(|w| w.kind == WordKind::Number || matches!(w.of(context.text), "%" | "‰"))
        || at(1).zip(at(2)).is_some_and(|(unit, number)| number.kind == WordKind::Number && number.end == unit.start)
}

/// Whether the last word is glued to a number: a unit.
fn follows_number(context: &WritingContext<'_>) -> bool {
    let n = context.before.len();
    let pair = n.checked_sub(2).and_then(|i| context.before.get(i)).zip(context.last());
    pair.is_some_and(|(number, unit)| number.kind == WordKind::Number && number.end == unit.start)
}
