//! The summary: how many rules came to which verdict, in all and for each office.

use crate::document::{Column, Document, Line, Table, Tone};
use crate::view::View;
use crate::view::counts::{Counts, by_office, of_nature};
use crate::words::{self, say};
use dabiao_lang::model::{Nature, Verdict};

/// Writes the summary.
pub(super) fn write(document: &mut Document, ctx: &View<'_>) {
    let lang = ctx.options.lang;
    document.heading(2, say(lang, "汇总", "Summary"));
    document.table(verdicts(ctx));
    let offices = offices(ctx);
    if !offices.rows.is_empty() {
        document.heading(3, say(lang, "按牵头（责任）单位", "By lead (or responsible) office"));
        document.table(offices);
    }
}

fn verdicts(ctx: &View<'_>) -> Table {
    let lang = ctx.options.lang;
    let mut table = Table::new([
        Column::text(say(lang, "结论", "verdict"), 10),
        Column::number(say(lang, "规则", "rules"), 5),
        Column::number(say(lang, "约束性", "binding"), 5),
        Column::number(say(lang, "预期性", "expected"), 5),
    ]);
    let natures = [None, Some(Nature::Binding), Some(Nature::Expected)].map(|n| of_nature(&ctx.rules, n));
    let [all, ..] = &natures;
    for (v, _) in all.present() {
        let counts = natures.iter().map(|c| Line::from(number(c.get(v))));
        table.row(std::iter::once(verdict(v, ctx)).chain(counts));
    }
    let totals = natures.iter().map(|c| Line::from(number(c.total())));
    table.row(std::iter::once(Line::of(say(lang, "合计", "all"), Tone::Strong)).chain(totals));
    table
}

/// Nothing is easier to read than a row of zeros.
fn number(n: usize) -> String {
    if n == 0 { "-".to_owned() } else { n.to_string() }
}

/// Returns the word of a verdict in its tone.
pub(super) fn verdict(v: Verdict, ctx: &View<'_>) -> Line {
    Line::of(words::verdict(v, ctx.options.lang), Tone::Verdict(v))
}

fn offices(ctx: &View<'_>) -> Table {
    let lang = ctx.options.lang;
    let rows = by_office(ctx);
    let mut whole = Counts::default();
    rows.iter().flat_map(|r| r.counts.present()).for_each(|(v, _)| whole.add(v));
    let mut columns =
        vec![Column::text(say(lang, "单位", "office"), 12), Column::number(say(lang, "规则", "rules"), 4)];
    columns.extend(whole.present().map(|(v, _)| Column::number(words::verdict(v, lang), 4)));
    let mut table = Table::new(columns);
    for row in &rows {
        let mut cells = vec![Line::from(row.name(ctx)), Line::from(row.counts.total().to_string())];
        cells.extend(whole.present().map(|(v, _)| Line::from(number(row.counts.get(v)))));
        table.rows.push(cells);
    }
    table
}
