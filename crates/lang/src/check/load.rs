//! From paths to a checked rule set: files and folders read, `use` followed, then parse, lower and check.
//!
//! A folder stands for all `*.rules` files below it, sorted by path. A file counts once however it is reached; files
//! that others bring in come before them. INVARIANT: the order in which paths are given changes no meaning.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::fence::{Fence, SUFFIX};
use super::paths::{beside, normal};
use super::tables::{TableReader, Tables, unread};
use super::{RuleSet, check, check_to_evaluate, silence, sound};
use crate::diag::{Both, Diagnostic, ModelProblem, Place, Problem, SyntaxProblem, failure};
use crate::model::{self, Model, ids::hex};
use crate::source::{EntryKind, FileId, Files, SourceMap, Span};
use crate::syntax;
use crate::syntax::tree::{Item, Text, Tree};

/// Why a pipe or a device is not read as rules.
const NO_FILE: Both = Both::new("它是管道或设备，不是文件", "it is a pipe or a device, not a file");

/// What came of loading.
#[derive(Debug)]
pub struct Loaded {
    /// The texts, for showing places.
    pub sources: SourceMap,
    /// The trees, in the order of `sources`; none where only the findings were asked for.
    pub trees: Vec<Tree>,
    /// The rules.
    pub rules: RuleSet,
    /// Everything that was found, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Returns whether some text could not be read: the run must end with exit status 2.
    pub fn is_unreadable(&self) -> bool {
        self.diagnostics.iter().any(is_fatal)
    }
}

fn is_fatal(d: &Diagnostic) -> bool {
    let is_lost = |p: &ModelProblem| {
        matches!(
            p,
            ModelProblem::UseMissing { .. }
                | ModelProblem::UseOutside { .. }
                | ModelProblem::UseNotRules { .. }
                | ModelProblem::LinkOutside { .. }
                | ModelProblem::FileSpecial { .. }
                | ModelProblem::FileUnreadable { .. }
                | ModelProblem::NoRuleFiles { .. }
                | ModelProblem::FileNotText { .. }
                | ModelProblem::AssignedMissing { .. }
        )
    };
    d.problem.of_stage().is_some_and(is_lost) || (d.is_error() && d.problem.of_stage::<SyntaxProblem>().is_some())
}

/// Reads rule files and folders, follows `use`, and checks everything together.
///
/// Tables of tasks (`任务 "招商.csv"`) are not read and are an error: [`load_with`] takes a reader of tables.
///
/// # Example
/// ```
/// use dabiao_lang::check;
/// use dabiao_lang::source::MemoryFiles;
/// let files = MemoryFiles::new([("a.rules", "集体经济经营性收入 >= 5万元 by 2025")]);
/// let loaded = check::load(&files, &["a.rules".to_owned()]);
/// assert_eq!(loaded.rules.model().rules.len(), 1);
/// assert!(!loaded.diagnostics.iter().any(|d| d.is_error()));
/// ```
pub fn load(files: &dyn Files, paths: &[String]) -> Loaded {
    load_with(files, paths, (Purpose::Check, unread))
}

/// What rules are loaded for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Everything that can be found.
    Check,
    /// Everything that can be found, but no trees are kept, so that a large rule set is not held twice.
    Findings,
    /// As [`Purpose::Evaluate`], and no trees are kept: [`reason`](super::reason()) adds what else there is to find.
    Reason,
    /// Without the findings that need reasoning over several rules: for those who only evaluate. The rules and the errors
    /// are the same.
    Evaluate,
}

type Check = fn(model::Model) -> (RuleSet, Vec<Diagnostic>);

/// Reads rules as [`load`] does, and the tables of tasks that they name.
pub fn load_with(files: &dyn Files, paths: &[String], (purpose, tables): (Purpose, TableReader)) -> Loaded {
    let mut library = Library::default();
    let read = Reader::read(files, paths, &mut library);
    let (trees, (mut model, mut found)) = match purpose {
        Purpose::Findings | Purpose::Reason => (Vec::new(), model::lower_and_drop(read.trees, &library.sources)),
        Purpose::Check | Purpose::Evaluate => {
            let lowered = model::lower(&read.trees, &library.sources);
            (read.trees, lowered)
        }
    };
    found.extend(read.tables.fill(&mut model, files, tables));
    let check: Check = match purpose {
        Purpose::Check | Purpose::Findings => check,
        Purpose::Evaluate | Purpose::Reason => check_to_evaluate,
    };
    Loaded { trees, ..finish(library.sources, (model, found), read.diagnostics, check) }
}

/// Texts that were read, for loading many versions of one rule set: a text that comes again is not parsed again.
///
/// # Example
/// ```
/// use dabiao_lang::check::Library;
/// use dabiao_lang::source::MemoryFiles;
/// let mut library = Library::new();
/// let files = MemoryFiles::new([("a.rules", "集体经济经营性收入 >= 5万元 by 2025")]);
/// let version = library.load(&files, &["a.rules".to_owned()]);
/// assert!(version.rules.model().rules.len() == 1 && version.unreadable.is_empty());
/// ```
#[derive(Debug, Default)]
pub struct Library {
    /// Who reads the tables of tasks.
    tables: Option<TableReader>,
    sources: SourceMap,
    /// Whether anything is kept.
    is_kept: bool,
    /// The file of each text by name and digest.
    files: FxHashMap<(String, String), FileId>,
    /// What came of each file.
    parsed: FxHashMap<FileId, (Tree, Vec<Diagnostic>)>,
}

/// One version of a rule set, of which nobody asked what is probably not meant in it.
#[derive(Debug)]
pub struct Version {
    /// The rules.
    pub rules: RuleSet,
    /// The names of the files that were read.
    pub files: Vec<String>,
    /// The names of those whose text could not be read, so that rules may be lacking.
    pub unreadable: Vec<String>,
}

impl Library {
    /// Returns an empty library.
    pub fn new() -> Self {
        Self { is_kept: true, ..Self::default() }
    }

    /// Returns an empty library that has the tables of tasks read.
    pub fn with_tables(tables: TableReader) -> Self {
        Self { tables: Some(tables), ..Self::new() }
    }

    /// Reads a version as [`load`] does, but looks for errors alone.
    pub fn load(&mut self, files: &dyn Files, paths: &[String]) -> Version {
        let reader = self.tables.unwrap_or(unread);
        let ReadRules { trees, mut diagnostics, tables } = Reader::read(files, paths, self);
        let (mut model, found) = model::lower(&trees, &self.sources);
        diagnostics.extend(found);
        diagnostics.extend(tables.fill(&mut model, files, reader));
        let name = |t: &Tree| self.sources.get(t.file).map(|s| s.name().to_owned());
        let files = trees.iter().filter_map(name).chain(tables.files().cloned()).collect();
        let place = |d: &Diagnostic| match (&d.place, d.problem.of_stage()) {
            (Place::Span(span), _) => Some(self.sources.name(*span).to_owned()),
            (_, Some(ModelProblem::FileUnreadable { path, .. })) => Some(path.clone()),
            _ => None,
        };
        let mut unreadable: Vec<String> = diagnostics.iter().filter(|d| is_fatal(d)).filter_map(place).collect();
        unreadable.sort();
        unreadable.dedup();
        Version { rules: sound(model).0, files, unreadable }
    }

    fn add(&mut self, name: &str, text: String) -> FileId {
        if !self.is_kept {
            return self.sources.add(name, text);
        }
        let key = (name.to_owned(), hex(text.as_bytes(), 32));
        let sources = &mut self.sources;
        *self.files.entry(key).or_insert_with(|| sources.add(name, text))
    }

    fn parse(&mut self, id: FileId) -> Option<(Tree, Vec<Diagnostic>)> {
        if let Some(parsed) = self.parsed.get(&id) {
            return Some(parsed.clone());
        }
        let source = self.sources.get(id)?;
        let mut parsed = syntax::parse(source);
        syntax::add_invisible_characters(source, &mut parsed.1);
        if self.is_kept {
            self.parsed.insert(id, parsed.clone());
        }
        Some(parsed)
    }
}

/// Checks one text that is in no file, as an editor or an embedding program holds it.
pub fn load_text(name: &str, text: &str) -> Loaded {
    let mut sources = SourceMap::new();
    let id = sources.add(name, text);
    let mut diagnostics = Vec::new();
    let trees: Vec<Tree> = sources
        .get(id)
        .map(|source| {
            let (tree, found) = syntax::parse(source);
            diagnostics = found;
            syntax::add_invisible_characters(source, &mut diagnostics);
            tree
        })
        .into_iter()
        .collect();
    let (mut model, mut found) = model::lower(&trees, &sources);
    let nothing = crate::source::MemoryFiles::default();
    let mut tables = Tables::default();
    trees.iter().for_each(|tree| tables.add(tree, name, None));
    found.extend(tables.fill(&mut model, &nothing, unread));
    Loaded { trees, ..finish(sources, (model, found), diagnostics, check) }
}

/// Checks what was lowered; the trees are left to the caller.
fn finish(
    sources: SourceMap,
    (mut model, found): (Model, Vec<Diagnostic>),
    read: Vec<Diagnostic>,
    check: Check,
) -> Loaded {
    let mut diagnostics = with_lowered(&mut model, read, found);
    let (rules, found) = check(model);
    silence(&rules, &mut diagnostics);
    if diagnostics.is_empty() {
        diagnostics = found;
    } else {
        diagnostics.extend(found);
    }
    crate::diag::sort(&mut diagnostics);
    Loaded { sources, trees: Vec::new(), rules, diagnostics }
}

/// Joins what the reader found with what lowering found: what could not be read makes its rule invalid, for whoever embeds
/// the library too, and is not told twice.
fn with_lowered(model: &mut Model, read: Vec<Diagnostic>, lowered: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut all = read;
    let place = |d: &Diagnostic| match d.place {
        Place::Span(span) => Some(span),
        Place::Cell(_) | Place::Nowhere => None,
    };
    let unread: Vec<(Span, Problem)> =
        all.iter().filter(|d| d.is_error()).filter_map(|d| Some((place(d)?, d.problem.clone()))).collect();
    give_to_rules(model, &unread);
    let unread: FxHashSet<Span> = unread.into_iter().map(|(span, _)| span).collect();
    let is_news = |d: &Diagnostic| {
        let is_unread = matches!(d.problem.of_stage(), Some(SyntaxProblem::Unexpected { .. }));
        !(is_unread && place(d).is_some_and(|span| unread.contains(&span)))
    };
    all.extend(lowered.into_iter().filter(is_news));
    all
}

/// Gives each problem to the rule in whose text it is, if it is in one.
fn give_to_rules(model: &mut Model, problems: &[(Span, Problem)]) {
    if problems.is_empty() {
        return;
    }
    // Rules do not lie within each other, so the last one that starts before a place is the only one that can hold it.
    let mut by_place: Vec<usize> = (0..model.rules.len()).collect();
    by_place.sort_by_key(|&rule_idx| model.rules.get(rule_idx).map(|r| (r.span.file, r.span.start)));
    for (span, problem) in problems {
        let starts_before = |&rule_idx: &usize| {
            model.rules.get(rule_idx).is_some_and(|r| (r.span.file, r.span.start) <= (span.file, span.start))
        };
        let last = by_place.partition_point(starts_before).checked_sub(1).and_then(|at| by_place.get(at));
        let holds = |r: &&mut model::Rule| r.span.file == span.file && span.start < r.span.end.max(r.span.start + 1);
        if let Some(rule) = last.and_then(|&rule_idx| model.rules.get_mut(rule_idx)).filter(holds) {
            rule.errors.push(problem.clone());
        }
    }
}

/// Rules as they were read, before they are lowered.
struct ReadRules {
    trees: Vec<Tree>,
    diagnostics: Vec<Diagnostic>,
    tables: Tables,
}

struct Reader<'a> {
    files: &'a dyn Files,
    fence: Fence<'a>,
    library: &'a mut Library,
    trees: Vec<Tree>,
    diagnostics: Vec<Diagnostic>,
    seen: FxHashSet<String>,
    /// Files that are brought in, with the place that does so.
    waiting: VecDeque<(String, Span)>,
}

impl<'a> Reader<'a> {
    fn read(files: &'a dyn Files, paths: &[String], library: &'a mut Library) -> ReadRules {
        let mut reader = Self {
            files,
            fence: Fence::new(files),
            library,
            trees: Vec::new(),
            diagnostics: Vec::new(),
            seen: FxHashSet::default(),
            waiting: VecDeque::new(),
        };
        for path in paths {
            reader.path(&normal(path));
        }
        reader.follow();
        let mut tables = Tables::default();
        for tree in &reader.trees {
            if let Some(source) = reader.library.sources.get(tree.file) {
                tables.add(tree, source.name(), Some(&reader.fence));
            }
        }
        ReadRules { trees: reader.trees, diagnostics: reader.diagnostics, tables }
    }

    /// Reads a path of the command line.
    fn path(&mut self, path: &str) {
        let listed = self.files.list(path);
        self.fence.open_for(path, matches!(listed, Ok(Some(_))));
        match listed {
            Ok(Some(_)) => {
                let n_before = self.diagnostics.len();
                let files = self.folder(path);
                if files.is_empty() && self.diagnostics.len() == n_before {
                    let path = path.to_owned();
                    self.diagnostics.push(Diagnostic::new(Place::Nowhere, ModelProblem::NoRuleFiles { path }));
                }
                for file in files {
                    self.file(&file, None);
                }
            }
            Ok(None) | Err(_) => self.file(path, None),
        }
    }

    /// Returns all rule files below a folder, sorted.
    fn folder(&mut self, path: &str) -> Vec<String> {
        let root = self.fence.root_of(path);
        let mut found = Vec::new();
        let mut folders = vec![path.to_owned()];
        let mut visited: FxHashSet<String> = FxHashSet::default();
        while let Some(folder) = folders.pop() {
            // A link that leads back up would never end.
            if !visited.insert(folder.clone()) || visited.len() > 10_000 {
                continue;
            }
            match self.files.list(&folder) {
                Ok(Some(entries)) => {
                    for entry in entries {
                        let is_folder = entry.kind == EntryKind::Folder;
                        if !is_folder && !entry.path.ends_with(SUFFIX) {
                            continue;
                        }
                        match self.fence.keeps_within(&root, &entry.path) {
                            Some(why) => self.diagnostics.push(Diagnostic::new(Place::Nowhere, why)),
                            None if is_folder => folders.push(entry.path),
                            None if entry.kind == EntryKind::Special => self.unreadable(&entry.path, NO_FILE, None),
                            None => found.push(normal(&entry.path)),
                        }
                    }
                }
                Ok(None) => {}
                Err(why) => self.unreadable(&folder, failure(&why), None),
            }
        }
        found.sort();
        found
    }

    /// Reads the files that others bring in, until none is left.
    fn follow(&mut self) {
        while let Some((path, span)) = self.waiting.pop_front() {
            if let Some(why) = self.fence.keeps_out(&path) {
                self.diagnostics.push(Diagnostic::at(span, why));
                continue;
            }
            let listed = self.files.list(&path);
            let is_folder = matches!(listed, Ok(Some(_)));
            if !is_folder && !path.ends_with(SUFFIX) {
                self.diagnostics.push(Diagnostic::at(span, ModelProblem::UseNotRules { path }));
                continue;
            }
            match listed {
                Ok(Some(_)) => {
                    for file in self.folder(&path) {
                        self.file(&file, Some(span));
                    }
                }
                _ => self.file(&path, Some(span)),
            }
        }
    }

    fn file(&mut self, path: &str, from: Option<Span>) {
        // One file counts once, whether it is reached from here, from the root of the disk or by a link.
        let own = self.files.real_path(path).unwrap_or_else(|| path.to_owned());
        if !self.seen.insert(own) {
            return;
        }
        let bytes = match self.files.read(path) {
            Ok(bytes) => bytes,
            Err(why) => return self.unreadable(path, failure(&why), from),
        };
        let (text, encoding) = decode(bytes);
        let id = self.library.add(path, text);
        let whole = Span::new(id, 0, 0);
        match encoding {
            Encoding::Utf8 => {}
            Encoding::Other(name) => {
                let encoding = name.to_uppercase();
                self.diagnostics.push(Diagnostic::at(whole, ModelProblem::FileEncoding { encoding }));
            }
            Encoding::None => self.diagnostics.push(Diagnostic::at(whole, ModelProblem::FileNotText {})),
        }
        self.parse(id, path);
    }

    fn parse(&mut self, id: FileId, path: &str) {
        let Some((tree, found)) = self.library.parse(id) else { return };
        self.diagnostics.extend(found);
        for item in &tree.items {
            if let Item::Use(Text { text, span }) = item {
                self.waiting.push_back((beside(path, text.trim()), *span));
            }
        }
        self.trees.push(tree);
    }

    fn unreadable(&mut self, path: &str, why: Both, from: Option<Span>) {
        let path = path.to_owned();
        self.diagnostics.push(match from {
            Some(span) => Diagnostic::at(span, ModelProblem::UseMissing { path, why }),
            None => Diagnostic::new(Place::Nowhere, ModelProblem::FileUnreadable { path, why }),
        });
    }
}

/// How the bytes of a file were read.
enum Encoding {
    Utf8,
    /// By this name: GB18030, or UTF-16 where the file begins with its mark.
    Other(&'static str),
    None,
}

fn decode(bytes: Vec<u8>) -> (String, Encoding) {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let bytes = error.into_bytes();
            let (text, used, is_bad) = encoding_rs::GB18030.decode(&bytes);
            return match is_bad {
                false => (text.into_owned(), Encoding::Other(used.name())),
                true => (String::from_utf8_lossy(&bytes).into_owned(), Encoding::None),
            };
        }
    };
    match text.strip_prefix('\u{FEFF}') {
        Some(rest) => (rest.to_owned(), Encoding::Utf8),
        None => (text, Encoding::Utf8),
    }
}

/// Returns how often each file brings another in; for tests of cycles.
#[cfg(test)]
fn n_uses(trees: &[Tree]) -> usize {
    let count = |t: &Tree| t.items.iter().filter(|i| matches!(i, Item::Use(_))).count();
    trees.iter().map(count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Lang;
    use crate::source::MemoryFiles;

    #[test]
    fn a_cycle_of_uses_is_read_once() {
        let files = MemoryFiles::new([
            ("d/a.rules", "use \"b.rules\"\n甲 >= 5万元 by 2025\n"),
            ("d/b.rules", "use \"./../d/a.rules\"\n乙 >= 5万元 by 2025\n"),
        ]);
        let loaded = load(&files, &["d".to_owned(), "d/a.rules".to_owned()]);
        assert_eq!((loaded.trees.len(), n_uses(&loaded.trees)), (2, 2));
        assert_eq!(loaded.rules.model().rules.len(), 2);
        assert!(!loaded.is_unreadable());
    }

    #[test]
    fn a_file_in_another_encoding_is_named_by_the_one_it_has() {
        let text = "收入 >= 5万元 by 2025\n";
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let narrow = encoding_rs::GB18030.encode(text).0.into_owned();
        for (bytes, name) in [(wide, "UTF-16LE"), (narrow, "GB18030")] {
            let loaded = load(&MemoryFiles::new([("a.rules", bytes)]), &["a.rules".to_owned()]);
            let said =
                loaded.diagnostics.iter().find(|d| d.code() == "file-encoding").map(|d| d.problem.message(Lang::Zh));
            assert_eq!(said, Some(format!("文件不是 UTF-8，已按 {name} 读取")));
            assert_eq!(loaded.rules.model().rules.len(), 1);
        }
    }

    #[test]
    fn a_missing_file_is_reported_where_it_is_used() {
        let files = MemoryFiles::new([("a.rules", "use \"none.rules\"\n")]);
        let loaded = load(&files, &["a.rules".to_owned()]);
        assert!(loaded.is_unreadable());
        assert_eq!(loaded.diagnostics.first().map(|d| d.code()), Some("use-missing"));
    }
}
