//! `dabiao.followup/1`: what each office has to do: what is unmet, behind or not reported, by how much and since when.

use serde::Serialize;

use super::report::{CheckJson, Context};
use super::{Options, iso};
use crate::followup::{Followup, Item};
use dabiao_data::Dataset;
use dabiao_eval::{Judgement, Remedy};
use dabiao_lang::check::RuleSet;

/// The document.
#[derive(Debug, Serialize)]
pub struct FollowupJson<'a> {
    schema: &'static str,
    as_of: String,
    /// The period of which alone is counted what falls due; absent where all is.
    #[serde(skip_serializing_if = "Option::is_none")]
    period: Option<String>,
    rules_digest: String,
    data_digest: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<&'a str>,
    offices: Vec<OfficeJson<'a>>,
}

#[derive(Debug, Serialize)]
struct OfficeJson<'a> {
    /// `null` gathers the rules for which nobody answers.
    office: Option<&'a str>,
    items: Vec<ItemJson<'a>>,
}

#[derive(Debug, Serialize)]
struct ItemJson<'a> {
    rule: &'a str,
    title: Option<&'a str>,
    plan: Option<&'a str>,
    nature: Option<&'static str>,
    /// The first period of the run in which it was unmet or behind.
    since: Option<String>,
    /// `act` where it can still be reached or handed in, `explain` where its time is over.
    remedy: &'static str,
    #[serde(flatten)]
    check: CheckJson<'a>,
}

/// Returns the document for a list, in the order of the list.
pub fn followup<'a>(
    (rules, data): (&'a RuleSet, &'a Dataset),
    judgement: &'a Judgement,
    list: &'a Followup,
    options: Options,
) -> FollowupJson<'a> {
    let model = rules.model();
    let ctx = Context { model, data, options };
    let item = |at: &usize| of(ctx, judgement, list.items.get(*at)?);
    let office = |o: &'a crate::followup::Office| OfficeJson {
        office: o.name.as_deref(),
        items: o.items.iter().filter_map(item).collect(),
    };
    FollowupJson {
        schema: "dabiao.followup/1",
        as_of: iso(judgement.as_of),
        period: judgement.term.as_ref().map(|t| t.period.to_string()),
        rules_digest: rules.digest(),
        data_digest: &data.digest,
        notice: data.notice.as_deref(),
        offices: list.offices.iter().map(office).collect(),
    }
}

fn of<'a>(ctx: Context<'a>, judgement: &'a Judgement, item: &Item) -> Option<ItemJson<'a>> {
    let (rule, check) = item.of(ctx.model, judgement)?;
    let plan = rule.plan.and_then(|p| ctx.model.plans.get(p.0 as usize));
    Some(ItemJson {
        rule: &rule.id,
        title: rule.title.as_deref(),
        plan: plan.map(|p| &*p.name),
        nature: rule.nature.map(super::report::nature),
        since: item.since.map(|p| p.to_string()),
        remedy: match item.remedy {
            Remedy::Act => "act",
            Remedy::Explain => "explain",
        },
        check: CheckJson::of(ctx, rule, check),
    })
}
