//! Small tables from texts to positions.
//!
//! [`HashIndex`] knows only hashes and leaves the comparison to its owner; [`Interner`] keeps the texts one behind the
//! other and tries the last one and the one after it before it hashes, since rows come in order.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

/// No further position.
const END: u32 = u32::MAX;

/// Positions by hash; equal hashes are chained in the order of their positions if these were added from the last on.
#[derive(Debug, Clone, Default)]
pub(super) struct HashIndex {
    first: FxHashMap<u64, u32>,
    next: Vec<u32>,
}

impl HashIndex {
    /// Adds a position before all others of its hash.
    pub(super) fn add(&mut self, hash: u64, position: u32) {
        let len = self.next.len().max(position as usize + 1);
        self.next.resize(len, END);
        let behind = self.first.insert(hash, position).unwrap_or(END);
        if let Some(slot) = self.next.get_mut(position as usize) {
            *slot = behind;
        }
    }

    /// Returns the positions of a hash.
    pub(super) fn find(&self, hash: u64) -> impl Iterator<Item = u32> {
        let next_of = |p: u32| self.next.get(p as usize).copied().filter(|&n| n != END);
        std::iter::successors(self.first.get(&hash).copied(), move |&p| next_of(p))
    }
}

/// Returns the hash of a text.
pub(super) fn hash_of(text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text);
    hasher.write_usize(text.len());
    hasher.finish()
}

/// Texts numbered in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Interner {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    index: HashIndex,
    last: u32,
}

/// The number of a text, and whether it is new.
pub(super) enum Interned {
    /// It was there.
    Known(u32),
    /// It was added.
    New(u32),
}

impl Interner {
    /// Returns the number of a text, adding it if need be.
    #[inline]
    pub(super) fn intern(&mut self, text: &[u8]) -> Interned {
        if self.get(self.last) == Some(text) {
            return Interned::Known(self.last);
        }
        if self.get(self.last + 1) == Some(text) {
            self.last += 1;
            return Interned::Known(self.last);
        }
        self.intern_by_hash(text)
    }

    fn intern_by_hash(&mut self, text: &[u8]) -> Interned {
        let hash = hash_of(text);
        let known = self.index.find(hash).find(|&p| self.get(p) == Some(text));
        if let Some(position) = known {
            self.last = position;
            return Interned::Known(position);
        }
        let position = self.ends.len() as u32;
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len());
        self.index.add(hash, position);
        self.last = position;
        Interned::New(position)
    }

    /// Returns a text.
    #[inline]
    pub(super) fn get(&self, position: u32) -> Option<&[u8]> {
        let idx = position as usize;
        let end = *self.ends.get(idx)?;
        let start = match idx.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.bytes.get(start..end)
    }
}
