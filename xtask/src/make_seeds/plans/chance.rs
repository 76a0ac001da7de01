//! Chance that depends on names alone: the same words give the same number on every machine.

/// Returns a number below `bound` for the words.
///
/// # Source
/// FNV-1a, 64 bits (Fowler, Noll, Vo), with the finalizer of SplitMix64 so that near words give far numbers.
pub fn below(bound: i64, words: &[&str]) -> i64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in words.iter().flat_map(|word| word.bytes().chain([0])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^= hash >> 31;
    i64::try_from(hash % u64::try_from(bound.max(1)).unwrap_or(1)).unwrap_or(0)
}

/// Returns, for each of `n` places in order, its place in a shuffled order: the ranks 0 to n - 1, each once.
pub fn ranks(n: usize, word: &str) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|place| (below(1 << 40, &[word, &place.to_string()]), *place));
    let mut ranks = vec![0; n];
    for (rank, place) in order.into_iter().enumerate() {
        if let Some(cell) = ranks.get_mut(place) {
            *cell = rank;
        }
    }
    ranks
}
