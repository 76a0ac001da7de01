//! The functions that the module exports, and the one that it asks of its host.
//!
//! A host writes into the inbox (`inbox(n)` gives its place), calls, and reads the outbox (`outbox()`, `outbox_len()`):
//! no pointer of the host's is ever followed here. INVARIANT: both stay where they are until the next call.
#![expect(
    unsafe_code,
    reason = "exports of a WASM module carry an attribute that counts as unsafe; no pointer is read"
)]

use std::cell::RefCell;

use dabiao_data::Progress;

use crate::desk::Desk;
use crate::shelf::Shelf;

#[link(wasm_import_module = "host")]
unsafe extern "C" {
    /// Tells the host how far the reading of figures is.
    safe fn progress(done: u32, total: u32, rows: u32);
}

thread_local! {
    static INBOX: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTBOX: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    // A module holds one shelf for as long as it lives.
    static SHELF: &'static Shelf = Box::leak(Box::default());
    static DESK: RefCell<Desk<'static>> = RefCell::new(Desk::new(SHELF.with(|shelf| *shelf)));
}

struct Host;

impl Progress for Host {
    fn at(&mut self, _: &str, done: usize, total: usize, rows: u64) {
        progress(done as u32, total as u32, rows as u32);
    }
}

/// Makes room for `n` bytes of the host's and returns its place.
#[unsafe(no_mangle)]
pub extern "C" fn inbox(n: usize) -> *mut u8 {
    INBOX.with_borrow_mut(|inbox| {
        inbox.clear();
        inbox.resize(n, 0);
        inbox.as_mut_ptr()
    })
}

/// Puts a file on the shelf: the inbox holds `n_path` bytes of path, then the content.
#[unsafe(no_mangle)]
pub extern "C" fn put(n_path: usize) {
    INBOX.with_borrow(|inbox| {
        let (path, bytes) = inbox.split_at_checked(n_path).unwrap_or((inbox, &[]));
        SHELF.with(|shelf| shelf.put(&String::from_utf8_lossy(path), bytes));
    });
}

/// Takes the file or folder whose path the inbox holds off the shelf.
#[unsafe(no_mangle)]
pub extern "C" fn remove() {
    INBOX.with_borrow(|inbox| SHELF.with(|shelf| shelf.remove(&String::from_utf8_lossy(inbox))));
}

/// Answers the request that the inbox holds, and returns 0, 1 or 2 as the command line does.
#[unsafe(no_mangle)]
pub extern "C" fn ask() -> u32 {
    let request = INBOX.with_borrow_mut(std::mem::take);
    let answer = DESK.with_borrow_mut(|desk| desk.ask(&request, &mut Host));
    OUTBOX.with_borrow_mut(|outbox| *outbox = answer.document);
    answer.status as u32
}

/// Returns where the answer stands.
#[unsafe(no_mangle)]
pub extern "C" fn outbox() -> *const u8 {
    OUTBOX.with_borrow(|outbox| outbox.as_ptr())
}

/// Returns how long the answer is.
#[unsafe(no_mangle)]
pub extern "C" fn outbox_len() -> usize {
    OUTBOX.with_borrow(Vec::len)
}
