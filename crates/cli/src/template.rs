//! `template`: workbooks that ask exactly for what the rules need; one for each town, or one for all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Status;
use super::args::TemplateArgs;
use super::disk::Disk;
use super::inputs;
use super::output::Output;
use dabiao_data::{Dataset, LoadRequest};
use dabiao_eval::Session;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::{Frequency, IndicatorId, LevelId, Model, Period};
use dabiao_report::form::{self, By, Collected, Form, FormRequest};
use dabiao_report::words;

/// Words for one workbook for all.
const ALL: [&str; 4] = ["all", "none", "全部", "不分"];

/// Writes the workbooks.
pub(crate) fn run(args: &TemplateArgs, out: &Output) -> Status {
    match make(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn make(args: &TemplateArgs, out: &Output) -> Result<Status, Status> {
    let loaded = inputs::rules(&args.rules, out)?;
    let model = loaded.rules.model();
    let encoding = args.encoding.map(inputs::encoding);
    let request = LoadRequest { paths: args.data.clone(), roster: args.roster.clone(), encoding, mapping: None };
    let data = inputs::load(&Disk, &request, &model.schema, out)?;
    if !data.roster.is_given {
        return Err(out.fail(&Both::new(
            "没有名录：不知道该由谁填报，请用 `--roster` 指明",
            "there is no roster: nobody knows who is to report; name one with `--roster`",
        )));
    }
    let request = FormRequest {
        period: args.period.map_or_else(|| default_period(model, &data, out), Ok)?,
        level: args.level.as_deref().map(|word| level(model, word, out)).transpose()?,
        by: by(args.by.as_deref(), model, out)?,
        deadline: args.deadline,
        lang: out.lang,
    };
    let session = Session::new(&loaded.rules, &data, request.period.last_day());
    let collected = form::forms(&session, &request);
    remarks(model, &request, &collected, out);
    if collected.forms.is_empty() {
        return Err(out.fail(&Both::of(
            format!("{} 没有要填报的指标", request.period),
            format!("nothing is to be reported for {}", request.period),
        )));
    }
    write_all(args, (&session, &request), &collected.forms, out)
}

/// The year after the newest data; without data the last year of the plans.
fn default_period(model: &Model, data: &Dataset, out: &Output) -> Result<Period, Status> {
    let newest = data.series.iter().flatten().flat_map(|s| &s.slabs).map(|s| s.period.year()).max();
    let last = model.plans.iter().filter_map(|p| p.window).map(|w| w.to.year()).max();
    let found = newest.map(|y| y + 1).into_iter().chain(last).min();
    found.and_then(Period::year_of).ok_or_else(|| {
        out.fail(&Both::new(
            "请用 `--period` 写明统计期，如 2025",
            "name the period to report on with `--period`, as in 2025",
        ))
    })
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

fn by(word: Option<&str>, model: &Model, out: &Output) -> Result<By, Status> {
    match word {
        None => Ok(By::Below),
        Some(word) if ALL.contains(&word) => Ok(By::All),
        Some(word) => level(model, word, out).map(By::Level),
    }
}

/// Says what no form asks, so that nobody waits for it.
fn remarks(model: &Model, request: &FormRequest, collected: &Collected, out: &Output) {
    let names = |ids: &[IndicatorId]| {
        let all = ids.iter().filter_map(|id| model.schema.indicator(*id)).map(|i| &*i.name);
        words::list(all, out.lang)
    };
    let none = &collected.of_nobody;
    if !none.is_empty() {
        out.message(&match out.lang {
            Lang::Zh => format!(
                "名录中没有对象要报这些指标，没有发表：{}（指标未声明层级的，可用 `--level` 指定）",
                names(none)
            ),
            Lang::En => format!(
                "nobody in the roster is asked for: {} (where no level is declared, `--level` says who is)",
                names(none)
            ),
        });
    }
    let coarse = &collected.too_coarse;
    if !coarse.is_empty() && request.period.frequency() != Frequency::Year {
        out.message(&match out.lang {
            Lang::Zh => format!("{} 不报这些指标，它们的统计期更长：{}", request.period, names(coarse)),
            Lang::En => {
                format!("not asked for {}, being reported for longer periods: {}", request.period, names(coarse))
            }
        });
    }
}

/// Writes every workbook, or none if one of them is there already.
fn write_all(
    args: &TemplateArgs,
    made_of: (&Session<'_>, &FormRequest),
    forms: &[Form],
    out: &Output,
) -> Result<Status, Status> {
    let (session, request) = made_of;
    let folder = Path::new(&args.output);
    let path = |form: &Form| folder.join(format!("{}.xlsx", form.stem));
    let there: Vec<PathBuf> = forms.iter().map(path).filter(|p| p.exists()).collect();
    if let (Some(first), false) = (there.first(), args.force) {
        return Err(out.fail(&Both::of(
            format!("`{}` 等 {} 个文件已经存在，不覆盖；要覆盖请加 `--force`", shown(first), there.len()),
            format!(
                "`{}` ({} in all) is there already and is not overwritten; `--force` does",
                shown(first),
                there.len()
            ),
        )));
    }
    let failed = |path: &Path, error: &dyn std::fmt::Display| {
        let path = shown(path);
        out.fail(&Both::of(format!("写不了 `{path}`：{error}"), format!("cannot write `{path}`: {error}")))
    };
    fs::create_dir_all(folder).map_err(|e| failed(folder, &e))?;
    for form in forms {
        let path = path(form);
        let bytes = form::workbook(session, request, form).map_err(|e| failed(&path, &e))?;
        write_file(&path, &bytes, args.force).map_err(|e| failed(&path, &e))?;
        out.line(&format!("{}  {}", shown(&path), content(form, out.lang)));
    }
    Ok(Status::Fine)
}

/// Writes beside the file first, so that there is never half a workbook; without `--force` never over another.
fn write_file(path: &Path, bytes: &[u8], is_forced: bool) -> io::Result<()> {
    if !is_forced {
        return fs::OpenOptions::new().write(true).create_new(true).open(path)?.write_all(bytes);
    }
    let beside = path.with_extension("xlsx.tmp");
    fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path)).inspect_err(|_| {
        // The half-written file is ours; that it may be gone already is fine.
        let _ = fs::remove_file(&beside);
    })
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// What a workbook holds: `村级年报 12×45`.
fn content(form: &Form, lang: Lang) -> String {
    let sheet = |s: &form::FormSheet| {
        let asked: usize = s.rows.iter().map(|r| r.is_asked.iter().filter(|a| **a).count()).sum();
        match lang {
            Lang::Zh => format!("{}（{} 个对象，{} 项，{asked} 格）", s.name, s.rows.len(), s.columns.len()),
            Lang::En => format!("{} ({} entities, {} columns, {asked} cells)", s.name, s.rows.len(), s.columns.len()),
        }
    };
    words::list(form.sheets.iter().map(sheet).collect::<Vec<_>>().iter().map(String::as_str), lang)
}
