//! Tokens to tree.
//!
//! A sound stretch of items is read by the grammar in one go. Where that fails, `recover` takes the stretch apart into
//! heads and lines and reads each alone, so that one mistake does not hide another.
//! INVARIANT: pest's `Rule` and `Pair` are named nowhere outside this folder.

mod build;
mod expect;
mod expr;
mod field;
mod item;
mod recover;
mod scheme;
mod statement;
mod time;

use pest::Parser as _;

use crate::diag::{Diagnostic, SyntaxProblem};
use crate::source::{Source, Span};

use super::lex::{self, Kind, Lexed, MAX_PROBLEMS};
use super::tree::{Item, Tree};
use build::Builder;
pub(super) use build::Role;

/// The grammar as pest sees it.
mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "../../../grammar/dabiao.pest"]
    pub(super) struct Grammar;
}

/// Reads a file.
///
/// There is always a tree; what could not be read is missing from it and has a diagnostic at its exact place.
///
/// # Example
/// ```
/// use dabiao::source::SourceMap;
/// let mut sources = SourceMap::new();
/// let id = sources.add("x.rules", "每个村: 集体经济经营性收入 >= 5万元 截至2025年");
/// let source = sources.get(id).ok_or("no such file")?;
/// let (tree, problems) = dabiao::syntax::parse(source);
/// assert!(problems.is_empty());
/// assert_eq!(tree.items.len(), 1);
/// # Ok::<(), &str>(())
/// ```
pub fn parse(source: &Source) -> (Tree, Vec<Diagnostic>) {
    let mut lexed = lex::lex(source);
    let parsed = read(source, &lexed, Vec::new());
    let mut problems = std::mem::take(&mut lexed.problems);
    problems.extend(parsed.problems);
    problems.sort_by_key(|d| match &d.place {
        crate::diag::Place::Span(span) => (span.start, span.end),
        _ => (0, 0),
    });
    cap(source, &mut problems, parsed.n_unsaid + lexed.n_unsaid);
    let tree = Tree { file: source.id(), items: parsed.items, comments: lexed.comments };
    (tree, problems)
}

/// What was read, with what the formatter wants to know of each token.
pub(super) struct Parsed {
    pub items: Vec<Item>,
    pub problems: Vec<Diagnostic>,
    /// How many problems were found but not described.
    pub n_unsaid: u64,
    pub roles: Vec<Role>,
}

/// Reads tokens; `roles` is empty, or holds one entry for each token to be filled in.
pub(super) fn read(source: &Source, lexed: &Lexed, roles: Vec<Role>) -> Parsed {
    let mut builder = Builder::new(source, lexed, roles);
    let mut items = Vec::new();
    let mut start = 0;
    while start < lexed.tokens.len() {
        let end = stretch_end(lexed, start);
        read_stretch(&mut builder, start..end, &mut items);
        start = end;
    }
    builder.finish(items)
}

/// How many tokens are read in one go, at least; what pest holds for them should stay near the processor.
const STRETCH: usize = 400;

/// Returns where a stretch that begins at a token ends: after a line or a body that stands in no other body.
fn stretch_end(lexed: &Lexed, start: usize) -> usize {
    let mut depth = 0_usize;
    for (token_idx, token) in lexed.tokens.iter().enumerate().skip(start) {
        let is_cut = match token.kind {
            Kind::Symbol(b'{') => {
                depth += 1;
                false
            }
            Kind::Symbol(b'}') => {
                depth = depth.saturating_sub(1);
                depth == 0
            }
            kind => kind == Kind::Separator && depth == 0,
        };
        if is_cut && token_idx - start >= STRETCH {
            return token_idx + 1;
        }
    }
    lexed.tokens.len()
}

/// Reads whole items, by the grammar in one go or else piece by piece.
fn read_stretch(builder: &mut Builder<'_>, tokens: std::ops::Range<usize>, items: &mut Vec<Item>) {
    let lexed = builder.lexed;
    let (from, code) = lexed.code_of(&tokens);
    builder.base = from;
    let whole = if code.contains('?') { None } else { grammar::Grammar::parse(grammar::Rule::file, code).ok() };
    match whole {
        Some(pieces) => builder.items(pieces, items),
        None => recover::recover(builder, tokens, items),
    }
}

/// Keeps the first problems and says how many more there are.
fn cap(source: &Source, problems: &mut Vec<Diagnostic>, n_unsaid: u64) {
    let n_more = problems.len().saturating_sub(MAX_PROBLEMS) as u64 + n_unsaid;
    if n_more > 0 {
        problems.truncate(MAX_PROBLEMS);
        let end = source.text().len();
        problems.push(Diagnostic::at(Span::new(source.id(), end, end), SyntaxProblem::MoreErrors { n_more }));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::source::SourceMap;
    use crate::syntax::keywords::{Position, keyword_table};
    use std::collections::BTreeSet;

    #[test]
    fn a_sound_file_taken_apart_gives_the_same_tree() {
        for folder in ["syntax", "format"] {
            for entry in std::fs::read_dir(format!("tests/cases/{folder}")).unwrap() {
                let mut sources = SourceMap::new();
                let id = sources.add("x.rules", std::fs::read_to_string(entry.unwrap().path()).unwrap());
                let source = sources.get(id).unwrap();
                let lexed = lex::lex(source);
                let whole = read(source, &lexed, Vec::new());
                if !lexed.problems.is_empty() || !whole.problems.is_empty() {
                    continue;
                }
                let mut builder = Builder::new(source, &lexed, Vec::new());
                let mut items = Vec::new();
                recover::recover(&mut builder, 0..lexed.tokens.len(), &mut items);
                let parts = builder.finish(items);
                assert_eq!(parts.problems, []);
                // Bodies end at the same places too, so the comparison includes the places.
                assert_eq!(format!("{:?}", whole.items), format!("{:?}", parts.items));
            }
        }
    }

    #[test]
    fn no_word_has_two_meanings_in_one_position() {
        let mut seen = BTreeSet::new();
        for entry in keyword_table() {
            assert!(!entry.en.is_empty() && !entry.zh.is_empty(), "{:?}", entry.keyword);
            assert_eq!(entry.keyword.entry().map(|e| e.keyword), Some(entry.keyword));
            for word in entry.en.iter().chain(entry.zh) {
                assert!(seen.insert((entry.position, *word)), "{word} twice in {:?}", entry.position);
                // Words of functions may be read as values before their position is known, and the other way round.
                assert!(Keyword::from_word(word).is_some() || word.contains([' ', '-']), "{word} is not found");
            }
        }
        assert!(seen.contains(&(Position::Item, "规则")));
    }

    use crate::syntax::keywords::Keyword;

    #[test]
    fn the_grammar_names_every_code_and_no_other() {
        let text = include_str!("../../../../../grammar/dabiao.pest");
        let rules: String = text.lines().filter(|l| !l.trim_start().starts_with("//")).collect();
        let codes: BTreeSet<&str> = keyword_table().iter().map(|e| e.code).filter(|c| c.len() > 1).collect();
        let named: BTreeSet<&str> =
            rules.split('"').skip(1).step_by(2).filter(|c| c.len() > 1 && c.ends_with('>')).collect();
        let unknown: Vec<_> = named.iter().filter(|c| !codes.contains(*c) && **c != "<to>").collect();
        assert!(unknown.is_empty(), "no keyword has the code {unknown:?}");
    }
}
