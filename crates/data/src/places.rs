//! From what a row says of its entity to the entity: by code, by name, by path.

use rustc_hash::FxHashSet;

use super::dataset::{EntityId, Roster};
use super::interner::{HashIndex, hash_of};
use super::names::{fold, squeezed, unmarked};

/// Finds the entities of a roster.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    codes: HashIndex,
    names: HashIndex,
    /// The last letters of all names, so that most strange texts are no run of names at first sight.
    last_letters: FxHashSet<char>,
    /// Names that have spaces between Chinese letters, without them.
    squeezed: HashIndex,
    /// Names and codes that places had.
    formers: HashIndex,
    /// Codes of the national standards without the zeros that fill them up.
    standard: HashIndex,
}

/// Why no entity was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotFound {
    /// None is so called.
    Unknown,
    /// Several are.
    Ambiguous(Vec<EntityId>),
}

impl Places {
    /// Indexes a roster.
    pub(super) fn new(roster: &Roster) -> Self {
        let mut places = Self::default();
        for (i, entity) in roster.entities.iter().enumerate().rev() {
            if !entity.code.is_empty() {
                places.codes.add(hash_of(entity.code.as_bytes()), i as u32);
            }
            if let Some(bare) = standard_code(&entity.code) {
                places.standard.add(hash_of(bare.as_bytes()), i as u32);
            }
            let former = roster.formers.get(&EntityId(i as u32));
            for word in former.iter().flat_map(|f| f.names.iter().chain(&f.codes)) {
                places.formers.add(hash_of(fold(word).as_bytes()), i as u32);
            }
            let name = fold(&entity.name);
            let bare = squeezed(&name);
            if bare != name {
                places.squeezed.add(hash_of(bare.as_bytes()), i as u32);
            }
            places.last_letters.extend(name.chars().next_back());
            places.names.add(hash_of(name.as_bytes()), i as u32);
        }
        places
    }

    /// Returns the entity of a code.
    pub(super) fn by_code(&self, roster: &Roster, code: &str) -> Option<EntityId> {
        let ids = self.codes.find(hash_of(code.as_bytes())).map(EntityId);
        let found = ids.into_iter().find(|&id| roster.get(id).is_some_and(|e| &*e.code == code));
        found.or_else(|| self.by_standard(roster, code)).or_else(|| {
            let is_digits = code.len() >= 4 && code.bytes().all(|b| b.is_ascii_alphanumeric());
            self.by_former(roster, code).filter(|_| is_digits)
        })
    }

    /// Returns the one entity whose code is the same by the national standards: 610924, 610924000 and 610924000000.
    fn by_standard(&self, roster: &Roster, code: &str) -> Option<EntityId> {
        let bare = standard_code(code)?;
        let ids = self.standard.find(hash_of(bare.as_bytes())).map(EntityId);
        let is_it = |id: &EntityId| roster.get(*id).is_some_and(|e| standard_code(&e.code) == Some(bare));
        let mut found = ids.filter(is_it);
        found.next().filter(|_| found.next().is_none())
    }

    /// Returns the one entity that had a name or a code.
    pub(super) fn by_former(&self, roster: &Roster, word: &str) -> Option<EntityId> {
        let word = fold(word);
        let had = |id: &EntityId| {
            let former = roster.formers.get(id);
            former.is_some_and(|f| f.names.iter().chain(&f.codes).any(|w| fold(w) == word))
        };
        let mut found = self.formers.find(hash_of(word.as_bytes())).map(EntityId).filter(had);
        found.next().filter(|_| found.next().is_none())
    }

    /// Returns the entities of a name, in their order.
    pub(super) fn by_name(&self, roster: &Roster, name: &str) -> Vec<EntityId> {
        let name = fold(name);
        let ids = self.names.find(hash_of(name.as_bytes())).map(EntityId);
        ids.filter(|&id| roster.get(id).is_some_and(|e| fold(&e.name) == name)).collect()
    }

    /// Returns the one entity of a code, a name, or a path of names from the widest place down (`卡子镇/桂花村`).
    pub(super) fn find(&self, roster: &Roster, text: &str) -> Result<EntityId, NotFound> {
        let text = fold(text);
        if let Some(id) = self.by_code(roster, &text) {
            return Ok(id);
        }
        let mut found = self.by_name(roster, &text);
        if found.is_empty() {
            found = self.by_path(roster, &text);
        }
        if found.is_empty() {
            found = self.by_looks(roster, &text);
        }
        if found.is_empty() {
            found.extend(self.by_former(roster, &text));
        }
        match found.as_slice() {
            [] => Err(NotFound::Unknown),
            [one] => Ok(*one),
            _ => Err(NotFound::Ambiguous(found)),
        }
    }

    /// Returns the entities of a name that is set for its looks: letters apart, numbered or marked, or run together with the
    /// places above it (`河口镇西关村`, `西关村（河口镇）`).
    fn by_looks(&self, roster: &Roster, text: &str) -> Vec<EntityId> {
        let bare = squeezed(unmarked(text));
        if bare.is_empty() {
            return Vec::new();
        }
        let mut found = self.by_bare_name(roster, &bare);
        if found.is_empty() && bare.contains(['/', '>']) {
            found = self.by_path(roster, &bare);
        }
        if found.is_empty() {
            found = self.run_together(roster, &bare);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Returns the entities of a name, letters of theirs set apart or not.
    fn by_bare_name(&self, roster: &Roster, bare: &str) -> Vec<EntityId> {
        let mut found = self.by_name(roster, bare);
        let ids = self.squeezed.find(hash_of(bare.as_bytes())).map(EntityId);
        found.extend(ids.filter(|&id| roster.get(id).is_some_and(|e| squeezed(&e.name) == bare)));
        found
    }

    fn run_together(&self, roster: &Roster, text: &str) -> Vec<EntityId> {
        const LONGEST: usize = 60;
        let parted: String = text.chars().filter(|c| !is_parting(*c)).collect();
        let letters: Vec<char> = parted.chars().collect();
        let ends_a_name = parted.chars().next_back().is_some_and(|c| c == ')' || self.last_letters.contains(&c));
        if letters.len() < 3 || letters.len() > LONGEST || !ends_a_name {
            return Vec::new();
        }
        // `西关村（河口镇）` names the place above behind.
        if let Some((own, above)) = text.strip_suffix(')').and_then(|t| t.rsplit_once('(')) {
            let mut found = self.by_bare_name(roster, own);
            found.retain(|&id| lies_below(roster, id, &[above.to_owned()]));
            if !found.is_empty() {
                return found;
            }
        }
        // The longest own name goes first: 大河村 is not the 河村 of 大.
        for from in 1..letters.len() {
            let (above, own): (String, String) =
                (letters.iter().take(from).collect(), letters.iter().skip(from).collect());
            let mut found = self.by_bare_name(roster, &own);
            found.retain(|&id| is_run_of_places(roster, id, &above));
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    fn by_path(&self, roster: &Roster, text: &str) -> Vec<EntityId> {
        let parts = path_parts(text);
        let Some((last, above)) = parts.split_last() else {
            return Vec::new();
        };
        if above.is_empty() {
            return Vec::new();
        }
        let mut found = self.by_name(roster, last);
        found.retain(|&id| lies_below(roster, id, above));
        found
    }
}

/// Returns a code of the national standards (GB/T 2260, 6 digits; statistical divisions, 9 or 12 digits) without the zeros
/// that fill it up; `None` for any other code.
pub(super) fn standard_code(code: &str) -> Option<&str> {
    if !matches!(code.len(), 6 | 9 | 12) || !code.bytes().all(|b| b.is_ascii_digit()) || code.starts_with('0') {
        return None;
    }
    let mut bare = code;
    // Villages and towns have three digits each, counties, prefectures and provinces two.
    for len in [9, 6, 4, 2] {
        match bare.split_at_checked(len) {
            Some((above, rest)) if !rest.is_empty() && rest.bytes().all(|b| b == b'0') => bare = above,
            _ => break,
        }
    }
    Some(bare)
}

/// Returns whether a character parts a place from the one below it.
fn is_parting(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '—' | '–' | '_' | '·' | '・' | ',' | '，' | '、' | '.' | '|')
}

/// Returns whether a text consists of names of places above an entity, from the widest down, some of which may be lacking.
fn is_run_of_places(roster: &Roster, id: EntityId, text: &str) -> bool {
    let mut rest = text;
    let mut at = roster.get(id).and_then(|e| e.parent);
    for _ in 0..64 {
        let Some(entity) = at.and_then(|id| roster.get(id)) else { break };
        rest = rest.strip_suffix(squeezed(&entity.name).as_str()).unwrap_or(rest);
        if rest.is_empty() {
            return true;
        }
        at = entity.parent;
    }
    rest.is_empty()
}

/// Returns whether the places of a path lie above an entity, in this order, other places between them allowed.
fn lies_below(roster: &Roster, id: EntityId, above: &[String]) -> bool {
    let mut wanted = above.iter().rev().peekable();
    let mut at = roster.get(id).and_then(|e| e.parent);
    for _ in 0..64 {
        let (Some(name), Some(entity)) = (wanted.peek(), at.and_then(|id| roster.get(id))) else {
            break;
        };
        if fold(&entity.name) == **name || *entity.code == ***name {
            wanted.next();
        }
        at = entity.parent;
    }
    wanted.peek().is_none()
}

/// Splits a path at `/`, `／`, `>` and `＞`.
pub(super) fn path_parts(text: &str) -> Vec<String> {
    fold(text).split(['/', '>']).map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect()
}

/// Returns the path of an entity: the names from below the root down to its own.
pub(super) fn path_of(roster: &Roster, id: EntityId) -> String {
    let mut names = Vec::new();
    let mut at = Some(id);
    while let Some(entity) = at.and_then(|id| roster.get(id)) {
        if names.len() == 64 {
            break;
        }
        names.push(&*entity.name);
        at = entity.parent;
    }
    if names.len() > 1 {
        names.pop();
    }
    names.reverse();
    names.join("/")
}
