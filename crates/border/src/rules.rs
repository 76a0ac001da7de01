//! Answers about rules alone.

use chrono::NaiveDate;
use dabiao_eval as eval;
use dabiao_lang::diag::{Both, Severity};
use dabiao_lang::model::sentence;
use dabiao_lang::source::{Files, SourceMap};
use dabiao_lang::syntax::{self, FormatStyle, KeywordStyle};
use dabiao_report::{json, pages, rule_tests};

use crate::answer::{Answer, Failure, FailureKind, Status};
use crate::forms;
use crate::inputs;
use crate::request::{CheckRequest, FmtRequest, Form, LangWord, PageRequest, RulesRequest, TestRequest};

/// Tells what is wrong; text that cannot be read is told the same way.
pub(crate) fn check(files: &dyn Files, asked: &CheckRequest) -> Answer {
    let mut loaded = dabiao_data::rules::load_to_reason(files, &asked.rules);
    let roster = dabiao_data::rules::roster(files, &mut loaded);
    // A roster is read as it stands: no day is later than the last.
    eval::reason(&mut loaded, roster.as_ref(), NaiveDate::MAX);
    let is_counted = |severity| match severity {
        Severity::Error => true,
        Severity::Warning => asked.deny_warnings,
        Severity::Info => false,
    };
    let status = match &loaded.diagnostics {
        _ if loaded.is_unreadable() => Status::Failed,
        found if found.iter().any(|d| is_counted(d.severity)) => Status::Findings,
        _ => Status::Fine,
    };
    Answer::json(status, &json::check(&loaded.diagnostics, &loaded.sources, asked.lang.lang()))
}

/// Tells the rules by the contract.
pub(crate) fn export(files: &dyn Files, asked: &RulesRequest) -> Result<Answer, Failure> {
    let loaded = inputs::rules(files, &asked.rules, asked.lang.lang())?;
    let has_errors = loaded.diagnostics.iter().any(|d| d.is_error());
    let status = if has_errors { Status::Findings } else { Status::Fine };
    Ok(Answer::json(status, &json::export(&loaded.rules)))
}

/// Says every rule as a sentence.
pub(crate) fn say(files: &dyn Files, asked: &RulesRequest) -> Result<Answer, Failure> {
    let lang = asked.lang.lang();
    let loaded = inputs::rules(files, &asked.rules, lang)?;
    let model = loaded.rules.model();
    let said = model.rules.iter().map(|r| format!("{}  {}\n", r.id, sentence::rule(&model.schema, r, lang)));
    Ok(Answer::text(Status::Fine, said.collect()))
}

/// Runs the tests that stand in the rules.
pub(crate) fn test(files: &dyn Files, asked: &TestRequest) -> Result<Answer, Failure> {
    let lang = asked.lang.lang();
    let loaded = inputs::rules(files, &asked.rules, lang)?;
    let rules = &loaded.rules;
    let outcomes = eval::run_tests(rules);
    let coverage = if asked.coverage { eval::coverage(rules) } else { Vec::new() };
    let is_passed = outcomes.iter().all(|o| rule_tests::passes(rules.model(), o));
    let status = if is_passed { Status::Fine } else { Status::Findings };
    match asked.form {
        Form::Json => Ok(Answer::json(status, &json::test(rules, &outcomes, &coverage, lang))),
        form => forms::answer(status, &rule_tests(rules, &outcomes, &coverage, lang), form, lang),
    }
}

/// Gives the page of a code, as Markdown.
pub(crate) fn page(asked: &PageRequest) -> Result<Answer, Failure> {
    let code = &asked.code;
    let page = pages::page(code).ok_or_else(|| {
        let message = Both::of(format!("没有 `{code}` 的说明页"), format!("there is no page of `{code}`"));
        Failure::new(FailureKind::Unknown, message)
    })?;
    Ok(Answer::text(Status::Fine, page.to_owned()))
}

/// Tells the version.
pub(crate) fn version() -> Answer {
    Answer::text(Status::Fine, concat!(env!("CARGO_PKG_VERSION"), "\n").to_owned())
}

/// Lays out one file.
pub(crate) fn fmt(files: &dyn Files, asked: &FmtRequest) -> Result<Answer, Failure> {
    let file = &asked.file;
    let unreadable = |zh: &str, en: &str| {
        let message = Both::of(format!("`{file}` {zh}"), format!("`{file}` {en}"));
        Failure::new(FailureKind::Unreadable, message)
    };
    let bytes = files.read(file).map_err(|_| unreadable("不在会话里", "is not in the session"))?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("不是 UTF-8 文本", "is not UTF-8 text"))?;
    let mut sources = SourceMap::new();
    let id = sources.add(file.as_str(), text);
    let Some(source) = sources.get(id) else { return Err(unreadable("不在会话里", "is not in the session")) };
    let (tree, found) = syntax::parse(source);
    if found.iter().any(|d| d.is_error()) {
        return Err(unreadable("读不懂", "cannot be read").with(&found, &sources, asked.lang.lang()));
    }
    let keywords = match asked.keywords {
        None => KeywordStyle::AsWritten,
        Some(LangWord::Zh) => KeywordStyle::Zh,
        Some(LangWord::En) => KeywordStyle::En,
    };
    Ok(Answer::text(Status::Fine, syntax::format(source, &tree, &FormatStyle { keywords })))
}
