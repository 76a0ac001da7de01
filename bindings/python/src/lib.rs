//! The native half of the Python package: a session, and tables as text. Everything that users see is in `python/dabiao`.
//!
//! INVARIANT: only types are converted here; the interpreter is free while a request is worked on.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use dabiao_arrow::{ArrowArrayStream, csv_of};
use dabiao_border::{Answer, Failure, Limits, Session as BorderSession};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule};

/// Files in memory, and questions about them.
#[pyclass(frozen, module = "dabiao._native")]
struct Session(RwLock<BorderSession>);

/// A status and the bytes of a document.
type Told<'py> = (i32, Bound<'py, PyBytes>);

fn told<'py>(py: Python<'py>, answer: &Answer) -> Told<'py> {
    (answer.status as i32, PyBytes::new(py, &answer.document))
}

#[pymethods]
impl Session {
    #[new]
    #[pyo3(signature = (max_bytes=None, max_lines=None, max_seconds=None))]
    fn new(max_bytes: Option<u64>, max_lines: Option<u64>, max_seconds: Option<f64>) -> PyResult<Self> {
        let default = Limits::default();
        let time = max_seconds.map(Duration::try_from_secs_f64).transpose();
        let limits = Limits {
            n_bytes: max_bytes.unwrap_or(default.n_bytes),
            n_lines: max_lines.unwrap_or(default.n_lines),
            time: time.map_err(|e| PyValueError::new_err(e.to_string()))?,
        };
        Ok(Self(RwLock::new(BorderSession::new(limits))))
    }

    /// Puts a file in; gives back a failure, or nothing.
    fn put<'py>(&self, py: Python<'py>, path: &str, content: &[u8]) -> Option<Told<'py>> {
        self.keep(path, content.to_vec()).map(|failure| told(py, &failure.answer()))
    }

    /// Puts a table in, by the capsule of an Arrow stream; gives back a failure, or nothing.
    fn put_arrow<'py>(&self, path: &str, stream: &Bound<'py, PyCapsule>) -> PyResult<Option<Told<'py>>> {
        let py = stream.py();
        let pointer = stream.pointer_checked(Some(c"arrow_array_stream"))?;
        let pointer = pointer.cast::<ArrowArrayStream>().as_ptr();
        // SAFETY: a capsule of that name holds a stream that keeps to the interface; it is released by the capsule.
        // Producers may call Python, so that the interpreter is kept.
        let csv = unsafe { csv_of(pointer) }.map_err(|e| PyTypeError::new_err(e.to_string()))?;
        Ok(self.keep(path, csv).map(|failure| told(py, &failure.answer())))
    }

    /// Takes a file out; returns whether it was there.
    fn remove(&self, path: &str) -> bool {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(path)
    }

    /// Returns the names of the files.
    fn paths(&self) -> Vec<String> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).paths().map(str::to_owned).collect()
    }

    /// Answers a request in JSON.
    fn ask<'py>(&self, py: Python<'py>, request: &str) -> Told<'py> {
        let answer = py.detach(|| self.0.read().unwrap_or_else(PoisonError::into_inner).ask_json(request.as_bytes()));
        told(py, &answer)
    }
}

impl Session {
    fn keep(&self, path: &str, content: Vec<u8>) -> Option<Failure> {
        self.0.write().unwrap_or_else(PoisonError::into_inner).put(path, content).err()
    }
}

/// The native half of `dabiao`.
#[pymodule(gil_used = false)]
mod _native {
    #[pymodule_export]
    use super::Session;

    /// The version.
    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "its name in Python")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
