//! The summary: how many rules came to which verdict, in all and for each office.

use std::sync::Arc;

use super::{Context, Judged};
use crate::document::{Column, Document, Line, Table, Tone};
use crate::words::{self, say};
use dabiao_lang::model::{Nature, Rule, Verdict};

/// Writes the summary.
pub(super) fn write(document: &mut Document, ctx: &Context<'_>, judged: &[Judged<'_>]) {
    let lang = ctx.options.lang;
    document.heading(2, say(lang, "汇总", "Summary"));
    document.table(by_verdict(ctx, judged));
    let offices = by_office(ctx, judged);
    if !offices.rows.is_empty() {
        document.heading(3, say(lang, "按牵头（责任）单位", "By lead (or responsible) office"));
        document.table(offices);
    }
}

fn by_verdict(ctx: &Context<'_>, judged: &[Judged<'_>]) -> Table {
    let lang = ctx.options.lang;
    let count = |v: Verdict, nature: Option<Nature>| {
        judged.iter().filter(|j| j.judgement.verdict == v && (nature.is_none() || j.rule.nature == nature)).count()
    };
    let mut table = Table::new([
        Column::text(say(lang, "结论", "verdict"), 10),
        Column::number(say(lang, "规则", "rules"), 5),
        Column::number(say(lang, "约束性", "binding"), 5),
        Column::number(say(lang, "预期性", "expected"), 5),
    ]);
    for v in Verdict::ALL.into_iter().filter(|v| count(*v, None) > 0) {
        let natures = [None, Some(Nature::Binding), Some(Nature::Expected)];
        let counts = natures.map(|n| Line::from(number(count(v, n))));
        table.row(std::iter::once(verdict(v, ctx)).chain(counts));
    }
    let total = |nature: Option<Nature>| judged.iter().filter(|j| nature.is_none() || j.rule.nature == nature).count();
    let totals = [None, Some(Nature::Binding), Some(Nature::Expected)].map(|n| Line::from(number(total(n))));
    table.row(std::iter::once(Line::of(say(lang, "合计", "all"), Tone::Strong)).chain(totals));
    table
}

/// Nothing is easier to read than a row of zeros.
fn number(n: usize) -> String {
    if n == 0 { "-".to_owned() } else { n.to_string() }
}

/// Returns the word of a verdict in its tone.
pub(super) fn verdict(v: Verdict, ctx: &Context<'_>) -> Line {
    Line::of(words::verdict(v, ctx.options.lang), Tone::Verdict(v))
}

/// Returns the offices that answer for a rule: those that lead, else those that are responsible.
pub(crate) fn offices(rule: &Rule) -> &[Arc<str>] {
    if rule.lead.is_empty() { &rule.responsible } else { &rule.lead }
}

fn by_office(ctx: &Context<'_>, judged: &[Judged<'_>]) -> Table {
    let lang = ctx.options.lang;
    let mut rows: Vec<(&str, [usize; 9])> = Vec::new();
    for j in judged {
        let position = Verdict::ALL.iter().position(|v| *v == j.judgement.verdict).unwrap_or(0);
        for office in offices(j.rule) {
            let row_idx = rows.iter().position(|(name, _)| *name == &**office).unwrap_or_else(|| {
                rows.push((office, [0; 9]));
                rows.len() - 1
            });
            if let Some(n) = rows.get_mut(row_idx).and_then(|(_, counts)| counts.get_mut(position)) {
                *n += 1;
            }
        }
    }
    // Offices with most that needs attention first; otherwise as they occur in the rules.
    let bad = |counts: &[usize; 9]| counts.iter().take(5).sum::<usize>();
    rows.sort_by_key(|(_, counts)| std::cmp::Reverse(bad(counts)));
    let present: Vec<usize> = (0..9).filter(|i| rows.iter().any(|(_, c)| c.get(*i).is_some_and(|n| *n > 0))).collect();
    let mut columns =
        vec![Column::text(say(lang, "单位", "office"), 12), Column::number(say(lang, "规则", "rules"), 4)];
    columns.extend(
        present.iter().filter_map(|i| Verdict::ALL.get(*i)).map(|v| Column::number(words::verdict(*v, lang), 4)),
    );
    let mut table = Table::new(columns);
    for (office, counts) in &rows {
        let mut cells = vec![Line::from(*office), Line::from(counts.iter().sum::<usize>().to_string())];
        cells.extend(present.iter().filter_map(|i| counts.get(*i)).map(|n| Line::from(number(*n))));
        table.rows.push(cells);
    }
    table
}
