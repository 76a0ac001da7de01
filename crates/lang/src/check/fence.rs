//! Which files rules may bring in: those of the rule set, and no others.
//!
//! Rules come from strangers: a pull request that CI checks, a form that a server reads. `use "/etc/passwd"` must not put
//! that file into a message, nor `use "/dev/zero"` fill the memory. A rule set reaches as far as its root: the folder that
//! holds all that belongs together ([`Files::root_of`]), else the folder above the one that was named, so that
//! `use "../common/units.rules"` stays possible. INVARIANT: a file is looked at only after the fence let it through.

use crate::diag::ModelProblem;
use crate::source::{Files, Refusal};

/// How the names of rule files end.
pub(super) const SUFFIX: &str = ".rules";

/// The folders in which the files of a rule set may lie.
pub(super) struct Fence<'a> {
    files: &'a dyn Files,
    roots: Vec<String>,
}

impl<'a> Fence<'a> {
    pub(super) fn new(files: &'a dyn Files) -> Self {
        Self { files, roots: Vec::new() }
    }

    /// Lets through what belongs to a path that a person named.
    pub(super) fn open_for(&mut self, path: &str, is_folder: bool) {
        let folder = if is_folder { path.to_owned() } else { above(path) };
        let root = self.files.root_of(path).unwrap_or_else(|| above(&folder));
        if !self.roots.contains(&root) {
            self.roots.push(root);
        }
    }

    /// Says why a file or folder that a rule file names is not read; `None` lets it through.
    pub(super) fn keeps_out(&self, path: &str) -> Option<ModelProblem> {
        let mut refusal = Refusal::Outside;
        for root in &self.roots {
            match self.files.confine(root, path) {
                Ok(()) => return None,
                Err(why) => refusal = why,
            }
        }
        let path = path.to_owned();
        Some(match refusal {
            Refusal::Outside => ModelProblem::UseOutside { path, roots: self.roots.clone() },
            Refusal::NoFile => ModelProblem::FileSpecial { path },
        })
    }

    /// Returns where links may lead that are found in a folder.
    pub(super) fn root_of(&self, folder: &str) -> String {
        self.files.root_of(folder).unwrap_or_else(|| folder.to_owned())
    }

    /// Says why something found below a root is not read; `None` lets it through.
    pub(super) fn keeps_within(&self, root: &str, path: &str) -> Option<ModelProblem> {
        let (folder, path_said) = (root.to_owned(), path.to_owned());
        self.files.confine(root, path).err().map(|why| match why {
            Refusal::Outside => ModelProblem::LinkOutside { path: path_said, folder },
            Refusal::NoFile => ModelProblem::FileSpecial { path: path_said },
        })
    }
}

/// Returns the folder in which a path lies.
fn above(path: &str) -> String {
    match path.rsplit_once('/') {
        _ if path == "." => "..".to_owned(),
        _ if path == ".." || path.ends_with("/..") => format!("{path}/.."),
        Some(("", _)) => "/".to_owned(),
        Some((folder, _)) => folder.to_owned(),
        None => ".".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::load;
    use crate::source::MemoryFiles;

    #[test]
    fn a_path_has_one_folder_above_it() {
        let all = ["a/b", "a", ".", "..", "../..", "/a", "/", "../a"].map(above);
        assert_eq!(all, ["a", ".", "..", "../..", "../../..", "/", "/", ".."]);
    }

    fn codes(named: &str, used: &str) -> Vec<&'static str> {
        let rules = format!("引用 \"{used}\"\n岗位 >= 1个 截至 2025\n");
        let files = MemoryFiles::new([
            ("x/rules/a.rules", rules.as_str()),
            ("x/common/b.rules", "单位 担 = 50公斤\n"),
            ("x/rules/b.rules", "单位 担 = 50公斤\n"),
            ("x/secret.env", "SECRET_TOKEN=abc123\n"),
            ("secret.rules", "SECRET_TOKEN=abc123\n"),
        ]);
        let loaded = load(&files, &[named.to_owned()]);
        let said: String = loaded.sources.iter().map(|s| s.text().to_owned()).collect();
        assert!(!said.contains("SECRET"), "{said}");
        let is_fence = |c: &&str| c.starts_with("use-") || c.starts_with("file-");
        loaded.diagnostics.iter().map(|d| d.code()).filter(is_fence).collect()
    }

    #[test]
    fn rules_reach_what_belongs_to_them_and_nothing_else() {
        for named in ["x/rules", "x/rules/a.rules"] {
            assert_eq!(codes(named, "../common/b.rules"), Vec::<&str>::new());
            assert_eq!(codes(named, "b.rules"), Vec::<&str>::new());
            assert_eq!(codes(named, "../common"), Vec::<&str>::new());
            assert_eq!(codes(named, "../secret.env"), ["use-not-rules"]);
            assert_eq!(codes(named, "../../secret.rules"), ["use-outside"]);
            assert_eq!(codes(named, "/etc/passwd"), ["use-outside"]);
            assert_eq!(codes(named, "/etc/x.rules"), ["use-outside"]);
            // The root itself, and all rule files below it.
            assert_eq!(codes(named, ".."), Vec::<&str>::new());
            assert_eq!(codes(named, "../.."), ["use-outside"]);
        }
    }
}
