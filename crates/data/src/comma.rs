//! What the comma of a number is in text whose cells are parted by semicolons.
//!
//! Where the comma is the decimal sign, lists are parted by semicolons; but a file may be parted so for other reasons.
//! `4,125` is 4.125 in the one and 4125 in the other. INVARIANT: such a number is read only where other numbers of the
//! file, or the mapping file, say which; else its cell is refused.

use super::cell::UNCLEAR_COMMA;

/// What the comma of numbers is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comma {
    /// It parts thousands; the point is the decimal sign.
    Thousands,
    /// It is the decimal sign; points part thousands.
    Decimal,
    /// Nothing tells.
    Unclear,
}

/// What a single number tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// It has neither comma nor point, or is no number.
    Neither,
    /// `4,5`, `1.355,90`, `0,125`: the comma is the decimal sign.
    DecimalComma,
    /// `1,234,567`, `1,234.5`, `4.5`: the point is.
    DecimalPoint,
    /// `4,125`, `4.125`: either.
    Either,
}

/// Splits a cell into sign and digits with their commas and points, and what stands behind; `None` is no number.
fn split(cell: &[u8]) -> Option<(&[u8], &[u8])> {
    let cell = cell.trim_ascii();
    let sign = usize::from(cell.first().is_some_and(|b| matches!(b, b'-' | b'+')));
    let rest = cell.get(sign..)?;
    let len = rest.iter().take_while(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')).count();
    let is_number = rest.iter().take(len).any(u8::is_ascii_digit);
    let behind = rest.get(len..)?;
    // What goes on with a sign, a slash or a letter of a code is no number with a unit.
    let is_unit = behind.iter().all(|b| !b.is_ascii_digit() && !matches!(b, b'-' | b'/' | b':' | b'+'));
    (is_number && is_unit).then(|| cell.split_at_checked(sign + len)).flatten()
}

fn shape(cell: &[u8]) -> Shape {
    let Some((number, _)) = split(cell) else { return Shape::Neither };
    let number: Vec<u8> = number.iter().copied().filter(|b| !matches!(b, b'-' | b'+')).collect();
    let count = |mark: u8| number.iter().filter(|b| **b == mark).count();
    let (n_commas, n_points) = (count(b','), count(b'.'));
    match (n_commas, n_points) {
        (0, 0) => Shape::Neither,
        (1, 0) => alone(&number, b',', Shape::DecimalComma),
        (0, 1) => alone(&number, b'.', Shape::DecimalPoint),
        (_, 0) if is_grouped(&number, b',') => Shape::DecimalPoint,
        (0, _) if is_grouped(&number, b'.') => Shape::DecimalComma,
        (1.., 1) if ends(&number, b'.', b',') => Shape::DecimalPoint,
        (1, 1..) if ends(&number, b',', b'.') => Shape::DecimalComma,
        _ => Shape::Neither,
    }
}

/// A number with one mark: three digits behind it and one to three, none of them a leading zero, before it leave it open.
fn alone(number: &[u8], mark: u8, decimal: Shape) -> Shape {
    let mut parts = number.split(|b| *b == mark);
    let (before, behind) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let may_group = behind.len() == 3 && (1..=3).contains(&before.len()) && before.first() != Some(&b'0');
    if may_group { Shape::Either } else { decimal }
}

fn is_grouped(number: &[u8], mark: u8) -> bool {
    let mut parts = number.split(|b| *b == mark);
    parts.next().is_some_and(|first| (1..=3).contains(&first.len())) && parts.all(|p| p.len() == 3)
}

/// Returns whether the last mark is `decimal` and what stands before it is grouped by the other one.
fn ends(number: &[u8], decimal: u8, group: u8) -> bool {
    let at = number.iter().rposition(|b| *b == decimal || *b == group).filter(|at| number.get(*at) == Some(&decimal));
    at.and_then(|at| number.get(..at)).is_some_and(|before| is_grouped(before, group))
}

/// Finds out from some cells what the comma is; with the first number that shows it to be the decimal sign.
pub(super) fn find<'c>(cells: impl Iterator<Item = &'c [u8]>) -> (Comma, Option<String>) {
    let (mut comma, mut point) = (None, false);
    for cell in cells {
        match shape(cell) {
            Shape::DecimalComma if comma.is_none() => comma = Some(String::from_utf8_lossy(cell).trim().to_owned()),
            Shape::DecimalPoint => point = true,
            _ => {}
        }
    }
    match (comma, point) {
        (Some(example), false) => (Comma::Decimal, Some(example)),
        (None, true) => (Comma::Thousands, None),
        _ => (Comma::Unclear, None),
    }
}

impl Comma {
    /// Writes a cell as it is read everywhere else, or marks it where it may be read in two ways; `None` leaves it.
    pub(super) fn rewrite(self, cell: &[u8]) -> Option<Vec<u8>> {
        let shape = shape(cell);
        match (self, shape) {
            (Comma::Thousands, _)
            | (_, Shape::Neither)
            | (Comma::Unclear, Shape::DecimalPoint | Shape::DecimalComma) => None,
            // A point is the decimal sign unless something says otherwise.
            (Comma::Unclear, Shape::Either) if !cell.contains(&b',') => None,
            (Comma::Unclear, Shape::Either) => Some([UNCLEAR_COMMA.as_bytes(), cell.trim_ascii()].concat()),
            (Comma::Decimal, Shape::DecimalPoint) => Some([UNCLEAR_COMMA.as_bytes(), cell.trim_ascii()].concat()),
            (Comma::Decimal, Shape::DecimalComma | Shape::Either) => {
                let (number, behind) = split(cell)?;
                let plain = number.iter().filter(|b| **b != b'.').map(|b| if *b == b',' { b'.' } else { *b });
                Some(plain.chain(behind.iter().copied()).collect())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cells: &[&str]) -> Comma {
        find(cells.iter().map(|c| c.as_bytes())).0
    }

    #[test]
    fn other_numbers_say_what_a_comma_is() {
        assert_eq!(found(&["4,125", "4,875"]), Comma::Unclear);
        assert_eq!(found(&["4,125", "4,5"]), Comma::Decimal);
        assert_eq!(found(&["1.355,90"]), Comma::Decimal);
        assert_eq!(found(&["0,125", "村"]), Comma::Decimal);
        assert_eq!(found(&["4,125", "4.5"]), Comma::Thousands);
        assert_eq!(found(&["1,234,567"]), Comma::Thousands);
        assert_eq!(found(&["4,5", "4.5"]), Comma::Unclear);
        assert_eq!(found(&["2025.12.31", "1-2,5", "A1,5"]), Comma::Unclear);
    }

    #[test]
    fn what_may_be_read_in_two_ways_is_marked() {
        let text =
            |comma: Comma, cell: &str| comma.rewrite(cell.as_bytes()).map(|b| String::from_utf8_lossy(&b).into_owned());
        assert_eq!(text(Comma::Decimal, "-1.355,90").as_deref(), Some("-1355.90"));
        assert_eq!(text(Comma::Decimal, "4,5万元").as_deref(), Some("4.5万元"));
        assert_eq!(text(Comma::Decimal, "4,125").as_deref(), Some("4.125"));
        assert_eq!(text(Comma::Decimal, "4.5").as_deref(), Some("#UNCLEAR-COMMA!4.5"));
        assert_eq!(text(Comma::Unclear, "4,125").as_deref(), Some("#UNCLEAR-COMMA!4,125"));
        assert_eq!(text(Comma::Unclear, "4.125"), None);
        assert_eq!(text(Comma::Thousands, "4,125"), None);
        assert_eq!(text(Comma::Decimal, "村,镇"), None);
    }
}
