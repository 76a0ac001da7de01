//! `explain`: the page of a code; what a rule asks; with data, how its verdict or the points of a scheme came about.

use chrono::NaiveDate;

use super::Status;
use super::args::{ExplainArgs, Inputs, ReportFormat, Sources};
use super::inputs;
use super::output::Output;
use crate::codes::all_codes;
use dabiao_data::{Dataset, EntityId, Roster};
use dabiao_eval::{Detail, RuleJudgement, Session, Steps};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::Both;
use dabiao_report::derivation::{self, Explained};
use dabiao_report::intake::with_intake;
use dabiao_report::ranking::{Telling, ranking};
use dabiao_report::{code, json, pages, reading};

/// Explains.
pub(crate) fn run(args: &ExplainArgs, out: &Output) -> Status {
    let is_code = all_codes().iter().any(|c| c.code == args.what);
    if is_code {
        return code(&args.what, out);
    }
    if args.rules.is_empty() {
        if let Some(said) = crate::verdict_words::explained(&args.what) {
            out.result(said.get(out.lang));
            return Status::Fine;
        }
        return out.fail(&unknown(&args.what));
    }
    match rule(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn code(code: &str, out: &Output) -> Status {
    match pages::page(code) {
        Some(page) => {
            out.result(page);
            Status::Fine
        }
        None => out.fail(&Both::of(format!("`{code}` 还没有说明页"), format!("`{code}` has no page yet"))),
    }
}

fn unknown(what: &str) -> Both {
    let near = all_codes().iter().map(|c| c.code).find(|c| strsim::damerau_levenshtein(c, what) <= 2);
    let (zh, en) = match near {
        Some(near) => (format!("，是不是 `{near}`？"), format!("; did you mean `{near}`?")),
        None => {
            ("；要解释规则，请在编号后写规则文件".to_owned(), "; for a rule, give its files after the ID".to_owned())
        }
    };
    Both::of(format!("没有诊断代码 `{what}`{zh}"), format!("there is no diagnostic code `{what}`{en}"))
}

fn rule(args: &ExplainArgs, out: &Output) -> Result<Status, Status> {
    let loaded = inputs::rules(&args.rules, out)?;
    if let Some(scheme) = loaded.rules.model().schemes.iter().position(|s| *s.name == *args.what) {
        return points(args, &loaded, scheme, out);
    }
    let Some(rule) = find_rule(&loaded, &args.what) else {
        if code::is_code(&args.what) {
            return figure(args, &loaded, out);
        }
        return Err(out.fail(&no_rule(&loaded, &args.what)));
    };
    let Some(as_of) = args.as_of.filter(|_| !args.data.is_empty()) else {
        out.document(&reading::reading(&loaded.rules, rule, out.lang), args.format);
        return Ok(Status::Fine);
    };
    let (data, entity) = facts(args, &loaded, as_of, out)?;
    let session = Session::new(&loaded.rules, &data, as_of);
    let judged = session.evaluate_rule(rule, Detail::Summary);
    let steps = [session.derive(&judged, &Steps { entity, ..Steps::of(rule) })];
    let explained = Explained { rules: &loaded.rules, data: &data, rule, steps: &steps };
    let intake = session.intake();
    match args.format {
        ReportFormat::Json => {
            out.json(&json::WithIntake::new(json::derivation(explained, out.lang), &intake, out.lang));
        }
        format => {
            let document = derivation::derivation(explained, out.lang);
            out.document(&with_intake(document, &intake, in_full(out)), format);
        }
    }
    Ok(Status::of_intake(&intake))
}

/// Tells how the figure came about that stands behind a code on paper.
fn figure(args: &ExplainArgs, loaded: &Loaded, out: &Output) -> Result<Status, Status> {
    let Some(as_of) = args.as_of.filter(|_| !args.data.is_empty()) else {
        return Err(out.fail(&Both::new(
            "数据的代码要有数据才能解释：请加 `--data` 和 `--as-of`",
            "the code of a figure is explained from data: add `--data` and `--as-of`",
        )));
    };
    let (data, _) = facts(args, loaded, as_of, out)?;
    let session = Session::new(&loaded.rules, &data, as_of);
    let judgement = session.evaluate(Detail::Summary);
    let found = code::find(&session, &judgement, &args.what);
    if found.is_empty() {
        let code = &args.what;
        return Err(out.fail(&Both::of(
            format!("这些规则和数据里没有代码 `{code}` 的数据"),
            format!("no figure of these rules and data has the code `{code}`"),
        )));
    }
    let intake = session.intake();
    for figure in found {
        let Some(judged) = judgement.rules.get(figure.rule) else { continue };
        // The other checks of the rule are other figures.
        let own = judged.checks.get(figure.check).cloned().into_iter().collect();
        let judged = RuleJudgement { checks: own, ..judged.clone() };
        let steps = [session.derive(&judged, &Steps { entity: figure.entity, ..Steps::of(figure.rule) })];
        let explained = Explained { rules: &loaded.rules, data: &data, rule: figure.rule, steps: &steps };
        match args.format {
            ReportFormat::Json => {
                out.json(&json::WithIntake::new(json::derivation(explained, out.lang), &intake, out.lang));
            }
            format => out.document(&derivation::derivation(explained, out.lang), format),
        }
    }
    Ok(Status::of_intake(&intake))
}

/// Tells how the points of a scheme came about, of one entity or of all.
fn points(args: &ExplainArgs, loaded: &Loaded, scheme: usize, out: &Output) -> Result<Status, Status> {
    let Some(as_of) = args.as_of.filter(|_| !args.data.is_empty()) else {
        return Err(out.fail(&Both::new(
            "考核办法的得分要有数据才能解释：请加 `--data` 和 `--as-of`",
            "points are explained from data: add `--data` and `--as-of`",
        )));
    };
    let (data, entity) = facts(args, loaded, as_of, out)?;
    let session = Session::new(&loaded.rules, &data, as_of);
    let mut scores = session.scores();
    scores.retain(|s| s.scheme == scheme);
    let intake = session.intake();
    match args.format {
        ReportFormat::Json => {
            let document = json::rank((&loaded.rules, &data), &scores, (as_of, out.lang));
            out.json(&json::WithIntake::new(document, &intake, out.lang));
        }
        format => {
            let document = ranking(&loaded.rules, &data, &scores, (out.lang, Telling::Items(entity)));
            out.document(&with_intake(document, &intake, in_full(out)), format);
        }
    }
    Ok(Status::of_intake(&intake))
}

/// `explain` has no `--detail` to be pointed to: it tells all.
fn in_full(out: &Output) -> json::Options {
    json::Options { detail: json::Detail::Full, lang: out.lang }
}

/// Reads the data, and finds the entity that is asked for.
fn facts(
    args: &ExplainArgs,
    loaded: &Loaded,
    as_of: NaiveDate,
    out: &Output,
) -> Result<(Dataset, Option<EntityId>), Status> {
    let (data, roster, mapping) = (args.data.clone(), args.roster.clone(), args.mapping.clone());
    let sources = Inputs { sources: Sources { data, roster, mapping, encoding: args.encoding, threads: None }, as_of };
    let data = inputs::data(&sources, &loaded.rules.model().schema, out)?;
    let entity = match &args.entity {
        None => None,
        Some(name) => Some(find_entity(&data, name).map_err(|why| out.fail(&why))?),
    };
    Ok((data, entity))
}

/// Finds a rule by its ID, in any case of letters.
pub(crate) fn find_rule(loaded: &Loaded, id: &str) -> Option<usize> {
    let rules = &loaded.rules.model().rules;
    rules.iter().position(|r| *r.id == *id).or_else(|| rules.iter().position(|r| r.id.eq_ignore_ascii_case(id)))
}

/// Says that there is no such rule, and which one was probably meant.
pub(crate) fn no_rule(loaded: &Loaded, id: &str) -> Both {
    let rules = loaded.rules.model().rules.iter().map(|r| &*r.id);
    let near = rules.map(|r| (strsim::damerau_levenshtein(r, id), r)).min().filter(|(d, _)| *d <= 3).map(|(_, r)| r);
    let (zh, en) = near
        .map_or_else(Default::default, |near| (format!("，是不是 `{near}`？"), format!("; did you mean `{near}`?")));
    Both::of(format!("没有规则 `{id}`{zh}"), format!("there is no rule `{id}`{en}"))
}

/// Finds an entity by code, name or path; a name that several have is refused with the candidates.
pub(crate) fn find_entity(data: &Dataset, name: &str) -> Result<EntityId, Both> {
    let roster = &data.roster;
    let ids = || (0..roster.entities.len() as u32).map(EntityId);
    let by_code = ids().find(|id| roster.get(*id).is_some_and(|e| !e.code.is_empty() && *e.code == *name));
    if let Some(id) = by_code {
        return Ok(id);
    }
    let parts: Vec<&str> = name.split(['/', '／']).map(str::trim).collect();
    let found: Vec<EntityId> = ids().filter(|id| fits(roster, *id, &parts)).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        [] => Err(Both::of(format!("名录里没有 `{name}`"), format!("`{name}` is not in the roster"))),
        many => {
            let codes: Vec<String> = many.iter().map(|id| path(roster, *id)).collect();
            Err(Both::of(
                format!("`{name}` 不止一个：{}；请写代码或路径", codes.join("、")),
                format!("`{name}` is not unique: {}; give the code or a path", codes.join(", ")),
            ))
        }
    }
}

fn fits(roster: &Roster, id: EntityId, parts: &[&str]) -> bool {
    let Some((last, above)) = parts.split_last() else { return false };
    let Some(entity) = roster.get(id).filter(|e| *e.name == **last) else { return false };
    let mut at = entity.parent;
    above.iter().rev().all(|part| {
        while let Some(e) = at.and_then(|id| roster.get(id)) {
            at = e.parent;
            if *e.name == **part {
                return true;
            }
        }
        false
    })
}

fn path(roster: &Roster, id: EntityId) -> String {
    let above = roster.get(id).and_then(|e| e.parent).and_then(|p| roster.get(p));
    let own = roster.get(id).map_or("", |e| &e.name);
    above.map_or_else(|| own.to_owned(), |p| format!("{}/{own}（{}）", p.name, roster.key(id)))
}
