//! What a program wrote, and as an office would have handed it in: quotes only where they must be.

/// Whether rows stand as they would be written here: nothing is quoted, and each ends with `\n` alone.
pub(super) fn is_plain(rows: &[u8]) -> bool {
    rows.last().is_none_or(|b| *b == b'\n') && !rows.iter().any(|b| matches!(b, b'"' | b'\r' | b'\t'))
}

/// Writes a row.
pub(super) fn write_row(out: &mut Vec<u8>, cells: &[&[u8]]) {
    for (idx, cell) in cells.iter().enumerate() {
        if idx > 0 {
            out.push(b',');
        }
        let is_plain = !cell.iter().any(|b| matches!(b, b',' | b'"' | b'\n' | b'\r' | b'\t'));
        // A row of one blank cell is still a row.
        if is_plain && !(cell.is_empty() && cells.len() == 1) {
            out.extend_from_slice(cell);
            continue;
        }
        out.push(b'"');
        for &byte in *cell {
            if byte == b'"' {
                out.push(b'"');
            }
            out.push(byte);
        }
        out.push(b'"');
    }
    out.push(b'\n');
}

/// Hands the rows of CSV over, one by one; lines end with `\n` or `\r\n`.
pub(super) fn each_row(csv: &[u8], mut row: impl FnMut(&[Vec<u8>])) {
    let (mut cells, mut cell) = (Vec::new(), Vec::new());
    let (mut is_quoted, mut is_begun) = (false, false);
    let mut bytes = csv.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        is_begun = true;
        match byte {
            b'"' if is_quoted && bytes.peek() == Some(&b'"') => {
                bytes.next();
                cell.push(b'"');
            }
            b'"' => is_quoted = !is_quoted,
            _ if is_quoted => cell.push(byte),
            b',' => cells.push(std::mem::take(&mut cell)),
            b'\r' if bytes.peek() == Some(&b'\n') => {}
            b'\n' => {
                cells.push(std::mem::take(&mut cell));
                row(&cells);
                cells.clear();
                is_begun = false;
            }
            _ => cell.push(byte),
        }
    }
    if is_begun {
        cells.push(cell);
        row(&cells);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_rewritten_plainly() {
        let mut out = Vec::new();
        let written = "\"指标\",\"a,b\"\r\n\"x\"\"y\",\r\n\"一\n二\",1\n".as_bytes();
        each_row(written, |cells| write_row(&mut out, &cells.iter().map(Vec::as_slice).collect::<Vec<_>>()));
        assert_eq!(String::from_utf8_lossy(&out), "指标,\"a,b\"\n\"x\"\"y\",\n\"一\n二\",1\n");
    }
}
