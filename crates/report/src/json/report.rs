//! `dabiao.report/1`: the verdicts of a run.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};

use super::amount::AmountJson;
use super::left::LeftJson;
use super::lights::{LightsJson, lights};
use super::observation::ObservationJson;
use super::receipt::{self, SheetJson};
use super::rests;
use super::scores::{ScoresJson, scores};
use super::{Detail, Options, iso};
use crate::asked::{self, Asked, symbol};
use dabiao_data::{Dataset, EntityId, Ignored};
use dabiao_eval::{self as eval, Apart, Judgement, Observation, Pace, RuleJudgement, Term};
use dabiao_lang::check::RuleSet;
use dabiao_lang::core::Meaning;
use dabiao_lang::diag::{Diagnostic, Explained, Lang, Place};
use dabiao_lang::model::{Exact, Model, Nature, Period, Revision, Rule, Statement, Target, Time, Verdict};

/// The document.
#[derive(Debug, Serialize)]
pub struct ReportJson<'a> {
    schema: &'static str,
    as_of: String,
    /// The period of which alone is counted what falls due; absent where all is.
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<String>,
    rules_digest: String,
    data_digest: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<&'a str>,
    /// How final the figures are, by period; absent where no row says so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    vintages: Vec<VintageJson>,
    summary: BTreeMap<&'static str, u64>,
    findings: Vec<FindingJson<'a>>,
    ignored: Vec<IgnoredJson<'a>>,
    /// How each table was read; absent where none was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    receipt: Vec<SheetJson<'a>>,
    rules: Rules<'a>,
    /// Who left a population and by which cell; absent where nobody did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left: Vec<LeftJson<'a>>,
    /// The names of the entities that occur, by code; only with full detail.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    names: BTreeMap<&'a str, &'a str>,
    /// What fell due before the period and is owed, with these checks alone; absent where there is no period.
    #[serde(skip_serializing_if = "Option::is_none")]
    arrears: Option<Vec<RuleJson<'a>>>,
    /// What falls due after the period, of each duty the next time; absent where there is no period.
    #[serde(skip_serializing_if = "Option::is_none")]
    ahead: Option<Vec<RuleJson<'a>>>,
    /// One entry for each scheme; absent where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scores: Vec<ScoresJson<'a>>,
    /// One entry for each declaration of lights; absent where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    lights: Vec<LightsJson<'a>>,
}

/// How many figures of a period are how final.
#[derive(Debug, Serialize)]
struct VintageJson {
    period: String,
    r#final: u64,
    revised: u64,
    unstated: u64,
    provisional: u64,
}

impl VintageJson {
    fn of((period, [provisional, unstated, revised, last]): (Period, [u64; 4])) -> Self {
        Self { period: period.to_string(), r#final: last, revised, unstated, provisional }
    }
}

/// All that the parts of the document look things up in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) model: &'a Model,
    pub(super) data: &'a Dataset,
    pub(super) options: Options,
}

/// Returns the document for a judgement; `judgement` must be that of these rules on these data.
pub fn report<'a>(rules: &'a RuleSet, data: &'a Dataset, judgement: &'a Judgement, options: Options) -> ReportJson<'a> {
    let ctx = Context { model: rules.model(), data, options };
    ReportJson {
        schema: "dabiao.report/1",
        as_of: iso(judgement.as_of),
        period: judgement.term.as_ref().map(|t| t.period.to_string()),
        rules_digest: rules.digest(),
        data_digest: &data.digest,
        notice: data.notice.as_deref(),
        vintages: data.vintages().into_iter().map(VintageJson::of).collect(),
        summary: summary(judgement),
        findings: findings(judgement).into_iter().map(|d| FindingJson::of(d, options.lang)).collect(),
        ignored: ignored(judgement).into_iter().map(|i| IgnoredJson::of(i, options.lang)).collect(),
        receipt: receipt::sheets(ctx.model, data, options.lang),
        left: judgement.left.iter().map(|l| LeftJson::of((ctx.model, data), l)).collect(),
        rules: Rules { ctx, meaning: rules.meaning(), judgement },
        names: names(ctx, judgement),
        arrears: judgement.term.as_ref().map(|t| apart(ctx, rules.meaning(), (t, t.arrears()))),
        ahead: judgement.term.as_ref().map(|t| apart(ctx, rules.meaning(), (t, t.ahead()))),
        scores: scores(ctx.model, data, (&judgement.scores, &judgement.earlier), options.lang),
        lights: lights(ctx.model, data, &judgement.lights, options.lang),
    }
}

/// The names of all whom a check lists or reads, where they are known by a code.
fn names<'a>(ctx: Context<'a>, judgement: &Judgement) -> BTreeMap<&'a str, &'a str> {
    if ctx.options.detail != Detail::Full {
        return BTreeMap::new();
    }
    let roster = &ctx.data.roster;
    let mut is_named = vec![false; roster.entities.len()];
    for check in judgement.counted().flat_map(|(_, r)| &r.checks) {
        let lists = [&check.failing, &check.missing, &check.counted, &check.membership_unknown];
        let listed = lists.into_iter().flatten().copied();
        let read = check.observations.iter().map(|o| o.entity);
        for id in listed.chain(read).chain(check.entity) {
            if let Some(slot) = is_named.get_mut(id.0 as usize) {
                *slot = true;
            }
        }
    }
    let named = roster.entities.iter().zip(0u32..).zip(is_named).filter(|(_, is_named)| *is_named);
    named.map(|((e, at), _)| (roster.key(EntityId(at)), &*e.name)).filter(|(key, name)| key != name).collect()
}

fn summary(judgement: &Judgement) -> BTreeMap<&'static str, u64> {
    let mut counts: BTreeMap<_, u64> = Verdict::ALL.into_iter().map(|v| (v.as_str(), 0)).collect();
    for (_, rule) in judgement.counted() {
        *counts.entry(rule.verdict.as_str()).or_default() += 1;
    }
    counts
}

/// Returns the findings by place, each once.
pub(crate) fn findings(judgement: &Judgement) -> Vec<&Diagnostic> {
    findings_of(&judgement.findings)
}

/// Returns findings by place, each once.
pub(crate) fn findings_of(findings: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut all: Vec<&Diagnostic> = findings.iter().collect();
    all.sort_by(|a, b| (&a.place, a.severity, a.code()).cmp(&(&b.place, b.severity, b.code())));
    all.dedup();
    all
}

/// Returns what was left aside by place, each once.
pub(crate) fn ignored(judgement: &Judgement) -> Vec<&Ignored> {
    ignored_of(&judgement.ignored)
}

/// Returns what was left aside by place, each once.
pub(crate) fn ignored_of(ignored: &[Ignored]) -> Vec<&Ignored> {
    let mut all: Vec<&Ignored> = ignored.iter().collect();
    all.sort_by(|a, b| a.cell.cmp(&b.cell));
    all.dedup();
    all
}

#[derive(Debug, Serialize)]
pub(super) struct FindingJson<'a> {
    code: &'static str,
    severity: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    indicator: Option<&'a str>,
    entity: Option<&'a str>,
    period: Option<&'a str>,
    rules: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<ExplanationJson<'a>>,
    #[serde(flatten)]
    cell: Option<CellJson<'a>>,
}

/// What the submitter says of a finding.
#[derive(Debug, Serialize)]
pub(super) struct ExplanationJson<'a> {
    text: &'a str,
    who: &'a str,
    date: &'a str,
}

impl<'a> ExplanationJson<'a> {
    pub(super) fn of(e: &'a Explained) -> Self {
        Self { text: &e.text, who: &e.who, date: &e.date }
    }
}

impl<'a> FindingJson<'a> {
    pub(super) fn of(d: &'a Diagnostic, lang: Lang) -> Self {
        let subject = d.subject.as_deref();
        Self {
            code: d.code(),
            severity: d.severity.as_str(),
            message: d.problem.message(lang),
            help: d.problem.help(lang),
            indicator: subject.and_then(|s| s.indicator.as_deref()),
            entity: subject.and_then(|s| s.entity.as_deref()),
            period: subject.and_then(|s| s.period.as_deref()),
            rules: &d.rules,
            explanation: d.explanation.as_deref().map(ExplanationJson::of),
            cell: match &d.place {
                Place::Cell(cell) => Some(CellJson::of(cell)),
                Place::Span(_) | Place::Nowhere => None,
            },
        }
    }
}

/// A place in a data file; row and column are left out where the whole file or row is meant.
#[derive(Debug, Serialize)]
struct CellJson<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    #[serde(skip_serializing_if = "is_zero")]
    row: u32,
    #[serde(skip_serializing_if = "is_zero")]
    column: u32,
    /// The cell of a workbook as spreadsheets name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl<'a> CellJson<'a> {
    fn of(cell: &'a dabiao_lang::diag::Cell) -> Self {
        let name = cell.sheet.as_ref().map(|_| cell.reference()).filter(|r| !r.is_empty());
        Self { file: &cell.file, sheet: cell.sheet.as_deref(), row: cell.row, column: cell.column, cell: name }
    }
}

#[derive(Debug, Serialize)]
pub(super) struct IgnoredJson<'a> {
    what: &'a str,
    count: u64,
    #[serde(flatten)]
    cell: CellJson<'a>,
}

impl<'a> IgnoredJson<'a> {
    pub(super) fn of(i: &'a Ignored, lang: Lang) -> Self {
        Self { what: i.what.get(lang), count: i.count, cell: CellJson::of(&i.cell) }
    }
}

/// The rules, one after the other.
#[derive(Debug)]
struct Rules<'a> {
    ctx: Context<'a>,
    meaning: &'a Meaning,
    judgement: &'a Judgement,
}

impl Serialize for Rules<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(self.judgement.counted().count()))?;
        for (idx, judgement) in self.judgement.counted() {
            let Some(rule) = self.ctx.model.rules.get(idx) else { continue };
            let digest = self.meaning.deciding(idx);
            let checks = judgement.checks.iter().collect();
            seq.serialize_element(&RuleJson::of(self.ctx, (rule, judgement), checks, digest))?;
        }
        seq.end()
    }
}

/// The rules of some checks of other times, each with these checks alone and the worst verdict of them.
fn apart<'a>(ctx: Context<'a>, meaning: &Meaning, (term, all): (&'a Term, Vec<Apart>)) -> Vec<RuleJson<'a>> {
    let of_rule = |some: &[Apart]| {
        let at = some.first()?.rule;
        let (rule, judgement) = (ctx.model.rules.get(at)?, term.whole.get(at)?);
        let checks: Vec<&eval::Check> = some.iter().filter_map(|a| term.check(*a)).collect();
        let worst = checks.iter().map(|c| c.verdict).min()?;
        let told = RuleJson::of(ctx, (rule, judgement), checks, meaning.deciding(at));
        Some(RuleJson { verdict: worst.as_str(), ..told })
    };
    all.chunk_by(|a, b| a.rule == b.rule).filter_map(of_rule).collect()
}

#[derive(Debug, Serialize)]
struct RuleJson<'a> {
    id: &'a str,
    title: Option<&'a str>,
    plan: Option<&'a str>,
    nature: Option<&'static str>,
    lead: Strings<'a>,
    responsible: Strings<'a>,
    file: &'a str,
    line: u32,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    /// The codes of the errors that keep the rule from being judged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<&'static str>,
    /// Of all that decides the verdict: not of titles, offices and notes.
    digest: String,
    checks: Checks<'a>,
}

impl<'a> RuleJson<'a> {
    fn of(
        ctx: Context<'a>,
        (rule, judgement): (&'a Rule, &'a RuleJudgement),
        checks: Vec<&'a eval::Check>,
        digest: String,
    ) -> Self {
        let plan = rule.plan.and_then(|p| ctx.model.plans.get(p.0 as usize));
        Self {
            id: &rule.id,
            title: rule.title.as_deref(),
            plan: plan.map(|p| &*p.name),
            nature: rule.nature.map(nature),
            lead: Strings(&rule.lead),
            responsible: Strings(&rule.responsible),
            file: &rule.file,
            line: rule.line,
            verdict: judgement.verdict.as_str(),
            reason: judgement.reason.as_ref().map(|r| r.get(ctx.options.lang)),
            errors: rule.errors.iter().map(dabiao_lang::diag::Problem::code).collect(),
            digest,
            checks: Checks { ctx, rule, checks },
        }
    }
}

/// Returns the word of the contract.
pub(super) fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::Binding => "binding",
        Nature::Expected => "expected",
    }
}

/// A list of shared texts.
#[derive(Debug)]
pub(super) struct Strings<'a>(pub(super) &'a [std::sync::Arc<str>]);

impl Serialize for Strings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|s| &**s))
    }
}

#[derive(Debug)]
struct Checks<'a> {
    ctx: Context<'a>,
    rule: &'a Rule,
    checks: Vec<&'a eval::Check>,
}

impl Serialize for Checks<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.checks.iter().map(|c| CheckJson::of(self.ctx, self.rule, c)))
    }
}

/// One target in one period, with what it came to.
#[derive(Debug, Serialize)]
pub(super) struct CheckJson<'a> {
    target_index: usize,
    verdict: &'static str,
    statement: usize,
    time: Option<&'static str>,
    period: Option<String>,
    due: Option<String>,
    entity: Option<&'a str>,
    measured: Option<AmountJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<AmountJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounds: Option<[Option<String>; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bounds_exact: Option<[Option<String>; 2]>,
    target: Option<TargetJson<'a>>,
    gap: Option<AmountJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<ConditionJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    #[serde(flatten)]
    course: CourseJson<'a>,
    members: Option<MembersJson>,
    failing: Keys<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    counted: Option<Keys<'a>>,
    missing: Keys<'a>,
    membership_unknown: Keys<'a>,
    nearest: Nearest<'a>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    marks: &'a [String],
    /// Whether it rests on figures whose reading nobody has confirmed yet.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    provisional: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    entities: Option<Entities<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    observations: Option<Observations<'a>>,
    /// Of the figures that it rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
}

/// The revision that set a target.
#[derive(Debug, Serialize)]
pub(super) struct RevisedJson<'a> {
    document: Option<&'a str>,
    since: String,
}

impl<'a> RevisedJson<'a> {
    pub(super) fn of(revision: &'a Revision) -> Self {
        Self { document: revision.document.as_deref(), since: iso(revision.since) }
    }
}

/// The condition under which a duty stands, and what became of it.
#[derive(Debug, Serialize)]
struct ConditionJson<'a> {
    expr: &'a str,
    holds: Option<bool>,
    measured: Option<&'a str>,
}

impl<'a> CheckJson<'a> {
    pub(super) fn of(ctx: Context<'a>, rule: &'a Rule, check: &'a eval::Check) -> Self {
        let statement = rule.statements.get(check.statement);
        let target = statement.and_then(|s| check.target_of(s));
        let lookup = Lookup { ctx, statement };
        let is_full = ctx.options.detail == Detail::Full;
        Self {
            target_index: check.target + 1,
            verdict: check.verdict.as_str(),
            statement: check.statement + 1,
            time: target.and_then(|t| time(&t.time)),
            period: check.period.map(period),
            due: check.due.map(iso),
            entity: check.entity.map(|e| ctx.data.roster.key(e)),
            measured: check.measured.as_ref().map(|a| lookup.amount(a)),
            compared: check.compared.as_ref().map(|a| lookup.amount(a)),
            bounds: check.bounds.as_ref().map(|(a, b)| [a, b].map(|x| x.as_ref().map(Exact::to_text))),
            bounds_exact: check.bounds.as_ref().and_then(|(a, b)| fractions([a.as_ref(), b.as_ref()])),
            target: target.map(|t| TargetJson {
                revised: statement.and_then(|s| check.revised_by(s)).map(RevisedJson::of),
                ..TargetJson::of(t, check)
            }),
            gap: check.gap.as_ref().map(AmountJson::of),
            condition: check.condition.as_ref().map(|c| ConditionJson {
                expr: &c.text.en,
                holds: c.holds,
                measured: c.value.as_ref().map(|v| v.get(ctx.options.lang)),
            }),
            reason: check.reason.as_ref().map(|r| r.get(ctx.options.lang)),
            course: CourseJson::of(check),
            members: check.members.map(MembersJson::of),
            failing: Keys { data: ctx.data, ids: &check.failing },
            counted: (!check.counted.is_empty()).then_some(Keys { data: ctx.data, ids: &check.counted }),
            missing: Keys { data: ctx.data, ids: &check.missing },
            membership_unknown: Keys { data: ctx.data, ids: &check.membership_unknown },
            nearest: Nearest { lookup, check },
            marks: &check.marks,
            provisional: eval::is_provisional(ctx.data, check),
            entities: is_full.then_some(Entities { lookup, entities: &check.entities }),
            observations: is_full.then_some(Observations { ctx, observations: &check.observations }),
            digest: is_full.then(|| rests::digest(ctx.model, ctx.data, check)),
        }
    }
}

/// The fractions of two ends, where at least one has no decimal form that ends.
fn fractions(ends: [Option<&Exact>; 2]) -> Option<[Option<String>; 2]> {
    let all = ends.map(|e| e.and_then(Exact::to_fraction));
    all.iter().any(Option::is_some).then_some(all)
}

/// Returns the word of the contract; a target without any time is judged in the newest period and has none.
pub(crate) fn time(time: &Time) -> Option<&'static str> {
    match time {
        Time::By(_) | Time::ByAttribute(_) => Some("by"),
        Time::In(_) => Some("in"),
        Time::Each { .. } => Some("each"),
        Time::Throughout(_) => Some("throughout"),
        Time::Newest => None,
    }
}

/// Returns the label of the contract: `2025`, `2025Q3`, `2021..2025`.
pub(crate) fn period(span: eval::Span) -> String {
    match span {
        eval::Span::One(p) => p.to_string(),
        eval::Span::Window(from, to) => format!("{from}..{to}"),
    }
}

/// What is needed to say a measured value: grades and texts are kept by number.
#[derive(Debug, Clone, Copy)]
struct Lookup<'a> {
    ctx: Context<'a>,
    statement: Option<&'a Statement>,
}

impl<'a> Lookup<'a> {
    fn figure(&self, value: &Exact) -> asked::Figure<'a> {
        match self.statement {
            Some(s) => asked::figure(self.ctx.model, self.ctx.data, s, value),
            None => asked::Figure::Number(value.clone()),
        }
    }

    fn amount(&self, amount: &'a eval::Amount) -> AmountJson<'a> {
        AmountJson::figure(&self.figure(&amount.value), amount.unit.as_ref().map(symbol))
    }
}

#[derive(Debug, Serialize)]
struct TargetJson<'a> {
    op: &'static str,
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<String>,
    unit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hi: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hi_exact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lo_open: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hi_open: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tolerance: Option<ToleranceJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revised: Option<RevisedJson<'a>>,
}

/// A tolerance: in % of the target, or in a unit.
#[derive(Debug, Serialize)]
pub(super) struct ToleranceJson {
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<String>,
    unit: String,
}

impl ToleranceJson {
    pub(super) fn of((value, unit): (Exact, String)) -> Self {
        Self { value: value.to_text(), exact: value.to_fraction(), unit }
    }
}

impl<'a> TargetJson<'a> {
    fn of(target: &'a Target, check: &eval::Check) -> Self {
        let asked = Asked::in_check(target, check);
        let is_range = asked.op == "range";
        Self {
            op: asked.op,
            value: asked.low.as_ref().map(asked::Figure::to_text),
            exact: asked.low.as_ref().and_then(asked::Figure::to_fraction),
            unit: asked.unit,
            hi: asked.high.as_ref().map(asked::Figure::to_text),
            hi_exact: asked.high.as_ref().and_then(asked::Figure::to_fraction),
            lo_open: is_range.then_some(asked.is_low_open),
            hi_open: is_range.then_some(asked.is_high_open),
            tolerance: asked.tolerance.map(ToleranceJson::of),
            revised: None,
        }
    }
}

/// How far it has come: shares of the way, 1 being all of it.
#[derive(Debug, Serialize)]
struct CourseJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    progress_exact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_exact: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pace: Option<PaceJson<'a>>,
}

#[derive(Debug, Serialize)]
struct PaceJson<'a> {
    kind: &'static str,
    /// Nothing where the target is out of reach.
    #[serde(flatten)]
    amount: Option<AmountJson<'a>>,
    /// The days in which it is needed, where they are less than a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<i64>,
}

impl<'a> PaceJson<'a> {
    fn of(kind: &'static str, amount: AmountJson<'a>) -> Self {
        Self { kind, amount: Some(amount), days: None }
    }
}

impl<'a> CourseJson<'a> {
    fn of(check: &'a eval::Check) -> Self {
        Self {
            progress: check.progress.as_ref().map(Exact::to_text),
            progress_exact: check.progress.as_ref().and_then(Exact::to_fraction),
            expected: check.expected.as_ref().map(Exact::to_text),
            expected_exact: check.expected.as_ref().and_then(Exact::to_fraction),
            pace: check.pace.as_ref().map(|p| match p {
                Pace::PerYear(amount) => PaceJson::of("per_year", AmountJson::of(amount)),
                Pace::UntilDue(amount, days) => {
                    PaceJson { days: Some(*days), ..PaceJson::of("until_due", AmountJson::of(amount)) }
                }
                Pace::OutOfReach => PaceJson { kind: "out_of_reach", amount: None, days: None },
                Pace::Growth(share) => {
                    PaceJson::of("growth", AmountJson::number(&(share * &Exact::from(100)), Some("%")))
                }
            }),
        }
    }
}

#[derive(Debug, Serialize)]
struct MembersJson {
    total: u64,
    passing: u64,
    failing: u64,
    missing: u64,
    invalid: u64,
    not_applicable: u64,
    /// Whether they are meant is unknown; outside of `total`.
    membership_unknown: u64,
}

impl MembersJson {
    fn of(m: eval::Members) -> Self {
        let eval::Members { total, passing, failing, missing, invalid, not_applicable, membership_unknown } = m;
        Self { total, passing, failing, missing, invalid, not_applicable, membership_unknown }
    }
}

/// Entities by code, or by name where they have none.
#[derive(Debug)]
struct Keys<'a> {
    data: &'a Dataset,
    ids: &'a [EntityId],
}

impl Serialize for Keys<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.ids.iter().map(|&id| self.data.roster.key(id)))
    }
}

#[derive(Debug)]
struct Nearest<'a> {
    lookup: Lookup<'a>,
    check: &'a eval::Check,
}

#[derive(Debug, Serialize)]
struct NearestJson<'a> {
    entity: &'a str,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<String>,
    /// Its own line, where each entity has another.
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
}

impl Serialize for Nearest<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let line = |id: &EntityId| self.check.own_lines.iter().find(|(e, _)| e == id);
        serializer.collect_seq(self.check.nearest.iter().map(|(id, value)| NearestJson {
            entity: self.lookup.ctx.data.roster.key(*id),
            value: value.to_text(),
            exact: value.to_fraction(),
            target: line(id).map(|(_, line)| line.to_text()),
        }))
    }
}

#[derive(Debug)]
struct Entities<'a> {
    lookup: Lookup<'a>,
    entities: &'a [eval::EntityJudgement],
}

#[derive(Debug, Serialize)]
struct EntityJson<'a> {
    entity: &'a str,
    name: &'a str,
    verdict: &'static str,
    value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<String>,
    gap: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gap_exact: Option<String>,
    /// Its own line, where each entity has another.
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

impl Serialize for Entities<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ctx = self.lookup.ctx;
        serializer.collect_seq(self.entities.iter().map(|e| {
            let value = e.value.as_ref().map(|v| self.lookup.figure(v));
            EntityJson {
                entity: ctx.data.roster.key(e.entity),
                name: ctx.data.roster.get(e.entity).map_or("", |e| &e.name),
                verdict: e.verdict.as_str(),
                value: value.as_ref().map(asked::Figure::to_text),
                exact: value.as_ref().and_then(asked::Figure::to_fraction),
                gap: e.gap.as_ref().map(Exact::to_text),
                gap_exact: e.gap.as_ref().and_then(Exact::to_fraction),
                target: e.line.as_ref().map(Exact::to_text),
                reason: e.reason.as_ref().map(|r| r.get(ctx.options.lang)),
            }
        }))
    }
}

#[derive(Debug)]
struct Observations<'a> {
    ctx: Context<'a>,
    observations: &'a [Observation],
}

impl Serialize for Observations<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Context { model, data, .. } = self.ctx;
        serializer.collect_seq(self.observations.iter().map(|o| ObservationJson::of(model, data, o)))
    }
}
