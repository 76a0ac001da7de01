//! From bytes and spans to the types of the protocol, in one place.

use std::collections::HashMap;

use dabiao_ide::border::{Border, Point};
use dabiao_ide::colours::Colour;
use dabiao_ide::complete::{Candidate, CandidateKind, Completion};
use dabiao_ide::findings::FileFinding;
use dabiao_ide::outline::{FoldKind, OutlineKind, OutlineNode};
use dabiao_ide::{Snapshot, TextEdit};
use dabiao_lang::diag::Severity;
use dabiao_lang::source::{FileId, Span};
use gen_lsp_types as lsp;

use crate::uri::uri_of;

/// One file as the protocol counts it.
pub(crate) struct Page<'s> {
    /// The snapshot that holds it.
    pub snapshot: &'s Snapshot,
    /// The file.
    pub file: FileId,
    border: Border<'s>,
}

impl<'s> Page<'s> {
    /// Finds the lines of a file.
    pub fn of(snapshot: &'s Snapshot, file: FileId) -> Self {
        Self { snapshot, file, border: Border::of(snapshot.text(file)) }
    }

    /// Returns the byte offset of a position.
    pub fn offset(&self, position: lsp::Position) -> u32 {
        self.border.offset(Point { line: position.line, unit: position.character })
    }

    /// Returns the span of a range; one that ends before it begins is empty.
    pub fn span(&self, range: lsp::Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span { file: self.file, start, end: end.max(start) }
    }

    /// Returns the position of a byte offset.
    pub fn position(&self, offset: u32) -> lsp::Position {
        let point = self.border.point(offset);
        lsp::Position { line: point.line, character: point.unit }
    }

    /// Returns the range of a span of this file.
    pub fn range(&self, span: Span) -> lsp::Range {
        lsp::Range { start: self.position(span.start), end: self.position(span.end) }
    }

    fn edit(&self, edit: &TextEdit) -> lsp::TextEdit {
        lsp::TextEdit { range: self.range(edit.span), new_text: edit.text.clone() }
    }

    /// Returns edits of this file.
    pub fn edits(&self, edits: &[TextEdit]) -> Vec<lsp::TextEdit> {
        edits.iter().filter(|e| e.span.file == self.file).map(|e| self.edit(e)).collect()
    }

    /// Returns what may stand at a place.
    pub fn completion(&self, completion: &Completion, has_snippets: bool) -> lsp::CompletionList {
        let range = self.range(completion.span);
        let typed = self.snapshot.slice(completion.span).to_owned();
        let all = completion.candidates.iter().enumerate();
        let items = all.map(|(order, c)| candidate(c, (order, range, &typed), has_snippets)).collect();
        // What was typed decides what is offered, so that the editor has to ask again.
        lsp::CompletionList { is_incomplete: true, items, ..Default::default() }
    }

    /// Returns the outline.
    #[expect(deprecated, reason = "the type has no default, so that every field must be named")]
    pub fn symbols(&self, nodes: &[OutlineNode]) -> Vec<lsp::DocumentSymbol> {
        let symbol = |node: &OutlineNode| lsp::DocumentSymbol {
            // A name must not be empty.
            name: if node.name.trim().is_empty() { "–".to_owned() } else { node.name.clone() },
            detail: Some(node.detail.clone()).filter(|d| !d.is_empty()),
            kind: symbol_kind(node.kind),
            tags: None,
            deprecated: None,
            range: self.range(node.span),
            selection_range: self.range(node.head),
            children: Some(self.symbols(&node.children)).filter(|c| !c.is_empty()),
        };
        nodes.iter().map(symbol).collect()
    }

    /// Returns what can be folded.
    pub fn folds(&self, folds: &[(Span, FoldKind)]) -> Vec<lsp::FoldingRange> {
        let fold = |(span, kind): &(Span, FoldKind)| {
            let range = self.range(*span);
            // The line of the closing brace stays.
            let last = if *kind == FoldKind::Body { range.end.line.saturating_sub(1) } else { range.end.line };
            (last > range.start.line).then(|| lsp::FoldingRange {
                start_line: range.start.line,
                end_line: last,
                kind: (*kind == FoldKind::Comment).then_some(lsp::FoldingRangeKind::Comment),
                ..Default::default()
            })
        };
        folds.iter().filter_map(fold).collect()
    }

    /// Returns colours as differences between tokens.
    pub fn tokens(&self, colours: &[(Span, Colour)]) -> lsp::SemanticTokens {
        let mut before = lsp::Position::default();
        let mut data = Vec::new();
        for (span, colour) in colours {
            let range = self.range(*span);
            // A token lies on one line; a text without its end may not.
            if range.start.line != range.end.line || range.start < before {
                continue;
            }
            let delta_line = range.start.line - before.line;
            let from = if delta_line == 0 { before.character } else { 0 };
            data.push(lsp::SemanticToken {
                delta_line,
                delta_start: range.start.character - from,
                length: range.end.character - range.start.character,
                token_type: Colour::ALL.iter().position(|c| c == colour).unwrap_or(0) as u32,
                token_modifiers_bitset: 0,
            });
            before = range.start;
        }
        lsp::SemanticTokens { data, ..Default::default() }
    }

    /// Returns a finding.
    pub fn finding(&self, finding: &FileFinding<'_>) -> lsp::Diagnostic {
        let lang = self.snapshot.lang;
        let related = finding.diagnostic.labels.iter().map(|l| lsp::DiagnosticRelatedInformation {
            location: location(self.snapshot, l.span),
            message: l.text.get(lang).to_owned(),
        });
        let related: Vec<_> = related.collect();
        lsp::Diagnostic {
            range: self.range(finding.span),
            severity: Some(match finding.severity() {
                Severity::Error => lsp::DiagnosticSeverity::Error,
                Severity::Warning => lsp::DiagnosticSeverity::Warning,
                Severity::Info => lsp::DiagnosticSeverity::Information,
            }),
            code: Some(lsp::Code::String(finding.diagnostic.code().to_owned())),
            source: Some("dabiao".to_owned()),
            message: lsp::Message::String(finding.words(lang)),
            related_information: Some(related).filter(|r| !r.is_empty()),
            ..Default::default()
        }
    }
}

/// Returns the place of a span in any file of a snapshot.
pub(crate) fn location(snapshot: &Snapshot, span: Span) -> lsp::Location {
    let page = Page::of(snapshot, span.file);
    lsp::Location { uri: uri_of(snapshot.loaded().sources.name(span)), range: page.range(span) }
}

/// Returns places, those of one file with one look at its lines.
pub(crate) fn locations(snapshot: &Snapshot, spans: &[Span]) -> Vec<lsp::Location> {
    let mut pages: HashMap<FileId, Page<'_>> = HashMap::new();
    let place = |span: &Span| {
        let page = pages.entry(span.file).or_insert_with(|| Page::of(snapshot, span.file));
        lsp::Location { uri: uri_of(snapshot.loaded().sources.name(*span)), range: page.range(*span) }
    };
    spans.iter().map(place).collect()
}

/// Returns edits of several files.
pub(crate) fn workspace_edit(snapshot: &Snapshot, edits: &[TextEdit]) -> lsp::WorkspaceEdit {
    let mut changes: HashMap<lsp::Uri, Vec<lsp::TextEdit>> = HashMap::new();
    for source in snapshot.loaded().sources.iter() {
        let own = Page::of(snapshot, source.id()).edits(edits);
        if !own.is_empty() {
            changes.insert(uri_of(source.name()), own);
        }
    }
    lsp::WorkspaceEdit { changes: Some(changes), ..Default::default() }
}

/// Returns Markdown.
pub(crate) fn markdown(value: String) -> lsp::MarkupContent {
    lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value }
}

fn candidate(
    c: &Candidate,
    (order, range, typed): (usize, lsp::Range, &str),
    has_snippets: bool,
) -> lsp::CompletionItem {
    let is_snippet = c.is_snippet && has_snippets;
    let new_text = if is_snippet { c.insert.clone() } else { c.unfilled() };
    lsp::CompletionItem {
        label: c.label.clone(),
        detail: Some(c.detail.clone()).filter(|d| !d.is_empty()),
        kind: Some(candidate_kind(c.kind)),
        sort_text: Some(format!("{order:04}")),
        // The server has chosen already: an editor that compares by words of Latin letters must not choose again.
        filter_text: Some(if typed.is_empty() { c.label.clone() } else { typed.to_owned() }),
        insert_text_format: is_snippet.then_some(lsp::InsertTextFormat::Snippet),
        text_edit: Some(lsp::CompletionItemTextEdit::TextEdit(lsp::TextEdit { range, new_text })),
        ..Default::default()
    }
}

fn candidate_kind(kind: CandidateKind) -> lsp::CompletionItemKind {
    match kind {
        CandidateKind::Keyword => lsp::CompletionItemKind::Keyword,
        CandidateKind::Operator => lsp::CompletionItemKind::Operator,
        CandidateKind::Function => lsp::CompletionItemKind::Function,
        CandidateKind::Indicator => lsp::CompletionItemKind::Variable,
        CandidateKind::Unit => lsp::CompletionItemKind::Unit,
        CandidateKind::Level => lsp::CompletionItemKind::Class,
        CandidateKind::Place => lsp::CompletionItemKind::Module,
        CandidateKind::Office => lsp::CompletionItemKind::Text,
        CandidateKind::Rule => lsp::CompletionItemKind::Method,
        CandidateKind::Constant => lsp::CompletionItemKind::EnumMember,
        CandidateKind::File => lsp::CompletionItemKind::File,
    }
}

fn symbol_kind(kind: OutlineKind) -> lsp::SymbolKind {
    match kind {
        OutlineKind::Plan => lsp::SymbolKind::Package,
        OutlineKind::Group => lsp::SymbolKind::Namespace,
        OutlineKind::Rule => lsp::SymbolKind::Method,
        OutlineKind::Indicator => lsp::SymbolKind::Variable,
        OutlineKind::Unit => lsp::SymbolKind::Constant,
        OutlineKind::Level => lsp::SymbolKind::Class,
        OutlineKind::Audit => lsp::SymbolKind::Interface,
        OutlineKind::Test => lsp::SymbolKind::Event,
        OutlineKind::Scheme => lsp::SymbolKind::Struct,
        OutlineKind::Lights => lsp::SymbolKind::Enum,
    }
}
