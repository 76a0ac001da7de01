//! Text to tree.
//!
//! Sound items are read by the grammar, several in one go. One that does not fit is taken apart by `recover` into heads
//! and lines, and each is read alone, so that one mistake does not hide another.
//! INVARIANT: pest's `Rule` and `Pair` are named nowhere outside this folder.

mod build;
mod expect;
mod expr;
mod field;
mod item;
mod mark;
mod marked;
mod over;
mod recover;
mod scheme;
mod statement;
mod strange;
mod time;
mod token;

use pest::Parser as _;

use crate::diag::{Diagnostic, SyntaxProblem};
use crate::source::{Source, Span};

use super::MAX_PROBLEMS;
use super::lines::{Lines, lines};
use super::tree::{Item, Tree};
use build::Builder;
use grammar::Grammar;
pub(super) use mark::Role;
pub(super) use marked::{Marked, marked};
pub(super) use token::{Kind, Token};

/// The grammar as pest sees it.
mod grammar {
    #[derive(pest_derive::Parser)]
    #[grammar = "../grammar/dabiao.pest"]
    pub(super) struct Grammar;
}

/// Returns whether a line fits into a rule as it stands.
pub(crate) fn is_rule_line(line: &str) -> bool {
    Grammar::parse(grammar::Rule::rule_member_alone, line).is_ok()
}

/// Reads a file.
///
/// There is always a tree; what could not be read is missing from it and has a diagnostic at its exact place.
///
/// # Example
/// ```
/// use dabiao_lang::source::SourceMap;
/// let mut sources = SourceMap::new();
/// let id = sources.add("x.rules", "每个村: 集体经济经营性收入 >= 5万元 截至2025年");
/// let source = sources.get(id).ok_or("no such file")?;
/// let (tree, problems) = dabiao_lang::syntax::parse(source);
/// assert!(problems.is_empty());
/// assert_eq!(tree.items.len(), 1);
/// # Ok::<(), &str>(())
/// ```
pub fn parse(source: &Source) -> (Tree, Vec<Diagnostic>) {
    let lines = lines(source);
    let mut builder = Builder::new(source);
    let items = read(&mut builder, &lines);
    let Builder { mut problems, n_unsaid, .. } = builder;
    problems.extend(lines.problems);
    problems.sort_by_key(|d| match &d.place {
        crate::diag::Place::Span(span) => (span.start, span.end),
        _ => (0, 0),
    });
    cap(source, &mut problems, n_unsaid + lines.n_unsaid);
    let tree = Tree { file: source.id(), items, comments: lines.comments };
    (tree, problems)
}

/// Reads all items of a text.
fn read<'c>(builder: &mut Builder<'c>, lines: &'c Lines<'_>) -> Vec<Item> {
    let text: &str = &lines.text;
    let mut items = Vec::new();
    let mut unfit = Unfit { text, tokens: None };
    let mut pos = blanks_end(text, 0);
    while pos < text.len() {
        let pieces = grammar::Grammar::parse(grammar::Rule::items, text.get(pos..).unwrap_or("")).ok();
        let end = pieces.as_ref().and_then(|p| p.clone().next_back()).map_or(0, |last| last.as_span().end());
        let pieces = pieces.filter(|_| end > 0);
        let is_sound = pieces.is_some_and(|pieces| builder.try_items(pieces, pos, &mut items));
        pos = if is_sound { pos + end } else { unfit.recover_from(pos, builder, &mut items) };
        pos = blanks_end(text, pos);
    }
    items
}

/// Returns where the blanks and line ends at a place end.
fn blanks_end(text: &str, pos: usize) -> usize {
    let rest = text.get(pos..).unwrap_or("");
    text.len() - rest.trim_start_matches([' ', '\n', ';', '；']).len()
}

/// The tokens of a text, from the first item on that did not fit; cut once.
struct Unfit<'t> {
    text: &'t str,
    tokens: Option<Vec<Token>>,
}

impl<'t> Unfit<'t> {
    /// Takes the item at a place apart, with some that follow it, and returns where the next one begins.
    fn recover_from(&mut self, pos: usize, builder: &mut Builder<'t>, items: &mut Vec<Item>) -> usize {
        let tokens = self.tokens.get_or_insert_with(|| token::tokens(self.text, pos));
        let start = tokens.partition_point(|t| (t.start as usize) < pos);
        let end = stretch_end(tokens, start);
        recover::recover(builder, recover::Piecemeal { text: self.text, tokens, range: start..end }, items);
        tokens.get(end).map_or(self.text.len(), |t| t.start as usize)
    }
}

/// How many tokens are taken apart at once, at least: to try the whole grammar at each of a thousand stray braces would
/// take longer than to read a few sound items by line.
const STRETCH: usize = 400;

/// Returns the token after the item that begins at one, and after those that follow it until there are enough: after a
/// line or a body.
fn stretch_end(tokens: &[Token], start: usize) -> usize {
    let mut depth = 0_usize;
    for (token_idx, token) in tokens.iter().enumerate().skip(start) {
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
    tokens.len()
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
        for folder in ["syntax", "format", "check", "lint"] {
            for entry in std::fs::read_dir(format!("../../tests/cases/{folder}")).unwrap() {
                let mut sources = SourceMap::new();
                let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
                let id = sources.add("x.rules", text);
                let source = sources.get(id).unwrap();
                let lines = lines(source);
                let mut builder = Builder::new(source);
                let whole = read(&mut builder, &lines);
                if !lines.problems.is_empty() || !builder.problems.is_empty() {
                    continue;
                }
                let mut builder = Builder::new(source);
                let mut parts = Vec::new();
                let tokens = token::tokens(&lines.text, 0);
                let range = 0..tokens.len();
                recover::recover(
                    &mut builder,
                    recover::Piecemeal { text: &lines.text, tokens: &tokens, range },
                    &mut parts,
                );
                assert_eq!(builder.problems, []);
                // Bodies end at the same places too, so the comparison includes the places.
                assert_eq!(format!("{whole:?}"), format!("{parts:?}"));
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

    /// The spellings that a rule of the grammar lists: those of its own, and those of the rule that it names.
    fn spellings(grammar: &str, rule: &str) -> Option<BTreeSet<String>> {
        let line = grammar.lines().find(|l| l.starts_with(&format!("{rule} = ")))?;
        let parts: Vec<&str> = line.split('"').skip(1).step_by(2).filter(|w| *w != " ").collect();
        if parts.is_empty() {
            let other = line.split([' ', '{', '(']).find(|w| w.starts_with("hw_"))?;
            return spellings(grammar, other);
        }
        // `"as" ~ " "+ ~ "of"` is one word.
        let is_phrase = line.contains("\" \"+");
        Some(match (is_phrase, parts.as_slice()) {
            (true, [first, second, rest @ ..]) => {
                rest.iter().map(|w| (*w).to_owned()).chain([format!("{first} {second}")]).collect()
            }
            _ => parts.iter().map(|w| (*w).to_owned()).collect(),
        })
    }

    #[test]
    fn the_grammar_spells_every_keyword_as_the_table_does() {
        let grammar = include_str!("../../../grammar/dabiao.pest");
        for entry in keyword_table() {
            // `about` and 左右 as a field are the words that they are elsewhere; 到 has a rule of its own.
            let code = entry.code.trim_start_matches('\'');
            let expected: BTreeSet<String> = (entry.en.iter().chain(entry.zh))
                .map(|w| (*w).to_owned())
                .filter(|w| !w.starts_with(['>', '<', '=', '!']))
                .collect();
            let mut found = match entry.keyword {
                Keyword::AboutField => continue,
                Keyword::By => spellings(grammar, "hw_to").unwrap(),
                _ => BTreeSet::new(),
            };
            let rule = [format!("hw_{code}"), format!("kw_{code}")].into_iter().find_map(|r| spellings(grammar, &r));
            found.extend(rule.unwrap_or_else(|| panic!("no rule reads {:?}", entry.keyword)));
            assert_eq!(found, expected, "{:?}", entry.keyword);
        }
    }

    #[test]
    fn every_word_that_is_always_a_keyword_is_no_name() {
        let grammar = include_str!("../../../grammar/dabiao.pest");
        let (_, rest) = grammar.split_once("hard_word = _{").unwrap();
        let (block, _) = rest.split_once("\n}").unwrap();
        for entry in keyword_table().iter().filter(|e| !e.is_soft) {
            for word in entry.en.iter().chain(entry.zh).filter(|w| !w.starts_with(['>', '<', '=', '!'])) {
                let part = word.split(' ').next().unwrap();
                assert!(block.contains(&format!("\"{part}\"")), "{word} may be a name");
            }
        }
    }

    #[test]
    fn comparators_of_plans_mean_what_their_signs_do() {
        let tree = |text: &str| {
            let mut sources = SourceMap::new();
            let id = sources.add("x.rules", text);
            let (tree, problems) = parse(sources.get(id).unwrap());
            assert_eq!(problems, [], "{text}");
            tree
        };
        for (sign, words) in [
            (">=", ["不小于", "不得低于", "不得少于", "不得小于", "大于等于"].as_slice()),
            ("<=", &["不大于", "不多于", "不得高于", "不得超过", "不得多于", "不得大于", "小于等于"]),
            (">", &["大于", "多于"]),
            ("<", &["小于", "少于"]),
        ] {
            let plain = tree(&format!("收入 {sign} 5万元 and 人数 {sign} 3人"));
            for word in words {
                let spaced = tree(&format!("收入 {word} 5万元 并且 人数 {word}3人"));
                assert!(crate::syntax::same_meaning(&plain, &spaced), "{word}");
            }
        }
        // A name may hold one of them, or be one in its own quotes.
        tree("大于5万元的户数 >= 3户\n「小于」 >= 3户");
    }

    #[test]
    fn every_rule_of_the_grammar_says_what_it_is() {
        let mut before = "";
        for line in include_str!("../../../grammar/dabiao.pest").lines() {
            let is_rule = line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains(" = ");
            assert!(!is_rule || before.starts_with("/// "), "no /// over `{line}`");
            before = line;
        }
    }
}
