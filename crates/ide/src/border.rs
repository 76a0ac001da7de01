//! Where bytes become the positions of editors: lines from 0, and units of UTF-16 within the line.
//!
//! A character beyond the basic plane (`𠮷`) is two units; a position inside it means its start, as one past the end of a
//! line means its end. Lines end in `\n`, `\r\n` or a single `\r`, whatever the language takes for a line.
//! INVARIANT: `offset(point(x)) == x` for every character boundary `x` that does not lie between `\r` and `\n`.

/// A position as editors count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// The line, from 0.
    pub line: u32,
    /// Units of UTF-16 since the start of the line.
    pub unit: u32,
}

/// A text with the starts of its lines.
#[derive(Debug, Clone)]
pub struct Border<'t> {
    text: &'t str,
    starts: Vec<u32>,
}

impl<'t> Border<'t> {
    /// Finds the lines of a text.
    pub fn of(text: &'t str) -> Self {
        let mut starts = vec![0];
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            let is_pair = *byte == b'\r' && bytes.get(at + 1) == Some(&b'\n');
            if (*byte == b'\n' || *byte == b'\r') && !is_pair {
                starts.push(at as u32 + 1);
            }
        }
        Self { text, starts }
    }

    /// Returns the position of a byte offset; an offset inside a character counts as its start, one beyond the text as its
    /// end.
    pub fn point(&self, offset: u32) -> Point {
        let end = self.text.floor_char_boundary((offset as usize).min(self.text.len()));
        let line = self.starts.partition_point(|s| *s as usize <= end).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0) as usize;
        let units: usize = self.text.get(start..end).unwrap_or("").chars().map(char::len_utf16).sum();
        Point { line: line as u32, unit: units as u32 }
    }

    /// Returns the byte offset of a position; one beyond its line counts as the line's end, one beyond the text as the
    /// text's.
    pub fn offset(&self, point: Point) -> u32 {
        let Some(start) = self.starts.get(point.line as usize) else { return self.text.len() as u32 };
        let end = self.starts.get(point.line as usize + 1).map_or(self.text.len(), |s| *s as usize);
        let line = self.text.get(*start as usize..end).unwrap_or("").trim_end_matches(['\n', '\r']);
        let mut units = 0;
        for (at, c) in line.char_indices() {
            let next = units + c.len_utf16() as u32;
            if next > point.unit {
                return start + at as u32;
            }
            units = next;
        }
        start + line.len() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_beyond_the_basic_plane_are_two_units() {
        let border = Border::of("指标 𠮷村\r\n收入");
        let at = |offset| (border.point(offset).line, border.point(offset).unit);
        assert_eq!((at(7), at(11), at(14), at(16)), ((0, 3), (0, 5), (0, 6), (1, 0)));
        // In the middle of the pair: its start.
        assert_eq!(border.offset(Point { line: 0, unit: 4 }), 7);
        assert_eq!(border.offset(Point { line: 0, unit: 99 }), 14);
        assert_eq!(border.offset(Point { line: 9, unit: 0 }), 22);
    }

    #[test]
    fn every_boundary_comes_back() {
        let text = "a𠮷\n\n🀄b\r\n“好”\rx\u{301}";
        let border = Border::of(text);
        for at in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
            let is_between = at > 0 && text.get(at - 1..at + 1) == Some("\r\n");
            if !is_between {
                assert_eq!(border.offset(border.point(at as u32)), at as u32, "{at}");
            }
        }
    }
}
