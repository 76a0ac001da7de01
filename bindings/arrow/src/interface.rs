//! The structs of the C data interface and of the C stream interface, as Arrow's specification lays them out, and owners
//! that release them.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;

/// The type of a column, or of a table.
#[repr(C)]
#[derive(Debug)]
pub struct ArrowSchema {
    pub(crate) format: *const c_char,
    pub(crate) name: *const c_char,
    metadata: *const c_char,
    flags: i64,
    n_children: i64,
    children: *mut *mut ArrowSchema,
    dictionary: *mut ArrowSchema,
    release: Option<unsafe extern "C" fn(*mut ArrowSchema)>,
    private_data: *mut c_void,
}

/// The values of a column, or of a batch of rows.
#[repr(C)]
#[derive(Debug)]
pub struct ArrowArray {
    pub(crate) length: i64,
    pub(crate) null_count: i64,
    pub(crate) offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *mut *const c_void,
    children: *mut *mut ArrowArray,
    dictionary: *mut ArrowArray,
    release: Option<unsafe extern "C" fn(*mut ArrowArray)>,
    private_data: *mut c_void,
}

/// A source of batches.
#[repr(C)]
#[derive(Debug)]
pub struct ArrowArrayStream {
    get_schema: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut ArrowSchema) -> c_int>,
    get_next: Option<unsafe extern "C" fn(*mut ArrowArrayStream, *mut ArrowArray) -> c_int>,
    get_last_error: Option<unsafe extern "C" fn(*mut ArrowArrayStream) -> *const c_char>,
    release: Option<unsafe extern "C" fn(*mut ArrowArrayStream)>,
    private_data: *mut c_void,
}

impl ArrowArrayStream {
    /// Gives back what a stream holds; a stream that was given back before is left alone.
    ///
    /// # Safety
    /// `stream` points to a stream that keeps to the interface.
    pub unsafe fn give_back(stream: *mut ArrowArrayStream) {
        // SAFETY: the caller's promise.
        if let Some(release) = unsafe { (*stream).release } {
            // SAFETY: as above; a released stream has no function of that kind.
            unsafe { release(stream) };
        }
    }
}

impl ArrowSchema {
    /// Returns the columns, where it is the type of a table.
    pub(crate) fn fields(&self) -> Option<Vec<&ArrowSchema>> {
        // SAFETY: a format that is not null ends with a zero.
        let format = if self.format.is_null() { return None } else { unsafe { CStr::from_ptr(self.format) } };
        if format.to_bytes() != b"+s" {
            return None;
        }
        // SAFETY: by the interface there are so many children, none of them null, as long as `self` is not released.
        unsafe { children(self.children, self.n_children) }
    }

    /// Returns the type of the values that numbers stand for.
    pub(crate) fn dictionary(&self) -> Option<&ArrowSchema> {
        // SAFETY: null, or valid as long as `self` is.
        unsafe { self.dictionary.as_ref() }
    }
}

impl ArrowArray {
    /// Returns the columns of a batch.
    pub(crate) fn children(&self) -> Option<Vec<&ArrowArray>> {
        // SAFETY: by the interface there are so many children, none of them null, as long as `self` is not released.
        unsafe { children(self.children, self.n_children) }
    }

    /// Returns the values that numbers stand for.
    pub(crate) fn dictionary(&self) -> Option<&ArrowArray> {
        // SAFETY: null, or valid as long as `self` is.
        unsafe { self.dictionary.as_ref() }
    }

    /// Returns where a buffer begins; null where there is none.
    pub(crate) fn buffer(&self, idx: usize) -> *const u8 {
        if self.buffers.is_null() || i64::try_from(idx).map_or(true, |i| i >= self.n_buffers) {
            return ptr::null();
        }
        // SAFETY: by the interface there are `n_buffers` pointers.
        unsafe { *self.buffers.add(idx) }.cast()
    }
}

/// # Safety
/// `first` is null, or the first of `n` pointers that outlive `'a`.
unsafe fn children<'a, T>(first: *mut *mut T, n: i64) -> Option<Vec<&'a T>> {
    let n = usize::try_from(n).ok()?;
    if n == 0 || first.is_null() {
        return (n == 0).then(Vec::new);
    }
    // SAFETY: the caller's promise.
    (0..n).map(|idx| unsafe { (*first.add(idx)).as_ref() }).collect()
}

/// A struct that is released when nobody needs it any more.
pub(crate) struct Owned<T: Release>(Box<T>);

/// What the interface releases.
pub(crate) trait Release {
    fn release(&mut self);
}

impl Release for ArrowSchema {
    fn release(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: the struct was filled by a producer that keeps to the interface, and was not released before.
            unsafe { release(self) };
        }
    }
}

impl Release for ArrowArray {
    fn release(&mut self) {
        if let Some(release) = self.release {
            // SAFETY: as for a schema.
            unsafe { release(self) };
        }
    }
}

impl<T: Release> Drop for Owned<T> {
    fn drop(&mut self) {
        self.0.release();
    }
}

impl<T: Release> Owned<T> {
    pub(crate) fn get(&self) -> &T {
        &self.0
    }
}

impl Owned<ArrowSchema> {
    /// # Safety
    /// `stream` points to a stream that keeps to the interface and was not released.
    pub(crate) unsafe fn schema(stream: *mut ArrowArrayStream) -> Result<Self, String> {
        let mut out = Box::new(ArrowSchema {
            format: ptr::null(),
            name: ptr::null(),
            metadata: ptr::null(),
            flags: 0,
            n_children: 0,
            children: ptr::null_mut(),
            dictionary: ptr::null_mut(),
            release: None,
            private_data: ptr::null_mut(),
        });
        // SAFETY: the caller's promise.
        let get = unsafe { (*stream).get_schema }.ok_or_else(|| "released".to_owned())?;
        // SAFETY: the caller's promise; `out` is ours.
        match unsafe { get(stream, &raw mut *out) } {
            0 => Ok(Self(out)),
            // SAFETY: the caller's promise.
            code => Err(unsafe { why(stream, code) }),
        }
    }
}

impl Owned<ArrowArray> {
    /// # Safety
    /// `stream` points to a stream that keeps to the interface and was not released.
    pub(crate) unsafe fn next(stream: *mut ArrowArrayStream) -> Result<Option<Self>, String> {
        let mut out = Box::new(ArrowArray {
            length: 0,
            null_count: 0,
            offset: 0,
            n_buffers: 0,
            n_children: 0,
            buffers: ptr::null_mut(),
            children: ptr::null_mut(),
            dictionary: ptr::null_mut(),
            release: None,
            private_data: ptr::null_mut(),
        });
        // SAFETY: the caller's promise.
        let get = unsafe { (*stream).get_next }.ok_or_else(|| "released".to_owned())?;
        // SAFETY: the caller's promise; `out` is ours.
        match unsafe { get(stream, &raw mut *out) } {
            // The end of a stream is a struct that was released.
            0 => Ok(out.release.is_some().then_some(Self(out))),
            // SAFETY: the caller's promise.
            code => Err(unsafe { why(stream, code) }),
        }
    }
}

/// # Safety
/// `stream` points to a stream that keeps to the interface and was not released.
unsafe fn why(stream: *mut ArrowArrayStream, code: c_int) -> String {
    // SAFETY: the caller's promise.
    let text = unsafe { (*stream).get_last_error }.map(|last| unsafe { last(stream) });
    match text.filter(|t| !t.is_null()) {
        // SAFETY: by the interface the text ends with a zero and lives until the next call.
        Some(text) => unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned(),
        None => format!("error {code}"),
    }
}
