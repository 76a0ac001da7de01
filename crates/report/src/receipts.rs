//! `read` for a person: what was understood of every sheet, and what a person should look at.

use super::document::{Column, Document, Line, Table, Tone};
use super::json::{letter, reference};
use super::words::say;
use dabiao_data::{
    ColumnReceipt, ColumnRole, Dataset, Doubt, RowRole, SheetLayout, SheetReceipt, Stated, StatedBy, SubjectReceipt,
};
use dabiao_lang::diag::{Both, Lang, Problem, Severity};
use dabiao_lang::model::{IndicatorId, Model, Unit};

/// Sheets shown one by one; the others are counted, since nobody reads further.
const SHEETS: usize = 200;

/// Returns what was understood of all sheets: those first that a person should look at.
pub fn receipts(model: &Model, data: &Dataset, lang: Lang) -> Document {
    let mut document = Document::default();
    document.heading(1, say(lang, "读表回执", "How the sheets were read"));
    let mut all: Vec<&SheetReceipt> = data.receipts.iter().collect();
    all.sort_by_key(|r| !r.is_provisional());
    let n_unsure = all.iter().filter(|r| r.is_provisional()).count();
    document.paragraph(summary(all.len(), n_unsure, lang));
    for receipt in all.iter().take(SHEETS) {
        Writer { model, data, lang }.sheet(receipt, &mut document);
    }
    if all.len() > SHEETS {
        let rest = all.len() - SHEETS;
        let text = Both::of(format!("另有 {rest} 个表，见 --format json"), format!("{rest} more, see --format json"));
        document.paragraph(Line::of(text.get(lang), Tone::Faint));
    }
    left_out(data, lang, &mut document);
    document
}

fn summary(n: usize, n_unsure: usize, lang: Lang) -> Line {
    let text = match n_unsure {
        0 => Both::of(format!("{n} 个表，没有不确定之处"), format!("{n} tables, nothing is unsure")),
        _ => Both::of(
            format!("{n} 个表，其中 {n_unsure} 个有不确定之处：请查看，无误后加 --accept 确认"),
            format!("{n} tables, {n_unsure} of them with something unsure: look at them, then confirm with --accept"),
        ),
    };
    Line::from(text.get(lang))
}

fn left_out(data: &Dataset, lang: Lang, document: &mut Document) {
    let grave = data.findings.iter().filter(|f| f.severity != Severity::Info);
    let mut table = Table::new([
        Column::text(say(lang, "级别", "severity"), 4),
        Column::text(say(lang, "问题", "finding"), 30),
        Column::text(say(lang, "位置", "place"), 16),
    ]);
    for finding in grave {
        let place = match &finding.place {
            dabiao_lang::diag::Place::Cell(cell) => cell.to_string(),
            _ => String::new(),
        };
        let word = match finding.severity {
            Severity::Error => say(lang, "错误", "error"),
            _ => say(lang, "警告", "warning"),
        };
        let tone = Tone::Severity(finding.severity);
        table.row([Line::of(word, tone), Line::from(finding.problem.message(lang)), Line::of(place, Tone::Faint)]);
    }
    if !table.rows.is_empty() {
        document.heading(2, say(lang, "发现的问题", "Findings"));
        document.table(table);
    }
    if data.ignored.is_empty() {
        return;
    }
    document.heading(2, say(lang, "没有采用的内容", "What was left out"));
    let mut table = Table::new([
        Column::number(say(lang, "处", "count"), 4),
        Column::text(say(lang, "内容", "what"), 24),
        Column::text(say(lang, "位置", "place"), 16),
    ]);
    for ignored in &data.ignored {
        let what = ignored.what.get(lang).to_owned();
        table.row([
            Line::from(ignored.count.to_string()),
            Line::from(what),
            Line::of(ignored.cell.to_string(), Tone::Faint),
        ]);
    }
    document.table(table);
}

struct Writer<'a> {
    model: &'a Model,
    data: &'a Dataset,
    lang: Lang,
}

impl Writer<'_> {
    fn sheet(&self, receipt: &SheetReceipt, document: &mut Document) {
        let name = match &receipt.sheet {
            Some(sheet) => format!("{} {sheet}", receipt.file),
            None => receipt.file.to_string(),
        };
        document.heading(2, name);
        document.paragraph(self.head(receipt));
        self.columns(receipt, document);
        self.subjects(&receipt.subjects, document);
        document.paragraph(self.rows(receipt));
        for proof in &receipt.proofs {
            document.paragraph(Line::from(proof.what.get(self.lang)));
        }
        for doubt in receipt.all_doubts() {
            document.paragraph(self.doubt(doubt));
        }
    }

    /// Layout, period, units, who filled it in, shape.
    fn head(&self, receipt: &SheetReceipt) -> Line {
        let lang = self.lang;
        let layout = match receipt.layout {
            SheetLayout::Long => say(lang, "每行一个数", "one figure in each row"),
            SheetLayout::Wide => say(lang, "每行一个对象", "an entity in each row"),
            SheetLayout::Cross => say(lang, "每行一个指标", "an indicator in each row"),
        };
        let mut parts = vec![layout.to_owned()];
        if let Some(period) = &receipt.period {
            parts.push(self.labelled(("时期", "period"), &period.value.to_string(), period));
        }
        for unit in &receipt.units {
            parts.push(self.labelled(("计量单位", "unit"), &unit.value.symbol, unit));
        }
        if let Some(submitter) = &receipt.submitter {
            let name = self.data.roster.get(submitter.value).map_or("", |e| &e.name);
            parts.push(self.labelled(("填报单位", "filled in by"), name, submitter));
        }
        parts.push(format!("{} {}", say(lang, "表样", "shape"), receipt.shape));
        Line::from(parts.join(say(lang, "；", "; ")))
    }

    fn labelled<T>(&self, label: (&'static str, &'static str), value: &str, stated: &Stated<T>) -> String {
        format!("{} {value}{}", say(self.lang, label.0, label.1), self.by(stated))
    }

    /// `（标题 A1）`
    fn by<T>(&self, stated: &Stated<T>) -> String {
        let place = reference(stated.row, stated.column).map(|r| format!(" {r}")).unwrap_or_default();
        match self.lang {
            Lang::Zh => format!("（{}{place}）", stated.by.words().get(Lang::Zh)),
            Lang::En => format!(" ({}{place})", stated.by.words().get(Lang::En)),
        }
    }

    fn unit(&self, unit: Option<&Stated<Unit>>) -> String {
        unit.map_or_else(String::new, |u| match (u.by, u.row) {
            (StatedBy::Header, _) => u.value.symbol.to_string(),
            _ => format!("{}{}", u.value.symbol, self.by(u)),
        })
    }

    fn columns(&self, receipt: &SheetReceipt, document: &mut Document) {
        let lang = self.lang;
        let mut table = Table::new([
            Column::text(say(lang, "列", "column"), 3),
            Column::text(say(lang, "表头", "header"), 12),
            Column::text(say(lang, "读作", "read as"), 12),
            Column::text(say(lang, "计量单位", "unit"), 8),
            Column::text(say(lang, "时期", "period"), 6),
            Column::text(say(lang, "举例（基本单位）", "examples (base units)"), 16),
        ]);
        for c in &receipt.columns {
            let place = reference(c.row, c.column).unwrap_or_else(|| letter(c.column));
            let is_read = c.role == ColumnRole::Figures;
            let unit = if is_read { self.unit(c.unit.as_ref()) } else { String::new() };
            let period = c.period.as_ref().map_or_else(String::new, |p| p.value.to_string());
            let samples: Vec<String> = c.samples.iter().map(|s| format!("{} → {}", s.text, s.base.to_text())).collect();
            table.row([
                Line::of(place, Tone::Code),
                Line::from(c.header.replace('\n', "")),
                Line::from(self.role(c)),
                Line::from(unit),
                Line::from(period),
                Line::of(samples.join(say(lang, "，", ", ")), Tone::Faint),
            ]);
        }
        document.table(table);
    }

    /// What a column was taken for.
    fn role(&self, c: &ColumnReceipt) -> String {
        let lang = self.lang;
        let word = match c.role {
            ColumnRole::Figures => match (c.indicator, c.entity) {
                (Some(id), _) => self.name(id).to_owned(),
                (None, Some(entity)) => self.data.roster.get(entity).map_or_else(String::new, |e| e.name.to_string()),
                (None, None) => say(lang, "数值", "figures").to_owned(),
            },
            ColumnRole::Entity => say(lang, "对象", "entity").to_owned(),
            ColumnRole::Code => say(lang, "代码", "code").to_owned(),
            ColumnRole::Above => say(lang, "上级", "place above").to_owned(),
            ColumnRole::Indicator => say(lang, "指标", "indicator").to_owned(),
            ColumnRole::Unit => say(lang, "计量单位", "unit").to_owned(),
            ColumnRole::Period => say(lang, "时期", "period").to_owned(),
            ColumnRole::Status => say(lang, "数据状态", "status").to_owned(),
            ColumnRole::LastYear => say(lang, "上年数（核对用）", "last year's (for comparison)").to_owned(),
            ColumnRole::Total => say(lang, "合计（核对用）", "total (for comparison)").to_owned(),
            ColumnRole::Aside | ColumnRole::Unused => say(lang, "没有读取", "not read").to_owned(),
        };
        match &c.why {
            Some(why) if c.role != ColumnRole::LastYear => match lang {
                Lang::Zh => format!("{word}（{}）", why.get(lang)),
                Lang::En => format!("{word} ({})", why.get(lang)),
            },
            _ => word,
        }
    }

    fn subjects(&self, subjects: &[SubjectReceipt], document: &mut Document) {
        let lang = self.lang;
        let mut table = Table::new([
            Column::text(say(lang, "单元格", "cell"), 4),
            Column::text(say(lang, "行名", "row"), 12),
            Column::text(say(lang, "读作", "read as"), 12),
            Column::text(say(lang, "计量单位", "unit"), 8),
        ]);
        for s in subjects {
            table.row([
                Line::of(reference(s.row, s.column).unwrap_or_default(), Tone::Code),
                Line::from(s.text.trim()),
                Line::from(self.name(s.indicator)),
                Line::from(self.unit(s.unit.as_ref())),
            ]);
        }
        if !table.rows.is_empty() {
            document.table(table);
        }
    }

    fn rows(&self, receipt: &SheetReceipt) -> Line {
        let lang = self.lang;
        let count = |role: RowRole| -> u32 {
            receipt.rows.iter().filter(|r| r.role == role).map(|r| r.last - r.first + 1).sum()
        };
        let m = receipt.matches;
        let words = [
            (u64::from(count(RowRole::Figures)), "行数据", "rows of figures"),
            (m.by_code, "个对象按代码认出", "entities found by code"),
            (m.by_name, "个对象按名称认出", "entities found by name"),
            (m.by_place, "个对象按名称和上级认出", "entities found by name and place"),
            (m.unmatched, "个名称不在名录中", "names that are not in the roster"),
            (u64::from(count(RowRole::Total)), "行合计", "rows of totals"),
            (u64::from(count(RowRole::Note)), "行说明", "rows of notes"),
        ];
        let parts: Vec<String> = words
            .into_iter()
            .filter(|(n, ..)| *n > 0)
            .map(|(n, zh, en)| format!("{n} {}", say(lang, zh, en)))
            .collect();
        Line::from(parts.join(say(lang, "，", ", ")))
    }

    fn doubt(&self, doubt: &Doubt) -> Line {
        let problem = Problem::from(doubt.problem.clone());
        let word = match doubt.is_accepted {
            true => say(self.lang, "已确认", "confirmed"),
            false => say(self.lang, "待确认", "to confirm"),
        };
        let place = reference(doubt.row, doubt.column).map(|r| format!(" ({r})")).unwrap_or_default();
        let tone = if doubt.is_accepted { Tone::Faint } else { Tone::Severity(Severity::Warning) };
        Line::of(word, tone).and(format!(" {}{place} [{}]", problem.message(self.lang), problem.code()), Tone::Plain)
    }

    fn name(&self, id: IndicatorId) -> &str {
        self.model.schema.indicator(id).map_or("", |i| &i.name)
    }
}
