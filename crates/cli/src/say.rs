//! `say`: a rule as one sentence that reads back as the same rule.

use super::Status;
use super::args::SayArgs;
use super::explain::{find_rule, no_rule};
use super::inputs;
use super::output::Output;
use dabiao_lang::check::Loaded;
use dabiao_lang::model::{Rule, sentence};

/// The word that stands for all rules.
const ALL: [&str; 2] = ["all", "全部"];

/// Says rules.
pub(crate) fn run(args: &SayArgs, out: &Output) -> Status {
    let loaded = match inputs::rules(&args.rules, out) {
        Ok(loaded) => loaded,
        Err(status) => return status,
    };
    let rules = &loaded.rules.model().rules;
    if ALL.contains(&args.what.as_str()) {
        rules.iter().for_each(|r| out.line(&line(&loaded, r, out)));
        return Status::Fine;
    }
    let Some(rule) = find_rule(&loaded, &args.what).and_then(|idx| rules.get(idx)) else {
        return out.fail(&no_rule(&loaded, &args.what));
    };
    out.line(&line(&loaded, rule, out));
    Status::Fine
}

fn line(loaded: &Loaded, rule: &Rule, out: &Output) -> String {
    format!("{}  {}", rule.id, sentence::rule(&loaded.rules.model().schema, rule, out.lang))
}
