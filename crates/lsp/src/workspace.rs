//! Which files are one rule set, and its snapshot until something changes.
//!
//! The rule set of a file is what the settings name, else all rule files of its folder with what they use; a file that lies
//! nowhere yet is one of its own. Renames and references look wider: at every folder of
//! the editor that reads the file of the declaration, since a shared indicator may be used by a plan that is not open.
//! INVARIANT: a snapshot is never older than the texts; verdicts alone may wait for a save where the data are large.

use std::collections::{BTreeMap, BTreeSet};

use dabiao_data::LoadRequest;
use dabiao_ide::overlay::Overlay;
use dabiao_ide::{Facts, Snapshot};
use dabiao_lang::check::beside;
use dabiao_lang::source::{EntryKind, FileId, Files, SourceMap};
use dabiao_lang::syntax;
use dabiao_lang::syntax::tree::Item;

use crate::documents::Documents;
use crate::settings::Settings;

/// Cells beyond which data are not read again at every change: half a second of an editor's time.
const MOST_CELLS: usize = 300_000;
/// Rule files of a workspace that are looked at for a rename at most.
const MOST_FILES: usize = 5_000;
/// Folders that hold other people's files.
const SKIPPED: &[&str] = &["node_modules", "target", ".git"];

/// A rule set with what was made of it.
#[derive(Debug)]
struct Held {
    snapshot: Snapshot,
    /// Whether what is probably not meant was looked for.
    is_reasoned: bool,
    has_facts: bool,
}

/// The files of an editor.
pub(crate) struct Workspace<'a> {
    files: &'a dyn Files,
    /// What is open.
    pub documents: Documents,
    /// What is set.
    pub settings: Settings,
    /// The folders of the editor.
    pub folders: Vec<String>,
    held: BTreeMap<Vec<String>, Held>,
    /// Rule sets whose data are large: their verdicts wait for a save.
    heavy: BTreeSet<Vec<String>>,
}

impl<'a> Workspace<'a> {
    /// Returns a workspace without anything open.
    pub fn new(files: &'a dyn Files, settings: Settings, folders: Vec<String>) -> Self {
        let (held, heavy) = (BTreeMap::new(), BTreeSet::new());
        Self { files, documents: Documents::default(), settings, folders, held, heavy }
    }

    /// Forgets every snapshot: a text changed.
    pub fn changed(&mut self) {
        self.held.clear();
    }

    /// Forgets what is known of data: files were saved, or changed on the disk.
    pub fn saved(&mut self) {
        self.held.clear();
        self.heavy.clear();
    }

    /// Returns the paths of the rule set of a file.
    pub fn set_of(&self, path: &str) -> Vec<String> {
        if !self.settings.rules.is_empty() {
            return self.settings.rules.clone();
        }
        let is_on_disk = !path.contains(':') || path.get(1..2) == Some(":");
        match path.rsplit_once('/').filter(|_| is_on_disk) {
            Some((folder, _)) if !folder.is_empty() => vec![folder.to_owned()],
            _ => vec![path.to_owned()],
        }
    }

    /// Returns the paths of the rule set that a file was found in: its own, or itself alone where the settings name a rule
    /// set that does not hold it. The snapshot is made then, if there is none.
    pub fn found_in(&mut self, path: &str) -> Option<Vec<String>> {
        let sets = [self.set_of(path), vec![path.to_owned()]];
        sets.into_iter().find(|set| {
            if !self.held.contains_key(set) {
                let snapshot = Snapshot::quick(&self.overlay(), set, self.settings.lang);
                self.held.insert(set.clone(), Held { snapshot, is_reasoned: false, has_facts: false });
            }
            self.held.get(set).is_some_and(|h| h.snapshot.file(path).is_some())
        })
    }

    /// Returns the snapshot of the rule set of a file, and the file in it.
    pub fn snapshot(&mut self, path: &str) -> Option<(&Snapshot, FileId)> {
        let set = self.found_in(path)?;
        let held = self.held.get(&set)?;
        Some((&held.snapshot, held.snapshot.file(path)?))
    }

    /// Returns the snapshot of a file with all findings: reasoning over many rules takes most of the time of a check, and
    /// nobody waits for it but who is told of findings.
    pub fn reasoned(&mut self, path: &str) -> Option<(&Snapshot, FileId)> {
        let set = self.found_in(path)?;
        let held = self.held.remove(&set)?;
        let held = if held.is_reasoned {
            held
        } else {
            let snapshot = held.snapshot.reasoned(&self.overlay());
            Held { snapshot, is_reasoned: true, has_facts: held.has_facts }
        };
        self.held.insert(set, held);
        self.snapshot(path)
    }

    /// Returns the snapshot of a file with data; verdicts over large data are kept back until the next save.
    pub fn judged(&mut self, path: &str, is_asked_for: bool) -> Option<(&Snapshot, FileId)> {
        let set = self.found_in(path)?;
        let held = self.held.remove(&set)?;
        let held = if held.has_facts || (self.heavy.contains(&set) && !is_asked_for) {
            held
        } else {
            let facts = self.facts(&set, &held.snapshot);
            let cells = facts.iter().flat_map(|f| &f.data.series).flatten().flat_map(|s| &s.slabs);
            if cells.map(|s| s.values.len()).sum::<usize>() > MOST_CELLS {
                self.heavy.insert(set.clone());
            }
            Held { snapshot: held.snapshot.with_facts(facts), has_facts: true, ..held }
        };
        self.held.insert(set, held);
        self.snapshot(path)
    }

    /// Returns a snapshot of every rule set, of the editor's folders and of the one at hand, that reads one of the files in
    /// which something is declared.
    pub fn readers(&self, declared: &[String], at_hand: &[String]) -> Snapshot {
        let overlay = self.overlay();
        let mut files: BTreeSet<String> = declared.iter().chain(at_hand).cloned().collect();
        self.folders.iter().for_each(|f| rule_files(&overlay, f, &mut files));
        let mut set = self.settings.rules.clone();
        set.extend(readers(&overlay, &files, declared));
        Snapshot::new(&overlay, &set, self.settings.lang)
    }

    fn overlay(&self) -> Overlay<'_> {
        Overlay { files: self.files, open: &self.documents.texts }
    }

    fn facts(&self, set: &[String], snapshot: &Snapshot) -> Option<Facts> {
        let overlay = self.overlay();
        let is_folder = |p: &&String| matches!(overlay.list(p), Ok(Some(_)));
        let paths = match self.settings.data.as_slice() {
            [] => set.iter().filter(is_folder).cloned().collect(),
            stated => stated.to_vec(),
        };
        if paths.is_empty() && snapshot.model().schema.rosters.is_empty() {
            return None;
        }
        let request = LoadRequest { paths, roster: self.settings.roster.clone(), ..LoadRequest::default() };
        Facts::read(&overlay, &request, snapshot.loaded(), self.settings.as_of)
    }
}

/// Adds the rule files below a folder.
fn rule_files(files: &dyn Files, folder: &str, found: &mut BTreeSet<String>) {
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let Ok(Some(entries)) = files.list(&folder) else { continue };
        for entry in entries {
            let name = entry.path.rsplit('/').next().unwrap_or("");
            match entry.kind {
                EntryKind::Folder if depth < 16 && !SKIPPED.contains(&name) => folders.push((entry.path, depth + 1)),
                EntryKind::File if name.ends_with(".rules") && found.len() < MOST_FILES => {
                    found.insert(entry.path);
                }
                _ => {}
            }
        }
    }
}

/// The files of all folders that read a file, by themselves or through `use`.
fn readers(files: &dyn Files, all: &BTreeSet<String>, declared: &[String]) -> Vec<String> {
    let mut reads: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in all {
        let own = reads.entry(folder(file)).or_default();
        own.insert(folder(file));
        own.extend(uses(files, file).iter().map(|t| if t.ends_with(".rules") { folder(t) } else { t.clone() }));
    }
    let mut reached: BTreeSet<String> = declared.iter().map(|f| folder(f)).collect();
    loop {
        let is_reader = |(_, read): &(&String, &BTreeSet<String>)| read.iter().any(|r| reached.contains(r));
        let more: Vec<String> = reads.iter().filter(is_reader).map(|(f, _)| f.clone()).collect();
        let n_before = reached.len();
        reached.extend(more);
        if reached.len() == n_before {
            break;
        }
    }
    all.iter().filter(|f| reached.contains(&folder(f))).cloned().collect()
}

fn folder(path: &str) -> String {
    path.rsplit_once('/').map_or("", |(f, _)| f).to_owned()
}

/// The files that a file brings in.
fn uses(files: &dyn Files, path: &str) -> Vec<String> {
    let Ok(bytes) = files.read(path) else { return Vec::new() };
    let text = String::from_utf8_lossy(&bytes);
    let mut sources = SourceMap::new();
    let id = sources.add(path, text.trim_start_matches('\u{FEFF}'));
    let Some(source) = sources.get(id) else { return Vec::new() };
    let (tree, _) = syntax::parse(source);
    let used = tree.items.iter().filter_map(|i| match i {
        Item::Use(text) => Some(beside(path, text.text.trim())),
        _ => None,
    });
    used.collect()
}
