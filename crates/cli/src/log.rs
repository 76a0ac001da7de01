//! `log` and `blame`: a rule through the history in git.

use super::Status;
use super::archive::Repository;
use super::args::{BlameArgs, LogArgs, ReportFormat};
use super::output::Output;
use dabiao_diff::history::{self, Walker};
use dabiao_lang::diag::Both;

/// Follows a rule.
pub(crate) fn log(args: &LogArgs, out: &Output) -> Status {
    let repository = match Repository::open(args.rev.as_deref(), &args.paths) {
        Ok(repository) => repository,
        Err(why) => return out.fail(&why),
    };
    let Some(log) = history::log(&Walker::new(&repository), &args.rule) else { return out.fail(&no_rule(&args.rule)) };
    match args.format {
        ReportFormat::Json => out.json(&history::log_json(&log, &args.rule, out.lang)),
        #[cfg(feature = "html")]
        ReportFormat::Html => match history::log_page(&log, &args.rule, out.lang) {
            Ok(page) => out.result(&page),
            Err(why) => return out.fail(&Both::of(why.to_string(), why.to_string())),
        },
        format => out.document(&history::log_document(&log, &args.rule, out.lang), format),
    }
    Status::Fine
}

/// Names for each target the commit that set it.
pub(crate) fn blame(args: &BlameArgs, out: &Output) -> Status {
    let repository = match Repository::open(args.rev.as_deref(), &args.paths) {
        Ok(repository) => repository,
        Err(why) => return out.fail(&why),
    };
    let id = Some(args.rule.as_str()).filter(|id| !["all", "全部"].contains(id));
    let Some(blame) = history::blame(&Walker::new(&repository), id) else { return out.fail(&no_rule(&args.rule)) };
    match args.format {
        ReportFormat::Json => out.json(&history::blame_json(&blame, out.lang)),
        format => out.document(&history::blame_document(&blame, out.lang), format),
    }
    Status::Fine
}

fn no_rule(id: &str) -> Both {
    Both::of(
        format!("历史上没有规则 `{id}`；路径写在 `--` 之后"),
        format!("no version has a rule `{id}`; paths stand after `--`"),
    )
}
