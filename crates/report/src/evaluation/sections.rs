//! Plans and their sections: which rule stands where.

use std::sync::Arc;

use super::targets::Offices;
use super::{details, targets};
use crate::document::{Document, Line, Table, Tone};
use crate::view::View;
use crate::view::counts::{Counts, PlanRules, by_plan};
use crate::view::rule::{RuleView, offices};
use crate::view::words::Style;
use crate::words::{self, say};
use dabiao_eval::Span;
use dabiao_lang::diag::Lang;
use dabiao_lang::model::Plan;

/// Writes each plan with its sections, in the order of the rules.
pub(super) fn write(document: &mut Document, ctx: &View<'_>) {
    for (plan_idx, PlanRules { plan, rules }) in by_plan(&ctx.rules).into_iter().enumerate() {
        heading(document, ctx, plan);
        document.paragraph(counted(ctx, &rules));
        let sections = sections(&rules);
        let has_sections = sections.iter().any(|(section, _)| section.is_some());
        for (section, rules) in sections {
            match section {
                Some(section) => document.heading(3, &*section),
                None if has_sections => document.heading(3, say(ctx.options.lang, "未注明依据", "No cite")),
                None => {}
            }
            let shared = shared_offices(ctx, &rules);
            let (family, offices) = match shared {
                Some(line) => {
                    document.paragraph(line);
                    (2 * plan_idx, Offices::Shared)
                }
                None => (2 * plan_idx + 1, Offices::Each),
            };
            document.table(Table { family: Some(family), ..targets::table(ctx, &rules, offices) });
            document.notes(rules.iter().filter_map(|j| details::note(ctx, *j)).collect());
        }
    }
}

fn heading(document: &mut Document, ctx: &View<'_>, plan: Option<&Plan>) {
    let line = match plan {
        Some(plan) => title(plan, ctx.options.lang),
        None => Line::from(say(ctx.options.lang, "不属于任何方案的规则", "Rules of no plan")),
    };
    document.heading(2, line);
}

fn title(plan: &Plan, lang: Lang) -> Line {
    let mut line = Line::from(&*plan.name);
    let region = plan.region.as_ref().map(dabiao_lang::model::print::place);
    let window = plan.window.map(|w| Style::printed(lang).period(Span::Window(w.from, w.to)));
    let number = plan.number.as_deref().map(str::to_owned);
    for part in [number, region, window].into_iter().flatten() {
        line = line.text(format!("  {part}"));
    }
    line
}

fn counted(ctx: &View<'_>, rules: &[RuleView<'_>]) -> Line {
    let lang = ctx.options.lang;
    let mut line = Line::from(format!("{}{}", rules.len(), say(lang, " 条：", " rules: ")));
    for (at, (v, n)) in Counts::of(rules).present().enumerate() {
        let comma = if at == 0 { "" } else { say(lang, "，", ", ") };
        line = line.text(comma).and(words::verdict(v, lang), Tone::Verdict(v)).text(format!(" {n}"));
    }
    line
}

/// The offices of a section in a line of their own, where they are the same for all its rules.
fn shared_offices(ctx: &View<'_>, rules: &[RuleView<'_>]) -> Option<Line> {
    let lang = ctx.options.lang;
    let first = rules.first()?.rule;
    let is_shared = |j: &RuleView<'_>| j.rule.lead == first.lead && j.rule.responsible == first.responsible;
    if !rules.iter().all(is_shared) || offices(first).is_empty() {
        return None;
    }
    let names = |all: &[Arc<str>]| words::list(all.iter().map(|o| &**o), lang);
    let parts =
        [(say(lang, "牵头：", "lead: "), &first.lead), (say(lang, "责任：", "responsible: "), &first.responsible)];
    let parts = parts.iter().filter(|(_, all)| !all.is_empty()).map(|(word, all)| format!("{word}{}", names(all)));
    Some(Line::of(parts.collect::<Vec<_>>().join(say(lang, "；", "; ")), Tone::Faint))
}

/// Groups in the order of first appearance; members keep their order.
fn grouped<'a, K: PartialEq>(judged: &[RuleView<'a>], key: impl Fn(&RuleView<'a>) -> K) -> Vec<(K, Vec<RuleView<'a>>)> {
    let mut groups: Vec<(K, Vec<RuleView<'a>>)> = Vec::new();
    for j in judged {
        let key = key(j);
        match groups.iter_mut().find(|(k, _)| *k == key) {
            Some((_, members)) => members.push(*j),
            None => groups.push((key, vec![*j])),
        }
    }
    groups
}

/// The sections of a plan: the places that its rules cite; the parts of those where nearly every rule has a place of its
/// own, and none where no rule cites anything.
fn sections<'a>(rules: &[RuleView<'a>]) -> Vec<(Option<Arc<str>>, Vec<RuleView<'a>>)> {
    let fine = grouped(rules, |j| j.rule.cite.first().cloned());
    if fine.len() <= 1 || fine.len() * 3 <= rules.len() * 2 {
        return fine;
    }
    grouped(rules, |j| j.rule.cite.first().map(|c| part(c)))
}

/// `产业振兴 二(七)3` is in the part `产业振兴 二`.
fn part(cite: &str) -> Arc<str> {
    let end = cite.find(['(', '（']).unwrap_or(cite.len());
    cite.get(..end).map_or(cite, str::trim_end).into()
}
