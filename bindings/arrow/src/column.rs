//! A column: what its format says, and its cells.

use std::slice;

use crate::interface::ArrowArray;
use crate::text;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing.
    Null,
    /// Yes and no.
    Flag,
    /// Whole numbers of so many bytes.
    Signed(usize),
    /// Whole numbers of so many bytes, none below zero.
    Unsigned(usize),
    /// Floats of so many bytes: 4 or 8.
    Float(usize),
    /// Whole numbers of so many bytes, with so many digits behind the point.
    Decimal(usize, i32),
    /// Text with offsets of so many bytes.
    Text(usize),
    /// Text that stands in views.
    TextView,
    /// Days since 1970, or milliseconds of them.
    Day(i64, usize),
    /// Numbers of so many bytes that stand for values.
    Coded(usize, Box<Kind>),
}

/// Reads the format of a column; `None` is one that has no text.
pub(crate) fn kind(format: &str, values: Option<&str>) -> Option<Kind> {
    if let Some(values) = values {
        let (Kind::Signed(width) | Kind::Unsigned(width)) = kind(format, None)? else { return None };
        return Some(Kind::Coded(width, Box::new(kind(values, None)?)));
    }
    Some(match format {
        "n" => Kind::Null,
        "b" => Kind::Flag,
        "c" => Kind::Signed(1),
        "s" => Kind::Signed(2),
        "i" => Kind::Signed(4),
        "l" => Kind::Signed(8),
        "C" => Kind::Unsigned(1),
        "S" => Kind::Unsigned(2),
        "I" => Kind::Unsigned(4),
        "L" => Kind::Unsigned(8),
        "f" => Kind::Float(4),
        "g" => Kind::Float(8),
        "u" => Kind::Text(4),
        "U" => Kind::Text(8),
        "vu" => Kind::TextView,
        "tdD" => Kind::Day(1, 4),
        "tdm" => Kind::Day(86_400_000, 8),
        _ => return decimal(format.strip_prefix("d:")?),
    })
}

/// Reads `precision,scale[,bits]`.
fn decimal(format: &str) -> Option<Kind> {
    let mut parts = format.split(',');
    let (_, scale) = (parts.next()?, parts.next()?.parse().ok()?);
    let bits: usize = parts.next().map_or(Ok(128), str::parse).ok()?;
    matches!(bits, 32 | 64 | 128).then_some(Kind::Decimal(bits / 8, scale))
}

/// A column of one batch.
pub(crate) struct Column<'a> {
    kind: &'a Kind,
    array: &'a ArrowArray,
    /// Bits that are set where there is a value; null where all are.
    is_there: *const u8,
    first: usize,
    values: Option<Box<Column<'a>>>,
}

impl<'a> Column<'a> {
    /// Returns the column of an array.
    pub(crate) fn new(kind: &'a Kind, array: &'a ArrowArray) -> Self {
        let values = match (kind, array.dictionary()) {
            (Kind::Coded(_, values), Some(dictionary)) => Some(Box::new(Column::new(values, dictionary))),
            _ => None,
        };
        let is_there = if array.null_count == 0 || *kind == Kind::Null { std::ptr::null() } else { array.buffer(0) };
        Self { kind, array, is_there, first: usize::try_from(array.offset).unwrap_or(0), values }
    }

    /// Writes a cell; one without a value is blank.
    pub(crate) fn write(&self, row: usize, out: &mut Vec<u8>) {
        let at = self.first + row;
        if !self.is_there.is_null() && !bit(self.is_there, at) {
            return;
        }
        match self.kind {
            Kind::Null => {}
            Kind::Flag => {
                let data = self.array.buffer(1);
                let word = if !data.is_null() && bit(data, at) { "是" } else { "否" };
                out.extend_from_slice(word.as_bytes());
            }
            Kind::Signed(width) => text::number(out, self.signed(at, *width)),
            Kind::Unsigned(width) => text::number(out, self.unsigned(at, *width)),
            Kind::Decimal(width, scale) => text::decimal(out, self.signed(at, *width), *scale),
            Kind::Float(4) => text::number(out, f32::from_le_bytes(self.bytes(at))),
            Kind::Float(_) => text::number(out, f64::from_le_bytes(self.bytes(at))),
            Kind::Text(width) => self.text(at, *width, out),
            Kind::TextView => self.view(at, out),
            Kind::Day(per_day, width) => {
                let n = i64::try_from(self.signed(at, *width)).unwrap_or(0);
                text::day(out, n.div_euclid(*per_day));
            }
            Kind::Coded(width, _) => {
                let code = usize::try_from(self.unsigned(at, *width));
                if let (Some(values), Ok(code)) = (&self.values, code) {
                    values.write(code, out);
                }
            }
        }
    }

    /// Returns the bytes of a value of fixed width.
    fn bytes<const N: usize>(&self, at: usize) -> [u8; N] {
        read(self.array.buffer(1), at)
    }

    fn signed(&self, at: usize, width: usize) -> i128 {
        match width {
            1 => i8::from_le_bytes(self.bytes(at)).into(),
            2 => i16::from_le_bytes(self.bytes(at)).into(),
            4 => i32::from_le_bytes(self.bytes(at)).into(),
            8 => i64::from_le_bytes(self.bytes(at)).into(),
            _ => i128::from_le_bytes(self.bytes(at)),
        }
    }

    fn unsigned(&self, at: usize, width: usize) -> u64 {
        match width {
            1 => u8::from_le_bytes(self.bytes(at)).into(),
            2 => u16::from_le_bytes(self.bytes(at)).into(),
            4 => u32::from_le_bytes(self.bytes(at)).into(),
            _ => u64::from_le_bytes(self.bytes(at)),
        }
    }

    fn text(&self, at: usize, width: usize, out: &mut Vec<u8>) {
        let offset = |at| match width {
            4 => u64::from(u32::from_le_bytes(self.bytes(at))),
            _ => u64::from_le_bytes(self.bytes(at)),
        };
        let (start, end) = (offset(at) as usize, offset(at + 1) as usize);
        text::cell(out, bytes_of(self.array.buffer(2), start, end.saturating_sub(start)));
    }

    /// Writes a text that stands in its view where it is short, else in one of the buffers behind.
    fn view(&self, at: usize, out: &mut Vec<u8>) {
        let view: [u8; 16] = self.bytes(at);
        let [l0, l1, l2, l3, rest @ ..] = view;
        let len = u32::from_le_bytes([l0, l1, l2, l3]) as usize;
        if len <= 12 {
            return text::cell(out, rest.get(..len).unwrap_or_default());
        }
        let [_, _, _, _, b0, b1, b2, b3, o0, o1, o2, o3] = rest;
        let buffer = u32::from_le_bytes([b0, b1, b2, b3]) as usize;
        let start = u32::from_le_bytes([o0, o1, o2, o3]) as usize;
        text::cell(out, bytes_of(self.array.buffer(2 + buffer), start, len));
    }
}

/// Returns a bit, the lowest of a byte first.
fn bit(bits: *const u8, at: usize) -> bool {
    // SAFETY: by the interface there are bits for every row, and `at` is one: callers walk the length of the array.
    let byte = unsafe { *bits.add(at / 8) };
    byte >> (at % 8) & 1 == 1
}

/// Returns the bytes of the value at a place of a buffer; zeros where the buffer is not there.
fn read<const N: usize>(data: *const u8, at: usize) -> [u8; N] {
    if data.is_null() {
        return [0; N];
    }
    // SAFETY: by the interface there are so many values of that width, and `at` is one; bytes need no alignment.
    unsafe { data.add(at * N).cast::<[u8; N]>().read() }
}

fn bytes_of<'a>(data: *const u8, start: usize, len: usize) -> &'a [u8] {
    if data.is_null() || len == 0 {
        return &[];
    }
    // SAFETY: by the interface the offsets of a text lie in its buffer, which lives as long as the array.
    unsafe { slice::from_raw_parts(data.add(start), len) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read() {
        assert_eq!(kind("d:27,10", None), Some(Kind::Decimal(16, 10)));
        assert_eq!(kind("d:9,2,32", None), Some(Kind::Decimal(4, 2)));
        assert_eq!(kind("d:60,2,256", None), None);
        assert_eq!(kind("i", Some("u")), Some(Kind::Coded(4, Box::new(Kind::Text(4)))));
        assert_eq!(kind("+l", None), None);
        assert_eq!(kind("u", Some("u")), None);
    }
}
