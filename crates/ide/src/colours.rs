//! What each word of a file is, for colour: more than a grammar of words can tell, since names are resolved.

use dabiao_lang::source::{FileId, Span};
use dabiao_lang::syntax::keywords::{Keyword, Position};
use dabiao_lang::syntax::uses::{NameRole, NameUse};

use crate::scan::{Word, WordKind, words};
use crate::snapshot::Snapshot;

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Colour {
    /// A word of the language.
    Keyword,
    /// A comparison, a sign, `and`.
    Operator,
    /// A function: `count`, 累计.
    Function,
    /// A comment.
    Comment,
    /// A text in quotation marks.
    Text,
    /// Digits.
    Number,
    /// A unit.
    Unit,
    /// An indicator that is declared.
    Indicator,
    /// A name that nobody declared: an attribute of the roster, or a mistake.
    Undeclared,
    /// A level.
    Level,
    /// A place.
    Place,
    /// The ID of a rule.
    Rule,
    /// A grade, a verdict, a code.
    Constant,
}

impl Colour {
    /// Every colour, in the order in which a protocol may number them.
    pub const ALL: [Colour; 13] = [
        Colour::Keyword,
        Colour::Operator,
        Colour::Function,
        Colour::Comment,
        Colour::Text,
        Colour::Number,
        Colour::Unit,
        Colour::Indicator,
        Colour::Undeclared,
        Colour::Level,
        Colour::Place,
        Colour::Rule,
        Colour::Constant,
    ];
}

/// Returns what each word of a file is, in order of place and without overlap.
pub fn colours(snapshot: &Snapshot, file: FileId) -> Vec<(Span, Colour)> {
    let text = snapshot.text(file);
    let mut names = snapshot.uses(file).iter().filter(|u| !u.span.range().is_empty()).peekable();
    let mut painted: Vec<(Span, Colour)> = Vec::new();
    for word in words(text) {
        let mut at = word.start;
        while let Some(name) = names.next_if(|n| n.span.start < word.end) {
            if name.span.start > at {
                let before = plain(text, Word { start: at, end: name.span.start, ..word });
                before.into_iter().for_each(|p| paint(&mut painted, p, file));
            }
            if let Some(colour) = of_name(snapshot, name) {
                paint(&mut painted, (name.span.start.max(at), name.span.end, colour), file);
            }
            at = at.max(name.span.end);
        }
        if at < word.end {
            plain(text, Word { start: at, ..word }).into_iter().for_each(|p| paint(&mut painted, p, file));
        }
    }
    painted
}

/// Adds a stretch where it does not overlap the one before.
fn paint(painted: &mut Vec<(Span, Colour)>, (start, end, colour): (u32, u32, Colour), file: FileId) {
    let start = painted.last().map_or(start, |(s, _)| start.max(s.end));
    if start < end {
        painted.push((Span { file, start, end }, colour));
    }
}

/// The colour of a stretch that is no name; a word that is glued to digits (`截至2025年`) is two.
fn plain(text: &str, word: Word) -> Vec<(u32, u32, Colour)> {
    let written = word.of(text);
    let colour = match word.kind {
        WordKind::Comment => Some(Colour::Comment),
        WordKind::Text => Some(Colour::Text),
        WordKind::Number => Some(Colour::Number),
        WordKind::Open | WordKind::Close | WordKind::QuotedName => None,
        WordKind::Run | WordKind::Symbol => of_word(written),
    };
    if let Some(colour) = colour {
        return vec![(word.start, word.end, colour)];
    }
    let digits = written.find(|c: char| c.is_ascii_digit()).filter(|_| word.kind == WordKind::Run);
    let glued = digits.and_then(|at| Some((word.start + at as u32, of_word(written.get(..at)?)?)));
    glued.map_or_else(Vec::new, |(at, colour)| vec![(word.start, at, colour), (at, word.end, Colour::Number)])
}

fn of_word(word: &str) -> Option<Colour> {
    if matches!(word, "%" | "‰" | "％") {
        return Some(Colour::Unit);
    }
    if matches!(word, "≥" | "≤" | "≠" | "+" | "-" | "*" | "/" | ".." | "±" | "@" | "＞" | "＜" | "＝") {
        return Some(Colour::Operator);
    }
    let keyword = Keyword::from_word(word)?;
    Some(match keyword.entry()?.position {
        _ if matches!(keyword, Keyword::Yes | Keyword::No) => Colour::Constant,
        Position::Operator => Colour::Operator,
        Position::Function => Colour::Function,
        _ => Colour::Keyword,
    })
}

fn of_name(snapshot: &Snapshot, name: &NameUse) -> Option<Colour> {
    Some(match name.role {
        NameRole::IndicatorDeclared => Colour::Indicator,
        NameRole::Value => match snapshot.symbols().of_use(name) {
            Some(crate::symbol::Symbol::Indicator(id)) => {
                let is_declared = snapshot.model().schema.indicator(id).is_some_and(|i| i.is_declared);
                if is_declared { Colour::Indicator } else { Colour::Undeclared }
            }
            _ => Colour::Constant,
        },
        NameRole::AliasDeclared | NameRole::PlanDeclared | NameRole::PlanMeant | NameRole::SchemeDeclared => {
            Colour::Text
        }
        NameRole::Level | NameRole::LevelDeclared => Colour::Level,
        NameRole::Unit | NameRole::UnitDeclared => Colour::Unit,
        NameRole::RuleDeclared | NameRole::RuleMeant => Colour::Rule,
        NameRole::Place => Colour::Place,
        NameRole::Office => Colour::Text,
        NameRole::Grade | NameRole::Code | NameRole::Verdict => Colour::Constant,
    })
}
