//! `letters` (三单三函): a letter for each office or place that is late, in Word and as page; 1 if there are any.

use std::fs;
use std::path::Path;

use super::Status;
use super::args::LettersArgs;
use super::inputs;
use super::ledger;
use super::output::{Output, write_file};
use dabiao_eval::{Detail, Session};
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::{LevelId, Model};
use dabiao_report::bulletin::{Letter, LetterRequest, letters};
use dabiao_report::form::file_name::Names;
use dabiao_report::{Source, followup, html};

/// Writes the letters.
pub(crate) fn run(args: &LettersArgs, out: &Output) -> Status {
    match make(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn make(args: &LettersArgs, out: &Output) -> Result<Status, Status> {
    let loaded = inputs::rules(&args.rules, out)?;
    let level = args.to.as_deref().map(|word| level(loaded.rules.model(), word, out)).transpose()?;
    let mut book = args.ledger.as_deref().map(|path| ledger::read(path, out)).transpose()?;
    let data = inputs::data(&args.inputs, &loaded.rules.model().schema, out)?;
    let session = Session::new(&loaded.rules, &data, args.inputs.as_of);
    let judgement = match args.period {
        Some(period) => session.evaluate_in(period, Detail::Summary),
        None => session.evaluate(Detail::Summary),
    };
    if let Some(book) = &mut book {
        let whole = session.evaluate(Detail::Summary);
        book.update(&session, &whole, &followup(&session, &whole));
    }
    let request = LetterRequest { level, reply_by: args.reply_by, ledger: book.as_ref() };
    let source = Source { session: &session, judgement: &judgement, lang: out.lang };
    let mut all = letters(source, request).map_err(|e| out.fail(&Both::of(e.to_string(), e.to_string())))?;
    if let Some(text) = &args.office {
        all.retain(|l| l.to.contains(text.as_str()));
    }
    fs::create_dir_all(&args.output).map_err(|e| cannot_write(&args.output, &e, out))?;
    let mut names = Names::default();
    for letter in &all {
        let name = names.give(&format!("{}-{}", letter.to, letter.kind.name(out.lang)), "");
        write(letter, (&args.output, &name), out)?;
    }
    if let Some((path, book)) = args.ledger.as_deref().zip(book.as_mut()) {
        for letter in &all {
            book.sent(&letter.duties, args.inputs.as_of, letter.kind.name(Lang::Zh));
        }
        ledger::write(path, book, out)?;
    }
    if all.is_empty() {
        out.result(say(out, "没有要发的函\n", "no letter is to be written\n"));
        return Ok(Status::of_intake(&session.intake()));
    }
    Ok(Status::Findings)
}

fn write(letter: &Letter, (folder, name): (&str, &str), out: &Output) -> Result<(), Status> {
    let path = Path::new(folder).join(name);
    let path = path.to_string_lossy();
    let page = html::standalone(&letter.document, out.lang);
    let page = page.map_err(|e| out.fail(&Both::of(e.to_string(), e.to_string())))?;
    write_file(&format!("{path}.docx"), out, |w| w.write_all(&letter.word))?;
    write_file(&format!("{path}.html"), out, |w| w.write_all(page.as_bytes()))?;
    let n = letter.duties.len();
    out.result(&match out.lang {
        Lang::Zh => format!("{path}.docx、.html  {}（{n} 项）\n", letter.kind.name(out.lang)),
        Lang::En => format!("{path}.docx, .html  {} ({n} items)\n", letter.kind.name(out.lang)),
    });
    Ok(())
}

fn level(model: &Model, word: &str, out: &Output) -> Result<LevelId, Status> {
    model.schema.levels.find(word).map(|(level, _)| level).ok_or_else(|| {
        let known: Vec<&str> = model.schema.levels.all.iter().map(|l| &*l.name).collect();
        out.fail(&Both::of(
            format!("没有层级 `{word}`；有：{}", known.join("、")),
            format!("there is no level `{word}`; there are: {}", known.join(", ")),
        ))
    })
}

fn cannot_write(path: &str, error: &std::io::Error, out: &Output) -> Status {
    out.fail(&Both::of(format!("写不了 `{path}`：{error}"), format!("cannot write `{path}`: {error}")))
}

fn say(out: &Output, zh: &'static str, en: &'static str) -> &'static str {
    if out.lang == Lang::Zh { zh } else { en }
}
