//! Signatures of bundles by the keys of SSH, through the installed `ssh-keygen`: `-Y sign` and `-Y verify`.
//!
//! Keys and lists of allowed signers are files of SSH, so nothing here invents a form. What is signed is the list of
//! digests, in the namespace `dabiao`.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use dabiao_diff::evidence::{SIGNATURE, SUMS, Signature};
use dabiao_lang::diag::Both;

const NAMESPACE: &str = "dabiao";
/// What a list of accepted changes is signed as.
const OF_APPROVALS: &str = "dabiao-approvals";

/// Signs the digests of a bundle.
///
/// # Errors
/// There is no `ssh-keygen`, or it refuses the key.
pub(crate) fn sign(root: &Path, key: &str) -> Result<(), Both> {
    let mut command = Command::new("ssh-keygen");
    command.args(["-q", "-Y", "sign", "-n", NAMESPACE, "-f"]).arg(plain(key)).arg(root.join(SUMS));
    let ran = command.stdin(Stdio::null()).output().map_err(|e| absent(&e))?;
    if ran.status.success() && root.join(SIGNATURE).is_file() {
        return Ok(());
    }
    let why = said(&ran.stderr);
    Err(Both::of(format!("`{key}` 签不了名：{why}"), format!("`{key}` cannot sign: {why}")))
}

/// A key may have a name that begins with a hyphen.
fn plain(path: &str) -> String {
    if path.starts_with('-') { format!("./{path}") } else { path.to_owned() }
}

/// Says whose signature a bundle bears, given the signers that are allowed.
///
/// # Errors
/// There is no `ssh-keygen`, or a file cannot be read.
pub(crate) fn check(root: &Path, signers: Option<&str>) -> Result<Signature, Both> {
    let file = Signed { data: &root.join(SUMS), signature: &root.join(SIGNATURE), namespace: NAMESPACE };
    file.check(signers)
}

/// Says whose signature lies beside a list of accepted changes (`NAME.sig`), given the signers that are allowed.
///
/// # Errors
/// There is no `ssh-keygen`, or a file cannot be read.
pub(crate) fn of_approvals(list: &str, signers: &str) -> Result<Signature, Both> {
    let signature = format!("{list}.sig");
    Signed { data: Path::new(list), signature: Path::new(&signature), namespace: OF_APPROVALS }.check(Some(signers))
}

/// A file, its signature, and what it is signed as: a signature for one purpose is none for another.
struct Signed<'a> {
    data: &'a Path,
    signature: &'a Path,
    namespace: &'static str,
}

impl Signed<'_> {
    fn check(&self, signers: Option<&str>) -> Result<Signature, Both> {
        if !self.signature.is_file() {
            return Ok(Signature::None);
        }
        let Some(signers) = signers else { return Ok(Signature::Unchecked) };
        let data = fs::File::open(self.data).map_err(|e| unreadable(&self.data.to_string_lossy(), &e))?;
        fs::File::open(signers).map_err(|e| unreadable(signers, &e))?;
        let ask = |words: &[&str]| {
            let mut command = Command::new("ssh-keygen");
            command.args(["-Y"]).args(words).arg("-f").arg(plain(signers)).arg("-s").arg(self.signature);
            command
        };
        let found = ask(&["find-principals"]).stdin(Stdio::null()).output().map_err(|e| absent(&e))?;
        let names = String::from_utf8_lossy(&found.stdout).into_owned();
        let Some(name) = names.lines().next().filter(|_| found.status.success()) else {
            return Ok(Signature::Bad(said(&found.stderr)));
        };
        let mut verify = ask(&["verify", "-n", self.namespace, "-I", name]);
        let verified = verify.stdin(data).output().map_err(|e| absent(&e))?;
        Ok(match verified.status.success() {
            true => Signature::Good(name.to_owned()),
            false => Signature::Bad(said(&[verified.stdout, verified.stderr].concat())),
        })
    }
}

fn said(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.lines().next().unwrap_or("ssh-keygen").trim().to_owned()
}

fn absent(why: &std::io::Error) -> Both {
    Both::of(
        format!("签名要用 OpenSSH 的 `ssh-keygen`，它运行不了：{why}"),
        format!("signatures need `ssh-keygen` of OpenSSH, which cannot be run: {why}"),
    )
}

fn unreadable(path: &str, why: &std::io::Error) -> Both {
    Both::of(format!("读不了 `{path}`：{why}"), format!("cannot read `{path}`: {why}"))
}
