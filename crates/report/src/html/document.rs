//! A [`Document`] as the body of a page: headings, paragraphs, tables with heads, notes, and trees that fold.

use super::page::{HtmlError, Markup, Page, escape, page};
use crate::document::{Block, Document, Line, Node, Note, Side, Table, Tone};
use crate::qr::{Qr, text_of};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Verdict;

/// Steps of a tree deeper than this are folded until asked for.
const OPEN_DEPTH: usize = 2;

/// Returns a document as a page of its own; its title is the first heading's text.
///
/// # Errors
/// [`HtmlError`] if a template is at fault.
pub fn standalone(source: &Document, lang: Lang) -> Result<String, HtmlError> {
    let title = source.blocks.iter().find_map(|b| match b {
        Block::Heading(_, line) => Some(plain(line)),
        _ => None,
    });
    let title = title.unwrap_or_else(|| "dabiao".to_owned());
    page(&Page { lang, title: title.trim(), body: &document(source), style: "", script: "" })
}

/// Returns the HTML of a document.
pub fn document(source: &Document) -> Markup {
    let mut out = String::new();
    for block in &source.blocks {
        match block {
            Block::Heading(level, line) => {
                let level = (*level).clamp(1, 6);
                out.push_str(&format!("<h{level}>{}</h{level}>\n", inline(line)));
            }
            Block::Paragraph(line) => out.push_str(&format!("<p>{}</p>\n", inline(line))),
            Block::Table(table) => self::table(&mut out, table),
            Block::Notes(notes) => self::notes(&mut out, notes),
            Block::Tree(nodes) => tree(&mut out, nodes),
        }
    }
    Markup(out)
}

fn table(out: &mut String, table: &Table) {
    let class = |side: Side| if side == Side::Right { " class=\"n\"" } else { "" };
    let head = table.columns.iter().map(|c| format!("<th scope=\"col\"{}>{}</th>", class(c.side), escape(&c.head)));
    out.push_str(&format!(
        "<div class=\"scroll\"><table><thead><tr>{}</tr></thead><tbody>\n",
        head.collect::<String>()
    ));
    for row in &table.rows {
        let sides = table.columns.iter().map(|c| c.side);
        let cells = row.iter().zip(sides).map(|(cell, side)| format!("<td{}>{}</td>", class(side), inline(cell)));
        out.push_str(&format!("<tr>{}</tr>\n", cells.collect::<String>()));
    }
    out.push_str("</tbody></table></div>\n");
}

fn notes(out: &mut String, notes: &[Note]) {
    out.push_str("<dl class=\"notes\">\n");
    for note in notes {
        out.push_str(&format!("<dt>{}</dt>", inline(&note.term)));
        out.extend(note.lines.iter().map(|line| format!("<dd>{}</dd>", inline(line))));
        out.push('\n');
    }
    out.push_str("</dl>\n");
}

/// Writes steps as a list that folds without any script.
pub(super) fn tree(out: &mut String, nodes: &[Node]) {
    out.push_str("<ul class=\"tree\">");
    nodes.iter().for_each(|n| node(out, n, 1));
    out.push_str("</ul>\n");
}

fn node(out: &mut String, node: &Node, depth: usize) {
    if node.children.is_empty() {
        out.push_str(&format!("<li>{}</li>", inline(&node.line)));
        return;
    }
    let open = if depth <= OPEN_DEPTH { " open" } else { "" };
    out.push_str(&format!("<li><details{open}><summary>{}</summary><ul>", inline(&node.line)));
    node.children.iter().for_each(|child| self::node(out, child, depth + 1));
    out.push_str("</ul></details></li>");
}

/// Returns marked text.
pub(super) fn inline(line: &Line) -> String {
    let mut out = String::new();
    for piece in &line.0 {
        let text = escape(&piece.text);
        match piece.tone {
            _ if text.is_empty() => {}
            Tone::Plain => out.push_str(&text),
            Tone::Strong => out.push_str(&format!("<strong>{text}</strong>")),
            Tone::Faint => out.push_str(&format!("<span class=\"faint\">{text}</span>")),
            Tone::Code => out.push_str(&format!("<code>{text}</code>")),
            Tone::Scan => {
                let svg = Qr::of(&text_of(&piece.text)).map(|qr| qr.svg(&text)).unwrap_or_default();
                out.push_str(&format!("{svg}<br><code>{text}</code>"));
            }
            Tone::Gone => out.push_str(&format!("<del>{text}</del>")),
            Tone::New => out.push_str(&format!("<ins>{text}</ins>")),
            Tone::Verdict(v) => out.push_str(&chip(v, &text)),
            Tone::Severity(s) => out.push_str(&format!("<span class=\"s-{}\">{text}</span>", s.as_str())),
        }
    }
    out
}

/// The word of a verdict with a sign of its own, so that it is told apart without its colour.
fn chip(verdict: Verdict, escaped: &str) -> String {
    format!("<span class=\"v v-{}\">{} {escaped}</span>", verdict.as_str(), sign(verdict))
}

/// Returns the sign of a verdict.
pub(super) fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Unmet => "✗",
        Verdict::Invalid => "！",
        Verdict::Missing => "？",
        Verdict::Empty => "∅",
        Verdict::Behind => "▼",
        Verdict::Pending => "○",
        Verdict::OnTrack => "▶",
        Verdict::Early => "▲",
        Verdict::Met => "✓",
        Verdict::Exempt => "–",
    }
}

fn plain(line: &Line) -> String {
    line.0.iter().map(|p| p.text.as_str()).collect()
}
