//! git, through the installed program: revisions, the files of each, and the commits that touched rules.
//!
//! `objects` reads trees and blobs through one running `git cat-file --batch`; `snapshot` shows them as files.
//! Only reading commands are called. INVARIANT: what a user wrote as a revision never becomes an option (`-…` is refused),
//! names come back byte for byte (`-z`), and no setting of the user changes what is read.

mod objects;
mod snapshot;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::process::{Command, Stdio};
use std::rc::Rc;

use dabiao_diff::history::{Commit, Signed};
use dabiao_lang::diag::Both;
use objects::{Folder, Objects};
pub(crate) use snapshot::Snapshot;

/// A repository, seen from a folder in its work tree.
#[derive(Debug)]
pub(crate) struct Git {
    /// The top of the work tree, with `/`.
    root: String,
    /// The current folder below the top, with a `/` at its end; empty at the top.
    prefix: String,
    objects: Rc<RefCell<Objects>>,
}

fn command() -> Command {
    let mut command = Command::new("git");
    command.args(["--no-pager", "--no-replace-objects", "-c", "core.quotepath=false"]);
    command.args(["-c", "i18n.logOutputEncoding=UTF-8", "-c", "log.showSignature=false"]);
    command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
    command.stdin(Stdio::null());
    command
}

/// Runs git and returns what it printed, or what it complained of.
fn run(arguments: &[&str]) -> Result<Vec<u8>, Both> {
    let output = command().args(arguments).output().map_err(|e| absent(&e))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let why = said.lines().next().unwrap_or("git").trim_start_matches("fatal: ").to_owned();
    Err(Both::of(format!("git 出错：{why}"), format!("git: {why}")))
}

fn absent(why: &io::Error) -> Both {
    Both::of(
        format!("要比较版本得有 git，它运行不了：{why}"),
        format!("comparing revisions needs git, which cannot be run: {why}"),
    )
}

impl Git {
    /// Returns the repository of the current folder.
    ///
    /// # Errors
    /// There is no git, or the current folder is in no work tree.
    pub fn here() -> Result<Self, Both> {
        let found = run(&["rev-parse", "--show-toplevel", "--show-prefix"]).map_err(|why| {
            let not = why.en.contains("not a git repository");
            if not {
                Both::new("当前文件夹不在 git 仓库里", "the current folder is in no git repository")
            } else {
                why
            }
        })?;
        let text = String::from_utf8_lossy(&found);
        let mut lines = text.lines();
        let mut next = || lines.next().unwrap_or("").to_owned();
        Ok(Self { root: next(), prefix: next(), objects: Rc::default() })
    }

    /// Returns the ID of the commit that a user named.
    ///
    /// # Errors
    /// There is no such revision, or the name could be taken for an option.
    pub fn commit(&self, revision: &str) -> Result<String, Both> {
        let unknown = || {
            Both::of(
                format!("没有版本 `{revision}`：不是提交、分支或标签"),
                format!("there is no revision `{revision}`: no commit, branch or tag"),
            )
        };
        if revision.is_empty() || revision.starts_with('-') || revision.contains(['\0', '\n']) {
            return Err(unknown());
        }
        let is_born = || run(&["rev-parse", "--verify", "--quiet", "HEAD"]).is_ok();
        if revision == "HEAD" && !is_born() {
            return Err(Both::new("仓库里还没有提交", "the repository has no commit yet"));
        }
        let named = format!("{revision}^{{commit}}");
        let id = run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &named]).map_err(|_| unknown())?;
        Ok(String::from_utf8_lossy(&id).trim().to_owned())
    }

    /// Returns the path from the top of what a user calls by a name; `None` if that is outside.
    pub fn path_of(&self, name: &str) -> Option<String> {
        let path = snapshot::below_top(&self.root, &self.prefix, name)?;
        Some(if path.is_empty() { ".".to_owned() } else { path })
    }

    /// Returns the best common ancestor of two commits.
    pub fn merge_base(&self, a: &str, b: &str) -> Result<String, Both> {
        let none = |_| Both::of(format!("{a} 与 {b} 没有共同的祖先"), format!("{a} and {b} have no common ancestor"));
        let id = run(&["merge-base", "--end-of-options", a, b]).map_err(none)?;
        Ok(String::from_utf8_lossy(&id).trim().to_owned())
    }

    /// Returns the files of a commit.
    pub fn snapshot(&self, commit: &str) -> Result<Snapshot, Both> {
        let broken = |e: io::Error| {
            Both::of(format!("git 读不出 {commit} 的文件：{e}"), format!("git cannot read the files of {commit}: {e}"))
        };
        let top = self.objects.borrow_mut().files_of(commit).map_err(broken)?;
        Ok(Snapshot::new(self, top))
    }

    /// Returns the files that are staged for the next commit.
    pub fn staged(&self) -> Result<Snapshot, Both> {
        // "<mode> <id> <stage>\t<path>\0"
        let listed = run(&["ls-files", "--stage", "-z", "--full-name", "--", ":/"])?;
        let mut top = Folder::default();
        for record in String::from_utf8_lossy(&listed).split_terminator('\0') {
            let Some((head, path)) = record.split_once('\t') else { continue };
            let mut words = head.split(' ');
            if let (Some(mode), Some(id)) = (words.next(), words.next()) {
                top.put(path, mode, id);
            }
        }
        Ok(Snapshot::new(self, Rc::new(top)))
    }

    /// Returns the files of the work tree, without what git is told to ignore.
    pub fn work_tree(&self) -> Result<Snapshot, Both> {
        let all = ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "--full-name", "--", ":/"];
        let listed = run(&all)?;
        let mut top = Folder::default();
        for path in String::from_utf8_lossy(&listed).split_terminator('\0') {
            if std::path::Path::new(&format!("{}/{path}", self.root)).exists() {
                top.put(path, "100644", path);
            }
        }
        Ok(Snapshot::on_disk(self, Rc::new(top)))
    }

    /// Returns the commits at which a shallow clone ends; none in a whole one.
    ///
    /// # Errors
    /// git does not answer.
    pub fn cut(&self) -> Result<Vec<String>, Both> {
        let path = run(&["rev-parse", "--git-path", "shallow"])?;
        let path = String::from_utf8_lossy(&path).trim_end_matches('\n').to_owned();
        // Git keeps the file only while the clone is shallow.
        let listed = std::fs::read_to_string(path).unwrap_or_default();
        Ok(listed.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect())
    }

    /// Returns one commit by its ID, whatever it touched; its parents are not told.
    ///
    /// # Errors
    /// git does not know it.
    pub fn one_commit(&self, id: &str) -> Result<Commit, Both> {
        let format = "--format=tformat:%H%x00%an%x00%ae%x00%aI%x00%cn%x00%cI%x00%s";
        let told = run(&["log", "-1", "--no-decorate", "--no-color", format, "--end-of-options", id, "--"])?;
        let text = String::from_utf8_lossy(&told);
        let mut fields = text.trim_end_matches('\n').split('\0').map(str::to_owned);
        let [id, author, email, date, committer, committed, subject] =
            std::array::from_fn(|_| fields.next().unwrap_or_default());
        let is_cut = self.cut()?.contains(&id);
        Ok(Commit { id, author, email, date, committer, committed, is_cut, subject, parents: Vec::new() })
    }

    /// Returns the commits that come right before a commit.
    ///
    /// # Errors
    /// git does not know it.
    pub fn parents(&self, id: &str) -> Result<Vec<String>, Both> {
        let told =
            run(&["log", "-1", "--no-decorate", "--no-color", "--format=tformat:%P", "--end-of-options", id, "--"])?;
        Ok(String::from_utf8_lossy(&told).split_whitespace().map(str::to_owned).collect())
    }

    /// Returns the commits of a version that another one lacks and that touched rule files, the newest first.
    ///
    /// # Errors
    /// git does not know them.
    pub fn since(&self, base: &str, tip: &str) -> Result<Vec<String>, Both> {
        let without = format!("^{base}");
        let told = run(&["rev-list", "--end-of-options", tip, &without, "--", ":(top)*.rules"])?;
        Ok(String::from_utf8_lossy(&told).split_whitespace().map(str::to_owned).collect())
    }

    /// Returns whether a commit is another one or comes before it.
    pub fn is_within(&self, earlier: &str, later: &str) -> bool {
        run(&["merge-base", "--is-ancestor", "--end-of-options", earlier, later]).is_ok()
    }

    /// Returns what git says of the signature of a commit, by the keys that this repository trusts.
    pub fn signature(&self, id: &str) -> Signed {
        let format = "--format=tformat:%G?%x00%GS";
        let told = run(&["log", "-1", "--no-decorate", "--no-color", format, "--end-of-options", id, "--"]);
        let Ok(told) = told else { return Signed::Unknown };
        let text = String::from_utf8_lossy(&told);
        let (state, who) = text.trim_end_matches('\n').split_once('\0').unwrap_or(("E", ""));
        match state {
            "N" => Signed::No,
            "G" => Signed::Good(who.to_owned()),
            "B" | "R" => Signed::Bad,
            _ => Signed::Unknown,
        }
    }

    /// Returns the commits up to `tip` that touched rule files, children before parents; parents are those among them.
    pub fn commits(&self, tip: &str) -> Result<Vec<Commit>, Both> {
        let format = "--format=tformat:%H%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%cI%x00%s";
        let order = ["log", "--topo-order", "--parents", "--no-decorate", "--no-color", "-z", format];
        let listed = run(&[&order[..], &["--end-of-options", tip, "--", ":(top)*.rules"]].concat())?;
        let text = String::from_utf8_lossy(&listed);
        let mut fields = text.split('\0');
        let cut = self.cut()?;
        let mut commits = Vec::new();
        let mut parents: Vec<Vec<String>> = Vec::new();
        while let Some(id) = fields.next().map(|f| f.trim_start_matches('\n')).filter(|id| !id.is_empty()) {
            let mut next = || fields.next().unwrap_or("").to_owned();
            parents.push(next().split_whitespace().map(str::to_owned).collect());
            let [author, email, date, committer, committed, subject] = std::array::from_fn(|_| next());
            let is_cut = cut.iter().any(|c| c == id);
            let (id, parents) = (id.to_owned(), Vec::new());
            commits.push(Commit { id, author, email, date, committer, committed, is_cut, subject, parents });
        }
        let index: BTreeMap<String, usize> = commits.iter().enumerate().map(|(n, c)| (c.id.clone(), n)).collect();
        for (commit, parents) in commits.iter_mut().zip(parents) {
            commit.parents = parents.iter().filter_map(|p| index.get(p).copied()).collect();
        }
        Ok(commits)
    }
}
