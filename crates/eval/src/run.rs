//! Judging a rule: its statements, targets and the times at which each is due, in order.

use super::audit::Audited;
use super::bind::World;
use super::frame::Recorder;
use super::judgement::{Check, RuleJudgement};
use super::stage::{self, Stage};
use super::verdict::{self, Asked as AskedTarget};
use super::{Detail, gather, own_date, reason, time};
use crate::EvalProblem;
use dabiao_lang::diag::{Both, Diagnostic, Lang, Problem};
use dabiao_lang::model::{Period, Rule, Scope, Target, Time, Verdict};

/// What judging the rules of one run shares.
pub(super) struct Run<'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) recorder: &'w Recorder,
    pub(super) detail: Detail,
    /// The period that the judgement will be limited to.
    pub(super) term: Option<Period>,
    pub(super) findings: Vec<Diagnostic>,
}

impl<'a> Run<'_, 'a> {
    /// Judges one rule.
    pub(super) fn rule(&mut self, rule: &'a Rule, audits: &Audited) -> RuleJudgement {
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
            if let Some(problem) = time::other_baseline(&stage) {
                self.mention_once(Diagnostic::at(statement.span, problem).rule(&*rule.id));
            }
            for (t, target) in statement.targets_on(stage.world.as_of).iter().enumerate() {
                match self.target(&stage, (s, t, target), audits) {
                    Ok(mut found) => {
                        let revision = gather::revision_on(statement, stage.world.as_of);
                        found.iter_mut().for_each(|c| c.revision = revision);
                        checks.append(&mut found);
                    }
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

    /// Adds a finding unless the same has been said of the target already.
    fn mention_once(&mut self, finding: Diagnostic) {
        let is_known = self.findings.iter().any(|f| f.place == finding.place && f.problem == finding.problem);
        if !is_known {
            self.findings.push(finding);
        }
    }

    fn mention_each(&mut self, rule: &Rule, stage: &Stage<'_, '_>) {
        if let (Scope::Unstated, stage::Who::Each(list)) = (&stage.statement.scope, &stage.who) {
            let indicator = stage.uses.first().map(|u| reason::indicator_name(self.world, u.id)).unwrap_or_default();
            let problem = EvalProblem::JudgedForEach { indicator, count: list.len() as u64 };
            self.findings.push(Diagnostic::at(stage.statement.span, problem).rule(&*rule.id));
        }
    }

    fn target(
        &mut self,
        stage: &Stage<'_, 'a>,
        place: (usize, usize, &'a Target),
        audits: &Audited,
    ) -> Result<Vec<Check>, EvalProblem> {
        let (statement, index, target) = place;
        if let Time::ByAttribute(id) = target.time {
            if time::is_no_date(self.world, id) {
                return Err(EvalProblem::NoDate { name: reason::indicator_name(self.world, id) });
            }
            let mut checks = match self.term {
                Some(term) => own_date::in_parts(stage, place, (id, term), self.detail),
                None => vec![own_date::of_all(stage, place, id, self.detail)],
            };
            checks.iter_mut().for_each(|check| audits.mark(stage, check));
            return Ok(checks);
        }
        let mut checks = Vec::new();
        for due in time::dues(stage, target)? {
            if let Some(problem) = time::coarser_deadline(stage, &due) {
                self.findings.push(Diagnostic::at(target.span, problem).rule(&*stage.rule.id));
            }
            let said = [time::total_of_each(stage, &due), time::undeclared_within(stage, &due)];
            for problem in said.into_iter().flatten() {
                self.mention_once(Diagnostic::at(target.span, problem).rule(&*stage.rule.id));
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
