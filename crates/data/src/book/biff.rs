//! A look into an xls file before it is read: is it locked, is it whole, and which cells show a percentage?
//!
//! An xls file is a small file system (sectors, a table of chains, a directory) with one stream of records. The reader of
//! these files believes the sizes that they state, and does not tell formats; both are looked after here. Only the
//! records that matter are understood. INVARIANT: every read is checked, and no chain is followed around in a circle.

use rustc_hash::FxHashSet;

use super::BookError;
use super::format::{self, Shown};

/// The most cells in the rectangles that hold all cells of each sheet.
const AREA_LIMIT: u64 = 8_000_000;
/// Rows of a sheet of this form.
const ROWS: u32 = 65_536;
/// Columns of a sheet of this form.
const COLUMNS: u32 = 256;

/// The cells of one sheet that show a percentage, as row and column from 0.
pub(super) type Percents = FxHashSet<(u16, u16)>;

/// Looks through a file; gives the percentages of each sheet.
pub(super) fn check(bytes: &[u8]) -> Result<Vec<Percents>, BookError> {
    let files = FileSystem::open(bytes).ok_or_else(damaged)?;
    let entries = files.directory().ok_or_else(damaged)?;
    if entries.iter().any(|e| e.name == "EncryptedPackage") {
        return Err(BookError::Encrypted);
    }
    let book = entries.iter().find(|e| e.name == "Workbook" || e.name == "Book");
    let book = book.ok_or_else(|| BookError::damaged("其中没有工作簿", "it holds no workbook"))?;
    let stream = files.stream(book, &entries).ok_or_else(damaged)?;
    let globals = Globals::read(&stream)?;
    let mut area = 0;
    globals.sheets.iter().map(|&at| sheet(&stream, at, &globals, &mut area)).collect()
}

fn damaged() -> BookError {
    BookError::damaged("扇区表前后不符", "its table of sectors does not hold")
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The sectors of a file and how they follow each other.
struct FileSystem<'b> {
    bytes: &'b [u8],
    sector: usize,
    next: Vec<u32>,
}

/// A stream in the directory.
struct Entry {
    name: String,
    start: u32,
    size: usize,
}

impl<'b> FileSystem<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30).filter(|s| (7..=12).contains(s))?;
        let mut files = Self { bytes, sector: 1 << shift, next: Vec::new() };
        let mut tables: Vec<u32> = (0..109).filter_map(|i| u32_at(bytes, 76 + 4 * i)).collect();
        let mut more = u32_at(bytes, 68)?;
        let n_sectors = bytes.len() / files.sector;
        for _ in 0..n_sectors {
            let Some(sector) = files.sector_at(more) else { break };
            let n = files.sector / 4 - 1;
            tables.extend((0..n).filter_map(|i| u32_at(sector, 4 * i)));
            more = u32_at(sector, 4 * n)?;
        }
        for table in tables.into_iter().take(n_sectors) {
            let Some(sector) = files.sector_at(table) else { continue };
            let entries: Vec<u32> = sector.chunks_exact(4).filter_map(|c| u32_at(c, 0)).collect();
            files.next.extend(entries);
        }
        Some(files)
    }

    fn sector_at(&self, id: u32) -> Option<&'b [u8]> {
        let start = (id as usize).checked_add(1)?.checked_mul(self.sector)?;
        let rest = self.bytes.get(start..)?;
        rest.get(..self.sector.min(rest.len())).filter(|s| !s.is_empty())
    }

    /// Returns the bytes of a chain of sectors.
    fn chain(&self, start: u32) -> Vec<u8> {
        let (mut out, mut at) = (Vec::new(), start);
        for _ in 0..=self.next.len() {
            let Some(sector) = self.sector_at(at) else { break };
            out.extend_from_slice(sector);
            let Some(&next) = self.next.get(at as usize) else { break };
            at = next;
        }
        out
    }

    fn directory(&self) -> Option<Vec<Entry>> {
        let bytes = self.chain(u32_at(self.bytes, 48)?);
        let entry = |e: &[u8]| {
            let n = usize::from(u16_at(e, 64)?).saturating_sub(2) / 2;
            let units: Vec<u16> = (0..n.min(31)).filter_map(|i| u16_at(e, 2 * i)).collect();
            let (name, start, size) = (String::from_utf16_lossy(&units), u32_at(e, 116)?, u32_at(e, 120)? as usize);
            Some(Entry { name, start, size })
        };
        Some(bytes.chunks_exact(128).filter_map(entry).collect())
    }

    /// Returns the bytes of a stream; a short one stands in the stream of the root.
    fn stream(&self, entry: &Entry, entries: &[Entry]) -> Option<Vec<u8>> {
        let mut bytes = if entry.size >= u32_at(self.bytes, 56)? as usize {
            self.chain(entry.start)
        } else {
            let short = 1usize << u16_at(self.bytes, 32).filter(|s| (4..=12).contains(s))?;
            let root = self.chain(entries.first()?.start);
            let table = self.chain(u32_at(self.bytes, 60)?);
            let (mut out, mut at) = (Vec::new(), entry.start);
            for _ in 0..=table.len() / 4 {
                let Some(piece) = (at as usize).checked_mul(short).and_then(|s| root.get(s..s + short)) else { break };
                out.extend_from_slice(piece);
                let Some(next) = u32_at(&table, (at as usize) * 4) else { break };
                at = next;
            }
            out
        };
        bytes.truncate(entry.size);
        Some(bytes)
    }
}

/// Calls `read` with the kind and the content of each record, until it says stop.
fn records(
    stream: &[u8],
    from: usize,
    mut read: impl FnMut(u16, &[u8]) -> Result<bool, BookError>,
) -> Result<(), BookError> {
    let mut at = from;
    while let (Some(kind), Some(len)) = (u16_at(stream, at), u16_at(stream, at + 2)) {
        let end = at + 4 + usize::from(len);
        let Some(data) = stream.get(at + 4..end) else { return Err(damaged()) };
        if !read(kind, data)? {
            return Ok(());
        }
        at = end;
    }
    Ok(())
}

/// What the first part of the stream says.
#[derive(Default)]
struct Globals {
    /// Formats that show a percentage.
    percent_formats: FxHashSet<u16>,
    /// Whether a style shows a percentage.
    styles: Vec<bool>,
    /// Where the sheets begin.
    sheets: Vec<usize>,
}

impl Globals {
    fn read(stream: &[u8]) -> Result<Self, BookError> {
        let mut globals = Self::default();
        let mut styles = Vec::new();
        records(stream, 0, |kind, data| {
            match kind {
                0x002F if u16_at(data, 0).unwrap_or(1) != 0 => return Err(BookError::Encrypted),
                0x041E => globals.format(data),
                0x00E0 => styles.extend(u16_at(data, 2)),
                0x0085 => globals.sheets.extend(u32_at(data, 0).map(|at| at as usize)),
                0x000A => return Ok(false),
                _ => {}
            }
            Ok(true)
        })?;
        let is_percent =
            |id: &u16| globals.percent_formats.contains(id) || format::of_number((*id).into()) == Shown::Percent;
        globals.styles = styles.iter().map(is_percent).collect();
        Ok(globals)
    }

    fn format(&mut self, data: &[u8]) {
        let (Some(id), Some(wide)) = (u16_at(data, 0), data.get(4)) else { return };
        let text = data.get(5..).unwrap_or_default();
        let code = if wide & 1 == 1 {
            let units: Vec<u16> = text.chunks_exact(2).filter_map(|c| u16_at(c, 0)).collect();
            String::from_utf16_lossy(&units)
        } else {
            text.iter().map(|&b| char::from(b)).collect()
        };
        if format::of_code(&code) == Shown::Percent {
            self.percent_formats.insert(id);
        }
    }
}

/// Looks through one sheet.
fn sheet(stream: &[u8], from: usize, globals: &Globals, area: &mut u64) -> Result<Percents, BookError> {
    let mut percents = Percents::default();
    let (mut rows, mut columns) = ((u16::MAX, 0), (u16::MAX, 0));
    let is_percent = |style: Option<u16>| style.and_then(|s| globals.styles.get(usize::from(s))) == Some(&true);
    let mut depth = 0u32;
    records(stream, from, |kind, data| {
        match kind {
            0x0809 => depth += 1,
            0x000A => {
                depth = depth.saturating_sub(1);
                return Ok(depth > 0);
            }
            // A chart within the sheet has cells of its own.
            _ if depth > 1 => {}
            0x0200 if u32_at(data, 0) > u32_at(data, 4) || u32_at(data, 4) > Some(ROWS) => return Err(damaged()),
            0x0200 if u16_at(data, 8) > u16_at(data, 10) || u16_at(data, 10).map(u32::from) > Some(COLUMNS) => {
                return Err(damaged());
            }
            0x0203 | 0x0204 | 0x00D6 | 0x0205 | 0x027E | 0x00FD | 0x0006 | 0x00BD => {
                let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { return Err(damaged()) };
                let n = if kind == 0x00BD { (data.len().saturating_sub(6) / 6) as u16 } else { 1 };
                rows = (rows.0.min(row), rows.1.max(row));
                columns = (columns.0.min(column), columns.1.max(column.saturating_add(n.saturating_sub(1))));
                for i in 0..n {
                    if is_percent(u16_at(data, 4 + 6 * usize::from(i))) {
                        percents.insert((row, column.saturating_add(i)));
                    }
                }
            }
            _ => {}
        }
        Ok(true)
    })?;
    if rows.0 <= rows.1 {
        *area += (u64::from(rows.1 - rows.0) + 1) * (u64::from(columns.1.saturating_sub(columns.0)) + 1);
    }
    if *area > AREA_LIMIT { Err(BookError::TooLarge) } else { Ok(percents) }
}
