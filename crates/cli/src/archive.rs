//! The history of rule files in git, as `history` walks it: the work tree, then commits, each read when it is asked for.
//!
//! A version whose files are those of another is that one, so that commits elsewhere in the repository cost nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::git::{Git, Snapshot};
use dabiao_diff::history::{Archive, Commit, Extent, Signed, Version};
use dabiao_lang::check::{self, Library};
use dabiao_lang::diag::Both;
use dabiao_lang::source::Files;

/// The history from a revision, or from the work tree, back.
#[derive(Debug)]
pub(crate) struct Repository {
    git: Git,
    commits: Vec<Commit>,
    /// What the user asked for, from the top.
    asked: Vec<String>,
    state: RefCell<State>,
}

#[derive(Debug, Default)]
struct State {
    library: Option<Library>,
    snapshots: BTreeMap<usize, Snapshot>,
    known: BTreeMap<(usize, Extent), Version>,
    /// Versions by the files that they were made of, names with IDs, the newest last.
    made: Vec<(Vec<(String, String)>, Version)>,
}

/// Versions that are looked through for one of the same files: neighbours in history are alike.
const LOOKED_THROUGH: usize = 64;

impl Repository {
    /// Opens the history; without a revision it begins with the work tree.
    ///
    /// # Errors
    /// No repository, no such revision, no rules under any of the paths.
    pub fn open(revision: Option<&str>, paths: &[String]) -> Result<Self, Both> {
        let git = Git::here()?;
        let tip = git.commit(revision.unwrap_or("HEAD"))?;
        let mut commits = git.commits(&tip)?;
        if revision.is_none() {
            commits.iter_mut().flat_map(|c| &mut c.parents).for_each(|p| *p += 1);
            let parents = if commits.is_empty() { Vec::new() } else { vec![1] };
            commits.insert(0, open_commit(parents));
        }
        let here = [".".to_owned()];
        let paths = if paths.is_empty() { &here } else { paths };
        let outside =
            |p: &String| Both::of(format!("`{p}` 不在这个 git 仓库里"), format!("`{p}` is not in this git repository"));
        let from_top = |p: &String| git.path_of(p).ok_or_else(|| outside(p));
        let asked = paths.iter().map(from_top).collect::<Result<Vec<String>, Both>>()?;
        let repository = Self { git, commits, asked, state: RefCell::default() };
        match repository.version(0, &Extent::Asked).rules.model().rules.is_empty() && repository.is_nowhere() {
            true => Err(Both::of(
                format!("{} 从来没有规则文件", paths.join("、")),
                format!("there never were rule files under {}", paths.join(", ")),
            )),
            false => Ok(repository),
        }
    }

    /// Whether no commit has rules where they were asked for.
    fn is_nowhere(&self) -> bool {
        (0..self.commits.len()).all(|c| self.version(c, &Extent::Asked).rules.model().rules.is_empty())
    }

    fn snapshot(&self, commit: usize) -> Option<Snapshot> {
        if let Some(known) = self.state.borrow().snapshots.get(&commit) {
            return Some(known.clone());
        }
        let own = self.commits.get(commit)?;
        let made = if own.is_open() { self.git.work_tree() } else { self.git.snapshot(&own.id) };
        let made = made.ok()?.at_top();
        self.state.borrow_mut().snapshots.insert(commit, made.clone());
        Some(made)
    }

    fn make(&self, commit: usize, extent: &Extent) -> Version {
        let Some(snapshot) = self.snapshot(commit) else { return empty() };
        let mut paths = self.paths(extent);
        paths.retain(|p| snapshot.has_rules(p));
        let mut listed = Vec::new();
        paths.iter().for_each(|p| snapshot.rule_files(p, &mut listed));
        let is_same = |made: &&(Vec<(String, String)>, Version)| {
            let (files, _) = made;
            files.get(..listed.len()).is_some_and(|own| own == listed)
                && files.iter().skip(listed.len()).all(|(name, id)| snapshot.id(name).as_ref() == Some(id))
        };
        let state = self.state.borrow();
        if let Some((_, version)) = state.made.iter().rev().take(LOOKED_THROUGH).find(is_same) {
            return version.clone();
        }
        drop(state);
        let (files, version) = self.load(&snapshot, &paths);
        let own = listed.clone();
        let used = files.into_iter().filter(|f| !own.iter().any(|(name, _)| name == f));
        listed.extend(used.map(|f| (f.clone(), snapshot.id(&f).unwrap_or_default())));
        self.state.borrow_mut().made.push((listed, version.clone()));
        version
    }

    fn load(&self, files: &dyn Files, paths: &[String]) -> (Vec<String>, Version) {
        let mut state = self.state.borrow_mut();
        let loaded = state.library.get_or_insert_with(dabiao_data::rules::library).load(files, paths);
        (loaded.files, Version { rules: Rc::new(loaded.rules), unreadable: loaded.unreadable.into() })
    }

    fn paths(&self, extent: &Extent) -> Vec<String> {
        match extent {
            Extent::Asked => self.asked.clone(),
            Extent::File(file) => vec![file.clone()],
            Extent::Whole => vec![".".to_owned()],
        }
    }
}

fn empty() -> Version {
    Version { rules: Rc::new(check::load_text("", "").rules), unreadable: Rc::new([]) }
}

/// What is not committed.
fn open_commit(parents: Vec<usize>) -> Commit {
    let none = String::new;
    Commit {
        id: none(),
        author: none(),
        email: none(),
        date: none(),
        committer: none(),
        committed: none(),
        is_cut: false,
        subject: none(),
        parents,
    }
}

impl Archive for Repository {
    fn commits(&self) -> &[Commit] {
        &self.commits
    }

    fn signature(&self, commit: usize) -> Signed {
        match self.commits.get(commit) {
            Some(known) if !known.is_open() => self.git.signature(&known.id),
            _ => Signed::No,
        }
    }

    fn version(&self, commit: usize, extent: &Extent) -> Version {
        let key = (commit, extent.clone());
        if let Some(known) = self.state.borrow().known.get(&key) {
            return known.clone();
        }
        let made = self.make(commit, extent);
        self.state.borrow_mut().known.insert(key, made.clone());
        made
    }
}
