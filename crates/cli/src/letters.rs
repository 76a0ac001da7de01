//! `letters` (三单三函): a letter for each office or place that is late, in Word and as page; 1 if there are any.

use std::fs;
use std::path::Path;

use super::Status;
use super::args::LettersArgs;
use super::disk::Disk;
use super::inputs;
use super::ledger;
use super::output::{Output, write_file};
use dabiao_eval::{Detail, Session};
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::{LevelId, Model};
use dabiao_report::bulletin::{KNOWN_FIELDS, Letter, LetterKind, LetterRequest, Templates, blank, letters};
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
    let earlier = inputs::earlier(&Disk, &args.earlier, out)?;
    let session = Session::new(&loaded.rules, &data, args.inputs.as_of).beside(earlier);
    let judgement = match args.period {
        Some(period) => session.evaluate_in(period, Detail::Summary),
        None => session.evaluate(Detail::Summary),
    };
    if let Some(book) = &mut book {
        let whole = session.evaluate(Detail::Summary);
        book.update(&session, &whole, &followup(&session, &whole));
    }
    let source = Source { session: &session, judgement: &judgement, lang: out.lang };
    if let Some(folder) = &args.blank {
        return blanks(source, folder, out);
    }
    let templates = args.template.as_deref().map(|folder| templates(folder, out)).transpose()?;
    let request =
        LetterRequest { level, reply_by: args.reply_by, ledger: book.as_ref(), templates: templates.as_ref() };
    let mut all = letters(source, request).map_err(|e| {
        let (why, folder) = (e.say(), args.template.as_deref().unwrap_or(&args.output));
        out.fail(&Both::of(format!("`{folder}`：{}", why.zh), format!("`{folder}`: {}", why.en)))
    })?;
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

/// Reads the documents of the office: one for each letter, by its name.
fn templates(folder: &str, out: &Output) -> Result<Templates, Status> {
    let mut all = Templates::default();
    let mut is_empty = true;
    for kind in LetterKind::ALL {
        let names = [Lang::Zh, Lang::En].map(|lang| Path::new(folder).join(format!("{}.docx", kind.name(lang))));
        let Some(path) = names.iter().find(|p| p.exists()) else { continue };
        let bytes = fs::read(path).map_err(|e| {
            let path = path.display();
            out.fail(&Both::of(format!("读不了 `{path}`：{e}"), format!("cannot read `{path}`: {e}")))
        })?;
        all.add(kind, bytes);
        is_empty = false;
    }
    if is_empty {
        let names = |lang| LetterKind::ALL.map(|k| format!("`{}.docx`", k.name(lang)));
        return Err(out.fail(&Both::of(
            format!("`{folder}` 里没有模板：要有 {} 中的一个（`--blank` 写出可改的模板）", names(Lang::Zh).join("、")),
            format!(
                "`{folder}` holds no template: one of {} (`--blank` writes some to start from)",
                names(Lang::En).join(", ")
            ),
        )));
    }
    Ok(all)
}

/// Writes templates to start from.
fn blanks(source: Source<'_>, folder: &str, out: &Output) -> Result<Status, Status> {
    fs::create_dir_all(folder).map_err(|e| cannot_write(folder, &e, out))?;
    for kind in LetterKind::ALL {
        let bytes = blank(source, kind).map_err(|e| out.fail(&Both::of(e.to_string(), e.to_string())))?;
        let path = Path::new(folder).join(format!("{}.docx", kind.name(out.lang)));
        let path = path.to_string_lossy();
        if Path::new(&*path).exists() {
            return Err(out.fail(&Both::of(
                format!("`{path}` 已经有了，没有改动"),
                format!("`{path}` is there already and was left alone"),
            )));
        }
        write_file(&path, out, |w| w.write_all(&bytes))?;
        out.result(&format!("{path}\n"));
    }
    let at = usize::from(out.lang == Lang::En);
    let names = KNOWN_FIELDS.map(|n| format!("{{{{{}}}}}", n.get(at).copied().unwrap_or_default()));
    out.result(&format!("{}{}\n", say(out, "字段：", "fields: "), names.join(" ")));
    Ok(Status::Fine)
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
