//! Two rule sets to the changes in meaning between them: who asks more, who asks less, and what shows it.
//!
//! Data flow: `versions` puts both into one core, where equal meanings have equal ids; `cause` compares what rules share, `pair` finds which rule became which,
//! `judge` proves what became of each obligation (with the reasoning of `check`), `fields` compares the rest.
//! INVARIANT: `compare(a, a)` has no change, and `compare(a, b)` mirrors `compare(b, a)`.

mod apart;
mod aspect;
mod beside;
mod cause;
pub mod change;
mod data;
mod excerpt;
mod fields;
mod fingerprint;
mod fruitless;
pub mod impact;
mod judge;
mod kept;
mod label;
mod meaning;
pub mod name;
mod pair;
mod prove;
mod renumber;
mod revision;
mod rounding;
mod search;
mod slack;
mod split;
mod task;
mod threshold;
mod try_out;
mod typed_in;
mod versions;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::sync::Arc;

pub use change::{Aspect, Cause, Change, Datum, Diff, Digests, Kind, Name, Side, Witness};
pub use impact::{Data, Direction, Flip, Impact, Move, impact};
pub use kept::{TargetAt, kept};
pub use pair::Pairing;

use cause::Causes;
use dabiao_lang::check::RuleSet;
use dabiao_lang::core::Code;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::{Rule, sentence};
use dabiao_lang::source::{FileId, Span};
use pair::Pair;
use versions::{Version, Versions};

/// How two rule sets are to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// How rules find each other.
    pub pairing: Pairing,
    /// How many threads look for proofs and witnesses; `None`: as many as the machine has. What is found does not depend on it.
    pub threads: Option<NonZeroUsize>,
}

/// Compares two versions of a rule set.
///
/// # Example
/// ```
/// use dabiao_lang::check;
/// use dabiao_diff::diff;
/// let old = check::load_text("a.rules", "集体经济经营性收入 >= 5万元 by 2025").rules;
/// let new = check::load_text("a.rules", "集体经济经营性收入 >= 3万元 by 2025").rules;
/// assert!(diff::compare(&old, &old).changes.is_empty());
/// assert_eq!(diff::compare(&old, &new).changes[0].name.as_str(), "threshold-relaxed");
/// ```
pub fn compare(old: &RuleSet, new: &RuleSet) -> Diff {
    compare_with(old, new, Options::default())
}

/// Compares two rule sets in the way that is asked for.
pub fn compare_with(old: &RuleSet, new: &RuleSet, options: Options) -> Diff {
    let versions = Versions::of(old.model(), new.model());
    let causes = Causes::of(&versions);
    let pairs = pair::pair(&versions, options.pairing);
    let mut comparison = Comparison {
        versions: &versions,
        options,
        causes,
        fruitless: fruitless::Fruitless::default(),
        judged: BTreeSet::new(),
        out: Vec::new(),
    };
    let in_order = fruitless::in_order(&versions, &pairs.pairs);
    let touched: Vec<Option<Touched>> = in_order.iter().map(|pair| comparison.touched(pair)).collect();
    let mut apart = apart::judged(&comparison, (&in_order, &touched));
    for (n, (pair, touched)) in in_order.iter().zip(touched).enumerate() {
        if let Some(touched) = touched {
            comparison.pair(pair, touched, apart.remove(&n));
        }
    }
    for idx in pairs.added {
        comparison.alone(idx, Name::RuleAdded);
    }
    for idx in pairs.removed {
        comparison.alone(idx, Name::RuleRemoved);
    }
    comparison.beside();
    comparison.unexplained(&pairs.pairs);
    comparison.finish()
}

/// The aspects of a name, or of the parts that it gathers.
fn aspects(name: Name, parts: &[Name]) -> Vec<Aspect> {
    let mut all: Vec<Aspect> =
        if parts.is_empty() { vec![name.aspect()] } else { parts.iter().map(|p| p.aspect()).collect() };
    all.sort();
    all.dedup();
    all
}

/// Where something stands that was made up.
const NOWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

/// What satisfies the rules of a pair when they are due, before and now.
struct Duties {
    before: Vec<Code>,
    after: Vec<Code>,
}

impl Duties {
    fn fingerprint(&self, name: Name, detail: [&str; 2]) -> String {
        fingerprint::of(name, &self.before, &self.after, detail)
    }
}

fn rules<'m>(version: &Version<'m>, idx: &[usize]) -> Vec<&'m Rule> {
    idx.iter().filter_map(|i| version.model.rules.get(*i)).collect()
}

/// Puts both sides of a pair, and what surrounds them, before those who judge.
fn with_sides<T>(
    versions: &Versions<'_>,
    (causes, pairing): (&Causes, Pairing),
    (pair, duties, touching): (&Pair, &Duties, &[usize]),
    judge: impl FnOnce(judge::Rules<'_, '_>, judge::Rules<'_, '_>, judge::Around<'_>) -> T,
) -> T {
    let (old, new) = (rules(&versions.old, &pair.old), rules(&versions.new, &pair.new));
    let before = judge::Rules { version: &versions.old, rules: &old, duties: &duties.before };
    let after = judge::Rules { version: &versions.new, rules: &new, duties: &duties.after };
    judge(before, after, judge::Around { causes, touching, pairing, is_turned: false })
}

fn sides(version: &Version<'_>, idx: &[usize]) -> Vec<Side> {
    let side = |&i: &usize| {
        let rule = version.model.rules.get(i)?;
        let say = |lang| sentence::rule(&version.model.schema, rule, lang);
        Some(Side {
            id: rule.id.clone(),
            rule: i,
            text: Both::of(say(Lang::Zh), say(Lang::En)),
            file: rule.file.clone(),
            line: rule.line,
            digests: version.meaning().digests(i),
        })
    };
    idx.iter().filter_map(side).collect()
}

/// Of which rules (by their new positions) it is told that something changed in each of the three.
#[derive(Default)]
struct Told {
    asks: BTreeSet<usize>,
    measured_by: BTreeSet<usize>,
    weighs: BTreeSet<usize>,
    /// Rules that a change of a scheme or of lights names.
    beside: BTreeSet<Arc<str>>,
}

impl Told {
    fn see(&mut self, change: &Change) {
        if !change.is_about_rules() {
            self.beside.extend(change.ids.iter().cloned());
            return;
        }
        let aspects = || change.aspects.iter();
        for rule in change.after.iter().map(|s| s.rule) {
            if aspects().any(|a| matches!(a, Aspect::Baseline | Aspect::Progress)) {
                self.asks.insert(rule);
            }
            if !change.causes.is_empty() {
                self.measured_by.insert(rule);
            }
            if aspects().any(|a| !a.is_judged()) {
                self.weighs.insert(rule);
            }
        }
    }
}

/// A comparison under way.
struct Comparison<'v, 'm> {
    versions: &'v Versions<'m>,
    options: Options,
    causes: Causes,
    fruitless: fruitless::Fruitless,
    /// The new rules of which it was judged what became of their duties.
    judged: BTreeSet<usize>,
    /// Changes with their places in order: of the new rule, else of the old.
    out: Vec<(usize, Change)>,
}

/// What may have changed of a pair: what satisfies it, and the causes that touch it.
struct Touched {
    duties: Duties,
    /// Causes that move no verdict.
    harmless: Vec<usize>,
    weighty: Vec<usize>,
}

impl Touched {
    /// Returns whether verdicts may differ.
    fn is_logical(&self) -> bool {
        self.duties.before != self.duties.after || !self.weighty.is_empty()
    }
}

impl<'v, 'm> Comparison<'v, 'm> {
    fn touched(&self, pair: &Pair) -> Option<Touched> {
        let versions = self.versions;
        let (old, new) = (rules(&versions.old, &pair.old), rules(&versions.new, &pair.new));
        if old.is_empty() || new.is_empty() {
            return None;
        }
        let duties = Duties { before: versions.old.duties(&pair.old), after: versions.new.duties(&pair.new) };
        let mut touching: Vec<usize> = Vec::new();
        for n in 0..old.len().max(new.len()) {
            touching.extend(self.causes.touching(versions, [old.get(n).copied(), new.get(n).copied()]));
        }
        touching.sort_unstable();
        touching.dedup();
        let is_harmless = |idx: &usize| self.causes.all.get(*idx).is_some_and(|(_, c)| c.name.is_harmless());
        let (harmless, weighty): (Vec<usize>, Vec<usize>) = touching.into_iter().partition(is_harmless);
        Some(Touched { duties, harmless, weighty })
    }

    /// Says what became of a pair; `apart` is what was found of it already.
    fn pair(&mut self, pair: &Pair, touched: Touched, apart: Option<judge::Finding>) {
        let versions = self.versions;
        let (old, new) = (rules(&versions.old, &pair.old), rules(&versions.new, &pair.new));
        let (Some(a), Some(b)) = (old.first().copied(), new.first().copied()) else { return };
        let place = pair.new.first().copied().unwrap_or_default();
        let is_logical = touched.is_logical();
        let Touched { duties, harmless, weighty } = touched;
        if is_logical {
            if duties.before != duties.after {
                self.judged.extend(pair.new.iter().copied());
            }
            let found = apart.unwrap_or_else(|| self.judgement(pair, &duties, &weighty));
            self.logical((pair, place), &duties, found, weighty);
        }
        for cause in harmless {
            self.shared((pair, place), &duties, cause);
        }
        if self.options.pairing != Pairing::ById {
            return;
        }
        if pair.old.len() + pair.new.len() > 2 {
            return self.fields_of_parts((pair, place), &duties);
        }
        if a.id != b.id {
            let reason = Both::of(format!("{} 改为 {}", a.id, b.id), format!("{} became {}", a.id, b.id));
            let found = fields::Field {
                name: Name::RuleRenamed,
                kind: Kind::Metadata,
                before: Both::of(&*a.id, &*a.id),
                after: Both::of(&*b.id, &*b.id),
            };
            self.field((pair, place), &duties, found, Some(reason));
        }
        for field in fields::compare((versions.old.model, a), (versions.new.model, b)) {
            self.field((pair, place), &duties, field, None);
        }
    }

    /// What rules say beside their obligation, where one became several or several one: a part that lost the veto, or is
    /// no longer binding, is told, and the weights are compared as sums.
    fn fields_of_parts(&mut self, (pair, place): (&Pair, usize), duties: &Duties) {
        let (old, new) = (&self.versions.old, &self.versions.new);
        for &i in &pair.old {
            for &j in &pair.new {
                let (Some(a), Some(b)) = (old.model.rules.get(i), new.model.rules.get(j)) else { continue };
                let part = Pair { old: vec![i], new: vec![j], how: pair.how };
                let differing = fields::compare((old.model, a), (new.model, b));
                for field in differing.into_iter().filter(fields::Field::is_of_each_part) {
                    self.field((&part, place), duties, field, None);
                }
            }
        }
        if let Some(field) = fields::weights(&rules(old, &pair.old), &rules(new, &pair.new)) {
            self.field((pair, place), duties, field, None);
        }
    }

    fn judgement(&mut self, pair: &Pair, duties: &Duties, weighty: &[usize]) -> judge::Finding {
        let kept = fruitless::kept(self.versions, pair, weighty);
        let known = kept.as_ref().and_then(|kept| self.fruitless.known(kept));
        let is_new = known.is_none();
        let surroundings = (&self.causes, self.options.pairing);
        let found =
            with_sides(self.versions, surroundings, (pair, duties, weighty), |before, after, around| match known {
                Some(known) => judge::alike(known, before, after, around),
                None => judge::judge(before, after, around),
            });
        if let Some(kept) = kept.filter(|_| is_new) {
            self.fruitless.see(kept, &found);
        }
        found
    }

    /// A change of what is asked, or of what that rests on.
    fn logical(
        &mut self,
        (pair, place): (&Pair, usize),
        duties: &Duties,
        finding: judge::Finding,
        weighty: Vec<usize>,
    ) {
        let (before, after) = (sides(&self.versions.old, &pair.old), sides(&self.versions.new, &pair.new));
        let (old, new) = (rules(&self.versions.old, &pair.old), rules(&self.versions.new, &pair.new));
        // What an approval is given for includes what the rule rests on: another definition is another change.
        let shared = self.causes.key(&weighty);
        let change = Change {
            kind: finding.kind,
            aspects: aspects(finding.name, &finding.parts),
            parts: finding.parts,
            figures: slack::figures(finding.name, (&old, &new)),
            reason: finding.reason,
            pairing: pair.how.words(),
            is_proved: finding.is_proved,
            assumes: finding.assumes,
            witnesses: finding.witnesses,
            ..Change::plain(
                finding.name,
                finding.kind,
                (before, after),
                duties.fingerprint(finding.name, [&shared, ""]),
            )
        };
        let change = Change { causes: weighty, ..change };
        self.out.push((place, change));
    }

    /// A change of a shared declaration that moves no verdict.
    fn shared(&mut self, (pair, place): (&Pair, usize), duties: &Duties, cause: usize) {
        let Some((_, found)) = self.causes.all.get(cause) else { return };
        let say = |l: Lang| format!("{}: {} → {}", found.subject.get(l), found.before.get(l), found.after.get(l));
        let reason = Both::of(say(Lang::Zh), say(Lang::En));
        let detail = [found.before.get(Lang::Zh), found.after.get(Lang::Zh)];
        let fingerprint = duties.fingerprint(found.name, detail);
        let both = (sides(&self.versions.old, &pair.old), sides(&self.versions.new, &pair.new));
        let plain = Change::plain(found.name, Kind::Metadata, both, fingerprint);
        self.out.push((place, Change { reason, pairing: pair.how.words(), causes: vec![cause], ..plain }));
    }

    fn field(&mut self, (pair, place): (&Pair, usize), duties: &Duties, f: fields::Field, said: Option<Both>) {
        let with = |mut sides: Vec<Side>, text: &Both| {
            sides.iter_mut().for_each(|s| s.text = text.clone());
            sides
        };
        let words = f.name.words();
        let reason = said.unwrap_or_else(|| {
            let say = |l: Lang| format!("{}: {} → {}", words.get(l), f.before.get(l), f.after.get(l));
            Both::of(say(Lang::Zh), say(Lang::En))
        });
        let after = with(sides(&self.versions.new, &pair.new), &f.after);
        let detail = if f.name == Name::RuleRenamed { ["", ""] } else { [&*f.before.zh, &*f.after.zh] };
        let before = with(sides(&self.versions.old, &pair.old), &f.before);
        let plain = Change::plain(f.name, f.kind, (before, after), duties.fingerprint(f.name, detail));
        let is_proved = f.kind != Kind::Incomparable;
        self.out.push((place, Change { reason, pairing: pair.how.words(), is_proved, ..plain }));
    }

    fn alone(&mut self, idx: usize, name: Name) {
        let is_added = name == Name::RuleAdded;
        let (version, kind) =
            if is_added { (&self.versions.new, Kind::Added) } else { (&self.versions.old, Kind::Removed) };
        let (own, duties) = (sides(version, &[idx]), version.duties(&[idx]));
        let text = own.first().map_or(Both::new("", ""), |s| s.text.clone());
        let say = |l: Lang| format!("{}: {}", name.words().get(l), text.get(l));
        let reason = Both::of(say(Lang::Zh), say(Lang::En));
        let (both, duties) = match is_added {
            true => ((vec![], own), Duties { before: vec![], after: duties }),
            false => ((own, vec![]), Duties { before: duties, after: vec![] }),
        };
        let change = Change { reason, ..Change::plain(name, kind, both, duties.fingerprint(name, ["", ""])) };
        self.out.push((idx, change));
    }

    /// Audits, schemes and lights have no ID: they pair by title, and come after the rules.
    fn beside(&mut self) {
        let base = self.versions.new.model.rules.len() + self.versions.old.model.rules.len();
        for (idx, found) in beside::compare(self.versions, &self.causes).into_iter().enumerate() {
            let title: Arc<str> = found.title.as_str().into();
            let side = |text: &beside::Text| Side {
                id: title.clone(),
                rule: text.at,
                text: text.shown.clone(),
                file: text.file.clone(),
                line: text.line,
                digests: None,
            };
            let key = |text: &Option<beside::Text>| text.iter().map(|t| t.key.clone()).collect::<Vec<_>>();
            let shown = |t: &Option<beside::Text>, l| t.as_ref().map_or("-", |t| t.shown.get(l)).to_owned();
            let said = |l| format!("{title}: {} → {}", shown(&found.before, l), shown(&found.after, l));
            let detail = format!("{}\n{}", said(Lang::Zh), self.causes.key(&found.causes));
            let fingerprint = fingerprint::of(found.name, &key(&found.before), &key(&found.after), [&detail, ""]);
            let (before, after) = (found.before.iter().map(side).collect(), found.after.iter().map(side).collect());
            let say = |l: Lang| {
                // Both texts stand beside the reason; the example is what is new in it.
                let what = found.example.as_ref().map_or_else(|| said(l), |e| format!("{title}: {}", e.get(l)));
                format!("{} {what}", found.name.words().get(l))
            };
            let change = Change {
                ids: std::iter::once(title.clone()).chain(found.rules.iter().cloned()).collect(),
                reason: Both::of(say(Lang::Zh), say(Lang::En)),
                is_proved: found.is_proved,
                causes: found.causes,
                ..Change::plain(found.name, found.kind, (before, after), fingerprint)
            };
            self.out.push((base + idx, change));
        }
    }

    /// The net under the names: whatever differs in one of the three digests of a rule is said, if only that it differs.
    fn unexplained(&mut self, pairs: &[Pair]) {
        if self.options.pairing != Pairing::ById {
            return;
        }
        let mut told = Told { asks: std::mem::take(&mut self.judged), ..Told::default() };
        self.out.iter().for_each(|(_, change)| told.see(change));
        let versions = self.versions;
        for pair in pairs {
            let ([was], [is]) = (pair.old.as_slice(), pair.new.as_slice()) else { continue };
            let (old, new) = (versions.old.meaning(), versions.new.meaning());
            let (Some(a), Some(b)) = (old.rules.get(*was), new.rules.get(*is)) else { continue };
            let mut names = Vec::new();
            if a.asks != b.asks && !told.asks.contains(is) {
                names.push(Name::AsksChanged);
            }
            // A rule that asks otherwise reads other things; what changed of those that it still reads is told as a cause.
            let is_judged = told.asks.contains(is);
            if !is_judged && !told.measured_by.contains(is) && old.measured_by(*was) != new.measured_by(*is) {
                names.push(Name::MeasuredByChanged);
            }
            let is_told_beside = versions.new.model.rules.get(*is).is_some_and(|r| told.beside.contains(&r.id));
            if a.weighs != b.weighs && !told.weighs.contains(is) && !is_told_beside {
                names.push(Name::WeighsChanged);
            }
            for name in names {
                let duties = Duties { before: vec![a.asks.clone()], after: vec![b.asks.clone()] };
                let both = (sides(&versions.old, &pair.old), sides(&versions.new, &pair.new));
                let plain = Change::plain(name, Kind::Incomparable, both, duties.fingerprint(name, ["", ""]));
                self.out.push((*is, Change { reason: name.words(), is_proved: false, ..plain }));
            }
        }
    }

    fn finish(mut self) -> Diff {
        self.out.sort_by_key(|(place, _)| *place);
        let changes: Vec<Change> = self.out.into_iter().map(|(_, c)| c).collect();
        let mut causes: Vec<Cause> = self.causes.all.into_iter().map(|(_, c)| c).collect();
        for change in &changes {
            for idx in &change.causes {
                if let Some(cause) = causes.get_mut(*idx) {
                    cause.rules.extend(change.ids.iter().cloned());
                }
            }
        }
        for cause in &mut causes {
            cause.rules.sort();
            cause.rules.dedup();
        }
        Diff { changes, causes }
    }
}
