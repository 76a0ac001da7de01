//! A request to an answer: parameters read, the question asked, the result put into the types of the protocol.

use dabiao_ide::actions::{self, Action, ActionKind, Showing};
use dabiao_ide::{Snapshot, colours, complete, hints, hover, layout, lens, navigate, outline, rename};
use dabiao_lang::diag::Lang;
use dabiao_lang::syntax::KeywordStyle;
use gen_lsp_types as lsp;
use lsp_server::{ErrorCode, Request};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::capabilities::{DERIVATION, PAGE, TESTS};
use crate::proto::{Page, locations, markdown, workspace_edit};
use crate::settings::Switch;
use crate::uri::path_of;
use crate::workspace::Workspace;

/// Why a request has no answer.
#[derive(Debug)]
pub(crate) struct Refusal {
    /// The code of the protocol.
    pub code: i32,
    /// The words.
    pub message: String,
}

impl Refusal {
    fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code: code as i32, message: message.into() }
    }
}

/// What the editor at the other end can take.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Client {
    /// Inserted texts with places to fill in.
    pub has_snippets: bool,
    /// It shows what commands give back by itself.
    pub shows_results: bool,
}

/// A question with all that is needed to answer it.
pub(crate) struct Asked<'w, 'f> {
    /// The files.
    pub workspace: &'w mut Workspace<'f>,
    /// The editor.
    pub client: Client,
}

type Answer = Result<Value, Refusal>;

impl Asked<'_, '_> {
    /// Answers a request.
    pub fn answer(&mut self, request: &Request) -> Answer {
        match request.method.as_str() {
            "textDocument/completion" => self.completion(params(request)?),
            "textDocument/hover" => self.hover(params(request)?),
            "textDocument/definition" => self.definition(params(request)?),
            "textDocument/references" => self.references(params(request)?),
            "textDocument/documentHighlight" => self.highlights(params(request)?),
            "textDocument/prepareRename" => self.prepare_rename(params(request)?),
            "textDocument/rename" => self.rename(params(request)?),
            "textDocument/documentSymbol" => self.symbols(params(request)?),
            "textDocument/foldingRange" => self.folds(params(request)?),
            "textDocument/semanticTokens/full" => self.tokens(params(request)?),
            "textDocument/inlayHint" => self.hints(params(request)?),
            "textDocument/formatting" => self.format(params(request)?),
            "textDocument/rangeFormatting" => self.format_range(params(request)?),
            "textDocument/codeAction" => self.actions(params(request)?),
            "textDocument/codeLens" => self.lenses(params(request)?),
            "workspace/executeCommand" => self.command(params(request)?),
            other => Err(Refusal::new(ErrorCode::MethodNotFound, format!("`{other}` is not known"))),
        }
    }

    /// Asks something of a file; a file that is not known has no answer.
    fn on_page(&mut self, uri: &lsp::Uri, ask: impl FnOnce(&Page<'_>) -> Value) -> Answer {
        let found = self.workspace.snapshot(&path_of(uri));
        Ok(found.map_or(Value::Null, |(snapshot, file)| ask(&Page::of(snapshot, file))))
    }

    /// Asks something of a file with data.
    fn on_judged(&mut self, uri: &lsp::Uri, ask: impl FnOnce(&Page<'_>) -> Value) -> Answer {
        let found = self.workspace.judged(&path_of(uri), false);
        Ok(found.map_or(Value::Null, |(snapshot, file)| ask(&Page::of(snapshot, file))))
    }

    fn completion(&mut self, p: lsp::CompletionParams) -> Answer {
        let at = p.text_document_position_params;
        let has_snippets = self.client.has_snippets;
        self.on_judged(&at.text_document.uri, |page| {
            let completion = complete::complete(page.snapshot, page.file, page.offset(at.position));
            json!(page.completion(&completion, has_snippets))
        })
    }

    fn hover(&mut self, p: lsp::HoverParams) -> Answer {
        let at = p.text_document_position_params;
        self.on_judged(&at.text_document.uri, |page| {
            let card = hover::hover(page.snapshot, page.file, page.offset(at.position));
            json!(card.map(|c| lsp::Hover { contents: markdown(c.markdown).into(), range: Some(page.range(c.span)) }))
        })
    }

    fn definition(&mut self, p: lsp::DefinitionParams) -> Answer {
        let at = p.text_document_position_params;
        self.on_page(&at.text_document.uri, |page| {
            let found = navigate::definition(page.snapshot, page.file, page.offset(at.position));
            json!(locations(page.snapshot, &found))
        })
    }

    /// Returns a snapshot of everything that reads what is declared of the thing at a place; the file at hand counts as its
    /// declaration where there is none.
    fn wide(&mut self, at: &lsp::TextDocumentPositionParams) -> Snapshot {
        let path = path_of(&at.text_document.uri);
        let (mut declared, mut at_hand) = (Vec::new(), Vec::new());
        if let Some((snapshot, file)) = self.workspace.snapshot(&path) {
            let spans = navigate::definition(snapshot, file, Page::of(snapshot, file).offset(at.position));
            declared.extend(spans.iter().map(|s| snapshot.loaded().sources.name(*s).to_owned()));
            at_hand.extend(snapshot.loaded().sources.iter().map(|s| s.name().to_owned()));
        }
        if declared.is_empty() {
            declared.push(path);
        }
        self.workspace.readers(&declared, &at_hand)
    }

    fn references(&mut self, p: lsp::ReferenceParams) -> Answer {
        let at = p.text_document_position_params;
        let wide = self.wide(&at);
        let Some(file) = wide.file(&path_of(&at.text_document.uri)) else { return Ok(Value::Null) };
        let offset = Page::of(&wide, file).offset(at.position);
        let mut found = navigate::references(&wide, file, offset);
        if !p.context.include_declaration {
            let declared = navigate::definition(&wide, file, offset);
            found.retain(|s| !declared.contains(s));
        }
        Ok(json!(locations(&wide, &found)))
    }

    fn highlights(&mut self, p: lsp::DocumentHighlightParams) -> Answer {
        let at = p.text_document_position_params;
        self.on_page(&at.text_document.uri, |page| {
            let found = navigate::highlights(page.snapshot, page.file, page.offset(at.position));
            json!(found.iter().map(|s| json!({"range": page.range(*s)})).collect::<Vec<_>>())
        })
    }

    fn prepare_rename(&mut self, p: lsp::PrepareRenameParams) -> Answer {
        let at = p.text_document_position_params;
        self.on_page(&at.text_document.uri, |page| {
            let found = rename::renamable(page.snapshot, page.file, page.offset(at.position));
            json!(found.map(|(span, name)| json!({"range": page.range(span), "placeholder": name})))
        })
    }

    fn rename(&mut self, p: lsp::RenameParams) -> Answer {
        let at = p.text_document_position_params;
        let wide = self.wide(&at);
        let Some(file) = wide.file(&path_of(&at.text_document.uri)) else { return Ok(Value::Null) };
        let offset = Page::of(&wide, file).offset(at.position);
        match rename::rename(&wide, (file, offset), &p.new_name) {
            Ok(edits) => Ok(json!(workspace_edit(&wide, &edits))),
            Err(why) => Err(Refusal::new(ErrorCode::RequestFailed, why.get(wide.lang))),
        }
    }

    fn symbols(&mut self, p: lsp::DocumentSymbolParams) -> Answer {
        self.on_page(&p.text_document.uri, |page| json!(page.symbols(&outline::outline(page.snapshot, page.file))))
    }

    fn folds(&mut self, p: lsp::FoldingRangeParams) -> Answer {
        self.on_page(&p.text_document.uri, |page| json!(page.folds(&outline::folds(page.snapshot, page.file))))
    }

    fn tokens(&mut self, p: lsp::SemanticTokensParams) -> Answer {
        self.on_page(&p.text_document.uri, |page| json!(page.tokens(&colours::colours(page.snapshot, page.file))))
    }

    fn hints(&mut self, p: lsp::InlayHintParams) -> Answer {
        if self.workspace.settings.has_hints == Switch::Off {
            return Ok(Value::Null);
        }
        self.on_page(&p.text_document.uri, |page| {
            let found = hints::hints(page.snapshot, page.file, page.span(p.range));
            let hint =
                |h: &hints::InlayHint| json!({"position": page.position(h.at), "label": h.text, "paddingLeft": true});
            json!(found.iter().map(hint).collect::<Vec<_>>())
        })
    }

    fn format(&mut self, p: lsp::DocumentFormattingParams) -> Answer {
        self.on_page(&p.text_document.uri, |page| {
            json!(page.edits(&layout::format(page.snapshot, page.file, KeywordStyle::AsWritten)))
        })
    }

    fn format_range(&mut self, p: lsp::DocumentRangeFormattingParams) -> Answer {
        self.on_page(&p.text_document.uri, |page| {
            json!(page.edits(&layout::format_range(page.snapshot, page.span(p.range))))
        })
    }

    fn actions(&mut self, p: lsp::CodeActionParams) -> Answer {
        let uri = p.text_document.uri;
        self.workspace.reasoned(&path_of(&uri));
        self.on_judged(&uri, |page| {
            let found = actions::actions(page.snapshot, page.span(p.range));
            json!(found.into_iter().map(|a| action(page, &uri, a)).collect::<Vec<_>>())
        })
    }

    fn lenses(&mut self, p: lsp::CodeLensParams) -> Answer {
        if self.workspace.settings.has_lens == Switch::Off {
            return Ok(Value::Null);
        }
        let uri = p.text_document.uri;
        self.on_judged(&uri, |page| {
            let found = lens::lenses(page.snapshot, page.file);
            json!(found.iter().flat_map(|l| lenses_of(page, &uri, l)).collect::<Vec<_>>())
        })
    }

    fn command(&mut self, p: lsp::ExecuteCommandParams) -> Answer {
        let arguments = p.arguments.unwrap_or_default();
        let argument = |n: usize| arguments.get(n).and_then(Value::as_str).unwrap_or("").to_owned();
        let path = path_of(&lsp::Uri(argument(0)));
        let rule = argument(1);
        let shown = match p.command.as_str() {
            PAGE => hover::page(&rule),
            DERIVATION => self.workspace.judged(&path, true).and_then(|(s, _)| lens::explained(s, &rule)),
            TESTS => self.workspace.snapshot(&path).and_then(|(s, _)| lens::tested(s, &rule)),
            other => return Err(Refusal::new(ErrorCode::InvalidParams, format!("`{other}` is no command"))),
        };
        Ok(json!(shown))
    }
}

fn params<P: DeserializeOwned>(request: &Request) -> Result<P, Refusal> {
    serde_json::from_value(request.params.clone())
        .map_err(|e| Refusal::new(ErrorCode::InvalidParams, format!("the parameters of `{}`: {e}", request.method)))
}

fn action(page: &Page<'_>, uri: &lsp::Uri, action: Action) -> lsp::CodeAction {
    let title = action.title.get(page.snapshot.lang).to_owned();
    let kind = match action.kind {
        ActionKind::QuickFix => lsp::CodeActionKind::QuickFix,
        ActionKind::Rewrite => lsp::CodeActionKind::RefactorRewrite,
        ActionKind::Show => lsp::CodeActionKind::Custom("dabiao.show".into()),
    };
    let command = action.showing.map(|s| command(title.clone(), uri, s));
    lsp::CodeAction {
        edit: command.is_none().then(|| workspace_edit(page.snapshot, &action.edits)),
        is_preferred: action.is_safe.then_some(true),
        title,
        kind: Some(kind),
        command,
        ..Default::default()
    }
}

fn command(title: String, uri: &lsp::Uri, showing: Showing) -> lsp::Command {
    let (name, what) = match showing {
        Showing::Derivation(rule) => (DERIVATION, rule),
        Showing::Tests(rule) => (TESTS, rule),
        Showing::Page(code) => (PAGE, code),
    };
    lsp::Command {
        title,
        command: name.to_owned(),
        arguments: Some(vec![json!(uri), json!(what)]),
        ..Default::default()
    }
}

fn lenses_of(page: &Page<'_>, uri: &lsp::Uri, lens: &lens::VerdictLens) -> Vec<lsp::CodeLens> {
    let range = page.range(lens.span);
    let lens_of = |title: String, showing| lsp::CodeLens {
        range,
        command: Some(command(title, uri, showing)),
        ..Default::default()
    };
    let mut found = Vec::new();
    if lens.verdict.is_some() {
        found.push(lens_of(lens.text.clone(), Showing::Derivation(lens.rule.clone())));
    }
    if lens.n_tests > 0 {
        let title = match page.snapshot.lang {
            Lang::Zh => format!("运行测试（{}）", lens.n_tests),
            Lang::En => format!("run tests ({})", lens.n_tests),
        };
        found.push(lens_of(title, Showing::Tests(lens.rule.clone())));
    }
    found
}

/// Returns the findings of every file of the rule set of a path.
pub(crate) fn published(snapshot: &Snapshot) -> Vec<(String, Vec<lsp::Diagnostic>)> {
    let sources = snapshot.loaded().sources.iter();
    let of_file = |source: &dabiao_lang::source::Source| {
        let page = Page::of(snapshot, source.id());
        let found = dabiao_ide::findings::findings(snapshot, source.id());
        (source.name().to_owned(), found.iter().map(|f| page.finding(f)).collect())
    };
    sources.map(of_file).collect()
}
