//! Small tables from texts to positions.
//!
//! [`HashIndex`] knows only hashes and leaves the comparison to its owner; [`Interner`] keeps the texts one behind the
//! other and tries the last one and the one after it before it hashes, since rows come in order.

use std::hash::Hasher;

use rustc_hash::FxHasher;

/// No further position.
const END: u32 = u32::MAX;

/// Positions by hash; equal hashes are chained in the order of their positions if these were added from the last on.
///
/// Half a million codes take ten megabytes here, half of what a map from full hashes takes: a slot keeps 32 bits of the
/// hash, since the owner compares texts anyway.
#[derive(Debug, Clone, Default)]
pub(super) struct HashIndex {
    /// A power of two of them, a quarter free; a hash stands in its slot or in the first one behind it that was free.
    slots: Vec<HashSlot>,
    n_used: usize,
    next: Vec<u32>,
}

/// One hash and the first of its positions.
#[derive(Debug, Clone, Copy)]
struct HashSlot {
    short: u32,
    first: u32,
}

impl HashSlot {
    const FREE: Self = Self { short: 0, first: END };
}

impl HashIndex {
    /// Adds a position before all others of its hash.
    pub(super) fn add(&mut self, hash: u64, position: u32) {
        let len = self.next.len().max(position as usize + 1);
        self.next.resize(len, END);
        if (self.n_used + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let short = shortened(hash);
        let at = self.slot_of(short);
        let Some(slot) = self.slots.get_mut(at) else { return };
        self.n_used += usize::from(slot.first == END);
        let behind = std::mem::replace(slot, HashSlot { short, first: position }).first;
        if let Some(next) = self.next.get_mut(position as usize) {
            *next = behind;
        }
    }

    /// Returns the positions of a hash; those of other hashes may be among them.
    pub(super) fn find(&self, hash: u64) -> impl Iterator<Item = u32> {
        let next_of = |p: u32| self.next.get(p as usize).copied().filter(|&n| n != END);
        let first = self.slots.get(self.slot_of(shortened(hash))).map(|s| s.first).filter(|&p| p != END);
        std::iter::successors(first, move |&p| next_of(p))
    }

    /// Returns the slot of a hash, or the free one where it belongs.
    fn slot_of(&self, short: u32) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = short as usize & mask;
        // A quarter of the slots is free, so that this ends.
        while self.slots.get(at).is_some_and(|s| s.first != END && s.short != short) {
            at = (at + 1) & mask;
        }
        at
    }

    fn grow(&mut self) {
        let wider = vec![HashSlot::FREE; (self.slots.len() * 2).max(16)];
        for slot in std::mem::replace(&mut self.slots, wider).into_iter().filter(|s| s.first != END) {
            let at = self.slot_of(slot.short);
            if let Some(free) = self.slots.get_mut(at) {
                *free = slot;
            }
        }
    }
}

/// Returns the half of a hash that a slot keeps.
fn shortened(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_of_one_hash_come_in_order_whatever_grows_around_them() {
        let mut index = HashIndex::default();
        // Hashes that differ in their upper half alone share a slot with others; every tenth is the same.
        let hash = |p: u32| if p.is_multiple_of(10) { 7 } else { u64::from(p) << 33 | 1 };
        (0..5000).rev().for_each(|p| index.add(hash(p), p));
        // A stranger whose halves make the same short hash may stand among them; who asks compares.
        let tenths: Vec<u32> = index.find(7).filter(|p| hash(*p) == 7).collect();
        assert_eq!(tenths, (0..5000).step_by(10).collect::<Vec<u32>>());
        assert!((0..5000).filter(|p| p % 10 > 0).all(|p| index.find(hash(p)).any(|q| q == p)));
        assert_eq!(index.find(1 << 40).find(|&p| hash(p) == 1 << 40), None);
        assert_eq!(HashIndex::default().find(0).next(), None);
    }
}
