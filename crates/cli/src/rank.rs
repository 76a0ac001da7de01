//! `rank`: points, grades and ranks by the schemes of the rules; 2 if no scheme ranks that level.

use super::Status;
use super::args::{DetailArg, RankArgs, ReportFormat};
use super::disk::Disk;
use super::explain::find_entity;
use super::inputs;
use super::output::Output;
use dabiao_eval::{Scores, Session};
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::Both;
use dabiao_lang::model::{Model, Scheme};
use dabiao_report::intake::with_intake;
use dabiao_report::json;
use dabiao_report::ranking::{Telling, draft, since};

/// Ranks.
pub(crate) fn run(args: &RankArgs, out: &Output) -> Status {
    match rank(args, out) {
        Ok(status) | Err(status) => status,
    }
}

fn rank(args: &RankArgs, out: &Output) -> Result<Status, Status> {
    let loaded = inputs::rules(&args.rules, out)?;
    let model = loaded.rules.model();
    let wanted = wanted(args, &loaded).map_err(|why| out.fail(&why))?;
    let data = inputs::data(&args.inputs, &model.schema, out)?;
    let entity = match &args.entity {
        None => None,
        Some(name) => Some(find_entity(&data, name).map_err(|why| out.fail(&why))?),
    };
    let earlier = inputs::earlier(&Disk, &args.earlier, out)?;
    let session = Session::new(&loaded.rules, &data, args.inputs.as_of).beside(earlier);
    let earlier = session.earlier();
    let mut scores: Vec<Scores> = session.scores();
    scores.retain(|s| wanted.contains(&s.scheme));
    let telling = match (entity, args.detail) {
        (Some(_), _) | (None, DetailArg::Full) => Telling::Items(entity),
        (None, DetailArg::Summary) => Telling::Steps,
    };
    let intake = session.intake();
    let detail = if entity.is_some() { json::Detail::Full } else { args.detail.of_report() };
    let options = json::Options { detail, lang: out.lang };
    match args.format {
        ReportFormat::Json => {
            let document = json::rank((&loaded.rules, &data), &scores, (args.inputs.as_of, out.lang));
            let document = document.since(earlier, &scores);
            out.json(&json::WithIntake::new(document, &intake, out.lang));
        }
        format => {
            let document = since(&loaded.rules, &data, (&scores, earlier), (out.lang, telling));
            out.document(&with_intake(document, &intake, options), format);
        }
    }
    // A table in which nobody has a place says nothing: most often no figure was read.
    let is_open = |s: &Scores| s.rows.len() > 1 && s.rows.iter().all(|r| r.total.value().is_none());
    let is_broken = scores.iter().any(|s| s.reason.is_some() || is_open(s));
    Ok(if is_broken { Status::Findings } else { Status::of_intake(&intake) })
}

/// Returns the positions of the schemes that are asked for.
fn wanted(args: &RankArgs, loaded: &Loaded) -> Result<Vec<usize>, Both> {
    let model = loaded.rules.model();
    let all = || model.schemes.iter().enumerate();
    if let Some(name) = &args.scheme {
        return match all().find(|(_, s)| *s.name == **name) {
            Some((n, _)) => Ok(vec![n]),
            None => Err(no_such(model, name)),
        };
    }
    let level = |s: &Scheme| {
        let own = &s.who.level;
        own.label.as_deref().unwrap_or_else(|| model.schema.levels.name(own.level)).to_owned()
    };
    let fits = |s: &Scheme| args.level.as_ref().is_none_or(|l| level(s) == *l);
    let found: Vec<usize> = all().filter(|(_, s)| fits(s)).map(|(n, _)| n).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let (zh, en) = draft(model, args.level.as_deref().unwrap_or("镇"));
    Err(Both::of(
        format!("规则里没有这一级的考核办法，名次无从算起。可以从下面这一份改起：\n\n{zh}"),
        format!("no scheme of the rules ranks that level. This one may serve to start from:\n\n{en}"),
    ))
}

fn no_such(model: &Model, name: &str) -> Both {
    let names: Vec<&str> = model.schemes.iter().map(|s| &*s.name).collect();
    let (zh, en) = match names.is_empty() {
        true => ("规则里没有考核办法".to_owned(), "the rules hold no scheme".to_owned()),
        false => (format!("有：{}", names.join("、")), format!("there are: {}", names.join(", "))),
    };
    Both::of(format!("没有考核办法 `{name}`；{zh}"), format!("there is no scheme `{name}`; {en}"))
}
