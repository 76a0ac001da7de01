//! `seal.toml`: with which command and which version a report was made, from which commit and for whom, and under which
//! name each input was read.

use std::fmt::Write as _;

use serde::Deserialize;

use super::path::is_safe;
use super::{SEAL, Sums};
use dabiao_lang::diag::Both;

/// How to run a sealed evaluation again.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seal {
    /// The version of this file's form.
    pub seal: u32,
    /// The tool and its version, as in `dabiao 0.1.0`.
    pub tool: String,
    /// The language of the report, `zh` or `en`.
    pub lang: String,
    /// The arguments, the verb first.
    pub command: Vec<String>,
    /// The day of judgement.
    #[serde(default)]
    pub as_of: Option<String>,
    /// Who sealed it, as they said of themselves.
    #[serde(default)]
    pub person: Option<String>,
    /// What the rules, the data and the report come to.
    #[serde(default)]
    pub digests: Option<Digests>,
    /// The commit of git from which inputs were read.
    #[serde(default)]
    pub commit: Option<SealedCommit>,
    /// The files that were read.
    #[serde(default, rename = "input")]
    pub inputs: Vec<Input>,
    /// The folders that were looked into.
    #[serde(default, rename = "folder")]
    pub folders: Vec<Folder>,
}

/// What the parts of an evaluation come to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Digests {
    /// Of the rules, by what they mean.
    pub rules: String,
    /// Of the data.
    pub data: String,
    /// Of the bytes of the report.
    pub report: String,
}

/// The commit of git from which inputs were read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SealedCommit {
    /// Its ID.
    pub id: String,
    /// The inputs that are not as that commit has them, by name.
    pub uncommitted: Vec<String>,
}

/// What a seal says of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The language of the report, `zh` or `en`.
    pub lang: String,
    /// The arguments, the verb first.
    pub command: Vec<String>,
    /// The day of judgement.
    pub as_of: String,
    /// Who sealed it, as they said of themselves.
    pub person: Option<String>,
    /// What the rules, the data and the report come to.
    pub digests: Digests,
    /// The commit of git from which inputs were read.
    pub commit: Option<SealedCommit>,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Its name in the command, the rules and the report.
    pub name: String,
    /// Its path in the bundle.
    pub path: String,
}

/// A folder that was looked into.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Folder {
    /// Its name.
    pub name: String,
    /// The files in it, whether they were read or not.
    pub files: Vec<String>,
    /// The folders in it.
    pub folders: Vec<String>,
    /// Pipes and devices in it, which are not read.
    #[serde(default)]
    pub special: Vec<String>,
}

/// What is wrong with a seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealError {
    /// It cannot be read.
    Form(String),
    /// It is of a form that this version does not know.
    Version(u32),
    /// An input's path leads out of the bundle, or could on some system.
    Path(String),
    /// An input has no digest.
    Unlisted(String),
}

impl SealError {
    /// Returns what is wrong.
    pub fn say(&self) -> Both {
        match self {
            SealError::Form(why) => {
                Both::of(format!("`{SEAL}` 读不了：{why}"), format!("`{SEAL}` cannot be read: {why}"))
            }
            SealError::Version(n) => Both::of(
                format!("`{SEAL}` 是第 {n} 版格式，本程序只认得第 {FORM} 版"),
                format!("`{SEAL}` is of form {n}; this version knows form {FORM}"),
            ),
            SealError::Path(path) => Both::of(
                format!("`{SEAL}` 中的路径 `{path}` 会指到证据包之外，拒绝读取"),
                format!("the path `{path}` in `{SEAL}` may lead out of the bundle and was refused"),
            ),
            SealError::Unlisted(path) => Both::of(
                format!("`{SEAL}` 用到的 `{path}` 没有列入摘要清单"),
                format!("`{path}`, which `{SEAL}` uses, is not in the list of digests"),
            ),
        }
    }
}

/// The form that is written.
const FORM: u32 = 2;
/// The oldest form that is read: it lacks person, digests and commit.
const OLDEST_FORM: u32 = 1;

impl Seal {
    /// Returns the seal of a command; inputs and folders are put in order.
    pub fn new(sealed: Sealed, mut inputs: Vec<Input>, mut folders: Vec<Folder>) -> Self {
        inputs.sort_by(|a, b| a.name.cmp(&b.name));
        folders.sort_by(|a, b| a.name.cmp(&b.name));
        let Sealed { lang, command, as_of, person, digests, commit } = sealed;
        let (as_of, digests) = (Some(as_of), Some(digests));
        Self { seal: FORM, tool: Self::this_tool(), lang, command, as_of, person, digests, commit, inputs, folders }
    }

    /// Returns the name and version of this tool.
    pub fn this_tool() -> String {
        format!("dabiao {}", env!("CARGO_PKG_VERSION"))
    }

    /// Returns the seal as text.
    pub fn to_text(&self) -> String {
        let mut text = format!(
            "# 一次评价的证据 / the evidence of one evaluation: `dabiao verify`\n\n\
             seal = {}\ntool = {}\nlang = {}\ncommand = {}\n",
            self.seal,
            quoted(&self.tool),
            quoted(&self.lang),
            list(&self.command)
        );
        for (key, value) in [("as_of", &self.as_of), ("person", &self.person)] {
            if let Some(value) = value {
                let _ = writeln!(text, "{key} = {}", quoted(value));
            }
        }
        if let Some(Digests { rules, data, report }) = &self.digests {
            let _ = write!(
                text,
                "\n[digests]\nrules = {}\ndata = {}\nreport = {}\n",
                quoted(rules),
                quoted(data),
                quoted(report)
            );
        }
        if let Some(SealedCommit { id, uncommitted }) = &self.commit {
            let _ = write!(text, "\n[commit]\nid = {}\nuncommitted = {}\n", quoted(id), list(uncommitted));
        }
        for input in &self.inputs {
            let _ = write!(text, "\n[[input]]\nname = {}\npath = {}\n", quoted(&input.name), quoted(&input.path));
        }
        for folder in &self.folders {
            let _ = write!(
                text,
                "\n[[folder]]\nname = {}\nfiles = {}\nfolders = {}\n",
                quoted(&folder.name),
                list(&folder.files),
                list(&folder.folders)
            );
            if !folder.special.is_empty() {
                let _ = writeln!(text, "special = {}", list(&folder.special));
            }
        }
        text
    }

    /// Reads a seal, whose inputs must all be among the digests.
    ///
    /// # Errors
    /// Text of another form, a path that is not safe, an input without a digest.
    pub fn from_text(text: &str, sums: &Sums) -> Result<Self, SealError> {
        let seal: Self = toml::from_str(text).map_err(|e| SealError::Form(e.message().to_owned()))?;
        if !(OLDEST_FORM..=FORM).contains(&seal.seal) {
            return Err(SealError::Version(seal.seal));
        }
        for input in &seal.inputs {
            if !is_safe(&input.path) {
                return Err(SealError::Path(input.path.clone()));
            }
            if !sums.0.contains_key(&input.path) {
                return Err(SealError::Unlisted(input.path.clone()));
            }
        }
        Ok(seal)
    }
}

/// Returns a string of TOML, whose escapes are those of JSON but for DEL.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

fn list(texts: &[String]) -> String {
    format!("[{}]", texts.iter().map(|t| quoted(t)).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(path: &str) -> Seal {
        let name = "规则/a \"b\"\u{7f}.rules".to_owned();
        let folder = Folder {
            name: "规则".to_owned(),
            files: vec![name.clone()],
            folders: Vec::new(),
            special: vec!["规则/pipe".to_owned()],
        };
        let sealed = Sealed {
            lang: "zh".to_owned(),
            command: vec!["eval".to_owned(), "规则".to_owned()],
            as_of: "2025-12-31".to_owned(),
            person: Some("王 \"五\"\u{1b}".to_owned()),
            digests: Digests { rules: "1".to_owned(), data: "2".to_owned(), report: "3".to_owned() },
            commit: Some(SealedCommit { id: "4".to_owned(), uncommitted: vec![name.clone()] }),
        };
        Seal::new(sealed, vec![Input { name, path: path.to_owned() }], vec![folder])
    }

    #[test]
    fn what_is_written_reads_back() {
        let seal = made("inputs/a");
        let sums = Sums([("inputs/a".to_owned(), String::new())].into());
        assert_eq!(Seal::from_text(&seal.to_text(), &sums), Ok(seal));
    }

    #[test]
    fn the_first_form_is_still_read_and_a_later_one_is_not() {
        let first = "seal = 1\ntool = \"dabiao 0.1.0\"\nlang = \"zh\"\ncommand = [\"eval\"]\n";
        assert_eq!(Seal::from_text(first, &Sums::default()).map(|s| s.digests), Ok(None));
        let later = first.replace("seal = 1", "seal = 3");
        assert_eq!(Seal::from_text(&later, &Sums::default()), Err(SealError::Version(3)));
    }

    #[test]
    fn unsafe_and_unlisted_inputs_are_refused() {
        let path = "../../etc/passwd";
        let sums = Sums([(path.to_owned(), String::new())].into());
        assert_eq!(Seal::from_text(&made(path).to_text(), &sums), Err(SealError::Path(path.to_owned())));
        let unlisted = Seal::from_text(&made("inputs/b").to_text(), &sums);
        assert_eq!(unlisted, Err(SealError::Unlisted("inputs/b".to_owned())));
    }
}
