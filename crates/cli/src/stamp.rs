//! Time stamps of bundles by RFC 3161, through the installed `openssl ts`.
//!
//! A time stamp is asked for by other programs, which may use the network (`docs/evidence.md` has the commands); here it
//! is only checked. No crate does that well yet, so it is done by the tool that every office of this kind has.

use std::path::Path;
use std::process::{Command, Stdio};

use dabiao_diff::evidence::{STAMP, SUMS, Stamp};
use dabiao_lang::diag::Both;

/// Says when a trusted authority saw a bundle; `tsa` holds the certificates that are trusted.
///
/// # Errors
/// There is no `openssl`, or the certificates cannot be read.
pub(crate) fn check(root: &Path, tsa: Option<&str>) -> Result<Stamp, Both> {
    let stamp = root.join(STAMP);
    if !stamp.is_file() {
        return Ok(Stamp::None);
    }
    let Some(tsa) = tsa else { return Ok(Stamp::Unchecked) };
    std::fs::File::open(tsa)
        .map_err(|why| Both::of(format!("读不了 `{tsa}`：{why}"), format!("cannot read `{tsa}`: {why}")))?;
    let mut verify = Command::new("openssl");
    verify.args(["ts", "-verify", "-data"]).arg(root.join(SUMS)).arg("-in").arg(&stamp).arg("-CAfile").arg(tsa);
    let verified = verify.stdin(Stdio::null()).output().map_err(|e| absent(&e))?;
    if !verified.status.success() {
        let said = String::from_utf8_lossy(&verified.stderr);
        let why = said.lines().find(|l| l.contains("error")).or(said.lines().last()).unwrap_or("openssl");
        return Ok(Stamp::Bad(why.rsplit(':').find(|part| !part.trim().is_empty()).unwrap_or(why).trim().to_owned()));
    }
    let mut read = Command::new("openssl");
    read.args(["ts", "-reply", "-text", "-in"]).arg(&stamp);
    let read = read.stdin(Stdio::null()).output().map_err(|e| absent(&e))?;
    let said = String::from_utf8_lossy(&read.stdout).into_owned();
    let when = said.lines().find_map(|l| l.trim().strip_prefix("Time stamp:")).unwrap_or("?");
    Ok(Stamp::Good(when.trim().to_owned()))
}

fn absent(why: &std::io::Error) -> Both {
    Both::of(
        format!("核对时间戳要用 `openssl`，它运行不了：{why}"),
        format!("time stamps need `openssl`, which cannot be run: {why}"),
    )
}
