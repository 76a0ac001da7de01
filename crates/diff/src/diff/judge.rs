//! What became of an obligation: proved, or said not to be.
//!
//! INVARIANT: what is said of old and new is the mirror of what is said of new and old: the two are put into one order
//! before anything is asked of them.

use super::aspect::{self, Part};
use super::cause::Causes;
use super::change::{Kind, Name, Witness};
use super::excerpt::{self, Excerpt, Group};
use super::pair::Pairing;
use super::prove::{self, Follows, Side};
use super::search::{self, MayLack};
use super::versions::Version;
use super::{data, revision, rounding, slack, task, threshold, try_out};
use dabiao_lang::core::Code;
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::{ExprKind, LevelId, Rule, Scope, sentence, walk};

/// What is said of a pair.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) kind: Kind,
    pub(super) name: Name,
    pub(super) parts: Vec<Name>,
    pub(super) reason: Both,
    pub(super) is_proved: bool,
    pub(super) assumes: Option<Both>,
    pub(super) witnesses: Vec<Witness>,
}

/// The rules of one side with their version and what satisfies each.
#[derive(Clone, Copy)]
pub(super) struct Rules<'s, 'm> {
    pub(super) version: &'s Version<'m>,
    pub(super) rules: &'s [&'m Rule],
    pub(super) duties: &'s [Code],
}

impl<'s, 'm> Rules<'s, 'm> {
    fn group(self) -> Group<'s, 'm> {
        Group { version: self.version, rules: self.rules }
    }
}

/// What surrounds a judgement.
#[derive(Clone, Copy)]
pub(super) struct Around<'m> {
    pub(super) causes: &'m Causes,
    /// The causes that touch this pair.
    pub(super) touching: &'m [usize],
    pub(super) pairing: Pairing,
    /// Whether new and old have changed places.
    pub(super) is_turned: bool,
}

/// Judges rules that belong together and do not ask the same in the same words.
pub(super) fn judge(old: Rules<'_, '_>, new: Rules<'_, '_>, around: Around<'_>) -> Finding {
    let is_turned = old.duties > new.duties;
    let judged = match is_turned {
        false => in_order(old, new, around),
        true => in_order(new, old, Around { is_turned, ..around }).mirrored(),
    };
    let reason = reason(&judged, old, new, around);
    Finding { reason, ..judged }
}

/// Says of rules what was found of others that rest on the same changed declarations.
pub(super) fn alike(found: Finding, old: Rules<'_, '_>, new: Rules<'_, '_>, around: Around<'_>) -> Finding {
    let reason = reason(&found, old, new, around);
    Finding { reason, ..found }
}

impl Finding {
    /// Returns whether nothing was proved and no figures were found.
    pub(super) fn shows_nothing(&self) -> bool {
        self.kind == Kind::Incomparable && !self.is_proved && self.witnesses.is_empty()
    }

    fn unproved(name: Name) -> Self {
        Self {
            kind: Kind::Incomparable,
            name,
            parts: Vec::new(),
            reason: Both::new("", ""),
            is_proved: false,
            assumes: None,
            witnesses: Vec::new(),
        }
    }

    fn mirrored(self) -> Self {
        let turn = |w: Witness| Witness { before: w.after, after: w.before, ..w };
        let mut witnesses: Vec<Witness> = self.witnesses.into_iter().map(turn).collect();
        witnesses.sort_by_key(|w| std::cmp::Reverse(w.before));
        let mut parts: Vec<Name> = self.parts.into_iter().map(Name::mirror).collect();
        parts.sort();
        Self { kind: self.kind.mirror(), name: self.name.mirror(), parts, witnesses, ..self }
    }
}

fn in_order(old: Rules<'_, '_>, new: Rules<'_, '_>, around: Around<'_>) -> Finding {
    let has_errors = |r: &Rules<'_, '_>| r.rules.iter().any(|r| !r.errors.is_empty());
    match (has_errors(&old), has_errors(&new)) {
        (false, true) => return Finding::unproved(Name::ErrorAdded),
        (true, false) => return Finding::unproved(Name::ErrorRemoved),
        (true, true) => return Finding::unproved(Name::SeveralChanged),
        _ => {}
    }
    let mut excerpt = excerpt::excerpt(old.group(), new.group(), around.causes, around.pairing);
    excerpt.is_beyond_proof |= revision::has_any(old.rules) || revision::has_any(new.rules);
    if let Some(found) = by_tasks(old, new, around) {
        return found;
    }
    if let Some(found) = by_revisions(old, new) {
        return found;
    }
    let mut relation = relation(&excerpt);
    let mut parts = named_parts(&excerpt, &relation, around);
    // A unit that is learned follows every edit of the rules: the edit is judged as if figures came with their units.
    if parts == [Name::UnitLearned] {
        relation.needs_units = true;
        return relation.finding(parts);
    }
    if parts.contains(&Name::UnitLearned) {
        parts.retain(|n| *n != Name::UnitLearned);
        relation.needs_units = true;
    }
    if relation.kind == Kind::Equivalent
        && let Some(found) = taken_back(&excerpt, old.duties != new.duties, &parts)
    {
        return found;
    }
    let may_differ_before =
        relation.kind == Kind::Equivalent && around.pairing == Pairing::ById && may_differ_before(old, new, &parts);
    let course = if may_differ_before { search::course(&excerpt) } else { None };
    match course {
        Some(course) => before_due(&excerpt, &course, &parts),
        None => relation.finding(parts),
    }
}

/// Judges rules whose targets are revised from some day on: where more changed than that, nothing is proved.
fn by_revisions(old: Rules<'_, '_>, new: Rules<'_, '_>) -> Option<Finding> {
    let (before, after) = (&old.version.model.schema, &new.version.model.schema);
    let found = revision::revised((before, old.rules), (after, new.rules))?;
    if !found.is_alone {
        let parts = vec![found.name, Name::ThresholdChanged];
        return Some(Finding { parts, ..Finding::unproved(Name::SeveralChanged) });
    }
    let is_proved = found.kind != Kind::Incomparable;
    Some(Finding { kind: found.kind, is_proved, ..Finding::unproved(found.name) })
}

/// Judges rules that are the same but for the tasks that they hold figures against.
fn by_tasks(old: Rules<'_, '_>, new: Rules<'_, '_>, around: Around<'_>) -> Option<Finding> {
    let causes = || around.touching.iter().filter_map(|c| around.causes.all.get(*c)).map(|(_, c)| c.name);
    if old.duties != new.duties || around.touching.is_empty() || !causes().all(task::is_of_tasks) {
        return None;
    }
    let mut parts: Vec<Name> = causes().map(|n| if around.is_turned { n.mirror() } else { n }).collect();
    parts.sort();
    parts.dedup();
    let kind = task::direction(&new.version.model.schema, new.rules, &parts);
    let is_proved = kind != Kind::Incomparable;
    Some(Relation { kind, is_proved, is_kept: false, needs_units: false, witnesses: Vec::new() }.finding(parts))
}

/// What takes an equivalence back: figures that were a failure and are a fault of the data now, or the other way round;
/// and, under rules that were rewritten, any on which the evaluator contradicts the proof, whoever of the two is wrong.
fn taken_back(excerpt: &Excerpt, is_rewritten: bool, parts: &[Name]) -> Option<Finding> {
    let faults = if excerpt.is_range_kept() { None } else { search::differing(excerpt) };
    let is_proved = faults.is_some();
    let givens = faults.or_else(|| is_rewritten.then(|| search::contradicting(excerpt)).flatten())?;
    let (name, parts) = match parts {
        [one] => (*one, Vec::new()),
        several => (Name::SeveralChanged, several.to_vec()),
    };
    let witnesses = try_out::least(excerpt, givens).into_iter().collect();
    Some(Finding { parts, is_proved, witnesses, ..Finding::unproved(name) })
}

/// Whether rules that ask the same when they are due may be judged otherwise before: only where something was rewritten
/// that a verdict before the deadline looks at.
fn may_differ_before(old: Rules<'_, '_>, new: Rules<'_, '_>, parts: &[Name]) -> bool {
    let is_of_course = |n: &Name| matches!(n, Name::BasePeriodChanged | Name::PlanWindowChanged);
    old.duties != new.duties || parts.iter().any(is_of_course)
}

/// What is the same when it is due and not before: two rules all the same.
fn before_due(excerpt: &Excerpt, course: &search::Course, parts: &[Name]) -> Finding {
    let name = match parts {
        [one @ (Name::TimeFormChanged | Name::BasePeriodChanged | Name::PlanWindowChanged)] => *one,
        _ => Name::CourseChanged,
    };
    let witness = try_out::made(excerpt, &course.givens, course.as_of, course.found);
    Finding { is_proved: true, witnesses: vec![witness], ..Finding::unproved(name) }
}

/// How two sides stand to each other.
struct Relation {
    kind: Kind,
    is_proved: bool,
    is_kept: bool,
    /// Whether it is taken for granted that figures come with their units.
    needs_units: bool,
    witnesses: Vec<Witness>,
}

impl Relation {
    fn finding(self, parts: Vec<Name>) -> Finding {
        // Before it is due, `by` and `in` come to different verdicts; what satisfies them is the same.
        if self.kind == Kind::Equivalent && parts == [Name::TimeFormChanged] {
            let found = Finding::unproved(Name::TimeFormChanged);
            return Finding { kind: Kind::Metadata, is_proved: true, ..found };
        }
        let name = match (parts.as_slice(), self.kind) {
            ([one @ (Name::RuleSplit | Name::RulesMerged | Name::SameObligation)], _) => *one,
            ([Name::UnitLearned], Kind::Equivalent) => Name::UnitLearned,
            (_, Kind::Equivalent) => Name::Reworded,
            ([one], _) => *one,
            (_, Kind::Relaxed) => Name::SeveralRelaxed,
            (_, Kind::Tightened) => Name::SeveralTightened,
            _ => Name::SeveralChanged,
        };
        let parts = if parts.len() > 1 && name != Name::Reworded { parts } else { Vec::new() };
        let kept = Both::new(
            "已经达到的到后一期限不会失去",
            "what is reached by the earlier deadline is not lost until the later",
        );
        let with_units = Both::new("数据都写明单位", "all figures come with their units");
        let assumes = match (self.is_kept, self.needs_units) {
            (false, false) => None,
            (true, false) => Some(kept),
            (false, true) => Some(with_units),
            (true, true) => {
                Some(Both::of(format!("{}；{}", kept.zh, with_units.zh), format!("{}; {}", kept.en, with_units.en)))
            }
        };
        let (kind, is_proved, witnesses) = (self.kind, self.is_proved, self.witnesses);
        Finding { kind, name, parts, reason: Both::new("", ""), is_proved, assumes, witnesses }
    }
}

fn relation(excerpt: &Excerpt) -> Relation {
    let plain =
        |rules: &[Rule], schema| rules.iter().map(|r| rounding::unrounded(schema, r)).collect::<Option<Vec<_>>>();
    let (old, new) =
        (plain(&excerpt.old, &excerpt.before.model().schema), plain(&excerpt.new, &excerpt.after.model().schema));
    let can_round = old.is_some() && new.is_some();
    let proof = prove::proof(excerpt, old.as_deref().unwrap_or(&excerpt.old), new.as_deref().unwrap_or(&excerpt.new));
    let zeros = |rules: &[Rule]| rules.iter().map(|r| r.is_missing_zero).collect::<std::collections::BTreeSet<_>>();
    let is_zero_kept = zeros(&excerpt.old) == zeros(&excerpt.new);
    let can_prove = !excerpt.is_beyond_proof && can_round && proof.is_range_reasoned();
    let follows = |side| match proof.follows(side) {
        Follows::Proved | Follows::WhereKept if !can_prove => Follows::Open(Vec::new()),
        other => other,
    };
    let (forth, back) = (follows(Side::Old), follows(Side::New));
    let word = member_word(excerpt);
    let witness = |side: Side, follows: &Follows| match follows {
        Follows::Proved => None,
        Follows::WhereKept => None,
        Follows::Open(examples) => examples.iter().take(8).find_map(|example| {
            let givens = data::givens(excerpt, &proof, example, &word)?;
            try_out::witness(excerpt, &givens, side)
        }),
    };
    let mut found = (witness(Side::Old, &forth), witness(Side::New, &back));
    let is_open = |f: &Follows| matches!(f, Follows::Open(_));
    let wanted = (is_open(&forth) && found.0.is_none(), is_open(&back) && found.1.is_none());
    let may_lack = if is_zero_kept { MayLack::Nothing } else { MayLack::Figures };
    if wanted.0 || wanted.1 || !is_zero_kept {
        let wanted = if is_zero_kept { wanted } else { (found.0.is_none(), found.1.is_none()) };
        let more = search::search(excerpt, wanted, may_lack);
        let show = |givens: Option<Vec<dabiao_lang::model::Given>>| {
            let givens = givens?;
            try_out::least(excerpt, givens)
        };
        found = (found.0.or_else(|| show(more.old)), found.1.or_else(|| show(more.new)));
    }
    let is_proved = |f: &Follows, side_gains: bool| !is_open(f) && (is_zero_kept || side_gains);
    // Counting what is missing as 0 decides more, and whatever was decided stays.
    let zero = |rules: &[Rule]| rules.iter().any(|r| r.is_missing_zero);
    let included = match (excerpt.old.as_slice(), excerpt.new.as_slice()) {
        ([a], [b]) if !excerpt.is_beyond_proof && excerpt.is_range_kept() && excerpt.is_rounding_kept() => {
            threshold::included(&excerpt.ids(), &excerpt.joint(vec![a.clone(), b.clone()]), a, b)
        }
        _ => (false, false),
    };
    let forth_holds = included.0 || is_proved(&forth, zero(&excerpt.new));
    let back_holds = included.1 || is_proved(&back, zero(&excerpt.old));
    let is_kept = matches!(forth, Follows::WhereKept) || matches!(back, Follows::WhereKept);
    let (kind, is_proved, witnesses) = match (forth_holds, back_holds, found) {
        (true, true, (None, None)) if !is_kept => (Kind::Equivalent, true, vec![]),
        (true, _, (None, Some(w))) => (Kind::Relaxed, true, vec![w]),
        (_, true, (Some(w), None)) => (Kind::Tightened, true, vec![w]),
        (_, _, (Some(a), Some(b))) => (Kind::Incomparable, true, vec![a, b]),
        // The thresholds tell, though no figures were found that show it.
        _ if included == (true, false) => (Kind::Relaxed, true, vec![]),
        _ if included == (false, true) => (Kind::Tightened, true, vec![]),
        (_, _, (a, b)) => (Kind::Incomparable, false, a.into_iter().chain(b).collect()),
    };
    let is_kept = is_kept && matches!(kind, Kind::Relaxed | Kind::Tightened);
    Relation { kind, is_proved, is_kept, needs_units: false, witnesses }
}

/// The word from which the names of made-up entities are made.
fn member_word(excerpt: &Excerpt) -> String {
    let mut level: Option<LevelId> = None;
    for s in excerpt.old.iter().chain(&excerpt.new).flat_map(|r| &r.statements) {
        if let Scope::Every { level: own, .. } = &s.scope {
            level = level.or(Some(own.level));
        }
        walk::expressions(s, &mut |e| {
            if let ExprKind::Aggregate(a) = &e.kind {
                level = level.or(Some(a.level.level));
            }
        });
    }
    level.map_or("对象", |l| excerpt.schema.levels.name(l)).to_owned()
}

/// The names of what changed, each with its direction where that can be told.
fn named_parts(excerpt: &Excerpt, relation: &Relation, around: Around<'_>) -> Vec<Name> {
    let mut names: Vec<Name> = match (excerpt.written.0.as_slice(), excerpt.written.1.as_slice()) {
        ([a], [b]) => {
            let model = excerpt.joint(vec![a.clone(), b.clone()]);
            let parts = aspect::parts(&excerpt.ids_as_written(), &model, a, b);
            let is_alone = parts.len() + around.touching.len() == 1;
            parts.into_iter().map(|part| named(excerpt, relation, part, is_alone)).collect()
        }
        ([_], _) => vec![Name::RuleSplit],
        _ => vec![Name::RulesMerged],
    };
    let causes = around.touching.iter().filter_map(|c| around.causes.all.get(*c)).map(|(_, cause)| cause.name);
    let turned = |n: Name| if around.is_turned { n.mirror() } else { n };
    names.extend(causes.map(turned).filter(|n| *n != Name::IndicatorRenamed));
    // A window that the plan gives, and a region, are told by the plan's own change.
    if names.contains(&Name::PlanWindowChanged) {
        names.retain(|n| n.aspect() != super::Aspect::Window || *n == Name::PlanWindowChanged);
    }
    // That a time is said in another form matters only where nothing else does.
    if names.len() > 1 {
        names.retain(|n| *n != Name::TimeFormChanged);
    }
    if names.is_empty() && around.pairing == Pairing::ByObligation {
        names.push(Name::SameObligation);
    }
    names.sort();
    names.dedup();
    names
}

fn named(excerpt: &Excerpt, relation: &Relation, part: Part, is_alone: bool) -> Name {
    let Some(isolated) = part.isolated else { return part.name };
    let kind = match is_alone {
        true => relation.kind,
        false => direction(excerpt, isolated),
    };
    match (part.name, kind) {
        (Name::ThresholdChanged, Kind::Relaxed) => Name::ThresholdRelaxed,
        (Name::ThresholdChanged, Kind::Tightened) => Name::ThresholdTightened,
        (Name::ConditionChanged, Kind::Relaxed) => Name::ConditionRelaxed,
        (Name::ConditionChanged, Kind::Tightened) => Name::ConditionTightened,
        (name, _) => name,
    }
}

/// What the old rule becomes by one part alone.
fn direction(excerpt: &Excerpt, isolated: Rule) -> Kind {
    let proof = prove::proof(excerpt, &excerpt.written.0, &[isolated]);
    let holds = |side| matches!(proof.follows(side), Follows::Proved);
    match (holds(Side::Old), holds(Side::New)) {
        (true, false) => Kind::Relaxed,
        (false, true) => Kind::Tightened,
        _ => Kind::Incomparable,
    }
}

/// What changed, from what to what: the rules as sentences, or what they share where only that changed.
fn reason(judged: &Finding, old: Rules<'_, '_>, new: Rules<'_, '_>, around: Around<'_>) -> Both {
    let shared = |l: Lang| {
        let causes = around.touching.iter().filter_map(|c| around.causes.all.get(*c));
        let said = |c: &super::Cause| format!("{}: {} → {}", c.subject.get(l), c.before.get(l), c.after.get(l));
        causes.map(|(_, c)| said(c)).collect::<Vec<_>>().join("; ")
    };
    let say = |side: Rules<'_, '_>, l: Lang| {
        side.rules.iter().map(|r| sentence::rule(&side.version.model.schema, r, l)).collect::<Vec<_>>().join("; ")
    };
    let names = |l: Lang| {
        let all: Vec<String> = match judged.parts.as_slice() {
            [] => vec![judged.name.words().get(l).to_owned()],
            parts => parts.iter().map(|n| n.words().get(l).to_owned()).collect(),
        };
        all.join(if l == Lang::Zh { "、" } else { ", " })
    };
    let is_course = judged.name == Name::CourseChanged;
    let words = |l: Lang| judged.witnesses.first().filter(|_| is_course).map(|w| verdicts(w, l)).unwrap_or_default();
    let doubt = |l: Lang| match (judged.is_proved, l) {
        (true, _) => "",
        (false, Lang::Zh) => "（谁严谁宽未能证明）",
        (false, Lang::En) => " (which asks more is not proved)",
    };
    let slack = slack::figures(judged.name, (old.rules, new.rules));
    let figures = |l: Lang| slack.as_ref().map_or_else(String::new, |f| format!(" ({})", f.get(l)));
    let text = |l: Lang| {
        let (before, after, shared) = (say(old, l), say(new, l), shared(l));
        let rules = if before == after && !shared.is_empty() { String::new() } else { format!("{before} → {after}") };
        let gap = if rules.is_empty() || shared.is_empty() { "" } else { "; " };
        format!("{}{}{}{}: {rules}{gap}{shared}", names(l), figures(l), words(l), doubt(l))
    };
    Both::of(text(Lang::Zh), text(Lang::En))
}

/// The two verdicts of a witness, as in: (behind → pending).
fn verdicts(w: &Witness, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("（如 {} → {}）", w.before.zh(), w.after.zh()),
        Lang::En => format!(" (as in {} → {})", w.before.as_str(), w.after.as_str()),
    }
}
