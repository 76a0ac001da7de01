//! Pieces of the page that are unpacked when they are looked at: deflated, in base64, a few hundred kilobytes a block.
//!
//! A page of thousands of rules or places would take minutes to open if all of it stood there as HTML. So its long parts
//! stand in `<template>`s, and the script puts them in their places when they are opened, searched or printed. A page that
//! is small enough is written out as it is. INVARIANT: nothing is left out; the same pieces give the same bytes.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use crate::html::page::base64;

/// Bytes of one block before it is packed: enough to pack well, few enough to be unpacked in the blink of an eye.
const BLOCK_BYTES: usize = 256 * 1024;
/// Level 4 packs HTML nearly as well as 6 in half of its time.
const LEVEL: u32 = 4;
/// What stands between the pieces of a block; no piece holds it, since text is cleaned of control characters.
const BETWEEN: char = '\u{1e}';

/// Pieces, gathered into blocks.
#[derive(Debug, Default)]
pub(super) struct Pack {
    blocks: Vec<String>,
    open: String,
    n_open: usize,
}

/// Where a piece stands: the block and the position in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    pub(super) block: usize,
    pub(super) piece: usize,
}

impl Pack {
    /// Adds a piece.
    pub(super) fn add(&mut self, piece: &str) -> At {
        if self.n_open > 0 && self.open.len() + piece.len() > BLOCK_BYTES {
            self.close();
        }
        if self.n_open > 0 {
            self.open.push(BETWEEN);
        }
        self.open.push_str(piece);
        self.n_open += 1;
        At { block: self.blocks.len(), piece: self.n_open - 1 }
    }

    fn close(&mut self) {
        self.blocks.push(packed(self.open.as_bytes()));
        self.open.clear();
        self.n_open = 0;
    }

    /// Returns the blocks as HTML.
    pub(super) fn html(mut self) -> String {
        if self.n_open > 0 {
            self.close();
        }
        let n_bytes: usize = self.blocks.iter().map(|b| b.len() + 40).sum();
        let mut out = String::with_capacity(n_bytes);
        for (n, block) in self.blocks.iter().enumerate() {
            out.push_str(&format!("<template id=\"k{n}\">"));
            out.push_str(block);
            out.push_str("</template>\n");
        }
        out
    }
}

impl At {
    /// Returns the attribute that tells the script where the piece stands.
    pub(super) fn attribute(self) -> String {
        format!("{}.{}", self.block, self.piece)
    }
}

fn packed(bytes: &[u8]) -> String {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(LEVEL));
    // Writing to memory does not fail.
    let done = encoder.write_all(bytes).and_then(|()| encoder.finish());
    base64(&done.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn pieces_stand_in_blocks_of_a_bounded_size() {
        let mut pack = Pack::default();
        assert_eq!(pack.add("a"), At { block: 0, piece: 0 });
        assert_eq!(pack.add("b"), At { block: 0, piece: 1 });
        let long = "长".repeat(BLOCK_BYTES);
        assert_eq!(pack.add(&long), At { block: 1, piece: 0 }, "a piece that is too long has a block of its own");
        assert_eq!(pack.add("c").attribute(), "2.0");
        let html = pack.html();
        assert_eq!(html.matches("<template id=\"k").count(), 3);
        assert!(html.len() < 20_000, "{} bytes", html.len());
    }
}
