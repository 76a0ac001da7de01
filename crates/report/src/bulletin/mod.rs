//! The 通报 on a run as a Word document: what a county sends around after an evaluation.
//!
//! [`document`] lets `sections` say what there is to say as `Block`s, which `paper` lays out on A4 in the fonts of an
//! official document. `letters` writes to one office or place what of it is late, on the same paper. INVARIANT: the text decides nothing and cuts nothing without saying where the whole is to be seen.

mod addressee;
mod fields;
mod letter_lists;
mod letters;
mod paper;
mod sections;
mod standing;
mod tables;
mod words;

pub use addressee::LetterKind;
pub use fields::{KNOWN as KNOWN_FIELDS, TemplateError};
pub use letters::{Letter, LetterRequest, Templates, blank, letters};

use super::office::OfficeError;
use super::office::scene::Scene;
use super::view::Source;

/// A part of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    /// The title.
    Title(String),
    /// The place of the document number.
    Number(String),
    /// `一、总体情况`
    Heading(String),
    /// `（一）产业振兴有效衔接工作实施方案`
    Subheading(String),
    /// A paragraph that is not indented: to whom it is addressed.
    Address(String),
    /// A paragraph.
    Body(String),
    /// What stands above a table.
    Caption(String),
    /// A table.
    Table(Grid),
    /// Lines at the right: who signs, and when.
    Sign(Vec<String>),
    /// What begins on a new page: an annex.
    Annex(String),
    /// Codes of figures, each with a QR code.
    Codes(Vec<String>),
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Grid {
    columns: Vec<GridColumn>,
    rows: Vec<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
struct GridColumn {
    head: &'static str,
    /// Its share of the width.
    share: u32,
    side: Side,
}

/// Where the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Middle,
    Right,
}

/// Returns the bytes of the document.
///
/// # Errors
/// [`OfficeError`] if it cannot be packed.
pub fn document(source: Source<'_>) -> Result<Vec<u8>, OfficeError> {
    let scene = Scene::new(source);
    let blocks = sections::all(&scene);
    paper::pack(&blocks, &scene, &words::title(&scene))
}
