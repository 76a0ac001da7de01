//! Rules and data to verdicts: pure, exact, and honest about what is missing.
//!
//! Data flow: `bind` (names to columns, places to entities) and `stage` (for whom a statement is meant) prepare;
//! `time` turns targets into checks; `verdict` judges one entity, resting on `expr`, `read`, `aggregate`, `compare`
//! and `progress`; `gather` takes the worst of many; `audit` marks what rests on faulty data. Start with `verdict`.

mod aggregate;
mod amount;
mod asked;
mod asks;
mod audit;
mod bind;
mod column;
mod compare;
mod coverage;
mod derive;
mod expr;
mod frame;
mod gather;
pub mod judgement;
mod light;
mod needs;
pub mod outcome;
mod periods;
mod problem;
mod progress;
mod rank;
mod read;
mod reason;
pub mod record;
mod rule_test;
mod score;
pub mod scores;
mod sift;
mod since;
mod stage;
mod submissions;
mod time;
mod trend;
mod value;
mod verdict;

use chrono::NaiveDate;

use bind::World;
use frame::Recorder;
use stage::Stage;
use verdict::Asked as AskedTarget;

pub use asks::{Ask, asks, reported};
pub use coverage::coverage;
pub use derive::derive;
pub use judgement::{
    Amount, Asked, AuditResult, Check, Derivation, EntityJudgement, Judgement, Members, Observation, Pace,
    RuleJudgement, Sides, Span,
};
pub use needs::needs;
pub use outcome::{ExpectOutcome, Need, RuleCoverage, TestOutcome, ThresholdCoverage};
pub use problem::EvalProblem;
pub use record::{Row, Scorecard};
pub use rule_test::{judge_givens, run_tests};
pub use scores::{ItemScore, ItemState, LightBoard, LightRow, NextPlace, Offer, Points, ScoreRow, Scores};
pub use since::since;
pub use submissions::{
    Figure, SubmissionReport, SubmissionState, SubmissionsRequest, SubmitterStatus, TurnedIn, submissions,
};
pub use trend::{Trend, TrendOf, TrendPoint, trends};

use dabiao_data::Dataset;
use dabiao_lang::check::RuleSet;
use dabiao_lang::diag::{Both, Diagnostic, Lang, Problem};
use dabiao_lang::model::{Rule, Target, Time, Verdict};

/// How much a judgement tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Detail {
    /// Verdicts, members, lists.
    #[default]
    Summary,
    /// Also every entity's judgement and the figures that each check rests on.
    Full,
}

/// What is to be judged, and how much is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// The day of judgement.
    pub as_of: NaiveDate,
    /// How much is to be told.
    pub detail: Detail,
}

/// Judges every rule of a set.
///
/// Rules that have an error are `invalid`, with the error's code in the reason; nothing is skipped.
pub fn evaluate(rules: &RuleSet, data: &Dataset, request: &Request) -> Judgement {
    judge_all(&World::new(rules.model(), data, request.as_of), request)
}

/// Judges as [`evaluate`] does, without the fast path over columns: slower, and of the same result.
pub fn evaluate_plain(rules: &RuleSet, data: &Dataset, request: &Request) -> Judgement {
    let mut world = World::new(rules.model(), data, request.as_of);
    world.path = bind::Path::Plain;
    judge_all(&world, request)
}

fn judge_all(world: &World<'_>, request: &Request) -> Judgement {
    let (model, data) = (world.model, world.data);
    let recorder = Recorder::default();
    let mut run = Run { world, recorder: &recorder, detail: request.detail, findings: Vec::new() };
    let audits = audit::run(world, &recorder);
    let judged: Vec<RuleJudgement> = model.rules.iter().map(|r| run.rule(r, &audits)).collect();
    let mut findings = data.findings.clone();
    findings.append(&mut run.findings);
    let (audits, others) = audits.into_results(world);
    findings.extend(others);
    audit::name_rules(world, &mut findings);
    findings.extend(audits.iter().map(|a| a.finding.clone()));
    let mut ignored = data.ignored.clone();
    ignored.extend(audit::future(world));
    let scores = score::run(world, &recorder);
    let lights = light::run(world, &recorder);
    Judgement { as_of: request.as_of, rules: judged, scores, lights, findings, ignored, audits }
}

/// Applies the audits and general checks alone: what they find in the data, in order of period and roster, and what is
/// to be said of the explanations beside the data.
pub fn audit(rules: &RuleSet, data: &Dataset, as_of: NaiveDate) -> (Vec<AuditResult>, Vec<Diagnostic>) {
    let world = World::new(rules.model(), data, as_of);
    audit::run(&world, &Recorder::default()).into_results(&world)
}

/// Applies the schemes of a rule set alone, in their order.
pub fn apply_schemes(rules: &RuleSet, data: &Dataset, as_of: NaiveDate) -> Vec<Scores> {
    score::run(&World::new(rules.model(), data, as_of), &Recorder::default())
}

/// Judges one rule of a set, by its position; a position without a rule is `empty`.
pub fn evaluate_rule(rules: &RuleSet, data: &Dataset, request: &Request, rule: usize) -> RuleJudgement {
    let world = World::new(rules.model(), data, request.as_of);
    let recorder = Recorder::default();
    let mut run = Run { world: &world, recorder: &recorder, detail: request.detail, findings: Vec::new() };
    let audits = audit::run(&world, &recorder);
    let nothing = RuleJudgement { verdict: Verdict::Empty, reason: None, checks: Vec::new() };
    rules.model().rules.get(rule).map_or(nothing, |r| run.rule(r, &audits))
}

struct Run<'w, 'a> {
    world: &'w World<'a>,
    recorder: &'w Recorder,
    detail: Detail,
    findings: Vec<Diagnostic>,
}

impl<'a> Run<'_, 'a> {
    fn rule(&mut self, rule: &'a Rule, audits: &audit::Audited) -> RuleJudgement {
        if let Some(problem) = rule.errors.first() {
            return invalid(problem);
        }
        let mut checks = Vec::new();
        for (s, statement) in rule.statements.iter().enumerate() {
            let stage = match Stage::new(self.world, self.recorder, rule, statement) {
                Ok(stage) => stage,
                Err(problem) => return self.reject(rule, statement.span, problem),
            };
            self.mention_each(rule, &stage);
            for (t, target) in statement.targets.iter().enumerate() {
                match self.target(&stage, (s, t, target), audits) {
                    Ok(mut found) => checks.append(&mut found),
                    Err(problem) => return self.reject(rule, target.span, problem),
                }
            }
        }
        let worst = checks.iter().map(|c| c.verdict).min();
        RuleJudgement { verdict: worst.unwrap_or(Verdict::Empty), reason: None, checks }
    }

    /// Lists a problem that appeared only with the data, and judges the rule `invalid`.
    fn reject(&mut self, rule: &Rule, span: dabiao_lang::source::Span, problem: EvalProblem) -> RuleJudgement {
        let problem = Problem::from(problem);
        self.findings.push(Diagnostic::at(span, problem.clone()).rule(&*rule.id));
        invalid(&problem)
    }

    fn mention_each(&mut self, rule: &Rule, stage: &Stage<'_, '_>) {
        if let (dabiao_lang::model::Scope::Unstated, stage::Who::Each(list)) = (&stage.statement.scope, &stage.who) {
            let indicator = stage.uses.first().map(|u| reason::indicator_name(self.world, u.id)).unwrap_or_default();
            let problem = EvalProblem::JudgedForEach { indicator, count: list.len() as u64 };
            self.findings.push(Diagnostic::at(stage.statement.span, problem).rule(&*rule.id));
        }
    }

    fn target(
        &mut self,
        stage: &Stage<'_, 'a>,
        place: (usize, usize, &'a Target),
        audits: &audit::Audited,
    ) -> Result<Vec<Check>, EvalProblem> {
        let (statement, index, target) = place;
        if let Time::ByAttribute(id) = target.time {
            let mut check = gather::by_own_date(stage, place, id, self.detail);
            audits.mark(stage, &mut check);
            return Ok(vec![check]);
        }
        let mut checks = Vec::new();
        for due in time::dues(stage, target)? {
            if let Some(problem) = time::coarser_deadline(stage, &due) {
                self.findings.push(Diagnostic::at(target.span, problem).rule(&*stage.rule.id));
            }
            let newest = if verdict::is_due(self.world, &due) { None } else { verdict::newest(stage) };
            let asked = AskedTarget { stage, target, index, due: &due, newest };
            let mut check = gather::check(&asked, statement, self.detail);
            audits.mark(stage, &mut check);
            checks.push(check);
        }
        Ok(checks)
    }
}

fn invalid(problem: &Problem) -> RuleJudgement {
    let say = |lang| format!("{}［{}］", problem.message(lang), problem.code());
    let reason = Both::of(say(Lang::Zh), format!("{} [{}]", problem.message(Lang::En), problem.code()));
    RuleJudgement { verdict: Verdict::Invalid, reason: Some(reason), checks: Vec::new() }
}
