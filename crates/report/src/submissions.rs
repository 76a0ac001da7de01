//! Who has reported what: 应报, 已报, 缺报, 有误, late ones, the files and the findings of each submitter.

use super::document::{Column, Document, Line, Note, Table, Tone};
use super::evaluation::cell_place;
use super::intake;
use super::json::{self, Detail, Options};
use super::names::Names;
use super::words::say;
use dabiao_data::{Dataset, EntityId};
use dabiao_eval::{Figure, SubmissionReport, SubmissionState, SubmissionsRequest, SubmitterStatus, TurnedIn};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::{Diagnostic, Lang, Place, Severity};

/// Entries shown of each list unless all are asked for.
const SHOWN: usize = 20;

/// Returns the document.
pub fn submissions(
    rules: &RuleSet,
    data: &Dataset,
    (request, report): (&SubmissionsRequest, &SubmissionReport),
    options: Options,
) -> Document {
    let view = View { rules, data, names: Names::of(&data.roster), options };
    let lang = options.lang;
    let mut document = Document::default();
    document.heading(
        1,
        match lang {
            Lang::Zh => format!("{} 报送情况", request.period),
            Lang::En => format!("Submissions for {}", request.period),
        },
    );
    if let Some(due) = request.due {
        document.paragraph(format!("{}{due}", say(lang, "报送期限：", "due: ")));
    }
    if report.submitters.iter().all(|s| s.n_due == 0) {
        document.paragraph(say(lang, "按规则，这一时期没有要报的数据", "by the rules, nothing is due for this period"));
    }
    if !report.submitters.is_empty() {
        document.table(view.summary(report));
    }
    for submitter in &report.submitters {
        view.submitter(&mut document, submitter);
    }
    if !report.others.is_empty() {
        document.heading(2, say(lang, "不能归到填报单位的问题", "Findings of no one submitter"));
        view.findings(&mut document, &report.others);
    }
    intake::left_aside(&mut document, &json::ignored_of(&data.ignored), options);
    document
}

struct View<'a> {
    rules: &'a RuleSet,
    data: &'a Dataset,
    names: Names<'a>,
    options: Options,
}

impl View<'_> {
    fn lang(&self) -> Lang {
        self.options.lang
    }

    fn name(&self, submitter: Option<EntityId>) -> String {
        match submitter {
            Some(entity) => self.names.get(entity),
            None => say(self.lang(), "（不属任何填报单位）", "(below no submitter)").to_owned(),
        }
    }

    fn summary(&self, report: &SubmissionReport) -> Table {
        let lang = self.lang();
        let mut table = Table::new([
            Column::text(say(lang, "填报单位", "submitter"), 10),
            Column::text(say(lang, "状态", "state"), 6),
            Column::number(say(lang, "应报", "due"), 4),
            Column::number(say(lang, "已报", "reported"), 4),
            Column::number(say(lang, "缺报", "missing"), 4),
            Column::number(say(lang, "有误", "wrong"), 4),
            Column::number(say(lang, "问题", "findings"), 4),
            Column::text(say(lang, "报送日期", "received"), 8),
        ]);
        for s in &report.submitters {
            let numbers =
                [s.n_due, s.n_reported, s.missing.len() as u64, s.wrong.len() as u64, s.findings.len() as u64];
            let row = [Line::from(self.name(s.submitter)), self.state(s)].into_iter();
            table.row(row.chain(numbers.into_iter().map(number)).chain([self.received(s)]));
        }
        if report.submitters.len() > 1 {
            let sum = |f: fn(&SubmitterStatus) -> u64| number(report.submitters.iter().map(f).sum());
            table.row([
                Line::of(say(lang, "合计", "all"), Tone::Strong),
                Line::default(),
                sum(|s| s.n_due),
                sum(|s| s.n_reported),
                sum(|s| s.missing.len() as u64),
                sum(|s| s.wrong.len() as u64),
                sum(|s| s.findings.len() as u64),
                Line::default(),
            ]);
        }
        table
    }

    fn state(&self, s: &SubmitterStatus) -> Line {
        let lang = self.lang();
        if s.n_due == 0 {
            return Line::of(say(lang, "不用报", "nothing due"), Tone::Faint);
        }
        let (word, tone) = match s.state() {
            SubmissionState::Nothing => (say(lang, "未报", "nothing"), Tone::Severity(Severity::Error)),
            SubmissionState::Partial => (say(lang, "部分报送", "partial"), Tone::Severity(Severity::Warning)),
            SubmissionState::Complete if !s.wrong.is_empty() => {
                (say(lang, "报齐有误", "complete, with errors"), Tone::Severity(Severity::Warning))
            }
            SubmissionState::Complete => (say(lang, "已报齐", "complete"), Tone::Plain),
        };
        let line = Line::of(word, tone);
        if s.is_late() { line.and(say(lang, "，迟报", ", late"), Tone::Severity(Severity::Warning)) } else { line }
    }

    fn received(&self, s: &SubmitterStatus) -> Line {
        let dates = s.tables.iter().filter_map(|t| self.data.submissions.get(t.submission)?.date);
        Line::from(dates.max().map(|d| d.to_string()).unwrap_or_default())
    }

    fn submitter(&self, document: &mut Document, s: &SubmitterStatus) {
        let lang = self.lang();
        if s.tables.is_empty() && s.missing.is_empty() && s.findings.is_empty() {
            return;
        }
        document.heading(2, self.name(s.submitter));
        if !s.tables.is_empty() {
            document.table(self.tables(s));
        }
        let figures: Vec<Figure> = s.missing.clone();
        self.figures(document, say(lang, "缺报", "missing"), &figures);
        let wrong: Vec<Figure> = s.wrong.iter().map(|(f, _)| *f).collect();
        self.figures(document, say(lang, "有误", "wrong"), &wrong);
        self.findings(document, &s.findings);
    }

    fn tables(&self, s: &SubmitterStatus) -> Table {
        let lang = self.lang();
        let mut table = Table::new([
            Column::text(say(lang, "文件", "file"), 20),
            Column::text(say(lang, "表号", "form"), 4),
            Column::text(say(lang, "状态", "status"), 4),
            Column::text(say(lang, "报送日期", "received"), 8),
            Column::number(say(lang, "填数", "cells"), 4),
            Column::number(say(lang, "采用", "used"), 4),
        ]);
        for turned_in in &s.tables {
            table.row(self.table_row(turned_in));
        }
        table
    }

    fn table_row(&self, turned_in: &TurnedIn) -> Vec<Line> {
        let lang = self.lang();
        let Some(submission) = self.data.submissions.get(turned_in.submission) else { return Vec::new() };
        let origin = self.data.origins.files.get(submission.origin);
        let sheet = origin.and_then(|o| o.sheet.as_deref()).map(|s| format!(" {s}")).unwrap_or_default();
        let date = Line::from(submission.date.map(|d| d.to_string()).unwrap_or_default());
        let late = turned_in.days_late.map(|n| match lang {
            Lang::Zh => format!(" 迟 {n} 天"),
            Lang::En => format!(", {n} days late"),
        });
        vec![
            Line::of(format!("{}{sheet}", origin.map_or("", |o| &o.file)), Tone::Code),
            Line::from(submission.form.clone().unwrap_or_default()),
            Line::from(submission.vintage.map_or("", |v| super::words::vintage(v, lang))),
            date.and(late.unwrap_or_default(), Tone::Severity(Severity::Warning)),
            number(submission.n_values),
            number(turned_in.n_used),
        ]
    }

    fn limit(&self, n: usize) -> usize {
        if self.options.detail == Detail::Full { n } else { n.min(SHOWN) }
    }

    /// Lists figures, those of one indicator and period together.
    fn figures(&self, document: &mut Document, word: &str, figures: &[Figure]) {
        let lang = self.lang();
        let mut groups: Vec<((u32, dabiao_lang::model::Period), Vec<EntityId>)> = Vec::new();
        for figure in figures {
            let key = (figure.indicator.0, figure.period);
            match groups.iter_mut().find(|(k, _)| *k == key) {
                Some((_, entities)) => entities.push(figure.entity),
                None => groups.push((key, vec![figure.entity])),
            }
        }
        let notes = groups.iter().map(|((indicator, period), entities)| {
            let name = self
                .rules
                .model()
                .schema
                .indicator(dabiao_lang::model::IndicatorId(*indicator))
                .map_or("", |i| &i.name);
            let shown = self.limit(entities.len());
            let names: Vec<String> = entities.iter().take(shown).map(|e| self.names.get(*e)).collect();
            let mut text = super::words::list(names.iter().map(String::as_str), lang);
            if shown < entities.len() {
                text.push_str(&match lang {
                    Lang::Zh => format!(" 等 {} 个", entities.len()),
                    Lang::En => format!(" and {} more", entities.len() - shown),
                });
            }
            let head = format!("{name} {period}{}", say(lang, "：", ": "));
            Note { term: Line::of(word, Tone::Strong), lines: vec![Line::from(format!("{head}{text}"))] }
        });
        let notes: Vec<Note> = notes.collect();
        if !notes.is_empty() {
            document.notes(notes);
        }
    }

    fn findings(&self, document: &mut Document, findings: &[usize]) {
        let lang = self.lang();
        let mut all: Vec<&Diagnostic> = findings.iter().filter_map(|f| self.data.findings.get(*f)).collect();
        all.sort_by_key(|d| d.severity);
        let shown = self.limit(all.len());
        let note = |d: &&Diagnostic| {
            let place = match &d.place {
                Place::Cell(cell) => format!(" ({})", cell_place(lang, cell)),
                Place::Span(_) | Place::Nowhere => String::new(),
            };
            let sentence = Line::from(d.problem.message(lang)).and(place, Tone::Faint);
            let mut lines = vec![sentence.and(format!(" [{}]", d.code()), Tone::Faint)];
            lines.extend(d.problem.help(lang).map(|h| Line::of(h, Tone::Faint)));
            Note { term: Line::of(super::diagnostic::severity(d.severity, lang), Tone::Severity(d.severity)), lines }
        };
        if !all.is_empty() {
            document.notes(all.iter().take(shown).map(note).collect());
        }
        if shown < all.len() {
            let rest = all.len() - shown;
            let text = match lang {
                Lang::Zh => format!("另有 {rest} 条，见 "),
                Lang::En => format!("{rest} more, see "),
            };
            document.paragraph(Line::of(text, Tone::Faint).and("--detail full", Tone::Code));
        }
    }
}

fn number(n: u64) -> Line {
    Line::from(if n == 0 { "-".to_owned() } else { n.to_string() })
}
