//! QR codes: what a figure's code on paper leads to when a telephone looks at it.
//!
//! Takes a text and gives the squares as a shape for a page or a picture for a document. INVARIANT: a margin of four
//! squares stays free around it, as readers ask for.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// Squares that stay free on each side.
const MARGIN: i32 = 4;
/// Dots of a picture for each square: enough to stay sharp on paper.
#[cfg(feature = "office")]
const DOTS: i32 = 8;

/// Returns the text that a code of a figure leads to: the command that tells how the figure came about.
pub(crate) fn text_of(code: &str) -> String {
    format!("dabiao explain {code}")
}

/// A QR code.
pub(crate) struct Qr(QrCode);

impl Qr {
    /// Returns the code of a text; `None` if the text is too long for any.
    pub(crate) fn of(text: &str) -> Option<Self> {
        QrCode::encode_text(text, QrCodeEcc::Medium).ok().map(Self)
    }

    /// Returns it as an image of a page; `name` is what it says to those who cannot see it, escaped.
    pub(crate) fn svg(&self, name: &str) -> String {
        let (n, side) = (self.0.size(), self.0.size() + 2 * MARGIN);
        let mut path = String::new();
        for y in 0..n {
            for x in (0..n).filter(|x| self.0.get_module(*x, y)) {
                let _ = write!(path, "M{} {}h1v1h-1z", x + MARGIN, y + MARGIN);
            }
        }
        format!(
            "<svg class=\"qr\" role=\"img\" aria-label=\"{name}\" viewBox=\"0 0 {side} {side}\" width=\"96\" \
             height=\"96\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
        )
    }

    /// Returns it as a picture (PNG) of black and white dots.
    #[cfg(feature = "office")]
    pub(crate) fn png(&self) -> Vec<u8> {
        let side = (self.0.size() + 2 * MARGIN) * DOTS;
        let mut rows = Vec::new();
        for y in 0..side {
            // No filter.
            rows.push(0);
            let is_black = |x: i32| x < side && self.0.get_module(x / DOTS - MARGIN, y / DOTS - MARGIN);
            for first in (0..side).step_by(8) {
                let byte = (0..8).fold(0u8, |byte, bit| byte << 1 | u8::from(!is_black(first + bit)));
                rows.push(byte);
            }
        }
        let side = (side as u32).to_be_bytes();
        // One bit for a dot, grey, packed, no filter, row by row.
        let head = [&side[..], &side, &[1, 0, 0, 0, 0]].concat();
        let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
        chunk(&mut out, b"IHDR", &head);
        chunk(&mut out, b"IDAT", &packed(&rows));
        chunk(&mut out, b"IEND", &[]);
        out
    }
}

#[cfg(feature = "office")]
fn packed(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::new(6));
    // Writing to memory does not fail.
    let done = encoder.write_all(bytes).and_then(|()| encoder.finish());
    done.unwrap_or_default()
}

#[cfg(feature = "office")]
fn chunk(out: &mut Vec<u8>, name: &[u8; 4], bytes: &[u8]) {
    out.extend((bytes.len() as u32).to_be_bytes());
    let from = out.len();
    out.extend(name);
    out.extend(bytes);
    let sum = crc(out.get(from..).unwrap_or_default());
    out.extend(sum.to_be_bytes());
}

/// The check sum of PNG: CRC-32, bit by bit.
#[cfg(feature = "office")]
fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |s, _| if s & 1 == 1 { s >> 1 ^ 0xEDB8_8320 } else { s >> 1 })
    };
    !bytes.iter().fold(!0, step)
}

#[cfg(all(test, feature = "office"))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_check_sum_is_that_of_the_standard() {
        assert_eq!(crc(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn a_picture_begins_and_ends_as_png() {
        let png = Qr::of("dabiao explain K7X2ABC").unwrap().png();
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"));
        assert!(png.ends_with(b"IEND\xaeB`\x82"));
    }
}
