//! `dabiao.submissions/1`: who has reported what for a period, by submitter.

use serde::Serialize;

use super::report::{FindingJson, IgnoredJson, ignored_of};
use super::{Options, iso};
use dabiao_data::Dataset;
use dabiao_eval::{Figure, SubmissionReport, SubmissionState, SubmissionsRequest, SubmitterStatus, TurnedIn};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Cell;
use dabiao_lang::model::IndicatorId;

/// The document.
#[derive(Debug, Serialize)]
pub struct SubmissionsJson<'a> {
    schema: &'static str,
    period: String,
    due: Option<String>,
    data_digest: &'a str,
    submitters: Vec<SubmitterJson<'a>>,
    /// Findings of no one submitter.
    findings: Vec<FindingJson<'a>>,
    /// Indicators that are due of nobody in the roster.
    of_nobody: Vec<&'a str>,
    /// What was left aside while reading.
    ignored: Vec<IgnoredJson<'a>>,
}

#[derive(Debug, Serialize)]
struct SubmitterJson<'a> {
    entity: Option<&'a str>,
    name: Option<&'a str>,
    state: &'static str,
    late: bool,
    due: u64,
    reported: u64,
    missing: Vec<FigureJson<'a>>,
    wrong: Vec<FigureJson<'a>>,
    tables: Vec<TableJson<'a>>,
    findings: Vec<FindingJson<'a>>,
}

#[derive(Debug, Serialize)]
struct FigureJson<'a> {
    indicator: &'a str,
    entity: &'a str,
    name: &'a str,
    period: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
}

#[derive(Debug, Serialize)]
struct TableJson<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    form: Option<&'a str>,
    status: Option<&'static str>,
    received: Option<String>,
    days_late: Option<i64>,
    cells: u64,
    used: u64,
}

/// Returns the document.
pub fn submissions<'a>(
    rules: &'a RuleSet,
    data: &'a Dataset,
    (request, report): (&SubmissionsRequest, &'a SubmissionReport),
    options: Options,
) -> SubmissionsJson<'a> {
    let view = View { rules, data, options };
    SubmissionsJson {
        schema: "dabiao.submissions/1",
        period: request.period.to_string(),
        due: request.due.map(iso),
        data_digest: &data.digest,
        submitters: report.submitters.iter().map(|s| view.submitter(s)).collect(),
        findings: view.findings(&report.others),
        of_nobody: report.of_nobody.iter().map(|id| view.indicator(*id)).collect(),
        ignored: ignored_of(&data.ignored).into_iter().map(|i| IgnoredJson::of(i, options.lang)).collect(),
    }
}

#[derive(Clone, Copy)]
struct View<'a> {
    rules: &'a RuleSet,
    data: &'a Dataset,
    options: Options,
}

impl<'a> View<'a> {
    fn indicator(self, id: IndicatorId) -> &'a str {
        self.rules.model().schema.indicator(id).map_or("", |i| &i.name)
    }

    fn submitter(self, s: &'a SubmitterStatus) -> SubmitterJson<'a> {
        let roster = &self.data.roster;
        SubmitterJson {
            entity: s.submitter.map(|e| roster.key(e)),
            name: s.submitter.and_then(|e| roster.get(e)).map(|e| &*e.name),
            state: match s.state() {
                SubmissionState::Nothing => "nothing",
                SubmissionState::Partial => "partial",
                SubmissionState::Complete => "complete",
            },
            late: s.is_late(),
            due: s.n_due,
            reported: s.n_reported,
            missing: s.missing.iter().map(|f| self.figure(*f, None)).collect(),
            wrong: s.wrong.iter().map(|(f, cell)| self.figure(*f, cell.as_ref())).collect(),
            tables: s.tables.iter().filter_map(|t| self.table(t)).collect(),
            findings: self.findings(&s.findings),
        }
    }

    fn figure(self, figure: Figure, cell: Option<&Cell>) -> FigureJson<'a> {
        let roster = &self.data.roster;
        FigureJson {
            indicator: self.indicator(figure.indicator),
            entity: roster.key(figure.entity),
            name: roster.get(figure.entity).map_or("", |e| &e.name),
            period: figure.period.to_string(),
            file: cell.map(|c| c.file.clone()),
            sheet: cell.and_then(|c| c.sheet.clone()),
            row: cell.map(|c| c.row).filter(|r| *r > 0),
            cell: cell.filter(|c| c.sheet.is_some()).map(Cell::reference),
        }
    }

    fn table(self, turned_in: &TurnedIn) -> Option<TableJson<'a>> {
        let submission = self.data.submissions.get(turned_in.submission)?;
        let origin = self.data.origins.files.get(submission.origin)?;
        Some(TableJson {
            file: &origin.file,
            sheet: origin.sheet.as_deref(),
            form: submission.form.as_deref(),
            status: submission.vintage.map(|v| v.as_str()).filter(|v| !v.is_empty()),
            received: submission.date.map(iso),
            days_late: turned_in.days_late,
            cells: submission.n_values,
            used: turned_in.n_used,
        })
    }

    fn findings(self, findings: &[usize]) -> Vec<FindingJson<'a>> {
        let all = findings.iter().filter_map(|f| self.data.findings.get(*f));
        all.map(|d| FindingJson::of(d, self.options.lang)).collect()
    }
}
