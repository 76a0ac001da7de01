//! A question of an editor to its document: the files read, the place found, `dabiao_ide` asked.

use dabiao_ide::{Facts, Snapshot, actions as deeds, complete as completion, findings as found, hover as cards};
use dabiao_ide::{layout as layouts, navigate, outline as outlines, rename as names};
use dabiao_lang::diag::{Both, Diagnostic};
use dabiao_lang::source::{FileId, Span};
use dabiao_lang::syntax::KeywordStyle;

use super::place::Ruler;
use super::told::{self, AnswerJson, CardJson, CompletionJson, EditorJson};
use crate::answer::{Answer, Failure, FailureKind, Status};
use crate::inputs::{self, Host};
use crate::request::{FileRequest, LangWord, LayoutRequest, PlaceRequest, RangeRequest, RenameRequest, Written};

/// How rules are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// With what is probably not meant in them, and what the roster that they name says of it: as `check` does.
    Reasoned,
    /// As they stand.
    Quick,
}

/// A file of a snapshot.
struct Opened {
    snapshot: Snapshot,
    file: FileId,
}

/// Reads the rules and, where they are asked for, the data of a question.
fn open(host: &mut Host<'_>, asked: &Written<'_>, reading: Reading) -> Result<Opened, Failure> {
    let loaded = dabiao_data::rules::load_to_evaluate(host.files, asked.rules);
    let schema = &loaded.rules.model().schema;
    let facts = match asked.on {
        Some(on) => {
            let day = (!on.as_of.is_empty()).then(|| inputs::day(&on.as_of)).transpose()?;
            Some(Facts::of(inputs::data(host, on, schema, asked.lang)?, day))
        }
        None => None,
    };
    let snapshot = Snapshot::of(loaded, asked.lang).with_facts(facts);
    let snapshot = if reading == Reading::Reasoned { snapshot.reasoned(host.files) } else { snapshot };
    match snapshot.file(asked.file) {
        Some(file) => Ok(Opened { snapshot, file }),
        None => Err(absent(&snapshot, asked)),
    }
}

fn absent(snapshot: &Snapshot, asked: &Written<'_>) -> Failure {
    let (file, loaded) = (asked.file, snapshot.loaded());
    let message = Both::of(
        format!("`{file}` 不在读到的规则文件里"),
        format!("`{file}` is not among the rule files that were read"),
    );
    // What could not be read may be why.
    let errors: Vec<Diagnostic> = match loaded.is_unreadable() {
        true => loaded.diagnostics.iter().filter(|d| d.is_error()).cloned().collect(),
        false => Vec::new(),
    };
    Failure::new(FailureKind::Unknown, message).with(&errors, &loaded.sources, asked.lang)
}

impl Opened {
    fn ruler(&self, asked: &Written<'_>) -> Ruler<'_> {
        Ruler::new(&self.snapshot.loaded().sources, asked.columns)
    }
}

fn told(asked: &Written<'_>, answer: AnswerJson<'_>) -> Answer {
    Answer::json(Status::Fine, &EditorJson::new(asked.file, answer))
}

/// Tells what is wrong in a file; the status is that of `check`.
pub(super) fn findings(host: &mut Host<'_>, request: &FileRequest) -> Result<Answer, Failure> {
    let asked = request.written();
    let opened = open(host, &asked, Reading::Reasoned)?;
    let ruler = opened.ruler(&asked);
    let all = found::findings(&opened.snapshot, opened.file);
    let status = if all.iter().any(|f| f.diagnostic.is_error()) { Status::Findings } else { Status::Fine };
    let all = all.iter().map(|f| told::finding(&ruler, f, asked.lang)).collect();
    Ok(Answer::json(status, &EditorJson::new(asked.file, AnswerJson::Findings(all))))
}

/// Tells what may stand at a place.
pub(super) fn complete(host: &mut Host<'_>, request: &PlaceRequest) -> Result<Answer, Failure> {
    let asked = request.written();
    let opened = open(host, &asked, Reading::Quick)?;
    let ruler = opened.ruler(&asked);
    let found = completion::complete(&opened.snapshot, opened.file, ruler.offset(opened.file, request.at)?);
    let candidates = found.candidates.iter().map(told::candidate).collect();
    let range = ruler.range(found.span);
    Ok(told(&asked, AnswerJson::Completion(CompletionJson { range, candidates })))
}

/// Tells what stands at a place.
pub(super) fn hover(host: &mut Host<'_>, request: &PlaceRequest) -> Result<Answer, Failure> {
    let asked = request.written();
    // A card ends with the page of what is found there.
    let opened = open(host, &asked, Reading::Reasoned)?;
    let ruler = opened.ruler(&asked);
    let card = cards::hover(&opened.snapshot, opened.file, ruler.offset(opened.file, request.at)?);
    let card = card.map(|c| CardJson { range: ruler.range(c.span), markdown: c.markdown });
    Ok(told(&asked, AnswerJson::Hover(card)))
}

/// Tells where a name is declared.
pub(super) fn definition(host: &mut Host<'_>, request: &PlaceRequest) -> Result<Answer, Failure> {
    places(host, request, navigate::definition)
}

/// Tells where a name is meant.
pub(super) fn references(host: &mut Host<'_>, request: &PlaceRequest) -> Result<Answer, Failure> {
    places(host, request, navigate::references)
}

type Finder = fn(&Snapshot, FileId, u32) -> Vec<Span>;

fn places(host: &mut Host<'_>, request: &PlaceRequest, find: Finder) -> Result<Answer, Failure> {
    let asked = request.written();
    let opened = open(host, &asked, Reading::Quick)?;
    let ruler = opened.ruler(&asked);
    let spans = find(&opened.snapshot, opened.file, ruler.offset(opened.file, request.at)?);
    Ok(told(&asked, AnswerJson::Places(spans.into_iter().map(|s| ruler.place(s)).collect())))
}

/// Gives the edits that rename; a name that cannot be had is refused with the reason.
pub(super) fn rename(host: &mut Host<'_>, request: &RenameRequest) -> Result<Answer, Failure> {
    let asked = request.written();
    let opened = open(host, &asked, Reading::Quick)?;
    let ruler = opened.ruler(&asked);
    let at = ruler.offset(opened.file, request.at)?;
    let edits = names::rename(&opened.snapshot, (opened.file, at), &request.to)
        .map_err(|why| Failure::new(FailureKind::Request, why))?;
    Ok(told(&asked, AnswerJson::Edits(told::edits(&ruler, &edits))))
}

/// Tells what a file consists of.
pub(super) fn outline(host: &mut Host<'_>, request: &FileRequest) -> Result<Answer, Failure> {
    let asked = request.written();
    let opened = open(host, &asked, Reading::Quick)?;
    let ruler = opened.ruler(&asked);
    let nodes = outlines::outline(&opened.snapshot, opened.file);
    Ok(told(&asked, AnswerJson::Outline(nodes.iter().map(|n| told::node(&ruler, n)).collect())))
}

/// Gives the edits of the one layout; a file that cannot be read is refused with what is wrong in it, as `fmt` does.
pub(super) fn layout(host: &mut Host<'_>, request: &LayoutRequest) -> Result<Answer, Failure> {
    let asked = request.written();
    let opened = open(host, &asked, Reading::Quick)?;
    let (ruler, snapshot) = (opened.ruler(&asked), &opened.snapshot);
    if let Some(source) = snapshot.loaded().sources.get(opened.file) {
        let errors = dabiao_lang::syntax::parse(source).1;
        if errors.iter().any(Diagnostic::is_error) {
            let message = Both::of(format!("`{}` 读不懂", asked.file), format!("`{}` cannot be read", asked.file));
            let failure = Failure::new(FailureKind::Unreadable, message);
            return Err(failure.with(&errors, &snapshot.loaded().sources, asked.lang));
        }
    }
    let keywords = match request.keywords {
        None => KeywordStyle::AsWritten,
        Some(LangWord::Zh) => KeywordStyle::Zh,
        Some(LangWord::En) => KeywordStyle::En,
    };
    let edits = match (request.range, request.keywords) {
        (None, _) => layouts::format(snapshot, opened.file, keywords),
        (Some(range), None) => layouts::format_range(snapshot, ruler.span(opened.file, range)?),
        (Some(_), Some(_)) => {
            let message = Both::new(
                "关键词的语言只能整个文件一起换：请去掉 `range` 或 `keywords`",
                "the language of keywords is changed in whole files: leave out `range` or `keywords`",
            );
            return Err(Failure::new(FailureKind::Request, message));
        }
    };
    Ok(told(&asked, AnswerJson::Edits(told::edits(&ruler, &edits))))
}

/// Tells what can be done about a range.
pub(super) fn actions(host: &mut Host<'_>, request: &RangeRequest) -> Result<Answer, Failure> {
    let asked = request.written();
    let opened = open(host, &asked, Reading::Reasoned)?;
    let ruler = opened.ruler(&asked);
    let range = ruler.span(opened.file, request.range)?;
    let all = deeds::actions(&opened.snapshot, range);
    let all = all.into_iter().map(|a| told::action(&ruler, a, asked.lang)).collect();
    Ok(told(&asked, AnswerJson::Actions(all)))
}
