//! The documents: `dabiao.editor/1` with the file and one key that says what was asked for.

use dabiao_ide::TextEdit;
use dabiao_ide::actions::{Action, ActionKind, Showing};
use dabiao_ide::complete::{Candidate, CandidateKind};
use dabiao_ide::findings::FileFinding;
use dabiao_ide::outline::{OutlineKind, OutlineNode};
use dabiao_lang::diag::{Fix, Lang, Safety};
use serde::Serialize;

use super::place::{PlaceJson, RangeJson, Ruler};

/// The document.
#[derive(Debug, Serialize)]
pub(super) struct EditorJson<'s> {
    schema: &'static str,
    file: &'s str,
    #[serde(flatten)]
    answer: AnswerJson<'s>,
}

impl<'s> EditorJson<'s> {
    pub(super) fn new(file: &'s str, answer: AnswerJson<'s>) -> Self {
        Self { schema: "dabiao.editor/1", file, answer }
    }
}

/// What was asked for; the name of the variant is the key.
#[derive(Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum AnswerJson<'s> {
    Findings(Vec<FindingJson<'s>>),
    Completion(CompletionJson),
    Hover(Option<CardJson>),
    Places(Vec<PlaceJson<'s>>),
    Edits(Vec<EditJson<'s>>),
    Outline(Vec<NodeJson>),
    Actions(Vec<ActionJson<'s>>),
}

#[derive(Debug, Serialize)]
pub(super) struct FindingJson<'s> {
    code: &'static str,
    severity: &'static str,
    message: String,
    help: Option<String>,
    #[serde(flatten)]
    range: RangeJson,
    rules: &'s [String],
    labels: Vec<LabelJson<'s>>,
    fix: Option<FixJson<'s>>,
}

#[derive(Debug, Serialize)]
struct LabelJson<'s> {
    message: &'s str,
    #[serde(flatten)]
    place: PlaceJson<'s>,
}

#[derive(Debug, Serialize)]
struct FixJson<'s> {
    safety: &'static str,
    edits: Vec<EditJson<'s>>,
}

/// A replacement; a range without length inserts. INVARIANT: the edits of one answer do not overlap.
#[derive(Debug, Serialize)]
pub(super) struct EditJson<'s> {
    #[serde(flatten)]
    place: PlaceJson<'s>,
    text: String,
}

#[derive(Debug, Serialize)]
pub(super) struct CompletionJson {
    pub(super) range: RangeJson,
    pub(super) candidates: Vec<CandidateJson>,
}

#[derive(Debug, Serialize)]
pub(super) struct CandidateJson {
    label: String,
    detail: String,
    kind: &'static str,
    insert: String,
    /// The same with places to fill in, as snippets of editors write them.
    snippet: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct CardJson {
    pub(super) range: RangeJson,
    pub(super) markdown: String,
}

#[derive(Debug, Serialize)]
pub(super) struct NodeJson {
    kind: &'static str,
    name: String,
    detail: String,
    range: RangeJson,
    head: RangeJson,
    children: Vec<NodeJson>,
}

#[derive(Debug, Serialize)]
pub(super) struct ActionJson<'s> {
    title: String,
    kind: &'static str,
    code: Option<&'static str>,
    safe: bool,
    edits: Vec<EditJson<'s>>,
    show: Option<ShowingJson>,
}

/// What to show: the question that gives it is `explain`, `test` or `page`.
#[derive(Debug, Serialize)]
struct ShowingJson {
    what: &'static str,
    of: String,
}

pub(super) fn finding<'s>(ruler: &Ruler<'s>, found: &FileFinding<'s>, lang: Lang) -> FindingJson<'s> {
    let diagnostic = found.diagnostic;
    let label = |l: &'s dabiao_lang::diag::Label| LabelJson { message: l.text.get(lang), place: ruler.place(l.span) };
    FindingJson {
        code: diagnostic.code(),
        severity: found.severity().as_str(),
        message: diagnostic.problem.message(lang),
        help: diagnostic.problem.help(lang),
        range: ruler.range(found.span),
        rules: &diagnostic.rules,
        labels: diagnostic.labels.iter().map(label).collect(),
        fix: diagnostic.fix.as_ref().map(|f| fix(ruler, f)),
    }
}

fn fix<'s>(ruler: &Ruler<'s>, fix: &Fix) -> FixJson<'s> {
    let safety = match fix.safety {
        Safety::Safe => "safe",
        Safety::Unsafe => "unsafe",
        Safety::DisplayOnly => "display-only",
    };
    FixJson { safety, edits: edits(ruler, &[TextEdit::new(fix.span, fix.replacement.clone())]) }
}

pub(super) fn edits<'s>(ruler: &Ruler<'s>, edits: &[TextEdit]) -> Vec<EditJson<'s>> {
    edits.iter().map(|e| EditJson { place: ruler.place(e.span), text: e.text.clone() }).collect()
}

pub(super) fn candidate(candidate: &Candidate) -> CandidateJson {
    CandidateJson {
        label: candidate.label.clone(),
        detail: candidate.detail.clone(),
        kind: match candidate.kind {
            CandidateKind::Keyword => "keyword",
            CandidateKind::Operator => "operator",
            CandidateKind::Function => "function",
            CandidateKind::Indicator => "indicator",
            CandidateKind::Unit => "unit",
            CandidateKind::Level => "level",
            CandidateKind::Place => "place",
            CandidateKind::Office => "office",
            CandidateKind::Rule => "rule",
            CandidateKind::Constant => "constant",
            CandidateKind::File => "file",
        },
        insert: candidate.unfilled(),
        snippet: candidate.is_snippet.then(|| candidate.insert.clone()),
    }
}

pub(super) fn node(ruler: &Ruler<'_>, own: &OutlineNode) -> NodeJson {
    NodeJson {
        kind: match own.kind {
            OutlineKind::Plan => "plan",
            OutlineKind::Group => "group",
            OutlineKind::Rule => "rule",
            OutlineKind::Indicator => "indicator",
            OutlineKind::Unit => "unit",
            OutlineKind::Level => "level",
            OutlineKind::Audit => "audit",
            OutlineKind::Test => "test",
            OutlineKind::Scheme => "scheme",
            OutlineKind::Lights => "lights",
        },
        name: own.name.clone(),
        detail: own.detail.clone(),
        range: ruler.range(own.span),
        head: ruler.range(own.head),
        children: own.children.iter().map(|c| node(ruler, c)).collect(),
    }
}

pub(super) fn action<'s>(ruler: &Ruler<'s>, action: Action, lang: Lang) -> ActionJson<'s> {
    let show = action.showing.map(|showing| match showing {
        Showing::Derivation(of) => ShowingJson { what: "derivation", of },
        Showing::Tests(of) => ShowingJson { what: "tests", of },
        Showing::Page(of) => ShowingJson { what: "page", of },
    });
    ActionJson {
        title: action.title.get(lang).to_owned(),
        kind: match action.kind {
            ActionKind::QuickFix => "fix",
            ActionKind::Rewrite => "rewrite",
            ActionKind::Show => "show",
        },
        code: action.code,
        safe: action.is_safe,
        edits: edits(ruler, &action.edits),
        show,
    }
}
