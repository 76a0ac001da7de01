//! Files to documents: plain text, Markdown, HTML, Word and PDF.
//!
//! The form is told by the file's name and, for Word and PDF, its first bytes. INVARIANT: what is read is bounded: a file
//! by [`LONGEST_FILE`], the text taken out of a packed file by [`LONGEST_TEXT`]; what lies behind is left out and said.

#[cfg(feature = "documents")]
mod build;
#[cfg(feature = "documents")]
mod docx;
#[cfg(feature = "documents")]
mod html;
#[cfg(feature = "documents")]
mod layout;
mod markdown;
#[cfg(feature = "pdf")]
mod pdf;
mod refused;
mod text;

use std::io::Read as _;

use super::document::Document;
use dabiao_data::decode;
use dabiao_lang::diag::Both;
use dabiao_lang::source::Files;

/// Bytes of a file beyond which it is not read.
pub const LONGEST_FILE: u64 = 64 << 20;
/// Characters of text that are read.
pub const LONGEST_TEXT: usize = 2 << 20;

/// Why a document could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentError {
    /// The file.
    pub name: String,
    /// Why.
    pub why: Both,
}

impl DocumentError {
    /// Returns the sentence for a user.
    pub fn said(&self) -> Both {
        Both::of(format!("`{}` {}", self.name, self.why.zh), format!("`{}`: {}", self.name, self.why.en))
    }

    fn new(name: &str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { name: name.to_owned(), why: Both::of(zh, en) }
    }
}

/// Reads a document from a file.
///
/// # Errors
/// The file cannot be opened, is longer than [`LONGEST_FILE`], or is not what its name says.
pub fn file(files: &dyn Files, path: &str) -> Result<Document, DocumentError> {
    let io = |e: &std::io::Error| DocumentError::new(path, format!("打不开：{e}"), format!("cannot be opened: {e}"));
    let mut bytes = Vec::new();
    let input = files.open(path).map_err(|e| io(&e))?;
    input.take(LONGEST_FILE + 1).read_to_end(&mut bytes).map_err(|e| io(&e))?;
    if bytes.len() as u64 > LONGEST_FILE {
        return Err(DocumentError::new(path, "文件超过 64 MB，不读", "the file is longer than 64 MB and is not read"));
    }
    bytes_of(path, &bytes)
}

/// Reads a document from the bytes of a file.
///
/// # Errors
/// The bytes are not what the file's name says.
pub fn bytes_of(path: &str, bytes: &[u8]) -> Result<Document, DocumentError> {
    let extension = path.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    if let Some(why) = refused::why(&extension, bytes) {
        return Err(DocumentError { name: path.to_owned(), why });
    }
    if bytes.starts_with(b"%PDF") || extension == "pdf" {
        return packed::pdf(path, bytes);
    }
    if bytes.starts_with(b"PK\x03\x04") || extension == "docx" {
        return packed::docx(path, bytes);
    }
    let text = decode::text(bytes).map_err(|e| DocumentError::new(path, e.zh, e.en))?;
    match extension.as_str() {
        "html" | "htm" => packed::html(path, &text),
        "md" | "markdown" => Ok(markdown::read(path, &text)),
        _ if text.trim_start().get(..9).is_some_and(|h| h.eq_ignore_ascii_case("<!doctype")) => {
            packed::html(path, &text)
        }
        _ => Ok(text::read(path, &text)),
    }
}

/// Readers that a build may lack, each under its feature.
mod packed {
    #[cfg(not(all(feature = "documents", feature = "pdf")))]
    use super::{Document, DocumentError};

    #[cfg(feature = "documents")]
    pub(super) use super::docx::read as docx;
    #[cfg(feature = "documents")]
    pub(super) use super::html::read as html;
    #[cfg(feature = "pdf")]
    pub(super) use super::pdf::read as pdf;

    #[cfg(not(feature = "documents"))]
    pub(super) fn docx(path: &str, _: &[u8]) -> Result<Document, DocumentError> {
        Err(DocumentError::new(path, "本程序没有带上读 Word 的部分", "this build reads no Word files"))
    }

    #[cfg(not(feature = "documents"))]
    pub(super) fn html(path: &str, _: &str) -> Result<Document, DocumentError> {
        Err(DocumentError::new(path, "本程序没有带上读 HTML 的部分", "this build reads no HTML"))
    }

    #[cfg(not(feature = "pdf"))]
    pub(super) fn pdf(path: &str, _: &[u8]) -> Result<Document, DocumentError> {
        Err(DocumentError::new(
            path,
            "本程序没有带上读 PDF 的部分：另存为 .docx 或 .txt",
            "this build reads no PDF: save it as .docx or .txt",
        ))
    }
}
