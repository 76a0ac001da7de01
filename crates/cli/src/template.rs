//! `template`: workbooks that ask exactly for what the rules need; one for each town, or one for all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Status;
use super::args::{ReportFormat, TemplateArgs};
use super::disk::Disk;
use super::inputs;
use super::output::Output;
use dabiao_data::{Dataset, LoadRequest};
use dabiao_eval::Session;
use dabiao_lang::diag::{Both, Lang, failure, signs};
use dabiao_lang::model::{Frequency, IndicatorId, LevelId, Model, Period};
use dabiao_report::document::{Document, Note};
use dabiao_report::form::{self, By, Collected, Form, FormRequest, PointsForm};
use dabiao_report::office::OfficeError;
use dabiao_report::words;

/// Words for one workbook for all.
const ALL: [&str; 4] = ["all", "none", "全部", "不分"];

/// What is said where nobody knows who is to report.
pub(super) const NO_ROSTER: Both = Both::new(
    "没有名录：不知道该由谁填报，请在方案里写 `名录 \"名录.csv\"`，或用 `--roster` 指明",
    "there is no roster: nobody knows who is to report; write `roster \"roster.csv\"` in the plan, or name one with `--roster`",
);

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
    let (paths, roster) = (args.data.clone(), args.roster.clone());
    let request = LoadRequest { paths, roster, encoding, ..LoadRequest::default() };
    if request.paths.is_empty() && request.rosters(&model.schema).next().is_none() {
        return Err(out.fail(&NO_ROSTER));
    }
    let data = inputs::load(&Disk, &request, &model.schema, out)?;
    if !data.roster.is_given {
        return Err(out.fail(&NO_ROSTER));
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
    let points = form::points_forms(&session, &request);
    if collected.forms.is_empty() && points.is_empty() {
        return Err(out.fail(&Both::of(
            format!("{} 没有要填报的指标", request.period),
            format!("nothing is to be reported for {}", request.period),
        )));
    }
    let figures = collected.forms.iter().map(Paper::Figures);
    let papers: Vec<Paper<'_>> = figures.chain(points.iter().map(Paper::Points)).collect();
    write_all(args, (&session, &request), &papers, out)
}

/// A workbook that goes out.
enum Paper<'a> {
    /// For figures of a town.
    Figures(&'a Form),
    /// For points that an office gives.
    Points(&'a PointsForm),
}

impl Paper<'_> {
    fn stem(&self) -> &str {
        match self {
            Paper::Figures(form) => &form.stem,
            Paper::Points(form) => &form.stem,
        }
    }

    fn bytes(&self, session: &Session<'_>, request: &FormRequest) -> Result<Vec<u8>, OfficeError> {
        match self {
            Paper::Figures(form) => form::workbook(session, request, form),
            Paper::Points(form) => form::points_workbook(session, request, form),
        }
    }

    fn content(&self, lang: Lang) -> String {
        match (self, lang) {
            (Paper::Figures(form), _) => content(form, lang),
            (Paper::Points(form), Lang::Zh) => format!("评分表（{} 行）", form.rows.len()),
            (Paper::Points(form), Lang::En) => format!("points to be given ({} rows)", form.rows.len()),
        }
    }
}

/// Returns the year after the newest data; without data the last year of the plans.
pub(crate) fn next_period(model: &Model, data: &Dataset) -> Option<Period> {
    let newest = data.series.iter().flatten().flat_map(|s| &s.slabs).map(|s| s.period.year()).max();
    let last = model.plans.iter().filter_map(|p| p.window).map(|w| w.to.year()).max();
    let found = newest.map(|y| y + 1).into_iter().chain(last).min();
    found.and_then(Period::year_of)
}

fn default_period(model: &Model, data: &Dataset, out: &Output) -> Result<Period, Status> {
    next_period(model, data).ok_or_else(|| {
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

/// Writes every workbook, or none if one of them is there already and is not what would be written.
///
/// One that is whole and the same was written by a run that did not come to its end: the work goes on behind it.
fn write_all(
    args: &TemplateArgs,
    made_of: (&Session<'_>, &FormRequest),
    papers: &[Paper<'_>],
    out: &Output,
) -> Result<Status, Status> {
    let (session, request) = made_of;
    let folder = Path::new(&args.output);
    let path = |paper: &Paper<'_>| folder.join(format!("{}.xlsx", paper.stem()));
    let refused = |path: &Path, why: &Both| {
        let path = shown(path);
        out.fail(&Both::of(format!("写不了 `{path}`：{}", why.zh), format!("cannot write `{path}`: {}", why.en)))
    };
    let bytes = |paper: &Paper<'_>| {
        let made = paper.bytes(session, request);
        made.map_err(|e| refused(&path(paper), &Both::of("工作簿装不下这张表", e.to_string())))
    };
    let mut done: Vec<bool> = Vec::with_capacity(papers.len());
    let mut others: Vec<PathBuf> = Vec::new();
    for paper in papers {
        let path = path(paper);
        let is_there = path.exists() && !args.force;
        let is_same = is_there && fs::read(&path).is_ok_and(|old| bytes(paper).is_ok_and(|new| new == old));
        done.push(is_same);
        others.extend((is_there && !is_same).then_some(path));
    }
    if let Some(first) = others.first() {
        let (first, n) = (shown(first), others.len());
        return Err(out.fail(&Both::of(
            format!("`{first}` 等 {n} 个文件已经存在，不覆盖；要覆盖请加 `--force`"),
            format!("`{first}` ({n} in all) is there already and is not overwritten; `--force` does"),
        )));
    }
    fs::create_dir_all(folder).map_err(|e| refused(folder, &failure(&e)))?;
    for (paper, is_done) in papers.iter().zip(done) {
        let path = path(paper);
        if !is_done {
            write_file(&path, &bytes(paper)?).map_err(|e| refused(&path, &failure(&e)))?;
        }
        let mut told = Document::default();
        told.notes(vec![Note {
            term: signs(&shown(&path)).into_owned().into(),
            lines: vec![paper.content(out.lang).into()],
        }]);
        out.document(&told, ReportFormat::Text);
    }
    Ok(Status::Fine)
}

/// Writes beside the file first and renames, so that under its name there is never half a workbook.
fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("xlsx.tmp");
    let write = || {
        let mut file = fs::File::create(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().inspect_err(|_| {
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
