//! The sheet of what the report rests on: rules, data, day and version, so that it can be made again.

use super::{Scene, columns};
use crate::office::sheet::{Cell, Table};
use crate::words;
use dabiao_eval::Span;

/// Returns the table.
pub(super) fn table(scene: &Scene<'_>) -> Table {
    let say = |zh, en| scene.say(zh, en);
    let (model, data) = (scene.view.model, scene.view.data);
    let mut table = Table::new(columns(&[(say("项目", "Item"), 26), (say("内容", "Value"), 90)]));
    let mut add = |name: &str, value: String| table.rows.push(vec![Cell::text(name), Cell::text(value)]);
    add(say("截至日期", "As of"), scene.as_of().to_string());
    for plan in &model.plans {
        let number = plan.number.as_ref().map(|n| words::bracketed(n, scene.source.lang)).unwrap_or_default();
        let window =
            plan.window.map(|w| format!("  {}", scene.style().period(Span::Window(w.from, w.to)))).unwrap_or_default();
        add(say("方案", "Plan"), format!("{}{number}{window}", plan.name));
    }
    add(say("规则条数", "Rules"), model.rules.len().to_string());
    add(say("规则摘要（SHA-256）", "Digest of the rules (SHA-256)"), scene.source.session.rules().digest());
    add(say("数据摘要（SHA-256）", "Digest of the data (SHA-256)"), data.digest.clone());
    let roster = match data.roster.is_given {
        true => format!("{}{}", data.roster.entities.len(), say(" 个对象", " entities")),
        false => say(
            "没有名录：没有报过数的对象无从得知，不在本报告之内",
            "none was given: entities that reported nothing cannot be seen here",
        )
        .to_owned(),
    };
    add(say("名录", "Roster"), roster);
    let mut rule_files: Vec<&str> = Vec::new();
    for rule in &model.rules {
        if !rule_files.contains(&&*rule.file) {
            rule_files.push(&rule.file);
        }
    }
    for file in rule_files {
        add(say("规则文件", "Rule file"), file.to_owned());
    }
    for origin in &data.origins.files {
        let sheet = origin.sheet.as_ref().map(|s| format!(" [{s}]")).unwrap_or_default();
        add(say("数据文件", "Data file"), format!("{}{sheet}", origin.file));
    }
    if let Some(notice) = &data.notice {
        add(say("声明", "Notice"), notice.trim().to_owned());
    }
    add(say("软件版本", "Version"), concat!("dabiao ", env!("CARGO_PKG_VERSION")).to_owned());
    add(
        say("说明", "Remark"),
        say(
            "同样的规则、数据和日期得出同样的结论；数值按十进制精确计算，表中无法精确表示的数以文字给出",
            "The same rules, data and day give the same verdicts. Figures are exact decimals; one that a cell cannot hold \
             exactly is given as text",
        )
        .to_owned(),
    );
    table
}
