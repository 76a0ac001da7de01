//! Blocks to an outline: which plan and which section every passage belongs to.
//!
//! Sections are known by their numbers (第一章, 一、, （一）, 1., (1)) or by the file's own headings. A section's label
//! is its numbers put together, as in `二(二)1`, which is how rules cite it. A file may hold several plans, each under a
//! title line of its own.

use super::document::{Block, BlockKind, Document, Range};
use super::line::Line;
use super::numeral;

/// A plan of a document with its sections.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// The title.
    pub title: String,
    /// The place of the title.
    pub range: Range,
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The plan: its position in [`Outline::parts`].
    pub part: usize,
    /// The numbers put together: `二(二)1`.
    pub label: String,
    /// Its heading.
    pub title: String,
    /// The headings above it, the widest first.
    pub above: Vec<String>,
    /// Where it begins.
    pub start: u32,
}

/// A passage of running text, or a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The section: its position in [`Outline::sections`].
    pub section: usize,
    /// Where it stands.
    pub range: Range,
    /// Rows and cells, if it is a table.
    pub table: Option<Vec<Vec<Range>>>,
}

/// The outline of a document.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    /// The plans; at least one.
    pub parts: Vec<Part>,
    /// The sections, in order; the first holds what stands before any heading.
    pub sections: Vec<Section>,
    /// The passages, in order.
    pub passages: Vec<Passage>,
    /// The numbers of headings, which are no figures.
    pub labels: Vec<Range>,
}

/// A number at the start of a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    rank: u8,
    label: String,
    end: usize,
}

/// Words that end the title of a plan.
const TITLES: &[&str] = &[
    "方案",
    "规划",
    "计划",
    "意见",
    "纲要",
    "办法",
    "细则",
    "要点",
    "规划纲要",
    "行动",
    "责任书",
    "标准",
    "规定",
    "举措",
    "措施",
    "制度",
    "体系",
    "通知",
    "(试行)",
    "(修订)",
    "(征求意见稿)",
];
/// Headings longer than this are sentences.
const HEADING: usize = 60;

/// Reads the outline of a document.
pub fn read(document: &Document) -> Outline {
    let mut builder = Builder { outline: Outline::default(), path: Vec::new(), has_title: false };
    builder.outline.parts.push(Part::default());
    builder.section(0);
    for (idx, block) in document.blocks.iter().enumerate() {
        builder.block(document, block, document.blocks.get(idx + 1));
    }
    builder.outline
}

struct Builder {
    outline: Outline,
    path: Vec<(u8, String, String)>,
    has_title: bool,
}

impl Builder {
    fn block(&mut self, document: &Document, block: &Block, next: Option<&Block>) {
        if let BlockKind::Table(rows) = &block.kind {
            return self.passage(block.range, Some(rows.clone()));
        }
        let line = Line::fold(document.slice(block.range), block.range.start);
        if line.len() == 0 {
            return;
        }
        let found = marker(&line);
        if let Some(found) = found {
            return self.heading(&line, block, found);
        }
        if self.is_title(&line, block, next.map(|b| document.slice(b.range))) {
            return self.title(&line, block);
        }
        if let BlockKind::Heading(rank) = block.kind {
            let title = line.text(0, line.len());
            self.descend(10 + rank, String::new(), title, block.range.start);
            return self.passage(block.range, None);
        }
        self.passage(block.range, None);
    }

    /// Opens a section at a numbered heading; what follows its first sentence is running text.
    fn heading(&mut self, line: &Line, block: &Block, found: Marker) {
        let stop =
            (found.end..line.len()).find(|&i| matches!(line.at(i), '。' | '：' | '；' | '！')).unwrap_or(line.len());
        let head = line.text(found.end, stop);
        let is_sentence = stop == line.len()
            && (head.chars().count() > HEADING || head.contains('，') && head.chars().count() > 30)
            && !matches!(block.kind, BlockKind::Heading(_));
        let title = if is_sentence { String::new() } else { head.chars().take(HEADING).collect() };
        self.outline.labels.push(line.range(0, found.end));
        self.descend(found.rank, found.label, title, block.range.start);
        let start = line.range(found.end, line.len());
        self.passage(Range { start: start.start, end: block.range.end }, None);
    }

    /// Enters a section below the last one that is wider.
    fn descend(&mut self, rank: u8, label: String, title: String, start: u32) {
        self.path.retain(|(r, ..)| *r < rank);
        self.path.push((rank, label, title));
        self.section(start);
    }

    fn section(&mut self, start: u32) {
        let label = self.path.iter().map(|(_, l, _)| l.as_str()).collect();
        let title = self.path.last().map(|(.., t)| t.clone()).unwrap_or_default();
        let above = self.path.iter().rev().skip(1).rev().map(|(.., t)| t.clone()).collect();
        let part = self.outline.parts.len().saturating_sub(1);
        self.outline.sections.push(Section { part, label, title, above, start });
    }

    fn passage(&mut self, range: Range, table: Option<Vec<Vec<Range>>>) {
        let section = self.outline.sections.len().saturating_sub(1);
        self.outline.passages.push(Passage { section, range, table });
    }

    fn is_title(&self, line: &Line, block: &Block, _next: Option<&[char]>) -> bool {
        let text = line.text(0, line.len());
        let bare = text.split('(').next().unwrap_or(&text);
        let is_short =
            line.len() <= HEADING && !text.contains("关于印发") && !text.contains(['。', '；', '，', '|', '：', ' ']);
        let is_first = matches!(block.kind, BlockKind::Heading(1)) && !self.has_title;
        is_short
            && (is_first
                || TITLES.iter().any(|t| bare.ends_with(t) || text.ends_with(t))
                    && line.len() >= 6
                    && !bare.ends_with("通知"))
    }

    fn title(&mut self, line: &Line, block: &Block) {
        let part = Part { title: line.text(0, line.len()), range: block.range };
        // The same title twice (cover and first page) is one plan, and so is a title before anything was said.
        let is_again = self.outline.parts.last().is_some_and(|p| p.title == part.title);
        let is_first = !self.has_title;
        self.has_title = true;
        self.path.clear();
        if is_again {
            return;
        }
        if is_first {
            if let Some(first) = self.outline.parts.first_mut() {
                *first = part;
            }
        } else {
            self.outline.parts.push(part);
        }
        self.section(block.range.start);
        self.passage(block.range, None);
    }
}

/// Reads the number that begins a heading.
pub fn marker(line: &Line) -> Option<Marker> {
    chapter(line).or_else(|| bracketed(line)).or_else(|| dotted(line))
}

/// `第一章`, `第二节`, `第三条`
fn chapter(line: &Line) -> Option<Marker> {
    if line.at(0) != '第' {
        return None;
    }
    let number = numeral::read(line, 1)?;
    let rank = match line.at(number.end) {
        '篇' | '编' => 0,
        '章' => 1,
        '节' => 2,
        '条' => 3,
        _ => return None,
    };
    let end = number.end + 1;
    let label = line.text(0, end);
    // `第三条道路`: a heading goes on with a blank or words, not with a measure.
    Some(Marker { rank, label, end })
}

/// `（一）`, `(1)`
fn bracketed(line: &Line) -> Option<Marker> {
    if line.at(0) != '(' {
        return None;
    }
    let number = numeral::read(line, 1)?;
    (line.at(number.end) == ')' && number.digits.len() <= 2).then(|| {
        let end = number.end + 1;
        Marker { rank: if number.is_chinese { 5 } else { 7 }, label: line.text(0, end), end }
    })
}

/// `一、`, `1.`, `1、`, `①`
fn dotted(line: &Line) -> Option<Marker> {
    let first = line.at(0);
    if ('①'..='⑳').contains(&first) {
        return Some(Marker { rank: 8, label: first.to_string(), end: 1 });
    }
    let number =
        numeral::read(line, 0).filter(|n| n.unit.is_empty() && n.digits.len() <= 2 && !n.digits.contains('.'))?;
    let sign = line.at(number.end);
    let end = number.end + 1;
    let is_marker = match sign {
        '、' => true,
        '.' => !line.at(end).is_ascii_digit(),
        ')' => !number.is_chinese,
        ' ' => !number.is_chinese && !line.at(end).is_ascii_digit(),
        _ => false,
    };
    let label = line.text(0, number.end);
    is_marker.then_some(Marker { rank: if number.is_chinese { 4 } else { 6 }, label, end })
}
