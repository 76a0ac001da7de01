//! Excel workbooks (xlsx, xlsm) and what WPS writes as `et` in the same form: sheets as rows of text.
//!
//! Rows are streamed; only the shared strings and the styles are held. Numbers stay text: the stored digits are shown as
//! a spreadsheet shows them (`number`), percentages and days by the cell's format (`format`).

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rustc_hash::FxHashMap;

use super::format::{self, Look, Shown};
use super::line::Line;
use super::merges::{MERGE_LIMIT, Merge, parse};
use super::number::{self, Epoch};
use super::package::Package;
use super::strings::{Strings, decode_escapes};
use super::xml::{self, attribute};
use super::{BookError, NO_VALUE, ROW_LIMIT, SheetMeta, cell_place};
use crate::reader::FormatMark;
use dabiao_lang::diag::Both;

/// What all sheets of a workbook share.
#[derive(Debug)]
pub(super) struct Workbook {
    strings: Strings,
    shown: Vec<Shown>,
    looks: Vec<Look>,
    epoch: Epoch,
}

/// Reads the parts that all sheets share.
pub(super) fn open(package: &mut Package<'_>) -> Result<(Workbook, Vec<SheetMeta>), BookError> {
    let path = workbook_path(package)?;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let file = path.rsplit('/').next().unwrap_or("");
    let relations = relations(package, &format!("{folder}/_rels/{file}.rels"))?;
    let (sheets, epoch) = read_sheets(package, &path, &folder, &relations)?;
    let part_of = |kind: &str| relations.values().find(|(k, _)| k.ends_with(kind)).map(|(_, t)| join(&folder, t));
    let strings = match part_of("/sharedStrings").filter(|p| package.has(p)) {
        Some(part) => Strings::read(package.part(&part)?)?,
        None => Strings::default(),
    };
    let (shown, looks) = match part_of("/styles").filter(|p| package.has(p)) {
        Some(part) => read_styles(package.part(&part)?)?,
        None => Default::default(),
    };
    Ok((Workbook { strings, shown, looks, epoch }, sheets))
}

fn workbook_path(package: &mut Package<'_>) -> Result<String, BookError> {
    let relations = relations(package, "_rels/.rels")?;
    let target = relations.values().find(|(kind, _)| kind.ends_with("/officeDocument"));
    Ok(target.map_or_else(|| "xl/workbook.xml".to_owned(), |(_, t)| t.trim_start_matches('/').to_owned()))
}

/// Returns kind and target of the relations of a part, by their id.
fn relations(package: &mut Package<'_>, path: &str) -> Result<FxHashMap<String, (String, String)>, BookError> {
    let mut found = FxHashMap::default();
    if !package.has(path) {
        return Ok(found);
    }
    let mut reader = xml::reader(package.part(path)?);
    let mut buf = Vec::new();
    loop {
        match xml::next(&mut reader, &mut buf)? {
            Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                let get = |name| attribute(&e, name).unwrap_or_default();
                found.insert(get("Id"), (get("Type"), get("Target")));
            }
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// Returns the path of a target that is relative to a folder, or to the whole package.
fn join(folder: &str, target: &str) -> String {
    match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => {
            let (mut folder, mut target) = (folder, target);
            while let Some(rest) = target.strip_prefix("../") {
                folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
                target = rest;
            }
            format!("{folder}/{target}").trim_start_matches('/').to_owned()
        }
    }
}

fn read_sheets(
    package: &mut Package<'_>,
    path: &str,
    folder: &str,
    relations: &FxHashMap<String, (String, String)>,
) -> Result<(Vec<SheetMeta>, Epoch), BookError> {
    let mut reader = xml::reader(package.part(path)?);
    let (mut sheets, mut epoch) = (Vec::new(), Epoch::Y1900);
    let mut buf = Vec::new();
    loop {
        match xml::next(&mut reader, &mut buf)? {
            Event::Start(e) => match e.local_name().as_ref() {
                "workbookPr" if matches!(attribute(&e, "date1904").as_deref(), Some("1" | "true")) => {
                    epoch = Epoch::Y1904;
                }
                "sheet" => {
                    let id = xml::full_attribute(&e, "r:id").or_else(|| attribute(&e, "id")).unwrap_or_default();
                    // A sheet that is a chart has no rows.
                    if let Some((_, target)) = relations.get(&id).filter(|(kind, _)| kind.ends_with("/worksheet")) {
                        let name = attribute(&e, "name").unwrap_or_default();
                        let is_hidden = attribute(&e, "state").is_some_and(|s| s != "visible");
                        sheets.push(SheetMeta { name: name.into(), is_hidden, part: join(folder, target) });
                    }
                }
                _ => {}
            },
            Event::Eof => return Ok((sheets, epoch)),
            _ => {}
        }
    }
}

/// Returns what each style shows, and the looks that some of them have.
fn read_styles(input: impl BufRead) -> Result<(Vec<Shown>, Vec<Look>), BookError> {
    let mut reader = xml::reader(input);
    let (mut codes, mut shown, mut looks) = (FxHashMap::default(), Vec::new(), Vec::new());
    let mut is_cell_style = false;
    let mut buf = Vec::new();
    loop {
        match xml::next(&mut reader, &mut buf)? {
            Event::Start(e) => match e.local_name().as_ref() {
                "numFmt" => {
                    if let Some(id) = attribute(&e, "numFmtId").and_then(|i| i.parse::<u32>().ok()) {
                        let code = attribute(&e, "formatCode").unwrap_or_default();
                        let mut what = format::of_code(&code);
                        if what == Shown::Plain
                            && let Some(look) = format::look(&code)
                        {
                            what = u16::try_from(looks.len()).map_or(what, Shown::Look);
                            looks.push(look);
                        }
                        codes.insert(id, what);
                    }
                }
                "cellXfs" => is_cell_style = true,
                "xf" if is_cell_style => {
                    let id = attribute(&e, "numFmtId").and_then(|i| i.parse().ok()).unwrap_or(0);
                    shown.push(codes.get(&id).copied().unwrap_or_else(|| format::of_number(id)));
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "cellXfs" => is_cell_style = false,
            Event::Eof => return Ok((shown, looks)),
            _ => {}
        }
    }
}

/// Finds the merged cells of a sheet; they stand behind its rows.
pub(super) fn merges(input: impl BufRead) -> Result<Vec<Merge>, BookError> {
    let mut reader = xml::reader(input);
    let mut merges = Vec::new();
    let mut buf = Vec::new();
    loop {
        match xml::next(&mut reader, &mut buf)? {
            Event::Start(e) if e.local_name().as_ref() == "mergeCell" => {
                merges.extend(attribute(&e, "ref").and_then(|r| parse(&r)));
                if merges.len() >= MERGE_LIMIT {
                    return Ok(merges);
                }
            }
            Event::Eof => return Ok(merges),
            _ => {}
        }
    }
}

/// The rows of one sheet.
pub(super) struct Rows<'b, R> {
    reader: Reader<R>,
    book: &'b Workbook,
    buf: Vec<u8>,
    row: u32,
    is_at_end: bool,
}

/// What an element `c` says of its cell.
struct CellHead {
    column: u32,
    style: usize,
    kind: Kind,
}

/// How the text of a cell is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Text,
    Flag,
    /// An error or a day that is written out.
    Word,
}

impl<'b, R: BufRead> Rows<'b, R> {
    /// Starts with the part of a sheet.
    pub(super) fn new(book: &'b Workbook, input: R) -> Self {
        Self { reader: xml::reader(input), book, buf: Vec::new(), row: 0, is_at_end: false }
    }

    /// Reads the next row that is written; `false` behind the last.
    pub(super) fn next(&mut self, line: &mut Line) -> Result<bool, BookError> {
        line.clear();
        while !self.is_at_end {
            match xml::next(&mut self.reader, &mut self.buf)? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "col" if is_true(&e, "hidden") => {
                        let get = |name| attribute(&e, name).and_then(|n| n.parse::<u32>().ok());
                        if let (Some(first), Some(last)) = (get("min"), get("max")) {
                            line.hide_columns(first, last);
                        }
                    }
                    "row" => {
                        line.is_hidden = is_true(&e, "hidden");
                        let stated = attribute(&e, "r").and_then(|r| r.parse::<u32>().ok());
                        let row = stated.unwrap_or(self.row + 1);
                        if row <= self.row || row > ROW_LIMIT {
                            return Err(BookError::Damaged(Both::of(
                                format!("第 {row} 行排在第 {} 行之后", self.row),
                                format!("row {row} stands behind row {}", self.row),
                            )));
                        }
                        self.row = row;
                    }
                    "c" => {
                        let head = head(&e, self.row, line.len())?;
                        self.cell(&head, line)?;
                    }
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "row" => {
                        line.number = self.row;
                        return Ok(true);
                    }
                    "sheetData" => self.is_at_end = true,
                    _ => {}
                },
                Event::Eof => self.is_at_end = true,
                _ => {}
            }
        }
        Ok(false)
    }

    /// Reads to the end of a cell.
    fn cell(&mut self, head: &CellHead, line: &mut Line) -> Result<(), BookError> {
        line.skip_to(head.column)?;
        let (mut is_text, mut is_phonetic, mut has_formula) = (false, false, false);
        line.value.clear();
        loop {
            match xml::next(&mut self.reader, &mut self.buf)? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "v" => is_text = true,
                    "t" => is_text = !is_phonetic,
                    "rPh" => is_phonetic = true,
                    "f" => has_formula = true,
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "v" | "t" => is_text = false,
                    "rPh" => is_phonetic = false,
                    "c" => break,
                    _ => {}
                },
                Event::Text(t) if is_text => line.value.extend_from_slice(t.xml10_content().as_bytes()),
                Event::CData(t) if is_text => line.value.extend_from_slice(t.as_bytes()),
                Event::GeneralRef(e) if is_text => xml::push_entity(&e, &mut line.value),
                Event::Eof => return Err(BookError::damaged("工作表在单元格中间断了", "the sheet ends within a cell")),
                _ => {}
            }
        }
        if line.value.is_empty() && has_formula && head.kind != Kind::Text {
            line.value.extend_from_slice(NO_VALUE);
            return line.close();
        }
        self.convert(head, line)?;
        line.close()
    }

    /// Turns what is stored into what is shown.
    fn convert(&self, head: &CellHead, line: &mut Line) -> Result<(), BookError> {
        match head.kind {
            Kind::Text => decode_escapes(&mut line.value, 0),
            Kind::Word => {}
            Kind::Flag => {
                let flag: &[u8] = if line.value == b"1" { b"TRUE" } else { b"FALSE" };
                line.value = flag.to_vec();
            }
            Kind::Shared => {
                let idx = std::str::from_utf8(&line.value).ok().and_then(|t| t.trim().parse().ok());
                match idx.and_then(|i| self.book.strings.get(i)) {
                    Some(text) => {
                        line.value.clear();
                        line.value.extend_from_slice(text);
                    }
                    None if line.value.is_empty() => {}
                    None => {
                        return Err(BookError::damaged(
                            "单元格引用了不存在的文字",
                            "a cell names a text that is not there",
                        ));
                    }
                }
            }
            Kind::Number => self.convert_number(head.style, line),
        }
        Ok(())
    }

    fn convert_number(&self, style: usize, line: &mut Line) {
        let shown = self.book.shown.get(style).copied().unwrap_or(Shown::Plain);
        let is_short =
            line.value.len() <= 15 && line.value.iter().all(|b| b.is_ascii_digit() || *b == b'.' || *b == b'-');
        if line.value.is_empty() || (shown == Shown::Plain && is_short) {
            return;
        }
        let stored = String::from_utf8_lossy(&line.value);
        let text = match shown {
            Shown::Plain => number::plain(&stored),
            Shown::Percent => number::percent(&stored),
            Shown::Day(form) => number::day(&stored, form, self.book.epoch),
            Shown::Look(i) => match self.book.looks.get(usize::from(i)) {
                Some(look) => {
                    let scaled = (look.power > 0).then(|| number::plain(&stored));
                    line.looks.push(FormatMark { column: line.cells.len() as u32, stored: scaled });
                    number::scaled(&stored, look.power) + &look.unit
                }
                None => number::plain(&stored),
            },
        };
        line.value = text.into_bytes();
    }
}

fn is_true(element: &BytesStart<'_>, name: &str) -> bool {
    matches!(attribute(element, name).as_deref(), Some("1" | "true"))
}

/// Reads the start of a cell in a row that has `n_cells` cells before it.
fn head(element: &BytesStart<'_>, row: u32, n_cells: u32) -> Result<CellHead, BookError> {
    let mut head = CellHead { column: n_cells, style: 0, kind: Kind::Number };
    for attribute in element.attributes().with_checks(false).flatten() {
        let value: &str = &attribute.value;
        match attribute.key.as_ref() {
            "r" => {
                let (stated, column) = cell_place(value).unwrap_or((0, 0));
                if stated + 1 != row || column < n_cells {
                    return Err(BookError::Damaged(Both::of(
                        format!("单元格 {value} 排在第 {row} 行"),
                        format!("the cell {value} stands in row {row}"),
                    )));
                }
                head.column = column;
            }
            "s" => head.style = value.parse().unwrap_or(0),
            "t" => {
                head.kind = match value {
                    "s" => Kind::Shared,
                    "str" | "inlineStr" => Kind::Text,
                    "b" => Kind::Flag,
                    "e" | "d" => Kind::Word,
                    _ => Kind::Number,
                }
            }
            _ => {}
        }
    }
    Ok(head)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    /// The rows of a sheet, cells parted by `|`, or what is wrong with it.
    fn rows(data: &str) -> Result<Vec<String>, BookError> {
        let shown = vec![Shown::Plain, Shown::Percent];
        let strings = Strings::read(
            "<sst><si><t>甲</t><rPh><t>jia</t></rPh></si><si><r><t>乙_x000A_</t></r></si></sst>".as_bytes(),
        );
        let looks = Vec::new();
        let book = Workbook { strings: strings.unwrap(), shown, looks, epoch: Epoch::Y1900 };
        let text =
            format!("<x:worksheet><x:dimension ref=\"A1:XFD1048576\"/><x:sheetData>{data}</x:sheetData></x:worksheet>");
        let mut rows = Rows::new(&book, text.as_bytes());
        let (mut line, mut all) = (Line::default(), Vec::new());
        while rows.next(&mut line)? {
            let cell = |&(s, e): &(u32, u32)| {
                String::from_utf8_lossy(line.text.get(s as usize..e as usize).unwrap()).into_owned()
            };
            all.push(format!("{}: {}", line.number, line.cells.iter().map(cell).collect::<Vec<_>>().join("|")));
        }
        Ok(all)
    }

    #[test]
    fn cells_are_read_as_they_are_shown() {
        let data = "<x:row r=\"3\"><x:c r=\"B3\" t=\"s\"><x:v>0</x:v></x:c><x:c r=\"C3\"><x:f>1+1</x:f></x:c>\
            <x:c r=\"E3\" s=\"1\"><x:f>A1</x:f><x:v>0.56999999999999995</x:v></x:c></x:row>\
            <x:row><x:c><x:v>1E3</x:v></x:c><x:c t=\"e\"><x:v>#REF!</x:v></x:c><x:c t=\"b\"><x:v>1</x:v></x:c>\
            <x:c t=\"inlineStr\"><x:is><x:t>a &amp; b</x:t></x:is></x:c><x:c t=\"s\"><x:v>1</x:v></x:c></x:row><x:row r=\"9\"/>";
        assert_eq!(rows(data).unwrap(), ["3: |甲|#NO-VALUE!||57%", "4: 1000|#REF!|TRUE|a & b|乙\n", "9: "]);
    }

    #[test]
    fn sheets_that_contradict_themselves_are_damaged() {
        for data in [
            "<x:row r=\"3\"/><x:row r=\"2\"/>",
            "<x:row r=\"9999999\"/>",
            "<x:row r=\"1\"><x:c r=\"B1\"/><x:c r=\"A1\"/></x:row>",
            "<x:row r=\"1\"><x:c r=\"ZZZ1\"><x:v>1</x:v></x:c></x:row>",
            "<x:row r=\"1\"><x:c t=\"s\"><x:v>7</x:v></x:c></x:row>",
            "<x:row r=\"1\"><x:c><x:v>1</x:v>",
        ] {
            assert!(matches!(rows(data), Err(BookError::Damaged(_))), "{data}");
        }
    }
}
