//! One session: rules, data and a day, indexed once, and all that can be asked of them.
//!
//! Names are bound to columns and places to entities when the session begins; every method reads the same index, a past
//! day included. Audits run once, whoever asks first. INVARIANT: the same rules, data and day give the same answers, in
//! whatever order they are asked.

use std::cell::OnceCell;
use std::sync::Arc;

use chrono::NaiveDate;

use super::asks::{self, Ask};
use super::audit::{self, Audited};
use super::bind::{Bound, Path, World};
use super::derive::{self, Steps};
use super::earlier::Earlier;
use super::entities::{self, FigureColumn};
use super::frame::{Reading, Recorder};
use super::intake::{self, Intake};
use super::judgement::{AuditResult, Check, Derivation, EntityJudgement, Judgement, RuleJudgement};
use super::left;
use super::outcome::Needed;
use super::remedy::{self, Remedy};
use super::run::Run;
use super::scores::Scores;
use super::submissions::{self, SubmissionReport, SubmissionsRequest};
use super::trend::{self, Trend};
use super::{Detail, light, needs, reason, score, since, term};
use dabiao_data::{Dataset, EntityId};
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::Diagnostic;
use dabiao_lang::model::{IndicatorId, LevelRef, Period, Rule, Verdict};

/// Rules, data and a day of judgement.
///
/// # Example
/// ```
/// # fn judge(rules: &dabiao_lang::check::RuleSet, data: &dabiao_data::Dataset) {
/// use dabiao_eval::{Detail, Session};
///
/// let session = Session::new(rules, data, "2025-12-31".parse().unwrap());
/// let judgement = session.evaluate(Detail::Summary);
/// let missing = session.needs();
/// # let _ = (judgement, missing);
/// # }
/// ```
pub struct Session<'a> {
    rules: &'a RuleSet,
    data: &'a Dataset,
    world: World<'a>,
    audited: OnceCell<Audited>,
}

impl std::fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("as_of", &self.world.as_of).finish_non_exhaustive()
    }
}

impl<'a> Session<'a> {
    /// Binds rules to data, as of a day.
    pub fn new(rules: &'a RuleSet, data: &'a Dataset, as_of: NaiveDate) -> Self {
        Self { rules, data, world: World::new(rules.model(), data, as_of), audited: OnceCell::new() }
    }

    /// Binds rules to data without the fast path over columns: slower, and of the same results.
    pub fn plain(rules: &'a RuleSet, data: &'a Dataset, as_of: NaiveDate) -> Self {
        let mut session = Self::new(rules, data, as_of);
        session.world.path = Path::Plain;
        session
    }

    /// Puts what earlier reports handed out beside the data: conditions and tables then know the ranks and lights of before.
    #[must_use]
    pub fn beside(mut self, earlier: Earlier) -> Self {
        self.world.remember(earlier);
        self
    }

    /// Returns what earlier reports handed out.
    pub fn earlier(&self) -> &Earlier {
        &self.world.earlier
    }

    /// Returns the rules.
    pub fn rules(&self) -> &'a RuleSet {
        self.rules
    }

    /// Returns the data.
    pub fn data(&self) -> &'a Dataset {
        self.data
    }

    /// Returns whether a judgement has anything to be seen to, in which case a command ends with 1: a counted rule is
    /// unmet, invalid or empty, the data have an error, or a counted verdict rests on figures that nobody has confirmed.
    pub fn has_findings(&self, judgement: &Judgement) -> bool {
        let is_bad = |v: Verdict| matches!(v, Verdict::Unmet | Verdict::Invalid | Verdict::Empty);
        // An error in the data is a finding of its own: the figure that was not read might have turned a verdict. A
        // verdict on figures that nobody has confirmed is not a result yet.
        self.data.findings.iter().any(Diagnostic::is_error)
            || (judgement.counted()).any(|(_, rule)| {
                is_bad(rule.verdict) || rule.checks.iter().any(|c| audit::is_provisional(self.data, c))
            })
    }

    /// Returns the day of judgement.
    pub fn as_of(&self) -> NaiveDate {
        self.world.as_of
    }

    /// Judges every rule.
    ///
    /// Rules that have an error are `invalid`, with the error's code in the reason; nothing is skipped.
    pub fn evaluate(&self, detail: Detail) -> Judgement {
        self.judge(detail, None)
    }

    /// Judges every rule, and limits the judgement to what falls due in a period.
    ///
    /// What fell due before and what is ahead stands in [`Judgement::term`]; rules of which nothing falls due keep their
    /// place and are not counted.
    pub fn evaluate_in(&self, period: Period, detail: Detail) -> Judgement {
        let within = term::within(self.world.model, self.judge(detail, Some(period)), period);
        Judgement { left: left::left(&self.world, &within.rules), ..within }
    }

    fn judge(&self, detail: Detail, term: Option<Period>) -> Judgement {
        let world = &self.world;
        let recorder = Recorder::default();
        let mut run = Run { world, recorder: &recorder, detail, term, findings: Vec::new() };
        let audited = self.audited();
        let rules: Vec<RuleJudgement> = world.model.rules.iter().map(|r| run.rule(r, audited)).collect();
        let mut findings = self.data.findings.clone();
        findings.append(&mut run.findings);
        let (audits, others) = audited.results(world);
        findings.extend(others);
        audit::name_rules(world, &mut findings);
        findings.extend(audit::unseen(world));
        findings.extend(audits.iter().map(|a| a.finding.clone()));
        let mut ignored = self.data.ignored.clone();
        ignored.extend(audit::future(world));
        findings.extend(score::by_people::findings(world));
        let scores = score::run(world, &recorder);
        let lights = light::run(world, &recorder);
        // Of a period only what falls due in it counts; who left is looked for there.
        let left = if term.is_none() { left::left(world, &rules) } else { Vec::new() };
        Judgement {
            as_of: world.as_of,
            rules,
            left,
            scores,
            lights,
            findings,
            ignored,
            audits,
            term: None,
            earlier: Arc::clone(&world.earlier),
        }
    }

    /// Returns whether a name is a column of the roster.
    pub(crate) fn is_attribute(&self, id: IndicatorId) -> bool {
        matches!(self.world.bound(id), Bound::Attribute(_))
    }

    /// Returns whether a level lies below the region of a rule, so that those at it are judged one by one.
    pub(crate) fn is_below_region(&self, rule: &Rule, level: &LevelRef) -> bool {
        let plan = rule.plan.and_then(|p| self.world.model.plans.get(p.0 as usize));
        let region = self.world.region(plan).ok().flatten();
        let of_region = region.and_then(|r| self.data.roster.get(r)).and_then(|e| e.level);
        self.data.roster.is_given && of_region.is_some_and(|l| self.world.depth(l) < self.world.depth(level.level))
    }

    /// Judges one rule, by its position; a position without a rule is `empty`.
    pub fn evaluate_rule(&self, rule: usize, detail: Detail) -> RuleJudgement {
        let recorder = Recorder::default();
        let mut run = Run { world: &self.world, recorder: &recorder, detail, term: None, findings: Vec::new() };
        let nothing = RuleJudgement { verdict: Verdict::Empty, reason: None, checks: Vec::new() };
        self.world.model.rules.get(rule).map_or(nothing, |r| run.rule(r, self.audited()))
    }

    /// Returns the verdict of one rule, by its position, and nothing else; a position without a rule is `empty`.
    ///
    /// Audits mark what rests on doubtful figures and change no verdict, so none is run.
    pub fn verdict(&self, rule: usize) -> Verdict {
        let recorder = Recorder::default();
        let detail = Detail::Summary;
        let mut run = Run { world: &self.world, recorder: &recorder, detail, term: None, findings: Vec::new() };
        let nothing_found = Audited::default();
        let judged = self.world.model.rules.get(rule).map(|r| run.rule(r, &nothing_found));
        judged.map_or(Verdict::Empty, |judged| judged.verdict)
    }

    /// Derives the verdict of a rule from what was recorded of it; an unknown rule gives an empty derivation.
    pub fn derive(&self, judged: &RuleJudgement, steps: &Steps) -> Derivation {
        derive::derive(&self.world, judged, steps)
    }

    /// Returns how each entity came out in one check of a judgement, in roster order: those that a check over many is
    /// asked of, one by one. A check about one place, a count or a share has none.
    ///
    /// What was recorded in full is returned as it stands; otherwise it is found here, for this check alone.
    pub fn entities(&self, judgement: &Judgement, rule: usize, check: usize) -> Vec<EntityJudgement> {
        let found = judgement.rules.get(rule).and_then(|r| r.checks.get(check));
        found.map_or_else(Vec::new, |c| entities::of_check(&self.world, rule, c))
    }

    /// Returns the one column in which the figure of each member of a check stands, where there is one.
    pub fn figures(&self, judgement: &Judgement, rule: usize, check: usize) -> Option<FigureColumn> {
        let check = judgement.rules.get(rule)?.checks.get(check)?;
        entities::figures(&self.world, rule, check)
    }

    /// Returns for each check of each rule since when it has been unmet or behind; `None` where it is neither.
    pub fn since(&self, judgement: &Judgement) -> Vec<Vec<Option<Period>>> {
        since::since(&self.world, judgement)
    }

    /// Returns what can still be done about a check of a rule that is late.
    pub fn remedy(&self, rule: usize, check: &Check) -> Remedy {
        remedy::of(&self.world, rule, check)
    }

    /// Returns whether what a check missed at its deadline has been reached since, by the newest figures.
    pub fn is_reached(&self, rule: usize, check: &Check) -> bool {
        remedy::is_reached(&self.world, rule, check)
    }

    /// Returns the trends of every rule, in the order of the rules; those with fewer than two points are left out.
    pub fn trends(&self) -> Vec<Vec<Trend>> {
        trend::trends(&self.world)
    }

    /// Lists what undecided judgements wait for: figures, those first that would decide most rules, and points to be entered.
    pub fn needs(&self) -> Needed {
        needs::needed(&self.world)
    }

    /// Lists what the rules will read of a period, in the order of the schema, then by level.
    ///
    /// Rules and schemes with an error ask for nothing.
    pub fn asks(&self, period: Period) -> Vec<Ask> {
        asks::asks(&self.world.on(period.last_day()), period)
    }

    /// Returns who owed what for a period, and what became of it.
    pub fn submissions(&self, request: &SubmissionsRequest) -> SubmissionReport {
        submissions::submissions(self.data, self.asks(request.period), request)
    }

    /// Returns the figure that an entity reported, as text in the unit of the indicator; "" where there is none.
    pub fn reported(&self, indicator: IndicatorId, entity: EntityId, period: Period) -> String {
        let reading = Reading { indicator, entity, period: Some(period), is_known: true };
        reason::observation(&self.world, reading).value
    }

    /// Returns what the audits and general checks find in the data, in order of period and roster, and what is to be said
    /// of the explanations beside the data.
    pub fn audits(&self) -> (Vec<AuditResult>, Vec<Diagnostic>) {
        self.audited().results(&self.world)
    }

    /// Returns what the reader had to say of the data, with the rules that it concerns: the same whatever is asked of them.
    pub fn intake(&self) -> Intake {
        intake::intake(&self.world)
    }

    /// Applies the schemes alone, in their order.
    pub fn scores(&self) -> Vec<Scores> {
        score::run(&self.world, &Recorder::default())
    }

    fn audited(&self) -> &Audited {
        self.audited.get_or_init(|| audit::run(&self.world, &Recorder::default()))
    }
}
