//! dabiao for C: a session, files in, answers out. The header is `include/dabiao.h`, which says what each function promises;
//! here only types are converted.
//!
//! INVARIANT: nothing unwinds into C: requests are answered on a thread of the border, and the rest cannot panic.

use std::ffi::{c_char, c_int};
use std::ptr;
use std::time::Duration;

use dabiao_arrow::{ArrowArrayStream, csv_of};
use dabiao_border::{Answer, Failure, Limits, Session, Status};

/// A session; opaque in C.
#[expect(non_camel_case_types, reason = "its name in C")]
pub struct dabiao_session(Session);

/// An answer; to be given back with `dabiao_answer_free`.
#[repr(C)]
#[derive(Debug)]
pub struct dabiao_answer {
    status: c_int,
    document: *mut u8,
    len: usize,
}

const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");

/// Returns the version.
#[unsafe(no_mangle)]
pub extern "C" fn dabiao_version() -> *const c_char {
    VERSION.as_ptr().cast()
}

/// Begins a session; a limit of 0 is the default.
#[unsafe(no_mangle)]
pub extern "C" fn dabiao_session_new(max_bytes: u64, max_lines: u64, max_millis: u64) -> *mut dabiao_session {
    let default = Limits::default();
    let limits = Limits {
        n_bytes: if max_bytes == 0 { default.n_bytes } else { max_bytes },
        n_lines: if max_lines == 0 { default.n_lines } else { max_lines },
        time: (max_millis > 0).then(|| Duration::from_millis(max_millis)),
    };
    Box::into_raw(Box::new(dabiao_session(Session::new(limits))))
}

/// Ends a session.
///
/// # Safety
/// `session` is null, or came from `dabiao_session_new` and was not ended.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dabiao_session_free(session: *mut dabiao_session) {
    if !session.is_null() {
        // SAFETY: the caller's promise.
        drop(unsafe { Box::from_raw(session) });
    }
}

/// Puts a file in.
///
/// # Safety
/// `session` is alive and used by nobody else meanwhile; `path` and `data` hold so many bytes; `why` is null or writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dabiao_put(
    session: *mut dabiao_session,
    path: *const c_char,
    path_len: usize,
    data: *const u8,
    len: usize,
    why: *mut dabiao_answer,
) -> c_int {
    // SAFETY: the caller's promise.
    let (session, path, data) = unsafe { (session.as_mut(), text(path.cast(), path_len), bytes(data, len)) };
    let (Some(session), Some(path), Some(data)) = (session, path, data) else { return Status::Failed as c_int };
    // SAFETY: the caller's promise.
    unsafe { told(session.0.put(path, data), why) }
}

/// Puts a table in that is handed over by the C stream interface of Arrow; the stream is given back.
///
/// # Safety
/// As for `dabiao_put`; `stream` keeps to the interface.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dabiao_put_arrow(
    session: *mut dabiao_session,
    path: *const c_char,
    path_len: usize,
    stream: *mut ArrowArrayStream,
    why: *mut dabiao_answer,
) -> c_int {
    // SAFETY: the caller's promise.
    let (session, path) = unsafe { (session.as_mut(), text(path.cast(), path_len)) };
    let (Some(session), Some(path), false) = (session, path, stream.is_null()) else { return Status::Failed as c_int };
    // SAFETY: the caller's promise.
    let csv = unsafe { csv_of(stream) };
    // SAFETY: the caller's promise.
    unsafe { ArrowArrayStream::give_back(stream) };
    let put = csv.map_err(|e| Failure::of_table(e.to_string())).and_then(|csv| session.0.put(path, csv));
    // SAFETY: the caller's promise.
    unsafe { told(put, why) }
}

/// Takes a file out; returns whether it was there.
///
/// # Safety
/// As for `dabiao_put`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dabiao_remove(session: *mut dabiao_session, path: *const c_char, path_len: usize) -> c_int {
    // SAFETY: the caller's promise.
    match unsafe { (session.as_mut(), text(path.cast(), path_len)) } {
        (Some(session), Some(path)) => c_int::from(session.0.remove(path)),
        _ => 0,
    }
}

/// Answers a request in JSON; returns the status.
///
/// # Safety
/// `session` is alive and nobody puts files into it meanwhile; `request` holds so many bytes; `answer` is writable.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dabiao_ask(
    session: *const dabiao_session,
    request: *const c_char,
    len: usize,
    answer: *mut dabiao_answer,
) -> c_int {
    // SAFETY: the caller's promise.
    match unsafe { (session.as_ref(), bytes(request.cast(), len)) } {
        // SAFETY: the caller's promise.
        (Some(session), Some(request)) => unsafe { give(session.0.ask_json(request), answer) },
        _ => Status::Failed as c_int,
    }
}

/// Gives an answer back.
///
/// # Safety
/// `answer` is null, or was filled here; it is empty afterwards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn dabiao_answer_free(answer: *mut dabiao_answer) {
    // SAFETY: the caller's promise.
    let Some(answer) = (unsafe { answer.as_mut() }) else { return };
    if !answer.document.is_null() {
        let all = ptr::slice_from_raw_parts_mut(answer.document, answer.len);
        // SAFETY: made by `give` from a box of that length, and not given back before: then it would be null.
        drop(unsafe { Box::from_raw(all) });
    }
    *answer = dabiao_answer { status: answer.status, document: ptr::null_mut(), len: 0 };
}

/// # Safety
/// `why` is null or writable.
unsafe fn told(result: Result<(), Failure>, why: *mut dabiao_answer) -> c_int {
    match result {
        Ok(()) => Status::Fine as c_int,
        // SAFETY: the caller's promise.
        Err(failure) => unsafe { give(failure.answer(), why) },
    }
}

/// # Safety
/// `place` is null or writable.
unsafe fn give(answer: Answer, place: *mut dabiao_answer) -> c_int {
    let status = answer.status as c_int;
    if !place.is_null() {
        let all = Box::into_raw(answer.document.into_boxed_slice());
        let given = dabiao_answer { status, document: all.cast(), len: all.len() };
        // SAFETY: the caller's promise.
        unsafe { place.write(given) };
    }
    status
}

/// # Safety
/// `data` holds `len` bytes that outlive `'a`, or is null.
unsafe fn bytes<'a>(data: *const u8, len: usize) -> Option<&'a [u8]> {
    match (data.is_null(), len) {
        (_, 0) => Some(&[]),
        (true, _) => None,
        // SAFETY: the caller's promise.
        (false, len) => Some(unsafe { std::slice::from_raw_parts(data, len) }),
    }
}

/// # Safety
/// As for [`bytes`].
unsafe fn text<'a>(data: *const u8, len: usize) -> Option<&'a str> {
    // SAFETY: the caller's promise.
    std::str::from_utf8(unsafe { bytes(data, len) }?).ok()
}
