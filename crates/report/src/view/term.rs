//! What a report on one period says of other times: what is owed from before, and what is ahead.
//!
//! INVARIANT: what stands here is counted in no table; every form of the report prints the same rows.

use super::View;
use super::check::CheckView;
use super::rule::RuleView;
use super::words::Style;
use crate::followup;
use crate::words::{self, say};
use dabiao_eval::{Apart, Check, Term};
use dabiao_lang::diag::Lang;
use dabiao_lang::model::{Period, Verdict};

/// The columns of both tables; the last one is of what is owed alone.
const HEADS: [(&str, &str); 9] = [
    ("结论", "verdict"),
    ("编号", "ID"),
    ("任务", "task"),
    ("实测", "measured"),
    ("目标", "target"),
    ("差距", "gap"),
    ("期限", "deadline"),
    ("牵头（责任）", "lead"),
    ("此后", "since then"),
];

/// A row of what is owed or ahead.
#[derive(Debug, Clone)]
pub(crate) struct ApartRow {
    pub(crate) verdict: Verdict,
    /// The cells behind the verdict, as many as there are heads behind the first.
    pub(crate) cells: Vec<String>,
}

/// What a report on one period leaves out of its counts.
pub(crate) struct OtherTimes {
    pub(crate) period: Period,
    pub(crate) arrears: Vec<ApartRow>,
    pub(crate) ahead: Vec<ApartRow>,
}

/// Which part of what is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Arrears,
    Ahead,
}

impl Part {
    /// Returns the title of its table.
    pub(crate) fn title(self, lang: Lang) -> &'static str {
        match self {
            Part::Arrears => say(lang, "历史欠账", "Owed from before"),
            Part::Ahead => say(lang, "以后到期", "Ahead"),
        }
    }

    /// Returns the heads of its table.
    pub(crate) fn heads(self, lang: Lang) -> Vec<&'static str> {
        let n = if self == Part::Arrears { HEADS.len() } else { HEADS.len() - 1 };
        HEADS.iter().take(n).map(|(zh, en)| say(lang, zh, en)).collect()
    }
}

impl OtherTimes {
    /// Returns what a judgement of one period leaves out; `None` where it is of all.
    pub(crate) fn of(view: &View<'_>, style: Style) -> Option<Self> {
        let term = view.judgement.term.as_ref()?;
        let rows =
            |part: Part, all: Vec<Apart>| all.into_iter().filter_map(move |a| row(view, (term, a), (part, style)));
        Some(Self {
            period: term.period,
            arrears: rows(Part::Arrears, term.arrears()).collect(),
            ahead: rows(Part::Ahead, term.ahead()).collect(),
        })
    }

    /// Returns its parts that are not empty.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (Part, &[ApartRow])> {
        let all = [(Part::Arrears, self.arrears.as_slice()), (Part::Ahead, self.ahead.as_slice())];
        all.into_iter().filter(|(_, rows)| !rows.is_empty())
    }

    /// Says which period is counted, and what is not.
    pub(crate) fn sentence(&self, view: &View<'_>) -> String {
        let (n, owed, ahead) = (view.rules.len(), self.arrears.len(), self.ahead.len());
        let period = words::term(self.period, view.options.lang);
        match view.options.lang {
            Lang::Zh => format!(
                "只计{period}到期的 {n} 条规则；此前到期未完成的 {owed} 项（历史欠账）和以后到期的 {ahead} 项另列，不计入各表"
            ),
            Lang::En => format!(
                "only the {n} rules of which something falls due in {period} are counted; {owed} that are owed from before \
                 and {ahead} that are ahead are listed apart"
            ),
        }
    }
}

fn row(view: &View<'_>, (term, apart): (&Term, Apart), (part, style): (Part, Style)) -> Option<ApartRow> {
    let rule = view.model.rules.get(apart.rule)?;
    let judgement = term.whole.get(apart.rule)?;
    let plan = rule.plan.and_then(|p| view.model.plans.get(p.0 as usize));
    let j = RuleView { at: apart.rule, row: 0, rule, judgement, plan };
    let check = judgement.checks.get(apart.check)?;
    let shown = CheckView::of(view, j, check);
    let offices = words::list(j.offices().iter().map(|o| &**o), style.lang);
    let mut cells = vec![
        rule.id.to_string(),
        followup::document::task(view, j, check),
        style.measured(&shown.measured),
        shown.asked.as_ref().map(|a| style.asked(view, a)).unwrap_or_default(),
        shown.gap.map(|g| style.gap(g)).unwrap_or_default(),
        style.deadline(shown.deadline),
        offices,
    ];
    if part == Part::Arrears {
        cells.push(since_then(&judgement.checks, check, style));
    }
    Some(ApartRow { verdict: check.verdict, cells })
}

/// What became of the same duty at the latest later time at which something is known of it: `2025 达标`.
fn since_then(all: &[Check], check: &Check, style: Style) -> String {
    let is_later = |c: &&Check| c.statement == check.statement && c.entity == check.entity && c.period > check.period;
    let latest = all.iter().filter(is_later).rfind(|c| c.verdict != Verdict::Pending);
    latest.map_or_else(String::new, |c| {
        let period = c.period.map(|p| style.period(p)).unwrap_or_default();
        format!("{period} {}", words::verdict(c.verdict, style.lang))
    })
}
