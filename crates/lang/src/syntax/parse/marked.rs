//! The tokens of a sound file, with what the formatter has to know of each.
//!
//! What stands between the names, numbers and texts that the grammar recognised is cut into words and signs; a glued
//! word ends where the grammar saw something end (`每年` is 每 and 年).

use crate::source::Source;
use crate::syntax::lines::lines;
use crate::syntax::tree::Comment;

use super::build::Builder;
use super::mark::{Marks, Role};
use super::token::{self, Kind, Token};

/// The tokens of a file with their roles, and its comments.
pub(in crate::syntax) struct Marked {
    pub tokens: Vec<Token>,
    /// One for each token.
    pub roles: Vec<Role>,
    pub comments: Vec<Comment>,
}

/// Reads a file for the formatter; `None` where it has errors.
pub(in crate::syntax) fn marked(source: &Source) -> Option<Marked> {
    let lines = lines(source);
    let mut builder = Builder::new(source);
    builder.marks = Some(Marks::default());
    super::read(&mut builder, &lines);
    let marks = builder.marks.take()?;
    if !lines.problems.is_empty() || !builder.problems.is_empty() {
        return None;
    }
    let tokens = joined(&lines.text, &marks);
    let mut roles = vec![Role::Plain; tokens.len()];
    for &(start, role) in &marks.roles {
        if let Ok(token_idx) = tokens.binary_search_by_key(&start, |t| t.start)
            && let Some(slot) = roles.get_mut(token_idx)
        {
            *slot = role;
        }
    }
    Some(Marked { tokens, roles, comments: lines.comments })
}

/// Puts what the grammar recognised in the place of the loose tokens that it covers, and cuts the others.
fn joined(text: &str, marks: &Marks) -> Vec<Token> {
    let mut cuts = marks.cuts.clone();
    cuts.sort_unstable();
    cuts.dedup();
    let mut leaves = marks.leaves.iter().copied().peekable();
    let mut out: Vec<Token> = Vec::new();
    let mut done = 0;
    for token in token::tokens(text, 0) {
        let mut start = token.start.max(done);
        while start < token.end {
            while leaves.next_if(|l| l.end <= start).is_some() {}
            let leaf = leaves.peek().copied().filter(|l| l.start < token.end);
            if let Some(leaf) = leaf.filter(|l| l.start == start) {
                // The grammar and the cutter may name the same text differently, as a year that stands for a text.
                let kind = if (leaf.start, leaf.end) == (token.start, token.end) { token.kind } else { leaf.kind };
                out.push(Token { kind: if leaf.kind == Kind::Id { Kind::Id } else { kind }, ..leaf });
                start = leaf.end;
                continue;
            }
            let next_cut = cuts.get(cuts.partition_point(|&c| c <= start)).copied().unwrap_or(u32::MAX);
            let end = token.end.min(next_cut).min(leaf.map_or(u32::MAX, |l| l.start));
            if (token.start, token.end) == (start, end) {
                out.push(token);
            } else {
                out.extend(token::tokens(text.get(..end as usize).unwrap_or(""), start as usize));
            }
            start = end;
        }
        done = start;
    }
    out
}
