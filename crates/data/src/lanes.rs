//! Work shared out to threads: each lane takes every n-th piece, and what comes of the pieces stands in their order.
//!
//! INVARIANT: what comes of a piece does not depend on its lane, so that nothing tells how many there were.

use std::iter::StepBy;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::thread::{self, ScopedJoinHandle};

/// Bytes of stack of a lane: what the first thread of a program has.
const STACK: usize = 8 << 20;

/// The positions of the pieces that a lane takes, from 0.
pub type Pieces = StepBy<std::iter::Skip<Range<usize>>>;

/// Returns how many threads work: so many as are asked for, or as the machine has.
pub fn threads(asked: Option<NonZeroUsize>) -> usize {
    asked.or_else(|| thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get)
}

/// Does so many pieces of work in so many lanes; `lane` gives one thing for each of its pieces, in their order.
///
/// A lane whose thread cannot be begun is done where the caller stands.
pub fn share_out<T: Send>(n_pieces: usize, n_lanes: usize, lane: impl Fn(Pieces) -> Vec<T> + Sync) -> Vec<T> {
    let n_lanes = n_lanes.clamp(1, n_pieces.max(1));
    let pieces = |n: usize| (0..n_pieces).skip(n).step_by(n_lanes);
    if n_lanes == 1 {
        return lane(pieces(0));
    }
    thread::scope(|scope| {
        let lane = &lane;
        let begin = |n: usize| {
            let own = pieces(n);
            let builder = thread::Builder::new().name("dabiao-lane".to_owned()).stack_size(STACK);
            builder.spawn_scoped(scope, move || lane(own)).ok()
        };
        // All are begun before one is waited for.
        let begun: Vec<_> = (0..n_lanes).map(begin).collect();
        let mut made: Vec<_> = begun
            .into_iter()
            .enumerate()
            .map(|(n, thread)| match thread.map(ScopedJoinHandle::join) {
                Some(Ok(made)) => made.into_iter(),
                Some(Err(fault)) => std::panic::resume_unwind(fault),
                None => lane(pieces(n)).into_iter(),
            })
            .collect();
        (0..n_pieces).filter_map(|n| made.get_mut(n % n_lanes)?.next()).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::share_out;

    #[test]
    fn pieces_keep_their_order_in_any_number_of_lanes() {
        for n_pieces in [0, 1, 2, 7] {
            let want: Vec<usize> = (0..n_pieces).map(|n| n * n).collect();
            for n_lanes in [0, 1, 2, 3, 9] {
                assert_eq!(share_out(n_pieces, n_lanes, |own| own.map(|n| n * n).collect()), want);
            }
        }
    }
}
