//! From a file to the rows of its sheets.
//!
//! The last workbook stays open, since its sheets are read one after the other. INVARIANT: an opener holds at most one.

#[cfg(feature = "excel")]
use std::cell::RefCell;
#[cfg(feature = "excel")]
use std::rc::Rc;
use std::sync::Arc;

#[cfg(feature = "excel")]
use super::book::{Book, BookError, Holds, SNIFFED};
use super::csv::{CsvRows, has_times_across};
use super::decode::{Encoding, Text, TextError};
use super::discover::is_workbook;
use super::eurostat;
use super::header::Names;
use super::mapping::FileRule;
use super::place::Sheet;
use super::reader::Rows;
use crate::DataProblem;
use dabiao_lang::diag::failure;
use dabiao_lang::model::Schema;
use dabiao_lang::source::Files;

/// What is known beside the files, the same for all of them.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) schema: &'a Schema,
    pub(super) names: &'a Names<'a>,
    pub(super) encoding: Option<Encoding>,
    pub(super) mapping: &'a [FileRule],
}

/// The files of a run, and once more where several threads may read them.
#[derive(Clone, Copy)]
pub(super) struct Shelves<'a> {
    pub(super) files: &'a dyn Files,
    pub(super) shared: Option<&'a (dyn Files + Sync)>,
}

/// Opens tables, one after the other.
pub(super) struct Opener<'a> {
    shelves: Shelves<'a>,
    pub(super) known: Known<'a>,
    #[cfg(feature = "excel")]
    last: RefCell<Option<(Arc<str>, Rc<Book>)>>,
}

/// A sheet that may be read.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) sheet: Sheet,
    /// Its position in the workbook; `None` is a file that is no workbook.
    pub(super) idx: Option<usize>,
    pub(super) is_hidden: bool,
    /// What is to be said of the file, once: that it is not what its name says.
    pub(super) notice: Option<DataProblem>,
}

/// What is wrong with a file, and the row.
pub(super) type Wrong = (u32, DataProblem);

impl<'a> Opener<'a> {
    /// Returns an opener that has opened nothing yet.
    pub(super) fn new(shelves: Shelves<'a>, known: Known<'a>) -> Self {
        #[cfg(feature = "excel")]
        let last = RefCell::default();
        Self {
            shelves,
            known,
            #[cfg(feature = "excel")]
            last,
        }
    }

    /// Returns what makes openers on other threads, where the files can be read by several.
    pub(super) fn across_threads(&self) -> Option<impl Fn() -> Opener<'a> + Sync + Copy + use<'a>> {
        let (files, known) = (self.shelves.shared?, self.known);
        Some(move || Opener::new(Shelves { files, shared: None }, known))
    }
    /// Lists the sheets of a file; a text file is one.
    pub(super) fn sheets(&self, file: &Arc<str>) -> Result<Vec<Found>, Wrong> {
        let text = |notice| Ok(vec![Found { sheet: Sheet::of_file(file), idx: None, is_hidden: false, notice }]);
        #[cfg(not(feature = "excel"))]
        return match is_workbook(file) {
            true => Err((0, DataProblem::FormatUnreadable { file: file.to_string() })),
            false => text(None),
        };
        #[cfg(feature = "excel")]
        {
            let holds = self.holds(file)?;
            let is_apart = holds != if is_workbook(file) { Holds::Book } else { Holds::Other };
            let apart = || DataProblem::FormatApart { file: file.to_string(), form: holds.name() };
            // A table may begin with the column `PK`; one that is called a workbook is a broken one.
            let is_broken = is_workbook(file) && holds == Holds::Other && self.is_binary(file);
            let mut notice = (is_apart && !is_broken).then(apart);
            if holds == Holds::Other && !is_broken {
                return text(notice);
            }
            let book = self.book(file)?;
            if book.sheets.is_empty() {
                let reason = dabiao_lang::diag::Both::new("其中没有工作表或表格", "it holds no sheet and no table");
                return Err((0, DataProblem::BookDamaged { file: file.to_string(), reason }));
            }
            let found = |(idx, meta): (usize, &super::book::SheetMeta)| Found {
                sheet: Sheet { file: file.clone(), name: Some(meta.name.clone()) },
                idx: Some(idx),
                is_hidden: meta.is_hidden,
                notice: notice.take(),
            };
            Ok(book.sheets.iter().enumerate().map(found).collect())
        }
    }

    /// Returns what a file is by its first bytes.
    #[cfg(feature = "excel")]
    fn holds(&self, file: &str) -> Result<Holds, Wrong> {
        Ok(Holds::of(&self.head(file)?))
    }

    /// Returns whether the first bytes of a file are no text, so that only the reader of workbooks can say what is wrong.
    #[cfg(feature = "excel")]
    fn is_binary(&self, file: &str) -> bool {
        self.head(file).is_ok_and(|head| head.is_empty() || head.starts_with(b"PK") || super::decode::is_binary(&head))
    }

    #[cfg(feature = "excel")]
    fn head(&self, file: &str) -> Result<Vec<u8>, Wrong> {
        use std::io::Read as _;
        let mut head = Vec::new();
        let read = self.shelves.files.open(file).and_then(|f| f.take(SNIFFED as u64).read_to_end(&mut head));
        read.map_err(|e| (0, DataProblem::FileUnreadable { file: file.to_owned(), reason: failure(&e) }))?;
        Ok(head)
    }

    #[cfg(feature = "excel")]
    fn book(&self, file: &Arc<str>) -> Result<Rc<Book>, Wrong> {
        if let Some((known, book)) = &*self.last.borrow()
            && known == file
        {
            return Ok(book.clone());
        }
        // The old one is let go before the new one is read.
        self.last.take();
        let bytes = self.shelves.files.read(file);
        let bytes =
            bytes.map_err(|e| (0, DataProblem::FileUnreadable { file: file.to_string(), reason: failure(&e) }))?;
        if bytes.is_empty() {
            return Err((0, DataProblem::FileEmpty { file: file.to_string() }));
        }
        let book = Rc::new(Book::open(bytes).map_err(|e| (0, book_problem(file, &e)))?);
        self.last.replace(Some((file.clone(), book.clone())));
        Ok(book)
    }

    /// Hands the rows of a sheet to a reader, and reads what it leaves.
    pub(super) fn with_rows_to_the_end<T>(
        &self,
        sheet: &Sheet,
        idx: Option<usize>,
        read: impl FnOnce(&mut dyn Rows) -> T,
    ) -> Result<T, Wrong> {
        self.with_rows(sheet, idx, |rows| {
            let made = read(rows);
            // Whoever takes the rows is told where they break off. Behind them nothing is taken, and only the digest is of less.
            let _ = rows.exhaust();
            made
        })
    }

    /// Hands the rows of a sheet to a reader.
    pub(super) fn with_rows<T>(
        &self,
        sheet: &Sheet,
        idx: Option<usize>,
        read: impl FnOnce(&mut dyn Rows) -> T,
    ) -> Result<T, Wrong> {
        match idx {
            None => self.csv(sheet).map(|mut rows| match has_times_across(rows.first_line()) {
                true => read(&mut eurostat::Unfolded::new(rows, &sheet.file)),
                false => read(&mut rows),
            }),
            #[cfg(feature = "excel")]
            Some(idx) => {
                let book = self.book(&sheet.file)?;
                book.with_rows(idx, read).map_err(|e| (0, book_problem(&sheet.file, &e)))
            }
            #[cfg(not(feature = "excel"))]
            Some(_) => Err((0, DataProblem::FormatUnreadable { file: sheet.file.to_string() })),
        }
    }

    fn csv(&self, sheet: &Sheet) -> Result<CsvRows<'_>, Wrong> {
        let file = sheet.file.to_string();
        let unreadable =
            |e: &std::io::Error| (0, DataProblem::FileUnreadable { file: file.clone(), reason: failure(e) });
        let mapped = self.known.mapping.iter().find(|r| r.encoding.is_some() && r.fits(&file, None));
        let encoding = mapped.and_then(|r| r.encoding).or(self.known.encoding);
        let comma = self.known.mapping.iter().find(|r| r.comma.is_some() && r.fits(&file, None)).and_then(|r| r.comma);
        let text = self.shelves.files.open(&file).map_err(TextError::Io).and_then(|i| Text::open(i, encoding));
        let text = text.map_err(|e| match e {
            TextError::Io(e) => unreadable(&e),
            TextError::NotText => (0, DataProblem::NotText { file: file.clone() }),
            TextError::Unknown { line, byte } => (line, DataProblem::EncodingUnknown { byte }),
        })?;
        CsvRows::open(text, comma).map_err(|e| unreadable(&e))
    }
}

#[cfg(feature = "excel")]
fn book_problem(file: &str, error: &BookError) -> DataProblem {
    let file = file.to_owned();
    match error {
        BookError::Encrypted => DataProblem::BookEncrypted { file },
        BookError::TooLarge => DataProblem::BookTooLarge { file },
        BookError::Damaged(reason) => DataProblem::BookDamaged { file, reason: reason.clone() },
    }
}

/// Says why rows could not be read to the end.
pub(super) fn read_problem(file: &str, error: &std::io::Error) -> DataProblem {
    #[cfg(feature = "excel")]
    if let Some(error) = error.get_ref().and_then(|e| e.downcast_ref::<BookError>()) {
        return book_problem(file, error);
    }
    DataProblem::FileUnreadable { file: file.to_owned(), reason: failure(error) }
}
