//! From a rule back to where it began: which commit changed it, and what it was called before.
//!
//! At each commit the rule is compared with the version of each parent. A parent with the same rule explains it, and the
//! walk goes on there alone; else the commit changed it. Where a parent lacks the rule, all its files are searched, so
//! that a rule is followed through files that were moved; a parent that cannot be read is looked through.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{Archive, Commit, Extent, Signed, Version};
use crate::diff::{self, Aspect, Cause, Change, Diff, Kind, Name};
use dabiao_lang::check::{self, RuleSet};
use dabiao_lang::model::{Model, Rule};

/// What became of one rule, the newest first.
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// The steps.
    pub steps: Vec<Step>,
}

/// What one commit did to a rule.
#[derive(Debug, Clone)]
pub struct Step {
    /// The commit.
    pub commit: Commit,
    /// Whether the commit brought lines of history together.
    pub is_merge: bool,
    /// Whether what the rule was before is not to be seen: the clone is shallow and ends here.
    pub is_cut: bool,
    /// A commit that it builds on and says to be older than.
    pub precedes: Option<Commit>,
    /// What is known of its signature.
    pub signed: Signed,
    /// What changed.
    pub changes: Vec<Change>,
    /// The shared declarations to which the changes point.
    pub causes: Vec<Cause>,
    /// The rules of that commit, and the rule's position; `None` where it is gone.
    pub after: Option<(Rc<RuleSet>, usize)>,
}

impl Step {
    /// Returns the rule as this commit left it.
    pub fn rule(&self) -> Option<(&Model, &Rule)> {
        let (rules, idx) = self.after.as_ref()?;
        Some((rules.model(), rules.model().rules.get(*idx)?))
    }

    /// Returns the kind that says most about the step: a relaxation before everything else.
    pub fn kind(&self) -> Kind {
        let order = [Kind::Removed, Kind::Added, Kind::Relaxed, Kind::Incomparable, Kind::Tightened, Kind::Metadata];
        order.into_iter().find(|k| self.changes.iter().any(|c| c.kind == *k)).unwrap_or(Kind::Equivalent)
    }
}

/// A rule in a version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct At {
    pub(super) commit: usize,
    pub(super) extent: Extent,
    pub(super) rule: usize,
}

/// What the rule was in a parent.
pub(super) struct Before {
    /// Where it is there; `None` where it is not.
    pub(super) at: Option<At>,
    pub(super) changes: Vec<Change>,
    pub(super) causes: Vec<Cause>,
}

/// A commit and what is read of it.
type Place = (usize, Extent);

/// Walks an archive; comparisons are made once.
pub struct Walker<'a> {
    archive: &'a dyn Archive,
    empty: Rc<RuleSet>,
    diffs: RefCell<BTreeMap<[Place; 2], Rc<Diff>>>,
}

impl<'a> Walker<'a> {
    /// Returns a walker through an archive.
    pub fn new(archive: &'a dyn Archive) -> Self {
        Self { archive, empty: Rc::new(check::load_text("", "").rules), diffs: RefCell::default() }
    }

    pub(super) fn commit(&self, commit: usize) -> Option<&Commit> {
        self.archive.commits().get(commit)
    }

    pub(super) fn version(&self, commit: usize, extent: &Extent) -> Version {
        self.archive.version(commit, extent)
    }

    /// Finds a rule by ID in the newest version that has it.
    pub(super) fn find(&self, id: &str) -> Option<At> {
        let n_commits = self.archive.commits().len();
        let in_version = |commit: usize| {
            let version = self.version(commit, &Extent::Asked);
            let rules = &version.rules.model().rules;
            let exact = rules.iter().position(|r| *r.id == *id);
            let rule = exact.or_else(|| rules.iter().position(|r| r.id.eq_ignore_ascii_case(id)))?;
            Some(At { commit, extent: Extent::Asked, rule })
        };
        (0..n_commits).find_map(in_version)
    }

    /// Returns the parents of a commit; one whose text cannot be read where the rule is stands for its own parents.
    fn parents(&self, at: &At, id: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let mut seen = BTreeSet::new();
        let mut waiting: Vec<usize> =
            self.commit(at.commit).map(|c| c.parents.iter().rev().copied().collect()).unwrap_or_default();
        while let Some(parent) = waiting.pop() {
            if !seen.insert(parent) {
                continue;
            }
            let version = self.version(parent, &at.extent);
            let rule = version.rules.model().rules.iter().find(|r| *r.id == *id);
            let is_lacking = !version.unreadable.is_empty()
                && rule.is_none_or(|r| version.unreadable.iter().any(|file| *r.file == **file));
            match self.commit(parent).filter(|c| is_lacking && !c.parents.is_empty()) {
                Some(broken) => waiting.extend(broken.parents.iter().rev().copied()),
                None => found.push(parent),
            }
        }
        found
    }

    /// Returns what the rule was in each parent; a commit without parents has nothing before it.
    pub(super) fn before(&self, at: &At) -> Vec<Before> {
        let version = self.version(at.commit, &at.extent);
        let Some(rule) = version.rules.model().rules.get(at.rule) else { return Vec::new() };
        let parents = self.parents(at, &rule.id);
        if parents.is_empty() {
            return vec![self.birth(&version.rules, at.rule)];
        }
        parents.into_iter().map(|parent| self.in_parent(at, &version.rules, rule, parent)).collect()
    }

    /// Returns a parent that a commit claims to be older than, which it cannot be.
    fn preceded(&self, commit: usize) -> Option<Commit> {
        let own = self.commit(commit)?;
        let parents = own.parents.iter().filter_map(|p| self.commit(*p)).filter(|p| !p.is_open());
        parents.filter(|p| !own.is_open() && own.claims_to_precede(p)).max_by(|a, b| a.date.cmp(&b.date)).cloned()
    }

    fn birth(&self, rules: &Rc<RuleSet>, rule: usize) -> Before {
        let diff = diff::compare(&self.empty, rules);
        let (changes, causes) = of_rule(&diff, rule);
        Before { at: None, changes, causes: causes.into_iter().filter(|_| false).collect() }
    }

    fn in_parent(&self, at: &At, rules: &Rc<RuleSet>, rule: &Rule, parent: usize) -> Before {
        let found = self.compare(at, rules, rule, (parent, at.extent.clone()));
        if found.at.is_some() {
            return found;
        }
        // It is not among the files that were asked for: perhaps it was elsewhere.
        let whole = self.version(at.commit, &Extent::Whole);
        let is_same = |r: &Rule| r.id == rule.id && r.file == rule.file && r.line == rule.line;
        let Some(in_whole) = whole.rules.model().rules.iter().position(is_same) else { return found };
        let diff = self.diff((parent, Extent::Whole), (at.commit, Extent::Whole));
        let (changes, _) = of_rule(&diff, in_whole);
        let old = self.version(parent, &Extent::Whole);
        let Some(moved) = partner(&changes, rule, &old.rules).and_then(|n| old.rules.model().rules.get(n)) else {
            return found;
        };
        self.compare(at, rules, rule, (parent, Extent::File(moved.file.to_string())))
    }

    /// Compares with one version of a parent.
    fn compare(&self, at: &At, rules: &Rc<RuleSet>, rule: &Rule, (parent, extent): Place) -> Before {
        let old = self.version(parent, &extent);
        let nothing = |changes, causes| Before { at: None, changes, causes };
        if same_text(&old.rules, rules) {
            return Before { at: Some(At { commit: parent, extent, rule: at.rule }), ..nothing(vec![], vec![]) };
        }
        let diff = self.diff((parent, extent.clone()), (at.commit, at.extent.clone()));
        let (changes, causes) = of_rule(&diff, at.rule);
        match partner(&changes, rule, &old.rules) {
            Some(n) => Before { at: Some(At { commit: parent, extent, rule: n }), changes, causes },
            None => nothing(changes, causes),
        }
    }

    fn diff(&self, old: Place, new: Place) -> Rc<Diff> {
        let key = [old, new];
        if let Some(known) = self.diffs.borrow().get(&key) {
            return known.clone();
        }
        let [(a, x), (b, y)] = &key;
        let diff = Rc::new(diff::compare(&self.version(*a, x).rules, &self.version(*b, y).rules));
        self.diffs.borrow_mut().insert(key, diff.clone());
        diff
    }
}

/// One version is the other when they are one in memory.
fn same_text(a: &Rc<RuleSet>, b: &Rc<RuleSet>) -> bool {
    Rc::ptr_eq(a, b)
}

/// Returns the changes of one rule of the new version that count, and what they point to.
fn of_rule(diff: &Diff, rule: usize) -> (Vec<Change>, Vec<Cause>) {
    let is_own = |c: &&Change| c.name.aspect() != Aspect::Audit && c.after.iter().any(|s| s.rule == rule);
    let changes: Vec<Change> = diff.changes.iter().filter(is_own).cloned().collect();
    let causes = changes.iter().flat_map(|c| &c.causes).filter_map(|n| diff.causes.get(*n)).cloned().collect();
    (changes, causes)
}

/// Returns the position of the rule in the old version: as the changes say, else under its ID.
fn partner(changes: &[Change], rule: &Rule, old: &RuleSet) -> Option<usize> {
    if changes.iter().any(|c| c.name == Name::RuleAdded) {
        return None;
    }
    let said = changes.iter().find_map(|c| c.before.first()).map(|s| s.rule);
    said.or_else(|| old.model().rules.iter().position(|r| r.id == rule.id))
}

/// Follows a rule back; `None` if no version has it.
pub fn log(walker: &Walker<'_>, id: &str) -> Option<Log> {
    let start = walker.find(id)?;
    let mut steps: BTreeMap<usize, Step> = BTreeMap::new();
    if let Some((commit, step)) = end(walker, &start) {
        steps.insert(commit, step);
    }
    let mut seen = BTreeSet::new();
    let mut waiting = vec![start];
    while let Some(at) = waiting.pop() {
        if !seen.insert(at.clone()) {
            continue;
        }
        let before = walker.before(&at);
        let is_kept = |b: &&Before| b.at.is_some() && b.changes.iter().all(|c| c.kind == Kind::Equivalent);
        if let Some(same) = before.iter().find(is_kept) {
            let told = step(walker, &at, &before, same).filter(|s| !s.changes.is_empty());
            if let Some(step) = told {
                steps.insert(at.commit, step);
            }
            waiting.extend(same.at.clone());
            continue;
        }
        let had = before.iter().find(|b| b.at.is_some()).or(before.first());
        if let Some(step) = had.and_then(|had| step(walker, &at, &before, had)) {
            steps.insert(at.commit, step);
        }
        waiting.extend(before.iter().rev().filter_map(|b| b.at.clone()));
    }
    Some(Log { steps: steps.into_values().collect() })
}

fn step(walker: &Walker<'_>, at: &At, all: &[Before], had: &Before) -> Option<Step> {
    let commit = walker.commit(at.commit)?.clone();
    // Where a shallow clone ends everything looks new: nothing is known of what came before.
    let is_cut = commit.is_cut && had.at.is_none();
    let tells = |c: &&Change| !is_cut && (c.is_difference() || c.name == Name::RuleRenamed);
    Some(Step {
        is_merge: all.len() > 1,
        is_cut,
        precedes: walker.preceded(at.commit),
        signed: walker.archive.signature(at.commit),
        commit,
        changes: had.changes.iter().filter(tells).cloned().collect(),
        causes: had.causes.clone(),
        after: Some((walker.version(at.commit, &at.extent).rules, at.rule)),
    })
}

/// A rule that the newest version lacks went away in a child of the newest that has it.
fn end(walker: &Walker<'_>, start: &At) -> Option<(usize, Step)> {
    let commits = walker.archive.commits();
    let (child, commit) =
        commits.iter().enumerate().take(start.commit).rev().find(|(_, c)| c.parents.contains(&start.commit))?;
    let diff = walker.diff((start.commit, Extent::Asked), (child, Extent::Asked));
    let is_own = |c: &&Change| c.name.aspect() != Aspect::Audit && c.before.iter().any(|s| s.rule == start.rule);
    let changes: Vec<Change> = diff.changes.iter().filter(is_own).cloned().collect();
    let (commit, is_merge) = (commit.clone(), commit.parents.len() > 1);
    let (precedes, signed) = (walker.preceded(child), walker.archive.signature(child));
    Some((child, Step { commit, is_merge, is_cut: false, precedes, signed, changes, causes: Vec::new(), after: None }))
}
