//! A finding with the text that it is about and carets under it.
//!
//! Decoration is ASCII: box drawing is one column wide in some terminals and two in others. The renderer panics on a span
//! that is outside its text or within a character, so every span is moved onto one line and onto character boundaries
//! here, and only a window of a very long line is shown.

use std::borrow::Cow;

use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use super::severity;
use crate::place::Places;
use dabiao_lang::diag::{Cell, Diagnostic, Lang, Place, Severity, hidden, signs};
use dabiao_lang::source::{Source, Span};

/// Whether pictures have colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Text alone.
    #[default]
    Plain,
    /// With ANSI colours.
    Coloured,
}

/// Bytes of a line that are shown at most, and how many of them before the carets.
const LINE_SHOWN: usize = 360;
const LINE_BEFORE: usize = 90;

/// Lines between two marks that still go into one picture.
const LINES_TOGETHER: u32 = 12;

/// Returns the picture of a finding, several lines without a line end.
pub fn picture(d: &Diagnostic, places: &Places<'_>, lang: Lang, style: Style) -> String {
    let title = level(d.severity, lang).primary_title(d.problem.message(lang)).id(d.code());
    let mut group = Group::with_title(title);
    match &d.place {
        Place::Span(span) => {
            for part in parts(d, *span, places, lang) {
                group = group.elements(part);
            }
        }
        Place::Cell(cell) => group = group.element(origin(cell)),
        Place::Nowhere => {}
    }
    if let Some(help) = help(d, lang) {
        let name = match lang {
            Lang::Zh => "建议",
            Lang::En => "help",
        };
        group = group.element(Level::HELP.with_name(name).message(help));
    }
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    renderer.render(&[group])
}

fn level(grade: Severity, lang: Lang) -> Level<'static> {
    let level = match grade {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    level.with_name(severity(grade, lang))
}

fn help(d: &Diagnostic, lang: Lang) -> Option<String> {
    d.problem.help(lang).or_else(|| {
        let text = signs(&d.fix.as_ref()?.replacement);
        let is_one_line = !text.is_empty() && !text.contains('\n');
        is_one_line.then(|| match lang {
            Lang::Zh => format!("写成 `{text}`"),
            Lang::En => format!("write `{text}`"),
        })
    })
}

fn origin(cell: &Cell) -> Origin<'static> {
    if cell.sheet.is_some() {
        return Origin::path(signs(&cell.to_string()).into_owned());
    }
    let origin = Origin::path(signs(&cell.file).into_owned());
    match (cell.row, cell.column) {
        (0, _) => origin,
        (row, 0) => origin.line(row as usize),
        (row, column) => origin.line(row as usize).char_column(column as usize),
    }
}

/// A place to mark.
struct Mark<'a> {
    span: Span,
    kind: AnnotationKind,
    label: Option<Cow<'a, str>>,
    line: u32,
}

/// The elements of one file or of one run of lines in it.
type Part<'a> = Vec<Element<'a>>;

fn parts<'a>(d: &'a Diagnostic, primary: Span, places: &Places<'a>, lang: Lang) -> Vec<Part<'a>> {
    let mark = |span: Span, kind, label| {
        places.sources().get(span.file).map(|source| {
            let line = source.line_number(clamped(source, span).0 as u32);
            Mark { span, kind, label, line }
        })
    };
    let mut marks: Vec<Mark<'a>> = mark(primary, AnnotationKind::Primary, None).into_iter().collect();
    marks.extend(d.labels.iter().filter_map(|l| mark(l.span, AnnotationKind::Context, Some(signs(l.text.get(lang))))));
    // The primary place comes first, then those near it, then other lines and files in order.
    let first = marks.first().map(|m| (m.span.file, m.line));
    let mut clusters: Vec<Vec<Mark<'a>>> = Vec::new();
    let mut rest: Vec<Mark<'a>> = Vec::new();
    let mut near = Vec::new();
    for m in marks {
        let is_near = first.is_some_and(|(file, line)| file == m.span.file && line.abs_diff(m.line) <= LINES_TOGETHER);
        if is_near { near.push(m) } else { rest.push(m) }
    }
    rest.sort_by_key(|m| (m.span.file, m.line));
    clusters.push(near);
    for m in rest {
        match clusters.last_mut().filter(|c| belongs(c, &m)) {
            Some(cluster) => cluster.push(m),
            None => clusters.push(vec![m]),
        }
    }
    clusters.iter().filter_map(|c| part(c, places)).collect()
}

/// The first cluster holds only what is near the primary place.
fn belongs(cluster: &[Mark<'_>], m: &Mark<'_>) -> bool {
    cluster.iter().all(|o| {
        !matches!(o.kind, AnnotationKind::Primary)
            && o.span.file == m.span.file
            && o.line.abs_diff(m.line) <= LINES_TOGETHER
    })
}

fn part<'a>(cluster: &[Mark<'a>], places: &Places<'a>) -> Option<Part<'a>> {
    let head = cluster.iter().find(|m| matches!(m.kind, AnnotationKind::Primary)).or_else(|| cluster.first())?;
    let source = places.sources().get(head.span.file)?;
    let first = cluster.iter().map(|m| m.line).min()?;
    let last = cluster.iter().map(|m| m.line).max()?;
    let window = Window::of(source, first, last, head.span);
    let marks = cluster.iter().filter_map(|m| window.annotation(source, m));
    let snippet = Snippet::source(with_marks(&window.text)).annotations(marks);
    if !window.is_cut {
        return Some(vec![snippet.line_start(first as usize).path(signs(source.name())).into()]);
    }
    // The renderer would count columns within the window, so the place is given apart.
    let start = places.extent(head.span).start;
    let origin = Origin::path(signs(source.name())).line(start.line as usize).char_column(start.column as usize);
    Some(vec![origin.into(), snippet.line_start(start.line as usize).into()])
}

/// Returns text in which a mark of as many bytes stands for every hidden character that the renderer would let through:
/// carets count bytes, and must stay where they are.
fn with_marks<'a>(text: &Cow<'a, str>) -> Cow<'a, str> {
    let is_let_through = |c: char| c.len_utf8() > 1 && hidden(c).is_some();
    if !text.contains(is_let_through) {
        return text.clone();
    }
    let mark = |c: char| match c.len_utf8() {
        _ if !is_let_through(c) => c,
        2 => '¤',
        3 => '\u{fffd}',
        _ => '🛇',
    };
    Cow::Owned(text.chars().map(mark).collect())
}

/// The part of a text that is shown.
struct Window<'a> {
    text: Cow<'a, str>,
    /// Where in the source the text begins and ends.
    from: usize,
    to: usize,
    /// Bytes put before it.
    shift: usize,
    /// Whether it is less than whole lines.
    is_cut: bool,
}

impl<'a> Window<'a> {
    /// Whole lines, or, where they are too long, a stretch of the line of the head.
    fn of(source: &'a Source, first: u32, last: u32, head: Span) -> Self {
        let text = source.text();
        let (at, _) = clamped(source, head);
        let from = source.line_offset(first) as usize;
        let to = source.line_offset(last) as usize + source.line(last).len();
        let is_short = (first..=last).all(|n| source.line(n).len() <= LINE_SHOWN);
        if is_short {
            return Self { text: Cow::Borrowed(text.get(from..to).unwrap_or("")), from, to, shift: 0, is_cut: false };
        }
        let line_start = source.line_start(at as u32) as usize;
        let line_end = line_start + source.line(source.line_number(at as u32)).len();
        let from = text.floor_char_boundary(at.saturating_sub(LINE_BEFORE)).max(line_start);
        let to = text.floor_char_boundary((from + LINE_SHOWN).min(line_end)).max(from);
        let (before, after) = (if from > line_start { "..." } else { "" }, if to < line_end { "..." } else { "" });
        let shown = text.get(from..to).unwrap_or("");
        Self { text: Cow::Owned(format!("{before}{shown}{after}")), from, to, shift: before.len(), is_cut: true }
    }

    /// A mark outside the window is left out; one that reaches beyond it is cut.
    fn annotation(&self, source: &Source, m: &Mark<'a>) -> Option<Annotation<'a>> {
        let (start, end) = clamped(source, m.span);
        if start < self.from || start > self.to {
            return None;
        }
        let range = start - self.from + self.shift..end.min(self.to).max(start) - self.from + self.shift;
        Some(m.kind.span(range).label(m.label.clone()))
    }
}

/// Moves a span onto character boundaries of its text and onto the line on which it starts.
fn clamped(source: &Source, span: Span) -> (usize, usize) {
    let text = source.text();
    let mut start = text.floor_char_boundary((span.start as usize).min(text.len()));
    // The end of a text that ends in a line end belongs to its last line.
    if start == text.len() && start > 0 {
        start = text.trim_end_matches(['\n', '\r']).len();
    }
    let line = source.line(source.line_number(start as u32));
    let line_end = source.line_start(start as u32) as usize + line.trim_end().len();
    let end = text.ceil_char_boundary((span.end as usize).min(text.len())).min(line_end);
    (start, end.max(start))
}
