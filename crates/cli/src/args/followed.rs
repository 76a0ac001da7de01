//! Arguments of the verbs that follow what is late: `followup`, `ledger` and `letters`.

#[cfg(all(feature = "office", feature = "html"))]
use chrono::NaiveDate;
use clap::Args;

#[cfg(all(feature = "office", feature = "html"))]
use super::day;
use super::{DetailArg, Inputs, ReportFormat, period};
use dabiao_lang::model::Period;

/// `followup`
#[derive(Debug, Args)]
pub struct FollowupArgs {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// Rules, data and day
    #[command(flatten)]
    pub inputs: Inputs,
    /// Count only what falls due in this period, as in 2025, 2025H1, 2025Q3 or 2025-06
    #[arg(long, value_name = "PERIOD", value_parser = period)]
    pub period: Option<Period>,
    /// Only offices whose name holds this text
    #[arg(long, value_name = "TEXT")]
    pub office: Option<String>,
    /// How much to tell
    #[arg(long, value_enum, default_value = "summary")]
    pub detail: DetailArg,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// `ledger`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  dabiao ledger rules --data data --as-of 2025-12-31 --ledger 台账.txt --update\n\nExit status: 0 \
                        nothing is open; 1 something is; 2 it could not run"
)]
pub struct LedgerArgs {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// Rules, data and day
    #[command(flatten)]
    pub inputs: Inputs,
    /// The ledger: a text file beside the data; one that is not there yet is empty
    #[arg(long, value_name = "FILE")]
    pub ledger: String,
    /// Write what this evaluation opened, closed and reopened into the ledger
    #[arg(long)]
    pub update: bool,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// `letters`
#[cfg(all(feature = "office", feature = "html"))]
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  dabiao letters rules --data data --as-of 2025-12-31 --period 2025 --ledger 台账.txt -o \
                        letters\n  dabiao letters rules --data data --as-of 2025-12-31 --to 镇 -o letters\n\nExit status: 0 \
                        nobody is late; 1 letters were written; 2 it could not run"
)]
pub struct LettersArgs {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// Rules, data and day
    #[command(flatten)]
    pub inputs: Inputs,
    /// Count only what falls due in this period, as in 2025, 2025H1, 2025Q3 or 2025-06
    #[arg(long, value_name = "PERIOD", value_parser = period)]
    pub period: Option<Period>,
    /// Write to the places of this level, as in 镇; default: to the offices that answer for rules
    #[arg(long, value_name = "LEVEL")]
    pub to: Option<String>,
    /// Only those whose name holds this text
    #[arg(long, value_name = "TEXT")]
    pub office: Option<String>,
    /// The ledger: its numbers stand in the letters, and the letters are noted in it
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<String>,
    /// Earlier reports (JSON of `eval` or `rank`): last points, ranks and lights stand beside the present ones, and conditions
    /// such as `times_last` know them
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub earlier: Vec<String>,
    /// The day by which a reply is asked for; default: 15 days after the day of judgement
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub reply_by: Option<NaiveDate>,
    /// Fill in the documents of this folder, by the names of the letters, instead of ours: `{{to}}` and the like are fields
    #[arg(long, value_name = "FOLDER")]
    pub template: Option<String>,
    /// Write documents with fields to this folder, to be changed and given to `--template`, and no letters
    #[arg(long, value_name = "FOLDER", conflicts_with = "template")]
    pub blank: Option<String>,
    /// The folder to write to; it is made if it is not there
    #[arg(short, long, value_name = "FOLDER", default_value = ".")]
    pub output: String,
}
