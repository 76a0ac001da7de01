//! Documents as text of a fixed width, with or without colour.
//!
//! Decoration is ASCII, so that columns stay aligned whatever width a terminal gives to box drawing.

use super::layout::{GAP, all_widths};
use super::width::{line_width, width, wrap};
use crate::document::{Block, Column, Document, Line, Node, Note, Side, Table, Tone};

/// How text is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether tones become ANSI colours; without the feature `cli` they never do.
    pub is_coloured: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { width: 100, is_coloured: false }
    }
}

/// Returns the text of a document; each line ends in a line end.
pub fn text(document: &Document, look: Look) -> String {
    let look = Look { width: look.width.clamp(40, 1000), ..look };
    let document = &document.with_signs();
    let mut writer = Writer { look, out: String::new() };
    let widths = all_widths(document, look.width);
    for (block_idx, block) in document.blocks.iter().enumerate() {
        if block_idx > 0 && !document.blocks.get(block_idx - 1).is_some_and(|b| matches!(b, Block::Heading(..))) {
            writer.out.push('\n');
        }
        match block {
            Block::Table(table) => writer.table(table, widths.get(&block_idx).map_or(&[], Vec::as_slice)),
            other => writer.block(other),
        }
    }
    writer.out
}

struct Writer {
    look: Look,
    out: String,
}

impl Writer {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(level, line) => self.heading(*level, line),
            Block::Paragraph(line) => self.wrapped(line, 0),
            Block::Table(_) => {}
            Block::Notes(notes) => self.notes(notes),
            Block::Tree(nodes) => nodes.iter().for_each(|n| self.node(n, &mut Vec::new(), None)),
        }
    }

    fn heading(&mut self, level: u8, line: &Line) {
        let strong = Line(
            line.0
                .iter()
                .cloned()
                .map(|mut p| {
                    p.tone = if p.tone == Tone::Plain { Tone::Strong } else { p.tone };
                    p
                })
                .collect(),
        );
        let lines = wrap(&strong, self.look.width);
        let used = lines.iter().map(line_width).max().unwrap_or(0);
        for line in &lines {
            self.line(0, line);
        }
        match level {
            1 => self.rule("=", used),
            2 => self.rule("-", used),
            _ => {}
        }
    }

    fn rule(&mut self, mark: &str, columns: usize) {
        self.out.push_str(&mark.repeat(columns));
        self.out.push('\n');
    }

    fn wrapped(&mut self, line: &Line, indent: usize) {
        for part in wrap(line, self.look.width.saturating_sub(indent)) {
            self.line(indent, &part);
        }
    }

    fn line(&mut self, indent: usize, line: &Line) {
        if !line.is_empty() {
            self.out.push_str(&" ".repeat(indent));
            self.pieces(line);
        }
        self.out.push('\n');
    }

    fn pieces(&mut self, line: &Line) {
        for piece in &line.0 {
            paint(&mut self.out, &piece.text, piece.tone, self.look);
        }
    }

    fn table(&mut self, table: &Table, widths: &[usize]) {
        let head: Vec<Line> = table.columns.iter().map(|c| Line::of(c.head.clone(), Tone::Strong)).collect();
        self.row(&head, &table.columns, widths);
        let rule: Vec<Line> = widths.iter().map(|w| Line::from("-".repeat(*w))).collect();
        self.row(&rule, &table.columns, widths);
        for row in &table.rows {
            self.row(row, &table.columns, widths);
        }
    }

    fn row(&mut self, cells: &[Line], columns: &[Column], widths: &[usize]) {
        let wrapped: Vec<Vec<Line>> = cells.iter().zip(widths).map(|(c, w)| wrap(c, *w)).collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for line_idx in 0..height {
            // Blanks are only written before something, so that no line ends in them.
            let mut blanks = 0;
            for ((cell, column), &w) in wrapped.iter().zip(columns).zip(widths) {
                let empty = Line::default();
                let line = cell.get(line_idx).unwrap_or(&empty);
                let used = line_width(line);
                let before = if column.side == Side::Right { w.saturating_sub(used) } else { 0 };
                if !line.is_empty() {
                    self.out.push_str(&" ".repeat(blanks + before));
                    self.pieces(line);
                    blanks = 0;
                } else {
                    blanks += before;
                }
                blanks += w.saturating_sub(used + before) + GAP;
            }
            self.out.push('\n');
        }
    }

    fn notes(&mut self, notes: &[Note]) {
        let widest = notes.iter().map(|n| line_width(&n.term)).max().unwrap_or(0).min(self.look.width / 4);
        for note in notes {
            let indent = widest + GAP;
            let limit = self.look.width.saturating_sub(indent);
            let lines: Vec<Line> = note.lines.iter().flat_map(|l| wrap(l, limit)).collect();
            let used = line_width(&note.term);
            self.pieces(&note.term);
            // A term that is too long has its line to itself.
            let (first, rest) = match lines.split_first().filter(|_| used <= widest) {
                Some((first, rest)) => (Some(first), rest),
                None => (None, lines.as_slice()),
            };
            if let Some(first) = first {
                self.out.push_str(&" ".repeat(indent - used));
                self.pieces(first);
            }
            self.out.push('\n');
            for line in rest {
                self.line(indent, line);
            }
        }
    }

    /// `last` tells for each ancestor whether it was the last of its siblings; `None` marks a root.
    fn node(&mut self, node: &Node, above: &mut Vec<bool>, is_last: Option<bool>) {
        let mut lead: String = above.iter().map(|last| if *last { "   " } else { "|  " }).collect();
        let (first, rest) = match is_last {
            None => ("", ""),
            Some(true) => ("`- ", "   "),
            Some(false) => ("|- ", "|  "),
        };
        let limit = self.look.width.saturating_sub(width(&lead) + width(first)).max(20);
        for (line_idx, line) in wrap(&node.line, limit).iter().enumerate() {
            let lead = Line::of(format!("{lead}{}", if line_idx == 0 { first } else { rest }), Tone::Faint);
            self.line(0, &lead.join(line.clone()));
        }
        lead.clear();
        if let Some(last) = is_last {
            above.push(last);
        }
        let n_children = node.children.len();
        for (child_idx, child) in node.children.iter().enumerate() {
            self.node(child, above, Some(child_idx + 1 == n_children));
        }
        if is_last.is_some() {
            above.pop();
        }
    }
}

#[cfg(feature = "terminal")]
fn paint(out: &mut String, text: &str, tone: Tone, look: Look) {
    use std::fmt::Write as _;
    let style = style(tone);
    if look.is_coloured && style != anstyle::Style::new() && !text.trim().is_empty() {
        let _ = write!(out, "{style}{text}{style:#}");
    } else {
        out.push_str(text);
    }
}

#[cfg(not(feature = "terminal"))]
fn paint(out: &mut String, text: &str, _: Tone, _: Look) {
    out.push_str(text);
}

#[cfg(feature = "terminal")]
fn style(tone: Tone) -> anstyle::Style {
    use anstyle::{AnsiColor, Style};
    use dabiao_lang::diag::Severity;
    use dabiao_lang::model::Verdict;
    let colour = |c: AnsiColor| c.on_default().bold();
    match tone {
        Tone::Plain => Style::new(),
        Tone::Strong => Style::new().bold(),
        Tone::Faint => Style::new().dimmed(),
        Tone::Code | Tone::Scan => AnsiColor::Cyan.on_default(),
        Tone::Gone => AnsiColor::Red.on_default().strikethrough(),
        Tone::New => AnsiColor::Green.on_default().underline(),
        Tone::Verdict(Verdict::Unmet | Verdict::Invalid) | Tone::Severity(Severity::Error) => colour(AnsiColor::Red),
        Tone::Verdict(Verdict::Missing | Verdict::Empty) => colour(AnsiColor::Magenta),
        Tone::Verdict(Verdict::Behind) | Tone::Severity(Severity::Warning) => colour(AnsiColor::Yellow),
        Tone::Verdict(Verdict::Pending | Verdict::Exempt) => Style::new().bold(),
        Tone::Verdict(Verdict::OnTrack) | Tone::Severity(Severity::Info) => colour(AnsiColor::Blue),
        Tone::Verdict(Verdict::Early | Verdict::Met) => colour(AnsiColor::Green),
    }
}
