//! The softening budget of a plan: who passes today only because the rules were changed on the way, by change, author and
//! acceptance.
//!
//! The rules as they were adopted and as they are now are judged on the same data; whoever failed then and no longer fails
//! now is counted once, for the commit at which that came about. INVARIANT: the numbers by change add up to the total.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use serde::Serialize;

use super::{Archive, Commit, Extent, Version};
use crate::diff::{self, Change, Diff, Flip, Impact};
use crate::review::{self, Approval, Occasion};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::Verdict;
use dabiao_report::document::{Column, Document, Line, Table, Tone};
use dabiao_report::words::say;

/// What is judged, and by whose acceptances.
pub struct Asking<'a> {
    /// Judges two versions of rules on the data: whose verdict is another one.
    pub judge: &'a dyn Fn(&RuleSet, &RuleSet, &Diff) -> Option<Impact>,
    /// Whether a commit is the adopted version or comes before it.
    pub is_adopted: &'a dyn Fn(&Commit) -> bool,
    /// The accepted changes.
    pub approvals: &'a [Approval],
    /// When and where they count.
    pub occasion: Occasion<'a>,
}

/// Who passes only because of changes.
#[derive(Debug, Clone, Default)]
pub struct Budget {
    /// The adopted version; nothing where the history has none.
    pub base: Option<Commit>,
    /// What each commit gave away, the newest first.
    pub spent: Vec<Spent>,
}

/// What one change of one rule gave away.
#[derive(Debug, Clone)]
pub struct Spent {
    /// The commit.
    pub commit: Commit,
    /// The ID of the rule.
    pub rule: Arc<str>,
    /// The names of the changes that touch it in that commit.
    pub names: Vec<diff::Name>,
    /// Who accepted it, and by which document.
    pub accepted: Option<(String, Option<String>)>,
    /// Who no longer fails: codes or names; the rule itself where it is judged as a whole.
    pub entities: Vec<String>,
}

/// What came to pass that failed: a rule and an entity.
type Gain = (Arc<str>, Option<String>);

/// Counts.
pub fn budget(archive: &dyn Archive, asking: &Asking<'_>) -> Budget {
    let chain = chain(archive, asking.is_adopted);
    let (Some(&newest), Some(&oldest)) = (chain.first(), chain.last()) else { return Budget::default() };
    let version = |at: usize| archive.version(at, &Extent::Asked);
    let mut open = gains(asking, &version(oldest), &version(newest));
    let mut spent = Vec::new();
    // Going back: a gain belongs to the newest commit that brought it about.
    for pair in chain.windows(2) {
        let [child, parent] = pair else { continue };
        let (old, new) = (version(*parent), version(*child));
        if open.is_empty() || Rc::ptr_eq(&old.rules, &new.rules) {
            continue;
        }
        let Some(commit) = archive.commits().get(*child) else { continue };
        spent.extend(step(asking, (&old, &new), commit, &mut open));
    }
    Budget { base: archive.commits().get(oldest).cloned(), spent }
}

/// The commits from the newest back to the adopted version, by first parents.
fn chain(archive: &dyn Archive, is_adopted: &dyn Fn(&Commit) -> bool) -> Vec<usize> {
    let commits = archive.commits();
    let mut chain = Vec::new();
    let mut next = Some(0);
    while let Some(commit) = next.and_then(|at| commits.get(at)) {
        chain.extend(next);
        next = commit.parents.first().copied().filter(|_| commit.is_open() || !is_adopted(commit));
    }
    chain
}

fn gains(asking: &Asking<'_>, old: &Version, new: &Version) -> BTreeSet<Gain> {
    let diff = diff::compare(&old.rules, &new.rules);
    let impact = (asking.judge)(&old.rules, &new.rules, &diff).unwrap_or_default();
    impact.flips.iter().filter(|f| is_gain(f)).map(|f| (f.id.clone(), f.entity.clone())).collect()
}

/// Whether somebody failed who no longer does.
fn is_gain(flip: &Flip) -> bool {
    let is_bad = |v: Option<Verdict>| matches!(v, Some(Verdict::Unmet | Verdict::Behind));
    is_bad(flip.before) && !is_bad(flip.after) && !matches!(flip.after, Some(Verdict::Invalid | Verdict::Missing))
}

fn step(
    asking: &Asking<'_>,
    (old, new): (&Version, &Version),
    commit: &Commit,
    open: &mut BTreeSet<Gain>,
) -> Vec<Spent> {
    let diff = diff::compare(&old.rules, &new.rules);
    let Some(impact) = (asking.judge)(&old.rules, &new.rules, &diff) else { return Vec::new() };
    let sorted = review::sort(&diff, asking.approvals, asking.occasion);
    let mut by_rule: BTreeMap<Arc<str>, Spent> = BTreeMap::new();
    for flip in impact.flips.iter().filter(|f| is_gain(f)) {
        if !open.remove(&(flip.id.clone(), flip.entity.clone())) {
            continue;
        }
        let changes: Vec<&Change> = flip.changes.iter().filter_map(|n| diff.changes.get(*n)).collect();
        let entry = by_rule.entry(flip.id.clone()).or_insert_with(|| Spent {
            commit: commit.clone(),
            rule: flip.id.clone(),
            names: changes.iter().filter(|c| c.is_difference()).map(|c| c.name).collect(),
            accepted: sorted
                .accepted
                .iter()
                .find(|(c, _)| changes.iter().any(|own| std::ptr::eq(*own, *c)))
                .map(|(_, a)| (a.by.clone(), a.document.clone())),
            entities: Vec::new(),
        });
        entry.entities.extend(flip.entity.clone());
    }
    by_rule.into_values().collect()
}

impl Spent {
    /// Returns how many no longer fail; a rule that is judged as a whole is one.
    pub fn count(&self) -> usize {
        self.entities.len().max(1)
    }

    fn author(&self, lang: Lang) -> String {
        if self.commit.is_open() {
            say(lang, "尚未提交", "not committed").to_owned()
        } else {
            self.commit.author.clone()
        }
    }

    fn acceptance(&self, lang: Lang) -> String {
        match &self.accepted {
            None => say(lang, "没有批准", "nobody accepted it").to_owned(),
            Some((by, None)) => by.clone(),
            Some((by, Some(document))) => format!("{by} {document}"),
        }
    }
}

impl Budget {
    /// Returns how many no longer fail in all.
    pub fn total(&self) -> usize {
        self.spent.iter().map(Spent::count).sum()
    }

    fn by(&self, key: impl Fn(&Spent) -> String) -> Vec<(String, usize)> {
        let mut sums: BTreeMap<String, usize> = BTreeMap::new();
        self.spent.iter().for_each(|s| *sums.entry(key(s)).or_default() += s.count());
        let mut all: Vec<(String, usize)> = sums.into_iter().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all
    }
}

/// Returns the budget for people to read.
pub fn budget_document(budget: &Budget, lang: Lang) -> Document {
    let mut document = Document::default();
    document.heading(1, say(lang, "放宽账", "the softening budget"));
    let (n, base) = (budget.total(), budget.base.as_ref().map_or("-", Commit::short));
    let text = Both::of(
        format!("自 {base} 以来，有 {n} 个对象只因规则改动才不再未达标"),
        format!("since {base}, {n} no longer fail only because the rules were changed"),
    );
    document.paragraph(text.get(lang));
    let columns = [
        Column::text(say(lang, "日期", "date"), 10),
        Column::text(say(lang, "提交", "commit"), 10),
        Column::text(say(lang, "作者", "author"), 6),
        Column::text(say(lang, "规则", "rule"), 8),
        Column::text(say(lang, "变动", "change"), 12),
        Column::number(say(lang, "对象数", "entities"), 4),
        Column::text(say(lang, "批准", "accepted by"), 8),
    ];
    let mut table = Table::new(columns);
    for s in &budget.spent {
        let names: Vec<String> = s.names.iter().map(|n| n.words().get(lang).to_owned()).collect();
        table.row([
            s.commit.day().into(),
            Line::of(s.commit.short(), Tone::Code),
            s.author(lang).into(),
            Line::of(&*s.rule, Tone::Strong),
            names.join(say(lang, "、", ", ")).into(),
            s.count().to_string().into(),
            s.acceptance(lang).into(),
        ]);
    }
    document.table(table);
    let sums = |document: &mut Document, head: &str, all: Vec<(String, usize)>| {
        if all.is_empty() {
            return;
        }
        document.heading(2, head);
        let mut table = Table::new([Column::text("", 8), Column::number(say(lang, "对象数", "entities"), 4)]);
        all.into_iter().for_each(|(key, n)| table.row([key.into(), n.to_string().into()]));
        document.table(table);
    };
    sums(&mut document, say(lang, "按作者", "by author"), budget.by(|s| s.author(lang)));
    sums(&mut document, say(lang, "按批准", "by acceptance"), budget.by(|s| s.acceptance(lang)));
    document
}

/// The document `dabiao.budget/1`.
#[derive(Debug, Serialize)]
pub struct BudgetJson<'a> {
    schema: &'static str,
    base: Option<&'a str>,
    total: usize,
    spent: Vec<SpentJson<'a>>,
}

#[derive(Debug, Serialize)]
struct SpentJson<'a> {
    commit: Option<&'a str>,
    author: Option<&'a str>,
    date: Option<&'a str>,
    rule: &'a str,
    names: Vec<&'static str>,
    entities: &'a [String],
    count: usize,
    accepted_by: Option<&'a str>,
    document: Option<&'a str>,
}

/// Returns the budget for programs.
pub fn budget_json(budget: &Budget) -> BudgetJson<'_> {
    BudgetJson {
        schema: "dabiao.budget/1",
        base: budget.base.as_ref().map(|c| c.id.as_str()),
        total: budget.total(),
        spent: budget.spent.iter().map(SpentJson::of).collect(),
    }
}

impl<'a> SpentJson<'a> {
    fn of(s: &'a Spent) -> Self {
        let known = |text: &'a str| (!s.commit.is_open()).then_some(text);
        Self {
            commit: known(&s.commit.id),
            author: known(&s.commit.author),
            date: known(&s.commit.date),
            rule: &s.rule,
            names: s.names.iter().map(|n| n.as_str()).collect(),
            entities: &s.entities,
            count: s.count(),
            accepted_by: s.accepted.as_ref().map(|(by, _)| by.as_str()),
            document: s.accepted.as_ref().and_then(|(_, d)| d.as_deref()),
        }
    }
}
