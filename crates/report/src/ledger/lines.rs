//! The ledger as text: a line a matter, fields between tabs, then `立 2025-12-31`, `函 2026-01-05 提醒函`, `复 2026-01-09 …`.

use chrono::NaiveDate;

use super::{Duty, Event, EventKind, Ledger, Matter};
use dabiao_lang::diag::Both;

/// What the first line of a new ledger says.
const HEAD: [&str; 2] = [
    "# 台账 ledger 1：编号、规则、第几句、对象、责任单位，然后依次是 立、函、复、销、再（日期和说明），用制表符隔开。",
    "# 单位的答复写成一栏：复 2026-01-09 已约谈三个村。其余各栏由 dabiao ledger --update 和 dabiao letters 填写。",
];
/// Fields before what happened.
const N_FIELDS: usize = 5;

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerError {
    /// The line, from 1.
    pub line: usize,
    /// Why.
    pub why: Both,
}

impl Ledger {
    /// Returns an empty ledger.
    pub fn new() -> Self {
        Self { head: HEAD.iter().map(|l| (*l).to_owned()).collect(), matters: Vec::new() }
    }

    /// Reads a ledger.
    ///
    /// # Errors
    /// [`LedgerError`] for the first line that is no remark and no matter, or whose number or duty stands twice.
    pub fn read(text: &str) -> Result<Self, LedgerError> {
        let mut ledger = Self::default();
        for (at, line) in text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate() {
            let fail = |why| LedgerError { line: at + 1, why };
            let line = line.trim_end_matches('\r');
            if line.trim().is_empty() {
                continue;
            }
            if line.starts_with('#') {
                ledger.head.push(line.to_owned());
                continue;
            }
            let matter = matter(line).map_err(fail)?;
            if ledger.matters.iter().any(|m| m.number == matter.number || m.duty == matter.duty) {
                return Err(fail(Both::of(
                    format!("`{}` 的编号或事项前面已有一行", matter.number),
                    format!("the number or the duty of `{}` stands in a line before", matter.number),
                )));
            }
            ledger.matters.push(matter);
        }
        Ok(ledger)
    }

    /// Returns the text of the ledger.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        for line in &self.head {
            out.push_str(line);
            out.push('\n');
        }
        for matter in &self.matters {
            let Duty { rule, statement, entity } = &matter.duty;
            let duty = statement.to_string();
            let fields = [&*matter.number, rule, &duty, entity.as_deref().unwrap_or("-"), &matter.office];
            let mut line: Vec<String> = fields.iter().map(|f| plain(f)).collect();
            line.extend(matter.events.iter().map(|e| {
                let text = if e.text.is_empty() { String::new() } else { format!(" {}", plain(&e.text)) };
                format!("{} {}{text}", e.kind.word(), e.day)
            }));
            out.push_str(&line.join("\t"));
            out.push('\n');
        }
        out
    }
}

/// A tab or a line end in a field would be read as the next one.
fn plain(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

impl EventKind {
    /// Every kind with its words: that of the file first.
    const WORDS: [(EventKind, &'static str, &'static str); 5] = [
        (EventKind::Opened, "立", "opened"),
        (EventKind::Letter, "函", "letter"),
        (EventKind::Reply, "复", "reply"),
        (EventKind::Closed, "销", "closed"),
        (EventKind::Reopened, "再", "reopened"),
    ];

    /// Returns the word of the file.
    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(k, ..)| *k == self).map_or("", |(_, zh, _)| zh)
    }

    /// Returns the word of the JSON document.
    pub(crate) fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(k, ..)| *k == self).map_or("", |(_, _, en)| en)
    }
}

fn matter(line: &str) -> Result<Matter, Both> {
    let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
    let [number, rule, duty, entity, office, events @ ..] = fields.as_slice() else {
        return Err(Both::of(
            format!("一行至少 {N_FIELDS} 栏，用制表符隔开，这里只有 {} 栏", fields.len()),
            format!("a line has {N_FIELDS} fields between tabs or more, this one has {}", fields.len()),
        ));
    };
    let statement = duty.parse().ok().filter(|n| *n > 0).ok_or_else(|| {
        Both::of(
            format!("`{duty}` 不是规则的第几句，例如 `1`"),
            format!("`{duty}` is no number of a statement, as in `1`"),
        )
    })?;
    let events = events.iter().filter(|e| !e.is_empty()).map(|e| event(e)).collect::<Result<Vec<Event>, Both>>()?;
    if events.first().is_none_or(|e| e.kind != EventKind::Opened) {
        return Err(Both::new(
            "第六栏要写何时立项：`立 2025-12-31`",
            "the sixth field says when it was opened: `立 2025-12-31`",
        ));
    }
    Ok(Matter {
        number: (*number).to_owned(),
        duty: Duty {
            rule: (*rule).to_owned(),
            statement,
            entity: Some(*entity).filter(|e| !matches!(*e, "" | "-" | "—")).map(str::to_owned),
        },
        office: (*office).to_owned(),
        events,
    })
}

fn event(text: &str) -> Result<Event, Both> {
    let mut parts = text.splitn(3, [' ', '\u{3000}']);
    let (word, day) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let kind = EventKind::WORDS.iter().find(|(_, zh, en)| *zh == word || *en == word).map(|(kind, ..)| *kind);
    let day: Option<NaiveDate> = day.parse().ok();
    match (kind, day) {
        (Some(kind), Some(day)) => Ok(Event { kind, day, text: parts.next().unwrap_or_default().trim().to_owned() }),
        _ => Err(Both::of(
            format!("`{text}` 要写成 `复 2026-01-09 说明`（立、函、复、销、再）"),
            format!(
                "`{text}` is written as `复 2026-01-09 WORDS` (立 opened, 函 letter, 复 reply, 销 closed, 再 reopened)"
            ),
        )),
    }
}
