//! `verify`: runs a sealed evaluation again and says whether its report is the one that its inputs give.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use clap::Parser;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Status;
use super::args::{Cli, Command, EvalArgs, ReportFormat, VerifyArgs};
use super::bundle::{Replay, digests};
use super::made::{self, Made, Papers};
use super::output::Output;
use super::{signature, stamp};
use dabiao_diff::evidence::{
    self, CHANGES, EXPLANATIONS, Facts, Finding, Kind, Outcome, REPORT, SEAL, SIGNATURE, STAMP, STATEMENT, SUMS, Seal,
    Signature, Stamp, Sums,
};
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::model::Verdict;

/// Verifies.
pub(crate) fn run(args: &VerifyArgs, out: &Output) -> Status {
    let outcome = match outcome(args) {
        Ok(outcome) => outcome,
        Err(why) => return out.fail(&why),
    };
    match args.format {
        ReportFormat::Json => out.json(&evidence::verify(&outcome, out.lang)),
        format => out.document(&evidence::document(&outcome, out.lang), format),
    }
    if outcome.is_proved() { Status::Fine } else { Status::Findings }
}

fn outcome(args: &VerifyArgs) -> Result<Outcome, Both> {
    let root = Path::new(&args.bundle);
    let mut there = digests(root).map_err(|e| unreadable(&args.bundle, &e))?;
    there.remove(SIGNATURE);
    there.remove(STAMP);
    let Some(of_sums) = there.remove(SUMS) else { return Err(no_bundle(&args.bundle)) };
    let text = read(root, SUMS)?;
    let sums = Sums::from_text(&String::from_utf8_lossy(&text)).map_err(|e| e.say())?;
    let mut findings = files(&sums, &there);
    let n_differing = findings.len();
    let seal = match there.contains_key(SEAL) {
        true => Some(Seal::from_text(&String::from_utf8_lossy(&read(root, SEAL)?), &sums).map_err(|e| e.say())?),
        false => None,
    };
    if let Some(seal) = &seal {
        findings.extend(unused(&sums, seal));
        findings.extend(of_seal(root, seal, &sums)?);
        findings.extend(run_again(root, seal, &there)?);
        if findings.len() > n_differing && seal.tool != Seal::this_tool() {
            findings.push(Finding::new(Kind::OtherTool).instead(seal.tool.clone(), Seal::this_tool()));
        }
    }
    if let Some(expected) = args.digest.as_ref().filter(|d| **d != of_sums) {
        findings.push(Finding::new(Kind::DigestDiffers).instead(expected.clone(), of_sums.clone()));
    }
    let signature = signature::check(root, args.signers.as_deref())?;
    match &signature {
        Signature::None if args.signers.is_some() => findings.push(Finding::new(Kind::SignatureMissing)),
        Signature::Bad(why) => findings.push(Finding::new(Kind::SignatureBad).instead("", why.clone())),
        _ => {}
    }
    let stamp = stamp::check(root, args.tsa.as_deref())?;
    match &stamp {
        Stamp::None if args.tsa.is_some() => findings.push(Finding::new(Kind::StampMissing)),
        Stamp::Bad(why) => findings.push(Finding::new(Kind::StampBad).instead("", why.clone())),
        _ => {}
    }
    let facts = seal.as_ref().map(|seal| facts(root, seal)).unwrap_or_default();
    Ok(Outcome {
        bundle: args.bundle.clone(),
        digest: of_sums,
        tool: Seal::this_tool(),
        sealed_by: seal.map(|s| s.tool),
        n_files: sums.0.len(),
        findings,
        signature,
        stamp,
        is_digest_known: args.digest.is_some(),
        facts,
    })
}

/// Compares the files that are there with those that were sealed.
fn files(sums: &Sums, there: &BTreeMap<String, String>) -> Vec<Finding> {
    let sealed = sums.0.iter().filter_map(|(path, digest)| match there.get(path) {
        None => Some(Finding::new(Kind::FileMissing).file(path.clone())),
        Some(found) if found != digest => {
            Some(Finding::new(Kind::FileChanged).file(path.clone()).instead(digest.clone(), found.clone()))
        }
        Some(_) => None,
    });
    let added = there.keys().filter(|p| !sums.0.contains_key(*p)).map(|p| Finding::new(Kind::FileAdded).file(p));
    let missing = [REPORT, EXPLANATIONS, SEAL].into_iter().filter(|p| !sums.0.contains_key(*p));
    sealed.chain(added).chain(missing.map(|p| Finding::new(Kind::FileMissing).file(p))).collect()
}

/// The papers of a bundle.
const PAPERS: [&str; 5] = [REPORT, EXPLANATIONS, CHANGES, SEAL, STATEMENT];

/// What is in the list of digests and belongs to nothing: a place to put what the evaluation never saw.
fn unused(sums: &Sums, seal: &Seal) -> Vec<Finding> {
    let is_used = |path: &&String| PAPERS.contains(&path.as_str()) || seal.inputs.iter().any(|i| i.path == **path);
    sums.0.keys().filter(|path| !is_used(path)).map(|path| Finding::new(Kind::FileUnused).file(path)).collect()
}

/// Compares what the seal says of the report, and the statement with the seal.
fn of_seal(root: &Path, seal: &Seal, sums: &Sums) -> Result<Vec<Finding>, Both> {
    let mut findings = Vec::new();
    if let (Some(said), Some(found)) = (seal.digests.as_ref().map(|d| &d.report), sums.0.get(REPORT))
        && said != found
    {
        findings.push(Finding::new(Kind::SealDiffers).file(SEAL).instead(said, found));
    }
    if seal.seal > 1 && !sums.0.contains_key(STATEMENT) {
        findings.push(Finding::new(Kind::FileMissing).file(STATEMENT));
    }
    if let Some(digest) = sums.0.get(STATEMENT) {
        let names: Vec<&str> = PAPERS.into_iter().take(3).filter(|p| sums.0.contains_key(*p)).collect();
        let wanted = evidence::hex(&Sha256::digest(evidence::statement(seal, &names, sums)));
        if wanted != *digest && read(root, STATEMENT).is_ok() {
            findings.push(Finding::new(Kind::SealDiffers).file(STATEMENT).instead(digest, wanted));
        }
    }
    Ok(findings)
}

/// What the bundle says of itself.
fn facts(root: &Path, seal: &Seal) -> Facts {
    let report = read(root, REPORT).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let text = |key: &str| report.as_ref()?.get(key)?.as_str().map(str::to_owned);
    let count = |v: Verdict| report.as_ref()?.get("summary")?.get(v.as_str())?.as_u64();
    let verdicts = Verdict::ALL.into_iter().filter_map(|v| Some((v.as_str().to_owned(), count(v)?)));
    Facts {
        command: seal.command.clone(),
        as_of: text("as_of").or_else(|| seal.as_of.clone()),
        person: seal.person.clone(),
        rules_digest: text("rules_digest"),
        data_digest: text("data_digest"),
        verdicts: verdicts.collect(),
        commit: seal.commit.as_ref().map(|c| (c.id.clone(), c.uncommitted.len())),
    }
}

/// Evaluates again from the bundle alone and compares what comes of it.
fn run_again(root: &Path, seal: &Seal, there: &BTreeMap<String, String>) -> Result<Vec<Finding>, Both> {
    let not = |why: String| Ok(vec![Finding::new(Kind::NotRunnable).instead("", why)]);
    if let Some(gone) = seal.inputs.iter().find(|i| !there.contains_key(&i.path)) {
        return not(gone.path.clone());
    }
    let lang = if seal.lang == "en" { Lang::En } else { Lang::Zh };
    let papers = match command(&seal.command) {
        Ok(args) => match again(root, seal, &args, lang) {
            Ok(papers) => papers,
            Err(why) => return not(why),
        },
        Err(why) => return not(why),
    };
    let mut findings = Vec::new();
    for (path, made) in papers {
        if !there.contains_key(path) {
            continue;
        }
        let sealed = read(root, path)?;
        match path {
            REPORT | CHANGES => findings.extend(evidence::reports(&sealed, &made)),
            _ => findings.extend(evidence::explanations(&sealed, &made)),
        }
    }
    Ok(findings)
}

fn again(root: &Path, seal: &Seal, args: &EvalArgs, lang: Lang) -> Result<Papers, String> {
    let files = Replay::new(root, &seal.inputs, &seal.folders);
    let out = Output::muted(lang);
    let heard = |_| out.heard().trim().to_owned();
    let facts = made::Facts::read(&files, args, &out).map_err(heard)?;
    let session = facts.session(args);
    let made = Made::of(&session, args).compared(&files, args, &out).map_err(heard)?;
    made.papers(lang).map_err(|e| e.to_string())
}

/// Reads the arguments that were sealed, which must be those of `eval`.
fn command(words: &[String]) -> Result<EvalArgs, String> {
    let name = std::iter::once("dabiao".to_owned());
    let cli = Cli::try_parse_from(name.chain(words.iter().cloned())).map_err(|e| e.to_string())?;
    match cli.command {
        Command::Eval(args) => Ok(args),
        _ => Err(format!("`{}`", words.join(" "))),
    }
}

fn read(root: &Path, path: &str) -> Result<Vec<u8>, Both> {
    fs::read(root.join(path)).map_err(|e| unreadable(path, &e))
}

fn unreadable(path: &str, why: &io::Error) -> Both {
    if why.kind() == io::ErrorKind::InvalidData {
        return Both::of(
            format!("`{path}` 里的 `{why}` 是链接或特殊文件，拒绝读取"),
            format!("`{why}` in `{path}` is a link or a special file and was refused"),
        );
    }
    Both::of(format!("读不了 `{path}`：{why}"), format!("cannot read `{path}`: {why}"))
}

fn no_bundle(path: &str) -> Both {
    Both::of(
        format!("`{path}` 不是证据包：里面没有 `{SUMS}`"),
        format!("`{path}` is no bundle: there is no `{SUMS}` in it"),
    )
}
