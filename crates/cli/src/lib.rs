//! The command line: reads arguments, prints, and sets the exit status. A file for each verb.
//!
//! Results go to standard output, messages to standard error. Exit status: 0 fine, 1 findings, 2 could not run.

mod accepted;
mod archive;
mod args;
mod audit;
mod budget;
mod bundle;
mod changes;
mod check;
mod cite;
mod codes;
mod completions;
mod database;
mod debug;
mod diff;
mod disk;
#[cfg(all(feature = "office", feature = "html"))]
mod downloads;
mod draft;
mod eval;
mod examples;
mod explain;
mod export;
mod fmt;
mod followup;
mod git;
mod guard;
mod inputs;
mod ledger;
#[cfg(all(feature = "office", feature = "html"))]
mod letters;
mod log;
mod lsp;
mod made;
mod needs;
mod new;
mod output;
mod outputs;
mod progress;
mod pushdown;
mod rank;
mod read;
mod report_diff;
mod returned;
mod say;
mod seal;
mod signature;
#[cfg(feature = "html")]
mod site;
mod soften;
mod sql;
mod stamp;
mod submissions;
#[cfg(feature = "office")]
mod template;
mod test;
mod verdict_words;
mod verify;
mod versions;
mod words;

pub use codes::all_codes;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use args::{Cli, Command, LangArg};
use dabiao_lang::diag::Lang;
use output::Output;

/// How a verb ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Nothing to report.
    Fine,
    /// There are findings.
    Findings,
    /// It could not run.
    Failed,
}

impl Status {
    /// Returns how a verb ended that has nothing but its data to report on.
    pub(crate) fn of_intake(intake: &dabiao_eval::Intake) -> Self {
        if intake.has_errors() { Status::Findings } else { Status::Fine }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        ExitCode::from(match status {
            Status::Fine => 0,
            Status::Findings => 1,
            Status::Failed => 2,
        })
    }
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let lang = language(&arguments);
    let command = words::localize(Cli::command(), lang);
    let parsed = command.try_get_matches_from(arguments).and_then(|m| Cli::from_arg_matches(&m));
    match parsed {
        Ok(cli) => run(cli, lang).into(),
        Err(error) => words::explain_usage(&error, lang).into(),
    }
}

fn run(mut cli: Cli, lang: Lang) -> Status {
    let mut out = Output::new(lang, cli.color);
    if cli.allow_outside {
        disk::allow_outside();
    }
    if let Some(path) = cli.command.goes_to() {
        out.write_to_file(&path);
    }
    let status = match cli.command {
        Command::Check(a) => check::run(&a, &out),
        Command::Fmt(a) => fmt::run(&a, &out),
        Command::Eval(a) => eval::run(&a, &out),
        Command::Say(a) => say::run(&a, &out),
        Command::New(a) => new::run(&a, &out),
        Command::Draft(a) => draft::run(&a, &out),
        Command::Cite(a) => cite::run(&a, &out),
        Command::Test(a) => test::run(&a, &out),
        Command::Rank(a) => rank::run(&a, &out),
        Command::Export(a) => export::run(&a, &out),
        Command::Sql(a) => sql::run(&a, &out),
        Command::Debug(a) => debug::run(&a, &out),
        Command::Verify(a) => verify::run(&a, &out),
        Command::Diff(a) => diff::run(&a, &out),
        Command::Guard(a) => guard::run(&a, &out),
        Command::Soften(a) => soften::run(&a, &out),
        Command::Budget(a) => budget::run(&a, &out),
        Command::Log(a) => log::log(&a, &out),
        Command::Blame(a) => log::blame(&a, &out),
        Command::Explain(a) => explain::run(&a, &out),
        Command::Audit(a) => audit::run(&a, &out),
        Command::Followup(a) => followup::run(&a, &out),
        Command::Ledger(a) => ledger::run(&a, &out),
        #[cfg(all(feature = "office", feature = "html"))]
        Command::Letters(a) => letters::run(&a, &out),
        Command::Submissions(a) => submissions::run(&a, &out),
        Command::Needs(a) => needs::run(&a, &out),
        Command::Read(a) => read::run(&a, &out),
        Command::ReportDiff(a) => report_diff::run(&a, &out),
        #[cfg(feature = "office")]
        Command::Template(a) => template::run(&a, &out),
        Command::Lsp(_) => lsp::run(&out),
        Command::Completions(a) => completions::run(&a, &out),
    };
    database::close();
    out.finish(status)
}

/// The language of messages: `--lang`, else the locale's, else Chinese.
fn language(arguments: &[OsString]) -> Lang {
    let mut stated = None;
    let mut rest = arguments.iter().map(|a| a.to_string_lossy());
    while let Some(argument) = rest.next() {
        let value = match argument.strip_prefix("--lang") {
            Some("") => rest.next().map(|v| v.into_owned()),
            Some(v) => v.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        stated = value.or(stated);
    }
    match stated.and_then(|v| <LangArg as clap::ValueEnum>::from_str(&v, true).ok()) {
        Some(LangArg::En) => Lang::En,
        Some(LangArg::Zh) => Lang::Zh,
        None => locale(),
    }
}

fn locale() -> Lang {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|v| std::env::var(v).ok().filter(|v| !v.is_empty()));
    match named {
        Some(name) if name.to_ascii_lowercase().starts_with("en") => Lang::En,
        _ => Lang::Zh,
    }
}
