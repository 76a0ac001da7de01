//! Two rule sets to the changes in meaning between them: who asks more, who asks less, and what shows it.
//!
//! Data flow: `align` gives both one numbering, `cause` compares what rules share, `pair` finds which rule became which,
//! `judge` proves what became of each obligation (with the reasoning of `check`), `fields` compares the rest.
//! INVARIANT: `compare(a, a)` has no change, and `compare(a, b)` mirrors `compare(b, a)`.

mod align;
mod aspect;
mod beside;
mod cause;
pub mod change;
mod data;
mod excerpt;
mod fields;
mod fingerprint;
pub mod impact;
mod judge;
mod kept;
mod label;
mod meaning;
pub mod name;
mod pair;
mod prove;
mod renumber;
mod rounding;
mod search;
mod split;
mod threshold;
mod try_out;

use std::sync::Arc;

pub use change::{Aspect, Cause, Change, Datum, Diff, Kind, Name, Side, Witness};
pub use impact::{Data, Direction, Flip, Impact, Move, impact};
pub use kept::{TargetAt, kept};
pub use pair::Pairing;

use cause::Causes;
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::{Model, Rule, sentence};
use dabiao_lang::source::{FileId, Span};
use pair::Pair;

/// How two rule sets are to be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// How rules find each other.
    pub pairing: Pairing,
}

/// Compares two versions of a rule set.
///
/// # Example
/// ```
/// use dabiao::{check, diff};
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
    let aligned = align::align(old.model(), new.model());
    let (old, new) = (old.model(), &*aligned.new);
    let causes = Causes::of(old, new, &aligned.renamed);
    let pairs = pair::pair(old, new, options.pairing);
    let mut comparison = Comparison { old, new, options, causes, out: Vec::new() };
    for pair in &pairs.pairs {
        comparison.pair(pair);
    }
    for idx in pairs.added {
        comparison.alone(idx, Name::RuleAdded);
    }
    for idx in pairs.removed {
        comparison.alone(idx, Name::RuleRemoved);
    }
    comparison.beside();
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

/// A comparison under way.
struct Comparison<'m> {
    old: &'m Model,
    new: &'m Model,
    options: Options,
    causes: Causes,
    /// Changes with their places in order: of the new rule, else of the old.
    out: Vec<(usize, Change)>,
}

impl<'m> Comparison<'m> {
    fn pair(&mut self, pair: &Pair) {
        let (old, new) = (self.rules(self.old, &pair.old), self.rules(self.new, &pair.new));
        let (Some(a), Some(b)) = (old.first().copied(), new.first().copied()) else { return };
        let place = pair.new.first().copied().unwrap_or_default();
        let touching = self.causes.touching(self.new, b);
        let (before, after) = (self.keys(self.old, &old), self.keys(self.new, &new));
        let (sides_before, sides_after) = (self.sides(self.old, &pair.old), self.sides(self.new, &pair.new));
        let is_logical = before != after || !touching.is_empty() || a.errors.is_empty() != b.errors.is_empty();
        if is_logical {
            let rules = |model, rules, keys| judge::Rules { model, rules, keys };
            let around = judge::Around {
                causes: &self.causes,
                touching: &touching,
                pairing: self.options.pairing,
                is_turned: false,
            };
            let finding = judge::judge(rules(self.old, &old, &before), rules(self.new, &new, &after), around);
            {
                let change = Change {
                    ids: sides_after.iter().map(|s| s.id.clone()).collect(),
                    kind: finding.kind,
                    name: finding.name,
                    aspects: aspects(finding.name, &finding.parts),
                    parts: finding.parts,
                    before: sides_before.clone(),
                    after: sides_after.clone(),
                    reason: finding.reason,
                    pairing: pair.how.words(),
                    is_proved: finding.is_proved,
                    assumes: finding.assumes,
                    witnesses: finding.witnesses,
                    causes: touching.clone(),
                    // What an approval is given for includes what the rule rests on: another definition is another change.
                    fingerprint: fingerprint::of(finding.name, &before, &after, [&self.causes.key(&touching), ""]),
                };
                self.out.push((place, change));
            }
        }
        if pair.old.len() + pair.new.len() > 2 {
            return self.fields_of_parts((pair, place), (&before, &after));
        }
        if a.id != b.id && self.options.pairing == Pairing::ById {
            let reason = Both::of(format!("{} 改为 {}", a.id, b.id), format!("{} became {}", a.id, b.id));
            let found = fields::Field {
                name: Name::RuleRenamed,
                kind: Kind::Metadata,
                before: Both::of(&*a.id, &*a.id),
                after: Both::of(&*b.id, &*b.id),
            };
            self.field((pair, place), (&before, &after), found, Some(reason));
        }
        if self.options.pairing == Pairing::ById {
            for field in fields::compare((self.old, a), (self.new, b)) {
                self.field((pair, place), (&before, &after), field, None);
            }
        }
    }

    /// What rules say beside their obligation, where one became several or several one: a part that lost the veto, or is
    /// no longer binding, is told, and the weights are compared as sums.
    fn fields_of_parts(&mut self, (pair, place): (&Pair, usize), keys: (&[String], &[String])) {
        if self.options.pairing != Pairing::ById {
            return;
        }
        let (old, new) = (self.old, self.new);
        for &i in &pair.old {
            for &j in &pair.new {
                let (Some(a), Some(b)) = (old.rules.get(i), new.rules.get(j)) else { continue };
                let part = Pair { old: vec![i], new: vec![j], how: pair.how };
                for field in fields::compare((old, a), (new, b)).into_iter().filter(fields::Field::is_of_each_part) {
                    self.field((&part, place), keys, field, None);
                }
            }
        }
        if let Some(field) = fields::weights(&self.rules(old, &pair.old), &self.rules(new, &pair.new)) {
            self.field((pair, place), keys, field, None);
        }
    }

    fn field(
        &mut self,
        (pair, place): (&Pair, usize),
        keys: (&[String], &[String]),
        f: fields::Field,
        said: Option<Both>,
    ) {
        let with = |mut sides: Vec<Side>, text: &Both| {
            sides.iter_mut().for_each(|s| s.text = text.clone());
            sides
        };
        let words = f.name.words();
        let reason = said.unwrap_or_else(|| {
            let say = |l: Lang| format!("{}: {} → {}", words.get(l), f.before.get(l), f.after.get(l));
            Both::of(say(Lang::Zh), say(Lang::En))
        });
        let after = with(self.sides(self.new, &pair.new), &f.after);
        let detail = if f.name == Name::RuleRenamed { ["", ""] } else { [&*f.before.zh, &*f.after.zh] };
        let before = with(self.sides(self.old, &pair.old), &f.before);
        let fingerprint = fingerprint::of(f.name, keys.0, keys.1, detail);
        let change =
            Change { reason, pairing: pair.how.words(), ..Change::plain(f.name, f.kind, (before, after), fingerprint) };
        self.out.push((place, change));
    }

    fn alone(&mut self, idx: usize, name: Name) {
        let (model, kind) = if name == Name::RuleAdded { (self.new, Kind::Added) } else { (self.old, Kind::Removed) };
        let sides = self.sides(model, &[idx]);
        let keys = self.keys(model, &self.rules(model, &[idx]));
        let (before, after) = if name == Name::RuleAdded { (vec![], sides) } else { (sides, vec![]) };
        let text = before.iter().chain(&after).next().map_or(Both::new("", ""), |s| s.text.clone());
        let say = |l: Lang| format!("{}: {}", name.words().get(l), text.get(l));
        let (keys_before, keys_after) = if name == Name::RuleAdded { (vec![], keys) } else { (keys, vec![]) };
        let fingerprint = fingerprint::of(name, &keys_before, &keys_after, ["", ""]);
        let reason = Both::of(say(Lang::Zh), say(Lang::En));
        let change = Change { reason, ..Change::plain(name, kind, (before, after), fingerprint) };
        self.out.push((idx, change));
    }

    /// Audits, schemes and lights have no ID: they pair by title, and come after the rules.
    fn beside(&mut self) {
        let base = self.new.rules.len() + self.old.rules.len();
        for (idx, found) in beside::compare(self.old, self.new, &self.causes).into_iter().enumerate() {
            let title: Arc<str> = found.title.as_str().into();
            let side = |text: &beside::Text| Side {
                id: title.clone(),
                rule: text.at,
                text: text.shown.clone(),
                file: text.file.clone(),
                line: text.line,
            };
            let key = |text: &Option<beside::Text>| text.iter().map(|t| t.shown.zh.to_string()).collect::<Vec<_>>();
            let shared = self.causes.key(&found.causes);
            let fingerprint =
                fingerprint::of(found.name, &key(&found.before), &key(&found.after), [&title, &shared]);
            let (before, after) = (found.before.iter().map(side).collect(), found.after.iter().map(side).collect());
            let say = |l: Lang| {
                let shown = |t: &Option<beside::Text>| t.as_ref().map_or("-", |t| t.shown.get(l)).to_owned();
                let said = format!("{} {title}: {} → {}", found.name.words().get(l), shown(&found.before), shown(&found.after));
                // Both texts stand beside the reason; the example is what is new in it.
                found.example.as_ref().map_or(said, |e| format!("{} {title}: {}", found.name.words().get(l), e.get(l)))
            };
            let change = Change {
                ids: std::iter::once(title.clone()).chain(found.rules.iter().cloned()).collect(),
                reason: Both::of(say(Lang::Zh), say(Lang::En)),
                causes: found.causes,
                ..Change::plain(found.name, found.kind, (before, after), fingerprint)
            };
            self.out.push((base + idx, change));
        }
    }

    fn rules(&self, model: &'m Model, idx: &[usize]) -> Vec<&'m Rule> {
        idx.iter().filter_map(|i| model.rules.get(*i)).collect()
    }

    fn keys(&self, model: &Model, rules: &[&Rule]) -> Vec<String> {
        rules.iter().map(|r| meaning::obligation(model, r)).collect()
    }

    fn sides(&self, model: &Model, idx: &[usize]) -> Vec<Side> {
        let side = |&i: &usize| {
            let rule = model.rules.get(i)?;
            let say = |lang| sentence::rule(&model.schema, rule, lang);
            Some(Side {
                id: rule.id.clone(),
                rule: i,
                text: Both::of(say(Lang::Zh), say(Lang::En)),
                file: rule.file.clone(),
                line: rule.line,
            })
        };
        idx.iter().filter_map(side).collect()
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
