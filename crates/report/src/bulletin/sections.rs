//! What a 通报 says: the whole in figures, each plan, points and ranks, what is to be done by whom, the data.

use std::cmp::Reverse;

use super::words::{self, section, subsection};
use super::{Block, tables};
use crate::json;
use crate::number::percent;
use crate::office::scene::Scene;
use crate::view::counts::{Counts, PlanRules, by_plan};
use crate::view::rule::RuleView;
use crate::view::term::{OtherTimes, Part};
use crate::words as report_words;
use dabiao_lang::diag::{Lang, Severity};
use dabiao_lang::model::{Exact, Nature, Plan, Verdict};

/// Plans that the first paragraph names.
const PLANS_NAMED: usize = 3;

/// Returns the parts of the document, in order.
pub(super) fn all(scene: &Scene<'_>) -> Vec<Block> {
    let lang = scene.source.lang;
    let mut blocks = vec![
        Block::Number(scene.say("　　　〔　　　　〕　　　号", "No. ________").to_owned()),
        Block::Title(words::title(scene)),
        Block::Address(scene.say("各有关单位：", "To all offices concerned").to_owned()),
        Block::Body(opening(scene)),
    ];
    let other = OtherTimes::of(&scene.view, scene.style());
    if let Some(other) = &other {
        blocks.push(Block::Body(format!("{}{}", other.sentence(&scene.view), scene.say("。", "."))));
    }
    if let Some(notice) = &scene.view.data.notice {
        blocks.push(Block::Body(notice.trim().to_owned()));
    }
    let mut parts: Vec<(&str, Vec<Block>)> = vec![
        (scene.say("总体情况", "The whole in figures"), whole(scene)),
        (scene.say("各方案完成情况", "Plan by plan"), plans(scene)),
        (scene.say("考核得分和排名", "Points and ranks"), tables::scores(scene)),
        (scene.say("重点督办事项", "To be followed up"), tables::followup(scene)),
        (Part::Arrears.title(lang), apart(scene, other.as_ref(), Part::Arrears)),
        (Part::Ahead.title(lang), apart(scene, other.as_ref(), Part::Ahead)),
        (scene.say("数据质量情况", "The data"), data(scene)),
        (scene.say("有关要求", "What is required"), required(scene)),
    ];
    parts.retain(|(_, blocks)| !blocks.is_empty());
    for (n, (title, part)) in parts.into_iter().enumerate() {
        blocks.push(Block::Heading(format!("{}{title}", section(n + 1, lang))));
        blocks.extend(part);
    }
    blocks.push(Block::Sign(sign(scene)));
    blocks.extend(tables::annex(scene));
    blocks
}

/// What is not counted because it falls due at another time.
fn apart(scene: &Scene<'_>, other: Option<&OtherTimes>, part: Part) -> Vec<Block> {
    let rows = other.into_iter().flat_map(OtherTimes::parts).find(|(p, _)| *p == part);
    rows.map(|rows| vec![Block::Table(tables::apart(scene, rows))]).unwrap_or_default()
}

fn opening(scene: &Scene<'_>) -> String {
    let lang = scene.source.lang;
    let plans = &scene.view.model.plans;
    let day = words::day(scene.as_of(), lang);
    let n = scene.view.rules.len();
    let named: Vec<String> = plans.iter().take(PLANS_NAMED).map(|p| plan_name(p, lang)).collect();
    let named = report_words::list(named.iter().map(String::as_str), lang);
    let n_plans = plans.len();
    match lang {
        Lang::Zh => {
            let by = match n_plans {
                0 => String::new(),
                1..=PLANS_NAMED => format!("根据{named}，"),
                _ => format!("根据{named}等{n_plans}个方案，"),
            };
            format!("{by}对截至{day}的{n}项目标任务完成情况进行了评价，现将有关情况通报如下。")
        }
        Lang::En => {
            let by = match n_plans {
                0 => String::new(),
                1..=PLANS_NAMED => format!(" of {named}"),
                _ => format!(" of {n_plans} plans, among them {named},"),
            };
            format!("The {n} targets{by} were evaluated as of {day}. This is how they stand.")
        }
    }
}

fn plan_name(plan: &Plan, lang: Lang) -> String {
    let number = plan.number.as_deref();
    match (lang, number) {
        (Lang::Zh, Some(number)) => format!("《{}》（{number}）", plan.name),
        (Lang::Zh, None) => format!("《{}》", plan.name),
        (Lang::En, Some(number)) => format!("{} ({number})", plan.name),
        (Lang::En, None) => plan.name.to_string(),
    }
}

/// Returns the verdicts that occur with their counts: what is done, what is under way, what is not done, what is not known.
pub(super) fn ordered(counts: &Counts) -> impl Iterator<Item = (Verdict, usize)> + '_ {
    const ORDER: [Verdict; 10] = [
        Verdict::Met,
        Verdict::Exempt,
        Verdict::Early,
        Verdict::OnTrack,
        Verdict::Pending,
        Verdict::Behind,
        Verdict::Unmet,
        Verdict::Missing,
        Verdict::Invalid,
        Verdict::Empty,
    ];
    ORDER.into_iter().map(|v| (v, counts.get(v))).filter(|(_, n)| *n > 0)
}

/// `达标 120 项，占 60%；未达标 5 项，占 2.5%`
fn counted(scene: &Scene<'_>, all: &[RuleView<'_>]) -> String {
    let lang = scene.source.lang;
    let total = i128::try_from(all.len()).unwrap_or(1).max(1);
    let one = |(v, n): (Verdict, usize)| {
        let share = percent(&Exact::ratio(n as i128, total));
        let word = report_words::verdict(v, lang);
        match lang {
            Lang::Zh => format!("{word}{n}项，占{share}"),
            Lang::En => format!("{n} {word} ({share})"),
        }
    };
    let parts: Vec<String> = ordered(&Counts::of(all)).map(one).collect();
    parts.join(scene.say("；", "; "))
}

fn whole(scene: &Scene<'_>) -> Vec<Block> {
    let lang = scene.source.lang;
    let all = &scene.view.rules;
    if all.is_empty() {
        return Vec::new();
    }
    let of = |nature: Nature| all.iter().copied().filter(|j| j.rule.nature == Some(nature)).collect::<Vec<_>>();
    let (binding, expected) = (of(Nature::Binding), of(Nature::Expected));
    let mut text = match lang {
        Lang::Zh => format!("本次共评价目标任务{}项：{}。", all.len(), counted(scene, all)),
        Lang::En => format!("{} targets were evaluated: {}.", all.len(), counted(scene, all)),
    };
    for (name, some) in
        [(scene.say("约束性目标", "Binding targets"), binding), (scene.say("预期性目标", "Expected targets"), expected)]
    {
        if !some.is_empty() {
            text.push_str(&match lang {
                Lang::Zh => format!("{name}{}项：{}。", some.len(), counted(scene, &some)),
                Lang::En => format!(" {name}, {} in all: {}.", some.len(), counted(scene, &some)),
            });
        }
    }
    vec![
        Block::Body(text),
        Block::Caption(scene.say("表1　各方案完成情况（项）", "Table 1. Targets by plan").to_owned()),
        Block::Table(tables::of_plans(scene)),
    ]
}

fn plans(scene: &Scene<'_>) -> Vec<Block> {
    let lang = scene.source.lang;
    let mut blocks = Vec::new();
    for (n, PlanRules { plan, rules }) in by_plan(&scene.view.rules).into_iter().enumerate() {
        let name = plan.map_or(scene.say("不属于任何方案的目标", "Targets of no plan"), |p| &p.name);
        blocks.push(Block::Subheading(format!("{}{name}", subsection(n + 1, lang))));
        blocks.push(Block::Body(match lang {
            Lang::Zh => format!("共{}项：{}。", rules.len(), counted(scene, &rules)),
            Lang::En => format!("{} targets: {}.", rules.len(), counted(scene, &rules)),
        }));
        let late: Vec<RuleView<'_>> = worst_first(&rules, &[Verdict::Unmet, Verdict::Behind]);
        if !late.is_empty() {
            blocks.push(Block::Caption(scene.say("未达标和进度滞后的事项", "Unmet and behind").to_owned()));
            blocks.push(Block::Table(tables::late(scene, &late)));
        }
        let open = worst_first(&rules, &[Verdict::Invalid, Verdict::Missing, Verdict::Empty]);
        if !open.is_empty() {
            let caption = scene.say("因缺数、数据有误等不能作出结论的事项", "Without a verdict, for want of good data");
            blocks.push(Block::Caption(caption.to_owned()));
            blocks.push(Block::Table(tables::open(scene, &open)));
        }
    }
    blocks
}

/// Those with one of some verdicts: by verdict, binding ones first, then those that lack most.
fn worst_first<'a>(rules: &[RuleView<'a>], verdicts: &[Verdict]) -> Vec<RuleView<'a>> {
    let mut some: Vec<RuleView<'a>> =
        rules.iter().copied().filter(|j| verdicts.contains(&j.judgement.verdict)).collect();
    some.sort_by_cached_key(|j| {
        (j.judgement.verdict, j.rule.nature != Some(Nature::Binding), Reverse(share_lacking(*j)))
    });
    some
}

/// The gap as a share of the target, where both are amounts.
fn share_lacking(j: RuleView<'_>) -> Option<Exact> {
    let check = j.shown()?;
    let target = check.target_of(j.rule.statements.get(check.statement)?)?;
    let asked = crate::asked::Asked::in_check(target, check);
    let line = match asked.low.or(asked.high)? {
        crate::asked::Figure::Written(q) => q.value.clone(),
        crate::asked::Figure::Number(n) => n,
        _ => return None,
    };
    check.gap.as_ref()?.value.checked_div(&line.abs())
}

fn data(scene: &Scene<'_>) -> Vec<Block> {
    let lang = scene.source.lang;
    let findings = json::findings(scene.source.judgement);
    let count = |s: Severity| findings.iter().filter(|d| d.severity == s).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if errors + warnings == 0 {
        return Vec::new();
    }
    let text = match lang {
        Lang::Zh => format!(
            "审核所报数据，发现差错{errors}处、需核实{warnings}处。按问题种类统计如下表，逐条清单见评估报告工作簿的“数据问题”表。"
        ),
        Lang::En => format!(
            "In the data {errors} errors were found and {warnings} points to be verified; by kind they are as follows. The \
             workbook of the report lists each."
        ),
    };
    vec![Block::Body(text), Block::Table(tables::findings(scene, &findings))]
}

fn required(scene: &Scene<'_>) -> Vec<Block> {
    let has = |all: &[Verdict]| scene.view.rules.iter().any(|j| all.contains(&j.judgement.verdict));
    let mut lines = Vec::new();
    if has(&[Verdict::Unmet]) {
        lines.push(scene.say(
            "对未达标的事项，责任单位要逐项说明原因，提出整改措施和完成时限，落实到人。",
            "For what is unmet the office that answers for it explains why, and says what it will do and by when.",
        ));
    }
    if has(&[Verdict::Behind]) {
        lines.push(scene.say(
            "对进度滞后的事项，责任单位要按上表所列进度加快推进，确保在期限前完成。",
            "What is behind is to be brought forward at the pace given above, so that it is done by its deadline.",
        ));
    }
    if has(&[Verdict::Missing, Verdict::Invalid]) {
        lines.push(scene.say(
            "对缺数和数据有误的事项，责任单位要及时补报、核实更正，并对数据质量负责。",
            "Missing figures are to be reported, and faulty ones verified and corrected, by the offices that answer for them.",
        ));
    }
    let lang = scene.source.lang;
    if let [only] = lines.as_slice() {
        return vec![Block::Body((*only).to_owned())];
    }
    let numbered = |(n, line): (usize, &&str)| Block::Body(format!("{}{line}", subsection(n + 1, lang)));
    lines.iter().enumerate().map(numbered).collect()
}

/// Who signs: the issuer, where all plans have the same.
pub(super) fn sign(scene: &Scene<'_>) -> Vec<String> {
    let mut issuers: Vec<&str> = scene.view.model.plans.iter().filter_map(|p| p.issuer.as_deref()).collect();
    issuers.dedup();
    let issuer = match issuers.as_slice() {
        [one] => (*one).to_owned(),
        _ => scene.say("（发文机关）", "(issuing office)").to_owned(),
    };
    vec![issuer, scene.say("　　　　年　　月　　日", "Date: ____________").to_owned()]
}
