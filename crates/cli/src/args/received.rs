//! Arguments of the verbs that look at what came in: `audit` and `submissions`.

use chrono::NaiveDate;
use clap::Args;

use super::{DetailArg, Inputs, ReportFormat, Sources, day, period};
use dabiao_lang::model::Period;

/// `audit`
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// Rules, data and day
    #[command(flatten)]
    pub inputs: Inputs,
    /// Show one submitter only: a name or a code
    #[arg(long, value_name = "NAME")]
    pub submitter: Option<String>,
    /// Write marked copies of the files with errors or warnings to a folder, to be given back
    #[arg(long = "return", value_name = "FOLDER")]
    pub return_to: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
    /// How much to tell
    #[arg(long, value_enum, default_value = "summary")]
    pub detail: DetailArg,
}

/// `submissions`
#[derive(Debug, Args)]
pub struct SubmissionsArgs {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// What to read
    #[command(flatten)]
    pub sources: Sources,
    /// The period that was to be reported, as in 2025, 2025Q3 or 2025-06; default: the newest year with data
    #[arg(long, value_name = "PERIOD", value_parser = period)]
    pub period: Option<Period>,
    /// The level of those who submit, as in 镇; default: towns
    #[arg(long, value_name = "LEVEL")]
    pub level: Option<String>,
    /// The last day on which a submission is in time
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub due: Option<NaiveDate>,
    /// Write marked copies of the files with errors or warnings to a folder, to be given back
    #[arg(long = "return", value_name = "FOLDER")]
    pub return_to: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
    /// How much to tell
    #[arg(long, value_enum, default_value = "summary")]
    pub detail: DetailArg,
}
