//! What the command line accepts. The doc comments are the English help; `words.rs` holds the Chinese.

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use dabiao_lang::model::Period;

mod followed;
mod history;
mod received;
mod sql;
mod verify;

#[cfg(all(feature = "office", feature = "html"))]
pub use followed::LettersArgs;
pub use followed::{FollowupArgs, LedgerArgs};
pub use history::{BlameArgs, BudgetArgs, GuardArgs, LogArgs};
pub use received::{AuditArgs, SubmissionsArgs};
pub use sql::{DialectArg, SqlArgs};
pub use verify::VerifyArgs;

/// Check, format and evaluate rules for indicator compliance.
#[derive(Debug, Parser)]
#[command(name = "dabiao", version, max_term_width = 100)]
pub struct Cli {
    /// Language of messages; default: from the locale, else Chinese
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangArg>,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value = "auto")]
    pub color: ColorArg,
    /// Let `use` and links in folders lead out of the rule set and of the data
    #[arg(long, global = true)]
    pub allow_outside: bool,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find mistakes and contradictions in rules
    Check(CheckArgs),
    /// Write rules in the one canonical layout
    Fmt(FmtArgs),
    /// Judge statistics by the rules and report every verdict
    Eval(EvalArgs),
    /// Run a sealed evaluation again and prove or disprove its report
    Verify(VerifyArgs),
    /// Compare two versions of rules by what they mean: what was relaxed, for whom it matters, who accepted it
    Diff(DiffArgs),
    /// Let through what is proved harmless or accepted since a base, and nothing else: for hooks and CI
    Guard(GuardArgs),
    /// Weaken rules in every way that comes to mind, hundreds of them, and see that `diff` names each one
    Soften(SoftenArgs),
    /// Count who passes only because the rules were changed since they were adopted: by change, author and acceptance
    Budget(BudgetArgs),
    /// Follow one rule through the history in git: who changed it, when, and what it asked before
    Log(LogArgs),
    /// Name for each target of a rule the commit that set it
    Blame(BlameArgs),
    /// Explain a rule, a verdict or the code of a finding
    Explain(ExplainArgs),
    /// Say a rule in one plain sentence, which reads back as the same rule
    Say(SayArgs),
    /// Write a commented starter for the rules of a plan
    New(NewArgs),
    /// Propose rules for the measurable targets of a document
    Draft(DraftArgs),
    /// Prove that rules and the documents that they cite agree
    Cite(CiteArgs),
    /// Run the tests that stand in the rules
    Test(TestArgs),
    /// Rank towns (or villages, offices) by the schemes of the rules: points, grades, and what would move each up
    Rank(RankArgs),
    /// List what the audits find in the data, by submitter
    Audit(AuditArgs),
    /// List who has reported what, what is missing, wrong or late, by submitter
    Submissions(SubmissionsArgs),
    /// Show how every sheet is read: header, unit, period, entities, what is left out, what is unsure
    #[command(visible_aliases = ["读表"])]
    Read(ReadArgs),
    /// List the figures that are missing, the most decisive first
    Needs(NeedsArgs),
    /// List what is late for each responsible office: by how much, since when, what is needed
    #[command(visible_aliases = ["督办", "duban"])]
    Followup(FollowupArgs),
    /// Show the ledger: every failure with its number, closed only when data prove it
    #[command(visible_aliases = ["台账"])]
    Ledger(LedgerArgs),
    /// Write a letter to each office or place that is late, in Word and as page
    #[cfg(all(feature = "office", feature = "html"))]
    #[command(visible_aliases = ["函"])]
    Letters(LettersArgs),
    /// Compare two reports: what changed, and whether data, rules or the day brought it about
    ReportDiff(ReportDiffArgs),
    /// Write workbooks that ask for what the rules need, for towns to fill in
    #[cfg(feature = "office")]
    Template(TemplateArgs),
    /// Write the rules as JSON
    Export(ExportArgs),
    /// Write what the rules ask of a database as SQL, a statement for each target
    Sql(SqlArgs),
    /// Look inside: print what a stage made of the rules
    Debug(DebugArgs),
    /// Serve an editor: findings, completion, verdicts over rules, by the Language Server Protocol on stdin and stdout
    Lsp(LspArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
}

/// `check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Rule files or folders; `-` is standard input
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// Roster with which the rules are reasoned about in real numbers; default: that of the plan, else 名录.csv, 名录.xlsx or roster.csv beside the rules
    #[arg(long, value_name = "FILE")]
    pub roster: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: CheckFormat,
    /// Treat warnings as findings too
    #[arg(long, value_enum)]
    pub deny: Option<Deny>,
    /// List every finding; default: the first 100
    #[arg(long)]
    pub all: bool,
    /// Day on which `allow … until` is judged; without it such an `allow` counts
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<NaiveDate>,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// `fmt`
#[derive(Debug, Args)]
pub struct FmtArgs {
    /// Rule files or folders; `-` formats standard input to standard output
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// Change nothing; exit with 1 if a file is not in canonical layout
    #[arg(long)]
    pub check: bool,
    /// Turn keywords into one language
    #[arg(long, value_enum)]
    pub keywords: Option<LangArg>,
}

/// Data and how to read them.
#[derive(Debug, Args)]
pub struct Sources {
    /// Statistics: files or folders; a folder may hold the roster too
    #[arg(long, num_args = 1.., value_name = "FILE", required = true)]
    pub data: Vec<String>,
    /// Roster: a table of all entities
    #[arg(long, value_name = "FILE")]
    pub roster: Option<String>,
    /// Mapping file for tables whose headers do not say what they hold; default: every `dabiao.toml` among the data
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<String>,
    /// Character encoding of data files; default: detected
    #[arg(long, value_enum)]
    pub encoding: Option<EncodingArg>,
    /// Threads that read data; default: one for each core; what is read does not depend on it
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
}

/// Rules, data and the day of judgement.
#[derive(Debug, Args)]
pub struct Inputs {
    /// What to read
    #[command(flatten)]
    pub sources: Sources,
    /// Day of judgement, as in 2025-12-31
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: NaiveDate,
}

/// `eval`
#[derive(Debug, Args)]
pub struct EvalArgs {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// Rules, data and day
    #[command(flatten)]
    pub inputs: Inputs,
    /// Count only what falls due in this period, as in 2025, 2025H1, 2025Q3 or 2025-06; what is owed from before and what is ahead stand apart
    #[arg(long, value_name = "PERIOD", value_parser = period)]
    pub period: Option<Period>,
    /// Earlier reports (JSON of `eval` or `rank`): last points, ranks and lights stand beside the present ones, and conditions
    /// such as `times_last` know them
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub earlier: Vec<String>,
    /// Form of the report; default: as the file's extension says (.html .xlsx .docx .json .md), else text
    #[arg(long, value_enum)]
    pub format: Option<EvalFormat>,
    /// How much to tell
    #[arg(long, value_enum, default_value = "summary")]
    pub detail: DetailArg,
    /// Write the report to a file instead of standard output; repeat it for several forms
    #[arg(long, short, value_name = "FILE")]
    pub output: Vec<String>,
    /// Write the report as a folder of pages: one for each place, office and rule; a folder for each day
    #[cfg(feature = "html")]
    #[arg(long, value_name = "FOLDER")]
    pub site: Option<String>,
    /// Draw places on the page and the site with the shapes of this file (GeoJSON), found by name or code
    #[cfg(feature = "html")]
    #[arg(long, value_name = "FILE")]
    pub map: Option<String>,
    /// Make every verdict once more in other units and spellings; end with 2 if any comes out otherwise
    #[arg(long, conflicts_with = "period")]
    pub self_check: bool,
    /// Read from databases only the indicators and years that the rules ask for; what stays there is told
    #[arg(long, conflicts_with = "seal")]
    pub push_down: bool,
    /// Say for each target whether a database can count it, and which years are read; judge nothing
    #[arg(long)]
    pub plan: bool,
    /// Width of the text report in columns; default: the terminal's, else 100
    #[arg(long, value_name = "COLUMNS")]
    pub width: Option<usize>,
    /// Keep the evaluation as evidence in a new folder: all that was read, the report, digests
    #[arg(long, value_name = "FOLDER")]
    pub seal: Option<String>,
    /// Sign the evidence with a private key of SSH
    #[arg(long, value_name = "KEY", requires = "seal")]
    pub sign: Option<String>,
    /// Write into the evidence who sealed it
    #[arg(long, value_name = "NAME", requires = "seal")]
    pub person: Option<String>,
    /// Keep in the evidence what changed since these rules, a file or folder, and whose verdict flips by it
    #[arg(long, value_name = "RULES", requires = "seal")]
    pub baseline: Option<String>,
    /// List of accepted changes, kept in the evidence with what changed
    #[arg(long, value_name = "FILE", requires = "baseline")]
    pub approvals: Option<String>,
}

/// `diff`
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// Two files, folders or revisions; `A..B`; one revision against the work tree; default: HEAD against it
    #[arg(value_name = "VERSION")]
    pub what: Vec<String>,
    /// Rule files or folders of the revisions, after `--`; default: all below the current folder
    #[arg(last = true, value_name = "RULES")]
    pub paths: Vec<String>,
    /// Compare with what is staged for the next commit
    #[arg(long)]
    pub staged: bool,
    /// Show only changes of these kinds, aspects or names: relaxed, threshold, deadline-postponed …
    #[arg(long, value_name = "WORDS", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Exit with 1 if there is a difference
    #[arg(long)]
    pub exit_code: bool,
    /// List of accepted changes; what it accepts is not shown as a difference
    #[arg(long, value_name = "FILE", requires = "as_of")]
    pub approvals: Option<String>,
    /// Whose signature the list of accepted changes must bear: a file of allowed signers, as SSH has it
    #[arg(long, value_name = "FILE", requires = "approvals")]
    pub signers: Option<String>,
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
    /// How rules find each other: by ID, or between two plans by what they ask
    #[arg(long, value_enum, default_value = "id")]
    pub pair: PairArg,
    /// Read both files under this name, so that they find the files that they use (for git difftool)
    #[arg(long, value_name = "FILE")]
    pub name: Option<String>,
    /// Form of the output; `approvals` writes entries for the list of accepted changes, to be filled in
    #[arg(long, value_enum, default_value = "text")]
    pub format: DiffFormat,
    /// Write to a file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<String>,
    /// Width of the text report in columns; default: the terminal's, else 100
    #[arg(long, value_name = "COLUMNS")]
    pub width: Option<usize>,
}

/// `soften`
#[derive(Debug, Args)]
pub struct SoftenArgs {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// Write every weakened version into this folder, each into one of its own
    #[arg(long, short, value_name = "FOLDER")]
    pub output: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
}

/// How rules of two versions find each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PairArg {
    /// By ID, else by what is asked
    Id,
    /// By what is asked alone
    Obligation,
}

/// Forms of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// Text for a terminal, old and new side by side
    #[value(alias = "文本")]
    Text,
    /// JSON
    Json,
    /// Markdown, for a pull request
    #[value(alias = "md")]
    Markdown,
    /// HTML
    #[cfg(feature = "html")]
    Html,
    /// Entries for the list of accepted changes
    Approvals,
}

/// `explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The ID of a rule (with rule files after it) or the code of a finding
    pub what: String,
    /// Rule files or folders
    pub rules: Vec<String>,
    /// Statistics: files or folders; gives the derivation of the verdict
    #[arg(long, num_args = 1.., value_name = "FILE", requires = "as_of")]
    pub data: Vec<String>,
    /// Roster: a table of all entities
    #[arg(long, value_name = "FILE")]
    pub roster: Option<String>,
    /// Mapping file for tables whose headers do not say what they hold
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<String>,
    /// Day of judgement, as in 2025-12-31
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<NaiveDate>,
    /// Character encoding of data files; default: detected
    #[arg(long, value_enum)]
    pub encoding: Option<EncodingArg>,
    /// Explain the judgement of one entity: a code, a name or a path of names
    #[arg(long, value_name = "ENTITY")]
    pub entity: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// `say`
#[derive(Debug, Args)]
pub struct SayArgs {
    /// The ID of a rule, or `all`
    pub what: String,
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// `new`
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The file to write, which must not exist; `-` is standard output
    #[arg(default_value = "-")]
    pub file: String,
    /// The place that the plan is for
    #[arg(long, value_name = "PLACE", default_value = "示例县")]
    pub region: String,
    /// The first year of the plan
    #[arg(long, value_name = "YEAR", default_value_t = 2021)]
    pub from: i32,
    /// The last year of the plan
    #[arg(long, value_name = "YEAR", default_value_t = 2025)]
    pub to: i32,
}

/// `draft`
#[derive(Debug, Args)]
pub struct DraftArgs {
    /// The document: txt, Markdown, HTML, docx, or PDF with text; `-` is standard input
    pub document: String,
    /// Rule files or folders whose indicators are used where they fit
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub catalog: Vec<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "rules")]
    pub format: DraftFormat,
    /// Write to a file, which must not exist, instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<String>,
    /// Rule files or folders made from an older version of the document: write what changed as a patch
    #[arg(long, num_args = 1.., value_name = "RULES", conflicts_with_all = ["format", "output"])]
    pub update: Vec<String>,
    /// Accept that up to this many numbers were not understood; more are exit status 1
    #[arg(long, value_name = "COUNT", default_value_t = 0)]
    pub accept_unread: usize,
}

/// `cite`
#[derive(Debug, Args)]
pub struct CiteArgs {
    /// What to do with the cites
    #[command(subcommand)]
    pub command: CiteCommand,
}

/// What to do with cites.
#[derive(Debug, Subcommand)]
pub enum CiteCommand {
    /// Compare the figures, deadlines and offices of rules with the documents that they cite
    Check(CiteCheckArgs),
}

/// `cite check`
#[derive(Debug, Args)]
pub struct CiteCheckArgs {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// The documents: files or folders
    #[arg(long, num_args = 1.., value_name = "FILE", required = true)]
    pub docs: Vec<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: CiteFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// `test`
#[derive(Debug, Args)]
pub struct TestArgs {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// Show which thresholds and verdicts no test covers
    #[arg(long)]
    pub coverage: bool,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// `rank`
#[derive(Debug, Args)]
pub struct RankArgs {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// Rules, data and day
    #[command(flatten)]
    pub inputs: Inputs,
    /// Apply the schemes that rank this level, as in 镇; default: all
    #[arg(long, value_name = "LEVEL")]
    pub level: Option<String>,
    /// Apply the scheme of this name alone
    #[arg(long, value_name = "NAME")]
    pub scheme: Option<String>,
    /// Reports of earlier periods (JSON of `rank` or `eval`): points and rank then, and who is among the last three again
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub earlier: Vec<String>,
    /// Tell how the points of one entity came about: a code, a name or a path of names
    #[arg(long, value_name = "ENTITY")]
    pub entity: Option<String>,
    /// How much to tell: `full` tells how the points of everybody came about
    #[arg(long, value_enum, default_value = "summary")]
    pub detail: DetailArg,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// `read`
#[derive(Debug, Args)]
pub struct ReadArgs {
    /// Statistics: files or folders, and the rule files that use them
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
    /// More statistics: files or folders
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub data: Vec<String>,
    /// Roster: a table of all entities
    #[arg(long, value_name = "FILE")]
    pub roster: Option<String>,
    /// Mapping file for tables whose headers do not say what they hold; default: every `dabiao.toml` among the data
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<String>,
    /// Character encoding of data files; default: detected
    #[arg(long, value_enum)]
    pub encoding: Option<EncodingArg>,
    /// Confirm what is unsure, in `dabiao.toml`: tables of the same form are not asked about again
    #[arg(long)]
    pub accept: bool,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// `needs`
#[derive(Debug, Args)]
pub struct NeedsArgs {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// Rules, data and day
    #[command(flatten)]
    pub inputs: Inputs,
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

/// `template`
#[derive(Debug, Args)]
pub struct TemplateArgs {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// Roster: a table of all entities
    #[arg(long, value_name = "FILE")]
    pub roster: Option<String>,
    /// Earlier statistics: last year's figures stand beside the form; a folder may hold the roster too
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub data: Vec<String>,
    /// Character encoding of data files; default: detected
    #[arg(long, value_enum)]
    pub encoding: Option<EncodingArg>,
    /// The period to report on, as in 2025, 2025Q3 or 2025-06; default: the year after the newest data, else the last
    /// of the plan
    #[arg(long, value_name = "PERIOD", value_parser = period)]
    pub period: Option<Period>,
    /// Ask only what is asked of entities of this level, as in 村
    #[arg(long, value_name = "LEVEL")]
    pub level: Option<String>,
    /// One workbook for each entity of this level, as in 镇; `all` is one for all; default: the level below the region
    #[arg(long, value_name = "LEVEL")]
    pub by: Option<String>,
    /// The day by which the forms are to be handed in
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub deadline: Option<NaiveDate>,
    /// The folder to write to; it is made if it is not there
    #[arg(long, short, value_name = "FOLDER")]
    pub output: String,
    /// Overwrite workbooks that are there already
    #[arg(long)]
    pub force: bool,
}

/// `report-diff`
#[derive(Debug, Args)]
pub struct ReportDiffArgs {
    /// The earlier report, written with `eval --format json`, best with `--detail full`
    pub before: String,
    /// The later report
    pub after: String,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
    /// Exit with 1 if anything changed
    #[arg(long)]
    pub exit_code: bool,
}

/// `export`
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "json")]
    pub format: ExportFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}

/// `debug`
#[derive(Debug, Args)]
pub struct DebugArgs {
    /// The stage
    #[arg(value_enum)]
    pub stage: Stage,
    /// Rule files or folders
    #[arg(required = true)]
    pub rules: Vec<String>,
}

/// `lsp`
#[derive(Debug, Args)]
pub struct LspArgs {
    /// Taken and without effect: standard input and output are all there is, and some editors say so
    #[arg(long)]
    pub stdio: bool,
}

/// `completions`
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangArg {
    /// Chinese
    #[value(alias = "中文")]
    Zh,
    /// English
    #[value(alias = "英文")]
    En,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorArg {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Forms of the findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// Text with the place marked
    Text,
    /// JSON
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// Workflow commands of GitHub
    Github,
}

/// Forms of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Text for a terminal
    #[value(alias = "文本")]
    Text,
    /// JSON
    Json,
    /// Markdown
    #[value(alias = "md")]
    Markdown,
    /// One self-contained HTML page
    #[cfg(feature = "html")]
    Html,
}

/// Forms of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DraftFormat {
    /// A rule file
    #[value(alias = "规则")]
    Rules,
    /// JSON: the rules with their sources, and every number with what became of it
    Json,
    /// One HTML page: the document beside the rules
    Html,
}

/// Forms of what cites found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CiteFormat {
    /// Text with the places marked
    Text,
    /// JSON
    Json,
}

/// Forms of the report of an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EvalFormat {
    /// Text for a terminal
    #[value(alias = "文本")]
    Text,
    /// JSON
    Json,
    /// Markdown
    #[value(alias = "md")]
    Markdown,
    /// One self-contained HTML page
    #[cfg(feature = "html")]
    Html,
    /// An Excel workbook
    #[cfg(feature = "office")]
    #[value(aliases = ["excel", "工作簿"])]
    Xlsx,
    /// A Word document: the 通报
    #[cfg(feature = "office")]
    #[value(aliases = ["word", "通报"])]
    Docx,
}

impl EvalFormat {
    /// Returns whether it is no text, which a terminal could show.
    pub fn is_binary(self) -> bool {
        #[cfg(feature = "office")]
        return matches!(self, Self::Xlsx | Self::Docx);
        #[cfg(not(feature = "office"))]
        false
    }
}

impl Command {
    /// Returns the file that results go to instead of standard output; verbs that write files of their own have none.
    ///
    /// Where no other form was asked for than text, the extension of the file says which it is.
    pub fn goes_to(&mut self) -> Option<String> {
        match self {
            Command::Check(CheckArgs { format, output, .. }) => {
                let path = output.clone()?;
                *format = format.for_file(&path);
                return Some(path);
            }
            Command::Cite(CiteArgs { command: CiteCommand::Check(CiteCheckArgs { format, output, .. }) }) => {
                let path = output.clone()?;
                if extension(&path).as_deref() == Some("json") {
                    *format = CiteFormat::Json;
                }
                return Some(path);
            }
            Command::Say(SayArgs { output, .. })
            | Command::Sql(SqlArgs { output, .. })
            | Command::Export(ExportArgs { output, .. }) => return output.clone(),
            _ => {}
        }
        let (format, path) = self.printed()?;
        *format = format.for_file(path);
        Some(path.to_owned())
    }

    fn printed(&mut self) -> Option<(&mut ReportFormat, &str)> {
        let (format, output) = match self {
            Command::Verify(VerifyArgs { format, output, .. })
            | Command::Guard(GuardArgs { format, output, .. })
            | Command::Budget(BudgetArgs { format, output, .. })
            | Command::Read(ReadArgs { format, output, .. })
            | Command::Log(LogArgs { format, output, .. })
            | Command::Blame(BlameArgs { format, output, .. })
            | Command::Explain(ExplainArgs { format, output, .. })
            | Command::Test(TestArgs { format, output, .. })
            | Command::Audit(AuditArgs { format, output, .. })
            | Command::Submissions(SubmissionsArgs { format, output, .. })
            | Command::Rank(RankArgs { format, output, .. })
            | Command::Needs(NeedsArgs { format, output, .. })
            | Command::Followup(FollowupArgs { format, output, .. })
            | Command::Ledger(LedgerArgs { format, output, .. })
            | Command::ReportDiff(ReportDiffArgs { format, output, .. }) => (format, output),
            _ => return None,
        };
        Some((format, output.as_deref()?))
    }
}

impl ReportFormat {
    /// Returns the form that the extension of a file names, where no other was asked for than text.
    pub fn for_file(self, path: &str) -> Self {
        match (self, extension(path).as_deref()) {
            (Self::Text, Some("json")) => Self::Json,
            (Self::Text, Some("md" | "markdown")) => Self::Markdown,
            #[cfg(feature = "html")]
            (Self::Text, Some("html" | "htm")) => Self::Html,
            (format, _) => format,
        }
    }
}

impl CheckFormat {
    /// Returns the form that the extension of a file names, where no other was asked for than text.
    fn for_file(self, path: &str) -> Self {
        match (self, extension(path).as_deref()) {
            (Self::Text, Some("json")) => Self::Json,
            (Self::Text, Some("sarif")) => Self::Sarif,
            (format, _) => format,
        }
    }
}

fn extension(path: &str) -> Option<String> {
    path.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase())
}

/// Forms of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// JSON
    Json,
}

/// How much to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DetailArg {
    /// Rules and their checks
    Summary,
    /// Every entity and every figure too
    Full,
}

impl DetailArg {
    /// Returns how much a report tells.
    pub(crate) fn of_report(self) -> dabiao_report::json::Detail {
        match self {
            DetailArg::Summary => dabiao_report::json::Detail::Normal,
            DetailArg::Full => dabiao_report::json::Detail::Full,
        }
    }
}

/// What to treat as a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// Warnings
    Warnings,
}

/// Encodings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EncodingArg {
    /// UTF-8
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    /// GB18030, which includes GBK and GB2312
    #[value(name = "gb18030", aliases = ["gbk", "gb2312"])]
    Gb18030,
    /// UTF-16, the low byte first, as "Unicode text" of Excel
    #[value(name = "utf-16le", aliases = ["utf-16", "utf16"])]
    Utf16Le,
    /// UTF-16, the high byte first
    #[value(name = "utf-16be")]
    Utf16Be,
}

/// Stages to look into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Stage {
    /// The syntax tree
    Tree,
    /// The model
    Model,
    /// The checked rules
    Rules,
}

fn period(text: &str) -> Result<Period, String> {
    Period::parse(text).ok_or_else(|| format!("`{text}` is not a period such as 2025, 2025Q3 or 2025-06"))
}

fn day(text: &str) -> Result<NaiveDate, String> {
    let read = Period::parse(text).filter(|p| p.frequency() == dabiao_lang::model::Frequency::Day);
    read.map(Period::first_day).ok_or_else(|| format!("`{text}` is not a day such as 2025-12-31"))
}
