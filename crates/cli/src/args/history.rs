//! Arguments of the verbs that look back through git: `guard`, `budget`, `log` and `blame`.

use chrono::NaiveDate;
use clap::Args;

use super::{EncodingArg, Inputs, ReportFormat, day};

/// `guard`
#[derive(Debug, Args)]
pub struct GuardArgs {
    /// The revision that was adopted, which the work tree is compared with; `A..B` and `A...B` compare two
    #[arg(value_name = "BASE")]
    pub base: String,
    /// Rule files or folders, after `--`; default: all below the current folder
    #[arg(last = true, value_name = "RULES")]
    pub paths: Vec<String>,
    /// Guard what is staged for the next commit
    #[arg(long)]
    pub staged: bool,
    /// List of accepted changes
    #[arg(long, value_name = "FILE", requires = "as_of")]
    pub approvals: Option<String>,
    /// Whose signature the list of accepted changes must bear: a file of allowed signers, as SSH has it
    #[arg(long, value_name = "FILE", requires = "approvals")]
    pub signers: Option<String>,
    /// Let through only commits that bear a signature which git finds good
    #[arg(long)]
    pub require_signatures: bool,
    /// Statistics: files or folders; shows whose verdict flips
    #[arg(long, num_args = 1.., value_name = "FILE", requires = "as_of")]
    pub data: Vec<String>,
    /// Roster: a table of all entities
    #[arg(long, value_name = "FILE", requires = "data")]
    pub roster: Option<String>,
    /// Mapping file for tables whose headers do not say what they hold; default: every `dabiao.toml` among the data
    #[arg(long, value_name = "FILE", requires = "data")]
    pub mapping: Option<String>,
    /// Day of judgement and of approvals, as in 2025-12-31
    #[arg(long, alias = "today", value_name = "DATE", value_parser = day)]
    pub as_of: Option<NaiveDate>,
    /// Character encoding of data files; default: detected
    #[arg(long, value_enum)]
    pub encoding: Option<EncodingArg>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Width of the text report in columns; default: the terminal's, else 100
    #[arg(long, value_name = "COLUMNS")]
    pub width: Option<usize>,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// `budget`
#[derive(Debug, Args)]
pub struct BudgetArgs {
    /// Rule files or folders, after `--`; default: all below the current folder
    #[arg(last = true, value_name = "RULES")]
    pub paths: Vec<String>,
    /// The revision that was adopted; default: the first that has the rules
    #[arg(long, value_name = "REVISION")]
    pub since: Option<String>,
    /// Where to begin: a commit, branch or tag; default: the work tree
    #[arg(long, value_name = "REVISION")]
    pub rev: Option<String>,
    /// Rules, data and day
    #[command(flatten)]
    pub inputs: Inputs,
    /// List of accepted changes
    #[arg(long, value_name = "FILE")]
    pub approvals: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// `log`
#[derive(Debug, Args)]
pub struct LogArgs {
    /// The ID of a rule
    pub rule: String,
    /// Rule files or folders, after `--`; default: all below the current folder
    #[arg(last = true, value_name = "RULES")]
    pub paths: Vec<String>,
    /// Where to begin: a commit, branch or tag; default: the work tree
    #[arg(long, value_name = "REVISION")]
    pub rev: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// `blame`
#[derive(Debug, Args)]
pub struct BlameArgs {
    /// The ID of a rule, or `all`
    pub rule: String,
    /// Rule files or folders, after `--`; default: all below the current folder
    #[arg(last = true, value_name = "RULES")]
    pub paths: Vec<String>,
    /// Where to begin: a commit, branch or tag; default: the work tree
    #[arg(long, value_name = "REVISION")]
    pub rev: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}
