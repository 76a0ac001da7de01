//! The sheets of what is wrong with the data and of what was left aside.

use super::{Scene, columns};
use crate::diagnostic;
use crate::json;
use crate::office::sheet::{Cell, Table};
use crate::words;
use dabiao_lang::diag::{Cell as Place, Place as At};

/// Returns the tables by name of sheet.
pub(super) fn tables(scene: &Scene<'_>) -> Vec<(&'static str, Table)> {
    let mut all = vec![(scene.say("数据问题", "Findings"), findings(scene))];
    let ignored = ignored(scene);
    if !ignored.rows.is_empty() {
        all.push((scene.say("未采用", "Left aside"), ignored));
    }
    all
}

fn place_columns(scene: &Scene<'_>) -> [(&'static str, usize); 4] {
    [
        (scene.say("文件", "File"), 36),
        (scene.say("工作表", "Sheet"), 12),
        (scene.say("行", "Row"), 7),
        (scene.say("列", "Column"), 7),
    ]
}

fn findings(scene: &Scene<'_>) -> Table {
    let say = |zh, en| scene.say(zh, en);
    let mut head = vec![
        (say("级别", "Severity"), 8),
        (say("问题", "Finding"), 60),
        (say("建议", "Help"), 30),
        (say("指标", "Indicator"), 24),
        (say("对象", "Entity"), 20),
        (say("时期", "Period"), 10),
    ];
    head.extend(place_columns(scene));
    head.extend([(say("涉及规则", "Rules"), 30), (say("代码", "Code"), 22)]);
    let mut table = Table::new(columns(&head));
    table.frozen_columns = 2;
    table.has_filter = true;
    let lang = scene.source.lang;
    for d in json::findings(scene.source.judgement) {
        let subject = d.subject.as_deref();
        let text = |x: Option<&str>| Cell::text(x.unwrap_or_default());
        let mut cells = vec![
            Cell::text(diagnostic::severity(d.severity, lang)),
            Cell::text(d.problem.message(lang)),
            Cell::text(d.problem.help(lang).unwrap_or_default()),
            text(subject.and_then(|s| s.indicator.as_deref())),
            Cell::code(subject.and_then(|s| s.entity.as_deref()).unwrap_or_default()),
            Cell::code(subject.and_then(|s| s.period.as_deref()).unwrap_or_default()),
        ];
        cells.extend(match &d.place {
            At::Cell(cell) => place(cell),
            At::Span(_) | At::Nowhere => vec![Cell::Blank; 4],
        });
        cells.extend([Cell::text(words::list(d.rules.iter().map(String::as_str), lang)), Cell::text(d.code())]);
        table.rows.push(cells);
    }
    table
}

fn ignored(scene: &Scene<'_>) -> Table {
    let mut head = vec![(scene.say("内容", "What"), 60), (scene.say("数量", "Count"), 8)];
    head.extend(place_columns(scene));
    let mut table = Table::new(columns(&head));
    table.has_filter = true;
    for i in json::ignored(scene.source.judgement) {
        let mut cells = vec![Cell::text(i.what.get(scene.source.lang)), Cell::Count(i.count)];
        cells.extend(place(&i.cell));
        table.rows.push(cells);
    }
    table
}

fn place(cell: &Place) -> Vec<Cell> {
    let number = |n: u32| if n == 0 { Cell::Blank } else { Cell::Count(u64::from(n)) };
    vec![
        Cell::text(&*cell.file),
        Cell::text(cell.sheet.as_deref().unwrap_or_default()),
        number(cell.row),
        number(cell.column),
    ]
}
