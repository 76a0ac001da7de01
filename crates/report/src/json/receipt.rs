//! How each table was read, as `read` tells it and every report carries it: header, unit and period with the cells that say
//! them, what was left out, what is unsure.

use serde::Serialize;

use dabiao_data::{
    ColumnReceipt, Dataset, Doubt, Ignored, Proof, ProofKind, RowRun, Sample, SheetReceipt, Stated, SubjectReceipt,
};
use dabiao_lang::diag::{Cell, Lang, Problem};
use dabiao_lang::model::{Exact, IndicatorId, Model, Period, Unit};

/// How one table was read.
#[derive(Debug, Serialize)]
pub(super) struct SheetJson<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    layout: &'static str,
    shape: &'a str,
    accepted: bool,
    provisional: bool,
    header: [u32; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<StatedJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    units: Vec<StatedJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    submitter: Option<StatedJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity: Option<&'a str>,
    columns: Vec<ColumnJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subjects: Vec<SubjectJson<'a>>,
    rows: Vec<RowsJson>,
    entities: MatchesJson,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    proofs: Vec<ProofJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unsure: Vec<DoubtJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<LeftOutJson<'a>>,
}

/// What is stated, by what, and in which cell.
#[derive(Debug, Serialize)]
struct StatedJson {
    value: String,
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
}

#[derive(Debug, Serialize)]
struct ColumnJson<'a> {
    column: u32,
    letter: String,
    header: &'a str,
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    indicator: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<StatedJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<StatedJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    filled: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    samples: Vec<SampleJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unsure: Vec<DoubtJson<'a>>,
}

#[derive(Debug, Serialize)]
struct SubjectJson<'a> {
    cell: String,
    text: &'a str,
    indicator: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<StatedJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unsure: Vec<DoubtJson<'a>>,
}

#[derive(Debug, Serialize)]
struct SampleJson<'a> {
    cell: String,
    text: &'a str,
    /// In base units.
    base: String,
}

#[derive(Debug, Serialize)]
struct DoubtJson<'a> {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
    accepted: bool,
    /// What a confirmation names.
    key: &'a str,
}

#[derive(Debug, Serialize)]
struct RowsJson {
    first: u32,
    last: u32,
    role: &'static str,
}

#[derive(Debug, Serialize)]
struct MatchesJson {
    by_code: u64,
    by_name: u64,
    by_place: u64,
    unmatched: u64,
    totals: u64,
}

#[derive(Debug, Serialize)]
struct ProofJson<'a> {
    kind: &'static str,
    column: u32,
    agree: u64,
    differ: u64,
    message: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct LeftOutJson<'a> {
    what: &'a str,
    count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
}

/// Returns how each table was read.
pub(super) fn sheets<'a>(model: &'a Model, data: &'a Dataset, lang: Lang) -> Vec<SheetJson<'a>> {
    data.receipts.iter().map(|receipt| Reader { model, data, lang }.sheet(receipt)).collect()
}

/// Returns the name of a cell, as in `C4`; a row, as in `4`; nothing where there is neither.
pub(crate) fn reference(row: u32, column: u32) -> Option<String> {
    let text = Cell { row, column, ..Cell::default() }.reference();
    (row > 0 && !text.is_empty()).then_some(text)
}

/// Returns the letters of a column.
pub(crate) fn letter(column: u32) -> String {
    let text = Cell { row: 1, column, ..Cell::default() }.reference();
    text.trim_end_matches('1').to_owned()
}

struct Reader<'a> {
    model: &'a Model,
    data: &'a Dataset,
    lang: Lang,
}

impl<'a> Reader<'a> {
    fn sheet(&self, receipt: &'a SheetReceipt) -> SheetJson<'a> {
        let is_its = |i: &&Ignored| i.cell.file == *receipt.file && i.cell.sheet.as_deref() == receipt.sheet.as_deref();
        let m = receipt.matches;
        SheetJson {
            file: &receipt.file,
            sheet: receipt.sheet.as_deref(),
            layout: receipt.layout.as_str(),
            shape: &receipt.shape,
            accepted: receipt.is_accepted,
            provisional: receipt.is_provisional(),
            header: [receipt.header.0, receipt.header.1],
            period: receipt.period.as_ref().map(period),
            units: receipt.units.iter().map(unit).collect(),
            submitter: receipt.submitter.as_ref().map(|s| {
                let value = self.data.roster.get(s.value).map_or("", |e| &e.name);
                stated(s, value.to_owned())
            }),
            entity: receipt.entity.map(|e| self.data.roster.key(e)),
            columns: receipt.columns.iter().map(|c| self.column(c)).collect(),
            subjects: receipt.subjects.iter().map(|s| self.subject(s)).collect(),
            rows: receipt.rows.iter().map(rows).collect(),
            entities: MatchesJson {
                by_code: m.by_code,
                by_name: m.by_name,
                by_place: m.by_place,
                unmatched: m.unmatched,
                totals: m.totals,
            },
            proofs: receipt.proofs.iter().map(|p| self.proof(p)).collect(),
            unsure: receipt.doubts.iter().map(|d| self.doubt(d)).collect(),
            left_out: self.data.ignored.iter().filter(is_its).map(|i| LeftOutJson::of(i, self.lang)).collect(),
        }
    }

    fn column(&self, c: &'a ColumnReceipt) -> ColumnJson<'a> {
        ColumnJson {
            column: c.column,
            letter: letter(c.column),
            header: &c.header,
            role: c.role.as_str(),
            indicator: c.indicator.map(|id| self.name(id)),
            unit: c.unit.as_ref().map(unit),
            period: c.period.as_ref().map(period),
            entity: c.entity.map(|e| self.data.roster.key(e)),
            why: c.why.as_ref().map(|w| w.get(self.lang)),
            filled: c.n_filled,
            samples: c.samples.iter().map(sample).collect(),
            unsure: c.doubts.iter().map(|d| self.doubt(d)).collect(),
        }
    }

    fn subject(&self, s: &'a SubjectReceipt) -> SubjectJson<'a> {
        SubjectJson {
            cell: reference(s.row, s.column).unwrap_or_default(),
            text: &s.text,
            indicator: self.name(s.indicator),
            unit: s.unit.as_ref().map(unit),
            unsure: s.doubts.iter().map(|d| self.doubt(d)).collect(),
        }
    }

    fn doubt(&self, d: &'a Doubt) -> DoubtJson<'a> {
        let problem = Problem::from(d.problem.clone());
        DoubtJson {
            code: problem.code(),
            message: problem.message(self.lang),
            cell: reference(d.row, d.column),
            accepted: d.is_accepted,
            key: &d.key,
        }
    }

    fn proof(&self, p: &'a Proof) -> ProofJson<'a> {
        let kind = match p.kind {
            ProofKind::TotalRow => "total_row",
            ProofKind::TotalColumn => "total_column",
            ProofKind::LastYear => "last_year",
        };
        let message = p.what.get(self.lang);
        ProofJson { kind, column: p.column, agree: p.n_agree, differ: p.n_differ, message }
    }

    fn name(&self, id: IndicatorId) -> &'a str {
        self.model.schema.indicator(id).map_or("", |i| &i.name)
    }
}

fn stated<T>(s: &Stated<T>, value: String) -> StatedJson {
    StatedJson { value, by: s.by.as_str(), cell: reference(s.row, s.column) }
}

fn unit(s: &Stated<Unit>) -> StatedJson {
    stated(s, s.value.symbol.to_string())
}

fn period(s: &Stated<Period>) -> StatedJson {
    stated(s, s.value.to_string())
}

fn sample(s: &Sample) -> SampleJson<'_> {
    let base = Exact::to_fraction(&s.base).unwrap_or_else(|| s.base.to_text());
    SampleJson { cell: reference(s.row, s.column).unwrap_or_default(), text: &s.text, base }
}

fn rows(run: &RowRun) -> RowsJson {
    RowsJson { first: run.first, last: run.last, role: run.role.as_str() }
}

impl<'a> LeftOutJson<'a> {
    pub(super) fn of(i: &'a Ignored, lang: Lang) -> Self {
        Self {
            what: i.what.get(lang),
            count: i.count,
            file: Some(&*i.cell.file).filter(|f| !f.is_empty()),
            sheet: i.cell.sheet.as_deref(),
            cell: reference(i.cell.row, i.cell.column),
        }
    }
}
