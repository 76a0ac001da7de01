//! Makes sure that what is written can be read: proposals with which `check` finds an error become comments.

use std::io;

use super::rule::Piece;
use super::{Order, Written, spell};
use dabiao_lang::check;
use dabiao_lang::diag::{Lang, Place};
use dabiao_lang::source::{Entry, Files, Refusal, SourceMap};
use dabiao_lang::syntax::{self, FormatStyle, KeywordStyle};

/// Rounds of checking, after which every rule becomes a comment.
const ROUNDS: usize = 6;

/// Puts the file together, checks it, and takes out what has an error until none is left.
pub fn settle(order: &Order<'_>, head: &str, pieces: Vec<Piece>) -> Written {
    let n = order.draft.proposals.len();
    let mut is_out = vec![false; n];
    let mut head = head.to_owned();
    for round in 0..=ROUNDS {
        if round == ROUNDS {
            is_out.fill(true);
        }
        let text = formatted(order, &join(order, (&head, &pieces), &is_out), KeywordStyle::default());
        let faulty = faults(order, &text);
        // A faulty declaration costs the rules that use it: they find nothing of that name in the next round.
        let is_taken_out = take_out(&mut head, &faulty);
        if faulty.is_empty() {
            return Written { text: told(order, text), ids: ids(&pieces, &is_out, n) };
        }
        for piece in &pieces {
            if let Piece::Rule { proposals, id, .. } = piece
                && faulty.iter().any(|f| f == id)
            {
                for n in proposals {
                    if let Some(out) = is_out.get_mut(*n) {
                        *out = true;
                    }
                }
            }
        }
        if !is_taken_out && faulty.iter().any(String::is_empty) {
            is_out.fill(true);
        }
    }
    // Even declarations alone were refused: all of it as comments is always a sound file.
    let text: String = join(order, (&head, &pieces), &is_out)
        .lines()
        .map(|l| format!("{}\n", spell::comment(l.trim_start_matches('/'))))
        .collect();
    Written { text: formatted(order, &text, KeywordStyle::default()), ids: vec![None; n] }
}

/// Returns a sound file with the keywords of the language of the order.
fn told(order: &Order<'_>, text: String) -> String {
    match order.lang {
        Lang::Zh => text,
        Lang::En => formatted(order, &text, KeywordStyle::En),
    }
}

/// Makes comments of the declarations whose head lines were found faulty; returns whether any was.
fn take_out(head: &mut String, faulty: &[String]) -> bool {
    let (mut out, mut is_inside, mut is_any) = (String::new(), false, false);
    for line in head.lines() {
        let begins = !is_inside && faulty.iter().any(|f| !f.is_empty() && f == line.trim());
        is_any |= begins;
        is_inside |= begins && line.ends_with('{');
        if begins || is_inside {
            out.push_str(&spell::comment(line));
        } else {
            out.push_str(line);
        }
        out.push('\n');
        is_inside &= line != "}";
    }
    *head = out;
    is_any
}

fn ids(pieces: &[Piece], is_out: &[bool], n: usize) -> Vec<Option<String>> {
    let mut ids = vec![None; n];
    for piece in pieces {
        if let Piece::Rule { proposals, id, .. } = piece
            && !is_left_out(proposals, is_out)
        {
            for n in proposals {
                if let Some(own) = ids.get_mut(*n) {
                    *own = Some(id.clone());
                }
            }
        }
    }
    ids
}

/// A rule stands or falls as a whole.
fn is_left_out(proposals: &[usize], is_out: &[bool]) -> bool {
    proposals.first().and_then(|n| is_out.get(*n)).copied().unwrap_or(true)
}

fn join(order: &Order<'_>, (head, pieces): (&str, &[Piece]), is_out: &[bool]) -> String {
    let mut out = head.to_owned();
    for piece in pieces {
        out.push('\n');
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Rule { proposals, comment, text, .. } => {
                out.push_str(comment);
                out.push('\n');
                if is_left_out(proposals, is_out) {
                    let said = match order.lang {
                        Lang::Zh => "写成规则后有错，留作参考：",
                        Lang::En => "as a rule it has errors; kept to be looked at:",
                    };
                    out.push_str(&spell::comment(said));
                    out.push('\n');
                    text.lines().for_each(|l| out.push_str(&format!("{}\n", spell::comment(l))));
                } else {
                    out.push_str(text);
                }
            }
        }
    }
    out
}

/// Returns the text in canonical layout; formatting is repeated until it changes nothing.
fn formatted(order: &Order<'_>, text: &str, keywords: KeywordStyle) -> String {
    let mut text = text.to_owned();
    for _ in 0..3 {
        let mut sources = SourceMap::new();
        let id = sources.add(order.path, text.as_str());
        let Some(source) = sources.get(id) else { return text };
        let (tree, _) = syntax::parse(source);
        let next = syntax::format(source, &tree, &FormatStyle { keywords });
        if next == text {
            break;
        }
        text = next;
    }
    text
}

/// Loads a text as the file of an order, with the files that it uses.
pub fn load(order: &Order<'_>, text: &str) -> check::Loaded {
    let files = Over { files: order.files, path: order.path, text };
    dabiao_data::rules::load(&files, &[order.path.to_owned()])
}

/// Returns the IDs of rules with errors, and the head lines of declarations with errors; an empty text for an error
/// outside of both.
fn faults(order: &Order<'_>, text: &str) -> Vec<String> {
    let loaded = load(order, text);
    let mut out = Vec::new();
    for d in loaded.diagnostics.iter().filter(|d| d.is_error()) {
        let here = match d.place {
            Place::Span(span) => loaded.sources.name(span) == order.path,
            _ => true,
        };
        if !here {
            continue;
        }
        if d.rules.is_empty() {
            let line = match d.place {
                Place::Span(span) => loaded.sources.position(span).line,
                _ => 0,
            };
            out.push(rule_at(text, line));
        }
        out.extend(d.rules.iter().map(|r| r.to_string()));
    }
    out
}

/// Returns the ID of the rule that a line stands in, or the head line of the declaration.
fn rule_at(text: &str, line: u32) -> String {
    let before: Vec<&str> = text.lines().take(line as usize).collect();
    // A faulty declaration keeps its layout: its fields may stand at the start of their lines.
    let is_declaration =
        |l: &str| l.starts_with("指标 ") || l.starts_with("单位 ") || l.starts_with("层级 ") && l.contains(" 属 ");
    let is_head = |l: &&&str| is_declaration(l) || l.starts_with("规则 ") || l.starts_with("方案 ");
    let head = before.iter().rev().find(is_head);
    let declared = head.filter(|l| is_declaration(l)).copied();
    let id = head.and_then(|l| l.strip_prefix("规则 ")).and_then(|rest| rest.split(' ').next()).or(declared);
    id.unwrap_or_default().to_owned()
}

/// The files of the user, with the draft in its place.
struct Over<'a> {
    files: &'a dyn Files,
    path: &'a str,
    text: &'a str,
}

impl Files for Over<'_> {
    fn open(&self, path: &str) -> io::Result<Box<dyn io::Read + '_>> {
        if path == self.path { Ok(Box::new(self.text.as_bytes())) } else { self.files.open(path) }
    }

    fn list(&self, path: &str) -> io::Result<Option<Vec<Entry>>> {
        if path == self.path { Ok(None) } else { self.files.list(path) }
    }

    fn confine(&self, folder: &str, path: &str) -> Result<(), Refusal> {
        if path == self.path { Ok(()) } else { self.files.confine(folder, path) }
    }

    fn root_of(&self, path: &str) -> Option<String> {
        self.files.root_of(path)
    }
}
