//! PDF files with text to a document: lines as they stand on the page, joined where a sentence goes on.
//!
//! INVARIANT: the reader of PDF files is a guest; whatever it does to a broken file ends in an error here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{DocumentError, text};
use crate::document::Document;

/// Bytes of a PDF file that is read.
const LONGEST: usize = 32 << 20;

/// Reads a PDF file.
pub fn read(name: &str, bytes: &[u8]) -> Result<Document, DocumentError> {
    if bytes.len() > LONGEST {
        return Err(DocumentError::new(name, "PDF 超过 32 MB，不读", "the PDF is longer than 32 MB and is not read"));
    }
    let found = catch_unwind(AssertUnwindSafe(|| pdf_extract::extract_text_from_mem(bytes)));
    let text = match found {
        Ok(Ok(text)) => text,
        Ok(Err(e)) => {
            return Err(DocumentError::new(name, format!("PDF 读不了：{e}"), format!("the PDF cannot be read: {e}")));
        }
        Err(_) => return Err(DocumentError::new(name, "PDF 已损坏，读不了", "the PDF is broken and cannot be read")),
    };
    let is_blank = text.chars().all(char::is_whitespace);
    if is_blank {
        return Err(DocumentError::new(
            name,
            "PDF 里没有文字，多半是扫描件：先做文字识别",
            "the PDF holds no text, probably a scan: run text recognition first",
        ));
    }
    Ok(text::read(name, &without_blank_lines(&text)))
}

/// PDF text has a blank line behind each line; two or more part paragraphs.
fn without_blank_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let blank = lines.iter().filter(|l| l.is_empty()).count();
    let is_doubled = blank * 5 >= lines.len() * 2;
    let mut out = String::with_capacity(text.len());
    let mut n_blank = 0;
    for line in lines {
        if line.is_empty() {
            n_blank += 1;
            continue;
        }
        if n_blank > usize::from(is_doubled) {
            out.push('\n');
        }
        n_blank = 0;
        out.push_str(line);
        out.push('\n');
    }
    out
}
