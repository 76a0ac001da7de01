//! What the server can do, as it says at the start.

use dabiao_ide::colours::Colour;
use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CodeLensOptions, CompletionOptions, ExecuteCommandOptions, Full,
    PositionEncodingKind, RenameOptions, Save, SemanticTokensLegend, SemanticTokensOptions, SemanticTokensProvider,
    ServerCapabilities, ServerInfo, TextDocumentSyncKind, TextDocumentSyncOptions,
};

/// The commands that show something.
pub(crate) const DERIVATION: &str = "dabiao.derivation";
/// Runs the tests of a rule.
pub(crate) const TESTS: &str = "dabiao.tests";
/// Shows the page of a code.
pub(crate) const PAGE: &str = "dabiao.page";

/// Returns what the server can do.
pub(crate) fn capabilities() -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(Save::Bool(true)),
        ..Default::default()
    };
    ServerCapabilities {
        // Every client can count UTF-16; most can nothing else.
        position_encoding: Some(PositionEncodingKind::UTF16),
        text_document_sync: Some(sync.into()),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(["@", "(", "（", "\"", "/", " "].map(str::to_owned).to_vec()),
            ..Default::default()
        }),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_highlight_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        folding_range_provider: Some(true.into()),
        inlay_hint_provider: Some(true.into()),
        document_formatting_provider: Some(true.into()),
        document_range_formatting_provider: Some(true.into()),
        code_lens_provider: Some(CodeLensOptions::default()),
        rename_provider: Some(RenameOptions { prepare_provider: Some(true), ..Default::default() }.into()),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![CodeActionKind::QuickFix, CodeActionKind::RefactorRewrite]),
                ..Default::default()
            }
            .into(),
        ),
        semantic_tokens_provider: Some(SemanticTokensProvider::SemanticTokensOptions(SemanticTokensOptions {
            legend: SemanticTokensLegend {
                token_types: Colour::ALL.map(|c| token_type(c).to_owned()).to_vec(),
                token_modifiers: Vec::new(),
            },
            full: Some(Full::Bool(true)),
            ..Default::default()
        })),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: [DERIVATION, TESTS, PAGE].map(str::to_owned).to_vec(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// Returns the name of the server.
pub(crate) fn server_info() -> ServerInfo {
    ServerInfo { name: "dabiao".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) }
}

/// The standard type of token that comes nearest, so that every theme has a colour for it.
fn token_type(colour: Colour) -> &'static str {
    match colour {
        Colour::Keyword => "keyword",
        Colour::Operator => "operator",
        Colour::Function => "function",
        Colour::Comment => "comment",
        Colour::Text => "string",
        Colour::Number => "number",
        Colour::Unit => "type",
        Colour::Indicator => "variable",
        Colour::Undeclared => "parameter",
        Colour::Level => "class",
        Colour::Place => "namespace",
        Colour::Rule => "method",
        Colour::Constant => "enumMember",
    }
}
