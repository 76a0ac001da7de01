//! Documents as Markdown (CommonMark with tables).

use crate::document::{Block, Column, Document, Line, Node, Note, Side, Table, Tone};

/// Returns the Markdown of a document.
pub fn markdown(document: &Document) -> String {
    let document = &document.with_signs();
    let mut out = String::new();
    for (block_idx, block) in document.blocks.iter().enumerate() {
        if block_idx > 0 {
            out.push('\n');
        }
        match block {
            Block::Heading(level, line) => {
                out.push_str(&format!("{} {}\n", "#".repeat(usize::from(*level).clamp(1, 6)), inline(line)));
            }
            Block::Paragraph(line) => out.push_str(&format!("{}\n", inline(line))),
            Block::Table(table) => self::table(&mut out, table),
            Block::Notes(notes) => notes.iter().for_each(|n| note(&mut out, n)),
            Block::Tree(nodes) => nodes.iter().for_each(|n| node(&mut out, n, 0)),
        }
    }
    out
}

fn table(out: &mut String, table: &Table) {
    let cells = |line: Vec<String>| format!("| {} |\n", line.join(" | "));
    out.push_str(&cells(table.columns.iter().map(|c| escape(&c.head)).collect()));
    out.push_str(&cells(table.columns.iter().map(side).collect()));
    for row in &table.rows {
        out.push_str(&cells(row.iter().map(inline).collect()));
    }
}

fn side(column: &Column) -> String {
    match column.side {
        Side::Left => "---".to_owned(),
        Side::Right => "---:".to_owned(),
    }
}

fn note(out: &mut String, note: &Note) {
    out.push_str(&format!("- {}\n", inline(&note.term)));
    for line in &note.lines {
        out.push_str(&format!("  - {}\n", inline(line)));
    }
}

fn node(out: &mut String, node: &Node, depth: usize) {
    out.push_str(&format!("{}- {}\n", "  ".repeat(depth), inline(&node.line)));
    for child in &node.children {
        self::node(out, child, depth + 1);
    }
}

fn inline(line: &Line) -> String {
    let mut out = String::new();
    for piece in &line.0 {
        match piece.tone {
            Tone::Strong | Tone::Verdict(_) | Tone::Severity(_) if !piece.text.trim().is_empty() => {
                out.push_str(&format!("**{}**", escape(piece.text.trim())));
            }
            Tone::Gone => out.push_str(&between(&piece.text, "~~")),
            Tone::New => out.push_str(&between(&piece.text, "**")),
            Tone::Code if !piece.text.trim().is_empty() => out.push_str(&code(piece.text.trim())),
            _ => out.push_str(&escape(&piece.text)),
        }
    }
    out
}

/// Marks stand next to the text that they mark: blanks around it stay outside.
fn between(text: &str, mark: &str) -> String {
    let inner = text.trim();
    let (before, after) = text.split_once(inner).unwrap_or((text, ""));
    if inner.is_empty() { text.to_owned() } else { format!("{before}{mark}{}{mark}{after}", escape(inner)) }
}

/// A bar ends a cell even within a code span, so it is escaped there too.
fn code(text: &str) -> String {
    let text = text.replace('\n', " ").replace('|', "\\|");
    let fence = if text.contains('`') { "``" } else { "`" };
    let pad = if text.contains('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
