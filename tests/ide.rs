//! Every file of `tests/cases/ide/<question>` holds files with a cursor mark; the question that its folder names is asked
//! there, and the answer is compared with the snapshot.
//!
//! `//- name` begins a file of that name (without one the file is `x.rules`); files that end in `.csv` are data, and rules
//! are then judged as of `//= day`, else of the newest period. `$0` is the cursor, two of them a selection.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod cases;
mod grammar;
mod laws;

use std::fmt::Write as _;

use dabiao_data::LoadRequest;
use dabiao_ide::actions::{self, Action};
use dabiao_ide::{Facts, Snapshot, TextEdit, colours, complete, edit, findings, hints, hover, layout, lens};
use dabiao_ide::{navigate, outline, rename};
use dabiao_lang::diag::Lang;
use dabiao_lang::source::{FileId, MemoryFiles, Span};
use dabiao_lang::syntax::KeywordStyle;

/// What a case holds.
struct Fixture {
    snapshot: Snapshot,
    /// The cursor or selection.
    at: Span,
    /// What stands behind `//= ` on the first lines: a day, or a new name.
    said: Option<String>,
}

impl Fixture {
    fn read(text: &str, lang: Lang) -> Self {
        let mut files: Vec<(String, String)> = vec![("x.rules".to_owned(), String::new())];
        let mut said = None;
        for line in text.split_inclusive('\n') {
            if let Some(name) = line.strip_prefix("//- ") {
                files.push((name.trim().to_owned(), String::new()));
            } else if let Some(words) = line.strip_prefix("//= ") {
                said = Some(words.trim().to_owned());
            } else {
                files.last_mut().unwrap().1.push_str(line);
            }
        }
        files.retain(|(_, text)| !text.trim().is_empty());
        let mut marks: Vec<(String, usize)> = Vec::new();
        for (name, text) in &mut files {
            while let Some(at) = text.find("$0") {
                text.replace_range(at..at + 2, "");
                marks.push((name.clone(), at));
            }
        }
        let world = MemoryFiles::new(files.clone());
        let names = |is_data: bool| -> Vec<String> {
            files.iter().map(|f| f.0.clone()).filter(|n| n.ends_with(".csv") == is_data).collect()
        };
        let snapshot = Snapshot::new(&world, &names(false), lang);
        let day = said.as_deref().and_then(|d| d.parse().ok());
        let request = LoadRequest { paths: names(true), ..LoadRequest::default() };
        let facts = Some(&request).filter(|r| !r.paths.is_empty());
        let facts = facts.and_then(|r| Facts::read(&world, r, snapshot.loaded(), day));
        let snapshot = snapshot.with_facts(facts);
        let first = marks.first().cloned().unwrap_or((names(false)[0].clone(), 0));
        let file = snapshot.file(&first.0).unwrap();
        let end = marks.get(1).map_or(first.1, |m| m.1);
        Self { snapshot, at: Span::new(file, first.1, end), said }
    }

    fn place(&self, span: Span) -> String {
        let sources = &self.snapshot.loaded().sources;
        format!("{}:{} `{}`", sources.name(span), sources.position(span), self.snapshot.slice(span))
    }
}

fn findings_of(f: &Fixture) -> String {
    let mut out = String::new();
    for found in findings::findings(&f.snapshot, f.at.file) {
        writeln!(out, "{} {} {}", f.place(found.span), found.severity().as_str(), found.diagnostic.code()).unwrap();
        writeln!(out, "    {}", found.words(f.snapshot.lang).replace('\n', "\n    ")).unwrap();
        if let Some(fix) = found.fix() {
            writeln!(out, "    fix {:?}: {} -> `{}`", fix.safety, f.place(fix.span), fix.replacement).unwrap();
        }
    }
    out
}

/// The first candidates, what they insert, and what is replaced.
fn completed(f: &Fixture) -> String {
    let done = complete::complete(&f.snapshot, f.at.file, f.at.start);
    let mut out = format!("replaces {}\n", f.place(done.span));
    for candidate in done.candidates.iter().take(24) {
        let insert = if candidate.is_snippet { format!(" | {:?}", candidate.unfilled()) } else { String::new() };
        writeln!(out, "{} {:?} {} ({}){insert}", candidate.rank, candidate.kind, candidate.label, candidate.detail)
            .unwrap();
    }
    let rest = done.candidates.len().saturating_sub(24);
    if rest > 0 {
        writeln!(out, "and {rest} more").unwrap();
    }
    out
}

fn places(f: &Fixture, spans: &[Span]) -> String {
    spans.iter().map(|s| format!("{}\n", f.place(*s))).collect()
}

/// Every file that edits change, after them.
fn changed(f: &Fixture, edits: &[TextEdit]) -> String {
    let mut out = String::new();
    for source in f.snapshot.loaded().sources.iter() {
        let own: Vec<TextEdit> = edits.iter().filter(|e| e.span.file == source.id()).cloned().collect();
        if !own.is_empty() {
            writeln!(out, "--- {}\n{}", source.name(), edit::applied(source.text(), &own)).unwrap();
        }
    }
    out
}

fn renamed(f: &Fixture) -> String {
    match rename::rename(&f.snapshot, (f.at.file, f.at.start), f.said.as_deref().unwrap()) {
        Ok(edits) => changed(f, &edits),
        Err(why) => format!("refused: {} / {}\n", why.zh, why.en),
    }
}

fn outlined(f: &Fixture) -> String {
    fn write(nodes: &[outline::OutlineNode], depth: usize, out: &mut String) {
        for node in nodes {
            writeln!(out, "{}{:?} {} | {}", "  ".repeat(depth), node.kind, node.name, node.detail).unwrap();
            assert!(node.span.start <= node.head.start && node.head.end <= node.span.end, "the head lies within");
            write(&node.children, depth + 1, out);
        }
    }
    let mut out = String::new();
    write(&outline::outline(&f.snapshot, f.at.file), 0, &mut out);
    for (span, kind) in outline::folds(&f.snapshot, f.at.file) {
        let line = |at| f.snapshot.loaded().sources.get(span.file).unwrap().line_number(at);
        writeln!(out, "fold {kind:?} {}..{}", line(span.start), line(span.end)).unwrap();
    }
    out
}

fn coloured(f: &Fixture) -> String {
    let all = colours::colours(&f.snapshot, f.at.file);
    all.iter().map(|(span, colour)| format!("{colour:?} `{}`\n", f.snapshot.slice(*span))).collect()
}

fn hinted(f: &Fixture) -> String {
    let whole = Span::new(f.at.file, 0, f.snapshot.text(f.at.file).len());
    let mut text = f.snapshot.text(f.at.file).to_owned();
    for hint in hints::hints(&f.snapshot, f.at.file, whole).iter().rev() {
        text.insert_str(hint.at as usize, &format!("⟨{}⟩", hint.text));
    }
    text
}

fn lensed(f: &Fixture) -> String {
    let mut out = String::new();
    for lens in lens::lenses(&f.snapshot, f.at.file) {
        writeln!(out, "{} {} | {} | {} tests", f.place(lens.span), lens.rule, lens.text, lens.n_tests).unwrap();
        for shown in [lens::explained(&f.snapshot, &lens.rule), lens::tested(&f.snapshot, &lens.rule)] {
            let text = shown.unwrap_or_default();
            text.lines().for_each(|l| writeln!(out, "    {l}").unwrap());
        }
    }
    out
}

fn acted(f: &Fixture) -> String {
    let mut out = String::new();
    for Action { title, kind, code, is_safe, edits, showing } in actions::actions(&f.snapshot, f.at) {
        let code = code.unwrap_or("-");
        writeln!(out, "# {} / {} [{kind:?} {code}{}]", title.zh, title.en, if is_safe { " safe" } else { "" }).unwrap();
        match showing {
            Some(showing) => writeln!(out, "{showing:?}").unwrap(),
            None => out += &changed(f, &edits),
        }
    }
    out
}

fn formatted(f: &Fixture) -> String {
    let whole = layout::format(&f.snapshot, f.at.file, KeywordStyle::AsWritten);
    let range = layout::format_range(&f.snapshot, f.at);
    format!("whole:\n{}\nrange:\n{}", changed(f, &whole), changed(f, &range))
}

fn navigated(f: &Fixture) -> String {
    let (file, at): (FileId, u32) = (f.at.file, f.at.start);
    let defined = places(f, &navigate::definition(&f.snapshot, file, at));
    format!("definition:\n{defined}references:\n{}", places(f, &navigate::references(&f.snapshot, file, at)))
}

fn hovered(f: &Fixture) -> String {
    match hover::hover(&f.snapshot, f.at.file, f.at.start) {
        Some(card) => format!("{}\n{}\n", f.place(card.span), card.markdown),
        None => "nothing\n".to_owned(),
    }
}
