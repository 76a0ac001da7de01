//! Rules with the tables of tasks that they name: the loading of `dabiao_lang`, with the ordinary reader of statistics for
//! the tables. Whoever has files loads rules here.

use dabiao_lang::check::{self, Library, Loaded, Purpose, TableRead};
use dabiao_lang::diag::{self, Both, Diagnostic, ModelProblem};
use dabiao_lang::model::{IndicatorId, Schema};
use dabiao_lang::source::Files;

use super::dataset::Dataset;
use super::load::{load as load_data, load_tasks};
use super::request::LoadRequest;
use super::tasks::figures;

/// Reads rule files and folders, follows `use`, reads the tables of tasks, and checks everything together.
///
/// # Example
/// ```
/// use dabiao_data::rules;
/// use dabiao_lang::source::MemoryFiles;
/// let files = MemoryFiles::new([
///     ("a.rules", "指标 任务数 { 计量单位 亿元; 层级 镇; 类型 时期数; 任务 \"t.csv\" }"),
///     ("t.csv", "镇,2025\n东门镇,3\n"),
/// ]);
/// let loaded = rules::load(&files, &["a.rules".to_owned()]);
/// let figures = loaded.rules.model().schema.indicators[0].assigned.as_ref().map(|a| a.figures.len());
/// assert_eq!(figures, Some(1));
/// ```
pub fn load(files: &dyn Files, paths: &[String]) -> Loaded {
    check::load_with(files, paths, (Purpose::Check, read))
}

/// Reads rules as [`load`] does, but keeps no trees, so that a large rule set is not held twice: for those who want the
/// rules and what was found.
pub fn load_findings(files: &dyn Files, paths: &[String]) -> Loaded {
    check::load_with(files, paths, (Purpose::Findings, read))
}

/// Reads rules as [`load`] does, without the findings that need reasoning over several rules: for those who only
/// evaluate. The rules and the errors are the same.
pub fn load_to_evaluate(files: &dyn Files, paths: &[String]) -> Loaded {
    check::load_with(files, paths, (Purpose::Evaluate, read))
}

/// Reads rules as [`load_to_evaluate`] does and keeps no trees: `dabiao_eval::reason` adds what [`load_findings`] finds, with
/// the numbers of a roster where there is one.
pub fn load_to_reason(files: &dyn Files, paths: &[String]) -> Loaded {
    check::load_with(files, paths, (Purpose::Reason, read))
}

/// Reads the rosters that the plans name; a file that is no roster is told where it is named.
pub fn roster(files: &dyn Files, loaded: &mut Loaded) -> Option<Dataset> {
    let schema = &loaded.rules.model().schema;
    let first = schema.rosters.first()?.clone();
    let data = load_data(files, &LoadRequest::default(), schema).0.filter(|d| d.roster.is_given);
    let is_told = |d: &Diagnostic| matches!(d.problem.of_stage(), Some(ModelProblem::RosterUnreadable { .. }));
    if data.is_none() && !loaded.diagnostics.iter().any(is_told) {
        let why =
            Both::new("它不是名录：名录要有名称和层级两列", "it is no roster: a roster has columns for name and level");
        let problem = ModelProblem::RosterUnreadable { path: first.path.to_string(), why };
        loaded.diagnostics.push(Diagnostic::at(first.span, problem));
        diag::sort(&mut loaded.diagnostics);
    }
    data
}

/// Returns an empty library for loading many versions of one rule set, tables of tasks included.
pub fn library() -> Library {
    Library::with_tables(read)
}

/// Findings that say nothing of a table of tasks: it needs no roster, its totals are not what is set, and that it is a plan is
/// what it is for.
const SILENT: &[&str] = &["roster-absent", "total-row", "title-says-plan"];

/// What a column of such a table is headed with, where it does not name the indicator.
const HEADS: &[&str] = &[
    "任务",
    "任务数",
    "任务量",
    "任务额",
    "任务值",
    "任务指标",
    "任务目标",
    "目标任务",
    "目标任务数",
    "年度任务",
    "分解任务",
    "分解数",
    "下达任务",
    "下达数",
    "目标",
    "目标数",
    "目标值",
    "目标量",
    "计划",
    "计划数",
    "计划任务",
    "指标数",
    "指标值",
    "上限",
    "下限",
    "task",
    "tasks",
    "target",
    "targets",
    "quota",
];

/// Reads the figures of one indicator from a table beside the rules, as any other table is read; one that names no indicator
/// is about this one.
fn read(files: &dyn Files, path: &str, (schema, id): (&Schema, IndicatorId)) -> TableRead {
    let mut alone = schema.clone();
    alone.rosters.clear();
    let is_free =
        |head: &&str| schema.indicators.iter().all(|i| *i.name != **head && i.also.iter().all(|a| **a != **head));
    let heads: Vec<&str> = HEADS.iter().copied().filter(|h| is_free(h)).collect();
    for (idx, indicator) in alone.indicators.iter_mut().enumerate() {
        indicator.assigned = None;
        if idx == id.0 as usize {
            indicator.also.extend(heads.iter().map(|h| (*h).into()));
        }
    }
    let (dataset, mut diagnostics) = load_tasks(files, path, (&alone, id));
    diagnostics.retain(|d| !SILENT.contains(&d.code()));
    let figures = dataset.map(|d| figures(&d, schema, id)).unwrap_or_default();
    TableRead { figures, diagnostics }
}
