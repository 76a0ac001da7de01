//! What a verification found, in words.

use dabiao_lang::diag::{Both, Lang};

/// What came of verifying a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The bundle as the user knows it.
    pub bundle: String,
    /// The one digest of everything, as the bundle now is.
    pub digest: String,
    /// The tool that verified.
    pub tool: String,
    /// The tool that sealed, where the seal can be read.
    pub sealed_by: Option<String>,
    /// How many files were checked.
    pub n_files: usize,
    /// What is wrong, in the order in which it was found.
    pub findings: Vec<Finding>,
    /// What is known of the signature.
    pub signature: Signature,
    /// What is known of the time.
    pub stamp: Stamp,
    /// Whether the digest was one that the user brought along.
    pub is_digest_known: bool,
    /// What the bundle says of itself.
    pub facts: Facts,
}

impl Outcome {
    /// Returns whether the report is the one that these inputs give, and nothing else is wrong.
    pub fn is_proved(&self) -> bool {
        self.findings.is_empty()
    }

    /// Returns whether something from outside of the bundle says that it is the one of that day: whoever can write the
    /// whole bundle can make it anew with other rules, and it is consistent again.
    pub fn is_anchored(&self) -> bool {
        self.is_digest_known || matches!(self.signature, Signature::Good(_)) || matches!(self.stamp, Stamp::Good(_))
    }
}

/// What a bundle says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The command.
    pub command: Vec<String>,
    /// The day of judgement.
    pub as_of: Option<String>,
    /// Who sealed it, as they said of themselves.
    pub person: Option<String>,
    /// The digest of the rules.
    pub rules_digest: Option<String>,
    /// The digest of the data.
    pub data_digest: Option<String>,
    /// How many rules came to which verdict, in the words of the contract.
    pub verdicts: Vec<(String, u64)>,
    /// The commit, and how many inputs are not as it has them.
    pub commit: Option<(String, usize)>,
}

/// What is known of the time of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stamp {
    /// There is no time stamp.
    None,
    /// There is one, and nobody said whom to trust for the time.
    Unchecked,
    /// A trusted authority saw the bundle at this time.
    Good(String),
    /// It is not a valid time stamp of this bundle.
    Bad(String),
}

/// What is known of the signature of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signature {
    /// There is none.
    None,
    /// There is one, and nobody said whose it may be.
    Unchecked,
    /// It is the signature of this person.
    Good(String),
    /// It is not a valid signature of anyone who was allowed.
    Bad(String),
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What sort of thing.
    pub kind: Kind,
    /// The file of the bundle.
    pub file: Option<String>,
    /// The rule.
    pub rule: Option<String>,
    /// What was sealed.
    pub sealed: Option<String>,
    /// What there is instead.
    pub found: Option<String>,
}

/// What may be wrong with a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A file is not what it was when it was sealed.
    FileChanged,
    /// A file is gone.
    FileMissing,
    /// A file was added.
    FileAdded,
    /// A file is in the list of digests and part of nothing.
    FileUnused,
    /// What the seal says of itself is not so.
    SealDiffers,
    /// The seal was made by another version, and the report differs.
    OtherTool,
    /// The evaluation cannot be run again.
    NotRunnable,
    /// A verdict or figure of a rule differs.
    RuleDiffers,
    /// Another part of the report differs.
    ReportDiffers,
    /// The explanation of a rule differs.
    ExplanationDiffers,
    /// The digest is not the one that was expected.
    DigestDiffers,
    /// There is no signature, but one was asked for.
    SignatureMissing,
    /// The signature is not one of those allowed.
    SignatureBad,
    /// There is no time stamp, but one was asked for.
    StampMissing,
    /// The time stamp is not of this bundle, or nobody's who is trusted.
    StampBad,
}

impl Kind {
    /// Returns the word of the JSON contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::FileChanged => "file-changed",
            Kind::FileMissing => "file-missing",
            Kind::FileAdded => "file-added",
            Kind::FileUnused => "file-unused",
            Kind::SealDiffers => "seal-differs",
            Kind::OtherTool => "other-tool",
            Kind::NotRunnable => "not-runnable",
            Kind::RuleDiffers => "rule-differs",
            Kind::ReportDiffers => "report-differs",
            Kind::ExplanationDiffers => "explanation-differs",
            Kind::DigestDiffers => "digest-differs",
            Kind::SignatureMissing => "signature-missing",
            Kind::SignatureBad => "signature-bad",
            Kind::StampMissing => "time-stamp-missing",
            Kind::StampBad => "time-stamp-bad",
        }
    }
}

impl Finding {
    /// Returns a finding without particulars.
    pub fn new(kind: Kind) -> Self {
        Self { kind, file: None, rule: None, sealed: None, found: None }
    }

    /// Names the file.
    #[must_use]
    pub fn file(mut self, path: impl Into<String>) -> Self {
        self.file = Some(path.into());
        self
    }

    /// Names the rule.
    #[must_use]
    pub fn rule(mut self, id: impl Into<String>) -> Self {
        self.rule = Some(id.into());
        self
    }

    /// Says what was sealed and what there is instead.
    #[must_use]
    pub fn instead(mut self, sealed: impl Into<String>, found: impl Into<String>) -> Self {
        self.sealed = Some(sealed.into());
        self.found = Some(found.into());
        self
    }

    /// Returns the sentence.
    pub fn message(&self, lang: Lang) -> String {
        let text = |o: &Option<String>| o.clone().unwrap_or_default();
        let (file, rule) = (text(&self.file), text(&self.rule));
        let (sealed, found) = (text(&self.sealed), text(&self.found));
        let both = match self.kind {
            Kind::FileChanged => {
                Both::of(format!("`{file}` 在封存之后改动过"), format!("`{file}` was changed after it was sealed"))
            }
            Kind::FileMissing => Both::of(format!("`{file}` 不见了"), format!("`{file}` is gone")),
            Kind::FileAdded => {
                Both::of(format!("`{file}` 是封存之后加进来的"), format!("`{file}` was added after the sealing"))
            }
            Kind::FileUnused => Both::of(
                format!("`{file}` 列在摘要清单里，评价却没有用到它"),
                format!("`{file}` is in the list of digests, but the evaluation does not use it"),
            ),
            Kind::SealDiffers => Both::of(
                format!("`{file}`：写的是 {sealed}，实为 {found}"),
                format!("`{file}` says {sealed}, which is {found}"),
            ),
            Kind::OtherTool => Both::of(
                format!("封存用的是 {sealed}，核验用的是 {found}；差异可能由此而来"),
                format!("sealed by {sealed}, verified by {found}; the differences may come of that"),
            ),
            Kind::NotRunnable => {
                Both::of(format!("无法重新评价：{found}"), format!("the evaluation cannot be run again: {found}"))
            }
            Kind::RuleDiffers => Both::of(
                format!("规则 {rule}：封存的是 {sealed}，由这些输入算出的是 {found}"),
                format!("rule {rule}: {sealed} was sealed, these inputs give {found}"),
            ),
            Kind::ReportDiffers => Both::of(
                format!("报告的 {file}：封存的是 {sealed}，由这些输入算出的是 {found}"),
                format!("{file} of the report: {sealed} was sealed, these inputs give {found}"),
            ),
            Kind::ExplanationDiffers => Both::of(
                format!("`{file}`：封存的是“{sealed}”，由这些输入算出的是“{found}”"),
                format!("`{file}`: `{sealed}` was sealed, these inputs give `{found}`"),
            ),
            Kind::DigestDiffers => Both::of(
                format!("总摘要应为 {sealed}，实为 {found}：这不是当初的那一份"),
                format!("the digest should be {sealed} and is {found}: this is not the same bundle"),
            ),
            Kind::SignatureMissing => Both::new("没有签名", "there is no signature"),
            Kind::SignatureBad => {
                Both::of(format!("签名无效：{found}"), format!("the signature is not valid: {found}"))
            }
            Kind::StampMissing => Both::new("没有时间戳", "there is no time stamp"),
            Kind::StampBad => Both::of(format!("时间戳无效：{found}"), format!("the time stamp is not valid: {found}")),
        };
        both.get(lang).to_owned()
    }
}
