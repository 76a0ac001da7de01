//! Whose verdict flips: both versions are evaluated on the same data, and what came out otherwise is listed, the
//! suspicious first.
//!
//! Takes two rule sets with a dataset for each (the same files read by each one's schema), gives flips of verdicts and
//! moves of scores and ranks. The net under the proofs: rules that are said to be unchanged are looked at as well, and a
//! flip that what was proved leaves no room for is marked ([`Flip::contradicts`]).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::change::{Change, Diff, Kind};
use dabiao_data::{Dataset, EntityId};
use dabiao_eval::{Check, Detail, Judgement, RuleJudgement, Session};
use dabiao_lang::check::RuleSet;
use dabiao_lang::model::{Exact, ExprKind, TargetKind, Verdict};

/// What a change of rules does to the results on some data.
#[derive(Debug, Clone, Default)]
pub struct Impact {
    /// Verdicts that are other ones now: whole rules and single entities, the suspicious first.
    pub flips: Vec<Flip>,
    /// Scores and ranks that moved, by scheme, then in order of the roster.
    pub moves: Vec<Move>,
}

/// A verdict that is another one now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flip {
    /// The ID of the rule, as it is now (as it was, where it is gone).
    pub id: Arc<str>,
    /// The entity, as a code or name; `None` is the rule's own verdict.
    pub entity: Option<String>,
    /// The name of the entity.
    pub name: Option<Arc<str>>,
    /// The verdict by the old rules; `None` where the rule is new.
    pub before: Option<Verdict>,
    /// The verdict by the new rules; `None` where the rule is gone.
    pub after: Option<Verdict>,
    /// Which way it went.
    pub direction: Direction,
    /// Positions in [`Diff::changes`] of the changes of that rule.
    pub changes: Vec<usize>,
    /// Whether a target was relaxed (or its rule dropped) and somebody who failed now passes, or no longer fails.
    pub is_suspicious: bool,
    /// Whether what was proved of the rule, or that nothing of it changed, leaves no room for the flip.
    pub contradicts: bool,
    /// By what share of the threshold the value passes the new line; the smaller, the more suspicious.
    pub margin: Option<Exact>,
}

/// Which way a verdict went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// To a better one.
    Better,
    /// To a worse one.
    Worse,
}

/// A score or rank that moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The name of the scheme.
    pub scheme: Arc<str>,
    /// The entity, as a code or name.
    pub entity: String,
    /// The name of the entity.
    pub name: Arc<str>,
    /// The total before and after, where known.
    pub total: [Option<Exact>; 2],
    /// The rank before and after, where known.
    pub rank: [Option<Exact>; 2],
    /// The grade before and after, where known.
    pub grade: [Option<Arc<str>>; 2],
}

/// Data for both versions, and the day of judgement.
#[derive(Debug, Clone, Copy)]
pub struct Data<'d> {
    /// Read by the schema of the old rules.
    pub old: &'d Dataset,
    /// Read by the schema of the new rules.
    pub new: &'d Dataset,
    /// The day.
    pub as_of: chrono::NaiveDate,
}

/// Evaluates both versions and lists what came out otherwise.
pub fn impact(old: &RuleSet, new: &RuleSet, diff: &Diff, data: Data<'_>) -> Impact {
    let judge = |rules, data, as_of| Session::new(rules, data, as_of).evaluate(Detail::Full);
    let before = Judged { rules: old, data: data.old, judgement: judge(old, data.old, data.as_of) };
    let after = Judged { rules: new, data: data.new, judgement: judge(new, data.new, data.as_of) };
    let mut flips = flips(&before, &after, diff);
    flips.sort_by_key(order);
    Impact { flips, moves: moves(&before, &after) }
}

/// A version with what it came to.
struct Judged<'a> {
    rules: &'a RuleSet,
    data: &'a Dataset,
    judgement: Judgement,
}

impl Judged<'_> {
    fn rule(&self, idx: Option<usize>) -> Option<&RuleJudgement> {
        self.judgement.rules.get(idx?)
    }

    /// The line of a check, where it is a constant, in the unit of its target.
    fn line(&self, rule: Option<usize>, check: &Check) -> Option<Exact> {
        let rule = self.rules.model().rules.get(rule?)?;
        let target = check.target_of(rule.statements.get(check.statement)?)?;
        let TargetKind::Compare(_, right) = &target.kind else { return None };
        let ExprKind::Quantity(q) = &right.kind else { return None };
        Some(target.unit.as_ref().map_or_else(|| q.base.clone(), |u| u.from_base(&q.base)))
    }

    /// The narrowest margin of a rule's own checks.
    fn margin(&self, rule: Option<usize>) -> Option<Exact> {
        let checks = &self.rule(rule)?.checks;
        let own = |c: &Check| margin(c.measured.as_ref().map(|m| &m.value), self.line(rule, c).as_ref());
        checks.iter().filter_map(own).min()
    }
}

/// What sorts flips.
type Order = (bool, bool, bool, Option<Exact>, Direction, Arc<str>, Option<String>);

/// What contradicts a proof first; then the suspicious, the narrowest escape in front; then what got better, then what got
/// worse; rules before entities.
fn order(flip: &Flip) -> Order {
    let has_no_margin = flip.margin.is_none();
    (
        !flip.contradicts,
        !flip.is_suspicious,
        has_no_margin,
        flip.margin.clone(),
        flip.direction,
        flip.id.clone(),
        flip.entity.clone(),
    )
}

/// Rules that changed, by position on both sides, with their changes.
type Touched = BTreeMap<(Option<usize>, Option<usize>), Vec<usize>>;

fn flips(before: &Judged<'_>, after: &Judged<'_>, diff: &Diff) -> Vec<Flip> {
    let mut touched: Touched = BTreeMap::new();
    for (idx, change) in diff.changes.iter().enumerate().filter(|(_, c)| c.is_about_rules()) {
        let (was, is) = (change.before.first().map(|s| s.rule), change.after.first().map(|s| s.rule));
        touched.entry((was, is)).or_default().push(idx);
    }
    for (was, is) in unchanged(before, after, &touched) {
        touched.insert((Some(was), Some(is)), Vec::new());
    }
    let mut out = Vec::new();
    for ((was, is), changes) in touched {
        rule(&mut out, (before, was), (after, is), (diff, changes));
    }
    out
}

/// Rules of which no change is told, by position on both sides.
fn unchanged(before: &Judged<'_>, after: &Judged<'_>, touched: &Touched) -> Vec<(usize, usize)> {
    let is_told: BTreeSet<usize> = touched.keys().filter_map(|(was, _)| *was).collect();
    let now: BTreeMap<&str, usize> =
        after.rules.model().rules.iter().enumerate().map(|(idx, r)| (&*r.id, idx)).collect();
    let old = before.rules.model().rules.iter().enumerate().filter(|(idx, _)| !is_told.contains(idx));
    old.filter_map(|(idx, r)| Some((idx, *now.get(&*r.id)?))).collect()
}

/// What the changes of a rule leave possible.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Whether somebody may fail who passed.
    worse: bool,
    /// Whether somebody may pass who failed.
    better: bool,
    /// Whether verdicts other than these two may become others.
    otherwise: bool,
}

impl Room {
    fn of<'c>(changes: impl Iterator<Item = &'c Change>) -> Self {
        let mut room = Self { worse: false, better: false, otherwise: false };
        for change in changes {
            let is_sure = change.is_proved && change.assumes.is_none();
            match change.kind {
                // That a rule weighs more or less moves no verdict; nor do offices and sources.
                _ if !change.name.aspect().is_judged() => {}
                Kind::Equivalent | Kind::Metadata => {}
                Kind::Relaxed if is_sure => (room.better, room.otherwise) = (true, true),
                Kind::Tightened if is_sure => (room.worse, room.otherwise) = (true, true),
                _ => room = Self { worse: true, better: true, otherwise: true },
            }
        }
        room
    }

    fn has(self, before: Option<Verdict>, after: Option<Verdict>) -> bool {
        match (before, after) {
            (Some(Verdict::Met), Some(Verdict::Unmet)) => self.worse,
            (Some(Verdict::Unmet), Some(Verdict::Met)) => self.better,
            _ => self.otherwise,
        }
    }
}

fn rule(
    out: &mut Vec<Flip>,
    (before, was): (&Judged<'_>, Option<usize>),
    (after, is): (&Judged<'_>, Option<usize>),
    (diff, changes): (&Diff, Vec<usize>),
) {
    let (a, b) = (before.rule(was), after.rule(is));
    let kinds: Vec<Kind> = changes.iter().filter_map(|c| diff.changes.get(*c)).map(|c| c.kind).collect();
    let room = Room::of(changes.iter().filter_map(|c| diff.changes.get(*c)));
    let is_weaker = kinds.iter().any(|k| matches!(k, Kind::Relaxed | Kind::Incomparable | Kind::Removed));
    let id = |judged: &Judged<'_>, idx: Option<usize>| judged.rules.model().rules.get(idx?).map(|r| r.id.clone());
    let Some(id) = id(after, is).or_else(|| id(before, was)) else { return };
    let mut add =
        |entity: Option<(String, Arc<str>)>, x: Option<Verdict>, y: Option<Verdict>, margin: Option<Exact>| {
            if x == y {
                return;
            }
            let is_bad = |v: Option<Verdict>| matches!(v, Some(Verdict::Unmet | Verdict::Behind));
            let direction = match (x, y) {
                (Some(x), Some(y)) if y > x => Direction::Better,
                (Some(_), Some(_)) => Direction::Worse,
                (Some(_), None) if is_bad(x) => Direction::Better,
                (None, Some(_)) if !is_bad(y) => Direction::Better,
                _ => Direction::Worse,
            };
            let is_suspicious = is_weaker && is_bad(x) && direction == Direction::Better;
            let (entity, name) = entity.map_or((None, None), |(e, n)| (Some(e), Some(n)));
            let (id, changes) = (id.clone(), changes.clone());
            // Who does not pass is beyond no line.
            let margin = margin.filter(|_| matches!(y, Some(Verdict::Met | Verdict::Early)));
            let contradicts = !room.has(x, y);
            out.push(Flip {
                id,
                entity,
                name,
                before: x,
                after: y,
                direction,
                changes,
                is_suspicious,
                contradicts,
                margin,
            });
        };
    let (x, y) = (entities(before, was), entities(after, is));
    let mut keys: Vec<&String> = x.keys().chain(y.keys()).collect();
    keys.sort();
    keys.dedup();
    let rule = (a.map(|a| a.verdict), b.map(|b| b.verdict));
    // A rule that is judged for one entity has one verdict, and that is told once.
    if let [only] = keys.as_slice() {
        let name = x.get(*only).or(y.get(*only)).map(|e| e.name.clone()).unwrap_or_default();
        return add(Some(((*only).clone(), name)), rule.0, rule.1, after.margin(is));
    }
    add(None, rule.0, rule.1, after.margin(is));
    for key in keys {
        let (was, is) = (x.get(key), y.get(key));
        // Somebody who is no longer meant, or newly meant, flips only from or to a failure.
        let name = was.or(is).map(|e| e.name.clone()).unwrap_or_default();
        let verdicts = (was.map(|e| e.verdict), is.map(|e| e.verdict));
        let is_told =
            verdicts.0.is_some() && verdicts.1.is_some() || [verdicts.0, verdicts.1].contains(&Some(Verdict::Unmet));
        if is_told {
            add(Some((key.clone(), name)), verdicts.0, verdicts.1, is.and_then(|e| e.margin.clone()));
        }
    }
}

/// How one entity came out under one rule.
struct Own {
    name: Arc<str>,
    verdict: Verdict,
    margin: Option<Exact>,
}

/// The worst verdict of each entity over all checks of a rule.
fn entities(judged: &Judged<'_>, rule: Option<usize>) -> BTreeMap<String, Own> {
    let mut all: BTreeMap<String, Own> = BTreeMap::new();
    let roster = &judged.data.roster;
    let mut see = |entity: EntityId, verdict: Verdict, margin: Option<Exact>| {
        let name = roster.get(entity).map(|e| Arc::<str>::from(&e.name)).unwrap_or_default();
        let own = Own { name, verdict, margin };
        match all.get_mut(roster.key(entity)) {
            Some(worst) if worst.verdict <= verdict => {}
            Some(worst) => *worst = own,
            None => {
                all.insert(roster.key(entity).to_owned(), own);
            }
        }
    };
    for check in judged.rule(rule).into_iter().flat_map(|r| &r.checks) {
        if check.members.is_some() && check.entities.len() > 1 {
            let line = judged.line(rule, check);
            for e in &check.entities {
                see(e.entity, e.verdict, margin(e.value.as_ref(), line.as_ref()));
            }
        } else if let Some(entity) = check.entity {
            let line = judged.line(rule, check);
            see(entity, check.verdict, margin(check.measured.as_ref().map(|m| &m.value), line.as_ref()));
        }
    }
    all
}

/// By what share of its line a value passes it.
fn margin(value: Option<&Exact>, line: Option<&Exact>) -> Option<Exact> {
    let (value, line) = (value?, line?);
    (value + &-line).abs().checked_div(&line.abs())
}

fn moves(before: &Judged<'_>, after: &Judged<'_>) -> Vec<Move> {
    let mut out = Vec::new();
    let name = |judged: &Judged<'_>, idx: usize| judged.rules.model().schemes.get(idx).map(|s| s.name.clone());
    let grade = |judged: &Judged<'_>, idx: usize, row: &dabiao_eval::ScoreRow| {
        let scheme = judged.rules.model().schemes.get(idx)?;
        scheme.grades.get(row.grade?).map(|g| g.name.clone())
    };
    for scores in &after.judgement.scores {
        let Some(scheme) = name(after, scores.scheme) else { continue };
        let old = before.judgement.scores.iter().find(|s| name(before, s.scheme).as_ref() == Some(&scheme));
        for row in &scores.rows {
            let key = after.data.roster.key(row.entity).to_owned();
            let was = old.and_then(|o| Some((o, o.rows.iter().find(|r| before.data.roster.key(r.entity) == key)?)));
            let total = [was.and_then(|(_, r)| r.total.value().cloned()), row.total.value().cloned()];
            let rank = [was.and_then(|(_, r)| r.rank.clone()), row.rank.clone()];
            let grade = [was.and_then(|(o, r)| grade(before, o.scheme, r)), grade(after, scores.scheme, row)];
            let is_moved = total[0] != total[1] || rank[0] != rank[1] || grade[0] != grade[1];
            if is_moved {
                let entity = after.data.roster.get(row.entity).map(|e| Arc::<str>::from(&e.name)).unwrap_or_default();
                out.push(Move { scheme: scheme.clone(), entity: key, name: entity, total, rank, grade });
            }
        }
    }
    out
}

impl Direction {
    /// Returns the word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Better => "better",
            Direction::Worse => "worse",
        }
    }
}
