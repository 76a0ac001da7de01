//! Which two versions are meant: files, folders, revisions of git, what is staged, the work tree.
//!
//! | words | old | new |
//! |---|---|---|
//! | `A B` | that file, folder or revision | that one |
//! | `A..B`, `A...B` | revision A; where A and B parted | revision B |
//! | `REV -- rules/` | the revision | the work tree |
//! | nothing | `HEAD` | the work tree |
//! | `--staged [REV]` | `HEAD` or the revision | what is staged |
//!
//! Two names that are both there as files are files; what stands before `--` is never a file.

use std::path::Path;

use super::disk::Disk;
use super::git::{Git, Snapshot};
use dabiao_data::lanes;
use dabiao_lang::check::Loaded;
use dabiao_lang::diag::Both;
use dabiao_lang::source::{Entry, Files, Refusal};

/// What was asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// What stands before `--`.
    pub what: &'a [String],
    /// What stands after it.
    pub paths: &'a [String],
    /// Whether the new version is what is staged.
    pub is_staged: bool,
    /// The name under which two files are read.
    pub name: Option<&'a str>,
}

/// A version, not yet read.
enum Version {
    Disk(Vec<String>),
    Named(Named, Vec<String>),
    Git(Snapshot, Vec<String>, Option<String>),
}

/// One version, read.
#[derive(Debug)]
pub(crate) struct Side {
    /// What the user called it.
    pub title: String,
    /// The commit that it is, or on which what is not committed yet builds; nothing outside of a repository.
    pub tip: Option<String>,
    /// The rules.
    pub loaded: Loaded,
}

/// Reads both versions.
///
/// # Errors
/// A name that is neither, a revision that is not there, paths that neither version has.
pub(crate) fn load(asked: Asked<'_>) -> Result<[Side; 2], Both> {
    let [(old_title, old), (new_title, new)] = resolve(asked)?;
    if [&old, &new].iter().all(|v| matches!(v, Version::Git(_, paths, _) if paths.is_empty())) {
        let paths = if asked.paths.is_empty() { ".".to_owned() } else { asked.paths.join(" ") };
        return Err(Both::of(
            format!("{old_title} 和 {new_title} 里都没有 {paths} 的规则文件"),
            format!("neither {old_title} nor {new_title} has rule files under {paths}"),
        ));
    }
    if let (Version::Disk(before), Version::Disk(after)) = (&old, &new) {
        // Two folders or files have nothing in common: each is read by a thread of its own.
        let paths = [before, after];
        let read = |own: lanes::Pieces| {
            own.filter_map(|n| paths.get(n)).map(|paths| dabiao_data::rules::load_to_evaluate(&Disk, paths)).collect()
        };
        let mut read = lanes::share_out(paths.len(), lanes::threads(None), read).into_iter();
        if let (Some(before), Some(after)) = (read.next(), read.next()) {
            let side = |title, loaded| Side { title, tip: None, loaded };
            return Ok([side(old_title, before), side(new_title, after)]);
        }
    }
    let read = |title: String, version: &Version| {
        let (loaded, tip) = match version {
            Version::Disk(paths) => (dabiao_data::rules::load_to_evaluate(&Disk, paths), None),
            Version::Named(files, paths) => (dabiao_data::rules::load_to_evaluate(files, paths), None),
            Version::Git(files, paths, tip) => (dabiao_data::rules::load_to_evaluate(files, paths), tip.clone()),
        };
        Side { title, tip, loaded }
    };
    Ok([read(old_title, &old), read(new_title, &new)])
}

fn resolve(asked: Asked<'_>) -> Result<[(String, Version); 2], Both> {
    let what: Vec<&str> = asked.what.iter().map(String::as_str).collect();
    if let Some(name) = asked.name {
        let [old, new] = what.as_slice() else { return Err(two_files()) };
        let version =
            |title: String, path: &str| (title, Version::Named(Named::new(name, path), vec![name.to_owned()]));
        // What a tool puts aside has a made-up name, which tells nobody anything.
        return Ok([version(format!("a/{name}"), old), version(format!("b/{name}"), new)]);
    }
    let are_paths = asked.paths.is_empty() && !asked.is_staged && !what.is_empty() && what.iter().all(|w| is_there(w));
    if let ([old, new], true) = (what.as_slice(), are_paths) {
        return Ok([*old, *new].map(|path| (path.to_owned(), Version::Disk(vec![path.to_owned()]))));
    }
    if let ([path], true) = (what.as_slice(), are_paths) {
        return in_git(&[], &[(*path).to_owned()], asked.is_staged);
    }
    let here = [".".to_owned()];
    in_git(&what, if asked.paths.is_empty() { &here } else { asked.paths }, asked.is_staged)
}

fn in_git(what: &[&str], paths: &[String], is_staged: bool) -> Result<[(String, Version); 2], Both> {
    let git = Git::here().map_err(|why| without_git(what, why))?;
    let (old, new) = match what {
        [] => ("HEAD".to_owned(), None),
        [one] => match one.split_once("..") {
            Some((a, b)) => {
                let or_head = |r: &str| if r.is_empty() { "HEAD".to_owned() } else { r.to_owned() };
                match b.strip_prefix('.') {
                    Some(b) => {
                        let (a, b) = (git.commit(&or_head(a))?, or_head(b));
                        (git.merge_base(&a, &git.commit(&b)?)?, Some(b))
                    }
                    None => (or_head(a), Some(or_head(b))),
                }
            }
            None => ((*one).to_owned(), None),
        },
        [old, new] => ((*old).to_owned(), Some((*new).to_owned())),
        _ => return Err(two_files()),
    };
    let snapshot = |revision: &str| -> Result<Version, Both> {
        let commit = git.commit(revision).map_err(|why| neither(revision, why))?;
        Ok(of_snapshot(git.snapshot(&commit)?, paths, Some(commit)))
    };
    let before = snapshot(&old)?;
    let head = git.commit("HEAD").ok();
    let (title, after) = match (new, is_staged) {
        (Some(_), true) => return Err(Both::new("`--staged` 只能再写一个版本", "`--staged` goes with one revision")),
        (Some(new), false) => {
            let after = snapshot(&new)?;
            (new, after)
        }
        (None, true) => ("--staged".to_owned(), of_snapshot(git.staged()?, paths, head)),
        (None, false) => (paths.join(" "), of_snapshot(git.work_tree()?, paths, head)),
    };
    Ok([(short(&old), before), (title, after)])
}

/// A full ID is cut to what people read.
fn short(revision: &str) -> String {
    let is_id = revision.len() >= 40 && revision.chars().all(|c| c.is_ascii_hexdigit());
    revision.get(..10).filter(|_| is_id).unwrap_or(revision).to_owned()
}

/// Paths that a revision does not have are no mistake: the rules were not there yet, or are no longer.
fn of_snapshot(snapshot: Snapshot, paths: &[String], tip: Option<String>) -> Version {
    let there = paths.iter().filter(|p| snapshot.has_rules(p)).cloned().collect();
    Version::Git(snapshot, there, tip)
}

fn is_there(name: &str) -> bool {
    name == "-" || Path::new(name).exists()
}

fn neither(name: &str, why: Both) -> Both {
    if name.starts_with('-') || name == "HEAD" {
        return why;
    }
    if is_there(name) {
        return Both::of(
            format!("`{name}` 是文件，另一个却不是；文件与版本比较写成 `diff 版本 -- {name}`"),
            format!("`{name}` is a file and the other is none; a revision and files are `diff REVISION -- {name}`"),
        );
    }
    let (zh, en) = (why.zh, why.en);
    Both::of(format!("{zh}；也没有叫这个名字的文件"), format!("{en}, nor a file of that name"))
}

fn without_git(what: &[&str], why: Both) -> Both {
    match what.iter().find(|w| !is_there(w)) {
        Some(name) => {
            Both::of(format!("没有文件 `{name}`；{}", why.zh), format!("there is no file `{name}`; {}", why.en))
        }
        None => why,
    }
}

fn two_files() -> Both {
    Both::new("要比较的是两样：两个文件、两个文件夹或两个版本", "two things are compared: files, folders or revisions")
}

/// The disk, on which one file lies under the name of another: a version that a tool put aside for comparing.
#[derive(Debug)]
struct Named {
    name: String,
    path: String,
}

impl Named {
    fn new(name: &str, path: &str) -> Self {
        Self { name: name.to_owned(), path: path.to_owned() }
    }

    fn is_it(&self, path: &str) -> bool {
        let plain = |p: &str| p.trim_start_matches("./").replace('\\', "/");
        plain(path) == plain(&self.name)
    }
}

impl Files for Named {
    fn open(&self, path: &str) -> std::io::Result<Box<dyn std::io::Read + '_>> {
        Disk.open(if self.is_it(path) { &self.path } else { path })
    }

    fn list(&self, path: &str) -> std::io::Result<Option<Vec<Entry>>> {
        if self.is_it(path) { Ok(None) } else { Disk.list(path) }
    }

    fn confine(&self, folder: &str, path: &str) -> Result<(), Refusal> {
        if self.is_it(path) { Ok(()) } else { Disk.confine(folder, path) }
    }

    fn root_of(&self, path: &str) -> Option<String> {
        Disk.root_of(if self.is_it(path) { "." } else { path })
    }
}
