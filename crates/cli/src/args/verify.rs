//! What `verify` is told.

use clap::Args;

use super::ReportFormat;

/// `verify`
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The folder that `eval --seal` made
    #[arg(value_name = "FOLDER")]
    pub bundle: String,
    /// The digest that the evidence must have
    #[arg(long, value_name = "SHA256")]
    pub digest: Option<String>,
    /// Whose signatures count: a file of allowed signers, as SSH has it
    #[arg(long, value_name = "FILE")]
    pub signers: Option<String>,
    /// Whom to trust for the time: the certificates of an authority for time stamps, as PEM
    #[arg(long, value_name = "FILE")]
    pub tsa: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub format: ReportFormat,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<String>,
}
