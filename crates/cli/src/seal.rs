//! `eval --seal`: the evaluation and all that it rests on, in a folder that `verify` can run again.
//!
//! The folder appears whole or not at all: it is made beside its place and then moved there. Nothing is overwritten.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Status;
use super::args::EvalArgs;
use super::bundle::{Recorder, write};
use super::disk::Disk;
use super::git::Git;
use super::made::Made;
use super::output::Output;
use super::signature;
use dabiao_diff::evidence::{
    Digests, Input, REPORT, SEAL, STATEMENT, SUMS, Seal, Sealed, SealedCommit, Sums, statement,
};
use dabiao_lang::diag::{Both, Lang};
use dabiao_lang::source::Files;

/// A bundle that is being made.
#[derive(Debug)]
pub(crate) struct Sealing {
    place: PathBuf,
    workshop: Workshop,
    /// The files, recorded as they are read.
    pub files: Recorder,
}

/// A folder that goes away unless it was moved to its place.
#[derive(Debug)]
struct Workshop(PathBuf);

impl Drop for Workshop {
    fn drop(&mut self) {
        // It is gone already when it was moved.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Sealing {
    /// Begins a bundle, whose place must be free.
    pub fn begin(place: &str, out: &Output) -> Result<Self, Status> {
        let path = PathBuf::from(place);
        if fs::symlink_metadata(&path).is_ok() {
            return Err(out.fail(&Both::of(
                format!("`{place}` 已经存在；证据包不覆盖任何东西，请换一个名字"),
                format!("`{place}` is there already; a bundle overwrites nothing, choose another name"),
            )));
        }
        let mut beside = path.clone().into_os_string();
        beside.push(format!(".part-{}", std::process::id()));
        let workshop = Workshop(PathBuf::from(beside));
        fs::create_dir_all(&workshop.0).map_err(|e| failed(place, &e, out))?;
        let files = Recorder::new(workshop.0.clone());
        Ok(Self { place: path, workshop, files })
    }

    /// Writes the rest of the bundle, signs it if asked to, moves it to its place and returns its digest.
    pub fn finish(self, made: &Made<'_>, args: &EvalArgs, out: &Output) -> Result<String, Status> {
        let Self { place, workshop, files } = self;
        let seen = files.finish();
        if let Some((name, why)) = &seen.unreadable {
            return Err(out.fail(&Both::of(
                format!("`{name}` 读不了（{why}），这样的评价无法封存"),
                format!("`{name}` could not be read ({why}); such an evaluation cannot be sealed"),
            )));
        }
        let (inputs, folders) = seen.parts();
        let lang = match out.lang {
            Lang::Zh => "zh",
            Lang::En => "en",
        };
        let papers = made.papers(out.lang).map_err(|e| failed(REPORT, &e, out))?;
        let root = &workshop.0;
        let mut sums = seen.sums;
        let keep = |path: &'static str, bytes: &[u8], sums: &mut Sums| {
            let digest = write(root, path, bytes).map_err(|e| failed(path, &e, out))?;
            sums.0.insert(path.to_owned(), digest.clone());
            Ok(digest)
        };
        let names: Vec<&'static str> = papers.iter().map(|(path, _)| *path).collect();
        let mut report = String::new();
        for (path, bytes) in &papers {
            let digest = keep(path, bytes, &mut sums)?;
            report = if *path == REPORT { digest } else { report };
        }
        let sealed = Sealed {
            lang: lang.to_owned(),
            command: command(std::env::args().skip(1)),
            as_of: args.inputs.as_of.to_string(),
            person: args.person.clone(),
            digests: Digests { rules: made.session.rules().digest(), data: made.session.data().digest.clone(), report },
            commit: commit_of(&inputs),
        };
        let seal = Seal::new(sealed, inputs, folders);
        keep(SEAL, seal.to_text().as_bytes(), &mut sums)?;
        let statement = statement(&seal, &names, &sums);
        keep(STATEMENT, &statement, &mut sums)?;
        write(root, SUMS, sums.to_text().as_bytes()).map_err(|e| failed(SUMS, &e, out))?;
        if let Some(key) = &args.sign {
            signature::sign(root, key).map_err(|why| out.fail(&why))?;
        }
        settle(root, &place).map_err(|e| failed(&place.to_string_lossy(), &e, out))?;
        Ok(sums.digest())
    }
}

/// Returns the commit from which inputs were read, where any was: the one that is checked out, and what differs from it.
fn commit_of(inputs: &[Input]) -> Option<SealedCommit> {
    let git = Git::here().ok()?;
    let id = git.commit("HEAD").ok()?;
    let snapshot = git.snapshot(&id).ok()?;
    let (mut n_kept, mut uncommitted) = (0, Vec::new());
    for input in inputs {
        let kept = snapshot.read(&input.name);
        let is_kept = kept.is_ok_and(|kept| Disk.read(&input.name).is_ok_and(|now| now == kept));
        if is_kept { n_kept += 1 } else { uncommitted.push(input.name.clone()) }
    }
    (n_kept > 0).then_some(SealedCommit { id, uncommitted })
}

/// Moves the finished folder to its place, which must still be free.
fn settle(from: &Path, place: &Path) -> io::Result<()> {
    // An empty folder would be replaced silently by a move.
    if fs::symlink_metadata(place).is_ok() {
        return Err(io::Error::from(io::ErrorKind::AlreadyExists));
    }
    fs::rename(from, place)
}

fn failed(path: &str, why: &io::Error, out: &Output) -> Status {
    out.fail(&Both::of(format!("写不了 `{path}`：{why}"), format!("cannot write `{path}`: {why}")))
}

/// Returns the arguments as they are kept: where the bundle goes and who signs it is no part of the evaluation.
pub(super) fn command(arguments: impl Iterator<Item = String>) -> Vec<String> {
    let private = ["--seal", "--sign"];
    let mut kept = Vec::new();
    let mut is_value = false;
    for argument in arguments {
        let head = private.into_iter().find(|p| argument.strip_prefix(p).is_some_and(|rest| rest.starts_with('=')));
        match head {
            _ if is_value => kept.push("-".to_owned()),
            Some(head) => kept.push(format!("{head}=-")),
            None => kept.push(argument.clone()),
        }
        is_value = !is_value && private.contains(&argument.as_str());
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_kept_without_the_place_of_its_bundle() {
        let given = ["eval", "--data", "a", "--seal", "x", "--sign=k", "--seal=y", "r"];
        let kept = command(given.iter().map(|s| (*s).to_owned()));
        assert_eq!(kept, ["eval", "--data", "a", "--seal", "-", "--sign=-", "--seal=-", "r"]);
    }
}
