//! From a cite such as `产业振兴 二(二)1` to the sections that it means.
//!
//! The words of a cite are looked for in the titles and heads of the documents; the last words, if they are numbers of
//! sections, name the sections. `第123字` is the place of a draft's own cite and names the section around it.

use crate::document::{Document, Range};
use crate::line::Line;
use crate::proposal::Draft;
use crate::propose::propose;
use dabiao_lang::model::{Plan, Quantity, Schema};
use dabiao_lang::source::{FileId, SourceMap, Span};

use super::facts::Facts;

/// What a cite leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cited {
    /// No document.
    Nowhere,
    /// A document that lacks the section.
    Document {
        /// Its position.
        document: usize,
        /// The plan within it.
        part: usize,
        /// What it lacks.
        lacking: String,
    },
    /// Sections: their positions in the outline.
    Sections {
        /// The document's position.
        document: usize,
        /// The plan within it.
        part: usize,
        /// The sections.
        sections: Vec<usize>,
        /// How they were cited.
        label: String,
    },
}

/// Documents with their drafts and the facts of their sections.
pub struct Library<'a> {
    books: Vec<Book<'a>>,
}

struct Book<'a> {
    document: &'a Document,
    draft: Draft,
    file: FileId,
    offsets: Vec<u32>,
    /// For each section the facts of it and all below it.
    facts: Vec<Facts>,
    /// The first words, where the number of the document stands.
    head: String,
}

/// Characters at the start of a document in which its number is looked for.
const HEAD: usize = 900;

impl<'a> Library<'a> {
    /// Reads documents.
    pub fn of(documents: &'a [Document], sources: &mut SourceMap) -> Self {
        let schema = Schema::default();
        let books = documents.iter().map(|document| {
            let draft = propose(document);
            let (file, offsets) = super::add_source(document, sources);
            let whole = Range::new(0, document.text.len().min(HEAD));
            let line = Line::fold(document.slice(whole), 0);
            let head = line.text(0, line.len());
            let facts = (0..draft.outline.sections.len())
                .map(|n| Facts::of(document, extent(document, &draft, n), &schema))
                .collect();
            Book { document, draft, file, offsets, facts, head }
        });
        Self { books: books.collect() }
    }

    /// Finds what a cite means.
    pub fn find(&self, cite: &str, plan: Option<&Plan>) -> Cited {
        let chars: Vec<char> = cite.chars().collect();
        let words: Vec<String> = cite.split_whitespace().map(fold).collect();
        let (labels, names): (Vec<&String>, Vec<&String>) = words.iter().partition(|w| is_label(w));
        let Some((document, part)) = self.part(&names, plan) else { return Cited::Nowhere };
        let Some(book) = self.books.get(document) else { return Cited::Nowhere };
        let wanted: Vec<String> = labels.iter().flat_map(|l| expand(l)).collect();
        if wanted.is_empty() {
            let first = book.draft.outline.sections.iter().position(|s| s.part == part).unwrap_or(0);
            let all = (first..book.draft.outline.sections.len())
                .filter(|n| book.draft.outline.sections.get(*n).is_some_and(|s| s.part == part));
            return Cited::Sections { document, part, sections: all.collect(), label: chars.iter().collect() };
        }
        let mut sections = Vec::new();
        for label in &wanted {
            match book.section(part, label) {
                Some(n) => sections.push(n),
                None => return Cited::Document { document, part, lacking: label.clone() },
            }
        }
        Cited::Sections { document, part, sections, label: wanted.join("、") }
    }

    /// Finds the document and the plan within it whose titles hold most of the words.
    fn part(&self, names: &[&String], plan: Option<&Plan>) -> Option<(usize, usize)> {
        let mut best: Option<(usize, usize, usize)> = None;
        for (d, book) in self.books.iter().enumerate() {
            let is_source = plan.and_then(|p| p.source.as_deref()).is_some_and(|s| book.document.name.contains(s));
            for (p, part) in book.draft.outline.parts.iter().enumerate() {
                let title = fold(&part.title);
                let hits = names
                    .iter()
                    .map(|w| if title.contains(w.as_str()) { 3 } else { usize::from(book.head.contains(w.as_str())) })
                    .sum::<usize>();
                let by_plan = plan.map_or(0, |plan| {
                    usize::from(
                        !title.is_empty() && (title.contains(&fold(&plan.name)) || fold(&plan.name).contains(&title)),
                    )
                });
                let score = hits * 4 + by_plan * 6 + if is_source { 5 } else { 0 };
                if score > 0 && best.is_none_or(|(s, ..)| score > s) {
                    best = Some((score, d, p));
                }
            }
        }
        best.map(|(_, d, p)| (d, p))
    }

    /// Returns the title of a plan.
    pub fn part_title(&self, document: usize, part: usize) -> String {
        let title = self.books.get(document).and_then(|b| b.draft.outline.parts.get(part)).map(|p| p.title.clone());
        title.unwrap_or_default()
    }

    /// Returns the facts of a section and all below it.
    pub fn facts(&self, document: usize, section: usize) -> Facts {
        self.books.get(document).and_then(|b| b.facts.get(section)).cloned().unwrap_or_default()
    }

    /// Returns where the heading of a section stands.
    pub fn heading(&self, document: usize, section: usize) -> Option<Span> {
        let book = self.books.get(document)?;
        let start = book.draft.outline.sections.get(section)?.start;
        let end = (start..start + 24)
            .find(|&i| matches!(book.document.text.get(i as usize), Some('\n' | '。') | None))
            .unwrap_or(start + 24);
        Some(book.span(Range { start, end }))
    }

    /// Returns the labels of up to three sections of a plan that hold a figure.
    pub fn sections_with(&self, document: usize, part: usize, q: &Quantity) -> Vec<String> {
        let Some(book) = self.books.get(document) else { return Vec::new() };
        let sections =
            book.draft.outline.sections.iter().enumerate().filter(|(_, s)| s.part == part && !s.label.is_empty());
        let holding: Vec<&str> = sections
            .filter(|(n, _)| book.facts.get(*n).is_some_and(|f| f.holds(q)))
            .map(|(_, s)| s.label.as_str())
            .collect();
        // A section holds what stands in those below it; only the narrowest are named.
        let narrow = holding.iter().filter(|l| !holding.iter().any(|m| m.len() > l.len() && m.starts_with(**l)));
        narrow.take(3).map(|l| (*l).to_owned()).collect()
    }

    /// Returns the draft of a document.
    pub fn draft(&self, document: usize) -> Option<(&Document, &Draft)> {
        self.books.get(document).map(|b| (b.document, &b.draft))
    }

    /// Returns the place of a range of a document.
    pub fn span(&self, document: usize, range: Range) -> Option<Span> {
        self.books.get(document).map(|b| b.span(range))
    }
}

impl Book<'_> {
    fn span(&self, range: Range) -> Span {
        let at = |n: u32| self.offsets.get(n as usize).or(self.offsets.last()).copied().unwrap_or(0) as usize;
        Span::new(self.file, at(range.start), at(range.end))
    }

    /// Returns the section of a label, or the narrowest one above it; a place names the section around it.
    fn section(&self, part: usize, label: &str) -> Option<usize> {
        let sections = &self.draft.outline.sections;
        if let Some(place) = label.strip_prefix('第').and_then(|l| l.strip_suffix('字')) {
            let at: u32 = place.parse::<u32>().ok()?.checked_sub(1)?;
            return sections.iter().rposition(|s| s.start <= at);
        }
        let mut parts = components(label);
        while !parts.is_empty() {
            let wanted = parts.concat();
            if let Some(n) = sections.iter().position(|s| s.part == part && s.label == wanted) {
                return Some(n);
            }
            parts.pop();
        }
        None
    }
}

/// Returns the range of a section and all below it.
fn extent(document: &Document, draft: &Draft, section: usize) -> Range {
    let sections = &draft.outline.sections;
    let Some(own) = sections.get(section) else { return Range::default() };
    let next = sections
        .iter()
        .skip(section + 1)
        .find(|s| s.part != own.part || !s.label.starts_with(&own.label) || own.label.is_empty());
    Range { start: own.start, end: next.map_or(document.text.len() as u32, |s| s.start) }
}

fn fold(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let line = Line::fold(&chars, 0);
    line.text(0, line.len())
}

/// Returns whether a word names sections: `二(二)1`, `一(二)、三`, `第三章第一节`, `第12字`.
fn is_label(word: &str) -> bool {
    let is_place = word.starts_with('第') && word.ends_with('字');
    let rest = word.replace(['、', '，'], "");
    is_place || !rest.is_empty() && components(&rest).concat() == rest
}

/// Parts `二(二)1` into 二, (二), 1.
fn components(label: &str) -> Vec<String> {
    let chars: Vec<char> = label.chars().collect();
    let mut parts = Vec::new();
    let mut at = 0;
    let is_digit = |c: &char| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c);
    while let Some(c) = chars.get(at) {
        let len = match c {
            '(' => chars.get(at..).and_then(|r| r.iter().position(|c| *c == ')')).map_or(0, |n| n + 1),
            '第' => chars.get(at..).and_then(|r| r.iter().position(|c| "篇章节条".contains(*c))).map_or(0, |n| n + 1),
            c if c.is_ascii_digit() => {
                chars.get(at..).unwrap_or_default().iter().take_while(|c| c.is_ascii_digit()).count()
            }
            c if is_digit(c) => {
                chars.get(at..).unwrap_or_default().iter().take_while(|c| is_digit(c) && !c.is_ascii_digit()).count()
            }
            '①'..='⑳' => 1,
            _ => 0,
        };
        if len == 0 {
            return Vec::new();
        }
        parts.push(chars.get(at..at + len).unwrap_or_default().iter().collect());
        at += len;
    }
    parts
}

/// How wide a component is; equal ones stand side by side: `二(四)(五)` is two sections.
fn rank(component: &str) -> u8 {
    match component.chars().next() {
        Some('第') => match component.chars().last() {
            Some('篇') => 0,
            Some('章') => 1,
            Some('节') => 2,
            _ => 3,
        },
        Some('(') if component.chars().nth(1).is_some_and(|c| !c.is_ascii_digit()) => 5,
        Some('(') => 7,
        Some(c) if c.is_ascii_digit() => 6,
        Some('①'..='⑳') => 8,
        _ => 4,
    }
}

/// Parts `二(二)5、6` and `二(四)(五)` into single labels.
fn expand(word: &str) -> Vec<String> {
    if word.starts_with('第') && word.ends_with('字') {
        return vec![word.to_owned()];
    }
    let mut labels: Vec<String> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    for piece in word.split(['、', '，']) {
        for (n, component) in components(piece).into_iter().enumerate() {
            // `二(三)六` is 六是 in the text of 二(三), below any heading.
            let is_inner = n > 0 && rank(&component) == 4 && path.last().is_some_and(|last| last.starts_with('('));
            let r = if is_inner { 9 } else { rank(&component) };
            let is_side = path.last().is_some_and(|last| rank(last) >= r);
            if is_side {
                labels.push(path.concat());
                path.retain(|p| rank(p) < r);
            }
            path.push(component);
        }
    }
    if !path.is_empty() {
        labels.push(path.concat());
    }
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_several_sections() {
        assert_eq!(expand("二(二)5、6"), ["二(二)5", "二(二)6"]);
        assert_eq!(expand("二(四)(五)"), ["二(四)", "二(五)"]);
        assert_eq!(expand("一(二)、三"), ["一(二)", "三"]);
        assert!(is_label("第三章第一节") && is_label("二(二)1") && !is_label("产业振兴"));
    }
}
